/* door: what a file is that somebody hands in, and where it belongs.
 *
 * Officials give a list of persons, monthly figures, a document that sets targets, a list of villages or of communes to
 * the page that they have open.  Each of these knows its own columns; here the headings near the top of a file are held
 * against those of all of them, so that the wrong page can say what the file is instead of what it lacks.  Nothing is
 * kept, nothing below the first rows is read, and a file that is not clearly something else is left to the page's own
 * reader, which knows best what is wrong with it. */
#pragma once
#include "register/source.h"

typedef enum DoorKind {
    DOOR_UNKNOWN,
    DOOR_REGISTER, /* what an agency delivers */
    DOOR_FACTS,    /* monthly figures: cube/fact_import.h */
    DOOR_PLAN,     /* a document that sets targets: plan/plan.h */
    DOOR_VILLAGES,
    DOOR_UNITS, /* communes and nothing about them */
} DoorKind;

typedef struct DoorFile {
    Str name;  /* as it was given */
    Str path;  /* or, where "", */
    Str bytes; /* all of it */
} DoorFile;

typedef struct DoorFound {
    DoorKind kind;
    const RegisterSource *source; /* DOOR_REGISTER; NULL: of persons, and no more is clear */
    ptrdiff_t matched;            /* headings that are columns of it */
} DoorFound;

/* DOOR_UNKNOWN where it cannot be read or is nothing of these. */
DoorFound door_recognise(Arena *arena, const DoorFile *file);
/* NULL: it may be what the door takes.  BAD_INPUT: it is clearly something else; the text says what and where to go
 * with it, and err->code says it to a page: "is-facts", "is-plan", "is-villages", "is-units", "is-register" or
 * "is-register:population".  source: of a door for one source of the registers; another source is none of its business
 * (register/look.h). */
Err *door_check(Arena *arena, DoorKind door, const RegisterSource *source, const DoorFile *file) MUST_CHECK;
