/* The files of a simulated province: hamlets are written by several threads into buffers, and the
 * buffers go out in order, a wave at a time, so that memory stays small and bytes the same. */
#include "generate/people_internal.h"

#include "base/file.h"
#include "base/pool.h"
#include "base/vec.h"
#include "generate/people_put.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 16, WAVE = 32 }; /* hamlets a buffer, buffers a wave */
enum { STREAMS = 1 + PEOPLE_REGISTERS * (PEOPLE_REGISTERS + 1) / 2 };

/* ---- files ----------------------------------------------------------------------------------- */

typedef struct OutFile {
    FILE *file;
    Str name, path, beside;
    int64_t rows;
} OutFile;

static Err *not_written(Arena *arena, Str path)
{
    return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không ghi được tệp “%.*s”", "could not write “%.*s”", STRF(path));
}

static Err *out_open(Arena *arena, Str folder, Str name, OutFile *ret)
{
    *ret = (OutFile){.name = name, .path = str_fmt(arena, "%.*s/%.*s", STRF(folder), STRF(name))};
    ret->beside = str_fmt(arena, "%.*s.part", STRF(ret->path));
    ret->file = fopen(str_c(arena, ret->beside), "wb");
    return ret->file ? NULL : not_written(arena, ret->path);
}

static Err *out_add(Arena *arena, OutFile *out, Str bytes)
{
    if (bytes.len > 0 && fwrite(bytes.ptr, (size_t)bytes.len, 1, out->file) != 1)
        return not_written(arena, out->path);
    return NULL;
}

/* Gives up what is not finished: no half file stays under its name. */
static void out_drop(OutFile *out)
{
    char path[4096];
    if (!out->file)
        return;
    fclose(out->file);
    snprintf(path, sizeof path, "%.*s", STRF(out->beside));
    unlink(path);
    out->file = NULL;
}

static Err *out_close(Arena *arena, OutFile *out)
{
    FILE *file = out->file;
    out->file = NULL;
    if (fclose(file) != 0 || rename(str_c(arena, out->beside), str_c(arena, out->path)) != 0)
        return not_written(arena, out->path);
    return NULL;
}

/* ---- waves ------------------------------------------------------------------------------------- */

typedef struct Piece { /* what one chunk of hamlets gives, one buffer a file */
    Arena arena;
    Buf buf[STREAMS];
    int64_t rows[STREAMS];
} Piece;

typedef struct Job {
    const PeopleWorld *world;
    void (*write)(const struct Job *job, const Person *person, int count, Piece *piece);
    int reg;             /* the register of a pass over one */
    unsigned wanted;     /* bits of registers */
    int64_t first;       /* hamlet of the wave's first */
    uint64_t order;      /* key of the order of hamlets, 0: as they come */
    uint32_t *employees; /* by employer, counted by all threads at once */
    Piece piece[WAVE];
} Job;

static char *room(Buf *buf, ptrdiff_t bytes)
{
    if (buf->cap - buf->len < bytes) {
        ptrdiff_t wider = buf->cap * 2 > buf->len + bytes ? buf->cap * 2 : buf->len + bytes + (1 << 16);
        buf->ptr = arena_grow(buf->arena, buf->ptr, buf->cap, wider, 1);
        buf->cap = wider;
    }
    return buf->ptr + buf->len;
}

static void run_chunks(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Job *job = arg;
    Person person[PEOPLE_HAMLET];
    for (ptrdiff_t i = from; i < to; i++) {
        Piece *piece = &((Job *)arg)->piece[i];
        for (int64_t h = job->first + i * CHUNK; h < job->first + (i + 1) * CHUNK && h < job->world->hamlets; h++) {
            int64_t at =
                job->order ? (int64_t)people_scramble(job->order, (uint64_t)h, (uint64_t)job->world->hamlets) : h;
            job->write(job, person, people_hamlet(job->world, at, person), piece);
        }
    }
}

static Err *write_wave(Job *job, Arena *arena, OutFile *out, int files)
{
    for (int i = 0; i < WAVE; i++)
        for (int f = 0; f < files; f++) {
            Piece *piece = &job->piece[i];
            TRY(out_add(arena, &out[f], buf_str(&piece->buf[f])));
            out[f].rows += piece->rows[f];
            piece->buf[f].len = 0;
            piece->rows[f] = 0;
        }
    return NULL;
}

static Err *run_job(Job *job, Arena *arena, OutFile *out, int files, Meter *meter)
{
    const PeopleWorld *w = job->world;
    int threads = w->spec.threads > 0 ? w->spec.threads : pool_cpu_count();
    Err *err = NULL;
    for (int i = 0; i < WAVE; i++) {
        job->piece[i] = (Piece){.arena = arena_open((ptrdiff_t)256 << 20)};
        for (int f = 0; f < files; f++)
            job->piece[i].buf[f] = buf_open(&job->piece[i].arena);
    }
    for (; job->first < w->hamlets && !err; job->first += WAVE * CHUNK) {
        parallel_for(threads, WAVE, 1, run_chunks, job);
        err = write_wave(job, arena, out, files);
        int64_t left = w->hamlets - job->first;
        meter_add(meter, left < WAVE * CHUNK ? left : WAVE * CHUNK);
    }
    for (int i = 0; i < WAVE; i++)
        arena_close(&job->piece[i].arena);
    return err;
}

/* ---- one register --------------------------------------------------------------------------------- */

