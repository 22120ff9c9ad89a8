#include "reconcile/identified.h"

#include "reconcile/review.h"
#include "store/scope.h"
#include <math.h>

/* Two pairs wait: two wrong digits in a number at social insurance, and a name and year without any number. */
static void waiting(Store *store, Arena *arena)
{
    put(store, arena, "population", september,
        S(POPULATION "Trần Thị Mai,14/02/1986,Nữ,033186001234,,12223,H1,0912345678\n"
                     "Lê Văn Nam,01/05/1990,Nam,033090004321,,12223,H2,\n"
                     "Đặng Quốc Hưng,23/11/1971,Nam,033071005678,,12224,H3,\n"));
    put(store, arena, "participants", september,
        S(PARTICIPANTS
          "0123456789,033186001296,Trần Thị Mai,14/02/1986,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"
          "0123456790,033071005699,Đặng Quốc Hưng,23/11/1971,Nam,compulsory,DV01,,BHXH 1,12224,01/2024\n"));
    run(store, arena, september, 1);
}

static ptrdiff_t list(Store *store, Arena *arena, ReviewState state, ReviewPair **ret)
{
    ptrdiff_t count;
    ReviewFilter filter = {.province = S("33"), .state = (int)state};
    assert_ok(review_list(store, arena, &filter, ret, &count));
    return count;
}

static ReviewPair say(Store *store, Arena *arena, int64_t id, const char *by, ReviewAnswer answer)
{
    ReviewPair pair;
    assert_ok(store_begin(store, arena));
    assert_ok(review_answer(store, arena, S("33"), id, str_from(by), answer, &pair));
    assert_ok(store_commit(store, arena));
    return pair;
}

static Err *refused(Store *store, Arena *arena, int64_t id, const char *by, ReviewAnswer answer)
{
    ReviewPair pair;
    assert_ok(store_begin(store, arena));
    Err *err = review_answer(store, arena, S("33"), id, str_from(by), answer, &pair);
    store_rollback(store);
    return err;
}

TEST(pairs_of_different_numbers_wait_and_are_shown_with_their_rows)
{
    ON_EACH_STORE(store)
    {
        ReviewPair *pair;
        Str a[REGISTER_COLUMNS], b[REGISTER_COLUMNS];
        ReviewStep step[LINK_FIELDS + 2];
        int steps;
        double sum = 0;
        waiting(store, arena);
        assert_int_equal(list(store, arena, REVIEW_OPEN, &pair), 2);
        assert_str(pair[0].reason, S("numbers_differ"));
        assert_int_equal(pair[0].needed, 2);
        assert_true(pair[0].a.person != pair[0].b.person && pair[0].a.person > 0 && pair[0].b.person > 0);
        assert_str(pair[0].a.unit, pair[0].b.unit);
        assert_ok(review_cells(store, arena, &pair[0], a, b));
        Scope own = {.place = (ScopePlace[]){{S("33"), pair[0].a.unit}}, .places = 1},
              other = {.place = (ScopePlace[]){{S("33"), S("00000")}}, .places = 1};
        store_set_scope(store, &other);
        assert_fails(review_cells(store, arena, &pair[0], a, b), NOT_FOUND);
        store_set_scope(store, &own);
        assert_ok(review_cells(store, arena, &pair[0], a, b));
        store_set_scope(store, NULL);
        bool turned = str_eq(pair[0].a.source, S("participants"));
        const Str *population = turned ? b : a, *participants = turned ? a : b;
        assert_str(population[0], participants[2]); /* the name */
        assert_ok(review_steps(store, arena, &pair[0], step, &steps));
        for (int i = 0; i < steps; i++)
            sum += step[i].weight;
        assert_true(steps > 5);
        assert_true(str_starts(step[1].what.vi, S("họ và tên: "))); /* no names of columns */
        assert_true(fabs(sum - pair[0].weight) < 0.01);
        assert_fails(review_get(store, arena, S("33"), 99, pair), NOT_FOUND);
    }
}

