/* What the files of unit owe to each other; included in this folder only. */
#pragma once
#include "unit/unit.h"
#include "vn/vn.h"

/* A name for comparing: without regard to case, place of the tone mark and blanks; and to punctuation. */
enum {
    FOLD_PLACED = VN_FOLD_CASE | VN_FOLD_PLACE | VN_FOLD_SPACE,
    FOLD_WORDS = FOLD_PLACED | VN_FOLD_PUNCT,
};

/* ---- written.c: the kind words in front of a name ------------------------------ */
typedef struct Reading { /* one way to read what was written */
    const char *kind;    /* as in Unit.kind; NULL: the whole text is the name */
    UnitLevel level;     /* of the kind */
    bool spelled;        /* the kind word stands there in full and with its marks */
    Str name;
} Reading;

enum { READINGS_MAX = 4 };

/* `key` is folded by case, place and space.  The first reading is the whole text. */
int written_readings(Str key, Reading ret[READINGS_MAX]);

/* ---- distance.c: how far one spelling is from another --------------------------- */
enum {
    COST_TONE = 3,    /* the tone lost, added or another: Đông – Đồng */
    COST_MARK = 4,    /* the letter's own mark: thu – thư, da – đa; a blank more or less */
    COST_LETTER = 10, /* a letter more, less or another, two exchanged */
    COST_SLIP = 16,   /* the most that one slip costs: a letter for a blank, so that two tones change places */
    GLYPHS_MAX = 96,
};

typedef struct Glyph {
    uint32_t base; /* a letter, a blank, or the tone of the syllable before it */
    uint8_t mark;
    bool tone;
} Glyph;

typedef struct Spelling {
    Glyph *glyph;
    int count;
} Spelling;

Spelling spelling_of(Arena *arena, Str key);              /* of a folded name; cut at GLYPHS_MAX */
int spelling_distance(Spelling a, Spelling b, int limit); /* more than limit: some number above it */

/* ---- list.c ------------------------------------------------------------------------ */
void units_sort(UnitList units, Arena scratch); /* Vietnamese order of names, then codes */
/* The province that `written` means among all: code, letters or name; BAD_INPUT with the choices else. */
Err *province_among(Arena *arena, UnitList provinces, Str written, Unit *ret) MUST_CHECK;
Str day_or_last(Arena *arena, Date on); /* ISO; the last day there is where `on` is {0} */

/* ---- import.c ---------------------------------------------------------------------- */
void unit_values(const Unit *unit, Str name_en, Str quality, Value *ret); /* the columns of unit_put */

/* ---- geojson.c: features out of GeoJSON or TopoJSON, taken as hostile --------------- */
typedef struct Boundary {
    Str code, name, province; /* as the feature's properties say; "" where they do not */
    Str geometry;             /* compact GeoJSON; "" where it is no area */
} Boundary;

typedef struct Boundaries {
    Boundary *boundary;
    ptrdiff_t count;
} Boundaries;

Err *boundaries_parse(Arena *arena, Str name, Str bytes, Boundaries *ret) MUST_CHECK;
