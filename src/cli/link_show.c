/* What a run of `baophu link` shows on the screen. */
#include "cli/link_job.h"
#include "cli/screen.h"
#include "vn/vn.h"

enum { SHOWN = 20, RULES_SHOWN = LINK_RULES };

/* ---- before the run -------------------------------------------------------------------------- */

void link_say_files(const LinkJob *job)
{
    Arena *a = job->cli->arena;
    const LinkModel *m = job->model;
    if (job->right && str_eq(job->cli->arg[0], job->cli->arg[1]))
        cli_say(job->cli, TEXT("Hai bên là cùng một tệp; muốn tìm bản ghi trùng thì dùng --dedupe",
                               "Both sides are the same file; to find duplicates use --dedupe"));
    if (job->model_loaded && m->trained)
        cli_say(job->cli, text_fmt(a, "Dùng mô hình có sẵn “%.*s”, không huấn luyện lại",
                                   "The model “%.*s” is used as it is, not trained again", STRF(job->model_path)));
    else if (job->model_loaded)
        cli_say(job->cli, text_fmt(a, "Mô hình “%.*s” chưa huấn luyện; sẽ huấn luyện trên dữ liệu này rồi ghi lại",
                                   "The model “%.*s” is not trained; it will be trained on these data and saved",
                                   STRF(job->model_path)));
    else if (job->model_path.len > 0)
        cli_say(job->cli, text_fmt(a, "Chưa có mô hình “%.*s”; sẽ huấn luyện trên dữ liệu này rồi ghi",
                                   "There is no model “%.*s” yet; one will be trained on these data and saved",
                                   STRF(job->model_path)));
}

static Str id_name(Arena *arena, Lang lang, const LinkSource *source)
{
    if (source->id_column >= 0)
        return str_fmt(arena, "“%.*s”", STRF(source->heading[source->id_column]));
    return text_in(lang, TEXT("số dòng", "row number"));
}

static void say_ids(const LinkJob *job)
{
    Arena *a = job->cli->arena;
    Text text = {0};
    for (int lang = LANG_VI; lang <= LANG_EN; lang++) {
        Str left = id_name(a, (Lang)lang, job->left), right = job->right ? id_name(a, (Lang)lang, job->right) : left;
        Str both = str_eq(left, right) ? left : str_fmt(a, "%.*s ↔ %.*s", STRF(left), STRF(right));
        if (lang == LANG_VI)
            text.vi = str_fmt(a, "Mã bản ghi: %.*s", STRF(both));
        else
            text.en = str_fmt(a, "Id of the records: %.*s", STRF(both));
    }
    cli_say(job->cli, text);
}

void link_say_columns(const LinkJob *job)
{
    Arena *a = job->cli->arena;
    const LinkModel *m = job->model;
    Buf vi = buf_open(a), en = buf_open(a);
    for (int f = 0; f < m->fields; f++) {
        const LinkField *field = &m->field[f];
        Str both = job->right && !str_eq(field->left, field->right)
                       ? str_fmt(a, "%.*s ↔ %.*s", STRF(field->left), STRF(field->right))
                       : field->left;
        buf_fmt(&vi, "%s%.*s (%.*s)", f ? ", " : "", STRF(both), STRF(field->kind->title.vi));
        buf_fmt(&en, "%s%.*s (%.*s)", f ? ", " : "", STRF(both), STRF(field->kind->title.en));
    }
    say_ids(job);
    bool vietnamese = m->style == LINK_VIETNAMESE;
    cli_say(
        job->cli,
        (Text){str_fmt(a, vietnamese ? "So sánh (tên kiểu Việt): %.*s" : "So sánh: %.*s", STRF(buf_str(&vi))),
               str_fmt(a, vietnamese ? "Compared (Vietnamese names): %.*s" : "Compared: %.*s", STRF(buf_str(&en)))});
    for (ptrdiff_t i = 0; i < m->notes && !m->trained; i++)
        cli_say(job->cli, m->note[i]);
}

/* ---- the links --------------------------------------------------------------------------------- */

static Text decision_text(LinkDecision decision)
{
    return decision == LINK_LINK ? TEXT("liên kết", "link") : TEXT("cần xem", "review");
}

