/* Headings near the top of a file against the columns of everything that can be taken in. */
#include "door/door_internal.h"

#include "cube/fact_import.h"
#include "plan/plan.h"
#include "register/register.h"
#include "table/heading.h"
#include "unit/unit.h"

enum { ROWS = 200, BEYOND = 5, FEWEST = 2 };

typedef struct Head {
    Arena *arena;
    Row row[ROWS];
    int rows;
} Head;

static Err *read_head(Arena *arena, const DoorFile *file, Head *head)
{
    AUTO(table_close) Table *table = NULL;
    TableOptions options = {.limits.file_bytes = INT64_MAX};
    TRY(file->path.len > 0 ? table_open(arena, file->path, options, &table)
                           : table_open_bytes(arena, file->name, file->bytes, options, &table));
    for (bool more = true; head->rows < ROWS;) {
        TRY(table_next(table, arena, &head->row[head->rows], &more));
        if (!more)
            break;
        head->rows++;
    }
    return NULL;
}

static ptrdiff_t cells_filled(const Headings *headings)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < headings->count; i++)
        n += headings->text[i].len > 0;
    return n;
}

typedef struct Fit { /* of the best header for a set of fields */
    ptrdiff_t matched, filled;
    bool whole, person; /* all that it must have is there; a name and what tells persons apart are */
} Fit;

typedef struct Candidate {
    DoorKind kind;
    const RegisterSource *source;
    const Field *field;
    ptrdiff_t fields;
    ptrdiff_t any_from, any_to; /* of these fields one must be there */
    bool mostly;                /* half of the headings must be its own: few columns say little */
} Candidate;

static bool is_whole(const Candidate *c, const ptrdiff_t *at)
{
    bool any = c->any_from == c->any_to;
    for (ptrdiff_t i = 0; i < c->fields; i++) {
        if (c->field[i].required && at[i] < 0)
            return false;
        any |= i >= c->any_from && i < c->any_to && at[i] >= 0;
    }
    return any;
}

static bool is_of_persons(const RegisterSource *source, const ptrdiff_t *at)
{
    bool name = false, tells = false;
    for (ptrdiff_t i = 0; source && i < source->columns; i++) {
        ValueSort sort = source->column[i].sort;
        name |= at[i] >= 0 && sort == SORT_NAME;
        tells |= at[i] >= 0 &&
                 (sort == SORT_PERSONAL_ID || sort == SORT_OLD_ID || sort == SORT_SI_NUMBER || sort == SORT_BIRTH);
    }
    return name && tells;
}

static Fit fit_of(const Candidate *c, Arena scratch, const FieldKeys *keys, const Headings *headings)
{
    Clash clash;
    ptrdiff_t *at = new (&scratch, ptrdiff_t, c->fields);
    Fit fit = {.filled = cells_filled(headings)};
    if (fit.filled < FEWEST)
        return fit;
    fit.matched = heading_match(scratch, keys, headings, at, &clash);
    fit.whole = is_whole(c, at) && (!c->mostly || 2 * fit.matched >= fit.filled);
    fit.person = is_of_persons(c->source, at);
    return fit;
}

static bool is_better(const Fit *a, const Fit *b)
{
    if (a->whole != b->whole)
        return a->whole;
    return a->matched > b->matched;
}

static Fit best_fit(const Head *head, const Candidate *c)
{
    Fit best = {0};
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    const FieldKeys *keys = heading_keys(&scratch, c->field, c->fields);
    for (int first = 0, last = head->rows; first < last; first++)
        for (int rows = 1; rows <= HEADING_ROWS && first + rows <= head->rows; rows++) {
            Headings headings = heading_join(&scratch, head->row + first, rows);
            Fit fit = fit_of(c, scratch, keys, &headings);
            if (!is_better(&fit, &best))
                continue;
            best = fit;
            if (fit.whole && first + BEYOND < last)
                last = first + BEYOND;
        }
    return best;
}

/* ---- all that there is -------------------------------------------------------------------------- */

static const Field unit_fields[] = {
    {"code", "Mã xã|Mã phường|Mã đơn vị|Mã đơn vị hành chính|Mã ĐVHC", FIELD_TEXT, true},
    {"name", "Tên xã|Tên phường|Tên xã/phường|Tên đơn vị|Tên đơn vị hành chính|Xã, phường|Xã/phường", FIELD_TEXT, true},
    {"kind", "Loại|Cấp|Loại đơn vị|Cấp hành chính", FIELD_TEXT, false},
    {"province", "Tỉnh|Tỉnh, thành phố|Tỉnh/thành phố|Mã tỉnh|Tên tỉnh", FIELD_TEXT, false},
    {"number", "STT|Số TT|TT", FIELD_TEXT, false},
};

static ptrdiff_t list_candidates(Arena *arena, const RegisterSources *sources, Candidate *ret)
{
    ptrdiff_t n = 0, count, from;
    const Field *field = fact_import_fields(&count, &from);
    ret[n++] = (Candidate){DOOR_FACTS, NULL, field, count, 0, from, false};
    for (int layout = 0; layout < PLAN_LAYOUTS; layout++) {
        field = plan_fields(arena, (PlanLayout)layout, &count, &from);
        ret[n++] = (Candidate){DOOR_PLAN, NULL, field, count, from, count, false};
    }
    field = unit_village_fields(&count);
    ret[n++] = (Candidate){DOOR_VILLAGES, NULL, field, count, 0, 0, true};
    for (ptrdiff_t i = 0; i < sources->count; i++) {
        const RegisterSource *source = &sources->source[i];
        field = register_fields(arena, source, NULL, 0);
        ret[n++] = (Candidate){DOOR_REGISTER, source, field, source->columns, 0, 0, false};
    }
    ret[n++] = (Candidate){DOOR_UNITS, NULL, unit_fields, COUNTOF(unit_fields), 0, 0, true};
    return n;
}

enum { OTHERS = PLAN_LAYOUTS + 3 };

static void take(DoorFound *found, const Candidate *c, const Fit *fit)
{
    if (!fit->whole || fit->matched < FEWEST || fit->matched < found->matched)
        return;
    bool same = fit->matched == found->matched && found->kind == DOOR_REGISTER && c->kind == DOOR_REGISTER;
    if (fit->matched == found->matched && !same)
        return;
    *found = (DoorFound){c->kind, same ? NULL : c->source, fit->matched};
}

Err *door_look(Arena *arena, const DoorFile *file, DoorKind door, const RegisterSource *own, DoorLook *ret)
{
    RegisterSources sources;
    bool person = false;
    Head *head = new (arena, Head, 1);
    *ret = (DoorLook){0};
    TRY(register_sources(arena, &sources));
    TRY(read_head(arena, file, head));
    Candidate *candidate = new (arena, Candidate, sources.count + OTHERS);
    ptrdiff_t count = list_candidates(arena, &sources, candidate);
    for (ptrdiff_t i = 0; i < count; i++) {
        Fit fit = best_fit(head, &candidate[i]);
        take(&ret->found, &candidate[i], &fit);
        person |= fit.person;
        bool asked = own ? candidate[i].source && str_eq(candidate[i].source->code, own->code)
                         : candidate[i].kind == door && fit.whole;
        if (asked && fit.matched > ret->own) {
            ret->own = fit.matched;
            ret->whole = fit.whole;
        }
    }
    if (ret->found.kind == DOOR_UNKNOWN && person)
        ret->found = (DoorFound){.kind = DOOR_REGISTER, .matched = FEWEST};
    return NULL;
}
