/* Text → tree, by precedence climbing; types are checked on the way, so that a rule which compares money with months
 * is refused when it is read and not when it is wrong. */
#include "reconcile/expr_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEPTH_MOST = 64, TOKEN_MOST = 64 };

typedef struct Parser {
    Arena *arena;
    const Law *law;
    Date month;
    bool employer;
    Str all, token; /* the condition; the token at hand, empty at the end */
    ptrdiff_t next; /* where the token after it may begin */
    int depth;
} Parser;

static Err *parse(Parser *p, int least, Expr **ret) MUST_CHECK;

/* ---- tokens ---------------------------------------------------------------------------- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

static ptrdiff_t token_length(Str s)
{
    ptrdiff_t n = 1;
    if (s.len == 0)
        return 0;
    if (s.ptr[0] == '"') {
        while (n < s.len && s.ptr[n] != '"')
            n++;
        return n < s.len ? n + 1 : n;
    }
    if (!is_word(s.ptr[0]))
        return s.len > 1 && s.ptr[1] == '=' && (s.ptr[0] == '<' || s.ptr[0] == '>' || s.ptr[0] == '!') ? 2 : 1;
    bool date = s.ptr[0] >= '0' && s.ptr[0] <= '9' && s.len > 4 && s.ptr[4] == '-'; /* 2025-07-01 is one word */
    while (n < s.len && (is_word(s.ptr[n]) || (date && s.ptr[n] == '-')))
        n++;
    return n;
}

static void advance(Parser *p)
{
    while (p->next < p->all.len && (p->all.ptr[p->next] == ' ' || p->all.ptr[p->next] == '\n'))
        p->next++;
    Str left = str_slice(p->all, p->next, p->all.len);
    p->token = str_slice(left, 0, token_length(left));
    p->next += p->token.len;
}

static bool at(const Parser *p, const char *word)
{
    return str_eq(p->token, str_from(word));
}

static Err *wrong(const Parser *p, Text why)
{
    Str token = p->token.len > 0 ? p->token : S("…");
    return err_at(FAIL(p->arena, BAD_INPUT, "điều kiện sai ở “%.*s”: %.*s", "the condition is wrong at “%.*s”: %.*s",
                       STRF(token), STRF(why.vi)),
                  (Place){.column = p->next - p->token.len + 1});
}

/* ---- leaves ---------------------------------------------------------------------------- */

static Expr *leaf(Parser *p, Expr one)
{
    Expr *e = new (p->arena, Expr, 1);
    *e = one;
    e->employer = p->employer;
    return e;
}

static Err *parse_fact(Parser *p, int fact, Expr **ret)
{
    static const Type types[] = {
        [FACT_TRUTH] = TYPE_TRUTH, [FACT_COUNT] = TYPE_NUMBER, [FACT_MONEY] = TYPE_MONEY, [FACT_MONTH] = TYPE_MONTH,
        [FACT_DAY] = TYPE_DAY,     [FACT_CODE] = TYPE_CODE,    [FACT_SET] = TYPE_SET};
    *ret = leaf(p, (Expr){.op = OP_FACT, .type = types[fact_title(p->employer, fact)->sort], .fact = fact});
    advance(p);
    return NULL;
}

static int month_number(Date d)
{
    return d.year * 12 + d.month - 1;
}

static Expr *constant(Parser *p, Type type, double number, Text words)
{
    return leaf(p, (Expr){.op = OP_CONST, .type = type, .number = number, .words = words});
}

static Err *parse_date(Parser *p, Expr **ret)
{
    Date d;
    if (!date_parse_iso(p->token, &d) || d.month == 0)
        return wrong(p,
                     TEXT("ngày viết 2025-07-01, tháng viết 2025-07", "a day is written 2025-07-01, a month 2025-07"));
    Str shown = vn_date(p->arena, d);
    *ret = d.day > 0 ? constant(p, TYPE_DAY, (double)date_to_days(d), (Text){shown, shown})
                     : constant(p, TYPE_MONTH, month_number(d), (Text){shown, shown});
    advance(p);
    return NULL;
}

