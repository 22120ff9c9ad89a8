/* Every rule over every subject: chunks side by side, what they find in the order of the chunks. */
#include "reconcile/lead_internal.h"

#include "base/pool.h"
#include <stdio.h>
#include <string.h>

enum { SLICE_MEMORY = 1 << 28, SLOTS_A_THREAD = 4, TOLD = 8, CLASS_MOST = 96, POTENTIAL = 6 /* group */ };

typedef struct Found { /* of one rule in one chunk */
    Hits hit, gone;
    int64_t unknown;
    uint64_t lacking;
} Found;

typedef struct Slice {
    Arena memory;
    ptrdiff_t chunk;
    Intern texts;
    Found *found; /* of each rule that is evaluated */
    Err *err;
} Slice;

typedef struct Evaluation {
    const EvaluateAsk *ask;
    Evaluated *all;
    Arena *arena;
    Err *err;
    ptrdiff_t next; /* chunk */
    bool employer;
    Slice *slice;
    int *fact[2]; /* those of a whole shape, by rule: WHY_FACTS each */
    int *facts;
    const ExprSift **sift; /* of each rule of the kind at hand */
} Evaluation;

static const int class_facts[] = {PERSON_age_months,        PERSON_sex,  PERSON_poverty, PERSON_ever_insured,
                                  PERSON_household_insured, PERSON_lists};

/* ---- classes of the potential ---------------------------------------------------------------- */

static const char *const age_codes[LEAD_AGES] = {"15-24", "25-34", "35-44", "45-54", "55"};

Text lead_age_text(LeadAge age)
{
    static const Text texts[LEAD_AGES + 1] = {
        TEXT_INIT("dưới 25 tuổi", "under 25"),  TEXT_INIT("25–34 tuổi", "25–34"),
        TEXT_INIT("35–44 tuổi", "35–44"),       TEXT_INIT("45–54 tuổi", "45–54"),
        TEXT_INIT("từ 55 tuổi", "55 and over"), TEXT_INIT("chưa rõ tuổi", "age not known")};
    return texts[age];
}

static LeadAge age_of(int32_t months)
{
    int years = months / 12;
    return years < 25   ? LEAD_AGE_UNDER_25
           : years < 35 ? LEAD_AGE_25
           : years < 45 ? LEAD_AGE_35
           : years < 55 ? LEAD_AGE_45
                        : LEAD_AGE_55;
}

static const char *code_word(int fact, int32_t value)
{
    const FactCode *codes = fact_codes(false, fact);
    for (int i = 0; value != FACT_MISSING && codes[i].code; i++)
        if (i == value)
            return codes[i].code;
    return "-";
}

static const char *first_list(int32_t lists)
{
    for (int i = 0; lists != FACT_MISSING && i < 31; i++)
        if (lists >> i & 1)
            return code_word(PERSON_lists, i);
    return "-";
}

void lead_class_write(const int32_t *fact, char *ret, int size)
{
    int32_t age = fact[PERSON_age_months];
    snprintf(ret, (size_t)size, "%s.%s.%s.%s.%s.%s", age == FACT_MISSING ? "-" : age_codes[age_of(age)],
             code_word(PERSON_sex, fact[PERSON_sex]), code_word(PERSON_poverty, fact[PERSON_poverty]),
             fact[PERSON_ever_insured] == 1 ? "former" : "new",
             fact[PERSON_household_insured] == 1 ? "household" : "alone", first_list(fact[PERSON_lists]));
}

bool lead_class_read(Str kind, LeadClass *ret)
{
    Str part[6] = {0};
    int parts = 0;
    for (StrCut cut = {.tail = kind, .ok = true}; cut.ok && parts < 6; parts++) {
        cut = str_cut(cut.tail, '.');
        part[parts] = cut.head;
    }
    *ret = (LeadClass){.age = LEAD_AGES};
    if (parts < 6)
        return false;
    for (int i = 0; i < LEAD_AGES; i++)
        if (str_eq(part[0], str_from(age_codes[i])))
            ret->age = (LeadAge)i;
    ret->sex = fact_code(false, PERSON_sex, part[1]);
    ret->poverty = fact_code(false, PERSON_poverty, part[2]);
    ret->former = str_eq(part[3], S("former"));
    ret->household = str_eq(part[4], S("household"));
    ret->list = fact_code(false, PERSON_lists, part[5]);
    return true;
}

