/* A plan out of a file.  Three layouts are tried in turn: a list of targets (unit,
 * indicator, year, value), a yearly path of one unit, and the table of units of an
 * appendix, for one year or with columns for several. */
#include "plan/read_internal.h"

#include "base/file.h"
#include "base/vec.h"
#include "vn/vn.h"
#include <string.h>

enum { FIRST_YEAR = 2021, LAST_YEAR = 2040, YEARS = LAST_YEAR - FIRST_YEAR + 1 };

enum { F_NUMBER, F_UNIT, F_CODE, F_PLAIN }; /* then the figures of one year, then those of each year */

static const Field table_fields[] = {
    {"no", "STT|Số TT|TT", FIELD_TEXT, false},
    {"unit_name",
     "Tên xã/phường|Tên xã, phường|Xã, phường|Xã/phường|Xã, phường, đặc khu|Tên đơn vị|Đơn vị|Địa bàn|Địa "
     "phương|unit|name",
     FIELD_TEXT, true},
    {"unit_code", "Mã|Mã đơn vị|Mã xã|code", FIELD_TEXT, false},
};

typedef struct Scheme {
    const char *indicator, *key, *names;
} Scheme;

static const Scheme schemes[] = {
    {"participants_total", "target_total",
     "Chỉ tiêu chung|total|Tổng số|Tổng số người tham gia|Chỉ tiêu phát triển đối tượng tham gia bảo hiểm xã hội|Chỉ "
     "tiêu|"
     "target_total_2030"},
    {"participants_voluntary", "target_voluntary",
     "Chỉ tiêu bảo hiểm xã hội tự nguyện tối thiểu|Chỉ tiêu BHXH tự nguyện tối thiểu|Chỉ tiêu bảo hiểm xã hội tự "
     "nguyện|"
     "Chỉ tiêu BHXH tự nguyện|BHXH tự nguyện|Tự nguyện|Tự nguyện tối thiểu|voluntary|target_voluntary_min|"
     "target_voluntary_min_2030"},
    {"participants_compulsory", "target_compulsory",
     "Chỉ tiêu bảo hiểm xã hội bắt buộc|Chỉ tiêu BHXH bắt buộc|BHXH bắt buộc|Bắt buộc|compulsory"},
};

typedef struct Reading {
    Arena *arena;
    Plan *plan;
    PlanOptions options;
    Rejects *rejects;
    Vec(PlanRow) rows;
    Vec(Problem) problems;
    Vec(PlanColumn) columns;
} Reading;

static void keep_problems(Reading *r, const Record *record)
{
    for (ptrdiff_t i = 0; i < record->problem_count; i++)
        vec_push(r->arena, &r->problems, record->problem[i]);
    if (record->problem_count > 0)
        rejects_add(r->rejects, record);
}

static void keep_note(Reading *r, const Row *row)
{
    Buf note = buf_open(r->arena);
    if (r->plan->note.len > 0)
        buf_fmt(&note, "%.*s ", STRF(r->plan->note));
    for (ptrdiff_t i = 0; i < row->count; i++)
        buf_add(&note, row->cell[i].text);
    r->plan->note = buf_str(&note);
}

/* ---- the table of units -------------------------------------------------------------- */
typedef struct Figures { /* which field feeds which column */
    ptrdiff_t field[COUNTOF(schemes) * (YEARS + 1)];
} Figures;

static Field *all_fields(Arena *arena, ptrdiff_t *ret_count)
{
    ptrdiff_t n = 0;
    Field *field = new (arena, Field, F_PLAIN + COUNTOF(schemes) * (YEARS + 1));
    memcpy(field, table_fields, sizeof table_fields);
    n = F_PLAIN;
    for (int s = 0; s < COUNTOF(schemes); s++)
        field[n++] = (Field){schemes[s].key, schemes[s].names, FIELD_INT, false};
    static const char *const year_names[] = {
        "%d|Năm %d|Tổng %d|Chỉ tiêu chung %d|Chỉ tiêu chung năm %d|Năm %d / Chỉ tiêu chung|total_%d",
        "Tự nguyện %d|BHXH tự nguyện %d|Tự nguyện năm %d|Năm %d / Tự nguyện|Năm %d / BHXH tự nguyện|Năm %d / Chỉ tiêu "
        "BHXH tự "
        "nguyện|voluntary_%d",
        "Bắt buộc %d|BHXH bắt buộc %d|Bắt buộc năm %d|Năm %d / Bắt buộc|Năm %d / BHXH bắt buộc|Năm %d / Chỉ tiêu BHXH "
        "bắt "
        "buộc|compulsory_%d"};
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++)
        for (int s = 0; s < COUNTOF(schemes); s++) {
            Buf names = buf_open(arena);
            for (StrCut cut = {.tail = str_from(year_names[s]), .ok = true}; cut.ok;) {
                cut = str_cut(cut.tail, '%');
                buf_add(&names, cut.head);
                if (cut.ok) { /* past the d */
                    buf_fmt(&names, "%d", year);
                    cut.tail = str_slice(cut.tail, 1, cut.tail.len);
                }
            }
            char *key = str_c(arena, str_fmt(arena, "%s_%d", schemes[s].key, year));
            field[n++] = (Field){key, str_c(arena, buf_str(&names)), FIELD_INT, false};
        }
    *ret_count = n;
    return field;
}

