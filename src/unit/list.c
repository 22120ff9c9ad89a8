/* Lists of units: their order, and the one province that a word means. */
#include "unit/unit_internal.h"

#include "base/utf8.h"
#include "vn/vn.h"
#include <stdlib.h>
#include <string.h>

typedef struct Keyed {
    Str key;
    Unit unit;
} Keyed;

static int by_key(const void *a, const void *b)
{
    const Keyed *x = a, *y = b;
    int order = str_cmp(x->key, y->key);
    return order ? order : str_cmp(x->unit.code, y->unit.code);
}

void units_sort(UnitList units, Arena scratch)
{
    if (units.count == 0)
        return;
    Keyed *keyed = new (&scratch, Keyed, units.count);
    for (ptrdiff_t i = 0; i < units.count; i++)
        keyed[i] = (Keyed){vn_sort_key(&scratch, units.unit[i].name), units.unit[i]};
    qsort(keyed, (size_t)units.count, sizeof *keyed, by_key);
    for (ptrdiff_t i = 0; i < units.count; i++)
        units.unit[i] = keyed[i].unit;
}

/* "Hưng Yên" → "hy": the first letter of each word, without marks. */
static Str initials(Arena *arena, Str name)
{
    Buf letters = buf_open(arena);
    for (StrCut cut = {.tail = vn_fold(arena, name, VN_KEY)}; cut.tail.len > 0;) {
        cut = str_cut(cut.tail, ' ');
        if (cut.head.len > 0)
            buf_byte(&letters, cut.head.ptr[0]);
    }
    return buf_str(&letters);
}

static UnitList by_letters(Arena *arena, UnitList provinces, Str written)
{
    UnitList found = {new (arena, Unit, provinces.count), 0};
    Str letters = vn_fold(arena, written, VN_KEY);
    if (str_starts(letters, S("tp")) && letters.len > 2) /* TPHCM */
        letters = str_slice(letters, 2, letters.len);
    for (ptrdiff_t i = 0; i < provinces.count; i++)
        if (str_eq(initials(arena, provinces.unit[i].name), str_trim(letters)))
            found.unit[found.count++] = provinces.unit[i];
    return found;
}

static Str names_of(Arena *arena, const Unit *unit, ptrdiff_t count)
{
    Buf names = buf_open(arena);
    for (ptrdiff_t i = 0; i < count; i++)
        buf_fmt(&names, "%s%.*s (%.*s)", i ? ", " : "", STRF(unit[i].name), STRF(unit[i].code));
    return buf_str(&names);
}

Err *province_among(Arena *arena, UnitList provinces, Str written, Unit *ret)
{
    UnitMatch match = unit_match(unit_index(arena, provinces, NULL, 0), arena, written);
    if (match.sure) {
        *ret = match.unit;
        return NULL;
    }
    UnitList lettered = by_letters(arena, provinces, written);
    if (lettered.count == 1) {
        *ret = lettered.unit[0];
        return NULL;
    }
    if (lettered.count > 1)
        return FAIL(arena, BAD_INPUT, "“%.*s” có thể là %.*s; hãy ghi tên hoặc mã tỉnh",
                    "“%.*s” may be %.*s; give the name or the code of the province", STRF(written),
                    STRF(names_of(arena, lettered.unit, lettered.count)));
    if (match.candidates > 0)
        return FAIL(arena, BAD_INPUT, "không có tỉnh “%.*s”; gần nhất: %.*s",
                    "there is no province “%.*s”; nearest: %.*s", STRF(written),
                    STRF(names_of(arena, match.candidate, match.candidates)));
    return FAIL(arena, BAD_INPUT, "không có tỉnh “%.*s”; các tỉnh: %.*s",
                "there is no province “%.*s”; the provinces: %.*s", STRF(written),
                STRF(names_of(arena, provinces.unit, provinces.count)));
}
