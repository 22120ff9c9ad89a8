/* Signing in: what is let in, what is slowed, what a session is worth and for how long. */
#include "account_test.h"

#include <pthread.h>
#include <unistd.h>

#define HOME "203.0.113.5"
#define AWAY "198.51.100.77"

static const char WRONG[] = "sai hoàn toàn rồi nhé";

TEST(a_session_knows_who_asks_and_ends_when_signed_out)
{
    EACH_WORLD(w)
    {
        Identity who;
        settled(&w, arena, "an.nv", "commune-officer", HY, COMMUNE);
        SignedIn in = sign_in(&w, arena, " An.NV ", GOOD, "", HOME);
        assert_int_equal(in.result, SIGN_IN_OK);
        assert_true(identified(&w, arena, in.token, &who));
        assert_str(who.account.login, S("an.nv"));
        assert_str(who.csrf, in.who.csrf);
        assert_true(identity_may(&who, PERMISSION_FACT_ENTER));
        assert_false(identity_may(&who, PERMISSION_FACT_REVIEW));
        assert_true(scope_sees(&who.scope[PERMISSION_FACT_ENTER], S(HY), S(COMMUNE)));
        assert_false(scope_sees(&who.scope[PERMISSION_FACT_ENTER], S(HY), S("12145")));
        assert_false(scope_sees(&who.scope[PERMISSION_FACT_REVIEW], S(HY), S(COMMUNE)));
        assert_ok(account_sign_out(w.store, arena, who.session));
        assert_false(identified(&w, arena, in.token, &who));
        assert_int_equal(who.permissions, 0);
    }
}

TEST(tokens_are_fresh_each_time_and_not_in_the_store)
{
    EACH_WORLD(w)
    {
        Identity who;
        settled(&w, arena, "an.nv", "tax", HY, "");
        SignedIn first = sign_in(&w, arena, "an.nv", GOOD, "", HOME),
                 second = sign_in(&w, arena, "an.nv", GOOD, "", HOME);
        assert_false(str_eq(first.token, second.token));
        assert_false(str_eq(first.who.csrf, second.who.csrf));
        assert_true(identified(&w, arena, first.token, &who));
        assert_false(identified(&w, arena, who.session, &who));
        assert_false(identified(&w, arena, S(""), &who));
        assert_false(identified(&w, arena, S("' OR 1=1 --' OR 1=1 --' OR 1=1 --' OR 1=1 -"), &who));
    }
    World w;
    assert_true(world_open(&w, arena, 0));
    settled(&w, arena, "an.nv", "tax", HY, "");
    SignedIn in = sign_in(&w, arena, "an.nv", GOOD, "", HOME);
    store_close(&w.store); /* the log is folded into the file */
    Str bytes = test_read(arena, w.address);
    assert_true(str_find(bytes, S("an.nv")) >= 0);
    assert_true(str_find(bytes, in.token) < 0);
    assert_true(str_find(bytes, S(GOOD)) < 0);
    assert_true(str_find(bytes, S(HOME)) >= 0); /* of the session, for its owner's list; ended ones go */
}

TEST(sessions_end_by_age_and_by_rest_and_admins_sooner)
{
    EACH_WORLD(w)
    {
        Identity who;
        settled(&w, arena, "an.nv", "tax", HY, "");
        settled(&w, arena, "quan.tri", "administrator", "", "");
        Str user = sign_in(&w, arena, "an.nv", GOOD, "", HOME).token;
        Str admin = sign_in(&w, arena, "quan.tri", GOOD, "", HOME).token;
        world_at(&w, arena, NOON + 299);
        assert_true(identified(&w, arena, user, &who) && identified(&w, arena, admin, &who));
        world_at(&w, arena, NOON + 299 + 300);
        assert_true(identified(&w, arena, user, &who));
        assert_false(identified(&w, arena, admin, &who));
        world_at(&w, arena, NOON + 599 + 900);
        assert_false(identified(&w, arena, user, &who));
        /* used all the time, it still ends after twelve hours */
        world_at(&w, arena, NOON + 4000);
        user = sign_in(&w, arena, "an.nv", GOOD, "", HOME).token;
        for (int64_t t = 600; t < 12 * 3600; t += 600) {
            world_at(&w, arena, NOON + 4000 + t);
            assert_true(identified(&w, arena, user, &who));
        }
        world_at(&w, arena, NOON + 4000 + 12 * 3600);
        assert_false(identified(&w, arena, user, &who));
    }
}

