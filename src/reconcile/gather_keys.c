/* What the subjects of a chunk are found by (who.h), as it is kept: how many subjects and keys, four bytes each, of
 * each subject a KeyWho, then the keys, in the order of their subjects.
 *
 * Those of persons whose rows changed stand beside the chunk, as golden values do (gather_newer.c): with two bytes each
 * for their places before their KeyWho.  What is known of who is found by a key stands in his facts.
 *
 * Up to version 2 of FOLDS (gather_kept.c) some of that stood before the KeyWho; this is still read. */
#include "reconcile/gather_internal.h"

#include "register/digest.h"
#include "vn/vn.h"
#include <string.h>

enum { HEAD = 8, WHO = sizeof(KeyWho), WHO_OF_BEFORE = 14, PLACE = 2, KEY = 8 };

/* ---- keys -------------------------------------------------------------------------------- */

uint64_t key_of(KeyKind kind, Str value)
{
    char digits[32];
    ptrdiff_t len = 0;
    for (ptrdiff_t i = 0; i < value.len && len < COUNTOF(digits); i++)
        if ((value.ptr[i] >= '0' && value.ptr[i] <= '9') || kind == KEY_CODE || kind == KEY_NAME)
            digits[len++] = value.ptr[i];
    if (len == 0)
        return 0;
    char mark = (char)('a' + (int)kind);
    return digest_add(digest_add(digest_start(), (Str){&mark, 1}), (Str){digits, len}) & ~(uint64_t)KEY_PLACE;
}

uint16_t key_birth(Str birth)
{
    Date d;
    if (!date_parse_iso(birth, &d) || !date_is_day(d))
        return 0;
    int64_t days = date_to_days(d) - date_to_days((Date){1880, 1, 1});
    return days > 0 && days <= UINT16_MAX ? (uint16_t)days : 0;
}

uint64_t key_of_name(Arena scratch, Str name, Str birth, uint16_t *ret_name)
{
    Str folded = vn_fold(&scratch, name, VN_KEY);
    uint64_t digest = folded.len > 0 ? digest_add(digest_start(), folded) : 0;
    *ret_name = (uint16_t)(digest ? (digest >> 24) % UINT16_MAX + 1 : 0);
    if (digest == 0 || birth.len != 10)
        return 0;
    return digest_add(digest_add(digest, S("name")), birth) & ~(uint64_t)KEY_PLACE;
}

/* ---- packing ----------------------------------------------------------------------------- */

static char *put_keys(char *at, const ChunkSubject *s, uint64_t place)
{
    if (s->kept_key && s->keys > 0) {
        memcpy(at, s->kept_key, (size_t)s->keys * KEY);
        return at + s->keys * KEY;
    }
    for (int k = 0; k < s->keys; k++, at += KEY)
        memcpy(at, &(uint64_t){s->key[k] | place}, KEY);
    return at;
}

Str pack_keys(Arena *arena, const Chunk *chunk, const uint16_t *place, ptrdiff_t count, int64_t kept,
              int64_t *ret_digest)
{
    ptrdiff_t keys = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        keys += chunk->subject[place ? place[i] : i].keys;
    ptrdiff_t bytes = HEAD + count * (WHO + (place ? PLACE : 0)) + keys * KEY;
    char *out = new_raw(arena, char, bytes), *at = out;
    memcpy(at, (const uint32_t[]){(uint32_t)count, (uint32_t)keys}, HEAD);
    at += HEAD;
    for (ptrdiff_t i = 0; place && i < count; i++, at += PLACE)
        memcpy(at, &place[i], PLACE);
    for (ptrdiff_t i = 0; i < count; i++, at += WHO)
        memcpy(at, &chunk->subject[place ? place[i] : i].who, WHO);
    for (ptrdiff_t i = 0; i < count; i++)
        at = put_keys(at, &chunk->subject[place ? place[i] : i], (uint64_t)(place ? place[i] : i));
    *ret_digest = part_digest((Str){out, bytes}) | 2; /* 1: there is none any more */
    return *ret_digest == kept ? (Str){0} : (Str){out, bytes};
}

/* ---- unpacking ---------------------------------------------------------------------------- */

static bool take_size(Str kept, uint32_t *ret)
{
    if (kept.len < HEAD)
        return false;
    memcpy(ret, kept.ptr, HEAD);
    return ret[0] <= SUBJECT_CHUNK && ret[1] <= (uint64_t)kept.len / KEY;
}

static bool take_chunk(Str kept, Keys *ret)
{
    uint32_t size[2];
    if (!take_size(kept, size))
        return false;
    ptrdiff_t who = kept.len - HEAD - KEY * (ptrdiff_t)size[1];
    ret->subjects = size[0];
    ret->keys[0] = size[1];
    ret->step = who == WHO_OF_BEFORE * ret->subjects ? WHO_OF_BEFORE : WHO;
    ret->who[0] = kept.ptr + HEAD + (ret->step - WHO);
    ret->key[0] = kept.ptr + HEAD + ret->step * ret->subjects;
    return who == ret->step * ret->subjects;
}

static bool take_beside(Arena *arena, Str kept, Keys *ret)
{
    uint32_t size[2];
    if (!take_size(kept, size) || (uint64_t)kept.len != HEAD + size[0] * (PLACE + WHO) + KEY * (uint64_t)size[1])
        return false;
    uint16_t *row = new (arena, uint16_t, SUBJECT_CHUNK), place;
    for (uint32_t i = 0; i < size[0]; i++) {
        memcpy(&place, kept.ptr + HEAD + i * PLACE, PLACE);
        if (place >= SUBJECT_CHUNK)
            return false;
        row[place] = (uint16_t)(i + 1);
    }
    ret->row = row;
    ret->keys[1] = size[1];
    ret->who[1] = kept.ptr + HEAD + size[0] * PLACE;
    ret->key[1] = ret->who[1] + size[0] * WHO;
    return true;
}

/* beside: nothing, or a byte where there is nothing any more. */
Err *unpack_keys(Arena *arena, Str kept, Str beside, Keys *ret)
{
    *ret = (Keys){.step = WHO};
    bool sound = (kept.len == 0 || take_chunk(kept, ret)) && (beside.len <= 1 || take_beside(arena, beside, ret));
    return sound ? NULL : part_damaged(arena);
}

KeyWho key_who(const Keys *keys, ptrdiff_t place)
{
    KeyWho who = {0};
    if (keys->row && keys->row[place])
        memcpy(&who, keys->who[1] + (keys->row[place] - 1) * WHO, WHO);
    else if (place < keys->subjects)
        memcpy(&who, keys->who[0] + place * keys->step, WHO);
    return who;
}

bool key_holds(const Keys *keys, int beside, uint64_t key)
{
    return beside || !keys->row || !keys->row[key & KEY_PLACE];
}
