/* The leads of a store beside what is true of the simulated province:
 *     bench-reconcile-truth ADDRESS PROVINCE FOLDER [RULE]
 * With a rule, its false leads and missed cases one by one in place of the table.
 *
 * FOLDER is that of `baophu generate people --registers all`.  A lead and a line of truth-rules.csv are the same case
 * where the rule is the same and the subject's golden values are the person's: personal number, else social-insurance
 * number, else name and date of birth; of an employer the tax code.  Two leads of one case (a person taken for two)
 * count once as right.  Prints a table in Markdown. */
#include "base/file.h"
#include "reconcile/lead.h"
#include "reconcile/subject.h"
#include "register/digest.h"
#include "vn/vn.h"

#include <stdio.h>

enum { KEYS = 3, RULES_MOST = 100, PAGE = 50000 };

typedef struct Case {
    int rule;
    bool planted, seen;
    Str line; /* as it stands in the file */
} Case;

typedef struct RuleLine {
    Str code;
    int64_t truth, planted, found, right, planted_right;
} RuleLine;

typedef struct Told {
    Arena *arena;
    Case *one;
    ptrdiff_t cases, slots;
    uint64_t *key; /* 0 free */
    int32_t *of;
    RuleLine rule[RULES_MOST];
    int rules;
    int wanted; /* the rule that is told one by one; -1 none */
} Told;

static int rule_of(Told *t, Str code)
{
    int i = 0;
    while (i < t->rules && !str_eq(t->rule[i].code, code))
        i++;
    if (i == t->rules && t->rules < RULES_MOST)
        t->rule[t->rules++].code = str_copy(t->arena, code);
    return i;
}

/* 0 where a part is missing. */
static uint64_t key_of(Arena scratch, int rule, int kind, Str a, Str b)
{
    if (a.len == 0 || (kind == 2 && b.len == 0))
        return 0;
    Str folded = kind == 2 ? vn_fold(&scratch, a, VN_KEY) : a;
    uint64_t key = digest_add(digest_add(digest_start() + (uint64_t)(rule * 4 + kind), folded), b);
    return key + (key == 0);
}

static ptrdiff_t slot_of(const Told *t, uint64_t key)
{
    ptrdiff_t at = (ptrdiff_t)(key & (uint64_t)(t->slots - 1));
    while (t->key[at] && t->key[at] != key)
        at = (at + 1) & (t->slots - 1);
    return at;
}

static void remember(Told *t, uint64_t key, ptrdiff_t of)
{
    if (key == 0)
        return;
    ptrdiff_t at = slot_of(t, key);
    t->key[at] = key;
    t->of[at] = (int32_t)of;
}

static Case *look_up(const Told *t, uint64_t key)
{
    ptrdiff_t at = key ? slot_of(t, key) : -1;
    return at >= 0 && t->key[at] ? &t->one[t->of[at]] : NULL;
}

enum { T_RULE, T_OF, T_PERSON, T_PLANTED, T_NAME, T_BIRTH, T_PERSONAL, T_SOCIAL, T_TAX, T_UNIT, T_COUNT };

static void read_line(Told *t, Str line)
{
    Str cell[T_COUNT] = {0};
    StrCut cut = {.tail = line, .ok = true};
    for (int i = 0; i < T_COUNT && cut.ok; i++) {
        cut = str_cut(cut.tail, ',');
        cell[i] = cut.head;
    }
    int rule = rule_of(t, cell[T_RULE]);
    Case *c = &t->one[t->cases];
    *c = (Case){.rule = rule, .planted = str_eq(cell[T_PLANTED], S("1")), .line = line};
    t->rule[rule].truth++;
    t->rule[rule].planted += c->planted;
    if (str_eq(cell[T_OF], S("employer"))) {
        remember(t, key_of(*t->arena, rule, 0, cell[T_TAX], (Str){0}), t->cases++);
        return;
    }
    remember(t, key_of(*t->arena, rule, 0, cell[T_PERSONAL], (Str){0}), t->cases);
    remember(t, key_of(*t->arena, rule, 1, cell[T_SOCIAL], (Str){0}), t->cases);
    remember(t, key_of(*t->arena, rule, 2, cell[T_NAME], cell[T_BIRTH]), t->cases++);
}

/* In the order of data/rules; those with nothing true have no precision to speak of. */
static Err *order_rules(Arena *arena, Told *t)
{
    Str path, bytes;
    TRY(file_shipped(arena, S("rules/rule.csv"), &path));
    TRY(file_read(arena, path, 4 << 20, &bytes));
    for (StrCut line = str_cut(str_cut(bytes, '\n').tail, '\n'); line.head.len > 0; line = str_cut(line.tail, '\n'))
        rule_of(t, str_cut(line.head, ',').head);
    return NULL;
}

static Err *read_truth(Arena *arena, Str folder, Told *t)
{
    Str bytes;
    TRY(file_read(arena, str_fmt(arena, "%.*s/mo-phong-truth-rules.csv", STRF(folder)), (int64_t)4 << 30, &bytes));
    ptrdiff_t lines = 0;
    for (ptrdiff_t i = 0; i < bytes.len; i++)
        lines += bytes.ptr[i] == '\n';
    *t = (Told){.arena = arena, .one = new (arena, Case, lines + 1), .slots = 64};
    while (t->slots < 2 * KEYS * lines)
        t->slots *= 2;
    TRY(order_rules(arena, t));
    t->key = new (arena, uint64_t, t->slots);
    t->of = new (arena, int32_t, t->slots);
    StrCut line = str_cut(bytes, '\n'); /* the heading */
    while (line.tail.len > 0) {
        line = str_cut(line.tail, '\n');
        read_line(t, line.head);
    }
    return NULL;
}

