/* variant: an allocation that is being worked on (phương án phân bổ): draft → submitted → approved or returned.
 *
 * What is kept is what was asked, with the month of its figures; the table is computed again each time, which is
 * quick and gives the same on the same figures.  Its digest is kept: where figures it rests on have changed since, that
 * is said (`changed`), and a submitted one cannot be approved before it was looked at again.  Approving writes
 * exactly the figures of the table as a document (plan/allocate_store.h).
 *
 * Everything here runs in the caller's transaction; `version` is what the caller saw: CONFLICT when another was faster.
 * A variant is seen and changed by who has its parent – the province or the commune – in scope.  Every state it had is
 * kept in a ledger, also that of a draft that was deleted. */
#pragma once
#include "plan/allocate_wish.h"

typedef enum VariantState { VARIANT_DRAFT, VARIANT_SUBMITTED, VARIANT_APPROVED, VARIANT_RETURNED } VariantState;
const char *variant_state_code(VariantState state); /* "draft" … */
bool variant_state_parse(Str code, VariantState *ret);
Text variant_state_text(VariantState state);

typedef struct Variant {
    Str id, name, province, parent; /* "33-6f0c…"; parent "" the province */
    int first_year, years;
    Str ask; /* JSON */
    Str digest;
    VariantState state;
    Str reason, document, who, changed_at;
    int64_t version;
} Variant;

typedef struct VariantWrite {
    Str name;
    AllocateWish *wish; /* base_period is set */
    Str who;
    int64_t version; /* of a change */
} VariantWrite;

/* A demand that cannot be met may be kept as a draft. */
Err *variant_create(Store *store, Arena *arena, VariantWrite write, Variant *ret) MUST_CHECK;
/* Drafts, and those sent back, which become drafts again. */
Err *variant_change(Store *store, Arena *arena, Str id, VariantWrite write, Variant *ret) MUST_CHECK;
Err *variant_delete(Store *store, Arena *arena, Str id, Str who) MUST_CHECK;   /* drafts and those sent back */
Err *variant_get(Store *store, Arena *arena, Str id, Variant *ret) MUST_CHECK; /* NOT_FOUND */
Err *variant_list(Store *store, Arena *arena, Str province, Variant **ret, ptrdiff_t *ret_count) MUST_CHECK;

typedef struct VariantDetail {
    Variant variant;
    AllocateWish wish;
    AllocateRun run;
    bool changed; /* the table is another than when it was last kept or moved */
} VariantDetail;
Err *variant_compute(Store *store, Arena *arena, Str id, VariantDetail *ret) MUST_CHECK;

/* Two of one parent side by side, over the years that both have. */
typedef struct VariantPair {
    Str code, name;
    const int64_t *level[2][PAIR_PARTS]; /* of each variant, by year; NULL: it has no such unit or part */
} VariantPair;
typedef struct VariantCompare {
    Variant of[2];
    int first_year, years;
    bool voluntary; /* both have that part */
    VariantPair *pair;
    ptrdiff_t pairs;
    ptrdiff_t *differ, *most; /* by year: units that differ, and the one that does most (-1 none) */
} VariantCompare;
/* CONFLICT: one of them cannot be met.  BAD_INPUT: of two parents, or without a year in common. */
Err *variant_compare(Store *store, Arena *arena, Str a, Str b, VariantCompare *ret) MUST_CHECK;
int64_t variant_difference(const VariantPair *pair, int part, int year); /* the second less the first */
Grid variant_compare_grid(Arena *arena, const VariantCompare *compare);

typedef struct VariantMove {
    VariantState to;   /* submitted, approved, returned */
    Str reason, who;   /* returned: needed */
    Document document; /* approved: number, date ("" today), issuer, title */
    int64_t version;
} VariantMove;
/* CONFLICT: not from this state, another version, figures that changed since, or a document that stands against it. */
Err *variant_move(Store *store, Arena *arena, Str id, VariantMove move, Variant *ret,
                  AllocateSaved *ret_saved) MUST_CHECK;

typedef struct VariantVersion {
    int64_t version;
    Str name, digest, state, reason, document, who, at;
} VariantVersion;
Err *variant_history(Store *store, Arena *arena, const Variant *variant, VariantVersion **ret,
                     ptrdiff_t *ret_count) MUST_CHECK;
