#include "http/change.h"

#include "store/scope.h"
#include <jansson.h>
#include <string.h>

Err *change_begin(Request *request)
{
    return store_begin(request->store, request->arena);
}

Err *change_end(Request *request, Err *err)
{
    if (!err)
        err = store_commit(request->store, request->arena);
    if (err)
        store_rollback(request->store);
    return err;
}

void change_note(Request *request, const char *action, Str province, Str unit, Str subject, Str before, Str after)
{
    const Identity *who = request->who;
    audit_note(request->store, (AuditEntry){.account = who ? who->account.id : (Str){0},
                                            .login = who ? who->account.login : (Str){0},
                                            .action = str_from(action),
                                            .province = province,
                                            .unit = unit,
                                            .subject = subject,
                                            .request = request->id,
                                            .before = before,
                                            .after = after});
}

Err *change_as(Request *request, Permission permission)
{
    if (!request->who || !identity_may(request->who, permission)) {
        Text text = permission_text(permission);
        Err *err = FAIL(request->arena, FORBIDDEN, "%s", "%s", "");
        err->text = (Text){str_fmt(request->arena, "tài khoản này không có quyền “%.*s”", STRF(text.vi)),
                           str_fmt(request->arena, "this account may not “%.*s”", STRF(text.en))};
        return err;
    }
    store_set_scope(request->store, &request->who->scope[permission]);
    return NULL;
}

/* ---- bodies ---------------------------------------------------------------------------------- */

static bool listed(const char *members, const char *key)
{
    Str rest = str_from(members);
    for (StrCut cut = {.tail = rest, .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, '|');
        if (str_eq(cut.head, str_from(key)))
            return true;
    }
    return false;
}

Err *body_only(const Request *request, const json_t *object, const char *members)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return FAIL(request->arena, BAD_INPUT, "nội dung gửi lên phải là một đối tượng JSON",
                    "what is sent is to be a JSON object");
    json_object_foreach((json_t *)object, key, value)
    {
        if (!listed(members, key))
            return err_at(FAIL(request->arena, BAD_INPUT, "không có mục “%.80s” trong yêu cầu này",
                               "there is no member “%.80s” in this request", key),
                          (Place){.field = str_copy(request->arena, str_from(key))});
    }
    return NULL;
}

Err *body_document(const Request *request, const json_t *object, Document *ret)
{
    Date day;
    *ret = (Document){0};
    TRY(body_text(request, object, "number", true, 100, &ret->number));
    TRY(body_text(request, object, "date", false, 10, &ret->date));
    TRY(body_text(request, object, "issuer", false, 200, &ret->issuer));
    TRY(body_text(request, object, "title", false, 500, &ret->title));
    TRY(body_text(request, object, "supersedes", false, 200, &ret->supersedes));
    if (ret->date.len == 0 || (date_parse_iso(ret->date, &day) && date_is_day(day)))
        return NULL;
    return err_at(FAIL(request->arena, BAD_INPUT, "ngày văn bản “%.*s” không hợp lệ; hãy viết như 2026-04-15",
                       "the date “%.*s” of the document is not one; write it as 2026-04-15", STRF(ret->date)),
                  (Place){.field = S("date")});
}

/* ---- into JSON ----------------------------------------------------------------------------------- */

void js_put_count(Json *json, const char *key, int64_t value)
{
    if (value < 0)
        js_put_null(json, key);
    else
        js_put_int(json, key, value);
}

void js_put_words(Json *json, const char *key, Lang lang, Text text)
{
    js_put_text(json, key, text_in(lang, text));
}

void js_put_year_day(Json *json, Arena *arena, const char *key, Date day)
{
    js_put_text(json, key, date_iso(arena, day));
}

bool request_exports(const Request *request)
{
    Str format = request_query(request, "format");
    return format.len > 0 && !str_eq(format, S("json"));
}

/* ---- queries ---------------------------------------------------------------------------------------- */

Err *request_base(const Request *request, CountBase *ret)
{
    static const char *const bases[] = {"collecting", "residence", NULL};
    int base = BASE_COLLECTING;
    TRY(request_choice(request, "base", bases, &base));
    *ret = (CountBase)base;
    return NULL;
}

Err *request_month(const Request *request, Period *ret)
{
    Str text = request_query(request, "period");
    Period month;
    if (text.len == 0)
        return NULL;
    if (!period_parse(text, &month) || month.kind != PERIOD_MONTH)
        return err_at(FAIL(request->arena, USAGE, "“%.*s” không phải là tháng; hãy viết như 2026-10",
                           "“%.*s” is not a month; write it as 2026-10", STRF(text)),
                      (Place){.field = S("period")});
    *ret = month;
    return NULL;
}

Err *request_known_unit(const Request *request, const char *name)
{
    Unit unit;
    Str code = request_query(request, name);
    if (code.len == 0)
        return NULL;
    Place place = {.field = str_from(name)};
    TRY(err_at(unit_get(request->store, request->arena, code, (Date){0}, &unit), place));
    Str province = request_query(request, "province");
    if (province.len == 0 || str_eq(unit.province, province) || str_eq(unit.code, province))
        return NULL;
    return err_at(FAIL(request->arena, NOT_FOUND, "%.*s (mã %.*s) không thuộc tỉnh đang xem (mã %.*s)",
                       "%.*s (code %.*s) is no part of the province asked for (code %.*s)", STRF(unit.full_name),
                       STRF(code), STRF(province)),
                  place);
}

Str by_words(Arena *arena, Lang lang, Str by)
{
    bool vi = lang == LANG_VI;
    if (by.len > 1 && by.ptr[by.len - 1] == '@')
        return str_fmt(arena, "%s (%.*s)", vi ? "dòng lệnh" : "command line", STRF(str_slice(by, 0, by.len - 1)));
    if (str_starts(by, S("sftp:")))
        return str_fmt(arena, "SFTP (%.*s)", STRF(str_slice(by, 5, by.len)));
    return by;
}

Err *request_known_indicator(const Request *request, const char *name)
{
    IndicatorList list;
    Str code = request_query(request, name);
    if (code.len == 0)
        return NULL;
    TRY(indicator_list(request->store, request->arena, &list));
    if (indicator_find(&list, code))
        return NULL;
    return err_at(FAIL(request->arena, NOT_FOUND, "không có chỉ tiêu thống kê “%.*s”; hãy chọn trong danh sách",
                       "there is no indicator “%.*s”; choose one of the list", STRF(code)),
                  (Place){.field = str_from(name)});
}

Err *request_province(const Request *request, Str *ret)
{
    *ret = request_query(request, "province");
    if (ret->len == 0)
        return err_at(FAIL(request->arena, USAGE, "thiếu tham số province (mã tỉnh, thành phố)",
                           "the parameter province (a code) is missing"),
                      (Place){.field = S("province")});
    if (scope_meets_province(store_scope(request->store), *ret))
        return NULL;
    return FAIL(request->arena, NOT_FOUND, "không có tỉnh, thành phố này trong địa bàn của anh/chị",
                "there is no such province in your territory");
}