static Case *case_of(const Told *t, int rule, bool employer, const Str *value)
{
    Arena scratch = *t->arena;
    if (employer)
        return look_up(t, key_of(scratch, rule, 0, value[GOLDEN_tax_code], (Str){0}));
    Case *found = look_up(t, key_of(scratch, rule, 0, value[GOLDEN_personal_id], (Str){0}));
    if (!found)
        found = look_up(t, key_of(scratch, rule, 1, value[GOLDEN_si_number], (Str){0}));
    return found ? found : look_up(t, key_of(scratch, rule, 2, value[GOLDEN_name], value[GOLDEN_birth]));
}

static void judge(Told *t, const Lead *lead, const Str *value)
{
    int rule = rule_of(t, lead->rule);
    Case *found = case_of(t, rule, lead->employer, value);
    t->rule[rule].found++;
    if ((!found || found->seen) && rule == t->wanted)
        printf("%s %lld,%.*s,%.*s,%.*s,%.*s,%.*s\n", found ? "twice" : "false", (long long)lead->subject,
               STRF(value[GOLDEN_name]), STRF(value[GOLDEN_birth]), STRF(value[GOLDEN_personal_id]),
               STRF(value[GOLDEN_si_number]), STRF(value[GOLDEN_tax_code]));
    if (!found || found->seen)
        return;
    found->seen = true;
    t->rule[rule].right++;
    t->rule[rule].planted_right += found->planted;
}

static Err *judge_all(Store *store, Arena *arena, Str province, Told *t, bool employer)
{
    for (int64_t after = 0;;) {
        AUTO(arena_close) Arena page = arena_open(ARENA_DEFAULT);
        LeadFilter filter = {
            .province = province, .by_employer = true, .employer = employer, .after = after, .limit = PAGE};
        Lead *lead;
        ptrdiff_t count;
        TRY(err_keep(arena, lead_list(store, &page, &filter, &lead, &count)));
        if (count == 0)
            return NULL;
        int64_t *id = new (&page, int64_t, count);
        Str(*value)[GOLDEN_FIELDS];
        for (ptrdiff_t i = 0; i < count; i++)
            id[i] = lead[i].subject;
        TRY(err_keep(arena, subject_values(store, &page, province, employer, id, count, &value)));
        for (ptrdiff_t i = 0; i < count; i++)
            judge(t, &lead[i], value[i]);
        after = lead[count - 1].id;
    }
}

static double percent(int64_t part, int64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 100.0;
}

static void print(const Told *t)
{
    printf("| rule | true | planted | found | right | false | missed | precision | recall | recall of planted |\n");
    printf("|---|---|---|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < t->rules; i++) {
        const RuleLine *r = &t->rule[i];
        if (r->truth == 0) {
            if (r->found > 0)
                printf("| %.*s | – | – | %lld | – | – | – | – | – | – |\n", STRF(r->code), (long long)r->found);
            continue;
        }
        printf("| %.*s | %lld | %lld | %lld | %lld | %lld | %lld | %.2f%% | %.2f%% | %.2f%% |\n", STRF(r->code),
               (long long)r->truth, (long long)r->planted, (long long)r->found, (long long)r->right,
               (long long)(r->found - r->right), (long long)(r->truth - r->right), percent(r->right, r->found),
               percent(r->right, r->truth), percent(r->planted_right, r->planted));
    }
}

static void print_missed(const Told *t)
{
    for (ptrdiff_t i = 0; i < t->cases; i++)
        if (t->one[i].rule == t->wanted && !t->one[i].seen)
            printf("missed %.*s\n", STRF(t->one[i].line));
}

static Err *run(Arena *arena, Str address, Str province, Str folder, Str rule)
{
    Told truth;
    Store *store = NULL;
    TRY(read_truth(arena, folder, &truth));
    truth.wanted = rule.len > 0 ? rule_of(&truth, rule) : -1;
    TRY(store_open(arena, address, (Clock){.fixed_ms = 1793505600000}, &store));
    Err *err = judge_all(store, arena, province, &truth, false);
    if (!err)
        err = judge_all(store, arena, province, &truth, true);
    store_close(&store);
    if (!err && truth.wanted < 0)
        print(&truth);
    else if (!err)
        print_missed(&truth);
    return err;
}

int main(int argc, char **argv)
{
    Arena arena = arena_open(ARENA_DEFAULT);
    if (argc != 4 && argc != 5) {
        fprintf(stderr, "usage: %s ADDRESS PROVINCE FOLDER [RULE]\n", argv[0]);
        return 2;
    }
    Err *err = run(&arena, str_from(argv[1]), str_from(argv[2]), str_from(argv[3]), str_from(argc > 4 ? argv[4] : ""));
    if (err)
        fprintf(stderr, "%.*s\n", STRF(err->text.en));
    arena_close(&arena);
    return err != NULL;
}
