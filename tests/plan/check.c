/* Each check of a plan: a file that breaks just that, and one that does not. */
#include "base/file.h"
#include "base/vec.h"
#include "plan/plan.h"
#include "test.h"

static const Date ON = {2026, 11, 15};

/* Reads, matches and checks a plan given as text. */
static Findings check_text(Arena *arena, Str name, Str text, PlanOptions options, Plan *ret)
{
    Str path = test_temp(arena, name);
    UnitList units = {0};
    PlanFloor *floor;
    ptrdiff_t floors;
    options.on = ON;
    assert_ok(file_write(arena, path, text));
    assert_ok(plan_read(arena, path, options, ret));
    assert_ok(plan_match(ret, NULL, arena, options));
    assert_ok(plan_floors(arena, &floor, &floors));
    if (ret->province.code.len > 0)
        assert_ok(unit_shipped(arena, ret->province.code, ON, &units));
    return plan_check(ret, arena, units, floor, floors);
}

static const Finding *find(const Findings *all, const char *code)
{
    for (ptrdiff_t i = 0; i < all->count; i++)
        if (str_eq(str_from(all->finding[i].code), str_from(code)))
            return &all->finding[i];
    return NULL;
}

static ptrdiff_t count(const Findings *all, const char *code)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < all->count; i++)
        n += str_eq(str_from(all->finding[i].code), str_from(code));
    return n;
}

static int64_t number(const Finding *f, const char *key)
{
    assert_non_null(f);
    for (int i = 0; f->number[i].key; i++)
        if (str_eq(str_from(f->number[i].key), str_from(key)))
            return f->number[i].value;
    fail_msg("no number %s in %s", key, f->code);
    return 0;
}

/* The appendix of Hưng Yên as shipped, with `from` replaced by `to` once. */
static Str appendix(Arena *arena, Str from, Str to)
{
    Str path, text;
    assert_ok(file_shipped(arena, S("demo/hung-yen-plan-2030.csv"), &path));
    text = test_read(arena, path);
    ptrdiff_t at = str_find(text, from);
    assert_true(at >= 0);
    return str_fmt(arena, "%.*s%.*s%.*s", STRF(str_slice(text, 0, at)), STRF(to),
                   STRF(str_slice(text, at + from.len, text.len)));
}

static Findings check_appendix(Arena *arena, Str from, Str to, Plan *ret)
{
    return check_text(arena, S("plan.csv"), appendix(arena, from, to), (PlanOptions){.year = 2030}, ret);
}

TEST(the_appendix_of_hung_yen_is_two_persons_short)
{
    Plan plan;
    Findings all = check_appendix(arena, S("STT"), S("STT"), &plan);
    assert_int_equal(plan.rows, 104);
    assert_str(plan.province.code, S("33"));
    const Finding *sum = find(&all, "sum-mismatch");
    assert_int_equal(number(sum, "declared"), 981535);
    assert_int_equal(number(sum, "computed"), 981533);
    assert_int_equal(number(sum, "difference"), 2);
    assert_int_equal(sum->severity, SEVERITY_ERROR);
    assert_true(str_find(sum->message.vi, S("981.533")) > 0 && str_find(sum->message.en, S("981,533")) > 0);
    assert_int_equal(count(&all, "sum-mismatch"), 1);
    assert_int_equal(number(find(&all, "sum-agrees"), "computed"), 106055);
    const Finding *floor = find(&all, "below-floor");
    assert_int_equal(number(floor, "floor"), 981535);
    assert_int_equal(number(floor, "short"), 2);
    assert_int_equal(number(find(&all, "floor-kept"), "floor"), 106055);
    assert_non_null(find(&all, "voluntary-within-total"));
    assert_non_null(find(&all, "units-complete"));
    assert_int_equal(count(&all, "unit-misspelt"), 5);
    assert_int_equal(number(find(&all, "units-matched"), "sure"), 99);
    assert_int_equal(count(&all, "numbering-gap") + count(&all, "unit-missing") + count(&all, "unit-doubled"), 0);
    for (ptrdiff_t i = 1; i < all.count; i++)
        assert_true(all.finding[i - 1].severity <= all.finding[i].severity);
}

