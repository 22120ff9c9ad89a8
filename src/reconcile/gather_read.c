/* The deliveries, a few blocks at a time: blocks are fetched one after the other and taken apart side by side.
 *
 * What a row says is laid out behind a RowHead and waits until the chunks of its band are folded: of the first band in
 * memory, of later ones in a file (gather_spool.c); the pieces stand in the order of the deliveries whatever the
 * threads. */
#include "reconcile/gather_internal.h"

#include "base/pool.h"
#include "base/vec.h"
#include "register/digest.h"
#include "unit/unit.h"
#include <stdlib.h>
#include <string.h>

enum { PLACES = 1024, ROW_BYTES = 176 /* of a row that waits, about */ };

typedef struct Piece { /* rows of one block, one RowHead after the other */
    const char *bytes;
    ptrdiff_t len;
} Piece;
typedef Vec(Piece) Pieces;

typedef struct Later { /* a piece of a later band */
    int64_t at;
    ptrdiff_t len;
} Later;
typedef Vec(Later) Laters;

typedef struct Use { /* of a social-insurance number by a spell */
    uint64_t number; /* digest; 0 none */
    int32_t person;
    uint8_t state;
} Use;

typedef struct House {
    uint64_t house;
    int32_t person;
} House;

typedef struct NamedPlace {
    Str name, code;
} NamedPlace;

typedef struct Slot { /* one block at a time */
    Reading *reading;
    Arena scratch, keep, keep_employers; /* keep: until the band is folded */
    ptrdiff_t delivery;
    RegisterPacked packed;
    Err *err;
    Piece persons, employers;
    Later *later; /* of each band */
    Link *link;
    Use *use;
    House *house;
    ptrdiff_t links, uses, houses;
} Slot;

struct Reading {
    Gather *g;
    Arena own;  /* what is needed until the end */
    Arena once; /* … until the first reading has ended */
    const UnitIndex *units;
    uint8_t **evidence; /* of deliveries that name employers: 1 for the first row of each employer */
    Slot *slot;
    int slots;
    ptrdiff_t band_chunks, bands, band, chunks; /* band: the next */
    GatherSpool spool;
    Laters *later; /* by band */
    Pieces persons, employers;
    Link *link; /* in the order of the rows, with room for all */
    Use *use;
    ptrdiff_t links, uses;
    int64_t rows;
};

/* ---- a block ---------------------------------------------------------------------------------- */

static Str cell_at(const Slot *slot, const RegisterBlock *block, CellName role, ptrdiff_t row)
{
    const SourcePlan *plan = slot->reading->g->delivery[slot->delivery];
    return plan->at[role] < 0 ? (Str){0} : block->columns.cell[plan->column[plan->at[role]]][row];
}

/* The code of a commune that is given by its name. */
static Str code_of(Slot *slot, NamedPlace *place, Str name)
{
    ptrdiff_t at = (ptrdiff_t)(str_hash(name) % PLACES);
    for (int tries = 0; tries < PLACES / 2 && place[at].name.len > 0; tries++, at = (at + 1) % PLACES)
        if (str_eq(place[at].name, name))
            return place[at].code;
    UnitMatch match = unit_match(slot->reading->units, &slot->scratch, name);
    if (place[at].name.len == 0)
        place[at] = (NamedPlace){name, match.sure ? match.unit.code : (Str){0}};
    return match.sure ? match.unit.code : (Str){0};
}

static void name_places(Slot *slot, RegisterBlock *block)
{
    const SourcePlan *plan = slot->reading->g->delivery[slot->delivery];
    if (plan->at[CELL_commune_code] < 0 || plan->at[CELL_commune_name] < 0)
        return;
    NamedPlace *place = new (&slot->scratch, NamedPlace, PLACES);
    Str *code = block->columns.cell[plan->column[plan->at[CELL_commune_code]]];
    const Str *name = block->columns.cell[plan->column[plan->at[CELL_commune_name]]];
    for (ptrdiff_t row = 0; row < block->columns.rows; row++)
        if (code[row].len == 0 && name[row].len > 0)
            code[row] = code_of(slot, place, name[row]);
}

