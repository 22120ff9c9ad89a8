/* fact: what is known of one person or one employer in a month, by name – the words that rules are written with.
 *
 * A fact is a number, a date (as a count of days or months), a code or a truth; missing is missing and never zero.  A
 * source that came for the whole province and does not name a subject says no, none, 0; of a source that never came,
 * and of an empty cell, nothing is known.  A spell or a benefit holds a month from its first to its last month, both
 * with it, and while it has no last one.  The tables below are the whole vocabulary and say how each fact is reckoned
 * as of the last day of the month (gather.c); data/rules may use nothing else, and legal parameters by `law.<name>` or
 * `law.<name>.<key>` of the month. */
#pragma once
#include "base/date.h"
#include "base/err.h"
#include <assert.h>

typedef enum FactSort { FACT_TRUTH, FACT_COUNT, FACT_MONEY, FACT_MONTH, FACT_DAY, FACT_CODE, FACT_SET } FactSort;

/* clang-format off */
#define PERSON_FACTS(X) \
    /* no death among departures up to the last day of the month, and not deceased in the population list; missing \
     * where neither source speaks of it */ \
    X(alive, TRUTH, "còn sống", "alive") \
    /* on the population list, resident, temporary or without a status, and neither dead nor emigrated; no where a whole
     * list came without him */ \
    X(resident, TRUTH, "đang cư trú trong tỉnh", "resident in the province") \
    /* an emigration up to the last day of the month */ \
    X(emigrated, TRUTH, "đã xuất cảnh", "left the country") \
    /* full months on the last day; missing where the month of birth is */ \
    X(age_months, COUNT, "tuổi tính theo tháng", "age in months") \
    /* law_working_age on the last day */ \
    X(working_age, TRUTH, "trong độ tuổi lao động", "of working age") \
    /* law_retirement */ \
    X(retirement_month, MONTH, "tháng đủ tuổi nghỉ hưu", "month of retirement age") \
    /* golden value */ \
    X(sex, CODE, "giới tính", "sex") \
    /* golden value */ \
    X(poverty, CODE, "diện hộ", "poverty status of the household") \
    /* golden ethnicity is not Kinh */ \
    X(minority, TRUTH, "là người dân tộc thiểu số", "of an ethnic minority") \
    /* persons of the same household number on the population list */ \
    X(household_size, COUNT, "số người trong hộ", "persons in the household") \
    /* another of them is compulsory or voluntary */ \
    X(household_insured, TRUTH, "hộ có người khác đang đóng BHXH", "another of the household pays insurance") \
    /* a compulsory spell holds the month, or ended for maternity or illness a few months before (leave.h) and neither \
     * death, emigration nor a pension came */ \
    X(compulsory, TRUTH, "đang đóng BHXH bắt buộc", "pays compulsory insurance") \
    /* a voluntary spell holds the month and is paid up to it, where it says up to when */ \
    X(voluntary, TRUTH, "đang đóng BHXH tự nguyện", "pays voluntary insurance") \
    /* any spell up to the month */ \
    X(ever_insured, TRUTH, "đã từng tham gia", "was ever insured") \
    /* of the spell that ends last; compulsory of two */ \
    X(last_scheme, CODE, "loại hình tham gia gần nhất", "latest scheme") \
    /* latest month of any spell, not after the month; of an open voluntary one, up to which it is paid */ \
    X(last_month, MONTH, "tháng đóng cuối cùng", "last month paid") \
    /* month − last_month; missing for who was never insured */ \
    X(dropped_months, COUNT, "số tháng từ khi dừng đóng", "months since the last payment") \
    /* of a voluntary spell that has not ended, the latest; kept when it is past */ \
    X(paid_to, MONTH, "đã đóng đến tháng", "paid up to") \
    /* of that spell */ \
    X(pay_method, CODE, "phương thức đóng", "way of paying") \
    /* the last month in which the payment after paid_to is in time (law.voluntary_pay_within) */ \
    X(pay_by, MONTH, "kỳ tiếp theo đóng đúng hạn đến hết tháng", "next period is paid in time until") \
    /* months that any spell holds up to the month, each once */ \
    X(months_paid, COUNT, "số tháng đã đóng", "months paid") \
    /* highest of the spells that hold the month; compulsory ones before voluntary */ \
    X(base, MONEY, "mức đóng hằng tháng", "monthly contribution base") \
    /* earliest month of the spells that hold the month */ \
    X(insured_since, MONTH, "tháng bắt đầu đóng lần này", "insured since") \
    /* different employers of compulsory spells that hold the month */ \
    X(insured_employers, COUNT, "số nơi đang đóng BHXH bắt buộc", "employers that insure now") \
    /* flag of a spell that holds the month; no where no spell does */ \
    X(unemployment_insured, TRUTH, "đang đóng BHTN", "pays unemployment insurance") \
    /* yes: flag 1 of a spell that holds the month or of a list, pension, unemployment benefit, social pension, \
     * poor household, under 6 years; no: flag 0; else missing */ \
    X(health_insured, TRUTH, "có BHYT", "has health insurance") \
    /* newest year of the whole delivery, not after the month; the tax facts below are of this year */ \
    X(tax_year, COUNT, "năm quyết toán thuế", "tax year") \
    /* sum over payers, equal rows of one payer once, at most 12; 0 for who is not in the delivery */ \
    X(tax_months, COUNT, "số tháng có thu nhập tiền lương", "months with wages in the tax year") \
    /* the same of rows with a labour contract; missing where no row says its contract */ \
    X(tax_labour_months, COUNT, "số tháng có tiền lương theo hợp đồng lao động", "months with wages under a labour contract") \
    /* months of that year that compulsory spells hold */ \
    X(tax_insured_months, COUNT, "số tháng đóng BHXH bắt buộc trong năm quyết toán", "months insured in the tax year") \
    /* labour months, where there are none all months, − tax_insured_months, at least 0 */ \
    X(tax_uninsured_months, COUNT, "số tháng có tiền lương mà chưa đóng BHXH", "months with wages and not insured") \
    /* income over months, of rows with a labour contract where there are any; missing without months */ \
    X(tax_wage, MONEY, "thu nhập bình quân tháng theo quyết toán", "monthly wage by tax finalisation") \
    /* the same of payers that are employers of the spells that hold the month */ \
    X(tax_wage_here, MONEY, "thu nhập tháng ở nơi đang đóng BHXH", "monthly wage where insured now") \
    /* of all rows; missing where no row says it */ \
    X(tax_contract, SET, "loại hợp đồng theo quyết toán", "kinds of contract by tax finalisation") \
    /* different tax codes */ \
    X(tax_employers, COUNT, "số nơi trả thu nhập", "payers of income") \
    /* of any; missing where its status is */ \
    X(business_owner, TRUTH, "là chủ hộ kinh doanh đang hoạt động", "owns an active household business") \
    /* of an active one; by declaration before lump sum */ \
    X(business_method, CODE, "phương pháp tính thuế của hộ kinh doanh", "tax method of the household business") \
    /* of that one; else the day it was registered */ \
    X(business_from, DAY, "ngày áp dụng phương pháp thuế", "tax method since") \
    /* on a list of managers */ \
    X(manager, TRUTH, "là người quản lý doanh nghiệp", "manages an enterprise") \
    /* lists that hold on the last day */ \
    X(lists, SET, "thuộc danh sách", "on lists") \
    /* a benefit of these that holds the month */ \
    X(pensioner, TRUTH, "đang hưởng lương hưu hoặc trợ cấp hằng tháng", "receives a pension or monthly allowance") \
    /* earliest of them */ \
    X(pension_from, MONTH, "tháng bắt đầu hưởng lương hưu hoặc trợ cấp", "pension or allowance since") \
    /* a benefit of this kind that holds the month */ \
    X(social_pension, TRUTH, "đang hưởng trợ cấp hưu trí xã hội", "receives the social pension") \
    /* a benefit of this kind that holds the month */ \
    X(unemployment_benefit, TRUTH, "đang hưởng trợ cấp thất nghiệp", "receives unemployment benefit") \
    /* months up to the month that both hold; the month in which the work began counts */ \
    X(benefit_overlap, COUNT, "số tháng vừa hưởng trợ cấp thất nghiệp vừa đóng BHXH bắt buộc", "months of unemployment benefit while insured") \
    /* a benefit of this kind up to the month */ \
    X(lump_sum, TRUTH, "đã nhận BHXH một lần", "took the lump sum") \
    /* any benefit but the lump sum that holds the month */ \
    X(paid_benefit, TRUTH, "đang được chi trả chế độ", "is being paid a benefit") \
    /* months after that of death, up to the month, that a benefit holds; 0 for the living */ \
    X(paid_after_death, COUNT, "số tháng được chi trả sau khi chết", "months paid after death") \
    /* earliest of departures; else the day in the population list */ \
    X(death_day, DAY, "ngày chết", "day of death") \
    /* missing for the living */ \
    X(dead_months, COUNT, "số tháng từ tháng chết", "months since the month of death") \
    /* latest of departures up to the last day */ \
    X(left_day, DAY, "ngày xuất cảnh", "day of emigration") \
    /* different numbers of all spells */ \
    X(si_numbers, COUNT, "số mã số BHXH đang có", "social-insurance numbers held") \
    /* one of them stands with another person too */ \
    X(shares_number, TRUTH, "dùng chung mã số BHXH với người khác", "shares a social-insurance number") \
    /* different numbers of twelve digits */ \
    X(personal_numbers, COUNT, "số định danh đang có (mấy số)", "personal numbers held") \
    /* his number in the population register, else at social insurance, has a possible form, and the year of birth and \
     * the sex in it are the golden ones; missing where neither has one, or that of an old card alone */ \
    X(number_sound, TRUTH, "số định danh hợp lệ và khớp ngày sinh, giới tính", "personal number sound and fitting") \
    /* full dates of birth, sexes, personal numbers or names without marks that differ between rows */ \
    X(conflicts, SET, "thông tin mâu thuẫn giữa các nguồn", "what sources contradict each other in") \
    /* one of the rows may be another's, or another's his: a pair waits for an answer (review.h) */ \
    X(unsettled, TRUTH, "có cặp bản ghi đang chờ người xem", "a pair of records waits for an answer")
