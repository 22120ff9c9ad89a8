#include "people.h"

#include "table/grid.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

TEST(rows_between_bad_ones_are_as_they_are_without_them)
{
    enum { ROWS = 5000, EVERY = 7, BAD = (ROWS + EVERY - 1) / EVERY };
    ON_EACH_STORE(store)
    {
        RegisterReport r;
        RegisterPut p = ask(arena, (People){.to = ROWS, .bad_every = EVERY, .moved = 900}, september);
        p.rejects = test_temp(arena, S("rejects.csv"));
        assert_ok(register_put(store, arena, &p, &r));
        assert_int_equal(r.delivery.rejected, BAD);
        assert_int_equal(r.delivery.rows, ROWS - BAD);
        assert_int_equal(r.problem[1].place.row, 2 + EVERY);
        for (int n = 0; n < ROWS - BAD; n += 97) {
            Str cell[REGISTER_COLUMNS];
            int person = n / (EVERY - 1) * EVERY + 1 + n % (EVERY - 1);
            assert_ok(register_row(store, arena, S("33"), r.delivery.id, n, cell));
            assert_str(cell[3], str_fmt(arena, "033186%06d", person));
            assert_str(cell[5], person < 900 ? S("12224") : S("12223"));
        }
        for (ptrdiff_t c = 0; c < r.columns; c++)
            assert_int_equal(r.column[c].filled, c < 4 || c == 5 ? ROWS - BAD : 0);
        r = put(store, arena, (People){.to = ROWS, .bad_every = EVERY, .without_bad = true, .moved = 900}, october);
        assert_int_equal(r.delivery.rows, ROWS - BAD);
        assert_int_equal(r.delivery.changed, 0);
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

/* It came for the third quarter and is no list of its end. */
TEST(a_list_of_a_day_after_its_period_says_so)
{
    ON_EACH_STORE(store)
    {
        put(store, arena, (People){.to = 20}, (Date){2026, 10, 5});
        assert_str(due_said(store, arena, "population", "police", "2026-09-30"),
                   S("đã giao, chậm 22 ngày; danh sách ghi ngày 05/10/2026, sau kỳ: đối soát tháng 10/2026 trở đi mới "
                     "dùng"));
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

TEST_MAIN
