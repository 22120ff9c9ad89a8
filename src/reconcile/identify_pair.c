/* Pairs of rows that wait for a person's answer, and the answers. */
#include "base/pool.h"
#include "base/vec.h"
#include "identify_sql.h"
#include "reconcile/identify_internal.h"
#include "reconcile/identify_map.h"
#include "table/sheet.h"
#include "vn/vn.h"

static uint64_t key_in(Str hex)
{
    uint64_t key = 0;
    for (ptrdiff_t i = 0; i < hex.len && i < 16; i++) {
        char c = hex.ptr[i];
        key = key << 4 | (uint64_t)(c >= 'a' ? c - 'a' + 10 : c - '0');
    }
    return key;
}

static Pair read_pair(Rows *rows, Arena *arena)
{
    Pair p = {.id = rows_int(rows, 0), .row = {-1, -1}};
    for (int side = 0; side < 2; side++) {
        p.key[side] = key_in(rows_text(rows, arena, 1 + side));
        p.delivery[side] = rows_text(rows, arena, 5 + 2 * side);
        p.at[side] = rows_int(rows, 6 + 2 * side);
        p.person[side] = rows_int(rows, 9 + side);
    }
    return p;
}

/* Where it was when it was last seen; -1: it is not there. */
static int64_t same_place(const Work *w, const Pair *p, int side)
{
    for (ptrdiff_t i = 0; i < w->parts; i++) {
        const Part *part = &w->part[i];
        if (part->first < 0 || !str_eq(part->out->delivery.id, p->delivery[side]))
            continue;
        bool here = p->at[side] >= 0 && p->at[side] < part->out->delivery.rows;
        return here && w->mark[part->first + p->at[side]].key == p->key[side] ? part->first + p->at[side] : -1;
    }
    return -1;
}

/* Rows that have a key of some pair, and few others. */
typedef struct Looking {
    const Work *w;
    uint64_t *set;
    int bits;
    Arena memory[SHARES];
    Vec(uint32_t) row[SHARES];
} Looking;

static uint64_t place_of(const Looking *l, uint64_t key)
{
    return (key * 0x9e3779b97f4a7c15u) >> (64 - l->bits);
}

static void look_at(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Looking *l = arg;
    for (ptrdiff_t share = from; share < to; share++)
        for (int64_t row = l->w->rows * share / SHARES; row < l->w->rows * (share + 1) / SHARES; row++) {
            uint64_t at = place_of(l, l->w->mark[row].key);
            if (l->set[at >> 6] >> (at & 63) & 1)
                vec_push(&l->memory[share], &l->row[share], (uint32_t)row);
        }
}

static void take_row(const Work *w, IdentifyMap *map, uint32_t row)
{
    if (identify_map_get(map, w->mark[row].key))
        *identify_map_at(map, w->mark[row].key) = (int64_t)row + 2;
}

/* The first of several with a key is the one. */
static void look_for(const Work *w, IdentifyMap *map)
{
    enum { SPARSE = 16, LEAST_BITS = 10 };
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    Looking *l = new (&memory, Looking, 1);
    l->w = w;
    for (l->bits = LEAST_BITS; (ptrdiff_t)1 << l->bits < 2 * SPARSE * w->pairs;)
        l->bits++;
    l->set = new (&memory, uint64_t, (ptrdiff_t)1 << (l->bits - 6));
    for (ptrdiff_t i = 0; i < 2 * w->pairs; i++) {
        uint64_t at = place_of(l, w->pair[i / 2].key[i & 1]);
        l->set[at >> 6] |= UINT64_C(1) << (at & 63);
    }
    for (int share = 0; share < SHARES; share++)
        l->memory[share] = arena_open(ARENA_DEFAULT);
    parallel_for(w->threads, SHARES, 1, look_at, l);
    for (int share = SHARES - 1; share >= 0; share--) {
        for (ptrdiff_t i = l->row[share].len - 1; i >= 0; i--)
            take_row(w, map, l->row[share].data[i]);
        arena_close(&l->memory[share]);
    }
}

