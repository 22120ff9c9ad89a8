/* Files that agencies put into a folder: signatures, names, links, what is waited for and what becomes of them. */
#include "test.h"

#include "base/file.h"
#include "register/drop.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const Clock noon = {.fixed_ms = 1793505600000}; /* 2026-11-01 */

typedef struct Signer {
    unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
} Signer;

typedef struct World {
    Arena *arena;
    Store *store;
    Str folder;
    Signer police, tax, commune, stranger;
    DropOptions options;
    DropKey key[5];
} World;

/* ---- the world ----------------------------------------------------------------------------- */

static Signer signer(int number)
{
    Signer s;
    unsigned char seed[crypto_sign_SEEDBYTES];
    memset(seed, number, sizeof seed);
    crypto_sign_seed_keypair(s.public, s.secret, seed);
    return s;
}

static DropKey key_of(const Signer *s, const char *agency, const char *unit)
{
    DropKey key = {.agency = str_from(agency), .unit = str_from(unit)};
    memcpy(key.key, s->public, sizeof key.key);
    return key;
}

static Str fresh_folder(Arena *arena, const char *name)
{
    Str path = test_temp(arena, str_from(name));
    if (system(str_c(arena, str_fmt(arena, "rm -rf '%.*s' && mkdir -p '%.*s'", STRF(path), STRF(path)))) != 0)
        fail_msg("no folder");
    return path;
}

static bool world_open(World *w, Arena *arena, int which)
{
    Str address;
    *w = (World){.arena = arena,
                 .police = signer(1),
                 .tax = signer(2),
                 .commune = signer(3),
                 .stranger = signer(4),
                 .options = {.province = S("33"), .patience_s = 3600, .threads = 1}};
    if (!test_store_address(arena, which, &address))
        return false;
    setenv("BAOPHU_FOLDER", str_c(arena, fresh_folder(arena, "beside")), 1);
    assert_ok(store_open(arena, address, noon, &w->store));
    w->folder = fresh_folder(arena, "drop");
    w->key[0] = key_of(&w->police, "police", "");
    w->key[1] = key_of(&w->tax, "tax", "");
    w->key[2] = key_of(&w->commune, "commune-officer", "11983");
    w->options.keys = (DropKeys){w->key, 3};
    return true;
}

#define ON_EACH_WORLD(w)                                 \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (World w; which_ < TEST_STORES && world_open(&w, arena, which_); store_close(&w.store), which_ = which_ + 1)

static Str people(Arena *arena, int count)
{
    Buf out = buf_open(arena);
    buf_fmt(&out, "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã\n");
    for (int i = 0; i < count; i++)
        buf_fmt(&out, "Trần Thị Mai,14/02/1986,Nữ,033186%06d,11983\n", i);
    return buf_str(&out);
}

static Str path_in(const World *w, const char *name)
{
    return str_fmt(w->arena, "%.*s/%s", STRF(w->folder), name);
}

static void lay(const World *w, const char *name, Str bytes)
{
    assert_ok(file_write(w->arena, path_in(w, name), bytes));
}

static Str hashed(Arena *arena, Str bytes)
{
    unsigned char digest[crypto_hash_sha512_BYTES];
    char *hex = new (arena, char, 2 * sizeof digest + 1);
    crypto_hash_sha512(digest, (const unsigned char *)bytes.ptr, (unsigned long long)bytes.len);
    return str_from(sodium_bin2hex(hex, 2 * sizeof digest + 1, digest, sizeof digest));
}

/* The signature of a file of that name and content, in base64. */
static Str signature(Arena *arena, const Signer *by, const char *name, Str bytes)
{
    unsigned char sig[crypto_sign_BYTES];
    char *text = new (arena, char, 128);
    Str said = str_fmt(arena, "baophu-delivery 1\n%s\n%.*s\n", name, STRF(hashed(arena, bytes)));
    crypto_sign_detached(sig, NULL, (const unsigned char *)said.ptr, (unsigned long long)said.len, by->secret);
    sodium_bin2base64(text, 128, sig, sizeof sig, sodium_base64_VARIANT_ORIGINAL);
    return str_from(text);
}

static void lay_signed(const World *w, const Signer *by, const char *name, Str bytes)
{
    lay(w, name, bytes);
    lay(w, str_c(w->arena, str_fmt(w->arena, "%s.sig", name)), signature(w->arena, by, name, bytes));
}

/* ---- looking ---------------------------------------------------------------------------------- */

