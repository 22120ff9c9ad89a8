/* Pairs that wait for a person, and the answers.  What a person may see is asked for every pair. */
#include "reconcile/review.h"

#include "base/vec.h"
#include "linkage/report.h"
#include "reconcile/golden.h"
#include "review_sql.h"
#include <math.h>
#include <stdlib.h>

const char *const review_answer_code[] = {
    [REVIEW_NONE] = "", [REVIEW_YES] = "yes", [REVIEW_NO] = "no", [REVIEW_UNSURE] = "unsure"};
const char *const review_state_code[REVIEW_STATES] = {
    [REVIEW_OPEN] = "open", [REVIEW_HALF] = "half", [REVIEW_DONE] = "done", [REVIEW_GONE] = "gone"};
const Text review_state_text[REVIEW_STATES] = {
    [REVIEW_OPEN] = TEXT_INIT("chưa ai trả lời", "not answered yet"),
    [REVIEW_HALF] = TEXT_INIT("cần thêm người trả lời", "needs another answer"),
    [REVIEW_DONE] = TEXT_INIT("đã có kết luận", "decided"),
    [REVIEW_GONE] = TEXT_INIT("không còn phải xem", "nothing to decide any more"),
};

static int code_of(Str written, const char *const *code, int count)
{
    for (int i = 0; i < count; i++)
        if (str_eq(written, str_from(code[i])))
            return i;
    return -1;
}

bool review_answer_parse(Str code, ReviewAnswer *ret)
{
    int at = code_of(code, review_answer_code, COUNTOF(review_answer_code));
    if (at <= REVIEW_NONE)
        return false;
    *ret = (ReviewAnswer)at;
    return true;
}

/* ---- reading ----------------------------------------------------------------------------------- */

static uint64_t key_in(Arena *arena, Str hex)
{
    return strtoull(str_c(arena, hex), NULL, 16);
}

static ReviewRow row_of(const Rows *rows, Arena *arena, int side)
{
    return (ReviewRow){.key = key_in(arena, rows_text(rows, arena, 1 + side)),
                       .source = rows_text(rows, arena, 3 + side),
                       .delivery = rows_text(rows, arena, 5 + side),
                       .row = rows_int(rows, 7 + side),
                       .person = rows_int(rows, 9 + side),
                       .unit = rows_text(rows, arena, 11 + side)};
}

static ReviewPair pair_of(const Rows *rows, Arena *arena, Str province)
{
    int state = code_of(rows_text(rows, arena, 17), review_state_code, REVIEW_STATES);
    int label = code_of(rows_text(rows, arena, 18), review_answer_code, COUNTOF(review_answer_code));
    return (ReviewPair){.province = province,
                        .id = rows_int(rows, 0),
                        .a = row_of(rows, arena, 0),
                        .b = row_of(rows, arena, 1),
                        .weight = rows_real(rows, 13),
                        .reason = rows_text(rows, arena, 14),
                        .pattern = rows_text(rows, arena, 15),
                        .needed = (int)rows_int(rows, 16),
                        .state = state < 0 ? REVIEW_GONE : (ReviewState)state,
                        .label = label < 0 ? REVIEW_NONE : (ReviewAnswer)label,
                        .yes = (int)rows_int(rows, 19),
                        .no = (int)rows_int(rows, 20),
                        .unsure = (int)rows_int(rows, 21),
                        .first_run = rows_int(rows, 22),
                        .last_run = rows_int(rows, 23)};
}

/* A row that names no commune is the province's. */
static bool sees(Store *store, Str province, Str unit_a, Str unit_b)
{
    const Scope *scope = store_scope(store);
    return scope_sees(scope, province, unit_a.len > 0 ? unit_a : province) &&
           scope_sees(scope, province, unit_b.len > 0 ? unit_b : province);
}

typedef Vec(ReviewPair) Pairs;

/* Those of an answer that may be seen; *ret_rows all that came, *ret_last the id of the last. */
static Err *take_pairs(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Str province,
                       Pairs *ret, ptrdiff_t *ret_rows, int64_t *ret_last)
{
    Err *err;
    AUTO(rows_close) Rows rows = {0};
    *ret_rows = 0;
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        ReviewPair p = pair_of(&rows, arena, province);
        ++*ret_rows;
        *ret_last = p.id;
        if (sees(store, province, p.a.unit, p.b.unit))
            vec_push(arena, ret, p);
    }
    return err;
}

Err *review_list(Store *store, Arena *arena, const ReviewFilter *f, ReviewPair **ret, ptrdiff_t *ret_count)
{
    enum { PAGE = 100 };
    int64_t limit = f->limit > 0 ? f->limit : PAGE, after = f->after;
    Str state = f->state >= 0 && f->state < REVIEW_STATES ? str_from(review_state_code[f->state]) : S("");
    Pairs list = {0};
    for (ptrdiff_t came = limit; came == limit && list.len < limit;)
        TRY(take_pairs(store, arena, SQL_REVIEW_PAGE,
                       ARGS(V_TEXT(f->province), V_INT(after), V_TEXT(state), V_TEXT(f->reason), V_TEXT(f->unit),
                            V_TEXT(f->not_by), V_INT(limit)),
                       f->province, &list, &came, &after));
    *ret = list.data;
    *ret_count = list.len < limit ? list.len : (ptrdiff_t)limit;
    return NULL;
}

