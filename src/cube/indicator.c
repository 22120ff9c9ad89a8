#include "cube/cube_internal.h"

#include "base/vec.h"
#include "cube_sql.h"
#include "table/form.h"
#include "vn/vn.h"

/* ---- reading and finding ---------------------------------------------------------- */

Err *indicator_list(Store *store, Arena *arena, IndicatorList *ret)
{
    Vec(Indicator) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_INDICATOR_ALL, NO_ARGS, &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Indicator one = {.code = rows_text(&rows, arena, 0),
                         .name = {rows_text(&rows, arena, 1), rows_text(&rows, arena, 2)},
                         .definition = {rows_text(&rows, arena, 3), rows_text(&rows, arena, 4)},
                         .unit = rows_text(&rows, arena, 5),
                         .rate = rows_int(&rows, 6) != 0,
                         .numerator = rows_text(&rows, arena, 7),
                         .denominator = rows_text(&rows, arena, 8),
                         .part_of = rows_text(&rows, arena, 9),
                         .better = (int)rows_int(&rows, 10)};
        vec_push(arena, &list, one);
    }
    *ret = (IndicatorList){list.data, list.len};
    return NULL;
}

const Indicator *indicator_find(const IndicatorList *list, Str written)
{
    for (ptrdiff_t i = 0; i < list->count; i++)
        if (str_eq(list->indicator[i].code, written))
            return &list->indicator[i];
    AUTO(arena_close) Arena scratch = arena_open(1 << 22);
    Str key = vn_fold(&scratch, written, VN_KEY);
    for (ptrdiff_t i = 0; i < list->count && key.len > 0; i++) {
        const Indicator *one = &list->indicator[i];
        if (str_eq(key, vn_fold(&scratch, one->code, VN_KEY)) || str_eq(key, vn_fold(&scratch, one->name.vi, VN_KEY)) ||
            str_eq(key, vn_fold(&scratch, one->name.en, VN_KEY)))
            return one;
    }
    return NULL;
}

/* Edits between two short keys (Wagner and Fischer 1974), one row at a time. */
static int edits(Arena scratch, Str a, Str b)
{
    int *row = new (&scratch, int, b.len + 1);
    for (int j = 0; j <= (int)b.len; j++)
        row[j] = j;
    for (int i = 1; i <= (int)a.len; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= (int)b.len; j++) {
            int changed = diagonal + (a.ptr[i - 1] != b.ptr[j - 1]);
            diagonal = row[j];
            int one_more = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = changed < one_more ? changed : one_more;
        }
    }
    return row[b.len];
}

const Indicator *indicator_nearest(const IndicatorList *list, Str written)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 22);
    const Indicator *best = NULL;
    int least = 0;
    Str key = vn_fold(&scratch, str_slice(written, 0, written.len < 200 ? written.len : 200), VN_KEY);
    for (ptrdiff_t i = 0; i < list->count; i++) {
        const Indicator *one = &list->indicator[i];
        const Str names[] = {one->code, one->name.vi, one->name.en};
        for (int n = 0; n < COUNTOF(names); n++) {
            int distance = edits(scratch, key, vn_fold(&scratch, names[n], VN_KEY));
            if (!best || distance < least) {
                best = one;
                least = distance;
            }
        }
    }
    return best;
}

Err *indicator_get(Store *store, Arena *arena, Str written, Indicator *ret)
{
    IndicatorList list;
    TRY(indicator_list(store, arena, &list));
    const Indicator *found = indicator_find(&list, written);
    if (found) {
        *ret = *found;
        return NULL;
    }
    const Indicator *near = indicator_nearest(&list, written);
    if (!near)
        return err_next(
            FAIL(arena, BAD_INPUT, "chưa có danh mục chỉ tiêu thống kê", "there is no list of indicators yet"),
            COMMAND("hãy chạy baophu indicator import", "run baophu indicator import"),
            PAGE("hãy nhờ quản trị hệ thống nạp danh mục ở Quản trị, mục Nạp dữ liệu",
                 "ask the administrator to take the list in, under Administration, Imports"));
    return FAIL(arena, BAD_INPUT, "không có chỉ tiêu thống kê “%.*s”; gần nhất là %.*s (%.*s)",
                "there is no indicator “%.*s”; the nearest is %.*s (%.*s)", STRF(written), STRF(near->code),
                STRF(near->name.vi));
}

/* ---- importing ------------------------------------------------------------------------ */

Err *indicator_put(Store *store, Arena *arena, const Indicator *i, int64_t position, int64_t *ret_changed)
{
    return store_exec(store, arena, SQL_INDICATOR_WRITE,
                      ARGS(V_TEXT(i->code), V_TEXT(i->name.vi), V_TEXT(i->name.en), V_TEXT(i->definition.vi),
                           V_TEXT(i->definition.en), V_TEXT(i->unit), V_INT(i->rate), V_TEXT(i->numerator),
                           V_TEXT(i->denominator), V_TEXT(i->part_of), V_INT(i->better), V_INT(position)),
                      ret_changed);
}