static DropFile look_one(const World *w)
{
    DropFile *file;
    ptrdiff_t count;
    assert_ok(drop_look(w->store, w->arena, w->folder, &w->options, &file, &count));
    assert_int_equal(count, 1);
    return file[0];
}

static ptrdiff_t deliveries(const World *w)
{
    Delivery *list;
    ptrdiff_t count;
    assert_ok(register_list(w->store, w->arena, S("33"), (Str){0}, &list, &count));
    return count;
}

static bool there(const World *w, const char *name)
{
    return file_exists(path_in(w, name));
}

static void check_refused(const World *w, const char *name, const char *word)
{
    DropFile f = look_one(w);
    if (f.state != DROP_REFUSED || str_find(f.why.en, str_from(word)) < 0)
        fail_msg("%s: %d %.*s", name, (int)f.state, STRF(f.why.en));
    assert_int_equal(deliveries(w), 0);
    assert_false(there(w, name));
    Str told = test_read(w->arena, path_in(w, str_c(w->arena, str_fmt(w->arena, "refused/%s.txt", name))));
    assert_true(str_find(told, f.why.vi) > 0);
    assert_true(there(w, str_c(w->arena, str_fmt(w->arena, "refused/%s", name))));
}

/* ---- what is taken in ------------------------------------------------------------------------------ */

#define GOOD "population_2026-09-30.csv"

static void note_name(void *arg, Store *store, const DropFile *file)
{
    Str *ret = arg;
    assert_true(store_writing(store)); /* with the delivery or not at all */
    assert_int_equal(file->report.delivery.rows, 30);
    *ret = str_eq(file->agency, S("police")) ? S("police") : S("?");
}

TEST(a_signed_file_is_taken_in_and_put_away)
{
    ON_EACH_WORLD(w)
    {
        Delivery *list;
        ptrdiff_t count;
        Str noted = {0};
        w.options.taken = note_name;
        w.options.arg = &noted;
        lay_signed(&w, &w.police, GOOD, people(arena, 30));
        DropFile f = look_one(&w);
        assert_int_equal(f.state, DROP_TAKEN);
        assert_str(f.agency, S("police"));
        assert_str(noted, S("police"));
        assert_str(f.digest, hashed(arena, people(arena, 30)));
        assert_ok(register_list(w.store, arena, S("33"), S("population"), &list, &count));
        assert_int_equal(count, 1);
        assert_int_equal(list[0].rows, 30);
        assert_int_equal(list[0].state, DELIVERY_CURRENT);
        assert_int_equal(date_cmp(list[0].as_of, (Date){2026, 9, 30}), 0);
        assert_str(list[0].received_by, S("sftp:police"));
        assert_str(list[0].file, S(GOOD));
        assert_false(there(&w, GOOD) || there(&w, GOOD ".sig"));
        assert_true(there(&w, "done/" GOOD) && there(&w, "done/" GOOD ".sig"));
        assert_true(str_find(test_read(arena, path_in(&w, "done/" GOOD ".txt")), list[0].id) > 0);
        lay_signed(&w, &w.police, GOOD, people(arena, 30)); /* sent once more */
        f = look_one(&w);
        assert_int_equal(f.state, DROP_TAKEN);
        assert_true(f.report.again);
        assert_true(there(&w, "done/" GOOD ".2") && there(&w, "done/" GOOD ".2.txt"));
        assert_int_equal(deliveries(&w), 1);
    }
}

TEST(a_signature_may_be_raw_bytes)
{
    ON_EACH_WORLD(w)
    {
        unsigned char raw[crypto_sign_BYTES];
        Str bytes = people(arena, 30), text = signature(arena, &w.police, GOOD, bytes);
        size_t len;
        assert_int_equal(sodium_base642bin(raw, sizeof raw, text.ptr, (size_t)text.len, NULL, &len, NULL,
                                           sodium_base64_VARIANT_ORIGINAL),
                         0);
        lay(&w, GOOD, bytes);
        lay(&w, GOOD ".sig", (Str){(char *)raw, sizeof raw});
        assert_int_equal(look_one(&w).state, DROP_TAKEN);
    }
}

TEST(rows_that_cannot_be_used_lie_beside_the_file)
{
    ON_EACH_WORLD(w)
    {
        Str bytes = str_fmt(arena, "%.*sLê Lan,31/02/1990,Nữ,033186999999,11983\n", STRF(people(arena, 30)));
        lay_signed(&w, &w.police, GOOD, bytes);
        DropFile f = look_one(&w);
        assert_int_equal(f.state, DROP_TAKEN);
        assert_int_equal(f.report.delivery.rejected, 1);
        Str rejects = test_read(arena, path_in(&w, "done/" GOOD ".loi.csv"));
        assert_true(str_find(rejects, S("31/02/1990")) > 0 && str_find(rejects, S("033186000001")) < 0);
    }
}

