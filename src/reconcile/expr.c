/* Evaluating and explaining compiled conditions. */
#include "reconcile/expr_internal.h"

typedef struct Number {
    bool known;
    double value;
} Number;

/* ---- evaluating -------------------------------------------------------------------------- */

static Number number_of(const Expr *e, FactsOf f)
{
    if (e->op == OP_CONST)
        return (Number){true, e->number};
    if (e->op == OP_FACT) {
        int32_t kept = f.fact[e->fact * f.step];
        return (Number){kept != FACT_MISSING, e->type == TYPE_MONEY ? kept * 1000.0 : kept};
    }
    Number a = number_of(e->left, f), b = number_of(e->right, f);
    bool known = a.known && b.known;
    switch (e->op) {
    case OP_ADD:
        return (Number){known, a.value + b.value};
    case OP_SUB:
        return (Number){known, a.value - b.value};
    case OP_MUL:
        return (Number){known, a.value * b.value};
    default: /* OP_DIV; nothing is known of what is divided by nothing */
        return (Number){known && b.value != 0, b.value != 0 ? a.value / b.value : 0};
    }
}

static Truth truth(bool yes)
{
    return yes ? TRUTH_YES : TRUTH_NO;
}

static Truth compare(const Expr *e, FactsOf f)
{
    Number a = number_of(e->left, f), b = number_of(e->right, f);
    if (!a.known || !b.known)
        return TRUTH_UNKNOWN;
    switch (e->op) {
    case OP_EQ:
        return truth(a.value == b.value);
    case OP_NE:
        return truth(a.value != b.value);
    case OP_LT:
        return truth(a.value < b.value);
    case OP_LE:
        return truth(a.value <= b.value);
    case OP_GT:
        return truth(a.value > b.value);
    case OP_GE:
        return truth(a.value >= b.value);
    default: /* OP_HAS */
        return truth((int32_t)a.value >> (int)b.value & 1);
    }
}

/* Kleene's logic: what rests on the unknown is unknown, unless the other side decides. */
Truth expr_holds_of(const Expr *e, FactsOf f)
{
    Truth a, b;
    switch (e->op) {
    case OP_AND:
    case OP_OR:
        a = expr_holds_of(e->left, f);
        if (a == (e->op == OP_OR ? TRUTH_YES : TRUTH_NO))
            return a;
        b = expr_holds_of(e->right, f);
        return a == TRUTH_UNKNOWN && b != (e->op == OP_OR ? TRUTH_YES : TRUTH_NO) ? TRUTH_UNKNOWN : b;
    case OP_NOT:
        a = expr_holds_of(e->left, f);
        return a == TRUTH_UNKNOWN ? a : truth(a == TRUTH_NO);
    case OP_FACT:
        return f.fact[e->fact * f.step] == FACT_MISSING ? TRUTH_UNKNOWN : truth(f.fact[e->fact * f.step] != 0);
    default:
        return compare(e, f);
    }
}

Truth expr_holds(const Expr *e, const int32_t *fact)
{
    return expr_holds_of(e, (FactsOf){fact, 1});
}

bool expr_constant(const Expr *e, double *ret)
{
    if (e->op < OP_ADD || expr_facts(e))
        return false;
    Number n = number_of(e, (FactsOf){0});
    *ret = n.value;
    return n.known;
}

uint64_t expr_facts(const Expr *e)
{
    if (!e || e->op == OP_CONST)
        return 0;
    return e->op == OP_FACT ? 1ull << e->fact : expr_facts(e->left) | expr_facts(e->right);
}

uint64_t expr_open(const Expr *e)
{
    if (e->op == OP_AND)
        return expr_open(e->left) | expr_open(e->right);
    bool one = e->op == OP_FACT || (e->op == OP_NOT && e->left->op == OP_FACT);
    return one || (e->op == OP_EQ && e->left->type == TYPE_CODE) ? 0 : expr_facts(e);
}
