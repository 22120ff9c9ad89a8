/* benefit: voluntary insurance reckoned on the spot – what I pay, what the State pays, what I get.
 *
 * Every number comes from data/law by its day and carries its article and how certain it is; what no act says is said
 * in Benefit.said.  Amounts are whole dong, each share rounded by itself, halves up.  What is paid at once is reckoned
 * by the levels of the day of payment: nothing is topped up or refunded when they change (Decree 159/2025).
 * web/src/pages/outreach reckons the same from benefit_parameters_json; tests/outreach/benefit_cases.csv proves both.
 */
#pragma once
#include "base/json.h"
#include "law/law.h"

#define BENEFIT_CLASSES(X) /* code (key of voluntary_support_share), Vietnamese, English */ \
    X(POOR, "poor", "hộ nghèo", "poor household")                                           \
    X(ISLAND, "island", "sống ở xã đảo, đặc khu", "lives on an island")                     \
    X(NEAR_POOR, "near_poor", "hộ cận nghèo", "near-poor household")                        \
    X(MINORITY, "ethnic_minority", "dân tộc thiểu số", "ethnic minority")                   \
    X(OTHER, "other", "đối tượng khác", "other")
typedef enum BenefitClass {
#define X(name, code, vi, en) BENEFIT_##name,
    BENEFIT_CLASSES(X)
#undef X
        BENEFIT_CLASS_COUNT
} BenefitClass;
const char *benefit_class_code(BenefitClass kind);
Text benefit_class_text(BenefitClass kind);
/* "poor,ethnic_minority" as bits; of several the highest support counts.  BAD_INPUT names the field "class". */
Err *benefit_classes(Arena *arena, Str written, unsigned *ret) MUST_CHECK;

typedef struct BenefitAsk {
    Date day;         /* of payment; its month is the first that is paid (missing months: the month of paying them) */
    int64_t base;     /* chosen income a month; 0: the least of the day */
    int64_t months;   /* paid at once: 1, 3, 6, 12, or 2 to 5 years; missing ones: 1 to 60 */
    bool missing;     /* months that were missing at the age of retirement, paid back at once */
    unsigned classes; /* 1 << BENEFIT_POOR …; 0: other */
    Str province;     /* its code, for local support; "" none is reckoned */
    Date birth;       /* a year, month or day; year 0: nothing is said of what I get */
    Sex sex;
    int64_t paid;      /* months paid until now, compulsory ones too */
    int64_t supported; /* of which the State supported */
} BenefitAsk;

typedef enum BenefitKind { BENEFIT_DONG, BENEFIT_MONTHS, BENEFIT_MONTH, BENEFIT_PERCENT } BenefitKind;

