/* Routes of the yearly rounds of proposals: parse, ask plan/round.h, reply. */
#include "http/api_plan.h"
#include "plan/round.h"
#include "store/scope.h"
#include <jansson.h>

/* ---- as JSON ---------------------------------------------------------------------------------- */

static void round_members(Json *j, Lang lang, const Round *r)
{
    js_put_text(j, "id", r->id);
    js_put_text(j, "province", r->province);
    js_put_int(j, "year", r->year);
    js_put_text(j, "state", str_from(round_state_code(r->state)));
    js_put_words(j, "state_text", lang, round_state_text(r->state));
    js_put_text(j, "opened_at", r->opened_at);
    js_put_text(j, "opened_by", r->opened_by);
    js_put_text(j, "deadline", r->deadline);
    js_put_int(j, "low_bp", r->low_bp);
    js_put_int(j, "high_bp", r->high_bp);
    js_put_text(j, "document", r->document);
    js_put_int(j, "communes", r->communes);
    js_put_int(j, "proposed", r->proposed);
    js_put_int(j, "agreed", r->agreed);
    js_put_int(j, "version", r->version);
}

static void put_review(Json *j, const char *key, const char *reason, const char *by, const Review *r)
{
    if (r->agree < 0)
        js_put_null(j, key);
    else
        js_put_bool(j, key, r->agree == 1);
    js_put_text(j, reason, r->reason);
    js_put_text(j, by, r->who);
}

static void proposal_json(Json *j, Lang lang, const Proposal *p)
{
    int64_t outcome[2];
    bool by_path = proposal_outcome(p, outcome) == DECIDED_BY_PATH;
    js_object(j);
    js_put_text(j, "unit", p->unit);
    js_put_text(j, "name", p->name);
    js_put_text(j, "state", str_from(proposal_state_code(p->state)));
    js_put_words(j, "state_text", lang, proposal_state_text(p->state));
    js_put_int(j, "low", p->low);
    js_put_int(j, "high", p->high);
    js_put_count(j, "path", p->path[0]);
    js_put_count(j, "path_voluntary", p->path[1]);
    js_put_count(j, "current", p->current[0]);
    js_put_count(j, "current_voluntary", p->current[1]);
    js_put_count(j, "total", p->value[0]);
    js_put_count(j, "voluntary", p->value[1]);
    js_put_text(j, "reason", p->reason);
    put_review(j, "insurance", "insurance_reason", "insurance_by", &p->review[REVIEWER_INSURANCE]);
    put_review(j, "home_affairs", "home_affairs_reason", "home_affairs_by", &p->review[REVIEWER_HOME_AFFAIRS]);
    js_put_count(j, "outcome_total", outcome[0]);
    js_put_count(j, "outcome_voluntary", outcome[1]);
    js_put_text(j, "outcome_by", by_path ? S("path") : S("proposal"));
    js_put_text(j, "by", p->who);
    js_put_text(j, "at", p->at);
    js_put_int(j, "version", p->version);
    js_end(j);
}

static Str proposal_text(Arena *arena, const Proposal *p)
{
    Json j = js_open(arena);
    proposal_json(&j, LANG_VI, p);
    return js_str(&j);
}

