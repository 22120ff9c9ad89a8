/* From what people write to the unit they mean.  Ranks, best first: the official name
 * letter for letter, its code, a name that a person confirmed before, the name with its
 * tone marks elsewhere or in other case, the name without marks or with another kind
 * word, the nearest spelling.  Inside a rank two units that answer are ambiguous.  A text
 * that carries marks is believed to carry all of them: "Đông Châu" is not "Đồng Châu"
 * written without a mark but a slip that a person has to look at. */
#include "unit/unit_internal.h"

#include "vn/vn.h"
#include <stdlib.h>
#include <string.h>

enum {
    CANDIDATES_MAX = 12,
    COST_KIND = 2,   /* another kind of the same level */
    COST_LEVEL = 10, /* a village word before a commune's name */
};

typedef struct Named {
    Unit unit;
    Str placed, words, plain; /* the bare name, folded less and more */
    Spelling spelling;
} Named;

typedef struct Alias {
    Str placed;
    const Named *entry;
} Alias;

struct UnitIndex {
    Named *entry;
    ptrdiff_t count;
    Alias *alias;
    ptrdiff_t aliases;
};

/* ---- building -------------------------------------------------------------------- */

static const Named *entry_by_code(const UnitIndex *index, Str code)
{
    for (ptrdiff_t i = 0; i < index->count; i++)
        if (str_eq(index->entry[i].unit.code, code))
            return &index->entry[i];
    return NULL;
}

static Named make_entry(Arena *arena, Unit unit)
{
    Named e = {.unit = unit};
    e.placed = vn_fold(arena, unit.name, FOLD_PLACED);
    e.words = vn_fold(arena, unit.name, FOLD_WORDS);
    e.plain = vn_fold(arena, unit.name, VN_KEY);
    e.spelling = spelling_of(arena, e.words);
    return e;
}

UnitIndex *unit_index(Arena *arena, UnitList units, const UnitAlias *alias, ptrdiff_t aliases)
{
    UnitIndex *index = new (arena, UnitIndex, 1);
    UnitList sorted = {new (arena, Unit, units.count), units.count};
    if (units.count > 0)
        memcpy(sorted.unit, units.unit, (size_t)units.count * sizeof *units.unit);
    units_sort(sorted, *arena);
    index->entry = new (arena, Named, units.count);
    for (; index->count < units.count; index->count++)
        index->entry[index->count] = make_entry(arena, sorted.unit[index->count]);
    index->alias = new (arena, Alias, aliases);
    for (ptrdiff_t i = 0; i < aliases; i++) {
        const Named *entry = entry_by_code(index, alias[i].code);
        if (entry) /* else the unit has ended, and the alias with it */
            index->alias[index->aliases++] = (Alias){vn_fold(arena, alias[i].written, FOLD_PLACED), entry};
    }
    return index;
}

/* ---- collecting answers ------------------------------------------------------------ */

typedef enum KindFit { KIND_SAME, KIND_NOT_WRITTEN, KIND_OTHER, KIND_OTHER_LEVEL } KindFit;

typedef struct Hit {
    const Named *entry;
    KindFit fit;
    bool spelled;
    int cost;
} Hit;

typedef struct Hits { /* cheapest first; on equal cost in the order of the index */
    Hit hit[CANDIDATES_MAX];
    int count;
} Hits;

static KindFit kind_fit(const Reading *reading, const Unit *unit)
{
    if (!reading->kind)
        return KIND_NOT_WRITTEN;
    if (str_eq(str_from(reading->kind), unit->kind))
        return KIND_SAME;
    return reading->level == unit->level ? KIND_OTHER : KIND_OTHER_LEVEL;
}

static void hits_remove(Hits *hits, int at)
{
    hits->count--;
    memmove(&hits->hit[at], &hits->hit[at + 1], (size_t)(hits->count - at) * sizeof *hits->hit);
}

static void hits_add(Hits *hits, Hit hit)
{
    for (int i = 0; i < hits->count; i++)
        if (hits->hit[i].entry == hit.entry) {
            if (hits->hit[i].cost < hit.cost || (hits->hit[i].cost == hit.cost && hits->hit[i].fit <= hit.fit))
                return;
            hits_remove(hits, i);
            break;
        }
    int at = hits->count;
    while (at > 0 && (hits->hit[at - 1].cost > hit.cost ||
                      (hits->hit[at - 1].cost == hit.cost && hits->hit[at - 1].entry > hit.entry)))
        at--;
    if (at == CANDIDATES_MAX)
        return;
    int kept = hits->count < CANDIDATES_MAX ? hits->count : CANDIDATES_MAX - 1;
    memmove(&hits->hit[at + 1], &hits->hit[at], (size_t)(kept - at) * sizeof *hits->hit);
    hits->hit[at] = hit;
    hits->count = kept + 1;
}

