/* The calculator of voluntary insurance; nothing of anybody's is in it. */
#include "http/change.h"
#include "outreach/benefit.h"

static Err *bad(Request *request, const char *name, Text why)
{
    Err *err = FAIL(request->arena, USAGE, "giá trị không hợp lệ", "the value does not fit");
    err->text = why;
    return err_at(err, (Place){.field = str_from(name)});
}

static Err *ask_dates(Request *request, BenefitAsk *ask)
{
    Str day = request_query(request, "day"), birth = request_query(request, "birth");
    ask->day = clock_today(request->clock);
    if (day.len > 0 && (!date_parse_iso(day, &ask->day) || !date_is_day(ask->day)))
        return bad(request, "day", TEXT("day: cần một ngày như 2026-12-31", "day: a day such as 2026-12-31 is needed"));
    if (birth.len > 0 && !date_parse_iso(birth, &ask->birth))
        return bad(
            request, "birth",
            TEXT("birth: cần năm, tháng hoặc ngày sinh như 1990-05", "birth: a year, month or day such as 1990-05"));
    return NULL;
}

/* Any province there is: what a province adds is law. */
static Err *ask_province(Request *request, Str *ret)
{
    Unit unit;
    Str written = request_query(request, "province");
    *ret = S("");
    if (written.len == 0)
        return NULL;
    Err *err = unit_province(request->store, request->arena, written, clock_today(request->clock), &unit);
    if (err)
        return err_at(err, (Place){.field = S("province")});
    *ret = unit.code;
    return NULL;
}

static Err *ask_all(Request *request, BenefitAsk *ask)
{
    static const char *const sexes[] = {[SEX_MALE] = "male", [SEX_FEMALE] = "female", NULL};
    static const char *const flags[] = {"0", "1", NULL};
    int sex = SEX_FEMALE, missing = 0;
    *ask = (BenefitAsk){.months = 1};
    TRY(ask_dates(request, ask));
    TRY(ask_province(request, &ask->province));
    TRY(request_int(request, "base", 1, 1000000000, &ask->base));
    TRY(request_int(request, "months", 1, 60, &ask->months));
    TRY(request_int(request, "paid", 0, 720, &ask->paid));
    TRY(request_int(request, "supported", 0, 720, &ask->supported));
    TRY(request_choice(request, "sex", sexes, &sex));
    TRY(request_choice(request, "missing", flags, &missing));
    ask->sex = (Sex)sex;
    ask->missing = missing == 1;
    return benefit_classes(request->arena, request_query(request, "class"), &ask->classes);
}

static Err *get_benefit(Request *request, Reply *reply)
{
    static const char *const flags[] = {"0", "1", NULL};
    Law *law;
    BenefitAsk ask;
    Benefit benefit;
    int parameters = 0;
    TRY(request_choice(request, "parameters", flags, &parameters));
    TRY(ask_all(request, &ask));
    TRY(law_load(request->arena, (Str){0}, &law));
    TRY(benefit_reckon(request->arena, law, &ask, &benefit));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "day", date_iso(request->arena, ask.day));
    benefit_json(&j, request->arena, request->lang, &benefit);
    if (parameters) {
        js_key(&j, "parameters");
        TRY(benefit_parameters_json(&j, request->arena, law, ask.province));
    }
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route work_benefit_routes[] = {
    {"GET", "/api/benefit", PERMISSION_ANY, get_benefit, .keeps = false},
    {0},
};
