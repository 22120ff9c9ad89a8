/* A plan into the cube: the document, what it declares for the province in persons
 * and in percent, and the target of each unit; all in one transaction. */
#include "plan/plan.h"

#include "base/vec.h"

typedef Vec(Target) Targets;

static void add_target(Arena *arena, Targets *list, const Plan *plan, const PlanColumn *col, Str unit, Str indicator,
                       int64_t value)
{
    Target target = {.province = plan->province.code,
                     .unit = unit,
                     .indicator = indicator,
                     .year = col->year,
                     .base = BASE_COLLECTING, /* the annex counts by the office that collects */
                     .value = value,
                     .floor = col->floor,
                     .document = plan->document.id,
                     .clause = col->heading};
    vec_push(arena, list, target);
}

/* The percent indicator that goes with a count of persons. */
static Str rate_of(Str indicator)
{
    static const struct {
        Str count, rate;
    } pairs[] = {
        {{"participants_total", 18}, {"coverage_total", 14}},
        {{"participants_voluntary", 22}, {"coverage_voluntary", 18}},
    };
    for (int i = 0; i < COUNTOF(pairs); i++)
        if (str_eq(indicator, pairs[i].count))
            return pairs[i].rate;
    return (Str){0};
}

static void collect(Arena *arena, Targets *list, const Plan *plan)
{
    for (ptrdiff_t k = 0; k < plan->columns; k++) {
        const PlanColumn *col = &plan->column[k];
        PlanFigure whole = col->declared.given ? col->declared : col->stated;
        if (whole.given)
            add_target(arena, list, plan, col, plan->province.code, col->indicator, whole.value);
        if (col->share.given && rate_of(col->indicator).len > 0)
            add_target(arena, list, plan, col, plan->province.code, rate_of(col->indicator), col->share.value);
        for (ptrdiff_t i = 0; i < plan->rows; i++)
            if (plan->row[i].figure[k].given && !plan->row[i].unreadable)
                add_target(arena, list, plan, col, plan->row[i].code, col->indicator, plan->row[i].figure[k].value);
    }
}

static Err *all_sure(const Plan *plan, Arena *arena)
{
    if (plan->province.code.len == 0)
        return plan_no_province(arena);
    for (ptrdiff_t i = 0; i < plan->rows; i++) {
        const PlanRow *row = &plan->row[i];
        if (row->code.len > 0 || row->unreadable)
            continue;
        if (row->match.how == UNIT_MATCH_NEAREST)
            return err_at(
                err_next(FAIL(arena, CONFLICT, "“%.*s” cần người xác nhận (có lẽ là %.*s)",
                              "“%.*s” waits for a yes (probably %.*s)", STRF(row->written),
                              STRF(row->match.unit.full_name)),
                         COMMAND("nếu đúng, chạy lại với --accept", "if it is right, run again with --accept"),
                         PAGE("nếu đúng, hãy nhận đơn vị được đề nghị rồi nạp lại; nếu sai, sửa tên trong tệp",
                              "if it is right, take the unit proposed and take it in again; if not, "
                              "correct the name in the file")),
                row->place);
        return err_at(FAIL(arena, BAD_INPUT, "không rõ “%.*s” là đơn vị nào; hãy sửa tên hoặc ghi mã trong tệp",
                           "“%.*s” cannot be told to be a unit; correct the name or give its code in the file",
                           STRF(row->written)),
                      row->place);
    }
    for (ptrdiff_t i = 0; i < plan->rows; i++)
        for (ptrdiff_t j = 0; j < i; j++)
            if (plan->row[i].code.len > 0 && str_eq(plan->row[i].code, plan->row[j].code))
                return err_at(FAIL(arena, BAD_INPUT, "“%.*s” có hai dòng; hãy bỏ bớt một dòng",
                                   "“%.*s” has two rows; leave one out", STRF(plan->row[i].written)),
                              plan->row[i].place);
    return NULL;
}

/* ---- the document ------------------------------------------------------------------ */

static void overlay(Str *field, Str with)
{
    if (with.len > 0)
        *field = with;
}

static void describe(Document *doc, const Document *with)
{
    overlay(&doc->number, with->number);
    overlay(&doc->issuer, with->issuer);
    overlay(&doc->title, with->title);
    overlay(&doc->date, with->date);
    overlay(&doc->supersedes, with->supersedes);
}

