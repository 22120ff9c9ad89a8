/* What numbers do not settle goes to the linkage engine: first against the persons there are, then among itself.
 *
 * A group of rows stands there with its lowest row and what others of its rows have better (identify_fill.c).  Persons
 * there are: those of the last run; in the first run everybody of the population register who has a valid number. */
#include "base/pool.h"
#include "linkage/recognise.h"
#include "linkage/place.h"
#include "linkage/train.h"
#include "reconcile/identify_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TRAIN_LEFT = 50000, /* rows that numbers settled already, for training only */
    TRAIN_LEAST = 2000, /* with fewer rows on a side there is nothing to learn from */
    ENGINE_MEMORY = 704 << 20,
    SIEVE_MOST = 1 << 17, /* rows that are open, so few that the engine forgets who meets none of them */
};
static const double THRESHOLD = 0.95, REVIEW_FROM = 0.5;

/* ---- which rows ------------------------------------------------------------------------------------ */

typedef struct Linking {
    Work *w;
    Err *err;                /* of what is done beside something else */
    uint8_t *settled;        /* of each lowest row of a group */
    LinkingSide open, there; /* lowest rows of groups; open: then TRAIN_LEFT others at most, for training */
    LinkingSide near;        /* of those there the ones that may meet one that is open */
    LinkLeftOut left_out;
    uint8_t *extra; /* of the rows of open: only for training */
} Linking;

static bool is_population(const Work *w, int64_t row)
{
    for (ptrdiff_t p = 0; p < w->parts; p++) {
        const Part *part = &w->part[p];
        if (part->first >= 0 && row >= part->first && row < part->first + part->out->delivery.rows)
            return str_eq(part->out->source->code, S("population"));
    }
    return false;
}

static void find_settled(Linking *l)
{
    Work *w = l->w;
    l->settled = new (w->room, uint8_t, w->rows + 1);
    for (ptrdiff_t p = 0; p < w->parts; p++) {
        const Part *part = &w->part[p];
        bool anchors = !w->last.any && str_eq(part->out->source->code, S("population"));
        for (int64_t row = part->first; part->first >= 0 && row < part->first + part->out->delivery.rows; row++)
            if (w->how[row] == HOW_KEPT || (anchors && w->mark[row].personal))
                l->settled[w->parent[row]] = 1;
    }
}

/* Every few rows that numbers joined to somebody of the population, so that the model sees both. */
static int64_t training_step(const Linking *l)
{
    const Work *w = l->w;
    int64_t joined = 0;
    for (int64_t row = 0; row < w->rows; row++)
        joined += w->how[row] == HOW_CERTAIN && !is_population(w, row);
    return joined / TRAIN_LEFT + 1;
}

static void choose(Linking *l, bool train)
{
    Work *w = l->w;
    int64_t open = 0, there = 0, joined = 0, step = train ? training_step(l) : 0;
    for (int64_t row = 0; row < w->rows; row++) {
        open += w->parent[row] == row && !l->settled[row];
        there += w->parent[row] == row && l->settled[row];
    }
    l->open.row = new_raw(w->room, uint32_t, open + TRAIN_LEFT + 1);
    l->extra = new (w->room, uint8_t, open + TRAIN_LEFT + 1);
    l->there.row = new_raw(w->room, uint32_t, there + 1);
    for (int64_t row = 0; row < w->rows; row++) {
        bool lowest = w->parent[row] == row;
        bool teaches = step && w->how[row] == HOW_CERTAIN && !is_population(w, row) && joined++ % step == 0;
        if (lowest && l->settled[row])
            l->there.row[l->there.rows++] = (uint32_t)row;
        if ((lowest && !l->settled[row]) || teaches) {
            l->extra[l->open.rows] = teaches;
            l->open.row[l->open.rows++] = (uint32_t)row;
        }
    }
}

/* ---- the model ----------------------------------------------------------------------------------------- */

