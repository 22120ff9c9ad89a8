/* A backup's records, one after the other.  Whatever is wrong with the file ends in words, never in a crash: it may
 * have been lying about for years or come from a stranger. */
#include "backup/backup_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

enum { SEALED_PIECE = PIECE + crypto_secretstream_xchacha20poly1305_ABYTES, WINDOW_LOG_MOST = 27 };

struct PipeIn {
    Arena *arena;
    Str path;
    int fd;
    int64_t bytes;
    ZSTD_DCtx *zstd;
    bool sealed, last; /* last: the piece that says so was read */
    crypto_secretstream_xchacha20poly1305_state seal;
    unsigned char *raw, *piece; /* as in the file; to be decompressed */
    ZSTD_inBuffer in;
    size_t hint;  /* of zstd: 0 at the end of its stream */
    int64_t left; /* bytes of an open file that were not read, but for the digest at its end */
    crypto_hash_sha256_state sha, sha_file; /* of the records before the one that is read; of the bytes of the file */
    char *record;
    ptrdiff_t room;
    bool ended;
};

Err *backup_damaged(Arena *arena, Str path)
{
    return FAIL(arena, BAD_INPUT,
                "bản sao lưu “%.*s” bị cắt ngắn hoặc đã bị sửa; không khôi phục gì, hãy dùng bản khác",
                "the backup “%.*s” is cut off or was altered; nothing was restored, use another one", STRF(path));
}

static Err *damaged(PipeIn *p)
{
    return backup_damaged(p->arena, p->path);
}

/* Up to `most` bytes; fewer only at the end of the file. */
static Err *read_some(PipeIn *p, void *to, ptrdiff_t most, ptrdiff_t *ret)
{
    *ret = 0;
    while (*ret < most) {
        ssize_t n = read(p->fd, (char *)to + *ret, (size_t)(most - *ret));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return FAIL_BECAUSE(p->arena, UNAVAILABLE, errno, "không đọc được “%.*s”", "could not read “%.*s”",
                                STRF(p->path));
        if (n == 0)
            return NULL;
        *ret += n;
    }
    return NULL;
}

/* ---- opening ---------------------------------------------------------------------------- */

