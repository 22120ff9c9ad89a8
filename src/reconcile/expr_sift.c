/* A condition over many subjects at once, whose facts stand by column: part after part of those that must all hold,
 * each over the rows that the parts before it have left.  Parts that leave few rows come first; the outcome does not
 * depend on their order. */
#include "reconcile/expr_internal.h"

#include <stdlib.h>

typedef struct Part Part;
struct Part {
    const Expr *expr; /* of any form; simple ones are told by `op` */
    bool simple;
    Op op;         /* a comparison of one fact with a number … */
    bool negated;  /* … of OP_HAS; others are turned round */
    double number; /* in the measure in which the fact is kept */
    int fact;
    Part *any; /* or one of these holds, all of them simple */
    int anys;
    ptrdiff_t left; /* of a sample, the rows that it leaves */
};

struct ExprSift {
    Part *part;
    int parts;
};

/* ---- parts ------------------------------------------------------------------------------ */

static Op turned(Op op)
{
    static const Op other[] = {[OP_EQ] = OP_NE, [OP_NE] = OP_EQ, [OP_LT] = OP_GE,  [OP_GE] = OP_LT,
                               [OP_LE] = OP_GT, [OP_GT] = OP_LE, [OP_HAS] = OP_HAS};
    return other[op];
}

/* "fact", "not fact", "fact < number" and its opposite.  Money is kept in thousands and compared in đồng. */
static bool simple_of(const Expr *e, bool negated, Part *ret)
{
    Part p = {.expr = e, .simple = true, .negated = negated};
    double number;
    if (e->op == OP_FACT) {
        p.op = OP_NE;
        p.fact = e->fact;
    } else if (e->op >= OP_EQ && e->op <= OP_HAS && e->left->op == OP_FACT && expr_constant(e->right, &number)) {
        p.op = e->op;
        p.fact = e->left->fact;
        p.number = e->left->type == TYPE_MONEY ? number / 1000.0 : number;
        if (p.number * 1000.0 != number && e->left->type == TYPE_MONEY)
            return false; /* the measures would not compare alike */
    } else {
        return false;
    }
    p.op = negated ? turned(p.op) : p.op;
    *ret = p;
    return true;
}

/* "a or b", "not (a and b)", of simple ones alone; room for ANY_MOST. */
enum { ANY_MOST = 8 };
static bool any_of(const Expr *e, bool negated, Part *any, int *anys)
{
    if (e->op == OP_NOT)
        return any_of(e->left, !negated, any, anys);
    if (e->op == (negated ? OP_AND : OP_OR))
        return any_of(e->left, negated, any, anys) && any_of(e->right, negated, any, anys);
    return *anys < ANY_MOST && simple_of(e, negated, &any[(*anys)++]);
}

static Part part_of(Arena *arena, const Expr *whole)
{
    Part any[ANY_MOST], part = {.expr = whole};
    int anys = 0;
    if (!any_of(whole, false, any, &anys))
        return part;
    if (anys == 1)
        return any[0];
    part.any = new (arena, Part, anys);
    part.anys = anys;
    for (int i = 0; i < anys; i++)
        part.any[i] = any[i];
    return part;
}

static int count_parts(const Expr *e)
{
    return e->op == OP_AND ? count_parts(e->left) + count_parts(e->right) : 1;
}

static void add_parts(Arena *arena, ExprSift *s, const Expr *e)
{
    if (e->op == OP_AND) {
        add_parts(arena, s, e->left);
        add_parts(arena, s, e->right);
    } else {
        s->part[s->parts++] = part_of(arena, e);
    }
}

/* ---- sifting ------------------------------------------------------------------------------ */

/* Rows that are not known to be out stay, in their order. */
#define STAY_IF(condition)                    \
    for (ptrdiff_t i = 0; i < rows; i++) {    \
        int32_t value = column[row[i]];       \
        bool missing = value == FACT_MISSING; \
        unknown[row[i]] |= missing;           \
        row[left] = row[i];                   \
        left += missing || (condition);       \
    }                                         \
    return left

static ptrdiff_t sift_simple(const Part *p, const int32_t *column, uint16_t *row, ptrdiff_t rows, bool *unknown)
{
    ptrdiff_t left = 0;
    double number = p->number;
    switch (p->op) {
    case OP_EQ:
        STAY_IF(value == number);
    case OP_NE:
        STAY_IF(value != number);
    case OP_LT:
        STAY_IF(value < number);
    case OP_LE:
        STAY_IF(value <= number);
    case OP_GT:
        STAY_IF(value > number);
    case OP_GE:
        STAY_IF(value >= number);
    default: /* OP_HAS */
        STAY_IF((value >> (int)number & 1) != p->negated);
    }
}

