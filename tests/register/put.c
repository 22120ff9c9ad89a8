#include "stores.h"

#include "base/file.h"
#include "register/register.h"
#include "table/grid.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xlsxwriter.h>

static const Date september = {2026, 9, 30}, october = {2026, 10, 31};

typedef struct People {
    int from, to;
    const char *heading, *name; /* NULL: as usual */
    int without_birth, moved;   /* so many of them, from the first on */
    bool shifted;
} People;

static Str people_csv(Arena *arena, People p)
{
    Buf out = buf_open(arena);
    buf_fmt(&out, "%s\n", p.heading ? p.heading : "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã,Ghi chú");
    for (int i = p.from; i < p.to; i++) {
        int n = i - p.from;
        const char *name = p.name ? p.name : "Trần Thị Mai";
        if (p.shifted)
            buf_fmt(&out, "033186%06d,14/02/1986,Nữ,%s,%d,\n", i, name, n < p.moved ? 12224 : 12223);
        else
            buf_fmt(&out, "%s,%s,Nữ,033186%06d,%d,\n", name, n < p.without_birth ? "" : "14/02/1986", i,
                    n < p.moved ? 12224 : 12223);
    }
    return buf_str(&out);
}

static Str written(Arena *arena, const char *name, Str bytes)
{
    Str path = test_temp(arena, str_from(name));
    assert_ok(file_write(arena, path, bytes));
    return path;
}

static RegisterPut ask(Arena *arena, People people, Date as_of)
{
    return (RegisterPut){.province = S("33"),
                         .source = S("population"),
                         .as_of = as_of,
                         .path = written(arena, "people.csv", people_csv(arena, people)),
                         .name = S("people.csv"),
                         .by = S("mai"),
                         .threads = 2};
}

static RegisterReport put(Store *store, Arena *arena, People people, Date as_of)
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

static Err *see(void *arg, const RegisterBlock *block)
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

static Seen seen_as_of(Store *store, Arena *arena, Date as_of, Str delivery)
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

TEST(a_file_is_taken_in_and_given_out_by_columns)
{
    enum { ROWS = 70000 }; /* more than two blocks */
    ON_EACH_STORE(store)
    {
        Str cell[REGISTER_COLUMNS];
        RegisterReport r = put(store, arena, (People){.to = ROWS, .moved = 3}, september);
        assert_int_equal(r.delivery.rows, ROWS);
        assert_int_equal(r.delivery.changed, ROWS);
        assert_int_equal(r.delivery.state, DELIVERY_CURRENT);
        assert_int_equal(r.before, -1);
        assert_int_equal(r.twins, 0);
        assert_int_equal(r.unknowns, 1);
        assert_str(r.unknown[0], S("Ghi chú"));
        Seen seen = seen_as_of(store, arena, october, (Str){0});
        assert_int_equal(seen.rows, ROWS);
        assert_str(seen.first_name, S("Trần Thị Mai"));
        assert_str(seen.last_id, S("033186069999"));
        assert_ok(register_row(store, arena, S("33"), r.delivery.id, 69999, cell));
        assert_str(cell[1], S("1986-02-14"));
        assert_str(cell[2], S("f"));
        assert_str(cell[5], S("12223"));
        assert_fails(register_row(store, arena, S("33"), r.delivery.id, ROWS, cell), NOT_FOUND);
        assert_int_equal(seen_as_of(store, arena, (Date){2026, 9, 29}, (Str){0}).rows, 0);
    }
}

/* column.csv as it was before, and as it must never be: `left_out` lines of population's at the end are not there, or
 * its first two have changed places. */
static void shipped_columns(Arena *arena, int left_out, bool turned)
{
    Str from, all, folder = test_temp(arena, S("data"));
    Buf out = buf_open(arena);
    Str line[64];
    int lines = 0, population = 0;
    unsetenv("BAOPHU_DATA");
    assert_ok(file_shipped(arena, S("register/column.csv"), &from));
    all = test_read(arena, from);
    for (StrCut cut; all.len > 0; all = cut.tail) {
        cut = str_cut(all, '\n');
        bool ours = str_starts(cut.head, S("population,"));
        if (ours && lines < COUNTOF(line))
            line[lines++] = cut.head;
        if (!ours && population == 0 && lines > 0) {
            for (; population < lines - left_out; population++)
                buf_fmt(&out, "%.*s\n", STRF(line[turned && population < 2 ? 1 - population : population]));
        }
        if (!ours)
            buf_fmt(&out, "%.*s\n", STRF(cut.head));
    }
    mkdir(str_c(arena, folder), 0700);
    mkdir(str_c(arena, str_fmt(arena, "%.*s/register", STRF(folder))), 0700);
    assert_ok(file_write(arena, str_fmt(arena, "%.*s/register/column.csv", STRF(folder)), buf_str(&out)));
    setenv("BAOPHU_DATA", str_c(arena, folder), 1);
}

