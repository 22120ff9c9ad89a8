/* Documents: what stands behind targets, which replaces which, and how people name one. */
#include "cube/cube_internal.h"

#include "base/vec.h"
#include "cube_sql.h"

/* The id begins with the province, so that a look-up goes to where the province's rows are. */
static Str province_of(Str id)
{
    return str_cut(id, ':').head;
}

/* ---- whose it is ------------------------------------------------------------------- */

Err *document_view(Store *store, Arena *arena, Str id, bool *ret_all, bool *ret_some)
{
    View view = view_open(store, province_of(id));
    AUTO(rows_close) Rows rows = {0};
    *ret_all = *ret_some = view.all || scope_meets_province(view.scope, view.province);
    if (view.all || !*ret_some)
        return NULL;
    TRY(store_query(store, arena, SQL_DOCUMENT_UNITS, ARGS(V_TEXT(view.province), V_TEXT(id)), &rows));
    for (ptrdiff_t units = 0;; units++) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        bool sees = view_sees(&view, rows_text(&rows, arena, 0));
        *ret_some = sees || (units > 0 && *ret_some);
        *ret_all = sees && *ret_all;
    }
}

/* Who has a part of a province may keep documents that speak of nothing else: neither this one nor what it replaces
 * may say something of another's units. */
static Err *check_document(Store *store, Arena *arena, const Document *d)
{
    const Str ids[] = {d->id, d->supersedes};
    for (int i = 0; i < COUNTOF(ids); i++) {
        bool all = true, some;
        if (ids[i].len > 0)
            TRY(document_view(store, arena, ids[i], &all, &some));
        if (!all)
            return scope_check(store, arena, province_of(ids[i]), (Str){0});
    }
    return NULL;
}

Err *document_put(Store *store, Arena *arena, Document d)
{
    if (!str_cut(d.id, ':').ok || !str_eq(province_of(d.id), d.province))
        return FAIL(arena, INTERNAL, "mã văn bản “%.*s” phải bắt đầu bằng mã tỉnh và dấu hai chấm",
                    "the id “%.*s” of a document begins with its province and a colon", STRF(d.id));
    Date date;
    if (d.date.len > 0 && !date_parse_iso(d.date, &date))
        return FAIL(arena, BAD_INPUT, "ngày văn bản “%.*s” không hợp lệ; hãy viết như 2026-04-15",
                    "the date “%.*s” of the document is not one; write it as 2026-04-15", STRF(d.date));
    if (d.supersedes.len > 0 && str_eq(d.supersedes, d.id))
        return FAIL(arena, BAD_INPUT, "văn bản %.*s không thể thay thế chính nó",
                    "the document %.*s cannot supersede itself", STRF(d.id));
    TRY(check_document(store, arena, &d));
    TRY(lock_province(store, arena, d.province)); /* two that come at once get two places in the sequence */
    return store_exec(store, arena, SQL_DOCUMENT_WRITE,
                      ARGS(V_TEXT(d.province), V_TEXT(d.id), V_TEXT(d.number), V_TEXT(d.issuer), V_TEXT(d.title),
                           V_TEXT(d.date), V_TEXT(d.supersedes), V_TEXT(clock_stamp(arena, store_clock(store)))),
                      NULL);
}

Err *document_get(Store *store, Arena *arena, Str id, Document *ret, bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    bool all;
    TRY(document_view(store, arena, id, &all, ret_found));
    if (!*ret_found)
        return NULL;
    TRY(store_query(store, arena, SQL_DOCUMENT_ONE, ARGS(V_TEXT(province_of(id)), V_TEXT(id)), &rows));
    TRY(rows_next(&rows, arena, ret_found));
    if (*ret_found)
        *ret = (Document){.id = id,
                          .province = province_of(id),
                          .number = rows_text(&rows, arena, 0),
                          .issuer = rows_text(&rows, arena, 1),
                          .title = rows_text(&rows, arena, 2),
                          .date = rows_text(&rows, arena, 3),
                          .supersedes = rows_text(&rows, arena, 4)};
    return NULL;
}

/* ---- all of them ------------------------------------------------------------------- */

static void add_year(Arena *arena, DocumentEntry *entry, int year, int64_t targets)
{
    Str written = str_fmt(arena, "%d", year), sep = entry->years.len > 0 ? S(", ") : (Str){0};
    entry->targets += targets;
    if (!str_ends(entry->years, written)) /* they come by year */
        entry->years = str_fmt(arena, "%.*s%.*s%.*s", STRF(entry->years), STRF(sep), STRF(written));
}

