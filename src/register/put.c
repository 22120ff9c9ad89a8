/* A file of an agency becomes a delivery. */
#include "base/pool.h"
#include "register/put_internal.h"
#include "register_sql.h"
#include "vn/vn.h"
#include <string.h>
#include <sys/stat.h>

enum { PREVIEW_WHOLE = 16 << 20 };

Err *put_transaction(Putting *p, Err *(*fn)(Putting *p))
{
    TRY(store_begin(p->store, p->arena));
    Err *err = fn(p);
    if (!err)
        return store_commit(p->store, p->arena);
    store_rollback(p->store);
    return err;
}

/* ---- the file ------------------------------------------------------------------------------ */

/* A preview of the first rows does not read hundreds of megabytes to find out whether the file was here before. */
static bool is_head_alone(Arena *arena, const RegisterPut *put)
{
    struct stat is;
    return put->preview && put->most_rows > 0 && stat(str_c(arena, put->path), &is) == 0 && is.st_size > PREVIEW_WHOLE;
}

/* What is said holds for the source in the whole province. */
static Err *remember(Putting *p)
{
    if (!scope_sees_province(store_scope(p->store), p->put->province))
        return NULL;
    for (ptrdiff_t i = 0; i < p->put->pairings; i++)
        TRY(store_exec(p->store, p->arena, SQL_PAIRING_PUT,
                       ARGS(V_TEXT(p->put->province), V_TEXT(p->source->code), V_TEXT(p->put->pairing[i].heading),
                            V_TEXT(p->put->pairing[i].column), V_TEXT(p->put->by)),
                       NULL));
    return NULL;
}

/* ---- the delivery before ------------------------------------------------------------------------ */

static Err *find_before(Putting *p)
{
    Str quality = {0};
    TRY(delivery_newest(p->store, p->arena, &p->report->delivery, p->put->as_of, &p->last, &quality));
    p->report->before = -1;
    if (p->last.id.len == 0)
        return NULL;
    p->report->before = p->last.rows;
    p->last_report.delivery = p->last;
    return quality_read(p->arena, p->source, quality, &p->last_report);
}

/* Rows of it, where the file may be taken in as a difference from them. */
static Err *read_last(Putting *p)
{
    TRY(find_before(p));
    bool asked = p->store_rows && !p->put->anew && p->last.id.len > 0;
    return asked ? last_read(p, &p->last_memory, &p->last_rows) : NULL;
}

/* ---- which file it is -------------------------------------------------------------------------- */

typedef struct Identifying {
    Putting *p;
    Arena memory; /* of the thread that reads the file */
    Str salt, id;
    Err *file, *before;
} Identifying;

static void read_file(void *arg)
{
    Identifying *i = arg;
    i->file = register_file_id(&i->memory, i->p->put->path, i->salt, i->p->threads, &i->id);
}

static void read_store(void *arg)
{
    Identifying *i = arg;
    i->before = read_last(i->p);
}

/* One file may be delivered for two sources or units or by two agencies: then it is two deliveries.  While it is read
 * for this, what is known of the delivery before is read too: nearly always it is asked for then. */
static Err *identify(Putting *p, Delivery *d)
{
    Identifying i = {.p = p, .memory = arena_open(ARENA_DEFAULT)};
    i.salt = str_fmt(&i.memory, "%.*s\n%.*s\n%.*s%s", STRF(d->source), STRF(d->unit), STRF(d->agency),
                     d->agency.len > 0 ? "\n" : "");
    parallel_two(p->threads, read_store, &i, read_file, &i);
    Err *err = i.file ? err_keep(p->arena, i.file) : i.before;
    d->id = str_copy(p->arena, i.id);
    arena_close(&i.memory);
    return err;
}

static void note_contents(Putting *p, const RegisterPacked *packed)
{
    for (ptrdiff_t row = 0; row < packed->rows; row++) {
        uint64_t key, content;
        if (row + PUT_AHEAD < packed->rows) {
            register_digest(packed, row + PUT_AHEAD, &key, &content);
            digest_set_fetch(&p->before, content);
        }
        register_digest(packed, row, &key, &content);
        digest_set_put(&p->before, p->arena, content);
    }
}

