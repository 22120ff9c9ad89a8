/* What a run of `baophu link` shows on the screen. */
#include "cli/link_job.h"
#include "cli/screen.h"
#include "vn/vn.h"

enum { SHOWN = 20 };

static Str number(const LinkJob *job, int64_t n)
{
    return vn_int_in(job->cli->arena, job->cli->lang, n);
}

static Str count(const LinkJob *job, int64_t n, const char *vi, const char *en_one, const char *en_many)
{
    return text_in(job->cli->lang, vn_count(job->cli->arena, n, vi, en_one, en_many));
}

/* ---- the links --------------------------------------------------------------------------------- */

static Str decision_text(const LinkJob *job, ptrdiff_t at)
{
    Lang lang = job->cli->lang;
    if (job->result.decision[at] == LINK_LINK)
        return text_in(lang, TEXT("liên kết", "link"));
    return str_fmt(job->cli->arena, "%.*s: %.*s", STRF(text_in(lang, TEXT("cần xem", "review"))),
                   STRF(text_in(lang, link_reason_text[link_reason(&job->result, at)])));
}

static Err *link_grid(LinkJob *job, Grid *ret)
{
    static const GridColumn columns[] = {
        {"left_id", TEXT_INIT("Mã trái", "Left id"), GRID_TEXT, 0, false},
        {"right_id", TEXT_INIT("Mã phải", "Right id"), GRID_TEXT, 0, false},
        {"match_probability", TEXT_INIT("Xác suất", "Probability"), GRID_TEXT, 0, false},
        {"decision", TEXT_INIT("Kết luận", "Decision"), GRID_TEXT, 0, false},
        {"match_key", TEXT_INIT("Tìm ra nhờ", "Found by"), GRID_TEXT, 0, false},
    };
    Arena *a = job->cli->arena;
    Lang lang = job->cli->lang;
    const LinkResult *r = &job->result;
    *ret = grid_open((Text){0}, (Text){0}, columns, COUNTOF(columns));
    for (ptrdiff_t i = 0; i < r->pairs.len && ret->rows < SHOWN; i++) {
        const LinkPair *pair = &r->pairs.pair[i];
        Str left, right;
        if (r->decision[i] == LINK_NONE)
            continue;
        TRY(link_data_id(r->data, a, 0, pair->left, &left));
        TRY(link_data_id(r->data, a, 1, pair->right, &right));
        GridCell *cell = grid_row(ret, a);
        cell[0] = G_TEXT(left);
        cell[1] = G_TEXT(right);
        cell[2] = G_TEXT(link_say_chance(a, lang, pair->weight));
        cell[3] = G_TEXT(decision_text(job, i));
        cell[4] = G_TEXT(text_in(lang, link_rule_title(a, r->model, pair->rule)));
    }
    return NULL;
}

/* ---- the numbers ---------------------------------------------------------------------------------- */

static void show_quality(const LinkJob *job, Text what, const LinkQuality *q)
{
    Arena *a = job->cli->arena;
    Lang lang = job->cli->lang;
    Str p = vn_real_in(a, lang, 100 * q->precision, 3), r = vn_real_in(a, lang, 100 * q->recall, 3),
        f = vn_real_in(a, lang, 100 * q->f1, 3);
    fprintf(job->cli->out,
            lang == LANG_VI
                ? "%.*s: chính xác %.*s %%, đầy đủ %.*s %%, F1 %.*s %% (%.*s đúng, %.*s sai, %.*s sót)\n"
                : "%.*s: precision %.*s %%, recall %.*s %%, F1 %.*s %% (%.*s right, %.*s wrong, %.*s missed)\n",
            STRF(text_in(lang, what)), STRF(p), STRF(r), STRF(f), STRF(number(job, q->true_links)),
            STRF(number(job, q->false_links)), STRF(number(job, q->missed)));
}