/* The year of the columns without one: said, in the heading, or in the words above. */
static int find_year(Reading *r, const Form *form)
{
    if (r->options.year)
        return r->options.year;
    int year = 0;
    for (int s = 0; s < COUNTOF(schemes) && !year; s++)
        if (form_has(form, F_PLAIN + s))
            year = prose_year(r->arena, form_heading(form, F_PLAIN + s));
    ptrdiff_t count;
    Str *line = form_preamble(form, &count);
    for (ptrdiff_t i = count - 1; i >= 0 && !year; i--)
        year = prose_year(r->arena, line[i]);
    return year;
}

/* Of a heading of two rows the lower one says which column it is. */
static Str last_part(Str heading)
{
    for (ptrdiff_t at; (at = str_find(heading, S(" / "))) >= 0;)
        heading = str_slice(heading, at + 3, heading.len);
    return heading;
}

static PlanFigure figure_of(const Entry *entry)
{
    PlanFigure figure = {.given = entry->given, .value = entry->integer, .place = entry->place};
    figure.place.field = last_part(figure.place.field);
    return figure;
}

static Err *no_year(Arena *arena)
{
    Err *err =
        err_next(FAIL(arena, BAD_INPUT, "không rõ chỉ tiêu của năm nào", "the year of the targets is not said"),
                 COMMAND("hãy thêm --year, ví dụ --year 2030", "add --year, as in --year 2030"),
                 PAGE("hãy ghi năm ở ô “Năm” rồi đọc lại, hoặc ghi năm trong tiêu đề cột, như “Chỉ tiêu năm 2030”",
                      "give the year and read it again, or write the year in the column's heading"));
    err->code = "needs-year";
    return err;
}

static Err *open_columns(Reading *r, const Form *form, ptrdiff_t fields, Figures *figures)
{
    for (ptrdiff_t f = F_PLAIN; f < fields; f++) {
        if (!form_has(form, f))
            continue;
        ptrdiff_t nth = f - F_PLAIN, s = nth % COUNTOF(schemes);
        int year = nth < COUNTOF(schemes) ? find_year(r, form) : FIRST_YEAR + (int)(nth / COUNTOF(schemes)) - 1;
        Str heading = form_heading(form, f);
        if (year == 0)
            return err_at(no_year(r->arena), (Place){.file = r->plan->file, .field = heading});
        figures->field[r->columns.len] = f;
        PlanColumn column = {.indicator = str_from(schemes[s].indicator), .year = year, .heading = last_part(heading)};
        column.floor = prose_is_floor(r->arena, heading) || str_find(heading, S("_min")) >= 0;
        vec_push(r->arena, &r->columns, column);
    }
    if (r->columns.len > 0)
        return NULL;
    return err_at(FAIL(r->arena, BAD_INPUT,
                       "không thấy cột chỉ tiêu nào; cần một cột như “Chỉ tiêu chung” hoặc “Chỉ tiêu BHXH tự nguyện”",
                       "there is no column of targets; one such as “Chỉ tiêu chung” or “target_total” is needed"),
                  (Place){.file = r->plan->file, .row = form_header(form)->line});
}

static void keep_table_record(Reading *r, const Record *record, const Figures *figures)
{
    if (record->kind == RECORD_NOTE) {
        keep_note(r, &record->row);
        return;
    }
    if (record->kind == RECORD_TOTAL) {
        for (ptrdiff_t k = 0; k < r->columns.len; k++)
            r->columns.data[k].declared = figure_of(&record->entry[figures->field[k]]);
        return;
    }
    keep_problems(r, record);
    const Entry *unit = &record->entry[F_UNIT], *code = &record->entry[F_CODE];
    if (!unit->given)
        return;
    Str written = str_copy(r->arena, unit->text);
    PlanRow row = {.number = str_copy(r->arena, record->entry[F_NUMBER].text),
                   .written = code->given ? str_fmt(r->arena, "%.*s (%.*s)", STRF(written), STRF(code->text)) : written,
                   .key = code->given ? str_copy(r->arena, code->text) : written,
                   .place = unit->place,
                   .unreadable = record->problem_count > 0,
                   .figure = new (r->arena, PlanFigure, r->columns.len)};
    for (ptrdiff_t k = 0; k < r->columns.len; k++)
        row.figure[k] = figure_of(&record->entry[figures->field[k]]);
    vec_push(r->arena, &r->rows, row);
}

