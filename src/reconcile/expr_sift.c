/* A condition over many subjects at once, whose facts stand by column: part after part of those that must all hold,
 * each over the rows that the parts before it have left.  Parts that leave few rows come first; the outcome does not
 * depend on their order. */
#include "reconcile/expr_internal.h"

#include <stdlib.h>

typedef struct Part {
    const Expr *expr; /* of any form; simple ones are told by `op` */
    bool simple;
    Op op;         /* a comparison of one fact with a number … */
    bool negated;  /* … of OP_HAS; others are turned round */
    double number; /* in the measure in which the fact is kept */
    int fact;
    ptrdiff_t left; /* of a sample, the rows that it leaves */
} Part;

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
static Part part_of(const Expr *whole)
{
    const Expr *e = whole->op == OP_NOT ? whole->left : whole;
    Part p = {.expr = whole};
    if (e->op == OP_FACT) {
        p.op = OP_NE;
        p.fact = e->fact;
    } else if (e->op >= OP_EQ && e->op <= OP_HAS && e->left->op == OP_FACT && e->right->op == OP_CONST) {
        p.op = e->op;
        p.fact = e->left->fact;
        p.number = e->left->type == TYPE_MONEY ? e->right->number / 1000.0 : e->right->number;
        if (p.number * 1000.0 != e->right->number && e->left->type == TYPE_MONEY)
            return p; /* the measures would not compare alike */
    } else {
        return p;
    }
    p.simple = true;
    p.negated = e != whole;
    p.op = p.negated ? turned(p.op) : p.op;
    return p;
}

static int count_parts(const Expr *e)
{
    return e->op == OP_AND ? count_parts(e->left) + count_parts(e->right) : 1;
}

static void add_parts(ExprSift *s, const Expr *e)
{
    if (e->op == OP_AND) {
        add_parts(s, e->left);
        add_parts(s, e->right);
    } else {
        s->part[s->parts++] = part_of(e);
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

static ptrdiff_t sift_part(const Part *p, const int32_t *column, ptrdiff_t step, uint16_t *row, ptrdiff_t rows,
                           bool *unknown)
{
    ptrdiff_t left = 0;
    if (p->simple)
        return sift_simple(p, column + p->fact * step, row, rows, unknown);
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
    if (x->simple != y->simple)
        return x->simple ? -1 : 1;
    return (x->left > y->left) - (x->left < y->left);
}

const ExprSift *expr_sift_of(Arena *arena, const Expr *expr, const int32_t *column, ptrdiff_t step, ptrdiff_t count)
{
    ExprSift *s = new (arena, ExprSift, 1);
    s->part = new (arena, Part, count_parts(expr));
    add_parts(s, expr);
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
