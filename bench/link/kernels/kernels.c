/* What one comparison costs: distances in every form against their plain twins, and reading and comparing of each
 * kind.  The forms take turns over the same pairs; the time is the thread's own on the processor, and of some rounds
 * the quickest counts, so that what else runs on the machine hardly shows. */
#include "base/rng.h"
#include "linkage/distance_word.h"
#include "linkage/kind.h"
#include "linkage/place.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TEXTS = 4096, REPEATS = 10, ROUNDS = 25, LIMIT = 2 };

typedef struct Texts {
    const char *name;
    Str text[TEXTS], other[TEXTS]; /* other: the same with slips in it, or another; the longer one first */
} Texts;

static const char *const family[] = {"nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang"};
static const char *const middle[] = {"van", "thi", "duc", "huu", "ngoc", "minh", "thanh", "quoc", "xuan", "kim"};
static const char *const given[] = {"an",  "binh", "chi",    "dung", "hoa",  "huong", "khanh",
                                    "lan", "mai",  "phuong", "quy",  "thuy", "tuan",  "yen"};

#define PICK(list) (list)[rng_below(rng, COUNTOF(list))]

static Str make_text(Arena *arena, Rng *rng, int which)
{
    const char *f = PICK(family), *m = PICK(middle), *g = PICK(given);
    int house = (int)rng_between(rng, 1, 300);
    switch (which) {
    case 0:
        return str_fmt(arena, "%s%s", m, g);
    case 1:
        return str_fmt(arena, "%s %s %s", f, m, g);
    case 2:
        return str_fmt(arena, "%d %s %s to %d hoang hoa tham ha noi", house, m, g, house % 20);
    default:
        return str_fmt(arena, "%d ngo %d %s %s %s khu do thi moi phia nam to %d hoang hoa tham ba dinh ha noi", house,
                       house % 90, f, m, g, house % 20);
    }
}

/* One time in two another text; else one letter changed and two exchanged. */
static Str make_other(Arena *arena, Rng *rng, Str text, int which)
{
    if (rng_below(rng, 2))
        return make_text(arena, rng, which);
    char *copy = str_c(arena, text);
    ptrdiff_t at = rng_below(rng, text.len - 1);
    char kept = copy[at];
    copy[at] = copy[at + 1];
    copy[at + 1] = kept;
    copy[rng_below(rng, text.len)] = 'x';
    return (Str){copy, text.len};
}

static void make_texts(Arena *arena, Texts *t, int which)
{
    static const char *const names[] = {"words of 5-14", "names of 10-20", "addresses of 33-45", "addresses of 65-95"};
    Rng open = rng_open((uint64_t)which), *rng = &open;
    t->name = names[which];
    for (int i = 0; i < TEXTS; i++) {
        Str a = make_text(arena, rng, which), b = make_other(arena, rng, a, which);
        t->text[i] = a.len >= b.len ? a : b;
        t->other[i] = a.len >= b.len ? b : a;
    }
}

typedef double Form(Str a, Str b);
#define OSA(form) (double)distance_osa##form(a.ptr, (int)a.len, b.ptr, (int)b.len, LIMIT)
#define JARO(form) distance_jaro##form(a.ptr, (int)a.len, b.ptr, (int)b.len)

static double osa_used(Str a, Str b)
{
    return OSA();
}

static double osa_plain(Str a, Str b)
{
    return OSA(_plain);
}

static double osa_table(Str a, Str b)
{
    return a.len <= 64 ? OSA(_table) : 0;
}

static double jaro_used(Str a, Str b)
{
    return JARO();
}

static double jaro_plain(Str a, Str b)
{
    return JARO(_plain);
}

static double jaro_table(Str a, Str b)
{
    return a.len <= 64 ? JARO(_table) : 0;
}

static double sink;

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static double time_form(const Texts *t, Form *form)
{
    double start = now_ns();
    for (int r = 0; r < REPEATS; r++)
        for (int i = 0; i < TEXTS; i++)
            sink += form(t->text[i], t->other[i]);
    return (now_ns() - start) / REPEATS / TEXTS;
}

static void report_forms(const Texts *t, const char *what, Form *const form[3])
{
    double best[3] = {1e9, 1e9, 1e9};
    for (int round = 0; round < ROUNDS; round++)
        for (int f = 0; f < 3; f++) {
            double ns = time_form(t, form[f]);
            best[f] = ns < best[f] ? ns : best[f];
        }
    bool table = t->text[0].len <= 64;
    printf("%-6s %-20s %8.0f %8.0f %8.0f %10.1f\n", what, t->name, best[0], table ? best[1] : 0, best[2],
           best[0] / best[2]);
}

/* ---- names ----------------------------------------------------------------------------- */

static const char *const family_marked[] = {"Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Lê",
                                            "Phạm",   "Hoàng",  "Vũ",     "Đặng", "Bùi"};
static const char *const middle_marked[] = {"Văn",  "Thị",  "Thị Thu", "Đức",  "Hữu",
                                            "Ngọc", "Minh", "Thanh",   "Quốc", "Xuân"};
static const char *const given_marked[] = {"An",   "Bình",  "Chi",  "Dũng",  "Hòa", "Hương", "Khánh", "Lan",
                                           "Linh", "Quỳnh", "Thảo", "Trang", "Tú",  "Uyên",  "Vinh",  "Yến"};