static bool same_words(const Document *a, const Document *b)
{
    return str_eq(a->number, b->number) && str_eq(a->issuer, b->issuer) && str_eq(a->title, b->title) &&
           str_eq(a->date, b->date) && str_eq(a->supersedes, b->supersedes);
}

static bool numbered(Str number)
{
    return number.len > 0 && number.ptr[0] >= '0' && number.ptr[0] <= '9';
}

typedef struct Saving {
    Plan *plan;
    Store *store;
    Arena *arena;
    Author author;
    Document before; /* what the store says of the document */
    bool known;      /* the store has it */
    PlanSaved *out;
} Saving;

static Str by_digest(const Saving *s)
{
    return str_fmt(s->arena, "%.*s:%.*s", STRF(s->plan->province.code), STRF(str_slice(s->plan->digest, 0, 12)));
}

/* The document that the file went into when it was taken in before. */
static Err *find_of_file(Saving *s, Str id)
{
    Str noted;
    TRY(document_of_file(s->store, s->arena, s->plan->province.code, s->plan->digest, &noted));
    const Str ids[] = {noted, by_digest(s), id};
    for (int i = 0; i < COUNTOF(ids) && !s->known; i++)
        TRY(document_get(s->store, s->arena, ids[i], &s->before, &s->known));
    if (s->known)
        return NULL;
    return err_next(
        FAIL(s->arena, NOT_FOUND, "không rõ trước đây tệp này được nhập vào văn bản nào",
             "it is not known into which document the file went"),
        COMMAND("hãy thêm --document MÃ (xem baophu plan list)", "add --document ID (see baophu plan list)"),
        PAGE("hãy chọn văn bản ở trang Chỉ tiêu, mục Văn bản", "choose it among the documents of targets"));
}

/* A document that got its number after it was taken in has another id than the number would give. */
static Err *find_numbered(Saving *s, Str number)
{
    DocumentEntry *entry;
    ptrdiff_t count;
    TRY(document_list(s->store, s->arena, s->plan->province.code, &entry, &count));
    for (ptrdiff_t i = 0; i < count && !s->known; i++) {
        s->known = str_eq(entry[i].document.number, number);
        if (s->known)
            s->before = entry[i].document;
    }
    return NULL;
}

/* Finds the document in the store, or names a new one. */
static Err *find_document(Saving *s)
{
    Plan *plan = s->plan;
    Str province = plan->province.code, number = plan->document.number;
    overlay(&number, plan->said.number);
    Str id = numbered(number) ? str_fmt(s->arena, "%.*s:%.*s", STRF(province), STRF(number)) : by_digest(s);
    if (plan->said.id.len > 0) {
        TRY(document_find(s->store, s->arena, province, plan->said.id, &s->before));
        s->known = true;
    } else if (s->out->seen) {
        TRY(find_of_file(s, id));
    } else {
        TRY(document_get(s->store, s->arena, id, &s->before, &s->known));
        if (!s->known && numbered(number))
            TRY(find_numbered(s, number));
    }
    if (!s->known)
        s->before = (Document){.id = id, .province = province};
    return NULL;
}

/* What this one replaces, by its id; never one that in the end it is replaced by. */
static Err *find_superseded(Saving *s, Str written, Str *ret)
{
    enum { LONGEST = 1000 };
    Document old;
    bool found = true;
    TRY(document_find(s->store, s->arena, s->plan->province.code, written, &old));
    *ret = old.id;
    for (int i = 0; i < LONGEST && found && old.supersedes.len > 0; i++) {
        if (str_eq(old.supersedes, s->before.id))
            return FAIL(s->arena, BAD_INPUT,
                        "văn bản %.*s đã thay thế văn bản %.*s, nên không thể bị văn bản ấy thay thế; hãy chọn văn bản "
                        "khác",
                        "the document %.*s replaces %.*s already, and cannot be replaced by it; choose another",
                        STRF(*ret), STRF(s->before.id));
        TRY(document_get(s->store, s->arena, old.supersedes, &old, &found));
    }
    return NULL;
}

/* What the file shows goes over what is kept, and what the person says over both; a file that
 * was taken in before says nothing new. */
