/* Where the server is reached: an address and a port, or a Unix socket. */
#include "http/server.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static Err *cannot(Arena *arena, Str listen, const char *why)
{
    return FAIL(arena, UNAVAILABLE,
                "không mở được “%.*s” để phục vụ: %s; hãy chọn địa chỉ, cổng khác hoặc dừng chương trình đang giữ cổng",
                "“%.*s” could not be opened to serve: %s; choose another address or port, or stop what holds it",
                STRF(listen), why);
}

/* A socket file that nobody serves any more is in the way of the next start. */
static void remove_stale(const struct sockaddr_un *address)
{
    struct stat st;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool serves = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) == 0;
    if (fd >= 0)
        close(fd);
    if (!serves && lstat(address->sun_path, &st) == 0 && S_ISSOCK(st.st_mode))
        unlink(address->sun_path);
}

static Err *open_unix(Server *server, Arena *arena, Str path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path.len == 0 || path.len >= (ptrdiff_t)sizeof address.sun_path)
        return cannot(arena, path, "path length");
    memcpy(address.sun_path, path.ptr, (size_t)path.len);
    remove_stale(&address);
    server->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    mode_t mask = umask(0117); /* the owner and the group: the proxy's */
    int bound = bind(server->listener, (const struct sockaddr *)&address, sizeof address);
    int why = errno;
    umask(mask);
    if (bound != 0 || listen(server->listener, BACKLOG) != 0)
        return cannot(arena, path, strerror(bound != 0 ? why : errno));
    server->unix_path = path;
    return NULL;
}

static bool split_host(Str listen, Str *ret_host, Str *ret_port)
{
    ptrdiff_t colon = listen.len - 1;
    while (colon >= 0 && listen.ptr[colon] != ':')
        colon--;
    if (colon < 0)
        return false;
    *ret_host = str_slice(listen, 0, colon);
    *ret_port = str_slice(listen, colon + 1, listen.len);
    if (str_starts(*ret_host, S("[")) && str_ends(*ret_host, S("]")))
        *ret_host = str_slice(*ret_host, 1, ret_host->len - 1);
    return ret_port->len > 0;
}

static int bound_socket(const struct addrinfo *at)
{
    int on = 1, fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static int port_of(int fd)
{
    struct sockaddr_storage address = {0};
    char port[NI_MAXSERV] = "";
    socklen_t len = sizeof address;
    int n = 0;
    if (getsockname(fd, (struct sockaddr *)&address, &len) == 0)
        getnameinfo((struct sockaddr *)&address, len, NULL, 0, port, sizeof port, NI_NUMERICSERV);
    for (const char *c = port; *c >= '0' && *c <= '9'; c++)
        n = n * 10 + (*c - '0');
    return n;
}

static Err *open_tcp(Server *server, Arena *arena, Str listen)
{
    Str host, port;
    struct addrinfo *found = NULL, want = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    if (!split_host(listen, &host, &port))
        return FAIL(arena, USAGE,
                    "--listen: “%.*s” không phải địa chỉ:cổng; hãy viết như 127.0.0.1:8080, [::]:443 hoặc "
                    "unix:/run/baophu/socket",
                    "--listen: “%.*s” is no address:port; write it as 127.0.0.1:8080, [::]:443 or "
                    "unix:/run/baophu/socket",
                    STRF(listen));
    int code = getaddrinfo(host.len > 0 ? str_c(arena, host) : NULL, str_c(arena, port), &want, &found);
    if (code != 0)
        return cannot(arena, listen, gai_strerror(code));
    server->listener = bound_socket(found);
    int why = errno;
    freeaddrinfo(found);
    if (server->listener < 0)
        return cannot(arena, listen, strerror(why));
    server->port = port_of(server->listener);
    if (server->options->public_url.len == 0)
        server->origin = str_fmt(&server->memory, "%s://%s%.*s%s:%d", server->https ? "https" : "http",
                                 str_find(host, S(":")) >= 0 ? "[" : "", STRF(host),
                                 str_find(host, S(":")) >= 0 ? "]" : "", server->port);
    return NULL;
}

Err *listen_open(Server *server, Arena *arena)
{
    Str listen = server->options->listen.len > 0 ? server->options->listen : S("127.0.0.1:8080");
    Str public = server->options->public_url;
    server->listener = -1;
    server->origin = str_ends(public, S("/")) ? str_slice(public, 0, public.len - 1) : public;
    if (str_starts(listen, S("unix:")))
        return open_unix(server, arena, str_slice(listen, 5, listen.len));
    return open_tcp(server, arena, listen);
}

void listen_close(Server *server)
{
    if (server->listener >= 0)
        close(server->listener);
    server->listener = -1;
    if (server->unix_path.len > 0) {
        AUTO(arena_close) Arena scratch = arena_open(1 << 16);
        unlink(str_c(&scratch, server->unix_path));
    }
    server->unix_path = (Str){0};
}
