#include "register/source.h"

#include "base/vec.h"
#include "table/sheet.h"
#include "vn/vn.h"
#include <stdlib.h>

typedef Vec(RegisterSource) Sources;
typedef Vec(RegisterColumn) ColumnList;
typedef Vec(ValueCode) Codes;
typedef Vec(Str) Strs;

/* ---- codes ---------------------------------------------------------------------------- */

typedef struct CodeList {
    Str name;
    Codes of;
    Strs written, code;
} CodeList;
typedef Vec(CodeList) CodeLists;

static void add_writing(Arena *arena, CodeList *list, Str code, Str written)
{
    vec_push(arena, &list->written, vn_fold(arena, written, VN_KEY));
    vec_push(arena, &list->code, code);
}

/* What is shown is among what is read: a list that leaves comes back. */
static void add_code(const Sheet *sheet, CodeList *list)
{
    Arena *arena = sheet->arena;
    ValueCode one = {sheet_cell(sheet, "code"), {sheet_cell(sheet, "vi"), sheet_cell(sheet, "en")}};
    vec_push(arena, &list->of, one);
    add_writing(arena, list, one.code, one.code);
    add_writing(arena, list, one.code, one.words.vi);
    add_writing(arena, list, one.code, one.words.en);
    StrCut word;
    for (Str left = sheet_cell(sheet, "written"); left.len > 0; left = word.tail) {
        word = str_cut(left, '|');
        add_writing(arena, list, one.code, word.head);
    }
}

/* The codes of one list stand together. */
static Err *read_codes(Arena *arena, CodeLists *ret)
{
    AUTO(sheet_close) Sheet sheet = {0};
    TRY(sheet_open(arena, "register/code.csv", &sheet));
    for (;;) {
        bool more;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            return NULL;
        CodeList fresh = {.name = sheet_cell(&sheet, "list")};
        if (sheet_cell(&sheet, "code").len == 0 || sheet_cell(&sheet, "vi").len == 0 ||
            sheet_cell(&sheet, "en").len == 0)
            return sheet_bad(&sheet, fresh.name);
        if (ret->len == 0 || !str_eq(ret->data[ret->len - 1].name, fresh.name))
            vec_push(arena, ret, fresh);
        add_code(&sheet, &ret->data[ret->len - 1]);
    }
}

static ValueCodes codes_of(const CodeLists *lists, Str name)
{
    for (ptrdiff_t i = 0; i < lists->len; i++) {
        const CodeList *l = &lists->data[i];
        if (str_eq(l->name, name))
            return (ValueCodes){l->of.data, l->of.len, l->written.data, l->code.data, l->code.len};
    }
    return (ValueCodes){0};
}

/* ---- columns -------------------------------------------------------------------------- */

static Err *read_column(const Sheet *sheet, const CodeLists *lists, RegisterColumn *ret)
{
    Str code = sheet_cell(sheet, "code"), sort = sheet_cell(sheet, "kind"), codes = sheet_cell(sheet, "codes");
    *ret = (RegisterColumn){.code = code,
                            .names = str_c(sheet->arena, sheet_cell(sheet, "names")),
                            .required = str_eq(sheet_cell(sheet, "required"), S("x"))};
    if (code.len == 0 || !value_sort_parse(sort, &ret->sort))
        return sheet_bad(sheet, code.len > 0 ? sort : code);
    ret->codes = codes_of(lists, codes);
    bool wrong = ret->sort == SORT_CODE ? ret->codes.count == 0 : ret->sort != SORT_TEXT && codes.len > 0;
    return wrong || (codes.len > 0 && ret->codes.count == 0) ? sheet_bad(sheet, codes) : NULL;
}

static RegisterSource *source_of(const Sources *sources, Str code)
{
    for (ptrdiff_t i = 0; i < sources->len; i++)
        if (str_eq(sources->data[i].code, code))
            return &sources->data[i];
    return NULL;
}

/* The rows of one source stand together. */
static Err *read_columns(Arena *arena, const Sources *sources)
{
    AUTO(sheet_close) Sheet sheet = {0};
    RegisterSource *now = NULL;
    ColumnList columns = {0};
    CodeLists lists = {0};
    TRY(read_codes(arena, &lists));
    TRY(sheet_open(arena, "register/column.csv", &sheet));
    for (;;) {
        RegisterColumn column;
        bool more;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            return NULL;
        RegisterSource *source = source_of(sources, sheet_cell(&sheet, "source"));
        if (!source || (source != now && source->columns > 0))
            return sheet_bad(&sheet, sheet_cell(&sheet, "source"));
        if (source != now)
            columns = (ColumnList){0};
        TRY(read_column(&sheet, &lists, &column));
        vec_push(arena, &columns, column);
        now = source;
        source->column = columns.data;
        source->columns = columns.len;
        if (source->columns > REGISTER_COLUMNS)
            return sheet_bad(&sheet, column.code);
    }
}

/* ---- sources -------------------------------------------------------------------------- */

static bool read_due(RegisterSource *source, Str written)
{
    char digits[8] = {0};
    if (written.len != (source->rhythm == RHYTHM_YEARLY ? 4 : written.len) || written.len < 1 || written.len > 4)
        return false;
    for (ptrdiff_t i = 0; i < written.len; i++)
        digits[i] = written.ptr[i];
    int number = atoi(digits);
    source->due_month = source->rhythm == RHYTHM_YEARLY ? number / 100 : 0;
    source->due_day = source->rhythm == RHYTHM_YEARLY ? number % 100 : number;
    return source->due_day >= 1 && source->due_day <= 31 && source->due_month <= 12;
}