static void show_truth(const LinkJob *job)
{
    const LinkTruth *t = &job->truth;
    if (!job->has_truth)
        return;
    if (t->unknown > 0)
        cli_say(job->cli, text_fmt(job->cli->arena, "Sự thật: bỏ %.*s có mã không có trong dữ liệu (ví dụ “%.*s”)",
                                   "Truth: %.*s left out whose ids are not in the data (such as “%.*s”)",
                                   STRF(count(job, t->unknown, "dòng", "line", "lines")), STRF(t->first_unknown)));
    show_quality(job, TEXT("So với sự thật", "Against the truth"), &job->quality);
    if (job->options.dedupe)
        show_quality(job, TEXT("So với sự thật, theo nhóm", "Against the truth, by clusters"), &job->cluster_quality);
}

static void show_clusters(const LinkJob *job)
{
    const LinkClusters *c = &job->result.clusters;
    bool vi = job->cli->lang == LANG_VI;
    FILE *out = job->cli->out;
    int64_t persons = 0;
    for (ptrdiff_t row = 0; row < c->rows; row++)
        persons += c->cluster[row] == (uint32_t)row;
    fprintf(out, "%.*s; ", STRF(count(job, persons, "người khác nhau", "different person", "different persons")));
    if (c->clusters == 0)
        fputs(vi ? "không ai có nhiều bản ghi\n" : "none with several records\n", out);
    else
        fprintf(out,
                vi ? "%.*s người có nhiều bản ghi, nhiều nhất là %.*s\n"
                   : "%.*s of them with several records, at most %.*s\n",
                STRF(number(job, c->clusters)), STRF(number(job, c->largest)));
    if (c->divided > 0)
        fprintf(out,
                vi ? "%.*s được tách vì có hai số định danh hợp lệ khác nhau\n"
                   : "%.*s divided, for two different valid personal numbers met\n",
                STRF(count(job, c->divided, "nhóm", "cluster", "clusters")));
}

static void show_numbers(const LinkJob *job)
{
    const LinkStats *s = &job->result.stats;
    bool vi = job->cli->lang == LANG_VI;
    FILE *out = job->cli->out;
    Str share = vn_real_in(job->cli->arena, job->cli->lang, 100 * job->options.threshold, 1);
    if (!job->options.dedupe)
        fprintf(out, "%.*s × ", STRF(number(job, s->records[0])));
    fprintf(out, "%.*s, %.*s\n", STRF(count(job, s->records[!job->options.dedupe], "bản ghi", "record", "records")),
            STRF(count(job, s->compared, "lượt so sánh", "comparison", "comparisons")));
    fprintf(out,
            vi ? "%.*s một người (xác suất từ %.*s %%), %.*s cần người xem\n"
               : "%.*s one person (probability from %.*s %%), %.*s to be reviewed\n",
            STRF(count(job, job->links, "cặp là", "pair is", "pairs are")), STRF(share),
            STRF(count(job, job->reviews, "cặp", "pair", "pairs")));
    if (job->options.dedupe)
        show_clusters(job);
    int64_t unlinkable = job->result.unlinkable.len[0] + job->result.unlinkable.len[1];
    if (unlinkable > 0)
        fprintf(out, vi ? "%.*s thiếu dữ liệu đến mức không thể liên kết\n" : "%.*s too little to be linked\n",
                STRF(count(job, unlinkable, "bản ghi", "record holds", "records hold")));
}

static void say_written(const LinkJob *job)
{
    static const char *const names[] = {"out", "pairs", "unlinkables", "report"};
    Str path;
    for (int i = 0; i < COUNTOF(names); i++)
        if (cli_text(job->cli, names[i], &path))
            cli_say(job->cli, text_fmt(job->cli->arena, "Đã ghi %.*s", "Wrote %.*s", STRF(path)));
    if (job->model_saved)
        cli_say(job->cli, text_fmt(job->cli->arena, "Đã huấn luyện và ghi mô hình %.*s",
                                   "Trained and saved the model %.*s", STRF(job->model_path)));
}

Err *link_show(LinkJob *job)
{
    Grid grid;
    show_numbers(job);
    show_truth(job);
    if (!job->out.beside && job->links + job->reviews > 0) {
        TRY(link_grid(job, &grid));
        screen_grid(job->cli->out, &grid, job->cli->arena, job->cli->lang);
        if (job->links + job->reviews > grid.rows)
            fputs(job->cli->lang == LANG_VI ? "… (tất cả: --out TỆP.csv)\n" : "… (all of them: --out FILE.csv)\n",
                  job->cli->out);
    }
    link_say_advice(job);
    say_written(job);
    return NULL;
}

