/* Who is to go on paying; and how leads are ranked. */
#include "http/api_work.h"
#include "outreach/list.h"
#include "outreach/priority.h"
#include "outreach/renew.h"

#include <math.h>
#include <stdlib.h>

enum { PAGE = 100, PAGE_MOST = 5000, EXPORT_MOST = 100000 };

/* ---- renewals ----------------------------------------------------------------------------------------- */

enum {
    R_NAME,
    R_UNIT,
    R_VILLAGE,
    R_KIND,
    R_UNTIL,
    R_BY,
    R_MONTHS,
    R_NOW,
    R_THEN,
    R_AGENT,
    R_ADVICE,
    R_SUBJECT,
    R_COUNT
};

static const GridColumn renewal_columns[R_COUNT] = {
    [R_NAME] = {"name", TEXT_INIT("Tên (che)", "Name (masked)"), GRID_TEXT, 0, false},
    [R_UNIT] = {"unit", TEXT_INIT("Xã, phường", "Commune"), GRID_TEXT, 0, false},
    [R_VILLAGE] = {"village", TEXT_INIT("Thôn, tổ dân phố", "Village"), GRID_TEXT, 0, false},
    [R_KIND] = {"kind", TEXT_INIT("Nhắc vì", "Because"), GRID_TEXT, 0, false},
    [R_UNTIL] = {"until", TEXT_INIT("Đã đóng đến hết tháng", "Paid up to"), GRID_DAY, 0, false},
    [R_BY] = {"pay_by", TEXT_INIT("Kỳ tiếp đóng đúng hạn đến hết tháng", "Next period in time until"), GRID_DAY, 0,
              false},
    [R_MONTHS] = {"months", TEXT_INIT("Mỗi lần đóng (tháng)", "Paid at once (months)"), GRID_INT, 0, false},
    [R_NOW] = {"now", TEXT_INIT("Tự đóng mỗi tháng, nay", "Own payment a month, now"), GRID_INT, 0, false},
    [R_THEN] = {"then", TEXT_INIT("Tự đóng mỗi tháng, kỳ tới", "Own payment a month, next"), GRID_INT, 0, false},
    [R_AGENT] = {"agent", TEXT_INIT("Người phụ trách", "Agent"), GRID_TEXT, 0, false},
    [R_ADVICE] = {"advice", TEXT_INIT("Lời nhắc", "Words"), GRID_TEXT, 0, false},
    [R_SUBJECT] = {"subject", TEXT_INIT("Mã trong chương trình", "Our number"), GRID_INT, 0, false},
};

static Date month_of(int32_t month)
{
    return month == FACT_MISSING ? (Date){0} : (Date){month / 12, month % 12 + 1, 0};
}

static void put_month(Json *j, const Request *request, const char *key, int32_t month)
{
    js_put_text(j, key, month == FACT_MISSING ? (Str){0} : date_iso(request->arena, month_of(month)));
}

/* Of a page: people by what is shown of them, and where they are on a list that is worked. */
typedef struct Shown {
    GoldenList golden;
    Lead *lead;
} Shown;

static Err *people_of(const Ground *ground, const Renewals *list, int64_t **ret_id, GoldenList *ret)
{
    const Request *request = ground->request;
    int64_t *id = *ret_id = new (request->arena, int64_t, list->rows + 1);
    for (ptrdiff_t i = 0; i < list->rows; i++)
        id[i] = list->row[i].subject;
    return subject_some(request->store, request->arena, ground->province, false, id, list->rows,
                        GOLDEN_BIT(name) | GOLDEN_BIT(birth), ret);
}

static Err *shown_of(const Ground *ground, const Renewals *list, Shown *ret)
{
    const Request *request = ground->request;
    OutreachSettings settings;
    int64_t *id;
    TRY(outreach_settings_kept(request->store, request->arena, &settings));
    TRY(people_of(ground, list, &id, &ret->golden));
    Str *rule = new (request->arena, Str, settings.rules);
    for (ptrdiff_t i = 0; i < settings.rules; i++)
        rule[i] = settings.rule[i].rule;
    return lead_of_subjects(request->store, request->arena, ground->province, false, rule, settings.rules, id,
                            list->rows, &ret->lead);
}

static bool seen(const Ground *ground, const Renewal *row)
{
    return person_sight(ground->request->who, ground->province, row->unit) != PERSON_UNSEEN;
}

static Str name_of(const Ground *ground, const Str *golden)
{
    return person_mask(ground->request->arena, PERSON_NAME, golden[GOLDEN_name]);
}

/* An open lead of a rule that is worked, and who has it. */
static Err *put_lead(Json *j, const Ground *ground, const Lead *lead)
{
    const Request *request = ground->request;
    Str agent = {0};
    js_put_count(j, "lead", lead->id > 0 ? lead->id : -1);
    if (lead->id > 0)
        TRY(task_agent(request->store, request->arena, ground->province, lead->id, &agent));
    js_put_text(j, "agent", agent);
    return NULL;
}

