/* Where each person counts: spells of participants, read once as delivered now and once as delivered a month ago. */
#include "reconcile/standing.h"

#include "base/vec.h"
#include "reconcile/leave.h"
#include "reconcile/places.h"
#include <string.h>

enum { MONTH_OPEN = INT32_MAX, OFFICES_MOST = UINT16_MAX, AHEAD = 8 };

typedef Vec(Holder) Holders;
typedef Vec(Str) Strs;
typedef Vec(int64_t) Counts;

enum { C_SI, C_SCHEME, C_CODE, C_OFFICE, C_FROM, C_TO, C_PAID, C_MOVEMENT, COLUMNS_READ };
static const char *const column_codes[COLUMNS_READ] = {
    [C_SI] = "si_number",    [C_SCHEME] = "scheme", [C_CODE] = "employer_code", [C_OFFICE] = "collecting_unit",
    [C_FROM] = "from_month", [C_TO] = "to_month",   [C_PAID] = "paid_to_month", [C_MOVEMENT] = "movement",
};

typedef struct Reader {
    Arena *arena;
    Standing *s;
    Leaves leaves;
    ptrdiff_t column[COLUMNS_READ];
    Holders holders;
    Strs offices;
    Counts nobody;
    Places office, by_row, by_number; /* office by name; holders by key of the row, by SI number */
    const IdentifyDelivery *delivery; /* NULL: one of the month before */
} Reader;

typedef struct Spell {
    Scheme scheme;
    int32_t from, to, leave_to; /* leave_to: up to when he takes part after it */
    Stand stand;
} Spell;

static int32_t month_of(Str written, int32_t otherwise)
{
    int32_t number = 0;
    if (written.len != 7)
        return otherwise;
    for (ptrdiff_t i = 0; i < 7; i++)
        if (i != 4)
            number = number * 10 + (written.ptr[i] - '0');
    return number / 100 * 12 + number % 100 - 1;
}

static Err *office_of(Reader *r, Str name, uint16_t *ret)
{
    uint64_t key = str_hash(name);
    int32_t found = place_get(&r->office, key);
    if (found < 0) {
        if (r->offices.len == OFFICES_MOST)
            return FAIL(r->arena, TOO_LARGE,
                        "có hơn %d tên cơ quan BHXH quản lý thu trong danh sách người tham gia; hãy kiểm tra cột này",
                        "there are more than %d names of collecting offices among participants; check that column",
                        (int)OFFICES_MOST);
        found = (int32_t)r->offices.len;
        place_put(r->arena, &r->office, key, found);
        vec_push(r->arena, &r->offices, str_copy(r->arena, name));
        vec_push(r->arena, &r->nobody, 0);
    }
    *ret = (uint16_t)found;
    return NULL;
}

static uint8_t code_of(const Standing *s, Scheme scheme, Str written)
{
    for (int i = 0; i < s->codes; i++)
        if (s->code[i].scheme == scheme && str_eq(s->code[i].code, written))
            return (uint8_t)(i + 1);
    return 0;
}

static Err *read_spell(Reader *r, const RegisterBlock *block, ptrdiff_t row, Spell *ret)
{
    Str *const *cell = block->columns.cell;
    Str scheme = cell[r->column[C_SCHEME]][row], office = cell[r->column[C_OFFICE]][row];
    int32_t paid = month_of(cell[r->column[C_PAID]][row], MONTH_OPEN);
    *ret = (Spell){.scheme = str_eq(scheme, S("compulsory")) ? SCHEME_COMPULSORY : SCHEME_VOLUNTARY,
                   .from = month_of(cell[r->column[C_FROM]][row], MONTH_OPEN),
                   .to = month_of(cell[r->column[C_TO]][row], MONTH_OPEN)};
    if (ret->scheme == SCHEME_VOLUNTARY && paid < ret->to)
        ret->to = paid;
    ret->leave_to = ret->to;
    if (ret->scheme == SCHEME_COMPULSORY && ret->to != MONTH_OPEN)
        ret->leave_to += leave_months(&r->leaves, cell[r->column[C_MOVEMENT]][row]);
    ret->stand = (Stand){.scheme = (uint8_t)ret->scheme,
                         .code = code_of(r->s, ret->scheme, cell[r->column[C_MOVEMENT]][row]),
                         .since = ret->from,
                         .tie = str_hash(cell[r->column[C_CODE]][row])};
    return office_of(r, office, &ret->stand.office);
}

