/* What became of each person from one month's end to the next. */
#include "reconcile/standing.h"

#include "base/vec.h"
#include <stdlib.h>

typedef Vec(Mover) Movers;

typedef struct MovementName {
    const char *code;
    int sign;
    Text text;
} MovementName;

static const MovementName names[MOVEMENT_COUNT] = {
#define X(name, code, sign, vi, en) [MOVEMENT_##name] = {code, sign, TEXT_INIT(vi, en)},
    MOVEMENTS(X)
#undef X
};

static const MovementName schemes[SCHEMES] = {
    [SCHEME_NONE] = {"", 0, TEXT_INIT("", "")},
    [SCHEME_COMPULSORY] = {"compulsory", 0, TEXT_INIT("bắt buộc", "compulsory")},
    [SCHEME_VOLUNTARY] = {"voluntary", 0, TEXT_INIT("tự nguyện", "voluntary")},
};

const char *movement_code(Movement movement)
{
    return names[movement].code;
}

Text movement_text(Movement movement)
{
    return names[movement].text;
}

int movement_sign(Movement movement)
{
    return names[movement].sign;
}

bool movement_parse(Str code, Movement *ret)
{
    for (int i = 0; i < MOVEMENT_COUNT; i++)
        if (str_eq(code, str_from(names[i].code))) {
            *ret = (Movement)i;
            return true;
        }
    return false;
}

const char *scheme_code(Scheme scheme)
{
    return schemes[scheme].code;
}

Text scheme_text(Scheme scheme)
{
    return schemes[scheme].text;
}

bool scheme_parse(Str code, Scheme *ret)
{
    for (int i = SCHEME_COMPULSORY; i < SCHEMES; i++)
        if (str_eq(code, str_from(schemes[i].code))) {
            *ret = (Scheme)i;
            return true;
        }
    return false;
}

int64_t movement_rest(const MovementSum *sum)
{
    int64_t rest = sum->begin - sum->end;
    for (int i = 0; i < MOVEMENT_COUNT; i++)
        rest += names[i].sign * sum->persons[i];
    return rest;
}

/* ---- one person -------------------------------------------------------------------------------- */

typedef struct Reckon {
    Arena *arena;
    const Standing *s;
    Movers movers;
} Reckon;

static const MoveCode *code_at(const Standing *s, const Stand *stand)
{
    return stand->code ? &s->code[stand->code - 1] : NULL;
}

static bool alike(const Stand *a, const Stand *b)
{
    return a->scheme == b->scheme && (a->scheme == SCHEME_NONE || a->office == b->office);
}

static void add(Reckon *r, const Holder *h, const Stand *stand, Movement movement, Text doubt)
{
    Mover m = {r->s->office[stand->office], (Scheme)stand->scheme, movement, h->person, doubt};
    vec_push(r->arena, &r->movers, m);
}

/* The code is of the spell's last movement: it speaks of a beginning only in the month it began. */
static Movement beginning(Reckon *r, const Holder *h, Text *ret_doubt)
{
    const Stand *now = &h->at[STANDS];
    const MoveCode *code = now->since == r->s->month ? code_at(r->s, now) : NULL;
    bool earlier = h->first < r->s->month;
    Movement movement = earlier ? MOVEMENT_RETURNED
                        : code && (code->movement == MOVEMENT_IN || code->movement == MOVEMENT_RETURNED)
                            ? code->movement
                            : MOVEMENT_NEW;
    if (earlier && code && code->movement == MOVEMENT_NEW)
        *ret_doubt = text_fmt(r->arena, "mã biến động %.*s (%.*s), nhưng đã có thời gian tham gia trước đó",
                              "code %.*s (%.*s), but there are earlier spells", STRF(code->code), STRF(code->name.vi));
    if (!earlier && code && code->movement == MOVEMENT_RETURNED)
        *ret_doubt =
            text_fmt(r->arena, "mã biến động %.*s (%.*s), nhưng không có thời gian tham gia nào trước đó",
                     "code %.*s (%.*s), but no earlier spell was delivered", STRF(code->code), STRF(code->name.vi));
    return movement;
}

