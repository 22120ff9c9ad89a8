/* What the parts of gather, subject and who share; for src/reconcile/{gather*,subject,who*,headcount,staff}.c only. */
#pragma once
#include "reconcile/gather.h"
#include "reconcile/identify.h"
#include "reconcile/leave.h"
#include "unit/unit.h"
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

/* ---- what of a source is read (gather_plan.c) -------------------------------------------- */

/* Columns that facts speak of, by the name that they have in every source. */
/* clang-format off */
#define CELL_NAMES(X) \
    X(full_name) X(birth_date) X(sex) X(personal_id) X(si_number) X(household_id) X(commune_code) X(commune_name) \
    X(status) X(status_date) X(event) X(event_date) X(scheme) X(from_month) X(to_month) X(paid_to_month) \
    X(payment_method) X(contribution_base) X(unemployment_insured) X(health_insured) X(employer_code) X(year) \
    X(months) X(taxable_income) X(contract) X(list) X(valid_from) X(valid_to) X(benefit) X(tax_method) \
    X(method_from) X(registered_on) X(employees_declared) X(employees) X(movement)
/* clang-format on */
typedef enum CellName {
#define X(name) CELL_##name,
    CELL_NAMES(X)
#undef X
        CELL_COUNT
} CellName;

/* Sources whose rows mean something for facts; of others golden values alone are taken. */
/* clang-format off */
#define SOURCE_KINDS(X) \
    X(population) X(participants) X(employers) X(tax_income) X(enterprises) X(household_businesses) X(affiliations) \
    X(beneficiaries) X(departures)
/* clang-format on */
typedef enum SourceKind {
#define X(name) FROM_##name,
    SOURCE_KINDS(X)
#undef X
        SOURCE_KIND_COUNT /* any other */
} SourceKind;

typedef struct Give { /* a cell that may be a golden value */
    uint8_t slot, field, rank;
    ValueSort sort;
} Give;

typedef struct SourcePlan {
    const RegisterSource *source;
    SourceKind kind;
    bool wanted[REGISTER_COLUMNS];   /* columns that are read … */
    bool across[REGISTER_COLUMNS];   /* … of all rows, for what others of a subject need to know (gather_take.c) */
    int8_t column[REGISTER_COLUMNS]; /* of each slot */
    int slots;
    int8_t at[CELL_COUNT]; /* the slot of a role; -1 none */
    Give *give[2];         /* to persons, to employers */
    int gives[2];
} SourcePlan;
Err *gather_plans(Arena *arena, SourcePlan **ret, ptrdiff_t *ret_count) MUST_CHECK; /* as register_sources has them */

/* ---- rows that wait for their chunk (gather_read.c) ------------------------------------------ */

typedef struct RowHead { /* then for each slot the length (one byte; from 128 on two, the first with its high bit) and
                            then the bytes of all */
    uint32_t bytes;      /* with this head */
    uint32_t row;
    int32_t person, employer;
    uint32_t delivery;
} RowHead;

typedef struct Link { /* a row that joins a person and an employer */
    int32_t employer, person;
    int32_t money; /* thousand đồng: income of a tax row, base of a spell; FACT_MISSING */
    int16_t year;  /* of a tax row */
    uint8_t months, flags;
} Link;
enum {
    LINK_TAX = 1,
    LINK_LABOUR = 2,
    LINK_CONTRACT = 4, /* says which contract */
    LINK_SPELL = 8,
    LINK_HOLDS = 16, /* a compulsory spell that holds the month */
    LINK_CODE = 32,  /* with a unit code */
    LINK_OWNER = 64,
    MONTHS_MISSING = 255,
};

enum { /* of a person, known before its rows are folded, a bit each … */
       STATE_COMPULSORY = 1,
       STATE_VOLUNTARY = 2,
       STATE_SHARES = 4,
       STATE_DEAD = 8, /* … and these by folding */
       STATE_PENSIONER = 16,
       STATE_UNINSURED = 32, /* tax_uninsured_months ≥ 1 */
       STATE_UNSETTLED = 64,
};

typedef struct Coming { /* of a source */
    bool some, whole;   /* whole: for all of the province, so that who is not in it is known not to be */
} Coming;

