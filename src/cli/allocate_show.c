/* An allocation, or why there is none, in words and as a table. */
#include "cli/allocate_job.h"
#include "cli/problems.h"
#include "progress/progress.h"
#include "vn/vn.h"

enum { REFUSED = 65 };

/* A bound that nobody wrote: what the total's bound leaves this scheme. */
static bool derived(const Job *j, const AllocateConflict *c)
{
    if (!j->voluntary || c->unit < 0 || c->year == 0 || (c->bound != ALLOCATE_MIN && c->bound != ALLOCATE_MAX))
        return false;
    const Share *v = &j->share[VOLUNTARY];
    const int64_t *own = c->most ? v->upper : v->lower;
    return own[c->unit * j->years + c->year - j->first] != c->value;
}

/* What an official should know besides: bounds that follow from the total's, and what is not proved. */
static Text remarks(const Job *j)
{
    const AllocateResult *r = &j->result.refused;
    bool any = false;
    for (ptrdiff_t k = 0; k < r->conflicts; k++)
        any = any || derived(j, &r->conflict[k]);
    Text from = any ? TEXT(" (Cận của từng loại tính từ cận của tổng số trừ phần của loại kia.)",
                           " (Bounds of one scheme are the total's less the other scheme's part.)")
                    : TEXT("", "");
    Text doubt =
        j->result.proved
            ? TEXT("", "")
            : TEXT(" Đã thử nhiều cách chia hai loại, chưa chứng minh được là không thể: hãy nới một cận nêu trên "
                   "hoặc đặt cận riêng cho tự nguyện.",
                   " Several ways to share both schemes were tried; it is not proved impossible: relax one of "
                   "these bounds or give the voluntary ones bounds of their own.");
    return (Text){str_fmt(j->cli->arena, "%.*s%.*s", STRF(from.vi), STRF(doubt.vi)),
                  str_fmt(j->cli->arena, "%.*s%.*s", STRF(from.en), STRF(doubt.en))};
}

void allocate_refused(Job *j)
{
    Cli *cli = j->cli;
    const AllocateResult *result = &j->result.refused;
    Text more = remarks(j);
    for (ptrdiff_t k = 0; k < j->remark.len; k++)
        cli_say(cli, j->remark.data[k]);
    cli->exit_status = REFUSED;
    Text why = {str_fmt(cli->arena, "%.*s%.*s", STRF(result->why.vi), STRF(more.vi)),
                str_fmt(cli->arena, "%.*s%.*s", STRF(result->why.en), STRF(more.en))};
    if (!cli->json) {
        cli_say(cli, (Text){str_fmt(cli->arena, "Không thể phân bổ. %.*s", STRF(why.vi)),
                            str_fmt(cli->arena, "This cannot be allocated. %.*s", STRF(why.en))});
        return;
    }
    json_t *list = json_array();
    for (ptrdiff_t k = 0; k < result->conflicts; k++) {
        const AllocateConflict *c = &result->conflict[k];
        json_t *unit = c->unit < 0 ? json_null() : json_str(j->file.code[c->unit]);
        json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:I}", "bound", allocate_bound_code(c->bound), "unit",
                                              unit, "year", c->year ? json_integer(c->year) : json_null(), "value",
                                              (json_int_t)c->value));
    }
    json_t *all = json_pack("{s:o, s:b, s:o, s:o}", "conflict", list, "proved", (int)j->result.proved, "message_vi",
                            json_str(why.vi), "message_en", json_str(why.en));
    json_dumpf(all, cli->out, JSON_INDENT(2));
    fputc('\n', cli->out);
    json_decref(all);
}

/* ---- the table ----------------------------------------------------------------------------------- */

static int64_t level_of(const Job *j, int part, ptrdiff_t at)
{
    int64_t level = j->result.table[part].level[at];
    return part == TOTAL && j->voluntary ? level + j->result.table[VOLUNTARY].level[at] : level;
}

