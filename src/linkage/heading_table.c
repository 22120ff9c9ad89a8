/* The headings that are known, of the registers that agencies deliver and of common data sets. */
#include "linkage/recognise_internal.h"

#include "table/heading.h"
#include "vn/vn.h"
#include <string.h>

#define SAME(kind) &link_kind_##kind, &link_kind_##kind

const LinkHeading link_headings[] = {
    {"full_name", SAME(name),
     "Họ và tên|Họ tên|Họ, tên|Họ và tên người nộp thuế|Tên người tham gia|Tên người lao động|Họ tên người lao động|Họ "
     "và tên chủ hộ|Tên chủ hộ|Tên khách hàng|Tên bệnh nhân|Tên học sinh|Tên đối tượng|full_name|name|person_name|"
     "owner_name|employee_name|student_name|patient_name|customer_name|client_name|member_name|applicant_name"},
    {"surname", SAME(word), "Họ|surname|last_name|family_name|lname|sname"},
    {"family_middle", SAME(name), "Họ đệm|Họ và đệm|Họ và chữ đệm|Họ và tên đệm|Họ lót|family_middle"},
    {"middle_name", SAME(word), "Tên đệm|Đệm|Chữ đệm|Chữ lót|middle_name|middle|mname"},
    {"given_name", SAME(word), "Tên|given_name|first_name|forename|fname|gname|Tên gọi"},
    {"birth_date", SAME(date),
     "Ngày sinh|Ngày tháng năm sinh|Ngày, tháng, năm sinh|NTNS|Sinh ngày|dob|date_of_birth|birth_date|birthday|born"},
    {"birth_year", SAME(date), "Năm sinh|year_of_birth|birth_year|yob"},
    {"sex", SAME(sex), "Giới tính|Giới|Phái|Nam/Nữ|sex|gender"},
    {"personal_id", SAME(personal),
     "Số định danh cá nhân|Số định danh|Mã định danh cá nhân|Mã định danh|Số ĐDCN|ĐDCN|Số CCCD|CCCD|Căn cước công "
     "dân|Số căn cước công dân|Căn cước|Số căn cước|CCCD/CMND|CMND/CCCD|Số CMND/CCCD|Số CCCD/CMND|Số định danh cá "
     "nhân/CCCD|Số định danh/CCCD|personal_id|personal_number|citizen_id"},
    {"old_id", SAME(personal), "CMND|Số CMND|CMTND|Số CMT|Số CMTND|Chứng minh nhân dân|Số chứng minh nhân dân|old_id"},
    {"si_number", SAME(social),
     "Mã số BHXH|Số BHXH|Mã BHXH|Số sổ BHXH|Sổ BHXH|Mã số bảo hiểm xã hội|Số sổ bảo hiểm xã "
     "hội|si_number|social_insurance_number"},
    {"health_card", SAME(id), "Mã thẻ BHYT|Số thẻ BHYT|Thẻ BHYT|Mã thẻ bảo hiểm y tế|health_card|card_number"},
    {"tax_code", SAME(tax),
     "Mã số thuế|MST|Mã số thuế cá nhân|MST cá nhân|Mã số thuế TNCN|personal_tax_code|tax_code|tax_id|tin"},
    {"identity_number", SAME(id),
     "soc_sec_id|ssn|social_security_number|national_id|national_insurance_number|nino|nhs_number|medicare_number|"
     "passport|passport_number|Số hộ chiếu|Hộ chiếu|id_number|licence_number|license_number"},
    {"phone", SAME(phone),
     "Điện thoại|Số điện thoại|Số ĐT|SĐT|ĐT|Di động|Điện thoại di động|Điện thoại liên hệ|phone|phone_number|telephone|"
     "mobile|mobile_number|tel|cell_phone"},
    {"email", SAME(email), "email|email_address|mail|Thư điện tử|Hộp thư|Địa chỉ email"},
    {"commune_code", SAME(place),
     "Mã xã|Mã phường xã|Mã xã/phường|Mã phường/xã|Mã đơn vị hành chính|Mã ĐVHC|Mã xã cư trú|commune_code"},
    {"commune_name", SAME(place),
     "Tên xã|Xã/phường|Xã, phường|Phường/xã|Phường, xã|Tên xã/phường|Xã|Phường|Nơi cư trú|Nơi thường trú|Thường "
     "trú|Nơi ở|Nơi ở hiện nay|commune_name|commune|ward"},
    {"village", SAME(word), "Thôn|Tổ dân phố|Thôn/Tổ dân phố|Thôn, tổ dân phố|Khu phố|Ấp|Bản|Xóm|village|hamlet"},
    {"address", SAME(text),
     "Địa chỉ|Chỗ ở|Chỗ ở hiện nay|Địa chỉ hiện nay|Địa chỉ thường trú|Địa chỉ liên hệ|Địa chỉ cư trú|Địa chỉ nơi "
     "ở|address|address_1|address1|address_line_1|"
     "street|street_address|street_name|addr|full_address|residence"},
    {"address_2", SAME(text), "address_2|address2|address_line_2"},
    {"street_number", SAME(id), "Số nhà|street_number|house_number|house_no|street_no"},
    {"suburb", SAME(word), "suburb|locality|district|borough|Quận/huyện|Quận, huyện|Huyện|Quận"},
    {"city", SAME(word), "city|town|Thành phố"},
    {"state", SAME(category), "state|region|county|Tỉnh|Tỉnh/thành phố|Tỉnh, thành phố|Tỉnh thành|province"},
    {"postcode", SAME(id), "postcode|post_code|postal_code|zip|zip_code|zipcode|Mã bưu chính"},
    {"birth_place", &link_kind_place, &link_kind_word,
     "Nơi sinh|Quê quán|Nguyên quán|Nơi đăng ký khai sinh|birth_place|place_of_birth|hometown|birth_city|birth_town"},
    {"father_name", SAME(name), "Họ tên cha|Họ và tên cha|Tên cha|father_name|father"},
    {"mother_name", SAME(name), "Họ tên mẹ|Họ và tên mẹ|Tên mẹ|mother_name|mother|mothers_maiden_name"},
    {"ethnicity", SAME(category), "Dân tộc|ethnicity|ethnic_group|race"},
    {"nationality", SAME(category), "Quốc tịch|nationality|citizenship"},
    {"occupation", SAME(category), "Nghề nghiệp|Nghề|Công việc|occupation|job|profession|job_title"},
    {"employer_code", SAME(category),
     "Mã đơn vị|MST đơn vị|MST cơ quan chi trả|Mã số thuế đơn vị|employer_code|employer_tax_code|employer_id"},
    {"employer_name", SAME(text),
     "Đơn vị|Tên đơn vị|Đơn vị công tác|Nơi làm việc|employer|company|organisation|school"},
    {"id", NULL, NULL,
     "unique_id|record_id|rec_id|id|row_id|uid|uuid|person_id|key|Mã|Mã hồ sơ|Mã bản ghi|Mã đối tượng|Mã người|Mã học "
     "sinh|beneficiary_id|student_id|customer_id|patient_id|client_id|left_id|right_id"},
    {"row_number", NULL, NULL, "STT|TT|Số TT|Số thứ tự|no|nr|row|row_number|index|line"},
    {"truth", NULL, NULL,
     "cluster|cluster_id|entity|entity_id|true_id|truth|truth_id|true_match_id|label|group_id|match_id|duplicate_of|"
     "original_id"},
    {"household_id", NULL, NULL, "Mã hộ|Mã hộ gia đình|Số hộ khẩu|Số hộ|household_id|household|family_id"},
    {0},
};

