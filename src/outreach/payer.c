/* Voluntary payers, found among all and kept by commune: a head, rows of one width, then the texts that they share. */
#include "outreach/payer.h"

#include "base/vec.h"
#include "outreach_sql.h"
#include "reconcile/commune.h"
#include <assert.h>
#include <string.h>

#define BIT(fact) (UINT64_C(1) << PERSON_##fact)
#define LOOKED_AT                                                                                               \
    (BIT(alive) | BIT(voluntary) | BIT(ever_insured) | BIT(resident) | BIT(last_scheme) | BIT(compulsory) |     \
     BIT(pensioner) | BIT(unsettled) | BIT(dropped_months) | BIT(paid_to) | BIT(last_month) | BIT(pay_method) | \
     BIT(base) | BIT(poverty) | BIT(minority))

/* ---- who is one ---------------------------------------------------------------------------------------------- */

static int32_t fact(const GatheredFacts *f, ptrdiff_t row, PersonFact which)
{
    return f->column[which * f->step + row];
}

/* As the rule renewal-late has it. */
static bool stopped(const GatheredFacts *f, ptrdiff_t row, int voluntary)
{
    int32_t dropped = fact(f, row, PERSON_dropped_months);
    return fact(f, row, PERSON_resident) == 1 && fact(f, row, PERSON_last_scheme) == voluntary &&
           fact(f, row, PERSON_compulsory) == 0 && fact(f, row, PERSON_voluntary) == 0 &&
           fact(f, row, PERSON_pensioner) == 0 && fact(f, row, PERSON_unsettled) == 0 && dropped >= 1 && dropped <= 6;
}

/* All but the commune of today.  voluntary: code of last_scheme. */
static bool is_payer(const GatheredFacts *f, ptrdiff_t row, int voluntary, Payer *ret)
{
    if (fact(f, row, PERSON_ever_insured) != 1 || !f->there[row] || fact(f, row, PERSON_alive) != 1)
        return false; /* most people: nothing more of them is looked at */
    *ret = (Payer){.subject = f->first + row,
                   .written = f->unit[row],
                   .village = f->village[row],
                   .pays = fact(f, row, PERSON_voluntary) == 1,
                   .paid_to = fact(f, row, PERSON_paid_to),
                   .last_month = fact(f, row, PERSON_last_month),
                   .method = fact(f, row, PERSON_pay_method),
                   .base = fact(f, row, PERSON_base),
                   .poverty = fact(f, row, PERSON_poverty),
                   .minority = fact(f, row, PERSON_minority)};
    return ret->pays || stopped(f, row, voluntary);
}

static int voluntary_code(void)
{
    return fact_code(false, PERSON_last_scheme, S("voluntary"));
}

/* ---- among everybody ----------------------------------------------------------------------------------------- */

typedef struct Search { /* in what the store has */
    Communes communes;
    int voluntary;
    PayerEach *each;
    void *arg;
} Search;

static Err *look_at(void *arg, const GatheredFacts *f)
{
    const Search *s = arg;
    Payer p;
    for (ptrdiff_t i = 0; i < f->count; i++) {
        if (!is_payer(f, i, s->voluntary, &p))
            continue;
        p.today = commune_today(&s->communes, p.written);
        TRY(s->each(s->arg, &p));
    }
    return NULL;
}

static Err *search(Store *store, Arena *arena, Str province, PayerEach *each, void *arg)
{
    Search s = {.each = each, .arg = arg, .voluntary = voluntary_code()};
    TRY(communes_open(store, arena, province, &s.communes));
    return facts_each(store, arena, province, false, LOOKED_AT, look_at, &s);
}

typedef struct Found {
    Vec(Payer) payer;
} Found;

static void find_in(Arena *arena, const GatheredFacts *f, int voluntary, Found *ret)
{
    Payer p;
    for (ptrdiff_t i = 0; i < f->count; i++) {
        if (!is_payer(f, i, voluntary, &p))
            continue;
        p.written = str_copy(arena, p.written);
        p.village = str_copy(arena, p.village);
        vec_push(arena, &ret->payer, p);
    }
}

