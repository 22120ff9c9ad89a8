#include "audit_test.h"

#include "store/scope.h"
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#define BOTH(name, sql) static const Query name = {#name, sql, sql}
BOTH(MAKE_BOX, "CREATE TABLE box (id BIGINT PRIMARY KEY)");
BOTH(FILL_BOX, "INSERT INTO box (id) VALUES ($1)");
BOTH(COUNT_BOX, "SELECT count(*) FROM box");
BOTH(COUNT_ENTRIES, "SELECT count(*) FROM audit_entry");

static int64_t number(Store *store, Arena *arena, Query query)
{
    int64_t n = -1;
    bool found;
    assert_ok(store_one_int(store, arena, query, NO_ARGS, &n, &found));
    return n;
}

TEST(an_empty_chain_holds)
{
    ON_EACH_STORE(store, address)
    {
        AuditProof proof = audit_proof(store, arena);
        assert_int_equal(proof.entries, 0);
        assert_int_equal(proof.first_bad, 0);
        assert_int_equal(proof.head_sequence, 0);
    }
}

TEST(entries_are_numbered_dated_and_chained)
{
    ON_EACH_STORE(store, address)
    {
        AuditEntry *e;
        ptrdiff_t count;
        audit_fill(store, arena, 3);
        assert_ok(audit_list(store, arena, (AuditFilter){0}, &e, &count));
        assert_int_equal(count, 3);
        assert_int_equal(e[0].sequence, 3);
        assert_str(e[0].at, S("2025-11-01T12:00:00+07:00"));
        assert_str(e[0].previous, e[1].hash);
        assert_str(e[1].previous, e[2].hash);
        assert_str(e[2].subject, S("bản ghi “1”"));
        AuditProof proof = audit_proof(store, arena);
        assert_int_equal(proof.entries, 3);
        assert_int_equal(proof.first_bad, 0);
        assert_str(proof.head, e[0].hash);
    }
}

/* docs/nhat-ky.md tells others how to work the digest out; this does it as it says there. */
TEST(the_digest_is_the_one_that_is_described)
{
    ON_EACH_STORE(store, address)
    {
        AuditEntry *e;
        ptrdiff_t count;
        assert_ok(audit_add(store, arena,
                            (AuditEntry){.account = S("ab"),
                                         .login = S("lan"),
                                         .action = S("export"),
                                         .subject = S("a\"b\\c\n"),
                                         .province = S("33"),
                                         .unit = S("12081")}));
        assert_ok(audit_list(store, arena, (AuditFilter){0}, &e, &count));
        Str text =
            str_fmt(arena, "%s%.*s%s",
                    "{\"account\":\"ab\",\"action\":\"export\",\"after\":\"\",\"at\":\"2025-11-01T12:00:00+07:00\","
                    "\"before\":\"\",\"login\":\"lan\",\"previous\":\"",
                    64, "0000000000000000000000000000000000000000000000000000000000000000",
                    "\",\"province\":\"33\",\"purpose\":\"\",\"request\":\"\",\"sequence\":1,"
                    "\"subject\":\"a\\\"b\\\\c\\u000a\",\"unit\":\"12081\"}");
        unsigned char digest[32];
        char hex[65];
        crypto_hash_sha256(digest, (const unsigned char *)text.ptr, (unsigned long long)text.len);
        assert_str(e[0].hash, str_from(sodium_bin2hex(hex, sizeof hex, digest, sizeof digest)));
    }
}

