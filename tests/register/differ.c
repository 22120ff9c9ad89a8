/* A delivery kept as a difference from the one before is, row by row and in all that is counted, what it is when every
 * row is looked at. */
#include "people.h"

#include "base/rng.h"
#include "register/difference.h"
#include <string.h>

enum { ROWS = 18000, ROOM = 24000 };

typedef enum Kind { PLAIN, QUOTED, TWO_LINES, NO_BIRTH, ODD_NUMBER, KINDS } Kind;

typedef struct Person {
    int id, name, commune;
    Kind kind;
} Person;

typedef struct Town {
    Person person[ROOM];
    int count, next;
    bool crlf;
} Town;

static Str town_csv(Arena *arena, const Town *t)
{
    static const char *const forms[KINDS] = {[PLAIN] = "Trần Thị Mai %c,14/02/1986",
                                             [QUOTED] = "\"Trần Thị \"\"Mai\"\" %c\",14/02/1986",
                                             [TWO_LINES] = "\"Trần Thị\nMai %c\",14/02/1986",
                                             [NO_BIRTH] = "Trần Thị Mai %c,",
                                             [ODD_NUMBER] = "Trần Thị Mai %c,1986"};
    Buf out = buf_open(arena);
    const char *end = t->crlf ? "\r\n" : "\n";
    buf_fmt(&out, "STT,Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã,Ghi chú%s", end);
    for (int i = 0; i < t->count; i++) {
        const Person *p = &t->person[i];
        buf_fmt(&out, "%d,", i + 1);
        buf_fmt(&out, forms[p->kind], 'A' + p->name % 26);
        buf_fmt(&out, ",Nữ,%s%06d,%d,một ghi chú mà không ai đọc cho dòng dài hơn một chút nữa%s",
                p->kind == ODD_NUMBER ? "33" : "033186", p->id, p->commune, end);
    }
    return buf_str(&out);
}

static Person somebody(Town *t)
{
    return (Person){.id = t->next++, .commune = 12223};
}

static void insert(Town *t, int at, int count)
{
    assert_true(t->count + count <= ROOM);
    memmove(t->person + at + count, t->person + at, (size_t)(t->count - at) * sizeof(Person));
    for (int i = 0; i < count; i++)
        t->person[at + i] = somebody(t);
    t->count += count;
}

static void leave(Town *t, int at, int count)
{
    memmove(t->person + at, t->person + at + count, (size_t)(t->count - at - count) * sizeof(Person));
    t->count -= count;
}

static void alter(Town *t, Rng *rng, int count, int from)
{
    for (int i = 0; i < count; i++) {
        Person *p = &t->person[from + (int)rng_below(rng, t->count - from)];
        p->name++;
        p->commune = 12223 + (int)rng_below(rng, 2);
    }
}

/* What happens before each month. */
static void nothing(Town *t, Rng *rng)
{
    (void)t, (void)rng;
}
static void some_of_everything(Town *t, Rng *rng)
{
    alter(t, rng, 300, 0);
    insert(t, 0, 40);
    insert(t, 9000, 90);
    leave(t, 5000, 30);
    leave(t, t->count - 20, 20);
}
static void a_village_goes_and_one_comes(Town *t, Rng *rng)
{
    leave(t, 3000, 700);
    insert(t, 8000, 600);
    alter(t, rng, 100, 0);
}
static void odd_rows(Town *t, Rng *rng)
{
    for (int i = 0; i < 120; i++)
        t->person[12000 + (int)rng_below(rng, 4000)].kind = (Kind)rng_below(rng, KINDS);
}
static void twins_come(Town *t, Rng *rng)
{
    for (int i = 0; i < 50; i++) {
        int from = (int)rng_below(rng, 9000);
        insert(t, 10000 + i, 1);
        t->person[10000 + i] = t->person[from];
        t->person[10000 + i].name += i % 2;
    }
}
static void twins_go(Town *t, Rng *rng)
{
    (void)rng;
    leave(t, 10010, 30);
    leave(t, 2000, 500);
}
static void neighbours_change_places(Town *t, Rng *rng)
{
    for (int i = 0; i < 40; i++) {
        int a = (int)rng_below(rng, 7000), b = a + 1 + (int)rng_below(rng, 200);
        Person p = t->person[a];
        t->person[a] = t->person[b], t->person[b] = p;
    }
}
static void another_order(Town *t, Rng *rng)
{
    (void)rng;
    for (int i = 0; i < t->count / 2; i++) {
        Person p = t->person[i];
        t->person[i] = t->person[t->count - 1 - i], t->person[t->count - 1 - i] = p;
    }
}
static void other_line_ends(Town *t, Rng *rng)
{
    (void)rng;
    t->crlf = true;
}

