/* Rounds of proposals in a hand-made province, on both systems. */
#include "progress/world.h"

#include "plan/round.h"
#include "store/scope.h"

static const ScopePlace commune_place = {{"33", 2}, {"11980", 5}};
static const Scope commune = {.place = &commune_place, .places = 1};

static RoundOpen ask_2027(void)
{
    return (RoundOpen){.province = S("33"),
                       .year = 2027,
                       .deadline = S("2026-12-15"),
                       .low_bp = 9000,
                       .high_bp = 12000,
                       .who = S("so.noi.vu")};
}

static Round opened(Store *store, Arena *arena)
{
    Round round;
    add_results(store, arena);
    assert_ok(round_open(store, arena, ask_2027(), &round));
    return round;
}

static Proposal proposal_of(Store *store, Arena *arena, const Round *round, Str unit)
{
    Proposal p;
    assert_ok(proposal_get(store, arena, round, unit, &p));
    return p;
}

static Err *propose(Store *store, Arena *arena, Str id, Str unit, int64_t total, int64_t voluntary, Str reason,
                    int64_t version)
{
    Proposal p;
    ProposalWrite ask = {total, voluntary, reason, S("can.bo"), version};
    return proposal_put(store, arena, id, unit, ask, &p);
}

static Err *review(Store *store, Arena *arena, Str id, Str unit, Reviewer as, bool agree, Str reason, Str who,
                   int64_t version)
{
    Proposal p;
    ProposalReview ask = {as, agree, reason, who, version};
    return proposal_review(store, arena, id, unit, ask, &p);
}

#define BHXH REVIEWER_INSURANCE
#define HOME REVIEWER_HOME_AFFAIRS

static void agree_both(Store *store, Arena *arena, Str id, Str unit, int64_t version)
{
    assert_ok(review(store, arena, id, unit, BHXH, true, S(""), S("bhxh"), version));
    assert_ok(review(store, arena, id, unit, HOME, true, S(""), S("so.noi.vu"), version + 1));
}

TEST(bounds_stand_around_the_path_to_the_next_target)
{
    ON_EACH(store)
    {
        Round round = opened(store, arena);
        Proposal *p;
        ptrdiff_t count;
        assert_str(round.id, S("33-2027-1"));
        assert_int_equal(round.communes, 4);
        assert_ok(proposal_list(store, arena, &round, &p, &count));
        assert_int_equal(count, 4);
        assert_str(p[0].name, S("Phường Hồng Châu")); /* Vietnamese order */
        Proposal good = proposal_of(store, arena, &round, S("11953")),
                 late = proposal_of(store, arena, &round, S("12049"));
        assert_int_equal(good.path[0], 12326); /* 11.300 to 16.000 in four even steps: 12.326,5 */
        assert_int_equal(good.low, 11094);     /* 90% upwards */
        assert_int_equal(good.high, 14791);    /* 120% downwards */
        assert_int_equal(good.path[1], -1);
        assert_int_equal(late.current[0], 10200); /* the last one reported */
        assert_int_equal(late.path[0], 11415);
    }
}

TEST(a_target_of_the_year_is_the_path_and_who_has_none_stays_where_he_is)
{
    ON_EACH(store)
    {
        Round round;
        for (int i = 0; i < 4; i++)
            put(store, arena, (const char *[]){"11953", "11980", "12019", "12049"}[i], "participants_total", 2026, 10,
                5000 + i, FACT_APPROVED);
        target(store, arena, "11953", "participants_total", 2027, 7777, false);
        target(store, arena, "11953", "participants_voluntary", 2027, 600, true);
        target(store, arena, "12019", "participants_total", 2029, 4000, false);
        assert_ok(round_open(store, arena, ask_2027(), &round));
        Proposal p = proposal_of(store, arena, &round, S("11953"));
        assert_int_equal(p.path[0], 7777);
        assert_int_equal(p.path[1], 600);
        assert_int_equal(proposal_of(store, arena, &round, S("11980")).path[0], 5001); /* no target */
        assert_int_equal(proposal_of(store, arena, &round, S("12019")).path[0], 4000); /* has more than its goal */
    }
}

