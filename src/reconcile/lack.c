#include "reconcile/lack.h"

#include "base/vec.h"
#include "table/sheet.h"

enum { RULES_SHOWN = 3 };

typedef struct Facts {
    uint64_t of[2]; /* of persons, of employers */
} Facts;

/* "poverty employer:declared" */
static bool read_facts(Str written, Facts *ret)
{
    *ret = (Facts){0};
    for (StrCut cut = {.tail = written}; cut.tail.len > 0;) {
        cut = str_cut(cut.tail, ' ');
        bool employer = str_starts(cut.head, S("employer:"));
        int fact = fact_find(employer, employer ? str_cut(cut.head, ':').tail : cut.head);
        if (fact < 0)
            return false;
        ret->of[employer] |= 1ull << fact;
    }
    return true;
}

/* "; quy tắc không xét được: “…”, “…” và 2 quy tắc nữa" */
static Text rules_without(Arena *arena, const RuleSet *rules, const Facts *facts)
{
    Buf vi = buf_open(arena), en = buf_open(arena);
    int shown = 0, left = 0;
    for (ptrdiff_t i = 0; i < rules->count; i++) {
        const Rule *rule = &rules->rule[i];
        if (rule->state != RULE_ON || !(rule->facts & facts->of[rule->employer]))
            continue;
        if (shown == RULES_SHOWN) {
            left++;
            continue;
        }
        buf_fmt(&vi, "%s“%.*s”", shown ? ", " : "; quy tắc không xét được: ", STRF(rule->title.vi));
        buf_fmt(&en, "%s“%.*s”", shown++ ? ", " : "; rules that do not judge: ", STRF(rule->title.en));
    }
    if (left > 0) {
        buf_fmt(&vi, " và %d quy tắc nữa", left);
        buf_fmt(&en, " and %d more", left);
    }
    return (Text){buf_str(&vi), buf_str(&en)};
}

static Err *read_line(const Sheet *sheet, const RuleSet *rules, const RegisterSource *source, Text *costs)
{
    Facts facts;
    if (!str_eq(sheet_cell(sheet, "source"), source->code))
        return NULL;
    ptrdiff_t column = register_column(source, sheet_cell(sheet, "column"));
    if (column < 0 || !read_facts(sheet_cell(sheet, "facts"), &facts))
        return sheet_bad(sheet, sheet_cell(sheet, column < 0 ? "column" : "facts"));
    Text what = {sheet_cell(sheet, "vi"), sheet_cell(sheet, "en")}, which = rules_without(sheet->arena, rules, &facts);
    costs[column] = (Text){str_fmt(sheet->arena, "%.*s%.*s", STRF(what.vi), STRF(which.vi)),
                           str_fmt(sheet->arena, "%.*s%.*s", STRF(what.en), STRF(which.en))};
    return NULL;
}

Err *lacks_of(Arena *arena, const RuleSet *rules, const RegisterSource *source, const bool *there, Lack **ret,
              ptrdiff_t *ret_count)
{
    AUTO(sheet_close) Sheet sheet = {0};
    Vec(Lack) lacks = {0};
    Text costs[REGISTER_COLUMNS] = {0};
    TRY(sheet_open(arena, "reconcile/lack.csv", &sheet));
    for (;;) {
        bool more;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            break;
        TRY(read_line(&sheet, rules, source, costs));
    }
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        Lack lack = {&source->column[c], costs[c]};
        if (!there[c] && !source->column[c].required)
            vec_push(arena, &lacks, lack);
    }
    *ret = lacks.data;
    *ret_count = lacks.len;
    return NULL;
}
