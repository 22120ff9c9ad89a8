/* The right words for each, from one catalogue, with what it costs. */
#include "outreach/renew_internal.h"

#include "table/sheet.h"
#include "vn/vn.h"

enum { LOOK_AHEAD = 24 };

static const char *const kinds[ADVICE_KINDS] = {
    [ADVICE_RENEWAL] = "renewal", [ADVICE_OVERDUE] = "overdue",     [ADVICE_LAPSED] = "lapsed", [ADVICE_JUMP] = "jump",
    [ADVICE_AHEAD] = "ahead",     [ADVICE_SUPPORTED] = "supported", [ADVICE_NEW] = "new",
};

static Err *read_words(Arena *arena, Text *words)
{
    AUTO(sheet_close) Sheet sheet = {0};
    TRY(sheet_open(arena, "outreach/advice.csv", &sheet));
    for (;;) {
        bool more;
        int k = 0;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            break;
        Str kind = sheet_cell(&sheet, "kind");
        while (k < ADVICE_KINDS && !str_eq(kind, str_from(kinds[k])))
            k++;
        if (k == ADVICE_KINDS)
            return sheet_bad(&sheet, kind);
        words[k] =
            (Text){str_copy(arena, sheet_cell(&sheet, "text_vi")), str_copy(arena, sheet_cell(&sheet, "text_en"))};
    }
    for (int k = 0; k < ADVICE_KINDS; k++)
        if (words[k].vi.len == 0 || words[k].en.len == 0)
            return FAIL(arena, BAD_INPUT, "data/outreach/advice.csv thiếu “%s”", "data/outreach/advice.csv lacks “%s”",
                        kinds[k]);
    return NULL;
}

static Err *read_pay_within(Advising *a)
{
    static const char *const keys[PAY_METHODS] = {"monthly", "quarterly", "half_yearly", "yearly"};
    for (int i = 0; i < PAY_METHODS; i++) {
        LawValue value;
        Err *err = law_get(a->law, a->arena, S("voluntary_pay_within"), str_from(keys[i]), a->today, &value);
        if (err && err->kind != ERR_NOT_FOUND)
            return err;
        a->pay_within[i] = err ? 0 : (int)value.value.digits;
    }
    return NULL;
}

int32_t advising_pay_by(const Advising *a, int32_t paid_to, int32_t method)
{
    static const char *const codes[PAY_METHODS] = {"1", "3", "6", "12"};
    if (paid_to == FACT_MISSING || method == FACT_MISSING)
        return FACT_MISSING;
    for (int i = 0; i < PAY_METHODS; i++)
        if (method == fact_code(false, PERSON_pay_method, str_from(codes[i])))
            return paid_to + a->pay_within[i];
    return paid_to + 1; /* some years ahead: when it begins */
}

Err *advising_open(Arena *arena, const Law *law, Str province, Date today, Advising **ret)
{
    BenefitLevels now, then;
    Advising *a = new (arena, Advising, 1);
    *a = (Advising){.arena = arena, .law = law, .province = province, .today = today};
    TRY(read_words(arena, a->words));
    TRY(read_pay_within(a));
    TRY(advising_levels(a, today, 0, &now));
    for (int i = 1; i <= LOOK_AHEAD && a->jump.year == 0; i++) {
        Date month = date_add_months((Date){today.year, today.month, 1}, i);
        TRY(advising_levels(a, month, 0, &then));
        if (then.least > now.least)
            a->jump = month;
    }
    *ret = a;
    return NULL;
}

Err *advising_levels(Advising *a, Date day, unsigned classes, BenefitLevels *ret)
{
    int month = day.year * 12 + day.month - 1;
    for (ptrdiff_t i = 0; i < a->known.len; i++)
        if (a->known.data[i].month == month && a->known.data[i].classes == classes) {
            *ret = a->known.data[i].levels;
            return NULL;
        }
    TRY(benefit_levels(a->arena, a->law, day, classes, a->province, ret));
    vec_push(a->arena, &a->known, ((KnownLevels){month, classes, *ret}));
    return NULL;
}

/* ---- filling in ------------------------------------------------------------------------------------------ */

static Str month_words(Arena *arena, int month, Lang lang)
{
    return lang == LANG_VI ? str_fmt(arena, "%02d/%d", month % 12 + 1, month / 12)
                           : str_fmt(arena, "%d-%02d", month / 12, month % 12 + 1);
}

