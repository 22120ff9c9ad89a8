/* The table of an allocation on its way out: the same for the command line, files and the service. */
#include "plan/allocate_run.h"

#include "vn/vn.h"

enum { TOTAL = PAIR_TOTAL, VOLUNTARY = PAIR_VOLUNTARY };

static GridColumn *grid_columns(const AllocateRun *r, bool ideal, ptrdiff_t *ret_count)
{
    Arena *arena = r->arena;
    GridColumn *column = new (arena, GridColumn, 5 + 2 * r->years), *next = column;
    *next++ = (GridColumn){"no", TEXT("STT", "No."), GRID_INT, 0, false};
    *next++ = (GridColumn){"code", TEXT("Mã", "Code"), GRID_TEXT, 0, false};
    *next++ = (GridColumn){"unit", TEXT("Đơn vị", "Unit"), GRID_TEXT, 0, false};
    *next++ =
        (GridColumn){str_c(arena, str_fmt(arena, "total_%d", r->base_year)), TEXT("Đã có", "Has"), GRID_INT, 0, true};
    for (int t = 0; t < r->years; t++)
        for (int part = 0; part <= r->voluntary; part++) {
            Str key = str_fmt(arena, "%s_%d", part ? "voluntary" : "total", r->first + t);
            Text heading =
                part ? text_fmt(arena, "TN %d", "Vol. %d", r->first + t) : text_fmt(arena, "%d", "%d", r->first + t);
            *next++ = (GridColumn){str_c(arena, key), heading, GRID_INT, 0, true};
        }
    if (ideal)
        *next++ = (GridColumn){"off_ideal", TEXT("Lệch nhiều nhất", "Farthest from ideal"), GRID_REAL, 2, false};
    *ret_count = next - column;
    return column;
}

/* Over both schemes. */
static AllocateDistance farthest(const AllocateRun *r, ptrdiff_t from, ptrdiff_t to)
{
    AllocateDistance d = allocate_distance(&r->result.table[TOTAL], from, to);
    if (!r->voluntary)
        return d;
    AllocateDistance v = allocate_distance(&r->result.table[VOLUNTARY], from, to);
    return (AllocateDistance){d.most > v.most ? d.most : v.most, (d.mean + v.mean) / 2};
}

static void add_path(const AllocateRun *r, Buf *out, bool vi, int part)
{
    int64_t had = 0;
    for (ptrdiff_t i = 0; i < r->file.units; i++)
        had += r->share[part].had[i];
    for (int t = -1; t < r->years; t++) {
        int64_t value = t < 0 ? had : r->share[part].path[t];
        Str number = vn_int_in(r->arena, vi ? LANG_VI : LANG_EN, value);
        buf_fmt(out, "%s%.*s", t < 0 ? "" : " → ", STRF(number));
    }
}

static void add_sources(const AllocateRun *r, Buf *out, bool vi, const Str *source)
{
    const AllocateKnown *k = r->known;
    if (!k)
        return;
    for (ptrdiff_t d = 0; d < k->documents; d++)
        buf_fmt(out, "%s%.*s", d ? ", " : vi ? "\nCăn cứ: " : "\nBy: ", STRF(source[d]));
    Str month = vi ? period_show(r->arena, r->base) : period_text(r->arena, r->base);
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
static Text note(const AllocateRun *r, Lang lang, const Str *source)
{
    bool vi = lang == LANG_VI;
    AllocateDistance all = farthest(r, 0, r->file.units * r->years);
    Buf out = buf_open(r->arena);
    buf_add(&out, vi ? S("Tổng số: ") : S("Total: "));
    add_path(r, &out, vi, TOTAL);
    if (r->voluntary) {
        buf_add(&out, vi ? S("; trong đó tự nguyện (TN): ") : S("; of them voluntary (Vol.): "));
        add_path(r, &out, vi, VOLUNTARY);
    }
    Str most = vn_real(r->arena, all.most, 2);
    if (vi)
        buf_fmt(&out, ". Mỗi năm cộng đúng; lệch so với phần chia lý tưởng nhiều nhất %.*s người.", STRF(most));
    else
        buf_fmt(&out, ". Each year adds up; at most %.2f persons off the ideal.", all.most);
    add_sources(r, &out, vi, source);
    for (ptrdiff_t k = 0; k < r->remark.len; k++)
        buf_fmt(&out, "\n%.*s", STRF(text_in(lang, r->remark.data[k])));
    return (Text){buf_str(&out), buf_str(&out)};
}

static Text title(const AllocateRun *r)
{
    Arena *arena = r->arena;
    int last = r->first + r->years - 1;
    Str where = r->known ? str_fmt(arena, " – %.*s", STRF(r->known->parent.full_name)) : S("");
    bool made = r->known && r->known->simulated;
    return (Text){str_fmt(arena, "Phân bổ chỉ tiêu %d–%d cho %td đơn vị%.*s%s", r->first, last, r->file.units,
                          STRF(where), made ? " (hiện trạng: DỮ LIỆU MÔ PHỎNG)" : ""),
                  str_fmt(arena, "Targets of %d–%d for %td units%.*s%s", r->first, last, r->file.units, STRF(where),
                          made ? " (current figures: SIMULATED DATA)" : "")};
}

Grid allocate_grid(const AllocateRun *r, Arena *arena, Lang lang, const Str *source, bool ideal)
{
    ptrdiff_t columns;
    const GridColumn *column = grid_columns(r, ideal, &columns);
    Grid grid = grid_open(title(r), note(r, lang, source), column, columns);
    grid.simulated = r->known && r->known->simulated;
    for (ptrdiff_t i = 0; i < r->file.units; i++) {
        GridCell *cell = grid_row(&grid, arena);
        *cell++ = G_INT(i + 1);
        *cell++ = G_TEXT(r->file.code[i]);
        *cell++ = G_TEXT(r->file.name[i]);
        *cell++ = G_INT(r->share[TOTAL].had[i]);
        for (int t = 0; t < r->years; t++)
            for (int part = 0; part <= r->voluntary; part++)
                *cell++ = G_INT(allocate_run_level(r, part, i, t));
        if (ideal)
            *cell = G_REAL(farthest(r, i * r->years, (i + 1) * r->years).most);
    }
    return grid;
}
