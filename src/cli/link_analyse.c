/* `baophu link --analyse`: what a run would have to compare, counted and not compared. */
#include "cli/link_job.h"
#include "cli/screen.h"
#include "vn/vn.h"
#include <math.h>

enum { BLOCKS_SHOWN = 3 };

static double share_of(const LinkJob *job, int64_t pairs)
{
    int64_t all = 0;
    for (int r = 0; r < job->model->rules; r++)
        all += job->analysis[r].pairs;
    return all > 0 ? 100 * (double)pairs / (double)all : 0;
}

static void rules_grid(LinkJob *job, Grid *ret)
{
    static const GridColumn columns[] = {
        {"title", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
        {"rule", TEXT_INIT("Khóa", "Key"), GRID_TEXT, 0, false},
        {"left_records", TEXT_INIT("Bên trái", "Left"), GRID_INT, 0, false},
        {"right_records", TEXT_INIT("Bên phải", "Right"), GRID_INT, 0, false},
        {"blocks", TEXT_INIT("Khối", "Blocks"), GRID_INT, 0, false},
        {"pairs", TEXT_INIT("Cặp", "Pairs"), GRID_INT, 0, true},
        {"share", TEXT_INIT("Phần của tất cả", "Share of all"), GRID_PERCENT, 1, false},
        {"largest", TEXT_INIT("Khối lớn nhất", "Largest block"), GRID_INT, 0, false},
        {"split_blocks", TEXT_INIT("Khối chia nhỏ", "Split blocks"), GRID_INT, 0, false},
        {"split_pairs", TEXT_INIT("Cặp còn lại của chúng", "Their pairs left"), GRID_INT, 0, false},
        {"windowed", TEXT_INIT("Khối so lân cận", "Windowed blocks"), GRID_INT, 0, false},
    };
    *ret = grid_open(TEXT("Số cặp phải so theo từng quy tắc", "Candidate pairs of each rule"), (Text){0}, columns,
                     COUNTOF(columns));
    for (int r = 0; r < job->model->rules; r++) {
        const LinkRuleCount *c = &job->analysis[r];
        GridCell *cell = grid_row(ret, job->cli->arena);
        cell[0] = G_TEXT(text_in(job->cli->lang, link_rule_title(job->cli->arena, job->model, r)));
        cell[1] = G_TEXT(job->model->rule[r].name);
        cell[2] = G_INT(c->records[0]);
        cell[3] = job->right ? G_INT(c->records[1]) : G_NONE;
        cell[4] = G_INT(c->blocks);
        cell[5] = G_INT(c->pairs);
        cell[6] = G_REAL(share_of(job, c->pairs));
        cell[7] = c->largest_count > 0 ? G_INT(c->largest[0].pairs) : G_NONE;
        cell[8] = G_INT(c->split_blocks);
        cell[9] = G_INT(c->split_pairs);
        cell[10] = G_INT(c->windowed);
    }
}

static Err *block_row(LinkJob *job, int rule, const LinkBlock *block, GridCell *cell)
{
    Arena *a = job->cli->arena;
    Str id, values;
    TRY(link_data_id(job->result.data, a, 0, block->row, &id));
    TRY(link_block_values(a, job->result.data, &job->model->rule[rule], block, &values));
    cell[0] = G_TEXT(text_in(job->cli->lang, link_rule_title(a, job->model, rule)));
    cell[1] = G_TEXT(job->model->rule[rule].name);
    cell[2] = G_INT(block->pairs);
    cell[3] = G_REAL(share_of(job, block->pairs));
    cell[4] = G_INT(block->left);
    cell[5] = job->right ? G_INT(block->right) : G_NONE;
    cell[6] = G_TEXT(values);
    cell[7] = G_TEXT(id);
    return NULL;
}

static Err *blocks_grid(LinkJob *job, Grid *ret)
{
    static const GridColumn columns[] = {
        {"title", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
        {"rule", TEXT_INIT("Khóa", "Key"), GRID_TEXT, 0, false},
        {"pairs", TEXT_INIT("Cặp", "Pairs"), GRID_INT, 0, false},
        {"share", TEXT_INIT("Phần của tất cả", "Share of all"), GRID_PERCENT, 1, false},
        {"left", TEXT_INIT("Bên trái", "Left"), GRID_INT, 0, false},
        {"right", TEXT_INIT("Bên phải", "Right"), GRID_INT, 0, false},
        {"values", TEXT_INIT("Một bản ghi của khối", "A record of the block"), GRID_TEXT, 0, false},
        {"id", TEXT_INIT("Mã của nó", "Its id"), GRID_TEXT, 0, false},
    };
    *ret = grid_open(TEXT("Các khối lớn nhất", "The largest blocks"), (Text){0}, columns, COUNTOF(columns));
    for (int r = 0; r < job->model->rules; r++)
        for (int b = 0; b < job->analysis[r].largest_count && b < BLOCKS_SHOWN; b++)
            TRY(block_row(job, r, &job->analysis[r].largest[b], grid_row(ret, job->cli->arena)));
    return NULL;
}

/* How much that is, and what becomes of blocks that are too large. */
static void show_sum(const LinkJob *job)
{
    const Cli *cli = job->cli;
    Arena *a = cli->arena;
    bool vi = cli->lang == LANG_VI;
    LinkRuleCount sum = {0};
    for (int r = 0; r < job->model->rules; r++) {
        sum.pairs += job->analysis[r].pairs;
        sum.split_blocks += job->analysis[r].split_blocks;
        sum.split_pairs += job->analysis[r].split_pairs;
    }
    double left = (double)link_data_rows(job->result.data, 0), right = (double)link_data_rows(job->result.data, 1);
    double all = job->right ? left * right : left * (left - 1) / 2;
    Str pairs = vn_int_in(a, cli->lang, sum.pairs),
        share = link_say_share(a, cli->lang, all > 0 ? fmin(1, (double)sum.pairs / all) : 0);
    fprintf(
        cli->out,
        vi ? "%.*s cặp do các quy tắc tìm ra, cặp nào nhiều quy tắc tìm ra thì tính nhiều lần; nhiều nhất là %.*s của "
             "mọi cặp có thể có\n"
           : "%.*s pairs found by the rules, one that several find counted for each; at most %.*s of all possible "
             "pairs\n",
        STRF(pairs), STRF(share));
    if (sum.split_blocks > 0)
        fprintf(cli->out,
                vi ? "%.*s khối quá lớn được chia nhỏ, còn %.*s cặp; không khối nào bị bỏ\n"
                   : "%.*s oversized blocks are split and keep %.*s pairs; none is dropped\n",
                STRF(vn_int_in(a, cli->lang, sum.split_blocks)), STRF(vn_int_in(a, cli->lang, sum.split_pairs)));
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
        fputc('\n', cli->out);
        show_sum(job);
        return NULL;
    }
    Str a, b;
    TRY(grid_json(&rules, cli->arena, cli->lang, &a));
    TRY(grid_json(&blocks, cli->arena, cli->lang, &b));
    fprintf(cli->out, "{\"rules\": %.*s,\n\"blocks\": %.*s}\n", STRF(a), STRF(b));
    return NULL;
}
