/* What a commune officer, a village collaborator and another province see and may change. */
#include "world.h"

static const ScopePlace officer_place = {{"33", 2}, {"11980", 5}}, village_place = {{"33", 2}, {"11980-01", 8}},
                        foreign_place = {{"31", 2}, {"", 0}}, province_place = {{"33", 2}, {"", 0}};
static const Scope officer = {.place = &officer_place, .places = 1}, village = {.place = &village_place, .places = 1},
                   foreign = {.place = &foreign_place, .places = 1}, province = {.place = &province_place, .places = 1},
                   nobody = {0};

static const char *const units[] = {"11980", "11980-01", "11953", "33"};

static Target target(const char *unit, const char *document)
{
    return (Target){.province = S("33"),
                    .unit = str_from(unit),
                    .indicator = S("participants_total"),
                    .year = 2030,
                    .value = 100,
                    .document = str_from(document)};
}

static Err *put_target(Store *store, Arena *arena, const char *unit, const char *document)
{
    FactChange change;
    Target t = target(unit, document);
    return target_put(store, arena, &t, 1, LAN, &change);
}

static Document document(const char *id, const char *supersedes)
{
    return (Document){.id = str_from(id),
                      .province = S("33"),
                      .number = str_cut(str_from(id), ':').tail,
                      .supersedes = str_from(supersedes)};
}

/* Facts of a commune, its village, another commune and the province; a document of all and one of the other commune. */
static void fill(Store *store, Arena *arena)
{
    FactChange change;
    for (int i = 0; i < COUNTOF(units); i++) {
        Fact fact = world_fact(units[i], 10, 100 + i, FACT_REPORTED);
        assert_ok(world_put(store, arena, &fact, 1, LAN, &change, NULL));
    }
    assert_ok(document_put(store, arena, document("33:all", "")));
    assert_ok(document_put(store, arena, document("33:other", "")));
    for (int i = 0; i < COUNTOF(units); i++)
        assert_ok(put_target(store, arena, units[i], "33:all"));
    assert_ok(put_target(store, arena, "11953", "33:other"));
    assert_ok(document_file_note(store, arena, S("33:other"), S("digest")));
}

static ptrdiff_t facts_seen(Store *store, Arena *arena)
{
    Fact *fact;
    FactRow *row;
    ptrdiff_t count, rows, got = 0, versions = 0;
    Period month = period_month(2026, 10);
    assert_ok(fact_list(store, arena, (FactFilter){.province = S("33")}, 100, &fact, &count));
    assert_ok(fact_series(store, arena, S("33"), S("participants_total"), BASE_COLLECTING, PERIOD_MONTH, month, month,
                          &row, &rows));
    for (int i = 0; i < COUNTOF(units); i++) {
        Fact one;
        bool found;
        FactVersion *version;
        ptrdiff_t n;
        assert_ok(fact_get(store, arena, world_key(units[i], 2026, 10), &one, &found));
        assert_ok(fact_history(store, arena, world_key(units[i], 2026, 10), &version, &n));
        got += found;
        versions += n;
    }
    assert_int_equal(count, rows);
    assert_int_equal(count, got);
    assert_int_equal(count, versions);
    return count;
}

static ptrdiff_t targets_seen(Store *store, Arena *arena)
{
    Target *target;
    ptrdiff_t in_force, of_document;
    assert_ok(target_list(store, arena, S("33"), (Str){0}, 0, &target, &in_force));
    assert_ok(target_list_of(store, arena, S("33:all"), &target, &of_document));
    assert_int_equal(in_force, of_document);
    return in_force;
}

