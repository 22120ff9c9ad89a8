#include "http/upload.h"

#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* STILL_S: a file of which nothing came for so long is no longer being sent. */
enum { DAY_S = 86400, STILL_S = 600, EACH_MOST = 20, ID_LEN = 32, AT_ONCE = 2, OF_ACCOUNT = 2, OF_ALL = 8 };
#define PART ".part" /* no name of a file that was sent whole begins with a dot (file_plain_name) */

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

/* ---- room ------------------------------------------------------------------------------------ */

typedef struct Held {   /* what waits */
    int count, sending; /* of the account */
    int64_t bytes, all; /* of the account, of everybody */
    Str oldest;         /* of the account's that came whole */
    int64_t oldest_at;
} Held;

static int64_t stamp_ms(const struct stat *is)
{
    return (int64_t)is->st_mtim.tv_sec * 1000 + is->st_mtim.tv_nsec / 1000000;
}

/* Of an upload's folder: how large its file is, when it was last written, whether it is still being sent. */
static int64_t file_of(const char *folder, int64_t *ret_at, bool *ret_sending)
{
    int64_t bytes = 0;
    AUTO(dir_close) DIR *dir = opendir(folder);
    *ret_sending = false;
    if (!dir)
        return 0;
    for (struct dirent *e; (e = readdir(dir));) {
        struct stat is;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
            fstatat(dirfd(dir), e->d_name, &is, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        bytes += is.st_size;
        *ret_at = stamp_ms(&is);
        *ret_sending = strcmp(e->d_name, PART) == 0;
    }
    return bytes;
}

/* What is older than a day goes, and what was begun and not gone on with. */
static Held look_around(const Request *request, Str root)
{
    Arena *arena = request->arena;
    Held held = {.oldest_at = INT64_MAX};
    AUTO(dir_close) DIR *dir = opendir(str_c(arena, root));
    Str mine = str_fmt(arena, "%.*s-", STRF(request->who->account.id));
    int64_t now = clock_ms((Clock){0});
    for (struct dirent *e; dir && (e = readdir(dir));) {
        struct stat is;
        bool sending;
        if (e->d_name[0] == '.' || fstatat(dirfd(dir), e->d_name, &is, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        Str folder = str_fmt(arena, "%.*s/%s", STRF(root), e->d_name);
        int64_t at = stamp_ms(&is), bytes = file_of(str_c(arena, folder), &at, &sending);
        if (now - at > 1000 * (int64_t)(sending ? STILL_S : DAY_S)) {
            remove_folder(*arena, folder);
            continue;
        }
        held.all += bytes;
        if (!str_starts(str_from(e->d_name), mine))
            continue;
        held.count++;
        held.bytes += bytes;
        held.sending += sending;
        if (!sending && at < held.oldest_at)
            held.oldest = folder, held.oldest_at = at;
    }
    return held;
}

static bool disk_has(const Request *request, Str root, int64_t bytes)
{
    struct statvfs disk;
    return statvfs(str_c(request->arena, root), &disk) != 0 ||
           (int64_t)(disk.f_bavail * disk.f_frsize) - UPLOAD_RESERVE >= bytes;
}

/* The oldest of an account that has enough of them give way. */
static Err *make_room(const Request *request, Str root, int64_t bytes)
{
    int64_t most = upload_most(request_options(request));
    Held held = look_around(request, root);
    while (held.oldest.len > 0 && (held.count >= EACH_MOST || held.bytes + bytes > OF_ACCOUNT * most)) {
        remove_folder(*request->arena, held.oldest);
        held = look_around(request, root);
    }
    if (held.sending >= AT_ONCE)
        return FAIL(request->arena, CONFLICT, "tài khoản này đang gửi %d tệp lớn khác; hãy chờ gửi xong rồi gửi tiếp",
                    "this account is sending %d other large files; wait for them to end", held.sending);
    if (held.all + bytes <= OF_ALL * most && disk_has(request, root, bytes))
        return NULL;
    return FAIL(
        request->arena, UNAVAILABLE,
        "máy chủ chưa còn chỗ cho tệp %lld MB; hãy thử lại sau ít phút, hoặc báo người quản trị",
        "the server has no room for a file of %lld MB now; try again in some minutes, or tell the administrator",
        (long long)(bytes >> 20) + 1);
}

/* ---- files ------------------------------------------------------------------------------------- */

static Err *new_folder(const Request *request, int64_t bytes, Str *ret_id, Str *ret_folder)
{
    Arena *arena = request->arena;
    unsigned char random[ID_LEN / 2];
    char id[ID_LEN + 1];
    Str root;
    TRY(root_of(request, &root));
    TRY(make_room(request, root, bytes));
    randombytes_buf(random, sizeof random);
    *ret_id = str_copy(arena, str_from(sodium_bin2hex(id, sizeof id, random, sizeof random)));
    *ret_folder = folder_of(request, root, *ret_id);
    return mkdir(str_c(arena, *ret_folder), 0700) == 0 ? NULL : folder_fail(arena);
}

static Str path_in(Arena *arena, Str folder, Str name)
{
    return str_fmt(arena, "%.*s/%.*s", STRF(folder), STRF(file_plain_name(arena, name)));
}

Err *upload_keep(const Request *request, Str name, Str bytes, Str *ret_id, Str *ret_path)
{
    Arena *arena = request->arena;
    Str folder;
    TRY(new_folder(request, bytes.len, ret_id, &folder));
    *ret_path = path_in(arena, folder, name);
    TRY(file_write(arena, *ret_path, bytes));
    return chmod(str_c(arena, *ret_path), 0600) == 0 ? NULL : folder_fail(arena);
}

/* ---- as it comes ---------------------------------------------------------------------------------- */

int64_t upload_most(const ServeOptions *options)
{
    return options->upload_most > 0 ? options->upload_most : UPLOAD_MOST;
}

Text upload_too_large(Arena *arena, const ServeOptions *options)
{
    long long most = (long long)(upload_most(options) >> 20);
    return text_fmt(
        arena,
        "tệp lớn hơn %lld MB, mức mà trang này nhận; hãy gửi qua SFTP, gửi danh sách của từng xã, hoặc nhờ "
        "người quản trị nhận tệp trên máy chủ",
        "the file is larger than the %lld MB that a page may send; use SFTP, send the list of each commune, "
        "or ask the administrator to take it in on the server",
        most);
}

Err *upload_begin(const Request *request, int64_t told, Upload *ret)
{
    Str folder;
    *ret = (Upload){.fd = -1, .most = upload_most(request_options(request))};
    TRY(new_folder(request, told >= 0 ? told : ret->most, &ret->id, &folder));
    ret->folder = str_c(request->arena, folder);
    ret->part = str_c(request->arena, str_fmt(request->arena, "%.*s/" PART, STRF(folder)));
    ret->fd = open(ret->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return ret->fd >= 0 ? NULL : folder_fail(request->arena);
}

bool upload_write(Upload *upload, Str piece)
{
    while (piece.len > 0) {
        ssize_t n = write(upload->fd, piece.ptr, (size_t)piece.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        piece = str_slice(piece, n, piece.len);
        upload->bytes += n;
    }
    return true;
}

Err *upload_finish(const Request *request, Upload *upload, Str name, Str *ret_id, Str *ret_path)
{
    *ret_id = upload->id;
    *ret_path = path_in(request->arena, str_from(upload->folder), name);
    int closed = close(upload->fd);
    upload->fd = -1;
    if (closed != 0 || rename(upload->part, str_c(request->arena, *ret_path)) != 0)
        return folder_fail(request->arena);
    upload->kept = true;
    return NULL;
}

void upload_abandon(Upload *upload)
{
    if (!upload->folder || upload->kept)
        return;
    if (upload->fd >= 0)
        close(upload->fd);
    (void)unlink(upload->part); /* what stays is looked at with the next upload */
    (void)rmdir(upload->folder);
    upload->folder = NULL;
}

/* ---- read again -------------------------------------------------------------------------------------- */

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
        if (e->d_name[0] != '.') {
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
