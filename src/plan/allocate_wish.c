#include "plan/allocate_wish.h"

#include "store/scope.h"
#include <jansson.h>

static const struct {
    const char *code;
    Text text;
    AllocateWay way;
} names[ALLOCATE_NAMES] = {
    [ALLOCATE_GROWTH] = {"growth", TEXT_INIT("cùng tốc độ tăng", "equal growth"), {false, FIGURE_CURRENT, 0}},
    [ALLOCATE_UNCOVERED] = {"uncovered",
                            TEXT_INIT("theo lao động chưa tham gia", "by the labour force not covered"),
                            {false, FIGURE_UNCOVERED, 0}},
    [ALLOCATE_LABOUR] = {"labour",
                         TEXT_INIT("theo lực lượng lao động", "by labour force"),
                         {false, FIGURE_LABOUR_FORCE, 0}},
    [ALLOCATE_POPULATION] = {"population", TEXT_INIT("theo dân số", "by population"), {false, FIGURE_POPULATION, 0}},
    [ALLOCATE_EQUAL_RATE] = {"equal-rate",
                             TEXT_INIT("cùng tỷ lệ bao phủ", "equal coverage"),
                             {true, FIGURE_LABOUR_FORCE, 0}},
    [ALLOCATE_WEIGHT] = {"weight", TEXT_INIT("theo trọng số tự đặt", "by given weights"), {false, FIGURE_WEIGHT, 0}},
};

const char *allocate_name_code(AllocateName name)
{
    return names[name].code;
}

Text allocate_name_text(AllocateName name)
{
    return names[name].text;
}

AllocateFigure allocate_name_figure(AllocateName name)
{
    return names[name].way.figure;
}

/* ---- from JSON ------------------------------------------------------------------------------------- */

#define MEMBERS \
    "|province|parent|first_year|years|base_period|supersedes|round|free_goals|declared|methods|path|cells|weights|"

static Err *bad(Arena *arena, const char *member)
{
    return err_at(FAIL(arena, BAD_INPUT, "“%s” thiếu hoặc không hợp lệ", "“%s” is missing or does not fit", member),
                  (Place){.field = str_from(member)});
}

/* No members but these, "|a|b|": what is misspelt would be left out in silence. */
static Err *only(Arena *arena, const json_t *object, const char *members)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        Str mark = str_fmt(arena, "|%.80s|", key);
        if (str_find(str_from(members), mark) < 0)
            return err_at(FAIL(arena, BAD_INPUT, "không có mục “%.80s” trong yêu cầu này",
                               "there is no member “%.80s” in this request", key),
                          (Place){.field = str_slice(mark, 1, mark.len - 1)});
    }
    return NULL;
}

static Err *take_text(Arena *arena, const json_t *object, const char *key, Str *ret)
{
    const json_t *value = json_object_get(object, key);
    *ret = (Str){0};
    if (!value || json_is_null(value))
        return NULL;
    if (!json_is_string(value) || json_string_length(value) > 200)
        return bad(arena, key);
    *ret = str_copy(arena, (Str){json_string_value(value), (ptrdiff_t)json_string_length(value)});
    return NULL;
}

static Err *take_int(Arena *arena, const json_t *object, const char *key, int64_t low, int64_t high, int64_t none,
                     int64_t *ret)
{
    const json_t *value = json_object_get(object, key);
    *ret = none;
    if (!value || json_is_null(value))
        return NULL;
    *ret = json_is_integer(value) ? json_integer_value(value) : low - 1;
    return *ret < low || *ret > high ? bad(arena, key) : NULL;
}

static Err *take_bool(Arena *arena, const json_t *object, const char *key, bool *ret)
{
    const json_t *value = json_object_get(object, key);
    *ret = json_is_true(value);
    return value && !json_is_null(value) && !json_is_boolean(value) ? bad(arena, key) : NULL;
}

