/* Phones over HTTP: each becomes known and fetches its list, later tells of ten visits; every fourth sends them a
 * second time as if the answer had been lost, every twentieth tells of somebody who was handed over and visited
 * meanwhile. */
#include "drive.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/vec.h"
#include <curl/curl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOLD = 10, PHONES_MOST = 4000, SAMPLES = 40000, BODY = 1 << 16, LARGE = 1, FIRST_PHONE = 2 };

typedef struct Phone {
    char token[128], csrf[128], login[80];
    int64_t lead[TOLD], version[TOLD], cursor;
    int leads;
} Phone;

typedef enum Kind { KIND_FIRST, KIND_TELL, KIND_OTHER, KINDS } Kind;
static const char *const kind_names[KINDS] = {"first sync, the whole list", "sync with what was told",
                                              "device, hand-over"};

typedef struct Sample {
    Kind kind;
    double ms;
    int64_t bytes;
} Sample;

typedef struct Drive {
    const DriveAsk *ask;
    Phone phone[PHONES_MOST];
    int phones;
    int next, pass; /* taken under lock */
    double begin;
    pthread_mutex_t lock;
    Sample *sample;
    int samples, failed;
    int64_t answered, repeated, conflicts, refused, sent;
    FILE *keys;
    long tag; /* of this run: keys are never used twice */
} Drive;

typedef struct Caller { /* of one thread */
    Drive *drive;
    CURL *curl;
    char *body;
    size_t len, cap;
    char sent[BODY];
} Caller;

static double now_ms(void)
{
    return (double)clock_tick_us() / 1000;
}

/* ---- one call --------------------------------------------------------------------------------- */

static size_t take(char *from, size_t size, size_t n, void *to)
{
    Caller *c = to;
    if (c->len + size * n + 1 > c->cap) {
        c->cap = (c->len + size * n + 1) * 2;
        c->body = realloc(c->body, c->cap);
    }
    memcpy(c->body + c->len, from, size * n);
    c->len += size * n;
    c->body[c->len] = 0;
    return size * n;
}

static void keep_sample(Drive *d, Kind kind, double ms, int64_t bytes, bool good)
{
    pthread_mutex_lock(&d->lock);
    if (d->samples < SAMPLES)
        d->sample[d->samples++] = (Sample){kind, ms, bytes};
    d->failed += !good;
    pthread_mutex_unlock(&d->lock);
}

/* due: when it was to begin; whoever is late has waited.  Returns the answer, NULL where it is none. */
static json_t *call(Caller *c, Kind kind, const Phone *by, const char *path, double due)
{
    char url[512], cookie[200], csrf[200];
    long status = 0;
    curl_off_t bytes = 0;
    json_t *answer = NULL;
    snprintf(url, sizeof url, "%.*s%s", STRF(c->drive->ask->base), path);
    snprintf(cookie, sizeof cookie, "Cookie: baophu=%s", by->token);
    snprintf(csrf, sizeof csrf, "X-CSRF-Token: %s", by->csrf);
    struct curl_slist *head = curl_slist_append(NULL, cookie);
    head = curl_slist_append(head, csrf);
    head = curl_slist_append(head, "Content-Type: application/json");
    c->len = 0;
    curl_easy_setopt(c->curl, CURLOPT_URL, url);
    curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, head);
    curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, c->sent);
    curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE, (long)strlen(c->sent));
    double begin = due > 0 ? due : now_ms();
    CURLcode code = curl_easy_perform(c->curl);
    double ms = now_ms() - begin;
    curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(c->curl, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    curl_slist_free_all(head);
    bool good = code == CURLE_OK && status == 200;
    keep_sample(c->drive, kind, ms, bytes, good);
    if (good)
        answer = json_loadb(c->body, c->len, 0, NULL);
    else
        fprintf(stderr, "%s: %ld %.300s\n", path, status, c->len > 0 ? c->body : curl_easy_strerror(code));
    return answer;
}

/* ---- what a phone does ----------------------------------------------------------------------------- */

static void remember(Phone *p, const json_t *package)
{
    const json_t *tasks = json_object_get(package, "tasks");
    p->cursor = json_integer_value(json_object_get(package, "cursor"));
    p->leads = 0;
    for (size_t i = 0; i < json_array_size(tasks) && p->leads < TOLD; i++) {
        const json_t *task = json_array_get(tasks, i);
        p->lead[p->leads] = json_integer_value(json_object_get(task, "lead"));
        p->version[p->leads++] = json_integer_value(json_object_get(task, "version"));
    }
}

static size_t first(Caller *c, Phone *p, double due)
{
    snprintf(c->sent, sizeof c->sent, "{\"province\":\"33\",\"id\":\"may-%s\",\"name\":\"bench\"}", p->login);
    json_decref(call(c, KIND_OTHER, p, "/api/work/devices", 0));
    snprintf(c->sent, sizeof c->sent, "{\"province\":\"33\",\"device\":\"may-%s\",\"since\":0,\"actions\":[]}",
             p->login);
    json_t *answer = call(c, KIND_FIRST, p, "/api/work/sync", due);
    const json_t *package = json_object_get(answer, "package");
    size_t tasks = json_array_size(json_object_get(package, "tasks"));
    remember(p, package);
    json_decref(answer);
    return tasks;
}

