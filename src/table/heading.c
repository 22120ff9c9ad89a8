#include "table/heading.h"

#include "base/vec.h"
#include "table/table_internal.h"
#include "vn/vn.h"
#include <string.h>

enum { PARTS_MAX = 6, FORMS = 3, NEAR_MAX = 64 };

typedef Vec(Str) Keys;

struct FieldKeys {
    ptrdiff_t fields;
    Keys *keys; /* of each field */
};

Str heading_key(Arena *arena, Str text)
{
    Str folded = vn_fold(arena, text, VN_KEY);
    char *p = new (arena, char, folded.len);
    ptrdiff_t len = 0;
    for (ptrdiff_t i = 0; i < folded.len; i++)
        if (folded.ptr[i] != ' ')
            p[len++] = folded.ptr[i];
    return (Str){p, len};
}

FieldKeys *heading_keys(Arena *arena, const Field *field, ptrdiff_t count)
{
    FieldKeys *keys = new (arena, FieldKeys, 1);
    *keys = (FieldKeys){.fields = count, .keys = new (arena, Keys, count)};
    for (ptrdiff_t f = 0; f < count; f++) {
        vec_push(arena, &keys->keys[f], heading_key(arena, str_from(field[f].key)));
        for (StrCut cut = {.tail = str_from(field[f].names), .ok = true}; cut.ok;) {
            cut = str_cut(cut.tail, '|');
            if (str_trim(cut.head).len > 0)
                vec_push(arena, &keys->keys[f], heading_key(arena, cut.head));
        }
    }
    return keys;
}

/* ---- the text above a column ------------------------------------------------------- */

static Str cell_text(const Row *row, ptrdiff_t column)
{
    return column < row->count ? row->cell[column].text : (Str){0};
}

/* A heading over several columns stands in the first of them. */
static Str text_above(const Row *row, int rows, int r, ptrdiff_t column)
{
    bool below = false;
    for (int lower = r + 1; lower < rows; lower++)
        below = below || cell_text(&row[lower], column).len > 0;
    ptrdiff_t c = column;
    while (below && c > 0 && cell_text(&row[r], c).len == 0)
        c--;
    return cell_text(&row[r], c);
}

static Str join_column(Arena *arena, const Row *row, int rows, ptrdiff_t column)
{
    Buf out = buf_open(arena);
    Str before = {0};
    for (int r = 0; r < rows; r++) {
        Str part = text_above(row, rows, r, column);
        if (part.len == 0 || str_eq(part, before))
            continue;
        buf_add(&out, out.len > 0 ? S(" / ") : (Str){0});
        buf_add(&out, part);
        before = part;
    }
    return buf_str(&out);
}

Headings heading_join(Arena *arena, const Row *row, int rows)
{
    Headings h = {0};
    for (int r = 0; r < rows; r++)
        h.count = row[r].count > h.count ? row[r].count : h.count;
    h.text = new (arena, Str, h.count);
    for (ptrdiff_t c = 0; c < h.count; c++)
        h.text[c] = join_column(arena, row, rows, c);
    while (h.count > 0 && h.text[h.count - 1].len == 0)
        h.count--;
    return h;
}

/* ---- matching ------------------------------------------------------------------------ */

static Str without_brackets(Arena *arena, Str s)
{
    Buf out = buf_open(arena);
    int depth = 0;
    for (ptrdiff_t i = 0; i < s.len; i++) {
        depth += s.ptr[i] == '(' || s.ptr[i] == '[';
        if (depth == 0)
            buf_byte(&out, s.ptr[i]);
        depth -= (s.ptr[i] == ')' || s.ptr[i] == ']') && depth > 0;
    }
    return buf_str(&out);
}

/* "chitieudennam2030" → "chitieu" */
static Str without_year(Str key)
{
    static const Str words[] = {STR_INIT("dennam"), STR_INIT("trongnam"), STR_INIT("nam"), STR_INIT("year")};
    ptrdiff_t end = key.len;
    while (end > 0 && key.ptr[end - 1] >= '0' && key.ptr[end - 1] <= '9')
        end--;
    if (key.len - end != 4)
        return key;
    key = str_slice(key, 0, end);
    for (ptrdiff_t i = 0; i < COUNTOF(words); i++)
        if (str_ends(key, words[i]))
            return str_slice(key, 0, key.len - words[i].len);
    return key;
}

typedef struct Score {
    int value;
    ptrdiff_t field, column;
} Score;

typedef Vec(Score) Scores;

/* How well one written form of a heading fits a field: longer is more telling. */
static int key_score(const Keys *keys, Str key)
{
    for (ptrdiff_t i = 0; i < keys->len && key.len > 0; i++)
        if (str_eq(keys->data[i], key))
            return 100 + (int)(key.len < 500 ? key.len : 500);
    return 0;
}

