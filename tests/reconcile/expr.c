#include "test.h"

#include "reconcile/expr.h"
#include "register/source.h"

static const Date october = {2026, 10, 0};

typedef struct Known {
    int32_t value[PERSON_FACT_COUNT];
} Known;

static Known nothing(void)
{
    Known known;
    for (int i = 0; i < COUNTOF(known.value); i++)
        known.value[i] = FACT_MISSING;
    return known;
}

static Law *law_of(Arena *arena)
{
    Law *law;
    assert_ok(law_load(arena, (Str){0}, &law));
    return law;
}

static const Expr *compiled(Arena *arena, const char *written)
{
    const Expr *e;
    assert_ok(expr_compile(arena, law_of(arena), october, false, str_from(written), &e));
    return e;
}

static Truth holds(Arena *arena, const char *written, const Known *known)
{
    return expr_holds(compiled(arena, written), known->value);
}

/* An employee of whom wages were declared for twelve months, and who is in no insurance. */
static Known employee(void)
{
    Known f = nothing();
    f.value[PERSON_alive] = 1;
    f.value[PERSON_tax_months] = 12;
    f.value[PERSON_tax_wage] = 8450; /* thousand đồng */
    f.value[PERSON_tax_contract] = 1 << 0;
    f.value[PERSON_compulsory] = 0;
    f.value[PERSON_sex] = 1;
    f.value[PERSON_paid_to] = 2026 * 12 + 9 - 1;
    return f;
}

TEST(conditions_hold_as_they_are_read)
{
    static const struct {
        const char *written;
        Truth holds;
    } cases[] = {
        {"alive", TRUTH_YES},
        {"not compulsory", TRUTH_YES},
        {"alive and tax_months >= 1 and not compulsory", TRUTH_YES},
        {"alive and tax_months > 12", TRUTH_NO},
        {"compulsory or tax_months = 12", TRUTH_YES},
        {"compulsory or alive and tax_months = 11", TRUTH_NO}, /* and binds before or */
        {"(compulsory or alive) and tax_months = 11", TRUTH_NO},
        {"not compulsory and alive", TRUTH_YES}, /* not binds before and … */
        {"not tax_months >= 13", TRUTH_YES},     /* … and after comparisons */
        {"tax_contract has \"labour\"", TRUTH_YES},
        {"tax_contract has \"service\"", TRUTH_NO},
        {"sex = \"f\"", TRUTH_YES},
        {"sex != \"f\"", TRUTH_NO},
        {"tax_wage = 8450000", TRUTH_YES}, /* money is written in đồng */
        {"tax_wage >= 8450000.5", TRUTH_NO},
        {"tax_wage * 2 - tax_wage = tax_wage", TRUTH_YES},
        {"tax_wage / tax_wage = 1", TRUTH_YES},
        {"paid_to < month", TRUTH_YES},
        {"month - paid_to = 1", TRUTH_YES},
        {"paid_to + 1 = 2026-10", TRUTH_YES},
        {"paid_to + 2 > 2026-10", TRUTH_YES},
        {"tax_wage >= law.reference_level", TRUTH_YES},
        {"tax_wage > law.regional_minimum_wage.I * 2", TRUTH_NO},
        {"law.reference_level = 2530000", TRUTH_YES}, /* of October 2026 */
        {"1 - 2 - 3 = 0 - 4", TRUTH_YES},             /* from the left */
        {"2 + 3 * 4 = 14", TRUTH_YES},
    };
    Known known = employee();
    for (int i = 0; i < COUNTOF(cases); i++)
        if (holds(arena, cases[i].written, &known) != cases[i].holds)
            fail_msg("%s", cases[i].written);
}

TEST(what_rests_on_a_missing_fact_is_unknown_unless_the_rest_decides)
{
    static const struct {
        const char *written;
        Truth holds;
    } cases[] = {
        {"pensioner", TRUTH_UNKNOWN},
        {"not pensioner", TRUTH_UNKNOWN},
        {"base < 1000000", TRUTH_UNKNOWN},
        {"base / tax_wage < 1", TRUTH_UNKNOWN},
        {"tax_wage / (tax_wage - tax_wage) > 1", TRUTH_UNKNOWN},
        {"pensioner and compulsory", TRUTH_NO},
        {"compulsory and pensioner", TRUTH_NO},
        {"pensioner or alive", TRUTH_YES},
        {"alive or pensioner", TRUTH_YES},
        {"pensioner or compulsory", TRUTH_UNKNOWN},
        {"alive and pensioner", TRUTH_UNKNOWN},
        {"lists has \"pupil\"", TRUTH_UNKNOWN},
        {"poverty = \"poor\"", TRUTH_UNKNOWN},
    };
    Known known = employee();
    for (int i = 0; i < COUNTOF(cases); i++)
        if (holds(arena, cases[i].written, &known) != cases[i].holds)
            fail_msg("%s", cases[i].written);
}

