#include "reconcile/commune.h"

#include "base/vec.h"

Text commune_elsewhere(void)
{
    return TEXT("Nơi khác / không rõ", "Elsewhere / not known");
}

Err *communes_open(Store *store, Arena *arena, Str province, Communes *ret)
{
    TRY(unit_children(store, arena, province, clock_today(store_clock(store)), &ret->today));
    return unit_olds(store, arena, province, &ret->old, &ret->olds);
}

ptrdiff_t commune_place(const Communes *communes, Str code)
{
    ptrdiff_t u = 0;
    while (u < communes->today.count && !str_eq(communes->today.unit[u].code, code))
        u++;
    return u;
}

const UnitOld *commune_before(const Communes *communes, Str written)
{
    ptrdiff_t low = 0, high = communes->olds;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        if (str_cmp(communes->old[middle].code, written) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < communes->olds && str_eq(communes->old[low].code, written) ? &communes->old[low] : NULL;
}

Str commune_today(const Communes *communes, Str written)
{
    if (written.len == 0 || communes->today.count == 0 || commune_place(communes, written) < communes->today.count)
        return written;
    const UnitOld *old = commune_before(communes, written);
    bool whole = old && !old->divided && commune_place(communes, old->new_code) < communes->today.count;
    return whole ? old->new_code : (Str){0};
}

void commune_codes(Arena *arena, const Communes *communes, Str today, Str **ret, ptrdiff_t *ret_count)
{
    Vec(Str) codes = {0};
    vec_push(arena, &codes, today);
    for (ptrdiff_t i = 0; i < communes->olds; i++) {
        Str code = communes->old[i].code;
        if (code.len > 0 && str_eq(communes->old[i].new_code, today) && !str_eq(code, today) &&
            str_eq(commune_today(communes, code), today))
            vec_push(arena, &codes, code);
    }
    *ret = codes.data;
    *ret_count = codes.len;
}
