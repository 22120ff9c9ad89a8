/* The board and the outlook for programs: the grid's JSON, with codes beside the words. */
#include "progress/progress.h"

#include <jansson.h>
#include <stdlib.h>

static void json_close(json_t **json)
{
    json_decref(*json);
}

static json_t *text(Str s)
{
    return json_stringn(s.len > 0 ? s.ptr : "", (size_t)s.len);
}

static Err *grid_root(Arena *arena, const Grid *grid, Lang lang, json_t **ret)
{
    Str written;
    TRY(grid_json(grid, arena, lang, &written));
    *ret = json_loadb(written.ptr, (size_t)written.len, 0, NULL);
    return *ret ? NULL : FAIL(arena, INTERNAL, "không đọc lại được JSON", "could not read the JSON back");
}

static Err *dump(Arena *arena, const json_t *root, Str *ret)
{
    char *written = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    if (!written)
        return FAIL(arena, INTERNAL, "không ghi được JSON", "could not write JSON");
    *ret = str_copy(arena, str_from(written));
    free(written);
    return NULL;
}

static void put_head(Arena *arena, json_t *root, const ProgressHistory *h, Text summary)
{
    json_object_set_new(root, "summary_vi", text(summary.vi));
    json_object_set_new(root, "summary_en", text(summary.en));
    json_object_set_new(root, "simulated", json_boolean(h->simulated));
    json_object_set_new(root, "province", text(h->province.code));
    json_object_set_new(root, "indicator", text(h->indicator.code));
    json_object_set_new(root, "base", json_string(base_code(h->base)));
    json_object_set_new(root, "month", text(period_text(arena, h->to)));
}

/* The word moves from "light" to "light_text". */
static void put_code(json_t *row, const char *key, const char *word_key, const char *code)
{
    json_object_set(row, word_key, json_object_get(row, key));
    json_object_set_new(row, key, json_string(code));
}

Err *progress_json(Arena *arena, const ProgressBoard *b, Lang lang, Str *ret)
{
    AUTO(json_close) json_t *root = NULL;
    Grid grid = progress_grid(arena, b, lang);
    TRY(grid_root(arena, &grid, lang, &root));
    put_head(arena, root, &b->history, progress_headline(arena, b));
    json_t *rows = json_object_get(root, "rows");
    ptrdiff_t first = grid.rows - b->rows; /* the province's own row stands before them */
    for (ptrdiff_t i = 0; i < grid.rows; i++) {
        const ProgressRow *r = i < first ? &b->total : &b->row[i - first];
        json_t *row = json_array_get(rows, (size_t)i);
        put_code(row, "light", "light_text", light_code(r->pace.light));
        json_object_set_new(row, "late", json_boolean(r->late));
    }
    return dump(arena, root, ret);
}

static const char *const MODELS[] = {
    [FORECAST_NONE] = "none",
    [FORECAST_NAIVE] = "last-value",
    [FORECAST_DAMPED] = "damped",
    [FORECAST_SEASONAL] = "damped-seasonal",
};

Err *progress_outlook_json(Arena *arena, const ProgressOutlooks *o, Lang lang, Str *ret)
{
    AUTO(json_close) json_t *root = NULL;
    Grid grid = progress_outlook_grid(arena, o, lang);
    TRY(grid_root(arena, &grid, lang, &root));
    put_head(arena, root, &o->history, progress_outlook_headline(arena, o));
    json_object_set_new(root, "year_end_month", text(str_fmt(arena, "%d-12", o->this_december / 12)));
    json_object_set_new(root, "end_month", text(str_fmt(arena, "%d-12", o->end_december / 12)));
    json_t *rows = json_object_get(root, "rows");
    ptrdiff_t first = grid.rows - o->rows;
    for (ptrdiff_t i = 0; i < grid.rows; i++) {
        const ProgressOutlook *r = i < first ? &o->total : &o->row[i - first];
        const ProgressGoal *goal = &r->end_goal;
        json_t *row = json_array_get(rows, (size_t)i);
        int months;
        bool arrives = goal->given && r->forecast.model != FORECAST_NONE && o->history.indicator.better >= 0 &&
                       forecast_delay(&r->forecast, goal->path.due, (double)goal->path.target, &months);
        put_code(row, "model", "model_text", MODELS[r->forecast.model]);
        json_object_set(row, "delay_text", json_object_get(row, "delay_months"));
        json_object_set_new(row, "delay_months", arrives ? json_integer(months) : json_null());
    }
    return dump(arena, root, ret);
}
