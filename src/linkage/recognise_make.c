/* Which columns are made of columns when nobody says. */
#include "linkage/recognise_internal.h"

#include "vn/vn.h"

static Str heading_of(Arena scratch, const LinkSource *source, const char *field)
{
    ptrdiff_t wanted = heading_named(field);
    for (ptrdiff_t c = 0; c < source->columns; c++)
        if (link_heading_find(scratch, source->heading[c]) == wanted && heading_is(scratch, wanted, source->heading[c]))
            return source->heading[c];
    return (Str){0};
}

/* The same, or a heading that only resembles one of the field: "Họ và tên người tham gia". */
static Str heading_like(Arena scratch, const LinkSource *source, const char *field)
{
    Str heading = heading_of(scratch, source, field);
    for (ptrdiff_t c = 0; c < source->columns && heading.len == 0; c++)
        if (link_heading_find(scratch, source->heading[c]) == heading_named(field))
            heading = source->heading[c];
    return heading;
}

static void add_part(Buf *out, const char *sign, Str heading)
{
    if (heading.len > 0)
        buf_fmt(out, "%s%.*s", out->len > 0 ? sign : "", STRF(heading));
}

Str made_number(Arena *arena, const LinkSource *source, const LinkSource *other)
{
    Buf out = buf_open(arena);
    int parts = 0;
    static const char *const more[] = {"tax_code", "old_id"};
    add_part(&out, " | ", heading_of(*arena, source, "personal_id"));
    for (int i = 0; out.len > 0 && i < COUNTOF(more); i++) {
        Str there = heading_of(*arena, other, more[i]).len > 0 ? (Str){0} : heading_of(*arena, source, more[i]);
        add_part(&out, " | ", there);
        parts += there.len > 0;
    }
    return parts > 0 ? buf_str(&out) : (Str){0};
}

/* Family name first, unless the headings are English. */
Str made_name(Arena *arena, const LinkSource *source, const LinkSource *other)
{
    Str family = heading_like(*arena, source, "surname"), both = heading_like(*arena, source, "family_middle"),
        middle = heading_of(*arena, source, "middle_name"), given = heading_like(*arena, source, "given_name");
    bool whole = heading_of(*arena, other, "full_name").len > 0 || (heading_like(*arena, other, "full_name").len > 0 &&
                                                                    heading_like(*arena, other, "given_name").len == 0);
    if (heading_of(*arena, source, "full_name").len > 0 || !whole || given.len == 0 ||
        (family.len == 0 && both.len == 0))
        return (Str){0};
    bool english = both.len == 0 && str_eq(vn_fold(arena, family, VN_FOLD_MARK), family);
    Buf out = buf_open(arena);
    add_part(&out, " + ", english ? given : both.len > 0 ? both : family);
    add_part(&out, " + ", both.len > 0 ? (Str){0} : middle);
    add_part(&out, " + ", english ? family : given);
    return buf_str(&out);
}
