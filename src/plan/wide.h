/* wide: 128-bit whole numbers for exact shares.  Products of two figures of a
 * plan do not fit 64 bits, and a share must come out the same on every machine. */
#pragma once
#include <stdint.h>

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UWide;

/* The quotient rounded down, also for a negative dividend; divisor > 0. */
static inline Wide wide_floor_div(Wide a, Wide b)
{
    Wide q = a / b;
    return a % b < 0 ? q - 1 : q;
}

/* The nearest whole quotient; a half goes up.  divisor > 0. */
static inline Wide wide_round_div(Wide a, Wide b)
{
    return wide_floor_div(2 * a + b, 2 * b);
}
