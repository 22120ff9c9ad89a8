#include "reconcile/delivered.h"
#include "reconcile/gather_internal.h"
#include <string.h>
#include <zstd.h>

static const Date september_end = {2026, 9, 30}, october_end = {2026, 10, 31};

static const Law *law_of(Arena *arena)
{
    Law *law;
    assert_ok(law_load(arena, (Str){0}, &law));
    return law;
}

static Gathered gathered_in(Store *store, Arena *arena, const Identify *id, Date month, int threads, int64_t memory)
{
    Gathered g;
    GatherOptions options = {.province = S("33"), .month = month, .threads = threads, .memory = memory};
    options.law = law_of(arena);
    assert_ok(gather_run(store, arena, id, &options, &g));
    return g;
}

static int32_t fact_of(const Gathered *g, Arena *arena, bool employer, int64_t id, const char *name)
{
    GatheredFacts facts;
    int fact = fact_find(employer, str_from(name));
    if (fact < 0)
        fail_msg("no fact %s", name);
    assert_ok(gathered_facts(g, arena, employer, (id - 1) / SUBJECT_CHUNK, &facts));
    return facts.column[fact * facts.step + (ptrdiff_t)(id - facts.first)];
}

typedef struct Want {
    int64_t id;
    const char *fact;
    int32_t value;
} Want;

static void assert_wanted(const Gathered *g, Arena *arena, bool employer, const Want *want, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        int32_t is = fact_of(g, arena, employer, want[i].id, want[i].fact);
        if (is != want[i].value)
            fail_msg("%s %d, %s: %d and not %d", employer ? "employer" : "person", (int)want[i].id, want[i].fact, is,
                     want[i].value);
    }
}

static void save(Store *store, Arena *arena, const Gathered *g, int64_t run, int64_t written);

enum { MISSING = FACT_MISSING };
#define MONTH(year, month) ((year)*12 + (month)-1)
#define DAY(y, m, d) (int32_t) date_to_days((Date){(y), (m), (d)})

