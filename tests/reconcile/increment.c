/* A month after the other: what an increment passes over makes no difference.  The same deliveries are reconciled by
 * increments and by reading every row anew, on both databases and by one thread and several. */
#include "base/file.h"
#include "base/vec.h"
#include "generate/people.h"
#include "reconcile/gather_internal.h"
#include "reconcile/lead.h"
#include "reconcile/review.h"
#include "reconcile/rule.h"
#include "register/digest.h"
#include "stores.h"
#include "store/driver.h"
#include <stdlib.h>
#include <string.h>

#define BOTH(name, sql) static const Query name = {#name, sql, sql}
enum { PERSONS = 2500, MONTHS = 3 };
static const char *const sources[] = {"population",   "participants",  "employers",
                                      "tax_income",   "enterprises",   "household_businesses",
                                      "affiliations", "beneficiaries", "departures"};
static const Clock winter = {.fixed_ms = 1799971200000}; /* 2027-01-15 */

typedef struct Outcome { /* after the last month */
    ReconcileReport report;
    Gathered gathered;
    Lead *lead[2]; /* open, cleared */
    ptrdiff_t leads[2];
} Outcome;

static Str folder_of(Arena *arena, int month)
{
    return test_temp(arena, str_fmt(arena, "month-%d", month));
}

static void simulate(Arena *arena)
{
    for (int month = 0; month < MONTHS; month++) {
        PeopleResult people;
        PeopleSpec spec = {.what = PEOPLE_MONTH,
                           .seed = 7,
                           .persons = PERSONS,
                           .province = S("HY"),
                           .profile = S("middle"),
                           .month = PEOPLE_FIRST_MONTH + month,
                           .planted = (uint64_t)(0.05 * 4294967296.0),
                           .folder = folder_of(arena, month),
                           .threads = 2};
        assert_ok(people_generate(arena, spec, NULL, &people));
    }
}

static Date day_at(int month)
{
    static const Date last[MONTHS] = {{2026, 10, 31}, {2026, 11, 30}, {2026, 12, 31}};
    return last[month];
}

static void deliver_lists(Store *store, Arena *arena, int month, unsigned lists)
{
    for (ptrdiff_t i = 0; i < COUNTOF(sources); i++) {
        if (!(lists >> i & 1))
            continue;
        RegisterReport report;
        RegisterPut put = {.province = S("33"),
                           .source = str_from(sources[i]),
                           .as_of = day_at(month),
                           .path = str_fmt(arena, "%.*s/mo-phong-%s.csv", STRF(folder_of(arena, month)), sources[i]),
                           .name = str_from(sources[i]),
                           .by = S("mai"),
                           .rejects = test_temp(arena, S("rejects.csv")),
                           .threads = 2};
        assert_ok(register_put(store, arena, &put, &report));
        if (report.delivery.state != DELIVERY_HELD)
            continue;
        assert_ok(store_begin(store, arena));
        assert_ok(register_release(store, arena, S("33"), report.delivery.id, S("lan")));
        assert_ok(store_commit(store, arena));
    }
}

static void deliver(Store *store, Arena *arena, int month)
{
    deliver_lists(store, arena, month, ~0u);
}

static ReconcileReport reconciled(Store *store, Arena *arena, int month, int threads, bool anew)
{
    ReconcileReport report;
    Date day = day_at(month);
    ReconcileOptions options = {
        .province = S("33"), .month = {day.year, day.month, 0}, .threads = threads, .anew = anew, .by = S("mai")};
    options.memory = anew ? (int64_t)704 << 20 : 0; /* with a bound of one's own the engine reads all persons */
    assert_ok(reconcile_run(store, arena, &options, &report));
    return report;
}

static Outcome outcome_of(Store *store, Arena *arena, ReconcileReport report)
{
    Outcome o = {.report = report};
    assert_ok(gathered_load(store, arena, S("33"), &o.gathered));
    for (int cleared = 0; cleared < 2; cleared++) {
        LeadFilter all = {.province = S("33"), .cleared = cleared, .limit = 1000000};
        assert_ok(lead_list(store, arena, &all, &o.lead[cleared], &o.leads[cleared]));
    }
    return o;
}

static ptrdiff_t listed(Store *store, Arena *arena, LeadFilter filter, Lead **ret)
{
    ptrdiff_t count;
    filter.limit = 1000000;
    assert_ok(lead_list(store, arena, &filter, ret, &count));
    return count;
}

