/* What an open row and a person weigh together at most, by what the person's mark and trace say: most of those who
 * share a key with an open row are seen to be somebody else without being read.
 *
 * Date, sex, personal number and commune are compared as the engine compares them.  Of names it is known whether the
 * words are the same, of old numbers and telephones whether they are equal: then the best level that is left counts. */
#include "reconcile/identify_bound.h"
#include <math.h>

/* ---- fields --------------------------------------------------------------------------------------------- */

static LinkingField field_is(const LinkField *field)
{
    int f = 0;
    while (f < LINKING_FIELDS && !(field->kind == linking_kind[f] && str_eq(field->right, linking_heading[f]) &&
                                   str_eq(field->left, linking_heading[f])))
        f++;
    return (LinkingField)f;
}

static BoundField field_of(const LinkField *from)
{
    const LinkKind *kind = from->kind;
    BoundField field = {.is = field_is(from), .kind = kind};
    int unequal = kind->unequal_most > 0 ? kind->unequal_most : kind->level_count - 1;
    if (field.is == LINKING_NAME && unequal >= kind->frequency_from) /* the same words are the same term */
        unequal = kind->frequency_from - 1;
    for (int level = 1; level <= kind->level_count; level++) {
        double rare =
            from->frequency && kind->frequency && level >= kind->frequency_from ? fabs(from->frequency_cap) : 0;
        field.reach[level] = link_weight(from, level) + (field.is == LINKING_COMMUNE ? 0 : rare);
        field.any = fmax(field.any, link_weight(from, level) + rare);
        if (level <= unequal)
            field.unequal = fmax(field.unequal, field.reach[level]);
    }
    return field;
}

/* A commune has so many persons that it says little, however few rows have it beside those counted.  The engine takes
 * off what one person has more than once on average. */
static void weigh_places(const LinkModel *model, const LinkField *field, BoundPlace *place, int64_t opens,
                         int64_t persons)
{
    double own = 2 * model->prior * (double)opens, records = (double)(opens + persons);
    for (int unit = 0; unit < BOUND_UNITS; unit++) {
        double others = fmax(1, (double)place[unit].rows - own);
        place[unit].rare =
            place[unit].blob ? fmax(0, link_frequency_weight(field, field->kind->level_count, others / records)) : 0;
    }
}

void bounds_make(const LinkModel *model, BoundPlace *place, int64_t opens, int64_t persons, Bounds *ret)
{
    *ret = (Bounds){.place = place, .prior = link_prior_weight(model->prior), .fields = model->fields};
    for (int f = 0; f < model->fields; f++) {
        ret->field[f] = field_of(&model->field[f]);
        if (ret->field[f].is == LINKING_COMMUNE)
            weigh_places(model, &model->field[f], place, opens, persons);
    }
}

/* ---- the two ---------------------------------------------------------------------------------------------- */

static uint32_t unit_of(Str commune)
{
    enum { DIGITS = 5 };
    uint32_t unit = 0;
    if (commune.len == 0)
        return 0;
    for (ptrdiff_t i = 0; i < commune.len; i++) {
        if (commune.len != DIGITS || commune.ptr[i] < '0' || commune.ptr[i] > '9')
            return BOUND_ANYWHERE;
        unit = unit * 10 + (uint32_t)(commune.ptr[i] - '0');
    }
    return unit ? unit : BOUND_ANYWHERE;
}

BoundOpen bound_open(const TraceParts *parts, const LinkValue *v, Str commune)
{
    uint64_t personal = v[LINKING_PERSONAL].cell, tax = v[LINKING_TAX].cell;
    BoundOpen o = {.date = v[LINKING_BIRTH].cell, .sex = v[LINKING_SEX].cell, .old = v[LINKING_OLD].cell};
    o.personal = link_personal_checked(personal || !tax ? personal : link_personal_of_tax(tax), o.date, o.sex);
    o.name = (uint32_t)trace_value_of_cells(parts, (TraceAsked){TRACE_NAME, 0}, v);
    o.old_digest = trace_value_of_cells(parts, (TraceAsked){TRACE_OLD, 0}, v);
    o.phone = trace_value_of_cells(parts, (TraceAsked){TRACE_PHONE, 0}, v);
    o.unit = unit_of(commune);
    return o;
}

BoundPerson bound_person(const Mark *m, const Trace *t, uint32_t unit, bool whole)
{
    BoundPerson p = {.sex = m->birth >> MARK_SEX_AT, .name = m->name, .unit = unit, .whole = whole};
    trace_cells_of_mark(m, &p.date, &p.personal);
    p.old_digest = trace_old(t);
    p.phone = trace_phone(t);
    return p;
}

/* ---- their fields ------------------------------------------------------------------------------------------ */

static double of_cells(const BoundField *f, uint64_t a, uint64_t b)
{
    if (!a || !b)
        return 0;
    return f->reach[a == b ? f->kind->level_count : f->kind->compare((LinkView){a, NULL}, (LinkView){b, NULL})];
}

/* Whether the engine doubts a number depends on birth and sex. */
static double of_personal(const BoundField *f, const BoundOpen *open, const BoundPerson *person)
{
    double sure = of_cells(f, open->personal, person->personal);
    if (person->whole || !person->personal)
        return sure;
    return fmax(sure, of_cells(f, open->personal, person->personal | LINK_DOUBTFUL));
}

static double of_digests(const BoundField *f, uint64_t a, uint64_t b)
{
    if (!a || !b)
        return 0;
    return a == b ? f->any : f->unequal;
}

/* A number that has a digit too few or too many has no digest; next to one of nine digits it says nothing. */
static double of_old(const BoundField *f, const BoundOpen *open, const BoundPerson *person)
{
    enum { WHOLE = 9 };
    if (!open->old)
        return 0;
    return link_digits_count(open->old) == WHOLE ? of_digests(f, open->old_digest, person->old_digest) : f->any;
}

static double of_places(const BoundField *f, const BoundPlace *place, uint32_t a, uint32_t b)
{
    if (!a || !b)
        return 0;
    if (a == BOUND_ANYWHERE || !place[a].blob || !place[b].blob)
        return f->any;
    int level =
        a == b ? f->kind->level_count : f->kind->compare((LinkView){1, place[a].blob}, (LinkView){2, place[b].blob});
    return f->reach[level] + (level >= f->kind->frequency_from ? fmin(place[a].rare, place[b].rare) : 0);
}

static double of_field(const Bounds *b, const BoundField *f, const BoundOpen *open, const BoundPerson *person)
{
    switch (f->is) {
    case LINKING_NAME:
        return of_digests(f, open->name, person->name);
    case LINKING_BIRTH:
        return of_cells(f, open->date, person->date);
    case LINKING_SEX:
        return person->whole ? of_cells(f, open->sex, person->sex) : f->any;
    case LINKING_PERSONAL:
        return of_personal(f, open, person);
    case LINKING_OLD:
        return of_old(f, open, person);
    case LINKING_SI:
    case LINKING_TAX:
        return 0; /* persons of whom all is known have none */
    case LINKING_PHONE:
        return of_digests(f, open->phone, person->phone);
    case LINKING_COMMUNE:
        return of_places(f, b->place, open->unit, person->unit);
    default:
        return f->any;
    }
}

double bound_of(const Bounds *b, const BoundOpen *open, const BoundPerson *person)
{
    double most = b->prior;
    for (int f = 0; f < b->fields; f++)
        most += of_field(b, &b->field[f], open, person);
    return most;
}
