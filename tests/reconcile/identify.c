#include "reconcile/identified.h"

#include "generate/people.h"
#include <stdlib.h>
#include <string.h>

/* ---- the certain rule -------------------------------------------------------------------------- */

TEST(the_same_number_with_name_or_birth_date_is_one_person)
{
    ON_EACH_STORE(store)
    {
        put(store, arena, "population", september,
            S(POPULATION "Trần Thị Mai,14/02/1986,Nữ,033186001234,,12223,H1,\n"
                         "Lê Văn Nam,01/05/1990,Nam,033090004321,,12223,H2,\n"
                         "Ngô Thị Lan,03/08/1979,Nữ,033179005555,,12223,H3,\n"));
        put(store, arena, "participants", september,
            S(PARTICIPANTS
              "0123456789,033186001234,TRAN THI MAI,,Nữ,compulsory,DV01,0101234567,BHXH 1,12223,01/2024\n"
              "0123456790,033090004321,Lê Nam,01/05/1990,Nam,compulsory,DV01,0101234567,BHXH 1,12223,01/2024\n"
              "0123456790,,Lê Nam,01/05/1990,Nam,compulsory,DV02,,BHXH 1,12223,01/2025\n"));
        put(store, arena, "tax_income", september,
            S(TAX "0101234567,,033186001234,Mai Trần Thị,2025,96000000\n"
                  "0101234567,033179005555,,Phạm Văn Hùng,2025,96000000\n"));
        Identify first = run(store, arena, october, 1);
        assert_int_equal(person(&first, "population", 0), 1);
        assert_int_equal(person(&first, "participants", 0), 1);
        assert_int_equal(person(&first, "tax_income", 0), 1); /* a tax code of twelve digits is the personal number */
        assert_int_equal(person(&first, "participants", 1), person(&first, "population", 1));
        assert_int_equal(person(&first, "participants", 2), person(&first, "population", 1)); /* by the SI number */
        assert_true(person(&first, "tax_income", 1) != person(&first, "population", 2));
        assert_int_equal(first.rows, 8);
        Identify again = run(store, arena, october, 2);
        assert_int_equal(again.rows_kept, 8);
        assert_int_equal(again.persons, first.persons);
        assert_int_equal(again.persons_new, 0);
        assert_memory_equal(of(&again, "tax_income")->person, of(&first, "tax_income")->person, 2 * sizeof(int32_t));
    }
}

TEST(a_slip_in_a_number_makes_no_second_person)
{
    ON_EACH_STORE(store)
    {
        put(store, arena, "population", october,
            S(POPULATION "Trần Thị Mai,14/02/1986,Nữ,033186001234,,12223,H1,\n"
                         "Lê Văn Nam,01/05/1990,Nam,033090004321,,12223,H2,\n"
                         "Lê Văn Nam,01/05/1990,Nam,033090004328,,12224,H3,\n"
                         "Vũ Thị Hoa,09/09/1979,Nữ,033179007777,,12224,H4,\n"));
        put(store, arena, "participants", october,
            S(PARTICIPANTS "0123456781,033186001243,Trần Thị Mai,14/02/1986,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"
                           "0123456782,033090004321,Lê Văn Nam,01/05/1990,Nam,compulsory,DV01,,BHXH 1,12223,01/2024\n"
                           "0123456783,033090004323,Lê Văn Nam,01/05/1990,Nam,compulsory,DV02,,BHXH 1,12223,01/2024\n"
                           "0123456784,033179007778,Vũ Thị Hoa,09/08/1979,Nữ,compulsory,DV02,,BHXH 1,12224,01/2024\n"
                           "0123456784,033179007771,Vũ Thị Hoa,09/08/1979,Nữ,compulsory,DV03,,BHXH 1,12224,01/2023\n"));
        Identify now = run(store, arena, october, 1);
        assert_int_equal(person(&now, "participants", 0), person(&now, "population", 0)); /* neighbours exchanged */
        assert_int_equal(person(&now, "participants", 1), person(&now, "population", 1));
        assert_int_not_equal(person(&now, "population", 1),
                             person(&now, "population", 2)); /* the register knows both */
        assert_int_not_equal(person(&now, "participants", 2), person(&now, "population", 1)); /* near to both */
        assert_int_not_equal(person(&now, "participants", 2), person(&now, "population", 2));
        assert_int_not_equal(person(&now, "participants", 3), person(&now, "population", 3)); /* another date too */
        assert_int_equal(person(&now, "participants", 3), person(&now, "participants", 4)); /* one SI number, a slip */
        Identify again = run(store, arena, october, 2);
        assert_int_equal(again.persons_new, 0);
        assert_int_equal(again.rows_kept, again.rows);
    }
}

