#include "base/clock.h"

#include <time.h>

enum { DAY_MS = 86400000, VIETNAM_MS = 7 * 3600000 };

int64_t clock_ms(Clock clock)
{
    if (clock.fixed_ms)
        return clock.fixed_ms;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_tick_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_tick_ms(void)
{
    return clock_tick_us() / 1000;
}

Date clock_today(Clock clock)
{
    return date_from_days((clock_ms(clock) + VIETNAM_MS) / DAY_MS);
}

Str clock_stamp(Arena *arena, Clock clock)
{
    int s = (int)((clock_ms(clock) + VIETNAM_MS) % DAY_MS / 1000);
    Date d = clock_today(clock);
    return str_fmt(arena, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", d.year, d.month, d.day, s / 3600, s / 60 % 60, s % 60);
}

static bool two_digits(Str s, ptrdiff_t at, int below, int *ret)
{
    char tens = s.ptr[at], ones = s.ptr[at + 1];
    if (tens < '0' || tens > '9' || ones < '0' || ones > '9')
        return false;
    *ret = (tens - '0') * 10 + (ones - '0');
    return *ret < below;
}

bool clock_parse(Str s, Clock *ret)
{
    Date day;
    int h = 0, m = 0, sec = 0;
    bool has_time = s.len == 25 && s.ptr[10] == 'T' && s.ptr[13] == ':' && s.ptr[16] == ':' && str_ends(s, S("+07:00"));
    if (!has_time && s.len != 10)
        return false;
    if (!date_parse_iso(str_slice(s, 0, 10), &day) || !date_is_day(day))
        return false;
    if (has_time && !(two_digits(s, 11, 24, &h) && two_digits(s, 14, 60, &m) && two_digits(s, 17, 60, &sec)))
        return false;
    ret->fixed_ms = date_to_days(day) * DAY_MS + (h * 3600 + m * 60 + sec) * 1000LL - VIETNAM_MS;
    return true;
}
