/* Passwords: which are good enough, and Argon2id by libsodium, few at a time.
 *
 * One hash takes a core for about a tenth of a second and 64 MiB; what is asked beyond the few that may run and the
 * few that may wait is sent away at once, so that a flood of sign-ins cannot take all threads of the service. */
#include "account/account_internal.h"

#include "base/utf8.h"
#include "vn/vn.h"
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

/* ---- which are good enough -------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static bool is_common(const Rules *rules, Str word)
{
    return rules->commons > 0 &&
           bsearch(&word, rules->common, (size_t)rules->commons, sizeof *rules->common, by_bytes) != NULL;
}

/* Letters alone, lower case and without marks: "Mật khẩu 2026!" → "matkhau". */
static Str letters_of(Arena *arena, Str password)
{
    Str folded = vn_fold(arena, password, VN_FOLD_CASE | VN_FOLD_MARK);
    Buf letters = buf_open(arena);
    for (ptrdiff_t i = 0; i < folded.len; i++)
        if (folded.ptr[i] >= 'a' && folded.ptr[i] <= 'z')
            buf_byte(&letters, folded.ptr[i]);
    return buf_str(&letters);
}

static bool is_common_joined(const Rules *rules, Str letters)
{
    if (is_common(rules, letters))
        return true;
    for (ptrdiff_t cut = 2; cut < letters.len - 1; cut++)
        if (is_common(rules, str_slice(letters, 0, cut)) && is_common(rules, str_slice(letters, cut, letters.len)))
            return true;
    return false;
}

/* Nearly all of it repeats or counts on: aaaa…, 1234…, abab…, 9876…. */
static bool is_monotonous(Str p)
{
    ptrdiff_t fresh = 0;
    for (ptrdiff_t i = 2; i < p.len; i++) {
        int step = p.ptr[i] - p.ptr[i - 1];
        bool counts = step >= -1 && step <= 1, repeats = p.ptr[i] == p.ptr[i - 2] || p.ptr[i] == p.ptr[i - 1];
        bool wraps = (p.ptr[i - 1] == '9' && p.ptr[i] == '0') || (p.ptr[i - 1] == '0' && p.ptr[i] == '9');
        fresh += !counts && !repeats && !wraps;
    }
    return fresh < 4;
}

static ptrdiff_t characters(Str s)
{
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < s.len; i++)
        count += (s.ptr[i] & 0xC0) != 0x80;
    return count;
}

Err *password_check(Store *store, Arena *arena, Str login, Str password)
{
    const Rules *rules;
    TRY(account_rules(store, arena, &rules));
    if (!utf8_valid(password))
        return FAIL(arena, BAD_INPUT, "mật khẩu có ký tự hỏng; hãy gõ lại",
                    "the password has a damaged character; type it again");
    Str plain = vn_nfc(arena, password);
    ptrdiff_t length = characters(plain);
    if (length < rules->password_least || length > rules->password_most)
        return FAIL(
            arena, BAD_INPUT,
            "mật khẩu cần từ %lld đến %lld ký tự; một câu ngắn dễ nhớ là tốt nhất, không bắt buộc chữ số hay dấu",
            "a password has %lld to %lld characters; a short sentence is best, digits and signs are not required",
            (long long)rules->password_least, (long long)rules->password_most);
    Str letters = letters_of(arena, plain), own = letters_of(arena, login);
    bool is_login =
        own.len >= 4 && (str_eq(letters, own) || (letters.len < 2 * own.len && str_find(letters, own) >= 0));
    if (is_login)
        return FAIL(arena, BAD_INPUT, "mật khẩu gần như là tên đăng nhập; hãy chọn câu khác",
                    "the password is nearly the login; choose another sentence");
    if (is_monotonous(plain))
        return FAIL(arena, BAD_INPUT,
                    "mật khẩu gần như chỉ là một ký tự lặp lại hoặc một dãy đếm (aaaa, 1234); hãy chọn một câu khác",
                    "the password is nearly one character repeated or a sequence (aaaa, 1234); choose a sentence");
    if (is_common_joined(rules, letters))
        return FAIL(arena, BAD_INPUT, "mật khẩu này nhiều người dùng nên dễ đoán; hãy chọn một câu chỉ mình biết",
                    "this password is used by many and easily guessed; choose a sentence that only you know");
    return NULL;
}

/* ---- hashing ----------------------------------------------------------------------------- */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t freed;
    int64_t running, waiting;
} gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .freed = PTHREAD_COND_INITIALIZER};

static bool gate_enter(const Rules *rules)
{
    bool entered = false;
    pthread_mutex_lock(&gate.lock);
    if (gate.running < rules->password_at_once || gate.waiting < rules->password_waiting) {
        gate.waiting++;
        while (gate.running >= rules->password_at_once)
            pthread_cond_wait(&gate.freed, &gate.lock);
        gate.waiting--;
        gate.running++;
        entered = true;
    }
    pthread_mutex_unlock(&gate.lock);
    return entered;
}

static void gate_leave(void)
{
    pthread_mutex_lock(&gate.lock);
    gate.running--;
    pthread_cond_signal(&gate.freed);
    pthread_mutex_unlock(&gate.lock);
}

Err *password_busy(Arena *arena)
{
    return FAIL(arena, UNAVAILABLE, "nhiều người đang đăng nhập cùng lúc; hãy thử lại sau vài giây",
                "many are signing in at this moment; try again in a few seconds");
}

Err *password_hash(Arena *arena, const Rules *rules, Str password, Str *ret, bool *ret_busy)
{
    Str plain = vn_nfc(arena, password);
    char *hash = new (arena, char, crypto_pwhash_STRBYTES);
    *ret_busy = sodium_init() < 0 || !gate_enter(rules);
    if (*ret_busy)
        return NULL;
    int code = crypto_pwhash_str_alg(hash, plain.ptr, (unsigned long long)plain.len,
                                     (unsigned long long)rules->password_passes, (size_t)rules->password_memory * 1024,
                                     crypto_pwhash_ALG_ARGON2ID13);
    gate_leave();
    *ret = str_from(hash);
    return code == 0 ? NULL : password_busy(arena); /* no memory */
}

/* A hash of nothing with the same cost, for logins that are not there. */
Str password_stand_in(Arena *arena, const Rules *rules)
{
    return str_fmt(arena,
                   "$argon2id$v=19$m=%lld,t=%lld,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                   (long long)rules->password_memory, (long long)rules->password_passes);
}

bool password_verify(Arena *arena, const Rules *rules, Str hash, Str password, bool *ret_busy)
{
    Str plain = vn_nfc(arena, password);
    char padded[crypto_pwhash_STRBYTES] = {0};
    Str known = hash.len > 0 ? hash : password_stand_in(arena, rules);
    *ret_busy = sodium_init() < 0 || known.len >= (ptrdiff_t)sizeof padded || !gate_enter(rules);
    if (*ret_busy)
        return false;
    for (ptrdiff_t i = 0; i < known.len; i++)
        padded[i] = known.ptr[i];
    bool right = crypto_pwhash_str_verify(padded, plain.ptr, (unsigned long long)plain.len) == 0;
    gate_leave();
    return right && hash.len > 0;
}
