/* The simulated world, month by month from its epoch.  Everything multiplies in
 * millionths; the largest product is 2^63 > 10^18 > arrears (10^11) × 10^6. */
#include "generate/generate.h"

#include "vn/tet.h"
#include <assert.h>

enum {
    PPM = 1000000,
    MONTHS = (GENERATE_LAST - GENERATE_EPOCH + 1) * 12,
    GOAL_MONTH = (2030 - GENERATE_EPOCH) * 12 + 11
};

typedef enum Kind { COMPULSORY, VOLUNTARY, TOTAL, UNEMPLOYMENT, HEALTH, POPULATION, LABOUR, ARREARS, KINDS } Kind;

const char *const generate_indicators[] = {
    [COMPULSORY] = "participants_compulsory",
    [VOLUNTARY] = "participants_voluntary",
    [TOTAL] = "participants_total",
    [UNEMPLOYMENT] = "unemployment_insured",
    [HEALTH] = "health_insured",
    [POPULATION] = "population",
    [LABOUR] = "labour_force",
    [ARREARS] = "arrears",
    [KINDS] = NULL,
};

/* How an indicator moves; all in ppm.  tet: dip when Tết lies just before the month's
 * end; wander: deviation of a month's step of the slow drift; noise: of a single month. */
typedef struct Habit {
    int tet, wander, noise;
    int month[12]; /* season of each calendar month */
} Habit;

static const Habit HABIT[KINDS] = {
    [COMPULSORY] = {-24000, 3500, 2500, {0, 0, 2000, 3000, 2000, 0, -2000, -1000, 1000, 3000, 4000, 2000}},
    [VOLUNTARY] = {-12000, 6000, 5000, {-4000, -6000, -4000, 0, 34000, 26000, 16000, 8000, 2000, 0, 4000, 9000}},
    [UNEMPLOYMENT] = {-26000, 3500, 3000, {0, 0, 2000, 3000, 2000, 0, -2000, -1000, 1000, 3000, 4000, 2000}},
    [HEALTH] = {-3000, 1500, 1500, {0, 0, 1000, 1000, 0, -6000, -11000, -9000, 9000, 14000, 8000, 3000}},
    [POPULATION] = {0, 150, 0, {0}},
    [LABOUR] = {0, 300, 0, {0}},
    [ARREARS] = {30000,
                 25000,
                 30000,
                 {20000, 40000, 10000, 30000, 50000, -10000, 40000, 60000, 0, 20000, -30000, -180000}},
};

Rng generate_unit_stream(uint64_t seed, Str unit_code)
{
    return rng_fork(rng_open(seed), unit_code);
}

/* Mean 0, deviation `sd`, near enough normal: twelve uniform numbers (Irwin and Hall). */
static int64_t bell(Rng *rng, int64_t sd)
{
    int64_t sum = 0;
    for (int i = 0; i < 12; i++)
        sum += (int64_t)(rng_next(rng) >> 44);
    return (sum - 6 * (1 << 20)) * sd / (1 << 20);
}

static int64_t scale(int64_t x, int64_t ppm)
{
    return x / PPM * (PPM + ppm) + x % PPM * (PPM + ppm) / PPM;
}

/* The share of the Tết dip that the count at the end of a month still shows. */
static int tet_permille(int year, int month)
{
    int days;
    if (!tet_days_at_month_end(year, month, &days) || days < -3 || days >= 45)
        return 0;
    return days <= 15 ? 1000 : (45 - days) * 1000 / 30;
}

static int season_ppm(const Habit *habit, int strength, int at)
{
    int year = GENERATE_EPOCH + at / 12, month = at % 12 + 1;
    return (habit->month[month - 1] + habit->tet * tet_permille(year, month) / 1000) * strength / 1000;
}

/* ---- one unit ------------------------------------------------------------------ */

typedef struct Line {    /* one indicator of one unit over the whole world */
    int64_t start, goal; /* of the trend in the first month and in December 2030 */
    int64_t bend;        /* ppm: > 0 hurries at first, < 0 at the end */
} Line;

typedef struct Shock {
    int at, ppm; /* the month it strikes and what it takes or brings; MONTHS: never */
} Shock;

typedef struct World {
    Line line[KINDS];
    Shock shock[2];                /* of the employers: a closing and an opening */
    int season_permille;           /* how strongly this commune feels the season */
    int campaign_ppm[MONTHS / 12]; /* what each year's campaign of May brings beyond the usual */
    Rng rng;
} World;

