#include "table/ole.h"

#include "base/vec.h"
#include <string.h>

/* Sector numbers from here up say that no sector follows. */
#define LAST_SECTOR 0xFFFFFFFAu

enum { HEADER = 512, ENTRY = 128, HEADER_TABLE = 109, MINI_SHIFT = 6, MINI_BELOW = 4096 };

typedef struct Ole {
    Str bytes;
    int shift;        /* a sector has 1 << shift bytes */
    uint32_t sectors; /* in the file */
    uint32_t *table;  /* the sectors that hold the allocation table, in order */
    uint32_t tables;
    uint32_t mini_table; /* first sector of the small streams' table */
    Str mini;            /* what the small streams are cut from */
} Ole;

static uint32_t u16(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)(b[0] | b[1] << 8);
}

static uint32_t u32(const char *p)
{
    return u16(p) | u16(p + 2) << 16;
}

bool ole_is(Str bytes)
{
    return str_starts(bytes, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

static Err *damaged(Arena *arena)
{
    return FAIL(arena, BAD_INPUT, "tệp bị hỏng hoặc chưa tải về hết; hãy lấy lại tệp gốc",
                "the file is damaged or was not transferred completely; fetch the original again");
}

/* The bytes of a sector; the last one of a file may be cut short. */
static Str sector(const Ole *o, uint32_t n)
{
    if (n >= o->sectors)
        return (Str){0};
    ptrdiff_t from = ((ptrdiff_t)n + 1) << o->shift, size = (ptrdiff_t)1 << o->shift;
    return str_slice(o->bytes, from, from + size < o->bytes.len ? from + size : o->bytes.len);
}

static uint32_t entry_of(Str s, uint32_t i)
{
    return (ptrdiff_t)i * 4 + 4 <= s.len ? u32(s.ptr + (ptrdiff_t)i * 4) : LAST_SECTOR;
}

static uint32_t next_sector(const Ole *o, uint32_t n)
{
    uint32_t each = 1u << (o->shift - 2);
    return n / each < o->tables ? entry_of(sector(o, o->table[n / each]), n % each) : LAST_SECTOR;
}

/* The allocation table's sectors: 109 in the header, the others in a chain of lists. */
static Err *read_table(Ole *o, Arena *arena)
{
    uint32_t each = (1u << (o->shift - 2)) - 1, room = o->sectors;
    o->table = new (arena, uint32_t, room);
    for (uint32_t i = 0; i < HEADER_TABLE && o->tables < room; i++) {
        uint32_t n = u32(o->bytes.ptr + 76 + i * 4);
        if (n < o->sectors)
            o->table[o->tables++] = n;
    }
    uint32_t lists = 0;
    for (uint32_t list = u32(o->bytes.ptr + 68); list < LAST_SECTOR && list < o->sectors;) {
        if (++lists > o->sectors)
            return damaged(arena);
        Str s = sector(o, list);
        for (uint32_t i = 0; i < each && o->tables < room; i++)
            if (entry_of(s, i) < o->sectors)
                o->table[o->tables++] = entry_of(s, i);
        list = entry_of(s, each);
    }
    return NULL;
}

/* The chain that begins with `first`; one slice of the file where its sectors follow
 * each other. */
static Err *read_chain(const Ole *o, Arena *arena, uint32_t first, Str *ret)
{
    uint32_t count = 0;
    bool straight = true;
    ptrdiff_t size = 0;
    for (uint32_t n = first; n < LAST_SECTOR; n = next_sector(o, n)) {
        if (n >= o->sectors || ++count > o->sectors)
            return damaged(arena);
        size += sector(o, n).len;
        straight &= n == first + count - 1;
    }
    *ret = (Str){0};
    if (count == 0)
        return NULL;
    if (straight) {
        *ret = (Str){sector(o, first).ptr, size};
        return NULL;
    }
    char *copy = new (arena, char, size);
    ptrdiff_t at = 0;
    for (uint32_t n = first; count-- > 0; n = next_sector(o, n)) {
        Str s = sector(o, n);
        memcpy(copy + at, s.ptr, (size_t)s.len);
        at += s.len;
    }
    *ret = (Str){copy, size};
    return NULL;
}

/* A stream below 4096 bytes lies in sectors of 64 bytes within the root's stream. */
static Err *read_mini(const Ole *o, Arena *arena, uint32_t first, ptrdiff_t size, Str *ret)
{
    Str table;
    TRY(read_chain(o, arena, o->mini_table, &table));
    char *copy = new (arena, char, size);
    ptrdiff_t at = 0;
    for (uint32_t n = first; at < size; n = entry_of(table, n)) {
        ptrdiff_t from = (ptrdiff_t)n << MINI_SHIFT;
        if (n >= LAST_SECTOR || from >= o->mini.len)
            return damaged(arena);
        ptrdiff_t take = size - at < 1 << MINI_SHIFT ? size - at : 1 << MINI_SHIFT;
        if (take > o->mini.len - from)
            take = o->mini.len - from;
        memcpy(copy + at, o->mini.ptr + from, (size_t)take);
        at += take;
        if (take < 1 << MINI_SHIFT)
            break;
    }
    *ret = (Str){copy, at};
    return NULL;
}

static bool entry_named(const char *entry, const char *name)
{
    size_t len = strlen(name);
    if (u16(entry + 64) != (len + 1) * 2)
        return false;
    for (size_t i = 0; i < len; i++)
        if ((u16(entry + i * 2) | 0x20) != ((unsigned)name[i] | 0x20))
            return false;
    return true;
}

static Err *open_file(Ole *o, Arena *arena, Str *ret_directory)
{
    if (!ole_is(o->bytes) || o->bytes.len < HEADER + ENTRY)
        return damaged(arena);
    o->shift = (int)u16(o->bytes.ptr + 30);
    if (o->shift != 9 && o->shift != 12)
        return damaged(arena);
    o->sectors = (uint32_t)(((o->bytes.len - 1) >> o->shift));
    o->mini_table = u32(o->bytes.ptr + 60);
    TRY(read_table(o, arena));
    TRY(read_chain(o, arena, u32(o->bytes.ptr + 48), ret_directory));
    if (ret_directory->len < ENTRY)
        return damaged(arena);
    return read_chain(o, arena, u32(ret_directory->ptr + 116), &o->mini);
}

typedef Vec(uint32_t) Entries;

static const char *entry_at(Str directory, uint32_t i)
{
    return (ptrdiff_t)i < directory.len / ENTRY ? directory.ptr + (ptrdiff_t)i * ENTRY : NULL;
}

/* What lies in the root itself: its children form a tree (left at 68, right at 72, child of
 * a storage at 76).  All entries where a writer left the tree out. */
static Entries root_entries(Arena *arena, Str directory)
{
    uint32_t count = (uint32_t)(directory.len / ENTRY);
    bool *seen = new (arena, bool, count);
    Entries list = {0};
    uint32_t child = u32(directory.ptr + 76);
    if (child < count)
        vec_push(arena, &list, child);
    for (ptrdiff_t i = 0; i < list.len; i++) {
        const char *entry = entry_at(directory, list.data[i]);
        for (int side = 68; side <= 72; side += 4) {
            uint32_t next = u32(entry + side);
            if (next >= count || seen[next])
                continue;
            seen[next] = true;
            vec_push(arena, &list, next);
        }
    }
    for (uint32_t i = 1; child >= count && i < count; i++)
        vec_push(arena, &list, i);
    return list;
}

Err *ole_stream(Arena *arena, Str bytes, const char *name, Str *ret, bool *ret_found)
{
    Str directory;
    Ole ole = {.bytes = bytes};
    TRY(open_file(&ole, arena, &directory));
    *ret_found = false;
    Entries entries = root_entries(arena, directory);
    for (ptrdiff_t i = 0; i < entries.len; i++) {
        const char *entry = entry_at(directory, entries.data[i]);
        if (entry[66] != 2 || !entry_named(entry, name))
            continue;
        *ret_found = true;
        uint32_t first = u32(entry + 116), size = u32(entry + 120);
        if (size < MINI_BELOW)
            return read_mini(&ole, arena, first, (ptrdiff_t)size, ret);
        TRY(read_chain(&ole, arena, first, ret));
        if (ret->len > (ptrdiff_t)size)
            ret->len = (ptrdiff_t)size;
        return NULL;
    }
    return NULL;
}
