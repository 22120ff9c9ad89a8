/* The delivery before, row by row, and what is counted of a file that differs from it by few rows: the same figures as
 * all rows of the file would give. */
#include "base/pool.h"
#include "base/vec.h"
#include "register/difference.h"
#include "register/put_internal.h"
#include "register_sql.h"

static Err *damaged(const Putting *p)
{
    return FAIL(p->arena, INTERNAL, "lần gửi %.*s lưu không trọn; hãy khôi phục từ bản sao lưu",
                "the delivery %.*s is not whole; restore a backup", STRF(p->last.id));
}

/* ---- reading -------------------------------------------------------------------------------- */

/* Lines of a block: its own, or laid from the base's and its own. */
static Err *read_lines(Putting *p, Arena *once, int64_t number, const LastBlock *block, RowLine *ret, bool *ret_known)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(p->store, once, SQL_BLOCK_LINES, ARGS(V_TEXT(p->put->province), V_TEXT(p->last.id), V_INT(number)),
                    &rows));
    TRY(rows_next(&rows, once, ret_known));
    if (!*ret_known)
        return NULL;
    Str own = rows_bytes(&rows, once, 0);
    if (block->base.len == 0)
        return lines_unpack(own, block->rows, ret) ? NULL : damaged(p);
    ptrdiff_t owns = runs_own(block->runs);
    RowLine *of_base = new_raw(once, RowLine, block->base_rows), *of_own = new_raw(once, RowLine, owns);
    if (!lines_unpack(rows_bytes(&rows, once, 1), block->base_rows, of_base) || !lines_unpack(own, owns, of_own))
        return damaged(p);
    runs_lay(block->runs, of_base, of_own, sizeof *ret, ret);
    return NULL;
}

static Err *read_block(Putting *p, Arena *arena, Arena *once, LastRows *last, bool *ret_known)
{
    RegisterPacked packed;
    bool found;
    *ret_known = true;
    TRY(register_fetch_digests(p->store, once, p->put->province, p->last.id, last->blocks, &packed, &found));
    if (!found)
        return last->rows == p->last.rows ? NULL : damaged(p);
    if (packed.first != last->rows || packed.rows > p->last.rows - last->rows)
        return damaged(p);
    LastBlock *block = &last->block[last->blocks];
    *block = (LastBlock){.first = packed.first,
                         .rows = packed.rows,
                         .base_rows = packed.base_rows,
                         .base = str_copy(arena, packed.base),
                         .runs = str_copy(arena, packed.runs),
                         .base_block = packed.base_block};
    memcpy(last->digest + last->rows, packed.digests.ptr, (size_t)packed.digests.len);
    TRY(read_lines(p, once, last->blocks, block, last->line + last->rows, ret_known));
    last->rows += packed.rows;
    last->blocks++;
    return NULL;
}

Err *last_read(Putting *p, Arena *arena, LastRows *ret)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    int64_t blocks;
    bool found;
    TRY(store_one_int(p->store, p->arena, SQL_BLOCK_COUNT, ARGS(V_TEXT(p->put->province), V_TEXT(p->last.id)), &blocks,
                      &found));
    *ret = (LastRows){.block = new (arena, LastBlock, (ptrdiff_t)blocks + 1),
                      .digest = new_raw(arena, RowDigest, (ptrdiff_t)p->last.rows),
                      .line = new_raw(arena, RowLine, (ptrdiff_t)p->last.rows)};
    ret->known = blocks > 0;
    while (ret->known && ret->blocks < blocks) {
        arena_rewind(&once);
        TRY(err_keep(p->arena, read_block(p, arena, &once, ret, &ret->known)));
    }
    return !ret->known || ret->rows == p->last.rows ? NULL : damaged(p);
}

/* ---- counting --------------------------------------------------------------------------------- */

/* Of the rows that are gone. */
static void take_away(Putting *p, const RowLine *line)
{
    RegisterReport *r = p->report;
    for (uint32_t left = line->sound | line->doubtful; left; left &= left - 1) {
        ColumnQuality *q = &r->column[__builtin_ctz(left)];
        q->filled--;
        q->sound -= (line->sound & left & -left) != 0;
        q->doubtful -= (line->doubtful & left & -left) != 0;
    }
}

enum { SIEVE_BITS = 22 };

typedef struct Sets {
    uint64_t *sieve;      /* bits of all that is in the three sets: most rows are in none, and it is small */
    DigestSet gone, news; /* keys */
    DigestSet stay;       /* of these the ones that a row has which is in both */
    DigestSet content;    /* of new rows */
    DigestSet known;      /* of these the ones that a row before had */
} Sets;

