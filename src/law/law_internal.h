/* What the files of law owe to each other; included in this folder only. */
#pragma once
#include "law/law.h"

typedef struct Roadmap { /* the age at which those born in these months retire */
    Sex sex;
    Date from, to; /* months; year 0 = open */
    int age;       /* in months */
    LawCertainty certainty;
    Str article;
    Text note;
} Roadmap;

struct Law {
    LawValue *value; /* sorted by name, key, from */
    ptrdiff_t values;
    Roadmap *roadmap; /* sorted by sex, from; months follow on each other without a gap */
    ptrdiff_t roadmaps;
};

/* The known names nearest to what was written, best first, joined by ", ". */
Str law_nearest(const Law *law, Arena *arena, Str written);