TEST(a_round_is_refused_with_a_reason)
{
    ON_EACH(store)
    {
        Round round;
        assert_fails(round_open(store, arena, ask_2027(), &round), BAD_INPUT); /* nobody has figures or targets */
        opened(store, arena);
        assert_fails(round_open(store, arena, ask_2027(), &round), CONFLICT);
        RoundOpen ask = ask_2027();
        ask.year = 2026;
        assert_fails(round_open(store, arena, ask, &round), BAD_INPUT);
        ask = ask_2027(), ask.deadline = S("2026-11-15");
        assert_fails(round_open(store, arena, ask, &round), BAD_INPUT); /* past */
        ask.deadline = S("15/12/2026");
        assert_fails(round_open(store, arena, ask, &round), BAD_INPUT);
        ask = ask_2027(), ask.low_bp = 10001;
        assert_fails(round_open(store, arena, ask, &round), BAD_INPUT);
        ask = ask_2027(), ask.year = 2028;
        assert_ok(round_open(store, arena, ask, &round));
        assert_fails(round_get(store, arena, S("33-2027-9"), &round), NOT_FOUND);
        assert_fails(round_get(store, arena, S("x"), &round), NOT_FOUND);
    }
}

TEST(a_proposal_keeps_its_bounds)
{
    ON_EACH(store)
    {
        Str id = opened(store, arena).id, unit = S("11953");
        assert_fails(propose(store, arena, id, unit, 11093, 0, S("vì"), 0), BAD_INPUT);
        assert_fails(propose(store, arena, id, unit, 14792, 0, S("vì"), 0), BAD_INPUT);
        assert_fails(propose(store, arena, id, unit, 12400, 12401, S("vì"), 0), BAD_INPUT);
        assert_fails(propose(store, arena, id, unit, 12325, 0, S("  "), 0), BAD_INPUT); /* below the path: why? */
        assert_fails(propose(store, arena, id, S("99999"), 12400, 0, S(""), 0), NOT_FOUND);
        assert_fails(propose(store, arena, id, S(""), 12400, 0, S(""), 0), NOT_FOUND);
        assert_ok(propose(store, arena, id, unit, 11094, 700, S("công ty X đóng cửa"), 0));
        Round round;
        assert_ok(round_get(store, arena, id, &round));
        assert_int_equal(round.proposed, 1);
        assert_int_equal(round.agreed, 0);
        assert_str(proposal_of(store, arena, &round, unit).reason, S("công ty X đóng cửa"));
    }
}

TEST(who_was_slower_is_told_so)
{
    ON_EACH(store)
    {
        Str id = opened(store, arena).id, unit = S("11953");
        assert_ok(propose(store, arena, id, unit, 12400, 0, S(""), 0));
        Err *err = propose(store, arena, id, unit, 12500, 0, S(""), 0);
        assert_fails(err, CONFLICT);
        assert_true(str_find(err->text.vi, S("can.bo")) > 0);
        assert_fails(review(store, arena, id, unit, BHXH, true, S(""), S("bhxh"), 0), CONFLICT);
        assert_ok(propose(store, arena, id, unit, 12500, 0, S(""), 1));
    }
}

