/* identified: registers of a few rows, taken in as an agency's file is, and runs over them. */
#pragma once
#include "base/file.h"
#include "reconcile/identify.h"
#include "stores.h"

static const Date september __attribute__((unused)) = {2026, 9, 30}, october __attribute__((unused)) = {2026, 10, 31};

/* ---- what agencies deliver -------------------------------------------------------------------- */

#define POPULATION "full_name,birth_date,sex,personal_id,old_id,commune_code,household_id,phone\n"
#define PARTICIPANTS                                                                                         \
    "si_number,personal_id,full_name,birth_date,sex,scheme,employer_code,employer_tax_code,collecting_unit," \
    "commune_code,from_month\n"
#define TAX "employer_tax_code,personal_id,personal_tax_code,full_name,year,taxable_income\n"
#define BUSINESSES "tax_code,owner_name,personal_id,birth_date,commune_code\n"
#define EMPLOYERS "employer_code,tax_code,name\n"
#define AFFILIATIONS "list,full_name,personal_id,birth_date,organisation\n"

static inline void put(Store *store, Arena *arena, const char *source, Date as_of, Str csv)
{
    Str path = test_temp(arena, str_fmt(arena, "%s.csv", source));
    RegisterReport report;
    RegisterPut p = {.province = S("33"),
                     .source = str_from(source),
                     .as_of = as_of,
                     .path = path,
                     .name = str_fmt(arena, "%s.csv", source),
                     .by = S("mai"),
                     .threads = 2};
    assert_ok(file_write(arena, path, csv));
    assert_ok(register_put(store, arena, &p, &report));
    if (report.delivery.state == DELIVERY_HELD) {
        assert_ok(store_begin(store, arena));
        assert_ok(register_release(store, arena, S("33"), report.delivery.id, S("lan")));
        assert_ok(store_commit(store, arena));
    }
}

static inline Identify run_by(Store *store, Arena *arena, Date as_of, int64_t number, int threads)
{
    Identify identify;
    IdentifyOptions options = {.province = S("33"), .as_of = as_of, .threads = threads};
    assert_ok(identify_run(store, arena, &options, &identify));
    if (number > 0) {
        assert_ok(store_begin(store, arena));
        assert_ok(identify_save(store, arena, &identify, number));
        assert_ok(store_commit(store, arena));
    }
    return identify;
}

static inline Identify run(Store *store, Arena *arena, Date as_of, int64_t number)
{
    return run_by(store, arena, as_of, number, 2);
}

static inline const IdentifyDelivery *of(const Identify *identify, const char *source)
{
    for (ptrdiff_t i = 0; i < identify->deliveries; i++)
        if (str_eq(identify->delivery[i].source->code, str_from(source)))
            return &identify->delivery[i];
    fail_msg("no delivery of %s", source);
    return NULL;
}

static inline int32_t person(const Identify *identify, const char *source, int row)
{
    return of(identify, source)->person[row];
}

static inline int32_t employer(const Identify *identify, const char *source, int row)
{
    return of(identify, source)->employer[row];
}
