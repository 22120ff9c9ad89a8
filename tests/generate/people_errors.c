/* What registers get wrong: as often as the profile says, and in the way it says. */
#include "sheet.h"

#include "vn/vn.h"

enum { PERSONS = 12000, ALWAYS = 100, OFTEN = 20 };

/* The persons whom a register sees, without errors and with one at a rate in percent. */
typedef struct Twice {
    PeopleSeen *clean, *seen;
    ptrdiff_t count;
} Twice;

static PeopleWorld world_of(Arena *arena)
{
    PeopleWorld w;
    PeopleSpec spec = spec_of(arena, "unused", PERSONS, "clean");
    spec.profile = profile_of(arena, "upper,0,0,0,0,0\n");
    assert_ok(people_world(arena, spec, &w));
    return w;
}

static PeopleSeen *see_all(Arena *arena, const PeopleWorld *w, int reg, ptrdiff_t *ret_count)
{
    PeopleSeen *seen = new (arena, PeopleSeen, PERSONS);
    Person person[PEOPLE_HAMLET];
    *ret_count = 0;
    for (int64_t h = 0; h < w->home_hamlets; h++) {
        int count = people_hamlet(w, h, person);
        for (int i = 0; i < count; i++)
            if (people_rows(w, &person[i], reg).rows > 0)
                people_see(w, &person[i], reg, 0, &seen[(*ret_count)++]);
    }
    return seen;
}

static Twice twice(Arena *arena, const PeopleWorld *world, int reg, PeopleError error, uint64_t percent)
{
    PeopleWorld w = *world;
    Twice ret;
    ptrdiff_t again;
    ret.clean = see_all(arena, &w, reg, &ret.count);
    w.rate[reg][error] = (percent << 32) / 100;
    ret.seen = see_all(arena, &w, reg, &again);
    assert_int_equal(again, ret.count);
    return ret;
}

typedef enum Part { PERSONAL, SOCIAL, NAME, BIRTH, COMMUNE, SEX, PHONE, OLD_ID, PARTS } Part;

static Str part_of(const PeopleSeen *s, Part part)
{
    static const char sexes[] = "-mf";
    Str parts[PARTS] = {{s->personal.text, s->personal.len}, {s->social.text, s->social.len},
                        {s->name, s->name_len},              {s->birth.text, s->birth.len},
                        s->commune_code,                     {&sexes[s->sex + 1], 1},
                        {s->phone.text, s->phone.len},       {s->old.text, s->old.len}};
    return parts[part];
}

static int64_t differing(const Twice *t, Part part)
{
    int64_t count = 0;
    for (ptrdiff_t i = 0; i < t->count; i++)
        count += !str_eq(part_of(&t->clean[i], part), part_of(&t->seen[i], part));
    return count;
}