static void write_register(const Job *job, const Person *person, int count, Piece *piece)
{
    for (int i = 0; i < count; i++) {
        PeopleRows rows = people_rows(job->world, &person[i], job->reg);
        if (rows.rows == 0)
            continue;
        char *at = room(&piece->buf[0], PEOPLE_COPIES * PEOPLE_ROW);
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
            char *at = room(&piece->buf[0], 128), *out = put_number(at, p->number + 1);
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
            char *at = room(buf, 128), *out = people_write_id(job->world, p, a, i, at);
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

typedef Vec(PeopleFile) Files;

static Err *close_all(Arena *arena, OutFile *out, int count, Files *files)
{
    for (int i = 0; i < count; i++) {
        TRY(out_close(arena, &out[i]));
        vec_push(arena, files, ((PeopleFile){out[i].name, out[i].rows}));
    }
    return NULL;
}

static Err *run_files(Job *job, Arena *arena, OutFile *out, int count, Meter *meter, Files *files)
{
    Err *err = run_job(job, arena, out, count, meter);
    if (!err)
        err = close_all(arena, out, count, files);
    for (int i = 0; i < count; i++)
        out_drop(&out[i]);
    return err;
}

static Err *make_register(const PeopleWorld *w, Arena *arena, int reg, Meter *meter, Files *files)
{
    Job *job = new (arena, Job, 1);
    *job = (Job){.world = w, .write = write_register, .reg = reg, .order = w->key + 20 + (uint64_t)reg};
    OutFile out;
    Str name = register_name(w, reg);
    TRY(out_open(arena, w->spec.folder, str_fmt(arena, "mo-phong-%.*s.csv", STRF(name)), &out));
    Err *err = out_add(arena, &out, people_heading(w, reg));
    if (err) {
        out_drop(&out);
        return err;
    }
    return run_files(job, arena, &out, 1, meter, files);
}

static Err *open_truth(const PeopleWorld *w, Arena *arena, unsigned wanted, OutFile *out, int *count)
{
    TRY(out_open(arena, w->spec.folder, S("mo-phong-truth.csv"), &out[(*count)++]));
    TRY(out_add(arena, &out[0], S("person,register,row_id\n")));
    for (int a = 0; a < PEOPLE_REGISTERS; a++)
        for (int b = a; b < PEOPLE_REGISTERS; b++) {
            if (!is_truth(w, wanted, a, b))
                continue;
            Str left = register_name(w, a), right = register_name(w, b);
            Str name = a == b ? str_fmt(arena, "mo-phong-truth-%.*s.csv", STRF(left))
                              : str_fmt(arena, "mo-phong-truth-%.*s-%.*s.csv", STRF(left), STRF(right));
            TRY(out_open(arena, w->spec.folder, name, &out[(*count)++]));
            TRY(out_add(arena, &out[*count - 1], S("left_id,right_id\n")));
        }
    return NULL;
}

static Err *make_employers(const PeopleWorld *w, Arena *arena, const uint32_t *employees, Files *files)
{
    Buf buf = buf_open(arena);
    OutFile out;
    buf_add(&buf, str_from(people_employer_heading));
    TRY(out_open(arena, w->spec.folder, S("mo-phong-employers.csv"), &out));
    for (uint32_t i = 0; i < w->employers; i++) {
        if (employees[i] == 0)
            continue;
        char *at = room(&buf, PEOPLE_ROW);
        buf.len += people_write_employer(w, i, employees[i], at) - at;
        out.rows++;
    }
    Err *err = out_add(arena, &out, buf_str(&buf));
    if (!err)
        err = close_all(arena, &out, 1, files);
    out_drop(&out);
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
        err = run_files(job, arena, out, count, meter, files);
    for (int i = 0; i < count; i++)
        out_drop(&out[i]);
    if (!err && job->employees)
        err = make_employers(w, arena, job->employees, files);
    return err;
}

static Err *make_folder(Arena *arena, Str folder)
{
    if (mkdir(str_c(arena, folder), 0777) == 0 || errno == EEXIST)
        return NULL;
    return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không tạo được thư mục “%.*s”", "could not make the folder “%.*s”",
                        STRF(folder));
}

/* For whoever finds the folder; the names of the files and the ids of the rows say it again. */
static Err *make_label(const PeopleWorld *w, Arena *arena)
{
    Str text =
        str_fmt(arena,
                "DỮ LIỆU MÔ PHỎNG. Không có người thật: tên ghép từ tần suất họ, đệm, tên; số và ngày sinh ra từ hạt "
                "giống %llu.\n"
                "Tệp nào cũng bắt đầu bằng mo-phong-, mã dòng nào cũng bắt đầu bằng MP.\n"
                "SIMULATED DATA. No real persons: names are recombined from counts, numbers and dates come from the "
                "seed.\n",
                (unsigned long long)w->spec.seed);
    return file_write(arena, str_fmt(arena, "%.*s/DU-LIEU-MO-PHONG.txt", STRF(w->spec.folder)), text);
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
    TRY(make_folder(arena, spec.folder));
    TRY(make_label(&world, arena));
    if (meter)
        meter->total = world.hamlets * (__builtin_popcount(wanted) + 1);
    for (int reg = 0; reg < PEOPLE_REGISTERS; reg++)
        if (wanted >> reg & 1)
            TRY(make_register(&world, arena, reg, meter, &files));
    TRY(make_truth(&world, arena, wanted, meter, &files));
    *ret = (PeopleResult){world.persons, world.outside, files.data, files.len};
    return NULL;
}
