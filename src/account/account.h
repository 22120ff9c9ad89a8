/* account: who works here, what they may do, and where.
 *
 * A role (vai trò) is a set of permissions in data/account/role.csv; an account has roles, each within a territory
 * (ScopePlace).  A permission holds in the territories of those grants whose role has it.  Secrets are never kept as
 * they are: passwords as Argon2id (libsodium); session tokens and invitations, 32 random bytes, as digests; recovery
 * codes as digests keyed with, and the TOTP secret sealed with, the key file (account_key_path).  Times are the store's
 * clock.  Numbers named here stand in data/account/policy.csv.
 *
 * Guessing is slowed, not punished: per account (from the fifth failure) and per address (from the twentieth, offices
 * share one), waits that grow and fade within quarters of an hour; who has signed in from an address before is not
 * kept out by others' failures.  What an outsider can learn is the same for a wrong password and for an account that
 * is not there, in words and in time. */
#pragma once
#include "store/scope.h"

#define PERMISSIONS(X) /* code, Vietnamese, English */                                                          \
    X(OVERVIEW_READ, "overview.read", "Xem tổng quan và tiến độ", "See overview and progress")                  \
    X(PLAN_READ, "plan.read", "Xem văn bản và chỉ tiêu", "See documents and targets")                           \
    X(PLAN_IMPORT, "plan.import", "Nạp văn bản giao chỉ tiêu", "Take in target documents")                      \
    X(TARGET_PROPOSE, "target.propose", "Đề xuất chỉ tiêu năm sau", "Propose next year's targets")              \
    X(TARGET_REVIEW, "target.review", "Thẩm định đề xuất chỉ tiêu", "Review proposed targets")                  \
    X(TARGET_DECIDE, "target.decide", "Ghi quyết định giao chỉ tiêu", "Record the decision on targets")         \
    X(ALLOCATE_EDIT, "allocate.edit", "Lập phương án phân bổ", "Draft allocations")                             \
    X(ALLOCATE_APPROVE, "allocate.approve", "Duyệt phương án phân bổ", "Approve allocations")                   \
    X(FACT_READ, "fact.read", "Xem số liệu hằng tháng", "See monthly figures")                                  \
    X(FACT_ENTER, "fact.enter", "Nhập số liệu hằng tháng", "Enter monthly figures")                             \
    X(FACT_REVIEW, "fact.review", "Duyệt và khóa số liệu", "Approve and lock figures")                          \
    X(IMPORT_RUN, "import.run", "Nạp tệp số liệu", "Take in files of figures")                                  \
    X(EXPORT, "export", "Xuất bảng ra tệp", "Export tables")                                                    \
    X(PERSON_READ, "person.read", "Xem danh sách người (che số)", "See persons, numbers masked")                \
    X(PERSON_UNMASK, "person.unmask", "Xem số định danh đầy đủ", "See full identity numbers")                   \
    X(REGISTER_READ, "register.read", "Xem dữ liệu các cơ quan đã gửi", "See what agencies delivered")          \
    X(REGISTER_PUT, "register.put", "Gửi dữ liệu của cơ quan mình", "Deliver one's agency's data")              \
    X(REGISTER_DECIDE, "register.decide", "Quyết định cho dùng dữ liệu chờ kiểm tra",                           \
      "Decide on deliveries that are held")                                                                     \
    X(RECONCILE_RUN, "reconcile.run", "Chạy đối soát", "Run the reconciliation")                                \
    X(LEAD_READ, "lead.read", "Xem danh sách cần xác minh", "See leads")                                        \
    X(LEAD_WORK, "lead.work", "Ghi kết quả xác minh", "Record what was found about leads")                      \
    X(RULE_EDIT, "rule.edit", "Bật, tắt quy tắc đối soát", "Switch rules on and off")                           \
    X(REVIEW_DECIDE, "review.decide", "Trả lời cặp bản ghi nghi là một người",                                  \
      "Decide on pairs that may be one person")                                                                 \
    X(WORK_READ, "work.read", "Xem việc vận động và kết quả", "See leads at work and results")                  \
    X(WORK_ASSIGN, "work.assign", "Giao việc vận động, quản lý người phụ trách", "Assign leads, manage agents") \
    X(WORK_DO, "work.do", "Làm việc được giao, ghi tiếp xúc", "Do one's own tasks, record contacts")            \
    X(JOB_RUN, "job.run", "Chạy việc dài", "Run long work")                                                     \
    X(UNIT_MANAGE, "unit.manage", "Quản lý danh mục đơn vị, ranh giới", "Manage units and boundaries")          \
    X(ACCOUNT_MANAGE, "account.manage", "Quản lý tài khoản, vai trò", "Manage accounts and roles")              \
    X(AUDIT_READ, "audit.read", "Đọc nhật ký kiểm soát", "Read the audit trail")