typedef struct Month {
    void (*happens)(Town *t, Rng *rng);
    bool whole; /* is kept whole */
} Month;
static const Month months[] = {{nothing, true},
                               {nothing, false},
                               {some_of_everything, false},
                               {a_village_goes_and_one_comes, false},
                               {odd_rows, false},
                               {twins_come, false},
                               {other_line_ends, false},
                               {twins_go, false},
                               {neighbours_change_places, false},
                               {another_order, true},
                               {some_of_everything, false}};

/* ---- what is kept -------------------------------------------------------------------------------- */

typedef struct All {
    Arena *arena;
    Str *cell[REGISTER_COLUMNS];
    uint64_t *key, *content;
    int64_t rows;
} All;

static Err *take_all(void *arg, const RegisterBlock *block)
{
    All *all = arg;
    assert_int_equal(block->first, all->rows);
    for (ptrdiff_t i = 0; i < block->columns.rows; i++, all->rows++) {
        for (ptrdiff_t c = 0; c < REGISTER_COLUMNS; c++)
            if (block->columns.cell[c])
                all->cell[c][all->rows] = str_copy(all->arena, block->columns.cell[c][i]);
        all->key[all->rows] = block->key[i];
        all->content[all->rows] = block->content[i];
    }
    return NULL;
}

static All all_of(Store *store, Arena *arena, const RegisterSource *source, Str delivery)
{
    Str wanted[REGISTER_COLUMNS];
    All all = {.arena = arena, .key = new (arena, uint64_t, ROOM), .content = new (arena, uint64_t, ROOM)};
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        wanted[c] = source->column[c].code;
        all.cell[c] = new (arena, Str, ROOM);
    }
    assert_ok(register_each(store, arena, S("33"), source, october, delivery, wanted, source->columns, take_all, &all));
    return all;
}

static void same_rows(const All *a, const All *b, const RegisterSource *source)
{
    assert_int_equal(a->rows, b->rows);
    for (int64_t i = 0; i < a->rows; i++) {
        for (ptrdiff_t c = 0; c < source->columns; c++)
            if (!str_eq(a->cell[c][i], b->cell[c][i]))
                assert_str(a->cell[c][i], b->cell[c][i]);
        assert_true(a->key[i] == b->key[i] && a->content[i] == b->content[i]);
    }
}

static void same_report(const RegisterReport *a, const RegisterReport *b)
{
    assert_int_equal(a->delivery.rows, b->delivery.rows);
    assert_int_equal(a->delivery.rejected, b->delivery.rejected);
    assert_int_equal(a->delivery.changed, b->delivery.changed);
    assert_int_equal(a->delivery.state, b->delivery.state);
    assert_str(a->delivery.why.vi, b->delivery.why.vi);
    assert_int_equal(a->twins, b->twins);
    assert_int_equal(a->before, b->before);
    assert_int_equal(a->problems, b->problems);
    for (ptrdiff_t i = 0; i < a->problems; i++) {
        assert_int_equal(a->problem[i].place.row, b->problem[i].place.row);
        assert_str(a->problem[i].place.field, b->problem[i].place.field);
    }
    for (ptrdiff_t c = 0; c < a->columns; c++) {
        assert_int_equal(a->column[c].filled, b->column[c].filled);
        assert_int_equal(a->column[c].sound, b->column[c].sound);
        assert_int_equal(a->column[c].doubtful, b->column[c].doubtful);
    }
}

static int blocks_with_base(Store *store, Arena *arena, Str delivery, int *ret_blocks)
{
    int with = 0;
    RegisterPacked packed;
    for (*ret_blocks = 0;; ++*ret_blocks) {
        bool found;
        assert_ok(register_fetch(store, arena, S("33"), delivery, *ret_blocks, &packed, &found));
        if (!found)
            return with;
        with += packed.base.len > 0;
    }
}

/* Some rows of each block alone, and one by its number. */
static void same_picked(Store *store, Arena *arena, const All *all, Str delivery, Rng *rng)
{
    Str cell[REGISTER_COLUMNS];
    uint16_t row[200];
    for (int64_t number = 0;; number++) {
        RegisterPacked packed;
        Columns some;
        bool found;
        assert_ok(register_fetch_cells(store, arena, S("33"), delivery, number, &packed, &found));
        if (!found)
            break;
        for (ptrdiff_t i = 0; i < COUNTOF(row); i++)
            row[i] =
                (uint16_t)((ptrdiff_t)rng_below(rng, packed.rows / COUNTOF(row)) + i * (packed.rows / COUNTOF(row)));
        assert_ok(register_pick(arena, &packed, NULL, row, COUNTOF(row), &some));
        for (ptrdiff_t i = 0; i < COUNTOF(row); i++) {
            assert_str(some.cell[0][i], all->cell[0][packed.first + row[i]]);
            assert_str(some.cell[3][i], all->cell[3][packed.first + row[i]]);
        }
    }
    int64_t one = (int64_t)rng_below(rng, all->rows);
    assert_ok(register_row(store, arena, S("33"), delivery, one, cell));
    assert_str(cell[0], all->cell[0][one]);
    assert_str(cell[3], all->cell[3][one]);
}

