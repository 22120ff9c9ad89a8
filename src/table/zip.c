#include "table/pack.h"

#include <string.h>
#include <zip.h>

enum {
    RATIO = 200,           /* real sheets unpack to 10 … 40 times their size */
    RATIO_FROM = 16 << 20, /* below this a high ratio does no harm */
    MAX_PARTS = 20000,
};

struct Pack {
    const Source *source;
    zip_t *zip;
    zip_file_t *part;
    Str part_name;
    int64_t unpacked; /* bytes so far, over all parts */
    int failed;       /* ZIP_ER_…, or TOO_MUCH */
};

enum { TOO_MUCH = 1000, RATIO_TOO_HIGH };

static Err *container_error(Arena *arena, int code)
{
    return code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD || code == ZIP_ER_ENCRNOTSUPP
               ? FAIL(arena, BAD_INPUT, "tệp có mật khẩu; hãy bỏ mật khẩu trong Excel hoặc Word rồi nhập lại",
                      "the file has a password; remove it in Excel or Word and import again")
               : FAIL(arena, BAD_INPUT, "tệp bị hỏng hoặc chưa tải về hết; hãy lấy lại tệp gốc",
                      "the file is damaged or was not transferred completely; fetch the original again");
}

/* Each entry costs libzip some hundred bytes before anything is read, so the
 * entries are counted in the raw bytes first. */
static bool too_many_parts(Str bytes)
{
    int n = 0;
    for (ptrdiff_t at; (at = str_find(bytes, S("PK\x01\x02"))) >= 0 && n <= MAX_PARTS; n++)
        bytes = str_slice(bytes, at + 4, bytes.len);
    return n > MAX_PARTS;
}

Err *pack_open(Arena *arena, const Source *source, Pack **ret)
{
    if (too_many_parts(source->bytes))
        return FAIL(arena, TOO_LARGE, "tệp nén chứa hơn %d thành phần", "the container holds more than %d parts",
                    (int)MAX_PARTS);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *bytes = zip_source_buffer_create(source->bytes.ptr, (zip_uint64_t)source->bytes.len, 0, &error);
    zip_t *zip = bytes ? zip_open_from_source(bytes, ZIP_RDONLY, &error) : NULL;
    int code = zip_error_code_zip(&error);
    zip_error_fini(&error);
    if (!zip) {
        zip_source_free(bytes);
        return container_error(arena, code);
    }
    *ret = new (arena, Pack, 1);
    **ret = (Pack){.source = source, .zip = zip};
    return NULL;
}

static void close_part(Pack *pack)
{
    if (pack->part)
        zip_fclose(pack->part);
    pack->part = NULL;
}

void pack_close(Pack **pack)
{
    if (!*pack)
        return;
    close_part(*pack);
    zip_discard((*pack)->zip);
    *pack = NULL;
}

/* Some writers do not keep to the case that they announce. */
static zip_int64_t locate(Pack *pack, Str part)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 20);
    if (part.len > 1000)
        return -1;
    const char *name = str_c(&scratch, part);
    zip_int64_t at = zip_name_locate(pack->zip, name, ZIP_FL_ENC_RAW);
    return at >= 0 ? at : zip_name_locate(pack->zip, name, ZIP_FL_ENC_RAW | ZIP_FL_NOCASE);
}

bool pack_has(Pack *pack, Str part)
{
    return locate(pack, part) >= 0;
}

static ptrdiff_t read_part(void *self, char *out, ptrdiff_t room)
{
    Pack *pack = self;
    zip_int64_t n = zip_fread(pack->part, out, (zip_uint64_t)room);
    if (n < 0) {
        pack->failed = zip_error_code_zip(zip_file_get_error(pack->part));
        return -1;
    }
    pack->unpacked += n;
    if (pack->unpacked > pack->source->options.limits.unpacked_bytes)
        pack->failed = TOO_MUCH;
    else if (pack->unpacked > RATIO_FROM && pack->unpacked / RATIO > pack->source->bytes.len)
        pack->failed = RATIO_TOO_HIGH;
    return pack->failed ? -1 : (ptrdiff_t)n;
}

static Err *part_failure(void *self, Arena *arena)
{
    const Pack *pack = self;
    if (pack->failed == TOO_MUCH)
        return FAIL(arena, TOO_LARGE, "nội dung tệp khi giải nén vượt giới hạn %lld MB",
                    "the unpacked content exceeds the limit of %lld MB",
                    (long long)(pack->source->options.limits.unpacked_bytes >> 20));
    if (pack->failed == RATIO_TOO_HIGH)
        return FAIL(arena, TOO_LARGE,
                    "nội dung tệp khi giải nén lớn hơn %d lần kích thước tệp, không phải bảng tính bình thường",
                    "the content unpacks to more than %d times the size of the file; no ordinary table does",
                    (int)RATIO);
    return container_error(arena, pack->failed);
}

Err *pack_part(Pack *pack, Arena *arena, Str part, Feed *ret)
{
    close_part(pack);
    zip_int64_t at = locate(pack, part);
    if (at < 0)
        return FAIL(arena, BAD_INPUT, "tệp thiếu thành phần “%.*s”; hãy mở bằng Excel hoặc Word và lưu lại",
                    "the file lacks its part “%.*s”; open it in Excel or Word and save it again", STRF(part));
    pack->part = zip_fopen_index(pack->zip, (zip_uint64_t)at, 0);
    if (!pack->part)
        return container_error(arena, zip_error_code_zip(zip_get_error(pack->zip)));
    *ret = (Feed){.self = pack, .read = read_part, .failure = part_failure};
    return NULL;
}

Str pack_resolve(Arena *arena, Str base, Str target)
{
    if (str_starts(target, S("/")))
        return str_slice(target, 1, target.len);
    ptrdiff_t folder = base.len;
    while (folder > 0 && base.ptr[folder - 1] != '/')
        folder--;
    while (str_starts(target, S("../"))) {
        target = str_slice(target, 3, target.len);
        folder -= folder > 0;
        while (folder > 0 && base.ptr[folder - 1] != '/')
            folder--;
    }
    while (str_starts(target, S("./")))
        target = str_slice(target, 2, target.len);
    return str_fmt(arena, "%.*s%.*s", (int)folder, base.ptr, STRF(target));
}
