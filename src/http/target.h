/* target: the request's target, “/api/units/11980?period=2026-10”, taken apart.
 *
 * Only the plain form is taken (a path, perhaps a query).  Percent signs are decoded once, segment by segment, so that
 * an encoded slash stays in its segment.  What decodes to anything but UTF-8 without control characters is refused, and
 * so are “.” and “..”, and a query that names something twice. */
#pragma once
#include "base/err.h"

enum { TARGET_SEGMENTS = 8, TARGET_QUERIES = 32, TARGET_MOST = 8192 };

typedef struct TargetPair {
    Str name, value;
} TargetPair;

typedef struct Target {
    Str path;  /* as sent, without the query */
    Str query; /* as sent */
    Str segment[TARGET_SEGMENTS];
    int segments; /* more than TARGET_SEGMENTS: it is no path of ours */
    TargetPair pair[TARGET_QUERIES];
    int pairs;
} Target;

/* USAGE. */
Err *target_parse(Arena *arena, Str raw, Target *ret) MUST_CHECK;
Str target_query(const Target *target, Str name); /* "" where not given */