static void write_actions(Caller *c, const Phone *p, const char *what, int from, int to)
{
    static const char *const outcomes[] = {"thinking", "not_met",  "registered", "refused", "thinking",
                                           "not_met",  "thinking", "moved",      "not_met", "thinking"};
    Str day = {0};
    AUTO(arena_close) Arena scratch = arena_open(1 << 16);
    day = date_iso(&scratch, clock_today((Clock){0}));
    int n = snprintf(c->sent, sizeof c->sent, "{\"province\":\"33\",\"device\":\"may-%s\",\"since\":%lld,\"actions\":[",
                     p->login, (long long)p->cursor);
    for (int i = from; i < to; i++)
        n += snprintf(
            c->sent + n, sizeof c->sent - (size_t)n,
            "%s{\"key\":\"%lx-%s-%s-%d\",\"lead\":%lld,\"day\":\"%.*s\",\"channel\":\"visit\",\"outcome\":\"%s\","
            "\"reason\":\"chưa có tiền\",\"note\":\"gặp ở nhà, hẹn sau mùa gặt\",\"seen\":%lld}",
            i > from ? "," : "", c->drive->tag, what, p->login, i, (long long)p->lead[i], STRF(day),
            outcomes[i % COUNTOF(outcomes)], (long long)p->version[i]);
    snprintf(c->sent + n, sizeof c->sent - (size_t)n, "]}");
}

static void count_results(Drive *d, const Phone *p, const json_t *answer)
{
    const json_t *results = json_object_get(answer, "results");
    pthread_mutex_lock(&d->lock);
    for (size_t i = 0; i < json_array_size(results); i++) {
        const json_t *one = json_array_get(results, i);
        const char *taken = json_string_value(json_object_get(one, "taken"));
        const char *key = json_string_value(json_object_get(one, "key"));
        bool kept = taken && strcmp(taken, "refused") != 0;
        d->sent++;
        d->answered += kept;
        d->refused += !kept;
        d->repeated += taken && strcmp(taken, "repeated") == 0;
        d->conflicts += taken && strcmp(taken, "conflict") == 0;
        if (kept && key)
            fprintf(d->keys, "%s %s\n", p->login, key);
        if (!kept)
            fprintf(stderr, "refused: %s\n", json_string_value(json_object_get(one, "why")));
    }
    pthread_mutex_unlock(&d->lock);
}

static void tell(Caller *c, const Phone *p, const char *what, int from, int to, double due)
{
    write_actions(c, p, what, from, to);
    json_t *answer = call(c, KIND_TELL, p, "/api/work/sync", due);
    count_results(c->drive, p, answer);
    json_decref(answer);
}

/* His first task goes to who works the same village, who visits; he tells of it only then. */
static void hand_over(Caller *c, const Phone *p, const Phone *other)
{
    Phone now = *other;
    snprintf(c->sent, sizeof c->sent, "{\"province\":\"33\",\"from\":\"%s\",\"to\":\"%s\",\"leads\":[%lld]}", p->login,
             other->login, (long long)p->lead[0]);
    json_decref(call(c, KIND_OTHER, &c->drive->phone[0], "/api/work/hand-over", 0));
    snprintf(c->sent, sizeof c->sent, "{\"province\":\"33\",\"device\":\"may-%s\",\"since\":%lld,\"actions\":[]}",
             other->login, (long long)other->cursor);
    json_t *answer = call(c, KIND_TELL, other, "/api/work/sync", 0);
    const json_t *tasks = json_object_get(json_object_get(answer, "package"), "tasks");
    now.leads = 0;
    for (size_t i = 0; i < json_array_size(tasks); i++) {
        const json_t *task = json_array_get(tasks, i);
        if (json_integer_value(json_object_get(task, "lead")) != p->lead[0])
            continue;
        now.leads = 1;
        now.lead[0] = p->lead[0];
        now.version[0] = json_integer_value(json_object_get(task, "version"));
    }
    json_decref(answer);
    if (now.leads == 1)
        tell(c, &now, "thay", 0, 1, 0);
}

static void second(Caller *c, int number, double due)
{
    Drive *d = c->drive;
    Phone *p = &d->phone[number];
    if (number % 20 == 0 && number + 1 < d->phones && p->leads > 0) {
        hand_over(c, p, &d->phone[number + 1]);
        due = 0;
    }
    tell(c, p, "ghi", 0, p->leads, due);
    if (number % 4 == 0)
        tell(c, p, "ghi", 0, p->leads, 0);
}

/* ---- many of them -------------------------------------------------------------------------------------- */

static int take_next(Drive *d, double *ret_due)
{
    pthread_mutex_lock(&d->lock);
    int number = d->next++;
    pthread_mutex_unlock(&d->lock);
    double each = d->ask->seconds * 500.0 / d->phones; /* half of the time for each pass */
    *ret_due = d->ask->seconds > 0 ? d->begin + each * number : 0;
    return number;
}

