/* A condition as people read it: each part that it asks for, in words made from the condition itself, and what decided
 * it.
 *
 * What is denied is said of the thing itself: “not (x and y = 1)” reads “no x or y other than 1”, never “not: (…)”. */
#include "base/vec.h"
#include "reconcile/expr_internal.h"
#include <math.h>

typedef struct OpWords {
    const char *vi, *en; /* of what stands left and right of it */
} OpWords;

static const OpWords op_words[] = {
    [OP_AND] = {"%.*s và %.*s", "%.*s and %.*s"},
    [OP_OR] = {"%.*s hoặc %.*s", "%.*s or %.*s"},
    [OP_EQ] = {"%.*s là %.*s", "%.*s is %.*s"},
    [OP_NE] = {"%.*s không phải là %.*s", "%.*s is not %.*s"},
    [OP_LT] = {"%.*s dưới %.*s", "%.*s below %.*s"},
    [OP_LE] = {"%.*s không quá %.*s", "%.*s at most %.*s"},
    [OP_GT] = {"%.*s trên %.*s", "%.*s above %.*s"},
    [OP_GE] = {"%.*s từ %.*s trở lên", "%.*s at least %.*s"},
    [OP_HAS] = {"%.*s có “%.*s”", "%.*s: among them “%.*s”"},
    [OP_ADD] = {"%.*s cộng %.*s", "%.*s plus %.*s"},
    [OP_SUB] = {"%.*s trừ %.*s", "%.*s minus %.*s"},
    [OP_MUL] = {"%.*s nhân %.*s", "%.*s times %.*s"},
    [OP_DIV] = {"%.*s chia %.*s", "%.*s divided by %.*s"},
};
/* Days and months follow one another: “từ … trở lên” is not said of them. */
static const OpWords time_words[] = {
    [OP_LT] = {"%.*s trước %.*s", "%.*s before %.*s"},
    [OP_LE] = {"%.*s không sau %.*s", "%.*s not after %.*s"},
    [OP_GT] = {"%.*s sau %.*s", "%.*s after %.*s"},
    [OP_GE] = {"%.*s từ %.*s trở đi", "%.*s from %.*s on"},
};
static const OpWords has_not = {"%.*s không có “%.*s”", "%.*s: not among them “%.*s”"};
static const OpWords on_list[] = {{"%.*s %.*s", "%.*s: %.*s"}, {"không %.*s %.*s", "not %.*s: %.*s"}};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the formats are those of the tables above */
static Text joined(Arena *arena, OpWords words, Text a, Text b)
{
    return (Text){str_fmt(arena, words.vi, STRF(a.vi), STRF(b.vi)), str_fmt(arena, words.en, STRF(a.en), STRF(b.en))};
}
#pragma GCC diagnostic pop

/* The operator that says the same of what is denied; in Kleene's logic, too. */
static Op op_of(const Expr *e, bool denied)
{
    static const Op opposite[] = {[OP_AND] = OP_OR, [OP_OR] = OP_AND, [OP_EQ] = OP_NE, [OP_NE] = OP_EQ,
                                  [OP_LT] = OP_GE,  [OP_LE] = OP_GT,  [OP_GT] = OP_LE, [OP_GE] = OP_LT};
    return denied && (e->op <= OP_OR || (e->op >= OP_EQ && e->op <= OP_GE)) ? opposite[e->op] : e->op;
}

static OpWords words_for(const Expr *e, bool denied)
{
    Op op = op_of(e, denied);
    bool time = op >= OP_LT && op <= OP_GE && (e->left->type == TYPE_DAY || e->left->type == TYPE_MONTH);
    bool lists = op == OP_HAS && !e->employer && e->left->op == OP_FACT && e->left->fact == PERSON_lists;
    if (lists)
        return on_list[denied];
    return op == OP_HAS && denied ? has_not : time ? time_words[op] : op_words[op];
}

static int tightness(const Expr *e, bool denied)
{
    static const int of[] = {[OP_OR] = 1,  [OP_AND] = 2, [OP_NOT] = 3,  [OP_EQ] = 4,   [OP_NE] = 4,  [OP_LT] = 4,
                             [OP_LE] = 4,  [OP_GT] = 4,  [OP_GE] = 4,   [OP_HAS] = 4,  [OP_ADD] = 5, [OP_SUB] = 5,
                             [OP_MUL] = 6, [OP_DIV] = 6, [OP_FACT] = 7, [OP_CONST] = 7};
    return of[op_of(e, denied)];
}

static Text words_of(Arena *arena, const Expr *e, bool denied);

/* In brackets where it would be read otherwise. */
static Text part_of(Arena *arena, const Expr *e, const Expr *whole, bool right, bool denied)
{
    Op outside = op_of(whole, denied);
    int outer = tightness(whole, denied);
    while (e->op == OP_NOT) {
        e = e->left;
        denied = !denied;
    }
    Text words = words_of(arena, e, denied);
    int inner = tightness(e, denied);
    bool plain = inner > outer || (inner == outer && (!right || op_of(e, denied) == outside) && outside != OP_SUB);
    return plain ? words : (Text){str_fmt(arena, "(%.*s)", STRF(words.vi)), str_fmt(arena, "(%.*s)", STRF(words.en))};
}

