/* Kinds on what registers hold: how it is read, how alike two are. */
#include "test.h"

#include "base/rng.h"
#include "linkage/kind.h"
#include "linkage/place.h"
#include "unit/unit.h"
#include <string.h>

static const LinkPlaces *places; /* where a test has read them */

static LinkParse parse_with(Arena *arena)
{
    LinkParse parse = {.style = LINK_VIETNAMESE, .pivot_year = 2026, .places = places};
    parse.scratch.beg = new (arena, char, 1 << 20);
    parse.scratch.end = parse.scratch.beg + (1 << 20);
    return parse;
}

static LinkView read_view(Arena *arena, const LinkKind *kind, Str written)
{
    LinkParse parse = parse_with(arena);
    LinkValue v = kind->parse(&parse, written);
    if (!kind->blobs || !v.blob)
        return (LinkView){.cell = kind->blobs ? 0 : v.cell};
    assert_true(v.bytes > 0 && v.bytes % 8 == 0 && v.bytes <= LINK_BLOB_MAX);
    LinkView view = {.cell = 1, .blob = memcpy(new (arena, uint64_t, v.bytes / 8), v.blob, (size_t)v.bytes)};
    return view;
}

typedef struct Reading {
    const char *written, *shown; /* "" is missing */
} Reading;

static void check_readings(Arena *arena, const LinkKind *kind, const Reading *reading, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        LinkView v = read_view(arena, kind, str_from(reading[i].written));
        Str shown = v.cell ? kind->show(arena, v) : (Str){0};
        if (!str_eq(shown, str_from(reading[i].shown)))
            print_message("%s: %s\n", kind->name, reading[i].written);
        assert_str(shown, str_from(reading[i].shown));
    }
}

typedef struct Level {
    const char *a, *b;
    int level;
} Level;

static void check_levels(Arena *arena, const LinkKind *kind, const Level *level, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        LinkView a = read_view(arena, kind, str_from(level[i].a)), b = read_view(arena, kind, str_from(level[i].b));
        assert_true(a.cell && b.cell);
        int got = kind->compare(a, b);
        if (got != level[i].level)
            print_message("%s: %s – %s: %d, not %d\n", kind->name, level[i].a, level[i].b, got, level[i].level);
        assert_int_equal(got, level[i].level);
        assert_int_equal(kind->compare(b, a), got);
    }
}

TEST(dates_are_read_in_the_forms_of_registers)
{
    static const Reading readings[] = {
        {"05/09/1990", "05/09/1990"},
        {"1990-09-05", "05/09/1990"},
        {"19081209", "09/12/1908"},
        {"9121908", "09/12/1908"},
        {"09121908", "09/12/1908"},
        {"1990-09-05T00:00:00Z", "05/09/1990"},
        {"11/21/2026", "21/11/2026"},
        {"1990-21-05", "21/05/1990"},
        {"31/02/1990", "31/02/1990"},
        {"00/00/1960", "1960"},
        {"09/1990", "00/09/1990"},
        {"1960", "1960"},
        {"32874", "01/01/1990"},
        {"12-JAN-1990", "12/01/1990"},
        {"Nov 21, 2026", "21/11/2026"},
        {"19081209.0", "09/12/1908"},
        {"'05/09/1990", "05/09/1990"},
        {"05/09/90", "05/09/1990"},
        {"", ""},
        {"không rõ", ""},
        {"31/12/9999", ""},
        {"0001-01-01", ""},
        {"00000000", ""},
        {"5/9/1990 7:30", "05/09/1990"},
    };
    check_readings(arena, &link_kind_date, readings, COUNTOF(readings));
}

TEST(dates_are_alike_in_degrees)
{
    static const Level levels[] = {
        {"05/09/1990", "05/09/1990", 8},
        {"05/09/1990", "09/05/1990", 7},
        {"05/09/1990", "06/09/1990", 6},
        {"12/09/1990", "21/09/1990", 6},
        {"05/09/1990", "05/09/1909", 6},
        {"05/09/1990", "17/09/1990", 5},
        {"05/09/1990", "05/12/1990", 5},
        {"05/09/1990", "05/09/2001", 5},
        {"05/09/1990", "1990", 4},
        {"05/09/1990", "01/01/1990", 4},
        {"05/09/1990", "09/1990", 5},
        {"05/09/1990", "17/04/1990", 3},
        {"25/12/1990", "03/01/1991", 3},
        {"05/09/1990", "17/04/1995", 2},
        {"05/09/1990", "17/04/1955", 1},
        {"1990", "1991", 2},
        {"1990", "1955", 1},
    };
    check_levels(arena, &link_kind_date, levels, COUNTOF(levels));
}