TEST(a_use_is_written_once_a_minute_and_does_not_wait_for_others)
{
    World w, other;
    Identity who;
    SessionEntry *entry;
    ptrdiff_t count;
    assert_true(world_open(&w, arena, 0));
    Str id = settled(&w, arena, "an.nv", "tax", HY, "");
    Str token = sign_in(&w, arena, "an.nv", GOOD, "", HOME).token;
    world_at(&w, arena, NOON + 59);
    assert_true(identified(&w, arena, token, &who));
    assert_ok(session_list(w.store, arena, id, &entry, &count));
    assert_str(entry[0].used_at, S("2026-11-21T12:00:00+07:00"));
    world_at(&w, arena, NOON + 60);
    other = (World){.address = w.address};
    world_at(&other, arena, NOON + 60);
    assert_ok(store_begin(other.store, arena)); /* a long import */
    assert_true(identified(&w, arena, token, &who));
    store_rollback(other.store);
    assert_true(identified(&w, arena, token, &who));
    assert_ok(session_list(w.store, arena, id, &entry, &count));
    assert_int_equal(count, 1);
    assert_str(entry[0].used_at, S("2026-11-21T12:01:00+07:00"));
    store_close(&other.store);
    store_close(&w.store);
}

static void *write_a_while(void *arg)
{
    const World *w = arg;
    usleep(20 * 1000);
    store_rollback(w->store);
    return NULL;
}

/* Under a steady load somebody else is writing whenever a use is to be noted. */
TEST(who_works_through_a_busy_hour_stays_signed_in)
{
    World w, other;
    Identity who;
    SessionEntry *entry;
    ptrdiff_t count;
    pthread_t thread;
    assert_true(world_open(&w, arena, 0));
    Str id = settled(&w, arena, "an.nv", "tax", HY, "");
    Str token = sign_in(&w, arena, "an.nv", GOOD, "", HOME).token;
    other = (World){.address = w.address};
    world_at(&w, arena, NOON + 300);
    world_at(&other, arena, NOON + 300);
    assert_ok(store_begin(other.store, arena));
    assert_int_equal(pthread_create(&thread, NULL, write_a_while, &other), 0);
    assert_true(identified(&w, arena, token, &who));
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_ok(session_list(w.store, arena, id, &entry, &count));
    assert_str(entry[0].used_at, S("2026-11-21T12:05:00+07:00"));
    world_at(&w, arena, NOON + 300 + 899);
    assert_true(identified(&w, arena, token, &who));
    store_close(&other.store);
    store_close(&w.store);
}

TEST(a_wrong_password_and_no_account_are_the_same)
{
    EACH_WORLD(w)
    {
        settled(&w, arena, "an.nv", "tax", HY, "");
        Account waiting = account_of(arena, "chua.nhan", "tax", HY, ""), gone;
        Str id, invite;
        assert_ok(account_create(w.store, arena, &waiting, &id, &invite));
        Str off = settled(&w, arena, "da.khoa", "tax", HY, "");
        assert_ok(account_get(w.store, arena, off, &gone));
        gone.active = false;
        assert_ok(account_change(w.store, arena, &gone));
        assert_int_equal(sign_in(&w, arena, "an.nv", WRONG, "", HOME).result, SIGN_IN_WRONG);
        assert_int_equal(sign_in(&w, arena, "khong.co", WRONG, "", HOME).result, SIGN_IN_WRONG);
        assert_int_equal(sign_in(&w, arena, "chua.nhan", "", "", HOME).result, SIGN_IN_WRONG);
        assert_int_equal(sign_in(&w, arena, "da.khoa", GOOD, "", HOME).result, SIGN_IN_WRONG);
        assert_int_equal(sign_in(&w, arena, "an.nv\xff", GOOD, "", HOME).result, SIGN_IN_WRONG);
        /* and both are slowed from the fifth failure on */
        for (int i = 0; i < 4; i++)
            assert_int_equal(sign_in(&w, arena, "khong.co", WRONG, "", HOME).result, SIGN_IN_WRONG);
        SignedIn in = sign_in(&w, arena, "khong.co", WRONG, "", HOME);
        assert_int_equal(in.result, SIGN_IN_WAIT);
        assert_int_equal(in.wait_seconds, 2);
    }
}

TEST(waits_double_to_a_quarter_of_an_hour)
{
    static const int64_t want[] = {0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900};
    for (int i = 0; i < COUNTOF(want); i++)
        assert_int_equal(throttle_wait(i, 5, 900), want[i]);
    assert_int_equal(throttle_wait(INT64_MAX, 5, 900), 900);
}