static Err *see_status(void *arg, const RegisterBlock *block)
{
    int64_t *rows = arg;
    for (ptrdiff_t i = 0; i < block->columns.rows; i++)
        *rows += block->columns.cell[15][i].len == 0 && str_eq(block->columns.cell[0][i], S("Trần Thị Mai"));
    return NULL;
}

TEST(a_source_that_gains_columns_reads_what_was_delivered_before)
{
    ON_EACH_STORE(store)
    {
        Str cell[REGISTER_COLUMNS], wanted[] = {S("full_name"), S("status_date")};
        RegisterSources sources;
        const RegisterSource *source;
        RegisterReport known;
        int64_t rows = 0;
        shipped_columns(arena, 2, false); /* without status and status_date */
        RegisterReport old = put(store, arena, (People){.to = 40}, september);
        assert_int_equal(old.columns, 14);
        unsetenv("BAOPHU_DATA");
        assert_ok(register_sources(arena, &sources));
        assert_ok(register_source(&sources, arena, S("population"), &source));
        assert_int_equal(source->columns, 16);
        assert_ok(register_row(store, arena, S("33"), old.delivery.id, 39, cell));
        assert_str(cell[3], S("033186000039"));
        assert_int_equal(cell[14].len + cell[15].len, 0);
        assert_ok(register_each(store, arena, S("33"), source, october, (Str){0}, wanted, 2, see_status, &rows));
        assert_int_equal(rows, 40);
        assert_ok(register_report(store, arena, S("33"), old.delivery.id, &known));
        assert_int_equal(known.column[15].filled, 0);
        RegisterReport next = put(store, arena, (People){.to = 41}, october);
        assert_int_equal(next.delivery.changed, 1); /* nothing is new for having another column */
        assert_int_equal(next.delivery.state, DELIVERY_CURRENT);
    }
}

/* Else the sex would be shown as the date of birth. */
TEST(columns_that_changed_places_are_refused)
{
    ON_EACH_STORE(store)
    {
        Str cell[REGISTER_COLUMNS];
        RegisterReport r;
        Str id = put(store, arena, (People){.to = 40}, september).delivery.id;
        shipped_columns(arena, 0, true);
        Err *row = register_row(store, arena, S("33"), id, 0, cell), *whole;
        RegisterPut p = ask(arena, (People){.to = 41}, october);
        whole = register_put(store, arena, &p, &r);
        unsetenv("BAOPHU_DATA");
        assert_fails(row, INTERNAL);
        assert_true(str_find(row->text.vi, S("cột “full_name”")) >= 0);
        assert_fails(whole, INTERNAL);
        assert_ok(register_row(store, arena, S("33"), id, 0, cell));
        assert_str(cell[0], S("Trần Thị Mai"));
    }
}

TEST(the_same_file_again_changes_nothing)
{
    ON_EACH_STORE(store)
    {
        Delivery *list;
        ptrdiff_t count;
        RegisterReport first = put(store, arena, (People){.to = 50}, september);
        RegisterReport again = put(store, arena, (People){.to = 50}, september);
        assert_true(!first.again && again.again);
        assert_int_equal(again.column[0].filled, 50);
        assert_str(again.column[0].heading, S("Họ và tên"));
        assert_ok(register_list(store, arena, S("33"), (Str){0}, &list, &count));
        assert_int_equal(count, 1);
        RegisterReport later = put(store, arena, (People){.to = 50}, october); /* as of another day it is another */
        assert_true(!later.again && !str_eq(later.delivery.id, first.delivery.id));
        assert_int_equal(later.delivery.changed, 0);
        assert_true(put(store, arena, (People){.to = 50}, october).again);
        assert_ok(register_list(store, arena, S("33"), (Str){0}, &list, &count));
        assert_int_equal(count, 2);
    }
}

TEST(the_next_delivery_says_how_many_rows_are_new_or_other)
{
    ON_EACH_STORE(store)
    {
        Str before = put(store, arena, (People){.to = 100}, september).delivery.id;
        RegisterReport r = put(store, arena, (People){.from = 5, .to = 110, .moved = 7}, october);
        assert_int_equal(r.before, 100);
        assert_int_equal(r.delivery.changed, 17);
        assert_int_equal(r.delivery.state, DELIVERY_CURRENT);
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 105);
        assert_int_equal(seen_as_of(store, arena, (Date){2026, 10, 1}, (Str){0}).rows, 100);
        assert_int_equal(seen_as_of(store, arena, october, before).rows, 100);
        RegisterReport late = put(store, arena, (People){.to = 99}, (Date){2026, 10, 15});
        assert_int_equal(late.delivery.state, DELIVERY_REPLACED); /* came after a later one */
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 105);
    }
}

TEST(half_the_rows_wait_for_a_person)
{
    ON_EACH_STORE(store)
    {
        put(store, arena, (People){.to = 100}, september);
        RegisterReport held = put(store, arena, (People){.to = 49}, october);
        assert_int_equal(held.delivery.state, DELIVERY_HELD);
        assert_str(held.delivery.why.vi, S("49 dòng, kỳ trước 100 dòng"));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 100);
        assert_ok(store_begin(store, arena));
        assert_ok(register_release(store, arena, S("33"), held.delivery.id, S("lan")));
        assert_ok(store_commit(store, arena));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 49);
        assert_fails(register_release(store, arena, S("33"), held.delivery.id, S("lan")), CONFLICT);
        assert_fails(register_refuse(store, arena, S("33"), held.delivery.id, S("lan"), S("sai")), CONFLICT);
        assert_fails(register_refuse(store, arena, S("33"), S("abc"), S("lan"), S("sai")), NOT_FOUND);
    }
}