static bool holds(const Spell *spell, int32_t month)
{
    return spell->from <= month && month <= spell->to;
}

/* Who stands by the spell at the end of a month, paying or on leave; false where nobody does. */
static bool stands(const Spell *spell, int32_t month, Stand *ret)
{
    *ret = spell->stand;
    ret->leave = spell->to < month;
    return spell->from <= month && month <= spell->leave_to;
}

/* Who pays before who is on leave, compulsory before voluntary, then the one that began first, then any one order. */
static void take(Stand *stand, const Stand *other)
{
    bool better = other->scheme < stand->scheme ||
                  (other->scheme == stand->scheme &&
                   (other->since < stand->since || (other->since == stand->since && other->tie < stand->tie)));
    if (stand->scheme == SCHEME_NONE || (other->leave == stand->leave ? better : stand->leave))
        *stand = *other;
}

static Holder *holder_new(Reader *r, int32_t person)
{
    Holder h = {.person = person, .first = MONTH_OPEN};
    vec_push(r->arena, &r->holders, h);
    return &r->holders.data[r->holders.len - 1];
}

static Holder *holder_of(Reader *r, int32_t person)
{
    int32_t *place = &r->s->of_person[person];
    if (*place)
        return &r->holders.data[*place - 1];
    Holder *h = holder_new(r, person);
    *place = (int32_t)r->holders.len;
    return h;
}

/* Rows are in the order of the agency: what is known of their persons lies anywhere. */
static void fetch_now(const Reader *r, const RegisterBlock *block, const int32_t *person, ptrdiff_t row)
{
    ptrdiff_t far = row + 2 * AHEAD, near = row + AHEAD;
    if (far < block->columns.rows) {
        place_fetch(&r->by_row, block->key[far]);
        place_fetch(&r->by_number, str_hash(block->columns.cell[r->column[C_SI]][far]));
        __builtin_prefetch(&r->s->of_person[person[far]]);
    }
    int32_t place = near < block->columns.rows ? r->s->of_person[person[near]] : 0;
    if (place)
        __builtin_prefetch(&r->holders.data[place - 1]);
}

static Err *each_now(void *arg, const RegisterBlock *block)
{
    Reader *r = arg;
    const int32_t *person = r->delivery->person + block->first;
    const int32_t *employer = r->delivery->employer + block->first;
    for (ptrdiff_t row = 0; row < block->columns.rows; row++) {
        Spell spell;
        fetch_now(r, block, person, row);
        TRY(read_spell(r, block, row, &spell));
        spell.stand.employer = employer[row];
        if (person[row] == 0) {
            r->nobody.data[spell.stand.office] += holds(&spell, r->s->month);
            continue;
        }
        Holder *h = holder_of(r, person[row]);
        int32_t number = (int32_t)(h - r->holders.data);
        place_put(r->arena, &r->by_row, block->key[row], number);
        place_put(r->arena, &r->by_number, str_hash(block->columns.cell[r->column[C_SI]][row]), number);
        if (spell.from < h->first)
            h->first = spell.from;
        Stand stand;
        if (stands(&spell, r->s->month - 1, &stand))
            take(&h->at[STOOD_BEFORE], &stand);
        if (stands(&spell, r->s->month, &stand))
            take(&h->at[STANDS], &stand);
        if (holds(&spell, r->s->month))
            h->rows = (int16_t)(h->rows + (h->rows < INT16_MAX));
    }
    return NULL;
}

