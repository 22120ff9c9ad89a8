/* Any bytes as a block of columns: an error or rows, in bounded memory. */
#include "register/columns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    Columns got;
    Err *err = columns_unpack(&arena, (Str){(const char *)data, (ptrdiff_t)size}, NULL, &got);
    if (!err)
        for (ptrdiff_t c = 0; c < got.columns; c++)
            for (ptrdiff_t row = 0; row < got.rows; row++)
                if (got.cell[c][row].len > COLUMNS_CELL)
                    __builtin_trap();
    return 0;
}
