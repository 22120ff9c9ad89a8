#include "base/file.h"
#include "law/law.h"
#include "test.h"
#include <stdlib.h>
#include <sys/stat.h>

static Law *shipped(Arena *arena)
{
    Law *law;
    assert_ok(law_load(arena, (Str){0}, &law));
    return law;
}

static int64_t value_on(const Law *law, Arena *arena, const char *name, const char *key, Date on, int scale)
{
    LawValue v;
    assert_ok(law_get(law, arena, str_from(name), str_from(key), on, &v));
    assert_int_equal(v.value.scale, scale);
    assert_true(v.article.len > 0);
    return v.value.digits;
}

static const Date november = {2026, 11, 21};

TEST(the_reference_level_changes_on_the_day_of_its_decree)
{
    Law *law = shipped(arena);
    assert_int_equal(value_on(law, arena, "reference_level", "", (Date){2026, 6, 30}, 0), 2340000);
    assert_int_equal(value_on(law, arena, "reference_level", "", (Date){2026, 7, 1}, 0), 2530000);
    assert_int_equal(value_on(law, arena, "reference_level", "", (Date){2018, 7, 1}, 0), 1390000);
    LawValue v;
    assert_fails(law_get(law, arena, S("reference_level"), (Str){0}, (Date){1990, 1, 1}, &v), NOT_FOUND);
}

/* Sum of shares of one payer; pension, sickness, accident, health from one base, unemployment from another. */
static int64_t contribution(const Law *law, Arena *arena, const char *payer, int64_t base, int64_t unemployment_base)
{
    static const char *const funds[] = {"pension", "sickness", "accident", "health", "unemployment"};
    int64_t sum = 0;
    for (int i = 0; i < COUNTOF(funds); i++) {
        LawValue v;
        Str key = str_fmt(arena, "%s.%s", funds[i], payer);
        assert_ok(law_get(law, arena, S("contribution_rate"), key, november, &v));
        assert_true(v.value.percent);
        sum += law_share(i == 4 ? unemployment_base : base, v.value, true);
    }
    return sum;
}

TEST(the_contributions_of_examples_a_and_b_come_out_to_the_dong)
{
    Law *law = shipped(arena);
    assert_int_equal(contribution(law, arena, "employee", 12000000, 12000000), 1260000);
    assert_int_equal(contribution(law, arena, "employer", 12000000, 12000000), 2580000);
    int64_t cap = law_share(
        value_on(law, arena, "reference_level", "", november, 0),
        (VnDecimal){value_on(law, arena, "base_cap_multiplier", "social_insurance", november, 0), 0, false}, false);
    assert_int_equal(cap, 50600000);
    assert_int_equal(contribution(law, arena, "employee", cap, 60000000), 5407000);
    assert_int_equal(contribution(law, arena, "employer", cap, 60000000), 10973000);
}

TEST(late_interest_of_example_c)
{
    Law *law = shipped(arena);
    LawValue v;
    assert_ok(law_get(law, arena, S("late_interest_daily"), (Str){0}, november, &v));
    assert_int_equal(law_share(INT64_C(500000000) * 45, v.value, true), 6750000);
}

TEST(evasion_begins_after_sixty_days_as_in_example_d)
{
    Law *law = shipped(arena);
    int64_t days = value_on(law, arena, "payment_evasion_days", "", november, 0);
    Date begins = date_from_days(date_to_days((Date){2026, 9, 30}) + days + 1);
    assert_str(date_iso(arena, begins), S("2026-11-30"));
}

TEST(support_for_voluntary_payers_and_the_poverty_line_of_2027)
{
    Law *law = shipped(arena);
    const struct {
        const char *group;
        Date on;
        int64_t support;
    } cases[] = {{"poor", {2026, 11, 21}, 165000},
                 {"near_poor", {2026, 11, 21}, 132000},
                 {"ethnic_minority", {2026, 11, 21}, 99000},
                 {"other", {2026, 11, 21}, 66000},
                 {"poor", {2027, 1, 1}, 242000},
                 {"other", {2027, 1, 1}, 96800}};
    for (int i = 0; i < COUNTOF(cases); i++) {
        LawValue line, rate, share;
        assert_ok(law_get(law, arena, S("poverty_line"), S("rural"), cases[i].on, &line));
        assert_ok(law_get(law, arena, S("voluntary_rate"), (Str){0}, cases[i].on, &rate));
        assert_ok(law_get(law, arena, S("voluntary_support_share"), str_from(cases[i].group), cases[i].on, &share));
        int64_t least = law_share(line.value.digits, rate.value, true);
        assert_int_equal(law_share(least, share.value, true), cases[i].support);
    }
}

