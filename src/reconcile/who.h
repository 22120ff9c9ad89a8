/* who: “which of these are enrolled?” for a list of names and numbers, answered from the digests that are kept with the
 * chunks of persons (subject.h), without a run: a hundred thousand in less than a second.
 *
 * A row of the list is found by its personal number, else its social-insurance number, else its old identity number,
 * else by name without marks and full date of birth.  Where a number is several persons', name and birth choose among
 * them.  An answer is sure that a number gave, of which name and birth, as far as the list has them, are the person's,
 * and no other number of the row is somebody else's; an answer by name and birth never is.  All as of the last run. */
#pragma once
#include "reconcile/subject.h"
#include "table/form.h"
#include "table/grid.h"

typedef enum WhoBy { WHO_NONE, WHO_PERSONAL, WHO_INSURANCE, WHO_OLD, WHO_NAME } WhoBy;

typedef enum WhoAnswer {
    WHO_NOT_FOUND, /* in no register of the province */
    WHO_SEVERAL,   /* fits several persons: none is chosen */
    WHO_KNOWN,     /* in a register, never insured */
    WHO_STOPPED,   /* was insured, and is not in the month */
    WHO_VOLUNTARY,
    WHO_COMPULSORY,
} WhoAnswer;
Text who_answer_text(WhoAnswer answer); /* "đang đóng BHXH bắt buộc" */
Text who_by_text(WhoBy by);

typedef struct WhoRow {
    Str personal_id, old_id, si_number, name, birth; /* as written; what is not known is empty */
} WhoRow;

typedef struct WhoFound {
    WhoAnswer answer;
    WhoBy by;
    bool sure;
    int64_t person;                     /* 0: not found, or several */
    int32_t last_month, paid_to, since; /* as in fact.h; FACT_MISSING where not known */
} WhoFound;

/* NOT_FOUND before the first run.  Who does not see the whole province is refused. */
Err *who_find(Store *store, Arena *arena, Str province, const WhoRow *row, ptrdiff_t rows, int threads, WhoFound *ret,
              Date *ret_month) MUST_CHECK;

/* The rows of a file with headings (CSV, XLSX …), names and numbers as in registers; BAD_INPUT where it has no column
 * to go by. */
Err *who_read(Arena *arena, Str path, WhoRow **ret, ptrdiff_t *ret_count) MUST_CHECK;
/* What was asked beside what was found, a row each; and how many of each answer. */
Grid who_grid(Arena *arena, const WhoRow *row, const WhoFound *found, ptrdiff_t rows, Date month, Lang lang);
Grid who_counts(Arena *arena, const WhoFound *found, ptrdiff_t rows, Date month, Lang lang);
