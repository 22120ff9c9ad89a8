/* The codes by which social insurance says what happened to a participant. */
#include "reconcile/movement.h"

#include "base/vec.h"
#include "table/sheet.h"

enum { CODES_MOST = 200 }; /* a place in a byte */

Err *movement_codes(Arena *arena, MoveCode **ret, int *ret_count)
{
    AUTO(sheet_close) Sheet sheet = {0};
    Vec(MoveCode) codes = {0};
    TRY(sheet_open(arena, "reconcile/movement.csv", &sheet));
    for (;;) {
        bool more;
        MoveCode code = {0};
        TRY(sheet_next(&sheet, &more));
        if (!more)
            break;
        code.code = sheet_cell(&sheet, "code");
        code.name = (Text){sheet_cell(&sheet, "name_vi"), sheet_cell(&sheet, "name_en")};
        if (!scheme_parse(sheet_cell(&sheet, "scheme"), &code.scheme) ||
            !movement_parse(sheet_cell(&sheet, "kind"), &code.movement) || codes.len == CODES_MOST)
            return sheet_bad(&sheet, code.code);
        vec_push(arena, &codes, code);
    }
    *ret = codes.data;
    *ret_count = (int)codes.len;
    return NULL;
}
