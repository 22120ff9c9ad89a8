#include "base/rng.h"
#include "base/utf8.h"
#include "test.h"
#include "unit/unit.h"
#include "vn/vn.h"
#include <stdlib.h>
#include <string.h>

static const Date reform = {2025, 7, 1};

static UnitIndex *index_of(Arena *arena, const char *province)
{
    UnitList units;
    assert_ok(unit_shipped(arena, str_from(province), reform, &units));
    return unit_index(arena, units, NULL, 0);
}

static void assert_match(const UnitIndex *index, Arena *arena, const char *written, UnitMatchHow how, const char *code)
{
    UnitMatch match = unit_match(index, arena, str_from(written));
    if (match.how != how)
        print_error("“%s”: how %d\n", written, (int)match.how);
    assert_int_equal(match.how, how);
    assert_str(match.unit.code, str_from(code));
    assert_int_equal(match.sure, how >= UNIT_MATCH_FOLDED);
    assert_true(match.certainty >= 0 && match.certainty <= 1);
}

/* Lines of a CSV file of simple cells, split at commas. */
static Str csv_cell(Str line, int column)
{
    StrCut cut = str_cut(line, ',');
    while (column-- > 0)
        cut = str_cut(cut.tail, ',');
    return cut.head;
}

TEST(a_commune_is_found_by_its_name_its_bare_name_and_its_code)
{
    UnitIndex *index = index_of(arena, "33");
    assert_match(index, arena, "Phường Phố Hiến", UNIT_MATCH_EXACT, "11953");
    assert_match(index, arena, "Phố Hiến", UNIT_MATCH_EXACT, "11953");
    assert_match(index, arena, "11953", UNIT_MATCH_CODE, "11953");
    assert_match(index, arena, "  Phường Phố Hiến\n", UNIT_MATCH_EXACT, "11953");
}

TEST(case_and_the_place_of_the_tone_mark_do_not_matter)
{
    UnitIndex *index = index_of(arena, "33");
    assert_match(index, arena, "PHƯỜNG PHỐ HIẾN", UNIT_MATCH_PLACED, "11953");
    assert_match(index, arena, "phường  phố hiến", UNIT_MATCH_PLACED, "11953");
    assert_match(index, arena, "Xã Thái Thuỵ", UNIT_MATCH_PLACED, "12826");
    assert_match(index, arena, "Thái thuỵ", UNIT_MATCH_PLACED, "12826");
}

TEST(kind_words_their_abbreviations_and_missing_marks_are_set_aside)
{
    UnitIndex *index = index_of(arena, "33");
    const char *const ways[] = {
        "P. Phố Hiến",     "P.Phố Hiến",  "p Phố Hiến",   "phuong pho hien",   "pho hien",    "PHO HIEN", "P. PHO HIEN",
        "Phuong Phố Hiến", "Xã Phố Hiến", "TT. Phố Hiến", "thị trấn Phố Hiến", "ĐK Phố Hiến", "Phố-Hiến"};
    for (int i = 0; i < COUNTOF(ways); i++)
        assert_match(index, arena, ways[i], UNIT_MATCH_FOLDED, "11953");
}

TEST(a_village_word_before_the_name_of_a_commune_is_only_a_proposal)
{
    UnitIndex *index = index_of(arena, "33");
    assert_match(index, arena, "Thôn Phố Hiến", UNIT_MATCH_NEAREST, "11953");
    assert_match(index, arena, "TDP Phố Hiến", UNIT_MATCH_NEAREST, "11953");
}

TEST(a_name_that_begins_like_a_kind_word_is_read_whole)
{
    assert_match(index_of(arena, "92"), arena, "Xà Phiên", UNIT_MATCH_EXACT, "31495");
    assert_match(index_of(arena, "92"), arena, "xa phien", UNIT_MATCH_FOLDED, "31495");
    assert_match(index_of(arena, "11"), arena, "Xa Dung", UNIT_MATCH_EXACT, "03208");
    assert_match(index_of(arena, "11"), arena, "xã xa dung", UNIT_MATCH_PLACED, "03208");
    assert_match(index_of(arena, "01"), arena, "phuong liet", UNIT_MATCH_FOLDED, "00352");
    assert_match(index_of(arena, "15"), arena, "Bản Hồ", UNIT_MATCH_EXACT, "03046");
}

