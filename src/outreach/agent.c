/* Agents: who works leads, where, and how many at once. */
#include "outreach/campaign.h"
#include "outreach/cover.h"
#include "outreach/outreach_internal.h"

#include "outreach_sql.h"
#include "vn/vn.h"

typedef Vec(Agent) Agents;
typedef Vec(AgentArea) Areas;

static Err *read_loads(Store *store, Arena *arena, Str province, Agents *agents)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    ptrdiff_t at = 0;
    TRY(store_query(store, arena, SQL_OUTREACH_LOADS, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Str account = rows_text(&rows, arena, 0);
        while (at < agents->len && str_cmp(agents->data[at].account, account) < 0)
            at++;
        if (at < agents->len && str_eq(agents->data[at].account, account))
            *(rows_int(&rows, 1) ? &agents->data[at].waiting : &agents->data[at].open) = rows_int(&rows, 2);
    }
    return err;
}

/* As one row an area. */
static Err *read_rows(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Agents *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Areas areas = {0};
    Err *err;
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Str account = rows_text(&rows, arena, 0);
        AgentArea area = {rows_text(&rows, arena, 3), rows_text(&rows, arena, 4)};
        if (ret->len == 0 || !str_eq(ret->data[ret->len - 1].account, account)) {
            Agent agent = {.account = account,
                           .most = rows_int(&rows, 1),
                           .active = rows_int(&rows, 2) != 0,
                           .collector = rows_text(&rows, arena, 5),
                           .phone = rows_text(&rows, arena, 7),
                           .version = rows_int(&rows, 8)};
            if (!date_parse_iso(rows_text(&rows, arena, 6), &agent.trained))
                agent.trained = (Date){0};
            vec_push(arena, ret, agent);
            areas = (Areas){0};
        }
        if (area.unit.len > 0)
            vec_push(arena, &areas, area);
        ret->data[ret->len - 1].area = areas.data;
        ret->data[ret->len - 1].areas = areas.len;
    }
    return err;
}

static Err *read_agents(Store *store, Arena *arena, Str province, Agents *ret)
{
    TRY(read_rows(store, arena, SQL_OUTREACH_AGENTS, ARGS(V_TEXT(province)), ret));
    return read_loads(store, arena, province, ret);
}

Err *agent_read(Store *store, Arena *arena, Str province, Str account, Agent *ret, bool *ret_found)
{
    Agents agents = {0};
    TRY(read_rows(store, arena, SQL_OUTREACH_AGENT_ONE, ARGS(V_TEXT(province), V_TEXT(account)), &agents));
    *ret_found = agents.len > 0;
    if (*ret_found)
        *ret = agents.data[0];
    return NULL;
}

static bool sees_some(const Scope *scope, Str province, const Agent *agent)
{
    for (ptrdiff_t i = 0; i < agent->areas; i++)
        if (scope_sees(scope, province, agent->area[i].unit))
            return true;
    return scope_sees_province(scope, province);
}

Err *agent_list(Store *store, Arena *arena, Str province, Agent **ret, ptrdiff_t *ret_count)
{
    Agents all = {0};
    ptrdiff_t seen = 0;
    TRY(read_agents(store, arena, province, &all));
    for (ptrdiff_t i = 0; i < all.len; i++)
        if (sees_some(store_scope(store), province, &all.data[i]))
            all.data[seen++] = all.data[i];
    *ret = all.data;
    *ret_count = seen;
    return NULL;
}

/* ---- changing ----------------------------------------------------------------------------------- */

static Err *check_area(Store *store, Arena *arena, Str province, const Agent *agent)
{
    for (ptrdiff_t i = 0; i < agent->areas; i++)
        TRY(scope_check(store, arena, province, agent->area[i].unit));
    return NULL;
}

/* Whoever is to work there must be able to: one text for an account that is not there and one that may not, so that
 * nobody learns of accounts elsewhere. */
