/* Targets: the figures that a document assigns, and which of them are in force. */
#include "cube/cube_internal.h"

#include "base/vec.h"
#include "cube_sql.h"

enum { TARGET_KEY = 6, TARGET_ARGS = 10, TARGET_VERSION = 13, FIRST_YEAR = 1990, LAST_YEAR = 2199 };

static void target_args(const Target *t, int64_t version, Value *args)
{
    args[0] = V_TEXT(t->province);
    args[1] = V_TEXT(t->indicator);
    args[2] = V_INT(t->year);
    args[3] = V_TEXT(str_from(base_code(t->base)));
    args[4] = V_TEXT(t->unit);
    args[5] = V_TEXT(t->document);
    args[6] = V_INT(t->value);
    args[7] = V_INT(t->floor);
    args[8] = V_TEXT(t->clause);
    args[9] = V_INT(version);
}

static Err *check_target(Store *store, Arena *arena, const IndicatorList *list, const Target *t)
{
    const Indicator *indicator = indicator_find(list, t->indicator);
    Document document;
    bool found;
    if (!indicator || !str_eq(indicator->code, t->indicator))
        return err_next(
            FAIL(arena, BAD_INPUT, "không có chỉ tiêu thống kê “%.*s”", "there is no indicator “%.*s”",
                 STRF(t->indicator)),
            COMMAND("hãy xem danh mục bằng lệnh baophu indicator list", "see the list with baophu indicator list"),
            PAGE("hãy chọn trong danh sách chỉ tiêu của trang", "choose one of the page's list"));
    if (!value_plausible(indicator, t->value) || t->year < FIRST_YEAR || t->year > LAST_YEAR || t->unit.len == 0)
        return FAIL(arena, BAD_INPUT, "chỉ tiêu %.*s năm %d của “%.*s” không hợp lý: %lld",
                    "the target of %.*s for %d of “%.*s” cannot be: %lld", STRF(t->indicator), t->year, STRF(t->unit),
                    (long long)t->value);
    TRY(document_get(store, arena, t->document, &document, &found));
    if (!found || !str_eq(document.province, t->province))
        return FAIL(arena, BAD_INPUT, "chỉ tiêu phải có văn bản giao; chưa có văn bản “%.*s”",
                    "a target needs the document behind it; there is no “%.*s” yet", STRF(t->document));
    return NULL;
}

static Err *put_one(Store *store, Arena *arena, const Target *t, Author author, Str at, FactChange *change)
{
    Value args[TARGET_VERSION];
    int64_t version = 1;
    bool found;
    target_args(t, version, args);
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_TARGET_ONE, args, TARGET_KEY, &rows));
    TRY(rows_next(&rows, arena, &found));
    if (found) {
        bool same = rows_int(&rows, 0) == t->value && rows_int(&rows, 1) == t->floor &&
                    str_eq(rows_text(&rows, arena, 2), t->clause);
        change->same += same;
        if (same)
            return NULL;
        version = rows_int(&rows, 3) + 1;
    }
    change->added += !found;
    change->corrected += found;
    args[9] = V_INT(version);
    args[10] = V_TEXT(author.who);
    args[11] = V_TEXT(author.reason);
    args[12] = V_TEXT(at);
    TRY(store_exec(store, arena, SQL_TARGET_WRITE, args, TARGET_ARGS, NULL));
    return store_exec(store, arena, SQL_TARGET_VERSION_ADD, args, TARGET_VERSION, NULL);
}

Err *target_put(Store *store, Arena *arena, const Target *target, ptrdiff_t count, Author author, FactChange *ret)
{
    IndicatorList indicators;
    *ret = (FactChange){0};
    if (count == 0)
        return NULL;
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(scope_check(store, arena, target[i].province, target[i].unit));
    TRY(indicator_list(store, arena, &indicators));
    TRY(lock_province(store, arena, target[0].province));
    Str at = clock_stamp(arena, store_clock(store));
    for (ptrdiff_t i = 0; i < count; i++) {
        TRY(check_target(store, arena, &indicators, &target[i]));
        TRY(put_one(store, arena, &target[i], author, at, ret));
    }
    return NULL;
}

static Err *read_targets(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t args_count, Str province,
                         Target **ret, ptrdiff_t *ret_count)
{
    Vec(Target) list = {0};
    AUTO(rows_close) Rows rows = {0};
    View view = view_open(store, province);
    TRY(store_query(store, arena, query, args, args_count, &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Target t = {.province = province,
                    .unit = rows_text(&rows, arena, 0),
                    .indicator = rows_text(&rows, arena, 1),
                    .year = (int)rows_int(&rows, 2),
                    .value = rows_int(&rows, 4),
                    .floor = rows_int(&rows, 5) != 0,
                    .document = rows_text(&rows, arena, 6),
                    .clause = rows_text(&rows, arena, 7)};
        base_parse(rows_text(&rows, arena, 3), &t.base);
        if (view_sees(&view, t.unit))
            vec_push(arena, &list, t);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

Err *target_list(Store *store, Arena *arena, Str province, Str indicator_or_all, int year_or_0, Target **ret,
                 ptrdiff_t *ret_count)
{
    return read_targets(store, arena, SQL_TARGET_IN_FORCE,
                        ARGS(V_TEXT(province), V_TEXT(indicator_or_all), V_INT(year_or_0)), province, ret, ret_count);
}

Err *target_list_of(Store *store, Arena *arena, Str document, Target **ret, ptrdiff_t *ret_count)
{
    Str province = str_cut(document, ':').head; /* the id begins with it */
    return read_targets(store, arena, SQL_TARGET_OF_DOCUMENT, ARGS(V_TEXT(province), V_TEXT(document)), province, ret,
                        ret_count);
}