/* clang-format off */
static const Sent town[] = {
    {"population", 0, 0, "full_name;birth_date;sex;personal_id;commune_code;commune_name;village;household_id;poverty_status;ethnicity;phone;status;status_date"},
    {"population", 1, 0, "Trần Thị Mai;14/02/1986;Nữ;033186000001;12223;;Thôn 1;H1;không;Kinh;0912345678;thường trú;"},
    {"population", 2, 0, "Lê Văn An;01/11/1970;Nam;033070000002;;Phường Phố Hiến;;H1;hộ nghèo;Tày;;;"},
    {"population", 3, 0, "Phạm Thị Hoa;1950;Nữ;033150000003;12223;;;H2;;;;;"},
    {"population", 4, 0, "Vũ Văn Bình;10/10/1960;Nam;033060000004;12223;;;H2;;;;đã chết;15/09/2026"},
    {"population", 5, 0, "Đỗ Thị Cúc;05/05/2011;Nữ;033311000005;12223;;;H3;;;;thường trú;"},
    {"population", 6, 0, "Ngô Văn Dũng;31/10/2011;Nam;033211000006;12223;;;H3;;;;chuyển đi;"},
    {"population", 7, 0, "Bùi Văn Em;20/06/1990;Nam;033090000007;12223;;;H1;;;;thường trú;"},
    {"participants", 0, 0, "si_number;personal_id;full_name;birth_date;sex;scheme;employer_code;employer_tax_code;collecting_unit;from_month;to_month;contribution_base;unemployment_insured;health_insured;payment_method;paid_to_month"},
    {"participants", 1, 1, "3312345601;033186000001;Tran Thi Mai;14/02/1986;Nữ;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2020-01;2024-12;5000000;1;1;;"},
    {"participants", 1, 1, "3312345601;033186000001;Trần Thị Mai;14/02/1986;Nữ;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2025-04;;6000000;1;1;;"},
    {"participants", 2, 0, "3312345602;033070000002;Lê Văn An;01/11/1970;Nam;tự nguyện;;;BHXH Phố Hiến;2025-01;;1500000;0;0;3;2026-09"},
    {"participants", 3, 0, "3312345603;;Phạm Thị Hoa;1950;Nữ;tự nguyện;;;BHXH Phố Hiến;2026-08;;1500000;0;1;6;2027-01"},
    {"participants", 4, 1, "3312345604;033060000004;Vũ Văn Bình;10/10/1960;Nam;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2019-01;;7000000;1;1;;"},
    {"participants", 7, 2, "3312345604;033090000007;Bùi Văn Em;20/06/1990;Nam;bắt buộc;;0100112437;BHXH Phố Hiến;2026-10;;3000000;1;1;;"},
    {"participants", 7, 1, "3312345607;033090000007;Bùi Văn Em;21/06/1990;Nam;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2026-01;2026-09;9000000;1;1;;"},
    {"participants", 8, 0, "3312345608;;Người Ngoài;02/03/1980;Nam;tự nguyện;;;BHXH Phố Hiến;2024-01;2026-03;1500000;0;0;1;2026-03"},
    {"employers", 0, 0, "employer_code;tax_code;name;address;commune_code;collecting_unit;employees;registered_on"},
    {"employers", 0, 1, "TA0001;0100109106;Công ty May;Số 1;12223;BHXH Phố Hiến;25;01/02/2015"},
    {"tax_income", 0, 0, "employer_tax_code;personal_id;full_name;year;months;taxable_income;contract"},
    {"tax_income", 1, 1, "0100109106;033186000001;Trần Thị Mai;2025;12;120000000;HĐLĐ"},
    {"tax_income", 5, 2, "0100112437;033311000005;Đỗ Thị Cúc;2025;3;9000000;hợp đồng dịch vụ"},
    {"tax_income", 7, 2, "0100112437;033090000007;Bùi Văn Em;2025;4;40000000;HĐLĐ"},
    {"tax_income", 7, 1, "0100109106;033090000007;Bùi Văn Em;2025;;10000000;HĐLĐ"},
    {"tax_income", 9, 2, "0100112437;;Cao Văn Gia;2025;12;60000000;HĐLĐ"},
    {"tax_income", 2, 2, "0100112437;033070000002;Lê Văn An;2024;12;60000000;HĐLĐ"},
    {"enterprises", 0, 0, "tax_code;name;status;status_date;registered_on;commune_code;employees_declared"},
    {"enterprises", 0, 2, "0100112437;Công ty Giày;tạm ngừng kinh doanh;30/09/2026;05/06/2010;12223;"},
    {"household_businesses", 0, 0, "tax_code;owner_name;personal_id;birth_date;name;commune_code;tax_method;method_from;status;registered_on"},
    {"household_businesses", 2, 3, "033070000002;Lê Văn An;033070000002;01/11/1970;Tạp hóa An;12223;khoán;;đã chấm dứt;01/01/2012"},
    {"household_businesses", 7, 4, "033090000007;Bùi Văn Em;033090000007;;Quán Em;12223;kê khai;;đang hoạt động;01/01/2026"},
    {"affiliations", 0, 0, "list;full_name;personal_id;birth_date;valid_from;valid_to"},
    {"affiliations", 5, 0, "học sinh;Đỗ Thị Cúc;033311000005;05/05/2011;;"},
    {"affiliations", 7, 0, "hội viên;Bùi Văn Em;033090000007;;01/01/2020;30/10/2026"},
    {"beneficiaries", 0, 0, "beneficiary_id;personal_id;full_name;birth_date;benefit;from_month;to_month;amount"},
    {"beneficiaries", 3, 0, "B3;033150000003;Phạm Thị Hoa;1950;lương hưu;2026-02;;3000000"},
    {"beneficiaries", 4, 0, "B4;033060000004;Vũ Văn Bình;10/10/1960;trợ cấp hằng tháng;2022-01;;3000000"},
    {"beneficiaries", 7, 0, "B7;033090000007;Bùi Văn Em;20/06/1990;thất nghiệp;2025-10;2026-03;3000000"},
    {"departures", 0, 0, "personal_id;full_name;birth_date;event;event_date"},
    {"departures", 4, 0, "033060000004;Vũ Văn Bình;10/10/1960;chết;14/08/2026"},
    {"departures", 7, 0, "033090000007;Bùi Văn Em;20/06/1990;xuất cảnh;01/11/2026"},
};
/* clang-format on */

static Gathered town_in(Store *store, Arena *arena, Date month, Identify *ret_id)
{
    deliver(store, arena, town, COUNTOF(town), september_end);
    *ret_id = identified(store, arena, town, COUNTOF(town), october_end);
    return gathered_in(store, arena, ret_id, month, 2, 0);
}

