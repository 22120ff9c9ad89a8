#include "engine_people.h"
#include "linkage/scale.h"
#include "test.h"
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

/* spilled: rows go to files after the first batch, and partitions are tiny. */
static LinkData *open_data(Arena *arena, const People *left, const People *right, const LinkModel *model, int threads,
                           DataBounds bounds)
{
    LinkSource l = people_source(arena, left), r = right ? people_source(arena, right) : l;
    LinkData *data = NULL;
    assert_ok(data_open(arena, &l, right ? &r : NULL, model, NULL, threads, 1 << 30, (Str){0}, (LinkWatch){0}, bounds,
                        &data));
    return data;
}

/* Every pair that any rule finds, compared in full. */
static LinkPairs by_force(Arena *arena, LinkData *data, const LinkModel *model, double from)
{
    LinkPairs all = {new (arena, LinkPair, 200000), 0};
    for (uint32_t i = 0; i < link_data_rows(data, 0); i++)
        for (uint32_t j = data->dedupe ? i + 1 : 0; j < link_data_rows(data, 1); j++) {
            LinkPair pair;
            assert_ok(link_compare(data, arena, model, i, j, &pair));
            if (pair.rule < model->rules && pair.weight >= (float)from)
                all.pair[all.len++] = pair;
        }
    return all;
}

static void assert_same_pairs(const LinkPairs *got, const LinkPairs *want)
{
    assert_int_equal(got->len, want->len);
    for (ptrdiff_t i = 0; i < got->len; i++) {
        assert_int_equal(got->pair[i].left, want->pair[i].left);
        assert_int_equal(got->pair[i].right, want->pair[i].right);
        assert_int_equal(got->pair[i].rule, want->pair[i].rule);
        assert_true(got->pair[i].pattern == want->pair[i].pattern);
        assert_memory_equal(&got->pair[i].weight, &want->pair[i].weight, sizeof(float));
        assert_memory_equal(&got->pair[i].frequency, &want->pair[i].frequency, sizeof(float));
    }
}

enum { LARGE = 1 << 30 };
static const DataBounds in_memory = {.oversized = LARGE}, in_files = {.oversized = LARGE, .spill_at = 1, .room = 30000};

static void check_bounds(Arena *arena, const People *left, const People *right, double from, int threads,
                         DataBounds bounds, const LinkPairs *want)
{
    LinkModel *model = people_model(arena);
    LinkData *data = open_data(arena, left, right, model, threads, bounds);
    assert_true((data->spill != NULL) == (bounds.spill_at > 0));
    LinkRuleCount count[LINK_RULES];
    LinkPairs got;
    assert_ok(link_score(data, arena, model, from, count, &got));
    assert_same_pairs(&got, want);
    int64_t found = 0;
    for (int r = 0; r < model->rules; r++)
        found += count[r].found;
    assert_int_equal(found, got.len);
    link_data_close(data);
}

static void check_against_force(Arena *arena, const People *left, const People *right, double from)
{
    LinkModel *model = people_model(arena);
    LinkData *data = open_data(arena, left, right, model, 2, in_memory);
    LinkPairs want = by_force(arena, data, model, from);
    link_data_close(data);
    assert_true(want.len > 20);
    for (int threads = 1; threads <= 4; threads++) {
        check_bounds(arena, left, right, from, threads, in_memory, &want);
        check_bounds(arena, left, right, from, threads, in_files, &want);
    }
}

TEST(two_sources_give_the_pairs_that_comparing_all_gives)
{
    People left = people_make(arena, 250, 200, 1), right = people_make(arena, 230, 200, 2);
    check_against_force(arena, &left, &right, 0);
    check_against_force(arena, &left, &right, -10);
}

TEST(one_source_gives_the_pairs_that_comparing_all_gives)
{
    People people = people_make(arena, 300, 150, 3);
    check_against_force(arena, &people, NULL, 0);
    check_against_force(arena, &people, NULL, 5);
}

/* ---- large and odd blocks ---------------------------------------------------------- */
static People same_rows(Arena *arena, ptrdiff_t rows, ptrdiff_t others)
{
    People people = people_make(arena, rows + others, 1000000, 9);
    for (int c = 1; c < PEOPLE_COLUMNS; c++)
        for (ptrdiff_t row = 0; row < rows; row++)
            ((Str *)(uintptr_t)people.cell[c])[row] = people_cell(arena, c, 77);
    return people;
}

