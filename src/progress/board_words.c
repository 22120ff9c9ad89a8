/* The board in words: the answer in one sentence, and what stands under it. */
#include "progress/progress.h"
#include "base/utf8.h"
#include "vn/vn.h"

/* Figures of a percent indicator are hundredths of a percent. */
static bool in_percent(const ProgressBoard *b)
{
    return str_eq(b->history.indicator.unit, S("percent"));
}

static Str show_month(Arena *arena, Lang lang, Period month)
{
    return lang == LANG_VI ? period_show(arena, month) : period_text(arena, month);
}

/* What a source wrote as its day; as written where it is none. */
static Str show_day(Arena *arena, Str written)
{
    Date day;
    return date_parse_iso(written, &day) ? vn_date(arena, day) : written;
}

/* "Xã Như Quỳnh" inside a sentence: "xã Như Quỳnh". */
static Str in_sentence(Arena *arena, Str name)
{
    if (str_starts(name, S("Đ")))
        return str_fmt(arena, "đ%.*s", STRF(str_slice(name, 2, name.len)));
    Str copy = str_copy(arena, name);
    if (copy.len > 0 && copy.ptr[0] >= 'A' && copy.ptr[0] <= 'Z')
        return str_fmt(arena, "%c%.*s", copy.ptr[0] + 'a' - 'A', STRF(str_slice(copy, 1, copy.len)));
    return copy;
}

static Text amount(Arena *arena, const ProgressBoard *b, int64_t value)
{
    Str unit = b->history.indicator.unit;
    if (in_percent(b)) {
        Str vi = vn_real(arena, (double)value / 100, 2);
        return (Text){str_fmt(arena, "%.*s điểm phần trăm", STRF(vi)),
                      str_fmt(arena, "%.2f points", (double)value / 100)};
    }
    Str vi = vn_int(arena, value), en = vn_int_in(arena, LANG_EN, value);
    bool money = str_eq(unit, S("dong"));
    return (Text){str_fmt(arena, "%.*s %s", STRF(vi), money ? "đồng" : "người"), str_fmt(arena, "%.*s %s", STRF(en),
                                                                                         money        ? "dong"
                                                                                         : value == 1 ? "person"
                                                                                                      : "persons")};
}

static const ProgressRow *farthest_behind(const ProgressBoard *b)
{
    const ProgressRow *worst = NULL;
    for (ptrdiff_t i = 0; i < b->rows; i++) {
        const ProgressRow *r = &b->row[i];
        bool behind = r->pace.light == LIGHT_BEHIND || r->pace.light == LIGHT_FAR_BEHIND;
        if (behind && (!worst || r->pace.shortfall > worst->pace.shortfall))
            worst = r;
    }
    return worst;
}

/* What a territory still lacks; nothing where it lacks nothing. */
static Text and_to_go(Arena *arena, const ProgressBoard *b, const ProgressRow *r)
{
    if (r->pace.gap <= 0)
        return TEXT("", "");
    Text gap = amount(arena, b, r->pace.gap);
    return (Text){str_fmt(arena, "; còn thiếu %.*s", STRF(gap.vi)), str_fmt(arena, "; %.*s to go", STRF(gap.en))};
}

static Text headline_of_one(Arena *arena, const ProgressBoard *b)
{
    const ProgressRow *r = &b->row[0];
    Text word = light_text(r->pace.light);
    if (!r->has_result || !r->goal.given)
        return (Text){str_fmt(arena, "%.*s: %.*s", STRF(r->unit.full_name), STRF(word.vi)),
                      str_fmt(arena, "%.*s: %.*s", STRF(r->unit.full_name), STRF(word.en))};
    Text lacks = and_to_go(arena, b, r);
    return (Text){str_fmt(arena, "%.*s %.*s%.*s", STRF(r->unit.full_name), STRF(word.vi), STRF(lacks.vi)),
                  str_fmt(arena, "%.*s is %.*s%.*s", STRF(r->unit.full_name), STRF(word.en), STRF(lacks.en))};
}

/* Communes without targets of their own. */
static Text headline_of_province(Arena *arena, const ProgressBoard *b)
{
    const ProgressRow *r = &b->total;
    Text word = light_text(r->pace.light), lacks = and_to_go(arena, b, r);
    Str name = r->unit.full_name, vi = show_month(arena, LANG_VI, r->reported),
        en = show_month(arena, LANG_EN, r->reported);
    return (Text){str_fmt(arena, "%.*s %.*s (%.*s)%.*s; xã, phường chưa có chỉ tiêu riêng", STRF(name), STRF(word.vi),
                          STRF(vi), STRF(lacks.vi)),
                  str_fmt(arena, "%.*s is %.*s (%.*s)%.*s; the communes have no targets of their own", STRF(name),
                          STRF(word.en), STRF(en), STRF(lacks.en))};
}