TEST(a_note_goes_with_the_change_or_not_at_all)
{
    ON_EACH_STORE(store, address)
    {
        assert_ok(store_exec(store, arena, MAKE_BOX, NO_ARGS, NULL));
        audit_note(store, audit_some(arena, 1)); /* before the transaction has begun */
        assert_ok(store_begin(store, arena));
        assert_ok(store_exec(store, arena, FILL_BOX, ARGS(V_INT(1)), NULL));
        audit_note(store, audit_some(arena, 2));
        assert_int_equal(number(store, arena, COUNT_ENTRIES), 0);
        assert_ok(store_commit(store, arena));
        assert_int_equal(number(store, arena, COUNT_ENTRIES), 2);

        assert_ok(store_begin(store, arena));
        assert_ok(store_exec(store, arena, FILL_BOX, ARGS(V_INT(2)), NULL));
        audit_note(store, audit_some(arena, 3));
        store_rollback(store);
        assert_ok(store_begin(store, arena));
        assert_ok(store_commit(store, arena));
        assert_int_equal(number(store, arena, COUNT_ENTRIES), 2);
        assert_int_equal(number(store, arena, COUNT_BOX), 1);
        assert_int_equal(audit_proof(store, arena).first_bad, 0);
    }
}

TEST(an_entry_inside_a_transaction_is_written_with_it)
{
    ON_EACH_STORE(store, address)
    {
        assert_ok(store_begin(store, arena));
        assert_ok(audit_add(store, arena, audit_some(arena, 1)));
        store_rollback(store);
        assert_int_equal(number(store, arena, COUNT_ENTRIES), 0);
    }
}

/* The change is undone when its entry cannot be written. */
TEST(no_change_without_its_entry)
{
    ON_EACH_STORE(store, address)
    {
        BOTH(LOSE_HEAD, "DELETE FROM audit_head");
        assert_ok(store_exec(store, arena, MAKE_BOX, NO_ARGS, NULL));
        assert_ok(store_exec(store, arena, LOSE_HEAD, NO_ARGS, NULL));
        assert_ok(store_begin(store, arena));
        assert_ok(store_exec(store, arena, FILL_BOX, ARGS(V_INT(1)), NULL));
        audit_note(store, audit_some(arena, 1));
        assert_fails(store_commit(store, arena), INTERNAL);
        assert_int_equal(number(store, arena, COUNT_BOX), 0);
        assert_int_equal(audit_proof(store, arena).first_bad, 1);
    }
}

TEST(what_a_stranger_typed_does_not_keep_its_entry_out)
{
    ON_EACH_STORE(store, address)
    {
        AuditEntry *e;
        ptrdiff_t count;
        assert_ok(audit_add(store, arena,
                            (AuditEntry){.action = S("sign-in.failed"),
                                         .login = {"a\0\xff"
                                                   "b",
                                                   4}}));
        assert_ok(audit_list(store, arena, (AuditFilter){0}, &e, &count));
        assert_str(e[0].login, S("a\uFFFD\uFFFDb"));
        assert_int_equal(audit_proof(store, arena).first_bad, 0);
    }
}

TEST(the_list_is_filtered_and_paged)
{
    ON_EACH_STORE(store, address)
    {
        AuditEntry *e;
        ptrdiff_t count;
        audit_fill(store, arena, 9);
        assert_ok(audit_add(store, arena, (AuditEntry){.action = S("sign-in"), .account = S("a2")}));
        assert_ok(audit_list(store, arena, (AuditFilter){.limit = 4}, &e, &count));
        assert_int_equal(count, 4);
        assert_ok(audit_list(store, arena, (AuditFilter){.limit = 4, .before = e[3].sequence}, &e, &count));
        assert_int_equal(e[0].sequence, 6);
        static const struct {
            AuditFilter filter;
            int count;
        } asked[] = {
            {{.account = {"a2", 2}}, 1},
            {{.action = {"export", 6}}, 4},
            {{.unit = {"12001", 5}}, 3},
            {{.unit = {"12001", 5}, .action = {"export", 6}}, 1},
            {{.account = {"a1", 2}, .action = {"export", 6}}, 4},
            {{.account = {"a1", 2}, .unit = {"12000", 5}}, 3},
            {{.from = {"2025-11-01", 10}, .to = {"2025-11-01", 10}}, 10},
            {{.from = {"2025-11-02", 10}}, 0},
            {{.to = {"2025-10-31", 10}}, 0},
        };
        for (int i = 0; i < COUNTOF(asked); i++) {
            assert_ok(audit_list(store, arena, asked[i].filter, &e, &count));
            assert_int_equal(count, asked[i].count);
        }
    }
}

