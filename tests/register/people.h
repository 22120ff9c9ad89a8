/* Lists of persons as an agency sends them, taken in: for the programs of this folder. */
#pragma once
#include "stores.h"

#include "base/file.h"
#include "register/register.h"
#include <stdio.h>

static const Date september __attribute__((unused)) = {2026, 9, 30}, october __attribute__((unused)) = {2026, 10, 31};

typedef struct People {
    int from, to;
    const char *heading, *name; /* NULL: as usual */
    int without_birth, moved;   /* so many of them, from the first on */
    int bad_every;              /* of so many one has no day of birth, */
    bool without_bad;           /* or is not there */
    bool shifted;
} People;

static inline Str people_csv(Arena *arena, People p)
{
    Buf out = buf_open(arena);
    buf_fmt(&out, "%s\n", p.heading ? p.heading : "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã,Ghi chú");
    for (int i = p.from; i < p.to; i++) {
        int n = i - p.from;
        bool bad = n < p.without_birth || (p.bad_every > 0 && n % p.bad_every == 0);
        if (bad && p.without_bad)
            continue;
        const char *name = p.name ? p.name : "Trần Thị Mai";
        if (p.shifted)
            buf_fmt(&out, "033186%06d,14/02/1986,Nữ,%s,%d,\n", i, name, n < p.moved ? 12224 : 12223);
        else
            buf_fmt(&out, "%s,%s,Nữ,033186%06d,%d,\n", name, bad ? "" : "14/02/1986", i, n < p.moved ? 12224 : 12223);
    }
    return buf_str(&out);
}

static inline Str written(Arena *arena, const char *name, Str bytes)
{
    Str path = test_temp(arena, str_from(name));
    assert_ok(file_write(arena, path, bytes));
    return path;
}

static inline RegisterPut ask(Arena *arena, People people, Date as_of)
{
    return (RegisterPut){.province = S("33"),
                         .source = S("population"),
                         .as_of = as_of,
                         .path = written(arena, "people.csv", people_csv(arena, people)),
                         .name = S("people.csv"),
                         .by = S("mai"),
                         .threads = 2};
}

static inline RegisterReport put(Store *store, Arena *arena, People people, Date as_of)
{
    RegisterReport report;
    RegisterPut p = ask(arena, people, as_of);
    assert_ok(register_put(store, arena, &p, &report));
    return report;
}

typedef struct Seen {
    int64_t rows;
    Str first_name, last_id;
    uint64_t first_key;
} Seen;

static inline Err *see(void *arg, const RegisterBlock *block)
{
    static char name[64], id[64];
    Seen *seen = arg;
    ptrdiff_t last = block->columns.rows - 1;
    assert_int_equal(block->first, seen->rows);
    assert_null(block->columns.cell[1]);
    snprintf(name, sizeof name, "%.*s", STRF(block->columns.cell[0][0]));
    snprintf(id, sizeof id, "%.*s", STRF(block->columns.cell[3][last]));
    seen->rows += block->columns.rows;
    seen->first_name = str_from(name);
    seen->last_id = str_from(id);
    seen->first_key = block->key[0];
    return NULL;
}

static inline Seen seen_as_of(Store *store, Arena *arena, Date as_of, Str delivery)
{
    static const char *const wanted[] = {"full_name", "personal_id"};
    RegisterSources sources;
    const RegisterSource *source;
    Seen seen = {0};
    Str columns[] = {str_from(wanted[0]), str_from(wanted[1])};
    assert_ok(register_sources(arena, &sources));
    assert_ok(register_source(&sources, arena, S("population"), &source));
    assert_ok(register_each(store, arena, S("33"), source, as_of, delivery, columns, 2, see, &seen));
    return seen;
}
