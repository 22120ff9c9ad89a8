#include "reconcile/fact.h"

#include "vn/vn.h"

const FactTitle person_facts[PERSON_FACT_COUNT] = {
#define X(name, sort, vi, en) [PERSON_##name] = {#name, FACT_##sort, TEXT_INIT(vi, en)},
    PERSON_FACTS(X)
#undef X
};

const FactTitle employer_facts[EMPLOYER_FACT_COUNT] = {
#define X(name, sort, vi, en) [EMPLOYER_##name] = {#name, FACT_##sort, TEXT_INIT(vi, en)},
    EMPLOYER_FACTS(X)
#undef X
};

/* ---- codes ---------------------------------------------------------------------------- */

typedef struct Codes {
    bool employer;
    int fact;
    FactCode code[12]; /* ends with {0} */
} Codes;

static const Codes all[] = {
    {false, PERSON_sex, {{"m", TEXT_INIT("nam", "male")}, {"f", TEXT_INIT("nữ", "female")}}},
    {false,
     PERSON_poverty,
     {{"poor", TEXT_INIT("hộ nghèo", "poor household")},
      {"near_poor", TEXT_INIT("hộ cận nghèo", "near-poor household")},
      {"escaped", TEXT_INIT("mới thoát nghèo", "lately out of poverty")},
      {"none", TEXT_INIT("không thuộc diện nghèo", "not poor")}}},
    {false,
     PERSON_last_scheme,
     {{"compulsory", TEXT_INIT("bắt buộc", "compulsory")}, {"voluntary", TEXT_INIT("tự nguyện", "voluntary")}}},
    {false,
     PERSON_pay_method,
     {{"1", TEXT_INIT("hằng tháng", "monthly")},
      {"3", TEXT_INIT("3 tháng", "every 3 months")},
      {"6", TEXT_INIT("6 tháng", "every 6 months")},
      {"12", TEXT_INIT("12 tháng", "every 12 months")},
      {"ahead", TEXT_INIT("một lần cho nhiều năm về sau", "years ahead")}}},
    {false,
     PERSON_conflicts,
     {{"birth", TEXT_INIT("ngày sinh", "date of birth")},
      {"sex", TEXT_INIT("giới tính", "sex")},
      {"number", TEXT_INIT("số định danh", "personal number")},
      {"name", TEXT_INIT("họ tên", "name")}}},
    {false,
     PERSON_tax_contract,
     {{"labour", TEXT_INIT("hợp đồng lao động", "labour contract")},
      {"service", TEXT_INIT("hợp đồng dịch vụ", "service contract")},
      {"none", TEXT_INIT("không có hợp đồng", "no contract")}}},
    {false,
     PERSON_business_method,
     {{"declaration", TEXT_INIT("kê khai", "by declaration")}, {"lump_sum", TEXT_INIT("khoán", "lump sum")}}},
    {false,
     PERSON_lists,
     {{"tour_guide", TEXT_INIT("hướng dẫn viên du lịch", "tour guides")},
      {"pupil", TEXT_INIT("học sinh", "pupils")},
      {"student", TEXT_INIT("sinh viên", "students")},
      {"association_member", TEXT_INIT("hội viên, đoàn viên", "members of associations")},
      {"part_time_official", TEXT_INIT("người hoạt động không chuyên trách", "part-time officials")},
      {"cooperative_member", TEXT_INIT("thành viên hợp tác xã", "members of cooperatives")},
      {"manager", TEXT_INIT("người quản lý doanh nghiệp", "managers of enterprises")}}},
    {true,
     EMPLOYER_status,
     {{"active", TEXT_INIT("đang hoạt động", "active")},
      {"suspended", TEXT_INIT("tạm ngừng kinh doanh", "suspended")},
      {"not_at_address", TEXT_INIT("không hoạt động tại địa chỉ đăng ký", "not at its address")},
      {"dissolving", TEXT_INIT("đang làm thủ tục giải thể", "being dissolved")},
      {"dissolved", TEXT_INIT("đã giải thể", "dissolved")},
      {"revoked", TEXT_INIT("bị thu hồi giấy chứng nhận", "revoked")}}},
};

const FactCode *fact_codes(bool employer, int fact)
{
    for (ptrdiff_t i = 0; i < COUNTOF(all); i++)
        if (all[i].employer == employer && all[i].fact == fact)
            return all[i].code;
    return NULL;
}

int fact_code(bool employer, int fact, Str code)
{
    const FactCode *codes = fact_codes(employer, fact);
    for (int i = 0; codes && codes[i].code; i++)
        if (str_eq(code, str_from(codes[i].code)))
            return i;
    return -1;
}

const FactTitle *fact_title(bool employer, int fact)
{
    return employer ? &employer_facts[fact] : &person_facts[fact];
}

