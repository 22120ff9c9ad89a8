/* What learning and keeping of priorities share; for priority….c alone. */
#pragma once
#include "outreach/priority.h"

/* A rule before anything is learned of it; false: of so few outcomes nothing is to be. */
bool priority_open(Arena *arena, const OutreachRule *rule, int64_t outcomes, int64_t registered, PriorityRule *ret);
Text priority_why(bool model);
/* What is learned from, by its name as it is kept; false: there is none such any more. */
bool priority_feature(Str name, const char **ret_name, Text *ret_words);
/* Kept in place of what stood there; of a model that ranks, the leads in their order too. */
Err *priority_keep(Store *store, Arena *arena, Str province, const PriorityRule *p) MUST_CHECK;
Err *priority_order(Store *store, Arena *arena, Str province, const PriorityRule *p) MUST_CHECK;
