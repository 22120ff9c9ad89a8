/* Where those stand whom an employer pays and does not insure, and how its numbers went from month to month. */
#include "reconcile/delivered.h"
#include "reconcile/headcount.h"
#include "reconcile/lead.h"
#include "reconcile/staff.h"

static const Date august_end = {2026, 8, 31}, october_end = {2026, 10, 31};
static const Date september = {2026, 9, 0}, october = {2026, 10, 0}, november = {2026, 11, 0};

/* clang-format off */
#define PARTICIPANTS "si_number;personal_id;full_name;birth_date;sex;scheme;employer_code;employer_tax_code;collecting_unit;from_month;to_month;contribution_base"
#define MAY "0100109106"
#define DET "0100112437"
#define TAXED(number, name, contract) {"tax_income", 0, 0, MAY ";" number ";" name ";2025;12;120000000;" contract}
static const Sent first[] = {
    {"population", 0, 0, "full_name;birth_date;sex;personal_id;commune_code;village;status;status_date"},
    {"population", 0, 0, "Trần Thị Mai;14/02/1986;Nữ;033186000001;12223;Thôn 1;thường trú;"},
    {"population", 0, 0, "Lê Thị An;01/11/1990;Nữ;033190000002;12223;Thôn 1;thường trú;"},
    {"population", 0, 0, "Phạm Thị Hoa;05/05/1955;Nữ;033155000003;12223;Thôn 1;thường trú;"},
    {"population", 0, 0, "Vũ Thị Bình;10/10/1970;Nữ;033170000004;12223;Thôn 1;đã chết;14/08/2026"},
    {"population", 0, 0, "Ngô Thị Tâm;02/02/1992;Nữ;033192000005;12223;Thôn 1;thường trú;"},
    {"population", 0, 0, "Đỗ Thị Sen;05/06/1991;Nữ;033191000006;12223;Thôn 1;thường trú;"},
    {"population", 0, 0, "Cao Thị Tý;07/07/1993;Nữ;033193000007;12223;Thôn 1;thường trú;"},
    {"participants", 0, 0, PARTICIPANTS},
    {"participants", 0, 0, "3312345602;033190000002;Lê Thị An;01/11/1990;Nữ;bắt buộc;DET001;" DET ";BHXH A;2020-01;;9000000"},
    {"participants", 0, 0, "3312345606;033191000006;Đỗ Thị Sen;05/06/1991;Nữ;bắt buộc;MAY001;" MAY ";BHXH A;2020-01;2026-01;9000000"},
    {"participants", 0, 0, "3312345607;033193000007;Cao Thị Tý;07/07/1993;Nữ;bắt buộc;MAY001;" MAY ";BHXH A;2020-01;;9000000"},
    {"employers", 0, 0, "employer_code;tax_code;name;commune_code;employees"},
    {"employers", 0, 0, "MAY001;" MAY ";Công ty May;12223;6"},
    {"employers", 0, 0, "DET001;" DET ";Công ty Dệt;12224;1"},
    {"tax_income", 0, 0, "employer_tax_code;personal_id;full_name;year;months;taxable_income;contract"},
    TAXED("033186000001", "Trần Thị Mai", "HĐLĐ"),
    TAXED("033190000002", "Lê Thị An", "HĐLĐ"),
    TAXED("033155000003", "Phạm Thị Hoa", "HĐLĐ"),
    TAXED("033170000004", "Vũ Thị Bình", "HĐLĐ"),
    TAXED("033192000005", "Ngô Thị Tâm", "dịch vụ"),
    TAXED("033191000006", "Đỗ Thị Sen", "HĐLĐ"),
    TAXED("033193000007", "Cao Thị Tý", "HĐLĐ"),
    {"enterprises", 0, 0, "tax_code;name;status;status_date;registered_on;commune_code"},
    {"enterprises", 0, 0, MAY ";Công ty May;đang hoạt động;;05/06/2010;12223"},
    {"enterprises", 0, 0, DET ";Công ty Dệt;đang hoạt động;;05/06/2010;12224"},
    {"household_businesses", 0, 0, "tax_code;owner_name;personal_id;tax_method;status;registered_on"},
    {"household_businesses", 0, 0, "033170000004;Vũ Thị Bình;033170000004;khoán;đã chấm dứt;01/01/2012"},
    {"affiliations", 0, 0, "list;full_name;personal_id;birth_date"},
    {"affiliations", 0, 0, "hội viên;Phạm Thị Hoa;033155000003;05/05/1955"},
    {"beneficiaries", 0, 0, "beneficiary_id;personal_id;full_name;birth_date;benefit;from_month;to_month"},
    {"beneficiaries", 0, 0, "B3;033155000003;Phạm Thị Hoa;05/05/1955;hưu trí;2012-01;"},
    {"departures", 0, 0, "personal_id;full_name;birth_date;event;event_date"},
    {"departures", 0, 0, "033170000004;Vũ Thị Bình;10/10/1970;chết;14/08/2026"},
};
/* Mai is insured where she works. */
static const Sent second[] = {
    {"participants", 0, 0, PARTICIPANTS},
    {"participants", 0, 0, "3312345601;033186000001;Trần Thị Mai;14/02/1986;Nữ;bắt buộc;MAY001;" MAY ";BHXH A;2026-10;;9000000"},
    {"participants", 0, 0, "3312345602;033190000002;Lê Thị An;01/11/1990;Nữ;bắt buộc;DET001;" DET ";BHXH A;2020-01;;9000000"},
    {"participants", 0, 0, "3312345606;033191000006;Đỗ Thị Sen;05/06/1991;Nữ;bắt buộc;MAY001;" MAY ";BHXH A;2020-01;2026-01;9000000"},
    {"participants", 0, 0, "3312345607;033193000007;Cao Thị Tý;07/07/1993;Nữ;bắt buộc;MAY001;" MAY ";BHXH A;2020-01;;9000000"},
};
/* clang-format on */

