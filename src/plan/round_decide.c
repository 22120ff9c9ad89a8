/* The decision on a round: its figures become targets with a document behind them. */
#include "plan/round_internal.h"

#include "base/vec.h"
#include "plan_sql.h"
#include "store/scope.h"
#include "unit/unit.h"

enum { TOTAL, VOLUNTARY, COMPULSORY, INDICATORS, SPOKEN = 8 };
static const Str indicators[INDICATORS] = {
    {"participants_total", 18}, {"participants_voluntary", 22}, {"participants_compulsory", 23}};

typedef struct Deciding {
    Store *store;
    Arena *arena;
    RoundDecision *ask;
    RoundDecided out;
    Proposal *proposal;
    ptrdiff_t proposals;
    Vec(Target) list;
    int64_t sum[2];
    bool all_voluntary; /* every commune has a voluntary figure */
} Deciding;

/* Nobody gets a figure that nobody spoke of. */
static Err *check_silent(Deciding *d)
{
    Buf names = buf_open(d->arena);
    int silent = 0;
    for (ptrdiff_t i = 0; i < d->proposals; i++) {
        if (d->proposal[i].state == PROPOSAL_AGREED)
            continue;
        if (silent++ < SPOKEN)
            buf_fmt(&names, "%s%.*s", names.len ? ", " : "", STRF(d->proposal[i].name));
    }
    if (silent == 0 || d->ask->path_for_others)
        return NULL;
    return FAIL(
        d->arena, CONFLICT,
        "%d xã, phường chưa có đề xuất được thống nhất (%.*s%s); hãy chờ, hoặc ghi rõ là các đơn vị này nhận số "
        "theo lộ trình",
        "%d communes have no agreed proposal (%.*s%s); wait for them, or say that they get the path's figure", silent,
        STRF(buf_str(&names)), silent > SPOKEN ? " …" : "");
}

/* A decision replaces the one before it of the same year. */
static Err *find_before(Deciding *d, Str *ret)
{
    Round *list;
    ptrdiff_t count;
    TRY(round_list(d->store, d->arena, d->out.round.province, &list, &count));
    for (ptrdiff_t i = 0; i < count; i++) /* the latest first */
        if (list[i].year == d->out.round.year && list[i].document.len > 0) {
            *ret = list[i].document;
            return NULL;
        }
    return NULL;
}

static Err *settle_document(Deciding *d)
{
    Store *store = d->store;
    Arena *arena = d->arena;
    Document *doc = &d->ask->document, old;
    const Round *round = &d->out.round;
    bool found;
    doc->number = str_trim(doc->number);
    if (doc->number.len == 0)
        return err_at(FAIL(arena, BAD_INPUT, "hãy ghi số quyết định, ví dụ %s", "give the number, as %s", "12/NQ-HĐND"),
                      (Place){.field = S("number")});
    if (doc->date.len == 0)
        doc->date = date_iso(arena, clock_today(store_clock(store)));
    if (doc->supersedes.len == 0)
        TRY(find_before(d, &doc->supersedes));
    doc->province = round->province;
    doc->id = str_fmt(arena, "%.*s:%.*s", STRF(round->province), STRF(doc->number));
    if (doc->title.len == 0)
        doc->title = str_fmt(arena, "Giao chỉ tiêu người tham gia BHXH năm %d", round->year);
    TRY(document_get(store, arena, doc->id, &old, &found));
    if (found)
        return err_at(FAIL(arena, CONFLICT, "đã có văn bản số %.*s; hãy ghi số khác",
                           "there is a document %.*s already; give another number", STRF(doc->number)),
                      (Place){.field = S("number")});
    if (doc->supersedes.len == 0)
        return NULL;
    TRY(document_find(store, arena, round->province, doc->supersedes, &old));
    doc->supersedes = old.id;
    return NULL;
}

static void add_target(Deciding *d, int indicator, Str unit, int64_t value)
{
    Target t = {.province = d->out.round.province,
                .unit = unit,
                .indicator = indicators[indicator],
                .year = d->out.round.year,
                .base = BASE_COLLECTING,
                .value = value,
                .document = d->ask->document.id,
                .clause = S("quyết định sau đề xuất của cấp xã")};
    vec_push(d->arena, &d->list, t);
}