static Err *read_before(Putting *p)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    bool more = p->last.id.len > 0;
    p->before = digest_set(p->arena, more ? (ptrdiff_t)p->last.rows : 1);
    for (int64_t number = 0; more; number++) {
        RegisterPacked packed;
        arena_rewind(&once);
        TRY(err_keep(p->arena,
                     register_fetch_digests(p->store, &once, p->put->province, p->last.id, number, &packed, &more)));
        if (more)
            note_contents(p, &packed);
    }
    return NULL;
}

/* ---- the end --------------------------------------------------------------------------------------- */

/* A delivery that comes late is not used in place of a later one. */
static Err *place_in_time(Putting *p)
{
    Delivery newest, *d = &p->report->delivery;
    Str quality;
    TRY(delivery_newest(p->store, p->arena, d, (Date){9999, 12, 31}, &newest, &quality));
    if (newest.id.len > 0 && date_cmp(newest.as_of, d->as_of) > 0)
        d->state = DELIVERY_REPLACED;
    return NULL;
}

static void say_first(Putting *p, Text reason)
{
    Text *why = &p->report->delivery.why;
    const char *line = why->vi.len > 0 && reason.vi.len > 0 ? "\n" : "";
    *why = (Text){str_fmt(p->arena, "%.*s%s%.*s", STRF(reason.vi), line, STRF(why->vi)),
                  str_fmt(p->arena, "%.*s%s%.*s", STRF(reason.en), line, STRF(why->en))};
}

/* Social insurance's list sent as the police's has all that the police's must have. */
static Err *suspect_source(Putting *p)
{
    RegisterReport *r = p->report;
    const RegisterSource *likely;
    Str *heading = new (p->arena, Str, r->columns + r->unknowns);
    ptrdiff_t count = 0;
    for (ptrdiff_t c = 0; c < r->columns; c++)
        if (r->column[c].heading.len > 0)
            heading[count++] = r->column[c].heading;
    for (ptrdiff_t i = 0; i < r->unknowns; i++)
        heading[count++] = r->unknown[i];
    TRY(register_likely(p->arena, p->source, heading, count, &likely));
    if (!likely)
        return NULL;
    say_first(p, (Text){str_fmt(p->arena, "các cột là của nguồn “%.*s”", STRF(likely->name.vi)),
                        str_fmt(p->arena, "the columns are those of the source “%.*s”", STRF(likely->name.en))});
    return NULL;
}

static Err *judge(Putting *p)
{
    RegisterReport *r = p->report;
    Delivery *d = &r->delivery;
    if (d->rows + d->rejected == 0)
        return err_at(FAIL(p->arena, BAD_INPUT,
                           "tệp chỉ có tiêu đề, không có dòng dữ liệu nào; hãy xuất lại tệp có dữ liệu, hoặc chép các "
                           "dòng vào dưới tiêu đề rồi gửi lại",
                           "the file has headings and no rows; export it again with its data, or copy the rows below "
                           "the headings and send it once more"),
                      (Place){.file = p->put->name});
    if (p->put->rejects.len > 0 && p->rejects.rows > 0)
        TRY(grid_save(&p->rejects, p->arena, p->put->lang, p->put->rejects));
    if (d->rejected > 0 && !put_takes_rest(p->put) && !p->put->preview)
        return err_next(FAIL(p->arena, BAD_INPUT, "%lld dòng không dùng được nên chưa nhận tệp; hãy sửa các dòng ấy",
                             "%lld rows cannot be used, so the file was not taken in; mend them",
                             (long long)d->rejected),
                        COMMAND("hoặc nhận các dòng còn lại và ghi các dòng lỗi ra tệp riêng (--rejects)",
                                "or take in the others and write these to a file (--rejects)"),
                        PAGE("hoặc nhận các dòng còn lại", "or take in the others"));
    d->why = register_suspicion(p->arena, p->source, r, p->last.id.len > 0 ? &p->last_report : NULL);
    say_first(p, days_suspicion(p));
    TRY(suspect_source(p));
    d->state = d->why.vi.len > 0 ? DELIVERY_HELD : DELIVERY_CURRENT;
    return d->state == DELIVERY_CURRENT ? place_in_time(p) : NULL;
}