TEST(a_suspicious_delivery_is_held_as_any_other)
{
    ON_EACH_WORLD(w)
    {
        lay_signed(&w, &w.police, "population_2026-08-31.csv", people(arena, 100));
        assert_int_equal(look_one(&w).report.delivery.state, DELIVERY_CURRENT);
        lay_signed(&w, &w.police, GOOD, people(arena, 30));
        DropFile f = look_one(&w);
        assert_int_equal(f.state, DROP_TAKEN);
        assert_int_equal(f.report.delivery.state, DELIVERY_HELD);
        assert_true(str_find(f.why.vi, S("kỳ trước 100")) > 0);
    }
}

/* ---- whose it is ------------------------------------------------------------------------------------ */

typedef struct Forged {
    const char *name, *signed_name, *word;
    const Signer *by;
    const char *signature; /* as it is, in place of a real one */
    bool altered;          /* the file, after it was signed */
} Forged;

TEST(a_file_whose_signature_is_wrong_is_not_read)
{
    ON_EACH_WORLD(w)
    {
        const Forged forged[] = {
            {GOOD, GOOD, "is wrong, or its key", &w.stranger, NULL, false},
            {GOOD, GOOD, "is wrong, or its key", &w.police, NULL, true},
            {"population_2026-10-31.csv", GOOD, "is wrong, or its key", &w.police, NULL, false}, /* given a new day */
            {GOOD, GOOD, "is no Ed25519", &w.police, "", false},
            {GOOD, GOOD, "is no Ed25519", &w.police, "chữ ký", false},
            {GOOD, GOOD, "is no Ed25519", &w.police,
             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
             false},
            {GOOD, GOOD, "does not deliver the source population", &w.tax, NULL, false},
            {GOOD, GOOD, "does not deliver the source population", &w.commune, NULL, false},
        };
        for (int i = 0; i < COUNTOF(forged); i++) {
            const Forged *f = &forged[i];
            Str bytes = people(arena, 30);
            w.folder = fresh_folder(arena, "drop");
            lay(&w, f->name, f->altered ? people(arena, 31) : bytes);
            lay(&w, str_c(arena, str_fmt(arena, "%s.sig", f->name)),
                f->signature ? str_from(f->signature) : signature(arena, f->by, f->signed_name, bytes));
            check_refused(&w, f->name, f->word);
        }
    }
}

TEST(a_file_without_a_signature_is_waited_for_then_refused)
{
    ON_EACH_WORLD(w)
    {
        lay(&w, GOOD, people(arena, 30));
        assert_int_equal(look_one(&w).state, DROP_WAITS);
        assert_true(there(&w, GOOD));
        assert_int_equal(symlink(str_c(arena, path_in(&w, GOOD)), str_c(arena, path_in(&w, GOOD ".sig"))), 0);
        assert_int_equal(look_one(&w).state, DROP_WAITS); /* a link is no signature */
        unlink(str_c(arena, path_in(&w, GOOD ".sig")));
        w.options.patience_s = 0;
        check_refused(&w, GOOD, "there is no signature");
    }
}

TEST(a_file_that_was_just_written_is_waited_for)
{
    ON_EACH_WORLD(w)
    {
        lay_signed(&w, &w.police, GOOD, people(arena, 30));
        w.options.settle_s = 3600;
        assert_int_equal(look_one(&w).state, DROP_WAITS);
        assert_int_equal(deliveries(&w), 0);
        w.options.settle_s = 0;
        assert_int_equal(look_one(&w).state, DROP_TAKEN);
    }
}

TEST(a_key_counts_on_its_days_alone)
{
    ON_EACH_WORLD(w)
    {
        w.key[0].to = (Date){2026, 10, 31};
        lay_signed(&w, &w.police, GOOD, people(arena, 30));
        check_refused(&w, GOOD, "has expired");
        w.key[0].to = (Date){0};
        w.key[0].from = (Date){2026, 11, 2};
        lay_signed(&w, &w.police, GOOD, people(arena, 30));
        DropFile f = look_one(&w);
        assert_int_equal(f.state, DROP_REFUSED);
        w.key[0].from = (Date){2026, 11, 1};
        w.key[0].to = (Date){2026, 11, 1};
        lay_signed(&w, &w.police, GOOD, people(arena, 30));
        assert_int_equal(look_one(&w).state, DROP_TAKEN);
    }
}

