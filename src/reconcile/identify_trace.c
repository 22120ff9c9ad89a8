/* Traces: of a row that is not read again, what its mark does not say and rules of the model ask; and the values that
 * rules ask, or digests of them, the same of marks and traces as of cells that are read. */
#include "reconcile/identify_trace.h"

#include <string.h>

const LinkKind *const linking_kind[LINKING_FIELDS] = {
    [LINKING_NAME] = &link_kind_name,    [LINKING_BIRTH] = &link_kind_date,
    [LINKING_SEX] = &link_kind_sex,      [LINKING_PERSONAL] = &link_kind_personal,
    [LINKING_OLD] = &link_kind_personal, [LINKING_SI] = &link_kind_social,
    [LINKING_TAX] = &link_kind_tax,      [LINKING_PHONE] = &link_kind_phone,
    [LINKING_COMMUNE] = &link_kind_place};

static int part_named(const LinkKind *kind, const char *name)
{
    for (int i = 0; kind->part[i]; i++)
        if (strcmp(kind->part[i], name) == 0)
            return i;
    return -1;
}

TraceParts trace_parts(void)
{
    return (TraceParts){part_named(&link_kind_name, "given_phonetic"), part_named(&link_kind_name, "first_last"),
                        part_named(&link_kind_name, "given_initial")};
}

static uint32_t folded(uint64_t key)
{
    return key ? (uint32_t)(key >> 32 ^ key) | 2 : 0;
}

static uint16_t sound_of(const TraceParts *parts, const void *name)
{
    uint64_t key = name ? link_kind_name.key((LinkView){1, name}, parts->sound) : 0;
    return key ? (uint16_t)(key >> 48) | 1 : 0;
}

/* Leaves the lowest bit free. */
static uint16_t first_last_of(const TraceParts *parts, const void *name)
{
    uint64_t key = name ? link_kind_name.key((LinkView){1, name}, parts->first_last) : 0;
    return key ? (uint16_t)((key >> 49 | 1) << 1) : 0;
}

static uint8_t initial_of(const TraceParts *parts, const void *name)
{
    uint64_t key = name ? link_kind_name.key((LinkView){1, name}, parts->initial) : 0;
    return key ? (uint8_t)(key >> 56) | 1 : 0;
}

/* Leaves the lowest eight bits free. */
static uint32_t phone_of(uint64_t key)
{
    return key ? (folded(key) | 1u << 8) & ~UINT32_C(255) : 0;
}

static uint64_t number_key(const LinkKind *kind, const LinkParse *parse, Str written)
{
    uint64_t cell = written.len > 0 ? kind->parse(parse, written).cell : 0;
    return cell ? kind->key((LinkView){cell, NULL}, 0) : 0;
}

static uint64_t two_digits(uint32_t number)
{
    return number + 6 * (number / 10);
}

/* The cell of a date whose mark this is; years have four digits. */
static uint64_t date_cell(uint32_t day)
{
    uint32_t year = day >> 9;
    return two_digits(year / 100) << 24 | two_digits(year % 100) << 16 | two_digits(day >> 5 & 15) << 8 |
           two_digits(day & 31);
}

static uint64_t personal_cell(uint64_t digits)
{
    return digits ? link_personal_of_tax(digits | UINT64_C(12) << 52) : 0;
}

static bool is_commune(Str cell)
{
    bool digits = true;
    for (ptrdiff_t i = 0; i < cell.len; i++)
        digits &= cell.ptr[i] >= '0' && cell.ptr[i] <= '9';
    return cell.len == 0 || (cell.len == 5 && digits && !str_eq(cell, S("00000")));
}

/* The mark says of number, date and commune what the cells say. */
static bool mark_tells(const LinkParse *parse, const Str *cell, const Mark *mark)
{
    Str written = cell[LINKING_PERSONAL], birth = cell[LINKING_BIRTH];
    uint64_t number = written.len > 0 ? link_kind_personal.parse(parse, written).cell : 0;
    uint64_t born = birth.len > 0 ? link_kind_date.parse(parse, birth).cell : 0;
    return cell[LINKING_SI].len == 0 && cell[LINKING_TAX].len == 0 && number == personal_cell(mark->personal) &&
           born == date_cell(mark_day(mark)) && is_commune(cell[LINKING_COMMUNE]);
}

Trace trace_of(const LinkParse *parse, const TraceParts *parts, const Str *written, const Mark *mark,
               const LinkValue *name)
{
    Str cell[LINKING_FIELDS];
    memcpy(cell, written, sizeof cell);
    linking_tidy(cell);
    uint64_t term = name->blob ? link_kind_name.term((LinkView){1, name->blob}) : 0;
    Trace t = {.term = (uint32_t)(term >> 32),
               .sound = sound_of(parts, name->blob),
               .first_last = first_last_of(parts, name->blob) | (uint16_t)(term & 1)};
    t.phone = phone_of(number_key(&link_kind_phone, parse, cell[LINKING_PHONE])) | initial_of(parts, name->blob);
    t.old = folded(number_key(&link_kind_personal, parse, cell[LINKING_OLD])) & ~UINT32_C(1);
    t.old |= mark_tells(parse, cell, mark);
    return t;
}

uint64_t trace_term(const Mark *m, const Trace *t)
{
    uint32_t low = m->name ^ t->term;
    return m->name ? (uint64_t)t->term << 32 | (low & ~UINT32_C(1)) | (t->first_last & 1) : 0;
}

