/* What the files of account share. */
#pragma once
#include "account/account.h"

/* data/account/policy.csv; each must be there. */
#define POLICIES(X)       \
    X(session_most)       \
    X(session_idle)       \
    X(session_idle_admin) \
    X(password_least)     \
    X(password_most)      \
    X(password_memory)    \
    X(password_passes)    \
    X(password_at_once)   \
    X(password_waiting)   \
    X(invitation_most)    \
    X(throttle_account)   \
    X(throttle_address)   \
    X(throttle_most)      \
    X(address_keep)       \
    X(single_sign_on_factor)

typedef struct Rules { /* what data/account says; read once a store */
#define X(name) int64_t name;
    POLICIES(X)
#undef X
    Role *role;
    ptrdiff_t roles;
    Str *common; /* passwords, sorted by bytes */
    ptrdiff_t commons;
} Rules;

Err *account_rules(Store *store, Arena *arena, const Rules **ret) MUST_CHECK;
const Role *role_find(const Rules *rules, Str code);

int64_t account_now(const Store *store);          /* seconds */
Str account_stamp(Arena *arena, int64_t seconds); /* "" for 0 */
Err *missing_account(Arena *arena) MUST_CHECK;    /* NOT_FOUND */
uint64_t grants_permissions(const Rules *rules, const Account *account);

/* ---- secret.c: randomness, digests, seals ------------------------------------------------- */
Str secret_token(Arena *arena);                                 /* 32 random bytes, base64 for addresses */
Str secret_digest(Arena *arena, const char *purpose, Str text); /* 64 hexadecimal digits */
typedef struct Key {
    unsigned char byte[32];
} Key;
Err *secret_key(Store *store, Arena *arena, bool make, Key *ret) MUST_CHECK;
Str secret_keyed_digest(Arena *arena, const Key *key, const char *purpose, Str text);
/* owner: what the sealed text belongs to; it opens nowhere else. */
Str secret_seal(Arena *arena, const Key *key, Str owner, Str text);
Err *secret_unseal(Arena *arena, const Key *key, Str owner, Str sealed, Str *ret) MUST_CHECK;

/* ---- password.c ------------------------------------------------------------------------------ */
/* *ret_busy: too many are being hashed at this moment, nothing was done. */
Err *password_hash(Arena *arena, const Rules *rules, Str password, Str *ret, bool *ret_busy) MUST_CHECK;
/* hash "": takes as long as a right one, and says no. */
bool password_verify(Arena *arena, const Rules *rules, Str hash, Str password, bool *ret_busy);
Err *password_busy(Arena *arena) MUST_CHECK;
Str password_stand_in(Arena *arena, const Rules *rules); /* what is verified for a login that is not there */

/* ---- throttle.c -------------------------------------------------------------------------------- */
enum { THROTTLE_KEYS = 2 };
typedef struct Throttle { /* of one attempt */
    int count;
    Str key[THROTTLE_KEYS];
    int64_t failures[THROTTLE_KEYS], failed_at[THROTTLE_KEYS]; /* as they were before it */
    int64_t charged[THROTTLE_KEYS];                            /* with it */
} Throttle;
/* Counts the attempt as failed before it is made, so that many at once are counted too.  *ret_wait > 0: it may not be
 * made; then nothing was counted. */
Err *throttle_charge(Store *store, Arena *arena, Str account, Str login, Str address, Throttle *ret,
                     int64_t *ret_wait) MUST_CHECK;
Err *throttle_refund(Store *store, Arena *arena, const Throttle *throttle) MUST_CHECK; /* it did not fail */
/* It went well: within the transaction that makes the session. */
Err *throttle_clear(Store *store, Arena *arena, const Throttle *throttle, Str account, Str address) MUST_CHECK;
Str throttle_address(Arena *arena, Str address);                     /* digest; an IPv6 address counts by its /64 */
int64_t throttle_wait(int64_t failures, int64_t from, int64_t most); /* seconds after the last failure */

/* ---- accounts as rows ------------------------------------------------------------------------------ */
typedef struct AccountRow {
    Account account;
    Str password, totp, totp_pending; /* hash, sealed */
    int64_t totp_counter, last_sign_in;
} AccountRow;
typedef struct AccountSeen { /* the session that a row came with */
    Str session;
    int64_t single, created_at, used_at;
} AccountSeen;
Err *account_row_args(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, AccountRow *ret,
                      AccountSeen *seen, bool *ret_found) MUST_CHECK;
Err *account_row(Store *store, Arena *arena, Query query, Str key, AccountRow *ret, bool *ret_found) MUST_CHECK;
Err *account_by_id(Store *store, Arena *arena, Str id, AccountRow *ret) MUST_CHECK; /* NOT_FOUND; any territory */
bool account_seen(const Store *store, const Account *account); /* all its grants lie in the store's scope */
/* Text of an account as it is kept; BAD_INPUT with the field. */
Err *account_fold(Arena *arena, const Account *account, Account *ret) MUST_CHECK;
/* Within a transaction: a new row with its grants; CONFLICT where the login is taken. */
Err *account_insert(Store *store, Arena *arena, const Account *account, Str password) MUST_CHECK;
Err *invitation_make(Store *store, Arena *arena, Str account, Str *ret_invite) MUST_CHECK; /* "": the first one */
/* Ends those of an account but one ("" all). */
Err *session_end_all(Store *store, Arena *arena, Str account, Str keep) MUST_CHECK;
/* Within a transaction. */
Err *session_open(Store *store, Arena *arena, Str account, bool single, Str address, Str agent,
                  Str *ret_token) MUST_CHECK;

/* ---- totp.c ----------------------------------------------------------------------------------------- */
/* A code of the device or a recovery code, which is spent; within a transaction. */
Err *totp_take(Store *store, Arena *arena, const AccountRow *row, Str code, bool *ret_right) MUST_CHECK;
