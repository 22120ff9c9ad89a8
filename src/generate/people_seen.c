/* A person as a register wrote it down: what is true, and what went wrong. */
#include "generate/people_internal.h"

#include "generate/people_put.h"
#include "generate/people_spell.h"

enum { TOPIC_SEEN = 1000 };

typedef struct Look { /* a register at a person */
    const PeopleWorld *w;
    const Person *p;
    uint64_t errors; /* bit by PeopleError */
    int reg, copy;
    Rng rng;
    PeopleSeen *s;
} Look;

static bool has(const Look *l, PeopleError error)
{
    return l->errors >> error & 1;
}

static void end_text(PeopleText *text, const char *end)
{
    text->len = (int)(end - text->text);
}

/* ---- numbers --------------------------------------------------------------------------------- */

static void wrong_digit(Look *l, PeopleText *t)
{
    char *c = &t->text[people_below(&l->rng, (uint32_t)t->len)];
    *c = (char)('0' + (*c - '0' + 1 + (int)people_below(&l->rng, 9)) % 10);
}

static void swap_digits(Look *l, PeopleText *t)
{
    int at = (int)people_below(&l->rng, (uint32_t)t->len - 1);
    for (int i = 0; i < t->len - 1; i++, at = (at + 1) % (t->len - 1))
        if (t->text[at] != t->text[at + 1]) {
            char c = t->text[at];
            t->text[at] = t->text[at + 1];
            t->text[at + 1] = c;
            return;
        }
}

static void lose_zeros(PeopleText *t)
{
    int zeros = 0;
    while (zeros < t->len - 1 && t->text[zeros] == '0')
        zeros++;
    t->len -= zeros;
    memmove(t->text, t->text + zeros, (size_t)t->len);
}

static void see_personal(Look *l)
{
    const Person *p = l->p;
    PeopleText *t = &l->s->personal;
    int gender = (p->year - 1900) / 100 * 2 + p->female;
    char *out = put_digits(t->text, p->registry, 3);
    *out++ = (char)('0' + gender);
    out = put_digits(out, (uint64_t)p->year % 100, 2);
    end_text(t, put_digits(out, p->serial, 6));
    if (has(l, PEOPLE_NUMBER_DIGIT))
        wrong_digit(l, t);
    if (has(l, PEOPLE_NUMBER_SWAP))
        swap_digits(l, t);
    if (has(l, PEOPLE_OLD_NUMBER) && l->s->old.len > 0)
        *t = l->s->old;
    if (has(l, PEOPLE_NUMBER_ZERO))
        lose_zeros(t);
    if (has(l, PEOPLE_NO_PERSONAL))
        t->len = 0;
}

static void see_old(Look *l)
{
    enum { OLD_NUMBERS = 16000000 };
    uint64_t first = (uint64_t)(l->w->commune[0].registry % 50) * 10000000;
    l->s->old.len = 0;
    if (l->p->has_old)
        end_text(&l->s->old,
                 put_digits(l->s->old.text, first + people_scramble(l->w->key + 1, l->p->number, OLD_NUMBERS), 9));
}

/* A person that was registered twice has two numbers. */
static void see_social(Look *l)
{
    enum { SOCIAL_NUMBERS = 100000000, AGAIN = 20000000 };
    uint64_t at = l->p->number + (has(l, PEOPLE_OTHER_SOCIAL) ? (uint64_t)AGAIN * (uint64_t)l->copy % (4 * AGAIN) : 0);
    PeopleText *t = &l->s->social;
    char *out = put_digits(t->text, l->p->registry, 2);
    end_text(t, put_digits(out, people_scramble(l->w->key + 3, at, SOCIAL_NUMBERS), 8));
    if (has(l, PEOPLE_SOCIAL_DIGIT))
        wrong_digit(l, t);
    if (has(l, PEOPLE_NO_SOCIAL))
        t->len = 0;
}

static void see_phone(Look *l)
{
    enum { PHONES = 90000000, NEXT = 20000000 };
    /* Mobile numbers that nobody has: these prefixes are not given out. */
    static const uint8_t prefix[] = {30, 31, 51, 53, 54, 57, 71, 74, 80};
    PeopleText *t = &l->s->phone;
    t->len = 0;
    if (l->p->phone == UINT32_MAX || has(l, PEOPLE_NO_PHONE))
        return;
    uint64_t at = l->p->phone + (has(l, PEOPLE_NEW_PHONE) ? NEXT * (1 + (uint64_t)l->reg % 3) : 0);
    uint64_t phone = people_scramble(l->w->key + 2, at, PHONES);
    t->text[0] = '0';
    char *out = put_digits(t->text + 1, prefix[phone / 10000000], 2);
    end_text(t, put_digits(out, phone % 10000000, 7));
}

/* ---- date of birth ------------------------------------------------------------------------------- */

/* One digit of the eight, such that a day of this or the last century remains. */
static Date wrong_date(Look *l, Date d)
{
    for (int again = 0; again < 20; again++) {
        int digit[8], at = (int)people_below(&l->rng, 8);
        int64_t n = (int64_t)d.year * 10000 + d.month * 100 + d.day;
        for (int i = 7; i >= 0; i--, n /= 10)
            digit[i] = (int)(n % 10);
        digit[at] = (digit[at] + 1 + (int)people_below(&l->rng, 9)) % 10;
        Date other = {digit[0] * 1000 + digit[1] * 100 + digit[2] * 10 + digit[3], digit[4] * 10 + digit[5],
                      digit[6] * 10 + digit[7]};
        if (date_is_day(other) && other.year >= 1920 && other.year <= people_today.year)
            return other;
    }
    return d;
}

