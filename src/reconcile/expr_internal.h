/* The compiled form; for reconcile/expr*.c only. */
#pragma once
#include "reconcile/expr.h"

/* clang-format off */
typedef enum Op {
    OP_AND, OP_OR, OP_NOT,
    OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_HAS, /* comparisons: OP_EQ … OP_HAS */
    OP_ADD, OP_SUB, OP_MUL, OP_DIV,
    OP_FACT, OP_CONST,
} Op;
/* What a part is.  Money counts in đồng here, whatever it is kept in. */
typedef enum Type { TYPE_TRUTH, TYPE_NUMBER, TYPE_MONEY, TYPE_MONTH, TYPE_DAY, TYPE_CODE, TYPE_SET } Type;
/* clang-format on */

struct Expr {
    Op op;
    Type type;
    bool employer;
    int fact;                 /* OP_FACT */
    double number;            /* OP_CONST; a code: its place */
    Text words;               /* OP_CONST: as a person reads it */
    const Expr *left, *right; /* right NULL: OP_NOT */
};

typedef struct FactsOf { /* of one subject: fact[which * step] */
    const int32_t *fact;
    ptrdiff_t step;
} FactsOf;
Truth expr_holds_of(const Expr *expr, FactsOf facts);
/* False where it speaks of facts, or nothing is known of it. */
bool expr_constant(const Expr *expr, double *ret);
