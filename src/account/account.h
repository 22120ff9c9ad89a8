/* account: who works here, what they may do, and where.
 *
 * A role (vai trò) is a set of permissions in data/account/role.csv; an account has roles, each within a territory
 * (ScopePlace).  A permission holds in the territories of those grants whose role has it.  Secrets are never kept as
 * they are: passwords as Argon2id (libsodium), session tokens, invitations and recovery codes as keyed digests; the
 * TOTP secret is sealed with the key file beside the database (0600).  Times are the store's clock.
 *
 * Guessing is slowed, not punished: per account and per address, waits that grow from the fifth failure on and fade
 * after a quarter of an hour; who has signed in from an address before is not kept out by others' failures.
 * What an outsider can learn is the same for a wrong password and for an account that is not there. */
#pragma once
#include "store/scope.h"

#define PERMISSIONS(X) /* code, Vietnamese, English */                                                  \
    X(OVERVIEW_READ, "overview.read", "Xem tổng quan và tiến độ", "See overview and progress")          \
    X(PLAN_READ, "plan.read", "Xem văn bản và chỉ tiêu", "See documents and targets")                   \
    X(PLAN_IMPORT, "plan.import", "Nạp văn bản giao chỉ tiêu", "Take in target documents")              \
    X(TARGET_PROPOSE, "target.propose", "Đề xuất chỉ tiêu năm sau", "Propose next year's targets")      \
    X(TARGET_REVIEW, "target.review", "Thẩm định đề xuất chỉ tiêu", "Review proposed targets")          \
    X(TARGET_DECIDE, "target.decide", "Ghi quyết định giao chỉ tiêu", "Record the decision on targets") \
    X(ALLOCATE_EDIT, "allocate.edit", "Lập phương án phân bổ", "Draft allocations")                     \
    X(ALLOCATE_APPROVE, "allocate.approve", "Duyệt phương án phân bổ", "Approve allocations")           \
    X(FACT_READ, "fact.read", "Xem số liệu hằng tháng", "See monthly figures")                          \
    X(FACT_ENTER, "fact.enter", "Nhập số liệu hằng tháng", "Enter monthly figures")                     \
    X(FACT_REVIEW, "fact.review", "Duyệt và khóa số liệu", "Approve and lock figures")                  \
    X(IMPORT_RUN, "import.run", "Nạp tệp số liệu", "Take in files of figures")                          \
    X(EXPORT, "export", "Xuất bảng ra tệp", "Export tables")                                            \
    X(PERSON_READ, "person.read", "Xem danh sách người (che số)", "See persons, numbers masked")        \
    X(PERSON_UNMASK, "person.unmask", "Xem số định danh đầy đủ", "See full identity numbers")           \
    X(JOB_RUN, "job.run", "Chạy việc dài", "Run long work")                                             \
    X(UNIT_MANAGE, "unit.manage", "Quản lý danh mục đơn vị, ranh giới", "Manage units and boundaries")  \
    X(ACCOUNT_MANAGE, "account.manage", "Quản lý tài khoản, vai trò", "Manage accounts and roles")      \
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
    Str level;            /* nation, province, commune, village: where it can be given */
    uint64_t permissions; /* bit i: Permission i */
} Role;
Err *role_list(Arena *arena, Role **ret, ptrdiff_t *ret_count) MUST_CHECK; /* of data/account/role.csv */

typedef struct Grant {
    Str role;
    ScopePlace place;
} Grant;

typedef struct Account {
    Str id, login, name, agency, email; /* id: 16 random bytes in hexadecimal; login folded to lower case */
    bool active, invited;               /* invited: the link was not used yet */
    bool totp, must_totp;               /* a second factor is set up; its roles demand one */
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
    bool limited;         /* must set up a second factor first: may only do that and sign out */
    uint64_t permissions; /* held anywhere */
    Scope scope[PERMISSION_COUNT];
} Identity;

/* By the token of the cookie.  *ret_found false: unknown, ended, or its account is not active. */
Err *account_identify(Store *store, Arena *arena, Str token, Identity *ret, bool *ret_found) MUST_CHECK;
bool identity_may(const Identity *who, Permission permission);

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
    Str token;            /* for the cookie; shown once */
    Identity who;
} SignedIn;
/* Sessions end after 12 hours, or 30 minutes without use (data/account/policy.csv). */
Err *account_sign_in(Store *store, Arena *arena, SignIn ask, SignedIn *ret) MUST_CHECK;
Err *account_sign_out(Store *store, Arena *arena, Str session) MUST_CHECK;
/* A session for an account that someone else has authenticated (OpenID Connect): by subject, else by verified e-mail
 * once.  NOT_FOUND: no account is linked. */
Err *account_sign_in_by(Store *store, Arena *arena, Str issuer, Str subject, Str email, SignIn ask,
                        SignedIn *ret) MUST_CHECK;

typedef struct SessionEntry {
    Str id, account, login, address, agent, created_at, used_at;
    bool own;
} SessionEntry;
Err *session_list(Store *store, Arena *arena, Str account_or_all, SessionEntry **ret, ptrdiff_t *ret_count) MUST_CHECK;
Err *session_end(Store *store, Arena *arena, Str id) MUST_CHECK;

/* ---- managing -------------------------------------------------------------------------------- */
/* An invitation is a link to set one's own password; used once, ends after 72 hours. */
Err *account_create(Store *store, Arena *arena, const Account *account, Str *ret_id, Str *ret_invite) MUST_CHECK;
Err *account_change(Store *store, Arena *arena,
                    const Account *account) MUST_CHECK; /* name, agency, email, active, grants */
Err *account_invite(Store *store, Arena *arena, Str id, Str *ret_invite) MUST_CHECK;   /* anew: forgotten password */
Err *account_invited(Store *store, Arena *arena, Str invite, Account *ret) MUST_CHECK; /* NOT_FOUND */
Err *account_accept(Store *store, Arena *arena, Str invite, Str password) MUST_CHECK;
Err *account_password(Store *store, Arena *arena, Str id, Str old, Str password) MUST_CHECK; /* ends other sessions */
Err *account_get(Store *store, Arena *arena, Str id, Account *ret) MUST_CHECK;
/* By login after `after`, at most `limit`; find: part of login, name or agency without marks. */
Err *account_list(Store *store, Arena *arena, Str find, Str after, int64_t limit, Account **ret,
                  ptrdiff_t *ret_count) MUST_CHECK;
/* When there is no account yet: an invitation for the first administrator, else {0}.  A new one each time it is asked.
 */
Err *account_first(Store *store, Arena *arena, Str *ret_invite) MUST_CHECK;
Err *account_none(Store *store, Arena *arena, bool *ret) MUST_CHECK;

/* A password: 12 characters at least, 128 at most, none of the common ones, not the login; no rules of digits and
 * signs. */
Err *password_check(Arena *arena, Str login, Str password) MUST_CHECK;

/* Second factor (RFC 6238, 30 s, 6 digits; a code counts once).  The secret is pending until a code was right. */
Err *totp_begin(Store *store, Arena *arena, Str account, Str *ret_secret_base32, Str *ret_uri) MUST_CHECK;
Err *totp_confirm(Store *store, Arena *arena, Str account, Str code, Str ret_recovery[10]) MUST_CHECK; /* BAD_INPUT */
Err *totp_remove(Store *store, Arena *arena, Str account) MUST_CHECK;
