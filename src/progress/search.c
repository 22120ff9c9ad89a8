#include "progress/search.h"

#include "base/vec.h"
#include "store/scope.h"
#include "vn/vn.h"
#include <stdlib.h>

typedef struct Hit {
    Found found;
    Str key; /* of Vietnamese order */
} Hit;

typedef struct Search {
    Arena *arena;
    Str key;  /* what was typed, folded */
    Str code; /* as typed: a code finds its unit */
    Vec(Hit) hits;
} Search;

/* −1: not there. */
static int how(Str text, Str key)
{
    ptrdiff_t at = str_find(text, key);
    if (at <= 0)
        return (int)at;
    for (ptrdiff_t from = at; at >= 0;) {
        if (text.ptr[from - 1] == ' ')
            return 1;
        at = str_find(str_slice(text, from + 1, text.len), key);
        from += at + 1;
    }
    return 2;
}

static void offer(Search *s, FoundKind kind, Str code, Str name, Str also, Text detail)
{
    Arena scratch = *s->arena;
    int by_name = how(vn_fold(&scratch, name, VN_KEY), s->key), by_other = how(vn_fold(&scratch, also, VN_KEY), s->key);
    int best = by_name < 0 || (by_other >= 0 && by_other < by_name) ? by_other : by_name;
    if (str_eq(code, s->code))
        best = 0;
    if (best < 0)
        return;
    Hit hit = {{kind, code, name, detail, best}, vn_sort_key(s->arena, name)};
    vec_push(s->arena, &s->hits, hit);
}

static int by_rank(const void *a, const void *b)
{
    const Hit *x = a, *y = b;
    if (x->found.how != y->found.how)
        return x->found.how < y->found.how ? -1 : 1;
    if (x->found.kind != y->found.kind)
        return x->found.kind < y->found.kind ? -1 : 1;
    int order = str_cmp(x->key, y->key);
    return order ? order : str_cmp(x->found.code, y->found.code);
}

/* A commune is found by its name with and without the kind word. */
static Err *search_communes(Store *store, Search *s, Str province, Date on)
{
    UnitList provinces;
    TRY(unit_children(store, s->arena, (Str){0}, on, &provinces));
    for (ptrdiff_t p = 0; p < provinces.count; p++) {
        const Unit *of = &provinces.unit[p];
        UnitList communes;
        if ((province.len > 0 && !str_eq(of->code, province)) || !scope_meets_province(store_scope(store), of->code))
            continue;
        TRY(unit_children(store, s->arena, of->code, on, &communes));
        for (ptrdiff_t i = 0; i < communes.count; i++)
            offer(s, FOUND_COMMUNE, communes.unit[i].code, communes.unit[i].full_name, communes.unit[i].name,
                  (Text){of->full_name, of->full_name});
    }
    return NULL;
}

static Err *search_documents(Store *store, Search *s, Str province)
{
    DocumentEntry *entry;
    ptrdiff_t count;
    TRY(document_list(store, s->arena, province, &entry, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        const Document *d = &entry[i].document;
        offer(s, FOUND_DOCUMENT, d->id, progress_document_name(s->arena, d), d->title,
              d->number.len > 0 ? (Text){d->title, d->title} : (Text){d->issuer, d->issuer});
    }
    return NULL;
}

static Err *search_indicators(Store *store, Search *s, Lang lang)
{
    IndicatorList list;
    TRY(indicator_list(store, s->arena, &list));
    for (ptrdiff_t i = 0; i < list.count; i++)
        offer(s, FOUND_INDICATOR, list.indicator[i].code, text_in(lang, list.indicator[i].name),
              text_in(lang == LANG_VI ? LANG_EN : LANG_VI, list.indicator[i].name), list.indicator[i].definition);
    return NULL;
}

Err *progress_search(Store *store, Arena *arena, Str written, Str province, Date on, bool documents, Lang lang,
                     Found **ret, ptrdiff_t *ret_count)
{
    Search s = {.arena = arena, .key = vn_fold(arena, written, VN_KEY), .code = str_trim(written)};
    *ret = NULL;
    *ret_count = 0;
    if (s.key.len == 0)
        return NULL;
    TRY(search_communes(store, &s, province, on));
    if (documents)
        TRY(search_documents(store, &s, province));
    TRY(search_indicators(store, &s, lang));
    if (s.hits.len > 0)
        qsort(s.hits.data, (size_t)s.hits.len, sizeof *s.hits.data, by_rank);
    *ret_count = s.hits.len < FOUND_MOST ? s.hits.len : FOUND_MOST;
    *ret = new (arena, Found, *ret_count + 1);
    for (ptrdiff_t i = 0; i < *ret_count; i++)
        (*ret)[i] = s.hits.data[i].found;
    return NULL;
}