/* start + (goal − start) × f(1 + bend(1 − f)): f runs from 0 to 1 by December 2030 and on. */
static int64_t trend_at(const Line *line, int at)
{
    int64_t f = (int64_t)at * PPM / GOAL_MONTH;
    int64_t share = scale(f, line->bend * (PPM - f) / PPM);
    return line->start + (line->goal - line->start) * share / PPM;
}

static Line line_to(Rng *rng, int64_t goal, int start_low, int start_high, int reach_low, int reach_high)
{
    int64_t start = scale(goal, (rng_between(rng, start_low, start_high) - 100) * 10000);
    int64_t reach = scale(goal, (rng_between(rng, reach_low, reach_high) - 100) * 10000);
    return (Line){start, reach < start ? start : reach, rng_between(rng, -300000, 300000)};
}

static void open_people(World *w, const GenerateUnit *unit)
{
    Rng rng = rng_fork(w->rng, S("people"));
    int64_t people = unit->population > 0 ? unit->population : 20000;
    int64_t share = rng_between(&rng, 530000, 570000);
    w->line[POPULATION] = (Line){people, scale(people, rng_between(&rng, 20000, 80000)), 0};
    w->line[LABOUR] = (Line){people * share / PPM, scale(people * share / PPM, rng_between(&rng, 10000, 90000)), 0};
    w->line[HEALTH] = (Line){people * rng_between(&rng, 860, 920) / 1000, people * rng_between(&rng, 950, 990) / 1000,
                             rng_between(&rng, 0, 400000)};
}

static void open_insured(World *w, const GenerateUnit *unit)
{
    Rng rng = rng_fork(w->rng, S("trend"));
    int64_t labour = w->line[LABOUR].goal;
    int64_t total = unit->target_total > 0 ? unit->target_total : labour * 60 / 100;
    int64_t voluntary = unit->target_voluntary > 0 ? unit->target_voluntary : labour * 5 / 100;
    int64_t compulsory = total > voluntary ? total - voluntary : total / 2;
    w->line[COMPULSORY] = line_to(&rng, compulsory, 58, 80, 84, 112);
    w->line[VOLUNTARY] = line_to(&rng, voluntary, 25, 50, 75, 120);
    int64_t share = rng_between(&rng, 900, 960);
    w->line[UNEMPLOYMENT] = w->line[COMPULSORY];
    w->line[UNEMPLOYMENT].start = w->line[COMPULSORY].start * share / 1000;
    w->line[UNEMPLOYMENT].goal = w->line[COMPULSORY].goal * (share + 10) / 1000;
    int64_t debt = w->line[COMPULSORY].start * rng_between(&rng, 40000, 140000);
    w->line[ARREARS] = (Line){debt, scale(debt, rng_between(&rng, -300000, 300000)), 0};
}

/* One commune in four loses a factory between 2021 and 2026, one in four gains one. */
static void open_shocks(World *w)
{
    Rng rng = rng_fork(w->rng, S("shock"));
    for (int i = 0; i < 2; i++) {
        bool strikes = rng_below(&rng, 4) == 0;
        int at = (int)rng_between(&rng, 12, 80);
        int size = (int)rng_between(&rng, 40000, i == 0 ? 180000 : 120000);
        w->shock[i] = (Shock){strikes ? at : MONTHS, i == 0 ? -size : size};
    }
}

static void open_season(World *w)
{
    Rng rng = rng_fork(w->rng, S("season"));
    w->season_permille = (int)rng_between(&rng, 600, 1400);
    for (int year = 0; year < MONTHS / 12; year++)
        w->campaign_ppm[year] = (int)rng_between(&rng, -10000, 25000);
}

static World open_world(const GenerateUnit *unit, uint64_t seed)
{
    World w = {.rng = generate_unit_stream(seed, unit->code)};
    open_people(&w, unit);
    open_insured(&w, unit);
    open_shocks(&w);
    open_season(&w);
    return w;
}

/* Those won in May leave by and by until the end of the year. */
static int64_t campaign_ppm(const World *w, int at)
{
    int months = at % 12 - 4;
    return months < 0 ? 0 : (int64_t)w->campaign_ppm[at / 12] * (8 - months) / 8;
}

/* A closing is felt at once and a third of it comes back within a year; an opening
 * hires over half a year. */
static int64_t employers_ppm(const World *w, int at)
{
    int64_t sum = 0;
    for (int i = 0; i < 2; i++) {
        int months = at - w->shock[i].at;
        if (months < 0)
            continue;
        int64_t back = months < 12 ? months : 12, hired = months < 5 ? months + 1 : 6;
        sum += i == 0 ? w->shock[i].ppm - w->shock[i].ppm * back / 36 : w->shock[i].ppm * hired / 6;
    }
    return sum;
}