/* Where the kind was written, a unit of another kind gives way to one of that kind and
 * the same name. */
static void hits_prefer_kind(Hits *hits)
{
    for (int i = 0; i < hits->count; i++)
        for (int k = 0; k < hits->count && hits->hit[i].fit >= KIND_OTHER; k++)
            if (hits->hit[k].fit == KIND_SAME && str_eq(hits->hit[k].entry->placed, hits->hit[i].entry->placed)) {
                hits_remove(hits, i--);
                break;
            }
}

typedef struct Written { /* what was written, in all the forms that are compared */
    Str text;
    Reading placed[READINGS_MAX];
    Str words[READINGS_MAX], plain[READINGS_MAX];
    Spelling spelling[READINGS_MAX];
    bool unmarked[READINGS_MAX];
    int readings;
} Written;

static Written read_written(Arena *scratch, Str written)
{
    Written w = {.text = str_trim(vn_nfc(scratch, written))};
    w.readings = written_readings(vn_fold(scratch, w.text, FOLD_PLACED), w.placed);
    for (int i = 0; i < w.readings; i++) {
        w.words[i] = vn_fold(scratch, w.placed[i].name, FOLD_WORDS);
        w.plain[i] = vn_fold(scratch, w.placed[i].name, VN_KEY);
        w.unmarked[i] = str_eq(w.words[i], w.plain[i]);
        w.spelling[i] = spelling_of(scratch, w.words[i]);
    }
    return w;
}

/* ---- the ranks ---------------------------------------------------------------------- */

static Hits exact_hits(const UnitIndex *index, Str text)
{
    Hits hits = {0};
    for (ptrdiff_t i = 0; i < index->count; i++) {
        const Named *e = &index->entry[i];
        if (str_eq(e->unit.full_name, text) || str_eq(e->unit.name, text))
            hits_add(&hits, (Hit){.entry = e, .spelled = true});
    }
    return hits;
}

typedef enum Rank { RANK_PLACED, RANK_WORDS, RANK_PLAIN, RANKS } Rank;

static bool answers(const Named *e, const Written *w, int reading, Rank rank)
{
    switch (rank) {
    case RANK_PLACED:
        return str_eq(e->placed, w->placed[reading].name);
    case RANK_WORDS:
        return e->words.len > 0 && str_eq(e->words, w->words[reading]);
    default:
        return w->unmarked[reading] && e->plain.len > 0 && str_eq(e->plain, w->plain[reading]);
    }
}

static Hits rank_hits(const UnitIndex *index, const Written *w, Rank rank)
{
    Hits hits = {0};
    for (int r = 0; r < w->readings; r++)
        for (ptrdiff_t i = 0; i < index->count; i++) {
            const Named *e = &index->entry[i];
            if (answers(e, w, r, rank))
                hits_add(&hits, (Hit){.entry = e,
                                      .fit = kind_fit(&w->placed[r], &e->unit),
                                      .spelled = !w->placed[r].kind || w->placed[r].spelled});
        }
    hits_prefer_kind(&hits);
    return hits;
}

/* One wrong letter in a short name, two and three in longer ones. */
static int nearest_limit(Spelling s)
{
    return s.count < 10 ? COST_SLIP : s.count < 18 ? 2 * COST_LETTER : 3 * COST_LETTER;
}

static Hits nearest_hits(const UnitIndex *index, const Written *w)
{
    static const int penalty[] = {[KIND_OTHER] = COST_KIND, [KIND_OTHER_LEVEL] = COST_LEVEL};
    Hits hits = {0};
    for (int r = 0; r < w->readings; r++) {
        int limit = nearest_limit(w->spelling[r]) + COST_MARK;
        for (ptrdiff_t i = 0; i < index->count && w->spelling[r].count < GLYPHS_MAX; i++) {
            const Named *e = &index->entry[i];
            KindFit fit = kind_fit(&w->placed[r], &e->unit);
            int cost = spelling_distance(w->spelling[r], e->spelling, limit);
            if (cost <= limit)
                hits_add(&hits, (Hit){.entry = e, .fit = fit, .cost = cost + penalty[fit]});
        }
    }
    hits_prefer_kind(&hits);
    return hits;
}

/* ---- the answer ---------------------------------------------------------------------- */

static UnitMatch answer(Arena *arena, UnitMatchHow how, double certainty, const Hits *hits)
{
    UnitMatch m = {.how = how, .certainty = certainty, .candidates = hits->count};
    m.sure = how >= UNIT_MATCH_FOLDED;
    m.candidate = new (arena, Unit, hits->count);
    for (int i = 0; i < hits->count; i++)
        m.candidate[i] = hits->hit[i].entry->unit;
    if (how >= UNIT_MATCH_NEAREST)
        m.unit = hits->hit[0].entry->unit;
    return m;
}