/* In the order of review_waiting; of `from` it counts what others said of it. */
static bool comes_after(const ReviewPair *p, const ReviewPair *from)
{
    bool begun = from->yes + from->no + from->unsure > 1;
    if ((p->state == REVIEW_HALF) != begun)
        return begun;
    return p->weight < from->weight || (p->weight >= from->weight && p->weight <= from->weight && p->id > from->id);
}

Err *review_next(Store *store, Arena *arena, Str province, Str by, int64_t after, ReviewPair *ret)
{
    enum { PAGE = 200 };
    ReviewPair from = {0}, first = {0};
    Err *gone = after > 0 ? review_get(store, arena, province, after, &from) : NULL;
    if (gone && gone->kind != ERR_NOT_FOUND)
        return gone;
    bool passed = after == 0 || gone;
    int64_t last, offset = 0;
    for (ptrdiff_t came = PAGE; came == PAGE; offset += PAGE) {
        Pairs list = {0};
        TRY(take_pairs(store, arena, SQL_REVIEW_WAITING, ARGS(V_TEXT(province), V_TEXT(by), V_INT(PAGE), V_INT(offset)),
                       province, &list, &came, &last));
        for (ptrdiff_t i = 0; i < list.len; i++) {
            const ReviewPair *p = &list.data[i];
            if (first.id == 0)
                first = *p;
            *ret = *p;
            if (p->id != after && (passed || comes_after(p, &from)))
                return NULL;
            passed |= p->id == after;
        }
    }
    *ret = first;
    return NULL;
}

Err *review_get(Store *store, Arena *arena, Str province, int64_t id, ReviewPair *ret)
{
    Pairs list = {0};
    ptrdiff_t came;
    int64_t last;
    TRY(take_pairs(store, arena, SQL_REVIEW_ONE, ARGS(V_TEXT(province), V_INT(id)), province, &list, &came, &last));
    if (list.len == 0)
        return FAIL(arena, NOT_FOUND, "không có cặp số %lld", "there is no pair %lld", (long long)id);
    *ret = list.data[0];
    return NULL;
}

Err *review_cells(Store *store, Arena *arena, const ReviewPair *pair, Str *ret_a, Str *ret_b)
{
    Date as_of;
    if (!sees(store, pair->province, pair->a.unit, pair->b.unit))
        return FAIL(arena, NOT_FOUND, "không có cặp số %lld", "there is no pair %lld", (long long)pair->id);
    TRY(register_row_of_seen(store, arena, pair->province, pair->a.delivery, pair->a.row, ret_a, &as_of));
    return register_row_of_seen(store, arena, pair->province, pair->b.delivery, pair->b.row, ret_b, &as_of);
}

/* The columns that identify.c links by, as people call them. */
static const struct {
    const char *column;
    GoldenField field;
} linked[] = {
    {"full_name", GOLDEN_name},          {"birth_date", GOLDEN_birth}, {"sex", GOLDEN_sex},
    {"personal_id", GOLDEN_personal_id}, {"old_id", GOLDEN_old_id},    {"si_number", GOLDEN_si_number},
    {"tax_code", GOLDEN_tax_code},       {"phone", GOLDEN_phone},      {"commune_code", GOLDEN_unit},
};

/* “full_name: bằng nhau” → “họ và tên: bằng nhau” */
static Text step_in_words(Arena *arena, Text what)
{
    StrCut vi = str_cut(what.vi, ':'), en = str_cut(what.en, ':');
    for (int i = 0; vi.ok && en.ok && i < COUNTOF(linked); i++)
        if (str_eq(vi.head, str_from(linked[i].column))) {
            Text title = golden_fields[linked[i].field].title;
            return (Text){str_fmt(arena, "%.*s:%.*s", STRF(title.vi), STRF(vi.tail)),
                          str_fmt(arena, "%.*s:%.*s", STRF(title.en), STRF(en.tail))};
        }
    return what;
}

