/* Letters in the store. */
#include "outreach/letter.h"

#include "base/vec.h"
#include "field_sql.h"
#include "outreach/outreach_internal.h"
#include "vn/vn.h"

typedef Vec(Letter) Letters;

static Err *refused(Arena *arena, const char *field, Text why)
{
    Err *err = FAIL(arena, BAD_INPUT, "giá trị không hợp lệ", "the value does not fit");
    err->text = why;
    return err_at(err, (Place){.field = str_from(field)});
}

static Err *check(Store *store, Arena *arena, const Letter *l)
{
    Date today = clock_today(store_clock(store));
    if (l->number.len == 0 || l->number.len > LETTER_NUMBER)
        return refused(
            arena, "number",
            TEXT("hãy ghi số công văn, ví dụ 125/BHXH-QLT", "give the number of the letter, such as 125/BHXH"));
    if (!date_is_day(l->day) || date_cmp(l->day, today) > 0)
        return refused(arena, "day",
                       TEXT("ngày công văn phải có trong lịch và không ở tương lai",
                            "the day of the letter is one of the calendar and not in the future"));
    if (!date_is_day(l->due) || date_cmp(l->due, l->day) <= 0)
        return refused(arena, "due",
                       TEXT("hạn trả lời phải sau ngày công văn", "the answer is due after the day of the letter"));
    if (l->contact.len == 0 || l->contact.len > LETTER_CONTACT)
        return refused(arena, "contact",
                       TEXT("hãy ghi tên và số điện thoại người giải đáp", "say whom to call, and the number"));
    return NULL;
}

/* ---- people as one text --------------------------------------------------------------------------- */

static long long shown(int32_t n)
{
    return n == FACT_MISSING ? -1 : n;
}

static Str people_text(Arena *arena, const Letter *l)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < l->persons; i++)
        buf_fmt(&out, "%s%lld:%lld:%lld", i > 0 ? " " : "", (long long)l->person[i].id, shown(l->person[i].months),
                shown(l->person[i].uninsured));
    return buf_str(&out);
}

static int32_t count_of(Str text)
{
    int64_t n;
    return vn_parse_int(text, &n) && n >= 0 && n < INT32_MAX ? (int32_t)n : FACT_MISSING;
}

static void people_read(Arena *arena, Str text, Letter *ret)
{
    Vec(LetterPerson) all = {0};
    while (text.len > 0) {
        StrCut one = str_cut(text, ' '), id = str_cut(one.head, ':'), months = str_cut(id.tail, ':');
        int64_t number;
        text = one.tail;
        if (vn_parse_int(id.head, &number) && number > 0)
            vec_push(arena, &all, ((LetterPerson){number, count_of(months.head), count_of(months.tail)}));
    }
    ret->person = all.data;
    ret->persons = all.len;
}

/* ---- writing and reading ----------------------------------------------------------------------------- */

static Err *is_new(Store *store, Arena *arena, const Letter *l)
{
    int64_t id;
    bool found;
    Str year = str_fmt(arena, "%04d", l->day.year);
    TRY(store_one_int(store, arena, SQL_FIELD_LETTER_SAME,
                      ARGS(V_TEXT(l->province), V_TEXT(l->agency), V_TEXT(l->number), V_TEXT(year)), &id, &found));
    if (!found)
        return NULL;
    return err_at(FAIL(arena, CONFLICT, "số %.*s năm %d đã dùng cho một công văn khác; hãy kiểm tra lại số",
                       "the number %.*s of %d was given to another letter; look at the number again", STRF(l->number),
                       l->day.year),
                  (Place){.field = S("number")});
}

Err *letter_put(Store *store, Arena *arena, Letter *l)
{
    Ledger ledger; /* writers of a province wait for each other at its head */
    bool found;
    l->number = str_trim(l->number);
    l->contact = str_trim(l->contact);
    TRY(check(store, arena, l));
    TRY(ledger_open(store, arena, l->province, &ledger));
    TRY(is_new(store, arena, l));
    TRY(store_one_int(store, arena, SQL_FIELD_LETTER_LAST, ARGS(V_TEXT(l->province)), &l->id, &found));
    l->id++;
    l->at = ledger.at;
    return store_exec(store, arena, SQL_FIELD_LETTER_PUT,
                      ARGS(V_TEXT(l->province), V_INT(l->id), V_INT(l->employer), V_TEXT(l->number), V_TEXT(l->agency),
                           V_TEXT(day_iso(arena, l->day)), V_TEXT(day_iso(arena, l->due)), V_TEXT(l->contact),
                           V_TEXT(l->rules), V_TEXT(date_iso(arena, l->month)), V_INT(shown(l->taxed)),
                           V_INT(shown(l->insured)), V_INT(l->tax_year), V_TEXT(people_text(arena, l)), V_TEXT(l->by),
                           V_TEXT(l->at)),
                      NULL);
}

static int32_t kept_count(const Rows *rows, int column)
{
    int64_t n = rows_int(rows, column);
    return n < 0 ? FACT_MISSING : (int32_t)n;
}

static Date kept_date(const Rows *rows, Arena *arena, int column)
{
    Date d;
    return date_parse_iso(rows_text(rows, arena, column), &d) ? d : (Date){0};
}

static Err *read_letters(Store *store, Arena *arena, Str province, int64_t employer, int64_t id, Letters *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_FIELD_LETTERS, ARGS(V_TEXT(province), V_INT(employer), V_INT(id)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Letter l = {.province = province,
                    .id = rows_int(&rows, 0),
                    .employer = rows_int(&rows, 1),
                    .number = rows_text(&rows, arena, 2),
                    .agency = rows_text(&rows, arena, 3),
                    .day = kept_date(&rows, arena, 4),
                    .due = kept_date(&rows, arena, 5),
                    .contact = rows_text(&rows, arena, 6),
                    .rules = rows_text(&rows, arena, 7),
                    .month = kept_date(&rows, arena, 8),
                    .taxed = kept_count(&rows, 9),
                    .insured = kept_count(&rows, 10),
                    .tax_year = (int)rows_int(&rows, 11),
                    .by = rows_text(&rows, arena, 13),
                    .at = rows_text(&rows, arena, 14)};
        people_read(arena, rows_text(&rows, arena, 12), &l);
        vec_push(arena, ret, l);
    }
    return err;
}

Err *letter_list(Store *store, Arena *arena, Str province, int64_t employer, Letter **ret, ptrdiff_t *ret_count)
{
    Letters all = {0};
    TRY(read_letters(store, arena, province, employer, 0, &all));
    *ret = all.data;
    *ret_count = all.len;
    return NULL;
}

Err *letter_get(Store *store, Arena *arena, Str province, int64_t employer, int64_t id, Letter *ret)
{
    Letters all = {0};
    if (id > 0)
        TRY(read_letters(store, arena, province, employer, id, &all));
    if (all.len == 0)
        return FAIL(arena, NOT_FOUND, "không có công văn số %lld của đơn vị này",
                    "there is no letter %lld of this employer", (long long)id);
    *ret = all.data[0];
    return NULL;
}