static ptrdiff_t bytes_of(const SourcePlan *plan, const RegisterBlock *block, ptrdiff_t row)
{
    ptrdiff_t bytes = (ptrdiff_t)sizeof(RowHead);
    for (int s = 0; s < plan->slots; s++) {
        ptrdiff_t len = block->columns.cell[plan->column[s]][row].len;
        bytes += len + (len < 128 ? 1 : 2);
    }
    return (bytes + 3) & ~(ptrdiff_t)3;
}

static char *put_row(char *at, const SourcePlan *plan, const RegisterBlock *block, ptrdiff_t row, RowHead head)
{
    unsigned char *length = (unsigned char *)at + sizeof head;
    memcpy(at, &head, sizeof head);
    for (int s = 0; s < plan->slots; s++) {
        ptrdiff_t len = block->columns.cell[plan->column[s]][row].len;
        if (len >= 128)
            *length++ = (unsigned char)(128 | len >> 8);
        *length++ = (unsigned char)len;
    }
    char *text = (char *)length;
    for (int s = 0; s < plan->slots; s++) {
        Str cell = block->columns.cell[plan->column[s]][row];
        if (cell.len > 0)
            memcpy(text, cell.ptr, (size_t)cell.len);
        text += cell.len;
    }
    return at + head.bytes;
}

static RowHead head_of(const Slot *slot, const RegisterBlock *block, ptrdiff_t row, uint32_t bytes)
{
    const IdentifyDelivery *d = &slot->reading->g->identify->delivery[slot->delivery];
    ptrdiff_t number = (ptrdiff_t)block->first + row;
    return (RowHead){.bytes = bytes,
                     .row = (uint32_t)number,
                     .person = d->person ? d->person[number] : 0,
                     .employer = d->employer ? d->employer[number] : 0,
                     .delivery = (uint32_t)slot->delivery};
}

/* The band of a row's person; -1: it is nobody's, or of one whose rows need not be read. */
static ptrdiff_t band_of(const Slot *slot, const RegisterBlock *block, ptrdiff_t row)
{
    const IdentifyDelivery *d = &slot->reading->g->identify->delivery[slot->delivery];
    int32_t person = d->person ? d->person[block->first + row] : 0;
    return person > 0 && is_touched(slot->reading->g, person)
               ? (person - 1) / SUBJECT_CHUNK / slot->reading->band_chunks
               : -1;
}

/* Rows by band, each band's in their order: those of the first stay in memory. */
static void lay_persons(Slot *slot, const RegisterBlock *block)
{
    Reading *r = slot->reading;
    const SourcePlan *plan = r->g->delivery[slot->delivery];
    ptrdiff_t rows = block->columns.rows, later = 0;
    ptrdiff_t *bytes = new (&slot->scratch, ptrdiff_t, r->bands);
    uint32_t *size = new (&slot->scratch, uint32_t, rows);
    char **to = new (&slot->scratch, char *, r->bands);
    for (ptrdiff_t row = 0; row < rows; row++) {
        ptrdiff_t band = band_of(slot, block, row);
        if (band < 0)
            continue;
        size[row] = (uint32_t)bytes_of(plan, block, row);
        bytes[band] += size[row];
        later += band > 0 ? size[row] : 0;
    }
    char *first = arena_alloc_raw(&slot->keep, 1, _Alignof(RowHead), bytes[0]);
    char *rest = arena_alloc_raw(&slot->scratch, 1, _Alignof(RowHead), later);
    slot->later = new (&slot->scratch, Later, r->bands);
    to[0] = first;
    for (ptrdiff_t b = 1, at = 0; b < r->bands; at += bytes[b++]) {
        to[b] = rest + at;
        slot->later[b] = (Later){at, bytes[b]};
    }
    for (ptrdiff_t row = 0; row < rows; row++) {
        ptrdiff_t band = band_of(slot, block, row);
        if (band >= 0)
            to[band] = put_row(to[band], plan, block, row, head_of(slot, block, row, size[row]));
    }
    slot->persons = (Piece){first, bytes[0]};
    int64_t begin = later > 0 ? gather_spool_put(&r->spool, rest, later) : 0;
    for (ptrdiff_t b = 1; b < r->bands; b++)
        slot->later[b].at += begin;
}

/* Rows that are evidence of employers. */
static bool is_evidence(const Slot *slot, const RegisterBlock *block, ptrdiff_t row)
{
    const Reading *r = slot->reading;
    const IdentifyDelivery *d = &r->g->identify->delivery[slot->delivery];
    ptrdiff_t at = (ptrdiff_t)block->first + row;
    return d->employer && d->employer[at] > 0 && (!r->evidence[slot->delivery] || r->evidence[slot->delivery][at]);
}