TEST(identical_rows_are_compared_once_and_hold_together)
{
    enum { SAME = 100000 };
    People people = same_rows(arena, SAME, 50);
    LinkModel *model = people_model(arena);
    DataBounds bounds = {.oversized = OVERSIZED_PAIRS};
    LinkData *data = open_data(arena, &people, NULL, model, 2, bounds);
    LinkRuleCount count[LINK_RULES];
    LinkPairs got;
    assert_ok(link_score(data, arena, model, 0, count, &got));
    assert_int_equal(got.len, SAME - 1); /* a star: as many pairs as it takes to hold them */
    for (ptrdiff_t i = 0; i < got.len; i++) {
        assert_int_equal(got.pair[i].left, 0);
        assert_int_equal(got.pair[i].right, i + 1);
        assert_int_equal(got.pair[i].rule, 0);
    }
    assert_int_equal(count[0].pairs, (int64_t)SAME * (SAME - 1) / 2);
    assert_true(count[0].compared < 100);
    link_data_close(data);
}

TEST(identical_rows_of_two_sources_all_find_a_partner)
{
    People left = same_rows(arena, 3000, 0), right = same_rows(arena, 2000, 0);
    LinkModel *model = people_model(arena);
    LinkData *data = open_data(arena, &left, &right, model, 2, in_memory);
    LinkRuleCount count[LINK_RULES];
    LinkPairs got;
    assert_ok(link_score(data, arena, model, 0, count, &got));
    assert_int_equal(got.len, 3000);
    for (ptrdiff_t i = 0; i < got.len; i++) {
        assert_int_equal(got.pair[i].left, i);
        assert_int_equal(got.pair[i].right, i % 2000);
    }
    link_data_close(data);
}

static void assert_same_count(const LinkRuleCount *a, const LinkRuleCount *b)
{
    assert_memory_equal(a, b, offsetof(LinkRuleCount, largest));
    assert_int_equal(a->largest_count, b->largest_count);
    for (int i = 0; i < a->largest_count; i++) {
        assert_int_equal(a->largest[i].pairs, b->largest[i].pairs);
        assert_int_equal(a->largest[i].row, b->largest[i].row);
    }
}

/* Pairs are found again although their block is divided; all bounds and threads agree. */
TEST(an_oversized_block_is_split_and_says_so)
{
    People people = people_make(arena, 600, 200, 5);
    LinkModel *model = people_model(arena);
    model->rule[0] = model->rule[4]; /* sex and village: blocks of about 15 × 15 */
    model->rules = 1;
    model->rule[0].split[1] = (LinkPart){0, people_part(&link_kind_name, "given")};
    model->rule[0].splits = 2;
    DataBounds bounds = {.oversized = 40};
    LinkRuleCount first = {0};
    LinkPairs want = {0};
    for (int run = 0; run < 6; run++) {
        bounds.spill_at = run % 2, bounds.room = 30000;
        LinkData *data = open_data(arena, &people, NULL, model, 1 + run / 2, bounds);
        LinkRuleCount count, analysed;
        LinkPairs got;
        assert_ok(link_analyse(data, arena, model, &analysed));
        assert_ok(link_score(data, arena, model, 0, &count, &got));
        assert_int_equal(count.pairs, analysed.pairs);
        assert_int_equal(count.split_blocks, analysed.split_blocks);
        assert_int_equal(count.split_pairs, analysed.split_pairs);
        assert_int_equal(count.windowed, analysed.windowed);
        assert_true(count.split_blocks > 20);
        assert_true(count.split_pairs < count.pairs);
        assert_true(got.len > 30);
        if (run == 0)
            first = count, want = got;
        assert_same_count(&count, &first);
        assert_same_pairs(&got, &want);
        link_data_close(data);
    }
}

TEST(a_block_that_nothing_splits_is_worked_by_neighbours)
{
    People people = people_make(arena, 5000, 2500, 6);
    for (ptrdiff_t row = 0; row < people.rows; row++) {
        ((Str *)(uintptr_t)people.cell[3])[row] = S("Nam");
        ((Str *)(uintptr_t)people.cell[6])[row] = S("Thôn 1");
    }
    LinkModel *model = people_model(arena);
    model->rule[0] = model->rule[4];
    model->rule[0].splits = 0;
    model->rules = 1;
    LinkRuleCount first = {0};
    LinkPairs want = {0};
    for (int run = 0; run < 4; run++) {
        DataBounds bounds = {.oversized = 100000, .spill_at = run % 2, .room = 10 << 20};
        LinkData *data = open_data(arena, &people, NULL, model, 1 + run / 2, bounds);
        LinkRuleCount count;
        LinkPairs got;
        assert_ok(link_score(data, arena, model, 0, &count, &got));
        assert_int_equal(count.windowed, 1);
        assert_int_equal(count.split_blocks, 1);
        assert_true(count.compared < 1000000);
        assert_true(got.len > 1000);
        if (run == 0)
            first = count, want = got;
        assert_same_count(&count, &first);
        assert_same_pairs(&got, &want);
        link_data_close(data);
    }
}

