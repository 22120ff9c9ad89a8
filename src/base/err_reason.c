/* What the system says when a file cannot be used, in both languages. */
#include "base/err.h"

#include <errno.h>
#include <string.h>

static const struct {
    int number;
    Text text;
} reasons[] = {
    {ENOENT, TEXT_INIT("không có tệp hay thư mục ấy; hãy xem lại đường dẫn", "no such file or folder; check the path")},
    {EACCES, TEXT_INIT("không có quyền; hãy xem quyền của tệp và thư mục",
                       "not permitted; check the permissions of the file and its folder")},
    {EPERM, TEXT_INIT("hệ thống không cho phép", "the system does not permit it")},
    {EISDIR, TEXT_INIT("đó là thư mục; hãy chỉ tên tệp", "it is a folder; give the name of a file")},
    {ENOTDIR, TEXT_INIT("một phần của đường dẫn không phải là thư mục", "a part of the path is not a folder")},
    {EEXIST, TEXT_INIT("đã có tệp hay thư mục cùng tên", "a file or folder of that name is there already")},
    {ENOSPC,
     TEXT_INIT("đĩa hết chỗ; hãy xóa bớt hoặc chọn nơi khác", "the disk is full; make room or choose another place")},
    {EDQUOT, TEXT_INIT("đã hết phần đĩa được cấp; hãy xóa bớt hoặc chọn nơi khác",
                       "the share of the disk is used up; make room or choose another place")},
    {EROFS, TEXT_INIT("ổ đĩa chỉ cho đọc; hãy chọn nơi khác", "the disk can only be read; choose another place")},
    {EMFILE, TEXT_INIT("đang mở quá nhiều tệp", "too many files are open")},
    {ENFILE, TEXT_INIT("hệ thống đang mở quá nhiều tệp", "the system has too many files open")},
    {EFBIG, TEXT_INIT("tệp quá lớn đối với hệ thống", "the file is too large for the system")},
    {ENAMETOOLONG, TEXT_INIT("tên quá dài", "the name is too long")},
    {ELOOP, TEXT_INIT("các liên kết trỏ vòng quanh", "the links lead round in a circle")},
    {EBUSY, TEXT_INIT("chương trình khác đang dùng", "another program uses it")},
    {ETXTBSY, TEXT_INIT("chương trình khác đang chạy tệp này", "the file is a program that runs")},
    {EIO, TEXT_INIT("ổ đĩa báo lỗi khi đọc, ghi", "the disk reports an error")},
    {ENOMEM, TEXT_INIT("không đủ bộ nhớ", "there is not enough memory")},
    {ENXIO, TEXT_INIT("không có thiết bị hay chương trình nào ở đầu bên kia", "nothing is at the other end")},
    {EINVAL, TEXT_INIT("hệ thống không làm được việc này ở đây", "the system cannot do this here")},
};

Text err_reason(Arena *arena, int number)
{
    for (ptrdiff_t i = 0; i < COUNTOF(reasons); i++)
        if (reasons[i].number == number)
            return reasons[i].text;
    return text_fmt(arena, "lỗi %d của hệ thống (%s)", "system error %d (%s)", number, strerror(number));
}
