#include "base/out.h"

#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 << 10, AHEAD = 8 << 20 };

Err *out_open(Arena *arena, Str path, Out *ret)
{
    *ret = (Out){.fd = -1};
    TRY(file_target(arena, str_copy(arena, path), &ret->path));
    ret->beside = str_c(arena, str_fmt(arena, "%.*s.XXXXXX", STRF(ret->path)));
    ret->fd = mkstemp(ret->beside);
    if (ret->fd < 0)
        return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không tạo được tệp “%.*s”", "could not create “%.*s”",
                            STRF(path));
    ret->piece = new (arena, char, PIECE);
    return NULL;
}

/* The disk begins with what is written while the rest is made, so that the end need not wait for all of it.  Whether it
 * does is no matter: fsync says what is there. */
static void begin_writing(Out *out)
{
    if (out->written - out->begun < AHEAD)
        return;
    (void)sync_file_range(out->fd, out->begun, out->written - out->begun, SYNC_FILE_RANGE_WRITE);
    out->begun = out->written;
}

static void write_piece(Out *out)
{
    Str rest = {out->piece, out->len};
    out->len = 0;
    while (rest.len > 0 && !out->why) {
        ssize_t n = write(out->fd, rest.ptr, (size_t)rest.len);
        if (n > 0) {
            out->written += n;
            rest = str_slice(rest, n, rest.len);
        }
        if (n == 0 || (n < 0 && errno != EINTR))
            out->why = n == 0 ? ENOSPC : errno;
    }
    begin_writing(out);
}

void out_add(Out *out, Str s)
{
    while (s.len > 0) {
        ptrdiff_t n = PIECE - out->len < s.len ? PIECE - out->len : s.len;
        memcpy(out->piece + out->len, s.ptr, (size_t)n);
        out->len += n;
        s = str_slice(s, n, s.len);
        if (out->len == PIECE)
            write_piece(out);
    }
}

void out_byte(Out *out, char c)
{
    out->piece[out->len++] = c;
    if (out->len == PIECE)
        write_piece(out);
}

Err *out_close(Out *out, Arena *arena)
{
    mode_t mask = umask(0);
    umask(mask);
    write_piece(out);
    if (!out->why && (fchmod(out->fd, 0666 & ~mask) != 0 || fsync(out->fd) != 0 ||
                      rename(out->beside, str_c(arena, out->path)) != 0))
        out->why = errno;
    if (!out->why) {
        close(out->fd);
        out->fd = -1;
        return NULL;
    }
    int why = out->why;
    out_drop(out);
    return FAIL_BECAUSE(arena, UNAVAILABLE, why, "không ghi được tệp “%.*s”", "could not write “%.*s”",
                        STRF(out->path));
}

void out_drop(Out *out)
{
    if (!out->beside || out->fd < 0)
        return;
    close(out->fd);
    unlink(out->beside);
    out->fd = -1;
}
