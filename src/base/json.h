/* json: JSON written straight into a Buf.
 *
 *     Json j = json_open(arena);
 *     json_object(&j);
 *     json_put_text(&j, "unit", code);
 *     json_key(&j, "rows"), json_array(&j); … json_end(&j);
 *     json_end(&j);
 *     Str body = json_str(&j);
 *
 * Commas and escapes are set here; text that is not UTF-8 becomes U+FFFD.  Reading is jansson's. */
#pragma once
#include "base/str.h"

enum { JSON_DEPTH = 32 };

typedef struct Json {
    Buf buf;
    int depth;
    bool array[JSON_DEPTH], filled[JSON_DEPTH], keyed;
} Json;

Json json_open(Arena *arena);
void json_object(Json *j);
void json_array(Json *j);
void json_end(Json *j); /* of what was begun last */
void json_key(Json *j, const char *key);
void json_key_str(Json *j, Str key);
void json_text(Json *j, Str s);
void json_int(Json *j, int64_t n);
void json_real(Json *j, double n, int decimals); /* NAN and infinities: null */
void json_bool(Json *j, bool b);
void json_null(Json *j);
void json_raw(Json *j, Str json); /* a value that is JSON already */
Str json_str(const Json *j);      /* borrowed */

void json_put_text(Json *j, const char *key, Str s);
void json_put_int(Json *j, const char *key, int64_t n);
void json_put_real(Json *j, const char *key, double n, int decimals);
void json_put_bool(Json *j, const char *key, bool b);
void json_put_null(Json *j, const char *key);
