/* value: texts as blobs, and words that mean "nothing". */
#include "linkage/value.h"

#include "vn/vn.h"
#include <string.h>

enum { LENGTH_BYTES = 2 };

Str link_cut(Str s, ptrdiff_t most)
{
    ptrdiff_t end = s.len < most ? s.len : most;
    while (end < s.len && end > 0 && ((unsigned char)s.ptr[end] & 0xC0) == 0x80)
        end--;
    return str_slice(s, 0, end);
}

LinkValue link_text_value(Arena *arena, Str text)
{
    text = str_trim(link_cut(text, LINK_BLOB_MAX - LENGTH_BYTES));
    ptrdiff_t len = text.len;
    if (len == 0)
        return (LinkValue){0};
    ptrdiff_t bytes = (len + LENGTH_BYTES + 7) & ~(ptrdiff_t)7;
    char *blob = (char *)new (arena, uint64_t, bytes / 8);
    uint16_t written = (uint16_t)len;
    memcpy(blob, &written, LENGTH_BYTES);
    memcpy(blob + LENGTH_BYTES, text.ptr, (size_t)len);
    return (LinkValue){.blob = blob, .bytes = bytes};
}

Str link_text_of(const void *blob)
{
    uint16_t len;
    memcpy(&len, blob, LENGTH_BYTES);
    return (Str){(const char *)blob + LENGTH_BYTES, len};
}

uint64_t link_text_key(LinkView v)
{
    return link_mix(str_hash(link_text_of(v.blob)), 0);
}

Str link_text_show(Arena *arena, LinkView v)
{
    return str_copy(arena, link_text_of(v.blob));
}

bool link_is_nothing(Str key)
{
    static const Str words[] = {
        {"na", 2},          {"n a", 3},     {"nan", 3},     {"nil", 3},      {"null", 4},
        {"none", 4},        {"unknown", 7}, {"khong", 5},   {"khong co", 8}, {"khong ro", 8},
        {"khong biet", 10}, {"chua co", 7}, {"chua ro", 7}, {"trong", 5},
    };
    for (ptrdiff_t i = 0; i < COUNTOF(words); i++)
        if (str_eq(key, words[i]))
            return true;
    return key.len == 0;
}

Str link_folded(Arena *arena, Str written)
{
    Str key = vn_fold(arena, written, VN_KEY);
    return link_is_nothing(key) ? (Str){0} : key;
}
