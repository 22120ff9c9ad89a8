/* `baophu link`: records of two files, or of one, that are the same person.  Needs no database. */
#include "cli/link_job.h"

#include "base/file.h"
#include "linkage/link_csv.h"
#include <signal.h>

enum { CURVE = 400, EXAMPLES = 12, STATUS_STOPPED = 130 };

/* ---- stopping --------------------------------------------------------------------------------- */

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

/* The first Ctrl-C ends the run in order; the second ends the program. */
static void listen_for_stop(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    stopped = 0;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static bool is_cancelled(void *arg)
{
    (void)arg;
    return stopped != 0;
}

static void on_progress(void *arg, Text what, int64_t done, int64_t total)
{
    LinkJob *job = arg;
    if (!str_eq(what.vi, job->doing)) {
        meter_close(&job->meter);
        job->meter = cli_meter(job->cli, what, total);
        job->doing = what.vi;
    }
    job->meter.total = total;
    meter_add(&job->meter, done - job->meter.done);
}

/* ---- before the run ----------------------------------------------------------------------------- */

static Err *prepare(LinkJob *job)
{
    TRY(link_open(job));
    job->options.watch = (LinkWatch){.progress = on_progress, .cancelled = is_cancelled, .arg = job};
    link_say_files(job);
    link_say_columns(job);
    return NULL;
}

/* ---- after the run ------------------------------------------------------------------------------- */

static Err *measure(LinkJob *job)
{
    Cli *cli = job->cli;
    Str path;
    LinkSource *source;
    LinkResult *r = &job->result;
    if (!cli_text(cli, "truth", &path))
        return NULL;
    TRY(link_csv_open(cli->arena, path, &source));
    Err *err = link_truth(cli->arena, r->data, source, job->options.dedupe, &job->truth);
    link_csv_close(&source);
    TRY(err);
    job->has_truth = true;
    job->quality = link_quality(&r->pairs, r->decision, job->truth.pair, job->truth.len);
    job->curve = link_quality_curve(cli->arena, &r->pairs, job->truth.pair, job->truth.len, CURVE, &job->curve_points);
    if (job->options.dedupe)
        job->cluster_quality = link_quality_clusters(&r->clusters, job->truth.pair, job->truth.len);
    return NULL;
}

static Err *save_model(LinkJob *job)
{
    if (job->model_path.len == 0 || (job->model_loaded && job->model->trained))
        return NULL;
    TRY(file_write(job->cli->arena, job->model_path, link_model_json(job->cli->arena, job->result.model)));
    job->model_saved = true;
    return NULL;
}

static Err *write_report(LinkJob *job)
{
    Cli *cli = job->cli;
    Str path, html;
    if (!cli_text(cli, "report", &path))
        return NULL;
    LinkReport report = {.result = &job->result,
                         .source = {job->left->name, job->right ? job->right->name : (Str){0}},
                         .options = job->options,
                         .curve = job->curve,
                         .curve_points = job->curve_points,
                         .quality = job->has_truth ? &job->quality : NULL,
                         .examples = cli_flag(cli, "no-examples") ? 0 : EXAMPLES,
                         .asked = job->has_asked ? &job->asked : NULL,
                         .asked_decision = job->has_asked ? link_asked_decision(job) : LINK_NONE,
                         .lang = cli->lang};
    TRY(link_report_html(cli->arena, &report, &html));
    return file_write(cli->arena, path, html);
}

static Err *write_files(LinkJob *job)
{
    Arena *arena = job->cli->arena;
    const LinkResult *r = &job->result;
    if (job->out.beside && job->options.dedupe)
        TRY(link_out_clusters(&job->out, arena, r));
    else if (job->out.beside)
        TRY(link_out_links(&job->out, arena, r, &job->written));
    if (job->pairs.beside)
        TRY(link_out_links(&job->pairs, arena, r, &job->written));
    if (job->unlinkables.beside)
        TRY(link_out_unlinkable(&job->unlinkables, arena, r, job->options.dedupe));
    TRY(save_model(job));
    TRY(write_report(job));
    Out *all[] = {&job->out, &job->pairs, &job->unlinkables};
    for (int i = 0; i < COUNTOF(all); i++)
        if (all[i]->beside)
            TRY(out_close(all[i], arena));
    return NULL;
}

static Err *analyse(LinkJob *job)
{
    Cli *cli = job->cli;
    const LinkOptions *o = &job->options;
    job->result.model = job->model;
    TRY(link_data(cli->arena, job->left, job->right, job->model, o->places, o->threads, o->memory, o->folder, o->watch,
                  &job->result.data));
    job->analysis = new (cli->arena, LinkRuleCount, job->model->rules);
    TRY(link_analyse(job->result.data, cli->arena, job->model, job->analysis));
    meter_close(&job->meter);
    return link_show_analysis(job);
}

static void count_decisions(LinkJob *job)
{
    for (ptrdiff_t i = 0; i < job->result.pairs.len; i++) {
        job->links += job->result.decision[i] == LINK_LINK;
        job->reviews += job->result.decision[i] == LINK_REVIEW;
    }
}

static Err *link_all(LinkJob *job)
{
    Str ids;
    TRY(link_run(job->cli->arena, job->left, job->right, job->options, &job->result));
    meter_close(&job->meter);
    count_decisions(job);
    if (cli_text(job->cli, "explain", &ids))
        TRY(link_find_asked(job, ids));
    TRY(measure(job));
    TRY(write_files(job));
    if (job->has_asked)
        return link_show_explanation(job);
    return job->cli->json ? link_show_json(job) : link_show(job);
}

static Err *work(LinkJob *job)
{
    TRY(link_ask(job));
    TRY(link_check_paths(job));
    listen_for_stop();
    TRY(prepare(job));
    return cli_flag(job->cli, "analyse") ? analyse(job) : link_all(job);
}

static Err *run(Cli *cli)
{
    LinkJob job = {.cli = cli};
    Err *err = work(&job);
    meter_close(&job.meter);
    link_close(&job.result);
    out_drop(&job.out);
    out_drop(&job.pairs);
    out_drop(&job.unlinkables);
    link_open_end(&job, &err);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    if (!err || !stopped)
        return err;
    cli_say(cli,
            TEXT("Đã dừng theo yêu cầu; không tệp kết quả nào được ghi", "Stopped as asked; no result was written"));
    cli->exit_status = STATUS_STOPPED;
    return NULL;
}

/* ---- the command ------------------------------------------------------------------------------------ */

static const Option options[] = {
    {"out", "FILE",
     TEXT_INIT("ghi kết quả ra tệp CSV này: các cặp, hoặc các nhóm khi --dedupe",
               "write the result to this CSV file: the links, or the clusters with --dedupe"),
     false},
    {"dedupe", NULL, TEXT_INIT("tìm bản ghi trùng trong một tệp", "find duplicates within one file"), false},
    {"compare", "COLUMN:KIND",
     TEXT_INIT("so sánh cột này theo loại này (CỘT_TRÁI=CỘT_PHẢI:LOẠI khi tên khác nhau); nêu nhiều lần được",
               "compare this column as this kind (LEFT=RIGHT:KIND where names differ); may be repeated"),
     true},
    {"id", "COLUMN",
     TEXT_INIT("cột mã của bản ghi (CỘT_TRÁI=CỘT_PHẢI); không có thì dùng số dòng trong tệp",
               "the column with the record's id (LEFT=RIGHT); without one the line in the file is the id"),
     false},
    {"model", "FILE",
     TEXT_INIT("mô hình JSON: có thì dùng nguyên như vậy, chưa có thì huấn luyện rồi ghi vào đây",
               "the model as JSON: used as it is where it exists, else trained and saved here"),
     false},
    {"threshold", "P",
     TEXT_INIT("xác suất từ đó là liên kết (mặc định 0.95)", "probability from which a pair is a link (default 0.95)"),
     false},
    {"review-from", "P",
     TEXT_INIT("xác suất từ đó cần người xem (mặc định 0.5)",
               "probability from which a pair is to be reviewed (default 0.5)"),
     false},
    {"one-to-one", NULL,
     TEXT_INIT("mỗi bản ghi có nhiều nhất một liên kết: giữ cặp mạnh nhất, bỏ các cặp khác",
               "each record has at most one link: the strongest is kept, others are dropped"),
     false},
    {"truth", "FILE",
     TEXT_INIT("các cặp đúng (left_id,right_id): tính độ chính xác, độ đủ, F1",
               "the true pairs (left_id,right_id): precision, recall and F1 are measured"),
     false},
    {"explain", "LEFT,RIGHT",
     TEXT_INIT("giải thích vì sao hai bản ghi này được (hay không được) coi là một người; cả trong --report",
               "explain why these two records are, or are not, taken for one person; in --report too"),
     false},
    {"analyse", NULL,
     TEXT_INIT("chỉ đếm số cặp phải so theo từng quy tắc, chưa so", "only count the candidate pairs of each rule"),
     false},
    {"report", "FILE",
     TEXT_INIT("ghi báo cáo HTML: trọng số, quy tắc, ví dụ, ngưỡng",
               "write a report as HTML: weights, rules, examples, thresholds"),
     false},
    {"no-examples", NULL,
     TEXT_INIT("--report không có ví dụ, không có thông tin của ai: để chuyển cho người không được xem dữ liệu",
               "--report without examples, so without anybody's data: to pass on to those who may not see them"),
     false},
    {"pairs", "FILE", TEXT_INIT("ghi các cặp đã chấm điểm (khi --dedupe)", "write the scored pairs (with --dedupe)"),
     false},
    {"unlinkables", "FILE",
     TEXT_INIT("ghi các bản ghi thiếu dữ liệu đến mức không thể liên kết",
               "write the records that hold too little to be linked to any"),
     false},
    {"threads", "N", TEXT_INIT("số luồng (mặc định: số nhân máy)", "threads (default: as many as cores)"), false},
    {"memory", "SIZE",
     TEXT_INIT("bộ nhớ được dùng, như 512M, 2G; vượt thì dùng tệp tạm",
               "memory that may be used, as 512M, 2G; beyond it temporary files are used"),
     false},
    {"seed", "N", TEXT_INIT("hạt giống của phép lấy mẫu (mặc định 1)", "seed of the samples (default 1)"), false},
    {0},
};

const Command link_commands[] = {
    {.name = "link",
     .args = "LEFT [RIGHT]",
     .min_args = 1,
     .max_args = 2,
     .summary = TEXT_INIT("tìm cùng một người trong hai tệp, hoặc bản ghi trùng trong một tệp",
                          "find the same person in two files, or duplicates within one"),
     .detail = TEXT_INIT(
         "Đọc CSV, TSV, XLSX…; không cần cơ sở dữ liệu, không cần dữ liệu mẫu. Cột được nhận ra theo tên; cột\n"
         "nào dùng, cột nào không đều được nói rõ. Cùng tệp, cùng tùy chọn thì cùng kết quả, bao nhiêu luồng\n"
         "cũng vậy. Xem docs/lien-ket.md.",
         "Reads CSV, TSV, XLSX …; needs no database and no labels. Columns are recognised by their headings,\n"
         "and it is said which are used. The same files and options give the same result with any number\n"
         "of threads. See docs/lien-ket.md."),
     .options = options,
     .examples = "baophu link mo-phong/mo-phong-population.csv mo-phong/mo-phong-participants.csv --out lien-ket.csv\n"
                 "baophu link --dedupe mo-phong/mo-phong-participants.csv --out nhom.csv\n"
                 "baophu link mo-phong/mo-phong-population.csv mo-phong/mo-phong-participants.csv --analyse\n"
                 "baophu link mo-phong/mo-phong-population.csv mo-phong/mo-phong-tax_income.csv --compare "
                 "full_name:name --compare "
                 "personal_id:personal --one-to-one --model mo-hinh.json --report bao-cao.html",
     .run = run},
    {0},
};
