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
    link_say_written(job);
    return NULL;
}
