/* A block of a delivery: what its rows say, laid out behind a RowHead for the chunks of their bands, and in a few bytes
 * what others need to know. */
#include "reconcile/gather_read.h"

#include "register/digest.h"
#include <string.h>

enum { PLACES = 1024 };

typedef struct NamedPlace {
    Str name, code;
} NamedPlace;

/* ---- rows ------------------------------------------------------------------------------------- */

static const SourcePlan *plan_of(const Slot *slot)
{
    return slot->reading->g->delivery[slot->delivery];
}

/* Of a role that others ask for (SourcePlan.across). */
static Str cell_at(const Slot *slot, const Columns *cells, CellName role, ptrdiff_t row)
{
    const SourcePlan *plan = plan_of(slot);
    return plan->at[role] < 0 ? (Str){0} : cells->cell[plan->column[plan->at[role]]][row];
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

static void name_places(Slot *slot, Columns *cells)
{
    const SourcePlan *plan = plan_of(slot);
    if (plan->at[CELL_commune_code] < 0 || plan->at[CELL_commune_name] < 0)
        return;
    Str *code = cells->cell[plan->column[plan->at[CELL_commune_code]]];
    const Str *name = cells->cell[plan->column[plan->at[CELL_commune_name]]];
    if (!code || !name)
        return;
    NamedPlace *place = new (&slot->scratch, NamedPlace, PLACES);
    for (ptrdiff_t row = 0; row < cells->rows; row++)
        if (code[row].len == 0 && name[row].len > 0)
            code[row] = code_of(slot, place, name[row]);
}

/* ---- rows that are folded -------------------------------------------------------------------- */

typedef struct Laid { /* of the block's rows those that are laid out; after a month few */
    uint16_t *row;    /* ascending */
    ptrdiff_t rows;
    Columns cells;
} Laid;

static ptrdiff_t bytes_of(const SourcePlan *plan, const Laid *laid, ptrdiff_t i)
{
    ptrdiff_t bytes = (ptrdiff_t)sizeof(RowHead);
    for (int s = 0; s < plan->slots; s++) {
        ptrdiff_t len = laid->cells.cell[plan->column[s]][i].len;
        bytes += len + (len < 128 ? 1 : 2);
    }
    return (bytes + 3) & ~(ptrdiff_t)3;
}

static char *put_row(char *at, const SourcePlan *plan, const Laid *laid, ptrdiff_t i, RowHead head)
{
    unsigned char *length = (unsigned char *)at + sizeof head;
    memcpy(at, &head, sizeof head);
    for (int s = 0; s < plan->slots; s++) {
        ptrdiff_t len = laid->cells.cell[plan->column[s]][i].len;
        if (len >= 128)
            *length++ = (unsigned char)(128 | len >> 8);
        *length++ = (unsigned char)len;
    }
    char *text = (char *)length;
    for (int s = 0; s < plan->slots; s++) {
        Str cell = laid->cells.cell[plan->column[s]][i];
        if (cell.len > 0)
            memcpy(text, cell.ptr, (size_t)cell.len);
        text += cell.len;
    }
    return at + head.bytes;
}

static RowHead head_of(const Slot *slot, ptrdiff_t row, uint32_t bytes)
{
    const IdentifyDelivery *d = &slot->reading->g->identify->delivery[slot->delivery];
    ptrdiff_t number = (ptrdiff_t)slot->packed.first + row;
    return (RowHead){.bytes = bytes,
                     .row = (uint32_t)number,
                     .person = d->person ? d->person[number] : 0,
                     .employer = d->employer ? d->employer[number] : 0,
                     .delivery = (uint32_t)slot->delivery};
}

/* The band of a row's person; -1: it is nobody's, or of one whose rows need not be read. */
static ptrdiff_t band_of(const Slot *slot, ptrdiff_t row)
{
    const IdentifyDelivery *d = &slot->reading->g->identify->delivery[slot->delivery];
    int32_t person = d->person ? d->person[slot->packed.first + row] : 0;
    return person > 0 && is_touched(slot->reading->g, person)
               ? (person - 1) / SUBJECT_CHUNK / slot->reading->band_chunks
               : -1;
}

/* Rows that are evidence of employers. */
static bool is_evidence(const Slot *slot, ptrdiff_t row)
{
    const Reading *r = slot->reading;
    const IdentifyDelivery *d = &r->g->identify->delivery[slot->delivery];
    ptrdiff_t at = (ptrdiff_t)slot->packed.first + row;
    return d->employer && d->employer[at] > 0 && (!r->evidence[slot->delivery] || r->evidence[slot->delivery][at]);
}

/* all: columns that were read of all rows. */
static Err *read_laid(Slot *slot, const Columns *all, Laid *ret)
{
    const SourcePlan *plan = plan_of(slot);
    bool rest[REGISTER_COLUMNS];
    ret->row = new_raw(&slot->scratch, uint16_t, slot->packed.rows);
    for (ptrdiff_t row = 0; row < slot->packed.rows; row++)
        if (band_of(slot, row) >= 0 || is_evidence(slot, row))
            ret->row[ret->rows++] = (uint16_t)row;
    for (ptrdiff_t c = 0; c < REGISTER_COLUMNS; c++)
        rest[c] = plan->wanted[c] && !plan->across[c];
    TRY(register_pick(&slot->scratch, &slot->packed, rest, ret->row, ret->rows, &ret->cells));
    for (ptrdiff_t c = 0; c < REGISTER_COLUMNS; c++) {
        if (!plan->across[c])
            continue;
        Str *cell = ret->cells.cell[c] = new_raw(&slot->scratch, Str, ret->rows);
        for (ptrdiff_t i = 0; i < ret->rows; i++)
            cell[i] = all->cell[c][ret->row[i]];
    }
    name_places(slot, &ret->cells);
    return NULL;
}

/* Rows by band, each band's in their order: those of the first stay in memory. */
static void lay_persons(Slot *slot, const Laid *laid)
{
    Reading *r = slot->reading;
    const SourcePlan *plan = plan_of(slot);
    ptrdiff_t later = 0;
    ptrdiff_t *bytes = new (&slot->scratch, ptrdiff_t, r->bands);
    uint32_t *size = new (&slot->scratch, uint32_t, laid->rows);
    char **to = new (&slot->scratch, char *, r->bands);
    for (ptrdiff_t i = 0; i < laid->rows; i++) {
        ptrdiff_t band = band_of(slot, laid->row[i]);
        if (band < 0)
            continue;
        size[i] = (uint32_t)bytes_of(plan, laid, i);
        bytes[band] += size[i];
        later += band > 0 ? size[i] : 0;
    }
    char *first = arena_alloc_raw(&slot->keep, 1, _Alignof(RowHead), bytes[0]);
    char *rest = arena_alloc_raw(&slot->scratch, 1, _Alignof(RowHead), later);
    slot->later = new (&slot->scratch, Later, r->bands);
    to[0] = first;
    for (ptrdiff_t b = 1, at = 0; b < r->bands; at += bytes[b++]) {
        to[b] = rest + at;
        slot->later[b] = (Later){at, bytes[b]};
    }
    for (ptrdiff_t i = 0; i < laid->rows; i++) {
        ptrdiff_t band = band_of(slot, laid->row[i]);
        if (band >= 0)
            to[band] = put_row(to[band], plan, laid, i, head_of(slot, laid->row[i], size[i]));
    }
    slot->persons = (Piece){first, bytes[0]};
    int64_t begin = later > 0 ? gather_spool_put(&r->spool, rest, later) : 0;
    for (ptrdiff_t b = 1; b < r->bands; b++)
        slot->later[b].at += begin;
}

static void lay_employers(Slot *slot, const Laid *laid)
{
    const SourcePlan *plan = plan_of(slot);
    ptrdiff_t bytes = 0;
    for (ptrdiff_t i = 0; i < laid->rows; i++)
        if (is_evidence(slot, laid->row[i]))
            bytes += bytes_of(plan, laid, i);
    char *out = arena_alloc_raw(&slot->keep_employers, 1, _Alignof(RowHead), bytes), *at = out;
    for (ptrdiff_t i = 0; i < laid->rows; i++)
        if (is_evidence(slot, laid->row[i]))
            at = put_row(at, plan, laid, i, head_of(slot, laid->row[i], (uint32_t)bytes_of(plan, laid, i)));
    slot->employers = (Piece){out, bytes};
}

/* ---- what others of a subject need to know ----------------------------------------------------- */

static bool holds(const Slot *slot, const Columns *cells, ptrdiff_t row)
{
    int month = slot->reading->g->month, to = month_of(cell_at(slot, cells, CELL_to_month, row));
    return month_of(cell_at(slot, cells, CELL_from_month, row)) <= month && (to == FACT_MISSING || to >= month);
}

static void add_link(Slot *slot, ptrdiff_t row, Link link)
{
    const IdentifyDelivery *d = &slot->reading->g->identify->delivery[slot->delivery];
    ptrdiff_t at = (ptrdiff_t)slot->packed.first + row;
    link.person = d->person ? d->person[at] : 0;
    link.employer = d->employer ? d->employer[at] : 0;
    if (link.person > 0 && link.employer > 0)
        slot->link[slot->links++] = link;
}

static void take_tax(Slot *slot, const Columns *cells, ptrdiff_t row)
{
    Str contract = cell_at(slot, cells, CELL_contract, row);
    int32_t months = count_of(cell_at(slot, cells, CELL_months, row));
    int32_t year = count_of(cell_at(slot, cells, CELL_year, row));
    if (year < 0 || year > INT16_MAX)
        return;
    add_link(slot, row,
             (Link){.money = thousands_of(cell_at(slot, cells, CELL_taxable_income, row)),
                    .year = (int16_t)year,
                    .months = (uint8_t)(months == FACT_MISSING ? MONTHS_MISSING
                                        : months > 12          ? 12
                                                               : months),
                    .flags = (uint8_t)(LINK_TAX | (contract.len > 0 ? LINK_CONTRACT : 0) |
                                       (str_eq(contract, S("labour")) ? LINK_LABOUR : 0))});
}

static void take_spell(Slot *slot, const Columns *cells, ptrdiff_t row)
{
    const IdentifyDelivery *d = &slot->reading->g->identify->delivery[slot->delivery];
    Str number = cell_at(slot, cells, CELL_si_number, row), scheme = cell_at(slot, cells, CELL_scheme, row);
    bool compulsory = str_eq(scheme, S("compulsory")), now = holds(slot, cells, row);
    int paid_to = month_of(cell_at(slot, cells, CELL_paid_to_month, row));
    bool paid = paid_to == FACT_MISSING || paid_to >= slot->reading->g->month;
    int32_t person = d->person ? d->person[slot->packed.first + row] : 0;
    uint8_t state = now && compulsory ? STATE_COMPULSORY : now && paid ? STATE_VOLUNTARY : 0;
    if (person > 0)
        slot->use[slot->uses++] = (Use){number.len > 0 ? digest_add(digest_start(), number) : 0, person, state};
    add_link(slot, row,
             (Link){.money = thousands_of(cell_at(slot, cells, CELL_contribution_base, row)),
                    .flags = (uint8_t)(LINK_SPELL | (now && compulsory ? LINK_HOLDS : 0) |
                                       (cell_at(slot, cells, CELL_employer_code, row).len > 0 ? LINK_CODE : 0))});
}

static void take_house(Slot *slot, const Columns *cells, ptrdiff_t row)
{
    const IdentifyDelivery *d = &slot->reading->g->identify->delivery[slot->delivery];
    Str house = cell_at(slot, cells, CELL_household_id, row);
    int32_t person = d->person ? d->person[slot->packed.first + row] : 0;
    if (person <= 0 || house.len == 0)
        return;
    uint64_t digest = digest_add(digest_add(digest_start(), house), cell_at(slot, cells, CELL_commune_code, row));
    slot->house[slot->houses++] = (House){digest + (digest == 0), person};
}

static void take_across(Slot *slot, const Columns *cells)
{
    SourceKind kind = plan_of(slot)->kind;
    ptrdiff_t rows = cells->rows;
    slot->link = new_raw(&slot->scratch, Link, rows);
    slot->use = new_raw(&slot->scratch, Use, rows);
    slot->house = new_raw(&slot->scratch, House, rows);
    for (ptrdiff_t row = 0; row < rows; row++) {
        if (kind == FROM_tax_income)
            take_tax(slot, cells, row);
        else if (kind == FROM_participants)
            take_spell(slot, cells, row);
        else if (kind == FROM_population)
            take_house(slot, cells, row);
        else if (kind == FROM_household_businesses)
            add_link(slot, row, (Link){.money = FACT_MISSING, .flags = LINK_OWNER});
    }
}

Err *gather_take(Slot *slot)
{
    RegisterBlock all;
    Laid laid = {.rows = 0};
    TRY(register_unpack(&slot->scratch, &slot->packed, plan_of(slot)->across, &all));
    name_places(slot, &all.columns);
    TRY(read_laid(slot, &all.columns, &laid));
    lay_persons(slot, &laid);
    lay_employers(slot, &laid);
    take_across(slot, &all.columns);
    return NULL;
}
