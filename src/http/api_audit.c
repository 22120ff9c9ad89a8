/* The audit trail, to read and to prove. */
#include "http/change.h"
#include "http/route.h"

#include "audit/audit_grid.h"

enum { PAGE = 100, PAGE_MOST = 5000 };

/* ---- the list ---------------------------------------------------------------------------- */

static Err *read_day(const Request *request, const char *name, Str *ret)
{
    Date day;
    *ret = request_query(request, name);
    if (ret->len == 0 || (date_parse_iso(*ret, &day) && date_is_day(day)))
        return NULL;
    return FAIL(request->arena, USAGE, "%s: “%.*s” không phải là ngày; hãy viết như 2026-11-21",
                "%s: “%.*s” is no day; write it as 2026-11-21", name, STRF(*ret));
}

static Err *known_action(const Request *request, Str action)
{
    Text text;
    if (action.len == 0 || audit_action_text(action, &text))
        return NULL;
    return err_at(FAIL(request->arena, NOT_FOUND, "nhật ký không có loại việc “%.*s”; hãy chọn trong danh sách",
                       "the trail knows no action “%.*s”; choose one of the list", STRF(action)),
                  (Place){.field = S("action")});
}

static Err *read_filter(const Request *request, AuditFilter *ret)
{
    *ret = (AuditFilter){.account = request_query(request, "account"),
                         .action = request_query(request, "action"),
                         .unit = request_query(request, "unit"),
                         .limit = PAGE};
    TRY(known_action(request, ret->action));
    TRY(read_day(request, "from", &ret->from));
    TRY(read_day(request, "to", &ret->to));
    TRY(request_int(request, "before", 0, INT64_MAX, &ret->before));
    return request_int(request, "limit", 1, PAGE_MOST, &ret->limit);
}

/* Of the few places that a page of the trail names, each is looked up once. */
enum { PLACES = 64 };
typedef struct Names {
    Str code[PLACES], name[PLACES];
    int count;
} Names;

/* A village, commune or province by its name; the code of one that is there no more. */
static Str place_name(const Request *request, Names *names, Str code)
{
    Unit unit;
    for (int i = 0; i < names->count; i++)
        if (str_eq(names->code[i], code))
            return names->name[i];
    if (code.len == 0 || names->count == PLACES)
        return code;
    Str name = unit_get(request->store, request->arena, code, (Date){0}, &unit) ? code : unit.full_name;
    names->code[names->count] = code;
    names->name[names->count++] = name;
    return name;
}

static void actions_json(Json *j, Lang lang)
{
    ptrdiff_t count;
    const AuditAction *action = audit_actions(&count);
    js_key(j, "actions"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(j);
        js_put_text(j, "code", str_from(action[i].code));
        js_put_text(j, "text", text_in(lang, action[i].text));
        js_end(j);
    }
    js_end(j);
}

static void entry_json(Json *j, const Request *request, Names *names, const AuditEntry *e)
{
    Text done;
    audit_action_text(e->action, &done);
    js_object(j);
    js_put_text(j, "action_text", text_in(request->lang, done));
    js_put_text(j, "place", place_name(request, names, e->unit.len > 0 ? e->unit : e->province));
    js_put_int(j, "sequence", e->sequence);
    js_put_text(j, "at", e->at);
    js_put_text(j, "account", e->account);
    js_put_text(j, "login", e->login);
    js_put_text(j, "action", e->action);
    js_put_text(j, "province", e->province);
    js_put_text(j, "unit", e->unit);
    js_put_text(j, "subject", e->subject);
    js_put_text(j, "request", e->request);
    js_put_text(j, "before", e->before);
    js_put_text(j, "after", e->after);
    js_put_text(j, "purpose", e->purpose);
    js_put_text(j, "hash", e->hash);
    js_end(j);
}

static void list_json(Request *request, Reply *reply, const AuditEntry *entry, ptrdiff_t count, int64_t limit)
{
    Names names = {0};
    Json j = js_open(request->arena);
    js_object(&j);
    actions_json(&j, request->lang);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        entry_json(&j, request, &names, &entry[i]);
    js_end(&j);
    if (count == limit && entry[count - 1].sequence > 1)
        js_put_int(&j, "next", entry[count - 1].sequence);
    else
        js_put_null(&j, "next");
    js_end(&j);
    reply_json(reply, &j);
}

static Err *run_list(Request *request, Reply *reply)
{
    AuditFilter filter;
    AuditEntry *entry;
    ptrdiff_t count;
    Str format = request_query(request, "format");
    TRY(read_filter(request, &filter));
    TRY(audit_list(request->store, request->arena, filter, &entry, &count));
    if (format.len > 0 && !str_eq(format, S("json"))) {
        Grid grid = audit_grid(request->arena, request->lang, entry, count);
        return reply_grid(request, reply, &grid, "nhat-ky");
    }
    list_json(request, reply, entry, count, filter.limit);
    return NULL;
}

/* ---- the proof ------------------------------------------------------------------------------ */

static Err *run_proof(Request *request, Reply *reply)
{
    AuditProof proof;
    TRY(audit_verify(request->store, request->arena, &proof));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_int(&j, "entries", proof.entries);
    js_put_bool(&j, "holds", proof.first_bad == 0);
    if (proof.first_bad) {
        js_put_int(&j, "first_bad", proof.first_bad);
        js_put_text(&j, "what", text_in(request->lang, proof.what));
    } else {
        js_put_null(&j, "first_bad");
        js_put_null(&j, "what");
    }
    js_put_text(&j, "head", proof.head);
    js_put_int(&j, "head_sequence", proof.head_sequence);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route audit_routes[] = {
    {.method = "GET", .path = "/api/audit", .permission = PERMISSION_AUDIT_READ, .run = run_list},
    {.method = "GET", .path = "/api/audit/proof", .permission = PERMISSION_AUDIT_READ, .run = run_proof},
    {0},
};