TEST(numbers_are_read_and_restored)
{
    static const Reading personal[] = {
        {"001090012345", "001090012345"},
        {"1090012345", "001090012345"},
        {"33090012345", "033090012345"},
        {"033 090 012 345", "033090012345"},
        {"'033090012345", "033090012345"},
        {"033.090.012.345", "033090012345"},
        {"CCCD: 033090012345", "033090012345"},
        {"33090012345.0", "033090012345"},
        {"3.3E+10", ""},
        {"000000000000", ""},
        {"123456789012", ""},
        {"111111111", ""},
        {"145678902", "145678902"},
        {"14567890", "014567890"},
        {"B1234567", ""},
        {"", ""},
        {"12", ""},
    };
    check_readings(arena, &link_kind_personal, personal, COUNTOF(personal));
    static const Reading social[] = {
        {"0123456780", "0123456780"},
        {"123456780", "0123456780"},
        {"HT3330123456780", "0123456780"},
        {"0000000000", ""},
    };
    check_readings(arena, &link_kind_social, social, COUNTOF(social));
    static const Reading tax[] = {
        {"0100109106", "0100109106"},       {"100109106", "0100109106"},      {"0100109106-001", "0100109106-001"},
        {"100109106001", "0100109106-001"}, {"033090012345", "033090012345"},
    };
    check_readings(arena, &link_kind_tax, tax, COUNTOF(tax));
    static const Reading phone[] = {
        {"0912345670", "0912345670"},
        {"+84 912 345 670", "0912345670"},
        {"84912345670", "0912345670"},
        {"912345670", "0912345670"},
        {"01684567890", "0384567890"},
        {"1684567890", "0384567890"},
        {"0912345670/0987654321", "0912345670"},
        {"0000000000", ""},
        {"024 3825 2525", "02438252525"},
    };
    check_readings(arena, &link_kind_phone, phone, COUNTOF(phone));
}

TEST(numbers_are_alike_in_degrees)
{
    static const Level personal[] = {
        {"033090012345", "033090012345", 6},  {"033090012345", "033090012354", 5}, {"033090012345", "033090012845", 4},
        {"033090012345", "0330900123455", 4}, {"033090012345", "033090012800", 1}, {"033090012345", "033090012388", 3},
        {"033090012345", "145678902", 0},     {"033090012345", "003090012777", 2}, {"145678902", "145678903", 4},
        {"145678902", "333678902", 1},
    };
    check_levels(arena, &link_kind_personal, personal, COUNTOF(personal));
}

static void with_places(Arena *arena)
{
    LinkPlaces *read = NULL;
    assert_ok(link_places_shipped(arena, &read));
    places = read;
}

TEST(places_are_found_before_and_after_the_merger)
{
    with_places(arena);
    static const Reading readings[] = {
        {"Phường Phố Hiến, Hưng Yên", "Phường Phố Hiến, Tỉnh Hưng Yên (11953)"},
        {"P. Phố Hiến, tỉnh Hưng Yên", "Phường Phố Hiến, Tỉnh Hưng Yên (11953)"},
        {"11953", "Phường Phố Hiến, Tỉnh Hưng Yên (11953)"},
        {"phuong pho hien tinh hung yen", "Phường Phố Hiến, Tỉnh Hưng Yên (11953)"},
        {"Phường Cống Vị, Quận Ba Đình, Hà Nội", "Phường Cống Vị, Quận Ba Đình, Thành phố Hà Nội"},
        {"7", "7"},
        {"33", "Tỉnh Hưng Yên"},
        {"hung yen", "Tỉnh Hưng Yên"},
        {"TP.HCM", "Thành phố Hồ Chí Minh"},
        {"Hải Dương", "Tỉnh Hải Dương"},
        {"London", "London"},
        {"", ""},
    };
    check_readings(arena, &link_kind_place, readings, COUNTOF(readings));
    places = NULL;
}

