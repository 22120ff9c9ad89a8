/* Actions as phones send them. */
#include "test.h"

#include "outreach/contact.h"

#define ONE                                                                                                    \
    "\"key\":\"may-1-00001\",\"lead\":7,\"day\":\"2026-10-20\",\"channel\":\"visit\",\"outcome\":\"refused\"," \
    "\"seen\":3"

static Err *read_of(Arena *arena, const char *json, OutreachAction **ret, ptrdiff_t *ret_count)
{
    return outreach_actions_read(arena, str_from(json), ret, ret_count);
}

TEST(actions_are_read)
{
    OutreachAction *action;
    ptrdiff_t count;
    assert_ok(read_of(arena,
                      "{\"actions\":[{" ONE ",\"reason\":\"chưa có tiền\",\"next_day\":\"2026-11-20\"},{" ONE "}]}",
                      &action, &count));
    assert_int_equal(count, 2);
    assert_str(action[0].key, S("may-1-00001"));
    assert_int_equal(action[0].lead, 7);
    assert_int_equal(date_cmp(action[0].day, (Date){2026, 10, 20}), 0);
    assert_int_equal(action[0].outcome, CONTACT_REFUSED);
    assert_str(action[0].reason, S("chưa có tiền"));
    assert_int_equal(action[0].next_day.month, 11);
    assert_int_equal(action[1].next_day.year, 0);
    assert_int_equal(action[1].seen, 3);
    assert_ok(read_of(arena, "{\"actions\":[]}", &action, &count));
    assert_int_equal(count, 0);
}

TEST(what_is_no_list_of_actions_is_refused_with_its_place)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        "null",
        "{\"actions\":{}}",
        "{\"actions\":[1]}",
        "{\"actions\":[{}]}",
        "{\"actions\":[],\"x\":1}",
        "{\"actions\":[{" ONE ",\"agent\":\"binh\"}]}",
        "{\"actions\":[{" ONE ",\"lead\":8}]}",
        "{\"actions\":[{" ONE ",\"note\":5}]}",
        "{\"actions\":[{" ONE ",\"next_day\":\"31/12/2026\"}]}",
        "{\"actions\":[{\"key\":\"may-1-00001\",\"lead\":-7,\"day\":\"2026-10-20\",\"channel\":\"visit\",\"outcome\":"
        "\"moved\",\"seen\":3}]}",
        "{\"actions\":[{\"key\":\"may-1-00001\",\"lead\":7,\"day\":\"2026-10\",\"channel\":\"visit\",\"outcome\":"
        "\"moved\",\"seen\":3}]}",
        "{\"actions\":[{\"key\":\"may-1-00001\",\"lead\":7,\"day\":\"2026-10-20\",\"channel\":\"visit\",\"outcome\":"
        "\"won\",\"seen\":3}]}",
    };
    OutreachAction *action;
    ptrdiff_t count;
    for (int i = 0; i < COUNTOF(bad); i++)
        assert_fails(read_of(arena, bad[i], &action, &count), BAD_INPUT);
}

TEST(there_are_limits)
{
    OutreachAction *action;
    ptrdiff_t count;
    Buf many = buf_open(arena);
    buf_add(&many, S("{\"actions\":["));
    for (int i = 0; i <= ACTIONS_MOST; i++)
        buf_add(&many, i > 0 ? S(",{}") : S("{}"));
    buf_add(&many, S("]}"));
    assert_fails(outreach_actions_read(arena, buf_str(&many), &action, &count), TOO_LARGE);
    Str large = {new (arena, char, ACTIONS_BYTES + 1), ACTIONS_BYTES + 1};
    assert_fails(outreach_actions_read(arena, large, &action, &count), TOO_LARGE);
    Buf note = buf_open(arena);
    buf_add(&note, S("{\"actions\":[{" ONE ",\"note\":\""));
    for (int i = 0; i <= ACTION_TEXT; i++)
        buf_byte(&note, 'a');
    buf_add(&note, S("\"}]}"));
    assert_fails(outreach_actions_read(arena, buf_str(&note), &action, &count), BAD_INPUT);
}

TEST(the_settings_that_ship_can_be_read_and_their_rules_are_there)
{
    OutreachSettings s;
    RuleSet rules;
    Law *law;
    assert_ok(outreach_settings(arena, &s));
    assert_true(s.most > 0 && s.quiet_months > 0 && s.confirm_after > 0 && s.rules > 0);
    assert_ok(law_load(arena, (Str){0}, &law));
    assert_ok(rules_load(arena, law, (Date){2026, 10, 0}, &rules));
    for (ptrdiff_t i = 0; i < s.rules; i++) {
        const Rule *rule;
        const Expr *expr;
        assert_ok(rule_find(&rules, arena, s.rule[i].rule, &rule));
        assert_ok(expr_compile(arena, law, (Date){2026, 10, 0}, rule->employer, s.rule[i].confirms, &expr));
        assert_true(s.rule[i].reason.vi.len > 0 && s.rule[i].reason.en.len > 0);
    }
    assert_null(outreach_rule(&s, S("several-numbers")));
}

TEST_MAIN