TEST(a_column_that_adds_up_is_proved)
{
    Plan plan;
    Findings all = check_appendix(arena, S("Tổng:,,981.535"), S("Tổng:,,981.533"), &plan);
    assert_int_equal(count(&all, "sum-mismatch"), 0);
    assert_int_equal(count(&all, "sum-agrees"), 2);
}

TEST(voluntary_above_the_total_is_found_in_its_row)
{
    Plan plan;
    Findings all = check_appendix(arena, S("1.899,504"), S("1.899,1.900"), &plan);
    const Finding *f = find(&all, "voluntary-over-total");
    assert_int_equal(number(f, "voluntary"), 1900);
    assert_int_equal(number(f, "total"), 1899);
    assert_true(f->place.row > 0 && f->place.column == 4);
    assert_null(find(&all, "voluntary-within-total"));
    all = check_appendix(arena, S("1.899,504"), S("1.899,1.899"), &plan);
    assert_null(find(&all, "voluntary-over-total"));
}

TEST(a_lost_row_shows_as_a_gap_and_a_missing_unit)
{
    Plan plan;
    Findings all = check_appendix(arena, S("2,Phường Phố Hiến,34.845,2.505\n"), S(""), &plan);
    assert_int_equal(number(find(&all, "numbering-gap"), "here"), 3);
    assert_int_equal(count(&all, "unit-missing"), 1);
    assert_true(str_find(find(&all, "unit-missing")->message.vi, S("Phường Phố Hiến")) > 0);
    assert_null(find(&all, "units-complete"));
}

TEST(a_doubled_an_unknown_and_an_ambiguous_unit_are_told_apart)
{
    Plan plan;
    Findings all = check_appendix(arena, S("2,Phường Phố Hiến,"), S("2,Phường Hồng Châu,"), &plan);
    assert_int_equal(count(&all, "unit-doubled"), 1);
    all = check_appendix(arena, S("2,Phường Phố Hiến,"), S("2,Tổng hợp khác nữa,"), &plan);
    assert_int_equal(count(&all, "unit-unknown"), 1);
}

TEST(a_figure_that_cannot_be_read_is_reported_and_kept_out)
{
    Plan plan;
    Findings all = check_appendix(arena, S("34.845"), S("34.84O"), &plan);
    const Finding *f = find(&all, "cell-unreadable");
    assert_non_null(f);
    assert_true(f->place.row == 8 && f->place.column == 3);
    assert_true(f->action.vi.len > 0);
    assert_int_equal(count(&all, "unit-missing"), 0); /* the unit itself is there */
    assert_true(plan.row[1].unreadable);
}

TEST(a_strange_figure_stands_out_with_its_reason)
{
    Plan plan;
    Findings all = check_appendix(arena, S("34.845,2.505"), S("34.845,5"), &plan);
    bool found = false;
    for (ptrdiff_t i = 0; i < all.count; i++)
        found = found || (str_eq(str_from(all.finding[i].code), S("outlier-voluntary-share")) &&
                          number(&all.finding[i], "value") == 5);
    assert_true(found);
}

static const char small_text[] =
    "Số: 12/KH-UBND\n"
    "KẾ HOẠCH\n"
    "Phát triển người tham gia đến năm 2030\n"
    "- Tỷ lệ lực lượng lao động trong độ tuổi tham gia bảo hiểm xã hội đạt 60% (Trong đó tự nguyện đạt 5%);\n"
    "- Số người tham gia 300 người (Trong đó tham gia bảo hiểm xã hội tự nguyện là 25 người);\n"
    "(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/4/2026)\n"
    "STT\tTên xã/phường\tChỉ tiêu chung\tTự nguyện tối thiểu\n"
    "1\tPhường Hồng Châu\t100\t10\n"
    "2\tPhường Phố Hiến\t200\t15\n"
    "Tổng:\t\t300\t25\n";

