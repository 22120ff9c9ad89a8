#include "fuzz_office.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str bytes = fuzz_exact(data, size);
    fuzz_reader(xls_reader, bytes);
    fuzz_release(bytes);
    return 0;
}