TEST(the_list_shows_what_the_scope_sees)
{
    ON_EACH_STORE(store, address)
    {
        AuditEntry *e;
        ptrdiff_t count;
        for (int i = 0; i < 12; i++) /* 33: 12000, 12001, 12002 in turn */
            assert_ok(audit_add(store, arena, audit_some(arena, i)));
        assert_ok(audit_add(store, arena, (AuditEntry){.action = S("sign-in")}));
        assert_ok(audit_add(store, arena, (AuditEntry){.action = S("export"), .province = S("01")}));
        static const struct {
            ScopePlace place;
            int count;
        } seen[] = {
            {{{"33", 2}, {0}}, 12}, {{{"33", 2}, {"12001", 5}}, 4}, {{{"01", 2}, {"01", 2}}, 1}, {{{0}, {0}}, 14}};
        for (int i = 0; i < COUNTOF(seen); i++) {
            Scope scope = {.place = &seen[i].place, .places = 1, .all = seen[i].place.province.len == 0};
            store_set_scope(store, &scope);
            assert_ok(audit_list(store, arena, (AuditFilter){0}, &e, &count));
            assert_int_equal(count, seen[i].count);
            assert_ok(audit_list(store, arena, (AuditFilter){.limit = 2}, &e, &count)); /* pages are full */
            assert_int_equal(count, seen[i].count < 2 ? seen[i].count : 2);
            store_set_scope(store, NULL);
        }
    }
}

/* ---- what is done to the chain behind the program's back ---------------------------- */

static const Query UNLOCK = {"UNLOCK", "DROP TRIGGER audit_no_change", "ALTER TABLE audit_entry DISABLE TRIGGER USER"};
static const Query UNLOCK2 = {"UNLOCK2", "DROP TRIGGER audit_no_removal", "SELECT 1"};

typedef struct Tampering {
    Query query[4];
    int64_t first_bad;
} Tampering;

#define SAME(sql)          \
    {                      \
        "tamper", sql, sql \
    }

static const Tampering tamperings[] = {
    {{SAME("DELETE FROM audit_entry WHERE sequence = 7")}, 7},
    {{SAME("DELETE FROM audit_entry WHERE sequence = 1")}, 1},
    {{SAME("UPDATE audit_entry SET became = '{\"value\":70}' WHERE sequence = 7")}, 7},
    {{SAME("UPDATE audit_entry SET login = 'minh' WHERE sequence = 2500")}, 2500},
    {{SAME("UPDATE audit_entry SET at = '2025-11-01T12:00:01+07:00' WHERE sequence = 1")}, 1},
    /* two change places */
    {{SAME("UPDATE audit_entry SET sequence = -1 WHERE sequence = 7"),
      SAME("UPDATE audit_entry SET sequence = 7 WHERE sequence = 8"),
      SAME("UPDATE audit_entry SET sequence = 8 WHERE sequence = -1")},
     7},
    /* the last one removed and the head rewritten: only a statement kept elsewhere tells (sign.c) */
    {{SAME("DELETE FROM audit_entry WHERE sequence = 2500"), SAME("DELETE FROM audit_head"),
      SAME("INSERT INTO audit_head (id, sequence, hash) SELECT 1, sequence, hash FROM audit_entry WHERE sequence = "
           "2499")},
     0},
    {{SAME("DELETE FROM audit_entry WHERE sequence > 2400")}, 2401},
    {{SAME("DELETE FROM audit_entry")}, 1},
    {{SAME("UPDATE audit_head SET sequence = 2400")}, 2401},
    {{SAME("UPDATE audit_head SET sequence = 2501")}, 2501},
    {{SAME("UPDATE audit_head SET hash = (SELECT hash FROM audit_entry WHERE sequence = 1)")}, 2500},
    {{SAME("UPDATE audit_entry SET hash = previous, previous = hash WHERE sequence = 9")}, 9},
};

