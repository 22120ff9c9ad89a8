/* meter: how far a long job has come.
 *
 * Draws a bar on stderr once the job has taken more than a second, and only on
 * a terminal; with json it writes {"progress":…} lines instead.  The job calls
 * meter_add as it goes; that costs a few instructions. */
#pragma once
#include "base/err.h"

typedef struct Meter {
    Text label;
    int64_t total, done; /* total 0: not known */
    int64_t started_ms, drawn_ms;
    Lang lang;
    bool json, quiet, drawn;
} Meter;

Meter meter_open(Text label, int64_t total, Lang lang, bool json);
void meter_add(Meter *meter, int64_t more); /* a NULL meter is allowed and silent */
void meter_close(Meter *meter);             /* wipes the bar */
