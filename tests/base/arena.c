#include "base/arena.h"
#include "test.h"

#include <string.h>
#include <sys/mman.h>

/* Where the sanitizer sees: the next to have the place may use all of it. */
TEST(what_a_copy_gave_away_is_forgotten_with_the_arena)
{
    enum { ROOM = 1 << 20, PIECE = 1000 };
    Arena given = arena_open(ROOM), copy = given;
    char *base = given.base;
    (void)arena;
    for (int i = 0; i < 3; i++)
        (void)new_raw(&copy, char, PIECE);
    arena_close(&given);
    void *again = mmap(base, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    assert_true(again == base);
    memset(again, 1, 4 * (size_t)PIECE);
    assert_int_equal(base[3 * PIECE], 1);
    munmap(again, ROOM);
}

TEST_MAIN
