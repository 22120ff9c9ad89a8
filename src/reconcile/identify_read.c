/* Rows of all deliveries → marks: numbers and hashes that are enough to know most rows again. */
#include "base/pool.h"
#include "base/vec.h"
#include "linkage/date_cell.h"
#include "linkage/name.h"
#include "linkage/value.h"
#include "reconcile/identify_trace.h"
#include "register/digest.h"
#include <stdlib.h>
#include <string.h>

const Str linking_heading[LINKING_FIELDS] = {
    [LINKING_NAME] = {"full_name", 9},
    [LINKING_BIRTH] = {"birth_date", 10},
    [LINKING_SEX] = {"sex", 3},
    [LINKING_PERSONAL] = {"personal_id", 11},
    [LINKING_OLD] = {"old_id", 6},
    [LINKING_SI] = {"si_number", 9},
    [LINKING_TAX] = {"tax_code", 8},
    [LINKING_PHONE] = {"phone", 5},
    [LINKING_COMMUNE] = {"commune_code", 12},
};

ptrdiff_t linking_column(const RegisterSource *source, LinkingField field)
{
    static const char *const also[LINKING_FIELDS] = {
        [LINKING_NAME] = "owner_name", [LINKING_TAX] = "personal_tax_code"};
    ptrdiff_t column = register_column(source, linking_heading[field]);
    if (field == LINKING_COMMUNE && register_column(source, S("owner_name")) >= 0)
        return -1;
    return column < 0 && also[field] ? register_column(source, str_from(also[field])) : column;
}

/* ---- a row ---------------------------------------------------------------------------------- */

typedef struct Reader { /* of one thread */
    Arena memory, block;
    LinkParse parse;
    Vec(LinkingRow) fresh; /* in memory */
} Reader;

typedef struct Wanted { /* of one source */
    ptrdiff_t field[LINKING_FIELDS];
    ptrdiff_t commune;   /* that the row names */
    ptrdiff_t tax, code; /* the employer's */
    bool traced;
    TraceParts parts;
    bool column[REGISTER_COLUMNS]; /* all: those of linking, and those of the employer */
    bool linking[REGISTER_COLUMNS], employer[REGISTER_COLUMNS];
} Wanted;

static uint64_t number_in(const LinkKind *kind, const LinkParse *parse, Str written)
{
    return written.len > 0 ? kind->parse(parse, written).cell : 0;
}

static uint32_t day_in(const LinkParse *parse, Str written)
{
    uint64_t cell = number_in(&link_kind_date, parse, written);
    int year = link_date_year(cell), month = link_date_month(cell), day = link_date_day(cell);
    if (year < 1850 || year > 2150 || month > 12 || day > 31)
        return 0;
    return (uint32_t)(year << 9 | month << 5 | day);
}

static uint32_t name_in(const LinkValue *name)
{
    uint64_t term = name->blob ? link_kind_name.term((LinkView){1, name->blob}) : 0;
    return term ? (uint32_t)(term ^ term >> 32) | 1 : 0;
}

static Str cell_at(const Columns *cells, ptrdiff_t column, ptrdiff_t row)
{
    return column < 0 ? (Str){0} : cells->cell[column][row];
}

/* Cells that linking looks at, as one text, its digest is that of all of them. */
static uint64_t digest_of(const Wanted *wanted, const Columns *cells, ptrdiff_t row)
{
    char text[512];
    ptrdiff_t len = 0;
    uint64_t digest = digest_start();
    for (int f = 0; f < LINKING_FIELDS; f++) {
        Str cell = cell_at(cells, wanted->field[f], row);
        if (len + cell.len + 1 > (ptrdiff_t)sizeof text) {
            digest = digest_add(digest, (Str){text, len});
            len = 0;
        }
        if (cell.len + 1 > (ptrdiff_t)sizeof text) {
            digest = digest_add(digest, cell);
            continue;
        }
        memcpy(text + len, cell.len > 0 ? cell.ptr : "", (size_t)cell.len);
        len += cell.len;
        text[len++] = '\n';
    }
    return digest_add(digest, (Str){text, len});
}

