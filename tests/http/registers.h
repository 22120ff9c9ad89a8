/* registers: a handful of people and employers in the lists of several agencies, delivered to a store.
 *
 * September 2026, province 33.  Mai (commune 11980) and Nam (11983) have wages and a labour contract of an enterprise
 * that has no unit at social insurance, and are in no insurance; Tâm (11980) is insured; Bình (11980) is in no scheme;
 * Hoa is a child.  In October the enterprise has a unit and Mai is insured there. */
#pragma once
#include "filled.h"

#include "register/register.h"

#define MAI "033186000011"
#define NAM "033090000022"
#define FIRM "0100109106"

static const Date registers_september = {2026, 9, 30}, registers_october = {2026, 10, 31};

static inline void registers_put(Store *store, Arena *arena, const char *province, const char *source, Date as_of,
                                 Str rows)
{
    RegisterReport report;
    Str path = test_temp(arena, str_fmt(arena, "%s-%s-%d.csv", province, source, as_of.month));
    assert_ok(file_write(arena, path, rows));
    RegisterPut ask = {.province = str_from(province),
                       .source = str_from(source),
                       .as_of = as_of,
                       .path = path,
                       .name = S("ds.csv"),
                       .by = S("lan"),
                       .threads = 1};
    assert_ok(register_put(store, arena, &ask, &report));
    if (report.delivery.state != DELIVERY_HELD)
        return;
    assert_ok(store_begin(store, arena));
    assert_ok(register_release(store, arena, str_from(province), report.delivery.id, S("lan")));
    assert_ok(store_commit(store, arena));
}

#define REGISTERS_PARTICIPANTS                                                                                                                    \
    "Mã số BHXH,Số định danh,Họ và tên,Ngày sinh,Giới tính,Loại hình,Mã đơn vị,MST đơn vị,Cơ quan BHXH,Từ tháng," \
    "Mức đóng,Biến động\n"                                                                                                               \
    "0110000066,033192000066,Ngô Thị Tâm,02/02/1992,Nữ,BB,D1,,BHXH A,2021-01,9000000,TM\n"

static inline void registers_of_september(Store *store, Arena *arena)
{
    registers_put(store, arena, "33", "population", registers_september,
                  S("Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã,Thôn,Tình trạng cư trú,Điện thoại\n"
                    "Trần Thị Mai,14/02/1986,Nữ," MAI ",11980,Thôn Đông,thường trú,0912345678\n"
                    "Lê Văn Nam,03/05/1990,Nam," NAM ",11983,Thôn Tây,thường trú,\n"
                    "Vũ Thị Hoa,09/09/2018,Nữ,033318000033,11980,Thôn Đông,thường trú,\n"
                    "Phạm Văn Bình,1979,Nam,033079000044,11980,Thôn Nam,thường trú,\n"
                    "Ngô Thị Tâm,02/02/1992,Nữ,033192000066,11980,Thôn Nam,thường trú,\n"));
    registers_put(store, arena, "33", "participants", registers_september, S(REGISTERS_PARTICIPANTS));
    registers_put(store, arena, "33", "employers", registers_september,
                  S("Mã đơn vị,MST,Tên đơn vị,Mã xã,Cơ quan BHXH\nD1,,Trường Một,11980,BHXH A\n"));
    registers_put(store, arena, "33", "enterprises", registers_september,
                  S("MST,Tên doanh nghiệp,Tình trạng,Mã xã,Người đại diện,Điện thoại\n" FIRM
                    ",Công ty May Phố Nối,đang hoạt động,11980,Đào Văn Kiên,\n"));
    registers_put(store, arena, "33", "departures", registers_september,
                  S("Số định danh,Họ và tên,Sự kiện,Ngày xảy ra\n033130000077,Đỗ Thị Lan,chết,2026-08-20\n"));
    registers_put(
        store, arena, "33", "beneficiaries", registers_september,
        S("Mã người hưởng,Số định danh,Họ và tên,Chế độ,Từ tháng\nH1,033130000077,Đỗ Thị Lan,hưu trí,2010-01\n"));
    registers_put(store, arena, "33", "affiliations", registers_september,
                  S("Danh sách,Họ và tên,Số định danh,Ngày sinh,Tổ chức\nhội viên,Đỗ Thị Lan,033130000077,,Hội A\n"));
    registers_put(store, arena, "33", "household_businesses", registers_september,
                  S("MST,Chủ hộ,Số định danh,Tên hộ kinh doanh,Mã xã,Tình trạng\n"
                    "0100112437,Đỗ Thị Lan,033130000077,Quán Lan,11983,đã chấm dứt\n"));
    registers_put(store, arena, "33", "tax_income", registers_september,
                  S("MST cơ quan chi trả,Số định danh,Họ tên,Năm,Số tháng,Thu nhập chịu thuế,Loại hợp đồng\n" FIRM
                    "," MAI ",Trần Thị Mai,2025,12,96000000,HĐLĐ\n" FIRM "," NAM
                    ",Lê Văn Nam,2025,12,108000000,HĐLĐ\n"));
}

