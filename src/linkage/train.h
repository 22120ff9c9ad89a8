/* train: the model's numbers from the data, without labels. */
#pragma once
#include "linkage/records.h"

/* u from random pairs, matches among them taken out by their probability.  First m and the prior by
 * expectation–maximisation on the pairs of each training rule, for the fields that the rule does not hold fixed,
 * averaged over the rules; then once more on the candidates of all rules together, frequencies of terms inside.
 * Pairs come from samples that the seed decides, so the time hardly grows with the registers.  What cannot be trained
 * keeps the kind's default or follows the levels beside it, and is named in model->note. */
Err *link_train(Arena *arena, LinkData *data, LinkModel *model, uint64_t seed, LinkWatch watch) MUST_CHECK;
