#include "reconcile/delivered.h"
#include "reconcile/who.h"

static const Date day = {2026, 10, 31};

/* clang-format off */
static const Sent town[] = {
    {"population", 0, 0, "full_name;birth_date;sex;personal_id;old_id;commune_code"},
    {"population", 1, 0, "Trần Thị Mai;14/02/1986;Nữ;033186000001;145000001;12223"},
    {"population", 2, 0, "Lê Văn An;01/11/1970;Nam;033070000002;;12223"},
    {"population", 3, 0, "Lê Văn An;01/11/1970;Nam;033070000003;;12223"},
    {"population", 4, 0, "Đỗ Thị Cúc;05/05/1991;Nữ;033191000004;;12223"},
    {"participants", 0, 0, "si_number;personal_id;full_name;birth_date;scheme;collecting_unit;from_month;to_month;paid_to_month"},
    {"participants", 1, 0, "3312345601;033186000001;Trần Thị Mai;14/02/1986;bắt buộc;BHXH;2020-01;;"},
    {"participants", 2, 0, "3312345602;033070000002;Lê Văn An;01/11/1970;tự nguyện;BHXH;2025-01;;2026-12"},
    {"participants", 4, 0, "3312345604;;Đỗ Thị Cúc;05/05/1991;bắt buộc;BHXH;2025-01;2026-03;"},
    {"participants", 5, 0, "3312345604;;Vũ Văn Bình;10/10/1960;bắt buộc;BHXH;2019-01;;"},
};
/* clang-format on */

static void reconcile(Store *store, Arena *arena)
{
    Law *law;
    Gathered g;
    int64_t written;
    deliver(store, arena, town, COUNTOF(town), day);
    Identify id = identified(store, arena, town, COUNTOF(town), day);
    GatherOptions options = {.province = S("33"), .month = day, .threads = 2};
    assert_ok(law_load(arena, (Str){0}, &law));
    options.law = law;
    assert_ok(gather_run(store, arena, &id, &options, &g));
    assert_ok(store_begin(store, arena));
    assert_ok(subject_save(store, arena, S("33"), &g, 1, &written));
    assert_ok(store_commit(store, arena));
}

TEST(a_list_is_answered_by_number_or_by_name_and_birth)
{
    static const struct {
        const char *personal, *old, *insurance, *name, *birth;
        WhoAnswer answer;
        WhoBy by;
        bool sure;
        int64_t person;
    } cases[] = {
        {"033186000001", "", "", "TRAN THI MAI", "14/2/1986", WHO_COMPULSORY, WHO_PERSONAL, true, 1},
        {"33186000001", "", "", "", "", WHO_COMPULSORY, WHO_PERSONAL, true, 1}, /* a spreadsheet took the zero */
        {"033186000001", "", "", "Lê Văn An", "14/02/1986", WHO_COMPULSORY, WHO_PERSONAL, false, 1},
        {"033186000001", "", "", "Trần Thị Mai", "1987", WHO_COMPULSORY, WHO_PERSONAL, false, 1},
        {"033186000001", "", "", "Trần Thị Mai", "1986", WHO_COMPULSORY, WHO_PERSONAL, true, 1},
        {"033186000001", "", "3312345602", "", "", WHO_COMPULSORY, WHO_PERSONAL, false, 1}, /* two persons' numbers */
        {"033186000001", "", "3312345601", "", "", WHO_COMPULSORY, WHO_PERSONAL, true, 1},
        {"145000001", "", "", "", "", WHO_COMPULSORY, WHO_OLD, true, 1}, /* in the column of the new ones */
        {"", "145000001", "", "", "", WHO_COMPULSORY, WHO_OLD, true, 1},
        {"", "", "33.12345602", "", "", WHO_VOLUNTARY, WHO_INSURANCE, true, 2},
        {"033070000003", "", "", "", "", WHO_KNOWN, WHO_PERSONAL, true, 3},
        {"", "", "", "lê văn an", "1970-11-01", WHO_SEVERAL, WHO_NAME, false, 0},
        {"", "", "", "Do Thi Cuc", "05/05/1991", WHO_STOPPED, WHO_NAME, false, 4},
        {"", "", "", "Do Thi Cuc", "1991", WHO_NOT_FOUND, WHO_NONE, false, 0},
        {"", "", "3312345604", "", "", WHO_SEVERAL, WHO_INSURANCE, false, 0},
        {"", "", "3312345604", "Vũ Văn Bình", "", WHO_COMPULSORY, WHO_INSURANCE, true, 5},
        {"", "", "3312345604", "Người Khác", "", WHO_SEVERAL, WHO_INSURANCE, false, 0},
        {"033186999999", "", "", "Trần Thị Mai", "14/02/1986", WHO_COMPULSORY, WHO_NAME, false, 1},
        {"999", "", "", "", "", WHO_NOT_FOUND, WHO_NONE, false, 0},
        {"", "", "", "", "", WHO_NOT_FOUND, WHO_NONE, false, 0},
    };
    ON_EACH_STORE(store)
    {
        WhoRow row[COUNTOF(cases)];
        WhoFound found[COUNTOF(cases)];
        Date month;
        for (int i = 0; i < COUNTOF(cases); i++)
            row[i] = (WhoRow){str_from(cases[i].personal), str_from(cases[i].old), str_from(cases[i].insurance),
                              str_from(cases[i].name), str_from(cases[i].birth)};
        assert_fails(who_find(store, arena, S("33"), row, COUNTOF(cases), 1, found, &month), NOT_FOUND);
        reconcile(store, arena);
        assert_ok(who_find(store, arena, S("33"), row, COUNTOF(cases), 2, found, &month));
        assert_int_equal(month.month, 10);
        for (int i = 0; i < COUNTOF(cases); i++)
            if (found[i].answer != cases[i].answer || found[i].by != cases[i].by || found[i].sure != cases[i].sure ||
                found[i].person != cases[i].person)
                fail_msg("row %d: answer %d, by %d, sure %d, person %d", i, (int)found[i].answer, (int)found[i].by,
                         found[i].sure, (int)found[i].person);
        assert_int_equal(found[9].paid_to, 2026 * 12 + 11);
        assert_int_equal(found[9].since, 2025 * 12);
        assert_int_equal(found[12].last_month, 2026 * 12 + 2);
        assert_int_equal(found[10].last_month, FACT_MISSING);
    }
}