/* Rules that find hundreds of pairs of millions that they compare. */
static void drop_loose(LinkModel *model)
{
    static const char *const loose[] = {"name", "date", "given+year"};
    int kept = 0;
    for (int r = 0; r < model->rules; r++) {
        bool drop = false;
        for (int i = 0; i < COUNTOF(loose); i++)
            drop |= str_eq(model->rule[r].name, str_from(loose[i]));
        if (!drop)
            model->rule[kept++] = model->rule[r];
    }
    model->rules = kept;
}

static Err *untrained(Linking *l, LinkSource *left, LinkSource *right, LinkModel **ret)
{
    LinkColumn column[LINKING_FIELDS];
    for (int f = 0; f < LINKING_FIELDS; f++)
        column[f] = (LinkColumn){linking_heading[f], linking_heading[f], linking_kind[f]};
    TRY(link_recognise(l->w->arena, left, right, column, LINKING_FIELDS, (Str){0}, ret));
    (*ret)->style = LINK_VIETNAMESE;
    drop_loose(*ret);
    left->id_column = right->id_column = -1;
    return NULL;
}

/* The model of the run at hand: what it says of levels is the province's, how likely any two are one depends on how
 * many there are. */
static LinkModel *fitted(Work *w, double prior)
{
    LinkModel *model = link_model_copy(w->room, w->model);
    model->prior = fmin(prior, 0.01);
    return model;
}

static double prior_among(const Work *w, int64_t persons)
{
    return w->model->prior * (double)w->trained_on / fmax((double)persons, 1);
}

static LinkOptions engine(const Linking *l)
{
    const IdentifyOptions *o = l->w->options;
    return (LinkOptions){.threshold = THRESHOLD,
                         .review_from = REVIEW_FROM,
                         .seed = 1,
                         .threads = l->w->threads,
                         .memory = o->memory > 0 ? o->memory : ENGINE_MEMORY,
                         .places = l->w->places,
                         .pairs_only = true,
                         .watch = o->watch};
}

/* A province of few rows gets what is usual of each kind, and is asked again in the next run. */
static void usual(Work *w, LinkModel *model, int64_t persons)
{
    for (int f = 0; f < model->fields; f++)
        link_field_defaults(&model->field[f]);
    model->prior = 0.5 / fmax((double)persons, 50);
    model->trained = true;
    w->model = model;
    w->trained_on = persons;
}

/* ---- decisions ---------------------------------------------------------------------------------------------- */

static void leave(Work *w, uint32_t a, uint32_t b, const LinkPair *pair, LinkReason reason)
{
    if (w->founds == w->found_room) {
        ptrdiff_t wider = w->found_room ? 2 * w->found_room : 256, size = (ptrdiff_t)sizeof *w->found;
        w->found = arena_grow(w->room, w->found, w->found_room * size, wider * size, _Alignof(Found));
        w->found_room = wider;
    }
    w->found[w->founds++] = (Found){.a = a < b ? a : b,
                                    .b = a < b ? b : a,
                                    .weight = pair->weight,
                                    .reason = reason,
                                    .pattern = pair->pattern,
                                    .frequency = pair->frequency};
}

static bool numbers_differ(Work *w, uint32_t a, uint32_t b)
{
    uint64_t x = w->number[group_of(w, a)], y = w->number[group_of(w, b)];
    return x && y && x != y;
}

/* Quite another name, and no birth date that says the opposite: a number alone makes nobody one person. */
static bool another_name(const LinkModel *model, LinkPattern pattern)
{
    bool other = false, born = false;
    for (int f = 0; f < model->fields; f++) {
        const LinkKind *kind = model->field[f].kind;
        other |= kind == &link_kind_name && link_level(pattern, f) == 1;
        born |= kind == &link_kind_date && link_level(pattern, f) == kind->level_count;
    }
    return other && !born;
}