static Err *move_all(Store *store, Arena *arena, FactFilter filter, int64_t *ret_moved)
{
    int64_t left;
    TRY(store_begin(store, arena));
    Err *err = fact_move_all(store, arena, filter, FACT_APPROVED, LAN, ret_moved, &left);
    if (!err)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

TEST(each_sees_exactly_his_own)
{
    static const struct {
        const Scope *scope;
        ptrdiff_t figures, documents;
        bool last;
    } cases[] = {{NULL, 4, 2, true},     {&province, 4, 2, true}, {&officer, 2, 1, true},
                 {&village, 1, 1, true}, {&foreign, 0, 0, false}, {&nobody, 0, 0, false}};
    ON_EACH_STORE(store)
    {
        fill(store, arena);
        for (int i = 0; i < COUNTOF(cases); i++) {
            DocumentEntry *entry;
            ptrdiff_t documents;
            Period period;
            bool found;
            store_set_scope(store, cases[i].scope);
            assert_int_equal(facts_seen(store, arena), cases[i].figures);
            assert_int_equal(targets_seen(store, arena), cases[i].figures);
            assert_ok(document_list(store, arena, (Str){0}, &entry, &documents));
            assert_int_equal(documents, cases[i].documents);
            if (documents > 0) {
                assert_int_equal(entry[0].targets, cases[i].figures);
                assert_str(entry[0].years, S("2030"));
            }
            assert_ok(fact_last_period(store, arena, S("33"), S("participants_total"), BASE_COLLECTING, PERIOD_MONTH,
                                       &period, &found));
            assert_int_equal(found, cases[i].last);
        }
    }
}

TEST(a_list_is_cut_after_what_is_seen_and_not_before)
{
    ON_EACH_STORE(store)
    {
        Fact *fact;
        ptrdiff_t count;
        fill(store, arena);
        store_set_scope(store, &officer);
        assert_ok(fact_list(store, arena, (FactFilter){.province = S("33")}, 1, &fact, &count));
        assert_int_equal(count, 1);
        assert_str(fact[0].key.unit, S("11980"));
    }
}

TEST(writing_beyond_is_forbidden_and_changes_nothing)
{
    ON_EACH_STORE(store)
    {
        FactChange change;
        int64_t moved;
        fill(store, arena);
        store_set_scope(store, &officer);
        Fact facts[] = {world_fact("11980", 9, 5, FACT_REPORTED), world_fact("11953", 9, 5, FACT_REPORTED)};
        assert_fails(world_put(store, arena, facts, 2, LAN, &change, NULL), FORBIDDEN);
        assert_ok(world_put(store, arena, facts, 1, LAN, &change, NULL));
        assert_int_equal(change.added, 1);
        Completion completion;
        assert_fails(fact_complete(store, arena, facts, 2, &completion), FORBIDDEN);
        assert_fails(world_move(store, arena, facts[1].key, FACT_APPROVED, LAN), FORBIDDEN);
        assert_fails(world_move(store, arena, world_key("33", 2026, 10), FACT_APPROVED, LAN), FORBIDDEN);
        FactFilter other = {.province = S("33"), .unit = S("11953")},
                   all = {.province = S("33"), .period = S("2026-10")};
        assert_fails(move_all(store, arena, other, &moved), FORBIDDEN);
        assert_ok(move_all(store, arena, all, &moved)); /* his own, and its village */
        assert_int_equal(moved, 2);
        assert_fails(put_target(store, arena, "11953", "33:all"), FORBIDDEN);
        store_set_scope(store, &foreign);
        assert_fails(move_all(store, arena, all, &moved), FORBIDDEN);
        store_set_scope(store, NULL);
        assert_int_equal(world_get(store, arena, world_key("11953", 2026, 10)).state, FACT_REPORTED);
        assert_int_equal(world_get(store, arena, world_key("33", 2026, 10)).state, FACT_REPORTED);
    }
}

TEST(documents_that_speak_of_others_are_read_only_or_not_there)
{
    ON_EACH_STORE(store)
    {
        Document got;
        bool found;
        Str of_file;
        fill(store, arena);
        store_set_scope(store, &officer);
        assert_ok(document_get(store, arena, S("33:all"), &got, &found));
        assert_true(found);
        assert_ok(document_get(store, arena, S("33:other"), &got, &found));
        assert_false(found);
        assert_fails(document_find(store, arena, S("33"), S("other"), &got), NOT_FOUND);
        assert_fails(document_put(store, arena, document("33:all", "")), FORBIDDEN);
        assert_fails(document_put(store, arena, document("33:own", "33:all")), FORBIDDEN);
        assert_fails(document_file_note(store, arena, S("33:all"), S("x")), FORBIDDEN);
        assert_ok(document_put(store, arena, document("33:own", "")));
        assert_ok(put_target(store, arena, "11980-01", "33:own"));
        assert_ok(document_put(store, arena, document("33:own", "")));
        store_set_scope(store, &foreign);
        assert_ok(document_of_file(store, arena, S("33"), S("digest"), &of_file));
        assert_int_equal(of_file.len, 0);
        assert_fails(document_put(store, arena, document("33:new", "")), FORBIDDEN);
    }
}

TEST(what_another_province_took_in_is_not_told)
{
    ON_EACH_STORE(store)
    {
        bool seen;
        assert_ok(import_note(store, arena, S("33"), S("plan"), S("abc"), S("a.csv"), 1, 1, world_clock));
        assert_ok(import_seen(store, arena, S("33"), S("plan"), S("abc"), &seen));
        assert_true(seen);
        store_set_scope(store, &foreign);
        assert_ok(import_seen(store, arena, S("33"), S("plan"), S("abc"), &seen));
        assert_false(seen);
        assert_fails(import_note(store, arena, S("33"), S("plan"), S("def"), S("a.csv"), 1, 1, world_clock), FORBIDDEN);
    }
}

TEST_MAIN
