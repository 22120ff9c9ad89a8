#include "table/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct Table {
    Source source;
    Reader reader;
    TableKind kind;
    ptrdiff_t rows;
};

static Err *(*const readers[])(Arena *, const Source *, Reader *) = {
    [TABLE_CSV] = csv_reader, [TABLE_TEXT] = text_reader, [TABLE_XLSX] = xlsx_reader,
    [TABLE_XLS] = xls_reader, [TABLE_DOCX] = docx_reader,
};

/* A workbook or document is unpacked, and a text document is looked at twice. */
static const int64_t file_limits[] = {
    [TABLE_CSV] = (int64_t)2 << 30, [TABLE_TEXT] = 256 << 20, [TABLE_XLSX] = 256 << 20,
    [TABLE_XLS] = 256 << 20,        [TABLE_DOCX] = 256 << 20,
};

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static Str last_part(Str path)
{
    const char *slash = path.len > 0 ? memrchr(path.ptr, '/', (size_t)path.len) : NULL;
    return slash ? str_slice(path, slash - path.ptr + 1, path.len) : path;
}

static Err *too_large(Arena *arena, const Source *source, int64_t limit)
{
    return FAIL(arena, TOO_LARGE, "tệp “%.*s” lớn %lld byte, vượt giới hạn %lld byte; hãy chia nhỏ tệp",
                "“%.*s” has %lld bytes, more than the %lld allowed; divide the file", STRF(source->name),
                (long long)source->bytes.len, (long long)limit);
}

/* The private mapping costs no memory of ours, and its pages are given back behind the
 * reader.  Bytes are copied before anyone else sees them. */
static Err *map_file(Arena *arena, Str path, Source *source)
{
    struct stat st;
    AUTO(fd_close) int fd = open(str_c(arena, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) < 0)
        return FAIL_BECAUSE(arena, NOT_FOUND, errno, "không mở được tệp “%.*s”", "could not open “%.*s”", STRF(path));
    if (!S_ISREG(st.st_mode))
        return FAIL(arena, BAD_INPUT, "“%.*s” không phải là tệp; hãy chỉ đúng đường dẫn tới tệp",
                    "“%.*s” is not a file; give the path of a file", STRF(path));
    int64_t limit = source->options.limits.file_bytes;
    source->bytes.len = (ptrdiff_t)st.st_size;
    if (st.st_size > limit)
        return too_large(arena, source, limit);
    if (st.st_size == 0)
        return NULL;
    void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không đọc được tệp “%.*s”", "could not read “%.*s”",
                            STRF(path));
    arena_forget(p, (ptrdiff_t)st.st_size);
    source->bytes.ptr = p;
    source->mapped = true;
    return NULL;
}

static Table *new_table(Arena *arena, Str name, TableOptions options)
{
    TableLimits *limits = &options.limits;
    limits->file_bytes = limits->file_bytes ? limits->file_bytes : (int64_t)2 << 30;
    limits->unpacked_bytes = limits->unpacked_bytes ? limits->unpacked_bytes : (int64_t)1 << 30;
    limits->columns = limits->columns ? limits->columns : 16384;
    limits->cell_bytes = limits->cell_bytes ? limits->cell_bytes : 1 << 20;
    limits->rows = limits->rows ? limits->rows : 20000000;
    Table *table = new (arena, Table, 1);
    table->source = (Source){.name = str_copy(arena, last_part(name)), .options = options};
    return table;
}

static Err *begin(Arena *arena, Table *table, bool own_limit)
{
    Source *source = &table->source;
    if (str_trim(str_slice(source->bytes, 0, source->bytes.len < 4096 ? source->bytes.len : 4096)).len == 0 &&
        source->bytes.len < 4096)
        return FAIL(arena, BAD_INPUT, "tệp không có nội dung", "the file is empty");
    TRY(kind_find(arena, source, &table->kind));
    int64_t limit = own_limit ? source->options.limits.file_bytes : file_limits[table->kind];
    if (source->bytes.len > limit)
        return too_large(arena, source, limit);
    return readers[table->kind](arena, source, &table->reader);
}

static Err *begin_or_close(Arena *arena, Table *table, bool own_limit, Table **ret)
{
    Err *err = err_at(begin(arena, table, own_limit), (Place){.file = table->source.name});
    if (err)
        table_close(&table);
    *ret = table;
    return err;
}

Err *table_open(Arena *arena, Str path, TableOptions options, Table **ret)
{
    *ret = NULL;
    Table *table = new_table(arena, path, options);
    TRY(map_file(arena, path, &table->source));
    return begin_or_close(arena, table, options.limits.file_bytes != 0, ret);
}

Err *table_open_bytes(Arena *arena, Str name, Str bytes, TableOptions options, Table **ret)
{
    *ret = NULL;
    Table *table = new_table(arena, name, options);
    table->source.bytes = bytes;
    int64_t limit = table->source.options.limits.file_bytes;
    if (bytes.len > limit)
        return too_large(arena, &table->source, limit);
    return begin_or_close(arena, table, options.limits.file_bytes != 0, ret);
}

Err *table_next(Table *table, Arena *arena, Row *ret, bool *ret_more)
{
    *ret = (Row){0};
    *ret_more = true;
    TRY(err_at(table->reader.next(table->reader.state, arena, ret, ret_more), (Place){.file = table->source.name}));
    table->rows += *ret_more;
    if (table->rows > table->source.options.limits.rows)
        return err_at(FAIL(arena, TOO_LARGE, "tệp có hơn %td dòng, vượt giới hạn; hãy chia nhỏ tệp",
                           "the file has more than the %td rows allowed; divide it", table->source.options.limits.rows),
                      (Place){.file = table->source.name, .sheet = ret->sheet, .row = ret->line});
    return NULL;
}

TableKind table_kind(const Table *table)
{
    return table->kind;
}

Str table_name(const Table *table)
{
    return table->source.name;
}

Str table_encoding(const Table *table)
{
    return table->reader.encoding;
}

char table_delimiter(const Table *table)
{
    return table->reader.delimiter;
}

ptrdiff_t table_damaged(const Table *table)
{
    return table->reader.damaged ? *table->reader.damaged : 0;
}

void table_close(Table **table)
{
    Table *t = *table;
    if (!t)
        return;
    if (t->reader.close)
        t->reader.close(t->reader.state);
    if (t->source.mapped)
        munmap((void *)(uintptr_t)t->source.bytes.ptr, (size_t)t->source.bytes.len);
    t->source = (Source){0};
    t->reader = (Reader){0};
    *table = NULL;
}