static void lay_employers(Slot *slot, const RegisterBlock *block)
{
    const SourcePlan *plan = slot->reading->g->delivery[slot->delivery];
    ptrdiff_t bytes = 0;
    for (ptrdiff_t row = 0; row < block->columns.rows; row++)
        if (is_evidence(slot, block, row))
            bytes += bytes_of(plan, block, row);
    char *out = arena_alloc_raw(&slot->keep_employers, 1, _Alignof(RowHead), bytes), *at = out;
    for (ptrdiff_t row = 0; row < block->columns.rows; row++)
        if (is_evidence(slot, block, row))
            at = put_row(at, plan, block, row, head_of(slot, block, row, (uint32_t)bytes_of(plan, block, row)));
    slot->employers = (Piece){out, bytes};
}

/* ---- what others of a subject need to know ----------------------------------------------------- */

static bool holds(const Slot *slot, const RegisterBlock *block, ptrdiff_t row)
{
    int month = slot->reading->g->month, to = month_of(cell_at(slot, block, CELL_to_month, row));
    return month_of(cell_at(slot, block, CELL_from_month, row)) <= month && (to == FACT_MISSING || to >= month);
}

static void add_link(Slot *slot, const RegisterBlock *block, ptrdiff_t row, Link link)
{
    const IdentifyDelivery *d = &slot->reading->g->identify->delivery[slot->delivery];
    ptrdiff_t at = (ptrdiff_t)block->first + row;
    link.person = d->person ? d->person[at] : 0;
    link.employer = d->employer ? d->employer[at] : 0;
    if (link.person > 0 && link.employer > 0)
        slot->link[slot->links++] = link;
}

static void take_tax(Slot *slot, const RegisterBlock *block, ptrdiff_t row)
{
    Str contract = cell_at(slot, block, CELL_contract, row);
    int32_t months = count_of(cell_at(slot, block, CELL_months, row));
    int32_t year = count_of(cell_at(slot, block, CELL_year, row));
    if (year < 0 || year > INT16_MAX)
        return;
    add_link(slot, block, row,
             (Link){.money = thousands_of(cell_at(slot, block, CELL_taxable_income, row)),
                    .year = (int16_t)year,
                    .months = (uint8_t)(months == FACT_MISSING ? MONTHS_MISSING
                                        : months > 12          ? 12
                                                               : months),
                    .flags = (uint8_t)(LINK_TAX | (contract.len > 0 ? LINK_CONTRACT : 0) |
                                       (str_eq(contract, S("labour")) ? LINK_LABOUR : 0))});
}

static void take_spell(Slot *slot, const RegisterBlock *block, ptrdiff_t row)
{
    const IdentifyDelivery *d = &slot->reading->g->identify->delivery[slot->delivery];
    Str number = cell_at(slot, block, CELL_si_number, row), scheme = cell_at(slot, block, CELL_scheme, row);
    bool compulsory = str_eq(scheme, S("compulsory")), now = holds(slot, block, row);
    int paid_to = month_of(cell_at(slot, block, CELL_paid_to_month, row));
    bool paid = paid_to == FACT_MISSING || paid_to >= slot->reading->g->month;
    int32_t person = d->person ? d->person[block->first + row] : 0;
    uint8_t state = now && compulsory ? STATE_COMPULSORY : now && paid ? STATE_VOLUNTARY : 0;
    if (person > 0)
        slot->use[slot->uses++] = (Use){number.len > 0 ? digest_add(digest_start(), number) : 0, person, state};
    add_link(slot, block, row,
             (Link){.money = thousands_of(cell_at(slot, block, CELL_contribution_base, row)),
                    .flags = (uint8_t)(LINK_SPELL | (now && compulsory ? LINK_HOLDS : 0) |
                                       (cell_at(slot, block, CELL_employer_code, row).len > 0 ? LINK_CODE : 0))});
}

