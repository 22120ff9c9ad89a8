/* Employers: what they are in a month, and their rows in the registers of units and of enterprises. */
#include "generate/people_life.h"

#include "generate/people_put.h"

const char people_unit_heading[] =
    "id,employer_code,tax_code,name,kind,address,commune_code,collecting_unit,phone,employees,status,registered_on\n";
const char people_enterprise_heading[] = "id,tax_code,name,legal_form,status,status_date,registered_on,address,"
                                         "commune_code,sector,representative,employees_declared\n";

uint32_t people_firms(const PeopleWorld *w)
{
    return w->employers + w->homes;
}

static Rng stream(const PeopleScene *s, uint32_t number)
{
    return (Rng){people_mix(s->firms + number)};
}

static void close_firm(PeopleFirm *f, uint64_t draw)
{
    static const char *const statuses[] = {"dissolved", "not_at_address", "dissolved", "revoked", "suspended"};
    f->closed = true;
    f->status = statuses[draw % COUNTOF(statuses)];
    f->status_month = 50 + (int)(draw / 8 % 45);
}

/* What the tax year must show is planted for the first month; it can clear and not appear. */
static void plant_unregistered(const PeopleScene *s, PeopleFirm *f, PeopleRule rule)
{
    PeoplePlant plant = people_plant_of(s, rule, f->number);
    if (f->planted != PEOPLE_RULE_COUNT || f->joined > 0 || !people_planted(s, rule, f->number, PEOPLE_FIRST_MONTH))
        return;
    f->all = rule == PEOPLE_RULE_NO_UNIT;
    if (plant == PLANT_PAST) {
        f->joined = people_planted_until(s, rule, f->number);
        return;
    }
    f->planted = rule;
    f->no_unit = f->all;
    f->short_listed = !f->all;
}

static void plant_firm(const PeopleScene *s, PeopleFirm *f, uint64_t draw)
{
    static const PeopleRule others[] = {PEOPLE_RULE_DECLARED_GAP, PEOPLE_RULE_CLOSED_INSURED,
                                        PEOPLE_RULE_SUSPENDED_INSURED};
    static const char *const ends[] = {"dissolved", "revoked", "dissolving", "not_at_address"};
    plant_unregistered(s, f, PEOPLE_RULE_NO_UNIT);
    plant_unregistered(s, f, PEOPLE_RULE_GAP);
    for (int i = 0; i < COUNTOF(others) && f->planted == PEOPLE_RULE_COUNT; i++)
        if (people_plant_of(s, others[i], f->number) == PLANT_NOW)
            f->planted = others[i];
    f->over = f->planted == PEOPLE_RULE_DECLARED_GAP;
    if (f->planted != PEOPLE_RULE_CLOSED_INSURED && f->planted != PEOPLE_RULE_SUSPENDED_INSURED)
        return;
    f->status = f->planted == PEOPLE_RULE_SUSPENDED_INSURED ? "suspended" : ends[draw % COUNTOF(ends)];
    int since = people_planted_since(s, f->planted, f->number);
    f->status_month = since - 1 - (since == PEOPLE_FIRST_MONTH ? (int)(draw / 8 % 8) : 0);
}

PeopleFirm people_firm(const PeopleScene *s, uint32_t number)
{
    const PeopleWorld *w = s->world;
    PeopleFirm f = {
        .number = number, .status = "active", .planted = PEOPLE_RULE_COUNT, .office = number >= w->employers};
    Rng rng = stream(s, number);
    uint64_t draw = people_draw(&rng) >> 16;
    f.commune = f.office ? number - w->employers : w->hamlet_commune[people_below(&rng, (uint32_t)w->home_hamlets)];
    if (f.office || number < w->employers / PEOPLE_SPARED)
        return f;
    if (draw % 1000 < 30)
        close_firm(&f, draw / 1000);
    else
        plant_firm(s, &f, draw / 1000);
    return f;
}

uint32_t people_working_firm(const PeopleScene *s, uint32_t number)
{
    for (uint32_t i = 0; i < s->world->employers; i++, number = (number + 1) % s->world->employers)
        if (!people_firm(s, number).closed)
            break;
    return number;
}

char *people_put_firm_code(const PeopleWorld *w, uint32_t number, char *out)
{
    out = number < w->employers ? put_lit(out, "DV") : put_lit(out, "XA");
    return put_digits(out, number < w->employers ? number : number - w->employers, 7);
}