TEST(a_shifted_column_waits_for_a_person)
{
    ON_EACH_STORE(store)
    {
        RegisterReport r = put(store, arena, (People){.to = 60, .shifted = true}, september);
        assert_int_equal(r.delivery.state, DELIVERY_HELD);
        assert_true(str_find(r.delivery.why.vi, S("“Họ và tên” chỉ đúng dạng 0%")) >= 0);
        assert_true(str_find(r.delivery.why.en, S("a personal number of 12 digits")) >= 0);
        assert_ok(store_begin(store, arena));
        assert_ok(register_refuse(store, arena, S("33"), r.delivery.id, S("lan"), S("lệch cột")));
        assert_ok(store_commit(store, arena));
        assert_ok(register_report(store, arena, S("33"), r.delivery.id, &r));
        assert_int_equal(r.delivery.state, DELIVERY_REFUSED);
        assert_str(r.delivery.why.vi, S("lệch cột"));
        assert_str(r.delivery.decided_by, S("lan"));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 0);
    }
}

TEST(bad_rows_stop_a_file_unless_they_are_written_apart)
{
    ON_EACH_STORE(store)
    {
        RegisterReport r;
        Delivery *list;
        ptrdiff_t count;
        RegisterPut p = ask(arena, (People){.to = 100, .without_birth = 3}, september);
        assert_fails(register_put(store, arena, &p, &r), BAD_INPUT);
        assert_int_equal(r.problems, 3);
        assert_int_equal(r.problem[0].place.row, 2);
        assert_str(r.problem[0].place.field, S("Ngày sinh"));
        assert_ok(register_list(store, arena, S("33"), (Str){0}, &list, &count));
        assert_int_equal(count, 0);
        p.rejects = test_temp(arena, S("rejects.csv"));
        assert_ok(register_put(store, arena, &p, &r));
        assert_int_equal(r.delivery.rows, 97);
        assert_int_equal(r.delivery.rejected, 3);
        Str bad = test_read(arena, p.rejects);
        assert_true(str_find(bad, S("Trần Thị Mai,,Nữ,033186000000,,12223")) > 0);
        assert_true(str_find(bad, S("Trần Thị Mai,,Nữ,033186000003")) < 0);
    }
}

TEST(a_preview_writes_nothing)
{
    ON_EACH_STORE(store)
    {
        RegisterReport r;
        Delivery *list;
        ptrdiff_t count;
        RegisterPut p = ask(arena, (People){.to = 100, .without_birth = 3}, september);
        p.preview = true;
        assert_ok(register_put(store, arena, &p, &r));
        assert_int_equal(r.delivery.rows, 97);
        assert_int_equal(r.delivery.rejected, 3);
        assert_ok(register_list(store, arena, S("33"), (Str){0}, &list, &count));
        assert_int_equal(count, 0);
    }
}

TEST(a_heading_that_a_person_explained_is_remembered)
{
    ON_EACH_STORE(store)
    {
        RegisterReport r;
        People odd = {.to = 30, .heading = "Khách hàng,Ngày sinh,Giới tính,Số định danh,Mã xã,Ghi chú"};
        RegisterPut p = ask(arena, odd, september);
        Err *err = register_put(store, arena, &p, &r);
        assert_fails(err, BAD_INPUT);
        assert_true(str_find(err->text.vi, S("Họ và tên")) >= 0);
        p.pairing = &(RegisterPairing){S("Khách hàng"), S("full_name")};
        p.pairings = 1;
        assert_ok(register_put(store, arena, &p, &r));
        assert_str(r.column[0].heading, S("Khách hàng"));
        odd.to = 31;
        assert_int_equal(put(store, arena, odd, october).delivery.rows, 31);
        p.pairing = &(RegisterPairing){S("Khách hàng"), S("nobody")};
        p.path = written(arena, "other.csv", people_csv(arena, (People){.to = 3}));
        assert_fails(register_put(store, arena, &p, &r), NOT_FOUND);
    }
}

