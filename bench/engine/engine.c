/* Where the time of a linkage goes: reading, training, comparing, rule by rule.
 *
 *     bench-engine LEFT.csv [RIGHT.csv] [threads] [memory in MiB] */
#include "base/clock.h"
#include "base/pool.h"
#include "linkage/link_csv.h"
#include "linkage/linkage.h"
#include "linkage/recognise.h"
#include "linkage/train.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static int64_t last_ms;
static double last_cpu, cpu; /* seconds of all threads: what a busy machine does not lengthen so much */

static double lap(void)
{
    int64_t now = clock_tick_ms();
    double seconds = (double)(now - last_ms) / 1000;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double all = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    cpu = all - last_cpu;
    last_cpu = all;
    last_ms = now;
    return seconds;
}

static double peak(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

static void print_rules(const LinkModel *model, const LinkRuleCount *count)
{
    for (int r = 0; r < model->rules; r++)
        printf("  %-20.*s %9lld blocks %12lld pairs %5lld split %3lld windowed %12lld compared %9lld found, largest "
               "%lld\n",
               STRF(model->rule[r].name), (long long)count[r].blocks, (long long)count[r].pairs,
               (long long)count[r].split_blocks, (long long)count[r].windowed, (long long)count[r].compared,
               (long long)count[r].found, (long long)count[r].largest[0].pairs);
}

static Err *run(Arena *arena, const char *const *path, int sources, int threads, int64_t memory)
{
    LinkSource *left = NULL, *right = NULL;
    LinkModel *model;
    LinkData *data;
    last_ms = clock_tick_ms();
    TRY(link_csv_open(arena, str_from(path[0]), &left));
    if (sources > 1)
        TRY(link_csv_open(arena, str_from(path[1]), &right));
    TRY(link_recognise(arena, left, right, NULL, 0, (Str){0}, &model));
    printf("recognise %.2f s\n", lap());
    TRY(link_data(arena, left, right, model, NULL, threads, memory, (Str){0}, (LinkWatch){0}, &data));
    double s = lap();
    printf("read      %.2f s, cpu %.2f s, peak %.0f MiB\n", s, cpu, peak());
    TRY(link_train(arena, data, model, 1, (LinkWatch){0}));
    s = lap();
    printf("train     %.2f s, cpu %.2f s, peak %.0f MiB\n", s, cpu, peak());
    LinkRuleCount count[LINK_RULES];
    LinkPairs pairs;
    double from = getenv("FROM") ? atof(getenv("FROM")) : 0;
    TRY(link_score(data, arena, model, from, count, &pairs));
    double seconds = lap();
    int64_t compared = 0;
    for (int r = 0; r < model->rules; r++)
        compared += count[r].compared;
    uint64_t sum = 0;
    for (ptrdiff_t i = 0; i < pairs.len; i++)
        sum = link_mix(sum, link_mix(pairs.pair[i].left, link_mix(pairs.pair[i].right, pairs.pair[i].pattern)));
    printf("score     %.2f s, cpu %.2f s, peak %.0f MiB: %lld pairs compared, %.1f M/s, %td found, sum %016llx\n",
           seconds, cpu, peak(), (long long)compared, (double)compared / seconds / 1e6, pairs.len,
           (unsigned long long)sum);
    print_rules(model, count);
    link_data_close(data);
    printf("close     %.2f s\n", lap());
    return NULL;
}

int main(int argc, char **argv)
{
    const char *path[2] = {0};
    int sources = 0, threads = pool_cpu_count();
    int64_t memory = 0;
    for (int i = 1, numbers = 0; i < argc; i++) {
        if (argv[i][0] < '0' || argv[i][0] > '9')
            path[sources < 2 ? sources++ : 1] = argv[i];
        else if (numbers++ == 0)
            threads = atoi(argv[i]);
        else
            memory = (int64_t)atoi(argv[i]) << 20;
    }
    Arena arena = arena_open(ARENA_DEFAULT);
    Err *err = sources ? run(&arena, path, sources, threads, memory) : NULL;
    if (err)
        fprintf(stderr, "%.*s\n", STRF(err_text(&arena, LANG_EN, err)));
    return err ? 1 : 0;
}
