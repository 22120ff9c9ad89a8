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
    "header,.foot{display:flex;gap:8mm}header{text-align:center}header>div:first-child{flex:5}header>div{flex:6}"
    "p{margin:0 0 2mm}h2{font-size:14pt;margin:4mm 0 "
    "2mm}.caps{font-weight:bold;text-transform:uppercase;font-size:13pt}"
    ".above{text-transform:uppercase;font-size:13pt;margin:0}"
    ".issuer::after{content:'';display:block;width:40%;margin:1mm auto 0;border-top:1px solid}"
    ".motto{font-weight:bold;display:inline-block;border-bottom:1px solid;padding-bottom:1mm}"
    ".to{margin:6mm 0 4mm;text-align:center}.small{font-size:12pt}"
    "table{border-collapse:collapse;width:100%;margin:2mm 0 4mm;font-size:12pt}thead{display:table-header-group}"
    "tr{break-inside:avoid}th,td{border:1px solid #000;padding:1mm 2mm;text-align:left;vertical-align:top}"
    ".n{text-align:right}.foot{margin:8mm 0 26mm;break-inside:avoid}.foot>div{flex:1}.sign{text-align:center}";

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

/* Where each part stands is Decree 30/2020/NĐ-CP, appendix I. */
static void put_head(Sheet *s)
{
    const Letter *l = s->page->letter;
    Arena *a = s->arena;
    raw(s, "<header><div>");
    if (s->page->superior.len > 0) {
        raw(s, "<p class=\"above\">");
        words(s, s->page->superior);
        raw(s, "</p>");
    }
    raw(s, "<p class=\"caps issuer\">");
    words(s, l->agency);
    raw(s, "</p><p>");
    say(s, text_fmt(a, "Số: %.*s", "No. %.*s", STRF(l->number)));
    raw(s, "</p><p class=\"small\">");
    say(s, TEXT("V/v rà soát, đăng ký tham gia bảo hiểm xã hội bắt buộc cho người lao động",
                "On the registration of employees for compulsory social insurance"));
    raw(s, "</p></div><div><p class=\"caps\">Cộng hòa xã hội chủ nghĩa Việt Nam</p>"
           "<p class=\"motto\">Độc lập – Tự do – Hạnh phúc</p><p><i>");
    say(s, text_fmt(a, "%.*s, ngày %02d tháng %02d năm %d", "%.*s, day %02d month %02d year %d", STRF(s->page->place),
                    l->day.day, l->day.month, l->day.year));
    raw(s, "</i></p></div></header>\n<p class=\"to\">");
    say(s, text_fmt(a, "Kính gửi: %.*s", "To: %.*s", STRF(s->page->name)));
    raw(s, "</p>\n");
    line(s, TEXT("Mã số thuế", "Tax code"), s->page->tax_code);
    line(s, TEXT("Mã đơn vị BHXH", "Insurance unit"), s->page->unit_code);
    line(s, TEXT("Địa chỉ", "Address"), s->page->address);
    paragraph(s, text_fmt(a,
                          "Thực hiện quy định của pháp luật về bảo hiểm xã hội bắt buộc, %.*s thông báo kết quả đối "
                          "chiếu số liệu và đề nghị Quý đơn vị phối hợp thực hiện các nội dung sau:",
                          "Under the law on compulsory social insurance, %.*s lets you know what its figures show and "
                          "asks you for the following:",
                          STRF(l->agency)));
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
    paragraph(s, text_fmt(a,
                          "Theo dữ liệu thu bảo hiểm xã hội tháng %.*s, đơn vị đang đóng bảo hiểm xã hội bắt buộc cho "
                          "%.*s người.",
                          "By the contributions of %.*s, %.*s people are in compulsory insurance with you.",
                          STRF(month), STRF(insured)));
    paragraph(s, text_fmt(a,
                          "Trong số người có tiền lương có %td người làm việc theo hợp đồng lao động mà chưa thấy đóng "
                          "bảo hiểm xã hội bắt buộc ở đơn vị nào; danh sách ở dưới. Người có tiền lương theo hợp đồng "
                          "khác, đã nghỉ việc, đóng ở đơn vị khác hoặc đang hưởng lương hưu không thuộc danh sách này, "
                          "nên số người chưa đóng không phải là hiệu của hai con số trên.",
                          "Of those who were paid, %td work under a labour contract and are in compulsory insurance "
                          "nowhere; they are listed below. Whoever has another contract, has left, is insured with "
                          "another employer or is retired is not among them, so their number is not the difference of "
                          "the two figures above.",
                          l->persons));
}

