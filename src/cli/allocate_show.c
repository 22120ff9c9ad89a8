/* An allocation, or why there is none, in words and as a table. */
#include "cli/allocate_job.h"
#include "cli/problems.h"
#include "progress/progress.h"

enum { REFUSED = 65 };

void allocate_refused(Job *j)
{
    Cli *cli = j->cli;
    const AllocateResult *result = &j->run.result.refused;
    for (ptrdiff_t k = 0; k < j->run.remark.len; k++)
        cli_say(cli, j->run.remark.data[k]);
    cli->exit_status = REFUSED;
    Text why = allocate_run_why(&j->run);
    if (!cli->json) {
        cli_say(cli, (Text){str_fmt(cli->arena, "Không thể phân bổ. %.*s", STRF(why.vi)),
                            str_fmt(cli->arena, "This cannot be allocated. %.*s", STRF(why.en))});
        return;
    }
    json_t *list = json_array();
    for (ptrdiff_t k = 0; k < result->conflicts; k++) {
        const AllocateConflict *c = &result->conflict[k];
        json_t *unit = c->unit < 0 ? json_null() : json_str(j->run.file.code[c->unit]);
        json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:I}", "bound", allocate_bound_code(c->bound), "unit",
                                              unit, "year", c->year ? json_integer(c->year) : json_null(), "value",
                                              (json_int_t)c->value));
    }
    json_t *all = json_pack("{s:o, s:b, s:o, s:o}", "conflict", list, "proved", (int)j->run.result.proved, "message_vi",
                            json_str(why.vi), "message_en", json_str(why.en));
    json_dumpf(all, cli->out, JSON_INDENT(2));
    fputc('\n', cli->out);
    json_decref(all);
}

/* ---- the table ----------------------------------------------------------------------------------- */

Err *allocate_table(Job *j)
{
    Arena *arena = j->cli->arena;
    const AllocateKnown *k = j->run.known;
    Str *source = new (arena, Str, k ? k->documents : 0);
    for (ptrdiff_t d = 0; k && d < k->documents; d++)
        source[d] = progress_document_name(arena, &k->document[d]);
    Grid grid = allocate_grid(&j->run, arena, j->cli->lang, source, cli_flag(j->cli, "ideal"));
    return cli_show(j->cli, &grid);
}

/* ---- kept ------------------------------------------------------------------------------------------ */

static void say_saved(const Job *j, const AllocateSaved *s)
{
    const FactChange *c = &s->change;
    cli_say(j->cli, text_fmt(j->cli->arena, "Đã lưu văn bản %.*s: %lld chỉ tiêu mới, %lld sửa, %lld không đổi",
                             "Saved the document %.*s: %lld targets new, %lld corrected, %lld unchanged",
                             STRF(s->document), (long long)c->added, (long long)c->corrected, (long long)c->same));
    if (s->kept > 0)
        cli_say(j->cli,
                text_fmt(j->cli->arena, "%td chỉ tiêu đã có trong văn bản %.*s vẫn theo văn bản ấy",
                         "%td targets that the document %.*s sets stay with it", s->kept, STRF(s->kept_document)));
}

Err *allocate_keep(Job *j)
{
    Store *store;
    Arena *arena = j->cli->arena;
    AllocateSave save = allocate_run_save(&j->run, arena);
    save.document = j->own;
    save.author = (Author){S("cli"), S("plan allocate")};
    save.clause = S("phân bổ theo năm");
    save.document.title = str_fmt(arena, "Phân bổ chỉ tiêu %d–%d%s", j->run.first, j->run.first + j->run.years - 1,
                                  j->run.known->simulated ? " (hiện trạng: dữ liệu mô phỏng)" : "");
    cli_text(j->cli, "who", &save.author.who);
    AllocateSaved saved;
    TRY(cli_store(j->cli, &store));
    TRY(allocate_save(store, arena, &save, &saved));
    say_saved(j, &saved);
    return NULL;
}
