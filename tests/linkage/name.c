/* Whole names and parts of names: what they are read as, and how alike two of them are. */
#include "base/rng.h"
#include "linkage/distance.h"
#include "linkage/kind.h"
#include "linkage/name.h"
#include "test.h"
#include "vn/vn.h"
#include <string.h>

static LinkParse parsing(Arena *arena, LinkStyle style)
{
    return (LinkParse){.scratch = *arena, .style = style, .pivot_year = 2026};
}

/* A copy that outlives the scratch, as the engine keeps it. */
static LinkView view_of(Arena *arena, const LinkKind *kind, LinkStyle style, Str written)
{
    LinkParse parse = parsing(arena, style);
    LinkValue value = kind->parse(&parse, written);
    if (!value.blob)
        return (LinkView){0};
    assert_true(value.bytes % 8 == 0 && value.bytes <= LINK_BLOB_MAX);
    uint64_t kept[LINK_BLOB_MAX / 8]; /* the arena's room is where the blob stands */
    memcpy(kept, value.blob, (size_t)value.bytes);
    uint64_t *blob = new (arena, uint64_t, value.bytes / 8);
    memcpy(blob, kept, (size_t)value.bytes);
    return (LinkView){.cell = 1, .blob = blob};
}

static Str shown(Arena *arena, const LinkKind *kind, LinkStyle style, Str written)
{
    LinkView view = view_of(arena, kind, style, written);
    return view.blob ? kind->show(arena, view) : (Str){0};
}

typedef struct Reading {
    const char *written, *shown;
} Reading;

static const Reading vietnamese[] = {
    {"Nguyễn Thị Hương", "Nguyễn Thị Hương"},
    {"NGUYỄN  THỊ   HƯƠNG ", "Nguyễn Thị Hương"},
    {"Hoà Thuỵ", "Hòa Thụy"},
    {"nguyeenx thij huwowng", "Nguyễn Thị Hương"},
    {"Nguyeenx Thij Hoongf", "Nguyễn Thị Hồng"},
    {"Nguye64n Va8n D9u7c1", "Nguyễn Văn Đức"},
    {"Nguyen64 Thi5 Duong72", "Nguyễn Thị Dường"},
    {"Tra62n Thi Nga", "Trần Thi Nga"},
    {"DDoox Minh Hwng", "Đỗ Minh Hưng"},
    {"NguyÔn V¨n Hïng", "Nguyễn Văn Hùng"},
    {"TrÇn ThÞ H\xC2\xAD\xC2\xACng", "Trần Thị Hương"},
    {"Nguyeãn Vaên Huøng", "Nguyễn Văn Hùng"},
    {"Ng. T. Hương", "Nguyễn T. Hương"},
    {"Ng~ Văn An", "Nguyễn Văn An"},
    {"Ng Van An", "Nguyễn Van An"},
    {"N.V.An", "N. V. An"},
    {"Ông Nguyễn Văn An", "Nguyễn Văn An"},
    {"Bà: Trần Thị B", "Trần Thị B."},
    {"TS. BS. Lê Hà", "Lê Hà"},
    {"ThS Nguyễn Anh Thơ", "Nguyễn Anh Thơ"},
    {"Mrs. Phạm Lan", "Phạm Lan"},
    {"Ông Văn Huyền", "Ông Văn Huyền"},
    {"Anh Thơ", "Anh Thơ"},
    {"Bà Lan", "Bà Lan"},
    {"Chí Nguyễn Văn An", "Chí Nguyễn Văn An"},
    {"Anh Nguyễn Tú", "Anh Nguyễn Tú"},
    {"Anh Nguyễn Tú Nam", "Nguyễn Tú Nam"},
    {"ANH NGUYEN VAN", "Anh Nguyen Van"},
    {"Chị Ma Thị Thanh Trang", "Ma Thị Thanh Trang"},
    {"Ông Thị Ngọc Lan", "Ông Thị Ngọc Lan"},
    {"Y Moan Ê Ban", "Y Moan Ê Ban"},
    {"H'Hen Niê", "Hhen Niê"},
    {"Nguyễn Văn An (Tí)", "Nguyễn Văn An"},
    {"(An)", "An"},
    {"Nguyễn Hoàng-Anh", "Nguyễn Hoàng Anh"},
    {"nguyễn\xC2\xA0văn\tan", "Nguyễn Văn An"},
    {"Ðặng Văn Ðức", "Đặng Văn Đức"},
    {"Xuan Soong", "Xuan Soong"},
    {"", ""},
    {" .,- ", ""},
};