static void *work(void *arg)
{
    Caller *c = arg;
    Drive *d = c->drive;
    double due;
    for (int number; (number = take_next(d, &due)) < d->phones;) {
        double wait = due - now_ms();
        if (wait > 0)
            usleep((useconds_t)(wait * 1000));
        if (number < FIRST_PHONE)
            continue;
        if (d->pass == 0)
            first(c, &d->phone[number], due);
        else
            second(c, number, due);
    }
    return NULL;
}

static Caller *caller(Drive *d)
{
    Caller *c = calloc(1, sizeof *c);
    c->drive = d;
    c->curl = curl_easy_init();
    curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, c);
    curl_easy_setopt(c->curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, 120L);
    curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
    return c;
}

static void run_pass(Drive *d, int pass)
{
    pthread_t thread[256];
    Caller *c[256];
    d->pass = pass;
    d->next = 0;
    d->begin = now_ms();
    for (int i = 0; i < d->ask->threads; i++) {
        c[i] = caller(d);
        pthread_create(&thread[i], NULL, work, c[i]);
    }
    for (int i = 0; i < d->ask->threads; i++) {
        pthread_join(thread[i], NULL);
        curl_easy_cleanup(c[i]->curl);
        free(c[i]->body);
        free(c[i]);
    }
}

/* ---- what came of it -------------------------------------------------------------------------------------- */

static int by_ms(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void report(const Drive *d, double seconds)
{
    double *ms = calloc(SAMPLES, sizeof *ms);
    printf("| | requests | median | 99th percentile | slowest | bytes each, gzip |\n|---|---|---|---|---|---|\n");
    for (int k = 0; k < KINDS; k++) {
        int n = 0;
        int64_t bytes = 0;
        for (int i = 0; i < d->samples; i++)
            if (d->sample[i].kind == (Kind)k) {
                ms[n++] = d->sample[i].ms;
                bytes += d->sample[i].bytes;
            }
        if (n == 0)
            continue;
        qsort(ms, (size_t)n, sizeof *ms, by_ms);
        printf("| %s | %d | %.0f ms | %.0f ms | %.0f ms | %lld |\n", kind_names[k], n, ms[n / 2], ms[n * 99 / 100],
               ms[n - 1], (long long)(bytes / n));
    }
    printf("\n%d phones, %d threads, %.0f s: %.0f requests/s; %lld actions sent, %lld answered as kept (%lld of them "
           "repeated, %lld in conflict), %lld refused; %d requests failed\n",
           d->phones - FIRST_PHONE, d->ask->threads, seconds, d->samples / seconds, (long long)d->sent,
           (long long)d->answered, (long long)d->repeated, (long long)d->conflicts, (long long)d->refused, d->failed);
    free(ms);
}

static void report_large(Drive *d)
{
    Caller *c = caller(d);
    size_t tasks = first(c, &d->phone[LARGE], now_ms());
    const Sample *s = &d->sample[d->samples - 1];
    printf(
        "\nA phone with %zu tasks: %lld bytes with gzip, answered in %.0f ms; at 400 kbit/s %.1f s more (reckoned from "
        "the bytes)\n",
        tasks, (long long)s->bytes, s->ms, (double)s->bytes * 8 / 400000);
    d->samples = 0;
    curl_easy_cleanup(c->curl);
    free(c->body);
    free(c);
}

Err *drive(Arena *arena, const DriveAsk *ask)
{
    Str text;
    Drive *d = calloc(1, sizeof *d);
    d->ask = ask;
    d->sample = calloc(SAMPLES, sizeof *d->sample);
    pthread_mutex_init(&d->lock, NULL);
    TRY(file_read(arena, ask->phones, 4 << 20, &text));
    for (Str rest = text; rest.len > 0 && d->phones < PHONES_MOST;) {
        StrCut line = str_cut(rest, '\n');
        Phone *p = &d->phone[d->phones++];
        rest = line.tail;
        if (sscanf(str_c(arena, line.head), "%127s %127s %79s", p->token, p->csrf, p->login) != 3)
            d->phones--;
    }
    d->tag = (long)(clock_ms((Clock){0}) / 1000);
    d->keys = fopen(str_c(arena, ask->keys), "ae"); /* those of runs before on the same province hold, too */
    if (!d->keys)
        return FAIL(arena, UNAVAILABLE, "không ghi được tệp khóa", "cannot write the keys");
    curl_global_init(CURL_GLOBAL_DEFAULT);
    report_large(d);
    printf("\n");
    double begin = now_ms();
    run_pass(d, 0);
    run_pass(d, 1);
    report(d, (now_ms() - begin) / 1000);
    if (fclose(d->keys) != 0)
        return FAIL(arena, UNAVAILABLE, "không ghi được tệp khóa", "cannot write the keys");
    return d->failed == 0 ? NULL : FAIL(arena, INTERNAL, "%d yêu cầu hỏng", "%d requests failed", d->failed);
}
