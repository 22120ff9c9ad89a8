/* The files of a simulated province: registers, pairs, lists, and which rows are one person. */
#include "generate/people_wave.h"

#include "generate/people_life.h"
#include "generate/people_put.h"

/* ---- one register --------------------------------------------------------------------------------- */

static void write_register(const Job *job, const Person *person, int count, Piece *piece)
{
    for (int i = 0; i < count; i++) {
        PeopleRows rows = people_rows(job->world, &person[i], job->reg);
        if (rows.rows == 0)
            continue;
        char *at = people_room(&piece->buf[0], PEOPLE_COPIES * PEOPLE_ROW);
        char *end = people_write_rows(job->world, &person[i], job->reg, rows, at);
        piece->buf[0].len += end - at;
        piece->rows[0] += rows.rows;
    }
}

static Str register_name(const PeopleWorld *w, int reg)
{
    if (w->spec.what == PEOPLE_LIST)
        return S("list");
    if (w->spec.what == PEOPLE_PAIR)
        return reg ? S("right") : S("left");
    return str_from(people_registers[reg]);
}

/* ---- the truth ---------------------------------------------------------------------------------------- */

static void write_persons(const Job *job, const Person *p, const PeopleRows *rows, Piece *piece)
{
    for (int reg = 0; reg < PEOPLE_REGISTERS; reg++)
        for (int copy = 0; copy < rows[reg].rows; copy++) {
            char *at = people_room(&piece->buf[0], 128), *out = put_number(at, p->number + 1);
            *out++ = ',';
            out = put_str(out, register_name(job->world, reg));
            *out++ = ',';
            out = people_write_id(job->world, p, reg, copy, out);
            *out++ = '\n';
            piece->buf[0].len += out - at;
            piece->rows[0]++;
        }
}

static void write_pairs(const Job *job, const Person *p, const PeopleRows *rows, int a, int b, Buf *buf, int64_t *count)
{
    for (int i = 0; i < rows[a].rows; i++)
        for (int k = a == b ? i + 1 : 0; k < rows[b].rows; k++) {
            char *at = people_room(buf, 128), *out = people_write_id(job->world, p, a, i, at);
            *out++ = ',';
            out = people_write_id(job->world, p, b, k, out);
            *out++ = '\n';
            buf->len += out - at;
            ++*count;
        }
}

/* Those who are insured where they work today, as the participants' register has them. */
static void count_employee(const Job *job, const Person *p, PeopleRows rows)
{
    PeopleSpell spell[PEOPLE_SPELLS];
    if (rows.rows == 0 || p->work != PEOPLE_EMPLOYED)
        return;
    int spells = people_spells(job->world, p, spell);
    __atomic_fetch_add(&job->employees[spell[spells - 1].employer], 1, __ATOMIC_RELAXED);
}

/* Left and right of a pair hold nobody twice. */
static bool is_truth(const PeopleWorld *w, unsigned wanted, int a, int b)
{
    return (wanted >> a & wanted >> b & 1) && (a != b || w->spec.what != PEOPLE_PAIR);
}

static void write_truth(const Job *job, const Person *person, int count, Piece *piece)
{
    for (int i = 0; i < count; i++) {
        PeopleRows rows[PEOPLE_REGISTERS] = {0};
        for (int reg = 0; reg < PEOPLE_REGISTERS; reg++)
            if (job->wanted >> reg & 1)
                rows[reg] = people_rows(job->world, &person[i], reg);
        write_persons(job, &person[i], rows, piece);
        if (job->employees)
            count_employee(job, &person[i], rows[REG_PARTICIPANTS]);
        int stream = 1;
        for (int a = 0; a < PEOPLE_REGISTERS; a++)
            for (int b = a; b < PEOPLE_REGISTERS; b++)
                if (is_truth(job->world, job->wanted, a, b)) {
                    write_pairs(job, &person[i], rows, a, b, &piece->buf[stream], &piece->rows[stream]);
                    stream++;
                }
    }
}

/* ---- all files ------------------------------------------------------------------------------------------ */

