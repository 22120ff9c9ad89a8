/* `baophu link` from the words of the command line to the status, the words and the files. */
#include "cli/cli.h"
#include "test.h"

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

static int run(Arena *arena, const char *const *words)
{
    char *line[40] = {str_c(arena, S("baophu")), str_c(arena, S("link"))}, *text = NULL;
    int argc = 2;
    size_t size = 0;
    for (; words[argc - 2]; argc++)
        line[argc] = str_c(arena, str_from(words[argc - 2]));
    line[argc++] = str_c(arena, S("--lang=vi"));
    FILE *file = open_memstream(&text, &size);
    Str path = test_temp(arena, S("said.txt"));
    fflush(stderr);
    int saved = dup(STDERR_FILENO);
    assert_non_null(freopen(str_c(arena, path), "w", stderr));
    int status = cli_main(argc, line, file);
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    fclose(file);
    said = test_read(arena, path);
    out = str_copy(arena, str_from(text));
    free(text);
    return status;
}

#define RUN(...) run(arena, (const char *const[]){__VA_ARGS__, NULL})

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
        str_starts(text, S("left_id,right_id,match_weight,match_probability,decision,match_key,level_birth_date,"
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
    assert_int_equal(RUN(left, right, "--explain", "a1"), 64);
}

TEST(analysis_counts_pairs_of_each_rule_without_linking)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 300, (Oddity){0});
    const char *right = register_file(arena, "b.csv", "b", 100, 400, (Oddity){0});
    assert_int_equal(RUN(left, right, "--analyse"), 0);
    assert_true(has("personal_id") && has("Các khối lớn nhất") && !has("một người"));
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

TEST(many_rows_with_one_birth_date_end_in_bounded_time)
{
    const char *left = register_file(arena, "a.csv", "a", 0, 20000, (Oddity){.new_year = true});
    const char *right = register_file(arena, "b.csv", "b", 10000, 30000, (Oddity){.new_year = true});
    assert_int_equal(RUN(left, right, "--truth", truth_file(arena, 10000, 20000), "--json"), 0);
    ptrdiff_t at = str_find(out, S("\"recall\": "));
    assert_true(at > 0 && strtod(out.ptr + at + 10, NULL) >= 0.99);
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
    int status = RUN("--dedupe", left, "--memory", "1K");
    assert_true(status == 0 || (status != 70 && said.len > 0));
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
