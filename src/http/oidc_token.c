/* ID tokens: signed by a key of the provider, for us, now, and for the browser that asked. */
#include "http/oidc_internal.h"

#include <cjose/cjose.h>
#include <sodium.h>
#include <string.h>

enum { TOLERANCE = 60, SUBJECT_MOST = 255 };

/* ---- the key ------------------------------------------------------------------------------- */

/* Only what is said here: no "none", and no digest keyed with what everybody can read. */
static const struct {
    const char *algorithm, *type, *curve;
} algorithms[] = {{"RS256", "RSA", NULL}, {"ES256", "EC", "P-256"}};

static int algorithm_of(Str name)
{
    for (int i = 0; i < COUNTOF(algorithms); i++)
        if (str_eq(name, str_from(algorithms[i].algorithm)))
            return i;
    return -1;
}

static bool key_fits(const json_t *key, int algorithm, Str id)
{
    Str use = oidc_member(key, "use"), own = oidc_member(key, "alg");
    bool kind = str_eq(oidc_member(key, "kty"), str_from(algorithms[algorithm].type));
    if (algorithms[algorithm].curve)
        kind = kind && str_eq(oidc_member(key, "crv"), str_from(algorithms[algorithm].curve));
    return kind && (use.len == 0 || str_eq(use, S("sig"))) &&
           (own.len == 0 || str_eq(own, str_from(algorithms[algorithm].algorithm))) &&
           (id.len == 0 || str_eq(oidc_member(key, "kid"), id));
}

/* By its id; a token without one fits only where there is a single key of the kind. */
static json_t *find_key(const json_t *keys, int algorithm, Str id)
{
    size_t at;
    json_t *key, *found = NULL;
    int fits = 0;
    json_array_foreach(json_object_get(keys, "keys"), at, key)
    {
        if (!key_fits(key, algorithm, id))
            continue;
        found = key;
        fits++;
    }
    return fits == 1 ? found : NULL;
}

/* ---- the signature ------------------------------------------------------------------------------ */

static void jws_free(cjose_jws_t **jws)
{
    cjose_jws_release(*jws);
}

static Str header_text(cjose_header_t *header, const char *name)
{
    cjose_err err;
    return str_from(cjose_header_get(header, name, &err));
}

static Err *check_signature(Arena *arena, cjose_jws_t *jws, const json_t *keys)
{
    enum { RSA_BITS_LEAST = 2048 };
    cjose_err why;
    cjose_header_t *header = cjose_jws_get_protected(jws);
    int algorithm = algorithm_of(header_text(header, "alg"));
    if (algorithm < 0)
        return oidc_invalid(arena, "alg");
    if (json_object_get((json_t *)header, "crit"))
        return oidc_invalid(arena, "crit");
    json_t *key = find_key(keys, algorithm, header_text(header, "kid"));
    if (!key)
        return oidc_invalid(arena, "kid");
    cjose_jwk_t *jwk = cjose_jwk_import_json((cjose_header_t *)key, &why);
    bool strong = jwk && (algorithm != 0 || cjose_jwk_get_keysize(jwk, &why) >= RSA_BITS_LEAST);
    bool right = strong && cjose_jws_verify(jws, jwk, &why);
    cjose_jwk_release(jwk);
    return right ? NULL : oidc_invalid(arena, "signature");
}

/* ---- the claims ------------------------------------------------------------------------------------ */

static bool for_us(const json_t *claims, Str client)
{
    size_t at;
    json_t *one;
    const json_t *audience = json_object_get(claims, "aud");
    Str party = oidc_member(claims, "azp");
    if (json_object_get(claims, "azp") && !str_eq(party, client))
        return false;
    if (json_is_string(audience))
        return str_eq(oidc_member(claims, "aud"), client);
    bool named = false;
    json_array_foreach(audience, at, one)
    {
        named = named || (json_is_string(one) && str_eq(str_from(json_string_value(one)), client));
    }
    return named && (json_array_size(audience) == 1 || party.len > 0);
}

static bool in_time(const json_t *claims, int64_t now)
{
    const json_t *ends = json_object_get(claims, "exp"), *made = json_object_get(claims, "iat"),
                 *begins = json_object_get(claims, "nbf");
    if (!json_is_number(ends) || !json_is_number(made))
        return false;
    double t = (double)now;
    return json_number_value(ends) > t - TOLERANCE && json_number_value(made) < t + TOLERANCE &&
           (!begins || (json_is_number(begins) && json_number_value(begins) < t + TOLERANCE));
}

static bool same_secret(Str a, Str b)
{
    return a.len == b.len && a.len > 0 && sodium_memcmp(a.ptr, b.ptr, (size_t)a.len) == 0;
}

static Err *check_claims(Arena *arena, Clock clock, const OidcConfig *config, Str nonce, const json_t *claims,
                         OidcUser *ret)
{
    Str subject = oidc_member(claims, "sub");
    if (!str_eq(oidc_member(claims, "iss"), config->issuer))
        return oidc_invalid(arena, "iss");
    if (!for_us(claims, config->client_id))
        return oidc_invalid(arena, "aud");
    if (!in_time(claims, clock_ms(clock) / 1000))
        return oidc_invalid(arena, "exp");
    if (!same_secret(oidc_member(claims, "nonce"), nonce))
        return oidc_invalid(arena, "nonce");
    if (subject.len == 0 || subject.len > SUBJECT_MOST)
        return oidc_invalid(arena, "sub");
    ret->subject = str_copy(arena, subject);
    if (json_is_true(json_object_get(claims, "email_verified")))
        ret->email = str_copy(arena, oidc_member(claims, "email"));
    return NULL;
}

Err *oidc_token(Arena *arena, Clock clock, const OidcConfig *config, Str nonce, const json_t *keys, Str token,
                OidcUser *ret)
{
    cjose_err why;
    uint8_t *text = NULL;
    size_t size = 0;
    AUTO(jws_free) cjose_jws_t *jws = cjose_jws_import(str_c(arena, token), (size_t)token.len, &why);
    if (!jws)
        return oidc_invalid(arena, "JWS");
    TRY(check_signature(arena, jws, keys));
    if (!cjose_jws_get_plaintext(jws, &text, &size, &why))
        return oidc_invalid(arena, "JWS");
    AUTO(oidc_json_free) json_t *claims = json_loadb((const char *)text, size, JSON_REJECT_DUPLICATES, NULL);
    return check_claims(arena, clock, config, nonce, claims, ret);
}