static void take_house(Slot *slot, const RegisterBlock *block, ptrdiff_t row)
{
    const IdentifyDelivery *d = &slot->reading->g->identify->delivery[slot->delivery];
    Str house = cell_at(slot, block, CELL_household_id, row);
    int32_t person = d->person ? d->person[block->first + row] : 0;
    if (person <= 0 || house.len == 0)
        return;
    uint64_t digest = digest_add(digest_add(digest_start(), house), cell_at(slot, block, CELL_commune_code, row));
    slot->house[slot->houses++] = (House){digest + (digest == 0), person};
}

static void take_across(Slot *slot, const RegisterBlock *block)
{
    SourceKind kind = slot->reading->g->delivery[slot->delivery]->kind;
    ptrdiff_t rows = block->columns.rows;
    slot->link = new_raw(&slot->scratch, Link, rows);
    slot->use = new_raw(&slot->scratch, Use, rows);
    slot->house = new_raw(&slot->scratch, House, rows);
    for (ptrdiff_t row = 0; row < rows; row++) {
        if (kind == FROM_tax_income)
            take_tax(slot, block, row);
        else if (kind == FROM_participants)
            take_spell(slot, block, row);
        else if (kind == FROM_population)
            take_house(slot, block, row);
        else if (kind == FROM_household_businesses)
            add_link(slot, block, row, (Link){.money = FACT_MISSING, .flags = LINK_OWNER});
    }
}

static Err *take_block(Slot *slot)
{
    const Gather *g = slot->reading->g;
    RegisterBlock block;
    TRY(register_unpack(&slot->scratch, &slot->packed, g->delivery[slot->delivery]->wanted, &block));
    name_places(slot, &block);
    lay_persons(slot, &block);
    lay_employers(slot, &block);
    take_across(slot, &block);
    return NULL;
}

static void take_blocks(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Reading *r = arg;
    for (ptrdiff_t i = from; i < to; i++)
        r->slot[i].err = take_block(&r->slot[i]);
}

/* ---- all blocks of a band ---------------------------------------------------------------------------- */

static void keep_block(Reading *r, const Slot *slot)
{
    Gather *g = r->g;
    if (slot->persons.len > 0)
        vec_push(&r->own, &r->persons, slot->persons);
    if (slot->employers.len > 0)
        vec_push(&r->own, &r->employers, slot->employers);
    for (ptrdiff_t b = 1; b < r->bands; b++)
        if (slot->later[b].len > 0)
            vec_push(&r->own, &r->later[b], slot->later[b]);
    for (ptrdiff_t i = 0; i < slot->links; i++)
        r->link[r->links++] = slot->link[i];
    for (ptrdiff_t i = 0; i < slot->uses; i++) {
        r->use[r->uses++] = slot->use[i];
        g->state[slot->use[i].person] |= slot->use[i].state;
    }
    for (ptrdiff_t i = 0; i < slot->houses; i++)
        g->house[slot->house[i].person] = slot->house[i].house;
    r->rows += slot->packed.rows;
}

static Err *take_batch(Reading *r, int count)
{
    const GatherOptions *o = r->g->options;
    parallel_for(r->g->threads, count, 1, take_blocks, r);
    for (int i = 0; i < count; i++) {
        TRY(err_keep(r->g->arena, r->slot[i].err));
        keep_block(r, &r->slot[i]);
    }
    TRY(gather_spool_check(&r->spool, r->g->arena));
    if (o->progress)
        o->progress(o->arg, r->rows);
    if (o->cancelled && o->cancelled(o->arg))
        return FAIL(r->g->arena, CONFLICT, "đã dừng theo yêu cầu; chưa có gì thay đổi",
                    "stopped as asked; nothing has changed");
    return NULL;
}

static void clear_slot(Slot *slot, ptrdiff_t delivery)
{
    arena_rewind(&slot->scratch);
    slot->delivery = delivery;
    slot->persons = slot->employers = (Piece){0};
    slot->links = slot->uses = slot->houses = 0;
}

static Err *read_blocks(Reading *r)
{
    Gather *g = r->g;
    int waiting = 0;
    for (ptrdiff_t d = 0; d < g->identify->deliveries; d++) {
        for (int64_t number = 0;; number++) {
            bool found;
            Slot *slot = &r->slot[waiting];
            clear_slot(slot, d);
            TRY(err_keep(g->arena,
                         register_fetch_cells(g->store, &slot->scratch, g->options->province,
                                              g->identify->delivery[d].delivery.id, number, &slot->packed, &found)));
            if (!found)
                break;
            if (++waiting == r->slots) {
                TRY(take_batch(r, waiting));
                waiting = 0;
            }
        }
    }
    return take_batch(r, waiting);
}

