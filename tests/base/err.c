#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/meter.h"
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static Err *missing_column(Arena *arena, Str name)
{
    return FAIL(arena, BAD_INPUT, "thiếu cột “%.*s”", "column “%.*s” is missing", STRF(name));
}

TEST(what_the_system_says_is_said_in_both_languages)
{
    Str bytes;
    Err *err = file_read(arena, S("/khong/co/tep.csv"), 100, &bytes);
    assert_fails(err, NOT_FOUND);
    assert_str(err->text.vi,
               S("không mở được tệp “/khong/co/tep.csv”: không có tệp hay thư mục ấy; hãy xem lại đường dẫn"));
    assert_str(err->text.en, S("could not open “/khong/co/tep.csv”: no such file or folder; check the path"));
    assert_fails(err = file_write(arena, S("/khong/co/tep.csv"), S("x")), UNAVAILABLE);
    assert_true(str_find(err->text.vi, S("không có tệp hay thư mục ấy")) > 0);
    Text odd = err_reason(arena, 9999); /* one without words of its own */
    assert_true(str_find(odd.vi, S("lỗi 9999 của hệ thống")) == 0);
    for (int number = 1; number < 40; number++)
        assert_true(err_reason(arena, number).vi.len > 0 && err_reason(arena, number).en.len > 0);
}

static Err *tries(Arena *arena, bool *reached)
{
    TRY(NULL);
    TRY(missing_column(arena, S("cccd")));
    *reached = true;
    return NULL;
}

TEST(an_error_speaks_both_languages_and_knows_its_place)
{
    bool reached = false;
    Err *err = tries(arena, &reached);
    assert_fails(err, BAD_INPUT);
    assert_false(reached);
    assert_str(err_text(arena, LANG_VI, err), S("thiếu cột “cccd”"));
    err_at(err, (Place){.file = S("a.xlsx"), .sheet = S("T10"), .row = 7, .column = 3, .field = S("Giá trị")});
    err_at(err, (Place){.file = S("other")}); /* the first place stays */
    assert_str(err_text(arena, LANG_VI, err), S("a.xlsx, trang tính “T10”, dòng 7, cột 3 (Giá trị): thiếu cột “cccd”"));
    assert_str(err_text(arena, LANG_EN, err),
               S("a.xlsx, sheet “T10”, row 7, column 3 (Giá trị): column “cccd” is missing"));
    assert_str(place_text(arena, LANG_VI, (Place){.field = S("Ngày sinh")}), S("“Ngày sinh”"));
    assert_null(err_at(NULL, (Place){0}));
}

TEST(the_next_step_is_another_at_a_terminal_and_on_a_page)
{
    Err *err = err_next(FAIL(arena, NOT_FOUND, "chưa có đơn vị", "there are no units"),
                        COMMAND("hãy chạy: baophu unit import", "run: baophu unit import"),
                        PAGE("hãy nạp ở Quản trị", "take them in"));
    assert_str(err_text(arena, LANG_VI, err), S("chưa có đơn vị; hãy chạy: baophu unit import"));
    assert_str(err_message(arena, err, FACE_PAGE).vi, S("chưa có đơn vị; hãy nạp ở Quản trị"));
    assert_str(err_message(arena, err, FACE_PAGE).en, S("there are no units; take them in"));
    Arena other = arena_open(ARENA_DEFAULT);
    Err *kept = err_keep(&other, err); /* made again elsewhere it still knows both */
    assert_str(err_message(&other, kept, FACE_COMMAND).en, S("there are no units; run: baophu unit import"));
    arena_close(&other);
    Err *silent = err_next(FAIL(arena, USAGE, "a", "b"), COMMAND_OF(arena, "--n %d", "--n %d", 3), PAGE("", ""));
    assert_str(err_message(arena, silent, FACE_PAGE).vi, S("a"));
    assert_str(err_text(arena, LANG_EN, silent), S("b; --n 3"));
    assert_str(err_text(arena, LANG_VI, FAIL(arena, USAGE, "a", "b")), S("a"));
}

TEST(each_kind_has_a_status_for_the_shell_and_for_http)
{
    Err *err = missing_column(arena, S("x"));
    assert_int_equal(err_exit_status(err), 65);
    assert_int_equal(err_http_status(err), 422);
    assert_string_equal(err_kind_name(ERR_NOT_FOUND), "NOT_FOUND");
}

TEST(a_text_has_the_same_arguments_in_both_languages)
{
    Text t = text_fmt(arena, "lệch %d", "off by %d", 2);
    assert_str(text_in(LANG_VI, t), S("lệch 2"));
    assert_str(text_in(LANG_EN, t), S("off by 2"));
}

