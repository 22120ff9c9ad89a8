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

static void count_call(void *arg)
{
    ++*(int *)arg;
}

TEST(two_things_are_done_once_each)
{
    for (int threads = 1; threads <= 2; threads++) {
        int own = 0, aside = 0;
        parallel_two(threads, count_call, &own, count_call, &aside);
        parallel_meanwhile(threads, count_call, &own, count_call, &aside);
        assert_int_equal(own, 2);
        assert_int_equal(aside, 2);
    }
}

enum { SLOTS = 5 };

typedef struct Stream {
    int comes, stops, workers; /* stops: it is not taken on from there */
    int fed, taken, sum, at[SLOTS], squared[SLOTS], worker[SLOTS];
    bool in_order;
} Stream;

static bool feed_number(void *arg, int slot)
{
    Stream *s = arg;
    s->at[slot] = s->fed;
    return s->fed < s->comes && ++s->fed;
}

static void square_slot(void *arg, int slot, int worker)
{
    Stream *s = arg;
    s->worker[slot] = worker;
    s->squared[slot] = s->at[slot] * s->at[slot];
}

static bool take_number(void *arg, int slot)
{
    Stream *s = arg;
    s->in_order &= s->squared[slot] == s->taken * s->taken && s->worker[slot] < s->workers;
    s->sum += s->squared[slot];
    return ++s->taken != s->stops;
}

TEST(what_is_fed_to_a_pipe_is_taken_in_order_by_any_number_of_threads)
{
    const Pipe pipe = {feed_number, square_slot, take_number};
    for (int threads = 1; threads <= 16; threads *= 2) {
        Stream all = {.comes = 1000, .stops = -1, .workers = threads, .in_order = true};
        parallel_pipe(threads, SLOTS, &pipe, &all);
        assert_int_equal(all.taken, 1000);
        assert_int_equal(all.sum, 332833500);
        assert_true(all.in_order);
        Stream none = {.stops = -1};
        parallel_pipe(threads, SLOTS, &pipe, &none);
        assert_int_equal(none.taken, 0);
    }
}

TEST(a_pipe_stops_where_it_is_told_to)
{
    const Pipe pipe = {feed_number, square_slot, take_number};
    for (int threads = 1; threads <= 4; threads++) {
        Stream some = {.comes = 1000, .stops = 7, .workers = threads, .in_order = true};
        parallel_pipe(threads, SLOTS, &pipe, &some);
        assert_int_equal(some.taken, 7);
        assert_in_range(some.fed, 7, 7 + SLOTS);
        assert_true(some.in_order);
    }
}

TEST_MAIN