void mark_of_cells(const LinkParse *parse, const TraceParts *traced, const Str *cell, Mark *ret, Trace *ret_trace)
{
    LinkValue name = {0};
    Str birth = cell[LINKING_BIRTH];
    uint64_t born = number_in(&link_kind_date, parse, birth), is = number_in(&link_kind_sex, parse, cell[LINKING_SEX]);
    uint64_t personal = number_in(&link_kind_personal, parse, cell[LINKING_PERSONAL]);
    uint64_t tax = number_in(&link_kind_tax, parse, cell[LINKING_TAX]);
    uint64_t social = number_in(&link_kind_social, parse, cell[LINKING_SI]);
    uint64_t of_tax = tax ? link_personal_of_tax(tax) : 0;
    if (!personal || (of_tax && !link_personal_current(personal)))
        personal = of_tax;
    if (personal) {
        personal = link_personal_checked(personal, born, is);
        personal = link_personal_current(personal) ? personal & LINK_DIGIT_BITS : 0;
    }
    ret->personal = personal;
    ret->other = social ? link_mix(social, 1) : tax && !of_tax ? link_mix(tax, 2) : 0;
    ret->birth = day_in(parse, birth) | (uint32_t)(is & 3) << MARK_SEX_AT;
    if (cell[LINKING_NAME].len > 0)
        name = link_kind_name.parse(parse, cell[LINKING_NAME]);
    ret->name = name_in(&name);
    if (traced)
        *ret_trace = trace_of(parse, traced, cell, ret, &name);
}

static void mark_row(Reader *reader, const Wanted *wanted, uint64_t key, const Columns *cells, ptrdiff_t row, Mark *ret,
                     Trace *ret_trace)
{
    Str cell[LINKING_FIELDS];
    for (int f = 0; f < LINKING_FIELDS; f++)
        cell[f] = cell_at(cells, wanted->field[f], row);
    ret->key = key;
    ret->link = digest_of(wanted, cells, row);
    mark_of_cells(&reader->parse, wanted->traced ? &wanted->parts : NULL, cell, ret, ret_trace);
}

/* Grows with every change of what a mark says of the same cells. */
enum { MARKS = 2 };

uint64_t marks_version(const RegisterSource *source)
{
    uint64_t version = digest_join(digest_start(), MARKS);
    for (int f = 0; f < LINKING_FIELDS; f++) {
        ptrdiff_t column = linking_column(source, (LinkingField)f);
        version = digest_add(version, column < 0 ? (Str){0} : source->column[column].code);
    }
    return version;
}

/* ---- employers ------------------------------------------------------------------------------- */

/* Ten digits a taxpayer, thirteen a branch, twelve the owner's personal number; else as written. */
static uint64_t employer_digest(char kind, Str cell)
{
    if (cell.len == 0)
        return 0;
    uint64_t digest = digest_add(digest_add(digest_start(), (Str){&kind, 1}), cell);
    return kind == 'T' ? digest | 1 : (digest & ~UINT64_C(1)) | 2; /* the last bit says which of the two */
}

/* ---- blocks ---------------------------------------------------------------------------------- */

enum { ROUND = 4 }; /* blocks of each thread on their way */

typedef struct Slot { /* a block */
    Arena memory;
    RegisterPacked packed;
    int64_t *met; /* the row of the past that a row is, or -1; NULL: nothing is known */
    Err *err;
} Slot;

typedef struct Reading {
    Work *w;
    Part *part;
    Wanted wanted;
    uint64_t source;
    Reader *reader;
    Past past;
    Slot *slot;
    int64_t number; /* of the block that comes next */
    Err *err;
} Reading;

static void keep_row(const Reading *r, int64_t past, int64_t to)
{
    uint32_t at = state_at(&r->past.state, past);
    const Kept *k = &r->past.state.kept[at];
    r->w->mark[to] = (Mark){.key = link_mix(r->source, r->past.digest[past].key),
                            .link = k->link,
                            .personal = k->personal,
                            .other = k->other,
                            .name = k->name,
                            .birth = k->birth};
    r->w->trace[to] = k->trace;
    r->w->unit[to] = k->unit;
    r->w->loose[to] = k->loose;
    r->w->worked[to] = k->employer;
    r->w->origin[to] = (at < r->past.state.base_rows ? at + 1 : 0) | (k->loose ? ORIGIN_LOOSE : 0);
    r->w->before[to] = k->person;
    r->w->how[to] = k->person ? HOW_KEPT : HOW_ALONE;
}

static void read_row(const Reading *r, Reader *reader, uint64_t key, const Columns *cells, ptrdiff_t row, int64_t to)
{
    int64_t unit = 0;
    Str written = cell_at(cells, r->wanted.commune, row);
    mark_row(reader, &r->wanted, link_mix(r->source, key), cells, row, &r->w->mark[to], &r->w->trace[to]);
    r->w->worked[to] = NOT_MET;
    for (ptrdiff_t i = 0; i < written.len && unit < 100000; i++)
        unit = written.ptr[i] >= '0' && written.ptr[i] <= '9' ? unit * 10 + written.ptr[i] - '0' : 100000;
    r->w->unit[to] = unit < 100000 ? (uint32_t)unit : 0;
}