#define EMPLOYER_FACTS(X) \
    /* of the enterprise, else of the household business (closed is dissolved) */ \
    X(status, CODE, "tình trạng", "status") \
    /* of the enterprise */ \
    X(status_day, DAY, "ngày thay đổi tình trạng", "status since") \
    /* months from that day's month */ \
    X(status_months, COUNT, "số tháng từ khi thay đổi tình trạng", "months since the status changed") \
    /* of the enterprise or household business, else of the insurance unit */ \
    X(registered_day, DAY, "ngày đăng ký", "registered on") \
    /* on the list of household businesses */ \
    X(household, TRUTH, "là hộ kinh doanh", "is a household business") \
    /* in the delivery of employers, or named with a unit code by a spell; no where neither and a whole delivery \
     * came */ \
    X(has_unit, TRUTH, "có mã đơn vị BHXH", "has a social-insurance unit") \
    /* different persons of its rows of the tax year with wages of a month or more, or months not given */ \
    X(taxed, COUNT, "số lao động theo quyết toán thuế", "employees by tax finalisation") \
    /* missing where no row of it says its contract */ \
    X(taxed_labour, COUNT, "số lao động có hợp đồng lao động theo quyết toán thuế", "employees with a labour contract by tax finalisation") \
    /* different persons of its compulsory spells that hold the month */ \
    X(insured, COUNT, "số lao động đang đóng BHXH", "employees insured") \
    /* of taxed_labour those who are not known to be dead or pensioners, are not compulsory anywhere, not unsettled, and have \
     * tax_uninsured_months ≥ 1 */ \
    X(uninsured, COUNT, "số lao động có thu nhập mà chưa đóng BHXH", "employees taxed and not insured") \
    /* by the enterprise, else in its insurance unit */ \
    X(declared, COUNT, "số lao động doanh nghiệp khai", "employees declared") \
    /* income over months of its rows with both */ \
    X(wages, MONEY, "thu nhập bình quân tháng theo quyết toán", "mean monthly wage by tax finalisation") \
    /* of its compulsory spells that hold the month */ \
    X(base, MONEY, "mức đóng bình quân", "mean contribution base")
