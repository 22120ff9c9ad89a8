/* What the parts of identify share; for this folder only.
 *
 * Rows of all deliveries that list persons stand one after the other, in the order of Identify.delivery: a row has one
 * number over all of them.  Rows of one person are a group; it is named by its lowest row. */
#pragma once
#include "base/vec.h"
#include "linkage/value.h"
#include "reconcile/identify.h"
#include "reconcile/identify_map.h"
#include <stdatomic.h>

/* The columns that linking looks at, the same for every source. */
typedef enum LinkingField {
    LINKING_NAME,
    LINKING_BIRTH,
    LINKING_SEX,
    LINKING_PERSONAL,
    LINKING_OLD,
    LINKING_SI,
    LINKING_TAX,
    LINKING_PHONE,
    LINKING_COMMUNE,
    LINKING_FIELDS
} LinkingField;
extern const Str linking_heading[LINKING_FIELDS];
extern const LinkKind *const linking_kind[LINKING_FIELDS]; /* what its cells are read as (identify_trace.c) */
/* The column of a source that is the field; -1 where it has none.  Where a business stands says nothing of where its
 * owner lives. */
ptrdiff_t linking_column(const RegisterSource *source, LinkingField field);

typedef struct Mark {   /* what is known of a row */
    uint64_t key, link; /* digests of source and key columns, and of the linking columns */
    uint64_t personal;  /* valid personal number, 0 = none */
    uint64_t other;     /* SI number, or a tax code that is no personal number; 0 = none */
    uint32_t name;      /* hash of the folded words, in any order; 0 = none */
    uint32_t birth;     /* MARK_SEX bits, then year, month, day; 0 = nothing known */
} Mark;

/* Of a row of the population register what its mark does not say and rules of the model ask: digests, 0 where it has
 * none.  Known where all that rules may ask is in the mark or here. */
typedef struct Trace {
    uint32_t term;       /* the upper half of the name's term … */
    uint32_t phone;      /* … and in its lowest eight bits that of the given name's first letter */
    uint32_t old;        /* number of before 2016; lowest bit: all is known */
    uint16_t sound;      /* of the given name */
    uint16_t first_last; /* … and in its lowest bit that of the term */
} Trace;
static inline bool trace_known(const Trace *t)
{
    return t->old & 1;
}

enum { MARK_SEX_AT = 30, MARK_DAY = (1 << 30) - 1 };
static inline uint32_t mark_day(const Mark *m)
{
    return m->birth & MARK_DAY;
}
static inline bool mark_full_day(uint32_t day)
{
    return day >> 9 && (day >> 5 & 15) && (day & 31);
}

/* CHANGED: its key was here and some of its linking columns were; decided before groups are looked at. */
typedef enum How { HOW_ALONE, HOW_KEPT, HOW_CHANGED, HOW_CERTAIN, HOW_LINKED } How;

typedef struct Part { /* one delivery */
    IdentifyDelivery *out;
    int64_t first;        /* its first row among those of persons; -1: its rows are employers alone */
    uint64_t *tax, *code; /* of each row: digests of the employer's tax code and of its code at social insurance */
    bool same;            /* the very delivery that was here in the last run */
    Str base;             /* that the state of its rows may follow; "" none */
} Part;

typedef struct Label { /* an answer, with the rows it speaks of where they are here */
    int64_t row[2];    /* -1: not here */
    bool yes;
} Label;

typedef struct Pair {              /* one that is in reconcile_pair */
    int64_t id, row[2], person[2]; /* row: over all deliveries, -1: not here */
    uint64_t key[2];
    enum { PAIR_NO_LABEL, PAIR_YES, PAIR_NO } label;
    bool waits;
    Str delivery[2];
    int64_t at[2]; /* row in the delivery, as kept */
} Pair;

/* The state of the last run. */
typedef struct Before {
    bool any;
    int32_t persons, employers;
    int64_t trained_on; /* persons on the right when the model was trained */
    Str model;          /* JSON, "" none */
    uint64_t *employer_key;
    int32_t *employer;
    ptrdiff_t employer_keys;
} Before;