static const char *const first_western[] = {"thomas", "william", "mary", "elizabeth",
                                            "john",   "george",  "bill", "margaret"};
static const char *const last_western[] = {"clifford", "smith",        "shaw-stewart", "brightman",
                                           "pollard",  "wigglesworth", "kerr"};

static Str written_name(Arena *arena, Rng *rng, const LinkKind *kind, LinkStyle style)
{
    bool vietnamese = style == LINK_VIETNAMESE;
    if (kind == &link_kind_word)
        return str_from(vietnamese ? PICK(given_marked) : PICK(last_western));
    if (vietnamese)
        return str_fmt(arena, "%s %s %s", PICK(family_marked), PICK(middle_marked), PICK(given_marked));
    return str_fmt(arena, "%s %s %s", PICK(first_western), PICK(first_western), PICK(last_western));
}

/* ---- kinds ----------------------------------------------------------------------------- */

static Str written_value(Arena *arena, Rng *rng, const LinkKind *kind, LinkStyle style)
{
    if (kind == &link_kind_name || kind == &link_kind_word)
        return written_name(arena, rng, kind, style);
    int day = (int)rng_between(rng, 1, 28), month = (int)rng_between(rng, 1, 12);
    int year = (int)rng_between(rng, 1940, 2015), n = (int)rng_below(rng, 1000000);
    if (kind == &link_kind_date)
        return str_fmt(arena, "%02d/%02d/%04d", day, month, year);
    if (kind == &link_kind_sex)
        return n % 2 ? S("Nam") : S("Nữ");
    if (kind == &link_kind_personal)
        return str_fmt(arena, "033%d%02d%06d", (year >= 2000) * 2 + n % 2, year % 100, n);
    if (kind == &link_kind_phone)
        return str_fmt(arena, "09%02d%06d", day, n);
    if (kind == &link_kind_email)
        return str_fmt(arena, "%s.%s%d@example.com", PICK(middle), PICK(given), n % 100);
    if (kind == &link_kind_place)
        return str_fmt(arena, "%05d", (int)rng_between(rng, 11950, 12200));
    if (kind == &link_kind_text)
        return str_fmt(arena, "Số %d, đường %s %s, phường %d", n % 300, PICK(family), PICK(given), n % 20);
    return str_fmt(arena, "%010d", n * 1000 + day);
}

static LinkView *read_values(Arena *arena, const LinkKind *kind, const LinkParse *parse, double *ret_ns)
{
    Rng open = rng_open(5), *rng = &open;
    Str *written = new (arena, Str, TEXTS);
    LinkView *view = new (arena, LinkView, TEXTS);
    for (int i = 0; i < TEXTS; i++)
        written[i] = written_value(arena, rng, kind, parse->style);
    *ret_ns = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now_ns();
        for (int i = 0; i < TEXTS; i++)
            sink += (double)kind->parse(parse, written[i]).cell;
        double ns = (now_ns() - start) / TEXTS;
        *ret_ns = ns < *ret_ns ? ns : *ret_ns;
    }
    for (int i = 0; i < TEXTS; i++) {
        LinkValue v = kind->parse(parse, written[i]);
        view[i].cell = v.blob ? 1 : v.cell;
        if (v.blob)
            view[i].blob = memcpy(new (arena, uint64_t, v.bytes / 8), v.blob, (size_t)v.bytes);
    }
    return view;
}

static void report_kind(Arena arena, const LinkKind *kind, const LinkParse *parse)
{
    double reading, best = 1e9;
    LinkView *view = read_values(&arena, kind, parse, &reading);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now_ns();
        for (int r = 1; r <= REPEATS; r++)
            for (int i = 0; i < TEXTS; i++)
                sink += kind->compare(view[i], view[(i + 7 * r) % TEXTS]);
        double ns = (now_ns() - start) / REPEATS / TEXTS;
        best = ns < best ? ns : best;
    }
    printf("%-10s %8.0f %8.1f\n", kind->name, reading, best);
}

int main(void)
{
    static Form *const osa[3] = {osa_plain, osa_table, osa_used}, *const jaro[3] = {jaro_plain, jaro_table, jaro_used};
    Arena arena = arena_open((ptrdiff_t)4 << 30), scratch = arena_open((ptrdiff_t)1 << 26);
    Texts *texts = new (&arena, Texts, 4);
    printf("%-27s %8s %8s %8s %10s\n", "ns a call", "plain", "table", "in use", "gain");
    for (int which = 0; which < 4; which++) {
        make_texts(&arena, &texts[which], which);
        report_forms(&texts[which], "osa", osa);
        report_forms(&texts[which], "jaro", jaro);
    }
    LinkPlaces *places = NULL;
    if (link_places_shipped(&arena, &places))
        return 1;
    LinkParse parse = {.scratch = scratch, .style = LINK_VIETNAMESE, .pivot_year = 2026, .places = places};
    printf("\n%-10s %8s %8s\n", "ns", "read", "compare");
    for (const LinkKind *const *kind = link_kinds; *kind; kind++)
        report_kind(arena, *kind, &parse);
    parse.style = LINK_WESTERN;
    printf("Western\n");
    report_kind(arena, &link_kind_name, &parse);
    report_kind(arena, &link_kind_word, &parse);
    arena_close(&arena);
    arena_close(&scratch);
    return sink == 0.5;
}