TEST(facts_of_persons_are_reckoned_as_fact_h_says)
{
    const Want want[] = {
        {1, "alive", 1},
        {1, "resident", 1},
        {1, "age_months", 40 * 12 + 8},
        {1, "working_age", 1},
        {1, "sex", 1},
        {1, "poverty", 3},
        {1, "minority", 0},
        {2, "minority", 1},
        {3, "minority", MISSING},
        {1, "household_size", 2},
        {1, "household_insured", 1}, /* Em */
        {2, "household_size", 1},    /* the same number in another commune */
        {2, "household_insured", 0},
        {3, "household_insured", 1},
        {5, "household_insured", 0},
        {8, "household_size", MISSING},
        {1, "compulsory", 1},
        {1, "voluntary", 0},
        {1, "base", 6000},
        {1, "insured_since", MONTH(2025, 4)},
        {1, "insured_employers", 1},
        {1, "months_paid", 60 + 19},
        {1, "last_month", MONTH(2026, 10)},
        {1, "dropped_months", 0},
        {1, "si_numbers", 1},
        {1, "shares_number", 0},
        {1, "unemployment_insured", 1},
        {1, "health_insured", 1},
        {1, "tax_year", 2025},
        {1, "tax_months", 12},
        {1, "tax_labour_months", 12},
        {1, "tax_insured_months", 9},
        {1, "tax_uninsured_months", 3},
        {1, "tax_wage", 10000},
        {1, "tax_wage_here", 10000},
        {1, "tax_contract", 1},
        {1, "conflicts", 0}, /* a name without marks is the same name */
        {1, "number_sound", 1},
        {1, "pensioner", 0},
        {1, "lists", 0},
        /* voluntary, quarterly, paid to September */
        {2, "compulsory", 0},
        {2, "voluntary", 0},
        {2, "last_scheme", 1},
        {2, "last_month", MONTH(2026, 9)},
        {2, "dropped_months", 1},
        {2, "paid_to", MONTH(2026, 9)},
        {2, "pay_by", MONTH(2026, 12)},
        {2, "base", MISSING},
        {2, "health_insured", 1}, /* a poor household */
        {2, "tax_months", 0},     /* wages of the year before */
        {2, "tax_contract", 0},
        {2, "business_owner", 0},
        {2, "business_method", MISSING},
        {2, "retirement_month", MONTH(2032, 11)},
        /* a pensioner who pays, with a year of birth alone */
        {3, "age_months", MISSING},
        {3, "working_age", 0},
        {3, "voluntary", 1},
        {3, "pensioner", 1},
        {3, "pension_from", MONTH(2026, 2)},
        {3, "paid_to", MONTH(2027, 1)},
        {3, "pay_by", MONTH(2027, 5)},
        {3, "months_paid", 3},
        /* dead for two months and paid */
        {4, "alive", 0},
        {4, "resident", 0},
        {4, "death_day", DAY(2026, 8, 14)},
        {4, "dead_months", 2},
        {4, "paid_benefit", 1},
        {4, "paid_after_death", 2},
        {4, "compulsory", 1},
        {4, "shares_number", 1},
        /* a pupil */
        {5, "working_age", 1},
        {5, "lists", 1 << 1},
        {5, "tax_months", 3},
        {5, "tax_labour_months", 0},
        {5, "tax_contract", 1 << 1},
        {5, "tax_uninsured_months", 3},
        {5, "ever_insured", 0},
        {5, "last_month", MISSING},
        {5, "months_paid", 0},
        {5, "health_insured", MISSING},
        /* moved away; fifteen years on the last day */
        {6, "resident", 0},
        {6, "alive", 1},
        {6, "working_age", 1},
        /* several numbers, two employers, a list that ended, an emigration to come */
        {7, "si_numbers", 2},
        {7, "shares_number", 1},
        {7, "conflicts", 1},
        {7, "insured_employers", 1},
        {7, "base", 3000},
        {7, "months_paid", 10},
        {7, "lists", 0},
        {7, "emigrated", 0},
        {7, "left_day", MISSING},
        {7, "tax_employers", 2},
        {7, "tax_months", 4},
        {7, "tax_wage", 10000},
        {7, "tax_wage_here", 10000},
        {7, "tax_insured_months", 0},
        {7, "tax_uninsured_months", 4},
        {7, "unemployment_benefit", 0},
        {7, "benefit_overlap", 3},
        {7, "business_owner", 1},
        {7, "business_method", 0},
        {7, "business_from", DAY(2026, 1, 1)},
        /* known to social insurance alone */
        {8, "resident", 0},
        {8, "dropped_months", 7},
        {8, "last_scheme", 1},
        {8, "paid_to", MISSING},
        {8, "number_sound", MISSING},
        /* known to the tax office alone */
        {9, "compulsory", 0},
        {9, "tax_uninsured_months", 12},
        {9, "age_months", MISSING},
        {9, "working_age", MISSING},
    };
    ON_EACH_STORE(store)
    {
        Identify id;
        Gathered g = town_in(store, arena, october_end, &id);
        assert_int_equal(g.persons, 9);
        assert_int_equal(g.rows, COUNTOF(town) - 9);
        assert_wanted(&g, arena, false, want, COUNTOF(want));
    }
}

TEST(facts_of_employers_are_reckoned_as_fact_h_says)
{
    const Want want[] = {
        {1, "has_unit", 1},       {1, "status", MISSING},
        {1, "insured", 2}, /* Mai, and Bình, who is dead */
        {1, "taxed", 2},          {1, "taxed_labour", 2},
        {1, "uninsured", 0}, /* Mai is insured now, Em elsewhere */
        {1, "declared", 25},      {1, "registered_day", DAY(2015, 2, 1)},
        {1, "wages", 10000},      {1, "base", 6500},
        {1, "household", 0},      {2, "has_unit", 0},
        {2, "status", 1},         {2, "status_day", DAY(2026, 9, 30)},
        {2, "status_months", 1},  {2, "insured", 1},
        {2, "taxed", 3},          {2, "taxed_labour", 2},
        {2, "uninsured", 1}, /* Gia */
        {2, "declared", MISSING}, {3, "status", 4},
        {3, "household", 1},      {3, "taxed", 0},
        {4, "status", 0},
    };
    ON_EACH_STORE(store)
    {
        Identify id;
        Gathered g = town_in(store, arena, october_end, &id);
        assert_wanted(&g, arena, true, want, COUNTOF(want));
    }
}