/* ---- by chunk ------------------------------------------------------------------------------------------ */

static ptrdiff_t chunk_of(const RowHead *head, bool employer)
{
    return ((employer ? head->employer : head->person) - 1) / SUBJECT_CHUNK;
}

typedef struct Sorting { /* pieces by several threads */
    const Pieces *pieces;
    Band *band;
    bool employer, placing;
    ptrdiff_t *at; /* of each piece and chunk: how many rows, then where they go */
} Sorting;

static void sort_pieces(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Sorting *s = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        const char *row = s->pieces->data[i].bytes, *end = row + s->pieces->data[i].len;
        ptrdiff_t *at = s->at + i * s->band->chunks;
        for (; row < end; row += ((const RowHead *)(const void *)row)->bytes) {
            const RowHead *head = (const RowHead *)(const void *)row;
            ptrdiff_t chunk = chunk_of(head, s->employer) - s->band->chunk;
            if (s->placing)
                s->band->row[at[chunk]] = head;
            at[chunk]++;
        }
    }
}

static void by_chunk(int threads, Arena *arena, const Pieces *pieces, bool employer, Band *band)
{
    ptrdiff_t rows = 0;
    Sorting s = {.pieces = pieces, .band = band, .employer = employer};
    s.at = new (arena, ptrdiff_t, pieces->len * band->chunks + 1);
    band->first = new (arena, ptrdiff_t, band->chunks + 1);
    parallel_for(threads, pieces->len, 1, sort_pieces, &s);
    for (ptrdiff_t c = 0; c < band->chunks; c++) {
        for (ptrdiff_t i = 0; i < pieces->len; i++) {
            ptrdiff_t n = s.at[i * band->chunks + c];
            s.at[i * band->chunks + c] = rows;
            rows += n;
        }
        band->first[c + 1] = rows;
    }
    band->row = new_raw(arena, const RowHead *, rows);
    s.placing = true;
    parallel_for(threads, pieces->len, 1, sort_pieces, &s);
}

/* ---- a band that waited ----------------------------------------------------------------------------------- */

typedef struct Fetching {
    Reading *reading;
    const Laters *later;
    char **to;
} Fetching;

static void fetch_pieces(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Fetching *f = arg;
    for (ptrdiff_t i = from; i < to; i++)
        gather_spool_get(&f->reading->spool, f->later->data[i].at, f->to[i], f->later->data[i].len);
}

static Err *fetch_band(Reading *r)
{
    Arena *keep = &r->slot[0].keep;
    const Laters *later = &r->later[r->band];
    Fetching f = {r, later, new (keep, char *, later->len)};
    for (ptrdiff_t i = 0; i < later->len; i++) {
        f.to[i] = arena_alloc_raw(keep, 1, _Alignof(RowHead), later->data[i].len);
        Piece piece = {f.to[i], later->data[i].len};
        vec_push(&r->own, &r->persons, piece);
    }
    parallel_for(r->g->threads, later->len, 1, fetch_pieces, &f);
    return gather_spool_check(&r->spool, r->g->arena);
}

/* ---- across subjects ------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const Use *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

enum { SHARES = 64 }; /* of the numbers, by their highest bits */

typedef struct Sharing {
    uint8_t *state;
    Use *use;
    ptrdiff_t first[SHARES + 1];
} Sharing;

static void mark_share(const Sharing *s, Use *use, ptrdiff_t count)
{
    ptrdiff_t from = 0;
    if (count > 0)
        qsort(use, (size_t)count, sizeof *use, by_number);
    while (from < count) {
        ptrdiff_t to = from + 1;
        while (to < count && use[to].number == use[from].number)
            to++;
        for (ptrdiff_t i = from; use[from].person != use[to - 1].person && i < to; i++)
            __atomic_fetch_or(&s->state[use[i].person], STATE_SHARES, __ATOMIC_RELAXED);
        from = to;
    }
}

static void mark_shares(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Sharing *s = arg;
    for (ptrdiff_t i = from; i < to; i++)
        mark_share(s, s->use + s->first[i], s->first[i + 1] - s->first[i]);
}

