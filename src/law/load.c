/* Reads the tables of data/law and refuses what would give one day two values or a month of birth
 * no age.  The files are the project's own: numbers are plain, dates ISO. */
#include "law/law_internal.h"

#include "base/file.h"
#include "base/vec.h"
#include "table/table.h"
#include <dirent.h>
#include <stdlib.h>

typedef Vec(LawValue) LawValues;
typedef Vec(Roadmap) Roadmaps;

/* key "" = of the parameter; name "" = of this key in every parameter that has no title of its own for it */
typedef struct Title {
    Str name, key;
    Text text;
} Title;
typedef Vec(Title) Titles;

typedef struct Reader {
    Arena *arena;
    Str file;
    Row header, row;
    LawValues values;
    Roadmaps roadmaps;
    Titles titles;
} Reader;

static bool has(const Reader *r, const char *column, ptrdiff_t *ret_at)
{
    for (*ret_at = 0; *ret_at < r->header.count; ++*ret_at)
        if (str_eq(r->header.cell[*ret_at].text, str_from(column)))
            return true;
    return false;
}

static Str cell(const Reader *r, const char *column)
{
    ptrdiff_t at;
    return has(r, column, &at) && at < r->row.count ? r->row.cell[at].text : (Str){0};
}

static Text note(const Reader *r)
{
    return (Text){cell(r, "note_vi"), cell(r, "note_en")};
}

static Err *bad_cell(const Reader *r, const char *column)
{
    return err_at(FAIL(r->arena, BAD_INPUT, "giá trị “%.*s” không hợp lệ; hãy dùng đúng bộ dữ liệu đi kèm",
                       "the value “%.*s” does not fit; use the data set that ships with the program",
                       STRF(cell(r, column))),
                  (Place){.file = r->file, .row = r->row.line, .field = str_from(column)});
}