static Err *count_targets(Store *store, Arena *arena, Str province, DocumentEntry *entry, ptrdiff_t entries)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_DOCUMENT_YEARS, ARGS(V_TEXT(province), V_INT(!store_scope(store)->all)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        Str id = rows_text(&rows, arena, 0), unit = rows_text(&rows, arena, 2);
        for (ptrdiff_t i = 0; i < entries && scope_sees(store_scope(store), province_of(id), unit); i++)
            if (str_eq(entry[i].document.id, id))
                add_year(arena, &entry[i], (int)rows_int(&rows, 1), rows_int(&rows, 3));
    }
}

/* Those of provinces outside the scope, and those that speak only of others' units, are not there. */
static void drop_unseen(const Scope *scope, DocumentEntry *entry, ptrdiff_t *count)
{
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < *count; i++)
        if (scope_sees_province(scope, entry[i].document.province) || entry[i].targets > 0)
            entry[kept++] = entry[i];
    *count = kept;
}

Err *document_list(Store *store, Arena *arena, Str province_or_all, DocumentEntry **ret, ptrdiff_t *ret_count)
{
    Vec(DocumentEntry) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_DOCUMENT_ALL, ARGS(V_TEXT(province_or_all)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        DocumentEntry e = {.document = {.province = rows_text(&rows, arena, 0),
                                        .id = rows_text(&rows, arena, 1),
                                        .number = rows_text(&rows, arena, 2),
                                        .issuer = rows_text(&rows, arena, 3),
                                        .title = rows_text(&rows, arena, 4),
                                        .date = rows_text(&rows, arena, 5),
                                        .supersedes = rows_text(&rows, arena, 6)},
                           .imported_at = rows_text(&rows, arena, 7),
                           .superseded_by = rows_text(&rows, arena, 8)};
        vec_push(arena, &list, e);
    }
    TRY(count_targets(store, arena, province_or_all, list.data, list.len));
    drop_unseen(store_scope(store), list.data, &list.len);
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

static Str known_ids(Arena *arena, const DocumentEntry *entry, ptrdiff_t count)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < count; i++)
        buf_fmt(&out, "%s%.*s", i ? ", " : "", STRF(entry[i].document.id));
    return buf_str(&out);
}

Err *document_find(Store *store, Arena *arena, Str province_or_all, Str written, Document *ret)
{
    DocumentEntry *entry;
    ptrdiff_t count, found = 0;
    TRY(document_list(store, arena, province_or_all, &entry, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        const Document *d = &entry[i].document;
        if (str_eq(d->id, written)) {
            *ret = *d;
            return NULL;
        }
        if (str_eq(d->number, written) || str_eq(str_cut(d->id, ':').tail, written)) {
            *ret = *d;
            found++;
        }
    }
    if (found == 1)
        return NULL;
    Str ids = known_ids(arena, entry, count);
    if (found > 1)
        return FAIL(arena, BAD_INPUT, "có %td văn bản “%.*s”; hãy ghi mã đầy đủ, một trong: %.*s",
                    "there are %td documents “%.*s”; give the whole id, one of: %.*s", found, STRF(written), STRF(ids));
    if (count == 0)
        return FAIL(arena, NOT_FOUND, "không có văn bản “%.*s”; chưa nhập văn bản nào",
                    "there is no document “%.*s”; none was taken in yet", STRF(written));
    return FAIL(arena, NOT_FOUND, "không có văn bản “%.*s”; các văn bản đã có: %.*s",
                "there is no document “%.*s”; there are: %.*s", STRF(written), STRF(ids));
}

/* ---- the files they came from ---------------------------------------------------------- */

Err *document_file_note(Store *store, Arena *arena, Str document, Str digest)
{
    bool all, some;
    TRY(document_view(store, arena, document, &all, &some));
    if (!all)
        return scope_check(store, arena, province_of(document), (Str){0});
    return store_exec(store, arena, SQL_DOCUMENT_FILE_WRITE,
                      ARGS(V_TEXT(province_of(document)), V_TEXT(digest), V_TEXT(document)), NULL);
}

Err *document_of_file(Store *store, Arena *arena, Str province, Str digest, Str *ret)
{
    bool found;
    AUTO(rows_close) Rows rows = {0};
    *ret = (Str){0};
    if (!scope_meets_province(store_scope(store), province))
        return NULL;
    TRY(store_query(store, arena, SQL_DOCUMENT_FILE_ONE, ARGS(V_TEXT(province), V_TEXT(digest)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (found)
        *ret = rows_text(&rows, arena, 0);
    return NULL;
}