typedef enum Permission {
#define X(name, code, vi, en) PERMISSION_##name,
    PERMISSIONS(X)
#undef X
        PERMISSION_COUNT,
    PERMISSION_ANY = 62,   /* whoever is signed in */
    PERMISSION_PUBLIC = 63 /* no sign-in */
} Permission;

const char *permission_code(Permission permission);
Text permission_text(Permission permission);
bool permission_parse(Str code, Permission *ret);

typedef struct Role {
    Str code; /* "province-leader", "home-affairs" (Sở Nội vụ), "si-province" (BHXH tỉnh), "commune-officer" … */
    Text name, agency;
    Str level;            /* nation, province, commune, village: it is given there or in a part, never wider */
    bool totp;            /* who has it needs a second factor */
    uint64_t permissions; /* bit i: Permission i */
} Role;
/* Of data/account/role.csv, read once a store. */
Err *role_list(Store *store, Arena *arena, const Role **ret, ptrdiff_t *ret_count) MUST_CHECK;
/* A place as wide as one of nation, province, commune, village. */
Str place_level(ScopePlace place);

typedef struct Grant {
    Str role;
    ScopePlace place;
} Grant;

typedef struct Account {
    Str id, login, name, agency, email; /* id: 16 random bytes in hexadecimal; login folded to lower case */
    bool active, invited;               /* invited: the link was not used yet */
    bool totp, must_totp;               /* a second factor is set up; its roles demand one */
    bool linked;                        /* somebody of a single sign-on comes in as this account */
    Str created_at, last_sign_in;       /* stamps, "" never */
    Grant *grant;
    ptrdiff_t grants;
    int64_t version; /* for changes: CONFLICT when another was faster */
} Account;

/* ---- who asks ------------------------------------------------------------------------- */
typedef struct Identity {
    Account account;
    Str session;          /* id of the session, not its token */
    Str csrf;             /* to be sent back in X-CSRF-Token with every change */
    bool limited;         /* must set up a second factor first: may only do that and sign out; identity_may says no */
    uint64_t permissions; /* held anywhere */
    Scope scope[PERMISSION_COUNT];
} Identity;

/* By the token of the cookie.  *ret_found false: unknown, ended, or its account is not active.  One statement; once a
 * minute another that notes the use, unless somebody else is writing. */
Err *account_identify(Store *store, Arena *arena, Str token, Identity *ret, bool *ret_found) MUST_CHECK;
bool identity_may(const Identity *who, Permission permission);
/* Where an account has a permission, without its being signed in; nowhere where it is not active. */
Err *account_scope(Store *store, Arena *arena, const Account *account, Permission permission, Scope *ret) MUST_CHECK;

/* ---- signing in --------------------------------------------------------------------------- */
typedef struct SignIn {
    Str login, password, code; /* code: TOTP or recovery, "" not given */
    Str address, agent;        /* of the client; the agent cut to 200 bytes */
} SignIn;
typedef enum SignInResult {
    SIGN_IN_OK,
    SIGN_IN_WRONG,
    SIGN_IN_NEEDS_CODE,
    SIGN_IN_WRONG_CODE,
    SIGN_IN_WAIT
} SignInResult;
typedef struct SignedIn {
    SignInResult result;
    int64_t wait_seconds; /* SIGN_IN_WAIT */
    Str account;          /* its id, also where it was not let in; "" there is none */
    Str token;            /* for the cookie; shown once */
    Identity who;
} SignedIn;
/* Sessions end after 12 hours, or without use after 15 minutes, 5 for who manages accounts or reads the audit trail.
 * A wrong password, a wrong code and too much hashing at once (SIGN_IN_WAIT) are results and not errors. */
Err *account_sign_in(Store *store, Arena *arena, SignIn ask, SignedIn *ret) MUST_CHECK;
Err *account_sign_out(Store *store, Arena *arena, Str session) MUST_CHECK;
/* A session for an account that someone else has authenticated (OpenID Connect): by subject, else by verified e-mail
 * once.  NOT_FOUND: no account is linked. */
Err *account_sign_in_by(Store *store, Arena *arena, Str issuer, Str subject, Str email, SignIn ask,
                        SignedIn *ret) MUST_CHECK;