TEST(who_is_alike_at_one_place_of_work_waits)
{
    ON_EACH_STORE(store)
    {
        ReviewPair *pair;
        ReviewStep step[LINK_FIELDS + 2];
        int steps;
        double sum = 0;
        put(store, arena, "participants", september,
            S(PARTICIPANTS
              "0123456701,,Đ. Đình Nghiệp,04/11/1994,Nam,compulsory,DV01,0100109106,BHXH 1,12223,01/2024\n"
              "0123456702,033187000021,Nguyễn Thị Nữ,02/07/1987,Nữ,compulsory,DV01,0100109106,BHXH 1,12223,01/2024\n"
              "0123456703,033190000031,Vũ Thị Hoa,02/07/1990,Nữ,compulsory,DV01,0100109106,BHXH 1,12223,01/2024\n"
              "0123456704,,Lê Văn An,01/01/1980,Nam,compulsory,DV02,0100109107,BHXH 1,12223,01/2024\n"));
        put(store, arena, "tax_income", september,
            S(TAX "0100109106,052094491650,,Đặng Đình Nghiệp,2025,90000000\n"
                  "0100109106,033187000093,,Nguyễn Thị Nữ,2025,90000000\n" /* two digits */
                  "0100109106,033190887766,,Vũ Thị Hoa,2025,90000000\n"    /* another person */
                  "0100109106,033080000041,,Lê Văn Ang,2025,90000000\n")); /* works elsewhere */
        Identify now = run(store, arena, september, 1);
        assert_int_equal(list(store, arena, REVIEW_OPEN, &pair), 2);
        assert_true(str_eq(pair[0].reason, S("unsure")) != str_eq(pair[1].reason, S("unsure")));
        for (int row = 0; row < 4; row++) {
            assert_int_equal(now.waiting[person(&now, "tax_income", row)], row < 2);
            assert_int_equal(now.waiting[person(&now, "participants", row)], row < 2);
        }
        assert_ok(review_steps(store, arena, &pair[0], step, &steps));
        for (int i = 0; i < steps; i++)
            sum += step[i].weight;
        assert_true(steps > 1 && fabs(sum - pair[0].weight) < 0.01);
        run(store, arena, september, 2);
        assert_int_equal(list(store, arena, REVIEW_OPEN, &pair), 2);
    }
}

TEST(two_persons_say_yes_and_the_next_run_makes_one_person_of_two)
{
    ON_EACH_STORE(store)
    {
        ReviewPair *open, next, pair;
        ReviewCounts counts;
        waiting(store, arena);
        list(store, arena, REVIEW_OPEN, &open);
        int64_t id = open[0].id, other = open[1].id;
        int32_t low = (int32_t)(open[0].a.person < open[0].b.person ? open[0].a.person : open[0].b.person);
        int64_t high = open[0].a.person + open[0].b.person - low;
        assert_ok(review_next(store, arena, S("33"), S("mai"), 0, &next));
        int64_t begin = next.id;
        assert_ok(review_next(store, arena, S("33"), S("mai"), begin, &next));
        assert_int_equal(next.id, begin == id ? other : id); /* passed over */
        assert_ok(review_next(store, arena, S("33"), S("mai"), next.id, &next));
        assert_int_equal(next.id, begin); /* and from the beginning again */
        assert_ok(review_next(store, arena, S("33"), S("mai"), 99, &next));
        assert_int_equal(next.id, begin);
        pair = say(store, arena, id, "mai", REVIEW_YES);
        assert_int_equal(pair.state, REVIEW_HALF);
        assert_fails(refused(store, arena, id, "mai", REVIEW_YES), CONFLICT);
        assert_ok(review_next(store, arena, S("33"), S("mai"), 0, &next));
        assert_int_equal(next.id, other); /* not the one that she answered */
        assert_ok(review_next(store, arena, S("33"), S("mai"), id, &next));
        assert_int_equal(next.id, other);
        assert_ok(review_next(store, arena, S("33"), S("lan"), 0, &next));
        assert_int_equal(next.id, id); /* begun ones first */
        Identify between = run(store, arena, september, 2);
        assert_int_equal(between.merged, 0);
        assert_int_equal(between.to_review, 2);
        pair = say(store, arena, id, "lan", REVIEW_YES);
        assert_int_equal(pair.state, REVIEW_DONE);
        assert_int_equal(pair.label, REVIEW_YES);
        assert_fails(refused(store, arena, id, "hoa", REVIEW_NO), CONFLICT);
        Identify after = run(store, arena, september, 3);
        assert_int_equal(after.merged, 1);
        assert_int_equal(after.change[0].from, high);
        assert_int_equal(after.change[0].to, low);
        assert_int_equal(after.to_review, 1);
        assert_true(!after.waiting[low]);
        Identify again = run(store, arena, september, 4); /* the label is obeyed, and nobody is asked again */
        assert_int_equal(again.merged + again.split, 0);
        assert_int_equal(again.rows_kept, again.rows);
        assert_ok(review_counts(store, arena, S("33"), S("lan"), &counts));
        assert_int_equal(counts.state[REVIEW_DONE], 1);
        assert_int_equal(counts.state[REVIEW_OPEN], 1);
        assert_int_equal(counts.yes, 1);
        assert_int_equal(counts.by_me, 1);
    }
}

