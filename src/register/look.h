/* look: the headings of a file before it is known that it can be taken in – for who says which column is which.
 *
 * The header is the row near the top that has most of the source's columns, else the one with most cells.  Reads the
 * first rows only. */
#pragma once
#include "register/intake_rows.h"

enum { LOOK_SAMPLES = 3 };

typedef struct LookHeading {
    Str heading, column;      /* as written; code of the column that it is, "" none */
    bool said;                /* a pairing says so */
    Str sample[LOOK_SAMPLES]; /* the first values below it that differ, cut short */
    int samples;
} LookHeading;

typedef struct RegisterLook {
    LookHeading *heading; /* those that are not empty, from left to right */
    ptrdiff_t headings;
    Str *missing; /* codes of required columns without a heading */
    ptrdiff_t missings;
    const RegisterSource *likely; /* the headings are clearly those of another source; NULL */
} RegisterLook;

/* BAD_INPUT: no table can be read from it, or it has no rows. */
Err *register_look(Arena *arena, Str path, const RegisterSource *source, const RegisterPairing *pairing,
                   ptrdiff_t pairings, RegisterLook *ret) MUST_CHECK;
