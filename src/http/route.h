/* route: what a handler is given and gives back.
 *
 * One row a method and path; {x} in a path is a parameter.  Before the handler runs the server has: found the session,
 * checked CSRF and the permission (403), set the store's scope to that permission's, checked the body's size and kind,
 * and given the request an id that stands in the log and in every problem document (RFC 9457).  After it: set ETag (of
 * the bytes; 304), gzip or zstd, and the headers of security.  A handler never prints, never logs, never looks at
 * cookies but for those of /api/session. */
#pragma once
#include "account/account.h"
#include "base/json.h"
#include "http/http.h"
#include "job/job.h"
#include "table/grid.h"

typedef struct Server Server; /* server.h: for the files of the server itself */

typedef struct Request {
    Server *server;
    Arena *arena;
    Store *store;        /* scoped */
    const Identity *who; /* NULL on public routes without a session */
    Lang lang;           /* ?lang=, else the account's cookie, else Accept-Language, else Vietnamese */
    Clock clock;
    Str id, method, path, address, agent;
    Str body, body_type;
    struct Upload *upload; /* upload.h: a large body of a route that spools, on disk and not in body; NULL: none */
    const struct Route *route;
    struct Exchange *exchange; /* server.h */
} Request;

const ServeOptions *request_options(const Request *request);
Str request_origin(const Request *request); /* "https://host": what links begin with */
bool request_https(const Request *request);
Str request_token(const Request *request);      /* of the session's cookie, "" none */
void request_wake_jobs(const Request *request); /* after job_add */

/* "" where not given.  Values are checked UTF-8. */
Str request_param(const Request *request, const char *name); /* of the path */
Str request_query(const Request *request, const char *name);
Str request_header(const Request *request, const char *name);
/* USAGE problems that name the parameter. */
Err *request_int(const Request *request, const char *name, int64_t low, int64_t high, int64_t *ret) MUST_CHECK;
Err *request_choice(const Request *request, const char *name, const char *const *choice, int *ret) MUST_CHECK;
/* Body as JSON (jansson; at most 64 deep); freed with the request. */
struct json_t;
Err *request_json(Request *request, struct json_t **ret) MUST_CHECK;
/* Members of an object: BAD_INPUT with the member's name in the place's field. */
Err *body_text(const Request *request, const struct json_t *object, const char *key, bool needed, ptrdiff_t most,
               Str *ret) MUST_CHECK;
Err *body_int(const Request *request, const struct json_t *object, const char *key, bool needed, int64_t low,
              int64_t high, int64_t *ret) MUST_CHECK;
Err *body_bool(const Request *request, const struct json_t *object, const char *key, bool *ret) MUST_CHECK;

typedef struct ReplyHeader {
    const char *name;
    Str value;
} ReplyHeader;

enum { REPLY_HEADERS = 8 };

typedef struct Reply {
    int status;       /* 200 at first */
    const char *type; /* "application/json" at first */
    Str body;         /* in the request's arena */
    Str file_name;    /* "" or what the browser saves it as */
    ReplyHeader header[REPLY_HEADERS];
    int headers;
    Str watch_job;  /* not "": the reply is a stream of the job's events */
    bool slow_line; /* who asks waits for bytes, not for us: packed as small as is worth it */
    bool cacheable; /* private, must-revalidate with ETag; else no-store */
} Reply;

void reply_json(Reply *reply, const Json *json);
void reply_header(Reply *reply, const char *name, Str value);
/* Sets the session's cookie to a token, or takes it away with "". */
void reply_session(const Request *request, Reply *reply, Str token);
/* A problem document for statuses that no kind of Err has (401, 429 …); other Errs are just returned.  code: for
 * programs, such as "needs-code"; may be NULL. */
void reply_problem(const Request *request, Reply *reply, int status, const char *code, const Err *err);
/* As ?format= says: json (with paging), csv or xlsx of the same selection; an export is noted in the audit trail. */
Err *reply_grid(Request *request, Reply *reply, const Grid *grid, const char *file_stem) MUST_CHECK;
/* A form to fill in: nothing of anybody's is in it, so nothing is noted. */
Err *reply_form(Request *request, Reply *reply, const Grid *grid, Str file_name) MUST_CHECK;

/* Any file too, and one of more than a few pieces goes to disk as it comes (request->upload); the option upload_most
 * says how large it may be. */
#define SPOOLED "*/*"

typedef struct Route {
    const char *method, *path; /* "GET", "/api/units/{code}" */
    Permission permission;
    Err *(*run)(Request *request, Reply *reply);
    int64_t body_most;     /* bytes; 0: no body */
    const char *body_type; /* NULL: application/json; "*": any file, ?name= says how it is called; SPOOLED */
    bool keeps; /* the answer depends only on the store's figures, the scope, the language and the query: it may be kept
                 */
} Route;

/* Each api_x.c lists its own; routes.c lists the lists (tables that are there). */
extern const Route session_routes[], account_routes[], audit_routes[], job_routes[], progress_routes[], unit_routes[],
    plan_routes[], run_routes[], left_routes[], lead_routes[], person_routes[], employer_routes[], letter_routes[],
    cover_routes[], review_routes[], allocate_routes[], entry_routes[], oidc_routes[], service_routes[],
    register_routes[], delivery_routes[], work_task_routes[], work_agent_routes[], work_phone_routes[],
    work_device_routes[], work_result_routes[], work_benefit_routes[], work_field_routes[], work_campaign_routes[],
    work_consent_routes[], work_aim_routes[], work_renew_routes[];
extern const Route *const http_route_lists[]; /* ends with NULL; a list ends with {0} */

/* Kinds of jobs, likewise. */
extern const JobKind import_jobs[], reconcile_jobs[], plan_jobs[], register_jobs[];
extern const JobKind *const http_job_lists[];
void job_json(Json *json, Lang lang, const Job *job); /* schema Job; in api_job.c */