TEST(of_a_source_that_never_came_nothing_is_known)
{
    const Want want[] = {
        {1, "alive", 1},
        {1, "emigrated", MISSING},
        {1, "compulsory", MISSING},
        {1, "tax_months", MISSING},
        {1, "pensioner", MISSING},
        {1, "si_numbers", MISSING},
        {1, "lists", MISSING},
        {1, "business_owner", MISSING},
        {1, "manager", MISSING},
        {1, "health_insured", MISSING},
        {2, "health_insured", 1},
        {1, "ever_insured", MISSING},
        {1, "shares_number", MISSING},
    };
    ON_EACH_STORE(store)
    {
        enum { POPULATION = 8 };
        deliver(store, arena, town, POPULATION, september_end);
        Identify id = identified(store, arena, town, POPULATION, october_end);
        Gathered g = gathered_in(store, arena, &id, october_end, 1, 0);
        assert_wanted(&g, arena, false, want, COUNTOF(want));
        assert_int_equal(g.employers, 0);
    }
}

/* A part of the province says nothing of who is elsewhere. */
TEST(a_list_of_one_commune_does_not_speak_of_the_others)
{
    static const Sent one[] = {
        {"population", 0, 0, "full_name;birth_date;sex;personal_id;commune_code"},
        {"population", 1, 0, "Trần Thị Mai;14/02/1986;Nữ;033186000001;12223"},
        {"participants", 0, 0, "si_number;full_name;scheme;collecting_unit;from_month"},
        {"participants", 2, 0, "3312345601;Lê Văn An;bắt buộc;BHXH Phố Hiến;2020-01"},
    };
    const Want want[] = {{1, "resident", 1}, {2, "resident", MISSING}, {1, "compulsory", 0}};
    ON_EACH_STORE(store)
    {
        deliver_source(store, arena, one, COUNTOF(one), 0, "12223", september_end);
        deliver_source(store, arena, one, COUNTOF(one), 2, "", september_end);
        Identify id = identified(store, arena, one, COUNTOF(one), october_end);
        Gathered g = gathered_in(store, arena, &id, october_end, 1, 0);
        assert_wanted(&g, arena, false, want, COUNTOF(want));
    }
}

TEST(the_same_tax_row_twice_is_no_second_wage)
{
    static const Sent rows[] = {
        {"tax_income", 0, 0, "employer_tax_code;personal_id;full_name;year;months;taxable_income;contract"},
        {"tax_income", 1, 1, "0100109106;033186000001;Trần Thị Mai;2025;5;50000000;HĐLĐ"},
        {"tax_income", 1, 1, "0100109106;033186000001;TRẦN THỊ MAI;2025;5;50000000;HĐLĐ"},
        {"tax_income", 1, 1, "0100109106;033186000001;Trần Thị Mai;2025;1;20000000;HĐLĐ"},
        {"tax_income", 1, 2, "0100112437;033186000001;Trần Thị Mai;2025;5;50000000;HĐLĐ"},
    };
    static const Want want[] = {{1, "tax_months", 11}, {1, "tax_employers", 2}, {1, "tax_wage", 10909}};
    ON_EACH_STORE(store)
    {
        deliver(store, arena, rows, COUNTOF(rows), september_end);
        Identify id = identified(store, arena, rows, COUNTOF(rows), october_end);
        Gathered g = gathered_in(store, arena, &id, october_end, 1, 0);
        assert_wanted(&g, arena, false, want, COUNTOF(want));
    }
}

TEST(who_is_on_leave_for_a_child_or_illness_takes_part)
{
    static const Sent rows[] = {
        {"participants", 0, 0,
         "si_number;full_name;scheme;employer_code;collecting_unit;from_month;to_month;contribution_base;movement"},
        {"participants", 1, 1, "3312345601;Trần Thị Mai;bắt buộc;D1;BHXH;2020-01;2026-07;9000000;TS"},
        {"participants", 2, 1, "3312345602;Lê Thị Lan;bắt buộc;D1;BHXH;2020-01;2026-03;9000000;TS"}, /* long ago */
        {"participants", 3, 1, "3312345603;Vũ Thị Hoa;bắt buộc;D1;BHXH;2020-01;2026-07;9000000;GH1"},
        {"participants", 4, 1, "3312345604;Đỗ Thị Sen;bắt buộc;D1;BHXH;2020-01;2026-07;9000000;OF"},
        {"departures", 0, 0, "personal_id;full_name;event;event_date"},
        {"departures", 4, 0, "033186000004;Đỗ Thị Sen;chết;14/08/2026"},
    };
    static const Want want[] = {
        {1, "compulsory", 1}, {1, "base", MISSING}, {2, "compulsory", 0}, {3, "compulsory", 0}, {4, "compulsory", 0}};
    ON_EACH_STORE(store)
    {
        deliver(store, arena, rows, COUNTOF(rows), september_end);
        Identify id = identified(store, arena, rows, COUNTOF(rows), october_end);
        Gathered g = gathered_in(store, arena, &id, october_end, 1, 0);
        assert_wanted(&g, arena, false, want, COUNTOF(want));
    }
}

