/* The second factor: codes once, recovery once, secrets sealed with a key that is missed when it is gone. */
#include "account_test.h"

#include <liboath/oath.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOME "203.0.113.5"

static const char *code_at(Arena *arena, Str base32, int64_t seconds)
{
    char *secret = NULL, *code = new (arena, char, 8);
    size_t length = 0;
    assert_int_equal(oath_base32_decode(base32.ptr, (size_t)base32.len, &secret, &length), OATH_OK);
    assert_int_equal(oath_totp_generate(secret, length, (time_t)seconds, 30, 0, 6, code), OATH_OK);
    free(secret);
    return code;
}

static const char *other_code(Arena *arena, const char *code)
{
    char *other = str_c(arena, str_from(code));
    other[5] = other[5] == '0' ? '1' : '0';
    return other;
}

/* An account with a second factor, set up at w->now. */
static Str with_factor(World *w, Arena *arena, const char *login, const char *role, Str *ret_secret, Str recovery[10])
{
    Str uri, id = settled(w, arena, login, role, HY, "");
    assert_ok(totp_begin(w->store, arena, id, ret_secret, &uri));
    assert_ok(totp_confirm(w->store, arena, id, str_from(code_at(arena, *ret_secret, w->now)), recovery));
    return id;
}

TEST(the_uri_is_what_authenticators_read)
{
    World w;
    Str secret, uri;
    assert_true(world_open(&w, arena, 0));
    Str id = settled(&w, arena, "an@hungyen", "tax", HY, "");
    assert_ok(totp_begin(w.store, arena, id, &secret, &uri));
    assert_int_equal(secret.len, 32);
    assert_str(uri,
               str_fmt(arena,
                       "otpauth://totp/Bao%%20Ph%%E1%%BB%%A7:an%%40hungyen?secret=%.*s&issuer=Bao%%20Ph%%E1%%BB%%A7"
                       "&algorithm=SHA1&digits=6&period=30",
                       STRF(secret)));
    store_close(&w.store);
    assert_true(str_find(test_read(arena, w.address), secret) < 0);
}

TEST(codes_agree_with_rfc_6238)
{
    /* appendix B, SHA-1, cut to six digits */
    static const struct {
        int64_t at;
        const char *code;
    } vectors[] = {
        {59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"}};
    for (int i = 0; i < COUNTOF(vectors); i++)
        assert_string_equal(code_at(arena, S("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), vectors[i].at), vectors[i].code);
}

TEST(a_code_is_asked_for_and_counts_once)
{
    EACH_WORLD(w)
    {
        Str secret, recovery[10];
        int64_t t = NOON;
        with_factor(&w, arena, "an.nv", "tax", &secret, recovery);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", HOME).result, SIGN_IN_NEEDS_CODE);
        /* the one that set it up is used */
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, code_at(arena, secret, t), HOME).result, SIGN_IN_WRONG_CODE);
        world_at(&w, arena, t += 30);
        const char *code = code_at(arena, secret, t);
        assert_int_equal(sign_in(&w, arena, "an.nv", "sai hoàn toàn rồi nhé", code, HOME).result, SIGN_IN_WRONG);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, other_code(arena, code), HOME).result, SIGN_IN_WRONG_CODE);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, code, HOME).result, SIGN_IN_OK);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, code, HOME).result, SIGN_IN_WRONG_CODE);
        /* a clock that is a step behind or ahead is borne, two steps are not */
        world_at(&w, arena, t += 300);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, code_at(arena, secret, t - 60), HOME).result,
                         SIGN_IN_WRONG_CODE);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, code_at(arena, secret, t - 30), HOME).result, SIGN_IN_OK);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, code_at(arena, secret, t + 30), HOME).result, SIGN_IN_OK);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, code_at(arena, secret, t), HOME).result, SIGN_IN_WRONG_CODE);
    }
}

