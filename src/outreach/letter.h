/* letter: what an agency writes to an employer that pays people whom nobody insures – which months, how many, by what
 * law, what to do, by when, whom to call – and that it was written.
 *
 * Its figures and whom it names are of the day it was written and stay.  Names are not kept: the page is made anew for
 * who asks, with as much of each person as he may see. */
#pragma once
#include "law/law.h"
#include "reconcile/headcount.h"
#include "reconcile/rule.h"
#include "unit/unit.h"

enum { LETTER_NUMBER = 64, LETTER_CONTACT = 500, LETTER_PEOPLE = 2000 };

typedef struct LetterPerson {
    int64_t id;
    int32_t months, uninsured; /* with wages in the tax year, of them not insured; FACT_MISSING */
} LetterPerson;

typedef struct Letter {
    Str province;
    int64_t id, employer;
    Str number, agency; /* as the agency writes both */
    Date day, due;
    Str contact;
    Str rules; /* codes, with blanks between */
    Date month;
    int32_t taxed, insured; /* FACT_MISSING */
    int tax_year;           /* 0 not known */
    LetterPerson *person;
    ptrdiff_t persons;
    Str by, at; /* login; stamp, set by the store */
} Letter;

/* In the caller's transaction; sets id and at.  BAD_INPUT names the field; CONFLICT where the agency gave the number to
 * another letter of that year. */
Err *letter_put(Store *store, Arena *arena, Letter *letter) MUST_CHECK;
/* Of an employer, newest first; who may see the employer is for the caller. */
Err *letter_list(Store *store, Arena *arena, Str province, int64_t employer, Letter **ret,
                 ptrdiff_t *ret_count) MUST_CHECK;
Err *letter_get(Store *store, Arena *arena, Str province, int64_t employer, int64_t id, Letter *ret) MUST_CHECK;

/* ---- the page (letter_page.c) ---------------------------------------------------------------- */

typedef struct LetterNamed { /* as far as who asks may see it */
    Str name, born, number;
    int32_t months, uninsured;
} LetterNamed;

typedef struct LetterPage {
    const Letter *letter;
    const Law *law; /* of what it quotes that is in force on its day */
    Str place;      /* the province */
    Str superior;   /* letter_superior */
    Str name, tax_code, unit_code, address;
    const Rule **rule;
    ptrdiff_t rules;
    const Headcount *month; /* oldest first */
    ptrdiff_t months;
    const LetterNamed *named;
    ptrdiff_t nameds;
    bool masked; /* names are */
} LetterPage;
/* The agency above one of a province, by the name of that one: “BHXH cơ sở Phố Hiến” is of “Bảo hiểm xã hội tỉnh Hưng
 * Yên”; "" where there is none or the name does not say it. */
Str letter_superior(Arena *arena, Str agency, const Unit *province);
/* One file that a browser shows and prints on A4; nothing in it comes from elsewhere. */
Err *letter_page(Arena *arena, Lang lang, const LetterPage *page, Str *ret) MUST_CHECK;
