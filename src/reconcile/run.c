/* One run: who is who, what is known of them, what the rules say of it, and what of that is new. */
#include "base/pool.h"
#include "reconcile/coverage.h"
#include "reconcile/headcount.h"
#include "reconcile/identify.h"
#include "reconcile/lead_internal.h"
#include "store/twin.h"

#include "lead_sql.h"

typedef struct Running {
    Store *store;
    Arena *arena;
    Arena *room;                                /* of what is large, and not needed once all is written */
    Arena *aside, *aside_leads, *aside_balance; /* the same of what another thread reads or reckons meanwhile */
    const ReconcileOptions *options;
    int threads;
    Law *law;
    RuleSet rules;
    int64_t last; /* run before, 0 none */
    Identify identify;
    Gathered gathered;
    LeadShapes shapes;
    LeadsKept kept;
    LeadsBefore before;
    Evaluated evaluated;
    Balance *balance;
    void *found; /* of options.meanwhile */
    ReconcileReport *report;
} Running;

static Date last_day(Date month)
{
    return (Date){month.year, month.month, date_days_in_month(month.year, month.month)};
}

static void tell(const Running *r, Text step, int64_t done, int64_t total)
{
    if (r->options->progress)
        r->options->progress(r->options->arg, step, done, total);
}

static bool is_cancelled(void *arg)
{
    const Running *r = arg;
    return r->options->cancelled && r->options->cancelled(r->options->arg);
}

static void tell_identify(void *arg, Text what, int64_t done, int64_t total)
{
    (void)what;
    tell(arg, TEXT("Tìm ai là ai", "Who is who"), done, total);
}

static void tell_gather(void *arg, int64_t rows)
{
    const Running *r = arg;
    tell(r, TEXT("Gom dữ kiện", "Gathering facts"), rows, r->identify.rows);
}

static void tell_evaluate(void *arg, int64_t done, int64_t total)
{
    tell(arg, TEXT("Áp dụng quy tắc", "Applying rules"), done, total);
}

static void tell_save(void *arg, int64_t done, int64_t total)
{
    tell(arg, TEXT("Ghi danh sách", "Writing lists"), done, total);
}

/* ---- side by side ----------------------------------------------------------------------- */

typedef struct Beside {
    Running *r;
    Store *store; /* of the one aside; NULL: it needs none */
    Err *own, *aside;
} Beside;

/* One speaks to the store, the other reckons; or reads what nobody writes, and is in no hurry. */
static Err *beside(Running *r, Store *reader, void (*own)(void *arg), void (*aside)(void *arg))
{
    Beside b = {.r = r, .store = reader};
    (reader ? parallel_meanwhile : parallel_two)(reader == r->store ? 1 : r->threads, own, &b, aside, &b);
    TRY(b.own);
    return err_keep(r->arena, b.aside);
}

/* ---- reading ---------------------------------------------------------------------------- */

/* The run before; the next must not be of an earlier month: leads would clear and come back for no reason. */
static Err *last_run(Running *r, int64_t *ret)
{
    AUTO(rows_close) Rows rows = {0};
    bool more;
    Date month;
    *ret = 0;
    TRY(store_query(r->store, r->arena, SQL_LEAD_RUN_LAST, ARGS(V_TEXT(r->options->province)), &rows));
    TRY(rows_next(&rows, r->arena, &more));
    if (!more)
        return NULL;
    *ret = rows_int(&rows, 0);
    Str as_of = rows_text(&rows, r->arena, 1);
    if (r->options->preview || !date_parse_iso(as_of, &month) || date_cmp(r->options->month, month) >= 0)
        return NULL;
    return FAIL(r->arena, CONFLICT, "đã đối soát đến tháng %02d/%d; chỉ chạy cho tháng đó hoặc tháng sau",
                "reconciled up to %02d/%d already; run that month or a later one", month.month, month.year);
}

static Err *identify(Running *r)
{
    const ReconcileOptions *o = r->options;
    int64_t from = clock_tick_us();
    IdentifyOptions options = {.province = o->province,
                               .as_of = last_day(o->month),
                               .threads = r->threads,
                               .memory = o->memory,
                               .train = o->train,
                               .anew = o->anew,
                               .watch = {tell_identify, is_cancelled, r}};
    TRY(err_keep(r->arena, identify_run(r->store, r->room, &options, &r->identify)));
    r->report->rows = r->identify.rows;
    r->report->rows_changed = r->identify.rows - r->identify.rows_kept;
    r->report->merged = r->identify.merged;
    r->report->split = r->identify.split;
    r->report->to_review = r->identify.to_review;
    r->report->identify_s = (double)(clock_tick_us() - from) / 1e6;
    return NULL;
}