static Err *put_row(Json *j, const Ground *ground, const Renewal *row, const Str *golden, const Lead *lead)
{
    const Request *request = ground->request;
    Date birth;
    bool born = date_parse_iso(golden[GOLDEN_birth], &birth);
    js_object(j);
    js_put_int(j, "subject", row->subject);
    js_put_text(j, "name", name_of(ground, golden));
    js_put_count(j, "birth_year", born ? birth.year : -1);
    js_put_text(j, "unit", row->unit);
    js_put_text(j, "unit_name", ground_unit(ground, row->unit));
    js_put_text(j, "village", row->village);
    js_put_text(j, "kind", str_from(renew_kind_codes[row->kind]));
    js_put_words(j, "kind_text", request->lang, renew_kind_text(row->kind));
    put_month(j, request, "until", row->until);
    put_month(j, request, "pay_by", row->pay_by);
    js_put_count(j, "months", row->months);
    js_put_count(j, "base", row->base);
    js_put_int(j, "amount_now", row->now);
    js_put_int(j, "amount_new", row->then);
    js_put_words(j, "advice", request->lang, row->advice);
    TRY(put_lead(j, ground, lead));
    js_end(j);
    return NULL;
}

typedef struct Hand { /* whose task a person is */
    int64_t subject;
    Str agent;
} Hand;
typedef struct Hands {
    Names names;
    Hand *hand; /* by subject */
    ptrdiff_t count;
} Hands;

