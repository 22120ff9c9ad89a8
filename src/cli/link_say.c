/* What `baophu link` says before and after a run: what is compared, what to do next. */
#include "cli/link_job.h"
#include "vn/vn.h"

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
    if (job->review_lowered)
        cli_say(job->cli,
                TEXT("--threshold thấp hơn 0.5, nên không cặp nào cần người xem; muốn có thì thêm --review-from",
                     "--threshold is under 0.5, so no pairs are left to review; to have some add --review-from"));
}

static Text id_text(Arena *a, const LinkSource *source)
{
    if (source->id_column >= 0)
        return text_fmt(a, "“%.*s”", "“%.*s”", STRF(source->heading[source->id_column]));
    if (source->id_why.vi.len == 0)
        return TEXT("số dòng trong tệp", "row number in the file");
    return (Text){str_fmt(a, "số dòng trong tệp, vì %.*s", STRF(source->id_why.vi)),
                  str_fmt(a, "row number in the file, as %.*s", STRF(source->id_why.en))};
}

static void say_ids(const LinkJob *job)
{
    Arena *a = job->cli->arena;
    Text left = id_text(a, job->left), right = job->right ? id_text(a, job->right) : left;
    bool same = str_eq(left.vi, right.vi);
    Text both = same ? left
                     : (Text){str_fmt(a, "%.*s ↔ %.*s", STRF(left.vi), STRF(right.vi)),
                              str_fmt(a, "%.*s ↔ %.*s", STRF(left.en), STRF(right.en))};
    Text other = job->left->id_column >= 0 && (!job->right || job->right->id_column >= 0)
                     ? (Text){0}
                     : TEXT(" (muốn lấy một cột làm mã: --id CỘT)", " (to take a column for it: --id COLUMN)");
    cli_say(job->cli, (Text){str_fmt(a, "Mã bản ghi: %.*s%.*s", STRF(both.vi), STRF(other.vi)),
                             str_fmt(a, "Id of the records: %.*s%.*s", STRF(both.en), STRF(other.en))});
}

static void say_compared(const LinkJob *job)
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
    bool vietnamese = m->style == LINK_VIETNAMESE;
    cli_say(
        job->cli,
        (Text){str_fmt(a, vietnamese ? "So sánh (tên kiểu Việt): %.*s" : "So sánh: %.*s", STRF(buf_str(&vi))),
               str_fmt(a, vietnamese ? "Compared (Vietnamese names): %.*s" : "Compared: %.*s", STRF(buf_str(&en)))});
}

/* One line, whatever the reasons: they are for those who ask. */
static void say_left_out(const LinkJob *job)
{
    Arena *a = job->cli->arena;
    Text left = link_left_out(a, job->model, job->left, 0), both = left;
    if (job->right) {
        Text right = link_left_out(a, job->model, job->right, 1);
        Str l = job->left->name, r = job->right->name, gap = left.vi.len > 0 && right.vi.len > 0 ? S("; ") : (Str){0};
        if (left.vi.len > 0)
            left = text_fmt(a, "%.*s %.*s", "%.*s %.*s", STRF(l), STRF(left.vi));
        if (right.vi.len > 0)
            right = text_fmt(a, "%.*s %.*s", "%.*s %.*s", STRF(r), STRF(right.vi));
        both = text_fmt(a, "%.*s%.*s%.*s", "%.*s%.*s%.*s", STRF(left.vi), STRF(gap), STRF(right.vi));
    }
    if (both.vi.len > 0)
        cli_say(job->cli, text_fmt(a, "Không so sánh: %.*s (vì sao: thêm --explain A,B hoặc --report TỆP.html)",
                                   "Not compared: %.*s (why: add --explain A,B or --report FILE.html)",
                                   STRF(text_in(job->cli->lang, both))));
}

void link_say_columns(const LinkJob *job)
{
    const LinkModel *m = job->model;
    Str ids, *told;
    bool all = cli_text(job->cli, "explain", &ids);
    say_ids(job);
    say_compared(job);
    if (m->trained)
        return;
    if (!all && cli_texts(job->cli, "compare", &told) == 0)
        say_left_out(job);
    for (ptrdiff_t i = 0; i < (all ? m->notes : m->warnings); i++)
        cli_say(job->cli, m->note[i]);
}

/* ---- after the run ------------------------------------------------------------------------------ */

/* What training could not learn: in the model and the report, and here for those who ask why. */
void link_say_training(const LinkJob *job)
{
    Str ids;
    const LinkModel *m = job->result.model;
    for (ptrdiff_t i = job->model->notes; i < m->notes && cli_text(job->cli, "explain", &ids); i++)
        cli_say(job->cli, (Text){str_fmt(job->cli->arena, "Huấn luyện: %.*s", STRF(m->note[i].vi)),
                                 str_fmt(job->cli->arena, "Training: %.*s", STRF(m->note[i].en))});
}

static bool compares(const LinkModel *model, const LinkKind *kind, const LinkKind *otherwise)
{
    for (int f = 0; f < model->fields; f++)
        if (model->field[f].kind == kind || model->field[f].kind == otherwise)
            return true;
    return false;
}

