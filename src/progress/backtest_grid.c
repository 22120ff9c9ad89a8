/* The back-test of a province's forecast as a table. */
#include "progress/progress.h"

int progress_backtest_origins(const ProgressHistory *h)
{
    return h->months > BACKTEST_FIRST ? h->months - BACKTEST_FIRST : 0;
}

enum {
    B_AHEAD,
    B_COUNT,
    B_MASE,
    B_NAIVE,
    B_SEASONAL,
    B_SMAPE,
    B_SMAPE_N,
    B_SMAPE_S,
    B_80,
    B_80E,
    B_95,
    B_95E,
    B_EFFECTIVE,
    B_COLUMNS
};

static const GridColumn BACKTEST[B_COLUMNS] = {
    [B_AHEAD] = {"months_ahead", TEXT_INIT("Trước (tháng)", "Months ahead"), GRID_INT, 0, false},
    [B_COUNT] = {"forecasts", TEXT_INIT("Số dự báo", "Forecasts"), GRID_INT, 0, false},
    [B_MASE] = {"mase", TEXT_INIT("MASE của dự báo", "MASE"), GRID_REAL, 2, false},
    [B_NAIVE] = {"mase_naive", TEXT_INIT("giữ nguyên", "naive"), GRID_REAL, 2, false},
    [B_SEASONAL] = {"mase_seasonal", TEXT_INIT("như năm trước", "seasonal"), GRID_REAL, 2, false},
    [B_SMAPE] = {"smape", TEXT_INIT("sMAPE của dự báo", "sMAPE"), GRID_PERCENT, 2, false},
    [B_SMAPE_N] = {"smape_naive", TEXT_INIT("giữ nguyên", "naive"), GRID_PERCENT, 2, false},
    [B_SMAPE_S] = {"smape_seasonal", TEXT_INIT("như năm trước", "seasonal"), GRID_PERCENT, 2, false},
    [B_80] = {"cover80", TEXT_INIT("Trong khoảng 80%", "Inside 80%"), GRID_PERCENT, 1, false},
    [B_80E] = {"cover80_error", TEXT_INIT("±", "±"), GRID_PERCENT, 1, false},
    [B_95] = {"cover95", TEXT_INIT("Trong khoảng 95%", "Inside 95%"), GRID_PERCENT, 1, false},
    [B_95E] = {"cover95_error", TEXT_INIT("±", "±"), GRID_PERCENT, 1, false},
    [B_EFFECTIVE] = {"effective", TEXT_INIT("Số độc lập tương đương", "Independent"), GRID_INT, 0, false},
};

static void put_line(Grid *grid, Arena *arena, const BacktestLine *line)
{
    GridCell *cell = grid_row(grid, arena);
    cell[B_AHEAD] = G_INT(line->ahead);
    cell[B_COUNT] = G_INT(line->forecasts);
    if (line->forecasts == 0)
        return;
    cell[B_MASE] = G_REAL(line->own.mase);
    cell[B_NAIVE] = G_REAL(line->naive.mase);
    cell[B_SEASONAL] = G_REAL(line->seasonal.mase);
    cell[B_SMAPE] = G_REAL(line->own.smape);
    cell[B_SMAPE_N] = G_REAL(line->naive.smape);
    cell[B_SMAPE_S] = G_REAL(line->seasonal.smape);
    cell[B_80] = G_REAL(100 * line->in80.share);
    cell[B_80E] = G_REAL(100 * line->in80.error);
    cell[B_95] = G_REAL(100 * line->in95.share);
    cell[B_95E] = G_REAL(100 * line->in95.error);
    cell[B_EFFECTIVE] = G_INT((int64_t)line->in80.effective);
}

static Text backtest_title(Arena *arena, const BacktestLine line[BACKTEST_HORIZONS])
{
    int better = 0, tested = 0;
    for (int k = 0; k < BACKTEST_HORIZONS; k++) {
        tested += line[k].forecasts > 0;
        better +=
            line[k].forecasts > 0 && line[k].own.mase < line[k].naive.mase && line[k].own.mase < line[k].seasonal.mase;
    }
    if (tested == 0)
        return text_fmt(arena, "Chưa đủ số liệu để kiểm nghiệm: cần hơn %d tháng",
                        "Too few data to test: more than %d months are needed", BACKTEST_FIRST);
    return text_fmt(arena, "Dự báo chính xác hơn cả hai cách đơn giản ở %d trong %d khoảng thời gian",
                    "The forecast is more accurate than both simple ways at %d of %d horizons", better, tested);
}

Err *progress_backtest(Store *store, Arena *arena, const ProgressAsk *ask, int threads, Meter *meter, Grid *ret)
{
    ProgressHistory h;
    BacktestLine line[BACKTEST_HORIZONS];
    TRY(progress_history(store, arena, ask, &h));
    if (meter)
        meter->total = progress_backtest_origins(&h);
    backtest_panel(arena, progress_series(arena, &h), h.unit.count, threads, meter, line);
    Str from = period_text(arena, h.from), to = period_text(arena, h.to), name_vi = h.indicator.name.vi,
        name_en = h.indicator.name.en;
    Text note = {str_fmt(arena, "%.*s, %.*s, %.*s đến %.*s%s", STRF(name_vi), STRF(h.province.full_name), STRF(from),
                         STRF(to), h.simulated ? " · DỮ LIỆU MÔ PHỎNG" : ""),
                 str_fmt(arena, "%.*s, %.*s, %.*s to %.*s%s", STRF(name_en), STRF(h.province.full_name), STRF(from),
                         STRF(to), h.simulated ? " · SIMULATED DATA" : "")};
    *ret = grid_open(backtest_title(arena, line), note, BACKTEST, B_COLUMNS);
    ret->simulated = h.simulated;
    for (int k = 0; k < BACKTEST_HORIZONS; k++)
        put_line(ret, arena, &line[k]);
    return NULL;
}
