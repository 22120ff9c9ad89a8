#include "fuzz_open.h"
#include "table/form.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const Field fields[] = {
    {"unit_name", "Tên xã/phường|Tên", FIELD_TEXT, true},
    {"total", "Chỉ tiêu chung|Số", FIELD_INT, false},
    {"rate", "Tỷ lệ", FIELD_PERCENT, false},
    {"mean", "Bình quân", FIELD_REAL, false},
    {"date", "Ngày", FIELD_DATE, false},
};

static void read_all(Arena *rows, Form *form, Rejects *rejects)
{
    for (bool more = true; more;) {
        Record r;
        Arena scratch = *rows;
        if (form_next(form, &scratch, &r, &more) || !more)
            return;
        fuzz_look(&r.row);
        for (ptrdiff_t i = 0; i < r.problem_count; i++)
            if (r.problem[i].expected.vi.len == 0 || r.problem[i].place.column <= 0)
                abort();
        if (r.problem_count)
            rejects_add(rejects, &r);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_close) Arena arena = arena_open(256 << 20), rows = arena_open(64 << 20);
    Table *table;
    Form *form;
    if (size == 0 || fuzz_open(&arena, "a.csv", data, size, &table))
        return 0;
    if (table_kind(table) <= TABLE_TEXT && !form_open(&arena, table, fields, COUNTOF(fields), &form)) {
        ptrdiff_t n;
        form_preamble(form, &n);
        form_unknown(form, &n);
        read_all(&rows, form, rejects_open(&arena, form));
    }
    table_close(&table);
    return 0;
}
