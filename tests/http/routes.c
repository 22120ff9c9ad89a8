/* api/openapi.yaml against the tables of the server, both ways: method, path, permission, whether content is sent.
 *
 * The file is read by its layout: paths stand at two blanks, methods at four, what belongs to one behind it or deeper.
 */
#include "http/route.h"
#include "test.h"

#include <string.h>

enum { MOST = 256 };

typedef struct Said {
    Str method, path, permission;
    bool body;
} Said;

typedef struct Contract {
    Said said[MOST];
    int count;
} Contract;

static const char *const verbs[] = {"get", "post", "put", "delete", "patch", "head", "options", "trace"};

static Str upper(Arena *arena, Str s)
{
    char *out = new (arena, char, s.len + 1);
    for (ptrdiff_t i = 0; i < s.len; i++)
        out[i] = (char)(s.ptr[i] >= 'a' && s.ptr[i] <= 'z' ? s.ptr[i] - 32 : s.ptr[i]);
    return (Str){out, s.len};
}

static ptrdiff_t blanks(Str line)
{
    ptrdiff_t n = 0;
    while (n < line.len && line.ptr[n] == ' ')
        n++;
    return n;
}

/* The word behind “x-permission: ”. */
static void read_permission(Said *said, Str line)
{
    Str mark = S("x-permission: ");
    ptrdiff_t at = str_find(line, mark);
    if (at < 0)
        return;
    Str word = str_slice(line, at + mark.len, line.len);
    ptrdiff_t len = 0;
    while (len < word.len && ((word.ptr[len] >= 'a' && word.ptr[len] <= 'z') || word.ptr[len] == '.'))
        len++;
    assert_int_equal(said->permission.len, 0); /* once a method */
    said->permission = str_slice(word, 0, len);
}

static void read_line(Contract *contract, Arena *arena, Str line, Str *path)
{
    ptrdiff_t depth = blanks(line);
    Str rest = str_slice(line, depth, line.len);
    if (rest.len == 0 || rest.ptr[0] == '#')
        return;
    if (depth == 2) {
        assert_true(rest.ptr[0] == '/' && str_ends(rest, S(":")));
        *path = str_slice(rest, 0, rest.len - 1);
        return;
    }
    Str word = str_cut(rest, ':').head;
    bool verb = false;
    for (int i = 0; i < COUNTOF(verbs) && depth == 4; i++)
        verb |= str_eq(word, str_from(verbs[i]));
    if (depth == 4 && !verb && !str_eq(word, S("parameters")))
        fail_msg("not understood: %.*s", STRF(line));
    if (verb) {
        assert_true(contract->count < MOST);
        contract->said[contract->count++] = (Said){.method = upper(arena, word), .path = *path};
    }
    if (contract->count == 0 || (depth == 4 && !verb))
        return;
    Said *said = &contract->said[contract->count - 1];
    said->body |= str_find(line, S("requestBody:")) >= 0;
    read_permission(said, line);
}

static Contract *read_contract(Arena *arena)
{
    Contract *contract = new (arena, Contract, 1);
    Str rest = test_read(arena, test_file(arena, S("../api/openapi.yaml"))), path = {0};
    bool inside = false;
    while (rest.len > 0) {
        StrCut line = str_cut(rest, '\n');
        rest = line.tail;
        if (line.head.len > 0 && line.head.ptr[0] != ' ')
            inside = str_eq(line.head, S("paths:"));
        else if (inside)
            read_line(contract, arena, line.head, &path);
    }
    return contract;
}

static const Route *find_route(const Said *said)
{
    for (const Route *const *list = http_route_lists; *list; list++)
        for (const Route *route = *list; route->method; route++)
            if (str_eq(said->method, str_from(route->method)) && str_eq(said->path, str_from(route->path)))
                return route;
    return NULL;
}

static const char *code_of(Permission permission)
{
    return permission == PERMISSION_ANY      ? "any"
           : permission == PERMISSION_PUBLIC ? "public"
                                             : permission_code(permission);
}

TEST(what_the_contract_says_is_served_as_it_says)
{
    const Contract *contract = read_contract(arena);
    int wrong = 0;
    assert_true(contract->count > 60); /* it was read at all */
    for (int i = 0; i < contract->count; i++) {
        const Said *said = &contract->said[i];
        const Route *route = find_route(said);
        const char *why = !route ? "is not served"
                          : !str_eq(said->permission, str_from(code_of(route->permission)))
                              ? "has another permission in the server"
                          : said->body != (route->body_most > 0) ? "differs in whether it takes content"
                                                                 : NULL;
        if (why)
            print_message("%.*s %.*s (%.*s) %s\n", STRF(said->method), STRF(said->path), STRF(said->permission), why);
        wrong += why != NULL;
    }
    assert_int_equal(wrong, 0);
}

TEST(what_is_served_stands_in_the_contract)
{
    const Contract *contract = read_contract(arena);
    int wrong = 0;
    for (const Route *const *list = http_route_lists; *list; list++)
        for (const Route *route = *list; route->method; route++) {
            int found = 0;
            for (int i = 0; i < contract->count; i++)
                found += find_route(&contract->said[i]) == route;
            if (found != 1)
                print_message("%s %s stands %d times in the contract\n", route->method, route->path, found);
            wrong += found != 1;
            assert_true(strlen(route->path) > 1 && route->path[0] == '/');
        }
    assert_int_equal(wrong, 0);
}

TEST_MAIN