TEST(guessing_is_slowed_and_the_owner_gets_in_again)
{
    EACH_WORLD(w)
    {
        int64_t t = NOON;
        settled(&w, arena, "an.nv", "tax", HY, "");
        for (int i = 0; i < 5; i++)
            assert_int_equal(sign_in(&w, arena, "an.nv", WRONG, "", AWAY).result, SIGN_IN_WRONG);
        /* even the right password has to wait, from anywhere that is not known */
        SignedIn in = sign_in(&w, arena, "an.nv", GOOD, "", HOME);
        assert_int_equal(in.result, SIGN_IN_WAIT);
        assert_int_equal(in.wait_seconds, 2);
        world_at(&w, arena, t += 2);
        assert_int_equal(sign_in(&w, arena, "an.nv", WRONG, "", AWAY).result, SIGN_IN_WRONG);
        assert_int_equal(sign_in(&w, arena, "an.nv", WRONG, "", AWAY).wait_seconds, 4);
        world_at(&w, arena, t += 4);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", HOME).result, SIGN_IN_OK);
        /* signed in from here: others' failures do not concern this address any more */
        for (int i = 0; i < 6; i++)
            sign_in(&w, arena, "an.nv", WRONG, "", AWAY);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", AWAY).result, SIGN_IN_WAIT);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", HOME).result, SIGN_IN_OK);
        /* … nor does the owner's success help the one who guesses */
        assert_int_equal(sign_in(&w, arena, "an.nv", WRONG, "", AWAY).result, SIGN_IN_WAIT);
        /* failures at the known address count by themselves */
        for (int i = 0; i < 5; i++)
            assert_int_equal(sign_in(&w, arena, "an.nv", WRONG, "", HOME).result, SIGN_IN_WRONG);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", HOME).result, SIGN_IN_WAIT);
        world_at(&w, arena, t + 900);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", HOME).result, SIGN_IN_OK);
    }
}

TEST(one_address_cannot_try_many_logins)
{
    EACH_WORLD(w)
    {
        settled(&w, arena, "an.nv", "tax", HY, "");
        settled(&w, arena, "cua.toi", "tax", HY, "");
        for (int i = 0; i < 20; i++) {
            char login[16];
            snprintf(login, sizeof login, "nguoi%d", i);
            assert_int_equal(sign_in(&w, arena, login, WRONG, "", "2001:db8:1:2::1").result, SIGN_IN_WRONG);
        }
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", "2001:db8:1:2:3:4:5:6").result, SIGN_IN_WAIT);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", "2001:db8:1:3::1").result, SIGN_IN_OK);
        /* an account of one's own does not wipe the failures of the address away */
        world_at(&w, arena, NOON + 2);
        assert_int_equal(sign_in(&w, arena, "cua.toi", GOOD, "", "2001:db8:1:2::1").result, SIGN_IN_OK);
        assert_int_equal(sign_in(&w, arena, "nguoi99", WRONG, "", "2001:db8:1:2::1").result, SIGN_IN_WRONG);
        assert_int_equal(sign_in(&w, arena, "nguoi98", WRONG, "", "2001:db8:1:2::1").result, SIGN_IN_WAIT);
    }
    assert_str(throttle_address(arena, S("::ffff:203.0.113.5")), throttle_address(arena, S("203.0.113.5")));
    assert_false(str_eq(throttle_address(arena, S("203.0.113.5")), throttle_address(arena, S("203.0.113.6"))));
}

TEST(what_was_typed_as_a_login_is_not_kept)
{
    World w;
    assert_true(world_open(&w, arena, 0));
    sign_in(&w, arena, "matkhaucuachinhtoi!", "x", "", HOME);
    store_close(&w.store);
    Str bytes = test_read(arena, w.address);
    assert_true(str_find(bytes, S("matkhaucuachinhtoi")) < 0);
}

