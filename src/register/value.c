#include "register/value.h"

#include "linkage/value.h"
#include "register/value_fast.h"
#include "vn/vn.h"
#include <string.h>

enum { YEAR_LEAST = 1900, YEAR_MOST = 2100, COUNT_MOST = 10000000 };

static const struct {
    const char *name;
    Text expected;
} sorts[SORT_COUNT_OF] = {
    [SORT_TEXT] = {"text", TEXT_INIT("chữ", "text")},
    [SORT_NAME] = {"name", TEXT_INIT("họ và tên", "a person's name")},
    [SORT_PERSONAL_ID] = {"personal_id", TEXT_INIT("số định danh 12 chữ số", "a personal number of 12 digits")},
    [SORT_OLD_ID] = {"old_id", TEXT_INIT("số CMND 9 chữ số", "an old identity number of 9 digits")},
    [SORT_SI_NUMBER] = {"si_number", TEXT_INIT("mã số BHXH 10 chữ số", "a social-insurance number of 10 digits")},
    [SORT_TAX_CODE] = {"tax_code", TEXT_INIT("mã số thuế 10, 12 hoặc 13 chữ số", "a tax code of 10, 12 or 13 digits")},
    [SORT_PHONE] = {"phone", TEXT_INIT("số điện thoại", "a telephone number")},
    [SORT_BIRTH] = {"birth",
                    TEXT_INIT("ngày sinh (14/02/1986) hoặc năm sinh", "a date of birth (14/02/1986) or a year")},
    [SORT_DATE] = {"date", TEXT_INIT("ngày (31/12/2026)", "a date (31/12/2026)")},
    [SORT_MONTH] = {"month", TEXT_INIT("tháng (10/2026)", "a month (10/2026)")},
    [SORT_YEAR] = {"year", TEXT_INIT("năm (2026)", "a year (2026)")},
    [SORT_MONEY] = {"money", TEXT_INIT("số tiền, đồng (8.450.000)", "whole đồng (8.450.000)")},
    [SORT_COUNT] = {"count", TEXT_INIT("số đếm (12)", "a count (12)")},
    [SORT_FLAG] = {"flag", TEXT_INIT("có hoặc không (1 hoặc 0, x hoặc trống)", "yes or no (1 or 0, x or empty)")},
    [SORT_SEX] = {"sex", TEXT_INIT("Nam hoặc Nữ", "male or female")},
    [SORT_COMMUNE] = {"commune", TEXT_INIT("mã xã 5 chữ số", "a commune code of 5 digits")},
    [SORT_COMMUNE_NAME] = {"commune_name", TEXT_INIT("tên xã, phường", "the name of a commune")},
    [SORT_CODE] = {"code", TEXT_INIT("một trong các giá trị của cột này", "one of this column's values")},
};

bool value_sort_parse(Str written, ValueSort *ret)
{
    for (*ret = SORT_TEXT; *ret < SORT_COUNT_OF; ++*ret)
        if (str_eq(written, str_from(sorts[*ret].name)))
            return true;
    return false;
}

const char *value_sort_name(ValueSort sort)
{
    return sorts[sort].name;
}

Text value_sort_text(ValueSort sort)
{
    return sorts[sort].expected;
}

/* ---- texts ----------------------------------------------------------------------------- */

/* ASCII without double blanks is most of what comes. */
static bool is_plain(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < ' ' || (unsigned char)s.ptr[i] > '~' || (s.ptr[i] == ' ' && s.ptr[i + 1] == ' '))
            return false;
    return true;
}

/* Letters of an old encoding that were pasted into a file in Unicode are read as a workbook's are (table/celltext.h):
 * the same table is the same rows, whatever kind of file it came in. */
static Str clean(Arena *arena, Str written)
{
    static const VnDetector unicode = {0};
    Str s = str_trim(written);
    return is_plain(s) ? s : vn_fold(arena, vn_detector_decode(arena, &unicode, s, NULL, NULL), VN_FOLD_SPACE);
}

static ValueFound read_text(Arena *arena, Str written, Str *ret)
{
    *ret = clean(arena, written);
    return VALUE_SOUND;
}

static ValueFound read_name(Arena *arena, Str written, Str *ret)
{
    *ret = clean(arena, written);
    for (ptrdiff_t i = 0; i < ret->len; i++)
        if (ret->ptr[i] >= '0' && ret->ptr[i] <= '9')
            return VALUE_DOUBTFUL;
    return ret->len > 1 ? VALUE_SOUND : VALUE_DOUBTFUL;
}

/* ---- numbers of persons and taxpayers ------------------------------------------------------ */

static const LinkKind *kind_of(ValueSort sort)
{
    switch (sort) {
    case SORT_SI_NUMBER:
        return &link_kind_social;
    case SORT_TAX_CODE:
        return &link_kind_tax;
    case SORT_PHONE:
        return &link_kind_phone;
    default:
        return &link_kind_personal;
    }
}

static Str digits_of(Arena *arena, uint64_t cell)
{
    int count = link_digits_count(cell);
    char *digit = new_raw(arena, char, count);
    for (int i = 0; i < count; i++)
        digit[i] = (char)('0' + link_digit(cell, i));
    return (Str){digit, count};
}

