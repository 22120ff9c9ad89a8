/* What who asked may do now, and where: rights that were taken away since then count. */
#include "job/job_internal.h"

#include "store/scope.h"

static bool role_has(const Role *role, ptrdiff_t roles, Str code, Permission permission)
{
    for (ptrdiff_t i = 0; i < roles; i++)
        if (str_eq(role[i].code, code))
            return role[i].permissions >> permission & 1;
    return false;
}

static Err *not_any_more(Arena *arena, const Job *job)
{
    return FAIL(arena, FORBIDDEN,
                "tài khoản “%.*s” không còn quyền làm việc này; hãy đề nghị quản trị viên giao quyền rồi chạy lại",
                "the account “%.*s” may not do this any more; ask an administrator for the right and repeat",
                STRF(job->login));
}

Err *job_scope(Store *store, Arena *arena, const Job *job, Permission permission, Scope *ret)
{
    Account account;
    const Role *role;
    ptrdiff_t roles, places = 0;
    *ret = (Scope){.all = true};
    if (job->account.len == 0)
        return NULL;
    TRY(account_get(store, arena, job->account, &account));
    TRY(role_list(store, arena, &role, &roles));
    ScopePlace *place = new (arena, ScopePlace, account.grants);
    for (ptrdiff_t i = 0; i < account.grants; i++)
        if (role_has(role, roles, account.grant[i].role, permission))
            place[places++] = account.grant[i].place;
    if (!account.active || places == 0)
        return not_any_more(arena, job);
    *ret = (Scope){.place = place, .places = places};
    return NULL;
}

Err *job_may(JobRun *run, Permission permission, Str province, bool *ret)
{
    const Scope *own = store_scope(run->store);
    Scope scope;
    store_set_scope(run->store, NULL); /* an account is seen by who sees all its places */
    Err *err = job_scope(run->store, run->arena, run->job, permission, &scope);
    store_set_scope(run->store, own);
    bool never = err && err->kind == ERR_FORBIDDEN;
    *ret = !err && scope_sees_province(&scope, province);
    return never ? NULL : err;
}