TEST(two_different_persons_agree)
{
    ON_EACH(store)
    {
        Round round = opened(store, arena);
        Str id = round.id, unit = S("11953");
        assert_fails(review(store, arena, id, unit, BHXH, true, S(""), S("bhxh"), 0), CONFLICT); /* nothing there */
        assert_ok(propose(store, arena, id, unit, 12400, 0, S(""), 0));
        assert_fails(review(store, arena, id, unit, BHXH, true, S(""), S("can.bo"), 1), CONFLICT); /* his own */
        assert_ok(review(store, arena, id, unit, BHXH, true, S(""), S("bhxh"), 1));
        assert_int_equal(proposal_of(store, arena, &round, unit).state, PROPOSAL_PROPOSED);
        assert_fails(review(store, arena, id, unit, HOME, true, S(""), S("bhxh"), 2), CONFLICT);
        assert_ok(review(store, arena, id, unit, HOME, true, S(""), S("so.noi.vu"), 2));
        Proposal p = proposal_of(store, arena, &round, unit);
        assert_int_equal(p.state, PROPOSAL_AGREED);
        assert_str(p.review[BHXH].who, S("bhxh"));
        assert_str(p.review[HOME].who, S("so.noi.vu"));
        assert_true(p.review[HOME].at.len > 0);
        assert_fails(propose(store, arena, id, unit, 12500, 0, S(""), 3), CONFLICT);
        assert_fails(review(store, arena, id, unit, HOME, false, S(""), S("so.noi.vu"), 3), BAD_INPUT); /* why? */
        assert_ok(review(store, arena, id, unit, HOME, false, S("xem lại"), S("so.noi.vu"), 3)); /* opens it again */
        assert_int_equal(proposal_of(store, arena, &round, unit).state, PROPOSAL_RETURNED);
    }
}

TEST(what_is_sent_back_begins_anew_and_everything_is_kept)
{
    ON_EACH(store)
    {
        Round round = opened(store, arena);
        Str id = round.id, unit = S("11953");
        ProposalVersion *v;
        ptrdiff_t count;
        assert_ok(propose(store, arena, id, unit, 12400, 10, S(""), 0));
        assert_ok(review(store, arena, id, unit, HOME, true, S(""), S("so.noi.vu"), 1));
        assert_ok(review(store, arena, id, unit, BHXH, false, S("tự nguyện thấp"), S("bhxh"), 2));
        assert_fails(review(store, arena, id, unit, HOME, true, S(""), S("so.noi.vu"), 3), CONFLICT);
        assert_ok(propose(store, arena, id, unit, 12450, 20, S(""), 3));
        Proposal p = proposal_of(store, arena, &round, unit);
        assert_int_equal(p.state, PROPOSAL_PROPOSED);
        assert_int_equal(p.review[HOME].agree, -1);
        assert_int_equal(p.review[BHXH].agree, -1);
        assert_ok(proposal_history(store, arena, &round, unit, &v, &count));
        assert_int_equal(count, 4);
        assert_int_equal(v[0].value[0], 12400);
        assert_str(v[1].side, S("home-affairs"));
        assert_str(v[2].action, S("returned"));
        assert_str(v[2].reason, S("tự nguyện thấp"));
        assert_int_equal(v[3].value[1], 20);
    }
}

TEST(after_the_deadline_only_what_was_sent_back_is_changed)
{
    ON_EACH(store)
    {
        Str id = opened(store, arena).id;
        static const Query PAST = {"past", "UPDATE target_round SET deadline = '2026-11-15'",
                                   "UPDATE target_round SET deadline = '2026-11-15'"};
        assert_ok(propose(store, arena, id, S("11953"), 12400, 0, S(""), 0));
        assert_ok(review(store, arena, id, S("11953"), BHXH, false, S("xem lại"), S("bhxh"), 1));
        assert_ok(store_exec(store, arena, PAST, NO_ARGS, NULL));
        assert_fails(propose(store, arena, id, S("11980"), 12100, 0, S(""), 0), CONFLICT);
        assert_ok(propose(store, arena, id, S("11953"), 12410, 0, S(""), 2));
    }
}

TEST(a_commune_sees_and_writes_its_own)
{
    ON_EACH(store)
    {
        Round round = opened(store, arena), seen, *list;
        Proposal *p;
        ProposalVersion *v;
        ptrdiff_t count;
        store_set_scope(store, &commune);
        assert_fails(propose(store, arena, round.id, S("11953"), 12400, 0, S(""), 0), FORBIDDEN);
        assert_fails(proposal_history(store, arena, &round, S("11953"), &v, &count), FORBIDDEN);
        assert_ok(propose(store, arena, round.id, S("11980"), 12100, 0, S(""), 0));
        assert_ok(round_get(store, arena, round.id, &seen));
        assert_int_equal(seen.communes, 1);
        assert_int_equal(seen.proposed, 1);
        assert_ok(proposal_list(store, arena, &round, &p, &count));
        assert_int_equal(count, 1);
        assert_str(p[0].unit, S("11980"));
        assert_ok(round_list(store, arena, S("33"), &list, &count));
        assert_int_equal(count, 1);
        assert_ok(round_list(store, arena, S("31"), &list, &count));
        assert_int_equal(count, 0);
        RoundDecided decided;
        RoundDecision ask = {.document.number = S("1"), .path_for_others = true, .version = 1};
        assert_fails(round_decide(store, arena, round.id, ask, &decided), FORBIDDEN);
        RoundOpen open = ask_2027();
        open.year = 2028;
        assert_fails(round_open(store, arena, open, &seen), FORBIDDEN);
        store_set_scope(store, NULL);
    }
}

