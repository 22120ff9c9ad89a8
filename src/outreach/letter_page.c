/* The letter as one page of HTML: what a Vietnamese official letter has, where it has it. */
#include "base/html.h"
#include "outreach/letter.h"

typedef struct Sheet {
    Arena *arena;
    Lang lang;
    Buf out;
    const LetterPage *page;
} Sheet;

static const char style[] =
    "@page{size:A4;margin:20mm 15mm 20mm 30mm}"
    "body{font:14pt/1.4 'Times New Roman',Tinos,'Liberation Serif',serif;color:#000;background:#fff;max-width:165mm;"
    "margin:10mm auto;padding:0 4mm}"
    "@media print{body{margin:0;padding:0;max-width:none}}"
    "header{display:flex;gap:8mm;text-align:center}header>div{flex:1}p{margin:0 0 2mm}h1{font-size:14pt;margin:6mm 0 "
    "4mm;"
    "text-align:center}h2{font-size:14pt;margin:4mm 0 2mm}.caps{font-weight:bold}.small{font-size:11pt}"
    "table{border-collapse:collapse;width:100%;margin:2mm 0 4mm;font-size:12pt}thead{display:table-header-group}"
    "tr{break-inside:avoid}th,td{border:1px solid #000;padding:1mm 2mm;text-align:left;vertical-align:top}"
    ".n{text-align:right}.sign{margin:8mm 0 26mm 50%;text-align:center;break-inside:avoid}"
    "footer{border-top:1px solid #000;padding-top:2mm;font-size:10pt;overflow-wrap:anywhere;white-space:pre-line}";

/* ---- pieces --------------------------------------------------------------------------------------- */

static void raw(Sheet *s, const char *html)
{
    buf_add(&s->out, str_from(html));
}

static void words(Sheet *s, Str text)
{
    html_text(&s->out, text);
}

static void say(Sheet *s, Text text)
{
    words(s, text_in(s->lang, text));
}

static void paragraph(Sheet *s, Text text)
{
    raw(s, "<p>");
    say(s, text);
    raw(s, "</p>\n");
}

static void heading(Sheet *s, Text text)
{
    raw(s, "<h2>");
    say(s, text);
    raw(s, "</h2>\n");
}

static void line(Sheet *s, Text title, Str value)
{
    if (value.len == 0)
        return;
    raw(s, "<p>");
    say(s, title);
    raw(s, ": ");
    words(s, value);
    raw(s, "</p>\n");
}

static void number_cell(Sheet *s, int32_t n)
{
    raw(s, "<td class=\"n\">");
    if (n == FACT_MISSING)
        raw(s, "–");
    else
        words(s, str_fmt(s->arena, "%d", n));
    raw(s, "</td>");
}

static void titles(Sheet *s, const Text *title, int count)
{
    raw(s, "<table><thead><tr>");
    for (int i = 0; i < count; i++) {
        raw(s, "<th scope=\"col\">");
        say(s, title[i]);
        raw(s, "</th>");
    }
    raw(s, "</tr></thead><tbody>\n");
}

/* ---- the letter -------------------------------------------------------------------------------------- */

static void put_head(Sheet *s)
{
    const Letter *l = s->page->letter;
    Arena *a = s->arena;
    raw(s, "<header><div><p class=\"caps\">");
    words(s, l->agency);
    raw(s, "</p><p>");
    say(s, text_fmt(a, "Số: %.*s", "No. %.*s", STRF(l->number)));
    raw(s, "</p></div><div><p class=\"caps\">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>"
           "<p class=\"caps\">Độc lập – Tự do – Hạnh phúc</p><p><i>");
    say(s, text_fmt(a, "%.*s, ngày %02d tháng %02d năm %d", "%.*s, day %02d month %02d year %d", STRF(s->page->place),
                    l->day.day, l->day.month, l->day.year));
    raw(s, "</i></p></div></header>\n<h1>");
    say(s, TEXT("V/v rà soát, đăng ký tham gia bảo hiểm xã hội bắt buộc cho người lao động",
                "On the registration of employees for compulsory social insurance"));
    raw(s, "</h1>\n");
    line(s, TEXT("Kính gửi", "To"), s->page->name);
    line(s, TEXT("Mã số thuế", "Tax code"), s->page->tax_code);
    line(s, TEXT("Mã đơn vị BHXH", "Insurance unit"), s->page->unit_code);
    line(s, TEXT("Địa chỉ", "Address"), s->page->address);
}

