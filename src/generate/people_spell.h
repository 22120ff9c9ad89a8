/* Names as they are miswritten. */
#pragma once
#include "generate/people_internal.h"

/* Writes the name of the person with the errors of the set (bit by PeopleError); returns its bytes,
 * at most sizeof out. */
int people_misspell(const PeopleWorld *world, const Person *p, uint64_t errors, Rng *rng, char out[192]);
