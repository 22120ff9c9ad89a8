/* A file beside the delivery before it, row by row of the same key: for who looks before it is taken in.
 *
 * Only a preview asks; taking in does not pay for it.  A row whose number was mended has another key: it is one that is
 * gone and one that is new. */
#include "base/vec.h"
#include "register/register_internal.h"
#include "vn/vn.h"
#include <stdlib.h>

enum { CHANGED_MOST = 200000, COLUMNS_SHOWN = 8 };

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

Err *compare_open(Store *store, Arena *arena, const RegisterSource *source, const Delivery *before, ptrdiff_t most,
                  Comparing **ret)
{
    Comparing *c = *ret = new (arena, Comparing, 1);
    *c = (Comparing){.store = store, .arena = arena, .source = source, .before = *before, .most = most};
    c->key_before = digest_set(arena, (ptrdiff_t)before->rows);
    c->content_before = digest_set(arena, (ptrdiff_t)before->rows);
    c->key_now = digest_set(arena, (ptrdiff_t)before->rows);
    return each_block(c, note_keys);
}

/* Its cells of now, to be held against those of before when these come by. */
static void keep_changed(Comparing *c, const CheckedRows *rows, ptrdiff_t row)
{
    if (c->changed.len >= CHANGED_MOST)
        return;
    ChangedRow changed = {rows->digest[row].key, c->cell.len};
    vec_push(c->arena, &c->changed, changed);
    for (ptrdiff_t k = 0; k < c->source->columns; k++)
        vec_push(c->arena, &c->cell, (uint32_t)digest_cell(rows->cell[k][row]));
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
        else {
            c->found.changed++;
            keep_changed(c, rows, i);
        }
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

static int by_key(const void *a, const void *b)
{
    uint64_t x = ((const ChangedRow *)a)->key, y = ((const ChangedRow *)b)->key;
    return (x > y) - (x < y);
}

/* NULL: it is not among those that changed, or was met before. */
static ChangedRow *changed_of(const Comparing *c, uint64_t key)
{
    ChangedRow wanted = {.key = key};
    ChangedRow *found = c->changed.len == 0 ? NULL
                                            : bsearch(&wanted, c->changed.data, (size_t)c->changed.len,
                                                      sizeof *c->changed.data, by_key);
    return found && found->at >= 0 ? found : NULL;
}

static void count_altered(Comparing *c, ChangedRow *changed, const RegisterBlock *block, ptrdiff_t row)
{
    for (ptrdiff_t k = 0; k < c->source->columns; k++)
        c->found.altered[k] += c->cell.data[changed->at + k] != (uint32_t)digest_cell(block->columns.cell[k][row]);
    c->found.looked++;
    changed->at = -1; /* of twins of before the first counts */
}

static Err *take_before(Comparing *c, Arena *once, const RegisterPacked *packed)
{
    RegisterBlock block = {0};
    for (ptrdiff_t row = 0; row < packed->rows; row++) {
        uint64_t key, content;
        register_digest(packed, row, &key, &content);
        bool gone = !digest_set_has(&c->key_now, key);
        ChangedRow *changed = gone ? NULL : changed_of(c, key);
        c->found.vanished += gone;
        if (!changed && (!gone || c->gone.len >= c->most))
            continue;
        if (!block.columns.cell)
            TRY(register_unpack(once, packed, NULL, &block));
        if (changed)
            count_altered(c, changed, &block, row);
        else
            name_gone(c, &block, row);
    }
    return NULL;
}

Err *compare_end(Comparing *c, RegisterCompared *ret)
{
    if (c->changed.len > 0)
        qsort(c->changed.data, (size_t)c->changed.len, sizeof *c->changed.data, by_key);
    TRY(each_block(c, take_before));
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

/* The column that most rows have otherwise, of those not told yet; -1 none. */
static ptrdiff_t most_altered(const RegisterCompared *c, uint32_t told)
{
    ptrdiff_t best = -1;
    for (ptrdiff_t k = 0; k < REGISTER_COLUMNS; k++)
        if (!(told >> k & 1) && c->altered[k] > 0 && (best < 0 || c->altered[k] > c->altered[best]))
            best = k;
    return best;
}

/* " Cột đổi: “Đến tháng” 7 dòng, “Mức đóng” 2 dòng." */
static Text altered_text(Arena *arena, const RegisterSource *source, const RegisterCompared *c)
{
    Buf vi = buf_open(arena), en = buf_open(arena);
    uint32_t told = 0;
    ptrdiff_t k;
    int shown = 0, left = 0;
    for (; (k = most_altered(c, told)) >= 0; told |= 1u << k) {
        Str title = register_column_title(&source->column[k]);
        if (shown == COLUMNS_SHOWN) {
            left++;
            continue;
        }
        buf_fmt(&vi, "%s“%.*s” %.*s dòng", shown ? ", " : "", STRF(title),
                STRF(vn_int_in(arena, LANG_VI, c->altered[k])));
        buf_fmt(&en, "%s“%.*s” in %.*s", shown++ ? ", " : "", STRF(title),
                STRF(vn_int_in(arena, LANG_EN, c->altered[k])));
    }
    if (shown == 0)
        return (Text){0};
    if (left > 0) {
        buf_fmt(&vi, " và %d cột nữa", left);
        buf_fmt(&en, " and %d more columns", left);
    }
    Str all_vi = {0}, all_en = {0};
    if (c->looked < c->changed) {
        Str looked[] = {vn_int_in(arena, LANG_VI, c->looked), vn_int_in(arena, LANG_EN, c->looked)};
        all_vi = str_fmt(arena, " (trong %.*s dòng đổi đầu tiên)", STRF(looked[0]));
        all_en = str_fmt(arena, " (of the first %.*s rows that changed)", STRF(looked[1]));
    }
    return (Text){str_fmt(arena, " Cột đổi%.*s: %.*s.", STRF(all_vi), STRF(buf_str(&vi))),
                  str_fmt(arena, " Columns that changed%.*s: %.*s.", STRF(all_en), STRF(buf_str(&en)))};
}

Text register_compared_text(Arena *arena, const RegisterSource *source, const RegisterReport *report)
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
    Text altered = altered_text(arena, source, c);
    return (Text){
        str_fmt(arena,
                "So với lần giao ngày %.*s (%.*s dòng): %.*s dòng mới, %.*s dòng đổi, %.*s dòng không còn, %.*s dòng "
                "giữ nguyên%s%.*s.%.*s",
                STRF(day), STRF(vi[0]), STRF(vi[1]), STRF(vi[2]), STRF(vi[3]), STRF(vi[4]),
                many_gone(c, "; hơn một nửa lần trước không còn, hãy xem có đúng tệp không"), STRF(unread_vi),
                STRF(altered.vi)),
        str_fmt(arena,
                "Beside the delivery of %.*s (%.*s rows): %.*s new, %.*s changed, %.*s gone, %.*s the same%s%.*s.%.*s",
                STRF(day), STRF(en[0]), STRF(en[1]), STRF(en[2]), STRF(en[3]), STRF(en[4]),
                many_gone(c, "; more than half of it is gone, see whether it is the right file"), STRF(unread_en),
                STRF(altered.en))};
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