typedef struct OldDelivery { /* of the last run */
    Str id, source, base;
    int64_t rows, base_rows;
    bool met; /* its rows were met by those of the delivery that it is, or that replaces it */
} OldDelivery;

typedef struct Old { /* a row of a delivery that is no more */
    uint64_t key, link;
    uint32_t name, birth;
    int32_t person;
    bool taken; /* a row is it */
} Old;
typedef Vec(Old) Olds;

typedef struct Found { /* a pair that is left to a person */
    uint32_t a, b;     /* rows, a < b */
    float weight;
    LinkReason reason;
    LinkPattern pattern;
    float frequency;
} Found;

typedef struct Work {
    Store *store;
    Arena *arena; /* of the result */
    Arena *room;  /* of the run: goes away at its end */
    Arena *firms; /* … of what is done beside something else: employers, the engine's places */
    const IdentifyOptions *options;
    int threads;
    Identify *ret;
    Part *part; /* one a delivery */
    ptrdiff_t parts;
    int64_t rows;
    Mark *mark;
    Trace *trace;
    struct LinkingRow *fresh; /* cells of rows that are not as they were, by row, where these are few */
    int64_t freshes;
    uint32_t *parent; /* of each row a row of its group, at last the lowest */
    uint64_t *number; /* of the lowest row of a group: its valid personal number, the population register's first */
    uint8_t *vouched; /* a bit of the lowest row of each group: the population register knows its number */
    int32_t *before;  /* of each row: its person in the last run, 0 = none */
    int32_t *worked;  /* of each row that is the very one of the last run: its employer then; else NOT_MET */
    uint32_t *origin; /* … the row of its part's base that it was then, + 1, 0 none, and ORIGIN_LOOSE */
    uint8_t *lost;    /* of each person of the last run: one of its rows is no more */
    uint8_t *how;     /* How */
    uint8_t *loose;   /* of each row: it agrees in numbers with one that it was not joined with */
    uint8_t
        *joined; /* a bit of each row that was the lowest of a group that was joined with another since group_watch */
    uint8_t *barred; /* a bit of the lowest row of each group: a label keeps it apart from something */
    Before last;
    Label *label;
    ptrdiff_t labels;
    Pair *pair;
    ptrdiff_t pairs;
    uint32_t *unit; /* of each row: code of the commune that it names, a business's too, 0 = none */
    OldDelivery *old;
    ptrdiff_t olds;
    Olds old_row;
    Arena *olds_room; /* of old_row alone */
    Found *found;
    ptrdiff_t founds, found_room;
    uint64_t *employer_key; /* keys of employers and their numbers, by key */
    int32_t *employer;
    ptrdiff_t employer_keys;
    struct Employers *employers;
    struct Staff *staff; /* identify_place.c */
    LinkModel *model;
    int64_t trained_on;
    struct Fill *fill; /* identify_fill.c */
    ptrdiff_t fills;
    uint8_t *filled;      /* a bit of the lowest row of each group that has some */
    LinkPlaces *places;   /* as the engine reads them */
    Err *err, *firms_err; /* of what is done beside something else */
} Work;

/* ---- identify_read.c: marks and employers' digests of every row, by all threads */
Err *identify_read(Work *w) MUST_CHECK;
bool identify_cancelled(const Work *w);
Err *identify_stop(Arena *arena) MUST_CHECK; /* CONFLICT: somebody asked to stop */

