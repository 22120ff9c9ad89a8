/* Files of a simulated province: hamlets are written by several threads into buffers, and the buffers go out in order,
 * a wave at a time, so that memory stays small and bytes are the same. */
#pragma once
#include "base/vec.h"
#include "generate/people_internal.h"
#include <stdio.h>

enum { CHUNK = 16, WAVE = 32 }; /* hamlets a buffer, buffers a wave */
enum { STREAMS = 1 + PEOPLE_REGISTERS * (PEOPLE_REGISTERS + 1) / 2 };

/* ---- a file: beside its place until it is whole ---------------------------------------------- */
typedef struct OutFile {
    FILE *file;
    Str name, path, beside;
    int64_t rows;
} OutFile;

typedef Vec(PeopleFile) Files;

Err *people_out_open(Arena *arena, Str folder, Str name, OutFile *ret) MUST_CHECK;
Err *people_out_add(Arena *arena, OutFile *out, Str bytes) MUST_CHECK;
Err *people_out_close(Arena *arena, OutFile *out) MUST_CHECK;
void people_out_drop(OutFile *out); /* gives up what is not finished: no half file stays under its name */
Err *people_close_files(Arena *arena, OutFile *out, int count, Files *files) MUST_CHECK;

/* ---- waves ------------------------------------------------------------------------------------ */
typedef struct Piece { /* what one chunk of hamlets gives, one buffer a file */
    Arena arena;
    Buf buf[STREAMS];
    int64_t rows[STREAMS];
} Piece;

typedef struct Job {
    const PeopleWorld *world;
    void (*write)(const struct Job *job, const Person *person, int count, Piece *piece);
    int reg;             /* the register of a pass over one */
    unsigned wanted;     /* bits of registers */
    int64_t first;       /* hamlet of the wave's first */
    uint64_t order;      /* key of the order of hamlets, 0: as they come */
    uint32_t *employees; /* by employer, counted by all threads at once */
    void *arg;           /* what else the writer needs */
    Piece piece[WAVE];
} Job;

char *people_room(Buf *buf, ptrdiff_t bytes); /* where so many bytes may be written */
Err *people_run_waves(Job *job, Arena *arena, OutFile *out, int files, Meter *meter) MUST_CHECK;
/* … and closes the files; those of a run that failed are dropped. */
Err *people_write_files(Job *job, Arena *arena, OutFile *out, int count, Meter *meter, Files *files) MUST_CHECK;

Err *people_folder(Arena *arena, Str folder) MUST_CHECK;
Err *people_label(const PeopleWorld *w, Arena *arena) MUST_CHECK; /* a text that says what the folder holds */