TEST(each_way_to_tamper_is_found_at_its_place)
{
    for (int i = 0; i < COUNTOF(tamperings); i++) {
        ON_EACH_STORE(store, address)
        {
            assert_ok(store_begin(store, arena));
            for (int n = 1; n <= 2500; n++) /* more than two pages of the walk */
                audit_note(store, audit_some(arena, n));
            assert_ok(store_commit(store, arena));
            assert_int_equal(audit_proof(store, arena).first_bad, 0);
            assert_int_equal(audit_proof(store, arena).entries, 2500);
            assert_ok(store_exec(store, arena, UNLOCK, NO_ARGS, NULL));
            assert_ok(store_exec(store, arena, UNLOCK2, NO_ARGS, NULL));
            for (int q = 0; q < 4 && tamperings[i].query[q].name; q++)
                assert_ok(store_exec(store, arena, tamperings[i].query[q], NO_ARGS, NULL));
            AuditProof proof = audit_proof(store, arena);
            if (proof.first_bad != tamperings[i].first_bad)
                fail_msg("way %d: found at %lld", i, (long long)proof.first_bad);
            assert_true((proof.first_bad == 0) == (proof.what.vi.len == 0));
        }
    }
}

TEST(the_database_refuses_to_change_an_entry)
{
    ON_EACH_STORE(store, address)
    {
        BOTH(CHANGE, "UPDATE audit_entry SET login = ''");
        BOTH(REMOVE, "DELETE FROM audit_entry");
        audit_fill(store, arena, 2);
        assert_fails(store_exec(store, arena, CHANGE, NO_ARGS, NULL), CONFLICT);
        assert_fails(store_exec(store, arena, REMOVE, NO_ARGS, NULL), CONFLICT);
    }
}

/* ---- many at once --------------------------------------------------------------------- */

enum { WRITERS = 4, EACH = 60 };

typedef struct Writer {
    Str address;
    int number, wrong;
} Writer;

static void *write_entries(void *arg)
{
    Writer *w = arg;
    AUTO(arena_close) Arena arena = arena_open((ptrdiff_t)1 << 30);
    Store *store;
    if (store_open(&arena, w->address, audit_noon, &store)) {
        w->wrong++;
        return NULL;
    }
    for (int i = 0; i < EACH; i++) {
        if (i % 3 == 0) {
            w->wrong += audit_add(store, &arena, audit_some(&arena, i)) != NULL;
            continue;
        }
        w->wrong += store_begin(store, &arena) != NULL;
        w->wrong += store_exec(store, &arena, FILL_BOX, ARGS(V_INT(w->number * EACH + i)), NULL) != NULL;
        audit_note(store, audit_some(&arena, i));
        w->wrong += store_commit(store, &arena) != NULL;
    }
    store_close(&store);
    return NULL;
}

TEST(the_chain_holds_while_many_write_and_one_looks)
{
    ON_EACH_STORE(store, address)
    {
        pthread_t thread[WRITERS];
        Writer writer[WRITERS];
        assert_ok(store_exec(store, arena, MAKE_BOX, NO_ARGS, NULL));
        for (int i = 0; i < WRITERS; i++) {
            writer[i] = (Writer){.address = address, .number = i};
            assert_int_equal(pthread_create(&thread[i], NULL, write_entries, &writer[i]), 0);
        }
        AuditProof proof = {0};
        for (int looks = 0; looks < 200 && proof.entries < WRITERS * EACH; looks++) {
            proof = audit_proof(store, arena);
            if (proof.first_bad)
                fail_msg("at %lld: %.*s", (long long)proof.first_bad, STRF(proof.what.en));
        }
        for (int i = 0; i < WRITERS; i++) {
            pthread_join(thread[i], NULL);
            assert_int_equal(writer[i].wrong, 0);
        }
        proof = audit_proof(store, arena);
        assert_int_equal(proof.first_bad, 0);
        assert_int_equal(proof.entries, WRITERS * EACH);
        assert_int_equal(proof.head_sequence, WRITERS * EACH);
    }
}

TEST_MAIN
