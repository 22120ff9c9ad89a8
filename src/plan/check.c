/* What can be proved or refuted of a plan without knowing anything but the plan,
 * the list of units and the floors assigned from above.  Each check is one
 * function over the matrix; the table at the end is the order of the report. */
#include "plan/check_internal.h"

#include "vn/vn.h"
#include <stdlib.h>

ptrdiff_t check_column(const Plan *plan, Str indicator, int year)
{
    for (ptrdiff_t i = 0; i < plan->columns; i++)
        if (str_eq(plan->column[i].indicator, indicator) && plan->column[i].year == year)
            return i;
    return -1;
}

Str check_meant(const PlanRow *row)
{
    return row->code.len > 0 ? row->code : row->match.how == UNIT_MATCH_NEAREST ? row->match.unit.code : (Str){0};
}

static Place column_place(const Plan *plan, const PlanColumn *col)
{
    return col->declared.given ? col->declared.place : (Place){.file = plan->file, .field = col->heading};
}

static void check_cells(Check *c)
{
    for (ptrdiff_t i = 0; i < c->plan->problems; i++) {
        const Problem *p = &c->plan->problem[i];
        Finding *f = check_report(c, "cell-unreadable", SEVERITY_ERROR, p->place);
        check_say(c, f, "Không đọc được “%.*s”", "“%.*s” cannot be read", STRF(p->value));
        f->action = p->expected;
    }
}

static void sum_missing(Check *c, const PlanColumn *col)
{
    Finding *f = check_report(c, "total-missing", SEVERITY_NOTICE, column_place(c->plan, col));
    check_number(f, "computed", col->computed, 0);
    check_say(c, f, "Cột “%.*s” không có dòng Tổng để đối chiếu; các dòng cộng lại là {computed}",
              "Column “%.*s” has no total row to compare with; its rows add up to {computed}", STRF(col->heading));
    check_advise(c, f, "Thêm dòng “Tổng:” vào bảng nếu văn bản có ghi", "Add the total row if the document has one");
}

static void sum_agrees(Check *c, const PlanColumn *col)
{
    Finding *f = check_report(c, "sum-agrees", SEVERITY_PROOF, column_place(c->plan, col));
    check_number(f, "computed", col->computed, 0);
    check_say(c, f, "Cột “%.*s”: các dòng cộng lại đúng bằng tổng đã ghi, {computed}",
              "Column “%.*s”: its rows add up to the declared total, {computed}", STRF(col->heading));
}

static void sum_differs(Check *c, const PlanColumn *col)
{
    Finding *f = check_report(c, "sum-mismatch", SEVERITY_ERROR, column_place(c->plan, col));
    check_number(f, "declared", col->declared.value, 0);
    check_number(f, "computed", col->computed, 0);
    check_number(f, "difference", llabs(col->computed - col->declared.value), 0);
    check_say(c, f,
              "Tổng cột “%.*s” không khớp: các dòng cộng lại là {computed}, văn bản ghi {declared} (lệch {difference})",
              "Column “%.*s” does not add up: its rows give {computed}, the document declares {declared} (off by "
              "{difference})",
              STRF(col->heading));
    check_advise(c, f,
                 "Đối chiếu bản gốc để tìm dòng sai hoặc tổng sai; nếu bản gốc cũng vậy, hỏi cơ quan ban hành "
                 "{difference} người "
                 "còn lệch thuộc đơn vị nào",
                 "Compare with the original to find the wrong row or total; if it stands so, ask the issuer where the "
                 "{difference} persons belong");
}

/* Σ rows = the "Tổng:" row. */
static void check_sums(Check *c)
{
    for (ptrdiff_t k = 0; k < c->plan->columns && !c->plan->by_year; k++) {
        const PlanColumn *col = &c->plan->column[k];
        if (!col->declared.given)
            sum_missing(c, col);
        else if (col->declared.value == col->computed)
            sum_agrees(c, col);
        else
            sum_differs(c, col);
    }
}

