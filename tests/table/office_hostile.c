/* Files made to harm: each must end in a clear error, soon and in little memory. */
#include "reading.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 900 /* far from any machine's time: it ends a hang */, MEGABYTES = 300, FINE = 100, LOST = 101 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_IS_OURS 0 /* the sanitizer's own memory is counted too */
#else
#define MEMORY_IS_OURS 1
#endif

static const struct {
    const char *file;
    int kind; /* or FINE */
    const char *words;
} cases[] = {
    {"zeros.xlsx", ERR_BAD_INPUT, "hỏng"},
    {"rows.xlsx", ERR_TOO_LARGE, "giải nén"},
    {"cells.xlsx", ERR_TOO_LARGE, "cột"},
    {"laughs.xlsx", ERR_BAD_INPUT, "DTD"},
    {"external.xlsx", ERR_BAD_INPUT, "DTD"},
    {"entity.xlsx", ERR_BAD_INPUT, "hỏng"},
    {"columns.xlsx", ERR_TOO_LARGE, "16384 cột"},
    {"far.xlsx", ERR_TOO_LARGE, "16384 cột"},
    {"strings.xlsx", ERR_BAD_INPUT, "chữ số “999999999”"},
    {"empty-strings.xlsx", ERR_TOO_LARGE, "giải nén"},
    {"repeated.xlsx", ERR_TOO_LARGE, "lặp lại"},
    {"blanks.xlsx", ERR_TOO_LARGE, "ô trống"},
    {"nested.xlsx", ERR_TOO_LARGE, "lồng nhau"},
    {"attributes.xlsx", ERR_TOO_LARGE, "thuộc tính"},
    {"nul.xlsx", ERR_BAD_INPUT, "hỏng"},
    {"long.xlsx", ERR_TOO_LARGE, "dài hơn"},
    {"cdata.xlsx", ERR_TOO_LARGE, "giải nén"},
    {"utf16.xlsx", ERR_BAD_INPUT, "UTF-16"},
    {"cut.xlsx", ERR_BAD_INPUT, "hỏng"},
    {"sheets.xlsx", FINE, ""},
    {"parts.xlsx", ERR_TOO_LARGE, "thành phần"},
    {"crc.xlsx", ERR_BAD_INPUT, "hỏng"},
    {"password.xlsx", ERR_BAD_INPUT, "mật khẩu"},
    {"method.xlsx", ERR_BAD_INPUT, "hỏng"},
    {"nested.docx", ERR_TOO_LARGE, "lồng nhau"},
    {"long.docx", ERR_TOO_LARGE, "dài hơn"},
};

static const char *hostile_folder(Arena *arena)
{
    static char folder[256];
    if (folder[0])
        return folder;
    Str path = test_temp(arena, S("hostile"));
    Str command = str_fmt(arena, "python3 %.*s %.*s %.*s", STRF(test_file(arena, S("table/make_hostile.py"))),
                          STRF(path), STRF(test_file(arena, S("table/office/kinds.xlsx"))));
    assert_int_equal(system(str_c(arena, command)), 0);
    snprintf(folder, sizeof folder, "%.*s", STRF(path));
    return folder;
}

static ReaderFn *reader_for(Str name)
{
    return str_ends(name, S(".docx")) ? docx_reader : xlsx_reader;
}

/* All rows, thrown away; the exit status says which error it was. */
static int read_away(Arena *arena, Str path, const char *words)
{
    Source source = {.name = path, .bytes = test_read(arena, path), .options.limits = reading_limits()};
    Reader reader = {0};
    Err *err = reader_for(path)(arena, &source, &reader);
    AUTO(arena_close) Arena rows = arena_open((ptrdiff_t)1 << 32);
    for (bool more = true; !err && more;) {
        Row row;
        arena_reset(&rows);
        err = reader.next(reader.state, &rows, &row, &more);
    }
    if (err && str_find(err->text.vi, str_from(words)) < 0) {
        fprintf(stderr, "%.*s\n", STRF(err_text(arena, LANG_VI, err)));
        return LOST;
    }
    return err ? (int)err->kind : FINE;
}

TEST(each_hostile_file_is_a_clear_error_within_bounds)
{
    const char *folder = hostile_folder(arena);
    for (int i = 0; i < COUNTOF(cases); i++) {
        fflush(NULL);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            setrlimit(RLIMIT_CPU, &(struct rlimit){SECONDS, SECONDS});
            _exit(read_away(arena, str_fmt(arena, "%s/%s", folder, cases[i].file), cases[i].words));
        }
        int status;
        struct rusage usage;
        assert_int_equal(wait4(child, &status, 0, &usage), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != cases[i].kind ||
            (MEMORY_IS_OURS && usage.ru_maxrss > MEGABYTES * 1024L))
            fail_msg("%s: status %x, %ld MB", cases[i].file, (unsigned)status, usage.ru_maxrss / 1024);
        if (getenv("BAOPHU_TEST_FIGURES"))
            fprintf(stderr, "%-20s %3ld MB %3ld.%02ld s\n", cases[i].file, usage.ru_maxrss / 1024,
                    (long)usage.ru_utime.tv_sec, (long)usage.ru_utime.tv_usec / 10000);
    }
}

static void cut_everywhere(Arena *arena, ReaderFn *reader, const char *name)
{
    Str whole = test_read(arena, test_file(arena, str_fmt(arena, "table/office/%s", name)));
    for (int part = 0; part < 20; part++) {
        AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 32);
        Str text, piece = str_copy(&scratch, str_slice(whole, 0, whole.len * part / 20));
        assert_fails(reading(&scratch, reader, piece, (TableOptions){.limits = reading_limits()}, &text), BAD_INPUT);
    }
}

TEST(a_zip_cut_anywhere_is_an_error)
{
    cut_everywhere(arena, xlsx_reader, "kinds.xlsx");
    cut_everywhere(arena, docx_reader, "nested.docx");
}

/* The end of an .xls may be missing without harm: it is padding, or a part that holds no
 * cells.  So what is asked is that no cut does harm and that most are seen. */
TEST(an_xls_cut_anywhere_does_no_harm)
{
    Str whole = test_read(arena, test_file(arena, S("table/office/appendix.xls")));
    int seen = 0;
    for (int part = 0; part < 20; part++) {
        AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 32);
        Str text, piece = str_copy(&scratch, str_slice(whole, 0, whole.len * part / 20));
        seen += reading(&scratch, xls_reader, piece, (TableOptions){.limits = reading_limits()}, &text) != NULL;
    }
    assert_true(seen >= 18);
}

TEST_MAIN
