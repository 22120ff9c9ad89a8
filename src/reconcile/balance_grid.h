/* balance_grid: movements and coverage as tables, for the terminal, files and the service. */
#pragma once
#include "reconcile/coverage.h"
#include "table/grid.h"
#include "unit/unit.h"

Grid movement_grid(Arena *arena, const Movements *movements, Date month, Lang lang);
/* Persons by their number: who may know more opens them. */
Grid mover_grid(Arena *arena, const Mover *mover, ptrdiff_t count, Date month, Lang lang);
Grid coverage_grid(Arena *arena, const CoverageBeside *row, ptrdiff_t count, Str province, const UnitList *communes,
                   Date month, Lang lang);
