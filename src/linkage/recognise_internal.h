/* What the files of recognise.h share. */
#pragma once
#include "linkage/recognise.h"

typedef struct ColumnFacts { /* of a sample of rows */
    int64_t rows, filled, distinct;
    int64_t dates, emails, phones, digits, letters; /* filled cells of that look */
    int64_t length[16];                             /* digit cells of each length */
    int64_t words;                                  /* cells of two to six words of letters */
    int64_t vietnamese;                             /* of them, or of cells of letters, with a Vietnamese family name */
    bool whole;                                     /* the sample is the whole file */
    bool counts;                                    /* whole numbers, each one more than the one before */
} ColumnFacts;

/* Of every column, from the first batch; the source is rewound. */
Err *column_facts(Arena *arena, LinkSource *source, ColumnFacts **ret) MUST_CHECK;

/* Fields by name ("birth_date") and kind → their blocking rules. */
void default_rules(LinkModel *model);
/* What a field begins with beside its kind: adjustment, contradiction, correlation. */
void default_field(LinkModel *model, int field);
int model_field(const LinkModel *model, Str name); /* -1 where there is none */