enum { YEAR_MONTHS = 12 };

/* An age stands in months, and is read in years where these are whole. */
static bool in_years(const Expr *e)
{
    bool age = e->op >= OP_EQ && e->op <= OP_GE && e->left->op == OP_FACT && !e->left->employer &&
               e->left->fact == PERSON_age_months && e->right->op == OP_CONST;
    return age && fmod(e->right->number, YEAR_MONTHS) == 0;
}

static Text years_of(Arena *arena, const Expr *e, bool denied)
{
    Str years = str_fmt(arena, "%d", (int)(e->right->number / YEAR_MONTHS));
    return joined(arena, words_for(e, denied), TEXT("tuổi", "age"), (Text){years, years});
}

static Text words_of(Arena *arena, const Expr *e, bool denied)
{
    if (in_years(e))
        return years_of(arena, e, denied);
    if (e->op == OP_CONST)
        return e->words;
    if (e->op == OP_FACT)
        return denied ? fact_denied(e->employer, e->fact) : fact_title(e->employer, e->fact)->title;
    if (e->op == OP_NOT)
        return words_of(arena, e->left, !denied);
    bool inner = denied && e->op <= OP_OR; /* a comparison is denied by its operator */
    Text a = part_of(arena, e->left, e, false, inner), b = part_of(arena, e->right, e, true, inner);
    return joined(arena, words_for(e, denied), a, b);
}

/* ---- the parts -------------------------------------------------------------------------------- */

typedef Vec(Text) Parts;

/* What all must hold stands for itself. */
static void collect(Arena *arena, const Expr *e, bool denied, Parts *ret)
{
    while (e->op == OP_NOT) {
        e = e->left;
        denied = !denied;
    }
    if (e->op <= OP_OR && op_of(e, denied) == OP_AND) {
        collect(arena, e->left, denied, ret);
        collect(arena, e->right, denied, ret);
        return;
    }
    vec_push(arena, ret, words_of(arena, e, denied));
}

void expr_words(Arena *arena, const Expr *expr, Text **ret, ptrdiff_t *ret_count)
{
    Parts parts = {0};
    collect(arena, expr, false, &parts);
    *ret = parts.data;
    *ret_count = parts.len;
}

/* ---- what decided each --------------------------------------------------------------------------- */

typedef Vec(ExprReason) Reasons;

static Text value_of(Arena *arena, const Expr *e, int fact, int32_t value)
{
    return (Text){fact_show(arena, e->employer, fact, value, LANG_VI),
                  fact_show(arena, e->employer, fact, value, LANG_EN)};
}

/* The facts it speaks of; of one alone the bare value, and none of what is true or false: the words say it. */
static Text values_of(Arena *arena, const Expr *e, const int32_t *fact)
{
    uint64_t facts = expr_facts(e);
    Buf vi = buf_open(arena), en = buf_open(arena);
    bool told = e->op == OP_FACT && fact[e->fact] != FACT_MISSING;
    bool on_none = e->op == OP_HAS && e->left->op == OP_FACT && fact[e->left->fact] == 0;
    if (told || on_none)
        return (Text){0};
    for (int f = 0; f < 64; f++) {
        if (!(facts >> f & 1))
            continue;
        Text value = value_of(arena, e, f, fact[f]), title = fact_title(e->employer, f)->title;
        if (facts == 1ull << f)
            return value;
        buf_fmt(&vi, "%s%.*s: %.*s", vi.len > 0 ? "; " : "", STRF(title.vi), STRF(value.vi));
        buf_fmt(&en, "%s%.*s: %.*s", en.len > 0 ? "; " : "", STRF(title.en), STRF(value.en));
    }
    return (Text){buf_str(&vi), buf_str(&en)};
}

static int first_fact(const Expr *e)
{
    if (!e || e->op == OP_CONST)
        return -1;
    if (e->op == OP_FACT)
        return e->fact;
    int left = first_fact(e->left);
    return left >= 0 ? left : first_fact(e->right);
}

static Truth said(Truth holds, bool denied)
{
    return !denied || holds == TRUTH_UNKNOWN ? holds : holds == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

static void reason(Arena *arena, const Expr *e, bool denied, const int32_t *fact, Reasons *ret)
{
    while (e->op == OP_NOT) {
        e = e->left;
        denied = !denied;
    }
    if (e->op <= OP_OR && op_of(e, denied) == OP_AND) {
        reason(arena, e->left, denied, fact, ret);
        reason(arena, e->right, denied, fact, ret);
        return;
    }
    ExprReason r = {.holds = said(expr_holds(e, fact), denied),
                    .fact = first_fact(e),
                    .part = words_of(arena, e, denied),
                    .value = values_of(arena, e, fact)};
    vec_push(arena, ret, r);
}

void expr_explain(Arena *arena, const Expr *expr, const int32_t *fact, ExprReason **ret, ptrdiff_t *ret_count)
{
    Reasons reasons = {0};
    reason(arena, expr, false, fact, &reasons);
    *ret = reasons.data;
    *ret_count = reasons.len;
}
