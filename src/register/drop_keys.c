/* Whose signature it is. */
#include "base/vec.h"
#include "register/drop_internal.h"
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { B64 = sodium_base64_VARIANT_ORIGINAL, SIGNATURE_FILE = 256, KEYS_BYTES = 1 << 20 };

enum { K_AGENCY, K_UNIT, K_KEY, K_FROM, K_TO, K_NOTE, K_COUNT };

static const Field fields[K_COUNT] = {
    [K_AGENCY] = {"agency", "Cơ quan|Vai trò", FIELD_TEXT, true},
    [K_UNIT] = {"unit", "Xã|Mã xã", FIELD_TEXT, false},
    [K_KEY] = {"public_key", "Khóa công khai|Khóa", FIELD_TEXT, true},
    [K_FROM] = {"from", "Từ ngày", FIELD_DATE, false},
    [K_TO] = {"to", "Đến ngày", FIELD_DATE, false},
    [K_NOTE] = {"note", "Ghi chú", FIELD_TEXT, false},
};

static bool from_base64(Str text, unsigned char *bytes, size_t size)
{
    size_t len = 0;
    text = str_trim(text);
    return sodium_base642bin(bytes, size, text.ptr, (size_t)text.len, NULL, &len, NULL, B64) == 0 && len == size;
}

/* Who can change the table can deliver in anybody's name. */
static Err *check_owner(Arena *arena, Str path)
{
    struct stat st;
    if (stat(str_c(arena, path), &st) != 0)
        return FAIL(arena, NOT_FOUND, "không có tệp khóa “%.*s”", "there is no file of keys “%.*s”", STRF(path));
    if ((st.st_mode & 022) == 0 && (st.st_uid == 0 || st.st_uid == geteuid()))
        return NULL;
    return FAIL(arena, FORBIDDEN,
                "tệp khóa “%.*s” do người khác sửa được; hãy đặt chủ là root hoặc tài khoản chạy lệnh này, quyền 644",
                "others can change the file of keys “%.*s”; give it to root or to the account that runs this command, "
                "mode 644",
                STRF(path));
}

static bool delivers_any(const RegisterSources *sources, Str role)
{
    for (ptrdiff_t i = 0; i < sources->count; i++)
        if (register_delivers(&sources->source[i], role))
            return true;
    return false;
}

static Err *read_key(Arena *arena, const RegisterSources *sources, const Record *r, DropKey *ret)
{
    Place place = r->entry[K_AGENCY].place;
    *ret = (DropKey){.agency = str_copy(arena, r->entry[K_AGENCY].text),
                     .unit = str_copy(arena, r->entry[K_UNIT].text),
                     .note = str_copy(arena, r->entry[K_NOTE].text),
                     .from = r->entry[K_FROM].date,
                     .to = r->entry[K_TO].date};
    if (r->problem_count > 0)
        return err_at(FAIL(arena, BAD_INPUT, "tệp khóa: “%.*s”, cần %.*s", "keys: “%.*s”, %.*s is needed",
                           STRF(r->problem[0].value), STRF(r->problem[0].expected.vi)),
                      r->problem[0].place);
    if (!delivers_any(sources, ret->agency))
        return err_at(FAIL(arena, BAD_INPUT, "tệp khóa: không nguồn nào do cơ quan “%.*s” gửi",
                           "keys: no source is delivered by the agency “%.*s”", STRF(ret->agency)),
                      place);
    if (!from_base64(r->entry[K_KEY].text, ret->key, sizeof ret->key))
        return err_at(FAIL(arena, BAD_INPUT, "tệp khóa: khóa công khai phải là 32 byte viết bằng base64 (44 ký tự)%s",
                           "keys: a public key is 32 bytes in base64 (44 letters)%s", ""),
                      place);
    return NULL;
}

Err *drop_keys(Arena *arena, Str path, DropKeys *ret)
{
    Vec(DropKey) list = {0};
    RegisterSources sources;
    AUTO(table_close) Table *table = NULL;
    Form *form;
    TRY(check_owner(arena, path));
    TRY(register_sources(arena, &sources));
    TRY(table_open(arena, path, (TableOptions){.limits.file_bytes = KEYS_BYTES}, &table));
    TRY(form_open(arena, table, fields, K_COUNT, &form));
    for (;;) {
        Record record;
        DropKey key;
        bool more;
        TRY(form_next(form, arena, &record, &more));
        if (!more)
            break;
        TRY(read_key(arena, &sources, &record, &key)); /* no row is passed over in a table of keys */
        vec_push(arena, &list, key);
    }
    if (list.len == 0)
        return FAIL(arena, BAD_INPUT, "tệp khóa “%.*s” không có khóa nào", "there is no key in “%.*s”", STRF(path));
    *ret = (DropKeys){list.data, list.len};
    return NULL;
}

/* ---- signatures ------------------------------------------------------------------------- */

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* 64 bytes, or the same in base64. */
static bool read_signature(Arena *arena, int in, Str name, unsigned char signature[crypto_sign_BYTES])
{
    char text[SIGNATURE_FILE];
    struct stat st;
    AUTO(fd_close)
    int fd = openat(in, str_c(arena, str_fmt(arena, "%.*s.sig", STRF(name))),
                    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > SIGNATURE_FILE)
        return false;
    ssize_t len = read(fd, text, sizeof text);
    if (len == crypto_sign_BYTES) {
        memcpy(signature, text, crypto_sign_BYTES);
        return true;
    }
    return len > 0 && from_base64((Str){text, len}, signature, crypto_sign_BYTES);
}

static bool is_valid(const DropKey *key, Date on)
{
    return (key->from.year == 0 || date_cmp(key->from, on) <= 0) && (key->to.year == 0 || date_cmp(key->to, on) >= 0);
}

Err *drop_signer(Arena *arena, int in, Str name, Str digest, const DropKeys *keys, Date on, const DropKey **ret)
{
    unsigned char signature[crypto_sign_BYTES];
    *ret = NULL;
    if (!read_signature(arena, in, name, signature))
        return FAIL(arena, FORBIDDEN, "“%.*s.sig” không phải chữ ký Ed25519 (64 byte, hoặc base64)",
                    "“%.*s.sig” is no Ed25519 signature (64 bytes, or base64)", STRF(name));
    Str said = str_fmt(arena, "baophu-delivery 1\n%.*s\n%.*s\n", STRF(name), STRF(digest));
    for (ptrdiff_t i = 0; i < keys->count && !*ret; i++)
        if (is_valid(&keys->key[i], on) &&
            crypto_sign_verify_detached(signature, (const unsigned char *)said.ptr, (unsigned long long)said.len,
                                        keys->key[i].key) == 0)
            *ret = &keys->key[i];
    if (*ret)
        return NULL;
    return FAIL(arena, FORBIDDEN,
                "chữ ký của “%.*s” không đúng, hoặc khóa chưa được khai báo hay đã hết hạn; tệp chưa được mở ra",
                "the signature of “%.*s” is wrong, or its key is not declared or has expired; the file was not opened",
                STRF(name));
}