TEST(conditions_that_make_no_sense_are_refused_with_their_place)
{
    static const struct {
        const char *written;
        int column;
    } cases[] = {
        {"", 1},
        {"alive and", 10},
        {"alive alive", 7},
        {"(alive", 7},
        {"alive)", 6},
        {"tax_months", 11},
        {"wages > 1", 1},
        {"tax_wage > paid_to", 19},
        {"tax_wage > 1 > 2", 17},
        {"sex = \"x\"", 7},
        {"sex = f", 7},
        {"sex has \"f\"", 12},
        {"sex < \"f\"", 10},
        {"lists = \"pupil\"", 16},
        {"not tax_months", 15},
        {"alive + 1 = 2", 11},
        {"paid_to = 2026-13", 11},
        {"tax_months = 1.2.3", 14},
        {"law.nothing > 1", 1},
        {"law.regional_minimum_wage.V > 1", 1},
        {"\"f\" = sex", 1},
        {"taxed > 1", 1}, /* a fact of employers */
    };
    Law *law = law_of(arena);
    for (int i = 0; i < COUNTOF(cases); i++) {
        const Expr *e;
        Err *err = expr_compile(arena, law, october, false, str_from(cases[i].written), &e);
        if (!err || err->kind != ERR_BAD_INPUT || err->place.column != cases[i].column)
            fail_msg("%s: %td", cases[i].written, err ? err->place.column : -1);
    }
    Str deep = {new (arena, char, 500), 500};
    for (ptrdiff_t i = 0; i < deep.len; i++)
        ((char *)deep.ptr)[i] = '(';
    const Expr *e;
    assert_fails(expr_compile(arena, law, october, false, deep, &e), BAD_INPUT);
}

TEST(a_condition_says_why_it_holds)
{
    Known known = employee();
    ExprReason *reason;
    ptrdiff_t count;
    const Expr *e = compiled(arena, "alive and tax_months >= 1 and tax_contract has \"labour\" and not compulsory and "
                                    "(base < law.reference_level or pensioner)");
    expr_explain(arena, e, known.value, &reason, &count);
    assert_int_equal(count, 5);
    assert_str(reason[0].part.vi, S("còn sống"));
    assert_str(reason[0].value.vi, S("")); /* the words say it */
    assert_str(reason[1].part.vi, S("số tháng có thu nhập tiền lương từ 1 trở lên"));
    assert_str(reason[1].value.vi, S("12"));
    assert_str(reason[2].part.vi, S("loại hợp đồng theo quyết toán có “hợp đồng lao động”"));
    assert_str(reason[2].part.en, S("kinds of contract by tax finalisation: among them “labour contract”"));
    assert_str(reason[3].part.vi, S("hiện không đóng BHXH bắt buộc"));
    assert_int_equal(reason[3].holds, TRUTH_YES);
    assert_int_equal(reason[4].holds, TRUTH_UNKNOWN);
    assert_str(
        reason[4].value.vi,
        S("mức đóng hằng tháng: chưa có dữ liệu; đang hưởng lương hưu hoặc trợ cấp hằng tháng: chưa có dữ liệu"));
    assert_true(expr_facts(e) == (1ull << PERSON_alive | 1ull << PERSON_tax_months | 1ull << PERSON_tax_contract |
                                  1ull << PERSON_compulsory | 1ull << PERSON_base | 1ull << PERSON_pensioner));
}

static Str in_words(Arena *arena, const char *written, Lang lang)
{
    Text *part;
    ptrdiff_t count;
    Buf out = buf_open(arena);
    expr_words(arena, compiled(arena, written), &part, &count);
    for (ptrdiff_t i = 0; i < count; i++)
        buf_fmt(&out, "%s%.*s", i > 0 ? "; " : "", STRF(text_in(lang, part[i])));
    return buf_str(&out);
}

TEST(an_age_is_told_in_years_and_a_value_of_the_law_amid_its_sentence)
{
    assert_str(in_words(arena, "age_months >= 600", LANG_VI), S("tuổi từ 50 trở lên"));
    assert_str(in_words(arena, "not (age_months >= 600)", LANG_EN), S("age below 50"));
    assert_str(in_words(arena, "age_months < 601", LANG_VI), S("tuổi tính theo tháng dưới 601"));
    Str base = in_words(arena, "base < law.reference_level", LANG_VI);
    assert_true(str_starts(base, S("mức đóng hằng tháng dưới mức tham chiếu (")));
}