Text fact_denied(bool employer, int fact)
{
    static const Text person[PERSON_FACT_COUNT] = {
        [PERSON_alive] = TEXT_INIT("không còn sống", "not alive"),
        [PERSON_resident] = TEXT_INIT("không cư trú trong tỉnh", "not resident in the province"),
        [PERSON_emigrated] = TEXT_INIT("chưa xuất cảnh", "did not leave the country"),
        [PERSON_working_age] = TEXT_INIT("ngoài độ tuổi lao động", "not of working age"),
        [PERSON_minority] = TEXT_INIT("không phải người dân tộc thiểu số", "of no ethnic minority"),
        [PERSON_household_insured] =
            TEXT_INIT("hộ không có người khác đang đóng BHXH", "nobody else of the household pays insurance"),
        [PERSON_compulsory] = TEXT_INIT("hiện không đóng BHXH bắt buộc", "pays no compulsory insurance"),
        [PERSON_voluntary] = TEXT_INIT("hiện không đóng BHXH tự nguyện", "pays no voluntary insurance"),
        [PERSON_ever_insured] = TEXT_INIT("chưa từng tham gia", "was never insured"),
        [PERSON_unemployment_insured] = TEXT_INIT("hiện không đóng BHTN", "pays no unemployment insurance"),
        [PERSON_health_insured] = TEXT_INIT("chưa có BHYT", "has no health insurance"),
        [PERSON_business_owner] =
            TEXT_INIT("không là chủ hộ kinh doanh đang hoạt động", "owns no active household business"),
        [PERSON_manager] = TEXT_INIT("không là người quản lý doanh nghiệp", "manages no enterprise"),
        [PERSON_pensioner] = TEXT_INIT("không hưởng lương hưu hoặc trợ cấp hằng tháng",
                                       "receives neither a pension nor a monthly allowance"),
        [PERSON_social_pension] = TEXT_INIT("không hưởng trợ cấp hưu trí xã hội", "receives no social pension"),
        [PERSON_unemployment_benefit] =
            TEXT_INIT("không hưởng trợ cấp thất nghiệp", "receives no unemployment benefit"),
        [PERSON_lump_sum] = TEXT_INIT("chưa nhận BHXH một lần", "did not take the lump sum"),
        [PERSON_paid_benefit] = TEXT_INIT("không được chi trả chế độ nào", "is paid no benefit"),
        [PERSON_shares_number] = TEXT_INIT("mã số BHXH của riêng mình", "shares no social-insurance number"),
        [PERSON_number_sound] = TEXT_INIT("số định danh không hợp lệ hoặc trái với ngày sinh, giới tính",
                                          "personal number not sound or not fitting"),
        [PERSON_unsettled] =
            TEXT_INIT("không có cặp bản ghi nào chờ người xem", "no pair of records waits for an answer"),
    };
    static const Text of_employer[EMPLOYER_FACT_COUNT] = {
        [EMPLOYER_household] = TEXT_INIT("không phải hộ kinh doanh", "is no household business"),
        [EMPLOYER_has_unit] = TEXT_INIT("chưa có mã đơn vị BHXH", "has no social-insurance unit"),
    };
    return employer ? of_employer[fact] : person[fact];
}

int fact_find(bool employer, Str name)
{
    int count = employer ? EMPLOYER_FACT_COUNT : PERSON_FACT_COUNT;
    for (int i = 0; i < count; i++) {
        const char *known = fact_title(employer, i)->name;
        if (name.len > 0 && *name.ptr == *known && str_eq(name, str_from(known)))
            return i;
    }
    return -1;
}

/* ---- words ------------------------------------------------------------------------------- */

static Str show_set(Arena *arena, const FactCode *codes, int32_t value, Lang lang)
{
    Buf out = buf_open(arena);
    for (int i = 0; codes && codes[i].code; i++)
        if (value >> i & 1)
            buf_fmt(&out, "%s%.*s", out.len ? ", " : "", STRF(text_in(lang, codes[i].text)));
    return out.len ? buf_str(&out) : text_in(lang, TEXT("không có", "none"));
}

Str fact_show(Arena *arena, bool employer, int fact, int32_t value, Lang lang)
{
    const FactCode *codes = fact_codes(employer, fact);
    if (value == FACT_MISSING)
        return text_in(lang, TEXT("chưa có dữ liệu", "no data"));
    switch (fact_title(employer, fact)->sort) {
    case FACT_TRUTH:
        return text_in(lang, value ? TEXT("có", "yes") : TEXT("không", "no"));
    case FACT_COUNT:
        if (!employer && fact == PERSON_tax_year)
            return str_fmt(arena, "%d", value); /* 2025 and not 2.025 */
        if (!employer && fact == PERSON_age_months)
            return str_fmt(arena, lang == LANG_VI ? "%d tuổi %d tháng" : "%d years %d months", value / 12, value % 12);
        return vn_int_in(arena, lang, value);
    case FACT_MONEY:
        return str_fmt(arena, lang == LANG_VI ? "%.*s đồng" : "%.*s VND",
                       STRF(vn_int_in(arena, lang, (int64_t)value * 1000)));
    case FACT_MONTH:
        return str_fmt(arena, "%02d/%04d", value % 12 + 1, value / 12);
    case FACT_DAY:
        return vn_date(arena, date_from_days(value));
    case FACT_CODE:
        for (int i = 0; codes && codes[i].code; i++)
            if (i == value)
                return text_in(lang, codes[i].text);
        return str_fmt(arena, "%d", value);
    case FACT_SET:
        return show_set(arena, codes, value, lang);
    }
    return (Str){0};
}
