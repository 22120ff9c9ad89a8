/* audit_internal: what the files of audit/ share. */
#pragma once
#include "audit/audit.h"

#define AUDIT_NOTHING "0000000000000000000000000000000000000000000000000000000000000000" /* before the first entry */

Str audit_digest(Arena *arena, const AuditEntry *entry); /* of its canonical JSON; entry.hash plays no part */
AuditEntry audit_read(Rows *rows, Arena *arena);         /* columns as audit_walk and audit_list give them */