static Str small(void)
{
    return str_from(small_text);
}

static Str replaced(Arena *arena, Str text, Str from, Str to)
{
    ptrdiff_t at = str_find(text, from);
    assert_true(at >= 0);
    return str_fmt(arena, "%.*s%.*s%.*s", STRF(str_slice(text, 0, at)), STRF(to),
                   STRF(str_slice(text, at + from.len, text.len)));
}

TEST(the_words_of_a_plan_are_read_beside_its_table)
{
    Plan plan;
    Findings all = check_text(arena, S("small.txt"), small(), (PlanOptions){.province = S("Hưng Yên")}, &plan);
    assert_str(plan.document.number, S("12/KH-UBND"));
    assert_str(plan.document.date, S("2026-04-05"));
    assert_str(plan.document.title, S("Phát triển người tham gia đến năm 2030"));
    assert_int_equal(plan.columns, 2);
    assert_int_equal(plan.column[0].year, 2030);
    assert_false(plan.column[0].floor);
    assert_true(plan.column[1].floor);
    assert_int_equal(plan.column[0].share.value, 6000);
    assert_int_equal(plan.column[1].share.value, 500);
    assert_int_equal(count(&all, "text-agrees"), 2);
    assert_non_null(find(&all, "denominators-agree")); /* 300 / 60% = 25 / 5% = 500 */
}

TEST(two_percentages_that_imply_two_labour_forces_are_reported)
{
    Plan plan;
    Str text = replaced(arena, small(), S("đạt 5%"), S("đạt 4,5%"));
    Findings all = check_text(arena, S("small.txt"), text, (PlanOptions){.province = S("33")}, &plan);
    const Finding *f = find(&all, "denominators-differ");
    assert_int_equal(number(f, "labour_force_from_total"), 500);
    assert_int_equal(number(f, "labour_force_from_voluntary"), 556);
    assert_int_equal(number(f, "share_voluntary_computed"), 500);
    assert_int_equal(f->severity, SEVERITY_WARNING);
}

TEST(text_and_table_that_disagree_are_reported)
{
    Plan plan;
    Str text = replaced(arena, small(), S("300 người"), S("310 người"));
    Findings all = check_text(arena, S("small.txt"), text, (PlanOptions){.province = S("33")}, &plan);
    assert_int_equal(number(find(&all, "text-mismatch"), "stated"), 310);
    assert_int_equal(number(find(&all, "text-mismatch"), "declared"), 300);
}

TEST(a_path_that_falls_is_found_and_one_that_rises_is_not)
{
    Plan plan;
    Str text =
        S("year,target_total,target_voluntary_min\n2026,1184000,99000\n2027,1183999,105000\n2028,1355000,111000\n");
    Findings all = check_text(arena, S("path.csv"), text, (PlanOptions){.province = S("Hải Phòng")}, &plan);
    assert_true(plan.by_year);
    assert_int_equal(plan.columns, 6);
    assert_int_equal(count(&all, "year-falls"), 1);
    assert_int_equal(number(find(&all, "year-falls"), "value"), 1183999);
}

TEST(the_shipped_path_of_hai_phong_keeps_the_assigned_floors)
{
    Plan plan;
    Str path;
    assert_ok(file_shipped(arena, S("demo/hai-phong-path.csv"), &path));
    Findings all = check_text(arena, S("path.csv"), test_read(arena, path), (PlanOptions){.province = S("31")}, &plan);
    assert_int_equal(all.of[SEVERITY_ERROR], 0);
    assert_true(count(&all, "floor-kept") >= 2);
}

