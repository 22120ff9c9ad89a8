#include "register/look.h"

#include "base/vec.h"
#include "register/register_internal.h"
#include "table/heading.h"

enum { LOOK_ROWS = 60, SAMPLE_BYTES = 60 };

typedef struct Looking {
    Arena *arena;
    const RegisterSource *source;
    FieldKeys *keys;
    Row row[LOOK_ROWS];
    int rows;
    Headings heading; /* of the best header so far */
    ptrdiff_t at[REGISTER_COLUMNS], matched, filled;
    int below; /* the first row under it */
} Looking;

static ptrdiff_t cells_filled(const Headings *headings)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < headings->count; i++)
        n += headings->text[i].len > 0;
    return n;
}

static void try_header(Looking *l, int first, int rows)
{
    Clash clash;
    ptrdiff_t at[REGISTER_COLUMNS];
    Headings headings = heading_join(l->arena, l->row + first, rows);
    ptrdiff_t matched = heading_match(*l->arena, l->keys, &headings, at, &clash), filled = cells_filled(&headings);
    bool better = matched > l->matched || (matched == 0 && l->matched == 0 && rows == 1 && filled > l->filled);
    if (!better)
        return;
    l->heading = headings;
    l->matched = matched;
    l->filled = filled;
    l->below = first + rows;
    for (ptrdiff_t c = 0; c < l->source->columns; c++)
        l->at[c] = at[c];
}

static Err *read_rows(Looking *l, Str path)
{
    AUTO(table_close) Table *table = NULL;
    TRY(table_open(l->arena, path, (TableOptions){.limits.file_bytes = INT64_MAX}, &table));
    for (bool more = true; l->rows < LOOK_ROWS;) {
        TRY(table_next(table, l->arena, &l->row[l->rows], &more));
        if (!more)
            break;
        l->rows++;
    }
    if (l->rows == 0)
        return FAIL(l->arena, BAD_INPUT,
                    "tệp không có dòng nào; hãy mở tệp xem dữ liệu có ở trang tính đầu không, lưu lại rồi gửi lại",
                    "the file has no rows; open it, see whether the data are on the first sheet, save it and send it "
                    "once more");
    return NULL;
}

/* Never in the middle of a letter. */
static Str cut_short(Str text)
{
    ptrdiff_t len = text.len < SAMPLE_BYTES ? text.len : SAMPLE_BYTES;
    while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xc0) == 0x80)
        len--;
    return str_slice(text, 0, len);
}

static bool has_sample(const LookHeading *h, Str value)
{
    for (int i = 0; i < h->samples; i++)
        if (str_eq(h->sample[i], value))
            return true;
    return false;
}

static void take_samples(const Looking *l, ptrdiff_t column, LookHeading *h)
{
    for (int i = l->below; i < l->rows && h->samples < LOOK_SAMPLES; i++) {
        Str value = column < l->row[i].count ? cut_short(l->row[i].cell[column].text) : (Str){0};
        if (value.len > 0 && !has_sample(h, value))
            h->sample[h->samples++] = value;
    }
}

static bool was_said(const Looking *l, Str heading, Str column, const RegisterPairing *pairing, ptrdiff_t count)
{
    Str key = heading_key(l->arena, heading);
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(pairing[i].column, column) && str_eq(heading_key(l->arena, pairing[i].heading), key))
            return true;
    return false;
}

static void list_headings(const Looking *l, const RegisterPairing *pairing, ptrdiff_t count, RegisterLook *ret)
{
    ret->heading = new (l->arena, LookHeading, l->heading.count);
    for (ptrdiff_t i = 0; i < l->heading.count; i++) {
        Str text = l->heading.text[i];
        if (text.len == 0 || heading_is_reject(*l->arena, text))
            continue;
        LookHeading *h = &ret->heading[ret->headings++];
        h->heading = text;
        for (ptrdiff_t c = 0; c < l->source->columns; c++)
            if (l->at[c] == i)
                h->column = l->source->column[c].code;
        h->said = h->column.len > 0 && was_said(l, text, h->column, pairing, count);
        take_samples(l, i, h);
    }
}

static void list_missing(const Looking *l, RegisterLook *ret)
{
    ret->missing = new (l->arena, Str, l->source->columns);
    for (ptrdiff_t c = 0; c < l->source->columns; c++)
        if (l->source->column[c].required && l->at[c] < 0)
            ret->missing[ret->missings++] = l->source->column[c].code;
}

Err *register_look(Arena *arena, Str path, const RegisterSource *source, const RegisterPairing *pairing,
                   ptrdiff_t pairings, RegisterLook *ret)
{
    Looking l = {.arena = arena, .source = source};
    *ret = (RegisterLook){0};
    for (ptrdiff_t c = 0; c < source->columns; c++)
        l.at[c] = -1;
    l.keys = heading_keys(arena, register_fields(arena, source, pairing, pairings), source->columns);
    TRY(read_rows(&l, path));
    for (int first = 0; first < l.rows; first++)
        for (int rows = 1; rows <= HEADING_ROWS && first + rows <= l.rows; rows++)
            try_header(&l, first, rows);
    list_headings(&l, pairing, pairings, ret);
    list_missing(&l, ret);
    return register_likely(arena, source, l.heading.text, l.heading.count, &ret->likely);
}