static bool is_listed(const Lead *lead, const LeadFilter *f)
{
    return (f->rule.len == 0 || str_eq(lead->rule, f->rule)) &&
           (f->run == 0 || (f->cleared ? lead->cleared_run : lead->since_run) == f->run);
}

/* Page by page, all at once, and of all leads those that are asked for. */
static void check_list(Store *store, Arena *arena, const Outcome *o, LeadFilter filter)
{
    Lead *list, *page;
    ptrdiff_t count = listed(store, arena, filter, &list), at = 0, pages;
    for (ptrdiff_t i = 0; i < o->leads[filter.cleared]; i++) {
        const Lead *lead = &o->lead[filter.cleared][i];
        if (is_listed(lead, &filter)) {
            assert_true(at < count);
            assert_int_equal(list[at++].id, lead->id);
        }
    }
    assert_int_equal(at, count);
    filter.limit = count / 3 + 1;
    for (at = 0; at < count; at += pages) {
        assert_ok(lead_list(store, arena, &filter, &page, &pages));
        assert_true(pages > 0 && page[0].id == list[at].id && page[pages - 1].id == list[at + pages - 1].id);
        filter.after = page[pages - 1].id;
    }
}

static void check_tally(Store *store, Arena *arena, const Outcome *o, Str rule)
{
    LeadFilter filter = {.province = S("33"), .rule = rule};
    LeadTally *tally;
    ptrdiff_t count, all = 0;
    assert_ok(lead_tally(store, arena, &filter, LEAD_BY_UNIT_AND_RULE, &tally, &count));
    for (ptrdiff_t i = 0; i < o->leads[0]; i++)
        all += str_eq(o->lead[0][i].rule, rule);
    for (ptrdiff_t i = 0; i < count; i++) {
        ptrdiff_t of_unit = 0;
        for (ptrdiff_t l = 0; l < o->leads[0]; l++)
            of_unit += str_eq(o->lead[0][l].rule, rule) && str_eq(o->lead[0][l].unit, tally[i].unit);
        assert_int_equal(tally[i].count, of_unit);
        all -= of_unit;
    }
    assert_int_equal(all, 0);
}

static void check_lists(Store *store, Arena *arena, const Outcome *o)
{
    ptrdiff_t found = 0;
    for (int cleared = 0; cleared < 2; cleared++)
        for (int run = 0; run <= MONTHS; run++)
            for (ptrdiff_t r = 0; r <= o->report.rules; r++)
                check_list(store, arena, o,
                           (LeadFilter){.province = S("33"),
                                        .rule = r < o->report.rules ? o->report.rule[r].code : S(""),
                                        .cleared = cleared,
                                        .run = run});
    for (ptrdiff_t r = 0; r < o->report.rules; r++)
        check_tally(store, arena, o, o->report.rule[r].code);
    for (ptrdiff_t i = 0; i < o->leads[0]; i++) /* some came back */
        found += o->lead[0][i].since_run > o->lead[0][i].first_run;
    assert_true(found > 0 && o->leads[1] > 0);
}

static bool run_months(Arena *arena, int which, int threads, bool anew, Outcome *ret)
{
    Str address;
    Store *store;
    ReconcileReport report = {0};
    if (!test_store_address(arena, which, &address))
        return false;
    assert_ok(store_open(arena, address, winter, &store));
    for (int month = 0; month < MONTHS; month++) {
        deliver(store, arena, month);
        report = reconciled(store, arena, month, threads, anew);
    }
    *ret = outcome_of(store, arena, report);
    check_lists(store, arena, ret);
    store_close(&store);
    return true;
}

static void assert_same_lead(const Lead *a, const Lead *b)
{
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->subject, b->subject);
    assert_int_equal(a->employer, b->employer);
    assert_int_equal(a->first_run, b->first_run);
    assert_int_equal(a->since_run, b->since_run);
    assert_int_equal(a->cleared_run, b->cleared_run);
    assert_true(str_eq(a->rule, b->rule) && str_eq(a->unit, b->unit) && str_eq(a->village, b->village));
    assert_true(str_eq(a->kind, b->kind));
    assert_int_equal(a->facts, b->facts);
    for (ptrdiff_t i = 0; i < a->facts; i++)
        assert_true(a->fact[i].fact == b->fact[i].fact && a->fact[i].value == b->fact[i].value);
}

