/* The words of the calculator, and its figures and parameters as JSON. */
#include "outreach/benefit_internal.h"

#include "base/vec.h"

typedef struct Word {
    const char *code;
    Text text;
} Word;

static const Word classes[BENEFIT_CLASS_COUNT] = {
#define X(name, code, vi, en) [BENEFIT_##name] = {code, TEXT_INIT(vi, en)},
    BENEFIT_CLASSES(X)
#undef X
};

static const Word figures[BENEFIT_FIGURE_COUNT] = {
#define X(name, kind, vi, en) [FIGURE_##name] = {#name, TEXT_INIT(vi, en)},
    BENEFIT_FIGURES(X)
#undef X
};

static const BenefitKind kinds[BENEFIT_FIGURE_COUNT] = {
#define X(name, kind, vi, en) [FIGURE_##name] = BENEFIT_##kind,
    BENEFIT_FIGURES(X)
#undef X
};

const char *benefit_class_code(BenefitClass kind)
{
    return classes[kind].code;
}

Text benefit_class_text(BenefitClass kind)
{
    return classes[kind].text;
}

const char *benefit_figure_code(BenefitFigureName name)
{
    return figures[name].code;
}

Text benefit_figure_text(BenefitFigureName name)
{
    return figures[name].text;
}

BenefitKind benefit_figure_kind(BenefitFigureName name)
{
    return kinds[name];
}

static bool class_of(Str written, unsigned *ret)
{
    for (int c = 0; c < BENEFIT_CLASS_COUNT; c++)
        if (str_eq(written, str_from(classes[c].code))) {
            *ret |= 1U << c;
            return true;
        }
    return false;
}

Err *benefit_classes(Arena *arena, Str written, unsigned *ret)
{
    *ret = 0;
    while (written.len > 0) {
        StrCut cut = str_cut(written, ',');
        Str one = str_trim(cut.head);
        if (!class_of(one, ret))
            return err_at(FAIL(arena, BAD_INPUT,
                               "nhóm “%.*s” không có; các nhóm: poor, island, near_poor, ethnic_minority, other",
                               "there is no group “%.*s”; groups: poor, island, near_poor, ethnic_minority, other",
                               STRF(one)),
                          (Place){.field = S("class")});
        written = cut.tail;
    }
    return NULL;
}

void put_figure(Reckoning *r, BenefitFigureName name, int64_t value, const LawValue *basis, const LawValue *also)
{
    BenefitFigure *f = &r->to->figure[name];
    *f = (BenefitFigure){true, value, basis->article, basis->certainty};
    if (!also)
        return;
    if (str_find(f->article, also->article) < 0)
        f->article = str_fmt(r->arena, "%.*s; %.*s", STRF(f->article), STRF(also->article));
    f->certainty = also->certainty < f->certainty ? also->certainty : f->certainty;
}

void say(Reckoning *r, Text text)
{
    if (r->to->saids < BENEFIT_SAID)
        r->to->said[r->to->saids++] = text;
}

Str benefit_figure_value(Arena *arena, Lang lang, BenefitFigureName name, int64_t value)
{
    int month = (int)(value % 12) + 1, year = (int)(value / 12);
    switch (kinds[name]) {
    case BENEFIT_MONTH:
        return lang == LANG_VI ? str_fmt(arena, "%02d/%d", month, year) : str_fmt(arena, "%d-%02d", year, month);
    case BENEFIT_PERCENT:
        return str_fmt(arena, "%.*s%%", STRF(vn_real_in(arena, lang, (double)value / 10000, value % 10000 ? 1 : 0)));
    case BENEFIT_DONG:
        return str_fmt(arena, "%.*s %.*s", STRF(vn_int_in(arena, lang, value)),
                       STRF(text_in(lang, TEXT("đồng", "dong"))));
    case BENEFIT_MONTHS:
        break;
    }
    return text_in(lang, vn_count(arena, value, "tháng", "month", "months"));
}

/* ---- JSON ------------------------------------------------------------------------------------------- */

static void put_value(Json *j, Arena *arena, BenefitFigureName name, int64_t value)
{
    if (kinds[name] == BENEFIT_MONTH)
        js_put_text(j, "value", date_iso(arena, (Date){(int)(value / 12), (int)(value % 12) + 1, 0}));
    else
        js_put_int(j, "value", value);
}

static Str certainty_code(LawCertainty certainty)
{
    static const char *const codes[] = {[LAW_UNSURE] = "unsure", [LAW_MEDIUM] = "medium", [LAW_HIGH] = "high"};
    return str_from(codes[certainty]);
}

