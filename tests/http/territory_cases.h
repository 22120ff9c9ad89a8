/* How each route is asked for what belongs to others.  A route without a row fails the test; so does a row whose answer
 * shows nothing to those it belongs to, unless it says that there is nothing to show.
 *
 * $B who has their tasks, $G the phone with them;
 * $P the province, $C and $M the commune's code and name, $R a round, $V a variant, $J a job, $U an upload, $A an
 * account, $S a session, $D a document, $I a delivery and $W the file that waits to become one of theirs. */
#pragma once

typedef enum Means {
    READS = 0,    /* nothing of theirs comes back; theirs see it */
    PUBLIC = 1,   /* nothing of anybody's is in it: names of units, law, oneself */
    CHANGES = 2,  /* refused with 403 or 404 */
    PREVIEWS = 4, /* a POST of a file that may be answered within one's own province, without theirs and keeping nothing
                     of it */
    STARTS = 8,   /* the same with a job, which changes nothing of theirs */
    OWN = 16,     /* of who asks alone, has nothing to name others by: not asked */
    FILES = 32,   /* also as ?format=csv and xlsx */
    GROWS = 64,   /* not the same afterwards: the trail, sessions, how long it took */
    WHOLE = 128,  /* shows something to who has their whole province alone */
    CODELESS = 256, /* not even their code stands in it */
    ANYWHERE = 512, /* the job finds out itself whose it is */
} Means;

typedef struct Case {
    const char *method, *route;
    unsigned means;
    const char *path, *body;
    const char *version_at; /* where the version stands that $N in the body means, as a path of GET */
} Case;

#define DOCUMENT "\"number\":\"9/KH\",\"date\":\"2026-11-01\",\"issuer\":\"UBND\",\"title\":\"Thử\""
#define ASK "{\"province\":\"$P\",\"first_year\":2027,\"years\":1}"
#define ASK_PARENT "{\"province\":\"$P\",\"parent\":\"$C\",\"first_year\":2027,\"years\":1}"