/* They may stand in their chunk or beside it. */
static void assert_same_facts(const Gathered *a, const Gathered *b, bool employer)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    assert_int_equal(a->chunks[employer], b->chunks[employer]);
    for (ptrdiff_t c = 0; c < a->chunks[employer]; c++) {
        GatheredFacts x, y;
        arena_reset(&once);
        assert_ok(gathered_facts(a, &once, employer, c, &x));
        assert_ok(gathered_facts(b, &once, employer, c, &y));
        assert_int_equal(x.count, y.count);
        assert_memory_equal(x.there, y.there, (size_t)x.count * sizeof *x.there);
        for (int f = 0; f < x.facts; f++)
            assert_memory_equal(x.column + f * x.step, y.column + f * y.step, (size_t)x.count * sizeof *x.column);
        for (ptrdiff_t i = 0; i < x.count; i++)
            assert_true(str_eq(x.unit[i], y.unit[i]) && str_eq(x.village[i], y.village[i]));
    }
}

static void assert_same(const Outcome *a, const Outcome *b)
{
    assert_int_equal(a->report.persons, b->report.persons);
    assert_int_equal(a->report.employers, b->report.employers);
    assert_int_equal(a->report.rows_changed, b->report.rows_changed);
    assert_int_equal(a->report.merged, b->report.merged);
    assert_int_equal(a->report.split, b->report.split);
    assert_int_equal(a->report.to_review, b->report.to_review);
    assert_int_equal(a->report.appeared, b->report.appeared);
    assert_int_equal(a->report.cleared, b->report.cleared);
    assert_int_equal(a->report.changed, b->report.changed);
    for (int employer = 0; employer < 2; employer++) {
        assert_int_equal(a->gathered.chunks[employer], b->gathered.chunks[employer]);
        assert_same_facts(&a->gathered, &b->gathered, employer);
    }
    for (int cleared = 0; cleared < 2; cleared++) {
        assert_int_equal(a->leads[cleared], b->leads[cleared]);
        for (ptrdiff_t i = 0; i < a->leads[cleared]; i++)
            assert_same_lead(&a->lead[cleared][i], &b->lead[cleared][i]);
    }
}

TEST(an_increment_gives_what_reading_everything_anew_gives)
{
    Outcome first;
    simulate(arena);
    assert_true(run_months(arena, 0, 1, true, &first));
    assert_true(first.leads[0] > 300 && first.leads[1] > 20);
    assert_true(first.report.rows_changed > 0 && 10 * first.report.rows_changed < first.report.rows);
    for (int which = 0; which < TEST_STORES; which++)
        for (int threads = 1; threads <= 3; threads += 2) {
            Outcome one;
            if (!run_months(arena, which, threads, false, &one))
                continue;
            assert_same(&first, &one);
        }
}

/* ---- months without end ------------------------------------------------------------------------------ */

static const Clock later = {.fixed_ms = 1956528000000}; /* 2032-01-01 */
BOTH(PARTS, "SELECT part, employer, chunk, digest FROM reconcile_part WHERE part IN ('links', 'due') "
            "ORDER BY part, employer, chunk");
BOTH(BESIDE, "SELECT count(*) FROM reconcile_part WHERE part = 'newer' AND length(body) > 8");

typedef Vec(Str) Lines;

/* Every part that is kept, by its digest. */
static Lines parts_of(Store *store, Arena *arena)
{
    AUTO(rows_close) Rows rows = {0};
    Lines lines = {0};
    assert_ok(store_query(store, arena, PARTS, NULL, 0, &rows));
    for (;;) {
        bool more;
        assert_ok(rows_next(&rows, arena, &more));
        if (!more)
            return lines;
        Str line =
            str_fmt(arena, "%.*s %lld %lld %llx", STRF(rows_text(&rows, arena, 0)), (long long)rows_int(&rows, 1),
                    (long long)rows_int(&rows, 2), (unsigned long long)rows_int(&rows, 3));
        vec_push(arena, &lines, line);
    }
}

