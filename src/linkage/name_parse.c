/* name_parse: words as the tokens of a name: titles off, abbreviations known, limits kept.
 *
 * Each step leaves alone what it has made itself, so that a name read again from how it is shown is the same. */
#include "base/utf8.h"
#include "linkage/name.h"
#include "vn/letter.h"
#include "vn/vn.h"
#include <string.h>

/* ---- titles ------------------------------------------------------------------------------- */

typedef struct Title {
    const char *marked, *folded;
    int leaves; /* at least so many tokens must remain */
    bool kin;   /* may be a syllable of a name, and needs what is_kin asks */
} Title;

static const Title vietnamese_titles[] = {
    {"ông", "ong", 2, true},  {"bà", "ba", 2, true},     {"anh", "anh", 3, true},  {"chị", "chi", 2, true},
    {"cô", "co", 2, true},    {"cụ", "cu", 2, true},     {"chú", "chu", 2, true},  {"bác", "bac", 2, true},
    {"em", "em", 2, true},    {"cháu", "chau", 2, true}, {"ts", "ts", 2, false},   {"bs", "bs", 2, false},
    {"ths", "ths", 2, false}, {"gs", "gs", 2, false},    {"pgs", "pgs", 2, false}, {"ks", "ks", 2, false},
    {"cn", "cn", 2, false},   {"ls", "ls", 2, false},    {"ds", "ds", 2, false},   {"bsck", "bsck", 2, false},
    {"mr", "mr", 2, false},   {"mrs", "mrs", 2, false},  {"ms", "ms", 2, false},   {"dr", "dr", 2, false},
    {"sir", "sir", 2, false}, {NULL, NULL, 0, false},
};

static const Title western_titles[] = {
    {"mr", "mr", 1, false},
    {"mrs", "mrs", 1, false},
    {"ms", "ms", 1, false},
    {"miss", "miss", 1, false},
    {"dr", "dr", 1, false},
    {"sir", "sir", 1, false},
    {"the", "the", 1, false},
    {"hon", "hon", 1, false},
    {"rev", "rev", 1, false},
    {"revd", "revd", 1, false},
    {"rt", "rt", 1, false},
    {"prof", "prof", 1, false},
    {"dame", "dame", 2, false},
    {"lady", "lady", 1, false},
    {"lord", "lord", 1, false},
    {"capt", "capt", 2, false},
    {"captain", "captain", 2, false},
    {"col", "col", 2, false},
    {"colonel", "colonel", 2, false},
    {"gen", "gen", 2, false},
    {"general", "general", 2, false},
    {"major", "major", 2, false},
    {"lt", "lt", 2, false},
    {"professor", "professor", 1, false},
    {"reverend", "reverend", 1, false},
    {NULL, NULL, 0, false},
};

/* The twenty that nearly nine persons in ten bear. */
static const char *const families[] = {"nguyen", "tran", "le",   "pham",  "hoang",  "huynh", "phan",
                                       "vu",     "vo",   "dang", "bui",   "do",     "ngo",   "duong",
                                       "ly",     "dao",  "doan", "trinh", "truong", "dinh",  NULL};

static bool is_text(const char *bytes, int len, const char *text)
{
    return len > 0 && bytes[0] == text[0] && (int)strlen(text) == len && memcmp(bytes, text, (size_t)len) == 0;
}

static bool is_one_of(const NameToken *t, const char *const *list)
{
    for (; *list; list++)
        if (is_text(t->folded, t->folded_len, *list))
            return true;
    return false;
}

static bool is_title(const Title *title, const NameToken *t)
{
    bool plain = t->marked_len == t->folded_len;
    return is_text(t->marked, t->marked_len, title->marked) ||
           (plain && is_text(t->folded, t->folded_len, title->folded));
}

static const Title *titles_of(LinkStyle style)
{
    return style == LINK_VIETNAMESE ? vietnamese_titles : western_titles;
}

bool name_titles(const NameToken *t, LinkStyle style)
{
    for (const Title *title = titles_of(style); title->marked; title++)
        if (is_title(title, t))
            return true;
    return false;
}

static void drop(NameTokens *n, int at)
{
    memmove(n->token + at, n->token + at + 1, (size_t)(n->count - at - 1) * sizeof *n->token);
    n->count--;
}

