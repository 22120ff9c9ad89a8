/* What a run found of one rule in a stretch of subjects beside what stood there: new leads, those that came back,
 * changed or cleared.  Pure: nothing is read or written. */
#include "reconcile/lead_internal.h"

typedef struct Comparing {
    const LeadSave *save;
    const Intern *texts;
    LeadBatch *batch;
} Comparing;

static void add(const Comparing *c, LeadValues *to, const Value *value, int count)
{
    for (int i = 0; i < count; i++)
        vec_push(&c->batch->memory, to, value[i]);
}

static Value text_of(const Comparing *c, uint32_t number)
{
    return V_TEXT(intern_text(c->texts, number));
}

/* ---- one lead ----------------------------------------------------------------------------- */

static void note_event(const Comparing *c, int64_t lead, const char *change, Str why)
{
    const Value values[LEAD_EVENT_VALUES] = {V_TEXT(c->save->province), V_INT(c->save->run), V_INT(lead),
                                             V_TEXT(str_from(change)), V_TEXT(why)};
    add(c, &c->batch->event, values, LEAD_EVENT_VALUES);
}

static void note_off(const Comparing *c, LeadValues *to, int64_t lead)
{
    const Value values[LEAD_OFF_VALUES] = {V_TEXT(c->save->province), V_TEXT(c->batch->rule->code), V_INT(lead)};
    add(c, to, values, LEAD_OFF_VALUES);
}

static void appear(const Comparing *c, const Hit *h)
{
    const Rule *rule = c->batch->rule;
    const Value values[LEAD_PUT_VALUES] = {V_TEXT(c->save->province), V_TEXT(rule->code),       V_INT(rule->employer),
                                           V_INT(h->subject),         [LEAD_PUT_ID] = V_INT(0), text_of(c, h->unit),
                                           text_of(c, h->village),    text_of(c, h->kind),      text_of(c, h->facts),
                                           V_INT(c->save->run),       V_INT(c->save->run),      V_INT(0)};
    add(c, &c->batch->put, values, LEAD_PUT_VALUES);
    c->batch->appeared++;
}

static WhyFacts facts_in(const Comparing *c, uint32_t written)
{
    LeadFact *fact;
    ptrdiff_t count;
    WhyFacts facts = {0};
    Arena scratch = c->batch->memory;
    shape_read(&scratch, c->save->shapes, c->batch->rule->employer, intern_text(c->texts, written), &fact, &count);
    for (ptrdiff_t i = 0; i < count; i++) {
        facts.known |= 1ull << fact[i].fact;
        facts.value[fact[i].fact] = fact[i].value;
    }
    return facts;
}

/* "moved=7>3 compulsory=0>1" */
static Str why_moved(const Comparing *c, const LeadMove *move, Str rest)
{
    if (!move)
        return rest;
    Buf out = buf_open(&c->batch->memory);
    buf_fmt(&out, "%s=%lld>%lld", WHY_MOVED, (long long)move->from, (long long)move->to);
    if (rest.len > 0)
        buf_fmt(&out, " %.*s", STRF(rest));
    return buf_str(&out);
}

static Str why_gone(const Comparing *c, const KeptLead *old, const Hit *gone)
{
    LeadBatch *b = c->batch;
    LeadFact *fact;
    ptrdiff_t count;
    const LeadMove *left = lead_left_behind(b->moves, old->subject);
    Str now = gone ? intern_text(c->texts, gone->facts) : S(WHY_OFF);
    if (left)
        return why_moved(c, left, (Str){0});
    if (!gone || str_eq(now, S(WHY_GONE)))
        return now;
    shape_read(&b->memory, c->save->shapes, b->rule->employer, intern_text(c->texts, old->facts), &fact, &count);
    WhyFacts before = why_before(b->rule, fact, count), after = facts_in(c, gone->facts);
    return why_moved(c, lead_moved_to(b->moves, old->subject),
                     why_write(&b->memory, b->rule->employer, &before, &after));
}