/* Golden values may stand in their chunk or beside it. */
static void assert_same_values(Store *store, Store *other, bool employer, int64_t subjects)
{
    enum { EVERY = 17 };
    AUTO(arena_close) Arena all = arena_open(ARENA_DEFAULT);
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    int64_t *id = new (&all, int64_t, subjects);
    Str(*a)[GOLDEN_FIELDS], (*b)[GOLDEN_FIELDS];
    for (int64_t i = 0; i < subjects; i++)
        id[i] = i + 1;
    assert_ok(subject_values(store, &all, S("33"), employer, id, subjects, &a));
    assert_ok(subject_values(other, &all, S("33"), employer, id, subjects, &b));
    for (int64_t i = 0; i < subjects; i++)
        for (int f = 0; f < GOLDEN_FIELDS; f++)
            assert_true(str_eq(a[i][f], b[i][f]));
    for (int64_t i = 0; i < subjects; i += EVERY) {
        Subject x, y;
        arena_reset(&once);
        Err *none = subject_get(store, &once, S("33"), employer, i + 1, &x);
        assert_int_equal(!none, !subject_get(other, &once, S("33"), employer, i + 1, &y));
        assert_true(none || memcmp(x.origin, y.origin, sizeof x.origin) == 0);
    }
}

typedef struct Found {
    Arena *arena;
    Vec(uint64_t) digest;
} Found;

static void note_keys(void *arg, const KeyChunk *part, ptrdiff_t count)
{
    Found *f = arg;
    for (ptrdiff_t c = 0; c < count; c++) {
        uint64_t chunk = digest_join(digest_start(), (uint64_t)part[c].chunk);
        const Keys *keys = &part[c].keys;
        for (int beside = 0; beside < 2; beside++)
            for (ptrdiff_t i = 0; i < keys->keys[beside]; i++)
                if (key_holds(keys, beside, key_at(keys, beside, i)))
                    vec_push(f->arena, &f->digest, digest_join(chunk, key_at(keys, beside, i)));
        for (ptrdiff_t place = 0; place < SUBJECT_CHUNK; place++) {
            KeyWho who = key_who(keys, place);
            uint64_t is = (uint64_t)place << 32 | (uint64_t)who.name << 16 | who.birth;
            vec_push(f->arena, &f->digest, digest_join(chunk, is));
        }
    }
}

