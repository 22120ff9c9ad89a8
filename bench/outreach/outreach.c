/* Leads at work as a province has them: two thousand collaborators with their tasks, what their phones do, and whether
 * all that was answered is there.
 *
 *     bench-outreach fill ADDRESS PHONES [COUNT]               a province that is reconciled gets agents and tasks
 *     bench-outreach sign-in ADDRESS PHONES SESSIONS           each of them signs in
 *     bench-outreach drive BASE SESSIONS KEYS SECONDS THREADS  their phones sync
 *     bench-outreach check ADDRESS KEYS                        every key that was answered is an event, once */
#include "drive.h"

#include "account/account.h"
#include "base/file.h"
#include "base/vec.h"
#include "outreach/cover.h"
#include "outreach/list.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PHONES = 2000, MOST = 60, SPARE = 10, LARGE_MOST = 2000, LARGE_COMMUNES = 12 };
#define PROVINCE S("33")

/* ---- filling ------------------------------------------------------------------------------------ */

typedef struct Filling {
    Store *store;
    Arena *arena;
    FILE *phones;
    UnitList communes;
    Vec(Unit) village;
} Filling;

static Err *put_account(Filling *f, Str login, Grant *grant, ptrdiff_t grants)
{
    Str id, invite;
    Account account = {.login = login,
                       .name = login,
                       .email = str_fmt(f->arena, "%.*s@example.vn", STRF(login)),
                       .active = true,
                       .grant = grant,
                       .grants = grants};
    TRY(account_create(f->store, f->arena, &account, &id, &invite));
    fprintf(f->phones, "%.*s\n", STRF(login));
    return NULL;
}

static Err *put_agent(Filling *f, Str login, int64_t most, AgentArea *area, ptrdiff_t areas)
{
    Agent agent = {
        .account = login, .most = most, .active = true, .area = area, .areas = areas, .version = AGENT_ANY_VERSION};
    return agent_put(f->store, f->arena, PROVINCE, &agent);
}

static Err *give(Filling *f, const char *what, const Str *agent, ptrdiff_t agents, int64_t limit)
{
    AssignAsk ask = {.province = PROVINCE, .agent = agent, .agents = agents, .limit = limit, .by = S("bench")};
    AssignReport report;
    int64_t begin = clock_tick_ms();
    TRY(outreach_assign(f->store, f->arena, &ask, &report));
    printf("%s: of %lld open leads %lld given in %.2f s\n", what, (long long)report.leads, (long long)report.given,
           (double)(clock_tick_ms() - begin) / 1000);
    return NULL;
}

/* One with as many as a phone is to take: of several communes, before anybody else has them. */
static Err *put_large(Filling *f)
{
    Grant grant[LARGE_COMMUNES];
    AgentArea area[LARGE_COMMUNES];
    Str login = S("nhieu-viec");
    for (int i = 0; i < LARGE_COMMUNES; i++) {
        Str code = f->communes.unit[i].code;
        grant[i] = (Grant){S("commune-officer"), {PROVINCE, code}};
        area[i] = (AgentArea){code, S("")};
    }
    TRY(put_account(f, login, grant, LARGE_COMMUNES));
    TRY(put_agent(f, login, LARGE_MOST, area, LARGE_COMMUNES));
    return give(f, "one phone", &login, 1, LARGE_MOST);
}

static Err *put_phone(Filling *f, int i, bool anew)
{
    const Unit *village = &f->village.data[i / 2 % f->village.len]; /* two work a village */
    Str login = str_fmt(f->arena, "ctv-%d", i);
    Grant grant = {S("collaborator"), {PROVINCE, village->code}};
    AgentArea area = {village->parent, village->full_name};
    if (anew)
        TRY(put_account(f, login, &grant, 1));
    return put_agent(f, login, anew ? MOST : MOST + SPARE, &area, 1);
}

