#include "reconcile/leave.h"

#include "table/sheet.h"
#include "vn/vn.h"

Err *leaves_read(Arena *arena, Leaves *ret)
{
    AUTO(sheet_close) Sheet sheet = {0};
    *ret = (Leaves){0};
    TRY(sheet_open(arena, "reconcile/movement.csv", &sheet));
    for (;;) {
        bool more;
        int64_t months;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            return NULL;
        Str written = sheet_cell(&sheet, "leave_months");
        if (written.len == 0)
            continue;
        if (!vn_parse_int(written, &months) || months < 1 || months > 24 || ret->count == LEAVES_MOST)
            return sheet_bad(&sheet, written);
        ret->code[ret->count] = sheet_cell(&sheet, "code");
        ret->months[ret->count++] = (int)months;
    }
}

int leave_months(const Leaves *leaves, Str code)
{
    for (int i = 0; i < leaves->count && code.len > 0; i++)
        if (str_eq(leaves->code[i], code))
            return leaves->months[i];
    return 0;
}
