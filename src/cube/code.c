/* The words that stand for bases, states and kinds of periods in tables, files and on screens. */
#include "cube/cube_internal.h"

#include "vn/vn.h"

typedef struct Word {
    const char *code;
    Text text;
    const char *folded; /* how it is written in files, as VN_KEY folds it */
} Word;

static const Word bases[] = {
    [BASE_COLLECTING] = {"collecting", TEXT_INIT("theo cơ quan thu", "by collecting office"),
                         "co quan thu|theo co quan thu|noi thu"},
    [BASE_RESIDENCE] = {"residence", TEXT_INIT("theo nơi cư trú", "by residence"), "noi cu tru|theo noi cu tru|cu tru"},
};

static const Word states[] = {
    [FACT_REPORTED] = {"reported", TEXT_INIT("đã báo cáo", "reported"), "da bao cao|bao cao"},
    [FACT_APPROVED] = {"approved", TEXT_INIT("đã duyệt", "approved"), "da duyet|duyet"},
    [FACT_LOCKED] = {"locked", TEXT_INIT("đã khoá sổ", "locked"), "da khoa so|khoa so|da khoa"},
    [FACT_SIMULATED] = {"simulated", TEXT_INIT("dữ liệu mô phỏng", "simulated data"), "du lieu mo phong|mo phong"},
};

const char *base_code(CountBase base)
{
    return bases[base].code;
}

const char *state_code(FactState state)
{
    return states[state].code;
}

Text state_text(FactState state)
{
    return states[state].text;
}

const char *kind_code(PeriodKind kind)
{
    static const char *const codes[] = {
        [PERIOD_YEAR] = "year", [PERIOD_HALF] = "half", [PERIOD_QUARTER] = "quarter", [PERIOD_MONTH] = "month"};
    return codes[kind];
}

static bool among(Str list, Str word)
{
    while (list.len > 0) {
        StrCut cut = str_cut(list, '|');
        if (str_eq(cut.head, word))
            return true;
        list = cut.tail;
    }
    return false;
}

static bool find_word(const Word *words, int count, Str s, int *ret)
{
    for (*ret = 0; *ret < count; ++*ret) /* the code as it stands in tables: the usual case */
        if (str_eq(s, str_from(words[*ret].code)))
            return true;
    AUTO(arena_close) Arena scratch = arena_open(1 << 16);
    Str folded = s.len > 0 && s.len <= 100 ? vn_fold(&scratch, s, VN_KEY) : (Str){0};
    for (int i = 0; i < count && folded.len > 0; i++) {
        if (str_eq(folded, str_from(words[i].code)) || among(str_from(words[i].folded), folded)) {
            *ret = i;
            return true;
        }
    }
    return false;
}

bool base_parse(Str s, CountBase *ret)
{
    int at = 0;
    bool ok = find_word(bases, (int)COUNTOF(bases), s, &at);
    if (ok)
        *ret = (CountBase)at;
    return ok;
}

bool state_parse(Str s, FactState *ret)
{
    int at = 0;
    bool ok = find_word(states, (int)COUNTOF(states), s, &at);
    if (ok)
        *ret = (FactState)at;
    return ok;
}
