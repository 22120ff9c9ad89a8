/* The registers: who is listed, and their rows in the columns of the input formats. */
#include "generate/people_internal.h"

#include "generate/people_put.h"

enum { TOPIC_LISTED = 100, TOPIC_COPIES = 200, TOPIC_ROW = 300 };

const char *const people_registers[] = {[REG_POPULATION] = "population", [REG_PARTICIPANTS] = "participants",
                                        [REG_TAX] = "tax_income",        [REG_BUSINESS] = "household_businesses",
                                        [REG_PUPILS] = "pupils",         [PEOPLE_REGISTERS] = NULL};

/* ---- who is listed -------------------------------------------------------------------------- */

/* Permille of each kind of work that the register lists. */
static const uint16_t listed_permille[PEOPLE_REGISTERS][PEOPLE_WORKS] = {
    [REG_POPULATION] = {992, 992, 985, 988, 992, 985, 990, 980, 995},
    [REG_PARTICIPANTS] = {[PEOPLE_EMPLOYED] = 995, [PEOPLE_VOLUNTARY] = 995, [PEOPLE_STOPPED] = 980},
    [REG_TAX] = {[PEOPLE_EMPLOYED] = 930,
                 [PEOPLE_VOLUNTARY] = 60,
                 [PEOPLE_STOPPED] = 150,
                 [PEOPLE_OWNER] = 30,
                 [PEOPLE_FREE] = 50,
                 [PEOPLE_RETIRED] = 20},
    [REG_BUSINESS] = {[PEOPLE_OWNER] = 920,
                      [PEOPLE_EMPLOYED] = 10,
                      [PEOPLE_VOLUNTARY] = 150,
                      [PEOPLE_STOPPED] = 40,
                      [PEOPLE_RETIRED] = 10},
    [REG_PUPILS] = {[PEOPLE_PUPIL] = 985},
};

static bool listed(const Person *p, int reg)
{
    Rng rng = people_stream(p, TOPIC_LISTED + (uint64_t)reg);
    if (p->outside && (reg == REG_POPULATION || people_chance(&rng, 400)))
        return false;
    return people_chance(&rng, listed_permille[reg][p->work]);
}

int people_duplicates(const PeopleWorld *w, const Person *p, int reg)
{
    enum { MOST = 2 };
    Rng rng = people_stream(p, TOPIC_COPIES + (uint64_t)reg);
    int count = 0;
    while (count < MOST && (people_draw(&rng) >> 32) < w->rate[reg][PEOPLE_DUPLICATE])
        count++;
    return count;
}

/* A pair: the first `persons` of a permutation stand left, the last `persons` right. */
static PeopleRows pair_rows(const PeopleWorld *w, const Person *p, int side)
{
    int64_t at = (int64_t)people_scramble(w->key + 9, p->number, (uint64_t)w->persons);
    bool here = side == 0 ? at < w->spec.persons : at >= w->persons - w->spec.persons;
    return (PeopleRows){here, here};
}

/* A list: three in four of the duplicates are a second row of a person, the rest second and third rows. */
static PeopleRows list_rows(const PeopleWorld *w, const Person *p)
{
    int64_t at = (int64_t)people_scramble(w->key + 9, p->number, (uint64_t)w->persons);
    int64_t thrice = w->spec.overlap / 8, twice = w->spec.overlap - 2 * thrice;
    return (PeopleRows){at < thrice ? 3 : at < thrice + twice ? 2 : 1, 1};
}

PeopleRows people_rows(const PeopleWorld *w, const Person *p, int reg)
{
    enum { SECOND_EMPLOYER = 40 };
    PeopleSpell spell[PEOPLE_SPELLS];
    if (w->spec.what != PEOPLE_PROVINCE)
        return w->spec.what == PEOPLE_PAIR ? pair_rows(w, p, reg) : list_rows(w, p);
    if (!listed(p, reg))
        return (PeopleRows){0, 0};
    int facts = 1;
    if (reg == REG_PARTICIPANTS && w->spec.history)
        facts = people_spells(w, p, spell);
    if (reg == REG_TAX && p->work == PEOPLE_EMPLOYED) {
        Rng rng = people_stream(p, TOPIC_ROW);
        facts += people_chance(&rng, SECOND_EMPLOYER);
    }
    return (PeopleRows){facts + people_duplicates(w, p, reg), facts};
}