TEST(a_workbook_and_prose_above_the_table_are_read_too)
{
    static const GridColumn columns[] = {{"a", TEXT_INIT("Họ và tên", "Họ và tên"), GRID_TEXT, 0, false},
                                         {"b", TEXT_INIT("Năm sinh", "Năm sinh"), GRID_INT, 0, false}};
    ON_EACH_STORE(store)
    {
        RegisterReport r;
        RegisterPut p = ask(arena, (People){.to = 1}, september);
        Grid grid = grid_open(TEXT("Danh sách nhân khẩu", "List"), TEXT("Xã Mễ Sở", ""), columns, 2);
        for (int i = 0; i < 5; i++) {
            GridCell *cell = grid_row(&grid, arena);
            cell[0] = G_TEXT(str_fmt(arena, "Lê Văn %c", 'A' + i));
            cell[1] = G_INT(1980 + i);
        }
        p.path = test_temp(arena, S("people.xlsx"));
        assert_ok(grid_save(&grid, arena, LANG_VI, p.path));
        assert_ok(register_put(store, arena, &p, &r));
        assert_int_equal(r.delivery.rows, 5);
        p.path = written(arena, "prose.csv", S("DANH SÁCH\nxã Mễ Sở\n\nHọ và tên,Năm sinh\nLê A,1986\nLê B,1987\n"));
        assert_ok(register_put(store, arena, &p, &r));
        assert_int_equal(r.delivery.rows, 2);
    }
}

TEST(rows_with_one_key_are_counted_as_twins)
{
    ON_EACH_STORE(store)
    {
        Str twice = people_csv(arena, (People){.to = 30}), half = people_csv(arena, (People){.to = 10});
        RegisterPut p = ask(arena, (People){.to = 1}, september);
        RegisterReport r;
        half = str_slice(half, str_find(half, S("\n")) + 1, half.len);
        p.path = written(arena, "twice.csv", str_fmt(arena, "%.*s%.*s", STRF(twice), STRF(half)));
        assert_ok(register_put(store, arena, &p, &r));
        assert_int_equal(r.twins, 10);
        assert_int_equal(r.delivery.state, DELIVERY_HELD);
    }
}

static bool stop(void *arg)
{
    return arg == NULL;
}

TEST(what_cannot_be_is_refused_in_words)
{
    ON_EACH_STORE(store)
    {
        RegisterReport r;
        RegisterPut good = ask(arena, (People){.to = 10}, september), p = good;
        p.as_of = (Date){2026, 12, 1};
        assert_fails(register_put(store, arena, &p, &r), BAD_INPUT); /* the future */
        p = good, p.as_of = (Date){2026, 9, 0};
        assert_fails(register_put(store, arena, &p, &r), BAD_INPUT);
        p = good, p.source = S("weather");
        assert_fails(register_put(store, arena, &p, &r), NOT_FOUND);
        p = good, p.path = S("/nowhere/at/all.csv");
        assert_fails(register_put(store, arena, &p, &r), NOT_FOUND);
        p = good, p.path = written(arena, "empty.csv", (Str){0});
        assert_fails(register_put(store, arena, &p, &r), BAD_INPUT);
        p = good, p.path = written(arena, "bare.csv", people_csv(arena, (People){0}));
        assert_fails(register_put(store, arena, &p, &r), BAD_INPUT);
        p = good, p.cancelled = stop;
        assert_fails(register_put(store, arena, &p, &r), CONFLICT);
        assert_ok(register_put(store, arena, &good, &r)); /* and nothing of them is in the way */
        assert_int_equal(r.delivery.rows, 10);
    }
}

TEST(who_has_a_commune_delivers_and_sees_its_lists_alone)
{
    static const ScopePlace place = {{"33", 2}, {"12223", 5}};
    static const Scope commune = {.place = &place, .places = 1};
    ON_EACH_STORE(store)
    {
        RegisterReport r;
        Delivery *list;
        ptrdiff_t count;
        Str whole = put(store, arena, (People){.to = 40}, september).delivery.id;
        store_set_scope(store, &commune);
        RegisterPut p = ask(arena, (People){.to = 20}, september);
        assert_fails(register_put(store, arena, &p, &r), FORBIDDEN);
        p.unit = S("12224");
        assert_fails(register_put(store, arena, &p, &r), FORBIDDEN);
        p.unit = S("12223");
        assert_ok(register_put(store, arena, &p, &r));
        assert_ok(register_list(store, arena, S("33"), (Str){0}, &list, &count));
        assert_int_equal(count, 1);
        assert_fails(register_report(store, arena, S("33"), whole, &r), NOT_FOUND);
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 20);
        p = ask(arena, (People){.to = 40}, september); /* the very file of the whole province */
        p.unit = S("12223");
        assert_ok(register_put(store, arena, &p, &r));
        assert_true(!r.again && !str_eq(r.delivery.id, whole));
        store_set_scope(store, NULL);
        assert_int_equal(seen_as_of(store, arena, october, whole).rows, 40); /* and nothing happened to that one */
    }
}