static Err *fill_all(Filling *f, int count)
{
    Grant officer = {S("home-affairs"), {PROVINCE, {0}}};
    Date today = clock_today((Clock){0});
    TRY(unit_children(f->store, f->arena, PROVINCE, today, &f->communes));
    for (ptrdiff_t i = 0; i < f->communes.count; i++) {
        UnitList list;
        TRY(unit_children(f->store, f->arena, f->communes.unit[i].code, today, &list));
        for (ptrdiff_t v = 0; v < list.count; v++)
            vec_push(f->arena, &f->village, list.unit[v]);
    }
    if (f->village.len == 0)
        return FAIL(f->arena, BAD_INPUT, "tỉnh này chưa có thôn", "the province has no villages");
    TRY(put_account(f, S("van-dong"), &officer, 1));
    TRY(put_large(f));
    for (int i = 0; i < count; i++)
        TRY(put_phone(f, i, true));
    printf("%td villages, %d collaborators\n", f->village.len, count);
    TRY(give(f, "all others", NULL, 0, 0));
    for (int i = 1; i < count; i += 2) /* room for what is handed over to them */
        TRY(put_phone(f, i, false));
    return NULL;
}

static Err *fill(Arena *arena, int argc, char **argv)
{
    Filling f = {.arena = arena};
    TRY(store_open(arena, str_from(argv[2]), (Clock){0}, &f.store));
    f.phones = fopen(argv[3], "we");
    if (!f.phones)
        return FAIL(arena, UNAVAILABLE, "không ghi được %s", "cannot write %s", argv[3]);
    Err *err = fill_all(&f, argc > 4 ? atoi(argv[4]) : PHONES);
    if (fclose(f.phones) != 0 && !err)
        err = FAIL(arena, UNAVAILABLE, "không ghi được %s", "cannot write %s", argv[3]);
    store_close(&f.store);
    return err;
}

/* ---- signing in ------------------------------------------------------------------------------------- */

static Err *sign_in_all(Store *store, Arena *arena, Str logins, FILE *sessions)
{
    for (Str rest = logins; rest.len > 0;) {
        StrCut line = str_cut(rest, '\n');
        SignedIn in;
        Arena scratch = *arena;
        rest = line.tail;
        Str login = line.head, email = str_fmt(&scratch, "%.*s@example.vn", STRF(login));
        TRY(account_sign_in_by(store, &scratch, S("https://bench.example"), login, email,
                               (SignIn){.address = S("127.0.0.1"), .agent = S("bench")}, &in));
        fprintf(sessions, "%.*s %.*s %.*s\n", STRF(in.token), STRF(in.who.csrf), STRF(login));
    }
    return NULL;
}

/* Before each run: sessions that nobody uses end, while a province is filled or kept for the next run. */
static Err *sign_in(Arena *arena, char **argv)
{
    Store *store = NULL;
    Str logins;
    TRY(store_open(arena, str_from(argv[2]), (Clock){0}, &store));
    TRY(file_read(arena, str_from(argv[3]), 4 << 20, &logins));
    FILE *sessions = fopen(argv[4], "we");
    if (!sessions)
        return FAIL(arena, UNAVAILABLE, "không ghi được %s", "cannot write %s", argv[4]);
    Err *err = sign_in_all(store, arena, logins, sessions);
    if (fclose(sessions) != 0 && !err)
        err = FAIL(arena, UNAVAILABLE, "không ghi được %s", "cannot write %s", argv[4]);
    store_close(&store);
    return err;
}