static Err *make_register(const PeopleWorld *w, Arena *arena, int reg, Meter *meter, Files *files)
{
    Job *job = new (arena, Job, 1);
    *job = (Job){.world = w, .write = write_register, .reg = reg, .order = w->key + 20 + (uint64_t)reg};
    OutFile out;
    Str name = register_name(w, reg);
    TRY(people_out_open(arena, w->spec.folder, str_fmt(arena, "mo-phong-%.*s.csv", STRF(name)), &out));
    Err *err = people_out_add(arena, &out, people_heading(w, reg));
    if (err) {
        people_out_drop(&out);
        return err;
    }
    return people_write_files(job, arena, &out, 1, meter, files);
}

static Err *open_truth(const PeopleWorld *w, Arena *arena, unsigned wanted, OutFile *out, int *count)
{
    TRY(people_out_open(arena, w->spec.folder, S("mo-phong-truth.csv"), &out[(*count)++]));
    TRY(people_out_add(arena, &out[0], S("person,register,row_id\n")));
    for (int a = 0; a < PEOPLE_REGISTERS; a++)
        for (int b = a; b < PEOPLE_REGISTERS; b++) {
            if (!is_truth(w, wanted, a, b))
                continue;
            Str left = register_name(w, a), right = register_name(w, b);
            Str name = a == b ? str_fmt(arena, "mo-phong-truth-%.*s.csv", STRF(left))
                              : str_fmt(arena, "mo-phong-truth-%.*s-%.*s.csv", STRF(left), STRF(right));
            TRY(people_out_open(arena, w->spec.folder, name, &out[(*count)++]));
            TRY(people_out_add(arena, &out[*count - 1], S("left_id,right_id\n")));
        }
    return NULL;
}

static Err *make_employers(const PeopleWorld *w, Arena *arena, const uint32_t *employees, Files *files)
{
    Buf buf = buf_open(arena);
    OutFile out;
    buf_add(&buf, str_from(people_employer_heading));
    TRY(people_out_open(arena, w->spec.folder, S("mo-phong-employers.csv"), &out));
    for (uint32_t i = 0; i < w->employers; i++) {
        if (employees[i] == 0)
            continue;
        char *at = people_room(&buf, PEOPLE_ROW);
        buf.len += people_write_employer(w, i, employees[i], at) - at;
        out.rows++;
    }
    Err *err = people_out_add(arena, &out, buf_str(&buf));
    if (!err)
        err = people_close_files(arena, &out, 1, files);
    people_out_drop(&out);
    return err;
}

static Err *make_truth(const PeopleWorld *w, Arena *arena, unsigned wanted, Meter *meter, Files *files)
{
    Job *job = new (arena, Job, 1);
    *job = (Job){.world = w, .write = write_truth, .wanted = wanted};
    if (w->spec.what == PEOPLE_PROVINCE && wanted >> REG_PARTICIPANTS & 1)
        job->employees = new (arena, uint32_t, w->employers);
    OutFile out[STREAMS] = {0};
    int count = 0;
    Err *err = open_truth(w, arena, wanted, out, &count);
    if (!err)
        err = people_write_files(job, arena, out, count, meter, files);
    for (int i = 0; i < count; i++)
        people_out_drop(&out[i]);
    if (!err && job->employees)
        err = make_employers(w, arena, job->employees, files);
    return err;
}

static unsigned wanted_of(const PeopleSpec *spec)
{
    if (spec->what != PEOPLE_PROVINCE)
        return spec->what == PEOPLE_PAIR ? 3 : 1;
    return spec->registers ? spec->registers : (1u << PEOPLE_REGISTERS) - 1;
}

Err *people_generate(Arena *arena, PeopleSpec spec, Meter *meter, PeopleResult *ret)
{
    PeopleWorld world;
    Files files = {0};
    unsigned wanted = wanted_of(&spec);
    TRY(people_world(arena, spec, &world));
    TRY(people_folder(arena, spec.folder));
    TRY(people_label(&world, arena));
    if (spec.what == PEOPLE_MONTH)
        return people_sources_make(arena, &world, meter, ret);
    if (meter)
        meter->total = world.hamlets * (__builtin_popcount(wanted) + 1);
    for (int reg = 0; reg < PEOPLE_REGISTERS; reg++)
        if (wanted >> reg & 1)
            TRY(make_register(&world, arena, reg, meter, &files));
    TRY(make_truth(&world, arena, wanted, meter, &files));
    *ret = (PeopleResult){world.persons + world.whole, world.outside, files.data, files.len};
    return NULL;
}
