/* A run of `baophu link` for machines. */
#include "cli/link_job.h"
#include "cli/problems.h"

#include <math.h>
#include <stdlib.h>

enum { SHOWN = 20 };

static json_t *quality_json(const LinkQuality *q)
{
    return json_pack("{s:f, s:f, s:f, s:I, s:I, s:I}", "precision", q->precision, "recall", q->recall, "f1", q->f1,
                     "true_links", (json_int_t)q->true_links, "false_links", (json_int_t)q->false_links, "missed",
                     (json_int_t)q->missed);
}

static json_t *fields_json(const LinkModel *m)
{
    json_t *list = json_array();
    for (int f = 0; f < m->fields; f++)
        json_array_append_new(list, json_pack("{s:o, s:s, s:o, s:o}", "name", json_str(m->field[f].name), "kind",
                                              m->field[f].kind->name, "left", json_str(m->field[f].left), "right",
                                              json_str(m->field[f].right)));
    return list;
}

static json_t *rules_json(const LinkJob *job)
{
    json_t *list = json_array();
    const LinkResult *r = &job->result;
    for (int i = 0; i < r->model->rules; i++) {
        const LinkRuleCount *c = &r->rule[i];
        json_array_append_new(
            list,
            json_pack("{s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "name", json_str(r->model->rule[i].name),
                      "title", json_str(text_in(job->cli->lang, link_rule_title(job->cli->arena, r->model, i))),
                      "blocks", (json_int_t)c->blocks, "pairs", (json_int_t)c->pairs, "split_blocks",
                      (json_int_t)c->split_blocks, "split_pairs", (json_int_t)c->split_pairs, "windowed",
                      (json_int_t)c->windowed, "compared", (json_int_t)c->compared, "found", (json_int_t)c->found));
    }
    return list;
}

static json_t *stats_json(const LinkStats *s)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:f, s:I, s:I}", "left_records", (json_int_t)s->records[0],
                     "right_records", (json_int_t)s->records[1], "candidates", (json_int_t)s->candidates, "compared",
                     (json_int_t)s->compared, "read_s", s->read_s, "train_s", s->train_s, "score_s", s->score_s,
                     "decide_s", s->decide_s, "peak_bytes", (json_int_t)s->peak_bytes, "spilled_bytes",
                     (json_int_t)s->spilled_bytes);
}

static json_t *notes_json(const LinkJob *job)
{
    json_t *list = json_array();
    const LinkModel *m = job->result.model;
    for (ptrdiff_t i = 0; i < m->notes; i++)
        json_array_append_new(list, json_str(text_in(job->cli->lang, m->note[i])));
    return list;
}

static Err *links_json(const LinkJob *job, json_t *list)
{
    const LinkResult *r = &job->result;
    for (ptrdiff_t i = 0; i < r->pairs.len && json_array_size(list) < SHOWN; i++) {
        const LinkPair *p = &r->pairs.pair[i];
        Str left, right;
        if (r->decision[i] == LINK_NONE)
            continue;
        TRY(link_data_id(r->data, job->cli->arena, 0, p->left, &left));
        TRY(link_data_id(r->data, job->cli->arena, 1, p->right, &right));
        json_array_append_new(list, json_pack("{s:o, s:o, s:f, s:f, s:s, s:s}", "left_id", json_str(left), "right_id",
                                              json_str(right), "match_weight", (double)p->weight, "match_probability",
                                              link_probability(p->weight), "decision",
                                              r->decision[i] == LINK_LINK ? "link" : "review", "reason",
                                              link_reason_name[link_reason(r, i)]));
    }
    return NULL;
}

void link_json_close(json_t **json)
{
    json_decref(*json);
}

Err *link_json_print(const Cli *cli, const json_t *root)
{
    char *dump = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
    if (!dump)
        return FAIL(cli->arena, INTERNAL, "không ghi được JSON", "could not write JSON");
    fprintf(cli->out, "%s\n", dump);
    free(dump);
    return NULL;
}

static void add_outcome(const LinkJob *job, json_t *root)
{
    const LinkResult *r = &job->result;
    json_object_set_new(root, "links", json_integer(job->links));
    json_object_set_new(root, "reviews", json_integer(job->reviews));
    if (job->options.dedupe) {
        json_object_set_new(root, "clusters", json_integer(r->clusters.clusters));
        json_object_set_new(root, "largest_cluster", json_integer(r->clusters.largest));
        json_object_set_new(root, "divided_clusters", json_integer(r->clusters.divided));
    }
    json_object_set_new(root, "unlinkable", json_integer(r->unlinkable.len[0] + r->unlinkable.len[1]));
    if (!job->has_truth)
        return;
    json_object_set_new(root, "truth", quality_json(&job->quality));
    json_object_set_new(root, "truth_pairs", json_integer(job->truth.len));
    json_object_set_new(root, "truth_unknown_ids", json_integer(job->truth.unknown));
    if (job->options.dedupe)
        json_object_set_new(root, "truth_by_clusters", quality_json(&job->cluster_quality));
}

Err *link_show_json(LinkJob *job)
{
    const LinkResult *r = &job->result;
    AUTO(link_json_close) json_t *root = json_object();
    json_t *list = json_array();
    json_object_set_new(root, "style", json_string(r->model->style == LINK_VIETNAMESE ? "vietnamese" : "western"));
    json_object_set_new(root, "model", json_string(job->model_loaded && job->model->trained ? "used" : "trained"));
    json_object_set_new(root, "threshold", json_real(job->options.threshold));
    json_object_set_new(root, "review_from", json_real(job->options.review_from));
    json_object_set_new(root, "prior", json_real(r->model->prior));
    json_object_set_new(root, "fields", fields_json(r->model));
    json_object_set_new(root, "rules", rules_json(job));
    add_outcome(job, root);
    json_object_set_new(root, "notes", notes_json(job));
    json_object_set_new(root, "stats", stats_json(&r->stats));
    json_object_set_new(root, "first_links", list);
    TRY(links_json(job, list));
    return link_json_print(job->cli, root);
}
