#include "world.h"

#include "store/driver.h"

static Document document(const char *id, const char *date, const char *supersedes)
{
    return (Document){.id = str_from(id),
                      .province = S("33"),
                      .number = str_cut(str_from(id), ':').tail,
                      .issuer = S("UBND tỉnh"),
                      .title = S("Kế hoạch"),
                      .date = str_from(date),
                      .supersedes = str_from(supersedes)};
}

static Target target(const char *unit, const char *doc, int64_t value)
{
    return (Target){.province = S("33"),
                    .unit = str_from(unit),
                    .indicator = S("participants_total"),
                    .year = 2030,
                    .value = value,
                    .document = str_from(doc),
                    .clause = S("Phụ lục I")};
}

static void put(Store *store, Arena *arena, Target t, FactChange *change)
{
    assert_ok(target_put(store, arena, &t, 1, LAN, change));
}

TEST(a_document_comes_back_whole_and_can_be_corrected)
{
    ON_EACH_STORE(store)
    {
        bool found;
        Document got;
        assert_ok(document_put(store, arena, document("33:125/KH-UBND", "2026-04-15", "")));
        assert_ok(document_put(store, arena, document("33:125/KH-UBND", "2026-04", "33:1/QĐ")));
        assert_ok(document_get(store, arena, S("33:125/KH-UBND"), &got, &found));
        assert_true(found);
        assert_str(got.number, S("125/KH-UBND"));
        assert_str(got.date, S("2026-04"));
        assert_str(got.supersedes, S("33:1/QĐ"));
        assert_str(got.province, S("33"));
        assert_ok(document_get(store, arena, S("33:126/KH-UBND"), &got, &found));
        assert_false(found);
        assert_fails(document_put(store, arena, document("33:1", "15/4/2026", "")), BAD_INPUT);
        assert_fails(document_put(store, arena, document("33:1", "", "33:1")), BAD_INPUT);
        assert_fails(document_put(store, arena, document("34:1", "", "")), INTERNAL);
        assert_fails(document_put(store, arena, document("125", "", "")), INTERNAL);
    }
}

TEST(a_target_needs_its_document_and_sensible_figures)
{
    ON_EACH_STORE(store)
    {
        FactChange change;
        Target t = target("11980", "33:9", 10), bad;
        assert_fails(target_put(store, arena, &t, 1, LAN, &change), BAD_INPUT);
        assert_ok(document_put(store, arena, document("33:9", "2026-01-01", "")));
        assert_ok(target_put(store, arena, &t, 1, LAN, &change));
        bad = t, bad.indicator = S("nothing");
        assert_fails(target_put(store, arena, &bad, 1, LAN, &change), BAD_INPUT);
        bad = t, bad.value = -5;
        assert_fails(target_put(store, arena, &bad, 1, LAN, &change), BAD_INPUT);
        bad = t, bad.year = 30;
        assert_fails(target_put(store, arena, &bad, 1, LAN, &change), BAD_INPUT);
        t.indicator = S("coverage_total"); /* 60%: a target of a rate is assigned, not worked out */
        t.value = 6000;
        assert_ok(target_put(store, arena, &t, 1, LAN, &change));
        assert_int_equal(change.added, 1);
        assert_ok(target_put(store, arena, NULL, 0, LAN, &change));
    }
}

static const Query LEDGER = {"ledger", "SELECT count(*) FROM target_version", "SELECT count(*) FROM target_version"};

TEST(the_same_target_changes_nothing_and_a_correction_keeps_the_old_one)
{
    ON_EACH_STORE(store)
    {
        FactChange change;
        int64_t versions;
        bool found;
        assert_ok(document_put(store, arena, document("33:9", "2026-01-01", "")));
        Target t = target("11980", "33:9", 10);
        put(store, arena, t, &change);
        put(store, arena, t, &change);
        assert_int_equal(change.same, 1);
        t.floor = true;
        put(store, arena, t, &change);
        assert_int_equal(change.corrected, 1);
        assert_ok(store_one_int(store, arena, LEDGER, NO_ARGS, &versions, &found));
        assert_int_equal(versions, 2);
    }
}

static int64_t in_force(Store *store, Arena *arena, ptrdiff_t want_count)
{
    Target *list;
    ptrdiff_t count;
    assert_ok(target_list(store, arena, S("33"), S("participants_total"), 2030, &list, &count));
    assert_int_equal(count, want_count);
    return count > 0 ? list[0].value : -1;
}

TEST(the_latest_document_that_nothing_supersedes_is_in_force)
{
    ON_EACH_STORE(store)
    {
        FactChange change;
        Target *list;
        ptrdiff_t count;
        assert_ok(document_put(store, arena, document("33:a", "2026-01-10", "")));
        assert_ok(document_put(store, arena, document("33:b", "2026-03", "")));
        assert_ok(document_put(store, arena, document("33:open", "", "")));
        put(store, arena, target("11980", "33:a", 10), &change);
        assert_int_equal(in_force(store, arena, 1), 10);
        put(store, arena, target("11980", "33:b", 20), &change);
        put(store, arena, target("11980", "33:open", 30), &change); /* no date: taken in after b */
        assert_int_equal(in_force(store, arena, 1), 30);
        put(store, arena, target("11983", "33:a", 5), &change); /* only the older one speaks of it */
        assert_int_equal(in_force(store, arena, 2), 30);
        assert_ok(document_put(store, arena, document("33:d", "", "33:open")));
        assert_int_equal(in_force(store, arena, 2), 20);
        assert_ok(
            document_put(store, arena, document("33:c", "2025-12-01", "33:b"))); /* takes b back, whatever its date */
        assert_int_equal(in_force(store, arena, 2), 10);
        assert_ok(target_list_of(store, arena, S("33:b"), &list, &count));
        assert_true(count == 1 && list[0].value == 20 && list[0].year == 2030);
        assert_str(list[0].clause, S("Phụ lục I"));
        assert_ok(target_list(store, arena, S("33"), (Str){0}, 0, &list, &count));
        assert_int_equal(count, 2);
        assert_ok(target_list(store, arena, S("33"), S("participants_voluntary"), 0, &list, &count));
        assert_int_equal(count, 0);
    }
}