static GridColumn *grid_columns(const Job *j, bool ideal, ptrdiff_t *ret_count)
{
    Arena *arena = j->cli->arena;
    GridColumn *column = new (arena, GridColumn, 5 + 2 * j->years), *next = column;
    *next++ = (GridColumn){"no", TEXT("STT", "No."), GRID_INT, 0, false};
    *next++ = (GridColumn){"code", TEXT("Mã", "Code"), GRID_TEXT, 0, false};
    *next++ = (GridColumn){"unit", TEXT("Đơn vị", "Unit"), GRID_TEXT, 0, false};
    *next++ =
        (GridColumn){str_c(arena, str_fmt(arena, "total_%d", j->base_year)), TEXT("Đã có", "Has"), GRID_INT, 0, true};
    for (int t = 0; t < j->years; t++)
        for (int part = 0; part <= j->voluntary; part++) {
            Str key = str_fmt(arena, "%s_%d", part ? "voluntary" : "total", j->first + t);
            Text heading =
                part ? text_fmt(arena, "TN %d", "Vol. %d", j->first + t) : text_fmt(arena, "%d", "%d", j->first + t);
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
    AllocateDistance d = allocate_distance(&j->result.table[TOTAL], from, to);
    if (!j->voluntary)
        return d;
    AllocateDistance v = allocate_distance(&j->result.table[VOLUNTARY], from, to);
    return (AllocateDistance){d.most > v.most ? d.most : v.most, (d.mean + v.mean) / 2};
}

static void add_path(const Job *j, Buf *out, int part)
{
    bool vi = j->cli->lang == LANG_VI;
    int64_t had = 0;
    for (ptrdiff_t i = 0; i < j->file.units; i++)
        had += j->share[part].had[i];
    for (int t = -1; t < j->years; t++) {
        int64_t value = t < 0 ? had : j->share[part].path[t];
        Str number = vi ? vn_int(j->cli->arena, value) : str_fmt(j->cli->arena, "%lld", (long long)value);
        buf_fmt(out, "%s%.*s", t < 0 ? "" : " → ", STRF(number));
    }
}

static void add_sources(const Job *j, Buf *out)
{
    bool vi = j->cli->lang == LANG_VI;
    const AllocateKnown *k = j->known;
    if (!k)
        return;
    for (ptrdiff_t d = 0; d < k->documents; d++) {
        Str name = progress_document_name(j->cli->arena, &k->document[d]);
        buf_fmt(out, "%s%.*s", d ? ", " : vi ? "\nCăn cứ: " : "\nBy: ", STRF(name));
    }
    Str month = vi ? period_show(j->cli->arena, j->base) : period_text(j->cli->arena, j->base);
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
    if (j->voluntary) {
        buf_add(&out, vi ? S("; trong đó tự nguyện (TN): ") : S("; of them voluntary (Vol.): "));
        add_path(j, &out, VOLUNTARY);
    }
    Str most = vn_real(j->cli->arena, all.most, 2);
    if (vi)
        buf_fmt(&out, ". Mỗi năm cộng đúng; lệch so với phần chia lý tưởng nhiều nhất %.*s người.", STRF(most));
    else
        buf_fmt(&out, ". Each year adds up; at most %.2f persons off the ideal.", all.most);
    add_sources(j, &out);
    for (ptrdiff_t k = 0; k < j->remark.len; k++)
        buf_fmt(&out, "\n%.*s", STRF(text_in(j->cli->lang, j->remark.data[k])));
    return (Text){buf_str(&out), buf_str(&out)};
}

static Text title(const Job *j)
{
    Arena *arena = j->cli->arena;
    int last = j->first + j->years - 1;
    Str where = j->known ? str_fmt(arena, " – %.*s", STRF(j->known->parent.full_name)) : S("");
    bool made = j->known && j->known->simulated;
    return (Text){str_fmt(arena, "Phân bổ chỉ tiêu %d–%d cho %td đơn vị%.*s%s", j->first, last, j->file.units,
                          STRF(where), made ? " (hiện trạng: DỮ LIỆU MÔ PHỎNG)" : ""),
                  str_fmt(arena, "Targets of %d–%d for %td units%.*s%s", j->first, last, j->file.units, STRF(where),
                          made ? " (current figures: SIMULATED DATA)" : "")};
}

static void say_round(Job *j, int part)
{
    const AllocateTable *table = &j->result.table[part];
    if (table->round != j->round)
        allocate_remark(j,
                        text_fmt(j->cli->arena, "%.*s: đơn vị làm tròn %lld không giữ được các tổng và cận; dùng %lld",
                                 "%.*s: the rounding unit %lld cannot keep sums and bounds; using %lld",
                                 STRF(text_in(j->cli->lang, j->result.name[part])), (long long)j->round,
                                 (long long)table->round));
}

Err *allocate_table(Job *j)
{
    Arena *arena = j->cli->arena;
    ptrdiff_t columns;
    bool ideal = cli_flag(j->cli, "ideal");
    for (int part = 0; part <= j->voluntary; part++)
        say_round(j, part);
    const GridColumn *column = grid_columns(j, ideal, &columns);
    Grid grid = grid_open(title(j), note(j, farthest(j, 0, j->file.units * j->years)), column, columns);
    grid.simulated = j->known && j->known->simulated;
    for (ptrdiff_t i = 0; i < j->file.units; i++) {
        GridCell *cell = grid_row(&grid, arena);
        *cell++ = G_INT(i + 1);
        *cell++ = G_TEXT(j->file.code[i]);
        *cell++ = G_TEXT(j->file.name[i]);
        *cell++ = G_INT(j->share[TOTAL].had[i]);
        for (int t = 0; t < j->years; t++)
            for (int part = 0; part <= j->voluntary; part++)
                *cell++ = G_INT(level_of(j, part, i * j->years + t));
        if (ideal)
            *cell = G_REAL(farthest(j, i * j->years, (i + 1) * j->years).most);
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
    ptrdiff_t cells = j->file.units * j->years;
    int64_t *total = new (arena, int64_t, cells);
    for (ptrdiff_t at = 0; at < cells; at++)
        total[at] = level_of(j, TOTAL, at);
    AllocateSave save = {.document = j->own,
                         .province = j->known->parent.code,
                         .first_year = j->first,
                         .years = j->years,
                         .units = j->file.units,
                         .code = j->file.code,
                         .name = j->file.name,
                         .province_name = j->known->parent.full_name,
                         .total = total,
                         .voluntary = j->voluntary ? j->result.table[VOLUNTARY].level : NULL,
                         .path_total = j->share[TOTAL].path,
                         .path_voluntary = j->share[VOLUNTARY].path,
                         .floor = {j->known->floor[TOTAL], j->known->floor[VOLUNTARY]},
                         .author = {S("cli"), S("plan allocate")},
                         .clause = S("phân bổ theo năm")};
    save.document.title = str_fmt(arena, "Phân bổ chỉ tiêu %d–%d%s", j->first, j->first + j->years - 1,
                                  j->known->simulated ? " (hiện trạng: dữ liệu mô phỏng)" : "");
    cli_text(j->cli, "who", &save.author.who);
    AllocateSaved saved;
    TRY(cli_store(j->cli, &store));
    TRY(allocate_save(store, arena, &save, &saved));
    say_saved(j, &saved);
    return NULL;
}
