/* What people call the blocking rules and their blocks; the names of rules stay as they are in files. */
#include "linkage/report.h"

#include <string.h>

static const struct {
    const char *name;
    Text title;
} titles[] = {
    {"all", TEXT_INIT("mọi cặp", "all pairs")},
    {"personal_id", TEXT_INIT("số định danh", "personal number")},
    {"si_number", TEXT_INIT("mã số BHXH", "social-insurance number")},
    {"tax_code", TEXT_INIT("mã số thuế", "tax code")},
    {"old_id", TEXT_INIT("số CMND", "old identity number")},
    {"identity_number", TEXT_INIT("số giấy tờ", "identity number")},
    {"health_card", TEXT_INIT("thẻ BHYT", "health card")},
    {"email", TEXT_INIT("thư điện tử", "e-mail")},
    {"email_user", TEXT_INIT("tên hộp thư", "name of the mailbox")},
    {"phone", TEXT_INIT("điện thoại", "telephone")},
    {"name", TEXT_INIT("họ tên", "name")},
    {"given", TEXT_INIT("tên", "given name")},
    {"family", TEXT_INIT("họ", "family name")},
    {"surname", TEXT_INIT("họ", "surname")},
    {"sound", TEXT_INIT("họ tên đọc giống nhau", "names that sound alike")},
    {"date", TEXT_INIT("ngày sinh", "date of birth")},
    {"month", TEXT_INIT("tháng, năm sinh", "month of birth")},
    {"day", TEXT_INIT("ngày, tháng sinh", "day and month of birth")},
    {"name+year", TEXT_INIT("họ tên và năm sinh", "name and year of birth")},
    {"name+birth_year", TEXT_INIT("họ tên và năm sinh", "name and year of birth")},
    {"name+day", TEXT_INIT("họ tên và ngày, tháng sinh", "name, day and month of birth")},
    {"name+date", TEXT_INIT("họ tên và ngày sinh", "name and date of birth")},
    {"name+place", TEXT_INIT("họ tên và nơi ở", "name and place")},
    {"name+postcode", TEXT_INIT("họ và mã bưu chính", "family name and postcode")},
    {"names+date", TEXT_INIT("họ, tên và ngày sinh", "both names and date of birth")},
    {"names+year", TEXT_INIT("họ, tên và năm sinh", "both names and year of birth")},
    {"given+date", TEXT_INIT("tên và ngày sinh", "given name and date of birth")},
    {"given+year", TEXT_INIT("tên và năm sinh", "given name and year of birth")},
    {"given+day", TEXT_INIT("tên và ngày, tháng sinh", "given name, day and month of birth")},
    {"given+place", TEXT_INIT("họ tên và nơi ở", "names and place")},
    {"given+surname", TEXT_INIT("họ và tên", "given name and surname")},
    {"given+postcode", TEXT_INIT("tên và mã bưu chính", "given name and postcode")},
    {"given+suburb", TEXT_INIT("tên và khu phố", "given name and suburb")},
    {"given+city", TEXT_INIT("tên và thành phố", "given name and city")},
    {"given+birth_place", TEXT_INIT("tên và nơi sinh", "given name and place of birth")},
    {"given+occupation", TEXT_INIT("tên và nghề", "given name and occupation")},
    {"sound+date", TEXT_INIT("tên đọc giống nhau và ngày sinh", "sound of the given name and date of birth")},
    {"sound+sound", TEXT_INIT("họ và tên đọc giống nhau", "both names sound alike")},
    {"family+year", TEXT_INIT("họ và năm sinh", "family name and year of birth")},
    {"family+given+year", TEXT_INIT("họ, tên và năm sinh", "names and year of birth")},
    {"family+given+month", TEXT_INIT("họ, tên và tháng sinh", "names and month of birth")},
    {"family+given+day", TEXT_INIT("họ, tên và ngày, tháng sinh", "names, day and month of birth")},
    {"surname+month", TEXT_INIT("họ và tháng sinh", "surname and month of birth")},
    {"surname+year", TEXT_INIT("họ và năm sinh", "surname and year of birth")},
    {"surname+day", TEXT_INIT("họ và ngày, tháng sinh", "surname, day and month of birth")},
    {"surname+postcode", TEXT_INIT("họ và mã bưu chính", "surname and postcode")},
    {"surname+suburb", TEXT_INIT("họ và khu phố", "surname and suburb")},
    {"surname+city", TEXT_INIT("họ và thành phố", "surname and city")},
    {"surname+birth_place", TEXT_INIT("họ và nơi sinh", "surname and place of birth")},
    {"surname+occupation", TEXT_INIT("họ và nghề", "surname and occupation")},
    {"date+place", TEXT_INIT("ngày sinh và nơi ở", "date of birth and place")},
    {"postcode", TEXT_INIT("mã bưu chính", "postcode")},
    {"postcode+year", TEXT_INIT("mã bưu chính và năm sinh", "postcode and year of birth")},
    {"birth_place+year", TEXT_INIT("nơi sinh và năm sinh", "place and year of birth")},
    {"city", TEXT_INIT("thành phố", "city")},
    {"city+year", TEXT_INIT("thành phố và năm sinh", "city and year of birth")},
    {"suburb", TEXT_INIT("khu phố", "suburb")},
    {"address", TEXT_INIT("địa chỉ", "address")},
    {"address_2", TEXT_INIT("địa chỉ, phần hai", "second line of the address")},
    {"address+given", TEXT_INIT("địa chỉ và chữ đầu của tên", "address and initial of the given name")},
};

