/* Files of jobs: one folder a job, in a folder beside the database that only its owner may enter. */
#include "job/job_internal.h"

#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RESULT_MOST = 64 << 20, DAY_S = 86400, COPY_PIECE = 1 << 30 };

static Str rejects_name(void)
{
    return S("rejects.csv");
}

Str spool_name(Arena *arena, Str name)
{
    Str plain = file_plain_name(arena, name);
    return str_eq(plain, rejects_name()) ? str_fmt(arena, "_%.*s", STRF(plain)) : plain;
}

static Err *folder_fail(Arena *arena, Str path)
{
    return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "không dùng được thư mục “%.*s”", "the folder “%.*s” cannot be used",
                        STRF(path));
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static Str folder_of(Arena *arena, Str spool, Str id)
{
    return str_fmt(arena, "%.*s/%.*s", STRF(spool), STRF(id));
}

static Err *new_path(const Store *store, Arena *arena, Str id, Str name, Str *ret)
{
    Str spool;
    TRY(store_beside(store, arena, "spool", &spool));
    Str folder = folder_of(arena, spool, id);
    *ret = str_fmt(arena, "%.*s/%.*s", STRF(folder), STRF(name));
    return make_folder(str_c(arena, spool)) && make_folder(str_c(arena, folder)) ? NULL : folder_fail(arena, folder);
}

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* Of any size: nothing of it is in memory. */
static bool copy_file(const char *from, const char *to)
{
    AUTO(fd_close) int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    AUTO(fd_close) int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t n = in < 0 || out < 0 ? -1 : 1;
    while (n > 0)
        n = sendfile(out, in, NULL, COPY_PIECE);
    return n == 0;
}

Err *spool_link(const Store *store, Arena *arena, Str id, Str name, Str from)
{
    Str path;
    TRY(new_path(store, arena, id, name, &path));
    const char *source = str_c(arena, from), *target = str_c(arena, path);
    if (link(source, target) == 0 || copy_file(source, target))
        return NULL;
    return folder_fail(arena, path);
}

Err *spool_put(const Store *store, Arena *arena, Str id, Str name, Str bytes)
{
    Str path;
    TRY(new_path(store, arena, id, name, &path));
    TRY(file_write(arena, path, bytes));
    return chmod(str_c(arena, path), 0600) == 0 ? NULL : folder_fail(arena, path);
}

Err *spool_paths(const Store *store, Arena *arena, const Job *job, Str *ret_file, Str *ret_rejects)
{
    Str spool;
    *ret_file = *ret_rejects = (Str){0};
    if (job->file.len == 0)
        return NULL; /* what has no file has no rows to reject */
    TRY(store_beside(store, arena, "spool", &spool));
    Str folder = folder_of(arena, spool, job->id);
    *ret_file = str_fmt(arena, "%.*s/%.*s", STRF(folder), STRF(job->file));
    *ret_rejects = str_fmt(arena, "%.*s/%.*s", STRF(folder), STRF(rejects_name()));
    return NULL;
}

Err *job_rejects(Store *store, Arena *arena, Str id, Str *ret_bytes)
{
    Job job;
    Str file, rejects;
    TRY(job_get(store, arena, id, &job));
    TRY(spool_paths(store, arena, &job, &file, &rejects));
    if (rejects.len == 0 || !file_exists(rejects))
        return FAIL(arena, NOT_FOUND, "việc này không để lại dòng nào chưa dùng được",
                    "this job has left no rows that could not be used");
    return file_read(arena, rejects, RESULT_MOST, ret_bytes);
}

/* ---- clearing ------------------------------------------------------------------------------ */

static bool is_id(const char *name)
{
    return strlen(name) == 32 && strspn(name, "0123456789abcdef") == 32;
}

static void dir_close(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

/* A folder of ours holds files only. */
static void remove_folder(Arena scratch, Str folder)
{
    char *path = str_c(&scratch, folder);
    AUTO(dir_close) DIR *dir = opendir(path);
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            (void)unlinkat(dirfd(dir), e->d_name, 0); /* what stays is looked at again in an hour */
    (void)rmdir(path);
}

void spool_remove(const Store *store, Arena *arena, Str id)
{
    Str spool;
    if (!store_beside(store, arena, "spool", &spool))
        remove_folder(*arena, folder_of(arena, spool, id));
}

Err *spool_sweep(Store *store, Arena *arena)
{
    Str spool;
    if (store_beside(store, arena, "spool", &spool))
        return NULL; /* no folder was named, so none was filled */
    AUTO(dir_close) DIR *dir = opendir(str_c(arena, spool));
    if (!dir)
        return NULL;
    for (struct dirent *e; (e = readdir(dir));) {
        Job job;
        struct stat st;
        if (!is_id(e->d_name) || fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if ((int64_t)st.st_mtime + DAY_S > job_now_ms() / 1000)
            continue;
        Str id = str_copy(arena, str_from(e->d_name));
        Err *err = job_get(store, arena, id, &job);
        if (err && err->kind != ERR_NOT_FOUND)
            return err;
        if (err)
            remove_folder(*arena, folder_of(arena, spool, id));
    }
    return NULL;
}