TEST(a_pair_of_a_split_block_belongs_to_one_rule)
{
    People left = people_make(arena, 400, 200, 11), right = people_make(arena, 400, 200, 12);
    LinkModel *model = people_model(arena);
    LinkRule large = model->rule[4];
    large.splits = 0;
    memmove(&model->rule[1], &model->rule[0], 4 * sizeof *model->rule);
    model->rule[0] = large;
    DataBounds bounds = {.oversized = 30};
    LinkData *data = open_data(arena, &left, &right, model, 2, bounds);
    LinkRuleCount count[LINK_RULES];
    LinkPairs got;
    assert_ok(link_score(data, arena, model, 0, count, &got));
    assert_true(count[0].windowed > 3);
    int64_t found = 0;
    for (int r = 0; r < model->rules; r++)
        found += count[r].found;
    assert_int_equal(found, got.len);
    for (ptrdiff_t i = 1; i < got.len; i++)
        assert_true(got.pair[i - 1].left < got.pair[i].left ||
                    (got.pair[i - 1].left == got.pair[i].left && got.pair[i - 1].right < got.pair[i].right));
    link_data_close(data);
}

/* ---- samples --------------------------------------------------------------------------- */
static void assert_same_patterns(const LinkPatterns *a, const LinkPatterns *b)
{
    assert_int_equal(a->len, b->len);
    assert_int_equal(a->pairs, b->pairs);
    assert_memory_equal(a->pattern, b->pattern, (size_t)a->len * sizeof *a->pattern);
    assert_memory_equal(a->count, b->count, (size_t)a->len * sizeof *a->count);
}

TEST(samples_depend_on_the_seed_alone)
{
    People left = people_make(arena, 3000, 2000, 1), right = people_make(arena, 2500, 2000, 2);
    LinkModel *model = people_model(arena);
    LinkPatterns random = {0}, rule = {0}, again;
    for (int run = 0; run < 6; run++) {
        LinkData *data = open_data(arena, &left, &right, model, 1 + run / 2, run % 2 ? in_files : in_memory);
        if (run == 0) {
            assert_ok(link_random_patterns(data, arena, model, 20000, 4, &random));
            assert_ok(link_rule_patterns(data, arena, model, 4, 5000, 4, &rule));
            assert_int_equal(random.pairs, 20000);
            assert_true(rule.pairs > 4000 && rule.pairs < 6000);
            assert_ok(link_random_patterns(data, arena, model, 20000, 5, &again));
            assert_false(again.len == random.len &&
                         memcmp(again.count, random.count, (size_t)again.len * sizeof *again.count) == 0);
        }
        assert_ok(link_random_patterns(data, arena, model, 20000, 4, &again));
        assert_same_patterns(&again, &random);
        assert_ok(link_rule_patterns(data, arena, model, 4, 5000, 4, &again));
        assert_same_patterns(&again, &rule);
        link_data_close(data);
    }
}

TEST(a_model_is_the_same_from_files_and_from_memory)
{
    People left = people_make(arena, 6000, 4000, 1), right = people_make(arena, 5000, 4000, 2);
    Str json[2];
    for (int run = 0; run < 2; run++) {
        LinkModel *model = people_model(arena);
        LinkData *data = open_data(arena, &left, &right, model, 1 + run, run ? in_files : in_memory);
        for (int f = 0; f < model->fields; f++)
            memset(model->field[f].m, 0, sizeof model->field[f].m),
                memset(model->field[f].u, 0, sizeof model->field[f].u);
        assert_ok(link_train(arena, data, model, 7, (LinkWatch){0}));
        json[run] = link_model_json(arena, model);
        link_data_close(data);
    }
    assert_str(json[0], json[1]);
}

TEST(few_pairs_are_all_taken)
{
    People people = people_make(arena, 40, 30, 1);
    LinkModel *model = people_model(arena);
    LinkData *data = open_data(arena, &people, NULL, model, 2, in_memory);
    LinkPatterns all;
    assert_ok(link_random_patterns(data, arena, model, 1000, 4, &all));
    assert_int_equal(all.pairs, 40 * 39 / 2);
    LinkRuleCount count[LINK_RULES];
    assert_ok(link_analyse(data, arena, model, count));
    assert_ok(link_rule_patterns(data, arena, model, 4, 1000000, 4, &all));
    assert_int_equal(all.pairs, count[4].pairs);
    link_data_close(data);
}

