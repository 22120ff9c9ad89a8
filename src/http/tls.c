/* The certificate (with its chain) and the key for serving TLS without a proxy. */
#include "http/server.h"

#include "base/file.h"
#include <sys/stat.h>

enum { PEM_MOST = 1 << 20 };

static Err *read_pem(Arena *arena, Str path, Str what, char **ret)
{
    Str bytes;
    TRY(file_read(arena, path, PEM_MOST, &bytes));
    if (str_find(bytes, what) < 0)
        return FAIL(arena, USAGE, "tệp “%.*s” không có phần “%.*s”; cần tệp PEM",
                    "the file “%.*s” has no “%.*s”; PEM is needed", STRF(path), STRF(what));
    *ret = str_c(arena, bytes);
    return NULL;
}

Err *tls_files(Server *server, Arena *arena, char **ret_certificate, char **ret_key)
{
    const ServeOptions *o = server->options;
    struct stat st;
    if (o->key.len == 0)
        return FAIL(arena, USAGE, "có --certificate thì cần --key", "--certificate needs --key");
    TRY(read_pem(arena, o->certificate, S("BEGIN CERTIFICATE"), ret_certificate));
    TRY(read_pem(arena, o->key, S("PRIVATE KEY"), ret_key));
    if (stat(str_c(arena, o->key), &st) == 0 && (st.st_mode & 0007))
        return FAIL(arena, USAGE, "mọi người đọc được tệp khoá “%.*s”; hãy chạy chmod 600 rồi khởi động lại",
                    "everybody can read the key file “%.*s”; run chmod 600 and start again", STRF(o->key));
    return NULL;
}
