/* Records, compressed, sealed if wished, into a file that is there whole or not at all. */
#include "backup/backup_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

struct PipeOut {
    Arena *arena;
    char *path, *beside;
    int fd;
    ZSTD_CCtx *zstd;
    crypto_hash_sha256_state sha, sha_file; /* of the records; of the bytes of the file */
    bool sealed;
    crypto_secretstream_xchacha20poly1305_state seal;
    unsigned char *piece; /* compressed, to be sealed or written */
    ptrdiff_t len;
    int64_t bytes; /* of the file */
};

static Err *trouble(PipeOut *p, int why)
{
    return FAIL_BECAUSE(p->arena, UNAVAILABLE, why, "không ghi được bản sao lưu “%s”",
                        "could not write the backup “%s”", p->path);
}

static Err *write_all(PipeOut *p, const void *bytes, ptrdiff_t len)
{
    for (ptrdiff_t done = 0; done < len;) {
        ssize_t n = write(p->fd, (const char *)bytes + done, (size_t)(len - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return trouble(p, n == 0 ? ENOSPC : errno);
        done += n;
    }
    crypto_hash_sha256_update(&p->sha_file, bytes, (unsigned long long)len);
    p->bytes += len;
    return NULL;
}

/* What was collected; the last piece says that it is the last. */
static Err *write_piece(PipeOut *p, bool last)
{
    unsigned char sealed[PIECE + crypto_secretstream_xchacha20poly1305_ABYTES];
    unsigned long long len = 0;
    unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    ptrdiff_t full = p->len;
    p->len = 0;
    if (!p->sealed)
        return write_all(p, p->piece, full);
    crypto_secretstream_xchacha20poly1305_push(&p->seal, sealed, &len, p->piece, (unsigned long long)full, NULL, 0,
                                               tag);
    return write_all(p, sealed, (ptrdiff_t)len);
}

static Err *compress(PipeOut *p, const void *bytes, ptrdiff_t len, ZSTD_EndDirective how)
{
    ZSTD_inBuffer in = {.src = bytes, .size = (size_t)len};
    for (;;) {
        ZSTD_outBuffer out = {.dst = p->piece, .size = PIECE, .pos = (size_t)p->len};
        size_t left = ZSTD_compressStream2(p->zstd, &out, &in, how);
        if (ZSTD_isError(left))
            return trouble(p, ENOMEM);
        p->len = (ptrdiff_t)out.pos;
        if (how == ZSTD_e_continue ? in.pos == in.size && p->len < PIECE : left == 0)
            return NULL;
        if (p->len == PIECE)
            TRY(write_piece(p, false));
    }
}

/* The key of this one file, sealed for who has the secret key. */
static Err *begin_seal(PipeOut *p, Str public_key)
{
    unsigned char public[crypto_box_PUBLICKEYBYTES], key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    unsigned char box[sizeof key + crypto_box_SEALBYTES], head[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    TRY(key_read_public(p->arena, public_key, public));
    crypto_secretstream_xchacha20poly1305_keygen(key);
    crypto_box_seal(box, key, sizeof key, public);
    crypto_secretstream_xchacha20poly1305_init_push(&p->seal, head, key);
    sodium_memzero(key, sizeof key);
    p->sealed = true;
    TRY(write_all(p, BACKUP_SEALED, sizeof BACKUP_SEALED - 1));
    TRY(write_all(p, box, sizeof box));
    return write_all(p, head, sizeof head);
}

static Err *begin(PipeOut *p, Str public_key)
{
    p->fd = open(p->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (p->fd < 0)
        return trouble(p, errno);
    if (fchmod(p->fd, 0600) != 0)
        return trouble(p, errno);
    p->zstd = ZSTD_createCCtx();
    if (!p->zstd)
        return trouble(p, ENOMEM);
    crypto_hash_sha256_init(&p->sha);
    crypto_hash_sha256_init(&p->sha_file);
    p->piece = new (p->arena, unsigned char, PIECE);
    return public_key.len > 0 ? begin_seal(p, public_key) : write_all(p, BACKUP_OPEN, sizeof BACKUP_OPEN - 1);
}

Err *pipe_create(Arena *arena, Str path, Str public_key, PipeOut **ret)
{
    *ret = NULL;
    if (sodium_init() < 0)
        return FAIL(arena, INTERNAL, "không khởi động được thư viện mã hóa", "the library of ciphers did not start");
    PipeOut *p = new (arena, PipeOut, 1);
    *p = (PipeOut){.arena = arena, .path = str_c(arena, path), .fd = -1};
    p->beside = str_c(arena, str_fmt(arena, "%s.%08x", p->path, randombytes_random()));
    if (access(p->path, F_OK) == 0)
        return FAIL(arena, CONFLICT, "đã có tệp “%s”; bản sao lưu không ghi đè, hãy chọn tên khác",
                    "there is a file “%s” already; a backup never writes over one, choose another name", p->path);
    Err *err = begin(p, public_key);
    *ret = p;
    if (err)
        pipe_give_up(ret);
    return err;
}

static Err *add(PipeOut *p, const void *bytes, ptrdiff_t len)
{
    crypto_hash_sha256_update(&p->sha, bytes, (unsigned long long)len);
    return compress(p, bytes, len, ZSTD_e_continue);
}

Err *pipe_record(PipeOut *p, char letter, Str bytes)
{
    uint32_t n = (uint32_t)bytes.len;
    unsigned char head[5] = {(unsigned char)letter, (unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16),
                             (unsigned char)(n >> 24)};
    if (bytes.len > RECORD_MOST)
        return FAIL(p->arena, TOO_LARGE, "một dòng dữ liệu lớn hơn %d MB, không sao lưu được",
                    "a row has more than %d MB and cannot be saved", RECORD_MOST >> 20);
    TRY(add(p, head, sizeof head));
    return add(p, bytes.len > 0 ? bytes.ptr : "", bytes.len);
}

/* Of an open file each bit counts, also those that zstd would not miss; a sealed one has its seals. */
static Err *write_file_digest(PipeOut *p)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state sha = p->sha_file;
    crypto_hash_sha256_final(&sha, digest);
    return p->sealed ? NULL : write_all(p, digest, sizeof digest);
}

/* link() and not rename(): what came to stand there meanwhile is not written over. */
static Err *put_in_place(PipeOut *p)
{
    if (fsync(p->fd) != 0 || close(p->fd) != 0) {
        p->fd = -1;
        return trouble(p, errno);
    }
    p->fd = -1;
    if (link(p->beside, p->path) != 0)
        return trouble(p, errno);
    unlink(p->beside);
    p->beside = NULL;
    return NULL;
}

Err *pipe_finish(PipeOut *p, int64_t *ret_bytes)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state sha = p->sha;
    crypto_hash_sha256_final(&sha, digest);
    TRY(pipe_record(p, 'Z', (Str){(const char *)digest, sizeof digest}));
    TRY(compress(p, "", 0, ZSTD_e_end));
    TRY(write_piece(p, true));
    TRY(write_file_digest(p));
    TRY(put_in_place(p));
    *ret_bytes = p->bytes;
    return NULL;
}

void pipe_give_up(PipeOut **pipe)
{
    PipeOut *p = *pipe;
    if (!p)
        return;
    if (p->fd >= 0)
        close(p->fd);
    if (p->beside)
        unlink(p->beside);
    ZSTD_freeCCtx(p->zstd);
    sodium_memzero(&p->seal, sizeof p->seal);
    *pipe = NULL;
}