/* Persons of whom another has a number too. */
static void mark_shared(Reading *r)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Sharing s = {.state = r->g->state, .use = new_raw(&scratch, Use, r->uses)};
    ptrdiff_t next[SHARES] = {0}, rows = 0;
    for (ptrdiff_t i = 0; i < r->uses; i++)
        next[r->use[i].number >> 58] += r->use[i].number != 0;
    for (int k = 0; k < SHARES; k++) {
        s.first[k] = rows;
        rows += next[k];
        next[k] = s.first[k];
    }
    s.first[SHARES] = rows;
    for (ptrdiff_t i = 0; i < r->uses; i++)
        if (r->use[i].number)
            s.use[next[r->use[i].number >> 58]++] = r->use[i];
    parallel_for(r->g->threads, SHARES, 1, mark_shares, &s);
}

typedef struct HouseCount {
    uint64_t house;
    uint8_t size, insured;
} HouseCount;

static HouseCount *house_at(HouseCount *table, uint64_t slots, uint64_t house)
{
    uint64_t at = house & (slots - 1);
    while (table[at].house && table[at].house != house)
        at = (at + 1) & (slots - 1);
    table[at].house = house;
    return &table[at];
}

static void count_houses(Gather *g)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    int32_t persons = g->identify->persons;
    uint64_t slots = 64;
    while (slots < 2 * (uint64_t)persons)
        slots *= 2;
    HouseCount *table = new (&scratch, HouseCount, (ptrdiff_t)slots);
    for (int32_t p = 1; p <= persons; p++) {
        if (!g->house[p])
            continue;
        HouseCount *h = house_at(table, slots, g->house[p]);
        bool insured = (g->state[p] & (STATE_COMPULSORY | STATE_VOLUNTARY)) != 0;
        h->size = (uint8_t)(h->size + (h->size < UINT8_MAX));
        h->insured = (uint8_t)(h->insured + (insured && h->insured < UINT8_MAX));
    }
    for (int32_t p = 1; p <= persons; p++) {
        if (!g->house[p])
            continue;
        HouseCount *h = house_at(table, slots, g->house[p]);
        g->house_size[p] = h->size;
        g->house_insured[p] = h->insured > ((g->state[p] & (STATE_COMPULSORY | STATE_VOLUNTARY)) != 0);
    }
}

/* Stable, by a number from 1 on. */
static void sort_links(const Link *from, Link *to, ptrdiff_t count, bool employer, int32_t most)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    ptrdiff_t *next = new (&scratch, ptrdiff_t, most + 2);
    for (ptrdiff_t i = 0; i < count; i++)
        next[(employer ? from[i].employer : from[i].person) + 1]++;
    for (int32_t n = 0; n <= most; n++)
        next[n + 1] += next[n];
    for (ptrdiff_t i = 0; i < count; i++)
        to[next[employer ? from[i].employer : from[i].person]++] = from[i];
}

static void order_links(Reading *r)
{
    Gather *g = r->g;
    const Identify *id = g->identify;
    g->links = r->links;
    g->link = new_raw(&r->own, Link, g->links);
    g->link_of_employer = new_raw(&r->own, Link, g->links);
    sort_links(r->link, g->link_of_employer, g->links, true, id->employers);
    sort_links(g->link_of_employer, g->link, g->links, false, id->persons);
    sort_links(g->link, g->link_of_employer, g->links, true, id->employers);
}

/* ---- the door --------------------------------------------------------------------------------------------- */

/* Of deliveries that only name employers one row of each is enough to know it by. */
static void choose_evidence(Reading *r)
{
    const Identify *id = r->g->identify;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    uint8_t *seen = new (&scratch, uint8_t, (ptrdiff_t)id->employers + 1);
    r->evidence = new (&r->own, uint8_t *, id->deliveries);
    for (ptrdiff_t d = 0; d < id->deliveries; d++) {
        SourceKind kind = r->g->delivery[d]->kind;
        uint8_t bit = kind == FROM_tax_income ? 1 : kind == FROM_participants ? 2 : 0;
        if (bit == 0 || !id->delivery[d].employer)
            continue;
        r->evidence[d] = new (&r->own, uint8_t, (ptrdiff_t)id->delivery[d].delivery.rows);
        for (int64_t row = 0; row < id->delivery[d].delivery.rows; row++) {
            int32_t employer = id->delivery[d].employer[row];
            r->evidence[d][row] = employer > 0 && !(seen[employer] & bit);
            seen[employer] |= bit;
        }
    }
}

