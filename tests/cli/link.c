/* `baophu link` from the words of the command line to the status, the words and the files. */
#include "run.h"

#include "base/file.h"
#include "base/rng.h"
#include <dirent.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static Str out, said; /* by the last run: the results, the words on stderr */

static int run(Arena *arena, const char *lang, const char *const *words)
{
    const char *const common[] = {"--lang", lang, NULL};
    Run r = cli_run(arena, words, common);
    out = r.out;
    said = r.said;
    return r.status;
}

#define RUN(...) run(arena, "vi", (const char *const[]){"link", __VA_ARGS__, NULL})
#define RUN_EN(...) run(arena, "en", (const char *const[]){"link", __VA_ARGS__, NULL})

static bool has(const char *part)
{
    return str_find(out, str_from(part)) >= 0;
}

static bool says(const char *part)
{
    return str_find(said, str_from(part)) >= 0;
}

static const char *text_file(Arena *arena, const char *name, Str text)
{
    Str path = test_temp(arena, str_from(name));
    assert_ok(file_write(arena, path, text));
    return str_c(arena, path);
}

static const char *new_path(Arena *arena, const char *name)
{
    Str path = test_temp(arena, str_from(name));
    unlink(str_c(arena, path));
    return str_c(arena, path);
}

/* ---- people ------------------------------------------------------------------------------------------ */

typedef struct Oddity { /* what is wrong with a register */
    int missing;        /* per cent of cells that are empty */
    bool same_name;     /* every second person bears one name */
    bool new_year;      /* all are born on 01/01/1980 */
    bool errors;        /* every fifth name lost its marks, every seventh number a digit */
} Oddity;

static const char *const family[] = {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi"};
static const char *const middle[] = {"Văn", "Thị", "Minh", "Quốc", "Thanh", "Ngọc", "Hữu", "Đức"};
static const char *const given[] = {"An",    "Bình", "Cường", "Dung", "Giang", "Hà",
                                    "Khánh", "Lan",  "Mai",   "Nam",  "Oanh",  "Phúc"};
static const char *const bare[] = {"Nguyen", "Tran", "Le", "Pham", "Hoang", "Vu", "Dang", "Bui"};

static void add_cell(Buf *text, Rng *rng, Oddity odd, Str cell)
{
    buf_byte(text, ',');
    if (rng_below(rng, 100) >= odd.missing)
        buf_add(text, cell);
}

static void add_person(Arena scratch, Buf *text, Rng person, Rng *rng, int i, Oddity odd)
{
    int f = (int)rng_below(&person, COUNTOF(family)), m = (int)rng_below(&person, COUNTOF(middle)),
        g = (int)rng_below(&person, COUNTOF(given));
    bool wrong = odd.errors && rng_below(rng, 7) == 0;
    Str name =
        str_fmt(&scratch, "%s %s %s", odd.errors && rng_below(rng, 5) == 0 ? bare[f] : family[f], middle[m], given[g]);
    int year = odd.new_year ? 1980 : (int)rng_between(&person, 1950, 2005), month = (int)rng_between(&person, 1, 12),
        day = (int)rng_between(&person, 1, 28);
    Str date = str_fmt(&scratch, "%02d/%02d/%d", day, month, year);
    Str number = str_fmt(&scratch, "033%d%02d%06d", year >= 2000 ? 2 : 0, year % 100,
                         (int)((int64_t)i * 618034 % 1000000) + wrong);
    add_cell(text, rng, odd, odd.same_name && i % 2 ? S("Nguyễn Văn An") : name);
    add_cell(text, rng, odd, odd.new_year ? S("01/01/1980") : date);
    add_cell(text, rng, odd, number);
    buf_byte(text, '\n');
}

/* Person i is the same in every register. */
static const char *register_file(Arena *arena, const char *file, const char *prefix, int from, int to, Oddity odd)
{
    Buf text = buf_open(arena);
    Rng rng = rng_fork(rng_open(5), str_from(file));
    buf_add(&text, S("id,Họ và tên,Ngày sinh,Số CCCD\n"));
    for (int i = from; i < to; i++) {
        buf_fmt(&text, "%s%d", prefix, i);
        AUTO(arena_close) Arena scratch = arena_open(1 << 16);
        add_person(scratch, &text, rng_open((uint64_t)i + 1000), &rng, i, odd);
    }
    return text_file(arena, file, buf_str(&text));
}

static const char *truth_file(Arena *arena, int from, int to)
{
    Buf text = buf_open(arena);
    buf_add(&text, S("left_id,right_id\n"));
    for (int i = from; i < to; i++)
        buf_fmt(&text, "a%d,b%d\n", i, i);
    return text_file(arena, "truth.csv", buf_str(&text));
}

static ptrdiff_t lines(Str text)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    return n;
}

/* ---- it works ---------------------------------------------------------------------------------------------- */

TEST(two_registers_are_linked_and_measured)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 600, (Oddity){.errors = true});
    const char *right = register_file(arena, "b.csv", "b", 300, 900, (Oddity){.errors = true});
    const char *links = new_path(arena, "links.csv");
    assert_int_equal(RUN(left, right, "--truth", truth_file(arena, 300, 600), "--out", links), 0);
    assert_true(has("600 × 600 bản ghi") && has("F1 ") && has("0 sai"));
    assert_true(says("Mã bản ghi: “id”") && says("Đã ghi"));
    Str text = test_read(arena, str_from(links));
    assert_true(
        str_starts(text, S("left_id,right_id,match_weight,match_probability,decision,reason,match_key,level_birth_date,"
                           "level_personal_id,level_full_name\n")));
    assert_in_range(lines(text), 280, 310);
}

