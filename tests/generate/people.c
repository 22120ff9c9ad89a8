/* Simulated persons: numbers of the right form, households that fit, a truth that holds. */
#include "sheet.h"

#include <stdlib.h>

#define FILES_DIGEST 0x786b18d9d7a6869eu
#define NO_ERRORS "upper,0,0,0,0,0\n"

static int64_t number_in(Str s)
{
    int64_t n = 0;
    for (ptrdiff_t i = 0; i < s.len; i++) {
        assert_true(s.ptr[i] >= '0' && s.ptr[i] <= '9');
        n = n * 10 + s.ptr[i] - '0';
    }
    return n;
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

/* How many cells are not the first with their text; empty ones do not count. */
static ptrdiff_t repeated(Arena *arena, const Sheet *s, const char *column)
{
    Str *text = new (arena, Str, s->rows);
    ptrdiff_t count = 0, again = 0;
    for (ptrdiff_t i = 0; i < s->rows; i++)
        if ((text[count] = sheet_at(s, i, column)).len > 0)
            count++;
    qsort(text, (size_t)count, sizeof *text, by_bytes);
    for (ptrdiff_t i = 1; i < count; i++)
        again += str_eq(text[i], text[i - 1]);
    return again;
}

/* ---- the parts --------------------------------------------------------------------------- */

TEST(a_permutation_reaches_every_number_once)
{
    static const uint64_t sizes[] = {1, 2, 3, 7, 64, 1000, 4097, 100000};
    for (int k = 0; k < COUNTOF(sizes); k++) {
        char *seen = new (arena, char, (ptrdiff_t)sizes[k]);
        uint64_t moved = 0;
        for (uint64_t i = 0; i < sizes[k]; i++) {
            uint64_t to = people_scramble(99, i, sizes[k]);
            assert_true(to < sizes[k]);
            assert_int_equal(seen[to]++, 0);
            moved += to != i;
        }
        assert_true(sizes[k] < 64 || moved > sizes[k] * 9 / 10);
    }
}

TEST(the_check_digit_is_that_of_published_tax_codes)
{
    assert_int_equal(people_tax_check(10010910), 6);  /* 0100109106 */
    assert_int_equal(people_tax_check(30058856), 9); /* 0300588569 */
    for (uint64_t n = 0; n < 3000; n++)
        for (int kind = 0; kind < 2; kind++) {
            uint64_t code = people_tax_code(5, (PeopleTaxCode)kind, n);
            assert_int_equal(people_tax_check(code / 10), code % 10);
            assert_true(kind == PEOPLE_TAX_EMPLOYER ? code / 1000000000 == 9 : code / 100000000 >= 64 && code / 100000000 < 80);
        }
}

TEST(an_alias_table_draws_by_weight)
{
    static const int64_t weight[] = {0, 1, 2, 5, 2, 0};
    int64_t hit[6] = {0};
    PeopleAlias a = people_alias(arena, weight, 6);
    Rng rng = rng_open(3);
    for (int i = 0; i < 100000; i++)
        hit[people_pick(&a, &rng)]++;
    assert_int_equal(hit[0] + hit[5], 0);
    for (int i = 1; i < 5; i++)
        assert_in_range(hit[i], (uint64_t)(weight[i] * 9600), (uint64_t)(weight[i] * 10400));
}

/* ---- the files ----------------------------------------------------------------------------- */

TEST(threads_never_show_and_the_seed_does)
{
    PeopleSpec spec = spec_of(arena, "one", 9000, "middle"), other = spec;
    spec.threads = 1;
    other.threads = 5;
    other.folder = test_temp(arena, S("five"));
    PeopleResult a = made(arena, spec), b = made(arena, other);
    assert_int_equal(a.files, b.files);
    uint64_t all = 0;
    for (ptrdiff_t i = 0; i < a.files; i++) {
        Str left = test_read(arena, str_fmt(arena, "%.*s/%.*s", STRF(spec.folder), STRF(a.file[i].name)));
        Str right = test_read(arena, str_fmt(arena, "%.*s/%.*s", STRF(other.folder), STRF(b.file[i].name)));
        assert_true(str_eq(left, right));
        assert_true(str_starts(a.file[i].name, S("mo-phong-")));
        all = all * 31 + str_hash(left);
    }
    assert_int_equal(all, FILES_DIGEST); /* the same on every machine and compiler */
    other.seed = 2;
    made(arena, other);
    Str first = test_read(arena, str_fmt(arena, "%.*s/mo-phong-pupils.csv", STRF(spec.folder)));
    assert_false(str_eq(first, test_read(arena, str_fmt(arena, "%.*s/mo-phong-pupils.csv", STRF(other.folder)))));
    assert_true(str_find(test_read(arena, str_fmt(arena, "%.*s/DU-LIEU-MO-PHONG.txt", STRF(spec.folder))), S("MÔ PHỎNG")) > 0);
}

static void check_personal(const Sheet *s, ptrdiff_t i)
{
    Str id = sheet_at(s, i, "personal_id"), birth = sheet_at(s, i, "birth_date");
    assert_int_equal(id.len, 12);
    int64_t n = number_in(id), year = number_in(str_slice(birth, birth.len - 4, birth.len));
    assert_in_range(n / 1000000000, 1, 96);
    assert_int_equal(n / 1000000 % 100, year % 100);
    int64_t gender = n / 100000000 % 10;
    assert_int_equal(gender / 2, year >= 2000);
    assert_int_equal(gender % 2, str_eq(sheet_at(s, i, "sex"), S("Nữ")));
    assert_true(year >= 1926 && year <= 2026);
    if (birth.len == 10) {
        Date d = {(int)year, (int)number_in(str_slice(birth, 3, 5)), (int)number_in(str_slice(birth, 0, 2))};
        assert_true(date_is_day(d) && date_cmp(d, people_today) <= 0);
    } else {
        assert_int_equal(birth.len, 4);
    }
}

TEST(numbers_have_their_form_and_nobody_shares_one)
{
    PeopleSpec spec = spec_of(arena, "numbers", 25000, "clean");
    spec.profile = profile_of(arena, NO_ERRORS);
    made(arena, spec);
    Sheet people = sheet_read(arena, spec.folder, "population"), insured = sheet_read(arena, spec.folder, "participants");
    for (ptrdiff_t i = 0; i < people.rows; i++) {
        check_personal(&people, i);
        Str old = sheet_at(&people, i, "old_id"), phone = sheet_at(&people, i, "phone"), id = sheet_at(&people, i, "id");
        assert_true(old.len == 0 || old.len == 9);
        assert_true(phone.len == 0 || (phone.len == 10 && number_in(phone) < 1000000000));
        assert_true(id.len == 12 && str_starts(id, S("MPC")));
    }
    for (ptrdiff_t i = 0; i < insured.rows; i++) {
        assert_int_equal(sheet_at(&insured, i, "si_number").len, 10);
        Str code = sheet_at(&insured, i, "employer_tax_code");
        assert_int_equal(code.len > 0, str_eq(sheet_at(&insured, i, "scheme"), S("compulsory")));
        if (code.len > 0)
            assert_int_equal(people_tax_check((uint64_t)number_in(code) / 10), number_in(code) % 10);
    }
    static const char *const unique[] = {"id", "personal_id", "old_id"};
    for (int k = 0; k < COUNTOF(unique); k++)
        assert_int_equal(repeated(arena, &people, unique[k]), 0);
    assert_int_equal(repeated(arena, &insured, "si_number"), 0);
    assert_int_equal(repeated(arena, &insured, "id"), 0);
    assert_true(repeated(arena, &people, "phone") > 100); /* some use the telephone of the house */
    assert_true(repeated(arena, &people, "phone") < people.rows / 20);
}

/* Serials are unique for the largest province, too: the same hamlet places, far apart. */
TEST(the_last_hamlets_of_the_largest_province_share_no_number_with_the_first)
{
    PeopleWorld w;
    PeopleSpec spec = spec_of(arena, "unused", PEOPLE_MOST, "clean");
    assert_ok(people_world(arena, spec, &w));
    assert_true(w.slots <= 16000000 && w.hamlets * 16 <= 1000000);
    uint64_t *key = new (arena, uint64_t, 400 * PEOPLE_HAMLET);
    ptrdiff_t count = 0;
    Person person[PEOPLE_HAMLET];
    for (int i = 0; i < 400; i++) {
        int64_t hamlet = i < 200 ? i : w.hamlets - 400 + i;
        int n = people_hamlet(&w, hamlet, person);
        for (int k = 0; k < n; k++) {
            assert_true(person[k].serial < 1000000);
            key[count++] = (((uint64_t)person[k].registry * 10000 + (uint64_t)person[k].year) * 2 + person[k].female) * 1000000 +
                           person[k].serial;
        }
    }
    for (ptrdiff_t gap = count / 2; gap > 0; gap /= 2) /* Shell's sort */
        for (ptrdiff_t i = gap; i < count; i++)
            for (ptrdiff_t k = i; k >= gap && key[k - gap] > key[k]; k -= gap) {
                uint64_t swap = key[k];
                key[k] = key[k - gap];
                key[k - gap] = swap;
            }
    for (ptrdiff_t i = 1; i < count; i++)
        assert_true(key[i] != key[i - 1]);
}

TEST(names_ages_and_sexes_are_those_of_a_people)
{
    PeopleSpec spec = spec_of(arena, "people", 60000, "clean");
    spec.profile = profile_of(arena, NO_ERRORS);
    spec.registers = 1u << REG_POPULATION;
    made(arena, spec);
    Sheet s = sheet_read(arena, spec.folder, "population");
    int64_t nguyen = 0, women = 0, thi = 0, young = 0, old = 0, january = 0, kinh = 0, words[8] = {0};
    for (ptrdiff_t i = 0; i < s.rows; i++) {
        Str name = sheet_at(&s, i, "full_name"), birth = sheet_at(&s, i, "birth_date");
        int64_t age = 2026 - number_in(str_slice(birth, birth.len - 4, birth.len));
        bool woman = str_eq(sheet_at(&s, i, "sex"), S("Nữ"));
        int count = 0;
        for (StrCut cut = {.tail = name, .ok = true}; cut.ok; count++) {
            cut = str_cut(cut.tail, ' ');
            thi += woman && count > 0 && str_eq(cut.head, S("Thị"));
        }
        words[count < 8 ? count : 7]++;
        nguyen += str_starts(name, S("Nguyễn "));
        women += woman;
        young += age < 15;
        old += age >= 65;
        january += str_starts(birth, S("01/01/"));
        kinh += str_eq(sheet_at(&s, i, "ethnicity"), S("Kinh"));
    }
    int64_t n = s.rows;
    assert_in_range(n, 59000, 60000);
    assert_in_range(nguyen * 1000 / n, 290, 330);
    assert_in_range(women * 1000 / n, 490, 520);
    assert_in_range(thi * 1000 / women, 600, 760);
    assert_in_range(young * 1000 / n, 180, 250);
    assert_in_range(old * 1000 / n, 90, 150);
    assert_in_range(january * 1000 / n, 15, 50);
    assert_in_range(kinh * 1000 / n, 970, 995);
    assert_true(words[3] > words[2] + words[4] && words[4] > words[2] && words[1] + words[5] + words[6] + words[7] < n / 50);
}

TEST(households_share_an_address_and_children_their_fathers_name)
{
    PeopleSpec spec = spec_of(arena, "homes", 20000, "clean");
    PeopleWorld w;
    assert_ok(people_world(arena, spec, &w));
    int64_t children = 0, fathers = 0, twins = 0, households = 0, three = 0;
    for (int64_t h = 0; h < w.home_hamlets; h++) {
        Person p[PEOPLE_HAMLET];
        int n = people_hamlet(&w, h, p), first = 0;
        bool child = false;
        for (int i = 0; i < n; i++) {
            if (i == 0 || p[i].household != p[i - 1].household) {
                first = i;
                households++;
                child = false;
                assert_int_equal(p[i].relation, 0);
                assert_true(p[i].age >= 18);
            }
            assert_true(p[i].commune == p[first].commune && p[i].village == p[first].village);
            child |= p[i].relation == 2;
            three += p[i].relation == 3 && child;
            if (p[i].relation != 2)
                continue;
            children++;
            fathers += p[i].family == p[first].family;
            assert_true(p[i].year - p[first].year >= 15);
            assert_true(p[i].given != p[first].given || p[i].age > 0);
            twins += p[i - 1].relation == 2 && p[i].year == p[i - 1].year && p[i].month == p[i - 1].month && p[i].day == p[i - 1].day;
        }
    }
    assert_in_range(20000 * 10 / households, 25, 38); /* persons a household × 10 */
    assert_true(fathers * 100 / children >= 90);
    assert_in_range(twins * 1000 / children, 2, 20);
    assert_true(three > 100);
}

/* ---- the truth -------------------------------------------------------------------------------- */

typedef struct Known { /* a row of a register and the person it is */
    Str row;
    int64_t person;
} Known;

static int by_row(const void *a, const void *b)
{
    return str_cmp(((const Known *)a)->row, ((const Known *)b)->row);
}

static Known *known_rows(Arena *arena, Str folder, ptrdiff_t *ret_count)
{
    Sheet s = sheet_read(arena, folder, "truth");
    Known *known = new (arena, Known, s.rows);
    for (ptrdiff_t i = 0; i < s.rows; i++)
        known[i] = (Known){sheet_at(&s, i, "row_id"), number_in(sheet_at(&s, i, "person"))};
    qsort(known, (size_t)s.rows, sizeof *known, by_row);
    *ret_count = s.rows;
    return known;
}

static int64_t person_of(const Known *known, ptrdiff_t count, Str row)
{
    Known *found = bsearch(&(Known){row, 0}, known, (size_t)count, sizeof *known, by_row);
    assert_non_null(found);
    return found->person;
}

TEST(the_truth_knows_each_row_once_and_pairs_are_one_person)
{
    PeopleSpec spec = spec_of(arena, "truth", 8000, "heavy");
    PeopleResult result = made(arena, spec);
    ptrdiff_t count, rows = 0, pairs = 0, duplicates = 0;
    Known *known = known_rows(arena, spec.folder, &count);
    for (ptrdiff_t i = 1; i < count; i++)
        assert_false(str_eq(known[i].row, known[i - 1].row));
    for (int reg = 0; reg < PEOPLE_REGISTERS; reg++) {
        Sheet s = sheet_read(arena, spec.folder, people_registers[reg]);
        for (ptrdiff_t i = 0; i < s.rows; i++)
            person_of(known, count, sheet_at(&s, i, "id"));
        rows += s.rows;
        for (int other = reg; other < PEOPLE_REGISTERS; other++) {
            const char *name = other == reg ? str_c(arena, str_fmt(arena, "truth-%s", people_registers[reg]))
                                            : str_c(arena, str_fmt(arena, "truth-%s-%s", people_registers[reg], people_registers[other]));
            Sheet t = sheet_read(arena, spec.folder, name);
            for (ptrdiff_t i = 0; i < t.rows; i++) {
                Str left = sheet_at(&t, i, "left_id"), right = sheet_at(&t, i, "right_id");
                assert_false(str_eq(left, right));
                assert_int_equal(person_of(known, count, left), person_of(known, count, right));
            }
            pairs += t.rows;
            duplicates += reg == other ? t.rows : 0;
        }
    }
    assert_int_equal(rows, count);
    assert_true(duplicates > 150);
    int64_t expected = 0; /* every pair of rows of a person once */
    int64_t *of = new (arena, int64_t, 8000 + 8000 / 20 + 3 * PEOPLE_HAMLET);
    for (ptrdiff_t i = 0; i < count; i++)
        expected += of[known[i].person]++;
    assert_int_equal(pairs, expected);
    for (ptrdiff_t i = 0; i < result.files; i++)
        assert_true(result.file[i].rows >= 0);
}

TEST(a_pair_has_the_rows_and_the_overlap_asked_for)
{
    static const int64_t overlaps[] = {0, 700, 1000};
    for (int k = 0; k < COUNTOF(overlaps); k++) {
        PeopleSpec spec = spec_of(arena, "pair", 1000, "middle");
        spec.what = PEOPLE_PAIR;
        spec.overlap = overlaps[k];
        made(arena, spec);
        Sheet left = sheet_read(arena, spec.folder, "left"), right = sheet_read(arena, spec.folder, "right");
        Sheet truth = sheet_read(arena, spec.folder, "truth-left-right");
        assert_int_equal(left.rows, 1000);
        assert_int_equal(right.rows, 1000);
        assert_int_equal(truth.rows, overlaps[k]);
        assert_str(left.heading[1], S("full_name"));
    }
}

TEST(a_list_has_the_rows_and_the_duplicates_asked_for)
{
    PeopleSpec spec = spec_of(arena, "list", 3000, "middle");
    spec.what = PEOPLE_LIST;
    spec.overlap = 600;
    made(arena, spec);
    Sheet list = sheet_read(arena, spec.folder, "list"), pairs = sheet_read(arena, spec.folder, "truth-list");
    ptrdiff_t count, persons = 0;
    Known *known = known_rows(arena, spec.folder, &count);
    char *seen = new (arena, char, 3001);
    for (ptrdiff_t i = 0; i < count; i++)
        persons += seen[known[i].person]++ == 0;
    assert_int_equal(list.rows, 3000);
    assert_int_equal(persons, 2400);
    assert_int_equal(pairs.rows, 450 + 75 * 3);
}

TEST(with_history_every_spell_is_a_row)
{
    PeopleSpec spec = spec_of(arena, "history", 3000, "clean");
    spec.profile = profile_of(arena, NO_ERRORS);
    spec.registers = 1u << REG_PARTICIPANTS;
    made(arena, spec);
    Sheet last = sheet_read(arena, spec.folder, "participants");
    spec.history = true;
    made(arena, spec);
    Sheet all = sheet_read(arena, spec.folder, "participants");
    assert_true(all.rows > last.rows * 3 / 2);
    assert_int_equal(repeated(arena, &last, "si_number"), 0);
    assert_int_equal(repeated(arena, &all, "si_number"), all.rows - last.rows);
    for (ptrdiff_t i = 1; i < all.rows; i++) { /* spells of a person follow each other */
        Str from = sheet_at(&all, i, "from_month"), to = sheet_at(&all, i - 1, "to_month");
        if (!str_eq(sheet_at(&all, i, "si_number"), sheet_at(&all, i - 1, "si_number")))
            continue;
        assert_int_equal(to.len, 7);
        assert_true(number_in(str_slice(from, 3, 7)) * 12 + number_in(str_slice(from, 0, 2)) >
                    number_in(str_slice(to, 3, 7)) * 12 + number_in(str_slice(to, 0, 2)));
    }
}

TEST(one_commune_may_hold_everybody_who_lives_there)
{
    PeopleSpec spec = spec_of(arena, "whole", 2000, "clean");
    PeopleWorld some, w;
    int64_t there = 0, home = 0;
    assert_ok(people_world(arena, spec, &some));
    spec.whole = S("12904");
    assert_ok(people_world(arena, spec, &w));
    for (int64_t h = 0; h < w.hamlets; h++) {
        Person p[PEOPLE_HAMLET], before[PEOPLE_HAMLET];
        int count = people_hamlet(&w, h, p);
        const PeopleCommune *commune = &w.commune[p[0].commune];
        there += str_eq(commune->code, S("12904")) ? count : 0;
        home += p[0].outside ? 0 : count;
        if (h >= some.hamlets)
            continue;
        assert_int_equal(people_hamlet(&some, h, before), count);
        for (int k = 0; k < count; k++) /* nobody is another */
            assert_true(p[k].key == before[k].key && p[k].number == before[k].number &&
                        p[k].serial == before[k].serial && p[k].given == before[k].given);
    }
    assert_int_equal(there, 2226); /* data/unit */
    assert_int_equal(home, w.persons + w.whole);
    spec.whole = S("Atlantis");
    assert_fails(people_world(arena, spec, &w), BAD_INPUT);
}

TEST(employers_have_the_employees_that_the_participants_name)
{
    PeopleSpec spec = spec_of(arena, "employers", 6000, "clean");
    spec.profile = profile_of(arena, NO_ERRORS);
    made(arena, spec);
    Sheet employers = sheet_read(arena, spec.folder, "employers"), insured = sheet_read(arena, spec.folder, "participants");
    int64_t sum = 0, paying = 0, most = 0;
    for (ptrdiff_t i = 0; i < employers.rows; i++) {
        int64_t n = number_in(sheet_at(&employers, i, "employees"));
        assert_true(n > 0);
        sum += n;
        most = n > most ? n : most;
    }
    for (ptrdiff_t i = 0; i < insured.rows; i++)
        paying += sheet_at(&insured, i, "to_month").len == 0 && sheet_at(&insured, i, "employer_code").len > 0;
    assert_int_equal(sum, paying);
    assert_true(most > sum / 50 && most < sum / 4); /* few are large */
}

TEST_MAIN
