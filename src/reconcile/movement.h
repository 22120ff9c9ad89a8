/* movement: who came to and who left each collecting office in a month, to the person.
 *
 * A person counts once in a month, at its end: compulsory before voluntary, of several spells the one that began
 * first.  Who is on leave for maternity or illness after his spell has ended still counts (leave.h).  For each office
 * and scheme
 *
 *     begin + new + returned + moved in − moved out − stopped − lump sum − retired − died ± corrections = end
 *
 * where begin is what the deliveries of the month before said of its end, and corrections are persons of whom today's
 * deliveries say something else for that same day.  What a person did is told from his spells, deaths and departures,
 * benefits, and from the movement code (data/reconcile/movement.csv) where those leave it open.  Every movement keeps
 * its person, and what a code says against the spells is listed as a doubt.  Reckoned anew by each run. */
#pragma once
#include "reconcile/identify.h"

#define MOVEMENTS(X) /* name, code, sign, Vietnamese, English */                             \
    X(NEW, "new", 1, "tăng mới", "new")                                                      \
    X(RETURNED, "returned", 1, "tham gia lại", "returned")                                   \
    X(IN, "in", 1, "chuyển đến", "moved in")                                                 \
    X(OUT, "out", -1, "chuyển đi", "moved out")                                              \
    X(STOPPED, "stopped", -1, "dừng đóng, bảo lưu", "stopped")                               \
    X(LUMP_SUM, "lump-sum", -1, "hưởng BHXH một lần", "lump sum")                            \
    X(RETIRED, "retired", -1, "nghỉ hưu", "retired")                                         \
    X(DIED, "died", -1, "chết", "died")                                                      \
    X(MORE, "more", 1, "sửa số liệu kỳ trước: thêm", "correction of the month before: more") \
    X(LESS, "less", -1, "sửa số liệu kỳ trước: bớt", "correction of the month before: less")

typedef enum Movement {
#define X(name, code, sign, vi, en) MOVEMENT_##name,
    MOVEMENTS(X)
#undef X
        MOVEMENT_COUNT
} Movement;
typedef enum Scheme { SCHEME_NONE, SCHEME_COMPULSORY, SCHEME_VOLUNTARY, SCHEMES } Scheme;

const char *movement_code(Movement movement);
Text movement_text(Movement movement);
int movement_sign(Movement movement);
bool movement_parse(Str code, Movement *ret);
const char *scheme_code(Scheme scheme); /* "compulsory" … */
Text scheme_text(Scheme scheme);
bool scheme_parse(Str code, Scheme *ret);

typedef struct MoveCode { /* of D02, D05 */
    Str code;
    Scheme scheme;
    Movement movement;
    Text name;
} MoveCode;
Err *movement_codes(Arena *arena, MoveCode **ret, int *ret_count) MUST_CHECK;

typedef struct MovementSum {
    Str office; /* as the deliveries write it */
    Scheme scheme;
    int64_t begin, end, persons[MOVEMENT_COUNT];
} MovementSum;

typedef struct Mover {
    Str office;
    Scheme scheme;
    Movement movement;
    int64_t person; /* 0: its row is no person's (any more) */
    Text doubt;     /* what the movement code says otherwise; "" nothing */
} Mover;

typedef struct Movements {
    Date month;  /* day 0 */
    bool before; /* there is a delivery of the month before; else begin is what the deliveries of now say */
    MovementSum *sum;
    ptrdiff_t sums; /* by office, scheme */
    Mover *mover;
    ptrdiff_t movers; /* by office, scheme, movement, person */
    int64_t nobody;   /* rows that count in the month and are no person's */
} Movements;

/* What must be 0 in each sum. */
int64_t movement_rest(const MovementSum *sum);

typedef struct Standing Standing; /* standing.h: where each person stands; coverage reads it too */
Err *movement_reckon(Arena *arena, const Standing *standing, Movements *ret) MUST_CHECK;
Err *movement_save(Store *store, Arena *arena, Str province, int64_t run, const Movements *movements) MUST_CHECK;

/* Of a run.  The scope of the store holds: offices are of the whole province, so is who may read them; FORBIDDEN
 * otherwise. */
Err *movement_list(Store *store, Arena *arena, Str province, int64_t run, Movements *ret) MUST_CHECK; /* sums alone */
typedef struct MoverFilter {
    Str province, office; /* "" all */
    int64_t run;
    int scheme, movement; /* −1 all */
    bool doubts;          /* those with a doubt, and corrections */
    int64_t after, limit; /* number of the last seen */
} MoverFilter;
Err *mover_list(Store *store, Arena *arena, const MoverFilter *filter, Mover **ret, ptrdiff_t *ret_count,
                int64_t *ret_next) MUST_CHECK; /* next 0: no more */