Text progress_headline(Arena *arena, const ProgressBoard *b)
{
    ptrdiff_t behind = b->lights[LIGHT_BEHIND] + b->lights[LIGHT_FAR_BEHIND];
    ptrdiff_t judged = behind + b->lights[LIGHT_REACHED] + b->lights[LIGHT_ON_PACE];
    const ProgressRow *worst = farthest_behind(b);
    if (b->rows == 1 && (b->units > 1 || !b->history.whole))
        return headline_of_one(arena, b);
    if (b->history.no_denominator)
        return TEXT("Chưa tính được tỷ lệ: thiếu số liệu mẫu số",
                    "The rate cannot be worked out: its denominator is missing");
    if (judged == 0 && b->total.goal.given && b->total.has_result)
        return headline_of_province(arena, b);
    if (judged == 0)
        return text_fmt(arena, "%td trong %td xã, phường đã báo cáo; chưa có chỉ tiêu để so",
                        "%td of %td communes have reported; there is no target to compare with", b->reported, b->units);
    if (!worst)
        return text_fmt(arena, "Không xã, phường nào trong %td đơn vị chậm tiến độ", "None of %td communes is behind",
                        judged);
    Text missing = amount(arena, b, worst->pace.shortfall);
    Str name = in_sentence(arena, worst->unit.full_name);
    return (Text){str_fmt(arena, "%td trong %td xã, phường chậm; riêng %.*s thiếu %.*s so với tiến độ", behind, judged,
                          STRF(name), STRF(missing.vi)),
                  str_fmt(arena, "%td of %td communes are behind; %.*s alone lacks %.*s against its path", behind,
                          judged, STRF(name), STRF(missing.en))};
}

/* ---- the note under the title ------------------------------------------------------------- */

static void note_target(Buf *out, Arena *arena, const ProgressBoard *b, bool vi)
{
    const ProgressGoal *goal = NULL;
    for (ptrdiff_t i = 0; i < b->rows && !goal; i++)
        goal = b->row[i].goal.given ? &b->row[i].goal : NULL;
    if (!goal && b->total.goal.given) {
        goal = &b->total.goal;
        buf_add(out, vi ? S(" · chỉ tiêu của cả tỉnh, thành phố") : S(" · the province's own target"));
    }
    if (!goal)
        return;
    Str number = progress_document_name(arena, &b->document);
    Period month = period_month(goal->path.base_month / 12, goal->path.base_month % 12 + 1);
    Str base = show_month(arena, vi ? LANG_VI : LANG_EN, month);
    if (goal->interpolated && goal->has_base)
        buf_fmt(out,
                vi ? " · chỉ tiêu năm %d nội suy từ kết quả %.*s đến chỉ tiêu %d"
                   : " · target of %d interpolated from the result of %.*s to the target of %d",
                b->month.year, STRF(base), goal->goal_year);
    buf_fmt(out, vi ? " · văn bản: %.*s" : " · document: %.*s", STRF(number));
    if (goal->floor)
        buf_add(out, vi ? S(" (mức tối thiểu)") : S(" (a floor)"));
}

Text progress_denominator(Arena *arena, const ProgressHistory *h)
{
    Text name = h->denominator_name;
    if (!h->indicator.rate)
        return TEXT("", "");
    if (h->no_denominator)
        return (Text){str_fmt(arena, "chưa có mẫu số “%.*s”", STRF(name.vi)),
                      str_fmt(arena, "no denominator “%.*s”", STRF(name.en))};
    Str vi = show_month(arena, LANG_VI, h->denominator_last), month = period_text(arena, h->denominator_last);
    Str source = h->denominator.source, as_of = h->denominator.as_of;
    return (Text){str_fmt(arena, "mẫu số: %.*s, nguồn: %.*s, ngày %.*s (đến %.*s)", STRF(name.vi), STRF(source),
                          STRF(show_day(arena, as_of)), STRF(vi)),
                  str_fmt(arena, "denominator: %.*s, source: %.*s, as of %.*s (until %.*s)", STRF(name.en),
                          STRF(source), STRF(as_of), STRF(month))};
}

