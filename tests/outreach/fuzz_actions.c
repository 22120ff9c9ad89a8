/* Any bytes as actions of a phone: an error, or actions within their limits. */
#include "outreach/contact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    OutreachAction *action;
    ptrdiff_t count;
    Err *err = outreach_actions_read(&arena, (Str){(const char *)data, (ptrdiff_t)size}, &action, &count);
    for (ptrdiff_t i = 0; !err && i < count; i++)
        if (action[i].key.len == 0 || action[i].lead < 0 || action[i].seen < 0 || !date_is_day(action[i].day) ||
            action[i].outcome >= CONTACT_OUTCOME_COUNT)
            __builtin_trap();
    return 0;
}
