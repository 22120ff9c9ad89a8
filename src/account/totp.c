/* Second factor: codes of RFC 6238 by liboath, and codes on paper for when the device is lost. */
#include "account/account_internal.h"

#include "account_sql.h"
#include <liboath/oath.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { SECRET_BYTES = 20, STEP = 30, DIGITS = 6, TOLERANCE = 1, RECOVERY_CODES = 10, RECOVERY_LETTERS = 10 };

static const char recovery_purpose[] = "baophu recovery";

static Err *no_code(Arena *arena)
{
    return FAIL(arena, BAD_INPUT, "mã không đúng hoặc đã dùng; hãy nhập mã mới hiện trên ứng dụng xác thực",
                "the code is wrong or was used; enter the one that the authenticator shows now");
}

/* ---- secrets -------------------------------------------------------------------------- */

static Err *base32(Arena *arena, const unsigned char *bytes, size_t count, Str *ret)
{
    char *text = NULL;
    size_t length = 0;
    if (oath_base32_encode((const char *)bytes, count, &text, &length) != OATH_OK)
        return FAIL(arena, INTERNAL, "không tạo được khóa xác thực hai bước",
                    "no secret of a second factor could be made");
    while (length > 0 && text[length - 1] == '=')
        length--;
    *ret = str_copy(arena, (Str){text, (ptrdiff_t)length});
    sodium_memzero(text, strlen(text));
    free(text);
    return NULL;
}

static Str percent_encoded(Arena *arena, Str text)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '.' || c == '_';
        if (plain)
            buf_byte(&out, (char)c);
        else
            buf_fmt(&out, "%%%02X", c);
    }
    return buf_str(&out);
}

Err *totp_begin(Store *store, Arena *arena, Str account, Str *ret_secret, Str *ret_uri)
{
    AccountRow row;
    Key key;
    unsigned char secret[SECRET_BYTES];
    TRY(account_by_id(store, arena, account, &row));
    TRY(secret_key(store, arena, true, &key));
    randombytes_buf(secret, sizeof secret);
    TRY(base32(arena, secret, sizeof secret, ret_secret));
    sodium_memzero(secret, sizeof secret);
    Str issuer = percent_encoded(arena, S("Bao Phủ"));
    *ret_uri = str_fmt(arena, "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s&algorithm=SHA1&digits=%d&period=%d",
                       STRF(issuer), STRF(percent_encoded(arena, row.account.login)), STRF(*ret_secret), STRF(issuer),
                       DIGITS, STEP);
    Str sealed = secret_seal(arena, &key, account, *ret_secret);
    sodium_memzero(&key, sizeof key);
    return store_exec(store, arena, SQL_TOTP_PEND, ARGS(V_TEXT(account), V_TEXT(sealed)), NULL);
}

/* ---- codes ------------------------------------------------------------------------------ */

/* Letters and digits of what was typed, capitals; "ABCDE-FGHJK" and "abcde fghjk" are the same. */
static Str bare_code(Arena *arena, Str code)
{
    Buf bare = buf_open(arena);
    for (ptrdiff_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            buf_byte(&bare, c);
    }
    return buf_str(&bare);
}

static bool all_digits(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len == DIGITS;
}

/* *ret_counter: the step that the code belongs to; -1 none. */
static Err *match_code(Store *store, Arena *arena, Str account, Str sealed, Str code, int64_t *ret_counter)
{
    Key key;
    Str base32_text;
    char *secret = NULL;
    size_t length = 0;
    uint64_t counter = 0;
    *ret_counter = -1;
    TRY(secret_key(store, arena, false, &key));
    Err *err = secret_unseal(arena, &key, account, sealed, &base32_text);
    sodium_memzero(&key, sizeof key);
    TRY(err);
    if (oath_base32_decode(base32_text.ptr, (size_t)base32_text.len, &secret, &length) != OATH_OK)
        return no_code(arena);
    int found = oath_totp_validate3(secret, length, (time_t)account_now(store), STEP, 0, TOLERANCE, NULL, &counter,
                                    str_c(arena, code));
    sodium_memzero(secret, length);
    free(secret);
    if (found >= 0)
        *ret_counter = (int64_t)counter;
    return NULL;
}

