/* Any bytes: areas that are well formed, or an error with both texts. */
#include "unit/unit_internal.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_close) Arena arena = arena_open((ptrdiff_t)1 << 30);
    Boundaries found = {0};
    if (size > 1 << 20)
        return 0;
    Err *err = boundaries_parse(&arena, S("fuzz"), (Str){(const char *)data, (ptrdiff_t)size}, &found);
    assert(!err || (err->text.vi.len > 0 && err->text.en.len > 0));
    for (ptrdiff_t i = 0; !err && i < found.count; i++) {
        Str geometry = found.boundary[i].geometry;
        assert(geometry.len == 0 || str_starts(geometry, S("{\"type\":\"")));
        assert(geometry.len == 0 || str_ends(geometry, S("]]]}")));
    }
    return 0;
}
