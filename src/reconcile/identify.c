/* A run of identify, step by step. */
#include "base/clock.h"
#include "base/pool.h"
#include "base/vec.h"
#include "linkage/place.h"
#include "reconcile/identify_internal.h"

static Err *list_parts(Work *w)
{
    RegisterSources sources;
    Vec(IdentifyDelivery) list = {0};
    TRY(register_sources(w->arena, &sources));
    for (ptrdiff_t s = 0; s < sources.count; s++) {
        Delivery *delivery;
        ptrdiff_t count;
        TRY(register_current(w->store, w->arena, w->ret->province, &sources.source[s], w->options->as_of, &delivery,
                             &count));
        for (ptrdiff_t i = 0; i < count; i++) {
            IdentifyDelivery d = {.delivery = delivery[i], .source = &sources.source[s]};
            d.person = new (w->arena, int32_t, delivery[i].rows + 1);
            d.employer = new (w->arena, int32_t, delivery[i].rows + 1);
            vec_push(w->arena, &list, d);
        }
    }
    w->ret->delivery = list.data;
    w->ret->deliveries = list.len;
    if (list.len == 0)
        return err_next(
            FAIL(w->arena, NOT_FOUND, "chưa có danh sách nào của ngày này", "there is no register as of this day"),
            COMMAND("nhận tệp: baophu register put", "take one in: baophu register put"),
            PAGE("hãy gửi tệp ở Đối soát, mục Nguồn dữ liệu", "deliver files under Reconciliation, Sources"));
    return NULL;
}

static Err *number_rows(Work *w)
{
    w->parts = w->ret->deliveries;
    w->part = new (w->room, Part, w->parts);
    for (ptrdiff_t i = 0; i < w->parts; i++) {
        Part *part = &w->part[i];
        part->out = &w->ret->delivery[i];
        const RegisterSource *source = part->out->source;
        int64_t rows = part->out->delivery.rows;
        part->first = source->employers ? -1 : w->rows;
        w->rows += source->employers ? 0 : rows;
        if (register_column(source, S("employer_tax_code")) >= 0 || register_column(source, S("tax_code")) >= 0)
            part->tax = new (w->room, uint64_t, rows + 1);
        if (register_column(source, S("employer_code")) >= 0)
            part->code = new (w->room, uint64_t, rows + 1);
    }
    if (w->rows >= INT32_MAX)
        return FAIL(w->arena, TOO_LARGE, "quá nhiều dòng: %lld", "too many rows: %lld", (long long)w->rows);
    w->ret->rows = w->rows;
    w->mark = new_raw(w->room, Mark, w->rows + 1);
    w->trace = new (w->room, Trace, w->rows + 1);
    w->unit = new_raw(w->room, uint32_t, w->rows + 1);
    w->before = new (w->room, int32_t, w->rows + 1);
    w->worked = new_raw(w->room, int32_t, w->rows + 1);
    w->origin = new (w->room, uint32_t, w->rows + 1);
    w->how = new (w->room, uint8_t, w->rows + 1);
    w->loose = new (w->room, uint8_t, w->rows + 1);
    w->barred = new (w->room, uint8_t, w->rows / 8 + 1);
    return NULL;
}

static void count_rows(Work *w)
{
    Identify *ret = w->ret;
    for (int64_t row = 0; row < w->rows; row++) {
        ret->rows_kept += w->how[row] == HOW_KEPT;
        ret->rows_certain += w->how[row] == HOW_CERTAIN;
        ret->rows_linked += w->how[row] == HOW_LINKED;
        ret->rows_alone += w->how[row] == HOW_ALONE;
    }
}

/* What numbers, the last run and answers say of rows … */
static Err *join_rows(Work *w)
{
    group_begin(w);
    TRY(pairs_read(w));
    pairs_join(w);
    TRY(before_rows(w));
    group_certain(w);
    return NULL;
}

static void join_sure(void *arg)
{
    Work *w = arg;
    w->err = join_rows(w);
}

/* … has nothing to do with who their employers are, and where places are. */
static void number_firms(void *arg)
{
    Work *w = arg;
    identify_employers(w);
    (void)work_staff(w);
    w->firms_err = link_places_shipped(w->firms, &w->places);
}

/* Persons get their numbers while keys of employers, who have theirs, are put in order. */
static void give_numbers(void *arg)
{
    identify_number(arg);
}

static void list_firms(void *arg)
{
    identify_employers_list(arg);
}

static Err *steps(Work *w)
{
    int64_t started = clock_tick_ms();
    TRY(list_parts(w));
    TRY(number_rows(w));
    TRY(before_read(w));
    TRY(identify_read(w));
    w->ret->read_s = (double)(clock_tick_ms() - started) / 1000;
    started = clock_tick_ms();
    parallel_two(w->threads, join_sure, w, number_firms, w);
    TRY(w->err);
    TRY(err_keep(w->arena, w->firms_err));
    group_watch(w);
    identify_slips(w);
    identify_places(w, false);
    TRY(identify_link(w));
    identify_slips(w); /* groups know more by now; left for the next run, it would find what this one did not */
    identify_places(w, true);
    TRY(identify_alike(w));
    parallel_two(w->threads, give_numbers, w, list_firms, w);
    identify_employers_end(w);
    count_rows(w);
    identify_touch(w);
    TRY(identify_pack(w));
    w->ret->link_s = (double)(clock_tick_ms() - started) / 1000;
    return NULL;
}

Err *identify_run(Store *store, Arena *arena, const IdentifyOptions *options, Identify *ret)
{
    AUTO(arena_close) Arena room = arena_open_large();
    AUTO(arena_close) Arena olds = arena_open(ARENA_DEFAULT);
    AUTO(arena_close) Arena firms = arena_open_large();
    *ret = (Identify){.province = options->province};
    if (!scope_sees_province(store_scope(store), options->province))
        return FAIL(arena, FORBIDDEN, "đối soát cần quyền với toàn tỉnh",
                    "reconciling needs rights over the whole province");
    Work w = {.store = store,
              .arena = arena,
              .room = &room,
              .firms = &firms,
              .olds_room = &olds,
              .options = options,
              .threads = options->threads > 0 ? options->threads : pool_cpu_count(),
              .ret = ret};
    return steps(&w);
}
