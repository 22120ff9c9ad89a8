#include "cube/fact_import.h"

#include "base/file.h"
#include "base/vec.h"
#include "cube/cube_internal.h"
#include "table/intake.h"
#include "unit/unit.h"
#include "vn/vn.h"

enum { F_CODE, F_UNIT, F_INDICATOR, F_PERIOD, F_VALUE, F_BREAKDOWN, F_BASE, F_STATE, F_SOURCE, F_AS_OF, F_COUNT };

static const Field fields[F_COUNT] = {
    [F_CODE] = {"unit_code", "Mã đơn vị|Mã xã|Mã đơn vị hành chính|Mã ĐVHC", FIELD_TEXT, false},
    [F_UNIT] = {"unit_name", "unit|Đơn vị|Tên đơn vị|Tên xã|Tên xã/phường|Xã/phường|Xã, phường|Địa bàn", FIELD_TEXT,
                false},
    [F_INDICATOR] = {"indicator", "Chỉ tiêu|Chỉ tiêu thống kê|Mã chỉ tiêu", FIELD_TEXT, true},
    [F_PERIOD] = {"period", "Kỳ|Kỳ báo cáo|Kỳ số liệu|Tháng|Thời gian", FIELD_TEXT, true},
    [F_VALUE] = {"value", "Giá trị|Số liệu|Kết quả|Số người", FIELD_INT, true},
    [F_BREAKDOWN] = {"breakdown", "Phân tổ", FIELD_TEXT, false},
    [F_BASE] = {"base", "Cơ sở tính|Theo", FIELD_TEXT, false},
    [F_STATE] = {"state", "Trạng thái", FIELD_TEXT, false},
    [F_SOURCE] = {"source", "Nguồn|Nguồn số liệu", FIELD_TEXT, false},
    [F_AS_OF] = {"as_of", "Ngày số liệu|Tính đến ngày", FIELD_DATE, false},
};

typedef struct Known { /* a name that was matched before: files say the same name on many rows */
    Str written, code;
} Known;

enum { KNOWN = 4096 };

typedef struct Kept { /* the row of a fact, which another row or the store may yet prove wrong */
    Record record;
    bool held; /* back */
} Kept;

typedef struct Reading {
    Store *store;
    Arena *arena;
    const FactImportOptions *options;
    Str file;
    Unit province;
    Date today; /* by the store's clock */
    UnitIndex *units;
    IndicatorList indicators;
    Intake intake;
    Known *known; /* by hash; a later name takes an earlier one's place */
    Vec(Fact) facts;
    Vec(Kept) rows;    /* of each fact */
    ptrdiff_t doubles; /* rows that say again what a row above says */
} Reading;

/* ---- one row ---------------------------------------------------------------------- */

static bool is_province(Reading *r, Str written)
{
    Str key = vn_fold(r->arena, written, VN_KEY);
    return str_eq(written, r->province.code) || str_eq(key, vn_fold(r->arena, r->province.full_name, VN_KEY)) ||
           str_eq(key, vn_fold(r->arena, r->province.name, VN_KEY));
}

/* "" when the unit is not surely known; *ret_near then helps to correct it. */
static Str match_unit(Reading *r, Str written, Str *ret_near)
{
    Known *known = &r->known[str_hash(written) % KNOWN];
    *ret_near = (Str){0};
    if (known->code.len > 0 && str_eq(known->written, written))
        return known->code;
    UnitMatch match = unit_match(r->units, r->arena, written);
    if (!match.sure) {
        bool near = match.how != UNIT_MATCH_NONE && match.candidates > 0;
        *ret_near = match.how == UNIT_MATCH_NEAREST ? match.unit.full_name
                    : near                          ? match.candidate[0].full_name
                                                    : (Str){0};
        if (!is_province(r, written))
            return (Str){0};
    }
    *known = (Known){written, match.sure ? match.unit.code : r->province.code};
    return known->code;
}

