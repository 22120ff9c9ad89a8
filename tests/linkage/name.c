/* Whole names and parts of names: what they are read as, and how alike two of them are. */
#include "base/rng.h"
#include "linkage/kind.h"
#include "linkage/name.h"
#include "test.h"
#include <string.h>

static LinkParse parsing(Arena *arena, LinkStyle style)
{
    return (LinkParse){.scratch = *arena, .style = style, .pivot_year = 2026};
}

/* A copy that outlives the scratch, as the engine keeps it. */
static LinkView view_of(Arena *arena, const LinkKind *kind, LinkStyle style, Str written)
{
    LinkParse parse = parsing(arena, style);
    LinkValue value = kind->parse(&parse, written);
    if (!value.blob)
        return (LinkView){0};
    assert_true(value.bytes % 8 == 0 && value.bytes <= LINK_BLOB_MAX);
    uint64_t kept[LINK_BLOB_MAX / 8]; /* the arena's room is where the blob stands */
    memcpy(kept, value.blob, (size_t)value.bytes);
    uint64_t *blob = new (arena, uint64_t, value.bytes / 8);
    memcpy(blob, kept, (size_t)value.bytes);
    return (LinkView){.cell = 1, .blob = blob};
}

static Str shown(Arena *arena, const LinkKind *kind, LinkStyle style, Str written)
{
    LinkView view = view_of(arena, kind, style, written);
    return view.blob ? kind->show(arena, view) : (Str){0};
}

typedef struct Reading {
    const char *written, *shown;
} Reading;

static const Reading vietnamese[] = {
    {"Nguyễn Thị Hương", "Nguyễn Thị Hương"},
    {"NGUYỄN  THỊ   HƯƠNG ", "Nguyễn Thị Hương"},
    {"Hoà Thuỵ", "Hòa Thụy"},
    {"nguyeenx thij huwowng", "Nguyễn Thị Hương"},
    {"Nguyeenx Thij Hoongf", "Nguyễn Thị Hồng"},
    {"Nguye64n Va8n D9u7c1", "Nguyễn Văn Đức"},
    {"Nguyen64 Thi5 Duong72", "Nguyễn Thị Dường"},
    {"Tra62n Thi Nga", "Trần Thi Nga"},
    {"DDoox Minh Hwng", "Đỗ Minh Hưng"},
    {"NguyÔn V¨n Hïng", "Nguyễn Văn Hùng"},
    {"TrÇn ThÞ H\xC2\xAD\xC2\xACng", "Trần Thị Hương"},
    {"Nguyeãn Vaên Huøng", "Nguyễn Văn Hùng"},
    {"Ng. T. Hương", "Nguyễn T. Hương"},
    {"Ng~ Văn An", "Nguyễn Văn An"},
    {"Ng Van An", "Nguyễn Van An"},
    {"N.V.An", "N. V. An"},
    {"Ông Nguyễn Văn An", "Nguyễn Văn An"},
    {"Bà: Trần Thị B", "Trần Thị B."},
    {"TS. BS. Lê Hà", "Lê Hà"},
    {"ThS Nguyễn Anh Thơ", "Nguyễn Anh Thơ"},
    {"Mrs. Phạm Lan", "Phạm Lan"},
    {"Ông Văn Huyền", "Ông Văn Huyền"},
    {"Anh Thơ", "Anh Thơ"},
    {"Bà Lan", "Bà Lan"},
    {"Chí Nguyễn Văn An", "Chí Nguyễn Văn An"},
    {"Anh Nguyễn Tú", "Nguyễn Tú"},
    {"Y Moan Ê Ban", "Y Moan Ê Ban"},
    {"H'Hen Niê", "Hhen Niê"},
    {"Nguyễn Văn An (Tí)", "Nguyễn Văn An"},
    {"(An)", "An"},
    {"Nguyễn Hoàng-Anh", "Nguyễn Hoàng Anh"},
    {"nguyễn\xC2\xA0văn\tan", "Nguyễn Văn An"},
    {"Ðặng Văn Ðức", "Đặng Văn Đức"},
    {"Xuan Soong", "Xuan Soong"},
    {"", ""},
    {" .,- ", ""},
};

static const Reading western[] = {
    {"thomas clifford, 1st baron clifford of chudleigh", "Thomas Clifford Chudleigh"},
    {"tom 1st baron clifford of chudleigh", "Tom Clifford Chudleigh"},
    {"thomas of chudleigh", "Thomas Chudleigh"},
    {"the hon. tollemache", "Tollemache"},
    {"Sir William Smith, Jr.", "William Smith"},
    {"William", "William"},
    {"J. R. R. Tolkien", "J. R. Tolkien"},
    {"J Smith", "J. Smith"},
    {"Shaw-Stewart", "Shaw Stewart"},
    {"O'Brien", "Obrien"},
    {"Thomas Thomas", "Thomas Thomas"},
    {"Earl Jones", "Earl Jones"},
    {"José Núñez", "José Núñez"},
    {"the", "The"},
};

static void check_readings(Arena *arena, LinkStyle style, const Reading *reading, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        Str got = shown(arena, &link_kind_name, style, str_from(reading[i].written));
        assert_str(got, str_from(reading[i].shown));
        assert_str(shown(arena, &link_kind_name, style, got), got);
    }
}

TEST(names_are_read_from_many_hands)
{
    check_readings(arena, LINK_VIETNAMESE, vietnamese, COUNTOF(vietnamese));
}

TEST(western_names_lose_titles_and_ranks)
{
    check_readings(arena, LINK_WESTERN, western, COUNTOF(western));
}

TEST_MAIN
