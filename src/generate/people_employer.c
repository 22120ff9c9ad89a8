/* Employers: names that nobody bears, sizes as counted, a commune, a tax code. */
#include "generate/people_internal.h"

#include "generate/people_put.h"

const char people_employer_heading[] =
    "employer_code,tax_code,name,kind,address,commune_code,collecting_unit,phone,employees,status,registered_on\n";

char *people_put_employer(uint32_t employer, char *out)
{
    out = put_lit(out, "DV");
    return put_digits(out, employer, 7);
}

char *people_put_day(Rng *rng, int first_year, int last_year, char *out)
{
    int year = people_between(rng, first_year, last_year), month = people_between(rng, 1, 12);
    return put_day(out, year, month, people_between(rng, 1, 28));
}

static char *put_name(const PeopleWorld *w, Rng *rng, char *out)
{
    static const char *const trade[] = {"May",     "Cơ khí", "Điện tử", "Xây dựng", "Thực phẩm",
                                        "Vận tải", "Nhựa",   "Gỗ",      "Bao bì",   "Thương mại"};
    out = put_str(out, people_chance(rng, 700) ? S("Công ty TNHH ") : S("Công ty cổ phần "));
    out = put_str(out, str_from(trade[people_below(rng, COUNTOF(trade))]));
    for (int i = 0; i < 2; i++) {
        *out++ = ' ';
        out = put_str(out, w->given.text[people_pick(&w->given.by_sex[i], rng)]);
    }
    return put_lit(out, " (mô phỏng)");
}

char *people_write_employer(const PeopleWorld *w, uint32_t employer, uint32_t employees, char *out)
{
    Rng rng = {people_mix(rng_fork(rng_open(w->spec.seed), S("employer")).state + employer)};
    const PeopleCommune *c = &w->commune[w->hamlet_commune[people_below(&rng, (uint32_t)w->home_hamlets)]];
    out = people_put_employer(employer, out);
    *out++ = ',';
    out = put_digits(out, people_tax_code(w->key + 4, PEOPLE_TAX_EMPLOYER, employer), 10);
    *out++ = ',';
    out = put_name(w, &rng, out);
    out = put_str(out, people_chance(&rng, 900) ? S(",enterprise,") : S(",foreign,"));
    out = put_str(out, c->name);
    *out++ = ',';
    out = put_str(out, c->code);
    out = put_lit(out, ",BHXH cơ sở ");
    out = put_number(out, people_below(&rng, 12) + 1);
    out = put_lit(out, ",,");
    out = put_number(out, employees);
    out = put_lit(out, ",active,");
    out = people_put_day(&rng, 1998, 2025, out);
    *out++ = '\n';
    return out;
}
