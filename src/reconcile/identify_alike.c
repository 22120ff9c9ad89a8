/* Who may be one at a place of work: one of those who are paid and insured nowhere, and one of those who are insured at
 * the place and not paid there, whose names are alike and whose numbers do not say the opposite.  The only two that
 * are alike at their place wait for a person's answer.
 *
 * Names are read of the few alone whose marks leave it open. */
#include "base/pool.h"
#include "base/vec.h"
#include "reconcile/identify_internal.h"
#include "reconcile/identify_map.h"
#include <stdlib.h>
#include <string.h>

typedef struct Waiting {
    uint32_t row, birth; /* of who is paid that of the lowest row of his group */
    uint64_t number;
} Waiting;
typedef Vec(Waiting) WaitingList;

typedef struct Likely { /* of a place: they may be one, but for their names */
    int32_t employer;
    uint32_t paid, insured;
} Likely;

typedef struct Room { /* a share of the places */
    const Work *w;
    const Staff *staff;
    const uint8_t *insured_at_all; /* a bit of the lowest row of each group */
    Arena memory;
    Desk there[WORK_SIDES];
    WaitingList side[WORK_SIDES]; /* of the place at hand */
    Vec(Likely) likely;
} Room;

typedef struct Hall { /* all places */
    Work *w;
    Arena *memory;
    uint8_t *insured_at_all;
    Vec(Likely) likely;
    uint32_t *row; /* of likely ones, ascending, each once */
    ptrdiff_t rows;
    LinkingCells *cell; /* of row */
    LinkValue *name;
} Hall;

/* ---- whose marks leave it open -------------------------------------------------------------------------- */

static void note_insured(Hall *h)
{
    Work *w = h->w;
    for (ptrdiff_t i = 0; i < w->parts; i++) {
        const Part *part = &w->part[i];
        bool insured = work_side(part) == WORK_INSURED;
        for (int64_t row = 0; insured && row < part->out->delivery.rows; row++) {
            uint32_t group = group_now(w, (uint32_t)(part->first + row));
            h->insured_at_all[group >> 3] |= (uint8_t)(1u << (group & 7));
        }
    }
}

static void list_waiting(Room *h, WorkSide side, const uint32_t *row, ptrdiff_t rows)
{
    const Work *w = h->w;
    h->side[side].len = 0;
    for (ptrdiff_t i = 0; i < rows; i++) {
        uint32_t group = group_now(w, row[i]);
        bool paid = side == WORK_PAID;
        if (!w->mark[row[i]].name || desk_get(&h->there[!side], group + 1ull) ||
            (paid && h->insured_at_all[group >> 3] >> (group & 7) & 1))
            continue;
        Waiting one = {row[i], w->mark[paid ? group : row[i]].birth, w->number[group]};
        vec_push(&h->memory, &h->side[side], one);
    }
}

/* Numbers that are both sound and far from each other are of two persons, whatever they are called. */
static bool leaves_open(const Waiting *paid, const Waiting *insured)
{
    uint64_t x = paid->number, y = insured->number;
    if (births_apart(paid->birth, insured->birth))
        return false;
    return !x || !y || x == y || group_digits(x, y) >= LINK_DIGITS_TWO_WRONG;
}

static void look_at(Room *h, int32_t employer)
{
    const WaitingList *paid = &h->side[WORK_PAID], *insured = &h->side[WORK_INSURED];
    ptrdiff_t rows[WORK_SIDES];
    const uint32_t *row[WORK_SIDES];
    for (int side = 0; side < WORK_SIDES; side++)
        row[side] = staff_rows(h->staff, (WorkSide)side, employer, &rows[side]);
    if (rows[WORK_PAID] == 0 || rows[WORK_INSURED] == 0)
        return;
    desk_groups(h->w, &h->there[WORK_INSURED], row[WORK_INSURED], rows[WORK_INSURED]);
    list_waiting(h, WORK_PAID, row[WORK_PAID], rows[WORK_PAID]);
    if (paid->len == 0)
        return;
    desk_groups(h->w, &h->there[WORK_PAID], row[WORK_PAID], rows[WORK_PAID]);
    list_waiting(h, WORK_INSURED, row[WORK_INSURED], rows[WORK_INSURED]);
    for (ptrdiff_t i = 0; i < paid->len; i++)
        for (ptrdiff_t k = 0; k < insured->len; k++)
            if (leaves_open(&paid->data[i], &insured->data[k]))
                vec_push(&h->memory, &h->likely, ((Likely){employer, paid->data[i].row, insured->data[k].row}));
}

static void look_at_share(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    for (ptrdiff_t share = from; share < to; share++) {
        Room *room = (Room *)arg + share;
        for (int side = 0; side < WORK_SIDES; side++)
            room->there[side] = desk_open(&room->memory, room->staff->most);
        for (int32_t e = staff_share(room->staff, (int)share); e < staff_share(room->staff, (int)share + 1); e++) {
            staff_fetch(room->w, room->staff, e);
            look_at(room, e);
        }
    }
}

