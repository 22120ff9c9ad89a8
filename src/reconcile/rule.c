#include "reconcile/rule.h"

#include "base/vec.h"
#include "table/sheet.h"
#include "vn/vn.h"
#include <stdlib.h>

#include "lead_sql.h"

enum { NAME_MOST = 64 };

typedef Vec(Rule) Rules;

Text rule_basis_note(const Rule *rule)
{
    static const Text notes[] = {[LAW_UNSURE] = TEXT_INIT("căn cứ chưa xác định, phải đối chiếu văn bản trước khi dùng",
                                                          "basis not established; compare the text before use"),
                                 [LAW_MEDIUM] =
                                     TEXT_INIT("cần đối chiếu văn bản đã ký", "to be compared with the signed text"),
                                 [LAW_HIGH] = TEXT_INIT("", "")};
    return rule->basis.len > 0 ? notes[rule->certainty] : notes[LAW_HIGH];
}

Str rule_basis(Arena *arena, const Rule *rule, Lang lang)
{
    Str note = text_in(lang, rule_basis_note(rule));
    if (note.len == 0)
        return rule->basis;
    return str_fmt(arena, "%.*s (%.*s)", STRF(rule->basis), STRF(note));
}

Text rule_state_text(RuleState state)
{
    static const Text texts[] = {[RULE_ON] = TEXT_INIT("đang dùng", "on"),
                                 [RULE_OFF] = TEXT_INIT("đã tắt", "switched off"),
                                 [RULE_NOT_IN_FORCE] = TEXT_INIT("chưa hoặc không còn hiệu lực", "not in force")};
    return texts[state];
}

/* ---- the file --------------------------------------------------------------------------- */

static bool read_number(Str written, int most, int *ret)
{
    int64_t n;
    if (!vn_parse_int(written, &n) || n < 1 || n > most)
        return false;
    *ret = (int)n;
    return true;
}

static bool read_day(Str written, Date *ret)
{
    *ret = (Date){0};
    return written.len == 0 || (date_parse_iso(written, ret) && ret->day > 0);
}

static bool read_certainty(Str written, LawCertainty *ret)
{
    static const char *const names[] = {[LAW_UNSURE] = "unsure", [LAW_MEDIUM] = "medium", [LAW_HIGH] = "high"};
    for (int i = 0; i < COUNTOF(names); i++) {
        *ret = (LawCertainty)i;
        if (str_eq(written, str_from(names[i])))
            return true;
    }
    return false;
}

static Err *read_rule(const Sheet *sheet, Rule *ret)
{
    Str about = sheet_cell(sheet, "about");
    *ret = (Rule){.code = sheet_cell(sheet, "code"),
                  .employer = str_eq(about, S("employer")),
                  .title = {sheet_cell(sheet, "title_vi"), sheet_cell(sheet, "title_en")},
                  .clears = {sheet_cell(sheet, "clears_vi"), sheet_cell(sheet, "clears_en")},
                  .condition = sheet_cell(sheet, "condition"),
                  .agency = sheet_cell(sheet, "agency"),
                  .basis = sheet_cell(sheet, "basis"),
                  .shows = sheet_cell(sheet, "evidence")};
    if (ret->code.len == 0 || (!ret->employer && !str_eq(about, S("person"))))
        return sheet_bad(sheet, ret->code.len > 0 ? about : ret->code);
    if (ret->title.vi.len == 0 || ret->title.en.len == 0 || ret->clears.vi.len == 0 || ret->clears.en.len == 0 ||
        ret->agency.len == 0 || ret->basis.len == 0)
        return sheet_bad(sheet, ret->code);
    if (!read_number(sheet_cell(sheet, "group"), RULE_GROUPS, &ret->group) ||
        !read_number(sheet_cell(sheet, "severity"), 3, &ret->severity) ||
        !read_number(sheet_cell(sheet, "days"), 366, &ret->days) ||
        !read_certainty(sheet_cell(sheet, "certainty"), &ret->certainty) ||
        !read_day(sheet_cell(sheet, "from"), &ret->from) || !read_day(sheet_cell(sheet, "to"), &ret->to))
        return sheet_bad(sheet, ret->code);
    return NULL;
}

static Err *read_groups(Arena *arena, Text *ret)
{
    AUTO(sheet_close) Sheet sheet = {0};
    TRY(sheet_open(arena, "rules/group.csv", &sheet));
    for (int i = 0;; i++) {
        bool more;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            return i == RULE_GROUPS ? NULL : sheet_bad(&sheet, S("number"));
        Text title = {sheet_cell(&sheet, "title_vi"), sheet_cell(&sheet, "title_en")};
        if (i == RULE_GROUPS || title.vi.len == 0 || title.en.len == 0)
            return sheet_bad(&sheet, sheet_cell(&sheet, "number"));
        ret[i] = title;
    }
}

/* ---- what is kept with a lead ------------------------------------------------------------- */

/* Kept with a lead, what grows by itself would change every one each month. */
static bool is_kept(const Rule *rule, int fact)
{
    static const uint64_t person = 1ull << PERSON_age_months | 1ull << PERSON_dropped_months |
                                   1ull << PERSON_dead_months | 1ull << PERSON_paid_after_death |
                                   1ull << PERSON_benefit_overlap;
    uint64_t grow = rule->employer ? 1ull << EMPLOYER_status_months : person;
    return (grow >> fact & 1) == 0;
}

