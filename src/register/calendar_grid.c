#include "register/calendar_grid.h"

#include "vn/vn.h"

enum { C_DUE, C_SOURCE, C_AGENCY, C_PERIOD, C_CAME, C_AS_OF, C_LATE, C_STATE, C_ROWS, C_COUNT };

static const GridColumn columns[C_COUNT] = {
    [C_DUE] = {"due", TEXT_INIT("Hạn gửi", "Due"), GRID_DAY, 0, false},
    [C_SOURCE] = {"source", TEXT_INIT("Nguồn", "Source"), GRID_TEXT, 0, false},
    [C_AGENCY] = {"agency", TEXT_INIT("Cơ quan", "Agency"), GRID_TEXT, 0, false},
    [C_PERIOD] = {"period_end", TEXT_INIT("Kỳ đến ngày", "Period to"), GRID_DAY, 0, false},
    [C_CAME] = {"received", TEXT_INIT("Nhận lúc", "Received"), GRID_TEXT, 0, false},
    [C_AS_OF] = {"as_of", TEXT_INIT("Số liệu ngày", "As of"), GRID_DAY, 0, false},
    [C_LATE] = {"late_days", TEXT_INIT("Chậm (ngày)", "Late (days)"), GRID_INT, 0, false},
    [C_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
    [C_ROWS] = {"rows", TEXT_INIT("Số dòng", "Rows"), GRID_INT, 0, false},
};

Grid calendar_grid(Arena *arena, const RegisterDue *due, const Text *agency, ptrdiff_t count, Lang lang)
{
    Grid grid =
        grid_open(TEXT("Lịch gửi dữ liệu của các cơ quan", "When agencies deliver"), (Text){0}, columns, C_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        const RegisterDue *d = &due[i];
        bool came = d->delivery.id.len > 0;
        GridCell *cell = grid_row(&grid, arena);
        cell[C_DUE] = grid_day(d->due);
        cell[C_SOURCE] = G_TEXT(text_in(lang, d->source->name));
        cell[C_AGENCY] = G_TEXT(text_in(lang, agency[i]));
        cell[C_PERIOD] = grid_day(d->period_end);
        cell[C_CAME] =
            G_TEXT(came ? vn_stamp(arena, d->delivery.received_at) : text_in(lang, TEXT("chưa có", "not yet")));
        cell[C_AS_OF] = came ? grid_day(d->delivery.as_of) : G_NONE;
        cell[C_LATE] = G_INT(d->late_days);
        cell[C_STATE] = G_TEXT(text_in(lang, register_due_text(arena, d)));
        cell[C_ROWS] = came ? G_INT(d->delivery.rows) : G_NONE;
    }
    return grid;
}
