/* The model against coefficients that are known, against what arithmetic says of small tables, and its use. */
#include "worked.h"

#include "base/rng.h"
#include "outreach/list.h"
#include "outreach/logistic.h"
#include "outreach/priority.h"
#include <math.h>
#include <string.h>

static void assert_near(double got, double want, double within)
{
    if (!(fabs(got - want) <= within))
        fail_msg("%.9f is not within %g of %.9f", got, within, want);
}

/* ---- regression --------------------------------------------------------------------------------------------- */

/* Of a table of two by two the log odds and their errors are arithmetic. */
TEST(a_table_of_two_by_two_gives_its_odds_and_their_errors)
{
    static const int64_t n[2][2] = {{60, 20}, {30, 45}}; /* [with][came] */
    double *x = new (arena, double, 2 * 155);
    uint8_t *y = new (arena, uint8_t, 155);
    ptrdiff_t rows = 0;
    for (int with = 0; with < 2; with++)
        for (int came = 0; came < 2; came++)
            for (int64_t i = 0; i < n[with][came]; i++, rows++) {
                x[2 * rows] = 1;
                x[2 * rows + 1] = with;
                y[rows] = (uint8_t)came;
            }
    LogisticFit fit = logistic_fit(*arena, &(LogisticData){x, y, rows, 2}, 0);
    assert_true(fit.settled);
    assert_near(fit.value[0], log(20.0 / 60), 1e-8);
    assert_near(fit.value[1], log(45.0 * 60 / (30.0 * 20)), 1e-8);
    assert_near(fit.error[0], sqrt(1.0 / 60 + 1.0 / 20), 1e-8);
    assert_near(fit.error[1], sqrt(1.0 / 60 + 1.0 / 20 + 1.0 / 30 + 1.0 / 45), 1e-8);
    LogisticFit again = logistic_fit(*arena, &(LogisticData){x, y, rows, 2}, 0);
    assert_memory_equal(&fit, &again, sizeof fit);
    LogisticFit held = logistic_fit(*arena, &(LogisticData){x, y, rows, 2}, 50);
    assert_true(fabs(held.value[1]) < fabs(fit.value[1]) && held.error[1] < fit.error[1]);
}

/* Whoever has it came, nobody else did: without the ridge there is no end. */
TEST(what_divides_all_is_held_by_the_ridge)
{
    double x[2 * 40];
    uint8_t y[40];
    for (int i = 0; i < 40; i++) {
        x[2 * i] = 1;
        x[2 * i + 1] = i < 20;
        y[i] = i < 20;
    }
    LogisticFit fit = logistic_fit(*arena, &(LogisticData){x, y, 40, 2}, 1);
    assert_true(fit.settled && isfinite(fit.value[1]) && fit.value[1] > 2 && fit.value[1] < 10);
}

TEST(log_loss_is_what_it_says)
{
    double p[] = {0.5, 0.25, 0};
    uint8_t y[] = {1, 0, 1};
    assert_near(log_loss(p, y, 2), -(log(0.5) + log(0.75)) / 2, 1e-12);
    assert_near(log_loss(p + 2, y + 2, 1), -log(0.001), 1e-12); /* sure and wrong has an end */
}

/* ---- leads ------------------------------------------------------------------------------------------------------ */

enum { FORMER = 1, HOUSEHOLD = 2, POOR = 4, OLD = 8 };

static PriorityCase outcome(Arena *arena, Rng *rng, int64_t id, const double *truth)
{
    int64_t has = rng_below(rng, 16);
    double odds = truth[0];
    for (int i = 0; i < 4; i++)
        odds += (has >> i & 1) ? truth[i + 1] : 0;
    Str kind =
        str_fmt(arena, "%s.%s.%s.%s.%s.none", has & OLD ? "45-54" : "35-44", rng_below(rng, 2) ? "f" : "m",
                has & POOR ? "poor" : "none", has & FORMER ? "former" : "new", has & HOUSEHOLD ? "household" : "alone");
    return (PriorityCase){.lead = {.id = id, .rule = S("voluntary-potential"), .kind = kind},
                          .registered = rng_unit(rng) < 1 / (1 + exp(-odds))};
}

