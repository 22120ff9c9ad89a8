#include "http/upload.h"

#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY_S = 86400, EACH_MOST = 20, ID_LEN = 32 };

static void dir_close(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

static bool is_id(Str id)
{
    bool good = id.len == ID_LEN;
    for (ptrdiff_t i = 0; good && i < id.len; i++)
        good = (id.ptr[i] >= '0' && id.ptr[i] <= '9') || (id.ptr[i] >= 'a' && id.ptr[i] <= 'f');
    return good;
}

static Err *folder_fail(Arena *arena)
{
    return FAIL_BECAUSE(arena, UNAVAILABLE, errno, "chưa giữ được tệp gửi lên%s", "what was sent could not be kept%s",
                        "");
}

static Err *root_of(const Request *request, Str *ret)
{
    TRY(store_beside(request->store, request->arena, "uploads", ret));
    if (mkdir(str_c(request->arena, *ret), 0700) != 0 && errno != EEXIST)
        return folder_fail(request->arena);
    return NULL;
}

static Str folder_of(const Request *request, Str root, Str id)
{
    return str_fmt(request->arena, "%.*s/%.*s-%.*s", STRF(root), STRF(request->who->account.id), STRF(id));
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
            (void)unlinkat(dirfd(dir), e->d_name, 0); /* what stays is looked at with the next upload */
    (void)rmdir(path);
}

/* What is older than a day goes, and the oldest of an account that has its number of them. */
static void sweep(const Request *request, Str root)
{
    Arena *arena = request->arena;
    AUTO(dir_close) DIR *dir = opendir(str_c(arena, root));
    Str mine = str_fmt(arena, "%.*s-", STRF(request->who->account.id)), oldest = {0};
    int64_t oldest_at = INT64_MAX, now = clock_ms((Clock){0}) / 1000;
    int count = 0;
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir));) {
        struct stat is;
        if (e->d_name[0] == '.' || fstatat(dirfd(dir), e->d_name, &is, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        Str folder = str_fmt(arena, "%.*s/%s", STRF(root), e->d_name);
        if (now - is.st_mtime > DAY_S) {
            remove_folder(*arena, folder);
            continue;
        }
        if (!str_starts(str_from(e->d_name), mine))
            continue;
        count++;
        if (is.st_mtime < oldest_at)
            oldest = folder, oldest_at = is.st_mtime;
    }
    if (count >= EACH_MOST)
        remove_folder(*arena, oldest);
}

Err *upload_keep(const Request *request, Str name, Str bytes, Str *ret_id, Str *ret_path)
{
    Arena *arena = request->arena;
    unsigned char random[ID_LEN / 2];
    char id[ID_LEN + 1];
    Str root;
    TRY(root_of(request, &root));
    sweep(request, root);
    randombytes_buf(random, sizeof random);
    *ret_id = str_copy(arena, str_from(sodium_bin2hex(id, sizeof id, random, sizeof random)));
    Str folder = folder_of(request, root, *ret_id);
    *ret_path = str_fmt(arena, "%.*s/%.*s", STRF(folder), STRF(file_plain_name(arena, name)));
    if (mkdir(str_c(arena, folder), 0700) != 0)
        return folder_fail(arena);
    TRY(file_write(arena, *ret_path, bytes));
    return chmod(str_c(arena, *ret_path), 0600) == 0 ? NULL : folder_fail(arena);
}

static Err *gone(Arena *arena)
{
    return FAIL(arena, NOT_FOUND, "tệp đã gửi không còn được giữ (chỉ giữ một ngày); hãy chọn lại tệp",
                "the file that was sent is no longer kept (a day at most); choose it again");
}

Err *upload_read(const Request *request, Str id, Str *ret_name, Str *ret_path)
{
    Arena *arena = request->arena;
    struct stat is;
    Str root;
    TRY(root_of(request, &root));
    if (!is_id(id))
        return gone(arena);
    Str folder = folder_of(request, root, id);
    AUTO(dir_close) DIR *dir = opendir(str_c(arena, folder));
    if (!dir || fstat(dirfd(dir), &is) != 0 || clock_ms((Clock){0}) / 1000 - is.st_mtime > DAY_S)
        return gone(arena);
    for (struct dirent *e; (e = readdir(dir));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            *ret_name = str_copy(arena, str_from(e->d_name));
            *ret_path = str_fmt(arena, "%.*s/%.*s", STRF(folder), STRF(*ret_name));
            return NULL;
        }
    return gone(arena);
}

void upload_drop(const Request *request, Str id)
{
    Str root;
    if (is_id(id) && !root_of(request, &root))
        remove_folder(*request->arena, folder_of(request, root, id));
}
