/* coverage: who is covered, counted from persons, beside what is reported.
 *
 * By residence: persons of a commune (golden unit).  By collecting office: compulsory participants where their unit
 * sits, voluntary ones where they live, for they pay there.  The bridge between the two counts persons by both.  A
 * person counts once (movement.h); rows over and above are counted as duplicates, rows of nobody and persons without a
 * commune on their own, for these are what reported figures differ by. */
#pragma once
#include "cube/cube.h"
#include "reconcile/gather.h"
#include "reconcile/movement.h"

#define MEASURES(X) /* name, code, Vietnamese, English */                                                              \
    X(RESIDENT, "resident", "người đang cư trú có trong sổ", "residents that the registers hold")                      \
    X(WORKING_AGE, "working_age", "người trong độ tuổi lao động đang cư trú", "residents of working age")              \
    X(COVERED, "covered", "… trong đó đang tham gia BHXH", "… of them insured")                                        \
    X(COVERED_COMPULSORY, "covered_compulsory", "… trong đó BHXH bắt buộc", "… of them compulsory")                    \
    X(COVERED_VOLUNTARY, "covered_voluntary", "… trong đó BHXH tự nguyện", "… of them voluntary")                      \
    X(COMPULSORY, "participants_compulsory", "người tham gia BHXH bắt buộc", "participants, compulsory")               \
    X(VOLUNTARY, "participants_voluntary", "người tham gia BHXH tự nguyện", "participants, voluntary")                 \
    X(UNEMPLOYMENT, "unemployment_insured", "người tham gia BHTN", "with unemployment insurance")                      \
    X(HEALTH, "health_insured", "người có BHYT", "with health insurance")                                              \
    X(EXTRA_COMPULSORY, "extra_compulsory", "dòng đóng thêm của cùng một người, bắt buộc", "further rows, compulsory") \
    X(EXTRA_VOLUNTARY, "extra_voluntary", "dòng đóng thêm của cùng một người, tự nguyện", "further rows, voluntary")   \
    X(NOBODY, "nobody", "dòng không xác định được là của ai", "rows of nobody known")

typedef enum Measure {
#define X(name, code, vi, en) MEASURE_##name,
    MEASURES(X)
#undef X
        MEASURE_COUNT
} Measure;
const char *measure_code(Measure measure);
Text measure_text(Measure measure);

typedef struct CoverageRow {
    Str unit; /* commune; "": not known */
    int64_t persons[MEASURE_COUNT];
} CoverageRow;

typedef struct BridgeRow {
    Str residence, collecting; /* communes; "": not known */
    Scheme scheme;
    int64_t persons;
} BridgeRow;

typedef struct Coverage {
    CoverageRow *row[2]; /* by CountBase; by unit */
    ptrdiff_t rows[2];
    BridgeRow *bridge; /* by residence, collecting, scheme; where the two differ or one is not known too */
    ptrdiff_t bridges;
} Coverage;

Err *coverage_reckon(Arena *arena, const Standing *standing, const Gathered *gathered, Coverage *ret) MUST_CHECK;
Err *coverage_save(Store *store, Arena *arena, Str province, int64_t run, const Coverage *coverage) MUST_CHECK;
/* Of a run: the rows of today's communes that the scope of the store holds, and one of no commune of the province for
 * who sees all of it.  A code of before July 2025 counts for the commune that it went to; what lies in another
 * province, or was divided, for none. */
Err *coverage_list(Store *store, Arena *arena, Str province, int64_t run, CountBase base, CoverageRow **ret,
                   ptrdiff_t *ret_count) MUST_CHECK;

/* Both of a run: where each person counts is read, what it comes to is reckoned beside others, and written in the
 * caller's transaction. */
typedef struct Balance Balance; /* everything of it lives in the arena */
Err *balance_read(Store *store, Arena *arena, const Identify *identify, Date month, Balance **ret) MUST_CHECK;
Err *balance_reckon(Balance *balance, const Gathered *gathered) MUST_CHECK; /* asks no store */
Err *balance_save(Store *store, const Balance *balance, int64_t run) MUST_CHECK;

/* ---- beside what is reported ------------------------------------------------------------------ */

typedef enum CoverageWhy {            /* what the reported figure has and persons have not, or the other way round */
                           WHY_EXTRA, /* a person with several rows, counted once here */
                           WHY_ELSEWHERE, /* by residence: collected here and living elsewhere, less the other way round
                                           */
                           WHY_NOWHERE,   /* of the whole province: persons of another, or of no known commune */
                           WHY_NOBODY,    /* of the whole province: rows that are no person's */
                           COVERAGE_WHYS
} CoverageWhy;
const char *coverage_why_code(CoverageWhy why);
Text coverage_why_text(CoverageWhy why);

typedef struct CoverageBeside {
    Str unit; /* commune; the province's code: all of it */
    int64_t persons;
    bool reported_given;
    int64_t reported, difference;  /* reported − persons */
    int64_t why[COVERAGE_WHYS];    /* persons; they explain the difference as far as it goes their way */
    int64_t left;                  /* of the difference, unexplained; not said where partial */
    int64_t residents, population; /* that the registers hold; that is reported, 0 not known */
    bool partial; /* the registers hold so few of the population that what is missing is no sign of anything */
} CoverageBeside;
/* Rows: the province first, then communes in Vietnamese order. */
/* indicator: participants_compulsory, _voluntary, _total, health_insured, unemployment_insured. */
Err *coverage_beside(Store *store, Arena *arena, Str province, int64_t run, Period month, CountBase base, Str indicator,
                     CoverageBeside **ret, ptrdiff_t *ret_count) MUST_CHECK;
/* Of all rows: how much of the population the registers hold, where that is only a part of it; "" else. */
Text coverage_held(Arena *arena, const CoverageBeside *row, ptrdiff_t count, Str province);
/* The same, and what it means for differences. */
Text coverage_note(Arena *arena, const CoverageBeside *row, ptrdiff_t count, Str province);
