/* Reading what was done, newest first. */
#include "audit/audit_internal.h"

#include "audit_sql.h"
#include "base/vec.h"

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

Err *audit_list(Store *store, Arena *arena, AuditFilter filter, AuditEntry **ret, ptrdiff_t *ret_count)
{
    Vec(AuditEntry) list = {0};
    int64_t before = filter.before > 0 ? filter.before : INT64_MAX;
    int64_t limit = filter.limit > 0 ? filter.limit : 100;
    Str to = filter.to.len > 0 ? str_fmt(arena, "%.*sU", STRF(filter.to)) : S("~"); /* after any 2026-11-21T… */
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, list_query(&filter),
                    ARGS(V_INT(before), V_TEXT(filter.from), V_TEXT(to), V_TEXT(filter.account), V_TEXT(filter.action),
                         V_TEXT(filter.unit), V_INT(limit)),
                    &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        AuditEntry entry = audit_read(&rows, arena);
        vec_push(arena, &list, entry);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}