TEST(of_equal_or_missing_dates_the_document_taken_in_later_counts)
{
    static const struct {
        const char *dates[3];
        int64_t want; /* 1, 2 or 3: which of the three, in the order they were taken in */
    } cases[] = {
        {{"", "", ""}, 3},
        {{"2026-04-15", "2026-04-15", "2026-04-14"}, 2},
        {{"", "2026-04-15", "2026-01-01"}, 2},
        {{"2026-04-15", "", "2026-01-01"}, 2}, /* the second came after the first, so it is later than January */
        {{"2026-04-15", "", "2026-05-01"}, 3},
        {{"2026-04-15", "2026-01-01", ""}, 3},
        {{"2026-05-01", "2026-04-15", "2026-01-01"}, 1},
    };
    for (int k = 0; k < COUNTOF(cases); k++)
        ON_EACH_STORE(store)
        {
            FactChange change;
            static const char *const ids[] = {"33:z", "33:m", "33:a"};
            for (int i = 0; i < COUNTOF(ids); i++) {
                assert_ok(document_put(store, arena, document(ids[i], cases[k].dates[i], "")));
                put(store, arena, target("11980", ids[i], i + 1), &change);
            }
            assert_ok(document_put(store, arena, document("33:z", cases[k].dates[0], ""))); /* keeps its place */
            assert_int_equal(in_force(store, arena, 1), cases[k].want);
        }
}

TEST(documents_are_listed_and_found_by_id_or_number)
{
    ON_EACH_STORE(store)
    {
        FactChange change;
        DocumentEntry *entry;
        Document got;
        ptrdiff_t count;
        Str id;
        assert_fails(document_find(store, arena, S("33"), S("12/QĐ"), &got), NOT_FOUND);
        assert_ok(document_put(store, arena, document("33:12/QĐ", "2026-03", "")));
        assert_ok(document_put(store, arena, document("33:1/QĐ", "", "33:12/QĐ")));
        put(store, arena, target("11980", "33:12/QĐ", 10), &change);
        Target later = target("11980", "33:12/QĐ", 8);
        later.year = 2028;
        put(store, arena, later, &change);
        assert_ok(document_list(store, arena, S(""), &entry, &count));
        assert_int_equal(count, 2);
        assert_str(entry[0].document.id, S("33:12/QĐ"));
        assert_str(entry[0].superseded_by, S("33:1/QĐ"));
        assert_str(entry[0].imported_at, S("2026-11-01T12:00:00+07:00"));
        assert_str(entry[0].years, S("2028, 2030"));
        assert_int_equal(entry[0].targets, 2);
        assert_str(entry[1].superseded_by, S(""));
        assert_int_equal(entry[1].targets, 0);
        assert_ok(document_find(store, arena, S("33"), S("12/QĐ"), &got));
        assert_str(got.id, S("33:12/QĐ"));
        assert_ok(document_find(store, arena, S(""), S("33:1/QĐ"), &got));
        assert_str(got.supersedes, S("33:12/QĐ"));
        Err *err = document_find(store, arena, S("33"), S("2/QĐ"), &got);
        assert_fails(err, NOT_FOUND);
        assert_true(str_find(err->text.vi, S("33:12/QĐ, 33:1/QĐ")) > 0);
        Document twin = document("33:other", "", "");
        twin.number = S("12/QĐ");
        assert_ok(document_put(store, arena, twin));
        assert_fails(document_find(store, arena, S("33"), S("12/QĐ"), &got), BAD_INPUT);
        assert_ok(document_find(store, arena, S("33"), S("33:12/QĐ"), &got));
        assert_ok(document_of_file(store, arena, S("33"), S("abc"), &id));
        assert_int_equal(id.len, 0);
        assert_ok(document_file_note(store, arena, S("33:other"), S("abc")));
        assert_ok(document_file_note(store, arena, S("33:other"), S("abc")));
        assert_ok(document_of_file(store, arena, S("33"), S("abc"), &id));
        assert_str(id, S("33:other"));
    }
}

TEST(a_file_is_known_again_by_its_bytes)
{
    assert_str(import_digest(arena, S("abc")), S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    assert_str(import_digest(arena, (Str){0}), S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    ON_EACH_STORE(store)
    {
        bool seen;
        Str digest = import_digest(arena, S("abc")), when;
        assert_ok(import_seen(store, arena, S("33"), S("fact"), digest, &seen));
        assert_false(seen);
        assert_ok(import_note(store, arena, S("33"), S("fact"), digest, S("a.csv"), 3, 3, world_clock));
        assert_ok(import_note(store, arena, S("33"), S("fact"), digest, S("b.csv"), 3, 3, (Clock){.fixed_ms = 1}));
        assert_ok(import_when(store, arena, S("33"), S("fact"), digest, &when));
        assert_str(when, S("2026-11-01T12:00:00+07:00"));
        assert_ok(import_seen(store, arena, S("34"), S("fact"), digest, &seen));
        assert_false(seen);
    }
}

TEST_MAIN