/* ---- cells -------------------------------------------------------------------------------------- */

typedef struct Line { /* one row being written */
    const PeopleWorld *w;
    const Person *p;
    PeopleSeen seen;
    Rng rng;  /* of the facts of this row */
    int fact; /* which spell, which employer */
    char *out;
} Line;

static char *put_cell(char *out, Str s)
{
    *out++ = ',';
    return put_str(out, s);
}

static char *put_text(char *out, const PeopleText *t)
{
    return put_cell(out, (Str){t->text, t->len});
}

static char *put_sex(char *out, const PeopleSeen *seen)
{
    return put_cell(out, seen->sex < 0 ? (Str){0} : seen->sex ? S("Nữ") : S("Nam"));
}

static void cell(Line *l, Str s)
{
    l->out = put_cell(l->out, s);
}

static void name(Line *l)
{
    cell(l, (Str){l->seen.name, l->seen.name_len});
}

static void seen(Line *l, const PeopleText *t)
{
    l->out = put_text(l->out, t);
}

static void number(Line *l, int64_t n)
{
    *l->out++ = ',';
    l->out = put_number(l->out, (uint64_t)n);
}

static void sex(Line *l)
{
    l->out = put_sex(l->out, &l->seen);
}

static void month(Line *l, int at)
{
    *l->out++ = ',';
    l->out = put_month(l->out, at);
}

char *people_write_id(const PeopleWorld *w, const Person *p, int reg, int copy, char *out)
{
    static const char letter[] = {'C', 'B', 'T', 'K', 'H'}; /* Công an, BHXH, Thuế, hộ Kinh doanh, Học sinh */
    uint64_t at = people_scramble(w->key + 10 + (uint64_t)reg, p->number * PEOPLE_COPIES + (uint64_t)copy, 1000000000);
    out = put_lit(out, "MP");
    *out++ = letter[reg];
    return put_digits(out, at, 9);
}

/* ---- rows ------------------------------------------------------------------------------------------ */

static const char *const relations[] = {"Chủ hộ", "Vợ/chồng", "Con", "Cha/mẹ"};
static const char *const ethnicities[] = {"Kinh", "Mường", "Tày", "Thái", "Nùng", "Hoa", "Mông"};
static const char *const poverties[] = {"none", "poor", "near_poor", "escaped"};

static Str occupation(Line *l)
{
    static const char *const free_jobs[] = {"Nông dân", "Nội trợ",        "Thợ xây", "Lái xe",
                                            "Buôn bán", "Lao động tự do", "Thợ may"};
    static const char *const jobs[] = {"Công nhân",           "Công nhân", "Công nhân",
                                       "Nhân viên văn phòng", "Giáo viên", "Kỹ thuật viên",
                                       "Công chức",           "Lái xe",    "Y tá"};
    switch ((PeopleWork)l->p->work) {
    case PEOPLE_CHILD:
        return S("");
    case PEOPLE_PUPIL:
        return S("Học sinh");
    case PEOPLE_STUDENT:
        return S("Sinh viên");
    case PEOPLE_EMPLOYED:
        return str_from(jobs[people_below(&l->rng, COUNTOF(jobs))]);
    case PEOPLE_OWNER:
        return S("Kinh doanh");
    case PEOPLE_RETIRED:
        return S("Hưu trí");
    default:
        return str_from(free_jobs[people_below(&l->rng, COUNTOF(free_jobs))]);
    }
}

static void status(Line *l)
{
    uint32_t draw = people_below(&l->rng, 1000);
    if (draw < 970) {
        cell(l, S("resident"));
        cell(l, S(""));
        return;
    }
    cell(l, draw < 990 ? S("temporary") : S("moved"));
    *l->out++ = ',';
    l->out = people_put_day(&l->rng, 2020, 2025, l->out);
}