/* A row that is in the deliveries of now is the same person's; else its SI number tells whose it was. */
static Err *each_then(void *arg, const RegisterBlock *block)
{
    Reader *r = arg;
    for (ptrdiff_t row = 0; row < block->columns.rows; row++) {
        Spell spell;
        if (row + AHEAD < block->columns.rows)
            place_fetch(&r->by_row, block->key[row + AHEAD]);
        TRY(read_spell(r, block, row, &spell));
        Stand stand;
        if (!stands(&spell, r->s->month - 1, &stand))
            continue;
        uint64_t number = str_hash(block->columns.cell[r->column[C_SI]][row]);
        int32_t found = place_get(&r->by_row, block->key[row]);
        if (found < 0)
            found = place_get(&r->by_number, number);
        if (found < 0) {
            holder_new(r, 0);
            found = (int32_t)r->holders.len - 1;
            place_put(r->arena, &r->by_number, number, found);
        }
        take(&r->holders.data[found].at[STOOD_THEN], &stand);
    }
    return NULL;
}

static Err *columns_of(Reader *r, const RegisterSource *source, Str *ret_wanted)
{
    for (int i = 0; i < COLUMNS_READ; i++) {
        ret_wanted[i] = str_from(column_codes[i]);
        r->column[i] = register_column(source, ret_wanted[i]);
        if (r->column[i] < 0)
            return FAIL(r->arena, INTERNAL, "nguồn %.*s không có cột %s", "the source %.*s has no column %s",
                        STRF(source->code), column_codes[i]);
    }
    return NULL;
}

static const IdentifyDelivery *delivered(const Identify *identify, Str id)
{
    for (ptrdiff_t i = 0; i < identify->deliveries; i++)
        if (str_eq(identify->delivery[i].delivery.id, id))
            return &identify->delivery[i];
    return NULL;
}

