/* An input that begins with PK is a whole file; any other is the content of a document,
 * put into a zip here so that the fuzzer need not get checksums right. */
#include "fuzz_office.h"
#include "zipped.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str bytes = fuzz_exact(data, size);
    Arena arena = arena_open(1 << 26);
    fuzz_reader(docx_reader, str_starts(bytes, S("PK")) ? bytes : document(&arena, bytes));
    arena_close(&arena);
    fuzz_release(bytes);
    return 0;
}
