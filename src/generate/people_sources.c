/* The files of all sources for a month, and the truth: whose row is whose, and which rules are true of whom. */
#include "generate/people_life.h"

#include "generate/people_put.h"
#include "generate/people_wave.h"

enum { TRUTH_ROWS, TRUTH_RULES, UNITS, TRUTHS }; /* streams of the pass over persons for the truth */

typedef struct Count { /* of an employer, by all threads at once */
    uint32_t insured, labour, uninsured, known;
} Count;

typedef struct Sources {
    const PeopleScene *scene;
    Count *count; /* by employer */
} Sources;

static char *room(Piece *piece, int stream)
{
    return people_room(&piece->buf[stream], PEOPLE_COPIES * PEOPLE_ROW);
}

static void add(Piece *piece, int stream, const char *from, const char *to, int rows)
{
    piece->buf[stream].len += to - from;
    piece->rows[stream] += rows;
}

/* ---- one source ----------------------------------------------------------------------------- */

static void write_source(const Job *job, const Person *person, int count, Piece *piece)
{
    const Sources *all = job->arg;
    PeopleLife life[PEOPLE_HAMLET];
    people_lives(all->scene, person, count, life);
    for (int i = 0; i < count; i++) {
        char *at = room(piece, 0), *end = at;
        int rows = people_write_source(all->scene, &life[i], job->reg, at, &end);
        add(piece, 0, at, end, rows);
    }
}

static Str file_of(Arena *arena, const char *what)
{
    return str_fmt(arena, "mo-phong-%s.csv", what);
}

static Err *make_source(Sources *all, Arena *arena, int source, Meter *meter, Files *files)
{
    const PeopleWorld *w = all->scene->world;
    Job *job = new (arena, Job, 1);
    *job = (Job){.world = w, .write = write_source, .reg = source, .order = w->key + 20 + (uint64_t)source, .arg = all};
    OutFile out;
    TRY(people_out_open(arena, w->spec.folder, file_of(arena, people_sources[source]), &out));
    Err *err = people_out_add(arena, &out, str_from(people_source_headings[source]));
    if (!err)
        return people_write_files(job, arena, &out, 1, meter, files);
    people_out_drop(&out);
    return err;
}

/* ---- the truth of persons ---------------------------------------------------------------------- */

static void write_rows(const Sources *all, const PeopleLife *life, Piece *piece)
{
    uint64_t number = life->person.number;
    for (int source = 0; source < PEOPLE_SOURCES; source++)
        for (int row = 0, rows = people_source_rows(all->scene, life, source); row < rows; row++) {
            char *at = room(piece, TRUTH_ROWS), *out = put_number(at, number + 1);
            *out++ = ',';
            out = put_str(out, str_from(people_sources[source]));
            *out++ = ',';
            out = people_put_source_id(all->scene->world, number, source, row, out);
            *out++ = '\n';
            add(piece, TRUTH_ROWS, at, out, 1);
        }
}

static char *put_iso(const Person *p, char *out)
{
    out = put_digits(out, (uint64_t)p->year, 4);
    if (p->year_only)
        return out;
    *out++ = '-';
    out = put_digits(out, p->month, 2);
    *out++ = '-';
    return put_digits(out, p->day, 2);
}

/* rule,of,person,planted,full_name,birth_date,personal_id,si_number,tax_code,employer_code */
static char *put_person(const Sources *all, const PeopleLife *life, PeopleRule rule, const PeopleSeen *plain, char *out)
{
    bool business = rule == PEOPLE_RULE_HOUSEHOLD_NO_UNIT;
    uint64_t number = people_personal_number(&life->person);
    out = put_str(out, str_from(people_rules[rule]));
    out = put_str(out, business ? S(",employer,") : S(",person,"));
    out = put_number(out, life->person.number + 1);
    out = put_str(out, life->planted ? S(",1,") : S(",0,"));
    out = put_str(out, (Str){plain->name, plain->name_len});
    *out++ = ',';
    out = put_iso(&life->person, out);
    *out++ = ',';
    char *digits = out;
    out = put_digits(out, number, 12);
    if (life->odd_number)
        digits[3] = (char)('0' + ((digits[3] - '0') ^ 1));
    *out++ = ',';
    if (life->stays > 0)
        out = put_str(out, (Str){plain->social.text, plain->social.len});
    *out++ = ',';
    if (business) {
        uint64_t code = people_business_code(all->scene->world, &life->person);
        out = put_digits(out, code, code < UINT64_C(10000000000) && code >= 1000000000 ? 10 : 12);
    }
    *out++ = ',';
    *out++ = '\n';
    return out;
}

