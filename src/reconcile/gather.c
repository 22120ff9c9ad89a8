#include "reconcile/gather_internal.h"
#include "reconcile/reconcile.h"

#include "base/pool.h"
#include "base/vec.h"
#include "gather_sql.h"

#define SIGNATURE "signature" /* a part of no body: its digest */
static const char *const parts[GATHERED_PARTS] = {"facts", "golden", "links",      "keys",
                                                  "due",   "newer",  "keys_newer", "facts_newer"};

/* ---- what the law sets ------------------------------------------------------------------- */

static Err *read_retirement(Gather *g, const Law *law)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Retires *table = new (g->arena, Retires, 1);
    for (int sex = 0; sex < 2; sex++)
        for (int year = 0; year < 300; year++)
            for (int month = 0; month <= 12; month++) {
                Retirement r;
                arena_reset(&scratch);
                TRY(err_keep(g->arena,
                             law_retirement(law, &scratch, (Date){RETIRES_FROM + year, month, 0}, (Sex)sex, &r)));
                table->month[sex][year][month] = (int16_t)(r.month.year * 12 + r.month.month - 1);
            }
    g->retires = table;
    return NULL;
}

/* Before the law that set it nothing is known of when a payment is late. */
static Err *read_pay_within(Gather *g, const Law *law, Date on)
{
    static const char *const keys[] = {"monthly", "quarterly", "half_yearly", "yearly"};
    for (int i = 0; i < COUNTOF(keys); i++) {
        LawValue value;
        Err *err = law_get(law, g->arena, S("voluntary_pay_within"), str_from(keys[i]), on, &value);
        if (err && err->kind != ERR_NOT_FOUND)
            return err;
        g->pay_within[i] = err ? 0 : (int)value.value.digits;
    }
    return NULL;
}

static Err *read_law(Gather *g)
{
    const Law *law = g->options->law;
    Date on = date_from_days(g->last_day);
    LawValue value;
    TRY(law_get(law, g->arena, S("working_age_from"), (Str){0}, on, &value));
    g->working_age_from = (int)value.value.digits;
    TRY(read_pay_within(g, law, on));
    TRY(leaves_read(g->arena, &g->leaves));
    return read_retirement(g, law);
}

/* ---- what was saved last --------------------------------------------------------------------- */

static int part_of(Str name)
{
    int part = 0;
    while (part < GATHERED_PARTS && !str_eq(name, str_from(parts[part])))
        part++;
    return part;
}

static Err *read_digests(Gather *g)
{
    AUTO(rows_close) Rows rows = {0};
    for (int employer = 0; employer < 2; employer++) {
        int64_t most = employer ? g->identify->employers : g->identify->persons;
        g->kepts[employer] = (ptrdiff_t)((most + SUBJECT_CHUNK - 1) / SUBJECT_CHUNK);
        g->kept[employer] = new (g->arena, GatheredChunk, g->kepts[employer]);
    }
    TRY(store_query(g->store, g->arena, SQL_PART_DIGESTS, ARGS(V_TEXT(g->options->province)), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, g->arena, &more));
        if (!more)
            return NULL;
        bool employer = rows_int(&rows, 0) != 0;
        Str name = rows_text(&rows, g->arena, 1);
        int part = part_of(name);
        int64_t chunk = rows_int(&rows, 2);
        if (str_eq(name, S(SIGNATURE)))
            g->kept_signature = rows_int(&rows, 3);
        if (part < GATHERED_PARTS && chunk >= 0 && chunk < g->kepts[employer])
            ((GatheredChunk *)g->kept[employer])[chunk].digest[part] = rows_int(&rows, 3);
    }
}

/* ---- a run -------------------------------------------------------------------------------------- */

static Err *open_deliveries(Gather *g)
{
    const Identify *id = g->identify;
    g->delivery = new (g->arena, const SourcePlan *, id->deliveries);
    g->as_of = new (g->arena, int32_t, id->deliveries);
    for (ptrdiff_t d = 0; d < id->deliveries; d++) {
        const Delivery *sent = &id->delivery[d].delivery;
        for (ptrdiff_t p = 0; p < g->plans; p++)
            if (str_eq(g->plan[p].source->code, sent->source))
                g->delivery[d] = &g->plan[p];
        if (!g->delivery[d])
            return FAIL(g->arena, INTERNAL, "không có nguồn %.*s", "there is no source %.*s", STRF(sent->source));
        g->as_of[d] = (int32_t)date_to_days(sent->as_of);
        if (g->delivery[d]->kind == SOURCE_KIND_COUNT)
            continue;
        Coming *coming = &g->coming[g->delivery[d]->kind];
        coming->some = true;
        coming->whole |= sent->unit.len == 0 || str_eq(sent->unit, sent->province);
    }
    return NULL;
}

