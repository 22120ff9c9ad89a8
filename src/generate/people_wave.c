/* Files of a simulated province, written by several threads. */
#include "generate/people_wave.h"

#include "base/file.h"
#include "base/pool.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- files ----------------------------------------------------------------------------------- */

static Err *not_written(Arena *arena, Str path)
{
    return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không ghi được tệp “%.*s”", "could not write “%.*s”", STRF(path));
}

Err *people_out_open(Arena *arena, Str folder, Str name, OutFile *ret)
{
    *ret = (OutFile){.name = name, .path = str_fmt(arena, "%.*s/%.*s", STRF(folder), STRF(name))};
    ret->beside = str_fmt(arena, "%.*s.part", STRF(ret->path));
    ret->file = fopen(str_c(arena, ret->beside), "wb");
    return ret->file ? NULL : not_written(arena, ret->path);
}

Err *people_out_add(Arena *arena, OutFile *out, Str bytes)
{
    if (bytes.len > 0 && fwrite(bytes.ptr, (size_t)bytes.len, 1, out->file) != 1)
        return not_written(arena, out->path);
    return NULL;
}

/* Gives up what is not finished: no half file stays under its name. */
void people_out_drop(OutFile *out)
{
    char path[4096];
    if (!out->file)
        return;
    fclose(out->file);
    snprintf(path, sizeof path, "%.*s", STRF(out->beside));
    unlink(path);
    out->file = NULL;
}

Err *people_out_close(Arena *arena, OutFile *out)
{
    FILE *file = out->file;
    out->file = NULL;
    if (fclose(file) != 0 || rename(str_c(arena, out->beside), str_c(arena, out->path)) != 0)
        return not_written(arena, out->path);
    return NULL;
}

/* ---- waves ------------------------------------------------------------------------------------- */

char *people_room(Buf *buf, ptrdiff_t bytes)
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
            TRY(people_out_add(arena, &out[f], buf_str(&piece->buf[f])));
            out[f].rows += piece->rows[f];
            piece->buf[f].len = 0;
            piece->rows[f] = 0;
        }
    return NULL;
}

Err *people_run_waves(Job *job, Arena *arena, OutFile *out, int files, Meter *meter)
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

/* ---- whole files ------------------------------------------------------------ */

Err *people_close_files(Arena *arena, OutFile *out, int count, Files *files)
{
    for (int i = 0; i < count; i++) {
        TRY(people_out_close(arena, &out[i]));
        vec_push(arena, files, ((PeopleFile){out[i].name, out[i].rows}));
    }
    return NULL;
}

Err *people_write_files(Job *job, Arena *arena, OutFile *out, int count, Meter *meter, Files *files)
{
    Err *err = people_run_waves(job, arena, out, count, meter);
    if (!err)
        err = people_close_files(arena, out, count, files);
    for (int i = 0; i < count; i++)
        people_out_drop(&out[i]);
    return err;
}

Err *people_folder(Arena *arena, Str folder)
{
    if (mkdir(str_c(arena, folder), 0777) == 0 || errno == EEXIST)
        return NULL;
    return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không tạo được thư mục “%.*s”", "could not make the folder “%.*s”",
                        STRF(folder));
}

/* For whoever finds the folder; the names of the files and the ids of the rows say it again. */
Err *people_label(const PeopleWorld *w, Arena *arena)
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
