/* Finding the header and giving out records. */
#include "table/form_internal.h"

enum { SEARCH_ROWS = 5000, SEARCH_CELLS = 200000, REGION_ROWS = 40, LISTED = 30 };

typedef struct Found { /* rows of the pending list that make the header */
    ptrdiff_t at;
    int rows;
    ptrdiff_t matched;
    bool all_required;
} Found;

/* ---- reading ahead -------------------------------------------------------------------- */

/* True while pending row `at` exists and belongs to the region of row `first`. */
static Err *look_ahead(Form *form, ptrdiff_t first, ptrdiff_t at, bool *ret)
{
    while (form->pending.len <= at) {
        Row row;
        bool more;
        TRY(table_next(form->table, form->arena, &row, &more));
        if (!more)
            break;
        vec_push(form->arena, &form->pending, row);
    }
    *ret = at < form->pending.len && form->pending.data[at].region == form->pending.data[first].region;
    return NULL;
}

/* ---- the header ----------------------------------------------------------------------- */

static Found try_header(Form *form, Arena scratch, ptrdiff_t at, int rows, ptrdiff_t *column)
{
    Clash clash;
    Headings h = heading_join(&scratch, form->pending.data + at, rows);
    Found found = {.at = at,
                   .rows = rows,
                   .matched = heading_match(scratch, form->keys, &h, column, &clash),
                   .all_required = true};
    for (ptrdiff_t f = 0; f < form->fields; f++)
        found.all_required = found.all_required && (!form->field[f].required || column[f] >= 0);
    return found;
}

/* The best header of up to three rows that begins at `at`, without titles above it. */
static Err *best_header(Form *form, ptrdiff_t at, Found *ret)
{
    Arena scratch = *form->arena;
    *ret = (Found){.at = at};
    for (int rows = 1; rows <= HEADING_ROWS; rows++) {
        bool there;
        TRY(look_ahead(form, at, at + rows - 1, &there));
        if (!there)
            break;
        scratch = *form->arena;
        ptrdiff_t *column = new (&scratch, ptrdiff_t, form->fields);
        Found found = try_header(form, scratch, at, rows, column);
        if (found.matched > ret->matched)
            *ret = found;
    }
    scratch = *form->arena; /* reading ahead took from it */
    ptrdiff_t *column = new (&scratch, ptrdiff_t, form->fields);
    while (ret->rows > 1) {
        Found shorter = try_header(form, scratch, ret->at + 1, ret->rows - 1, column);
        if (shorter.matched < ret->matched)
            break;
        *ret = shorter;
    }
    return NULL;
}

static bool has_digit(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
            return true;
    return false;
}

/* A row of words below the header that leaves the names empty divides its columns further. */
static bool is_subheader(const Form *form, const Row *row)
{
    ptrdiff_t words = 0, names = 0;
    for (ptrdiff_t c = 0; c < row->count; c++) {
        if (has_digit(row->cell[c].text) || (row->cell[c].text.len > 0 && form_is_empty(&row->cell[c])))
            return false;
        words += row->cell[c].text.len > 0;
    }
    for (ptrdiff_t f = 0; f < form->fields; f++) {
        ptrdiff_t c = form->column[f];
        if (c < 0 || form->field[f].type != FIELD_TEXT || !form->field[f].required)
            continue;
        names++;
        if (c < row->count && row->cell[c].text.len > 0)
            return false;
    }
    return names > 0 && words > 1;
}

static Err *fail_clash(Form *form, const Clash *clash)
{
    Str first = form->heading.text[clash->first], second = form->heading.text[clash->second];
    Place place = {.file = table_name(form->table), .sheet = form->header[0].sheet, .row = form->header[0].line};
    return err_at(FAIL(form->arena, BAD_INPUT,
                       "cột %td “%.*s” và cột %td “%.*s” cùng là “%s”; hãy đổi tên hoặc bỏ một cột",
                       "column %td “%.*s” and column %td “%.*s” are both “%s”; rename or remove one", clash->first + 1,
                       STRF(first), clash->second + 1, STRF(second), form->field[clash->field].key),
                  place);
}

static void set_width(Form *form)
{
    form->width = 0;
    for (ptrdiff_t c = 0; c < form->heading.count; c++)
        if (form->heading.text[c].len > 0 && !heading_is_reject(*form->arena, form->heading.text[c]))
            form->width = c + 1;
}

/* The header becomes this one; what stood above it are notes. */
static Err *use_header(Form *form, Found found)
{
    Clash clash;
    bool there;
    TRY(look_ahead(form, found.at, found.at + found.rows, &there));
    form->heading = heading_join(form->arena, form->pending.data + found.at, found.rows);
    heading_match(*form->arena, form->keys, &form->heading, form->column, &clash);
    if (there && found.rows < HEADING_ROWS && is_subheader(form, &form->pending.data[found.at + found.rows])) {
        found.rows++;
        form->heading = heading_join(form->arena, form->pending.data + found.at, found.rows);
        heading_match(*form->arena, form->keys, &form->heading, form->column, &clash);
    }
    form->header_rows = found.rows;
    for (int i = 0; i < found.rows; i++)
        form->header[i] = form->pending.data[found.at + i];
    form->region = form->header[0].region;
    form->foreign = form->strange = form->after_total = form->is_signed = false;
    form->at_header = true;
    set_width(form);
    return clash.found ? fail_clash(form, &clash) : NULL;
}