static inline void registers_of_october(Store *store, Arena *arena)
{
    registers_put(store, arena, "33", "participants", registers_october,
                  S(REGISTERS_PARTICIPANTS "0110000011," MAI ",Trần Thị Mai,14/02/1986,Nữ,BB,D2," FIRM
                                           ",BHXH A,2026-10,8000000,TM\n"));
    registers_put(store, arena, "33", "employers", registers_october,
                  S("Mã đơn vị,MST,Tên đơn vị,Mã xã,Cơ quan BHXH\nD1,,Trường Một,11980,BHXH A\n"
                    "D2," FIRM ",Công ty May Phố Nối,11980,BHXH A\n"));
}

static inline Served registers_served(Arena *arena, int which)
{
    Str db;
    if (!filled_database(arena, which, &db))
        return (Served){0};
    Store *store = filled_store(arena, db);
    registers_of_september(store, arena);
    store_close(&store);
    return serve_on(arena, db, NULL);
}

/* Two lists say the same name and day of birth with numbers that differ: a person is to say whether they are one. */
static inline void registers_unsettled(Store *store, Arena *arena)
{
    Buf people = buf_open(arena), insured = buf_open(arena);
    buf_fmt(&people, "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã,Thôn,Tình trạng cư trú\n");
    buf_fmt(&insured, "Mã số BHXH,Số định danh,Họ và tên,Ngày sinh,Giới tính,Loại hình,Mã đơn vị,Cơ quan BHXH,Từ "
                      "tháng,Mã xã\n");
    static const char *const family[] = {"Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi", "Đỗ"}, *const given[] = {
                                                                                               "Lan",  "Hà",  "Thu",
                                                                                               "Cúc",  "Mận", "Đào",
                                                                                               "Liễu", "Sen", "Huệ",
                                                                                               "Ngà",  "Oanh"};
    for (int i = 0; i < 300; i++) {
        int day = 1 + i * 7 % 28, month = 1 + i * 5 % 12, year = 1970 + i % 30;
        Str name = str_fmt(arena, "%s Thị %s %s", family[i % 7], given[i % 11], given[(i * 3 + 1) % 11]);
        long long number = 33100000000 + (year - 1900) * 1000000LL + 1000 + i;
        int unit = i % 2 ? 11983 : 11980;
        buf_fmt(&people, "%.*s,%02d/%02d/%d,Nữ,0%lld,%d,Thôn Đông,thường trú\n", STRF(name), day, month, year, number,
                unit);
        if (i < 120)
            buf_fmt(&insured, "01100%05d,0%lld,%.*s,%02d/%02d/%d,Nữ,BB,D1,BHXH A,2021-01,%d\n", i,
                    i < 4 ? number + 41000 : number, STRF(name), day, month, year, unit);
    }
    registers_put(store, arena, "33", "population", registers_september, buf_str(&people));
    registers_put(store, arena, "33", "participants", registers_september, buf_str(&insured));
}