TEST(places_are_alike_in_degrees)
{
    with_places(arena);
    static const Level levels[] = {
        {"Phường Phố Hiến, Hưng Yên", "p. pho hien, tinh hung yen", 6},
        {"Phường Cống Vị, Quận Ba Đình, Hà Nội", "00007", 6},
        {"Phường Cống Vị, Quận Ba Đình, Hà Nội", "Phường Ngọc Hà, Hà Nội", 4}, /* divided */
        {"Phường Hiến Nam, Thành phố Hưng Yên, Hưng Yên", "Phường Phố Hiến, Hưng Yên", 5},
        {"Phường Phố Hiến, Hưng Yên", "Phường Pho Hein, Hưng Yên", 3},
        {"Phường Phố Hiến, Hưng Yên", "Hưng Yên", 2},
        {"Phường Phố Hiến, Hưng Yên", "Phường Sơn Nam, Hưng Yên", 2},
        {"Phường Phố Hiến, Hưng Yên", "Phường Ngọc Hà, Hà Nội", 1},
        {"Tỉnh Hải Dương", "Hải Phòng", 5},
        {"TP. HCM", "Sài Gòn", 6},
        {"London", "Londno", 3},
        {"London", "Paris", 1},
    };
    check_levels(arena, &link_kind_place, levels, COUNTOF(levels));
    places = NULL;
}

TEST(every_commune_of_before_and_today_is_found_by_its_whole_name)
{
    with_places(arena);
    UnitShipped shipped = {0};
    ptrdiff_t lost = 0;
    assert_ok(unit_shipped_all(arena, (Date){0}, &shipped));
    const UnitOld *old = shipped.old;
    for (ptrdiff_t i = 0; i < shipped.olds; i++) {
        Arena scratch = *arena;
        Str whole =
            str_fmt(&scratch, "%.*s, %.*s, %.*s", STRF(old[i].name), STRF(old[i].district), STRF(old[i].province));
        LinkView a = read_view(&scratch, &link_kind_place, whole);
        LinkView b = read_view(&scratch, &link_kind_place, old[i].new_code);
        Str shown = link_kind_place.show(&scratch, a);
        int level = link_kind_place.compare(a, b);
        if (level < 4 || (!old[i].divided && level < 5) ||
            !str_eq(link_kind_place.show(&scratch, read_view(&scratch, &link_kind_place, shown)), shown)) {
            lost++;
            print_message("%.*s – %.*s: %d\n", STRF(whole), STRF(shown), level);
        }
    }
    assert_int_equal(lost, 0);
    UnitList today = shipped.communes;
    for (ptrdiff_t i = 0; i < today.count; i++) {
        Arena scratch = *arena;
        Str shown = link_kind_place.show(&scratch, read_view(&scratch, &link_kind_place, today.unit[i].code));
        assert_true(str_starts(shown, today.unit[i].full_name));
        assert_str(link_kind_place.show(&scratch, read_view(&scratch, &link_kind_place, shown)), shown);
    }
    places = NULL;
}

TEST(texts_are_alike_in_degrees)
{
    static const Level levels[] = {
        {"Số 5, P.12, Q.1, TP. HCM", "số 05 phường 12 quận 1 Thành phố Hồ Chí Minh", 6},
        {"Thôn An Bình, xã Tân Tiến", "xã Tân Tiến, thôn An Bình", 5},
        {"12 Trần Hưng Đạo", "12 Trần Hưng Đạp", 5},
        {"12 Trần Hưng Đạo", "14 Trần Hưng Đạo", 3},
        {"12 Trần Hưng Đạo", "12 Trần Hưng Đạo, phường Cửa Nam, Hà Nội", 4},
        {"12 Trần Hưng Đạo", "7 ngõ 3 Lê Lợi", 1},
    };
    check_levels(arena, &link_kind_text, levels, COUNTOF(levels));
}

