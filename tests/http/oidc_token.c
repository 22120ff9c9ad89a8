/* ID tokens that hold, and the many that do not. */
#include "test.h"

#include "http/oidc_internal.h"
#include <cjose/cjose.h>
#include <stdlib.h>
#include <string.h>

#define NOON 1795237200
static const Clock clock_noon = {.fixed_ms = (int64_t)NOON * 1000};
static const OidcConfig config = {.issuer = {"https://sso.example.vn", 22}, .client_id = {"bao-phu", 7}};

typedef struct Keys {
    cjose_jwk_t *rsa, *ec, *weak, *foreign, *shared;
    json_t *set;
} Keys;

static void add_key(Keys *keys, cjose_jwk_t *jwk, const char *id, bool public)
{
    cjose_err err;
    assert_true(cjose_jwk_set_kid(jwk, id, strlen(id), &err));
    char *text = cjose_jwk_to_json(jwk, false, &err);
    json_t *json = json_loads(text, 0, NULL);
    if (public)
        json_array_append(json_object_get(keys->set, "keys"), json);
    json_decref(json);
    free(text);
}

static Keys keys_open(void)
{
    cjose_err err;
    static const uint8_t e[] = {1, 0, 1};
    static const uint8_t secret[32] = "thirty-two bytes that all know.";
    Keys keys = {.rsa = cjose_jwk_create_RSA_random(2048, e, sizeof e, &err),
                 .ec = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &err),
                 .weak = cjose_jwk_create_RSA_random(1024, e, sizeof e, &err),
                 .foreign = cjose_jwk_create_RSA_random(2048, e, sizeof e, &err),
                 .shared = cjose_jwk_create_oct_spec(secret, sizeof secret, &err),
                 .set = json_pack("{s:[]}", "keys")};
    add_key(&keys, keys.rsa, "rsa", true);
    add_key(&keys, keys.ec, "ec", true);
    add_key(&keys, keys.weak, "weak", true);
    add_key(&keys, keys.foreign, "rsa", false); /* pretends to be ours */
    add_key(&keys, keys.shared, "shared", true);
    return keys;
}

static void keys_close(Keys *keys)
{
    cjose_jwk_release(keys->rsa);
    cjose_jwk_release(keys->ec);
    cjose_jwk_release(keys->weak);
    cjose_jwk_release(keys->foreign);
    cjose_jwk_release(keys->shared);
    json_decref(keys->set);
}

static json_t *good_claims(void)
{
    return json_pack("{s:s,s:s,s:I,s:I,s:s,s:s,s:s,s:b}", "iss", "https://sso.example.vn", "aud", "bao-phu", "exp",
                     (json_int_t)(NOON + 300), "iat", (json_int_t)NOON, "nonce", "n-1", "sub", "u1", "email",
                     "an@example.vn", "email_verified", 1);
}

static Str token_of(Arena *arena, cjose_jwk_t *jwk, const char *algorithm, const char *id, const json_t *claims)
{
    cjose_err err;
    const char *text = NULL;
    cjose_header_t *header = cjose_header_new(&err);
    assert_true(cjose_header_set(header, "alg", algorithm, &err));
    if (id)
        assert_true(cjose_header_set(header, "kid", id, &err));
    char *plain = json_dumps(claims, JSON_COMPACT);
    cjose_jws_t *jws = cjose_jws_sign(jwk, header, (const uint8_t *)plain, strlen(plain), &err);
    assert_non_null(jws);
    assert_true(cjose_jws_export(jws, &text, &err));
    Str token = str_copy(arena, str_from(text));
    cjose_jws_release(jws);
    cjose_header_release(header);
    free(plain);
    return token;
}

static Err *check(Arena *arena, const Keys *keys, Str token, OidcUser *ret)
{
    *ret = (OidcUser){0};
    return oidc_token(arena, clock_noon, &config, S("n-1"), keys->set, token, ret);
}

TEST(rs256_and_es256_hold_and_give_the_user)
{
    Keys keys = keys_open();
    json_t *claims = good_claims();
    OidcUser user;
    assert_ok(check(arena, &keys, token_of(arena, keys.rsa, "RS256", "rsa", claims), &user));
    assert_str(user.subject, S("u1"));
    assert_str(user.email, S("an@example.vn"));
    assert_ok(check(arena, &keys, token_of(arena, keys.ec, "ES256", "ec", claims), &user));
    assert_ok(
        check(arena, &keys, token_of(arena, keys.ec, "ES256", NULL, claims), &user)); /* the only one of its kind */
    json_object_set_new(claims, "email_verified", json_false());
    assert_ok(check(arena, &keys, token_of(arena, keys.rsa, "RS256", "rsa", claims), &user));
    assert_str(user.email, S(""));
    json_object_set_new(claims, "email_verified", json_string("true"));
    assert_ok(check(arena, &keys, token_of(arena, keys.rsa, "RS256", "rsa", claims), &user));
    assert_str(user.email, S(""));
    json_decref(claims);
    keys_close(&keys);
}