TEST(each_error_touches_its_part_as_often_as_asked_and_no_other)
{
    static const struct {
        PeopleError error;
        Part part;
        int low, high; /* permille of the rows that differ at a rate of 20 percent */
    } cases[] = {
        {PEOPLE_NO_PERSONAL, PERSONAL, 180, 220},  {PEOPLE_NUMBER_DIGIT, PERSONAL, 180, 220},
        {PEOPLE_NUMBER_SWAP, PERSONAL, 180, 220},  {PEOPLE_NUMBER_ZERO, PERSONAL, 180, 220},
        {PEOPLE_OLD_NUMBER, PERSONAL, 120, 220},   {PEOPLE_NO_SOCIAL, SOCIAL, 180, 220},
        {PEOPLE_SOCIAL_DIGIT, SOCIAL, 180, 220},   {PEOPLE_NO_MARKS, NAME, 170, 220},
        {PEOPLE_TONE_MOVED, NAME, 4, 30},          {PEOPLE_TYPED, NAME, 170, 220},
        {PEOPLE_TCVN3, NAME, 170, 220},            {PEOPLE_MIDDLE_SHORT, NAME, 170, 220},
        {PEOPLE_MIDDLE_MISSING, NAME, 170, 220},   {PEOPLE_FAMILY_SHORT, NAME, 180, 220},
        {PEOPLE_ORDER, NAME, 180, 220},            {PEOPLE_EDIT, NAME, 175, 220},
        {PEOPLE_NICKNAME, NAME, 180, 220},         {PEOPLE_TITLE, NAME, 180, 220},
        {PEOPLE_UPPER, NAME, 180, 220},            {PEOPLE_BLANKS, NAME, 180, 220},
        {PEOPLE_NO_BIRTH, BIRTH, 180, 220},        {PEOPLE_BIRTH_YEAR, BIRTH, 160, 220},
        {PEOPLE_DAY_MONTH, BIRTH, 45, 90},         {PEOPLE_BIRTH_DIGIT, BIRTH, 160, 220},
        {PEOPLE_BIRTH_JANUARY, BIRTH, 170, 220},   {PEOPLE_OLD_COMMUNE, COMMUNE, 100, 220},
        {PEOPLE_MOVED, COMMUNE, 170, 220},         {PEOPLE_NO_COMMUNE, COMMUNE, 180, 220},
        {PEOPLE_NO_SEX, SEX, 180, 220},            {PEOPLE_WRONG_SEX, SEX, 180, 220},
        {PEOPLE_NO_PHONE, PHONE, 140, 220},        {PEOPLE_NEW_PHONE, PHONE, 140, 220},
    };
    PeopleWorld w = world_of(arena);
    for (int k = 0; k < COUNTOF(cases); k++) {
        Twice t = twice(arena, &w, REG_PARTICIPANTS, cases[k].error, OFTEN);
        assert_true(t.count > 3500);
        int64_t permille = differing(&t, cases[k].part) * 1000 / t.count;
        if (permille < cases[k].low || permille > cases[k].high)
            fail_msg("case %d: %lld of 1000", k, (long long)permille);
        for (Part part = 0; part < PARTS; part++)
            assert_true(part == cases[k].part || differing(&t, part) == 0);
    }
}

TEST(duplicates_come_as_often_as_asked_and_may_have_another_number)
{
    PeopleWorld w = world_of(arena);
    int64_t rows = 0, again = 0, other = 0;
    w.rate[REG_PARTICIPANTS][PEOPLE_DUPLICATE] = ((uint64_t)10 << 32) / 100;
    w.rate[REG_PARTICIPANTS][PEOPLE_OTHER_SOCIAL] = ((uint64_t)40 << 32) / 100;
    for (int64_t h = 0; h < w.home_hamlets; h++) {
        Person person[PEOPLE_HAMLET];
        int count = people_hamlet(&w, h, person);
        for (int i = 0; i < count; i++) {
            PeopleRows r = people_rows(&w, &person[i], REG_PARTICIPANTS);
            PeopleSeen first, copy;
            rows += r.true_rows;
            again += r.rows - r.true_rows;
            for (int k = 1; k < r.rows; k++) {
                people_see(&w, &person[i], REG_PARTICIPANTS, 0, &first);
                people_see(&w, &person[i], REG_PARTICIPANTS, k, &copy);
                other += !str_eq(part_of(&first, SOCIAL), part_of(&copy, SOCIAL));
                assert_str(part_of(&first, PERSONAL), part_of(&copy, PERSONAL));
            }
        }
    }
    assert_in_range(again * 1000 / rows, 90, 130); /* some persons have two */
    assert_in_range(other * 100 / again, 33, 47);
}

TEST(a_register_makes_its_own_errors_only)
{
    PeopleWorld w = world_of(arena);
    for (int reg = 1; reg < PEOPLE_REGISTERS; reg++)
        w.rate[reg][PEOPLE_UPPER] = (uint64_t)1 << 32;
    Twice t = twice(arena, &w, REG_POPULATION, PEOPLE_NO_PERSONAL, ALWAYS);
    assert_int_equal(differing(&t, NAME), 0);
    for (ptrdiff_t i = 0; i < t.count; i++) {
        assert_int_equal(t.seen[i].personal.len, 0);
        assert_true(!str_eq(part_of(&t.clean[i], NAME), vn_upper(arena, part_of(&t.clean[i], NAME))));
    }
}

