#include "http/target.h"

#include "base/utf8.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if ((c | 32) >= 'a' && (c | 32) <= 'f')
        return (c | 32) - 'a' + 10;
    return -1;
}

static bool decode(Arena *arena, Str s, bool plus, Str *ret)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '%') {
            int high = i + 2 < s.len ? hex(s.ptr[i + 1]) : -1, low = i + 2 < s.len ? hex(s.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if ((unsigned char)c < ' ' || c == 0x7f)
            return false;
        buf_byte(&out, c);
    }
    *ret = buf_str(&out);
    return utf8_valid(*ret);
}

static Err *damaged(Arena *arena)
{
    return FAIL(arena, USAGE, "địa chỉ yêu cầu sai dạng; hãy kiểm tra các ký tự %%",
                "the address asked for is not well formed; check the %% signs in it");
}

static Err *read_path(Arena *arena, Str path, Target *ret)
{
    Str rest = str_slice(path, 1, path.len);
    for (bool more = rest.len > 0; more;) {
        StrCut cut = str_cut(rest, '/');
        Str segment;
        if (!decode(arena, cut.head, false, &segment) || str_eq(segment, S(".")) || str_eq(segment, S("..")))
            return damaged(arena);
        if (ret->segments < TARGET_SEGMENTS)
            ret->segment[ret->segments] = segment;
        ret->segments++;
        rest = cut.tail;
        more = cut.ok;
    }
    return NULL;
}

static Err *read_query(Arena *arena, Str query, Target *ret)
{
    for (bool more = query.len > 0; more;) {
        StrCut cut = str_cut(query, '&'), pair = str_cut(cut.head, '=');
        TargetPair one;
        query = cut.tail;
        more = cut.ok;
        if (cut.head.len == 0)
            continue;
        if (!decode(arena, pair.head, true, &one.name) || !decode(arena, pair.tail, true, &one.value))
            return damaged(arena);
        for (int i = 0; i < ret->pairs; i++)
            if (str_eq(ret->pair[i].name, one.name))
                return FAIL(arena, USAGE, "tham số “%.*s” được ghi hai lần; hãy bỏ bớt",
                            "the parameter “%.*s” is given twice; leave one out", STRF(one.name));
        if (ret->pairs == TARGET_QUERIES)
            return FAIL(arena, USAGE, "nhiều hơn %d tham số; hãy bỏ bớt", "more than %d parameters; leave some out",
                        TARGET_QUERIES);
        ret->pair[ret->pairs++] = one;
    }
    return NULL;
}

Err *target_parse(Arena *arena, Str raw, Target *ret)
{
    *ret = (Target){0};
    StrCut cut = str_cut(raw, '?');
    ret->path = cut.head;
    ret->query = cut.tail;
    if (!str_starts(raw, S("/")))
        return damaged(arena);
    TRY(read_path(arena, cut.head, ret));
    return read_query(arena, cut.tail, ret);
}

Str target_query(const Target *target, Str name)
{
    for (int i = 0; i < target->pairs; i++)
        if (str_eq(target->pair[i].name, name))
            return target->pair[i].value;
    return (Str){0};
}