/* ---- a chunk ------------------------------------------------------------------------------------ */

static bool bit_of(const uint8_t *bits, int64_t i)
{
    return bits[i >> 3] >> (i & 7) & 1;
}

static void note_unknown(Found *found, const Rule *rule, const GatheredFacts *f, ptrdiff_t row)
{
    found->unknown++;
    for (uint64_t left = rule->facts & ~found->lacking; left; left &= left - 1) {
        int fact = __builtin_ctzll(left);
        if (f->column[fact * f->step + row] == FACT_MISSING)
            found->lacking |= 1ull << fact;
    }
}

/* Of a row those facts alone: the others stand far from each other. */
static void facts_at(const GatheredFacts *f, ptrdiff_t row, const int *which, int count, int32_t *ret)
{
    for (int i = 0; i < count; i++)
        ret[which[i]] = f->column[which[i] * f->step + row];
}

static uint32_t facts_text(Slice *s, int shape, const int *which, int count, const int32_t *fact)
{
    char written[SHAPE_MOST];
    return intern(&s->texts, &s->memory, (Str){written, shape_write(written, shape, which, count, fact)});
}

static void note_hit(Slice *s, Found *found, const RuleHits *r, const GatheredFacts *f, ptrdiff_t row)
{
    char kind[CLASS_MOST] = "";
    int32_t fact[WHY_FACTS];
    facts_at(f, row, r->rule->evidence, r->rule->evidences, fact);
    if (r->rule->group == POTENTIAL) {
        facts_at(f, row, class_facts, COUNTOF(class_facts), fact);
        lead_class_write(fact, kind, sizeof kind);
    }
    Hit hit = {.subject = (uint32_t)(f->first + row),
               .unit = intern(&s->texts, &s->memory, f->unit[row]),
               .village = intern(&s->texts, &s->memory, f->village[row]),
               .kind = intern(&s->texts, &s->memory, str_from(kind)),
               .facts = facts_text(s, r->shape, r->rule->evidence, r->rule->evidences, fact)};
    vec_push(&s->memory, &found->hit, hit);
}

static void note_gone(const Evaluation *e, Slice *s, Found *found, ptrdiff_t rule, const GatheredFacts *f,
                      ptrdiff_t row)
{
    const int *which = e->fact[e->employer] + rule * WHY_FACTS;
    int32_t fact[WHY_FACTS];
    facts_at(f, row, which, e->facts[rule], fact);
    Hit gone = {.subject = (uint32_t)(f->first + row),
                .facts = f->there[row] ? facts_text(s, e->all->rule[rule].whole, which, e->facts[rule], fact)
                                       : intern(&s->texts, &s->memory, S(WHY_GONE))};
    vec_push(&s->memory, &found->gone, gone);
}

/* Open until now, and not among the rows that it holds for. */
static void note_all_gone(const Evaluation *e, Slice *s, Found *found, ptrdiff_t rule, const GatheredFacts *f)
{
    const Rule *r = e->all->rule[rule].rule;
    const uint8_t *open = e->ask->open ? e->ask->open[r - e->ask->rules->rule] : NULL;
    ptrdiff_t next = 0;
    for (ptrdiff_t row = 0; open && row < f->count; row++) {
        int64_t subject = f->first + row;
        if ((subject & 7) == 0 && open[subject >> 3] == 0) {
            row += 7;
            continue;
        }
        if (!bit_of(open, subject))
            continue;
        while (next < found->hit.len && found->hit.data[next].subject < subject)
            next++;
        if (next == found->hit.len || found->hit.data[next].subject != subject)
            note_gone(e, s, found, rule, f, row);
    }
}

