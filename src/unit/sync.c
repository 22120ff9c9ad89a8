/* The rows that stand in the database and those of the file meet in one hash table, so
 * that taking the same file in again writes nothing, and a correction only itself. */
#include "unit/sync.h"

#include "base/vec.h"
#include <string.h>

typedef struct Slot {
    Str key, whole;
    bool used, standing, given;
    Value keys[SYNC_COLUMNS_MAX];
} Slot;

typedef struct Slots {
    Slot *slot;
    ptrdiff_t mask;
} Slots;

static Slot *find(Slots slots, Str key)
{
    ptrdiff_t at = (ptrdiff_t)(str_hash(key) & (uint64_t)slots.mask);
    while (slots.slot[at].used && !str_eq(slots.slot[at].key, key))
        at = (at + 1) & slots.mask;
    return &slots.slot[at];
}

static Str joined(Arena *arena, const Value *value, ptrdiff_t count)
{
    Buf text = buf_open(arena);
    for (ptrdiff_t i = 0; i < count; i++) {
        if (value[i].kind == VALUE_INT)
            buf_fmt(&text, "%lld", (long long)value[i].i);
        else if (value[i].kind == VALUE_REAL)
            buf_fmt(&text, "%.17g", value[i].r);
        else
            buf_add(&text, value[i].s);
        buf_byte(&text, '\x1f');
    }
    return buf_str(&text);
}

typedef Vec(Value) Values;

static Err *read_standing(Store *store, Arena *arena, const Sync *sync, const Value *args, ptrdiff_t arg_count,
                          Values *ret)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, *sync->all, args, arg_count, &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        for (int c = 0; sync->kinds[c]; c++) {
            Value value = sync->kinds[c] == 'i'   ? V_INT(rows_int(&rows, c))
                          : sync->kinds[c] == 'r' ? V_REAL(rows_real(&rows, c))
                                                  : V_TEXT(rows_text(&rows, arena, c));
            vec_push(arena, ret, value);
        }
    }
}

static Slots enter_standing(Arena *arena, const Sync *sync, const Values *standing, ptrdiff_t columns, ptrdiff_t more)
{
    ptrdiff_t rows = standing->len / columns, size = 16;
    while (size < 2 * (rows + more))
        size *= 2;
    Slots slots = {new (arena, Slot, size), size - 1};
    for (ptrdiff_t r = 0; r < rows; r++) {
        const Value *value = &standing->data[r * columns];
        Str key = joined(arena, value, sync->keys);
        Slot *slot = find(slots, key);
        *slot = (Slot){.key = key, .whole = joined(arena, value, columns), .used = true, .standing = true};
        memcpy(slot->keys, value, (size_t)sync->keys * sizeof *value);
    }
    return slots;
}

static Err *drop_missing(Store *store, Arena *arena, const Sync *sync, Slots slots, int64_t *ret_changed)
{
    for (ptrdiff_t i = 0; i <= slots.mask; i++) {
        const Slot *slot = &slots.slot[i];
        if (!slot->standing || slot->given)
            continue;
        TRY(store_exec(store, arena, *sync->drop, slot->keys, sync->keys, NULL));
        ++*ret_changed;
    }
    return NULL;
}

Err *sync_rows(Store *store, Arena *arena, const Sync *sync, const Value *args, ptrdiff_t arg_count, const Value *row,
               ptrdiff_t count, int64_t *ret_changed)
{
    ptrdiff_t columns = (ptrdiff_t)strlen(sync->kinds);
    Values standing = {0};
    TRY(read_standing(store, arena, sync, args, arg_count, &standing));
    Slots slots = enter_standing(arena, sync, &standing, columns, count);
    for (ptrdiff_t r = 0; r < count; r++, row += columns) {
        Str key = joined(arena, row, sync->keys), whole = joined(arena, row, columns);
        Slot *slot = find(slots, key);
        if (slot->given)
            return FAIL(arena, BAD_INPUT, "dòng trùng nhau cho “%.*s”; hãy bỏ bớt một dòng",
                        "two rows for “%.*s”; remove one of them", STRF(row[1].s));
        bool same = slot->standing && str_eq(slot->whole, whole);
        *slot = (Slot){.key = key, .whole = whole, .used = true, .standing = slot->standing, .given = true};
        if (same)
            continue;
        TRY(store_exec(store, arena, *sync->put, row, columns, NULL));
        ++*ret_changed;
    }
    return sync->drop ? drop_missing(store, arena, sync, slots, ret_changed) : NULL;
}
