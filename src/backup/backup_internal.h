/* backup_internal: what the files of backup/ share.
 *
 * The file: a line “BAOPHU-BACKUP 1 open” or “… sealed”; in a sealed one the sealed key and the head of the
 * secretstream and then pieces of PIECE bytes, each with its seal; in all of this, or straight after the line, one zstd
 * stream; in that, records of a letter, a length (4 bytes, little-endian) and so many bytes:
 *
 *     H  JSON: when, of what, migrations             K  a key file: length of the name (1 byte), name, content
 *     T  JSON: a table, its columns                  M  JSON: all tables with rows and digests
 *     R  rows of it: each value a kind (1 byte)      Z  SHA-256 of all that stands before it
 *        and 8 bytes, or 4 bytes of length and text                                                              */
#pragma once
#include "backup/backup.h"
#include <sodium.h>

enum { PIECE = 64 << 10, ROWS_PIECE = 256 << 10, RECORD_MOST = 256 << 20, LINE_MOST = 64 };

#define BACKUP_OPEN "BAOPHU-BACKUP 1 open\n"
#define BACKUP_SEALED "BAOPHU-BACKUP 1 sealed\n"
#define KEY_FILE_HEAD "baophu-backup-secret-key "
#define KEY_PUBLIC_HEAD "baophu-backup-key-"

Err *key_read_public(Arena *arena, Str text, unsigned char ret[crypto_box_PUBLICKEYBYTES]) MUST_CHECK;
Err *key_read_secret(Arena *arena, Str path, unsigned char ret_public[crypto_box_PUBLICKEYBYTES],
                     unsigned char ret_secret[crypto_box_SECRETKEYBYTES]) MUST_CHECK;
Str hex_digest(Arena *arena, const unsigned char digest[crypto_hash_sha256_BYTES]);
Err *file_put_new(Arena *arena, Str path, Str bytes) MUST_CHECK; /* 0600; CONFLICT where one is */

/* ---- out ------------------------------------------------------------------------------ */
typedef struct PipeOut PipeOut;
Err *pipe_create(Arena *arena, Str path, Str public_key, PipeOut **ret) MUST_CHECK;
Err *pipe_record(PipeOut *pipe, char letter, Str bytes) MUST_CHECK;
Err *pipe_finish(PipeOut *pipe, int64_t *ret_bytes) MUST_CHECK; /* writes Z; the file is there */
void pipe_give_up(PipeOut **pipe);                              /* nothing where it was finished */

/* ---- in --------------------------------------------------------------------------------- */
typedef struct PipeIn PipeIn;
Err *pipe_open(Arena *arena, Str path, Str key_path, PipeIn **ret) MUST_CHECK;
bool pipe_is_sealed(const PipeIn *pipe);
int64_t pipe_bytes(const PipeIn *pipe); /* of the file */
/* bytes: borrowed until the next record.  After Z, whose digest is checked, *ret_letter is 0. */
Err *pipe_next(PipeIn *pipe, char *ret_letter, Str *ret_bytes) MUST_CHECK;
void pipe_close(PipeIn **pipe);
Err *backup_damaged(Arena *arena, Str path) MUST_CHECK;

/* ---- records ------------------------------------------------------------------------------ */
typedef struct Reader { /* what is done with what is read; each may be NULL */
    void *arg;
    Err *(*begin)(void *arg, const Migration *migration, ptrdiff_t count);
    Err *(*table)(void *arg, const CopyTable *table);
    Err *(*rows)(void *arg, const Value *values, ptrdiff_t rows); /* of the table said last */
    Err *(*key)(void *arg, Str name, Str bytes);
} Reader;
Err *backup_read(Arena *arena, Str path, Str key_path, const Reader *reader, BackupReport *ret) MUST_CHECK;

typedef struct RowsOut { /* rows as bytes, and their digest */
    Buf buf;
    crypto_hash_sha256_state sha;
    int64_t rows;
} RowsOut;
RowsOut rows_out_open(Arena *arena);
void rows_out_add(RowsOut *out, const Value *value, ptrdiff_t count);

extern const char *const backup_key_files[]; /* store_beside; ends with NULL */
