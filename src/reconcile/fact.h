/* fact: what is known of one person or one employer in a month, by name – the words that rules are written with.
 *
 * A fact is a number, a date (as a count of days or months), a code or a truth; missing is missing and never zero. Each
 * says where it came from: rows of deliveries.  The table below is the whole vocabulary; data/rules may use nothing
 * else, and legal parameters by `law.<name>` or `law.<name>.<key>` of the month. */
#pragma once
#include "base/date.h"
#include "base/err.h"
#include <assert.h>

typedef enum FactSort { FACT_TRUTH, FACT_COUNT, FACT_MONEY, FACT_MONTH, FACT_DAY, FACT_CODE, FACT_SET } FactSort;

/* clang-format off */
#define PERSON_FACTS(X) \
    /* name                sort        Vietnamese                                     English */ \
    X(alive,               TRUTH, "còn sống",                                         "alive") \
    X(resident,            TRUTH, "đang cư trú trong tỉnh",                           "resident in the province") \
    X(emigrated,           TRUTH, "đã xuất cảnh",                                     "left the country") \
    X(age_months,          COUNT, "tuổi tính theo tháng",                             "age in months") \
    X(working_age,         TRUTH, "trong độ tuổi lao động",                           "of working age") \
    X(sex,                 CODE,  "giới tính",                                        "sex") \
    X(poverty,             CODE,  "diện hộ",                                          "poverty status of the household") \
    X(ethnicity,           CODE,  "dân tộc",                                          "ethnicity") \
    X(compulsory,          TRUTH, "đang đóng BHXH bắt buộc",                          "pays compulsory insurance") \
    X(voluntary,           TRUTH, "đang đóng BHXH tự nguyện",                         "pays voluntary insurance") \
    X(ever_insured,        TRUTH, "đã từng tham gia",                                 "was ever insured") \
    X(last_month,          MONTH, "tháng đóng cuối cùng",                             "last month paid") \
    X(paid_to,             MONTH, "đã đóng đến tháng",                                "paid up to") \
    X(months_paid,         COUNT, "số tháng đã đóng",                                 "months paid") \
    X(base,                MONEY, "mức đóng hằng tháng",                              "monthly contribution base") \
    X(unemployment_insured,TRUTH, "đang đóng BHTN",                                   "pays unemployment insurance") \
    X(health_insured,      TRUTH, "có BHYT",                                          "has health insurance") \
    X(tax_year,            COUNT, "năm quyết toán thuế",                              "tax year") \
    X(tax_months,          COUNT, "số tháng có thu nhập tiền lương",                  "months with wages in the tax year") \
    X(tax_wage,            MONEY, "thu nhập bình quân tháng theo quyết toán",         "monthly wage by tax finalisation") \
    X(tax_contract,        SET,   "loại hợp đồng theo quyết toán",                    "kinds of contract by tax finalisation") \
    X(tax_employers,       COUNT, "số nơi trả thu nhập",                              "payers of income") \
    X(business_owner,      TRUTH, "là chủ hộ kinh doanh đang hoạt động",              "owns an active household business") \
    X(business_method,     CODE,  "phương pháp tính thuế của hộ kinh doanh",          "tax method of the household business") \
    X(business_from,       DAY,   "ngày áp dụng phương pháp thuế",                    "tax method since") \
    X(manager,             TRUTH, "là người quản lý doanh nghiệp",                    "manages an enterprise") \
    X(lists,               SET,   "thuộc danh sách",                                  "on lists") \
    X(pensioner,           TRUTH, "đang hưởng lương hưu hoặc trợ cấp hằng tháng",     "receives a pension or monthly allowance") \
    X(social_pension,      TRUTH, "đang hưởng trợ cấp hưu trí xã hội",                "receives the social pension") \
    X(unemployment_benefit,TRUTH, "đang hưởng trợ cấp thất nghiệp",                   "receives unemployment benefit") \
    X(paid_benefit,        TRUTH, "đang được chi trả chế độ",                         "is being paid a benefit") \
    X(death_day,           DAY,   "ngày chết",                                        "day of death") \
    X(si_numbers,          COUNT, "số mã số BHXH đang có",                            "social-insurance numbers held") \
    X(shares_number,       TRUTH, "dùng chung mã số BHXH với người khác",             "shares a social-insurance number") \
    X(number_sound,        TRUTH, "số định danh hợp lệ và khớp ngày sinh, giới tính", "personal number sound and fitting")
#define EMPLOYER_FACTS(X) \
    X(status,              CODE,  "tình trạng doanh nghiệp",                          "status of the enterprise") \
    X(status_day,          DAY,   "ngày thay đổi tình trạng",                         "status since") \
    X(has_unit,            TRUTH, "có mã đơn vị BHXH",                                "has a social-insurance unit") \
    X(taxed,               COUNT, "số lao động theo quyết toán thuế",                 "employees by tax finalisation") \
    X(taxed_labour,        COUNT, "… trong đó có hợp đồng lao động",                  "… of them with labour contract") \
    X(insured,             COUNT, "số lao động đang đóng BHXH",                       "employees insured") \
    X(uninsured,           COUNT, "số lao động có thu nhập mà chưa đóng BHXH",        "employees taxed and not insured") \
    X(declared,            COUNT, "số lao động doanh nghiệp khai",                    "employees declared") \
    X(registered_day,      DAY,   "ngày đăng ký",                                     "registered on") \
    X(household,           TRUTH, "là hộ kinh doanh",                                 "is a household business")
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
/* A code is its place in fact_codes of the fact; a set has a bit for each.  Money is kept in thousand đồng, days since
 * 1970-01-01 (date_to_days), months as year × 12 + month − 1. */
typedef struct Facts {
    int32_t value[64];
} Facts;
static_assert(PERSON_FACT_COUNT <= 64 && EMPLOYER_FACT_COUNT <= 64, "Facts has room");
const FactTitle *fact_title(bool employer, int fact);
int fact_find(bool employer, Str name); /* -1 where there is none */

typedef struct FactCode {
    const char *code; /* as in data/register/column.csv; NULL ends a list */
    Text text;
} FactCode;
const FactCode *fact_codes(bool employer, int fact); /* NULL where it is neither code nor set */
int fact_code(bool employer, int fact, Str code);    /* its place; -1 where it has no such code */
Str fact_show(Arena *arena, bool employer, int fact, int32_t value, Lang lang); /* "8.450.000 đồng", "tháng 9/2026" */
