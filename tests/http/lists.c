/* Lists and what is exported of them: the same rows, on both systems, in both languages, within the territory. */
#include "read.h"

#include "table/table.h"
#include "unit/unit.h"
#include "vn/vn.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- tables that were exported ------------------------------------------------------------- */

typedef struct Sheet {
    Row row[20000];
    ptrdiff_t count, head; /* head: the row of headings */
} Sheet;

/* The first row with the heading is that of headings: in a workbook title and note stand before it. */
static Sheet *sheet_of(Arena *arena, Str name, Str bytes, const char *heading)
{
    Sheet *sheet = new (arena, Sheet, 1);
    Table *table = NULL;
    bool more = true;
    sheet->head = -1;
    assert_ok(table_open_bytes(arena, name, bytes, (TableOptions){0}, &table));
    for (;;) {
        assert_true(sheet->count < COUNTOF(sheet->row));
        Row *row = &sheet->row[sheet->count];
        assert_ok(table_next(table, arena, row, &more));
        if (!more)
            break;
        if (sheet->head < 0 && row->count > 1 && str_eq(row->cell[0].text, str_from(heading)))
            sheet->head = sheet->count;
        sheet->count++;
    }
    table_close(&table);
    if (sheet->head < 0)
        fail_msg("no heading “%s” in %.*s", heading, STRF(name));
    return sheet;
}

static Str cell(const Sheet *sheet, ptrdiff_t row, const char *heading)
{
    const Row *head = &sheet->row[sheet->head], *at = &sheet->row[sheet->head + 1 + row];
    for (ptrdiff_t c = 0; c < head->count; c++)
        if (str_eq(head->cell[c].text, str_from(heading)))
            return c < at->count ? at->cell[c].text : (Str){0};
    fail_msg("no column “%s”", heading);
    return (Str){0};
}

static ptrdiff_t rows_of(const Sheet *sheet)
{
    return sheet->count - sheet->head - 1;
}

static Sheet *export_as(const Client *client, Arena *arena, const char *path, const char *format, const char *heading)
{
    Str asked = str_fmt(arena, "%s&lang=en&format=%s", path, format);
    Got got = ask(client, arena, "GET", str_c(arena, asked), (Str){0});
    if (got.status != 200)
        fail_msg("%.*s: %d %.*s", STRF(asked), got.status, STRF(got.body));
    return sheet_of(arena, str_fmt(arena, "export.%s", format), got.body, heading);
}

static double plain(Arena scratch, Str s)
{
    return strtod(str_c(&scratch, s), NULL);
}

static void same_tables(Arena scratch, const Sheet *csv, const Sheet *xlsx)
{
    assert_int_equal(rows_of(csv), rows_of(xlsx));
    for (ptrdiff_t r = -1; r < rows_of(csv); r++) {
        const Row *a = &csv->row[csv->head + 1 + r], *b = &xlsx->row[xlsx->head + 1 + r];
        for (ptrdiff_t c = 0; c < a->count || c < b->count; c++) {
            Str x = c < a->count ? a->cell[c].text : (Str){0}, y = c < b->count ? b->cell[c].text : (Str){0};
            double n = plain(scratch, x), m = plain(scratch, y);
            bool percent = str_ends(y, S("%")); /* as shown in the workbook; plain with one decimal in the CSV */
            if (!str_eq(x, y) && !(percent && fabs(n - m) <= 0.0501) && !(!percent && n != 0 && n == m))
                fail_msg("row %td, column %td: “%.*s” and “%.*s”", r, c, STRF(x), STRF(y));
        }
    }
}

/* "" where the member is null or not there. */
static Str as_text(Arena *arena, const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    if (json_is_string(value))
        return str_copy(arena, str_from(json_string_value(value)));
    return json_is_integer(value) ? str_fmt(arena, "%lld", (long long)json_integer_value(value)) : (Str){0};
}

typedef struct Pair {
    const char *heading, *key;
} Pair;

/* Every row of the JSON is in the table, in the same order and with the same values; days as people write them. */
static void same_rows(Arena *arena, const Sheet *sheet, ptrdiff_t skip, const json_t *rows, const Pair *pair)
{
    size_t i;
    json_t *row;
    assert_true(json_array_size(rows) > 0);
    assert_int_equal(rows_of(sheet), skip + (ptrdiff_t)json_array_size(rows));
    json_array_foreach((json_t *)(uintptr_t)rows, i, row) for (const Pair *p = pair; p->heading; p++)
    {
        Str wanted = as_text(arena, row, p->key), found = cell(sheet, skip + (ptrdiff_t)i, p->heading);
        if (!str_eq(wanted, found) && !str_eq(vn_stamp(arena, wanted), found))
            fail_msg("row %zu, %s: “%.*s” and not “%.*s”", i, p->heading, STRF(found), STRF(wanted));
    }
}

