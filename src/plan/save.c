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
        return FAIL(arena, BAD_INPUT,
                    "không rõ chỉ tiêu của tỉnh nào; hãy thêm --province, ví dụ --province \"Hải Phòng\"",
                    "the province is not clear; add --province, as in --province \"Hải Phòng\"");
    for (ptrdiff_t i = 0; i < plan->rows; i++) {
        const PlanRow *row = &plan->row[i];
        if (row->code.len > 0 || row->unreadable)
            continue;
        if (row->match.how == UNIT_MATCH_NEAREST)
            return err_at(FAIL(arena, CONFLICT,
                               "“%.*s” cần người xác nhận (có lẽ là %.*s); nếu đúng, chạy lại với --accept",
                               "“%.*s” waits for a yes (probably %.*s); if it is right, run again with --accept",
                               STRF(row->written), STRF(row->match.unit.full_name)),
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

static void name_document(Plan *plan, Arena *arena)
{
    Document *doc = &plan->document;
    bool numbered = doc->number.len > 0 && doc->number.ptr[0] >= '0' && doc->number.ptr[0] <= '9';
    doc->province = plan->province.code;
    if (doc->id.len == 0)
        doc->id = numbered ? str_fmt(arena, "%.*s:%.*s", STRF(doc->province), STRF(doc->number))
                           : str_fmt(arena, "%.*s:%.*s", STRF(doc->province), STRF(str_slice(plan->digest, 0, 12)));
    if (doc->title.len == 0)
        doc->title = plan->file;
}

static Err *save(Plan *plan, Store *store, Arena *arena, Author author, Clock clock, FactChange *ret)
{
    Targets list = {0};
    collect(arena, &list, plan);
    TRY(document_put(store, arena, plan->document));
    TRY(target_put(store, arena, list.data, list.len, author, ret));
    return import_note(store, arena, plan->province.code, S("plan"), plan->digest, plan->file, plan->rows,
                       ret->added + ret->corrected, clock);
}

Err *plan_save(Plan *plan, Store *store, Arena *arena, Author author, Clock clock, FactChange *ret, bool *ret_seen)
{
    TRY(all_sure(plan, arena));
    name_document(plan, arena);
    TRY(store_begin(store, arena));
    Err *err = import_seen(store, arena, plan->province.code, S("plan"), plan->digest, ret_seen);
    if (!err && !*ret_seen)
        err = save(plan, store, arena, author, clock, ret);
    if (!err)
        err = store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err;
}