static bool read_unit(Reading *r, Record *record, FactKey *key)
{
    const Entry *code = &record->entry[F_CODE], *name = &record->entry[F_UNIT];
    const Entry *entry = code->given ? code : name;
    Str near;
    key->unit = entry->given ? match_unit(r, entry->text, &near) : (Str){0};
    if (key->unit.len > 0)
        return true;
    Text expected = entry->given && near.len > 0
                        ? text_fmt(r->arena, "tên hoặc mã đơn vị của %.*s; có lẽ là %.*s",
                                   "a unit of %.*s; perhaps %.*s", STRF(r->province.full_name), STRF(near))
                        : text_fmt(r->arena, "tên hoặc mã đơn vị của %.*s", "the name or code of a unit of %.*s",
                                   STRF(r->province.full_name));
    intake_refuse(&r->intake, record, entry, expected);
    return false;
}

static bool read_indicator(Reading *r, Record *record, FactKey *key, const Indicator **ret)
{
    const Entry *entry = &record->entry[F_INDICATOR];
    *ret = indicator_find(&r->indicators, entry->text);
    if (*ret && !(*ret)->rate) {
        key->indicator = (*ret)->code;
        return true;
    }
    const Indicator *near = *ret ? *ret : indicator_nearest(&r->indicators, entry->text);
    Text expected =
        *ret ? text_fmt(r->arena, "số người, không phải tỷ lệ: hãy nhập %.*s và %.*s",
                        "counts and not a rate: import %.*s and %.*s", STRF(near->numerator), STRF(near->denominator))
             : text_fmt(r->arena, "mã hoặc tên chỉ tiêu thống kê; gần nhất là %.*s",
                        "the code or name of an indicator; the nearest is %.*s", STRF(near->code));
    intake_refuse(&r->intake, record, entry, expected);
    return false;
}

/* "sex=f; age=15-24" as "age=15-24;sex=f"; false where a part has no '='. */
static bool tidy_breakdown(Arena *arena, Str written, Str *ret)
{
    Str part[8];
    int count = 0;
    for (StrCut cut = {.tail = written, .ok = true}; cut.ok && count < 8;) {
        cut = str_cut(cut.tail, ';');
        Str one = str_trim(cut.head);
        StrCut sides = str_cut(one, '=');
        if (!sides.ok || sides.head.len == 0 || sides.tail.len == 0 || one.len > 100)
            return false;
        int at = count++;
        for (; at > 0 && str_cmp(one, part[at - 1]) < 0; at--)
            part[at] = part[at - 1];
        part[at] = one;
        if (count == 8 && cut.ok)
            return false;
    }
    Buf out = buf_open(arena);
    for (int i = 0; i < count; i++)
        buf_fmt(&out, "%s%.*s", i > 0 ? ";" : "", STRF(part[i]));
    *ret = buf_str(&out);
    return true;
}