TEST(a_row_that_contradicts_itself_stands_behind_the_others)
{
    static const Sent rows[] = {
        {"population", 0, 0, "full_name;birth_date;sex;personal_id;commune_code"},
        {"population", 1, 0, "Lê Hồng Trứ;12/09/2000;Nữ;034200763966;12223"},     /* the number of a man */
        {"population", 2, 0, "Nguyễn Thị Bích;29/09/1993;Nữ;031393129584;12223"}, /* … of somebody born in 2093 */
        {"population", 3, 0, "Trần Thị Mai;14/02/1986;Nữ;033086000001;12223"},    /* and nothing says better */
        {"participants", 0, 0, "si_number;personal_id;full_name;birth_date;sex;scheme;collecting_unit;from_month"},
        {"participants", 1, 0, "3472027523;034200763966;Lê Hồng Trứ;12/09/2000;Nam;bắt buộc;BHXH;2020-01"},
        {"participants", 2, 0, "3379210097;033193129584;Nguyễn Thị Bích;1993;;bắt buộc;BHXH;2020-01"},
        {"participants", 4, 0, "3379210077;352383315;Vũ Thị Hoa;1993;;bắt buộc;BHXH;2020-01"}, /* of an old card */
    };
    static const Want want[] = {{1, "sex", 0},
                                {1, "number_sound", 1},
                                {1, "conflicts", 2},
                                {2, "number_sound", 0}, /* the police has a wrong one, whatever others have */
                                {2, "personal_numbers", 2},
                                {2, "conflicts", 4},
                                {2, "age_months", 33 * 12 + 1},
                                {3, "number_sound", 0},
                                {3, "sex", 1},
                                {4, "number_sound", MISSING},
                                {1, "unsettled", 0},
                                {2, "unsettled", 1}};
    ON_EACH_STORE(store)
    {
        Subject s;
        uint8_t waiting[] = {0, 0, 1, 0, 0};
        deliver(store, arena, rows, COUNTOF(rows), september_end);
        Identify id = identified(store, arena, rows, COUNTOF(rows), october_end);
        id.waiting = waiting;
        Gathered g = gathered_in(store, arena, &id, october_end, 1, 0);
        assert_wanted(&g, arena, false, want, COUNTOF(want));
        save(store, arena, &g, 1, 5);
        assert_ok(subject_get(store, arena, S("33"), false, 2, &s));
        assert_str(s.value[GOLDEN_personal_id], S("033193129584"));
        assert_str(s.value[GOLDEN_birth], S("1993-09-29")); /* the only one with its day */
        assert_ok(subject_get(store, arena, S("33"), false, 3, &s));
        assert_str(s.value[GOLDEN_personal_id], S("033086000001"));
    }
}

static void save(Store *store, Arena *arena, const Gathered *g, int64_t run, int64_t written)
{
    int64_t is;
    assert_ok(store_begin(store, arena));
    assert_ok(subject_save(store, arena, S("33"), g, run, &is));
    assert_ok(store_commit(store, arena));
    if (is != written)
        fail_msg("run %d wrote %d parts and not %d", (int)run, (int)is, (int)written);
}

TEST(a_subject_is_read_again_with_its_values_and_their_rows)
{
    ON_EACH_STORE(store)
    {
        Identify id;
        Subject s;
        Str cell[REGISTER_COLUMNS];
        Gathered g = town_in(store, arena, october_end, &id);
        assert_fails(subject_get(store, arena, S("33"), false, 1, &s), NOT_FOUND);
        save(store, arena, &g, 1, 9);
        assert_ok(subject_get(store, arena, S("33"), false, 1, &s));
        assert_str(s.value[GOLDEN_name], S("Trần Thị Mai"));
        assert_str(s.value[GOLDEN_birth], S("1986-02-14"));
        assert_str(s.value[GOLDEN_unit], S("12223"));
        assert_str(s.value[GOLDEN_code], S("TA0001"));
        assert_str(s.value[GOLDEN_old_id], S(""));
        assert_int_equal(s.origin[GOLDEN_old_id], -1);
        assert_int_equal(s.rows, 4);
        assert_int_equal(s.month.month, 10);
        assert_int_equal(s.fact[PERSON_tax_uninsured_months], 3);
        const SubjectRow *row = &s.row[s.origin[GOLDEN_si_number]];
        assert_str(row->source, S("participants"));
        assert_int_equal(row->row, 1); /* the later spell */
        assert_ok(subject_cells(store, arena, &s, s.origin[GOLDEN_si_number], cell));
        assert_str(cell[0], S("3312345601"));
        Scope own = {.place = (ScopePlace[]){{S("33"), S("12223")}}, .places = 1},
              other = {.place = (ScopePlace[]){{S("33"), S("12224")}}, .places = 1};
        store_set_scope(store, &own); /* his rows in the province's deliveries, and nothing more of these */
        assert_ok(subject_cells(store, arena, &s, 0, cell));
        assert_fails(register_row(store, arena, S("33"), row->delivery, row->row, cell), NOT_FOUND);
        assert_ptr_equal(store_scope(store), &own);
        store_set_scope(store, &other);
        assert_fails(subject_cells(store, arena, &s, 0, cell), NOT_FOUND);
        store_set_scope(store, NULL);
        assert_int_equal(s.members, 1);
        assert_int_equal(s.member[0].id, 1);
        assert_int_equal(s.member[0].state, MEMBER_TAXED | MEMBER_LABOUR | MEMBER_INSURED);
        assert_ok(subject_get(store, arena, S("33"), false, 2, &s));
        assert_int_equal(s.value[GOLDEN_unit].len, 5); /* found by its name */
        assert_ok(subject_get(store, arena, S("33"), true, 2, &s));
        assert_str(s.value[GOLDEN_name], S("Công ty Giày"));
        assert_int_equal(s.members, 3);
        assert_int_equal(s.member[2].id, 9);
        assert_int_equal(s.member[2].state, MEMBER_TAXED | MEMBER_LABOUR | MEMBER_MISSING);
        assert_fails(subject_get(store, arena, S("33"), false, 10, &s), NOT_FOUND);
        assert_fails(subject_get(store, arena, S("33"), false, 0, &s), NOT_FOUND);
        assert_fails(subject_get(store, arena, S("33"), false, 5000, &s), NOT_FOUND);
    }
}

