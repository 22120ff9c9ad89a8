/* Any bytes as a backup: it is read whole, or refused in words.  Behind “F” they are the file as it is; behind “R” they
 * are records (letter, length of two bytes, content) that are packed with digests that fit, so that what reads them is
 * reached and not only what unpacks. */
#include "backup/backup_internal.h"
#include "base/file.h"
#include <assert.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Seen {
    int64_t tables, rows, columns, bytes;
} Seen;

static Err *see_begin(void *arg, const Migration *migration, ptrdiff_t count)
{
    Seen *seen = arg;
    for (ptrdiff_t i = 0; i < count; i++)
        seen->bytes += (int64_t)(strlen(migration[i].name) + strlen(migration[i].digest));
    return NULL;
}

static Err *see_table(void *arg, const CopyTable *table)
{
    Seen *seen = arg;
    assert(table->name.len > 0 && table->columns > 0);
    seen->columns = table->columns;
    seen->tables++;
    return NULL;
}

static Err *see_rows(void *arg, const Value *value, ptrdiff_t rows)
{
    Seen *seen = arg;
    seen->rows += rows;
    for (ptrdiff_t i = 0; i < rows * seen->columns; i++)
        for (ptrdiff_t k = 0; value[i].kind == VALUE_TEXT && k < value[i].s.len; k++)
            seen->bytes += value[i].s.ptr[k];
    return NULL;
}

static Err *see_key(void *arg, Str name, Str bytes)
{
    Seen *seen = arg;
    assert(name.len > 0 && memchr(name.ptr, '/', (size_t)name.len) == NULL); /* it chooses no place */
    seen->bytes += bytes.len;
    return NULL;
}

static Err *write_records(Arena *arena, Str path, Str records)
{
    AUTO(pipe_give_up) PipeOut *pipe = NULL;
    int64_t bytes;
    TRY(pipe_create(arena, path, (Str){0}, &pipe));
    for (ptrdiff_t at = 0; at + 3 <= records.len;) {
        ptrdiff_t len = (unsigned char)records.ptr[at + 1] | (unsigned char)records.ptr[at + 2] << 8;
        len = len < records.len - at - 3 ? len : records.len - at - 3;
        TRY(pipe_record(pipe, records.ptr[at], str_slice(records, at + 3, at + 3 + len)));
        at += 3 + len;
    }
    return pipe_finish(pipe, &bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 1 << 20)
        return 0;
    AUTO(arena_close) Arena arena = arena_open((ptrdiff_t)1 << 30);
    Str bytes = {(const char *)data + 1, (ptrdiff_t)size - 1};
    Str path = str_fmt(&arena, "/tmp/fuzz-backup-%d", (int)getpid());
    Seen seen = {0};
    Reader reader = {&seen, see_begin, see_table, see_rows, see_key};
    BackupReport report;
    unlink(str_c(&arena, path));
    Err *err = data[0] == 'R' ? write_records(&arena, path, bytes) : file_write(&arena, path, bytes);
    if (!err)
        err = backup_read(&arena, path, (Str){0}, &reader, &report);
    assert(!err || (err->text.vi.len > 0 && err->text.en.len > 0));
    assert(err || (report.tables == seen.tables && report.rows == seen.rows));
    unlink(str_c(&arena, path));
    return 0;
}
