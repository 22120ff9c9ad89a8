/* Monthly entry in a hand-made province, on both systems. */
#include "world.h"

#include "progress/entry.h"
#include "store/scope.h"

static const EntryAsk SHEET = {{"11953", 5}, {PERIOD_MONTH, 2026, 11}, BASE_COLLECTING};
static const ScopePlace officer_place = {{"33", 2}, {"11953", 5}};
static const Scope officer = {.place = &officer_place, .places = 1};

static const EntryRow *row_of(const EntrySheet *s, const char *code)
{
    for (ptrdiff_t i = 0; i < s->rows; i++)
        if (str_eq(s->row[i].indicator.code, str_from(code)))
            return &s->row[i];
    fail();
    return NULL;
}

static Err *save(Store *store, Arena *arena, const EntryValue *value, ptrdiff_t count, FactChange *change)
{
    return entry_save(store, arena, SHEET, value, count, S("can.bo"), change);
}

#define SAVE(change, ...) \
    save(store, arena, (const EntryValue[]){__VA_ARGS__}, COUNTOF(((const EntryValue[]){__VA_ARGS__})), change)
#define COMPULSORY(n)                              \
    {                                              \
        S("participants_compulsory"), n, -1, S("") \
    }
#define VOLUNTARY(n)                              \
    {                                             \
        S("participants_voluntary"), n, -1, S("") \
    }

TEST(a_sheet_shows_what_went_before_and_what_is_usual)
{
    ON_EACH(store)
    {
        EntrySheet s;
        add_growth(store, arena, "11953", 60, 46); /* to October 2026 */
        assert_ok(entry_sheet(store, arena, SHEET, &s));
        assert_int_equal(s.rows, 5); /* no rates */
        assert_true(s.begun && !s.late && !s.locked);
        assert_str(date_iso(arena, s.due), S("2026-12-05"));
        const EntryRow *c = row_of(&s, "participants_compulsory");
        assert_false(c->has);
        assert_int_equal(c->before, 9000 + 60 * 45 + (45 * 7) % 5);
        assert_int_equal(c->year_before, 9000 + 60 * 34 + (34 * 7) % 5);
        int64_t next = 9000 + 60 * 46 + 2;
        assert_true(c->has_range && c->low <= next && next <= c->high);
        assert_true(c->high - c->low < 1000);
        assert_true(str_find(c->range.vi, S("46 tháng")) > 0);
        assert_true(entry_usual(c, next) && !entry_usual(c, 2 * next));
        assert_true(str_find(entry_why(arena, c, 2 * next).en, S("usual range")) > 0);
        assert_int_equal(entry_why(arena, c, next).vi.len, 0);
        const EntryRow *a = row_of(&s, "arrears");
        assert_false(a->has_before || a->has_range);
        assert_true(entry_usual(a, 123)); /* nothing to compare with */
    }
}

TEST(few_months_give_a_wide_range)
{
    ON_EACH(store)
    {
        EntrySheet s;
        put(store, arena, "11953", "arrears", 2026, 10, 1000, FACT_REPORTED);
        put(store, arena, "11953", "labour_force", 2026, 8, 5000, FACT_REPORTED);
        put(store, arena, "11953", "labour_force", 2026, 10, 5400, FACT_REPORTED);
        assert_ok(entry_sheet(store, arena, SHEET, &s));
        const EntryRow *one = row_of(&s, "arrears"), *two = row_of(&s, "labour_force");
        assert_int_equal(one->low, 800);
        assert_int_equal(one->high, 1200);
        assert_int_equal(two->low, 5400 - 3 * 400);
        assert_int_equal(two->high, 5400 + 3 * 400);
    }
}

TEST(what_is_typed_is_kept_with_its_author_and_the_total_is_added)
{
    ON_EACH(store)
    {
        EntrySheet s;
        FactChange change;
        assert_ok(SAVE(&change, COMPULSORY(900), VOLUNTARY(100)));
        assert_int_equal(change.added, 3);
        assert_ok(entry_sheet(store, arena, SHEET, &s));
        const EntryRow *total = row_of(&s, "participants_total"), *c = row_of(&s, "participants_compulsory");
        assert_int_equal(total->fact.value, 1000);
        assert_int_equal(total->fact.state, FACT_REPORTED);
        assert_str(c->who, S("can.bo"));
        assert_int_equal(c->fact.version, 1);
        assert_str(c->fact.as_of, S("2026-11-30"));
        assert_ok(SAVE(&change, COMPULSORY(900), VOLUNTARY(100))); /* the same again */
        assert_int_equal(change.added + change.corrected, 0);
        assert_ok(SAVE(&change, VOLUNTARY(110))); /* a part alone */
        assert_ok(entry_sheet(store, arena, SHEET, &s));
        assert_int_equal(row_of(&s, "participants_total")->fact.value, 1010);
        assert_ok(SAVE(&change, {S("arrears"), 5, 0, S("")}));
    }
}