/* The engine will ask for it, and need not look for the block where it stands. */
static void keep_fresh(const Reading *r, Reader *reader, const Columns *cells, ptrdiff_t row, int64_t to)
{
    LinkingRow fresh = {.row = (uint32_t)to};
    for (int f = 0; f < LINKING_FIELDS; f++)
        fresh.cell[f] = cell_at(cells, r->wanted.field[f], row);
    linking_tidy(fresh.cell);
    for (int f = 0; f < LINKING_FIELDS; f++)
        fresh.cell[f] = str_copy(&reader->memory, fresh.cell[f]);
    vec_push(&reader->memory, &reader->fresh, fresh);
}

/* Most rows are known; of the few others alone there is more to read than their employers. */
static Err *read_news(const Reading *r, Reader *reader, const RegisterPacked *packed, const RegisterBlock *block,
                      const int64_t *met)
{
    uint16_t *row = new_raw(&reader->block, uint16_t, packed->rows);
    ptrdiff_t rows = 0;
    Columns cells;
    int64_t first = r->part->first + packed->first;
    for (ptrdiff_t i = 0; i < packed->rows; i++)
        if (met[i] >= 0)
            keep_row(r, met[i], first + i);
        else
            row[rows++] = (uint16_t)i;
    if (rows == 0)
        return NULL;
    TRY(register_pick(&reader->block, packed, r->wanted.linking, row, rows, &cells));
    for (ptrdiff_t i = 0; i < rows; i++) {
        read_row(r, reader, block->key[row[i]], &cells, i, first + row[i]);
        keep_fresh(r, reader, &cells, i, first + row[i]);
    }
    return NULL;
}

/* met: see Reading. */
static Err *read_block(const Reading *r, Reader *reader, const RegisterPacked *packed, const int64_t *met)
{
    RegisterBlock block;
    Part *part = r->part;
    TRY(register_unpack(&reader->block, packed, met ? r->wanted.employer : r->wanted.column, &block));
    if (packed->first < 0 || packed->first + packed->rows > part->out->delivery.rows)
        return FAIL(&reader->memory, INTERNAL, "lần gửi %.*s lưu không trọn; hãy khôi phục từ bản sao lưu",
                    "the delivery %.*s is not whole; restore a backup", STRF(packed->delivery));
    if (met)
        TRY(read_news(r, reader, packed, &block, met));
    for (ptrdiff_t row = 0; row < packed->rows; row++) {
        int64_t at = packed->first + row;
        if (!met && part->first >= 0)
            read_row(r, reader, block.key[row], &block.columns, row, part->first + at);
        if (part->tax)
            part->tax[at] = employer_digest('T', cell_at(&block.columns, r->wanted.tax, row));
        if (part->code)
            part->code[at] = employer_digest('E', cell_at(&block.columns, r->wanted.code, row));
    }
    return NULL;
}

static Wanted wanted_of(const Part *part)
{
    const RegisterSource *source = part->out->source;
    Wanted wanted;
    memset(&wanted, 0, sizeof wanted);
    for (int f = 0; f < LINKING_FIELDS; f++) {
        wanted.field[f] = part->first >= 0 ? linking_column(source, (LinkingField)f) : -1;
        if (wanted.field[f] >= 0)
            wanted.column[wanted.field[f]] = wanted.linking[wanted.field[f]] = true;
    }
    wanted.commune = part->first >= 0 ? register_column(source, linking_heading[LINKING_COMMUNE]) : -1;
    if (wanted.commune >= 0)
        wanted.column[wanted.commune] = wanted.linking[wanted.commune] = true;
    wanted.traced = part->first >= 0 && str_eq(source->code, S("population"));
    wanted.parts = trace_parts();
    wanted.tax = register_column(source, S("employer_tax_code"));
    if (wanted.tax < 0)
        wanted.tax = register_column(source, S("tax_code"));
    wanted.code = register_column(source, S("employer_code"));
    if (part->tax && wanted.tax >= 0)
        wanted.column[wanted.tax] = wanted.employer[wanted.tax] = true;
    if (part->code && wanted.code >= 0)
        wanted.column[wanted.code] = wanted.employer[wanted.code] = true;
    return wanted;
}

