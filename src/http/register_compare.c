/* What a file changes of the delivery before it, as its preview shows it: rows that are gone with what tells them
 * apart, masked; the file of them names persons, says what for, and stands in the trail. */
#include "audit/audit.h"
#include "http/api_reconcile.h"
#include "http/api_register.h"
#include "person/sight.h"

/* What tells a row of the source from another, and where it belongs. */
static bool is_shown(const RegisterSource *source, ptrdiff_t c)
{
    uint32_t key = 0;
    ValueSort sort = source->column[c].sort;
    for (int k = 0; k < source->keys; k++)
        key |= source->key[k];
    return key >> c & 1 || sort == SORT_NAME || sort == SORT_BIRTH || sort == SORT_COMMUNE ||
           str_eq(source->column[c].code, S("name"));
}

static Str open_words(Request *request, const RegisterColumn *column, Str value)
{
    if (column->sort == SORT_COMMUNE)
        return unit_called(request, value);
    return register_cell_words(request->arena, request->lang, column, value);
}

static void gone_row(Request *request, Json *j, const RegisterSource *source, const RegisterGone *gone)
{
    js_object(j);
    js_put_int(j, "row", gone->row);
    js_key(j, "cells"), js_array(j);
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        if (!is_shown(source, c))
            continue;
        PersonField mask = sight_column(source, &source->column[c], gone->cell[c]);
        bool open = mask == (PersonField)GOLDEN_OPEN;
        js_text(j, open ? open_words(request, &source->column[c], gone->cell[c])
                        : person_mask(request->arena, mask, gone->cell[c]));
    }
    js_end(j);
    js_end(j);
}

void compared_json_member(Request *request, Json *j, const RegisterSource *source, const RegisterReport *r)
{
    const RegisterCompared *compared = &r->compared;
    js_key(j, "compared");
    if (!compared->done) {
        js_null(j);
        return;
    }
    js_object(j);
    js_put_text(j, "before", compared->before.id);
    js_put_year_day(j, request->arena, "before_as_of", compared->before.as_of);
    js_put_words(j, "text", request->lang, register_compared_text(request->arena, source, r));
    js_put_int(j, "appeared", compared->appeared);
    js_put_int(j, "changed", compared->changed);
    js_put_int(j, "vanished", compared->vanished);
    js_put_int(j, "stayed", compared->stayed);
    js_key(j, "columns"), js_array(j);
    for (ptrdiff_t c = 0; c < source->columns; c++)
        if (is_shown(source, c))
            js_text(j, str_cut(str_from(source->column[c].names), '|').head);
    js_end(j);
    js_key(j, "gone"), js_array(j);
    for (ptrdiff_t i = 0; i < compared->gones; i++)
        gone_row(request, j, source, &compared->gone[i]);
    js_end(j);
    js_end(j);
}

/* Whole rows of persons leave the house: it stands in the trail before they do. */
Err *reply_gone(Request *request, Reply *reply, const RegisterSource *source, const RegisterReport *r, Str purpose)
{
    const Identity *who = request->who;
    const RegisterCompared *compared = &r->compared;
    if (compared->gones == 0)
        return FAIL(request->arena, NOT_FOUND, "không dòng nào của lần giao trước mất đi trong tệp này",
                    "no row of the delivery before is gone in this file");
    Grid grid = register_gone_grid(request->arena, source, compared, request->lang);
    TRY(grid_csv(&grid, request->arena, request->lang, &reply->body));
    Json told = js_open(request->arena);
    js_object(&told);
    js_put_int(&told, "rows", compared->gones);
    js_end(&told);
    TRY(audit_add(request->store, request->arena,
                  (AuditEntry){.account = who->account.id,
                               .login = who->account.login,
                               .action = S("register.vanished"),
                               .province = compared->before.province,
                               .unit = compared->before.unit,
                               .subject = compared->before.id,
                               .request = request->id,
                               .after = js_str(&told),
                               .purpose = person_mask_words(request->arena, purpose)}));
    reply->type = "text/csv; charset=utf-8";
    reply->file_name = str_fmt(request->arena, "dong-khong-con-%.*s-%.*s.csv", STRF(source->code),
                               STRF(str_slice(compared->before.id, 0, 8)));
    return NULL;
}