TEST(who_sees_a_commune_sees_its_subjects_alone)
{
    ON_EACH_STORE(store)
    {
        Identify id;
        Subject s;
        const int64_t ids[] = {8, 1, 2, 77};
        Str(*value)[GOLDEN_FIELDS];
        int64_t *found;
        ptrdiff_t count;
        const ScopePlace place = {S("33"), S("12223")};
        const Scope scope = {.place = &place, .places = 1};
        Gathered g = town_in(store, arena, october_end, &id);
        save(store, arena, &g, 1, 9);
        store_set_scope(store, &scope);
        assert_ok(subject_get(store, arena, S("33"), false, 1, &s));
        assert_fails(subject_get(store, arena, S("33"), false, 2, &s), NOT_FOUND); /* lives elsewhere */
        assert_fails(subject_get(store, arena, S("33"), false, 8, &s), NOT_FOUND); /* nobody knows where */
        assert_ok(subject_values(store, arena, S("33"), false, ids, 4, &value));
        assert_str(value[1][GOLDEN_name], S("Trần Thị Mai"));
        assert_int_equal(value[0][GOLDEN_name].len, 0);
        assert_int_equal(value[2][GOLDEN_name].len, 0);
        assert_int_equal(value[3][GOLDEN_name].len, 0);
        assert_ok(subject_find(store, arena, S("33"), false, S("033070000002"), &found, &count));
        assert_int_equal(count, 0);
        store_set_scope(store, NULL);
        assert_ok(subject_find(store, arena, S("33"), false, S("033 070 000 002"), &found, &count));
        assert_int_equal(count, 1);
        assert_int_equal(found[0], 2);
        assert_ok(subject_find(store, arena, S("33"), false, S("3312345604"), &found, &count));
        assert_int_equal(count, 2);
        assert_int_equal(found[1], 7);
        assert_ok(subject_find(store, arena, S("33"), true, S("0100112437"), &found, &count));
        assert_int_equal(count, 1);
        assert_int_equal(found[0], 2);
        assert_ok(subject_find(store, arena, S("33"), true, S("TA0001"), &found, &count));
        assert_int_equal(count, 1);
        assert_ok(subject_find(store, arena, S("33"), false, S("?"), &found, &count));
        assert_int_equal(count, 0);
    }
}

TEST(only_what_changed_is_written)
{
    ON_EACH_STORE(store)
    {
        Identify id;
        Gathered g = town_in(store, arena, october_end, &id);
        save(store, arena, &g, 1, 9);
        g = gathered_in(store, arena, &id, october_end, 2, 0);
        save(store, arena, &g, 2, 0);
        g = gathered_in(store, arena, &id, (Date){2026, 11, 30}, 2, 0);
        save(store, arena, &g, 3, 3); /* facts of both; of persons until when */
        Gathered loaded;
        assert_ok(gathered_load(store, arena, S("33"), &loaded));
        assert_int_equal(loaded.month.month, 11);
        assert_int_equal(loaded.persons, 9);
        assert_int_equal(fact_of(&loaded, arena, false, 2, "dropped_months"), 2);
        assert_int_equal(fact_of(&loaded, arena, false, 7, "emigrated"), 1);
        assert_fails(gathered_load(store, arena, S("34"), &loaded), NOT_FOUND);
    }
}

/* ---- many --------------------------------------------------------------------------------- */

enum { MANY = 20000 };

static Sent *many(Arena *arena, int *ret_count)
{
    Sent *sent = new (arena, Sent, 2 * MANY + 2);
    int count = 0;
    sent[count++] = (Sent){"population", 0, 0, "full_name;birth_date;sex;personal_id;commune_code;household_id"};
    for (int i = 0; i < MANY; i++) {
        Str cells =
            str_fmt(arena, "Trần Thị Mai;14/02/%d;Nữ;0331%02d%06d;12223;H%d", 1950 + i % 50, 50 + i % 50, i, i / 3);
        sent[count++] = (Sent){"population", (int)(i * INT64_C(7919) % MANY) + 1, 0, str_c(arena, cells)};
    }
    sent[count++] = (Sent){"participants", 0, 0,
                           "si_number;full_name;scheme;employer_tax_code;collecting_unit;from_month;to_month"};
    for (int i = 0; i < MANY; i++) {
        Str cells = str_fmt(arena, "33%08d;Trần Thị Mai;%s;0100109106;BHXH;20%02d-01;%s", i % (MANY - 500),
                            i % 4 ? "bắt buộc" : "tự nguyện", 10 + i % 15, i % 5 ? "" : "2026-08");
        sent[count++] =
            (Sent){"participants", (int)(i * INT64_C(104729) % MANY) + 1, i % 4 ? i % 37 + 1 : 0, str_c(arena, cells)};
    }
    *ret_count = count;
    return sent;
}

