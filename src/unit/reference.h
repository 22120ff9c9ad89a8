/* The four files of data/unit, read and checked; for unit/ only. */
#pragma once
#include "unit/facts.h"
#include "unit/unit.h"

typedef struct Home { /* in which province a code lies */
    Str code, province;
} Home;

typedef struct Reference {
    Facts province, commune, naming, predecessor;
    Home *home; /* sorted by code */
    ptrdiff_t homes;
} Reference;

enum { PROVINCE_CODE, PROVINCE_NAME, PROVINCE_NAME_EN, PROVINCE_AREA, PROVINCE_POPULATION, PROVINCE_LON, PROVINCE_LAT };
enum {
    COMMUNE_CODE,
    COMMUNE_PROVINCE,
    COMMUNE_NAME,
    COMMUNE_AREA,
    COMMUNE_POPULATION,
    COMMUNE_QUALITY,
    COMMUNE_LON,
    COMMUNE_LAT
};
enum { NAMING_CODE, NAMING_KIND, NAMING_FULL_NAME, NAMING_FROM, NAMING_TO, NAMING_DECISION };
enum { OLD_CODE, OLD_NAME, OLD_DISTRICT, OLD_PROVINCE, OLD_NEW_CODE, OLD_DIVIDED };

/* folder {0}: the data that ship with the program.  The predecessors only where asked for. */
Err *reference_read(Arena *arena, Str folder, bool with_old, Reference *ret) MUST_CHECK;
Str reference_home(const Reference *reference, Str code); /* {0} where the code is not there */
/* Units as the files have them, without kind and official name; suspect populations are 0. */
Err *reference_province(Arena *arena, const Reference *reference, ptrdiff_t row, Unit *ret) MUST_CHECK;
Err *reference_commune(Arena *arena, const Reference *reference, ptrdiff_t row, Unit *ret) MUST_CHECK;
