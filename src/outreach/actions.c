/* Actions out of JSON, as a phone sends them: bounded in number and length, unknown members refused. */
#include "outreach/contact.h"

#include "base/vec.h"
#include "vn/vn.h"
#include <jansson.h>

typedef struct Reading {
    Arena *arena;
    size_t number; /* of the action, from 1 */
} Reading;

static void json_close(json_t **json)
{
    json_decref(*json);
}

static Err *fault(const Reading *r, const char *key)
{
    return err_at(FAIL(r->arena, BAD_INPUT, "lần ghi thứ %zu: mục “%s” thiếu hoặc không đúng kiểu",
                       "action %zu: “%s” is missing or of another kind", r->number, key),
                  (Place){.field = str_from(key)});
}

static Err *get_text(const Reading *r, const json_t *from, const char *key, bool required, Str *ret)
{
    const json_t *at = json_object_get(from, key);
    *ret = S("");
    if (!at)
        return required ? fault(r, key) : NULL;
    if (!json_is_string(at) || json_string_length(at) > ACTION_TEXT)
        return fault(r, key);
    *ret = vn_nfc(r->arena, (Str){json_string_value(at), (ptrdiff_t)json_string_length(at)});
    return ret->len == 0 && required ? fault(r, key) : NULL;
}

static Err *get_day(const Reading *r, const json_t *from, const char *key, bool required, Date *ret)
{
    Str written;
    *ret = (Date){0};
    TRY(get_text(r, from, key, required, &written));
    if (written.len == 0)
        return NULL;
    return date_parse_iso(written, ret) && date_is_day(*ret) ? NULL : fault(r, key);
}

static Err *get_int(const Reading *r, const json_t *from, const char *key, int64_t *ret)
{
    const json_t *at = json_object_get(from, key);
    if (!json_is_integer(at) || json_integer_value(at) < 0)
        return fault(r, key);
    *ret = json_integer_value(at);
    return NULL;
}

static Err *check_members(const Reading *r, json_t *action)
{
    static const char *const known[] = {"key",       "lead",     "day",  "channel", "outcome", "reason",
                                        "next_step", "next_day", "note", "seen",    "basis",   "consent"};
    for (void *i = json_object_iter(action); i; i = json_object_iter_next(action, i)) {
        Str key = str_from(json_object_iter_key(i));
        int k = 0;
        while (k < COUNTOF(known) && !str_eq(key, str_from(known[k])))
            k++;
        if (k == COUNTOF(known))
            return FAIL(r->arena, BAD_INPUT, "lần ghi thứ %zu: không có mục “%.60s”",
                        "action %zu: unknown member “%.60s”", r->number, json_object_iter_key(i));
    }
    return NULL;
}

static Err *get_consent(const Reading *r, const json_t *from, OutreachAction *ret)
{
    static const char *const channels[] = {"call", "message", "visit"};
    const json_t *at = json_object_get(from, "consent"), *allowed = json_object_get(at, "allowed");
    if (!at)
        return NULL;
    if (!json_is_object(at) || json_object_size(at) != 2 || !json_is_boolean(allowed))
        return fault(r, "consent");
    TRY(get_text(r, at, "channel", true, &ret->consent));
    ret->allowed = json_is_true(allowed);
    for (int i = 0; i < COUNTOF(channels); i++)
        if (str_eq(ret->consent, str_from(channels[i])))
            return NULL;
    return fault(r, "consent");
}

static Err *read_action(const Reading *r, json_t *from, OutreachAction *ret)
{
    Str outcome;
    ret->consent = S("");
    if (!json_is_object(from))
        return fault(r, "actions");
    TRY(check_members(r, from));
    TRY(get_text(r, from, "key", true, &ret->key));
    TRY(get_int(r, from, "lead", &ret->lead));
    TRY(get_day(r, from, "day", true, &ret->day));
    TRY(get_text(r, from, "channel", true, &ret->channel));
    TRY(get_text(r, from, "outcome", true, &outcome));
    TRY(get_text(r, from, "reason", false, &ret->reason));
    TRY(get_text(r, from, "next_step", false, &ret->next_step));
    TRY(get_text(r, from, "note", false, &ret->note));
    TRY(get_day(r, from, "next_day", false, &ret->next_day));
    TRY(get_int(r, from, "seen", &ret->seen));
    TRY(get_text(r, from, "basis", false, &ret->basis));
    TRY(get_consent(r, from, ret));
    return contact_outcome_parse(outcome, &ret->outcome) ? NULL : fault(r, "outcome");
}

Err *outreach_action_read(Arena *arena, json_t *action, ptrdiff_t number, OutreachAction *ret)
{
    Reading r = {.arena = arena, .number = (size_t)number};
    Str key;
    *ret = (OutreachAction){0};
    if (!json_is_object(action))
        return fault(&r, "actions");
    TRY(get_text(&r, action, "key", true, &key));
    Err *err = read_action(&r, action, ret);
    ret->key = key;
    if (err)
        ret->fault = err->text;
    return NULL;
}

Err *outreach_actions_read(Arena *arena, Str json, OutreachAction **ret, ptrdiff_t *ret_count)
{
    json_error_t problem;
    Reading r = {.arena = arena};
    if (json.len > ACTIONS_BYTES)
        return FAIL(arena, TOO_LARGE, "gửi nhiều quá một lần; hãy chia nhỏ", "too much at once; send it in parts");
    AUTO(json_close)
    json_t *root = json_loadb(json.len > 0 ? json.ptr : "", (size_t)json.len, JSON_REJECT_DUPLICATES, &problem);
    const json_t *list = json_object_get(root, "actions");
    if (!json_is_array(list) || json_object_size(root) != 1)
        return FAIL(arena, BAD_INPUT, "cần JSON dạng {\"actions\":[…]}", "JSON like {\"actions\":[…]} is needed");
    if (json_array_size(list) > ACTIONS_MOST)
        return FAIL(arena, TOO_LARGE, "một lần gửi tối đa %d lần ghi; hãy chia nhỏ",
                    "at most %d actions at once; send them in parts", ACTIONS_MOST);
    *ret_count = (ptrdiff_t)json_array_size(list);
    *ret = new (arena, OutreachAction, *ret_count);
    for (ptrdiff_t i = 0; i < *ret_count; i++) {
        r.number = (size_t)i + 1;
        TRY(read_action(&r, json_array_get(list, (size_t)i), &(*ret)[i]));
    }
    return NULL;
}