static void write_rules(const Sources *all, const PeopleLife *life, uint64_t rules, Piece *piece)
{
    PeopleSeen plain;
    if (life->helpers > 0 && !life->business_unit && life->business_active)
        rules |= (uint64_t)1 << PEOPLE_RULE_HOUSEHOLD_NO_UNIT;
    if (rules == 0)
        return;
    people_see_plain(all->scene->world, &life->person, REG_PARTICIPANTS, &plain);
    for (int rule = 0; rule < PEOPLE_RULE_COUNT; rule++) {
        if (!(rules >> rule & 1))
            continue;
        char *at = room(piece, TRUTH_RULES);
        add(piece, TRUTH_RULES, at, put_person(all, life, (PeopleRule)rule, &plain, at), 1);
    }
}

/* A household business that registered its helpers is an employer like others. */
static void write_household(const Sources *all, const PeopleLife *life, Piece *piece)
{
    const PeopleWorld *w = all->scene->world;
    uint64_t code = people_business_code(w, &life->person);
    char *at = room(piece, UNITS), *out = put_lit(at, "MPE");
    out = put_digits(out, people_scramble(w->key + 31, life->person.number, 1000000000), 9);
    out = put_lit(out, ",HK");
    out = put_digits(out, code % 10000000, 7);
    *out++ = ',';
    out = put_digits(out, code, code < UINT64_C(10000000000) && code >= 1000000000 ? 10 : 12);
    out = put_lit(out, ",Hộ kinh doanh ");
    out = put_str(out, w->given.text[life->person.given]);
    out = put_lit(out, " (mô phỏng),household,");
    out = put_str(out, w->commune[life->person.commune].name);
    *out++ = ',';
    out = put_str(out, w->commune[life->person.commune].code);
    out = put_lit(out, ",BHXH cơ sở ");
    out = put_number(out, life->person.commune % 12 + 1);
    out = put_lit(out, ",,");
    out = put_number(out, (uint64_t)life->insured_helpers);
    out = put_lit(out, ",active,01/10/2026\n");
    add(piece, UNITS, at, out, 1);
}

static void count_up(uint32_t *n)
{
    __atomic_fetch_add(n, 1, __ATOMIC_RELAXED);
}

static void count_work(const Sources *all, const PeopleLife *life, uint64_t rules)
{
    for (int i = 0; i < life->stays; i++) {
        const PeopleStay *s = &life->stay[i];
        if (s->firm == PEOPLE_NO_FIRM || s->voluntary)
            continue;
        count_up(&all->count[s->firm].known);
        if (s->to == PEOPLE_OPEN && s->from <= all->scene->month)
            count_up(&all->count[s->firm].insured);
    }
    for (int i = 0; i < life->incomes; i++) {
        const PeopleIncome *in = &life->income[i];
        if (in->firm == PEOPLE_NO_FIRM || !in->labour)
            continue;
        count_up(&all->count[in->firm].labour);
        if (rules >> PEOPLE_RULE_TAX_UNINSURED & 1)
            count_up(&all->count[in->firm].uninsured);
    }
}

static void write_truth(const Job *job, const Person *person, int count, Piece *piece)
{
    const Sources *all = job->arg;
    PeopleLife life[PEOPLE_HAMLET];
    people_lives(all->scene, person, count, life);
    for (int i = 0; i < count; i++) {
        uint64_t rules = people_rules_of(all->scene, &life[i]);
        write_rows(all, &life[i], piece);
        write_rules(all, &life[i], rules, piece);
        if (life[i].business_unit)
            write_household(all, &life[i], piece);
        count_work(all, &life[i], rules);
    }
}

/* ---- employers ---------------------------------------------------------------------------------- */

/* An employer that pays wages or ever insured anyone has a unit, unless it is planted that it has none. */
static bool has_unit(const PeopleFirm *f, const Count *n)
{
    return !f->no_unit && !f->closed && n->known + n->labour > 0;
}

static uint64_t rules_of_firm(const PeopleScene *s, const PeopleFirm *f, const Count *n)
{
    Date first = {s->last.year, s->last.month, 1};
    Date since = {2018 + f->status_month / 12, f->status_month % 12 + 1, 1 + (int)(f->number % 28)};
    bool unit = has_unit(f, n), active = str_eq(str_from(f->status), S("active"));
    bool suspended = str_eq(str_from(f->status), S("suspended")), ended = !active && date_cmp(since, first) < 0;
    uint32_t declared = f->over ? n->insured * 3 + 6 : n->insured;
    uint64_t rules = 0;
    if (f->office)
        return 0;
    rules |= (uint64_t)(active && n->labour >= 1 && !unit) << PEOPLE_RULE_NO_UNIT;
    rules |= (uint64_t)(active && unit && n->uninsured >= 1) << PEOPLE_RULE_GAP;
    rules |= (uint64_t)(unit && n->uninsured >= 10) << PEOPLE_RULE_GAP_LARGE;
    rules |= (uint64_t)(active && unit && declared >= 2 * n->insured && declared - n->insured >= 5)
             << PEOPLE_RULE_DECLARED_GAP;
    rules |= (uint64_t)(ended && !suspended && n->insured > 0) << PEOPLE_RULE_CLOSED_INSURED;
    rules |= (uint64_t)(ended && suspended && n->insured > 0) << PEOPLE_RULE_SUSPENDED_INSURED;
    return rules;
}

