#include "reconcile/balance_grid.h"

#include "vn/vn.h"

/* ---- movements ---------------------------------------------------------------------------------- */

enum { M_OFFICE, M_SCHEME, M_BEGIN, M_FIRST, M_END = M_FIRST + MOVEMENT_COUNT, M_REST, M_COUNT };

Grid movement_grid(Arena *arena, const Movements *m, Date month, Lang lang)
{
    GridColumn *column = new (arena, GridColumn, M_COUNT);
    column[M_OFFICE] = (GridColumn){"unit", TEXT("Cơ quan thu", "Collecting office"), GRID_TEXT, 0, false};
    column[M_SCHEME] = (GridColumn){"scheme", TEXT("Loại hình", "Scheme"), GRID_TEXT, 0, false};
    column[M_BEGIN] = (GridColumn){"begin", TEXT("Đầu kỳ", "Begin"), GRID_INT, 0, true};
    for (int k = 0; k < MOVEMENT_COUNT; k++)
        column[M_FIRST + k] = (GridColumn){movement_code((Movement)k), movement_text((Movement)k), GRID_INT, 0, true};
    column[M_END] = (GridColumn){"end", TEXT("Cuối kỳ", "End"), GRID_INT, 0, true};
    column[M_REST] = (GridColumn){"rest", TEXT("Chưa cân", "Unbalanced"), GRID_INT, 0, true};
    Str when = vn_date(arena, (Date){month.year, month.month, 0});
    Grid grid = grid_open(
        text_fmt(arena, "Biến động người tham gia, tháng %.*s", "Movements of participants, %.*s", STRF(when)),
        (Text){0}, column, M_COUNT);
    for (ptrdiff_t i = 0; i < m->sums; i++) {
        const MovementSum *s = &m->sum[i];
        GridCell *cell = grid_row(&grid, arena);
        cell[M_OFFICE] = G_TEXT(s->office);
        cell[M_SCHEME] = G_TEXT(text_in(lang, scheme_text(s->scheme)));
        cell[M_BEGIN] = G_INT(s->begin);
        for (int k = 0; k < MOVEMENT_COUNT; k++)
            cell[M_FIRST + k] = G_INT(s->persons[k]);
        cell[M_END] = G_INT(s->end);
        cell[M_REST] = G_INT(movement_rest(s));
    }
    return grid;
}

enum { W_OFFICE, W_SCHEME, W_KIND, W_PERSON, W_DOUBT, W_COUNT };

static const GridColumn mover_columns[W_COUNT] = {
    [W_OFFICE] = {"unit", TEXT_INIT("Cơ quan thu", "Collecting office"), GRID_TEXT, 0, false},
    [W_SCHEME] = {"scheme", TEXT_INIT("Loại hình", "Scheme"), GRID_TEXT, 0, false},
    [W_KIND] = {"kind", TEXT_INIT("Biến động", "Movement"), GRID_TEXT, 0, false},
    [W_PERSON] = {"person", TEXT_INIT("Người (mã trong chương trình)", "Person (our number)"), GRID_INT, 0, false},
    [W_DOUBT] = {"doubt", TEXT_INIT("Cần xem lại", "To be looked at"), GRID_TEXT, 0, false},
};

Grid mover_grid(Arena *arena, const Mover *mover, ptrdiff_t count, Date month, Lang lang)
{
    Str when = vn_date(arena, (Date){month.year, month.month, 0});
    Grid grid = grid_open(text_fmt(arena, "Biến động từng người, tháng %.*s", "Movements by person, %.*s", STRF(when)),
                          (Text){0}, mover_columns, W_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, arena);
        cell[W_OFFICE] = G_TEXT(mover[i].office);
        cell[W_SCHEME] = G_TEXT(text_in(lang, scheme_text(mover[i].scheme)));
        cell[W_KIND] = G_TEXT(text_in(lang, movement_text(mover[i].movement)));
        cell[W_PERSON] = mover[i].person > 0 ? G_INT(mover[i].person) : G_NONE;
        cell[W_DOUBT] = G_TEXT(text_in(lang, mover[i].doubt));
    }
    return grid;
}