static Err *read_source(const Sheet *sheet, RegisterSource *ret)
{
    static const char *const rhythms[] = {"monthly", "quarterly", "yearly"};
    Str rhythm = sheet_cell(sheet, "rhythm"), about = sheet_cell(sheet, "about");
    Str agencies = sheet_cell(sheet, "agency");
    StrCut agency = str_cut(agencies, '|');
    int at = 0;
    while (at < COUNTOF(rhythms) && !str_eq(rhythm, str_from(rhythms[at])))
        at++;
    *ret = (RegisterSource){.code = sheet_cell(sheet, "code"),
                            .name = {sheet_cell(sheet, "name_vi"), sheet_cell(sheet, "name_en")},
                            .agency = agency.head,
                            .also = agency.tail,
                            .agencies = agencies,
                            .by_commune = sheet_cell(sheet, "by_commune"),
                            .employers = str_eq(about, S("employer")),
                            .rhythm = (RegisterRhythm)at,
                            .basis = sheet_cell(sheet, "basis")};
    if (ret->code.len == 0 || ret->name.vi.len == 0 || ret->name.en.len == 0 || at == COUNTOF(rhythms))
        return sheet_bad(sheet, ret->code);
    if (!ret->employers && !str_eq(about, S("person")))
        return sheet_bad(sheet, about);
    return read_due(ret, sheet_cell(sheet, "due")) ? NULL : sheet_bad(sheet, sheet_cell(sheet, "due"));
}

/* "personal_id|household_id+full_name" */
static Err *read_keys(const Sheet *sheet, RegisterSource *source, Str written)
{
    while (written.len > 0) {
        StrCut key = str_cut(written, '|');
        if (source->keys == REGISTER_KEYS)
            return sheet_bad(sheet, written);
        for (Str left = key.head; left.len > 0;) {
            StrCut one = str_cut(left, '+');
            ptrdiff_t column = register_column(source, one.head);
            if (column < 0)
                return sheet_bad(sheet, one.head);
            source->key[source->keys] |= 1u << column;
            left = one.tail;
        }
        source->keys++;
        written = key.tail;
    }
    return source->keys > 0 ? NULL : sheet_bad(sheet, source->code);
}

static Err *each_source(Arena *arena, Sources *sources, bool keys)
{
    AUTO(sheet_close) Sheet sheet = {0};
    TRY(sheet_open(arena, "register/source.csv", &sheet));
    for (ptrdiff_t i = 0;; i++) {
        RegisterSource source;
        bool more;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            return NULL;
        if (keys) {
            TRY(read_keys(&sheet, &sources->data[i], sheet_cell(&sheet, "key")));
            continue;
        }
        TRY(read_source(&sheet, &source));
        vec_push(arena, sources, source);
    }
}

Err *register_sources(Arena *arena, RegisterSources *ret)
{
    Sources sources = {0};
    TRY(each_source(arena, &sources, false));
    TRY(read_columns(arena, &sources));
    TRY(each_source(arena, &sources, true));
    *ret = (RegisterSources){sources.data, sources.len};
    return NULL;
}

ptrdiff_t register_column(const RegisterSource *source, Str code)
{
    for (ptrdiff_t i = 0; i < source->columns; i++)
        if (str_eq(source->column[i].code, code))
            return i;
    return -1;
}

static bool is_among(Str list, Str role)
{
    for (StrCut cut; list.len > 0; list = cut.tail) {
        cut = str_cut(list, '|');
        if (str_eq(cut.head, role))
            return true;
    }
    return false;
}

bool register_delivers(const RegisterSource *source, Str role)
{
    return is_among(source->agencies, role);
}

bool register_by_commune(const RegisterSource *source, Str role)
{
    return is_among(source->by_commune, role);
}

static bool is_called(Arena scratch, const RegisterSource *source, Str key)
{
    return str_eq(key, vn_fold(&scratch, source->code, VN_KEY)) ||
           str_eq(key, vn_fold(&scratch, source->name.vi, VN_KEY)) ||
           str_eq(key, vn_fold(&scratch, source->name.en, VN_KEY));
}

Err *register_source(const RegisterSources *sources, Arena *arena, Str written, const RegisterSource **ret)
{
    Str key = vn_fold(arena, written, VN_KEY);
    Buf known = buf_open(arena);
    for (ptrdiff_t i = 0; i < sources->count; i++) {
        *ret = &sources->source[i];
        if (is_called(*arena, *ret, key))
            return NULL;
        buf_fmt(&known, "%s%.*s", i ? ", " : "", STRF((*ret)->code));
    }
    Str list = buf_str(&known);
    return FAIL(arena, NOT_FOUND, "không có nguồn dữ liệu “%.*s”; các nguồn: %.*s",
                "there is no source “%.*s”; the sources: %.*s", STRF(written), STRF(list));
}

Text register_code_text(const RegisterColumn *column, Str code)
{
    for (ptrdiff_t i = 0; i < column->codes.count; i++)
        if (str_eq(column->codes.of[i].code, code))
            return column->codes.of[i].words;
    return (Text){code, code};
}

Str register_column_title(const RegisterColumn *column)
{
    return str_cut(str_from(column->names), '|').head;
}
