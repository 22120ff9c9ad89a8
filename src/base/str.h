/* str: text as a borrowed slice, and a buffer to build it.
 *
 * A Str is UTF-8 by convention, has no terminating NUL, owns nothing and is
 * passed by value; {0} is the empty string.  `char *` lives only at the border
 * (argv, libraries) and is converted there.  A Buf grows in its arena. */
#pragma once
#include "base/arena.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Str {
    const char *ptr;
    ptrdiff_t len;
} Str;

#define S(lit) ((Str){"" lit "", (ptrdiff_t)sizeof(lit) - 1})
#define STRF(s) (int)(s).len, (s).ptr /* printf("%.*s", STRF(name)) */

typedef struct StrCut {
    Str head, tail;
    bool ok; /* the separator was there; else head is everything */
} StrCut;

Str str_from(const char *c);       /* borrowed; NULL gives {0} */
Str str_copy(Arena *arena, Str s); /* its own bytes */
char *str_c(Arena *arena, Str s);  /* NUL-terminated copy, for libraries */
bool str_eq(Str a, Str b);
int str_cmp(Str a, Str b); /* by bytes; for sorting keys, not for people */
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
ptrdiff_t str_find(Str s, Str what); /* offset or -1 */
Str str_slice(Str s, ptrdiff_t from, ptrdiff_t to);
Str str_trim(Str s);                   /* ASCII blanks and no-break spaces off both ends */
StrCut str_cut(Str s, char separator); /* at the first occurrence */
uint64_t str_hash(Str s);              /* FNV-1a; stable over runs and machines */
Str str_fmt(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str str_vfmt(Arena *arena, const char *format, va_list args);

typedef struct Buf {
    Arena *arena;
    char *ptr;
    ptrdiff_t len, cap;
} Buf;

Buf buf_open(Arena *arena);
void buf_add(Buf *buf, Str s);
void buf_byte(Buf *buf, char c);
void buf_rune(Buf *buf, uint32_t rune); /* appends UTF-8 */
void buf_fmt(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str buf_str(const Buf *buf); /* borrowed; valid until the next append */
