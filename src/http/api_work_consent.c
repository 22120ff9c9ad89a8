/* By which ways those who are gone to may be reached. */
#include "http/api_work_field.h"
#include "outreach/consent.h"

#include <jansson.h>

enum { BODY_MOST = 16 << 10 };

static const char *const of_codes[] = {"person", "employer", NULL};

typedef struct Asked {
    Str province, unit;
    bool employer;
    int64_t subject;
} Asked;

/* Whoever assigns asks for his territory, who works for those whose tasks he has. */
static Err *as_who_asks(Request *request)
{
    bool assigns = identity_may(request->who, PERMISSION_WORK_ASSIGN);
    return change_as(request, assigns ? PERMISSION_WORK_ASSIGN : PERMISSION_WORK_DO);
}

static Err *nobody(Request *request)
{
    return err_at(FAIL(request->arena, NOT_FOUND, "không có người hoặc đơn vị này trong việc của anh/chị",
                       "there is no such person or employer among your tasks"),
                  (Place){.field = S("subject")});
}

static Err *check_subject(Request *request, Asked *asked)
{
    Subject subject;
    bool own = true;
    if (!identity_may(request->who, PERMISSION_WORK_ASSIGN))
        TRY(consent_own(request->store, request->arena, asked->province, request->who->account.login, asked->employer,
                        asked->subject, &own));
    if (!own)
        return nobody(request);
    Err *err = subject_get(request->store, request->arena, asked->province, asked->employer, asked->subject, &subject);
    if (err)
        return err->kind == ERR_NOT_FOUND ? nobody(request) : err;
    asked->unit = subject.value[GOLDEN_unit];
    return NULL;
}

static Err *put_consents(Request *request, Reply *reply, const Asked *asked)
{
    static const char *const said[] = {"refused", "allowed"};
    Names names = {.request = request};
    Consent *all;
    ptrdiff_t count;
    TRY(consent_of(request->store, request->arena, asked->province, asked->employer, asked->subject, &all, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (int c = 0; c < CONTACT_CHANNEL_COUNT; c++) {
        ContactChannel channel = (ContactChannel)c;
        const Consent *found =
            consent_find(all, count, asked->employer, asked->subject, channel, clock_today(request->clock));
        Str by = {0};
        if (found)
            TRY(names_account(&names, found->by, &by));
        js_object(&j);
        js_put_text(&j, "channel", str_from(contact_channel_code(channel)));
        js_put_words(&j, "channel_text", request->lang, contact_channel_text(channel));
        js_put_bool(&j, "allowed", consent_may(found, channel));
        js_put_text(&j, "said", found ? str_from(said[found->allowed]) : S("nothing"));
        js_put_text(&j, "basis", found ? person_mask_words(request->arena, found->basis) : (Str){0});
        put_day(&j, request, "until", found ? found->until : (Date){0});
        js_put_text(&j, "by", found ? found->by : (Str){0});
        js_put_text(&j, "by_name", by);
        js_put_text(&j, "at", found ? found->at : (Str){0});
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *get_consents(Request *request, Reply *reply)
{
    Asked asked = {0};
    int of = 0;
    TRY(request_choice(request, "of", of_codes, &of));
    TRY(request_int(request, "subject", 1, INT64_MAX, &asked.subject));
    asked.employer = of == 1;
    if (asked.subject == 0)
        return err_at(FAIL(request->arena, USAGE, "thiếu tham số subject", "the parameter subject is missing"),
                      (Place){.field = S("subject")});
    TRY(as_who_asks(request));
    TRY(request_province(request, &asked.province));
    TRY(check_subject(request, &asked));
    return put_consents(request, reply, &asked);
}

static Err *read_consent(Request *request, const json_t *body, Asked *asked, Consent *ret)
{
    Str of = {0}, channel, until = {0};
    TRY(body_only(request, body, "province|of|subject|channel|allowed|basis|until"));
    TRY(body_province(request, body, &asked->province));
    TRY(body_text(request, body, "of", false, 16, &of));
    TRY(body_int(request, body, "subject", true, 1, INT64_MAX, &asked->subject));
    TRY(body_text(request, body, "channel", true, 16, &channel));
    TRY(body_text(request, body, "basis", true, 500, &ret->basis));
    TRY(body_text(request, body, "until", false, 10, &until));
    asked->employer = str_eq(of, S("employer"));
    if (of.len > 0 && !asked->employer && !str_eq(of, S("person")))
        return body_wrong(request, "of");
    if (!contact_channel_parse(channel, &ret->channel))
        return body_wrong(request, "channel");
    if (!json_is_boolean(json_object_get(body, "allowed")))
        return body_wrong(request, "allowed");
    TRY(body_bool(request, body, "allowed", &ret->allowed));
    if (until.len > 0 && (!date_parse_iso(until, &ret->until) || !date_is_day(ret->until)))
        return body_wrong(request, "until");
    return NULL;
}

static Err *put_consent(Request *request, Reply *reply)
{
    json_t *body;
    Asked asked = {0};
    Consent consent = {.by = request->who->account.login};
    TRY(request_json(request, &body));
    TRY(as_who_asks(request));
    TRY(read_consent(request, body, &asked, &consent));
    TRY(check_subject(request, &asked));
    consent.employer = asked.employer;
    consent.subject = asked.subject;
    TRY(change_begin(request));
    Err *err = consent_put(request->store, request->arena, asked.province, consent);
    change_note(request, "work.consent", asked.province, asked.unit,
                str_fmt(request->arena, "%s:%lld", of_codes[asked.employer], (long long)asked.subject), (Str){0},
                str_fmt(request->arena, "{\"channel\":\"%s\",\"allowed\":%s}", contact_channel_code(consent.channel),
                        consent.allowed ? "true" : "false"));
    TRY(change_end(request, err));
    return put_consents(request, reply, &asked);
}

const Route work_consent_routes[] = {
    {"GET", "/api/work/consents", PERMISSION_ANY, get_consents, .keeps = false},
    {.method = "POST",
     .path = "/api/work/consents",
     .permission = PERMISSION_ANY,
     .run = put_consent,
     .body_most = BODY_MOST},
    {0},
};