#define BENEFIT_FIGURES(X) /* name, kind, Vietnamese, English */                                                      \
    X(base_min, DONG, "Thu nhập chọn đóng thấp nhất", "Least income to choose")                                       \
    X(base_max, DONG, "Thu nhập chọn đóng cao nhất", "Highest income to choose")                                      \
    X(base, DONG, "Thu nhập đã chọn", "Chosen income")                                                                \
    X(month, DONG, "Mức đóng mỗi tháng", "Contribution a month")                                                      \
    X(total, DONG, "Tổng số tiền của kỳ này", "Contribution of this period")                                          \
    X(state_months, MONTHS, "Số tháng được nhà nước hỗ trợ", "Months the State supports")                             \
    X(state, DONG, "Nhà nước đóng", "The State pays")                                                                 \
    X(local, DONG, "Địa phương hỗ trợ thêm", "The province adds")                                                     \
    X(own, DONG, "Tôi đóng", "I pay")                                                                                 \
    X(by_month, DONG, "Tôi đóng nếu đóng từng tháng", "I pay if I pay month by month")                                \
    X(jump_month, MONTH, "Mức thấp nhất tăng từ tháng", "The least income rises from")                                \
    X(jump_base, DONG, "Thu nhập thấp nhất từ tháng đó", "Least income from then")                                    \
    X(jump_own, DONG, "Tôi đóng mỗi tháng từ tháng đó, ít nhất", "I pay a month from then, at least")                 \
    X(age_month, MONTH, "Tháng đủ tuổi nghỉ hưu", "Month of retirement age")                                          \
    X(months_at_age, MONTHS, "Số tháng đã đóng khi đó, nếu đóng đều", "Months paid by then, paying every month")      \
    X(missing, MONTHS, "Số tháng còn thiếu khi đó", "Months missing then")                                            \
    X(pension_from, MONTH, "Lương hưu từ tháng", "Pension from")                                                      \
    X(rate_low, PERCENT, "Tỷ lệ hưởng, nếu đóng ít nhất", "Pension rate, paying the least months")                    \
    X(pension_low, DONG, "Lương hưu mỗi tháng, nếu đóng ít nhất", "Pension a month, paying the least months")         \
    X(rate_high, PERCENT, "Tỷ lệ hưởng, nếu đóng đều đến tuổi", "Pension rate, paying until the age")                 \
    X(pension_high, DONG, "Lương hưu mỗi tháng, nếu đóng đều đến tuổi", "Pension a month, paying until the age")      \
    X(health, DONG, "BHYT khi hưởng lương hưu, quỹ đóng mỗi tháng", "Health insurance with the pension, by the fund") \
    X(health_share, PERCENT, "BHYT khi hưởng lương hưu trả", "Health insurance then pays")                            \
    X(maternity, DONG, "Trợ cấp thai sản mỗi con", "Maternity grant a child")                                         \
    X(maternity_from, MONTH, "Trợ cấp thai sản cho con sinh từ tháng", "Maternity grant for births from")             \
    X(lump, DONG, "Nếu rút một lần (mất lương hưu)", "If drawn at once (no pension then)")
typedef enum BenefitFigureName {
#define X(name, kind, vi, en) FIGURE_##name,
    BENEFIT_FIGURES(X)
#undef X
        BENEFIT_FIGURE_COUNT
} BenefitFigureName;
const char *benefit_figure_code(BenefitFigureName name);
Text benefit_figure_text(BenefitFigureName name);
BenefitKind benefit_figure_kind(BenefitFigureName name);

typedef struct BenefitFigure {
    bool there;
    int64_t value; /* dong; months; a month as year × 12 + month − 1; a percentage in millionths */
    Str article;
    LawCertainty certainty;
} BenefitFigure;
Str benefit_figure_value(Arena *arena, Lang lang, BenefitFigureName name,
                         int64_t value); /* "01/2027", "330.000 đồng" */

enum { BENEFIT_SAID = 8 };
typedef struct Benefit {
    BenefitFigure figure[BENEFIT_FIGURE_COUNT];
    Text said[BENEFIT_SAID]; /* what was assumed, what is to be known, whole sentences */
    int saids;
} Benefit;

/* BAD_INPUT names the field (Place.field) and says the bound. */
Err *benefit_reckon(Arena *arena, const Law *law, const BenefitAsk *ask, Benefit *ret) MUST_CHECK;

/* Levels of a month, for lists of many: the bounds of the income, and what I pay of one (the least where it is less),
 * while support lasts. */
typedef struct BenefitLevels {
    int64_t least, most, rate; /* dong; millionths */
    int64_t state, local;      /* support a month */
} BenefitLevels;
Err *benefit_levels(Arena *arena, const Law *law, Date day, unsigned classes, Str province,
                    BenefitLevels *ret) MUST_CHECK;
int64_t benefit_own(const BenefitLevels *levels, int64_t base);

/* An open object gets "figures": {name: {value, text, words, article, certainty, unsure}…} and "said": […]. */
void benefit_json(Json *j, Arena *arena, Lang lang, const Benefit *benefit);
/* All that benefit_reckon looks up, for a phone without a network; of local support that of the province alone.  An
 * object: values [{name, key, value, unit, from, to, article, certainty}] (percent as millionths; to null: open) and
 * ages [{sex, from, to, months, article}] by month of birth. */
Err *benefit_parameters_json(Json *j, Arena *arena, const Law *law, Str province) MUST_CHECK;