TEST(parts_and_totals_must_agree)
{
    ON_EACH(store)
    {
        FactChange change;
        Err *err = SAVE(&change, COMPULSORY(900), VOLUNTARY(100), {S("participants_total"), 1001, -1, S("")});
        assert_fails(err, BAD_INPUT);
        assert_str(err->place.field, S("participants_total"));
        err = SAVE(&change, COMPULSORY(900), {S("participants_total"), 899, -1, S("")});
        assert_fails(err, BAD_INPUT);
        assert_ok(SAVE(&change, COMPULSORY(900), VOLUNTARY(100), {S("participants_total"), 1000, -1, S("")}));
    }
}

TEST(an_unusual_figure_needs_a_reason_which_stays)
{
    ON_EACH(store)
    {
        EntrySheet s;
        FactChange change;
        add_growth(store, arena, "11953", 60, 46);
        Err *err = SAVE(&change, COMPULSORY(6000), VOLUNTARY(546));
        assert_fails(err, BAD_INPUT);
        assert_str(err->place.field, S("participants_compulsory"));
        assert_ok(entry_sheet(store, arena, SHEET, &s));
        assert_false(row_of(&s, "participants_voluntary")->has); /* all or none */
        assert_fails(SAVE(&change, {S("participants_compulsory"), 6000, 0, S("  ")}), BAD_INPUT);
        assert_ok(SAVE(&change, {S("participants_compulsory"), 6000, 0, S("công ty A chuyển đi")}, VOLUNTARY(546)));
        assert_ok(entry_sheet(store, arena, SHEET, &s));
        const EntryRow *c = row_of(&s, "participants_compulsory");
        assert_true(c->unusual);
        assert_str(c->reason, S("công ty A chuyển đi"));
        assert_str(row_of(&s, "participants_voluntary")->reason, S(""));
        assert_ok(SAVE(&change, {S("participants_compulsory"), 6000, 1, S("")})); /* said before */
    }
}

TEST(what_cannot_be_entered_is_refused)
{
    ON_EACH(store)
    {
        FactChange change;
        EntrySheet s;
        assert_fails(SAVE(&change, COMPULSORY(-1)), BAD_INPUT);
        assert_fails(SAVE(&change, COMPULSORY(2000000000)), BAD_INPUT);
        assert_fails(SAVE(&change, {S("coverage_total"), 50, -1, S("")}), BAD_INPUT); /* a rate */
        assert_fails(SAVE(&change, {S("nonsense"), 50, -1, S("")}), BAD_INPUT);
        assert_fails(SAVE(&change, COMPULSORY(1), COMPULSORY(2)), BAD_INPUT);
        EntryAsk ask = SHEET;
        EntryValue v = COMPULSORY(1);
        ask.month = period_month(2026, 12); /* has not begun */
        assert_fails(entry_save(store, arena, ask, &v, 1, S("x"), &change), BAD_INPUT);
        ask.month = period_year(2026);
        assert_fails(entry_sheet(store, arena, ask, &s), BAD_INPUT);
        ask = SHEET, ask.unit = S("33");
        assert_fails(entry_sheet(store, arena, ask, &s), BAD_INPUT);
        ask.unit = S("99999");
        assert_fails(entry_sheet(store, arena, ask, &s), NOT_FOUND);
    }
}

TEST(who_was_slower_is_told_so)
{
    ON_EACH(store)
    {
        FactChange change;
        assert_ok(SAVE(&change, {S("arrears"), 100, 0, S("")}));
        Err *err = SAVE(&change, {S("arrears"), 120, 0, S("")}); /* thought it was not there */
        assert_fails(err, CONFLICT);
        assert_true(str_find(err->text.vi, S("can.bo")) > 0);
        assert_ok(SAVE(&change, {S("arrears"), 120, 1, S("")}));
        assert_fails(SAVE(&change, {S("arrears"), 130, 1, S("")}), CONFLICT);
    }
}

static void approve(Store *store, Arena *arena, FactState to, Str unit, int64_t want_moved, int64_t want_left)
{
    int64_t moved, left;
    EntryMove m = {S("33"), SHEET.month, BASE_COLLECTING, &unit, unit.len > 0, to, {S("bhxh"), S("mở lại")}};
    assert_ok(entry_move(store, arena, m, &moved, &left));
    assert_int_equal(moved, want_moved);
    assert_int_equal(left, want_left);
}

