/* Movements of a run, kept and read. */
#include "balance_sql.h"
#include "base/vec.h"
#include "reconcile/movement.h"
#include "store/scope.h"
#include <string.h>

enum { GROUP = 4096, MOVERS_PAGE = 1000 };

typedef Vec(Value) Values;
typedef Vec(MovementSum) Sums;
typedef Vec(Mover) Movers;

static Err *save_sums(Store *store, Arena *arena, Str province, int64_t run, const Movements *m)
{
    Values v = {0};
    ptrdiff_t rows = 0;
    for (ptrdiff_t i = 0; i < m->sums; i++) {
        const MovementSum *s = &m->sum[i];
        for (int k = -2; k < MOVEMENT_COUNT; k++) {
            Str kind = k == -2 ? S("begin") : k == -1 ? S("end") : str_from(movement_code((Movement)k));
            int64_t persons = k == -2 ? s->begin : k == -1 ? s->end : s->persons[k];
            if (persons == 0 && k >= 0)
                continue;
            const Value row[] = {V_TEXT(province),  V_INT(run),
                                 V_TEXT(s->office), V_TEXT(str_from(scheme_code(s->scheme))),
                                 V_TEXT(kind),      V_INT(persons)};
            for (ptrdiff_t c = 0; c < COUNTOF(row); c++)
                vec_push(arena, &v, row[c]);
            rows++;
        }
    }
    return store_copy(store, arena, SQL_MOVEMENT_PUT, v.data, 6, rows);
}

static Err *save_movers(Store *store, Arena *arena, Str province, int64_t run, const Movements *m)
{
    for (ptrdiff_t from = 0; from < m->movers; from += GROUP) {
        Arena scratch = *arena;
        ptrdiff_t rows = m->movers - from < GROUP ? m->movers - from : GROUP;
        Value *v = new (&scratch, Value, rows * 9);
        for (ptrdiff_t i = 0; i < rows; i++) {
            const Mover *one = &m->mover[from + i];
            const Value row[] = {V_TEXT(province),
                                 V_INT(run),
                                 V_INT(from + i + 1),
                                 V_TEXT(one->office),
                                 V_TEXT(str_from(scheme_code(one->scheme))),
                                 V_TEXT(str_from(movement_code(one->movement))),
                                 V_INT(one->person),
                                 V_TEXT(one->doubt.vi),
                                 V_TEXT(one->doubt.en)};
            memcpy(v + i * COUNTOF(row), row, sizeof row);
        }
        Err *err = store_copy(store, &scratch, SQL_MOVER_PUT, v, 9, rows);
        if (err)
            return err_keep(arena, err);
    }
    return NULL;
}

Err *movement_save(Store *store, Arena *arena, Str province, int64_t run, const Movements *movements)
{
    TRY(save_sums(store, arena, province, run, movements));
    return save_movers(store, arena, province, run, movements);
}

Err *movement_list(Store *store, Arena *arena, Str province, int64_t run, Movements *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Sums sums = {0};
    *ret = (Movements){0};
    TRY(scope_check(store, arena, province, (Str){0}));
    TRY(store_query(store, arena, SQL_MOVEMENT_OF_RUN, ARGS(V_TEXT(province), V_INT(run)), &rows));
    for (;;) {
        bool more;
        Scheme scheme;
        Movement movement;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Str office = rows_text(&rows, arena, 0), kind = rows_text(&rows, arena, 2);
        if (!scheme_parse(rows_text(&rows, arena, 1), &scheme))
            continue;
        MovementSum *last = sums.len > 0 ? &sums.data[sums.len - 1] : NULL;
        if (!last || !str_eq(last->office, office) || last->scheme != scheme) {
            MovementSum sum = {.office = office, .scheme = scheme};
            vec_push(arena, &sums, sum);
            last = &sums.data[sums.len - 1];
        }
        if (str_eq(kind, S("begin")))
            last->begin = rows_int(&rows, 3);
        else if (str_eq(kind, S("end")))
            last->end = rows_int(&rows, 3);
        else if (movement_parse(kind, &movement))
            last->persons[movement] = rows_int(&rows, 3);
    }
    ret->sum = sums.data;
    ret->sums = sums.len;
    return NULL;
}

Err *mover_list(Store *store, Arena *arena, const MoverFilter *f, Mover **ret, ptrdiff_t *ret_count, int64_t *ret_next)
{
    AUTO(rows_close) Rows rows = {0};
    Movers movers = {0};
    int64_t limit = f->limit > 0 ? f->limit : MOVERS_PAGE, number = 0, next = 0;
    TRY(scope_check(store, arena, f->province, (Str){0}));
    Str scheme = f->scheme < 0 ? S("") : str_from(scheme_code((Scheme)f->scheme));
    Str kind = f->movement < 0 ? S("") : str_from(movement_code((Movement)f->movement));
    TRY(store_query(store, arena, SQL_MOVER_PAGE,
                    ARGS(V_TEXT(f->province), V_INT(f->run), V_INT(f->after), V_TEXT(f->office), V_TEXT(scheme),
                         V_TEXT(kind), V_INT(f->doubts), V_INT(limit + 1)),
                    &rows));
    for (;;) {
        bool more;
        Mover m = {0};
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        if (movers.len == limit) {
            next = number;
            break;
        }
        number = rows_int(&rows, 0);
        m.office = rows_text(&rows, arena, 1);
        m.person = rows_int(&rows, 4);
        m.doubt = (Text){rows_text(&rows, arena, 5), rows_text(&rows, arena, 6)};
        if (scheme_parse(rows_text(&rows, arena, 2), &m.scheme) &&
            movement_parse(rows_text(&rows, arena, 3), &m.movement))
            vec_push(arena, &movers, m);
    }
    *ret = movers.data;
    *ret_count = movers.len;
    *ret_next = next;
    return NULL;
}