/* Chunks are fetched some at a time; where nobody was found nothing more is read. */
TEST(a_list_is_answered_from_whichever_chunk)
{
    static const char there[] = "UPDATE reconcile_part SET chunk = 33 WHERE chunk = 0 AND employer = 0";
    static const char most[] = "UPDATE reconcile_gathered SET persons = 34 * 4096";
    static const Query moved = {"moved", there, there}, more = {"more", most, most};
    const WhoRow row[] = {{.personal_id = S("033186000001")}, {.personal_id = S("033070000009")}};
    ON_EACH_STORE(store)
    {
        WhoFound found[2];
        Date month;
        reconcile(store, arena);
        assert_ok(store_exec(store, arena, moved, NO_ARGS, NULL));
        assert_ok(store_exec(store, arena, more, NO_ARGS, NULL));
        for (int threads = 1; threads < 4; threads++) {
            assert_ok(who_find(store, arena, S("33"), row, 2, threads, found, &month));
            assert_int_equal(found[0].answer, WHO_COMPULSORY);
            assert_int_equal(found[0].person, 33 * 4096 + 1);
            assert_int_equal(found[0].since, 2020 * 12);
            assert_int_equal(found[1].answer, WHO_NOT_FOUND);
        }
    }
}

TEST(who_sees_a_part_of_the_province_may_not_ask_for_all)
{
    Store *store = fresh(arena, 0);
    const ScopePlace place = {S("33"), S("12223")};
    const Scope scope = {.place = &place, .places = 1};
    WhoRow row = {.personal_id = S("033186000001")};
    WhoFound found;
    Date month;
    reconcile(store, arena);
    store_set_scope(store, &scope);
    assert_fails(who_find(store, arena, S("33"), &row, 1, 1, &found, &month), FORBIDDEN);
    store_close(&store);
}

TEST(a_file_is_read_by_whichever_column_it_has)
{
    static const struct {
        const char *csv, *personal, *name, *insurance;
    } cases[] = {
        {"CCCD\n033186000001\n", "033186000001", "", ""},
        {"STT,Họ tên,Ngày sinh\n1,Trần Thị Mai,14/02/1986\n", "", "Trần Thị Mai", ""},
        {"DANH SÁCH,,\nSTT,Số sổ BHXH,Họ và tên\n1,3312345601,Trần Thị Mai\n", "", "Trần Thị Mai", "3312345601"},
    };
    for (int i = 0; i < COUNTOF(cases); i++) {
        Str path = test_temp(arena, S("list.csv"));
        WhoRow *row;
        ptrdiff_t rows;
        assert_ok(file_write(arena, path, str_from(cases[i].csv)));
        assert_ok(who_read(arena, path, &row, &rows));
        assert_int_equal(rows, 1);
        assert_str(row[0].personal_id, str_from(cases[i].personal));
        assert_str(row[0].name, str_from(cases[i].name));
        assert_str(row[0].si_number, str_from(cases[i].insurance));
    }
    WhoRow *row;
    ptrdiff_t rows;
    Str path = test_temp(arena, S("list.csv"));
    assert_ok(file_write(arena, path, S("Xã,Thôn\nPhố Hiến,1\n")));
    assert_fails(who_read(arena, path, &row, &rows), BAD_INPUT);
}

TEST(answers_stand_beside_what_was_asked)
{
    const WhoRow row[] = {{.personal_id = S("033186000001"), .name = S("=HYPERLINK(1)")}, {.name = S("Không")}};
    const WhoFound found[] = {
        {WHO_VOLUNTARY, WHO_PERSONAL, true, 7, 2026 * 12 + 9, 2026 * 12 + 11, FACT_MISSING},
        {WHO_NOT_FOUND, WHO_NONE, false, 0, FACT_MISSING, FACT_MISSING, FACT_MISSING},
    };
    Str csv;
    Grid grid = who_grid(arena, row, found, 2, day, LANG_VI), counts = who_counts(arena, found, 2, day, LANG_EN);
    assert_ok(grid_csv(&grid, arena, LANG_VI, &csv));
    assert_true(str_find(csv, S("033186000001")) > 0);
    assert_true(str_find(csv, S("đang tham gia BHXH tự nguyện,,10/2026,12/2026,số định danh,có")) > 0);
    assert_true(str_find(csv, S(",=HYPERLINK")) < 0 && str_find(csv, S("\n=HYPERLINK")) < 0);
    assert_int_equal(counts.rows, 6);
    assert_int_equal(grid_at(&counts, 1, 1)->integer, 1);
    assert_str(grid_at(&counts, 5, 0)->text, S("in no register of the province"));
}

TEST_MAIN