/* The "Tổng:" row = the total that the text above says. */
static void check_stated(Check *c)
{
    for (ptrdiff_t k = 0; k < c->plan->columns; k++) {
        const PlanColumn *col = &c->plan->column[k];
        if (!col->stated.given || !col->declared.given)
            continue;
        bool same = col->stated.value == col->declared.value;
        Finding *f = check_report(c, same ? "text-agrees" : "text-mismatch", same ? SEVERITY_PROOF : SEVERITY_ERROR,
                                  col->stated.place);
        check_number(f, "stated", col->stated.value, 0);
        check_number(f, "declared", col->declared.value, 0);
        if (same) {
            check_say(c, f, "Phần lời và bảng cùng ghi {stated} cho “%.*s”",
                      "Text and table both say {stated} for “%.*s”", STRF(col->heading));
            continue;
        }
        check_say(c, f, "Phần lời ghi {stated}, dòng Tổng của bảng ghi {declared} cho “%.*s”",
                  "The text says {stated}, the table's total row {declared} for “%.*s”", STRF(col->heading));
        check_advise(c, f, "Xác định con số đã ký ban hành rồi sửa chỗ còn lại",
                     "Find out which figure was signed and correct the other");
    }
}

/* The sum over the province against what a higher level assigned ("không thấp hơn"). */
static void check_floors(Check *c)
{
    for (ptrdiff_t i = 0; i < c->floors; i++) {
        const PlanFloor *floor = &c->floor[i];
        ptrdiff_t k = check_column(c->plan, floor->indicator, floor->year);
        if (k < 0 || !str_eq(floor->unit, c->plan->province.code))
            continue;
        const PlanColumn *col = &c->plan->column[k];
        bool kept = col->computed >= floor->value;
        Finding *f = check_report(c, kept ? "floor-kept" : "below-floor", kept ? SEVERITY_PROOF : SEVERITY_ERROR,
                                  column_place(c->plan, col));
        check_number(f, "floor", floor->value, 0);
        check_number(f, "computed", col->computed, 0);
        check_number(f, "short", floor->value - col->computed, 0);
        if (kept) {
            check_say(c, f, "“%.*s” cộng lại {computed}, không thấp hơn mức được giao {floor} (%.*s)",
                      "“%.*s” adds up to {computed}, not below the assigned {floor} (%.*s)", STRF(col->heading),
                      STRF(floor->source));
            continue;
        }
        check_say(c, f, "“%.*s” cộng lại {computed}, thấp hơn mức được giao {floor} là {short} người (%.*s)",
                  "“%.*s” adds up to {computed}, below the assigned {floor} by {short} persons (%.*s)",
                  STRF(col->heading), STRF(floor->source));
        check_advise(c, f, "Giao thêm ít nhất {short} người cho các đơn vị",
                     "Assign at least {short} persons more to the units");
    }
}

static ptrdiff_t voluntary_over(Check *c, ptrdiff_t vol, ptrdiff_t tot)
{
    ptrdiff_t bad = 0;
    for (ptrdiff_t i = 0; i < c->plan->rows; i++) {
        const PlanRow *row = &c->plan->row[i];
        if (!row->figure[vol].given || !row->figure[tot].given || row->figure[vol].value <= row->figure[tot].value)
            continue;
        bad++;
        Finding *f = check_report(c, "voluntary-over-total", SEVERITY_ERROR, row->figure[vol].place);
        check_number(f, "voluntary", row->figure[vol].value, 0);
        check_number(f, "total", row->figure[tot].value, 0);
        check_say(c, f, "%.*s: chỉ tiêu tự nguyện {voluntary} lớn hơn chỉ tiêu chung {total}",
                  "%.*s: the voluntary target {voluntary} exceeds the total {total}", STRF(row->written));
        check_advise(c, f, "Kiểm tra hai số của dòng này trong bản gốc",
                     "Compare both figures of the row with the original");
    }
    return bad;
}