/* The newest year of the rows, not after the month. */
static Err *read_tax_year(Gather *g)
{
    const Identify *id = g->identify;
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    for (ptrdiff_t d = 0; d < id->deliveries; d++) {
        const SourcePlan *plan = g->delivery[d];
        bool wanted[REGISTER_COLUMNS] = {0}, found = plan->kind == FROM_tax_income && plan->at[CELL_year] >= 0;
        for (int64_t number = 0; found; number++) {
            RegisterPacked packed;
            RegisterBlock block;
            ptrdiff_t column = plan->column[plan->at[CELL_year]];
            wanted[column] = true;
            arena_rewind(&once);
            TRY(err_keep(g->arena, register_fetch(g->store, &once, g->options->province, id->delivery[d].delivery.id,
                                                  number, &packed, &found)));
            if (!found)
                break;
            TRY(err_keep(g->arena, register_unpack(&once, &packed, wanted, &block)));
            for (ptrdiff_t row = 0; row < packed.rows; row++) {
                int32_t year = count_of(block.columns.cell[column][row]);
                if (year > g->tax_year && year <= g->month / 12)
                    g->tax_year = year;
            }
        }
    }
    return NULL;
}

static Err *open_gather(Gather *g)
{
    Date month = g->options->month;
    ptrdiff_t persons = (ptrdiff_t)g->identify->persons + 1;
    SourcePlan *plan;
    if (month.month < 1 || month.month > 12)
        return FAIL(g->arena, USAGE, "cần tháng đối soát, ví dụ 2026-10", "a month like 2026-10 is needed");
    g->month = month.year * 12 + month.month - 1;
    g->last_day = (int)date_to_days((Date){month.year, month.month, date_days_in_month(month.year, month.month)});
    g->state = new (g->arena, uint8_t, persons);
    g->house = new (g->arena, uint64_t, persons);
    g->house_size = new (g->arena, uint8_t, persons);
    g->house_insured = new (g->arena, uint8_t, persons);
    TRY(gather_plans(g->arena, &plan, &g->plans));
    g->plan = plan;
    TRY(open_deliveries(g));
    TRY(read_law(g));
    TRY(unit_shipped(g->arena, g->options->province, date_from_days(g->last_day), &g->communes));
    TRY(read_digests(g));
    TRY(read_tax_year(g));
    return kept_open(g);
}

static Err *fold_all(Gather *g, Reading *reading, Gathered *ret)
{
    for (;;) {
        bool more;
        Band band;
        TRY(gather_read_band(reading, &band, &more));
        if (!more)
            break;
        TRY(gather_fold(g, &band, false, ret->chunk[0]));
    }
    Band employers;
    gather_read_employers(reading, &employers);
    TRY(gather_fold(g, &employers, true, ret->chunk[1]));
    ret->rows = gather_read_rows(reading);
    ret->signature = g->signature;
    for (int32_t p = 1; p <= g->identify->persons; p++)
        ret->folded += is_touched(g, p);
    return NULL;
}

Err *gather_run(Store *store, Arena *arena, const Identify *identify, const GatherOptions *options, Gathered *ret)
{
    AUTO(arena_close) Arena own = arena_open_large();
    AUTO(gather_read_close) Reading *reading = NULL;
    Gather g = {.store = store,
                .arena = &own,
                .options = options,
                .identify = identify,
                .threads = options->threads > 0 ? options->threads : pool_cpu_count()};
    *ret = (Gathered){.month = {options->month.year, options->month.month, 0},
                      .persons = identify->persons,
                      .employers = identify->employers};
    TRY(err_keep(arena, open_gather(&g)));
    for (int employer = 0; employer < 2; employer++) {
        ret->chunks[employer] = g.kepts[employer];
        ret->chunk[employer] = new (arena, GatheredChunk, g.kepts[employer]);
    }
    TRY(err_keep(arena, gather_read_open(&g, &reading)));
    g.arena = arena; /* from here on what is kept is the result */
    return fold_all(&g, reading, ret);
}