/* Two who take the same file in at once would clear each other's rows. */
static Err *check_whole(Putting *p)
{
    const Delivery *d = &p->report->delivery;
    int64_t rows;
    bool found;
    TRY(store_one_int(p->store, p->arena, SQL_BLOCK_ROWS, ARGS(V_TEXT(p->put->province), V_TEXT(d->id)), &rows,
                      &found));
    if (rows != d->rows)
        return FAIL(p->arena, CONFLICT, "tệp này đang được nhận ở nơi khác; hãy xem lại danh sách các lần gửi",
                    "this file is being taken in elsewhere; look at the list of deliveries again");
    return NULL;
}

static Err *write_delivery(Putting *p)
{
    const Delivery *d = &p->report->delivery;
    TRY(put_blocks_waiting(p));
    TRY(check_whole(p));
    Str as_of = date_iso(p->arena, d->as_of);
    Value province = V_TEXT(p->put->province), id = V_TEXT(d->id), unit = V_TEXT(p->put->unit);
    TRY(remember(p));
    if (d->state == DELIVERY_CURRENT)
        TRY(store_exec(p->store, p->arena, SQL_DELIVERY_REPLACE,
                       ARGS(province, V_TEXT(p->source->code), unit, V_TEXT(as_of), V_TEXT(d->agency)), NULL));
    TRY(store_exec(p->store, p->arena, SQL_DELIVERY_PUT,
                   ARGS(province, id, unit, V_TEXT(p->source->code), V_TEXT(as_of), V_TEXT(d->received_at),
                        V_TEXT(d->received_by), V_TEXT(d->file), V_INT(d->rows), V_INT(d->rejected), V_INT(d->changed),
                        V_TEXT(str_from(delivery_state_code(d->state))), V_TEXT(d->why.vi), V_TEXT(d->why.en),
                        V_TEXT(quality_json(p->arena, p->source, p->report)), V_TEXT(d->agency)),
                   NULL));
    TRY(rejects_keep(p->store, p->arena, d, &p->rejects, p->put->lang));
    if (p->put->taken)
        p->put->taken(p->put->arg, p->store, p->report);
    return NULL;
}

static Err *open_file(Putting *p)
{
    RegisterPairing *pairing;
    ptrdiff_t count;
    TRY(register_pairings(p->store, p->arena, p->put->province, p->source, p->put->pairing, p->put->pairings, &pairing,
                          &count));
    return register_file_open(p->arena, p->put->path, p->put->name, p->source, pairing, count, &p->file);
}

/* Nothing of the file is counted or written. */
static Err *begin(Putting *p)
{
    RegisterReport *r = p->report;
    r->delivery.rows = r->delivery.rejected = r->delivery.changed = r->twins = 0;
    r->problems = 0;
    r->columns = p->source->columns;
    r->column = new (p->arena, ColumnQuality, r->columns);
    r->problem = new (p->arena, Problem, PUT_PROBLEMS);
    for (ptrdiff_t c = 0; c < r->columns; c++)
        r->column[c].heading = register_file_heading(p->file, c);
    const Str *unknown = register_file_unknown(p->file, &r->unknowns);
    r->unknown = new (p->arena, Str, r->unknowns);
    for (ptrdiff_t i = 0; i < r->unknowns; i++)
        r->unknown[i] = unknown[i];
    p->rejects = put_rejects(p);
    memset(p->days, 0, sizeof p->days);
    return p->store_rows ? put_clear(p) : NULL;
}

static Err *read_differing(Putting *p, bool *ret_done)
{
    *ret_done = false;
    if (!p->last_rows.known || !register_file_is_plain(p->file))
        return NULL;
    TRY(put_differ(p, ret_done));
    if (*ret_done)
        return NULL;
    arena_reset(&p->last_memory);
    register_file_close(&p->file);
    TRY(open_file(p));
    return begin(p);
}