TEST(a_recovery_code_works_once_however_it_is_typed)
{
    EACH_WORLD(w)
    {
        Str secret, recovery[10];
        Str id = with_factor(&w, arena, "an.nv", "tax", &secret, recovery);
        assert_int_equal(recovery[0].len, 11);
        Str typed = str_fmt(arena, " %.*s ", STRF(str_copy(arena, recovery[3])));
        for (ptrdiff_t i = 0; i < typed.len; i++)
            if (typed.ptr[i] >= 'A' && typed.ptr[i] <= 'Z')
                ((char *)(uintptr_t)typed.ptr)[i] = (char)(typed.ptr[i] + 32);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, str_c(arena, typed), HOME).result, SIGN_IN_OK);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, str_c(arena, typed), HOME).result, SIGN_IN_WRONG_CODE);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, str_c(arena, recovery[9]), HOME).result, SIGN_IN_OK);
        /* of another account it is worth nothing */
        Str other[10], other_secret;
        with_factor(&w, arena, "binh.tt", "tax", &other_secret, other);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, str_c(arena, other[0]), HOME).result, SIGN_IN_WRONG_CODE);
        /* new ones replace the old */
        Str uri, fresh[10];
        world_at(&w, arena, NOON + 60);
        assert_ok(totp_begin(w.store, arena, id, &secret, &uri));
        assert_ok(totp_confirm(w.store, arena, id, str_from(code_at(arena, secret, NOON + 60)), fresh));
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, str_c(arena, recovery[5]), HOME).result, SIGN_IN_WRONG_CODE);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, str_c(arena, fresh[5]), HOME).result, SIGN_IN_OK);
    }
}

TEST(codes_cannot_be_guessed_between_right_passwords)
{
    EACH_WORLD(w)
    {
        Str secret, recovery[10];
        with_factor(&w, arena, "an.nv", "tax", &secret, recovery);
        for (int i = 0; i < 5; i++) {
            char guess[8];
            snprintf(guess, sizeof guess, "%06d", i);
            assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, guess, HOME).result, SIGN_IN_WRONG_CODE);
            SignedIn in = sign_in(&w, arena, "an.nv", GOOD, "", HOME); /* forgets no failure */
            assert_true(in.result == SIGN_IN_NEEDS_CODE || i == 4);
        }
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", HOME).result, SIGN_IN_WAIT);
    }
}

TEST(a_new_secret_waits_for_a_right_code_and_the_old_one_goes_on)
{
    EACH_WORLD(w)
    {
        Str secret, recovery[10], next, uri, none[10];
        int64_t t = NOON;
        Str id = with_factor(&w, arena, "an.nv", "tax", &secret, recovery);
        assert_fails(totp_confirm(w.store, arena, id, S("123456"), none), CONFLICT);
        assert_ok(totp_begin(w.store, arena, id, &next, &uri));
        world_at(&w, arena, t += 60);
        assert_fails(totp_confirm(w.store, arena, id, S("12345"), none), BAD_INPUT);
        assert_fails(totp_confirm(w.store, arena, id, str_from(code_at(arena, secret, t)), none), BAD_INPUT);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, code_at(arena, secret, t), HOME).result, SIGN_IN_OK);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, str_c(arena, recovery[0]), HOME).result, SIGN_IN_OK);
        assert_ok(totp_confirm(w.store, arena, id, str_from(code_at(arena, next, t)), none));
        world_at(&w, arena, t += 60);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, code_at(arena, secret, t), HOME).result, SIGN_IN_WRONG_CODE);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, code_at(arena, next, t), HOME).result, SIGN_IN_OK);
        assert_ok(totp_remove(w.store, arena, id));
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", HOME).result, SIGN_IN_OK);
    }
}

