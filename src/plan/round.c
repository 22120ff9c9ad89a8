/* Rounds and proposals: what there is, what a commune proposes, what the reviewers say. */
#include "plan/round_internal.h"

#include "base/vec.h"
#include "plan_sql.h"
#include "store/scope.h"
#include "unit/unit.h"
#include "vn/vn.h"

const char *round_state_code(RoundState state)
{
    return state == ROUND_OPEN ? "open" : "decided";
}

Text round_state_text(RoundState state)
{
    return state == ROUND_OPEN ? TEXT("đang lấy đề xuất", "open for proposals") : TEXT("đã quyết định", "decided");
}

static const struct {
    const char *code;
    Text text;
} states[] = {[PROPOSAL_WAITING] = {"waiting", TEXT_INIT("chưa đề xuất", "not proposed yet")},
              [PROPOSAL_PROPOSED] = {"proposed", TEXT_INIT("đang thẩm định", "under review")},
              [PROPOSAL_RETURNED] = {"returned", TEXT_INIT("trả lại để sửa", "sent back")},
              [PROPOSAL_AGREED] = {"agreed", TEXT_INIT("đã thống nhất", "agreed")}};

static const struct {
    const char *code;
    Text text;
} reviewers[] = {[REVIEWER_INSURANCE] = {"insurance", TEXT_INIT("cơ quan BHXH", "the social insurance office")},
                 [REVIEWER_HOME_AFFAIRS] = {"home-affairs", TEXT_INIT("Sở Nội vụ", "the Home Affairs department")}};

const char *proposal_state_code(ProposalState state)
{
    return states[state].code;
}

Text proposal_state_text(ProposalState state)
{
    return states[state].text;
}

const char *reviewer_code(Reviewer reviewer)
{
    return reviewers[reviewer].code;
}

Text reviewer_text(Reviewer reviewer)
{
    return reviewers[reviewer].text;
}

static ProposalState state_of(Str code)
{
    for (int s = 0; s < COUNTOF(states); s++)
        if (str_eq(code, str_from(states[s].code)))
            return (ProposalState)s;
    return PROPOSAL_WAITING;
}

/* ---- rounds --------------------------------------------------------------------------------------- */

Str round_province(Str id)
{
    return str_cut(id, '-').head;
}

static Round take_round(const Rows *rows, Arena *arena, Str province)
{
    Round r = {.id = rows_text(rows, arena, 10),
               .province = province,
               .year = (int)rows_int(rows, 0),
               .state = str_eq(rows_text(rows, arena, 1), S("open")) ? ROUND_OPEN : ROUND_DECIDED,
               .opened_at = rows_text(rows, arena, 2),
               .opened_by = rows_text(rows, arena, 3),
               .deadline = rows_text(rows, arena, 4),
               .low_bp = (int)rows_int(rows, 5),
               .high_bp = (int)rows_int(rows, 6),
               .document = rows_text(rows, arena, 8),
               .version = rows_int(rows, 9)};
    period_parse(rows_text(rows, arena, 7), &r.base);
    return r;
}

static Proposal take_proposal(const Rows *rows, Arena *arena)
{
    Proposal p = {.unit = rows_text(rows, arena, 0),
                  .low = rows_int(rows, 1),
                  .high = rows_int(rows, 2),
                  .path = {rows_int(rows, 3), rows_int(rows, 4)},
                  .current = {rows_int(rows, 5), rows_int(rows, 6)},
                  .state = state_of(rows_text(rows, arena, 7)),
                  .value = {rows_int(rows, 8), rows_int(rows, 9)},
                  .reason = rows_text(rows, arena, 10),
                  .who = rows_text(rows, arena, 11),
                  .at = rows_text(rows, arena, 12),
                  .version = rows_int(rows, 21)};
    for (int side = 0; side < REVIEWERS; side++)
        p.review[side] = (Review){(int)rows_int(rows, 13 + 4 * side), rows_text(rows, arena, 14 + 4 * side),
                                  rows_text(rows, arena, 15 + 4 * side), rows_text(rows, arena, 16 + 4 * side)};
    return p;
}

