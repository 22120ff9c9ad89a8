/* renew: who pays voluntarily and is to go on – whose payment runs out, who lapsed, and who pays on less than the least
 * income that is coming (the poverty line of 2027) – with the right words for each.
 *
 * Lists are of the facts of the last run (reconcile/fact.h) beside the day they are asked on: nothing is kept.  The
 * scope of the store holds. */
#pragma once
#include "outreach/benefit.h"
#include "reconcile/lead.h"

#define RENEW_KINDS(X)                                                                     \
    X(DUE30, "due30", "hết thời gian đã đóng trong 30 ngày",                               \
      "paid months end within 30 days") /* or have ended, and not known to have stopped */ \
    X(DUE60, "due60", "hết trong 31–60 ngày", "within 31 to 60 days")                      \
    X(LAPSED, "lapsed", "đã dừng đóng, chưa quá 6 tháng", "stopped up to six months ago")  \
    X(JUMP, "jump2027", "đang đóng dưới mức thấp nhất sắp tới", "pays on less than the least income that is coming")
typedef enum RenewKind {
#define X(name, code, vi, en) RENEW_##name,
    RENEW_KINDS(X)
#undef X
        RENEW_KIND_COUNT
} RenewKind;
extern const char *const renew_kind_codes[]; /* by RenewKind, then NULL */
Text renew_kind_text(RenewKind kind);

/* ---- words ---------------------------------------------------------------------------------------------- */
/* Words of data/outreach/advice.csv with amounts filled in; of one province and day, for many persons. */
typedef struct Advising Advising;
Err *advising_open(Arena *arena, const Law *law, Str province, Date today, Advising **ret) MUST_CHECK;
/* Of a lead on the list of a rule, by what decided (Lead.fact): kind "renewal", "lapsed", "new", "" for rules of
 * compulsory insurance, which are the employer's to join. */
Err *advice_of_lead(Advising *advising, Str rule, bool voluntary, const LeadFact *fact, ptrdiff_t facts,
                    const char **ret_kind, Text *ret) MUST_CHECK;

/* ---- lists ------------------------------------------------------------------------------------------------ */
typedef struct Renewal {
    int64_t subject;
    Str unit, village;
    RenewKind kind;
    int32_t until;     /* month, year × 12 + month − 1: up to which it is paid; FACT_MISSING */
    int32_t pay_by;    /* month up to which the next payment is in time; FACT_MISSING, and of who stopped */
    int64_t months;    /* paid at once each time; −1 not known, 0 some years ahead */
    int64_t base;      /* dong a month; −1 not known */
    int64_t now, then; /* own payment a month by the levels of today, and of the next payment (JUMP: of the new ones) */
    Date quiet_until;  /* refused and is left in peace until then; year 0 no */
    Text advice;       /* what to say, or that nothing is to be said now */
} Renewal;
typedef struct RenewAsk {
    Str province, unit, village; /* "" all; a village as anybody writes it */
    RenewKind kind;
    int64_t after, limit; /* by subject; limit 0: all */
} RenewAsk;
typedef struct Renewals {
    Renewal *row; /* by subject */
    ptrdiff_t rows;
    int64_t count[RENEW_KIND_COUNT]; /* of the place asked for, of every kind */
    Date month;                      /* of the run; year 0: none yet */
    Date jump;                       /* day from which the least income is higher; year 0: no act says so */
} Renewals;
Err *renew_list(Store *store, Arena *arena, const Law *law, const RenewAsk *ask, Renewals *ret) MUST_CHECK;