static int by_subject(const void *a, const void *b)
{
    const Hand *x = a, *y = b;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

/* All at once: a file is of many. */
static Err *hands_of(const Ground *ground, Hands *ret)
{
    const Request *request = ground->request;
    TaskAsk ask = {.province = ground->province, .pick = PICK_ALL, .by_employer = true};
    TaskRow *row;
    int64_t all;
    TRY(task_list(request->store, request->arena, &ask, &row, &ret->count, &all));
    ret->hand = new (request->arena, Hand, ret->count);
    for (ptrdiff_t i = 0; i < ret->count; i++)
        ret->hand[i] = (Hand){row[i].task.subject, row[i].task.agent};
    if (ret->count > 1)
        qsort(ret->hand, (size_t)ret->count, sizeof *ret->hand, by_subject);
    return NULL;
}

static Err *agent_name(Hands *hands, int64_t subject, Str *ret)
{
    const Hand ask = {.subject = subject};
    const Hand *found =
        hands->count > 0 ? bsearch(&ask, hands->hand, (size_t)hands->count, sizeof ask, by_subject) : NULL;
    *ret = S("");
    return found ? names_account(&hands->names, found->agent, ret) : NULL;
}

static Err *export_renewals(Request *request, Reply *reply, const Ground *ground, const Renewals *list)
{
    GoldenList golden;
    int64_t *id;
    Hands hands = {.names = {.request = request}};
    Grid grid = grid_open(TEXT("Nhắc đóng BHXH tự nguyện", "Renewals of voluntary insurance"), (Text){0},
                          renewal_columns, R_COUNT);
    if (list->rows > EXPORT_MOST)
        return FAIL(request->arena, TOO_LARGE, "danh sách dài hơn %d dòng; hãy chọn một xã",
                    "the list has more than %d rows; choose a commune", (int)EXPORT_MOST);
    TRY(people_of(ground, list, &id, &golden));
    TRY(hands_of(ground, &hands));
    for (ptrdiff_t i = 0; i < list->rows; i++) {
        const Renewal *row = &list->row[i];
        if (!seen(ground, row))
            continue;
        GridCell *cell = grid_row(&grid, request->arena);
        Str agent;
        cell[R_NAME] = G_TEXT(name_of(ground, golden[i]));
        cell[R_UNIT] = G_TEXT(ground_unit(ground, row->unit));
        cell[R_VILLAGE] = G_TEXT(row->village);
        cell[R_KIND] = G_TEXT(text_in(request->lang, renew_kind_text(row->kind)));
        cell[R_UNTIL] = grid_day(month_of(row->until));
        cell[R_BY] = grid_day(month_of(row->pay_by));
        cell[R_MONTHS] = row->months >= 0 ? G_INT(row->months) : G_NONE;
        TRY(agent_name(&hands, row->subject, &agent));
        cell[R_AGENT] = G_TEXT(agent);
        cell[R_NOW] = G_INT(row->now);
        cell[R_THEN] = G_INT(row->then);
        cell[R_ADVICE] = G_TEXT(text_in(request->lang, row->advice));
        cell[R_SUBJECT] = G_INT(row->subject);
    }
    return reply_grid(request, reply, &grid, "nhac-dong-tu-nguyen");
}

static void put_counts(Json *j, Request *request, const Renewals *list, bool counted_only)
{
    js_key(j, "counts"), js_object(j);
    for (int k = 0; k < RENEW_KIND_COUNT; k++)
        js_put_int(j, renew_kind_codes[k], list->count[k]);
    js_end(j);
    js_put_bool(j, "counted_only", counted_only);
    js_put_text(j, "month", list->month.year > 0 ? date_iso(request->arena, list->month) : (Str){0});
    js_put_text(j, "jump_month",
                list->jump.year > 0 ? date_iso(request->arena, (Date){list->jump.year, list->jump.month, 0})
                                    : (Str){0});
}

static Err *reply_renewals(Request *request, Reply *reply, const Ground *ground, const Renewals *list,
                           const RenewAsk *ask)
{
    Shown shown = {0};
    bool counted_only = !identity_may(request->who, PERMISSION_PERSON_READ);
    if (!counted_only)
        TRY(shown_of(ground, list, &shown));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < list->rows; i++)
        if (!counted_only && seen(ground, &list->row[i]))
            TRY(put_row(&j, ground, &list->row[i], shown.golden[i], &shown.lead[i]));
    js_end(&j);
    if (!counted_only && list->rows == ask->limit)
        js_put_text(&j, "next", str_fmt(request->arena, "%lld", (long long)list->row[list->rows - 1].subject));
    else
        js_put_null(&j, "next");
    js_put_int(&j, "count", list->count[ask->kind]);
    put_counts(&j, request, list, counted_only);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *get_renewals(Request *request, Reply *reply)
{
    Ground ground;
    Law *law;
    Renewals list;
    int kind = RENEW_DUE30;
    TRY(ground_of_query(request, &ground));
    RenewAsk ask = {.province = ground.province,
                    .unit = request_query(request, "unit"),
                    .village = request_query(request, "village"),
                    .limit = PAGE};
    TRY(request_choice(request, "kind", renew_kind_codes, &kind));
    TRY(request_int(request, "after", 0, INT64_MAX, &ask.after));
    TRY(request_int(request, "limit", 1, PAGE_MOST, &ask.limit));
    TRY(request_known_unit(request, "unit"));
    ask.kind = (RenewKind)kind;
    if (request_exports(request)) {
        ask.after = 0;
        ask.limit = identity_may(request->who, PERMISSION_PERSON_READ) ? EXPORT_MOST + 1 : 1;
    }
    TRY(law_load(request->arena, (Str){0}, &law));
    TRY(renew_list(request->store, request->arena, law, &ask, &list));
    return request_exports(request) ? export_renewals(request, reply, &ground, &list)
                                    : reply_renewals(request, reply, &ground, &list, &ask);
}

/* ---- priority --------------------------------------------------------------------------------------------- */

static void put_coefficients(Json *j, Lang lang, const PriorityRule *p)
{
    js_key(j, "coefficients"), js_array(j);
    for (int i = 0; i < p->coefficients; i++) {
        const PriorityCoefficient *c = &p->coefficient[i];
        js_object(j);
        js_put_text(j, "name", str_from(c->name));
        js_put_words(j, "words", lang, c->words);
        js_put_real(j, "value", c->value, 4);
        js_put_real(j, "error", c->error, 4);
        js_put_int(j, "count", c->count);
        js_end(j);
    }
    js_end(j);
}

static void put_calibration(Json *j, const PriorityRule *p)
{
    js_key(j, "calibration"), js_array(j);
    for (int i = 0; i < p->tenths; i++) {
        const PriorityTenth *t = &p->tenth[i];
        js_object(j);
        js_put_real(j, "from", t->from, 4);
        js_put_real(j, "to", t->to, 4);
        js_put_real(j, "expected", t->expected, 4);
        js_put_real(j, "observed", t->observed, 4);
        js_put_int(j, "count", t->count);
        js_end(j);
    }
    js_end(j);
}

static Err *get_priority(Request *request, Reply *reply)
{
    Ground ground;
    OutreachSettings settings;
    Priorities all;
    TRY(ground_of_query(request, &ground));
    TRY(outreach_settings_kept(request->store, request->arena, &settings));
    TRY(priority_read(request->store, request->arena, ground.province, &settings, &all));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rules"), js_array(&j);
    for (ptrdiff_t i = 0; i < all.rules; i++) {
        const PriorityRule *p = &all.rule[i];
        const Rule *rule = ground_rule(&ground, p->rule.rule);
        js_object(&j);
        js_put_text(&j, "rule", p->rule.rule);
        js_put_text(&j, "rule_text", rule ? text_in(request->lang, rule->title) : p->rule.rule);
        js_put_int(&j, "run", p->run);
        js_put_text(&j, "formula", p->model ? S("model") : S("stated"));
        js_put_real(&j, "gain", p->rule.gain, 2);
        js_put_real(&j, "ease", p->rule.ease, 4);
        js_put_words(&j, "reason", request->lang, p->rule.reason);
        js_put_int(&j, "outcomes", p->outcomes);
        js_put_int(&j, "registered", p->registered);
        js_put_words(&j, "why", request->lang, p->why);
        put_coefficients(&j, request->lang, p);
        put_calibration(&j, p);
        js_put_real(&j, "loss_model", p->loss_model, 5);
        js_put_real(&j, "loss_stated", p->loss_stated, 5);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route work_renew_routes[] = {
    {"GET", "/api/work/renewals", PERMISSION_WORK_READ, get_renewals, .keeps = false},
    {"GET", "/api/work/priority", PERMISSION_WORK_READ, get_priority, .keeps = false},
    {0},
};
