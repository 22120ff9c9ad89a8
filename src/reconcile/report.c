/* Reports of runs, as they are kept. */
#include "base/json.h"
#include "reconcile/lead_internal.h"
#include <jansson.h>

#include "lead_sql.h"

enum { REPORTS = 1000 };

/* Numbers of a report that are kept, in the order of writing. */
#define REPORT_NUMBERS(X) \
    X(rows)               \
    X(rows_changed)       \
    X(persons) X(employers) X(merged) X(split) X(to_review) X(leads) X(appeared) X(cleared) X(changed) X(last_lead)
#define COUNT_NUMBERS(X) X(hits) X(appeared) X(cleared) X(changed) X(unknown)

/* The facts that are missing by their names: their places may change. */
static void put_lacking(Json *j, const RuleCount *c)
{
    js_key(j, "lacking");
    js_array(j);
    for (uint64_t left = c->lacking; left; left &= left - 1)
        js_text(j, str_from(fact_title(c->employer, __builtin_ctzll(left))->name));
    js_end(j);
}

Str run_json(Arena *arena, const ReconcileReport *r)
{
    Json j = js_open(arena);
    js_object(&j);
#define X(name) js_put_int(&j, #name, r->name);
    REPORT_NUMBERS(X)
#undef X
    js_key(&j, "rule");
    js_array(&j);
    for (ptrdiff_t i = 0; i < r->rules; i++) {
        const RuleCount *c = &r->rule[i];
        js_object(&j);
        js_put_text(&j, "code", c->code);
        js_put_bool(&j, "employer", c->employer);
#define X(name) js_put_int(&j, #name, c->name);
        COUNT_NUMBERS(X)
#undef X
        put_lacking(&j, c);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    return js_str(&j);
}

static Str text_of(Arena *arena, const json_t *value)
{
    return str_copy(arena, (Str){json_string_value(value), (ptrdiff_t)json_string_length(value)});
}

static RuleCount count_of(Arena *arena, const json_t *one)
{
    RuleCount c = {.code = text_of(arena, json_object_get(one, "code")),
                   .employer = json_is_true(json_object_get(one, "employer"))};
    size_t at;
    json_t *name;
#define X(name) c.name = json_integer_value(json_object_get(one, #name));
    COUNT_NUMBERS(X)
#undef X
    json_array_foreach(json_object_get(one, "lacking"), at, name)
    {
        int fact = fact_find(c.employer, str_from(json_string_value(name)));
        if (fact >= 0)
            c.lacking |= 1ull << fact;
    }
    return c;
}

static void json_free(json_t **json)
{
    json_decref(*json);
}

static Err *read_json(Arena *arena, Str written, ReconcileReport *r)
{
    AUTO(json_free) json_t *top = json_loadb(written.ptr, (size_t)written.len, 0, NULL);
    const json_t *rules = json_object_get(top, "rule");
    if (!json_is_array(rules))
        return FAIL(arena, INTERNAL, "báo cáo của lần chạy %lld bị hỏng trong cơ sở dữ liệu",
                    "the report of run %lld is damaged in the database", (long long)r->run);
#define X(name) r->name = json_integer_value(json_object_get(top, #name));
    REPORT_NUMBERS(X)
#undef X
    r->rules = (ptrdiff_t)json_array_size(rules);
    r->rule = new (arena, RuleCount, r->rules);
    for (ptrdiff_t i = 0; i < r->rules; i++)
        r->rule[i] = count_of(arena, json_array_get(rules, (size_t)i));
    return NULL;
}

static Err *read_reports(Store *store, Arena *arena, Str province, int64_t run, int64_t limit, ReconcileReport **ret,
                         ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    Vec(ReconcileReport) all = {0};
    Err *err;
    if (!scope_meets_province(store_scope(store), province))
        return scope_check(store, arena, province, (Str){0});
    TRY(store_query(store, arena, SQL_LEAD_RUNS, ARGS(V_TEXT(province), V_INT(run), V_INT(limit)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        ReconcileReport r = {
            .run = rows_int(&rows, 0), .started_at = rows_text(&rows, arena, 2), .by = rows_text(&rows, arena, 3)};
        if (!date_parse_iso(rows_text(&rows, arena, 1), &r.month))
            return FAIL(arena, INTERNAL, "tháng của lần chạy %lld bị hỏng trong cơ sở dữ liệu",
                        "the month of run %lld is damaged in the database", (long long)r.run);
        TRY(read_json(arena, rows_text(&rows, arena, 4), &r));
        vec_push(arena, &all, r);
    }
    *ret = all.data;
    *ret_count = all.len;
    return err;
}

Err *reconcile_runs(Store *store, Arena *arena, Str province, int64_t limit, ReconcileReport **ret,
                    ptrdiff_t *ret_count)
{
    return read_reports(store, arena, province, 0, limit > 0 && limit < REPORTS ? limit : REPORTS, ret, ret_count);
}

Err *reconcile_none(Arena *arena)
{
    return err_next(FAIL(arena, NOT_FOUND, "chưa đối soát lần nào", "nothing was reconciled yet"),
                    COMMAND("hãy chạy “baophu reconcile”", "run “baophu reconcile”"),
                    PAGE("người được giao đối soát chạy ở Đối soát, mục Lần đối soát",
                         "who may reconcile runs it under Reconciliation, Runs"));
}

Err *reconcile_report(Store *store, Arena *arena, Str province, int64_t run, ReconcileReport *ret)
{
    ReconcileReport *all;
    ptrdiff_t count;
    TRY(read_reports(store, arena, province, run, 1, &all, &count));
    if (count > 0) {
        *ret = all[0];
        return NULL;
    }
    if (run == 0)
        return reconcile_none(arena);
    return err_next(FAIL(arena, NOT_FOUND, "không có lần đối soát số %lld", "there is no run %lld", (long long)run),
                    COMMAND("baophu reconcile runs liệt kê các lần", "baophu reconcile runs lists them"),
                    PAGE("xem các lần ở Đối soát, mục Lần đối soát", "see them under Reconciliation, Runs"));
}
