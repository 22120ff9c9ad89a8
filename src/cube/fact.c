/* Facts on their way in.
 *
 * What stands already is asked for by the thousand, each new fact is then told apart in
 * memory (new, same, correction, refused), and the rest is written in bulk. */
#include "cube/cube_internal.h"

#include "base/vec.h"
#include "cube_sql.h"
#include "vn/vn.h"
#include <string.h>

enum { CHUNK = 1000 };

/* ---- parameters ------------------------------------------------------------------- */

static Value code_value(const char *code)
{
    return V_TEXT(str_from(code));
}

void key_args(Arena *arena, FactKey key, Value *args)
{
    args[0] = V_TEXT(key.province);
    args[1] = V_TEXT(key.indicator);
    args[2] = code_value(base_code(key.base));
    args[3] = code_value(kind_code(key.period.kind));
    args[4] = V_TEXT(period_text(arena, key.period));
    args[5] = V_TEXT(key.unit);
    args[6] = V_TEXT(key.breakdown);
}

void fact_args(Arena *arena, const Fact *fact, Value *args)
{
    key_args(arena, fact->key, args);
    args[7] = V_INT(fact->value);
    args[8] = code_value(state_code(fact->state));
    args[9] = V_TEXT(fact->source);
    args[10] = V_TEXT(fact->as_of);
    args[11] = V_INT(fact->version);
}

void version_args(Arena *arena, const Fact *fact, Author author, Str at, Value *args)
{
    fact_args(arena, fact, args);
    args[12] = V_TEXT(author.who);
    args[13] = V_TEXT(author.reason);
    args[14] = V_TEXT(at);
}

Str key_show(Arena *arena, FactKey key)
{
    return str_fmt(arena, "%.*s · %.*s · %.*s%s%.*s", STRF(key.unit), STRF(key.indicator),
                   STRF(period_text(arena, key.period)), key.breakdown.len > 0 ? " · " : "", STRF(key.breakdown));
}

Err *lock_province(Store *store, Arena *arena, Str province)
{
    int64_t ignored;
    bool found;
    return store_one_int(store, arena, SQL_PROVINCE_LOCK, ARGS(V_TEXT(province)), &ignored, &found);
}

/* ---- checks ------------------------------------------------------------------------- */

/* Far above anything real: more people than the country has ten times over is a slip of the keys, and a province's
 * arrears are some thousand billion đồng.  Every program reads numbers up to 2^53 without loss. */
int64_t fact_most(const Indicator *indicator)
{
    return str_eq(indicator->unit, S("dong"))      ? (int64_t)9000 * 1000000000000
           : str_eq(indicator->unit, S("percent")) ? 100000
                                                   : 1000000000;
}

Text fact_needs(Arena *arena, const Indicator *indicator, int64_t value)
{
    int64_t most = fact_most(indicator);
    if (value < 0)
        return TEXT("số không âm, từ 0 trở lên", "a number from 0 up");
    if (value > most)
        return (Text){str_fmt(arena, "số không quá %.*s", STRF(vn_int(arena, most))),
                      str_fmt(arena, "a number of at most %.*s", STRF(vn_int_in(arena, LANG_EN, most)))};
    return (Text){0};
}

bool value_plausible(const Indicator *indicator, int64_t value)
{
    return value >= 0 && value <= fact_most(indicator);
}

static Err *check_fact(Arena *arena, const IndicatorList *list, const Fact *fact, Str province)
{
    const Indicator *indicator = indicator_find(list, fact->key.indicator);
    if (!indicator || !str_eq(indicator->code, fact->key.indicator))
        return err_next(
            FAIL(arena, BAD_INPUT, "không có chỉ tiêu thống kê “%.*s”", "there is no indicator “%.*s”",
                 STRF(fact->key.indicator)),
            COMMAND("hãy xem danh mục bằng lệnh baophu indicator list", "see the list with baophu indicator list"),
            PAGE("hãy chọn trong danh sách chỉ tiêu của trang", "choose one of the page's list"));
    if (indicator->rate)
        return FAIL(arena, BAD_INPUT, "“%.*s” là tỷ lệ, được tính từ %.*s và %.*s; hãy nhập hai số đó",
                    "“%.*s” is a rate worked out from %.*s and %.*s; import these two", STRF(indicator->name.vi),
                    STRF(indicator->numerator), STRF(indicator->denominator));
    Text needs = fact_needs(arena, indicator, fact->value);
    if (needs.vi.len > 0) {
        Err *err = FAIL(arena, BAD_INPUT, "%s", "%s", "");
        err->text = (Text){str_fmt(arena, "%.*s: “%lld” – cần %.*s", STRF(key_show(arena, fact->key)),
                                   (long long)fact->value, STRF(needs.vi)),
                           str_fmt(arena, "%.*s: “%lld” – %.*s is needed", STRF(key_show(arena, fact->key)),
                                   (long long)fact->value, STRF(needs.en))};
        return err;
    }
    if (fact->key.unit.len == 0 || !str_eq(fact->key.province, province))
        return FAIL(arena, BAD_INPUT, "%.*s: thiếu đơn vị, hoặc không thuộc tỉnh %.*s",
                    "%.*s: the unit is missing or not of province %.*s", STRF(key_show(arena, fact->key)),
                    STRF(province));
    return NULL;
}

