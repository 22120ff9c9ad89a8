/* search: communes, documents and indicators by what someone types (Ctrl K) – without marks, in part.
 *
 * Names that begin with it come first, then those with a word that begins with it, then those that hold it; equals in
 * Vietnamese order.  Communes and documents of the provinces that the scope meets only. */
#pragma once
#include "progress/progress.h"

typedef enum FoundKind { FOUND_COMMUNE, FOUND_DOCUMENT, FOUND_INDICATOR } FoundKind;

typedef struct Found {
    FoundKind kind;
    Str code, name;
    Text detail; /* the province; number and date; the unit of measure */
    int how;     /* 0 begins, 1 a word begins, 2 holds it */
} Found;

enum { FOUND_MOST = 20 };

/* province "": all that the scope meets; documents false: not those. */
Err *progress_search(Store *store, Arena *arena, Str written, Str province, Date on, bool documents, Lang lang,
                     Found **ret, ptrdiff_t *ret_count) MUST_CHECK;
