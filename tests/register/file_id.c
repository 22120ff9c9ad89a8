/* One file, one number: however many threads read it, and another for every byte and for everyone it is of. */
#include "test.h"

#include "base/file.h"
#include "register/register_internal.h"

enum { PIECE = 1 << 20 };

static Str id_of(Arena *arena, Str path, const char *salt, int threads)
{
    Str id;
    assert_ok(register_file_id(arena, path, str_from(salt), threads, &id));
    return id;
}

static Str file_of(Arena *arena, const char *name, Str bytes)
{
    Str path = test_temp(arena, str_from(name));
    assert_ok(file_write(arena, path, bytes));
    return path;
}

TEST(a_number_does_not_depend_on_threads_and_changes_with_every_byte)
{
    const ptrdiff_t sizes[] = {0, 1, PIECE - 1, PIECE, PIECE + 1, 9 * PIECE + 5};
    for (int s = 0; s < COUNTOF(sizes); s++) {
        ptrdiff_t size = sizes[s];
        char *bytes = new (arena, char, size + 1);
        for (ptrdiff_t i = 0; i < size; i++)
            bytes[i] = (char)('a' + i % 23);
        Str path = file_of(arena, "a.csv", (Str){bytes, size}), id = id_of(arena, path, "population\n33", 1);
        assert_int_equal(id.len, 16);
        for (int threads = 2; threads <= 9; threads += 3)
            assert_str(id_of(arena, path, "population\n33", threads), id);
        assert_false(str_eq(id_of(arena, path, "participants\n33", 2), id));
        for (ptrdiff_t at = 0; at < size; at += at < PIECE - 2 ? PIECE - 1 : 3 * PIECE + 7) {
            bytes[at] ^= 1;
            assert_false(str_eq(id_of(arena, file_of(arena, "b.csv", (Str){bytes, size}), "population\n33", 2), id));
            bytes[at] ^= 1;
        }
        bytes[size] = 0; /* a byte more, though of nothing */
        assert_false(str_eq(id_of(arena, file_of(arena, "b.csv", (Str){bytes, size + 1}), "population\n33", 2), id));
    }
}

TEST(a_file_that_is_not_there_is_told)
{
    Str id;
    Err *err = register_file_id(arena, S("/nowhere/a.csv"), S(""), 2, &id);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_NOT_FOUND);
}

TEST_MAIN