void benefit_json(Json *j, Arena *arena, Lang lang, const Benefit *benefit)
{
    static const char *const kind_codes[] = {
        [BENEFIT_DONG] = "dong", [BENEFIT_MONTHS] = "months", [BENEFIT_MONTH] = "month", [BENEFIT_PERCENT] = "percent"};
    js_key(j, "figures"), js_object(j);
    for (int i = 0; i < BENEFIT_FIGURE_COUNT; i++) {
        const BenefitFigure *f = &benefit->figure[i];
        if (!f->there)
            continue;
        js_key(j, figures[i].code), js_object(j);
        js_put_text(j, "words", text_in(lang, figures[i].text));
        js_put_text(j, "kind", str_from(kind_codes[kinds[i]]));
        put_value(j, arena, (BenefitFigureName)i, f->value);
        js_put_text(j, "text", benefit_figure_value(arena, lang, (BenefitFigureName)i, f->value));
        js_put_text(j, "article", f->article);
        js_put_text(j, "certainty", certainty_code(f->certainty));
        js_put_text(j, "certainty_text", text_in(lang, law_certainty(f->certainty)));
        js_put_bool(j, "unsure", f->certainty == LAW_UNSURE);
        js_end(j);
    }
    js_end(j);
    js_key(j, "said"), js_array(j);
    for (int i = 0; i < benefit->saids; i++)
        js_text(j, text_in(lang, benefit->said[i]));
    js_end(j);
}

static const char *const looked_up[] = {
    "poverty_line",
    "voluntary_rate",
    "voluntary_base_min_share",
    "voluntary_base_cap_multiplier",
    "voluntary_base_step",
    "reference_level",
    "voluntary_support_share",
    "local_support_share",
    "support_months_max",
    "voluntary_prepay_months",
    "voluntary_backpay_months_max",
    "voluntary_prepaid_top_up",
    "fund_return_monthly",
    "voluntary_age_from",
    "pension_years_min",
    "pension_rate_base",
    "pension_rate_step",
    "pension_rate_cap",
    "pension_half_year_months",
    "pension_starts_after",
    "voluntary_maternity_grant",
    "voluntary_maternity_months",
    "health_pensioner_rate",
    "health_pensioner_share",
    "lump_sum_months",
    "lump_sum_years_below",
};

static void put_law_value(Json *j, Arena *arena, const LawValue *v)
{
    js_object(j);
    js_put_text(j, "name", v->name);
    js_put_text(j, "key", v->key);
    js_put_int(j, "value", law_number(v));
    js_put_text(j, "unit", v->unit);
    js_put_text(j, "from", date_iso(arena, v->from));
    if (v->to.year > 0)
        js_put_text(j, "to", date_iso(arena, v->to));
    else
        js_put_null(j, "to");
    js_put_text(j, "article", v->article);
    js_put_text(j, "certainty", certainty_code(v->certainty));
    js_put_text(j, "note", v->note.vi);
    js_end(j);
}

static void put_age(Json *j, Arena *arena, Sex sex, int from, int to, const Retirement *age)
{
    js_object(j);
    js_put_text(j, "sex", sex == SEX_FEMALE ? S("female") : S("male"));
    js_put_text(j, "from", date_iso(arena, (Date){from / 12, from % 12 + 1, 0}));
    js_put_text(j, "to", date_iso(arena, (Date){to / 12, to % 12 + 1, 0}));
    js_put_int(j, "months", age->age);
    js_put_text(j, "article", age->article);
    js_put_text(j, "certainty", certainty_code(age->certainty));
    js_end(j);
}

enum { BORN_FIRST = 1900 * 12, BORN_LAST = 2100 * 12 + 11 };

/* Months of birth in a row with one age are one row. */
static Err *put_ages(Json *j, Arena *arena, const Law *law, Sex sex)
{
    Retirement run, age;
    int from = BORN_FIRST;
    TRY(law_retirement(law, arena, (Date){from / 12, from % 12 + 1, 0}, sex, &run));
    for (int month = from + 1; month <= BORN_LAST; month++) {
        TRY(law_retirement(law, arena, (Date){month / 12, month % 12 + 1, 0}, sex, &age));
        if (age.age == run.age)
            continue;
        put_age(j, arena, sex, from, month - 1, &run);
        from = month;
        run = age;
    }
    put_age(j, arena, sex, from, BORN_LAST, &run);
    return NULL;
}

Err *benefit_parameters_json(Json *j, Arena *arena, const Law *law, Str province)
{
    Str local = str_fmt(arena, "%.*s/", STRF(province));
    js_object(j);
    js_key(j, "values"), js_array(j);
    for (int i = 0; i < COUNTOF(looked_up); i++) {
        const LawValue *value;
        ptrdiff_t count;
        TRY(law_list(law, arena, str_from(looked_up[i]), &value, &count));
        for (ptrdiff_t v = 0; v < count; v++)
            if (!str_eq(value[v].name, S("local_support_share")) || str_starts(value[v].key, local))
                put_law_value(j, arena, &value[v]);
    }
    js_end(j);
    js_key(j, "ages"), js_array(j);
    TRY(put_ages(j, arena, law, SEX_MALE));
    TRY(put_ages(j, arena, law, SEX_FEMALE));
    js_end(j);
    js_end(j);
    return NULL;
}
