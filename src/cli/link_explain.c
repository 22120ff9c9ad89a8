/* `baophu link --explain A,B`: why two records are, or are not, taken for one person. */
#include "cli/link_job.h"

static Err *find_rows(LinkJob *job, Str ids, int64_t *ret_left, int64_t *ret_right)
{
    Arena *a = job->cli->arena;
    LinkIds *left, *right;
    TRY(link_ids(a, job->result.data, 0, &left));
    right = left;
    if (job->right)
        TRY(link_ids(a, job->result.data, 1, &right));
    Str one = ids, other = ids;
    for (ptrdiff_t i = 0; i < ids.len; i++) { /* an id may hold a comma */
        if (ids.ptr[i] != ',')
            continue;
        one = str_trim(str_slice(ids, 0, i));
        other = str_trim(str_slice(ids, i + 1, ids.len));
        TRY(link_ids_find(a, left, one, ret_left));
        TRY(link_ids_find(a, right, other, ret_right));
        if (*ret_left >= 0 && *ret_right >= 0)
            return NULL;
    }
    bool is_left = *ret_left < 0;
    return FAIL(a, NOT_FOUND, "--explain: trong %.*s không có mã “%.*s” (mã lấy từ cột mã nêu ở trên, hoặc là số dòng)",
                "--explain: in %.*s there is no id “%.*s” (ids are of the id column named above, or row numbers)",
                STRF(is_left || !job->right ? job->left->name : job->right->name), STRF(is_left ? one : other));
}

/* Where the pair is among those scored, which stand by left, then right row; -1 where it is not. */
static ptrdiff_t find_scored(const LinkPairs *pairs, uint32_t left, uint32_t right)
{
    ptrdiff_t low = 0, high = pairs->len;
    while (low < high) {
        ptrdiff_t middle = (low + high) / 2;
        const LinkPair *p = &pairs->pair[middle];
        if (p->left < left || (p->left == left && p->right < right))
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < pairs->len && pairs->pair[low].left == left && pairs->pair[low].right == right;
    return found ? low : -1;
}

Err *link_find_asked(LinkJob *job, Str ids)
{
    int64_t left, right;
    TRY(find_rows(job, ids, &left, &right));
    if (job->options.dedupe && left == right)
        return FAIL(job->cli->arena, USAGE, "--explain: “%.*s” là một bản ghi; hãy nêu hai bản ghi khác nhau",
                    "--explain: “%.*s” is one record; name two different ones", STRF(ids));
    if (job->options.dedupe && left > right) {
        int64_t swap = left;
        left = right, right = swap;
    }
    TRY(link_compare(job->result.data, job->cli->arena, job->result.model, (uint32_t)left, (uint32_t)right,
                     &job->asked));
    job->asked_at = find_scored(&job->result.pairs, job->asked.left, job->asked.right);
    job->has_asked = true;
    return NULL;
}

static bool is_one_cluster(const LinkJob *job)
{
    const LinkClusters *c = &job->result.clusters;
    return c->cluster && c->cluster[job->asked.left] == c->cluster[job->asked.right];
}

LinkDecision link_asked_decision(const LinkJob *job)
{
    if (is_one_cluster(job))
        return LINK_LINK;
    return job->asked_at >= 0 ? job->result.decision[job->asked_at] : LINK_NONE;
}

static Text verdict(const LinkJob *job)
{
    Arena *a = job->cli->arena;
    bool scored = job->asked_at >= 0, strong = link_probability(job->asked.weight) >= job->options.threshold;
    LinkDecision alone = scored ? job->result.decision[job->asked_at] : LINK_NONE;
    if (alone == LINK_LINK)
        return TEXT("Kết luận: một người", "Conclusion: one person");
    if (is_one_cluster(job))
        return TEXT("Kết luận: một người, vì cùng một nhóm: các bản ghi khác của nhóm nối hai bản ghi này",
                    "Conclusion: one person, being of one group: other records of it join these two");
    if (alone == LINK_REVIEW) {
        Text why = link_reason_text[link_reason(&job->result, job->asked_at)];
        return (Text){str_fmt(a, "Kết luận: cần người xem: %.*s", STRF(why.vi)),
                      str_fmt(a, "Conclusion: to be reviewed by a person: %.*s", STRF(why.en))};
    }
    if (scored)
        return TEXT("Kết luận: không liên kết; một trong hai đã được ghép với bản ghi hợp hơn (--one-to-one)",
                    "Conclusion: not linked; one of the two has a better partner (--one-to-one)");
    if (strong)
        return TEXT("Kết luận: có thể là một người, nhưng không quy tắc nào đưa hai bản ghi này ra so",
                    "Conclusion: perhaps one person, but no rule brought these two records together");
    return TEXT("Kết luận: không liên kết", "Conclusion: not linked");
}

static Text found_by(const LinkJob *job)
{
    Arena *a = job->cli->arena;
    Text rule = link_rule_title(a, job->result.model, job->asked.rule);
    if (job->asked.rule >= job->result.model->rules)
        return TEXT("Không quy tắc nào đưa hai bản ghi này ra so", "No rule brings these two records together");
    return (Text){str_fmt(a, "Tìm được bằng quy tắc “%.*s”", STRF(rule.vi)),
                  str_fmt(a, "Found by the rule “%.*s”", STRF(rule.en))};
}

static Err *show_json(const LinkJob *job, const LinkStep *step, int count)
{
    static const char *const decisions[] = {[LINK_NONE] = "none", [LINK_REVIEW] = "review", [LINK_LINK] = "link"};
    const Cli *cli = job->cli;
    json_t *steps = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(steps, json_pack("{s:o, s:f, s:o, s:o}", "what",
                                               json_str(text_in(cli->lang, step[i].what)), "weight", step[i].weight,
                                               "left", json_str(step[i].left), "right", json_str(step[i].right)));
    AUTO(link_json_close)
    json_t *root =
        json_pack("{s:f, s:f, s:s, s:o, s:o, s:o}", "match_weight", (double)job->asked.weight, "match_probability",
                  link_probability(job->asked.weight), "decision", decisions[link_asked_decision(job)], "found_by",
                  json_str(text_in(cli->lang, found_by(job))), "conclusion", json_str(text_in(cli->lang, verdict(job))),
                  "steps", steps);
    return link_json_print(cli, root);
}

Err *link_show_explanation(LinkJob *job)
{
    Cli *cli = job->cli;
    LinkStep step[LINK_FIELDS + 2];
    int count;
    TRY(link_explain(cli->arena, job->result.data, job->result.model, &job->asked, step, &count));
    if (cli->json)
        return show_json(job, step, count);
    link_say_training(job);
    Str text = link_explain_text(cli->arena, cli->lang, step, count);
    fprintf(cli->out, "%.*s%.*s\n%.*s\n", STRF(text), STRF(text_in(cli->lang, found_by(job))),
            STRF(text_in(cli->lang, verdict(job))));
    link_say_written(job);
    return NULL;
}
