#include "http/server.h"

#include <zlib.h>
#include <zstd.h>

const char *const coding_name[] = {[CODING_NONE] = "", [CODING_GZIP] = "gzip", [CODING_ZSTD] = "zstd"};

static bool gzip_bytes(Arena *arena, int effort, Str bytes, Str *ret)
{
    z_stream z = {0};
    if (deflateInit2(&z, effort, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    uLong most = deflateBound(&z, (uLong)bytes.len);
    char *out = new (arena, char, (ptrdiff_t)most);
    z.next_in = (Bytef *)(uintptr_t)bytes.ptr;
    z.avail_in = (uInt)bytes.len;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)most;
    bool ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
    *ret = (Str){out, (ptrdiff_t)z.total_out};
    deflateEnd(&z);
    return ok;
}

static bool zstd_bytes(Arena *arena, int effort, Str bytes, Str *ret)
{
    size_t most = ZSTD_compressBound((size_t)bytes.len);
    char *out = new (arena, char, (ptrdiff_t)most);
    size_t len = ZSTD_compress(out, most, bytes.ptr, (size_t)bytes.len, effort);
    *ret = (Str){out, (ptrdiff_t)len};
    return !ZSTD_isError(len);
}

bool compress_bytes(Arena *arena, Coding coding, int effort, Str bytes, Str *ret)
{
    if (bytes.len > INT32_MAX)
        return false;
    return coding == CODING_GZIP ? gzip_bytes(arena, effort, bytes, ret) : zstd_bytes(arena, effort, bytes, ret);
}

/* “gzip;q=0” is a refusal; other weights are left aside: ours is the order. */
static bool accepts(Str header, Str name)
{
    while (header.len > 0) {
        StrCut cut = str_cut(header, ','), one = str_cut(cut.head, ';');
        header = cut.tail;
        if (!str_eq(str_trim(one.head), name))
            continue;
        Str weight = str_trim(one.tail);
        return !str_eq(weight, S("q=0")) && !str_starts(weight, S("q=0.0"));
    }
    return false;
}

Coding coding_accepted(const Request *request)
{
    Str header = request_header(request, "Accept-Encoding");
    return accepts(header, S("zstd")) ? CODING_ZSTD : accepts(header, S("gzip")) ? CODING_GZIP : CODING_NONE;
}
