/* generate people, from the words of the command line to files and status. */
#include "run.h"

#include "base/file.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static Str out;

static int run(Arena *arena, const char *const *words)
{
    Run r = cli_run(arena, words, NULL);
    out = r.out;
    return r.status;
}

#define RUN(...) run(arena, (const char *const[]){"generate", "people", __VA_ARGS__, NULL})

TEST(files_are_listed_with_their_rows)
{
    Str folder = test_temp(arena, S("hy"));
    assert_int_equal(
        RUN("--persons", "700", "--registers", "population,pupils", "--out", str_c(arena, folder), "--json"), 0);
    json_t *root = json_loadb(out.ptr, (size_t)out.len, 0, NULL);
    assert_non_null(root);
    assert_true(json_is_true(json_object_get(root, "simulated")));
    assert_int_equal(json_integer_value(json_object_get(root, "persons")), 700);
    json_t *files = json_object_get(root, "files"), *file;
    assert_int_equal(json_array_size(files), 6); /* two registers, the truth of rows and of three pairs */
    size_t i;
    json_array_foreach(files, i, file)
    {
        Str path = str_fmt(arena, "%.*s/%s", STRF(folder), json_string_value(json_object_get(file, "name")));
        Str bytes = test_read(arena, path);
        json_int_t lines = -1;
        for (ptrdiff_t k = 0; k < bytes.len; k++)
            lines += bytes.ptr[k] == '\n';
        assert_int_equal(lines, json_integer_value(json_object_get(file, "rows")));
        assert_false(file_exists(str_fmt(arena, "%.*s.part", STRF(path))));
    }
    json_decref(root);
    assert_false(file_exists(str_fmt(arena, "%.*s/mo-phong-participants.csv", STRF(folder))));
}

TEST(wrong_options_are_told_and_write_nothing)
{
    Str folder = test_temp(arena, S("none"));
    const char *to = str_c(arena, folder);
    assert_int_equal(RUN("--persons", "0", "--out", to), 64);
    assert_int_equal(RUN("--persons", "15000001", "--out", to), 64);
    assert_int_equal(RUN("--persons", "many", "--out", to), 64);
    assert_int_equal(RUN("--registers", "population,dogs", "--out", to), 64);
    assert_int_equal(RUN("--registers", "", "--out", to), 64);
    assert_int_equal(RUN("--pair", "10", "--list", "10", "--out", to), 64);
    assert_int_equal(RUN("--pair", "10", "--persons", "10", "--out", to), 64);
    assert_int_equal(RUN("--list", "10", "--history", "--out", to), 64);
    assert_int_equal(RUN("--pair", "10", "--overlap", "11", "--out", to), 64);
    assert_int_equal(RUN("--pair", "9000000", "--overlap", "1000", "--out", to), 64);
    assert_int_equal(RUN("--pair", "10", "--whole", "13120", "--out", to), 64);
    assert_int_equal(RUN("--persons", "10", "--whole", "Atlantis", "--out", to), 65);
    assert_int_equal(RUN("--overlap", "5", "--out", to), 64);
    assert_int_equal(RUN("--list", "10", "--duplicates", "6", "--out", to), 64);
    assert_int_equal(RUN("--list", "10", "--overlap", "2", "--out", to), 64);
    assert_int_equal(RUN("--threads", "0", "--out", to), 64);
    assert_int_equal(RUN("--persons", "10", "--profile", "terrible", "--out", to), 66);
    assert_int_equal(RUN("--persons", "10", "--province", "Atlantis", "--out", to), 65);
    assert_false(file_exists(folder));
    assert_int_equal(RUN("--persons", "10", "--out", "/proc/none/here"), 69);
}

TEST(one_person_and_lists_of_one_row_are_enough)
{
    const char *to = str_c(arena, test_temp(arena, S("one")));
    assert_int_equal(RUN("--persons", "1", "--out", to, "--json"), 0);
    assert_int_equal(RUN("--pair", "1", "--overlap", "0", "--out", to, "--json"), 0);
    assert_int_equal(RUN("--list", "1", "--out", to, "--json"), 0);
    assert_true(str_find(out, S("{\"name\":\"mo-phong-list.csv\",\"rows\":1}")) > 0);
}

TEST_MAIN