static void check_voluntary(Check *c)
{
    for (ptrdiff_t k = 0; k < c->plan->columns; k++) {
        const PlanColumn *col = &c->plan->column[k];
        ptrdiff_t tot = check_column(c->plan, S("participants_total"), col->year);
        if (!str_eq(col->indicator, S("participants_voluntary")) || tot < 0 || voluntary_over(c, k, tot) > 0)
            continue;
        Finding *f = check_report(c, "voluntary-within-total", SEVERITY_PROOF, column_place(c->plan, col));
        check_number(f, "rows", c->plan->rows, 0);
        check_say(c, f, "Năm %d: chỉ tiêu tự nguyện không vượt chỉ tiêu chung ở cả {rows} dòng",
                  "%d: voluntary does not exceed the total in any of {rows} rows", col->year);
    }
}

/* Persons and percent of one column imply a labour force: persons × 100 / percent. */
static int64_t implied(const PlanColumn *col, int64_t *ret_persons)
{
    PlanFigure persons = col->stated.given ? col->stated : col->declared;
    if (!persons.given || !col->share.given || col->share.value <= 0)
        return 0;
    *ret_persons = persons.value;
    return (persons.value * 10000 + col->share.value / 2) / col->share.value;
}

/* "60%" with 981.535 persons and "5%" with 106.055 persons cannot both be of one labour force. */
static void check_denominators(Check *c)
{
    for (ptrdiff_t k = 0; k < c->plan->columns; k++) {
        const PlanColumn *vol = &c->plan->column[k];
        ptrdiff_t t = check_column(c->plan, S("participants_total"), vol->year);
        int64_t persons_t = 0, persons_v = 0;
        if (!str_eq(vol->indicator, S("participants_voluntary")) || t < 0)
            continue;
        const PlanColumn *tot = &c->plan->column[t];
        int64_t from_t = implied(tot, &persons_t), from_v = implied(vol, &persons_v);
        if (from_t <= 0 || from_v <= 0)
            continue;
        bool same = llabs(from_t - from_v) * 200 <= from_t; /* half a percent: the percentages are rounded */
        Finding *f = check_report(c, same ? "denominators-agree" : "denominators-differ",
                                  same ? SEVERITY_PROOF : SEVERITY_WARNING, tot->share.place);
        check_number(f, "labour_force_from_total", from_t, 0);
        check_number(f, "labour_force_from_voluntary", from_v, 0);
        check_number(f, "share_total", tot->share.value, 2);
        check_number(f, "share_voluntary", vol->share.value, 2);
        check_number(f, "share_voluntary_computed", (persons_v * 10000 + from_t / 2) / from_t, 2);
        if (same) {
            check_say(
                c, f,
                "Tỷ lệ và số người ở phần lời ứng với cùng một lực lượng lao động, khoảng {labour_force_from_total}",
                "Percentages and persons of the text imply one labour force, about {labour_force_from_total}");
            continue;
        }
        check_say(
            c, f,
            "Hai tỷ lệ ứng với hai lực lượng lao động khác nhau: {share_total}%% thì là {labour_force_from_total}, "
            "tự nguyện {share_voluntary}%% thì lại là {labour_force_from_voluntary} (theo mẫu số đầu, tự nguyện là "
            "{share_voluntary_computed}%%)",
            "The two percentages imply two labour forces: {share_total}%% gives {labour_force_from_total}, voluntary "
            "{share_voluntary}%% gives {labour_force_from_voluntary} (of the first, voluntary is "
            "{share_voluntary_computed}%%)");
        check_advise(c, f, "Giữ tỷ lệ và số người là hai chỉ tiêu riêng; hỏi cơ quan ban hành mẫu số của từng tỷ lệ",
                     "Keep percentage and persons as two targets; ask the issuer for the denominator of each");
    }
}

static Str candidates(Check *c, const UnitMatch *match)
{
    Buf out = buf_open(c->arena);
    for (ptrdiff_t i = 0; i < match->candidates && i < 3; i++)
        buf_fmt(&out, "%s%.*s (%.*s)", i ? ", " : "", STRF(match->candidate[i].full_name),
                STRF(match->candidate[i].code));
    return buf_str(&out);
}