TEST(who_is_not_sure_leaves_it_to_others_and_a_no_is_obeyed)
{
    ON_EACH_STORE(store)
    {
        ReviewPair *open, pair;
        ReviewBand *band;
        ptrdiff_t bands;
        waiting(store, arena);
        list(store, arena, REVIEW_OPEN, &open);
        int64_t id = open[0].id;
        assert_int_equal(say(store, arena, id, "mai", REVIEW_UNSURE).state, REVIEW_HALF);
        assert_int_equal(say(store, arena, id, "lan", REVIEW_YES).state, REVIEW_HALF);
        assert_int_equal(say(store, arena, id, "hoa", REVIEW_NO).state, REVIEW_HALF);
        pair = say(store, arena, id, "tam", REVIEW_NO);
        assert_int_equal(pair.label, REVIEW_NO);
        assert_int_equal(pair.yes + pair.no + pair.unsure, 4);
        /* Everything comes anew, as other rows: the label still speaks of the two. */
        put(store, arena, "participants", october,
            S(PARTICIPANTS
              "0123456799,,Hồ Thị Xuân,02/03/1980,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"
              "0123456789,033186001296,Trần Thị Mai,14/02/1986,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"
              "0123456790,033071005699,Đặng Quốc Hưng,23/11/1971,Nam,compulsory,DV01,,BHXH 1,12224,01/2024\n"));
        Identify after = run(store, arena, october, 2);
        assert_int_equal(after.merged + after.split, 0);
        assert_int_equal(after.to_review, 1);
        assert_int_equal(list(store, arena, REVIEW_DONE, &open), 1);
        assert_int_equal(list(store, arena, REVIEW_OPEN, &open), 1);
        Str a[REGISTER_COLUMNS], b[REGISTER_COLUMNS]; /* the waiting pair is found where it lies now */
        assert_ok(review_cells(store, arena, &open[0], a, b));
        assert_str(str_eq(open[0].a.source, S("population")) ? a[0] : b[0],
                   str_eq(open[0].a.source, S("population")) ? b[2] : a[2]);
        assert_ok(review_accuracy(store, arena, S("33"), &band, &bands));
        assert_int_equal(bands, 1);
        assert_int_equal(band[0].no, 1);
        assert_int_equal(band[0].yes, 0);
        assert_true(band[0].expected > 0.5);
    }
}

