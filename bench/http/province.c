/* A province as large as the service is measured with, and people who are signed in:
 *
 *     bench-http-province ADDRESS TOKENS INDICATORS
 *
 * 104 communes × 96 months × 12 indicators up to last month, targets for five years, and 2,000 accounts with a session
 * each.  TOKENS gets a line for each of them: token, CSRF token, role, unit ("-": the province), month.  INDICATORS: a
 * file to write the indicators to, the shipped ones and what is missing to twelve that are counted. */
#include "account/account.h"
#include "base/file.h"
#include "cube/cube.h"
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

enum { MONTHS = 96, COUNTED = 12, ACCOUNTS = 2000, OF_PROVINCE = 100, YEARS = 5, FACTS_AT_ONCE = 104 * MONTHS };
#define PROVINCE S("33")

static const Author AUTHOR = {{"bench", 5}, {"bench", 5}};

/* Deterministic, even, and nothing more. */
static int64_t spread(int64_t a, int64_t b, int64_t below)
{
    uint64_t x = (uint64_t)a * 0x9E3779B97F4A7C15U + (uint64_t)b * 0xC2B2AE3D27D4EB4FU;
    x ^= x >> 31;
    return (int64_t)(x % (uint64_t)below);
}

/* ---- what is counted ------------------------------------------------------------------------ */

static Err *import_indicators(Store *store, Arena *arena, Str path, IndicatorList *ret)
{
    Str shipped, text;
    int64_t changed;
    int counted = 0;
    TRY(file_shipped(arena, S("indicator.csv"), &shipped));
    TRY(indicator_import(store, arena, shipped, &changed));
    TRY(indicator_list(store, arena, ret));
    for (ptrdiff_t i = 0; i < ret->count; i++)
        counted += !ret->indicator[i].rate;
    TRY(file_read(arena, shipped, 1 << 20, &text));
    Buf out = buf_open(arena);
    buf_add(&out, text);
    for (int i = counted; i < COUNTED; i++)
        buf_fmt(&out, "bench_%d,Chỉ tiêu thử %d,Indicator for measuring %d,person,count,,,,,,higher,\n", i, i, i);
    TRY(file_write(arena, path, buf_str(&out)));
    TRY(indicator_import(store, arena, path, &changed));
    return indicator_list(store, arena, ret);
}

/* A level of its own that grows by some every month, with a little noise. */
static int64_t value_of(int unit, int indicator, int month)
{
    int64_t level = 2000 + spread(unit, indicator, 9000), growth = 5 + spread(indicator, unit, 40);
    return level + month * growth + spread(unit * 1000 + month, indicator, 30);
}

static Err *put_facts(Store *store, Arena scratch, const UnitList *communes, Str indicator, int number, Period first)
{
    FactChange change;
    Fact *fact = new (&scratch, Fact, FACTS_AT_ONCE);
    ptrdiff_t n = 0;
    for (ptrdiff_t u = 0; u < communes->count; u++)
        for (int m = 0; m < MONTHS; m++)
            fact[n++] =
                (Fact){.key = {PROVINCE, communes->unit[u].code, indicator, period_add(first, m), {0}, BASE_COLLECTING},
                       .value = value_of((int)u, number, m),
                       .source = S("BHXH tỉnh")};
    return fact_put(store, &scratch, fact, n, AUTHOR, &change, NULL);
}

static Err *put_targets(Store *store, Arena scratch, const UnitList *communes, int year)
{
    FactChange change;
    Target *target = new (&scratch, Target, communes->count * YEARS);
    ptrdiff_t n = 0;
    TRY(document_put(store, &scratch,
                     (Document){.id = S("33:1/KH-BENCH"),
                                .province = PROVINCE,
                                .number = S("1/KH-BENCH"),
                                .title = S("Kế hoạch để đo"),
                                .date = str_fmt(&scratch, "%d-01-05", year)}));
    for (ptrdiff_t u = 0; u < communes->count; u++)
        for (int y = 0; y < YEARS; y++)
            target[n++] = (Target){.province = PROVINCE,
                                   .unit = communes->unit[u].code,
                                   .indicator = S("participants_total"),
                                   .year = year + y,
                                   .value = value_of((int)u, 2, MONTHS) * (104 + 4 * y + spread(u, y, 8)) / 100,
                                   .document = S("33:1/KH-BENCH")};
    return target_put(store, &scratch, target, n, AUTHOR, &change);
}