static char *put_firm(const PeopleScene *s, const PeopleFirm *f, PeopleRule rule, bool unit, char *out)
{
    out = put_str(out, str_from(people_rules[rule]));
    out = put_lit(out, ",employer,,");
    out = put_str(out, f->planted != PEOPLE_RULE_COUNT ? S("1,,,,,") : S("0,,,,,"));
    out = put_digits(out, people_firm_tax(s->world, f->number), 10);
    *out++ = ',';
    if (unit)
        out = people_put_firm_code(s->world, f->number, out);
    *out++ = '\n';
    return out;
}

static void add_row(Buf *buf, int64_t *rows, const char *end)
{
    buf->len = end - buf->ptr;
    ++*rows;
}

/* Rows of units behind those of household businesses, enterprises, and what is true of both. */
static Err *write_firms(const Sources *all, Arena *arena, OutFile *truth, OutFile *units, OutFile *enterprises)
{
    const PeopleScene *s = all->scene;
    Buf rules = buf_open(arena), unit = buf_open(arena), enterprise = buf_open(arena);
    for (uint32_t i = 0; i < people_firms(s->world); i++) {
        PeopleFirm f = people_firm(s, i);
        const Count *n = &all->count[i];
        uint64_t held = rules_of_firm(s, &f, n);
        if (has_unit(&f, n))
            add_row(&unit, &units->rows, people_write_unit(s, i, n->insured, people_room(&unit, PEOPLE_ROW)));
        if (!f.office)
            add_row(&enterprise, &enterprises->rows,
                    people_write_enterprise(s, i, n->insured, people_room(&enterprise, PEOPLE_ROW)));
        for (int rule = 0; rule < PEOPLE_RULE_COUNT; rule++)
            if (held >> rule & 1)
                add_row(&rules, &truth->rows,
                        put_firm(s, &f, (PeopleRule)rule, has_unit(&f, n), people_room(&rules, PEOPLE_ROW)));
    }
    TRY(people_out_add(arena, truth, buf_str(&rules)));
    TRY(people_out_add(arena, units, buf_str(&unit)));
    return people_out_add(arena, enterprises, buf_str(&enterprise));
}

/* ---- all of it ----------------------------------------------------------------------------------- */

static Err *open_truths(Arena *arena, Str folder, OutFile out[TRUTHS + 1])
{
    static const struct {
        const char *name, *heading;
    } files[] = {
        {"truth", "person,register,row_id\n"},
        {"truth-rules", "rule,of,person,planted,full_name,birth_date,personal_id,si_number,tax_code,employer_code\n"},
        {"employers", NULL},
        {"enterprises", NULL}};
    for (int i = 0; i < COUNTOF(files); i++) {
        TRY(people_out_open(arena, folder, file_of(arena, files[i].name), &out[i]));
        const char *heading = i == UNITS    ? people_unit_heading
                              : i == TRUTHS ? people_enterprise_heading
                                            : files[i].heading;
        TRY(people_out_add(arena, &out[i], str_from(heading)));
    }
    return NULL;
}

static Err *make_truth(Sources *all, Arena *arena, Meter *meter, Files *files)
{
    const PeopleWorld *w = all->scene->world;
    Job *job = new (arena, Job, 1);
    *job = (Job){.world = w, .write = write_truth, .arg = all};
    OutFile out[TRUTHS + 1] = {0};
    Err *err = open_truths(arena, w->spec.folder, out);
    if (!err)
        err = people_run_waves(job, arena, out, TRUTHS, meter);
    if (!err)
        err = write_firms(all, arena, &out[TRUTH_RULES], &out[UNITS], &out[TRUTHS]);
    if (!err)
        err = people_close_files(arena, out, TRUTHS + 1, files);
    for (int i = 0; i <= TRUTHS; i++)
        people_out_drop(&out[i]);
    return err;
}

Err *people_sources_make(Arena *arena, const PeopleWorld *w, Meter *meter, PeopleResult *ret)
{
    PeopleScene scene;
    Files files = {0};
    TRY(people_scene(arena, w, w->spec.month, w->spec.planted, &scene));
    Sources all = {&scene, new (arena, Count, people_firms(w))};
    if (meter)
        meter->total = w->hamlets * (PEOPLE_SOURCES + 1);
    for (int source = 0; source < PEOPLE_SOURCES; source++)
        TRY(make_source(&all, arena, source, meter, &files));
    TRY(make_truth(&all, arena, meter, &files));
    *ret = (PeopleResult){w->persons + w->whole, w->outside, files.data, files.len};
    return NULL;
}
