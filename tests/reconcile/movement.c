/* Movements of a month, over two deliveries of participants; who is who is given here. */
#include "stores.h"

#include "base/file.h"
#include "reconcile/coverage.h"
#include "reconcile/standing.h"
#include <string.h>

static const Date september = {2026, 9, 30}, october = {2026, 10, 31};
static const Date month = {2026, 10, 0};

#define HEAD "Mã số BHXH,Họ và tên,Loại hình,Mã đơn vị,Cơ quan BHXH,Từ tháng,Đến tháng,Đã đóng đến,Biến động\n"
/* The number's last two digits are the person; 99 is nobody's. */
#define BB(n, unit, office, from, to, code) \
    "01000000" n ",Trần Thị Mai,BB," unit "," office "," from "," to ",," code "\n"
#define TN(n, office, from, paid, code) "01000000" n ",Lê Văn Nam,TN,," office "," from ",," paid "," code "\n"
#define A "BHXH A"
#define B "BHXH B"

/* clang-format off */
static const char then[] = HEAD
    BB("01", "D1", A, "2020-01", "", "TM")
    BB("02", "D1", A, "2020-01", "", "TM")
    BB("03", "D1", A, "2020-01", "", "TM")
    BB("04", "D1", A, "2020-01", "", "TM")
    BB("05", "D1", A, "2020-01", "", "TM")
    TN("06", A, "2020-01", "2026-09", "TM")
    BB("08", "D1", A, "2019-01", "2020-12", "GH1")
    BB("09", "D1", A, "2020-01", "", "TM")
    TN("11", B, "2020-01", "2026-09", "TM")
    BB("12", "D1", A, "2020-01", "", "TM")
    BB("13", "D1", A, "2019-01", "2020-12", "GH1")
    BB("15", "D1", A, "2018-01", "", "TM") BB("15", "D2", B, "2021-01", "", "TM")
    BB("16", "D1", A, "2020-01", "", "TM")
    BB("17", "D1", A, "2020-01", "", "TM")
    BB("18", "D1", A, "2020-01", "", "TM");

static const char now[] = HEAD
    BB("01", "D1", A, "2020-01", "", "TM")                                        /* stays */
    BB("02", "D1", A, "2020-01", "2026-09", "GH1")                                /* contract ended */
    BB("03", "D1", A, "2020-01", "2026-09", "GH1")                                /* died, whatever the code */
    BB("04", "D1", A, "2020-01", "2026-09", "GH2")                                /* retired */
    BB("05", "D1", A, "2020-01", "2026-09", "GD") BB("05", "D2", B, "2026-10", "", "TD") /* to another office */
    TN("06", A, "2020-01", "2026-09", "GB") BB("06", "D1", A, "2026-10", "", "TM")  /* voluntary to compulsory */
    BB("07", "D1", A, "2026-10", "", "TM")                                        /* new */
    BB("08", "D1", A, "2019-01", "2020-12", "GH1") BB("08", "D1", A, "2026-10", "", "ON") /* comes back */
    BB("09", "D1", A, "2020-01", "2026-08", "GH1")                                /* ended a month earlier than said */
    BB("10", "D1", A, "2026-05", "", "TM")                                        /* was not there last time */
    TN("11", B, "2020-01", "2026-09", "TM")                                       /* did not pay on */
    BB("12", "D1", A, "2020-01", "2026-09", "GH1")                                /* takes a lump sum */
    BB("13", "D1", A, "2019-01", "2020-12", "GH1") BB("13", "D1", A, "2026-10", "", "TM") /* "new", and was there */
    BB("99", "D1", A, "2024-01", "", "TM")                                        /* nobody's row */
    BB("15", "D1", A, "2018-01", "", "TM") BB("15", "D2", B, "2021-01", "", "TM") /* two jobs: counts once */
    BB("16", "D1", A, "2020-01", "2026-09", "GH2")                                /* "retired", in no list of pensions */
    BB("18", "D1", A, "2020-01", "", "TM")                                        /* 17's row is gone */
    BB("19", "D3", A, "2026-10", "", "TC")                                        /* from another province */
    TN("20", B, "2026-10", "2027-03", "TM");                                      /* paid ahead */
/* clang-format on */