static const Reading western[] = {
    {"thomas clifford, 1st baron clifford of chudleigh", "Thomas Clifford Chudleigh"},
    {"tom 1st baron clifford of chudleigh", "Tom Clifford Chudleigh"},
    {"thomas of chudleigh", "Thomas Chudleigh"},
    {"the hon. tollemache", "Tollemache"},
    {"Sir William Smith, Jr.", "William Smith"},
    {"William", "William"},
    {"J. R. R. Tolkien", "J. R. Tolkien"},
    {"J Smith", "J. Smith"},
    {"Shaw-Stewart", "Shaw Stewart"},
    {"O'Brien", "Obrien"},
    {"Thomas Thomas", "Thomas Thomas"},
    {"Earl Jones", "Earl Jones"},
    {"José Núñez", "José Núñez"},
    {"the", "The"},
};

static void check_readings(Arena *arena, LinkStyle style, const Reading *reading, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        Str got = shown(arena, &link_kind_name, style, str_from(reading[i].written));
        assert_str(got, str_from(reading[i].shown));
        assert_str(shown(arena, &link_kind_name, style, got), got);
    }
}

TEST(names_are_read_from_many_hands)
{
    check_readings(arena, LINK_VIETNAMESE, vietnamese, COUNTOF(vietnamese));
}

TEST(western_names_lose_titles_and_ranks)
{
    check_readings(arena, LINK_WESTERN, western, COUNTOF(western));
}

/* ---- pairs ------------------------------------------------------------------------ */

typedef struct Alike {
    const char *a, *b;
    int level; /* 1 different … 10 equal, as kind_name.c names them */
} Alike;