static const Pair PROGRESS[] = {{"Rank", "rank"},
                                {"Code", "code"},
                                {"Unit", "name"},
                                {"Result", "result"},
                                {"Year's target", "target"},
                                {"Gap", "gap"},
                                {"Needed a month", "needed"},
                                {"Since last month", "month_change"},
                                {"Since last year", "year_change"},
                                {"Figures of", "reported"},
                                {NULL, NULL}};
static const Pair FACTS[] = {{"unit_code", "unit"},   {"unit_name", "unit_name"}, {"indicator", "indicator"},
                             {"period", "period"},    {"base", "base"},           {"value", "value"},
                             {"state", "state_text"}, {"as_of", "as_of"},         {NULL, NULL}};
static const Pair UNITS[] = {
    {"Code", "code"}, {"Name", "name"}, {"Full name", "full_name"}, {"Population", "population"}, {NULL, NULL}};
static const Pair LAW[] = {{"Name", "name"}, {"Key", "key"},         {"Title", "title"}, {"Value", "value_text"},
                           {"From", "from"}, {"Article", "article"}, {"To", "to"},       {"Note", "note"},
                           {NULL, NULL}};

TEST(a_file_holds_the_rows_that_the_page_shows)
{
    static const struct {
        const char *path, *first;
        const Pair *pair;
        ptrdiff_t sums; /* rows before those of the page */
    } cases[] = {
        {"/api/progress?province=33", "Rank", PROGRESS, 1},
        {"/api/progress?province=33&find=phuong&sort=name", "Rank", PROGRESS, 0},
        {"/api/progress?province=33&light=behind,far-behind,on-pace,reached&sort=gap&descending=true", "Rank", PROGRESS,
         0},
        {"/api/progress?province=33&period=2025-06&sort=result", "Rank", PROGRESS, 1},
        {"/api/facts?province=33&unit=11980&limit=1000", "unit_code", FACTS, 0},
        {"/api/facts?province=33&period=2026-10&indicator=participants_total&limit=1000", "unit_code", FACTS, 0},
        {"/api/units?parent=33", "Code", UNITS, 0},
        {"/api/law?on=2026-07-01&find=bao%20hiem", "Name", LAW, 0},
    };
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = read_open(arena, which);
        if (!served.pid)
            continue;
        Client home = serve_client(&served, arena, "statistics", "33", "");
        for (int i = 0; i < COUNTOF(cases); i++) {
            Arena scratch = *arena;
            Str path = str_fmt(&scratch, "%s&lang=en", cases[i].path);
            json_t *page = get(&home, &scratch, str_c(&scratch, path));
            Sheet *csv = export_as(&home, &scratch, cases[i].path, "csv", cases[i].first);
            Sheet *xlsx = export_as(&home, &scratch, cases[i].path, "xlsx", cases[i].first);
            same_rows(&scratch, csv, cases[i].sums, json_object_get(page, "rows"), cases[i].pair);
            same_tables(scratch, csv, xlsx);
            json_decref(page);
        }
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(the_heat_map_exports_its_months)
{
    Served served = read_open(arena, 0);
    Client home = serve_client(&served, arena, "home-affairs", "33", "");
    json_t *page = get(&home, arena, "/api/heatmap?province=33&months=6&lang=en"), *row;
    Sheet *csv = export_as(&home, arena, "/api/heatmap?province=33&months=6", "csv", "Code");
    const json_t *months = json_object_get(page, "months");
    size_t i;
    assert_int_equal(json_array_size(months), 6);
    assert_int_equal(rows_of(csv), length(page, "rows"));
    json_array_foreach(json_object_get(page, "rows"), i, row) for (size_t t = 0; t < 6; t++)
    {
        const json_t *value = json_array_get(json_object_get(row, "value"), t);
        Str shown = cell(csv, (ptrdiff_t)i, json_string_value(json_array_get(months, t)));
        assert_str(shown,
                   json_is_null(value) ? (Str){0} : str_fmt(arena, "%lld", (long long)json_integer_value(value)));
    }
    same_tables(*arena, csv, export_as(&home, arena, "/api/heatmap?province=33&months=6", "xlsx", "Code"));
    json_decref(page);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- both systems, both languages ------------------------------------------------------------- */

static const char *const pages[] = {
    "/api/overview?province=33",
    "/api/overview?province=33&period=2025-12",
    "/api/progress?province=33",
    "/api/progress?province=33&sort=name&limit=20",
    "/api/progress?province=33&find=xa&sort=gap&descending=true&limit=7",
    "/api/heatmap?province=33&months=12",
    "/api/units/11980/progress",
    "/api/units/33/progress?period=2026-03",
    "/api/facts?province=33&limit=50",
    "/api/facts?province=33&unit=11953&period=2026-09",
    "/api/facts/history?province=33&unit=11980&indicator=participants_total&period=2026-10",
    "/api/provinces",
    "/api/units",
    "/api/units?parent=33",
    "/api/units/11953",
    "/api/units/33",
    "/api/units/33/map",
    "/api/units/0/map",
    "/api/indicators",
    "/api/law",
    "/api/law?on=2026-06-30&find=luong",
    "/api/search?q=hung%20yen",
    "/api/search?q=12%2FKH&province=33",
    "/api/search?q=nguoi%20tham%20gia",
};

TEST(both_systems_answer_the_same)
{
    Served one = read_open(arena, 0), other = read_open(arena, 1);
    if (!other.pid) {
        assert_int_equal(serve_close(&one), 0);
        skip();
    }
    Client here = serve_client(&one, arena, "home-affairs", "33", "");
    Client there = serve_client(&other, arena, "home-affairs", "33", "");
    for (int i = 0; i < COUNTOF(pages); i++) {
        Arena scratch = *arena;
        Got a = ask(&here, &scratch, "GET", pages[i], (Str){0});
        Got b = ask(&there, &scratch, "GET", pages[i], (Str){0});
        if (a.status != 200 || b.status != 200 || !str_eq(a.body, b.body))
            print_message("%s: %d %d\n%.*s\n%.*s\n", pages[i], a.status, b.status, STRF(str_slice(a.body, 0, 4000)),
                          STRF(str_slice(b.body, 0, 4000)));
        assert_int_equal(a.status, 200);
        assert_str(a.body, b.body);
    }
    assert_int_equal(serve_close(&one), 0);
    assert_int_equal(serve_close(&other), 0);
}

/* Texts differ, figures do not: with every text taken out, both languages are the same. */
static void without_texts(json_t *json)
{
    const char *key;
    json_t *value;
    void *next;
    size_t i;
    if (json_is_array(json))
        json_array_foreach(json, i, value) without_texts(value);
    if (json_is_object(json))
        json_object_foreach_safe(json, next, key, value)
        {
            without_texts(value);
            if (json_is_string(value))
                json_object_set_new(json, key, json_null());
        }
}

/* Whether digits are parted by the mark: 29.123 or 29,123. */
static bool parted_by(const char *text, char mark)
{
    for (const char *c = text; c[0] && c[1]; c++)
        if (c > text && *c == mark && c[-1] >= '0' && c[-1] <= '9' && strspn(c + 1, "0123456789") == 3)
            return true;
    return false;
}

TEST(numbers_in_sentences_are_those_of_the_language)
{
    Served served = read_open(arena, 0);
    Client home = serve_client(&served, arena, "home-affairs", "33", "");
    for (int en = 0; en < 2; en++) {
        char *path = str_c(arena, str_fmt(arena, "/api/units/11980/progress?lang=%s", en ? "en" : "vi"));
        json_t *page = get(&home, arena, path);
        const char *outlook = word(json_object_get(page, "path"), "outlook");
        if (!parted_by(outlook, en ? ',' : '.') || parted_by(outlook, en ? '.' : ','))
            fail_msg("%s", outlook);
        json_decref(page);
    }
    assert_int_equal(serve_close(&served), 0);
}

TEST(both_languages_have_the_same_figures)
{
    Served served = read_open(arena, 0);
    Client home = serve_client(&served, arena, "home-affairs", "33", "");
    for (int i = 0; i < COUNTOF(pages); i++) {
        Arena scratch = *arena;
        const char *joint = strchr(pages[i], '?') ? "&" : "?";
        if (strstr(pages[i], "search"))
            continue; /* sorted by the words of the language */
        json_t *vi = get(&home, &scratch, str_c(&scratch, str_fmt(&scratch, "%s%slang=vi", pages[i], joint)));
        json_t *en = get(&home, &scratch, str_c(&scratch, str_fmt(&scratch, "%s%slang=en", pages[i], joint)));
        without_texts(vi);
        without_texts(en);
        if (!json_equal(vi, en))
            fail_msg("%s", pages[i]);
        json_decref(vi);
        json_decref(en);
    }
    static const char *const header[] = {"Accept-Language: en-GB,en;q=0.8", NULL};
    const char *const cookie[] = {"Accept-Language: en",
                                  str_c(arena, str_fmt(arena, "Cookie: lang=vi; baophu=%.*s", STRF(home.token))), NULL};
    Client english = home, by_cookie = home;
    english.header = header;
    by_cookie.header = cookie;
    by_cookie.token = (Str){0};
    json_t *page = get(&english, arena, "/api/overview?province=33");
    assert_non_null(strstr(word(page, "headline"), "communes"));
    json_decref(page);
    page = get(&by_cookie, arena, "/api/overview?province=33");
    assert_null(strstr(word(page, "headline"), "communes"));
    json_decref(page);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- order, pages, filters ---------------------------------------------------------------------- */

static Str name_without_kind(const char *name)
{
    static const char *const kinds[] = {"Xã ", "Phường ", "Đặc khu "};
    for (int i = 0; i < COUNTOF(kinds); i++)
        if (strncmp(name, kinds[i], strlen(kinds[i])) == 0)
            return str_from(name + strlen(kinds[i]));
    return str_from(name);
}

TEST(names_come_in_vietnamese_order_on_every_page)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = read_open(arena, which);
        if (!served.pid)
            continue;
        Client leader = serve_client(&served, arena, "province-leader", "33", "");
        for (int down = 0; down < 2; down++) {
            Str after = S(""), before = S("");
            do {
                Str path = str_fmt(arena, "/api/progress?province=33&sort=name&descending=%s&limit=25&after=%.*s",
                                   down ? "true" : "false", STRF(after));
                json_t *page = get(&leader, arena, str_c(arena, path)), *row;
                size_t i;
                json_array_foreach(json_object_get(page, "rows"), i, row)
                {
                    Str name = str_copy(arena, name_without_kind(word(row, "name")));
                    if (before.len > 0)
                        assert_true(down ? vn_compare(before, name) >= 0 : vn_compare(before, name) <= 0);
                    before = name;
                }
                after = str_copy(arena, str_from(word(page, "next")));
                json_decref(page);
            } while (after.len > 0);
        }
        json_t *units = get(&leader, arena, "/api/units?parent=33"), *unit;
        Str before = S("");
        size_t i;
        json_array_foreach(json_object_get(units, "rows"), i, unit)
        {
            Str name = str_from(word(unit, "name"));
            assert_true(before.len == 0 || vn_compare(before, name) <= 0);
            before = name;
        }
        json_decref(units);
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(pages_of_figures_join_to_the_whole)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = read_open(arena, which);
        if (!served.pid)
            continue;
        Client home = serve_client(&served, arena, "home-affairs", "33", "");
        json_t *whole = get(&home, arena, "/api/facts?province=33&limit=5000");
        json_t *joined = json_array();
        Str after = S("");
        assert_int_equal(length(whole, "rows"), READ_COMMUNES * 34);
        assert_true(json_is_null(json_object_get(whole, "next")));
        do {
            Arena scratch = *arena;
            char *path = str_c(&scratch, str_fmt(&scratch, "/api/facts?province=33&limit=37&after=%.*s", STRF(after)));
            json_t *page = get(&home, &scratch, path);
            json_array_extend(joined, json_object_get(page, "rows"));
            after = str_copy(arena, str_from(word(page, "next")));
            json_decref(page);
        } while (after.len > 0);
        assert_true(json_equal(joined, json_object_get(whole, "rows")));
        json_decref(joined);
        json_decref(whole);
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(a_light_leaves_those_that_show_it)
{
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    json_t *page = get(&leader, arena, "/api/overview?province=33"), *count;
    const char *light;
    json_object_foreach(json_object_get(page, "lights"), light, count)
    {
        Str path = str_fmt(arena, "/api/progress?province=33&light=%s", light);
        json_t *list = get(&leader, arena, str_c(arena, path)), *row;
        size_t i;
        assert_int_equal(number(list, "count"), json_integer_value(count));
        json_array_foreach(json_object_get(list, "rows"), i, row) assert_string_equal(word(row, "light"), light);
        json_decref(list);
    }
    json_decref(page);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- territory ------------------------------------------------------------------------------------ */

/* Nothing that a commune's officer is answered speaks of figures of another commune. */
TEST(exports_of_a_commune_hold_that_commune)
{
    static const char *const paths[] = {"/api/progress?province=33", "/api/heatmap?province=33",
                                        "/api/facts?province=33", "/api/progress?province=33&find=a"};
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = read_open(arena, which);
        if (!served.pid)
            continue;
        Client officer = serve_client(&served, arena, "commune-officer", "33", "11980");
        Client tax = serve_client(&served, arena, "tax", "33", "");
        for (int i = 0; i < COUNTOF(paths); i++)
            for (int xlsx = 0; xlsx < 2; xlsx++) {
                Arena scratch = *arena;
                Str path = str_fmt(&scratch, "%s&lang=en&format=%s", paths[i], xlsx ? "xlsx" : "csv");
                const char *first = strstr(paths[i], "facts")  ? "unit_code"
                                    : strstr(paths[i], "heat") ? "Code"
                                                               : "Rank";
                Got got = ask(&officer, &scratch, "GET", str_c(&scratch, path), (Str){0});
                assert_int_equal(got.status, 200);
                Sheet *sheet = sheet_of(&scratch, xlsx ? S("export.xlsx") : S("export.csv"), got.body, first);
                assert_true(rows_of(sheet) > 0 || i == 3);
                for (ptrdiff_t r = 0; r < rows_of(sheet); r++)
                    assert_str(cell(sheet, r, strstr(paths[i], "facts") ? "unit_code" : "Code"), S("11980"));
                /* may look, may not take away */
                assert_int_equal(ask(&tax, &scratch, "GET", str_c(&scratch, path), (Str){0}).status, 403);
            }
        assert_int_equal(ask(&tax, arena, "GET", paths[0], (Str){0}).status, 200);
        assert_int_equal(serve_close(&served), 0);
    }
}

/* An export is noted with who made it, each time anew. */
TEST(each_export_stands_in_the_trail)
{
    Served served = read_open(arena, 0);
    Client home = serve_client(&served, arena, "home-affairs", "33", "");
    Client auditor = serve_client(&served, arena, "auditor", "", "");
    for (int i = 0; i < 3; i++)
        assert_int_equal(ask(&home, arena, "GET", "/api/progress?province=33&format=csv", (Str){0}).status, 200);
    json_t *trail = get(&auditor, arena, "/api/audit?limit=100"), *entry;
    int found = 0;
    size_t i;
    json_array_foreach(json_object_get(trail, "rows"), i, entry)
    {
        char *text = json_dumps(entry, 0);
        found += strstr(text, "tien-do.csv") != NULL && strstr(text, str_c(arena, home.login)) != NULL;
        free(text);
    }
    assert_int_equal(found, 3);
    json_decref(trail);
    assert_int_equal(ask(&home, arena, "GET", "/api/progress?province=33&format=pdf", (Str){0}).status, 400);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- units, law, map ------------------------------------------------------------------------------- */

TEST(a_unit_tells_its_past)
{
    Served served = read_open(arena, 0);
    Client officer = serve_client(&served, arena, "commune-officer", "33", "11980");
    json_t *unit = get(&officer, arena, "/api/units/11953");
    assert_string_equal(word(unit, "level"), "commune");
    assert_string_equal(word(unit, "parent"), "33");
    assert_true(length(unit, "merged_from") >= 2);
    const json_t *old = json_array_get(json_object_get(unit, "merged_from"), 0);
    assert_true(strlen(word(old, "name")) > 0 && strlen(word(old, "district")) > 0);
    assert_true(length(unit, "namings") >= 1);
    json_decref(unit);
    json_t *law = get(&officer, arena, "/api/law?find=muc%20tham%20chieu"), *all = get(&officer, arena, "/api/law");
    assert_true(length(law, "rows") > 0 && length(law, "rows") < length(all, "rows"));
    json_decref(law);
    json_decref(all);
    assert_int_equal(serve_close(&served), 0);
}

TEST(imported_boundaries_are_on_the_map)
{
    Str file = test_shared(arena, S("data/geo/communes_33_hung_yen.geojson"));
    Served served = read_open(arena, 0);
    Client officer = serve_client(&served, arena, "commune-officer", "33", "11980");
    json_t *map = get(&officer, arena, "/api/units/33/map");
    assert_true(json_is_null(json_object_get(map, "polygons")));
    assert_int_equal(length(map, "tiles"), 104);
    json_decref(map);
    Store *store;
    UnitReport report;
    assert_ok(store_open(arena, served.db, serve_clock(), &store));
    assert_ok(unit_import_boundaries(store, arena, file, &report));
    store_close(&store);
    map = get(&officer, arena, "/api/units/33/map"); /* seen at once: what was kept gave way */
    const json_t *polygons = json_object_get(map, "polygons"), *features = json_object_get(polygons, "features");
    assert_string_equal(word(polygons, "type"), "FeatureCollection");
    assert_int_equal(json_array_size(features), 104);
    const json_t *geometry = json_object_get(json_array_get(features, 0), "geometry");
    assert_non_null(strstr(word(geometry, "type"), "Polygon"));
    json_decref(map);
    assert_int_equal(serve_close(&served), 0);
}

TEST_MAIN
