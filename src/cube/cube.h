/* cube: everything counted – indicator × unit × period × breakdown × counting base.
 *
 * A fact has a value, a source, a state and a history: a correction keeps what stood
 * before (who, when, why, old value).  Targets are the same cube with a document
 * behind each.  A target in percent and one in persons are two targets of two
 * indicators; neither is derived from the other.  Facts of the two counting bases
 * are never added.  Values are whole numbers: persons, đồng, or for percent
 * indicators hundredths of a percent (96,25% is 9625).  States go reported →
 * approved → locked; a locked fact changes only after it is reopened with a reason.
 * Simulated facts stay simulated and carry the label wherever they are shown.
 *
 * The store's scope holds everywhere: what it does not see is read as if it were not there, and writing it is
 * FORBIDDEN.  A document can be read by who sees one of its targets (or meets the province, while it has none);
 * it can be written by who sees all of them. */
#pragma once
#include "cube/period.h"
#include "store/store.h"

typedef enum CountBase { BASE_COLLECTING, BASE_RESIDENCE } CountBase; /* theo cơ quan thu, theo nơi cư trú */
typedef enum FactState { FACT_REPORTED, FACT_APPROVED, FACT_LOCKED, FACT_SIMULATED } FactState;
const char *base_code(CountBase base);   /* "collecting", "residence" */
const char *state_code(FactState state); /* "reported" … */
bool base_parse(Str s, CountBase *ret);  /* the code, "nơi cư trú", "cơ quan thu" */
bool state_parse(Str s, FactState *ret); /* the code, "đã duyệt" … */
Text state_text(FactState state);        /* "đã báo cáo" …, "dữ liệu mô phỏng" */

/* ---- indicators: data, not code -------------------------------------------- */
typedef struct Indicator {
    Str code;
    Text name, definition;
    Str unit;  /* person, dong, percent */
    bool rate; /* worked out from numerator and denominator, never stored */
    Str numerator, denominator;
    Str part_of;
    int better; /* +1 higher, -1 lower, 0 neither */
} Indicator;

typedef struct IndicatorList {
    Indicator *indicator;
    ptrdiff_t count;
} IndicatorList;

Err *indicator_import(Store *store, Arena *arena, Str file, int64_t *ret_changed) MUST_CHECK;
Err *indicator_list(Store *store, Arena *arena, IndicatorList *ret) MUST_CHECK;
Err *indicator_get(Store *store, Arena *arena, Str code_or_name,
                   Indicator *ret) MUST_CHECK; /* BAD_INPUT naming the nearest */
/* The same in a list that was read before; NULL when it is not there. */
const Indicator *indicator_find(const IndicatorList *list, Str code_or_name);
const Indicator *indicator_nearest(const IndicatorList *list, Str code_or_name); /* NULL only in an empty list */

/* ---- facts ------------------------------------------------------------------ */
typedef struct FactKey {
    Str province, unit, indicator;
    Period period;
    Str breakdown; /* "" = all; else "sex=f", "age=15-24" … sorted by name, joined by ';' */
    CountBase base;
} FactKey;

typedef struct Fact {
    FactKey key;
    int64_t value;
    FactState state;
    Str source;      /* document, agency or file */
    Str as_of;       /* date the source states, ISO, or "" */
    int64_t version; /* 1 for the first value; set by the store */
} Fact;

typedef struct Author {
    Str who, reason;
} Author;

typedef struct FactChange {
    int64_t added, corrected, same, refused; /* refused: locked, or simulated upon real; see fact_put */
} FactChange;

/* Facts of one province in the caller's transaction.  A value that is there already, in the
 * same state or a further one, changes nothing.  Another value corrects a reported or an
 * approved fact, which then has the state that came with the correction: nobody has approved
 * the new value.  A locked fact is left as it is; a simulated value never replaces a real one,
 * while a real one replaces a simulated one.  What was left is counted as refused and named
 * by the first refused key.  BAD_INPUT: an unknown indicator or a rate, a value that cannot
 * be, two values for one key.  Units are not looked up here: whoever reads them from a file
 * has matched them. */