static int64_t shock_ppm(const World *w, Kind kind, int at)
{
    if (kind == COMPULSORY || kind == UNEMPLOYMENT)
        return employers_ppm(w, at);
    return kind == VOLUNTARY ? campaign_ppm(w, at) : 0;
}

/* Writes the months from … to of one indicator. */
static void run_line(const World *w, Kind kind, int from, int to, GenerateResult *out)
{
    const Habit *habit = &HABIT[kind];
    Rng wander_rng = rng_fork(rng_fork(w->rng, str_from(generate_indicators[kind])), S("wander"));
    Rng noise_rng = rng_fork(rng_fork(w->rng, str_from(generate_indicators[kind])), S("noise"));
    int64_t wander = 0;
    for (int at = 0; at <= to; at++) {
        wander = wander * 985 / 1000 + bell(&wander_rng, habit->wander);
        int64_t noise = bell(&noise_rng, habit->noise);
        if (at < from)
            continue;
        GenerateResult *r = &out[at - from];
        r->trend = trend_at(&w->line[kind], at);
        r->season_ppm = season_ppm(habit, w->season_permille, at);
        r->shock_ppm = (int32_t)shock_ppm(w, kind, at);
        r->wander_ppm = (int32_t)wander;
        r->noise_ppm = (int32_t)noise;
        r->value = scale(scale(scale(scale(r->trend, r->season_ppm), r->shock_ppm), r->wander_ppm), r->noise_ppm);
    }
}

static void add_lines(const GenerateResult *a, const GenerateResult *b, int months, GenerateResult *out)
{
    for (int i = 0; i < months; i++) {
        out[i].value = a[i].value + b[i].value;
        out[i].trend = a[i].trend + b[i].trend;
    }
}

/* Of a hundred communes five owe the last month and two the last two. */
static int months_late(const World *w, int to)
{
    Rng late = rng_fork(w->rng, S("late"));
    for (int i = 0; i < to; i++)
        rng_next(&late);
    int64_t draw = rng_below(&late, 100);
    return draw < 2 ? 2 : draw < 7 ? 1 : 0;
}

static Period month_of(int at)
{
    return (Period){.kind = PERIOD_MONTH, .year = GENERATE_EPOCH + at / 12, .index = at % 12 + 1};
}

static void run_unit(const GenerateUnit *unit, ptrdiff_t index, GenerateSpec spec, int from, int to,
                     GenerateResult *out)
{
    World w = open_world(unit, spec.seed);
    int months = to - from + 1, late = months_late(&w, to);
    for (int kind = 0; kind < KINDS; kind++)
        if (kind != TOTAL)
            run_line(&w, (Kind)kind, from, to, out + kind * months);
    add_lines(out + COMPULSORY * months, out + VOLUNTARY * months, months, out + TOTAL * months);
    for (int i = 0; i < KINDS * months; i++) {
        out[i].unit = index;
        out[i].indicator = str_from(generate_indicators[i / months]);
        out[i].period = month_of(from + i % months);
        out[i].late = i % months >= months - late;
    }
}

static int months_since_epoch(Period p)
{
    return (p.year - GENERATE_EPOCH) * 12 + p.index - 1;
}

Err *generate_results(Arena *arena, const GenerateUnit *unit, ptrdiff_t units, GenerateSpec spec, GenerateResult **ret,
                      ptrdiff_t *ret_count)
{
    assert(spec.from.kind == PERIOD_MONTH && spec.to.kind == PERIOD_MONTH);
    int from = months_since_epoch(spec.from), to = months_since_epoch(spec.to);
    if (from < 0 || to >= MONTHS || from > to)
        return FAIL(arena, BAD_INPUT,
                    "dữ liệu mô phỏng chỉ có từ 01/%d đến 12/%d và tháng đầu không được sau tháng cuối",
                    "simulated data run from %d-01 to %d-12, and the first month must not come after the last",
                    GENERATE_EPOCH, GENERATE_LAST);
    ptrdiff_t each = (ptrdiff_t)KINDS * (to - from + 1);
    GenerateResult *out = new (arena, GenerateResult, units * each);
    for (ptrdiff_t i = 0; i < units; i++)
        run_unit(&unit[i], i, spec, from, to, out + i * each);
    *ret = out;
    *ret_count = units * each;
    return NULL;
}