Err *totp_take(Store *store, Arena *arena, const AccountRow *row, Str code, bool *ret_right)
{
    int64_t counter, changed = 0;
    Key key;
    Str bare = bare_code(arena, code), id = row->account.id;
    *ret_right = false;
    if (all_digits(bare)) {
        TRY(match_code(store, arena, id, row->totp, bare, &counter));
        if (counter >= 0)
            TRY(store_exec(store, arena, SQL_TOTP_USE, ARGS(V_TEXT(id), V_INT(counter)), &changed));
    } else if (bare.len == RECOVERY_LETTERS) {
        TRY(secret_key(store, arena, false, &key));
        Str digest = secret_keyed_digest(arena, &key, recovery_purpose, bare);
        sodium_memzero(&key, sizeof key);
        TRY(store_exec(store, arena, SQL_RECOVERY_TAKE, ARGS(V_TEXT(id), V_TEXT(digest)), &changed));
    }
    *ret_right = changed == 1;
    return NULL;
}

/* ---- setting up and taking away -------------------------------------------------------------- */

static Err *put_recovery(Store *store, Arena *arena, Str account, Str ret[RECOVERY_CODES])
{
    static const char letters[] = "ABCDEFGHJKMNPQRSTVWXYZ23456789"; /* none that look alike; never six digits alone */
    Key key;
    TRY(secret_key(store, arena, false, &key));
    TRY(store_exec(store, arena, SQL_RECOVERY_DROP, ARGS(V_TEXT(account)), NULL));
    for (int i = 0; i < RECOVERY_CODES; i++) {
        char code[RECOVERY_LETTERS + 1] = {0};
        for (int k = 0; k < RECOVERY_LETTERS; k++)
            code[k] = letters[randombytes_uniform(sizeof letters - 1)];
        Str digest = secret_keyed_digest(arena, &key, recovery_purpose, str_from(code));
        TRY(store_exec(store, arena, SQL_RECOVERY_PUT, ARGS(V_TEXT(account), V_TEXT(digest)), NULL));
        ret[i] = str_fmt(arena, "%.5s-%.5s", code, code + RECOVERY_LETTERS / 2);
    }
    sodium_memzero(&key, sizeof key);
    return NULL;
}

static Err *confirm(Store *store, Arena *arena, Str account, Str code, Str ret_recovery[RECOVERY_CODES])
{
    AccountRow row;
    int64_t counter = -1;
    Str bare = bare_code(arena, code);
    TRY(account_by_id(store, arena, account, &row));
    if (row.totp_pending.len == 0)
        return FAIL(arena, CONFLICT, "chưa có khóa nào chờ xác nhận; hãy bắt đầu lại",
                    "no secret waits to be confirmed; begin again");
    if (all_digits(bare))
        TRY(match_code(store, arena, account, row.totp_pending, bare, &counter));
    if (counter < 0)
        return no_code(arena);
    TRY(store_exec(store, arena, SQL_TOTP_SET, ARGS(V_TEXT(account), V_TEXT(row.totp_pending), V_INT(counter)), NULL));
    return put_recovery(store, arena, account, ret_recovery);
}

static Err *committed(Store *store, Arena *arena, Err *err)
{
    if (!err)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

Err *totp_confirm(Store *store, Arena *arena, Str account, Str code, Str ret_recovery[10])
{
    TRY(store_begin(store, arena));
    return committed(store, arena, confirm(store, arena, account, code, ret_recovery));
}

static Err *take_away(Store *store, Arena *arena, Str account)
{
    TRY(store_exec(store, arena, SQL_TOTP_SET, ARGS(V_TEXT(account), V_TEXT((Str){0}), V_INT(0)), NULL));
    return store_exec(store, arena, SQL_RECOVERY_DROP, ARGS(V_TEXT(account)), NULL);
}

Err *totp_remove(Store *store, Arena *arena, Str account)
{
    AccountRow row;
    TRY(account_by_id(store, arena, account, &row));
    if (row.account.must_totp)
        return FAIL(arena, CONFLICT,
                    "vai trò của tài khoản này bắt buộc xác thực hai bước; đổi thiết bị thì thiết lập khóa mới",
                    "a role of this account demands a second factor; for another device set up a new secret");
    TRY(store_begin(store, arena));
    return committed(store, arena, take_away(store, arena, account));
}

static Err *reset(Store *store, Arena *arena, Str account)
{
    Account seen;
    TRY(account_get(store, arena, account, &seen));
    TRY(take_away(store, arena, account));
    return session_end_all(store, arena, account, (Str){0});
}

Err *totp_reset(Store *store, Arena *arena, Str account)
{
    TRY(store_begin(store, arena));
    return committed(store, arena, reset(store, arena, account));
}