static void mark(Sets *s, uint64_t digest)
{
    uint64_t bit = digest >> (64 - SIEVE_BITS);
    s->sieve[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool may_have(const Sets *s, uint64_t digest)
{
    uint64_t bit = digest >> (64 - SIEVE_BITS);
    return s->sieve[bit / 64] >> bit % 64 & 1;
}

typedef Vec(uint64_t) Noted;

typedef struct Noting { /* rows of the delivery before, by several threads */
    const Sets *sets;
    const LastRows *last;
    const uint8_t *kept;
    ptrdiff_t parts;
    Arena *memory;          /* of each part */
    Noted *known, *staying; /* contents and keys of its rows that are in the sets */
} Noting;

static void note_last(const Noting *n, ptrdiff_t part, RowDigest row, bool kept)
{
    const Sets *s = n->sets;
    if (may_have(s, row.content) && digest_set_has(&s->content, row.content))
        vec_push(&n->memory[part], &n->known[part], row.content);
    if (kept && may_have(s, row.key) && (digest_set_has(&s->gone, row.key) || digest_set_has(&s->news, row.key)))
        vec_push(&n->memory[part], &n->staying[part], row.key);
}

static void note_parts(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Noting *n = arg;
    for (ptrdiff_t part = from; part < to; part++)
        for (int64_t row = n->last->rows * part / n->parts; row < n->last->rows * (part + 1) / n->parts; row++)
            note_last(n, part, n->last->digest[row], n->kept[row]);
}

static void note_all(int threads, Arena *arena, Sets *s, const LastRows *last, const uint8_t *kept)
{
    Noting n = {.sets = s, .last = last, .kept = kept, .parts = threads};
    n.memory = new (arena, Arena, n.parts);
    n.known = new (arena, Noted, n.parts);
    n.staying = new (arena, Noted, n.parts);
    for (ptrdiff_t i = 0; i < n.parts; i++)
        n.memory[i] = arena_open(ARENA_DEFAULT);
    parallel_for(threads, n.parts, 1, note_parts, &n);
    for (ptrdiff_t i = 0; i < n.parts; i++) {
        for (ptrdiff_t k = 0; k < n.known[i].len; k++)
            digest_set_put(&s->known, arena, n.known[i].data[k]);
        for (ptrdiff_t k = 0; k < n.staying[i].len; k++)
            digest_set_put(&s->stay, arena, n.staying[i].data[k]);
        arena_close(&n.memory[i]);
    }
}

/* Keys of the one that no row has which is in both. */
static int64_t alone(const DigestSet *keys, const DigestSet *stay)
{
    int64_t count = 0;
    for (ptrdiff_t i = 0; i < keys->slots; i++)
        count += keys->slot[i] && !digest_set_has(stay, keys->slot[i]);
    return count;
}

void last_count(Putting *p, const LastRows *last, const uint8_t *kept, const RowDigest *news, ptrdiff_t count)
{
    RegisterReport *r = p->report;
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    Sets s = {.sieve = new (&arena, uint64_t, 1 << (SIEVE_BITS - 6)),
              .gone = digest_set(&arena, 1),
              .news = digest_set(&arena, count),
              .stay = digest_set(&arena, 1),
              .content = digest_set(&arena, count),
              .known = digest_set(&arena, count)};
    for (ptrdiff_t c = 0; c < r->columns; c++) {
        r->column[c].filled += p->last_report.column[c].filled;
        r->column[c].sound += p->last_report.column[c].sound;
        r->column[c].doubtful += p->last_report.column[c].doubtful;
    }
    for (int64_t row = 0; row < last->rows; row++)
        if (!kept[row]) {
            take_away(p, &last->line[row]);
            digest_set_put(&s.gone, &arena, last->digest[row].key);
            mark(&s, last->digest[row].key);
        }
    for (ptrdiff_t i = 0; i < count; i++) {
        digest_set_put(&s.news, &arena, news[i].key);
        digest_set_put(&s.content, &arena, news[i].content);
        mark(&s, news[i].key);
        mark(&s, news[i].content);
    }
    note_all(p->threads, &arena, &s, last, kept);
    int64_t keys = last->rows - p->last_report.twins + alone(&s.news, &s.stay) - alone(&s.gone, &s.stay);
    r->twins = r->delivery.rows - keys;
    for (ptrdiff_t i = 0; i < count; i++)
        r->delivery.changed += !digest_set_has(&s.known, news[i].content);
}
