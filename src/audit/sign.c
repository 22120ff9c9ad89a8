/* The head of the chain, signed: who keeps the statement elsewhere can later show that the chain up to there was not
 * written anew. */
#include "audit/audit_internal.h"

#include "audit_sql.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { B64 = sodium_base64_VARIANT_ORIGINAL };

static Str base64(Arena *arena, const unsigned char *bytes, size_t size)
{
    size_t room = sodium_base64_encoded_len(size, B64);
    char *text = new (arena, char, (ptrdiff_t)room);
    sodium_bin2base64(text, room, bytes, size, B64);
    return str_from(text);
}

static bool from_base64(Str text, unsigned char *bytes, size_t size)
{
    size_t len = 0;
    text = str_trim(text);
    return sodium_base642bin(bytes, size, text.ptr, (size_t)text.len, NULL, &len, NULL, B64) == 0 && len == size;
}

/* ---- the key ---------------------------------------------------------------------- */

static Err *key_fail(Arena *arena, Str path, const char *why)
{
    return FAIL(arena, UNAVAILABLE, "không dùng được tệp khóa ký “%.*s”: %s; hãy kiểm tra thư mục và quyền",
                "the signing key “%.*s” cannot be used: %s; check the folder and its permissions", STRF(path), why);
}

/* Made once, under a name that nobody else has; if another was faster, its key is the one. */
static Err *make_key(Arena *arena, Str path)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    char *name = str_c(arena, path), *beside = str_c(arena, str_fmt(arena, "%s.%08x", name, randombytes_random()));
    randombytes_buf(seed, sizeof seed);
    Str text = str_fmt(arena, "%.*s\n", STRF(base64(arena, seed, sizeof seed)));
    sodium_memzero(seed, sizeof seed);
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return key_fail(arena, path, strerror(errno));
    bool ok = write(fd, text.ptr, (size_t)text.len) == text.len && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    ok = ok && (link(beside, name) == 0 || errno == EEXIST);
    int why = errno;
    unlink(beside);
    return ok ? NULL : key_fail(arena, path, strerror(why));
}

static Err *load_key(Arena *arena, Str path, unsigned char public[crypto_sign_PUBLICKEYBYTES],
                     unsigned char secret[crypto_sign_SECRETKEYBYTES])
{
    struct stat st;
    Str text;
    unsigned char seed[crypto_sign_SEEDBYTES];
    if (!file_exists(path))
        TRY(make_key(arena, path));
    if (stat(str_c(arena, path), &st) != 0)
        return key_fail(arena, path, strerror(errno));
    if (st.st_mode & 077)
        return FAIL(arena, FORBIDDEN,
                    "tệp khóa ký “%.*s” để người khác đọc được; hãy chạy chmod 600 rồi làm lại, và thay khóa nếu nghi "
                    "đã lộ",
                    "others may read the signing key “%.*s”; run chmod 600 and try again, and replace it if it may "
                    "have leaked",
                    STRF(path));
    TRY(file_read(arena, path, 4096, &text));
    if (!from_base64(text, seed, sizeof seed))
        return FAIL(arena, BAD_INPUT, "tệp “%.*s” không phải khóa ký; hãy khôi phục từ bản sao lưu",
                    "“%.*s” is no signing key; restore it from a backup", STRF(path));
    crypto_sign_seed_keypair(public, secret, seed);
    sodium_memzero(seed, sizeof seed);
    return NULL;
}

/* ---- statements ------------------------------------------------------------------- */

static Err *sign_head(Store *store, Arena *arena, Str key_path, int64_t sequence, Str hash, Str *ret_statement,
                      Str *ret_signature, Str *ret_public)
{
    unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES], signature[crypto_sign_BYTES];
    TRY(load_key(arena, key_path, public, secret));
    *ret_statement = str_fmt(arena, "baophu-audit 1 %lld %.*s %.*s", (long long)sequence, STRF(hash),
                             STRF(clock_stamp(arena, store_clock(store))));
    crypto_sign_detached(signature, NULL, (const unsigned char *)ret_statement->ptr,
                         (unsigned long long)ret_statement->len, secret);
    sodium_memzero(secret, sizeof secret);
    *ret_signature = base64(arena, signature, sizeof signature);
    *ret_public = base64(arena, public, sizeof public);
    return NULL;
}

