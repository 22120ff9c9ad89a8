/* Blocks of a delivery that is being taken in. */
#include "register/put_internal.h"
#include "register_sql.h"

enum { WAITING_MOST = 8 << 20, LITTLE = 1 << 20 };

static Err *write_block(Putting *p, const PackedBlock *b)
{
    Value province = V_TEXT(p->put->province), id = V_TEXT(p->report->delivery.id), number = V_INT(p->blocks++);
    TRY(store_exec(p->store, p->arena, SQL_BLOCK_PUT,
                   ARGS(province, id, number, V_INT(b->first), V_INT(b->rows), V_BYTES(b->body), V_BYTES(b->digests)),
                   NULL));
    if (b->lines.len > 0)
        TRY(store_exec(p->store, p->arena, SQL_LINE_PUT, ARGS(province, id, number, V_BYTES(b->lines)), NULL));
    if (b->base.len == 0)
        return NULL;
    return store_exec(p->store, p->arena, SQL_DIFFERENCE_PUT,
                      ARGS(province, id, number, V_TEXT(b->base), V_INT(b->base_block), V_BYTES(b->runs)), NULL);
}

Err *put_blocks_waiting(Putting *p)
{
    for (ptrdiff_t i = 0; i < p->packed.len; i++)
        TRY(write_block(p, &p->packed.data[i]));
    p->packed = (PackedBlocks){0};
    return NULL;
}

Err *put_flush(Putting *p)
{
    Err *err = p->packed.len > 0 ? put_transaction(p, put_blocks_waiting) : NULL;
    p->packed = (PackedBlocks){0};
    p->packed_bytes = 0;
    arena_rewind(&p->waiting);
    return err;
}

Err *put_flush_much(Putting *p)
{
    return p->packed_bytes < LITTLE ? NULL : put_flush(p);
}

Err *put_block(Putting *p, const PackedBlock *block)
{
    vec_push(&p->waiting, &p->packed, *block);
    p->packed_bytes += block->body.len + block->digests.len + block->lines.len + block->runs.len;
    return p->packed_bytes < WAITING_MOST ? NULL : put_flush(p);
}

static Err *clear(Putting *p)
{
    const Query clears[] = {SQL_LINE_CLEAR, SQL_DIFFERENCE_CLEAR, SQL_BLOCK_CLEAR};
    for (int i = 0; i < COUNTOF(clears); i++)
        TRY(store_exec(p->store, p->arena, clears[i], ARGS(V_TEXT(p->put->province), V_TEXT(p->report->delivery.id)),
                       NULL));
    return NULL;
}

Err *put_clear(Putting *p)
{
    int64_t blocks;
    bool found;
    p->packed = (PackedBlocks){0};
    p->packed_bytes = p->blocks = 0;
    arena_rewind(&p->waiting);
    TRY(store_one_int(p->store, p->arena, SQL_BLOCK_COUNT,
                      ARGS(V_TEXT(p->put->province), V_TEXT(p->report->delivery.id)), &blocks, &found));
    return blocks > 0 ? put_transaction(p, clear) : NULL; /* each waits for the disk */
}