/* The first step is what is left: how likely any two rows of that run were one person. */
Err *review_steps(Store *store, Arena *arena, const ReviewPair *pair, ReviewStep *ret, int *ret_count)
{
    bool found;
    LinkModel *model;
    LinkStep step[LINK_FIELDS + 2];
    double rest = pair->weight;
    *ret_count = 0;
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_REVIEW_MODEL, ARGS(V_TEXT(pair->province)), &rows));
    TRY(rows_next(&rows, arena, &found));
    Str json = found ? rows_text(&rows, arena, 0) : (Str){0};
    StrCut cut = str_cut(pair->pattern, ' ');
    if (json.len == 0 || !cut.ok)
        return NULL;
    TRY(link_model_read(arena, S("model"), json, &model));
    LinkPair like = {.pattern = key_in(arena, cut.head),
                     .frequency = (float)strtod(str_c(arena, cut.tail), NULL),
                     .weight = (float)pair->weight};
    TRY(link_explain(arena, NULL, model, &like, step, ret_count));
    for (int i = 1; i < *ret_count; i++)
        rest -= step[i].weight;
    for (int i = 0; i < *ret_count; i++)
        ret[i] = (ReviewStep){step_in_words(arena, step[i].what), i == 0 ? rest : step[i].weight};
    return NULL;
}

/* ---- answering ------------------------------------------------------------------------------------ */

Err *review_answer(Store *store, Arena *arena, Str province, int64_t id, Str by, ReviewAnswer answer, ReviewPair *ret)
{
    int64_t changed;
    TRY(review_get(store, arena, province, id, ret));
    if (answer <= REVIEW_NONE || answer > REVIEW_UNSURE)
        return FAIL(arena, USAGE, "câu trả lời là yes, no hoặc unsure", "the answer is yes, no or unsure");
    TRY(store_exec(store, arena, SQL_REVIEW_COUNT_ANSWER,
                   ARGS(V_TEXT(province), V_INT(id), V_INT(answer == REVIEW_YES), V_INT(answer == REVIEW_NO),
                        V_INT(answer == REVIEW_UNSURE)),
                   &changed));
    if (changed == 0)
        return FAIL(arena, CONFLICT, "cặp này không còn chờ câu trả lời",
                    "this pair does not wait for an answer any more");
    TRY(store_exec(store, arena, SQL_REVIEW_LABEL_PUT,
                   ARGS(V_TEXT(province), V_INT(id), V_TEXT(by), V_TEXT(str_from(review_answer_code[answer])),
                        V_TEXT(clock_stamp(arena, store_clock(store)))),
                   &changed));
    if (changed == 0)
        return FAIL(arena, CONFLICT, "bạn đã trả lời cặp này; người khác sẽ xem tiếp",
                    "you answered this pair already; somebody else goes on with it");
    return review_get(store, arena, province, id, ret);
}

/* ---- figures --------------------------------------------------------------------------------------- */

static Err *count_states(Store *store, Arena *arena, Str province, ReviewCounts *ret)
{
    Err *err;
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_REVIEW_STATES, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        int state = code_of(rows_text(&rows, arena, 0), review_state_code, REVIEW_STATES);
        Str label = rows_text(&rows, arena, 1);
        int64_t count = rows_int(&rows, 4);
        if (state < 0 || !sees(store, province, rows_text(&rows, arena, 2), rows_text(&rows, arena, 3)))
            continue;
        ret->state[state] += count;
        ret->yes += str_eq(label, S("yes")) ? count : 0;
        ret->no += str_eq(label, S("no")) ? count : 0;
    }
    return err;
}

Err *review_counts(Store *store, Arena *arena, Str province, Str by, ReviewCounts *ret)
{
    Err *err;
    *ret = (ReviewCounts){0};
    TRY(count_states(store, arena, province, ret));
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_REVIEW_ANSWERS, ARGS(V_TEXT(province), V_TEXT(by)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        int64_t count = rows_int(&rows, 4);
        if (!sees(store, province, rows_text(&rows, arena, 0), rows_text(&rows, arena, 1)))
            continue;
        ret->by_me += rows_int(&rows, 2) ? count : 0;
        ret->unsure += str_eq(rows_text(&rows, arena, 3), S("unsure")) ? count : 0;
    }
    return err;
}

Err *review_accuracy(Store *store, Arena *arena, Str province, ReviewBand **ret, ptrdiff_t *ret_count)
{
    static const double edge[] = {-INFINITY, 0, 2, 4, 6, 8, 12, 20, INFINITY};
    enum { BANDS = COUNTOF(edge) - 1 };
    Err *err;
    ReviewBand *band = new (arena, ReviewBand, BANDS);
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_REVIEW_LABELS, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        double weight = rows_real(&rows, 0);
        int b = 0;
        if (!sees(store, province, rows_text(&rows, arena, 2), rows_text(&rows, arena, 3)))
            continue;
        while (b + 1 < BANDS && weight >= edge[b + 1])
            b++;
        bool yes = str_eq(rows_text(&rows, arena, 1), S("yes"));
        band[b].yes += yes;
        band[b].no += !yes;
        band[b].expected += link_probability(weight);
    }
    *ret = band;
    *ret_count = 0;
    for (int b = 0; b < BANDS; b++) {
        int64_t n = band[b].yes + band[b].no;
        if (n == 0)
            continue;
        ReviewBand one = {edge[b], edge[b + 1], band[b].yes, band[b].no, band[b].expected / (double)n};
        band[(*ret_count)++] = one;
    }
    return err;
}