/* The pairs of one open group: it is the likeliest person if that is far likelier than all others together. */
static void settle(Linking *l, const LinkPair *pair, ptrdiff_t pairs)
{
    Work *w = l->w;
    ptrdiff_t best = 0;
    double sum = 1;
    uint32_t row = l->open.row[pair->left];
    for (ptrdiff_t i = 0; i < pairs; i++) {
        best = pair[i].weight > pair[best].weight ? i : best;
        sum += exp2(fmin(pair[i].weight, 200));
    }
    uint32_t other = l->near.row[pair[best].right];
    double chance = exp2(fmin(pair[best].weight, 200)) / sum;
    bool likely = chance >= THRESHOLD && !another_name(w->model, pair[best].pattern);
    if (likely && group_join(w, row, other, false)) {
        w->how[row] = HOW_LINKED;
        return;
    }
    leave(w, fill_shown(w, row), fill_shown(w, other), &pair[best],
          numbers_differ(w, row, other) ? LINK_NUMBERS_DIFFER : LINK_UNSURE);
}

/* The engine finds partners of few rows among all; most of these are known to be none without being read. */
static Err *find_near(Linking *l)
{
    Work *w = l->w;
    Sieved sieved;
    l->near = l->there;
    if (!w->model || w->options->memory > 0 || l->open.rows > SIEVE_MOST)
        return NULL;
    TRY(identify_sieve(w, l->w->places, fitted(w, prior_among(w, l->there.rows)), link_weight_of(REVIEW_FROM), &l->open,
                       &l->there, &sieved));
    l->near = (LinkingSide){.row = sieved.row, .rows = sieved.rows};
    l->left_out = sieved.left_out;
    return NULL;
}

static Err *against_persons(Linking *l, bool train)
{
    Work *w = l->w;
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    AUTO(cells_close) LinkSource left = cells_source(w, S("rows"), &l->open);
    AUTO(cells_close) LinkSource right = cells_source(w, S("persons"), &l->near);
    LinkOptions options = engine(l);
    LinkModel *model = NULL;
    LinkResult result;
    if (l->open.rows == 0 || l->near.rows == 0)
        return NULL; /* nobody shares a key with anybody */
    if (!w->model)
        TRY(untrained(l, &left, &right, &model));
    if (!w->model && !train)
        usual(w, model, l->there.rows);
    options.model = w->model ? fitted(w, prior_among(w, l->there.rows)) : model;
    options.left_out = l->left_out.records > 0 ? &l->left_out : NULL;
    TRY(err_keep(w->arena, link_run(&memory, &left, &right, options, &result)));
    if (!w->model) {
        w->model = link_model_copy(w->arena, result.model);
        w->trained_on = l->there.rows;
        w->ret->trained = true;
    }
    for (ptrdiff_t i = 0, n; i < result.pairs.len; i += n) {
        const LinkPair *pair = &result.pairs.pair[i];
        for (n = 1; i + n < result.pairs.len && pair[n].left == pair->left;)
            n++;
        if (!l->extra[pair->left])
            settle(l, pair, n);
    }
    link_close(&result);
    return NULL;
}

/* ---- what is left among itself --------------------------------------------------------------------------------- */

static void choose_rest(Linking *l)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < l->open.rows; i++)
        if (!l->extra[i] && l->w->how[l->open.row[i]] != HOW_LINKED)
            l->open.row[kept++] = l->open.row[i];
    l->open.rows = kept;
}

static void take_clusters(Linking *l, const LinkResult *result)
{
    Work *w = l->w;
    for (int64_t i = 0; i < l->open.rows; i++) {
        uint32_t row = l->open.row[i], first = l->open.row[result->clusters.cluster[i]];
        if (row != first && group_join(w, row, first, false))
            w->how[row] = HOW_LINKED;
    }
    for (ptrdiff_t i = 0; i < result->pairs.len; i++)
        if (result->decision[i] == LINK_REVIEW)
            leave(w, fill_shown(w, l->open.row[result->pairs.pair[i].left]),
                  fill_shown(w, l->open.row[result->pairs.pair[i].right]), &result->pairs.pair[i],
                  link_reason(result, i));
}

