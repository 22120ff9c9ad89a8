/* Lists in, answers out. */
#include "reconcile/who.h"

#include "base/vec.h"
#include "vn/vn.h"

/* ---- in ------------------------------------------------------------------------------- */

enum { F_NAME, F_BIRTH, F_PERSONAL, F_OLD, F_INSURANCE, F_COUNT };

static const Field fields[F_COUNT] = {
    [F_NAME] = {"full_name", "Họ và tên|Họ tên|Tên", FIELD_TEXT, false},
    [F_BIRTH] = {"birth_date", "Ngày sinh|Ngày tháng năm sinh|Năm sinh", FIELD_TEXT, false},
    [F_PERSONAL] = {"personal_id", "Số định danh|Số định danh cá nhân|CCCD|Số CCCD|Căn cước|CCCD/CMND", FIELD_TEXT,
                    false},
    [F_OLD] = {"old_id", "CMND|Số CMND", FIELD_TEXT, false},
    [F_INSURANCE] = {"si_number", "Mã số BHXH|Số sổ BHXH|Số BHXH", FIELD_TEXT, false},
};

/* The header is found by a column that must be there: a number, or the name. */
static Err *open_list(Arena *arena, Str path, Table **table, Form **form)
{
    static const int needed[] = {F_PERSONAL, F_INSURANCE, F_OLD, F_NAME};
    Err *first = NULL;
    for (int i = 0; i < COUNTOF(needed); i++) {
        Field *field = new (arena, Field, F_COUNT);
        for (int f = 0; f < F_COUNT; f++)
            field[f] = fields[f];
        field[needed[i]].required = true;
        TRY(table_open(arena, path, (TableOptions){0}, table));
        Err *err = form_open(arena, *table, field, F_COUNT, form);
        if (!err)
            return NULL;
        first = first ? first : err;
        table_close(table);
    }
    return first;
}

static Str text_of(Arena *arena, const Record *record, int field)
{
    return record->entry[field].given ? str_copy(arena, record->entry[field].text) : (Str){0};
}

Err *who_read(Arena *arena, Str path, WhoRow **ret, ptrdiff_t *ret_count)
{
    AUTO(table_close) Table *table = NULL;
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT); /* of a row: nothing but its five texts is kept */
    Form *form;
    Vec(WhoRow) rows = {0};
    TRY(open_list(arena, path, &table, &form));
    for (;;) {
        Record r;
        bool more;
        arena_reset(&once);
        TRY(err_keep(arena, form_next(form, &once, &r, &more)));
        if (!more)
            break;
        if (r.kind != RECORD_DATA)
            continue;
        WhoRow row = {.personal_id = text_of(arena, &r, F_PERSONAL),
                      .old_id = text_of(arena, &r, F_OLD),
                      .si_number = text_of(arena, &r, F_INSURANCE),
                      .name = text_of(arena, &r, F_NAME),
                      .birth = text_of(arena, &r, F_BIRTH)};
        vec_push(arena, &rows, row);
    }
    *ret = rows.data;
    *ret_count = rows.len;
    return NULL;
}

/* ---- out ------------------------------------------------------------------------------ */

Text who_answer_text(WhoAnswer answer)
{
    static const Text texts[] = {
        [WHO_NOT_FOUND] = TEXT_INIT("không có trong dữ liệu của tỉnh", "in no register of the province"),
        [WHO_SEVERAL] = TEXT_INIT("khớp nhiều người, cần xem lại", "fits several persons, to be looked at"),
        [WHO_KNOWN] = TEXT_INIT("chưa từng tham gia", "never insured"),
        [WHO_STOPPED] = TEXT_INIT("đã dừng tham gia", "was insured, is not now"),
        [WHO_VOLUNTARY] = TEXT_INIT("đang tham gia BHXH tự nguyện", "pays voluntary insurance"),
        [WHO_COMPULSORY] = TEXT_INIT("đang tham gia BHXH bắt buộc", "pays compulsory insurance"),
    };
    return texts[answer];
}

Text who_by_text(WhoBy by)
{
    static const Text texts[] = {
        [WHO_NONE] = TEXT_INIT("", ""),
        [WHO_PERSONAL] = TEXT_INIT("số định danh", "personal number"),
        [WHO_INSURANCE] = TEXT_INIT("mã số BHXH", "social-insurance number"),
        [WHO_OLD] = TEXT_INIT("số CMND", "old identity number"),
        [WHO_NAME] = TEXT_INIT("họ tên và ngày sinh", "name and date of birth"),
    };
    return texts[by];
}

enum { G_NAME, G_BIRTH, G_PERSONAL, G_OLD, G_INSURANCE, G_ANSWER, G_SINCE, G_LAST, G_PAID, G_BY, G_SURE, G_COUNT };

