/* Whole runs over columns in memory: what comes out, again the same, and what odd registers do. */
#include "linkage/linkage.h"
#include "base/rng.h"
#include "test.h"

#include <math.h>
#include <string.h>

enum { COLUMNS = 5 };
static const Str heading[COLUMNS] = {{"id", 2}, {"full_name", 9}, {"birth_date", 10}, {"sex", 3}, {"phone", 5}};

typedef struct Rows {
    Str *cell[COLUMNS];
    ptrdiff_t len;
} Rows;

static const char *const family[] = {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"};
static const char *const middle[] = {"Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Đức", "Quang"};
static const char *const given[] = {"Anh",  "Bình", "Châu", "Dũng", "Giang", "Hà",   "Hùng", "Lan", "Mai",  "Nam",
                                    "Oanh", "Phúc", "Quân", "Sơn",  "Thảo",  "Tuấn", "Uyên", "Vân", "Xuân", "Yến"};

static Rows rows_of(Arena *arena, ptrdiff_t len)
{
    Rows r = {.len = len};
    for (int c = 0; c < COLUMNS; c++)
        r.cell[c] = new (arena, Str, len + 1);
    for (ptrdiff_t i = 0; i < len; i++)
        r.cell[0][i] = str_fmt(arena, "r%td", i);
    return r;
}

static void person(Arena *arena, Rng *rng, Rows *r, ptrdiff_t at)
{
    r->cell[1][at] = str_fmt(arena, "%s %s %s", family[rng_below(rng, COUNTOF(family))],
                             middle[rng_below(rng, COUNTOF(middle))], given[rng_below(rng, COUNTOF(given))]);
    r->cell[2][at] = str_fmt(arena, "%02d/%02d/%d", (int)rng_between(rng, 1, 28), (int)rng_between(rng, 1, 12),
                             (int)rng_between(rng, 1940, 2015));
    r->cell[3][at] = rng_below(rng, 2) ? S("Nam") : S("Nữ");
    r->cell[4][at] = str_fmt(arena, "09%08d", (int)rng_below(rng, 100000000));
}

/* Each of the first `both` of the right rows is the left row of the same number, sometimes with an error. */
static void registers(Arena *arena, uint64_t seed, ptrdiff_t len, ptrdiff_t both, double missing, Rows *l, Rows *r)
{
    Rng rng = rng_open(seed);
    *l = rows_of(arena, len);
    *r = rows_of(arena, len);
    for (ptrdiff_t i = 0; i < len; i++) {
        person(arena, &rng, l, i);
        person(arena, &rng, r, i);
        for (int c = 1; c < COLUMNS && i < both; c++)
            if (rng_below(&rng, 20) > 0)
                r->cell[c][i] = l->cell[c][i];
        for (int c = 1; c < COLUMNS; c++) {
            l->cell[c][i] = rng_unit(&rng) < missing ? (Str){0} : l->cell[c][i];
            r->cell[c][i] = rng_unit(&rng) < missing ? (Str){0} : r->cell[c][i];
        }
    }
}

static LinkSource *source(Arena *arena, const Rows *r)
{
    const Str **cell = new (arena, const Str *, COLUMNS);
    for (int c = 0; c < COLUMNS; c++)
        cell[c] = r->cell[c];
    LinkSource *s = new (arena, LinkSource, 1);
    *s = link_columns(arena, S("rows"), heading, COLUMNS, 0, cell, r->len);
    return s;
}

static void linked(const LinkResult *run, int64_t *right, int64_t *wrong)
{
    *right = *wrong = 0;
    for (ptrdiff_t i = 0; i < run->pairs.len; i++)
        if (run->decision[i] == LINK_LINK)
            ++*(run->pairs.pair[i].left == run->pairs.pair[i].right ? right : wrong);
}

TEST(two_registers_are_linked)
{
    Rows l, r;
    registers(arena, 1, 2000, 1500, 0, &l, &r);
    LinkResult run;
    assert_ok(
        link_run(arena, source(arena, &l), source(arena, &r), (LinkOptions){.one_to_one = true, .threads = 2}, &run));
    int64_t right, wrong;
    linked(&run, &right, &wrong);
    assert_true(right > 1440 && wrong < 5);
    assert_true(run.model->trained && fabs(log2(run.model->prior / (1500.0 / 4e6))) < 0.3);
    assert_int_equal(run.stats.records[0], 2000);
    assert_int_equal(run.stats.records[1], 2000);
    assert_true(run.stats.compared >= run.pairs.len && run.stats.candidates >= run.pairs.len);
    link_close(&run);
    assert_null(run.data);
    link_close(&run);
}

TEST(threads_and_a_saved_model_change_nothing)
{
    Rows l, r;
    registers(arena, 2, 1500, 1000, 0.1, &l, &r);
    LinkResult one, four, again;
    assert_ok(link_run(arena, source(arena, &l), source(arena, &r), (LinkOptions){.threads = 1, .seed = 5}, &one));
    assert_ok(link_run(arena, source(arena, &l), source(arena, &r), (LinkOptions){.threads = 4, .seed = 5}, &four));
    LinkModel *saved;
    Str json = link_model_json(arena, one.model);
    assert_str(link_model_json(arena, four.model), json);
    assert_ok(link_model_read(arena, S("saved.json"), json, &saved));
    LinkOptions with = {.threads = 3, .model = saved};
    assert_ok(link_run(arena, source(arena, &l), source(arena, &r), with, &again));
    assert_str(link_model_json(arena, again.model), json);
    assert_int_equal(one.pairs.len, four.pairs.len);
    assert_int_equal(one.pairs.len, again.pairs.len);
    for (ptrdiff_t i = 0; i < one.pairs.len; i++) {
        const LinkPair *a = &one.pairs.pair[i], *b = &four.pairs.pair[i], *c = &again.pairs.pair[i];
        assert_true(a->left == b->left && a->right == b->right && a->weight == b->weight && a->rule == b->rule);
        assert_true(a->left == c->left && a->right == c->right && a->weight == c->weight && a->rule == c->rule);
        assert_true(one.decision[i] == four.decision[i] && one.decision[i] == again.decision[i]);
    }
    link_close(&one);
    link_close(&four);
    link_close(&again);
}

/* A few new rows beside a register: whoever shares no key with them is forgotten, and nothing else is different. */
TEST(of_a_large_side_only_partners_are_kept)
{
    Rows l, r;
    registers(arena, 3, 3000, 2500, 0.1, &l, &r);
    LinkResult whole, few[2];
    assert_ok(link_run(arena, source(arena, &l), source(arena, &r), (LinkOptions){.threads = 2}, &whole));
    LinkModel *model = link_model_copy(arena, whole.model);
    for (int i = model->rules - 1; i >= 0; i--)
        if (model->rule[i].parts == 0) /* everybody with everybody */
            model->rule[i] = model->rule[--model->rules];
    link_close(&whole);
    l.len = 40;
    LinkOptions options = {.threads = 2, .model = model};
    assert_ok(link_run(arena, source(arena, &l), source(arena, &r), options, &whole));
    assert_true(whole.pairs.len > 20);
    options.pairs_only = true;
    for (int i = 0; i < 2; i++) {
        options.threads = 1 + 2 * i;
        assert_ok(link_run(arena, source(arena, &l), source(arena, &r), options, &few[i]));
        assert_true(link_data_rows(few[i].data, 1) < 2500);
        assert_int_equal(few[i].pairs.len, whole.pairs.len);
        for (ptrdiff_t k = 0; k < whole.pairs.len; k++) {
            const LinkPair *a = &whole.pairs.pair[k], *b = &few[i].pairs.pair[k];
            assert_true(a->left == b->left && a->right == b->right && a->weight == b->weight && a->rule == b->rule);
            assert_true(a->frequency == b->frequency && a->pattern == b->pattern);
            assert_true(whole.decision[k] == few[i].decision[k]);
        }
        link_close(&few[i]);
    }
    r.len = 1; /* nobody left */
    r.cell[1][0] = S("Ksor H'Bưm");
    r.cell[2][0] = r.cell[3][0] = r.cell[4][0] = (Str){0};
    assert_ok(link_run(arena, source(arena, &l), source(arena, &r), options, &few[0]));
    assert_int_equal(few[0].pairs.len, 0);
    link_close(&few[0]);
    link_close(&whole);
}

TEST(registers_without_a_common_person_stay_apart)
{
    Rows l, r;
    registers(arena, 3, 1000, 0, 0, &l, &r);
    LinkResult run;
    assert_ok(link_run(arena, source(arena, &l), source(arena, &r), (LinkOptions){.threads = 2}, &run));
    int64_t right, wrong;
    linked(&run, &right, &wrong);
    assert_true(right + wrong <= 2);
    link_close(&run);
}

TEST(a_register_and_its_copy_are_one)
{
    Rows l, r;
    registers(arena, 4, 500, 0, 0, &l, &r);
    LinkResult run;
    assert_ok(link_run(arena, source(arena, &l), source(arena, &l), (LinkOptions){.threads = 2}, &run));
    int64_t right, wrong;
    linked(&run, &right, &wrong);
    assert_int_equal(right, 500);
    assert_true(wrong <= 1);
    link_close(&run);
}

TEST(two_values_in_five_missing_still_find_most)
{
    Rows l, r;
    registers(arena, 5, 2000, 1500, 0.4, &l, &r);
    LinkResult run;
    assert_ok(link_run(arena, source(arena, &l), source(arena, &r), (LinkOptions){.threads = 2}, &run));
    int64_t right, wrong;
    linked(&run, &right, &wrong);
    assert_true(right > 300 && wrong * 20 < right);
    link_close(&run);
}

TEST(ten_rows_are_enough_for_a_careful_answer)
{
    Rows l, r;
    registers(arena, 6, 10, 5, 0, &l, &r);
    LinkResult run;
    assert_ok(link_run(arena, source(arena, &l), source(arena, &r), (LinkOptions){.threads = 2}, &run));
    int64_t right, wrong;
    linked(&run, &right, &wrong);
    assert_true(right >= 3 && wrong == 0);
    link_close(&run);
}

TEST(duplicates_are_clustered)
{
    Rows all, l, r;
    registers(arena, 7, 600, 400, 0, &l, &r);
    all = rows_of(arena, 1000);
    for (ptrdiff_t i = 0; i < 1000; i++)
        for (int c = 1; c < COLUMNS; c++)
            all.cell[c][i] = i < 600 ? l.cell[c][i] : r.cell[c][i - 600];
    LinkResult run;
    assert_ok(link_run(arena, source(arena, &all), NULL, (LinkOptions){.dedupe = true, .threads = 2}, &run));
    int64_t together = 0;
    for (ptrdiff_t i = 0; i < 400; i++)
        together += run.clusters.cluster[600 + i] == run.clusters.cluster[i];
    assert_true(together > 380);
    assert_true(run.clusters.clusters <= 405 && run.clusters.largest <= 4);
    link_close(&run);
}

/* A column of one value tells nobody apart: refused in words, or a result. */
static void refused_or_run(Arena *arena, const Rows *rows)
{
    LinkResult run;
    Err *err = link_run(arena, source(arena, rows), NULL, (LinkOptions){.dedupe = true, .threads = 2}, &run);
    if (err) {
        assert_fails(err, BAD_INPUT);
        return;
    }
    assert_true(run.clusters.rows == rows->len && run.model->prior > 0);
    link_close(&run);
}

TEST(one_row_and_rows_that_are_all_the_same)
{
    Rng rng = rng_open(8);
    Rows one = rows_of(arena, 1), same = rows_of(arena, 300);
    person(arena, &rng, &one, 0);
    for (ptrdiff_t i = 0; i < same.len; i++)
        for (int c = 1; c < COLUMNS; c++)
            same.cell[c][i] = one.cell[c][0];
    refused_or_run(arena, &one);
    refused_or_run(arena, &same);
}

/* ---- options and cancelling ---------------------------------------------------------- */
static bool cancelled(void *arg)
{
    return --*(int *)arg < 0;
}

TEST(a_run_can_be_cancelled_at_any_moment)
{
    Rows l, r;
    registers(arena, 9, 400, 300, 0, &l, &r);
    int stopped = 0;
    for (int after = 0; after < 40; after++) {
        Arena scratch = *arena;
        int left = after;
        LinkOptions o = {.threads = 1, .watch = {.cancelled = cancelled, .arg = &left}};
        LinkResult run;
        Err *err = link_run(&scratch, source(&scratch, &l), source(&scratch, &r), o, &run);
        stopped += err != NULL;
        if (err)
            assert_fails(err, CONFLICT);
        else
            link_close(&run);
    }
    assert_true(stopped > 0);
}

TEST(thresholds_outside_the_possible_are_refused)
{
    Rows l, r;
    registers(arena, 10, 20, 10, 0, &l, &r);
    static const double bad[] = {-0.5, 1, 1.5, NAN};
    for (int i = 0; i < COUNTOF(bad); i++) {
        LinkResult run;
        LinkOptions o = {.threshold = bad[i], .threads = 1};
        assert_fails(link_run(arena, source(arena, &l), source(arena, &r), o, &run), USAGE);
        o = (LinkOptions){.review_from = bad[i], .threads = 1};
        assert_fails(link_run(arena, source(arena, &l), source(arena, &r), o, &run), USAGE);
    }
}

TEST_MAIN
