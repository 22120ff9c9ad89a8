/* The board as a table. */
#include "progress/progress.h"

#include <string.h>

enum {
    C_RANK,
    C_CODE,
    C_UNIT,
    C_RESULT,
    C_TARGET,
    C_PERCENT,
    C_GAP,
    C_NEEDED,
    C_PATH,
    C_MONTH,
    C_YEAR,
    C_LIGHT,
    C_REPORTED,
    C_COUNT
};

static const GridColumn COLUMNS[C_COUNT] = {
    [C_RANK] = {"rank", TEXT_INIT("Hạng", "Rank"), GRID_INT, 0, false},
    [C_CODE] = {"unit_code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [C_UNIT] = {"unit", TEXT_INIT("Đơn vị", "Unit"), GRID_TEXT, 0, false},
    [C_RESULT] = {"result", TEXT_INIT("Kết quả", "Result"), GRID_INT, 0, false},
    [C_TARGET] = {"target", TEXT_INIT("Chỉ tiêu năm", "Year's target"), GRID_INT, 0, false},
    [C_PERCENT] = {"percent", TEXT_INIT("Đạt", "Reached"), GRID_PERCENT, 1, false},
    [C_GAP] = {"gap", TEXT_INIT("Còn thiếu", "Gap"), GRID_INT, 0, false},
    [C_NEEDED] = {"needed_per_month", TEXT_INIT("Cần mỗi tháng", "Needed a month"), GRID_INT, 0, false},
    [C_PATH] = {"against_path", TEXT_INIT("So với tiến độ", "Against the path"), GRID_INT, 0, false},
    [C_MONTH] = {"month_change", TEXT_INIT("So tháng trước", "Since last month"), GRID_INT, 0, false},
    [C_YEAR] = {"year_change", TEXT_INIT("So cùng kỳ", "Since last year"), GRID_INT, 0, false},
    [C_LIGHT] = {"light", TEXT_INIT("Đánh giá", "Light"), GRID_TEXT, 0, false},
    [C_REPORTED] = {"reported", TEXT_INIT("Số liệu", "Figures of"), GRID_DAY, 0, false},
};

/* Figures of a percent indicator are hundredths of a percent. */
static bool in_percent(const ProgressBoard *b)
{
    return str_eq(b->history.indicator.unit, S("percent"));
}

static GridCell figure(const ProgressBoard *b, bool given, int64_t value)
{
    if (!given)
        return G_NONE;
    return in_percent(b) ? G_REAL((double)value / 100) : G_INT(value);
}

static const GridColumn *columns_for(Arena *arena, const ProgressBoard *b)
{
    static const int figures[] = {C_RESULT, C_TARGET, C_GAP, C_NEEDED, C_PATH, C_MONTH, C_YEAR};
    static const int differences[] = {C_GAP, C_NEEDED, C_PATH, C_MONTH, C_YEAR};
    if (!in_percent(b))
        return COLUMNS;
    GridColumn *column = new (arena, GridColumn, C_COUNT);
    memcpy(column, COLUMNS, sizeof COLUMNS);
    for (int i = 0; i < COUNTOF(figures); i++) {
        column[figures[i]].type = GRID_PERCENT;
        column[figures[i]].decimals = 2;
    }
    for (int i = 0; i < COUNTOF(differences); i++) {
        GridColumn *c = &column[differences[i]];
        c->type = GRID_REAL; /* 0,25 is a difference of rates, not a rate */
        c->heading = (Text){str_fmt(arena, "%.*s (điểm %%)", STRF(c->heading.vi)),
                            str_fmt(arena, "%.*s (points)", STRF(c->heading.en))};
    }
    return column;
}

static Str light_words(Arena *arena, Lang lang, const ProgressBoard *b, const ProgressRow *row)
{
    Str word = text_in(lang, light_text(row->pace.light));
    if (!row->late)
        return word;
    Str late = row == &b->total ? (lang == LANG_VI ? S("tháng cuối đủ đơn vị") : S("last month of all units"))
               : lang == LANG_VI ? S("báo cáo muộn")
                                 : S("reports late");
    return str_fmt(arena, "%.*s (%.*s)", STRF(word), STRF(late));
}

static void put_row(Grid *grid, Arena *arena, const ProgressBoard *b, const ProgressRow *row, Str name, Lang lang)
{
    GridCell *cell = grid_row(grid, arena);
    bool judged = row->has_result && row->goal.given;
    cell[C_RANK] = row->rank > 0 ? G_INT(row->rank) : G_NONE;
    cell[C_CODE] = G_TEXT(row->unit.code);
    cell[C_UNIT] = G_TEXT(name);
    cell[C_RESULT] = figure(b, row->has_result, row->result);
    /* where nothing is known to interpolate from, the later year's target is not this year's */
    cell[C_TARGET] =
        figure(b, row->goal.given && (row->goal.has_base || !row->goal.interpolated), row->goal.path.target);
    cell[C_PERCENT] = judged && row->pace.basis_points >= 0 ? G_REAL(row->pace.basis_points / 100.0) : G_NONE;
    cell[C_GAP] = figure(b, judged, row->pace.gap);
    cell[C_NEEDED] = figure(b, judged, row->pace.needed);
    cell[C_PATH] = figure(b, judged, (b->history.indicator.better < 0 ? 1 : -1) * row->pace.shortfall);
    cell[C_MONTH] = figure(b, row->has_month, row->month_change);
    cell[C_YEAR] = figure(b, row->has_year, row->year_change);
    cell[C_LIGHT] = G_TEXT(light_words(arena, lang, b, row));
    cell[C_REPORTED] = row->has_result ? grid_day_of(period_text(arena, row->reported)) : G_NONE;
}

Grid progress_grid(Arena *arena, const ProgressBoard *b, Lang lang)
{
    Grid grid = grid_open(progress_headline(arena, b), progress_note_ordered(arena, b), columns_for(arena, b), C_COUNT);
    grid.simulated = b->history.simulated;
    if (b->history.summed && (b->rows == b->units || b->rows > 1)) {
        Str name = str_fmt(arena, lang == LANG_VI ? "%.*s (%td/%td đơn vị)" : "%.*s (%td/%td units)",
                           STRF(b->total.unit.full_name), b->reported, b->units);
        if (b->total.late) /* its own target speaks of all: shown with the last month in which all reported */
            name = b->total.unit.full_name;
        put_row(&grid, arena, b, &b->total, name, lang);
        grid.above = 1;
    }
    for (ptrdiff_t i = 0; i < b->rows; i++)
        put_row(&grid, arena, b, &b->row[i], b->row[i].unit.full_name, lang);
    return grid;
}