static const Alike vietnamese_pairs[] = {
    {"Nguyễn Thị Hương", "NGUYỄN THỊ HƯƠNG", 10},
    {"Nguyễn Văn Hoà", "Nguyễn Văn Hòa", 10},
    {"Lê Thuỵ Uyên", "Lê Thụy Uyên", 10},
    {"Nguyeenx Thij Huwowng", "Nguyễn Thị Hương", 10},
    {"Nguye64n Va8n D9u7c1", "Nguyễn Văn Đức", 10},
    {"NguyÔn V¨n Hïng", "Nguyễn Văn Hùng", 10},
    {"Ông Nguyễn Văn An", "Nguyễn Văn An", 10},
    {"Ng. Văn An", "Nguyễn Văn An", 10},
    {"Nguyễn Văn An ", "nguyễn  văn an", 10},
    {"Nguyen Thi Huong", "Nguyễn Thị Hương", 9},
    {"NGUYEN VAN DUC", "Nguyễn Văn Đức", 9},
    {"Ng Van An", "Nguyễn Văn An", 8},
    {"Trần Văn Hùng", "Trần Văn Hưng", 8},
    {"Nguyễn Thị Hường", "Nguyễn Thị Hương", 8},
    {"Nguyễn Thi Hương", "Nguyễn Thị Hương", 8},
    {"Hương Nguyễn Thị", "Nguyễn Thị Hương", 7},
    {"Thị Hương Nguyễn", "Nguyễn Thị Hương", 7},
    {"An Nguyễn", "Nguyễn An", 7},
    {"Huong Thi Nguyen", "Nguyễn Thị Hương", 7},
    {"Nguyễn T. Hương", "Nguyễn Thị Hương", 6},
    {"Ng. T. Hương", "Nguyễn Thị Hương", 6},
    {"N. V. An", "Nguyễn Văn An", 6},
    {"Nguyễn Th. Hương", "Nguyễn Thị Hương", 6},
    {"Nguyen V An", "Nguyễn Văn An", 6},
    {"Nguyễn Hương", "Nguyễn Thị Hương", 6},
    {"Trần Thị Ngọc Lan", "Trần Ngọc Lan", 6},
    {"Trần Thị Ngọc Lan", "Trần Lan", 6},
    {"Phạm T. N. Lan", "Phạm Thị Ngọc Lan", 6},
    {"Phạm N. Lan", "Phạm Thị Ngọc Lan", 6},
    {"Nguyễn Văn Hưng", "Nguyễn Văn Hưnh", 5},
    {"Nguyễn Văn Tuấn", "Nguyễn Văn Tuân", 8},
    {"Ngyuễn Văn Tuấn", "Nguyễn Văn Tuấn", 5},
    {"Nguyễ Văn Tuấn", "Nguyễn Văn Tuấn", 5},
    {"Nguyễn Văn Tuấnn", "Nguyễn Văn Tuấn", 5},
    {"Nguyễn Thuỳlinh", "Nguyễn Thùy Linh", 5},
    {"Trần Thị Sương", "Trần Thị Xương", 5},
    {"Trần Thị Trinh", "Trần Thị Chinh", 5},
    {"Lê Thị Nan", "Lê Thị Lan", 5},
    {"Lê Thị Mỹ", "Lê Thị Mĩ", 5},
    {"Võ Văn Giang", "Võ Văn Dang", 5},
    {"Vũ Thị Lý", "Vũ Thị Lí", 5},
    {"Vương Thị Lan", "Dương Thị Lan", 5},
    {"Nguyễn Thị Lan", "Nguyễn Văn Lan", 4},
    {"Nguyễn Đức Anh", "Nguyễn Quang Anh", 4},
    {"Trần Thị Ngọc Lan", "Trần Thị Thu Lan", 4},
    {"Nguyễn Vân Tuấn", "Nguyễn Tuấm", 3},
    {"Nguyen Thj Lam", "Nguyen Thi Lan", 3},
    {"Thj Lan", "Thi Lan", 5},
    {"Trần Ngọc Lan", "Trần Thị Ngộc Lann", 3},
    {"Lan Trần", "Trần Thị Lan", 6},
    {"Độ Nguyễn M.", "Nguyễn Minh Độ", 6},
    {"TIN PHAM H.", "Phạm Hùng Tín", 6},
    {"Độ Văn Nguyễn", "Nguyễn Minh Độ", 3},
    {"Độ Nguyễn Văn", "Nguyễn Minh Độ", 3},
    {"Trần Thị Lan", "Nguyễn Thị Lan", 2},
    {"Nguyễn Văn Lan", "Trần Thị Lan", 2},
    {"Lan", "Nguyễn Thị Lan", 2},
    {"Nguyễn Văn An", "Nguyễn Văn Hùng", 1},
    {"Nguyễn Thị Hoa", "Nguyễn Thị Liễu", 1},
    {"Nguyễn Thị Hoa", "Trần Văn Minh", 1},
    {"Nguyễn", "Trần", 1},
    {"Lê Văn Bình", "Phạm Minh Quang", 1},
    {"Nguyễn T. H.", "Nguyễn Thị Hương", 3},
    {"Ngueyễnn Thị Hương", "Nguyễn Thị Hương", 3},
};

static const Alike western_pairs[] = {
    {"Thomas Clifford", "thomas  clifford", 10},
    {"Sir William Smith", "William Smith", 10},
    {"thomas clifford, 1st baron clifford of chudleigh", "thomas clifford chudleigh", 10},
    {"José Núñez", "Jose Nunez", 9},
    {"Clifford, Thomas", "Thomas Clifford", 7},
    {"frank edward brightman", "frank brightman", 6},
    {"frank e. brightman", "frank edward brightman", 6},
    {"F Brightman", "frank brightman", 6},
    {"thomzs clifford", "thomas clifford", 5},
    {"thomas smith", "thomas smyth", 5},
    {"feank brightman", "frank brightman", 5},
    {"thomas james clifford", "thomas edward clifford", 4},
    {"tom clifford", "thomas clifford", 5},
    {"tom clifford", "thomzs cliford", 2},
    {"bill cliford", "william clifford", 3},
    {"john smith", "mary jones", 1},
};