static void add_figures(Deciding *d, Str unit, int64_t total, int64_t voluntary)
{
    add_target(d, TOTAL, unit, total);
    if (voluntary < 0)
        return;
    add_target(d, VOLUNTARY, unit, voluntary);
    add_target(d, COMPULSORY, unit, total - voluntary);
}

static void collect(Deciding *d)
{
    d->all_voluntary = true;
    for (ptrdiff_t i = 0; i < d->proposals; i++) {
        int64_t figure[2];
        bool by_path = proposal_outcome(&d->proposal[i], figure) == DECIDED_BY_PATH;
        *(by_path ? &d->out.by_path : &d->out.by_proposal) += 1;
        add_figures(d, d->proposal[i].unit, figure[TOTAL], figure[VOLUNTARY]);
        d->sum[TOTAL] += figure[TOTAL];
        d->sum[VOLUNTARY] += figure[VOLUNTARY];
        d->all_voluntary = d->all_voluntary && figure[VOLUNTARY] >= 0;
    }
}

/* The province's own figure stays with the document that sets it. */
static Err *add_province(Deciding *d)
{
    const Round *round = &d->out.round;
    Target *target;
    ptrdiff_t count;
    TRY(target_list(d->store, d->arena, round->province, indicators[TOTAL], round->year, &target, &count));
    for (ptrdiff_t n = 0; n < count; n++)
        if (str_eq(target[n].unit, round->province) && !str_eq(target[n].document, d->ask->document.supersedes))
            return NULL;
    add_figures(d, round->province, d->sum[TOTAL], d->all_voluntary ? d->sum[VOLUNTARY] : -1);
    return NULL;
}

/* A decision whose figures another document keeps out of force decides nothing. */
static Err *check_in_force(Deciding *d)
{
    const Round *round = &d->out.round;
    Target *target;
    ptrdiff_t count;
    TRY(target_list(d->store, d->arena, round->province, (Str){0}, round->year, &target, &count));
    for (ptrdiff_t n = 0; n < count; n++)
        for (ptrdiff_t k = 0; k < d->list.len; k++) {
            const Target *own = &d->list.data[k];
            if (!str_eq(own->unit, target[n].unit) || !str_eq(own->indicator, target[n].indicator) ||
                own->base != target[n].base || str_eq(target[n].document, own->document))
                continue;
            return FAIL(
                d->arena, CONFLICT,
                "văn bản %.*s có ngày muộn hơn nên chỉ tiêu năm %d của văn bản ấy vẫn có hiệu lực; hãy ghi ngày "
                "của quyết định này cho đúng, hoặc ghi là thay thế văn bản ấy",
                "the document %.*s is later, so that its targets of %d would stay in force; correct the date "
                "of this decision, or say that it supersedes that document",
                STRF(target[n].document), round->year);
        }
    return NULL;
}

static Err *write_decision(Deciding *d)
{
    Store *store = d->store;
    Arena *arena = d->arena;
    const Round *r = &d->out.round;
    Author author = {d->ask->who, S("round")};
    TRY(document_put(store, arena, d->ask->document));
    TRY(target_put(store, arena, d->list.data, d->list.len, author, &d->out.change));
    TRY(check_in_force(d));
    TRY(store_exec(store, arena, SQL_ROUND_CLOSE, ARGS(V_TEXT(r->province), V_TEXT(r->id), V_TEXT(d->ask->document.id)),
                   NULL));
    return store_exec(store, arena, SQL_ROUND_DECISION_ADD,
                      ARGS(V_TEXT(r->province), V_TEXT(r->id), V_TEXT(d->ask->document.id), V_INT(d->out.by_path),
                           V_TEXT(d->ask->who), V_TEXT(clock_stamp(arena, store_clock(store)))),
                      NULL);
}

Err *round_decide(Store *store, Arena *arena, Str id, RoundDecision ask, RoundDecided *ret)
{
    Deciding d = {.store = store, .arena = arena, .ask = &ask};
    Round *round = &d.out.round;
    TRY(round_take(store, arena, id, true, round));
    TRY(scope_check(store, arena, round->province, round->province));
    if (round->version != ask.version)
        return round_stale(arena, str_fmt(arena, "%d", round->year), (Str){0});
    TRY(proposal_list(store, arena, round, &d.proposal, &d.proposals));
    TRY(check_silent(&d));
    TRY(settle_document(&d));
    collect(&d);
    TRY(add_province(&d));
    TRY(write_decision(&d));
    TRY(round_get(store, arena, id, round));
    *ret = d.out;
    return NULL;
}
