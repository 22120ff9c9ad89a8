/* Areas of agents beside the grants of their accounts. */
#include "outreach/cover.h"
#include "outreach/outreach_internal.h"

#include "account/account.h"
#include "unit/unit.h"
#include "vn/vn.h"

typedef Vec(AgentArea) Areas;

static Str folded(Arena *arena, Str village)
{
    return vn_fold(arena, village, VN_KEY);
}

/* The granted villages of a commune, of which the area may name one. */
static Err *add_villages(Store *store, Arena *arena, const Scope *may, Str province, const AgentArea *area, Areas *ret)
{
    Str wanted = folded(arena, area->village), prefix = str_fmt(arena, "%.*s-", STRF(area->unit));
    for (ptrdiff_t i = 0; i < may->places; i++) {
        Unit unit;
        const ScopePlace *place = &may->place[i];
        if (!str_eq(place->province, province) || !str_starts(place->unit, prefix))
            continue;
        Err *err = unit_get(store, arena, place->unit, (Date){0}, &unit);
        if (err && err->kind == ERR_NOT_FOUND)
            continue;
        TRY(err);
        Str name = folded(arena, unit.name), full = folded(arena, unit.full_name);
        if (wanted.len == 0 || str_eq(wanted, name) || str_eq(wanted, full)) {
            vec_push(arena, ret, ((AgentArea){area->unit, full}));
            vec_push(arena, ret, ((AgentArea){area->unit, name}));
        }
    }
    return NULL;
}

Err *cover_of(Store *store, Arena *arena, Str province, const Agent *agent, const Scope *may, Cover *ret)
{
    Areas areas = {0};
    *ret = (Cover){.whole = agent->active};
    for (ptrdiff_t i = 0; agent->active && i < agent->areas; i++) {
        const AgentArea *area = &agent->area[i];
        ptrdiff_t before = areas.len;
        if (scope_sees(may, province, area->unit))
            vec_push(arena, &areas, ((AgentArea){area->unit, folded(arena, area->village)}));
        else
            TRY(add_villages(store, arena, may, province, area, &areas));
        ret->whole = ret->whole && areas.len > before && (area->village.len > 0 || areas.data[before].village.len == 0);
    }
    ret->area = areas.data;
    ret->areas = areas.len;
    return NULL;
}

Err *cover_of_account(Store *store, Arena *arena, Str province, Str account, const Scope *may, Cover *ret)
{
    Agent agent;
    bool found;
    *ret = (Cover){0};
    TRY(agent_read(store, arena, province, account, &agent, &found));
    return found ? cover_of(store, arena, province, &agent, may, ret) : NULL;
}

static Err *cover_by_grants(Store *store, Arena *arena, Str province, const Agent *agent, Cover *ret)
{
    Account account;
    Scope may = {0};
    bool none;
    TRY(account_by_login(store, arena, agent->account, &account, &none));
    if (!none)
        TRY(account_scope(store, arena, &account, PERMISSION_WORK_DO, &may));
    return cover_of(store, arena, province, agent, &may, ret);
}

/* Whoever gives work sees his part of the country; an account may have grants beyond it. */
Err *cover_of_all(Store *store, Arena *arena, Str province, const Agent *agent, ptrdiff_t count, Cover **ret)
{
    const Scope *own = store_scope(store);
    Err *err = NULL;
    *ret = new (arena, Cover, count);
    store_set_scope(store, NULL);
    for (ptrdiff_t i = 0; !err && i < count; i++)
        err = cover_by_grants(store, arena, province, &agent[i], &(*ret)[i]);
    store_set_scope(store, own);
    return err;
}

bool cover_holds(const Cover *cover, Arena scratch, Str unit, Str village)
{
    Str key = {0};
    for (ptrdiff_t i = 0; i < cover->areas; i++) {
        const AgentArea *area = &cover->area[i];
        if (!str_eq(area->unit, unit))
            continue;
        if (area->village.len == 0)
            return true;
        key = key.len > 0 ? key : folded(&scratch, village);
        if (str_eq(area->village, key))
            return true;
    }
    return false;
}

Str cover_text(Arena *arena, const Cover *cover)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < cover->areas; i++)
        buf_fmt(&out, "%.*s/%.*s;", STRF(cover->area[i].unit), STRF(cover->area[i].village));
    return str_fmt(arena, "%016llx", (unsigned long long)str_hash(buf_str(&out)));
}
