/* golden: the one value of each field that holds for a person or an employer, of all that registers say.
 *
 * data/reconcile/rank.csv says for each field which columns of which sources may give it, the best first.  Of the rows
 * of a subject the value comes from the best column that is filled and sound.  What is not sound stands behind every
 * sound one: a personal number of eleven digits, a date of birth without its day; and number, birth and sex of a row
 * whose number says another birth or sex than the row itself.  Of rows of the same column the newest holds: the later
 * spell or list, then the later delivery, then the later row.  Each value keeps its row. */
#pragma once
#include "person/sight.h"
#include "register/source.h"

/* clang-format off */
#define GOLDEN_OPEN PERSON_FIELD_COUNT /* nothing to mask */
#define GOLDEN_FIELD_LIST(X) \
    /* name        Vietnamese                       English                     mask */ \
    X(name,        "họ và tên",                     "name",                     PERSON_NAME) \
    X(birth,       "ngày sinh",                     "date of birth",            PERSON_BIRTH) \
    X(sex,         "giới tính",                     "sex",                      GOLDEN_OPEN) \
    X(personal_id, "số định danh cá nhân",          "personal number",          PERSON_CITIZEN) \
    X(old_id,      "số CMND",                       "old identity number",      PERSON_IDENTITY) \
    X(si_number,   "mã số BHXH",                    "social-insurance number",  PERSON_INSURANCE) \
    X(tax_code,    "mã số thuế",                    "tax code",                 PERSON_CITIZEN) \
    X(phone,       "điện thoại",                    "phone",                    PERSON_PHONE) \
    X(unit,        "mã xã",                         "commune code",             GOLDEN_OPEN) \
    X(village,     "thôn, tổ dân phố",              "village",                  GOLDEN_OPEN) \
    X(household,   "mã hộ",                         "household",                GOLDEN_OPEN) \
    X(relation,    "quan hệ với chủ hộ",            "relation to the head",     GOLDEN_OPEN) \
    X(poverty,     "diện hộ",                       "poverty status",           GOLDEN_OPEN) \
    X(ethnicity,   "dân tộc",                       "ethnicity",                GOLDEN_OPEN) \
    X(occupation,  "nghề nghiệp",                   "occupation",               GOLDEN_OPEN) \
    X(collecting,  "cơ quan BHXH quản lý thu",      "collecting office",        GOLDEN_OPEN) \
    X(code,        "mã đơn vị BHXH",                "insurance unit code",      GOLDEN_OPEN) \
    X(address,     "địa chỉ",                       "address",                  GOLDEN_OPEN) \
    X(sector,      "ngành nghề",                    "sector",                   GOLDEN_OPEN) \
    X(form,        "loại hình",                     "legal form",               GOLDEN_OPEN) \
    X(head,        "người đại diện, chủ hộ",        "representative or owner",  PERSON_NAME)
/* clang-format on */

typedef enum GoldenField {
#define X(name, vi, en, mask) GOLDEN_##name,
    GOLDEN_FIELD_LIST(X)
#undef X
        GOLDEN_FIELDS
} GoldenField;

#define GOLDEN_BIT(field) (1ull << GOLDEN_##field)
#define GOLDEN_ALL ((1ull << GOLDEN_FIELDS) - 1)

typedef struct GoldenTitle {
    const char *code;
    Text title;
    PersonField mask; /* GOLDEN_OPEN: shown as it is.  Of employers name, tax code, phone are public and not masked */
} GoldenTitle;
extern const GoldenTitle golden_fields[GOLDEN_FIELDS];

/* What the columns of a source give, by rank; made of data/reconcile/rank.csv. */
typedef struct GoldenRank {
    uint8_t rank[2][GOLDEN_FIELDS][REGISTER_COLUMNS]; /* of persons, of employers: 1 the best, 0 gives nothing */
} GoldenRank;
/* One for each source, in their order.  BAD_INPUT names the line that speaks of what there is not. */
Err *golden_ranks(Arena *arena, const RegisterSources *sources, GoldenRank **ret) MUST_CHECK;
