/* Which passwords are taken, and how they are hashed. */
#include "account_test.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>

TEST(length_counts_and_not_signs)
{
    static const struct {
        const char *password;
        bool good;
    } cases[] = {
        {GOOD, true},
        {"correct horse dog", true},
        {"một hai ba bốn", true}, /* fourteen characters in more bytes */
        {"một hai ba bố", false},
        {"Tr0ub4dor&3", false},
        {"", false},
        {"matkhau123456789", false},
        {"Mật khẩu 2026!!!", false},
        {"password password", false},
        {"PASSWORD12345678", false},
        {"vietnam.vodich.1", false},
        {"11111111111111", false},
        {"12345678901234", false},
        {"98765432109876", false},
        {"abcdefghijklmnop", false},
        {"qwertyuiopasdfghjkl", false},
        {"aaaaaaaaaaaaaaaaaaaaaaaa", false},
        {"anh yeu em nhieu lam", true},
        {"nguyen.van.an.99", false}, /* nearly the login */
        {"Nguyễn Văn An 123", false},
        {"nguyen van an thich an pho ga", true},
        {"bad\xff\xfe utf eight ok", false},
    };
    World w;
    assert_true(world_open(&w, arena, 0));
    for (ptrdiff_t i = 0; i < COUNTOF(cases); i++) {
        Err *err = password_check(w.store, arena, S("nguyen.van.an"), str_from(cases[i].password));
        if (!err != cases[i].good)
            fail_msg("%s: %.*s", cases[i].password, err ? (int)err->text.en.len : 5, err ? err->text.en.ptr : "taken");
    }
    Buf longest = buf_open(arena);
    for (int i = 0; i < 128; i++)
        buf_fmt(&longest, "%s", (const char *[]){"ắ", "đ", "k", "ự", "z"}[(i * i + i / 7) % 5]);
    assert_ok(password_check(w.store, arena, S("an"), buf_str(&longest)));
    buf_byte(&longest, 'x');
    assert_fails(password_check(w.store, arena, S("an"), buf_str(&longest)), BAD_INPUT);
    store_close(&w.store);
}

TEST(every_common_password_is_refused_also_with_digits_behind)
{
    World w;
    const Rules *rules;
    assert_true(world_open(&w, arena, 0));
    assert_ok(account_rules(w.store, arena, &rules));
    assert_true(rules->commons > 300);
    for (ptrdiff_t i = 0; i < rules->commons; i++) {
        Str padded =
            str_fmt(arena, "%.*s20261121!?#%s", STRF(rules->common[i]), rules->common[i].len < 5 ? "@@@@@" : "");
        assert_fails(password_check(w.store, arena, S("an.nv"), padded), BAD_INPUT);
    }
    store_close(&w.store);
}

TEST(hashes_are_argon2id_with_salt_and_the_cost_of_the_policy)
{
    World w;
    const Rules *rules;
    Str one, two;
    bool busy;
    assert_true(world_open(&w, arena, 0));
    assert_ok(account_rules(w.store, arena, &rules));
    assert_ok(password_hash(arena, rules, S(GOOD), &one, &busy));
    assert_ok(password_hash(arena, rules, S(GOOD), &two, &busy));
    assert_true(str_starts(one, S("$argon2id$v=19$m=65536,t=3,p=1$")));
    assert_false(str_eq(one, two));
    assert_true(password_verify(arena, rules, one, S(GOOD), &busy));
    assert_true(password_verify(arena, rules, one,
                                S("chim se\xCC\x89 a\xCC\x86n tho\xCC\x81"
                                  "c ngoa\xCC\x80i sa\xCC\x82n"),
                                &busy)); /* decomposed */
    assert_false(password_verify(arena, rules, one, S(OTHER), &busy));
    assert_false(password_verify(arena, rules, (Str){0}, S(GOOD), &busy));
    assert_false(password_verify(arena, rules, (Str){0}, (Str){0}, &busy));
    assert_false(busy);
    store_close(&w.store);
}

TEST(for_nobody_the_same_work_is_done)
{
    World w;
    const Rules *rules;
    bool busy;
    assert_true(world_open(&w, arena, 0));
    assert_ok(account_rules(w.store, arena, &rules));
    /* the stand-in is a whole hash of the same cost: libsodium reads it and asks for no other */
    char padded[crypto_pwhash_STRBYTES] = {0};
    Str stand_in = password_stand_in(arena, rules);
    assert_true(stand_in.len < (ptrdiff_t)sizeof padded);
    for (ptrdiff_t i = 0; i < stand_in.len; i++)
        padded[i] = stand_in.ptr[i];
    assert_int_equal(crypto_pwhash_str_needs_rehash(padded, (unsigned long long)rules->password_passes,
                                                    (size_t)rules->password_memory * 1024),
                     0);
    assert_false(password_verify(arena, rules, (Str){0}, S(GOOD), &busy));
    store_close(&w.store);
}

typedef struct Crowd {
    const Rules *rules;
    atomic_int right, busy;
} Crowd;

static void *one_of_many(void *arg)
{
    Crowd *crowd = arg;
    bool busy;
    Str hash;
    AUTO(arena_close) Arena arena = arena_open(1 << 20);
    Err *err = password_hash(&arena, crowd->rules, S(GOOD), &hash, &busy);
    atomic_fetch_add(busy ? &crowd->busy : &crowd->right, !err);
    return NULL;
}

TEST(of_a_crowd_some_are_served_and_the_rest_sent_away_at_once)
{
    enum { MANY = 40 };
    World w;
    Rules small;
    const Rules *rules;
    Crowd crowd = {0};
    pthread_t thread[MANY];
    assert_true(world_open(&w, arena, 0));
    assert_ok(account_rules(w.store, arena, &rules));
    small = *rules;
    crowd.rules = &small;
    for (int i = 0; i < MANY; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, one_of_many, &crowd), 0);
    for (int i = 0; i < MANY; i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(crowd.right + crowd.busy, MANY);
    assert_true(crowd.right >= rules->password_at_once + rules->password_waiting);
    store_close(&w.store);
}

TEST_MAIN