static Err *gather(Running *r)
{
    const ReconcileOptions *o = r->options;
    int64_t from = clock_tick_us();
    GatherOptions options = {.province = o->province,
                             .month = (Date){o->month.year, o->month.month, 0},
                             .threads = r->threads,
                             .law = r->law,
                             .progress = tell_gather,
                             .cancelled = is_cancelled,
                             .arg = r};
    TRY(err_keep(r->arena, gather_run(r->store, r->room, &r->identify, &options, &r->gathered)));
    r->report->persons = r->gathered.persons;
    r->report->employers = r->gathered.employers;
    r->report->persons_read = r->gathered.folded;
    r->report->gather_s = (double)(clock_tick_us() - from) / 1e6;
    return NULL;
}

static void identify_own(void *arg)
{
    Beside *b = arg;
    b->own = identify(b->r);
}

static void leads_aside(void *arg)
{
    Beside *b = arg;
    b->aside = leads_kept(b->store, b->r->aside_leads, b->r->options->province, S(""), &b->r->kept);
}

static void gather_own(void *arg)
{
    Beside *b = arg;
    b->own = gather(b->r);
}

static void balance_aside(void *arg)
{
    Beside *b = arg;
    Running *r = b->r;
    if (!r->options->preview)
        b->aside = balance_read(b->store, r->aside_balance, &r->identify, r->report->month, &r->balance);
}

/* Aside by a connection of its own; where there is none, one after the other. */
static Err *read_all(Running *r)
{
    AUTO(store_close) Store *twin = NULL;
    bool alone = r->threads == 1 || store_twin(r->store, r->arena, &twin);
    Store *reader = alone ? r->store : twin;
    TRY(beside(r, reader, identify_own, leads_aside));
    TRY(beside(r, reader, gather_own, balance_aside));
    TRY(shapes_load(r->store, r->arena, r->options->province, &r->shapes));
    leads_before(r->room, &r->identify, &r->rules, &r->gathered, &r->kept, &r->before);
    return NULL;
}

/* quiet: by a thread that may not speak to who asked. */
static Err *evaluate(Running *r, int threads, bool quiet)
{
    int64_t from = clock_tick_us();
    EvaluateAsk ask = {.gathered = &r->gathered,
                       .rules = &r->rules,
                       .shapes = &r->shapes,
                       .texts = &r->kept.texts,
                       .open = r->before.open,
                       .threads = threads,
                       .progress = quiet ? NULL : tell_evaluate,
                       .cancelled = quiet ? NULL : is_cancelled,
                       .arg = r};
    Err *err = rules_evaluate(r->aside, &ask, &r->evaluated);
    r->report->rule_s = (double)(clock_tick_us() - from) / 1e6;
    return err;
}

/* ---- writing ------------------------------------------------------------------------------- */

static Err *not_meanwhile(Running *r)
{
    int64_t last;
    TRY(last_run(r, &last));
    if (last == r->last)
        return NULL;
    return FAIL(r->arena, CONFLICT, "tỉnh này vừa được đối soát bởi việc khác; hãy chạy lại",
                "somebody else has just reconciled this province; run it again");
}

static Err *write_facts(Running *r)
{
    int64_t chunks;
    TRY(identify_save(r->store, r->arena, &r->identify, r->report->run));
    TRY(headcount_save(r->store, r->arena, r->options->province, &r->gathered));
    return subject_save(r->store, r->arena, r->options->province, &r->gathered, r->report->run, &chunks);
}

static void write_beside(void *arg)
{
    Beside *b = arg;
    b->own = write_facts(b->r);
}

static void evaluate_beside(void *arg)
{
    Beside *b = arg;
    b->aside = evaluate(b->r, b->r->threads, true);
}

static Err *write_and_evaluate(Running *r)
{
    tell(r, TEXT("Áp dụng quy tắc", "Applying rules"), 0, r->gathered.persons);
    TRY(beside(r, NULL, write_beside, evaluate_beside));
    if (is_cancelled(r))
        return FAIL(r->arena, CONFLICT, "đã dừng theo yêu cầu; chưa có gì thay đổi",
                    "stopped as asked; nothing has changed");
    return NULL;
}

static Err *write_leads(Running *r)
{
    LeadSave save = {.province = r->options->province,
                     .run = r->report->run,
                     .threads = r->threads,
                     .rules = &r->rules,
                     .kept = &r->kept,
                     .before = &r->before,
                     .shapes = &r->shapes,
                     .progress = tell_save,
                     .arg = r};
    TRY(shapes_save(r->store, r->arena, r->options->province, &r->shapes));
    return leads_save(r->store, r->arena, &save, &r->evaluated, r->report);
}

static void leads_beside(void *arg)
{
    Beside *b = arg;
    b->own = write_leads(b->r);
}

static void reckon_beside(void *arg)
{
    Beside *b = arg;
    Running *r = b->r;
    b->aside = balance_reckon(r->balance, &r->gathered);
    if (!b->aside && r->options->meanwhile)
        b->aside = r->options->meanwhile(r->aside, &r->gathered, &r->found);
    store_ahead(r->store);
}

