/* Variants of an allocation in a hand-made province, on both systems. */
#include "progress/world.h"

#include "plan/variant.h"
#include "store/scope.h"
#include <jansson.h>

static const ScopePlace commune_place = {{"33", 2}, {"11953", 5}};
static const Scope commune = {.place = &commune_place, .places = 1};

static AllocateWish *wish_of(Arena *arena, const char *json)
{
    AllocateWish *w = new (arena, AllocateWish, 1);
    assert_ok(allocate_wish_parse(arena, str_from(json), w));
    return w;
}

#define PLAIN "{\"province\":\"33\",\"first_year\":2027,\"years\":4}"
#define WITH(more) "{\"province\":\"33\",\"first_year\":2027,\"years\":4," more "}"

static Variant kept(Store *store, Arena *arena, const char *json)
{
    Variant v;
    VariantWrite write = {S("Phương án 1"), wish_of(arena, json), S("lap"), 0};
    assert_ok(variant_create(store, arena, write, &v));
    return v;
}

static Err *move(Store *store, Arena *arena, Variant *v, VariantState to, Str number, Str reason)
{
    AllocateSaved saved;
    VariantMove m = {.to = to, .reason = reason, .who = S("duyet"), .document.number = number, .version = v->version};
    Variant moved;
    TRY(variant_move(store, arena, v->id, m, &moved, &saved));
    *v = moved;
    return NULL;
}