static void list_likely(Hall *h)
{
    Room *room = new (h->memory, Room, SHARES);
    for (int share = 0; share < SHARES; share++)
        room[share] = (Room){.w = h->w,
                             .staff = work_staff(h->w),
                             .insured_at_all = h->insured_at_all,
                             .memory = arena_open(ARENA_DEFAULT)};
    parallel_for(h->w->threads, SHARES, 1, look_at_share, room);
    for (int share = 0; share < SHARES; share++) {
        for (ptrdiff_t i = 0; i < room[share].likely.len; i++)
            vec_push(h->memory, &h->likely, room[share].likely.data[i]);
        arena_close(&room[share].memory);
    }
}

/* ---- their names ------------------------------------------------------------------------------------------ */

static int by_row(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static ptrdiff_t place_of(const Hall *h, uint32_t row)
{
    const uint32_t *found = bsearch(&row, h->row, (size_t)h->rows, sizeof row, by_row);
    return found - h->row;
}

static void list_rows(Hall *h)
{
    ptrdiff_t count = 2 * h->likely.len;
    h->row = new_raw(h->memory, uint32_t, count + 1);
    for (ptrdiff_t i = 0; i < h->likely.len; i++) {
        h->row[2 * i] = h->likely.data[i].paid;
        h->row[2 * i + 1] = h->likely.data[i].insured;
    }
    if (count > 1)
        qsort(h->row, (size_t)count, sizeof *h->row, by_row);
    for (ptrdiff_t i = 0; i < count; i++)
        if (h->rows == 0 || h->row[h->rows - 1] != h->row[i])
            h->row[h->rows++] = h->row[i];
}

static Err *read_names(Hall *h)
{
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR};
    h->cell = new (h->memory, LinkingCells, h->rows + 1);
    h->name = new (h->memory, LinkValue, h->rows + 1);
    TRY(identify_cells(h->w, h->memory, h->row, h->rows, h->cell));
    for (ptrdiff_t i = 0; i < h->rows; i++) {
        parse.scratch = *h->memory;
        LinkValue *name = &h->name[i];
        *name = link_kind_name.parse(&parse, h->cell[i][LINKING_NAME]);
        if (name->blob)
            name->blob = memcpy(new_raw(h->memory, uint64_t, name->bytes / 8), name->blob, (size_t)name->bytes);
    }
    return NULL;
}

static bool alike(const Hall *h, const Likely *l)
{
    const LinkValue *a = &h->name[place_of(h, l->paid)], *b = &h->name[place_of(h, l->insured)];
    if (!a->blob || !b->blob)
        return false;
    bool same = h->w->mark[l->paid].name == h->w->mark[l->insured].name;
    int level =
        same ? link_kind_name.level_count : link_kind_name.compare((LinkView){1, a->blob}, (LinkView){2, b->blob});
    return 2 * level >= link_kind_name.level_count; /* from one letter on */
}

/* ---- the only two --------------------------------------------------------------------------------------------- */

static void meet(Hall *h, const Likely *likely, ptrdiff_t count)
{
    Work *w = h->w;
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    Partners paid = {identify_map(&once, 64)}, insured = {identify_map(&once, 64)};
    for (ptrdiff_t i = 0; i < count; i++)
        if (alike(h, &likely[i])) {
            partner_note(w, &paid, group_of(w, likely[i].paid), likely[i].insured);
            partner_note(w, &insured, group_of(w, likely[i].insured), likely[i].paid);
        }
    for (ptrdiff_t i = 0; i < count; i++) {
        uint32_t a = likely[i].paid, b = likely[i].insured;
        if (partner_only(&paid, group_of(w, a)) == (int64_t)b + 1 &&
            partner_only(&insured, group_of(w, b)) == (int64_t)a + 1)
            identify_leave(w, a, b, h->cell[place_of(h, a)], h->cell[place_of(h, b)]);
    }
}

Err *identify_alike(Work *w)
{
    AUTO(arena_close) Arena memory = arena_open_large();
    Hall h = {.w = w, .memory = &memory, .insured_at_all = new (&memory, uint8_t, w->rows / 8 + 1)};
    if (!w->model)
        return NULL;
    note_insured(&h);
    list_likely(&h);
    list_rows(&h);
    TRY(err_keep(w->arena, read_names(&h)));
    for (ptrdiff_t i = 0, n; i < h.likely.len; i += n) {
        for (n = 1; i + n < h.likely.len && h.likely.data[i + n].employer == h.likely.data[i].employer;)
            n++;
        meet(&h, &h.likely.data[i], n);
    }
    return NULL;
}
