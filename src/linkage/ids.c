/* ids: what the records of a side call themselves, kept tightly: each id behind its
 * length, and where every sixteenth one begins. */
#include "linkage/spill.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { EVERY = 16 };

void ids_open(Ids *ids)
{
    *ids = (Ids){.bytes = slab_open(), .starts = slab_open(), .hashes = slab_open(), .file = -1};
}

void ids_close(Ids *ids)
{
    if (ids->map)
        munmap((void *)(uintptr_t)ids->map, (size_t)ids->written);
    if (ids->bytes.base && ids->file >= 0)
        close(ids->file);
    slab_close(&ids->bytes);
    slab_close(&ids->starts);
    slab_close(&ids->hashes);
}

void ids_add(Ids *ids, Str id)
{
    if (ids->rows++ % EVERY == 0)
        *(uint64_t *)slab_add(&ids->starts, 8) = (uint64_t)(ids->written + ids->bytes.len);
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

/* Where the sixteen ids around a row begin; the next ones begin at `end`. */
static void group_of(const Ids *ids, ptrdiff_t row, int64_t *begin, int64_t *end)
{
    const uint64_t *start = (const uint64_t *)(const void *)ids->starts.base;
    ptrdiff_t group = row / EVERY, groups = ids->starts.len / 8;
    *begin = (int64_t)start[group];
    *end = group + 1 < groups ? (int64_t)start[group + 1] : ids->written + ids->bytes.len;
}

static Str walk(const char *at, ptrdiff_t row)
{
    for (ptrdiff_t i = row / EVERY * EVERY; i < row; i++)
        next(&at);
    return next(&at);
}

static Err *read_group(const Ids *ids, Arena *arena, ptrdiff_t row, int64_t begin, int64_t end, Str *ret)
{
    char few[1024];
    char *bytes = end - begin <= (int64_t)sizeof few ? few : new (arena, char, end - begin);
    if (!spill_read(ids->file, bytes, end - begin, begin))
        return FAIL(arena, UNAVAILABLE, "không đọc được tệp tạm", "could not read a temporary file");
    Str id = walk(bytes, row);
    *ret = bytes == few ? str_copy(arena, id) : id;
    return NULL;
}

Err *ids_get(const Ids *ids, Arena *arena, ptrdiff_t row, Str *ret)
{
    int64_t begin, end;
    group_of(ids, row, &begin, &end);
    if (begin < ids->written && !ids->map)
        return read_group(ids, arena, row, begin, end, ret);
    *ret = walk(begin < ids->written ? ids->map + begin : ids->bytes.base + (begin - ids->written), row);
    return NULL;
}

void ids_done(Ids *ids)
{
    if (ids->written == 0)
        return;
    void *map = mmap(NULL, (size_t)ids->written, PROT_READ, MAP_SHARED, ids->file, 0);
    ids->map = map == MAP_FAILED ? NULL : map;
}

/* Whole groups go; the last ids may stand in a group that goes on. */
Err *ids_spill(LinkData *data, Arena *arena, int side)
{
    Ids *ids = &data->ids[side];
    if (ids->rows == 0)
        return NULL;
    if (ids->file < 0)
        TRY(spill_file(data, arena, &ids->file));
    const uint64_t *start = (const uint64_t *)(const void *)ids->starts.base;
    int64_t keep_from = (int64_t)start[ids->starts.len / 8 - 1], n = keep_from - ids->written;
    if (n <= 0)
        return NULL;
    if (!spill_write(ids->file, ids->bytes.base, n, ids->written))
        return FAIL(arena, UNAVAILABLE, "không ghi được tệp tạm", "could not write a temporary file");
    ids->bytes.len -= (ptrdiff_t)n;
    memmove(ids->bytes.base, ids->bytes.base + n, (size_t)ids->bytes.len);
    ids->written += n;
    return NULL;
}

/* Of a hash by multiplication alone, whose highest bits say little of short ids. */
static uint64_t spread(uint64_t hash)
{
    return (hash ^ hash >> 32) * 0x9e3779b97f4a7c15u;
}

typedef struct Suspect {
    uint64_t hash;
    ptrdiff_t row;
} Suspect;

typedef struct Twins {
    const Ids *ids;
    ptrdiff_t first, second; /* rows of the duplicate whose second row is lowest, or -1 */
} Twins;

static Err *same_id(const Twins *t, Arena scratch, ptrdiff_t a, ptrdiff_t b, bool *ret)
{
    Str x, y;
    TRY(ids_get(t->ids, &scratch, a, &x));
    TRY(ids_get(t->ids, &scratch, b, &y));
    *ret = str_eq(x, y);
    return NULL;
}

/* Entries of one hash: usually one; ids themselves decide. */
static Err *compare_run(Twins *t, Arena scratch, const Suspect *run, ptrdiff_t n)
{
    for (ptrdiff_t i = 1; i < n; i++)
        for (ptrdiff_t j = 0; j < i; j++) {
            bool same = false;
            if (t->second >= 0 && run[i].row >= t->second)
                return NULL;
            TRY(same_id(t, scratch, run[j].row, run[i].row, &same));
            if (same) {
                t->first = run[j].row, t->second = run[i].row;
                return NULL;
            }
        }
    return NULL;
}

static int compare_suspects(const void *a, const void *b)
{
    const Suspect *x = a, *y = b;
    return x->hash != y->hash ? (x->hash > y->hash) - (x->hash < y->hash) : (x->row > y->row) - (x->row < y->row);
}

static Err *find_twins(Twins *t, Arena scratch, Suspect *suspect, ptrdiff_t n)
{
    if (n > 1)
        qsort(suspect, (size_t)n, sizeof *suspect, compare_suspects);
    for (ptrdiff_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && suspect[to].hash == suspect[from].hash;)
            to++;
        if (to > from + 1)
            TRY(compare_run(t, scratch, suspect + from, to - from));
    }
    return NULL;
}

