/* Routes of the form of a month: sent empty, taken back filled. */
#include "http/api_entry.h"
#include <string.h>

static Err *read_ask(const Request *request, EntryFormAsk *ret)
{
    *ret = (EntryFormAsk){.unit = request_query(request, "unit"),
                          .month = period_add(period_of(clock_today(request->clock), PERIOD_MONTH), -1)};
    TRY(request_province(request, &ret->province));
    TRY(request_month(request, &ret->month));
    return request_base(request, &ret->base);
}

Err *entry_form_get(Request *request, Reply *reply)
{
    EntryFormAsk ask;
    Grid grid;
    TRY(read_ask(request, &ask));
    TRY(entry_form(request->store, request->arena, ask, request->lang, &grid));
    return reply_grid(request, reply, &grid,
                      str_c(request->arena,
                            str_fmt(request->arena, "mau-nhap-%.*s%s%.*s", STRF(period_text(request->arena, ask.month)),
                                    ask.unit.len > 0 ? "-" : "", STRF(ask.unit))));
}

static void taken_json(const Request *request, Json *j, const EntryFormTaken *t)
{
    js_object(j);
    js_put_bool(j, "saved", t->saved);
    js_put_int(j, "rows", t->rows);
    js_put_int(j, "values", t->values);
    js_put_int(j, "units", t->units);
    js_put_int(j, "added", t->change.added);
    js_put_int(j, "corrected", t->change.corrected);
    js_put_int(j, "same", t->change.same);
    js_key(j, "problems"), js_array(j);
    for (ptrdiff_t i = 0; i < t->problems; i++) {
        const EntryFormProblem *p = &t->problem[i];
        js_object(j);
        js_put_text(j, "place", place_text(request->arena, request->lang, p->place));
        js_put_int(j, "row", p->place.row);
        js_put_text(j, "unit", p->unit);
        js_put_text(j, "indicator", p->indicator);
        js_put_words(j, "message", request->lang, p->text);
        js_end(j);
    }
    js_end(j);
    js_end(j);
}

/* Each commune that changed has its line in the audit trail, as though it had been typed. */
static Err *save(Request *request, Str name, EntryFormAsk ask, EntryFormTaken *ret)
{
    Str who = request->who->account.login, province;
    TRY(fact_take_turn(request->store, request->arena, ask.province));
    TRY(entry_form_take(request->store, request->arena, name, request->body, ask, who, false, ret));
    if (ret->problems > 0)
        return NULL;
    const EntryFormTaken looked = *ret;
    Str *before = new (request->arena, Str, looked.units);
    for (ptrdiff_t u = 0; u < looked.units; u++)
        TRY(entry_sheet_text(request, (EntryAsk){looked.unit[u], ask.month, ask.base}, &province, &before[u]));
    TRY(entry_form_take(request->store, request->arena, name, request->body, ask, who, true, ret));
    for (ptrdiff_t u = 0; u < looked.units; u++) {
        Str after;
        TRY(entry_sheet_text(request, (EntryAsk){looked.unit[u], ask.month, ask.base}, &province, &after));
        if (!str_eq(before[u], after))
            change_note(request, "fact.enter", province, looked.unit[u], period_text(request->arena, ask.month),
                        before[u], after);
    }
    return NULL;
}

Err *entry_form_put(Request *request, Reply *reply)
{
    EntryFormAsk ask;
    EntryFormTaken taken = {0};
    int saves = 0;
    static const char *const choice[] = {"false", "true", NULL};
    Str name = request_query(request, "name");
    TRY(read_ask(request, &ask));
    TRY(request_choice(request, "save", choice, &saves));
    if (name.len == 0 || request->body.len == 0)
        return FAIL(request->arena, USAGE, "hãy gửi một tệp không rỗng và tên của nó (name)",
                    "send a file that is not empty, and its name");
    TRY(change_begin(request));
    Err *err = saves ? save(request, name, ask, &taken)
                     : entry_form_take(request->store, request->arena, name, request->body, ask,
                                       request->who->account.login, false, &taken);
    TRY(change_end(request, err));
    Json j = js_open(request->arena);
    taken_json(request, &j, &taken);
    reply_json(reply, &j);
    return NULL;
}