TEST(the_five_wrong_letters_of_the_plan_are_proposed_and_not_sure)
{
    UnitIndex *index = index_of(arena, "33");
    assert_match(index, arena, "Xã Mỹ Sở", UNIT_MATCH_NEAREST, "12049");
    assert_match(index, arena, "Xã Thân Khê", UNIT_MATCH_NEAREST, "12631");
    assert_match(index, arena, "Xã Đông Châu", UNIT_MATCH_NEAREST, "13003");
    assert_match(index, arena, "Xã Thụ Trì", UNIT_MATCH_NEAREST, "13222");
    assert_match(index, arena, "Xã Vũ Thụ", UNIT_MATCH_NEAREST, "13192");
}

TEST(two_units_that_are_as_near_are_ambiguous_and_both_are_named)
{
    UnitIndex *index = index_of(arena, "82"); /* Mỹ Tho and Mỹ Thọ, Tân Thành and Tân Thạnh */
    UnitMatch match = unit_match(index, arena, S("my tho"));
    assert_int_equal(match.how, UNIT_MATCH_AMBIGUOUS);
    assert_false(match.sure);
    assert_int_equal(match.candidates, 2);
    assert_int_equal(match.unit.code.len, 0);
    assert_match(index, arena, "Mỹ Tho", UNIT_MATCH_EXACT, "28261");
    match = unit_match(index, arena, S("Tân Thanh"));
    assert_int_equal(match.how, UNIT_MATCH_AMBIGUOUS);
    assert_true(match.candidates >= 2);
}

static Unit commune(const char *code, const char *kind, const char *name, const char *full_name)
{
    return (Unit){.code = str_from(code),
                  .level = UNIT_COMMUNE,
                  .province = S("99"),
                  .parent = S("99"),
                  .kind = str_from(kind),
                  .name = str_from(name),
                  .full_name = str_from(full_name)};
}

TEST(the_kind_word_decides_between_two_units_of_one_name)
{
    Unit unit[] = {commune("90001", "phuong", "Hòa Lạc", "Phường Hòa Lạc"),
                   commune("90002", "xa", "Hòa Lạc", "Xã Hòa Lạc"), commune("90003", "xa", "Sông Lô", "Xã Sông Lô")};
    UnitIndex *index = unit_index(arena, (UnitList){unit, 3}, NULL, 0);
    assert_match(index, arena, "X. Hoà Lạc", UNIT_MATCH_FOLDED, "90002");
    assert_match(index, arena, "phường hoà lạc", UNIT_MATCH_PLACED, "90001");
    assert_match(index, arena, "phuong hoa lac", UNIT_MATCH_FOLDED, "90001");
    assert_match(index, arena, "Xã Hòa Lac", UNIT_MATCH_NEAREST, "90002");
    assert_match(index, arena, "Hòa Lạc", UNIT_MATCH_AMBIGUOUS, "");
    assert_match(index, arena, "hoa lac", UNIT_MATCH_AMBIGUOUS, "");
    assert_match(index, arena, "Thị trấn Hòa Lạc", UNIT_MATCH_AMBIGUOUS, "");
    assert_match(index, arena, "Hòa Lạch", UNIT_MATCH_AMBIGUOUS, "");
}

