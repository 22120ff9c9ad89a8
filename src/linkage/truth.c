#include "linkage/truth.h"

#include "base/vec.h"
#include "linkage/link_csv.h"
#include <stdlib.h>

/* ---- rows by ids ---------------------------------------------------------------------------- */

struct LinkIds { /* open addressing; hash 0 = empty */
    LinkData *data;
    int side;
    uint32_t *row; /* + 1 */
    uint32_t *check;
    uint64_t mask;
};

static uint64_t id_hash(Str id)
{
    return link_mix(str_hash(id), 1);
}

static void put(LinkIds *ids, Str id, uint32_t row)
{
    uint64_t hash = id_hash(id), at = hash & ids->mask;
    while (ids->row[at])
        at = (at + 1) & ids->mask;
    ids->row[at] = row + 1;
    ids->check[at] = (uint32_t)(hash >> 32);
}

static Err *put_all(LinkIds *ids, Arena *scratch, int64_t rows)
{
    for (int64_t row = 0; row < rows; row++) {
        Str id;
        if (row % 1024 == 0)
            arena_reset(scratch);
        TRY(link_data_id(ids->data, scratch, ids->side, (uint32_t)row, &id));
        put(ids, id, (uint32_t)row);
    }
    return NULL;
}

Err *link_ids(Arena *arena, LinkData *data, int side, LinkIds **ret)
{
    int64_t rows = link_data_rows(data, side), size = 16;
    AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
    while (size < 2 * rows)
        size *= 2;
    LinkIds *ids = new (arena, LinkIds, 1);
    *ids = (LinkIds){.data = data,
                     .side = side,
                     .row = new (arena, uint32_t, size),
                     .check = new (arena, uint32_t, size),
                     .mask = (uint64_t)size - 1};
    *ret = ids;
    return err_keep(arena, put_all(ids, &scratch, rows));
}

Err *link_ids_find(Arena *arena, const LinkIds *ids, Str id, int64_t *ret_row)
{
    uint64_t hash = id_hash(id);
    *ret_row = -1;
    for (uint64_t at = hash & ids->mask; ids->row[at]; at = (at + 1) & ids->mask) {
        Str there;
        if (ids->check[at] != (uint32_t)(hash >> 32))
            continue;
        TRY(link_data_id(ids->data, arena, ids->side, ids->row[at] - 1, &there));
        if (str_eq(there, id)) {
            *ret_row = ids->row[at] - 1;
            return NULL;
        }
    }
    return NULL;
}

/* ---- the truth --------------------------------------------------------------------------------- */

typedef Vec(LinkPair) Pairs;

typedef struct Reading {
    Arena *arena;
    LinkIds *ids[2];
    bool dedupe;
    Pairs pairs;
    LinkTruth *ret;
} Reading;

static Err *read_pair(Reading *t, Arena *scratch, Str left, Str right)
{
    int64_t row[2];
    TRY(link_ids_find(scratch, t->ids[0], left, &row[0]));
    TRY(link_ids_find(scratch, t->ids[1], right, &row[1]));
    if (row[0] < 0 || row[1] < 0) {
        if (t->ret->unknown++ == 0)
            t->ret->first_unknown = str_copy(t->arena, row[0] < 0 ? left : right);
        return NULL;
    }
    if (t->dedupe && row[0] == row[1]) {
        t->ret->repeated++;
        return NULL;
    }
    bool turned = t->dedupe && row[0] > row[1];
    LinkPair pair = {.left = (uint32_t)row[turned], .right = (uint32_t)row[!turned]};
    vec_push(t->arena, &t->pairs, pair);
    return NULL;
}

static int by_rows(const void *a, const void *b)
{
    const LinkPair *x = a, *y = b;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    return (x->right > y->right) - (x->right < y->right);
}

static void sort_once(Reading *t)
{
    LinkTruth *ret = t->ret;
    ret->pair = t->pairs.data;
    if (t->pairs.len > 0)
        qsort(ret->pair, (size_t)t->pairs.len, sizeof *ret->pair, by_rows);
    for (ptrdiff_t i = 0; i < t->pairs.len; i++) {
        if (ret->len > 0 && by_rows(&ret->pair[ret->len - 1], &t->pairs.data[i]) == 0)
            ret->repeated++;
        else
            ret->pair[ret->len++] = t->pairs.data[i];
    }
}

static ptrdiff_t column_or(const LinkSource *truth, Str heading, ptrdiff_t otherwise)
{
    ptrdiff_t c = link_source_column(truth, heading);
    return c < 0 ? otherwise : c;
}

static Err *read_all(Reading *t, Arena *scratch, LinkSource *truth)
{
    ptrdiff_t left = column_or(truth, S("left_id"), 0), right = column_or(truth, S("right_id"), 1);
    for (;;) {
        LinkBatch batch;
        arena_reset(scratch);
        TRY(truth->read(truth, scratch, &batch));
        if (batch.rows == 0)
            return NULL;
        for (ptrdiff_t r = 0; r < batch.rows; r++) {
            const Str *cell = batch.cell + r * batch.columns;
            TRY(read_pair(t, scratch, cell[left], cell[right]));
        }
    }
}

Err *link_truth(Arena *arena, LinkData *data, LinkSource *truth, bool dedupe, LinkTruth *ret)
{
    *ret = (LinkTruth){0};
    Reading t = {.arena = arena, .dedupe = dedupe, .ret = ret};
    if (truth->columns < 2)
        return err_at(FAIL(arena, BAD_INPUT, "tệp sự thật cần hai cột left_id và right_id",
                           "the truth needs two columns, left_id and right_id"),
                      (Place){.file = truth->name});
    TRY(link_ids(arena, data, 0, &t.ids[0]));
    t.ids[1] = t.ids[0];
    if (!dedupe)
        TRY(link_ids(arena, data, 1, &t.ids[1]));
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    TRY(err_keep(arena, read_all(&t, &scratch, truth)));
    sort_once(&t);
    if (ret->len > 0)
        return NULL;
    if (ret->unknown + ret->repeated == 0)
        return err_at(FAIL(arena, BAD_INPUT, "tệp sự thật không có dòng nào dưới tiêu đề",
                           "the truth has no lines below its header"),
                      (Place){.file = truth->name});
    return err_at(
        FAIL(arena, BAD_INPUT,
             "không dòng nào có hai mã tìm thấy trong dữ liệu (ví dụ “%.*s” không có); tệp sự thật cần cột left_id, "
             "right_id, hoặc hai cột đầu là hai mã; hãy xem --id có đúng cột mã không",
             "no line has two ids that are in the data (“%.*s”, for one, is not); the truth needs the columns left_id "
             "and right_id, or the two ids first; see whether --id names the right column",
             STRF(ret->first_unknown)),
        (Place){.file = truth->name});
}