static Err *settle_document(Saving *s)
{
    Plan *plan = s->plan;
    TRY(find_document(s));
    Document doc = s->before, said = plan->said;
    if (said.supersedes.len > 0)
        TRY(find_superseded(s, said.supersedes, &said.supersedes));
    if (!s->out->seen)
        describe(&doc, &plan->document);
    describe(&doc, &said);
    if (doc.title.len == 0)
        doc.title = plan->file;
    plan->document = doc;
    s->out->described = s->known && !same_words(&doc, &s->before);
    return NULL;
}

/* ---- what stood before ---------------------------------------------------------------- */

static int compare_cells(const Target *a, const Target *b)
{
    int order = str_cmp(a->indicator, b->indicator);
    order = order ? order : a->year - b->year;
    order = order ? order : (int)a->base - (int)b->base;
    return order ? order : str_cmp(a->unit, b->unit);
}

/* The same figure in a list of the store; it has the order of compare_cells. */
static const Target *find_cell(const Target *list, ptrdiff_t count, const Target *cell)
{
    for (ptrdiff_t low = 0, high = count; low < high;) {
        ptrdiff_t mid = low + (high - low) / 2;
        int order = compare_cells(cell, &list[mid]);
        if (order == 0)
            return &list[mid];
        *(order < 0 ? &high : &low) = order < 0 ? mid : mid + 1;
    }
    return NULL;
}

static void count_beside(Arena *arena, PlanBeside *beside, Str document)
{
    ptrdiff_t i = 0;
    while (i < beside->count && !str_eq(beside->of[i].document, document))
        i++;
    if (i == beside->count) {
        beside->of =
            vec_room(arena, beside->of, beside->count, &beside->cap, sizeof *beside->of, _Alignof(PlanBesideOne));
        beside->of[beside->count++] = (PlanBesideOne){.document = document};
    }
    beside->of[i].targets++;
}

/* Which documents' targets gave way to this one's, and which still stand before them. */
static Err *compare_documents(Saving *s, const Target *before, ptrdiff_t befores)
{
    Target *own, *after;
    ptrdiff_t owns, afters;
    Str id = s->plan->document.id;
    TRY(target_list_of(s->store, s->arena, id, &own, &owns));
    TRY(target_list(s->store, s->arena, s->plan->province.code, (Str){0}, 0, &after, &afters));
    for (ptrdiff_t i = 0; i < owns; i++) {
        const Target *was = find_cell(before, befores, &own[i]), *is = find_cell(after, afters, &own[i]);
        if (is && !str_eq(is->document, id))
            count_beside(s->arena, &s->out->behind, is->document);
        else if (is && was && !str_eq(was->document, id))
            count_beside(s->arena, &s->out->replaced, was->document);
    }
    return NULL;
}

/* ---- saving -------------------------------------------------------------------------- */

static Err *save_targets(Saving *s, Clock clock)
{
    Plan *plan = s->plan;
    FactChange *change = &s->out->change;
    Targets list = {0};
    collect(s->arena, &list, plan);
    TRY(target_put(s->store, s->arena, list.data, list.len, s->author, change));
    TRY(document_file_note(s->store, s->arena, plan->document.id, plan->digest));
    return import_note(s->store, s->arena, plan->province.code, S("plan"), plan->digest, plan->file, plan->rows,
                       change->added + change->corrected, clock);
}

static Err *save(Saving *s, Clock clock)
{
    Target *before;
    ptrdiff_t befores;
    Str province = s->plan->province.code;
    TRY(import_seen(s->store, s->arena, province, S("plan"), s->plan->digest, &s->out->seen));
    TRY(settle_document(s));
    if (s->out->seen && !s->out->described)
        return NULL;
    TRY(target_list(s->store, s->arena, province, (Str){0}, 0, &before, &befores));
    TRY(document_put(s->store, s->arena, s->plan->document));
    if (!s->out->seen)
        TRY(save_targets(s, clock));
    return compare_documents(s, before, befores);
}

Err *plan_save(Plan *plan, Store *store, Arena *arena, Author author, Clock clock, PlanSaved *ret)
{
    *ret = (PlanSaved){0};
    TRY(all_sure(plan, arena));
    Saving s = {.plan = plan, .store = store, .arena = arena, .author = author, .out = ret};
    TRY(store_begin(store, arena));
    Err *err = save(&s, clock);
    if (!err)
        err = store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err;
}