TEST(the_same_run_gives_the_same_bytes_for_any_threads_and_memory)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 1500, (Oddity){.errors = true});
    const char *right = register_file(arena, "b.csv", "b", 500, 2000, (Oddity){.errors = true});
    const char *first = new_path(arena, "1.csv"), *second = new_path(arena, "2.csv");
    assert_int_equal(RUN(left, right, "--threads", "1", "--out", first), 0);
    assert_int_equal(RUN(left, right, "--threads", "5", "--memory", "256M", "--out", second), 0);
    assert_str(test_read(arena, str_from(first)), test_read(arena, str_from(second)));
}

TEST(duplicates_are_clustered_under_their_first_record)
{
    const char *file = text_file(arena, "d.csv",
                                 S("id,Họ và tên,Ngày sinh,Số CCCD\n"
                                   "r1,Nguyễn Văn An,1/2/1990,033090000001\nr2,Trần Thị Bình,3/4/1985,033185000002\n"
                                   "r3,NGUYEN VAN AN,01/02/1990,033090000001\nr4,Lê Quốc Cường,5/6/1979,033079000003\n"
                                   "r5,Phạm Thị Dung,7/8/1969,033169000004\nr6,Vũ Minh Giang,9/9/1959,033059000005\n"));
    const char *clusters = new_path(arena, "clusters.csv");
    assert_int_equal(RUN("--dedupe", file, "--out", clusters), 0);
    Str text = test_read(arena, str_from(clusters));
    assert_true(str_starts(text, S("id,cluster_id,weakest_link\nr1,r1,")));
    assert_true(str_find(text, S("\nr3,r1,")) > 0 && str_find(text, S("\nr2,r2,\n")) > 0);
    assert_true(has("6 bản ghi") && has("5 người khác nhau"));
}

TEST(a_model_is_trained_once_and_then_used_as_it_is)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 400, (Oddity){.errors = true});
    const char *right = register_file(arena, "b.csv", "b", 200, 600, (Oddity){.errors = true});
    const char *model = new_path(arena, "model.json"), *first = new_path(arena, "1.csv"),
               *second = new_path(arena, "2.csv");
    assert_int_equal(RUN(left, right, "--model", model, "--out", first), 0);
    assert_true(says("Chưa có mô hình") && says("Đã huấn luyện và ghi mô hình"));
    Str written = test_read(arena, str_from(model));
    assert_int_equal(RUN(left, right, "--model", model, "--out", second), 0);
    assert_true(says("Dùng mô hình có sẵn") && !says("Đã huấn luyện"));
    assert_str(test_read(arena, str_from(model)), written);
    assert_str(test_read(arena, str_from(first)), test_read(arena, str_from(second)));
    assert_int_equal(RUN(left, right, "--model", model, "--compare", "id:id"), 64);
    const char *other = text_file(arena, "other.csv", S("id,full name\n1,An\n"));
    assert_int_equal(RUN(left, other, "--model", model), 65);
    assert_true(says("không có cột") && says("other.csv"));
}

TEST(a_pair_is_explained_even_where_it_is_not_linked)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 300, (Oddity){0});
    const char *right = register_file(arena, "b.csv", "b", 100, 400, (Oddity){0});
    assert_int_equal(RUN(left, right, "--explain", "a200,b200"), 0);
    assert_true(has("Họ và tên: bằng nhau") && has("Kết luận: một người"));
    assert_int_equal(RUN(left, right, "--explain", "a1,b399"), 0);
    assert_true(has("Kết luận: không liên kết"));
    assert_int_equal(RUN(left, right, "--explain", "a1,b1"), 66);
    assert_true(says("trong b.csv không có mã “b1”"));
    assert_int_equal(RUN(left, right, "--explain", "b1,a1"), 66);
    assert_true(says("trong a.csv không có mã “b1”"));
    assert_int_equal(RUN(left, right, "--explain", "a1"), 64);
    const char *report = new_path(arena, "report.html");
    assert_int_equal(RUN(left, right, "--explain", "a1,b399", "--report", report, "--json"), 0);
    assert_true(!says("Đã ghi") && has("\"steps\": [") && has("\"decision\": \"none\"") && has("Họ và tên: khác"));
    Str page = test_read(arena, str_from(report));
    assert_true(str_find(page, S("id=\"asked\"")) > 0 && str_find(page, S("<b>b399</b>")) > 0);
    assert_int_equal(RUN(left, right, "--explain", "a1,b399", "--report", report, "--no-examples"), 0);
    assert_true(says("Đã ghi"));
    page = test_read(arena, str_from(report));
    assert_true(str_find(page, S("id=\"asked\"")) > 0 && str_find(page, S("b399")) < 0);
}

TEST(duplicates_are_explained_in_either_order_and_through_their_group)
{
    const char *file = text_file(arena, "d.csv",
                                 S("id,Họ và tên,Ngày sinh,Số CCCD\n"
                                   "r1,Nguyễn Văn An,1/2/1990,033090000001\nr2,Trần Thị Bình,3/4/1985,033185000002\n"
                                   "r3,NGUYEN VAN AN,01/02/1990,033090000001\nr4,Lê Quốc Cường,5/6/1979,033079000003\n"
                                   "r5,Phạm Thị Dung,7/8/1969,033169000004\nr6,Vũ Minh Giang,9/9/1959,033059000005\n"));
    assert_int_equal(RUN("--dedupe", file, "--explain", "r1,r3"), 0);
    assert_true(has("Kết luận: một người\n"));
    assert_int_equal(RUN("--dedupe", file, "--explain", "r3,r1"), 0);
    assert_true(has("Kết luận: một người\n"));
    assert_int_equal(RUN("--dedupe", file, "--explain", "r3,r3"), 64);
    assert_true(says("hai bản ghi khác nhau"));
    Buf text = buf_open(arena); /* more copies than are paired with each other */
    buf_add(&text, S("id,Họ và tên,Ngày sinh\n"));
    for (int i = 0; i < 200; i++)
        buf_fmt(&text, "%d,%s %s %s,%d/%d/19%d\n", i, family[i % 8], middle[i / 8 % 8], given[i % 11], i % 28 + 1,
                i % 12 + 1, 50 + i % 40);
    for (int i = 0; i < 50; i++)
        buf_fmt(&text, "x%d,Đinh Công Tráng,9/9/1971\n", i);
    assert_int_equal(RUN("--dedupe", text_file(arena, "e.csv", buf_str(&text)), "--explain", "x7,x40"), 0);
    assert_true(has("Kết luận: một người"));
}