TEST(who_is_paid_is_found_among_those_whom_the_employer_insures)
{
    enum { CLEAR, OTHER_NUMBER, TWICE, ELSEWHERE, OWN, BORN, SAME_NUMBER };
    ON_EACH_STORE(store)
    {
        put(store, arena, "participants", october,
            S(PARTICIPANTS
              "0123456700,,Trần Thị Mai,14/02/1986,Nữ,compulsory,DV01,0100109106,BHXH 1,12223,01/2024\n"
              "0123456711,033090004321,Lê Văn Nam,01/05/1990,Nam,compulsory,DV01,0100109106,BHXH 1,12223,01/2024\n"
              "0123456722,,Vũ Thị Hoa,09/09/1979,Nữ,compulsory,DV01,0100109106,BHXH 1,12223,01/2024\n"
              "0123456733,,Đỗ Thị Sen,03/03/1983,Nữ,compulsory,DV02,0100109107,BHXH 1,12223,01/2024\n"
              "0123456744,033177000044,Bùi Văn Tám,08/08/1977,Nam,compulsory,DV01,0100109106,BHXH 1,12223,01/2024\n"
              "0123456755,,Phạm Văn Bình,20/10/1980,Nam,compulsory,DV01,0100109106,BHXH 1,12223,01/2024\n"
              "0123456766,033192000066,Ngô Thị Minh Thư,06/06/1992,Nữ,compulsory,DV01,0100109106,BHXH 1,12223,01/2024\n"
              "0123456777,,Vũ Thị Hoa,19/11/1991,Nữ,compulsory,DV01,0100109106,BHXH 1,12223,01/2024\n"));
        put(store, arena, "population", october,
            S(POPULATION "Phạm Văn Bình,03/04/1961,Nam,033061000055,,12223,H1,\n"));
        put(store, arena, "tax_income", october,
            S(TAX "0100109106,033186000000,,TRAN THI MAI,2025,90000000\n"
                  "0100109106,033090887711,,Lê Văn Nam,2025,90000000\n"
                  "0100109106,033179000022,,Vũ Thị Hoa,2025,90000000\n"
                  "0100109106,033183000033,,Đỗ Thị Sen,2025,90000000\n"
                  "0100109106,033177000044,,Bùi Văn Tám,2025,90000000\n"
                  "0100109106,033061000055,,Phạm Văn Bình,2025,90000000\n"
                  "0100109106,033192000066,,Ngô Thư,2025,90000000\n"));
        Identify now = run(store, arena, october, 1);
        static const bool one[] = {[CLEAR] = true, [OWN] = true, [SAME_NUMBER] = true, [OTHER_NUMBER] = false};
        for (int i = 0; i < COUNTOF(one); i++)
            if (one[i])
                assert_int_equal(person(&now, "tax_income", i), person(&now, "participants", i));
            else
                assert_int_not_equal(person(&now, "tax_income", i), person(&now, "participants", i));
    }
}

/* The tax row comes first and has no date, the population row only a year; the owner's row has it.  Where the business
 * stands says nothing of where he lives. */