static int level(Arena *arena, const LinkKind *kind, LinkStyle style, const char *a, const char *b)
{
    LinkView x = view_of(arena, kind, style, str_from(a)), y = view_of(arena, kind, style, str_from(b));
    assert_true(x.blob && y.blob);
    int forth = kind->compare(x, y), back = kind->compare(y, x);
    assert_int_equal(forth, back);
    return forth;
}

static bool is_same_value(Arena *arena, const LinkKind *kind, LinkStyle style, const char *a, const char *b)
{
    return str_eq(shown(arena, kind, style, str_from(a)), shown(arena, kind, style, str_from(b)));
}

static int check_pairs(Arena *arena, const LinkKind *kind, LinkStyle style, const Alike *pair, ptrdiff_t count)
{
    int wrong = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        const Alike *p = &pair[i];
        bool equal = is_same_value(arena, kind, style, p->a, p->b);
        int got = equal ? kind->level_count : level(arena, kind, style, p->a, p->b);
        if (got != p->level) {
            print_message("%s | %s: level %d, expected %d\n", p->a, p->b, got, p->level);
            wrong++;
        }
    }
    return wrong;
}

TEST(vietnamese_pairs_stand_on_their_levels)
{
    assert_int_equal(check_pairs(arena, &link_kind_name, LINK_VIETNAMESE, vietnamese_pairs, COUNTOF(vietnamese_pairs)),
                     0);
}

TEST(western_pairs_stand_on_their_levels)
{
    assert_int_equal(check_pairs(arena, &link_kind_name, LINK_WESTERN, western_pairs, COUNTOF(western_pairs)), 0);
}

/* ---- parts of names ---------------------------------------------------------------- */

static const Alike word_pairs[] = {
    {"Smith", "SMITH", 7},
    {"shaw-stewart", "Shaw Stewart", 7},
    {"José", "Jose", 7},
    {"smith", "smyth", 6},
    {"J.", "John", 6},
    {"robert", "robret", 6},
    {"lonon", "london", 6},
    {"Wm.", "Wmson", 6},
    {"jonathan", "jonathon", 6},
    {"martha", "marhta", 6},
    {"dixon", "dicksonx", 3},
    {"neil", "kneale", 3},
    {"catherine", "kathryn", 3},
    {"smith", "jones", 1},
    {"alan", "brook", 1},
    {"fred", "frederick", 5},
    {"Bill", "William", 4},
    {"ned", "teddy", 4},
    {"bert", "robert", 4},
    {"w.j.", "william", 6},
    {"w.", "w. j.", 6},
    {"v.c.", "william", 1},
    {"stoke-on-trent", "Stoke on Trent", 7},
};

TEST(words_stand_on_their_levels)
{
    assert_int_equal(check_pairs(arena, &link_kind_word, LINK_WESTERN, word_pairs, COUNTOF(word_pairs)), 0);
}

TEST(words_keep_what_names_drop)
{
    assert_str(shown(arena, &link_kind_word, LINK_WESTERN, S("the HAGUE,")), S("The Hague"));
    assert_str(shown(arena, &link_kind_word, LINK_VIETNAMESE, S("Bà Rịa")), S("Bà Rịa"));
    assert_str(shown(arena, &link_kind_word, LINK_VIETNAMESE, S("Thij")), S("Thị"));
    assert_null(view_of(arena, &link_kind_word, LINK_WESTERN, S(" - ")).blob);
    assert_null(view_of(arena, &link_kind_word, LINK_WESTERN, S("Sir")).blob);
    assert_null(view_of(arena, &link_kind_word, LINK_WESTERN, S("1st")).blob);
    assert_str(shown(arena, &link_kind_word, LINK_WESTERN, S("j. w.")), S("J. W."));
}

/* ---- sounds ---------------------------------------------------------------------------- */

typedef struct Pair {
    const char *a, *b;
} Pair;

static bool sounds_alike(LinkStyle style, const char *a, const char *b)
{
    char key_a[PHONETIC_MAX], key_b[PHONETIC_MAX];
    int n = phonetic_key(style, a, (int)strlen(a), key_a), m = phonetic_key(style, b, (int)strlen(b), key_b);
    return n == m && memcmp(key_a, key_b, (size_t)n) == 0;
}