static const OutreachRule rule = {.rule = {"voluntary-potential", 19}, .gain = 5, .ease = 0.1, .voluntary = true};

static PriorityRule learned(Arena *arena, ptrdiff_t count, uint64_t seed, const double *truth)
{
    PriorityRule p;
    Rng rng = rng_open(seed);
    PriorityCase *all = new (arena, PriorityCase, count);
    for (ptrdiff_t i = 0; i < count; i++)
        all[i] = outcome(arena, &rng, i + 1, truth);
    priority_reckon(arena, &rule, all, count, &p);
    return p;
}

static const PriorityCoefficient *coefficient(const PriorityRule *p, const char *name)
{
    for (int i = 0; i < p->coefficients; i++)
        if (strcmp(p->coefficient[i].name, name) == 0)
            return &p->coefficient[i];
    fail_msg("no coefficient %s", name);
    return NULL;
}

TEST(known_coefficients_are_found_within_their_errors)
{
    static const double truth[] = {-1.2, 1.5, 0.7, -0.8, 0.4};
    static const char *const names[] = {"base", "former", "household", "poor", "age_45"};
    PriorityRule p = learned(arena, 20000, 11, truth);
    assert_true(p.model);
    assert_true(p.loss_model < p.loss_stated);
    for (int i = 0; i < COUNTOF(names); i++) {
        const PriorityCoefficient *c = coefficient(&p, names[i]);
        assert_true(c->error > 0.01 && c->error < 0.1);
        assert_near(c->value, truth[i], 3.5 * c->error);
    }
    assert_near(coefficient(&p, "female")->value, 0, 3.5 * coefficient(&p, "female")->error);
    int64_t out = 0;
    assert_int_equal(p.tenths, PRIORITY_TENTHS);
    for (int t = 0; t < p.tenths; t++) {
        const PriorityTenth *ten = &p.tenth[t];
        out += ten->count;
        assert_true(t == 0 || ten->from >= p.tenth[t - 1].to);
        assert_near(ten->observed, ten->expected, 4 * sqrt(ten->expected * (1 - ten->expected) / (double)ten->count));
    }
    assert_true(out > 3600 && out < 4400); /* a fifth */
}

TEST(errors_are_as_wide_as_estimates_scatter)
{
    static const double truth[] = {-0.5, 1, 0, 0, 0};
    int inside = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        Arena scratch = *arena;
        PriorityRule p = learned(&scratch, 800, seed, truth);
        const PriorityCoefficient *c = coefficient(&p, "former");
        inside += fabs(c->value - 1) < 1.96 * c->error;
    }
    assert_true(inside >= 86 && inside <= 100); /* 95 of 100 are to be expected */
}

TEST(too_few_outcomes_leave_the_stated_formula)
{
    static const double truth[] = {0, 1, 0, 0, 0}, rarely[] = {-4, 0, 0, 0, 0};
    PriorityRule few = learned(arena, PRIORITY_OUTCOMES - 1, 3, truth);
    assert_false(few.model);
    assert_int_equal(few.coefficients, 0);
    assert_true(isnan(few.loss_model) && few.why.vi.len > 0);
    PriorityRule enough = learned(arena, PRIORITY_OUTCOMES, 3, truth);
    assert_true(enough.coefficients > 1);
    PriorityRule rare = learned(arena, 400, 4, rarely); /* not thirty registered */
    assert_true(rare.registered < PRIORITY_EACH);
    assert_int_equal(rare.coefficients, 0);
}

/* Outcomes that are as stated, and nothing tells them apart: what was learned is noise and is not used. */
TEST(a_model_that_guesses_no_better_is_not_used)
{
    static const double as_stated[] = {-2.1972245773362196, 0, 0, 0, 0}; /* one in ten */
    int used = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        Arena scratch = *arena;
        PriorityRule p = learned(&scratch, 700, seed, as_stated);
        assert_true(p.coefficients > 0);
        assert_int_equal(p.model, p.loss_model < p.loss_stated);
        used += p.model;
    }
    assert_true(used < 15);
}

