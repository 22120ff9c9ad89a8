/* What the machine gives: its clock, its memory, and what a pair costs at the first look when all is at hand. */
#include "base/pool.h"
#include "linkage/scale.h"
#include "table/csv_scan.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 2000000, STRIDE = 8, FIELDS = 7, FEW = 512, ROUNDS = 5, ADDS = 200000000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double least(double a, double b)
{
    return a > 0 && a < b ? a : b;
}

/* Seconds of a cycle: each addition waits for the one before. */
static double cycle(void)
{
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        uint64_t x = 0;
        for (int i = 0; i < ADDS; i++) {
            x += (uint64_t)i;
            __asm__ volatile("" : "+r"(x));
        }
        best = least(best, (now() - start) / ADDS);
    }
    return best;
}

typedef struct Reading {
    const uint64_t *word;
    ptrdiff_t words;
    uint64_t sum[LINK_THREADS_MAX];
} Reading;

static void read_part(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Reading *r = arg;
    for (ptrdiff_t part = from; part < to; part++) {
        ptrdiff_t begin = r->words * part / LINK_THREADS_MAX, end = r->words * (part + 1) / LINK_THREADS_MAX;
        uint64_t sum[8] = {0};
        for (ptrdiff_t i = begin; i + 8 <= end; i += 8)
            for (int k = 0; k < 8; k++)
                sum[k] += r->word[i + k];
        for (int k = 0; k < 8; k++)
            r->sum[part] += sum[k];
    }
}

static double read_all(const uint64_t *word, ptrdiff_t words, int threads)
{
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
        Reading r = {.word = word, .words = words};
        double start = now();
        parallel_for(threads, LINK_THREADS_MAX, 1, read_part, &r);
        best = least(best, now() - start);
    }
    return (double)words * 8 / best;
}

/* Seconds for a line at a random place; ahead: how many lines are asked for before they are needed. */
static double random_line(const uint64_t *rows, const uint32_t *order, int ahead)
{
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t sum = 0;
        double start = now();
        for (ptrdiff_t i = 0; i + ahead < ROWS; i++) {
            if (ahead > 0)
                fetch(rows + (ptrdiff_t)order[i + ahead] * STRIDE);
            sum = rows[((ptrdiff_t)order[i] + (ptrdiff_t)(sum & 1)) % ROWS * STRIDE] & 1;
        }
        __asm__ volatile("" : : "r"(sum));
        best = least(best, (now() - start) / ROWS);
    }
    return best;
}

/* Bytes a second when pages are touched that this process did not have before. */
static double touch(ptrdiff_t bytes)
{
    AUTO(arena_close) Arena arena = arena_open_large();
    char *fresh = arena_alloc_raw(&arena, 1, 64, bytes);
    double start = now();
    for (ptrdiff_t i = 0; i < bytes; i += 4096)
        *(volatile char *)(fresh + i) = 1;
    return (double)bytes / (now() - start);
}

typedef ptrdiff_t SiftFn(const Scale *scale, const uint64_t *a, const uint64_t *b, ptrdiff_t n, int stride,
                         uint16_t *ret);

/* Seconds for one of many rows at the first look, all in the cache. */
static double sift(SiftFn *fn, const uint64_t *rows, Arena scratch)
{
    Scale *scale = new (&scratch, Scale, 1);
    uint16_t left[FEW + 1];
    double best = 0;
    *scale = (Scale){.fields = FIELDS, .groups = 2, .give_up = 1};
    for (int round = 0; round < 200; round++) {
        double start = now();
        for (ptrdiff_t i = 0; i < FEW; i++)
            fn(scale, rows + i * STRIDE, rows, FEW, STRIDE, left);
        best = least(best, (now() - start) / ((double)FEW * FEW));
    }
    return best;
}

typedef uint64_t ScanFn(const char *p, char delimiter);

/* Bytes a second in which the marks of a CSV text are found, all in the cache. */
static double scan(ScanFn *fn, char *text)
{
    enum { BYTES = 1 << 17 };
    double best = 0;
    for (int i = 0; i < BYTES; i++)
        text[i] = i % 11 == 10 ? ',' : (char)('a' + i % 26);
    for (int round = 0; round < 200; round++) {
        uint64_t marks = 0;
        double start = now();
        for (int i = 0; i < BYTES; i += 64)
            marks += fn(text + i, ',');
        __asm__ volatile("" : : "r"(marks));
        best = least(best, now() - start);
    }
    return BYTES / best;
}

int main(void)
{
    AUTO(arena_close) Arena arena = arena_open_large();
    uint64_t *rows = arena_alloc_raw(&arena, STRIDE * 8, 64, ROWS);
    uint32_t *order = new_raw(&arena, uint32_t, ROWS);
    for (ptrdiff_t i = 0; i < (ptrdiff_t)ROWS * STRIDE; i++)
        rows[i] = link_mix((uint64_t)i, 1) | 1;
    for (ptrdiff_t i = 0; i < ROWS; i++)
        order[i] = (uint32_t)(link_mix((uint64_t)i, 2) % ROWS);
    double tick = cycle(), near = sift(scale_sift, rows, arena), plain = sift(scale_sift_plain, rows, arena);
    printf("clock                          %8.2f GHz\n", 1e-9 / tick);
    for (int threads = 1; threads <= pool_cpu_count(); threads *= 2)
        printf("memory, read in order, %2d threads %5.1f GB/s\n", threads,
               read_all(rows, (ptrdiff_t)ROWS * STRIDE, threads) / 1e9);
    for (int round = 0; round < 3; round++)
        printf("memory, new, 256 MB             %6.2f GB/s\n", touch((ptrdiff_t)256 << 20) / 1e9);
    printf("line at a random place of 128 MB %6.1f ns, asked for 48 ahead %.1f ns\n", random_line(rows, order, 0) * 1e9,
           random_line(rows, order, 48) * 1e9);
    printf("pair at the first look, in the cache %.2f ns, %.1f cycles\n", near * 1e9, near / tick);
    printf("the same by the plain twin           %.2f ns, %.1f cycles\n", plain * 1e9, plain / tick);
    printf("marks of a CSV text, in the cache   %6.2f GB/s, by the portable twin %.2f GB/s\n",
           scan(scan_mask, (char *)rows) / 1e9, scan(scan_mask_portable, (char *)rows) / 1e9);
    return 0;
}
