/* Adding to the chain. */
#include "audit/audit_internal.h"

#include "audit_sql.h"
#include "base/json.h"
#include "base/utf8.h"
#include <sodium.h>

/* ---- an entry ------------------------------------------------------------------ */

/* Keys in the order of their bytes, no blanks, text as it is but for quotes, backslashes and controls: who wants to
 * check a chain with another program builds the same bytes (docs/nhat-ky.md). */
static Str canonical(Arena *arena, const AuditEntry *e)
{
    Json j = js_open(arena);
    js_object(&j);
    js_put_text(&j, "account", e->account);
    js_put_text(&j, "action", e->action);
    js_put_text(&j, "after", e->after);
    js_put_text(&j, "at", e->at);
    js_put_text(&j, "before", e->before);
    js_put_text(&j, "login", e->login);
    js_put_text(&j, "previous", e->previous);
    js_put_text(&j, "province", e->province);
    js_put_text(&j, "purpose", e->purpose);
    js_put_text(&j, "request", e->request);
    js_put_int(&j, "sequence", e->sequence);
    js_put_text(&j, "subject", e->subject);
    js_put_text(&j, "unit", e->unit);
    js_end(&j);
    return js_str(&j);
}

Str audit_digest(Arena *arena, const AuditEntry *entry)
{
    Str text = canonical(arena, entry);
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)text.ptr, (unsigned long long)text.len);
    char *hex = new (arena, char, 2 * sizeof digest + 1);
    sodium_bin2hex(hex, 2 * sizeof digest + 1, digest, sizeof digest);
    return str_from(hex);
}

AuditEntry audit_read(Rows *rows, Arena *arena)
{
    return (AuditEntry){
        .sequence = rows_int(rows, 0),
        .at = rows_text(rows, arena, 1),
        .account = rows_text(rows, arena, 2),
        .login = rows_text(rows, arena, 3),
        .action = rows_text(rows, arena, 4),
        .province = rows_text(rows, arena, 5),
        .unit = rows_text(rows, arena, 6),
        .subject = rows_text(rows, arena, 7),
        .request = rows_text(rows, arena, 8),
        .before = rows_text(rows, arena, 9),
        .after = rows_text(rows, arena, 10),
        .purpose = rows_text(rows, arena, 11),
        .previous = rows_text(rows, arena, 12),
        .hash = rows_text(rows, arena, 13),
    };
}

/* What a stranger typed must not keep the entry about it from being written: bytes that no database takes become
 * U+FFFD. */
static Str clean(Arena *arena, Str s)
{
    Buf out = buf_open(arena);
    Rune rune;
    for (ptrdiff_t at = 0; at < s.len; at += rune.len) {
        rune = utf8_get(s, at);
        buf_rune(&out, rune.code ? rune.code : UTF8_BAD);
    }
    return buf_str(&out);
}

static AuditEntry *kept(Arena *arena, const AuditEntry *e)
{
    AuditEntry *copy = new (arena, AuditEntry, 1);
    *copy = (AuditEntry){
        .account = clean(arena, e->account),
        .login = clean(arena, e->login),
        .action = clean(arena, e->action),
        .province = clean(arena, e->province),
        .unit = clean(arena, e->unit),
        .subject = clean(arena, e->subject),
        .request = clean(arena, e->request),
        .before = clean(arena, e->before),
        .after = clean(arena, e->after),
        .purpose = clean(arena, e->purpose),
    };
    return copy;
}

/* ---- appending -------------------------------------------------------------------- */

static Err *lock_head(Store *store, Arena *arena, int64_t *ret_sequence, Str *ret_hash)
{
    bool found;
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_AUDIT_LOCK, NO_ARGS, &rows));
    TRY(rows_next(&rows, arena, &found));
    if (!found)
        return err_next(
            FAIL(arena, INTERNAL, "nhật ký kiểm soát mất dòng đầu chuỗi; không ghi gì thêm, hãy báo người quản trị",
                 "the audit trail has lost the head of its chain; nothing was written, tell the administrator"),
            COMMAND("và chạy “baophu audit verify”", "and run “baophu audit verify”"), PAGE("", ""));
    *ret_sequence = rows_int(&rows, 0);
    *ret_hash = rows_text(&rows, arena, 1);
    return NULL;
}

enum { FIELDS = 14 };

static void set_values(Value *v, const AuditEntry *e)
{
    const Str text[] = {e->at,      e->account, e->login, e->action,  e->province, e->unit, e->subject,
                        e->request, e->before,  e->after, e->purpose, e->previous, e->hash};
    v[0] = V_INT(e->sequence);
    for (int i = 0; i < COUNTOF(text); i++)
        v[i + 1] = V_TEXT(text[i]);
}

/* The head is locked as late as can be, when all else of the transaction has been done: so writers wait for each other
 * only for this moment, and in one order. */
static Err *append_all(Store *store, Arena *arena, void *const *noted, ptrdiff_t count)
{
    int64_t sequence;
    Str hash;
    TRY(lock_head(store, arena, &sequence, &hash));
    Str now = clock_stamp(arena, store_clock(store));
    Value *values = new (arena, Value, count * FIELDS);
    for (ptrdiff_t i = 0; i < count; i++) {
        AuditEntry *e = noted[i];
        e->sequence = ++sequence;
        e->at = now;
        e->previous = hash;
        e->hash = hash = audit_digest(arena, e);
        set_values(values + i * FIELDS, e);
    }
    TRY(store_exec_many(store, arena, SQL_AUDIT_APPEND, values, FIELDS, count, NULL));
    return store_exec(store, arena, SQL_AUDIT_MOVE, ARGS(V_INT(sequence), V_TEXT(hash)), NULL);
}

void audit_note(Store *store, AuditEntry entry)
{
    store_before_commit(store, append_all, kept(store_aside(store), &entry));
}

Err *audit_add(Store *store, Arena *arena, AuditEntry entry)
{
    bool open = store_writing(store);
    if (!open)
        TRY(store_begin(store, arena));
    audit_note(store, entry);
    return open ? NULL : store_commit(store, arena);
}
