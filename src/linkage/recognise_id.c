/* Columns that are named: the ids of records, the columns of a saved model. */
#include "linkage/recognise_internal.h"

#include "linkage/combine.h"
#include "linkage/link_csv.h"

/* One of the parts of "Họ đệm + Tên". */
static bool is_part(Str expression, Str heading)
{
    for (ptrdiff_t from = 0, to; from <= expression.len; from = to + 1) {
        for (to = from; to < expression.len && expression.ptr[to] != '+' && expression.ptr[to] != '|';)
            to++;
        if (str_eq(str_trim(str_slice(expression, from, to)), heading))
            return true;
    }
    return false;
}

/* A column that was made of others by now is none of the file's. */
static bool is_made(const LinkSource *source, ptrdiff_t column)
{
    for (ptrdiff_t i = 0; i < column; i++)
        if (source->heading[i].len > 0 && !str_eq(source->heading[i], source->heading[column]) &&
            is_part(source->heading[column], source->heading[i]))
            return true;
    return false;
}

Str source_headings(Arena *arena, const LinkSource *source)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < source->columns && out.len < 600; i++)
        if (source->heading[i].len > 0 && !is_made(source, i))
            buf_fmt(&out, "%s“%.*s”", out.len > 0 ? ", " : "", STRF(source->heading[i]));
    return buf_str(&out);
}

Err *no_column(Arena *arena, const LinkSource *source, Str wanted)
{
    Str seen = source_headings(arena, source);
    return err_at(FAIL(arena, BAD_INPUT, "không có cột “%.*s”; các cột của tệp: %.*s",
                       "there is no column “%.*s”; the columns of the file: %.*s", STRF(wanted), STRF(seen)),
                  (Place){.file = source->name});
}

static const char *const id_headings[] = {"unique_id",  "record_id",    "rec_id",   "id",        "row_id",
                                          "uid",        "uuid",         "key",      "Mã",        "Mã hồ sơ",
                                          "Mã bản ghi", "Mã đối tượng", "Mã người", "person_id", NULL};

static Err *choose_id(Arena *arena, LinkSource *source)
{
    Sample sample = {0};
    source->id_column = -1;
    source->id_why = (Text){0};
    for (int i = 0; id_headings[i] && source->id_column < 0; i++) {
        ptrdiff_t c = link_source_column(source, str_from(id_headings[i]));
        if (c < 0)
            continue;
        if (!sample.rows.cell)
            TRY(sample_take(arena, source, &sample));
        const ColumnFacts f = sample_column(*arena, &sample, c);
        if (f.filled == f.rows && f.distinct == f.filled)
            source->id_column = c;
        else if (source->id_why.vi.len == 0)
            source->id_why = f.filled < f.rows
                                 ? text_fmt(arena, "cột “%.*s” có ô trống", "the column “%.*s” has empty cells",
                                            STRF(source->heading[c]))
                                 : text_fmt(arena, "cột “%.*s” có giá trị lặp", "the column “%.*s” has a value twice",
                                            STRF(source->heading[c]));
    }
    return NULL;
}

static Err *set_id(Arena *arena, LinkSource *source, Str told)
{
    if (told.len == 0)
        return choose_id(arena, source);
    source->id_column = link_source_column(source, told);
    return source->id_column < 0 ? no_column(arena, source, told) : NULL;
}

Err *link_recognise_id_of(Arena *arena, LinkSource *source, Str id, int side)
{
    StrCut sides = str_cut(id, '=');
    return set_id(arena, source, str_trim(side == 1 && sides.ok ? sides.tail : sides.head));
}

Err *link_recognise_id(Arena *arena, LinkSource *left, LinkSource *right, Str id)
{
    TRY(link_recognise_id_of(arena, left, id, 0));
    return right && right != left ? link_recognise_id_of(arena, right, id, 1) : NULL;
}

static bool is_compared(const LinkModel *model, Str heading, int side)
{
    for (int f = 0; f < model->fields; f++) {
        Str used = side == 0 ? model->field[f].left : model->field[f].right;
        if (str_eq(used, heading) || is_part(used, heading))
            return true;
    }
    return false;
}

Text link_left_out(Arena *arena, const LinkModel *model, const LinkSource *source, int side)
{
    enum { SHOWN = 15 };
    Buf list = buf_open(arena);
    ptrdiff_t count = 0;
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        Str heading = source->heading[c];
        if (heading.len == 0 || c == source->id_column || is_made(source, c) || is_compared(model, heading, side))
            continue;
        if (count++ < SHOWN)
            buf_fmt(&list, "%s“%.*s”", list.len > 0 ? ", " : "", STRF(heading));
    }
    Str all = buf_str(&list);
    if (count <= SHOWN)
        return (Text){all, all};
    return text_fmt(arena, "%.*s và %td cột nữa", "%.*s and %td more", STRF(all), count - SHOWN);
}

Err *link_model_fits(Arena *arena, const LinkModel *model, LinkSource *left, LinkSource *right)
{
    for (int f = 0; f < model->fields; f++) {
        ptrdiff_t column;
        TRY(link_source_find(arena, left, model->field[f].left, &column));
        if (column < 0)
            return no_column(arena, left, model->field[f].left);
        if (!right)
            continue;
        TRY(link_source_find(arena, right, model->field[f].right, &column));
        if (column < 0)
            return no_column(arena, right, model->field[f].right);
    }
    return NULL;
}
