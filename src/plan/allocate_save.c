/* An allocation into the cube: a document of its own beside the one that set the goals. */
#include "plan/allocate_store.h"

#include "base/vec.h"

enum { TOTAL, VOLUNTARY, COMPULSORY, INDICATORS };
static const Str indicators[INDICATORS] = {
    {"participants_total", 18}, {"participants_voluntary", 22}, {"participants_compulsory", 23}};

typedef struct Saving {
    Store *store;
    Arena *arena;
    AllocateSave *save;
    Target *now[INDICATORS]; /* in force */
    ptrdiff_t now_count[INDICATORS];
    Vec(Target) list;
    AllocateSaved saved;
} Saving;

static const Target *in_force(const Saving *s, int indicator, Str unit, int year)
{
    for (ptrdiff_t n = 0; n < s->now_count[indicator]; n++) {
        const Target *t = &s->now[indicator][n];
        if (t->year == year && t->base == BASE_COLLECTING && str_eq(t->unit, unit) &&
            !str_eq(t->document, s->saved.document) && !str_eq(t->document, s->save->document.supersedes))
            return t;
    }
    return NULL;
}

/* The figure that will be in force: another document's where it has one that may stay, else the new one. */
static Err *add_figure(Saving *s, int indicator, Str unit, Str name, int t, int64_t value, int64_t *ret)
{
    const AllocateSave *save = s->save;
    int year = save->first_year + t;
    const Target *other = in_force(s, indicator, unit, year);
    *ret = other ? other->value : value;
    bool last = t == save->years - 1, own = str_eq(unit, save->parent);
    if (other && other->value != value && (!last || (save->exact && !own)))
        return err_next(
            FAIL(s->arena, CONFLICT,
                 "%.*s: chỉ tiêu năm %d đã là %lld theo văn bản %.*s, khác số phân bổ %lld; nếu phân bổ này "
                 "thay văn bản ấy, hãy ghi là thay thế %.*s",
                 "%.*s: the target of %d is %lld already by document %.*s, not %lld; if this allocation "
                 "replaces it, say that it supersedes %.*s",
                 STRF(name), year, (long long)other->value, STRF(other->document), (long long)value,
                 STRF(other->document)),
            COMMAND("bằng --supersedes", "with --supersedes"),
            PAGE("ở ô “Thay văn bản” khi phê duyệt", "in “Replaces” when approving"));
    if (other) {
        s->saved.kept++;
        s->saved.kept_document = other->document;
        return NULL;
    }
    bool floor = indicator != COMPULSORY && save->floor[indicator];
    Target target = {save->province, unit,  indicators[indicator], year,        BASE_COLLECTING,
                     value,          floor, s->saved.document,     save->clause};
    vec_push(s->arena, &s->list, target);
    return NULL;
}

static Err *add_unit(Saving *s, Str unit, Str name, const int64_t *total, const int64_t *voluntary)
{
    for (int t = 0; t < s->save->years; t++) {
        int64_t all, part, ignored;
        TRY(add_figure(s, TOTAL, unit, name, t, total[t], &all));
        if (!voluntary)
            continue;
        TRY(add_figure(s, VOLUNTARY, unit, name, t, voluntary[t], &part));
        if (all >= part)
            TRY(add_figure(s, COMPULSORY, unit, name, t, all - part, &ignored));
    }
    return NULL;
}

static Err *collect(Saving *s)
{
    const AllocateSave *save = s->save;
    for (int k = 0; k < INDICATORS; k++)
        TRY(target_list(s->store, s->arena, save->province, indicators[k], 0, &s->now[k], &s->now_count[k]));
    TRY(add_unit(s, save->parent, save->parent_name, save->path_total, save->voluntary ? save->path_voluntary : NULL));
    for (ptrdiff_t i = 0; i < save->units; i++)
        TRY(add_unit(s, save->code[i], save->name[i], save->total + i * save->years,
                     save->voluntary ? save->voluntary + i * save->years : NULL));
    return NULL;
}

/* The number of a plan that was signed is not this document's. */
static Err *check_number(Saving *s)
{
    Target *target;
    ptrdiff_t count;
    TRY(target_list_of(s->store, s->arena, s->saved.document, &target, &count));
    for (ptrdiff_t n = 0; n < count; n++)
        if (!str_eq(target[n].clause, s->save->clause))
            return FAIL(s->arena, CONFLICT, "số %.*s là của một văn bản khác đã có chỉ tiêu; hãy dùng số khác",
                        "the number %.*s belongs to another document with targets; use another one",
                        STRF(s->save->document.number));
    return NULL;
}

static Err *write_all(Saving *s)
{
    Document old;
    Document *d = &s->save->document;
    TRY(check_number(s));
    if (d->supersedes.len > 0) {
        TRY(document_find(s->store, s->arena, s->save->province, d->supersedes, &old));
        d->supersedes = old.id;
    }
    TRY(collect(s));
    if (s->list.len == 0)
        return err_next(FAIL(s->arena, CONFLICT,
                             "văn bản %.*s đã giao đúng các chỉ tiêu này nên không lưu văn bản mới; nếu văn bản mới "
                             "thay văn bản ấy, hãy ghi là thay thế %.*s",
                             "the document %.*s sets these very targets, so no new one was saved; if the new one "
                             "replaces it, say that it supersedes %.*s",
                             STRF(s->saved.kept_document), STRF(s->saved.kept_document)),
                        COMMAND("bằng --supersedes", "with --supersedes"),
                        PAGE("ở ô “Thay văn bản” khi phê duyệt", "in “Replaces” when approving"));
    TRY(document_put(s->store, s->arena, *d));
    return target_put(s->store, s->arena, s->list.data, s->list.len, s->save->author, &s->saved.change);
}

Str allocate_document_id(Arena *arena, Str province, Str parent, Str number)
{
    if (parent.len == 0 || str_eq(parent, province))
        return str_fmt(arena, "%.*s:%.*s", STRF(province), STRF(number));
    return str_fmt(arena, "%.*s:%.*s:%.*s", STRF(province), STRF(parent), STRF(number));
}

Err *allocate_write(Store *store, Arena *arena, AllocateSave *save, AllocateSaved *ret)
{
    save->document.province = save->province;
    save->document.id = allocate_document_id(arena, save->province, save->parent, save->document.number);
    Saving s = {.store = store, .arena = arena, .save = save, .saved = {.document = save->document.id}};
    Err *err = write_all(&s);
    *ret = s.saved;
    return err;
}

Err *allocate_save(Store *store, Arena *arena, AllocateSave *save, AllocateSaved *ret)
{
    TRY(store_begin(store, arena));
    Err *err = allocate_write(store, arena, save, ret);
    if (!err)
        err = store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err;
}
