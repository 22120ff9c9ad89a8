/* Profiles: how often each register makes each error, in percent of its rows. */
#include "generate/people_internal.h"

#include "base/file.h"
#include "table/form.h"
#include "vn/vn.h"

enum { F_ERROR, F_REGISTERS, F_COUNT = F_REGISTERS + PEOPLE_REGISTERS };

static const Field FIELDS[F_COUNT] = {
    {"error", "Lỗi|Loại lỗi", FIELD_TEXT, true},
    {"population", "Dân cư", FIELD_TEXT, false},
    {"participants", "Người tham gia", FIELD_TEXT, false},
    {"tax_income", "Quyết toán thuế", FIELD_TEXT, false},
    {"household_businesses", "Hộ kinh doanh", FIELD_TEXT, false},
    {"pupils", "Học sinh", FIELD_TEXT, false},
};

static const char *const words[] = {
#define X(name, word) word,
    PEOPLE_ERRORS_LIST(X)
#undef X
        NULL};

static Err *read_rate(Arena *arena, const Entry *entry, uint64_t *ret)
{
    VnDecimal d;
    int64_t one = 1;
    if (!entry->given)
        return NULL;
    bool fits = vn_parse_decimal(entry->text, &d) && d.scale <= 6 && d.digits >= 0;
    for (int i = 0; fits && i < d.scale; i++)
        one *= 10;
    if (!fits || d.digits > 100 * one)
        return err_at(FAIL(arena, BAD_INPUT, "“%.*s” không phải là phần trăm từ 0 đến 100",
                           "“%.*s” is not a percentage between 0 and 100", STRF(entry->text)),
                      entry->place);
    *ret = ((uint64_t)d.digits << 32) / (uint64_t)(100 * one);
    return NULL;
}

static Err *read_row(Arena *arena, const Record *row, uint64_t rate[PEOPLE_REGISTERS][PEOPLE_ERRORS])
{
    const Entry *error = &row->entry[F_ERROR];
    int at = 0;
    while (words[at] && !str_eq(str_from(words[at]), error->text))
        at++;
    if (!words[at])
        return err_at(FAIL(arena, BAD_INPUT, "không có loại lỗi “%.*s”; xem data/generate/profile-middle.csv",
                           "there is no error called “%.*s”; see data/generate/profile-middle.csv", STRF(error->text)),
                      error->place);
    for (int reg = 0; reg < PEOPLE_REGISTERS; reg++)
        TRY(read_rate(arena, &row->entry[F_REGISTERS + reg], &rate[reg][at]));
    return NULL;
}

static Err *find_file(Arena *arena, Str written, Str *ret)
{
    static const char *const shipped[] = {"clean", "middle", "heavy"};
    for (int i = 0; i < COUNTOF(shipped); i++)
        if (str_eq(written, str_from(shipped[i])))
            return file_shipped(arena, str_fmt(arena, "generate/profile-%s.csv", shipped[i]), ret);
    *ret = written;
    if (file_exists(written))
        return NULL;
    return FAIL(arena, NOT_FOUND, "không có mức lỗi hay tệp “%.*s”; có sẵn: clean, middle, heavy",
                "there is no profile or file “%.*s”; there are: clean, middle, heavy", STRF(written));
}

Err *people_profile(Arena *arena, Str written, uint64_t rate[PEOPLE_REGISTERS][PEOPLE_ERRORS])
{
    Str path;
    AUTO(table_close) Table *table = NULL;
    Form *form;
    Record row;
    TRY(find_file(arena, written, &path));
    TRY(table_open(arena, path, (TableOptions){0}, &table));
    TRY(form_open(arena, table, FIELDS, F_COUNT, &form));
    for (bool more = true;;) {
        TRY(form_next(form, arena, &row, &more));
        if (!more)
            return NULL;
        if (row.kind == RECORD_DATA)
            TRY(read_row(arena, &row, rate));
    }
}