TEST(leads_rank_by_the_model_where_there_is_one_and_by_the_statement_else)
{
    static const double truth[] = {-1.2, 1.5, 0.7, -0.8, 0.4};
    PriorityRule both[2] = {learned(arena, 4000, 5, truth), {.rule = rule}};
    both[1].rule.rule = S("renewal-due");
    both[1].rule.gain = 4;
    both[1].rule.ease = 0.7;
    Priorities all = {both, 2};
    Lead former = {.rule = S("voluntary-potential"), .kind = S("35-44.f.none.former.household.none")};
    Lead poor = {.rule = S("voluntary-potential"), .kind = S("35-44.f.poor.new.alone.none")};
    Lead due = {.rule = S("renewal-due")}, other = {.rule = S("unknown")};
    assert_near(priority_rank(&all, &former), 5 / (1 + exp(-1.0)), 0.3);
    assert_true(priority_rank(&all, &former) > 3 * priority_rank(&all, &poor));
    assert_near(priority_rank(&all, &due), 2.8, 1e-12);
    assert_true(priority_rank(&all, &other) == 0);
}

/* ---- from the store ------------------------------------------------------------------------------------------------
 */

TEST(outcomes_are_read_from_what_agents_told)
{
    ON_EACH_STORE(store)
    {
        OutreachSettings settings;
        Priorities p;
        settle(store, arena);
        agent_of(store, arena, "an.nv", 50, "12223", "");
        assigned(store, arena, false);
        TaskPackage own = mine(store, arena, "an.nv", 0);
        ContactOutcome told_[] = {CONTACT_REGISTERED, CONTACT_THINKING, CONTACT_NOT_MET, CONTACT_MOVED};
        int n = 0;
        for (ptrdiff_t i = 0; i < own.tasks && n < COUNTOF(told_); i++)
            if (str_eq(own.task[i].rule, S("voluntary-potential"))) {
                Str key = str_fmt(arena, "phone-%08td", i);
                take(store, arena, "an.nv", told(&own.task[i], str_c(arena, key), (Date){2026, 10, 30}, told_[n++]));
            }
        assert_int_equal(n, 4);
        assert_ok(outreach_settings(arena, &settings));
        assert_ok(priority_read(store, arena, S("33"), &settings, &p));
        for (ptrdiff_t i = 0; i < p.rules; i++) {
            bool this = str_eq(p.rule[i].rule.rule, S("voluntary-potential"));
            assert_int_equal(p.rule[i].outcomes, this ? 3 : 0); /* who moved says nothing of it */
            assert_int_equal(p.rule[i].registered, this ? 1 : 0);
            assert_false(p.rule[i].model);
        }
    }
}

enum { GIVEN = 240, ALL = 252 };

/* Every other one is of 1975, the others of 1995. */
static const Sent *many(Arena *arena, ptrdiff_t *ret_count)
{
    static const Sent around[] = {{"population", 0, 0, POPULATION},
                                  TOWN_AN,
                                  {"participants", 0, 0, PARTICIPANTS},
                                  TOWN_AN_PAYS("8000000"),
                                  TOWN_OTHERS};
    Sent *sent = new (arena, Sent, COUNTOF(around) + ALL);
    ptrdiff_t n = 0;
    sent[n++] = around[0];
    sent[n++] = around[1];
    for (int i = 0; i < ALL; i++) {
        int year = i % 2 ? 1995 : 1975;
        Str row = str_fmt(arena, "Người Số %d;%02d/%02d/%d;Nữ;0331%02d%06d;12223;Thôn 1;H%d;không;thường trú;", i,
                          1 + i % 28, 1 + i / 28, year, year % 100, 1000 + i, i);
        sent[n++] = (Sent){"population", 0, 0, str_c(arena, row)};
    }
    for (int i = 2; i < COUNTOF(around); i++)
        sent[n++] = around[i];
    *ret_count = n;
    return sent;
}