static Err *reply_round(Request *request, Reply *reply, const Round *round)
{
    Json j = js_open(request->arena);
    js_object(&j);
    round_members(&j, request->lang, round);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- reading ----------------------------------------------------------------------------------- */

Err *rounds_list(Request *request, Reply *reply)
{
    Str province;
    Round *list;
    ptrdiff_t count;
    TRY(request_province(request, &province));
    TRY(round_list(request->store, request->arena, province, &list, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(&j);
        round_members(&j, request->lang, &list[i]);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* Sums stand only over the whole province. */
static void put_sums(Json *j, const Request *request, const Round *round, const Proposal *p, ptrdiff_t count)
{
    bool whole = scope_sees_province(store_scope(request->store), round->province);
    int64_t sum = 0, path = 0, outcome[2];
    for (ptrdiff_t i = 0; i < count; i++) {
        proposal_outcome(&p[i], outcome);
        sum += outcome[0];
        path += p[i].path[0];
    }
    js_put_count(j, "sum", whole ? sum : -1);
    js_put_count(j, "path", whole ? path : -1);
}

Err *rounds_get(Request *request, Reply *reply)
{
    Round round;
    Proposal *p;
    ptrdiff_t count;
    TRY(round_get(request->store, request->arena, request_param(request, "id"), &round));
    if (request_exports(request)) {
        Grid grid;
        TRY(round_grid(request->store, request->arena, &round, request->lang, &grid));
        return reply_grid(request, reply, &grid, "de-xuat-chi-tieu");
    }
    TRY(proposal_list(request->store, request->arena, &round, &p, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    round_members(&j, request->lang, &round);
    put_sums(&j, request, &round, p, count);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        proposal_json(&j, request->lang, &p[i]);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

Err *rounds_history(Request *request, Reply *reply)
{
    Round round;
    ProposalVersion *v;
    ptrdiff_t count;
    TRY(round_get(request->store, request->arena, request_param(request, "id"), &round));
    TRY(proposal_history(request->store, request->arena, &round, request_param(request, "code"), &v, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(&j);
        js_put_int(&j, "version", v[i].version);
        js_put_text(&j, "action", v[i].action);
        js_put_text(&j, "side", v[i].side);
        js_put_count(&j, "total", v[i].value[0]);
        js_put_count(&j, "voluntary", v[i].value[1]);
        js_put_text(&j, "reason", v[i].reason);
        js_put_text(&j, "by", v[i].who);
        js_put_text(&j, "at", v[i].at);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- changing ----------------------------------------------------------------------------------- */

Err *rounds_open(Request *request, Reply *reply)
{
    json_t *body;
    int64_t year, low = ROUND_LOW_BP, high = ROUND_HIGH_BP;
    RoundOpen ask = {.who = request->who->account.login};
    Round round;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|year|deadline|low_bp|high_bp"));
    TRY(body_text(request, body, "province", true, 32, &ask.province));
    TRY(body_int(request, body, "year", true, 2000, 2100, &year));
    TRY(body_text(request, body, "deadline", true, 10, &ask.deadline));
    TRY(body_int(request, body, "low_bp", false, 0, 10000, &low));
    TRY(body_int(request, body, "high_bp", false, 10000, 50000, &high));
    ask.year = (int)year, ask.low_bp = (int)low, ask.high_bp = (int)high;
    TRY(change_begin(request));
    Err *err = round_open(request->store, request->arena, ask, &round);
    if (!err)
        change_note(request, "round.open", ask.province, (Str){0}, round.id, (Str){0}, request->body);
    TRY(change_end(request, err));
    reply->status = 201;
    return reply_round(request, reply, &round);
}

/* What stood before, for the audit trail. */
static Err *proposal_before(Request *request, Proposal *ret)
{
    Round round;
    TRY(round_get(request->store, request->arena, request_param(request, "id"), &round));
    return proposal_get(request->store, request->arena, &round, request_param(request, "code"), ret);
}

static Err *propose(Request *request, ProposalWrite ask, Proposal *ret)
{
    Proposal before;
    Str id = request_param(request, "id"), unit = request_param(request, "code");
    TRY(proposal_before(request, &before));
    TRY(proposal_put(request->store, request->arena, id, unit, ask, ret));
    change_note(request, "target.propose", str_cut(id, '-').head, unit, id, proposal_text(request->arena, &before),
                proposal_text(request->arena, ret));
    return NULL;
}

Err *rounds_propose(Request *request, Reply *reply)
{
    json_t *body;
    ProposalWrite ask = {.who = request->who->account.login};
    Proposal p;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "total|voluntary|reason|version"));
    TRY(body_int(request, body, "total", true, 0, 1000000000, &ask.total));
    TRY(body_int(request, body, "voluntary", true, 0, 1000000000, &ask.voluntary));
    TRY(body_text(request, body, "reason", false, 2000, &ask.reason));
    TRY(body_int(request, body, "version", true, 0, INT64_MAX, &ask.version));
    TRY(change_begin(request));
    TRY(change_end(request, propose(request, ask, &p)));
    Json j = js_open(request->arena);
    proposal_json(&j, request->lang, &p);
    reply_json(reply, &j);
    return NULL;
}

/* For which of the two sides a role speaks. */
static bool speaks_for(Str role, Reviewer side)
{
    return side == REVIEWER_HOME_AFFAIRS ? str_eq(role, S("home-affairs")) : str_starts(role, S("si-"));
}

static Err *check_side(const Request *request, Str province, Str unit, Reviewer side)
{
    const Account *a = &request->who->account;
    for (ptrdiff_t i = 0; i < a->grants; i++) {
        const Scope scope = {.place = &a->grant[i].place, .places = 1};
        if (speaks_for(a->grant[i].role, side) && scope_sees(&scope, province, unit))
            return NULL;
    }
    Text name = reviewer_text(side);
    Err *err = FAIL(request->arena, FORBIDDEN, "%s", "%s", "");
    err->text = (Text){str_fmt(request->arena, "tài khoản này không thẩm định thay %.*s được", STRF(name.vi)),
                       str_fmt(request->arena, "this account cannot review for %.*s", STRF(name.en))};
    return err;
}

static Err *review(Request *request, ProposalReview ask, Proposal *ret)
{
    Proposal before;
    Str id = request_param(request, "id"), unit = request_param(request, "code"), province = str_cut(id, '-').head;
    TRY(check_side(request, province, unit, ask.as));
    TRY(proposal_before(request, &before));
    TRY(proposal_review(request->store, request->arena, id, unit, ask, ret));
    change_note(request, "target.review", province, unit, id, proposal_text(request->arena, &before),
                proposal_text(request->arena, ret));
    return NULL;
}

static Err *read_side(const Request *request, const json_t *body, Reviewer *ret)
{
    Str as;
    TRY(body_text(request, body, "as", true, 32, &as));
    for (int side = 0; side < REVIEWERS; side++)
        if (str_eq(as, str_from(reviewer_code((Reviewer)side)))) {
            *ret = (Reviewer)side;
            return NULL;
        }
    return err_at(FAIL(request->arena, BAD_INPUT, "“as” phải là insurance hoặc %s", "“as” is to be insurance or %s",
                       "home-affairs"),
                  (Place){.field = S("as")});
}

Err *rounds_review(Request *request, Reply *reply)
{
    json_t *body;
    ProposalReview ask = {.who = request->who->account.login};
    Proposal p;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "as|agree|reason|version"));
    TRY(read_side(request, body, &ask.as));
    if (!json_is_boolean(json_object_get(body, "agree")))
        return err_at(
            FAIL(request->arena, BAD_INPUT, "“agree” phải là true hoặc %s", "“agree” is to be true or %s", "false"),
            (Place){.field = S("agree")});
    TRY(body_bool(request, body, "agree", &ask.agree));
    TRY(body_text(request, body, "reason", false, 2000, &ask.reason));
    TRY(body_int(request, body, "version", true, 0, INT64_MAX, &ask.version));
    TRY(change_begin(request));
    TRY(change_end(request, review(request, ask, &p)));
    Json j = js_open(request->arena);
    proposal_json(&j, request->lang, &p);
    reply_json(reply, &j);
    return NULL;
}

static Err *decide(Request *request, RoundDecision ask, RoundDecided *ret)
{
    Str id = request_param(request, "id");
    Round before;
    TRY(round_get(request->store, request->arena, id, &before));
    TRY(round_decide(request->store, request->arena, id, ask, ret));
    Json was = js_open(request->arena);
    js_object(&was);
    round_members(&was, LANG_VI, &before);
    js_end(&was);
    Json now = js_open(request->arena);
    js_object(&now);
    round_members(&now, LANG_VI, &ret->round);
    js_put_int(&now, "by_proposal", ret->by_proposal);
    js_put_int(&now, "by_path", ret->by_path);
    js_put_int(&now, "targets", ret->change.added);
    js_end(&now);
    change_note(request, "target.decide", before.province, (Str){0}, ret->round.document, js_str(&was), js_str(&now));
    return NULL;
}

Err *rounds_decide(Request *request, Reply *reply)
{
    json_t *body;
    Str others = {0};
    RoundDecision ask = {.who = request->who->account.login};
    RoundDecided decided;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "number|date|issuer|title|supersedes|others|version"));
    TRY(body_document(request, body, &ask.document));
    TRY(body_text(request, body, "others", false, 16, &others));
    TRY(body_int(request, body, "version", true, 1, INT64_MAX, &ask.version));
    if (others.len > 0 && !str_eq(others, S("path")) && !str_eq(others, S("refuse")))
        return err_at(
            FAIL(request->arena, BAD_INPUT, "“others” phải là path hoặc %s", "“others” is to be path or %s", "refuse"),
            (Place){.field = S("others")});
    ask.path_for_others = str_eq(others, S("path"));
    TRY(change_begin(request));
    TRY(change_end(request, decide(request, ask, &decided)));
    return reply_round(request, reply, &decided.round);
}