TEST(a_role_that_demands_it_limits_until_it_is_there_and_keeps_it)
{
    EACH_WORLD(w)
    {
        Str secret, uri, recovery[10];
        Identity who;
        Str id = settled(&w, arena, "noi.vu", "home-affairs", HY, "");
        SignedIn in = sign_in(&w, arena, "noi.vu", GOOD, "", HOME);
        assert_true(in.who.limited && in.who.account.must_totp);
        assert_ok(totp_begin(w.store, arena, id, &secret, &uri));
        assert_true(identified(&w, arena, in.token, &who) && who.limited);
        assert_ok(totp_confirm(w.store, arena, id, str_from(code_at(arena, secret, NOON)), recovery));
        assert_true(identified(&w, arena, in.token, &who) && !who.limited);
        assert_fails(totp_remove(w.store, arena, id), CONFLICT);
        assert_ok(totp_reset(w.store, arena, id)); /* by who manages accounts */
        assert_false(identified(&w, arena, in.token, &who));
        assert_true(sign_in(&w, arena, "noi.vu", GOOD, "", HOME).who.limited);
    }
}

TEST(without_the_right_key_nobody_is_let_in_and_no_new_key_is_made)
{
    World w;
    struct stat st;
    Str path, secret, recovery[10], none[10], uri;
    SignedIn in;
    assert_true(world_open(&w, arena, 0));
    assert_ok(account_key_path(w.store, arena, &path));
    assert_int_not_equal(stat(str_c(arena, path), &st), 0); /* none before a secret is sealed */
    Str id = with_factor(&w, arena, "an.nv", "tax", &secret, recovery);
    assert_int_equal(stat(str_c(arena, path), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(st.st_size, 32);
    world_at(&w, arena, NOON + 60);
    SignIn ask = {.login = S("an.nv"),
                  .password = S(GOOD),
                  .code = str_from(code_at(arena, secret, NOON + 60)),
                  .address = S(HOME)};
    char *hidden = str_c(arena, str_fmt(arena, "%.*s.away", STRF(path)));
    assert_int_equal(rename(str_c(arena, path), hidden), 0);
    assert_fails(account_sign_in(w.store, arena, ask, &in), UNAVAILABLE);
    assert_fails(totp_begin(w.store, arena, id, &secret, &uri), UNAVAILABLE);
    assert_int_not_equal(stat(str_c(arena, path), &st), 0);
    FILE *wrong = fopen(str_c(arena, path), "w");
    fwrite("0123456789abcdef0123456789abcdef", 1, 32, wrong);
    fclose(wrong);
    chmod(str_c(arena, path), 0644);
    assert_fails(account_sign_in(w.store, arena, ask, &in), FORBIDDEN);
    chmod(str_c(arena, path), 0600);
    assert_fails(account_sign_in(w.store, arena, ask, &in), UNAVAILABLE);
    assert_fails(totp_confirm(w.store, arena, id, S("123456"), none), CONFLICT);
    assert_int_equal(rename(hidden, str_c(arena, path)), 0);
    world_at(&w, arena, NOON + 2000);
    ask.code = str_from(code_at(arena, secret, NOON + 2000));
    assert_ok(account_sign_in(w.store, arena, ask, &in));
    assert_int_equal(in.result, SIGN_IN_OK);
    store_close(&w.store);
    unlink(str_c(arena, path));
}

TEST(a_sealed_text_opens_for_its_owner_alone)
{
    Key key = {{7}}, other = {{8}};
    Str text;
    Str sealed = secret_seal(arena, &key, S("an"), S("bí mật"));
    assert_ok(secret_unseal(arena, &key, S("an"), sealed, &text));
    assert_str(text, S("bí mật"));
    assert_false(str_eq(sealed, secret_seal(arena, &key, S("an"), S("bí mật"))));
    assert_fails(secret_unseal(arena, &key, S("binh"), sealed, &text), UNAVAILABLE);
    assert_fails(secret_unseal(arena, &other, S("an"), sealed, &text), UNAVAILABLE);
    for (ptrdiff_t cut = 0; cut < sealed.len; cut++)
        assert_fails(secret_unseal(arena, &key, S("an"), str_slice(sealed, 0, cut), &text), UNAVAILABLE);
    assert_false(str_eq(secret_digest(arena, "a", S("bc")), secret_digest(arena, "ab", S("c"))));
}

TEST_MAIN
