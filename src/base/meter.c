#include "base/meter.h"

#include "base/clock.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_MS = 1000, EVERY_MS = 100, WIDTH = 30 };

Meter meter_open(Text label, int64_t total, Lang lang, bool json)
{
    return (Meter){.label = label,
                   .total = total,
                   .lang = lang,
                   .json = json,
                   .quiet = !json && !isatty(STDERR_FILENO),
                   .started_ms = clock_tick_ms()};
}

static void draw(const Meter *m)
{
    if (m->json) {
        fprintf(stderr, "{\"progress\":{\"done\":%lld,\"total\":%lld}}\n", (long long)m->done, (long long)m->total);
        return;
    }
    Str label = text_in(m->lang, m->label);
    if (m->total <= 0) {
        fprintf(stderr, "\r\033[K%.*s: %lld", STRF(label), (long long)m->done);
        return;
    }
    int full = (int)(m->done >= m->total ? WIDTH : m->done * WIDTH / m->total);
    fprintf(stderr, "\r\033[K%.*s [%.*s%*s] %d%%", STRF(label), full, "##############################", WIDTH - full,
            "", full * 100 / WIDTH);
}

void meter_add(Meter *m, int64_t more)
{
    if (!m)
        return;
    m->done += more;
    if (m->quiet)
        return;
    int64_t now = clock_tick_ms();
    if (now - m->started_ms < FIRST_MS || now - m->drawn_ms < EVERY_MS)
        return;
    draw(m);
    m->drawn_ms = now;
    m->drawn = true;
}

void meter_close(Meter *m)
{
    if (m && m->drawn && !m->json)
        fputs("\r\033[K", stderr);
}