/* ---- identify_group.c: groups of rows */
void group_begin(Work *w);
uint32_t group_of(Work *w, uint32_t row);
/* The same, and nothing is written: for several threads while nobody joins. */
static inline uint32_t group_at(const Work *w, uint32_t row)
{
    for (;;) {
        uint32_t up = __atomic_load_n(&w->parent[row], __ATOMIC_RELAXED);
        if (up == row)
            return row;
        row = up;
    }
}
void group_flatten(Work *w); /* the lowest row of his group stands at each row's parent */
void group_watch(Work *w);   /* flat now; from now on w->joined says which groups are other than they are now */
static inline bool group_joined(const Work *w, uint32_t row)
{
    uint32_t up = __atomic_load_n(&w->parent[row], __ATOMIC_RELAXED);
    return w->joined[up >> 3] >> (up & 7) & 1;
}
/* As group_at, and nothing is looked for where a row's parent is its group's lowest row still; after group_watch. */
static inline uint32_t group_now(const Work *w, uint32_t row)
{
    return group_joined(w, row) ? group_at(w, row) : __atomic_load_n(&w->parent[row], __ATOMIC_RELAXED);
}
enum { SHARES = 32 }; /* of what several threads look through: what they find is taken share by share, in order */
/* False where a label forbids it, or, unless forced, two valid personal numbers would meet. */
bool group_join(Work *w, uint32_t a, uint32_t b, bool forced);
bool group_may(Work *w, uint32_t a, uint32_t b);
void group_certain(Work *w); /* equal numbers and name or birth */
bool group_vouched(const Work *w, uint32_t lowest);
enum {
    AGREE_KINDS = 4
}; /* ways to agree: in which number, and in name or birth date; in the order in which they join */
static inline bool agree_social(int kind)
{
    return kind >= 2;
}
static inline bool agree_by_birth(int kind)
{
    return kind & 1;
}
static inline uint64_t agree_hash(const Mark *m, bool social, bool by_birth) /* 0: agrees with nobody */
{
    uint64_t number = social ? m->other : m->personal;
    uint32_t day = mark_day(m), with = by_birth ? mark_full_day(day) ? day : 0 : m->name;
    return number && with ? link_mix(number, with) : 0;
}
void agree_join(Work *w, uint32_t row, uint32_t first); /* that agree */
/* Their numbers differ by one digit or two neighbours exchanged, and the population register does not know both. */
bool group_near(const Work *w, uint32_t a, uint32_t b);
LinkDigitsAre group_digits(uint64_t number, uint64_t other);

/* ---- identify_again.c: agreeing rows after a month */
bool agree_few(Work *w); /* false, and nothing done, where too many rows are other than they were */

/* ---- identify_context.c: slips in numbers */
void identify_slips(Work *w);
/* Of two MARK_SEX bits and dates: another sex, another year, or full dates that agree in less than two of day, month
 * and year. */
bool births_apart(uint32_t a, uint32_t b);
typedef struct Partners { /* of groups, by their lowest rows: the row of the only other, + 1, or less where there is
                             none */
    IdentifyMap of;
} Partners;
void partner_note(Work *w, Partners *p, uint32_t group, uint32_t other);
int64_t partner_only(const Partners *p, uint32_t group);

/* ---- identify_place.c: who works where, after identify_employers */
typedef enum WorkSide { WORK_PAID, WORK_INSURED, WORK_SIDES } WorkSide;
WorkSide work_side(const Part *part); /* WORK_SIDES: neither */
typedef struct Staff {                /* rows of each employer, ascending, by side */
    int32_t employers;
    ptrdiff_t most;                                /* of one employer, on one side */
    uint32_t *first[WORK_SIDES], *row[WORK_SIDES]; /* those of e: row[first[e]] … row[first[e + 1]] */
} Staff;
const Staff *work_staff(Work *w); /* made once */
static inline const uint32_t *staff_rows(const Staff *staff, WorkSide side, int32_t employer, ptrdiff_t *ret_rows)
{
    *ret_rows = staff->first[side][employer + 1] - staff->first[side][employer];
    return staff->row[side] + staff->first[side][employer];
}
int32_t staff_share(const Staff *staff, int share); /* the first employer of one of SHARES */
void staff_fetch(const Work *w, const Staff *staff, int32_t employer);
typedef struct Desk { /* a small table, of one employer at a time */
    uint64_t *key;    /* 0 = free */
    uint32_t *value, slots;
} Desk;
Desk desk_open(Arena *arena, ptrdiff_t most);
void desk_clear(Desk *desk, ptrdiff_t expected);
uint32_t *desk_at(Desk *desk, uint64_t key);
uint32_t desk_get(const Desk *desk, uint64_t key);
void desk_groups(const Work *w, Desk *desk, const uint32_t *row, ptrdiff_t rows); /* of these rows, + 1 */
/* again: only employers of whose people a group was joined since group_watch, which was before the first time. */
void identify_places(Work *w, bool again);

