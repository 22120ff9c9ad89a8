/* Campaigns and collectors in the store. */
#include "outreach/campaign.h"

#include "base/vec.h"
#include "field_sql.h"
#include "store/scope.h"

enum { CODE_MOST = 32, NAME_MOST = 200, CONTACT_MOST = 500, NOTE_MOST = 2000 };
enum { COLLECTOR_UNIT = 3, CAMPAIGN_UNIT = 5 }; /* columns of their queries */

const char *const collector_kinds[] = {"public", "post", "association", "other", NULL};

Text collector_kind_text(Str kind)
{
    static const Text texts[] = {TEXT_INIT("đơn vị sự nghiệp, UBND xã", "public body"), TEXT_INIT("bưu điện", "post"),
                                 TEXT_INIT("hội, đoàn thể", "association"),
                                 TEXT_INIT("tổ chức khác", "other organisation")};
    for (int i = 0; collector_kinds[i]; i++)
        if (str_eq(kind, str_from(collector_kinds[i])))
            return texts[i];
    return (Text){kind, kind};
}

CampaignState campaign_state(const Campaign *c, Date today)
{
    if (date_cmp(today, c->from) < 0)
        return CAMPAIGN_COMING;
    return date_cmp(today, c->to) > 0 ? CAMPAIGN_OVER : CAMPAIGN_RUNNING;
}

const char *campaign_state_code(CampaignState state)
{
    static const char *const codes[] = {"coming", "running", "over"};
    return codes[state];
}

Text campaign_state_text(CampaignState state)
{
    static const Text texts[] = {TEXT_INIT("sắp tới", "coming"), TEXT_INIT("đang diễn ra", "running"),
                                 TEXT_INIT("đã xong", "over")};
    return texts[state];
}

/* ---- checks ---------------------------------------------------------------------------------------- */

static Err *refused(Arena *arena, const char *field, Text why)
{
    Err *err = FAIL(arena, BAD_INPUT, "giá trị không hợp lệ", "the value does not fit");
    err->text = why;
    return err_at(err, (Place){.field = str_from(field)});
}

static bool code_fits(Str code)
{
    for (ptrdiff_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return code.len > 0 && code.len <= CODE_MOST;
}

static Err *check_head(Store *store, Arena *arena, Str province, Str code, Str name, Str unit)
{
    if (!code_fits(code))
        return refused(arena, "code",
                       TEXT("mã gồm 1 đến 32 chữ thường không dấu, chữ số, gạch nối",
                            "a code is 1 to 32 lower-case letters without marks, digits, dashes"));
    if (str_trim(name).len == 0 || name.len > NAME_MOST)
        return refused(arena, "name", TEXT("tên gồm 1 đến 200 byte", "a name has 1 to 200 bytes"));
    return scope_check(store, arena, province, unit);
}

static Err *was_changed(Arena *arena, int64_t changed, int64_t version)
{
    if (changed > 0)
        return NULL;
    if (version == 0)
        return err_at(FAIL(arena, CONFLICT, "mã này đã có", "there is one with this code"),
                      (Place){.field = S("code")});
    return FAIL(arena, CONFLICT, "không có mã này, hoặc người khác vừa sửa; hãy tải lại",
                "there is none with this code, or somebody else has just changed it; load it again");
}

/* ---- collectors ---------------------------------------------------------------------------------------- */

static bool kind_fits(Str kind)
{
    int i = 0;
    while (collector_kinds[i] && !str_eq(kind, str_from(collector_kinds[i])))
        i++;
    return collector_kinds[i] != NULL;
}

/* Whoever changes one sees also whose it was. */
static Err *check_before(Store *store, Arena *arena, Str province, Str code, Query query, int column)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, query, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;)
        if (str_eq(rows_text(&rows, arena, 0), code))
            return scope_check(store, arena, province, rows_text(&rows, arena, column));
    return err;
}

Err *collector_put(Store *store, Arena *arena, const Collector *c)
{
    int64_t changed;
    TRY(check_head(store, arena, c->province, c->code, c->name, c->unit));
    TRY(check_before(store, arena, c->province, c->code, SQL_FIELD_COLLECTORS, COLLECTOR_UNIT));
    if (!kind_fits(c->kind))
        return refused(arena, "kind",
                       TEXT("loại: public, post, association hoặc other", "kind: public, post, association or other"));
    if (c->contact.len > CONTACT_MOST)
        return refused(arena, "contact", TEXT("liên hệ dài quá 500 byte", "the contact is longer than 500 bytes"));
    if (c->version == 0)
        TRY(store_exec(store, arena, SQL_FIELD_COLLECTOR_PUT,
                       ARGS(V_TEXT(c->province), V_TEXT(c->code), V_TEXT(c->name), V_TEXT(c->kind), V_TEXT(c->unit),
                            V_TEXT(c->contact), V_INT(c->active)),
                       &changed));
    else
        TRY(store_exec(store, arena, SQL_FIELD_COLLECTOR_CHANGE,
                       ARGS(V_TEXT(c->province), V_TEXT(c->code), V_TEXT(c->name), V_TEXT(c->kind), V_TEXT(c->unit),
                            V_TEXT(c->contact), V_INT(c->active), V_INT(c->version)),
                       &changed));
    return was_changed(arena, changed, c->version);
}

