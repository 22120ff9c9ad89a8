/* What is compared and how pairs are found when nobody says: two defaults, for persons with
 * Vietnamese names and for persons with Western names.
 *
 * A rule applies where all fields of its parts are there; of its splits those that are there are taken.
 * Each rule tolerates an error that the others do not: a wrong digit, a wrong day, a missing mark, a
 * name of which one word is wrong, a lost number.  A loose rule, of one field as a rule, finds more than
 * the strict ones and is used where the data are small enough for it; what it finds anyway needs no rule of
 * its own. */
#include "linkage/recognise_internal.h"

#include <string.h>

/* LOOSE rules are used within the budget, first the SINGLE ones. */
enum { V = 1 << LINK_VIETNAMESE, W = 1 << LINK_WESTERN, TRAIN = 4, CERTAIN = 8, LOOSE = 16, SINGLE = LOOSE | 32 };
enum { ALL_PAIRS = 4000000 };

typedef struct RuleText {
    const char *name, *parts, *splits;
    unsigned flags;
} RuleText;

/* A number; and a number without one of its pieces, so that a wrong digit does no harm. */
/* clang-format off */
#define NUMBER(field, flags) {field, field ".full", "birth_date.year birth_year.year sex.full", flags}
#define PIECE(field, n, with, splits, flags) {field "-" #n, field ".without_" #n with, splits, flags}
/* clang-format on */