static Err *no_unit(void *arg, Store *store, Arena *arena, Str unit)
{
    (void)arg, (void)store;
    return FAIL(arena, NOT_FOUND, "không có xã %.*s", "there is no commune %.*s", STRF(unit));
}

TEST(a_commune_signs_for_itself)
{
    static const char list[] = "Danh sách,Họ và tên\nhội viên,Trần Thị Mai\n";
    ON_EACH_WORLD(w)
    {
        lay_signed(&w, &w.commune, "affiliations_2026-09-30.csv", str_from(list));
        check_refused(&w, "affiliations_2026-09-30.csv", "the commune 11983 alone");
        lay_signed(&w, &w.commune, "affiliations_2026-09-30_11980.csv", str_from(list));
        check_refused(&w, "affiliations_2026-09-30_11980.csv", "the commune 11983 alone");
        w.options.check_unit = no_unit;
        lay_signed(&w, &w.commune, "affiliations_2026-09-30_11983.csv", str_from(list));
        check_refused(&w, "affiliations_2026-09-30_11983.csv", "there is no commune");
        w.options.check_unit = NULL;
        lay_signed(&w, &w.commune, "affiliations_2026-09-30_11983.csv", str_from(list));
        assert_int_equal(look_one(&w).state, DROP_TAKEN);
    }
}

/* ---- what else may lie there ----------------------------------------------------------------------- */

TEST(names_say_source_and_day)
{
    static const char *const names[] = {"population.csv",
                                        "population_2026-02-30.csv",
                                        "populations_2026-09-30.csv",
                                        "population_2026-09-30_x.csv",
                                        "population_2026-09-30x.csv",
                                        "2026-09-30_population.csv"};
    ON_EACH_WORLD(w)
    {
        for (int i = 0; i < COUNTOF(names); i++) {
            w.folder = fresh_folder(arena, "drop");
            lay_signed(&w, &w.police, names[i], people(arena, 30));
            check_refused(&w, names[i], "a file is called SOURCE_DAY");
        }
        w.folder = fresh_folder(arena, "drop");
        lay_signed(&w, &w.tax, "household_businesses_2026-09-30.quy3.csv", S("Mã số thuế,Họ tên\n"));
        DropFile f = look_one(&w);
        assert_true(str_find(f.why.en, S("a file is called")) < 0); /* the name is right */
        lay_signed(&w, &w.police, "population_2026-12-31.csv", people(arena, 30));
        check_refused(&w, "population_2026-12-31.csv", "not after today");
    }
}

TEST(links_pipes_and_hidden_files_are_passed_over)
{
    ON_EACH_WORLD(w)
    {
        DropFile *file;
        ptrdiff_t count;
        lay(&w, ".population_2026-09-30.csv", people(arena, 30));
        assert_int_equal(symlink("/etc/passwd", str_c(arena, path_in(&w, GOOD))), 0);
        assert_int_equal(mkfifo(str_c(arena, path_in(&w, "population_2026-08-31.csv")), 0600), 0);
        assert_int_equal(mkdir(str_c(arena, path_in(&w, "population_2026-07-31.csv")), 0700), 0);
        lay(&w, GOOD ".sig", signature(arena, &w.police, GOOD, test_read(arena, S("/etc/passwd"))));
        assert_ok(drop_look(w.store, arena, w.folder, &w.options, &file, &count));
        assert_int_equal(count, 0);
        assert_int_equal(deliveries(&w), 0);
    }
}

/* Who can write into the folder cannot make us write elsewhere. */
TEST(what_is_put_away_stays_in_the_folder)
{
    ON_EACH_WORLD(w)
    {
        DropFile *file;
        ptrdiff_t count;
        Str away = fresh_folder(arena, "away"), told = str_fmt(arena, "%.*s/told", STRF(away));
        assert_int_equal(symlink(str_c(arena, away), str_c(arena, path_in(&w, "done"))), 0);
        lay_signed(&w, &w.police, GOOD, people(arena, 30));
        assert_fails(drop_look(w.store, arena, w.folder, &w.options, &file, &count), UNAVAILABLE);
        assert_false(file_exists(str_fmt(arena, "%.*s/" GOOD, STRF(away))));
        unlink(str_c(arena, path_in(&w, "done")));
        assert_int_equal(mkdir(str_c(arena, path_in(&w, "done")), 0700), 0);
        assert_int_equal(symlink(str_c(arena, told), str_c(arena, path_in(&w, "done/" GOOD ".txt"))), 0);
        DropFile f = look_one(&w);
        assert_int_equal(f.state, DROP_TAKEN);
        assert_true(str_find(f.why.en, S("could not be written")) > 0);
        assert_false(file_exists(told)); /* nothing was written through the link */
        assert_int_equal(deliveries(&w), 1);
    }
}