typedef struct Retires {
    int16_t month[2][300][13]; /* by sex, year of birth − RETIRES_FROM, month of birth (0 not known) */
} Retires;
enum { RETIRES_FROM = 1850 };

typedef struct RowAt {
    uint32_t delivery, row;
} RowAt;

typedef struct Gather {
    Store *store;
    Arena *arena; /* of the result */
    const GatherOptions *options;
    const Identify *identify;
    const SourcePlan *plan;
    ptrdiff_t plans;
    const SourcePlan **delivery; /* the plan of each delivery */
    int32_t *as_of;              /* … and its day */
    int threads;
    int month, last_day;
    Coming coming[SOURCE_KIND_COUNT];
    int tax_year;         /* newest year; 0 none */
    int working_age_from; /* months */
    int pay_within[4];    /* months, by PERSON_pay_method */
    Leaves leaves;
    const Retires *retires;
    UnitList communes; /* of the month */
    uint8_t *state;    /* of each person */
    uint64_t *house;   /* of each person; 0 none */
    uint8_t *house_size, *house_insured;
    Link *link;             /* by person, employer */
    Link *link_of_employer; /* by employer, person */
    ptrdiff_t links;
    const GatheredChunk *kept[2]; /* digests of what was saved last, of persons, of employers; 0 none */
    ptrdiff_t kepts[2];
    /* gather_kept.c */
    int64_t signature, kept_signature;
    int kept_month;
    int64_t kept_persons;
    uint8_t *touched; /* of each person: its rows are read; NULL: everybody's */
    int16_t *due;     /* of each other: the last month for which what is kept goes on by itself */
    RowAt *row_at;    /* of each other: its rows, in their order, by number … */
    uint32_t *first_row;
} Gather;
static inline bool is_touched(const Gather *g, int32_t person)
{
    return !g->touched || g->touched[person];
}

/* ---- what is kept of persons, and goes on (gather_kept.c) ----------------------------------------- */

typedef struct KeyWho {   /* of a subject, to tell apart who is found by the same */
    uint16_t name, birth; /* digest of the name without marks; days since 1880; 0 not known */
} KeyWho;
typedef struct Keys {            /* borrowed from what was kept (gather_keys.c) */
    const char *who[2], *key[2]; /* in the chunk, beside it */
    ptrdiff_t step;              /* bytes from one who to the next, in the chunk */
    ptrdiff_t subjects, keys[2];
    const uint16_t *row; /* of each place, + 1: beside; 0: in the chunk; NULL: all are */
} Keys;
/* zstd with what it needs, made once for many (gather_column.c). */
typedef struct ZSTD_CCtx_s Squeezer;
Squeezer *squeezer_open(void);
void squeezer_close(Squeezer *squeezer);
Str squeeze(Arena *arena, Squeezer *squeezer, Str bytes);

enum { FACTS_MOST = 64 };
/* Columns that begin a multiple of 4096 bytes apart would crowd each other out of the cache. */
static inline ptrdiff_t facts_step(ptrdiff_t count)
{
    return count + 16;
}
typedef struct FactsBeside { /* of a chunk, borrowed: what is other than in it (gather_facts_beside.c) */
    int32_t month;           /* 0: nothing stands beside it */
    uint16_t others[FACTS_MOST + 1];
    const char *other[FACTS_MOST + 1]; /* of each fact: places, then values */
    Str places;
} FactsBeside;
typedef struct FactParts { /* of a chunk, borrowed: each fact packed, then who is there (gather_facts_pack.c) */
    int32_t month;
    ptrdiff_t bytes;
    Str column[FACTS_MOST + 1];
    FactsBeside beside;
} FactParts;
bool beside_take(Str kept, ptrdiff_t subjects, int facts, FactsBeside *ret); /* false: damaged */
bool beside_over(const FactsBeside *beside, int fact, ptrdiff_t count, int32_t *column);
Str column_pack(Arena *arena, const int32_t *value, ptrdiff_t count);
bool column_unpack(Arena scratch, Str packed, ptrdiff_t count, int32_t *ret); /* false: damaged */
typedef struct Newer {                                                        /* gather_newer.c */
    Columns columns;
    uint16_t *row; /* of each place, + 1; 0: as in the chunk; NULL: all are */
} Newer;
typedef struct KeptChunk { /* of persons, as the last run left them */
    Str part[GATHERED_PARTS];
    GatheredFacts facts; /* as of the month of this run */
    FactParts parts;
    bool whole;     /* golden values are packed anew … */
    Columns golden; /* … then these */
    Newer newer;
    Keys keys;
    ptrdiff_t key[2]; /* the next, in the chunk and beside it */
} KeptChunk;
Err *kept_open(Gather *g) MUST_CHECK; /* touched, due; after g->tax_year */
void kept_list_rows(const Gather *g); /* row_at; while rows are read */
Err *kept_fetch(const Gather *g, Arena *arena, ptrdiff_t chunk, KeptChunk *ret) MUST_CHECK;
Err *kept_unpack(const Gather *g, Arena *arena, ptrdiff_t chunk, KeptChunk *kept) MUST_CHECK; /* pure */