TEST(nothing_near_is_nothing)
{
    UnitIndex *index = index_of(arena, "33");
    assert_match(index, arena, "", UNIT_MATCH_NONE, "");
    assert_match(index, arena, "   ", UNIT_MATCH_NONE, "");
    assert_match(index, arena, "Xã", UNIT_MATCH_NONE, "");
    assert_match(index, arena, "Tổng cộng", UNIT_MATCH_NONE, "");
    assert_match(index, arena, "1", UNIT_MATCH_NONE, "");
    Str longest = {memset(new (arena, char, 1 << 20), 'a', 1 << 20), 1 << 20};
    assert_int_equal(unit_match(index, arena, longest).how, UNIT_MATCH_NONE);
    assert_int_equal(unit_match(unit_index(arena, (UnitList){0}, NULL, 0), arena, S("Hà Nội")).how, UNIT_MATCH_NONE);
}

TEST(an_alias_answers_unless_the_text_is_an_official_name)
{
    UnitList units;
    assert_ok(unit_shipped(arena, S("33"), reform, &units));
    const UnitAlias alias[] = {
        {S("Xã Mỹ Sở"), S("12049")}, {S("Phường Phố Hiến"), S("12049")}, {S("Xã Cũ"), S("99999")}};
    UnitIndex *index = unit_index(arena, units, alias, COUNTOF(alias));
    assert_match(index, arena, "Xã Mỹ Sở", UNIT_MATCH_ALIAS, "12049");
    assert_match(index, arena, "XÃ  MỸ SỞ", UNIT_MATCH_ALIAS, "12049");
    assert_match(index, arena, "Phường Phố Hiến", UNIT_MATCH_EXACT, "11953");
    assert_false(unit_match(index, arena, S("Xã Cũ")).sure);
}

TEST(an_exchanged_pair_of_letters_and_a_lost_blank_are_near)
{
    UnitIndex *index = index_of(arena, "33");
    assert_match(index, arena, "Phường Phố Hiếnn", UNIT_MATCH_NEAREST, "11953");
    assert_match(index, arena, "Phường PhốHiến", UNIT_MATCH_NEAREST, "11953");
    assert_match(index, arena, "Xã Nguyễn Văn Lihn", UNIT_MATCH_NEAREST, "12064");
}

/* ---- the whole country ---------------------------------------------------------------- */

static UnitList provinces(Arena *arena)
{
    UnitList list;
    assert_ok(unit_shipped(arena, (Str){0}, reform, &list));
    assert_int_equal(list.count, 34);
    return list;
}

TEST(every_official_name_matches_itself_exactly_in_every_normal_form)
{
    UnitList all = provinces(arena);
    ptrdiff_t count = 0;
    for (ptrdiff_t p = 0; p < all.count; p++) {
        Arena scratch = *arena;
        UnitList units;
        assert_ok(unit_shipped(&scratch, all.unit[p].code, reform, &units));
        UnitIndex *index = unit_index(&scratch, units, NULL, 0);
        for (ptrdiff_t i = 0; i < units.count; i++, count++) {
            UnitMatch match = unit_match(index, &scratch, vn_nfd(&scratch, units.unit[i].full_name));
            assert_int_equal(match.how, UNIT_MATCH_EXACT);
            assert_str(match.unit.code, units.unit[i].code);
        }
    }
    assert_int_equal(count, 3321);
}

/* One letter of the name – lost, added, exchanged with its neighbour or another. */
static Str with_one_edit(Arena *arena, Rng *rng, Str name)
{
    static const char *const letters[] = {"a", "b", "c", "d", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p",
                                          "q", "r", "s", "t", "u", "v", "x", "y", "ă", "â", "ê", "ô", "ơ", "ư",
                                          "đ", "á", "à", "ạ", "ả", "ế", "ồ", "ụ", "ứ", "ý", "ị", "ễ", "f", "z"};
    uint32_t code[64];
    int n = 0;
    for (ptrdiff_t at = 0; at < name.len && n < 60; n++) {
        Rune rune = utf8_get(name, at);
        code[n] = rune.code;
        at += rune.len;
    }
    int at = (int)rng_below(rng, n), how = (int)rng_below(rng, 4);
    uint32_t letter = utf8_get(str_from(letters[rng_below(rng, COUNTOF(letters))]), 0).code;
    if (how == 0 && n > 1) {
        memmove(&code[at], &code[at + 1], (size_t)(--n - at) * sizeof *code);
    } else if (how == 1) {
        memmove(&code[at + 1], &code[at], (size_t)(n++ - at) * sizeof *code);
        code[at] = letter;
    } else if (how == 2 && at + 1 < n) {
        uint32_t first = code[at];
        code[at] = code[at + 1];
        code[at + 1] = first;
    } else {
        code[at] = letter;
    }
    Buf out = buf_open(arena);
    for (int i = 0; i < n; i++)
        buf_rune(&out, code[i]);
    return buf_str(&out);
}