TEST(a_file_is_written_whole_and_read_back)
{
    Str path = test_temp(arena, S("whole.txt"));
    assert_ok(file_write(arena, path, S("một\n")));
    assert_ok(file_write(arena, path, S("hai\n")));
    assert_str(test_read(arena, path), S("hai\n"));
    assert_true(file_exists(path));
    struct stat st;
    assert_int_equal(stat(str_c(arena, path), &st), 0);
    mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(st.st_mode & 0777, 0666 & ~mask);
}

TEST(a_file_that_cannot_be_read_says_why)
{
    Str bytes, path = test_temp(arena, S("large.bin"));
    assert_fails(file_read(arena, test_temp(arena, S("absent")), 100, &bytes), NOT_FOUND);
    assert_fails(file_read(arena, S("/tmp"), 100, &bytes), BAD_INPUT);
    assert_ok(file_write(arena, path, S("12345678")));
    assert_int_equal(truncate(str_c(arena, path), (off_t)5 << 30), 0);
    assert_fails(file_read(arena, path, 100 << 20, &bytes), TOO_LARGE);
    assert_fails(file_write(arena, test_temp(arena, S("no/such/folder")), S("x")), UNAVAILABLE);
}

TEST(shipped_data_is_found_where_the_variable_points)
{
    Str path;
    assert_ok(file_write(arena, test_temp(arena, S("marker.csv")), S("x")));
    Str folder = test_temp(arena, S("marker.csv"));
    setenv("BAOPHU_DATA", str_c(arena, str_slice(folder, 0, folder.len - 11)), 1);
    assert_ok(file_shipped(arena, S("marker.csv"), &path));
    assert_fails(file_shipped(arena, S("no-such-table.csv"), &path), NOT_FOUND);
    unsetenv("BAOPHU_DATA");
}

/* What fn writes to stderr. */
static Str captured(Arena *arena, void (*fn)(void))
{
    Str path = test_temp(arena, S("stderr.txt"));
    fflush(stderr);
    int saved = dup(STDERR_FILENO);
    assert_non_null(freopen(str_c(arena, path), "w", stderr));
    fn();
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    return test_read(arena, path);
}

static void write_log(void)
{
    Clock clock;
    clock_parse(S("2030-01-01"), &clock);
    LogField fields[] = {{"rows", S("104")}, {"file", S("a b\"\n.csv")}};
    log_event(LOG_DEBUG, clock, "hidden", NULL, 0);
    log_event(LOG_INFO, clock, "import", fields, COUNTOF(fields));
    AUTO(arena_close) Arena arena = arena_open(1 << 20);
    log_error(clock, "import", missing_column(&arena, S("Nguyễn Văn A")));
}

TEST(a_log_line_is_structured_and_holds_no_text_of_the_user)
{
    setenv("BAOPHU_LOG", "info", 1);
    Str text = captured(arena, write_log);
    unsetenv("BAOPHU_LOG");
    assert_int_equal(log_threshold(), LOG_WARN);
    StrCut first = str_cut(text, '\n');
    assert_str(first.head, S("ts=2030-01-01T00:00:00+07:00 level=info event=import rows=104 file=\"a b\\\" .csv\""));
    assert_true(str_starts(first.tail, S("ts=2030-01-01T00:00:00+07:00 level=error event=import kind=BAD_INPUT at=")));
    assert_int_equal(str_find(text, S("Nguyễn")), -1);
}

static void draw_meters(void)
{
    Meter quick = meter_open(TEXT("Đọc", "Reading"), 100, LANG_VI, true);
    meter_add(&quick, 50); /* under a second: nothing */
    Meter slow = meter_open(TEXT("Đọc", "Reading"), 100, LANG_VI, true);
    slow.started_ms -= 5000;
    meter_add(&slow, 50);
    meter_close(&slow);
    Meter bar = slow;
    bar.json = false;
    bar.drawn_ms = 0;
    meter_add(&bar, 50);
    bar.total = 0;
    bar.drawn_ms = 0;
    meter_add(&bar, 1);
    meter_close(&bar);
    meter_add(NULL, 1);
    Meter quiet = meter_open(TEXT("Đọc", "Reading"), 100, LANG_VI, false);
    quiet.started_ms -= 5000;
    meter_add(&quiet, 50); /* stderr is a file here, so the bar stays silent */
}

TEST(progress_shows_after_a_second_and_only_where_it_can)
{
    Str text = captured(arena, draw_meters);
    assert_str(text, S("{\"progress\":{\"done\":50,\"total\":100}}\n"
                       "\r\033[KĐọc [##############################] 100%\r\033[KĐọc: 101\r\033[K"));
}

TEST_MAIN