static Err *take_list(Arena *arena, const json_t *object, const char *key, ptrdiff_t most, const json_t **ret,
                      ptrdiff_t *ret_count)
{
    *ret = json_object_get(object, key);
    *ret_count = json_is_array(*ret) ? (ptrdiff_t)json_array_size(*ret) : 0;
    bool none = !*ret || json_is_null(*ret);
    return (!none && !json_is_array(*ret)) || *ret_count > most ? bad(arena, key) : NULL;
}

static Err *take_methods(Arena *arena, const json_t *object, AllocateWish *w)
{
    const json_t *list;
    ptrdiff_t count;
    TRY(take_list(arena, object, "methods", ALLOCATE_NAMES, &list, &count));
    for (ptrdiff_t k = 0; k < count; k++) {
        const json_t *one = json_array_get(list, (size_t)k);
        Str code;
        int name = 0;
        TRY(only(arena, one, "|name|weight|"));
        TRY(take_text(arena, one, "name", &code));
        while (name < ALLOCATE_NAMES && !str_eq(code, str_from(names[name].code)))
            name++;
        if (name == ALLOCATE_NAMES)
            return bad(arena, "methods");
        w->method[w->methods] = (AllocateName)name;
        TRY(take_int(arena, one, "weight", 1, 1000000, 1, &w->blend[w->methods++]));
    }
    return NULL;
}

static Err *take_path(Arena *arena, const json_t *object, AllocateWish *w)
{
    const json_t *list;
    ptrdiff_t count;
    for (int t = 0; t < FLOW_YEARS; t++)
        w->path[PAIR_TOTAL][t] = w->path[PAIR_VOLUNTARY][t] = -1;
    TRY(take_list(arena, object, "path", FLOW_YEARS, &list, &count));
    for (ptrdiff_t k = 0; k < count; k++) {
        const json_t *one = json_array_get(list, (size_t)k);
        int64_t year;
        TRY(only(arena, one, "|year|total|voluntary|"));
        TRY(take_int(arena, one, "year", w->first_year, w->first_year + w->years - 1, -1, &year));
        if (year < 0)
            return bad(arena, "year");
        TRY(take_int(arena, one, "total", 0, FLOW_VALUE_MAX, -1, &w->path[PAIR_TOTAL][year - w->first_year]));
        TRY(take_int(arena, one, "voluntary", 0, FLOW_VALUE_MAX, -1, &w->path[PAIR_VOLUNTARY][year - w->first_year]));
    }
    return NULL;
}

static Err *take_cells(Arena *arena, const json_t *object, AllocateWish *w)
{
    const json_t *list;
    TRY(take_list(arena, object, "cells", ALLOCATE_CELLS, &list, &w->cells));
    w->cell = new (arena, AllocateCell, w->cells);
    for (ptrdiff_t k = 0; k < w->cells; k++) {
        const json_t *one = json_array_get(list, (size_t)k);
        AllocateCell *c = &w->cell[k];
        int64_t year;
        TRY(only(arena, one, "|unit|year|voluntary|min|max|fixed|"));
        TRY(take_text(arena, one, "unit", &c->unit));
        TRY(take_int(arena, one, "year", w->first_year, w->first_year + w->years - 1, -1, &year));
        TRY(take_bool(arena, one, "voluntary", &c->voluntary));
        TRY(take_int(arena, one, "min", 0, FLOW_VALUE_MAX, -1, &c->min));
        TRY(take_int(arena, one, "max", 0, FLOW_VALUE_MAX, -1, &c->max));
        TRY(take_int(arena, one, "fixed", 0, FLOW_VALUE_MAX, -1, &c->fixed));
        if (year < 0 || c->unit.len == 0)
            return bad(arena, "cells");
        c->year = (int)year;
    }
    return NULL;
}