/* ---- finding ------------------------------------------------------------------------------ */

static bool has_key(Arena scratch, const LinkHeading *h, Str key)
{
    for (StrCut cut = {.tail = str_from(h->names), .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, '|');
        if (str_eq(heading_key(&scratch, cut.head), key))
            return true;
    }
    return str_eq(heading_key(&scratch, str_from(h->field)), key);
}

/* Length of the longest name that stands in the heading as whole words: "patient_first_name" → "first_name". */
static ptrdiff_t longest_inside(Arena scratch, const LinkHeading *h, Str words)
{
    ptrdiff_t best = 0;
    for (StrCut cut = {.tail = str_from(h->names), .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, '|');
        Str name = vn_fold(&scratch, cut.head, VN_KEY);
        ptrdiff_t at = str_find(words, name);
        bool whole = at >= 0 && (at == 0 || words.ptr[at - 1] == ' ') &&
                     (at + name.len == words.len || words.ptr[at + name.len] == ' ');
        if (whole && name.len > best)
            best = name.len;
    }
    return best;
}

ptrdiff_t link_heading_find(Arena scratch, Str heading)
{
    heading = str_slice(heading, 0, heading.len < 200 ? heading.len : 200);
    Str key = heading_key(&scratch, heading), words = vn_fold(&scratch, heading, VN_KEY);
    ptrdiff_t best = -1, longest = 3; /* shorter words occur by chance */
    for (ptrdiff_t i = 0; key.len > 0 && link_headings[i].field; i++)
        if (has_key(scratch, &link_headings[i], key))
            return i;
    for (ptrdiff_t i = 0; key.len > 0 && link_headings[i].field; i++) {
        ptrdiff_t len = link_headings[i].kind ? longest_inside(scratch, &link_headings[i], words) : 0;
        if (len > longest) {
            longest = len;
            best = i;
        }
    }
    return best;
}

ptrdiff_t heading_named(const char *field)
{
    ptrdiff_t i = 0;
    while (link_headings[i].field && strcmp(link_headings[i].field, field) != 0)
        i++;
    return link_headings[i].field ? i : -1;
}

bool heading_is(Arena scratch, ptrdiff_t heading, Str written)
{
    return has_key(scratch, &link_headings[heading], heading_key(&scratch, written));
}
