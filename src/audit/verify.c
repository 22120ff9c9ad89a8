/* Walking the chain from its first entry to its head.
 *
 * The head is read first, in one statement with the number of the last entry.  Entries up to there are complete and do
 * not change any more, so that they can be read in pages while others go on appending. */
#include "audit/audit_internal.h"

#include "audit_sql.h"

enum { PAGE = 1000 };

typedef struct Walk {
    int64_t sequence; /* of the last entry that was right */
    Str hash;
    int64_t end; /* of the head */
} Walk;

static void bad(AuditProof *proof, int64_t sequence, Text what)
{
    proof->first_bad = sequence;
    proof->what = what;
}

/* Entry e follows what was walked, or the proof says what is wrong. */
static bool follows(Arena *scratch, const Walk *walk, const AuditEntry *e, AuditProof *proof)
{
    if (e->sequence != walk->sequence + 1)
        bad(proof, walk->sequence + 1, TEXT("mục này đã bị xóa", "this entry was removed"));
    else if (!str_eq(e->hash, audit_digest(scratch, e)))
        bad(proof, e->sequence, TEXT("nội dung mục này đã bị sửa", "the content of this entry was altered"));
    else if (!str_eq(e->previous, walk->hash))
        bad(proof, e->sequence,
            TEXT("mục này không nối với mục trước: có mục bị thay, bị chèn hoặc đổi thứ tự",
                 "this entry does not follow the one before: one was replaced, put in or moved"));
    return proof->first_bad == 0;
}

/* At most a page; its memory is given back.  *ret_more false: the end, or the first bad entry. */
static Err *walk_page(Store *store, Arena scratch, Arena *arena, Walk *walk, char last[65], AuditProof *proof,
                      bool *ret_more)
{
    AUTO(rows_close) Rows rows = {0};
    *ret_more = false;
    TRY(store_query(store, arena, SQL_AUDIT_WALK, ARGS(V_INT(walk->sequence), V_INT(walk->end), V_INT(PAGE)), &rows));
    for (;;) {
        Arena once = scratch;
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        AuditEntry e = audit_read(&rows, &once);
        if (!follows(&once, walk, &e, proof)) {
            *ret_more = false;
            return NULL;
        }
        for (int i = 0; i < 65; i++)
            last[i] = i < e.hash.len ? e.hash.ptr[i] : 0;
        walk->sequence = e.sequence;
        walk->hash = (Str){last, e.hash.len};
        proof->entries++;
        *ret_more = true;
    }
}

static Err *read_ends(Store *store, Arena *arena, AuditProof *proof, int64_t *ret_last)
{
    bool found;
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_AUDIT_ENDS, NO_ARGS, &rows));
    TRY(rows_next(&rows, arena, &found));
    if (!found) {
        bad(proof, 1, TEXT("dòng đầu chuỗi đã bị xóa", "the head of the chain was removed"));
        return NULL;
    }
    proof->head_sequence = rows_int(&rows, 0);
    proof->head = rows_text(&rows, arena, 1);
    *ret_last = rows_int(&rows, 2);
    return NULL;
}

/* The walk came through to its end; is it the end that the head names? */
static void check_end(const Walk *walk, int64_t last, AuditProof *proof)
{
    if (walk->sequence < proof->head_sequence)
        bad(proof, walk->sequence + 1,
            TEXT("các mục từ đây đến cuối đã bị xóa", "the entries from here to the end were removed"));
    else if (last > proof->head_sequence)
        bad(proof, proof->head_sequence + 1,
            TEXT("dòng đầu chuỗi bị lùi lại: có mục nằm sau nó", "the head was set back: entries lie behind it"));
    else if (!str_eq(walk->hash, proof->head))
        bad(proof, walk->sequence > 0 ? walk->sequence : 1,
            TEXT("dòng đầu chuỗi không khớp mục cuối", "the head does not fit the last entry"));
}

Err *audit_verify(Store *store, Arena *arena, AuditProof *ret)
{
    int64_t last = 0;
    *ret = (AuditProof){0};
    TRY(read_ends(store, arena, ret, &last));
    if (ret->first_bad)
        return NULL;
    char hash[65];
    Walk walk = {.hash = S(AUDIT_NOTHING), .end = ret->head_sequence};
    AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
    for (bool more = true; more && !ret->first_bad;)
        TRY(walk_page(store, scratch, arena, &walk, hash, ret, &more));
    if (!ret->first_bad)
        check_end(&walk, last, ret);
    return NULL;
}
