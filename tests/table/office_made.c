/* Files made now by the LibreOffice that is installed: what it writes changes with its
 * versions, and must be read like the files kept in tests/table/office/. */
#include "reading.h"
#include <stdlib.h>
#include <unistd.h>

static void made_and_kept_read_alike(Arena *arena, Str folder, const char *name, ReaderFn *reader)
{
    Str made = reading_file(arena, reader, str_fmt(arena, "%.*s/%s", STRF(folder), name));
    assert_str(made, reading_file(arena, reader, test_file(arena, str_fmt(arena, "table/office/%s", name))));
    assert_true(made.len > 100);
}

TEST(files_made_by_the_installed_libreoffice_read_like_those_kept)
{
    if (access("/usr/bin/soffice", X_OK) != 0)
        skip();
    Str folder = test_temp(arena, S("office"));
    Str command = str_fmt(arena, "sh %.*s %.*s", STRF(test_file(arena, S("table/make_office.sh"))), STRF(folder));
    assert_int_equal(system(str_c(arena, command)), 0);
    made_and_kept_read_alike(arena, folder, "appendix.xlsx", xlsx_reader);
    made_and_kept_read_alike(arena, folder, "appendix.xls", xls_reader);
    made_and_kept_read_alike(arena, folder, "appendix.docx", docx_reader);
    made_and_kept_read_alike(arena, folder, "nested.docx", docx_reader);
    made_and_kept_read_alike(arena, folder, "kinds.xlsx", xlsx_reader);
    made_and_kept_read_alike(arena, folder, "kinds.xls", xls_reader);
    made_and_kept_read_alike(arena, folder, "since-1904.xlsx", xlsx_reader);
    made_and_kept_read_alike(arena, folder, "since-1904.xls", xls_reader);
}

TEST_MAIN
