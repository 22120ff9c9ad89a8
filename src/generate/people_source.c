/* Rows of persons in the seven registers that list them, in the columns of data/register. */
#include "generate/people_life.h"

#include "generate/people_put.h"

enum { TOPIC_ROW = 3300 };

const char *const people_sources[PEOPLE_SOURCES] = {
    [SOURCE_POPULATION] = "population", [SOURCE_PARTICIPANTS] = "participants",
    [SOURCE_TAX] = "tax_income",        [SOURCE_BUSINESS] = "household_businesses",
    [SOURCE_LISTS] = "affiliations",    [SOURCE_BENEFITS] = "beneficiaries",
    [SOURCE_DEPARTURES] = "departures",
};

const char *const people_source_headings[PEOPLE_SOURCES] = {
    [SOURCE_POPULATION] =
        "id,full_name,birth_date,sex,personal_id,old_id,commune_code,commune_name,village,household_id,"
        "household_relation,poverty_status,ethnicity,occupation,phone,status,status_date\n",
    [SOURCE_PARTICIPANTS] = "id,si_number,personal_id,full_name,birth_date,sex,scheme,employer_code,employer_tax_code,"
                            "collecting_unit,commune_code,from_month,to_month,contribution_base,unemployment_insured,"
                            "health_insured,payment_method,paid_to_month,movement\n",
    [SOURCE_TAX] = "id,employer_tax_code,personal_id,personal_tax_code,full_name,year,months,taxable_income,contract\n",
    [SOURCE_BUSINESS] = "id,tax_code,owner_name,personal_id,birth_date,name,commune_code,tax_method,method_from,status,"
                        "registered_on\n",
    [SOURCE_LISTS] = "id,list,full_name,personal_id,birth_date,sex,commune_code,organisation,valid_from,valid_to,"
                     "health_insured\n",
    [SOURCE_BENEFITS] = "id,beneficiary_id,personal_id,full_name,birth_date,benefit,from_month,to_month,amount,"
                        "payment_channel,commune_code,authorised_until\n",
    [SOURCE_DEPARTURES] = "id,personal_id,full_name,birth_date,event,event_date,commune_code\n",
};

/* With whose eyes each looks, and which of its copies: those who share eyes do not make the same errors. */
static const struct {
    int reg, copy;
} eyes[PEOPLE_SOURCES] = {
    [SOURCE_POPULATION] = {REG_POPULATION, 0},
    [SOURCE_PARTICIPANTS] = {REG_PARTICIPANTS, 0},
    [SOURCE_TAX] = {REG_TAX, 0},
    [SOURCE_BUSINESS] = {REG_BUSINESS, 0},
    [SOURCE_LISTS] = {REG_PUPILS, 0},
    [SOURCE_BENEFITS] = {REG_PARTICIPANTS, 5},
    [SOURCE_DEPARTURES] = {REG_POPULATION, 5},
};

typedef struct Line { /* one row being written */
    const PeopleScene *s;
    const PeopleLife *life;
    const Person *p;
    PeopleSeen seen;
    Rng rng;
    int fact; /* which spell, payer, list, benefit */
    char *out;
} Line;

/* ---- cells ---------------------------------------------------------------------------------- */

static void cell(Line *l, Str s)
{
    *l->out++ = ',';
    l->out = put_str(l->out, s);
}

static void text(Line *l, const PeopleText *t)
{
    cell(l, (Str){t->text, t->len});
}

static void name(Line *l)
{
    cell(l, (Str){l->seen.name, l->seen.name_len});
}

static void number(Line *l, int64_t n)
{
    *l->out++ = ',';
    l->out = put_number(l->out, (uint64_t)n);
}

static void code(Line *l, uint64_t n)
{
    *l->out++ = ',';
    l->out = put_digits(l->out, n, n < UINT64_C(10000000000) && n >= 1000000000 ? 10 : 12);
}

