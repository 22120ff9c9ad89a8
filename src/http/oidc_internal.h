/* What the files of single sign-on share. */
#pragma once
#include "http/oidc.h"
#include <jansson.h>

Err *oidc_unavailable(Arena *arena, const char *why) MUST_CHECK;
Err *oidc_invalid(Arena *arena, const char *why) MUST_CHECK;
/* https, or http to this machine. */
bool oidc_safe_url(Str url);

typedef struct Fetch {
    Str url, form, authorization; /* form "": GET */
} Fetch;
/* The answer as a JSON object, at most 256 KiB, within five seconds.  *ret_status: of HTTP. */
Err *oidc_fetch(Arena *arena, const Fetch *fetch, long *ret_status, json_t **ret) MUST_CHECK;

static inline void oidc_json_free(json_t **json)
{
    json_decref(*json);
}
Str oidc_member(const json_t *object, const char *key); /* borrowed; "" where it is no text */
