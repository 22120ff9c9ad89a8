/* A condition as people read it: each part that it asks for, in words made from the condition itself. */
#include "base/vec.h"
#include "reconcile/expr_internal.h"

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
    [OP_HAS] = {"%.*s có %.*s", "%.*s: among them %.*s"},
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

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the formats are those of the tables above */
static Text joined(Arena *arena, const OpWords *words, Text a, Text b)
{
    return (Text){str_fmt(arena, words->vi, STRF(a.vi), STRF(b.vi)), str_fmt(arena, words->en, STRF(a.en), STRF(b.en))};
}
#pragma GCC diagnostic pop

static bool is_time(const Expr *e)
{
    return (e->op >= OP_LT && e->op <= OP_GE) && (e->left->type == TYPE_DAY || e->left->type == TYPE_MONTH);
}

static int tightness(const Expr *e)
{
    static const int of[] = {[OP_OR] = 1,  [OP_AND] = 2, [OP_NOT] = 3,  [OP_EQ] = 4,   [OP_NE] = 4,  [OP_LT] = 4,
                             [OP_LE] = 4,  [OP_GT] = 4,  [OP_GE] = 4,   [OP_HAS] = 4,  [OP_ADD] = 5, [OP_SUB] = 5,
                             [OP_MUL] = 6, [OP_DIV] = 6, [OP_FACT] = 7, [OP_CONST] = 7};
    return of[e->op];
}

static Text words_of(Arena *arena, const Expr *e);

/* In brackets where it would be read otherwise. */
static Text part_of(Arena *arena, const Expr *e, const Expr *whole, bool right)
{
    Text words = words_of(arena, e);
    int inner = tightness(e), outer = tightness(whole);
    bool plain = inner > outer || (inner == outer && (!right || e->op == whole->op) && whole->op != OP_SUB);
    return plain ? words : (Text){str_fmt(arena, "(%.*s)", STRF(words.vi)), str_fmt(arena, "(%.*s)", STRF(words.en))};
}

static Text words_of(Arena *arena, const Expr *e)
{
    if (e->op == OP_CONST)
        return e->words;
    if (e->op == OP_FACT)
        return fact_title(e->employer, e->fact)->title;
    Text a = part_of(arena, e->left, e, false);
    if (e->op == OP_NOT)
        return (Text){str_fmt(arena, "không: %.*s", STRF(a.vi)), str_fmt(arena, "not: %.*s", STRF(a.en))};
    return joined(arena, is_time(e) ? &time_words[e->op] : &op_words[e->op], a, part_of(arena, e->right, e, true));
}

typedef Vec(Text) Parts;

static void collect(Arena *arena, const Expr *e, Parts *ret)
{
    if (e->op == OP_AND) {
        collect(arena, e->left, ret);
        collect(arena, e->right, ret);
        return;
    }
    vec_push(arena, ret, words_of(arena, e));
}

void expr_words(Arena *arena, const Expr *expr, Text **ret, ptrdiff_t *ret_count)
{
    Parts parts = {0};
    collect(arena, expr, &parts);
    *ret = parts.data;
    *ret_count = parts.len;
}