TEST(approved_figures_change_with_a_reason_and_locked_ones_not)
{
    ON_EACH(store)
    {
        EntrySheet s;
        FactChange change;
        assert_ok(SAVE(&change, COMPULSORY(900), VOLUNTARY(100)));
        approve(store, arena, FACT_LOCKED, S("11953"), 0, 3); /* not approved yet */
        approve(store, arena, FACT_APPROVED, S("11953"), 3, 0);
        assert_fails(SAVE(&change, VOLUNTARY(101)), BAD_INPUT);
        assert_ok(SAVE(&change, {S("participants_voluntary"), 101, 2, S("sót một người")}));
        assert_ok(entry_sheet(store, arena, SHEET, &s));
        assert_int_equal(row_of(&s, "participants_voluntary")->fact.state, FACT_REPORTED);
        assert_int_equal(row_of(&s, "participants_compulsory")->fact.state, FACT_APPROVED);
        approve(store, arena, FACT_APPROVED, S(""), 2, 1); /* the whole province */
        approve(store, arena, FACT_LOCKED, S(""), 3, 0);
        assert_ok(entry_sheet(store, arena, SHEET, &s));
        assert_true(s.locked);
        assert_fails(SAVE(&change, {S("participants_voluntary"), 102, -1, S("lý do")}), CONFLICT);
        approve(store, arena, FACT_REPORTED, S("11953"), 3, 0);
        assert_ok(SAVE(&change, VOLUNTARY(102)));
        int64_t moved, left;
        EntryMove silent = {S("33"), SHEET.month, BASE_COLLECTING, NULL, 0, FACT_REPORTED, {S("bhxh"), S(" ")}};
        assert_fails(entry_move(store, arena, silent, &moved, &left), BAD_INPUT);
    }
}

TEST(an_officer_enters_his_own_commune_only)
{
    ON_EACH(store)
    {
        EntrySheet s;
        FactChange change;
        EntryAsk other = {S("11980"), SHEET.month, BASE_COLLECTING};
        EntryValue v = COMPULSORY(1);
        int64_t moved, left;
        Str units[] = {S("11953"), S("11980")};
        store_set_scope(store, &officer);
        assert_fails(entry_sheet(store, arena, other, &s), FORBIDDEN);
        assert_fails(entry_save(store, arena, other, &v, 1, S("x"), &change), FORBIDDEN);
        assert_ok(SAVE(&change, COMPULSORY(900)));
        EntryMove m = {S("33"), SHEET.month, BASE_COLLECTING, units, 2, FACT_APPROVED, {S("x"), S("")}};
        assert_fails(entry_move(store, arena, m, &moved, &left), FORBIDDEN);
        m.units = 0; /* all: more than he has */
        assert_fails(entry_move(store, arena, m, &moved, &left), FORBIDDEN);
        store_set_scope(store, NULL);
    }
}

TEST(the_calendar_says_who_is_late)
{
    ON_EACH(store)
    {
        EntryCalendar c;
        add_results(store, arena); /* 12049 reported September, not October */
        put(store, arena, "12019", "participants_total", 2026, 11, 10500, FACT_SIMULATED);
        put(store, arena, "11980", "arrears", 2026, 10, 5, FACT_REPORTED); /* beside an approved total */
        assert_ok(entry_calendar(store, arena, S("33"), BASE_COLLECTING, period_month(2026, 11), 3, &c));
        assert_int_equal(c.unit.count, 4);
        assert_int_equal(c.due_day, 5);
        assert_true(c.due_unsure); /* no act says so */
        for (ptrdiff_t u = 0; u < c.unit.count; u++) {
            Str code = c.unit.unit[u].code;
            const EntryState *state = c.state + u * 3;
            bool late = str_eq(code, S("12049"));
            assert_int_equal(state[0], ENTRY_REPORTED);
            assert_int_equal(state[1], late ? ENTRY_LATE : str_eq(code, S("11980")) ? ENTRY_REPORTED : ENTRY_APPROVED);
            assert_int_equal(state[2], str_eq(code, S("12019")) ? ENTRY_SIMULATED : ENTRY_MISSING);
        }
        Grid grid = entry_calendar_grid(arena, &c, LANG_VI);
        assert_int_equal(grid.rows, 4);
        assert_true(grid.simulated);
        store_set_scope(store, &officer);
        assert_ok(entry_calendar(store, arena, S("33"), BASE_COLLECTING, period_month(2026, 11), 3, &c));
        assert_int_equal(c.unit.count, 1);
        assert_str(c.unit.unit[0].code, S("11953"));
        store_set_scope(store, NULL);
    }
}

