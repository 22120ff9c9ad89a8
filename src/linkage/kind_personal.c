/* The 12-digit personal number, and the 9-digit number of the old identity cards.
 *
 * Digits of the new one (Decree 137/2015, article 13): three of the place where the birth was registered, one of
 * century and sex (0 and 1: men and women born 1900–1999, 2 and 3: 2000–2099 …), two of the year of birth, six at
 * random. Spreadsheets take zeros off the front; they are put back where the number then makes sense. */
#include "linkage/date_cell.h"
#include "linkage/value.h"

enum { FORM_NEW = 1, FORM_OLD = 2, FORM_DAMAGED = 3, NEW_DIGITS = 12, OLD_DIGITS = 9 };

/* The 63 provinces of before the merger; registrations abroad have the number of a country from 100 on. */
static bool is_registry(int code)
{
    static const uint64_t provinces[2] = {
        /* 1 2 4 6 8 10 11 12 14 15 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44 45 46 48 49 51 52 54 56 58
           60 62 */
        UINT64_C(0x555B757ECF5ADD56),
        /* 64 66 67 68 70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96 */
        UINT64_C(0x00000001FADDAD5D),
    };
    if (code >= 100)
        return code < 400;
    return code < 128 && (provinces[code >> 6] >> (code & 63) & 1);
}

static int year_of(const char *digit)
{
    return 1900 + (digit[3] - '0') / 2 * 100 + (digit[4] - '0') * 10 + (digit[5] - '0');
}

static bool makes_sense(const LinkParse *parse, const char *digit)
{
    int code = (digit[0] - '0') * 100 + (digit[1] - '0') * 10 + (digit[2] - '0');
    return is_registry(code) && year_of(digit) <= parse->pivot_year + 1;
}

bool link_personal_plain(const char *digit, int pivot_year)
{
    return makes_sense(&(LinkParse){.pivot_year = pivot_year}, digit);
}

/* What may stand before the number; other letters make it a passport or something else. */
static bool is_label(const char *letters)
{
    static const char *const labels[] = {"",    "cccd",  "socccd", "cmnd",   "socmnd",
                                         "cmt", "cmtnd", "so",     "sodinh", "sodddcn"};
    for (ptrdiff_t i = 0; i < COUNTOF(labels); i++)
        if (str_eq(str_from(letters), str_from(labels[i])))
            return true;
    return false;
}

/* Zeros lost: eleven or ten digits that make sense with them, eight of an old number. */
static void restore(const LinkParse *parse, LinkDigits *d)
{
    if (d->count == NEW_DIGITS - 1 || d->count == NEW_DIGITS - 2) {
        LinkDigits whole = *d;
        link_digits_restore(&whole, NEW_DIGITS - d->count);
        if (makes_sense(parse, whole.digit))
            *d = whole;
    } else if (d->count == OLD_DIGITS - 1) {
        link_digits_restore(d, 1);
    }
}

static uint64_t personal_cell(const LinkParse *parse, LinkDigits *d)
{
    if (link_digits_placeholder(d->digit, d->count))
        return 0;
    restore(parse, d);
    if (link_digits_placeholder(d->digit, d->count))
        return 0;
    if (d->count == NEW_DIGITS)
        return link_digits_cell(d, FORM_NEW) | (makes_sense(parse, d->digit) ? 0 : LINK_DOUBTFUL);
    if (d->count == OLD_DIGITS)
        return link_digits_cell(d, FORM_OLD);
    bool near = d->count >= NEW_DIGITS - 2 && d->count <= NEW_DIGITS + 1;
    return near ? link_digits_cell(d, FORM_DAMAGED) | LINK_DOUBTFUL : 0;
}

static LinkValue parse_personal(const LinkParse *parse, Str written)
{
    LinkDigits d;
    if (!link_digits_read(parse, written, &d) || !is_label(d.letters))
        return (LinkValue){0};
    return (LinkValue){.cell = personal_cell(parse, &d)};
}

