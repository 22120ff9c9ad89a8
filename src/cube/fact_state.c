/* The states of a fact: reported → approved → locked, and back by reopening.
 *
 * Every move is a version of its own in the ledger, with who did it and why. */
#include "cube/cube_internal.h"

#include "cube_sql.h"

/* Which states a move to each state starts from. */
static const bool moves[4][4] = {
    [FACT_APPROVED][FACT_REPORTED] = true,
    [FACT_LOCKED][FACT_APPROVED] = true,
    [FACT_REPORTED][FACT_APPROVED] = true,
    [FACT_REPORTED][FACT_LOCKED] = true,
};

static Err *check_author(Arena *arena, FactState to, Author author)
{
    if (to == FACT_SIMULATED)
        return FAIL(arena, USAGE, "không thể chuyển số liệu thành dữ liệu mô phỏng",
                    "figures cannot be turned into simulated ones");
    if (to == FACT_REPORTED && str_trim(author.reason).len == 0)
        return err_next(FAIL(arena, USAGE, "mở lại số liệu đã duyệt hoặc đã khoá sổ thì phải ghi lý do",
                             "reopening approved or locked figures needs a reason"),
                        COMMAND("hãy thêm --reason", "add --reason"), PAGE("", ""));
    return NULL;
}

static Err *write_moves(Store *store, Arena *arena, const Fact *fact, ptrdiff_t count, Author author)
{
    Value *facts = new (arena, Value, count * FACT_ARGS);
    Value *versions = new (arena, Value, count * VERSION_ARGS);
    Str at = clock_stamp(arena, store_clock(store));
    for (ptrdiff_t i = 0; i < count; i++) {
        fact_args(arena, &fact[i], facts + i * FACT_ARGS);
        version_args(arena, &fact[i], author, at, versions + i * VERSION_ARGS);
    }
    TRY(store_exec_many(store, arena, SQL_FACT_REPLACE, facts, FACT_ARGS, count, NULL));
    return store_exec_many(store, arena, SQL_FACT_VERSION_ADD, versions, VERSION_ARGS, count, NULL);
}

static Err *not_from_here(Arena *arena, const Fact *fact, FactState to)
{
    Text is = state_text(fact->state);
    Str key = key_show(arena, fact->key);
    if (fact->state == FACT_SIMULATED)
        return FAIL(arena, CONFLICT, "%.*s là dữ liệu mô phỏng, không duyệt hay khoá sổ được; hãy nhập số liệu thật",
                    "%.*s is simulated and can be neither approved nor locked; import real figures", STRF(key));
    if (fact->state == to)
        return FAIL(arena, CONFLICT, "%.*s đã ở trạng thái này rồi (%.*s)", "%.*s is in this state already (%.*s)",
                    STRF(key), STRF(is.vi));
    if (to == FACT_LOCKED)
        return FAIL(arena, CONFLICT, "%.*s chưa được duyệt; hãy duyệt trước khi khoá sổ",
                    "%.*s is not approved yet; approve it before locking", STRF(key));
    return FAIL(arena, CONFLICT, "%.*s đã khoá sổ; hãy mở lại (fact reopen) và ghi lý do",
                "%.*s is locked; reopen it (fact reopen) with a reason", STRF(key));
}

Err *fact_move(Store *store, Arena *arena, FactKey key, FactState to, Author author)
{
    Fact fact;
    bool found;
    TRY(scope_check(store, arena, key.province, key.unit));
    TRY(check_author(arena, to, author));
    TRY(lock_province(store, arena, key.province));
    TRY(fact_get(store, arena, key, &fact, &found));
    if (!found)
        return FAIL(arena, NOT_FOUND, "chưa có số liệu %.*s", "there is no figure %.*s yet",
                    STRF(key_show(arena, key)));
    if (!moves[to][fact.state])
        return not_from_here(arena, &fact, to);
    fact.state = to;
    fact.version++;
    return write_moves(store, arena, &fact, 1, author);
}

Err *fact_move_all(Store *store, Arena *arena, FactFilter filter, FactState to, Author author, int64_t *ret_moved,
                   int64_t *ret_left)
{
    Fact *fact;
    ptrdiff_t count, moved = 0;
    *ret_moved = *ret_left = 0;
    if (filter.unit.len > 0 || !scope_meets_province(store_scope(store), filter.province))
        TRY(scope_check(store, arena, filter.province, filter.unit));
    TRY(check_author(arena, to, author));
    TRY(lock_province(store, arena, filter.province));
    TRY(fact_list(store, arena, filter, INT64_MAX, &fact, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        if (!moves[to][fact[i].state])
            continue;
        fact[moved] = fact[i];
        fact[moved].state = to;
        fact[moved++].version++;
    }
    *ret_moved = moved;
    *ret_left = count - moved;
    return write_moves(store, arena, fact, moved, author);
}