TEST(what_dialects_confuse_has_one_key)
{
    static const Pair alike[] = {{"trinh", "chinh"}, {"suong", "xuong"}, {"dung", "rung"},  {"giang", "dang"},
                                 {"vuong", "duong"}, {"lan", "nan"},     {"lan", "lang"},   {"mat", "mac"},
                                 {"ly", "li"},       {"cuc", "kuk"},     {"nghia", "ngia"}, {"ghe", "ge"},
                                 {"quyen", "kuien"}};
    static const Pair apart[] = {{"lan", "lam"},    {"hoa", "hue"},    {"minh", "manh"}, {"thanh", "tanh"},
                                 {"phong", "bong"}, {"khanh", "canh"}, {"anh", "an"},    {"nhung", "lung"}};
    for (ptrdiff_t i = 0; i < COUNTOF(alike); i++)
        assert_true(sounds_alike(LINK_VIETNAMESE, alike[i].a, alike[i].b));
    for (ptrdiff_t i = 0; i < COUNTOF(apart); i++)
        assert_false(sounds_alike(LINK_VIETNAMESE, apart[i].a, apart[i].b));
}

TEST(western_words_of_one_sound_have_one_key)
{
    static const Pair alike[] = {{"smith", "smyth"},        {"philip", "filip"}, {"catherine", "kathryn"},
                                 {"wright", "rite"},        {"knight", "nite"},  {"stephen", "stefan"},
                                 {"mcdonald", "macdonald"}, {"allen", "alan"},   {"geoffrey", "jeffrey"}};
    static const Pair apart[] = {{"smith", "jones"}, {"alan", "dylan"}, {"martin", "morgan"}, {"cecil", "kyle"}};
    for (ptrdiff_t i = 0; i < COUNTOF(alike); i++)
        assert_true(sounds_alike(LINK_WESTERN, alike[i].a, alike[i].b));
    for (ptrdiff_t i = 0; i < COUNTOF(apart); i++)
        assert_false(sounds_alike(LINK_WESTERN, apart[i].a, apart[i].b));
}

/* ---- keys -------------------------------------------------------------------------------- */

static uint64_t key(Arena *arena, LinkStyle style, const char *written, const char *part)
{
    LinkView view = view_of(arena, &link_kind_name, style, str_from(written));
    for (int i = 0; link_kind_name.part[i]; i++)
        if (strcmp(link_kind_name.part[i], part) == 0)
            return link_kind_name.key(view, i);
    fail();
    return 0;
}

static bool meet(Arena *arena, LinkStyle style, const char *a, const char *b, const char *part)
{
    uint64_t k = key(arena, style, a, part);
    return k != 0 && k == key(arena, style, b, part);
}

TEST(names_meet_under_their_parts)
{
    const LinkStyle vn = LINK_VIETNAMESE, west = LINK_WESTERN;
    assert_true(meet(arena, vn, "Nguyễn Văn An", "NGUYEN VAN AN", "full"));
    assert_false(meet(arena, vn, "Nguyễn Văn An", "An Nguyễn Văn", "full"));
    assert_true(meet(arena, vn, "Nguyễn Văn An", "An Nguyễn Văn", "sorted"));
    assert_true(meet(arena, vn, "Nguyễn Văn An", "Trần An", "given"));
    assert_true(meet(arena, vn, "Nguyễn Văn An", "Ng. Lan", "family"));
    assert_true(meet(arena, vn, "Nguyễn Văn An", "Trần Ánh", "given_initial"));
    assert_true(meet(arena, vn, "Lê Thị Xương", "Nê Thị Sương", "phonetic"));
    assert_true(meet(arena, vn, "Lê Thị Xương", "Trần Sương", "given_phonetic"));
    assert_true(meet(arena, vn, "Nguyễn Văn An", "An Nguyễn", "first_last"));
    assert_true(meet(arena, vn, "Nguyễn Văn An", "Ngô Anh Vũ", "initials"));
    assert_true(meet(arena, west, "Thomas Clifford", "Thomas Edward Clifford", "first_last"));
    assert_true(meet(arena, west, "John Smith", "Mary Smyth", "family_phonetic"));
    assert_true(meet(arena, west, "John Smith", "John Jones", "given"));
}

