/* err: an error is a value.  NULL means that it went well.
 *
 * An Err carries what kind it is (which gives the exit and HTTP status), the
 * place in the user's file or form, and its text in Vietnamese and in English:
 * what failed, on what, and what to do if something can be done.  It lives in
 * the arena it was made in.  Modules return errors; only the command line, the
 * server and the job runner print them. */
#pragma once
#include "base/str.h"

#define ERR_KINDS(X) /* name, HTTP status, exit status (sysexits) */ \
    X(BAD_INPUT, 422, 65)                                            \
    X(USAGE, 400, 64)                                                \
    X(NOT_FOUND, 404, 66)                                            \
    X(CONFLICT, 409, 75)                                             \
    X(FORBIDDEN, 403, 77)                                            \
    X(TOO_LARGE, 413, 65)                                            \
    X(UNAVAILABLE, 503, 69)                                          \
    X(INTERNAL, 500, 70)

typedef enum ErrKind {
#define X(name, http, exit) ERR_##name,
    ERR_KINDS(X)
#undef X
} ErrKind;

typedef enum Lang { LANG_VI, LANG_EN } Lang;

/* One text in both languages; every message a user sees is made of these. */
typedef struct Text {
    Str vi, en;
} Text;

/* TEXT_INIT inside a table, TEXT in an expression. */
/* clang-format off */
#define TEXT_INIT(vi_lit, en_lit) \
    {{"" vi_lit "", (ptrdiff_t)sizeof(vi_lit) - 1}, {"" en_lit "", (ptrdiff_t)sizeof(en_lit) - 1}}
/* clang-format on */
#define TEXT(vi_lit, en_lit) ((Text)TEXT_INIT(vi_lit, en_lit))
Str text_in(Lang lang, Text text);

/* Both texts from formats that take the same arguments in the same order. */
Text text_fmt(Arena *arena, const char *vi, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

/* Where in the user's material.  Rows and columns count from 1; 0 = not known. */
typedef struct Place {
    Str file, sheet;
    ptrdiff_t row, column;
    Str field; /* the column's heading as written in the file */
} Place;

typedef struct Err Err;
struct Err {
    ErrKind kind;
    Text text;
    Text command, page; /* the next step for who types commands and for who looks at a page; "" none */
    Place place;
    Str unit;                /* code of the unit that it is about, for a face that knows names; "" none */
    const char *code;        /* for programs, where the kind does not say it: "needs-year"; NULL */
    const char *file, *func; /* in this program */
    int line;
};

Err *err_new(Arena *arena, ErrKind kind, const char *file, const char *func, int line, const char *vi, const char *en,
             ...) __attribute__((format(printf, 6, 8), format(printf, 7, 8), returns_nonnull)) MUST_CHECK;

/* return FAIL(arena, BAD_INPUT, "thiếu cột \"%.*s\"", "column \"%.*s\" is missing", STRF(name)); */
#define FAIL(arena, kind, vi, ...) err_new((arena), ERR_##kind, __FILE__, __func__, __LINE__, (vi), __VA_ARGS__)

/* The same with what the system said (errno) behind it: "could not open “a.csv”: no such file or folder". */
Err *err_new_because(Arena *arena, ErrKind kind, int number, const char *file, const char *func, int line,
                     const char *vi, const char *en, ...)
    __attribute__((format(printf, 7, 9), format(printf, 8, 9), returns_nonnull)) MUST_CHECK;
#define FAIL_BECAUSE(arena, kind, number, vi, ...) \
    err_new_because((arena), ERR_##kind, (number), __FILE__, __func__, __LINE__, (vi), __VA_ARGS__)
Text err_reason(Arena *arena, int number); /* words for an errno, with the next step where there is one */

/* Where the next step is another one at a terminal and on a page, the text says only what is so and each face adds its
 * own: return err_next(FAIL(…), COMMAND("hãy chạy …", "run …"), PAGE("hãy nạp … ở Quản trị", "take … in")).  Words
 * of the command line stand in COMMAND alone (tools/check.sh), so that none reaches a page. */
#define COMMAND(vi_lit, en_lit) TEXT(vi_lit, en_lit)
#define COMMAND_OF(arena, vi, ...) text_fmt((arena), vi, __VA_ARGS__)
#define PAGE(vi_lit, en_lit) TEXT(vi_lit, en_lit)
Err *err_next(Err *err, Text command, Text page) __attribute__((returns_nonnull)) MUST_CHECK;
typedef enum Face { FACE_COMMAND, FACE_PAGE } Face;
Text err_message(Arena *arena, const Err *err, Face face); /* the text and the next step of that face */

/* The only macro in the tree that hides a return. */
#define TRY(expr)               \
    do {                        \
        Err *try_err_ = (expr); \
        if (try_err_)           \
            return try_err_;    \
    } while (0)

Err *err_at(Err *err, Place place);                    /* sets the place where none is set yet */
Err *err_keep(Arena *arena, const Err *err);           /* a copy of one made in memory that goes away; NULL stays */
Str place_text(Arena *arena, Lang lang, Place p);      /* "a.csv, dòng 7, cột 3 (Giá trị)"; {0} if nowhere */
Str err_text(Arena *arena, Lang lang, const Err *err); /* place and message, one line */
int err_exit_status(const Err *err);
int err_http_status(const Err *err);
const char *err_kind_name(ErrKind kind);