char *people_put_population(const Person *p, const PeopleSeen *seen, Str occupation, char *out)
{
    out = put_cell(out, (Str){seen->name, seen->name_len});
    out = put_text(out, &seen->birth);
    out = put_sex(out, seen);
    out = put_text(out, &seen->personal);
    out = put_text(out, &seen->old);
    out = put_cell(out, seen->commune_code);
    out = put_cell(out, seen->commune_name);
    out = put_number(put_cell(out, S("Thôn ")), p->village);
    out = put_digits(put_cell(out, S("H")), p->household, 8);
    out = put_cell(out, str_from(relations[p->relation]));
    out = put_cell(out, str_from(poverties[p->poverty]));
    out = put_cell(out, str_from(ethnicities[p->ethnicity]));
    out = put_cell(out, occupation);
    return put_text(out, &seen->phone);
}

static void row_population(Line *l)
{
    l->out = people_put_population(l->p, &l->seen, occupation(l), l->out);
    status(l);
}

static void employer(Line *l, const PeopleSpell *s)
{
    *l->out++ = ',';
    if (!s->voluntary)
        l->out = people_put_employer(s->employer, l->out);
    *l->out++ = ',';
    if (!s->voluntary)
        l->out = put_digits(l->out, people_tax_code(l->w->key + 4, PEOPLE_TAX_EMPLOYER, s->employer), 10);
}

static void row_participants(Line *l)
{
    PeopleSpell spell[PEOPLE_SPELLS];
    int count = people_spells(l->w, l->p, spell);
    const PeopleSpell *s = &spell[l->w->spec.history && l->fact < count ? l->fact : count - 1];
    seen(l, &l->seen.social);
    seen(l, &l->seen.personal);
    name(l);
    seen(l, &l->seen.birth);
    sex(l);
    cell(l, s->voluntary ? S("voluntary") : S("compulsory"));
    employer(l, s);
    cell(l, S("BHXH cơ sở "));
    l->out = put_number(l->out, l->p->commune % 12 + 1);
    cell(l, l->seen.commune_code);
    month(l, s->from);
    if (s->to < 0)
        *l->out++ = ',';
    else
        month(l, s->to);
    number(l, s->base);
    number(l, s->unemployment);
    number(l, !s->voluntary);
    number(l, s->method);
    month(l, (s->to < 0 ? 105 : s->to) + s->method - 1);
    cell(l, str_from(s->movement));
    seen(l, &l->seen.phone);
}

/* Ten digits as they were given to persons before their personal number took their place. */
static void personal_tax_code(Line *l)
{
    *l->out++ = ',';
    if (l->p->key % 10 < 7)
        l->out = put_digits(l->out, people_tax_code(l->w->key + 5, PEOPLE_TAX_PERSON, l->p->number), 10);
}

static void row_tax(Line *l)
{
    PeopleSpell spell[PEOPLE_SPELLS] = {0};
    int count = people_spells(l->w, l->p, spell);
    bool labour = l->fact == 0 && count > 0 && !spell[count - 1].voluntary;
    PeopleSpell *s = &spell[count > 0 ? count - 1 : 0];
    int months = labour ? people_between(&l->rng, 7, 12) : people_between(&l->rng, 1, 5);
    if (!labour)
        s->employer = people_employer(l->w, &l->rng);
    int64_t base = labour ? s->base * 12 / 10 : 2000000 + 100000 * (int64_t)people_below(&l->rng, 80);
    *l->out++ = ',';
    l->out = put_digits(l->out, people_tax_code(l->w->key + 4, PEOPLE_TAX_EMPLOYER, s->employer), 10);
    seen(l, &l->seen.personal);
    personal_tax_code(l);
    name(l);
    number(l, 2025);
    number(l, months);
    number(l, base * months);
    cell(l, labour ? S("labour") : S("service"));
}

/* Since 1 July 2025 the owner's personal number is the household's tax code; one in five still has the ten digits. */
static void business_code(Line *l)
{
    if (l->seen.personal.len > 0 && l->p->key % 5 > 0) {
        seen(l, &l->seen.personal);
        return;
    }
    *l->out++ = ',';
    l->out = put_digits(l->out, people_tax_code(l->w->key + 5, PEOPLE_TAX_PERSON, l->p->number), 10);
}