/* What was current at the end of the month before; where nothing came since, it is what is known now. */
static Err *read_before(Reader *r, Store *store, const Identify *identify, const RegisterSource *source,
                        const Str *wanted)
{
    Delivery *d;
    ptrdiff_t count, other = 0;
    int32_t m = r->s->month - 1;
    Date last = {m / 12, m % 12 + 1, date_days_in_month(m / 12, m % 12 + 1)};
    TRY(register_current(store, r->arena, r->s->province, source, last, &d, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        other += !delivered(identify, d[i].id);
    r->s->before = other > 0;
    for (ptrdiff_t i = 0; i < count && other > 0; i++)
        TRY(register_each(store, r->arena, r->s->province, source, last, d[i].id, wanted, COLUMNS_READ, each_then, r));
    return NULL;
}

/* ---- who left, and how -------------------------------------------------------------------- */

typedef struct Leavers {
    Standing *s;
    const Holders *holders;
    const RegisterSource *source;
    const int32_t *person;
    Str last_day;
} Leavers;

static Str cell_of(const Leavers *l, const RegisterBlock *block, const char *code, ptrdiff_t row)
{
    return block->columns.cell[register_column(l->source, str_from(code))][row];
}

static Holder *leaver(const Leavers *l, const RegisterBlock *block, ptrdiff_t row)
{
    int32_t person = l->person[block->first + row];
    int32_t place = person ? l->s->of_person[person] : 0;
    return place ? &l->holders->data[place - 1] : NULL;
}

static Err *each_departure(void *arg, const RegisterBlock *block)
{
    const Leavers *l = arg;
    for (ptrdiff_t row = 0; row < block->columns.rows; row++) {
        Holder *h = leaver(l, block, row);
        if (h && str_cmp(cell_of(l, block, "event_date", row), l->last_day) <= 0)
            h->left |= str_eq(cell_of(l, block, "event", row), S("death")) ? LEFT_DIED : LEFT_COUNTRY;
    }
    return NULL;
}

static Err *each_benefit(void *arg, const RegisterBlock *block)
{
    const Leavers *l = arg;
    for (ptrdiff_t row = 0; row < block->columns.rows; row++) {
        Holder *h = leaver(l, block, row);
        Str benefit = cell_of(l, block, "benefit", row);
        int32_t from = month_of(cell_of(l, block, "from_month", row), 0);
        int32_t to = month_of(cell_of(l, block, "to_month", row), MONTH_OPEN);
        if (!h || from > l->s->month + 1)
            continue;
        if (str_eq(benefit, S("lump_sum")) && from >= l->s->month - 1)
            h->left |= LEFT_LUMP_SUM;
        if (str_eq(benefit, S("pension")) && to >= l->s->month)
            h->left |= LEFT_PENSION;
    }
    return NULL;
}

static Err *read_leavers(Reader *r, Store *store, const Identify *identify)
{
    int32_t m = r->s->month;
    Date last = {m / 12, m % 12 + 1, date_days_in_month(m / 12, m % 12 + 1)};
    Str departure[] = {S("event"), S("event_date")}, benefit[] = {S("benefit"), S("from_month"), S("to_month")};
    for (ptrdiff_t i = 0; i < identify->deliveries; i++) {
        const IdentifyDelivery *d = &identify->delivery[i];
        Leavers l = {r->s, &r->holders, d->source, d->person, date_iso(r->arena, last)};
        if (str_eq(d->source->code, S("departures")))
            TRY(register_each(store, r->arena, r->s->province, d->source, last, d->delivery.id, departure,
                              COUNTOF(departure), each_departure, &l));
        if (str_eq(d->source->code, S("beneficiaries")))
            TRY(register_each(store, r->arena, r->s->province, d->source, last, d->delivery.id, benefit,
                              COUNTOF(benefit), each_benefit, &l));
    }
    return NULL;
}

/* Nobody is on leave after death, emigration, a pension or the lump sum; who is has one spell. */
static void end_leaves(Reader *r)
{
    for (ptrdiff_t i = 0; i < r->holders.len; i++) {
        Holder *h = &r->holders.data[i];
        if (h->at[STANDS].leave && h->left)
            h->at[STANDS] = (Stand){0};
        if (h->at[STANDS].leave && h->rows == 0)
            h->rows = 1;
    }
}

/* Of a source, in the deliveries of now. */
static ptrdiff_t rows_of(const Identify *identify, const RegisterSource *source)
{
    ptrdiff_t rows = 0;
    for (ptrdiff_t i = 0; i < identify->deliveries; i++)
        if (str_eq(identify->delivery[i].source->code, source->code))
            rows += (ptrdiff_t)identify->delivery[i].delivery.rows;
    return rows;
}

Err *standing_of(Store *store, Arena *arena, const Identify *identify, Date month, Standing **ret)
{
    Standing *s = new (arena, Standing, 1);
    Reader r = {.arena = arena, .s = s};
    RegisterSources sources;
    const RegisterSource *source;
    Str wanted[COLUMNS_READ];
    *s = (Standing){.province = identify->province, .month = month.year * 12 + month.month - 1};
    s->persons = identify->persons;
    r.holders.cap = identify->persons; /* address space alone, until they come: nothing moves */
    r.holders.data = new_raw(arena, Holder, identify->persons);
    s->of_person = new (arena, int32_t, identify->persons + 1);
    TRY(movement_codes(arena, &s->code, &s->codes));
    TRY(leaves_read(arena, &r.leaves));
    TRY(register_sources(arena, &sources));
    TRY(register_source(&sources, arena, S("participants"), &source));
    TRY(columns_of(&r, source, wanted));
    r.office = places_open(arena, 0);
    r.by_row = places_open(arena, rows_of(identify, source));
    r.by_number = places_open(arena, rows_of(identify, source) / 2);
    for (ptrdiff_t i = 0; i < identify->deliveries; i++) {
        r.delivery = &identify->delivery[i];
        if (str_eq(r.delivery->source->code, source->code))
            TRY(register_each(store, arena, s->province, source, month, r.delivery->delivery.id, wanted, COLUMNS_READ,
                              each_now, &r));
    }
    TRY(read_before(&r, store, identify, source, wanted));
    TRY(read_leavers(&r, store, identify));
    end_leaves(&r);
    s->office = r.offices.data;
    s->offices = (int)r.offices.len;
    s->nobody = r.nobody.data;
    s->holder = r.holders.data;
    s->holders = r.holders.len;
    *ret = s;
    return NULL;
}
