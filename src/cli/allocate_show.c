/* An allocation, or why there is none, in words and as a table. */
#include "cli/allocate_job.h"
#include "cli/problems.h"
#include "progress/progress.h"
#include "vn/vn.h"

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

static GridColumn *grid_columns(const Job *j, bool ideal, ptrdiff_t *ret_count)
{
    Arena *arena = j->cli->arena;
    GridColumn *column = new (arena, GridColumn, 5 + 2 * j->run.years), *next = column;
    *next++ = (GridColumn){"no", TEXT("STT", "No."), GRID_INT, 0, false};
    *next++ = (GridColumn){"code", TEXT("Mã", "Code"), GRID_TEXT, 0, false};
    *next++ = (GridColumn){"unit", TEXT("Đơn vị", "Unit"), GRID_TEXT, 0, false};
    *next++ = (GridColumn){str_c(arena, str_fmt(arena, "total_%d", j->run.base_year)), TEXT("Đã có", "Has"), GRID_INT,
                           0, true};
    for (int t = 0; t < j->run.years; t++)
        for (int part = 0; part <= j->run.voluntary; part++) {
            Str key = str_fmt(arena, "%s_%d", part ? "voluntary" : "total", j->run.first + t);
            Text heading = part ? text_fmt(arena, "TN %d", "Vol. %d", j->run.first + t)
                                : text_fmt(arena, "%d", "%d", j->run.first + t);
            *next++ = (GridColumn){str_c(arena, key), heading, GRID_INT, 0, true};
        }
    if (ideal)
        *next++ = (GridColumn){"off_ideal", TEXT("Lệch nhiều nhất", "Farthest from ideal"), GRID_REAL, 2, false};
    *ret_count = next - column;
    return column;
}

/* Over both schemes. */
static AllocateDistance farthest(const Job *j, ptrdiff_t from, ptrdiff_t to)
{
    AllocateDistance d = allocate_distance(&j->run.result.table[TOTAL], from, to);
    if (!j->run.voluntary)
        return d;
    AllocateDistance v = allocate_distance(&j->run.result.table[VOLUNTARY], from, to);
    return (AllocateDistance){d.most > v.most ? d.most : v.most, (d.mean + v.mean) / 2};
}

static void add_path(const Job *j, Buf *out, int part)
{
    bool vi = j->cli->lang == LANG_VI;
    int64_t had = 0;
    for (ptrdiff_t i = 0; i < j->run.file.units; i++)
        had += j->run.share[part].had[i];
    for (int t = -1; t < j->run.years; t++) {
        int64_t value = t < 0 ? had : j->run.share[part].path[t];
        Str number = vi ? vn_int(j->cli->arena, value) : str_fmt(j->cli->arena, "%lld", (long long)value);
        buf_fmt(out, "%s%.*s", t < 0 ? "" : " → ", STRF(number));
    }
}

static void add_sources(const Job *j, Buf *out)
{
    bool vi = j->cli->lang == LANG_VI;
    const AllocateKnown *k = j->run.known;
    if (!k)
        return;
    for (ptrdiff_t d = 0; d < k->documents; d++) {
        Str name = progress_document_name(j->cli->arena, &k->document[d]);
        buf_fmt(out, "%s%.*s", d ? ", " : vi ? "\nCăn cứ: " : "\nBy: ", STRF(name));
    }
    Str month = vi ? period_show(j->cli->arena, j->run.base) : period_text(j->cli->arena, j->run.base);
    buf_fmt(out, vi ? "\nHiện trạng: %.*s, theo cơ quan thu" : "\nCurrent figures: %.*s, by collecting office",
            STRF(month));
    if (k->late > 0)
        buf_fmt(out,
                vi ? "; %td đơn vị chưa báo cáo tháng này, dùng số gần nhất"
                   : "; %td units have not reported it, their last figure is used",
                k->late);
    if (k->silent.len > 0)
        buf_fmt(out, vi ? "; chưa có số liệu nào, tính là 0: %.*s" : "; no figure at all, taken as 0: %.*s",
                STRF(k->silent));
    if (k->simulated)
        buf_add(out, vi ? S(" · DỮ LIỆU MÔ PHỎNG") : S(" · SIMULATED DATA"));
}

/* What was done, in the language of the run. */
static Text note(const Job *j, AllocateDistance all)
{
    bool vi = j->cli->lang == LANG_VI;
    Buf out = buf_open(j->cli->arena);
    buf_add(&out, vi ? S("Tổng số: ") : S("Total: "));
    add_path(j, &out, TOTAL);
    if (j->run.voluntary) {
        buf_add(&out, vi ? S("; trong đó tự nguyện (TN): ") : S("; of them voluntary (Vol.): "));
        add_path(j, &out, VOLUNTARY);
    }
    Str most = vn_real(j->cli->arena, all.most, 2);
    if (vi)
        buf_fmt(&out, ". Mỗi năm cộng đúng; lệch so với phần chia lý tưởng nhiều nhất %.*s người.", STRF(most));
    else
        buf_fmt(&out, ". Each year adds up; at most %.2f persons off the ideal.", all.most);
    add_sources(j, &out);
    for (ptrdiff_t k = 0; k < j->run.remark.len; k++)
        buf_fmt(&out, "\n%.*s", STRF(text_in(j->cli->lang, j->run.remark.data[k])));
    return (Text){buf_str(&out), buf_str(&out)};
}

static Text title(const Job *j)
{
    Arena *arena = j->cli->arena;
    int last = j->run.first + j->run.years - 1;
    Str where = j->run.known ? str_fmt(arena, " – %.*s", STRF(j->run.known->parent.full_name)) : S("");
    bool made = j->run.known && j->run.known->simulated;
    return (Text){str_fmt(arena, "Phân bổ chỉ tiêu %d–%d cho %td đơn vị%.*s%s", j->run.first, last, j->run.file.units,
                          STRF(where), made ? " (hiện trạng: DỮ LIỆU MÔ PHỎNG)" : ""),
                  str_fmt(arena, "Targets of %d–%d for %td units%.*s%s", j->run.first, last, j->run.file.units,
                          STRF(where), made ? " (current figures: SIMULATED DATA)" : "")};
}

Err *allocate_table(Job *j)
{
    Arena *arena = j->cli->arena;
    ptrdiff_t columns;
    bool ideal = cli_flag(j->cli, "ideal");
    const GridColumn *column = grid_columns(j, ideal, &columns);
    Grid grid = grid_open(title(j), note(j, farthest(j, 0, j->run.file.units * j->run.years)), column, columns);
    grid.simulated = j->run.known && j->run.known->simulated;
    for (ptrdiff_t i = 0; i < j->run.file.units; i++) {
        GridCell *cell = grid_row(&grid, arena);
        *cell++ = G_INT(i + 1);
        *cell++ = G_TEXT(j->run.file.code[i]);
        *cell++ = G_TEXT(j->run.file.name[i]);
        *cell++ = G_INT(j->run.share[TOTAL].had[i]);
        for (int t = 0; t < j->run.years; t++)
            for (int part = 0; part <= j->run.voluntary; part++)
                *cell++ = G_INT(allocate_run_level(&j->run, part, i, t));
        if (ideal)
            *cell = G_REAL(farthest(j, i * j->run.years, (i + 1) * j->run.years).most);
    }
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
