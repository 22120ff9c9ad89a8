/* A round as a table: for files. */
#include "plan/round.h"

#include "unit/unit.h"

enum {
    NO,
    CODE,
    NAME,
    STATE,
    LOW,
    HIGH,
    PATH,
    HAS,
    TOTAL,
    VOLUNTARY,
    REASON,
    INSURANCE,
    HOME,
    OUTCOME,
    OUTCOME_V,
    COLUMNS
};

static const GridColumn columns[COLUMNS] = {
    [NO] = {"no", TEXT_INIT("STT", "No."), GRID_INT, 0, false},
    [CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [NAME] = {"unit", TEXT_INIT("Xã, phường", "Commune"), GRID_TEXT, 0, false},
    [STATE] = {"state", TEXT_INIT("Trạng thái", "State"), GRID_TEXT, 0, false},
    [LOW] = {"low", TEXT_INIT("Khung từ", "Bounds from"), GRID_INT, 0, true},
    [HIGH] = {"high", TEXT_INIT("Khung đến", "Bounds to"), GRID_INT, 0, true},
    [PATH] = {"path", TEXT_INIT("Lộ trình", "Path"), GRID_INT, 0, true},
    [HAS] = {"current", TEXT_INIT("Đã có", "Has"), GRID_INT, 0, true},
    [TOTAL] = {"total", TEXT_INIT("Đề xuất tổng số", "Proposed total"), GRID_INT, 0, true},
    [VOLUNTARY] = {"voluntary", TEXT_INIT("Đề xuất tự nguyện", "Proposed voluntary"), GRID_INT, 0, true},
    [REASON] = {"reason", TEXT_INIT("Lý do", "Reason"), GRID_TEXT, 0, false},
    [INSURANCE] = {"insurance", TEXT_INIT("BHXH", "Social insurance"), GRID_TEXT, 0, false},
    [HOME] = {"home_affairs", TEXT_INIT("Sở Nội vụ", "Home Affairs"), GRID_TEXT, 0, false},
    [OUTCOME] = {"outcome_total", TEXT_INIT("Sẽ giao tổng số", "Would be set"), GRID_INT, 0, true},
    [OUTCOME_V] = {"outcome_voluntary", TEXT_INIT("Sẽ giao tự nguyện", "Would be set, voluntary"), GRID_INT, 0, true},
};

static GridCell known(int64_t value)
{
    return value < 0 ? G_NONE : G_INT(value);
}

static GridCell said(const Review *r, Arena *arena, Lang lang)
{
    Text word = r->agree == 1 ? TEXT("đồng ý", "agrees") : r->agree == 0 ? TEXT("trả lại", "sent back") : TEXT("", "");
    Str text = text_in(lang, word);
    return G_TEXT(r->reason.len > 0 ? str_fmt(arena, "%.*s: %.*s", STRF(text), STRF(r->reason)) : text);
}

Err *round_grid(Store *store, Arena *arena, const Round *round, Lang lang, Grid *ret)
{
    Unit province;
    Proposal *p;
    ptrdiff_t count;
    TRY(unit_get(store, arena, round->province, clock_today(store_clock(store)), &province));
    TRY(proposal_list(store, arena, round, &p, &count));
    Str name = province.full_name;
    Text title = {str_fmt(arena, "Đề xuất chỉ tiêu năm %d – %.*s", round->year, STRF(name)),
                  str_fmt(arena, "Proposed targets of %d – %.*s", round->year, STRF(name))};
    Text is = round_state_text(round->state);
    Text note = {str_fmt(arena, "%.*s; hạn đề xuất %.*s; đơn vị: người; tính theo cơ quan thu", STRF(is.vi),
                         STRF(round->deadline)),
                 str_fmt(arena, "%.*s; deadline %.*s; persons; counted by the collecting office", STRF(is.en),
                         STRF(round->deadline))};
    *ret = grid_open(title, note, columns, COLUMNS);
    for (ptrdiff_t i = 0; i < count; i++) {
        int64_t outcome[2];
        GridCell *cell = grid_row(ret, arena);
        proposal_outcome(&p[i], outcome);
        cell[NO] = G_INT(i + 1);
        cell[CODE] = G_TEXT(p[i].unit);
        cell[NAME] = G_TEXT(p[i].name);
        cell[STATE] = G_TEXT(text_in(lang, proposal_state_text(p[i].state)));
        cell[LOW] = G_INT(p[i].low);
        cell[HIGH] = G_INT(p[i].high);
        cell[PATH] = known(p[i].path[0]);
        cell[HAS] = known(p[i].current[0]);
        cell[TOTAL] = known(p[i].value[0]);
        cell[VOLUNTARY] = known(p[i].value[1]);
        cell[REASON] = G_TEXT(p[i].reason);
        cell[INSURANCE] = said(&p[i].review[REVIEWER_INSURANCE], arena, lang);
        cell[HOME] = said(&p[i].review[REVIEWER_HOME_AFFAIRS], arena, lang);
        cell[OUTCOME] = known(outcome[0]);
        cell[OUTCOME_V] = known(outcome[1]);
    }
    return NULL;
}