static Err *parse_number(Parser *p, Expr **ret)
{
    char *end, digits[TOKEN_MOST];
    if (p->token.len > 4 && p->token.ptr[4] == '-')
        return parse_date(p, ret);
    if (p->token.len >= TOKEN_MOST)
        return wrong(p, TEXT("số quá dài", "the number is too long"));
    snprintf(digits, sizeof digits, "%.*s", STRF(p->token));
    double number = strtod(digits, &end);
    if (*end)
        return wrong(p, TEXT("đây không phải là số", "this is no number"));
    int decimals = number == (double)(int64_t)number ? 0 : 2;
    *ret = constant(
        p, TYPE_NUMBER, number,
        (Text){vn_real_in(p->arena, LANG_VI, number, decimals), vn_real_in(p->arena, LANG_EN, number, decimals)});
    advance(p);
    return NULL;
}

/* A title in the middle of a sentence; one that begins with letters of a short form stays as it is. */
static Str amid(Arena *arena, Str title)
{
    bool one =
        title.len > 1 && title.ptr[0] >= 'A' && title.ptr[0] <= 'Z' && !(title.ptr[1] >= 'A' && title.ptr[1] <= 'Z');
    return one ? str_fmt(arena, "%c%.*s", title.ptr[0] - 'A' + 'a', STRF(str_slice(title, 1, title.len))) : title;
}

/* law.regional_minimum_wage.IV: the value in force on the last day of the month. */
static Err *parse_law(Parser *p, Expr **ret)
{
    StrCut name = str_cut(str_slice(p->token, 4, p->token.len), '.');
    Date last = {p->month.year, p->month.month, date_days_in_month(p->month.year, p->month.month)};
    LawValue value;
    Err *err = law_get(p->law, p->arena, name.head, name.tail, last, &value);
    if (err)
        return wrong(p, err->text);
    double number = vn_decimal_real(value.value);
    bool money = str_eq(value.unit, S("dong")), percent = str_eq(value.unit, S("percent"));
    Str vi = law_value_text(p->arena, &value, LANG_VI), en = law_value_text(p->arena, &value, LANG_EN);
    Text words = {str_fmt(p->arena, "%.*s (%.*s)", STRF(amid(p->arena, value.title.vi)), STRF(vi)),
                  str_fmt(p->arena, "%.*s (%.*s)", STRF(amid(p->arena, value.title.en)), STRF(en))};
    *ret = constant(p, money ? TYPE_MONEY : TYPE_NUMBER, percent ? number / 100 : number, words);
    advance(p);
    return NULL;
}

/* month, first_day, last_day: those of the run. */
static Err *parse_time(Parser *p, Expr **ret)
{
    bool first = at(p, "first_day"), last = at(p, "last_day");
    if (!at(p, "month") && !first && !last)
        return wrong(p, TEXT("không có dữ kiện tên này; hãy dùng tên như trong điều kiện của các quy tắc có sẵn",
                             "there is no fact of this name; use those of the conditions of the other rules"));
    int day = first ? 1 : last ? date_days_in_month(p->month.year, p->month.month) : 0;
    Date d = {p->month.year, p->month.month, day};
    Str shown = vn_date(p->arena, d);
    *ret = day > 0 ? constant(p, TYPE_DAY, (double)date_to_days(d), (Text){shown, shown})
                   : constant(p, TYPE_MONTH, month_number(d), (Text){shown, shown});
    advance(p);
    return NULL;
}

static Err *parse_group(Parser *p, Expr **ret)
{
    advance(p);
    TRY(parse(p, 0, ret));
    if (!at(p, ")"))
        return wrong(p, TEXT("thiếu dấu “)”", "a “)” is missing"));
    advance(p);
    return NULL;
}

