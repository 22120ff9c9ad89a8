/* The web application's files, taken into the program when it was built (tools/embed_web.py).  Each is one ready answer
 * a coding, shared by all connections. */
#include "http/server.h"

#include <string.h>

typedef struct WebPart {
    const char *begin, *end;
} WebPart;

typedef struct WebFile {
    const char *path, *type;
    bool hashed; /* its name changes with its content: kept for ever */
    WebPart part[CODINGS];
} WebFile;

#include "web_files.h"

typedef struct Ready {
    struct MHD_Response *response, *same; /* same: 304 */
    Str etag;
    int64_t bytes;
} Ready;

struct Static {
    Ready ready[COUNTOF(WEB_FILES)][CODINGS][2]; /* over http and over https */
};

static void headers(struct MHD_Response *response, const WebFile *file, Coding coding, bool https, Str etag)
{
    Str type = str_from(file->type);
    /* The worker is a page of its own to the browser: it fetches what is kept for when there is no network. */
    response_common(response, https, str_starts(type, S("text/html")) || strcmp(file->path, "/sw.js") == 0);
    response_header(response, "Content-Type", type);
    response_header(response, "ETag", etag);
    response_header(response, "Content-Encoding", str_from(coding_name[coding]));
    response_header(response, "Vary", S("Accept-Encoding"));
    response_header(response, "Cache-Control", file->hashed ? S("public, max-age=31536000, immutable") : S("no-cache"));
}

static bool make_ready(Arena *arena, const WebFile *file, Coding coding, bool https, Ready *ret)
{
    WebPart part = file->part[coding];
    Str bytes = {part.begin, part.end - part.begin};
    ret->bytes = bytes.len;
    ret->etag = etag_of(arena, (Str){file->part[0].begin, file->part[0].end - file->part[0].begin}, coding);
    ret->response =
        MHD_create_response_from_buffer((size_t)bytes.len, (void *)(uintptr_t)bytes.ptr, MHD_RESPMEM_PERSISTENT);
    ret->same = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (!ret->response || !ret->same)
        return false;
    headers(ret->response, file, coding, https, ret->etag);
    headers(ret->same, file, CODING_NONE, https, ret->etag);
    return true;
}

Err *static_open(Server *server, Arena *arena)
{
    server->files = new (&server->memory, struct Static, 1);
    for (int i = 0; WEB_FILES[i].path; i++)
        for (int coding = 0; coding < CODINGS; coding++)
            for (int https = 0; https < 2; https++)
                if (WEB_FILES[i].part[coding].begin && !make_ready(&server->memory, &WEB_FILES[i], (Coding)coding,
                                                                   https, &server->files->ready[i][coding][https]))
                    return FAIL(arena, UNAVAILABLE, "không đủ bộ nhớ cho các tệp web", "no memory for the web files");
    return NULL;
}

void static_close(Server *server)
{
    if (!server->files)
        return;
    Ready *ready = &server->files->ready[0][0][0];
    for (ptrdiff_t i = 0; i < COUNTOF(WEB_FILES) * CODINGS * 2; i++) {
        if (ready[i].response)
            MHD_destroy_response(ready[i].response);
        if (ready[i].same)
            MHD_destroy_response(ready[i].same);
    }
    server->files = NULL;
}

/* Addresses of pages (/tien-do/11980) are the application's own: all get its one page.  A dot in the last part, or the
 * folder of hashed files, means a file. */
static int find_file(const Target *target)
{
    int page = -1;
    bool file_like = target->segments > TARGET_SEGMENTS || str_starts(target->path, S("/assets/"));
    for (int i = 0; WEB_FILES[i].path; i++) {
        if (str_eq(target->path, str_from(WEB_FILES[i].path)))
            return i;
        if (strcmp(WEB_FILES[i].path, "/index.html") == 0)
            page = i;
    }
    if (target->segments > 0 && target->segments <= TARGET_SEGMENTS)
        file_like |= str_find(target->segment[target->segments - 1], S(".")) >= 0;
    return file_like ? -1 : page;
}

bool static_answer(Exchange *x)
{
    int at = find_file(&x->target);
    if (at < 0)
        return false;
    Coding coding = coding_accepted(&x->request);
    while (coding > CODING_NONE && !WEB_FILES[at].part[coding].begin)
        coding = CODING_NONE;
    const Ready *ready = &x->server->files->ready[at][coding][x->https];
    bool same = etag_matches(request_header(&x->request, "If-None-Match"), ready->etag);
    x->answer = (Answer){.response = same ? ready->same : ready->response,
                         .status = same ? 304 : 200,
                         .bytes = same ? 0 : ready->bytes,
                         .shared = true};
    return true;
}
