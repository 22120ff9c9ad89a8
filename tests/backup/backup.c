#include "test.h"

#include "audit/audit.h"
#include "backup/backup.h"
#include "base/file.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const Clock noon = {.fixed_ms = 1761973200000};

#define BOTH(name, sql) static const Query name __attribute__((unused)) = {#name, sql, sql}
BOTH(PUT, "INSERT INTO import_log (province, kind, digest, file_name, rows_read, rows_changed, done_at) "
          "VALUES ($1, 'fact', $2, $3, $4, 0, '2025-11-01')");
BOTH(COUNT, "SELECT count(*) FROM import_log");
BOTH(COUNT_AUDIT, "SELECT count(*) FROM audit_entry");

static int64_t number(Store *store, Arena *arena, Query query)
{
    int64_t n = -1;
    bool found;
    assert_ok(store_one_int(store, arena, query, NO_ARGS, &n, &found));
    return n;
}

/* A row with its entry in the audit trail: a state in which their numbers differ was never there. */
static Err *put(Store *store, Arena *arena, int who, int i)
{
    TRY(store_begin(store, arena));
    TRY(store_exec(store, arena, PUT,
                   ARGS(V_TEXT(S("33")), V_TEXT(str_fmt(arena, "%d-%d", who, i)), V_TEXT(S("a\tb\\\n“Xã Mễ Sở”")),
                        V_INT(INT64_MAX - i)),
                   NULL));
    audit_note(store, (AuditEntry){.action = S("import.facts"), .province = S("33"), .subject = S("số liệu")});
    return store_commit(store, arena);
}

static Store *fresh(Arena *arena, int which, Str *ret_address)
{
    Store *store;
    if (!test_store_address(arena, which, ret_address))
        return NULL;
    Str folder = test_temp(arena, S("beside"));
    (void)mkdir(str_c(arena, folder), 0700);
    setenv("BAOPHU_FOLDER", str_c(arena, folder), 1);
    assert_ok(store_open(arena, *ret_address, noon, &store));
    return store;
}

static Store *filled(Arena *arena, int which, int rows, Str *ret_address)
{
    Store *store = fresh(arena, which, ret_address);
    for (int i = 0; store && i < rows; i++)
        assert_ok(put(store, arena, 0, i));
    return store;
}

static Str new_path(Arena *arena, const char *what)
{
    static int made;
    return test_temp(arena, str_fmt(arena, "%s-%d", what, ++made));
}

static void assert_same_tables(const BackupTable *a, ptrdiff_t as, const BackupTable *b, ptrdiff_t bs)
{
    assert_int_equal(as, bs);
    for (ptrdiff_t i = 0; i < as; i++) {
        assert_str(a[i].name, b[i].name);
        assert_int_equal(a[i].rows, b[i].rows);
        assert_str(a[i].digest, b[i].digest);
    }
}

TEST(what_is_restored_is_what_was_saved_from_either_system_into_either)
{
    for (int from = 0; from < TEST_STORES; from++) {
        for (int to = 0; to < TEST_STORES; to++) {
            Str address, target, path = new_path(arena, "plain");
            BackupReport made, back;
            BackupTable *table;
            ptrdiff_t tables;
            Store *store = filled(arena, from, 30, &address);
            if (!store || !test_store_address(arena, to, &target)) {
                store_close(&store);
                continue;
            }
            assert_ok(backup_make(store, arena, path, (Str){0}, &made));
            assert_ok(backup_digests(store, arena, &table, &tables));
            assert_same_tables(made.table, made.tables, table, tables);
            store_close(&store);
            assert_ok(backup_restore(arena, path, (Str){0}, target, noon, &back));
            assert_same_tables(back.table, back.tables, table, tables);
            assert_ok(store_open(arena, target, noon, &store));
            assert_ok(backup_digests(store, arena, &table, &tables));
            assert_same_tables(made.table, made.tables, table, tables);
            AuditProof proof;
            assert_ok(audit_verify(store, arena, &proof));
            assert_int_equal(proof.first_bad, 0);
            assert_int_equal(proof.entries, 30);
            assert_ok(put(store, arena, 1, 1)); /* it lives on */
            store_close(&store);
        }
    }
}

/* ---- under load -------------------------------------------------------------------------- */

typedef struct Writer {
    Str address;
    int number;
    atomic_bool *stop;
    atomic_int *rows;
    int wrong;
} Writer;

