/* From the communes of before 1 July 2025 to those of today.  A commune that was divided,
 * and a name that several communes bore, lead to several units; all are given, because
 * which one a person or an employer belongs to cannot be told from the name. */
#include "base/vec.h"
#include "unit/unit_internal.h"
#include "unit_sql.h"
#include "vn/vn.h"

typedef Vec(UnitOld) Olds;

static Err *read_olds(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Olds *ret)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        UnitOld old = {.code = rows_text(&rows, arena, 0),
                       .name = rows_text(&rows, arena, 1),
                       .district = rows_text(&rows, arena, 2),
                       .province = rows_text(&rows, arena, 3),
                       .new_code = rows_text(&rows, arena, 4),
                       .divided = rows_int(&rows, 5) != 0};
        if (old.name.len == 0) /* an island district without communes */
            old.name = old.district;
        vec_push(arena, ret, old);
    }
}

static Str bare(Arena *arena, Str key)
{
    Reading reading[READINGS_MAX];
    int last = written_readings(vn_fold(arena, key, FOLD_PLACED), reading) - 1;
    return reading[last].name;
}

typedef enum OldRank { OLD_SAME, OLD_PLACED, OLD_BARE, OLD_PLAIN, OLD_RANKS } OldRank;

static bool is_called(Arena scratch, Str name, Str written, OldRank rank)
{
    switch (rank) {
    case OLD_SAME:
        return str_eq(name, written);
    case OLD_PLACED:
        return str_eq(vn_fold(&scratch, name, FOLD_PLACED), vn_fold(&scratch, written, FOLD_PLACED));
    case OLD_BARE:
        return str_eq(bare(&scratch, name), bare(&scratch, written));
    default:
        return str_eq(vn_fold(&scratch, written, FOLD_PLACED), vn_fold(&scratch, written, VN_KEY)) &&
               str_eq(vn_fold(&scratch, bare(&scratch, name), VN_KEY), bare(&scratch, written));
    }
}

static Olds called(Arena *arena, const Olds *all, Str written)
{
    Olds found = {0};
    for (OldRank rank = 0; rank < OLD_RANKS && found.len == 0; rank++)
        for (ptrdiff_t i = 0; i < all->len; i++)
            if (is_called(*arena, all->data[i].name, written, rank))
                vec_push(arena, &found, all->data[i]);
    return found;
}

Err *unit_old(Store *store, Arena *arena, Str written, Str province, Date on, UnitOld **ret, ptrdiff_t *ret_count)
{
    Olds olds = {0}, all = {0};
    Str text = str_trim(vn_nfc(arena, written));
    TRY(read_olds(store, arena, SQL_PREDECESSOR_BY_OLD, ARGS(V_TEXT(text)), &olds));
    if (olds.len == 0) {
        if (province.len > 0)
            TRY(read_olds(store, arena, SQL_PREDECESSOR_OF_PROVINCE, ARGS(V_TEXT(province)), &all));
        else
            TRY(read_olds(store, arena, SQL_PREDECESSOR_EVERY, NO_ARGS, &all));
        olds = called(arena, &all, text);
    }
    for (ptrdiff_t i = 0; i < olds.len; i++)
        TRY(unit_get(store, arena, olds.data[i].new_code, on, &olds.data[i].unit));
    *ret = olds.data;
    *ret_count = olds.len;
    return NULL;
}

Err *unit_olds(Store *store, Arena *arena, Str province, UnitOld **ret, ptrdiff_t *ret_count)
{
    Olds olds = {0};
    TRY(read_olds(store, arena, SQL_PREDECESSOR_OF_PROVINCE, ARGS(V_TEXT(province)), &olds));
    *ret = olds.data;
    *ret_count = olds.len;
    return NULL;
}

Err *unit_merged_from(Store *store, Arena *arena, Str code, UnitOld **ret, ptrdiff_t *ret_count)
{
    Olds olds = {0};
    TRY(read_olds(store, arena, SQL_PREDECESSOR_BY_NEW, ARGS(V_TEXT(code)), &olds));
    *ret = olds.data;
    *ret_count = olds.len;
    return NULL;
}
