/* What a row below the header is: data, a total, a note, or the header again. */
#include "table/form_internal.h"

#include "vn/vn.h"

static ptrdiff_t filled(const Row *row, ptrdiff_t *ret_first)
{
    ptrdiff_t n = 0;
    *ret_first = -1;
    for (ptrdiff_t i = 0; i < row->count; i++) {
        if (row->cell[i].text.len == 0)
            continue;
        if (n++ == 0)
            *ret_first = i;
    }
    return n;
}

/* ---- the header again ------------------------------------------------------------- */

static bool same_cells(Arena scratch, const Row *a, const Row *b)
{
    ptrdiff_t count = a->count > b->count ? a->count : b->count;
    for (ptrdiff_t i = 0; i < count; i++) {
        Str left = i < a->count ? a->cell[i].text : (Str){0}, right = i < b->count ? b->cell[i].text : (Str){0};
        if (str_eq(left, right))
            continue;
        Arena one = scratch;
        if (left.len > 4096 || right.len > 4096 || !str_eq(heading_key(&one, left), heading_key(&one, right)))
            return false;
    }
    return true;
}

/* A figure where the field is one: surely no heading, and the usual row is done with. */
static bool has_figure(const Form *form, const Row *row)
{
    for (ptrdiff_t f = 0; f < form->fields; f++) {
        ptrdiff_t c = form->column[f];
        if (form->field[f].type == FIELD_TEXT || c < 0 || c >= row->count || row->cell[c].text.len == 0)
            continue;
        if (row->cell[c].text.ptr[0] >= '0' && row->cell[c].text.ptr[0] <= '9')
            return true;
    }
    return false;
}

static bool is_header_again(const Form *form, Arena scratch, const Row *row)
{
    if (has_figure(form, row))
        return false;
    for (int i = 0; i < form->header_rows; i++)
        if (same_cells(scratch, row, &form->header[i]))
            return true;
    return false;
}

/* ---- the numbers of the columns -------------------------------------------------------- */

typedef struct Label { /* "(3)", "3", "3=1+2", "B" */
    bool ok, bracketed, letter;
    int number;
} Label;

static Label read_label(Str s)
{
    Label label = {0};
    if (s.len >= 3 && s.ptr[0] == '(' && s.ptr[s.len - 1] == ')') {
        label.bracketed = true;
        s = str_slice(s, 1, s.len - 1);
    }
    StrCut formula = str_cut(s, '=');
    Str head = formula.head;
    if (head.len == 1 && head.ptr[0] >= 'A' && head.ptr[0] <= 'Z' && !formula.ok) {
        label.ok = label.letter = true;
        label.number = head.ptr[0] - 'A' + 1;
        return label;
    }
    for (ptrdiff_t i = 0; i < head.len && head.len <= 3; i++) {
        if (head.ptr[i] < '0' || head.ptr[i] > '9')
            return (Label){0};
        label.number = label.number * 10 + (head.ptr[i] - '0');
        label.ok = true;
    }
    return label;
}

/* "(1) (2) (3)" or "A B 1 2": letters and numbers each grow by one from the first on. */
static bool is_numbering(const Form *form, const Row *row)
{
    int letters = 0, numbers = 0, bracketed = 0, in_text = 0;
    for (ptrdiff_t i = 0; i < row->count; i++) {
        if (row->cell[i].text.len == 0)
            continue;
        Label label = read_label(row->cell[i].text);
        int *last = label.letter ? &letters : &numbers;
        if (!label.ok || label.number != *last + 1)
            return false;
        *last = label.number;
        bracketed += label.bracketed;
        for (ptrdiff_t f = 0; f < form->fields; f++)
            in_text += form->column[f] == i && form->field[f].type == FIELD_TEXT;
    }
    int all = letters + numbers;
    return all >= 2 && (bracketed == all || letters > 0 || (all >= 3 && in_text > 0));
}

/* ---- totals and notes --------------------------------------------------------------------- */

/* The first two letters tell most names from a total, without folding them. */
static bool may_be_total(Str s)
{
    static const char pairs[][2] = {{'t', 'o'}, {'c', 'o'}, {'c', 'a'}, {'g', 'r'}, {'s', 'u'}};
    ptrdiff_t i = 0;
    while (i < s.len && (signed char)s.ptr[i] >= 0 && !((s.ptr[i] | 32) >= 'a' && (s.ptr[i] | 32) <= 'z'))
        i++;
    if (s.len - i < 2 || (signed char)s.ptr[i] < 0)
        return s.len - i >= 2; /* a blank or sign beyond ASCII */
    for (ptrdiff_t p = 0; p < COUNTOF(pairs); p++)
        if ((s.ptr[i] | 32) == pairs[p][0] && ((signed char)s.ptr[i + 1] < 0 || (s.ptr[i + 1] | 32) == pairs[p][1]))
            return true;
    return false;
}

