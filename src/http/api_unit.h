/* api_unit: how a unit is told, wherever an answer holds one. */
#pragma once
#include "base/json.h"
#include "unit/unit.h"

void unit_json(Json *json, const Unit *unit); /* schema Unit */