Err *facts_in_scope(const Store *store, Arena *arena, const Fact *fact, ptrdiff_t count)
{
    View view = {0};
    for (ptrdiff_t i = 0; i < count; i++) {
        if (i == 0 || !str_eq(view.province, fact[i].key.province))
            view = view_open(store, fact[i].key.province);
        if (!view_sees(&view, fact[i].key.unit))
            return scope_check(store, arena, fact[i].key.province, fact[i].key.unit);
    }
    return NULL;
}

typedef struct Slot {
    const Fact *fact; /* NULL: free */
} Slot;

uint64_t key_hash(FactKey key)
{
    uint64_t h = str_hash(key.unit);
    h = h * 31 + str_hash(key.indicator);
    h = h * 31 + (uint64_t)(key.period.year * 64 + key.period.index * 4 + (int)key.period.kind);
    h = h * 31 + str_hash(key.breakdown) + (uint64_t)key.base;
    return (h * 0x9E3779B97F4A7C15u) >> 20;
}

bool key_eq(FactKey a, FactKey b)
{
    return a.period.kind == b.period.kind && a.period.year == b.period.year && a.period.index == b.period.index &&
           a.base == b.base && str_eq(a.unit, b.unit) && str_eq(a.indicator, b.indicator) &&
           str_eq(a.breakdown, b.breakdown);
}

/* The facts without those that say the same twice; two values for one key are an error. */
static Err *drop_doubles(Arena *arena, const Fact *fact, ptrdiff_t count, const Fact **ret, ptrdiff_t *ret_count)
{
    ptrdiff_t room = 16;
    while (room < count * 2)
        room *= 2;
    Slot *slots = new (arena, Slot, room);
    *ret_count = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        ptrdiff_t at = (ptrdiff_t)key_hash(fact[i].key) & (room - 1);
        while (slots[at].fact && !key_eq(slots[at].fact->key, fact[i].key))
            at = (at + 1) & (room - 1);
        const Fact *first = slots[at].fact;
        if (first && (first->value != fact[i].value || first->state != fact[i].state))
            return FAIL(arena, BAD_INPUT, "%.*s có hai giá trị %lld và %lld; hãy giữ một",
                        "%.*s has two values, %lld and %lld; keep one", STRF(key_show(arena, fact[i].key)),
                        (long long)first->value, (long long)fact[i].value);
        if (first)
            continue;
        slots[at].fact = &fact[i];
        ret[(*ret_count)++] = &fact[i];
    }
    return NULL;
}

/* ---- what stands already ---------------------------------------------------------------- */

static void add_json(Buf *out, Str s)
{
    buf_byte(out, '"');
    for (ptrdiff_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\')
            buf_byte(out, '\\');
        if (c < 0x20)
            buf_fmt(out, "\\u%04x", c);
        else
            buf_byte(out, s.ptr[i]);
    }
    buf_byte(out, '"');
}

static Str keys_json(Arena *arena, const Fact *const *fact, ptrdiff_t count)
{
    Buf out = buf_open(arena);
    buf_byte(&out, '[');
    for (ptrdiff_t i = 0; i < count; i++) {
        Value args[KEY_ARGS];
        key_args(arena, fact[i]->key, args);
        buf_add(&out, i > 0 ? S(",[") : S("["));
        for (int k = 1; k < KEY_ARGS; k++) {
            if (k > 1)
                buf_byte(&out, ',');
            add_json(&out, args[k].s);
        }
        buf_byte(&out, ']');
    }
    buf_byte(&out, ']');
    return buf_str(&out);
}