static void row_business(Line *l)
{
    static const char *const trades[] = {"Tạp hóa", "Quán ăn",   "Sửa xe",   "May mặc", "Vật liệu xây dựng",
                                         "Cắt tóc", "Nhà thuốc", "Điện máy", "Cà phê",  "Cơ khí"};
    Str trade = str_from(trades[people_below(&l->rng, COUNTOF(trades))]);
    bool stopped = people_chance(&l->rng, 80);
    business_code(l);
    name(l);
    seen(l, &l->seen.personal);
    seen(l, &l->seen.birth);
    cell(l, trade);
    *l->out++ = ' ';
    l->out = put_str(l->out, l->w->given.text[l->p->given]);
    cell(l, l->seen.commune_code);
    cell(l, people_chance(&l->rng, 700) ? S("declaration") : S("lump_sum"));
    month(l, (int)people_below(&l->rng, 105));
    cell(l, stopped ? S("suspended") : S("active"));
    *l->out++ = ',';
    l->out = people_put_day(&l->rng, 2005, 2025, l->out);
}

static void row_pupils(Line *l)
{
    static const char *const level[] = {"Trường Tiểu học số ", "Trường THCS số ", "Trường THPT số "};
    int age = l->p->age, at = age < 11 ? 0 : age < 15 ? 1 : 2;
    cell(l, S("student"));
    name(l);
    seen(l, &l->seen.personal);
    seen(l, &l->seen.birth);
    sex(l);
    cell(l, l->seen.commune_code);
    cell(l, str_from(level[at]));
    l->out = put_number(l->out, at == 2 ? l->p->commune / 4 + 1 : l->p->village % 3 + 1);
    cell(l, S("05/09/2026"));
    cell(l, S("31/05/2027"));
}

static void row_plain(Line *l)
{
    name(l);
    seen(l, &l->seen.birth);
    sex(l);
    seen(l, &l->seen.personal);
    seen(l, &l->seen.social);
    seen(l, &l->seen.phone);
    cell(l, l->seen.commune_code);
}

static const struct {
    void (*write)(Line *line);
    const char *heading;
} rows_of[PEOPLE_REGISTERS] = {
    [REG_POPULATION] = {row_population,
                        "id,full_name,birth_date,sex,personal_id,old_id,commune_code,commune_name,village,household_id,"
                        "household_relation,poverty_status,ethnicity,occupation,phone,status,status_date\n"},
    [REG_PARTICIPANTS] = {row_participants,
                          "id,si_number,personal_id,full_name,birth_date,sex,scheme,employer_code,employer_tax_code,"
                          "collecting_unit,commune_code,from_month,to_month,contribution_base,unemployment_insured,"
                          "health_insured,payment_method,paid_to_month,movement,phone\n"},
    [REG_TAX] = {row_tax, "id,employer_tax_code,personal_id,personal_tax_code,full_name,year,months,taxable_income,"
                          "contract\n"},
    [REG_BUSINESS] = {row_business, "id,tax_code,owner_name,personal_id,birth_date,name,commune_code,tax_method,"
                                    "method_from,status,registered_on\n"},
    [REG_PUPILS] = {row_pupils, "id,list,full_name,personal_id,birth_date,sex,commune_code,organisation,valid_from,"
                                "valid_to\n"},
};

Str people_heading(const PeopleWorld *w, int reg)
{
    if (w->spec.what != PEOPLE_PROVINCE)
        return S("id,full_name,birth_date,sex,personal_id,si_number,phone,commune_code\n");
    return str_from(rows_of[reg].heading);
}

char *people_write_rows(const PeopleWorld *w, const Person *p, int reg, PeopleRows rows, char *out)
{
    Line line = {.w = w, .p = p, .out = out};
    for (int copy = 0; copy < rows.rows; copy++) {
        line.fact = copy < rows.true_rows ? copy : rows.true_rows - 1;
        line.rng = people_stream(p, TOPIC_ROW + 10 + (uint64_t)reg * PEOPLE_COPIES + (uint64_t)line.fact);
        people_see(w, p, reg, copy < rows.true_rows ? 0 : copy, &line.seen);
        line.out = people_write_id(w, p, reg, copy, line.out);
        if (w->spec.what == PEOPLE_PROVINCE)
            rows_of[reg].write(&line);
        else
            row_plain(&line);
        *line.out++ = '\n';
    }
    return line.out;
}
