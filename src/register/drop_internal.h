/* What the parts of drop share. */
#pragma once
#include "register/drop.h"

/* The folder and its two places, as descriptors: nothing is found by a path again. */
typedef struct DropPlace {
    int in, done, refused;
} DropPlace;
Err *drop_place_open(Arena *arena, Str folder, DropPlace *ret) MUST_CHECK;
void drop_place_close(DropPlace *place);
/* The file and its signature go there, under a name that is free, and NAME.txt with these words; more: NAME.loi.csv,
 * {0} none.  *ret_told false: it went, but the words could not be written (something of that name lies there). */
Err *drop_put_away(Arena *arena, const DropPlace *place, bool done, Str name, Str words, Str more,
                   bool *ret_told) MUST_CHECK;

/* A copy in a place of our own, with its SHA-512.  *ret_same false: it changed meanwhile. */
Err *drop_copy(Arena *arena, int in, Str name, Str to, Str *ret_digest, bool *ret_same) MUST_CHECK;
/* The key that signed, NULL none; on: keys that were valid on a day. */
Err *drop_signer(Arena *arena, int in, Str name, Str digest, const DropKeys *keys, Date on,
                 const DropKey **ret) MUST_CHECK;