static Err *take_weights(Arena *arena, const json_t *object, AllocateWish *w)
{
    const json_t *list;
    TRY(take_list(arena, object, "weights", ALLOCATE_WEIGHTS, &list, &w->weights));
    w->weight = new (arena, AllocateUnitWeight, w->weights);
    for (ptrdiff_t k = 0; k < w->weights; k++) {
        const json_t *one = json_array_get(list, (size_t)k);
        TRY(only(arena, one, "|unit|weight|"));
        TRY(take_text(arena, one, "unit", &w->weight[k].unit));
        TRY(take_int(arena, one, "weight", 0, FLOW_VALUE_MAX, 0, &w->weight[k].weight));
        if (w->weight[k].unit.len == 0)
            return bad(arena, "weights");
    }
    return NULL;
}

Err *allocate_wish_read(Arena *arena, const json_t *object, AllocateWish *ret)
{
    AllocateWish w = {0};
    int64_t first, years;
    if (!json_is_object(object))
        return bad(arena, "ask");
    TRY(only(arena, object, MEMBERS));
    TRY(take_text(arena, object, "province", &w.province));
    TRY(take_text(arena, object, "parent", &w.parent));
    TRY(take_text(arena, object, "base_period", &w.base_period));
    TRY(take_text(arena, object, "supersedes", &w.supersedes));
    TRY(take_int(arena, object, "first_year", 2000, 2100, -1, &first));
    TRY(take_int(arena, object, "years", 1, FLOW_YEARS, -1, &years));
    TRY(take_int(arena, object, "round", 1, 1000, 1, &w.round));
    TRY(take_bool(arena, object, "free_goals", &w.free_goals));
    TRY(take_bool(arena, object, "declared", &w.declared));
    w.first_year = (int)first, w.years = (int)years;
    if (w.province.len == 0 || first < 0 || years < 0)
        return bad(arena, w.province.len == 0 ? "province" : first < 0 ? "first_year" : "years");
    if (w.round != 1 && w.round != 10 && w.round != 100 && w.round != 1000)
        return bad(arena, "round");
    TRY(take_methods(arena, object, &w));
    TRY(take_path(arena, object, &w));
    TRY(take_cells(arena, object, &w));
    TRY(take_weights(arena, object, &w));
    *ret = w;
    return NULL;
}

Err *allocate_wish_parse(Arena *arena, Str json, AllocateWish *ret)
{
    json_t *object = json_loadb(json.ptr ? json.ptr : "", (size_t)json.len, 0, NULL);
    if (!object)
        return FAIL(arena, INTERNAL, "phương án đã lưu không đọc được", "the variant that was kept cannot be read");
    Err *err = allocate_wish_read(arena, object, ret);
    json_decref(object);
    return err;
}

/* ---- to JSON --------------------------------------------------------------------------------------- */

static void put_known(Json *j, const char *key, int64_t value)
{
    if (value >= 0)
        js_put_int(j, key, value);
}

static void put_text(Json *j, const char *key, Str text)
{
    if (text.len > 0)
        js_put_text(j, key, text);
}

static void put_lists(const AllocateWish *w, Json *j)
{
    js_key(j, "path"), js_array(j);
    for (int t = 0; t < w->years; t++) {
        if (w->path[PAIR_TOTAL][t] < 0 && w->path[PAIR_VOLUNTARY][t] < 0)
            continue;
        js_object(j);
        js_put_int(j, "year", w->first_year + t);
        put_known(j, "total", w->path[PAIR_TOTAL][t]);
        put_known(j, "voluntary", w->path[PAIR_VOLUNTARY][t]);
        js_end(j);
    }
    js_end(j);
    js_key(j, "cells"), js_array(j);
    for (ptrdiff_t k = 0; k < w->cells; k++) {
        const AllocateCell *c = &w->cell[k];
        js_object(j);
        js_put_text(j, "unit", c->unit);
        js_put_int(j, "year", c->year);
        js_put_bool(j, "voluntary", c->voluntary);
        put_known(j, "min", c->min);
        put_known(j, "max", c->max);
        put_known(j, "fixed", c->fixed);
        js_end(j);
    }
    js_end(j);
    js_key(j, "weights"), js_array(j);
    for (ptrdiff_t k = 0; k < w->weights; k++) {
        js_object(j);
        js_put_text(j, "unit", w->weight[k].unit);
        js_put_int(j, "weight", w->weight[k].weight);
        js_end(j);
    }
    js_end(j);
}