static Err *read_head(Store *store, Arena *arena, int64_t *ret_sequence, Str *ret_hash)
{
    bool found;
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_AUDIT_HEAD, NO_ARGS, &rows));
    TRY(rows_next(&rows, arena, &found));
    *ret_sequence = found ? rows_int(&rows, 0) : 0;
    *ret_hash = found ? rows_text(&rows, arena, 1) : S(AUDIT_NOTHING); /* lost: audit_verify says so */
    return NULL;
}

Err *audit_sign(Store *store, Arena *arena, Str key_path, Str *ret_statement, Str *ret_signature, Str *ret_public)
{
    AuditProof proof;
    TRY(audit_verify(store, arena, &proof)); /* nothing is vouched for unseen */
    if (proof.first_bad)
        return err_next(FAIL(arena, CONFLICT, "không ký: chuỗi nhật ký sai ở mục %lld",
                             "not signed: the chain is wrong at entry %lld", (long long)proof.first_bad),
                        COMMAND("hãy chạy “baophu audit verify”", "run “baophu audit verify”"),
                        PAGE("hãy báo người quản trị", "tell the administrator"));
    return sign_head(store, arena, key_path, proof.head_sequence, proof.head, ret_statement, ret_signature, ret_public);
}

Err *audit_foot(Store *store, Arena *arena, Text *ret)
{
    int64_t sequence;
    Str hash, key, statement, signature, public;
    TRY(read_head(store, arena, &sequence, &hash));
    *ret = text_fmt(arena, "Nhật ký kiểm soát đến số %lld, dấu %.*s", "Audit trail up to entry %lld, hash %.*s",
                    (long long)sequence, STRF(hash));
    if (store_beside(store, arena, "audit-key", &key) || !file_exists(key))
        return NULL; /* nobody has signed here yet */
    Err *err = sign_head(store, arena, key, sequence, hash, &statement, &signature, &public);
    Str lines = err ? (Str){0} : str_fmt(arena, "%.*s\n%.*s\n%.*s", STRF(statement), STRF(signature), STRF(public));
    ret->vi = str_fmt(arena, "%.*s\n%s%.*s", STRF(ret->vi), err ? "Chưa ký: " : "", STRF(err ? err->text.vi : lines));
    ret->en =
        str_fmt(arena, "%.*s\n%s%.*s", STRF(ret->en), err ? "Not signed: " : "", STRF(err ? err->text.en : lines));
    return NULL; /* a report is not kept back for the key of another */
}

Err *audit_check_signature(Arena *arena, Str statement, Str signature, Str public_key, bool *ret)
{
    unsigned char public[crypto_sign_PUBLICKEYBYTES], bytes[crypto_sign_BYTES];
    if (!from_base64(public_key, public, sizeof public) || !from_base64(signature, bytes, sizeof bytes))
        return FAIL(arena, BAD_INPUT, "chữ ký hoặc khóa công khai không đúng dạng base64",
                    "the signature or the public key is not proper base64");
    *ret = crypto_sign_verify_detached(bytes, (const unsigned char *)statement.ptr, (unsigned long long)statement.len,
                                       public) == 0;
    return NULL;
}

/* The words of a statement after its name and version. */
static bool read_statement(Str statement, int64_t *ret_sequence, Str *ret_hash)
{
    const Str head = S("baophu-audit 1 ");
    statement = str_trim(statement);
    if (!str_starts(statement, head))
        return false;
    StrCut number = str_cut(str_slice(statement, head.len, statement.len), ' ');
    *ret_hash = str_cut(number.tail, ' ').head;
    *ret_sequence = 0;
    for (ptrdiff_t i = 0; i < number.head.len; i++) {
        char digit = number.head.ptr[i];
        if (digit < '0' || digit > '9' || i >= 18)
            return false;
        *ret_sequence = *ret_sequence * 10 + (digit - '0');
    }
    return number.head.len > 0 && ret_hash->len == 64;
}

Err *audit_holds_statement(Store *store, Arena *arena, Str statement, bool *ret)
{
    int64_t sequence;
    Str hash;
    if (!read_statement(statement, &sequence, &hash))
        return FAIL(arena, BAD_INPUT, "đây không phải lời xác nhận của nhật ký kiểm soát",
                    "this is no statement of an audit trail");
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_AUDIT_HASH, ARGS(V_INT(sequence)), &rows));
    TRY(rows_next(&rows, arena, ret));
    if (*ret)
        *ret = str_eq(rows_text(&rows, arena, 0), hash);
    else
        *ret = sequence == 0 && str_eq(hash, S(AUDIT_NOTHING));
    return NULL;
}