static Text order_text(const ProgressBoard *b)
{
    ptrdiff_t judged =
        b->lights[LIGHT_REACHED] + b->lights[LIGHT_ON_PACE] + b->lights[LIGHT_BEHIND] + b->lights[LIGHT_FAR_BEHIND];
    if (b->rows < 2 || b->sort == PROGRESS_BY_NAME || judged == 0)
        return TEXT("", "");
    if (b->sort == PROGRESS_BY_GAP)
        return TEXT(" · xếp theo số còn thiếu, nhiều nhất trước", " · by the gap, the largest first");
    if (b->history.indicator.better < 0)
        return TEXT(" · xếp và xếp hạng theo tỷ lệ so với chỉ tiêu, cao nhất (kém nhất) trước",
                    " · sorted and ranked by the share of the target, the highest (worst) first");
    return TEXT(" · xếp và xếp hạng theo tỷ lệ đạt, thấp nhất trước",
                " · sorted and ranked by the share reached, the lowest first");
}

/* One unit has reported or not; of several it is said how many have. */
static void note_reported(Buf *out, const ProgressBoard *b, bool vi)
{
    bool one = b->units == 1 && !b->history.whole;
    if (!one)
        buf_fmt(out, vi ? " · %td/%td đơn vị đã báo cáo" : " · %td/%td units have reported", b->reported, b->units);
    else if (b->reported == 0)
        buf_add(out, vi ? S(" · chưa báo cáo tháng này") : S(" · has not reported this month"));
}

/* Of whom the board speaks: a commune says in which province it lies. */
static Str place_in(Arena *arena, const ProgressBoard *b)
{
    const ProgressHistory *h = &b->history;
    Str province = h->province.full_name;
    if (h->whole)
        return province;
    Str own = b->units == 1 ? b->row[0].unit.full_name : b->total.unit.full_name;
    return str_fmt(arena, "%.*s (%.*s)", STRF(own), STRF(province));
}

static Str note_in(Arena *arena, const ProgressBoard *b, Lang lang)
{
    bool vi = lang == LANG_VI;
    const ProgressHistory *h = &b->history;
    Buf out = buf_open(arena);
    Str name = text_in(lang, h->indicator.name), month = show_month(arena, lang, b->month);
    buf_fmt(&out, "%.*s, %.*s, %.*s", STRF(name), STRF(place_in(arena, b)), STRF(month));
    if (h->simulated)
        buf_add(&out, vi ? S(" · DỮ LIỆU MÔ PHỎNG") : S(" · SIMULATED DATA"));
    buf_add(&out, h->base == BASE_COLLECTING ? (vi ? S(" · theo cơ quan thu") : S(" · by collecting office"))
                                             : (vi ? S(" · theo nơi cư trú") : S(" · by residence")));
    note_target(&out, arena, b, vi);
    if (h->indicator.rate)
        buf_fmt(&out, " · %.*s", STRF(text_in(lang, progress_denominator(arena, h))));
    note_reported(&out, b, vi);
    return buf_str(&out);
}

/* The number, or the beginning of the title where a draft has none yet. */
Str progress_document_name(Arena *arena, const Document *document)
{
    enum { RUNES = 60 };
    Str title = document->title;
    ptrdiff_t at = 0;
    if (document->number.len > 0)
        return document->number;
    for (int n = 0; n < RUNES && at < title.len; n++)
        at += utf8_get(title, at).len;
    return at < title.len ? str_fmt(arena, "%.*s…", STRF(str_slice(title, 0, at))) : title;
}

Text progress_chance(Arena *arena, int basis_points)
{
    enum { LEAST = 100, MOST = 9900 };
    if (basis_points < LEAST)
        return TEXT("dưới 1%", "less than 1%");
    if (basis_points > MOST)
        return TEXT("trên 99%", "more than 99%");
    int percent = (basis_points + 50) / 100;
    return text_fmt(arena, "là %d%%", "%d%%", percent);
}

Text progress_note(Arena *arena, const ProgressBoard *b)
{
    return (Text){note_in(arena, b, LANG_VI), note_in(arena, b, LANG_EN)};
}

Text progress_note_ordered(Arena *arena, const ProgressBoard *b)
{
    Text note = progress_note(arena, b), order = order_text(b);
    return (Text){str_fmt(arena, "%.*s%.*s", STRF(note.vi), STRF(order.vi)),
                  str_fmt(arena, "%.*s%.*s", STRF(note.en), STRF(order.en))};
}
