/* money: sums in words, as vouchers and decisions write them. */
#include "base/utf8.h"
#include "vn/vn.h"

#define WORD(lit)            \
    {                        \
        lit, sizeof(lit) - 1 \
    }

static const Str digits[] = {
    WORD("không"), WORD("một"), WORD("hai"), WORD("ba"),  WORD("bốn"),
    WORD("năm"),   WORD("sáu"), WORD("bảy"), WORD("tám"), WORD("chín"),
};

static void add(Buf *out, Str word)
{
    if (out->len > 0)
        buf_byte(out, ' ');
    buf_add(out, word);
}

static void add_tens(Buf *out, unsigned tens, unsigned ones, bool hundreds)
{
    if (tens == 0 && ones > 0 && hundreds)
        add(out, S("linh"));
    if (tens == 1)
        add(out, S("mười"));
    if (tens > 1) {
        add(out, digits[tens]);
        add(out, S("mươi"));
    }
    if (ones == 1 && tens > 1)
        add(out, S("mốt"));
    else if (ones == 4 && tens > 1)
        add(out, S("tư"));
    else if (ones == 5 && tens > 0)
        add(out, S("lăm"));
    else if (ones > 0)
        add(out, digits[ones]);
}

/* Three digits; behind a higher group its empty hundreds are spoken. */
static void add_group(Buf *out, unsigned n, bool behind)
{
    bool hundreds = n >= 100 || behind;
    if (hundreds) {
        add(out, digits[n / 100]);
        add(out, S("trăm"));
    }
    add_tens(out, n / 10 % 10, n % 10, hundreds);
}

/* Beyond 999 tỷ the words begin anew before tỷ: một nghìn tỷ, một tỷ tỷ. */
static void add_number(Buf *out, uint64_t n, bool behind)
{
    static const struct {
        uint64_t size;
        Str name;
    } groups[] = {{1000000, WORD("triệu")}, {1000, WORD("nghìn")}, {1, WORD("")}};
    const uint64_t billion = 1000000000;

    if (n >= billion) {
        add_number(out, n / billion, behind);
        add(out, S("tỷ"));
        behind = true;
    }
    for (ptrdiff_t i = 0; i < COUNTOF(groups); i++) {
        unsigned group = (unsigned)(n / groups[i].size % 1000);
        if (group == 0)
            continue;
        add_group(out, group, behind);
        if (groups[i].name.len > 0)
            add(out, groups[i].name);
        behind = true;
    }
}

Str vn_money_words(Arena *arena, int64_t dong)
{
    Buf out = buf_open(arena);
    if (dong < 0)
        add(&out, S("âm"));
    if (dong == 0)
        add(&out, digits[0]);
    add_number(&out, dong < 0 ? -(uint64_t)dong : (uint64_t)dong, false);
    add(&out, S("đồng"));
    Str words = buf_str(&out);
    Rune first = utf8_get(words, 0);
    Buf capital = buf_open(arena);
    buf_add(&capital, vn_upper(arena, str_slice(words, 0, first.len)));
    buf_add(&capital, str_slice(words, first.len, words.len));
    return buf_str(&capital);
}