/* Plain: "0.03", "-5"; no grouping, so that 0.125 is never read as thousands. */
static bool parse_plain(Str s, VnDecimal *ret)
{
    *ret = (VnDecimal){0};
    bool minus = str_starts(s, S("-")), point = false, any = false;
    for (ptrdiff_t i = minus; i < s.len; i++) {
        if (s.ptr[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || ret->digits > INT64_MAX / 100)
            return false;
        ret->digits = ret->digits * 10 + (s.ptr[i] - '0');
        ret->scale += point;
        any = true;
    }
    ret->digits = minus ? -ret->digits : ret->digits;
    return any && ret->scale <= 9;
}

static bool parse_certainty(Str s, LawCertainty *ret)
{
    static const char *const words[] = {[LAW_UNSURE] = "unsure", [LAW_MEDIUM] = "medium", [LAW_HIGH] = "high"};
    for (*ret = LAW_UNSURE; *ret < COUNTOF(words); ++*ret)
        if (str_eq(s, str_from(words[*ret])))
            return true;
    return false;
}

static bool parse_day(Str s, bool may_be_open, Date *ret)
{
    *ret = (Date){0};
    return (s.len == 0 && may_be_open) || (date_parse_iso(s, ret) && date_is_day(*ret));
}

static bool parse_month(Str s, Date *ret)
{
    *ret = (Date){0};
    return s.len == 0 || (date_parse_iso(s, ret) && ret->month > 0 && ret->day == 0);
}

static Err *read_value(Reader *r)
{
    LawValue v = {.name = cell(r, "name"),
                  .key = cell(r, "key"),
                  .unit = cell(r, "unit"),
                  .article = cell(r, "article"),
                  .note = note(r)};
    if (v.name.len == 0)
        return bad_cell(r, "name");
    if (!parse_plain(cell(r, "value"), &v.value))
        return bad_cell(r, "value");
    v.value.percent = str_eq(v.unit, S("percent"));
    if (!parse_day(cell(r, "effective_from"), false, &v.from))
        return bad_cell(r, "effective_from");
    if (!parse_day(cell(r, "effective_to"), true, &v.to) || (v.to.year && date_cmp(v.to, v.from) < 0))
        return bad_cell(r, "effective_to");
    if (!parse_certainty(cell(r, "certainty"), &v.certainty))
        return bad_cell(r, "certainty");
    vec_push(r->arena, &r->values, v);
    return NULL;
}

static Err *read_roadmap(Reader *r)
{
    Roadmap m = {.article = cell(r, "article"), .note = note(r)};
    VnDecimal age;
    if (str_eq(cell(r, "key"), S("female")))
        m.sex = SEX_FEMALE;
    else if (!str_eq(cell(r, "key"), S("male")))
        return bad_cell(r, "key");
    if (!parse_plain(cell(r, "value"), &age) || age.scale > 0 || age.digits < 1 || age.digits > 1200)
        return bad_cell(r, "value");
    m.age = (int)age.digits;
    if (!parse_month(cell(r, "birth_from"), &m.from))
        return bad_cell(r, "birth_from");
    if (!parse_month(cell(r, "birth_to"), &m.to))
        return bad_cell(r, "birth_to");
    if (!parse_certainty(cell(r, "certainty"), &m.certainty))
        return bad_cell(r, "certainty");
    vec_push(r->arena, &r->roadmaps, m);
    return NULL;
}

static Err *read_title(Reader *r)
{
    Title t = {cell(r, "name"), cell(r, "key"), {cell(r, "name_vi"), cell(r, "name_en")}};
    if (t.name.len == 0 && t.key.len == 0)
        return bad_cell(r, "name");
    if (t.text.vi.len == 0)
        return bad_cell(r, "name_vi");
    if (t.text.en.len == 0)
        return bad_cell(r, "name_en");
    vec_push(r->arena, &r->titles, t);
    return NULL;
}

static Err *read_file(Reader *r, Str path)
{
    AUTO(table_close) Table *table = NULL;
    ptrdiff_t at;
    bool more;
    r->file = path;
    TRY(table_open(r->arena, path, (TableOptions){.delimiter = ','}, &table));
    TRY(table_next(table, r->arena, &r->header, &more));
    Err *(*read)(Reader *) = has(r, "birth_from", &at) ? read_roadmap
                             : has(r, "name_vi", &at)  ? read_title
                                                       : read_value;
    for (;;) {
        TRY(table_next(table, r->arena, &r->row, &more));
        if (!more)
            return NULL;
        TRY(read(r));
    }
}

static int csv_only(const struct dirent *entry)
{
    return str_ends(str_from(entry->d_name), S(".csv"));
}

static Err *read_folder(Reader *r, Str folder)
{
    struct dirent **entry;
    int count = scandir(str_c(r->arena, folder), &entry, csv_only, alphasort);
    Err *err = NULL;
    if (count <= 0)
        err = FAIL(r->arena, NOT_FOUND, "thư mục “%.*s” không có bảng tham số pháp luật (.csv)",
                   "the folder “%.*s” holds no tables of legal parameters (.csv)", STRF(folder));
    for (int i = 0; i < count; i++) {
        if (!err)
            err = read_file(r, str_fmt(r->arena, "%.*s/%s", STRF(folder), entry[i]->d_name));
        free(entry[i]);
    }
    if (count >= 0)
        free(entry);
    return err;
}

static int by_value(const void *a, const void *b)
{
    const LawValue *x = a, *y = b;
    int order = str_cmp(x->name, y->name);
    order = order ? order : str_cmp(x->key, y->key);
    return order ? order : date_cmp(x->from, y->from);
}

static int by_birth(const void *a, const void *b)
{
    const Roadmap *x = a, *y = b;
    return x->sex != y->sex ? (x->sex > y->sex) - (x->sex < y->sex) : date_cmp(x->from, y->from);
}

static const Title *title_of(const Titles *titles, Str name, Str key)
{
    for (ptrdiff_t i = 0; i < titles->len; i++)
        if (str_eq(titles->data[i].name, name) && str_eq(titles->data[i].key, key))
            return &titles->data[i];
    return NULL;
}

static void give_titles(LawValues *values, const Titles *titles)
{
    for (ptrdiff_t i = 0; i < values->len; i++) {
        LawValue *v = &values->data[i];
        const Title *title = title_of(titles, v->name, (Str){0}), *key = NULL;
        if (v->key.len > 0)
            key = title_of(titles, v->name, v->key);
        if (v->key.len > 0 && !key)
            key = title_of(titles, (Str){0}, v->key);
        v->title = title ? title->text : (Text){v->name, v->name};
        v->key_title = key ? key->text : (Text){v->key, v->key};
    }
}

static Err *check_values(Arena *arena, const LawValues *values)
{
    for (ptrdiff_t i = 1; i < values->len; i++) {
        const LawValue *a = &values->data[i - 1], *b = &values->data[i];
        if (str_eq(a->name, b->name) && str_eq(a->key, b->key) && (!a->to.year || date_cmp(b->from, a->to) <= 0))
            return FAIL(arena, BAD_INPUT, "tham số %.*s “%.*s” có hai giá trị trong ngày %.*s",
                        "the parameter %.*s “%.*s” has two values on %.*s", STRF(b->name), STRF(b->key),
                        STRF(date_iso(arena, b->from)));
    }
    return NULL;
}

static int month_number(Date d)
{
    return d.year * 12 + d.month;
}

/* Each sex begins and ends open, and every month between has one row. */
static Err *check_roadmap(Arena *arena, const Roadmaps *maps)
{
    for (ptrdiff_t i = 0; i < maps->len; i++) {
        const Roadmap *m = &maps->data[i];
        bool first = i == 0 || m[-1].sex != m->sex, last = i + 1 == maps->len || m[1].sex != m->sex;
        bool joined = first ? m->from.year == 0 : month_number(m->from) == month_number(m[-1].to) + 1;
        if (!joined || last != (m->to.year == 0))
            return FAIL(arena, BAD_INPUT, "bảng tuổi nghỉ hưu hở hoặc chồng nhau ở tháng sinh %.*s",
                        "the retirement table has a gap or an overlap at the month of birth %.*s",
                        STRF(date_iso(arena, m->from)));
    }
    return NULL;
}

Err *law_load(Arena *arena, Str folder, Law **ret)
{
    Reader r = {.arena = arena};
    if (folder.len == 0)
        TRY(file_shipped(arena, S("law"), &folder));
    TRY(read_folder(&r, folder));
    if (r.values.len > 0)
        qsort(r.values.data, (size_t)r.values.len, sizeof *r.values.data, by_value);
    if (r.roadmaps.len > 0)
        qsort(r.roadmaps.data, (size_t)r.roadmaps.len, sizeof *r.roadmaps.data, by_birth);
    TRY(check_values(arena, &r.values));
    TRY(check_roadmap(arena, &r.roadmaps));
    give_titles(&r.values, &r.titles);
    *ret = new (arena, Law, 1);
    **ret = (Law){r.values.data, r.values.len, r.roadmaps.data, r.roadmaps.len};
    return NULL;
}