TEST(the_targets_of_the_plan_imply_the_labour_force_of_example_h)
{
    Law *law = shipped(arena);
    assert_int_equal(value_on(law, arena, "target_participants_total", "33/2030", november, 0), 981535);
    assert_int_equal(value_on(law, arena, "target_participants_total", "VN/2030", november, 0), 29334000);
}

static void assert_retires(const Law *law, Arena *arena, Date birth, Sex sex, int age, const char *month)
{
    Retirement r;
    assert_ok(law_retirement(law, arena, birth, sex, &r));
    assert_int_equal(r.age, age);
    assert_str(date_iso(arena, r.month), str_from(month));
}

TEST(the_month_of_retirement_of_the_examples)
{
    Law *law = shipped(arena);
    assert_retires(law, arena, (Date){1965, 1, 0}, SEX_MALE, 61 * 12 + 6, "2026-07");
    assert_retires(law, arena, (Date){1969, 6, 0}, SEX_FEMALE, 57 * 12, "2026-06");
    assert_retires(law, arena, (Date){1968, 1, 0}, SEX_MALE, 62 * 12, "2030-01");
    Retirement r;
    assert_ok(law_retirement(law, arena, (Date){1965, 1, 31}, SEX_MALE, &r));
    assert_str(date_iso(arena, r.pension), S("2026-08"));
    assert_false(r.assumed);
}

/* The rule by which the annex was computed: the age of the year in which it is reached. */
static int age_by_rule(int born, Sex sex)
{
    int start = sex == SEX_MALE ? 60 * 12 : 55 * 12, end = sex == SEX_MALE ? 62 * 12 : 60 * 12,
        step = sex == SEX_MALE ? 3 : 4;
    if (born + start < 2021 * 12)
        return start;
    for (int year = 2021;; year++) {
        int age = start + step * (year - 2020);
        age = age < end ? age : end;
        if ((born + age) / 12 == year)
            return age;
    }
}

TEST(every_month_of_birth_retires_as_the_rule_of_the_roadmap_says)
{
    Law *law = shipped(arena);
    for (int sex = 0; sex < 2; sex++)
        for (int born = 1955 * 12; born < 1985 * 12; born++) {
            Retirement r;
            Arena scratch = *arena;
            assert_ok(law_retirement(law, &scratch, (Date){born / 12, born % 12 + 1, 0}, (Sex)sex, &r));
            assert_int_equal(r.age, age_by_rule(born, (Sex)sex));
            assert_int_equal(r.month.year * 12 + r.month.month - 1, born + r.age);
            assert_int_equal(r.pension.year * 12 + r.pension.month, r.month.year * 12 + r.month.month + 1);
        }
}

TEST(the_doubtful_month_of_the_annex_is_shown_as_doubtful)
{
    Law *law = shipped(arena);
    Retirement r;
    assert_ok(law_retirement(law, arena, (Date){1969, 5, 0}, SEX_FEMALE, &r));
    assert_int_equal(r.certainty, LAW_MEDIUM);
    assert_true(r.note.vi.len > 0 && r.note.en.len > 0 && !str_eq(r.note.vi, r.note.en));
    LawValue v;
    assert_ok(law_get(law, arena, S("interest_counts_payment_day"), (Str){0}, november, &v));
    assert_int_equal(v.certainty, LAW_UNSURE);
    assert_str(law_certainty(v.certainty).vi, S("chưa xác định"));
}