/* Each office has its way: 05/09/1986, 5/9/1986, 1986-09-05. */
static char *put_birth(Date d, int reg, char *out)
{
    if (reg == REG_PUPILS) {
        out = put_digits(out, (uint64_t)d.year, 4);
        *out++ = '-';
        out = put_digits(out, (uint64_t)d.month, 2);
        *out++ = '-';
        return put_digits(out, (uint64_t)d.day, 2);
    }
    if (reg != REG_BUSINESS)
        return put_day(out, d.year, d.month, d.day);
    out = put_number(out, (uint64_t)d.day);
    *out++ = '/';
    out = put_number(out, (uint64_t)d.month);
    *out++ = '/';
    return put_digits(out, (uint64_t)d.year, 4);
}

static void see_birth(Look *l)
{
    PeopleText *t = &l->s->birth;
    Date d = {l->p->year, l->p->month, l->p->day};
    bool year_only = l->p->year_only || has(l, PEOPLE_BIRTH_YEAR);
    if (has(l, PEOPLE_BIRTH_JANUARY)) {
        d.month = d.day = 1;
        year_only = false;
    }
    if (has(l, PEOPLE_DAY_MONTH) && d.day <= 12)
        d = (Date){d.year, d.day, d.month};
    if (has(l, PEOPLE_BIRTH_DIGIT))
        d = wrong_date(l, d);
    char *out = t->text;
    if (has(l, PEOPLE_NO_BIRTH)) {
    } else if (!year_only) {
        out = put_birth(d, l->reg, out);
    } else {
        if (has(l, PEOPLE_BIRTH_YEAR) && people_chance(&l->rng, 250))
            out = put_lit(out, "00/00/");
        out = put_digits(out, (uint64_t)d.year, 4);
    }
    end_text(t, out);
}

/* ---- the rest ---------------------------------------------------------------------------------------- */

static void see_name(Look *l)
{
    static const uint64_t of_names =
        (((uint64_t)1 << (PEOPLE_BLANKS + 1)) - 1) & ~(((uint64_t)1 << PEOPLE_NO_MARKS) - 1);
    const PeopleWorld *w = l->w;
    const Person *p = l->p;
    if (l->errors & of_names) {
        l->s->name_len = people_misspell(w, p, l->errors, &l->rng, l->s->name);
        return;
    }
    Str middle = w->middle.text[p->middle];
    char *out = put_str(l->s->name, w->family.text[p->family]);
    *out++ = ' ';
    if (middle.len > 0) {
        out = put_str(out, middle);
        *out++ = ' ';
    }
    l->s->name_len = (int)(put_str(out, w->given.text[p->given]) - l->s->name);
}

static void see_commune(Look *l)
{
    const PeopleWorld *w = l->w;
    uint32_t at = l->p->commune;
    if (has(l, PEOPLE_MOVED))
        at = w->hamlet_commune[people_below(&l->rng, (uint32_t)w->home_hamlets)];
    const PeopleCommune *c = &w->commune[at];
    l->s->commune_code = c->code;
    l->s->commune_name = c->name;
    if (has(l, PEOPLE_OLD_COMMUNE) && c->olds > 0) {
        uint32_t old = people_below(&l->rng, (uint32_t)c->olds);
        l->s->commune_code = c->old_code[old];
        l->s->commune_name = c->old_name[old];
    }
    if (has(l, PEOPLE_NO_COMMUNE))
        l->s->commune_code = l->s->commune_name = (Str){0};
}

/* Left looks with the eyes of the population register; right and a single list with those of the participants'. */
static int eyes(const PeopleWorld *w, int reg)
{
    return w->spec.what == PEOPLE_LIST ? REG_PARTICIPANTS : reg;
}

static uint64_t errors_of(Look *l)
{
    const uint64_t *rate = l->w->rate[eyes(l->w, l->reg)];
    uint64_t errors = 0;
    for (int i = 0; i < PEOPLE_ERRORS; i++)
        if (rate[i] > 0)
            errors |= (uint64_t)((people_draw(&l->rng) >> 32) < rate[i]) << i;
    if (l->copy == 0)
        errors &= ~((uint64_t)1 << PEOPLE_OTHER_SOCIAL);
    return errors;
}

static void look(Look *l)
{
    see_name(l);
    see_old(l);
    see_personal(l);
    see_social(l);
    see_phone(l);
    see_birth(l);
    see_commune(l);
    l->s->sex = has(l, PEOPLE_NO_SEX) ? -1 : l->p->female != has(l, PEOPLE_WRONG_SEX);
}

void people_see(const PeopleWorld *w, const Person *p, int reg, int copy, PeopleSeen *s)
{
    Look l = {.w = w, .p = p, .reg = reg, .copy = copy, .s = s};
    l.rng = people_stream(p, TOPIC_SEEN + (uint64_t)(reg * PEOPLE_COPIES + copy));
    l.errors = errors_of(&l);
    look(&l);
}

void people_see_plain(const PeopleWorld *w, const Person *p, int reg, PeopleSeen *s)
{
    Look l = {.w = w, .p = p, .reg = reg, .s = s};
    look(&l);
}
