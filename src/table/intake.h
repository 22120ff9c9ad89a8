/* intake: good rows apart from bad ones, and what an import does about the bad.
 *
 * One rule for all imports: a file without bad rows goes in.  With bad rows nothing
 * is changed and all of them are listed, unless the user named a file for rejects:
 * then the good rows go in, and the bad ones are written to that file as they were,
 * to be corrected and imported again.
 *
 *     Intake intake = intake_open(arena, form, rejects_path);
 *     for (bool more; !(err = intake_next(&intake, &record, &more)) && more;)
 *         if (!sensible(&record))
 *             intake_refuse(&intake, &record, &record.entry[F_UNIT], TEXT("…", "…"));
 *     TRY(intake_decide(&intake, lang));       // before the first change of the store */
#pragma once
#include "table/form.h"

typedef struct Intake {
    Arena *arena;
    Form *form;
    Rejects *rejects;
    Str rejects_path;
    ptrdiff_t rows, bad; /* data rows read so far, and those among them that are not to be used */
    Problem *problem;
    ptrdiff_t problems, cap;
} Intake;

Intake intake_open(Arena *arena, Form *form, Str rejects_path);

/* The next data row that could be read; totals and notes are passed over, unreadable rows noted. */
Err *intake_next(Intake *intake, Record *ret, bool *ret_more) MUST_CHECK;

/* A row that was read turns out to be wrong in this entry; say it once a row. */
void intake_refuse(Intake *intake, Record *record, const Entry *entry, Text expected);

/* NULL: go on with the good rows; the rejects, if any, are safely written.  Else BAD_INPUT
 * with the number of bad rows and what to do; the caller shows intake->problem. */
Err *intake_decide(Intake *intake, Lang lang) MUST_CHECK;