TEST(analysis_counts_pairs_of_each_rule_without_linking)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 300, (Oddity){0});
    const char *right = register_file(arena, "b.csv", "b", 100, 400, (Oddity){0});
    assert_int_equal(RUN(left, right, "--analyse"), 0);
    assert_true(has("personal_id") && has("Các khối lớn nhất") && !has("một người"));
    assert_true(has("Phần của tất cả") && has("cặp do các quy tắc tìm ra") &&
                has("nhiều nhất là 100 % của mọi cặp có thể có"));
    assert_true(has("Một bản ghi của khối") && has("0330")); /* the number that they share */
    assert_int_equal(RUN(left, right, "--analyse", "--json"), 0);
    assert_true(has("\"share\"") && has("\"values\"") && has("\"windowed\""));
}

TEST(json_is_for_machines_and_the_terminal_stays_quiet)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 300, (Oddity){0});
    const char *right = register_file(arena, "b.csv", "b", 100, 400, (Oddity){0});
    assert_int_equal(RUN(left, right, "--json", "--truth", truth_file(arena, 100, 300)), 0);
    assert_true(said.len == 0 || str_starts(said, S("{\"progress\""))); /* of a slow machine */
    assert_true(str_starts(out, S("{")) && has("\"recall\":") && has("\"first_links\":") && has("\"kind\": \"name\""));
}

TEST(a_report_is_one_file)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 300, (Oddity){0});
    const char *report = new_path(arena, "report.html");
    assert_int_equal(RUN("--dedupe", left, "--report", report), 0);
    assert_true(str_starts(test_read(arena, str_from(report)), S("<!DOCTYPE html>")));
}

TEST(ids_that_spreadsheets_would_run_are_guarded)
{
    const char *left = text_file(arena, "l.csv",
                                 S("id,full_name,dob\n=1+1,An Lee,1970-01-02\n\"a,\"\"b\",Bo Ray,1971-02-03\n-5,Cy "
                                   "Fox,1972-03-04\n@x,Di Hall,1973-04-05\n"));
    const char *links = new_path(arena, "links.csv");
    assert_int_equal(RUN(left, left, "--out", links, "--id", "id"), 0);
    assert_true(says("Hai bên là cùng một tệp"));
    Str text = test_read(arena, str_from(links));
    assert_true(str_find(text, S("\"'=1+1\",\"'=1+1\",")) > 0);
    assert_true(str_find(text, S("\n\"a,\"\"b\",\"a,\"\"b\",")) > 0);
    assert_true(str_find(text, S("\n-5,-5,")) > 0);
    assert_true(str_find(text, S("\n\"'@x\",")) > 0);
}

TEST(links_read_back_with_ids_of_any_letters)
{
    const char *file =
        text_file(arena, "l.csv",
                  S("id,full_name,dob\n\"a,\"\"b\",An Lee,1970-01-02\n12\"3,Bo Ray,1971-02-03\n"
                    "\"x\ny\",Cy Fox,1972-03-04\n\"\"\"q\"\"\",Di Hall,1973-04-05\n=1,Ed Low,1974-05-06\n"));
    const char *links = new_path(arena, "links.csv");
    assert_int_equal(RUN(file, file, "--out", links, "--id", "id"), 0);
    assert_true(has("5 cặp là một người"));
    Str text = test_read(arena, str_from(links));
    assert_true(str_find(text, S("\n\"12\"\"3\",\"12\"\"3\",")) > 0);
    assert_int_equal(RUN(file, file, "--truth", links, "--id", "id"), 0);
    assert_true(has("5 đúng, 0 sai, 0 sót") && !says("Sự thật: bỏ"));
}

TEST(an_id_in_a_broken_quoted_cell_is_told_with_its_row)
{
    const char *file = text_file(
        arena, "l.csv", S("id,full_name,dob\n1,An Lee,1970-01-02\n\n\"12\"3,Bo Ray,1971-02-03\n3,Cy Fox,1972-03-04\n"));
    assert_int_equal(RUN("--dedupe", file, "--id", "id"), 65);
    assert_true(says("l.csv, dòng 4") && says("mã \"12\"3 có dấu ngoặc kép lẻ"));
    assert_int_equal(RUN("--dedupe", file, "--id", "full_name"), 0); /* elsewhere a quote is a letter */
}

