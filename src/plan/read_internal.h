/* What the readers of a plan share; for src/plan only. */
#pragma once
#include "plan/plan.h"
#include "table/form.h"

/* Fills document, stated and share from the words around the table. */
void prose_read(Arena *arena, Plan *plan, const Str *line, ptrdiff_t count);
/* "đến năm 2030" → 2030; the latest year that a text names after "năm", or 0. */
int prose_year(Arena *arena, Str text);
/* "tối thiểu", "không thấp hơn", "min": the figure is a floor. */
bool prose_is_floor(Arena *arena, Str heading);
