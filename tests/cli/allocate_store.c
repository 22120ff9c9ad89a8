/* plan allocate on a database, from the words of the command line to the targets kept, on both systems. */
#include "base/file.h"
#include "run.h"
#include "plan/allocate_store.h"
#include "progress/progress.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const Clock clock_2026 = {.fixed_ms = 1794801600000};

static const char *today = "2026-11-15";

static Run run(Arena *arena, Str db, const char *const *words)
{
    const char *const common[] = {"--db", str_c(arena, db), "--now", today, "--lang", "vi", NULL};
    return cli_run(arena, words, common);
}

#define RUN(...) run(arena, db, (const char *const[]){__VA_ARGS__, NULL})
#define ALLOCATE "plan", "allocate", "--province", "HY", "--years", "2027-2030"
#define EACH_STORE for (int which = 0; which < TEST_STORES; which++)

static const char *data(Arena *arena, const char *name)
{
    return str_c(arena, test_file(arena, str_fmt(arena, "../data/demo/%s", name)));
}

static const char *file(Arena *arena, const char *name, const char *text)
{
    Str path = test_temp(arena, str_from(name));
    assert_ok(file_write(arena, path, str_from(text)));
    return str_c(arena, path);
}

static bool empty_province(Arena *arena, int which, Str *db)
{
    if (!test_store_address(arena, which, db))
        return false;
    assert_int_equal(run(arena, *db, (const char *const[]){"unit", "import", NULL}).status, 0);
    assert_int_equal(run(arena, *db, (const char *const[]){"indicator", "import", NULL}).status, 0);
    return true;
}

/* Hưng Yên with its plan and three months of made results. */
static bool province(Arena *arena, int which, Str *ret)
{
    Str db;
    if (!empty_province(arena, which, &db))
        return false;
    *ret = db;
    assert_int_equal(RUN("plan", "import", data(arena, "hung-yen-plan-2030.csv"), "--accept", "--year", "2030").status,
                     0);
    assert_int_equal(RUN("generate", "--province", "HY", "--from", "2026-08", "--to", "2026-10", "--load").status, 0);
    return true;
}

static json_t *parse(Run r)
{
    json_t *all = json_loadb(r.out.ptr, (size_t)r.out.len, 0, NULL);
    assert_non_null(all);
    return all;
}

static int64_t column_sum(Run r, const char *key)
{
    size_t i;
    json_t *row, *all = parse(r);
    int64_t sum = 0;
    json_array_foreach(json_object_get(all, "rows"), i, row) sum += json_integer_value(json_object_get(row, key));
    json_decref(all);
    return sum;
}

static bool has(Run r, const char *part)
{
    return str_find(r.out, str_from(part)) >= 0;
}

static void assert_rows_rise(Run r)
{
    size_t i;
    json_t *row, *all = parse(r);
    json_array_foreach(json_object_get(all, "rows"), i, row)
    {
        int64_t total = 0, voluntary = 0;
        for (int year = 2027; year <= 2030; year++) {
            char key[2][24];
            snprintf(key[0], sizeof key[0], "total_%d", year);
            snprintf(key[1], sizeof key[1], "voluntary_%d", year);
            int64_t t = json_integer_value(json_object_get(row, key[0]));
            int64_t v = json_integer_value(json_object_get(row, key[1]));
            assert_true(t >= total && v >= voluntary && t - v >= total - voluntary);
            total = t, voluntary = v;
        }
    }
    assert_int_equal(i, 104);
    json_decref(all);
}