static bool find_title(Str name, Text *ret)
{
    for (ptrdiff_t i = 0; i < COUNTOF(titles); i++)
        if (str_eq(str_from(titles[i].name), name)) {
            *ret = titles[i].title;
            return true;
        }
    return false;
}

/* "personal_id-2": the number without its second piece, so that one wrong digit does no harm. */
static bool find_pieces(Arena *arena, Str name, Text *ret)
{
    Text whole;
    if (name.len < 3 || name.ptr[name.len - 2] != '-' || !find_title(str_slice(name, 0, name.len - 2), &whole))
        return false;
    char piece = name.ptr[name.len - 1];
    *ret = (Text){str_fmt(arena, "%.*s, chừa đoạn %c", STRF(whole.vi), piece),
                  str_fmt(arena, "%.*s without piece %c", STRF(whole.en), piece)};
    return true;
}

Text link_rule_title(Arena *arena, const LinkModel *model, int rule)
{
    Text title;
    if (rule < 0 || rule >= model->rules)
        return TEXT("–", "–");
    Str name = model->rule[rule].name;
    if (find_title(name, &title) || find_pieces(arena, name, &title))
        return title;
    for (int f = 0; f < model->fields; f++) /* a rule of one field bears its name: the reader knows the heading */
        if (str_eq(model->field[f].name, name) && model->field[f].left.len > 0)
            return (Text){model->field[f].left, model->field[f].left};
    return (Text){name, name};
}

static bool is_again(const LinkRule *rule, int part) /* of a field that an earlier part is of */
{
    for (int p = 0; p < part; p++)
        if (rule->part[p].field == rule->part[part].field)
            return true;
    return false;
}

Err *link_block_values(Arena *arena, LinkData *data, const LinkRule *rule, const LinkBlock *block, Str *ret)
{
    Buf buf = buf_open(arena);
    Str value[LINK_FIELDS] = {{0}};
    TRY(link_data_show(data, arena, 0, block->row, value));
    for (int p = 0; p < rule->parts; p++) {
        Str v = value[rule->part[p].field];
        if (v.len > 0 && !is_again(rule, p))
            buf_fmt(&buf, "%s%.*s", buf.len > 0 ? " · " : "", STRF(v));
    }
    *ret = buf_str(&buf);
    return NULL;
}