/* ---- the decision ------------------------------------------------------------------------------------- */

static int64_t in_force(Store *store, Arena *arena, Str unit, Str indicator, Str *ret_document)
{
    Target *t;
    ptrdiff_t count;
    assert_ok(target_list(store, arena, S("33"), indicator, 2027, &t, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(t[i].unit, unit)) {
            *ret_document = t[i].document;
            return t[i].value;
        }
    return -1;
}

TEST(nobody_gets_a_figure_that_nobody_spoke_of)
{
    ON_EACH(store)
    {
        Str id = opened(store, arena).id, document;
        RoundDecided d;
        RoundDecision ask = {.document = {.number = S("55/NQ-HĐND")}, .who = S("so.noi.vu"), .version = 1};
        assert_ok(propose(store, arena, id, S("11953"), 12500, 700, S(""), 0));
        agree_both(store, arena, id, S("11953"), 1);
        Err *err = round_decide(store, arena, id, ask, &d);
        assert_fails(err, CONFLICT);
        assert_true(str_starts(err->text.vi, S("3 xã, phường")));
        assert_int_equal(in_force(store, arena, S("11953"), S("participants_total"), &document), -1);
        ask.path_for_others = true;
        assert_ok(round_decide(store, arena, id, ask, &d));
        assert_int_equal(d.by_proposal, 1);
        assert_int_equal(d.by_path, 3);
        assert_int_equal(d.round.state, ROUND_DECIDED);
        assert_int_equal(in_force(store, arena, S("11953"), S("participants_total"), &document), 12500);
        assert_str(document, S("33:55/NQ-HĐND"));
        assert_int_equal(in_force(store, arena, S("11953"), S("participants_voluntary"), &document), 700);
        assert_int_equal(in_force(store, arena, S("11953"), S("participants_compulsory"), &document), 11800);
        assert_int_equal(in_force(store, arena, S("11980"), S("participants_total"), &document), 12047);
        assert_int_equal(in_force(store, arena, S("11980"), S("participants_voluntary"), &document), -1);
        assert_int_equal(in_force(store, arena, S("33"), S("participants_total"), &document),
                         12500 + 12047 + 11666 + 11415);
        assert_fails(propose(store, arena, id, S("11980"), 12100, 0, S(""), 0), CONFLICT);
        ask.version = 1, ask.document.number = S("56/NQ-HĐND");
        assert_fails(round_decide(store, arena, id, ask, &d), CONFLICT); /* the version of before */
    }
}

TEST(the_province_figure_of_another_document_stays)
{
    ON_EACH(store)
    {
        Str document;
        RoundDecided d;
        target(store, arena, "33", "participants_total", 2027, 50000, false);
        Round round = opened(store, arena);
        RoundDecision ask = {.document = {.number = S("55")}, .path_for_others = true, .who = S("x"), .version = 1};
        assert_ok(round_decide(store, arena, round.id, ask, &d));
        assert_int_equal(in_force(store, arena, S("33"), S("participants_total"), &document), 50000);
        assert_str(document, S("33:kh-1"));
    }
}

TEST(a_decision_that_would_not_be_in_force_is_refused)
{
    ON_EACH(store)
    {
        RoundDecided d;
        Round round = opened(store, arena);
        FactChange change;
        Document later = {.id = S("33:later"), .province = S("33"), .number = S("later"), .date = S("2026-12-01")};
        Target t = {.province = S("33"),
                    .unit = S("11980"),
                    .indicator = S("participants_total"),
                    .year = 2027,
                    .value = 1,
                    .document = later.id};
        assert_ok(document_put(store, arena, later));
        assert_ok(target_put(store, arena, &t, 1, (Author){S("x"), S("y")}, &change));
        RoundDecision ask = {
            .document = {.number = S("  ")}, .path_for_others = true, .who = S("x"), .version = round.version};
        assert_fails(round_decide(store, arena, round.id, ask, &d), BAD_INPUT);
        ask.document.number = S("later");
        assert_fails(round_decide(store, arena, round.id, ask, &d), CONFLICT); /* the number is taken */
        ask.document = (Document){.number = S("55"), .supersedes = S("33:later"), .date = S("2026-11-20")};
        assert_ok(round_decide(store, arena, round.id, ask, &d)); /* it says what it replaces */
    }
    ON_EACH(store)
    {
        RoundDecided d;
        Round round = opened(store, arena);
        target(store, arena, "11980", "participants_total", 2027, 12000, false); /* of April 2026 */
        RoundDecision ask = {.document = {.number = S("55"), .date = S("2026-03-01")},
                             .path_for_others = true,
                             .who = S("x"),
                             .version = round.version};
        Err *err = round_decide(store, arena, round.id, ask, &d);
        assert_fails(err, CONFLICT);
        assert_true(str_find(err->text.en, S("33:kh-1")) > 0);
    }
}

TEST(a_later_decision_supersedes_and_the_old_one_stays_readable)
{
    ON_EACH(store)
    {
        Str document;
        RoundDecided d;
        Round round = opened(store, arena), again;
        Target *t;
        ptrdiff_t count;
        RoundDecision ask = {.document = {.number = S("55")}, .path_for_others = true, .who = S("x"), .version = 1};
        assert_ok(round_decide(store, arena, round.id, ask, &d));
        assert_ok(round_open(store, arena, ask_2027(), &again));
        assert_str(again.id, S("33-2027-2"));
        Proposal p = proposal_of(store, arena, &again, S("11953"));
        assert_int_equal(p.path[0], 12326); /* now the decided target */
        assert_ok(propose(store, arena, again.id, S("11953"), 13000, 0, S(""), 0));
        agree_both(store, arena, again.id, S("11953"), 1);
        ask.document = (Document){.number = S("56")};
        assert_ok(round_decide(store, arena, again.id, ask, &d));
        assert_int_equal(in_force(store, arena, S("11953"), S("participants_total"), &document), 13000);
        assert_str(document, S("33:56"));
        Document new_one;
        bool found;
        assert_ok(document_get(store, arena, S("33:56"), &new_one, &found));
        assert_str(new_one.supersedes, S("33:55"));
        assert_ok(target_list_of(store, arena, S("33:55"), &t, &count));
        int64_t old = 0;
        for (ptrdiff_t i = 0; i < count; i++)
            if (str_eq(t[i].unit, S("11953")) && str_eq(t[i].indicator, S("participants_total")))
                old = t[i].value;
        assert_int_equal(old, 12326);
    }
}

TEST(the_table_says_what_would_be_set)
{
    ON_EACH(store)
    {
        Round round = opened(store, arena);
        Grid grid;
        Str csv;
        assert_ok(propose(store, arena, round.id, S("11980"), 12100, 5, S("=HYPERLINK(1)"), 0));
        assert_ok(round_grid(store, arena, &round, LANG_VI, &grid));
        assert_int_equal(grid.rows, 4);
        assert_int_equal(grid_at(&grid, 0, 8)->integer, 12100);  /* proposed */
        assert_int_equal(grid_at(&grid, 0, 13)->integer, 12047); /* not agreed yet: the path */
        assert_false(grid_at(&grid, 1, 8)->given);
        assert_ok(grid_csv(&grid, arena, LANG_VI, &csv));
        assert_true(str_find(csv, S(",=HYPERLINK")) < 0);
    }
}

TEST_MAIN
