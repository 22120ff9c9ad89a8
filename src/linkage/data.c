/* data: sources become prepared records, and what can be asked of them. */
#include "linkage/spill.h"

#include "base/pool.h"
#include <string.h>

/* Of the memory allowed, what rows may take: keys are sorted beside them. */
enum { SPILL_PERCENT = 60, IDS_SHARE = 8 }; /* and ids that are looked at in their file */

static Err *find_column(Arena *arena, const LinkSource *source, Str heading, ptrdiff_t *ret)
{
    for (ptrdiff_t c = 0; c < source->columns; c++)
        if (str_eq(source->heading[c], heading)) {
            *ret = c;
            return NULL;
        }
    return err_at(FAIL(arena, BAD_INPUT, "không có cột “%.*s”", "there is no column “%.*s”", STRF(heading)),
                  (Place){.file = source->name, .row = 1});
}

static int find_kind(const LinkData *data, const char *name)
{
    for (int f = 0; f < data->fields; f++)
        if (strcmp(data->field[f].kind->name, name) == 0)
            return f;
    return -1;
}

static int find_word(const LinkModel *model, Str name)
{
    for (int f = 0; f < model->fields; f++)
        if (model->field[f].kind == &link_kind_word && str_eq(model->field[f].name, name))
            return f;
    return -1;
}

/* Given name and surname are written into each other's column. */
static void find_exchange(LinkData *data, const LinkModel *model)
{
    int given = find_word(model, S("given_name")), surname = find_word(model, S("surname"));
    for (int f = 0; f < LINK_FIELDS; f++)
        data->exchange[f] = -1;
    if (given < 0 || surname < 0)
        return;
    data->exchange[given] = surname;
    data->exchange[surname] = given;
}

static Err *open_fields(LinkData *data, Arena *arena, LinkSource *const *source, const LinkModel *model)
{
    if (model->fields < 1 || model->fields > LINK_FIELDS)
        return FAIL(arena, BAD_INPUT, "mô hình cần từ 1 đến %d trường", "a model needs 1 to %d fields", LINK_FIELDS);
    data->fields = model->fields;
    data->stride = (model->fields + 1 + 3) / 4 * 4;
    for (int f = 0; f < model->fields; f++) {
        DataField *field = &data->field[f];
        field->kind = model->field[f].kind;
        TRY(find_column(arena, source[0], model->field[f].left, &field->column[0]));
        if (data->sides > 1)
            TRY(find_column(arena, source[1], model->field[f].right, &field->column[1]));
        for (ptrdiff_t i = 0; data->left_out && i < data->left_out->fields; i++)
            if (str_eq(data->left_out->field[i].heading, model->field[f].right))
                field->left_out = i + 1;
        prepare_field_open(field);
    }
    data->personal = find_kind(data, "personal");
    data->birth = find_kind(data, "date");
    data->sex = find_kind(data, "sex");
    data->tax = find_kind(data, "tax");
    find_exchange(data, model);
    return NULL;
}

/* What can be done once a side has been read, side by side. */
typedef struct Settling {
    LinkData *data;
    IdsCheck *ids;
    int fields; /* whose terms are counted: after the last side */
} Settling;

static void count_left_out(const LinkData *data, DataField *field)
{
    if (field->left_out && field->kind->frequency)
        terms_left_out(&field->terms, &data->left_out->field[field->left_out - 1]);
}

static void settle_part(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Settling *s = arg;
    for (ptrdiff_t i = from; i < to; i++)
        if (i >= s->fields) {
            ids_check_part(s->ids, (int)i - s->fields);
        } else { /* names stand last, and take longest */
            DataField *field = &s->data->field[s->fields - 1 - i];
            if (s->data->partners) {
                count_left_out(s->data, field);
                prepare_counts(field);
            } else {
                prepare_terms(field);
            }
            prepare_done(field);
        }
}

static Err *settle_side(LinkData *data, Arena *arena, LinkSource *source, int side)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 20);
    bool last = side == data->sides - 1;
    Settling s = {.data = data, .ids = ids_check_open(data, &scratch, side)};
    s.fields = last && !data->spill ? data->fields : 0;
    parallel_for(data->threads, s.fields + ids_check_parts(s.ids), 1, settle_part, &s);
    return ids_check_end(data, arena, side, source, s.ids);
}

/* The left side is there, and its terms are counted: what comes is kept if it has a partner. */
static void choose_partners(LinkData *data, const LinkModel *model)
{
    partners_open(data, model);
    for (int f = 0; data->partners && f < data->fields; f++)
        prepare_terms(&data->field[f]);
}

static Err *load(LinkData *data, Arena *arena, LinkSource *const *source, const LinkModel *model)
{
    work_begin(data, TEXT("Đọc và chuẩn hóa", "Reading and normalising"), 0);
    for (int side = 0; side < data->sides; side++) {
        data->rows_slab[side] = slab_open_large();
        ids_open(&data->ids[side]);
        TRY(prepare_source(data, arena, source[side], side));
        if (data->rows[side] == 0 && !data->partners)
            return err_at(FAIL(arena, BAD_INPUT, "không có dòng dữ liệu nào", "there are no rows of data"),
                          (Place){.file = source[side]->name});
        TRY(settle_side(data, arena, source[side], side));
        if (side == 0 && model)
            choose_partners(data, model);
    }
    int64_t room = data->memory / IDS_SHARE;
    for (int side = 0; side < data->sides && data->ids[side].written <= room; side++) {
        ids_done(&data->ids[side]);
        room -= data->ids[side].written;
    }
    return NULL;
}