void allocate_wish_json(const AllocateWish *w, Json *j)
{
    js_object(j);
    js_put_text(j, "province", w->province);
    put_text(j, "parent", w->parent);
    js_put_int(j, "first_year", w->first_year);
    js_put_int(j, "years", w->years);
    put_text(j, "base_period", w->base_period);
    put_text(j, "supersedes", w->supersedes);
    js_put_int(j, "round", w->round);
    js_put_bool(j, "free_goals", w->free_goals);
    js_put_bool(j, "declared", w->declared);
    js_key(j, "methods"), js_array(j);
    for (int k = 0; k < w->methods; k++) {
        js_object(j);
        js_put_text(j, "name", str_from(names[w->method[k]].code));
        js_put_int(j, "weight", w->blend[k]);
        js_end(j);
    }
    js_end(j);
    put_lists(w, j);
    js_end(j);
}

/* ---- the run --------------------------------------------------------------------------------------- */

static Err *find_base(Store *store, Arena *arena, AllocateWish *w, Period *ret)
{
    bool found;
    if (w->base_period.len > 0) {
        if (period_parse(w->base_period, ret) && ret->kind == PERIOD_MONTH)
            return NULL;
        return bad(arena, "base_period");
    }
    TRY(fact_last_period(store, arena, w->province, S("participants_total"), BASE_COLLECTING, PERIOD_MONTH, ret,
                         &found));
    if (!found)
        return FAIL(arena, NOT_FOUND, "chưa có số liệu người tham gia của tỉnh; hãy nhập số liệu trước",
                    "there are no figures of participants yet; take some in first");
    w->base_period = period_text(arena, *ret);
    return NULL;
}

Err *allocate_wish_known(Store *store, Arena *arena, AllocateWish *w, Str own_document, AllocateKnown *ret)
{
    AllocateAsk ask = {.province = w->province,
                       .parent = w->parent,
                       .first_year = w->first_year,
                       .years = w->years,
                       .on = clock_today(store_clock(store)),
                       .own_document = own_document,
                       .other_document = w->supersedes};
    Unit parent;
    TRY(scope_check(store, arena, w->province, w->parent.len > 0 ? w->parent : w->province));
    TRY(unit_get(store, arena, w->parent.len > 0 ? w->parent : w->province, ask.on, &parent));
    if (w->parent.len > 0 && (parent.level != UNIT_COMMUNE || !str_eq(parent.province, w->province)))
        return bad(arena, "parent");
    TRY(find_base(store, arena, w, &ask.base));
    return allocate_communes(store, arena, &ask, ret);
}

static ptrdiff_t find_unit(const AllocateFile *f, Str code, ptrdiff_t guess)
{
    for (ptrdiff_t k = 0; k < f->units; k++) {
        ptrdiff_t i = (guess + k) % f->units;
        if (str_eq(f->code[i], code))
            return i;
    }
    return -1;
}

static Err *no_unit(Arena *arena, Str code)
{
    return FAIL(arena, BAD_INPUT, "“%.*s” không phải là đơn vị được phân bổ", "“%.*s” is not a unit of this allocation",
                STRF(code));
}