/* What would tell persons apart and is not compared. */
static Text wanted(Arena *a, const LinkModel *model)
{
    static const struct {
        const LinkKind *kind, *otherwise;
        Text name;
    } best[] = {{&link_kind_name, &link_kind_word, TEXT_INIT("họ tên", "the name")},
                {&link_kind_date, &link_kind_date, TEXT_INIT("ngày sinh", "the date of birth")},
                {&link_kind_personal, &link_kind_personal, TEXT_INIT("số định danh", "the personal number")}};
    Buf vi = buf_open(a), en = buf_open(a);
    for (ptrdiff_t i = 0; i < COUNTOF(best); i++) {
        if (compares(model, best[i].kind, best[i].otherwise))
            continue;
        buf_fmt(&vi, "%s%.*s", vi.len > 0 ? ", " : "", STRF(best[i].name.vi));
        buf_fmt(&en, "%s%.*s", en.len > 0 ? ", " : "", STRF(best[i].name.en));
    }
    return (Text){buf_str(&vi), buf_str(&en)};
}

static void advise_without_links(const LinkJob *job)
{
    const LinkResult *r = &job->result;
    Arena *a = job->cli->arena;
    Text more = wanted(a, r->model);
    bool weak = r->unlinkable.len[0] >= r->stats.records[0] ||
                (!job->options.dedupe && r->unlinkable.len[1] >= r->stats.records[1]);
    bool one = job->options.dedupe;
    if ((weak || r->model->fields == 1) && more.vi.len > 0)
        cli_say(
            job->cli,
            (Text){str_fmt(a,
                           "Các cột đang so chưa đủ để nhận ra một người. Hãy có thêm %.*s%s; cột tên lạ thì chỉ rõ "
                           "bằng --compare %s:LOẠI",
                           STRF(more.vi), one ? "" : " ở cả hai bên", one ? "CỘT" : "CỘT_TRÁI=CỘT_PHẢI"),
                   str_fmt(a,
                           "The columns compared are not enough to know a person by. Have %.*s%s too; name columns "
                           "of unusual headings with --compare %s:KIND",
                           STRF(more.en), one ? "" : " on both sides", one ? "COLUMN" : "LEFT=RIGHT")});
    else if (one)
        cli_say(job->cli, TEXT("Không thấy ai bị ghi nhiều lần. Nếu biết hai bản ghi là một người: --explain A,B cho "
                               "biết vì sao chưa nhận ra",
                               "Nobody is there twice. If you know two records of one person: --explain A,B says why "
                               "they are not recognised"));
    else
        cli_say(job->cli, TEXT("Không thấy ai có ở cả hai bên: hãy xem có đúng hai danh sách cần đối chiếu (cùng tỉnh, "
                               "cùng thời gian) không. Nếu biết hai bản ghi là một người: --explain A,B cho biết vì "
                               "sao chưa nhận ra",
                               "Nobody is on both sides: see whether these are the two registers meant (same province, "
                               "same time). If you know two records of one person: --explain A,B says why they are "
                               "not recognised"));
}

/* Records of a side with two links or more.  Pairs stand by left, then right row. */
static int64_t linked_twice(const LinkJob *job, int side)
{
    const LinkResult *r = &job->result;
    Arena scratch = *job->cli->arena;
    char *links = new (&scratch, char, (ptrdiff_t)r->stats.records[side]);
    int64_t count = 0;
    for (ptrdiff_t i = 0; i < r->pairs.len; i++) {
        char *n = &links[side == 0 ? r->pairs.pair[i].left : r->pairs.pair[i].right];
        *n = (char)(*n + (r->decision[i] == LINK_LINK && *n < 2));
        count += *n == 2 && r->decision[i] == LINK_LINK;
        *n = (char)(*n + (*n == 2)); /* counted once */
    }
    return count;
}

static void advise_one_to_one(const LinkJob *job)
{
    Arena *a = job->cli->arena;
    if (job->options.dedupe || job->options.one_to_one)
        return;
    int64_t left = linked_twice(job, 0), right = linked_twice(job, 1);
    if (left + right == 0)
        return;
    Text l = vn_count(a, left, "bản ghi bên trái", "record of the left side", "records of the left side"),
         r = vn_count(a, right, "bản ghi bên phải", "record of the right side", "records of the right side"),
         who = left == 0    ? r
               : right == 0 ? l
                            : (Text){str_fmt(a, "%.*s, %.*s", STRF(l.vi), STRF(r.vi)),
                                     str_fmt(a, "%.*s, %.*s", STRF(l.en), STRF(r.en))};
    cli_say(
        job->cli,
        (Text){
            str_fmt(a,
                    "Có từ hai liên kết trở lên: %.*s. Một bên ghi người ấy nhiều lần, hoặc có cặp ghép nhầm. "
                    "Nếu mỗi bên chỉ ghi mỗi người một lần, thêm --one-to-one: giữ cặp mạnh nhất, bỏ các cặp khác",
                    STRF(who.vi)),
            str_fmt(
                a,
                "With two links or more: %.*s. A side holds the person more than once, or a link is wrong. "
                "Where each side holds everybody once, add --one-to-one: the strongest is kept, the others are dropped",
                STRF(who.en))});
}

void link_say_advice(const LinkJob *job)
{
    if (job->links == 0)
        advise_without_links(job);
    else
        advise_one_to_one(job);
}

void link_say_written(const LinkJob *job)
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
