/* The rows of a board that someone wants to see: found, chosen by light, in an order, page by page. */
#include "progress/list.h"

#include "base/vec.h"
#include "vn/vn.h"
#include <stdlib.h>

const char *const progress_key_names[] = {"rank",  "name",   "gap",          "result",      "target",
                                          "share", "needed", "month_change", "year_change", NULL};

typedef struct Keyed {
    const ProgressRow *row;
    bool known;
    int64_t value;
} Keyed;

static bool judged(const ProgressRow *row)
{
    return row->has_result && row->goal.given;
}

static Keyed key_of(const ProgressRow *row, ProgressKey key)
{
    bool measured = judged(row), share = measured && row->pace.basis_points >= 0;
    const Keyed keys[] = {
        [PROGRESS_KEY_RANK] = {row, row->rank > 0, row->rank},
        [PROGRESS_KEY_NAME] = {row, true, row->place},
        [PROGRESS_KEY_GAP] = {row, measured, row->pace.gap},
        [PROGRESS_KEY_RESULT] = {row, row->has_result, row->result},
        [PROGRESS_KEY_TARGET] = {row, progress_row_target(row, &(int64_t){0}), row->goal.path.target},
        [PROGRESS_KEY_SHARE] = {row, share, row->pace.basis_points},
        [PROGRESS_KEY_NEEDED] = {row, measured, row->pace.needed},
        [PROGRESS_KEY_MONTH] = {row, row->has_month, row->month_change},
        [PROGRESS_KEY_YEAR] = {row, row->has_year, row->year_change},
    };
    Keyed k = keys[key];
    k.value = k.known ? k.value : 0;
    return k;
}

bool progress_row_target(const ProgressRow *row, int64_t *ret)
{
    *ret = row->goal.path.target;
    return row->goal.given && (row->goal.has_base || !row->goal.interpolated);
}

static int ascending(const void *a, const void *b)
{
    const Keyed *x = a, *y = b;
    if (x->known != y->known)
        return x->known ? -1 : 1; /* what is not known comes last, whichever way */
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->row->place > y->row->place) - (x->row->place < y->row->place);
}

static int descending(const void *a, const void *b)
{
    const Keyed *x = a, *y = b;
    if (x->known != y->known || x->value == y->value)
        return ascending(a, b);
    return x->value > y->value ? -1 : 1;
}

/* ---- finding -------------------------------------------------------------------------------- */

static bool chosen(Arena scratch, const ProgressRow *row, const ProgressChoice *choice, Str find)
{
    if (choice->lights && !(choice->lights >> row->pace.light & 1))
        return false;
    return find.len == 0 || str_find(vn_fold(&scratch, row->unit.full_name, VN_KEY), find) >= 0 ||
           str_eq(row->unit.code, choice->find);
}

/* ---- the place after a page: known, value and code of its last row --------------------------- */

static Str token_of(Arena *arena, const Keyed *k)
{
    return str_fmt(arena, "%d.%lld.%.*s", k->known, (long long)k->value, STRF(k->row->unit.code));
}

static Err *parse_token(Arena *arena, const ProgressBoard *b, Str token, Keyed *ret, ProgressRow *ret_row)
{
    StrCut known = str_cut(token, '.'), value = str_cut(known.tail, '.');
    char *digits = str_c(arena, value.head), *end = digits;
    bool ok = known.ok && value.ok && known.head.len == 1 && (known.head.ptr[0] | 1) == '1' && value.head.len > 0;
    long long n = ok ? strtoll(digits, &end, 10) : 0;
    for (ptrdiff_t u = 0; ok && *end == '\0' && u < b->history.unit.count; u++) {
        if (!str_eq(b->history.unit.unit[u].code, value.tail))
            continue;
        *ret_row = (ProgressRow){.place = u};
        *ret = (Keyed){ret_row, known.head.ptr[0] == '1', n};
        return NULL;
    }
    return FAIL(arena, USAGE, "after: hãy ghi đúng giá trị “next” của trang trước",
                "after: give the value of “next” of the page before");
}

Err *progress_choose(Arena *arena, const ProgressBoard *b, const ProgressChoice *choice, ProgressPage *ret)
{
    int (*order)(const void *, const void *) = choice->descending ? descending : ascending;
    Str find = vn_fold(arena, choice->find, VN_KEY);
    Keyed *list = new (arena, Keyed, b->rows + 1), after;
    ProgressRow last;
    ptrdiff_t count = 0, from = 0;
    for (ptrdiff_t i = 0; i < b->rows; i++)
        if (chosen(*arena, &b->row[i], choice, find))
            list[count++] = key_of(&b->row[i], choice->key);
    qsort(list, (size_t)count, sizeof *list, order);
    if (choice->after.len > 0) {
        TRY(parse_token(arena, b, choice->after, &after, &last));
        while (from < count && order(&list[from], &after) <= 0)
            from++;
    }
    ptrdiff_t most = choice->limit > 0 && choice->limit < count - from ? (ptrdiff_t)choice->limit : count - from;
    *ret = (ProgressPage){.row = new (arena, ProgressRow, most + 1), .rows = most, .count = count};
    for (ptrdiff_t i = 0; i < most; i++)
        ret->row[i] = *list[from + i].row;
    if (from + most < count && most > 0)
        ret->next = token_of(arena, &list[from + most - 1]);
    return NULL;
}

/* "behind,far-behind" */
Err *progress_lights(Arena *arena, Str written, unsigned *ret)
{
    *ret = 0;
    for (StrCut cut = {.tail = written, .ok = true}; cut.ok && written.len > 0;) {
        cut = str_cut(cut.tail, ',');
        int light = 0;
        while (light < LIGHTS && !str_eq(str_trim(cut.head), str_from(light_code((Light)light))))
            light++;
        if (light == LIGHTS)
            return FAIL(arena, USAGE, "light: “%.*s” không phải là một mức đánh giá; ví dụ behind,far-behind",
                        "light: “%.*s” is not a light; for example behind,far-behind", STRF(cut.head));
        *ret |= 1u << light;
    }
    return NULL;
}
