/* Any bytes as a file of records: refused in words, or read twice alike with every cell inside what was read. */
#include "linkage/link_csv.h"
#include "linkage/recognise.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static uint64_t read_all(LinkSource *source, Arena *rows, bool *ret_failed)
{
    uint64_t hash = 1;
    for (;;) {
        LinkBatch batch;
        arena_reset(rows);
        *ret_failed = source->read(source, rows, &batch) != NULL;
        if (*ret_failed || batch.rows == 0)
            return hash;
        for (ptrdiff_t i = 0; i < batch.rows * batch.columns; i++)
            hash = link_mix(hash, str_hash(batch.cell[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(arena_close) Arena arena = arena_open((ptrdiff_t)1 << 30), rows = arena_open((ptrdiff_t)1 << 30);
    int fd = memfd_create("fuzz", 0);
    LinkSource *source;
    LinkModel *model;
    bool failed = false, again = false;
    if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
        abort();
    if (!link_csv_open(&arena, str_fmt(&arena, "/proc/self/fd/%d", fd), &source)) {
        uint64_t first = read_all(source, &rows, &failed);
        if (!source->rewind(source, &arena) && read_all(source, &rows, &again) != first)
            abort();
        if (again != failed)
            abort();
        Err *ignored = link_recognise(&arena, source, NULL, NULL, 0, (Str){0}, &model);
        (void)ignored;
        link_csv_close(&source);
    }
    close(fd);
    return 0;
}
