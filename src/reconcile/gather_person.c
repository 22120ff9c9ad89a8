/* The rows of one person, as they come; gather_facts.c says what they come to. */
#include "reconcile/gather_person.h"

#include "vn/vn.h"

PersonFold *person_fold(Arena *arena)
{
    return new (arena, PersonFold, 1);
}

void person_start(PersonFold *f, const Gather *g, int32_t person)
{
    *f = (PersonFold){.g = g,
                      .person = person,
                      .listed_death = FACT_MISSING,
                      .death = FACT_MISSING,
                      .left = FACT_MISSING,
                      .list_health = FACT_MISSING,
                      .until = INT16_MAX};
}

/* ---- cells ----------------------------------------------------------------------------- */

Str record_at(const SourceRow *record, CellName role)
{
    int slot = record->plan->at[role];
    return slot < 0 ? (Str){0} : record->cell[slot];
}

int month_of(Str cell)
{
    Date d;
    return date_parse_iso(cell, &d) && d.month > 0 ? d.year * 12 + d.month - 1 : FACT_MISSING;
}

int32_t day_of(Str cell)
{
    Date d;
    return date_parse_iso(cell, &d) && date_is_day(d) ? (int32_t)date_to_days(d) : FACT_MISSING;
}

static int64_t whole(Str cell)
{
    int64_t n = 0;
    for (ptrdiff_t i = 0; i < cell.len; i++) {
        if (cell.ptr[i] < '0' || cell.ptr[i] > '9' || n > INT64_MAX / 16)
            return -1;
        n = n * 10 + (cell.ptr[i] - '0');
    }
    return cell.len > 0 ? n : -1;
}

bool twelve_digits(Str number)
{
    return number.len == 12 && whole(number) >= 0;
}

int32_t thousands_of(Str cell)
{
    int64_t n = whole(cell);
    return n < 0 ? FACT_MISSING : n >= (int64_t)INT32_MAX * 1000 ? INT32_MAX : (int32_t)((n + 500) / 1000);
}

int32_t count_of(Str cell)
{
    int64_t n = whole(cell);
    return n < 0 ? FACT_MISSING : n > INT32_MAX ? INT32_MAX : (int32_t)n;
}

int32_t flag_of(Str cell)
{
    return cell.len == 1 && (cell.ptr[0] == '0' || cell.ptr[0] == '1') ? cell.ptr[0] - '0' : FACT_MISSING;
}

static void add_number(Numbers *n, Str number)
{
    for (int i = 0; i < n->count; i++)
        if (str_eq(n->number[i], number))
            return;
    if (n->count < NUMBERS)
        n->number[n->count++] = number;
}