static Err *read_table(Reading *r, Table *table)
{
    Form *form;
    Record record;
    Figures figures = {{0}};
    ptrdiff_t fields, lines;
    Field *field = all_fields(r->arena, &fields);
    TRY(form_open(r->arena, table, field, fields, &form));
    TRY(open_columns(r, form, fields, &figures));
    r->rejects = rejects_open(r->arena, form);
    for (;;) {
        bool more;
        TRY(form_next(form, r->arena, &record, &more));
        if (!more)
            break;
        keep_table_record(r, &record, &figures);
    }
    r->plan->column = r->columns.data;
    r->plan->columns = r->columns.len;
    Str *line = form_preamble(form, &lines);
    prose_read(r->arena, r->plan, line, lines);
    return NULL;
}

/* ---- a yearly path ---------------------------------------------------------------------- */
enum { P_YEAR, P_FIGURES };

static Field *path_fields(Arena *arena, ptrdiff_t *ret_count)
{
    Field *field = new (arena, Field, P_FIGURES + COUNTOF(schemes));
    field[P_YEAR] = (Field){"year", "Năm", FIELD_INT, true};
    for (int s = 0; s < COUNTOF(schemes); s++)
        field[P_FIGURES + s] = (Field){schemes[s].key, schemes[s].names, FIELD_INT, s == 0};
    *ret_count = P_FIGURES + COUNTOF(schemes);
    return field;
}

static ptrdiff_t column_for(Reading *r, Str indicator, int year, Str heading)
{
    for (ptrdiff_t k = 0; k < r->columns.len; k++)
        if (r->columns.data[k].year == year && str_eq(r->columns.data[k].indicator, indicator))
            return k;
    PlanColumn column = {.indicator = indicator, .year = year, .heading = heading};
    column.floor = prose_is_floor(r->arena, heading) || str_find(heading, S("_min")) >= 0;
    vec_push(r->arena, &r->columns, column);
    return r->columns.len - 1;
}

enum { MAX_PATH_COLUMNS = COUNTOF(schemes) * 64 };

static void keep_path_record(Reading *r, const Form *form, const Record *record, PlanRow *row)
{
    int64_t year = record->entry[P_YEAR].integer;
    keep_problems(r, record);
    if (record->problem_count > 0 || year < 2000 || year > 2100)
        return;
    for (int s = 0; s < COUNTOF(schemes); s++) {
        const Entry *entry = &record->entry[P_FIGURES + s];
        if (!entry->given || r->columns.len >= MAX_PATH_COLUMNS)
            continue;
        ptrdiff_t k = column_for(r, str_from(schemes[s].indicator), (int)year, form_heading(form, P_FIGURES + s));
        row->figure[k] = figure_of(entry);
    }
}

static Err *read_path(Reading *r, Table *table, bool *ret_fits)
{
    Form *form;
    Record record;
    ptrdiff_t fields;
    const Field *field = path_fields(r->arena, &fields);
    *ret_fits = form_open(r->arena, table, field, fields, &form) == NULL;
    if (!*ret_fits)
        return NULL;
    r->rejects = rejects_open(r->arena, form);
    PlanRow row = {.figure = new (r->arena, PlanFigure, MAX_PATH_COLUMNS), .place = {.file = r->plan->file}};
    for (;;) {
        bool more;
        TRY(form_next(form, r->arena, &record, &more));
        if (!more)
            break;
        if (record.kind == RECORD_DATA)
            keep_path_record(r, form, &record, &row);
    }
    r->plan->by_year = true;
    vec_push(r->arena, &r->rows, row);
    return NULL;
}

/* ---- a list of targets -------------------------------------------------------------------- */
enum { L_UNIT, L_INDICATOR, L_YEAR, L_VALUE, L_KIND, L_FIELDS };

static const Field list_fields[] = {
    {"unit_code", "unit_name|unit|Đơn vị|Tên đơn vị|Mã đơn vị|Mã xã|Tên xã/phường", FIELD_TEXT, true},
    {"indicator", "Chỉ tiêu|Mã chỉ tiêu", FIELD_TEXT, true},
    {"year", "Năm", FIELD_INT, true},
    {"value", "Giá trị|Số giao", FIELD_INT, true},
    {"kind", "Loại", FIELD_TEXT, false},
};

