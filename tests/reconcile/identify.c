#include "test.h"

#include "base/file.h"
#include "reconcile/identify.h"
#include <string.h>

static const Clock noon = {.fixed_ms = 1793505600000}; /* 2026-11-01 */
static const Date september = {2026, 9, 30}, october = {2026, 10, 31};

#define ON_EACH_STORE(store)                             \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Store *store = fresh(arena, which_); store; store_close(&store))

static Store *fresh(Arena *arena, int which)
{
    Str address;
    Store *store = NULL;
    if (test_store_address(arena, which, &address))
        assert_ok(store_open(arena, address, noon, &store));
    return store;
}

/* ---- what agencies deliver -------------------------------------------------------------------- */

#define POPULATION "full_name,birth_date,sex,personal_id,old_id,commune_code,household_id,phone\n"
#define PARTICIPANTS                                                                                         \
    "si_number,personal_id,full_name,birth_date,sex,scheme,employer_code,employer_tax_code,collecting_unit," \
    "commune_code,from_month\n"
#define TAX "employer_tax_code,personal_id,personal_tax_code,full_name,year,taxable_income\n"
#define EMPLOYERS "employer_code,tax_code,name\n"
#define AFFILIATIONS "list,full_name,personal_id,birth_date,organisation\n"

static void put(Store *store, Arena *arena, const char *source, Date as_of, Str csv)
{
    Str path = test_temp(arena, str_fmt(arena, "%s.csv", source));
    RegisterReport report;
    RegisterPut p = {.province = S("33"),
                     .source = str_from(source),
                     .as_of = as_of,
                     .path = path,
                     .name = str_fmt(arena, "%s.csv", source),
                     .by = S("mai"),
                     .threads = 2};
    assert_ok(file_write(arena, path, csv));
    assert_ok(register_put(store, arena, &p, &report));
    if (report.delivery.state == DELIVERY_HELD) {
        assert_ok(store_begin(store, arena));
        assert_ok(register_release(store, arena, S("33"), report.delivery.id, S("lan")));
        assert_ok(store_commit(store, arena));
    }
}

static Identify run_by(Store *store, Arena *arena, Date as_of, int64_t number, int threads)
{
    Identify identify;
    IdentifyOptions options = {.province = S("33"), .as_of = as_of, .threads = threads};
    assert_ok(identify_run(store, arena, &options, &identify));
    if (number > 0) {
        assert_ok(store_begin(store, arena));
        assert_ok(identify_save(store, arena, &identify, number));
        assert_ok(store_commit(store, arena));
    }
    return identify;
}

static Identify run(Store *store, Arena *arena, Date as_of, int64_t number)
{
    return run_by(store, arena, as_of, number, 2);
}

static const IdentifyDelivery *of(const Identify *identify, const char *source)
{
    for (ptrdiff_t i = 0; i < identify->deliveries; i++)
        if (str_eq(identify->delivery[i].source->code, str_from(source)))
            return &identify->delivery[i];
    fail_msg("no delivery of %s", source);
    return NULL;
}

static int32_t person(const Identify *identify, const char *source, int row)
{
    return of(identify, source)->person[row];
}

static int32_t employer(const Identify *identify, const char *source, int row)
{
    return of(identify, source)->employer[row];
}

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

TEST_MAIN