TEST(a_group_is_compared_by_the_best_of_its_rows)
{
    enum { KHAI, BAY, LAN };
    ON_EACH_STORE(store)
    {
        put(store, arena, "population", october,
            S(POPULATION "Lê Văn Bảy,1975,Nam,033075004321,,12223,H1,\n"
                         "Ngô Thị Lan,03/08/1979,Nữ,033179005555,,12223,H2,\n"));
        put(store, arena, "tax_income", october, S(TAX "0100109106,033080001111,,Trần Văn Khải,2025,90000000\n"));
        put(store, arena, "household_businesses", october,
            S(BUSINESSES "8012345678,Trần Văn Khải,033080001111,12/05/1980,00004\n"
                         "8012345686,Lê Văn Bảy,033075004321,03/04/1975,00004\n"
                         "8012345694,Ngô Thị Lan,033179005555,,00004\n"));
        put(store, arena, "participants", october,
            S(PARTICIPANTS "0123456700,,Trần Văn Khải,12/05/1980,Nam,compulsory,DV01,,BHXH 1,12223,01/2024\n"
                           "0123456711,,Lê Văn Bảy,03/04/1975,Nam,compulsory,DV01,,BHXH 1,12223,01/2024\n"
                           "0123456722,,Ngô Thị Lan,13/02/1958,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"));
        Identify now = run(store, arena, october, 1);
        assert_int_equal(person(&now, "participants", KHAI), person(&now, "tax_income", 0));
        assert_int_equal(person(&now, "participants", KHAI), person(&now, "household_businesses", KHAI));
        assert_int_equal(person(&now, "participants", BAY), person(&now, "population", 0));
        assert_int_not_equal(person(&now, "participants", LAN), person(&now, "population", 1));
    }
}

TEST(employers_are_known_by_tax_code_and_else_by_their_code)
{
    ON_EACH_STORE(store)
    {
        put(store, arena, "employers", september, S(EMPLOYERS "DV01,0101234567,Công ty A\nDV02,,Trường B\n"));
        put(store, arena, "participants", september,
            S(PARTICIPANTS "0123456789,,Trần Thị Mai,,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"
                           "0123456790,,Lê Nam,,Nam,compulsory,DV02,,BHXH 1,12223,01/2024\n"
                           "0123456791,,Hồ Lan,,Nữ,compulsory,,0101234567,BHXH 1,12223,01/2024\n"));
        put(store, arena, "tax_income", september,
            S(TAX "0101234567,,,Mai Trần,2025,96000000\n"
                  "0101234567-001,,,Hồ Lan,2025,96000000\n"
                  "0309876543,,,Hồ Lan,2025,96000000\n"));
        Identify first = run(store, arena, october, 1);
        assert_int_equal(employer(&first, "participants", 0), employer(&first, "employers", 0));
        assert_int_equal(employer(&first, "participants", 1), employer(&first, "employers", 1));
        assert_int_equal(employer(&first, "participants", 2), employer(&first, "employers", 0));
        assert_int_equal(employer(&first, "tax_income", 0), employer(&first, "employers", 0));
        assert_int_equal(first.employers, 4); /* two units, a branch and a payer that nobody else knows */
        assert_int_equal(person(&first, "employers", 0), 0);
        /* The unit without a tax code turns out to be that payer: the lower number stays. */
        int32_t unit = employer(&first, "employers", 1), payer = employer(&first, "tax_income", 2);
        put(store, arena, "employers", october, S(EMPLOYERS "DV01,0101234567,Công ty A\nDV02,0309876543,Trường B\n"));
        Identify second = run(store, arena, october, 2);
        int32_t low = unit < payer ? unit : payer, high = unit < payer ? payer : unit;
        assert_int_equal(employer(&second, "tax_income", 2), low);
        assert_int_equal(employer(&second, "participants", 1), low);
        IdentifyEvent *event;
        ptrdiff_t events;
        int64_t now;
        assert_ok(identify_events(store, arena, S("33"), true, high, &event, &events));
        assert_int_equal(events, 1);
        assert_true(!event[0].change.split && event[0].change.to == low && event[0].run == 2);
        assert_ok(identify_now(store, arena, S("33"), true, high, &now));
        assert_int_equal(now, low);
    }
}