TEST(the_calendar_says_who_owes_what)
{
    ON_EACH_STORE(store)
    {
        RegisterDue *due;
        ptrdiff_t count, population = 0, participants = 0, tax = 0;
        put(store, arena, (People){.to = 20}, september); /* received on 2026-11-01, due on 2026-10-10 */
        assert_ok(register_calendar(store, arena, S("33"), (Str){0}, (Str){0}, NULL, (Date){2026, 1, 1},
                                    (Date){2026, 12, 31}, &due, &count));
        for (ptrdiff_t i = 0; i < count; i++) {
            Str code = due[i].source->code;
            bool third = str_eq(date_iso(arena, due[i].period_end), S("2026-09-30"));
            assert_true(i == 0 || date_cmp(due[i - 1].due, due[i].due) <= 0);
            population += str_eq(code, S("population"));
            participants += str_eq(code, S("participants"));
            tax += str_eq(code, S("tax_income")) && str_eq(date_iso(arena, due[i].due), S("2027-04-30"));
            if (str_eq(code, S("population")) && third) {
                assert_str(date_iso(arena, due[i].due), S("2026-10-10"));
                assert_int_equal(due[i].delivery.rows, 20);
                assert_int_equal(due[i].late_days, 22);
            } else if (third) {
                assert_int_equal(due[i].delivery.id.len, 0);
                assert_true(due[i].late_days >= 22);
            }
        }
        assert_int_equal(population, 4);
        assert_int_equal(participants, 12);
        assert_int_equal(tax, 1);
    }
}

/* The line of a source, an agency and a period. */
static RegisterDue due_line(Store *store, Arena *arena, const char *source, const char *agency, const char *period_end)
{
    RegisterDue *due, none = {0};
    ptrdiff_t count;
    assert_ok(
        register_calendar(store, arena, S("33"), (Str){0}, (Str){0}, NULL, (Date){2026, 1, 1}, october, &due, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(due[i].source->code, str_from(source)) && str_eq(due[i].agency, str_from(agency)) &&
            str_eq(date_iso(arena, due[i].period_end), str_from(period_end)))
            return due[i];
    fail_msg("no line of %s by %s for %s", source, agency, period_end);
    return none;
}

static Str due_said(Store *store, Arena *arena, const char *source, const char *agency, const char *period_end)
{
    RegisterDue due = due_line(store, arena, source, agency, period_end);
    return register_due_text(arena, &due).vi;
}

/* Who delivered October's list owes none of June's, and was not silent for months. */
TEST(a_newer_delivery_is_no_debt)
{
    ON_EACH_STORE(store)
    {
        assert_str(due_said(store, arena, "population", "police", "2026-06-30"), S("chưa giao, chậm 114 ngày"));
        put(store, arena, (People){.to = 20},
            october); /* after the due day of the third quarter, received a day later */
        RegisterDue june = due_line(store, arena, "population", "police", "2026-06-30"),
                    september_ = due_line(store, arena, "population", "police", "2026-09-30");
        assert_true(june.newer && september_.newer && june.delivery.id.len > 0);
        assert_int_equal(september_.late_days, 22);
        assert_str(due_said(store, arena, "population", "police", "2026-09-30"),
                   S("đã có bản mới hơn, ngày 31/10/2026"));
        put(store, arena, (People){.to = 21}, september);
        september_ = due_line(store, arena, "population", "police", "2026-09-30");
        assert_true(!september_.newer);
        assert_int_equal(september_.delivery.rows, 21);
        assert_str(due_said(store, arena, "population", "police", "2026-09-30"), S("đã giao, chậm 22 ngày"));
        assert_str(due_said(store, arena, "enterprises", "finance", "2026-09-30"), S("chưa giao, chậm 22 ngày"));
    }
}

static void put_list(Store *store, Arena *arena, const char *agency, const char *unit, const char *name)
{
    RegisterReport report;
    Str csv = str_fmt(arena, "Danh sách,Họ và tên,Ngày sinh\nhọc sinh,%s,14/02/2010\n", name);
    RegisterPut p = {.province = S("33"),
                     .source = S("affiliations"),
                     .agency = str_from(agency),
                     .unit = str_from(unit),
                     .as_of = september,
                     .path = written(arena, "list.csv", csv),
                     .name = S("list.csv"),
                     .by = S("mai")};
    assert_ok(register_put(store, arena, &p, &report));
    assert_int_equal(report.delivery.state, DELIVERY_CURRENT);
}

TEST(each_agency_of_a_source_owes_its_own_list)
{
    ON_EACH_STORE(store)
    {
        put_list(store, arena, "education", "", "Lê Văn An");
        assert_str(due_said(store, arena, "affiliations", "education", "2026-09-30"), S("đã giao, chậm 22 ngày"));
        assert_str(due_said(store, arena, "affiliations", "front", "2026-09-30"), S("chưa giao, chậm 22 ngày"));
        assert_str(due_said(store, arena, "affiliations", "commune-officer", "2026-09-30"),
                   S("chưa giao, chậm 22 ngày"));
        put_list(store, arena, "commune-officer", "12223", "Lê Văn Bình");
        put_list(store, arena, "commune-officer", "12224", "Lê Văn Cường");
        put_list(store, arena, "front", "12224", "Lê Văn Dũng");
        RegisterDue communes = due_line(store, arena, "affiliations", "commune-officer", "2026-09-30");
        assert_int_equal(communes.communes, 2);
        assert_str(due_said(store, arena, "affiliations", "commune-officer", "2026-09-30"), S("2 xã đã giao"));
        assert_str(due_said(store, arena, "affiliations", "front", "2026-09-30"),
                   S("chưa giao cả tỉnh, chậm 22 ngày; đã có 1 xã"));
    }
}

static Err *count_rows(void *arg, const RegisterBlock *block)
{
    *(int64_t *)arg += block->columns.rows;
    return NULL;
}

static int64_t rows_as_of(Store *store, Arena *arena, Date as_of)
{
    RegisterSources sources;
    const RegisterSource *source;
    int64_t rows = 0;
    Str column = S("full_name");
    assert_ok(register_sources(arena, &sources));
    assert_ok(register_source(&sources, arena, S("population"), &source));
    assert_ok(register_each(store, arena, S("33"), source, as_of, (Str){0}, &column, 1, count_rows, &rows));
    return rows;
}

TEST(of_a_list_of_a_commune_and_one_of_the_province_the_newer_wins)
{
    static const Date middle = {2026, 10, 15};
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        put(store, arena, (People){.to = 100}, september);
        RegisterPut part = ask(arena, (People){.from = 3, .to = 13}, middle);
        part.unit = S("12223");
        assert_ok(register_put(store, arena, &part, &report));
        assert_int_equal(report.delivery.state, DELIVERY_CURRENT);
        assert_int_equal(rows_as_of(store, arena, september), 100);
        assert_int_equal(rows_as_of(store, arena, october), 110);
        put(store, arena, (People){.to = 101}, middle); /* of the same day: it says all that the part says */
        assert_int_equal(rows_as_of(store, arena, october), 101);
        part = ask(arena, (People){.from = 3, .to = 12}, october);
        part.unit = S("12223");
        assert_ok(register_put(store, arena, &part, &report));
        assert_int_equal(rows_as_of(store, arena, october), 110);
        assert_int_equal(rows_as_of(store, arena, middle), 101);
    }
}