/* Of those of 1975 three in five register, of the others one in twenty. */
static void tell_all(Store *store, Arena *arena)
{
    TaskPackage own = mine(store, arena, "an.nv", 0);
    OutreachAction *action = new (arena, OutreachAction, own.tasks);
    ActionResult *result = new (arena, ActionResult, own.tasks);
    int64_t *lead = new (arena, int64_t, own.tasks);
    Lead *all;
    for (ptrdiff_t i = 0; i < own.tasks; i++)
        lead[i] = own.task[i].lead;
    assert_ok(lead_get_some(store, arena, S("33"), lead, own.tasks, &all));
    for (ptrdiff_t i = 0; i < own.tasks; i++) {
        bool older = str_starts(all[i].kind, S("45-54"));
        bool came = older ? i % 5 < 3 : i % 20 == 0;
        Str key = str_fmt(arena, "phone-%08td", i);
        action[i] =
            told(&own.task[i], str_c(arena, key), (Date){2026, 10, 30}, came ? CONTACT_REGISTERED : CONTACT_THINKING);
    }
    assert_ok(outreach_take(store, arena, S("33"), S("an.nv"), action, own.tasks, result));
    assert_int_equal(result[own.tasks - 1].taken, TAKEN_NEW);
}

static TaskRow *waits(Store *store, Arena *arena, int64_t after, int64_t limit, ptrdiff_t *ret_count, int64_t *ret_all)
{
    TaskAsk ask = {
        .province = S("33"), .rule = S("voluntary-potential"), .pick = PICK_UNASSIGNED, .after = after, .limit = limit};
    TaskRow *row;
    assert_ok(task_list(store, arena, &ask, &row, ret_count, ret_all));
    return row;
}

TEST(lists_follow_what_outcomes_taught_from_the_next_run_on)
{
    ON_EACH_STORE(store)
    {
        TaskOrder order;
        TaskAsk ask = {.province = S("33"), .rule = S("voluntary-potential")};
        ResultAsk results = {.province = S("33"), .rule = S("voluntary-potential")};
        Funnel *funnel;
        ptrdiff_t count, rows, sent;
        int64_t waiting, all;
        const Sent *rows_sent = many(arena, &sent);
        deliver(store, arena, rows_sent, (int)sent, august_end);
        reconciled(store, arena, september);
        agent_of(store, arena, "an.nv", GIVEN, "12223", "");
        assert_int_equal(assigned(store, arena, false).given, GIVEN);
        tell_all(store, arena);
        TaskRow *row = waits(store, arena, 0, 100, &rows, &waiting);
        assert_true(rows == waiting && waiting >= ALL - GIVEN);
        for (ptrdiff_t i = 0; i < rows; i++) /* not yet: a model is made with a run */
            assert_true(fabs(row[i].rank - 0.5) < 1e-12 && (i == 0 || row[i].task.lead > row[i - 1].task.lead));
        reconciled(store, arena, september);
        assert_ok(task_order(store, arena, &ask, &order));
        assert_true(order.learned == 1 && order.stated == 0 && order.outcomes > GIVEN - 9);
        row = waits(store, arena, 0, 100, &rows, &all);
        assert_true(rows == waiting && all == waiting);
        assert_true(row[0].rank > 1.5 && row[rows - 1].rank < 1);
        for (ptrdiff_t i = 0; i < rows; i++) {
            bool after = i == 0 || row[i].rank < row[i - 1].rank ||
                         (!(row[i].rank > row[i - 1].rank) && row[i].task.lead > row[i - 1].task.lead);
            assert_true(after && row[i].task.subject > 0 && row[i].task.unit.len > 0);
            TaskRow *one = waits(store, arena, i, 1, &count, &all);
            assert_true(count == 1 && one->task.lead == row[i].task.lead); /* whatever the page */
        }
        assert_ok(outreach_funnel(store, arena, &results, &funnel, &count));
        assert_int_equal(funnel[0].waiting, waiting);
        ask.pick = PICK_ALL;
        ask.limit = 1;
        assert_ok(task_list(store, arena, &ask, &row, &count, &all));
        assert_true(all > GIVEN - 9 && row[0].rank > 1.5);
    }
}

TEST_MAIN