Err *fact_put(Store *store, Arena *arena, const Fact *fact, ptrdiff_t count, Author author, FactChange *ret,
              FactKey *ret_first_refused) MUST_CHECK;
/* Waits until nobody else writes figures of the province, to the end of the caller's transaction: before what is to be
 * changed is read.  Those that write do so themselves. */
Err *fact_take_turn(Store *store, Arena *arena, Str province) MUST_CHECK;
/* Totals and parts (Indicator.part_of), in the caller's transaction and before fact_put.  Facts that cannot
 * be beside what is known: a part larger than its total, a total that is not the sum of its parts.  And the totals
 * that the batch leaves out though two parts or more, which are all there are, are known: their sum, in
 * the lowest of their states (simulated if one of them is), to be put with the rest.  A total of a family with
 * a flaw is not written. */
typedef struct PartsFlaw {
    ptrdiff_t fact; /* place in the batch */
    Text text;
} PartsFlaw;
typedef struct Completion {
    PartsFlaw *flaw;
    ptrdiff_t flaws;
    Fact *total;
    ptrdiff_t totals;
} Completion;
Err *fact_complete(Store *store, Arena *arena, const Fact *fact, ptrdiff_t count, Completion *ret) MUST_CHECK;
/* What a figure of an indicator must be where this one cannot be: "" where it can.  The sign is looked at before the
 * size; whoever types, sends or loads figures is told the same. */
Text fact_needs(Arena *arena, const Indicator *indicator, int64_t value);
int64_t fact_most(const Indicator *indicator); /* the largest that can be */
/* approve: reported → approved; lock: approved → locked; reopen: locked or approved → reported. */
Err *fact_move(Store *store, Arena *arena, FactKey key, FactState to, Author author) MUST_CHECK;
/* All facts of a filter that the scope sees at once, in the caller's transaction; those whose state the move does not
 * start from are left and counted. */
typedef struct FactFilter {
    Str province;
    Str unit, indicator, period; /* "" = all; period as period_text writes it */
    bool one_base;
    CountBase base;
} FactFilter;
Err *fact_move_all(Store *store, Arena *arena, FactFilter filter, FactState to, Author author, int64_t *ret_moved,
                   int64_t *ret_left) MUST_CHECK;
Err *fact_list(Store *store, Arena *arena, FactFilter filter, int64_t limit, Fact **ret,
               ptrdiff_t *ret_count) MUST_CHECK;
/* The facts after one of them in the order of fact_list (indicator, base, kind, period, unit, breakdown); NULL: from
 * the first. */
Err *fact_page(Store *store, Arena *arena, FactFilter filter, const FactKey *after, int64_t limit, Fact **ret,
               ptrdiff_t *ret_count) MUST_CHECK;
Err *fact_get(Store *store, Arena *arena, FactKey key, Fact *ret, bool *ret_found) MUST_CHECK;

typedef struct FactVersion {
    int64_t version, value;
    FactState state;
    Str source, who, reason, at;
} FactVersion;
Err *fact_history(Store *store, Arena *arena, FactKey key, FactVersion **ret, ptrdiff_t *ret_count) MUST_CHECK;

/* All periods of a kind from … to (both included) of one indicator for every unit of a province
 * and the province itself where it has facts of its own, without breakdown; ordered by period, unit (place by
 * place and there by unit, period for who sees a part of the province). */
typedef struct FactRow {
    Str unit;
    Period period;
    int64_t value;
    FactState state;
} FactRow;
Err *fact_series(Store *store, Arena *arena, Str province, Str indicator, CountBase base, PeriodKind kind, Period from,
                 Period to, FactRow **ret, ptrdiff_t *ret_count) MUST_CHECK;
/* The last one with figures that has begun by the store's clock: what was written ahead of its time is no result.
 * Of the whole province for whoever sees a part of it: so he learns that he is late. */