typedef Vec(Collector) Collectors;
typedef Vec(Campaign) Campaigns;

Err *collector_list(Store *store, Arena *arena, Str province, Collector **ret, ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    Collectors all = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_FIELD_COLLECTORS, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Collector c = {.province = province,
                       .code = rows_text(&rows, arena, 0),
                       .name = rows_text(&rows, arena, 1),
                       .kind = rows_text(&rows, arena, 2),
                       .unit = rows_text(&rows, arena, 3),
                       .contact = rows_text(&rows, arena, 4),
                       .active = rows_int(&rows, 5) != 0,
                       .version = rows_int(&rows, 6)};
        vec_push(arena, &all, c);
    }
    *ret = all.data;
    *ret_count = all.len;
    return err;
}

Err *collector_known(Store *store, Arena *arena, Str province, Str code)
{
    Collector *all;
    ptrdiff_t count;
    TRY(collector_list(store, arena, province, &all, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(all[i].code, code))
            return NULL;
    return err_at(FAIL(arena, NOT_FOUND, "không có tổ chức dịch vụ thu mang mã “%.*s”",
                       "there is no collector with the code “%.*s”", STRF(code)),
                  (Place){.field = S("collector")});
}

/* ---- campaigns ------------------------------------------------------------------------------------------ */

Err *campaign_put(Store *store, Arena *arena, const Campaign *c)
{
    int64_t changed;
    TRY(check_head(store, arena, c->province, c->code, c->name, c->unit));
    TRY(check_before(store, arena, c->province, c->code, SQL_FIELD_CAMPAIGNS, CAMPAIGN_UNIT));
    if (!date_is_day(c->from))
        return refused(arena, "from_day", TEXT("cần ngày bắt đầu như 2027-05-01", "a first day such as 2027-05-01"));
    if (!date_is_day(c->to) || date_cmp(c->to, c->from) < 0)
        return refused(arena, "to_day",
                       TEXT("ngày cuối không được trước ngày đầu", "the last day is not before the first"));
    if (c->note.len > NOTE_MOST)
        return refused(arena, "note", TEXT("ghi chú dài quá 2.000 byte", "the note is longer than 2,000 bytes"));
    Str from = date_iso(arena, c->from), to = date_iso(arena, c->to);
    if (c->version == 0)
        TRY(store_exec(store, arena, SQL_FIELD_CAMPAIGN_PUT,
                       ARGS(V_TEXT(c->province), V_TEXT(c->code), V_TEXT(c->name), V_TEXT(from), V_TEXT(to),
                            V_INT(c->target), V_TEXT(c->unit), V_TEXT(c->note)),
                       &changed));
    else
        TRY(store_exec(store, arena, SQL_FIELD_CAMPAIGN_CHANGE,
                       ARGS(V_TEXT(c->province), V_TEXT(c->code), V_TEXT(c->name), V_TEXT(from), V_TEXT(to),
                            V_INT(c->target), V_TEXT(c->unit), V_TEXT(c->note), V_INT(c->version)),
                       &changed));
    return was_changed(arena, changed, c->version);
}

Err *campaign_list(Store *store, Arena *arena, Str province, Campaign **ret, ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    Campaigns all = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_FIELD_CAMPAIGNS, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Campaign c = {.province = province,
                      .code = rows_text(&rows, arena, 0),
                      .name = rows_text(&rows, arena, 1),
                      .target = rows_int(&rows, 4),
                      .unit = rows_text(&rows, arena, 5),
                      .note = rows_text(&rows, arena, 6),
                      .version = rows_int(&rows, 7)};
        if (date_parse_iso(rows_text(&rows, arena, 2), &c.from) && date_parse_iso(rows_text(&rows, arena, 3), &c.to))
            vec_push(arena, &all, c);
    }
    *ret = all.data;
    *ret_count = all.len;
    return err;
}

Err *campaign_known(Store *store, Arena *arena, Str province, Str code)
{
    Campaign *all;
    ptrdiff_t count;
    TRY(campaign_list(store, arena, province, &all, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(all[i].code, code))
            return NULL;
    return err_at(FAIL(arena, NOT_FOUND, "không có đợt vận động mang mã “%.*s”",
                       "there is no campaign with the code “%.*s”", STRF(code)),
                  (Place){.field = S("campaign")});
}