TEST(codes_and_addresses_of_mail_are_alike_in_degrees)
{
    static const Level ids[] = {
        {"AB-123 456", "ab123456", 4}, {"7535316", "7535361", 3}, {"7535316", "0753531", 3},
        {"7535316", "7535388", 2},     {"12", "13", 1},           {"7535316", "9497788", 1},
    };
    check_levels(arena, &link_kind_id, ids, COUNTOF(ids));
    static const Level mails[] = {
        {"Lan.Pham@example.com", "lan.pham@example.com ", 5},
        {"lan.pham@example.com", "lan.pham@example.org", 4},
        {"lan.pham@example.com", "lan.pahm@example.com", 3},
        {"lan.pham@example.com", "tuan@thu.vn", 1},
    };
    check_levels(arena, &link_kind_email, mails, COUNTOF(mails));
    static const Level phones[] = {
        {"01684567890", "0384 567 890", 4},
        {"0912345670", "0912345607", 3},
        {"0650 3825252", "0274 3825252", 2},
    };
    check_levels(arena, &link_kind_phone, phones, COUNTOF(phones));
    static const Level taxes[] = {
        {"0100109106", "0100109106-001", 4},
        {"0100109106", "0100109160", 3},
        {"0100109106", "033090012345", 0},
        {"0100109106", "0102030406", 2},
    };
    check_levels(arena, &link_kind_tax, taxes, COUNTOF(taxes));
    static const Reading sexes[] = {{"NAM", "Nam"}, {"nữ", "Nữ"}, {"1", "Nam"}, {"0", "Nữ"}, {"2", "Nữ"}, {"x", ""}};
    check_readings(arena, &link_kind_sex, sexes, COUNTOF(sexes));
}

TEST(an_old_number_stands_beside_the_personal_number)
{
    LinkParse parse = {.scratch = *arena, .style = LINK_VIETNAMESE, .pivot_year = 2030};
    assert_true(link_personal_current(link_kind_personal.parse(&parse, S("034185321380")).cell));
    assert_false(link_personal_current(link_kind_personal.parse(&parse, S("349745118")).cell));
    assert_false(link_personal_current(0));
}

TEST(personal_numbers_are_checked_by_sex_and_year_of_birth)
{
    uint64_t number = read_view(arena, &link_kind_personal, S("033090012345")).cell; /* a man of 1990 */
    uint64_t man = read_view(arena, &link_kind_sex, S("Nam")).cell,
             woman = read_view(arena, &link_kind_sex, S("Nữ")).cell;
    uint64_t of_1990 = read_view(arena, &link_kind_date, S("1990")).cell;
    uint64_t of_1985 = read_view(arena, &link_kind_date, S("05/09/1985")).cell;
    assert_true(link_personal_sound(number));
    assert_true(link_personal_checked(number, of_1990, man) == number);
    assert_true(link_personal_checked(number, of_1985, man) == number);
    assert_true(link_personal_checked(number, of_1990, woman) == number);
    assert_true(link_personal_checked(number, of_1985, 0) == number);
    uint64_t doubtful = link_personal_checked(number, of_1985, woman);
    assert_false(link_personal_sound(doubtful));
    LinkView a = {.cell = number}, b = {.cell = doubtful};
    assert_int_equal(link_kind_personal.compare(a, b), link_kind_personal.level_count);
    for (int part = 0; link_kind_personal.part[part]; part++)
        assert_true(link_kind_personal.key(a, part) == link_kind_personal.key(b, part));
    assert_true(link_personal_of_tax(read_view(arena, &link_kind_tax, S("033090012345")).cell) == number);
    assert_true(link_personal_of_tax(read_view(arena, &link_kind_tax, S("0100109106")).cell) == 0);
    assert_false(
        link_personal_sound(read_view(arena, &link_kind_personal, S("003090012345")).cell)); /* no such province */
}

