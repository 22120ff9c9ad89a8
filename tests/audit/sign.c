#include "audit_test.h"

#include <string.h>
#include <sys/stat.h>

static Str key_file(Arena *arena)
{
    static int made;
    return test_temp(arena, str_fmt(arena, "key-%d", ++made));
}

TEST(a_signed_head_is_known_again)
{
    ON_EACH_STORE(store, address)
    {
        Str statement, signature, public, key = key_file(arena);
        bool right;
        audit_fill(store, arena, 5);
        assert_ok(audit_sign(store, arena, key, &statement, &signature, &public));
        assert_true(str_starts(statement, S("baophu-audit 1 5 ")));
        assert_true(str_ends(statement, S(" 2025-11-01T12:00:00+07:00")));
        assert_ok(audit_check_signature(arena, statement, signature, public, &right));
        assert_true(right);
        audit_fill(store, arena, 2); /* the chain goes on */
        assert_ok(audit_holds_statement(store, arena, statement, &right));
        assert_true(right);
        struct stat st;
        assert_int_equal(stat(str_c(arena, key), &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
}

TEST(the_key_stays_the_same_and_signs_the_same)
{
    ON_EACH_STORE(store, address)
    {
        Str statement[2], signature[2], public[2], key = key_file(arena);
        audit_fill(store, arena, 1);
        for (int i = 0; i < 2; i++)
            assert_ok(audit_sign(store, arena, key, &statement[i], &signature[i], &public[i]));
        assert_str(public[0], public[1]);
        assert_str(signature[0], signature[1]);
    }
}

TEST(another_statement_signature_or_key_does_not_fit)
{
    ON_EACH_STORE(store, address)
    {
        Str statement, signature, public, other_statement, other_signature, other_public;
        bool right;
        audit_fill(store, arena, 1);
        assert_ok(audit_sign(store, arena, key_file(arena), &statement, &signature, &public));
        audit_fill(store, arena, 1);
        assert_ok(audit_sign(store, arena, key_file(arena), &other_statement, &other_signature, &other_public));
        assert_ok(audit_check_signature(arena, other_statement, signature, public, &right));
        assert_false(right);
        assert_ok(audit_check_signature(arena, statement, other_signature, public, &right));
        assert_false(right);
        assert_ok(audit_check_signature(arena, statement, signature, other_public, &right));
        assert_false(right);
        assert_fails(audit_check_signature(arena, statement, S("???"), public, &right), BAD_INPUT);
        assert_fails(audit_check_signature(arena, statement, signature, S("c2hvcnQ="), &right), BAD_INPUT);
    }
}

/* A chain that was written anew holds in itself; the statement kept elsewhere does not fit it. */
TEST(a_chain_written_anew_is_given_away_by_the_statement)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str statement, signature, public, address;
        Store *first = audit_fresh(arena, which, &address), *anew = audit_fresh(arena, which, &address);
        bool right;
        if (!first)
            continue;
        audit_fill(first, arena, 5);
        assert_ok(audit_sign(first, arena, key_file(arena), &statement, &signature, &public));
        audit_fill(anew, arena, 2);
        assert_ok(audit_add(anew, arena, (AuditEntry){.action = S("sign-in")}));
        audit_fill(anew, arena, 2);
        assert_int_equal(audit_proof(anew, arena).first_bad, 0);
        assert_ok(audit_holds_statement(anew, arena, statement, &right));
        assert_false(right);
        assert_fails(audit_holds_statement(anew, arena, S("baophu-audit 1 x y z"), &right), BAD_INPUT);
        store_close(&first);
        store_close(&anew);
    }
}

TEST(a_broken_chain_is_not_signed)
{
    ON_EACH_STORE(store, address)
    {
        static const Query SET_BACK = {"set_back", "UPDATE audit_head SET sequence = 1",
                                       "UPDATE audit_head SET sequence = 1"};
        Str statement, signature, public;
        audit_fill(store, arena, 2);
        assert_ok(store_exec(store, arena, SET_BACK, NO_ARGS, NULL));
        assert_fails(audit_sign(store, arena, key_file(arena), &statement, &signature, &public), CONFLICT);
    }
}

TEST(a_key_that_others_may_read_is_not_used)
{
    ON_EACH_STORE(store, address)
    {
        Str statement, signature, public, key = key_file(arena);
        assert_ok(audit_sign(store, arena, key, &statement, &signature, &public));
        assert_int_equal(chmod(str_c(arena, key), 0640), 0);
        assert_fails(audit_sign(store, arena, key, &statement, &signature, &public), FORBIDDEN);
    }
}

TEST_MAIN