static void sex(Line *l)
{
    cell(l, l->seen.sex < 0 ? (Str){0} : l->seen.sex ? S("Nữ") : S("Nam"));
}

static void month(Line *l, int at) /* months before 2018 too */
{
    *l->out++ = ',';
    int months = 2018 * 12 + at;
    l->out = put_digits(l->out, (uint64_t)(months % 12 + 1), 2);
    *l->out++ = '/';
    l->out = put_digits(l->out, (uint64_t)(months / 12), 4);
}

static void month_or_none(Line *l, int at)
{
    if (at == PEOPLE_OPEN)
        *l->out++ = ',';
    else
        month(l, at);
}

static void day(Line *l, Date d)
{
    *l->out++ = ',';
    l->out = put_day(l->out, d.year, d.month, d.day);
}

static void office(Line *l, uint32_t commune)
{
    cell(l, S("BHXH cơ sở "));
    l->out = put_number(l->out, commune % 12 + 1);
}

/* ---- rows --------------------------------------------------------------------------------------- */

static Str occupation(Line *l)
{
    static const char *const free_jobs[] = {"Nông dân", "Nội trợ",        "Thợ xây", "Lái xe",
                                            "Buôn bán", "Lao động tự do", "Thợ may"};
    static const char *const jobs[] = {"Công nhân", "Công nhân",     "Công nhân", "Nhân viên văn phòng",
                                       "Giáo viên", "Kỹ thuật viên", "Lái xe",    "Y tá"};
    static const char *const others[PEOPLE_WORKS] = {[PEOPLE_CHILD] = "",
                                                     [PEOPLE_PUPIL] = "Học sinh",
                                                     [PEOPLE_STUDENT] = "Sinh viên",
                                                     [PEOPLE_OWNER] = "Kinh doanh",
                                                     [PEOPLE_RETIRED] = "Hưu trí"};
    const char *other = others[l->p->work];
    uint32_t draw = people_below(&l->rng, 840);
    if (other)
        return str_from(other);
    return str_from(l->p->work == PEOPLE_EMPLOYED ? jobs[draw % COUNTOF(jobs)] : free_jobs[draw % COUNTOF(free_jobs)]);
}

static void row_population(Line *l)
{
    static const char *const statuses[] = {"resident", "temporary", "moved", "deceased"};
    l->out = people_put_population(l->p, &l->seen, occupation(l), l->out);
    cell(l, str_from(statuses[l->life->status]));
    if (l->life->status == STATUS_RESIDENT)
        cell(l, S(""));
    else
        day(l, l->life->status_day);
}

static void employer(Line *l, const PeopleStay *s)
{
    const PeopleWorld *w = l->s->world;
    *l->out++ = ',';
    if (s->business) {
        l->out = put_lit(l->out, "HK");
        l->out = put_digits(l->out, s->business % 10000000, 7);
        code(l, s->business);
        return;
    }
    if (s->firm != PEOPLE_NO_FIRM)
        l->out = people_put_firm_code(w, s->firm, l->out);
    *l->out++ = ',';
    if (s->firm != PEOPLE_NO_FIRM)
        l->out = put_digits(l->out, people_firm_tax(w, s->firm), 10);
}

static void row_participants(Line *l)
{
    const PeopleStay *s = &l->life->stay[l->fact];
    text(l, &l->seen.social);
    text(l, &l->seen.personal);
    name(l);
    text(l, &l->seen.birth);
    sex(l);
    cell(l, s->voluntary ? S("voluntary") : S("compulsory"));
    employer(l, s);
    office(l, s->firm == PEOPLE_NO_FIRM ? l->p->commune : people_firm(l->s, s->firm).commune);
    cell(l, l->seen.commune_code);
    month(l, s->from);
    month_or_none(l, s->to);
    number(l, s->base);
    number(l, s->unemployment);
    number(l, s->health);
    number(l, s->method);
    if (s->voluntary)
        month(l, s->paid_to);
    else
        cell(l, S(""));
    cell(l, str_from(s->movement));
}

