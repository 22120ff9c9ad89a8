/* Brings a database up to the schema that this program knows.
 *
 * Numbers are given out to modules in ranges, so what is applied is a set and not a
 * prefix: a number that the program does not know means a newer program has been here. */
#include "store/driver.h"

#include "base/vec.h"
#include "migrations.h"
#include "store/copy.h"
#include "store_sql.h"

static const Migration *find_migration(const Migration *list, int64_t number)
{
    for (; list->number; list++)
        if (list->number == number)
            return list;
    return NULL;
}

static Err *check_one(Store *store, Arena *arena, const Migration *list, int64_t number, Str name, Str digest)
{
    const Migration *known = find_migration(list, number);
    if (!known)
        return FAIL(arena, CONFLICT,
                    "cơ sở dữ liệu “%.*s” do phiên bản mới hơn tạo ra (bước %lld, %.*s); hãy cập nhật chương trình",
                    "the database “%.*s” is of a newer version (step %lld, %.*s); update the program",
                    STRF(store->address), (long long)number, STRF(name));
    if (!str_eq(digest, str_from(known->digest)))
        return FAIL(arena, CONFLICT,
                    "cơ sở dữ liệu “%.*s” do một bản chương trình khác tạo ra (bước %lld, %.*s khác nội dung); hãy "
                    "dùng đúng bản đó hoặc tạo cơ sở dữ liệu mới",
                    "the database “%.*s” is of another build of the program (step %lld, %.*s differs); use that build "
                    "or make a new database",
                    STRF(store->address), (long long)number, STRF(name));
    return NULL;
}

static int list_length(const Migration *list)
{
    int n = 0;
    while (list[n].number)
        n++;
    return n;
}

/* *ret_applied counts what is there; equal to the length of the list when up to date. */
static Err *check_applied(Store *store, Arena *arena, const Migration *list, int *ret_applied)
{
    int64_t tables = 0;
    bool found;
    *ret_applied = 0;
    TRY(store_one_int(store, arena, SQL_SCHEMA_EXISTS, NO_ARGS, &tables, &found));
    if (tables == 0)
        return NULL;
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_SCHEMA_APPLIED, NO_ARGS, &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        TRY(check_one(store, arena, list, rows_int(&rows, 0), rows_text(&rows, arena, 1), rows_text(&rows, arena, 2)));
        ++*ret_applied;
    }
}

/* Under the lock another program may turn out to have done it already. */
static Err *apply_locked(Store *store, Arena *arena, const Migration *m)
{
    int64_t ignored;
    bool found;
    TRY(store_one_int(store, arena, SQL_SCHEMA_LOCK, NO_ARGS, &ignored, &found));
    TRY(store_exec(store, arena, SQL_SCHEMA_CREATE, NO_ARGS, NULL));
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_SCHEMA_DIGEST, ARGS(V_INT(m->number)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (found) /* its digest is checked once all are through */
        return NULL;
    TRY(store->driver->script(store, arena, store_is_postgres(store) ? m->postgres : m->sqlite));
    return store_exec(store, arena, SQL_SCHEMA_NOTE,
                      ARGS(V_INT(m->number), V_TEXT(str_from(m->name)), V_TEXT(str_from(m->digest)),
                           V_TEXT(clock_stamp(arena, store->clock))),
                      NULL);
}

static Err *apply(Store *store, Arena *arena, const Migration *m)
{
    TRY(store_begin(store, arena));
    Err *err = apply_locked(store, arena, m);
    if (!err)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

Err *store_migrate_list(Store *store, Arena *arena, const Migration *list)
{
    int applied;
    TRY(check_applied(store, arena, list, &applied));
    if (applied == list_length(list))
        return NULL;
    for (const Migration *m = list; m->number; m++)
        TRY(apply(store, arena, m));
    return check_applied(store, arena, list, &applied);
}

Err *store_migrate(Store *store, Arena *arena)
{
    return store_migrate_list(store, arena, MIGRATIONS);
}

/* ---- for backups ----------------------------------------------------------------- */

Err *copy_applied(Store *store, Arena *arena, Migration **ret, ptrdiff_t *ret_count)
{
    Vec(Migration) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_SCHEMA_APPLIED, NO_ARGS, &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Migration m = {.number = (int)rows_int(&rows, 0),
                       .name = str_c(arena, rows_text(&rows, arena, 1)),
                       .digest = str_c(arena, rows_text(&rows, arena, 2))};
        vec_push(arena, &list, m);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

Err *copy_known(Arena *arena, const Migration *asked, ptrdiff_t count, Migration **ret)
{
    *ret = new (arena, Migration, count + 1); /* ends with {0} */
    for (ptrdiff_t i = 0; i < count; i++) {
        const Migration *known = find_migration(MIGRATIONS, asked[i].number);
        if (!known || !str_eq(str_from(known->digest), str_from(asked[i].digest)))
            return FAIL(arena, CONFLICT,
                        "bản sao lưu do phiên bản khác tạo ra (bước %d, %s); hãy dùng phiên bản đó hoặc mới hơn",
                        "the backup is of another version (step %d, %s); use that version or a newer one",
                        asked[i].number, asked[i].name);
        (*ret)[i] = *known;
    }
    return NULL;
}