static const GridColumn columns[G_COUNT] = {
    [G_NAME] = {"name", TEXT_INIT("Họ và tên", "Name"), GRID_TEXT, 0, false},
    [G_BIRTH] = {"birth", TEXT_INIT("Ngày sinh", "Date of birth"), GRID_TEXT, 0, false},
    [G_PERSONAL] = {"personal_id", TEXT_INIT("Số định danh", "Personal number"), GRID_TEXT, 0, false},
    [G_OLD] = {"old_id", TEXT_INIT("Số CMND", "Old identity number"), GRID_TEXT, 0, false},
    [G_INSURANCE] = {"si_number", TEXT_INIT("Mã số BHXH", "Social-insurance number"), GRID_TEXT, 0, false},
    [G_ANSWER] = {"answer", TEXT_INIT("Tình trạng", "Enrolled"), GRID_TEXT, 0, false},
    [G_SINCE] = {"since", TEXT_INIT("Đóng từ tháng", "Since"), GRID_TEXT, 0, false},
    [G_LAST] = {"last_month", TEXT_INIT("Tháng đóng cuối", "Last month"), GRID_TEXT, 0, false},
    [G_PAID] = {"paid_to", TEXT_INIT("Đã đóng đến", "Paid up to"), GRID_TEXT, 0, false},
    [G_BY] = {"by", TEXT_INIT("Tìm thấy theo", "Found by"), GRID_TEXT, 0, false},
    [G_SURE] = {"sure", TEXT_INIT("Chắc chắn", "Sure"), GRID_TEXT, 0, false},
};

/* Months in words, each made once. */
typedef struct Months {
    Arena *arena;
    int32_t from, count;
    Str *text;
} Months;

static void widen(Months *months, int32_t month)
{
    if (month == FACT_MISSING)
        return;
    int32_t end = months->from + months->count;
    months->from = months->count == 0 || month < months->from ? month : months->from;
    months->count = (months->count == 0 || month >= end ? month + 1 : end) - months->from;
}

static Months months_of(Arena *arena, const WhoFound *found, ptrdiff_t rows)
{
    Months months = {.arena = arena};
    for (ptrdiff_t i = 0; i < rows; i++) {
        widen(&months, found[i].since);
        widen(&months, found[i].last_month);
        widen(&months, found[i].paid_to);
    }
    months.text = new (arena, Str, months.count);
    return months;
}

static GridCell month_cell(const Months *months, int32_t month)
{
    if (month == FACT_MISSING)
        return G_NONE;
    Str *text = &months->text[month - months->from];
    if (text->len == 0)
        *text = str_fmt(months->arena, "%02d/%04d", month % 12 + 1, month / 12);
    return G_TEXT(*text);
}

static Text title_of(Arena *arena, Date month)
{
    return text_fmt(arena, "Ai đang tham gia BHXH, tháng %02d/%d", "Who is enrolled, month %02d/%d", month.month,
                    month.year);
}

Grid who_grid(Arena *arena, const WhoRow *row, const WhoFound *found, ptrdiff_t rows, Date month, Lang lang)
{
    Grid grid = grid_open(title_of(arena, month), TEXT("", ""), columns, G_COUNT);
    GridCell *cell = grid_rows(&grid, arena, rows);
    Months months = months_of(arena, found, rows);
    for (ptrdiff_t i = 0; i < rows; i++, cell += G_COUNT) {
        const WhoFound *f = &found[i];
        cell[G_NAME] = G_TEXT(row[i].name);
        cell[G_BIRTH] = G_TEXT(vn_stamp(arena, row[i].birth));
        cell[G_PERSONAL] = G_TEXT(row[i].personal_id);
        cell[G_OLD] = G_TEXT(row[i].old_id);
        cell[G_INSURANCE] = G_TEXT(row[i].si_number);
        cell[G_ANSWER] = G_TEXT(text_in(lang, who_answer_text(f->answer)));
        cell[G_SINCE] = month_cell(&months, f->since);
        cell[G_LAST] = month_cell(&months, f->last_month);
        cell[G_PAID] = month_cell(&months, f->paid_to);
        cell[G_BY] = G_TEXT(text_in(lang, who_by_text(f->by)));
        if (f->person > 0)
            cell[G_SURE] = G_TEXT(text_in(lang, f->sure ? TEXT("có", "yes") : TEXT("cần xem lại", "to be looked at")));
    }
    return grid;
}

enum { C_ANSWER, C_ROWS, C_UNSURE, C_COUNT };

static const GridColumn count_columns[C_COUNT] = {
    [C_ANSWER] = {"answer", TEXT_INIT("Tình trạng", "Enrolled"), GRID_TEXT, 0, false},
    [C_ROWS] = {"rows", TEXT_INIT("Số dòng", "Rows"), GRID_INT, 0, true},
    [C_UNSURE] = {"unsure", TEXT_INIT("Trong đó chưa chắc", "Of them not sure"), GRID_INT, 0, true},
};

Grid who_counts(Arena *arena, const WhoFound *found, ptrdiff_t rows, Date month, Lang lang)
{
    Grid grid = grid_open(title_of(arena, month), TEXT("", ""), count_columns, C_COUNT);
    for (int answer = WHO_COMPULSORY; answer >= 0; answer--) {
        int64_t count = 0, unsure = 0;
        for (ptrdiff_t i = 0; i < rows; i++) {
            count += (int)found[i].answer == answer;
            unsure += (int)found[i].answer == answer && found[i].person > 0 && !found[i].sure;
        }
        GridCell *cell = grid_row(&grid, arena);
        cell[C_ANSWER] = G_TEXT(text_in(lang, who_answer_text((WhoAnswer)answer)));
        cell[C_ROWS] = G_INT(count);
        cell[C_UNSURE] = G_INT(unsure);
    }
    return grid;
}
