#include "fuzz_open.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_close) Arena arena = arena_open(64 << 20), rows = arena_open(64 << 20);
    Table *table;
    if (size > 0 && !fuzz_open(&arena, "a.txt", data, size, &table)) {
        if (table_kind(table) <= TABLE_TEXT)
            fuzz_walk(&rows, table);
        table_close(&table);
    }
    return 0;
}
