/* test: cmocka with tests that register themselves and a fresh, dirty arena each.
 *
 *     TEST(a_number_with_dots_is_read_as_thousands)
 *     {
 *         int64_t n;
 *         assert_true(vn_parse_int(S("1.899"), &n));
 *         assert_int_equal(n, 1899);
 *     }
 *     TEST_MAIN
 */
#pragma once
#include "base/err.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

typedef void TestFn(Arena *arena);
void test_register(const char *name, TestFn *fn);
int test_main(int argc, char **argv); /* all tests, or those whose name contains argv[1] */

#define TEST(name)                                                                                 \
    static TestFn name;                                                                            \
    __attribute__((constructor)) static void name##_register(void)                                 \
    {                                                                                              \
        test_register(#name, name);                                                                \
    }                                                                                              \
    static void name(Arena *arena __attribute__((unused)))

#define TEST_MAIN                                                                                  \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        return test_main(argc, argv);                                                              \
    }

/* Both texts are printed when they differ. */
#define assert_str(got, want) test_assert_str((got), (want), __FILE__, __LINE__)
void test_assert_str(Str got, Str want, const char *file, int line);

/* The call went well, or its message is printed. */
#define assert_ok(err) test_assert_ok((err), __FILE__, __LINE__)
void test_assert_ok(const Err *err, const char *file, int line);

#define assert_fails(err, wanted_kind)                                                             \
    do {                                                                                           \
        const Err *fails_err_ = (err);                                                             \
        assert_non_null(fails_err_);                                                               \
        assert_int_equal(fails_err_->kind, ERR_##wanted_kind);                                     \
        assert_true(fails_err_->text.vi.len > 0 && fails_err_->text.en.len > 0);                   \
    } while (0)

Str test_file(Arena *arena, Str name);   /* path of tests/<name> in the source tree */
Str test_temp(Arena *arena, Str name);   /* path for a file of this test run; removed at exit */
Str test_shared(Arena *arena, Str name); /* ../shared/<name>, or skips the test where it is absent */
Str test_read(Arena *arena, Str path);   /* the bytes, or fails */

/* Stores a test runs on: "sqlite" always, "postgres" where ./test started one
 * (BAOPHU_TEST_PG holds its address); each call is an empty database. */
#define TEST_STORES 2
bool test_store_address(Arena *arena, int which, Str *ret_address);
