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

/* What belongs to no province (the first start, accounts of several provinces) is for who has the whole country: it
 * names people of anywhere. */
static bool sees(const Scope *scope, const AuditEntry *e)
{
    return e->province.len == 0 ? scope->all : scope_sees(scope, e->province, e->unit);
}

typedef Vec(AuditEntry) Entries;

/* Up to `wanted` entries before filter.before; *ret_last is the oldest that was looked at, 0 at the end of the trail.
 */
static Err *list_some(Store *store, Arena *arena, const AuditFilter *filter, int64_t wanted, Entries *list,
                      int64_t *ret_last)
{
    const Scope *scope = store_scope(store);
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
        if (sees(scope, &entry))
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
