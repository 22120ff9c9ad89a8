/* Villages and residential groups come with a province's own data, named and not coded:
 * a village that is known keeps its code, a new one gets the next number of its commune. */
#include "base/utf8.h"
#include "base/vec.h"
#include "store/scope.h"
#include "table/intake.h"
#include "unit/sync.h"
#include "unit/unit_internal.h"
#include "unit_sql.h"
#include <stdlib.h>

enum { FIELD_COMMUNE, FIELD_VILLAGE, FIELD_POPULATION, FIELDS };
enum { UNIT_COLUMNS = 11, NAMING_COLUMNS = 7 };

static const Field fields[FIELDS] = {
    {"commune", "Xã, phường|Xã/phường|Tên xã/phường|Tên xã, phường|Xã|Phường|Mã xã|Đơn vị|Địa bàn", FIELD_TEXT, true},
    {"village", "Thôn, tổ dân phố|Thôn/tổ dân phố|Tên thôn, tổ dân phố|Tên thôn|Thôn|Tổ dân phố", FIELD_TEXT, true},
    {"population", "Dân số|Số nhân khẩu|Nhân khẩu", FIELD_INT, false},
};
const Field *unit_village_fields(ptrdiff_t *ret_count)
{
    *ret_count = FIELDS;
    return fields;
}

static const Sync village_sync = {.all = &SQL_VILLAGE_ALL, .put = &SQL_UNIT_PUT, .kinds = "ttitttritrr", .keys = 2};
static const Sync village_naming_sync = {
    .all = &SQL_VILLAGE_NAMING_ALL, .put = &SQL_NAMING_PUT, .kinds = "ttttttt", .keys = 3};

typedef struct Commune {
    Unit unit;
    UnitList villages; /* those known, then those of the file */
    int next;
} Commune;

typedef struct Work {
    Store *store;
    Arena *arena;
    Str province, since;
    UnitIndex *index;
    Vec(Commune) commune;
    Vec(Value) unit, naming;
    Intake intake;
    int64_t changed;
} Work;

/* "TDP 3" → kind to_dan_pho, full name "Tổ dân phố 3"; without a kind word the commune's
 * kind decides: wards have residential groups. */
static Unit village_named(Arena *arena, Str written, const Unit *commune)
{
    Reading reading[READINGS_MAX];
    Unit unit = {.level = UNIT_VILLAGE, .province = commune->province, .parent = commune->code};
    Str text = vn_fold(arena, vn_nfc(arena, written), VN_FOLD_SPACE);
    int readings = written_readings(vn_fold(arena, text, FOLD_PLACED), reading);
    Reading last = reading[readings - 1];
    bool said = last.kind && last.level == UNIT_VILLAGE;
    unit.kind = said ? str_from(last.kind) : str_eq(commune->kind, S("phuong")) ? S("to_dan_pho") : S("thon");
    unit.name = text;
    if (said) /* folding moved marks and case but kept the number of letters */
        for (ptrdiff_t drop = utf8_count(text) - utf8_count(last.name); drop > 0; drop--)
            unit.name = str_slice(unit.name, utf8_get(unit.name, 0).len, unit.name.len);
    Str kind = unit_kind(unit.kind).vi;
    unit.full_name = str_fmt(arena, "%s%.*s %.*s", kind.ptr[0] == 't' && kind.ptr[1] == 'h' ? "Th" : "T",
                             STRF(str_slice(kind, kind.ptr[1] == 'h' ? 2 : 1, kind.len)), STRF(unit.name));
    return unit;
}

static Err *commune_of(Work *w, const Unit *unit, Commune **ret)
{
    for (ptrdiff_t i = 0; i < w->commune.len; i++)
        if (str_eq(w->commune.data[i].unit.code, unit->code)) {
            *ret = &w->commune.data[i];
            return NULL;
        }
    Commune commune = {.unit = *unit, .next = 1};
    TRY(unit_children(w->store, w->arena, unit->code, (Date){0}, &commune.villages));
    for (ptrdiff_t i = 0; i < commune.villages.count; i++) {
        Str code = commune.villages.unit[i].code;
        int own = atoi(str_c(w->arena, str_slice(code, unit->code.len + 1, code.len)));
        commune.next = own >= commune.next ? own + 1 : commune.next;
    }
    vec_push(w->arena, &w->commune, commune);
    *ret = &w->commune.data[w->commune.len - 1];
    return NULL;
}

static void keep(Work *w, const Unit *village)
{
    Value row[UNIT_COLUMNS];
    unit_values(village, (Str){0}, (Str){0}, row);
    for (int i = 0; i < UNIT_COLUMNS; i++)
        vec_push(w->arena, &w->unit, row[i]);
    const Value naming[NAMING_COLUMNS] = {
        V_TEXT(village->province), V_TEXT(village->code),      V_TEXT(w->since), V_TEXT(S("")),
        V_TEXT(village->kind),     V_TEXT(village->full_name), V_TEXT(S(""))};
    for (int i = 0; i < NAMING_COLUMNS; i++)
        vec_push(w->arena, &w->naming, naming[i]);
}