static Err *parse_leaf(Parser *p, Expr **ret)
{
    int fact = fact_find(p->employer, p->token);
    if (p->token.len == 0)
        return wrong(p, TEXT("điều kiện chưa hết", "the condition is not complete"));
    if (at(p, "("))
        return parse_group(p, ret);
    if (p->token.ptr[0] >= '0' && p->token.ptr[0] <= '9')
        return parse_number(p, ret);
    if (str_starts(p->token, S("law.")))
        return parse_law(p, ret);
    if (fact >= 0)
        return parse_fact(p, fact, ret);
    return parse_time(p, ret);
}

/* ---- codes --------------------------------------------------------------------------------- */

/* The "code" on the right of a code or a set. */
static Err *parse_code(Parser *p, const Expr *left, Expr **ret)
{
    Str quoted = p->token;
    if (left->op != OP_FACT || quoted.len < 2 || quoted.ptr[0] != '"' || quoted.ptr[quoted.len - 1] != '"')
        return wrong(p, TEXT("chỗ này cần một mã trong ngoặc kép, bên trái là một dữ kiện có mã",
                             "here belongs a code in quotes, with a fact that has codes on the left"));
    int code = fact_code(p->employer, left->fact, str_slice(quoted, 1, quoted.len - 1));
    if (code < 0)
        return wrong(p, TEXT("dữ kiện này không có mã đó", "this fact has no such code"));
    *ret = constant(p, left->type, code, fact_codes(p->employer, left->fact)[code].text);
    advance(p);
    return NULL;
}

/* ---- operators ------------------------------------------------------------------------------- */

typedef struct Operator {
    const char *word;
    Op op;
    int binds;
} Operator;

static const Operator operators[] = {
    {"or", OP_OR, 1}, {"and", OP_AND, 2}, {"=", OP_EQ, 4},  {"!=", OP_NE, 4},   {"<", OP_LT, 4},
    {"<=", OP_LE, 4}, {">", OP_GT, 4},    {">=", OP_GE, 4}, {"has", OP_HAS, 4}, {"+", OP_ADD, 5},
    {"-", OP_SUB, 5}, {"*", OP_MUL, 6},   {"/", OP_DIV, 6},
};
enum { NOT_BINDS = 3 };

static const Operator *operator_at(const Parser *p, int least)
{
    for (ptrdiff_t i = 0; i < COUNTOF(operators); i++)
        if (at(p, operators[i].word) && operators[i].binds >= least)
            return &operators[i];
    return NULL;
}

static bool is_comparison(Op op)
{
    return op >= OP_EQ && op <= OP_HAS;
}

static bool is_order(Type type)
{
    return type == TYPE_NUMBER || type == TYPE_MONEY || type == TYPE_MONTH || type == TYPE_DAY;
}

/* Plain 0 may stand for no money. */
static bool alike(const Expr *a, const Expr *b)
{
    bool money = a->type == TYPE_MONEY && b->op == OP_CONST && b->type == TYPE_NUMBER;
    return a->type == b->type || money;
}

