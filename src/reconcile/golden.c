#include "reconcile/golden.h"

#include "table/sheet.h"

const GoldenTitle golden_fields[GOLDEN_FIELDS] = {
#define X(name, vi, en, mask) [GOLDEN_##name] = {#name, TEXT_INIT(vi, en), mask},
    GOLDEN_FIELD_LIST(X)
#undef X
};

static int field_of(Str code)
{
    int field = 0;
    while (field < GOLDEN_FIELDS && !str_eq(code, str_from(golden_fields[field].code)))
        field++;
    return field;
}

static ptrdiff_t source_of(const RegisterSources *sources, Str code)
{
    ptrdiff_t at = 0;
    while (at < sources->count && !str_eq(sources->source[at].code, code))
        at++;
    return at;
}

/* One line; next counts the ranks that were given. */
static Err *read_line(const Sheet *sheet, const RegisterSources *sources, GoldenRank *ranks,
                      uint8_t (*next)[GOLDEN_FIELDS])
{
    Str of = sheet_cell(sheet, "of");
    bool employer = str_eq(of, S("employer"));
    int field = field_of(sheet_cell(sheet, "field"));
    ptrdiff_t source = source_of(sources, sheet_cell(sheet, "source"));
    if (!employer && !str_eq(of, S("person")))
        return sheet_bad(sheet, of);
    if (field == GOLDEN_FIELDS)
        return sheet_bad(sheet, sheet_cell(sheet, "field"));
    if (source == sources->count)
        return sheet_bad(sheet, sheet_cell(sheet, "source"));
    ptrdiff_t column = register_column(&sources->source[source], sheet_cell(sheet, "column"));
    if (column < 0 || next[employer][field] == UINT8_MAX)
        return sheet_bad(sheet, sheet_cell(sheet, "column"));
    ranks[source].rank[employer][field][column] = ++next[employer][field];
    return NULL;
}

Err *golden_ranks(Arena *arena, const RegisterSources *sources, GoldenRank **ret)
{
    AUTO(sheet_close) Sheet sheet = {0};
    uint8_t next[2][GOLDEN_FIELDS] = {0};
    *ret = new (arena, GoldenRank, sources->count);
    TRY(sheet_open(arena, "reconcile/rank.csv", &sheet));
    for (;;) {
        bool more;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            return NULL;
        TRY(read_line(&sheet, sources, *ret, next));
    }
}