static Movement ending(Reckon *r, const Holder *h, Text *ret_doubt)
{
    const MoveCode *code = code_at(r->s, &h->at[STOOD_BEFORE]);
    Movement said = code && names[code->movement].sign < 0 ? code->movement : MOVEMENT_STOPPED;
    Movement movement = h->left & LEFT_DIED       ? MOVEMENT_DIED
                        : h->left & LEFT_LUMP_SUM ? MOVEMENT_LUMP_SUM
                        : h->left & LEFT_PENSION  ? MOVEMENT_RETIRED
                                                  : said;
    if (movement == MOVEMENT_DIED && !(h->left & LEFT_DIED))
        *ret_doubt = text_fmt(r->arena, "mã biến động %.*s (%.*s), nhưng chưa có trong danh sách khai tử",
                              "code %.*s (%.*s), but in no list of deaths", STRF(code->code), STRF(code->name.vi));
    else if (movement == MOVEMENT_RETIRED && !(h->left & LEFT_PENSION))
        *ret_doubt = text_fmt(r->arena, "mã biến động %.*s (%.*s), nhưng chưa có trong danh sách hưởng lương hưu",
                              "code %.*s (%.*s), but in no list of pensions", STRF(code->code), STRF(code->name.vi));
    else if (code && names[code->movement].sign > 0)
        *ret_doubt =
            text_fmt(r->arena, "không còn tham gia, nhưng mã biến động gần nhất là %.*s (%.*s)",
                     "no longer insured, but the last code is %.*s (%.*s)", STRF(code->code), STRF(code->name.vi));
    return movement;
}

static void reckon_holder(Reckon *r, const Holder *h)
{
    const Stand *then = &h->at[STOOD_THEN], *before = &h->at[STOOD_BEFORE], *now = &h->at[STANDS];
    Text doubt = {0};
    if (r->s->before && !alike(then, before)) {
        if (then->scheme)
            add(r, h, then, MOVEMENT_LESS, (Text){0});
        if (before->scheme)
            add(r, h, before, MOVEMENT_MORE, (Text){0});
    }
    if (alike(before, now))
        return;
    if (before->scheme && now->scheme) {
        add(r, h, before, MOVEMENT_OUT, (Text){0});
        add(r, h, now, MOVEMENT_IN, (Text){0});
    } else if (now->scheme) {
        Movement movement = beginning(r, h, &doubt);
        add(r, h, now, movement, doubt);
    } else {
        Movement movement = ending(r, h, &doubt);
        add(r, h, before, movement, doubt);
    }
}

/* ---- all of them --------------------------------------------------------------------------------- */

static int by_office(const void *a, const void *b)
{
    const Mover *x = a, *y = b;
    int order = str_cmp(x->office, y->office);
    if (order == 0)
        order = (int)x->scheme - (int)y->scheme;
    if (order == 0)
        order = (int)x->movement - (int)y->movement;
    return order ? order : (x->person > y->person) - (x->person < y->person);
}

static int by_sum(const void *a, const void *b)
{
    const MovementSum *x = a, *y = b;
    int order = str_cmp(x->office, y->office);
    return order ? order : (int)x->scheme - (int)y->scheme;
}

static MovementSum *sum_of(MovementSum *sum, const Stand *stand)
{
    return &sum[stand->office * SCHEMES + stand->scheme];
}

static void count_holders(const Standing *s, MovementSum *sum)
{
    for (ptrdiff_t i = 0; i < s->holders; i++) {
        const Holder *h = &s->holder[i];
        sum_of(sum, &h->at[s->before ? STOOD_THEN : STOOD_BEFORE])->begin++;
        sum_of(sum, &h->at[STANDS])->end++;
    }
}

static void count_movers(const Movers *movers, MovementSum *sum, ptrdiff_t sums)
{
    for (ptrdiff_t i = 0, at = 0; i < movers->len && at < sums;) {
        const Mover *m = &movers->data[i];
        if (!str_eq(m->office, sum[at].office) || m->scheme != sum[at].scheme) {
            at++;
            continue;
        }
        sum[at].persons[m->movement]++;
        i++;
    }
}

Err *movement_reckon(Arena *arena, const Standing *s, Movements *ret)
{
    Reckon r = {.arena = arena, .s = s};
    MovementSum *sum = new (arena, MovementSum, (ptrdiff_t)s->offices * SCHEMES + 1);
    ptrdiff_t sums = 0;
    *ret = (Movements){.month = {s->month / 12, s->month % 12 + 1, 0}, .before = s->before};
    for (int o = 0; o < s->offices; o++) {
        for (int k = 0; k < SCHEMES; k++) {
            sum[o * SCHEMES + k].office = s->office[o];
            sum[o * SCHEMES + k].scheme = (Scheme)k;
        }
        ret->nobody += s->nobody[o];
    }
    if (s->offices > 0)
        count_holders(s, sum);
    for (ptrdiff_t i = 0; i < s->holders; i++)
        reckon_holder(&r, &s->holder[i]);
    for (ptrdiff_t i = 0; i < (ptrdiff_t)s->offices * SCHEMES; i++)
        if (sum[i].scheme != SCHEME_NONE)
            sum[sums++] = sum[i];
    if (sums > 0)
        qsort(sum, (size_t)sums, sizeof *sum, by_sum);
    if (r.movers.len > 0)
        qsort(r.movers.data, (size_t)r.movers.len, sizeof *r.movers.data, by_office);
    count_movers(&r.movers, sum, sums);
    ret->sum = sum;
    ret->sums = sums;
    ret->mover = r.movers.data;
    ret->movers = r.movers.len;
    return NULL;
}
