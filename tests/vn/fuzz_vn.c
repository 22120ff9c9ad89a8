/* Every reader and folder of vn on any bytes: valid UTF-8 out, keys that fold to themselves, numbers and
 * dates that are read again as written. */
#include "base/utf8.h"
#include "vn/vn.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void fold_all(Arena *arena, Str s)
{
    for (unsigned fold = 0; fold < 64; fold++) {
        Str once = vn_fold(arena, s, fold);
        must(utf8_valid(once));
        must(str_eq(vn_fold(arena, once, fold), once));
    }
    Str nfc = vn_nfc(arena, s), nfd = vn_nfd(arena, s);
    must(utf8_valid(nfc) && utf8_valid(nfd));
    must(str_eq(vn_nfc(arena, nfc), nfc) && str_eq(vn_nfd(arena, nfd), nfd));
    must(utf8_valid(vn_upper(arena, s)) && utf8_valid(vn_title(arena, s)));
    must(vn_width(s) >= 0 && vn_compare(s, s) == 0);
}

static void read_all(Arena *arena, Str s)
{
    int64_t n, again;
    VnDecimal decimal;
    Date d, same;
    if (vn_parse_int(s, &n)) {
        must(vn_parse_int(vn_int(arena, n), &again) && again == n);
        must(vn_parse_decimal(s, &decimal));
        must(utf8_valid(vn_money_words(arena, n)));
    }
    if (vn_parse_date(s, 2026, &d))
        must(vn_parse_date(vn_date(arena, d), 2026, &same) && date_cmp(d, same) == 0);
}

static void decode_all(Arena *arena, Str s)
{
    VnDetector detector = {0}, cells = {0};
    vn_detector_add(&detector, s);
    for (StrCut cut = {.tail = s, .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, ',');
        must(vn_detector_add(&cells, cut.head) == vn_detect(cut.head));
    }
    must(vn_detector_text(&cells) == vn_detect(s)); /* cells end where words do */
    for (int from = VN_UNICODE; from <= VN_DAMAGED; from++) {
        ptrdiff_t damaged;
        Str text = vn_decode(arena, s, (VnEncoding)from, &damaged);
        must(utf8_valid(text) && text.len <= 3 * s.len && damaged >= 0);
    }
    must(utf8_valid(vn_detector_decode(arena, &detector, s, NULL, NULL)));
    must(utf8_valid(vn_from_bytes(arena, s, NULL, NULL)));
    must(utf8_valid(vn_from_1252(arena, s)) && utf8_valid(vn_from_1258(arena, s)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1 << 12)
        return 0;
    Arena arena = arena_open((ptrdiff_t)1 << 28);
    Str s = {(const char *)data, (ptrdiff_t)size};
    fold_all(&arena, s);
    read_all(&arena, s);
    decode_all(&arena, s);
    arena_close(&arena);
    return 0;
}