Err *gathered_facts_some(const Gathered *gathered, Arena *arena, bool employer, ptrdiff_t chunk, uint64_t wanted,
                         GatheredFacts *ret)
{
    const Str *part = gathered->chunk[employer][chunk].part;
    return unpack_facts_some(arena, part[GATHERED_FACTS], part[GATHERED_FACTS_NEWER], employer, chunk, 0, wanted, NULL,
                             ret);
}

Err *gathered_facts(const Gathered *gathered, Arena *arena, bool employer, ptrdiff_t chunk, GatheredFacts *ret)
{
    return gathered_facts_some(gathered, arena, employer, chunk, FACTS_ALL, ret);
}

/* ---- saving and loading ------------------------------------------------------------------------------ */

Err *subject_save(Store *store, Arena *arena, Str province, const Gathered *gathered, int64_t run, int64_t *ret_written)
{
    *ret_written = 0;
    for (int employer = 0; employer < 2; employer++)
        for (ptrdiff_t c = 0; c < gathered->chunks[employer]; c++)
            for (int part = 0; part < GATHERED_PARTS; part++) {
                const GatheredChunk *chunk = &gathered->chunk[employer][c];
                if (!chunk->changed[part])
                    continue;
                TRY(store_exec(store, arena, SQL_PART_PUT,
                               ARGS(V_TEXT(province), V_INT(employer), V_TEXT(str_from(parts[part])), V_INT(c),
                                    V_INT(chunk->digest[part]), V_BYTES(chunk->part[part])),
                               NULL));
                ++*ret_written;
            }
    TRY(store_exec(
        store, arena, SQL_PART_PUT,
        ARGS(V_TEXT(province), V_INT(0), V_TEXT(S(SIGNATURE)), V_INT(0), V_INT(gathered->signature), V_BYTES(S("."))),
        NULL));
    return store_exec(store, arena, SQL_GATHERED_PUT,
                      ARGS(V_TEXT(province), V_INT(run), V_TEXT(date_iso(arena, gathered->month)),
                           V_INT(gathered->persons), V_INT(gathered->employers)),
                      NULL);
}

static Err *load_part(Store *store, Arena *arena, Str province, bool employer, GatheredPart part, Gathered *ret)
{
    for (ptrdiff_t from = 0; from < ret->chunks[employer]; from += PARTS_AT_ONCE) {
        Str body[PARTS_AT_ONCE];
        TRY(parts_fetch(store, arena, province, employer, parts[part], from, body));
        for (ptrdiff_t i = 0; i < PARTS_AT_ONCE && from + i < ret->chunks[employer]; i++)
            ret->chunk[employer][from + i].part[part] = body[i];
    }
    return NULL;
}

Err *gathered_load(Store *store, Arena *arena, Str province, Gathered *ret)
{
    bool found;
    *ret = (Gathered){0};
    {
        AUTO(rows_close) Rows rows = {0};
        TRY(store_query(store, arena, SQL_GATHERED_ONE, ARGS(V_TEXT(province)), &rows));
        TRY(rows_next(&rows, arena, &found));
        if (!found)
            return reconcile_none(arena);
        if (!date_parse_iso(rows_text(&rows, arena, 1), &ret->month))
            return FAIL(arena, INTERNAL, "tháng đối soát đã lưu không đúng", "the kept month is no month");
        ret->persons = rows_int(&rows, 2);
        ret->employers = rows_int(&rows, 3);
    }
    for (int employer = 0; employer < 2; employer++) {
        int64_t most = employer ? ret->employers : ret->persons;
        ret->chunks[employer] = (ptrdiff_t)((most + SUBJECT_CHUNK - 1) / SUBJECT_CHUNK);
        ret->chunk[employer] = new (arena, GatheredChunk, ret->chunks[employer]);
        TRY(load_part(store, arena, province, employer, GATHERED_FACTS, ret));
        TRY(load_part(store, arena, province, employer, GATHERED_FACTS_NEWER, ret));
    }
    return NULL;
}
