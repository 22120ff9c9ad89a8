#include "plan/allocate_file.h"

#include "base/vec.h"

enum { UNIT, CODE, CURRENT, CURRENT_VOLUNTARY, GOAL, GOAL_VOLUNTARY, LABOUR, POPULATION, WEIGHT, COMMUNE, BY_YEAR };
enum { KINDS = 3 }; /* min, max, fixed; for the total, then for the voluntary ones */

static const Field fields[BY_YEAR] = {
    [UNIT] = {"unit",
              "unit_name|name|Đơn vị|Tên đơn vị|Tên xã/phường|Tên xã, phường|Xã, phường|Địa bàn|Thôn|Tổ dân phố|"
              "Thôn, tổ dân phố|Cán bộ|Họ và tên|Họ tên",
              FIELD_TEXT, true},
    [CODE] = {"code", "unit_code|Mã|Mã đơn vị|Mã xã", FIELD_TEXT, false},
    [CURRENT] = {"current_total", "Hiện có|Đang tham gia|Tổng số hiện có|Số đang tham gia", FIELD_INT, false},
    [CURRENT_VOLUNTARY] = {"current_voluntary", "Tự nguyện hiện có|Đang tham gia tự nguyện", FIELD_INT, false},
    [GOAL] = {"goal_total", "target_total|target_total_2030|Chỉ tiêu chung|Chỉ tiêu|Mục tiêu|Tổng chỉ tiêu", FIELD_INT,
              false},
    [GOAL_VOLUNTARY] = {"goal_voluntary",
                        "target_voluntary_min|target_voluntary_min_2030|Chỉ tiêu BHXH tự nguyện tối thiểu|"
                        "Chỉ tiêu tự nguyện|Mục tiêu tự nguyện",
                        FIELD_INT, false},
    [LABOUR] = {"labour_force", "labor_force|Lực lượng lao động|Lao động trong độ tuổi", FIELD_INT, false},
    [POPULATION] = {"population", "Dân số", FIELD_INT, false},
    [WEIGHT] = {"weight", "Trọng số|Hệ số", FIELD_INT, false},
    [COMMUNE] = {"commune", "commune_name", FIELD_TEXT, false},
};

static const Field *all_fields(Arena *arena, int first_year, int years, bool below, ptrdiff_t *ret_count)
{
    static const char *const kinds[KINDS][2] = {{"min", "Tối thiểu"}, {"max", "Tối đa"}, {"fixed", "Cố định"}};
    *ret_count = BY_YEAR + 2 * KINDS * years;
    Field *all = new (arena, Field, *ret_count), *next = all + BY_YEAR;
    for (int f = 0; f < BY_YEAR; f++)
        all[f] = fields[f];
    if (below) { /* elsewhere “Xã/phường” is the unit itself */
        all[UNIT].names = "Thôn|Tổ dân phố|Thôn, tổ dân phố|Thôn/tổ dân phố|Đơn vị|Tên đơn vị|Cán bộ|Họ và tên|Họ tên";
        all[COMMUNE].names = "Xã/phường|Xã, phường|Tên xã/phường|Tên xã, phường|Phường, xã|Thuộc xã|Thuộc xã, phường";
    }
    for (int part = 0; part < 2; part++)
        for (int kind = 0; kind < KINDS; kind++)
            for (int t = 0; t < years; t++) {
                Str key = str_fmt(arena, "%s_%s%d", kinds[kind][0], part ? "voluntary_" : "", first_year + t);
                Str name = str_fmt(arena, "%s %s%d|%s %snăm %d", kinds[kind][1], part ? "tự nguyện " : "",
                                   first_year + t, kinds[kind][1], part ? "tự nguyện " : "", first_year + t);
                *next++ = (Field){str_c(arena, key), str_c(arena, name), FIELD_INT, false};
            }
    return all;
}

typedef struct Lines {
    Vec(Record) rows;
    Vec(Problem) problems;
    Record total;
    bool has_total;
} Lines;

static Err *read_lines(Arena *arena, Form *form, Lines *lines)
{
    for (;;) {
        Record record;
        bool more;
        TRY(form_next(form, arena, &record, &more));
        if (!more)
            return NULL;
        for (ptrdiff_t k = 0; k < record.problem_count; k++)
            vec_push(arena, &lines->problems, record.problem[k]);
        if (record.kind == RECORD_TOTAL) {
            lines->total = record;
            lines->has_total = true;
        } else if (record.kind == RECORD_DATA && record.problem_count == 0) {
            vec_push(arena, &lines->rows, record);
        }
    }
}