static Err *fill(Store *store, Arena *arena, Str indicators, Period first, UnitList *ret_communes)
{
    Str folder;
    int64_t changed;
    int counted = 0;
    IndicatorList list;
    TRY(file_shipped(arena, S("unit"), &folder));
    TRY(unit_import(store, arena, folder, &changed));
    TRY(import_indicators(store, arena, indicators, &list));
    TRY(unit_children(store, arena, PROVINCE, clock_today((Clock){0}), ret_communes));
    TRY(store_begin(store, arena));
    for (ptrdiff_t i = 0; i < list.count; i++)
        if (!list.indicator[i].rate)
            TRY(put_facts(store, *arena, ret_communes, list.indicator[i].code, counted++, first));
    TRY(put_targets(store, *arena, ret_communes, period_add(first, MONTHS).year));
    TRY(store_commit(store, arena));
    printf("%td communes x %d months x %d indicators\n", ret_communes->count, MONTHS, counted);
    return NULL;
}

/* ---- who works there --------------------------------------------------------------------------- */

static Err *put_account(Store *store, Arena scratch, const UnitList *communes, int i, Period month, FILE *tokens)
{
    static const char *const roles[] = {"province-leader", "home-affairs", "si-province", "finance", "statistics"};
    bool wide = i < OF_PROVINCE;
    Str unit = wide ? (Str){0} : communes->unit[i % communes->count].code, id, invite;
    const char *role = wide ? roles[i % COUNTOF(roles)] : i % 5 == 0 ? "commune-leader" : "commune-officer";
    Grant grant = {str_from(role), {PROVINCE, unit}};
    Str login = str_fmt(&scratch, "bench-%d", i);
    SignedIn in;
    Account account = {.login = login,
                       .name = login,
                       .email = str_fmt(&scratch, "%.*s@example.vn", STRF(login)),
                       .active = true,
                       .grant = &grant,
                       .grants = 1};
    TRY(account_create(store, &scratch, &account, &id, &invite));
    TRY(account_sign_in_by(store, &scratch, S("https://bench.example"), login, account.email,
                           (SignIn){.address = S("127.0.0.1"), .agent = S("bench")}, &in));
    fprintf(tokens, "%.*s %.*s %s %.*s %.*s\n", STRF(in.token), STRF(in.who.csrf), role, STRF(wide ? S("-") : unit),
            STRF(period_text(&scratch, month)));
    return NULL;
}

static Err *run(Arena *arena, char **argv)
{
    Store *store = NULL;
    UnitList communes;
    Date today = clock_today((Clock){0});
    Period last = period_add(period_month(today.year, today.month), -1);
    TRY(store_open(arena, str_from(argv[1]), (Clock){0}, &store));
    TRY(fill(store, arena, str_from(argv[3]), period_add(last, 1 - MONTHS), &communes));
    FILE *tokens = fopen(argv[2], "we");
    if (!tokens)
        return FAIL(arena, UNAVAILABLE, "không ghi được %s", "cannot write %s", argv[2]);
    Err *err = NULL;
    for (int i = 0; i < ACCOUNTS && !err; i++)
        err = put_account(store, *arena, &communes, i, last, tokens);
    if (fclose(tokens) != 0 && !err)
        err = FAIL(arena, UNAVAILABLE, "không ghi được %s", "cannot write %s", argv[2]);
    store_close(&store);
    if (!err)
        printf("%d accounts, signed in\n", ACCOUNTS);
    return err;
}

int main(int argc, char **argv)
{
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    if (argc != 4) {
        fprintf(stderr, "usage: %s ADDRESS TOKENS INDICATORS\n", argv[0]);
        return 64;
    }
    Err *err = run(&arena, argv);
    if (err)
        fprintf(stderr, "%.*s\n", STRF(err->text.en));
    return err ? err_exit_status(err) : 0;
}