TEST(a_missing_month_of_birth_is_january)
{
    Law *law = shipped(arena);
    Retirement r;
    assert_ok(law_retirement(law, arena, (Date){1965, 0, 0}, SEX_MALE, &r));
    assert_true(r.assumed);
    assert_str(date_iso(arena, r.birth), S("1965-01-01"));
    assert_str(date_iso(arena, r.month), S("2026-07"));
    assert_fails(law_retirement(law, arena, (Date){1965, 13, 0}, SEX_MALE, &r), BAD_INPUT);
    assert_fails(law_retirement(law, arena, (Date){1965, 2, 30}, SEX_MALE, &r), BAD_INPUT);
    assert_fails(law_retirement(law, arena, (Date){65, 2, 3}, SEX_MALE, &r), BAD_INPUT);
}

static bool works(const Law *law, Arena *arena, Date birth, Sex sex, Date on)
{
    bool working;
    assert_ok(law_working_age(law, arena, birth, sex, on, &working));
    return working;
}

TEST(working_age_is_from_the_fifteenth_birthday_to_the_end_of_the_month_of_retirement)
{
    Law *law = shipped(arena);
    assert_false(works(law, arena, (Date){2011, 11, 22}, SEX_MALE, november));
    assert_true(works(law, arena, (Date){2011, 11, 21}, SEX_MALE, november));
    assert_true(works(law, arena, (Date){1965, 1, 10}, SEX_MALE, (Date){2026, 7, 31}));
    assert_false(works(law, arena, (Date){1965, 1, 10}, SEX_MALE, (Date){2026, 8, 1}));
    assert_true(works(law, arena, (Date){1969, 6, 0}, SEX_FEMALE, (Date){2026, 6, 30}));
    assert_false(works(law, arena, (Date){1969, 6, 0}, SEX_FEMALE, (Date){2026, 7, 1}));
}

TEST(an_unknown_name_or_key_is_answered_with_those_there_are)
{
    Law *law = shipped(arena);
    LawValue v;
    Err *err = law_get(law, arena, S("reference_levle"), (Str){0}, november, &v);
    assert_fails(err, NOT_FOUND);
    assert_true(str_find(err->text.vi, S("reference_level")) >= 0);
    err = law_get(law, arena, S("poverty"), (Str){0}, november, &v);
    assert_true(str_find(err->text.en, S("nearest: poverty_line")) >= 0);
    err = law_get(law, arena, S("poverty_line"), S("moon"), november, &v);
    assert_fails(err, NOT_FOUND);
    assert_true(str_find(err->text.en, S("“rural”")) >= 0);
    Str longest = {new (arena, char, 100), 100};
    assert_fails(law_get(law, arena, longest, (Str){0}, november, &v), NOT_FOUND);
}