static Err *read_units(Reading *r, Date on)
{
    UnitList communes;
    TRY(unit_shipped(&r->own, r->g->options->province, on, &communes));
    r->units = unit_index(&r->own, communes, NULL, 0);
    return NULL;
}

static int64_t rows_read(const Gather *g)
{
    int64_t rows = 0;
    for (ptrdiff_t d = 0; d < g->identify->deliveries; d++) {
        const IdentifyDelivery *from = &g->identify->delivery[d];
        for (int64_t row = 0; from->person && row < from->delivery.rows; row++)
            rows += is_touched(g, from->person[row]);
    }
    return rows;
}

Err *gather_read_open(Gather *g, Reading **ret)
{
    Reading *r = new (g->arena, Reading, 1);
    *ret = r;
    *r =
        (Reading){.g = g, .own = arena_open(ARENA_DEFAULT), .once = arena_open(ARENA_DEFAULT), .slots = 2 * g->threads};
    r->slot = new (g->arena, Slot, r->slots);
    for (int i = 0; i < r->slots; i++)
        r->slot[i] = (Slot){.reading = r,
                            .scratch = arena_open(ARENA_DEFAULT),
                            .keep = arena_open(ARENA_DEFAULT),
                            .keep_employers = arena_open(ARENA_DEFAULT)};
    int64_t rows = 0, memory = g->options->memory > 0 ? g->options->memory : (int64_t)256 << 20;
    for (ptrdiff_t d = 0; d < g->identify->deliveries; d++)
        rows += g->identify->delivery[d].delivery.rows;
    r->link = new_raw(&r->once, Link, (ptrdiff_t)rows);
    r->use = new_raw(&r->once, Use, (ptrdiff_t)rows);
    r->chunks = ((ptrdiff_t)g->identify->persons + SUBJECT_CHUNK - 1) / SUBJECT_CHUNK;
    ptrdiff_t bands = (ptrdiff_t)(rows_read(g) * ROW_BYTES / memory) + 1;
    r->band_chunks = r->chunks / bands + 1;
    r->bands = r->chunks > 0 ? (r->chunks + r->band_chunks - 1) / r->band_chunks : 1;
    r->later = new (&r->own, Laters, r->bands);
    if (r->bands > 1)
        TRY(gather_spool_open(g->arena, &r->spool));
    choose_evidence(r);
    return err_keep(g->arena, read_units(r, date_from_days(g->last_day)));
}

static Err *read_first(Reading *r)
{
    TRY(read_blocks(r));
    for (int i = 0; i < r->slots; i++)
        arena_reset(&r->slot[i].scratch);
    mark_shared(r);
    count_houses(r->g);
    order_links(r);
    arena_close(&r->once);
    return NULL;
}

Err *gather_read_band(Reading *r, Band *ret, bool *ret_more)
{
    *ret_more = r->band < r->bands;
    if (!*ret_more)
        return NULL;
    for (int i = 0; i < r->slots; i++)
        arena_reset(&r->slot[i].keep);
    r->persons.len = 0;
    TRY(r->band == 0 ? read_first(r) : fetch_band(r));
    ptrdiff_t next = r->band * r->band_chunks, left = r->chunks - next;
    *ret = (Band){.chunk = next, .chunks = left < r->band_chunks ? left : r->band_chunks};
    by_chunk(r->g->threads, &r->slot[0].keep, &r->persons, false, ret);
    r->band++;
    return NULL;
}

void gather_read_employers(Reading *r, Band *ret)
{
    *ret = (Band){.chunks = ((ptrdiff_t)r->g->identify->employers + SUBJECT_CHUNK - 1) / SUBJECT_CHUNK};
    by_chunk(r->g->threads, &r->own, &r->employers, true, ret);
}

int64_t gather_read_rows(const Reading *r)
{
    return r->rows;
}

void gather_read_close(Reading **reading)
{
    Reading *r = *reading;
    if (!r)
        return;
    for (int i = 0; i < r->slots; i++) {
        arena_close(&r->slot[i].scratch);
        arena_close(&r->slot[i].keep);
        arena_close(&r->slot[i].keep_employers);
    }
    gather_spool_close(&r->spool);
    arena_close(&r->once);
    Arena own = r->own;
    *reading = NULL;
    arena_close(&own);
}