typedef struct Tally {
    int sure_right, sure_other, proposed_right, proposed_wrong, ambiguous, ambiguous_without, none;
} Tally;

/* A sure answer of another unit is right only where the edit wrote that unit's name:
 * the same letters, marks aside where the text has none. */
static bool is_name_of(Arena *arena, Str edited, const Unit *unit)
{
    unsigned placed = VN_FOLD_CASE | VN_FOLD_PLACE | VN_FOLD_SPACE | VN_FOLD_PUNCT;
    Str text = vn_fold(arena, edited, placed);
    return str_eq(text, vn_fold(arena, unit->name, placed)) || str_eq(text, vn_fold(arena, unit->name, VN_KEY)) ||
           str_eq(text, vn_fold(arena, unit->full_name, VN_KEY));
}

static void tally(Arena *arena, const UnitIndex *index, const Unit *unit, Str edited, Tally *t)
{
    UnitMatch match = unit_match(index, arena, edited);
    bool right = str_eq(match.unit.code, unit->code), among = false;
    for (ptrdiff_t i = 0; i < match.candidates; i++)
        among = among || str_eq(match.candidate[i].code, unit->code);
    if (match.sure && !right) {
        t->sure_other++;
        if (!is_name_of(arena, edited, &match.unit))
            fail_msg("“%.*s” from %.*s gave %.*s", STRF(edited), STRF(unit->full_name), STRF(match.unit.full_name));
    }
    t->sure_right += match.sure && right;
    t->proposed_right += match.how == UNIT_MATCH_NEAREST && right;
    t->proposed_wrong += match.how == UNIT_MATCH_NEAREST && !right;
    t->ambiguous += match.how == UNIT_MATCH_AMBIGUOUS;
    t->ambiguous_without += match.how == UNIT_MATCH_AMBIGUOUS && !among;
    t->none += match.how == UNIT_MATCH_NONE;
    if (match.how == UNIT_MATCH_NEAREST && !right)
        print_message("“%.*s” from %.*s proposed %.*s\n", STRF(edited), STRF(unit->full_name),
                      STRF(match.unit.full_name));
}

TEST(a_name_with_one_wrong_letter_is_never_surely_another_unit)
{
    enum { EDITS = 20000 };
    UnitList all = provinces(arena);
    Tally t = {0};
    Rng rng = rng_open(403);
    for (ptrdiff_t p = 0; p < all.count; p++) {
        Arena scratch = *arena;
        UnitList units;
        assert_ok(unit_shipped(&scratch, all.unit[p].code, reform, &units));
        UnitIndex *index = unit_index(&scratch, units, NULL, 0);
        for (int i = 0; i < EDITS / 34 + 1; i++) {
            Arena turn = scratch;
            const Unit *unit = &units.unit[rng_below(&rng, units.count)];
            tally(&turn, index, unit, with_one_edit(&turn, &rng, unit->name), &t);
        }
    }
    print_message(
        "# sure %d, sure of another unit whose name it is %d, proposed right %d, wrong %d, ambiguous %d (without the "
        "right one %d), none %d\n",
        t.sure_right, t.sure_other, t.proposed_right, t.proposed_wrong, t.ambiguous, t.ambiguous_without, t.none);
    int proposed = t.proposed_right + t.proposed_wrong;
    assert_true(proposed > EDITS / 2);
    assert_int_equal(t.proposed_wrong, 0);
    assert_true(t.none * 1000 <= EDITS);
}