/* A sentence of its own, which is not there where the day is not known. */
static Str due_words(const Advising *a, const AdviceFill *fill, Lang lang)
{
    if (fill->by < 0)
        return (Str){0};
    Str by = month_words(a->arena, (int)fill->by, lang);
    if (fill->by < a->today.year * 12 + a->today.month - 1)
        return lang == LANG_VI ? str_fmt(a->arena, " Kỳ tiếp theo có hạn đến hết tháng %.*s, nay đã quá.", STRF(by))
                               : str_fmt(a->arena, " The next period was due by the end of %.*s.", STRF(by));
    return lang == LANG_VI ? str_fmt(a->arena, " Kỳ tiếp theo đóng đúng hạn đến hết tháng %.*s.", STRF(by))
                           : str_fmt(a->arena, " The next period is paid in time until the end of %.*s.", STRF(by));
}

static Str value_of(const Advising *a, const AdviceFill *fill, Str name, Lang lang)
{
    if (str_eq(name, S("due")))
        return due_words(a, fill, lang);
    const struct {
        const char *name;
        int64_t value;
        bool month;
    } values[] = {{"until", fill->until, true},
                  {"jump", fill->jump, true},
                  {"now", fill->now, false},
                  {"then", fill->then, false},
                  {"least", fill->least, false}};
    for (int i = 0; i < COUNTOF(values); i++)
        if (str_eq(name, str_from(values[i].name)))
            return values[i].value < 0 ? S("…")
                   : values[i].month   ? month_words(a->arena, (int)values[i].value, lang)
                                       : vn_int_in(a->arena, lang, values[i].value);
    return name;
}

static Str filled(const Advising *a, Str words, const AdviceFill *fill, Lang lang)
{
    Buf out = buf_open(a->arena);
    while (words.len > 0) {
        StrCut open = str_cut(words, '{'), close = str_cut(open.tail, '}');
        buf_fmt(&out, "%.*s", STRF(open.head));
        if (!open.ok)
            break;
        buf_fmt(&out, "%.*s", STRF(value_of(a, fill, close.head, lang)));
        words = close.tail;
    }
    return buf_str(&out);
}

Text advice_words(const Advising *a, AdviceKind kind, const AdviceFill *fill)
{
    return (Text){filled(a, a->words[kind].vi, fill, LANG_VI), filled(a, a->words[kind].en, fill, LANG_EN)};
}

/* ---- of a lead --------------------------------------------------------------------------------------------- */

static int32_t fact_of(const LeadFact *fact, ptrdiff_t facts, int which)
{
    for (ptrdiff_t i = 0; i < facts; i++)
        if (fact[i].fact == which)
            return fact[i].value;
    return FACT_MISSING;
}

unsigned advice_classes(int32_t poverty, int32_t minority)
{
    unsigned classes = minority == 1 ? 1U << BENEFIT_MINORITY : 0;
    if (poverty >= 0 && poverty == fact_code(false, PERSON_poverty, S("poor")))
        classes |= 1U << BENEFIT_POOR;
    if (poverty >= 0 && poverty == fact_code(false, PERSON_poverty, S("near_poor")))
        classes |= 1U << BENEFIT_NEAR_POOR;
    return classes;
}

Err *advice_of_lead(Advising *a, Str rule, bool voluntary, const LeadFact *fact, ptrdiff_t facts, const char **ret_kind,
                    Text *ret)
{
    static const struct {
        const char *rule;
        AdviceKind kind;
    } known[] = {{"renewal-due", ADVICE_RENEWAL}, {"renewal-late", ADVICE_LAPSED}, {"dropped", ADVICE_LAPSED}};
    BenefitLevels levels;
    AdviceKind kind = ADVICE_NEW;
    *ret_kind = "";
    *ret = (Text){0};
    if (!voluntary)
        return NULL;
    for (int i = 0; i < COUNTOF(known); i++)
        kind = str_eq(rule, str_from(known[i].rule)) ? known[i].kind : kind;
    int32_t until = fact_of(fact, facts, kind == ADVICE_RENEWAL ? PERSON_paid_to : PERSON_last_month);
    if (kind == ADVICE_LAPSED && until == FACT_MISSING)
        until = fact_of(fact, facts, PERSON_paid_to);
    unsigned classes = advice_classes(fact_of(fact, facts, PERSON_poverty), fact_of(fact, facts, PERSON_minority));
    TRY(advising_levels(a, a->today, classes, &levels));
    int32_t by = fact_of(fact, facts, PERSON_pay_by);
    AdviceFill fill = {.until = until == FACT_MISSING ? -1 : until,
                       .by = by == FACT_MISSING ? -1 : by,
                       .jump = -1,
                       .now = -1,
                       .then = -1,
                       .least = benefit_own(&levels, 0)};
    *ret_kind = kinds[kind];
    *ret = advice_words(a, kind, &fill);
    return NULL;
}