enum { MAX_LIST_COLUMNS = 256 };

static PlanRow *row_for(Reading *r, const Entry *unit)
{
    for (ptrdiff_t i = r->rows.len; i-- > 0;)
        if (str_eq(r->rows.data[i].key, unit->text))
            return &r->rows.data[i];
    Str written = str_copy(r->arena, unit->text);
    PlanRow row = {.written = written,
                   .key = written,
                   .place = unit->place,
                   .figure = new (r->arena, PlanFigure, MAX_LIST_COLUMNS)};
    vec_push(r->arena, &r->rows, row);
    return &r->rows.data[r->rows.len - 1];
}

static Err *read_list(Reading *r, Table *table, bool *ret_fits)
{
    Form *form;
    Record record;
    *ret_fits = form_open(r->arena, table, list_fields, L_FIELDS, &form) == NULL;
    if (!*ret_fits)
        return NULL;
    r->rejects = rejects_open(r->arena, form);
    for (;;) {
        bool more;
        TRY(form_next(form, r->arena, &record, &more));
        if (!more)
            return NULL;
        if (record.kind != RECORD_DATA)
            continue;
        keep_problems(r, &record);
        if (record.problem_count > 0)
            continue;
        Str indicator = str_copy(r->arena, record.entry[L_INDICATOR].text);
        ptrdiff_t k = column_for(r, indicator, (int)record.entry[L_YEAR].integer, indicator);
        if (k >= MAX_LIST_COLUMNS)
            return err_at(FAIL(r->arena, TOO_LARGE, "tệp có hơn %d chỉ tiêu × năm; hãy chia nhỏ",
                               "the file has more than %d indicators × years; split it", MAX_LIST_COLUMNS),
                          record.entry[L_VALUE].place);
        if (vn_compare(vn_fold(r->arena, record.entry[L_KIND].text, VN_KEY), S("floor")) == 0)
            r->columns.data[k].floor = true;
        row_for(r, &record.entry[L_UNIT])->figure[k] = figure_of(&record.entry[L_VALUE]);
    }
}

typedef Err *Layout(Reading *r, Table *table, bool *ret_fits);

static Err *read_as_table(Reading *r, Table *table, bool *ret_fits)
{
    *ret_fits = true; /* the last to be tried: its error is the one to show */
    return read_table(r, table);
}

static Str base_name(Str path)
{
    for (ptrdiff_t i = path.len; i-- > 0;)
        if (path.ptr[i] == '/')
            return str_slice(path, i + 1, path.len);
    return path;
}

static Err *read_layouts(Reading *r, Str bytes)
{
    static Layout *const layouts[] = {read_list, read_path, read_as_table};
    bool fits = false;
    for (int i = 0; i < COUNTOF(layouts) && !fits; i++) {
        AUTO(table_close) Table *table = NULL;
        TRY(table_open_bytes(r->arena, r->plan->file, bytes, (TableOptions){0}, &table));
        TRY(layouts[i](r, table, &fits));
    }
    r->plan->row = r->rows.data;
    r->plan->rows = r->rows.len;
    r->plan->column = r->columns.data;
    r->plan->columns = r->columns.len;
    r->plan->problem = r->problems.data;
    r->plan->problems = r->problems.len;
    return NULL;
}

const Field *plan_fields(Arena *arena, PlanLayout layout, ptrdiff_t *ret_count, ptrdiff_t *ret_figures)
{
    *ret_figures = layout == PLAN_TABLE ? F_PLAIN : layout == PLAN_PATH ? P_FIGURES : L_VALUE;
    *ret_count = L_FIELDS;
    if (layout == PLAN_LIST)
        return list_fields;
    return layout == PLAN_TABLE ? all_fields(arena, ret_count) : path_fields(arena, ret_count);
}

Err *plan_read(Arena *arena, Str path, PlanOptions options, Plan *ret)
{
    Str bytes;
    *ret = (Plan){.file = base_name(path)};
    TRY(file_read(arena, path, (int64_t)256 << 20, &bytes));
    ret->digest = import_digest(arena, bytes);
    Reading r = {.arena = arena, .plan = ret, .options = options};
    TRY(read_layouts(&r, bytes));
    if (ret->rows == 0)
        return err_at(FAIL(arena, BAD_INPUT, "bảng không có dòng đơn vị nào", "the table has no row of a unit"),
                      (Place){.file = ret->file});
    if (options.rejects.len > 0 && rejects_count(r.rejects) > 0)
        TRY(rejects_save(r.rejects, arena, options.rejects, options.lang));
    return NULL;
}