static void run_of(Store *store, Arena *arena, Date month)
{
    ReconcileReport report;
    ReconcileOptions options = {.province = S("33"), .month = month, .threads = 1, .by = S("mai"), .early = true};
    assert_ok(reconcile_run(store, arena, &options, &report));
}

static int64_t number_of(Store *store, Arena *arena, bool employer, const char *number)
{
    int64_t *id;
    ptrdiff_t count;
    assert_ok(subject_find(store, arena, S("33"), employer, str_from(number), &id, &count));
    assert_int_equal(count, 1);
    return id[0];
}

static StaffPerson standing(Store *store, Arena *arena, const StaffPerson *person, ptrdiff_t count, const char *number)
{
    int64_t id = number_of(store, arena, false, number);
    for (ptrdiff_t i = 0; i < count; i++)
        if (person[i].id == id)
            return person[i];
    fail_msg("%s is not among them", number);
    return (StaffPerson){0};
}

TEST(each_who_is_paid_and_not_insured_there_stands_somewhere)
{
    static const struct {
        const char *number;
        StaffStanding standing;
    } wanted[] = {{"033186000001", STAFF_missing},        {"033190000002", STAFF_elsewhere},
                  {"033155000003", STAFF_pension},        {"033170000004", STAFF_dead},
                  {"033192000005", STAFF_other_contract}, {"033191000006", STAFF_paid}};
    ON_EACH_STORE(store)
    {
        Subject may;
        StaffPerson *person;
        ptrdiff_t count;
        int64_t where;
        deliver(store, arena, first, COUNTOF(first), august_end);
        run_of(store, arena, september);
        assert_ok(subject_get(store, arena, S("33"), true, number_of(store, arena, true, MAY), &may));
        assert_ok(staff_read(store, arena, &may, &person, &count));
        assert_int_equal(count, COUNTOF(wanted)); /* and not Tý, who is insured there */
        for (int i = 0; i < COUNTOF(wanted); i++)
            assert_int_equal(standing(store, arena, person, count, wanted[i].number).standing, wanted[i].standing);
        StaffPerson mai = standing(store, arena, person, count, "033186000001");
        assert_int_equal(mai.tax_year, 2025);
        assert_int_equal(mai.months, 12);
        assert_int_equal(mai.uninsured_months, 12);
        int missing = 0;
        for (ptrdiff_t i = 0; i < count; i++)
            missing += person[i].standing == STAFF_missing;
        assert_int_equal(missing, may.fact[EMPLOYER_uninsured]); /* the rules count the same */
        assert_ok(staff_insured_at(store, arena, S("33"), number_of(store, arena, false, "033190000002"), &where));
        assert_int_equal(where, number_of(store, arena, true, DET));
        assert_ok(staff_insured_at(store, arena, S("33"), mai.id, &where));
        assert_int_equal(where, 0);
    }
}

static void same(const Headcount *h, Date month, int taxed, int insured, int uninsured)
{
    assert_int_equal(date_cmp(h->month, month), 0);
    assert_int_equal(h->taxed, taxed);
    assert_int_equal(h->insured, insured);
    assert_int_equal(h->uninsured, uninsured);
}

static const Query ROWS = {"rows", "SELECT count(*) FROM reconcile_headcount",
                           "SELECT count(*) FROM reconcile_headcount"};

static int64_t written(Store *store, Arena *arena)
{
    int64_t n;
    bool found;
    assert_ok(store_one_int(store, arena, ROWS, NO_ARGS, &n, &found));
    return n;
}

TEST(an_employers_numbers_are_known_for_each_month_and_written_where_they_change)
{
    ON_EACH_STORE(store)
    {
        Headcount *month;
        ptrdiff_t count;
        deliver(store, arena, first, COUNTOF(first), august_end);
        run_of(store, arena, september);
        int64_t may = number_of(store, arena, true, MAY), det = number_of(store, arena, true, DET),
                at_first = written(store, arena);
        deliver(store, arena, second, COUNTOF(second), october_end);
        run_of(store, arena, october);
        assert_int_equal(written(store, arena), at_first + 1);
        run_of(store, arena, november);
        run_of(store, arena, november);
        assert_int_equal(written(store, arena), at_first + 1);
        assert_ok(headcount_list(store, arena, S("33"), may, &month, &count));
        assert_int_equal(count, 3);
        same(&month[0], september, 7, 1, 1);
        same(&month[1], october, 7, 2, 0);
        same(&month[2], november, 7, 2, 0);
        assert_ok(headcount_list(store, arena, S("33"), det, &month, &count));
        assert_int_equal(count, 3);
        assert_int_equal(month[2].insured, 1);
        assert_ok(headcount_list(store, arena, S("31"), may, &month, &count));
        assert_int_equal(count, 0);
    }
}

TEST_MAIN
