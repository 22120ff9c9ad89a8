/* Runs a fuzz target over its corpus in an ordinary build: each file a regression test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_file(const char *path)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    if (size >= 0) { /* an exact-size block, so that a read past the end is seen */
        rewind(f);
        uint8_t *data = malloc((size_t)size + (size == 0));
        size_t got = fread(data, 1, (size_t)size, f);
        LLVMFuzzerTestOneInput(data, got);
        free(data);
    }
    fclose(f);
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        for (struct dirent *entry; folder && (entry = readdir(folder));) {
            char path[4096];
            if (entry->d_name[0] == '.')
                continue;
            if (snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name) < (int)sizeof path) {
                run_file(path);
                count++;
            }
        }
        if (folder)
            closedir(folder);
    }
    printf("%d inputs\n", count);
    return count == 0; /* a corpus that is not there is a failure */
}