static int64_t in_force(Store *store, Arena *arena, Str unit, Str indicator, int year, Str *ret_document)
{
    Target *t;
    ptrdiff_t count;
    assert_ok(target_list(store, arena, S("33"), indicator, year, &t, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(t[i].unit, unit)) {
            *ret_document = t[i].document;
            return t[i].value;
        }
    return -1;
}

static void same_as_shown(Store *store, Arena *arena, const AllocateRun *r)
{
    Str document;
    for (ptrdiff_t i = 0; i < r->file.units; i++)
        for (int t = 0; t < r->years; t++) {
            int64_t total = allocate_run_level(r, PAIR_TOTAL, i, t), part = allocate_run_level(r, PAIR_VOLUNTARY, i, t);
            Str unit = r->file.code[i];
            int year = r->first + t;
            assert_int_equal(in_force(store, arena, unit, S("participants_total"), year, &document), total);
            assert_int_equal(in_force(store, arena, unit, S("participants_voluntary"), year, &document), part);
            assert_int_equal(in_force(store, arena, unit, S("participants_compulsory"), year, &document), total - part);
        }
}

TEST(approving_writes_exactly_the_figures_shown)
{
    ON_EACH(store)
    {
        VariantDetail shown, after;
        VariantVersion *ledger;
        ptrdiff_t count;
        Str document;
        add_figures(store, arena);
        Variant v = kept(store, arena,
                         WITH("\"methods\":[{\"name\":\"growth\",\"weight\":2},{\"name\":\"labour\"}],"
                              "\"cells\":[{\"unit\":\"11980\",\"year\":2028,\"voluntary\":false,"
                              "\"fixed\":11111}]"));
        assert_ok(variant_compute(store, arena, v.id, &shown));
        assert_true(shown.run.result.done && !shown.changed);
        assert_int_equal(allocate_run_level(&shown.run, PAIR_TOTAL, 0, 1), 11111); /* Hồng Châu comes first */
        assert_ok(move(store, arena, &v, VARIANT_SUBMITTED, S(""), S("")));
        assert_ok(move(store, arena, &v, VARIANT_APPROVED, S("12/QĐ-UBND"), S("")));
        assert_int_equal(v.state, VARIANT_APPROVED);
        assert_str(v.document, S("33:12/QĐ-UBND"));
        same_as_shown(store, arena, &shown.run);
        for (int t = 0; t < 4; t++) {
            int64_t sum = 0;
            for (ptrdiff_t i = 0; i < 4; i++)
                sum += allocate_run_level(&shown.run, PAIR_TOTAL, i, t);
            assert_int_equal(in_force(store, arena, S("33"), S("participants_total"), 2027 + t, &document), sum);
        }
        assert_ok(variant_compute(store, arena, v.id, &after)); /* its own targets do not count for it */
        assert_false(after.changed);
        assert_ok(variant_history(store, arena, &v, &ledger, &count));
        assert_int_equal(count, 3);
        assert_str(ledger[0].state, S("draft"));
        assert_str(ledger[2].state, S("approved"));
        assert_str(ledger[2].who, S("duyet"));
        assert_str(ledger[2].document, S("33:12/QĐ-UBND"));
    }
}

TEST(figures_that_changed_since_are_said_and_not_approved)
{
    ON_EACH(store)
    {
        VariantDetail d;
        add_figures(store, arena);
        Variant v = kept(store, arena, PLAIN);
        assert_ok(move(store, arena, &v, VARIANT_SUBMITTED, S(""), S("")));
        put(store, arena, "11953", "participants_total", 2026, 10, 10500, FACT_REPORTED); /* a correction */
        assert_ok(variant_compute(store, arena, v.id, &d));
        assert_true(d.changed);
        assert_fails(move(store, arena, &v, VARIANT_APPROVED, S("12"), S("")), CONFLICT);
        assert_fails(move(store, arena, &v, VARIANT_RETURNED, S(""), S(" ")), BAD_INPUT);
        assert_ok(move(store, arena, &v, VARIANT_RETURNED, S(""), S("số liệu đã sửa")));
        assert_str(v.reason, S("số liệu đã sửa"));
        assert_ok(move(store, arena, &v, VARIANT_SUBMITTED, S(""), S("")));
        assert_ok(move(store, arena, &v, VARIANT_APPROVED, S("12"), S("")));
        assert_ok(variant_compute(store, arena, v.id, &d));
        assert_false(d.changed);
        same_as_shown(store, arena, &d.run);
    }
}

TEST(a_later_month_does_not_change_what_was_kept)
{
    ON_EACH(store)
    {
        VariantDetail d;
        add_figures(store, arena);
        Variant v = kept(store, arena, PLAIN);
        put(store, arena, "11953", "participants_total", 2026, 11, 12000, FACT_REPORTED);
        assert_ok(variant_compute(store, arena, v.id, &d));
        assert_false(d.changed);
        assert_str(d.wish.base_period, S("2026-10"));
    }
}

TEST(states_go_one_way_and_versions_count)
{
    ON_EACH(store)
    {
        add_figures(store, arena);
        Variant v = kept(store, arena, PLAIN), changed;
        VariantWrite write = {S("Khác"), wish_of(arena, WITH("\"round\":10")), S("lap"), 9};
        assert_fails(variant_change(store, arena, v.id, write, &changed), CONFLICT); /* not the version there is */
        write.version = 1;
        assert_ok(variant_change(store, arena, v.id, write, &changed));
        assert_int_equal(changed.version, 2);
        assert_str(changed.name, S("Khác"));
        assert_false(str_eq(changed.digest, v.digest));
        assert_fails(move(store, arena, &changed, VARIANT_APPROVED, S("1"), S("")), CONFLICT); /* not submitted */
        assert_fails(move(store, arena, &changed, VARIANT_DRAFT, S(""), S("")), CONFLICT);
        assert_fails(move(store, arena, &v, VARIANT_SUBMITTED, S(""), S("")), CONFLICT); /* an old version */
        assert_ok(move(store, arena, &changed, VARIANT_SUBMITTED, S(""), S("")));
        write.version = 3;
        assert_fails(variant_change(store, arena, v.id, write, &v), CONFLICT);
        assert_fails(variant_delete(store, arena, changed.id, S("lap")), CONFLICT);
        assert_fails(move(store, arena, &changed, VARIANT_APPROVED, S(""), S("")), BAD_INPUT); /* no number */
        assert_ok(move(store, arena, &changed, VARIANT_RETURNED, S(""), S("sửa")));
        assert_ok(variant_delete(store, arena, changed.id, S("lap")));
        assert_fails(variant_get(store, arena, changed.id, &v), NOT_FOUND);
        VariantVersion *ledger;
        ptrdiff_t count;
        assert_ok(variant_history(store, arena, &changed, &ledger, &count));
        assert_str(ledger[count - 1].state, S("deleted"));
    }
}

TEST(an_allocation_that_replaces_another_says_so)
{
    ON_EACH(store)
    {
        Str document;
        Target *old;
        ptrdiff_t count;
        add_figures(store, arena);
        Variant first = kept(store, arena, PLAIN);
        assert_ok(move(store, arena, &first, VARIANT_SUBMITTED, S(""), S("")));
        assert_ok(move(store, arena, &first, VARIANT_APPROVED, S("12"), S("")));
        Variant taken = kept(store, arena, WITH("\"supersedes\":\"33:12\""));
        assert_ok(move(store, arena, &taken, VARIANT_SUBMITTED, S(""), S("")));
        assert_fails(move(store, arena, &taken, VARIANT_APPROVED, S("12"), S("")), CONFLICT); /* the number */
        Variant silent = kept(store, arena, WITH("\"path\":[{\"year\":2027,\"total\":41000}]"));
        assert_ok(move(store, arena, &silent, VARIANT_SUBMITTED, S(""), S("")));
        assert_fails(move(store, arena, &silent, VARIANT_APPROVED, S("13"), S("")),
                     CONFLICT); /* other yearly figures */
        Variant second =
            kept(store, arena, WITH("\"supersedes\":\"33:12\",\"path\":[{\"year\":2027,\"total\":41000}]"));
        assert_ok(move(store, arena, &second, VARIANT_SUBMITTED, S(""), S("")));
        assert_ok(move(store, arena, &second, VARIANT_APPROVED, S("13"), S("")));
        assert_int_equal(in_force(store, arena, S("33"), S("participants_total"), 2027, &document), 41000);
        assert_str(document, S("33:13"));
        assert_ok(target_list_of(store, arena, S("33:12"), &old, &count));
        assert_true(count > 0);
        VariantDetail d;
        assert_ok(variant_compute(store, arena, second.id, &d));
        assert_false(d.changed);
    }
}

TEST(figures_that_another_document_sets_are_not_quietly_others)
{
    ON_EACH(store)
    {
        add_figures(store, arena);
        Variant v = kept(store, arena, WITH("\"free_goals\":true,\"methods\":[{\"name\":\"equal-rate\"}]"));
        assert_ok(move(store, arena, &v, VARIANT_SUBMITTED, S(""), S("")));
        Err *err = move(store, arena, &v, VARIANT_APPROVED, S("12"), S(""));
        assert_fails(err, CONFLICT);
        assert_true(str_find(err->text.vi, S("33:kh-1")) > 0);
    }
}

TEST(a_demand_that_cannot_be_met_is_a_draft_with_its_reasons)
{
    ON_EACH(store)
    {
        VariantDetail d;
        add_figures(store, arena);
        Variant v =
            kept(store, arena, WITH("\"cells\":[{\"unit\":\"11953\",\"year\":2027,\"voluntary\":false,\"max\":1}]"));
        assert_ok(variant_compute(store, arena, v.id, &d));
        assert_false(d.run.result.done);
        assert_true(str_find(allocate_run_why(&d.run).vi, S("Phố Hiến")) > 0);
        assert_fails(move(store, arena, &v, VARIANT_SUBMITTED, S(""), S("")), CONFLICT);
    }
}

TEST(who_has_not_the_province_sees_no_variant_of_it)
{
    ON_EACH(store)
    {
        Variant *list, v;
        ptrdiff_t count;
        add_figures(store, arena);
        Variant own = kept(store, arena, PLAIN);
        store_set_scope(store, &commune);
        assert_fails(variant_get(store, arena, own.id, &v), NOT_FOUND);
        assert_ok(variant_list(store, arena, S("33"), &list, &count));
        assert_int_equal(count, 0);
        VariantWrite write = {S("x"), wish_of(arena, PLAIN), S("lap"), 0};
        assert_fails(variant_create(store, arena, write, &v), FORBIDDEN);
        assert_fails(variant_delete(store, arena, own.id, S("x")), NOT_FOUND);
        store_set_scope(store, NULL);
    }
}

/* ---- one level down ------------------------------------------------------------------------------------ */

TEST(a_commune_shares_its_target_among_its_villages)
{
    static const char *const village[] = {"11953-01", "11953-02", "11953-03"};
    ON_EACH(store)
    {
        Str document;
        VariantDetail d;
        add_figures(store, arena);
        for (int i = 0; i < COUNTOF(village); i++)
            add_village(store, arena, "11953", village[i]);
        store_set_scope(store, &commune);
        Variant v = kept(store, arena,
                         "{\"province\":\"33\",\"parent\":\"11953\",\"first_year\":2027,\"years\":4,"
                         "\"methods\":[{\"name\":\"weight\"}],\"weights\":[{\"unit\":\"11953-01\",\"weight\":2},"
                         "{\"unit\":\"11953-02\",\"weight\":1},{\"unit\":\"11953-03\",\"weight\":1}]}");
        assert_ok(variant_compute(store, arena, v.id, &d));
        assert_true(d.run.result.done && d.run.voluntary);
        assert_int_equal(d.run.file.units, 3);
        assert_int_equal(d.run.share[PAIR_TOTAL].had[0], 5000); /* of the commune's 10.000, by weight */
        int64_t sum = 0;
        for (int i = 0; i < 3; i++)
            sum += allocate_run_level(&d.run, PAIR_TOTAL, i, 3);
        assert_int_equal(sum, 14001);
        assert_ok(move(store, arena, &v, VARIANT_SUBMITTED, S(""), S("")));
        assert_ok(move(store, arena, &v, VARIANT_APPROVED, S("5/QĐ-UBND"), S("")));
        assert_str(v.document, S("33:11953:5/QĐ-UBND"));
        assert_int_equal(in_force(store, arena, S("11953-01"), S("participants_total"), 2030, &document),
                         allocate_run_level(&d.run, PAIR_TOTAL, 0, 3));
        assert_int_equal(in_force(store, arena, S("11953"), S("participants_total"), 2030, &document), 14001);
        assert_str(document, S("33:kh-1")); /* the province's word stays */
        store_set_scope(store, NULL);
    }
}

/* ---- the wish ------------------------------------------------------------------------------------------- */

TEST(a_wish_comes_back_as_it_was)
{
    const char *text = "{\"province\":\"33\",\"first_year\":2027,\"years\":2,\"base_period\":\"2026-10\","
                       "\"supersedes\":\"33:12\",\"round\":100,\"free_goals\":true,\"declared\":true,"
                       "\"methods\":[{\"name\":\"uncovered\",\"weight\":3}],"
                       "\"path\":[{\"year\":2028,\"total\":9,\"voluntary\":1}],"
                       "\"cells\":[{\"unit\":\"11953\",\"year\":2027,\"voluntary\":true,\"min\":1,\"max\":2}],"
                       "\"weights\":[{\"unit\":\"11953\",\"weight\":4}]}";
    Json once = js_open(arena), twice = js_open(arena);
    allocate_wish_json(wish_of(arena, text), &once);
    assert_str(js_str(&once), str_from(text));
    allocate_wish_json(wish_of(arena, str_c(arena, js_str(&once))), &twice);
    assert_str(js_str(&twice), js_str(&once));
}

TEST(a_wish_that_does_not_fit_names_the_member)
{
    static const struct {
        const char *json, *member;
    } bad[] = {
        {"[]", "ask"},
        {"{\"first_year\":2027,\"years\":4}", "province"},
        {"{\"province\":33,\"first_year\":2027,\"years\":4}", "province"},
        {"{\"province\":\"33\",\"years\":4}", "first_year"},
        {"{\"province\":\"33\",\"first_year\":2027,\"years\":17}", "years"},
        {WITH("\"round\":7"), "round"},
        {WITH("\"methods\":[{\"name\":\"magic\",\"weight\":1}]"), "methods"},
        {WITH("\"methods\":[{\"name\":\"growth\",\"weight\":0}]"), "weight"},
        {WITH("\"methods\":[1]"), "methods"},
        {WITH("\"cells\":[{\"unit\":\"11953\",\"year\":2031,\"voluntary\":false}]"), "year"},
        {WITH("\"cells\":[{\"unit\":\"11953\",\"year\":2027,\"voluntary\":false,\"fixed\":-1}]"), "fixed"},
        {WITH("\"cells\":{}"), "cells"},
        {WITH("\"path\":[{\"year\":2026,\"total\":1}]"), "year"},
        {WITH("\"free_goals\":1"), "free_goals"},
    };
    for (int i = 0; i < COUNTOF(bad); i++) {
        AllocateWish w;
        json_t *object = json_loads(bad[i].json, 0, NULL);
        Err *err = allocate_wish_read(arena, object, &w);
        json_decref(object);
        assert_fails(err, BAD_INPUT);
        assert_str(err->place.field, str_from(bad[i].member));
    }
}

TEST(a_wish_for_others_units_is_refused)
{
    ON_EACH(store)
    {
        AllocateRun run;
        add_figures(store, arena);
        static const char *const bad[] = {
            WITH("\"cells\":[{\"unit\":\"99999\",\"year\":2027,\"voluntary\":false,\"min\":1}]"),
            WITH("\"weights\":[{\"unit\":\"99999\",\"weight\":1}]"),
            WITH("\"methods\":[{\"name\":\"weight\"}]"),     /* no weights given */
            WITH("\"methods\":[{\"name\":\"population\"}]"), /* nobody knows it */
            WITH("\"base_period\":\"2026\""),
            WITH("\"parent\":\"33\""),
        };
        for (int i = 0; i < COUNTOF(bad); i++)
            assert_fails(allocate_wish_run(store, arena, wish_of(arena, bad[i]), (Str){0}, &run), BAD_INPUT);
        assert_fails(allocate_wish_run(store, arena, wish_of(arena, WITH("\"parent\":\"77777\"")), (Str){0}, &run),
                     NOT_FOUND);
        assert_fails(allocate_wish_run(store, arena, wish_of(arena, WITH("\"parent\":\"11953\"")), (Str){0}, &run),
                     NOT_FOUND); /* no villages */
    }
}

TEST_MAIN