typedef struct Band { /* the rows of some chunks, each pointing to a RowHead */
    ptrdiff_t chunk, chunks;
    const RowHead **row;
    ptrdiff_t *first; /* of each chunk, and the end */
} Band;

/* Rows of later bands (gather_spool.c); put and got by any thread, what went wrong is told by gather_spool_check. */
typedef struct GatherSpool {
    int file;
    bool open;
    atomic_int_fast64_t end;
    atomic_int error; /* errno */
} GatherSpool;
Err *gather_spool_open(Arena *arena, GatherSpool *ret) MUST_CHECK;
void gather_spool_close(GatherSpool *spool);
int64_t gather_spool_put(GatherSpool *spool, const char *bytes, ptrdiff_t len); /* where they are */
void gather_spool_get(GatherSpool *spool, int64_t at, char *ret, ptrdiff_t len);
Err *gather_spool_check(const GatherSpool *spool, Arena *arena) MUST_CHECK;

/* Bands of persons; each is read, then folded.  The first reading also fills state, house … and the employers' rows. */
typedef struct Reading Reading;
Err *gather_read_open(Gather *g, Reading **ret) MUST_CHECK;
Err *gather_read_band(Reading *reading, Band *ret, bool *ret_more) MUST_CHECK;
void gather_read_employers(Reading *reading, Band *ret);
int64_t gather_read_rows(const Reading *reading);
void gather_read_close(Reading **reading);

/* Folds the chunks of a band (gather_fold.c). */
Err *gather_fold(Gather *g, const Band *band, bool employer, GatheredChunk *chunk) MUST_CHECK;

/* ---- what subjects are found by ------------------------------------------------------------------- */

typedef enum KeyKind { KEY_PERSONAL, KEY_INSURANCE, KEY_OLD, KEY_NAME, KEY_TAX, KEY_CODE } KeyKind;
enum { KEYS_MOST = 24, KEY_PLACE = SUBJECT_CHUNK - 1 }; /* the low bits of a kept key: its subject's place */
uint64_t key_of(KeyKind kind, Str value);               /* 0 for nothing; the low bits are 0 */
uint64_t key_of_name(Arena scratch, Str name, Str birth, uint16_t *ret_name); /* 0 without a full date of birth */
uint16_t key_birth(Str birth);                                                /* days since 1880; 0 not known */

/* ---- folding ------------------------------------------------------------------------------------- */

typedef struct SourceRow { /* a row of a subject; cells borrowed */
    const SourcePlan *plan;
    uint32_t delivery, row;
    int32_t person, employer;
    Str cell[REGISTER_COLUMNS];
} SourceRow;
Str record_at(const SourceRow *record, CellName role); /* {0} where the source has no such column */
int month_of(Str cell);                                /* as in fact.h; FACT_MISSING */
int32_t day_of(Str cell);
int32_t thousands_of(Str cell);
int32_t count_of(Str cell);
int32_t flag_of(Str cell);

