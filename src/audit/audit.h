/* audit: what was done, by whom, in a chain that shows every removal and change.
 *
 * Each entry holds the SHA-256 of the one before and of itself (fields as canonical JSON, sorted keys).  One chain a
 * database: the head row is locked by the transaction that appends.  Entries of a change are
 * written in the transaction of the change: audit_note puts one aside and the next store_commit of that store writes it
 * with the rest (or store_rollback forgets it).  Holds no identity numbers: persons by their internal id.
 *
 * Nobody can change an entry without breaking the chain from there on; who can rewrite the whole file could rewrite the
 * chain, so the head is signed (Ed25519, key file beside the database, 0600) and printed in reports. */
#pragma once
#include "store/store.h"

typedef struct AuditEntry {
    int64_t sequence;   /* set by the chain */
    Str at;             /* stamp; set */
    Str account, login; /* who; "" the program itself */
    Str action;         /* "sign-in", "fact.enter", "export", "person.unmask" … */
    Str province, unit; /* where, "" */
    Str subject;        /* id of what it is about */
    Str request;        /* id of the request or job */
    Str before, after;  /* JSON or "" */
    Str purpose;        /* given by who looks at personal data */
    Str previous, hash; /* 64 hexadecimal digits; set */
} AuditEntry;

/* With the next commit of the store.  The entry is copied; bytes that are not UTF-8 become U+FFFD in it. */
void audit_note(Store *store, AuditEntry entry);
/* At once, in a transaction of its own; where one is open, with its commit. */
Err *audit_add(Store *store, Arena *arena, AuditEntry entry) MUST_CHECK;

/* Every action that is noted has a name in words (tools/check.sh). */
typedef struct AuditAction {
    const char *code;
    Text text;
} AuditAction;
const AuditAction *audit_actions(ptrdiff_t *ret_count);
bool audit_action_text(Str code, Text *ret); /* the code itself where there is none */

typedef struct AuditFilter {
    Str account, action, unit, from, to; /* "" = all; from, to: days, both included */
    int64_t before;                      /* sequence; 0: from the newest */
    int64_t limit;
} AuditFilter;
/* What the store's scope sees; what belongs to no province, who has the whole country. */
Err *audit_list(Store *store, Arena *arena, AuditFilter filter, AuditEntry **ret, ptrdiff_t *ret_count) MUST_CHECK;

typedef struct AuditProof {
    int64_t entries, first_bad; /* 0: the chain holds */
    Text what;                  /* what is wrong there: removed, altered, out of order */
    Str head;                   /* hash of the last entry */
    int64_t head_sequence;
} AuditProof;
Err *audit_verify(Store *store, Arena *arena, AuditProof *ret) MUST_CHECK;

/* Signs the head of a chain that holds; the key file (0600) is made where there is none: store_beside "audit-key".
 * "baophu-audit 1 <sequence> <hash> <stamp>" and its signature and public key in base64. */
Err *audit_sign(Store *store, Arena *arena, Str key_path, Str *ret_statement, Str *ret_signature,
                Str *ret_public) MUST_CHECK;
Err *audit_check_signature(Arena *arena, Str statement, Str signature, Str public_key, bool *ret) MUST_CHECK;
/* Whether the chain still has the entry that a statement was made of: false for one that was written anew. */
Err *audit_holds_statement(Store *store, Arena *arena, Str statement, bool *ret) MUST_CHECK;

/* For the foot of a report: where the trail stands, in words; where the key file is there, the three lines of a signed
 * statement besides.  Vouches for where the trail stood when the report was made, not that it holds: audit_verify. */
Err *audit_foot(Store *store, Arena *arena, Text *ret) MUST_CHECK;
