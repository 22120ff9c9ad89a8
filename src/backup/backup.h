/* backup: a database in one file, and back.
 *
 * The file holds every table as rows, read in one state while others go on writing, compressed (zstd), with the SHA-256
 * of each table and of the whole.  It is the same for SQLite and PostgreSQL, so what was saved from one can be restored
 * into the other; docs/sao-luu.md has the format.  With a public key it is sealed: only who has the secret key file can
 * read it, and every change to it is noticed (libsodium: sealed box and secretstream).  Files of keys beside the
 * database go into a sealed backup only, since with them the secrets of an open one would lie open; the files that
 * jobs were given do not go in.
 *
 * Restoring reads the whole file first and writes nothing unless all of it is right; it never writes over a database.
 */
#pragma once
#include "store/copy.h"

typedef struct BackupTable {
    Str name;
    int64_t rows;
    Str digest; /* SHA-256 of the rows, 64 hexadecimal digits */
} BackupTable;

typedef struct BackupReport {
    Str made_at;
    bool sealed;
    BackupTable *table;
    ptrdiff_t tables;
    int64_t rows, bytes; /* bytes: of the file */
    Str *key;            /* names of the key files in it */
    ptrdiff_t keys;
} BackupReport;

/* A key pair: the secret one into a new file (0600), the public one returned as text. */
Err *backup_new_key(Arena *arena, Str path, Str *ret_public) MUST_CHECK;

/* public_key: as backup_new_key gives it, "" none.  The file is made anew (0600); CONFLICT where one is. */
Err *backup_make(Store *store, Arena *arena, Str path, Str public_key, BackupReport *ret) MUST_CHECK;

/* Reads all of it and compares what it says of itself.  key_path: the secret key's file, "" none. */
Err *backup_check(Arena *arena, Str path, Str key_path, BackupReport *ret) MUST_CHECK;

/* Checks, writes into a database that is not there yet (PostgreSQL: that is empty), reads it again and compares. */
Err *backup_restore(Arena *arena, Str path, Str key_path, Str address, Clock clock, BackupReport *ret) MUST_CHECK;

/* The tables of a store as they are now, for comparing. */
Err *backup_digests(Store *store, Arena *arena, BackupTable **ret, ptrdiff_t *ret_count) MUST_CHECK;