typedef struct Chosen { /* golden values while rows come */
    Str value[GOLDEN_FIELDS];
    int16_t origin[GOLDEN_FIELDS];
    uint8_t rank[GOLDEN_FIELDS], sound[GOLDEN_FIELDS];
    int64_t mark[GOLDEN_FIELDS];
} Chosen;
void golden_start(Chosen *chosen);
/* The digits of century, sex and year in a number of twelve digits; what is not known fits. */
bool number_fits(Str number, Str birth, Str sex);
void golden_row(Chosen *chosen, const Gather *g, const SourceRow *record, bool employer, int ordinal);

/* One subject: start, its rows in order, then the facts.  scratch is given back by the caller. */
typedef struct PersonFold PersonFold;
PersonFold *person_fold(Arena *arena);
void person_start(PersonFold *fold, const Gather *g, int32_t person);
void person_row(PersonFold *fold, Arena *scratch, const SourceRow *record);
int person_keys(const PersonFold *fold, Arena scratch, const Chosen *chosen, uint64_t *ret_key, KeyWho *ret_who);
void person_facts_of(PersonFold *fold, Arena *scratch, const Chosen *chosen, int32_t *ret_fact);
int16_t person_due(const PersonFold *fold); /* after its facts: the last month for which they go on by themselves */
void person_across(const Gather *g, int32_t person, int32_t *fact); /* the facts that others decide */
uint8_t person_state(const int32_t *fact);                          /* STATE_… */

typedef struct EmployerFold EmployerFold;
EmployerFold *employer_fold(Arena *arena);
void employer_start(EmployerFold *fold, const Gather *g, int32_t employer);
void employer_row(EmployerFold *fold, const SourceRow *record);
/* links: those of this employer. */
void employer_facts_of(EmployerFold *fold, const Link *link, ptrdiff_t links, int32_t *ret_fact);
/* What a row that joins them says of both; by g->tax_year. */
uint32_t link_state(const Gather *g, const Link *link);

/* ---- packed parts of a chunk (gather_pack.c) ------------------------------------------------------- */

typedef struct ChunkGolden {
    Str value[GOLDEN_FIELDS];
    int16_t origin[GOLDEN_FIELDS];
} ChunkGolden;

typedef struct ChunkSubject { /* small: most of a chunk are as they were */
    bool there;
    Str unit, village;
    const ChunkGolden *golden; /* of those that are packed again */
    const RowAt *at;           /* its rows */
    int rows;
    int16_t due;
    SubjectMember *member;
    ptrdiff_t members;
    uint64_t *key;
    const char *kept_key; /* in place of key: as they were packed */
    int keys;
    KeyWho who;
} ChunkSubject;

typedef struct Chunk { /* one as it is folded, or read again */
    bool employer;
    ptrdiff_t number, count;
    ChunkSubject *subject;
    int month;
    int32_t *column; /* column[fact * step + place]; the last: who is there */
    ptrdiff_t step;
    const FactParts *kept;        /* columns as they were kept … */
    bool changed[FACTS_MOST + 1]; /* … and which of them no longer hold */
    bool moved;                   /* nor does commune or village of somebody */
    Squeezer *squeezer;
} Chunk;

int fact_count(bool employer);
/* Each gives the digest of what it would pack, and packs nothing ({0}) where that is the one kept. */
Str pack_facts(Arena *arena, Arena scratch, const Chunk *chunk, int64_t *ret_digest); /* always packs */
/* What is other than in chunk->kept; false: so much that the chunk is better packed anew.  {0}: nothing is. */
bool pack_beside_facts(Arena *arena, Arena scratch, const Chunk *chunk, Str *ret, int64_t *ret_digest);
Str pack_places(Arena *arena, Arena scratch, const Chunk *chunk);
void facts_as_kept(Arena *scratch, const Chunk *chunk, const int32_t **ret_column);
Str pack_golden(Arena *arena, Arena scratch, const Chunk *chunk, int64_t kept, int64_t *ret_digest);
Str pack_links(Arena *arena, Arena scratch, const Chunk *chunk, const Gather *g, int64_t kept, int64_t *ret_digest);
/* place: of those that stand beside the chunk; NULL: all. */
Str pack_keys(Arena *arena, const Chunk *chunk, const uint16_t *place, ptrdiff_t count, int64_t kept,
              int64_t *ret_digest);
Str pack_due(Arena *arena, Arena scratch, const Chunk *chunk, const Gather *g, int64_t kept, int64_t *ret_digest);

