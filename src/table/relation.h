/* relation: which part of an office file belongs to which (Open Packaging Conventions). */
#pragma once
#include "base/vec.h"
#include "table/xml.h"

typedef struct Relation {
    Str id, type, target; /* target resolved to a part's name */
} Relation;

typedef Vec(Relation) Relations;

/* Those of `part`; of the file itself where it is {0}.  None where there is no list. */
Err *relation_read(Arena *arena, Pack *pack, ptrdiff_t run, Str part, Relations *ret) MUST_CHECK;

/* The target of the first whose type ends so, {0} where there is none: the types'
 * prefix differs between the two editions of the standard. */
Str relation_target(const Relations *relations, Str type_ending);

/* The main part, in whose folder everything stands: `usual` where the relations do not
 * tell.  Err where the file is of another kind than that of `usual`. */
Err *relation_main(Arena *arena, Pack *pack, ptrdiff_t run, Str usual, Str *ret) MUST_CHECK;
