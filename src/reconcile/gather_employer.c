/* The facts of one employer: its own rows, then the rows that join it with persons. */
#include "reconcile/gather_internal.h"

struct EmployerFold {
    const Gather *g;
    int32_t employer;
    bool enterprise, business, unit;
    Str status, business_status;
    int32_t status_day, registered, unit_registered; /* days */
    int32_t declared, unit_employees;
};

EmployerFold *employer_fold(Arena *arena)
{
    return new (arena, EmployerFold, 1);
}

void employer_start(EmployerFold *f, const Gather *g, int32_t employer)
{
    *f = (EmployerFold){.g = g,
                        .employer = employer,
                        .status_day = FACT_MISSING,
                        .registered = FACT_MISSING,
                        .unit_registered = FACT_MISSING,
                        .declared = FACT_MISSING,
                        .unit_employees = FACT_MISSING};
}

static int32_t known(int32_t now, int32_t before)
{
    return now != FACT_MISSING ? now : before;
}

void employer_row(EmployerFold *f, const SourceRow *r)
{
    Str status = record_at(r, CELL_status);
    int32_t registered = day_of(record_at(r, CELL_registered_on));
    switch (r->plan->kind) {
    case FROM_enterprises:
        f->enterprise = true;
        f->status = status.len > 0 ? status : f->status;
        f->status_day = known(day_of(record_at(r, CELL_status_date)), f->status_day);
        f->registered = known(registered, f->registered);
        f->declared = known(count_of(record_at(r, CELL_employees_declared)), f->declared);
        break;
    case FROM_household_businesses:
        f->business = true;
        f->business_status = status.len > 0 ? status : f->business_status;
        f->registered = known(registered, f->registered);
        break;
    case FROM_employers:
        f->unit = true;
        f->unit_registered = known(registered, f->unit_registered);
        f->unit_employees = known(count_of(record_at(r, CELL_employees)), f->unit_employees);
        break;
    default: /* a row that only names it */
        break;
    }
}

/* ---- its persons --------------------------------------------------------------------------- */

uint32_t link_state(const Gather *g, const Link *link)
{
    bool taxed = (link->flags & LINK_TAX) && link->year == g->tax_year && link->months != 0;
    uint8_t about = g->state[link->person];
    uint32_t state = taxed ? MEMBER_TAXED : 0;
    if (taxed && (link->flags & LINK_LABOUR)) {
        state |= MEMBER_LABOUR;
        if ((about & STATE_UNINSURED) && !(about & (STATE_DEAD | STATE_PENSIONER | STATE_COMPULSORY | STATE_UNSETTLED)))
            state |= MEMBER_MISSING;
    }
    if (link->flags & LINK_HOLDS)
        state |= MEMBER_INSURED;
    return state | (link->flags & LINK_OWNER ? (uint32_t)MEMBER_OWNER : 0);
}

typedef struct Staff {
    int32_t taxed, labour, insured, missing;
    bool contract, code;                 /* some row says the contract, the unit code */
    int64_t income, months, base, bases; /* thousand đồng; months of rows with income; spells with a base */
} Staff;

static void add_person(Staff *staff, uint32_t state)
{
    staff->taxed += (state & MEMBER_TAXED) != 0;
    staff->labour += (state & MEMBER_LABOUR) != 0;
    staff->insured += (state & MEMBER_INSURED) != 0;
    staff->missing += (state & MEMBER_MISSING) != 0;
}

static void add_row(const Gather *g, Staff *staff, const Link *link)
{
    bool taxed = (link->flags & LINK_TAX) && link->year == g->tax_year;
    staff->contract |= taxed && (link->flags & LINK_CONTRACT);
    staff->code |= (link->flags & LINK_CODE) != 0;
    if (link->money == FACT_MISSING)
        return;
    if (taxed && link->months > 0 && link->months != MONTHS_MISSING) {
        staff->income += link->money;
        staff->months += link->months;
    }
    if (link->flags & LINK_HOLDS) {
        staff->base += link->money;
        staff->bases++;
    }
}

static Staff staff_of(const Gather *g, const Link *link, ptrdiff_t links)
{
    Staff staff = {0};
    for (ptrdiff_t i = 0; i < links;) {
        uint32_t state = 0;
        ptrdiff_t person = i;
        for (; i < links && link[i].person == link[person].person; i++) {
            state |= link_state(g, &link[i]);
            add_row(g, &staff, &link[i]);
        }
        add_person(&staff, state);
    }
    return staff;
}

/* ---- facts ------------------------------------------------------------------------------------ */

static void say_status(const EmployerFold *f, int32_t *fact)
{
    const Gather *g = f->g;
    Str status = f->status;
    if (status.len == 0)
        status = str_eq(f->business_status, S("closed")) ? S("dissolved") : f->business_status;
    int code = status.len > 0 ? fact_code(true, EMPLOYER_status, status) : -1;
    fact[EMPLOYER_status] = code < 0 ? FACT_MISSING : code;
    fact[EMPLOYER_status_day] = f->status_day;
    if (f->status_day != FACT_MISSING) {
        Date d = date_from_days(f->status_day);
        fact[EMPLOYER_status_months] = g->month - (d.year * 12 + d.month - 1);
    }
    fact[EMPLOYER_registered_day] = known(f->registered, f->unit_registered);
    if (f->business || f->enterprise || g->coming[FROM_household_businesses].whole)
        fact[EMPLOYER_household] = f->business;
}

void employer_facts_of(EmployerFold *f, const Link *link, ptrdiff_t links, int32_t *fact)
{
    const Gather *g = f->g;
    const Coming *tax = &g->coming[FROM_tax_income], *spells = &g->coming[FROM_participants];
    Staff staff = staff_of(g, link, links);
    for (int i = 0; i < EMPLOYER_FACT_COUNT; i++)
        fact[i] = FACT_MISSING;
    say_status(f, fact);
    fact[EMPLOYER_declared] = known(f->declared, f->unit_employees);
    if (f->unit || staff.code)
        fact[EMPLOYER_has_unit] = 1;
    else if (g->coming[FROM_employers].whole || spells->whole)
        fact[EMPLOYER_has_unit] = 0;
    if (staff.taxed > 0 || tax->whole) {
        fact[EMPLOYER_taxed] = staff.taxed;
        fact[EMPLOYER_taxed_labour] = staff.contract || staff.taxed == 0 ? staff.labour : FACT_MISSING;
    }
    if (staff.insured > 0 || spells->whole)
        fact[EMPLOYER_insured] = staff.insured;
    if (spells->whole && fact[EMPLOYER_taxed_labour] != FACT_MISSING)
        fact[EMPLOYER_uninsured] = staff.missing;
    if (staff.months > 0)
        fact[EMPLOYER_wages] = (int32_t)((staff.income + staff.months / 2) / staff.months);
    if (staff.bases > 0)
        fact[EMPLOYER_base] = (int32_t)((staff.base + staff.bases / 2) / staff.bases);
}
