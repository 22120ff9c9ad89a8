/* The appendix of a plan as a grid: the targets in force of a province's units, or those of one
 * document; and the list of documents. */
#include "plan/plan.h"

#include "vn/vn.h"

enum { C_NUMBER, C_CODE, C_NAME, C_TOTAL, C_VOLUNTARY, C_COUNT };

static const GridColumn columns[C_COUNT] = {
    [C_NUMBER] = {"no", TEXT_INIT("STT", "No."), GRID_INT, 0, false},
    [C_CODE] = {"unit_code", TEXT_INIT("Mã đơn vị", "Unit code"), GRID_TEXT, 0, false},
    [C_NAME] = {"unit_name", TEXT_INIT("Tên đơn vị", "Unit"), GRID_TEXT, 0, false},
    [C_TOTAL] = {"target_total", TEXT_INIT("Chỉ tiêu chung", "Total target"), GRID_INT, 0, true},
    [C_VOLUNTARY] = {"target_voluntary", TEXT_INIT("Chỉ tiêu BHXH tự nguyện tối thiểu", "Voluntary target at least"),
                     GRID_INT, 0, true},
};

static const Target *find_target(const Target *target, ptrdiff_t count, Str unit, Str indicator)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(target[i].unit, unit) && str_eq(target[i].indicator, indicator))
            return &target[i];
    return NULL;
}

static GridCell target_cell(const Target *target)
{
    return target ? G_INT(target->value) : G_NONE;
}

static Str source_name(Arena *arena, const Document *doc)
{
    return doc->number.len > 0 ? str_fmt(arena, "%.*s %.*s", STRF(doc->number), STRF(doc->title)) : doc->title;
}

typedef struct Appendix {
    Store *store;
    Arena *arena;
    Unit province;
    int year;
    Str document; /* {0}: what is in force */
    Target *target;
    ptrdiff_t count;
} Appendix;

static bool is_shown(const Target *target)
{
    return str_eq(target->indicator, S("participants_total")) || str_eq(target->indicator, S("participants_voluntary"));
}

/* The documents that the figures come from; one that no longer counts says so. */
static Err *sources(const Appendix *a, Str *ret_vi, Str *ret_en)
{
    DocumentEntry *entry;
    ptrdiff_t entries, said = 0;
    Buf vi = buf_open(a->arena);
    TRY(document_list(a->store, a->arena, a->province.code, &entry, &entries));
    for (ptrdiff_t i = 0; i < entries; i++) {
        ptrdiff_t k = 0;
        while (k < a->count && !(is_shown(&a->target[k]) && str_eq(a->target[k].document, entry[i].document.id)))
            k++;
        if (k == a->count)
            continue;
        Str name = source_name(a->arena, &entry[i].document);
        buf_fmt(&vi, "%s%.*s", said++ ? "; " : "", STRF(name));
    }
    *ret_vi = *ret_en = buf_str(&vi);
    for (ptrdiff_t i = 0; i < entries; i++)
        if (str_eq(entry[i].document.id, a->document) && entry[i].superseded_by.len > 0) {
            Str by = entry[i].superseded_by;
            *ret_vi = str_fmt(a->arena, "%.*s (đã được văn bản %.*s thay thế)", STRF(*ret_vi), STRF(by));
            *ret_en = str_fmt(a->arena, "%.*s (superseded by %.*s)", STRF(*ret_en), STRF(by));
        }
    return NULL;
}

static Err *title(const Appendix *a, Grid *grid)
{
    Str vi, en;
    TRY(sources(a, &vi, &en));
    grid->title =
        text_fmt(a->arena, "Chỉ tiêu tham gia bảo hiểm xã hội năm %d – %.*s",
                 "Targets of participation in social insurance, %d – %.*s", a->year, STRF(a->province.full_name));
    grid->note.vi = str_fmt(a->arena, "Theo %.*s; đơn vị: người; tính theo cơ quan thu", STRF(vi));
    grid->note.en = str_fmt(a->arena, "By %.*s; persons; counted by the collecting office", STRF(en));
    return NULL;
}

static void add_row(const Appendix *a, const Unit *unit, Grid *grid)
{
    const Target *total = find_target(a->target, a->count, unit->code, S("participants_total"));
    const Target *voluntary = find_target(a->target, a->count, unit->code, S("participants_voluntary"));
    if (!total && !voluntary)
        return;
    GridCell *cell = grid_row(grid, a->arena);
    cell[C_NUMBER] = G_INT(grid->rows);
    cell[C_CODE] = G_TEXT(unit->code);
    cell[C_NAME] = G_TEXT(unit->full_name);
    cell[C_TOTAL] = target_cell(total);
    cell[C_VOLUNTARY] = target_cell(voluntary);
}