Err *payers_find(Arena *arena, const Gathered *gathered, void **ret_found)
{
    AUTO(arena_close) Arena chunk = arena_open(ARENA_DEFAULT);
    Found *found = new (arena, Found, 1);
    int voluntary = voluntary_code();
    for (ptrdiff_t c = 0; c < gathered->chunks[0]; c++) {
        GatheredFacts facts;
        arena_rewind(&chunk);
        TRY(err_keep(arena, gathered_facts_some(gathered, &chunk, false, c, LOOKED_AT, &facts)));
        find_in(arena, &facts, voluntary, found);
    }
    *ret_found = found;
    return NULL;
}

/* ---- packed -------------------------------------------------------------------------------------------------- */

typedef struct Head {
    uint32_t rows, texts;
} Head;

typedef struct PayerRow {
    int32_t subject, pays, paid_to, last_month, method, base, poverty, minority;
    uint32_t written, village; /* texts by number */
} PayerRow;

typedef struct UnitPayers {
    Str unit;
    Vec(PayerRow) row;
    Vec(Str) text;
} UnitPayers;

typedef struct Keeping {
    Arena *arena;
    Vec(UnitPayers) unit;
} Keeping;

static UnitPayers *payers_of(Keeping *k, Str unit)
{
    for (ptrdiff_t i = 0; i < k->unit.len; i++)
        if (str_eq(k->unit.data[i].unit, unit))
            return &k->unit.data[i];
    UnitPayers one = {.unit = str_copy(k->arena, unit)};
    vec_push(k->arena, &k->unit, one);
    return &k->unit.data[k->unit.len - 1];
}

static uint32_t text_of(Arena *arena, UnitPayers *u, Str text)
{
    for (ptrdiff_t i = 0; i < u->text.len; i++)
        if (str_eq(u->text.data[i], text))
            return (uint32_t)i;
    vec_push(arena, &u->text, str_copy(arena, text));
    return (uint32_t)u->text.len - 1;
}

static Err *keep_one(void *arg, const Payer *p)
{
    Keeping *k = arg;
    UnitPayers *u = payers_of(k, p->today);
    PayerRow row = {.subject = (int32_t)p->subject,
                    .pays = p->pays,
                    .paid_to = p->paid_to,
                    .last_month = p->last_month,
                    .method = p->method,
                    .base = p->base,
                    .poverty = p->poverty,
                    .minority = p->minority,
                    .written = text_of(k->arena, u, p->written),
                    .village = text_of(k->arena, u, p->village)};
    vec_push(k->arena, &u->row, row);
    return NULL;
}

static Str pack(Arena *arena, const UnitPayers *u)
{
    Buf out = buf_open(arena);
    Head head = {(uint32_t)u->row.len, (uint32_t)u->text.len};
    buf_add(&out, (Str){(const char *)&head, sizeof head});
    if (u->row.len > 0)
        buf_add(&out, (Str){(const char *)u->row.data, u->row.len * (ptrdiff_t)sizeof *u->row.data});
    for (ptrdiff_t i = 0; i < u->text.len; i++) {
        uint32_t len = (uint32_t)u->text.data[i].len;
        buf_add(&out, (Str){(const char *)&len, sizeof len});
        buf_add(&out, u->text.data[i]);
    }
    return buf_str(&out);
}

static bool take(Str *from, void *ret, ptrdiff_t bytes)
{
    if (from->len < bytes)
        return false;
    memcpy(ret, from->ptr, (size_t)bytes);
    *from = str_slice(*from, bytes, from->len);
    return true;
}