static Str last_word(Str s)
{
    ptrdiff_t at = s.len;
    while (at > 0 && s.ptr[at - 1] != ' ')
        at--;
    return str_slice(s, at, s.len);
}

static Str first_word(Str s)
{
    return str_cut(s, ' ').head;
}

typedef bool Holds(Arena *arena, Str clean, Str seen);

static bool is_plain(Arena *arena, Str clean, Str seen)
{
    return str_eq(vn_fold(arena, clean, VN_FOLD_MARK), seen);
}
static bool is_upper(Arena *arena, Str clean, Str seen)
{
    return str_eq(vn_upper(arena, clean), seen);
}
static bool is_replaced(Arena *arena, Str clean, Str seen)
{
    return str_eq(vn_fold(arena, clean, VN_FOLD_PLACE | VN_FOLD_CASE), vn_fold(arena, seen, VN_FOLD_PLACE | VN_FOLD_CASE));
}
static bool is_spaced(Arena *arena, Str clean, Str seen)
{
    return seen.len > clean.len && str_eq(clean, vn_fold(arena, seen, VN_FOLD_SPACE));
}
static bool is_tcvn3(Arena *arena, Str clean, Str seen) /* capitals with a tone have no letter of their own there */
{
    Str back = vn_decode(arena, seen, VN_TCVN3, NULL);
    return str_eq(vn_fold(arena, clean, VN_FOLD_CASE), vn_fold(arena, back, VN_FOLD_CASE));
}
static bool is_titled(Arena *arena, Str clean, Str seen)
{
    (void)arena;
    return seen.len > clean.len + 2 && str_ends(seen, clean) && seen.ptr[seen.len - clean.len - 1] == ' ';
}
static bool is_without_middle(Arena *arena, Str clean, Str seen)
{
    return str_eq(seen, str_fmt(arena, "%.*s %.*s", STRF(first_word(clean)), STRF(last_word(clean))));
}
static bool is_turned(Arena *arena, Str clean, Str seen)
{
    Str given = last_word(clean), rest = str_slice(clean, 0, clean.len - given.len - 1);
    return str_eq(seen, str_fmt(arena, "%.*s %.*s", STRF(given), STRF(rest)));
}
static bool is_short_family(Arena *arena, Str clean, Str seen)
{
    (void)arena;
    Str family = first_word(seen);
    if (utf8_count(first_word(clean)) == 1) /* Y cannot be shorter */
        return str_eq(clean, seen);
    return family.ptr[family.len - 1] == '.' && str_eq(last_word(clean), last_word(seen)) && seen.len < clean.len + 1;
}
static bool is_typed(Arena *arena, Str clean, Str seen) /* one word in keys; without a mark there is none */
{
    return str_eq(clean, seen) || !str_eq(vn_fold(arena, clean, VN_FOLD_MARK), seen);
}

TEST(names_are_miswritten_as_said)
{
    static const struct {
        PeopleError error;
        Holds *holds;
    } cases[] = {{PEOPLE_NO_MARKS, is_plain},          {PEOPLE_UPPER, is_upper},   {PEOPLE_TONE_MOVED, is_replaced},
                 {PEOPLE_BLANKS, is_spaced},           {PEOPLE_TCVN3, is_tcvn3},   {PEOPLE_TITLE, is_titled},
                 {PEOPLE_MIDDLE_MISSING, is_without_middle}, {PEOPLE_ORDER, is_turned},
                 {PEOPLE_FAMILY_SHORT, is_short_family}, {PEOPLE_TYPED, is_typed}};
    PeopleWorld w = world_of(arena);
    for (int k = 0; k < COUNTOF(cases); k++) {
        Twice t = twice(arena, &w, REG_PARTICIPANTS, cases[k].error, ALWAYS);
        for (ptrdiff_t i = 0; i < t.count; i++) {
            Str clean = part_of(&t.clean[i], NAME), seen = part_of(&t.seen[i], NAME);
            if (!cases[k].holds(arena, clean, seen))
                fail_msg("case %d: “%.*s” “%.*s”", k, STRF(clean), STRF(seen));
        }
    }
}