TEST(the_communes_of_the_database_are_given_their_years)
{
    EACH_STORE
    {
        Str db;
        if (!province(arena, which, &db))
            continue;
        Run r = RUN(ALLOCATE, "--json");
        assert_int_equal(r.status, 0);
        assert_rows_rise(r);
        assert_int_equal(column_sum(r, "total_2030"), 981533);
        assert_int_equal(column_sum(r, "voluntary_2030"), 106055);
        assert_true(has(r, "DỮ LIỆU MÔ PHỎNG") && has(r, "Nghị quyết số 403/NQ-CP") && has(r, "tháng 10/2026"));
        assert_true(has(r, "8 đơn vị chưa báo cáo tháng này"));
        assert_true(has(r, "3 đơn vị đã vượt chỉ tiêu 2030") && has(r, "Xã Nghĩa Trụ") && has(r, "(chênh 2)"));
        assert_true(has(r, "Chưa có văn bản giao đủ từng năm cho tự nguyện"));
        assert_false(has(r, "off_ideal"));
        r = RUN(ALLOCATE, "--json", "--ideal", "--last-year", "declared", "--base", "2026-09", "--path", "2027=875000");
        assert_int_equal(r.status, 0);
        assert_int_equal(column_sum(r, "total_2030"), 981535);
        assert_int_equal(column_sum(r, "total_2027"), 875000);
        assert_true(has(r, "tháng 09/2026") && has(r, "off_ideal"));
        const char *out = str_c(arena, test_temp(arena, S("phan-bo.xlsx")));
        r = RUN(ALLOCATE, "--out", out);
        assert_int_equal(r.status, 0);
        assert_true(has(r, "STT  Mã") && has(r, "Phân bổ chỉ tiêu 2027–2030 cho 104 đơn vị – Tỉnh Hưng Yên"));
        assert_true(test_read(arena, str_from(out)).len > 1000);
        assert_int_equal(RUN(ALLOCATE, "--above", "refuse").status, 65);
        assert_int_equal(RUN(ALLOCATE, "--path", "2027=1").status, 65);
        assert_int_equal(RUN("plan", "allocate", "--round", "10").status, 0); /* the only province, its next year */
    }
}

static Store *open_db(Arena *arena, Str db)
{
    Store *store;
    assert_ok(store_open(arena, db, clock_2026, &store));
    return store;
}