/* ---- the header is not there ------------------------------------------------------------- */

static void list_item(Buf *out, Str item)
{
    buf_fmt(out, "%s“%.*s”", out->len > 0 ? ", " : "", STRF(item));
}

static Str field_name(const Field *field)
{
    Str name = str_cut(str_from(field->names), '|').head;
    return name.len > 0 ? name : str_from(field->key);
}

static Err *fail_no_rows(Form *form)
{
    return err_at(FAIL(form->arena, BAD_INPUT, "tệp không có dòng nào", "the file has no rows"),
                  (Place){.file = table_name(form->table)});
}

/* `nearest` is the row, or rows, that came closest to being the header. */
static Err *fail_missing(Form *form, Found nearest)
{
    Arena *a = form->arena;
    Buf missing = buf_open(a), seen = buf_open(a), vi = buf_open(a), en = buf_open(a);
    Headings h = heading_join(a, form->pending.data + nearest.at, nearest.rows ? nearest.rows : 1);
    Clash clash;
    heading_match(*a, form->keys, &h, form->column, &clash);
    for (ptrdiff_t c = 0, n = 0; c < h.count && n < LISTED; c++) {
        if (h.text[c].len > 0 && h.text[c].len <= 200) {
            list_item(&seen, h.text[c]);
            n++;
        }
    }
    for (ptrdiff_t f = 0; f < form->fields; f++) {
        if (!form->field[f].required || form->column[f] >= 0)
            continue;
        list_item(&missing, field_name(&form->field[f]));
        ptrdiff_t like = heading_nearest(*a, form->keys, f, &h);
        if (like < 0 || h.text[like].len > 200)
            continue;
        buf_fmt(&vi, "; “%.*s” có phải là “%.*s” không", STRF(h.text[like]), STRF(field_name(&form->field[f])));
        buf_fmt(&en, "; is “%.*s” meant to be “%.*s”", STRF(h.text[like]), STRF(field_name(&form->field[f])));
    }
    Str m = buf_str(&missing), s = buf_str(&seen);
    Err *err = FAIL(a, BAD_INPUT, "không tìm thấy dòng tiêu đề có đủ các cột cần: thiếu %.*s; dòng gần nhất có: %.*s",
                    "no header with all required columns was found: %.*s missing; the closest row has: %.*s", STRF(m),
                    STRF(s));
    err->text.vi = str_fmt(a, "%.*s%.*s%s", STRF(err->text.vi), STRF(buf_str(&vi)), vi.len > 0 ? "?" : "");
    err->text.en = str_fmt(a, "%.*s%.*s%s", STRF(err->text.en), STRF(buf_str(&en)), en.len > 0 ? "?" : "");
    if (table_damaged(form->table) > 0) {
        err->text.vi = str_fmt(a, "%.*s; tệp đã mất chữ khi chuyển mã, hãy xin lại tệp gốc", STRF(err->text.vi));
        err->text.en =
            str_fmt(a, "%.*s; the file lost letters when it was converted, ask for the original", STRF(err->text.en));
    }
    if (table_kind(form->table) == TABLE_TEXT) {
        err->text.vi =
            str_fmt(a, "%.*s; nếu bảng bị mất cột khi chuyển sang văn bản, hãy lưu lại dạng .xlsx", STRF(err->text.vi));
        err->text.en =
            str_fmt(a, "%.*s; if the table lost its columns on becoming text, save it as .xlsx", STRF(err->text.en));
    }
    const Row *row = &form->pending.data[nearest.at];
    return err_at(err, (Place){.file = table_name(form->table), .sheet = row->sheet, .row = row->line});
}

static ptrdiff_t filled_cells(const Row *row)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t c = 0; c < row->count; c++)
        n += row->cell[c].text.len > 0;
    return n;
}

/* The first header with all required fields; else Err. */
static Err *find_header(Form *form, Found *ret)
{
    Found nearest = {0};
    ptrdiff_t widest = 0, cells = 0;
    bool there;
    for (ptrdiff_t at = 0; at < SEARCH_ROWS && cells < SEARCH_CELLS; at++) {
        TRY(look_ahead(form, at < form->pending.len ? at : 0, at, &there));
        if (at >= form->pending.len)
            break;
        TRY(best_header(form, at, ret));
        if (ret->all_required)
            return NULL;
        ptrdiff_t wide = filled_cells(&form->pending.data[at]);
        if (ret->matched > nearest.matched || (nearest.matched == 0 && wide > widest)) {
            nearest = *ret;
            widest = wide;
        }
        cells += form->pending.data[at].count;
    }
    return form->pending.len > 0 ? fail_missing(form, nearest) : fail_no_rows(form);
}