static void *write_on(void *arg)
{
    Writer *w = arg;
    AUTO(arena_close) Arena arena = arena_open((ptrdiff_t)1 << 30);
    Store *store;
    if (store_open(&arena, w->address, noon, &store)) {
        w->wrong++;
        return NULL;
    }
    for (int i = 0; !atomic_load(w->stop); i++) {
        w->wrong += put(store, &arena, w->number, i) != NULL;
        atomic_fetch_add(w->rows, 1);
    }
    store_close(&store);
    return NULL;
}

TEST(a_backup_made_while_others_write_is_one_state)
{
    for (int which = 0; which < TEST_STORES; which++) {
        enum { WRITERS = 3 };
        Str address, target, path = new_path(arena, "load");
        Store *store = filled(arena, which, 1, &address);
        if (!store)
            continue;
        atomic_bool stop = false;
        atomic_int rows = 0;
        pthread_t thread[WRITERS];
        Writer writer[WRITERS];
        for (int i = 0; i < WRITERS; i++) {
            writer[i] = (Writer){.address = address, .number = i + 1, .stop = &stop, .rows = &rows};
            assert_int_equal(pthread_create(&thread[i], NULL, write_on, &writer[i]), 0);
        }
        while (atomic_load(&rows) < 20) /* they are at it */
            usleep(1000);
        BackupReport made, back;
        assert_ok(backup_make(store, arena, path, (Str){0}, &made));
        int at_the_end = atomic_load(&rows);
        while (atomic_load(&rows) < at_the_end + 5) /* and still are */
            usleep(1000);
        atomic_store(&stop, true);
        for (int i = 0; i < WRITERS; i++) {
            pthread_join(thread[i], NULL);
            assert_int_equal(writer[i].wrong, 0);
        }
        store_close(&store);
        test_store_address(arena, 0, &target);
        assert_ok(backup_restore(arena, path, (Str){0}, target, noon, &back));
        assert_same_tables(made.table, made.tables, back.table, back.tables);
        assert_ok(store_open(arena, target, noon, &store));
        AuditProof proof;
        assert_ok(audit_verify(store, arena, &proof));
        assert_int_equal(proof.first_bad, 0);
        assert_true(number(store, arena, COUNT) >= 21);
        assert_int_equal(number(store, arena, COUNT), number(store, arena, COUNT_AUDIT));
        store_close(&store);
    }
}

/* ---- sealed -------------------------------------------------------------------------------- */