static Err *link_grid(LinkJob *job, Grid *ret)
{
    static const GridColumn columns[] = {
        {"left_id", TEXT_INIT("Mã trái", "Left id"), GRID_TEXT, 0, false},
        {"right_id", TEXT_INIT("Mã phải", "Right id"), GRID_TEXT, 0, false},
        {"match_weight", TEXT_INIT("Trọng số", "Weight"), GRID_REAL, 2, false},
        {"match_probability", TEXT_INIT("Xác suất", "Probability"), GRID_PERCENT, 2, false},
        {"decision", TEXT_INIT("Kết luận", "Decision"), GRID_TEXT, 0, false},
        {"match_key", TEXT_INIT("Tìm bằng", "Found by"), GRID_TEXT, 0, false},
    };
    Arena *a = job->cli->arena;
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
        cell[2] = G_REAL(pair->weight);
        cell[3] = G_REAL(100 * link_probability(pair->weight));
        cell[4] = G_TEXT(text_in(job->cli->lang, decision_text(r->decision[i])));
        cell[5] = G_TEXT(pair->rule < r->model->rules ? r->model->rule[pair->rule].name : S("–"));
    }
    return NULL;
}

static void say_quality(const LinkJob *job, Text what, const LinkQuality *q)
{
    Arena *a = job->cli->arena;
    FILE *out = job->cli->out;
    bool vi = job->cli->lang == LANG_VI;
    Str p = vi ? vn_real(a, 100 * q->precision, 3) : str_fmt(a, "%.3f", 100 * q->precision);
    Str r = vi ? vn_real(a, 100 * q->recall, 3) : str_fmt(a, "%.3f", 100 * q->recall);
    Str f = vi ? vn_real(a, 100 * q->f1, 3) : str_fmt(a, "%.3f", 100 * q->f1);
    fprintf(out,
            vi ? "%.*s: chính xác %.*s%%, đầy đủ %.*s%%, F1 %.*s%% (%lld đúng, %lld sai, %lld sót)\n"
               : "%.*s: precision %.*s%%, recall %.*s%%, F1 %.*s%% (%lld right, %lld wrong, %lld missed)\n",
            STRF(text_in(job->cli->lang, what)), STRF(p), STRF(r), STRF(f), (long long)q->true_links,
            (long long)q->false_links, (long long)q->missed);
}

static void show_truth(const LinkJob *job)
{
    const LinkTruth *t = &job->truth;
    if (!job->has_truth)
        return;
    if (t->unknown > 0)
        cli_say(job->cli, text_fmt(job->cli->arena, "Sự thật: bỏ %lld dòng có mã không có trong dữ liệu (ví dụ “%.*s”)",
                                   "Truth: %lld lines left out whose ids are not in the data (such as “%.*s”)",
                                   (long long)t->unknown, STRF(t->first_unknown)));
    say_quality(job, TEXT("So với sự thật", "Against the truth"), &job->quality);
    if (job->options.dedupe)
        say_quality(job, TEXT("So với sự thật, theo nhóm", "Against the truth, by clusters"), &job->cluster_quality);
}