enum { AT_ONCE = 256 };
typedef struct Look { /* at some rows */
    bool yes[AT_ONCE], missing[AT_ONCE];
} Look;

#define LOOK_IF(condition)                                    \
    for (ptrdiff_t i = 0; i < rows; i++) {                    \
        int32_t value = column[row[i]];                       \
        look->missing[i] |= value == FACT_MISSING;            \
        look->yes[i] |= value != FACT_MISSING && (condition); \
    }                                                         \
    return

static void look_simple(const Part *p, const int32_t *column, const uint16_t *row, ptrdiff_t rows, Look *look)
{
    double number = p->number;
    switch (p->op) {
    case OP_EQ:
        LOOK_IF(value == number);
    case OP_NE:
        LOOK_IF(value != number);
    case OP_LT:
        LOOK_IF(value < number);
    case OP_LE:
        LOOK_IF(value <= number);
    case OP_GT:
        LOOK_IF(value > number);
    case OP_GE:
        LOOK_IF(value >= number);
    default: /* OP_HAS */
        LOOK_IF((value >> (int)number & 1) != p->negated);
    }
}

/* What one of them says is so, else what is missing leaves open. */
static ptrdiff_t sift_any(const Part *p, const int32_t *column, ptrdiff_t step, uint16_t *row, ptrdiff_t rows,
                          bool *unknown)
{
    ptrdiff_t left = 0;
    for (ptrdiff_t from = 0; from < rows; from += AT_ONCE) {
        Look look = {0};
        ptrdiff_t some = rows - from < AT_ONCE ? rows - from : AT_ONCE;
        for (int k = 0; k < p->anys; k++)
            look_simple(&p->any[k], column + p->any[k].fact * step, row + from, some, &look);
        for (ptrdiff_t i = 0; i < some; i++) {
            uint16_t at = row[from + i];
            unknown[at] |= !look.yes[i] && look.missing[i];
            row[left] = at;
            left += look.yes[i] || look.missing[i];
        }
    }
    return left;
}

static ptrdiff_t sift_part(const Part *p, const int32_t *column, ptrdiff_t step, uint16_t *row, ptrdiff_t rows,
                           bool *unknown)
{
    ptrdiff_t left = 0;
    if (p->simple)
        return sift_simple(p, column + p->fact * step, row, rows, unknown);
    if (p->anys > 0)
        return sift_any(p, column, step, row, rows, unknown);
    for (ptrdiff_t i = 0; i < rows; i++) {
        Truth holds = expr_holds_of(p->expr, (FactsOf){column + row[i], step});
        unknown[row[i]] |= holds == TRUTH_UNKNOWN;
        row[left] = row[i];
        left += holds != TRUTH_NO;
    }
    return left;
}

ptrdiff_t expr_sift(const ExprSift *sift, const int32_t *column, ptrdiff_t step, uint16_t *row, ptrdiff_t rows,
                    bool *unknown)
{
    for (int i = 0; i < sift->parts; i++)
        rows = sift_part(&sift->part[i], column, step, row, rows, unknown);
    return rows;
}

static int by_left(const void *a, const void *b)
{
    const Part *x = a, *y = b;
    int is = x->simple ? 0 : x->anys > 0 ? 1 : 2, other = y->simple ? 0 : y->anys > 0 ? 1 : 2;
    if (is != other)
        return is - other;
    return (x->left > y->left) - (x->left < y->left);
}

const ExprSift *expr_sift_of(Arena *arena, const Expr *expr, const int32_t *column, ptrdiff_t step, ptrdiff_t count)
{
    ExprSift *s = new (arena, ExprSift, 1);
    s->part = new (arena, Part, count_parts(expr));
    add_parts(arena, s, expr);
    Arena scratch = *arena;
    uint16_t *row = new_raw(&scratch, uint16_t, count);
    bool *unknown = new (&scratch, bool, count);
    for (int i = 0; i < s->parts; i++) {
        for (ptrdiff_t k = 0; k < count; k++)
            row[k] = (uint16_t)k;
        s->part[i].left = sift_part(&s->part[i], column, step, row, count, unknown);
    }
    qsort(s->part, (size_t)s->parts, sizeof *s->part, by_left);
    return s;
}