static const RuleText rules[] = {
    /* numbers, either style */
    NUMBER("personal_id", V | W | TRAIN | CERTAIN),
    NUMBER("si_number", V | W | TRAIN | CERTAIN),
    NUMBER("tax_code", V | W | TRAIN | CERTAIN),
    NUMBER("old_id", V | W | CERTAIN),
    {"identity_number", "identity_number.full", "birth_date.year surname.phonetic", V | W | TRAIN | CERTAIN},
    {"health_card", "health_card.full", "birth_date.year", V | W},
    {"email", "email.full", "given_name.initial full_name.given_initial birth_date.year", V | W | TRAIN},
    {"phone", "phone.full", "full_name.given given_name.phonetic birth_date.year", V | W},

    /* Vietnamese, the name in one column */
    {"name+year", "full_name.sorted birth_date.year", "birth_date.month_day sex.full commune_name.commune", V | TRAIN},
    {"name+birth_year", "full_name.sorted birth_year.year", "sex.full commune_name.commune village.full", V | TRAIN},
    {"given+date", "full_name.given birth_date.full", "sex.full full_name.family full_name.initials", V | TRAIN},
    {"sound+date", "full_name.given_phonetic birth_date.full", "sex.full full_name.family_phonetic full_name.initials",
     V},
    {"family+given+month", "full_name.first_last birth_date.year_month", "sex.full full_name.sorted", V | TRAIN},
    {"name+day", "full_name.sorted birth_date.month_day", "sex.full commune_name.commune birth_date.decade", V},
    {"date+place", "birth_date.full commune_name.commune", "sex.full full_name.given_initial", V},
    {"name+place", "full_name.sorted commune_name.commune", "birth_date.decade sex.full", V},
    PIECE("personal_id", 1, " full_name.given_initial", "birth_date.year sex.full", V),
    PIECE("personal_id", 2, " full_name.given_initial", "birth_date.year sex.full", V),
    PIECE("personal_id", 3, " full_name.given_initial", "birth_date.year sex.full", V),
    PIECE("personal_id", 4, " full_name.given_initial", "birth_date.year sex.full", V),
    PIECE("si_number", 1, " full_name.given_initial", "birth_date.year sex.full", V),
    PIECE("si_number", 2, " full_name.given_initial", "birth_date.year sex.full", V),
    PIECE("si_number", 3, " full_name.given_initial", "birth_date.year sex.full", V),

    /* Vietnamese, family and given name in columns of their own */
    {"family+given+year", "family_middle.sorted given_name.full birth_date.year", "birth_date.month_day sex.full",
     V | TRAIN},
    {"family+given+year", "surname.full given_name.full birth_date.year", "birth_date.month_day sex.full", V | TRAIN},
    {"given+date", "given_name.phonetic birth_date.full", "sex.full surname.full", V | TRAIN},
    {"family+given+day", "family_middle.sorted given_name.full birth_date.month_day", "sex.full", V},
    {"given+place", "given_name.full family_middle.sorted commune_name.commune", "birth_date.decade sex.full", V},

    /* Western, given name and surname */
    {"names+date", "given_name.full surname.full birth_date.full", "sex.full", W | CERTAIN},
    {"given+surname", "given_name.full surname.full", "birth_date.year postcode.full birth_date.decade", W | TRAIN},
    {"date", "birth_date.full", "surname.initial given_name.initial full_name.given_initial sex.full", W | TRAIN},
    {"sound+sound", "given_name.phonetic surname.phonetic", "birth_date.decade state.full postcode.full", W | LOOSE},
    {"surname+month", "surname.prefix3 birth_date.year_month", "given_name.initial", W},
    {"surname+year", "surname.phonetic birth_date.year", "given_name.initial", W | LOOSE},
    {"given+year", "given_name.phonetic birth_date.year", "surname.initial state.full", W | LOOSE},
    {"surname+day", "surname.phonetic birth_date.month_day", "given_name.initial", W},
    {"given+day", "given_name.phonetic birth_date.month_day", "surname.initial", W | LOOSE},
    {"given+postcode", "given_name.phonetic postcode.full", "surname.initial birth_date.decade", W | LOOSE},
    {"surname+postcode", "surname.phonetic postcode.full", "given_name.initial birth_date.decade", W | TRAIN},
    {"postcode+year", "postcode.full birth_date.year", "surname.initial given_name.initial", W | LOOSE},
    {"address", "address.sorted street_number.full", "surname.initial birth_date.decade", W},
    {"address+given", "address.sorted given_name.initial", "surname.initial birth_date.decade", W | LOOSE},
    {"given+suburb", "given_name.phonetic suburb.full", "surname.initial birth_date.decade", W | LOOSE},
    {"surname+suburb", "surname.phonetic suburb.full", "given_name.initial birth_date.decade", W | LOOSE},
    {"given+city", "given_name.phonetic city.full", "surname.initial birth_date.decade", W | LOOSE},
    {"surname+city", "surname.phonetic city.full", "given_name.initial birth_date.decade", W | LOOSE},
    {"surname+birth_place", "surname.phonetic birth_place.full", "given_name.initial birth_date.decade", W | LOOSE},
    {"surname+occupation", "surname.full occupation.full", "given_name.initial birth_date.decade", W | LOOSE},
    {"given+birth_place", "given_name.phonetic birth_place.full", "surname.initial birth_date.decade", W | LOOSE},
    {"given+occupation", "given_name.phonetic occupation.full", "surname.initial birth_date.decade", W | LOOSE},
    {"birth_place+year", "birth_place.full birth_date.year", "surname.initial given_name.initial", W | LOOSE},
    {"city+year", "city.full birth_date.year", "surname.initial given_name.initial", W | LOOSE},
    {"email_user", "email.user", "given_name.initial surname.initial birth_date.decade", W | LOOSE},

    /* Western, the name in one column */
    {"name+date", "full_name.sorted birth_date.full", "sex.full", W | CERTAIN},
    {"name", "full_name.sorted", "birth_date.year postcode.full birth_date.decade", W | TRAIN},
    {"names+year", "full_name.first_last birth_date.year", "sex.full", W | LOOSE},
    {"sound", "full_name.phonetic", "birth_date.decade postcode.full", W},
    {"given+year", "full_name.given_phonetic birth_date.year", "full_name.initials postcode.full", W | LOOSE},
    {"family+year", "full_name.family_phonetic birth_date.year", "full_name.given_initial", W},
    {"name+postcode", "full_name.family_phonetic postcode.full", "full_name.given_initial", W | LOOSE},

    PIECE("identity_number", 1, "", "surname.initial full_name.given_initial birth_date.year", W),
    PIECE("identity_number", 2, "", "surname.initial full_name.given_initial birth_date.year", W),
    PIECE("identity_number", 3, "", "surname.initial full_name.given_initial birth_date.year", W),

    /* where the data are small */
    {"surname", "surname.phonetic", "given_name.initial birth_date.year", W | SINGLE},
    {"given", "given_name.phonetic", "surname.initial birth_date.year", W | SINGLE},
    {"family", "full_name.family_phonetic", "full_name.given_initial birth_date.year", W | SINGLE},
    {"given", "full_name.given_phonetic", "full_name.family_phonetic birth_date.year", W | SINGLE},
    {"postcode", "postcode.full", "surname.initial given_name.initial", W | SINGLE},
    {"address", "address.sorted", "surname.initial given_name.initial", W | SINGLE},
    {"suburb", "suburb.phonetic", "surname.initial given_name.initial", W | SINGLE},
    {"city", "city.phonetic", "surname.initial given_name.initial", W | SINGLE},
    {"address_2", "address_2.sorted", "surname.initial given_name.initial", W | SINGLE},
    {"month", "birth_date.year_month", "surname.initial given_name.initial", W | SINGLE},
    {"day", "birth_date.month_day", "surname.initial given_name.initial", W | SINGLE},
    {"name", "full_name.sorted", "birth_date.decade commune_name.commune sex.full", V | SINGLE},
    {"date", "birth_date.full", "sex.full full_name.given_initial", V | SINGLE},
    {"sound", "full_name.phonetic", "birth_date.decade sex.full", V | SINGLE},
    {"given+year", "full_name.given birth_date.year", "full_name.family_phonetic sex.full", V | LOOSE},
};

