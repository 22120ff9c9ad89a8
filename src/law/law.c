/* Finding a value by name, key and day. */
#include "law/law_internal.h"

#include "base/vec.h"

bool law_in_force(const LawValue *value, Date on)
{
    return date_cmp(value->from, on) <= 0 && (!value->to.year || date_cmp(on, value->to) <= 0);
}

Err *law_list(const Law *law, Arena *arena, Str name, const LawValue **ret, ptrdiff_t *ret_count)
{
    ptrdiff_t from = 0;
    while (name.len > 0 && from < law->values && !str_eq(law->value[from].name, name))
        from++;
    ptrdiff_t to = name.len > 0 ? from : law->values;
    while (name.len > 0 && to < law->values && str_eq(law->value[to].name, name))
        to++;
    if (name.len > 0 && from == to)
        return FAIL(arena, NOT_FOUND, "không có tham số “%.*s”; gần nhất: %.*s",
                    "there is no parameter “%.*s”; nearest: %.*s", STRF(name), STRF(law_nearest(law, arena, name)));
    *ret = law->value + from;
    *ret_count = to - from;
    return NULL;
}

static Str keys_of(Arena *arena, const LawValue *value, ptrdiff_t count)
{
    Buf keys = buf_open(arena);
    for (ptrdiff_t i = 0; i < count; i++)
        if (i == 0 || !str_eq(value[i].key, value[i - 1].key))
            buf_fmt(&keys, "%s“%.*s”", i ? ", " : "", STRF(value[i].key));
    return buf_str(&keys);
}

Err *law_get(const Law *law, Arena *arena, Str name, Str key, Date on, LawValue *ret)
{
    const LawValue *value;
    ptrdiff_t count;
    TRY(law_list(law, arena, name, &value, &count));
    const LawValue *first = NULL;
    for (ptrdiff_t i = 0; i < count; i++) {
        if (!str_eq(value[i].key, key))
            continue;
        first = first ? first : &value[i];
        if (law_in_force(&value[i], on)) {
            *ret = value[i];
            return NULL;
        }
    }
    if (!first)
        return FAIL(arena, NOT_FOUND, "tham số %.*s không có mục “%.*s”; các mục: %.*s",
                    "the parameter %.*s has no key “%.*s”; its keys: %.*s", STRF(name), STRF(key),
                    STRF(keys_of(arena, value, count)));
    return FAIL(arena, NOT_FOUND, "tham số %.*s “%.*s” chưa có giá trị cho ngày %.*s; giá trị đầu tiên từ %.*s",
                "the parameter %.*s “%.*s” has no value on %.*s; its first is from %.*s", STRF(name), STRF(key),
                STRF(date_iso(arena, on)), STRF(date_iso(arena, first->from)));
}

/* ---- the nearest names -------------------------------------------------------------- */

enum { NEAREST = 5, NAME_MAX_BYTES = 64 };

static int distance(Str a, Str b)
{
    int row[NAME_MAX_BYTES + 1];
    if (a.len > NAME_MAX_BYTES || b.len > NAME_MAX_BYTES)
        return NAME_MAX_BYTES;
    for (int j = 0; j <= b.len; j++)
        row[j] = j;
    for (ptrdiff_t i = 0; i < a.len; i++) {
        int corner = row[0]++;
        for (ptrdiff_t j = 0; j < b.len; j++) {
            int cost = corner + (a.ptr[i] != b.ptr[j]);
            corner = row[j + 1];
            cost = corner + 1 < cost ? corner + 1 : cost;
            row[j + 1] = row[j] + 1 < cost ? row[j] + 1 : cost;
        }
    }
    return row[b.len];
}

typedef struct Near {
    Str name;
    int distance;
} Near;

Str law_nearest(const Law *law, Arena *arena, Str written)
{
    Near near[NEAREST + 1];
    int count = 0;
    for (ptrdiff_t i = 0; i < law->values; i++) {
        Str name = law->value[i].name;
        if (i > 0 && str_eq(name, law->value[i - 1].name))
            continue;
        /* a name that holds the word, as "poverty" is held by poverty_line, is near */
        Near now = {name, str_find(name, written) >= 0 ? 1 : distance(name, written)};
        int at = count;
        for (; at > 0 && near[at - 1].distance > now.distance; at--)
            near[at] = near[at - 1];
        near[at] = now;
        count = count < NEAREST ? count + 1 : NEAREST;
    }
    Buf names = buf_open(arena);
    for (int i = 0; i < count; i++)
        buf_fmt(&names, "%s%.*s", i ? ", " : "", STRF(near[i].name));
    return buf_str(&names);
}

