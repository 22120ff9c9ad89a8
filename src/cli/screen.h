/* screen: a grid as lines of a terminal, columns aligned by the width that
 * Vietnamese text takes on the screen. */
#pragma once
#include "table/grid.h"
#include <stdio.h>

void screen_grid(FILE *out, const Grid *grid, Arena *arena, Lang lang);
