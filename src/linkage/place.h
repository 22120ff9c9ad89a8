/* place: communes and provinces before and after 1 July 2025, for comparing where people live or were born.
 *
 * Made once a run from data/unit; read-only, so threads share it.  NULL is allowed everywhere a LinkPlaces is
 * asked for: places are then compared as texts. */
#pragma once
#include "linkage/kind.h"

Err *link_places_shipped(Arena *arena, LinkPlaces **ret) MUST_CHECK;

/* ---- finding, for kind_place.c ------------------------------------------------------- */
typedef enum PlaceKind {            /* what the word in front of a name says */
                         PLACE_ANY, /* no such word */
                         PLACE_XA,
                         PLACE_PHUONG,
                         PLACE_THI_TRAN,
                         PLACE_DAC_KHU,
                         PLACE_DISTRICT,
                         PLACE_CITY, /* "thành phố": a district or a province */
                         PLACE_PROVINCE,
                         PLACE_BELOW, /* thôn, tổ dân phố, đường … */
} PlaceKind;

typedef struct PlaceName { /* a name as written, ready to be looked up */
    PlaceKind kind;
    uint64_t bare, whole; /* hashes without marks: without and with the kind word */
    uint64_t placed;      /* with marks, without the kind word */
} PlaceName;
PlaceName link_place_name(Arena scratch, Str written);
Str link_place_bare(Arena *arena, Str written); /* without marks and kind word, for comparing spellings */

enum { PLACE_TODAY_MAX = 12 };

typedef struct PlaceFound {
    int province;                    /* of today; 0 = not known */
    uint64_t identity;               /* equal for the same commune, or province, of the same time; 0 = not found */
    Str shown;                       /* official name with province; {0} where several communes are meant */
    uint32_t today[PLACE_TODAY_MAX]; /* communes of today, ascending; none for a province, not found, too many */
    int count;
} PlaceFound;

/* parts: from the smallest unit to the largest, as in an address. */
PlaceFound link_place_find(const LinkPlaces *places, const PlaceName *parts, int count);
PlaceFound link_place_code(const LinkPlaces *places, uint32_t code,
                           int digits); /* five digits a commune, two a province */