/* ---- identify_alike.c: pairs for persons at a place of work, after identify_link */
Err *identify_alike(Work *w) MUST_CHECK;

/* ---- identify_before.c: the last run, as kept */
Err *before_read(Work *w) MUST_CHECK; /* counters, model, employers, deliveries */
Err *before_rows(Work *w) MUST_CHECK; /* w->before, and which rows are as they were: joined */

/* ---- identify_state.c: the state of the last run, as kept */
enum {
    STATE_ROWS = 32768,
    STATE_BYTES = 60,
    LOOSE_AT = 31                        /* of the unit's bits */
};                                       /* of a block of state; of a row in it (identify_state.c knows former ones) */
#define ORIGIN_LOOSE (UINT32_C(1) << 31) /* the row was Work.loose */
#define STATE_OWN UINT32_MAX
typedef struct StateRun { /* so many rows of the base from one on, or of its own: STATE_OWN, the next ones */
    uint32_t from, rows;
} StateRun;

typedef struct Kept { /* a row of the past */
    uint64_t link, personal, other;
    uint32_t name, birth;
    int32_t person, employer;
    uint32_t unit : 31, loose : 1;
    Trace trace;
} Kept;
typedef struct State { /* of a delivery */
    int64_t rows, base_rows;
    Kept *kept;   /* rows of its base, then its own */
    uint32_t *at; /* of each row: which of these; NULL: as they stand */
} State;
static inline uint32_t state_at(const State *state, int64_t row)
{
    return state->at ? state->at[row] : (uint32_t)row;
}
static inline const Kept *state_row(const State *state, int64_t row)
{
    return &state->kept[state_at(state, row)];
}
/* Where it does not fit the version of its marks, a row's link, name, birth and person are known, nothing else. */
Err *state_read(Work *w, Arena *arena, const OldDelivery *old, uint64_t version, State *ret, bool *ret_fits) MUST_CHECK;
Err *state_damaged(Arena *arena) MUST_CHECK;

/* ---- identify_past.c: rows that came before as they are */
typedef struct PastDigest { /* as the register has them */
    uint64_t key, content;
} PastDigest;
typedef struct Past {
    bool open;
    State state;
    PastDigest *digest; /* of each row */
    uint8_t *met;       /* … whether one is it */
    int64_t rows, at;
} Past;
Err *past_open(Work *w, Arena *arena, Part *part, Past *ret) MUST_CHECK; /* not open: nothing is known of it */
/* Of the next block's rows the row of the past that each is, or -1. */
void past_meet(Past *past, const RegisterPacked *packed, int64_t *ret);
void past_end(Work *w, const Part *part, const Past *past); /* w->old_row: what rows that met none may have been */
/* What marks of the source are made of, and how: other than it was, they are made anew (identify_read.c). */
uint64_t marks_version(const RegisterSource *source);

/* ---- identify_touch.c: persons of whom anything is other than it was */
enum { NOT_MET = -1 };
void identify_touch(Work *w); /* last of all */

/* ---- identify_pair.c: pairs that wait for a person, and labels */
Err *pairs_read(Work *w) MUST_CHECK; /* labels; those that say yes are joined by pairs_join */
void pairs_join(Work *w);
Err *pairs_pack(Work *w) MUST_CHECK; /* what is to be written of them */

/* ---- identify_cells.c: what rows (ascending) hold in the columns of linking */
typedef Str LinkingCells[LINKING_FIELDS];
Err *identify_cells(Work *w, Arena *memory, const uint32_t *row, ptrdiff_t rows, LinkingCells *ret) MUST_CHECK;
typedef struct LinkingRow { /* put right by linking_tidy */
    uint32_t row;
    LinkingCells cell;
} LinkingRow;
/* A tax code of twelve digits is the person's number; one of nine digits is that of his old card, wherever it stands.
 */
