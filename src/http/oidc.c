/* The way of a sign-in: description of the provider, question, code, token, user. */
#include "http/oidc_internal.h"

#include "base/file.h"
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- configuration --------------------------------------------------------------------------- */

Err *oidc_config(Arena *arena, Str path, OidcConfig *ret)
{
    struct stat st;
    Str bytes;
    *ret = (OidcConfig){0};
    if (stat(str_c(arena, path), &st) == 0 && st.st_mode & S_IRWXO)
        return FAIL(arena, FORBIDDEN, "tệp “%.*s” giữ mật khẩu mà ai cũng đọc được; hãy chạy: chmod 600 “%.*s”",
                    "“%.*s” holds a secret and everybody may read it; run: chmod 600 “%.*s”", STRF(path), STRF(path));
    TRY(file_read(arena, path, 64 << 10, &bytes));
    AUTO(oidc_json_free) json_t *json = json_loadb(bytes.ptr ? bytes.ptr : "", (size_t)bytes.len, 0, NULL);
    *ret =
        (OidcConfig){str_copy(arena, oidc_member(json, "issuer")), str_copy(arena, oidc_member(json, "client_id")),
                     str_copy(arena, oidc_member(json, "client_secret")), str_copy(arena, oidc_member(json, "name"))};
    if (oidc_safe_url(ret->issuer) && ret->client_id.len > 0 && ret->name.len > 0)
        return NULL;
    return FAIL(arena, BAD_INPUT, "tệp “%.*s” cần có issuer (https://…), client_id, client_secret và name",
                "“%.*s” is to hold issuer (https://…), client_id, client_secret and name", STRF(path));
}

/* ---- what the cookie gives --------------------------------------------------------------------- */

static Str base64(Arena *arena, const unsigned char *bytes, size_t count)
{
    size_t room = sodium_base64_ENCODED_LEN(count, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = new (arena, char, (ptrdiff_t)room);
    sodium_bin2base64(text, room, bytes, count, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_from(text);
}

static Str derive(Arena *arena, const char *purpose, Str cookie)
{
    unsigned char out[crypto_generichash_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof out);
    crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, (const unsigned char *)cookie.ptr, (size_t)cookie.len);
    crypto_generichash_final(&state, out, sizeof out);
    return base64(arena, out, sizeof out);
}

static OidcAsk ask_of(Arena *arena, Str cookie)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    OidcAsk ask = {.cookie = cookie,
                   .state = derive(arena, "oidc state", cookie),
                   .nonce = derive(arena, "oidc nonce", cookie),
                   .verifier = derive(arena, "oidc verifier", cookie)};
    crypto_hash_sha256(digest, (const unsigned char *)ask.verifier.ptr, (unsigned long long)ask.verifier.len);
    ask.challenge = base64(arena, digest, sizeof digest);
    return ask;
}

OidcAsk oidc_ask(Arena *arena, Clock clock)
{
    unsigned char bytes[32];
    if (sodium_init() < 0)
        abort();
    randombytes_buf(bytes, sizeof bytes);
    return ask_of(arena, str_fmt(arena, "%lld.%.*s", (long long)(clock_ms(clock) / 1000),
                                 STRF(base64(arena, bytes, sizeof bytes))));
}

bool oidc_ask_again(Arena *arena, Clock clock, Str cookie, OidcAsk *ret)
{
    enum { SECONDS = 600, DIGITS_MOST = 12, RANDOM_LETTERS = 43 };
    StrCut cut = str_cut(cookie, '.');
    int64_t made = 0;
    *ret = (OidcAsk){0};
    if (!cut.ok || cut.head.len > DIGITS_MOST || cut.tail.len != RANDOM_LETTERS)
        return false;
    for (ptrdiff_t i = 0; i < cut.head.len; i++)
        made = made * 10 + (cut.head.ptr[i] - '0');
    int64_t age = clock_ms(clock) / 1000 - made;
    *ret = ask_of(arena, cookie);
    return age >= 0 && age < SECONDS;
}

/* ---- what the provider says of itself ------------------------------------------------------------ */

enum { URL_ROOM = 1024, KEYS_ROOM = 64 << 10, FRESH_MS = 600000, AFRESH_MS = 60000, DOWN_MS = 10000 };

typedef struct Known {
    char issuer[URL_ROOM], authorize[URL_ROOM], token[URL_ROOM], keys_url[URL_ROOM], user[URL_ROOM], keys[KEYS_ROOM];
    bool post; /* the client's secret goes into the form and not into a header */
    int64_t at_ms, keys_ms, failed_ms;
} Known;

static struct {
    pthread_mutex_t lock;
    Known known;
} shared = {.lock = PTHREAD_MUTEX_INITIALIZER};

