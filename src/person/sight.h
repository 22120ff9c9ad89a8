/* sight: what may be seen of a person.
 *
 * Who has person.read in the person's commune sees that the person is there, with every identifier masked.  Who has
 * person.unmask there may ask for them, with a purpose, and each asking stands in the audit trail before anything is
 * shown.  Anybody else, the administrator of the system among them, sees nothing (Law 91/2025/QH15 on the protection
 * of personal data: for a stated purpose, and no more than it needs).  Lists, pages, exports and jobs that show persons
 * ask here and nowhere else. */
#pragma once
#include "account/account.h"

#define PERSON_FIELDS(X) /* name, code in the trail */                                                                            \
    X(CITIZEN, "citizen-id") /* số định danh cá nhân, căn cước: 12 digits; the first six tell birthplace, sex, year */ \
    X(IDENTITY, "identity-card")     /* chứng minh nhân dân: 9 digits */                                                      \
    X(INSURANCE, "insurance-number") /* mã số BHXH: 10 digits */                                                               \
    X(PHONE, "phone")                                                                                                             \
    X(NAME, "name")                                                                                                               \
    X(BIRTH, "birth")

typedef enum PersonField {
#define X(name, code) PERSON_##name,
    PERSON_FIELDS(X)
#undef X
        PERSON_FIELD_COUNT
} PersonField;

/* ---- masks ------------------------------------------------------------------------- */

/* Numbers keep their last three digits and their length, names their initials (“N. V. A.”), dates their year.  What is
 * not of its kind shows nothing at all, not even how long it is; "" stays "". */
Str person_mask(Arena *arena, PersonField field, Str value);
/* Words that people typed: each number of nine digits or more in them is masked, also one written in groups. */
Str person_mask_words(Arena *arena, Str words);

/* ---- who sees ------------------------------------------------------------------------ */

typedef enum PersonSight {
    PERSON_UNSEEN, /* as if there were none */
    PERSON_MASKED,
    PERSON_MAY_ASK, /* masked, and person_look may open it */
} PersonSight;

/* unit: the person's commune or village. */
PersonSight person_sight(const Identity *who, Str province, Str unit);

typedef struct PersonLook {
    Str person;         /* our own id of the person; never a number of an agency */
    Str province, unit; /* where the person belongs */
    uint32_t fields;    /* 1 << PersonField of each that is wanted */
    Str purpose;        /* as typed: what for, by whose request */
    Str request;        /* id of the request */
} PersonLook;

/* BAD_INPUT where the purpose, trimmed, says nothing: for who notes a look at many rows at once. */
Err *person_check_purpose(Arena *arena, Str purpose) MUST_CHECK;

/* NULL: it stands in the trail (“person.unmask”) and what was asked for may be shown; where the caller has a
 * transaction open, once that is committed.  NOT_FOUND to who may not know that there is such a person, FORBIDDEN to
 * who sees the mask alone, BAD_INPUT where the purpose says nothing. */
Err *person_look(Store *store, Arena *arena, const Identity *who, const PersonLook *look) MUST_CHECK;
