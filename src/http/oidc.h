/* oidc: signing in by a province's single sign-on (OpenID Connect Core 1.0, authorization code with PKCE).
 *
 * The configuration is a JSON file {"issuer","client_id","client_secret","name"} that others cannot read.  Everything
 * is https, but for a provider on this machine.  The provider's description and keys are kept for ten minutes.  Of the
 * ID token: signature by RS256 or ES256 with a key of the provider, issuer, audience, time (60 s of tolerance), nonce.
 *
 * What binds the answer to the browser that asked is one random cookie: state, nonce and the PKCE verifier are digests
 * of it, so that nothing is kept in the store. */
#pragma once
#include "base/clock.h"
#include "base/err.h"

typedef struct OidcConfig {
    Str issuer, client_id, client_secret, name;
} OidcConfig;
Err *oidc_config(Arena *arena, Str path, OidcConfig *ret) MUST_CHECK;

typedef struct OidcAsk { /* derived from the cookie */
    Str cookie, state, nonce, verifier, challenge;
} OidcAsk;
OidcAsk oidc_ask(Arena *arena, Clock clock); /* a new one */
bool oidc_ask_again(Arena *arena, Clock clock, Str cookie,
                    OidcAsk *ret); /* false: not ours or older than ten minutes */

/* Where to send the browser.  UNAVAILABLE where the provider does not answer. */
Err *oidc_address(Arena *arena, Clock clock, const OidcConfig *config, const OidcAsk *ask, Str redirect,
                  Str *ret) MUST_CHECK;

typedef struct OidcUser {
    Str subject, email; /* email: verified by the provider, else "" */
    Str access_token;
} OidcUser;
/* FORBIDDEN: the provider refuses the code, or its answer does not hold. */
Err *oidc_user(Arena *arena, Clock clock, const OidcConfig *config, const OidcAsk *ask, Str redirect, Str code,
               OidcUser *ret) MUST_CHECK;
/* Asks the provider for the e-mail where the ID token has none. */
Err *oidc_email(Arena *arena, Clock clock, const OidcConfig *config, OidcUser *user) MUST_CHECK;

/* An ID token by itself: the claims of one that holds, FORBIDDEN else. */
struct json_t;
Err *oidc_token(Arena *arena, Clock clock, const OidcConfig *config, Str nonce, const struct json_t *keys, Str token,
                OidcUser *ret) MUST_CHECK;