TEST(a_sealed_backup_opens_with_its_key_only_and_brings_the_keys_back)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address, target, public, other, key = new_path(arena, "key"), wrong = new_path(arena, "key"), signing;
        Str path = new_path(arena, "sealed"), was, is;
        BackupReport made, back;
        struct stat st;
        Store *store = filled(arena, which, 5, &address);
        if (!store)
            continue;
        assert_ok(store_beside(store, arena, "audit-key", &signing));
        assert_ok(audit_sign(store, arena, signing, &was, &is, &other)); /* makes the key */
        was = test_read(arena, signing);
        assert_ok(backup_new_key(arena, key, &public));
        assert_ok(backup_new_key(arena, wrong, &other));
        assert_fails(backup_new_key(arena, key, &other), CONFLICT); /* never written over */
        assert_int_equal(stat(str_c(arena, key), &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        assert_ok(backup_make(store, arena, path, public, &made));
        store_close(&store);
        assert_int_equal(stat(str_c(arena, path), &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        assert_int_equal(made.keys, 1);
        assert_true(str_find(test_read(arena, path), S("import_log")) < 0);

        assert_fails(backup_check(arena, path, (Str){0}, &back), USAGE);
        assert_fails(backup_check(arena, path, wrong, &back), FORBIDDEN);
        assert_ok(backup_check(arena, path, key, &back));
        assert_true(back.sealed);
        assert_int_equal(back.keys, 1);
        test_store_address(arena, 0, &target);
        assert_fails(backup_restore(arena, path, wrong, target, noon, &back), FORBIDDEN);
        assert_false(file_exists(target));
        assert_ok(backup_restore(arena, path, key, target, noon, &back));
        Str restored = str_fmt(arena, "%.*s.audit-key", STRF(target));
        assert_str(test_read(arena, restored), was);
        assert_int_equal(stat(str_c(arena, restored), &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        assert_int_equal(stat(str_c(arena, target), &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
}

TEST(an_open_backup_has_no_keys_in_it)
{
    Str address, signing, path = new_path(arena, "open"), a, b, c;
    BackupReport made;
    Store *store = filled(arena, 0, 1, &address);
    assert_ok(store_beside(store, arena, "audit-key", &signing));
    assert_ok(audit_sign(store, arena, signing, &a, &b, &c));
    assert_ok(backup_make(store, arena, path, (Str){0}, &made));
    assert_int_equal(made.keys, 0);
    assert_fails(backup_make(store, arena, path, (Str){0}, &made), CONFLICT);
    assert_fails(backup_make(store, arena, new_path(arena, "x"), S("baophu-backup-key-short"), &made), USAGE);
    store_close(&store);
}

/* ---- damage ----------------------------------------------------------------------------------- */

/* Whatever is cut off or altered is noticed, and then nothing is written. */
static void check_damage(Arena *arena, Str whole, Str key, bool sealed)
{
    Str path = new_path(arena, "damaged"), target;
    BackupReport report;
    char *bytes = new (arena, char, whole.len + 1);
    test_store_address(arena, 0, &target);
    for (ptrdiff_t step = 0; step < 120; step++) {
        ptrdiff_t at = whole.len * step / 120;
        assert_ok(file_write(arena, path, str_slice(whole, 0, at))); /* cut off */
        if (!backup_check(arena, path, key, &report))
            fail_msg("%s, cut at %td of %td", sealed ? "sealed" : "open", at, whole.len);
        memcpy(bytes, whole.ptr, (size_t)whole.len);
        bytes[at] = (char)(bytes[at] ^ 1 << (step % 8)); /* altered */
        assert_ok(file_write(arena, path, (Str){bytes, whole.len}));
        Err *err = backup_restore(arena, path, key, target, noon, &report);
        if (!err)
            fail_msg("%s, altered at %td of %td", sealed ? "sealed" : "open", at, whole.len);
        assert_true(err->text.vi.len > 0);
        assert_false(file_exists(target));
    }
    memcpy(bytes, whole.ptr, (size_t)whole.len);
    bytes[whole.len] = 'x'; /* something behind it */
    assert_ok(file_write(arena, path, (Str){bytes, whole.len + 1}));
    assert_fails(backup_check(arena, path, key, &report), BAD_INPUT);
    assert_ok(file_write(arena, path, whole));
    assert_ok(backup_check(arena, path, key, &report));
}

TEST(a_cut_off_or_altered_backup_is_refused)
{
    Str address, public, key = new_path(arena, "key"), path[2] = {new_path(arena, "d"), new_path(arena, "d")};
    BackupReport made;
    Store *store = filled(arena, 0, 40, &address);
    assert_ok(backup_new_key(arena, key, &public));
    assert_ok(backup_make(store, arena, path[0], (Str){0}, &made));
    assert_ok(backup_make(store, arena, path[1], public, &made));
    store_close(&store);
    check_damage(arena, test_read(arena, path[0]), (Str){0}, false);
    check_damage(arena, test_read(arena, path[1]), key, true);
}

TEST(what_is_no_backup_is_said_to_be_none)
{
    Str path = new_path(arena, "none"), target;
    BackupReport report;
    test_store_address(arena, 0, &target);
    assert_fails(backup_check(arena, path, (Str){0}, &report), NOT_FOUND);
    assert_ok(file_write(arena, path, S("SQLite format 3")));
    assert_fails(backup_restore(arena, path, (Str){0}, target, noon, &report), BAD_INPUT);
    assert_ok(file_write(arena, path, (Str){0}));
    assert_fails(backup_check(arena, path, (Str){0}, &report), BAD_INPUT);
}

TEST(a_database_is_never_written_over)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address, path = new_path(arena, "over");
        BackupReport report;
        Store *store = filled(arena, which, 3, &address);
        if (!store)
            continue;
        assert_ok(backup_make(store, arena, path, (Str){0}, &report));
        assert_ok(put(store, arena, 9, 9));
        assert_fails(backup_restore(arena, path, (Str){0}, address, noon, &report), CONFLICT);
        assert_int_equal(number(store, arena, COUNT), 4);
        store_close(&store);
    }
}

TEST_MAIN