static Err *among_itself(Linking *l)
{
    Work *w = l->w;
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    LinkResult result;
    choose_rest(l);
    if (l->open.rows < 2)
        return NULL;
    AUTO(cells_close) LinkSource rest = cells_source(w, S("rows"), &l->open);
    LinkOptions options = engine(l);
    if (!w->model) {
        LinkModel *model;
        AUTO(cells_close) LinkSource same = cells_source(w, S("rows"), &l->open);
        TRY(untrained(l, &rest, &same, &model));
        usual(w, model, l->open.rows);
    }
    options.dedupe = true;
    options.model = fitted(w, fmin(prior_among(w, l->open.rows + l->there.rows), 0.5 / (double)l->open.rows));
    TRY(err_keep(w->arena, link_run(&memory, &rest, NULL, options, &result)));
    take_clusters(l, &result);
    link_close(&result);
    return NULL;
}

/* ---- pairs that others found ------------------------------------------------------------------------------------ */

static int column_of(const LinkField *field)
{
    int f = 0;
    while (f < LINKING_FIELDS && !str_eq(field->left, linking_heading[f]))
        f++;
    return f;
}

static int level_of(Arena scratch, const LinkField *field, Str a, Str b)
{
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR};
    Arena memory = scratch;
    parse.scratch = scratch;
    LinkValue x = a.len > 0 ? field->kind->parse(&parse, a) : (LinkValue){0};
    if (x.blob)
        x.blob = memcpy(new_raw(&memory, uint64_t, x.bytes / 8), x.blob, (size_t)x.bytes);
    parse.scratch = memory;
    LinkValue y = b.len > 0 ? field->kind->parse(&parse, b) : (LinkValue){0};
    bool both = field->kind->blobs ? x.blob && y.blob : x.cell && y.cell;
    if (!both)
        return 0;
    bool same =
        field->kind->blobs ? x.bytes == y.bytes && memcmp(x.blob, y.blob, (size_t)x.bytes) == 0 : x.cell == y.cell;
    return same
               ? field->kind->level_count
               : field->kind->compare((LinkView){x.blob ? 1 : x.cell, x.blob}, (LinkView){y.blob ? 2 : y.cell, y.blob});
}

void identify_leave(Work *w, uint32_t a, uint32_t b, const Str *cell, const Str *other)
{
    LinkPair pair = {0};
    double weight = 0;
    for (int f = 0; f < w->model->fields; f++) {
        const LinkField *field = &w->model->field[f];
        int column = column_of(field);
        int level = column < LINKING_FIELDS ? level_of(*w->room, field, cell[column], other[column]) : 0;
        pair.pattern |= (LinkPattern)level << (4 * f);
        weight += link_weight(field, level);
    }
    pair.weight = (float)weight;
    leave(w, a, b, &pair, numbers_differ(w, a, b) ? LINK_NUMBERS_DIFFER : LINK_UNSURE);
}

/* ---- all of it ----------------------------------------------------------------------------------------------------
 */

static Err *read_model(Work *w)
{
    if (w->last.trained_on == 0 || w->options->train)
        return NULL;
    TRY(link_model_read(w->arena, S("model"), w->last.model, &w->model));
    w->trained_on = w->last.trained_on;
    return NULL;
}

static void find_fills(void *arg)
{
    fill_find(((Linking *)arg)->w);
}

/* … while it is seen who is open. */
static void find_open(void *arg)
{
    Linking *l = arg;
    find_settled(l);
    l->err = read_model(l->w);
    if (!l->err)
        choose(l, l->w->model == NULL);
}

Err *identify_link(Work *w)
{
    Linking l = {.w = w};
    group_flatten(w);
    parallel_two(w->threads, find_open, &l, find_fills, &l);
    TRY(l.err);
    bool train = l.open.rows >= TRAIN_LEAST && l.there.rows >= TRAIN_LEAST;
    if (l.open.rows == 0)
        return NULL;
    TRY(fill_read(w, &l.open));
    TRY(find_near(&l));
    TRY(fill_read(w, &l.near));
    TRY(against_persons(&l, train));
    return among_itself(&l);
}