static UnitMatch answer_one(Arena *arena, UnitMatchHow how, const Named *entry)
{
    Hits hits = {.hit = {{.entry = entry}}, .count = 1};
    return answer(arena, how, 1, &hits);
}

static UnitMatch answer_rank(Arena *arena, Rank rank, const Hits *hits)
{
    if (hits->count > 1)
        return answer(arena, UNIT_MATCH_AMBIGUOUS, 1.0 / hits->count, hits);
    const Hit *hit = &hits->hit[0];
    if (hit->fit == KIND_OTHER_LEVEL) /* "thôn X" is not the commune X, though it may be meant */
        return answer(arena, UNIT_MATCH_NEAREST, 0.5, hits);
    if (hit->fit == KIND_OTHER)
        return answer(arena, UNIT_MATCH_FOLDED, 0.9, hits);
    if (rank == RANK_PLACED && hit->spelled)
        return answer(arena, UNIT_MATCH_PLACED, 0.99, hits);
    return answer(arena, UNIT_MATCH_FOLDED, rank == RANK_PLAIN ? 0.95 : 0.98, hits);
}

/* The nearest is proposed only where no second one lies within a slip of the pen, which
 * could have made the text from either. */
static UnitMatch answer_nearest(Arena *arena, const Written *w, const Hits *hits)
{
    int limit = 0, letters = 0;
    for (int r = 0; r < w->readings; r++) {
        letters = w->spelling[r].count; /* the last reading is the barest */
        limit = nearest_limit(w->spelling[r]);
    }
    int best = hits->count > 0 ? hits->hit[0].cost : limit + 1;
    if (best > limit)
        return answer(arena, UNIT_MATCH_NONE, 0, hits);
    int clear = best > COST_LETTER ? best + COST_MARK : COST_LETTER + COST_MARK;
    Hits near = *hits;
    while (near.count > 1 && near.hit[near.count - 1].cost > clear)
        near.count--;
    if (near.count > 1)
        return answer(arena, UNIT_MATCH_AMBIGUOUS, 1.0 / near.count, &near);
    double share = (double)best / (COST_LETTER * (letters > 0 ? letters : 1));
    return answer(arena, UNIT_MATCH_NEAREST, 0.9 * (1 - (share < 1 ? share : 1)), hits);
}

UnitMatch unit_match(const UnitIndex *index, Arena *arena, Str written)
{
    Arena scratch = *arena; /* the answer points into the index only, so this room is free again */
    Written w = read_written(&scratch, written);
    if (w.text.len == 0)
        return (UnitMatch){.how = UNIT_MATCH_NONE};
    Hits exact = exact_hits(index, w.text);
    if (exact.count == 1)
        return answer(arena, UNIT_MATCH_EXACT, 1, &exact);
    const Named *by_code = entry_by_code(index, w.text);
    if (by_code)
        return answer_one(arena, UNIT_MATCH_CODE, by_code);
    for (ptrdiff_t i = 0; i < index->aliases; i++)
        if (str_eq(index->alias[i].placed, w.placed[0].name))
            return answer_one(arena, UNIT_MATCH_ALIAS, index->alias[i].entry);
    if (exact.count > 1)
        return answer(arena, UNIT_MATCH_AMBIGUOUS, 1.0 / exact.count, &exact);
    for (Rank rank = 0; rank < RANKS; rank++) {
        Hits hits = rank_hits(index, &w, rank);
        if (hits.count > 0)
            return answer_rank(arena, rank, &hits);
    }
    Hits near = nearest_hits(index, &w);
    return answer_nearest(arena, &w, &near);
}

Text unit_match_how(UnitMatchHow how)
{
    static const Text texts[] = {
        [UNIT_MATCH_NONE] = TEXT_INIT("không tìm thấy", "not found"),
        [UNIT_MATCH_AMBIGUOUS] = TEXT_INIT("chưa rõ là đơn vị nào", "ambiguous"),
        [UNIT_MATCH_NEAREST] = TEXT_INIT("gần đúng, chờ xác nhận", "nearest spelling, to be confirmed"),
        [UNIT_MATCH_FOLDED] = TEXT_INIT("khớp khi bỏ dấu hoặc loại đơn vị", "equal but for marks or the kind"),
        [UNIT_MATCH_PLACED] = TEXT_INIT("khác vị trí dấu thanh hoặc chữ hoa", "equal but for tone placement or case"),
        [UNIT_MATCH_ALIAS] = TEXT_INIT("đã được xác nhận trước", "confirmed before"),
        [UNIT_MATCH_CODE] = TEXT_INIT("theo mã", "by code"),
        [UNIT_MATCH_EXACT] = TEXT_INIT("đúng tên", "exact"),
    };
    return texts[how];
}