TEST(a_condition_is_told_in_words_with_brackets_where_they_are_needed)
{
    assert_str(in_words(arena, "alive and tax_contract has \"labour\" and not compulsory", LANG_VI),
               S("còn sống; loại hợp đồng theo quyết toán có “hợp đồng lao động”; hiện không đóng BHXH bắt buộc"));
    assert_str(in_words(arena, "alive and not (compulsory or voluntary)", LANG_EN),
               S("alive; pays no compulsory insurance; pays no voluntary insurance"));
    assert_str(
        in_words(arena, "(compulsory or voluntary and alive) and dropped_months <= 12", LANG_VI),
        S("đang đóng BHXH bắt buộc hoặc đang đóng BHXH tự nguyện và còn sống; số tháng từ khi dừng đóng không quá 12"));
    assert_str(
        in_words(arena, "not (business_owner and business_from <= last_day) and not lists has \"pupil\"", LANG_VI),
        S("không là chủ hộ kinh doanh đang hoạt động hoặc ngày áp dụng phương pháp thuế sau 31/10/2026; không "
          "thuộc danh sách học sinh"));
    assert_str(
        in_words(arena, "not (alive or not (manager and not (compulsory and tax_months < 3)))", LANG_VI),
        S("không còn sống; là người quản lý doanh nghiệp; hiện không đóng BHXH bắt buộc hoặc số tháng có thu nhập "
          "tiền lương từ 3 trở lên"));
    assert_str(in_words(arena, "not (tax_contract has \"labour\" and (alive or sex = \"f\"))", LANG_EN),
               S("kinds of contract by tax finalisation: not among them “labour contract” or not alive and sex is not "
                 "female"));
    assert_str(in_words(arena, "paid_to >= month", LANG_EN), S("paid up to from 10/2026 on"));
    assert_str(in_words(arena, "months_paid - (dropped_months - 1) > 3", LANG_VI),
               S("số tháng đã đóng trừ (số tháng từ khi dừng đóng trừ 1) trên 3"));
}

TEST(every_fact_and_every_code_has_words_in_both_languages)
{
    for (int employer = 0; employer < 2; employer++)
        for (int f = 0; f < (employer ? EMPLOYER_FACT_COUNT : PERSON_FACT_COUNT); f++) {
            const FactTitle *title = fact_title(employer, f);
            const FactCode *codes = fact_codes(employer, f);
            assert_true(title->title.vi.len > 2 && title->title.en.len > 2);
            assert_false(str_eq(title->title.vi, title->title.en));
            assert_true((title->sort == FACT_TRUTH) == (fact_denied(employer, f).vi.len > 0));
            assert_true((title->sort == FACT_TRUTH) == (fact_denied(employer, f).en.len > 0));
            assert_true((title->sort == FACT_CODE || title->sort == FACT_SET) == (codes != NULL));
            for (int i = 0; codes && codes[i].code; i++)
                assert_true(codes[i].text.vi.len > 0 && codes[i].text.en.len > 0);
        }
}

/* One catalogue: a fact calls a code as the cell it came from does. */
TEST(codes_of_facts_are_called_as_in_the_registers)
{
    static const struct {
        bool employer;
        int fact;
        const char *source, *column;
    } cases[] = {
        {false, PERSON_poverty, "population", "poverty_status"},
        {false, PERSON_last_scheme, "participants", "scheme"},
        {false, PERSON_pay_method, "participants", "payment_method"},
        {false, PERSON_tax_contract, "tax_income", "contract"},
        {false, PERSON_business_method, "household_businesses", "tax_method"},
        {false, PERSON_lists, "affiliations", "list"},
        {true, EMPLOYER_status, "enterprises", "status"},
        {true, EMPLOYER_status, "employers", "status"},
    };
    RegisterSources sources;
    assert_ok(register_sources(arena, &sources));
    for (int i = 0; i < COUNTOF(cases); i++) {
        const RegisterSource *source;
        assert_ok(register_source(&sources, arena, str_from(cases[i].source), &source));
        const RegisterColumn *column = &source->column[register_column(source, str_from(cases[i].column))];
        const FactCode *code = fact_codes(cases[i].employer, cases[i].fact);
        int count = 0;
        for (; code[count].code; count++) {
            Text words = register_code_text(column, str_from(code[count].code));
            assert_str(code[count].text.vi, words.vi);
            assert_str(code[count].text.en, words.en);
        }
        assert_int_equal(count, column->codes.count);
    }
}