/* Before a common family name; with its mark also before three syllables.  Not where the name stands given
 * name first (Anh Nguyễn Văn), nor before a middle name (Ông Thị Lan: Ông is a family name too). */
static bool is_kin(const NameTokens *n)
{
    static const char *const middles[] = {"thi", "van", NULL};
    if (is_one_of(&n->token[n->count - 1], middles) || is_one_of(&n->token[1], middles))
        return false;
    bool sure = n->token[0].marked_len > n->token[0].folded_len && n->count - 1 >= 3;
    return sure || is_one_of(&n->token[1], families);
}

static bool drop_title(NameTokens *n, const Title *title)
{
    enum { LONGEST = 9 }; /* professor, reverend */
    const NameToken *first = &n->token[0];
    if (n->count < 2 || first->folded_len > LONGEST || (first->facts & (NAME_KNOWN | NAME_TITLE)) == NAME_KNOWN)
        return false;
    for (; title->marked; title++)
        if (n->count > title->leaves && is_title(title, &n->token[0]) && (!title->kin || is_kin(n))) {
            drop(n, 0);
            return true;
        }
    return false;
}

/* ---- Western: ranks and particles ------------------------------------------------------------ */

static const char *const particles[] = {"of",      "the",    "and",      "baron",   "baroness", "baronet",  "bt",
                                        "bart",    "earl",   "count",    "duke",    "lord",     "viscount", "marquess",
                                        "marquis", "sir",    "countess", "duchess", "hon",      "jr",       "jnr",
                                        "sr",      "snr",    "esq",      "obe",     "mbe",      "cbe",      "phd",
                                        "md",      "junior", "senior",   "dowager", "lady",     NULL};
static const char *const suffixes[] = {"jr",  "jnr", "sr", "snr",    "esq",    "bt", "bart", "baronet", "obe", "mbe",
                                       "cbe", "phd", "md", "junior", "senior", "of", "the",  "and",     NULL};

/* 1st, 2nd, 3rd, 14th */
static bool is_ordinal(const NameToken *t)
{
    int digits = 0;
    while (digits < t->folded_len && t->folded[digits] >= '0' && t->folded[digits] <= '9')
        digits++;
    return digits > 0 && t->folded_len == digits + 2;
}

static bool is_doublet(const NameTokens *n, int at)
{
    for (int i = 0; i < n->count; i++)
        if (i != at && n->token[i].folded_len == n->token[at].folded_len &&
            memcmp(n->token[i].folded, n->token[at].folded, (size_t)n->token[at].folded_len) == 0)
            return true;
    return false;
}

static void drop_ranks(NameTokens *n)
{
    while (n->count > 1 && (is_one_of(&n->token[n->count - 1], suffixes) || is_ordinal(&n->token[n->count - 1])))
        n->count--;
    for (int i = 1; i < n->count - 1;)
        if (is_one_of(&n->token[i], particles) || is_ordinal(&n->token[i]) || is_doublet(n, i))
            drop(n, i);
        else
            i++;
}

bool name_is_rank(const NameTokens *n, LinkStyle style)
{
    static const char *const ranks[] = {"sir",  "the", "of",   "mr",      "mrs", "ms",  "dr", "rev", "revd", "hon",
                                        "lady", "bt",  "bart", "baronet", "jr",  "jnr", "sr", "snr", "esq",  NULL};
    return style == LINK_WESTERN && n->count == 1 && (is_one_of(&n->token[0], ranks) || is_ordinal(&n->token[0]));
}

/* ---- abbreviations ------------------------------------------------------------------------------ */

/* Beginnings of syllables, which alone are none. */
static const char *const beginnings[] = {"b",  "c",  "d",  "g",  "h",  "k",  "l",  "m",   "n",
                                         "p",  "q",  "r",  "s",  "t",  "v",  "x",  "ch",  "gh",
                                         "kh", "ng", "nh", "ph", "qu", "th", "tr", "ngh", NULL};

bool name_begins(const NameToken *t)
{
    return t->folded_len <= 3 && is_one_of(t, beginnings);
}