/* ---- what can be asked of the data ---------------------------------------------------------- */
TEST(rows_say_the_same_from_files_and_from_memory)
{
    People left = people_make(arena, 700, 300, 1), right = people_make(arena, 40000, 2000, 2);
    LinkModel *model = people_model(arena);
    LinkData *a = open_data(arena, &left, &right, model, 2, in_memory);
    LinkData *b = open_data(arena, &left, &right, model, 2, in_files);
    assert_int_equal(link_data_spilled(a), 0);
    assert_true(link_data_spilled(b) > (link_data_rows(b, 0) + link_data_rows(b, 1)) * model->fields * 8);
    for (int side = 0; side < 2; side++) {
        float *best[2];
        uint64_t *personal[2];
        int64_t rows = link_data_rows(a, side);
        assert_int_equal(rows, link_data_rows(b, side));
        assert_ok(link_best_possible(a, arena, model, side, HUGE_VAL, &best[0]));
        assert_ok(link_best_possible(b, arena, model, side, HUGE_VAL, &best[1]));
        assert_memory_equal(best[0], best[1], (size_t)rows * sizeof(float));
        assert_ok(link_best_possible(b, arena, model, side, LINK_CURVE_TO, &best[1]));
        for (int64_t row = 0; row < rows; row++)
            assert_true(best[1][row] == best[0][row] ||
                        (best[1][row] > (float)LINK_CURVE_TO && best[1][row] <= best[0][row]));
        assert_ok(link_data_personal(a, arena, side, &personal[0]));
        assert_ok(link_data_personal(b, arena, side, &personal[1]));
        assert_memory_equal(personal[0], personal[1], (size_t)rows * sizeof(uint64_t));
        for (uint32_t row = 0; row < rows; row += side ? 997 : 61) {
            Str id[2], shown[2][LINK_FIELDS];
            assert_ok(link_data_id(a, arena, side, row, &id[0]));
            assert_ok(link_data_id(b, arena, side, row, &id[1]));
            assert_str(id[0], (side ? &right : &left)->cell[0][row]);
            assert_str(id[0], id[1]);
            assert_ok(link_data_show(a, arena, side, row, shown[0]));
            assert_ok(link_data_show(b, arena, side, row, shown[1]));
            for (int f = 0; f < model->fields; f++)
                assert_str(shown[0][f], shown[1][f]);
        }
        Str id;
        assert_fails(link_data_id(a, arena, side, (uint32_t)rows, &id), INTERNAL);
    }
    link_data_close(a);
    link_data_close(b);
}

TEST(a_missing_personal_number_comes_from_the_tax_code)
{
    static const Str heading[] = {{"a", 1}, {"b", 1}};
    static const Str personal[] = {{0}, {"001199000001", 12}}, tax[] = {{"001199000007", 12}, {"001199000007", 12}};
    const Str *cell[] = {personal, tax};
    LinkSource source = link_columns(arena, S("x"), heading, 2, -1, cell, 2);
    LinkModel *model = new (arena, LinkModel, 1);
    model->fields = 2;
    model->field[0] = (LinkField){.name = S("p"), .kind = &link_kind_personal, .left = S("a"), .right = S("a")};
    model->field[1] = (LinkField){.name = S("t"), .kind = &link_kind_tax, .left = S("b"), .right = S("b")};
    LinkData *data;
    assert_ok(link_data(arena, &source, NULL, model, NULL, 1, 0, (Str){0}, (LinkWatch){0}, &data));
    uint64_t *number;
    Str id;
    assert_ok(link_data_personal(data, arena, 0, &number));
    assert_true(number[0] && number[1] && number[0] != number[1]);
    assert_ok(link_data_id(data, arena, 0, 1, &id));
    assert_str(id, S("2"));
    link_data_close(data);
}

/* ---- what cannot be done ----------------------------------------------------------------------- */
static Err *open_rows(Arena *arena, const People *people, DataBounds bounds, int64_t memory, Str folder,
                      LinkWatch watch, LinkData **ret)
{
    LinkSource source = people_source(arena, people);
    return data_open(arena, &source, NULL, people_model(arena), NULL, 2, memory, folder, watch, bounds, ret);
}

TEST(an_id_that_is_there_twice_names_both_rows)
{
    for (int run = 0; run < 2; run++) {
        People people = people_make(arena, 20000, 1000, 1);
        Str *id = (Str *)(uintptr_t)people.cell[0];
        id[19000] = id[17], id[19500] = id[2];
        LinkData *data;
        Err *err = open_rows(arena, &people, run ? in_files : in_memory, 1 << 20, (Str){0}, (LinkWatch){0}, &data);
        assert_fails(err, BAD_INPUT);
        assert_str(err->text.en,
                   S("the id “R120” is there twice, in rows 18 and 19001; each record needs an id of its own: "
                     "mend it, or choose another column with --id"));
        assert_int_equal(err->place.row, 19001);
    }
}