/* Any single wrong digit leaves the key without its segment alone, and two numbers share no key by chance. */
TEST(a_wrong_digit_is_found_by_one_of_the_keys)
{
    static const struct {
        const LinkKind *kind;
        const char *number;
        int first, last; /* parts without_… */
    } rows[] = {
        {&link_kind_personal, "033090012345", 1, 4}, {&link_kind_personal, "145678902", 1, 3},
        {&link_kind_social, "0123456780", 1, 3},     {&link_kind_tax, "0100109106", 2, 4},
        {&link_kind_id, "AB7535316", 1, 3},
    };
    for (ptrdiff_t r = 0; r < COUNTOF(rows); r++) {
        char *number = str_c(arena, str_from(rows[r].number));
        LinkView whole = read_view(arena, rows[r].kind, str_from(number));
        for (char *at = number; *at; at++) {
            char kept = *at;
            *at = kept == '8' ? '9' : '8';
            LinkView wrong = read_view(arena, rows[r].kind, str_from(number));
            int found = 0;
            for (int part = rows[r].first; part <= rows[r].last; part++)
                found +=
                    rows[r].kind->key(whole, part) && rows[r].kind->key(whole, part) == rows[r].kind->key(wrong, part);
            assert_int_equal(found, 1);
            assert_true(rows[r].kind->key(whole, 0) != rows[r].kind->key(wrong, 0));
            *at = kept;
        }
    }
}

/* ---- what holds for every kind ------------------------------------------------------------- */
static const char *const samples[] = {
    "1/2/1990",
    "1990-02-01",
    "00/00/1955",
    "2/90",
    "Nam",
    "nữ",
    "033090000123",
    "033190000123",
    "164289330",
    "7912345678",
    "0100109106",
    "0100109106-001",
    "AB-123 456",
    "0912 345 678",
    "+84 384567890",
    "a.b@mail.vn",
    "c_d@mail.vn",
    "Xã Thần Khê, Hưng Yên",
    "Phường 1, Quận 10",
    "12817",
    "Số 5, P.12",
    "12 Trần Phú",
    "Kinh",
    "nông dân",
    "Thôn 3, xã A",
    "12 Oak Street, Apt 4",
    "NW1 6XE",
    "không có",
    "-",
    "12345678901234567890",
};

/* With up to three slips. */
static Str slipped(Arena *arena, Rng *rng, const char *sample)
{
    static const char letters[] = "0123456789abtxnđ /.-,@";
    Str base = str_from(sample);
    char *text = str_c(arena, base);
    for (int64_t slips = rng_below(rng, 4); slips > 0; slips--)
        text[rng_below(rng, base.len)] = letters[rng_below(rng, COUNTOF(letters) - 1)];
    return (Str){text, base.len - (rng_below(rng, 6) == 0)};
}

static void check_one(Arena *arena, const LinkKind *kind, LinkView v, Str written)
{
    LinkView same = read_view(arena, kind, written), again = read_view(arena, kind, kind->show(arena, v));
    assert_true(kind->blobs ? kind->compare(v, same) == kind->level_count : v.cell == same.cell);
    assert_true(again.cell != 0); /* what is shown is read as the same */
    assert_true(v.cell == again.cell ? !kind->blobs || kind->compare(v, again) == kind->level_count
                                     : kind->compare(v, again) == kind->level_count);
    assert_str(kind->show(arena, again), kind->show(arena, v));
    for (int part = 0; kind->part[part]; part++)
        assert_true(kind->key(v, part) == kind->key(again, part));
}

TEST(every_kind_is_symmetric_highest_where_equal_and_reads_again_what_it_shows)
{
    with_places(arena);
    Rng rng = rng_open(21);
    int64_t compared[32] = {0};
    for (int i = 0; i < 3000; i++) {
        Arena scratch = *arena;
        const char *one = samples[rng_below(&rng, COUNTOF(samples))],
                   *other = rng_below(&rng, 2) ? one : samples[rng_below(&rng, COUNTOF(samples))];
        Str s = slipped(&scratch, &rng, one), t = slipped(&scratch, &rng, other);
        for (int k = 0; link_kinds[k]; k++) {
            const LinkKind *kind = link_kinds[k];
            LinkView a = read_view(&scratch, kind, s), b = read_view(&scratch, kind, t);
            if (kind == &link_kind_name || kind == &link_kind_word) /* name.c has theirs */
                continue;
            if (a.cell)
                check_one(&scratch, kind, a, s);
            if (!a.cell || !b.cell)
                continue;
            int level = kind->compare(a, b);
            compared[k]++;
            assert_true(level >= 0 && level <= kind->level_count);
            assert_int_equal(kind->compare(b, a), level);
        }
    }
    for (int k = 0; link_kinds[k]; k++)
        assert_true(compared[k] > 5 || link_kinds[k] == &link_kind_name || link_kinds[k] == &link_kind_word);
    places = NULL;
}

TEST_MAIN
