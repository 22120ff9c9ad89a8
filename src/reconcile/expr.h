/* expr: a condition over facts, compiled; written with the names of fact.h:
 *
 *     alive and tax_months >= 1 and tax_contract has "labour" and not compulsory
 *
 * and, or, not, ( ), = != < <= > >=, has, + - * /, numbers, "codes", days 2025-07-01, months 2025-07, legal parameters
 * as law.regional_minimum_wage.IV, and month, first_day and last_day, those of the run.  Money is in đồng.  Logic has
 * three values: what rests on a missing fact is unknown, unless the rest decides. */
#pragma once
#include "law/law.h"
#include "reconcile/fact.h"

typedef struct Expr Expr; /* immutable; may be shared by threads */

typedef enum Truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN } Truth;

/* Legal parameters are those of the last day of the month.  BAD_INPUT: what is wrong and where (Place.column). */
Err *expr_compile(Arena *arena, const Law *law, Date month, bool employer, Str written, const Expr **ret) MUST_CHECK;
Truth expr_holds(const Expr *expr, const int32_t *fact);

/* The same of many subjects at once, whose facts stand by column: column[fact * step + row], at most 65536 rows.  Of
 * the rows given, in ascending order, those stay for which it holds or is unknown; their number is returned, and
 * unknown[row], false of all before, says which it is. */
typedef struct ExprSift ExprSift; /* immutable; may be shared by threads */
/* The columns are a sample, by which it is decided what is looked at first. */
const ExprSift *expr_sift_of(Arena *arena, const Expr *expr, const int32_t *column, ptrdiff_t step, ptrdiff_t count);
ptrdiff_t expr_sift(const ExprSift *sift, const int32_t *column, ptrdiff_t step, uint16_t *row, ptrdiff_t rows,
                    bool *unknown);

uint64_t expr_facts(const Expr *expr); /* the facts it speaks of, a bit each */
uint64_t expr_open(const Expr *expr); /* … without those whose value follows from its being true: "alive and not x" */

/* Each part of a condition with what decided it, in reading order. */
typedef struct ExprReason {
    Truth holds;
    int fact;   /* the first it speaks of; -1 none */
    Text part;  /* "số tháng có thu nhập tiền lương từ 1 trở lên" */
    Text value; /* of the facts it speaks of: "12"; {0} where the part says it all */
} ExprReason;
void expr_explain(Arena *arena, const Expr *expr, const int32_t *fact, ExprReason **ret, ptrdiff_t *ret_count);

/* The condition in words, made from itself: what it asks for, all of which must hold; operators too are words. */
void expr_words(Arena *arena, const Expr *expr, Text **ret, ptrdiff_t *ret_count);