TEST(what_is_not_known_has_no_key)
{
    assert_int_equal(key(arena, LINK_VIETNAMESE, "Nguyễn Văn A.", "given"), 0);
    assert_int_equal(key(arena, LINK_VIETNAMESE, "Nguyễn Văn A.", "first_last"), 0);
    assert_int_equal(key(arena, LINK_VIETNAMESE, "Nguyễn T. Hương", "phonetic"), 0);
    assert_int_equal(key(arena, LINK_VIETNAMESE, "An", "family"), 0);
    assert_int_equal(key(arena, LINK_WESTERN, "J. Smith", "given"), 0);
}

/* ---- properties ------------------------------------------------------------------------------ */

/* Syllables and the marks of hurried clerks. */
static const char *const pieces[] = {
    "Nguyễn", "Trần",  "Thị", "Văn",   "Hoà",   "Thuỷ",      "Ng.",  "T.",    "nguyeenx", "Thij",
    "d9u7c1", "Ông",   "Bà",  "Anh",   "Lan",   "K'",        "Y",    "Đức",   "ÐỨC",      "NguyÔn",
    "Huøng",  "(con)", "TS.", "Linh~", "baron", "1st",       "of",   "Smith", "O'Neil",   "jr.",
    "ß",      "İ",     "Å",   "中文",  "ﬁ",     "Ǆ",         "\xff", "\xe1",  "123",      "ng",
    ".",      ",",     "-",   "~",     "",      "e\xcc\x81", "the",  "Hương", "Hưởng",    "xuaans"};

static Str random_name(Arena *arena, Rng *rng)
{
    Buf out = buf_open(arena);
    for (int64_t n = rng_between(rng, 1, rng_below(rng, 20) == 0 ? 40 : 5); n > 0; n--) {
        Str piece = str_from(pieces[rng_below(rng, COUNTOF(pieces))]);
        buf_add(&out, piece);
        if (piece.len > 0 && rng_below(rng, 12) == 0)
            out.ptr[out.len - 1 - rng_below(rng, piece.len)] = (char)rng_between(rng, 32, 255);
        if (rng_below(rng, 8))
            buf_byte(&out, ' ');
    }
    return buf_str(&out);
}

static void check_again(Arena *arena, const LinkKind *kind, LinkStyle style, Str written)
{
    LinkView once = view_of(arena, kind, style, written);
    if (!once.blob)
        return;
    Str text = kind->show(arena, once);
    Str again = shown(arena, kind, style, text);
    if (!str_eq(text, again))
        print_message("“%.*s” is read as “%.*s”\n", STRF(written), STRF(text));
    assert_str(again, text);
}

TEST(reading_twice_changes_nothing)
{
    Rng rng = rng_open(11);
    for (int i = 0; i < 20000; i++) {
        Arena scratch = *arena;
        Str written = random_name(&scratch, &rng);
        for (int style = LINK_VIETNAMESE; style <= LINK_WESTERN; style++) {
            check_again(&scratch, &link_kind_name, (LinkStyle)style, written);
            check_again(&scratch, &link_kind_word, (LinkStyle)style, written);
        }
    }
}

static void check_pair(Arena *arena, const LinkKind *kind, LinkStyle style, Str a, Str b)
{
    LinkView x = view_of(arena, kind, style, a), y = view_of(arena, kind, style, b);
    if (!x.blob || !y.blob)
        return;
    int there = kind->compare(x, y);
    assert_int_equal(there, kind->compare(y, x));
    assert_true(there >= 1 && there <= kind->level_count);
    if (there >= kind->frequency_from)
        assert_true(kind->term(x) == kind->term(y));
    for (int part = 0; kind->part[part]; part++)
        (void)kind->key(x, part);
}

TEST(comparing_is_symmetric_and_equal_terms_are_equal)
{
    Rng rng = rng_open(12);
    for (int i = 0; i < 20000; i++) {
        Arena scratch = *arena;
        Str a = random_name(&scratch, &rng), b = random_name(&scratch, &rng);
        for (int style = LINK_VIETNAMESE; style <= LINK_WESTERN; style++) {
            check_pair(&scratch, &link_kind_name, (LinkStyle)style, a, b);
            check_pair(&scratch, &link_kind_word, (LinkStyle)style, a, b);
        }
    }
}