/* Ten digits as they were given to persons before their personal number took their place. */
static void personal_tax_code(Line *l)
{
    *l->out++ = ',';
    if (l->p->key % 10 < 7)
        l->out = put_digits(l->out, people_tax_code(l->s->world->key + 5, PEOPLE_TAX_PERSON, l->p->number), 10);
}

static void row_tax(Line *l)
{
    const PeopleIncome *income = &l->life->income[l->fact];
    code(l, income->payer);
    text(l, &l->seen.personal);
    personal_tax_code(l);
    name(l);
    number(l, 2025);
    number(l, income->months);
    number(l, income->income);
    cell(l, income->labour ? S("labour") : S("service"));
}

static void row_business(Line *l)
{
    static const char *const trades[] = {"Tạp hóa", "Quán ăn",   "Sửa xe",   "May mặc", "Vật liệu xây dựng",
                                         "Cắt tóc", "Nhà thuốc", "Điện máy", "Cà phê",  "Cơ khí"};
    code(l, people_business_code(l->s->world, l->p));
    name(l);
    text(l, &l->seen.personal);
    text(l, &l->seen.birth);
    cell(l, str_from(trades[people_below(&l->rng, COUNTOF(trades))]));
    *l->out++ = ' ';
    l->out = put_str(l->out, l->s->world->given.text[l->p->given]);
    cell(l, l->seen.commune_code);
    cell(l, l->life->declaration ? S("declaration") : S("lump_sum"));
    day(l, l->life->method_from);
    cell(l, l->life->business_active ? S("active") : S("suspended"));
    *l->out++ = ',';
    l->out = people_put_day(&l->rng, 2005, l->life->method_from.year - 1, l->out);
}

static Str organisation(Line *l, PeopleList list)
{
    static const char *const schools[] = {"Trường Tiểu học số ", "Trường THCS số ", "Trường THPT số "};
    static const char *const others[] = {[LIST_STUDENT] = "Trường Đại học (mô phỏng) số ",
                                         [LIST_GUIDE] = "Hội hướng dẫn viên ",
                                         [LIST_MEMBER] = "Chi hội ",
                                         [LIST_OFFICIAL] = "UBND xã số ",
                                         [LIST_COOPERATIVE] = "Hợp tác xã số ",
                                         [LIST_MANAGER] = "Doanh nghiệp số "};
    int age = l->p->age;
    return str_from(list != LIST_PUPIL ? others[list] : schools[age < 11 ? 0 : age < 15 ? 1 : 2]);
}

static void row_lists(Line *l)
{
    static const char *const lists[] = {
        "pupil", "student", "tour_guide", "association_member", "part_time_official", "cooperative_member", "manager"};
    PeopleList list = l->life->list[l->fact];
    bool school = list == LIST_PUPIL || list == LIST_STUDENT;
    cell(l, str_from(lists[list]));
    name(l);
    text(l, &l->seen.personal);
    text(l, &l->seen.birth);
    sex(l);
    cell(l, l->seen.commune_code);
    cell(l, organisation(l, list));
    l->out = put_number(l->out, list == LIST_PUPIL ? l->p->village % 3 + 1 : l->p->commune + 1);
    cell(l, school ? S("05/09/2026") : S("01/01/2025"));
    cell(l, school ? S("31/05/2027") : S(""));
    cell(l, !school ? S("") : l->life->pupil_insured ? S("1") : S("0"));
}

static void row_benefits(Line *l)
{
    static const char *const kinds[] = {"pension", "unemployment", "sickness", "social_pension"};
    const PeopleBenefit *b = &l->life->benefit[l->fact];
    cell(l, S("H"));
    l->out = put_digits(l->out, people_scramble(l->s->world->key + 50 + (uint64_t)b->kind, l->p->number, 100000000), 9);
    text(l, &l->seen.personal);
    name(l);
    text(l, &l->seen.birth);
    cell(l, str_from(kinds[b->kind]));
    month(l, b->from);
    month_or_none(l, b->to);
    number(l, b->amount);
    cell(l, l->p->key % 10 < 8 ? S("account") : S("cash"));
    cell(l, l->seen.commune_code);
    cell(l, S(""));
}