/* What is no number of its kind is kept as written: a wrong number is a finding, not a loss. */
static ValueFound read_number(Arena *arena, ValueSort sort, int pivot_year, Str written, Str *ret)
{
    LinkParse parse = {.scratch = *arena, .pivot_year = pivot_year};
    LinkValue v = kind_of(sort)->parse(&parse, written);
    int count = link_digits_count(v.cell), want = sort == SORT_PERSONAL_ID ? 12 : sort == SORT_OLD_ID ? 9 : count;
    if (v.cell == 0) {
        *ret = clean(arena, written);
        return VALUE_DOUBTFUL;
    }
    bool same = written.len == count && memchr("0123456789", written.ptr[0], 10);
    Str digits = digits_of(arena, v.cell);
    *ret = same && memcmp(digits.ptr, written.ptr, (size_t)count) == 0 ? written : digits;
    return v.cell & LINK_DOUBTFUL || count != want ? VALUE_DOUBTFUL : VALUE_SOUND;
}

/* ---- dates, amounts ------------------------------------------------------------------------- */

static ValueFound read_date(Arena *arena, ValueSort sort, int pivot_year, Str written, Str *ret)
{
    Date d;
    Str s = str_trim(written);
    if (!vn_parse_date(s, pivot_year, &d) || d.year < YEAR_LEAST || d.year > YEAR_MOST)
        return VALUE_UNREADABLE;
    if (sort == SORT_MONTH || sort == SORT_YEAR)
        d.day = 0;
    if (sort == SORT_YEAR)
        d.month = 0;
    if ((sort == SORT_DATE && !date_is_day(d)) || (sort == SORT_MONTH && d.month == 0))
        return VALUE_UNREADABLE;
    *ret = date_iso(arena, d);
    return VALUE_SOUND;
}

static ValueFound read_amount(Arena *arena, ValueSort sort, Str written, Str *ret)
{
    int64_t n;
    if (!vn_parse_int(written, &n))
        return VALUE_UNREADABLE;
    *ret = str_fmt(arena, "%lld", (long long)n);
    return n < 0 || (sort == SORT_COUNT && n > COUNT_MOST) ? VALUE_DOUBTFUL : VALUE_SOUND;
}

/* ---- words ---------------------------------------------------------------------------------- */

typedef struct Word {
    const char *written, *code;
} Word;

static const Word flags[] = {{"1", "1"}, {"x", "1"},     {"co", "1"}, {"yes", "1"},   {"true", "1"}, {"dung", "1"},
                             {"0", "0"}, {"khong", "0"}, {"no", "0"}, {"false", "0"}, {"sai", "0"}};
static const Word sexes[] = {{"nam", "m"}, {"m", "m"},      {"male", "m"}, {"1", "m"}, {"nu", "f"},
                             {"f", "f"},   {"female", "f"}, {"0", "f"},    {"2", "f"}};

static ValueFound read_word(Arena scratch, const Word *word, ptrdiff_t count, Str written, Str *ret)
{
    Str key = vn_fold(&scratch, written, VN_KEY);
    for (ptrdiff_t i = 0; i < count; i++) {
        *ret = str_from(word[i].code);
        if (str_eq(key, str_from(word[i].written)))
            return VALUE_SOUND;
    }
    return VALUE_UNREADABLE;
}

static ValueFound read_code(Arena scratch, const ValueCodes *codes, Str written, Str *ret)
{
    Str key = vn_fold(&scratch, written, VN_KEY);
    for (ptrdiff_t i = 0; i < codes->writings; i++) {
        *ret = codes->code[i];
        if (str_eq(key, codes->written[i]))
            return VALUE_SOUND;
    }
    return VALUE_UNREADABLE;
}

/* Today's communes have five digits; a spreadsheet may have taken the zeros. */
static ValueFound read_commune(Arena *arena, Str written, Str *ret)
{
    enum { DIGITS = 5 };
    LinkDigits d;
    *ret = clean(arena, written);
    LinkParse parse = {.scratch = *arena};
    if (!link_digits_read(&parse, written, &d) || d.count > DIGITS || d.letters[0])
        return VALUE_DOUBTFUL;
    link_digits_restore(&d, DIGITS - d.count);
    *ret = str_copy(arena, (Str){d.digit, DIGITS});
    return VALUE_SOUND;
}

ValueFound value_read_closely(Arena *arena, ValueSort sort, const ValueCodes *codes, int pivot_year, Str written,
                              Str *ret)
{
    *ret = (Str){0};
    Str s = str_trim(written);
    if (s.len == 0 || (s.len == 1 && s.ptr[0] == '-'))
        return VALUE_EMPTY;
    switch (sort) {
    case SORT_NAME:
        return read_name(arena, s, ret);
    case SORT_PERSONAL_ID:
    case SORT_OLD_ID:
    case SORT_SI_NUMBER:
    case SORT_TAX_CODE:
    case SORT_PHONE:
        return read_number(arena, sort, pivot_year, s, ret);
    case SORT_BIRTH:
    case SORT_DATE:
    case SORT_MONTH:
    case SORT_YEAR:
        return read_date(arena, sort, pivot_year, s, ret);
    case SORT_MONEY:
    case SORT_COUNT:
        return read_amount(arena, sort, s, ret);
    case SORT_FLAG:
        return read_word(*arena, flags, COUNTOF(flags), s, ret);
    case SORT_SEX:
        return read_word(*arena, sexes, COUNTOF(sexes), s, ret);
    case SORT_COMMUNE:
        return read_commune(arena, s, ret);
    case SORT_CODE:
        return read_code(*arena, codes, s, ret);
    default:
        return read_text(arena, s, ret);
    }
}

ValueFound value_read(Arena *arena, ValueSort sort, const ValueCodes *codes, int pivot_year, Str written, Str *ret)
{
    ValueFound found;
    if (value_read_fast(arena, sort, pivot_year, written, ret, &found))
        return found;
    return value_read_closely(arena, sort, codes, pivot_year, written, ret);
}