/* Parts of the hashes, by their highest bits, are looked through side by side; the bits of a part stay in the cache. */
enum { LEAST_PARTS_BITS = 2, MOST_PARTS_BITS = 6 };

struct IdsCheck {
    const Ids *ids;
    int part_bits, bits; /* of a hash: those that say its part, and the next ones */
    Twins twins[1 << MOST_PARTS_BITS];
    bool failed[1 << MOST_PARTS_BITS];
};

/* Hashes whose next bits were seen before: few, and every hash that is there twice is among them. */
static uint64_t *find_suspects(const IdsCheck *c, Arena *arena, uint64_t part)
{
    const uint64_t *hash = (const uint64_t *)(const void *)c->ids->hashes.base;
    uint64_t *seen = new (arena, uint64_t, (ptrdiff_t)1 << (c->bits - 6));
    uint64_t *twice = new (arena, uint64_t, (ptrdiff_t)1 << (c->bits - 6));
    for (ptrdiff_t i = 0; i < c->ids->rows; i++) {
        uint64_t h = spread(hash[i]), place = h << c->part_bits >> (64 - c->bits), bit = UINT64_C(1) << (place & 63);
        if (h >> (64 - c->part_bits) != part)
            continue;
        twice[place >> 6] |= seen[place >> 6] & bit;
        seen[place >> 6] |= bit;
    }
    return twice;
}

static Err *check_part(IdsCheck *c, Arena scratch, uint64_t part)
{
    enum { GROWTH = 4096 };
    const uint64_t *hash = (const uint64_t *)(const void *)c->ids->hashes.base;
    const uint64_t *twice = find_suspects(c, &scratch, part);
    Arena own = arena_open(1 << 20);
    Suspect *suspect = NULL;
    ptrdiff_t n = 0, cap = 0, size = (ptrdiff_t)sizeof *suspect;
    for (ptrdiff_t i = 0; i < c->ids->rows; i++) {
        uint64_t h = spread(hash[i]), place = h << c->part_bits >> (64 - c->bits);
        if (h >> (64 - c->part_bits) != part || !(twice[place >> 6] >> (place & 63) & 1))
            continue;
        if (n == cap) {
            suspect = arena_grow_raw(&scratch, suspect, cap * size, (cap + GROWTH) * size, _Alignof(Suspect));
            cap += GROWTH;
        }
        suspect[n++] = (Suspect){hash[i], i};
    }
    c->twins[part] = (Twins){.ids = c->ids, .first = -1, .second = -1};
    Err *err = find_twins(&c->twins[part], own, suspect, n);
    arena_close(&own);
    return err;
}

