/* kind: what a field holds, and all that follows from it.
 *
 * A kind turns a written cell into a value, says how alike two values are, and
 * gives the parts of a value that blocking rules are made of.  One file a kind; the
 * engine knows them only by this table of functions.
 *
 * A value is a 64-bit cell, 0 = missing.  Small values (dates, numbers) stand in the
 * cell itself.  Longer ones are a blob of bytes that speaks for itself (no pointers;
 * aligned to 8): the engine keeps each distinct blob of a field once, so the cell is
 * its number and equal cells are equal values.  Blobs are written to temporary files
 * and read again, so nothing outside a blob may be needed to compare it. */
#pragma once
#include "base/err.h"

typedef struct LinkPlaces LinkPlaces; /* communes before and after the reform; place.h */

/* How the names of this data are written; decided on the data (recognise.h). */
typedef enum LinkStyle { LINK_VIETNAMESE, LINK_WESTERN } LinkStyle;

/* What parsing may need to know; the same for all cells of a run. */
typedef struct LinkParse {
    Arena scratch; /* by value: each parse may use it up to its end and leave nothing */
    LinkStyle style;
    int pivot_year; /* latest year of a two-digit one */
    const LinkPlaces *places;
    struct NameMemo *names; /* of one thread: words of names that were read before; or NULL */
} LinkParse;

typedef struct LinkValue {
    uint64_t cell;    /* of a kind without blobs; 0 = missing */
    const void *blob; /* of a kind with blobs, in scratch or static; NULL = missing */
    ptrdiff_t bytes;  /* of the blob, at most LINK_BLOB_MAX, a multiple of 8 */
} LinkValue;

enum {
    LINK_PIVOT_YEAR = 2030, /* two digits up to this are years of this century: the newborn, and some years ahead */
    LINK_BLOB_MAX = 1024,
    LINK_LEVELS = 15,
    LINK_FIELDS = 16
};

/* One side of a comparison. */
typedef struct LinkView {
    uint64_t cell;
    const void *blob; /* NULL for kinds without blobs */
} LinkView;

/* Levels count from 1, the least alike ("different"), to level_count, equal; 0 means that
 * one of the two is missing or that they cannot be compared: neutral, never a mismatch. */
typedef struct LinkKind {
    const char *name; /* "name", "date", … as after the colon of --compare */
    Text title;
    int level_count;
    const Text *level; /* level[0] is level 1's words … level[level_count-1] equal's */
    bool blobs;
    bool frequency;     /* values that occur often say less: term-frequency adjustment */
    int frequency_from; /* the lowest level at which the two count as the same term */
    LinkValue (*parse)(const LinkParse *parse, Str written);
    /* Both present and not the same cell.  Symmetric, pure; may still answer equal. */
    int (*compare)(LinkView a, LinkView b);
    int unequal_most; /* the highest level that compare gives; 0 = level_count.  Lower = pairs given up earlier */
    /* The term whose frequency counts (folded name): a hash that is equal for all values that
     * are the same term; NULL = the value itself. */
    uint64_t (*term)(LinkView v);
    const char *const *part; /* names of parts for blocking rules, ends with NULL */
    /* Hash of a part of a value, 0 = it has none (then the record is not found by that rule). */
    uint64_t (*key)(LinkView v, int part);
    /* As a person reads it, for the report. */
    Str (*show)(Arena *arena, LinkView v);
} LinkKind;

extern const LinkKind link_kind_name; /* a person's whole name in one column */
extern const LinkKind link_kind_word; /* one part of a name: given name, surname; a town */
extern const LinkKind link_kind_date, link_kind_sex;
extern const LinkKind link_kind_personal; /* 12-digit personal number, 9-digit old number */
extern const LinkKind link_kind_social;   /* 10-digit social-insurance number */
extern const LinkKind link_kind_tax;      /* tax code, 10 or 13 digits, or 12: a personal number */
extern const LinkKind link_kind_id;       /* any other number or code */
extern const LinkKind link_kind_phone, link_kind_email, link_kind_place, link_kind_text, link_kind_category;
extern const LinkKind *const link_kinds[]; /* ends with NULL */
const LinkKind *link_kind_find(Str name);  /* NULL if there is none */

/* Between the fields of one record (number.c).  A personal number says province, century, sex and
 * year of birth; where both sex and year of the record, or the province, contradict it, the cell comes
 * back marked as doubtful: two different numbers of which one is doubtful weigh less than two sound ones. */
uint64_t link_personal_checked(uint64_t personal, uint64_t birth, uint64_t sex);
uint64_t link_personal_of_tax(uint64_t tax);   /* a 12-digit tax code is a personal number since 1 July 2025; else 0 */
bool link_personal_current(uint64_t personal); /* sound, and not an old number, which its person has besides */
bool link_personal_sound(uint64_t personal);   /* well-formed and not doubtful */

/* Mixes two hashes into one that is not 0. */
static inline uint64_t link_mix(uint64_t a, uint64_t b)
{
    uint64_t x = (a ^ (b + 0x9e3779b97f4a7c15u + (a << 6) + (a >> 2))) * 0xbf58476d1ce4e5b9u;
    x ^= x >> 29;
    return x ? x : 1;
}