/* Values of the map: 1 not here, else row + 2. */
static void find_rows(Work *w)
{
    IdentifyMap map = identify_map(w->room, 2 * w->pairs);
    for (ptrdiff_t i = 0; i < 2 * w->pairs; i++)
        *identify_map_at(&map, w->pair[i / 2].key[i & 1]) = 1;
    look_for(w, &map);
    for (ptrdiff_t i = 0; i < 2 * w->pairs; i++) {
        int64_t found = identify_map_get(&map, w->pair[i / 2].key[i & 1]);
        int64_t same = same_place(w, &w->pair[i / 2], i & 1);
        w->pair[i / 2].row[i & 1] = same >= 0 ? same : found > 1 ? found - 2 : -1;
    }
}

/* ---- labels ---------------------------------------------------------------------------------- */

static void bar(Work *w, int64_t row)
{
    w->barred[row >> 3] |= (uint8_t)(1u << (row & 7));
}

static void make_labels(Work *w)
{
    w->label = new (w->room, Label, w->pairs + 1);
    for (ptrdiff_t i = 0; i < w->pairs; i++) {
        const Pair *p = &w->pair[i];
        if (p->label == PAIR_NO_LABEL || p->row[0] < 0 || p->row[1] < 0 || p->row[0] == p->row[1])
            continue;
        w->label[w->labels++] = (Label){{p->row[0], p->row[1]}, p->label == PAIR_YES};
        if (p->label == PAIR_YES)
            continue;
        bar(w, p->row[0]);
        bar(w, p->row[1]);
    }
}

Err *pairs_read(Work *w)
{
    Vec(Pair) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(w->store, w->arena, SQL_PAIR_KNOWN, ARGS(V_TEXT(w->ret->province)), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, w->arena, &more));
        if (!more)
            break;
        Str label = rows_text(&rows, w->room, 3), state = rows_text(&rows, w->room, 4);
        Pair p = read_pair(&rows, w->room);
        p.label = str_eq(label, S("yes")) ? PAIR_YES : str_eq(label, S("no")) ? PAIR_NO : PAIR_NO_LABEL;
        p.waits = str_eq(state, S("open")) || str_eq(state, S("half"));
        vec_push(w->room, &list, p);
    }
    w->pair = list.data;
    w->pairs = list.len;
    if (w->pairs > 0)
        find_rows(w);
    make_labels(w);
    return NULL;
}

void pairs_join(Work *w)
{
    for (ptrdiff_t i = 0; i < w->labels; i++)
        if (w->label[i].yes)
            group_join(w, (uint32_t)w->label[i].row[0], (uint32_t)w->label[i].row[1], true);
}

/* ---- what is to be written --------------------------------------------------------------------- */

static const Part *part_at(const Work *w, int64_t row)
{
    const Part *found = NULL;
    for (ptrdiff_t i = 0; i < w->parts; i++)
        if (w->part[i].first >= 0 && w->part[i].first <= row)
            found = w->part[i].out->delivery.rows > 0 ? &w->part[i] : found;
    return found;
}

static void place(const Work *w, PairNew *p, int side, int64_t row)
{
    const Part *part = part_at(w, row);
    p->key[side] = w->mark[row].key;
    p->source[side] = part->out->source->code;
    p->delivery[side] = part->out->delivery.id;
    p->row[side] = row - part->first;
    p->person[side] = part->out->person[row - part->first];
    p->unit[side] = w->unit[row];
}

static bool lies_elsewhere(const Pair *known, const PairNew *p)
{
    for (int side = 0; side < 2; side++)
        if (!str_eq(known->delivery[side], p->delivery[side]) || known->at[side] != p->row[side] ||
            known->person[side] != p->person[side])
            return true;
    return false;
}

static void wait_for(Work *w, const PairNew *p)
{
    w->ret->to_review++;
    w->ret->waiting[p->person[0]] = w->ret->waiting[p->person[1]] = 1;
}