/* ---- what rules ask ------------------------------------------------------------------------------------ */

static TraceWhat what_of_name(const LinkKind *kind, int part)
{
    const char *name = kind->part[part];
    if (strcmp(name, "sorted") == 0)
        return TRACE_NAME;
    if (strcmp(name, "given") == 0 || strcmp(name, "given_phonetic") == 0)
        return TRACE_SOUND;
    if (strcmp(name, "given_initial") == 0)
        return TRACE_INITIAL;
    return strcmp(name, "first_last") == 0 ? TRACE_FIRST_LAST : TRACE_NOTHING;
}

TraceAsked trace_asked(const LinkField *field, int part)
{
    static const struct {
        LinkingField field;
        const LinkKind *kind;
        TraceWhat what;
        bool full; /* only whole numbers */
    } known[] = {{LINKING_BIRTH, &link_kind_date, TRACE_DATE, false},
                 {LINKING_PERSONAL, &link_kind_personal, TRACE_NUMBER, false},
                 {LINKING_OLD, &link_kind_personal, TRACE_OLD, true},
                 {LINKING_PHONE, &link_kind_phone, TRACE_PHONE, true},
                 {LINKING_SI, &link_kind_social, TRACE_DEAD, false},
                 {LINKING_TAX, &link_kind_tax, TRACE_DEAD, false},
                 {LINKING_COMMUNE, &link_kind_place, TRACE_PLACE, true}};
    if (str_eq(field->right, linking_heading[LINKING_NAME]) && field->kind == &link_kind_name)
        return (TraceAsked){what_of_name(field->kind, part), 0}; /* a trace has the same for a name and its sound */
    for (ptrdiff_t i = 0; i < COUNTOF(known); i++)
        if (str_eq(field->right, linking_heading[known[i].field]) && field->kind == known[i].kind)
            return (TraceAsked){known[i].full && part != (known[i].what == TRACE_PLACE) ? TRACE_NOTHING : known[i].what,
                                part};
    return (TraceAsked){TRACE_NOTHING, part};
}

uint64_t trace_value_of_cells(const TraceParts *parts, TraceAsked asked, const LinkValue *v)
{
    uint64_t date = v[LINKING_BIRTH].cell, number = v[LINKING_PERSONAL].cell;
    uint64_t term = v[LINKING_NAME].blob ? link_kind_name.term((LinkView){1, v[LINKING_NAME].blob}) : 0;
    uint64_t old = v[LINKING_OLD].cell, phone = v[LINKING_PHONE].cell;
    switch (asked.what) {
    case TRACE_NAME:
        return term ? (uint32_t)(term ^ term >> 32) | 1 : 0;
    case TRACE_SOUND:
        return sound_of(parts, v[LINKING_NAME].blob);
    case TRACE_FIRST_LAST:
        return first_last_of(parts, v[LINKING_NAME].blob);
    case TRACE_INITIAL:
        return initial_of(parts, v[LINKING_NAME].blob);
    case TRACE_DATE:
        return date ? link_kind_date.key((LinkView){date, NULL}, asked.part) : 0;
    case TRACE_PLACE:
        return v[LINKING_COMMUNE].blob ? link_kind_place.key((LinkView){1, v[LINKING_COMMUNE].blob}, asked.part) : 0;
    case TRACE_NUMBER:
        return number ? link_kind_personal.key((LinkView){number, NULL}, asked.part) : 0;
    case TRACE_OLD:
        return old ? folded(link_kind_personal.key((LinkView){old, NULL}, 0)) & ~UINT32_C(1) : 0;
    case TRACE_PHONE:
        return phone ? phone_of(link_kind_phone.key((LinkView){phone, NULL}, 0)) : 0;
    default:
        return 0;
    }
}

TraceRow trace_row(const Mark *m, const Trace *t, uint64_t place)
{
    return (TraceRow){date_cell(mark_day(m)), personal_cell(m->personal), place, m->name, *t};
}

static uint64_t value_of_row(const TraceRow *r, TraceAsked asked)
{
    switch (asked.what) {
    case TRACE_NAME:
        return r->name;
    case TRACE_SOUND:
        return r->trace.sound;
    case TRACE_FIRST_LAST:
        return r->trace.first_last & ~1u;
    case TRACE_INITIAL:
        return r->trace.phone & 255;
    case TRACE_DATE:
        return r->date ? link_kind_date.key((LinkView){r->date, NULL}, asked.part) : 0;
    case TRACE_PLACE:
        return r->place;
    case TRACE_NUMBER:
        return r->personal ? link_kind_personal.key((LinkView){r->personal, NULL}, asked.part) : 0;
    case TRACE_OLD:
        return trace_old(&r->trace);
    case TRACE_PHONE:
        return trace_phone(&r->trace);
    default:
        return 0;
    }
}

void trace_values(const TraceRow *row, ptrdiff_t rows, TraceAsked asked, uint64_t *ret)
{
    for (ptrdiff_t i = 0; i < rows; i++)
        ret[i] = value_of_row(&row[i], asked);
}

void trace_cells_of_mark(const Mark *m, uint64_t *ret_date, uint64_t *ret_personal)
{
    *ret_date = date_cell(mark_day(m));
    *ret_personal = personal_cell(m->personal);
}
