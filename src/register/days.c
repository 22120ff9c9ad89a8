/* Days that changed places with months.
 *
 * A program with an American calendar that opens 03/04/1986 keeps it as the 4th of March, and leaves 25/04/1986 as
 * text. So the days of the workbook are all of the 1st to the 12th, and what is typed is all of the 13th and after.  A
 * file that writes the month first has days that cannot be read, of which the second number is over twelve. */
#include "base/vec.h"
#include "register/put_internal.h"

enum { FEW = 20 };

static bool two_digits(Str s, int *ret)
{
    *ret = 0;
    for (ptrdiff_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        *ret = *ret * 10 + s.ptr[i] - '0';
    }
    return s.len == 1 || s.len == 2;
}

/* The first two numbers of 25/04/1986. */
static bool first_numbers(Str s, int *ret_first, int *ret_second)
{
    StrCut first = str_cut(s, '/'), second = str_cut(first.tail, '/');
    return second.ok && two_digits(first.head, ret_first) && two_digits(second.head, ret_second);
}

static void note_day(DaysWritten *to, Str written, bool is_day)
{
    int first, second;
    if (!first_numbers(written, &first, &second))
        return;
    if (is_day)
        *(first > 12 ? &to->cells_high : &to->cells_low) += 1;
    else if (first <= 12 && second > 12)
        to->month_first++;
    else
        *(first > 12 ? &to->day_first : &to->either) += 1;
}

static bool holds_days(const RegisterColumn *column)
{
    return column->sort == SORT_DATE || column->sort == SORT_BIRTH;
}

static void note_row(Putting *p, const RegisterRows *read, ptrdiff_t row)
{
    for (ptrdiff_t c = 0; c < p->source->columns; c++)
        if (holds_days(&p->source->column[c]))
            note_day(&p->days[c], register_cell(read, row, c),
                     read->day && read->place[c] >= 0 && read->day[row * read->stride + read->place[c]]);
}

void days_look(Putting *p, const RegisterRows *read, const CheckedRows *rows)
{
    for (ptrdiff_t row = 0; read->day && row < read->rows; row++)
        note_row(p, read, row);
    for (ptrdiff_t i = 0; !read->day && i < rows->problems; i++)
        note_row(p, read, rows->bad[i]);
}

static Text swapped(Arena *arena, Str title, int64_t count)
{
    return text_fmt(
        arena,
        "cột “%.*s”: %lld ngày có vẻ đã bị đảo ngày với tháng khi mở bằng bảng tính đặt lịch kiểu Mỹ; hãy gửi "
        "thẳng tệp do phần mềm xuất ra, không mở và lưu lại",
        "the column “%.*s”: %lld days seem to have changed places with months in a spreadsheet with an "
        "American calendar; send the file as it was exported, without opening and saving it",
        STRF(title), (long long)count);
}

static Text month_first(Arena *arena, Str title, int64_t count)
{
    return text_fmt(
        arena,
        "cột “%.*s” ghi tháng trước ngày (%lld dòng như 04/25/1986); hãy xuất lại với ngày trước tháng, như "
        "25/04/1986",
        "the column “%.*s” has the month before the day (%lld rows like 04/25/1986); export it again with "
        "the day first, as 25/04/1986",
        STRF(title), (long long)count);
}

Text days_suspicion(const Putting *p)
{
    Buf vi = buf_open(p->arena), en = buf_open(p->arena);
    for (ptrdiff_t c = 0; c < p->source->columns; c++) {
        const DaysWritten *d = &p->days[c];
        Str title = register_column_title(&p->source->column[c]);
        Text said = {0};
        if (d->month_first >= FEW && d->day_first == 0)
            said = month_first(p->arena, title, d->month_first);
        else if (d->cells_low >= FEW && d->cells_high == 0 && d->day_first >= FEW && d->either == 0)
            said = swapped(p->arena, title, d->cells_low);
        if (said.vi.len == 0)
            continue;
        buf_fmt(&vi, "%s%.*s", vi.len > 0 ? "\n" : "", STRF(said.vi));
        buf_fmt(&en, "%s%.*s", en.len > 0 ? "\n" : "", STRF(said.en));
    }
    return (Text){buf_str(&vi), buf_str(&en)};
}