static void mark_brief(NameTokens *n, LinkStyle style)
{
    for (int i = 0; i < n->count; i++) {
        NameToken *t = &n->token[i];
        bool letter = t->folded_len == 1 && vn_is_ascii_letter((unsigned char)t->folded[0]);
        if (style == LINK_VIETNAMESE)
            t->brief = (letter && t->dotted) || (t->facts & NAME_KNOWN ? t->facts & NAME_BEGINS : name_begins(t));
        else
            t->brief = letter || (t->dotted && t->folded_len <= 3);
    }
}

/* Ng. Ng~ at the front, as officials write Nguyễn. */
static void complete_family(NameTokens *n)
{
    if (n->count > 1 && is_text(n->token[0].folded, n->token[0].folded_len, "ng"))
        n->token[0] = (NameToken){.folded = "nguyen", .folded_len = 6, .marked = "nguyễn", .marked_len = 8};
}

static void cut(NameTokens *n)
{
    int folded = 0, marked = 0;
    for (int i = 0; i < n->count; i++) {
        folded += n->token[i].folded_len + 1;
        marked += n->token[i].marked_len + 1;
        if (i == NAME_TOKENS || folded > NAME_FOLDED || marked > NAME_MARKED)
            n->count = i;
    }
}

static void read_once(Arena scratch, Str written, LinkStyle style, NameMemo *memo, bool whole, NameTokens *ret)
{
    if (!name_split_fast(scratch, written, style, memo, ret))
        name_split(scratch, written, style, ret);
    while (whole && drop_title(ret, titles_of(style)))
        ;
    if (whole && style == LINK_WESTERN)
        drop_ranks(ret);
    if (whole && style == LINK_VIETNAMESE)
        complete_family(ret);
    mark_brief(ret, style);
    cut(ret);
}

static Str shown(Arena *arena, const NameTokens *n)
{
    Buf out = buf_open(arena);
    unsigned brief = 0;
    for (int i = 0; i < n->count; i++) {
        if (i > 0)
            buf_byte(&out, ' ');
        buf_add(&out, (Str){n->token[i].marked, n->token[i].marked_len});
        brief |= (unsigned)n->token[i].brief << i;
    }
    return name_show(arena, buf_str(&out), brief);
}

/* What is left when titles are off may show an old encoding that the whole hid: read again until it does not. */
static void read_whole(Arena scratch, Str written, LinkStyle style, NameMemo *memo, bool whole, NameTokens *ret)
{
    read_once(scratch, written, style, memo, whole, ret);
    for (int more = 3; more > 0 && style == LINK_VIETNAMESE && !name_is_unicode(ret); more--) {
        Str text = shown(&scratch, ret);
        if (vn_detect(text) == VN_UNICODE)
            return;
        read_once(scratch, text, style, memo, whole, ret);
    }
}

void name_words(Arena scratch, Str written, LinkStyle style, NameMemo *memo, NameTokens *ret)
{
    read_whole(scratch, written, style, memo, false, ret);
}

void name_tokens(Arena scratch, Str written, LinkStyle style, NameMemo *memo, NameTokens *ret)
{
    read_whole(scratch, written, style, memo, true, ret);
}

/* ---- shared by the kinds ------------------------------------------------------------ */

uint32_t name_letters(const char *text, int len)
{
    uint32_t letters = 0;
    for (int i = 0; i < len; i++) {
        char c = text[i];
        if (c != ' ')
            letters |= UINT32_C(1) << (c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? 26 : 27);
    }
    return letters;
}

static uint32_t upper(uint32_t code)
{
    VnLetter letter = vn_letter(code);
    if (letter.base)
        return vn_letter_code((VnBase)letter.base, (VnTone)letter.tone, true);
    return code >= 'a' && code <= 'z' ? code - 32 : code;
}

Str name_show(Arena *arena, Str marked, unsigned brief)
{
    Buf out = buf_open(arena);
    bool start = true;
    for (ptrdiff_t at = 0; at < marked.len;) {
        Rune r = utf8_get(marked, at);
        at += r.len;
        if (r.code == ' ' && brief & 1)
            buf_byte(&out, '.');
        brief >>= r.code == ' ';
        buf_rune(&out, start ? upper(r.code) : r.code);
        start = r.code == ' ';
    }
    if (brief & 1)
        buf_byte(&out, '.');
    return buf_str(&out);
}