/* A sum says nothing but that; the others may also be a name: “Tổng số người tham gia”, “Toàn tỉnh”. */
typedef enum TotalWord { TOTAL_NONE, TOTAL_PHRASE, TOTAL_SUM } TotalWord;

/* Compared with their marks: Tống Trân and Cộng Hòa are names of communes. */
static TotalWord total_word(Arena scratch, Str s)
{
    static const Str sums[] = {
        STR_INIT("tổng"),        STR_INIT("cộng"),      STR_INIT("tong"),    STR_INIT("cong"),
        STR_INIT("total"),       STR_INIT("tong cong"), STR_INIT("tong so"), STR_INIT("tổng số"),
        STR_INIT("grand total"), STR_INIT("tổng cộng"), STR_INIT("sum"),
    };
    static const Str wholes[] = {
        STR_INIT("toàn tỉnh"), STR_INIT("toàn thành phố"), STR_INIT("toàn quốc"),
        STR_INIT("cả nước"),   STR_INIT("cả tỉnh"),        STR_INIT("tổng toàn tỉnh"),
    };
    static const Str begin[] = {STR_INIT("tổng cộng "), STR_INIT("tổng số ")};
    if (s.len > 128 || !may_be_total(s))
        return TOTAL_NONE;
    Str word = vn_fold(&scratch, s, VN_FOLD_CASE | VN_FOLD_PLACE | VN_FOLD_SPACE | VN_FOLD_PUNCT);
    for (ptrdiff_t i = 0; i < COUNTOF(sums); i++)
        if (str_eq(word, sums[i]))
            return TOTAL_SUM;
    for (ptrdiff_t i = 0; i < COUNTOF(wholes); i++)
        if (str_eq(word, wholes[i]))
            return TOTAL_PHRASE;
    for (ptrdiff_t i = 0; i < COUNTOF(begin); i++)
        if (str_starts(word, begin[i]))
            return TOTAL_PHRASE;
    return TOTAL_NONE;
}

static const Cell *cell_of(const Form *form, const Row *row, ptrdiff_t field)
{
    ptrdiff_t c = form->column[field];
    return c >= 0 && c < row->count && !form_is_empty(&row->cell[c]) ? &row->cell[c] : NULL;
}

/* In a list each row is named by several required fields.  A total fills none of them but
 * with its label: a row that names the rest is data, unless the first name, the unit, is
 * a mere “Tổng cộng”. */
static bool is_named(const Form *form, Arena scratch, const Row *row, TotalWord label)
{
    bool first = true;
    for (ptrdiff_t f = 0; f < form->fields; f++) {
        FieldType type = form->field[f].type;
        if (!form->field[f].required || (type != FIELD_TEXT && type != FIELD_DATE))
            continue;
        const Cell *cell = cell_of(form, row, f);
        TotalWord word = cell ? total_word(scratch, cell->text) : TOTAL_NONE;
        if (first && label == TOTAL_SUM && (!cell || word != TOTAL_NONE))
            return false;
        if (cell && word == TOTAL_NONE)
            return true;
        first = false;
    }
    return false;
}

static bool is_total(const Form *form, Arena scratch, const Row *row, ptrdiff_t first)
{
    TotalWord label = total_word(scratch, row->cell[first].text);
    for (ptrdiff_t f = 0; f < form->fields && !label; f++) {
        const Cell *cell = form->field[f].type == FIELD_TEXT ? cell_of(form, row, f) : NULL;
        label = cell ? total_word(scratch, cell->text) : TOTAL_NONE;
    }
    return label && !is_named(form, scratch, row, label);
}

/* ---- what stands below the table ------------------------------------------------------------- */

enum { CLOSING_CELLS = 3, PROSE_BLANKS = 7 };

static bool starts_with_figure(Str s)
{
    return s.len > 0 && s.ptr[0] >= '0' && s.ptr[0] <= '9';
}