/* A word of three to eight letters that are no keys of a keyboard, and the same with up to two slips. */
static Str random_word(Arena *arena, Rng *rng)
{
    char *word = new (arena, char, 8);
    ptrdiff_t len = rng_between(rng, 3, 5);
    for (ptrdiff_t i = 0; i < len; i++)
        word[i] = "abcghiklmnotuy"[rng_below(rng, 14)];
    return (Str){word, len};
}

static Str slipped(Arena *arena, Rng *rng, Str word)
{
    char *out = new (arena, char, 16);
    memcpy(out, word.ptr, (size_t)word.len);
    ptrdiff_t len = word.len;
    for (int64_t n = rng_below(rng, 3); n > 0; n--) {
        ptrdiff_t at = rng_below(rng, len - 1);
        char kept = out[at];
        switch (rng_below(rng, 4)) {
        case 0:
            out[at] = out[at + 1], out[at + 1] = kept;
            break;
        case 1:
            out[at] = "abcghi"[rng_below(rng, 6)];
            break;
        case 2:
            memmove(out + at, out + at + 1, (size_t)(len - at - 1));
            len--;
            break;
        default:
            memmove(out + at + 1, out + at, (size_t)(len - at));
            len++;
        }
    }
    return (Str){out, len};
}

static bool is_near(Str a, Str b)
{
    bool edit = distance_osa_plain(a.ptr, (int)a.len, b.ptr, (int)b.len, 1) == 1 && (a.len > 2 || b.len > 2);
    char key_a[PHONETIC_MAX], key_b[PHONETIC_MAX];
    int n = phonetic_vietnamese(a.ptr, (int)a.len, key_a), m = phonetic_vietnamese(b.ptr, (int)b.len, key_b);
    return edit || (n == m && n > 1 && memcmp(key_a, key_b, (size_t)n) == 0);
}

static bool is_read_as_it_stands(Arena *arena, Str written)
{
    Str folded = vn_fold(arena, shown(arena, &link_kind_name, LINK_VIETNAMESE, written), VN_FOLD_CASE);
    return str_eq(folded, written);
}

TEST(two_words_with_one_edit_each_are_similar)
{
    Rng rng = rng_open(14);
    int similar = 0, other = 0;
    for (int i = 0; i < 40000; i++) {
        Arena scratch = *arena;
        Str a = random_word(&scratch, &rng), b = random_word(&scratch, &rng);
        Str c = slipped(&scratch, &rng, a), d = slipped(&scratch, &rng, b);
        Str left = str_fmt(&scratch, "%.*s %.*s", STRF(a), STRF(b)),
            right = str_fmt(&scratch, "%.*s %.*s", STRF(c), STRF(d));
        if (str_eq(a, c) || str_eq(b, d) || !is_read_as_it_stands(&scratch, left) ||
            !is_read_as_it_stands(&scratch, right))
            continue;
        LinkView x = view_of(&scratch, &link_kind_name, LINK_VIETNAMESE, left);
        LinkView y = view_of(&scratch, &link_kind_name, LINK_VIETNAMESE, right);
        bool near = is_near(a, c) && is_near(b, d);
        int got = link_kind_name.compare(x, y);
        if ((got >= 3) != near && (near || got < 5)) /* in another order, or one edit over the blank */
            fail_msg("%.*s | %.*s: level %d", STRF(left), STRF(right), got);
        similar += near;
        other += !near;
    }
    assert_true(similar > 3000 && other > 3000);
}

