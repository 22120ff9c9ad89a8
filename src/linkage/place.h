/* place: communes and provinces before and after 1 July 2025, for comparing where people live or were born.
 *
 * Made once a run from data/unit; read-only, so threads share it.  NULL is allowed everywhere a LinkPlaces is
 * asked for: places are then compared as texts. */
#pragma once
#include "linkage/kind.h"

Err *link_places_shipped(Arena *arena, LinkPlaces **ret) MUST_CHECK;