static Known *known_copy(Arena *arena)
{
    Known *copy = new (arena, Known, 1);
    pthread_mutex_lock(&shared.lock);
    *copy = shared.known;
    pthread_mutex_unlock(&shared.lock);
    return copy;
}

static void known_put(const Known *known)
{
    pthread_mutex_lock(&shared.lock);
    shared.known = *known;
    pthread_mutex_unlock(&shared.lock);
}

static bool put_text(char *to, size_t room, Str text)
{
    if (text.len <= 0 || (size_t)text.len >= room)
        return false;
    memcpy(to, text.ptr, (size_t)text.len);
    to[text.len] = 0;
    return true;
}

static bool put_url(char *to, const json_t *description, const char *key)
{
    Str url = oidc_member(description, key);
    return oidc_safe_url(url) && put_text(to, URL_ROOM, url);
}

/* Of the ways to show the secret: a header where nothing is said. */
static bool only_post(const json_t *description)
{
    size_t at;
    json_t *one;
    bool post = false, basic = false;
    json_array_foreach(json_object_get(description, "token_endpoint_auth_methods_supported"), at, one)
    {
        const char *name = json_string_value(one);
        post = post || (name && strcmp(name, "client_secret_post") == 0);
        basic = basic || (name && strcmp(name, "client_secret_basic") == 0);
    }
    return post && !basic;
}

static Err *read_description(Arena *arena, const OidcConfig *config, int64_t now, Known *ret)
{
    long status;
    Str base = config->issuer;
    while (str_ends(base, S("/")))
        base.len--;
    AUTO(oidc_json_free) json_t *d = NULL;
    Fetch fetch = {.url = str_fmt(arena, "%.*s/.well-known/openid-configuration", STRF(base))};
    TRY(oidc_fetch(arena, &fetch, &status, &d));
    *ret = (Known){.at_ms = now, .post = only_post(d)};
    bool whole = status == 200 && str_eq(oidc_member(d, "issuer"), config->issuer) &&
                 put_text(ret->issuer, URL_ROOM, config->issuer) &&
                 put_url(ret->authorize, d, "authorization_endpoint") && put_url(ret->token, d, "token_endpoint") &&
                 put_url(ret->keys_url, d, "jwks_uri");
    (void)put_url(ret->user, d, "userinfo_endpoint"); /* may be absent */
    return whole ? NULL : oidc_unavailable(arena, "openid-configuration");
}

static Err *describe(Arena *arena, const OidcConfig *config, Known **ret)
{
    int64_t now = clock_tick_ms();
    Known *known = known_copy(arena);
    *ret = known;
    bool same = str_eq(str_from(known->issuer), config->issuer);
    if (same && known->failed_ms > 0 && now - known->failed_ms < DOWN_MS)
        return oidc_unavailable(arena, "…");
    if (same && known->at_ms > 0 && now - known->at_ms < FRESH_MS)
        return NULL;
    Err *err = read_description(arena, config, now, known);
    if (err) {
        *known = (Known){.failed_ms = now};
        (void)put_text(known->issuer, URL_ROOM, config->issuer);
    }
    known_put(known);
    return err;
}

/* One that does not answer is left alone for a while: who waits for it holds a worker. */
static Err *note_silence(Err *err)
{
    if (err && err->kind == ERR_UNAVAILABLE) {
        pthread_mutex_lock(&shared.lock);
        shared.known.failed_ms = clock_tick_ms();
        pthread_mutex_unlock(&shared.lock);
    }
    return err;
}

static Err *read_keys(Arena *arena, Known *known, int64_t now)
{
    long status;
    AUTO(oidc_json_free) json_t *keys = NULL;
    TRY(oidc_fetch(arena, &(Fetch){.url = str_from(known->keys_url)}, &status, &keys));
    char *text = json_dumps(keys, JSON_COMPACT);
    bool kept = status == 200 && text && put_text(known->keys, KEYS_ROOM, str_from(text));
    free(text);
    if (!kept)
        return oidc_unavailable(arena, "jwks");
    known->keys_ms = now;
    known_put(known);
    return NULL;
}

/* ---- the question ------------------------------------------------------------------------------------ */

static Str encoded(Arena *arena, Str text)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c);
        if (plain && c)
            buf_byte(&out, (char)c);
        else
            buf_fmt(&out, "%%%02X", c);
    }
    return buf_str(&out);
}

static void add_pair(Buf *form, const char *key, Str value)
{
    buf_fmt(form, "%s%s=%.*s", form->len > 0 ? "&" : "", key, STRF(encoded(form->arena, value)));
}

