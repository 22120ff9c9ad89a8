#include "office.h"

#include "base/utf8.h"
#include "vn/vn.h"
#include <freexl.h>
#include <string.h>

/* ---- XLS ------------------------------------------------------------------------------ */

static void add_sheet(Arena *arena, const void *book, Cells *cells)
{
    unsigned rows = 0;
    unsigned short columns = 0;
    assert_int_equal(freexl_worksheet_dimensions(book, &rows, &columns), FREEXL_OK);
    for (unsigned row = 0; row < rows; row++) {
        for (unsigned short column = 0; column < columns; column++) {
            FreeXL_CellValue value;
            if (freexl_get_cell_value(book, row, column, &value) != FREEXL_OK)
                continue;
            if (value.type == FREEXL_CELL_TEXT || value.type == FREEXL_CELL_SST_TEXT)
                vec_push(arena, cells, str_copy(arena, str_from(value.value.text_value)));
        }
    }
}

Cells office_xls(Arena *arena, Str path)
{
    Cells cells = {0};
    const void *book = NULL;
    unsigned sheets = 0;
    assert_int_equal(freexl_open(str_c(arena, path), &book), FREEXL_OK);
    freexl_get_info(book, FREEXL_BIFF_SHEET_COUNT, &sheets);
    for (unsigned short i = 0; i < sheets; i++) {
        assert_int_equal(freexl_select_active_worksheet(book, i), FREEXL_OK);
        add_sheet(arena, book, &cells);
    }
    freexl_close(book);
    return cells;
}

/* ---- DOC: a compound file whose streams WordDocument and 0Table or 1Table are needed ------ */

static uint32_t number(Str s, ptrdiff_t at, int bytes)
{
    uint32_t n = 0;
    assert_true(at >= 0 && at + bytes <= s.len);
    for (int i = bytes - 1; i >= 0; i--)
        n = n << 8 | (unsigned char)s.ptr[at + i];
    return n;
}

static uint32_t next_sector(Str file, uint32_t sector)
{
    uint32_t per_table = 512 / 4, table = sector / per_table;
    assert_true(table < 109);
    uint32_t at = number(file, 76 + 4 * (ptrdiff_t)table, 4);
    return number(file, 512 + (ptrdiff_t)at * 512 + (ptrdiff_t)(sector % per_table) * 4, 4);
}

static Str chain(Arena *arena, Str file, uint32_t sector)
{
    Buf out = buf_open(arena);
    for (int guard = 0; sector < 0xFFFFFFF0u && guard < 1 << 16; guard++) {
        ptrdiff_t at = 512 + (ptrdiff_t)sector * 512;
        assert_true(at < file.len);
        buf_add(&out, str_slice(file, at, at + 512 < file.len ? at + 512 : file.len));
        sector = next_sector(file, sector);
    }
    return buf_str(&out);
}

/* Streams under 4096 bytes lie in sectors of 64 bytes inside the stream of the root entry. */
static Str small_chain(Arena *arena, Str file, Str folder, uint32_t sector)
{
    Str all = chain(arena, file, number(folder, 116, 4)), table = chain(arena, file, number(file, 60, 4));
    Buf out = buf_open(arena);
    for (int guard = 0; sector < 0xFFFFFFF0u && guard < 64; guard++) {
        ptrdiff_t at = (ptrdiff_t)sector * 64;
        assert_true(at + 64 <= all.len);
        buf_add(&out, str_slice(all, at, at + 64));
        sector = number(table, 4 * (ptrdiff_t)sector, 4);
    }
    return buf_str(&out);
}

static Str stream(Arena *arena, Str file, const char *name)
{
    assert_int_equal(number(file, 30, 2), 9);
    Str folder = chain(arena, file, number(file, 48, 4));
    for (ptrdiff_t at = 0; at + 128 <= folder.len; at += 128) {
        size_t i = 0;
        while (name[i] && folder.ptr[at + 2 * (ptrdiff_t)i] == name[i])
            i++;
        if (!name[i] && number(folder, at + 64, 2) == 2 * (i + 1)) {
            uint32_t first = number(folder, at + 116, 4), size = number(folder, at + 120, 4);
            Str all = size < 4096 ? small_chain(arena, file, folder, first) : chain(arena, file, first);
            assert_true(size <= all.len);
            return str_slice(all, 0, size);
        }
    }
    fail_msg("no stream %s", name);
    return (Str){0};
}

typedef struct Page {
    Buf out;
    bool instruction; /* inside a field's code, which is not shown */
} Page;

static void add_character(Arena *arena, Page *page, Cells *cells, uint32_t c)
{
    if (c == 0x13 || c == 0x14 || c == 0x15) {
        page->instruction = c == 0x13;
    } else if (page->instruction) {
        return;
    } else if (c == '\r' || c == 7 || c == 0x0C || c == 0x0B) {
        vec_push(arena, cells, str_copy(arena, buf_str(&page->out)));
        page->out.len = 0;
    } else {
        buf_rune(&page->out, c < ' ' ? ' ' : c);
    }
}

static void add_piece(Arena *arena, Page *page, Cells *cells, Str words, uint32_t fc, uint32_t count)
{
    bool bytes = fc & 1u << 30;
    ptrdiff_t at = bytes ? (ptrdiff_t)(fc & ~(1u << 30)) / 2 : (ptrdiff_t)fc;
    if (bytes) {
        Str text = vn_from_1252(arena, str_slice(words, at, at + count));
        for (ptrdiff_t i = 0; i < text.len; i += utf8_get(text, i).len)
            add_character(arena, page, cells, utf8_get(text, i).code);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t c = number(words, at + 2 * (ptrdiff_t)i, 2);
        add_character(arena, page, cells, c >= 0xD800 && c < 0xE000 ? UTF8_BAD : c);
    }
}

Cells office_doc(Arena *arena, Str path)
{
    Str file = test_read(arena, path);
    Cells cells = {0};
    Page page = {.out = buf_open(arena)};
    Str words = stream(arena, file, "WordDocument");
    Str tables = stream(arena, file, number(words, 0x0A, 2) & 0x0200 ? "1Table" : "0Table");
    ptrdiff_t at = number(words, 0x1A2, 4), end = at + number(words, 0x1A6, 4);
    while (at < end && tables.ptr[at] == 1)
        at += 3 + number(tables, at + 1, 2);
    assert_int_equal(tables.ptr[at], 2);
    uint32_t size = number(tables, at + 1, 4), pieces = (size - 4) / 12;
    at += 5;
    for (uint32_t i = 0; i < pieces; i++) {
        uint32_t from = number(tables, at + 4 * (ptrdiff_t)i, 4), to = number(tables, at + 4 * (ptrdiff_t)i + 4, 4);
        uint32_t fc = number(tables, at + 4 * ((ptrdiff_t)pieces + 1) + 8 * (ptrdiff_t)i + 2, 4);
        add_piece(arena, &page, &cells, words, fc, to - from);
    }
    add_character(arena, &page, &cells, '\r');
    return cells;
}