TEST(sessions_are_listed_and_ended_one_by_one)
{
    EACH_WORLD(w)
    {
        SessionEntry *entry;
        ptrdiff_t count;
        Identity who;
        Str an = settled(&w, arena, "an.nv", "tax", HY, ""), binh = settled(&w, arena, "binh.tt", "tax", "31", "");
        Str token = sign_in(&w, arena, "an.nv", GOOD, "", HOME).token;
        sign_in(&w, arena, "an.nv", GOOD, "", AWAY);
        Str foreign = sign_in(&w, arena, "binh.tt", GOOD, "", AWAY).who.session;
        assert_ok(session_list(w.store, arena, an, &entry, &count));
        assert_int_equal(count, 2);
        assert_str(entry[0].agent, S("test"));
        assert_ok(session_list(w.store, arena, (Str){0}, &entry, &count));
        assert_int_equal(count, 3);
        assert_fails(session_end(w.store, arena, an, foreign), NOT_FOUND);
        ScopePlace hung_yen = {S(HY), {0}};
        Scope scope = {.place = &hung_yen, .places = 1};
        store_set_scope(w.store, &scope);
        assert_ok(session_list(w.store, arena, (Str){0}, &entry, &count));
        assert_int_equal(count, 2);
        assert_str(entry[1].login, S("an.nv"));
        assert_fails(session_end(w.store, arena, (Str){0}, foreign), NOT_FOUND);
        assert_ok(session_list(w.store, arena, binh, &entry, &count));
        assert_int_equal(count, 1);
        store_set_scope(w.store, NULL);
        assert_true(identified(&w, arena, token, &who));
        assert_ok(session_end(w.store, arena, an, who.session));
        assert_false(identified(&w, arena, token, &who));
        assert_ok(session_end(w.store, arena, (Str){0}, foreign));
        assert_fails(session_end(w.store, arena, (Str){0}, foreign), NOT_FOUND);
    }
}

TEST(a_changed_password_ends_the_other_sessions)
{
    EACH_WORLD(w)
    {
        Identity who;
        Str id = settled(&w, arena, "an.nv", "tax", HY, "");
        SignedIn here = sign_in(&w, arena, "an.nv", GOOD, "", HOME),
                 there = sign_in(&w, arena, "an.nv", GOOD, "", AWAY);
        assert_fails(account_password(w.store, arena, id, here.who.session, S(OTHER), S(GOOD)), FORBIDDEN);
        assert_fails(account_password(w.store, arena, id, here.who.session, S(GOOD), S(GOOD)), BAD_INPUT);
        assert_fails(account_password(w.store, arena, id, here.who.session, S(GOOD), S("ngắn")), BAD_INPUT);
        assert_ok(account_password(w.store, arena, id, here.who.session, S(GOOD), S(OTHER)));
        assert_true(identified(&w, arena, here.token, &who));
        assert_false(identified(&w, arena, there.token, &who));
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", HOME).result, SIGN_IN_WRONG);
        assert_int_equal(sign_in(&w, arena, "an.nv", OTHER, "", HOME).result, SIGN_IN_OK);
        for (int i = 0; i < 4; i++)
            assert_fails(account_password(w.store, arena, id, here.who.session, S(GOOD), S("một câu rất khác nữa")),
                         FORBIDDEN);
        assert_fails(account_password(w.store, arena, id, here.who.session, S(OTHER), S(GOOD)), UNAVAILABLE);
    }
}

TEST(single_sign_on_links_an_address_once)
{
    EACH_WORLD(w)
    {
        SignedIn in;
        Account account = account_of(arena, "an.nv", "home-affairs", HY, "");
        Str id, invite, issuer = S("https://sso.example.vn");
        SignIn from = {.address = S(HOME), .agent = S("test")};
        account.email = S("An@example.vn");
        assert_ok(account_create(w.store, arena, &account, &id, &invite));
        assert_fails(account_sign_in_by(w.store, arena, issuer, S("u1"), S("binh@example.vn"), from, &in), NOT_FOUND);
        assert_fails(account_sign_in_by(w.store, arena, issuer, S("u1"), (Str){0}, from, &in), NOT_FOUND);
        assert_ok(account_sign_in_by(w.store, arena, issuer, S("u1"), S("an@EXAMPLE.vn"), from, &in));
        assert_str(in.who.account.id, id);
        assert_false(in.who.limited); /* the provider has its own second factor */
        assert_ok(account_sign_in_by(w.store, arena, issuer, S("u1"), (Str){0}, from, &in));
        /* another person who got the same address, or another provider with the same number */
        assert_fails(account_sign_in_by(w.store, arena, issuer, S("u2"), S("an@example.vn"), from, &in), NOT_FOUND);
        assert_fails(account_sign_in_by(w.store, arena, S("https://evil.example"), S("u1"), (Str){0}, from, &in),
                     NOT_FOUND);
        Account now;
        assert_ok(account_get(w.store, arena, id, &now));
        now.active = false;
        assert_ok(account_change(w.store, arena, &now));
        assert_fails(account_sign_in_by(w.store, arena, issuer, S("u1"), S("an@example.vn"), from, &in), NOT_FOUND);
    }
}

TEST_MAIN