/* there: the rows that are there. */
static void evaluate_rule(const Evaluation *e, Slice *s, ptrdiff_t rule, const GatheredFacts *f, const uint16_t *there,
                          ptrdiff_t rows)
{
    RuleHits *r = &e->all->rule[rule];
    Found *found = &s->found[rule];
    uint16_t left[SUBJECT_CHUNK];
    bool unknown[SUBJECT_CHUNK];
    memcpy(left, there, (size_t)rows * sizeof *left);
    memset(unknown, 0, (size_t)f->count);
    rows = expr_sift(e->sift[rule], f->column, f->step, left, rows, unknown);
    for (ptrdiff_t i = 0; i < rows; i++)
        if (unknown[left[i]])
            note_unknown(found, r->rule, f, left[i]);
        else
            note_hit(s, found, r, f, left[i]);
    note_all_gone(e, s, found, rule, f);
}

static void evaluate_chunk(const Evaluation *e, Slice *s, const GatheredFacts *f)
{
    uint16_t there[SUBJECT_CHUNK];
    ptrdiff_t rows = 0;
    for (ptrdiff_t row = 0; row < f->count; row++)
        if (f->there[row])
            there[rows++] = (uint16_t)row;
    for (ptrdiff_t r = 0; r < e->all->rules; r++)
        if (e->all->rule[r].rule->employer == e->employer)
            evaluate_rule(e, s, r, f, there, rows);
}

int64_t hits_open(const uint8_t *open, const Hits *hits)
{
    int64_t count = 0;
    for (ptrdiff_t i = 0; open && i < hits->len; i++)
        count += bit_of(open, hits->data[i].subject);
    return count;
}

/* ---- all of them ----------------------------------------------------------------------------------- */

static void take_hits(Arena *arena, const uint32_t *as, const Hits *from, Hits *to)
{
    for (ptrdiff_t i = 0; i < from->len; i++) {
        Hit h = from->data[i];
        h.unit = as[h.unit];
        h.village = as[h.village];
        h.kind = as[h.kind];
        h.facts = as[h.facts];
        vec_push(arena, to, h);
    }
}

/* Texts of the slice become texts of all. */
static void take(Arena *arena, Evaluated *all, Slice *s)
{
    uint32_t *as = new_raw(&s->memory, uint32_t, s->texts.text.len + 1);
    for (ptrdiff_t i = 0; i < s->texts.text.len; i++)
        as[i] = intern(&all->texts, arena, s->texts.text.data[i]);
    for (ptrdiff_t r = 0; r < all->rules; r++) {
        RuleHits *to = &all->rule[r];
        take_hits(arena, as, &s->found[r].hit, &to->hit);
        take_hits(arena, as, &s->found[r].gone, &to->gone);
        to->unknown += s->found[r].unknown;
        to->lacking |= s->found[r].lacking;
    }
}

/* ---- chunks on their way ------------------------------------------------------------------------ */

static bool next_chunk(void *arg, int slot)
{
    Evaluation *e = arg;
    Slice *s = &e->slice[slot];
    if (e->next == e->ask->gathered->chunks[e->employer])
        return false;
    arena_rewind(&s->memory);
    *s = (Slice){.memory = s->memory, .chunk = e->next++};
    return true;
}

static void evaluate_slice(void *arg, int slot, int worker)
{
    const Evaluation *e = arg;
    Slice *s = &e->slice[slot];
    GatheredFacts facts;
    (void)worker;
    s->found = new (&s->memory, Found, e->all->rules);
    s->err = gathered_facts(e->ask->gathered, &s->memory, e->employer, s->chunk, &facts);
    if (!s->err)
        evaluate_chunk(e, s, &facts);
}

