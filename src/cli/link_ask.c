/* The options of `baophu link`. */
#include "cli/link_job.h"
#include "linkage/recognise.h"

#include <stdlib.h>
#include <string.h>

/* "0.95", "0,95" or "95%" */
static Err *read_share(const Cli *cli, const char *name, double *ret)
{
    Str text;
    if (!cli_text(cli, name, &text))
        return NULL;
    char *c = str_c(cli->arena, text), *end;
    for (ptrdiff_t i = 0; i < text.len; i++)
        c[i] = c[i] == ',' ? '.' : c[i];
    double value = strtod(c, &end);
    if (*end == '%' && end != c) {
        value /= 100;
        end++;
    }
    if (end == c || *end || !(value > 0 && value < 1))
        return FAIL(cli->arena, USAGE, "--%s: “%.*s” không hợp lệ; cần xác suất giữa 0 và 1, ví dụ 0.95 hoặc 95%%",
                    "--%s: “%.*s” does not fit; a probability between 0 and 1 is needed, such as 0.95 or 95%%", name,
                    STRF(text));
    *ret = value;
    return NULL;
}

/* "1G", "512M", "800K", "1000000" */
static Err *read_memory(const Cli *cli, int64_t *ret)
{
    static const char units[] = "KMGT";
    Str text;
    if (!cli_text(cli, "memory", &text))
        return NULL;
    char *c = str_c(cli->arena, text), *end;
    double value = strtod(c, &end);
    const char *unit = *end ? strchr(units, *end & ~32) : NULL;
    if (unit) {
        value *= (double)((int64_t)1 << (10 * (unit - units + 1)));
        end++;
        end += *end == 'B' || *end == 'b';
    }
    if (end == c || *end || !(value >= 1 && value < 1e15))
        return FAIL(cli->arena, USAGE, "--memory: “%.*s” không hợp lệ; hãy viết như 512M hoặc 2G",
                    "--memory: “%.*s” does not fit; write it as 512M or 2G", STRF(text));
    *ret = (int64_t)value;
    return NULL;
}

static Err *check_sides(LinkJob *job)
{
    const Cli *cli = job->cli;
    job->options.dedupe = cli_flag(cli, "dedupe");
    ptrdiff_t wanted = job->options.dedupe ? 1 : 2;
    if (cli->args < wanted)
        return FAIL(cli->arena, USAGE,
                    "cần hai tệp để đối chiếu; muốn tìm bản ghi trùng trong một tệp thì thêm --dedupe",
                    "two files are needed; to find duplicates within one file add --dedupe");
    if (cli->args > wanted)
        return FAIL(cli->arena, USAGE, "--dedupe chỉ nhận một tệp; bỏ --dedupe để đối chiếu hai tệp",
                    "--dedupe takes one file; leave it out to link two files");
    if (job->options.dedupe && cli_flag(cli, "one-to-one"))
        return FAIL(cli->arena, USAGE, "--one-to-one chỉ dùng khi đối chiếu hai tệp",
                    "--one-to-one is for linking two files");
    return NULL;
}

Err *link_ask(LinkJob *job)
{
    const Cli *cli = job->cli;
    LinkOptions *o = &job->options;
    int64_t threads = 0, seed = 1;
    Str ids;
    o->threshold = 0.95;
    o->review_from = 0.5;
    TRY(check_sides(job));
    if (cli_text(cli, "explain", &ids) && str_find(ids, S(",")) < 0) /* said before the work, not after it */
        return FAIL(cli->arena, USAGE, "--explain: hãy viết hai mã cách nhau dấu phẩy, ví dụ --explain 17,2045",
                    "--explain: write two ids with a comma between, such as --explain 17,2045");
    TRY(read_share(cli, "threshold", &o->threshold));
    TRY(read_share(cli, "review-from", &o->review_from));
    TRY(read_memory(cli, &o->memory));
    TRY(cli_int(cli, "threads", 1, 256, &threads));
    TRY(cli_int(cli, "seed", 0, INT64_MAX, &seed));
    if (o->review_from > o->threshold) {
        Str text;
        if (cli_text(cli, "review-from", &text))
            return FAIL(cli->arena, USAGE,
                        "--review-from (cần xem) không được lớn hơn --threshold (liên kết; mặc định 0.95): cặp từ "
                        "--threshold là liên kết, thấp hơn mà từ --review-from là cần xem; hãy đổi một trong hai",
                        "--review-from (to review) must not be above --threshold (link; 0.95 by default): pairs from "
                        "--threshold on are links, those under it from --review-from on are reviewed; change one");
        o->review_from = o->threshold;
        job->review_lowered = true;
    }
    o->threads = (int)threads;
    o->seed = (uint64_t)seed;
    o->one_to_one = cli_flag(cli, "one-to-one");
    cli_text(cli, "model", &job->model_path);
    return NULL;
}

/* ---- help ------------------------------------------------------------------------------------ */

static void print_names(FILE *out, const char *names)
{
    int width = 0;
    for (StrCut cut = {.tail = str_from(names), .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, '|');
        fprintf(out, "%s%.*s", width > 0 ? ", " : "", STRF(cut.head));
        width += (int)cut.head.len + 2;
    }
    fputc('\n', out);
}

void link_help(FILE *out, Lang lang)
{
    bool vi = lang == LANG_VI;
    fputs(vi ? "\nCác loại (sau dấu hai chấm của --compare):\n" : "\nKinds (after the colon of --compare):\n", out);
    for (int i = 0; link_kinds[i]; i++)
        fprintf(out, "  %-10s %.*s\n", link_kinds[i]->name, STRF(text_in(lang, link_kinds[i]->title)));
    fputs(vi ? "\nTên cột tự nhận ra (không kể hoa thường, dấu, khoảng trắng, gạch dưới):\n"
             : "\nHeadings that are recognised (whatever their case, marks, blanks and underscores):\n",
          out);
    for (int i = 0; link_headings[i].field; i++) {
        if (!link_headings[i].kind)
            continue;
        fprintf(out, "  %s (%s): ", link_headings[i].field, link_headings[i].kind->name);
        print_names(out, link_headings[i].names);
    }
    fputs(vi ? "\nKhông so sánh:\n" : "\nNot compared:\n", out);
    for (int i = 0; link_headings[i].field; i++) {
        if (link_headings[i].kind)
            continue;
        fprintf(out, "  %s: ", link_headings[i].field);
        print_names(out, link_headings[i].names);
    }
}