static bool read_words(Reading *r, Record *record, Fact *fact)
{
    const Entry *e = record->entry;
    if (!period_parse(e[F_PERIOD].text, &fact->key.period)) {
        intake_refuse(&r->intake, record, &e[F_PERIOD],
                      TEXT("kỳ như 2026-10, 10/2026, quý 3/2026, 6 tháng đầu năm 2026 hoặc 2026",
                           "a period such as 2026-10, 2026-Q3, 2026-H1 or 2026"));
        return false;
    }
    if (date_cmp(period_first(fact->key.period), r->today) > 0) {
        intake_refuse(&r->intake, record, &e[F_PERIOD],
                      text_fmt(r->arena, "kỳ đã bắt đầu; kỳ chưa đến (hôm nay là %.*s)",
                               "a period that has begun; this one is still to come (today is %.*s)",
                               STRF(vn_date(r->arena, r->today))));
        return false;
    }
    if (e[F_BREAKDOWN].given && !tidy_breakdown(r->arena, e[F_BREAKDOWN].text, &fact->key.breakdown)) {
        intake_refuse(&r->intake, record, &e[F_BREAKDOWN],
                      TEXT("phân tổ như sex=f;age=15-24", "a breakdown such as sex=f;age=15-24"));
        return false;
    }
    if (e[F_BASE].given && !base_parse(e[F_BASE].text, &fact->key.base)) {
        intake_refuse(
            &r->intake, record, &e[F_BASE],
            TEXT("theo cơ quan thu (collecting) hoặc theo nơi cư trú (residence)", "collecting or residence"));
        return false;
    }
    if (e[F_STATE].given && !state_parse(e[F_STATE].text, &fact->state)) {
        intake_refuse(
            &r->intake, record, &e[F_STATE],
            TEXT("đã báo cáo, đã duyệt, đã khoá sổ hoặc mô phỏng", "reported, approved, locked or simulated"));
        return false;
    }
    if (r->options->reported && (fact->state == FACT_APPROVED || fact->state == FACT_LOCKED)) {
        intake_refuse(&r->intake, record, &e[F_STATE],
                      TEXT("“đã báo cáo”: tài khoản này nhập số liệu, không duyệt và không khóa sổ",
                           "“reported”: this account enters figures, it does not approve or lock them"));
        return false;
    }
    return true;
}

/* "dữ liệu mô phỏng" as the source: such a figure is never taken for a reported one. */
static bool says_simulated(Reading *r, Str source)
{
    Str key = vn_fold(r->arena, source, VN_KEY);
    return str_find(key, S("mo phong")) >= 0 || str_find(key, S("mophong")) >= 0 || str_find(key, S("simulated")) >= 0;
}

static bool read_row(Reading *r, Record *record, Fact *ret)
{
    const Entry *e = record->entry;
    const Indicator *indicator;
    *ret = (Fact){.key = {.province = r->options->province, .base = r->options->base},
                  .value = e[F_VALUE].integer,
                  .state = FACT_REPORTED,
                  .source = e[F_SOURCE].given            ? e[F_SOURCE].text
                            : r->options->source.len > 0 ? r->options->source
                                                         : r->file,
                  .as_of = e[F_AS_OF].given ? date_iso(r->arena, e[F_AS_OF].date) : r->options->as_of};
    if (!read_unit(r, record, &ret->key) || !read_indicator(r, record, &ret->key, &indicator) ||
        !read_words(r, record, ret))
        return false;
    Text needs = e[F_VALUE].given ? fact_needs(r->arena, indicator, ret->value)
                                  : TEXT("số nguyên, ví dụ 1.899 hoặc 1899", "a whole number, such as 1.899 or 1899");
    if (needs.vi.len > 0) {
        intake_refuse(&r->intake, record, &e[F_VALUE], needs);
        return false;
    }
    if (r->options->simulated || (e[F_SOURCE].given && says_simulated(r, ret->source)))
        ret->state = FACT_SIMULATED;
    return true;
}

/* ---- all rows ------------------------------------------------------------------------ */

typedef struct Seen {
    ptrdiff_t *slot; /* place in facts + 1, by hash; 0 = free */
    ptrdiff_t room;
} Seen;

static void seen_grow(Reading *r, Seen *seen)
{
    Seen wider = {.room = seen->room ? seen->room * 4 : 1024};
    wider.slot = new (r->arena, ptrdiff_t, wider.room);
    for (ptrdiff_t i = 0; i < r->facts.len; i++) {
        ptrdiff_t at = (ptrdiff_t)(key_hash(r->facts.data[i].key) & (uint64_t)(wider.room - 1));
        while (wider.slot[at])
            at = (at + 1) & (wider.room - 1);
        wider.slot[at] = i + 1;
    }
    *seen = wider;
}

