/* list: rows of a board that someone wants to see – found by a part of the name without marks, chosen by light, in an
 * order, page by page.  A page begins after the last row of the one before by that row's key, so that rows which
 * change meanwhile neither come twice nor are left out unless they moved over the edge themselves. */
#pragma once
#include "progress/progress.h"

typedef enum ProgressKey {
    PROGRESS_KEY_RANK,
    PROGRESS_KEY_NAME, /* Vietnamese order */
    PROGRESS_KEY_GAP,
    PROGRESS_KEY_RESULT,
    PROGRESS_KEY_TARGET,
    PROGRESS_KEY_SHARE,
    PROGRESS_KEY_NEEDED,
    PROGRESS_KEY_MONTH,
    PROGRESS_KEY_YEAR
} ProgressKey;
extern const char *const progress_key_names[]; /* "rank" …; ends with NULL */

typedef struct ProgressChoice {
    Str find;        /* "" all; part of a name, or a code */
    unsigned lights; /* bit i: Light i; 0: all */
    ProgressKey key; /* rows without it come last; equals in the order of their names */
    bool descending;
    Str after;     /* ProgressPage.next, "" the first page */
    int64_t limit; /* 0: all */
} ProgressChoice;

typedef struct ProgressPage {
    ProgressRow *row;
    ptrdiff_t rows, count; /* of this page; of all pages */
    Str next;              /* "" at the end */
} ProgressPage;

Err *progress_choose(Arena *arena, const ProgressBoard *board, const ProgressChoice *choice,
                     ProgressPage *ret) MUST_CHECK;
Err *progress_lights(Arena *arena, Str written, unsigned *ret) MUST_CHECK; /* "behind,far-behind"; "" gives 0 */
/* The target of the year; false where nothing is known to interpolate it from. */
bool progress_row_target(const ProgressRow *row, int64_t *ret);
