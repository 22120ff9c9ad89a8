/* Asking the provider: few bytes, little time, no detours. */
#include "http/oidc_internal.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

enum { ANSWER_MOST = 256 << 10, CONNECT_MS = 3000, ALL_MS = 5000 };

Err *oidc_unavailable(Arena *arena, const char *why)
{
    return FAIL(arena, UNAVAILABLE, "hệ thống đăng nhập một lần chưa trả lời (%s); hãy thử lại hoặc dùng mật khẩu",
                "the single sign-on does not answer (%s); try again or use a password", why);
}

Err *oidc_invalid(Arena *arena, const char *why)
{
    return FAIL(arena, FORBIDDEN, "câu trả lời của hệ thống đăng nhập một lần không hợp lệ (%s)",
                "the answer of the single sign-on does not hold (%s)", why);
}

Str oidc_member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? (Str){json_string_value(value), (ptrdiff_t)json_string_length(value)} : (Str){0};
}

/* "http://127.0.0.1:3000/x": the host, with nothing before it that could be taken for one. */
static bool is_this_machine(Str rest)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (int i = 0; i < COUNTOF(names); i++) {
        Str name = str_from(names[i]);
        if (str_starts(rest, name) && (rest.len == name.len || strchr(":/", rest.ptr[name.len])))
            return true;
    }
    return false;
}

bool oidc_safe_url(Str url)
{
    ptrdiff_t mark = str_find(url, S("://"));
    if (mark < 0 || url.len > 1024)
        return false;
    Str rest = str_slice(url, mark + 3, url.len), host = str_cut(rest, '/').head;
    if (host.len == 0 || str_find(host, S("@")) >= 0)
        return false;
    return str_starts(url, S("https://")) || (str_starts(url, S("http://")) && is_this_machine(rest));
}

static size_t keep(char *bytes, size_t size, size_t count, void *arg)
{
    Buf *buf = arg;
    if (buf->len + (ptrdiff_t)(size * count) > ANSWER_MOST)
        return 0;
    buf_add(buf, (Str){bytes, (ptrdiff_t)(size * count)});
    return size * count;
}

static void start_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static CURLcode perform(Arena *arena, CURL *curl, const Fetch *fetch, Buf *answer)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    if (fetch->authorization.len > 0)
        headers =
            curl_slist_append(headers, str_c(arena, str_fmt(arena, "Authorization: %.*s", STRF(fetch->authorization))));
    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, fetch->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)ALL_MS);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    if (fetch->form.len > 0) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)fetch->form.len);
        curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, str_c(arena, fetch->form));
    }
    CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    return code;
}

Err *oidc_fetch(Arena *arena, const Fetch *fetch, long *ret_status, json_t **ret)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    Buf answer = buf_open(arena);
    *ret = NULL;
    *ret_status = 0;
    if (!oidc_safe_url(fetch->url))
        return oidc_unavailable(arena, "https?");
    pthread_once(&once, start_curl);
    CURL *curl = curl_easy_init();
    if (!curl)
        return oidc_unavailable(arena, "curl");
    CURLcode code = perform(arena, curl, fetch, &answer);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, ret_status);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK)
        return oidc_unavailable(arena, curl_easy_strerror(code));
    *ret = json_loadb(answer.ptr ? answer.ptr : "", (size_t)answer.len, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(*ret))
        return NULL;
    json_decref(*ret);
    *ret = NULL;
    return *ret_status >= 500 ? oidc_unavailable(arena, "5xx") : oidc_invalid(arena, "JSON");
}
