/* calendar_grid: the calendar of deliveries as a table, for the terminal and for files. */
#pragma once
#include "register/register.h"
#include "table/grid.h"

/* agency: what the agency of each line is called. */
Grid calendar_grid(Arena *arena, const RegisterDue *due, const Text *agency, ptrdiff_t count, Lang lang);