/* ---- truth from outside, where it is there ---------------------------------------------- */

TEST(the_appendix_of_the_plan_is_matched_as_its_truth_says)
{
    Str text = test_read(arena, test_shared(arena, S("data/admin/hungyen_seed_match.csv")));
    UnitIndex *index = index_of(arena, "33");
    int count[UNIT_MATCH_EXACT + 1] = {0}, sure = 0, rows = 0;
    for (StrCut line = str_cut(str_cut(text, '\n').tail, '\n'); line.head.len > 0;
         line = str_cut(line.tail, '\n'), rows++) {
        UnitMatch match = unit_match(index, arena, csv_cell(line.head, 1));
        assert_str(match.unit.code, csv_cell(line.head, 2));
        assert_int_equal(match.sure, !str_eq(csv_cell(line.head, 4), S("mismatch")));
        count[match.how]++;
        sure += match.sure;
    }
    print_message("# exact %d, placed %d, folded %d, nearest %d\n", count[UNIT_MATCH_EXACT], count[UNIT_MATCH_PLACED],
                  count[UNIT_MATCH_FOLDED], count[UNIT_MATCH_NEAREST]);
    assert_int_equal(rows, 104);
    assert_int_equal(sure, 99);
    assert_int_equal(count[UNIT_MATCH_NEAREST], 5);
}

/* The index of the province in which a commune lies. */
static UnitIndex *index_around(const UnitIndex *const *index, const UnitList *all, ptrdiff_t provinces_count,
                               Arena *arena, Str code)
{
    for (ptrdiff_t p = 0; p < provinces_count; p++)
        for (ptrdiff_t i = 0; i < all[p].count; i++)
            if (str_eq(all[p].unit[i].code, code))
                return (UnitIndex *)index[p];
    fail_msg("%.*s", STRF(code));
    return unit_index(arena, (UnitList){0}, NULL, 0);
}

TEST(the_spellings_of_four_editions_lead_to_their_unit)
{
    Str text = test_read(arena, test_shared(arena, S("data/admin/spelling_variants_same_code.csv")));
    UnitList all = provinces(arena), communes[34];
    UnitIndex *national = unit_index(arena, all, NULL, 0);
    const UnitIndex *index_in[34];
    for (ptrdiff_t p = 0; p < all.count; p++) {
        assert_ok(unit_shipped(arena, all.unit[p].code, reform, &communes[p]));
        index_in[p] = unit_index(arena, communes[p], NULL, 0);
    }
    int sure = 0, candidate = 0, rows = 0;
    for (StrCut line = str_cut(str_cut(text, '\n').tail, '\n'); line.head.len > 0;
         line = str_cut(line.tail, '\n'), rows++) {
        Arena scratch = *arena;
        Str code = csv_cell(line.head, 0);
        bool is_province = str_eq(csv_cell(line.head, 1), S("province"));
        UnitIndex *index = is_province ? national : index_around(index_in, communes, all.count, &scratch, code);
        for (int c = 2; c < 6; c++) {
            UnitMatch match = unit_match(index, &scratch, csv_cell(line.head, c));
            bool among = false;
            for (ptrdiff_t i = 0; i < match.candidates; i++)
                among = among || str_eq(match.candidate[i].code, code);
            if (csv_cell(line.head, c).len == 0)
                continue;
            assert_true(among);
            assert_true(!match.sure || str_eq(match.unit.code, code));
            sure += match.sure;
            candidate += !match.sure;
        }
    }
    print_message("# %d rows: %d spellings sure, %d proposed or ambiguous\n", rows, sure, candidate);
    assert_true(rows >= 200);
    assert_true(candidate <= 60);
}

TEST_MAIN
