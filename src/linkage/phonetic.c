/* phonetic: how a word sounds, so that what is written by ear meets in one block.
 *
 * Vietnamese: one key for what some dialect does not tell apart, because clerks spell as they speak.  The
 * confusions are the well-known ones of the descriptive grammars (Thompson, A Vietnamese Reference Grammar, 1965,
 * chapter 4; Hoàng Thị Châu, Phương ngữ học tiếng Việt, 2004):
 *     Hà Nội and the delta   tr = ch, s = x, r = d = gi; in Hải Phòng, Thái Bình, Hưng Yên also n = l
 *     Huế and the south      final -n = -ng, -t = -c; v = d = gi; tones hỏi = ngã (marks are folded away anyway)
 *     spelling everywhere    i = y, c = k = q, g = gh, ng = ngh
 * Joined, they make one class of d, gi, r and v; a key shall lose no true pair, and the comparison tells
 * apart what the key does not.
 *
 * Western: consonants in the manner of Metaphone (Philips, Computer Language 7, 1990), with the rules that matter
 * for names; the first vowel stays as "a". */
#include "linkage/name.h"
#include <string.h>

typedef struct Sound {
    char written[4];
    char sound;
} Sound;

static int length(const Sound *row)
{
    return row->written[1] == 0 ? 1 : row->written[2] == 0 ? 2 : 3;
}

typedef struct Key {
    char *out;
    int len;
} Key;

static void put(Key *key, char c)
{
    if (key->len < PHONETIC_MAX)
        key->out[key->len++] = c;
}

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* The first row that the text begins with; the table ends with an empty one. */
static const Sound *find(const Sound *table, const char *at, int room)
{
    if (room <= 0)
        return NULL;
    for (; table->written[0]; table++)
        if (table->written[0] == at[0] && length(table) <= room &&
            memcmp(at, table->written, (size_t)length(table)) == 0)
            return table;
    return NULL;
}

/* ---- Vietnamese ------------------------------------------------------------------ */

static const Sound initials[] = {
    {"ngh", 'q'}, {"ng", 'q'}, {"nh", 'j'}, {"gh", 'g'}, {"gi", 'd'}, {"kh", 'x'}, {"ch", 'c'},
    {"tr", 'c'},  {"th", 'h'}, {"ph", 'f'}, {"n", 'l'},  {"c", 'k'},  {"k", 'k'},  {"q", 'k'},
    {"s", 's'},   {"x", 's'},  {"d", 'd'},  {"r", 'd'},  {"v", 'd'},  {"h", 'z'},  {"", 0},
};
static const Sound finals[] = {
    {"ng", 'n'}, {"nh", 'j'}, {"ch", 'c'}, {"n", 'n'}, {"c", 't'}, {"t", 't'}, {"k", 't'}, {"", 0},
};

int phonetic_vietnamese(const char *word, int len, char out[PHONETIC_MAX])
{
    Key key = {out, 0};
    const Sound *initial = find(initials, word, len);
    int at = 0;
    if (initial) {
        put(&key, initial->sound);
        at = length(initial);
        if (initial->sound == 'd' && at == 2 && (at == len || !is_vowel(word[at])))
            at = 1; /* gì, gìn: the i is the vowel too */
    } else if (len > 0 && !is_vowel(word[0])) {
        put(&key, word[at++]);
    }
    for (; at < len && is_vowel(word[at]); at++)
        put(&key, word[at] == 'y' ? 'i' : word[at]);
    const Sound *final = find(finals, word + at, len - at);
    if (final) {
        put(&key, final->sound);
        at += length(final);
    }
    for (; at < len; at++)
        put(&key, word[at]);
    return key.len;
}

/* ---- Western --------------------------------------------------------------------- */

static const Sound beginnings[] = {
    {"kn", 'n'}, {"gn", 'n'}, {"pn", 'n'}, {"ae", 'a'}, {"wr", 'r'},
    {"wh", 'w'}, {"x", 's'},  {"mc", 0},   {"mac", 0},  {"", 0},
};
static const Sound consonants[] = {
    {"tch", 'x'}, {"sch", 'x'}, {"ght", 't'}, {"gh", 0},    {"ch", 'x'},  {"ck", 'k'},  {"ph", 'f'},
    {"sh", 'x'},  {"th", '0'},  {"dg", 'j'},  {"cia", 'x'}, {"tia", 'x'}, {"tio", 'x'}, {"ce", 's'},
    {"ci", 's'},  {"cy", 's'},  {"ge", 'j'},  {"gi", 'j'},  {"gy", 'j'},  {"wh", 'w'},  {"b", 'b'},
    {"c", 'k'},   {"d", 't'},   {"f", 'f'},   {"g", 'k'},   {"h", 0},     {"j", 'j'},   {"k", 'k'},
    {"l", 'l'},   {"m", 'm'},   {"n", 'n'},   {"p", 'p'},   {"q", 'k'},   {"r", 'r'},   {"s", 's'},
    {"t", 't'},   {"v", 'f'},   {"w", 0},     {"x", 'k'},   {"z", 's'},   {"", 0},
};

/* Of a row the vowel behind the consonant is only looked at. */
static int taken(const Sound *row)
{
    int len = length(row);
    return len > 1 && is_vowel(row->written[len - 1]) ? len - (row->written[1] == 'i' && len == 3 ? 2 : 1) : len;
}

static void put_once(Key *key, char c)
{
    if (c && (key->len == 0 || key->out[key->len - 1] != c))
        put(key, c);
}

static int begin_western(Key *key, const char *word, int len)
{
    const Sound *row = find(beginnings, word, len);
    if (row && !row->sound && len - length(row) > 2) { /* mc, mac */
        put(key, 'm');
        put(key, 'k');
        return length(row);
    }
    if (row && row->sound) {
        put(key, row->sound);
        return length(row);
    }
    if (len > 0 && (is_vowel(word[0]) || word[0] == 'h' || word[0] == 'w')) {
        put(key, is_vowel(word[0]) ? 'a' : word[0]);
        return 1;
    }
    return 0;
}

int phonetic_western(const char *word, int len, char out[PHONETIC_MAX])
{
    Key key = {out, 0};
    for (int at = begin_western(&key, word, len); at < len;) {
        if (is_vowel(word[at])) {
            at++;
            continue;
        }
        const Sound *row = find(consonants, word + at, len - at);
        put_once(&key, row ? row->sound : word[at]);
        at += row ? taken(row) : 1;
    }
    return key.len;
}