static void assert_same(const Gathered *a, const Gathered *b)
{
    for (int employer = 0; employer < 2; employer++) {
        assert_int_equal(a->chunks[employer], b->chunks[employer]);
        for (ptrdiff_t c = 0; c < a->chunks[employer]; c++)
            for (int part = 0; part < GATHERED_PARTS; part++)
                assert_true(a->chunk[employer][c].digest[part] == b->chunk[employer][c].digest[part]);
    }
}

TEST(neither_threads_nor_memory_show_in_the_result)
{
    Store *store = fresh(arena, 0);
    int count, insured = 0, shared = 0;
    Sent *sent = many(arena, &count);
    deliver(store, arena, sent, count, september_end);
    Identify id = identified(store, arena, sent, count, october_end);
    Gathered one = gathered_in(store, arena, &id, october_end, 1, 0);
    Gathered three = gathered_in(store, arena, &id, october_end, 3, 0);
    Gathered bands = gathered_in(store, arena, &id, october_end, 2, 1 << 20);
    assert_same(&one, &three);
    assert_same(&one, &bands);
    assert_int_equal(one.chunks[0], (MANY + SUBJECT_CHUNK - 1) / SUBJECT_CHUNK);
    for (ptrdiff_t c = 0; c < bands.chunks[0]; c++) {
        GatheredFacts f;
        assert_ok(gathered_facts(&bands, arena, false, c, &f));
        for (ptrdiff_t i = 0; i < f.count; i++) {
            assert_true(f.there[i]);
            assert_str(f.unit[i], S("12223"));
            insured += f.column[PERSON_compulsory * f.step + i];
            shared += f.column[PERSON_shares_number * f.step + i];
        }
    }
    assert_int_equal(insured, MANY / 4 * 3 * 4 / 5);
    assert_int_equal(shared, 1000);
    store_close(&store);
}

/* Whatever is read: an error or some value, and nothing outside of what is there. */
static void read_part(Arena scratch, GatheredPart part, Str bytes)
{
    GatheredFacts facts;
    Columns columns;
    Subject subject = {0};
    Keys keys;
    Err *err = part == GATHERED_FACTS    ? unpack_facts(&scratch, bytes, (Str){0}, false, 0, 0, NULL, &facts)
               : part == GATHERED_GOLDEN ? unpack_golden(&scratch, bytes, GOLDEN_WHOLE, &columns)
               : part == GATHERED_LINKS  ? unpack_links(&scratch, bytes, 6, &subject)
               : part == GATHERED_KEYS   ? unpack_keys(&scratch, bytes, (Str){0}, &keys)
                                         : unpack_keys(&scratch, (Str){0}, bytes, &keys);
    if (!err && part == GATHERED_LINKS)
        for (ptrdiff_t i = 0; i < subject.rows; i++)
            assert_true(subject.row[i].source.len < 64);
}

/* Of each form: how many values there are, and which are missing. */
static int32_t value_of_form(int form, ptrdiff_t i)
{
    static const int32_t most[] = {1, 1, 3, 15, 250, 60000, INT32_MAX, 255, 3};
    int32_t n = (int32_t)((uint64_t)i * 2654435761u % (uint32_t)most[form]);
    if (form == 1)
        return i % 97 ? 0 : (int32_t)(i * 1000003 % INT32_MAX);
    return form > 1 && i % 5 == 1 ? FACT_MISSING : form == 8 ? -2 + n : n;
}

TEST(facts_come_back_as_they_were)
{
    static const ptrdiff_t counts[] = {1, 3, 4, 101, SUBJECT_CHUNK};
    for (int form = 0; form < 9; form++)
        for (int c = 0; c < COUNTOF(counts); c++) {
            Arena once = *arena;
            ptrdiff_t count = counts[c];
            int32_t *value = new (&once, int32_t, count), *got = new (&once, int32_t, count);
            for (ptrdiff_t i = 0; i < count; i++)
                value[i] = value_of_form(form, i);
            Str packed = column_pack(&once, value, count);
            assert_true(column_unpack(once, packed, count, got));
            assert_memory_equal(got, value, (size_t)count * sizeof *value);
            assert_true(form > 1 || count < SUBJECT_CHUNK || packed.len < 300);
            for (ptrdiff_t len = 0; len < packed.len && count < SUBJECT_CHUNK; len++)
                assert_false(column_unpack(once, str_slice(packed, 0, len), count, got));
        }
}

/* As they were packed once: a byte each above the least, by zstd. */
TEST(facts_of_before_are_read)
{
    int32_t got[4];
    char packed[64] = {1, 5, 0, 0, 0};
    size_t len = ZSTD_compress(packed + 5, sizeof packed - 5, "\0\1\3\1", 4, 1);
    assert_true(column_unpack(*arena, (Str){packed, 5 + (ptrdiff_t)len}, 4, got));
    assert_memory_equal(got, ((const int32_t[]){FACT_MISSING, 5, 7, 5}), sizeof got);
}

