/* consent: by which ways a person or an employer may be reached, and on what basis.
 *
 * A visit needs nothing but that it was not refused.  A call or a message needs that it was allowed, or that the caller
 * states the legal basis each time (Law 91/2025/QH15 on the protection of personal data).  Who refuses is left in peace
 * until a stated day; then he may be asked again.  What was said last holds. */
#pragma once
#include "store/store.h"
#include "base/date.h"

#define CONTACT_CHANNELS(X)                      \
    X(CALL, "call", "gọi điện", "call")          \
    X(MESSAGE, "message", "nhắn tin", "message") \
    X(VISIT, "visit", "đến nhà", "visit")
typedef enum ContactChannel {
#define X(name, code, vi, en) CHANNEL_##name,
    CONTACT_CHANNELS(X)
#undef X
        CONTACT_CHANNEL_COUNT
} ContactChannel;
const char *contact_channel_code(ContactChannel channel);
Text contact_channel_text(ContactChannel channel);
bool contact_channel_parse(Str code,
                           ContactChannel *ret); /* "meeting" is none: who comes by himself needs no consent */

typedef struct Consent {
    bool employer;
    int64_t subject;
    ContactChannel channel;
    bool allowed;
    Str basis;  /* how it was said, or the law; needed */
    Date until; /* last day on which it holds; year 0: open */
    Str by, at; /* login; stamp, set by the store */
} Consent;

/* In the caller's transaction.  A refusal without a last day holds quiet_months (data/outreach/setting.csv).
 * BAD_INPUT names the field: no basis, a last day that is over. */
Err *consent_put(Store *store, Arena *arena, Str province, Consent consent) MUST_CHECK;
/* Of one subject; of all subjects whose tasks an agent has.  By employer, subject, channel. */
Err *consent_of(Store *store, Arena *arena, Str province, bool employer, int64_t subject, Consent **ret,
                ptrdiff_t *ret_count) MUST_CHECK;
Err *consent_of_agent(Store *store, Arena *arena, Str province, Str account, Consent **ret,
                      ptrdiff_t *ret_count) MUST_CHECK;
/* Whether an agent has a task of this subject. */
Err *consent_own(Store *store, Arena *arena, Str province, Str account, bool employer, int64_t subject,
                 bool *ret) MUST_CHECK;
/* What holds on that day; NULL: nothing was said, or it is over. */
const Consent *consent_find(const Consent *sorted, ptrdiff_t count, bool employer, int64_t subject,
                            ContactChannel channel, Date on);
/* The one rule of who may be reached how, for phones and for what they tell: a visit is free unless it was refused; a
 * call or a message is where it was allowed, and else rests on a basis that is stated. */
typedef enum ConsentWay { WAY_FREE, WAY_BASIS, WAY_CLOSED } ConsentWay;
const char *consent_way_code(ConsentWay way); /* "free", "basis", "closed" */
ConsentWay consent_way(const Consent *found_or_null, ContactChannel channel);
bool consent_may(const Consent *found_or_null, ContactChannel channel); /* it is free */
/* The same for a contact that is told: NULL, or BAD_INPUT with what is missing.  stated: its legal basis, "" none. */
Err *consent_check(Arena *arena, const Consent *found_or_null, ContactChannel channel, Str stated) MUST_CHECK;
