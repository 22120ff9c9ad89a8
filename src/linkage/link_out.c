/* Lines are made by all threads, some thousand at a time, while those made before are written. */
#include "linkage/link_out.h"

#include "base/pool.h"
#include "linkage/records_internal.h"
#include "vn/vn.h"
#include <math.h>
#include <string.h>

enum { LINES = 4096 };

/* ---- cells ------------------------------------------------------------------------------ */

static bool runs_as_formula(Str s)
{
    VnDecimal number;
    return s.len > 0 && strchr("=+-@", s.ptr[0]) && !vn_parse_decimal(s, &number);
}

static bool needs_quotes(Str s)
{
    if (s.len == 0)
        return false;
    if (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ' || runs_as_formula(s))
        return true;
    for (ptrdiff_t i = 0; i < s.len; i++)
        if (s.ptr[i] == ',' || s.ptr[i] == ';' || s.ptr[i] == '\t' || s.ptr[i] == '|' || s.ptr[i] == '"' ||
            s.ptr[i] == '\r' || s.ptr[i] == '\n')
            return true;
    return false;
}

static void add_text(Buf *out, Str s)
{
    if (!needs_quotes(s)) {
        buf_add(out, s);
        return;
    }
    buf_byte(out, '"');
    if (runs_as_formula(s))
        buf_byte(out, '\'');
    for (ptrdiff_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            buf_byte(out, '"');
        buf_byte(out, s.ptr[i]);
    }
    buf_byte(out, '"');
}

/* x with `decimals` digits behind the point, |x| < 1e9. */
static void add_fixed(Buf *out, double x, int decimals)
{
    char text[32];
    int64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    int64_t n = llround(fabs(x) * (double)scale);
    int at = COUNTOF(text);
    for (int i = 0; i <= decimals || n > 0; i++) {
        if (i == decimals)
            text[--at] = '.';
        text[--at] = (char)('0' + n % 10);
        n /= 10;
    }
    if (x < 0)
        text[--at] = '-';
    buf_add(out, (Str){text + at, COUNTOF(text) - at});
}

/* ---- lines ------------------------------------------------------------------------------- */

typedef struct Lines Lines;
struct Lines {
    const LinkResult *result;
    int side;
    ptrdiff_t count;
    bool (*wanted)(const Lines *lines, ptrdiff_t index); /* NULL: all are */
    Err *(*add)(const Lines *lines, Arena *scratch, ptrdiff_t index, Buf *out);
};

typedef struct Piece { /* of the lines: some that follow each other */
    Arena text, scratch;
    Buf lines;
    int64_t rows;
    Err *err; /* in scratch */
} Piece;

typedef struct Making {
    const Lines *lines;
    Out *out;
    Piece *piece, *ready; /* being made; made before */
    ptrdiff_t pieces, from;
} Making;

static void make_piece(const Lines *lines, ptrdiff_t from, ptrdiff_t to, Piece *piece)
{
    arena_reset(&piece->text);
    arena_reset(&piece->scratch);
    piece->lines = buf_open(&piece->text);
    piece->rows = 0;
    for (ptrdiff_t i = from; i < to && !piece->err; i++) {
        if (lines->wanted && !lines->wanted(lines, i))
            continue;
        piece->err = lines->add(lines, &piece->scratch, i, &piece->lines);
        piece->rows++;
    }
}

static void write_pieces(const Making *m)
{
    for (ptrdiff_t i = 0; i < m->pieces; i++) {
        out_add(m->out, buf_str(&m->ready[i].lines));
        m->ready[i].lines.len = 0;
    }
}

static void make_pieces(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Making *m = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        ptrdiff_t begin = m->from + (i - 1) * LINES, end = begin + LINES;
        if (i == 0)
            write_pieces(m);
        else if (begin < m->lines->count)
            make_piece(m->lines, begin, end < m->lines->count ? end : m->lines->count, &m->piece[i - 1]);
    }
}

static Err *made(const Making *m, Arena *arena, int64_t *rows)
{
    for (ptrdiff_t i = 0; i < m->pieces; i++) {
        if (m->piece[i].err)
            return err_keep(arena, m->piece[i].err);
        *rows += m->piece[i].rows;
        m->piece[i].rows = 0;
    }
    return NULL;
}

static Err *make_lines(Making *m, Arena *arena, int threads, int64_t *rows)
{
    for (; m->from < m->lines->count; m->from += m->pieces * LINES) {
        parallel_for(threads, 1 + m->pieces, 1, make_pieces, m);
        TRY(made(m, arena, rows));
        Piece *swap = m->piece;
        m->piece = m->ready, m->ready = swap;
    }
    write_pieces(m);
    return NULL;
}