/* Who signs, and where: “Người lập biểu … Chủ tịch”, “Hưng Yên, ngày 5 tháng 9 năm 2026”. */
static bool is_signature(Arena scratch, Str s)
{
    static const Str begin[] = {
        STR_INIT("nguoi lap"),    STR_INIT("nguoi kiem tra"), STR_INIT("lap bieu"),        STR_INIT("lap bang"),
        STR_INIT("chu tich"),     STR_INIT("pho chu tich"),   STR_INIT("tm uy ban"),       STR_INIT("tm ubnd"),
        STR_INIT("kt chu tich"),  STR_INIT("kt giam doc"),    STR_INIT("thu truong"),      STR_INIT("giam doc"),
        STR_INIT("pho giam doc"), STR_INIT("ke toan"),        STR_INIT("can bo tong hop"), STR_INIT("noi nhan"),
        STR_INIT("ky ten"),       STR_INIT("ky ghi ro"),      STR_INIT("xac nhan cua"),
    };
    Str head = vn_fold(&scratch, str_slice(s, 0, s.len < 160 ? s.len : 160), VN_KEY);
    for (ptrdiff_t i = 0; i < COUNTOF(begin); i++)
        if (str_starts(head, begin[i]))
            return true;
    return (str_starts(head, S("ngay ")) || str_find(head, S(" ngay ")) > 0) && str_find(head, S(" thang ")) > 0 &&
           str_find(head, S(" nam")) > 0;
}

static bool is_prose(Str s)
{
    ptrdiff_t blanks = 0;
    for (ptrdiff_t i = 0; i < s.len; i++)
        blanks += s.ptr[i] == ' ';
    return blanks >= PROSE_BLANKS;
}

/* A few words without any figure: a signature, the names below one, or a sentence below
 * the total.  A row of data that lacks its figures is none of them and stays a fault. */
static bool is_closing(Form *form, Arena scratch, const Row *row, ptrdiff_t filled)
{
    bool figures = false, signature = false, prose = false;
    for (ptrdiff_t f = 0; f < form->fields; f++)
        figures |= form->field[f].type != FIELD_TEXT && form->column[f] >= 0;
    if (!figures || filled > CLOSING_CELLS)
        return false;
    for (ptrdiff_t c = 0; c < row->count; c++) /* first, for it ends the matter with nearly all rows */
        if (starts_with_figure(row->cell[c].text))
            return false;
    for (ptrdiff_t c = 0; c < row->count; c++) {
        signature = signature || is_signature(scratch, row->cell[c].text);
        prose = prose || is_prose(row->cell[c].text);
    }
    form->is_signed = form->is_signed || signature;
    return form->is_signed || (form->after_total && prose);
}

static bool begins_note(Arena scratch, Str s)
{
    static const Str words[] = {STR_INIT("ghi chu"), STR_INIT("note"),        STR_INIT("nguon"),
                                STR_INIT("source"),  STR_INIT("don vi tinh"), STR_INIT("chu thich")};
    if (str_starts(s, S("*")) || str_starts(s, S("(")))
        return true;
    Str head = vn_fold(&scratch, str_slice(s, 0, s.len < 64 ? s.len : 64), VN_KEY);
    for (ptrdiff_t i = 0; i < COUNTOF(words); i++)
        if (str_starts(head, words[i]))
            return true;
    return false;
}

static bool is_required_column(const Form *form, ptrdiff_t column)
{
    for (ptrdiff_t f = 0; f < form->fields; f++)
        if (form->column[f] == column && form->field[f].required)
            return true;
    return false;
}

/* Only one cell is filled.  In a document a line without columns is prose; elsewhere a
 * lone value in a column that must be filled is a row with the rest missing. */
static bool is_note(const Form *form, Arena scratch, const Row *row, ptrdiff_t first)
{
    TableKind kind = table_kind(form->table);
    bool document = kind == TABLE_TEXT || kind == TABLE_DOCX;
    if (form->width < 2)
        return begins_note(scratch, row->cell[first].text);
    if (document && row->count == 1)
        return true;
    return !is_required_column(form, first) || begins_note(scratch, row->cell[first].text);
}

RowSort form_sort(Form *form, Arena scratch, const Row *row)
{
    ptrdiff_t first, n = filled(row, &first);
    if (n == 0)
        return ROW_BLANK;
    if (is_header_again(form, scratch, row)) {
        form->at_header = true;
        return ROW_HEADER;
    }
    bool at_header = form->at_header;
    form->at_header = false;
    if (at_header && is_numbering(form, row))
        return ROW_HEADER;
    if (form->strange || (form->foreign && row->count != form->heading.count))
        return ROW_NOTE;
    if (row->misquoted)
        return ROW_DATA;
    if (n > 1 && is_total(form, scratch, row, first)) {
        form->after_total = true;
        return ROW_TOTAL;
    }
    if ((n == 1 && is_note(form, scratch, row, first)) || is_closing(form, scratch, row, n))
        return ROW_NOTE;
    form->after_total = form->is_signed = false;
    return ROW_DATA;
}