TEST(a_filled_in_form_is_taken_in)
{
    RegisterSources sources;
    assert_ok(register_sources(arena, &sources));
    for (ptrdiff_t i = 0; i < sources.count; i++) {
        const RegisterSource *source = &sources.source[i];
        Str path = test_temp(arena, str_fmt(arena, "%.*s.xlsx", STRF(source->code)));
        RegisterFile *file;
        RegisterRows rows;
        assert_ok(register_template(arena, source, LANG_VI, path));
        assert_ok(register_file_open(arena, path, S("mau.xlsx"), source, NULL, 0, &file));
        for (ptrdiff_t c = 0; c < source->columns; c++)
            assert_true(register_file_heading(file, c).len > 0);
        assert_ok(register_file_next(file, arena, &rows));
        assert_int_equal(rows.rows, 0);
        register_file_close(&file);
    }
}

TEST(a_release_puts_back_no_later_delivery)
{
    ON_EACH_STORE(store)
    {
        Delivery *list;
        ptrdiff_t count;
        int current = 0;
        put(store, arena, (People){.to = 100}, (Date){2026, 8, 31});
        RegisterReport held = put(store, arena, (People){.to = 40}, september);
        assert_int_equal(held.delivery.state, DELIVERY_HELD);
        RegisterReport later = put(store, arena, (People){.to = 101}, october);
        assert_int_equal(later.delivery.state, DELIVERY_CURRENT);
        assert_ok(store_begin(store, arena));
        assert_ok(register_release(store, arena, S("33"), held.delivery.id, S("lan")));
        assert_ok(store_commit(store, arena));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 101);
        assert_int_equal(seen_as_of(store, arena, september, (Str){0}).rows, 40);
        assert_ok(register_list(store, arena, S("33"), S("population"), &list, &count));
        for (ptrdiff_t i = 0; i < count; i++)
            current += list[i].state == DELIVERY_CURRENT;
        assert_int_equal(current, 1);
        /* two of one day: the one that a person released is used, also where it came first */
        RegisterReport half = put(store, arena, (People){.to = 45}, october);
        assert_int_equal(half.delivery.state, DELIVERY_HELD);
        assert_ok(store_begin(store, arena));
        assert_ok(register_release(store, arena, S("33"), half.delivery.id, S("lan")));
        assert_ok(store_commit(store, arena));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 45);
    }
}

static Str rejects_of(Store *store, Arena *arena, Str id)
{
    Str csv = {0};
    Err *none = register_rejects(store, arena, S("33"), id, &csv);
    return none ? S("none") : csv;
}

TEST(rejected_rows_are_kept_until_the_next_delivery)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report, next;
        RegisterPut p = ask(arena, (People){.to = 30, .without_birth = 2}, september);
        p.take_rest = true;
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.rejected, 2);
        Str csv = rejects_of(store, arena, report.delivery.id);
        assert_true(str_find(csv, S("033186000001")) > 0 && str_find(csv, S("033186000002")) < 0);
        Scope commune = {.place = (ScopePlace[]){{S("33"), S("11983")}}, .places = 1};
        store_set_scope(store, &commune);
        assert_str(rejects_of(store, arena, report.delivery.id), S("none"));
        store_set_scope(store, NULL);
        next = put(store, arena, (People){.to = 31}, october);
        assert_str(rejects_of(store, arena, report.delivery.id), S("none"));
        assert_str(rejects_of(store, arena, next.delivery.id), S("none"));
    }
}

