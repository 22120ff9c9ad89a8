/* What a plan says in words: number, title, date, and the goals of its text
 * ("đạt 60% (Trong đó … tự nguyện đạt 5%)", "981.535 người (… 106.055 người)").
 * Only plain statements are taken; what is not understood is left alone. */
#include "plan/read_internal.h"

#include "base/utf8.h"
#include "vn/vn.h"

/* Lower case without marks, punctuation kept: numbers and slashes matter here. */
static Str plain(Arena *arena, Str s)
{
    return vn_fold(arena, s, VN_FOLD_CASE | VN_FOLD_MARK | VN_FOLD_SPACE);
}

static bool has(Str text, Str words)
{
    return str_find(text, words) >= 0;
}

static Str after(Str text, Str words)
{
    ptrdiff_t at = str_find(text, words);
    return at < 0 ? (Str){0} : str_slice(text, at + words.len, text.len);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The next run of digits, dots and commas; *rest is what follows it. */
static Str next_number(Str text, Str *rest)
{
    ptrdiff_t from = 0, to;
    while (from < text.len && !is_digit(text.ptr[from]))
        from++;
    for (to = from; to < text.len && (is_digit(text.ptr[to]) || text.ptr[to] == '.' || text.ptr[to] == ','); to++)
        ;
    *rest = str_slice(text, to, text.len);
    while (to > from && !is_digit(text.ptr[to - 1]))
        to--;
    return str_slice(text, from, to);
}

int prose_year(Arena *arena, Str text)
{
    int latest = 0;
    for (Str rest = after(plain(arena, text), S("nam ")); rest.len > 0; rest = after(rest, S("nam "))) {
        int64_t year;
        Str tail, number = next_number(rest, &tail);
        if (number.len == 4 && number.ptr == rest.ptr && vn_parse_int(number, &year) && year >= 2000 && year <= 2100 &&
            year > latest)
            latest = (int)year;
    }
    return latest;
}

bool prose_is_floor(Arena *arena, Str heading)
{
    Str h = vn_fold(arena, heading, VN_KEY);
    return has(h, S("toi thieu")) || has(h, S("khong thap hon")) || str_ends(h, S(" min")) || has(h, S(" min "));
}

static bool find_percent(Str text, int64_t *ret)
{
    Str rest = text;
    for (;;) {
        Str number = next_number(rest, &rest);
        VnDecimal d;
        if (number.len == 0)
            return false;
        if (!str_starts(str_trim(rest), S("%")) || !vn_parse_decimal(number, &d) || d.scale > 2)
            continue;
        for (; d.scale < 2; d.scale++)
            d.digits *= 10;
        *ret = d.digits;
        return true;
    }
}

static bool find_persons(Str text, int64_t *ret)
{
    Str rest = text;
    for (;;) {
        Str number = next_number(rest, &rest);
        if (number.len == 0)
            return false;
        if (str_starts(str_trim(rest), S("nguoi")) && vn_parse_int(number, ret))
            return true;
    }
}

static PlanColumn *column_of(Plan *plan, Str indicator)
{
    PlanColumn *latest = NULL;
    for (ptrdiff_t k = 0; k < plan->columns; k++)
        if (str_eq(plan->column[k].indicator, indicator) && (!latest || plan->column[k].year > latest->year))
            latest = &plan->column[k];
    return latest;
}

typedef bool Finder(Str text, int64_t *ret);

static void take(PlanFigure *figure, Finder *find, Str text, Place place)
{
    int64_t value;
    if (!figure->given && find(text, &value))
        *figure = (PlanFigure){true, value, place};
}

/* A line of the text as a place: its first words. */
static Str beginning(Arena *arena, Str line)
{
    enum { WORDS = 60 };
    ptrdiff_t at = 0;
    while (at < line.len && at < WORDS)
        at += utf8_get(line, at).len;
    return at < line.len ? str_fmt(arena, "%.*s…", STRF(str_slice(line, 0, at))) : str_copy(arena, line);
}

/* The part before "tự nguyện" speaks of all participants, the part after of voluntary ones. */
static void read_goals(Plan *plan, Str line, Place place)
{
    ptrdiff_t at = str_find(line, S("tu nguyen"));
    Str all = at < 0 ? line : str_slice(line, 0, at), voluntary = at < 0 ? (Str){0} : str_slice(line, at, line.len);
    PlanColumn *tot = column_of(plan, S("participants_total")), *vol = column_of(plan, S("participants_voluntary"));
    if (has(line, S("ty le")) && has(line, S("luc luong lao dong"))) {
        if (tot)
            take(&tot->share, find_percent, all, place);
        if (vol)
            take(&vol->share, find_percent, voluntary, place);
    } else if (has(line, S("so nguoi tham gia"))) {
        if (tot)
            take(&tot->stated, find_persons, all, place);
        if (vol)
            take(&vol->stated, find_persons, voluntary, place);
    }
}

/* "Số: 12/KH-UBND" or, left open in a draft, "Số: /KH-UBND". */
static void read_number(Arena *arena, Document *doc, Str line, Str folded)
{
    if (doc->number.len > 0 || !str_starts(folded, S("so:")) || !has(folded, S("/")))
        return;
    Str rest = str_trim(str_cut(line, ':').tail);
    doc->number = str_copy(arena, str_cut(rest, ' ').head);
}

/* "(Kèm theo Kế hoạch số … ngày 5/4/2026 …" */
static void read_date(Arena *arena, Document *doc, Str folded)
{
    Date date;
    if (doc->date.len > 0 || !has(folded, S("kem theo")))
        return;
    Str rest = str_cut(after(folded, S("ngay ")), ' ').head;
    while (str_starts(rest, S("/"))) /* the day is left open in a draft */
        rest = str_slice(rest, 1, rest.len);
    rest = str_cut(rest, ')').head;
    if (vn_parse_date(rest, 2030, &date))
        doc->date = date_iso(arena, date);
}

void prose_read(Arena *arena, Plan *plan, const Str *line, ptrdiff_t count)
{
    bool title_next = false;
    for (ptrdiff_t i = 0; i < count; i++) {
        Str trimmed = str_trim(line[i]);
        Str folded = plain(arena, trimmed);
        if (trimmed.len == 0)
            continue;
        if (title_next && plan->document.title.len == 0)
            plan->document.title = str_copy(arena, trimmed);
        title_next = str_eq(folded, S("ke hoach")) || str_eq(folded, S("quyet dinh"));
        read_number(arena, &plan->document, trimmed, folded);
        read_date(arena, &plan->document, folded);
        read_goals(plan, folded, (Place){.file = plan->file, .field = beginning(arena, trimmed)});
    }
}
