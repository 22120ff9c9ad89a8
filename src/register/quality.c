/* How good a delivery is, and whether a person should look before it is used. */
#include "register/register_internal.h"

#include "base/json.h"
#include "vn/vn.h"
#include <jansson.h>

/* A delivery is held where it has less than half or more than twice the rows of the one before, where a column lost
 * more than a fifth of its values or of their soundness, and, with nothing before, where most of a column cannot be
 * what its heading says. */
enum { FALL_POINTS = 20, SOUND_LEAST = 50, TWINS_MOST = 20, REJECTED_MOST = 20, FEW = 20 };

static int percent(int64_t part, int64_t whole)
{
    return whole > 0 ? (int)(100 * part / whole) : 0;
}

typedef struct Reasons {
    Arena *arena;
    Buf vi, en;
} Reasons;

static void say(Reasons *r, Text reason)
{
    buf_fmt(&r->vi, "%s%.*s", r->vi.len ? "\n" : "", STRF(reason.vi));
    buf_fmt(&r->en, "%s%.*s", r->en.len ? "\n" : "", STRF(reason.en));
}

static void weigh_rows(Reasons *r, int64_t rows, int64_t before)
{
    Arena *a = r->arena;
    if (before < FEW || (2 * rows >= before && rows <= 2 * before))
        return;
    say(r, (Text){str_fmt(a, "%.*s dòng, kỳ trước %.*s dòng", STRF(vn_int_in(a, LANG_VI, rows)),
                          STRF(vn_int_in(a, LANG_VI, before))),
                  str_fmt(a, "%.*s rows, %.*s the time before", STRF(vn_int_in(a, LANG_EN, rows)),
                          STRF(vn_int_in(a, LANG_EN, before)))});
}

static void weigh_fall(Reasons *r, const RegisterColumn *column, int was, int is, const char *vi, const char *en)
{
    if (was - is <= FALL_POINTS)
        return;
    Str title = register_column_title(column);
    say(r, (Text){str_fmt(r->arena, "cột “%.*s” %s %d%%, kỳ trước %d%%", STRF(title), vi, is, was),
                  str_fmt(r->arena, "the column “%.*s” is %s %d%%, %d%% the time before", STRF(title), en, is, was)});
}

static void weigh_column(Reasons *r, const RegisterSource *source, ptrdiff_t c, const RegisterReport *now,
                         const RegisterReport *before)
{
    const ColumnQuality *is = &now->column[c], *was = before ? &before->column[c] : NULL;
    int sound = percent(is->sound, is->filled);
    if (was && before->delivery.rows >= FEW) {
        weigh_fall(r, &source->column[c], percent(was->filled, before->delivery.rows),
                   percent(is->filled, now->delivery.rows), "chỉ có giá trị ở", "filled in");
        weigh_fall(r, &source->column[c], percent(was->sound, was->filled), is->filled ? sound : 100, "chỉ đúng dạng",
                   "sound in");
    } else if (is->filled >= FEW && sound < SOUND_LEAST) {
        Str title = register_column_title(&source->column[c]), what = value_sort_text(source->column[c].sort).vi;
        say(r,
            (Text){str_fmt(r->arena, "cột “%.*s” chỉ đúng dạng %d%%; cột này cần %.*s", STRF(title), sound, STRF(what)),
                   str_fmt(r->arena, "the column “%.*s” is sound in %d%%; it should hold %.*s", STRF(title), sound,
                           STRF(value_sort_text(source->column[c].sort).en))});
    }
}

static void weigh_share(Reasons *r, int64_t part, int64_t whole, int most, const char *vi, const char *en)
{
    if (whole >= FEW && percent(part, whole) > most)
        say(r, (Text){str_fmt(r->arena, "%d%% số dòng %s", percent(part, whole), vi),
                      str_fmt(r->arena, "%d%% of the rows %s", percent(part, whole), en)});
}

