/* intern: texts as numbers, each text once. */
#pragma once
#include "base/str.h"
#include "base/vec.h"

typedef struct Intern {
    Vec(Str) text;  /* by number */
    uint64_t *slot; /* number + 1; 0 free */
    ptrdiff_t slots;
} Intern;

uint32_t intern(Intern *in, Arena *arena, Str text); /* the text is copied when it is new */
Str intern_text(const Intern *in, uint32_t number);