TEST(without_a_delivery_there_is_nobody)
{
    ON_EACH_STORE(store)
    {
        Identify identify;
        IdentifyOptions options = {.province = S("33"), .as_of = october};
        assert_fails(identify_run(store, arena, &options, &identify), NOT_FOUND);
        Scope commune = {.place = &(ScopePlace){S("33"), S("12223")}, .places = 1};
        store_set_scope(store, &commune);
        assert_fails(identify_run(store, arena, &options, &identify), FORBIDDEN);
        store_set_scope(store, NULL);
    }
}

TEST(a_row_that_changed_stays_where_its_name_did)
{
    ON_EACH_STORE(store)
    {
        put(store, arena, "population", september,
            S(POPULATION "Trần Thị Mai,14/02/1986,Nữ,033186001234,,12223,H1,\n"
                         "Lê Văn Nam,01/05/1990,Nam,033090004321,,12223,H2,\n"));
        put(store, arena, "participants", september,
            S(PARTICIPANTS "0123456789,033186001234,Trần Thị Mai,14/02/1986,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"
                           "0123456790,033090004321,Lê Văn Nam,,Nam,compulsory,DV01,,BHXH 1,12223,01/2024\n"));
        Identify first = run(store, arena, september, 1);
        assert_int_equal(first.persons, 2);
        /* Mai moved and her name is corrected; Nam's row has another valid number; somebody is new. */
        put(store, arena, "participants", october,
            S(PARTICIPANTS "0123456789,033186001234,Trần Thị May,14/02/1986,Nữ,compulsory,DV01,,BHXH 1,12224,01/2024\n"
                           "0123456790,033090009999,Lê Văn Nam,,Nam,compulsory,DV01,,BHXH 1,12223,01/2024\n"
                           "0123456791,033199008888,Đỗ Thị Hoa,02/09/1999,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"));
        Identify second = run(store, arena, october, 2);
        assert_int_equal(second.rows_kept, 2);
        assert_int_equal(person(&second, "participants", 0), 1);
        assert_int_equal(person(&second, "participants", 1), 3);
        assert_int_equal(person(&second, "participants", 2), 4);
        assert_int_equal(person(&second, "population", 1), 2);
        assert_int_equal(second.split, 1);
        IdentifyEvent *event;
        ptrdiff_t events;
        assert_ok(identify_events(store, arena, S("33"), false, 2, &event, &events));
        assert_int_equal(events, 1);
        assert_true(event[0].change.split && event[0].change.from == 2 && event[0].change.to == 3);
        /* The month before is as it was: the same numbers for the same rows. */
        Identify back = run(store, arena, september, 0);
        assert_int_equal(person(&back, "participants", 0), 1);
        assert_int_equal(person(&back, "population", 1), 2);
        /* A number that was corrected again brings the two together: the lower one stays. */
        put(store, arena, "participants", (Date){2026, 11, 1},
            S(PARTICIPANTS "0123456789,033186001234,Trần Thị May,14/02/1986,Nữ,compulsory,DV01,,BHXH 1,12224,01/2024\n"
                           "0123456790,033090004321,Lê Văn Nam,,Nam,compulsory,DV01,,BHXH 1,12223,01/2024\n"
                           "0123456791,033199008888,Đỗ Thị Hoa,02/09/1999,Nữ,compulsory,DV01,,BHXH 1,12223,01/2024\n"));
        Identify third = run(store, arena, (Date){2026, 11, 30}, 3);
        assert_int_equal(person(&third, "participants", 1), 2);
        assert_int_equal(third.merged, 1);
        int64_t now;
        assert_ok(identify_now(store, arena, S("33"), false, 3, &now));
        assert_int_equal(now, 2);
    }
}

/* ---- a province of simulated people ----------------------------------------------------------------- */

typedef struct Simulated {
    Str folder, csv[3];
    int64_t *truth[3]; /* of each row that was taken in, the person */
    int64_t rows[3];
} Simulated;

static const char *const listed[3] = {"population", "participants", "tax_income"};

