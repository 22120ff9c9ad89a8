/* law: the numbers that laws set, each with the time it is in force and its article.
 *
 * Read from data/law without a database; values are exact decimals.  A value says how
 * certain it is: not every one was read in the signed text, and whoever shows it shows
 * that too.  Computations ask for a day; nothing here knows today.  A Law is immutable
 * and may be shared by threads; its texts live in the arena it was loaded in. */
#pragma once
#include "base/date.h"
#include "base/err.h"
#include "vn/vn.h"

typedef enum LawCertainty { LAW_UNSURE, LAW_MEDIUM, LAW_HIGH } LawCertainty;
Text law_certainty(LawCertainty certainty); /* "chưa xác định" … */

typedef struct LawValue {
    Str name, key; /* "contribution_rate", "health.employee"; key "" where there is one value */
    Text title, key_title; /* "Tỷ lệ đóng bảo hiểm", "y tế – người lao động đóng"; name and key where untitled */
    VnDecimal value;
    Str unit;      /* dong, percent, month, day, times, …; see law_unit */
    Date from, to; /* to is the last day; {0} = open */
    Str article;   /* a citation, in Vietnamese whatever the language: "Luật 41/2024/QH15, Điều 7" */
    Text note;
    LawCertainty certainty;
} LawValue;

typedef struct Law Law;

Err *law_load(Arena *arena, Str folder, Law **ret) MUST_CHECK; /* {0}: the data that ship with the program */

/* The value in force on a day.  NOT_FOUND names the nearest names, the keys there are, or
 * the day from which there is a value. */
Err *law_get(const Law *law, Arena *arena, Str name, Str key, Date on, LawValue *ret) MUST_CHECK;
bool law_in_force(const LawValue *value, Date on);
/* All values by name, key and date; of one name, or of all where name is {0}. */
Err *law_list(const Law *law, Arena *arena, Str name, const LawValue **ret, ptrdiff_t *ret_count) MUST_CHECK;

/* The name meant by what a person wrote: the name itself or a title, in either language, with or
 * without diacritics, whole or in part ("muc tham chieu").  NOT_FOUND names the titles where
 * several fit, the nearest names where none does. */
Err *law_find(const Law *law, Arena *arena, Str written, Str *ret_name) MUST_CHECK;
/* The key meant by the same rules but for parts: the key itself or its whole title. */
Err *law_find_key(const Law *law, Arena *arena, Str name, Str written, Str *ret_key) MUST_CHECK;

/* amount × value, a percentage as hundredths; rounded to the nearest whole, halves up. */
int64_t law_share(int64_t amount, VnDecimal value, bool percent);
Text law_unit(Str unit); /* "đồng", "tháng"; the word itself where not known */
Str law_value_text(Arena *arena, const LawValue *value, Lang lang); /* "2.530.000 đồng", "0,03%", "57 tuổi" */

/* ---- retirement and working age (Labour Code 2019 Art.169, Decree 135/2020) ------- */
typedef enum Sex { SEX_MALE, SEX_FEMALE } Sex;

typedef struct Retirement {
    int age;      /* in months */
    Date month;   /* in which the age is reached; day 0 */
    Date pension; /* the first month of pension; day 0 */
    Date birth;   /* as reckoned: a missing month or day is what the rules put there */
    bool assumed; /* the month of birth was missing */
    LawCertainty certainty;
    Str article;
    Text note;
} Retirement;

/* birth: a year, a month or a day. */
Err *law_retirement(const Law *law, Arena *arena, Date birth, Sex sex, Retirement *ret) MUST_CHECK;
/* From the day the lower age is reached to the end of the month of retirement. */
Err *law_working_age(const Law *law, Arena *arena, Date birth, Sex sex, Date on, bool *ret) MUST_CHECK;
