/* campaign: campaigns (“Tháng 5”) and the organisations that collect: public ones, the post, associations.
 *
 * Both are a province's own short lists, by code; a change names the version that was read (CONFLICT else).  What they
 * brought is counted by result.h. */
#pragma once
#include "base/date.h"
#include "store/store.h"

extern const char *const collector_kinds[]; /* "public" … NULL */
Text collector_kind_text(Str kind);

typedef struct Collector {
    Str province, code, name, kind;
    Str unit; /* commune it serves; "" the whole province */
    Str contact;
    bool active;
    int64_t version; /* 0: a new one */
} Collector;
/* In the caller's transaction; BAD_INPUT names the field, FORBIDDEN out of the store's scope. */
Err *collector_put(Store *store, Arena *arena, const Collector *collector) MUST_CHECK;
Err *collector_list(Store *store, Arena *arena, Str province, Collector **ret, ptrdiff_t *ret_count) MUST_CHECK;
Err *collector_known(Store *store, Arena *arena, Str province, Str code) MUST_CHECK; /* NOT_FOUND, with its field */

typedef struct Campaign {
    Str province, code, name;
    Date from, to;
    int64_t target; /* persons registered; -1 none */
    Str unit;       /* "" the whole province */
    Str note;
    int64_t version; /* 0: a new one */
} Campaign;
Err *campaign_put(Store *store, Arena *arena, const Campaign *campaign) MUST_CHECK; /* as collector_put */
Err *campaign_list(Store *store, Arena *arena, Str province, Campaign **ret, ptrdiff_t *ret_count) MUST_CHECK;
Err *campaign_known(Store *store, Arena *arena, Str province, Str code) MUST_CHECK;

typedef enum CampaignState { CAMPAIGN_COMING, CAMPAIGN_RUNNING, CAMPAIGN_OVER } CampaignState;
CampaignState campaign_state(const Campaign *campaign, Date today);
const char *campaign_state_code(CampaignState state);
Text campaign_state_text(CampaignState state);