TEST(a_preview_may_stop_early)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        RegisterPut p = ask(arena, (People){.to = 70000}, september);
        p.preview = true;
        p.most_rows = 1000;
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(report.cut && report.delivery.rows >= 1000 && report.delivery.rows < 70000);
        p.most_rows = 0;
        assert_ok(register_put(store, arena, &p, &report));
        assert_false(report.cut);
        assert_int_equal(report.delivery.rows, 70000);
    }
}

/* Of 100 rows: 90 to 99 are planted as gone, 100 to 104 are new, 10 to 13 moved; one is there twice. */
TEST(a_preview_names_the_rows_that_are_gone)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        RegisterReport before = put(store, arena, (People){.from = 0, .to = 100}, september);
        RegisterPut p = ask(arena, (People){.from = 10, .to = 90, .moved = 4}, october);
        Str more =
                S("Trần Thị Mai,14/02/1986,Nữ,033186000100,12223,\nTrần Thị Mai,14/02/1986,Nữ,033186000020,12223,\n"),
            first = S("Trần Thị Mai,14/02/1986,Nữ,033186000000,12223,\n");
        p.path = written(arena, "next.csv", str_fmt(arena, "%.*s%.*s", STRF(test_read(arena, p.path)), STRF(more)));
        p.preview = p.compare = true;
        p.name_gone = 12;
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(report.compared.done);
        assert_str(report.compared.before.id, before.delivery.id);
        assert_int_equal(report.compared.appeared, 1);
        assert_int_equal(report.compared.changed, 4);
        assert_int_equal(report.compared.stayed, 76);
        assert_int_equal(report.compared.vanished, 20); /* 0 to 9, 90 to 99 */
        assert_int_equal(report.twins, 1);
        assert_int_equal(report.delivery.rows, 1 + 4 + 76 + 1);
        assert_int_equal(report.compared.gones, 12);
        assert_int_equal(report.compared.gone[0].row, 1);
        assert_str(report.compared.gone[0].cell[3], S("033186000000"));
        assert_int_equal(report.compared.gone[11].row, 92);
        assert_str(report.compared.gone[11].cell[3], S("033186000091"));
        Text said = register_compared_text(arena, &report);
        assert_str(said.vi,
                   S("So với lần giao ngày 30/09/2026 (100 dòng): 1 dòng mới, 4 dòng đổi, 20 dòng không còn, 76 "
                     "dòng giữ nguyên."));
        p.path = written(arena, "few.csv",
                         str_fmt(arena, "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã,Ghi chú\n%.*s", STRF(first)));
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.compared.vanished, 99);
        assert_int_equal(report.delivery.state, DELIVERY_HELD);
        assert_true(str_find(register_compared_text(arena, &report).vi, S("hơn một nửa lần trước không còn")) > 0);
    }
}

/* Beside nothing, or cut short, nothing is said to be gone; taking in compares nothing. */
TEST(only_a_whole_preview_beside_a_delivery_compares)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        RegisterPut p = ask(arena, (People){.to = 70000}, september);
        p.preview = p.compare = true;
        assert_ok(register_put(store, arena, &p, &report));
        assert_false(report.compared.done);
        put(store, arena, (People){.to = 100}, september);
        p = ask(arena, (People){.to = 70000}, september);
        p.preview = p.compare = true;
        p.most_rows = 1000;
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(report.cut);
        assert_false(report.compared.done);
        p.most_rows = 0;
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.compared.appeared, 69900);
        assert_int_equal(report.compared.vanished, 0);
        p.preview = false;
        assert_ok(register_put(store, arena, &p, &report));
        assert_false(report.compared.done);
    }
}

/* Of a file of hundreds of megabytes the beginning says enough, and nothing about how many rows there are. */
TEST(a_preview_of_a_large_file_reads_its_head)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        put(store, arena, (People){.to = 3000}, september);
        RegisterPut p = ask(arena, (People){.to = 330000}, october); /* 17 MB */
        p.preview = true;
        p.most_rows = 1000;
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(report.cut && report.delivery.rows < 40000);
        assert_int_equal(report.delivery.id.len, 0);               /* not read to its end */
        assert_int_equal(report.delivery.state, DELIVERY_CURRENT); /* nobody knows that it has too many rows */
        p = ask(arena, (People){.to = 3000}, september);
        p.preview = true;
        p.most_rows = 1000;
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(report.again);
    }
}

/* It has all that the population's must have, and is no list of the population. */
TEST(a_list_of_another_source_waits_for_a_person)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        Str csv = S("Mã số BHXH,Số định danh,Họ và tên,Ngày sinh,Giới tính,Loại hình,Mã đơn vị,Cơ quan BHXH,Từ tháng\n"
                    "0110000066,033192000066,Ngô Thị Tâm,02/02/1992,Nữ,BB,D1,BHXH A,2021-01\n");
        RegisterPut p = ask(arena, (People){.to = 1}, september);
        p.path = written(arena, "si.csv", csv);
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.state, DELIVERY_HELD);
        assert_str(report.delivery.why.vi, S("các cột là của nguồn “Người tham gia BHXH”"));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 0);
        p.source = S("participants");
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.state, DELIVERY_CURRENT);
    }
}