void linking_tidy(Str *cell);
typedef struct LinkingSide {
    uint32_t *row; /* ascending */
    int64_t rows;
    LinkingRow *fill; /* of some of them what stands in place of their own cells, where it is not empty */
    int64_t fills;
} LinkingSide;
LinkSource cells_source(Work *w, Str name, const LinkingSide *side); /* for the engine; then cells_close */
void cells_close(LinkSource *source);

/* ---- identify_fill.c: a group stands for the engine with its lowest row and the best of the others */
/* YEAR: any date where there was none; BIRTH: a day where there was only the year, or the first of January. */
typedef enum FillWhat { FILL_YEAR = 1, FILL_BIRTH = 2, FILL_SEX = 4, FILL_PERSONAL = 8, FILL_COMMUNE = 16 } FillWhat;
typedef struct Fill {
    uint32_t group, from; /* its lowest row; the first that has what that one lacks */
    uint8_t what;         /* bits of FillWhat */
} Fill;
void fill_find(Work *w); /* w->fill, by group; w->parent is flat */
const Fill *fill_of(const Work *w, uint32_t lowest, ptrdiff_t *ret_count);
uint32_t fill_shown(const Work *w, uint32_t lowest); /* for people: the row that has a date where the lowest has none */
Err *fill_read(Work *w, LinkingSide *side) MUST_CHECK; /* side->fill */
/* at: of the side's fill, 0 at first; rows ascend from call to call. */
void fill_put(const LinkingSide *side, int64_t *at, uint32_t row, Str *cell);

/* ---- identify_link.c: the engine for what is left */
Err *identify_link(Work *w) MUST_CHECK;
/* Leaves the two to a person, weighed by the model. */
void identify_leave(Work *w, uint32_t a, uint32_t b, const Str *cell, const Str *other);

/* ---- identify_trace.c (and .h): what a row's mark does not say */
typedef struct TraceParts { /* of names, for keys */
    int sound, first_last, initial;
} TraceParts;
TraceParts trace_parts(void);

/* ---- identify_sieve.c: who of the persons there are is none of those that are open */
typedef struct Sieved {
    uint32_t *row; /* of those asked for: the ones that may share a key with one they may be */
    int64_t rows;
    LinkLeftOut left_out;
} Sieved;
/* model: as the engine will have it; from: what a pair has to weigh there. */
Err *identify_sieve(Work *w, const LinkPlaces *places, const LinkModel *model, double from, const LinkingSide *open,
                    const LinkingSide *there, Sieved *ret) MUST_CHECK;

/* ---- identify_number.c: groups → lasting numbers */
void identify_number(Work *w);

/* ---- identify_employer.c */
void identify_employers(Work *w);
void identify_employers_list(Work *w); /* what is kept of them */
void identify_employers_end(Work *w);  /* after identify_number: what is logged of them */

/* ---- identify_keep.c: what is to be kept, packed by all threads */
typedef struct StateNew { /* of a delivery */
    Str delivery, source, base;
    int64_t rows;
    Str runs; /* packed; "": it is a base itself, which gets its name when it is written */
} StateNew;
typedef struct StateBlock {
    const StateNew *of;
    Str body;
    int64_t block;
    ptrdiff_t rows;
} StateBlock;

/* ---- identify_store.c */
typedef struct PairNew { /* a row of reconcile_pair */
    int64_t id;          /* of one that is there; 0: new */
    uint64_t key[2];
    Str source[2], delivery[2];
    int64_t row[2], person[2];
    uint32_t unit[2];
    double weight;
    Str reason, pattern;
    int needed;
    bool gone;
} PairNew;

struct IdentifyStore {
    StateNew *state; /* those that are new or other … */
    ptrdiff_t states;
    StateBlock *block; /* … and their rows: all of a base, else its own */
    ptrdiff_t blocks;
    Str *gone; /* deliveries of the last run that are no more */
    ptrdiff_t gones;
    bool counters; /* the row of reconcile_identity is other than it was */
    Str employer_keys, model;
    int64_t trained_on;
    PairNew *pair;
    ptrdiff_t pairs;
};
Err *identify_pack(Work *w) MUST_CHECK;