static void show_numbers(const LinkJob *job)
{
    Arena *a = job->cli->arena;
    const LinkStats *s = &job->result.stats;
    bool vi = job->cli->lang == LANG_VI;
    FILE *out = job->cli->out;
    Str share = vn_real(a, 100 * job->options.threshold, 1);
    Str left = vn_int(a, s->records[0]), right = vn_int(a, s->records[1]), compared = vn_int(a, s->compared);
    Str links = vn_int(a, job->links), reviews = vn_int(a, job->reviews);
    if (job->options.dedupe)
        fprintf(out, vi ? "%.*s bản ghi, %.*s lượt so sánh\n" : "%.*s records, %.*s comparisons\n", STRF(left),
                STRF(compared));
    else
        fprintf(out, vi ? "%.*s × %.*s bản ghi, %.*s lượt so sánh\n" : "%.*s × %.*s records, %.*s comparisons\n",
                STRF(left), STRF(right), STRF(compared));
    fprintf(out,
            vi ? "%.*s cặp là một người (xác suất từ %.*s%%), %.*s cặp cần người xem\n"
               : "%.*s pairs are one person (probability from %.*s%%), %.*s pairs to be reviewed\n",
            STRF(links), STRF(share), STRF(reviews));
    if (job->options.dedupe) {
        const LinkClusters *c = &job->result.clusters;
        int64_t persons = 0;
        for (ptrdiff_t row = 0; row < c->rows; row++)
            persons += c->cluster[row] == (uint32_t)row;
        fprintf(out,
                vi ? "%.*s người khác nhau; %.*s người có nhiều bản ghi, nhiều nhất là %lld\n"
                   : "%.*s different persons; %.*s have several records, at most %lld\n",
                STRF(vn_int(a, persons)), STRF(vn_int(a, c->clusters)), (long long)c->largest);
        if (c->divided > 0)
            fprintf(out,
                    vi ? "%lld nhóm được tách vì có hai số định danh hợp lệ khác nhau\n"
                       : "%lld clusters divided, for two different valid personal numbers met\n",
                    (long long)c->divided);
    }
    int64_t unlinkable = job->result.unlinkable.len[0] + job->result.unlinkable.len[1];
    if (unlinkable > 0)
        fprintf(out,
                vi ? "%.*s bản ghi thiếu dữ liệu đến mức không thể liên kết\n"
                   : "%.*s records hold too little to be linked\n",
                STRF(vn_int(a, unlinkable)));
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

/* What training could not learn is in the model and in the report. */
static void say_training(const LinkJob *job)
{
    ptrdiff_t more = job->result.model->notes - job->model->notes;
    if (more > 0)
        cli_say(job->cli, text_fmt(job->cli->arena,
                                   "Huấn luyện: %td ghi chú, chủ yếu về mức ít gặp (xem bằng --report hoặc --model)",
                                   "Training: %td notes, mostly on rare levels (see --report or --model)", more));
}

Err *link_show(LinkJob *job)
{
    Grid grid;
    say_training(job);
    show_numbers(job);
    show_truth(job);
    if (!job->out.beside && job->links + job->reviews > 0) {
        TRY(link_grid(job, &grid));
        screen_grid(job->cli->out, &grid, job->cli->arena, job->cli->lang);
        if (job->links + job->reviews > grid.rows)
            fputs(job->cli->lang == LANG_VI ? "… (tất cả: --out TỆP.csv)\n" : "… (all of them: --out FILE.csv)\n",
                  job->cli->out);
    }
    say_written(job);
    return NULL;
}

/* ---- --analyse ------------------------------------------------------------------------------------ */

static void rules_grid(LinkJob *job, Grid *ret)
{
    static const GridColumn columns[] = {
        {"rule", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
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
        cell[0] = G_TEXT(job->model->rule[r].name);
        cell[1] = G_INT(c->records[0]);
        cell[2] = G_INT(c->records[1]);
        cell[3] = G_INT(c->blocks);
        cell[4] = G_INT(c->pairs);
        cell[5] = G_INT(c->split_blocks);
        cell[6] = G_INT(c->split_pairs);
        cell[7] = G_INT(c->windowed);
        cell[8] = c->largest_count > 0 ? G_INT(c->largest[0].pairs) : G_NONE;
    }
}

static Err *blocks_grid(LinkJob *job, Grid *ret)
{
    static const GridColumn columns[] = {
        {"rule", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
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
            cell[0] = G_TEXT(job->model->rule[r].name);
            cell[1] = G_INT(block->pairs);
            cell[2] = G_INT(block->left);
            cell[3] = G_INT(block->right);
            cell[4] = G_TEXT(id);
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
    bool comma = false;
    for (ptrdiff_t i = 0; i < ids.len; i++) { /* an id may hold a comma */
        if (ids.ptr[i] != ',')
            continue;
        comma = true;
        TRY(link_ids_find(a, left, str_trim(str_slice(ids, 0, i)), ret_left));
        TRY(link_ids_find(a, right, str_trim(str_slice(ids, i + 1, ids.len)), ret_right));
        if (*ret_left >= 0 && *ret_right >= 0)
            return NULL;
    }
    if (!comma)
        return FAIL(a, USAGE, "--explain: hãy viết hai mã cách nhau dấu phẩy, ví dụ --explain 17,2045",
                    "--explain: write two ids with a comma between, such as --explain 17,2045");
    return FAIL(a, NOT_FOUND, "--explain: không tìm thấy cặp mã “%.*s” trong dữ liệu",
                "--explain: the ids “%.*s” are not both in the data", STRF(ids));
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
    Cli *cli = job->cli;
    int64_t left, right;
    LinkPair pair;
    LinkStep step[LINK_FIELDS + 2];
    int count;
    TRY(find_pair(job, ids, &left, &right));
    TRY(link_compare(job->result.data, cli->arena, job->result.model, (uint32_t)left, (uint32_t)right, &pair));
    TRY(link_explain(cli->arena, job->result.data, job->result.model, &pair, step, &count));
    Str text = link_explain_text(cli->arena, cli->lang, step, count);
    Str rule = pair.rule < job->result.model->rules ? job->result.model->rule[pair.rule].name : (Str){0};
    Str found = rule.len > 0 ? text_in(cli->lang, text_fmt(cli->arena, "Tìm được bằng quy tắc “%.*s”",
                                                           "Found by the rule “%.*s”", STRF(rule)))
                             : text_in(cli->lang, TEXT("Không quy tắc nào đưa hai bản ghi này ra so",
                                                       "No rule brings these two records together"));
    fprintf(cli->out, "%.*s%.*s\n%.*s\n", STRF(text), STRF(found), STRF(text_in(cli->lang, verdict(job, &pair))));
    return NULL;
}