/* The type of the result, -1 where the two do not go together. */
static int result_type(Op op, const Expr *a, const Expr *b)
{
    static const struct {
        Op op;
        Type left, right, result;
    } rules[] = {
        {OP_AND, TYPE_TRUTH, TYPE_TRUTH, TYPE_TRUTH},    {OP_OR, TYPE_TRUTH, TYPE_TRUTH, TYPE_TRUTH},
        {OP_ADD, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER}, {OP_ADD, TYPE_MONEY, TYPE_MONEY, TYPE_MONEY},
        {OP_ADD, TYPE_MONTH, TYPE_NUMBER, TYPE_MONTH},   {OP_ADD, TYPE_DAY, TYPE_NUMBER, TYPE_DAY},
        {OP_SUB, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER}, {OP_SUB, TYPE_MONEY, TYPE_MONEY, TYPE_MONEY},
        {OP_SUB, TYPE_MONTH, TYPE_NUMBER, TYPE_MONTH},   {OP_SUB, TYPE_DAY, TYPE_NUMBER, TYPE_DAY},
        {OP_SUB, TYPE_MONTH, TYPE_MONTH, TYPE_NUMBER},   {OP_SUB, TYPE_DAY, TYPE_DAY, TYPE_NUMBER},
        {OP_MUL, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER}, {OP_MUL, TYPE_MONEY, TYPE_NUMBER, TYPE_MONEY},
        {OP_MUL, TYPE_NUMBER, TYPE_MONEY, TYPE_MONEY},   {OP_DIV, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER},
        {OP_DIV, TYPE_MONEY, TYPE_NUMBER, TYPE_MONEY},   {OP_DIV, TYPE_MONEY, TYPE_MONEY, TYPE_NUMBER},
        {OP_HAS, TYPE_SET, TYPE_SET, TYPE_TRUTH},        {OP_EQ, TYPE_CODE, TYPE_CODE, TYPE_TRUTH},
        {OP_NE, TYPE_CODE, TYPE_CODE, TYPE_TRUTH},
    };
    for (ptrdiff_t i = 0; i < COUNTOF(rules); i++)
        if (rules[i].op == op && rules[i].left == a->type && rules[i].right == b->type)
            return (int)rules[i].result;
    return is_comparison(op) && op != OP_HAS && is_order(a->type) && alike(a, b) ? (int)TYPE_TRUTH : -1;
}

static Err *join(Parser *p, const Operator *op, Expr *left, Expr **ret)
{
    Expr *right;
    advance(p);
    if (left->type == TYPE_CODE || left->type == TYPE_SET)
        TRY(parse_code(p, left, &right));
    else
        TRY(parse(p, op->binds + 1, &right));
    int type = result_type(op->op, left, right);
    if (type < 0)
        return wrong(p, TEXT("hai vế không so sánh hoặc tính với nhau được (ví dụ tiền với tháng)",
                             "the two sides do not go together (as money and months)"));
    *ret = leaf(p, (Expr){.op = op->op, .type = (Type)type, .left = left, .right = right});
    return NULL;
}

static Err *parse_not(Parser *p, Expr **ret)
{
    Expr *inner;
    advance(p);
    TRY(parse(p, NOT_BINDS, &inner));
    if (inner->type != TYPE_TRUTH)
        return wrong(p, TEXT("sau “not” phải là một điều đúng hoặc sai", "after “not” stands what is true or false"));
    *ret = leaf(p, (Expr){.op = OP_NOT, .type = TYPE_TRUTH, .left = inner});
    return NULL;
}

static Err *parse(Parser *p, int least, Expr **ret)
{
    const Operator *op;
    if (++p->depth > DEPTH_MOST)
        return wrong(p, TEXT("điều kiện lồng nhau quá sâu", "the condition is nested too deeply"));
    TRY(at(p, "not") ? parse_not(p, ret) : parse_leaf(p, ret));
    while ((op = operator_at(p, least)))
        TRY(join(p, op, *ret, ret));
    p->depth--;
    return NULL;
}

Err *expr_compile(Arena *arena, const Law *law, Date month, bool employer, Str written, const Expr **ret)
{
    Parser p = {.arena = arena, .law = law, .month = month, .employer = employer, .all = written};
    Expr *tree;
    advance(&p);
    TRY(parse(&p, 0, &tree));
    if (p.token.len > 0)
        return wrong(&p, TEXT("phần này thừa hoặc thiếu “and”, “or”", "this is too much, or “and”, “or” is missing"));
    if (tree->type != TYPE_TRUTH)
        return wrong(&p, TEXT("điều kiện phải cho kết quả đúng hoặc sai", "a condition must be true or false"));
    *ret = tree;
    return NULL;
}