/* Keeps the targets of the year asked for, or of the latest there is. */
static Err *keep_year(Appendix *a)
{
    ptrdiff_t kept = 0;
    bool any = a->count > 0;
    int asked = a->year;
    for (ptrdiff_t i = 0; i < a->count && asked == 0; i++)
        a->year = a->target[i].year > a->year ? a->target[i].year : a->year;
    for (ptrdiff_t i = 0; i < a->count; i++)
        if (a->target[i].year == a->year)
            a->target[kept++] = a->target[i];
    a->count = kept;
    Str name = a->document.len > 0 ? a->document : a->province.full_name;
    if (kept == 0 && any)
        return err_next(
            FAIL(a->arena, NOT_FOUND, "chưa có chỉ tiêu năm %d của %.*s", "there are no targets of %d for %.*s",
                 a->year, STRF(name)),
            COMMAND("xem các năm đã có bằng baophu plan list", "see the years there are with baophu plan list"),
            PAGE("hãy chọn năm khác", "choose another year"));
    if (kept == 0)
        return err_next(
            FAIL(a->arena, NOT_FOUND, "chưa có chỉ tiêu của %.*s", "there are no targets for %.*s", STRF(name)),
            COMMAND("hãy nhập kế hoạch bằng baophu plan import", "take a plan in with baophu plan import"),
            PAGE("hãy nạp văn bản ở trang Chỉ tiêu", "take a document in on the page of targets"));
    return NULL;
}

static Err *show(Appendix *a, Date on, Grid *ret)
{
    UnitList communes;
    TRY(keep_year(a));
    TRY(unit_children(a->store, a->arena, a->province.code, on, &communes));
    *ret = grid_open((Text){0}, (Text){0}, columns, C_COUNT);
    TRY(title(a, ret));
    for (ptrdiff_t i = 0; i < communes.count; i++)
        add_row(a, &communes.unit[i], ret);
    if (ret->rows == 0)
        add_row(a, &a->province, ret);
    return NULL;
}

Err *plan_grid(Store *store, Arena *arena, Str province, int year, Date on, Grid *ret)
{
    Appendix a = {.store = store, .arena = arena, .year = year};
    TRY(unit_get(store, arena, province, on, &a.province));
    TRY(target_list(store, arena, province, (Str){0}, 0, &a.target, &a.count));
    return show(&a, on, ret);
}

Err *plan_grid_of(Store *store, Arena *arena, Str document, int year, Date on, Grid *ret)
{
    Appendix a = {.store = store, .arena = arena, .year = year, .document = document};
    TRY(unit_get(store, arena, str_cut(document, ':').head, on, &a.province));
    TRY(target_list_of(store, arena, document, &a.target, &a.count));
    return show(&a, on, ret);
}

/* ---- the documents ------------------------------------------------------------------ */
enum { D_ID, D_NUMBER, D_DATE, D_TITLE, D_YEARS, D_TARGETS, D_SUPERSEDED, D_IMPORTED, D_COUNT };

static const GridColumn document_columns[D_COUNT] = {
    [D_ID] = {"id", TEXT_INIT("Mã văn bản", "Id"), GRID_TEXT, 0, false},
    [D_NUMBER] = {"number", TEXT_INIT("Số, ký hiệu", "Number"), GRID_TEXT, 0, false},
    [D_DATE] = {"date", TEXT_INIT("Ngày", "Date"), GRID_DAY, 0, false},
    [D_TITLE] = {"title", TEXT_INIT("Trích yếu", "Title"), GRID_TEXT, 0, false},
    [D_YEARS] = {"years", TEXT_INIT("Các năm", "Years"), GRID_TEXT, 0, false},
    [D_TARGETS] = {"targets", TEXT_INIT("Số chỉ tiêu", "Targets"), GRID_INT, 0, false},
    [D_SUPERSEDED] = {"superseded_by", TEXT_INIT("Bị thay bởi", "Superseded by"), GRID_TEXT, 0, false},
    [D_IMPORTED] = {"imported_at", TEXT_INIT("Nhập lúc", "Taken in at"), GRID_TEXT, 0, false},
};

Err *plan_documents(Store *store, Arena *arena, Str province, Grid *ret)
{
    DocumentEntry *entry;
    ptrdiff_t count;
    TRY(document_list(store, arena, province, &entry, &count));
    *ret = grid_open(TEXT("Các văn bản giao chỉ tiêu", "Documents with targets"),
                     TEXT("Theo thứ tự nhập", "In the order they were taken in"), document_columns, D_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        const Document *d = &entry[i].document;
        GridCell *cell = grid_row(ret, arena);
        cell[D_ID] = G_TEXT(d->id);
        cell[D_NUMBER] = G_TEXT(d->number);
        cell[D_DATE] = grid_day_of(d->date);
        cell[D_TITLE] = G_TEXT(d->title);
        cell[D_YEARS] = G_TEXT(entry[i].years);
        cell[D_TARGETS] = G_INT(entry[i].targets);
        cell[D_SUPERSEDED] = G_TEXT(entry[i].superseded_by);
        cell[D_IMPORTED] = G_TEXT(vn_stamp(arena, entry[i].imported_at));
    }
    return NULL;
}