Err *form_open(Arena *arena, Table *table, const Field *field, ptrdiff_t count, Form **ret)
{
    Form *form = new (arena, Form, 1);
    *form = (Form){.table = table, .arena = arena, .field = field, .fields = count};
    form->keys = heading_keys(arena, field, count);
    form->column = new (arena, ptrdiff_t, count);
    *ret = NULL;
    Found found;
    TRY(find_header(form, &found));
    TRY(use_header(form, found));
    for (ptrdiff_t i = 0; i < found.at; i++)
        vec_push(arena, &form->preamble, form->pending.data[i]);
    form->pending_at = form->notes_until = found.at + form->header_rows;
    *ret = form;
    return NULL;
}

/* ---- records ------------------------------------------------------------------------------ */

/* A new sheet or document table: with a header of its own, or going on with the last. */
static Err *enter_region(Form *form, ptrdiff_t first)
{
    TableKind kind = table_kind(form->table);
    form->region = form->pending.data[first].region;
    form->foreign = true;
    for (ptrdiff_t at = first; at < first + REGION_ROWS; at++) {
        Found found;
        bool there;
        TRY(look_ahead(form, first, at, &there));
        if (!there)
            break;
        TRY(best_header(form, at, &found));
        if (!found.all_required)
            continue;
        TRY(use_header(form, found));
        form->notes_until = found.at;
        return NULL;
    }
    form->strange = kind == TABLE_XLSX || kind == TABLE_XLS; /* another sheet says other things */
    return NULL;
}

static Err *next_row(Form *form, Arena *arena, Row *ret, bool *ret_more, bool *ret_note)
{
    *ret_note = false;
    if (form->pending_at == form->pending.len) {
        form->pending.len = form->pending_at = form->notes_until = 0;
        TRY(table_next(form->table, arena, ret, ret_more));
        if (!*ret_more || ret->region == form->region)
            return NULL;
        vec_push(form->arena, &form->pending, *ret);
    }
    ptrdiff_t at = form->pending_at;
    if (form->pending.data[at].region != form->region)
        TRY(enter_region(form, at));
    *ret = form->pending.data[form->pending_at++];
    *ret_note = at < form->notes_until;
    *ret_more = true;
    return NULL;
}

Err *form_next(Form *form, Arena *arena, Record *ret, bool *ret_more)
{
    static const RecordKind kinds[] = {[ROW_DATA] = RECORD_DATA, [ROW_TOTAL] = RECORD_TOTAL, [ROW_NOTE] = RECORD_NOTE};
    *ret = (Record){0};
    for (;;) {
        Row row;
        bool note;
        TRY(next_row(form, arena, &row, ret_more, &note));
        if (!*ret_more)
            return NULL;
        RowSort sort = form_sort(form, *arena, &row);
        if (sort == ROW_HEADER || sort == ROW_BLANK)
            continue;
        ret->kind = note ? RECORD_NOTE : kinds[sort];
        form_read(form, arena, &row, ret);
        return NULL;
    }
}

/* ---- questions ------------------------------------------------------------------------------ */

bool form_has(const Form *form, ptrdiff_t field)
{
    return form->column[field] >= 0;
}

Str form_heading(const Form *form, ptrdiff_t field)
{
    ptrdiff_t column = form->column[field];
    return column >= 0 ? form->heading.text[column] : (Str){0};
}

const Row *form_header(const Form *form)
{
    return &form->header[form->header_rows - 1];
}

Str *form_unknown(const Form *form, ptrdiff_t *ret_count)
{
    Vec(Str) list = {0};
    for (ptrdiff_t c = 0; c < form->heading.count; c++) {
        bool known = form->heading.text[c].len == 0 || heading_is_reject(*form->arena, form->heading.text[c]);
        for (ptrdiff_t f = 0; f < form->fields; f++)
            known = known || form->column[f] == c;
        if (!known)
            vec_push(form->arena, &list, form->heading.text[c]);
    }
    *ret_count = list.len;
    return list.data;
}

Str *form_preamble(const Form *form, ptrdiff_t *ret_count)
{
    Vec(Str) list = {0};
    for (ptrdiff_t i = 0; i < form->preamble.len; i++) {
        const Row *row = &form->preamble.data[i];
        Buf line = buf_open(form->arena);
        for (ptrdiff_t c = 0; c < row->count; c++) {
            if (row->cell[c].text.len == 0)
                continue;
            buf_add(&line, line.len > 0 ? S(" ") : (Str){0});
            buf_add(&line, row->cell[c].text);
        }
        if (line.len > 0)
            vec_push(form->arena, &list, buf_str(&line));
    }
    *ret_count = list.len;
    return list.data;
}
