/* pace: is a unit where it has to be by now?  Whole numbers only; pure.
 *
 * The path leads in a straight line from a base (the result at the end of a December)
 * to a target due in a later December:
 *
 *     expected(m) = base + (target − base) × (m − base month) / (due − base month)
 *
 * The light compares the result with the path of the result's own month, so that who
 * reports late is not blamed for the months that are missing:
 *
 *     đã đạt        reached      result ≥ target
 *     đúng tiến độ  on pace      result ≥ 99,5% of expected
 *     chậm          behind       result ≥ 95% of expected
 *     rất chậm      far behind   less
 *
 * Where less is better (arrears) the two sides change places.  Months are numbers:
 * year × 12 + month − 1. */
#pragma once
#include "base/err.h"

typedef enum Light {
    LIGHT_REACHED,
    LIGHT_ON_PACE,
    LIGHT_BEHIND,
    LIGHT_FAR_BEHIND,
    LIGHT_NO_TARGET,
    LIGHT_NO_RESULT,
    LIGHTS
} Light;

typedef struct PaceThresholds { /* in thousandths of the expected */
    int on_pace, behind;
} PaceThresholds;

extern const PaceThresholds PACE_THRESHOLDS;

typedef struct PacePath {
    int64_t base, target;
    int base_month, due;
} PacePath;

typedef struct PaceInput {
    bool has_result, has_base, has_target;
    int64_t result;
    int month; /* of the result */
    PacePath path;
    bool less_is_better;
} PaceInput;

typedef struct Pace {
    Light light;
    int64_t expected;     /* on the path in the month of the result */
    int64_t shortfall;    /* against the path: > 0 behind it */
    int64_t gap;          /* against the target: > 0 still to go */
    int months_left;      /* from the month of the result to the due month */
    int64_t needed;       /* a month from now on, rounded away from zero; the whole gap when no month is left */
    int32_t basis_points; /* result in hundredths of a percent of the target; −1 without target */
} Pace;

/* The path in one month; before the base it is the base, after the due month the target. */
int64_t pace_expected(const PacePath *path, int month);
/* Without a base the path is the target itself all along. */
Pace pace_of(const PaceInput *input, PaceThresholds thresholds);

const char *light_code(Light light); /* "reached", "on-pace", … */
Text light_text(Light light);