static Err *chunk_over(Evaluation *e, Slice *s)
{
    const EvaluateAsk *ask = e->ask;
    const ptrdiff_t *chunks = ask->gathered->chunks;
    TRY(err_keep(e->arena, s->err));
    take(e->arena, e->all, s);
    if (ask->progress && s->chunk % TOLD == 0)
        ask->progress(ask->arg, s->chunk + (e->employer ? chunks[0] : 0), chunks[0] + chunks[1]);
    if (ask->cancelled && ask->cancelled(ask->arg))
        return FAIL(e->arena, CONFLICT, "đã dừng theo yêu cầu; chưa có gì thay đổi",
                    "stopped as asked; nothing has changed");
    return NULL;
}

static bool has_evaluated(void *arg, int slot)
{
    Evaluation *e = arg;
    e->err = chunk_over(e, &e->slice[slot]);
    return !e->err;
}

/* What is looked at first is decided by a chunk in the middle. */
static Err *sift_rules(Arena *arena, Evaluation *e)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    GatheredFacts facts;
    ptrdiff_t chunks = e->ask->gathered->chunks[e->employer];
    if (chunks == 0)
        return NULL;
    TRY(err_keep(arena, gathered_facts(e->ask->gathered, &once, e->employer, chunks / 2, &facts)));
    e->sift = new (arena, const ExprSift *, e->all->rules);
    for (ptrdiff_t r = 0; r < e->all->rules; r++)
        if (e->all->rule[r].rule->employer == e->employer)
            e->sift[r] = expr_sift_of(arena, e->all->rule[r].rule->expr, facts.column, facts.step, facts.count);
    return NULL;
}

static Err *evaluate_kind(Evaluation *e, bool employer)
{
    static const Pipe pipe = {next_chunk, evaluate_slice, has_evaluated};
    int slots = SLOTS_A_THREAD * e->ask->threads;
    e->employer = employer;
    e->next = 0;
    TRY(sift_rules(e->arena, e));
    e->slice = new (e->arena, Slice, slots);
    for (int i = 0; i < slots; i++)
        e->slice[i].memory = arena_open(SLICE_MEMORY);
    parallel_pipe(e->ask->threads, slots, &pipe, e);
    for (int i = 0; i < slots; i++)
        arena_close(&e->slice[i].memory);
    return e->err;
}

/* What a lead that is gone is compared by: all that the rule speaks of or shows. */
static void prepare_rule(Arena *arena, Evaluation *e, const Rule *rule)
{
    RuleHits *r = &e->all->rule[e->all->rules];
    int *fact = e->fact[rule->employer] + e->all->rules * WHY_FACTS, count = 0;
    uint64_t whole = rule->facts;
    for (int i = 0; i < rule->evidences; i++)
        whole |= 1ull << rule->evidence[i];
    for (; whole; whole &= whole - 1)
        fact[count++] = __builtin_ctzll(whole);
    e->facts[e->all->rules] = count;
    *r = (RuleHits){.rule = rule,
                    .shape = shape_of(e->ask->shapes, arena, rule->employer, rule->evidence, rule->evidences),
                    .whole = shape_of(e->ask->shapes, arena, rule->employer, fact, count)};
    e->all->rules++;
}

Err *rules_evaluate(Arena *arena, const EvaluateAsk *ask, Evaluated *ret)
{
    Evaluation e = {.ask = ask, .all = ret, .arena = arena};
    ptrdiff_t most = ask->rules->count;
    *ret = (Evaluated){.rule = new (arena, RuleHits, most)};
    if (ask->texts)
        ret->texts = *ask->texts;
    intern(&ret->texts, arena, S("")); /* texts that are not given */
    e.facts = new (arena, int, most);
    e.fact[0] = new (arena, int, most *WHY_FACTS);
    e.fact[1] = new (arena, int, most *WHY_FACTS);
    for (ptrdiff_t i = 0; i < most; i++)
        if (ask->rules->rule[i].state == RULE_ON)
            prepare_rule(arena, &e, &ask->rules->rule[i]);
    TRY(evaluate_kind(&e, false));
    return evaluate_kind(&e, true);
}