TEST(values_bear_titles_and_notes_in_both_languages)
{
    Law *law = shipped(arena);
    const LawValue *value;
    ptrdiff_t count;
    assert_ok(law_list(law, arena, (Str){0}, &value, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        assert_false(str_eq(value[i].title.vi, value[i].name));
        assert_false(str_eq(value[i].title.en, value[i].name));
        assert_true((value[i].key.len == 0) == (value[i].key_title.vi.len == 0));
        assert_true((value[i].note.vi.len == 0) == (value[i].note.en.len == 0));
    }
    LawValue v;
    assert_ok(law_get(law, arena, S("reference_level"), (Str){0}, (Date){2025, 7, 1}, &v));
    assert_str(v.title.vi, S("Mức tham chiếu (lương cơ sở trước 01/7/2025)"));
    assert_true(str_find(v.article, S("Luật 41/2024/QH15, Điều 7")) >= 0);
    assert_ok(law_get(law, arena, S("contribution_rate"), S("pension.employee"), november, &v));
    assert_str(v.key_title.vi, S("hưu trí, tử tuất – người lao động đóng"));
    assert_ok(law_get(law, arena, S("fine_cap"), S("individual"), november, &v));
    assert_str(v.key_title.vi, S("cá nhân"));
    assert_ok(law_get(law, arena, S("target_participants_total"), S("33/2030"), november, &v));
    assert_str(v.article, S("NQ 403/NQ-CP"));
}

TEST(a_parameter_is_found_by_what_officials_call_it)
{
    Law *law = shipped(arena);
    static const char *const cases[][2] = {
        {"reference_level", "reference_level"}, {"muc tham chieu", "reference_level"},
        {"MỨC THAM CHIẾU", "reference_level"},  {"lương cơ sở", "reference_level"},
        {"base salary", "reference_level"},     {"ty le dong bao hiem", "contribution_rate"},
        {"chuẩn hộ nghèo", "poverty_line"},     {"poverty_line", "poverty_line"},
    };
    for (int i = 0; i < COUNTOF(cases); i++) {
        Str name;
        assert_ok(law_find(law, arena, str_from(cases[i][0]), &name));
        assert_str(name, str_from(cases[i][1]));
    }
    Str name, key;
    Err *err = law_find(law, arena, S("chi tieu so nguoi"), &name);
    assert_fails(err, NOT_FOUND);
    assert_true(str_find(err->text.vi, S("BHXH tự nguyện (tối thiểu) (target_participants_voluntary_min)")) >= 0);
    assert_true(str_find(err->text.en, S("fits 2 parameters")) >= 0);
    assert_fails(law_find(law, arena, S("tội"), &name), NOT_FOUND);
    assert_fails(law_find(law, arena, S("khong co gi"), &name), NOT_FOUND);
    assert_fails(law_find(law, arena, S("..."), &name), NOT_FOUND);
    assert_ok(law_find_key(law, arena, S("poverty_line"), S("nong thon"), &key));
    assert_str(key, S("rural"));
    assert_ok(law_find_key(law, arena, S("regional_minimum_wage"), S("I"), &key));
    assert_str(key, S("I"));
    assert_ok(law_find_key(law, arena, S("regional_minimum_wage"), S("vung ii"), &key));
    assert_str(key, S("II"));
    assert_ok(law_find_key(law, arena, S("poverty_line"), S("moon"), &key));
    assert_str(key, S("moon"));
    assert_fails(law_find_key(law, arena, S("no_such"), S("moon"), &key), NOT_FOUND);
}

TEST(the_history_of_a_parameter_is_listed_by_date)
{
    Law *law = shipped(arena);
    const LawValue *value;
    ptrdiff_t count, all;
    assert_ok(law_list(law, arena, S("reference_level"), &value, &count));
    assert_true(count >= 8);
    int in_force = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        assert_true(i == 0 || date_cmp(value[i - 1].from, value[i].from) < 0);
        in_force += law_in_force(&value[i], november);
    }
    assert_int_equal(in_force, 1);
    assert_ok(law_list(law, arena, (Str){0}, &value, &all));
    assert_true(all > 250);
}

TEST(values_are_shown_as_officials_write_them)
{
    const struct {
        LawValue v;
        const char *vi, *en;
    } cases[] = {
        {{.value = {2530000, 0, false}, .unit = S("dong")}, "2.530.000 đồng", "2,530,000 đồng"},
        {{.value = {3, 2, true}, .unit = S("percent")}, "0,03%", "0.03%"},
        {{.value = {-105, 1, true}, .unit = S("percent")}, "-10,5%", "-10.5%"},
        {{.value = {1, 0, false}, .unit = S("flag")}, "có", "yes"},
        {{.value = {0, 0, false}, .unit = S("flag")}, "không", "no"},
        {{.value = {1215, 0, false}, .unit = S("before_mmdd")}, "trước 15/12", "before 15/12"},
        {{.value = {1205, 0, false}, .unit = S("by_mmdd")}, "chậm nhất 05/12", "by 05/12"},
        {{.value = {20310131, 0, false}, .unit = S("before_yyyymmdd")}, "trước 31/01/2031", "before 31/01/2031"},
        {{.value = {10, 0, false}, .unit = S("day_of_month")}, "ngày 10 trong tháng", "day 10 of the month"},
        {{.value = {5, 0, false}, .unit = S("month_of_year")}, "tháng 5", "month 5"},
        {{.value = {60, 0, false}, .unit = S("day")}, "60 ngày", "60 days"},
        {{.value = {7, 0, false}, .unit = S("widget")}, "7 widget", "7 widget"},
    };
    for (int i = 0; i < COUNTOF(cases); i++) {
        assert_str(law_value_text(arena, &cases[i].v, LANG_VI), str_from(cases[i].vi));
        assert_str(law_value_text(arena, &cases[i].v, LANG_EN), str_from(cases[i].en));
    }
}