static bool fetch_block(void *arg, int at)
{
    Reading *r = arg;
    Slot *slot = &r->slot[at];
    bool found;
    arena_rewind(&slot->memory);
    slot->met = NULL;
    r->err = err_keep(r->w->arena, register_fetch(r->w->store, &slot->memory, r->w->ret->province,
                                                  r->part->out->delivery.id, r->number++, &slot->packed, &found));
    if (r->err || !found)
        return false;
    if (r->past.open) {
        slot->met = new_raw(&slot->memory, int64_t, slot->packed.rows);
        past_meet(&r->past, &slot->packed, slot->met);
    }
    return true;
}

static void read_slot(void *arg, int at, int worker)
{
    const Reading *r = arg;
    Slot *slot = &r->slot[at];
    Reader *reader = &r->reader[worker];
    arena_rewind(&reader->block);
    slot->err = err_keep(&slot->memory, read_block(r, reader, &slot->packed, slot->met));
}

static bool has_read(void *arg, int at)
{
    Reading *r = arg;
    Err *err = err_keep(r->w->arena, r->slot[at].err);
    if (!err && identify_cancelled(r->w))
        err = identify_stop(r->w->arena);
    r->err = r->err ? r->err : err;
    return !err;
}

static Err *read_part(Work *w, Part *part, Reader *reader, Slot *slot)
{
    static const Pipe pipe = {fetch_block, read_slot, has_read};
    AUTO(arena_close) Arena memory = arena_open_large();
    Reading r = {.w = w,
                 .part = part,
                 .wanted = wanted_of(part),
                 .source = str_hash(part->out->source->code),
                 .reader = reader,
                 .slot = slot};
    TRY(past_open(w, &memory, part, &r.past));
    parallel_pipe(w->threads, ROUND * w->threads, &pipe, &r);
    TRY(r.err);
    if (r.past.open && !part->same)
        past_end(w, part, &r.past);
    return NULL;
}

bool identify_cancelled(const Work *w)
{
    const LinkWatch *watch = &w->options->watch;
    return watch->cancelled && watch->cancelled(watch->arg);
}

Err *identify_stop(Arena *arena)
{
    return FAIL(arena, CONFLICT, "đã dừng theo yêu cầu", "cancelled");
}

static int by_row(const void *a, const void *b)
{
    const LinkingRow *x = a, *y = b;
    return x->row < y->row ? -1 : x->row > y->row;
}

static void take_fresh(Work *w, const Reader *reader)
{
    int64_t rows = 0;
    for (int t = 0; t < w->threads; t++)
        rows += reader[t].fresh.len;
    w->fresh = new_raw(w->room, LinkingRow, rows + 1);
    for (int t = 0; t < w->threads; t++)
        for (ptrdiff_t i = 0; i < reader[t].fresh.len; i++) {
            LinkingRow *to = &w->fresh[w->freshes++];
            *to = reader[t].fresh.data[i];
            for (int f = 0; f < LINKING_FIELDS; f++)
                to->cell[f] = str_copy(w->room, to->cell[f]);
        }
    if (rows > 1)
        qsort(w->fresh, (size_t)rows, sizeof *w->fresh, by_row);
}

Err *identify_read(Work *w)
{
    Err *err = NULL;
    Reader *reader = new (w->room, Reader, w->threads);
    Slot *slot = new (w->room, Slot, ROUND * w->threads);
    int64_t done = 0;
    for (int i = 0; i < ROUND * w->threads; i++)
        slot[i].memory = arena_open(ARENA_DEFAULT);
    for (int t = 0; t < w->threads; t++) {
        reader[t].memory = arena_open(ARENA_DEFAULT);
        reader[t].block = arena_open(ARENA_DEFAULT);
        reader[t].parse = (LinkParse){.style = LINK_VIETNAMESE, .pivot_year = LINK_PIVOT_YEAR};
        reader[t].parse.names = name_memo(&reader[t].memory);
        reader[t].parse.scratch = arena_open((ptrdiff_t)1 << 20);
    }
    for (ptrdiff_t p = 0; p < w->parts && !err; p++) {
        err = read_part(w, &w->part[p], reader, slot);
        done += w->part[p].out->delivery.rows;
        if (w->options->watch.progress)
            w->options->watch.progress(w->options->watch.arg, TEXT("Đọc các danh sách", "Reading the registers"), done,
                                       w->rows);
    }
    take_fresh(w, reader);
    for (int i = 0; i < ROUND * w->threads; i++)
        arena_close(&slot[i].memory);
    for (int t = 0; t < w->threads; t++) {
        arena_close(&reader[t].memory);
        arena_close(&reader[t].block);
        arena_close(&reader[t].parse.scratch);
    }
    return err;
}
