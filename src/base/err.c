#include "base/err.h"

#include <string.h>

static const struct {
    const char *name;
    int http, exit;
} kinds[] = {
#define X(name, http, exit) [ERR_##name] = {#name, http, exit},
    ERR_KINDS(X)
#undef X
};

Str text_in(Lang lang, Text text)
{
    return lang == LANG_VI ? text.vi : text.en;
}

static Text text_vfmt(Arena *arena, const char *vi, const char *en, va_list args)
{
    va_list again;
    va_copy(again, args);
    Text text = {.vi = str_vfmt(arena, vi, args), .en = str_vfmt(arena, en, again)};
    va_end(again);
    return text;
}

Text text_fmt(Arena *arena, const char *vi, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    Text text = text_vfmt(arena, vi, en, args);
    va_end(args);
    return text;
}

Err *err_new(Arena *arena, ErrKind kind, const char *file, const char *func, int line, const char *vi, const char *en,
             ...)
{
    Err *err = new (arena, Err, 1);
    *err = (Err){.kind = kind, .file = file, .func = func, .line = line};
    va_list args;
    va_start(args, en);
    err->text = text_vfmt(arena, vi, en, args);
    va_end(args);
    return err;
}

Err *err_new_because(Arena *arena, ErrKind kind, int number, const char *file, const char *func, int line,
                     const char *vi, const char *en, ...)
{
    Err *err = new (arena, Err, 1);
    *err = (Err){.kind = kind, .file = file, .func = func, .line = line};
    va_list args;
    va_start(args, en);
    Text what = text_vfmt(arena, vi, en, args), why = err_reason(arena, number);
    va_end(args);
    err->text.vi = str_fmt(arena, "%.*s: %.*s", STRF(what.vi), STRF(why.vi));
    err->text.en = str_fmt(arena, "%.*s: %.*s", STRF(what.en), STRF(why.en));
    return err;
}

static bool nowhere(Place p)
{
    return p.file.len == 0 && p.row == 0 && p.field.len == 0;
}

Err *err_at(Err *err, Place place)
{
    if (err && nowhere(err->place))
        err->place = place;
    return err;
}

Err *err_next(Err *err, Text command, Text page)
{
    err->command = command;
    err->page = page;
    return err;
}

static Str with_next(Arena *arena, Str text, Str next)
{
    return next.len > 0 ? str_fmt(arena, "%.*s; %.*s", STRF(text), STRF(next)) : text;
}

Text err_message(Arena *arena, const Err *err, Face face)
{
    Text next = face == FACE_PAGE ? err->page : err->command;
    return (Text){with_next(arena, err->text.vi, next.vi), with_next(arena, err->text.en, next.en)};
}

static Text text_copy(Arena *arena, Text text)
{
    return (Text){str_copy(arena, text.vi), str_copy(arena, text.en)};
}

Err *err_keep(Arena *arena, const Err *err)
{
    if (!err)
        return NULL;
    Err *kept = new (arena, Err, 1);
    *kept = *err;
    kept->text = text_copy(arena, err->text);
    kept->command = text_copy(arena, err->command);
    kept->page = text_copy(arena, err->page);
    kept->place.file = str_copy(arena, err->place.file);
    kept->place.sheet = str_copy(arena, err->place.sheet);
    kept->place.field = str_copy(arena, err->place.field);
    kept->unit = str_copy(arena, err->unit);
    return kept;
}

Str place_text(Arena *arena, Lang lang, Place p)
{
    bool vi = lang == LANG_VI;
    Buf out = buf_open(arena);
    buf_add(&out, p.file);
    if (p.sheet.len > 0)
        buf_fmt(&out, vi ? ", trang tính “%.*s”" : ", sheet “%.*s”", STRF(p.sheet));
    if (p.row > 0)
        buf_fmt(&out, vi ? ", dòng %td" : ", row %td", p.row);
    if (p.column > 0)
        buf_fmt(&out, vi ? ", cột %td" : ", column %td", p.column);
    if (p.field.len > 0)
        buf_fmt(&out, p.column > 0 ? " (%.*s)" : ", “%.*s”", STRF(p.field));
    Str s = buf_str(&out);
    return str_starts(s, S(", ")) ? str_slice(s, 2, s.len) : s;
}

Str err_text(Arena *arena, Lang lang, const Err *err)
{
    Str place = place_text(arena, lang, err->place);
    Str text = text_in(lang, err_message(arena, err, FACE_COMMAND));
    return place.len > 0 ? str_fmt(arena, "%.*s: %.*s", STRF(place), STRF(text)) : text;
}

int err_exit_status(const Err *err)
{
    return kinds[err->kind].exit;
}

int err_http_status(const Err *err)
{
    return kinds[err->kind].http;
}

const char *err_kind_name(ErrKind kind)
{
    return kinds[kind].name;
}