/* Some facts of a chunk are other in a later month: they stand beside it, with its places where somebody moved. */
TEST(facts_beside_a_chunk_come_back)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Store *store = fresh(arena, 0);
    Identify id;
    Gathered g = town_in(store, arena, october_end, &id);
    Str kept = g.chunk[0][0].part[GATHERED_FACTS], beside;
    int month = 2026 * 12 + 11;
    FactParts parts;
    GatheredFacts was, is;
    int64_t digest;
    assert_ok(unpack_facts(arena, kept, (Str){0}, false, 0, month, &parts, &was));
    Chunk chunk = {.count = was.count,
                   .month = month,
                   .column = (int32_t *)was.column,
                   .step = was.step,
                   .kept = &parts,
                   .moved = true,
                   .subject = new (arena, ChunkSubject, was.count)};
    chunk.subject[1].unit = S("12226");
    parts.bytes = 1 << 20; /* as of a chunk that is full */
    for (int f = PERSON_base; f <= PERSON_insured_employers; f++) {
        chunk.column[f * chunk.step + 2 + f % 3] ^= 5;
        chunk.changed[f] = true;
    }
    assert_true(pack_beside_facts(arena, scratch, &chunk, &beside, &digest));
    assert_ok(unpack_facts(arena, kept, beside, false, 0, 0, NULL, &is));
    for (int f = 0; f <= PERSON_FACT_COUNT; f++)
        assert_memory_equal(is.column + f * is.step, chunk.column + f * chunk.step,
                            (size_t)is.count * sizeof *is.column);
    assert_str(is.unit[1], S("12226"));
    assert_int_equal(is.unit[2].len, 0);
    for (int f = 0; f < PERSON_FACT_COUNT; f++) { /* each alone, and as of the month all the same */
        GatheredFacts alone;
        assert_ok(unpack_fact_columns(arena, kept, beside, false, 0, 1ull << f, &alone));
        assert_memory_equal(alone.column + f * alone.step, is.column + f * is.step,
                            (size_t)is.count * sizeof *is.column);
    }
    for (ptrdiff_t len = 2; len < beside.len; len++) {
        Arena once = *arena;
        char *exact = new (&once, char, len);
        memcpy(exact, beside.ptr, (size_t)len);
        assert_true(unpack_facts(&once, kept, (Str){exact, len}, false, 0, 0, NULL, &is));
    }
    for (ptrdiff_t i = 0; i < 8 * beside.len; i++) {
        Arena once = *arena;
        Str other = str_copy(&once, beside);
        ((char *)other.ptr)[i / 8] ^= (char)(1 << (i % 8));
        Err *err = unpack_facts(&once, kept, other, false, 0, 0, NULL, &is);
        assert_true(err || is.count == was.count);
    }
    parts.bytes = 40; /* a chunk so small is packed anew */
    assert_false(pack_beside_facts(arena, scratch, &chunk, &beside, &digest));
    store_close(&store);
}

TEST(damaged_parts_are_refused)
{
    Store *store = fresh(arena, 0);
    Identify id;
    Gathered g = town_in(store, arena, october_end, &id);
    for (int part = 0; part < GATHERED_PARTS; part++) {
        Str whole = g.chunk[0][0].part[part];
        char *bytes = new (arena, char, whole.len);
        for (ptrdiff_t len = 0; len < whole.len; len++) {
            char *exact = new (arena, char, len); /* so that a byte too far is seen */
            memcpy(exact, whole.ptr, (size_t)len);
            read_part(*arena, (GatheredPart)part, (Str){exact, len});
        }
        for (ptrdiff_t i = 0; i < 8 * whole.len; i += 3) {
            memcpy(bytes, whole.ptr, (size_t)whole.len);
            bytes[i / 8] ^= (char)(1 << (i % 8));
            read_part(*arena, (GatheredPart)part, (Str){bytes, whole.len});
        }
    }
    GatheredFacts facts;
    Columns columns;
    Subject subject;
    Keys keys;
    Str cut[GATHERED_PARTS];
    for (int part = 0; part < GATHERED_PARTS; part++)
        cut[part] = str_slice(g.chunk[0][0].part[part], 0, g.chunk[0][0].part[part].len - 1);
    assert_fails(unpack_facts(arena, cut[GATHERED_FACTS], (Str){0}, false, 0, 0, NULL, &facts), INTERNAL);
    assert_fails(unpack_facts(arena, g.chunk[0][0].part[GATHERED_FACTS], (Str){0}, true, 0, 0, NULL, &facts), INTERNAL);
    assert_fails(unpack_golden(arena, cut[GATHERED_GOLDEN], GOLDEN_WHOLE, &columns), BAD_INPUT);
    assert_fails(unpack_links(arena, cut[GATHERED_LINKS], 0, &subject), INTERNAL);
    assert_fails(unpack_keys(arena, cut[GATHERED_KEYS], (Str){0}, &keys), INTERNAL);
    store_close(&store);
}

TEST_MAIN