/* ---- what a person calls it --------------------------------------------------------- */

/* How well folded words fit a title: 0 whole, 1 its beginning, 2 words within, 3 not. */
static int title_fit(Arena *arena, Str title, Str words)
{
    Str have = vn_fold(arena, title, VN_KEY);
    if (str_eq(have, words))
        return 0;
    if (str_starts(have, words))
        return 1;
    return str_find(have, str_fmt(arena, " %.*s", STRF(words))) >= 0 ? 2 : 3;
}

static int text_fit(Arena *arena, Text title, Str words)
{
    int vi = title_fit(arena, title.vi, words), en = title_fit(arena, title.en, words);
    return vi < en ? vi : en;
}

enum { FITS_SHOWN = 8 };

typedef struct Fits {
    int best, count;
    Str name;
    Buf vi, en; /* "Mức tham chiếu (reference_level); …" */
} Fits;

static void add_fit(Arena *arena, Fits *fits, const LawValue *v, int fit)
{
    if (fit < fits->best)
        *fits = (Fits){.best = fit, .vi = buf_open(arena), .en = buf_open(arena)};
    const char *joint = fits->count ? "; " : "";
    if (fits->count++ >= FITS_SHOWN) {
        if (fits->count == FITS_SHOWN + 1) {
            buf_fmt(&fits->vi, "; …");
            buf_fmt(&fits->en, "; …");
        }
        return;
    }
    fits->name = v->name;
    buf_fmt(&fits->vi, "%s%.*s (%.*s)", joint, STRF(v->title.vi), STRF(v->name));
    buf_fmt(&fits->en, "%s%.*s (%.*s)", joint, STRF(v->title.en), STRF(v->name));
}

Err *law_find(const Law *law, Arena *arena, Str written, Str *ret_name)
{
    Fits fits = {.best = 3};
    Str words = vn_fold(arena, written, VN_KEY);
    for (ptrdiff_t i = 0; i < law->values; i++) {
        const LawValue *v = &law->value[i];
        if (i > 0 && str_eq(v->name, v[-1].name))
            continue;
        if (str_eq(v->name, written)) {
            *ret_name = v->name;
            return NULL;
        }
        int fit = words.len > 0 ? text_fit(arena, v->title, words) : 3;
        if (fit < 3 && fit <= fits.best)
            add_fit(arena, &fits, v, fit);
    }
    if (fits.count == 0)
        return FAIL(arena, NOT_FOUND, "không có tham số “%.*s”; gần nhất: %.*s",
                    "there is no parameter “%.*s”; nearest: %.*s", STRF(written),
                    STRF(law_nearest(law, arena, written)));
    if (fits.count > 1) {
        Err *err = FAIL(arena, NOT_FOUND, "“%.*s” hợp với %d tham số, hãy chọn một: ",
                        "“%.*s” fits %d parameters, choose one: ", STRF(written), fits.count);
        err->text.vi = str_fmt(arena, "%.*s%.*s", STRF(err->text.vi), STRF(buf_str(&fits.vi)));
        err->text.en = str_fmt(arena, "%.*s%.*s", STRF(err->text.en), STRF(buf_str(&fits.en)));
        return err;
    }
    *ret_name = fits.name;
    return NULL;
}

Err *law_find_key(const Law *law, Arena *arena, Str name, Str written, Str *ret_key)
{
    const LawValue *value;
    ptrdiff_t count;
    TRY(law_list(law, arena, name, &value, &count));
    Str words = vn_fold(arena, written, VN_KEY);
    *ret_key = written; /* an unknown one is told by law_get, with the keys there are */
    for (ptrdiff_t i = 0; i < count; i++) {
        if (str_eq(value[i].key, written))
            break;
        if (words.len > 0 && text_fit(arena, value[i].key_title, words) == 0)
            *ret_key = value[i].key;
    }
    return NULL;
}

/* ---- showing ------------------------------------------------------------------------ */

Text law_certainty(LawCertainty certainty)
{
    static const Text texts[] = {
        [LAW_UNSURE] = TEXT_INIT("chưa xác định", "unsure"),
        [LAW_MEDIUM] = TEXT_INIT("cần đối chiếu văn bản", "check against the text"),
        [LAW_HIGH] = TEXT_INIT("chắc chắn", "certain"),
    };
    return texts[certainty];
}

