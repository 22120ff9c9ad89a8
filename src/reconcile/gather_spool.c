/* spool: rows whose band comes later wait in a file without a name, in TMPDIR or /tmp; it vanishes with the program. */
#include "reconcile/gather_read.h"

#include "base/pool.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static Err *failed(Arena *arena, int error)
{
    return FAIL_BECAUSE(arena, UNAVAILABLE, error, "không dùng được tệp tạm (thư mục: TMPDIR)",
                        "could not use a temporary file (its folder: TMPDIR)");
}

Err *gather_spool_open(Arena *arena, GatherSpool *ret)
{
    const char *folder = getenv("TMPDIR");
    char *path = str_c(arena, str_fmt(arena, "%s/baophu-gather-XXXXXX", folder && *folder ? folder : "/tmp"));
    *ret = (GatherSpool){.file = mkostemp(path, O_CLOEXEC), .open = true};
    if (ret->file < 0) {
        ret->open = false;
        return failed(arena, errno);
    }
    unlink(path);
    return NULL;
}

void gather_spool_close(GatherSpool *spool)
{
    if (spool->open)
        close(spool->file);
    spool->open = false;
}

int64_t gather_spool_put(GatherSpool *spool, const char *bytes, ptrdiff_t len)
{
    int64_t first = atomic_fetch_add(&spool->end, len), at = first;
    while (len > 0) {
        ssize_t done = pwrite(spool->file, bytes, (size_t)len, at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            atomic_store(&spool->error, done < 0 ? errno : EIO);
            break;
        }
        bytes += done, len -= done, at += done;
    }
    return first;
}

void gather_spool_get(GatherSpool *spool, int64_t at, char *ret, ptrdiff_t len)
{
    while (len > 0) {
        ssize_t done = pread(spool->file, ret, (size_t)len, at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            atomic_store(&spool->error, done < 0 ? errno : EIO);
            return;
        }
        ret += done, len -= done, at += done;
    }
}

Err *gather_spool_check(const GatherSpool *spool, Arena *arena)
{
    int error = atomic_load(&spool->error);
    return error ? failed(arena, error) : NULL;
}

/* ---- a band that waited ----------------------------------------------------------------------------------- */

typedef struct Fetching {
    Reading *reading;
    const Laters *later;
    char **to;
} Fetching;

static void fetch_pieces(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Fetching *f = arg;
    for (ptrdiff_t i = from; i < to; i++)
        gather_spool_get(&f->reading->spool, f->later->data[i].at, f->to[i], f->later->data[i].len);
}

Err *gather_spool_band(Reading *r)
{
    Arena *keep = &r->slot[0].keep;
    const Laters *later = &r->later[r->band];
    Fetching f = {r, later, new (keep, char *, later->len)};
    for (ptrdiff_t i = 0; i < later->len; i++) {
        f.to[i] = arena_alloc_raw(keep, 1, _Alignof(RowHead), later->data[i].len);
        Piece piece = {f.to[i], later->data[i].len};
        vec_push(&r->own, &r->persons, piece);
    }
    parallel_for(r->g->threads, later->len, 1, fetch_pieces, &f);
    return gather_spool_check(&r->spool, r->g->arena);
}
