/* drop: a folder into which agencies put their files (SFTP), each with a signature that says whose it is.
 *
 * A file is called SOURCE_DAY[_COMMUNE].ext, such as population_2026-09-30.csv, and comes with FILE.sig: the Ed25519
 * signature of
 *
 *     baophu-delivery 1\n NAME\n SHA-512 of the file, 128 hexadecimal digits\n
 *
 * as 64 bytes or in base64.  The name is signed too: who can write into the folder but has no key cannot give an old
 * file a new day.  The keys stand in a table, each with the role (agency) that it belongs to; an agency delivers its
 * own sources alone.
 *
 * Nothing of a file is read as a table before its signature was found right, over a copy that nobody else can change.
 * A file without its signature is waited for, and refused when none has come for long; one whose bytes still change is
 * waited for.  What is dealt with goes to done/ or refused/ in the same folder with NAME.txt that says what became of
 * it.  The folder is taken as hostile: links, pipes and folders in it are passed over, names are checked, nothing is
 * followed out of it. */
#pragma once
#include "register/register.h"

typedef struct DropKey {
    Str agency; /* role */
    Str unit;   /* the commune that it may deliver for; "" the whole province */
    Str note;
    Date from, to; /* {0}: open */
    unsigned char key[32];
} DropKey;

typedef struct DropKeys {
    DropKey *key;
    ptrdiff_t count;
} DropKeys;
/* A table with agency, unit, public_key (base64), from, to, note.  FORBIDDEN where others than its owner, or an owner
 * that is neither we nor root, can write it; BAD_INPUT names the row. */
Err *drop_keys(Arena *arena, Str path, DropKeys *ret) MUST_CHECK;

typedef enum DropState { DROP_WAITS, DROP_TAKEN, DROP_REFUSED, DROP_LATER } DropState;

typedef struct DropFile {
    Str name, agency, digest; /* agency "" where nobody's signature fits; SHA-512, "" while it was not read */
    DropState state;          /* LATER: something on our side failed, it is tried again */
    Text why;                 /* what became of it, or what is waited for */
    RegisterReport report;    /* TAKEN: all of it for the hook, afterwards its delivery alone */
} DropFile;

typedef struct DropOptions {
    Str province;
    DropKeys keys;
    int64_t settle_s;   /* a file that was changed less than this ago may be half of one */
    int64_t patience_s; /* … and without a signature is refused after this */
    Lang lang;          /* of what is written into the folder */
    int threads;        /* 0: all cores */
    /* Whether there is such a commune in the province. */
    Err *(*check_unit)(void *arg, Store *store, Arena *arena, Str unit);
    /* Within the transaction that writes a delivery. */
    void (*taken)(void *arg, Store *store, const DropFile *file);
    void *arg;
} DropOptions;

/* One look: every file that is complete is dealt with, by name.  Errors are of the folder or our own place; what is
 * wrong with a file stands in its entry.  CONFLICT where another program of ours watches with the same database. */
Err *drop_look(Store *store, Arena *arena, Str folder, const DropOptions *options, DropFile **ret,
               ptrdiff_t *ret_count) MUST_CHECK;