static Str counted(const Sheet *s, int32_t n)
{
    return n == FACT_MISSING ? text_in(s->lang, TEXT("chưa rõ bao nhiêu", "an unknown number of"))
                             : str_fmt(s->arena, "%d", n);
}

static void put_findings(Sheet *s)
{
    const Letter *l = s->page->letter;
    Arena *a = s->arena;
    Str taxed = counted(s, l->taxed), insured = counted(s, l->insured), month = vn_date(a, l->month);
    heading(s, TEXT("1. Số liệu", "1. The figures"));
    paragraph(s,
              l->tax_year > 0
                  ? text_fmt(a, "Theo quyết toán thuế thu nhập cá nhân năm %d, đơn vị trả tiền lương cho %.*s người.",
                             "By the income-tax finalisation of %d you paid wages to %.*s people.", l->tax_year,
                             STRF(taxed))
                  : text_fmt(a, "Theo quyết toán thuế, đơn vị trả tiền lương cho %.*s người.",
                             "By the tax finalisation you paid wages to %.*s people.", STRF(taxed)));
    paragraph(
        s, text_fmt(
               a, "Theo dữ liệu thu BHXH đến tháng %.*s, tại đơn vị có %.*s người đang đóng bảo hiểm xã hội bắt buộc.",
               "By the contributions up to %.*s, %.*s people are in compulsory insurance with you.", STRF(month),
               STRF(insured)));
    paragraph(
        s, text_fmt(a,
                    "Có %td người có tiền lương theo hợp đồng lao động tại đơn vị mà chưa thấy đóng bảo hiểm xã hội "
                    "bắt buộc ở đơn vị nào.",
                    "%td people have wages under a labour contract with you and are in compulsory insurance nowhere.",
                    l->persons));
}

static void put_months(Sheet *s)
{
    const Text title[] = {TEXT("Tháng", "Month"), TEXT("Có tiền lương", "Paid"), TEXT("Đang đóng BHXH", "Insured"),
                          TEXT("Có lương, chưa đóng", "Paid, not insured")};
    if (s->page->months == 0)
        return;
    titles(s, title, COUNTOF(title));
    for (ptrdiff_t i = 0; i < s->page->months; i++) {
        const Headcount *h = &s->page->month[i];
        raw(s, "<tr><td>");
        words(s, vn_date(s->arena, h->month));
        raw(s, "</td>");
        number_cell(s, h->taxed);
        number_cell(s, h->insured);
        number_cell(s, h->uninsured);
        raw(s, "</tr>\n");
    }
    raw(s, "</tbody></table>\n");
}

static void put_people(Sheet *s)
{
    const LetterPage *p = s->page;
    const Text title[] = {TEXT("TT", "No."),
                          TEXT("Họ và tên", "Name"),
                          TEXT("Năm sinh, ngày sinh", "Born"),
                          TEXT("Mã số BHXH", "Insurance number"),
                          TEXT("Số tháng có lương", "Months with wages"),
                          TEXT("Số tháng chưa đóng", "Months not insured")};
    ptrdiff_t left = p->letter->persons - p->nameds;
    if (p->nameds > 0) {
        titles(s, title, COUNTOF(title));
        for (ptrdiff_t i = 0; i < p->nameds; i++) {
            const LetterNamed *n = &p->named[i];
            number_cell((raw(s, "<tr>"), s), (int32_t)i + 1);
            const Str cell[] = {n->name, n->born, n->number};
            for (int c = 0; c < COUNTOF(cell); c++) {
                raw(s, "<td>");
                words(s, cell[c]);
                raw(s, "</td>");
            }
            number_cell(s, n->months);
            number_cell(s, n->uninsured);
            raw(s, "</tr>\n");
        }
        raw(s, "</tbody></table>\n");
    }
    if (left > 0)
        paragraph(s, text_fmt(s->arena, "%td người nữa không ghi tên ở đây.", "%td more are not named here.", left));
    if (p->masked && p->nameds > 0)
        paragraph(s, TEXT("Họ tên và số được che; đơn vị nhận danh sách đầy đủ tại nơi liên hệ ở mục 4.",
                          "Names and numbers are masked; the full list is given where section 4 says."));
}

