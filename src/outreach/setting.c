/* What data/outreach says: limits, and which rules are worked in what order. */
#include "outreach/outreach.h"

#include "base/vec.h"
#include "table/sheet.h"
#include "vn/vn.h"

typedef Vec(OutreachRule) Rules;

static Err *read_numbers(Arena *arena, OutreachSettings *s)
{
    AUTO(sheet_close) Sheet sheet = {0};
    const struct {
        Str name;
        int least, most, *to;
    } numbers[] = {{S("most"), 1, 3000, &s->most},
                   {S("quiet_months"), 1, 60, &s->quiet_months},
                   {S("confirm_after"), 1, 12, &s->confirm_after},
                   {S("oldest_days"), 1, 366, &s->oldest_days},
                   {S("phone_most"), 1, 5000, &s->phone_most},
                   {S("phone_days"), 1, 92, &s->phone_days}};
    TRY(sheet_open(arena, "outreach/setting.csv", &sheet));
    for (;;) {
        bool more;
        int64_t value;
        int n = 0;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            break;
        Str name = sheet_cell(&sheet, "name"), written = sheet_cell(&sheet, "value");
        while (n < COUNTOF(numbers) && !str_eq(name, numbers[n].name))
            n++;
        if (n == COUNTOF(numbers))
            return sheet_bad(&sheet, name);
        if (!vn_parse_int(written, &value) || value < numbers[n].least || value > numbers[n].most)
            return sheet_bad(&sheet, written);
        *numbers[n].to = (int)value;
    }
    for (int n = 0; n < COUNTOF(numbers); n++)
        if (*numbers[n].to == 0)
            return FAIL(arena, BAD_INPUT, "data/outreach/setting.csv thiếu “%.*s”",
                        "data/outreach/setting.csv lacks “%.*s”", STRF(numbers[n].name));
    return NULL;
}

static bool read_real(Str written, double most, double *ret)
{
    VnDecimal d;
    if (!vn_parse_decimal(written, &d) || d.percent)
        return false;
    *ret = (double)d.digits;
    for (int i = 0; i < d.scale; i++)
        *ret /= 10;
    return *ret > 0 && *ret <= most;
}

static Err *read_rules(Arena *arena, Rules *ret)
{
    AUTO(sheet_close) Sheet sheet = {0};
    TRY(sheet_open(arena, "outreach/rule.csv", &sheet));
    for (;;) {
        bool more;
        TRY(sheet_next(&sheet, &more));
        if (!more)
            return NULL;
        Str voluntary = sheet_cell(&sheet, "voluntary");
        OutreachRule rule = {.rule = str_copy(arena, sheet_cell(&sheet, "rule")),
                             .voluntary = str_eq(voluntary, S("1")),
                             .confirms = str_copy(arena, sheet_cell(&sheet, "confirms")),
                             .reason = {str_copy(arena, sheet_cell(&sheet, "reason_vi")),
                                        str_copy(arena, sheet_cell(&sheet, "reason_en"))}};
        if (!read_real(sheet_cell(&sheet, "gain"), 10, &rule.gain))
            return sheet_bad(&sheet, sheet_cell(&sheet, "gain"));
        if (!read_real(sheet_cell(&sheet, "ease"), 1, &rule.ease))
            return sheet_bad(&sheet, sheet_cell(&sheet, "ease"));
        if (rule.rule.len == 0 || rule.confirms.len == 0 || (!rule.voluntary && !str_eq(voluntary, S("0"))))
            return sheet_bad(&sheet, rule.rule);
        vec_push(arena, ret, rule);
    }
}

Err *outreach_settings(Arena *arena, OutreachSettings *ret)
{
    Rules rules = {0};
    *ret = (OutreachSettings){0};
    TRY(read_numbers(arena, ret));
    TRY(read_rules(arena, &rules));
    ret->rule = rules.data;
    ret->rules = rules.len;
    return NULL;
}

Err *outreach_settings_kept(Store *store, Arena *arena, OutreachSettings *ret)
{
    static const char slot_key;
    void **slot = store_slot(store, &slot_key);
    if (!*slot) {
        Arena *memory = store_memory(store);
        OutreachSettings *settings = new (memory, OutreachSettings, 1);
        Err *err = outreach_settings(memory, settings);
        if (err)
            return err_keep(arena, err);
        *slot = settings;
    }
    *ret = *(const OutreachSettings *)*slot;
    return NULL;
}

const OutreachRule *outreach_rule(const OutreachSettings *settings, Str rule)
{
    for (ptrdiff_t i = 0; i < settings->rules; i++)
        if (str_eq(settings->rule[i].rule, rule))
            return &settings->rule[i];
    return NULL;
}