static void score_column(Arena *arena, const FieldKeys *keys, Str text, ptrdiff_t column, Scores *scores)
{
    Str tail[PARTS_MAX]; /* the lowest part, the two lowest … */
    int tails = 0;
    ptrdiff_t from = text.len;
    while (from > 0 && tails < PARTS_MAX) {
        from -= from == text.len ? 0 : 3;
        while (from > 0 && !(from >= 3 && memcmp(text.ptr + from - 3, " / ", 3) == 0))
            from--;
        tail[tails++] = str_slice(text, from, text.len);
    }
    Str form[PARTS_MAX][FORMS];
    for (int t = 0; t < tails; t++) {
        form[t][0] = heading_key(arena, tail[t]);
        form[t][1] = heading_key(arena, without_brackets(arena, tail[t]));
        form[t][2] = without_year(form[t][1]);
    }
    for (ptrdiff_t f = 0; f < keys->fields; f++) {
        int best = 0;
        for (int t = 0; t < tails; t++)
            for (int i = 0; i < FORMS; i++) {
                int score = key_score(&keys->keys[f], form[t][i]);
                score = score ? score + 1000 * (FORMS - i) + 10000 * t : 0;
                best = score > best ? score : best;
            }
        if (best)
            vec_push(arena, scores, ((Score){.value = best, .field = f, .column = column}));
    }
}

static bool is_taken(const ptrdiff_t *column, ptrdiff_t fields, ptrdiff_t c)
{
    for (ptrdiff_t f = 0; f < fields; f++)
        if (column[f] == c)
            return true;
    return false;
}

/* The best free pair; ties go to the column further left, then to the field named first. */
static const Score *best_pair(const Scores *scores, const ptrdiff_t *column, ptrdiff_t fields)
{
    const Score *best = NULL;
    for (ptrdiff_t i = 0; i < scores->len; i++) {
        const Score *s = &scores->data[i];
        if (column[s->field] < 0 && !is_taken(column, fields, s->column) && (!best || s->value > best->value))
            best = s;
    }
    return best;
}

static Clash find_clash(const Scores *scores, const ptrdiff_t *column, const int *value, ptrdiff_t fields)
{
    for (ptrdiff_t i = 0; i < scores->len; i++) {
        const Score *s = &scores->data[i];
        if (s->value == value[s->field] && s->column != column[s->field] && !is_taken(column, fields, s->column))
            return (Clash){.field = s->field, .first = column[s->field], .second = s->column, .found = true};
    }
    return (Clash){0};
}

ptrdiff_t heading_match(Arena scratch, const FieldKeys *keys, const Headings *headings, ptrdiff_t *column,
                        Clash *ret_clash)
{
    Scores scores = {0};
    ptrdiff_t matched = 0;
    int *value = new (&scratch, int, keys->fields);
    for (ptrdiff_t f = 0; f < keys->fields; f++)
        column[f] = -1;
    for (ptrdiff_t c = 0; c < headings->count; c++)
        if (headings->text[c].len > 0 && headings->text[c].len < 4096)
            score_column(&scratch, keys, headings->text[c], c, &scores);
    for (const Score *s; (s = best_pair(&scores, column, keys->fields)); matched++) {
        column[s->field] = s->column;
        value[s->field] = s->value;
    }
    *ret_clash = find_clash(&scores, column, value, keys->fields);
    return matched;
}

/* ---- suggestions ----------------------------------------------------------------------- */

static ptrdiff_t min3(ptrdiff_t a, ptrdiff_t b, ptrdiff_t c)
{
    ptrdiff_t m = a < b ? a : b;
    return m < c ? m : c;
}

/* Letters to insert, delete or replace (Levenshtein), over the first NEAR_MAX bytes. */
static ptrdiff_t distance(Str a, Str b)
{
    ptrdiff_t row[NEAR_MAX + 1], la = a.len < NEAR_MAX ? a.len : NEAR_MAX, lb = b.len < NEAR_MAX ? b.len : NEAR_MAX;
    for (ptrdiff_t j = 0; j <= lb; j++)
        row[j] = j;
    for (ptrdiff_t i = 1; i <= la; i++) {
        ptrdiff_t diagonal = row[0];
        row[0] = i;
        for (ptrdiff_t j = 1; j <= lb; j++) {
            ptrdiff_t above = row[j];
            row[j] = min3(above + 1, row[j - 1] + 1, diagonal + (a.ptr[i - 1] != b.ptr[j - 1]));
            diagonal = above;
        }
    }
    return row[lb];
}

ptrdiff_t heading_nearest(Arena scratch, const FieldKeys *keys, ptrdiff_t field, const Headings *headings)
{
    ptrdiff_t nearest = -1, least = PTRDIFF_MAX;
    const Keys *names = &keys->keys[field];
    for (ptrdiff_t c = 0; c < headings->count; c++) {
        Arena one = scratch;
        Str key = heading_key(&one, headings->text[c]);
        for (ptrdiff_t i = 0; i < names->len && key.len > 0; i++) {
            Str name = names->data[i];
            bool within = str_find(key, name) >= 0 || (key.len >= 4 && str_find(name, key) >= 0);
            ptrdiff_t far = distance(key, name);
            bool near = within || far * 3 <= name.len;
            if (near && far < least) {
                least = far;
                nearest = c;
            }
        }
    }
    return nearest;
}

/* ---- the columns of a rejects file ------------------------------------------------------- */

static const Text rejects[] = {
    TEXT_INIT("Bao Phủ: chỗ sai", "Bao Phủ: place"),
    TEXT_INIT("Bao Phủ: cần sửa", "Bao Phủ: expected"),
};

Text heading_reject(int which)
{
    return rejects[which];
}

bool heading_is_reject(Arena scratch, Str heading)
{
    Str key = heading_key(&scratch, heading);
    for (ptrdiff_t i = 0; i < COUNTOF(rejects); i++)
        if (str_eq(key, heading_key(&scratch, rejects[i].vi)) || str_eq(key, heading_key(&scratch, rejects[i].en)))
            return true;
    return false;
}