Err *link_data(Arena *arena, LinkSource *left, LinkSource *right, const LinkModel *model, const LinkPlaces *places,
               int threads, int64_t memory, Str folder, LinkWatch watch, LinkData **ret)
{
    DataBounds bounds = {.oversized = OVERSIZED_PAIRS, .spill_at = memory / 100 * SPILL_PERCENT};
    return data_open(arena, left, right, model, places, threads, memory, folder, watch, bounds, ret);
}

Err *link_data_partners(Arena *arena, LinkSource *left, LinkSource *right, const LinkModel *model,
                        const LinkPlaces *places, int threads, int64_t memory, Str folder, LinkWatch watch,
                        const LinkLeftOut *left_out, LinkData **ret)
{
    DataBounds bounds = {
        .oversized = OVERSIZED_PAIRS, .spill_at = memory / 100 * SPILL_PERCENT, .partners = true, .left_out = left_out};
    return data_open(arena, left, right, model, places, threads, memory, folder, watch, bounds, ret);
}

void link_data_pairs(const LinkData *data, LinkPairs *pairs)
{
    partners_name(data, pairs);
}

Err *data_open(Arena *arena, LinkSource *left, LinkSource *right, const LinkModel *model, const LinkPlaces *places,
               int threads, int64_t memory, Str folder, LinkWatch watch, DataBounds bounds, LinkData **ret)
{
    Arena own = arena_open(ARENA_DEFAULT);
    LinkData *data = new (&own, LinkData, 1);
    data->arena = own;
    data->dedupe = !right;
    data->sides = right ? 2 : 1;
    data->threads = threads > 0 ? threads : pool_cpu_count();
    if (data->threads > LINK_THREADS_MAX)
        data->threads = LINK_THREADS_MAX;
    data->memory = memory;
    data->oversized = bounds.oversized;
    data->spill_at = bounds.spill_at;
    data->spill_room = bounds.room;
    data->folder = str_copy(&data->arena, folder);
    data->watch = watch;
    data->left_out = bounds.left_out;
    data->places = places;
    data->style = model->style;
    data->pivot_year = LINK_PIVOT_YEAR;
    LinkSource *source[2] = {left, right};
    Err *err = open_fields(data, arena, source, model);
    if (!err)
        err = load(data, arena, source, bounds.partners && right && model->trained ? model : NULL);
    if (err) {
        link_data_close(data);
        return err;
    }
    *ret = data;
    return NULL;
}

void link_data_close(LinkData *data)
{
    if (!data)
        return;
    for (int f = 0; f < data->fields; f++) {
        if (data->field[f].heap.base)
            heap_close(&data->field[f].heap);
        terms_close(&data->field[f].terms);
    }
    for (int side = 0; side < data->sides; side++) {
        slab_close(&data->rows_slab[side]);
        ids_close(&data->ids[side]);
    }
    for (int i = 0; i < LINK_THREADS_MAX; i++) {
        Worker *w = &data->worker[i];
        arena_close(&w->scratch);
        arena_close(&w->keep);
        arena_close(&w->patterns_memory);
        arena_close(&w->names_memory);
        arena_close(&w->written_memory);
        slab_close(&w->pairs);
        slab_close(&w->oversized);
    }
    shelves_close(data);
    if (data->spill)
        spill_close(data->spill);
    partners_close(data);
    Arena own = data->arena;
    arena_close(&own);
}

static int side_of(const LinkData *data, int side)
{
    return data->dedupe ? 0 : side;
}

int64_t link_data_rows(const LinkData *data, int side)
{
    return data->rows[side_of(data, side)];
}

int64_t link_data_spilled(const LinkData *data)
{
    int64_t bytes = data->spill ? data->spill->written : 0;
    for (int side = 0; data->spill && side < data->sides; side++)
        bytes += data->spill->size[side] + data->ids[side].written;
    return bytes;
}

Err *link_data_id(LinkData *data, Arena *arena, int side, uint32_t row, Str *ret)
{
    side = side_of(data, side);
    if (row >= data->rows[side])
        return FAIL(arena, INTERNAL, "không có dòng %u", "there is no row %u", row);
    return ids_get(&data->ids[side], arena, row, ret);
}

Err *link_data_show(LinkData *data, Arena *arena, int side, uint32_t row, Str *ret)
{
    side = side_of(data, side);
    if (row >= data->rows[side])
        return FAIL(arena, INTERNAL, "không có dòng %u", "there is no row %u", row);
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    const uint64_t *cells;
    TRY(rows_get(data, &scratch, side, (int64_t[]){row}, 1, &cells));
    for (int f = 0; f < data->fields; f++)
        ret[f] = cells[f] ? data->field[f].kind->show(arena, row_view(data, cells, f)) : (Str){0};
    return NULL;
}

typedef struct Personal {
    int field;
    uint64_t *ret;
} Personal;

static void personal_row(void *arg, int64_t index, const uint64_t *row)
{
    const Personal *p = arg;
    p->ret[index] = link_personal_current(row[p->field]) ? row[p->field] : 0;
}

Err *link_data_personal(LinkData *data, Arena *arena, int side, uint64_t **ret)
{
    side = side_of(data, side);
    *ret = new (arena, uint64_t, data->rows[side]);
    Personal personal = {data->personal, *ret};
    if (data->personal < 0)
        return NULL;
    work_begin(data, TEXT("Đọc số định danh", "Reading personal numbers"), data->rows[side]);
    return rows_each(data, arena, side, personal_row, &personal);
}
