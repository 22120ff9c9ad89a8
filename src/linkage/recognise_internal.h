/* What the files of recognise.h share. */
#pragma once
#include "linkage/recognise.h"

typedef struct ColumnFacts { /* of a sample of rows */
    int64_t rows, filled, distinct;
    int64_t dates, emails, phones, digits, letters; /* filled cells of that look */
    int64_t numbers, lettered;                      /* digits with signs between them; letters with or without digits */
    int64_t length[16];                             /* digit cells of each length */
    int64_t words;                                  /* cells of two to six words of letters */
    int64_t vietnamese;                             /* of them, or of cells of letters, with a Vietnamese family name */
    bool whole;                                     /* the sample is the whole file */
    bool counts;                                    /* whole numbers, each one more than the one before */
} ColumnFacts;

typedef struct Sample { /* of a source */
    LinkBatch rows;     /* at most SAMPLE_ROWS */
    int64_t about;      /* rows of the source */
    bool whole;         /* they are the whole file */
    ColumnFacts *facts; /* of each column */
} Sample;
enum { SAMPLE_ROWS = 4096 };

/* Rows from all over the source, and what its columns look like; the source is rewound. */
Err *sample_read(Arena *arena, LinkSource *source, Sample *ret) MUST_CHECK;
/* The rows alone, and then what one column looks like. */
Err *sample_take(Arena *arena, LinkSource *source, Sample *ret) MUST_CHECK;
ColumnFacts sample_column(Arena scratch, const Sample *sample, ptrdiff_t column);

/* How many pairs rules would bring, from the samples of both sides (dedupe: twice the same). */
typedef struct RuleCost RuleCost;
RuleCost *rule_cost_open(Arena *arena, const LinkModel *model, LinkSource *const source[2], const Sample sample[2],
                         bool dedupe);
double rule_cost_pairs(RuleCost *cost, const LinkPart *part, int parts);
/* Of a field's cells in the sample: how many are filled, how many are values of its kind. */
void rule_cost_fit(RuleCost *cost, int side, int field, int64_t *ret_filled, int64_t *ret_fits);
double rule_cost_budget(const RuleCost *cost); /* pairs that are compared without a thought */

ptrdiff_t heading_named(const char *field);                     /* its row of link_headings */
bool heading_is(Arena scratch, ptrdiff_t heading, Str written); /* one of its names, and not only like one */

/* Expressions for combine.h, or {0}.  A personal number may stand in other columns where its own is empty: the old
 * number, since 2025 the tax code; only where the other side has no such column, for else it is compared by itself. */
Str made_number(Arena *arena, const LinkSource *source, const LinkSource *other);
/* The whole name from its parts, where the other side has it in one column. */
Str made_name(Arena *arena, const LinkSource *source, const LinkSource *other);

Str source_headings(Arena *arena, const LinkSource *source); /* “id”, “Họ tên”, …: for messages */
Err *no_column(Arena *arena, const LinkSource *source, Str wanted) MUST_CHECK; /* always an error */

/* Fields by name ("birth_date") and kind → their blocking rules. */
void default_rules(LinkModel *model, RuleCost *cost);
/* What a field begins with beside its kind: adjustment, contradiction, correlation. */
void default_field(LinkModel *model, int field);
int model_field(const LinkModel *model, Str name); /* -1 where there is none */
