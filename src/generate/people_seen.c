/* A person as a register wrote it down: what is true, then what went wrong. */
#include "generate/people_internal.h"

#include "generate/people_put.h"

static void end_text(PeopleText *text, const char *end)
{
    text->len = (int)(end - text->text);
}

static void see_name(const PeopleWorld *w, const Person *p, PeopleSeen *s)
{
    Str middle = w->middle.text[p->middle];
    char *out = put_str(s->name, w->family.text[p->family]);
    *out++ = ' ';
    if (middle.len > 0) {
        out = put_str(out, middle);
        *out++ = ' ';
    }
    out = put_str(out, w->given.text[p->given]);
    s->name_len = (int)(out - s->name);
}

static void see_numbers(const PeopleWorld *w, const Person *p, PeopleSeen *s)
{
    enum { OLD_NUMBERS = 16000000, SOCIAL_NUMBERS = 100000000, PHONES = 90000000 };
    /* Mobile numbers that nobody has: these prefixes are not given out. */
    static const uint8_t prefix[] = {30, 31, 51, 53, 54, 57, 71, 74, 80};
    uint64_t gender = (uint64_t)(p->year >= 2000 ? 2 : 0) + p->female;
    char *out = put_digits(s->personal.text, p->registry, 3);
    *out++ = (char)('0' + gender);
    out = put_digits(out, (uint64_t)p->year % 100, 2);
    end_text(&s->personal, put_digits(out, p->serial, 6));
    s->old.len = s->social.len = s->phone.len = 0;
    if (p->has_old) {
        uint64_t old = people_scramble(w->key + 1, p->number, OLD_NUMBERS);
        end_text(&s->old, put_digits(s->old.text, old + (uint64_t)(w->commune[0].registry % 50) * 10000000, 9));
    }
    if (p->phone != UINT32_MAX) {
        uint64_t phone = people_scramble(w->key + 2, p->phone, PHONES);
        s->phone.text[0] = '0';
        out = put_digits(s->phone.text + 1, prefix[phone / 10000000], 2);
        end_text(&s->phone, put_digits(out, phone % 10000000, 7));
    }
    out = put_digits(s->social.text, (uint64_t)p->registry, 2);
    end_text(&s->social, put_digits(out, people_scramble(w->key + 3, p->number, SOCIAL_NUMBERS), 8));
}

static void see_birth(const Person *p, PeopleSeen *s)
{
    if (p->year_only)
        end_text(&s->birth, put_digits(s->birth.text, (uint64_t)p->year, 4));
    else
        end_text(&s->birth, put_day(s->birth.text, p->year, p->month, p->day));
}

void people_see(const PeopleWorld *w, const Person *p, int reg, int copy, PeopleSeen *s)
{
    (void)reg, (void)copy;
    see_name(w, p, s);
    see_numbers(w, p, s);
    see_birth(p, s);
    s->sex = p->female;
    s->commune = p->commune;
    s->commune_code = w->commune[p->commune].code;
    s->commune_name = w->commune[p->commune].name;
}
