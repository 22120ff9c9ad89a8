/* How far one spelling is from another: the least sum of changes (Damerau–Levenshtein
 * with adjacent exchanges, Damerau 1964), where a tone or a letter's mark weighs less
 * than a letter, because marks are what typing and scanning lose.  A tone belongs to its
 * syllable and not to a letter, so it stands as a sign of its own at the syllable's end:
 * a slip that moves it to another vowel costs nothing more. */
#include "unit/unit_internal.h"

#include "base/utf8.h"
#include "vn/vn.h"

static bool is_tone(uint32_t code)
{
    return code == 0x300 || code == 0x301 || code == 0x303 || code == 0x309 || code == 0x323;
}

static bool is_combining(uint32_t code)
{
    return code >= 0x300 && code < 0x370;
}

static void end_syllable(Spelling *s, const Glyph *tone, int tones)
{
    for (int i = 0; i < tones && s->count < GLYPHS_MAX; i++)
        s->glyph[s->count++] = tone[i];
}

Spelling spelling_of(Arena *arena, Str key)
{
    enum { TONES_MAX = 4 }; /* of one syllable; two where a blank was lost */
    Spelling s = {.glyph = new (arena, Glyph, GLYPHS_MAX)};
    Glyph tone[TONES_MAX];
    int tones = 0;
    Str nfd = vn_nfd(arena, key);
    for (ptrdiff_t at = 0; at < nfd.len && s.count < GLYPHS_MAX;) {
        Rune rune = utf8_get(nfd, at);
        at += rune.len;
        if (is_tone(rune.code)) {
            if (tones < TONES_MAX)
                tone[tones++] = (Glyph){.base = rune.code, .tone = true};
        } else if (is_combining(rune.code)) {
            if (s.count > 0)
                s.glyph[s.count - 1].mark = (uint8_t)(rune.code & 0xFF);
        } else {
            if (rune.code == ' ') {
                end_syllable(&s, tone, tones);
                tones = 0;
            }
            bool crossed = rune.code == 0x111; /* đ has no decomposition */
            if (s.count < GLYPHS_MAX)
                s.glyph[s.count++] = (Glyph){.base = crossed ? 'd' : rune.code, .mark = crossed ? 0xFF : 0};
        }
    }
    end_syllable(&s, tone, tones);
    return s;
}

static bool same(Glyph a, Glyph b)
{
    return a.base == b.base && a.mark == b.mark;
}

static int change_cost(Glyph a, Glyph b)
{
    if (a.tone != b.tone)
        return COST_LETTER + COST_TONE;
    if (a.base != b.base)
        return a.tone ? COST_TONE : COST_LETTER;
    return a.mark != b.mark ? COST_MARK : 0;
}

static int gap_cost(Glyph g)
{
    return g.tone ? COST_TONE : g.base == ' ' ? COST_MARK : COST_LETTER;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

int spelling_distance(Spelling a, Spelling b, int limit)
{
    int row[3][GLYPHS_MAX + 1];
    if ((a.count > b.count ? a.count - b.count : b.count - a.count) * COST_TONE > limit)
        return limit + 1;
    int *before = row[0], *above = row[1], *now = row[2];
    above[0] = 0;
    for (int j = 1; j <= b.count; j++)
        above[j] = above[j - 1] + gap_cost(b.glyph[j - 1]);
    for (int i = 1; i <= a.count; i++) {
        Glyph g = a.glyph[i - 1];
        int lowest = now[0] = above[0] + gap_cost(g);
        for (int j = 1; j <= b.count; j++) {
            Glyph h = b.glyph[j - 1];
            int cost = least(above[j] + gap_cost(g), now[j - 1] + gap_cost(h));
            cost = least(cost, above[j - 1] + change_cost(g, h));
            if (i > 1 && j > 1 && same(g, b.glyph[j - 2]) && same(a.glyph[i - 2], h))
                cost = least(cost, before[j - 2] + COST_LETTER);
            now[j] = cost;
            lowest = least(lowest, cost);
        }
        if (lowest > limit + COST_LETTER) /* an exchange looks two rows back */
            return limit + 1;
        int *spare = before;
        before = above;
        above = now;
        now = spare;
    }
    return above[b.count];
}
