#include "base/file.h"

#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static Err *read_all(Arena *arena, int fd, Str path, int64_t size, Str *ret)
{
    Buf bytes = buf_open(arena);
    bytes.ptr = new (arena, char, size + 1);
    while (bytes.len < size) {
        ssize_t n = read(fd, bytes.ptr + bytes.len, (size_t)(size - bytes.len));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không đọc được tệp “%.*s”", "could not read “%.*s”",
                                STRF(path));
        if (n == 0) /* the file shrank meanwhile: what is there is the file */
            break;
        bytes.len += n;
    }
    *ret = buf_str(&bytes);
    return NULL;
}

Err *file_read(Arena *arena, Str path, int64_t limit, Str *ret)
{
    struct stat st;
    AUTO(fd_close) int fd = open(str_c(arena, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) < 0)
        return FAIL_BECAUSE(arena, NOT_FOUND, errno, "không mở được tệp “%.*s”", "could not open “%.*s”", STRF(path));
    if (!S_ISREG(st.st_mode))
        return FAIL(arena, BAD_INPUT, "“%.*s” không phải là tệp; hãy chỉ đúng đường dẫn tới tệp",
                    "“%.*s” is not a file; give the path of a file", STRF(path));
    if (st.st_size > limit)
        return FAIL(arena, TOO_LARGE, "tệp “%.*s” lớn %lld MB, vượt giới hạn %lld MB",
                    "“%.*s” has %lld MB, more than the limit of %lld MB", STRF(path), (long long)(st.st_size >> 20),
                    (long long)(limit >> 20));
    return read_all(arena, fd, path, st.st_size, ret);
}

static bool write_all(int fd, Str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.ptr, (size_t)bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = str_slice(bytes, n, bytes.len);
    }
    return true;
}

Err *file_target(Arena *arena, Str path, Str *ret)
{
    struct stat st;
    char real[PATH_MAX];
    *ret = path;
    if (stat(str_c(arena, path), &st) != 0)
        return NULL;
    if (S_ISDIR(st.st_mode))
        return FAIL(arena, UNAVAILABLE, "không ghi được “%.*s”: đó là thư mục; hãy chỉ tên tệp",
                    "could not write “%.*s”: it is a folder; give the name of a file", STRF(path));
    if (!S_ISREG(st.st_mode))
        return FAIL(arena, UNAVAILABLE, "không ghi được “%.*s”: đó không phải là tệp thường; hãy chọn tên khác",
                    "could not write “%.*s”: it is not an ordinary file; choose another name", STRF(path));
    if (realpath(str_c(arena, path), real))
        *ret = str_copy(arena, str_from(real));
    return NULL;
}

/* Without links, dots and doubled slashes; of a file that is not there yet, its folder's. */
static Str canonical(Arena *arena, Str path)
{
    char real[PATH_MAX];
    if (realpath(str_c(arena, path), real))
        return str_copy(arena, str_from(real));
    ptrdiff_t name = path.len;
    while (name > 0 && path.ptr[name - 1] != '/')
        name--;
    Str folder = name > 0 ? str_slice(path, 0, name) : S(".");
    if (!realpath(str_c(arena, folder), real))
        return path;
    return str_fmt(arena, "%s/%.*s", real, STRF(str_slice(path, name, path.len)));
}

bool file_same(Arena scratch, Str a, Str b)
{
    return str_eq(canonical(&scratch, a), canonical(&scratch, b));
}

Err *file_write(Arena *arena, Str path, Str bytes)
{
    TRY(file_target(arena, path, &path));
    char *beside = str_c(arena, str_fmt(arena, "%.*s.XXXXXX", STRF(path)));
    AUTO(fd_close) int fd = mkstemp(beside);
    if (fd < 0)
        return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không tạo được tệp “%.*s”", "could not create “%.*s”",
                            STRF(path));
    mode_t mask = umask(0);
    umask(mask);
    bool ok = write_all(fd, bytes) && fchmod(fd, 0666 & ~mask) == 0 && fsync(fd) == 0 &&
              rename(beside, str_c(arena, path)) == 0;
    if (ok)
        return NULL;
    int why = errno;
    unlink(beside);
    return FAIL_BECAUSE(arena, UNAVAILABLE, why, "không ghi được tệp “%.*s”", "could not write “%.*s”", STRF(path));
}

bool file_exists(Str path)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 20);
    struct stat st;
    return stat(str_c(&scratch, path), &st) == 0;
}

Err *file_shipped(Arena *arena, Str name, Str *ret_path)
{
    const char *folders[] = {getenv("BAOPHU_DATA"), BAOPHU_DATA_INSTALLED, BAOPHU_DATA_SOURCE};
    for (int i = 0; i < COUNTOF(folders); i++) {
        if (!folders[i])
            continue;
        *ret_path = str_fmt(arena, "%s/%.*s", folders[i], STRF(name));
        if (file_exists(*ret_path))
            return NULL;
    }
    return FAIL(arena, NOT_FOUND, "thiếu dữ liệu đi kèm “%.*s”; hãy cài lại chương trình hoặc đặt BAOPHU_DATA",
                "the shipped data “%.*s” is missing; install the program again or set BAOPHU_DATA", STRF(name));
}

Str file_plain_name(Arena *arena, Str name)
{
    enum { NAME_MOST = 180 };
    Buf out = buf_open(arena);
    for (StrCut cut; (cut = str_cut(name, '/')).ok;)
        name = cut.tail;
    Rune rune;
    for (ptrdiff_t at = 0; at < name.len; at += rune.len) {
        rune = utf8_get(name, at);
        bool plain = rune.valid && rune.code >= ' ' && rune.code != 0x7f && rune.code != '\\';
        buf_rune(&out, plain ? rune.code : '_');
    }
    Str clean = str_trim(buf_str(&out));
    while (clean.len > NAME_MOST) /* from the front, whole letters */
        clean = str_slice(clean, utf8_get(clean, 0).len, clean.len);
    return clean.len == 0 || clean.ptr[0] == '.' ? str_fmt(arena, "_%.*s", STRF(clean)) : clean;
}