TEST(a_pair_whose_row_is_gone_needs_no_answer_and_comes_back_with_it)
{
    ON_EACH_STORE(store)
    {
        ReviewPair *pair;
        waiting(store, arena);
        put(store, arena, "participants", october,
            S(PARTICIPANTS
              "0123456790,033071005699,Đặng Quốc Hưng,23/11/1971,Nam,compulsory,DV01,,BHXH 1,12224,01/2024\n"));
        assert_int_equal(run(store, arena, october, 2).to_review, 1);
        assert_int_equal(list(store, arena, REVIEW_GONE, &pair), 1);
        assert_fails(refused(store, arena, pair[0].id, "mai", REVIEW_YES), CONFLICT);
        int64_t gone = pair[0].id;
        put(store, arena, "participants", (Date){2026, 11, 1},
            S(PARTICIPANTS
              "0123456789,033186001296,Trần Thị Mai,14/02/1986,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"
              "0123456790,033071005699,Đặng Quốc Hưng,23/11/1971,Nam,compulsory,DV01,,BHXH 1,12224,02/2024\n"));
        assert_int_equal(run(store, arena, (Date){2026, 11, 30}, 3).to_review, 2);
        assert_int_equal(list(store, arena, REVIEW_OPEN, &pair), 2);
        assert_true(pair[0].id == gone || pair[1].id == gone);
    }
}

TEST(a_no_that_came_while_a_run_joined_the_two_parts_them_again)
{
    ON_EACH_STORE(store)
    {
        ReviewPair *pair;
        Identify joined;
        IdentifyOptions options = {.province = S("33"), .as_of = october, .threads = 2};
        waiting(store, arena);
        put(store, arena, "participants", october,
            S(PARTICIPANTS
              "0123456789,033186001234,Trần Thị Mai,14/02/1986,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"
              "0123456790,033071005699,Đặng Quốc Hưng,23/11/1971,Nam,compulsory,DV01,,BHXH 1,12224,01/2024\n"));
        assert_ok(identify_run(store, arena, &options, &joined));
        assert_int_equal(joined.merged, 1);
        list(store, arena, REVIEW_OPEN, &pair);
        int64_t id = str_eq(pair[0].a.unit, S("12223")) ? pair[0].id : pair[1].id;
        say(store, arena, id, "mai", REVIEW_NO);
        say(store, arena, id, "lan", REVIEW_NO);
        assert_ok(store_begin(store, arena));
        assert_ok(identify_save(store, arena, &joined, 2));
        assert_ok(store_commit(store, arena));
        Identify parted = run(store, arena, october, 3);
        assert_int_equal(parted.split, 1);
        assert_true(person(&parted, "population", 0) != person(&parted, "participants", 0));
        assert_int_equal(list(store, arena, REVIEW_DONE, &pair), 1);
        Identify again = run(store, arena, october, 4);
        assert_int_equal(again.rows_kept, again.rows);
    }
}

TEST(who_has_a_commune_sees_its_pairs_alone)
{
    ON_EACH_STORE(store)
    {
        ReviewPair *pair, next;
        ReviewCounts counts;
        waiting(store, arena);
        list(store, arena, REVIEW_OPEN, &pair);
        int64_t foreign = str_eq(pair[0].a.unit, S("12224")) ? pair[0].id : pair[1].id;
        Scope commune = {.place = &(ScopePlace){S("33"), S("12223")}, .places = 1};
        store_set_scope(store, &commune);
        assert_int_equal(list(store, arena, REVIEW_OPEN, &pair), 1);
        assert_str(pair[0].a.unit, S("12223"));
        assert_fails(review_get(store, arena, S("33"), foreign, &next), NOT_FOUND);
        assert_fails(refused(store, arena, foreign, "mai", REVIEW_YES), NOT_FOUND);
        assert_ok(review_next(store, arena, S("33"), S("mai"), 0, &next));
        assert_str(next.b.unit, S("12223"));
        assert_ok(review_counts(store, arena, S("33"), S("mai"), &counts));
        assert_int_equal(counts.state[REVIEW_OPEN], 1);
        store_set_scope(store, NULL);
    }
}

TEST_MAIN