TEST(other_signatures_do_not_hold)
{
    Keys keys = keys_open();
    json_t *claims = good_claims();
    OidcUser user;
    Str good = token_of(arena, keys.rsa, "RS256", "rsa", claims);
    const Str bad[] = {
        token_of(arena, keys.foreign, "RS256", "rsa", claims),
        token_of(arena, keys.rsa, "RS256", "unknown", claims),
        token_of(arena, keys.rsa, "RS256", NULL, claims), /* two could be meant */
        token_of(arena, keys.rsa, "RS256", "ec", claims),
        token_of(arena, keys.weak, "RS256", "weak", claims),
        token_of(arena, keys.rsa, "RS384", "rsa", claims),
        token_of(arena, keys.rsa, "PS256", "rsa", claims),
        token_of(arena, keys.shared, "HS256", "shared", claims),
        S("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1MSJ9."), /* {"alg":"none"} */
        S(""),
        S("a.b.c"),
        S("...."),
        str_slice(good, 0, good.len - 4),
    };
    for (ptrdiff_t i = 0; i < COUNTOF(bad); i++) {
        assert_fails(check(arena, &keys, bad[i], &user), FORBIDDEN);
        assert_int_equal(user.subject.len, 0);
    }
    /* each part changed by a letter */
    for (ptrdiff_t at = 0; at < good.len; at += 7) {
        Str changed = str_copy(arena, good);
        char *letter = (char *)(uintptr_t)changed.ptr + at;
        *letter = *letter == 'Q' ? 'R' : 'Q';
        assert_fails(check(arena, &keys, changed, &user), FORBIDDEN);
    }
    json_decref(claims);
    keys_close(&keys);
}

TEST(claims_for_others_from_others_or_of_another_time_do_not_hold)
{
    static const struct {
        const char *key, *json; /* "": taken away */
        bool holds;
    } cases[] = {
        {"iss", "\"https://sso.example.vn/\"", false},
        {"iss", "", false},
        {"aud", "\"another\"", false},
        {"aud", "", false},
        {"aud", "[\"bao-phu\"]", true},
        {"aud", "[\"bao-phu\",\"another\"]", false}, /* without azp */
        {"aud", "[]", false},
        {"aud", "{\"bao-phu\":1}", false},
        {"azp", "\"bao-phu\"", true},
        {"azp", "\"another\"", false},
        {"azp", "7", false},
        {"exp", "1795237141", true}, /* 59 seconds ago */
        {"exp", "1795237140", false},
        {"exp", "\"1795237500\"", false},
        {"exp", "", false},
        {"iat", "1795237259", true},
        {"iat", "1795237260", false},
        {"iat", "", false},
        {"nbf", "1795237259", true},
        {"nbf", "1795237300", false},
        {"nbf", "\"x\"", false},
        {"nonce", "\"n-2\"", false},
        {"nonce", "", false},
        {"nonce", "null", false},
        {"sub", "\"\"", false},
        {"sub", "7", false},
        {"sub", "", false},
    };
    Keys keys = keys_open();
    for (ptrdiff_t i = 0; i < COUNTOF(cases); i++) {
        json_t *claims = good_claims();
        OidcUser user;
        json_object_del(claims, cases[i].key);
        if (cases[i].json[0])
            json_object_set_new(claims, cases[i].key, json_loads(cases[i].json, JSON_DECODE_ANY, NULL));
        Err *err = check(arena, &keys, token_of(arena, keys.ec, "ES256", "ec", claims), &user);
        if (!err != cases[i].holds)
            fail_msg("%s = %s: %s", cases[i].key, cases[i].json, err ? "refused" : "taken");
        json_decref(claims);
    }
    keys_close(&keys);
}

TEST(addresses_of_a_provider_are_https_or_this_machine)
{
    static const struct {
        const char *url;
        bool safe;
    } cases[] = {
        {"https://sso.example.vn", true},
        {"https://sso.example.vn:8443/a?b", true},
        {"http://127.0.0.1:3000", true},
        {"http://localhost/x", true},
        {"http://[::1]:80", true},
        {"http://sso.example.vn", false},
        {"http://127.0.0.1.example.vn", false},
        {"http://localhost.example.vn", false},
        {"http://localhost@example.vn/", false},
        {"https://a@b.example.vn", false},
        {"file:///etc/passwd", false},
        {"gopher://127.0.0.1", false},
        {"https://", false},
        {"", false},
        {"127.0.0.1", false},
    };
    for (ptrdiff_t i = 0; i < COUNTOF(cases); i++)
        if (oidc_safe_url(str_from(cases[i].url)) != cases[i].safe)
            fail_msg("%s", cases[i].url);
}

TEST(what_binds_an_answer_comes_from_the_cookie_and_lasts_ten_minutes)
{
    OidcAsk again, ask = oidc_ask(arena, clock_noon), other = oidc_ask(arena, clock_noon);
    assert_false(str_eq(ask.state, other.state));
    assert_int_equal(ask.verifier.len, 43);
    assert_int_equal(ask.challenge.len, 43);
    assert_true(oidc_ask_again(arena, clock_noon, ask.cookie, &again));
    assert_str(again.state, ask.state);
    assert_str(again.verifier, ask.verifier);
    assert_false(str_eq(ask.state, ask.nonce) || str_eq(ask.nonce, ask.verifier));
    assert_true(oidc_ask_again(arena, (Clock){.fixed_ms = clock_noon.fixed_ms + 599999}, ask.cookie, &again));
    assert_false(oidc_ask_again(arena, (Clock){.fixed_ms = clock_noon.fixed_ms + 600000}, ask.cookie, &again));
    /* a younger date makes it another question */
    Str later = str_fmt(arena, "%d.%.*s", NOON + 600, STRF(str_cut(ask.cookie, '.').tail));
    assert_true(oidc_ask_again(arena, (Clock){.fixed_ms = clock_noon.fixed_ms + 600000}, later, &again));
    assert_false(str_eq(again.state, ask.state));
    static const char *const bad[] = {"", ".", "1795237200.", "1795237200.short", "x", "9999999999999999999999.aaaa"};
    for (int i = 0; i < COUNTOF(bad); i++)
        assert_false(oidc_ask_again(arena, clock_noon, str_from(bad[i]), &again));
}

TEST_MAIN