/* The place of the fact of the same key that an earlier row gave, or -1 after keeping this one. */
static ptrdiff_t keep_fact(Reading *r, Seen *seen, const Fact *fact, const Record *record)
{
    if (r->facts.len * 2 >= seen->room)
        seen_grow(r, seen);
    ptrdiff_t at = (ptrdiff_t)(key_hash(fact->key) & (uint64_t)(seen->room - 1));
    for (; seen->slot[at]; at = (at + 1) & (seen->room - 1))
        if (key_eq(r->facts.data[seen->slot[at] - 1].key, fact->key))
            return seen->slot[at] - 1;
    vec_push(r->arena, &r->facts, *fact);
    vec_push(r->arena, &r->rows, (Kept){.record = *record});
    seen->slot[at] = r->facts.len;
    return -1;
}

static void hold(Reading *r, Record *record, const Record *other, const Fact *says)
{
    intake_refuse(&r->intake, record, &record->entry[F_VALUE],
                  text_fmt(r->arena, "một giá trị duy nhất; dòng %td ghi %.*s", "one value only; row %td says %.*s",
                           other->row.line, STRF(vn_int(r->arena, says->value))));
}

/* Which of two rows that contradict each other is right, nobody knows: both are held back. */
static void contradict(Reading *r, ptrdiff_t first, Record *record, const Fact *fact)
{
    Kept *kept = &r->rows.data[first];
    hold(r, record, &kept->record, &r->facts.data[first]);
    if (!kept->held)
        hold(r, &kept->record, record, fact);
    kept->held = true;
}

static Err *read_rows(Reading *r)
{
    Seen seen = {0};
    for (;;) {
        Record record;
        Fact fact;
        bool more;
        TRY(intake_next(&r->intake, &record, &more));
        if (!more)
            return NULL;
        if (!read_row(r, &record, &fact))
            continue;
        ptrdiff_t first = keep_fact(r, &seen, &fact, &record);
        if (first < 0)
            continue;
        if (r->facts.data[first].value == fact.value && r->facts.data[first].state == fact.state)
            r->doubles++;
        else
            contradict(r, first, &record, &fact);
    }
}

/* The facts that are not held back, in their order. */
static void drop_held(Reading *r)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < r->facts.len; i++) {
        if (r->rows.data[i].held)
            continue;
        r->rows.data[n] = r->rows.data[i];
        r->facts.data[n++] = r->facts.data[i];
    }
    r->facts.len = r->rows.len = n;
}

/* Totals beside their parts: rows that cannot be are held back, totals that are wanting are added. */
static Err *complete(Reading *r, FactImport *ret)
{
    Completion c;
    drop_held(r);
    TRY(fact_complete(r->store, r->arena, r->facts.data, r->facts.len, &c));
    for (ptrdiff_t i = 0; i < c.flaws; i++) {
        Kept *kept = &r->rows.data[c.flaw[i].fact];
        kept->held = true;
        intake_refuse(&r->intake, &kept->record, &kept->record.entry[F_VALUE],
                      (Text){str_fmt(r->arena, "số khớp giữa tổng và các phần: %.*s", STRF(c.flaw[i].text.vi)),
                             str_fmt(r->arena, "a total and parts that agree: %.*s", STRF(c.flaw[i].text.en))});
    }
    drop_held(r);
    for (ptrdiff_t i = 0; i < c.totals; i++)
        vec_push(r->arena, &r->facts, c.total[i]);
    ret->totals = c.totals;
    return NULL;
}