static void keep(Rule *rule, int fact)
{
    for (int i = 0; i < rule->evidences; i++)
        if (rule->evidence[i] == fact)
            return;
    if (is_kept(rule, fact) && rule->evidences < RULE_EVIDENCE)
        rule->evidence[rule->evidences++] = fact;
}

static Err *read_evidence(Arena *arena, Rule *rule)
{
    for (Str left = rule->shows; left.len > 0;) {
        StrCut cut = str_cut(left, ' ');
        int fact = fact_find(rule->employer, cut.head);
        if (fact < 0 || rule->evidences == RULE_EVIDENCE)
            return FAIL(arena, BAD_INPUT, "quy tắc %.*s: không có dữ kiện “%.*s” hoặc quá nhiều dữ kiện",
                        "rule %.*s: there is no fact “%.*s”, or there are too many", STRF(rule->code), STRF(cut.head));
        keep(rule, fact);
        left = cut.tail;
    }
    for (int fact = 0; fact < 64; fact++)
        if (expr_open(rule->expr) >> fact & 1)
            keep(rule, fact);
    return NULL;
}

static Err *compile(Arena *arena, const Law *law, Date month, Rule *rule)
{
    Err *err = expr_compile(arena, law, month, rule->employer, rule->condition, &rule->expr);
    if (err) {
        Place place = err->place;
        return err_at(
            FAIL(arena, BAD_INPUT, "quy tắc %.*s: %.*s", "rule %.*s: %.*s", STRF(rule->code), STRF(err->text.vi)),
            place);
    }
    rule->facts = expr_facts(rule->expr);
    return read_evidence(arena, rule);
}

static bool in_force(const Rule *rule, Date month)
{
    Date last = {month.year, month.month, date_days_in_month(month.year, month.month)};
    return date_cmp(rule->from, last) <= 0 && (rule->to.year == 0 || date_cmp(last, rule->to) <= 0);
}

Err *rules_load(Arena *arena, const Law *law, Date month, RuleSet *ret)
{
    AUTO(sheet_close) Sheet sheet = {0};
    Rules rules = {0};
    *ret = (RuleSet){.month = month};
    TRY(read_groups(arena, ret->group));
    TRY(sheet_open(arena, "rules/rule.csv", &sheet));
    for (;;) {
        Rule rule;
        bool more;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            break;
        TRY(read_rule(&sheet, &rule));
        rule.state = in_force(&rule, month) ? RULE_ON : RULE_NOT_IN_FORCE;
        if (rule.state == RULE_ON)
            TRY(compile(arena, law, month, &rule));
        vec_push(arena, &rules, rule);
    }
    ret->rule = rules.data;
    ret->count = rules.len;
    return NULL;
}

Err *rule_written(Arena *arena, const Law *law, Date month, bool employer, Str condition, Rule *ret)
{
    *ret = (Rule){.employer = employer, .condition = condition, .severity = 1, .days = 30};
    TRY(expr_compile(arena, law, month, employer, condition, &ret->expr));
    ret->facts = expr_facts(ret->expr);
    return read_evidence(arena, ret);
}

Err *rule_find(const RuleSet *rules, Arena *arena, Str code, const Rule **ret)
{
    Buf known = buf_open(arena);
    for (ptrdiff_t i = 0; i < rules->count; i++) {
        *ret = &rules->rule[i];
        if (str_eq((*ret)->code, code))
            return NULL;
        buf_fmt(&known, "%s%.*s", i ? ", " : "", STRF((*ret)->code));
    }
    Str list = buf_str(&known);
    *ret = NULL;
    return FAIL(arena, NOT_FOUND, "không có quy tắc “%.*s”; các quy tắc: %.*s",
                "there is no rule “%.*s”; the rules: %.*s", STRF(code), STRF(list));
}

/* ---- switches --------------------------------------------------------------------------------- */

Err *rules_of(Store *store, Arena *arena, const Law *law, Str province, Date month, RuleSet *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(rules_load(arena, law, month, ret));
    TRY(store_query(store, arena, SQL_LEAD_RULES, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Str code = rows_text(&rows, arena, 0);
        for (ptrdiff_t i = 0; i < ret->count; i++) {
            Rule *rule = &ret->rule[i];
            if (!str_eq(rule->code, code))
                continue;
            if (rule->state == RULE_ON && rows_int(&rows, 1) == 0)
                rule->state = RULE_OFF;
            rule->switched_by = rows_text(&rows, arena, 2);
            rule->switched_at = rows_text(&rows, arena, 3);
        }
    }
    return err;
}

Err *rule_switch(Store *store, Arena *arena, Str province, Str code, bool on, Str by)
{
    RuleSet rules;
    const Rule *rule;
    Law *law;
    Date today = clock_today(store_clock(store));
    TRY(law_load(arena, (Str){0}, &law));
    TRY(rules_load(arena, law, today, &rules));
    TRY(rule_find(&rules, arena, code, &rule));
    return store_exec(
        store, arena, SQL_LEAD_RULE_SWITCH,
        ARGS(V_TEXT(province), V_TEXT(code), V_INT(on), V_TEXT(by), V_TEXT(clock_stamp(arena, store_clock(store)))),
        NULL);
}