TEST(what_is_no_table_is_refused_with_the_reason)
{
    ON_EACH_WORLD(w)
    {
        static const struct {
            const char *bytes;
            ptrdiff_t len;
            const char *word;
        } files[] = {
            {"\x89PNG\r\n\x1a\n....", 12, ""},        {"PK\x03\x04....", 8, ""},
            {"Họ và tên\nMai\n", 18, "missing"},      {"", 0, ""},
            {"Họ và tên,Ngày sinh\n", 24, "no rows"},
        };
        for (int i = 0; i < COUNTOF(files); i++) {
            w.folder = fresh_folder(arena, "drop");
            lay_signed(&w, &w.police, GOOD, (Str){files[i].bytes, files[i].len});
            check_refused(&w, GOOD, files[i].word);
        }
    }
}

TEST(one_watches_at_a_time)
{
    ON_EACH_WORLD(w)
    {
        Str own;
        DropFile *file;
        ptrdiff_t count;
        assert_ok(drop_look(w.store, arena, w.folder, &w.options, &file, &count));
        assert_ok(store_beside(w.store, arena, "drop", &own));
        int fd = open(str_c(arena, own), O_RDONLY | O_DIRECTORY);
        assert_int_equal(flock(fd, LOCK_EX), 0);
        assert_fails(drop_look(w.store, arena, w.folder, &w.options, &file, &count), CONFLICT);
        close(fd);
        assert_ok(drop_look(w.store, arena, w.folder, &w.options, &file, &count));
        struct stat st;
        assert_int_equal(stat(str_c(arena, own), &st), 0);
        assert_int_equal(st.st_mode & 0777, 0700);
    }
}

/* ---- keys ------------------------------------------------------------------------------------------- */

static Str key_text(Arena *arena, const Signer *s)
{
    char *text = new (arena, char, 64);
    sodium_bin2base64(text, 64, s->public, sizeof s->public, sodium_base64_VARIANT_ORIGINAL);
    return str_from(text);
}

static Err *read_keys(Arena *arena, Str rows, DropKeys *ret)
{
    Str path = test_temp(arena, S("keys.csv"));
    (void)unlink(str_c(arena, path));
    assert_ok(file_write(arena, path, str_fmt(arena, "agency,unit,public_key,from,to,note\n%.*s", STRF(rows))));
    assert_int_equal(chmod(str_c(arena, path), 0644), 0);
    return drop_keys(arena, path, ret);
}

TEST(keys_are_read_strictly)
{
    DropKeys keys;
    Signer one = signer(7);
    Str text = key_text(arena, &one);
    assert_ok(read_keys(arena,
                        str_fmt(arena, "police,,%.*s,2026-01-01,31/12/2026,PA06\ncommune-officer,11983,%.*s,,,\n",
                                STRF(text), STRF(text)),
                        &keys));
    assert_int_equal(keys.count, 2);
    assert_memory_equal(keys.key[0].key, one.public, sizeof one.public);
    assert_str(keys.key[0].note, S("PA06"));
    assert_int_equal(date_cmp(keys.key[0].to, (Date){2026, 12, 31}), 0);
    assert_str(keys.key[1].unit, S("11983"));
    assert_fails(read_keys(arena, S(""), &keys), BAD_INPUT);
    assert_fails(read_keys(arena, S("police,,AAAA,,,\n"), &keys), BAD_INPUT);
    assert_fails(read_keys(arena, str_fmt(arena, "health,,%.*s,,,\n", STRF(text)), &keys), BAD_INPUT);
    assert_fails(read_keys(arena, str_fmt(arena, "police,,%.*s,hôm qua,,\n", STRF(text)), &keys), BAD_INPUT);
    assert_fails(read_keys(arena, str_fmt(arena, ",,%.*s,,,\n", STRF(text)), &keys), BAD_INPUT);
    assert_fails(drop_keys(arena, S("/no/such/keys.csv"), &keys), NOT_FOUND);
    Str path = test_temp(arena, S("keys.csv"));
    assert_int_equal(chmod(str_c(arena, path), 0664), 0);
    assert_fails(drop_keys(arena, path, &keys), FORBIDDEN);
}

TEST_MAIN
