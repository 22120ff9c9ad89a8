/* A kept cell as people read it: days and months as they write them, codes in words. */
#include "register/register.h"
#include "vn/vn.h"

Str register_cell_words(Arena *arena, Lang lang, const RegisterColumn *column, Str value)
{
    Date day;
    int64_t money;
    switch (column->sort) {
    case SORT_BIRTH:
    case SORT_DATE:
    case SORT_MONTH:
        return date_parse_iso(value, &day) ? vn_date(arena, day) : value;
    case SORT_MONEY:
        return vn_parse_int(value, &money) ? vn_int_in(arena, lang, money) : value;
    case SORT_SEX:
        if (str_eq(value, S("m")))
            return text_in(lang, TEXT("Nam", "male"));
        return str_eq(value, S("f")) ? text_in(lang, TEXT("Nữ", "female")) : value;
    case SORT_FLAG:
        if (str_eq(value, S("1")))
            return text_in(lang, TEXT("có", "yes"));
        return str_eq(value, S("0")) ? text_in(lang, TEXT("không", "no")) : value;
    case SORT_TEXT:
    case SORT_CODE:
        return text_in(lang, register_code_text(column, value));
    default:
        return value;
    }
}