TEST(a_list_of_targets_is_a_plan_too)
{
    Plan plan;
    Str text =
        S("unit_code,indicator,year,value\n11980,participants_total,2029,1700\n11980,participants_total,2030,1899\n"
          "11953,participants_total,2030,34845\n33,coverage_total,2030,6000\n");
    check_text(arena, S("list.csv"), text, (PlanOptions){.province = S("33")}, &plan);
    assert_int_equal(plan.rows, 3);
    assert_int_equal(plan.columns, 3);
    assert_str(plan.row[0].code, S("11980"));
    assert_str(plan.row[2].code, S("33"));
    assert_int_equal(plan.row[0].figure[1].value, 1899);
}

TEST(a_table_of_several_years_has_a_column_for_each)
{
    Plan plan;
    Str text = S("Xã/phường;Chỉ tiêu chung 2027;Tự nguyện 2027;Chỉ tiêu chung 2028;Tự nguyện 2028\n"
                 "Phường Hồng Châu;100;10;90;11\nPhường Phố Hiến;200;20;210;21\n");
    Findings all = check_text(arena, S("years.csv"), text, (PlanOptions){.province = S("33")}, &plan);
    assert_int_equal(plan.columns, 4);
    assert_int_equal(count(&all, "year-falls"), 1);
    assert_int_equal(count(&all, "total-missing"), 4);
}

TEST(a_file_that_is_no_plan_is_refused_in_plain_words)
{
    Plan plan;
    Str path = test_temp(arena, S("no.csv"));
    PlanOptions options = {.on = ON};
    assert_fails(plan_read(arena, test_temp(arena, S("absent.csv")), options, &plan), NOT_FOUND);
    assert_ok(file_write(arena, path, S("a,b\n1,2\n")));
    assert_fails(plan_read(arena, path, options, &plan), BAD_INPUT);
    assert_ok(file_write(arena, path, S("Xã/phường,Ghi chú\nPhường Hồng Châu,x\n")));
    assert_fails(plan_read(arena, path, options, &plan), BAD_INPUT);
    assert_ok(file_write(arena, path, S("Xã/phường,Chỉ tiêu chung\nPhường Hồng Châu,12\n")));
    assert_fails(plan_read(arena, path, options, &plan), BAD_INPUT); /* of which year? */
    options.year = 2030;
    assert_ok(plan_read(arena, path, options, &plan));
    options.province = S("Atlantis");
    assert_fails(plan_match(&plan, NULL, arena, options), BAD_INPUT);
}

TEST(findings_are_written_as_json_with_their_numbers)
{
    Plan plan;
    Findings all = check_appendix(arena, S("STT"), S("STT"), &plan);
    Str json = findings_json(arena, &plan, &all);
    assert_true(str_find(json, S("\"code\": \"sum-mismatch\"")) > 0);
    assert_true(str_find(json, S("\"declared\": 981535")) > 0);
    assert_true(str_find(json, S("\"computed\": 981533")) > 0);
    assert_true(str_find(json, S("\"proofs\"")) > 0);
}

/* The real documents, where they are. */
TEST(the_real_document_is_read_with_its_words)
{
    Plan plan;
    Str text = test_read(arena, test_shared(arena, S("seeds/002_65e8bb7d30433a48.txt")));
    Findings all = check_text(arena, S("seed.txt"), text, (PlanOptions){0}, &plan);
    assert_int_equal(plan.rows, 104);
    assert_int_equal(plan.column[0].year, 2030);
    assert_str(plan.document.date, S("2026-04"));
    assert_true(str_starts(plan.document.title, S("Triển khai Nghị quyết số 403/NQ-CP")));
    assert_true(str_find(plan.note, S("quản lý thu")) > 0);
    assert_int_equal(number(find(&all, "sum-mismatch"), "computed"), 981533);
    assert_int_equal(count(&all, "text-agrees"), 2);
    const Finding *f = find(&all, "denominators-differ");
    assert_int_equal(number(f, "labour_force_from_total"), 1635892);
    assert_int_equal(number(f, "labour_force_from_voluntary"), 2121100);
    assert_int_equal(number(f, "share_voluntary_computed"), 648);
    assert_int_equal(count(&all, "unit-misspelt"), 5);
}

TEST_MAIN