/* One that waits, and that this run found again, or had no reason to look for. */
static bool still_waits(const Work *w, const Pair *known, bool found)
{
    if (known->row[0] < 0 || known->row[1] < 0)
        return false;
    if (w->parent[known->row[0]] == w->parent[known->row[1]])
        return false;
    return found || (w->how[known->row[0]] == HOW_KEPT && w->how[known->row[1]] == HOW_KEPT);
}

static void pack_known(Work *w, const uint8_t *found)
{
    struct IdentifyStore *keep = w->ret->kept;
    for (ptrdiff_t i = 0; i < w->pairs; i++) {
        const Pair *known = &w->pair[i];
        bool waits = known->label == PAIR_NO_LABEL && still_waits(w, known, found[i]);
        if (known->label != PAIR_NO_LABEL || (!known->waits && !found[i]))
            continue;
        PairNew p = {.id = known->id, .gone = !waits};
        for (int side = 0; side < 2; side++) {
            if (known->row[side] >= 0)
                place(w, &p, side, known->row[side]);
            else
                p.delivery[side] = str_copy(w->arena, known->delivery[side]), p.row[side] = known->at[side];
        }
        if (waits)
            wait_for(w, &p);
        if (waits != known->waits || (waits && lies_elsewhere(known, &p)))
            keep->pair[keep->pairs++] = p;
    }
}

/* How many persons have to answer alike, by reason: data/reconcile/review.csv. */
static Err *read_needed(Work *w, int needed[LINK_REASONS])
{
    AUTO(sheet_close) Sheet sheet = {0};
    for (int r = 0; r < LINK_REASONS; r++)
        needed[r] = 1;
    TRY(sheet_open(w->room, "reconcile/review.csv", &sheet));
    for (;;) {
        bool more;
        int64_t answers;
        int r = 0;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            return NULL;
        Str reason = sheet_cell(&sheet, "reason"), written = sheet_cell(&sheet, "answers");
        while (r < LINK_REASONS && !str_eq(reason, str_from(link_reason_name[r])))
            r++;
        if (r == LINK_REASONS || !vn_parse_int(written, &answers) || answers < 1 || answers > 5)
            return sheet_bad(&sheet, r == LINK_REASONS ? reason : written);
        needed[r] = (int)answers;
    }
}

static PairNew new_pair(Work *w, const Found *f, int needed)
{
    PairNew p = {.weight = f->weight, .reason = str_from(link_reason_name[f->reason]), .needed = needed};
    bool turned = w->mark[f->a].key > w->mark[f->b].key;
    place(w, &p, turned, f->a);
    place(w, &p, !turned, f->b);
    p.pattern = str_fmt(w->arena, "%016llx %.3f", (unsigned long long)f->pattern, (double)f->frequency);
    return p;
}

static uint64_t pair_key(uint64_t a, uint64_t b)
{
    return a < b ? link_mix(a, b) : link_mix(b, a);
}

Err *pairs_pack(Work *w)
{
    int needed[LINK_REASONS];
    TRY(read_needed(w, needed));
    w->ret->waiting = new (w->arena, uint8_t, w->ret->persons + 1);
    struct IdentifyStore *keep = w->ret->kept;
    IdentifyMap known = identify_map(w->room, w->pairs + w->founds);
    uint8_t *found = new (w->room, uint8_t, w->pairs + 1);
    keep->pair = new (w->arena, PairNew, w->pairs + w->founds + 1);
    for (ptrdiff_t i = 0; i < w->pairs; i++)
        *identify_map_at(&known, pair_key(w->pair[i].key[0], w->pair[i].key[1])) = i + 1;
    for (ptrdiff_t i = 0; i < w->founds; i++) {
        const Found *f = &w->found[i];
        uint64_t a = w->mark[f->a].key, b = w->mark[f->b].key;
        if (w->parent[f->a] == w->parent[f->b] || a == b)
            continue;
        int64_t *at = identify_map_at(&known, pair_key(a, b));
        if (*at > 0)
            found[*at - 1] = 1;
        if (*at != 0)
            continue;
        *at = -1;
        keep->pair[keep->pairs] = new_pair(w, f, needed[f->reason]);
        wait_for(w, &keep->pair[keep->pairs++]);
    }
    pack_known(w, found);
    return NULL;
}
