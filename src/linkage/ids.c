/* ids: what the records of a side call themselves, kept tightly: each id behind its
 * length, and where every sixteenth one begins. */
#include "linkage/records_internal.h"

#include <string.h>

enum { EVERY = 16 };

void ids_open(Ids *ids)
{
    *ids = (Ids){.bytes = slab_open(), .starts = slab_open(), .hashes = slab_open()};
}

void ids_close(Ids *ids)
{
    slab_close(&ids->bytes);
    slab_close(&ids->starts);
    slab_close(&ids->hashes);
}

void ids_add(Ids *ids, Str id)
{
    if (ids->rows++ % EVERY == 0)
        *(uint64_t *)slab_add(&ids->starts, 8) = (uint64_t)ids->bytes.len;
    unsigned char length[10];
    int n = 0;
    for (uint64_t left = (uint64_t)id.len;; left >>= 7) {
        length[n++] = (unsigned char)((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
        if (left <= 0x7f)
            break;
    }
    memcpy(slab_add(&ids->bytes, n), length, (size_t)n);
    if (id.len > 0)
        memcpy(slab_add(&ids->bytes, id.len), id.ptr, (size_t)id.len);
    *(uint64_t *)slab_add(&ids->hashes, 8) = str_hash(id);
}

static Str next(const char **at)
{
    uint64_t len = 0;
    for (int shift = 0;; shift += 7) {
        unsigned char byte = (unsigned char)*(*at)++;
        len |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            break;
    }
    Str id = {*at, (ptrdiff_t)len};
    *at += len;
    return id;
}

Str ids_get(const Ids *ids, ptrdiff_t row)
{
    const char *at = ids->bytes.base + ((const uint64_t *)(const void *)ids->starts.base)[row / EVERY];
    for (ptrdiff_t i = row / EVERY * EVERY; i < row; i++)
        next(&at);
    return next(&at);
}

typedef struct Twins {
    const Ids *ids;
    Entry *entry;
    ptrdiff_t first, second; /* rows of the duplicate whose second row is lowest */
} Twins;

/* Entries of one hash: usually one; ids themselves decide. */
static void compare_run(Twins *t, const Entry *run, ptrdiff_t n)
{
    for (ptrdiff_t i = 1; i < n; i++)
        for (ptrdiff_t j = 0; j < i; j++) {
            ptrdiff_t a = run[j].who, b = run[i].who;
            if ((t->second < 0 || b < t->second) && str_eq(ids_get(t->ids, a), ids_get(t->ids, b))) {
                t->first = a, t->second = b;
                return;
            }
        }
}

static void find_twins(Twins *t, ptrdiff_t n)
{
    for (ptrdiff_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && t->entry[to].key == t->entry[from].key;)
            to++;
        if (to > from + 1)
            compare_run(t, t->entry + from, to - from);
    }
}

Err *ids_check(LinkData *data, Arena *arena, int side, Str source)
{
    Ids *ids = &data->ids[side];
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Twins t = {.ids = ids, .entry = new (&scratch, Entry, ids->rows), .first = -1, .second = -1};
    for (ptrdiff_t i = 0; i < ids->rows; i++)
        t.entry[i] = (Entry){((const uint64_t *)(const void *)ids->hashes.base)[i], (uint32_t)i, 0};
    t.entry = entries_sort(data, &scratch, t.entry, ids->rows);
    find_twins(&t, ids->rows);
    slab_close(&ids->hashes);
    if (t.second < 0)
        return NULL;
    Str id = ids_get(ids, t.second);
    id = str_slice(id, 0, id.len < 60 ? id.len : 60);
    return err_at(FAIL(arena, BAD_INPUT, "mã “%.*s” có hai lần, ở dòng %td và dòng %td; mỗi hồ sơ cần một mã riêng",
                       "the id “%.*s” is there twice, in rows %td and %td; each record needs an id of its own",
                       STRF(id), t.first + 2, t.second + 2),
                  (Place){.file = source, .row = t.second + 2});
}
