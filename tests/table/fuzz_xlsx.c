/* An input that begins with PK is a whole file; any other is the content of a sheet,
 * its styles and its shared strings with a form feed between, put into a zip here so
 * that the fuzzer need not get checksums right. */
#include "fuzz_office.h"
#include "zipped.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str bytes = fuzz_exact(data, size), file = bytes;
    Arena arena = arena_open(1 << 26);
    if (!str_starts(bytes, S("PK"))) {
        StrCut sheet = str_cut(bytes, '\f'), styles = str_cut(sheet.tail, '\f');
        file = workbook(&arena, sheet.head, styles.head, styles.tail);
    }
    fuzz_reader(xlsx_reader, file);
    arena_close(&arena);
    fuzz_release(bytes);
    return 0;
}
