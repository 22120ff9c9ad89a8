/* Each kind of file at each door. */
#include "test.h"

#include "base/file.h"
#include "door/door.h"
#include "register/register.h"

typedef struct Sample {
    const char *name, *bytes;
    DoorKind kind;
    const char *source, *code; /* of a list of an agency; what a page is told */
} Sample;

static const Sample samples[] = {
    {"dan-cu.csv", "Họ và tên,Ngày sinh,Giới tính,Số CCCD,Tên xã,Thôn\nTrần Thị Mai,1986,Nữ,033186000001,x,y\n",
     DOOR_REGISTER, "population", "is-register:population"},
    {"bhxh.csv",
     "Mã số BHXH,Họ và tên,Loại hình,Cơ quan BHXH,Từ tháng,Mức đóng\n0123456789,Mai,bắt buộc,HY,01/2026,5000000\n",
     DOOR_REGISTER, "participants", "is-register:participants"},
    {"don-vi.csv", "TT,Mã đơn vị,Tên đơn vị,Số lao động,Điện thoại\n1,YN001,Công ty A,12,02210000000\n", DOOR_REGISTER,
     "employers", "is-register:employers"},
    {"nguoi.csv", "Họ và tên,Số CCCD,Ghi chú\nTrần Thị Mai,033186000001,\n", DOOR_REGISTER, "", "is-register"},
    {"so-lieu.csv", "Mã đơn vị,Tên đơn vị,Chỉ tiêu,Kỳ,Giá trị\n11953,Phường Phố Hiến,Bắt buộc,10/2026,5\n", DOOR_FACTS,
     "", "is-facts"},
    {"so-lieu-ngan.csv", "Bảng số liệu tháng 10\nĐơn vị,Chỉ tiêu,Kỳ,Giá trị\nPhường Phố Hiến,Bắt buộc,10/2026,5\n",
     DOOR_FACTS, "", "is-facts"},
    {"ke-hoach.csv",
     "KẾ HOẠCH đến năm 2030\nTT,Tên xã/phường,Chỉ tiêu chung,Chỉ tiêu BHXH tự nguyện\n1,Phường Phố Hiến,9000,1000\n",
     DOOR_PLAN, "", "is-plan"},
    {"giao-ma.csv",
     "TT,Mã đơn vị,Tên đơn vị,Chỉ tiêu chung,Chỉ tiêu BHXH tự nguyện\n1,11953,Phường Phố Hiến,9000,1000\n", DOOR_PLAN,
     "", "is-plan"},
    {"giao-danh-sach.csv", "Mã đơn vị,Chỉ tiêu,Năm,Giá trị\n11953,participants_total,2030,1204\n", DOOR_PLAN, "",
     "is-plan"},
    {"lo-trinh.csv", "Năm,Chỉ tiêu chung,BHXH tự nguyện\n2027,9000,1000\n", DOOR_PLAN, "", "is-plan"},
    {"thon.csv", "Danh sách thôn\nXã/phường,Thôn/tổ dân phố,Dân số\nPhường Hồng Châu,Tổ dân phố 1,2537\n",
     DOOR_VILLAGES, "", "is-villages"},
    {"xa.csv", "STT,Mã xã,Tên xã,Loại\n1,11953,Phố Hiến,phường\n", DOOR_UNITS, "", "is-units"},
    {"la.csv", "a,b,c\n1,2,3\n", DOOR_UNKNOWN, "", ""},
    {"trong.csv", "", DOOR_UNKNOWN, "", ""},
};

static DoorFile given(const Sample *s)
{
    return (DoorFile){.name = str_from(s->name), .bytes = str_from(s->bytes)};
}

TEST(each_kind_is_known_by_its_headings)
{
    for (int i = 0; i < COUNTOF(samples); i++) {
        DoorFile file = given(&samples[i]);
        DoorFound found = door_recognise(arena, &file);
        if (found.kind != samples[i].kind)
            fail_msg("%s is taken for %d", samples[i].name, found.kind);
        Str source = found.source ? found.source->code : S("");
        if (!str_eq(source, str_from(samples[i].source)))
            fail_msg("%s is taken for %.*s", samples[i].name, STRF(source));
    }
}

