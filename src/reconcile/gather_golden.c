/* The best of the values that rows give: sound before not, then by rank, then the newest. */
#include "reconcile/gather_internal.h"

static bool all_digits(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len > 0;
}

static bool is_sound(ValueSort sort, Str s)
{
    switch (sort) {
    case SORT_PERSONAL_ID:
        return s.len == 12 && all_digits(s);
    case SORT_OLD_ID:
        return s.len == 9 && all_digits(s);
    case SORT_SI_NUMBER:
        return (s.len == 10 || s.len == 12) && all_digits(s);
    case SORT_TAX_CODE:
        return (s.len == 10 || s.len == 12 || s.len == 13) && all_digits(s);
    case SORT_PHONE:
        return s.len >= 9 && s.len <= 11 && all_digits(s);
    case SORT_BIRTH:
        return s.len == 10;
    case SORT_COMMUNE:
        return s.len == 5 && all_digits(s);
    case SORT_NAME:
        for (ptrdiff_t i = 0; i < s.len; i++)
            if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
                return false;
        return s.len > 1;
    default:
        return true;
    }
}

/* Century, sex and year stand in the fourth to sixth digit; see linkage/kind_personal.c. */
bool number_fits(Str number, Str birth, Str sex)
{
    int digit = number.ptr[3] - '0', year = 1900 + digit / 2 * 100 + (number.ptr[4] - '0') * 10 + number.ptr[5] - '0';
    Date day;
    if (date_parse_iso(birth, &day) && day.year != year)
        return false;
    return sex.len != 1 || (sex.ptr[0] == 'f') == (digit % 2 == 1);
}

/* A row whose number says another birth or sex than the row itself: one of the three is wrong. */
static bool contradicts_itself(const SourceRow *row)
{
    Str number = record_at(row, CELL_personal_id);
    return number.len == 12 && all_digits(number) &&
           !number_fits(number, record_at(row, CELL_birth_date), record_at(row, CELL_sex));
}

static bool is_of_number(int field)
{
    return field == GOLDEN_personal_id || field == GOLDEN_birth || field == GOLDEN_sex;
}

/* Grows with the age of what a row says, and among rows alike with the day of their delivery. */
static int64_t mark_of(const Gather *g, const SourceRow *record)
{
    static const CellName since[] = {CELL_from_month, CELL_valid_from, CELL_year};
    int64_t own = 0;
    for (int i = 0; i < COUNTOF(since) && own == 0; i++) {
        Str cell = record_at(record, since[i]);
        for (ptrdiff_t at = 0; at < cell.len && at < 10; at++) /* ISO: digits in the order of time */
            if (cell.ptr[at] >= '0' && cell.ptr[at] <= '9')
                own = own * 10 + (cell.ptr[at] - '0');
    }
    return own << 24 | (int64_t)g->as_of[record->delivery];
}

void golden_start(Chosen *chosen)
{
    *chosen = (Chosen){0};
    for (int field = 0; field < GOLDEN_FIELDS; field++)
        chosen->origin[field] = -1;
}

static bool is_better(const Chosen *c, const Give *give, bool sound, int64_t mark)
{
    if (c->origin[give->field] < 0)
        return true;
    if (sound != c->sound[give->field])
        return sound;
    return give->rank != c->rank[give->field] ? give->rank < c->rank[give->field] : mark >= c->mark[give->field];
}

void golden_row(Chosen *chosen, const Gather *g, const SourceRow *record, bool employer, int ordinal)
{
    const SourcePlan *plan = record->plan;
    int64_t mark = -1;
    bool wrong = contradicts_itself(record);
    for (int i = 0; i < plan->gives[employer]; i++) {
        const Give *give = &plan->give[employer][i];
        Str cell = record->cell[give->slot];
        if (cell.len == 0)
            continue;
        if (mark < 0)
            mark = mark_of(g, record);
        bool sound = is_sound(give->sort, cell) && !(wrong && is_of_number(give->field));
        if (!is_better(chosen, give, sound, mark))
            continue;
        chosen->value[give->field] = cell;
        chosen->origin[give->field] = (int16_t)(ordinal < INT16_MAX ? ordinal : INT16_MAX);
        chosen->rank[give->field] = give->rank;
        chosen->sound[give->field] = sound;
        chosen->mark[give->field] = mark;
    }
}