TEST(shares_round_halves_up_and_do_not_overflow)
{
    assert_int_equal(law_share(10, (VnDecimal){5, 0, true}, true), 1);
    assert_int_equal(law_share(9, (VnDecimal){5, 0, true}, true), 0);
    assert_int_equal(law_share(-10, (VnDecimal){5, 0, true}, true), 0);
    assert_int_equal(law_share(-11, (VnDecimal){5, 0, true}, true), -1);
    assert_int_equal(law_share(INT64_C(9000000000000000000), (VnDecimal){100, 0, true}, true),
                     INT64_C(9000000000000000000));
}

static const char values_head[] = "name,key,value,unit,effective_from,effective_to,article,certainty,note_vi,note_en\n";
static const char ages_head[] = "name,key,birth_from,birth_to,value,unit,article,certainty,note_vi,note_en\n";
static const char titles_head[] = "name,key,name_vi,name_en\n";

static Err *load_with(Arena *arena, const char *head, const char *rows)
{
    static int made;
    Law *law;
    Str folder = test_temp(arena, str_fmt(arena, "law-%d", ++made));
    assert_int_equal(mkdir(str_c(arena, folder), 0700), 0);
    assert_ok(file_write(arena, str_fmt(arena, "%.*s/a.csv", STRF(folder)), str_fmt(arena, "%s%s", head, rows)));
    return law_load(arena, folder, &law);
}

TEST(tables_that_contradict_themselves_are_refused)
{
    static const char *const bad_values[] = {
        ",,1,day,2026-01-01,,x,high,,\n",
        "a,,1.000.000,day,2026-01-01,,x,high,,\n",
        "a,,1e3,day,2026-01-01,,x,high,,\n",
        "a,,,day,2026-01-01,,x,high,,\n",
        "a,,99999999999999999999,day,2026-01-01,,x,high,,\n",
        "a,,1,day,2026-01,,x,high,,\n",
        "a,,1,day,,,x,high,,\n",
        "a,,1,day,2026-01-02,2026-01-01,x,high,,\n",
        "a,,1,day,2026-01-01,,x,maybe,,\n",
        "a,,1,day,2026-01-01,,x,high,,\na,,2,day,2027-01-01,,x,high,,\n",
        "a,k,1,day,2026-01-01,2026-06-30,x,high,,\na,k,2,day,2026-06-30,,x,high,,\n",
    };
    for (int i = 0; i < COUNTOF(bad_values); i++)
        assert_fails(load_with(arena, values_head, bad_values[i]), BAD_INPUT);
    static const char *const bad_ages[] = {
        "r,other,,,720,month,x,high,,\n",
        "r,male,,,,month,x,high,,\n",
        "r,male,,,720.5,month,x,high,,\n",
        "r,male,1960,,720,month,x,high,,\n",
        "r,male,,1960,720,month,x,high,,\n",
        "r,male,,,720,month,x,,,\n",
        "r,male,,1960-12,720,month,x,high,,\n",
        "r,male,1960-12,,720,month,x,high,,\n",
        "r,male,,1960-12,720,month,x,high,,\nr,male,1961-02,,721,month,x,high,,\n",
        "r,male,,1960-12,720,month,x,high,,\nr,male,1960-12,,721,month,x,high,,\n",
    };
    for (int i = 0; i < COUNTOF(bad_ages); i++)
        assert_fails(load_with(arena, ages_head, bad_ages[i]), BAD_INPUT);
    static const char *const bad_titles[] = {",,x,x\n", "a,,,x\n", "a,,x,\n"};
    for (int i = 0; i < COUNTOF(bad_titles); i++)
        assert_fails(load_with(arena, titles_head, bad_titles[i]), BAD_INPUT);
    assert_ok(load_with(arena, titles_head, "a,,x,y\n,k,x,y\n"));
    assert_ok(load_with(arena, values_head,
                        "a,k,-1.50,day,2026-01-01,2026-06-30,x,high,,\na,k,2,day,2026-07-01,,x,unsure,,\n"));
}

TEST(a_folder_without_tables_is_an_error)
{
    Law *law;
    assert_fails(law_load(arena, test_temp(arena, S("no-such-folder")), &law), NOT_FOUND);
    assert_ok(load_with(arena, values_head, "a,,1,day,2026-01-01,,x,high,,\n"));
}

TEST_MAIN