static Err *add_lines(Out *out, Arena *arena, const Lines *lines, int64_t *ret_rows)
{
    AUTO(arena_close) Arena own = arena_open(1 << 20);
    int threads = lines->result->data->threads;
    Making m = {.lines = lines, .out = out, .pieces = threads > 1 ? 2 * threads : 1};
    Piece *all = m.piece = new (&own, Piece, 2 * m.pieces);
    m.ready = all + m.pieces;
    for (ptrdiff_t i = 0; i < 2 * m.pieces; i++) {
        all[i].text = arena_open((ptrdiff_t)1 << 32);
        all[i].scratch = arena_open((ptrdiff_t)1 << 32);
    }
    *ret_rows = 0;
    Err *err = make_lines(&m, arena, threads, ret_rows);
    for (ptrdiff_t i = 0; i < 2 * m.pieces; i++) {
        arena_close(&all[i].text);
        arena_close(&all[i].scratch);
    }
    return err;
}

static Err *add_id(const Lines *lines, Arena *scratch, int side, uint32_t row, Buf *out)
{
    Str id;
    TRY(link_data_id(lines->result->data, scratch, side, row, &id));
    add_text(out, id);
    return NULL;
}

/* ---- links -------------------------------------------------------------------------------- */

static void add_header(Buf *out, const LinkModel *model)
{
    buf_add(out, S("left_id,right_id,match_weight,match_probability,decision,reason,match_key"));
    for (int f = 0; f < model->fields; f++) {
        buf_add(out, S(",level_"));
        add_text(out, model->field[f].name);
    }
    buf_byte(out, '\n');
}

static void add_scores(Buf *out, const LinkResult *result, ptrdiff_t at)
{
    const LinkModel *model = result->model;
    const LinkPair *pair = &result->pairs.pair[at];
    buf_byte(out, ',');
    add_fixed(out, pair->weight, 4);
    buf_byte(out, ',');
    add_fixed(out, link_probability(pair->weight), 6);
    buf_add(out, result->decision[at] == LINK_LINK ? S(",link,") : S(",review,"));
    buf_add(out, str_from(link_reason_name[link_reason(result, at)]));
    buf_byte(out, ',');
    add_text(out, pair->rule < model->rules ? model->rule[pair->rule].name : (Str){0});
    for (int f = 0; f < model->fields; f++) {
        int level = link_level(pair->pattern, f);
        buf_byte(out, ',');
        if (level > 9)
            buf_byte(out, '1');
        buf_byte(out, (char)('0' + level % 10));
    }
    buf_byte(out, '\n');
}

static bool is_written(const Lines *lines, ptrdiff_t index)
{
    return lines->result->decision[index] != LINK_NONE;
}

static Err *add_link(const Lines *lines, Arena *scratch, ptrdiff_t index, Buf *out)
{
    const LinkPair *pair = &lines->result->pairs.pair[index];
    TRY(add_id(lines, scratch, 0, pair->left, out));
    buf_byte(out, ',');
    TRY(add_id(lines, scratch, 1, pair->right, out));
    add_scores(out, lines->result, index);
    return NULL;
}

Err *link_out_links(Out *out, Arena *arena, const LinkResult *result, int64_t *ret_rows)
{
    Lines lines = {.result = result, .count = result->pairs.len, .wanted = is_written, .add = add_link};
    Arena scratch = *arena;
    Buf header = buf_open(&scratch);
    add_header(&header, result->model);
    out_add(out, buf_str(&header));
    return add_lines(out, arena, &lines, ret_rows);
}

/* ---- clusters ------------------------------------------------------------------------------ */

static Err *add_member(const Lines *lines, Arena *scratch, ptrdiff_t index, Buf *out)
{
    const LinkClusters *c = &lines->result->clusters;
    TRY(add_id(lines, scratch, 0, (uint32_t)index, out));
    buf_byte(out, ',');
    TRY(add_id(lines, scratch, 0, c->cluster[index], out));
    buf_byte(out, ',');
    if (isfinite(c->weakest[index]))
        add_fixed(out, c->weakest[index], 4);
    buf_byte(out, '\n');
    return NULL;
}

Err *link_out_clusters(Out *out, Arena *arena, const LinkResult *result)
{
    Lines lines = {.result = result, .count = result->clusters.rows, .add = add_member};
    int64_t rows;
    out_add(out, S("id,cluster_id,weakest_link\n"));
    return add_lines(out, arena, &lines, &rows);
}

/* ---- unlinkables ----------------------------------------------------------------------------- */

static Err *add_unlinkable(const Lines *lines, Arena *scratch, ptrdiff_t index, Buf *out)
{
    buf_add(out, lines->side == 0 ? S("left,") : S("right,"));
    TRY(add_id(lines, scratch, lines->side, lines->result->unlinkable.row[lines->side][index], out));
    buf_byte(out, '\n');
    return NULL;
}

Err *link_out_unlinkable(Out *out, Arena *arena, const LinkResult *result, bool dedupe)
{
    int64_t rows;
    out_add(out, S("side,id\n"));
    for (int side = 0; side < (dedupe ? 1 : 2); side++) {
        Lines lines = {.result = result, .side = side, .count = result->unlinkable.len[side], .add = add_unlinkable};
        TRY(add_lines(out, arena, &lines, &rows));
    }
    return NULL;
}