static Err *write_all(Running *r)
{
    Store *store = r->store;
    ReconcileReport *report = r->report;
    Str province = r->options->province;
    TRY(not_meanwhile(r));
    report->run = r->last + 1;
    TRY(write_and_evaluate(r));
    TRY(beside(r, NULL, leads_beside, reckon_beside));
    TRY(err_keep(r->arena, balance_save(store, r->balance, report->run)));
    TRY(store_exec(store, r->arena, SQL_LEAD_RUN_PUT,
                   ARGS(V_TEXT(province), V_INT(report->run), V_TEXT(date_iso(r->arena, report->month)),
                        V_TEXT(report->started_at), V_TEXT(report->by), V_TEXT(run_json(r->arena, report))),
                   NULL));
    return r->options->after ? r->options->after(store, r->arena, province, report, r->found) : NULL;
}

static void commit_beside(void *arg)
{
    Beside *b = arg;
    b->own = store_commit(b->r->store, b->r->arena);
}

/* Gigabytes, which the system takes its time to take back. */
static void free_beside(void *arg)
{
    const Beside *b = arg;
    Arena *large[] = {b->r->room, b->r->aside, b->r->aside_leads, b->r->aside_balance};
    for (int i = 0; i < COUNTOF(large); i++)
        arena_close(large[i]);
}

static Err *save(Running *r)
{
    int64_t from = clock_tick_us();
    TRY(store_room(r->store, r->arena, true));
    Err *err = store_begin(r->store, r->arena);
    err = err ? err : write_all(r);
    err = err ? err : beside(r, NULL, commit_beside, free_beside);
    if (err)
        store_rollback(r->store);
    Err *small = store_room(r->store, r->arena, false);
    err = err ? err : small;
    r->report->write_s = (double)(clock_tick_us() - from) / 1e6;
    return err;
}

/* What would be written. */
static void count_only(Running *r)
{
    ReconcileReport *report = r->report;
    report->rules = r->evaluated.rules;
    report->rule = new (r->arena, RuleCount, report->rules);
    for (ptrdiff_t i = 0; i < report->rules; i++) {
        const RuleHits *h = &r->evaluated.rule[i];
        const uint8_t *open = r->before.open[h->rule - r->rules.rule];
        RuleCount *c = &report->rule[i];
        *c = (RuleCount){.code = h->rule->code,
                         .employer = h->rule->employer,
                         .hits = h->hit.len,
                         .appeared = h->hit.len - hits_open(open, &h->hit),
                         .cleared = h->gone.len,
                         .unknown = h->unknown,
                         .lacking = h->lacking};
        report->leads += c->hits;
        report->appeared += c->appeared;
        report->cleared += c->cleared;
    }
}

Err *reconcile_month(const Store *store, Arena *arena, Date month, bool early)
{
    Date today = clock_today(store_clock(store)), first = {month.year, month.month, 1};
    if (date_cmp(first, today) > 0)
        return FAIL(arena, BAD_INPUT,
                    "tháng %02d/%d chưa bắt đầu nên chưa đối soát được; hãy chọn tháng đã có danh sách",
                    "the month %02d/%d has not begun and cannot be reconciled; choose one that lists are of",
                    month.month, month.year);
    if (early || date_cmp(last_day(first), today) < 0)
        return NULL;
    return err_next(
        FAIL(arena, CONFLICT,
             "tháng %02d/%d chưa hết: danh sách chưa đủ có thể thành nhiều trường hợp sai, và không chạy lại "
             "được tháng trước nữa",
             "the month %02d/%d is not over: lists that are not complete may make many wrong leads, and "
             "earlier months cannot be run any more",
             month.month, month.year),
        COMMAND("thêm --early nếu vẫn muốn chạy", "add --early if it is to be run all the same"),
        PAGE("hãy trả lời có nếu vẫn muốn chạy", "answer yes if it is to be run all the same"));
}

Err *reconcile_run(Store *store, Arena *arena, const ReconcileOptions *options, ReconcileReport *ret)
{
    AUTO(arena_close) Arena room = arena_open_large();
    AUTO(arena_close) Arena aside = arena_open_large();
    AUTO(arena_close) Arena leads = arena_open_large();
    AUTO(arena_close) Arena balance = arena_open_large();
    Running r = {.store = store,
                 .arena = arena,
                 .room = &room,
                 .aside = &aside,
                 .aside_leads = &leads,
                 .aside_balance = &balance,
                 .options = options,
                 .threads = options->threads > 0 ? options->threads : pool_cpu_count(),
                 .report = ret};
    *ret = (ReconcileReport){.month = {options->month.year, options->month.month, 0},
                             .started_at = clock_stamp(arena, store_clock(store)),
                             .by = options->by};
    TRY(scope_check(store, arena, options->province, (Str){0}));
    TRY(reconcile_month(store, arena, options->month, options->early || options->preview));
    TRY(law_load(arena, (Str){0}, &r.law));
    TRY(rules_of(store, arena, r.law, options->province, ret->month, &r.rules));
    TRY(last_run(&r, &r.last));
    TRY(read_all(&r));
    if (!options->preview)
        return save(&r);
    TRY(err_keep(arena, evaluate(&r, r.threads, false)));
    count_only(&r);
    return NULL;
}
