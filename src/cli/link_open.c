/* What is there before a run: both files, their ids, a saved model, the table of communes.  All are opened side by
 * side: with a million rows a side they take as long as a tenth of the run. */
#include "cli/link_job.h"

#include "base/file.h"
#include "base/pool.h"
#include "linkage/link_csv.h"
#include "linkage/place.h"
#include "linkage/recognise.h"

enum { MODEL_MAX = 16 << 20, PLACES = 2 };

typedef struct Opening {
    LinkJob *job;
    Str id;
    Err *unopened[2], *without_id[2], *without_places;
} Opening;

/* ---- a saved model ------------------------------------------------------------------------------ */
static Err *load_model(LinkJob *job)
{
    Cli *cli = job->cli;
    Str text, *told;
    if (job->model_path.len == 0 || !file_exists(job->model_path))
        return NULL;
    if (cli_texts(cli, "compare", &told) > 0)
        return FAIL(cli->arena, USAGE,
                    "mô hình “%.*s” đã định các cột so sánh; hãy bỏ --compare, hoặc bỏ --model để lập mô hình mới",
                    "the model “%.*s” already says which columns are compared; leave out --compare, or --model to make "
                    "a new one",
                    STRF(job->model_path));
    TRY(file_read(cli->arena, job->model_path, MODEL_MAX, &text));
    TRY(link_model_read(cli->arena, job->model_path, text, &job->model));
    job->model_loaded = true;
    return NULL;
}

static bool compares_places(const LinkModel *model)
{
    for (int f = 0; model && f < model->fields; f++)
        if (model->field[f].kind == &link_kind_place)
            return true;
    return false;
}

/* ---- side by side ------------------------------------------------------------------------------- */
static void open_places(Opening *o)
{
    LinkPlaces *places = NULL;
    o->without_places = link_places_shipped(&o->job->own[PLACES], &places);
    o->job->options.places = places;
}

/* A model that is made now chooses its columns and the ids together. */
static void open_side(Opening *o, int side)
{
    LinkJob *job = o->job;
    LinkSource **source = side ? &job->right : &job->left;
    o->unopened[side] = link_csv_open(&job->own[side], job->cli->arg[side], source);
    if (!o->unopened[side] && job->model)
        o->without_id[side] = link_recognise_id_of(&job->own[side], *source, o->id, side);
}

static void open_part(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Opening *o = arg;
    for (ptrdiff_t i = from; i < to; i++)
        if (i > 0)
            open_side(o, (int)i - 1);
        else if (compares_places(o->job->model))
            open_places(o);
}

static Err *recognise(LinkJob *job, Str id)
{
    Cli *cli = job->cli;
    Str *told;
    ptrdiff_t count = cli_texts(cli, "compare", &told);
    LinkColumn *column = new (cli->arena, LinkColumn, count);
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(link_column_parse(cli->arena, told[i], &column[i]));
    return link_recognise(cli->arena, job->left, job->right, column, count, id, &job->model);
}

static Err *open_outputs(LinkJob *job)
{
    Cli *cli = job->cli;
    const struct {
        const char *option;
        Out *out;
    } outputs[] = {{"out", &job->out}, {"pairs", &job->pairs}, {"unlinkables", &job->unlinkables}};
    Str path;
    for (int i = 0; i < COUNTOF(outputs); i++)
        if (cli_text(cli, outputs[i].option, &path))
            TRY(out_open(cli->arena, path, outputs[i].out));
    return NULL;
}

Err *link_open(LinkJob *job)
{
    Opening o = {.job = job};
    int sides = job->options.dedupe ? 1 : 2, threads = job->options.threads;
    cli_text(job->cli, "id", &o.id);
    for (int i = 0; i < COUNTOF(job->own); i++)
        job->own[i] = arena_open((ptrdiff_t)1 << 34);
    TRY(load_model(job));
    parallel_for(threads > 0 ? threads : pool_cpu_count(), 1 + sides, 1, open_part, &o);
    for (int side = 0; side < sides; side++)
        TRY(o.unopened[side]);
    TRY(open_outputs(job));
    if (!job->model)
        TRY(recognise(job, o.id));
    else
        TRY(link_model_fits(job->cli->arena, job->model, job->left, job->right));
    for (int side = 0; side < sides; side++)
        TRY(o.without_id[side]);
    if (!job->model_loaded && compares_places(job->model))
        open_places(&o);
    job->options.model = job->model;
    return o.without_places;
}

void link_open_end(LinkJob *job, Err **err)
{
    *err = err_keep(job->cli->arena, *err);
    link_csv_close(&job->left);
    link_csv_close(&job->right);
    for (int i = 0; i < COUNTOF(job->own); i++)
        arena_close(&job->own[i]);
}