TEST(no_rows_and_no_column_are_told)
{
    People people = people_make(arena, 0, 1, 1);
    LinkData *data;
    assert_fails(open_rows(arena, &people, in_memory, 0, (Str){0}, (LinkWatch){0}, &data), BAD_INPUT);
    people = people_make(arena, 5, 1, 1);
    LinkModel *model = people_model(arena);
    model->field[2].left = S("giới tính?");
    LinkSource source = people_source(arena, &people);
    Err *err = link_data(arena, &source, NULL, model, NULL, 1, 0, (Str){0}, (LinkWatch){0}, &data);
    assert_fails(err, BAD_INPUT);
    assert_str(err->text.en, S("there is no column “giới tính?”"));
}

TEST(too_little_memory_says_how_much_is_needed)
{
    People people = people_make(arena, 30000, 20000, 1);
    LinkModel *model = people_model(arena);
    LinkSource source = people_source(arena, &people);
    LinkData *data;
    LinkRuleCount count[LINK_RULES];
    LinkPairs pairs;
    assert_ok(link_data(arena, &source, NULL, model, NULL, 2, 1 << 20, (Str){0}, (LinkWatch){0}, &data));
    Err *err = link_score(data, arena, model, 0, count, &pairs);
    assert_fails(err, TOO_LARGE);
    assert_true(str_find(err->text.en, S("MiB are needed")) > 0);
    link_data_close(data);
}

TEST(a_folder_that_is_not_there_is_told)
{
    People people = people_make(arena, 100, 50, 1);
    LinkData *data;
    assert_fails(open_rows(arena, &people, in_files, 1 << 20, S("/nowhere/at/all"), (LinkWatch){0}, &data),
                 UNAVAILABLE);
}

TEST(temporary_files_vanish)
{
    People people = people_make(arena, 2000, 1000, 1);
    Str folder = test_temp(arena, S("spill"));
    assert_int_equal(mkdir(str_c(arena, folder), 0700), 0);
    LinkData *data;
    assert_ok(open_rows(arena, &people, in_files, 1 << 20, folder, (LinkWatch){0}, &data));
    assert_non_null(data->spill);
    assert_int_equal(rmdir(str_c(arena, folder)), 0); /* empty: the files have no names */
    link_data_close(data);
}

static bool stop_at_once(void *arg)
{
    return ++*(int *)arg > 2;
}

static void count_progress(void *arg, Text what, int64_t done, int64_t total)
{
    (void)arg;
    assert_true(what.vi.len > 0 && what.en.len > 0 && done >= 0 && total >= 0);
}

TEST(work_ends_when_it_is_cancelled)
{
    for (int run = 0; run < 2; run++) {
        People people = people_make(arena, 60000, 2000, 1);
        DataBounds bounds = {.oversized = LARGE, .spill_at = run, .room = 4 << 20};
        int asked = 0;
        LinkData *data;
        Err *err = open_rows(arena, &people, bounds, 1 << 30, (Str){0},
                             (LinkWatch){.progress = count_progress, .cancelled = stop_at_once, .arg = &asked}, &data);
        assert_fails(err, CONFLICT);
        assert_ok(open_rows(arena, &people, bounds, 1 << 30, (Str){0}, (LinkWatch){0}, &data));
        LinkRuleCount count[LINK_RULES];
        LinkPairs pairs;
        LinkPatterns patterns;
        LinkModel *model = people_model(arena);
        asked = 0;
        data->watch = (LinkWatch){.cancelled = stop_at_once, .arg = &asked};
        assert_fails(link_score(data, arena, model, 0, count, &pairs), CONFLICT);
        assert_fails(link_analyse(data, arena, model, count), CONFLICT);
        assert_fails(link_rule_patterns(data, arena, model, 0, 1000, 1, &patterns), CONFLICT);
        data->watch = (LinkWatch){0};
        assert_ok(link_score(data, arena, model, 20, count, &pairs));
        link_data_close(data);
    }
}