static Delivery put(Store *store, Arena *arena, const char *source, Date as_of, const char *rows)
{
    RegisterReport report;
    Str path = test_temp(arena, str_fmt(arena, "%s-%d.csv", source, as_of.month));
    assert_ok(file_write(arena, path, str_from(rows)));
    RegisterPut ask = {.province = S("33"),
                       .source = str_from(source),
                       .as_of = as_of,
                       .path = path,
                       .name = path,
                       .by = S("mai"),
                       .threads = 1};
    assert_ok(register_put(store, arena, &ask, &report));
    if (report.delivery.state == DELIVERY_HELD)
        assert_ok(register_release(store, arena, S("33"), report.delivery.id, S("mai")));
    return report.delivery;
}

/* Who is who: by the last two digits of the number, or of the personal number of lists. */
static Err *by_digits(void *arg, const RegisterBlock *block)
{
    IdentifyDelivery *d = arg;
    ptrdiff_t column =
        register_column(d->source, str_eq(d->source->code, S("participants")) ? S("si_number") : S("personal_id"));
    for (ptrdiff_t row = 0; row < block->columns.rows; row++) {
        Str number = block->columns.cell[column][row];
        int n = (number.ptr[number.len - 2] - '0') * 10 + (number.ptr[number.len - 1] - '0');
        d->person[block->first + row] = n == 99 ? 0 : n;
        d->employer[block->first + row] = 0;
    }
    return NULL;
}

static void identify(Store *store, Arena *arena, const RegisterSources *sources, Identify *ret)
{
    *ret = (Identify){.province = S("33"), .persons = 98};
    ret->delivery = new (arena, IdentifyDelivery, 8);
    for (ptrdiff_t i = 0; i < sources->count; i++) {
        Delivery *current;
        ptrdiff_t count;
        const RegisterSource *source = &sources->source[i];
        assert_ok(register_current(store, arena, S("33"), source, october, &current, &count));
        for (ptrdiff_t k = 0; k < count; k++) {
            IdentifyDelivery *d = &ret->delivery[ret->deliveries++];
            Str wanted = str_eq(source->code, S("participants")) ? S("si_number") : S("personal_id");
            *d = (IdentifyDelivery){.delivery = current[k], .source = source};
            d->person = new (arena, int32_t, current[k].rows);
            d->employer = new (arena, int32_t, current[k].rows);
            assert_ok(register_each(store, arena, S("33"), source, october, current[k].id, &wanted, 1, by_digits, d));
        }
    }
}

static Movements reckoned(Store *store, Arena *arena)
{
    RegisterSources sources;
    Identify who;
    Standing *standing;
    Movements m;
    assert_ok(register_sources(arena, &sources));
    identify(store, arena, &sources, &who);
    assert_ok(standing_of(store, arena, &who, month, &standing));
    assert_ok(movement_reckon(arena, standing, &m));
    return m;
}

static void two_months(Store *store, Arena *arena)
{
    put(store, arena, "participants", september, then);
    put(store, arena, "participants", october, now);
    put(store, arena, "departures", october,
        "Số định danh,Họ và tên,Sự kiện,Ngày xảy ra\n"
        "033186000003,Trần Thị Mai,chết,2026-09-20\n"
        "033186000001,Trần Thị Mai,chết,2026-11-01\n"); /* after the month: nothing yet */
    put(store, arena, "beneficiaries", october,
        "Mã người hưởng,Số định danh,Họ và tên,Chế độ,Từ tháng,Đến tháng\n"
        "H1,033186000004,Trần Thị Mai,hưu trí,2026-10,\n"
        "H2,033186000012,Trần Thị Mai,một lần,2026-10,\n"
        "H3,033186000002,Trần Thị Mai,một lần,2019-01,\n"
        "H4,033186000016,Trần Thị Mai,hưu trí,2019-01,2020-01\n");
}

static const MovementSum *sum_of(const Movements *m, const char *office, Scheme scheme)
{
    for (ptrdiff_t i = 0; i < m->sums; i++)
        if (str_eq(m->sum[i].office, str_from(office)) && m->sum[i].scheme == scheme)
            return &m->sum[i];
    fail_msg("no sum of %s", office);
    return NULL;
}

static const Mover *mover_of(const Movements *m, int64_t person, Movement movement)
{
    for (ptrdiff_t i = 0; i < m->movers; i++)
        if (m->mover[i].person == person && m->mover[i].movement == movement)
            return &m->mover[i];
    fail_msg("person %lld: no %s", (long long)person, movement_code(movement));
    return NULL;
}

