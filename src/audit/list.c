/* Reading what was done, newest first. */
#include "audit/audit_internal.h"

#include "audit_sql.h"
#include "base/vec.h"
#include "store/scope.h"

/* The filter that leaves least decides which index is walked. */
static Query list_query(const AuditFilter *filter)
{
    if (filter->account.len > 0)
        return SQL_AUDIT_LIST_ACCOUNT;
    if (filter->unit.len > 0)
        return SQL_AUDIT_LIST_UNIT;
    if (filter->action.len > 0)
        return SQL_AUDIT_LIST_ACTION;
    return SQL_AUDIT_LIST;
}

/* Who has a whole province sees what belongs to none (sign-ins, accounts, settings): without that nobody there could
 * look after them. */
static bool whole_province(const Scope *scope)
{
    for (ptrdiff_t i = 0; i < scope->places; i++)
        if (scope->place[i].unit.len == 0 || str_eq(scope->place[i].unit, scope->place[i].province))
            return true;
    return scope->all;
}

static bool sees(const Scope *scope, bool whole, const AuditEntry *e)
{
    return e->province.len == 0 ? whole : scope_sees(scope, e->province, e->unit);
}

typedef Vec(AuditEntry) Entries;

/* Up to `wanted` entries before filter.before; *ret_last is the oldest that was looked at, 0 at the end of the trail.
 */
static Err *list_some(Store *store, Arena *arena, const AuditFilter *filter, int64_t wanted, Entries *list,
                      int64_t *ret_last)
{
    const Scope *scope = store_scope(store);
    bool whole = whole_province(scope);
    int64_t looked = 0;
    Str to = filter->to.len > 0 ? str_fmt(arena, "%.*sU", STRF(filter->to)) : S("~"); /* after any 2026-11-21T… */
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, list_query(filter),
                    ARGS(V_INT(filter->before), V_TEXT(filter->from), V_TEXT(to), V_TEXT(filter->account),
                         V_TEXT(filter->action), V_TEXT(filter->unit), V_INT(wanted)),
                    &rows));
    for (;; looked++) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        AuditEntry entry = audit_read(&rows, arena);
        *ret_last = entry.sequence;
        if (sees(scope, whole, &entry))
            vec_push(arena, list, entry);
    }
    if (looked < wanted)
        *ret_last = 0;
    return NULL;
}

Err *audit_list(Store *store, Arena *arena, AuditFilter filter, AuditEntry **ret, ptrdiff_t *ret_count)
{
    Entries list = {0};
    int64_t limit = filter.limit > 0 ? filter.limit : 100;
    if (filter.before <= 0)
        filter.before = INT64_MAX;
    while (list.len < limit && filter.before > 1)
        TRY(list_some(store, arena, &filter, limit - list.len, &list, &filter.before));
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}