static Err *set_cells(Arena *arena, const AllocateWish *w, AllocateFile *f)
{
    ptrdiff_t i = 0;
    for (ptrdiff_t k = 0; k < w->cells; k++) {
        const AllocateCell *c = &w->cell[k];
        i = find_unit(f, c->unit, i < 0 ? 0 : i);
        if (i < 0)
            return no_unit(arena, c->unit);
        ptrdiff_t at = i * w->years + c->year - w->first_year;
        int64_t low = c->fixed >= 0 ? c->fixed : c->min, high = c->fixed >= 0 ? c->fixed : c->max;
        if (low >= 0)
            f->lower[c->voluntary][at] = low;
        if (high >= 0)
            f->upper[c->voluntary][at] = high;
    }
    return NULL;
}

static Err *set_weights(Arena *arena, const AllocateWish *w, AllocateFile *f)
{
    ptrdiff_t i = 0;
    if (w->weights == 0)
        return NULL;
    f->weight = new (arena, int64_t, f->units);
    for (ptrdiff_t k = 0; k < w->weights; k++) {
        i = find_unit(f, w->weight[k].unit, i < 0 ? 0 : i);
        if (i < 0)
            return no_unit(arena, w->weight[k].unit);
        f->weight[i] = w->weight[k].weight;
    }
    return NULL;
}

/* The last year is what the documents give the parent, or what the goals of its units add up to. */
static void free_goals(AllocateRun *r)
{
    for (int part = 0; part < PAIR_PARTS; part++) {
        int64_t sum = 0, *goal = r->file.goal[part];
        for (ptrdiff_t i = 0; goal && i < r->file.units; i++)
            sum = goal[i] < 0 || sum < 0 ? -1 : sum + goal[i];
        int64_t whole = r->file.declared[part] >= 0 ? r->file.declared[part] : goal ? sum : -1;
        if (r->path[part][r->years - 1] < 0)
            r->path[part][r->years - 1] = whole;
        r->file.goal[part] = NULL;
        r->file.declared[part] = -1;
    }
}

static bool any(const int64_t *path, int years)
{
    for (int t = 0; t < years; t++)
        if (path[t] >= 0)
            return true;
    return false;
}

/* Villages without figures of their own share the commune's. */
static void share_whole(AllocateRun *r)
{
    for (int part = 0; part < PAIR_PARTS; part++)
        if (!r->file.current[part] && r->known->whole[part] >= 0)
            r->from[part] = r->known->whole[part];
}

static void set_ways(const AllocateWish *w, AllocateRun *r)
{
    for (int k = 0; k < w->methods; k++) {
        r->way[r->ways] = names[w->method[k]].way;
        r->way[r->ways++].weight = w->blend[k];
    }
    if (w->methods == 0)
        r->way[r->ways++] = (AllocateWay){false, FIGURE_CURRENT, 1};
}

Err *allocate_wish_run(Store *store, Arena *arena, AllocateWish *w, Str own_document, AllocateRun *ret)
{
    AllocateKnown *known = new (arena, AllocateKnown, 1);
    TRY(allocate_wish_known(store, arena, w, own_document, known));
    AllocateRun r = allocate_run_open(arena, w->first_year, w->years);
    period_parse(w->base_period, &r.base);
    r.known = known;
    r.file = known->units;
    r.round = w->round;
    r.declared = w->declared;
    for (int part = 0; part < PAIR_PARTS; part++)
        for (int t = 0; t < w->years; t++)
            r.path[part][t] = w->path[part][t];
    TRY(set_cells(arena, w, &r.file));
    TRY(set_weights(arena, w, &r.file));
    if (w->free_goals)
        free_goals(&r);
    share_whole(&r);
    r.voluntary = (r.file.goal[PAIR_VOLUNTARY] || any(r.path[PAIR_VOLUNTARY], r.years) ||
                   any(known->path[PAIR_VOLUNTARY], r.years)) &&
                  (r.file.current[PAIR_VOLUNTARY] || r.from[PAIR_VOLUNTARY] >= 0);
    set_ways(w, &r);
    TRY(allocate_run(&r));
    *ret = r;
    return NULL;
}
