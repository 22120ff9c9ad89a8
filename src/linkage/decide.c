/* decide: thresholds, and one partner at most for everybody where that is asked for.
 *
 * One to one: pairs at review_from or above join records to components (union–find); a component is decided by
 * itself (assign.c), components in parallel.  Nearly all components are one pair or a star, which need no search. */
#include "base/pool.h"
#include "linkage/decide_internal.h"

#include <math.h>

typedef struct Job {
    const LinkPairs *pairs;
    double threshold, review_from;
    LinkDecision *decision;
    const uint32_t *order;  /* pairs by component, in each by left then right */
    const ptrdiff_t *start; /* component c: order[start[c]] … order[start[c+1]-1] */
} Job;

enum { CHUNK = 1 << 16, COMPONENTS = 1 << 12 };

static LinkDecision decided(const Job *job, float weight)
{
    return weight >= job->threshold ? LINK_LINK : weight >= job->review_from ? LINK_REVIEW : LINK_NONE;
}

static void by_threshold(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Job *job = arg;
    for (ptrdiff_t i = from; i < to; i++)
        job->decision[i] = decided(job, job->pairs->pair[i].weight);
}

/* ---- components -------------------------------------------------------------------- */

static uint32_t root_of(uint32_t *parent, uint32_t node)
{
    while (parent[node] != node) {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

typedef struct Nodes {
    uint32_t *parent; /* lefts, then rights */
    uint64_t lefts, rights;
    ptrdiff_t eligible; /* pairs at review_from or above */
} Nodes;

static Err *join_all(Arena *arena, const Job *job, Nodes *nodes)
{
    const LinkPairs *pairs = job->pairs;
    for (ptrdiff_t i = 0; i < pairs->len; i++) {
        const LinkPair *p = &pairs->pair[i];
        nodes->lefts = p->left >= nodes->lefts ? p->left + UINT64_C(1) : nodes->lefts;
        nodes->rights = p->right >= nodes->rights ? p->right + UINT64_C(1) : nodes->rights;
    }
    if (nodes->lefts + nodes->rights > UINT32_MAX || pairs->len > UINT32_MAX)
        return FAIL(arena, TOO_LARGE, "quá nhiều bản ghi để ghép một–một: %lld cặp; hãy chia nhỏ tệp",
                    "too many records to link one to one: %lld pairs; split the files", (long long)pairs->len);
    nodes->parent = new (arena, uint32_t, (ptrdiff_t)(nodes->lefts + nodes->rights));
    for (uint64_t i = 0; i < nodes->lefts + nodes->rights; i++)
        nodes->parent[i] = (uint32_t)i;
    for (ptrdiff_t i = 0; i < pairs->len; i++) {
        const LinkPair *p = &pairs->pair[i];
        if (!(p->weight >= job->review_from))
            continue;
        nodes->eligible++;
        join(nodes->parent, p->left, (uint32_t)(nodes->lefts + p->right));
    }
    return NULL;
}

/* Pairs by component, components by their lowest left row.  The root of a component is its lowest node, a left. */
static ptrdiff_t group(Arena *arena, Job *job, Nodes *nodes)
{
    const LinkPairs *pairs = job->pairs;
    ptrdiff_t *start = new (arena, ptrdiff_t, nodes->eligible + 1);
    uint32_t *order = new (arena, uint32_t, nodes->eligible);
    Arena scratch = *arena;
    uint32_t *number = new (&scratch, uint32_t, (ptrdiff_t)nodes->lefts); /* of a root, its component + 1 */
    ptrdiff_t components = 0;
    for (ptrdiff_t i = 0; i < pairs->len; i++) {
        if (!(pairs->pair[i].weight >= job->review_from))
            continue;
        uint32_t root = root_of(nodes->parent, pairs->pair[i].left);
        if (!number[root])
            number[root] = (uint32_t)++components;
        start[number[root] - 1]++; /* counted here, … */
    }
    ptrdiff_t sum = 0;
    for (ptrdiff_t c = 0; c <= components; c++) { /* … summed here, … */
        ptrdiff_t here = c < components ? start[c] : 0;
        start[c] = sum;
        sum += here;
    }
    for (ptrdiff_t i = 0; i < pairs->len; i++) /* … and moved on as they fill */
        if (pairs->pair[i].weight >= job->review_from)
            order[start[number[nodes->parent[pairs->pair[i].left]] - 1]++] = (uint32_t)i;
    for (ptrdiff_t c = components; c > 0; c--)
        start[c] = start[c - 1];
    start[0] = 0;
    job->order = order;
    job->start = start;
    return components;
}

/* ---- one component ----------------------------------------------------------------- */

/* Bits over review_from as whole numbers of 2^-24, so that sums are exact and ties are ties. */
static int64_t gain_of(const Job *job, float weight)
{
    double gain = (double)weight - job->review_from;
    return gain > 4096 ? INT64_C(4096) << 24 : llrint(ldexp(gain, 24));
}

static void settle(const Job *job, uint32_t pair, bool chosen)
{
    job->decision[pair] = chosen ? decided(job, job->pairs->pair[pair].weight) : LINK_NONE;
}

/* All pairs share a record: the strongest wins. */
static bool star(const Job *job, const uint32_t *order, ptrdiff_t len)
{
    const LinkPair *pair = job->pairs->pair;
    bool left = true, right = true;
    ptrdiff_t best = 0;
    for (ptrdiff_t i = 1; i < len; i++) {
        left = left && pair[order[i]].left == pair[order[0]].left;
        right = right && pair[order[i]].right == pair[order[0]].right;
        if (pair[order[i]].weight > pair[order[best]].weight)
            best = i;
    }
    if (!left && !right)
        return false;
    for (ptrdiff_t i = 0; i < len; i++)
        settle(job, order[i], i == best);
    return true;
}

static void component(Arena scratch, const Job *job, const uint32_t *order, ptrdiff_t len)
{
    uint32_t *left = new (&scratch, uint32_t, len), *right = new (&scratch, uint32_t, len);
    int64_t *gain = new (&scratch, int64_t, len);
    bool *chosen = new (&scratch, bool, len);
    for (ptrdiff_t i = 0; i < len; i++) {
        const LinkPair *p = &job->pairs->pair[order[i]];
        left[i] = p->left;
        right[i] = p->right;
        gain[i] = gain_of(job, p->weight);
    }
    link_assign(scratch, (LinkEdges){left, right, gain, len}, chosen);
    for (ptrdiff_t i = 0; i < len; i++)
        settle(job, order[i], chosen[i]);
}

static void components(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Job *job = arg;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    for (ptrdiff_t c = from; c < to; c++) {
        const uint32_t *order = job->order + job->start[c];
        ptrdiff_t len = job->start[c + 1] - job->start[c];
        if (!star(job, order, len))
            component(scratch, job, order, len);
    }
}

Err *link_decide(Arena *arena, const LinkPairs *pairs, double threshold, double review_from, bool one_to_one,
                 int threads, LinkDecision *decision)
{
    Job job = {.pairs = pairs, .threshold = threshold, .review_from = review_from, .decision = decision};
    parallel_for(threads, pairs->len, CHUNK, by_threshold, &job);
    if (!one_to_one || !pairs->len)
        return NULL;
    Arena scratch = *arena;
    Nodes nodes = {0};
    Err *err = join_all(&scratch, &job, &nodes);
    if (err) {
        *arena = scratch; /* the message lives there */
        return err;
    }
    ptrdiff_t count = group(&scratch, &job, &nodes);
    parallel_for(threads, count, COMPONENTS, components, &job);
    return NULL;
}
