/* Forecasts kept for those who ask again.
 *
 * A panel is forecast as a whole, though a page shows one of its units.  The last few are kept, by a digest of the
 * figures they rest on: the pages of a province's communes share one, whichever thread answers them, and what is kept
 * is what would be worked out. */
#include "progress/forecast.h"

#include "base/str.h"
#include <pthread.h>

typedef struct KeptPanel {
    uint64_t digest;
    Arena arena; /* holds the rest; base NULL: free */
    Forecast *forecast;
    ForecastWidth *width; /* of each, copied */
    ptrdiff_t count;
    int64_t used;
} KeptPanel;

enum { PANELS_LARGE = 6, PANELS_SINGLE = 64 };

static struct {
    pthread_mutex_t lock;
    int64_t tick;
    KeptPanel large[PANELS_LARGE], single[PANELS_SINGLE];
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static uint64_t digest_of(const ForecastSeries *series, ptrdiff_t count, ForecastOptions options)
{
    uint64_t digest = ((uint64_t)count << 10) + ((uint64_t)options.horizon << 1) + options.uncalibrated;
    for (ptrdiff_t u = 0; u < count; u++) {
        Str bytes = {(const char *)series[u].value, series[u].count * (ptrdiff_t)sizeof *series[u].value};
        digest = (digest ^ str_hash(bytes)) * 0x9E3779B97F4A7C15u + (uint64_t)series[u].first;
    }
    return digest;
}

static Forecast copy_forecast(Arena *arena, const Forecast *from, const ForecastWidth *width)
{
    Forecast f = *from;
    if (!f.width)
        return f;
    ForecastWidth *own = new (arena, ForecastWidth, 1);
    *own = *width;
    f.width = own;
    return f;
}

static bool find_kept(Arena *arena, uint64_t digest, ptrdiff_t count, ptrdiff_t place, Forecast *ret)
{
    KeptPanel *list = count == 1 ? kept.single : kept.large;
    bool found = false;
    pthread_mutex_lock(&kept.lock);
    for (ptrdiff_t i = 0; i < (count == 1 ? PANELS_SINGLE : PANELS_LARGE) && !found; i++) {
        found = list[i].arena.base && list[i].count == count && list[i].digest == digest;
        if (!found)
            continue;
        list[i].used = ++kept.tick;
        *ret = copy_forecast(arena, &list[i].forecast[place], &list[i].width[place]);
    }
    pthread_mutex_unlock(&kept.lock);
    return found;
}

/* In the place of the one not used for longest. */
static void keep_panel(uint64_t digest, const Forecast *forecast, ptrdiff_t count)
{
    KeptPanel *list = count == 1 ? kept.single : kept.large, *oldest = list;
    KeptPanel panel = {.digest = digest, .count = count};
    panel.arena = arena_open(count * (ptrdiff_t)(sizeof *forecast + sizeof *panel.width) + (128 << 10));
    panel.forecast = new (&panel.arena, Forecast, count);
    panel.width = new (&panel.arena, ForecastWidth, count);
    for (ptrdiff_t u = 0; u < count; u++) {
        panel.forecast[u] = forecast[u];
        if (forecast[u].width)
            panel.width[u] = *forecast[u].width;
    }
    pthread_mutex_lock(&kept.lock);
    for (ptrdiff_t i = 0; i < (count == 1 ? PANELS_SINGLE : PANELS_LARGE); i++)
        if (list[i].used < oldest->used)
            oldest = &list[i];
    Arena before = oldest->arena;
    panel.used = ++kept.tick;
    *oldest = panel;
    pthread_mutex_unlock(&kept.lock);
    if (before.base)
        arena_close(&before);
}

Forecast forecast_kept(Arena *arena, const ForecastSeries *series, ptrdiff_t count, ptrdiff_t place,
                       ForecastOptions options)
{
    uint64_t digest = digest_of(series, count, options);
    Forecast f;
    if (find_kept(arena, digest, count, place, &f))
        return f;
    Forecast *anew = forecast_panel(arena, series, count, options);
    keep_panel(digest, anew, count);
    return anew[place];
}