enum { DIFFERENT = 1, DIFFERENT_DOUBTFUL, TWO_WRONG, ONE_WRONG, EXCHANGED, EQUAL };

static const Text levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("khác nhau, một số đáng ngờ", "different, one of them doubtful"),
    TEXT_INIT("sai hai chữ số", "two digits wrong"),
    TEXT_INIT("sai hoặc thiếu một chữ số", "one digit wrong or missing"),
    TEXT_INIT("đảo hai chữ số cạnh nhau", "two neighbouring digits exchanged"),
    TEXT_INIT("bằng nhau", "equal"),
};

/* A number with a digit too few or too many may be any: it speaks only when it is near. */
static int compare(LinkView a, LinkView b)
{
    int form = link_digits_form(a.cell), other = link_digits_form(b.cell);
    bool damaged = form == FORM_DAMAGED || other == FORM_DAMAGED;
    if (form == FORM_OLD ? other != FORM_OLD : other == FORM_OLD)
        return 0;
    switch (link_digits_compare(a.cell, b.cell)) {
    case LINK_DIGITS_EQUAL:
        return EQUAL;
    case LINK_DIGITS_EXCHANGED:
        return EXCHANGED;
    case LINK_DIGITS_ONE_WRONG:
        return ONE_WRONG;
    case LINK_DIGITS_TWO_WRONG:
        return damaged ? 0 : TWO_WRONG;
    default:
        return damaged ? 0 : (a.cell | b.cell) & LINK_DOUBTFUL ? DIFFERENT_DOUBTFUL : DIFFERENT;
    }
}

static const char *const parts[] = {"full", "without_1", "without_2", "without_3", "without_4", "tail6", NULL};

/* A wrong digit lies in one segment, so the key that leaves that segment out is right. */
static uint64_t key(LinkView v, int part)
{
    static const int new_from[] = {0, 4, 6, 9, NEW_DIGITS}, old_from[] = {0, 3, 6, OLD_DIGITS};
    int form = link_digits_form(v.cell);
    if (form == FORM_DAMAGED)
        return 0;
    if (part == 0)
        return link_digits_key(v.cell, 0, 0);
    if (part == 5)
        return link_digits_tail(v.cell, 6);
    if (form == FORM_OLD)
        return part <= 3 ? link_digits_key(v.cell, old_from[part - 1], old_from[part]) : 0;
    return link_digits_key(v.cell, new_from[part - 1], new_from[part]);
}

const LinkKind link_kind_personal = {
    .name = "personal",
    .title = TEXT_INIT("số định danh cá nhân", "personal number"),
    .level_count = COUNTOF(levels),
    .level = levels,
    .frequency_from = EQUAL,
    .parse = parse_personal,
    .compare = compare,
    .part = parts,
    .key = key,
    .show = link_digits_show,
};

/* One of the two alone is more likely an error in that field than in the number. */
uint64_t link_personal_checked(uint64_t personal, uint64_t birth, uint64_t sex)
{
    if (!personal || !birth || !sex || link_digits_form(personal) != FORM_NEW)
        return personal;
    int century = link_digit(personal, 3);
    int year = 1900 + century / 2 * 100 + link_digit(personal, 4) * 10 + link_digit(personal, 5);
    bool woman = century & 1;
    bool contradicts = year != link_date_year(birth) && woman != (sex == LINK_WOMAN);
    return contradicts ? personal | LINK_DOUBTFUL : personal;
}

uint64_t link_personal_of_tax(uint64_t tax)
{
    return link_digits_count(tax) == NEW_DIGITS ? (tax & ~(UINT64_C(3) << 56)) | (uint64_t)FORM_NEW << 56 : 0;
}

bool link_personal_sound(uint64_t personal)
{
    return personal && link_digits_form(personal) != FORM_DAMAGED && !(personal & LINK_DOUBTFUL);
}

bool link_personal_current(uint64_t personal)
{
    return link_personal_sound(personal) && link_digits_form(personal) != FORM_OLD;
}