TEST(rows_without_ids_are_numbered_as_in_the_file)
{
    const char *file = text_file(
        arena, "l.csv", S("Mã,full_name,dob\n7,An Lee,1970-01-02\n\n8,Bo Ray,1971-02-03\n7,An Lee,1970-01-02\n"));
    const char *clusters = new_path(arena, "c.csv");
    assert_int_equal(RUN("--dedupe", file, "--out", clusters), 0);
    assert_true(says("Mã bản ghi: số dòng trong tệp, vì cột “Mã” có giá trị lặp (muốn lấy một cột làm mã: --id CỘT)"));
    assert_true(str_starts(test_read(arena, str_from(clusters)), S("id,cluster_id,weakest_link\n2,2,")));
    assert_true(str_find(test_read(arena, str_from(clusters)), S("\n4,4,\n5,2,")) > 0);
    assert_int_equal(RUN("--dedupe", file, "--explain", "2,5"), 0);
    assert_true(has("Kết luận: một người"));
    assert_int_equal(RUN("--dedupe", file, "--id", "Mã"), 65);
    assert_true(says("l.csv, dòng 5") && says("ở dòng 2 và dòng 5") && says("--id"));
}

TEST(numbers_are_written_as_the_language_has_them)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 1200, (Oddity){0});
    const char *right = register_file(arena, "b.csv", "b", 0, 1, (Oddity){0});
    const char *truth = truth_file(arena, 0, 1200);
    assert_int_equal(RUN_EN(left, right, "--truth", truth), 0);
    assert_true(has("1,200 × 1 record, ") && has("\n1 pair is one person") && has("(probability from 95.0 %)"));
    assert_true(says("Truth: 1,199 lines left out"));
    assert_int_equal(RUN(left, right, "--truth", truth), 0);
    assert_true(has("1.200 × 1 bản ghi") && has("(xác suất từ 95,0 %)") && says("bỏ 1.199 dòng"));
}

TEST(rules_are_called_by_words_and_keep_their_keys_in_files)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 300, (Oddity){0});
    const char *links = new_path(arena, "links.csv");
    assert_int_equal(RUN(left, left, "--threshold", "0.9"), 0);
    assert_true(has("số định danh") && !has("personal_id") && !has("khối") && !has("bit"));
    assert_int_equal(RUN(left, left, "--out", links), 0);
    assert_true(str_find(test_read(arena, str_from(links)), S(",link,,personal_id,")) > 0);
    assert_int_equal(RUN(left, left, "--analyse"), 0);
    assert_true(has("số định danh") && has("personal_id")); /* both, for those who look closely */
    assert_int_equal(RUN(left, left, "--json"), 0);
    assert_true(has("\"name\": \"personal_id\"") && has("\"title\": \"số định danh\""));
}

TEST(files_that_cannot_be_opened_are_told_in_vietnamese)
{
    assert_int_equal(RUN("--dedupe", "/khong/co.csv"), 66);
    assert_true(says("không có tệp hay thư mục ấy") && !says("No such file"));
    assert_int_equal(RUN_EN("--dedupe", "/khong/co.csv"), 66);
    assert_true(says("no such file or folder"));
}

TEST(one_line_says_what_is_left_out_and_explaining_says_why)
{
    const char *file = text_file(arena, "l.csv",
                                 S("STT,Họ và tên,Ngày sinh,Ghi chú,cot9\n1,Lê An,1/2/1990,x,7u\n2,Vũ "
                                   "Ba,3/4/1980,y,8v\n3,Hà Tư,5/6/1970,z,9w\n"));
    assert_int_equal(RUN("--dedupe", file), 0);
    assert_true(says("Không so sánh: “STT”, “Ghi chú”, “cot9” (vì sao:") && !says("Huấn luyện"));
    assert_int_equal(lines(said), 4); /* ids, compared, left out, what to do without links */
    assert_int_equal(RUN("--dedupe", file, "--explain", "2,3"), 0);
    assert_true(says("Không so sánh “cot9”") || says("“cot9” (không nhận ra"));
    assert_true(says("số thứ tự") && says("Huấn luyện: trường"));
}

TEST(who_finds_nobody_is_told_what_to_do)
{
    Buf left = buf_open(arena), right = buf_open(arena);
    buf_add(&left, S("Họ và tên,Mã số BHXH\n"));
    buf_add(&right, S("Đơn vị,Mã số BHXH\n"));
    for (int i = 0; i < 40; i++) {
        buf_fmt(&left, "%s %s %s,34%08d\n", family[i % 8], middle[i % 7], given[i % 11], 5000 + 37 * i);
        buf_fmt(&right, "C%d,35%08d\n", i % 9, 9000 + 41 * i);
    }
    const char *a = text_file(arena, "a.csv", buf_str(&left)), *b = text_file(arena, "b.csv", buf_str(&right));
    assert_int_equal(RUN(a, b), 0);
    assert_true(has("0 cặp là một người") && says("Hãy có thêm họ tên, ngày sinh, số định danh ở cả hai bên"));
    assert_int_equal(RUN("--dedupe", b), 0);
    assert_true(has("40 người khác nhau; không ai có nhiều bản ghi") && !says("hai bên"));
    const char *c = register_file(arena, "c.csv", "c", 0, 40, (Oddity){0}),
               *d = register_file(arena, "d.csv", "d", 500, 540, (Oddity){0});
    assert_int_equal(RUN(c, d), 0);
    assert_true(has("0 cặp là một người") && says("hai danh sách cần đối chiếu"));
}

TEST(a_kind_that_fits_hardly_a_cell_is_told)
{
    const char *file = register_file(arena, "a.csv", "a", 0, 100, (Oddity){0});
    assert_int_equal(RUN("--dedupe", file, "--compare", "Họ và tên:date", "--compare", "Số CCCD:personal"), 0);
    assert_true(says("trong 100 ô xem thử của cột “Họ và tên” chỉ 0 ô đọc được theo loại date"));
    assert_false(says("cột “Số CCCD” chỉ"));
    assert_int_equal(RUN("--dedupe", file), 0);
    assert_false(says("ô xem thử"));
}