Err *oidc_address(Arena *arena, Clock clock, const OidcConfig *config, const OidcAsk *ask, Str redirect, Str *ret)
{
    Known *known;
    (void)clock;
    TRY(describe(arena, config, &known));
    Buf query = buf_open(arena);
    add_pair(&query, "response_type", S("code"));
    add_pair(&query, "client_id", config->client_id);
    add_pair(&query, "redirect_uri", redirect);
    add_pair(&query, "scope", S("openid email"));
    add_pair(&query, "state", ask->state);
    add_pair(&query, "nonce", ask->nonce);
    add_pair(&query, "code_challenge", ask->challenge);
    add_pair(&query, "code_challenge_method", S("S256"));
    const char *joint = strchr(known->authorize, '?') ? "&" : "?";
    *ret = str_fmt(arena, "%s%s%.*s", known->authorize, joint, STRF(buf_str(&query)));
    return NULL;
}

/* ---- the answer ------------------------------------------------------------------------------------------ */

static Err *ask_token(Arena *arena, const OidcConfig *config, const Known *known, const OidcAsk *ask, Str redirect,
                      Str code, json_t **ret)
{
    long status;
    Fetch fetch = {.url = str_from(known->token)};
    Buf form = buf_open(arena);
    add_pair(&form, "grant_type", S("authorization_code"));
    add_pair(&form, "code", code);
    add_pair(&form, "redirect_uri", redirect);
    add_pair(&form, "code_verifier", ask->verifier);
    if (known->post || config->client_secret.len == 0)
        add_pair(&form, "client_id", config->client_id);
    if (known->post && config->client_secret.len > 0)
        add_pair(&form, "client_secret", config->client_secret);
    if (!known->post && config->client_secret.len > 0) {
        Str both = str_fmt(arena, "%.*s:%.*s", STRF(encoded(arena, config->client_id)),
                           STRF(encoded(arena, config->client_secret)));
        size_t room = sodium_base64_ENCODED_LEN((size_t)both.len, sodium_base64_VARIANT_ORIGINAL);
        char *text = new (arena, char, (ptrdiff_t)room);
        sodium_bin2base64(text, room, (const unsigned char *)both.ptr, (size_t)both.len,
                          sodium_base64_VARIANT_ORIGINAL);
        fetch.authorization = str_fmt(arena, "Basic %s", text);
    }
    fetch.form = buf_str(&form);
    TRY(oidc_fetch(arena, &fetch, &status, ret));
    return status == 200 ? NULL : oidc_invalid(arena, "code");
}

/* A key that is not known may be a new one: once a minute it is looked for. */
static Err *check_token(Arena *arena, Clock clock, const OidcConfig *config, Known *known, Str nonce, Str token,
                        OidcUser *ret)
{
    int64_t now = clock_tick_ms();
    for (int round = 0;; round++) {
        bool stale = known->keys_ms == 0 || now - known->keys_ms >= (round > 0 ? AFRESH_MS : FRESH_MS);
        if (stale)
            TRY(read_keys(arena, known, now));
        AUTO(oidc_json_free) json_t *keys = json_loads(known->keys, 0, NULL);
        Err *err = oidc_token(arena, clock, config, nonce, keys, token, ret);
        if (!err || round > 0 || stale || now - known->keys_ms < AFRESH_MS)
            return err;
    }
}

Err *oidc_user(Arena *arena, Clock clock, const OidcConfig *config, const OidcAsk *ask, Str redirect, Str code,
               OidcUser *ret)
{
    Known *known;
    AUTO(oidc_json_free) json_t *answer = NULL;
    *ret = (OidcUser){0};
    TRY(describe(arena, config, &known));
    TRY(note_silence(ask_token(arena, config, known, ask, redirect, code, &answer)));
    TRY(note_silence(check_token(arena, clock, config, known, ask->nonce, oidc_member(answer, "id_token"), ret)));
    ret->access_token = str_copy(arena, oidc_member(answer, "access_token"));
    return NULL;
}

Err *oidc_email(Arena *arena, Clock clock, const OidcConfig *config, OidcUser *user)
{
    Known *known;
    long status;
    AUTO(oidc_json_free) json_t *answer = NULL;
    (void)clock;
    TRY(describe(arena, config, &known));
    if (user->email.len > 0 || user->access_token.len == 0 || !known->user[0])
        return NULL;
    Fetch fetch = {.url = str_from(known->user),
                   .authorization = str_fmt(arena, "Bearer %.*s", STRF(user->access_token))};
    TRY(note_silence(oidc_fetch(arena, &fetch, &status, &answer)));
    bool same = status == 200 && str_eq(oidc_member(answer, "sub"), user->subject);
    if (same && json_is_true(json_object_get(answer, "email_verified")))
        user->email = str_copy(arena, oidc_member(answer, "email"));
    return NULL;
}
