/* No file that is read or written already may be written over by another option. */
#include "cli/link_job.h"

#include "base/file.h"
#include <string.h>
#include <strings.h>

typedef struct Named {
    const char *what; /* as the help calls it */
    Str path;
} Named;

static void add(Named *list, int *count, const char *what, Str path)
{
    list[(*count)++] = (Named){what, path};
}

static int inputs(const LinkJob *job, Named *list)
{
    Str path;
    int count = 0;
    for (ptrdiff_t i = 0; i < job->cli->args && i < 2; i++)
        add(list, &count, i == 0 ? "LEFT" : "RIGHT", job->cli->arg[i]);
    if (cli_text(job->cli, "truth", &path))
        add(list, &count, "--truth", path);
    if (job->model_path.len > 0) /* read, or written beside the others */
        add(list, &count, "--model", job->model_path);
    return count;
}

/* A name that promises what is not written: it would not open. */
static Err *check_ending(Arena *arena, const char *option, Str path)
{
    static const char *const others[] = {".xlsx", ".xls", ".ods", ".docx", ".doc", ".pdf"};
    bool report = strcmp(option, "--report") == 0;
    for (int i = 0; i < COUNTOF(others); i++) {
        ptrdiff_t len = (ptrdiff_t)strlen(others[i]);
        if (path.len > len && strncasecmp(path.ptr + path.len - len, others[i], (size_t)len) == 0)
            return FAIL(arena, USAGE, "%s ghi tệp %s; “%.*s” sẽ không mở được; hãy đặt tên %s",
                        "%s writes a %s file; “%.*s” would not open; name it %s", option, report ? "HTML" : "CSV",
                        STRF(path), report ? ".html" : ".csv");
    }
    return NULL;
}

Err *link_check_paths(const LinkJob *job)
{
    static const char *const outputs[] = {"--out", "--pairs", "--unlinkables", "--report"};
    Named list[4 + COUNTOF(outputs)];
    Arena *arena = job->cli->arena;
    int count = inputs(job, list);
    for (int o = 0; o < COUNTOF(outputs); o++) {
        Str path;
        if (!cli_text(job->cli, outputs[o] + 2, &path))
            continue;
        TRY(check_ending(arena, outputs[o], path));
        for (int i = 0; i < count; i++)
            if (file_same(*arena, list[i].path, path))
                return FAIL(arena, USAGE, "%s: “%.*s” cũng là tệp %s, ghi vào sẽ mất tệp ấy; hãy đặt tên khác",
                            "%s: “%.*s” is also the file of %s, which would be lost; choose another name", outputs[o],
                            STRF(path), list[i].what);
        add(list, &count, outputs[o], path);
    }
    return NULL;
}