/* That person no longer does: the link and the e-mail by which it would come back go, and the sessions begun by it end.
 * NOT_FOUND: there is none; CONFLICT: it is the only way in, no password was set. */
Err *account_unlink(Store *store, Arena *arena, Str account) MUST_CHECK;

typedef struct SessionEntry {
    Str id, account, login, address, agent, created_at, used_at;
    bool own;
} SessionEntry;
/* Of one account, or ("") of all accounts that the store's scope holds.  own is left to the caller. */
Err *session_list(Store *store, Arena *arena, Str account_or_all, SessionEntry **ret, ptrdiff_t *ret_count) MUST_CHECK;
/* Of this account, or ("") of any that the store's scope holds; NOT_FOUND else. */
Err *session_end(Store *store, Arena *arena, Str account_or_any, Str id) MUST_CHECK;

/* ---- managing --------------------------------------------------------------------------------
 * account_create, _change, _invite, _get, _list see an account where the store's scope holds all its grants (a scope
 * of the whole country also those without any): no one can look at, give or take away what lies outside his own
 * territory.  What is not seen is NOT_FOUND.  The last account that can manage accounts in the whole country stays.
 *
 * An invitation is a link to set one's own password; used once, ends after 72 hours, replaced by the next. */
Str account_new_id(Arena *arena);
/* The narrowest place that holds all its grants: what is noted of it is read there.  Several provinces: {0}. */
ScopePlace account_place(const Account *account);
/* account->id: of account_new_id, or "" for a new one. */
Err *account_create(Store *store, Arena *arena, const Account *account, Str *ret_id, Str *ret_invite) MUST_CHECK;
/* name, agency, email, active, grants; ends its sessions where it is no longer active. */
Err *account_change(Store *store, Arena *arena, const Account *account) MUST_CHECK;
Err *account_invite(Store *store, Arena *arena, Str id, Str *ret_invite) MUST_CHECK;   /* anew: forgotten password */
Err *account_invited(Store *store, Arena *arena, Str invite, Account *ret) MUST_CHECK; /* NOT_FOUND */
/* login and name are read for the first administrator only.  Ends all sessions of the account. */
Err *account_accept(Store *store, Arena *arena, Str invite, Str login, Str name, Str password, Account *ret) MUST_CHECK;
/* FORBIDDEN where the old one is wrong; ends all sessions but this one. */
Err *account_password(Store *store, Arena *arena, Str id, Str session, Str old, Str password) MUST_CHECK;
Err *account_get(Store *store, Arena *arena, Str id, Account *ret) MUST_CHECK;
/* *ret_none: nobody has this login (in the scope). */
Err *account_by_login(Store *store, Arena *arena, Str login, Account *ret, bool *ret_none) MUST_CHECK;
/* By login after `after`, at most `limit`; find: part of login, name or agency without marks. */
Err *account_list(Store *store, Arena *arena, Str find, Str after, int64_t limit, Account **ret,
                  ptrdiff_t *ret_count) MUST_CHECK;
/* When there is no account yet: an invitation for the first administrator, else {0}.  A new one each time it is asked;
 * the one before is void. */
Err *account_first(Store *store, Arena *arena, Str *ret_invite) MUST_CHECK;
Err *account_none(Store *store, Arena *arena, bool *ret) MUST_CHECK;

/* A password: 14 characters at least, 128 at most, none of the common ones (also with digits and signs around them, or
 * two of them joined), not the login; no rules of digits and signs. */
Err *password_check(Store *store, Arena *arena, Str login, Str password) MUST_CHECK;

/* Second factor (RFC 6238, 30 s, 6 digits, one step of tolerance; a code counts once).  The secret is pending until a
 * code was right; one that is in use stays so until then. */
Err *totp_begin(Store *store, Arena *arena, Str account, Str *ret_secret_base32, Str *ret_uri) MUST_CHECK;
Err *totp_confirm(Store *store, Arena *arena, Str account, Str code, Str ret_recovery[10]) MUST_CHECK; /* BAD_INPUT */
/* CONFLICT where a role of the account demands one. */
Err *totp_remove(Store *store, Arena *arena, Str account) MUST_CHECK;
/* For one whose device is lost, by who manages accounts; ends its sessions. */
Err *totp_reset(Store *store, Arena *arena, Str account) MUST_CHECK;

/* The key file, beside the database (store_beside, "account.key").  Made (0600) when the first secret is sealed;
 * UNAVAILABLE where secrets are sealed with a key that is gone. */
Err *account_key_path(const Store *store, Arena *arena, Str *ret) MUST_CHECK;