static void put_months(Sheet *s)
{
    const Text title[] = {
        TEXT("Tháng đối soát", "Month compared"),
        TEXT("Có tiền lương theo quyết toán thuế gần nhất khi đó", "Paid, by the newest finalisation then"),
        TEXT("Đang đóng BHXH", "Insured"),
        TEXT("Có hợp đồng lao động, chưa đóng", "With a labour contract, not insured")};
    if (s->page->months < 2) /* one month is said above */
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
                words(s, cell[c].len > 0 ? cell[c] : text_in(s->lang, TEXT("chưa có", "none")));
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

/* What the law says, around its value on the letter's day. */
typedef struct Quoted {
    const char *name;
    Text before, after;
} Quoted;

static Err *put_law(Sheet *s, const Quoted *q)
{
    LawValue v;
    Err *err = law_get(s->page->law, s->arena, str_from(q->name), (Str){0}, s->page->letter->day, &v);
    if (err)
        return err->kind == ERR_NOT_FOUND ? NULL : err;
    raw(s, "<p>– ");
    say(s, q->before);
    raw(s, " ");
    words(s, law_value_text(s->arena, &v, s->lang));
    raw(s, " ");
    say(s, q->after);
    say(s, text_fmt(s->arena, " (%.*s).", " (%.*s).", STRF(v.article)));
    raw(s, "</p>\n");
    return NULL;
}

static Err *put_basis(Sheet *s)
{
    static const Quoted quoted[] = {
        {"registration_days",
         TEXT_INIT("Người sử dụng lao động đăng ký tham gia cho người lao động trong",
                   "An employee is registered within"),
         TEXT_INIT("kể từ ngày người lao động thuộc diện tham gia", "from the day of becoming liable")},
        {"registration_evasion_days",
         TEXT_INIT("Không đăng ký hoặc đăng ký không đủ người sau", "Not to register all after"),
         TEXT_INIT("kể từ khi hết hạn đăng ký là trốn đóng", "from the end of that time is evasion")},
        {"payment_evasion_days", TEXT_INIT("Không đóng hoặc đóng không đủ sau", "Not to pay all after"),
         TEXT_INIT("kể từ hạn đóng, dù đã được đôn đốc, là trốn đóng",
                   "from the day it was due, having been urged, is evasion")},
        {"late_interest_daily", TEXT_INIT("Số tiền chậm đóng, trốn đóng phải nộp thêm", "What is late or evaded costs"),
         TEXT_INIT("một ngày", "a day besides")},
    };
    heading(s, TEXT("2. Căn cứ", "2. The law"));
    for (ptrdiff_t i = 0; i < s->page->rules; i++) {
        raw(s, "<p>– ");
        words(s, rule_basis(s->arena, s->page->rule[i], s->lang));
        raw(s, ".</p>\n");
    }
    for (int i = 0; i < COUNTOF(quoted); i++)
        TRY(put_law(s, &quoted[i]));
    return NULL;
}

static void put_asked(Sheet *s)
{
    const Letter *l = s->page->letter;
    heading(s, TEXT("3. Đề nghị Quý đơn vị", "3. What is asked"));
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
            paragraph(s, text_fmt(s->arena, "– Kết quả cần đạt: %.*s.", "– What is to be reached: %.*s.",
                                  STRF(text_in(s->lang, s->page->rule[i]->clears))));
    paragraph(s, text_fmt(s->arena, "Đề nghị Quý đơn vị thực hiện và trả lời bằng văn bản chậm nhất ngày %.*s.",
                          "Please do so and answer in writing by the end of %.*s.", STRF(vn_date(s->arena, l->due))));
    heading(s, TEXT("4. Liên hệ", "4. Whom to call"));
    raw(s, "<p>");
    words(s, l->contact);
    raw(s, "</p>\n");
    paragraph(s, TEXT("Danh sách được lập từ dữ liệu các cơ quan cung cấp; nếu có nội dung chưa đúng, đề nghị Quý đơn "
                      "vị thông báo để điều chỉnh. Trân trọng cảm ơn sự phối hợp của Quý đơn vị./.",
                      "The list was made from what agencies delivered; please say where it is wrong, and it is mended. "
                      "Thank you for your help."));
}

static void put_end(Sheet *s)
{
    raw(s, "<div class=\"foot\"><div class=\"small\"><p><b><i>");
    say(s, TEXT("Nơi nhận:", "Copies:"));
    raw(s, "</i></b></p><p>– ");
    say(s, TEXT("Như trên;", "As above;"));
    raw(s, "</p><p>– ");
    say(s, TEXT("Lưu: VT.", "File."));
    raw(s, "</p></div><div class=\"sign\"><p class=\"caps\">");
    say(s, TEXT("Thủ trưởng cơ quan", "Head of the agency"));
    raw(s, "</p><p class=\"small\">");
    say(s, TEXT("(ký, ghi rõ họ tên, đóng dấu)", "(signature, name, seal)"));
    raw(s, "</p></div></div>\n");
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
    put_end(&s);
    raw(&s, "</body></html>\n");
    *ret = buf_str(&s.out);
    return NULL;
}
