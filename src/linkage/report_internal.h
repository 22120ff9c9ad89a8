/* report_internal: what the pages of the report share. */
#pragma once
#include "linkage/report.h"

typedef struct Page {
    Arena *arena;
    Buf html;
    Lang lang;
    const LinkReport *report;
} Page;

/* ---- numbers and text as the reader writes them (report_text.c) ----------------------- */
Str link_say_int(Arena *arena, Lang lang, int64_t n);                 /* 1.234.567 */
Str link_say_real(Arena *arena, Lang lang, double x, int decimals);   /* 3,25 */
Str link_say_signed(Arena *arena, Lang lang, double x, int decimals); /* +3,25, −0,50 */
Str link_say_share(Arena *arena, Lang lang, double share);            /* 93,1 %, 1/83.000, 99,9999 % */
Str link_escape(Arena *arena, Str s); /* for text and attributes of HTML and XML; what XML cannot hold becomes U+FFFD */
Text link_field_title(const LinkField *field); /* the heading that the reader knows */
