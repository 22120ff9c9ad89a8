#include "linkage/combine.h"

#include "linkage/link_csv.h"
#include <string.h>

typedef struct Combined { /* the source as it was, and one column more */
    LinkSource inner;
    ptrdiff_t part[COMBINE_PARTS];
    int parts;
    char sign; /* '+' or '|' */
} Combined;

static Str joined(Arena *arena, const Combined *c, const Str *row)
{
    Buf out = buf_open(arena);
    Str only = {0};
    int filled = 0;
    for (int i = 0; i < c->parts; i++) {
        Str cell = row[c->part[i]];
        only = cell.len > 0 ? cell : only;
        filled += cell.len > 0;
    }
    if (filled < 2)
        return only;
    for (int i = 0; i < c->parts; i++)
        if (row[c->part[i]].len > 0) {
            buf_add(&out, out.len > 0 ? S(" ") : (Str){0});
            buf_add(&out, row[c->part[i]]);
        }
    return buf_str(&out);
}

static Str first_filled(const Combined *c, const Str *row)
{
    for (int i = 0; i < c->parts; i++)
        if (row[c->part[i]].len > 0)
            return row[c->part[i]];
    return (Str){0};
}

static void widen(Arena *arena, const Combined *c, LinkBatch *batch)
{
    ptrdiff_t columns = batch->columns;
    Str *cell = new (arena, Str, batch->rows * (columns + 1));
    for (ptrdiff_t r = 0; r < batch->rows; r++) {
        const Str *row = batch->cell + r * columns;
        Str *to = cell + r * (columns + 1);
        memcpy(to, row, (size_t)columns * sizeof *row);
        to[columns] = c->sign == '+' ? (Str){0} : first_filled(c, row);
    }
    for (ptrdiff_t r = 0; c->sign == '+' && r < batch->rows; r++) /* texts behind the cells */
        cell[r * (columns + 1) + columns] = joined(arena, c, batch->cell + r * columns);
    batch->cell = cell;
    batch->columns = columns + 1;
}

static Err *read_combined(LinkSource *source, Arena *arena, LinkBatch *ret)
{
    Combined *c = source->state;
    TRY(c->inner.read(&c->inner, arena, ret));
    widen(arena, c, ret);
    return NULL;
}

static Err *rewind_combined(LinkSource *source, Arena *arena)
{
    Combined *c = source->state;
    return c->inner.rewind(&c->inner, arena);
}

static Err *sample_combined(LinkSource *source, Arena *arena, LinkBatch *ret, int64_t *ret_about)
{
    Combined *c = source->state;
    TRY(c->inner.sample(&c->inner, arena, ret, ret_about));
    widen(arena, c, ret);
    return NULL;
}

static char sign_of(Str expression)
{
    for (ptrdiff_t i = 0; i < expression.len; i++)
        if (expression.ptr[i] == '+' || expression.ptr[i] == '|')
            return expression.ptr[i];
    return 0;
}

Err *link_combine(Arena *arena, LinkSource *source, Str expression, ptrdiff_t ret_part[COMBINE_PARTS])
{
    Combined *c = new (arena, Combined, 1);
    *c = (Combined){.inner = *source, .sign = sign_of(expression)};
    for (StrCut cut = {.tail = expression, .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, c->sign);
        ptrdiff_t column = link_source_column(source, str_trim(cut.head));
        if (column < 0 || c->parts == COMBINE_PARTS)
            return err_at(FAIL(arena, BAD_INPUT, "“%.*s”: không có cột “%.*s”, hoặc ghép quá %d cột",
                               "“%.*s”: there is no column “%.*s”, or more than %d are combined", STRF(expression),
                               STRF(str_trim(cut.head)), COMBINE_PARTS),
                          (Place){.file = source->name});
        c->part[c->parts++] = column;
    }
    Str *heading = new (arena, Str, source->columns + 1);
    memcpy(heading, source->heading, (size_t)source->columns * sizeof *heading);
    heading[source->columns] = str_copy(arena, expression);
    source->heading = heading;
    source->columns++;
    source->state = c;
    source->read = read_combined;
    source->rewind = rewind_combined;
    source->sample = c->inner.sample ? sample_combined : NULL;
    for (int i = 0; ret_part && i < COMBINE_PARTS; i++)
        ret_part[i] = i < c->parts ? c->part[i] : -1;
    return NULL;
}

Err *link_source_find(Arena *arena, LinkSource *source, Str heading, ptrdiff_t *ret)
{
    *ret = link_source_column(source, heading);
    if (*ret >= 0 || !sign_of(heading))
        return NULL;
    TRY(link_combine(arena, source, heading, NULL));
    *ret = source->columns - 1;
    return NULL;
}
