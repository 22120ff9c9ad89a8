/* What the last run left of persons, and whether it goes on.
 *
 * Of a person whose rows are as they were, what is known changes with the month alone, and only in ways that stand in
 * gather_facts_pack.c – until a month that his rows name (Due): from then on his rows are read again.  It holds as long
 * as what facts are reckoned by is the same: the signature. */
#include "reconcile/gather_internal.h"

#include "gather_sql.h"
#include "register/digest.h"
#include <string.h>

/* Grows with every change of what is kept of the same rows. */
enum { FOLDS = 3 };

/* ---- the signature ----------------------------------------------------------------------------------- */

static uint64_t sign_law(const Gather *g, uint64_t sign)
{
    sign = digest_join(sign, (uint64_t)g->working_age_from);
    for (int i = 0; i < COUNTOF(g->pay_within); i++)
        sign = digest_join(sign, (uint64_t)g->pay_within[i]);
    for (int i = 0; i < g->leaves.count; i++)
        sign = digest_join(digest_add(sign, g->leaves.code[i]), (uint64_t)g->leaves.months[i]);
    return digest_add(sign, (Str){(const char *)g->retires, (ptrdiff_t)sizeof *g->retires});
}

static uint64_t sign_plan(const SourcePlan *plan, uint64_t sign)
{
    sign = digest_join(digest_add(sign, plan->source->code), plan->kind);
    for (int slot = 0; slot < plan->slots; slot++)
        sign = digest_add(sign, plan->source->column[plan->column[slot]].code);
    for (int employer = 0; employer < 2; employer++)
        for (int i = 0; i < plan->gives[employer]; i++) {
            const Give *give = &plan->give[employer][i];
            sign = digest_join(sign, (uint64_t)give->slot << 24 | (uint64_t)give->field << 16 |
                                         (uint64_t)give->rank << 8 | (uint64_t)give->sort);
        }
    return sign;
}

/* Which lists there are, and of those of one source which are older than others. */
static uint64_t sign_deliveries(const Gather *g, uint64_t sign)
{
    const Identify *id = g->identify;
    for (ptrdiff_t d = 0; d < id->deliveries; d++) {
        const Delivery *sent = &id->delivery[d].delivery;
        sign = digest_add(digest_add(digest_add(sign, sent->source), sent->unit), sent->agency);
        for (ptrdiff_t before = 0; before < d; before++)
            if (g->delivery[before] == g->delivery[d])
                sign =
                    digest_join(sign, (uint64_t)((g->as_of[before] > g->as_of[d]) - (g->as_of[before] < g->as_of[d])));
    }
    return sign;
}

static void sign(Gather *g)
{
    uint64_t sign = digest_join(digest_start(), FOLDS);
    sign = sign_deliveries(g, sign_law(g, sign));
    for (ptrdiff_t p = 0; p < g->plans; p++)
        sign = sign_plan(&g->plan[p], sign);
    for (ptrdiff_t u = 0; u < g->communes.count; u++)
        sign = digest_add(digest_add(sign, g->communes.unit[u].code), g->communes.unit[u].full_name);
    g->signature = (int64_t)(sign | 1);
}

/* ---- until when ---------------------------------------------------------------------------------------- */

static void take_due(Gather *g, int64_t chunk, const Due *due)
{
    for (int32_t i = 0; i < due->count; i++) {
        int64_t person = chunk * SUBJECT_CHUNK + i + 1;
        if (person > g->identify->persons)
            return;
        g->due[person] = due->until[i];
        g->kept_persons = person > g->kept_persons ? person : g->kept_persons;
        g->touched[person] = g->identify->touched[person] || due->until[i] < g->month;
    }
}

/* False where it is not of this tax year, or of a later month. */
static Err *read_due(Gather *g, bool *ret_holds)
{
    enum { AT_ONCE = 256 };
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    *ret_holds = true;
    for (int64_t from = 0, seen = 1; seen > 0 && *ret_holds; from += AT_ONCE) {
        AUTO(rows_close) Rows rows = {0};
        arena_reset(&scratch);
        TRY(err_keep(g->arena, store_query(g->store, &scratch, SQL_PART_FROM,
                                           ARGS(V_TEXT(g->options->province), V_INT(0), V_TEXT(S("due")), V_INT(from),
                                                V_INT(from + AT_ONCE)),
                                           &rows)));
        for (seen = 0;; seen++) {
            bool more;
            Due due;
            TRY(err_keep(g->arena, rows_next(&rows, &scratch, &more)));
            if (!more)
                break;
            TRY(err_keep(g->arena, unpack_due(&scratch, rows_bytes(&rows, &scratch, 1), &due)));
            take_due(g, rows_int(&rows, 0), &due);
            g->kept_month = due.month;
            *ret_holds &= due.tax_year == g->tax_year && due.month <= g->month;
        }
    }
    return NULL;
}

/* ---- rows of who is not touched ------------------------------------------------------------------------- */

static void open_rows(Gather *g)
{
    const Identify *id = g->identify;
    ptrdiff_t rows = 0;
    for (ptrdiff_t d = 0; d < id->deliveries; d++)
        rows += (ptrdiff_t)id->delivery[d].delivery.rows;
    g->first_row = new (g->arena, uint32_t, (ptrdiff_t)id->persons + 3);
    g->row_at = new_raw(g->arena, RowAt, rows);
}