TEST(a_file_that_is_no_register_is_told_apart_from_rows_that_are_all_alike)
{
    Buf people = buf_open(arena), other = buf_open(arena);
    buf_add(&people, S("Họ và tên,Xã,Ngày sinh\n"));
    buf_add(&other, S("Vật tư,Đơn giá\n"));
    for (int i = 0; i < 30; i++) {
        buf_fmt(&people, "%s %s %s,Xã Thần Khê,%d/2/1980\n", family[i % 8], middle[i % 7], given[i % 11], i % 28 + 1);
        buf_fmt(&other, "gạch %d,%d\n", i, 1000 * (i * 7 % 13));
    }
    const char *left = text_file(arena, "nguoi.csv", buf_str(&people)),
               *right = text_file(arena, "vat-tu.csv", buf_str(&other));
    assert_int_equal(RUN(left, right), 65);
    assert_true(says("không có cột chung nào") && says("“Vật tư”") && !says("giống nhau"));
}

TEST(thresholds_that_cross_are_explained)
{
    const char *file = register_file(arena, "a.csv", "a", 0, 50, (Oddity){0});
    assert_int_equal(RUN("--dedupe", file, "--threshold", "0.6", "--review-from", "0.7"), 64);
    assert_true(says("--threshold") && says("hãy đổi một trong hai"));
    assert_int_equal(RUN("--dedupe", file, "--threshold", "0.3"), 0);
    assert_true(says("không cặp nào cần người xem"));
}

TEST(a_certain_pair_that_is_to_be_reviewed_says_why)
{
    const char *head = "id,Họ và tên,Ngày sinh,Mã số BHXH,Số CCCD\n";
    Buf text = buf_open(arena);
    buf_fmt(&text, "%s", head);
    for (int i = 0; i < 60; i++)
        buf_fmt(&text, "%d,%s %s %s,%d/3/19%d,34%08d,0330%d%06d\n", i, family[i % 8], middle[i % 7], given[i % 11],
                i % 28 + 1, 50 + i % 40, 1000 + 37 * i, 50 + i % 40, 7000 + 31 * i);
    /* two numbers, and one record without any that is like both */
    buf_add(&text, S("x,Đinh Công Tráng,9/9/1971,3400777777,033071222222\ny,Đinh Công Tráng,9/9/1971,3400777777,\n"
                     "z,Đinh Công Tráng,9/9/1971,3400777777,033071888888\n"));
    const char *pairs = new_path(arena, "pairs.csv");
    assert_int_equal(RUN("--dedupe", text_file(arena, "d.csv", buf_str(&text)), "--pairs", pairs), 0);
    Str found = test_read(arena, str_from(pairs));
    assert_true(str_find(found, S(",review,group_numbers_differ,")) > 0);
    assert_true(has("cần xem: bản ghi cùng nhóm có số định danh khác"));
    /* one mistyped digit keeps two records apart, and they are shown with the reason */
    buf_add(&text, S("m,Vương Thị Lụa,3/4/1968,3400123456,033168123456\n"
                     "n,Vương Thị Lụa,3/4/1968,3400123456,033168123457\n"));
    const char *file = text_file(arena, "d.csv", buf_str(&text));
    assert_int_equal(RUN("--dedupe", file, "--pairs", pairs), 0);
    Str line = test_read(arena, str_from(pairs));
    line = str_slice(line, str_find(line, S("\nm,n,")) + 1, line.len);
    assert_true(str_starts(line, S("m,n,")) && str_find(str_cut(line, '\n').head, S(",review,numbers_differ,")) > 0);
    assert_int_equal(RUN("--dedupe", file, "--explain", "m,n"), 0);
    assert_true(has("Kết luận: cần người xem: số định danh khác nhau"));
    for (StrCut cut = {.tail = found, .ok = true};
         cut.ok;) { /* whatever is to be reviewed has a reason, and nothing else */
        cut = str_cut(cut.tail, '\n');
        assert_true(str_find(cut.head, S(",review,,")) < 0);
        assert_true(str_find(cut.head, S(",link,")) < 0 || str_find(cut.head, S(",link,,")) > 0);
    }
}

TEST(one_to_one_is_offered_where_records_have_several_links)
{
    const char *left = text_file(arena, "a.csv",
                                 S("id,Họ và tên,Ngày sinh,Số CCCD\n1,Lê Thị An,1/2/1990,033190000001\n"
                                   "2,Le Thi An,1/2/1990,033190000001\n3,Vũ Nam,3/4/1980,033080000002\n"
                                   "4,Hà Tư Bình,5/6/1970,033070000003\n"));
    const char *right = text_file(arena, "b.csv",
                                  S("id,Họ và tên,Ngày sinh,Số CCCD\n1,Lê Thị An,1/2/1990,033190000001\n"
                                    "3,Vũ Nam,3/4/1980,033080000002\n5,Trần Sáu,7/8/1960,033060000004\n"));
    assert_int_equal(RUN(left, right), 0);
    assert_true(has("3 cặp là một người"));
    assert_true(says("Có từ hai liên kết trở lên: 1 bản ghi bên phải.") && says("thêm --one-to-one"));
    assert_int_equal(RUN(left, right, "--one-to-one"), 0);
    assert_true(has("2 cặp là một người") && !says("--one-to-one"));
}

