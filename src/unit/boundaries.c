/* Boundaries of units into the database: each feature goes to the unit of its code, else to
 * the one that its name surely means, inside the province that it names if it names one. */
#include "base/file.h"
#include "store/scope.h"
#include "unit/sync.h"
#include "unit/unit_internal.h"
#include "unit_sql.h"

enum { FILE_MAX = 96 << 20, BOUNDARY_COLUMNS = 3 };

static const Sync boundary_sync = {.all = &SQL_BOUNDARY_ALL, .put = &SQL_BOUNDARY_PUT, .kinds = "ttt", .keys = 2};

typedef struct Known {
    UnitList provinces;
    UnitIndex *nation;    /* provinces and communes; made when a name needs it */
    UnitIndex **province; /* its communes, likewise */
} Known;

static Err *known_index(Store *store, Arena *arena, Known *known, Str province, UnitIndex **ret)
{
    Unit unit;
    AUTO(arena_close) Arena scratch = arena_open(1 << 24);
    if (province.len == 0 || province_among(&scratch, known->provinces, province, &unit)) {
        *ret = known->nation;
        return NULL;
    }
    ptrdiff_t at = 0;
    while (!str_eq(known->provinces.unit[at].code, unit.code))
        at++;
    if (!known->province[at])
        TRY(unit_index_load(store, arena, unit.code, (Date){0}, &known->province[at]));
    *ret = known->province[at];
    return NULL;
}

static Err *load_known(Store *store, Arena *arena, Known *ret)
{
    TRY(unit_children(store, arena, (Str){0}, (Date){0}, &ret->provinces));
    if (ret->provinces.count == 0)
        return unit_none(FAIL(arena, NOT_FOUND, "chưa có đơn vị hành chính", "there are no administrative units"));
    UnitList all = {new (arena, Unit, 100000), 0};
    ret->province = new (arena, UnitIndex *, ret->provinces.count);
    for (ptrdiff_t i = 0; i < ret->provinces.count; i++) {
        UnitList communes;
        TRY(unit_children(store, arena, ret->provinces.unit[i].code, (Date){0}, &communes));
        all.unit[all.count++] = ret->provinces.unit[i];
        for (ptrdiff_t k = 0; k < communes.count && all.count < 100000; k++)
            all.unit[all.count++] = communes.unit[k];
    }
    ret->nation = unit_index(arena, all, NULL, 0);
    return NULL;
}

static Text why_left(Arena *arena, const Boundary *b)
{
    if (b->geometry.len == 0)
        return text_fmt(arena, "“%.*s” (%.*s) không có vùng", "“%.*s” (%.*s) has no area", STRF(b->name),
                        STRF(b->code));
    return text_fmt(arena, "“%.*s” (%.*s) không khớp với một đơn vị nào", "“%.*s” (%.*s) matches no single unit",
                    STRF(b->name), STRF(b->code));
}

/* The rows to write; one unit named by two features is an error of the file, found by sync_rows. */
static Err *rows_of(Store *store, Arena *arena, const Boundaries *file, Value *row, UnitReport *report)
{
    Known known = {0};
    TRY(load_known(store, arena, &known));
    for (ptrdiff_t i = 0; i < file->count; i++) {
        const Boundary *b = &file->boundary[i];
        UnitMatch match = b->code.len > 0 ? unit_match(known.nation, arena, b->code) : (UnitMatch){0};
        if (match.how != UNIT_MATCH_CODE && b->name.len > 0) {
            UnitIndex *index;
            TRY(known_index(store, arena, &known, b->province, &index));
            match = unit_match(index, arena, b->name);
        }
        report->read++;
        if (b->geometry.len > 0 && match.sure) {
            TRY(scope_check(store, arena, match.unit.province, match.unit.code));
            Value *at = &row[(report->read - report->left - 1) * BOUNDARY_COLUMNS];
            at[0] = V_TEXT(match.unit.province);
            at[1] = V_TEXT(match.unit.code);
            at[2] = V_TEXT(b->geometry);
        } else if (report->left++ == 0) {
            report->first_left = why_left(arena, b);
        }
    }
    return NULL;
}

static Err *write_rows(Store *store, Arena *arena, const Value *row, UnitReport *report)
{
    TRY(store_begin(store, arena));
    Err *err = sync_rows(store, arena, &boundary_sync, NO_ARGS, row, report->read - report->left, &report->changed);
    if (!err)
        err = store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err;
}

Err *unit_import_boundaries(Store *store, Arena *arena, Str file, UnitReport *ret)
{
    Str bytes;
    Boundaries found;
    *ret = (UnitReport){0};
    TRY(file_read(arena, file, FILE_MAX, &bytes));
    TRY(boundaries_parse(arena, file, bytes, &found));
    Value *row = new (arena, Value, found.count * BOUNDARY_COLUMNS);
    TRY(rows_of(store, arena, &found, row, ret));
    if (ret->read > 0 && ret->left == ret->read)
        return err_at(FAIL(arena, BAD_INPUT, "không đối tượng nào khớp với đơn vị hành chính: %.*s",
                           "no feature matches an administrative unit: %.*s", STRF(ret->first_left.vi)),
                      (Place){.file = file});
    return write_rows(store, arena, row, ret);
}

Err *unit_boundary(Store *store, Arena *arena, Str code, Str *ret_geometry, bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_BOUNDARY_GET, ARGS(V_TEXT(code)), &rows));
    TRY(rows_next(&rows, arena, ret_found));
    if (*ret_found)
        *ret_geometry = rows_text(&rows, arena, 0);
    return NULL;
}
