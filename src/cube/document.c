/* Documents: what stands behind targets, which replaces which, and how people name one. */
#include "cube/cube_internal.h"

#include "base/vec.h"
#include "cube_sql.h"

/* The id begins with the province, so that a look-up goes to where the province's rows are. */
static Str province_of(Str id)
{
    return str_cut(id, ':').head;
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
    TRY(lock_province(store, arena, d.province)); /* two that come at once get two places in the sequence */
    return store_exec(store, arena, SQL_DOCUMENT_WRITE,
                      ARGS(V_TEXT(d.province), V_TEXT(d.id), V_TEXT(d.number), V_TEXT(d.issuer), V_TEXT(d.title),
                           V_TEXT(d.date), V_TEXT(d.supersedes), V_TEXT(clock_stamp(arena, store_clock(store)))),
                      NULL);
}

Err *document_get(Store *store, Arena *arena, Str id, Document *ret, bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
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

static Err *count_targets(Store *store, Arena *arena, Str province, DocumentEntry *entry, ptrdiff_t entries)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_DOCUMENT_YEARS, ARGS(V_TEXT(province)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        Str id = rows_text(&rows, arena, 0);
        for (ptrdiff_t i = 0; i < entries; i++)
            if (str_eq(entry[i].document.id, id)) {
                Str sep = entry[i].years.len > 0 ? S(", ") : (Str){0};
                entry[i].years = str_fmt(arena, "%.*s%.*s%d", STRF(entry[i].years), STRF(sep), (int)rows_int(&rows, 1));
                entry[i].targets += rows_int(&rows, 2);
            }
    }
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
    *ret = list.data;
    *ret_count = list.len;
    return count_targets(store, arena, province_or_all, list.data, list.len);
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
    return store_exec(store, arena, SQL_DOCUMENT_FILE_WRITE,
                      ARGS(V_TEXT(province_of(document)), V_TEXT(digest), V_TEXT(document)), NULL);
}

Err *document_of_file(Store *store, Arena *arena, Str province, Str digest, Str *ret)
{
    bool found;
    AUTO(rows_close) Rows rows = {0};
    *ret = (Str){0};
    TRY(store_query(store, arena, SQL_DOCUMENT_FILE_ONE, ARGS(V_TEXT(province), V_TEXT(digest)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (found)
        *ret = rows_text(&rows, arena, 0);
    return NULL;
}
