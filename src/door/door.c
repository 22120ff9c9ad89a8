/* What the wrong door says. */
#include "door/door_internal.h"

enum { MORE = 2 }; /* so many headings more than what the door takes has, where that is whole */

static const struct {
    const char *code;
    Text what; /* it is */
} kinds[] = {
    [DOOR_UNKNOWN] = {"", TEXT_INIT("", "")},
    [DOOR_REGISTER] = {"is-register", TEXT_INIT("danh sách người", "a list of persons")},
    [DOOR_FACTS] = {"is-facts", TEXT_INIT("tệp số liệu hằng tháng (xã, chỉ tiêu, kỳ, giá trị)",
                                          "a file of monthly figures (commune, indicator, period, value)")},
    [DOOR_PLAN] = {"is-plan", TEXT_INIT("văn bản giao chỉ tiêu", "a document that sets targets")},
    [DOOR_VILLAGES] = {"is-villages",
                       TEXT_INIT("danh sách thôn, tổ dân phố", "a list of villages and residential groups")},
    [DOOR_UNITS] = {"is-units", TEXT_INIT("danh mục xã, phường", "a list of communes")},
};

DoorFound door_recognise(Arena *arena, const DoorFile *file)
{
    DoorLook look;
    Err *err = door_look(arena, file, DOOR_UNKNOWN, NULL, &look);
    return err ? (DoorFound){0} : look.found;
}

static Text what_it_is(Arena *arena, DoorKind kind, const RegisterSource *source)
{
    if (!source)
        return kinds[kind].what;
    return (Text){str_fmt(arena, "danh sách “%.*s” mà cơ quan gửi", STRF(source->name.vi)),
                  str_fmt(arena, "the list “%.*s” that an agency delivers", STRF(source->name.en))};
}

static Err *to_register(Arena *arena, Err *err, const RegisterSource *source)
{
    if (!source)
        return err_next(err, COMMAND("hãy nhận bằng lệnh baophu register put", "take it in with baophu register put"),
                        PAGE("hãy nộp ở Đối soát, mục Nguồn dữ liệu, vào đúng nguồn của nó",
                             "deliver it under Reconciliation, Sources, to the source that it is of"));
    Text page = {str_fmt(arena, "hãy nộp ở Đối soát, mục Nguồn dữ liệu: %.*s", STRF(source->name.vi)),
                 str_fmt(arena, "deliver it under Reconciliation, Sources: %.*s", STRF(source->name.en))};
    return err_next(err,
                    COMMAND_OF(arena, "hãy nhận bằng lệnh baophu register put %.*s",
                               "take it in with baophu register put %.*s", STRF(source->code)),
                    page);
}

static Err *to_its_place(Arena *arena, Err *err, const DoorFound *found)
{
    switch (found->kind) {
    case DOOR_FACTS:
        return err_next(err, COMMAND("hãy nạp bằng lệnh baophu fact import", "take it in with baophu fact import"),
                        PAGE("hãy nạp ở Quản trị, mục Nạp dữ liệu", "take it in under Administration, Imports"));
    case DOOR_PLAN:
        return err_next(err, COMMAND("hãy nạp bằng lệnh baophu plan import", "take it in with baophu plan import"),
                        PAGE("hãy nạp ở Chỉ tiêu, mục Nạp văn bản", "take it in under Targets, Take in a document"));
    case DOOR_VILLAGES:
        return err_next(err, COMMAND("hãy nạp bằng lệnh baophu unit villages", "take it in with baophu unit villages"),
                        PAGE("quản trị hệ thống nạp ở Quản trị, mục Nạp dữ liệu",
                             "the administrator takes it in under Administration, Imports"));
    case DOOR_UNITS:
        return err_next(err,
                        COMMAND("danh mục đi kèm chương trình: chạy baophu unit import",
                                "that list comes with the program: run baophu unit import"),
                        PAGE("danh mục đi kèm chương trình, không cần tệp: quản trị hệ thống nạp ở Quản trị, mục Nạp "
                             "dữ liệu",
                             "that list comes with the program, no file is needed: the administrator takes it in under "
                             "Administration, Imports"));
    default:
        return to_register(arena, err, found->source);
    }
}

static Err *wrong_door(Arena *arena, DoorKind door, const RegisterSource *own, Str name, const DoorFound *found)
{
    Text is = what_it_is(arena, found->kind, found->source), taken = what_it_is(arena, door, own);
    Text file = {name.len > 0 ? str_fmt(arena, "“%.*s”", STRF(name)) : S("tệp này"),
                 name.len > 0 ? str_fmt(arena, "“%.*s”", STRF(name)) : S("this file")};
    Err *err = FAIL(arena, BAD_INPUT, "chưa ghi gì", "nothing was kept");
    err->text =
        (Text){str_fmt(arena, "%.*s là %.*s, không phải %.*s; chưa ghi gì", STRF(file.vi), STRF(is.vi), STRF(taken.vi)),
               str_fmt(arena, "%.*s is %.*s, not %.*s; nothing was kept", STRF(file.en), STRF(is.en), STRF(taken.en))};
    const char *code = kinds[found->kind].code;
    err->code = found->source ? str_c(arena, str_fmt(arena, "%s:%.*s", code, STRF(found->source->code))) : code;
    return to_its_place(arena, err, found);
}

Err *door_check(Arena *arena, DoorKind door, const RegisterSource *source, const DoorFile *file)
{
    DoorLook look;
    Err *unread = door_look(arena, file, door, source, &look);
    if (unread || look.found.kind == DOOR_UNKNOWN || look.found.kind == door)
        return NULL;
    if (look.found.matched < look.own + (look.whole ? MORE : 1))
        return NULL;
    return wrong_door(arena, door, source, file->name, &look.found);
}
