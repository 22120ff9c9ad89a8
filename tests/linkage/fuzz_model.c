/* Any bytes as a model: read or refused, and what is read can be written and read again. */
#include "linkage/model.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(arena_close) Arena arena = arena_open((ptrdiff_t)256 << 20);
    LinkModel *model, *again;
    Str json = str_copy(&arena, (Str){(const char *)bytes, (ptrdiff_t)size});
    if (link_model_read(&arena, S("fuzz.json"), json, &model))
        return 0;
    Str written = link_model_json(&arena, model);
    if (link_model_read(&arena, S("fuzz.json"), written, &again))
        abort();
    if (!str_eq(link_model_json(&arena, again), written))
        abort();
    return 0;
}