/* At its own door, and what nobody knows, a file passes; at every other the text says what it is and the code where. */
TEST(at_every_wrong_door_it_is_said_what_the_file_is)
{
    static const DoorKind doors[] = {DOOR_FACTS, DOOR_PLAN, DOOR_VILLAGES};
    for (int i = 0; i < COUNTOF(samples); i++)
        for (int d = 0; d < COUNTOF(doors); d++) {
            DoorFile file = given(&samples[i]);
            Err *err = door_check(arena, doors[d], NULL, &file);
            if (samples[i].kind == doors[d] || samples[i].kind == DOOR_UNKNOWN) {
                if (err)
                    fail_msg("%s at door %d: %.*s", samples[i].name, doors[d], STRF(err->text.vi));
                continue;
            }
            if (!err)
                fail_msg("%s passes door %d", samples[i].name, doors[d]);
            assert_string_equal(err->code, samples[i].code);
            assert_int_equal(err->kind, ERR_BAD_INPUT);
            assert_true(str_find(err->text.vi, str_from(samples[i].name)) >= 0);
            assert_true(str_find(err->text.vi, S("chưa ghi gì")) > 0 &&
                        str_find(err->text.en, S("nothing was kept")) > 0);
            assert_true(err->page.vi.len > 0 && err->page.en.len > 0 && err->command.vi.len > 0);
        }
}

TEST(a_source_takes_its_list_and_those_of_other_sources_are_not_its_business)
{
    RegisterSources sources;
    assert_ok(register_sources(arena, &sources));
    for (ptrdiff_t k = 0; k < sources.count; k++)
        for (int i = 0; i < COUNTOF(samples); i++) {
            DoorFile file = given(&samples[i]);
            Err *err = door_check(arena, DOOR_REGISTER, &sources.source[k], &file);
            bool passes = samples[i].kind == DOOR_REGISTER || samples[i].kind == DOOR_UNKNOWN;
            if (passes != (err == NULL))
                fail_msg("%s at %.*s: %.*s", samples[i].name, STRF(sources.source[k].code),
                         STRF(err ? err->text.vi : S("passes")));
            if (err)
                assert_string_equal(err->code, samples[i].code);
        }
}

/* It asks which heading is which; few columns of a list of villages among others are none. */
TEST(a_list_of_persons_whose_headings_nobody_knows_is_left_to_its_source)
{
    RegisterSources sources;
    const RegisterSource *population;
    DoorFile file = {.name = S("a.csv"), .bytes = S("Tên KH,Ngày sinh,Xã/phường,Thôn,Số nhà\nMai,1986,x,y,1\n")};
    assert_ok(register_sources(arena, &sources));
    assert_ok(register_source(&sources, arena, S("population"), &population));
    assert_ok(door_check(arena, DOOR_REGISTER, population, &file));
}

TEST(the_shipped_examples_pass_their_doors)
{
    static const struct {
        const char *name;
        DoorKind kind;
    } shipped[] = {{"demo/results-2026-10.csv", DOOR_FACTS},
                   {"demo/hung-yen-plan-2030.csv", DOOR_PLAN},
                   {"demo/hai-phong-path.csv", DOOR_PLAN},
                   {"demo/thon-mo-phong.csv", DOOR_VILLAGES}};
    for (int i = 0; i < COUNTOF(shipped); i++) {
        Str path;
        assert_ok(file_shipped(arena, str_from(shipped[i].name), &path));
        DoorFile file = {.name = str_from(shipped[i].name), .path = path};
        if (door_recognise(arena, &file).kind != shipped[i].kind)
            fail_msg("%s is taken for %d", shipped[i].name, door_recognise(arena, &file).kind);
    }
}

TEST_MAIN
