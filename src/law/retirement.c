/* The month of retirement by sex and month of birth, from the table of Decree 135/2020
 * as data: its printed annex and the rule it was computed by may differ in a month. */
#include "law/law_internal.h"

static const Date last_day = {9999, 12, 31};

static Err *default_of(const Law *law, Arena *arena, const char *key, int *ret)
{
    LawValue value;
    TRY(law_get(law, arena, S("birth_default"), str_from(key), last_day, &value));
    *ret = (int)value.value.digits;
    return NULL;
}

/* The birth with what the rules put where its month or day is missing. */
static Err *full_birth(const Law *law, Arena *arena, Date birth, Date *ret)
{
    if (birth.year < 1850 || birth.year > 2200 || birth.month < 0 || birth.month > 12)
        return FAIL(arena, BAD_INPUT, "ngày sinh “%.*s” không hợp lệ; cần năm, tháng hoặc ngày sinh như 1969-06",
                    "the birth “%.*s” does not fit; a year, month or day like 1969-06 is needed",
                    STRF(date_iso(arena, birth)));
    *ret = birth;
    if (ret->month == 0)
        TRY(default_of(law, arena, "month", &ret->month));
    if (birth.month == 0 || birth.day == 0)
        TRY(default_of(law, arena, "day", &ret->day));
    if (!date_is_day(*ret))
        return FAIL(arena, BAD_INPUT, "không có ngày sinh %02d/%02d/%d", "there is no day of birth %02d/%02d/%d",
                    ret->day, ret->month, ret->year);
    return NULL;
}

static const Roadmap *roadmap_of(const Law *law, Date birth, Sex sex)
{
    Date month = {birth.year, birth.month, 0};
    for (ptrdiff_t i = 0; i < law->roadmaps; i++) {
        const Roadmap *m = &law->roadmap[i];
        if (m->sex == sex && date_cmp(m->from, month) <= 0 && (!m->to.year || date_cmp(month, m->to) <= 0))
            return m;
    }
    return NULL;
}

static Date month_after(Date month, int months)
{
    Date d = date_add_months((Date){month.year, month.month, 1}, months);
    d.day = 0;
    return d;
}

Err *law_retirement(const Law *law, Arena *arena, Date birth, Sex sex, Retirement *ret)
{
    LawValue after;
    *ret = (Retirement){.assumed = birth.month == 0};
    TRY(full_birth(law, arena, birth, &ret->birth));
    TRY(law_get(law, arena, S("pension_starts_after"), (Str){0}, last_day, &after));
    const Roadmap *m = roadmap_of(law, ret->birth, sex);
    if (!m)
        return FAIL(arena, NOT_FOUND, "thiếu bảng tuổi nghỉ hưu (%s)", "the table of retirement ages is missing (%s)",
                    "retirement_age.csv");
    ret->age = m->age;
    ret->certainty = m->certainty;
    ret->article = m->article;
    ret->note = m->note;
    ret->month = month_after(ret->birth, m->age);
    ret->pension = month_after(ret->month, (int)after.value.digits);
    return NULL;
}

Err *law_working_age(const Law *law, Arena *arena, Date birth, Sex sex, Date on, bool *ret)
{
    LawValue lower;
    Retirement retirement;
    TRY(law_retirement(law, arena, birth, sex, &retirement));
    TRY(law_get(law, arena, S("working_age_from"), (Str){0}, on, &lower));
    Date from = date_add_months(retirement.birth, (int)lower.value.digits);
    *ret = date_cmp(from, on) <= 0 && date_cmp((Date){on.year, on.month, 0}, retirement.month) <= 0;
    return NULL;
}
