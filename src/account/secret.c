/* Randomness, digests and seals: libsodium's, with purposes that keep one use from standing in for another. */
#include "account/account_internal.h"

#include "account_sql.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGEST_BYTES = 32, TOKEN_BYTES = 32, NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
_Static_assert(sizeof(((Key *)0)->byte) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the key's size");

static Str base64(Arena *arena, const unsigned char *bytes, size_t count)
{
    size_t room = sodium_base64_ENCODED_LEN(count, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = new (arena, char, (ptrdiff_t)room);
    sodium_bin2base64(text, room, bytes, count, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_from(text);
}

Str secret_token(Arena *arena)
{
    unsigned char bytes[TOKEN_BYTES];
    if (sodium_init() < 0)
        abort(); /* no source of randomness: nothing may go on */
    randombytes_buf(bytes, sizeof bytes);
    Str token = base64(arena, bytes, sizeof bytes);
    sodium_memzero(bytes, sizeof bytes);
    return token;
}

Str account_new_id(Arena *arena)
{
    enum { ID_BYTES = 16 };
    unsigned char bytes[ID_BYTES];
    if (sodium_init() < 0)
        abort();
    randombytes_buf(bytes, sizeof bytes);
    char *hex = new (arena, char, 2 * ID_BYTES + 1);
    sodium_bin2hex(hex, 2 * ID_BYTES + 1, bytes, sizeof bytes);
    return str_from(hex);
}

static Str digest(Arena *arena, const unsigned char *key, size_t key_bytes, const char *purpose, Str text)
{
    unsigned char out[DIGEST_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, key_bytes, sizeof out);
    crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, (const unsigned char *)text.ptr, (size_t)text.len);
    crypto_generichash_final(&state, out, sizeof out);
    char *hex = new (arena, char, 2 * DIGEST_BYTES + 1);
    sodium_bin2hex(hex, 2 * DIGEST_BYTES + 1, out, sizeof out);
    return str_from(hex);
}

Str secret_digest(Arena *arena, const char *purpose, Str text)
{
    return digest(arena, NULL, 0, purpose, text);
}

Str secret_keyed_digest(Arena *arena, const Key *key, const char *purpose, Str text)
{
    return digest(arena, key->byte, sizeof key->byte, purpose, text);
}

/* ---- seals ---------------------------------------------------------------------------- */

Str secret_seal(Arena *arena, const Key *key, Str owner, Str text)
{
    ptrdiff_t room = NONCE_BYTES + text.len + crypto_aead_xchacha20poly1305_ietf_ABYTES;
    unsigned char *box = new (arena, unsigned char, room);
    unsigned long long sealed = 0;
    randombytes_buf(box, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE_BYTES, &sealed, (const unsigned char *)text.ptr,
                                               (unsigned long long)text.len, (const unsigned char *)owner.ptr,
                                               (unsigned long long)owner.len, NULL, box, key->byte);
    return base64(arena, box, NONCE_BYTES + (size_t)sealed);
}

Err *secret_unseal(Arena *arena, const Key *key, Str owner, Str sealed, Str *ret)
{
    unsigned char *box = new (arena, unsigned char, sealed.len + 1);
    size_t size = 0;
    unsigned long long opened = 0;
    bool ok = sodium_base642bin(box, (size_t)sealed.len + 1, sealed.ptr, (size_t)sealed.len, NULL, &size, NULL,
                                sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
              size >= NONCE_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES;
    char *text = new (arena, char, sealed.len + 1);
    ok = ok && crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)text, &opened, NULL, box + NONCE_BYTES,
                                                          size - NONCE_BYTES, (const unsigned char *)owner.ptr,
                                                          (unsigned long long)owner.len, box, key->byte) == 0;
    *ret = ok ? (Str){text, (ptrdiff_t)opened} : (Str){0};
    if (ok)
        return NULL;
    return FAIL(
        arena, UNAVAILABLE,
        "không mở được khóa xác thực hai bước: tệp khóa không phải của cơ sở dữ liệu này; hãy khôi phục đúng tệp",
        "the second factor could not be unsealed: the key file is not this database's; restore the right one");
}

/* ---- the key file ---------------------------------------------------------------------- */

Err *account_key_path(const Store *store, Arena *arena, Str *ret)
{
    return store_beside(store, arena, "account.key", ret);
}

static Err *key_trouble(Arena *arena, Str path, const char *why)
{
    return FAIL(arena, UNAVAILABLE, "không dùng được tệp khóa “%.*s”: %s; hãy khôi phục tệp từ bản sao lưu",
                "the key file “%.*s” cannot be used: %s; restore it from a backup", STRF(path), why);
}

/* Another process may make it at the same moment: the file is linked into place whole or not at all. */
static Err *make_key(Arena *arena, Str path)
{
    Key key;
    char *draft = str_c(arena, str_fmt(arena, "%.*s.%.*s", STRF(path), STRF(account_new_id(arena))));
    int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return key_trouble(arena, path, strerror(errno));
    randombytes_buf(key.byte, sizeof key.byte);
    bool ok =
        fchmod(fd, 0600) == 0 && write(fd, key.byte, sizeof key.byte) == (ssize_t)sizeof key.byte && fsync(fd) == 0;
    ok = ok && (link(draft, str_c(arena, path)) == 0 || errno == EEXIST);
    int why = errno;
    close(fd);
    unlink(draft);
    sodium_memzero(&key, sizeof key);
    return ok ? NULL : key_trouble(arena, path, strerror(why));
}

static Err *read_key(Arena *arena, Str path, Key *ret)
{
    Str bytes;
    struct stat st;
    if (stat(str_c(arena, path), &st) == 0 && (st.st_mode & 077) != 0)
        return FAIL(arena, FORBIDDEN, "tệp khóa “%.*s” ai cũng đọc được; hãy chạy: chmod 600 “%.*s”",
                    "others may read the key file “%.*s”; run: chmod 600 “%.*s”", STRF(path), STRF(path));
    TRY(file_read(arena, path, 4096, &bytes));
    if (bytes.len != sizeof ret->byte)
        return key_trouble(arena, path, "32 byte?");
    memcpy(ret->byte, bytes.ptr, sizeof ret->byte);
    sodium_memzero((char *)(uintptr_t)bytes.ptr, (size_t)bytes.len);
    return NULL;
}

/* The database remembers a digest of its key, so that a lost or exchanged file is told apart from a first start. */
Err *secret_key(Store *store, Arena *arena, bool make, Key *ret)
{
    Str path, proof = {0};
    AUTO(rows_close) Rows rows = {0};
    bool known;
    if (sodium_init() < 0)
        abort();
    TRY(account_key_path(store, arena, &path));
    TRY(store_query(store, arena, SQL_KEY_PROOF, NO_ARGS, &rows));
    TRY(rows_next(&rows, arena, &known));
    if (known)
        proof = rows_text(&rows, arena, 0);
    rows_close(&rows);
    if (!file_exists(path) && (known || !make))
        return key_trouble(arena, path, strerror(ENOENT));
    if (!file_exists(path))
        TRY(make_key(arena, path));
    TRY(read_key(arena, path, ret));
    Str now = secret_keyed_digest(arena, ret, "baophu key", (Str){0});
    if (known && !str_eq(proof, now))
        return FAIL(arena, UNAVAILABLE, "tệp khóa “%.*s” không phải của cơ sở dữ liệu này; hãy khôi phục đúng tệp",
                    "the key file “%.*s” is not this database's; restore the right one", STRF(path));
    return known ? NULL : store_exec(store, arena, SQL_KEY_PROVE, ARGS(V_TEXT(now)), NULL);
}
