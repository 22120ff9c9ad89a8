/* The file piece by piece, by several threads: what is counted and written of a piece waits until the pieces before it
 * were.  So neither the number of threads nor which was faster shows in what is kept. */
#include "base/pool.h"
#include "register/put_internal.h"
#include <pthread.h>

enum { LANES = 8 };

typedef struct Lanes {
    Putting *p;
    const PutWay *way;
    void *arg;
    PutLane *lane;
    pthread_mutex_t reading, using; /* never both by one thread */
    pthread_cond_t turned;
    int64_t next;            /* of the piece to be read; under `reading` */
    int64_t turn[PUT_STEPS]; /* of the piece to be used in each step; under `using`, as is what follows */
    int64_t end;             /* from this piece on none is used any more */
    Err *err;
} Lanes;

/* Its number; an error and the end of the file (no rows) wait for their turn as rows do. */
static int64_t read_piece(Lanes *l, PutLane *lane)
{
    arena_rewind(&lane->memory);
    lane->rows = (CheckedRows){0};
    pthread_mutex_lock(&l->reading);
    int64_t number = l->next++;
    lane->err = l->way->read(l->p->file, &lane->memory, &lane->read);
    pthread_mutex_unlock(&l->reading);
    return number;
}

static Err *use_piece(Lanes *l, PutLane *lane, int64_t number, int step)
{
    bool ended = false;
    TRY(err_keep(l->p->arena, lane->err));
    if (lane->read.rows > 0)
        TRY(err_keep(l->p->arena, l->way->use[step](l->p, l->arg, lane, &ended)));
    if ((ended || lane->read.rows == 0) && number < l->end)
        l->end = number;
    return NULL;
}

/* False where it is not to be used any more. */
static bool take_turn(Lanes *l, PutLane *lane, int64_t number, int step)
{
    pthread_mutex_lock(&l->using);
    while (l->turn[step] != number)
        pthread_cond_wait(&l->turned, &l->using);
    if (!l->err && number < l->end)
        l->err = use_piece(l, lane, number, step);
    bool goes_on = !l->err && number < l->end;
    l->turn[step]++;
    pthread_cond_broadcast(&l->turned);
    pthread_mutex_unlock(&l->using);
    return goes_on;
}

/* A piece that is not used takes its turns too: the others wait for it. */
static bool run_piece(Lanes *l, PutLane *lane)
{
    int64_t number = read_piece(l, lane);
    bool goes_on = !lane->err && lane->read.rows > 0;
    for (int step = 0; step < PUT_STEPS && l->way->use[step]; step++) {
        if (goes_on && l->way->work[step])
            l->way->work[step](l->p, lane);
        goes_on = take_turn(l, lane, number, step);
    }
    return goes_on;
}

/* A lane that no thread of its own was to be had for finds the end of the file. */
static void run_lanes(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Lanes *l = arg;
    for (ptrdiff_t i = from; i < to; i++)
        while (run_piece(l, &l->lane[i]))
            ;
}

/* A workbook or a file in another encoding is read by who opened it; the checking alone is shared. */
static int lanes_of(const Putting *p)
{
    return !register_file_is_plain(p->file) ? 1 : p->threads < LANES ? p->threads : LANES;
}

Err *put_lanes(Putting *p, const PutWay *way, void *arg)
{
    PutLane lane[LANES];
    int count = lanes_of(p);
    Lanes l = {.p = p,
               .way = way,
               .arg = arg,
               .lane = lane,
               .reading = PTHREAD_MUTEX_INITIALIZER,
               .using = PTHREAD_MUTEX_INITIALIZER,
               .turned = PTHREAD_COND_INITIALIZER,
               .end = INT64_MAX};
    for (int i = 0; i < count; i++) {
        lane[i] = (PutLane){.memory = arena_open(ARENA_DEFAULT), .scratch = arena_open(ARENA_DEFAULT)};
        lane[i].checker = checker_open(p->arena, p->source, p->file, p->put->name, p->put->as_of.year,
                                       register_file_is_plain(p->file) ? 1 : p->threads);
    }
    parallel_for(count, count, 1, run_lanes, &l);
    for (int i = 0; i < count; i++) {
        checker_close(&lane[i].checker);
        arena_close(&lane[i].scratch);
        arena_close(&lane[i].memory);
    }
    return l.err;
}