static RegisterReport take_in(Store *store, Arena *arena, const char *unit, Str path, Date as_of, int threads)
{
    RegisterReport r;
    RegisterPut p = {.province = S("33"),
                     .unit = str_from(unit),
                     .source = S("population"),
                     .as_of = as_of,
                     .path = path,
                     .name = S("town.csv"),
                     .by = S("mai"),
                     .take_rest = true,
                     .threads = threads,
                     .anew = *unit != '\0'};
    assert_ok(register_put(store, arena, &p, &r));
    return r;
}

TEST(a_difference_is_what_all_rows_would_be)
{
    static Town town;
    ON_EACH_STORE(store)
    {
        RegisterSources sources;
        const RegisterSource *source;
        Rng rng = rng_open(5);
        assert_ok(register_sources(arena, &sources));
        assert_ok(register_source(&sources, arena, S("population"), &source));
        town = (Town){0};
        insert(&town, 0, ROWS);
        for (int m = 0; m < COUNTOF(months); m++) {
            AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
            int blocks;
            Date as_of = {2026, 9, 1 + m};
            months[m].happens(&town, &rng);
            Str path = written(&once, "town.csv", town_csv(&once, &town));
            RegisterReport is = take_in(store, &once, "", path, as_of, 1 + m % 3);
            RegisterReport should = take_in(store, &once, "12223", path, as_of, 2);
            assert_int_equal(is.delivery.state, DELIVERY_CURRENT);
            same_report(&is, &should);
            All all = all_of(store, &once, source, is.delivery.id),
                other = all_of(store, &once, source, should.delivery.id);
            same_rows(&all, &other, source);
            same_picked(store, &once, &all, is.delivery.id, &rng);
            int based = blocks_with_base(store, &once, is.delivery.id, &blocks);
            assert_true(blocks > 1);
            assert_int_equal(based, months[m].whole ? 0 : blocks);
            assert_int_equal(blocks_with_base(store, &once, should.delivery.id, &blocks), 0);
        }
    }
}

/* A database can be damaged: what does not fit is said, and nothing outside of a block is read. */
TEST(a_damaged_difference_is_refused)
{
    static Town town;
    static const Query damage = {"damage", "UPDATE register_difference SET runs = $1 WHERE delivery = $2",
                                 "UPDATE register_difference SET runs = $1 WHERE delivery = $2"};
    static const Run wrong[][2] = {{{0, 10}, {RUN_OWN, 5}},                   /* too few */
                                   {{0, 40}, {20, 60}},                       /* twice */
                                   {{60, 40}, {RUN_OWN, 60}},                 /* beyond its own */
                                   {{32000, 60}, {RUN_OWN, 40}},              /* beyond the base */
                                   {{RUN_OWN, UINT16_MAX}, {RUN_OWN, 1000}}}; /* beyond all */
    ON_EACH_STORE(store)
    {
        RegisterSources sources;
        const RegisterSource *source;
        All all = {.arena = arena};
        Str wanted[] = {S("full_name")};
        assert_ok(register_sources(arena, &sources));
        assert_ok(register_source(&sources, arena, S("population"), &source));
        town = (Town){0};
        insert(&town, 0, 100);
        take_in(store, arena, "", written(arena, "town.csv", town_csv(arena, &town)), september, 1);
        town.person[7].name++;
        Str path = written(arena, "town.csv", town_csv(arena, &town));
        Str id = take_in(store, arena, "", path, (Date){2026, 10, 1}, 1).delivery.id;
        for (int i = 0; i < COUNTOF(wrong); i++) {
            Str runs = {(const char *)wrong[i], sizeof wrong[i]};
            assert_ok(store_begin(store, arena));
            assert_ok(store_exec(store, arena, damage, ARGS(V_BYTES(runs), V_TEXT(id)), NULL));
            assert_ok(store_commit(store, arena));
            assert_fails(register_each(store, arena, S("33"), source, october, id, wanted, 1, take_all, &all),
                         INTERNAL);
        }
    }
}