TEST(all_errors_at_once_still_give_rows_that_can_be_read)
{
    static const char *const registers[] = {"population", "participants", "household_businesses", "pupils"};
    Str lines = S("");
    static const char *const errors[] = {
#define X(name, word) word,
        PEOPLE_ERRORS_LIST(X)
#undef X
    };
    for (int i = 0; i < COUNTOF(errors); i++)
        lines = str_fmt(arena, "%.*s%s,70,70,70,70,70\n", STRF(lines), errors[i]);
    PeopleSpec spec = spec_of(arena, "worst", 3000, "heavy");
    spec.profile = profile_of(arena, str_c(arena, lines));
    made(arena, spec);
    for (int k = 0; k < COUNTOF(registers); k++) {
        Sheet s = sheet_read(arena, spec.folder, registers[k]);
        for (ptrdiff_t i = 0; i < s.rows; i++)
            for (ptrdiff_t c = 0; c < s.columns; c++) {
                Str cell = s.cell[i * s.columns + c];
                assert_true(utf8_valid(cell) && str_find(cell, S("\"")) < 0);
            }
    }
}

TEST(shipped_profiles_grow_worse_and_name_every_error)
{
    uint64_t rate[3][PEOPLE_REGISTERS][PEOPLE_ERRORS] = {0};
    static const char *const names[] = {"clean", "middle", "heavy"};
    for (int k = 0; k < 3; k++)
        assert_ok(people_profile(arena, str_from(names[k]), rate[k]));
    for (int reg = 0; reg < PEOPLE_REGISTERS; reg++)
        for (int e = 0; e < PEOPLE_ERRORS; e++)
            assert_true(rate[0][reg][e] <= rate[1][reg][e] && rate[1][reg][e] <= rate[2][reg][e]);
    for (int e = 0; e < PEOPLE_ERRORS; e++)
        assert_true(rate[1][REG_PARTICIPANTS][e] > 0);
    assert_int_equal(rate[1][REG_PARTICIPANTS][PEOPLE_NO_PERSONAL], ((uint64_t)4 << 32) / 100);
}

TEST(a_profile_that_cannot_be_read_is_refused_with_its_place)
{
    static const char *const bad[] = {"no_such_error,1,1,1,1,1\n", "edit,101,0,0,0,0\n", "edit,-1,0,0,0,0\n",
                                      "edit,a lot,0,0,0,0\n"};
    uint64_t rate[PEOPLE_REGISTERS][PEOPLE_ERRORS] = {0};
    for (int i = 0; i < COUNTOF(bad); i++) {
        Err *err = people_profile(arena, profile_of(arena, bad[i]), rate);
        assert_fails(err, BAD_INPUT);
        assert_int_equal(err->place.row, 2);
    }
    assert_fails(people_profile(arena, S("/nowhere/profile.csv"), rate), NOT_FOUND);
    assert_ok(people_profile(arena, profile_of(arena, "edit,,,2.5,,\n"), rate));
    assert_int_equal(rate[REG_TAX][PEOPLE_EDIT], ((uint64_t)25 << 32) / 1000);
    PeopleResult result;
    PeopleSpec spec = spec_of(arena, "x", 100, "middle");
    spec.province = S("Atlantis");
    assert_fails(people_generate(arena, spec, NULL, &result), BAD_INPUT);
    spec = spec_of(arena, "x", 100, "middle");
    spec.folder = S("/proc/nothing/here");
    assert_fails(people_generate(arena, spec, NULL, &result), UNAVAILABLE);
}

TEST_MAIN
