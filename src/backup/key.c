/* Key pairs for sealed backups, and small files that only their owner may read. */
#include "backup/backup_internal.h"

#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { B64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

/* What is kept of a database as a file of its own beside it. */
const char *const backup_key_files[] = {"account.key", "audit-key", NULL};

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
    return sodium_base642bin(bytes, size, text.ptr ? text.ptr : "", (size_t)text.len, NULL, &len, NULL, B64) == 0 &&
           len == size;
}

Str hex_digest(Arena *arena, const unsigned char digest[crypto_hash_sha256_BYTES])
{
    enum { ROOM = 2 * crypto_hash_sha256_BYTES + 1 };
    char *hex = new (arena, char, ROOM);
    return str_from(sodium_bin2hex(hex, ROOM, digest, crypto_hash_sha256_BYTES));
}

Err *file_put_new(Arena *arena, Str path, Str bytes)
{
    char *name = str_c(arena, path);
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return FAIL(arena, CONFLICT, "đã có tệp “%.*s”; hãy chọn tên khác hoặc chuyển tệp cũ đi",
                    "there is a file “%.*s” already; choose another name or move the old one away", STRF(path));
    bool ok =
        fd >= 0 && fchmod(fd, 0600) == 0 && write(fd, bytes.ptr, (size_t)bytes.len) == bytes.len && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (ok)
        return NULL;
    if (fd >= 0)
        unlink(name);
    return FAIL_BECAUSE(arena, UNAVAILABLE, why, "không ghi được tệp “%.*s”", "could not write “%.*s”", STRF(path));
}

Err *backup_new_key(Arena *arena, Str path, Str *ret_public)
{
    unsigned char public[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
    if (sodium_init() < 0)
        return FAIL(arena, INTERNAL, "không khởi động được thư viện mã hóa", "the library of ciphers did not start");
    crypto_box_keypair(public, secret);
    *ret_public = str_fmt(arena, KEY_PUBLIC_HEAD "%.*s", STRF(base64(arena, public, sizeof public)));
    Str text = str_fmt(arena, KEY_FILE_HEAD "%.*s\n", STRF(base64(arena, secret, sizeof secret)));
    sodium_memzero(secret, sizeof secret);
    Err *err = file_put_new(arena, path, text);
    sodium_memzero((char *)(uintptr_t)text.ptr, (size_t)text.len);
    return err;
}

Err *key_read_public(Arena *arena, Str text, unsigned char ret[crypto_box_PUBLICKEYBYTES])
{
    const Str head = S(KEY_PUBLIC_HEAD);
    text = str_trim(text);
    if (str_starts(text, head) && from_base64(str_slice(text, head.len, text.len), ret, crypto_box_PUBLICKEYBYTES))
        return NULL;
    return err_next(
        FAIL(arena, USAGE, "đây không phải khóa công khai của bản sao lưu", "this is no public key of backups"),
        COMMAND("hãy tạo bằng: baophu backup --new-key TỆP", "make one with: baophu backup --new-key FILE"),
        PAGE("", ""));
}

Err *key_read_secret(Arena *arena, Str path, unsigned char ret_public[crypto_box_PUBLICKEYBYTES],
                     unsigned char ret_secret[crypto_box_SECRETKEYBYTES])
{
    const Str head = S(KEY_FILE_HEAD);
    struct stat st;
    Str text;
    if (stat(str_c(arena, path), &st) == 0 && (st.st_mode & 077) != 0)
        return FAIL(arena, FORBIDDEN, "người khác đọc được tệp khóa “%.*s”; hãy chạy chmod 600 rồi làm lại",
                    "others may read the key file “%.*s”; run chmod 600 and try again", STRF(path));
    TRY(file_read(arena, path, 4096, &text));
    text = str_trim(text);
    if (!str_starts(text, head) ||
        !from_base64(str_slice(text, head.len, text.len), ret_secret, crypto_box_SECRETKEYBYTES))
        return FAIL(arena, BAD_INPUT, "“%.*s” không phải tệp khóa bí mật của bản sao lưu",
                    "“%.*s” is no secret key of backups", STRF(path));
    crypto_scalarmult_base(ret_public, ret_secret);
    return NULL;
}