static int by_size(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static Found keys_of(Store *store, Arena *arena, bool employer)
{
    Found f = {.arena = arena};
    assert_ok(scan_keys(store, arena, S("33"), employer, note_keys, &f));
    qsort(f.digest.data, (size_t)f.digest.len, sizeof *f.digest.data, by_size);
    return f;
}

/* They too may stand in their chunk or beside it. */
static void assert_same_keys(Store *store, Store *other, Arena *arena, bool employer)
{
    Found a = keys_of(store, arena, employer), b = keys_of(other, arena, employer);
    assert_true(a.digest.len == b.digest.len && a.digest.len > SUBJECT_CHUNK);
    assert_memory_equal(a.digest.data, b.digest.data, (size_t)a.digest.len * sizeof *a.digest.data);
}

static void assert_same_parts(Store *store, Store *other, Date month)
{
    AUTO(arena_close) Arena all = arena_open(ARENA_DEFAULT);
    Gathered g, h;
    Lines a = parts_of(store, &all), b = parts_of(other, &all);
    assert_int_equal(a.len, b.len);
    for (ptrdiff_t i = 0; i < a.len; i++)
        if (!str_eq(a.data[i], b.data[i]))
            fail_msg("%d-%02d: %.*s and not %.*s", month.year, month.month, STRF(a.data[i]), STRF(b.data[i]));
    assert_ok(gathered_load(store, &all, S("33"), &g));
    assert_ok(gathered_load(other, &all, S("33"), &h));
    assert_same_facts(&g, &h, false);
    assert_same_facts(&g, &h, true);
    assert_same_values(store, other, false, g.persons);
    assert_same_values(store, other, true, g.employers);
    assert_same_keys(store, other, &all, false);
    assert_same_keys(store, other, &all, true);
}

static Store *opened(Arena *arena, int which)
{
    Store *store = NULL;
    Str address;
    if (test_store_address(arena, which, &address))
        assert_ok(store_open(arena, address, later, &store));
    return store;
}

static Err *stop_there(Store *store, Arena *arena, Str province, const ReconcileReport *report, const void *found)
{
    (void)store, (void)province, (void)report, (void)found;
    return FAIL(arena, UNAVAILABLE, "điện mất", "the power went");
}

static int64_t reconciled_as(Store *store, Date month, bool anew, bool fails)
{
    AUTO(arena_close) Arena run = arena_open(ARENA_DEFAULT);
    ReconcileReport report;
    ReconcileOptions options = {.province = S("33"),
                                .month = month,
                                .threads = 2,
                                .anew = anew,
                                .by = S("mai"),
                                .after = fails ? stop_there : NULL};
    Err *err = reconcile_run(store, &run, &options, &report);
    assert_true(fails ? err && err->kind == ERR_UNAVAILABLE : !err);
    return fails ? 0 : report.persons_read;
}

/* Nothing is delivered any more and time goes on: spells and benefits end, children grow, payments fall due.  What is
 * known of persons goes on by itself, or their rows are read again; it is the same as if all rows were read. */
TEST(time_alone_changes_what_is_known)
{
    static const Date month[] = {{2026, 10, 0}, {2026, 11, 0}, {2026, 12, 0}, {2027, 1, 0},
                                 {2027, 2, 0},  {2027, 3, 0},  {2027, 4, 0},  {2027, 7, 0},
                                 {2027, 8, 0},  {2028, 1, 0},  {2028, 2, 0},  {2031, 12, 0}};
    simulate(arena);
    for (int which = 0; which < TEST_STORES; which++) {
        Store *step = opened(arena, which), *whole = opened(arena, 0);
        for (ptrdiff_t i = 0; step && i < COUNTOF(month); i += which == 0 ? 1 : 4) {
            if (i == 0)
                deliver(step, arena, 0), deliver(whole, arena, 0);
            if (i % 4 == 0)
                reconciled_as(step, month[i], false, true); /* cut off at its end: as though it had not been */
            int64_t read = reconciled_as(step, month[i], false, false);
            int64_t all = reconciled_as(whole, month[i], true, false);
            assert_same_parts(step, whole, month[i]);
            assert_true(i == 0 || month[i].month == 12 || 3 * read < all); /* it was worth it */
        }
        store_close(&step);
        store_close(&whole);
    }
}

/* A source comes for the first time, one comes again and others do not, months are left out: what this changes for whom
 * no row changed is found. */
TEST(lists_come_as_they_like)
{
    static const struct {
        int month;
        unsigned lists; /* a bit each, as sources has them */
    } step[] = {{0, 0x0ff & ~0x02u}, {0, 0x002}, {1, 0x101}, {2, 0x002}, {2, 0x1fd}};
    int64_t most = 0;
    simulate(arena);
    for (int which = 0; which < TEST_STORES; which++) {
        Store *one = opened(arena, which), *whole = opened(arena, 0);
        for (ptrdiff_t i = 0; one && i < COUNTOF(step); i++) {
            Date day = day_at(step[i].month), month = {day.year, day.month, 0};
            deliver_lists(one, arena, step[i].month, step[i].lists);
            deliver_lists(whole, arena, step[i].month, step[i].lists);
            reconciled_as(one, month, false, false);
            reconciled_as(whole, month, true, false);
            assert_same_parts(one, whole, month);
            int64_t beside;
            bool found;
            assert_ok(store_one_int(one, arena, BESIDE, NULL, 0, &beside, &found));
            most = beside > most ? beside : most;
        }
        store_close(&one);
        store_close(&whole);
    }
    assert_true(most > 0); /* one that came a month later changed a few */
}

/* Nobody delivered or answered anything: there is nothing that a second run could find and the first did not. */
TEST(the_same_rows_again_change_nothing)
{
    simulate(arena);
    for (int which = 0; which < TEST_STORES; which++) {
        Store *store = opened(arena, which);
        for (int month = 0; store && month < MONTHS; month++) {
            deliver(store, arena, month);
            ReconcileReport first = reconciled(store, arena, month, 2, false);
            ReconcileReport again = reconciled(store, arena, month, 2, false);
            assert_int_equal(again.rows_changed, 0);
            assert_int_equal(again.merged + again.split, 0);
            assert_int_equal(again.appeared + again.cleared + again.changed, 0);
            assert_int_equal(again.to_review, first.to_review);
            assert_int_equal(again.leads, first.leads);
        }
        store_close(&store);
    }
}

/* ---- what people say between two runs ------------------------------------------------------------------ */

/* Every third waiting pair is one person, every third is two, the others wait on. */
static ptrdiff_t answer_pairs(Store *store, Arena *arena)
{
    static const char *const who[] = {"lan", "hoa", "minh"};
    ReviewPair *pair, after;
    ptrdiff_t count, answered = 0;
    ReviewFilter open = {.province = S("33"), .state = REVIEW_OPEN, .limit = 1000};
    assert_ok(review_list(store, arena, &open, &pair, &count));
    assert_ok(store_begin(store, arena));
    for (ptrdiff_t i = 0; i < count; i++)
        for (int by = 0; i % 3 < 2 && by < pair[i].needed; by++, answered += by == 1)
            assert_ok(review_answer(store, arena, S("33"), pair[i].id, str_from(who[by]),
                                    i % 3 ? REVIEW_NO : REVIEW_YES, &after));
    assert_ok(store_commit(store, arena));
    return answered;
}

static void switch_rule(Store *store, Arena *arena, const char *code, bool on)
{
    assert_ok(store_begin(store, arena));
    assert_ok(rule_switch(store, arena, S("33"), str_from(code), on, S("lan")));
    assert_ok(store_commit(store, arena));
}

static void assert_same_outcome(Store *store, Store *other)
{
    AUTO(arena_close) Arena all = arena_open(ARENA_DEFAULT);
    Lead *a, *b;
    ptrdiff_t as, bs;
    for (int cleared = 0; cleared < 2; cleared++) {
        LeadFilter filter = {.province = S("33"), .cleared = cleared, .limit = 1000000};
        assert_ok(lead_list(store, &all, &filter, &a, &as));
        assert_ok(lead_list(other, &all, &filter, &b, &bs));
        assert_int_equal(as, bs);
        for (ptrdiff_t i = 0; i < as; i++)
            assert_same_lead(&a[i], &b[i]);
    }
}

/* Pairs are answered, a rule is switched off and on again: the rows are the same, and not what becomes of them. */
TEST(answers_and_rules_are_heeded_by_an_increment)
{
    static const struct {
        int month;
        bool deliver, answer;
        const char *rule; /* NULL: none is switched */
        bool on;
    } step[] = {{0, true, false, NULL, false},
                {0, false, true, "tax-uninsured", false},
                {1, true, true, NULL, false},
                {1, false, false, "tax-uninsured", true},
                {2, true, false, "voluntary-potential", false}};
    simulate(arena);
    for (int which = 0; which < TEST_STORES; which++) {
        ptrdiff_t answered = 0;
        Store *store[] = {opened(arena, which), opened(arena, 0)}; /* by increments, and everything anew */
        for (ptrdiff_t i = 0; store[0] && i < COUNTOF(step); i++) {
            Date day = day_at(step[i].month), month = {day.year, day.month, 0};
            for (int s = 0; s < 2; s++) {
                if (step[i].answer)
                    answered += answer_pairs(store[s], arena);
                if (step[i].rule)
                    switch_rule(store[s], arena, step[i].rule, step[i].on);
                if (step[i].deliver)
                    deliver(store[s], arena, step[i].month);
                reconciled_as(store[s], month, s == 1, false);
            }
            assert_same_parts(store[0], store[1], month);
            assert_same_outcome(store[0], store[1]);
        }
        assert_true(!store[0] || answered >= 2);
        if (store[0]) { /* all of a rule have left at once */
            Outcome o = {0};
            assert_ok(reconcile_report(store[0], arena, S("33"), 0, &o.report));
            o = outcome_of(store[0], arena, o.report);
            check_lists(store[0], arena, &o);
        }
        store_close(&store[0]);
        store_close(&store[1]);
    }
}

/* The last month alone, by a program that never saw the others: numbers are others, and hardly anything else. */
TEST(an_increment_gives_what_a_first_run_gives)
{
    Outcome steps;
    Str address;
    Store *store;
    simulate(arena);
    assert_true(run_months(arena, 0, 2, false, &steps));
    assert_true(test_store_address(arena, 0, &address));
    assert_ok(store_open(arena, address, winter, &store));
    for (int month = 0; month < MONTHS; month++)
        deliver(store, arena, month);
    Outcome once = outcome_of(store, arena, reconciled(store, arena, MONTHS - 1, 2, false));
    store_close(&store);
    assert_int_equal(steps.report.rows, once.report.rows);
    assert_true(labs((long)(steps.leads[0] - once.leads[0])) * 100 <= once.leads[0]);
    for (ptrdiff_t i = 0; i < steps.report.rules; i++)
        for (ptrdiff_t k = 0; k < once.report.rules; k++)
            if (str_eq(steps.report.rule[i].code, once.report.rule[k].code))
                assert_true(labs((long)(steps.report.rule[i].hits - once.report.rule[k].hits)) * 20 <=
                            once.report.rule[k].hits + 60);
}

TEST_MAIN
