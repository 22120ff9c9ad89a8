/* explain: one pair's weight, step by step: what chance alone gives, what each field adds or takes away. */
#include "linkage/report_internal.h"
#include "vn/vn.h"

#include <math.h>

static const Text missing = TEXT_INIT("thiếu hoặc không so được", "missing or not comparable");

static Text level_text(const LinkField *field, int level)
{
    return level > 0 && level <= field->kind->level_count ? field->kind->level[level - 1] : missing;
}

static Text step_text(Arena *arena, const LinkField *field, int level)
{
    Text title = link_field_short(field), words = level_text(field, level);
    return (Text){str_fmt(arena, "%.*s: %.*s", STRF(title.vi), STRF(words.vi)),
                  str_fmt(arena, "%.*s: %.*s", STRF(title.en), STRF(words.en))};
}

Err *link_explain(Arena *arena, LinkData *data, const LinkModel *model, const LinkPair *pair, LinkStep *ret,
                  int *ret_count)
{
    Str left[LINK_FIELDS] = {{0}}, right[LINK_FIELDS] = {{0}};
    if (data) {
        TRY(link_data_show(data, arena, 0, pair->left, left));
        TRY(link_data_show(data, arena, 1, pair->right, right));
    }
    int n = 0;
    ret[n++] = (LinkStep){TEXT("Khởi điểm: hai bản ghi bất kỳ là một người", "Start: any two records are one person"),
                          link_prior_weight(model->prior),
                          {0},
                          {0}};
    for (int f = 0; f < model->fields; f++) {
        int level = link_level(pair->pattern, f);
        ret[n++] = (LinkStep){step_text(arena, &model->field[f], level), link_weight(&model->field[f], level), left[f],
                              right[f]};
    }
    ret[n++] = (LinkStep){TEXT("Giá trị hiếm hay thường gặp", "Rare or common values"), pair->frequency, {0}, {0}};
    *ret_count = n;
    return NULL;
}

static Str padded(Arena *arena, Str s, int width, bool right)
{
    Buf buf = buf_open(arena);
    int blanks = width - vn_width(s);
    for (int i = 0; right && i < blanks; i++)
        buf_byte(&buf, ' ');
    buf_add(&buf, s);
    for (int i = 0; !right && i < blanks; i++)
        buf_byte(&buf, ' ');
    return buf_str(&buf);
}

static void text_line(Buf *buf, Lang lang, Str what, double weight, Str values, int width)
{
    Str bits = link_say_signed(buf->arena, lang, weight, 2);
    buf_fmt(buf, "%.*s  %.*s%s%.*s\n", STRF(padded(buf->arena, what, width, false)),
            STRF(padded(buf->arena, bits, 8, true)), values.len ? "   " : "", STRF(values));
}

Str link_explain_text(Arena *arena, Lang lang, const LinkStep *step, int count)
{
    int width = 0;
    double sum = 0;
    for (int i = 0; i < count; i++) {
        int w = vn_width(text_in(lang, step[i].what));
        width = w > width ? w : width;
        sum += step[i].weight;
    }
    Buf buf = buf_open(arena);
    for (int i = 0; i < count; i++) {
        Str values = {0};
        if (step[i].left.len || step[i].right.len)
            values = str_fmt(arena, "%.*s ↔ %.*s", STRF(step[i].left.len ? step[i].left : S("–")),
                             STRF(step[i].right.len ? step[i].right : S("–")));
        text_line(&buf, lang, text_in(lang, step[i].what), step[i].weight, values, width);
    }
    text_line(&buf, lang, text_in(lang, TEXT("Tổng trọng số (bit)", "Total weight (bits)")), sum, (Str){0}, width);
    Str chance = link_say_chance(arena, lang, sum);
    buf_fmt(
        &buf, "%.*s  %.*s\n",
        STRF(padded(arena, text_in(lang, TEXT("Xác suất là một người", "Probability of one person")), width, false)),
        STRF(padded(arena, chance, 8, true)));
    return buf_str(&buf);
}
