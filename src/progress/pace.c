#include "progress/pace.h"

#include <assert.h>

__extension__ typedef __int128 Wide; /* đồng times thousands leave 64 bits */

const PaceThresholds PACE_THRESHOLDS = {.on_pace = 995, .behind = 950};

static const struct {
    const char *code;
    Text text;
} LIGHT[LIGHTS] = {
    [LIGHT_REACHED] = {"reached", TEXT_INIT("đã đạt", "reached")},
    [LIGHT_ON_PACE] = {"on-pace", TEXT_INIT("đúng tiến độ", "on pace")},
    [LIGHT_BEHIND] = {"behind", TEXT_INIT("chậm", "behind")},
    [LIGHT_FAR_BEHIND] = {"far-behind", TEXT_INIT("rất chậm", "far behind")},
    [LIGHT_NO_TARGET] = {"no-target", TEXT_INIT("chưa có chỉ tiêu", "no target")},
    [LIGHT_NO_RESULT] = {"no-result", TEXT_INIT("chưa có số liệu", "no result")},
};

const char *light_code(Light light)
{
    return LIGHT[light].code;
}

Text light_text(Light light)
{
    return LIGHT[light].text;
}

int64_t pace_expected(const PacePath *path, int month)
{
    assert(path->due >= path->base_month);
    if (month >= path->due)
        return path->target;
    if (month <= path->base_month)
        return path->base;
    int span = path->due - path->base_month;
    int64_t way = path->target - path->base, gone = month - path->base_month;
    return path->base + way / span * gone + way % span * gone / span;
}

/* result / expected in thousandths, with the sides changed where less is better. */
static bool at_least(int64_t result, int64_t wanted, int thousandths, bool less_is_better)
{
    int64_t high = less_is_better ? wanted : result, low = less_is_better ? result : wanted;
    return (Wide)high * 1000 >= (Wide)low * thousandths;
}

static Light light_of(int64_t result, int64_t expected, const PaceInput *in, PaceThresholds t)
{
    if (at_least(result, in->path.target, 1000, in->less_is_better))
        return LIGHT_REACHED;
    if (at_least(result, expected, t.on_pace, in->less_is_better))
        return LIGHT_ON_PACE;
    return at_least(result, expected, t.behind, in->less_is_better) ? LIGHT_BEHIND : LIGHT_FAR_BEHIND;
}

/* Rounded away from zero: whoever keeps this pace arrives. */
static int64_t per_month(int64_t gap, int months)
{
    return months <= 0 ? gap : (gap + months - 1) / months;
}

Pace pace_of(const PaceInput *in, PaceThresholds thresholds)
{
    if (!in->has_result)
        return (Pace){.light = LIGHT_NO_RESULT, .basis_points = -1};
    if (!in->has_target)
        return (Pace){.light = LIGHT_NO_TARGET, .basis_points = -1};
    int sign = in->less_is_better ? -1 : 1;
    Pace pace = {.expected = in->has_base ? pace_expected(&in->path, in->month) : in->path.target};
    int64_t gap = sign * (in->path.target - in->result);
    pace.shortfall = sign * (pace.expected - in->result);
    pace.gap = gap > 0 ? gap : 0;
    pace.months_left = in->path.due > in->month ? in->path.due - in->month : 0;
    pace.needed = per_month(pace.gap, pace.months_left);
    pace.basis_points = in->path.target > 0 ? (int32_t)((Wide)in->result * 10000 / in->path.target) : -1;
    pace.light = light_of(in->result, pace.expected, in, thresholds);
    return pace;
}