static bool unpack(Arena *arena, Str packed, UnitPayers *ret)
{
    Head head;
    if (!take(&packed, &head, sizeof head) || (ptrdiff_t)head.rows > packed.len / (ptrdiff_t)sizeof(PayerRow) ||
        (ptrdiff_t)head.texts > packed.len)
        return false;
    ret->row.len = (ptrdiff_t)head.rows;
    ret->row.data = new_raw(arena, PayerRow, ret->row.len);
    if (ret->row.len > 0)
        take(&packed, ret->row.data, ret->row.len * (ptrdiff_t)sizeof(PayerRow));
    for (uint32_t i = 0; i < head.texts; i++) {
        uint32_t len;
        if (!take(&packed, &len, sizeof len) || (ptrdiff_t)len > packed.len)
            return false;
        vec_push(arena, &ret->text, str_slice(packed, 0, (ptrdiff_t)len));
        packed = str_slice(packed, (ptrdiff_t)len, packed.len);
    }
    for (ptrdiff_t i = 0; i < ret->row.len; i++)
        if (ret->row.data[i].written >= head.texts || ret->row.data[i].village >= head.texts)
            return false;
    return packed.len == 0;
}

/* ---- the store ----------------------------------------------------------------------------------------------- */

static Err *keep_found(Store *store, Str province, const Found *found, Keeping *k)
{
    Communes communes;
    TRY(communes_open(store, k->arena, province, &communes));
    for (ptrdiff_t i = 0; i < found->payer.len; i++) {
        Payer p = found->payer.data[i];
        p.today = commune_today(&communes, p.written);
        TRY(keep_one(k, &p));
    }
    return NULL;
}

Err *payers_keep(Store *store, Arena *arena, Str province, int64_t run, const void *found)
{
    Keeping k = {.arena = arena};
    assert(found);        /* else everybody would be taken off the lists */
    payers_of(&k, S("")); /* is there always: it says of which run all are */
    TRY(keep_found(store, province, found, &k));
    TRY(store_exec(store, arena, SQL_OUTREACH_PAYER_DROP, ARGS(V_TEXT(province)), NULL));
    for (ptrdiff_t i = 0; i < k.unit.len; i++)
        TRY(store_exec(
            store, arena, SQL_OUTREACH_PAYER_PUT,
            ARGS(V_TEXT(province), V_TEXT(k.unit.data[i].unit), V_INT(run), V_BYTES(pack(arena, &k.unit.data[i]))),
            NULL));
    return NULL;
}

static Err *each_of(const UnitPayers *u, PayerEach *each, void *arg)
{
    for (ptrdiff_t i = 0; i < u->row.len; i++) {
        const PayerRow *row = &u->row.data[i];
        Payer p = {.subject = row->subject,
                   .today = u->unit,
                   .written = u->text.data[row->written],
                   .village = u->text.data[row->village],
                   .pays = row->pays != 0,
                   .paid_to = row->paid_to,
                   .last_month = row->last_month,
                   .method = row->method,
                   .base = row->base,
                   .poverty = row->poverty,
                   .minority = row->minority};
        TRY(each(arg, &p));
    }
    return NULL;
}

Err *payers_each(Store *store, Arena *arena, Str province, Str unit, int64_t run, PayerEach *each, void *arg)
{
    AUTO(rows_close) Rows rows = {0};
    int64_t kept = 0;
    bool found;
    Err *err;
    TRY(store_one_int(store, arena, SQL_OUTREACH_PAYER_RUN, ARGS(V_TEXT(province)), &kept, &found));
    if (!found || kept != run)
        return search(store, arena, province, each, arg);
    const Value args[] = {V_TEXT(province), V_TEXT(unit)};
    TRY(store_query(store, arena, unit.len > 0 ? SQL_OUTREACH_PAYERS_OF_UNIT : SQL_OUTREACH_PAYERS, args,
                    unit.len > 0 ? 2 : 1, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        UnitPayers u = {.unit = rows_text(&rows, arena, 0)};
        if (!unpack(arena, rows_bytes(&rows, arena, 1), &u))
            return FAIL(arena, INTERNAL, "danh sách người đóng đã lưu bị hỏng; hãy đối soát lại",
                        "the list of payers that was kept is damaged; run the reconciliation again");
        TRY(each_of(&u, each, arg));
    }
    return err;
}
