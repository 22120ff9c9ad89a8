#include "read.h"

#include "base/file.h"
#include "cube/cube.h"
#include "unit/unit.h"

static const Author AUTHOR = {{"tester", 6}, {"test", 4}};

const char *const read_communes[READ_COMMUNES] = {"11953", "11980", "11983", "11992", "11995",
                                                  "12001", "12004", "12019", "12031", "12049"};

void read_put(Store *store, Arena *arena, const char *unit, const char *indicator, int month, int64_t value)
{
    FactChange change;
    FactKey refused;
    Fact fact = {.key = {S("33"), str_from(unit), str_from(indicator), period_month(2024 + month / 12, month % 12 + 1),
                         S(""), BASE_COLLECTING},
                 .value = value,
                 .source = S("=BHXH tỉnh"),
                 .as_of = S("2026-10-31")};
    assert_ok(fact_put(store, arena, &fact, 1, AUTHOR, &change, &refused));
}

static void put_target(Store *store, Arena *arena, const char *unit, int64_t value)
{
    FactChange change;
    Target target = {.province = S("33"),
                     .unit = str_from(unit),
                     .indicator = S("participants_total"),
                     .year = 2030,
                     .value = value,
                     .document = S("33:12/KH-UBND")};
    assert_ok(target_put(store, arena, &target, 1, AUTHOR, &change));
}

static void fill(Arena *arena, Str db)
{
    Store *store;
    Str folder, indicators;
    int64_t changed;
    assert_ok(store_open(arena, db, serve_clock(), &store));
    assert_ok(file_shipped(arena, S("unit"), &folder));
    assert_ok(file_shipped(arena, S("indicator.csv"), &indicators));
    assert_ok(unit_import(store, arena, folder, &changed));
    assert_ok(indicator_import(store, arena, indicators, &changed));
    assert_ok(store_begin(store, arena));
    assert_ok(document_put(store, arena,
                           (Document){.id = S("33:12/KH-UBND"),
                                      .province = S("33"),
                                      .number = S("12/KH-UBND"),
                                      .title = S("Kế hoạch phát triển người tham gia"),
                                      .date = S("2026-04-01")}));
    for (int i = 0; i < READ_COMMUNES; i++) {
        for (int month = 0; month < 34; month++)
            read_put(store, arena, read_communes[i], "participants_total", month, 1000 + 100 * i + month * (i + 1));
        put_target(store, arena, read_communes[i], 2000 + 100 * i);
    }
    assert_ok(store_commit(store, arena));
    store_close(&store);
}

Served read_open(Arena *arena, int which)
{
    Str db;
    if (!serve_address(arena, which, &db))
        return (Served){0};
    fill(arena, db);
    return serve_on(arena, db, NULL);
}

json_t *get(const Client *client, Arena *arena, const char *path)
{
    Got got = ask(client, arena, "GET", path, (Str){0});
    if (got.status != 200)
        print_message("%s: %d %.*s\n", path, got.status, STRF(got.body));
    assert_int_equal(got.status, 200);
    return got_json(&got);
}

const char *word(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

int64_t number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

size_t length(const json_t *object, const char *key)
{
    return json_array_size(json_object_get(object, key));
}