TEST(a_report_to_pass_on_holds_nobodys_data)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 300, (Oddity){0});
    const char *with = new_path(arena, "1.html"), *without = new_path(arena, "2.html");
    assert_int_equal(RUN(left, left, "--report", with), 0);
    assert_int_equal(RUN(left, left, "--report", without, "--no-examples"), 0);
    assert_true(str_find(test_read(arena, str_from(with)), S("<b>a")) > 0); /* ids of examples */
    assert_true(str_find(test_read(arena, str_from(without)), S("<b>a")) < 0);
    assert_true(str_find(test_read(arena, str_from(without)), S("Báo cáo này không có giá trị")) > 0);
    const char *model = new_path(arena, "m.json");
    for (int again = 0; again < 2; again++) { /* trained here, then used as it is */
        assert_int_equal(RUN(left, left, "--report", with, "--model", model), 0);
        assert_int_equal(str_find(test_read(arena, str_from(with)), S("Mô hình cho trước")) > 0, again);
    }
}

TEST(a_register_of_one_row_is_linked)
{
    const char *one = text_file(arena, "one.csv", S("Họ và tên,Ngày sinh khai,Số CCCD\nLê Thị An,1/2/1990,\n"));
    const char *two = text_file(
        arena, "two.csv", S("Họ và tên,Ngày sinh,Số CCCD\nLê Thị An,1/2/1990,033190000001\nLê Thị An,1/2/1990,\n"));
    const char *many = text_file(
        arena, "many.csv", S("id,Họ và tên,Ngày sinh\n1,Lê Thị An,1/2/1990\n3,Vũ Nam,3/4/1980\n5,Trần Sáu,7/8/1960\n"));
    assert_int_equal(RUN(one, many), 0);
    assert_true(has("1 × 3 bản ghi") && has("1 cặp là một người"));
    assert_int_equal(RUN(two, many), 0); /* both rows alike: still a person to look for */
    assert_true(has("2 cặp là một người"));
    assert_int_equal(RUN("--dedupe", two), 0);
    assert_true(has("1 cặp là một người"));
}

/* ---- bad input ------------------------------------------------------------------------------------------------ */

TEST(duplicate_ids_are_named_with_their_rows)
{
    const char *bad = text_file(arena, "bad.csv",
                                S("id,full_name,dob\n7,An Lee,1970-01-02\n8,Bo Ray,1971-02-03\n7,Cy Fox,1972-03-04\n"));
    const char *links = new_path(arena, "links.csv");
    assert_int_equal(RUN("--dedupe", bad, "--id", "id", "--out", links), 65);
    assert_true(says("“7”") && says("bad.csv"));
    assert_false(file_exists(str_from(links)));
}

TEST(empty_files_say_so)
{
    const char *good = register_file(arena, "a.csv", "a", 0, 10, (Oddity){0});
    assert_int_equal(RUN(good, text_file(arena, "empty.csv", S(""))), 65);
    assert_true(says("empty.csv") && says("không có nội dung"));
    assert_int_equal(RUN(good, text_file(arena, "header.csv", S("id,Họ và tên,Ngày sinh\n"))), 65);
    assert_true(says("header.csv") && says("không có dòng dữ liệu"));
    assert_int_equal(RUN(good, "khong-co.csv"), 66);
    assert_true(says("khong-co.csv"));
}

TEST(what_is_missing_or_wrong_on_the_command_line_is_named)
{
    const char *good = register_file(arena, "a.csv", "a", 0, 10, (Oddity){0});
    assert_int_equal(RUN(good), 64);
    assert_true(says("--dedupe"));
    assert_int_equal(RUN("--dedupe", good, good), 64);
    assert_int_equal(RUN("--dedupe", good, "--id", "mã số"), 65);
    assert_true(says("“mã số”") && says("“Họ và tên”"));
    assert_int_equal(RUN("--dedupe", good, "--compare", "Ngày sinh:dat"), 64);
    assert_true(says("date"));
    assert_int_equal(RUN("--dedupe", good, "--compare", "Quê quán:place"), 65);
    assert_int_equal(RUN("--dedupe", good, "--threshold", "1.2"), 64);
    assert_int_equal(RUN("--dedupe", good, "--threshold", "0.8", "--review-from", "90%"), 64);
    assert_int_equal(RUN("--dedupe", good, "--memory", "nhiều"), 64);
    assert_int_equal(RUN("--dedupe", good, "--one-to-one"), 64);
}

TEST(results_that_cannot_be_written_are_told_before_the_work)
{
    const char *good = register_file(arena, "a.csv", "a", 0, 10, (Oddity){0});
    assert_int_equal(RUN("--dedupe", good, "--out", "/khong/co/thu/muc/x.csv"), 69);
    assert_int_equal(RUN("--dedupe", good, "--out", "/tmp"), 69);
    assert_true(says("thư mục"));
}

TEST(files_that_are_not_what_an_option_needs_are_told)
{
    const char *good = register_file(arena, "a.csv", "a", 0, 10, (Oddity){0});
    assert_int_equal(RUN("--dedupe", good, "--out", new_path(arena, "nhom.XLSX")), 64);
    assert_true(says("--out ghi tệp CSV") && says(".csv"));
    assert_int_equal(RUN("--dedupe", good, "--report", new_path(arena, "bao-cao.pdf")), 64);
    assert_true(says("--report ghi tệp HTML"));
    const char *models[] = {"id,ten\n1,An\n", "{}", "[]", "{\"format\":\"khac\"}", ""};
    for (int i = 0; i < COUNTOF(models); i++) {
        assert_int_equal(RUN("--dedupe", good, "--model", text_file(arena, "m.json", str_from(models[i]))), 65);
        assert_true(says("đây không phải mô hình đối chiếu") && says("một tên mới"));
    }
    assert_int_equal(RUN(good, good, "--truth", text_file(arena, "t.csv", S("left_id,right_id\n"))), 65);
    assert_true(says("t.csv") && says("không có dòng nào"));
    assert_int_equal(RUN("--dedupe", good, "--threshold", "95"), 64);
    assert_true(says("95%"));
}

