/* run: the program with the words of a command line; its status, its results, what it says on stderr. */
#pragma once
#include "cli/cli.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Run {
    int status;
    Str out, said;
} Run;

/* Both lists end with NULL; the second (or NULL) stands behind the first: options that all runs of a test have. */
static Run cli_run(Arena *arena, const char *const *words, const char *const *common)
{
    char *line[64] = {str_c(arena, S("baophu"))}, *text = NULL;
    int argc = 1;
    size_t size = 0;
    for (; *words; words++)
        line[argc++] = str_c(arena, str_from(*words));
    for (; common && *common; common++)
        line[argc++] = str_c(arena, str_from(*common));
    assert_true(argc < COUNTOF(line));
    FILE *out = open_memstream(&text, &size);
    Str path = test_temp(arena, S("said.txt"));
    fflush(stderr);
    int saved = dup(STDERR_FILENO);
    assert_non_null(freopen(str_c(arena, path), "w", stderr));
    Run run = {.status = cli_main(argc, line, out)};
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    fclose(out);
    run.out = str_copy(arena, str_from(text));
    run.said = test_read(arena, path);
    free(text);
    return run;
}
