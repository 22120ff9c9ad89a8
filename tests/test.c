#include "test.h"

#include "base/file.h"
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_TESTS = 512 };

static struct {
    const char *name;
    TestFn *fn;
} tests[MAX_TESTS];
static int test_count;
static char temp_folder[256];

void test_register(const char *name, TestFn *fn)
{
    if (test_count == MAX_TESTS)
        abort();
    tests[test_count].name = name;
    tests[test_count++].fn = fn;
}

/* The arena is filled with a pattern first, so that nothing leans on zeros that
 * `new` did not write. */
static void run_one(void **state)
{
    TestFn *fn = *(TestFn **)*state;
    Arena arena = arena_open((ptrdiff_t)4 << 30);
    memset(new (&arena, char, 1 << 16), 0xA5, 1 << 16); /* allocated, since a strip of a former mapping may lie there */
    arena_reset(&arena);
    fn(&arena);
    arena_close(&arena);
}

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static void remove_temp(void)
{
    if (temp_folder[0])
        nftw(temp_folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* cmocka writes a skipped test as "not ok … # SKIP", which readers of TAP take for a failure,
 * and leaves what a test prints as it is: both are put right on the way out. */
static void rewrite_tap(FILE *from)
{
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, from) >= 0) {
        bool skipped = strncmp(line, "not ok", 6) == 0 && strstr(line, "# SKIP");
        bool tap = strncmp(line, "ok", 2) == 0 || strncmp(line, "not ok", 6) == 0 || strncmp(line, "1..", 3) == 0 ||
                   line[0] == '#';
        printf("%s%s", tap ? "" : "# ", skipped ? line + 4 : line);
        fflush(stdout);
    }
    free(line);
}

/* With TAP wanted the tests run in a child, whose output passes through rewrite_tap. */
static void child_for_tap(void)
{
    int ends[2], status;
    const char *wanted = getenv("CMOCKA_MESSAGE_OUTPUT");
    if (!wanted || strcmp(wanted, "TAP") != 0 || pipe(ends) != 0)
        return;
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        return;
    }
    close(ends[1]);
    FILE *from = fdopen(ends[0], "r");
    rewrite_tap(from);
    fclose(from);
    waitpid(child, &status, 0);
    exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

int test_main(int argc, char **argv)
{
    static struct CMUnitTest list[MAX_TESTS];
    int n = 0;
    child_for_tap();
    for (int i = 0; i < test_count; i++)
        if (argc < 2 || strstr(tests[i].name, argv[1]))
            list[n++] = (struct CMUnitTest){.name = tests[i].name, .test_func = run_one, .initial_state = &tests[i].fn};
    atexit(remove_temp);
    return _cmocka_run_group_tests(program_invocation_short_name, list, (size_t)n, NULL, NULL);
}

void test_assert_str(Str got, Str want, const char *file, int line)
{
    if (str_eq(got, want))
        return;
    print_error("got  “%.*s”\nwant “%.*s”\n", STRF(got), STRF(want));
    _fail(file, line);
}

void test_assert_ok(const Err *err, const char *file, int line)
{
    if (!err)
        return;
    print_error("%s:%d: %.*s\n", err->file, err->line, STRF(err->text.en));
    _fail(file, line);
}

Str test_file(Arena *arena, Str name)
{
    return str_fmt(arena, "%s/%.*s", BAOPHU_TESTS, STRF(name));
}

Str test_temp(Arena *arena, Str name)
{
    if (!temp_folder[0]) {
        const char *where = getenv("TMPDIR");
        snprintf(temp_folder, sizeof temp_folder, "%s/baophu-test-XXXXXX", where && *where ? where : "/tmp");
        assert_non_null(mkdtemp(temp_folder));
    }
    return str_fmt(arena, "%s/%.*s", temp_folder, STRF(name));
}

Str test_shared(Arena *arena, Str name)
{
    Str path = str_fmt(arena, "%s/../../shared/%.*s", BAOPHU_TESTS, STRF(name));
    if (!file_exists(path))
        skip();
    return path;
}

Str test_read(Arena *arena, Str path)
{
    Str bytes = {0};
    assert_ok(file_read(arena, path, (int64_t)1 << 30, &bytes));
    return bytes;
}