static int64_t target_of(Store *store, Arena *arena, const char *indicator, int year, const char *unit, Str *document)
{
    Target *t;
    ptrdiff_t count;
    assert_ok(target_list(store, arena, S("33"), str_from(indicator), year, &t, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(t[i].unit, str_from(unit))) {
            *document = t[i].document;
            return t[i].value;
        }
    return -1;
}

/* The signed figures of 2030 stay in force; progress measures January 2027 by the year's own target. */
static void assert_in_force(Arena *arena, Str db, const char *number)
{
    Store *store = open_db(arena, db);
    Str document, own = str_fmt(arena, "33:%s", number);
    assert_int_equal(target_of(store, arena, "participants_total", 2030, "33", &document), 981535);
    assert_false(str_eq(document, own));
    assert_int_equal(target_of(store, arena, "participants_total", 2030, "11953", &document), 34845);
    assert_false(str_eq(document, own));
    int64_t total = target_of(store, arena, "participants_total", 2027, "11953", &document);
    assert_str(document, own);
    int64_t voluntary = target_of(store, arena, "participants_voluntary", 2027, "11953", &document);
    assert_str(document, own);
    assert_int_equal(target_of(store, arena, "participants_compulsory", 2027, "11953", &document), total - voluntary);
    assert_int_equal(target_of(store, arena, "participants_compulsory", 2030, "33", &document), 981535 - 106055);
    Target *t;
    ptrdiff_t count;
    int64_t sum = 0, whole = target_of(store, arena, "participants_total", 2027, "33", &document);
    assert_ok(target_list(store, arena, S("33"), S("participants_total"), 2027, &t, &count));
    assert_int_equal(count, 105);
    for (ptrdiff_t i = 0; i < count; i++)
        sum += str_eq(t[i].unit, S("33")) ? 0 : t[i].value;
    assert_int_equal(sum, whole);

    ProgressBoard board;
    ProgressAsk ask = {.province = S("33"), .indicator = S("participants_total"), .month = period_month(2027, 1)};
    ask.on = (Date){2027, 2, 1};
    assert_ok(progress_board(store, arena, &ask, &board));
    for (ptrdiff_t i = 0; i < board.rows; i++)
        if (str_eq(board.row[i].unit.code, S("11953"))) {
            assert_int_equal(board.row[i].goal.goal, total);
            assert_false(board.row[i].goal.interpolated);
            assert_str(board.row[i].goal.document, own);
        }
    store_close(&store);
}

TEST(yearly_targets_are_kept_beside_the_document_of_the_goals)
{
    EACH_STORE
    {
        Str db;
        if (!province(arena, which, &db))
            continue;
        Run before = RUN("plan", "export", "--province", "HY", "--year", "2030", "--json");
        assert_int_equal(RUN(ALLOCATE, "--save", "12/QĐ-UBND", "--date", "2026-12-20", "--issuer", "UBND tỉnh").status,
                         0);
        const char *january = "Mã đơn vị,Chỉ tiêu,Kỳ,Giá trị\n11953,participants_total,2027-01,30700\n";
        today = "2027-02-01";
        assert_int_equal(RUN("fact", "import", file(arena, "t1.csv", january), "--province", "HY").status, 0);
        today = "2026-11-15";
        assert_in_force(arena, db, "12/QĐ-UBND");
        Run after = RUN("plan", "export", "--province", "HY", "--year", "2030", "--json");
        assert_str(after.out, before.out);
        /* the same again changes nothing; other figures under another number need --supersedes */
        Store *store = open_db(arena, db);
        Target *target;
        ptrdiff_t first, again;
        assert_ok(target_list_of(store, arena, S("33:12/QĐ-UBND"), &target, &first));
        assert_int_equal(first, 105 * 3 * 3 + 105); /* three years of three figures; 2030: the compulsory ones */
        store_close(&store);
        assert_int_equal(RUN(ALLOCATE, "--base", "2026-10", "--save", "12/QĐ-UBND").status, 0);
        assert_int_equal(RUN(ALLOCATE, "--base", "2026-10", "--save", "13/QĐ-UBND", "--path", "2027=875000").status,
                         75);
        assert_int_equal(RUN(ALLOCATE, "--base", "2026-10", "--save", "13/QĐ-UBND", "--path", "2027=875000",
                             "--supersedes", "33:12/QĐ-UBND")
                             .status,
                         0);
        store = open_db(arena, db);
        assert_ok(target_list_of(store, arena, S("33:12/QĐ-UBND"), &target, &again));
        assert_int_equal(again, first);
        Str document;
        assert_int_equal(target_of(store, arena, "participants_total", 2027, "33", &document), 875000);
        store_close(&store);
        assert_in_force(arena, db, "13/QĐ-UBND");
        assert_int_equal(RUN(ALLOCATE, "--save", "14", "--supersedes", "33:none").status, 66);
        assert_int_equal(RUN(ALLOCATE, "--save", " ").status, 64);
    }
}

TEST(the_number_of_a_signed_plan_is_not_taken)
{
    EACH_STORE
    {
        Str db, document;
        if (!province(arena, which, &db))
            continue;
        Store *store = open_db(arena, db);
        target_of(store, arena, "participants_total", 2030, "33", &document);
        store_close(&store);
        const char *number = str_c(arena, str_slice(document, 3, document.len));
        assert_int_equal(
            RUN(ALLOCATE, "--path", "2030=981533", "--voluntary-path", "2030=106055", "--save", number).status, 75);
    }
}

static const char officers[] = "Cán bộ,Trọng số,max_2027\nAn,3,\nBình,2,10500\nCúc,1,\n";
static const char villages[] = "Thôn,current_total\nThôn 1,10000\nThôn 2,20000\n";

TEST(a_commune_hands_its_targets_on)
{
    EACH_STORE
    {
        Str db;
        if (!province(arena, which, &db))
            continue;
        const char *path = file(arena, "can-bo.csv", officers);
        Run r = RUN("plan", "allocate", "--parent", "Phố Hiến", "--children", path, "--method", "base", "--figure",
                    "weight", "--json");
        assert_int_equal(r.status, 0);
        assert_int_equal(column_sum(r, "total_2030"), 34845);
        assert_int_equal(column_sum(r, "total_2026"), 30595);
        assert_true(column_sum(r, "voluntary_2030") > 0 && has(r, "Phường Phố Hiến"));
        r = RUN("plan", "allocate", "--parent", "11953", "--children", file(arena, "thon.csv", villages), "--json");
        assert_int_equal(r.status, 0); /* no voluntary ones in the file: the total alone */
        assert_int_equal(column_sum(r, "total_2030"), 34845);
        assert_false(has(r, "voluntary_2030"));
        r = RUN("plan", "allocate", "--parent", "11953", "--children", data(arena, "can-bo-mo-phong.csv"), "--json",
                "--path", "2027=31000");
        assert_int_equal(column_sum(r, "total_2027"), 31000);
        const char *two = data(arena, "thon-mo-phong.csv"); /* villages of two communes */
        r = RUN("plan", "allocate", "--parent", "Hồng Châu", "--children", two, "--json");
        assert_int_equal(r.status, 0);
        assert_int_equal(column_sum(r, "no"), 21); /* its six, numbered */
        assert_int_equal(column_sum(r, "total_2030"), 1899);
        assert_true(has(r, "theo dân số") && has(r, "Tổ dân phố 6") && !has(r, "Thôn 1"));
        assert_int_equal(RUN("plan", "allocate", "--parent", "11953", "--children", two).status, 65);
        const char *unsure = file(arena, "la.csv", "Xã/phường,Thôn\nXã Không Có,Thôn 1\n");
        assert_int_equal(RUN("plan", "allocate", "--parent", "11953", "--children", unsure).status, 65);
        assert_int_equal(RUN("plan", "allocate", "--parent", "11953").status, 64);
        assert_int_equal(RUN("plan", "allocate", "--children", path).status, 64);
        assert_int_equal(RUN("plan", "allocate", "--parent", "Nowhere", "--children", path).status, 66);
        assert_int_equal(RUN("plan", "allocate", "--parent", "11953", "--children", path, "--save", "1").status, 64);
        assert_int_equal(RUN("plan", "allocate", path, "--parent", "11953", "--children", path).status, 64);
    }
}

TEST(words_that_do_not_go_together_are_usage_errors)
{
    EACH_STORE
    {
        Str db;
        if (!empty_province(arena, which, &db))
            continue;
        assert_int_equal(RUN(ALLOCATE).status, 66); /* no results yet */
        const char *facts = "Mã đơn vị,Chỉ tiêu,Kỳ,Giá trị\n11953,participants_total,2026-10,30700\n";
        assert_int_equal(RUN("fact", "import", file(arena, "t10.csv", facts), "--province", "HY").status, 0);
        assert_int_equal(RUN(ALLOCATE).status, 64); /* no goals, no path */
        Run r = RUN(ALLOCATE, "--path", "2030=40000", "--json");
        assert_int_equal(r.status, 0); /* one commune has figures; the others count as nothing, by name */
        assert_int_equal(column_sum(r, "total_2030"), 40000);
        assert_true(has(r, "chưa có số liệu nào, tính là 0: Xã A Sào") && !has(r, "MÔ PHỎNG"));
        assert_int_equal(RUN(ALLOCATE, "--base", "x").status, 64);
        assert_int_equal(RUN(ALLOCATE, "--from-total", "2026=1").status, 64);
        assert_int_equal(RUN("plan", "allocate", data(arena, "hung-yen-plan-2030.csv"), "--province", "HY").status, 64);
        assert_int_equal(RUN("plan", "allocate", data(arena, "hung-yen-plan-2030.csv"), "--save", "1").status, 64);
    }
}

TEST(what_is_above_a_goal_stays_at_it)
{
    int64_t total[] = {100, 100, 100, 100, 100}, voluntary[] = {10, 30, 10, 10, 50};
    int64_t goal[] = {120, 120, 90, -1, 40}, own[] = {20, 20, 20, 5, -1};
    bool held[5];
    assert_int_equal(allocate_hold(5, total, voluntary, goal, own, held), 4);
    const int64_t want_total[] = {100, 100, 90, 100, 40}, want_voluntary[] = {10, 20, 20, 5, 40};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(total[i], want_total[i]);
        assert_int_equal(voluntary[i], want_voluntary[i]);
        assert_int_equal(held[i], i > 0);
    }
    int64_t one[] = {100, 50}, least[] = {80, 80};
    assert_int_equal(allocate_hold(2, one, NULL, least, NULL, held), 1);
    assert_true(one[0] == 80 && one[1] == 50 && held[0] && !held[1]);
    assert_int_equal(allocate_hold(2, one, NULL, NULL, NULL, held), 0);
}

TEST_MAIN