Err *fact_last_period(Store *store, Arena *arena, Str province, Str indicator, CountBase base, PeriodKind kind,
                      Period *ret, bool *ret_found) MUST_CHECK;

/* Who reported an indicator in a run of periods: each source with its last period, the latest date that it
 * states and how many units it reported then; the freshest first. */
typedef struct FactSource {
    Str source, as_of;
    Period last;
    ptrdiff_t reported;
} FactSource;
Err *fact_sources(Store *store, Arena *arena, Str province, Str indicator, CountBase base, Period from, Period to,
                  FactSource **ret, ptrdiff_t *ret_count) MUST_CHECK;

/* ---- documents and targets --------------------------------------------------- */
typedef struct Document {
    Str id; /* province, ':' and the number, or the digest where it has none: "33:125/KH-UBND" */
    Str province, number, issuer, title;
    Str date;       /* ISO, "" where the document leaves it open */
    Str supersedes; /* id, or "" */
} Document;

typedef struct Target {
    Str province, unit, indicator;
    int year;
    CountBase base;
    int64_t value;
    bool floor; /* "không thấp hơn", "tối thiểu"; else exact */
    Str document, clause;
} Target;

Err *document_put(Store *store, Arena *arena, Document document) MUST_CHECK;
Err *document_get(Store *store, Arena *arena, Str id, Document *ret, bool *ret_found) MUST_CHECK;
typedef struct DocumentEntry {
    Document document;
    Str imported_at;   /* as clock_stamp writes it */
    Str superseded_by; /* id, or "" */
    Str years;         /* "2027, 2030" */
    int64_t targets;
} DocumentEntry;
/* In the order they were taken in; province "": of all provinces. */
Err *document_list(Store *store, Arena *arena, Str province_or_all, DocumentEntry **ret,
                   ptrdiff_t *ret_count) MUST_CHECK;
/* By id ("33:12/QĐ-UBND") or by number ("12/QĐ-UBND"); NOT_FOUND naming those there are, BAD_INPUT when it is
 * the number of several. */
Err *document_find(Store *store, Arena *arena, Str province_or_all, Str written, Document *ret) MUST_CHECK;
/* Into which document a file went, by its digest; {0} where that is not known. */
Err *document_file_note(Store *store, Arena *arena, Str document, Str digest) MUST_CHECK;
Err *document_of_file(Store *store, Arena *arena, Str province, Str digest, Str *ret) MUST_CHECK;
Err *target_put(Store *store, Arena *arena, const Target *target, ptrdiff_t count, Author author,
                FactChange *ret) MUST_CHECK;
/* Targets in force.  Of the documents that none supersedes and that say something of a figure, the one of
 * the latest date; of equal dates the one taken in last.  A document without a date comes after those that
 * were there when it was taken in.  All others stay readable by document. */
Err *target_list(Store *store, Arena *arena, Str province, Str indicator_or_all, int year_or_0, Target **ret,
                 ptrdiff_t *ret_count) MUST_CHECK;
Err *target_list_of(Store *store, Arena *arena, Str document, Target **ret, ptrdiff_t *ret_count) MUST_CHECK;

/* ---- imports ------------------------------------------------------------------ */
/* SHA-256 of a file's bytes as 64 hexadecimal digits. */
Str import_digest(Arena *arena, Str bytes);
/* Whether these bytes were taken in before, and the note that they now are (same transaction). */
Err *import_seen(Store *store, Arena *arena, Str province, Str kind, Str digest, bool *ret) MUST_CHECK;
Err *import_note(Store *store, Arena *arena, Str province, Str kind, Str digest, Str file_name, int64_t rows_read,
                 int64_t rows_changed, Clock clock) MUST_CHECK;
/* When these bytes were taken in, as clock_stamp writes it; {0} if they were not. */
Err *import_when(Store *store, Arena *arena, Str province, Str kind, Str digest, Str *ret) MUST_CHECK;
