/* A file beside the delivery before it, row by row of the same key: for who looks before it is taken in.
 *
 * Only a preview asks; taking in does not pay for it.  A row whose number was mended has another key: it is one that is
 * gone and one that is new. */
#include "base/vec.h"
#include "register/register_internal.h"
#include "vn/vn.h"

typedef Err *EachBlock(Comparing *c, Arena *once, const RegisterPacked *packed);

static Err *each_block(Comparing *c, EachBlock *each)
{
    bool more = true;
    for (int64_t number = 0; more; number++) {
        RegisterPacked packed;
        AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
        TRY(err_keep(c->arena,
                     register_fetch(c->store, &once, c->before.province, c->before.id, number, &packed, &more)));
        if (more)
            TRY(err_keep(c->arena, each(c, &once, &packed)));
    }
    return NULL;
}

static Err *note_keys(Comparing *c, Arena *once, const RegisterPacked *packed)
{
    (void)once;
    for (ptrdiff_t row = 0; row < packed->rows; row++) {
        uint64_t key, content;
        register_digest(packed, row, &key, &content);
        digest_set_put(&c->key_before, c->arena, key);
        digest_set_put(&c->content_before, c->arena, content);
    }
    return NULL;
}

Err *compare_open(Store *store, Arena *arena, const Delivery *before, ptrdiff_t most, Comparing **ret)
{
    Comparing *c = *ret = new (arena, Comparing, 1);
    *c = (Comparing){.store = store, .arena = arena, .before = *before, .most = most};
    c->key_before = digest_set(arena, (ptrdiff_t)before->rows);
    c->content_before = digest_set(arena, (ptrdiff_t)before->rows);
    c->key_now = digest_set(arena, (ptrdiff_t)before->rows);
    return each_block(c, note_keys);
}

void compare_rows(Comparing *c, const CheckedRows *rows)
{
    for (ptrdiff_t i = 0; i < rows->rows; i++) {
        RowDigest digest = rows->digest[i];
        if (!digest_set_put(&c->key_now, c->arena, digest.key))
            continue; /* a twin */
        if (!digest_set_has(&c->key_before, digest.key))
            c->found.appeared++;
        else if (digest_set_has(&c->content_before, digest.content))
            c->found.stayed++;
        else
            c->found.changed++;
    }
}

static void name_gone(Comparing *c, const RegisterBlock *block, ptrdiff_t row)
{
    Str *cell = new (c->arena, Str, block->columns.columns);
    for (ptrdiff_t k = 0; k < block->columns.columns; k++)
        cell[k] = str_copy(c->arena, block->columns.cell[k][row]);
    RegisterGone gone = {.row = block->first + row + 1, .cell = cell};
    vec_push(c->arena, &c->gone, gone);
}

static Err *take_gone(Comparing *c, Arena *once, const RegisterPacked *packed)
{
    RegisterBlock block = {0};
    for (ptrdiff_t row = 0; row < packed->rows; row++) {
        uint64_t key, content;
        register_digest(packed, row, &key, &content);
        if (digest_set_has(&c->key_now, key))
            continue;
        c->found.vanished++;
        if (c->gone.len >= c->most)
            continue;
        if (!block.columns.cell)
            TRY(register_unpack(once, packed, NULL, &block));
        name_gone(c, &block, row);
    }
    return NULL;
}

Err *compare_end(Comparing *c, RegisterCompared *ret)
{
    TRY(each_block(c, take_gone));
    *ret = c->found;
    ret->done = true;
    ret->before = c->before;
    ret->gone = c->gone.data;
    ret->gones = c->gone.len;
    return NULL;
}

/* ---- shown --------------------------------------------------------------------------------- */

static const char *many_gone(const RegisterCompared *c, const char *words)
{
    return 2 * c->vanished > c->before.rows ? words : "";
}

Text register_compared_text(Arena *arena, const RegisterReport *report)
{
    const RegisterCompared *c = &report->compared;
    Str vi[5], en[5], day = vn_date(arena, c->before.as_of), unread_vi = {0}, unread_en = {0};
    const int64_t counts[] = {c->before.rows, c->appeared, c->changed, c->vanished, c->stayed};
    for (int i = 0; i < COUNTOF(counts); i++) {
        vi[i] = vn_int_in(arena, LANG_VI, counts[i]);
        en[i] = vn_int_in(arena, LANG_EN, counts[i]);
    }
    if (report->delivery.rejected > 0 && c->vanished > 0) {
        unread_vi = S("; dòng không đọc được trong tệp này có thể nằm trong số không còn");
        unread_en = S("; rows of this file that could not be read may be among those that are gone");
    }
    return (Text){
        str_fmt(arena,
                "So với lần giao ngày %.*s (%.*s dòng): %.*s dòng mới, %.*s dòng đổi, %.*s dòng không còn, %.*s dòng "
                "giữ nguyên%s%.*s.",
                STRF(day), STRF(vi[0]), STRF(vi[1]), STRF(vi[2]), STRF(vi[3]), STRF(vi[4]),
                many_gone(c, "; hơn một nửa lần trước không còn, hãy xem có đúng tệp không"), STRF(unread_vi)),
        str_fmt(arena,
                "Beside the delivery of %.*s (%.*s rows): %.*s new, %.*s changed, %.*s gone, %.*s the same%s%.*s.",
                STRF(day), STRF(en[0]), STRF(en[1]), STRF(en[2]), STRF(en[3]), STRF(en[4]),
                many_gone(c, "; more than half of it is gone, see whether it is the right file"), STRF(unread_en))};
}

Grid register_gone_grid(Arena *arena, const RegisterSource *source, const RegisterCompared *c, Lang lang)
{
    GridColumn *column = new (arena, GridColumn, source->columns + 1);
    column[0] = (GridColumn){"row", TEXT_INIT("Dòng của lần trước", "Row of the delivery before"), GRID_INT, 0, false};
    for (ptrdiff_t k = 0; k < source->columns; k++) {
        Str title = register_column_title(&source->column[k]);
        column[k + 1] = (GridColumn){.key = str_c(arena, source->column[k].code), .heading = {title, title}};
    }
    Grid grid = grid_open(
        TEXT("Các dòng của lần giao trước không còn trong tệp", "Rows of the delivery before that are not in the file"),
        source->name, column, source->columns + 1);
    for (ptrdiff_t i = 0; i < c->gones; i++) {
        GridCell *cell = grid_row(&grid, arena);
        cell[0] = G_INT(c->gone[i].row);
        for (ptrdiff_t k = 0; k < source->columns; k++)
            cell[k + 1] = G_TEXT(register_cell_words(arena, lang, &source->column[k], c->gone[i].cell[k]));
    }
    return grid;
}
