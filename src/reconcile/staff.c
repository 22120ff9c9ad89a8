/* Why somebody who is paid is not counted as missing: told from the same facts that the rules were applied to. */
#include "reconcile/staff.h"

#include "reconcile/gather_internal.h"

static const struct {
    const char *code;
    Text text;
} standings[STAFF_STANDING_COUNT] = {
#define X(name, vi, en) [STAFF_##name] = {#name, TEXT_INIT(vi, en)},
    STAFF_STANDINGS(X)
#undef X
};

const char *staff_code(StaffStanding standing)
{
    return standings[standing].code;
}

Text staff_text(StaffStanding standing)
{
    return standings[standing].text;
}

static bool holds(const int32_t *fact, PersonFact which)
{
    return fact[which] != FACT_MISSING && fact[which] != 0;
}

static StaffStanding standing_of(const int32_t *fact, uint32_t state, bool contracts)
{
    if (state & MEMBER_MISSING)
        return STAFF_missing;
    if (fact[PERSON_alive] == 0)
        return STAFF_dead;
    if (holds(fact, PERSON_pensioner))
        return STAFF_pension;
    if (holds(fact, PERSON_compulsory))
        return STAFF_elsewhere;
    if (holds(fact, PERSON_unsettled))
        return STAFF_review;
    if (contracts && !(state & MEMBER_LABOUR))
        return STAFF_other_contract;
    if (fact[PERSON_tax_uninsured_months] == 0)
        return STAFF_paid;
    return holds(fact, PERSON_personal_numbers) ? STAFF_unknown : STAFF_unidentified;
}

/* Those of one chunk; member: the first of them. */
static Err *judge(Store *store, Arena *arena, const Subject *employer, const SubjectMember *member, ptrdiff_t count,
                  StaffPerson *ret)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    GatheredFacts facts = {0};
    bool found, contracts = employer->fact[EMPLOYER_taxed_labour] != FACT_MISSING;
    int64_t chunk = (member->id - 1) / SUBJECT_CHUNK;
    TRY(err_keep(arena, facts_fetch(store, &scratch, employer->province, false, chunk, &facts, &found)));
    for (ptrdiff_t i = 0; i < count; i++) {
        ptrdiff_t place = (ptrdiff_t)((member[i].id - 1) % SUBJECT_CHUNK);
        ret[i] = (StaffPerson){member[i].id, STAFF_unknown, FACT_MISSING, FACT_MISSING, FACT_MISSING};
        if (place >= facts.count || !facts.there[place])
            continue;
        int32_t fact[PERSON_FACT_COUNT];
        gathered_row(&facts, place, fact);
        ret[i].standing = standing_of(fact, member[i].state, contracts);
        ret[i].tax_year = fact[PERSON_tax_year];
        ret[i].months = fact[PERSON_tax_months];
        ret[i].uninsured_months = fact[PERSON_tax_uninsured_months];
    }
    return NULL;
}

Err *staff_read(Store *store, Arena *arena, const Subject *employer, StaffPerson **ret, ptrdiff_t *ret_count)
{
    SubjectMember *paid = new (arena, SubjectMember, employer->members);
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < employer->members; i++)
        if ((employer->member[i].state & (MEMBER_TAXED | MEMBER_INSURED)) == MEMBER_TAXED)
            paid[count++] = employer->member[i];
    *ret = new (arena, StaffPerson, count);
    *ret_count = count;
    for (ptrdiff_t from = 0, to = 0; from < count; from = to) {
        while (to < count && (paid[to].id - 1) / SUBJECT_CHUNK == (paid[from].id - 1) / SUBJECT_CHUNK)
            to++;
        TRY(judge(store, arena, employer, paid + from, to - from, *ret + from));
    }
    return NULL;
}

Err *staff_insured_at(Store *store, Arena *arena, Str province, int64_t person, int64_t *ret)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Subject subject = {0};
    Str kept;
    bool found;
    *ret = 0;
    TRY(err_keep(arena,
                 part_fetch(store, &scratch, province, false, "links", (person - 1) / SUBJECT_CHUNK, &kept, &found)));
    if (found)
        TRY(err_keep(arena, unpack_links(&scratch, kept, (ptrdiff_t)((person - 1) % SUBJECT_CHUNK), &subject)));
    for (ptrdiff_t i = 0; i < subject.members && *ret == 0; i++)
        if (subject.member[i].state & MEMBER_INSURED)
            *ret = subject.member[i].id;
    return NULL;
}
