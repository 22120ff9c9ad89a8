#include "answer.h"

#include "audit/audit.h"
#include <stdlib.h>
#include <string.h>

Got asks(int status, const Client *client, Arena *arena, const char *method, const char *path, const char *body)
{
    Got got = ask(client, arena, method, path, str_from(body));
    if (got.status != status)
        fail_msg("%s %s: %d and not %d: %.*s", method, path, got.status, status, STRF(got.body));
    assert_true(status < 400 || str_eq(got.type, S("application/problem+json")));
    return got;
}

static const json_t *entry_with(const json_t *list, Str key, Str value)
{
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        const char *text = json_string_value(json_object_getn(one, key.ptr, (size_t)key.len));
        json_t *number = json_object_getn(one, key.ptr, (size_t)key.len);
        if (text ? str_eq(str_from(text), value)
                 : json_is_integer(number) && json_integer_value(number) == strtoll(value.ptr, NULL, 10))
            return one;
    }
    return NULL;
}

static const json_t *walk(const json_t *json, Str path)
{
    for (StrCut cut = {.tail = path, .ok = true}; json && cut.ok && cut.tail.len > 0;) {
        cut = str_cut(cut.tail, '/');
        StrCut pair = str_cut(cut.head, '=');
        if (json_is_object(json))
            json = json_object_getn(json, cut.head.ptr, (size_t)cut.head.len);
        else if (pair.ok)
            json = entry_with(json, pair.head, pair.tail);
        else
            json = json_array_get(json, (size_t)strtoul(cut.head.ptr, NULL, 10));
    }
    return json;
}

Str at(const Got *got, Arena *arena, const char *path)
{
    json_t *all = got_json(got);
    const json_t *json = walk(all, str_from(path));
    Str text = S("(none)");
    if (json_is_string(json))
        text = str_copy(arena, str_from(json_string_value(json)));
    else if (json_is_integer(json))
        text = str_fmt(arena, "%lld", (long long)json_integer_value(json));
    else if (json_is_array(json))
        text = str_fmt(arena, "%zu", json_array_size(json));
    else if (json_is_object(json))
        text = str_fmt(arena, "%zu", json_object_size(json));
    else if (json)
        text = json_is_true(json) ? S("true") : json_is_false(json) ? S("false") : S("null");
    json_decref(all);
    return text;
}

int64_t number_at(const Got *got, Arena *arena, const char *path)
{
    Str text = at(got, arena, path);
    char *end, *from = str_c(arena, text);
    int64_t value = strtoll(from, &end, 10);
    if (end == from || *end)
        fail_msg("%s is “%s”: %.*s", path, from, STRF(got->body));
    return value;
}

void refuses(int status, const char *code, const char *field, const Client *client, Arena *arena, const char *method,
             const char *path, const char *body)
{
    Got got = asks(status, client, arena, method, path, body);
    if (!str_eq(at(&got, arena, "code"), str_from(code)))
        fail_msg("%s %s is not refused as %s: %.*s", method, path, code, STRF(got.body));
    if (*field && !str_eq(at(&got, arena, "field"), str_from(field)))
        fail_msg("%s %s is not refused for %s: %.*s", method, path, field, STRF(got.body));
    assert_true(at(&got, arena, "detail").len > 0);
}

/* ---- the province ------------------------------------------------------------------------------ */

static void fill_in(Arena *arena, Str db, bool world, void (*fill)(Store *, Arena *))
{
    Store *store = NULL;
    assert_ok(store_open(arena, db, serve_clock(), &store));
    assert_ok(store_begin(store, arena));
    if (world)
        make_world(store, arena);
    if (fill)
        fill(store, arena);
    assert_ok(store_commit(store, arena));
    store_close(&store);
}

Served serve_world(Arena *arena, int which, void (*fill)(Store *store, Arena *arena))
{
    Str db;
    if (!serve_address(arena, which, &db))
        return (Served){0};
    fill_in(arena, db, true, fill);
    return serve_on(arena, db, NULL);
}

void serve_more(const Served *served, Arena *arena, void (*fill)(Store *store, Arena *arena))
{
    fill_in(arena, served->db, false, fill);
}

void serve_ends(Served *served, Arena *arena)
{
    int status = serve_close(served);
    Str log = test_read(arena, served->log);
    if (status != 0 || str_find(log, S("ERROR")) >= 0)
        fail_msg("the server ended with %d: … %.*s", status,
                 STRF(str_slice(log, log.len > 2000 ? log.len - 2000 : 0, log.len)));
}

int64_t audits(const Served *served, Arena *arena, const char *action, const Client *by)
{
    Store *store = NULL;
    AuditEntry *entry;
    ptrdiff_t count;
    assert_ok(store_open(arena, served->db, serve_clock(), &store));
    assert_ok(audit_list(store, arena, (AuditFilter){.account = by->account, .action = str_from(action), .limit = 1000},
                         &entry, &count));
    store_close(&store);
    return count;
}