/* ---- from texts to parts -------------------------------------------------------------------- */

static bool find_part(const LinkModel *model, Str text, LinkPart *ret)
{
    StrCut cut = str_cut(text, '.');
    ret->field = model_field(model, cut.head);
    if (ret->field < 0 && str_eq(cut.head, S("commune_name")))
        ret->field = model_field(model, S("commune_code"));
    if (ret->field < 0)
        return false;
    const char *const *part = model->field[ret->field].kind->part;
    for (ret->part = 0; part[ret->part]; ret->part++)
        if (str_eq(str_from(part[ret->part]), cut.tail))
            return true;
    return false;
}

/* -1 where one of them is not there and `all` are needed. */
static int read_parts(const LinkModel *model, const char *text, bool all, LinkPart *ret)
{
    int n = 0;
    for (StrCut cut = {.tail = str_from(text), .ok = true}; cut.ok;) {
        LinkPart part;
        cut = str_cut(cut.tail, ' ');
        bool found = cut.head.len > 0 && find_part(model, cut.head, &part);
        if (!found && all)
            return -1;
        if (found && n < LINK_PARTS)
            ret[n++] = part;
    }
    return n;
}

static bool read_rule(const LinkModel *model, const RuleText *text, LinkRule *ret)
{
    *ret = (LinkRule){
        .name = str_from(text->name), .train = (text->flags & TRAIN) != 0, .certain = (text->flags & CERTAIN) != 0};
    ret->parts = text->flags >> model->style & 1 ? read_parts(model, text->parts, true, ret->part) : -1;
    if (ret->parts > 0)
        ret->splits = read_parts(model, text->splits, false, ret->split);
    return ret->parts > 0;
}

static bool has_rule(const LinkModel *model, const LinkRule *rule)
{
    for (int r = 0; r < model->rules; r++)
        if (str_eq(model->rule[r].name, rule->name))
            return true;
    return false;
}

static void add_rule(LinkModel *model, const LinkRule *rule)
{
    if (model->rules < LINK_RULES && !has_rule(model, rule))
        model->rule[model->rules++] = *rule;
}

/* ---- which of them ------------------------------------------------------------------------------ */

/* Values that are equal (part 0) are equal in every part. */
static bool implies(const LinkRule *rule, LinkPart part)
{
    for (int i = 0; i < rule->parts; i++)
        if (rule->part[i].field == part.field && (rule->part[i].part == part.part || rule->part[i].part == 0))
            return true;
    return false;
}

/* Everything it finds is found by the looser one. */
static bool is_within(const LinkRule *rule, const LinkRule *looser)
{
    for (int i = 0; i < looser->parts; i++)
        if (!implies(rule, looser->part[i]))
            return false;
    return true;
}

typedef struct Choice {
    LinkModel *model;
    RuleCost *cost;
    bool taken[COUNTOF(rules)];
    double spent;
} Choice;

static void take_strict(Choice *c)
{
    LinkRule rule;
    for (ptrdiff_t i = 0; i < COUNTOF(rules); i++) {
        c->taken[i] = !(rules[i].flags & LOOSE) && read_rule(c->model, &rules[i], &rule);
        if (c->taken[i])
            c->spent += rule_cost_pairs(c->cost, rule.part, rule.parts);
    }
}

