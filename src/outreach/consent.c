/* What somebody allows or refuses, kept and asked. */
#include "outreach/consent.h"
#include "outreach/outreach_internal.h"

#include "field_sql.h"

enum { BASIS_MOST = 500 };

typedef Vec(Consent) Consents;

typedef struct Word {
    const char *code;
    Text text;
} Word;

static const Word channels[CONTACT_CHANNEL_COUNT] = {
#define X(name, code, vi, en) [CHANNEL_##name] = {code, TEXT_INIT(vi, en)},
    CONTACT_CHANNELS(X)
#undef X
};

const char *contact_channel_code(ContactChannel channel)
{
    return channels[channel].code;
}

Text contact_channel_text(ContactChannel channel)
{
    return channels[channel].text;
}

bool contact_channel_parse(Str code, ContactChannel *ret)
{
    for (int i = 0; i < CONTACT_CHANNEL_COUNT; i++)
        if (str_eq(code, str_from(channels[i].code))) {
            *ret = (ContactChannel)i;
            return true;
        }
    return false;
}

/* ---- putting ------------------------------------------------------------------------------------- */

static Err *refused(Arena *arena, const char *field, Text why)
{
    Err *err = FAIL(arena, BAD_INPUT, "giá trị không hợp lệ", "the value does not fit");
    err->text = why;
    return err_at(err, (Place){.field = str_from(field)});
}

Err *consent_put(Store *store, Arena *arena, Str province, Consent c)
{
    OutreachSettings settings;
    Date today = clock_today(store_clock(store));
    c.basis = str_trim(c.basis);
    if (c.basis.len == 0 || c.basis.len > BASIS_MOST)
        return refused(arena, "basis",
                       TEXT("hãy ghi người đó đồng ý hay từ chối thế nào, hoặc căn cứ pháp luật",
                            "say how it was allowed or refused, or the legal basis"));
    if (c.until.year > 0 && date_cmp(c.until, today) < 0)
        return refused(arena, "until", TEXT("ngày cuối đã qua", "the last day is over"));
    TRY(outreach_settings_kept(store, arena, &settings));
    if (!c.allowed && c.until.year == 0)
        c.until = date_add_months(today, settings.quiet_months);
    Str code = str_from(contact_channel_code(c.channel)), at = clock_stamp(arena, store_clock(store));
    return store_exec(store, arena, SQL_FIELD_CONSENT_PUT,
                      ARGS(V_TEXT(province), V_INT(c.employer), V_INT(c.subject), V_TEXT(code), V_INT(c.allowed),
                           V_TEXT(c.basis), V_TEXT(day_iso(arena, c.until)), V_TEXT(c.by), V_TEXT(at)),
                      NULL);
}

/* ---- asking ---------------------------------------------------------------------------------------- */

static Err *read_all(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Consent **ret,
                     ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    Consents all = {0};
    Err *err;
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Consent c = {.employer = rows_int(&rows, 0) != 0,
                     .subject = rows_int(&rows, 1),
                     .allowed = rows_int(&rows, 3) != 0,
                     .basis = rows_text(&rows, arena, 4),
                     .by = rows_text(&rows, arena, 6),
                     .at = rows_text(&rows, arena, 7)};
        if (!date_parse_iso(rows_text(&rows, arena, 5), &c.until))
            c.until = (Date){0};
        if (contact_channel_parse(rows_text(&rows, arena, 2), &c.channel))
            vec_push(arena, &all, c);
    }
    *ret = all.data;
    *ret_count = all.len;
    return err;
}

Err *consent_of(Store *store, Arena *arena, Str province, bool employer, int64_t subject, Consent **ret,
                ptrdiff_t *ret_count)
{
    return read_all(store, arena, SQL_FIELD_CONSENTS, ARGS(V_TEXT(province), V_INT(employer), V_INT(subject)), ret,
                    ret_count);
}

Err *consent_of_agent(Store *store, Arena *arena, Str province, Str account, Consent **ret, ptrdiff_t *ret_count)
{
    return read_all(store, arena, SQL_FIELD_CONSENTS_OF_AGENT, ARGS(V_TEXT(province), V_TEXT(account)), ret, ret_count);
}

Err *consent_own(Store *store, Arena *arena, Str province, Str account, bool employer, int64_t subject, bool *ret)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_FIELD_HAS_TASK,
                    ARGS(V_TEXT(province), V_INT(employer), V_INT(subject), V_TEXT(account)), &rows));
    return rows_next(&rows, arena, ret);
}

static int order_of(const Consent *c, bool employer, int64_t subject, ContactChannel channel)
{
    if (c->employer != employer)
        return c->employer ? 1 : -1;
    if (c->subject != subject)
        return c->subject > subject ? 1 : -1;
    return str_cmp(str_from(channels[c->channel].code), str_from(channels[channel].code));
}

const Consent *consent_find(const Consent *sorted, ptrdiff_t count, bool employer, int64_t subject,
                            ContactChannel channel, Date on)
{
    ptrdiff_t low = 0, high = count;
    while (low < high) {
        ptrdiff_t mid = low + (high - low) / 2;
        if (order_of(&sorted[mid], employer, subject, channel) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    const Consent *c = low < count ? &sorted[low] : NULL;
    if (!c || order_of(c, employer, subject, channel) != 0)
        return NULL;
    return c->until.year > 0 && date_cmp(c->until, on) < 0 ? NULL : c;
}

const char *consent_way_code(ConsentWay way)
{
    static const char *const codes[] = {[WAY_FREE] = "free", [WAY_BASIS] = "basis", [WAY_CLOSED] = "closed"};
    return codes[way];
}

ConsentWay consent_way(const Consent *found, ContactChannel channel)
{
    if (found)
        return found->allowed ? WAY_FREE : WAY_CLOSED;
    return channel == CHANNEL_VISIT ? WAY_FREE : WAY_BASIS;
}

bool consent_may(const Consent *found, ContactChannel channel)
{
    return consent_way(found, channel) == WAY_FREE;
}

Err *consent_check(Arena *arena, const Consent *found, ContactChannel channel, Str stated)
{
    ConsentWay way = consent_way(found, channel);
    if (way == WAY_FREE)
        return NULL;
    if (way == WAY_CLOSED)
        return refused(arena, "channel",
                       TEXT("người này đã từ chối cách liên hệ ấy; hãy để yên đến hết thời hạn đã ghi",
                            "this way was refused; leave them in peace until the day written down"));
    return str_trim(stated).len > 0
               ? NULL
               : refused(arena, "basis",
                         TEXT("gọi điện, nhắn tin cần sự đồng ý hoặc căn cứ pháp luật: hãy ghi một trong hai",
                              "a call or a message needs consent or a legal basis: write down either"));
}
