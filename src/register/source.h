/* source: what each agency delivers, as data/register says.  Immutable; may be shared by threads. */
#pragma once
#include "register/value.h"

/* Deliveries are kept by the place of a column: a source gains columns at its end alone, and loses none. */
typedef struct RegisterColumn {
    Str code;
    const char *names; /* headings, joined by "|" */
    ValueSort sort;
    bool required;
    ValueCodes codes;
} RegisterColumn;

typedef enum RegisterRhythm { RHYTHM_MONTHLY, RHYTHM_QUARTERLY, RHYTHM_YEARLY } RegisterRhythm;

enum { REGISTER_COLUMNS = 32, REGISTER_KEYS = 3 };

typedef struct RegisterSource {
    Str code;
    Text name;
    Str agency;     /* role that owes it */
    Str also;       /* other roles that deliver it too, joined by "|" */
    Str agencies;   /* all of them, joined by "|" */
    Str by_commune; /* of all these the ones of which each commune has its own, joined by "|" */
    bool employers; /* its rows are employers, not persons */
    RegisterRhythm rhythm;
    int due_month, due_day; /* in the month after the period; yearly: on this day of the next year */
    Str basis;              /* citation */
    RegisterColumn *column;
    ptrdiff_t columns;
    uint32_t key[REGISTER_KEYS]; /* sets of columns that tell one row from another; the first that is filled */
    int keys;
} RegisterSource;

typedef struct RegisterSources {
    RegisterSource *source;
    ptrdiff_t count;
} RegisterSources;

Err *register_sources(Arena *arena, RegisterSources *ret) MUST_CHECK;
/* By code or title, in any case, with or without marks; NOT_FOUND names those there are. */
Err *register_source(const RegisterSources *sources, Arena *arena, Str written, const RegisterSource **ret) MUST_CHECK;
/* Whether a role may deliver it. */
bool register_delivers(const RegisterSource *source, Str role);
bool register_by_commune(const RegisterSource *source, Str role);  /* … and that each commune delivers for itself */
ptrdiff_t register_column(const RegisterSource *source, Str code); /* -1 where there is none */
Str register_column_title(const RegisterColumn *column);           /* its first heading */
Text register_code_text(const RegisterColumn *column, Str code);   /* the code itself where the column has none such */