static void name_misspelt(Check *c, const PlanRow *row)
{
    Finding *f = check_report(c, "unit-misspelt", SEVERITY_WARNING, row->place);
    check_say(c, f, "“%.*s” không có trong danh mục; có lẽ là %.*s (mã %.*s)",
              "“%.*s” is not in the official list; probably %.*s (code %.*s)", STRF(row->written),
              STRF(row->match.unit.full_name), STRF(row->match.unit.code));
    check_advise(c, f, "Nếu đúng, nhận đề nghị này khi nạp; cách viết này được nhớ",
                 "If so, take it on import; the spelling is then remembered");
}

static void name_ambiguous(Check *c, const PlanRow *row)
{
    Finding *f = check_report(c, "unit-ambiguous", SEVERITY_ERROR, row->place);
    check_say(c, f, "“%.*s” có thể là nhiều đơn vị: %.*s", "“%.*s” may be several units: %.*s", STRF(row->written),
              STRF(candidates(c, &row->match)));
    check_advise(c, f, "Ghi rõ mã hoặc loại đơn vị trong tệp", "Give the code or the kind of the unit in the file");
}

static void name_unknown(Check *c, const PlanRow *row)
{
    Finding *f = check_report(c, "unit-unknown", SEVERITY_ERROR, row->place);
    check_say(c, f, "Không tìm thấy đơn vị “%.*s” ở %.*s", "There is no unit “%.*s” in %.*s", STRF(row->written),
              STRF(c->plan->province.full_name));
    check_advise(c, f, "Kiểm tra tên trong bản gốc, hoặc ghi mã đơn vị",
                 "Check the name in the original, or give the unit's code");
}

static void check_names(Check *c)
{
    ptrdiff_t sure = 0;
    for (ptrdiff_t i = 0; i < c->plan->rows; i++) {
        const PlanRow *row = &c->plan->row[i];
        if (row->code.len > 0)
            sure++;
        else if (row->match.how == UNIT_MATCH_NEAREST)
            name_misspelt(c, row);
        else if (row->match.how == UNIT_MATCH_AMBIGUOUS)
            name_ambiguous(c, row);
        else
            name_unknown(c, row);
    }
    if (sure == 0)
        return;
    Finding *f = check_report(c, "units-matched", SEVERITY_PROOF, (Place){.file = c->plan->file});
    check_number(f, "sure", sure, 0);
    check_number(f, "rows", c->plan->rows, 0);
    check_say(c, f, "{sure} trong {rows} tên đơn vị khớp chắc chắn với danh mục chính thức",
              "{sure} of {rows} unit names match the official list surely");
}

static void check_doubled(Check *c)
{
    for (ptrdiff_t i = 0; i < c->plan->rows; i++)
        for (ptrdiff_t j = 0; j < i; j++) {
            const PlanRow *row = &c->plan->row[i], *first = &c->plan->row[j];
            if (check_meant(row).len == 0 || !str_eq(check_meant(row), check_meant(first)))
                continue;
            Finding *f = check_report(c, "unit-doubled", SEVERITY_ERROR, row->place);
            check_number(f, "first_row", first->place.row, 0);
            check_say(c, f, "“%.*s” và “%.*s” (dòng {first_row}) là cùng một đơn vị",
                      "“%.*s” and “%.*s” (row {first_row}) are the same unit", STRF(row->written),
                      STRF(first->written));
            check_advise(c, f, "Giữ một dòng, hoặc sửa tên của dòng kia", "Keep one row, or correct the other's name");
            break;
        }
}

static bool is_covered(const Plan *plan, Str code)
{
    for (ptrdiff_t i = 0; i < plan->rows; i++)
        if (str_eq(check_meant(&plan->row[i]), code))
            return true;
    return false;
}

