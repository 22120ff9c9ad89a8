/* What tells one file from every other: leaves of it are hashed side by side – by SHA-256, which processors have
 * instructions for –, then their digests together. */
#include "base/pool.h"
#include "register/register_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <unistd.h>

enum { LEAVES = 8, PIECE = 1 << 20, ID_BYTES = 8, DIGEST = 32 }; /* pieces go to leaves in turn; ids change with both */

typedef struct Leaf {
    unsigned char digest[DIGEST];
    int why; /* errno, 0 */
} Leaf;

typedef struct Leaves {
    int fd;
    Leaf leaf[LEAVES];
} Leaves;

static ssize_t read_piece(int fd, unsigned char *piece, off_t at)
{
    ssize_t got = 0, n = 1;
    while (got < PIECE && n > 0) {
        n = pread(fd, piece + got, (size_t)(PIECE - got), at + got);
        if (n < 0 && errno == EINTR)
            n = 1;
        else
            got += n > 0 ? n : 0;
    }
    return n < 0 ? -1 : got;
}

/* errno; 0 where all of the leaf is hashed. */
static int hash_leaf(const Leaves *l, ptrdiff_t leaf, EVP_MD_CTX *hash, unsigned char *piece, unsigned char *ret)
{
    ssize_t n;
    bool hashed = EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    for (off_t at = (off_t)leaf * PIECE; hashed && (n = read_piece(l->fd, piece, at)) != 0;
         at += (off_t)LEAVES * PIECE) {
        if (n < 0)
            return errno;
        hashed = EVP_DigestUpdate(hash, piece, (size_t)n);
    }
    return hashed && EVP_DigestFinal_ex(hash, ret, NULL) ? 0 : ENOMEM;
}

static void hash_leaves(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Leaves *l = arg;
    AUTO(arena_close) Arena scratch = arena_open(2 * PIECE);
    unsigned char *piece = new_raw(&scratch, unsigned char, PIECE);
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    for (ptrdiff_t i = from; i < to; i++)
        l->leaf[i].why = hash ? hash_leaf(l, i, hash, piece, l->leaf[i].digest) : ENOMEM;
    EVP_MD_CTX_free(hash);
}

Err *register_file_id(Arena *arena, Str path, Str salt, int threads, Str *ret)
{
    unsigned char digest[crypto_generichash_BYTES];
    char *hex = new (arena, char, 2 * ID_BYTES + 1);
    if (sodium_init() < 0)
        return FAIL(arena, INTERNAL, "thư viện mật mã không khởi động được", "the cryptographic library did not start");
    Leaves l = {.fd = open(str_c(arena, path), O_RDONLY | O_CLOEXEC)};
    int why = l.fd < 0 ? errno : 0;
    if (l.fd >= 0) {
        parallel_for(threads, LEAVES, 1, hash_leaves, &l);
        close(l.fd);
    }
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, sizeof digest);
    crypto_generichash_update(&hash, (const unsigned char *)salt.ptr, (unsigned long long)salt.len);
    for (int i = 0; i < LEAVES; i++) {
        why = why ? why : l.leaf[i].why;
        crypto_generichash_update(&hash, l.leaf[i].digest, sizeof l.leaf[i].digest);
    }
    if (why)
        return FAIL_BECAUSE(arena, NOT_FOUND, why, "không đọc được tệp “%.*s”", "could not read “%.*s”", STRF(path));
    crypto_generichash_final(&hash, digest, sizeof digest);
    sodium_bin2hex(hex, 2 * ID_BYTES + 1, digest, ID_BYTES);
    *ret = (Str){hex, 2 * ID_BYTES};
    return NULL;
}

Str register_file_id_of(Arena *arena, Str id, Date as_of)
{
    unsigned char digest[crypto_generichash_BYTES];
    char *hex = new (arena, char, 2 * ID_BYTES + 1);
    Str written = str_fmt(arena, "%.*s\n%.*s", STRF(id), STRF(date_iso(arena, as_of)));
    crypto_generichash(digest, sizeof digest, (const unsigned char *)written.ptr, (unsigned long long)written.len, NULL,
                       0);
    sodium_bin2hex(hex, 2 * ID_BYTES + 1, digest, ID_BYTES);
    return (Str){hex, 2 * ID_BYTES};
}