static void check_sums(const Movements *m)
{
    const MovementSum *a = sum_of(m, A, SCHEME_COMPULSORY), *v = sum_of(m, B, SCHEME_VOLUNTARY);
    const int64_t want[MOVEMENT_COUNT] = {
        [MOVEMENT_NEW] = 1,     [MOVEMENT_RETURNED] = 2, [MOVEMENT_IN] = 2,      [MOVEMENT_OUT] = 1,
        [MOVEMENT_STOPPED] = 1, [MOVEMENT_LUMP_SUM] = 1, [MOVEMENT_RETIRED] = 2, [MOVEMENT_DIED] = 1,
        [MOVEMENT_MORE] = 1,    [MOVEMENT_LESS] = 2};
    assert_int_equal(a->begin, 11);
    assert_int_equal(a->end, 9);
    for (int k = 0; k < MOVEMENT_COUNT; k++)
        if (a->persons[k] != want[k])
            fail_msg("%s: %lld", movement_code((Movement)k), (long long)a->persons[k]);
    assert_int_equal(v->begin, 1);
    assert_int_equal(v->persons[MOVEMENT_STOPPED], 1);
    assert_int_equal(v->persons[MOVEMENT_NEW], 1);
    assert_int_equal(v->end, 1);
    assert_int_equal(sum_of(m, A, SCHEME_VOLUNTARY)->persons[MOVEMENT_OUT], 1);
    assert_int_equal(sum_of(m, B, SCHEME_COMPULSORY)->persons[MOVEMENT_IN], 1);
    for (ptrdiff_t i = 0; i < m->sums; i++)
        assert_int_equal(movement_rest(&m->sum[i]), 0);
}

TEST(each_person_of_a_month_has_the_movement_that_spells_lists_and_codes_tell)
{
    ON_EACH_STORE(store)
    {
        two_months(store, arena);
        Movements m = reckoned(store, arena);
        assert_true(m.before);
        assert_int_equal(m.nobody, 1);
        check_sums(&m);
        mover_of(&m, 2, MOVEMENT_STOPPED);
        mover_of(&m, 3, MOVEMENT_DIED);
        mover_of(&m, 4, MOVEMENT_RETIRED);
        assert_str(mover_of(&m, 5, MOVEMENT_IN)->office, S(B));
        mover_of(&m, 7, MOVEMENT_NEW);
        mover_of(&m, 8, MOVEMENT_RETURNED);
        mover_of(&m, 9, MOVEMENT_LESS);
        mover_of(&m, 10, MOVEMENT_MORE);
        mover_of(&m, 12, MOVEMENT_LUMP_SUM);
        mover_of(&m, 19, MOVEMENT_IN);
    }
}

TEST(what_a_code_says_against_the_spells_is_a_doubt)
{
    ON_EACH_STORE(store)
    {
        two_months(store, arena);
        Movements m = reckoned(store, arena);
        assert_true(mover_of(&m, 13, MOVEMENT_RETURNED)->doubt.vi.len > 0);
        assert_true(mover_of(&m, 16, MOVEMENT_RETIRED)->doubt.en.len > 0);
        assert_true(mover_of(&m, 11, MOVEMENT_STOPPED)->doubt.vi.len > 0); /* last code: new */
        assert_int_equal(mover_of(&m, 8, MOVEMENT_RETURNED)->doubt.vi.len, 0);
        assert_int_equal(mover_of(&m, 2, MOVEMENT_STOPPED)->doubt.vi.len, 0);
    }
}

TEST(without_a_delivery_of_the_month_before_nothing_is_a_correction)
{
    ON_EACH_STORE(store)
    {
        put(store, arena, "participants", october, now);
        Movements m = reckoned(store, arena);
        const MovementSum *a = sum_of(&m, A, SCHEME_COMPULSORY);
        assert_false(m.before);
        assert_int_equal(a->persons[MOVEMENT_MORE] + a->persons[MOVEMENT_LESS], 0);
        assert_int_equal(a->begin, 9 + 1); /* 1-5, 10, 12, 15, 16, 18; 9 ended before */
        for (ptrdiff_t i = 0; i < m.sums; i++)
            assert_int_equal(movement_rest(&m.sum[i]), 0);
    }
}