/* Allocates nothing, and reads what nobody writes meanwhile. */
void kept_list_rows(const Gather *g)
{
    const Identify *id = g->identify;
    ptrdiff_t persons = id->persons;
    uint32_t *next = g->first_row + 2;
    for (ptrdiff_t d = 0; d < id->deliveries; d++)
        for (int64_t row = 0; row < id->delivery[d].delivery.rows; row++)
            next[id->delivery[d].person[row]]++;
    next[0] = 0;
    for (ptrdiff_t p = 1; p <= persons; p++)
        next[p] = next[p - 1] + (g->touched[p] ? 0 : next[p]);
    next--;
    for (ptrdiff_t d = 0; d < id->deliveries; d++)
        for (int64_t row = 0; row < id->delivery[d].delivery.rows; row++) {
            int32_t person = id->delivery[d].person[row];
            if (!g->touched[person])
                g->row_at[next[person]++] = (RowAt){(uint32_t)d, (uint32_t)row};
        }
}

Err *kept_open(Gather *g)
{
    bool holds;
    sign(g);
    if (!g->identify->touched || g->signature != g->kept_signature)
        return NULL;
    g->due = new (g->arena, int16_t, (ptrdiff_t)g->identify->persons + 1);
    g->touched = new (g->arena, uint8_t, (ptrdiff_t)g->identify->persons + 1);
    memset(g->touched, 1, (size_t)g->identify->persons + 1);
    TRY(read_due(g, &holds));
    if (holds)
        open_rows(g);
    else
        g->touched = NULL;
    return NULL;
}

/* ---- a chunk --------------------------------------------------------------------------------------------- */

static Err *fetch_part(const Gather *g, Arena *arena, Arena *body, const char *part, ptrdiff_t chunk, Str *ret)
{
    AUTO(rows_close) Rows rows = {0};
    bool found;
    TRY(store_query(g->store, arena, SQL_PART_ONE,
                    ARGS(V_TEXT(g->options->province), V_INT(0), V_TEXT(str_from(part)), V_INT(chunk)), &rows));
    TRY(rows_next(&rows, arena, &found));
    *ret = found ? rows_bytes(&rows, body, 0) : (Str){0};
    return NULL;
}

/* What rows say of somebody is other than it was. */
static ptrdiff_t changed_in(const Gather *g, int64_t first, int64_t last)
{
    ptrdiff_t changed = 0;
    for (int64_t p = first; p <= last; p++)
        changed += g->identify->touched[p];
    return changed;
}

/* Facts are the result where nothing in them is other; they live as long. */
Err *kept_fetch(const Gather *g, Arena *arena, ptrdiff_t chunk, KeptChunk *ret)
{
    enum { FOURTH = 4 };
    int64_t first = (int64_t)chunk * SUBJECT_CHUNK + 1, last = first + SUBJECT_CHUNK - 1;
    last = last < g->identify->persons ? last : g->identify->persons;
    *ret = (KeptChunk){0};
    TRY(fetch_part(g, arena, g->arena, "facts", chunk, &ret->part[GATHERED_FACTS]));
    TRY(fetch_part(g, arena, arena, "facts_newer", chunk, &ret->part[GATHERED_FACTS_NEWER]));
    TRY(fetch_part(g, arena, arena, "newer", chunk, &ret->part[GATHERED_NEWER]));
    TRY(fetch_part(g, arena, arena, "keys_newer", chunk, &ret->part[GATHERED_KEYS_NEWER]));
    ptrdiff_t newer = changed_in(g, first, last) + newer_rows(ret->part[GATHERED_NEWER]);
    ret->whole = last > g->kept_persons || FOURTH * newer > last - first + 1;
    if (!ret->whole)
        return NULL;
    TRY(fetch_part(g, arena, arena, "keys", chunk, &ret->part[GATHERED_KEYS]));
    return fetch_part(g, arena, arena, "golden", chunk, &ret->part[GATHERED_GOLDEN]);
}

Err *kept_unpack(const Gather *g, Arena *arena, ptrdiff_t chunk, KeptChunk *kept)
{
    if (kept->part[GATHERED_FACTS].len == 0)
        return NULL; /* all of them are new */
    TRY(unpack_facts(arena, kept->part[GATHERED_FACTS], kept->part[GATHERED_FACTS_NEWER], false, chunk, g->month,
                     &kept->parts, &kept->facts));
    TRY(unpack_keys(arena, kept->part[GATHERED_KEYS], kept->part[GATHERED_KEYS_NEWER], &kept->keys));
    TRY(unpack_newer(arena, kept->part[GATHERED_NEWER], &kept->newer));
    if (!kept->whole)
        return NULL;
    TRY(unpack_golden(arena, kept->part[GATHERED_GOLDEN], GOLDEN_WHOLE, &kept->golden));
    if (kept->golden.rows < kept->facts.count)
        return FAIL(arena, INTERNAL, "một phần dữ liệu đối soát đã lưu bị hỏng; hãy khôi phục từ bản sao lưu",
                    "a part of the kept reconciliation is damaged; restore a backup");
    newer_over(&kept->newer, &kept->golden);
    return NULL;
}
