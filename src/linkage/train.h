/* train: the model's numbers from the data, without labels. */
#pragma once
#include "linkage/records.h"

/* u from random pairs; prior from the certain rules; m by expectation–maximisation on the pairs of each training rule,
 * for the fields that the rule does not hold fixed, averaged over the rules.  What cannot be trained keeps the kind's
 * default and is named in model->note. */
Err *link_train(Arena *arena, LinkData *data, LinkModel *model, uint64_t seed, LinkWatch watch) MUST_CHECK;
