/* The table of routes, made once: one entry a path, fewer parameters first, so that “/facts/history” is found before
 * “/facts/{id}” is. */
#include "http/server.h"

#include <assert.h>

static bool is_param(Str segment)
{
    return segment.len > 2 && segment.ptr[0] == '{';
}

static void read_pattern(RoutePath *path, const char *pattern)
{
    path->path = str_from(pattern);
    Str rest = str_slice(path->path, 1, path->path.len);
    for (bool more = rest.len > 0; more;) {
        StrCut cut = str_cut(rest, '/');
        assert(path->segments < SEGMENTS);
        path->segment[path->segments++] = cut.head;
        path->params += is_param(cut.head);
        rest = cut.tail;
        more = cut.ok;
    }
    assert(path->params <= ROUTE_PARAMS);
}

static RoutePath *path_of(Router *router, const char *pattern)
{
    for (int i = 0; i < router->paths; i++)
        if (str_eq(router->path[i].path, str_from(pattern)))
            return &router->path[i];
    RoutePath *made = &router->path[router->paths++];
    read_pattern(made, pattern);
    return made;
}

static void add_method(RoutePath *path, const Route *route)
{
    assert(path->methods < COUNTOF(path->method));
    for (int i = 0; i < path->methods; i++)
        assert(!str_eq(str_from(path->method[i]->method), str_from(route->method)));
    path->method[path->methods++] = route;
}

static void sort_paths(Router *router)
{
    for (int i = 1; i < router->paths; i++) {
        RoutePath moved = router->path[i];
        int at = i;
        for (; at > 0 && router->path[at - 1].params > moved.params; at--)
            router->path[at] = router->path[at - 1];
        router->path[at] = moved;
    }
    for (int i = 0; i < router->paths; i++)
        router->path[i].number = i;
}

Router router_build(Arena *arena, const Route *const *lists)
{
    ptrdiff_t routes = 0;
    for (const Route *const *list = lists; *list; list++)
        for (const Route *route = *list; route->method; route++)
            routes++;
    Router router = {.path = new (arena, RoutePath, routes)};
    for (const Route *const *list = lists; *list; list++)
        for (const Route *route = *list; route->method; route++)
            add_method(path_of(&router, route->path), route);
    sort_paths(&router);
    return router;
}

static bool fits(const RoutePath *path, const Target *target)
{
    if (path->segments != target->segments)
        return false;
    for (int i = 0; i < path->segments; i++)
        if (is_param(path->segment[i]) ? target->segment[i].len == 0 : !str_eq(path->segment[i], target->segment[i]))
            return false;
    return true;
}

static const Route *method_of(const RoutePath *path, Str method)
{
    Str wanted = str_eq(method, S("HEAD")) ? S("GET") : method;
    for (int i = 0; i < path->methods; i++)
        if (str_eq(str_from(path->method[i]->method), wanted))
            return path->method[i];
    return NULL;
}

bool router_match(const Router *router, const Target *target, Str method, RouteMatch *ret)
{
    *ret = (RouteMatch){0};
    for (int i = 0; i < router->paths; i++) {
        const RoutePath *path = &router->path[i];
        if (!fits(path, target))
            continue;
        *ret = (RouteMatch){.path = path, .route = method_of(path, method)};
        for (int at = 0, n = 0; at < path->segments; at++)
            if (is_param(path->segment[at]))
                ret->param[n++] = target->segment[at];
        return true;
    }
    return false;
}

Str router_allow(Arena *arena, const RoutePath *path)
{
    Buf out = buf_open(arena);
    for (int i = 0; i < path->methods; i++) {
        Str method = str_from(path->method[i]->method);
        buf_add(&out, i > 0 ? S(", ") : S(""));
        buf_add(&out, method);
        if (str_eq(method, S("GET")))
            buf_add(&out, S(", HEAD"));
    }
    return buf_str(&out);
}

Str router_param(const RouteMatch *match, Str name)
{
    for (int at = 0, n = 0; match->path && at < match->path->segments; at++) {
        Str segment = match->path->segment[at];
        if (!is_param(segment))
            continue;
        if (str_eq(str_slice(segment, 1, segment.len - 1), name))
            return match->param[n];
        n++;
    }
    return (Str){0};
}
