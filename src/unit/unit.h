/* unit: provinces, communes, villages – named, dated, found by what people write.
 *
 * Codes are those of Decision 19/2025/QĐ-TTg.  Names and kinds have dates: a unit is
 * shown as it was called on the day asked for.  Reference data are loaded from
 * data/unit; villages come with a province's own data.  Matching never guesses: two
 * candidates that are as good are ambiguous, a changed letter waits for a yes. */
#pragma once
#include "store/store.h"
#include "table/form.h"

typedef enum UnitLevel { UNIT_NATION, UNIT_PROVINCE, UNIT_COMMUNE, UNIT_VILLAGE } UnitLevel;

typedef struct Unit {
    Str code; /* "33", "11980"; a village: its commune's code, a dash and its own */
    UnitLevel level;
    Str province; /* code of the province it lies in, or its own */
    Str parent;
    Str kind;                             /* tinh, thanh_pho, xa, phuong, dac_khu, thon, to_dan_pho */
    Str name;                             /* "Phố Hiến" */
    Str full_name;                        /* "Phường Phố Hiến", as on the day asked for */
    double area_km2, longitude, latitude; /* 0 where not known */
    int64_t population;                   /* an indicative weight, 0 where not known or suspect */
} Unit;

typedef struct UnitList {
    Unit *unit;
    ptrdiff_t count;
} UnitList;

typedef struct UnitReport { /* what became of a file */
    int64_t read, changed, left;
    Text first_left;  /* boundaries: why the first feature was left out */
    Problem *problem; /* rows of a table that were not to be used; told with an error too */
    ptrdiff_t problems;
} UnitReport;

/* Each import is one transaction of its own; the same file twice changes nothing. */
/* province.csv, commune.csv, naming.csv, predecessor.csv of a folder; {0}: those that ship. */
Err *unit_import(Store *store, Arena *arena, Str folder, int64_t *ret_changed) MUST_CHECK;
const Field *unit_village_fields(ptrdiff_t *ret_count); /* the columns of a file of villages */
/* Thôn, tổ dân phố below the communes of a province; bad rows follow the rule of table/intake.h. */
Err *unit_import_villages(Store *store, Arena *arena, Str file, Str province, Str rejects_path, Lang lang,
                          UnitReport *ret) MUST_CHECK;
/* Boundaries for drawing, from GeoJSON or TopoJSON, by the features' code, else by their name. */
Err *unit_import_boundaries(Store *store, Arena *arena, Str file, UnitReport *ret) MUST_CHECK;
Err *unit_boundary(Store *store, Arena *arena, Str code, Str *ret_geometry, bool *ret_found) MUST_CHECK;

Err *unit_none(Err *err); /* adds what to do where units were never taken in */
/* `on` {0}: as named last. */
Err *unit_get(Store *store, Arena *arena, Str code, Date on, Unit *ret) MUST_CHECK; /* NOT_FOUND */
Err *unit_children(Store *store, Arena *arena, Str parent, Date on,
                   UnitList *ret) MUST_CHECK; /* Vietnamese order; parent {0}: provinces */
/* A province by code ("33"), letters ("HY") or name ("Hưng Yên"); BAD_INPUT with the choices else. */
Err *unit_province(Store *store, Arena *arena, Str written, Date on, Unit *ret) MUST_CHECK;
Err *unit_shipped_province(Arena *arena, Str written, Date on, Unit *ret) MUST_CHECK; /* the same without a database */
/* The units of the shipped reference data without a database, for commands that work straight on
 * files: the communes of a province (code), or the 34 provinces when province is {0}. */
Err *unit_shipped_communes(Arena *arena, Date on, UnitList *ret) MUST_CHECK; /* of the whole nation, by code */
Err *unit_shipped(Arena *arena, Str province, Date on, UnitList *ret) MUST_CHECK;

typedef struct UnitNaming { /* dates ISO; to is the last day, "" = open */
    Str from, to, kind, full_name, decision;
} UnitNaming;
Err *unit_namings(Store *store, Arena *arena, Str code, UnitNaming **ret,
                  ptrdiff_t *ret_count) MUST_CHECK; /* by date */
Text unit_kind(Str kind);                           /* "xã", "commune"; the kind itself where it is not known */

/* ---- the communes of before 1 July 2025 ---------------------------------------- */
typedef struct UnitOld {                /* one way from an old commune to a unit of today */
    Str code, name, district, province; /* as they were; code "" for an island district */
    Str new_code;
    bool divided; /* parts of it went to several units: each is an entry, none is chosen */
    Unit unit;    /* today's; set by unit_old only */
} UnitOld;
/* By old code or name (in any case, with or without marks and kind word); province {0}: everywhere.
 * None found is not an error. */
Err *unit_old(Store *store, Arena *arena, Str written, Str province, Date on, UnitOld **ret,
              ptrdiff_t *ret_count) MUST_CHECK;
/* All ways from old communes to the units of a province, by old code, those of one commune together; unit is not set.
 */
Err *unit_olds(Store *store, Arena *arena, Str province, UnitOld **ret, ptrdiff_t *ret_count) MUST_CHECK;
/* The shipped data and no database: provinces and communes of a day, as of unit_shipped, and all ways from old communes
 * there are, by old code, ways of one commune together. */
typedef struct UnitShipped {
    UnitList provinces, communes;
    UnitOld *old;
    ptrdiff_t olds;
} UnitShipped;
Err *unit_shipped_all(Arena *arena, Date on, UnitShipped *ret) MUST_CHECK;
Err *unit_merged_from(Store *store, Arena *arena, Str code, UnitOld **ret, ptrdiff_t *ret_count) MUST_CHECK;

/* ---- finding the unit meant ------------------------------------------------- */
typedef enum UnitMatchHow {
    UNIT_MATCH_NONE,      /* nothing near */
    UNIT_MATCH_AMBIGUOUS, /* several are as good: see candidate */
    UNIT_MATCH_NEAREST,   /* one is nearest, with a changed letter: wants a person's yes */
    UNIT_MATCH_FOLDED,    /* equal but for case, marks or the kind word */
    UNIT_MATCH_PLACED,    /* equal but for where the tone mark stands or for case */
    UNIT_MATCH_ALIAS,     /* a person said so before */
    UNIT_MATCH_CODE,      /* it is a code */
    UNIT_MATCH_EXACT,
} UnitMatchHow;

typedef struct UnitMatch {
    UnitMatchHow how;
    bool sure;        /* FOLDED and better, when nothing else is as good */
    double certainty; /* 0 … 1 */
    Unit unit;        /* where how is NEAREST or better */
    Unit *candidate;  /* the nearest few, best first */
    ptrdiff_t candidates;
} UnitMatch;

typedef struct UnitIndex UnitIndex; /* immutable; may be shared by threads */

typedef struct UnitAlias {
    Str written, code;
} UnitAlias;

UnitIndex *unit_index(Arena *arena, UnitList units, const UnitAlias *alias, ptrdiff_t aliases);
/* Index over the communes of a province with the aliases that people accepted. */
Err *unit_index_load(Store *store, Arena *arena, Str province, Date on, UnitIndex **ret) MUST_CHECK;
UnitMatch unit_match(const UnitIndex *index, Arena *arena, Str written);
Err *unit_accept(Store *store, Arena *arena, Str province, Str written, Str code, Str who) MUST_CHECK;
Text unit_match_how(UnitMatchHow how); /* for people */
