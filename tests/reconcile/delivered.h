/* A few rows of each source, delivered as files, with the numbers of whom they are: what identify_run would give. */
#pragma once
#include "stores.h"

#include "base/file.h"
#include "reconcile/gather.h"
#include "reconcile/identify.h"

typedef struct Sent { /* rows of one source together; the first row of a source: its headings */
    const char *source;
    int person, employer;
    const char *cells; /* joined by ";" */
} Sent;

/* Delivers one source; returns the index of the first row of the next. */
static inline int deliver_source(Store *store, Arena *arena, const Sent *sent, int count, int from, const char *unit,
                                 Date as_of)
{
    int to = from;
    Buf csv = buf_open(arena);
    for (; to < count && str_eq(str_from(sent[to].source), str_from(sent[from].source)); to++)
        buf_fmt(&csv, "%s\n", sent[to].cells);
    for (ptrdiff_t i = 0; i < csv.len; i++)
        csv.ptr[i] = csv.ptr[i] == ';' ? ',' : csv.ptr[i];
    Str name = str_fmt(arena, "%s.csv", sent[from].source), path = test_temp(arena, name);
    assert_ok(file_write(arena, path, buf_str(&csv)));
    RegisterPut put = {.province = S("33"),
                       .unit = str_from(unit),
                       .source = str_from(sent[from].source),
                       .as_of = as_of,
                       .path = path,
                       .name = name,
                       .by = S("mai"),
                       .threads = 1};
    RegisterReport report = {0};
    Err *err = register_put(store, arena, &put, &report);
    for (ptrdiff_t i = 0; err && i < report.problems; i++)
        print_error("%s row %td: %.*s, %.*s\n", sent[from].source, report.problem[i].place.row,
                    STRF(report.problem[i].place.field), STRF(report.problem[i].value));
    assert_ok(err);
    assert_int_equal(report.delivery.rows, to - from - 1);
    if (report.delivery.state == DELIVERY_HELD) {
        assert_ok(store_begin(store, arena));
        assert_ok(register_release(store, arena, S("33"), report.delivery.id, S("lan")));
        assert_ok(store_commit(store, arena));
    }
    return to;
}

static inline void deliver(Store *store, Arena *arena, const Sent *sent, int count, Date as_of)
{
    for (int at = 0; at < count;)
        at = deliver_source(store, arena, sent, count, at, "", as_of);
}

static inline int first_of(const Sent *sent, int count, Str source)
{
    int at = 0;
    while (at < count && !str_eq(str_from(sent[at].source), source))
        at++;
    return at;
}

/* Numbers of the rows as they stand in sent, which is what was delivered last of each source. */
static inline Identify identified(Store *store, Arena *arena, const Sent *sent, int count, Date as_of)
{
    RegisterSources sources;
    Identify id = {.province = S("33"), .delivery = new (arena, IdentifyDelivery, 16)};
    assert_ok(register_sources(arena, &sources));
    for (ptrdiff_t s = 0; s < sources.count; s++) {
        Delivery *list;
        ptrdiff_t deliveries;
        int first = first_of(sent, count, sources.source[s].code);
        assert_ok(register_current(store, arena, S("33"), &sources.source[s], as_of, &list, &deliveries));
        if (deliveries == 0)
            continue;
        assert_int_equal(deliveries, 1);
        IdentifyDelivery *d = &id.delivery[id.deliveries++];
        *d = (IdentifyDelivery){.delivery = list[0],
                                .source = &sources.source[s],
                                .person = new (arena, int32_t, list[0].rows),
                                .employer = new (arena, int32_t, list[0].rows)};
        for (int row = 0; row < list[0].rows; row++) {
            const Sent *line = &sent[first + 1 + row];
            d->person[row] = line->person;
            d->employer[row] = line->employer;
            id.persons = line->person > id.persons ? line->person : id.persons;
            id.employers = line->employer > id.employers ? line->employer : id.employers;
        }
    }
    return id;
}
