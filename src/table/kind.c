#include "table/kind.h"

#include "table/ole.h"
#include <string.h>

enum { SAMPLE_BYTES = 256 << 10, SAMPLE_LINES = 1000, CELLS_COUNTED = 1024 };

/* ---- containers ---------------------------------------------------------------- */

static uint32_t little(Str s, ptrdiff_t at, int bytes)
{
    uint32_t n = 0;
    for (int i = 0; i < bytes; i++)
        n |= (uint32_t)(unsigned char)s.ptr[at + i] << (8 * i);
    return n;
}

/* The end record stands at the end, before a comment of at most 64 KiB. */
static ptrdiff_t zip_directory(Str bytes)
{
    ptrdiff_t first = bytes.len > (66 << 10) ? bytes.len - (66 << 10) : 0;
    for (ptrdiff_t at = bytes.len - 22; at >= first; at--)
        if (memcmp(bytes.ptr + at, "PK\5\6", 4) == 0)
            return (ptrdiff_t)little(bytes, at + 16, 4);
    return -1;
}

static Err *zip_kind(Arena *arena, Str bytes, TableKind *ret)
{
    ptrdiff_t at = zip_directory(bytes);
    if (at < 0 || at >= bytes.len)
        return FAIL(arena, BAD_INPUT, "tệp bị cắt cụt hoặc hỏng (thiếu mục lục cuối tệp); hãy chép hoặc tải lại tệp",
                    "the file is cut off or damaged (no directory at its end); copy or download it again");
    while (bytes.len - at >= 46 && memcmp(bytes.ptr + at, "PK\1\2", 4) == 0) {
        ptrdiff_t name = (ptrdiff_t)little(bytes, at + 28, 2), extra = (ptrdiff_t)little(bytes, at + 30, 2),
                  comment = (ptrdiff_t)little(bytes, at + 32, 2);
        if (name > bytes.len - at - 46)
            break;
        Str path = {bytes.ptr + at + 46, name};
        if (str_eq(path, S("xl/workbook.xml")) || str_eq(path, S("xl/workbook.bin")) ||
            str_eq(path, S("word/document.xml"))) {
            *ret = path.ptr[0] == 'x' ? TABLE_XLSX : TABLE_DOCX;
            return NULL;
        }
        at += 46 + name + extra + comment;
        if (at > bytes.len)
            break;
    }
    return FAIL(
        arena, BAD_INPUT,
        "tệp nén này không phải là bảng tính; tệp .zip thì hãy giải nén rồi chọn tệp bên trong, tệp .ods, .odt thì "
        "hãy lưu lại dạng .xlsx",
        "this archive is no workbook; unpack a .zip and choose the file inside, save .ods or .odt as .xlsx");
}

static Err *refuse_known(Arena *arena, Str bytes)
{
    static const struct {
        const char *start;
        Str name;
    } known[] = {
        {"%PDF-", STR_INIT("PDF")},
        {"{\\rtf", STR_INIT("RTF")},
        {"<!DOCTYPE", STR_INIT("HTML")},
        {"<!doctype", STR_INIT("HTML")},
        {"<html", STR_INIT("HTML")},
        {"<HTML", STR_INIT("HTML")},
        {"<?xml", STR_INIT("XML")},
        {"\x1f\x8b", STR_INIT("gzip")},
        {"7z\xBC\xAF", STR_INIT("7-Zip")},
        {"Rar!\x1a", STR_INIT("RAR")},
        {"\x89PNG", STR_INIT("PNG")},
        {"\xFF\xD8\xFF", STR_INIT("JPEG")},
        {"SQLite format 3", STR_INIT("SQLite")},
    };
    for (ptrdiff_t i = 0; i < COUNTOF(known); i++)
        if (str_starts(bytes, str_from(known[i].start)))
            return FAIL(arena, BAD_INPUT, "tệp dạng %.*s không phải là bảng; hãy lưu bảng dạng .xlsx hoặc .csv",
                        "a file of the kind %.*s is no table; save the table as .xlsx or .csv", STRF(known[i].name));
    return NULL;
}

/* ---- delimited text or a document ------------------------------------------------ */

typedef struct Evenness {         /* how evenly a delimiter divides the lines */
    ptrdiff_t lines, most, cells; /* `most` lines have `cells` cells each */
} Evenness;