static Err *put_law(Sheet *s, const char *name)
{
    LawValue v;
    Err *err = law_get(s->page->law, s->arena, str_from(name), (Str){0}, s->page->letter->day, &v);
    if (err)
        return err->kind == ERR_NOT_FOUND ? NULL : err;
    Str value = law_value_text(s->arena, &v, s->lang), from = vn_date(s->arena, v.from);
    raw(s, "<p>– ");
    say(s, v.title);
    raw(s, ": ");
    words(s, value);
    say(s, text_fmt(s->arena, " (%.*s; áp dụng từ %.*s)", " (%.*s; in force from %.*s)", STRF(v.article), STRF(from)));
    raw(s, "</p>\n");
    return NULL;
}

static Err *put_basis(Sheet *s)
{
    static const char *const quoted[] = {"registration_days", "registration_evasion_days", "payment_evasion_days",
                                         "late_interest_daily"};
    heading(s, TEXT("2. Căn cứ", "2. The law"));
    for (ptrdiff_t i = 0; i < s->page->rules; i++) {
        const Rule *rule = s->page->rule[i];
        raw(s, "<p>– ");
        say(s, rule->title);
        raw(s, ": ");
        words(s, rule_basis(s->arena, rule, s->lang));
        if (rule->from.year > 0)
            say(s,
                text_fmt(s->arena, " (áp dụng từ %.*s)", " (in force from %.*s)", STRF(vn_date(s->arena, rule->from))));
        raw(s, "</p>\n");
    }
    for (int i = 0; i < COUNTOF(quoted); i++)
        TRY(put_law(s, quoted[i]));
    return NULL;
}

static void put_asked(Sheet *s)
{
    const Letter *l = s->page->letter;
    heading(s, TEXT("3. Đề nghị", "3. What is asked"));
    paragraph(s, TEXT("– Đối chiếu danh sách với sổ lương và hợp đồng của đơn vị.",
                      "– Compare the list with your payroll and contracts."));
    paragraph(s, TEXT("– Ai thuộc diện tham gia: đăng ký và đóng cho các tháng còn thiếu.",
                      "– Register those who are liable and pay the months that are missing."));
    paragraph(s, TEXT("– Ai không thuộc diện: trả lời lý do, kèm giấy tờ (hợp đồng khác, đã nghỉ việc, đang hưởng "
                      "lương hưu, đã đóng nơi khác).",
                      "– Of those who are not, give the reason with papers (another contract, left, pensioned, insured "
                      "elsewhere)."));
    for (ptrdiff_t i = 0; i < s->page->rules; i++)
        if (s->page->rule[i]->clears.vi.len > 0)
            paragraph(s, text_fmt(s->arena, "– Coi là xong khi: %.*s.", "– It is settled once: %.*s.",
                                  STRF(text_in(s->lang, s->page->rule[i]->clears))));
    paragraph(s, text_fmt(s->arena, "Thời hạn: trước hết ngày %.*s.", "By the end of %.*s.",
                          STRF(vn_date(s->arena, l->due))));
    heading(s, TEXT("4. Liên hệ", "4. Whom to call"));
    raw(s, "<p>");
    words(s, l->contact);
    raw(s, "</p>\n");
    paragraph(s, TEXT("Danh sách lập từ dữ liệu các cơ quan gửi; nếu có chỗ chưa đúng, đơn vị báo lại để sửa.",
                      "The list was made from what agencies delivered; say so where it is wrong, and it is mended."));
}

Err *letter_page(Arena *arena, Lang lang, const LetterPage *page, Str *ret)
{
    Sheet s = {.arena = arena, .lang = lang, .out = buf_open(arena), .page = page};
    raw(&s, "<!DOCTYPE html>\n<html lang=\"");
    raw(&s, lang == LANG_VI ? "vi" : "en");
    raw(&s, "\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width\"/><title>");
    words(&s, page->letter->number);
    raw(&s, "</title><style>");
    raw(&s, style);
    raw(&s, "</style></head><body>\n");
    put_head(&s);
    put_findings(&s);
    put_months(&s);
    put_people(&s);
    TRY(put_basis(&s));
    put_asked(&s);
    raw(&s, "<div class=\"sign\"><p class=\"caps\">");
    say(&s, TEXT("THỦ TRƯỞNG CƠ QUAN", "HEAD OF THE AGENCY"));
    raw(&s, "</p><p class=\"small\">");
    say(&s, TEXT("(ký, ghi rõ họ tên, đóng dấu)", "(signature, name, seal)"));
    raw(&s, "</p></div>\n<footer>");
    say(&s, page->foot);
    raw(&s, "</footer></body></html>\n");
    *ret = buf_str(&s.out);
    return NULL;
}
