/* Findings: how they are made, and how they are written as JSON. */
#include "plan/check_internal.h"

#include "base/vec.h"
#include "vn/vn.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

Finding *check_report(Check *c, const char *code, Severity severity, Place place)
{
    Findings *out = c->out;
    out->finding = vec_room(c->arena, out->finding, out->count, &out->cap, sizeof(Finding), _Alignof(Finding));
    Finding *f = &out->finding[out->count++];
    *f = (Finding){.code = code, .severity = severity, .place = place};
    out->of[severity]++;
    return f;
}

void check_number(Finding *f, const char *key, int64_t value, int scale)
{
    int i = 0;
    while (f->number[i].key)
        i++;
    if (i < FINDING_NUMBERS - 1)
        f->number[i] = (FindingNumber){key, value, scale};
}

/* 981.535 and 6,48 in Vietnamese, 981,535 and 6.48 in English; no zeros at the end. */
static Str number_text(Arena *arena, Lang lang, FindingNumber n)
{
    int64_t unit = 1;
    for (int i = 0; i < n.scale; i++)
        unit *= 10;
    Str whole = vn_int(arena, llabs(n.value) / unit);
    Buf out = buf_open(arena);
    if (n.value < 0)
        buf_byte(&out, '-');
    for (ptrdiff_t i = 0; i < whole.len; i++)
        buf_byte(&out, whole.ptr[i] == '.' && lang == LANG_EN ? ',' : whole.ptr[i]);
    Str part = str_fmt(arena, "%0*lld", n.scale, (long long)(llabs(n.value) % unit));
    while (n.scale > 0 && str_ends(part, S("0")))
        part = str_slice(part, 0, part.len - 1);
    if (n.scale > 0 && part.len > 0)
        buf_fmt(&out, "%c%.*s", lang == LANG_EN ? '.' : ',', STRF(part));
    return buf_str(&out);
}

static Str fill(Arena *arena, Lang lang, Str words, const Finding *f)
{
    Buf out = buf_open(arena);
    while (words.len > 0) {
        StrCut open = str_cut(words, '{');
        StrCut shut = str_cut(open.tail, '}');
        buf_add(&out, open.head);
        if (!open.ok)
            break;
        int i = 0;
        while (f->number[i].key && !str_eq(shut.head, str_from(f->number[i].key)))
            i++;
        if (shut.ok && f->number[i].key) {
            buf_add(&out, number_text(arena, lang, f->number[i]));
            words = shut.tail;
        } else { /* a brace of the document's own */
            buf_byte(&out, '{');
            words = open.tail;
        }
    }
    return buf_str(&out);
}

void check_say(Check *c, Finding *f, const char *vi, const char *en, ...)
{
    va_list args, again;
    va_start(args, en);
    va_copy(again, args);
    f->message.vi = fill(c->arena, LANG_VI, str_vfmt(c->arena, vi, args), f);
    f->message.en = fill(c->arena, LANG_EN, str_vfmt(c->arena, en, again), f);
    va_end(again);
    va_end(args);
}

void check_advise(Check *c, Finding *f, const char *vi, const char *en)
{
    f->action.vi = fill(c->arena, LANG_VI, str_from(vi), f);
    f->action.en = fill(c->arena, LANG_EN, str_from(en), f);
}

Text severity_text(Severity severity)
{
    static const Text marks[] = {TEXT_INIT("LỖI", "ERROR"), TEXT_INIT("CẦN XEM", "WARNING"),
                                 TEXT_INIT("LƯU Ý", "NOTICE"), TEXT_INIT("ĐÚNG", "OK")};
    return marks[severity];
}

const char *severity_code(Severity severity)
{
    static const char *const codes[] = {"error", "warning", "notice", "ok"};
    return codes[severity];
}

static json_t *json_str(Str s)
{
    json_t *text = json_stringn(s.ptr ? s.ptr : "", (size_t)s.len);
    return text ? text : json_string("");
}

static json_t *json_number(FindingNumber n)
{
    double x = (double)n.value;
    for (int i = 0; i < n.scale; i++)
        x /= 10;
    return n.scale > 0 ? json_real(x) : json_integer(n.value);
}

static json_t *json_place(Place p)
{
    return json_pack("{s:o, s:o, s:I, s:I, s:o}", "file", json_str(p.file), "sheet", json_str(p.sheet), "row",
                     (json_int_t)p.row, "column", (json_int_t)p.column, "field", json_str(p.field));
}

static json_t *json_finding(const Finding *f)
{
    json_t *numbers = json_object();
    for (int i = 0; f->number[i].key; i++)
        json_object_set_new(numbers, f->number[i].key, json_number(f->number[i]));
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "code", f->code, "severity",
                     severity_code(f->severity), "place", json_place(f->place), "numbers", numbers, "message_vi",
                     json_str(f->message.vi), "message_en", json_str(f->message.en), "action", json_str(f->action.vi),
                     "action_en", json_str(f->action.en));
}

Str findings_json(Arena *arena, const Plan *plan, const Findings *findings)
{
    json_t *lists[2] = {json_array(), json_array()};
    for (ptrdiff_t i = 0; i < findings->count; i++)
        json_array_append_new(lists[findings->finding[i].severity == SEVERITY_PROOF],
                              json_finding(&findings->finding[i]));
    json_t *all = json_pack("{s:o, s:o, s:I, s:I, s:o, s:o}", "file", json_str(plan->file), "province",
                            json_str(plan->province.code), "rows", (json_int_t)plan->rows, "errors",
                            (json_int_t)findings->of[SEVERITY_ERROR], "findings", lists[0], "proofs", lists[1]);
    char *text = json_dumps(all, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
    Str copy = str_copy(arena, str_from(text));
    free(text);
    json_decref(all);
    return copy;
}