static ptrdiff_t count_cells(Str *rest, char delimiter)
{
    ptrdiff_t cells = 1, i = 0;
    bool quoted = false, start = true, blank = true;
    for (; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (!quoted && (c == '\n' || c == '\r'))
            break;
        if (c == '"' && (start || quoted))
            quoted = !quoted;
        start = !quoted && c == delimiter;
        cells += start;
        blank = blank && (c == ' ' || c == '\t');
    }
    *rest = str_slice(*rest, i < rest->len ? i + 1 : i, rest->len);
    return blank ? 0 : cells;
}

static Evenness evenness(Arena scratch, Str sample, char delimiter)
{
    Evenness e = {0};
    ptrdiff_t *lines = new (&scratch, ptrdiff_t, CELLS_COUNTED);
    while (sample.len > 0 && e.lines < SAMPLE_LINES) {
        ptrdiff_t n = count_cells(&sample, delimiter);
        e.lines += n > 0;
        if (n < 2)
            continue;
        n = n < CELLS_COUNTED ? n : CELLS_COUNTED - 1;
        if (++lines[n] > e.most) {
            e.most = lines[n];
            e.cells = n;
        }
    }
    return e;
}

static bool ends_like_csv(Str name)
{
    return str_ends(name, S(".csv")) || str_ends(name, S(".CSV")) || str_ends(name, S(".tsv")) ||
           str_ends(name, S(".TSV"));
}

/* Whole lines of the beginning, as UTF-8 or as single bytes. */
static Str first_lines(Arena *arena, const Source *source, const Encoding *encoding)
{
    Str bytes = str_slice(source->bytes, encoding->bom, source->bytes.len);
    Str sample = bytes;
    if (encoding_is_wide(encoding)) {
        Buf narrow = buf_open(arena);
        ptrdiff_t taken = encoding_narrow(encoding, bytes, SAMPLE_BYTES, true, &narrow);
        sample = buf_str(&narrow);
        if (taken == bytes.len)
            return sample;
    } else if (bytes.len <= SAMPLE_BYTES) {
        return bytes;
    }
    sample.len = sample.len < SAMPLE_BYTES ? sample.len : SAMPLE_BYTES;
    const char *end = memrchr(sample.ptr, '\n', (size_t)sample.len);
    return end ? str_slice(sample, 0, end - sample.ptr + 1) : sample;
}

/* "|---|:--:|" under the first line: a table of Markdown. */
static bool has_pipe_rule(Str sample)
{
    return str_find(sample, S("\n|--")) >= 0 || str_find(sample, S("\n|:-")) >= 0 ||
           str_find(sample, S("\n| -")) >= 0 || str_find(sample, S("\n| :-")) >= 0;
}

char kind_delimiter(Arena scratch, const Source *source, const Encoding *encoding)
{
    static const char delimiters[] = {'\t', ';', '|', ','}; /* the likelier one where two are as good */
    Str sample = first_lines(&scratch, source, encoding);
    char best = 0;
    ptrdiff_t best_share = 0;
    for (ptrdiff_t i = 0; i < COUNTOF(delimiters); i++) {
        Evenness e = evenness(scratch, sample, delimiters[i]);
        ptrdiff_t share = e.lines > 0 ? 100 * e.most / e.lines : 0;
        if (share > best_share + 2 && !(delimiters[i] == '|' && has_pipe_rule(sample))) {
            best = delimiters[i];
            best_share = share;
        }
    }
    if (ends_like_csv(source->name))
        return best ? best : ',';
    return best_share >= 60 ? best : 0;
}

Err *kind_find(Arena *arena, Source *source, TableKind *ret)
{
    Str bytes = source->bytes;
    if (str_starts(bytes, S("PK\3\4")) || str_starts(bytes, S("PK\5\6")))
        return zip_kind(arena, bytes, ret);
    if (ole_is(bytes)) {
        *ret = TABLE_XLS; /* whose reader names what else a compound file may be */
        return NULL;
    }
    TRY(refuse_known(arena, bytes));
    Encoding *encoding = new (arena, Encoding, 1);
    TRY(encoding_find(arena, bytes, encoding));
    source->encoding = encoding;
    bool delimited = source->options.delimiter || kind_delimiter(*arena, source, encoding);
    *ret = delimited ? TABLE_CSV : TABLE_TEXT;
    return NULL;
}