static Span span_of(const SourceRow *record)
{
    int from = month_of(record_at(record, CELL_from_month)), to = month_of(record_at(record, CELL_to_month));
    return (Span){from == FACT_MISSING ? ALWAYS : from, to == FACT_MISSING ? EVER : to};
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* From this day on, or from the one after it. */
static void from_day(PersonFold *f, int32_t day)
{
    if (day == FACT_MISSING)
        return;
    Date d = date_from_days(day);
    from_then(f, d.year * 12 + d.month - 1);
    from_then(f, d.year * 12 + d.month);
}

static void from_span(PersonFold *f, Span span)
{
    from_then(f, span.from);
    if (span.to != EVER)
        from_then(f, span.to + 1);
}

static void take_listed(PersonFold *f, Arena *scratch, const SourceRow *r)
{
    (void)scratch;
    Str status = record_at(r, CELL_status);
    int32_t day = day_of(record_at(r, CELL_status_date));
    f->listed = true;
    if (is(status, "deceased"))
        from_day(f, day);
    if (is(status, "deceased") && (day == FACT_MISSING || day <= f->g->last_day)) {
        f->deceased = true;
        f->listed_death = day;
        return;
    }
    f->living = true;
    if (!is(status, "moved"))
        f->stays = true;
}

static int method_of(Str method)
{
    return method.len > 0 ? fact_code(false, PERSON_pay_method, method) : -1;
}

static void take_spell(PersonFold *f, Arena *scratch, const SourceRow *r)
{
    Str number = record_at(r, CELL_si_number);
    Spell s = {.span = span_of(r),
               .compulsory = is(record_at(r, CELL_scheme), "compulsory"),
               .paid_to = month_of(record_at(r, CELL_paid_to_month)),
               .base = thousands_of(record_at(r, CELL_contribution_base)),
               .employer = r->employer,
               .unemployment = flag_of(record_at(r, CELL_unemployment_insured)),
               .health = flag_of(record_at(r, CELL_health_insured)),
               .method = method_of(record_at(r, CELL_payment_method))};
    if (number.len > 0)
        add_number(&f->insurance, number);
    s.leave_to = s.span.to;
    if (s.compulsory && s.span.to != EVER)
        s.leave_to += leave_months(&f->g->leaves, record_at(r, CELL_movement));
    from_span(f, s.span);
    from_then(f, s.paid_to + 1);
    if (s.leave_to != EVER)
        from_then(f, s.leave_to + 1);
    if (s.span.from <= f->g->month)
        vec_push(scratch, &f->spells, s);
}

/* The same row twice in a file is no second wage. */
static bool same_wage(const Wage *a, const Wage *b)
{
    return a->money == b->money && a->months == b->months && a->employer == b->employer && a->labour == b->labour &&
           a->employer > 0;
}

static void take_tax(PersonFold *f, Arena *scratch, const SourceRow *r)
{
    Str contract = record_at(r, CELL_contract);
    int code = contract.len > 0 ? fact_code(false, PERSON_tax_contract, contract) : -1;
    if (count_of(record_at(r, CELL_year)) != f->g->tax_year)
        return;
    f->contract_said |= code >= 0;
    if (code >= 0)
        f->contract |= 1 << code;
    Wage w = {.money = thousands_of(record_at(r, CELL_taxable_income)),
              .months = count_of(record_at(r, CELL_months)),
              .employer = r->employer,
              .labour = is(contract, "labour")};
    if (w.months != FACT_MISSING && w.months > 12)
        w.months = 12;
    for (ptrdiff_t i = 0; i < f->wages.len; i++)
        if (same_wage(&f->wages.data[i], &w))
            return;
    vec_push(scratch, &f->wages, w);
}

static void take_business(PersonFold *f, Arena *scratch, const SourceRow *r)
{
    Str from = record_at(r, CELL_method_from);
    Business b = {record_at(r, CELL_status), record_at(r, CELL_tax_method),
                  from.len > 0 ? from : record_at(r, CELL_registered_on)};
    vec_push(scratch, &f->businesses, b);
}

static void take_list(PersonFold *f, Arena *scratch, const SourceRow *r)
{
    (void)scratch;
    int code = fact_code(false, PERSON_lists, record_at(r, CELL_list));
    int32_t from = day_of(record_at(r, CELL_valid_from)), to = day_of(record_at(r, CELL_valid_to));
    from_day(f, from);
    from_day(f, to);
    if (code < 0 || (from != FACT_MISSING && from > f->g->last_day) || (to != FACT_MISSING && to < f->g->last_day))
        return;
    int32_t health = flag_of(record_at(r, CELL_health_insured));
    f->lists |= 1 << code;
    if (health != FACT_MISSING && health > f->list_health)
        f->list_health = health;
}

static void take_benefit(PersonFold *f, Arena *scratch, const SourceRow *r)
{
    Benefit b = {span_of(r), record_at(r, CELL_benefit)};
    from_span(f, b.span);
    if (b.span.from <= f->g->month)
        vec_push(scratch, &f->benefits, b);
}

static void take_departure(PersonFold *f, Arena *scratch, const SourceRow *r)
{
    (void)scratch;
    int32_t day = day_of(record_at(r, CELL_event_date));
    from_day(f, day);
    if (day == FACT_MISSING || day > f->g->last_day)
        return;
    if (is(record_at(r, CELL_event), "death") && (f->death == FACT_MISSING || day < f->death))
        f->death = day;
    if (is(record_at(r, CELL_event), "emigration") && (f->left == FACT_MISSING || day > f->left))
        f->left = day;
}

/* ---- what rows contradict each other in -------------------------------------------------------- */

static void compare(PersonFold *f, Str *first, Str now, int32_t bit)
{
    if (now.len == 0)
        return;
    if (first->len == 0)
        *first = now;
    else if (!str_eq(*first, now))
        f->conflicts |= bit;
}

static void compare_names(PersonFold *f, Arena scratch, Str now)
{
    if (now.len == 0 || str_eq(f->name, now))
        return;
    if (f->name.len == 0)
        f->name = now;
    else if (!str_eq(vn_fold(&scratch, f->name, VN_KEY), vn_fold(&scratch, now, VN_KEY)))
        f->conflicts |= CONFLICT_NAME;
}

/* A number of nine digits is of an old card: it is no wrong personal number, he has none there. */
static void take_number(PersonFold *f, SourceKind kind, Str number)
{
    enum { OLD = 9 };
    bool whole_now = twelve_digits(number), whole_before = twelve_digits(f->number);
    if ((kind != FROM_population && kind != FROM_participants) || number.len == 0 || number.len == OLD)
        return;
    if (f->number.len == 0 || whole_now > whole_before || (whole_now == whole_before && kind < f->number_of)) {
        f->number = number;
        f->number_of = kind;
    }
}

static void compare_row(PersonFold *f, Arena scratch, const SourceRow *r)
{
    Str birth = record_at(r, CELL_birth_date), number = record_at(r, CELL_personal_id);
    compare(f, &f->birth, birth.len == 10 ? birth : (Str){0}, CONFLICT_BIRTH);
    compare(f, &f->sex, record_at(r, CELL_sex), CONFLICT_SEX);
    compare_names(f, scratch, record_at(r, CELL_full_name));
    if (twelve_digits(number))
        add_number(&f->personal, number);
    take_number(f, r->plan->kind, number);
}

void person_row(PersonFold *f, Arena *scratch, const SourceRow *record)
{
    static void (*const takes[SOURCE_KIND_COUNT])(PersonFold *, Arena *, const SourceRow *) = {
        [FROM_population] = take_listed,    [FROM_participants] = take_spell,
        [FROM_tax_income] = take_tax,       [FROM_household_businesses] = take_business,
        [FROM_affiliations] = take_list,    [FROM_beneficiaries] = take_benefit,
        [FROM_departures] = take_departure,
    };
    SourceKind kind = record->plan->kind;
    compare_row(f, *scratch, record);
    if (kind < SOURCE_KIND_COUNT && takes[kind])
        takes[kind](f, scratch, record);
}

/* ---- what he is found by ---------------------------------------------------------------------------------------- */

static int add_keys(KeyKind kind, const Numbers *numbers, uint64_t *key)
{
    int count = 0;
    for (int i = 0; i < numbers->count; i++) {
        key[count] = key_of(kind, numbers->number[i]);
        count += key[count] != 0;
    }
    return count;
}

int person_keys(const PersonFold *f, Arena scratch, const Chosen *chosen, uint64_t *key, KeyWho *ret_who)
{
    static_assert(2 * NUMBERS + 3 <= KEYS_MOST, "all keys have room");
    const Str *value = chosen->value;
    int count = add_keys(KEY_PERSONAL, &f->personal, key);
    count += add_keys(KEY_INSURANCE, &f->insurance, key + count);
    if (f->personal.count == 0 && (key[count] = key_of(KEY_PERSONAL, value[GOLDEN_personal_id])))
        count++; /* not sound, and all there is */
    if ((key[count] = key_of(KEY_OLD, value[GOLDEN_old_id])))
        count++;
    key[count] = key_of_name(scratch, value[GOLDEN_name], value[GOLDEN_birth], &ret_who->name);
    count += key[count] != 0;
    ret_who->birth = key_birth(value[GOLDEN_birth]);
    return count;
}