static Err *check_account(Store *store, Arena *arena, Str province, const Agent *agent)
{
    Cover *cover;
    if (!agent->active)
        return NULL;
    TRY(cover_of_all(store, arena, province, agent, 1, &cover));
    if (cover->whole)
        return NULL;
    return err_at(
        FAIL(arena, BAD_INPUT,
             "tài khoản “%.*s” chưa có, đã khóa, hoặc chưa được giao quyền làm việc vận động ở đủ các địa bàn này; hãy "
             "nhờ người quản trị giao vai trò ở đó trước",
             "the account “%.*s” is not there, is locked, or may not work leads in all of these places; ask the "
             "administrator to give it a role there first",
             STRF(agent->account)),
        (Place){.field = S("areas")});
}

static Err *check_before(Store *store, Arena *arena, Str province, const Agent *agent)
{
    Agent old;
    bool found;
    int64_t open = 0;
    TRY(agent_read(store, arena, province, agent->account, &old, &found));
    if (agent->version != AGENT_ANY_VERSION && agent->version != (found ? old.version : 0))
        return FAIL(arena, CONFLICT, "người khác vừa sửa người phụ trách này; hãy tải lại rồi sửa",
                    "somebody else has just changed this agent; load it again");
    if (!found)
        return NULL;
    TRY(check_area(store, arena, province, &old));
    if (agent->active)
        return NULL;
    TRY(store_one_int(store, arena, SQL_OUTREACH_LOAD_OF, ARGS(V_TEXT(province), V_TEXT(agent->account)), &open,
                      &found));
    if (open == 0)
        return NULL;
    return FAIL(arena, CONFLICT, "người này còn %lld việc; hãy bàn giao trước khi cho nghỉ",
                "this agent has %lld tasks still; hand them over first", (long long)open);
}

static Err *check(Store *store, Arena *arena, Str province, const Agent *agent)
{
    if (agent->account.len == 0 || agent->most < 1 || agent->most > 3000)
        return err_at(FAIL(arena, BAD_INPUT, "số việc tối đa của một người là từ 1 đến 3.000",
                           "an agent has a limit from 1 to 3,000 tasks"),
                      (Place){.field = S("most")});
    if (agent->active && agent->areas == 0)
        return err_at(
            FAIL(arena, BAD_INPUT, "hãy giao ít nhất một xã hoặc một thôn", "give at least one commune or village"),
            (Place){.field = S("areas")});
    TRY(check_area(store, arena, province, agent));
    if (agent->collector.len > 0)
        TRY(collector_known(store, arena, province, agent->collector));
    TRY(check_account(store, arena, province, agent));
    return check_before(store, arena, province, agent);
}

static Err *put(Store *store, Arena *arena, Str province, const Agent *agent)
{
    Ledger head; /* nobody assigns meanwhile */
    TRY(ledger_open(store, arena, province, &head));
    TRY(check(store, arena, province, agent));
    TRY(store_exec(store, arena, SQL_OUTREACH_AGENT_PUT,
                   ARGS(V_TEXT(province), V_TEXT(agent->account), V_INT(agent->most), V_INT(agent->active),
                        V_TEXT(agent->collector), V_TEXT(day_iso(arena, agent->trained)), V_TEXT(agent->phone)),
                   NULL));
    TRY(store_exec(store, arena, SQL_OUTREACH_AREA_DROP, ARGS(V_TEXT(province), V_TEXT(agent->account)), NULL));
    for (ptrdiff_t i = 0; i < agent->areas; i++) {
        Str village = vn_nfc(arena, str_trim(agent->area[i].village));
        TRY(store_exec(store, arena, SQL_OUTREACH_AREA_PUT,
                       ARGS(V_TEXT(province), V_TEXT(agent->account), V_TEXT(agent->area[i].unit), V_TEXT(village)),
                       NULL));
    }
    return NULL;
}

Err *agent_put(Store *store, Arena *arena, Str province, const Agent *agent)
{
    TRY(store_begin(store, arena));
    Err *err = put(store, arena, province, agent);
    err = err ? err : store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err;
}