uint64_t people_firm_tax(const PeopleWorld *w, uint32_t number)
{
    return people_tax_code(w->key + 4, PEOPLE_TAX_EMPLOYER, number);
}

/* ---- rows ---------------------------------------------------------------------------------- */

static char *put_id(const PeopleWorld *w, char letter, uint32_t number, char *out)
{
    out = put_lit(out, "MP");
    *out++ = letter;
    return put_digits(out, people_scramble(w->key + 30 + (uint64_t)letter, number, 1000000000), 9);
}

static char *put_name(const PeopleScene *s, const PeopleFirm *f, Rng *rng, char *out)
{
    static const char *const trade[] = {"May",     "Cơ khí", "Điện tử", "Xây dựng", "Thực phẩm",
                                        "Vận tải", "Nhựa",   "Gỗ",      "Bao bì",   "Thương mại"};
    const PeopleWorld *w = s->world;
    if (f->office) {
        out = put_lit(out, "UBND ");
        out = put_str(out, w->commune[f->commune].name);
        return put_lit(out, " (mô phỏng)");
    }
    out = put_str(out, f->number % 10 < 7 ? S("Công ty TNHH ") : S("Công ty cổ phần "));
    out = put_str(out, str_from(trade[people_below(rng, COUNTOF(trade))]));
    for (int i = 0; i < 2; i++) {
        *out++ = ' ';
        out = put_str(out, w->given.text[people_pick(&w->given.by_sex[i], rng)]);
    }
    return put_lit(out, " (mô phỏng)");
}

static char *put_place(const PeopleWorld *w, const PeopleFirm *f, char *out)
{
    const PeopleCommune *c = &w->commune[f->commune];
    out = put_str(out, c->name);
    *out++ = ',';
    return put_str(out, c->code);
}

char *people_write_unit(const PeopleScene *s, uint32_t number, uint32_t employees, char *out)
{
    const PeopleWorld *w = s->world;
    PeopleFirm f = people_firm(s, number);
    Rng rng = stream(s, number + UINT32_C(1) * 100000000), *r = &rng;
    out = put_id(w, 'D', number, out);
    *out++ = ',';
    out = people_put_firm_code(w, number, out);
    *out++ = ',';
    out = put_digits(out, people_firm_tax(w, number), 10);
    *out++ = ',';
    out = put_name(s, &f, r, out);
    out = put_str(out, f.office ? S(",commune,") : number % 10 < 9 ? S(",enterprise,") : S(",foreign,"));
    out = put_place(w, &f, out);
    out = put_lit(out, ",BHXH cơ sở ");
    out = put_number(out, f.commune % 12 + 1);
    out = put_lit(out, ",,");
    out = put_number(out, employees);
    out = put_lit(out, ",active,");
    out = people_put_day(r, 1998, 2024, out);
    *out++ = '\n';
    return out;
}

char *people_write_enterprise(const PeopleScene *s, uint32_t number, uint32_t employees, char *out)
{
    static const char *const sectors[] = {"1410", "2592", "2610", "4100", "1075",
                                          "4933", "2220", "1629", "1702", "4690"};
    const PeopleWorld *w = s->world;
    PeopleFirm f = people_firm(s, number);
    Rng rng = stream(s, number + UINT32_C(1) * 100000000), *r = &rng;
    out = put_id(w, 'N', number, out);
    *out++ = ',';
    out = put_digits(out, people_firm_tax(w, number), 10);
    *out++ = ',';
    out = put_name(s, &f, r, out);
    out = put_str(out, number % 10 < 7 ? S(",Công ty TNHH,") : S(",Công ty cổ phần,"));
    out = put_str(out, str_from(f.status));
    *out++ = ',';
    if (!str_eq(str_from(f.status), S("active")))
        out = put_day(out, 2018 + f.status_month / 12, f.status_month % 12 + 1, 1 + (int)(number % 28));
    *out++ = ',';
    out = people_put_day(r, 1998, 2024, out);
    *out++ = ',';
    out = put_place(w, &f, out);
    *out++ = ',';
    out = put_str(out, str_from(sectors[number % COUNTOF(sectors)]));
    *out++ = ','; /* nobody represents a simulated enterprise: the name would be a person's */
    *out++ = ',';
    out = put_number(out, f.over ? (uint64_t)employees * 3 + 6 : employees);
    *out++ = '\n';
    return out;
}