/* Of a list that is in use a run of a month before says that it does not read it, and what it reads instead. */
TEST(a_list_of_a_later_day_is_left_out_in_words)
{
    ON_EACH_STORE(store)
    {
        RegisterLeft *left;
        ptrdiff_t count;
        put(store, arena, (People){.to = 50}, (Date){2026, 10, 5});
        RegisterReport later = put(store, arena, (People){.to = 51}, (Date){2026, 10, 20});
        assert_ok(register_left(store, arena, S("33"), september, (Str){0}, &left, &count));
        assert_int_equal(count, 1); /* the newest of them */
        assert_int_equal(left[0].why, LEFT_LATER);
        assert_str(left[0].delivery.id, later.delivery.id);
        assert_str(register_left_text(arena, &left[0], september).vi,
                   S("số liệu đến ngày 20/10/2026, sau ngày 30/09/2026; không có bản nào khác"));
        put(store, arena, (People){.to = 51}, (Date){2026, 8, 31}); /* the very file, as of another day */
        assert_ok(register_left(store, arena, S("33"), september, (Str){0}, &left, &count));
        assert_str(register_left_text(arena, &left[0], september).vi,
                   S("số liệu đến ngày 20/10/2026, sau ngày 30/09/2026; dùng bản đến ngày 31/08/2026"));
        assert_ok(register_left(store, arena, S("33"), september, S("2026-01-01T00:00:00Z"), &left, &count));
        assert_int_equal(count, 1); /* that run read nothing of it: it came after */
        assert_int_equal(left[0].why, LEFT_AFTER);
        assert_int_equal(left[0].instead.year, 0);
        assert_ok(register_left(store, arena, S("33"), october, (Str){0}, &left, &count));
        assert_int_equal(count, 0);
        assert_str(register_used_text(arena, october).vi, S("đối soát tháng 10/2026 trở đi"));
        assert_str(register_used_text(arena, later.delivery.as_of).vi,
                   S("đối soát tháng 10/2026 trở đi; tháng 09/2026 không dùng"));
    }
}

/* As a spreadsheet with an American calendar saves what it opened: 03/04 is the 4th of March, 25/04 stays text. */
static Str workbook(Arena *arena, const char *name, int rows, bool swapped)
{
    Str path = test_temp(arena, str_from(name));
    lxw_workbook *book = workbook_new(str_c(arena, path));
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    lxw_format *day = workbook_add_format(book);
    format_set_num_format(day, "dd/mm/yyyy");
    worksheet_write_string(sheet, 0, 0, "Họ và tên", NULL);
    worksheet_write_string(sheet, 0, 1, "Ngày sinh", NULL);
    for (int i = 1; i <= rows; i++) {
        lxw_datetime born = {.year = 1980 + i % 20, .month = 1 + i % 12, .day = 1 + i % 28};
        if (swapped && born.day <= 12) {
            int month = born.month;
            born.month = born.day;
            born.day = month;
        }
        worksheet_write_string(sheet, (lxw_row_t)i, 0,
                               str_c(arena, str_fmt(arena, "Lê Thị %c%c", 'A' + i % 26, 'a' + i / 26)), NULL);
        if (swapped && born.day > 12)
            worksheet_write_string(sheet, (lxw_row_t)i, 1,
                                   str_c(arena, str_fmt(arena, "%02d/%02d/%d", born.day, born.month, born.year)), NULL);
        else
            worksheet_write_datetime(sheet, (lxw_row_t)i, 1, &born, day);
    }
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    return path;
}

TEST(days_that_changed_places_with_months_wait_for_a_person)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        RegisterPut p = ask(arena, (People){.to = 1}, september);
        p.preview = true;
        p.path = workbook(arena, "good.xlsx", 84, false);
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.rows, 84);
        assert_str(report.delivery.why.vi, S(""));
        p.path = workbook(arena, "swapped.xlsx", 84, true);
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.rows, 84);
        assert_true(str_find(report.delivery.why.vi, S("cột “Ngày sinh”: 36 ngày có vẻ đã bị đảo")) == 0);
        Buf csv = buf_open(arena);
        buf_fmt(&csv, "Họ và tên,Ngày sinh\n");
        for (int i = 0; i < 60; i++)
            buf_fmt(&csv, "Lê Thị %c%c,%02d/%02d/1986\n", 'A' + i % 26, 'a' + i / 26, 1 + i % 12, 1 + i % 28);
        p.path = written(arena, "month-first.csv", buf_str(&csv));
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(str_find(report.delivery.why.vi, S("cột “Ngày sinh” ghi tháng trước ngày (32 dòng")) == 0);
        p.path = written(arena, "shifted.csv", S("Họ và tên,Ngày sinh\n1,Lê A\n"));
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.rows, 0);
    }
}

TEST_MAIN