/* ---- few values beyond memory -------------------------------------------------------------------- */
/* Rows go to files after some batches; villages that came later are not in the heap that stayed. */
TEST(few_values_stay_in_memory_when_rows_do_not)
{
    People left = people_make(arena, 40000, 30000, 1), right = people_make(arena, 3000, 30000, 2);
    for (ptrdiff_t row = 0; row < 3000; row += 3)
        ((Str *)(uintptr_t)right.cell[6])[row] = str_fmt(arena, "Ấp %td", row % 90);
    LinkModel *model = people_model(arena);
    LinkPairs pairs[2];
    for (int run = 0; run < 2; run++) {
        DataBounds bounds = {.oversized = LARGE, .spill_at = run ? 5 << 20 : 0, .room = 4 << 20};
        LinkData *data = open_data(arena, &left, &right, model, 2, bounds);
        LinkRuleCount count[LINK_RULES];
        assert_int_equal(data->spill != NULL, run);
        assert_int_equal(data->field[5].stays, run);
        assert_ok(link_score(data, arena, model, 5, count, &pairs[run]));
        link_data_close(data);
    }
    assert_true(pairs[0].len > 500);
    assert_same_pairs(&pairs[1], &pairs[0]);
}

/* ---- tables ------------------------------------------------------------------------------------------ */
typedef struct OneBlob {
    HeapHead head;
    uint64_t word[2];
} OneBlob;

static OneBlob blob_at(uint64_t i, uint64_t *ret_hash)
{
    OneBlob b = {{1, sizeof b.word}, {link_mix(i, 1), i}};
    *ret_hash = blob_hash(b.word, sizeof b.word);
    return b;
}

TEST(each_blob_has_its_cell_however_the_heap_grows)
{
    enum { BLOBS = 50000 };
    Heap heap;
    uint64_t *cell = new (arena, uint64_t, BLOBS), hash;
    heap_open(&heap);
    for (uint64_t i = 0; i < BLOBS; i++) {
        OneBlob b = blob_at(i, &hash);
        assert_int_equal(heap_find(&heap, &b.head, hash), 0);
        cell[i] = heap_intern(&heap, &b.head, hash);
        assert_true(cell[i] > 0 && cell[i] >> HEAP_CELL_BITS == 0 && hash >> HEAP_CELL_BITS != 0);
    }
    for (uint64_t i = 0; i < BLOBS; i += 7) {
        OneBlob b = blob_at(i, &hash);
        heap_fetch(&heap, hash);
        heap_fetch_blob(&heap, hash);
        assert_int_equal(heap_intern(&heap, &b.head, hash), cell[i]);
        assert_int_equal(heap_find(&heap, &b.head, hash), cell[i]);
        assert_int_equal(heap_head(&heap, cell[i])->count, 2);
        assert_memory_equal(heap.base + 8 * cell[i], b.word, sizeof b.word);
    }
    assert_int_equal(heap.used, BLOBS);
    heap_close(&heap);
}

TEST(terms_are_counted_however_their_table_grows)
{
    Terms terms, reserved;
    terms_open(&terms);
    terms_open(&reserved);
    terms_reserve(&reserved, 30000);
    ptrdiff_t slots = reserved.slots;
    for (uint64_t i = 1; i <= 30000; i++)
        for (uint32_t n = 1; n <= i % 3 + 1; n++) {
            terms_add(&terms, i << 20, 1);
            terms_add(&reserved, i << 20, 1);
        }
    assert_int_equal(reserved.slots, slots);
    assert_int_equal(terms.used, 30000);
    assert_int_equal(terms.records, 60000);
    for (uint64_t i = 1; i <= 30000; i++) {
        assert_int_equal(terms_count(&terms, i << 20), i % 3 + 1);
        assert_int_equal(terms_count(&reserved, i << 20), i % 3 + 1);
    }
    assert_int_equal(terms_count(&terms, 5), 1); /* unknown: as if one had it */
    terms_close(&terms);
    terms_close(&reserved);
}