Err *standing_read(Store *store, Arena *arena, Str province, const Fact *const *fact, ptrdiff_t count, Standing *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Str keys = keys_json(arena, fact, count);
    TRY(store_query(store, arena, SQL_FACT_EXISTING, ARGS(V_TEXT(province), V_TEXT(keys)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        Standing *at = &ret[rows_int(&rows, 0)];
        *at = (Standing){.value = rows_int(&rows, 1), .version = rows_int(&rows, 3)};
        state_parse(rows_text(&rows, arena, 2), &at->state);
        at->derived = str_eq(rows_text(&rows, arena, 4), str_from(PARTS_SOURCE));
    }
}

/* ---- telling apart ------------------------------------------------------------------------ */

Fate fact_fate(const Fact *fact, const Standing *old)
{
    if (old->version == 0)
        return FATE_ADD;
    bool was_real = old->state != FACT_SIMULATED, is_real = fact->state != FACT_SIMULATED;
    if (was_real != is_real)
        return is_real ? FATE_CORRECT : FATE_REFUSE;
    if (fact->value == old->value && fact->state <= old->state)
        return FATE_SAME;
    return old->state == FACT_LOCKED ? FATE_REFUSE : FATE_CORRECT;
}

typedef struct Batch { /* parameters of the three statements, one group a row */
    Value *add, *replace, *version;
    ptrdiff_t adds, replaces;
} Batch;

static void plan_one(Batch *batch, Arena *arena, const Fact *fact, const Standing *old, Author author, Str at,
                     Fate fate)
{
    Fact stored = *fact;
    stored.version = old->version + 1;
    version_args(arena, &stored, author, at, batch->version + (batch->adds + batch->replaces) * VERSION_ARGS);
    if (fate == FATE_ADD)
        fact_args(arena, &stored, batch->add + batch->adds++ * FACT_ARGS);
    else
        fact_args(arena, &stored, batch->replace + batch->replaces++ * FACT_ARGS);
}

static Err *write_batch(Store *store, Arena *arena, const Batch *b)
{
    TRY(store_exec_many(store, arena, SQL_FACT_ADD, b->add, FACT_ARGS, b->adds, NULL));
    TRY(store_exec_many(store, arena, SQL_FACT_REPLACE, b->replace, FACT_ARGS, b->replaces, NULL));
    return store_exec_many(store, arena, SQL_FACT_VERSION_ADD, b->version, VERSION_ARGS, b->adds + b->replaces, NULL);
}

static Err *put_chunk(Store *store, Arena *arena, const Fact *const *fact, ptrdiff_t count, Author author, Str at,
                      FactChange *change, FactKey *first_refused)
{
    Standing *old = new (arena, Standing, count);
    TRY(standing_read(store, arena, fact[0]->key.province, fact, count, old));
    Batch batch = {.add = new (arena, Value, count * FACT_ARGS),
                   .replace = new (arena, Value, count * FACT_ARGS),
                   .version = new (arena, Value, count * VERSION_ARGS)};
    for (ptrdiff_t i = 0; i < count; i++) {
        Fate fate = fact_fate(fact[i], &old[i]);
        if (fate == FATE_REFUSE && change->refused == 0 && first_refused)
            *first_refused = fact[i]->key;
        change->refused += fate == FATE_REFUSE;
        change->same += fate == FATE_SAME;
        change->added += fate == FATE_ADD;
        change->corrected += fate == FATE_CORRECT;
        if (fate == FATE_ADD || fate == FATE_CORRECT)
            plan_one(&batch, arena, fact[i], &old[i], author, at, fate);
    }
    return write_batch(store, arena, &batch);
}

/* Scratch by value: what a chunk needs is given back before the next. */
static Err *put_chunk_scratch(Store *store, Arena *errors, Arena scratch, const Fact *const *fact, ptrdiff_t count,
                              Author author, Str at, FactChange *change, FactKey *first_refused)
{
    Err *err = put_chunk(store, &scratch, fact, count, author, at, change, first_refused);
    return err_keep(errors, err);
}

Err *fact_take_turn(Store *store, Arena *arena, Str province)
{
    return lock_province(store, arena, province);
}

Err *fact_put(Store *store, Arena *arena, const Fact *fact, ptrdiff_t count, Author author, FactChange *ret,
              FactKey *ret_first_refused)
{
    IndicatorList indicators;
    ptrdiff_t distinct;
    *ret = (FactChange){0};
    if (count == 0)
        return NULL;
    TRY(facts_in_scope(store, arena, fact, count));
    TRY(indicator_list(store, arena, &indicators));
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(check_fact(arena, &indicators, &fact[i], fact[0].key.province));
    const Fact **list = new (arena, const Fact *, count);
    TRY(drop_doubles(arena, fact, count, list, &distinct));
    ret->same = count - distinct;
    TRY(lock_province(store, arena, fact[0].key.province));
    Str at = clock_stamp(arena, store_clock(store));
    AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
    for (ptrdiff_t i = 0; i < distinct; i += CHUNK) {
        ptrdiff_t n = distinct - i < CHUNK ? distinct - i : CHUNK;
        TRY(put_chunk_scratch(store, arena, scratch, list + i, n, author, at, ret, ret_first_refused));
    }
    return NULL;
}