TEST(what_is_read_is_never_written_over)
{
    Str people = S("id,Họ và tên,Ngày sinh\n1,Lê Thị An,1/2/1990\n2,Lê Thị An,1/2/1990\n3,Vũ Nam,3/4/1980\n");
    const char *file = text_file(arena, "nguoi.csv", people), *other = new_path(arena, "khac.csv");
    const char *round = str_c(arena, str_fmt(arena, "%s/./nguoi.csv", dirname(str_c(arena, str_from(file)))));
    assert_int_equal(RUN("--dedupe", file, "--out", file), 64);
    assert_int_equal(RUN("--dedupe", file, "--pairs", round), 64);
    assert_true(says("LEFT"));
    assert_int_equal(RUN("--dedupe", file, "--out", other, "--report", other), 64);
    assert_true(says("--out"));
    assert_int_equal(RUN("--dedupe", file, "--out", "/dev/full"), 69);
    assert_str(test_read(arena, str_from(file)), people);
    assert_false(file_exists(str_from(other)));
    const char *link = new_path(arena, "loi-tat.csv"); /* a link: what it points to is replaced, not the link */
    assert_int_equal(symlink(other, link), 0);
    assert_ok(file_write(arena, str_from(other), S("")));
    assert_int_equal(RUN("--dedupe", file, "--out", link), 0);
    struct stat st;
    assert_true(lstat(link, &st) == 0 && S_ISLNK(st.st_mode));
    assert_true(str_starts(test_read(arena, str_from(other)), S("id,cluster_id")));
}

TEST(a_truth_with_unknown_ids_is_measured_by_what_is_known)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 200, (Oddity){0});
    const char *right = register_file(arena, "b.csv", "b", 0, 200, (Oddity){0});
    const char *truth = text_file(arena, "t.csv", S("left_id,right_id\na1,b1\na2,b2\nx9,b3\na2,b2\n"));
    assert_int_equal(RUN(left, right, "--truth", truth), 0);
    assert_true(says("bỏ 1 dòng") && says("“x9”") && has("2 đúng"));
    assert_int_equal(RUN(left, right, "--truth", text_file(arena, "t.csv", S("left_id,right_id\nx1,y1\n"))), 65);
    assert_int_equal(RUN(left, right, "--truth", text_file(arena, "t.csv", S("left_id\nx1\n"))), 65);
}

TEST(forty_per_cent_missing_values_do_no_harm)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 800, (Oddity){.missing = 40});
    const char *right = register_file(arena, "b.csv", "b", 400, 1200, (Oddity){.missing = 40});
    assert_int_equal(RUN(left, right, "--truth", truth_file(arena, 400, 800), "--json"), 0);
    Str text = out;
    ptrdiff_t at = str_find(text, S("\"precision\": "));
    assert_true(at > 0 && strtod(text.ptr + at + 13, NULL) >= 0.98);
}

TEST(one_name_in_half_of_all_rows_does_not_link_them)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 1000, (Oddity){.same_name = true});
    const char *right = register_file(arena, "b.csv", "b", 500, 1500, (Oddity){.same_name = true});
    assert_int_equal(RUN(left, right, "--truth", truth_file(arena, 500, 1000)), 0);
    assert_true(has("500 đúng, 0 sai, 0 sót"));
}

TEST(rows_that_are_all_identical_cannot_be_told_apart)
{
    Buf text = buf_open(arena);
    buf_add(&text, S("id,Họ và tên,Ngày sinh,Số CCCD\n"));
    for (int i = 0; i < 30000; i++)
        buf_fmt(&text, "%d,Nguyễn Văn An,1/2/1990,033090000001\n", i);
    const char *file = text_file(arena, "same.csv", buf_str(&text));
    assert_int_equal(RUN("--dedupe", file), 65);
    assert_true(says("mọi dòng giống nhau"));
    /* told by hand they are compared: in bounded time, however many pairs there are */
    const char *clusters = new_path(arena, "clusters.csv");
    assert_int_equal(
        RUN("--dedupe", file, "--compare", "Họ và tên:name", "--compare", "Ngày sinh:date", "--out", clusters), 0);
    assert_int_equal(lines(test_read(arena, str_from(clusters))), 30001);
}

static const char *const onset[] = {"B", "C", "Ch", "D", "Đ",  "H",  "Kh", "L",
                                    "M", "N", "Ph", "T", "Th", "Tr", "V",  "X"};
static const char *const rhyme[] = {"an",  "anh", "ang", "âm", "inh",  "iên", "iêu", "oa",
                                    "oan", "ông", "uân", "uy", "ương", "ưu",  "ung", "ai"};

/* A million persons, one in 32 of them with the same given name, all born on 01/01/1980 as far as the register knows,
 * every tenth of them twice; and a few of whom the day is known, else the column would say nothing and not be compared.
 */
static const char *new_year_file(Arena *arena, int rows)
{
    Buf text = buf_open(arena);
    Rng rng = rng_open(5);
    buf_add(&text, S("id,Họ và tên,Ngày sinh,Số CCCD\n"));
    for (int i = 0; i < rows; i++) {
        const char *f = family[rng_below(&rng, COUNTOF(family))], *m = middle[rng_below(&rng, COUNTOF(middle))];
        char g[32] = "An";
        for (int part = 0; part < 2 && i % 32 > 0; part++)
            snprintf(g + (part ? strlen(g) : 0), 16, "%s%s", onset[rng_below(&rng, COUNTOF(onset))],
                     rhyme[rng_below(&rng, COUNTOF(rhyme))]);
        int number = (int)((int64_t)i * 618033 % 1000000);
        for (int twice = 0; twice <= (i % 10 == 0); twice++)
            buf_fmt(&text, "%c%d,%s %s %s,01/01/1980,033080%06d\n", 'a' + twice, i, f, m, g, number);
        if (i % 20 == 0)
            buf_fmt(&text, "c%d,%s %s %s,%d/7/1985,\n", i, f, m, g, i / 20 % 28 + 1);
    }
    return text_file(arena, "new-year.csv", buf_str(&text));
}