/* Those the scope sees; of one unit where it is given. */
static Err *read_proposals(Store *store, Arena *arena, Str province, Str id, Str unit, Proposal **ret,
                           ptrdiff_t *ret_count)
{
    Vec(Proposal) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_PROPOSAL_ALL, ARGS(V_TEXT(province), V_TEXT(id), V_TEXT(unit)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Proposal p = take_proposal(&rows, arena);
        if (scope_sees(store_scope(store), province, p.unit))
            vec_push(arena, &list, p);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

static Err *count_proposals(Store *store, Arena *arena, Round *r)
{
    Proposal *p;
    TRY(read_proposals(store, arena, r->province, r->id, (Str){0}, &p, &r->communes));
    for (ptrdiff_t i = 0; i < r->communes; i++) {
        r->proposed += p[i].state != PROPOSAL_WAITING;
        r->agreed += p[i].state == PROPOSAL_AGREED;
    }
    return NULL;
}

static Err *not_there(Arena *arena)
{
    return FAIL(arena, NOT_FOUND, "không có đợt lập chỉ tiêu này, hoặc đợt không thuộc địa bàn của anh/chị",
                "there is no such round, or it is not in your territory");
}

Err *round_get(Store *store, Arena *arena, Str id, Round *ret)
{
    AUTO(rows_close) Rows rows = {0};
    bool found;
    Str province = round_province(id);
    if (!scope_meets_province(store_scope(store), province))
        return not_there(arena);
    TRY(store_query(store, arena, SQL_ROUND_ONE, ARGS(V_TEXT(province), V_TEXT(id)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (!found)
        return not_there(arena);
    *ret = take_round(&rows, arena, province);
    rows_close(&rows);
    return count_proposals(store, arena, ret);
}

Err *round_list(Store *store, Arena *arena, Str province, Round **ret, ptrdiff_t *ret_count)
{
    Vec(Round) list = {0};
    AUTO(rows_close) Rows rows = {0};
    *ret = NULL, *ret_count = 0;
    if (!scope_meets_province(store_scope(store), province))
        return NULL;
    TRY(store_query(store, arena, SQL_ROUND_ALL, ARGS(V_TEXT(province)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        vec_push(arena, &list, take_round(&rows, arena, province));
    }
    rows_close(&rows);
    for (ptrdiff_t i = 0; i < list.len; i++)
        TRY(count_proposals(store, arena, &list.data[i]));
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

Err *round_take(Store *store, Arena *arena, Str id, bool decided, Round *ret)
{
    int64_t version;
    bool found;
    TRY(store_one_int(store, arena, SQL_ROUND_LOCK, ARGS(V_TEXT(round_province(id)), V_TEXT(id)), &version, &found));
    TRY(round_get(store, arena, id, ret));
    if (ret->state == ROUND_OPEN || decided)
        return NULL;
    return FAIL(arena, CONFLICT, "đợt lập chỉ tiêu năm %d đã có quyết định %.*s nên không nhận đề xuất nữa",
                "the round of %d is decided by %.*s and takes no more proposals", ret->year, STRF(ret->document));
}

Err *round_stale(Arena *arena, Str name, Str who)
{
    if (who.len == 0)
        return FAIL(arena, CONFLICT, "%.*s vừa được người khác thay đổi; hãy tải lại rồi xem trước khi sửa",
                    "%.*s has been changed by someone else; load it again before you change it", STRF(name));
    return FAIL(arena, CONFLICT, "%.*s vừa được %.*s thay đổi; hãy tải lại rồi xem trước khi sửa",
                "%.*s has been changed by %.*s; load it again before you change it", STRF(name), STRF(who));
}

/* ---- proposals -------------------------------------------------------------------------------------- */

/* Names, and the order of names. */
Err *proposal_list(Store *store, Arena *arena, const Round *round, Proposal **ret, ptrdiff_t *ret_count)
{
    UnitList communes;
    Proposal *all;
    ptrdiff_t count, named = 0;
    TRY(read_proposals(store, arena, round->province, round->id, (Str){0}, &all, &count));
    TRY(unit_children(store, arena, round->province, clock_today(store_clock(store)), &communes));
    Proposal *list = new (arena, Proposal, count);
    bool *taken = new (arena, bool, count);
    for (ptrdiff_t u = 0; u < communes.count; u++)
        for (ptrdiff_t i = 0; i < count; i++)
            if (!taken[i] && str_eq(all[i].unit, communes.unit[u].code)) {
                taken[i] = true;
                list[named] = all[i];
                list[named++].name = communes.unit[u].full_name;
                break;
            }
    for (ptrdiff_t i = 0; i < count; i++) /* units that are no more */
        if (!taken[i]) {
            list[named] = all[i];
            list[named++].name = all[i].unit;
        }
    *ret = list;
    *ret_count = count;
    return NULL;
}

Err *proposal_get(Store *store, Arena *arena, const Round *round, Str unit, Proposal *ret)
{
    Proposal *list;
    ptrdiff_t count;
    Unit named;
    TRY(scope_check(store, arena, round->province, unit));
    if (unit.len > 0)
        TRY(read_proposals(store, arena, round->province, round->id, unit, &list, &count));
    if (unit.len == 0 || count == 0)
        return FAIL(arena, NOT_FOUND, "đơn vị “%.*s” không có trong đợt lập chỉ tiêu này",
                    "the unit “%.*s” is not in this round", STRF(unit));
    TRY(unit_get(store, arena, unit, clock_today(store_clock(store)), &named));
    *ret = list[0];
    ret->name = named.full_name;
    return NULL;
}

ProposalBy proposal_outcome(const Proposal *p, int64_t ret[2])
{
    bool agreed = p->state == PROPOSAL_AGREED;
    for (int part = 0; part < 2; part++)
        ret[part] = agreed ? p->value[part] : p->path[part];
    return agreed ? DECIDED_BY_PROPOSAL : DECIDED_BY_PATH;
}

/* As it is now, with a line in the ledger. */
static Err *write_proposal(Store *store, Arena *arena, const Round *round, Proposal *p, Str action, Str side,
                           Str reason, Str who)
{
    const Review *i = &p->review[REVIEWER_INSURANCE], *h = &p->review[REVIEWER_HOME_AFFAIRS];
    Str at = clock_stamp(arena, store_clock(store));
    TRY(store_exec(store, arena, SQL_PROPOSAL_WRITE,
                   ARGS(V_TEXT(round->province), V_TEXT(round->id), V_TEXT(p->unit),
                        V_TEXT(str_from(states[p->state].code)), V_INT(p->value[0]), V_INT(p->value[1]),
                        V_TEXT(p->reason), V_TEXT(p->who), V_TEXT(p->at), V_INT(i->agree), V_TEXT(i->reason),
                        V_TEXT(i->who), V_TEXT(i->at), V_INT(h->agree), V_TEXT(h->reason), V_TEXT(h->who),
                        V_TEXT(h->at)),
                   NULL));
    p->version++;
    return store_exec(store, arena, SQL_PROPOSAL_VERSION_ADD,
                      ARGS(V_TEXT(round->province), V_TEXT(round->id), V_TEXT(p->unit), V_INT(p->version),
                           V_TEXT(action), V_TEXT(side), V_INT(p->value[0]), V_INT(p->value[1]), V_TEXT(reason),
                           V_TEXT(who), V_TEXT(at)),
                      NULL);
}

/* Who changed it last. */
static Str last_hand(const Proposal *p)
{
    Str who = p->who, at = p->at;
    for (int side = 0; side < REVIEWERS; side++)
        if (str_cmp(p->review[side].at, at) > 0)
            who = p->review[side].who, at = p->review[side].at;
    return who;
}

static Err *check_time(Store *store, Arena *arena, const Round *round, const Proposal *p)
{
    Str today = date_iso(arena, clock_today(store_clock(store)));
    if (p->state == PROPOSAL_AGREED)
        return FAIL(arena, CONFLICT,
                    "đề xuất của %.*s đã được hai bên thống nhất; muốn sửa, đề nghị một bên trả lại trước",
                    "the proposal of %.*s is agreed by both sides; to change it, ask one of them to send it back",
                    STRF(p->name));
    if (p->state != PROPOSAL_RETURNED && str_cmp(today, round->deadline) > 0)
        return FAIL(arena, CONFLICT, "đã hết hạn đề xuất (%.*s); hãy liên hệ Sở Nội vụ",
                    "the last day for proposals was %.*s; please turn to the Home Affairs department",
                    STRF(round->deadline));
    return NULL;
}

static Err *check_figures(Arena *arena, const Proposal *p, const ProposalWrite *ask)
{
    Str total = vn_int(arena, ask->total), low = vn_int(arena, p->low), high = vn_int(arena, p->high);
    if (ask->total < p->low || ask->total > p->high)
        return err_at(FAIL(arena, BAD_INPUT, "tổng số đề xuất %.*s nằm ngoài khung %.*s – %.*s của %.*s",
                           "the total %.*s is outside the bounds %.*s – %.*s of %.*s", STRF(total), STRF(low),
                           STRF(high), STRF(p->name)),
                      (Place){.field = S("total")});
    if (ask->voluntary < 0 || ask->voluntary > ask->total)
        return err_at(FAIL(arena, BAD_INPUT, "số tự nguyện %lld phải từ 0 đến tổng số %lld",
                           "the voluntary ones %lld must lie between 0 and the total %lld", (long long)ask->voluntary,
                           (long long)ask->total),
                      (Place){.field = S("voluntary")});
    if ((ask->total < p->path[0] || ask->voluntary < p->path[1]) && str_trim(ask->reason).len == 0)
        return err_at(FAIL(arena, BAD_INPUT,
                           "đề xuất thấp hơn lộ trình (tổng số %.*s, tự nguyện %.*s) nên cần ghi lý do",
                           "less than the path (total %.*s, voluntary %.*s) needs a reason",
                           STRF(vn_int(arena, p->path[0])), STRF(p->path[1] < 0 ? S("–") : vn_int(arena, p->path[1]))),
                      (Place){.field = S("reason")});
    return NULL;
}

Err *proposal_put(Store *store, Arena *arena, Str id, Str unit, ProposalWrite ask, Proposal *ret)
{
    Round round;
    TRY(round_take(store, arena, id, false, &round));
    TRY(proposal_get(store, arena, &round, unit, ret));
    if (ret->version != ask.version)
        return round_stale(arena, ret->name, last_hand(ret));
    TRY(check_time(store, arena, &round, ret));
    TRY(check_figures(arena, ret, &ask));
    ret->state = PROPOSAL_PROPOSED;
    ret->value[0] = ask.total, ret->value[1] = ask.voluntary;
    ret->reason = str_trim(ask.reason);
    ret->who = ask.who;
    ret->at = clock_stamp(arena, store_clock(store));
    for (int side = 0; side < REVIEWERS; side++)
        ret->review[side] = (Review){.agree = -1};
    return write_proposal(store, arena, &round, ret, S("proposed"), (Str){0}, ret->reason, ask.who);
}

static Err *check_review(Arena *arena, const Proposal *p, const ProposalReview *ask)
{
    const Review *other = &p->review[ask->as == REVIEWER_INSURANCE ? REVIEWER_HOME_AFFAIRS : REVIEWER_INSURANCE];
    if (p->state == PROPOSAL_WAITING)
        return FAIL(arena, CONFLICT, "%.*s chưa đề xuất nên chưa có gì để thẩm định",
                    "%.*s has proposed nothing to review yet", STRF(p->name));
    if (p->state == PROPOSAL_RETURNED)
        return FAIL(arena, CONFLICT, "đề xuất của %.*s đã được trả lại; hãy chờ đề xuất mới",
                    "the proposal of %.*s was sent back; wait for the new one", STRF(p->name));
    if (!ask->agree && str_trim(ask->reason).len == 0)
        return err_at(FAIL(arena, BAD_INPUT, "trả lại đề xuất của %.*s cần ghi lý do",
                           "sending the proposal of %.*s back needs a reason", STRF(p->name)),
                      (Place){.field = S("reason")});
    if (other->agree >= 0 && str_eq(other->who, ask->who))
        return FAIL(arena, CONFLICT, "hai bên thẩm định phải là hai người; %.*s đã thẩm định cho bên kia",
                    "two persons review for the two sides; %.*s has done so for the other", STRF(ask->who));
    if (str_eq(p->who, ask->who))
        return FAIL(arena, CONFLICT, "người đề xuất (%.*s) không tự thẩm định đề xuất của mình",
                    "who proposed (%.*s) cannot review it", STRF(ask->who));
    return NULL;
}

Err *proposal_review(Store *store, Arena *arena, Str id, Str unit, ProposalReview ask, Proposal *ret)
{
    Round round;
    TRY(round_take(store, arena, id, false, &round));
    TRY(proposal_get(store, arena, &round, unit, ret));
    if (ret->version != ask.version)
        return round_stale(arena, ret->name, last_hand(ret));
    TRY(check_review(arena, ret, &ask));
    Str reason = str_trim(ask.reason);
    ret->review[ask.as] = (Review){ask.agree, reason, ask.who, clock_stamp(arena, store_clock(store))};
    bool both = ret->review[0].agree == 1 && ret->review[1].agree == 1;
    ret->state = !ask.agree ? PROPOSAL_RETURNED : both ? PROPOSAL_AGREED : PROPOSAL_PROPOSED;
    return write_proposal(store, arena, &round, ret, ask.agree ? S("agreed") : S("returned"),
                          str_from(reviewers[ask.as].code), reason, ask.who);
}

Err *proposal_history(Store *store, Arena *arena, const Round *round, Str unit, ProposalVersion **ret,
                      ptrdiff_t *ret_count)
{
    Vec(ProposalVersion) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(scope_check(store, arena, round->province, unit));
    TRY(store_query(store, arena, SQL_PROPOSAL_VERSIONS, ARGS(V_TEXT(round->province), V_TEXT(round->id), V_TEXT(unit)),
                    &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        ProposalVersion v = {.version = rows_int(&rows, 0),
                             .action = rows_text(&rows, arena, 1),
                             .side = rows_text(&rows, arena, 2),
                             .value = {rows_int(&rows, 3), rows_int(&rows, 4)},
                             .reason = rows_text(&rows, arena, 5),
                             .who = rows_text(&rows, arena, 6),
                             .at = rows_text(&rows, arena, 7)};
        vec_push(arena, &list, v);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}
