/* Files of generated persons, for the tests: made into a temporary folder and read as columns. */
#pragma once
#include "generate/people_internal.h"
#include "test.h"

#include "base/file.h"
#include "base/utf8.h"

typedef struct Sheet {
    Str *heading, *cell; /* cell[row * columns + column] */
    ptrdiff_t rows, columns;
} Sheet;

static inline Sheet sheet_read(Arena *arena, Str folder, const char *name)
{
    Sheet s = {0};
    Str bytes = test_read(arena, str_fmt(arena, "%.*s/mo-phong-%s.csv", STRF(folder), name));
    StrCut line = str_cut(bytes, '\n');
    ptrdiff_t most = 0;
    for (ptrdiff_t i = 0; i < bytes.len; i++)
        most += bytes.ptr[i] == '\n';
    s.heading = new (arena, Str, 40);
    for (StrCut cut = {.tail = line.head, .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, ',');
        s.heading[s.columns++] = cut.head;
    }
    s.cell = new (arena, Str, most * s.columns + 1);
    while (line.tail.len > 0) {
        line = str_cut(line.tail, '\n');
        ptrdiff_t at = 0;
        for (StrCut cut = {.tail = line.head, .ok = true}; cut.ok; at++) {
            cut = str_cut(cut.tail, ',');
            assert_true(at < s.columns);
            s.cell[s.rows * s.columns + at] = cut.head;
        }
        assert_int_equal(at, s.columns);
        s.rows++;
    }
    return s;
}

static inline Str sheet_at(const Sheet *s, ptrdiff_t row, const char *column)
{
    for (ptrdiff_t i = 0; i < s->columns; i++)
        if (str_eq(s->heading[i], str_from(column)))
            return s->cell[row * s->columns + i];
    fail_msg("there is no column %s", column);
    return (Str){0};
}

static inline PeopleSpec spec_of(Arena *arena, const char *folder, int64_t persons, const char *profile)
{
    return (PeopleSpec){.seed = 1,
                        .persons = persons,
                        .province = S("HY"),
                        .profile = str_from(profile),
                        .threads = 2,
                        .folder = test_temp(arena, str_from(folder))};
}

static inline PeopleResult made(Arena *arena, PeopleSpec spec)
{
    PeopleResult result = {0};
    assert_ok(people_generate(arena, spec, NULL, &result));
    return result;
}

/* A profile of the test: lines "error,population,participants,tax_income,household_businesses,pupils". */
static inline Str profile_of(Arena *arena, const char *lines)
{
    Str path = test_temp(arena, S("profile.csv"));
    Str text = str_fmt(arena, "error,population,participants,tax_income,household_businesses,pupils\n%s", lines);
    assert_ok(file_write(arena, path, text));
    return path;
}
