/* audit_grid: entries as a table to show or to export. */
#pragma once
#include "audit/audit.h"
#include "table/grid.h"

Grid audit_grid(Arena *arena, Lang lang, const AuditEntry *entry, ptrdiff_t count);
