/* Lists of a province by number, of one rule or of what one run did.
 *
 * What a run puts on the list of a rule has numbers that follow each other, so the run keeps the first and the last of
 * them, and no index has to follow each lead that comes and goes.  What is off the list meanwhile is passed over where
 * it stands close together; what came back, or left, in a run is found by the events of that run. */
#include "reconcile/lead_internal.h"

#include "lead_sql.h"

enum { OFF = 1024, SKIP = 16, PUT_VALUES = 5 };

typedef struct Range {
    int64_t run, first, last;
} Range;
typedef Vec(Range) Ranges;

typedef struct Listing {
    Store *store;
    Arena *arena;
    const LeadFilter *filter;
    const LeadReading *reading;
    Leads *ret;
} Listing;

static int64_t left(const Listing *l)
{
    return lead_filter_limit(l->filter) - l->ret->len;
}

static Err *read_ranges(const Listing *l, Ranges *ret)
{
    AUTO(rows_close) Rows rows = {0};
    const LeadFilter *f = l->filter;
    Err *err;
    TRY(store_query(l->store, l->arena, SQL_LEAD_RANGES, ARGS(V_TEXT(f->province), V_TEXT(f->rule), V_INT(f->after)),
                    &rows));
    for (bool more; !(err = rows_next(&rows, l->arena, &more)) && more;)
        vec_push(l->arena, ret, ((Range){rows_int(&rows, 0), rows_int(&rows, 1), rows_int(&rows, 2)}));
    return err;
}

/* ---- open ones ----------------------------------------------------------------------------------- */

static Err *take_open(const Listing *l, int64_t from, int64_t to)
{
    const LeadFilter *f = l->filter;
    if (from > to || left(l) <= 0)
        return NULL;
    return leads_take(l->store, l->arena, SQL_LEAD_OPEN_BETWEEN,
                      ARGS(V_TEXT(f->province), V_INT(from - 1), V_INT(to), V_TEXT(f->rule), V_INT(f->run),
                           V_INT(lead_filter_employer(f)), V_INT(left(l))),
                      l->reading, l->ret);
}

static Err *read_off(const Listing *l, int64_t from, int64_t to, int64_t *ret, ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    const LeadFilter *f = l->filter;
    Err *err;
    *ret_count = 0;
    TRY(store_query(l->store, l->arena, SQL_LEAD_OFF_BETWEEN,
                    ARGS(V_TEXT(f->province), V_TEXT(f->rule), V_INT(from - 1), V_INT(to), V_INT(OFF)), &rows));
    for (bool more; !(err = rows_next(&rows, l->arena, &more)) && more;)
        ret[(*ret_count)++] = rows_int(&rows, 0);
    return err;
}

/* Of one rule. */
static Err *pass_over(const Listing *l, int64_t from, int64_t to)
{
    int64_t off[OFF];
    while (from <= to && left(l) > 0) {
        ptrdiff_t count;
        TRY(read_off(l, from, to, off, &count));
        int64_t end = count < OFF ? to : off[count - 1];
        for (ptrdiff_t i = 0, n; i < count; i += n) {
            for (n = 1; i + n < count && off[i + n] == off[i] + n;)
                n++;
            if (n < SKIP)
                continue;
            TRY(take_open(l, from, off[i] - 1));
            from = off[i] + n;
        }
        TRY(take_open(l, from, end));
        from = end + 1;
    }
    return NULL;
}

/* ---- what a run did -------------------------------------------------------------------------------- */

static Err *take_became(const Listing *l, int64_t from, int64_t to)
{
    const LeadFilter *f = l->filter;
    if (left(l) <= 0)
        return NULL;
    return leads_take(l->store, l->arena, f->cleared ? SQL_LEAD_CLEARED_BETWEEN : SQL_LEAD_RETURNED_BETWEEN,
                      ARGS(V_TEXT(f->province), V_INT(f->run), V_INT(from - 1), V_INT(to), V_TEXT(f->rule),
                           V_INT(lead_filter_employer(f)), V_INT(left(l))),
                      l->reading, l->ret);
}

static Err *take_range(const Listing *l, const Range *range)
{
    const LeadFilter *f = l->filter;
    int64_t from = f->after >= range->first ? f->after + 1 : range->first;
    if (f->run > 0 && range->run > f->run)
        return NULL;
    if (f->run > 0 && (f->cleared || range->run < f->run))
        return take_became(l, from, range->last);
    return f->rule.len > 0 ? pass_over(l, from, range->last) : take_open(l, from, range->last);
}

Err *leads_by_range(Store *store, Arena *arena, const LeadFilter *filter, const LeadReading *reading, Leads *ret)
{
    Listing l = {store, arena, filter, reading, ret};
    Ranges ranges = {0};
    TRY(read_ranges(&l, &ranges));
    for (ptrdiff_t i = 0; i < ranges.len; i++)
        TRY(take_range(&l, &ranges.data[i]));
    return NULL;
}

/* ---- kept -------------------------------------------------------------------------------------------- */

Err *lead_ranges_save(Store *store, Arena *arena, Str province, int64_t run, const RuleCount *rule, ptrdiff_t rules,
                      const int64_t *first)
{
    Value *put = new (arena, Value, rules * PUT_VALUES);
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < rules; i++) {
        if (first[i + 1] == first[i])
            continue;
        Value *to = put + count++ * PUT_VALUES;
        to[0] = V_TEXT(province);
        to[1] = V_TEXT(rule[i].code);
        to[2] = V_INT(run);
        to[3] = V_INT(first[i]);
        to[4] = V_INT(first[i + 1] - 1);
    }
    return store_copy(store, arena, SQL_LEAD_RANGE_PUT, put, PUT_VALUES, count);
}
