#include "base/pool.h"
#include "test.h"

typedef struct Sum {
    int *touched;
    int64_t *square;
} Sum;

static void square_chunk(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Sum *sum = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        sum->touched[i]++;
        sum->square[i] = i * i;
    }
}

TEST(every_index_is_worked_once_by_any_number_of_threads)
{
    enum { N = 10007 };
    for (int threads = 1; threads <= 16; threads *= 2) {
        Sum sum = {new (arena, int, N), new (arena, int64_t, N)};
        parallel_for(threads, N, 13, square_chunk, &sum);
        for (int i = 0; i < N; i++) {
            assert_int_equal(sum.touched[i], 1);
            assert_int_equal(sum.square[i], (int64_t)i * i);
        }
    }
}

TEST(no_work_is_no_call)
{
    parallel_for(4, 0, 10, square_chunk, NULL);
    assert_true(pool_cpu_count() >= 1);
}

TEST_MAIN
