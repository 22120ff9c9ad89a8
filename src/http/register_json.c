#include "http/register_json.h"

#include "http/change.h"
#include "unit/unit.h"

static int64_t share(int64_t part, int64_t whole)
{
    return whole > 0 ? part * 10000 / whole : -1;
}

int64_t filled_share(const RegisterReport *r)
{
    int64_t filled = 0, cells = 0;
    for (ptrdiff_t c = 0; c < r->columns; c++)
        if (r->column[c].heading.len > 0) {
            filled += r->column[c].filled;
            cells += r->delivery.rows;
        }
    return share(filled, cells);
}

int64_t sound_share(const RegisterReport *r)
{
    int64_t sound = 0, filled = 0;
    for (ptrdiff_t c = 0; c < r->columns; c++) {
        sound += r->column[c].sound;
        filled += r->column[c].filled;
    }
    return share(sound, filled);
}

Str agency_role(const RegisterSource *source, Str agency)
{
    return agency.len > 0 ? agency : source->agency;
}

Text agency_called(const Sender *s, Str role)
{
    for (ptrdiff_t i = 0; i < s->roles; i++)
        if (str_eq(s->role[i].code, role))
            return s->role[i].agency;
    return (Text){role, role};
}

/* "SFTP (Công an tỉnh)". */
Str by_called(const Request *request, const Sender *s, Str by)
{
    if (!str_starts(by, S("sftp:")))
        return by_words(request->arena, request->lang, by);
    Str agency = text_in(request->lang, agency_called(s, str_slice(by, 5, by.len)));
    return str_fmt(request->arena, "SFTP (%.*s)", STRF(agency));
}

Str unit_called(Request *request, Str unit)
{
    Unit found;
    if (unit.len == 0)
        return (Str){0};
    Err *unknown = unit_get(request->store, request->arena, unit, clock_today(request->clock), &found);
    return unknown ? unit : found.full_name;
}

void why_json_member(Lang lang, Json *j, Text why)
{
    js_key(j, "why"), js_array(j);
    for (Str rest = text_in(lang, why); rest.len > 0;) {
        StrCut line = str_cut(rest, '\n');
        js_text(j, line.head);
        rest = line.tail;
    }
    js_end(j);
}

void problems_json_member(Arena *arena, Lang lang, Json *j, const Problem *problem, ptrdiff_t count)
{
    js_key(j, "problems"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(j);
        js_put_text(j, "place", place_text(arena, lang, problem[i].place));
        js_put_text(j, "value", problem[i].value);
        js_put_text(j, "expected", text_in(lang, problem[i].expected));
        js_end(j);
    }
    js_end(j);
}

static void delivery_members(Request *request, const Sender *s, Json *j, const Delivery *d)
{
    const RegisterSource *source;
    Lang lang = request->lang;
    Err *unknown = register_source(&s->sources, request->arena, d->source, &source);
    bool sends = !unknown && sender_shows(s, PERMISSION_REGISTER_PUT, source, d);
    bool decides = !unknown && sender_shows(s, PERMISSION_REGISTER_DECIDE, source, d);
    Str agency = unknown ? d->agency : agency_role(source, d->agency);
    js_put_text(j, "id", d->id);
    js_put_text(j, "province", d->province);
    js_put_text(j, "unit", d->unit);
    js_put_text(j, "unit_name", unit_called(request, d->unit));
    js_put_text(j, "source", d->source);
    js_put_text(j, "source_name", unknown ? d->source : text_in(lang, source->name));
    js_put_text(j, "agency", agency);
    js_put_words(j, "agency_name", lang, agency_called(s, agency));
    js_put_year_day(j, request->arena, "as_of", d->as_of);
    js_put_text(j, "received_at", d->received_at);
    js_put_text(j, "received_by", by_called(request, s, d->received_by));
    js_put_text(j, "file", d->file);
    js_put_int(j, "rows", d->rows);
    js_put_int(j, "rejected", d->rejected);
    js_put_int(j, "changed", d->changed);
    js_put_text(j, "state", str_from(delivery_state_code(d->state)));
    js_put_words(j, "state_text", lang, delivery_state_text(d->state));
    js_put_words(j, "used_text", lang, register_used_text(request->arena, d->as_of));
    why_json_member(lang, j, d->why);
    js_put_text(j, "decided_by", by_words(request->arena, request->lang, d->decided_by));
    js_put_text(j, "decided_at", d->decided_at);
    js_put_bool(j, "may_decide", d->state == DELIVERY_HELD && decides);
    js_put_bool(j, "may_fetch_rejects", d->rejected > 0 && sends);
}

void delivery_json(Request *request, const Sender *s, Json *j, const Delivery *d)
{
    js_object(j);
    delivery_members(request, s, j, d);
    js_end(j);
}

static bool in_key(const RegisterSource *source, ptrdiff_t column)
{
    for (int k = 0; k < source->keys; k++)
        if (source->key[k] >> column & 1)
            return true;
    return false;
}

static Str usual_heading(const RegisterColumn *column)
{
    return str_cut(str_from(column->names), '|').head;
}

static Str expected_of(Arena *arena, Lang lang, const RegisterColumn *column)
{
    Buf out = buf_open(arena);
    if (column->sort != SORT_CODE)
        return text_in(lang, value_sort_text(column->sort));
    for (ptrdiff_t i = 0; i < column->codes.count; i++)
        buf_fmt(&out, "%s%.*s", out.len > 0 ? ", " : "", STRF(text_in(lang, column->codes.of[i].words)));
    return buf_str(&out);
}

void column_json_members(const Request *request, Json *j, const RegisterSource *source, ptrdiff_t c)
{
    const RegisterColumn *column = &source->column[c];
    js_put_text(j, "column", column->code);
    js_put_text(j, "title", usual_heading(column));
    js_put_bool(j, "required", column->required);
    js_put_text(j, "expected", expected_of(request->arena, request->lang, column));
    js_put_bool(j, "key", in_key(source, c));
}

void quality_json_members(const Request *request, Json *j, const RegisterSource *source, const RegisterReport *r)
{
    js_key(j, "columns"), js_array(j);
    for (ptrdiff_t c = 0; c < r->columns; c++) {
        const ColumnQuality *q = &r->column[c];
        js_object(j);
        column_json_members(request, j, source, c);
        js_put_text(j, "heading", q->heading);
        js_put_int(j, "filled", q->filled);
        js_put_int(j, "sound", q->sound);
        js_put_int(j, "doubtful", q->doubtful);
        js_put_count(j, "filled_bp", share(q->filled, r->delivery.rows));
        js_put_count(j, "sound_bp", share(q->sound, q->filled));
        js_end(j);
    }
    js_end(j);
    js_put_int(j, "twins", r->twins);
    js_put_count(j, "before", r->before);
}

void report_json(Request *request, const Sender *s, Json *j, const RegisterReport *r)
{
    const RegisterSource *source;
    js_object(j);
    delivery_members(request, s, j, &r->delivery);
    Err *unknown = register_source(&s->sources, request->arena, r->delivery.source, &source);
    if (!unknown)
        quality_json_members(request, j, source, r);
    js_key(j, "unknown"), js_array(j);
    for (ptrdiff_t i = 0; i < r->unknowns; i++)
        js_text(j, r->unknown[i]);
    js_end(j);
    js_end(j);
}