static const Case cases[] = {
    {"GET", "/healthz", PUBLIC, "/healthz", 0, 0},
    {"GET", "/readyz", PUBLIC, "/readyz", 0, 0},
    {"GET", "/metrics", PUBLIC | GROWS, "/metrics", 0, 0},
    {"GET", "/api/sign-in", PUBLIC, "/api/sign-in", 0, 0},
    {"GET", "/api/session", PUBLIC, "/api/session", 0, 0},
    {"POST", "/api/session", OWN, 0, 0, 0},
    {"DELETE", "/api/session", OWN, 0, 0, 0},
    {"PUT", "/api/session/password", OWN, 0, 0, 0},
    {"POST", "/api/session/totp", OWN, 0, 0, 0},
    {"PUT", "/api/session/totp", OWN, 0, 0, 0},
    {"DELETE", "/api/session/totp", OWN, 0, 0, 0},
    {"DELETE", "/api/session/link", OWN, 0, 0, 0},
    {"GET", "/api/session/sessions", PUBLIC, "/api/session/sessions", 0, 0},
    {"DELETE", "/api/session/sessions/{id}", CHANGES, "/api/session/sessions/$S", 0, 0},
    {"GET", "/api/invitations/{token}", PUBLIC, "/api/invitations/$A", 0, 0},
    {"POST", "/api/invitations/{token}", CHANGES, "/api/invitations/$A", "{\"password\":\"chim sẻ ăn thóc ngoài sân\"}",
     0},
    {"GET", "/api/oidc/start", PUBLIC, "/api/oidc/start", 0, 0},
    {"GET", "/api/oidc/callback", PUBLIC, "/api/oidc/callback?code=x&state=y", 0, 0},

    /* accounts, sessions, the trail */
    {"GET", "/api/roles", PUBLIC, "/api/roles", 0, 0},
    {"GET", "/api/accounts", READS | CODELESS | FILES, "/api/accounts?limit=5000", 0, 0},
    {"GET", "/api/accounts", READS | CODELESS | FILES, "/api/accounts?find=xu", 0, 0},
    {"POST", "/api/accounts", CHANGES, "/api/accounts",
     "{\"login\":\"them.mot\",\"name\":\"X\",\"grants\":[{\"role\":\"tax\",\"province\":\"$P\",\"unit\":\"$C\"}]}", 0},
    {"GET", "/api/accounts/{id}", READS, "/api/accounts/$A", 0, 0},
    {"PUT", "/api/accounts/{id}", CHANGES, "/api/accounts/$A",
     "{\"login\":\"$L\",\"name\":\"X\",\"grants\":[{\"role\":\"tax\",\"province\":\"33\",\"unit\":\"11980\"}],"
     "\"version\":$N}",
     "/api/accounts/$A"},
    {"POST", "/api/accounts/{id}/invitation", CHANGES, "/api/accounts/$A/invitation", 0, 0},
    {"DELETE", "/api/accounts/{id}/totp", CHANGES, "/api/accounts/$A/totp", 0, 0},
    {"DELETE", "/api/accounts/{id}/link", CHANGES, "/api/accounts/$A/link", 0, 0},
    {"GET", "/api/sessions", READS | GROWS, "/api/sessions", 0, 0},
    {"DELETE", "/api/sessions/{id}", CHANGES, "/api/sessions/$S", 0, 0},
    {"GET", "/api/audit", READS | FILES | GROWS, "/api/audit?limit=5000", 0, 0},
    {"GET", "/api/audit", READS | GROWS, "/api/audit?account=$O", 0, 0},
    {"GET", "/api/audit", READS | GROWS, "/api/audit?unit=$C&limit=5000", 0, 0},
    {"GET", "/api/audit/proof", PUBLIC | GROWS, "/api/audit/proof", 0, 0},

    /* jobs */
    {"GET", "/api/jobs", READS, "/api/jobs", 0, 0},
    {"GET", "/api/jobs", READS, "/api/jobs?all=true", 0, 0},
    {"GET", "/api/jobs/{id}", READS, "/api/jobs/$J", 0, 0},
    {"GET", "/api/jobs/{id}/events", READS, "/api/jobs/$J/events", 0, 0},
    {"GET", "/api/jobs/{id}/rejects", READS, "/api/jobs/$J/rejects", 0, 0},
    {"POST", "/api/jobs/{id}/cancel", CHANGES, "/api/jobs/$J/cancel", 0, 0},
    {"POST", "/api/jobs/{id}/repeat", CHANGES, "/api/jobs/$J/repeat", 0, 0},
    {"POST", "/api/imports/facts", STARTS, "/api/imports/facts?province=$P&name=thu.csv",
     "unit_code,unit_name,indicator,period,value\n$C,,participants_total,2026-10,4\n", 0},
    {"POST", "/api/imports/boundaries", STARTS | ANYWHERE, "/api/imports/boundaries?name=thu.json",
     "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"$C\"},"
     "\"geometry\":"
     "{\"type\":\"Polygon\",\"coordinates\":[[[106,20.6],[106.1,20.6],[106.1,20.7],[106,20.6]]]}}]}",
     0},
    {"POST", "/api/imports/villages", STARTS, "/api/imports/villages?province=$P&name=thon.csv",
     "commune,village\n$C,Thôn 1\n", 0},
    {"POST", "/api/imports/units", STARTS | ANYWHERE, "/api/imports/units", 0, 0},

    /* units and law: public */
    {"GET", "/api/provinces", PUBLIC | CODELESS, "/api/provinces", 0, 0},
    {"GET", "/api/units", PUBLIC | FILES, "/api/units?parent=$P", 0, 0},
    {"GET", "/api/units", PUBLIC | FILES, "/api/units?parent=$C", 0, 0},
    {"GET", "/api/units/{code}", PUBLIC, "/api/units/$C", 0, 0},
    {"GET", "/api/units/{code}/map", PUBLIC, "/api/units/$P/map", 0, 0},
    {"GET", "/api/indicators", PUBLIC, "/api/indicators", 0, 0},
    {"GET", "/api/law", PUBLIC | FILES, "/api/law", 0, 0},
    {"GET", "/api/benefit", PUBLIC, "/api/benefit?class=poor&birth=1990&parameters=1", 0, 0},
    {"GET", "/api/search", READS, "/api/search?q=xu%20la&province=$P", 0, 0},
    {"GET", "/api/search", READS, "/api/search?q=xu%20la", 0, 0},

    /* figures */
    {"GET", "/api/overview", READS | CODELESS, "/api/overview?province=$P", 0, 0},
    {"GET", "/api/overview", READS | CODELESS, "/api/overview?province=$P&period=2026-09", 0, 0},
    {"GET", "/api/progress", READS | CODELESS | FILES, "/api/progress?province=$P", 0, 0},
    {"GET", "/api/progress", READS | CODELESS | FILES, "/api/progress?province=$P&indicator=arrears&period=2026-09", 0,
     0},
    {"GET", "/api/heatmap", READS | CODELESS | FILES, "/api/heatmap?province=$P", 0, 0},
    {"GET", "/api/units/{code}/progress", READS, "/api/units/$C/progress", 0, 0},
    {"GET", "/api/units/{code}/progress", READS | WHOLE, "/api/units/$P/progress", 0, 0},
    {"GET", "/api/facts", READS | CODELESS | FILES, "/api/facts?province=$P", 0, 0},
    {"GET", "/api/facts", READS | CODELESS | FILES, "/api/facts?province=$P&unit=$C&period=2026-10", 0, 0},
    {"GET", "/api/facts/history", READS,
     "/api/facts/history?province=$P&unit=$C&period=2026-10&indicator=participants_total", 0, 0},

    /* documents, targets, rounds */
    {"GET", "/api/documents", READS | CODELESS | FILES, "/api/documents?province=$P", 0, 0},
    {"GET", "/api/targets", READS | CODELESS | FILES, "/api/targets?province=$P", 0, 0},
    {"GET", "/api/targets", READS | CODELESS | FILES, "/api/targets?province=$P&document=$D", 0, 0},
    {"POST", "/api/plans/preview", PREVIEWS, "/api/plans/preview?province=$P&year=2027&name=thu.csv",
     "unit_code,unit_name,target_total\n$C,$M,4\n", 0},
    {"POST", "/api/plans", CHANGES, "/api/plans",
     "{\"upload\":\"$U\",\"accept\":true,\"province\":\"$P\",\"year\":2027}", 0},
    {"GET", "/api/plans/check", PUBLIC, "/api/plans/check?province=$P", 0, 0},
    {"GET", "/api/rounds", READS | WHOLE, "/api/rounds?province=$P", 0, 0},
    {"POST", "/api/rounds", CHANGES, "/api/rounds", "{\"province\":\"$P\",\"year\":2028,\"deadline\":\"2026-12-15\"}",
     0},
    {"GET", "/api/rounds/{id}", READS | CODELESS | FILES, "/api/rounds/$R", 0, 0},
    {"GET", "/api/rounds/{id}/proposals/{code}", READS, "/api/rounds/$R/proposals/$C", 0, 0},
    {"PUT", "/api/rounds/{id}/proposals/{code}", CHANGES, "/api/rounds/$R/proposals/$C",
     "{\"total\":$T,\"voluntary\":1,\"version\":1}", 0},
    {"POST", "/api/rounds/{id}/proposals/{code}/review", CHANGES, "/api/rounds/$R/proposals/$C/review",
     "{\"as\":\"insurance\",\"agree\":true,\"version\":1}", 0},
    {"POST", "/api/rounds/{id}/proposals/{code}/review", CHANGES, "/api/rounds/$R/proposals/$C/review",
     "{\"as\":\"home-affairs\",\"agree\":true,\"version\":1}", 0},
    {"POST", "/api/rounds/{id}/decision", CHANGES, "/api/rounds/$R/decision",
     "{" DOCUMENT ",\"others\":\"path\",\"version\":1}", 0},

    /* allocation */
    {"GET", "/api/allocations/known", READS | WHOLE, "/api/allocations/known?province=$P", 0, 0},
    {"GET", "/api/allocations/known", READS, "/api/allocations/known?province=$P&parent=$C", 0, 0},
    {"POST", "/api/allocations/compute", CHANGES, "/api/allocations/compute", ASK, 0},
    {"POST", "/api/allocations/compute", CHANGES, "/api/allocations/compute", ASK_PARENT, 0},
    {"POST", "/api/allocations/room", CHANGES, "/api/allocations/room",
     "{\"unit\":\"$C\",\"year\":2027,\"ask\":" ASK "}", 0},
    {"GET", "/api/allocations", READS, "/api/allocations?province=$P", 0, 0},
    {"POST", "/api/allocations", CHANGES, "/api/allocations", "{\"name\":\"Thử\",\"ask\":" ASK "}", 0},
    {"POST", "/api/allocations", CHANGES, "/api/allocations", "{\"name\":\"Thử\",\"ask\":" ASK_PARENT "}", 0},
    {"GET", "/api/allocations/{id}", READS | FILES | GROWS, "/api/allocations/$V", 0, 0},
    {"PUT", "/api/allocations/{id}", CHANGES, "/api/allocations/$V",
     "{\"name\":\"Thử\",\"ask\":" ASK_PARENT ",\"version\":1}", 0},
    {"DELETE", "/api/allocations/{id}", CHANGES, "/api/allocations/$V", 0, 0},
    {"GET", "/api/allocations/{id}/compare", READS | FILES, "/api/allocations/$V/compare?with=$V", 0, 0},
    {"GET", "/api/allocations/{id}/history", READS, "/api/allocations/$V/history", 0, 0},
    {"POST", "/api/allocations/{id}/move", CHANGES, "/api/allocations/$V/move", "{\"to\":\"submitted\",\"version\":1}",
     0},
    {"POST", "/api/allocations/{id}/move", CHANGES, "/api/allocations/$V/move",
     "{\"to\":\"approved\",\"document\":{" DOCUMENT "},\"version\":1}", 0},

    /* what agencies deliver */
    {"GET", "/api/registers", READS | CODELESS, "/api/registers?province=$P", 0, 0},
    {"GET", "/api/registers/calendar", READS | CODELESS | FILES, "/api/registers/calendar?province=$P", 0, 0},
    {"GET", "/api/registers/{source}", READS | CODELESS, "/api/registers/affiliations?province=$P", 0, 0},
    {"GET", "/api/registers/{source}/template", PUBLIC, "/api/registers/affiliations/template", 0, 0},
    {"DELETE", "/api/registers/{source}/headings", CHANGES,
     "/api/registers/affiliations/headings?province=$P&heading=x", 0, 0},
    {"POST", "/api/registers/{source}/files", PREVIEWS,
     "/api/registers/affiliations/files?province=$P&unit=$C&name=thu.csv", "list,full_name\npupil,Lan\n", 0},
    {"POST", "/api/registers/{source}/deliveries", CHANGES, "/api/registers/affiliations/deliveries",
     "{\"upload\":\"$W\",\"province\":\"$P\",\"unit\":\"$C\"}", 0},
    {"POST", "/api/registers/{source}/deliveries", CHANGES, "/api/registers/affiliations/deliveries",
     "{\"upload\":\"$W\",\"province\":\"33\",\"unit\":\"11980\"}", 0},
    {"POST", "/api/registers/{source}/vanished", CHANGES, "/api/registers/affiliations/vanished",
     "{\"upload\":\"$W\",\"province\":\"$P\",\"unit\":\"$C\",\"purpose\":\"hỏi lại Công an tỉnh\"}", 0},
    {"GET", "/api/deliveries", READS | CODELESS | FILES, "/api/deliveries?province=$P", 0, 0},
    {"GET", "/api/deliveries", READS | CODELESS | FILES, "/api/deliveries?province=$P&source=affiliations", 0, 0},
    {"GET", "/api/deliveries/{id}", READS, "/api/deliveries/$I?province=$P", 0, 0},
    {"GET", "/api/deliveries/{id}/rejects", READS, "/api/deliveries/$I/rejects?province=$P", 0, 0},
    {"POST", "/api/deliveries/{id}/release", CHANGES, "/api/deliveries/$I/release", "{\"province\":\"$P\"}", 0},
    {"POST", "/api/deliveries/{id}/refuse", CHANGES, "/api/deliveries/$I/refuse", "{\"province\":\"$P\",\"why\":\"x\"}",
     0},

    /* the reconciliation */
    {"GET", "/api/runs", PUBLIC | CODELESS, "/api/runs?province=$P", 0, 0},
    {"POST", "/api/runs", CHANGES, "/api/runs", "{\"province\":\"$P\",\"month\":\"2026-09\"}", 0},
    {"GET", "/api/runs/left-out", PUBLIC | CODELESS, "/api/runs/left-out?province=$P&month=2020-01", 0, 0},
    {"GET", "/api/runs/{id}", PUBLIC | CODELESS, "/api/runs/2?province=$P", 0, 0},
    {"GET", "/api/runs/{from}/compare/{to}", READS | FILES | CODELESS, "/api/runs/1/compare/2?province=$P", 0, 0},
    {"GET", "/api/runs/{from}/compare/{to}", READS | FILES | CODELESS, "/api/runs/1/compare/2?province=$P&unit=$C", 0,
     0},
    {"GET", "/api/rules", PUBLIC | CODELESS, "/api/rules?province=$P", 0, 0},
    {"PUT", "/api/rules/{code}", CHANGES, "/api/rules/tax-uninsured", "{\"province\":\"$P\",\"on\":false}", 0},
    {"POST", "/api/rules/{code}/try", CHANGES, "/api/rules/tax-uninsured/try", "{\"province\":\"$P\"}", 0},
    {"GET", "/api/leads", READS | FILES | CODELESS, "/api/leads?province=$P", 0, 0},
    {"GET", "/api/leads", READS | FILES | CODELESS, "/api/leads?province=$P&unit=$C", 0, 0},
    {"GET", "/api/leads", READS | FILES | CODELESS, "/api/leads?province=$P&of=employer", 0, 0},
    {"GET", "/api/leads/{id}", READS, "/api/leads/$K?province=$P", 0, 0},
    {"POST", "/api/leads/{id}/outcome", CHANGES, "/api/leads/$K/outcome", "{\"province\":\"$P\",\"outcome\":\"wrong\"}",
     0},
    {"GET", "/api/lead-counts", PUBLIC | FILES | CODELESS, "/api/lead-counts?province=$P", 0, 0},
    {"GET", "/api/lead-counts", PUBLIC | FILES | CODELESS, "/api/lead-counts?province=$P&by=unit-rule&unit=$C", 0, 0},
    {"POST", "/api/persons/find", CHANGES | ANYWHERE, "/api/persons/find",
     "{\"province\":\"$P\",\"number\":\"" MAI "\"}", 0},
    {"GET", "/api/persons/{id}", READS, "/api/persons/$E?province=$P", 0, 0},
    {"POST", "/api/persons/{id}/look", CHANGES, "/api/persons/$E/look",
     "{\"province\":\"$P\",\"purpose\":\"đối chiếu hồ sơ của xã\",\"fields\":[\"name\"]}", 0},
    {"POST", "/api/employers/find", CHANGES | ANYWHERE, "/api/employers/find",
     "{\"province\":\"$P\",\"number\":\"" FIRM "\"}", 0},
    {"GET", "/api/employers/{id}", READS, "/api/employers/$F?province=$P", 0, 0},
    {"POST", "/api/employers/{id}/look", CHANGES, "/api/employers/$F/look",
     "{\"province\":\"$P\",\"purpose\":\"đối chiếu hồ sơ của xã\",\"fields\":[\"name\"]}", 0},
    {"GET", "/api/employers/{id}/people", READS, "/api/employers/$F/people?province=$P", 0, 0},
    {"GET", "/api/employers/{id}/contacts", READS, "/api/employers/$F/contacts?province=$P", 0, 0},
    {"GET", "/api/employers/{id}/letters", READS, "/api/employers/$F/letters?province=$P", 0, 0},
    {"POST", "/api/employers/{id}/letters", CHANGES, "/api/employers/$F/letters",
     "{\"province\":\"$P\",\"number\":\"9/CV\",\"day\":\"2026-11-02\",\"due\":\"2026-12-02\",\"contact\":\"x\"}", 0},
    {"GET", "/api/employers/{id}/letters/{letter}", READS | GROWS, "/api/employers/$F/letters/1?province=$P", 0, 0},
    {"POST", "/api/employers/{id}/letters/{letter}/look", CHANGES, "/api/employers/$F/letters/1/look",
     "{\"province\":\"$P\",\"purpose\":\"gửi đơn vị theo công văn\"}", 0},
    {"GET", "/api/reviews", PUBLIC | CODELESS, "/api/reviews?province=$P", 0, 0},
    {"GET", "/api/reviews/next", READS | CODELESS, "/api/reviews/next?province=$P", 0, 0},
    {"GET", "/api/reviews/{id}", READS, "/api/reviews/$Q?province=$P", 0, 0},
    {"POST", "/api/reviews/{id}", CHANGES, "/api/reviews/$Q", "{\"province\":\"$P\",\"answer\":\"no\"}", 0},
    {"POST", "/api/reviews/{id}/look", CHANGES, "/api/reviews/$Q/look",
     "{\"province\":\"$P\",\"purpose\":\"đối chiếu hồ sơ của xã\",\"fields\":[\"name\"]}", 0},
    {"GET", "/api/covered", PUBLIC | FILES | CODELESS, "/api/covered?province=$P", 0, 0},
    {"GET", "/api/coverage", READS | FILES | CODELESS, "/api/coverage?province=$P", 0, 0},
    {"GET", "/api/movements", READS | FILES | WHOLE, "/api/movements?province=$P", 0, 0},

    /* leads at work */
    {"GET", "/api/work/tasks", READS | FILES | CODELESS, "/api/work/tasks?province=$P", 0, 0},
    {"GET", "/api/work/tasks", READS | FILES | CODELESS, "/api/work/tasks?province=$P&unit=$C&state=open", 0, 0},
    {"GET", "/api/work/tasks", READS | FILES | CODELESS, "/api/work/tasks?province=$P&agent=$B&sort=name", 0, 0},
    {"GET", "/api/work/tasks", PUBLIC | FILES | CODELESS, "/api/work/tasks?province=$P&state=unassigned", 0, 0},
    {"GET", "/api/work/tasks/{lead}", READS, "/api/work/tasks/$K?province=$P", 0, 0},
    {"POST", "/api/work/assign", CHANGES, "/api/work/assign", "{\"province\":\"$P\",\"unit\":\"$C\"}", 0},
    {"POST", "/api/work/assign", CHANGES, "/api/work/assign", "{\"province\":\"$P\",\"unit\":\"$C\",\"preview\":true}",
     0},
    {"POST", "/api/work/hand-over", CHANGES, "/api/work/hand-over",
     "{\"province\":\"$P\",\"from\":\"$B\",\"to\":\"$L\"}", 0},
    {"POST", "/api/work/hand-over", CHANGES, "/api/work/hand-over",
     "{\"province\":\"$P\",\"from\":\"$B\",\"to\":\"$L\",\"leads\":[$K]}", 0},
    {"GET", "/api/work/agents", READS | FILES | CODELESS, "/api/work/agents?province=$P", 0, 0},
    {"GET", "/api/work/agents", READS | CODELESS, "/api/work/agents?province=$P&unit=$C", 0, 0},
    {"PUT", "/api/work/agents/{login}", CHANGES, "/api/work/agents/$B",
     "{\"province\":\"$P\",\"most\":5,\"active\":true,\"areas\":[{\"unit\":\"$C\"}],\"version\":1}", 0},
    {"PUT", "/api/work/agents/{login}", CHANGES, "/api/work/agents/$B",
     "{\"province\":\"$P\",\"most\":5,\"active\":false,\"areas\":[],\"version\":1}", 0},
    {"GET", "/api/work/mine", READS, "/api/work/mine?province=$P&device=$G", 0, 0},
    {"GET", "/api/work/mine", READS, "/api/work/mine?province=$P&device=$G&since=1", 0, 0},
    {"POST", "/api/work/sync", CHANGES, "/api/work/sync",
     "{\"province\":\"$P\",\"device\":\"$G\",\"since\":0,\"actions\":[{\"key\":\"may-9-00001\",\"lead\":$K,\"day\":"
     "\"2026-11-10\",\"channel\":\"visit\",\"outcome\":\"deceased\",\"seen\":1}]}",
     0},
    {"GET", "/api/work/devices", READS | CODELESS, "/api/work/devices?province=$P", 0, 0},
    {"GET", "/api/work/devices", READS | CODELESS, "/api/work/devices?province=$P&account=$B", 0, 0},
    {"POST", "/api/work/devices", OWN, 0, 0, 0},
    {"DELETE", "/api/work/devices/{id}", CHANGES, "/api/work/devices/$G?province=$P", 0, 0},
    {"GET", "/api/work/results", READS | FILES | CODELESS, "/api/work/results?province=$P&by=village", 0, 0},
    {"GET", "/api/work/results", READS | FILES | CODELESS, "/api/work/results?province=$P&by=agent&unit=$C", 0, 0},
    {"GET", "/api/work/results", PUBLIC | FILES | CODELESS, "/api/work/results?province=$P&by=unit", 0, 0},
    {"GET", "/api/work/renewals", PUBLIC | FILES | CODELESS, "/api/work/renewals?province=$P", 0, 0},
    {"GET", "/api/work/renewals", PUBLIC | FILES | CODELESS, "/api/work/renewals?province=$P&unit=$C&kind=jump2027", 0,
     0},
    {"GET", "/api/work/priority", PUBLIC, "/api/work/priority?province=$P", 0, 0},
    {"GET", "/api/work/collectors", PUBLIC | FILES, "/api/work/collectors?province=$P", 0, 0},
    {"POST", "/api/work/collectors", CHANGES, "/api/work/collectors",
     "{\"province\":\"$P\",\"code\":\"buu-dien\",\"name\":\"Bưu điện\",\"kind\":\"post\",\"unit\":\"$C\"}", 0},
    {"PUT", "/api/work/collectors/{code}", CHANGES, "/api/work/collectors/buu-dien",
     "{\"province\":\"$P\",\"name\":\"Bưu điện\",\"kind\":\"post\",\"unit\":\"$C\",\"version\":1}", 0},
    {"GET", "/api/work/campaigns", PUBLIC | FILES, "/api/work/campaigns?province=$P", 0, 0},
    {"POST", "/api/work/campaigns", CHANGES, "/api/work/campaigns",
     "{\"province\":\"$P\",\"code\":\"thang-5\",\"name\":\"Tháng "
     "5\",\"from_day\":\"2027-05-01\",\"to_day\":\"2027-05-31\",\"unit\":\"$C\"}",
     0},
    {"PUT", "/api/work/campaigns/{code}", CHANGES, "/api/work/campaigns/thang-5",
     "{\"province\":\"$P\",\"name\":\"Tháng "
     "5\",\"from_day\":\"2027-05-01\",\"to_day\":\"2027-05-31\",\"unit\":\"$C\",\"version\":1}",
     0},
    {"GET", "/api/work/consents", PUBLIC, "/api/work/consents?province=$P&subject=1", 0, 0},
    {"POST", "/api/work/consents", CHANGES, "/api/work/consents",
     "{\"province\":\"$P\",\"subject\":1,\"channel\":\"call\",\"allowed\":true,\"basis\":\"nói khi gặp\"}", 0},
    {"GET", "/api/work/targets", READS | FILES | CODELESS, "/api/work/targets?province=$P", 0, 0},
    {"GET", "/api/work/targets", READS | FILES | CODELESS, "/api/work/targets?province=$P&unit=$C", 0, 0},
    {"POST", "/api/work/targets", CHANGES, "/api/work/targets",
     "{\"province\":\"$P\",\"unit\":\"$C\",\"preview\":true}", 0},

    /* monthly entry */
    {"GET", "/api/entry", READS, "/api/entry?unit=$C&period=2026-10", 0, 0},
    {"PUT", "/api/entry", CHANGES, "/api/entry",
     "{\"unit\":\"$C\",\"period\":\"2026-10\",\"base\":\"collecting\",\"rows\":[{\"indicator\":\"arrears\",\"value\":4,"
     "\"version\":1,\"reason\":\"x\"}]}",
     0},
    {"GET", "/api/entry/calendar", PUBLIC | FILES | CODELESS, "/api/entry/calendar?province=$P", 0, 0},
    {"GET", "/api/entry/form", READS | FILES | CODELESS, "/api/entry/form?province=$P&period=2026-10", 0, 0},
    {"GET", "/api/entry/form", READS | FILES | CODELESS, "/api/entry/form?province=$P&unit=$C&period=2026-10", 0, 0},
    {"POST", "/api/entry/form", PREVIEWS, "/api/entry/form?province=$P&unit=$C&period=2026-10&name=thu.csv&save=true",
     "unit_code,unit_name,indicator,value,reason\n$C,$M,arrears,4,x\n", 0},
    {"POST", "/api/entry/form", PREVIEWS, "/api/entry/form?province=$P&period=2026-10&name=thu.csv&save=true",
     "unit_code,unit_name,indicator,value,reason\n$C,$M,arrears,4,x\n", 0},
    {"POST", "/api/entry/move", CHANGES, "/api/entry/move",
     "{\"province\":\"$P\",\"period\":\"2026-10\",\"base\":\"collecting\",\"units\":[\"$C\"],\"to\":\"approved\"}", 0},
};
