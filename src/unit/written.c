/* The words that say what kind of unit a name belongs to.  "Xa Dung", "Xà Phiên" and
 * "Bản Hồ" are whole names, so a kind word is only one possible reading beside the
 * whole text; the units of the province decide which of them was meant. */
#include "unit/unit_internal.h"

typedef struct KindWord {
    const char *word;  /* folded by case */
    const char *plain; /* without marks */
    const char *abbreviation;
    const char *kind;
    UnitLevel level;
    Text shown;
} KindWord;

static const KindWord kind_words[] = {
    {"xã", "xa", "x", "xa", UNIT_COMMUNE, TEXT_INIT("xã", "commune")},
    {"phường", "phuong", "p", "phuong", UNIT_COMMUNE, TEXT_INIT("phường", "ward")},
    {"thị trấn", "thi tran", "tt", "thi_tran", UNIT_COMMUNE, TEXT_INIT("thị trấn", "township")},
    {"đặc khu", "dac khu", "đk", "dac_khu", UNIT_COMMUNE, TEXT_INIT("đặc khu", "special zone")},
    {"đặc khu", "dac khu", "dk", "dac_khu", UNIT_COMMUNE, TEXT_INIT("đặc khu", "special zone")},
    {"thôn", "thon", NULL, "thon", UNIT_VILLAGE, TEXT_INIT("thôn", "village")},
    {"tổ dân phố", "to dan pho", "tdp", "to_dan_pho", UNIT_VILLAGE, TEXT_INIT("tổ dân phố", "residential group")},
    {"tỉnh", "tinh", "t", "tinh", UNIT_PROVINCE, TEXT_INIT("tỉnh", "province")},
    {"thành phố", "thanh pho", "tp", "thanh_pho", UNIT_PROVINCE, TEXT_INIT("thành phố", "city")},
};

Text unit_kind(Str kind)
{
    for (ptrdiff_t i = 0; i < COUNTOF(kind_words); i++)
        if (str_eq(str_from(kind_words[i].kind), kind))
            return kind_words[i].shown;
    return (Text){kind, kind};
}

static bool strip(Str key, const char *word, Str *ret_rest)
{
    Str w = str_from(word);
    if (w.len == 0 || !str_starts(key, w) || key.len == w.len)
        return false;
    Str rest = str_slice(key, w.len, key.len);
    if (rest.ptr[0] != ' ' && rest.ptr[0] != '.' && rest.ptr[0] != ':')
        return false;
    while (rest.len > 0 && (rest.ptr[0] == ' ' || rest.ptr[0] == '.' || rest.ptr[0] == ':'))
        rest = str_slice(rest, 1, rest.len);
    *ret_rest = rest;
    return rest.len > 0;
}

int written_readings(Str key, Reading ret[READINGS_MAX])
{
    int n = 0;
    ret[n++] = (Reading){.name = key};
    for (ptrdiff_t i = 0; i < COUNTOF(kind_words) && n < READINGS_MAX; i++) {
        const KindWord *k = &kind_words[i];
        Reading reading = {.kind = k->kind, .level = k->level};
        reading.spelled = strip(key, k->word, &reading.name);
        if (reading.spelled || strip(key, k->plain, &reading.name) || strip(key, k->abbreviation, &reading.name)) {
            ret[n++] = reading;
            if (reading.spelled)
                break;
        }
    }
    return n;
}