static bool is_given(const Work *w, Str code)
{
    for (ptrdiff_t i = 1; i < w->unit.len; i += UNIT_COLUMNS)
        if (str_eq(w->unit.data[i].s, code))
            return true;
    return false;
}

/* The code of a village that is known in the commune, or {0}. */
static Str known_code(Arena scratch, const UnitList *known, const Unit *village)
{
    Str key = vn_fold(&scratch, village->full_name, FOLD_PLACED);
    for (ptrdiff_t i = 0; i < known->count; i++)
        if (str_eq(vn_fold(&scratch, known->unit[i].full_name, FOLD_PLACED), key))
            return known->unit[i].code;
    return (Str){0};
}

static void add_known(Work *w, Commune *commune, Unit *village)
{
    UnitList *known = &commune->villages;
    village->code = str_fmt(w->arena, "%.*s-%03d", STRF(commune->unit.code), commune->next++);
    Unit *more = new (w->arena, Unit, known->count + 1);
    for (ptrdiff_t i = 0; i < known->count; i++)
        more[i] = known->unit[i];
    more[known->count++] = *village;
    known->unit = more;
}

static Err *take(Work *w, Record *record)
{
    UnitMatch match = unit_match(w->index, w->arena, record->entry[FIELD_COMMUNE].text);
    if (!match.sure) {
        intake_refuse(&w->intake, record, &record->entry[FIELD_COMMUNE],
                      TEXT("tên hoặc mã một xã, phường của tỉnh", "the name or code of a commune of the province"));
        return NULL;
    }
    Commune *commune;
    TRY(commune_of(w, &match.unit, &commune));
    Unit village = village_named(w->arena, record->entry[FIELD_VILLAGE].text, &match.unit);
    village.population = record->entry[FIELD_POPULATION].given ? record->entry[FIELD_POPULATION].integer : 0;
    village.code = known_code(*w->arena, &commune->villages, &village);
    if (village.code.len > 0 && is_given(w, village.code)) {
        intake_refuse(&w->intake, record, &record->entry[FIELD_VILLAGE],
                      TEXT("mỗi thôn, tổ dân phố một dòng", "one row for each village"));
        return NULL;
    }
    if (village.code.len == 0)
        add_known(w, commune, &village);
    keep(w, &village);
    return NULL;
}

static Err *first_day(Work *w)
{
    AUTO(rows_close) Rows rows = {0};
    bool more;
    TRY(store_query(w->store, w->arena, SQL_NAMING_SINCE, ARGS(V_TEXT(w->province)), &rows));
    TRY(rows_next(&rows, w->arena, &more));
    w->since = rows_text(&rows, w->arena, 0);
    return NULL;
}

static Err *read_file(Work *w)
{
    for (bool more;;) {
        Record record;
        TRY(intake_next(&w->intake, &record, &more));
        if (!more)
            return NULL;
        TRY(take(w, &record));
    }
}

static Err *write_villages(Work *w)
{
    Value province = V_TEXT(w->province);
    TRY(sync_rows(w->store, w->arena, &village_sync, &province, 1, w->unit.data, w->unit.len / UNIT_COLUMNS,
                  &w->changed));
    int64_t namings = 0; /* the same villages again: not counted twice */
    return sync_rows(w->store, w->arena, &village_naming_sync, &province, 1, w->naming.data,
                     w->naming.len / NAMING_COLUMNS, &namings);
}

static Err *read_and_write(Work *w, Lang lang)
{
    TRY(unit_index_load(w->store, w->arena, w->province, (Date){0}, &w->index));
    TRY(first_day(w));
    TRY(read_file(w));
    TRY(intake_decide(&w->intake, lang));
    return write_villages(w);
}

Err *unit_import_villages(Store *store, Arena *arena, Str file, Str province, Str rejects_path, Lang lang,
                          UnitReport *ret)
{
    Form *form;
    AUTO(table_close) Table *table = NULL;
    Work w = {.store = store, .arena = arena, .province = province};
    *ret = (UnitReport){0};
    TRY(scope_check(store, arena, province, (Str){0}));
    TRY(table_open(arena, file, (TableOptions){0}, &table));
    TRY(form_open(arena, table, fields, FIELDS, &form));
    w.intake = intake_open(arena, form, rejects_path);
    TRY(store_begin(store, arena));
    Err *err = read_and_write(&w, lang);
    if (!err)
        err = store_commit(store, arena);
    if (err)
        store_rollback(store);
    *ret = (UnitReport){.read = w.intake.rows,
                        .left = w.intake.bad,
                        .changed = err ? 0 : w.changed,
                        .problem = w.intake.problem,
                        .problems = w.intake.problems};
    return err;
}