/* A part of a chunk as the last run kept it (subject.c). */
Err *part_fetch(Store *store, Arena *arena, Str province, bool employer, const char *part, int64_t chunk, Str *ret,
                bool *ret_found) MUST_CHECK;

/* Those of some chunks from a number on; {0} where there is none. */
enum { PARTS_AT_ONCE = 64 };
Err *parts_fetch(Store *store, Arena *arena, Str province, bool employer, const char *part, int64_t from,
                 Str ret[PARTS_AT_ONCE]) MUST_CHECK;
Err *parts_fetch_some(Store *store, Arena *arena, Str province, bool employer, const char *part, int64_t from,
                      int count, Str ret[]) MUST_CHECK;
Err *facts_fetch(Store *store, Arena *arena, Str province, bool employer, int64_t chunk, GatheredFacts *ret,
                 bool *ret_found) MUST_CHECK;

Err *part_damaged(Arena *arena);
int64_t part_digest(Str bytes); /* never 0 */
/* month: as of which, for persons of whom it holds (person_due); 0: as it was kept.  ret_parts may be NULL. */
Err *unpack_facts(Arena *arena, Str kept, Str beside, bool employer, ptrdiff_t chunk, int month, FactParts *ret_parts,
                  GatheredFacts *ret) MUST_CHECK;
/* The facts wanted alone, a bit each; the others are anything. */
Err *unpack_facts_some(Arena *arena, Str kept, Str beside, bool employer, ptrdiff_t chunk, int month, uint64_t wanted,
                       FactParts *ret_parts, GatheredFacts *ret) MUST_CHECK;
/* And without commune and village, nor who is there: unit, village and there are NULL. */
Err *unpack_fact_columns(Arena *arena, Str kept, Str beside, bool employer, ptrdiff_t chunk, uint64_t wanted,
                         GatheredFacts *ret) MUST_CHECK;
/* Fields, then origins; wanted: a bit for each of them, others are NULL. */
Err *unpack_golden(Arena *arena, Str kept, uint64_t wanted, Columns *ret) MUST_CHECK;
#define GOLDEN_WHOLE (GOLDEN_ALL | 1ull << GOLDEN_FIELDS)
/* Rows and members of one subject, by its place in the chunk. */
Err *unpack_links(Arena *arena, Str kept, ptrdiff_t place, Subject *ret) MUST_CHECK;
Err *unpack_keys(Arena *arena, Str kept, Str beside, Keys *ret) MUST_CHECK;
KeyWho key_who(const Keys *keys, ptrdiff_t place);
static inline uint64_t key_at(const Keys *keys, int beside, ptrdiff_t i)
{
    uint64_t key;
    memcpy(&key, keys->key[beside] + i * (ptrdiff_t)sizeof key, sizeof key);
    return key;
}
/* Of those in the chunk: it is not of one whose keys stand beside it. */
bool key_holds(const Keys *keys, int beside, uint64_t key);
/* Beside golden (gather_newer.c): rows of the places. */
Str pack_newer(Arena *arena, Arena scratch, const Chunk *chunk, const uint16_t *place, ptrdiff_t count, int64_t kept,
               int64_t *ret_digest);
Err *unpack_newer(Arena *arena, Str kept, Newer *ret) MUST_CHECK;
ptrdiff_t newer_rows(Str kept); /* how many, without unpacking */
bool newer_values(const Newer *newer, ptrdiff_t place, Str *ret_value, Str *ret_origin);
void newer_over(const Newer *newer, Columns *golden); /* unpack_golden's, brought up to date */
typedef struct Due {
    int32_t month, tax_year, count; /* of the facts; of persons */
    int16_t until[SUBJECT_CHUNK];
} Due;
Err *unpack_due(Arena *arena, Str kept, Due *ret) MUST_CHECK;
/* Keys of every chunk, by number, some chunks together (subject.c). */
typedef struct KeyChunk {
    int64_t chunk;
    Keys keys;
} KeyChunk;
typedef void ScanKeys(void *arg, const KeyChunk *part, ptrdiff_t count);
Err *scan_keys(Store *store, Arena *arena, Str province, bool employer, ScanKeys *each, void *arg) MUST_CHECK;