Text register_suspicion(Arena *arena, const RegisterSource *source, const RegisterReport *now,
                        const RegisterReport *before)
{
    Reasons r = {arena, buf_open(arena), buf_open(arena)};
    const Delivery *d = &now->delivery;
    if (!now->cut) /* its beginning alone was looked at */
        weigh_rows(&r, d->rows, before ? before->delivery.rows : 0);
    for (ptrdiff_t c = 0; c < source->columns && d->rows > 0; c++)
        weigh_column(&r, source, c, now, before);
    weigh_share(&r, now->twins, d->rows, TWINS_MOST, "trùng khóa với dòng trước", "have the key of an earlier row");
    if (d->rejected <= d->rows)
        weigh_share(&r, d->rejected, d->rows + d->rejected, REJECTED_MOST, "không đọc được", "could not be read");
    else
        weigh_share(&r, d->rejected, d->rows + d->rejected, REJECTED_MOST,
                    "không đọc được; có lẽ các cột bị lệch, hãy xem mỗi cột của tệp được hiểu là gì",
                    "could not be read; columns may be shifted, see what each column of the file is taken for");
    return (Text){buf_str(&r.vi), buf_str(&r.en)};
}

/* ---- kept with the delivery --------------------------------------------------------------- */

Str quality_json(Arena *arena, const RegisterSource *source, const RegisterReport *report)
{
    Json j = js_open(arena);
    js_object(&j);
    js_put_int(&j, "twins", report->twins);
    js_key(&j, "columns"), js_object(&j);
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        const ColumnQuality *q = &report->column[c];
        js_key_str(&j, source->column[c].code), js_object(&j);
        js_put_text(&j, "heading", q->heading);
        js_put_int(&j, "filled", q->filled);
        js_put_int(&j, "sound", q->sound);
        js_put_int(&j, "doubtful", q->doubtful);
        js_end(&j);
    }
    js_end(&j);
    js_key(&j, "unknown"), js_array(&j);
    for (ptrdiff_t i = 0; i < report->unknowns; i++)
        js_text(&j, report->unknown[i]);
    js_end(&j);
    js_end(&j);
    return js_str(&j);
}

static int64_t int_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static Str text_of(Arena *arena, const json_t *value)
{
    return str_copy(arena, (Str){json_string_value(value), (ptrdiff_t)json_string_length(value)});
}

static void json_free(json_t **top)
{
    json_decref(*top);
}

/* Cells are kept by the place of their column: one that was put before others would show them under its title. */
static Err *check_order(Arena *arena, const RegisterSource *source, json_t *columns)
{
    ptrdiff_t c = 0;
    const char *code;
    json_t *one;
    json_object_foreach(columns, code, one)
    {
        (void)one;
        if (c < source->columns && str_eq(source->column[c].code, str_from(code))) {
            c++;
            continue;
        }
        return FAIL(
            arena, INTERNAL,
            "các cột của nguồn %.*s trong data/register/column.csv không còn đúng thứ tự khi nhận (cột “%s”); "
            "hãy để các cột cũ như trước, thêm cột mới ở cuối",
            "the columns of the source %.*s in data/register/column.csv no longer stand as they did when it was "
            "delivered (column “%s”); put the old ones back, and new ones at the end",
            STRF(source->code), code);
    }
    return NULL;
}

Err *quality_read(Arena *arena, const RegisterSource *source, Str json, RegisterReport *ret)
{
    AUTO(json_free) json_t *top = json_loadb(json.ptr, (size_t)json.len, 0, NULL);
    if (!top)
        return FAIL(arena, INTERNAL, "chất lượng của lần gửi không đọc được",
                    "the quality of a delivery is unreadable");
    json_t *columns = json_object_get(top, "columns");
    const json_t *unknown = json_object_get(top, "unknown");
    TRY(check_order(arena, source, columns));
    ret->twins = int_of(top, "twins");
    ret->columns = source->columns;
    ret->column = new (arena, ColumnQuality, source->columns);
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        const json_t *one = json_object_get(columns, str_c(arena, source->column[c].code));
        ret->column[c] = (ColumnQuality){.filled = int_of(one, "filled"),
                                         .sound = int_of(one, "sound"),
                                         .doubtful = int_of(one, "doubtful"),
                                         .heading = text_of(arena, json_object_get(one, "heading"))};
    }
    ret->unknowns = (ptrdiff_t)json_array_size(unknown);
    ret->unknown = new (arena, Str, ret->unknowns);
    for (ptrdiff_t i = 0; i < ret->unknowns; i++)
        ret->unknown[i] = text_of(arena, json_array_get(unknown, (size_t)i));
    return NULL;
}