void ids_check_part(IdsCheck *c, int part)
{
    ptrdiff_t most = c->ids->rows * (ptrdiff_t)sizeof(Suspect) + ((ptrdiff_t)1 << (c->bits - 2)) + (1 << 20);
    AUTO(arena_close) Arena scratch = arena_open(most);
    c->failed[part] = check_part(c, scratch, (uint64_t)part) != NULL;
}

int ids_check_parts(const IdsCheck *c)
{
    return 1 << c->part_bits;
}

/* As many parts as keep the worst case, ids that are all there twice, within a share of the memory allowed. */
IdsCheck *ids_check_open(const LinkData *data, Arena *arena, int side)
{
    enum { SPARSE = 16, LEAST = 10 }; /* bits for a row */
    const Ids *ids = &data->ids[side];
    int64_t bytes = ids->rows * data->threads * (int64_t)sizeof(Suspect), room = data->spill ? data->memory / 8 : 0;
    IdsCheck *c = new (arena, IdsCheck, 1);
    *c = (IdsCheck){.ids = ids, .part_bits = LEAST_PARTS_BITS, .bits = LEAST};
    while (room > 0 && bytes >> c->part_bits > room && c->part_bits < MOST_PARTS_BITS)
        c->part_bits++;
    while ((ptrdiff_t)1 << (c->bits + c->part_bits) < SPARSE * ids->rows)
        c->bits++;
    return c;
}

/* Where two rows stand in their file: it is read again, for nobody else asks. */
static Err *find_lines(LinkSource *source, Arena *scratch, const ptrdiff_t row[2], ptrdiff_t ret_line[2])
{
    LinkBatch batch = {0};
    TRY(source->rewind(source, scratch));
    for (ptrdiff_t from = 0; from <= row[1]; from += batch.rows) {
        arena_reset(scratch);
        TRY(source->read(source, scratch, &batch));
        if (batch.rows == 0)
            return NULL;
        for (int i = 0; i < 2; i++)
            if (row[i] >= from && row[i] < from + batch.rows)
                ret_line[i] = batch.line ? (ptrdiff_t)batch.line[row[i] - from] : row[i] + 1;
    }
    return NULL;
}

static Err *twice(LinkSource *source, Arena *arena, Str id, const ptrdiff_t row[2])
{
    ptrdiff_t line[2] = {0, 0};
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    TRY(err_keep(arena, find_lines(source, &scratch, row, line)));
    id = str_slice(id, 0, id.len < 60 ? id.len : 60);
    return err_at(
        FAIL(arena, BAD_INPUT,
             "mã “%.*s” có hai lần, ở dòng %td và dòng %td; mỗi hồ sơ cần một mã riêng: hãy sửa, hoặc chọn "
             "cột mã khác bằng --id",
             "the id “%.*s” is there twice, in rows %td and %td; each record needs an id of its own: mend it, "
             "or choose another column with --id",
             STRF(id), line[0], line[1]),
        (Place){.file = source->name, .row = line[1]});
}

Err *ids_check_end(LinkData *data, Arena *arena, int side, LinkSource *source, const IdsCheck *check)
{
    Ids *ids = &data->ids[side];
    Twins t = {.second = -1};
    for (int part = 0; part < ids_check_parts(check); part++) {
        const Twins *found = &check->twins[part];
        if (check->failed[part])
            return FAIL(arena, UNAVAILABLE, "không đọc được tệp tạm", "could not read a temporary file");
        if (found->second >= 0 && (t.second < 0 || found->second < t.second))
            t = *found;
    }
    slab_close(&ids->hashes);
    if (t.second < 0)
        return NULL;
    Str id;
    TRY(ids_get(ids, arena, t.second, &id));
    return twice(source, arena, id, (ptrdiff_t[]){t.first, t.second});
}