static void row_departures(Line *l)
{
    text(l, &l->seen.personal);
    name(l);
    text(l, &l->seen.birth);
    cell(l, l->life->event == EVENT_DEATH ? S("death") : S("emigration"));
    day(l, l->life->event_day);
    cell(l, l->seen.commune_code);
}

/* ---- all of a person ---------------------------------------------------------------------------------- */

static int facts_of(const PeopleLife *life, int source)
{
    const int counts[PEOPLE_SOURCES] = {[SOURCE_POPULATION] = life->known,
                                        [SOURCE_PARTICIPANTS] = life->stays,
                                        [SOURCE_TAX] = life->incomes,
                                        [SOURCE_BUSINESS] = life->business,
                                        [SOURCE_LISTS] = life->lists,
                                        [SOURCE_BENEFITS] = life->benefits,
                                        [SOURCE_DEPARTURES] = life->event != EVENT_NONE};
    return counts[source];
}

int people_source_rows(const PeopleScene *s, const PeopleLife *life, int source)
{
    int facts = facts_of(life, source);
    bool first_hand = source <= SOURCE_LISTS; /* those whose errors the profile names */
    return facts == 0 || !first_hand ? facts : facts + people_duplicates(s->world, &life->person, eyes[source].reg);
}

char *people_put_source_id(const PeopleWorld *w, uint64_t person, int source, int row, char *out)
{
    static const char letter[PEOPLE_SOURCES] = {'C', 'B', 'T', 'K', 'L', 'H', 'X'};
    uint64_t at = people_scramble(w->key + 60 + (uint64_t)source, person * 16 + (uint64_t)row, 1000000000);
    out = put_lit(out, "MP");
    *out++ = letter[source];
    return put_digits(out, at, 9);
}

/* Cells without which a row would be refused, and what is odd about the person himself. */
static void mend(Line *l, int source, bool other_number)
{
    const PeopleLife *life = l->life;
    PeopleSeen plain;
    people_see_plain(l->s->world, life->number ? life->number : l->p, eyes[source].reg, &plain);
    if (life->number || l->seen.social.len == 0)
        l->seen.social = plain.social;
    if (other_number)
        l->seen.social.text[2] = (char)('0' + (l->seen.social.text[2] - '0' + 5) % 10);
    if (l->seen.birth.len == 0 && source == SOURCE_POPULATION)
        l->seen.birth = plain.birth;
    if (life->odd_number && l->seen.personal.len == 12 && source != SOURCE_TAX) /* its file is of a year that is over */
        l->seen.personal.text[3] = (char)('0' + ((l->seen.personal.text[3] - '0') ^ 1));
}

int people_write_source(const PeopleScene *s, const PeopleLife *life, int source, char *out, char **end)
{
    static void (*const write[PEOPLE_SOURCES])(Line *) = {row_population, row_participants, row_tax,       row_business,
                                                          row_lists,      row_benefits,     row_departures};
    int facts = facts_of(life, source), rows = people_source_rows(s, life, source);
    Line l = {.s = s, .life = life, .p = &life->person, .out = out};
    for (int row = 0; row < rows; row++) {
        int copy = row < facts ? 0 : row - facts + 1;
        l.fact = row < facts ? row : facts - 1;
        l.rng = people_stream(l.p, TOPIC_ROW + (uint64_t)(source * 16 + l.fact));
        people_see(s->world, l.p, eyes[source].reg, eyes[source].copy + copy, &l.seen);
        mend(&l, source, source == SOURCE_PARTICIPANTS && life->stay[l.fact].other_number);
        l.out = people_put_source_id(s->world, l.p->number, source, row, l.out);
        write[source](&l);
        *l.out++ = '\n';
    }
    *end = l.out;
    return rows;
}