static void check_missing(Check *c)
{
    ptrdiff_t missing = 0;
    if (c->plan->by_year || c->units.count == 0)
        return;
    for (ptrdiff_t u = 0; u < c->units.count; u++) {
        const Unit *unit = &c->units.unit[u];
        if (is_covered(c->plan, unit->code))
            continue;
        missing++;
        Finding *f = check_report(c, "unit-missing", SEVERITY_ERROR, (Place){.file = c->plan->file});
        check_say(c, f, "Thiếu %.*s (mã %.*s)", "%.*s (code %.*s) is missing", STRF(unit->full_name), STRF(unit->code));
        check_advise(c, f, "Bổ sung dòng của đơn vị này, hoặc ghi chỉ tiêu 0 nếu không giao",
                     "Add a row for the unit, or a target of 0 if none is assigned");
    }
    if (missing > 0)
        return;
    Finding *f = check_report(c, "units-complete", SEVERITY_PROOF, (Place){.file = c->plan->file});
    check_number(f, "units", c->units.count, 0);
    check_say(c, f, "Có đủ {units} đơn vị của %.*s", "All {units} units of %.*s are there",
              STRF(c->plan->province.full_name));
}

/* The running number shows rows that were lost or doubled on the way. */
static void check_numbering(Check *c)
{
    int64_t before = 0, here;
    for (ptrdiff_t i = 0; i < c->plan->rows; i++, before = here) {
        const PlanRow *row = &c->plan->row[i];
        if (!vn_parse_int(row->number, &here))
            here = 0;
        if (before == 0 || here <= 1 || here == before + 1)
            continue;
        Finding *f = check_report(c, "numbering-gap", SEVERITY_WARNING, row->place);
        check_number(f, "before", before, 0);
        check_number(f, "here", here, 0);
        check_say(c, f, "Số thứ tự nhảy từ {before} sang {here} ở “%.*s”",
                  "The running number goes from {before} to {here} at “%.*s”", STRF(row->written));
        check_advise(c, f, "Xem có dòng nào bị mất khi quét hay sao chép không",
                     "See whether a row was lost in scanning or copying");
    }
}

static void check_years(Check *c)
{
    for (ptrdiff_t k = 0; k < c->plan->columns; k++) {
        const PlanColumn *col = &c->plan->column[k];
        ptrdiff_t next = check_column(c->plan, col->indicator, col->year + 1);
        for (ptrdiff_t i = 0; next >= 0 && i < c->plan->rows; i++) {
            const PlanFigure *figure = c->plan->row[i].figure;
            if (!figure[k].given || !figure[next].given || figure[next].value >= figure[k].value)
                continue;
            Finding *f = check_report(c, "year-falls", SEVERITY_ERROR, figure[next].place);
            check_number(f, "before", figure[k].value, 0);
            check_number(f, "value", figure[next].value, 0);
            check_say(c, f, "%.*s: chỉ tiêu năm %d là {value}, thấp hơn năm trước ({before})",
                      "%.*s: the target of %d is {value}, less than the year before ({before})",
                      STRF(c->plan->row[i].written), col->year + 1);
            check_advise(c, f, "Kiểm tra hai năm này trong bản gốc", "Compare both years with the original");
        }
    }
}

static void sum_columns(Plan *plan)
{
    for (ptrdiff_t k = 0; k < plan->columns; k++) {
        plan->column[k].computed = 0;
        for (ptrdiff_t i = 0; i < plan->rows; i++)
            if (plan->row[i].figure[k].given)
                plan->column[k].computed += plan->row[i].figure[k].value;
    }
}

static void worst_first(Arena *arena, Findings *out)
{
    Finding *sorted = new (arena, Finding, out->count);
    ptrdiff_t n = 0;
    for (Severity s = SEVERITY_ERROR; s <= SEVERITY_PROOF; s++)
        for (ptrdiff_t i = 0; i < out->count; i++)
            if (out->finding[i].severity == s)
                sorted[n++] = out->finding[i];
    out->finding = sorted;
    out->cap = out->count;
}

Findings plan_check(Plan *plan, Arena *arena, UnitList units, const PlanFloor *floor, ptrdiff_t floors)
{
    static void (*const checks[])(Check *) = {check_cells,     check_sums,         check_stated, check_floors,
                                              check_voluntary, check_denominators, check_names,  check_doubled,
                                              check_missing,   check_numbering,    check_years,  check_outliers};
    Findings out = {0};
    Check c = {plan, arena, &out, units, floor, floors};
    sum_columns(plan);
    for (int i = 0; i < COUNTOF(checks); i++)
        checks[i](&c);
    worst_first(arena, &out);
    return out;
}