enum {
    F_CODE,
    F_NAME_VI,
    F_NAME_EN,
    F_UNIT,
    F_KIND,
    F_PART_OF,
    F_NUMERATOR,
    F_DENOMINATOR,
    F_DEFINITION_VI,
    F_DEFINITION_EN,
    F_BETTER,
    F_COUNT
};

static const Field fields[F_COUNT] = {
    [F_CODE] = {"code", "Mã|Mã chỉ tiêu", FIELD_TEXT, true},
    [F_NAME_VI] = {"name_vi", "Tên|Tên chỉ tiêu|Chỉ tiêu", FIELD_TEXT, true},
    [F_NAME_EN] = {"name_en", "Tên tiếng Anh", FIELD_TEXT, false},
    [F_UNIT] = {"unit", "Đơn vị tính", FIELD_TEXT, true},
    [F_KIND] = {"kind", "Loại", FIELD_TEXT, false},
    [F_PART_OF] = {"part_of", "Là một phần của", FIELD_TEXT, false},
    [F_NUMERATOR] = {"numerator", "Tử số", FIELD_TEXT, false},
    [F_DENOMINATOR] = {"denominator", "Mẫu số", FIELD_TEXT, false},
    [F_DEFINITION_VI] = {"definition_vi", "Định nghĩa", FIELD_TEXT, false},
    [F_DEFINITION_EN] = {"definition_en", "Định nghĩa tiếng Anh", FIELD_TEXT, false},
    [F_BETTER] = {"better", "Tốt hơn khi", FIELD_TEXT, false},
};

static bool one_of(Str s, const char *const *words, int *ret)
{
    for (*ret = 0; words[*ret]; ++*ret)
        if (str_eq(s, str_from(words[*ret])))
            return true;
    return false;
}

static Err *word_of(Arena *arena, const Record *r, int field, const char *const *words, const char *all, int *ret)
{
    if (!r->entry[field].given) {
        *ret = 0;
        return NULL;
    }
    if (one_of(r->entry[field].text, words, ret))
        return NULL;
    return err_at(FAIL(arena, BAD_INPUT, "“%.*s” không đúng; cần một trong: %s", "“%.*s” is not one of: %s",
                       STRF(r->entry[field].text), all),
                  r->entry[field].place);
}

static Err *read_indicator(Arena *arena, const Record *r, Indicator *ret)
{
    static const char *const units[] = {"person", "dong", "percent", NULL};
    static const char *const kinds[] = {"count", "rate", NULL};
    static const char *const better[] = {"none", "higher", "lower", NULL};
    static const int better_sign[] = {0, 1, -1};
    int unit, kind, sign;
    if (r->problem_count > 0)
        return err_at(FAIL(arena, BAD_INPUT, "“%.*s” không đúng; cần %.*s", "“%.*s” is wrong; needed: %.*s",
                           STRF(r->problem[0].value), STRF(r->problem[0].expected.vi)),
                      r->problem[0].place);
    TRY(word_of(arena, r, F_UNIT, units, "person, dong, percent", &unit));
    TRY(word_of(arena, r, F_KIND, kinds, "count, rate", &kind));
    TRY(word_of(arena, r, F_BETTER, better, "higher, lower, none", &sign));
    *ret = (Indicator){.code = r->entry[F_CODE].text,
                       .name = {r->entry[F_NAME_VI].text, r->entry[F_NAME_EN].text},
                       .definition = {r->entry[F_DEFINITION_VI].text, r->entry[F_DEFINITION_EN].text},
                       .unit = str_from(units[unit]),
                       .rate = kind == 1,
                       .numerator = r->entry[F_NUMERATOR].text,
                       .denominator = r->entry[F_DENOMINATOR].text,
                       .part_of = r->entry[F_PART_OF].text,
                       .better = better_sign[sign]};
    if (ret->name.en.len == 0)
        ret->name.en = ret->name.vi;
    if (ret->rate && (ret->numerator.len == 0 || ret->denominator.len == 0))
        return err_at(FAIL(arena, BAD_INPUT, "tỷ lệ “%.*s” phải có tử số và mẫu số",
                           "the rate “%.*s” needs a numerator and a denominator", STRF(ret->code)),
                      r->entry[F_CODE].place);
    return NULL;
}

/* Reference data are made by the program's keeper, so one bad row refuses the file. */
static Err *import_rows(Store *store, Arena *arena, Form *form, int64_t *ret_changed)
{
    int64_t position = 0;
    for (bool more;;) {
        Record record;
        Indicator indicator;
        int64_t changed;
        TRY(form_next(form, arena, &record, &more));
        if (!more)
            return NULL;
        if (record.kind != RECORD_DATA)
            continue;
        TRY(read_indicator(arena, &record, &indicator));
        TRY(indicator_put(store, arena, &indicator, ++position, &changed));
        *ret_changed += changed;
    }
}

Err *indicator_import(Store *store, Arena *arena, Str file, int64_t *ret_changed)
{
    AUTO(table_close) Table *table = NULL;
    Form *form;
    *ret_changed = 0;
    TRY(table_open(arena, file, (TableOptions){0}, &table));
    TRY(form_open(arena, table, fields, F_COUNT, &form));
    TRY(store_begin(store, arena));
    Err *err = import_rows(store, arena, form, ret_changed);
    if (!err)
        err = store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err;
}