static Err *open_seal(PipeIn *p, Str key_path)
{
    unsigned char public[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
    unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES], box[sizeof key + crypto_box_SEALBYTES];
    unsigned char head[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    ptrdiff_t n, m;
    if (key_path.len == 0)
        return err_next(
            FAIL(p->arena, USAGE, "bản sao lưu “%.*s” được mã hóa", "the backup “%.*s” is sealed", STRF(p->path)),
            COMMAND("hãy thêm --key TỆP_KHÓA_BÍ_MẬT", "add --key SECRET_KEY_FILE"), PAGE("", ""));
    TRY(key_read_secret(p->arena, key_path, public, secret));
    TRY(read_some(p, box, sizeof box, &n));
    TRY(read_some(p, head, sizeof head, &m));
    if (n < (ptrdiff_t)sizeof box || m < (ptrdiff_t)sizeof head)
        return damaged(p);
    bool ours = crypto_box_seal_open(key, box, sizeof box, public, secret) == 0;
    sodium_memzero(secret, sizeof secret);
    if (!ours)
        return FAIL(p->arena, FORBIDDEN,
                    "khóa “%.*s” không mở được bản sao lưu này: không đúng khóa, hoặc đầu tệp đã bị sửa",
                    "the key “%.*s” does not open this backup: it is another's, or the head of the file was altered",
                    STRF(key_path));
    ours = crypto_secretstream_xchacha20poly1305_init_pull(&p->seal, head, key) == 0;
    sodium_memzero(key, sizeof key);
    return ours ? NULL : damaged(p);
}

static Err *read_line(PipeIn *p, Str key_path)
{
    char line[LINE_MOST];
    ptrdiff_t len = 0, n;
    do {
        TRY(read_some(p, line + len, 1, &n));
        len += n;
    } while (n > 0 && line[len - 1] != '\n' && len < LINE_MOST);
    Str head = {line, len};
    crypto_hash_sha256_update(&p->sha_file, (const unsigned char *)line, (unsigned long long)len);
    p->left = p->bytes - len - crypto_hash_sha256_BYTES;
    if (str_eq(head, S(BACKUP_OPEN)))
        return p->left > 0 ? NULL : damaged(p);
    p->sealed = str_eq(head, S(BACKUP_SEALED));
    if (p->sealed)
        return open_seal(p, key_path);
    return FAIL(p->arena, BAD_INPUT, "“%.*s” không phải bản sao lưu của chương trình này",
                "“%.*s” is no backup of this program", STRF(p->path));
}

static Err *begin(PipeIn *p, Str key_path)
{
    struct stat st;
    p->fd = open(str_c(p->arena, p->path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (p->fd < 0 || fstat(p->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return FAIL(p->arena, NOT_FOUND, "không mở được tệp “%.*s”", "could not open the file “%.*s”", STRF(p->path));
    p->bytes = st.st_size;
    p->zstd = ZSTD_createDCtx();
    if (!p->zstd)
        return FAIL(p->arena, UNAVAILABLE, "không đủ bộ nhớ để giải nén", "not enough memory to decompress");
    ZSTD_DCtx_setParameter(p->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MOST);
    p->hint = 1;
    crypto_hash_sha256_init(&p->sha);
    crypto_hash_sha256_init(&p->sha_file);
    p->raw = new (p->arena, unsigned char, SEALED_PIECE);
    p->piece = new (p->arena, unsigned char, PIECE);
    return read_line(p, key_path);
}

Err *pipe_open(Arena *arena, Str path, Str key_path, PipeIn **ret)
{
    *ret = NULL;
    if (sodium_init() < 0)
        return FAIL(arena, INTERNAL, "không khởi động được thư viện mã hóa", "the library of ciphers did not start");
    PipeIn *p = new (arena, PipeIn, 1);
    *p = (PipeIn){.arena = arena, .path = path, .fd = -1};
    Err *err = begin(p, key_path);
    *ret = p;
    if (err)
        pipe_close(ret);
    return err;
}

bool pipe_is_sealed(const PipeIn *p)
{
    return p->sealed;
}

int64_t pipe_bytes(const PipeIn *p)
{
    return p->bytes;
}

void pipe_close(PipeIn **pipe)
{
    PipeIn *p = *pipe;
    if (!p)
        return;
    if (p->fd >= 0)
        close(p->fd);
    ZSTD_freeDCtx(p->zstd);
    sodium_memzero(&p->seal, sizeof p->seal);
    *pipe = NULL;
}

/* ---- bytes -------------------------------------------------------------------------------- */

/* The next piece of the compressed stream; none left: p->in is empty. */
static Err *next_piece(PipeIn *p)
{
    ptrdiff_t n;
    unsigned long long len = 0;
    unsigned char tag = 0;
    p->in = (ZSTD_inBuffer){.src = p->piece};
    if (p->last)
        return NULL;
    if (!p->sealed) {
        TRY(read_some(p, p->piece, p->left < PIECE ? (ptrdiff_t)p->left : PIECE, &n));
        crypto_hash_sha256_update(&p->sha_file, p->piece, (unsigned long long)n);
        p->in.size = (size_t)n;
        p->left -= n;
        return NULL;
    }
    TRY(read_some(p, p->raw, SEALED_PIECE, &n));
    if (n < crypto_secretstream_xchacha20poly1305_ABYTES ||
        crypto_secretstream_xchacha20poly1305_pull(&p->seal, p->piece, &len, &tag, p->raw, (unsigned long long)n, NULL,
                                                   0) != 0)
        return damaged(p);
    p->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    p->in.size = (size_t)len;
    return NULL;
}

/* Exactly so many decompressed bytes. */
static Err *take(PipeIn *p, void *to, ptrdiff_t len)
{
    ZSTD_outBuffer out = {.dst = to, .size = (size_t)len};
    while (out.pos < out.size) {
        size_t before = out.pos;
        if (p->hint == 0) /* its stream has ended */
            return damaged(p);
        p->hint = ZSTD_decompressStream(p->zstd, &out, &p->in);
        if (ZSTD_isError(p->hint))
            return damaged(p);
        if (out.pos > before || p->in.pos < p->in.size)
            continue;
        TRY(next_piece(p));
        if (p->in.size == 0)
            return damaged(p);
    }
    return NULL;
}

static Err *check_file_digest(PipeIn *p)
{
    unsigned char digest[crypto_hash_sha256_BYTES], written[sizeof digest];
    ptrdiff_t n;
    if (p->sealed)
        return NULL;
    TRY(read_some(p, written, sizeof written, &n));
    crypto_hash_sha256_final(&p->sha_file, digest);
    return p->left == 0 && n == (ptrdiff_t)sizeof written && memcmp(digest, written, sizeof digest) == 0 ? NULL
                                                                                                         : damaged(p);
}

/* Nothing may come after the last record: neither in the compressed stream nor behind it. */
static Err *check_end(PipeIn *p)
{
    unsigned char byte;
    ptrdiff_t n;
    while (p->hint != 0) {
        ZSTD_outBuffer out = {.dst = &byte, .size = 1};
        p->hint = ZSTD_decompressStream(p->zstd, &out, &p->in);
        if (ZSTD_isError(p->hint) || out.pos > 0)
            return damaged(p);
        if (p->hint != 0 && p->in.pos == p->in.size) {
            TRY(next_piece(p));
            if (p->in.size == 0)
                return damaged(p);
        }
    }
    if (p->in.pos < p->in.size || (p->sealed && !p->last))
        return damaged(p);
    TRY(check_file_digest(p));
    TRY(read_some(p, &byte, 1, &n));
    return n == 0 ? NULL : damaged(p);
}

/* ---- records ---------------------------------------------------------------------------------- */

static Err *check_digest(PipeIn *p, ptrdiff_t len)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state sha = p->sha;
    crypto_hash_sha256_final(&sha, digest);
    if (len != sizeof digest || memcmp(digest, p->record, sizeof digest) != 0)
        return damaged(p);
    p->ended = true;
    return check_end(p);
}

Err *pipe_next(PipeIn *p, char *ret_letter, Str *ret_bytes)
{
    unsigned char head[5];
    *ret_letter = 0;
    if (p->ended)
        return NULL;
    TRY(take(p, head, sizeof head));
    int64_t len = head[1] | head[2] << 8 | head[3] << 16 | (int64_t)head[4] << 24;
    if (len > RECORD_MOST)
        return damaged(p);
    if (len >= p->room) {
        p->record = arena_grow(p->arena, p->record, p->room, (ptrdiff_t)len + 1, 8);
        p->room = (ptrdiff_t)len + 1;
    }
    TRY(take(p, p->record, (ptrdiff_t)len));
    if (head[0] == 'Z')
        return check_digest(p, (ptrdiff_t)len);
    crypto_hash_sha256_update(&p->sha, head, sizeof head);
    crypto_hash_sha256_update(&p->sha, (const unsigned char *)p->record, (unsigned long long)len);
    *ret_letter = (char)head[0];
    *ret_bytes = (Str){p->record, (ptrdiff_t)len};
    return NULL;
}
