/* The 10-digit social-insurance number and the tax code of 10 or 13 digits.
 *
 * A tax code carries a check digit: ten less the weighted sum of the first nine modulo eleven; 13 digits are the 10
 * of an organisation and 3 of its branch; 12 are a personal number, which serves as tax code since 1 July 2025.  The
 * number on a health-insurance card (two letters, 13 digits) ends with the social-insurance number. */
#include "linkage/value.h"

enum { SOCIAL_DIGITS = 10, CODE_DIGITS = 10, BRANCH_DIGITS = 13, PERSONAL_DIGITS = 12 };
enum { FORM_CODE = 1, FORM_PERSON = 2 };

static bool card_letters(const LinkDigits *d)
{
    return d->count == 13 && d->letters[0] && d->letters[1] && !d->letters[2];
}

static LinkValue parse_social(const LinkParse *parse, Str written)
{
    LinkDigits d;
    if (!link_digits_read(parse, written, &d) || link_digits_placeholder(d.digit, d.count))
        return (LinkValue){0};
    if (card_letters(&d)) {
        for (int i = 0; i < SOCIAL_DIGITS; i++)
            d.digit[i] = d.digit[i + 3];
        d.count = SOCIAL_DIGITS;
    }
    if (d.count == SOCIAL_DIGITS - 1 || d.count == SOCIAL_DIGITS - 2)
        link_digits_restore(&d, SOCIAL_DIGITS - d.count);
    if (d.count != SOCIAL_DIGITS || link_digits_placeholder(d.digit, d.count))
        return (LinkValue){0};
    return (LinkValue){.cell = link_digits_cell(&d, 1)};
}

static const Text social_levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("sai hai chữ số", "two digits wrong"),
    TEXT_INIT("sai một chữ số", "one digit wrong"),
    TEXT_INIT("đảo hai chữ số cạnh nhau", "two neighbouring digits exchanged"),
    TEXT_INIT("bằng nhau", "equal"),
};

static int compare_social(LinkView a, LinkView b)
{
    return (int)link_digits_compare(a.cell, b.cell) + 1;
}

static const char *const parts[] = {"full", "without_1", "without_2", "without_3", "tail6", NULL};

static uint64_t key(LinkView v, int part)
{
    static const int from[] = {0, 4, 7, 10};
    if (part == 0)
        return link_digits_key(v.cell, 0, 0);
    if (part == 4)
        return link_digits_tail(v.cell, 6);
    return link_digits_key(v.cell, from[part - 1], from[part]);
}

const LinkKind link_kind_social = {
    .name = "social",
    .title = TEXT_INIT("mã số bảo hiểm xã hội", "social-insurance number"),
    .level_count = COUNTOF(social_levels),
    .level = social_levels,
    .frequency_from = COUNTOF(social_levels),
    .parse = parse_social,
    .compare = compare_social,
    .unequal_most = COUNTOF(social_levels) - 1,
    .part = parts,
    .key = key,
    .show = link_digits_show,
};

/* ---- tax --------------------------------------------------------------------------- */

static bool check_digit_holds(const char *digit)
{
    static const int weight[] = {31, 29, 23, 19, 17, 13, 7, 5, 3};
    int sum = 0;
    for (int i = 0; i < COUNTOF(weight); i++)
        sum += weight[i] * (digit[i] - '0');
    return 10 - sum % 11 == digit[9] - '0';
}

bool link_tax_plain(const char *digit)
{
    return check_digit_holds(digit);
}

static bool is_person(const LinkParse *parse, const LinkDigits *d)
{
    if (d->count != PERSONAL_DIGITS && d->count != PERSONAL_DIGITS - 1)
        return false;
    return link_personal_sound(link_kind_personal.parse(parse, (Str){d->digit, d->count}).cell);
}

/* A zero that a spreadsheet took off the front.  Twelve digits are a personal number, unless they only make sense
 * as 13 without their zero. */
static bool restore(const LinkParse *parse, LinkDigits *d)
{
    LinkDigits whole = *d;
    link_digits_restore(&whole, 1);
    bool code = (d->count == CODE_DIGITS - 1 || d->count == BRANCH_DIGITS - 1) && check_digit_holds(whole.digit);
    bool person = is_person(parse, d) && !(code && d->digit[0] != '0');
    if (person ? d->count < PERSONAL_DIGITS : code)
        *d = whole;
    return person;
}

static LinkValue parse_tax(const LinkParse *parse, Str written)
{
    LinkDigits d;
    if (!link_digits_read(parse, written, &d) || link_digits_placeholder(d.digit, d.count))
        return (LinkValue){0};
    bool person = restore(parse, &d);
    if (d.count == PERSONAL_DIGITS)
        return (LinkValue){.cell = link_digits_cell(&d, FORM_PERSON) | (person ? 0 : LINK_DOUBTFUL)};
    if (d.count != CODE_DIGITS && d.count != BRANCH_DIGITS)
        return (LinkValue){0};
    return (LinkValue){.cell = link_digits_cell(&d, FORM_CODE) | (check_digit_holds(d.digit) ? 0 : LINK_DOUBTFUL)};
}

enum { DIFFERENT = 1, DIFFERENT_DOUBTFUL, NEAR, OTHER_BRANCH, EQUAL };

static const Text tax_levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("khác nhau, một mã đáng ngờ", "different, one of them doubtful"),
    TEXT_INIT("sai một chữ số hoặc đảo hai chữ số", "one digit wrong or two exchanged"),
    TEXT_INIT("cùng mã, khác đơn vị phụ thuộc", "same code, another branch"),
    TEXT_INIT("bằng nhau", "equal"),
};

static uint64_t main_code(uint64_t cell)
{
    uint64_t digits = cell & LINK_DIGIT_BITS;
    return link_digits_count(cell) == BRANCH_DIGITS ? digits >> 12 : digits;
}

static int compare_tax(LinkView a, LinkView b)
{
    if (link_digits_form(a.cell) != link_digits_form(b.cell))
        return 0;
    LinkDigitsAre are = link_digits_compare(a.cell, b.cell);
    if (are == LINK_DIGITS_EQUAL)
        return EQUAL;
    if (link_digits_form(a.cell) == FORM_CODE && main_code(a.cell) == main_code(b.cell))
        return OTHER_BRANCH;
    if (are == LINK_DIGITS_ONE_WRONG || are == LINK_DIGITS_EXCHANGED)
        return NEAR;
    return (a.cell | b.cell) & LINK_DOUBTFUL ? DIFFERENT_DOUBTFUL : DIFFERENT;
}

static const char *const tax_parts[] = {"full", "main", "without_1", "without_2", "without_3", NULL};

static uint64_t tax_key(LinkView v, int part)
{
    if (part == 1)
        return link_mix(main_code(v.cell), 1);
    return key(v, part == 0 ? 0 : part - 1);
}

static Str show_tax(Arena *arena, LinkView v)
{
    Str digits = link_digits_show(arena, v);
    if (digits.len != BRANCH_DIGITS)
        return digits;
    return str_fmt(arena, "%.*s-%.*s", CODE_DIGITS, digits.ptr, BRANCH_DIGITS - CODE_DIGITS, digits.ptr + CODE_DIGITS);
}

const LinkKind link_kind_tax = {
    .name = "tax",
    .title = TEXT_INIT("mã số thuế", "tax code"),
    .level_count = COUNTOF(tax_levels),
    .level = tax_levels,
    .frequency_from = COUNTOF(tax_levels),
    .parse = parse_tax,
    .compare = compare_tax,
    .unequal_most = OTHER_BRANCH,
    .part = tax_parts,
    .key = tax_key,
    .show = show_tax,
};
