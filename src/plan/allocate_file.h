/* allocate_file: the units to share among, as a table of the user's.
 *
 *     Đơn vị      | current_total | labour_force | goal_total | min_2027 | max_voluntary_2028 | …
 *     Xã A        |         1.200 |        9.000 |      2.500 |    1.500 |                    |
 *
 * One row a unit: a commune, a village, an officer.  A “Tổng” row is what the document declares. */
#pragma once
#include "plan/allocate.h"
#include "table/form.h"

typedef struct AllocateFile {
    ptrdiff_t units;
    Str *code, *name;              /* the code is the name where the table has none */
    Str *commune;                  /* as written, of a list of several communes; NULL where absent */
    int64_t *current[2], *goal[2]; /* total, voluntary; NULL where the column is absent, goal -1 where empty */
    int64_t *labour_force, *population, *weight; /* NULL where absent */
    int64_t *lower[2], *upper[2];                /* units × years, -1 = none */
    int64_t declared[2];                         /* the goals' total as declared, -1 = not */
    Problem *problem;
    ptrdiff_t problems;
} AllocateFile;

/* `below`: units lie below communes, whose column “Xã/phường” says which. */
Err *allocate_file_read(Arena *arena, Str path, int first_year, int years, bool below, AllocateFile *ret) MUST_CHECK;
/* Leaves the marked units. */
void allocate_file_keep(AllocateFile *file, int years, const bool *keep);