static void clear(const Comparing *c, const KeptLead *old, const Hit *gone)
{
    const Rule *rule = c->batch->rule;
    const Value values[LEAD_CLEAR_VALUES] = {V_TEXT(c->save->province), V_TEXT(rule->code), V_INT(rule->employer),
                                             V_INT(old->subject), V_INT(c->save->run)};
    add(c, &c->batch->clear, values, LEAD_CLEAR_VALUES);
    note_off(c, &c->batch->off, old->id);
    note_event(c, old->id, "cleared", why_gone(c, old, gone));
    c->batch->cleared++;
}

/* It is there again, or its place, evidence or subject is another. */
static void update(const Comparing *c, const KeptLead *old, const Hit *h)
{
    LeadBatch *b = c->batch;
    bool there = old->unit == h->unit;
    WhyFacts before = facts_in(c, old->facts), after = facts_in(c, h->facts);
    const Value values[LEAD_SET_VALUES] = {V_TEXT(c->save->province), V_TEXT(b->rule->code),  V_INT(b->rule->employer),
                                           V_INT(old->subject),       text_of(c, h->village), text_of(c, h->kind),
                                           text_of(c, h->facts),      text_of(c, h->unit),    V_INT(c->save->run)};
    if (!old->open) {
        add(c, &b->set, values, LEAD_SET_VALUES);
        note_off(c, &b->back, old->id);
    } else {
        add(c, there ? &b->change : &b->place, values, there ? LEAD_CHANGE_VALUES : LEAD_PLACE_VALUES);
    }
    note_event(
        c, old->id, old->open ? "changed" : "returned",
        why_moved(c, lead_moved_to(b->moves, old->subject), why_write(&b->memory, b->rule->employer, &before, &after)));
    b->appeared += !old->open;
    b->changed += old->open;
}

static bool same(const Comparing *c, const KeptLead *old, const Hit *h)
{
    return old->open && old->facts == h->facts && old->unit == h->unit && old->village == h->village &&
           old->kind == h->kind && !lead_moved_to(c->batch->moves, old->subject);
}

/* ---- a stretch of subjects ------------------------------------------------------------------- */

typedef struct Cursor { /* hits of a rule, by subject */
    const Hit *at, *end;
} Cursor;

static Cursor hits_in(const Hits *hits, int64_t from, int64_t to)
{
    ptrdiff_t low = 0, high = hits->len, end;
    if (high == 0)
        return (Cursor){0};
    while (low < high) {
        ptrdiff_t at = (low + high) / 2;
        if (hits->data[at].subject < from)
            low = at + 1;
        else
            high = at;
    }
    for (end = low; end < hits->len && hits->data[end].subject < to;)
        end++;
    return (Cursor){hits->data + low, hits->data + end};
}

static ptrdiff_t first_kept(const LeadsOfRule *kept, int64_t from)
{
    ptrdiff_t low = 0, high = kept ? kept->leads : 0;
    while (low < high) {
        ptrdiff_t at = (low + high) / 2;
        if (kept->lead[at].subject < from)
            low = at + 1;
        else
            high = at;
    }
    return low;
}

static const Hit *gone_of(Cursor *gone, int64_t subject)
{
    while (gone->at < gone->end && gone->at->subject < subject)
        gone->at++;
    return gone->at < gone->end && gone->at->subject == subject ? gone->at : NULL;
}

static void meet(const Comparing *c, Cursor *hit, Cursor *gone, const KeptLead *old)
{
    while (hit->at < hit->end && hit->at->subject < old->subject)
        appear(c, hit->at++);
    if (hit->at < hit->end && hit->at->subject == old->subject) {
        if (!same(c, old, hit->at))
            update(c, old, hit->at);
        hit->at++;
    } else if (old->open) {
        clear(c, old, gone_of(gone, old->subject));
    }
}

void lead_compare(const LeadSave *save, const Evaluated *evaluated, LeadBatch *b)
{
    static const RuleHits none;
    const RuleHits *hits = b->hits ? b->hits : &none;
    Comparing c = {save, &evaluated->texts, b};
    Cursor hit = hits_in(&hits->hit, b->from, b->to), gone = hits_in(&hits->gone, b->from, b->to);
    for (ptrdiff_t i = first_kept(b->kept, b->from); b->kept && i < b->kept->leads; i++) {
        if (b->kept->lead[i].subject >= b->to)
            break;
        meet(&c, &hit, &gone, &b->kept->lead[i]);
    }
    while (hit.at < hit.end)
        appear(&c, hit.at++);
}