/* ---- coverage --------------------------------------------------------------------------------- */

enum {
    B_NAME,
    B_CODE,
    B_PERSONS,
    B_REPORTED,
    B_DIFFERENCE,
    B_WHY,
    B_LEFT = B_WHY + COVERAGE_WHYS,
    B_RESIDENTS,
    B_POPULATION,
    B_COUNT
};

static const GridColumn beside_columns[B_COUNT] = {
    [B_CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [B_NAME] = {"name", TEXT_INIT("Đơn vị", "Unit"), GRID_TEXT, 0, false},
    [B_PERSONS] = {"persons", TEXT_INIT("Đếm từ từng người", "Counted from persons"), GRID_INT, 0, false},
    [B_REPORTED] = {"reported", TEXT_INIT("Báo cáo", "Reported"), GRID_INT, 0, false},
    [B_DIFFERENCE] = {"difference", TEXT_INIT("Chênh lệch", "Difference"), GRID_INT, 0, false},
    [B_WHY +
        WHY_EXTRA] = {"extra", TEXT_INIT("Nhiều dòng của một người", "Several rows of one person"), GRID_INT, 0, false},
    [B_WHY + WHY_ELSEWHERE] = {"elsewhere", TEXT_INIT("Cư trú nơi khác", "Living elsewhere"), GRID_INT, 0, false},
    [B_WHY + WHY_NOWHERE] = {"nowhere", TEXT_INIT("Tỉnh khác, chưa rõ xã", "Elsewhere, no known commune"), GRID_INT, 0,
                             false},
    [B_WHY + WHY_NOBODY] = {"nobody", TEXT_INIT("Chưa rõ người", "Nobody known"), GRID_INT, 0, false},
    [B_LEFT] = {"left", TEXT_INIT("Chưa giải thích được", "Unexplained"), GRID_INT, 0, false},
    [B_RESIDENTS] = {"residents", TEXT_INIT("Có trong sổ", "In the registers"), GRID_INT, 0, false},
    [B_POPULATION] = {"population", TEXT_INIT("Dân số", "Population"), GRID_INT, 0, false},
};

static Str name_of(const UnitList *communes, Str province, Str code, Lang lang)
{
    if (str_eq(code, province))
        return text_in(lang, TEXT("Toàn tỉnh", "The whole province"));
    for (ptrdiff_t i = 0; i < communes->count; i++)
        if (str_eq(communes->unit[i].code, code))
            return communes->unit[i].full_name;
    return code;
}

Grid coverage_grid(Arena *arena, const CoverageBeside *row, ptrdiff_t count, Str province, const UnitList *communes,
                   Date month, Lang lang)
{
    Str when = vn_date(arena, (Date){month.year, month.month, 0});
    Text title = text_fmt(arena, "Bao phủ đếm từ từng người so với báo cáo, tháng %.*s",
                          "Coverage from persons beside reports, %.*s", STRF(when));
    Grid grid = grid_open(title, coverage_note(arena, row, count, province), beside_columns, B_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        const CoverageBeside *b = &row[i];
        GridCell *cell = grid_row(&grid, arena);
        grid.above = str_eq(row[0].unit, province); /* the province first */
        cell[B_CODE] = G_TEXT(b->unit);
        cell[B_NAME] = G_TEXT(name_of(communes, province, b->unit, lang));
        cell[B_PERSONS] = G_INT(b->persons);
        cell[B_RESIDENTS] = G_INT(b->residents);
        cell[B_POPULATION] = b->population > 0 ? G_INT(b->population) : G_NONE;
        if (!b->reported_given)
            continue;
        cell[B_REPORTED] = G_INT(b->reported);
        cell[B_DIFFERENCE] = G_INT(b->difference);
        for (int w = 0; w < COVERAGE_WHYS; w++)
            cell[B_WHY + w] = G_INT(b->why[w]);
        cell[B_LEFT] = b->partial ? G_NONE : G_INT(b->left);
    }
    return grid;
}