/* Common text with a slip now and then, so that the short way is taken often. */
static Str common_name(Arena *arena, Rng *rng)
{
    static const char *const words[] = {"Nguyễn", "TRẦN", "thị",      "Văn",    "hoà", "Hòa",   "Thuý",  "quý",
                                        "Giang",  "gìn",  "nguyeenx", "D9u7c1", "Ng.", "T.",    "Đức",   "ĐỨC",
                                        "Hoán",   "hóan", "tòan",     "uyển",   "Lê",  "Quỳnh", "khuỷu", "ddoong",
                                        "smith",  "hwng", "ồa",       "oóà",    "3",   "Linh~", "Soong", "dduwcs"};
    Buf out = buf_open(arena);
    for (int64_t n = rng_between(rng, 1, 6); n > 0; n--) {
        buf_add(&out, str_from(words[rng_below(rng, COUNTOF(words))]));
        if (rng_below(rng, 6) == 0)
            buf_byte(&out, "abdeouwsfx1.~- "[rng_below(rng, 15)]);
        if (rng_below(rng, 4) == 0)
            buf_rune(&out, (uint32_t[]){0xE0, 0xF3, 0x1A1, 0x1B0, 0x111, 0x1EC7, 0x1EA5, 0xFD}[rng_below(rng, 8)]);
        if (rng_below(rng, 8))
            buf_byte(&out, ' ');
    }
    return buf_str(&out);
}

/* What stands with a word that was read before is what would be found out of it. */
static void check_facts(LinkStyle style, const NameToken *t, int *known)
{
    if (!(t->facts & NAME_KNOWN))
        return;
    ++*known;
    NameTokens alone = {.count = 1, .token = {*t}};
    alone.token[0].facts = 0;
    Str folded = {t->folded, t->folded_len}, marked = {t->marked, t->marked_len};
    assert_true(t->hash == str_hash(folded));
    assert_int_equal(t->letters, name_letters(folded.ptr, (int)folded.len));
    assert_int_equal(t->sound, phonetic_hash(style, folded.ptr, (int)folded.len));
    assert_int_equal((t->facts & NAME_POSSIBLE) != 0, name_all_possible(&alone));
    assert_int_equal((t->facts & NAME_WIDE) != 0, name_has_wide(marked));
    assert_int_equal((t->facts & NAME_BEGINS) != 0, name_begins(t));
    for (int i = t->folded_len; i < NAME_SHORT; i++)
        assert_int_equal(t->folded[i], 0);
}

static void check_ways(Arena scratch, LinkStyle style, NameMemo *memo, Str written, int *fast, int *known)
{
    NameTokens quick, slow;
    if (!name_split_fast(scratch, written, style, memo, &quick))
        return;
    ++*fast;
    name_split(scratch, written, style, &slow);
    assert_int_equal(quick.count, slow.count);
    for (int i = 0; i < quick.count; i++) {
        const NameToken *a = &quick.token[i], *b = &slow.token[i];
        Str marked[] = {{a->marked, a->marked_len}, {b->marked, b->marked_len}};
        Str folded[] = {{a->folded, a->folded_len}, {b->folded, b->folded_len}};
        assert_str(marked[0], marked[1]);
        assert_str(folded[0], folded[1]);
        assert_int_equal(a->dotted, b->dotted);
        check_facts(style, a, known);
    }
}

TEST(the_fast_way_and_the_long_way_give_the_same_words)
{
    Rng rng = rng_open(13);
    int fast = 0, known = 0;
    NameMemo *memo[] = {name_memo(arena), name_memo(arena)};
    for (int i = 0; i < 30000; i++) {
        Arena scratch = *arena;
        Str written = i % 2 ? common_name(&scratch, &rng) : random_name(&scratch, &rng);
        check_ways(scratch, LINK_VIETNAMESE, NULL, written, &fast, &known);
        check_ways(scratch, LINK_VIETNAMESE, memo[0], written, &fast, &known);
        check_ways(scratch, LINK_WESTERN, memo[1], written, &fast, &known);
    }
    assert_true(fast > 10000 && known > 10000);
}

TEST(endless_names_are_cut)
{
    char *long_word = new (arena, char, 5000);
    memset(long_word, 'a', 5000);
    for (int i = 100; i < 5000; i += 100)
        long_word[i] = ' ';
    for (int style = LINK_VIETNAMESE; style <= LINK_WESTERN; style++) {
        check_again(arena, &link_kind_name, (LinkStyle)style, (Str){long_word, 5000});
        check_again(arena, &link_kind_word, (LinkStyle)style, (Str){long_word, 5000});
    }
}

TEST_MAIN
