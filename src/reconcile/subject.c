/* One subject, or some, out of the packed chunks. */
#include "reconcile/gather_internal.h"

#include "base/vec.h"
#include "gather_sql.h"
#include "reconcile/commune.h"
#include <stdlib.h>
#include <string.h>

static Err *absent(Arena *arena, bool employer, int64_t id)
{
    if (employer)
        return FAIL(arena, NOT_FOUND, "không có đơn vị số %lld", "there is no employer %lld", (long long)id);
    return FAIL(arena, NOT_FOUND, "không có người số %lld", "there is no person %lld", (long long)id);
}

Err *part_fetch(Store *store, Arena *arena, Str province, bool employer, const char *part, int64_t chunk, Str *ret,
                bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_PART_ONE,
                    ARGS(V_TEXT(province), V_INT(employer), V_TEXT(str_from(part)), V_INT(chunk)), &rows));
    TRY(rows_next(&rows, arena, ret_found));
    *ret = *ret_found ? rows_bytes(&rows, arena, 0) : (Str){0};
    return NULL;
}

Err *parts_fetch_some(Store *store, Arena *arena, Str province, bool employer, const char *part, int64_t from,
                      int count, Str ret[])
{
    AUTO(rows_close) Rows rows = {0};
    memset(ret, 0, (size_t)count * sizeof *ret);
    TRY(store_query(store, arena, SQL_PART_FROM,
                    ARGS(V_TEXT(province), V_INT(employer), V_TEXT(str_from(part)), V_INT(from), V_INT(from + count)),
                    &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        int64_t at = rows_int(&rows, 0) - from;
        if (at >= 0 && at < count)
            ret[at] = rows_bytes(&rows, arena, 1);
    }
}

Err *parts_fetch(Store *store, Arena *arena, Str province, bool employer, const char *part, int64_t from,
                 Str ret[PARTS_AT_ONCE])
{
    return parts_fetch_some(store, arena, province, employer, part, from, PARTS_AT_ONCE, ret);
}

Err *facts_fetch(Store *store, Arena *arena, Str province, bool employer, int64_t chunk, GatheredFacts *ret,
                 bool *ret_found)
{
    Str kept, beside;
    bool some;
    TRY(part_fetch(store, arena, province, employer, "facts", chunk, &kept, ret_found));
    TRY(part_fetch(store, arena, province, employer, "facts_newer", chunk, &beside, &some));
    return *ret_found ? unpack_facts(arena, kept, beside, employer, (ptrdiff_t)chunk, 0, NULL, ret) : NULL;
}

/* What stands beside the chunk is newer. */
static Err *read_newer(Store *store, Arena *arena, Str province, int64_t chunk, Columns *golden)
{
    Str kept;
    bool found;
    Newer newer;
    TRY(part_fetch(store, arena, province, false, "newer", chunk, &kept, &found));
    TRY(unpack_newer(arena, kept, &newer));
    newer_over(&newer, golden);
    return NULL;
}

static Err *read_golden(Store *store, Arena *arena, Str province, bool employer, int64_t id, uint64_t fields,
                        Columns *ret, bool *ret_found)
{
    Str kept;
    TRY(part_fetch(store, arena, province, employer, "golden", (id - 1) / SUBJECT_CHUNK, &kept, ret_found));
    if (!*ret_found)
        return NULL;
    TRY(unpack_golden(arena, kept, fields, ret));
    if (!employer)
        TRY(read_newer(store, arena, province, (id - 1) / SUBJECT_CHUNK, ret));
    *ret_found = (id - 1) % SUBJECT_CHUNK < ret->rows;
    return NULL;
}

/* ---- one -------------------------------------------------------------------------------- */

static void take_values(const Columns *columns, ptrdiff_t place, Subject *ret)
{
    for (int f = 0; f < GOLDEN_FIELDS; f++) {
        ret->value[f] = columns->cell[f][place];
        ret->origin[f] = -1;
    }
    Str origin = columns->cell[GOLDEN_FIELDS][place];
    if (origin.len == (ptrdiff_t)sizeof ret->origin)
        memcpy(ret->origin, origin.ptr, sizeof ret->origin);
}

static Err *take_facts(Store *store, Arena *arena, Subject *ret, bool *ret_there)
{
    GatheredFacts facts;
    int64_t chunk = (ret->id - 1) / SUBJECT_CHUNK;
    ptrdiff_t place = (ptrdiff_t)((ret->id - 1) % SUBJECT_CHUNK);
    TRY(facts_fetch(store, arena, ret->province, ret->employer, chunk, &facts, ret_there));
    if (!*ret_there)
        return NULL;
    *ret_there = place < facts.count && facts.there[place];
    if (!*ret_there)
        return NULL;
    int32_t *fact = new (arena, int32_t, facts.facts);
    gathered_row(&facts, place, fact);
    ret->fact = fact;
    return NULL;
}

static Err *take_month(Store *store, Arena *arena, Subject *ret)
{
    AUTO(rows_close) Rows rows = {0};
    bool found;
    TRY(store_query(store, arena, SQL_GATHERED_ONE, ARGS(V_TEXT(ret->province)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (found && !date_parse_iso(rows_text(&rows, arena, 1), &ret->month))
        ret->month = (Date){0};
    return NULL;
}

Err *subject_get(Store *store, Arena *arena, Str province, bool employer, int64_t id, Subject *ret)
{
    Columns columns;
    Communes communes;
    bool found = id > 0;
    Str kept;
    *ret = (Subject){.province = province, .employer = employer, .id = id};
    if (found)
        TRY(read_golden(store, arena, province, employer, id, GOLDEN_WHOLE, &columns, &found));
    if (!found)
        return absent(arena, employer, id);
    ptrdiff_t place = (ptrdiff_t)((id - 1) % SUBJECT_CHUNK);
    take_values(&columns, place, ret);
    TRY(communes_open(store, arena, province, &communes));
    ret->unit = commune_today(&communes, ret->value[GOLDEN_unit]);
    if (!scope_sees(store_scope(store), province, ret->unit))
        return absent(arena, employer, id);
    TRY(take_facts(store, arena, ret, &found));
    if (found)
        TRY(part_fetch(store, arena, province, employer, "links", (id - 1) / SUBJECT_CHUNK, &kept, &found));
    if (!found)
        return absent(arena, employer, id);
    TRY(unpack_links(arena, kept, place, ret));
    for (int f = 0; f < GOLDEN_FIELDS; f++)
        if (ret->origin[f] >= ret->rows)
            ret->origin[f] = -1;
    return take_month(store, arena, ret);
}

Err *subject_cells(Store *store, Arena *arena, const Subject *subject, ptrdiff_t row, Str *ret_cell)
{
    const SubjectRow *r = &subject->row[row];
    Date as_of;
    if (!scope_sees(store_scope(store), subject->province, subject->unit))
        return absent(arena, subject->employer, subject->id);
    return register_row_of_seen(store, arena, subject->province, r->delivery, r->row, ret_cell, &as_of);
}

/* Who sees the whole province sees everybody in it; nobody asks then where they live. */
typedef struct Sees {
    const Scope *scope;
    Str province;
    bool all;
    Communes communes;
} Sees;

static Err *sees_open(Store *store, Arena *arena, Str province, Sees *ret)
{
    *ret = (Sees){.scope = store_scope(store), .province = province};
    ret->all = scope_sees_province(ret->scope, province);
    return ret->all ? NULL : communes_open(store, arena, province, &ret->communes);
}

static bool sees(const Sees *s, Str written)
{
    return s->all || scope_sees(s->scope, s->province, commune_today(&s->communes, written));
}

/* ---- some ---------------------------------------------------------------------------------- */

typedef struct Wanted {
    int64_t id;
    ptrdiff_t at;
} Wanted;

static int by_id(const void *a, const void *b)
{
    const Wanted *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

typedef struct Some {
    Store *store;
    Arena *arena;
    Sees seeing;
    bool employer;
    uint64_t fields;
    Str (*value)[GOLDEN_FIELDS];
} Some;

/* Those of one chunk; copies, so that the unpacked chunk can go. */
static Err *values_of_chunk(const Some *s, Arena *scratch, const Wanted *wanted, ptrdiff_t count)
{
    Columns columns;
    bool found;
    uint64_t read = s->fields | GOLDEN_BIT(unit);
    Err *err = read_golden(s->store, scratch, s->seeing.province, s->employer, wanted->id, read, &columns, &found);
    TRY(err_keep(s->arena, err));
    for (ptrdiff_t i = 0; found && i < count; i++) {
        ptrdiff_t place = (ptrdiff_t)((wanted[i].id - 1) % SUBJECT_CHUNK);
        if (place >= columns.rows || !sees(&s->seeing, columns.cell[GOLDEN_unit][place]))
            continue;
        for (int f = 0; f < GOLDEN_FIELDS; f++)
            if (s->fields >> f & 1)
                s->value[wanted[i].at][f] = str_copy(s->arena, columns.cell[f][place]);
    }
    return NULL;
}

static Err *values_of(const Some *s, const Wanted *wanted, ptrdiff_t count)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    ptrdiff_t from = 0;
    while (from < count && wanted[from].id == 0)
        from++;
    while (from < count) {
        ptrdiff_t to = from;
        while (to < count && (wanted[to].id - 1) / SUBJECT_CHUNK == (wanted[from].id - 1) / SUBJECT_CHUNK)
            to++;
        arena_rewind(&scratch);
        TRY(values_of_chunk(s, &scratch, wanted + from, to - from));
        from = to;
    }
    return NULL;
}

Err *subject_some(Store *store, Arena *arena, Str province, bool employer, const int64_t *id, ptrdiff_t count,
                  uint64_t fields, Str (**ret)[GOLDEN_FIELDS])
{
    Wanted *wanted = new_raw(arena, Wanted, count);
    Some some = {.store = store, .arena = arena, .employer = employer, .fields = fields};
    TRY(sees_open(store, arena, province, &some.seeing));
    some.value = *ret = arena_alloc(arena, (ptrdiff_t)sizeof **ret, _Alignof(Str), count);
    for (ptrdiff_t i = 0; i < count; i++)
        wanted[i] = (Wanted){id[i] > 0 ? id[i] : 0, i};
    if (count > 1)
        qsort(wanted, (size_t)count, sizeof *wanted, by_id);
    return values_of(&some, wanted, count);
}

Err *subject_values(Store *store, Arena *arena, Str province, bool employer, const int64_t *id, ptrdiff_t count,
                    Str (**ret)[GOLDEN_FIELDS])
{
    return subject_some(store, arena, province, employer, id, count, GOLDEN_ALL, ret);
}

/* ---- by number ------------------------------------------------------------------------------- */

static Err *read_keys(Store *store, Arena *arena, Str province, bool employer, int64_t from, KeyChunk *ret,
                      ptrdiff_t *ret_count)
{
    Str kept[PARTS_AT_ONCE], beside[PARTS_AT_ONCE];
    TRY(parts_fetch(store, arena, province, employer, "keys", from, kept));
    TRY(parts_fetch(store, arena, province, employer, "keys_newer", from, beside));
    *ret_count = 0;
    for (ptrdiff_t i = 0; i < PARTS_AT_ONCE; i++) {
        if (kept[i].len == 0)
            continue;
        KeyChunk *part = &ret[(*ret_count)++];
        part->chunk = from + i;
        TRY(unpack_keys(arena, kept[i], beside[i], &part->keys));
    }
    return NULL;
}

Err *scan_keys(Store *store, Arena *arena, Str province, bool employer, ScanKeys *each, void *arg)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    for (int64_t from = 0;; from += PARTS_AT_ONCE) {
        KeyChunk part[PARTS_AT_ONCE];
        ptrdiff_t count = 0;
        arena_rewind(&scratch);
        TRY(err_keep(arena, read_keys(store, &scratch, province, employer, from, part, &count)));
        if (count == 0)
            return NULL;
        each(arg, part, count);
    }
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

typedef struct Finding {
    Arena *arena;
    uint64_t key[3];
    int count;
    Vec(int64_t) found;
} Finding;

static void find_in_chunk(Finding *f, const KeyChunk *part, int beside)
{
    for (ptrdiff_t i = 0; i < part->keys.keys[beside]; i++) {
        uint64_t key = key_at(&part->keys, beside, i);
        int64_t id = part->chunk * SUBJECT_CHUNK + (int64_t)(key & KEY_PLACE) + 1;
        for (int k = 0; k < f->count; k++)
            if (f->key[k] == (key & ~(uint64_t)KEY_PLACE) && key_holds(&part->keys, beside, key) &&
                (f->found.len == 0 || f->found.data[f->found.len - 1] != id))
                vec_push(f->arena, &f->found, id);
    }
}

static void find_in(void *arg, const KeyChunk *part, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < 2 * count; i++)
        find_in_chunk(arg, &part[i / 2], (int)(i % 2));
}

/* Those that are seen, of those found. */
static Err *seen_of(Store *store, Arena *arena, Str province, bool employer, const Finding *f, int64_t **ret,
                    ptrdiff_t *ret_count)
{
    Sees seeing;
    TRY(sees_open(store, arena, province, &seeing));
    *ret = new (arena, int64_t, f->found.len);
    *ret_count = 0;
    for (ptrdiff_t i = 0; i < f->found.len; i++) {
        Columns columns;
        bool found;
        int64_t id = f->found.data[i];
        TRY(read_golden(store, arena, province, employer, id, GOLDEN_BIT(unit), &columns, &found));
        ptrdiff_t place = (ptrdiff_t)((id - 1) % SUBJECT_CHUNK);
        if (found && sees(&seeing, columns.cell[GOLDEN_unit][place]))
            (*ret)[(*ret_count)++] = id;
    }
    return NULL;
}

Err *subject_find(Store *store, Arena *arena, Str province, bool employer, Str number, int64_t **ret,
                  ptrdiff_t *ret_count)
{
    static const KeyKind kinds[2][3] = {{KEY_PERSONAL, KEY_INSURANCE, KEY_OLD}, {KEY_TAX, KEY_CODE, KEY_CODE}};
    Finding f = {.arena = arena};
    for (int i = 0; i < 3 - employer; i++) {
        uint64_t key = key_of(kinds[employer][i], str_trim(number));
        if (key)
            f.key[f.count++] = key;
    }
    if (f.count > 0)
        TRY(scan_keys(store, arena, province, employer, find_in, &f));
    if (f.found.len > 1)
        qsort(f.found.data, (size_t)f.found.len, sizeof *f.found.data, by_number);
    return seen_of(store, arena, province, employer, &f, ret, ret_count);
}