TEST(movements_are_kept_by_run_and_listed_by_page)
{
    ON_EACH_STORE(store)
    {
        Movements kept;
        Mover *mover;
        ptrdiff_t count, all = 0;
        MoverFilter filter = {.province = S("33"), .run = 1, .scheme = -1, .movement = -1, .limit = 4};
        two_months(store, arena);
        Movements m = reckoned(store, arena);
        assert_ok(store_begin(store, arena));
        assert_ok(movement_save(store, arena, S("33"), 1, &m));
        assert_ok(store_commit(store, arena));
        assert_ok(movement_list(store, arena, S("33"), 1, &kept));
        assert_int_equal(kept.sums, m.sums);
        check_sums(&kept);
        do {
            assert_ok(mover_list(store, arena, &filter, &mover, &count, &filter.after));
            for (ptrdiff_t i = 0; i < count; i++, all++) {
                assert_int_equal(mover[i].person, m.mover[all].person);
                assert_str(mover[i].doubt.en, m.mover[all].doubt.en);
            }
        } while (filter.after > 0);
        assert_int_equal(all, m.movers);
        filter = (MoverFilter){.province = S("33"), .run = 1, .scheme = -1, .movement = -1, .doubts = true};
        assert_ok(mover_list(store, arena, &filter, &mover, &count, &filter.after));
        assert_int_equal(count, 3 + 3); /* doubts and corrections */
        filter = (MoverFilter){.province = S("33"), .office = S(B), .run = 1, .scheme = -1, .movement = -1};
        assert_ok(mover_list(store, arena, &filter, &mover, &count, &filter.after));
        assert_int_equal(count, 3);
    }
}

TEST(who_sees_a_commune_alone_sees_no_office)
{
    ON_EACH_STORE(store)
    {
        static const ScopePlace commune = {{"33", 2}, {"11980", 5}};
        static const Scope scope = {.place = &commune, .places = 1};
        Movements kept;
        store_set_scope(store, &scope);
        assert_fails(movement_list(store, arena, S("33"), 1, &kept), FORBIDDEN);
        store_set_scope(store, NULL);
    }
}

/* 1 has a child, 2 left, 3 is ill and died, 4's six months are over, 5 has come back, 6 works elsewhere meanwhile, 7
 * takes unpaid leave. */
TEST(maternity_and_illness_are_no_decrease)
{
    static const char before[] = HEAD BB("01", "D1", A, "2020-01", "", "TM") BB("02", "D1", A, "2020-01", "", "TM")
        BB("03", "D1", A, "2020-01", "", "TM") BB("04", "D1", A, "2020-01", "2026-03", "TS")
            BB("05", "D1", A, "2020-01", "2026-05", "GH3") BB("06", "D1", A, "2020-01", "2026-07", "TS")
                BB("07", "D1", A, "2020-01", "", "TM");
    static const char after[] = HEAD BB("01", "D1", A, "2020-01", "2026-09", "TS")
        BB("02", "D1", A, "2020-01", "2026-09", "GH1") BB("03", "D1", A, "2020-01", "2026-09", "OF")
            BB("04", "D1", A, "2020-01", "2026-03", "TS") BB("05", "D1", A, "2020-01", "2026-05", "GH3")
                BB("05", "D1", A, "2026-10", "", "ON") BB("06", "D1", A, "2020-01", "2026-07", "TS")
                    BB("06", "D2", B, "2026-10", "", "TM") BB("07", "D1", A, "2020-01", "2026-09", "KL");
    ON_EACH_STORE(store)
    {
        put(store, arena, "participants", september, before);
        put(store, arena, "participants", october, after);
        put(store, arena, "departures", october,
            "Số định danh,Họ và tên,Sự kiện,Ngày xảy ra\n033186000003,Trần Thị Mai,chết,2026-10-20\n");
        Movements m = reckoned(store, arena);
        const MovementSum *a = sum_of(&m, A, SCHEME_COMPULSORY);
        assert_int_equal(a->begin, 7);
        assert_int_equal(a->end, 2); /* 1 and 5 */
        assert_int_equal(movement_rest(a), 0);
        assert_non_null(mover_of(&m, 2, MOVEMENT_STOPPED));
        assert_non_null(mover_of(&m, 3, MOVEMENT_DIED));
        assert_non_null(mover_of(&m, 4, MOVEMENT_STOPPED));
        assert_non_null(mover_of(&m, 6, MOVEMENT_OUT));
        assert_non_null(mover_of(&m, 7, MOVEMENT_STOPPED));
        for (ptrdiff_t i = 0; i < m.movers; i++)
            assert_true(m.mover[i].person != 1 && m.mover[i].person != 5);
    }
}

TEST_MAIN