/* ---- sifting: both forms ------------------------------------------------------------------------ */
TEST(both_forms_of_sifting_agree_bit_for_bit)
{
    Rng rng = rng_open(3);
    ptrdiff_t kept = 0;
    for (int fields = 1; fields <= LINK_FIELDS; fields++) {
        enum { ROWS = 257 };
        int stride = (fields + 4) / 4 * 4;
        Scale *scale = new (arena, Scale, 1);
        *scale = (Scale){.fields = fields, .groups = (fields + 3) / 4, .give_up = 1.5F};
        for (int g = 0; g < 4; g++)
            for (int i = 0; i < 256; i++)
                scale->bound[g][i] = (float)rng_normal(&rng) * 2;
        for (int i = 0; i < 256; i++) {
            scale->owned[0][i] = (uint32_t)(rng_next(&rng) & rng_next(&rng) & rng_next(&rng)) & 0xff;
            scale->owned[1][i] = fields > 8 ? (uint32_t)rng_next(&rng) : UINT32_MAX;
        }
        uint64_t *row = new (arena, uint64_t, ROWS * stride);
        for (int r = 0; r < ROWS; r++) {
            for (int f = 0; f < stride; f++) /* beyond the flags anything may stand */
                row[r * stride + f] = (uint64_t)rng_below(&rng, 3);
            uint64_t present = 0;
            for (int f = 0; f < fields; f++)
                present |= (uint64_t)(row[r * stride + f] != 0) << f;
            row[r * stride + fields] = rng_next(&rng) << 16 | present;
        }
        uint16_t plain[ROWS], fast[ROWS];
        for (int r = 0; r < ROWS; r++) {
            ptrdiff_t n = scale_sift_plain(scale, row + r * stride, row, ROWS, stride, plain);
            assert_int_equal(n, scale_sift(scale, row + r * stride, row, ROWS, stride, fast));
            assert_memory_equal(plain, fast, (size_t)n * sizeof *plain);
            kept += n;
        }
    }
    assert_true(kept > 10000 && kept < 900000);
}

/* ---- many fields ------------------------------------------------------------------------------- */
static LinkPatterns patterns_of(Arena *arena, const People *left, const People *right, const LinkModel *model)
{
    LinkPatterns patterns;
    LinkData *data = open_data(arena, left, right, model, 2, in_memory);
    LinkSample *sample = NULL;
    assert_ok(link_sample_open(data, arena, model, 5, &sample));
    assert_ok(link_sample_patterns(sample, arena, model, -1, 1000000, &patterns));
    link_sample_close(&sample);
    link_data_close(data);
    return patterns;
}

static int64_t count_like(const LinkPatterns *patterns, LinkPattern pattern, uint8_t tuned, LinkPattern mask)
{
    int64_t count = 0;
    for (ptrdiff_t i = 0; i < patterns->len; i++)
        count += (patterns->pattern[i] & mask) == pattern && patterns->tuned[i] == tuned ? patterns->count[i] : 0;
    return count;
}

TEST(as_many_fields_as_there_can_be_keep_the_adjustment_for_frequency)
{
    People left = people_make(arena, 3000, 1500, 1), right = people_make(arena, 3000, 1500, 2);
    LinkModel *few = people_model(arena), *many = people_model(arena);
    double bits = 0;
    while (many->fields < LINK_FIELDS) { /* the name, the date … again */
        many->field[many->fields] = many->field[many->fields - 6];
        many->field[many->fields++].frequency = false;
    }
    LinkPatterns a = patterns_of(arena, &left, &right, few), b = patterns_of(arena, &left, &right, many);
    assert_true(a.pairs > 10000 && a.pairs == b.pairs && a.of == b.of);
    for (ptrdiff_t i = 0; i < a.len; i++)
        assert_int_equal(count_like(&b, a.pattern[i], a.tuned[i], 0xffffff), a.count[i]);
    for (ptrdiff_t i = 0; i < b.len; i++)
        for (int f = 6; f < LINK_FIELDS; f++) /* only the first number is checked against the date */
            if (many->field[f].kind != &link_kind_personal)
                assert_int_equal(link_level(b.pattern[i], f), link_level(b.pattern[i], f - 6));
    for (int k = 0; link_kinds[k]; k++)
        bits = fmax(bits, LINK_FIELDS * log2(link_kinds[k]->level_count + 1));
    assert_true(bits < 56); /* of the widest kind in all fields */
}

/* ---- frequency ------------------------------------------------------------------------------------ */
static float frequency_with(Arena *arena, bool name, bool village, int correlated)
{
    People people = people_make(arena, 400, 60, 12);
    LinkModel *model = people_model(arena);
    model->field[0].frequency = name;
    model->field[0].correlated = model->field[5].correlated = correlated;
    LinkField town = model->field[5]; /* as words, whose frequency counts */
    town.kind = &link_kind_word;
    town.frequency = village;
    town.m[0] = town.u[0] = 0;
    link_field_defaults(&town);
    model->field[5] = town;
    model->rules = 1;
    LinkData *data = open_data(arena, &people, NULL, model, 1, in_memory);
    LinkPairs pairs = by_force(arena, data, model, -100);
    float frequency = 0;
    int top = link_kind_name.level_count;
    for (ptrdiff_t i = 0; i < pairs.len && frequency == 0; i++)
        if (link_level(pairs.pair[i].pattern, 0) == top &&
            link_level(pairs.pair[i].pattern, 5) == link_kind_word.level_count)
            frequency = pairs.pair[i].frequency;
    link_data_close(data);
    return frequency;
}