static int64_t *column(Arena *arena, const Form *form, const Lines *lines, int field, int64_t none)
{
    if (!form_has(form, field))
        return NULL;
    int64_t *figure = new (arena, int64_t, lines->rows.len);
    for (ptrdiff_t i = 0; i < lines->rows.len; i++) {
        const Entry *entry = &lines->rows.data[i].entry[field];
        figure[i] = entry->given ? entry->integer : none;
    }
    return figure;
}

static void take_bounds(Arena *arena, const Lines *lines, int part, int years, int64_t **ret_lower, int64_t **ret_upper)
{
    int64_t *lower = new (arena, int64_t, lines->rows.len * years),
            *upper = new (arena, int64_t, lines->rows.len * years);
    for (ptrdiff_t at = 0; at < lines->rows.len * years; at++) {
        const Entry *entry = lines->rows.data[at / years].entry + BY_YEAR + part * KINDS * years + at % years;
        const Entry *min = entry, *max = entry + years, *fixed = entry + (ptrdiff_t)2 * years;
        lower[at] = fixed->given ? fixed->integer : min->given ? min->integer : -1;
        upper[at] = fixed->given ? fixed->integer : max->given ? max->integer : -1;
    }
    *ret_lower = lower;
    *ret_upper = upper;
}

static void take_names(Arena *arena, const Form *form, const Lines *lines, AllocateFile *file)
{
    file->code = new (arena, Str, file->units);
    file->name = new (arena, Str, file->units);
    file->commune = form_has(form, COMMUNE) ? new (arena, Str, file->units) : NULL;
    for (ptrdiff_t i = 0; i < file->units; i++) {
        const Entry *entry = lines->rows.data[i].entry;
        file->name[i] = entry[UNIT].text;
        if (file->commune)
            file->commune[i] = entry[COMMUNE].text;
        file->code[i] = form_has(form, CODE) && entry[CODE].given ? entry[CODE].text : entry[UNIT].text;
    }
}

static Err *take_form(Arena *arena, Str path, Form *form, int years, AllocateFile *ret)
{
    Lines lines = {0};
    TRY(read_lines(arena, form, &lines));
    AllocateFile file = {.units = lines.rows.len, .declared = {-1, -1}};
    if (file.units == 0 && lines.problems.len == 0)
        return FAIL(arena, BAD_INPUT, "%.*s: không có dòng đơn vị nào", "%.*s: there is no row of a unit", STRF(path));
    take_names(arena, form, &lines, &file);
    for (int part = 0; part < 2; part++) {
        file.current[part] = column(arena, form, &lines, CURRENT + part, 0);
        file.goal[part] = column(arena, form, &lines, GOAL + part, -1);
        if (lines.has_total && lines.total.entry[GOAL + part].given)
            file.declared[part] = lines.total.entry[GOAL + part].integer;
        take_bounds(arena, &lines, part, years, &file.lower[part], &file.upper[part]);
    }
    file.labour_force = column(arena, form, &lines, LABOUR, 0);
    file.population = column(arena, form, &lines, POPULATION, 0);
    file.weight = column(arena, form, &lines, WEIGHT, 0);
    file.problem = lines.problems.data;
    file.problems = lines.problems.len;
    *ret = file;
    return NULL;
}

Err *allocate_file_read(Arena *arena, Str path, int first_year, int years, bool below, AllocateFile *ret)
{
    AUTO(table_close) Table *table = NULL;
    TRY(table_open(arena, path, (TableOptions){0}, &table));
    ptrdiff_t count;
    const Field *all = all_fields(arena, first_year, years, below, &count);
    Form *form;
    TRY(form_open(arena, table, all, count, &form));
    return take_form(arena, path, form, years, ret);
}

static void keep_figures(int64_t *figure, ptrdiff_t units, int each, const bool *keep)
{
    ptrdiff_t to = 0;
    for (ptrdiff_t i = 0; figure && i < units; i++)
        for (int t = 0; keep[i] && t < each; t++)
            figure[to++] = figure[i * each + t];
}

void allocate_file_keep(AllocateFile *file, int years, const bool *keep)
{
    int64_t *single[] = {file->current[0],   file->current[1], file->goal[0], file->goal[1],
                         file->labour_force, file->population, file->weight};
    for (int k = 0; k < COUNTOF(single); k++)
        keep_figures(single[k], file->units, 1, keep);
    for (int part = 0; part < 2; part++) {
        keep_figures(file->lower[part], file->units, years, keep);
        keep_figures(file->upper[part], file->units, years, keep);
        file->declared[part] = -1; /* it spoke of all rows */
    }
    ptrdiff_t to = 0;
    for (ptrdiff_t i = 0; i < file->units; i++)
        if (keep[i]) {
            file->code[to] = file->code[i];
            file->name[to++] = file->name[i];
        }
    file->units = to;
    file->commune = NULL;
}
