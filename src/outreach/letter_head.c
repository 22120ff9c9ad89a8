/* Above the name of an agency stands the one it belongs to (Decree 30/2020/NĐ-CP, appendix I, part II.2), where there
 * is one.  It follows from the name; of a name that says nothing certain the line is left out, never guessed. */
#include "outreach/letter.h"

#include "vn/vn.h"

typedef enum Above { ABOVE_COMMITTEE, ABOVE_INSURANCE, ABOVE_INSURANCE_PROVINCE } Above;

/* People's Committees have none; those of a department's or a commune's offices are not said by their names. */
static const struct {
    const char *begins; /* folded */
    Above above;
} known[] = {
    {"so ", ABOVE_COMMITTEE},
    {"thanh tra tinh", ABOVE_COMMITTEE},
    {"thanh tra thanh pho", ABOVE_COMMITTEE},
    {"bao hiem xa hoi tinh", ABOVE_INSURANCE},
    {"bao hiem xa hoi thanh pho", ABOVE_INSURANCE},
    {"bhxh tinh", ABOVE_INSURANCE},
    {"bhxh thanh pho", ABOVE_INSURANCE},
    {"bao hiem xa hoi co so", ABOVE_INSURANCE_PROVINCE},
    {"bhxh co so", ABOVE_INSURANCE_PROVINCE},
};

Str letter_superior(Arena *arena, Str agency, const Unit *province)
{
    Str folded = vn_fold(arena, agency, VN_KEY);
    Str of = str_eq(province->kind, S("thanh_pho")) ? S("thành phố") : S("tỉnh");
    for (int i = 0; i < COUNTOF(known); i++) {
        if (!str_starts(folded, str_from(known[i].begins)))
            continue;
        if (known[i].above == ABOVE_INSURANCE)
            return S("Bảo hiểm xã hội Việt Nam");
        return str_fmt(arena, "%s %.*s %.*s", known[i].above == ABOVE_COMMITTEE ? "Ủy ban nhân dân" : "Bảo hiểm xã hội",
                       STRF(of), STRF(province->name));
    }
    return (Str){0};
}