TEST(frequencies_of_correlated_fields_do_not_compound)
{
    float name = frequency_with(arena, true, false, 0), village = frequency_with(arena, false, true, 0);
    assert_true(fabsf(name) > 0.1F && fabsf(village) > 0.1F);
    assert_true(fabsf(name) <= 5 && fabsf(village) <= 6); /* their caps */
    assert_true(fabsf(frequency_with(arena, true, true, 0) - (name + village)) < 1e-4F);
    float larger = fabsf(name) > fabsf(village) ? name : village;
    assert_true(fabsf(frequency_with(arena, true, true, 3) - larger) < 1e-4F);
}

/* ---- names in each other's column --------------------------------------------------------------- */
enum { NAMES = 3 };

/* Given name and surname out of ten each, a year; every third row has them exchanged. */
static LinkSource names_source(Arena *arena, ptrdiff_t rows, uint64_t seed)
{
    static const char *const given[] = {"Ada", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hope", "Ivo", "Jude"};
    static const char *const surname[] = {"Marsh", "Nolan", "Orwell", "Price", "Quirk",
                                          "Reeve", "Stone", "Tully",  "Upton", "Vance"};
    static const Str heading[NAMES] = {{"given_name", 10}, {"surname", 7}, {"born", 4}};
    const Str **cell = new (arena, const Str *, NAMES);
    Str *column[NAMES];
    for (int c = 0; c < NAMES; c++)
        cell[c] = column[c] = new (arena, Str, rows);
    Rng rng = rng_open(seed);
    for (ptrdiff_t row = 0; row < rows; row++) {
        bool exchanged = rng_below(&rng, 3) == 0;
        column[exchanged][row] = people_pick(&rng, given, 10);
        column[!exchanged][row] = rng_below(&rng, 8) ? people_pick(&rng, surname, 10) : (Str){0};
        column[2][row] = str_fmt(arena, "%d", (int)rng_between(&rng, 1970, 1975));
    }
    return link_columns(arena, S("names"), heading, NAMES, -1, cell, rows);
}

static LinkModel *names_model(Arena *arena, bool exchanged)
{
    LinkModel *model = new (arena, LinkModel, 1);
    *model = (LinkModel){.style = LINK_WESTERN, .prior = 1e-6, .trained = true};
    const Str column[NAMES] = {S("given_name"), S("surname"), S("born")};
    for (int f = 0; f < NAMES; f++) {
        LinkField *field = &model->field[model->fields++];
        *field =
            (LinkField){.name = f == 1 && !exchanged ? S("town") : column[f], .left = column[f], .right = column[f]};
        field->kind = f < 2 ? &link_kind_word : &link_kind_date;
        link_field_defaults(field);
    }
    people_rule(model, S("born"), 2, "year", 0, NULL, 0, NULL);
    return model;
}

static LinkPairs names_linked(Arena *arena, const LinkModel *model, DataBounds bounds, bool forced)
{
    LinkSource source = names_source(arena, 200, 4);
    LinkData *data;
    LinkRuleCount count[LINK_RULES];
    LinkPairs pairs;
    assert_ok(data_open(arena, &source, NULL, model, NULL, 2, 1 << 30, (Str){0}, (LinkWatch){0}, bounds, &data));
    if (forced)
        pairs = by_force(arena, data, model, 0);
    else
        assert_ok(link_score(data, arena, model, 0, count, &pairs));
    for (uint32_t i = 0; i < 60; i++)
        for (uint32_t j = 0; j < 60; j++) {
            LinkPair one, other;
            assert_ok(link_compare(data, arena, model, i, j, &one));
            assert_ok(link_compare(data, arena, model, j, i, &other));
            assert_true(one.pattern == other.pattern && one.weight == other.weight);
        }
    link_data_close(data);
    return pairs;
}

TEST(names_that_were_exchanged_are_nearly_alike)
{
    LinkModel *model = names_model(arena, true), *apart = names_model(arena, false);
    LinkPairs with = names_linked(arena, model, in_memory, false);
    LinkPairs forced = names_linked(arena, model, in_memory, true);
    LinkPairs files = names_linked(arena, model, in_files, false);
    LinkPairs without = names_linked(arena, apart, in_memory, false);
    assert_same_pairs(&with, &forced);
    assert_same_pairs(&files, &forced);
    int64_t exchanged = 0;
    int near = link_kind_word.level_count - 1;
    for (ptrdiff_t i = 0; i < with.len; i++)
        exchanged += link_level(with.pair[i].pattern, 0) == near && link_level(with.pair[i].pattern, 1) == near;
    assert_true(exchanged > 5 && without.len == with.len - exchanged);
}

TEST_MAIN