/* "1,population,MPC890922517" → the person of each row id */
static int64_t truth_of(Str truth, Str id)
{
    ptrdiff_t at = str_find(truth, id);
    assert_true(at > 0);
    while (at > 0 && truth.ptr[at - 1] != '\n')
        at--;
    return strtoll(truth.ptr + at, NULL, 10);
}

static void put_simulated(Store *store, Arena *arena, const PeopleResult *people, Str folder, int which, Simulated *ret)
{
    Str name = {0};
    for (ptrdiff_t i = 0; i < people->files; i++)
        if (str_ends(people->file[i].name, str_fmt(arena, "-%s.csv", listed[which])) &&
            str_find(people->file[i].name, S("truth")) < 0)
            name = people->file[i].name;
    Str path = str_fmt(arena, "%.*s/%.*s", STRF(folder), STRF(name));
    RegisterReport report;
    RegisterPut p = {.province = S("33"),
                     .source = str_from(listed[which]),
                     .as_of = september,
                     .path = path,
                     .name = name,
                     .by = S("mai"),
                     .rejects = test_temp(arena, S("rejects.csv")),
                     .threads = 2};
    assert_ok(register_put(store, arena, &p, &report));
    assert_true(report.problems < 100);
    Str csv = test_read(arena, path), truth = test_read(arena, str_fmt(arena, "%.*s/mo-phong-truth.csv", STRF(folder)));
    ret->truth[which] = new (arena, int64_t, report.delivery.rows);
    ptrdiff_t line = 1, bad = 0;
    for (StrCut cut = str_cut(csv, '\n'); cut.tail.len > 0;) {
        cut = str_cut(cut.tail, '\n');
        line++;
        if (bad < report.problems && report.problem[bad].place.row == line)
            bad++;
        else
            ret->truth[which][ret->rows[which]++] = truth_of(truth, str_cut(cut.head, ',').head);
    }
    assert_int_equal(ret->rows[which], report.delivery.rows);
}

TEST(simulated_people_are_found_in_all_registers)
{
    Str folder = test_temp(arena, S("people"));
    PeopleSpec spec = {.what = PEOPLE_PROVINCE,
                       .seed = 5,
                       .persons = 3000,
                       .province = S("HY"),
                       .profile = S("middle"),
                       .registers = 7,
                       .folder = folder,
                       .threads = 2};
    PeopleResult people;
    assert_ok(people_generate(arena, spec, NULL, &people));
    Simulated s = {0};
    Store *store = fresh(arena, 0);
    for (int which = 0; which < 3; which++)
        put_simulated(store, arena, &people, folder, which, &s);
    Identify one = run_by(store, arena, october, 0, 1), five = run_by(store, arena, october, 1, 5);
    int64_t most = one.persons + 1, found = 0, lost = 0, mixed = 0;
    int64_t *who = new (arena, int64_t, most), *home = new (arena, int64_t, 100000);
    for (int which = 0; which < 3; which++) {
        assert_memory_equal(of(&one, listed[which])->person, of(&five, listed[which])->person,
                            (size_t)s.rows[which] * sizeof(int32_t));
        for (int64_t row = 0; row < s.rows[which]; row++) {
            int64_t truth = s.truth[which][row];
            int32_t p = person(&one, listed[which], (int)row);
            mixed += who[p] != 0 && who[p] != truth;
            who[p] = truth;
            if (which == 0 && home[truth] == 0)
                home[truth] = p;
            found += which > 0 && home[truth] == p;
            lost += which > 0 && home[truth] != 0 && home[truth] != p;
        }
    }
    assert_int_equal(mixed, 0);
    assert_true(found > 1000);
    assert_true(50 * lost < found); /* fewer than two in a hundred are not found; they wait for a person or are alone */
    assert_true(one.rows_linked > 0);
    Identify again = run(store, arena, october, 2);
    assert_int_equal(again.rows_kept, again.rows);
    assert_int_equal(again.to_review, five.to_review);
    store_close(&store);
}

TEST_MAIN