TEST(values_are_shown_as_people_write_them)
{
    assert_str(fact_show(arena, false, PERSON_base, 8450, LANG_VI), S("8.450.000 đồng"));
    assert_str(fact_show(arena, false, PERSON_base, 8450, LANG_EN), S("8,450,000 VND"));
    assert_str(fact_show(arena, false, PERSON_paid_to, 2026 * 12 + 8, LANG_VI), S("09/2026"));
    assert_str(fact_show(arena, false, PERSON_death_day, 0, LANG_VI), S("01/01/1970"));
    assert_str(fact_show(arena, false, PERSON_sex, 1, LANG_VI), S("nữ"));
    assert_str(fact_show(arena, false, PERSON_lists, 3, LANG_EN), S("tour guides, pupils"));
    assert_str(fact_show(arena, false, PERSON_lists, 0, LANG_VI), S("không có"));
    assert_str(fact_show(arena, true, EMPLOYER_status, 5, LANG_VI), S("bị thu hồi giấy chứng nhận"));
    assert_str(fact_show(arena, true, EMPLOYER_taxed, 1234, LANG_VI), S("1.234"));
    assert_int_equal(fact_find(false, S("taxed")), -1);
    assert_int_equal(fact_code(false, PERSON_alive, S("f")), -1);
}

/* Over many at once, in whatever order the parts come, it is what it is for each. */
TEST(many_subjects_are_sifted_as_each_is_looked_at)
{
    static const char *const written[] = {
        "alive",
        "not alive",
        "alive and tax_months >= 3 and not compulsory",
        "compulsory and base < law.reference_level * 2 and not lists has \"pupil\"",
        "not (sex = \"f\") and (compulsory or voluntary)",
        "tax_wage >= 4500500 and not tax_wage > 8450000",
        "tax_wage = 0.5 or not tax_months <= 2",
        "tax_contract has \"labour\" and dropped_months != 3 and not dropped_months < 2",
        "paid_to >= month and paid_to <= month + 1",
        "(alive and resident) and not (poverty = \"poor\" and sex != \"m\")",
        "personal_numbers >= 2 or conflicts has \"birth\" or not alive",
        "not (compulsory and not (tax_months < 2 or tax_contract has \"labour\")) and base < law.reference_level * 2",
    };
    enum { ROWS = 700 };
    int32_t *column = new (arena, int32_t, PERSON_FACT_COUNT * ROWS);
    uint64_t seed = 5;
    for (int f = 0; f < PERSON_FACT_COUNT; f++)
        for (int row = 0; row < ROWS; row++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            int32_t small = (int32_t)(seed >> 40) % 4;
            int32_t any = f == PERSON_tax_wage || f == PERSON_base ? 4499 + small * 1317
                          : f == PERSON_paid_to                    ? 2026 * 12 + 8 + small
                                                                   : small;
            column[f * ROWS + row] = (seed >> 60) == 0 ? FACT_MISSING : any;
        }
    for (int w = 0; w < COUNTOF(written); w++) {
        const Expr *e = compiled(arena, written[w]);
        const ExprSift *sift = expr_sift_of(arena, e, column, ROWS, ROWS);
        uint16_t row[ROWS];
        bool unknown[ROWS] = {0};
        for (int i = 0; i < ROWS; i++)
            row[i] = (uint16_t)i;
        ptrdiff_t left = expr_sift(sift, column, ROWS, row, ROWS, unknown), next = 0;
        int seen[3] = {0};
        for (int i = 0; i < ROWS; i++) {
            int32_t fact[PERSON_FACT_COUNT];
            for (int f = 0; f < PERSON_FACT_COUNT; f++)
                fact[f] = column[f * ROWS + i];
            Truth alone = expr_holds(e, fact), together = TRUTH_NO;
            if (next < left && row[next] == i) {
                together = unknown[i] ? TRUTH_UNKNOWN : TRUTH_YES;
                next++;
            }
            if (alone != together)
                fail_msg("%s, row %d: %d alone, %d together", written[w], i, alone, together);
            seen[alone]++;
        }
        assert_int_equal(next, left);
        assert_true(seen[TRUTH_NO] > 0 && seen[TRUTH_YES] + seen[TRUTH_UNKNOWN] > 0);
    }
}

TEST_MAIN