static Err *read_file(Reading *r, Str bytes)
{
    AUTO(table_close) Table *table = NULL;
    Form *form;
    TRY(table_open_bytes(r->arena, r->file, bytes, (TableOptions){0}, &table));
    TRY(form_open(r->arena, table, fields, F_COUNT, &form));
    if (!form_has(form, F_CODE) && !form_has(form, F_UNIT))
        return err_at(FAIL(r->arena, BAD_INPUT, "thiếu cột đơn vị; cần một cột “Mã đơn vị” hoặc “Tên đơn vị”",
                           "there is no column of units; one such as “unit_code” or “unit_name” is needed"),
                      (Place){.file = r->file});
    TRY(unit_get(r->store, r->arena, r->options->province, r->options->on, &r->province));
    TRY(unit_index_load(r->store, r->arena, r->options->province, r->options->on, &r->units));
    TRY(indicator_list(r->store, r->arena, &r->indicators));
    if (r->indicators.count == 0)
        return err_next(
            FAIL(r->arena, BAD_INPUT, "chưa có danh mục chỉ tiêu thống kê", "there is no list of indicators yet"),
            COMMAND("hãy chạy baophu indicator import", "run baophu indicator import"),
            PAGE("hãy nhờ quản trị hệ thống nạp danh mục ở Quản trị, mục Nạp dữ liệu",
                 "ask the administrator to take the list in, under Administration, Imports"));
    r->known = new (r->arena, Known, KNOWN);
    r->intake = intake_open(r->arena, form, r->options->rejects);
    return read_rows(r);
}

const Field *fact_import_fields(ptrdiff_t *ret_count, ptrdiff_t *ret_units)
{
    *ret_count = F_COUNT;
    *ret_units = F_UNIT + 1;
    return fields;
}

/* ---- the transaction ------------------------------------------------------------------- */

/* The same bytes for the other base, or as simulated, are another import. */
static Str log_kind(Arena *arena, const FactImportOptions *options)
{
    return str_fmt(arena, "fact:%s%s", base_code(options->base), options->simulated ? ":simulated" : "");
}

/* A file of which rows were left out is not noted: when the cause is gone it may come again. */
static Err *write_facts(Reading *r, Str digest, FactImport *ret)
{
    const FactImportOptions *o = r->options;
    FactKey refused;
    Str kind = log_kind(r->arena, o);
    TRY(import_when(r->store, r->arena, o->province, kind, digest, &ret->seen_at));
    if (ret->seen_at.len > 0)
        return NULL;
    Err *err = complete(r, ret);
    ret->bad = r->intake.bad;
    ret->problem = r->intake.problem;
    ret->problems = r->intake.problems;
    TRY(err);
    TRY(intake_decide(&r->intake, o->lang));
    TRY(fact_put(r->store, r->arena, r->facts.data, r->facts.len, o->author, &ret->change, &refused));
    ret->change.same += r->doubles;
    if (ret->change.refused > 0)
        ret->first_refused = key_show(r->arena, refused);
    if (ret->change.refused > 0 || ret->bad > 0)
        return NULL;
    return import_note(r->store, r->arena, o->province, kind, digest, r->file, ret->rows,
                       ret->change.added + ret->change.corrected, store_clock(r->store));
}

static Str base_name(Str path)
{
    for (ptrdiff_t i = path.len; i > 0; i--)
        if (path.ptr[i - 1] == '/')
            return str_slice(path, i, path.len);
    return path;
}

Err *fact_import(Store *store, Arena *arena, Str file, FactImportOptions options, FactImport *ret)
{
    Str bytes;
    Reading r = {.store = store,
                 .arena = arena,
                 .options = &options,
                 .file = base_name(file),
                 .today = clock_today(store_clock(store))};
    *ret = (FactImport){0};
    TRY(file_read(arena, file, (int64_t)2 << 30, &bytes));
    Str digest = import_digest(arena, bytes);
    TRY(import_when(store, arena, options.province, log_kind(arena, &options), digest, &ret->seen_at));
    if (ret->seen_at.len > 0)
        return NULL;
    TRY(read_file(&r, bytes));
    ret->rows = r.intake.rows;
    TRY(store_begin(store, arena));
    Err *err = write_facts(&r, digest, ret);
    if (!err && !options.preview)
        err = store_commit(store, arena);
    if (err || options.preview)
        store_rollback(store);
    return err;
}
