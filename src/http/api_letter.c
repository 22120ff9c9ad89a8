/* Letters to an employer about those whom it pays and nobody insures. */
#include "http/api_work.h"

#include "outreach/letter.h"
#include "reconcile/staff.h"
#include "vn/vn.h"
#include <jansson.h>

enum { BODY_MOST = 16 << 10, MONTHS_SHOWN = 12 };

static Err *put_letter(Json *j, Names *names, const Letter *l)
{
    Arena *arena = names->request->arena;
    Str by;
    TRY(names_account(names, l->by, &by));
    js_object(j);
    js_put_int(j, "id", l->id);
    js_put_text(j, "number", l->number);
    js_put_text(j, "agency", l->agency);
    put_day(j, names->request, "day", l->day);
    put_day(j, names->request, "due", l->due);
    js_put_text(j, "contact", l->contact);
    js_put_text(j, "month", date_iso(arena, l->month));
    js_put_count(j, "taxed", l->taxed);
    js_put_count(j, "insured", l->insured);
    js_put_int(j, "people", l->persons);
    js_put_text(j, "by", l->by);
    js_put_text(j, "by_name", by);
    js_put_text(j, "at", l->at);
    js_end(j);
    return NULL;
}

static Err *list_letters(Request *request, Reply *reply)
{
    Ground ground;
    Subject s;
    Letter *letter;
    ptrdiff_t count;
    Names names = {.request = request};
    TRY(ground_of_query(request, &ground));
    TRY(request_employer(request, &ground, &s));
    TRY(letter_list(request->store, request->arena, ground.province, s.id, &letter, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(put_letter(&j, &names, &letter[i]));
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* The lists that it is on, of which the articles are established: nothing else is used against anybody. */
static Err *rules_against(const Ground *ground, const Subject *s, Str *ret)
{
    Request *request = ground->request;
    LeadFilter filter = {.province = ground->province, .subject = s->id, .by_employer = true, .employer = true};
    Buf codes = buf_open(request->arena);
    Lead *lead;
    ptrdiff_t count;
    TRY(lead_list(request->store, request->arena, &filter, &lead, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        const Rule *rule = ground_rule(ground, lead[i].rule);
        if (!rule || rule->certainty != LAW_HIGH)
            continue;
        buf_fmt(&codes, "%s%.*s", codes.len > 0 ? " " : "", STRF(lead[i].rule));
    }
    *ret = buf_str(&codes);
    return NULL;
}

static Err *name_missing(Request *request, const Subject *s, Letter *ret)
{
    StaffPerson *person;
    ptrdiff_t count;
    TRY(staff_read(request->store, request->arena, s, &person, &count));
    ret->person = new (request->arena, LetterPerson, count);
    for (ptrdiff_t i = 0; i < count && ret->persons < LETTER_PEOPLE; i++) {
        if (person[i].standing != STAFF_missing)
            continue;
        ret->person[ret->persons++] = (LetterPerson){person[i].id, person[i].months, person[i].uninsured_months};
        ret->tax_year = person[i].tax_year == FACT_MISSING ? ret->tax_year : person[i].tax_year;
    }
    if (ret->persons > 0)
        return NULL;
    return FAIL(
        request->arena, CONFLICT,
        "lần đối soát gần nhất không còn thấy ai ở đơn vị này có lương theo hợp đồng lao động mà chưa đóng; không "
        "cần gửi công văn",
        "the newest run finds nobody here under a labour contract who is not insured; no letter is needed");
}

static Err *body_day(Request *request, const json_t *body, const char *key, Date *ret)
{
    Str text;
    TRY(body_text(request, body, key, true, 10, &text));
    if (!date_parse_iso(text, ret)) /* then it is no day of the calendar, which is said of the letter */
        *ret = (Date){0};
    return NULL;
}

/* “Xã Nghĩa Dân” has the “Ủy ban nhân dân xã Nghĩa Dân”. */
static Err *committee_of(const Ground *ground, Str code, Str *ret)
{
    const Request *request = ground->request;
    Unit unit;
    TRY(unit_get(request->store, request->arena, code, clock_today(request->clock), &unit));
    StrCut kind = str_cut(unit.full_name, ' ');
    *ret = str_fmt(request->arena, "Ủy ban nhân dân %.*s %.*s", STRF(vn_fold(request->arena, kind.head, VN_FOLD_CASE)),
                   STRF(kind.tail));
    return NULL;
}

/* As the account says; else what agencies of its role are called, of this province.  In Vietnamese, as it signs. */
static Err *agency_of(const Ground *ground, Str *ret)
{
    const Request *request = ground->request;
    const Account *account = &request->who->account;
    Unit province;
    *ret = account->agency;
    if (ret->len > 0 || account->grants == 0)
        return NULL;
    TRY(unit_get(request->store, request->arena, ground->province, clock_today(request->clock), &province));
    *ret = account->grant[0].role;
    for (ptrdiff_t i = 0; i < ground->roles; i++)
        if (str_eq(ground->role[i].code, account->grant[0].role))
            *ret = ground->role[i].agency.vi;
    Str any = S("tỉnh"), of = str_starts(province.full_name, S("Thành phố")) ? S("thành phố") : any;
    if (str_starts(*ret, S("Ủy ban nhân dân xã")) && account->grant[0].place.unit.len > 0)
        return committee_of(ground, account->grant[0].place.unit, ret);
    if (str_ends(*ret, any))
        *ret = str_fmt(request->arena, "%.*s%.*s %.*s", STRF(str_slice(*ret, 0, ret->len - any.len)), STRF(of),
                       STRF(province.name));
    return NULL;
}

static Err *write_letter(Request *request, Reply *reply)
{
    json_t *body;
    Ground ground;
    Subject s;
    Letter l = {.by = request->who->account.login};
    Names names = {.request = request};
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|number|day|due|contact"));
    TRY(ground_of_body(request, body, &ground));
    TRY(body_text(request, body, "number", true, LETTER_NUMBER, &l.number));
    TRY(body_day(request, body, "day", &l.day));
    TRY(body_day(request, body, "due", &l.due));
    TRY(body_text(request, body, "contact", true, LETTER_CONTACT, &l.contact));
    TRY(request_employer(request, &ground, &s));
    l.province = ground.province;
    TRY(agency_of(&ground, &l.agency));
    l.employer = s.id;
    l.month = (Date){s.month.year, s.month.month, 0};
    l.taxed = s.fact[EMPLOYER_taxed];
    l.insured = s.fact[EMPLOYER_insured];
    TRY(rules_against(&ground, &s, &l.rules));
    TRY(name_missing(request, &s, &l));
    TRY(change_begin(request));
    Err *err = letter_put(request->store, request->arena, &l);
    change_note(request, "work.letter", l.province, s.unit, str_fmt(request->arena, "employer:%lld", (long long)s.id),
                (Str){0}, (Str){0});
    TRY(change_end(request, err));
    Json j = js_open(request->arena);
    TRY(put_letter(&j, &names, &l));
    reply_json(reply, &j);
    reply->status = 201;
    return NULL;
}

/* ---- the page of one ----------------------------------------------------------------------------------- */

enum { OPENED = 1u << PERSON_NAME | 1u << PERSON_BIRTH | 1u << PERSON_INSURANCE };

static Err *name_people(const Ground *ground, const Letter *l, Opened opened, LetterPage *ret)
{
    Request *request = ground->request;
    int64_t *id = new (request->arena, int64_t, l->persons);
    LetterNamed *named = new (request->arena, LetterNamed, l->persons);
    GoldenList golden;
    for (ptrdiff_t i = 0; i < l->persons; i++)
        id[i] = l->person[i].id;
    TRY(subject_values(request->store, request->arena, ground->province, false, id, l->persons, &golden));
    for (ptrdiff_t i = 0; i < l->persons; i++) {
        PersonSight sight = ground_sight(ground, golden[i]);
        Opened open = sight == PERSON_MAY_ASK ? opened : 0;
        bool masked;
        if (sight == PERSON_UNSEEN || golden[i][GOLDEN_name].len == 0)
            continue;
        Str birth = golden[i][GOLDEN_birth];
        Date day;
        named[ret->nameds++] = (LetterNamed){
            .name = sight_value(ground, PERSON_NAME, open, golden[i][GOLDEN_name], &masked),
            .born = open && date_parse_iso(birth, &day) ? vn_date(request->arena, day)
                                                        : sight_value(ground, PERSON_BIRTH, open, birth, &masked),
            .number = sight_value(ground, PERSON_INSURANCE, open, golden[i][GOLDEN_si_number], &masked),
            .months = l->person[i].months,
            .uninsured = l->person[i].uninsured};
        ret->masked |= open == 0;
    }
    ret->named = named;
    return NULL;
}

/* The rules of the letter, as they are now; one that is no more has left its code with it. */
static void quote_rules(const Ground *ground, const Letter *l, LetterPage *ret)
{
    Str left = l->rules;
    ret->rule = new (ground->request->arena, const Rule *, ground->rules.count);
    while (left.len > 0) {
        StrCut one = str_cut(left, ' ');
        const Rule *rule = ground_rule(ground, one.head);
        left = one.tail;
        if (rule && ret->rules < ground->rules.count)
            ret->rule[ret->rules++] = rule;
    }
}

/* The last months up to the one that the letter is of. */
static Err *show_months(const Ground *ground, const Letter *l, LetterPage *ret)
{
    Headcount *month;
    ptrdiff_t count;
    TRY(headcount_list(ground->request->store, ground->request->arena, ground->province, l->employer, &month, &count));
    while (count > 0 && date_cmp(month[count - 1].month, l->month) > 0)
        count--;
    ptrdiff_t from = count > MONTHS_SHOWN ? count - MONTHS_SHOWN : 0;
    ret->month = month + from;
    ret->months = count - from;
    return NULL;
}

static Err *reply_letter(Reply *reply, const Ground *ground, const Subject *s, const Letter *l, Opened opened)
{
    Request *request = ground->request;
    Date today = clock_today(request->clock);
    Unit province;
    Law *law;
    bool masked;
    LetterPage page = {.letter = l,
                       .name = s->value[GOLDEN_name],
                       .unit_code = s->value[GOLDEN_code],
                       .address = s->value[GOLDEN_address]};
    page.tax_code = sight_value(ground, sight_golden(true, GOLDEN_tax_code, s->value[GOLDEN_tax_code]), 0,
                                s->value[GOLDEN_tax_code], &masked);
    TRY(unit_get(request->store, request->arena, ground->province, today, &province));
    page.place = province.name;
    page.superior = letter_superior(request->arena, l->agency, &province);
    TRY(law_load(request->arena, (Str){0}, &law));
    page.law = law;
    quote_rules(ground, l, &page);
    TRY(show_months(ground, l, &page));
    TRY(name_people(ground, l, opened, &page));
    TRY(letter_page(request->arena, request->lang, &page, &reply->body));
    reply->type = "text/html; charset=utf-8";
    reply->file_name = str_fmt(request->arena, "cong-van-%lld.html", (long long)l->id);
    return NULL;
}

static Err *asked_letter(Request *request, const Ground *ground, const Subject *s, Letter *ret)
{
    int64_t id;
    TRY(request_number(request, "letter", &id));
    return letter_get(request->store, request->arena, ground->province, s->id, id, ret);
}

static Err *get_letter(Request *request, Reply *reply)
{
    Ground ground;
    Subject s;
    Letter l;
    TRY(ground_of_query(request, &ground));
    TRY(request_employer(request, &ground, &s));
    TRY(asked_letter(request, &ground, &s, &l));
    return reply_letter(reply, &ground, &s, &l, 0);
}

/* The look stands in the trail before anything is read out. */
static Err *look_letter(Request *request, Reply *reply)
{
    json_t *body;
    Ground ground;
    Subject s;
    Letter l;
    PersonLook look = {.request = request->id, .fields = OPENED};
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|purpose"));
    TRY(ground_of_body(request, body, &ground));
    TRY(body_text(request, body, "purpose", true, 2000, &look.purpose));
    TRY(request_employer(request, &ground, &s));
    TRY(asked_letter(request, &ground, &s, &l));
    look.person = str_fmt(request->arena, "employer:%lld", (long long)s.id);
    look.province = ground.province;
    look.unit = s.unit;
    TRY(person_look(request->store, request->arena, request->who, &look));
    return reply_letter(reply, &ground, &s, &l, OPENED);
}

#define ASKED(where, needs, function)                                                                 \
    {                                                                                                 \
        .method = "POST", .path = where, .permission = needs, .run = function, .body_most = BODY_MOST \
    }

const Route letter_routes[] = {
    {"GET", "/api/employers/{id}/letters", PERMISSION_LEAD_READ, list_letters, .keeps = false},
    ASKED("/api/employers/{id}/letters", PERMISSION_LEAD_WORK, write_letter),
    {"GET", "/api/employers/{id}/letters/{letter}", PERMISSION_LEAD_READ, get_letter, .keeps = false},
    ASKED("/api/employers/{id}/letters/{letter}/look", PERMISSION_PERSON_UNMASK, look_letter),
    {0},
};