TEST(a_million_rows_with_one_birth_date_end_in_bounded_time)
{
    enum { ROWS = 1000000 };
    const char *file = new_year_file(arena, ROWS), *clusters = new_path(arena, "clusters.csv");
    Buf truth = buf_open(arena);
    buf_add(&truth, S("left_id,right_id\n"));
    for (int i = 0; i < ROWS; i += 10)
        buf_fmt(&truth, "a%d,b%d\n", i, i);
    const char *known = text_file(arena, "truth.csv", buf_str(&truth));
    assert_int_equal(RUN("--dedupe", file, "--truth", known, "--json", "--out", clusters), 0);
    Str text = out;
    ptrdiff_t at = str_find(text, S("\"truth_by_clusters\": {"));
    text = str_slice(text, at > 0 ? at : 0, text.len);
    ptrdiff_t precision = str_find(text, S("\"precision\": ")), recall = str_find(text, S("\"recall\": "));
    assert_true(at > 0 && strtod(text.ptr + precision + 13, NULL) >= 0.99 &&
                strtod(text.ptr + recall + 10, NULL) >= 0.99);
    assert_true(has("\"birth_date\"")); /* it is compared */
    Str split = str_slice(out, str_find(out, S("\"name\": \"given+date\"")), out.len);
    split = str_slice(split, str_find(split, S("\"split_blocks\": ")) + 16, split.len);
    assert_true(strtod(split.ptr, NULL) >= 1); /* and what is too large is split, and said to be */
}

TEST(invalid_utf8_is_read_past)
{
    Buf text = buf_open(arena);
    buf_add(&text, S("id,Họ và tên,Ngày sinh,Số CCCD\n"));
    for (int i = 0; i < 50; i++)
        buf_fmt(&text, "%d,%s %s %s%s,%d/2/19%d,03309000%04d\n", i, family[i % 8], middle[i % 7], given[i % 11],
                i % 10 == 0 ? "\xE1\xBB" : "", i % 28 + 1, 50 + i % 49, i);
    const char *file = text_file(arena, "bytes.csv", buf_str(&text));
    assert_int_equal(RUN(file, file, "--json"), 0);
    assert_true(has("\"links\": 50"));
}

TEST(a_small_bound_of_memory_is_kept_or_refused_in_words)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 3000, (Oddity){0});
    assert_int_equal(RUN("--dedupe", left, "--memory", "1K"), 65);
    ptrdiff_t at = str_find(said, S("cần ít nhất "));
    assert_true(at > 0 && says("bộ nhớ cho phép quá ít"));
    long mib = strtol(said.ptr + at + S("cần ít nhất ").len, NULL, 10);
    assert_in_range(mib, 10, 200);
    const char *enough = str_c(arena, str_fmt(arena, "%ldM", mib)); /* what is asked for is enough */
    const char *first = new_path(arena, "1.csv"), *second = new_path(arena, "2.csv");
    assert_int_equal(RUN("--dedupe", left, "--memory", enough, "--out", first), 0);
    assert_int_equal(RUN("--dedupe", left, "--out", second), 0);
    assert_str(test_read(arena, str_from(first)), test_read(arena, str_from(second)));
}

static int temporary_files(Arena *arena, const char *beside)
{
    Str path = str_from(beside);
    ptrdiff_t slash = path.len;
    while (path.ptr[slash - 1] != '/')
        slash--;
    int n = 0;
    DIR *dir = opendir(str_c(arena, str_slice(path, 0, slash)));
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += str_starts(str_from(e->d_name), str_slice(path, slash, path.len));
    closedir(dir);
    return n;
}

TEST(a_failed_run_leaves_no_half_file)
{
    const char *good = register_file(arena, "a.csv", "a", 0, 10, (Oddity){0});
    const char *links = new_path(arena, "nothing.csv");
    assert_int_equal(RUN(good, text_file(arena, "header.csv", S("id,Họ và tên\n")), "--out", links), 65);
    assert_int_equal(temporary_files(arena, links), 0);
}

/* A watcher interrupts the run as soon as the file that it writes beside its target is there. */
TEST(an_interrupt_ends_the_run_with_130_and_no_file)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 20000, (Oddity){.new_year = true});
    const char *links = new_path(arena, "stopped.csv");
    pid_t child = fork();
    if (child == 0) {
        char *line[] = {str_c(arena, S("baophu")), str_c(arena, S("link")),  str_c(arena, S("--dedupe")),
                        (char *)(uintptr_t)left,   str_c(arena, S("--out")), (char *)(uintptr_t)links};
        if (fork() == 0) {
            for (int i = 0; i < 400 && kill(getppid(), 0) == 0; i++) {
                if (temporary_files(arena, links) > 0) { /* the run has begun: its file is open */
                    kill(getppid(), SIGINT);
                    _exit(0);
                }
                usleep(1000);
            }
            _exit(0);
        }
        assert_non_null(freopen("/dev/null", "w", stderr));
        _exit(cli_main(COUNTOF(line), line, fopen("/dev/null", "w")));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
    assert_int_equal(temporary_files(arena, links), 0);
}

TEST_MAIN