/* One rule alone may take half of what may be spent. */
static void take_loose(Choice *c, bool single)
{
    LinkRule rule;
    double budget = rule_cost_budget(c->cost);
    for (ptrdiff_t i = 0; i < COUNTOF(rules); i++) {
        if (!(rules[i].flags & LOOSE) || ((rules[i].flags & SINGLE) == SINGLE) != single ||
            !read_rule(c->model, &rules[i], &rule))
            continue;
        double pairs = rule_cost_pairs(c->cost, rule.part, rule.parts);
        c->taken[i] = pairs <= budget / 2 && c->spent + pairs <= budget;
        c->spent += c->taken[i] ? pairs : 0;
    }
}

static bool is_needless(const Choice *c, ptrdiff_t which, const LinkRule *rule)
{
    LinkRule looser;
    for (ptrdiff_t i = 0; i < COUNTOF(rules); i++)
        if (i != which && c->taken[i] && (rules[i].flags & SINGLE) == SINGLE &&
            read_rule(c->model, &rules[i], &looser) && is_within(rule, &looser))
            return true;
    return false;
}

static void add_taken(const Choice *c)
{
    LinkRule rule;
    for (ptrdiff_t i = 0; i < COUNTOF(rules); i++) {
        if (!c->taken[i] || !read_rule(c->model, &rules[i], &rule))
            continue;
        if (rule.train || rule.certain || !is_needless(c, i, &rule))
            add_rule(c->model, &rule);
    }
}

/* ---- fields that no table knows ------------------------------------------------------------------ */

static bool is_number(const LinkKind *kind)
{
    return kind == &link_kind_personal || kind == &link_kind_social || kind == &link_kind_tax ||
           kind == &link_kind_id || kind == &link_kind_phone || kind == &link_kind_email;
}

static bool is_telling(const LinkKind *kind)
{
    return kind == &link_kind_name || kind == &link_kind_word || kind == &link_kind_date || kind == &link_kind_text;
}

static bool is_in_rule(const LinkModel *model, int field)
{
    for (int r = 0; r < model->rules; r++)
        for (int p = 0; p < model->rule[r].parts; p++)
            if (model->rule[r].part[p].field == field)
                return true;
    return false;
}

static void add_single(LinkModel *model, int field)
{
    LinkRule rule = {.name = model->field[field].name, .part = {{field, 0}}, .parts = 1, .train = true};
    for (int f = 0; f < model->fields && rule.splits < 3; f++)
        if (f != field && is_telling(model->field[f].kind))
            rule.split[rule.splits++] = (LinkPart){f, 0};
    add_rule(model, &rule);
}

/* Numbers alone; where that gives no rule, whatever can tell persons apart. */
static void add_rest(Choice *c)
{
    LinkModel *model = c->model;
    for (int f = 0; f < model->fields; f++)
        if (is_number(model->field[f].kind) && !is_in_rule(model, f) && model->field[f].correlated == 0)
            add_single(model, f);
    for (int f = 0; f < model->fields; f++) {
        LinkPart part = {f, 0};
        double pairs =
            is_telling(model->field[f].kind) && !is_in_rule(model, f) ? rule_cost_pairs(c->cost, &part, 1) : 0;
        if (pairs > 0 && c->spent + pairs <= rule_cost_budget(c->cost)) {
            add_single(model, f);
            c->spent += pairs;
        }
    }
    for (int f = 0; f < model->fields && model->rules == 0; f++)
        add_single(model, f);
}

void default_rules(LinkModel *model, RuleCost *cost)
{
    Choice choice = {.model = model, .cost = cost};
    LinkRule all = {.name = S("all")};
    take_strict(&choice);
    if (rule_cost_pairs(cost, all.part, 0) <= ALL_PAIRS) { /* so few that none need be left out */
        add_taken(&choice);
        add_rule(model, &all);
        return;
    }
    take_loose(&choice, true);
    take_loose(&choice, false);
    add_taken(&choice);
    add_rest(&choice);
}

/* ---- fields ---------------------------------------------------------------------------------------- */

/* Where somebody lives is said by several columns at once. */
static const char *const residence[] = {"commune_code", "commune_name",  "village", "address",
                                        "address_2",    "street_number", "suburb",  "city",
                                        "state",        "postcode",      NULL};

void default_field(LinkModel *model, int field)
{
    LinkField *f = &model->field[field];
    f->frequency = f->kind->frequency;
    for (int i = 0; residence[i]; i++)
        if (str_eq(f->name, str_from(residence[i])))
            f->correlated = 1;
    if (f->kind == &link_kind_personal)
        f->against = 10;
    else if (f->kind == &link_kind_social || f->kind == &link_kind_tax)
        f->against = 4;
}