/* ---- --analyse ------------------------------------------------------------------------------------ */

static void rules_grid(LinkJob *job, Grid *ret)
{
    static const GridColumn columns[] = {
        {"title", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
        {"rule", TEXT_INIT("Khóa", "Key"), GRID_TEXT, 0, false},
        {"left_records", TEXT_INIT("Bên trái", "Left"), GRID_INT, 0, false},
        {"right_records", TEXT_INIT("Bên phải", "Right"), GRID_INT, 0, false},
        {"blocks", TEXT_INIT("Khối", "Blocks"), GRID_INT, 0, false},
        {"pairs", TEXT_INIT("Cặp", "Pairs"), GRID_INT, 0, true},
        {"split_blocks", TEXT_INIT("Khối chia nhỏ", "Split blocks"), GRID_INT, 0, false},
        {"split_pairs", TEXT_INIT("Cặp còn lại của chúng", "Their pairs left"), GRID_INT, 0, false},
        {"windowed", TEXT_INIT("Khối so lân cận", "Windowed blocks"), GRID_INT, 0, false},
        {"largest", TEXT_INIT("Khối lớn nhất", "Largest block"), GRID_INT, 0, false},
    };
    *ret = grid_open(TEXT("Số cặp phải so theo từng quy tắc", "Candidate pairs of each rule"), (Text){0}, columns,
                     COUNTOF(columns));
    for (int r = 0; r < job->model->rules; r++) {
        const LinkRuleCount *c = &job->analysis[r];
        GridCell *cell = grid_row(ret, job->cli->arena);
        cell[0] = G_TEXT(text_in(job->cli->lang, link_rule_title(job->cli->arena, job->model, r)));
        cell[1] = G_TEXT(job->model->rule[r].name);
        cell[2] = G_INT(c->records[0]);
        cell[3] = G_INT(c->records[1]);
        cell[4] = G_INT(c->blocks);
        cell[5] = G_INT(c->pairs);
        cell[6] = G_INT(c->split_blocks);
        cell[7] = G_INT(c->split_pairs);
        cell[8] = G_INT(c->windowed);
        cell[9] = c->largest_count > 0 ? G_INT(c->largest[0].pairs) : G_NONE;
    }
}

static Err *blocks_grid(LinkJob *job, Grid *ret)
{
    static const GridColumn columns[] = {
        {"title", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
        {"rule", TEXT_INIT("Khóa", "Key"), GRID_TEXT, 0, false},
        {"pairs", TEXT_INIT("Cặp", "Pairs"), GRID_INT, 0, false},
        {"left", TEXT_INIT("Bên trái", "Left"), GRID_INT, 0, false},
        {"right", TEXT_INIT("Bên phải", "Right"), GRID_INT, 0, false},
        {"id", TEXT_INIT("Ví dụ: mã", "For example: id"), GRID_TEXT, 0, false},
    };
    *ret = grid_open(TEXT("Các khối lớn nhất", "The largest blocks"), (Text){0}, columns, COUNTOF(columns));
    for (int r = 0; r < job->model->rules; r++)
        for (int b = 0; b < job->analysis[r].largest_count && b < 3; b++) {
            const LinkBlock *block = &job->analysis[r].largest[b];
            GridCell *cell = grid_row(ret, job->cli->arena);
            Str id;
            TRY(link_data_id(job->result.data, job->cli->arena, 0, block->row, &id));
            cell[0] = G_TEXT(text_in(job->cli->lang, link_rule_title(job->cli->arena, job->model, r)));
            cell[1] = G_TEXT(job->model->rule[r].name);
            cell[2] = G_INT(block->pairs);
            cell[3] = G_INT(block->left);
            cell[4] = G_INT(block->right);
            cell[5] = G_TEXT(id);
        }
    return NULL;
}

Err *link_show_analysis(LinkJob *job)
{
    Grid rules, blocks;
    Cli *cli = job->cli;
    rules_grid(job, &rules);
    TRY(blocks_grid(job, &blocks));
    if (!cli->json) {
        screen_grid(cli->out, &rules, cli->arena, cli->lang);
        fputc('\n', cli->out);
        screen_grid(cli->out, &blocks, cli->arena, cli->lang);
        return NULL;
    }
    Str a, b;
    TRY(grid_json(&rules, cli->arena, cli->lang, &a));
    TRY(grid_json(&blocks, cli->arena, cli->lang, &b));
    fprintf(cli->out, "{\"rules\": %.*s,\n\"blocks\": %.*s}\n", STRF(a), STRF(b));
    return NULL;
}

/* ---- --explain --------------------------------------------------------------------------------------- */

static Err *find_pair(LinkJob *job, Str ids, int64_t *ret_left, int64_t *ret_right)
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

/* What the run decided of the pair; *ret_kept false where it was not among the pairs scored. */
static LinkDecision decided(const LinkJob *job, const LinkPair *pair, bool *ret_kept)
{
    const LinkPairs *pairs = &job->result.pairs;
    for (ptrdiff_t i = 0; i < pairs->len; i++)
        if ((*ret_kept = pairs->pair[i].left == pair->left && pairs->pair[i].right == pair->right))
            return job->result.decision[i];
    *ret_kept = false;
    return LINK_NONE;
}

static Text verdict(const LinkJob *job, const LinkPair *pair)
{
    bool kept, strong = link_probability(pair->weight) >= job->options.threshold;
    LinkDecision decision = decided(job, pair, &kept);
    if (decision == LINK_LINK)
        return TEXT("Kết luận: một người", "Conclusion: one person");
    if (decision == LINK_REVIEW && strong)
        return TEXT(
            "Kết luận: cần người xem; hai bản ghi giống nhau, nhưng nhóm của chúng thì không: số định danh khác nhau "
            "hoặc các bản ghi còn lại khác nhau",
            "Conclusion: to be reviewed by a person; the two are alike but their groups are not: different "
            "personal numbers, or other records that differ");
    if (decision == LINK_REVIEW)
        return TEXT("Kết luận: cần người xem", "Conclusion: to be reviewed by a person");
    if (kept)
        return TEXT("Kết luận: không liên kết; một trong hai đã được ghép với bản ghi hợp hơn (--one-to-one)",
                    "Conclusion: not linked; one of the two has a better partner (--one-to-one)");
    if (strong)
        return TEXT("Kết luận: có thể là một người, nhưng không quy tắc nào đưa hai bản ghi này ra so",
                    "Conclusion: perhaps one person, but no rule brought these two records together");
    return TEXT("Kết luận: không liên kết", "Conclusion: not linked");
}

Err *link_show_explanation(LinkJob *job, Str ids)
{
    link_say_training(job);
    Cli *cli = job->cli;
    int64_t left, right;
    LinkPair pair;
    LinkStep step[LINK_FIELDS + 2];
    int count;
    TRY(find_pair(job, ids, &left, &right));
    TRY(link_compare(job->result.data, cli->arena, job->result.model, (uint32_t)left, (uint32_t)right, &pair));
    TRY(link_explain(cli->arena, job->result.data, job->result.model, &pair, step, &count));
    Str text = link_explain_text(cli->arena, cli->lang, step, count);
    bool any = pair.rule < job->result.model->rules;
    Str rule = text_in(cli->lang, link_rule_title(cli->arena, job->result.model, pair.rule));
    Str found =
        any ? text_in(cli->lang,
                      text_fmt(cli->arena, "Tìm được bằng quy tắc “%.*s”", "Found by the rule “%.*s”", STRF(rule)))
            : text_in(cli->lang,
                      TEXT("Không quy tắc nào đưa hai bản ghi này ra so", "No rule brings these two records together"));
    fprintf(cli->out, "%.*s%.*s\n%.*s\n", STRF(text), STRF(found), STRF(text_in(cli->lang, verdict(job, &pair))));
    return NULL;
}