/* clang-format on */

typedef enum PersonFact {
#define X(name, sort, vi, en) PERSON_##name,
    PERSON_FACTS(X)
#undef X
        PERSON_FACT_COUNT
} PersonFact;
typedef enum EmployerFact {
#define X(name, sort, vi, en) EMPLOYER_##name,
    EMPLOYER_FACTS(X)
#undef X
        EMPLOYER_FACT_COUNT
} EmployerFact;

typedef struct FactTitle {
    const char *name;
    FactSort sort;
    Text title;
} FactTitle;
extern const FactTitle person_facts[PERSON_FACT_COUNT], employer_facts[EMPLOYER_FACT_COUNT];

enum { FACT_MISSING = INT32_MIN };
/* What is known of a subject is an int32_t for each fact, PERSON_FACT_COUNT or EMPLOYER_FACT_COUNT of them.  A code is
 * its place in fact_codes of the fact; a set has a bit for each.  Money is kept in thousand đồng, days since 1970-01-01
 * (date_to_days), months as year × 12 + month − 1. */
static_assert(PERSON_FACT_COUNT <= 64 && EMPLOYER_FACT_COUNT <= 64, "expr_facts has a bit for each");
const FactTitle *fact_title(bool employer, int fact);
Text fact_denied(bool employer, int fact); /* of a FACT_TRUTH, that it is not so: "chưa có BHYT" */
int fact_find(bool employer, Str name);    /* -1 where there is none */

typedef struct FactCode {
    const char *code; /* as in data/register/column.csv; NULL ends a list */
    Text text;
} FactCode;
const FactCode *fact_codes(bool employer, int fact); /* NULL where it is neither code nor set */
int fact_code(bool employer, int fact, Str code);    /* its place; -1 where it has no such code */
Str fact_show(Arena *arena, bool employer, int fact, int32_t value, Lang lang); /* "8.450.000 đồng", "tháng 9/2026" */