/* ---- checking --------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

typedef Vec(Str) Texts;

static Err *read_events(Store *store, Arena *arena, Texts *ret)
{
    static const char sql[] = "SELECT account, event_key FROM outreach_event WHERE province = $1 AND kind = 'contact'";
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, (Query){"bench_events", sql, sql}, ARGS(V_TEXT(PROVINCE)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Str account = rows_text(&rows, arena, 0), key = rows_text(&rows, arena, 1);
        vec_push(arena, ret, str_fmt(arena, "%.*s %.*s", STRF(account), STRF(key)));
    }
    if (ret->len > 1)
        qsort(ret->data, (size_t)ret->len, sizeof(Str), by_text);
    return err;
}

/* A task says what its events say. */
static Err *replay(Store *store, Arena *arena, int64_t *ret_tasks, int64_t *ret_wrong)
{
    TaskRow *row;
    ptrdiff_t count;
    TaskAsk ask = {.province = PROVINCE};
    TRY(task_list(store, arena, &ask, &row, &count, ret_tasks));
    for (ptrdiff_t i = 0; i < count; i++) {
        Arena scratch = *arena;
        TaskEvent *event;
        ptrdiff_t events;
        const Task *is = &row[i].task;
        Task task = {.lead = is->lead, .outcome = CONTACT_OUTCOME_COUNT};
        TRY(task_events(store, &scratch, PROVINCE, S(""), is->lead, &event, &events));
        for (ptrdiff_t e = 0; e < events; e++)
            task_apply(&task, &event[e]);
        *ret_wrong += task.state != is->state || task.version != is->version || task.contacts != is->contacts ||
                      task.outcome != is->outcome || !str_eq(task.agent, is->agent);
    }
    return NULL;
}

static Err *check(Arena *arena, char **argv)
{
    Store *store = NULL;
    Texts events = {0}, keys = {0};
    Str text;
    int64_t lost = 0, twice = 0, unknown = 0, different = 0, tasks = 0, wrong = 0;
    TRY(store_open(arena, str_from(argv[2]), (Clock){0}, &store));
    TRY(read_events(store, arena, &events));
    TRY(file_read(arena, str_from(argv[3]), 64 << 20, &text));
    for (Str rest = text; rest.len > 0;) {
        StrCut line = str_cut(rest, '\n');
        rest = line.tail;
        vec_push(arena, &keys, line.head);
    }
    if (keys.len > 1)
        qsort(keys.data, (size_t)keys.len, sizeof(Str), by_text);
    for (ptrdiff_t i = 0; i < keys.len; i++) {
        if (i > 0 && str_eq(keys.data[i], keys.data[i - 1]))
            continue; /* answered again */
        different++;
        lost += !bsearch(&keys.data[i], events.data, (size_t)events.len, sizeof(Str), by_text);
    }
    for (ptrdiff_t i = 0; i < events.len; i++) {
        twice += i > 0 && str_eq(events.data[i], events.data[i - 1]);
        unknown += !bsearch(&events.data[i], keys.data, (size_t)keys.len, sizeof(Str), by_text);
    }
    TRY(replay(store, arena, &tasks, &wrong));
    store_close(&store);
    printf(
        "%td answers of %lld keys; %td contacts kept; lost %lld, twice %lld, never answered %lld; of %lld tasks %lld "
        "say something else than their events\n",
        keys.len, (long long)different, events.len, (long long)lost, (long long)twice, (long long)unknown,
        (long long)tasks, (long long)wrong);
    if (lost + twice + wrong + unknown == 0 && different > 0)
        return NULL;
    return FAIL(arena, INTERNAL, "không khớp", "it does not agree");
}

int main(int argc, char **argv)
{
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    Err *err = NULL;
    if (argc >= 4 && strcmp(argv[1], "fill") == 0)
        err = fill(&arena, argc, argv);
    else if (argc == 5 && strcmp(argv[1], "sign-in") == 0)
        err = sign_in(&arena, argv);
    else if (argc == 7 && strcmp(argv[1], "drive") == 0)
        err = drive(&arena,
                    &(DriveAsk){str_from(argv[2]), str_from(argv[3]), str_from(argv[4]), atoi(argv[5]), atoi(argv[6])});
    else if (argc == 4 && strcmp(argv[1], "check") == 0)
        err = check(&arena, argv);
    else
        return fprintf(stderr, "usage: %s fill|sign-in|drive|check …, see the head of its source\n", argv[0]), 64;
    if (err)
        fprintf(stderr, "%.*s\n", STRF(err->text.en));
    return err ? err_exit_status(err) : 0;
}
