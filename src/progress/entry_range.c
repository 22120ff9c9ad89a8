/* The range in which a unit's next figure is usual, from its own months. */
#include "progress/entry_internal.h"

#include "vn/vn.h"
#include <math.h>

enum { ENOUGH = 6, FAR = 24 /* months without a figure after which the forecast says little */ };

static double at_least(double a, double b)
{
    return a > b ? a : b;
}

static void set_range(EntryRow *row, double low, double high)
{
    row->has_range = true;
    row->low = low > 0 ? (int64_t)floor(low) : 0;
    row->high = (int64_t)ceil(high);
}

static bool by_forecast(Arena *arena, const ForecastSeries *history, int month, int last, int known, EntryRow *row)
{
    ForecastRange r;
    if (known < ENOUGH || month - last > FAR)
        return false;
    Forecast f = forecast_kept(arena, history, 1, 0, (ForecastOptions){.horizon = month - last});
    if (!forecast_at(&f, month, &r))
        return false;
    double least = at_least(r.median / 100, 2);
    set_range(row, r.median - at_least(1.5 * (r.median - r.low95), least),
              r.median + at_least(1.5 * (r.high95 - r.median), least));
    row->range =
        text_fmt(arena, "theo xu hướng %d tháng của chính đơn vị", "from the unit's own trend over %d months", known);
    return true;
}

void entry_range(Arena *arena, const ForecastSeries *history, int month, EntryRow *row)
{
    int known = 0, last = 0;
    double step = 0, value = NAN;
    for (int t = 0; t < history->count; t++) {
        if (isnan(history->value[t]))
            continue;
        if (known++ > 0)
            step = at_least(step, fabs(history->value[t] - value));
        value = history->value[t];
        last = history->first + t;
    }
    if (known == 0 || by_forecast(arena, history, month, last, known, row))
        return;
    double width = known == 1 ? value / 5 : at_least(3 * step, value / 10);
    set_range(row, value - at_least(width, 10), value + at_least(width, 10));
    row->range = known == 1 ? TEXT("so với số gần nhất, mới có một tháng", "around the last figure, the only one yet")
                            : text_fmt(arena, "so với số gần nhất và mức thay đổi của %d tháng đã có",
                                       "around the last figure, by the steps of %d months", known);
}

bool entry_usual(const EntryRow *row, int64_t value)
{
    return !row->has_range || (value >= row->low && value <= row->high);
}

Text entry_why(Arena *arena, const EntryRow *row, int64_t value)
{
    if (entry_usual(row, value))
        return (Text){0};
    return (Text){str_fmt(arena, "%.*s nằm ngoài khoảng thường gặp %.*s – %.*s (%.*s)", STRF(vn_int(arena, value)),
                          STRF(vn_int(arena, row->low)), STRF(vn_int(arena, row->high)), STRF(row->range.vi)),
                  str_fmt(arena, "%.*s is outside the usual range %.*s – %.*s (%.*s)",
                          STRF(vn_int_in(arena, LANG_EN, value)), STRF(vn_int_in(arena, LANG_EN, row->low)),
                          STRF(vn_int_in(arena, LANG_EN, row->high)), STRF(row->range.en))};
}
