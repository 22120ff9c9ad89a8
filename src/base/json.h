/* json: JSON written straight into a Buf.
 *
 *     Json j = js_open(arena);
 *     js_object(&j);
 *     js_put_text(&j, "unit", code);
 *     js_key(&j, "rows"), js_array(&j); … js_end(&j);
 *     js_end(&j);
 *     Str body = js_str(&j);
 *
 * Commas and escapes are set here; text that is not UTF-8 becomes U+FFFD.  Reading is jansson's, whose names begin with
 * json_; these begin with js_. */
#pragma once
#include "base/str.h"

enum { JSON_DEPTH = 32 };

typedef struct Json {
    Buf buf;
    int depth;
    bool array[JSON_DEPTH], filled[JSON_DEPTH], keyed;
} Json;

Json js_open(Arena *arena);
void js_object(Json *j);
void js_array(Json *j);
void js_end(Json *j); /* of what was begun last */
void js_key(Json *j, const char *key);
void js_key_str(Json *j, Str key);
void js_text(Json *j, Str s);
void js_int(Json *j, int64_t n);
void js_real(Json *j, double n, int decimals); /* NAN and infinities: null */
void js_bool(Json *j, bool b);
void js_null(Json *j);
void js_raw(Json *j, Str json); /* a value that is JSON already */
Str js_str(const Json *j);      /* borrowed */

void js_put_text(Json *j, const char *key, Str s);
void js_put_int(Json *j, const char *key, int64_t n);
void js_put_real(Json *j, const char *key, double n, int decimals);
void js_put_bool(Json *j, const char *key, bool b);
void js_put_null(Json *j, const char *key);
