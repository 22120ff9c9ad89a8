/* What the rules of a model ask of rows, as far as marks and traces say it: each rule that is no narrower than another
 * once. */
#include "reconcile/identify_sieve.h"

static uint8_t place_asked(Sieve *s, TraceAsked asked)
{
    for (int i = 0; i < s->count; i++)
        if (s->asked[i].what == asked.what && s->asked[i].part == asked.part)
            return (uint8_t)i;
    s->asked[s->count] = asked;
    return (uint8_t)s->count++;
}

static bool asks(const SieveRule *rule, uint8_t asked)
{
    for (int i = 0; i < rule->count; i++)
        if (rule->asked[i] == asked)
            return true;
    return false;
}

/* Who shares the key of the one shares that of the other. */
static bool holds(const SieveRule *rule, const SieveRule *wider)
{
    for (int i = 0; i < wider->count; i++)
        if (!asks(rule, wider->asked[i]))
            return false;
    return true;
}

static void add_rule(Sieve *s, const SieveRule *rule)
{
    int kept = 0;
    for (int r = 0; r < s->rules; r++)
        if (holds(rule, &s->rule[r]))
            return;
    for (int r = 0; r < s->rules; r++)
        if (!holds(&s->rule[r], rule))
            s->rule[kept++] = s->rule[r];
    s->rule[kept] = *rule;
    s->rules = kept + 1;
}

bool sieve_rules(Sieve *s, const LinkModel *model)
{
    for (int r = 0; r < model->rules; r++) {
        const LinkRule *from = &model->rule[r];
        SieveRule rule = {.count = 0};
        bool dead = false;
        for (int i = 0; i < from->parts; i++) {
            LinkPart p = from->part[i];
            TraceAsked asked = trace_asked(&model->field[p.field], p.part);
            dead |= asked.what == TRACE_DEAD;
            if (asked.what != TRACE_NOTHING && asked.what != TRACE_DEAD)
                rule.asked[rule.count++] = place_asked(s, asked);
        }
        if (!dead && rule.count == 0)
            return false;
        if (!dead)
            add_rule(s, &rule);
    }
    return true;
}