/* A demonstration province has simulated figures everywhere: what an officer enters beside them is seen and approved.
 */
TEST(what_was_entered_beside_simulated_figures_waits_for_approval)
{
    static const char *const all[] = {"participants_total", "participants_compulsory", "participants_voluntary",
                                      "labour_force", "arrears"};
    ON_EACH(store)
    {
        EntryCalendar c;
        FactChange change;
        for (int i = 0; i < COUNTOF(all); i++)
            put(store, arena, "11953", all[i], 2026, 11, i == 0 ? 1000 : 500, FACT_SIMULATED);
        Period november = period_month(2026, 11);
        store_set_scope(store, &officer);
        assert_ok(entry_calendar(store, arena, S("33"), BASE_COLLECTING, november, 1, &c));
        assert_int_equal(c.state[0], ENTRY_SIMULATED);
        assert_int_equal(c.entered[0], 0);
        assert_int_equal(c.figures, 5);
        assert_ok(SAVE(&change, {S("arrears"), 510, -1, S("")}));
        assert_ok(entry_calendar(store, arena, S("33"), BASE_COLLECTING, november, 1, &c));
        assert_int_equal(c.state[0], ENTRY_REPORTED);
        assert_int_equal(c.entered[0], 1);
        Grid grid = entry_calendar_grid(arena, &c, LANG_VI);
        assert_str(grid_at(&grid, 0, 2)->text, S("chờ duyệt (1/5)"));
        assert_ok(SAVE(&change, COMPULSORY(510), VOLUNTARY(490)));
        store_set_scope(store, NULL);
        approve(store, arena, FACT_APPROVED, S("11953"), 4, 1); /* with the total; the labour force is simulated */
        assert_ok(entry_calendar(store, arena, S("33"), BASE_COLLECTING, november, 1, &c));
        ptrdiff_t u = 0;
        while (!str_eq(c.unit.unit[u].code, S("11953")))
            u++;
        assert_int_equal(c.state[u], ENTRY_APPROVED);
        assert_int_equal(c.entered[u], 4);
        assert_ok(SAVE(&change, {S("arrears"), 511, -1, S("đối chiếu lại")})); /* one of them waits anew */
        assert_ok(entry_calendar(store, arena, S("33"), BASE_COLLECTING, november, 1, &c));
        assert_int_equal(c.state[u], ENTRY_REPORTED);
    }
}

static void assert_says(Err *err, const char *vi, const char *en)
{
    assert_fails(err, BAD_INPUT);
    if (str_find(err->text.vi, str_from(vi)) < 0 || str_find(err->text.en, str_from(en)) < 0)
        fail_msg("%.*s | %.*s", STRF(err->text.vi), STRF(err->text.en));
}

/* The sign is looked at before the size, both before what is usual and before what is approved already. */
TEST(a_bad_figure_is_told_its_first_fault)
{
    ON_EACH(store)
    {
        FactChange change;
        add_growth(store, arena, "11953", 60, 46);
        const char *sign = "“-5” – cần số không âm", *sign_en = "a number from 0 up is needed";
        assert_says(SAVE(&change, VOLUNTARY(-5)), sign, sign_en);
        assert_says(SAVE(&change, {S("participants_voluntary"), -5, -1, S("có lý do")}), sign, sign_en);
        assert_says(SAVE(&change, VOLUNTARY(1000000001)), "“1.000.000.001” – cần số không quá 1.000.000.000",
                    "at most 1,000,000,000");
        assert_says(SAVE(&change, {S("arrears"), (int64_t)9000 * 1000000000000 + 1, -1, S("")}),
                    "cần số không quá 9.000.000.000.000.000", "at most");
        assert_says(SAVE(&change, VOLUNTARY(5460)), "nằm ngoài khoảng thường gặp", "outside the usual range");
        put(store, arena, "11953", "participants_voluntary", 2026, 11, 546, FACT_APPROVED);
        assert_says(SAVE(&change, VOLUNTARY(-5)), sign, sign_en);
        assert_says(SAVE(&change, VOLUNTARY(5460)), "nằm ngoài khoảng thường gặp", "outside the usual range");
        assert_says(SAVE(&change, VOLUNTARY(547)), "đã được duyệt", "was approved");
    }
}

TEST_MAIN
