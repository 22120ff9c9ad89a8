/* The rows of an agency's file: read, checked, packed, counted and written. */
#include "register/put_internal.h"
#include "table/heading.h"

enum { REJECTS_MOST = 200000 };

/* ---- rows that are not used ------------------------------------------------------------------------ */

static Str kept(Arena *arena, Str s)
{
    return str_copy(arena, s);
}

bool put_takes_rest(const RegisterPut *put)
{
    return put->take_rest || put->rejects.len > 0;
}

static void keep_rejects(Putting *p, const RegisterRows *read, const CheckedRows *rows)
{
    RegisterReport *r = p->report;
    ptrdiff_t columns = p->source->columns;
    for (ptrdiff_t i = 0; i < rows->problems; i++) {
        Problem problem = rows->problem[i];
        problem.value = kept(p->arena, problem.value);
        problem.place.sheet = kept(p->arena, problem.place.sheet);
        if (r->problems < PUT_PROBLEMS)
            r->problem[r->problems++] = problem;
        if (!put_takes_rest(p->put) || p->rejects.rows >= REJECTS_MOST)
            continue;
        GridCell *cell = grid_row(&p->rejects, p->arena);
        for (ptrdiff_t c = 0; c < columns; c++)
            cell[c] = G_TEXT(kept(p->arena, register_cell(read, rows->bad[i], c)));
        cell[columns] = G_TEXT(place_text(p->arena, p->put->lang, problem.place));
        cell[columns + 1] = G_TEXT(text_in(p->put->lang, problem.expected));
    }
    r->delivery.rejected += rows->problems;
}

Grid put_rejects(const Putting *p)
{
    ptrdiff_t columns = p->source->columns;
    GridColumn *column = new (p->arena, GridColumn, columns + 2);
    for (ptrdiff_t c = 0; c < columns; c++) {
        Str heading = register_file_heading(p->file, c);
        heading = heading.len > 0 ? heading : p->source->column[c].code;
        column[c] = (GridColumn){.key = str_c(p->arena, p->source->column[c].code), .heading = {heading, heading}};
    }
    column[columns] = (GridColumn){.key = "place", .heading = heading_reject(0)};
    column[columns + 1] = (GridColumn){.key = "expected", .heading = heading_reject(1)};
    return grid_open(TEXT("", ""), TEXT("", ""), column, columns + 2);
}

/* ---- counting ----------------------------------------------------------------------------------- */

void put_count(Putting *p, const RegisterRows *read, const CheckedRows *rows)
{
    RegisterReport *r = p->report;
    for (ptrdiff_t c = 0; c < p->source->columns; c++) {
        r->column[c].filled += rows->column[c].filled;
        r->column[c].sound += rows->column[c].sound;
        r->column[c].doubtful += rows->column[c].doubtful;
    }
    keep_rejects(p, read, rows);
    days_look(p, read, rows);
}

static void look_for_twins(Putting *p, const CheckedRows *rows)
{
    RegisterReport *r = p->report;
    for (ptrdiff_t i = 0; i < rows->rows; i++) {
        if (i + PUT_AHEAD < rows->rows) {
            digest_set_fetch(&p->keys, rows->digest[i + PUT_AHEAD].key);
            digest_set_fetch(&p->before, rows->digest[i + PUT_AHEAD].content);
        }
        r->twins += !digest_set_put(&p->keys, p->arena, rows->digest[i].key);
        r->delivery.changed += p->last.id.len == 0 || !digest_set_has(&p->before, rows->digest[i].content);
    }
}

static bool has_enough(const Putting *p)
{
    const Delivery *d = &p->report->delivery;
    return p->put->preview && p->put->most_rows > 0 && d->rows + d->rejected >= p->put->most_rows;
}

Err *put_goes_on(Putting *p)
{
    if (p->put->progress)
        p->put->progress(p->put->arg, p->report->delivery.rows);
    if (!p->put->cancelled || !p->put->cancelled(p->put->arg))
        return NULL;
    return FAIL(p->arena, CONFLICT, "đã dừng theo yêu cầu; chưa có gì thay đổi",
                "stopped as asked; nothing has changed");
}

/* ---- a piece of the file ---------------------------------------------------------------------------- */

static void work(const Putting *p, PutLane *lane)
{
    checker_run(lane->checker, &lane->read, &lane->rows);
    arena_rewind(&lane->scratch);
    if (p->store_rows && lane->rows.rows > 0)
        lane->body =
            columns_pack_by(&lane->memory, lane->scratch, lane->rows.cell, lane->rows.rows, p->source->columns, 1);
}

static Err *write(Putting *p, const PutLane *lane)
{
    const CheckedRows *rows = &lane->rows;
    Str digests = {(const char *)rows->digest, rows->rows * (ptrdiff_t)sizeof(RowDigest)};
    PackedBlock block = {.first = p->report->delivery.rows,
                         .rows = rows->rows,
                         .body = str_copy(&p->waiting, lane->body),
                         .digests = str_copy(&p->waiting, digests)};
    if (register_file_is_plain(p->file))
        block.lines = lines_pack(&p->waiting, rows->line, rows->rows);
    return put_block(p, &block);
}

static Err *use(Putting *p, void *arg, PutLane *lane, bool *ret_ended)
{
    (void)arg;
    if (p->comparing)
        compare_rows(p->comparing, &lane->rows);
    put_count(p, &lane->read, &lane->rows);
    look_for_twins(p, &lane->rows);
    if (p->store_rows && lane->rows.rows > 0)
        TRY(write(p, lane));
    p->report->delivery.rows += lane->rows.rows;
    *ret_ended = p->report->cut = has_enough(p);
    return *ret_ended ? NULL : put_goes_on(p);
}

Err *put_rows(Putting *p)
{
    static const PutWay way = {register_file_next, {work}, {use}};
    TRY(put_lanes(p, &way, NULL));
    return put_flush_much(p);
}
