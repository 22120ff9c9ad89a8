/* What is asked, as it is kept; who_meet.c finds who has it; the answer is chosen of them. */
#include "reconcile/who_internal.h"

#include "base/pool.h"
#include "gather_sql.h"
#include "reconcile/reconcile.h"
#include <stdlib.h>

enum { PIVOT_YEAR = 2030 };

/* ---- what is asked ------------------------------------------------------------------------ */

static Str as_kept(Arena *scratch, ValueSort sort, Str written)
{
    Str value = {0};
    ValueFound found = value_read(scratch, sort, NULL, PIVOT_YEAR, written, &value);
    return found == VALUE_SOUND || found == VALUE_DOUBTFUL ? value : (Str){0};
}

static void ask_row(Arena scratch, const WhoRow *row, WhoAsked *ret)
{
    Str number = as_kept(&scratch, SORT_PERSONAL_ID, row->personal_id),
        old = as_kept(&scratch, SORT_OLD_ID, row->old_id);
    Str birth = as_kept(&scratch, SORT_BIRTH, row->birth), name = as_kept(&scratch, SORT_NAME, row->name);
    Date day;
    *ret = (WhoAsked){.birth = key_birth(birth)};
    if (number.len > 0)
        ret->key[KEY_PERSONAL] = key_of(KEY_PERSONAL, number);
    ret->key[KEY_INSURANCE] = key_of(KEY_INSURANCE, as_kept(&scratch, SORT_SI_NUMBER, row->si_number));
    ret->key[KEY_OLD] = key_of(KEY_OLD, old.len > 0 ? old : number); /* the old number stands in either column */
    ret->key[KEY_NAME] = key_of_name(scratch, name, birth, &ret->name);
    if (date_parse_iso(birth, &day))
        ret->year = (int16_t)day.year;
}

typedef struct Asking {
    const WhoRow *row;
    WhoAsked *asked;
} Asking;

static void ask_rows(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Asking *a = arg;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    for (ptrdiff_t i = from; i < to; i++)
        ask_row(scratch, &a->row[i], &a->asked[i]);
}

/* ---- the answer --------------------------------------------------------------------------------- */

static bool agrees(const WhoAsked *asked, const KeyWho *who)
{
    if (asked->name && who->name && asked->name != who->name)
        return false;
    if (asked->birth && who->birth)
        return asked->birth == who->birth;
    if (asked->year && who->birth)
        return asked->year == date_from_days(who->birth + date_to_days((Date){1880, 1, 1})).year;
    return true;
}

static WhoAnswer answer_of(const WhoHit *hit)
{
    if (hit->compulsory)
        return WHO_COMPULSORY;
    if (hit->voluntary)
        return WHO_VOLUNTARY;
    return hit->ever ? WHO_STOPPED : WHO_KNOWN;
}

/* Of those found by the same kind: the only one, or the only one that name and birth agree with; NULL else. */
static const WhoHit *choose(const WhoAsked *asked, const WhoHit *hit, ptrdiff_t count)
{
    const WhoHit *chosen = NULL;
    if (count == 1)
        return hit;
    for (ptrdiff_t i = 0; i < count; i++) {
        if (!agrees(asked, &hit[i].who) || !(asked->name || asked->year))
            continue;
        if (chosen)
            return NULL;
        chosen = &hit[i];
    }
    return chosen;
}

static WhoFound answer(const WhoAsked *asked, const WhoHit *hit, ptrdiff_t count)
{
    static const WhoBy by[WHO_KINDS] = {WHO_PERSONAL, WHO_INSURANCE, WHO_OLD, WHO_NAME};
    ptrdiff_t alike = 0;
    bool other = false;
    while (alike < count && hit[alike].kind == hit[0].kind)
        alike++;
    WhoFound found = {.answer = WHO_SEVERAL,
                      .by = by[hit[0].kind],
                      .last_month = FACT_MISSING,
                      .paid_to = FACT_MISSING,
                      .since = FACT_MISSING};
    const WhoHit *one = choose(asked, hit, alike);
    if (!one)
        return found;
    for (ptrdiff_t i = alike; i < count; i++)
        other |= hit[i].kind != KEY_NAME && hit[i].person != one->person;
    found.answer = answer_of(one);
    found.person = one->person;
    found.sure = one->kind != KEY_NAME && !other && agrees(asked, &one->who);
    found.last_month = one->last_month;
    found.paid_to = one->paid_to;
    found.since = one->since;
    return found;
}

/* By kind, then by person. */
static int by_kind(const void *a, const void *b)
{
    const WhoHit *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

/* Of each row of the list those that were found by it; ret_first: rows + 1 of them. */
static WhoHit *sort_hits(Arena *arena, const WhoHits *hits, ptrdiff_t rows, ptrdiff_t **ret_first)
{
    ptrdiff_t *first = new (arena, ptrdiff_t, rows + 2); /* one further on while they are put */
    WhoHit *hit = new_raw(arena, WhoHit, hits->list.len);
    for (ptrdiff_t i = 0; i < hits->list.len; i++)
        first[hits->list.data[i].row + 2]++;
    for (ptrdiff_t i = 2; i < rows + 2; i++)
        first[i] += first[i - 1];
    for (ptrdiff_t i = 0; i < hits->list.len; i++)
        hit[first[hits->list.data[i].row + 1]++] = hits->list.data[i];
    for (ptrdiff_t i = 0; i < rows; i++)
        if (first[i + 1] - first[i] > 1)
            qsort(hit + first[i], (size_t)(first[i + 1] - first[i]), sizeof *hit, by_kind);
    *ret_first = first;
    return hit;
}

static void give_answers(Arena scratch, const WhoAsked *asked, ptrdiff_t rows, const WhoHits *hits, WhoFound *ret)
{
    ptrdiff_t *first;
    const WhoHit *hit = sort_hits(&scratch, hits, rows, &first);
    for (ptrdiff_t i = 0; i < rows; i++)
        ret[i] = first[i] < first[i + 1]
                     ? answer(&asked[i], hit + first[i], first[i + 1] - first[i])
                     : (WhoFound){.last_month = FACT_MISSING, .paid_to = FACT_MISSING, .since = FACT_MISSING};
}

static Err *read_run(Store *store, Arena *arena, Str province, Date *ret_month, int64_t *ret_persons)
{
    AUTO(rows_close) Rows rows = {0};
    bool found;
    TRY(store_query(store, arena, SQL_GATHERED_ONE, ARGS(V_TEXT(province)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (!found || !date_parse_iso(rows_text(&rows, arena, 1), ret_month))
        return reconcile_none(arena);
    *ret_persons = rows_int(&rows, 2);
    return NULL;
}

Err *who_find(Store *store, Arena *arena, Str province, const WhoRow *row, ptrdiff_t rows, int threads, WhoFound *ret,
              Date *ret_month)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    WhoAsked *asked = new (&scratch, WhoAsked, rows);
    int64_t persons = 0;
    WhoHits hits;
    threads = threads > 0 ? threads : pool_cpu_count();
    TRY(scope_check(store, arena, province, province));
    TRY(read_run(store, arena, province, ret_month, &persons));
    parallel_for(threads, rows, 2048, ask_rows, &(Asking){row, asked});
    TRY(err_keep(arena, who_meet(store, &scratch, province, persons, asked, rows, threads, &hits)));
    give_answers(scratch, asked, rows, &hits, ret);
    return NULL;
}
