#include "linkage/link_out.h"

#include "vn/vn.h"
#include <math.h>
#include <string.h>

enum { RESET_EVERY = 1024 };

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

static void add_text(Out *out, Str s)
{
    if (!needs_quotes(s)) {
        out_add(out, s);
        return;
    }
    out_byte(out, '"');
    if (runs_as_formula(s))
        out_byte(out, '\'');
    for (ptrdiff_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            out_byte(out, '"');
        out_byte(out, s.ptr[i]);
    }
    out_byte(out, '"');
}

/* x with `decimals` digits behind the point, |x| < 1e9. */
static void add_fixed(Out *out, double x, int decimals)
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
    out_add(out, (Str){text + at, COUNTOF(text) - at});
}

/* ---- links -------------------------------------------------------------------------------- */

static void add_header(Out *out, const LinkModel *model)
{
    out_add(out, S("left_id,right_id,match_weight,match_probability,decision,match_key"));
    for (int f = 0; f < model->fields; f++) {
        out_add(out, S(",level_"));
        add_text(out, model->field[f].name);
    }
    out_byte(out, '\n');
}

static void add_scores(Out *out, const LinkModel *model, const LinkPair *pair, LinkDecision decision)
{
    out_byte(out, ',');
    add_fixed(out, pair->weight, 4);
    out_byte(out, ',');
    add_fixed(out, link_probability(pair->weight), 6);
    out_add(out, decision == LINK_LINK ? S(",link,") : S(",review,"));
    add_text(out, pair->rule < model->rules ? model->rule[pair->rule].name : (Str){0});
    for (int f = 0; f < model->fields; f++) {
        int level = link_level(pair->pattern, f);
        out_byte(out, ',');
        if (level > 9)
            out_byte(out, '1');
        out_byte(out, (char)('0' + level % 10));
    }
    out_byte(out, '\n');
}

static Err *add_links(Out *out, Arena *scratch, const LinkResult *result, int64_t *ret_rows)
{
    *ret_rows = 0;
    add_header(out, result->model);
    for (ptrdiff_t i = 0; i < result->pairs.len; i++) {
        const LinkPair *pair = &result->pairs.pair[i];
        Str id;
        if (result->decision[i] == LINK_NONE)
            continue;
        if (*ret_rows % RESET_EVERY == 0)
            arena_reset(scratch);
        TRY(link_data_id(result->data, scratch, 0, pair->left, &id));
        add_text(out, id);
        out_byte(out, ',');
        TRY(link_data_id(result->data, scratch, 1, pair->right, &id));
        add_text(out, id);
        add_scores(out, result->model, pair, result->decision[i]);
        ++*ret_rows;
    }
    return NULL;
}

Err *link_out_links(Out *out, Arena *arena, const LinkResult *result, int64_t *ret_rows)
{
    AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
    return err_keep(arena, add_links(out, &scratch, result, ret_rows));
}

/* ---- clusters ------------------------------------------------------------------------------ */

static Err *add_clusters(Out *out, Arena *scratch, const LinkResult *result)
{
    const LinkClusters *c = &result->clusters;
    out_add(out, S("id,cluster_id,weakest_link\n"));
    for (ptrdiff_t row = 0; row < c->rows; row++) {
        Str id;
        if (row % RESET_EVERY == 0)
            arena_reset(scratch);
        TRY(link_data_id(result->data, scratch, 0, (uint32_t)row, &id));
        add_text(out, id);
        out_byte(out, ',');
        TRY(link_data_id(result->data, scratch, 0, c->cluster[row], &id));
        add_text(out, id);
        out_byte(out, ',');
        if (isfinite(c->weakest[row]))
            add_fixed(out, c->weakest[row], 4);
        out_byte(out, '\n');
    }
    return NULL;
}

Err *link_out_clusters(Out *out, Arena *arena, const LinkResult *result)
{
    AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
    return err_keep(arena, add_clusters(out, &scratch, result));
}

/* ---- unlinkables ----------------------------------------------------------------------------- */

static Err *add_unlinkable(Out *out, Arena *scratch, const LinkResult *result, int side)
{
    for (ptrdiff_t i = 0; i < result->unlinkable.len[side]; i++) {
        Str id;
        if (i % RESET_EVERY == 0)
            arena_reset(scratch);
        TRY(link_data_id(result->data, scratch, side, result->unlinkable.row[side][i], &id));
        out_add(out, side == 0 ? S("left,") : S("right,"));
        add_text(out, id);
        out_byte(out, '\n');
    }
    return NULL;
}

Err *link_out_unlinkable(Out *out, Arena *arena, const LinkResult *result, bool dedupe)
{
    AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
    out_add(out, S("side,id\n"));
    Err *err = add_unlinkable(out, &scratch, result, 0);
    if (!err && !dedupe)
        err = add_unlinkable(out, &scratch, result, 1);
    return err_keep(arena, err);
}
