/* Keys of person names: vn_fold beside utf8proc's and ICU's own way to fold case and strip
 * marks, on the same names in the same run. */
#include "base/clock.h"
#include "base/rng.h"
#include "vn/vn.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/uchar.h>
#include <utf8proc.h>

enum { NAMES = 1 << 16, ROUNDS = 20 };

static const char *const family[] = {"Nguyễn", "Trần", "Lê",   "Phạm", "Hoàng", "Huỳnh", "Phan",
                                     "Vũ",     "Võ",   "Đặng", "Bùi",  "Đỗ",    "Hồ",    "Ngô"};
static const char *const middle[] = {"Văn", "Thị", "Đức", "Hữu", "Ngọc", "Minh", "Thanh", "Quốc", "Xuân", "Kim"};
static const char *const given[] = {"An",  "Bình", "Chi",    "Dũng", "Hòa",  "Hương", "Khánh", "Lan",
                                    "Mai", "Nga",  "Phương", "Quý",  "Thủy", "Tuấn",  "Yến"};

static int64_t with_vn(Arena *arena, const Str *names)
{
    int64_t bytes = 0;
    for (int i = 0; i < NAMES; i++) {
        Arena scratch = *arena;
        bytes += vn_fold(&scratch, names[i], VN_KEY).len;
    }
    return bytes;
}

static int64_t with_utf8proc(const Str *names)
{
    int64_t bytes = 0;
    for (int i = 0; i < NAMES; i++) {
        utf8proc_uint8_t *out = NULL;
        bytes += utf8proc_map((const utf8proc_uint8_t *)names[i].ptr, names[i].len, &out,
                              UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK);
        free(out);
    }
    return bytes;
}

static int64_t with_icu(const Str *names)
{
    int64_t bytes = 0;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    for (int i = 0; i < NAMES; i++) {
        UChar wide[256], folded[256], parts[256];
        char out[256];
        int32_t len = 0, kept = 0;
        u_strFromUTF8(wide, 256, &len, names[i].ptr, (int32_t)names[i].len, &status);
        len = u_strFoldCase(folded, 256, wide, len, U_FOLD_CASE_DEFAULT, &status);
        len = unorm2_normalize(nfd, folded, len, parts, 256, &status);
        for (int32_t at = 0; at < len; at++)
            if (u_charType(parts[at]) != U_NON_SPACING_MARK)
                parts[kept++] = parts[at];
        u_strToUTF8(out, 256, &len, parts, kept, &status);
        bytes += len;
    }
    return U_SUCCESS(status) ? bytes : -1;
}

static void report(const char *name, int64_t ms, int64_t ours, int64_t bytes)
{
    printf("%-10s %6.1f million names/s  %5.1f times vn_fold  (%lld bytes)\n", name, NAMES * ROUNDS / 1e3 / (double)ms,
           (double)ms / (double)ours, (long long)bytes);
}

int main(void)
{
    Arena arena = arena_open((ptrdiff_t)1 << 30);
    Str *names = new (&arena, Str, NAMES);
    Rng rng = rng_open(1);
    for (int i = 0; i < NAMES; i++)
        names[i] = str_fmt(&arena, "%s %s %s", family[rng_below(&rng, COUNTOF(family))],
                           middle[rng_below(&rng, COUNTOF(middle))], given[rng_below(&rng, COUNTOF(given))]);
    int64_t ms[3] = {0}, bytes[3] = {0};
    for (int round = 0; round < ROUNDS; round++) { /* in turns, so that a busy machine hits all alike */
        int64_t start = clock_tick_ms();
        bytes[0] = with_vn(&arena, names);
        int64_t one = clock_tick_ms();
        bytes[1] = with_utf8proc(names);
        int64_t two = clock_tick_ms();
        bytes[2] = with_icu(names);
        ms[0] += one - start;
        ms[1] += two - one;
        ms[2] += clock_tick_ms() - two;
    }
    report("vn_fold", ms[0], ms[0], bytes[0]);
    report("utf8proc", ms[1], ms[0], bytes[1]);
    report("ICU", ms[2], ms[0], bytes[2]);
    arena_close(&arena);
    return 0;
}
