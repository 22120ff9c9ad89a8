/* The folder itself: copies out of it, and what is put away in it.  Everything goes by descriptors and never through a
 * link, for who can write into it may put anything there at any time. */
#include "register/drop_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20, NAMES_MOST = 1000 };

static Err *folder_fail(Arena *arena, int why, Str folder)
{
    return FAIL_BECAUSE(arena, UNAVAILABLE, why, "không dùng được thư mục “%.*s”", "the folder “%.*s” cannot be used",
                        STRF(folder));
}

static int open_inside(int in, const char *name)
{
    (void)mkdirat(in, name, 0770); /* there already, or the opening fails */
    return openat(in, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

Err *drop_place_open(Arena *arena, Str folder, DropPlace *ret)
{
    *ret = (DropPlace){-1, -1, -1};
    ret->in = open(str_c(arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (ret->in >= 0)
        ret->done = open_inside(ret->in, "done");
    if (ret->done >= 0)
        ret->refused = open_inside(ret->in, "refused");
    int why = errno;
    if (ret->refused >= 0)
        return NULL;
    drop_place_close(ret);
    return folder_fail(arena, why, folder);
}

void drop_place_close(DropPlace *place)
{
    int *all[] = {&place->in, &place->done, &place->refused};
    for (int i = 0; i < COUNTOF(all); i++) {
        if (*all[i] >= 0)
            close(*all[i]);
        *all[i] = -1;
    }
}

/* ---- a copy of our own ---------------------------------------------------------------------- */

typedef struct Copying {
    int from, to;
    crypto_hash_sha512_state sha;
} Copying;

static void copying_close(Copying *c)
{
    if (c->from >= 0)
        close(c->from);
    if (c->to >= 0)
        close(c->to);
}

static bool write_all(int fd, const char *bytes, ssize_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, (size_t)len);
        if (n <= 0)
            return false;
        bytes += n;
        len -= n;
    }
    return true;
}

/* No more than was there at first, so that a file that grows while it is read comes to an end. */
static bool copy_bytes(Copying *c, Arena scratch, int64_t size)
{
    char *piece = new_raw(&scratch, char, PIECE);
    while (size > 0) {
        ssize_t n = read(c->from, piece, size < PIECE ? (size_t)size : PIECE);
        if (n <= 0)
            return n == 0;
        crypto_hash_sha512_update(&c->sha, (const unsigned char *)piece, (unsigned long long)n);
        if (!write_all(c->to, piece, n))
            return false;
        size -= n;
    }
    return true;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

Err *drop_copy(Arena *arena, int in, Str name, Str to, Str *ret_digest, bool *ret_same)
{
    struct stat before, after;
    unsigned char digest[crypto_hash_sha512_BYTES];
    char *hex = new (arena, char, 2 * sizeof digest + 1);
    AUTO(copying_close) Copying c = {.to = -1};
    *ret_same = false;
    c.from = openat(in, str_c(arena, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (c.from < 0 || fstat(c.from, &before) != 0 || !S_ISREG(before.st_mode))
        return NULL; /* gone, or another thing by now */
    unlink(str_c(arena, to));
    c.to = open(str_c(arena, to), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    crypto_hash_sha512_init(&c.sha);
    if (c.to < 0 || !copy_bytes(&c, *arena, before.st_size))
        return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "chưa chép được “%.*s”", "“%.*s” could not be copied",
                            STRF(name));
    crypto_hash_sha512_final(&c.sha, digest);
    *ret_digest = str_from(sodium_bin2hex(hex, 2 * sizeof digest + 1, digest, sizeof digest));
    *ret_same = fstat(c.from, &after) == 0 && same_file(&before, &after);
    return NULL;
}

/* ---- putting away ------------------------------------------------------------------------------ */

/* population.csv, population.csv.2, … */
static Str numbered(Arena *arena, Str name, int number)
{
    return number < 2 ? name : str_fmt(arena, "%.*s.%d", STRF(name), number);
}

static bool write_new(Arena *arena, int folder, Str name, Str bytes)
{
    int fd = openat(folder, str_c(arena, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return false;
    bool ok = write_all(fd, bytes.ptr, bytes.len);
    return close(fd) == 0 && ok;
}

Err *drop_put_away(Arena *arena, const DropPlace *place, bool done, Str name, Str words, Str more, bool *ret_told)
{
    int to = done ? place->done : place->refused;
    Str free_name = name;
    bool moved = false;
    for (int i = 1; i <= NAMES_MOST && !moved; i++) {
        free_name = numbered(arena, name, i);
        moved = renameat2(place->in, str_c(arena, name), to, str_c(arena, free_name), RENAME_NOREPLACE) == 0;
        if (!moved && errno != EEXIST)
            break;
    }
    if (!moved)
        return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "chưa chuyển được “%.*s” đi", "“%.*s” could not be put away",
                            STRF(name));
    Str sig = str_fmt(arena, "%.*s.sig", STRF(name)), sig_to = str_fmt(arena, "%.*s.sig", STRF(free_name));
    (void)renameat(place->in, str_c(arena, sig), to, str_c(arena, sig_to)); /* there may be none */
    *ret_told = write_new(arena, to, str_fmt(arena, "%.*s.txt", STRF(free_name)), words);
    if (more.len > 0)
        *ret_told = write_new(arena, to, str_fmt(arena, "%.*s.loi.csv", STRF(free_name)), more) && *ret_told;
    return NULL;
}