Text law_unit(Str unit)
{
    static const struct {
        const char *unit;
        Text text;
    } units[] = {
        {"dong", TEXT_INIT("đồng", "đồng")},
        {"percent", TEXT_INIT("%", "%")},
        {"month", TEXT_INIT("tháng", "months")},
        {"day", TEXT_INIT("ngày", "days")},
        {"working_day", TEXT_INIT("ngày làm việc", "working days")},
        {"hour", TEXT_INIT("giờ", "hours")},
        {"minute", TEXT_INIT("phút", "minutes")},
        {"year", TEXT_INIT("năm", "years")},
        {"times", TEXT_INIT("lần", "times")},
        {"person", TEXT_INIT("người", "persons")},
        {"count", TEXT_INIT("lần", "times")},
        {"character", TEXT_INIT("ký tự", "characters")},
        {"level", TEXT_INIT("cấp", "level")},
    };
    for (ptrdiff_t i = 0; i < COUNTOF(units); i++)
        if (str_eq(str_from(units[i].unit), unit))
            return units[i].text;
    return (Text){unit, unit};
}

/* Units that are no amounts: days of the year and yes or no. */
static bool special_text(Arena *arena, const LawValue *v, Lang lang, Str *ret)
{
    long long n = (long long)v->value.digits;
    bool vi = lang == LANG_VI;
    if (str_eq(v->unit, S("flag")))
        *ret = n ? (vi ? S("có") : S("yes")) : (vi ? S("không") : S("no"));
    else if (str_eq(v->unit, S("before_mmdd")))
        *ret = str_fmt(arena, vi ? "trước %02lld/%02lld" : "before %02lld/%02lld", n % 100, n / 100);
    else if (str_eq(v->unit, S("by_mmdd")))
        *ret = str_fmt(arena, vi ? "chậm nhất %02lld/%02lld" : "by %02lld/%02lld", n % 100, n / 100);
    else if (str_eq(v->unit, S("before_yyyymmdd")))
        *ret = str_fmt(arena, vi ? "trước %02lld/%02lld/%04lld" : "before %02lld/%02lld/%04lld", n % 100, n / 100 % 100,
                       n / 10000);
    else if (str_eq(v->unit, S("day_of_month")))
        *ret = str_fmt(arena, vi ? "ngày %lld trong tháng" : "day %lld of the month", n);
    else if (str_eq(v->unit, S("day_of_next_month")))
        *ret = str_fmt(arena, vi ? "ngày %lld tháng sau" : "day %lld of the next month", n);
    else if (str_eq(v->unit, S("month_of_year")))
        *ret = str_fmt(arena, vi ? "tháng %lld" : "month %lld", n);
    else
        return false;
    return true;
}

static Str number_text(Arena *arena, VnDecimal d, Lang lang)
{
    int64_t whole = d.digits < 0 ? -d.digits : d.digits, unit = 1;
    for (int i = 0; i < d.scale; i++)
        unit *= 10;
    Buf text = buf_open(arena);
    if (d.digits < 0)
        buf_byte(&text, '-');
    buf_add(&text, vn_int_in(arena, lang, whole / unit));
    if (d.scale > 0)
        buf_fmt(&text, "%c%0*lld", lang == LANG_VI ? ',' : '.', d.scale, (long long)(whole % unit));
    return buf_str(&text);
}

Str law_value_text(Arena *arena, const LawValue *value, Lang lang)
{
    Str special;
    if (special_text(arena, value, lang, &special))
        return special;
    Str number = number_text(arena, value->value, lang), unit = text_in(lang, law_unit(value->unit));
    return str_fmt(arena, value->value.percent ? "%.*s%.*s" : "%.*s %.*s", STRF(number), STRF(unit));
}

int64_t law_share(int64_t amount, VnDecimal value, bool percent)
{
    __extension__ typedef __int128 Wide;
    Wide below = percent ? 100 : 1;
    for (int i = 0; i < value.scale; i++)
        below *= 10;
    Wide product = (Wide)amount * value.digits * 2 + below;
    Wide quotient = product / (2 * below);
    if (product < 0 && product % (2 * below) != 0)
        quotient--;
    return (int64_t)quotient;
}
