/* Coverage reckoned from deliveries, through identify and gather: by residence, by seat, and the bridge. */
#include "stores.h"

#include "base/file.h"
#include "reconcile/coverage.h"
#include "reconcile/standing.h"

static const Date october = {2026, 10, 31};

static void put(Store *store, Arena *arena, const char *source, const char *rows)
{
    RegisterReport report;
    Str path = test_temp(arena, str_fmt(arena, "%s.csv", source));
    assert_ok(file_write(arena, path, str_from(rows)));
    RegisterPut ask = {.province = S("33"),
                       .source = str_from(source),
                       .as_of = october,
                       .path = path,
                       .name = path,
                       .by = S("mai"),
                       .threads = 1};
    assert_ok(register_put(store, arena, &ask, &report));
    if (report.delivery.state == DELIVERY_HELD)
        assert_ok(register_release(store, arena, S("33"), report.delivery.id, S("mai")));
}

/* Mai works in another commune and has two jobs; Nam pays for himself; Hoa is a child; Bình is not insured; Lan has
 * died; Tâm is insured and in no list of the population. */
static void deliver(Store *store, Arena *arena)
{
    put(store, arena, "population",
        "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã,Tình trạng cư trú\n"
        "Trần Thị Mai,14/02/1986,Nữ,033186000011,11980,thường trú\n"
        "Lê Văn Nam,03/05/1990,Nam,033090000022,11983,thường trú\n"
        "Vũ Thị Hoa,09/09/2018,Nữ,033318000033,11980,thường trú\n"
        "Phạm Văn Bình,01/12/1979,Nam,033079000044,11980,thường trú\n"
        "Đỗ Thị Lan,20/06/1984,Nữ,033184000055,11983,đã chết\n");
    put(store, arena, "participants",
        "Mã số BHXH,Số định danh,Họ và tên,Ngày sinh,Giới tính,Loại hình,Mã đơn vị,Cơ quan BHXH,Từ tháng,Đến tháng,"
        "Đã đóng đến,BHTN\n"
        "0110000011,033186000011,Trần Thị Mai,14/02/1986,Nữ,BB,D1,BHXH A,2020-01,,,1\n"
        "0110000011,033186000011,Trần Thị Mai,14/02/1986,Nữ,BB,D2,BHXH A,2023-01,,,0\n"
        "0110000022,033090000022,Lê Văn Nam,03/05/1990,Nam,TN,,BHXH A,2024-01,,2026-12,\n"
        "0110000066,033192000066,Ngô Thị Tâm,02/02/1992,Nữ,BB,D1,BHXH A,2021-01,,,1\n");
    put(store, arena, "employers",
        "Mã đơn vị,MST,Tên đơn vị,Mã xã,Cơ quan BHXH\n"
        "D1,,Công ty Một,11983,BHXH A\n"
        "D2,,Công ty Hai,11980,BHXH A\n");
}

static const CoverageRow *row_of(const Coverage *c, CountBase base, const char *unit)
{
    for (ptrdiff_t i = 0; i < c->rows[base]; i++)
        if (str_eq(c->row[base][i].unit, str_from(unit)))
            return &c->row[base][i];
    fail_msg("no row of “%s”", unit);
    return NULL;
}

static int64_t bridged(const Coverage *c, const char *residence, const char *collecting)
{
    int64_t persons = 0;
    for (ptrdiff_t i = 0; i < c->bridges; i++)
        if (str_eq(c->bridge[i].residence, str_from(residence)) &&
            str_eq(c->bridge[i].collecting, str_from(collecting)))
            persons += c->bridge[i].persons;
    return persons;
}

static void reckon(Store *store, Arena *arena, Identify *who, Gathered *gathered, Coverage *ret)
{
    Law *law;
    Standing *standing;
    IdentifyOptions how = {.province = S("33"), .as_of = october, .threads = 2};
    assert_ok(law_load(arena, (Str){0}, &law));
    GatherOptions gather = {.province = S("33"), .month = {2026, 10, 0}, .threads = 2, .law = law};
    assert_ok(identify_run(store, arena, &how, who));
    assert_ok(gather_run(store, arena, who, &gather, gathered));
    assert_ok(standing_of(store, arena, who, gather.month, &standing));
    assert_ok(coverage_reckon(arena, standing, gathered, ret));
}

TEST(persons_count_once_where_they_live_and_where_they_are_collected)
{
    ON_EACH_STORE(store)
    {
        Identify who;
        Gathered gathered;
        Coverage c;
        deliver(store, arena);
        reckon(store, arena, &who, &gathered, &c);
        const CoverageRow *here = row_of(&c, BASE_RESIDENCE, "11980");
        assert_int_equal(here->persons[MEASURE_WORKING_AGE], 2);
        assert_int_equal(here->persons[MEASURE_COVERED], 1);
        assert_int_equal(here->persons[MEASURE_COVERED_COMPULSORY], 1);
        assert_int_equal(here->persons[MEASURE_EXTRA_COMPULSORY], 1);
        assert_int_equal(here->persons[MEASURE_UNEMPLOYMENT], 1);
        here = row_of(&c, BASE_RESIDENCE, "11983");
        assert_int_equal(here->persons[MEASURE_WORKING_AGE], 1); /* not the dead */
        assert_int_equal(here->persons[MEASURE_COVERED_VOLUNTARY], 1);
        assert_int_equal(row_of(&c, BASE_RESIDENCE, "")->persons[MEASURE_COMPULSORY], 1);
        assert_int_equal(row_of(&c, BASE_COLLECTING, "11983")->persons[MEASURE_COMPULSORY], 2);
        assert_int_equal(row_of(&c, BASE_COLLECTING, "11983")->persons[MEASURE_VOLUNTARY], 1);
        assert_int_equal(bridged(&c, "11980", "11983"), 1);
        assert_int_equal(bridged(&c, "", "11983"), 1);
        assert_int_equal(bridged(&c, "11983", "11983"), 1);
        assert_int_equal(bridged(&c, "11980", "11980"), 0);
    }
}

TEST(a_run_keeps_both_of_its_balances)
{
    ON_EACH_STORE(store)
    {
        Identify who;
        Gathered gathered;
        Coverage c;
        CoverageRow *row;
        Movements m;
        ptrdiff_t rows;
        deliver(store, arena);
        reckon(store, arena, &who, &gathered, &c);
        assert_ok(store_begin(store, arena));
        Balance *balance;
        assert_ok(balance_read(store, arena, &who, (Date){2026, 10, 0}, &balance));
        assert_ok(balance_reckon(balance, &gathered));
        assert_ok(balance_save(store, balance, 1));
        assert_ok(store_commit(store, arena));
        assert_ok(coverage_list(store, arena, S("33"), 1, BASE_RESIDENCE, &row, &rows));
        assert_int_equal(rows, c.rows[BASE_RESIDENCE]);
        assert_ok(movement_list(store, arena, S("33"), 1, &m));
        assert_int_equal(m.sums, 2);
        assert_int_equal(m.sum[0].end, 2); /* as many as are counted by residence */
        assert_int_equal(m.sum[1].end, 1);
    }
}

TEST_MAIN