static Err *read_whole(Putting *p)
{
    TRY(read_before(p));
    p->keys = digest_set(p->arena, p->last.rows > COLUMNS_ROWS ? (ptrdiff_t)p->last.rows : COLUMNS_ROWS);
    if (p->put->preview && p->put->compare && p->last.id.len > 0)
        TRY(compare_open(p->store, p->arena, p->source, &p->last, p->put->name_gone, &p->comparing));
    return put_rows(p);
}

static Err *take_in(Putting *p)
{
    bool done;
    TRY(open_file(p));
    TRY(begin(p));
    TRY(read_differing(p, &done));
    if (!done)
        TRY(read_whole(p));
    TRY(judge(p));
    if (p->comparing && !p->report->cut)
        TRY(compare_end(p->comparing, &p->report->compared));
    return p->put->preview ? NULL : put_transaction(p, write_delivery);
}

static Err *check_ask(const Putting *p)
{
    const RegisterPut *put = p->put;
    Str unit = put->unit.len > 0 ? put->unit : put->province;
    TRY(scope_check(p->store, p->arena, put->province, unit));
    Date today = clock_today(store_clock(p->store));
    if (!date_is_day(put->as_of) || date_cmp(put->as_of, today) > 0)
        return FAIL(p->arena, BAD_INPUT, "ngày của số liệu phải là một ngày không sau hôm nay (%.*s)",
                    "the day the data are of must be a day not after today (%.*s)", STRF(vn_date(p->arena, today)));
    return NULL;
}

static Err *check_agency(const Putting *p)
{
    Str agency = p->put->agency;
    if (agency.len == 0 || register_delivers(p->source, agency))
        return NULL;
    return FAIL(p->arena, FORBIDDEN, "cơ quan “%.*s” không gửi nguồn %.*s",
                "the agency “%.*s” does not deliver the source %.*s", STRF(agency), STRF(p->source->code));
}

static Err *take(Putting *p)
{
    p->waiting = arena_open(ARENA_DEFAULT);
    Err *err = take_in(p);
    register_file_close(&p->file);
    if (err && p->store_rows) {
        Err *left = put_clear(p);
        (void)left; /* the first error is the one to tell; what is left is read by nobody */
    }
    arena_close(&p->waiting);
    return err;
}

/* A file that was here before is not taken in once more. */
static Err *take_unless_known(Putting *p)
{
    Delivery *d = &p->report->delivery;
    RegisterReport known;
    if (is_head_alone(p->arena, p->put)) {
        TRY(find_before(p));
        return take(p);
    }
    TRY(identify(p, d));
    Err *absent = register_report(p->store, p->arena, p->put->province, d->id, &known);
    if (!absent && date_cmp(known.delivery.as_of, p->put->as_of) != 0) { /* the day is put right, or said anew */
        d->id = register_file_id_of(p->arena, d->id, p->put->as_of);
        absent = register_report(p->store, p->arena, p->put->province, d->id, &known);
    }
    if (absent)
        return take(p);
    *p->report = known;
    p->report->again = true;
    return NULL;
}

Err *register_put(Store *store, Arena *arena, const RegisterPut *put, RegisterReport *ret)
{
    RegisterSources sources;
    Putting p = {.store = store, .arena = arena, .put = put, .report = ret, .store_rows = !put->preview};
    p.threads = put->threads > 0 ? put->threads : pool_cpu_count();
    *ret = (RegisterReport){0};
    TRY(check_ask(&p));
    TRY(register_sources(arena, &sources));
    TRY(register_source(&sources, arena, put->source, &p.source));
    TRY(check_agency(&p));
    ret->delivery = (Delivery){.province = put->province,
                               .unit = put->unit,
                               .source = p.source->code,
                               .agency = str_eq(put->agency, p.source->agency) ? (Str){0} : put->agency,
                               .as_of = put->as_of,
                               .file = put->name,
                               .received_by = put->by,
                               .received_at = clock_stamp(arena, store_clock(store))};
    p.last_memory = arena_open_large();
    Err *err = take_unless_known(&p);
    arena_close(&p.last_memory);
    return err;
}
