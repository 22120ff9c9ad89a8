/* Facts of a lead as text, and what changed in them. */
#include "reconcile/expr_internal.h"
#include "reconcile/lead_internal.h"

#include <string.h>

#include "lead_sql.h"

/* ---- shapes ----------------------------------------------------------------------------- */

static void add_shape(LeadShapes *shapes, Arena *arena, Str names)
{
    ShapeFacts facts = {0};
    vec_push(arena, &shapes->names, names);
    for (; names.len > 0 && facts.count < WHY_FACTS; facts.count++) {
        StrCut name = str_cut(names, ' ');
        for (int employer = 0; employer < 2; employer++)
            facts.fact[employer][facts.count] = (int8_t)fact_find(employer, name.head);
        names = name.tail;
    }
    vec_push(arena, &shapes->facts, facts);
}

Err *shapes_load(Store *store, Arena *arena, Str province, LeadShapes *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    *ret = (LeadShapes){0};
    TRY(store_query(store, arena, SQL_LEAD_SHAPES, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;)
        add_shape(ret, arena, rows_text(&rows, arena, 1));
    ret->written = ret->names.len;
    return err;
}

Err *shapes_save(Store *store, Arena *arena, Str province, LeadShapes *shapes)
{
    for (; shapes->written < shapes->names.len; shapes->written++)
        TRY(store_exec(store, arena, SQL_LEAD_SHAPE_PUT,
                       ARGS(V_TEXT(province), V_INT(shapes->written + 1), V_TEXT(shapes->names.data[shapes->written])),
                       NULL));
    return NULL;
}

int shape_of(LeadShapes *shapes, Arena *arena, bool employer, const int *fact, int count)
{
    Buf out = buf_open(arena);
    for (int i = 0; i < count; i++)
        buf_fmt(&out, "%s%s", i ? " " : "", fact_title(employer, fact[i])->name);
    Str names = buf_str(&out);
    for (ptrdiff_t i = 0; i < shapes->names.len; i++)
        if (str_eq(shapes->names.data[i], names))
            return (int)i + 1;
    add_shape(shapes, arena, names);
    return (int)shapes->names.len;
}

static ptrdiff_t write_int(char *ret, int32_t n)
{
    char digits[12];
    ptrdiff_t len = 0, at = 0;
    uint32_t left = n < 0 ? 0u - (uint32_t)n : (uint32_t)n;
    do
        digits[len++] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (n < 0)
        ret[at++] = '-';
    while (len > 0)
        ret[at++] = digits[--len];
    return at;
}

static_assert(SHAPE_MOST >= 16 + 12 * WHY_FACTS, "a shape has room for all facts");

ptrdiff_t shape_write(char *ret, int shape, const int *fact, int count, const int32_t *value)
{
    ptrdiff_t at = write_int(ret, shape);
    ret[at++] = ':';
    for (int i = 0; i < count; i++) {
        if (i > 0)
            ret[at++] = ',';
        if (value[fact[i]] != FACT_MISSING)
            at += write_int(ret + at, value[fact[i]]);
    }
    return at;
}

static int32_t number_of(Str written)
{
    enum { MOST = 15 };
    bool below = written.len > 0 && written.ptr[0] == '-';
    int64_t number = 0;
    if (written.len == 0 || written.len > MOST)
        return FACT_MISSING;
    for (ptrdiff_t i = below; i < written.len && written.ptr[i] >= '0' && written.ptr[i] <= '9'; i++)
        number = number * 10 + (written.ptr[i] - '0');
    return (int32_t)(below ? -number : number);
}

void shape_read(Arena *arena, const LeadShapes *shapes, bool employer, Str written, LeadFact **ret,
                ptrdiff_t *ret_count)
{
    StrCut cut = str_cut(written, ':');
    int32_t shape = number_of(cut.head);
    static const ShapeFacts none;
    bool known = cut.ok && shape >= 1 && shape <= shapes->facts.len;
    const ShapeFacts *facts = known ? &shapes->facts.data[shape - 1] : &none;
    Str values = cut.tail;
    *ret_count = 0;
    *ret = new_raw(arena, LeadFact, facts->count);
    for (int i = 0; i < facts->count; i++) {
        StrCut value = str_cut(values, ',');
        if (facts->fact[employer][i] >= 0)
            (*ret)[(*ret_count)++] = (LeadFact){facts->fact[employer][i], number_of(value.head)};
        values = value.tail;
    }
}

/* ---- what changed ------------------------------------------------------------------------- */

static void know(WhyFacts *facts, int fact, int32_t value)
{
    facts->known |= 1ull << fact;
    facts->value[fact] = value;
}

/* What must be so where the condition holds: "alive and not compulsory and status = "active"". */
static void follows(const Expr *e, WhyFacts *ret)
{
    if (e->op == OP_AND) {
        follows(e->left, ret);
        follows(e->right, ret);
    } else if (e->op == OP_FACT) {
        know(ret, e->fact, 1);
    } else if (e->op == OP_NOT && e->left->op == OP_FACT) {
        know(ret, e->left->fact, 0);
    } else if (e->op == OP_EQ && e->left->op == OP_FACT && e->left->type == TYPE_CODE) {
        know(ret, e->left->fact, (int32_t)e->right->number);
    }
}

WhyFacts why_before(const Rule *rule, const LeadFact *fact, ptrdiff_t count)
{
    WhyFacts before = {0};
    if (rule->expr)
        follows(rule->expr, &before);
    for (ptrdiff_t i = 0; i < count; i++)
        know(&before, fact[i].fact, fact[i].value);
    return before;
}

static void write_value(Buf *out, bool known, int32_t value)
{
    if (known && value != FACT_MISSING)
        buf_fmt(out, "%d", value);
    else
        buf_byte(out, known ? '-' : '?');
}

static void write_changes(Buf *out, bool employer, const WhyFacts *before, const WhyFacts *after, bool unknown_too)
{
    int count = employer ? (int)EMPLOYER_FACT_COUNT : (int)PERSON_FACT_COUNT;
    for (int f = 0; f < count; f++) {
        bool was = before->known >> f & 1, is = after->known >> f & 1;
        if (!is || (was ? before->value[f] == after->value[f] : !unknown_too))
            continue;
        buf_fmt(out, "%s%s=", out->len > 0 ? " " : "", fact_title(employer, f)->name);
        write_value(out, was, was ? before->value[f] : 0);
        buf_byte(out, '>');
        write_value(out, true, after->value[f]);
    }
}

/* What grows by itself is not kept: it is said only where nothing else explains the change. */
Str why_write(Arena *arena, bool employer, const WhyFacts *before, const WhyFacts *after)
{
    Buf out = buf_open(arena);
    write_changes(&out, employer, before, after, false);
    if (out.len == 0)
        write_changes(&out, employer, before, after, true);
    return buf_str(&out);
}

static Str value_text(Arena *arena, bool employer, int fact, Str written, Lang lang)
{
    if (str_eq(written, S("?")))
        return S("");
    int32_t value = str_eq(written, S("-")) ? FACT_MISSING : number_of(written);
    return fact_show(arena, employer, fact, value, lang);
}

static void say_moved(Buf *out, bool employer, Str from, Str to, Lang lang)
{
    Text one = employer ? TEXT("là một đơn vị", "are one employer") : TEXT("là một người", "are one person");
    Str are = text_in(lang, one);
    if (lang == LANG_VI)
        buf_fmt(out, "số %.*s và số %.*s %.*s", STRF(from), STRF(to), STRF(are));
    else
        buf_fmt(out, "numbers %.*s and %.*s %.*s", STRF(from), STRF(to), STRF(are));
}

static Str why_in(Arena *arena, bool employer, Str written, Lang lang)
{
    Buf out = buf_open(arena);
    while (written.len > 0) {
        StrCut one = str_cut(written, ' '), pair = str_cut(one.head, '='), change = str_cut(pair.tail, '>');
        int fact = fact_find(employer, pair.head);
        written = one.tail;
        if (str_eq(pair.head, S(WHY_MOVED)))
            say_moved(&out, employer, change.head, change.tail, lang);
        if (fact < 0)
            continue;
        Str from = value_text(arena, employer, fact, change.head, lang);
        Str to = value_text(arena, employer, fact, change.tail, lang);
        buf_fmt(&out, "%s%.*s: %.*s%s%.*s", out.len > 0 ? "; " : "",
                STRF(text_in(lang, fact_title(employer, fact)->title)), STRF(from), from.len > 0 ? " → " : "",
                STRF(to));
    }
    return buf_str(&out);
}

Text why_text(Arena *arena, bool employer, Str written)
{
    if (str_eq(written, S(WHY_OFF)))
        return TEXT("quy tắc đã tắt hoặc hết hiệu lực", "the rule was switched off or is no longer in force");
    if (str_eq(written, S(WHY_GONE)))
        return TEXT("không còn trong dữ liệu nào của các cơ quan", "no agency's data speak of it any more");
    return (Text){why_in(arena, employer, written, LANG_VI), why_in(arena, employer, written, LANG_EN)};
}
