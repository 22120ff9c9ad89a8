/* engine_people: invented records for tests of the engine, with errors and gaps, from a seed. */
#pragma once
#include "base/rng.h"
#include "linkage/linkage.h"
#include "linkage/train.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE_COLUMNS = 7 };

typedef struct People {
    const Str *cell[PEOPLE_COLUMNS];
    ptrdiff_t rows;
} People;

static const Str people_heading[PEOPLE_COLUMNS] = {
    {"id", 2}, {"full_name", 9}, {"birth_date", 10}, {"sex", 3}, {"personal_id", 11}, {"phone", 5}, {"village", 7}};

static Str people_pick(Rng *rng, const char *const *list, int n)
{
    return str_from(list[rng_below(rng, n)]);
}

static Str people_cell(Arena *arena, int column, uint64_t person)
{
    static const char *const family[] = {"Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ"};
    static const char *const middle[] = {"Văn", "Thị", "Thị Thu", "Đức", "Ngọc", "Minh"};
    static const char *const given[] = {"Hương", "Hùng", "Lan", "Anh", "Dũng", "Hoa", "Tuấn", "Hạnh", "Bình", "Mai"};
    Rng own = rng_open(person * 8 + (uint64_t)column);
    switch (column) {
    case 1:
        return str_fmt(arena, "%.*s %.*s %.*s", STRF(people_pick(&own, family, 8)), STRF(people_pick(&own, middle, 6)),
                       STRF(people_pick(&own, given, 10)));
    case 2:
        return str_fmt(arena, "%02d/%02d/%d", (int)rng_between(&own, 1, 28), (int)rng_between(&own, 1, 12),
                       (int)rng_between(&own, 1960, 1999));
    case 3:
        return rng_below(&own, 2) ? S("Nam") : S("Nữ");
    case 4:
        return str_fmt(arena, "001%d%02d%06d", (int)rng_below(&own, 2), (int)rng_between(&own, 60, 99),
                       (int)rng_below(&own, 1000000));
    case 5:
        return str_fmt(arena, "09%08d", (int)rng_below(&own, 100000000));
    default:
        return str_fmt(arena, "Thôn %d", (int)rng_below(&own, 20));
    }
}

/* Rows of persons 0 … persons-1, each cell now and then missing or of another person. */
static People people_make(Arena *arena, ptrdiff_t rows, int64_t persons, uint64_t seed)
{
    People people = {.rows = rows};
    Str *cell[PEOPLE_COLUMNS];
    for (int c = 0; c < PEOPLE_COLUMNS; c++)
        people.cell[c] = cell[c] = new (arena, Str, rows);
    Rng rng = rng_open(seed);
    for (ptrdiff_t row = 0; row < rows; row++) {
        uint64_t person = (uint64_t)rng_below(&rng, persons);
        cell[0][row] = str_fmt(arena, "R%td", row * 7 + (ptrdiff_t)(seed % 7));
        for (int c = 1; c < PEOPLE_COLUMNS; c++) {
            int64_t luck = rng_below(&rng, 20);
            cell[c][row] = luck == 0 ? (Str){0} : people_cell(arena, c, luck == 1 ? person + 1000003 : person);
        }
    }
    return people;
}

static LinkSource people_source(Arena *arena, const People *people)
{
    return link_columns(arena, S("people"), people_heading, PEOPLE_COLUMNS, 0, people->cell, people->rows);
}

static int people_part(const LinkKind *kind, const char *name)
{
    for (int p = 0; kind->part[p]; p++)
        if (strcmp(kind->part[p], name) == 0)
            return p;
    abort();
}

static void people_rule(LinkModel *model, Str name, int field, const char *part, int field2, const char *part2,
                        int split, const char *split_part)
{
    LinkRule *rule = &model->rule[model->rules++];
    *rule = (LinkRule){.name = name, .train = model->rules <= 3, .certain = model->rules == 1};
    rule->part[rule->parts++] = (LinkPart){field, people_part(model->field[field].kind, part)};
    if (part2)
        rule->part[rule->parts++] = (LinkPart){field2, people_part(model->field[field2].kind, part2)};
    if (split_part)
        rule->split[rule->splits++] = (LinkPart){split, people_part(model->field[split].kind, split_part)};
}

/* Fields name, birth date, sex, number, telephone, village; weights as one would expect. */
static LinkModel *people_model(Arena *arena)
{
    static const LinkKind *const kind[] = {&link_kind_name,     &link_kind_date,  &link_kind_sex,
                                           &link_kind_personal, &link_kind_phone, &link_kind_category};
    LinkModel *model = new (arena, LinkModel, 1);
    model->prior = 1e-4;
    for (int f = 0; f < 6; f++) {
        LinkField *field = &model->field[model->fields++];
        *field = (LinkField){.name = people_heading[f + 1],
                             .kind = kind[f],
                             .left = people_heading[f + 1],
                             .right = people_heading[f + 1],
                             .frequency = kind[f]->frequency,
                             .frequency_cap = 5};
        int levels = kind[f]->level_count;
        for (int l = 0; l < levels; l++) {
            field->m[l] = l == levels - 1 ? 0.85 : 0.15 / (levels - 1);
            field->u[l] = l == 0 ? (f == 2 ? 0.5 : 0.9) : (f == 2 ? 0.5 : 0.1) / (levels - 1);
        }
    }
    people_rule(model, S("personal_id"), 3, "full", 0, NULL, 1, "year");
    people_rule(model, S("given+date"), 0, "given", 1, "full", 2, "full");
    people_rule(model, S("name+year"), 0, "sorted", 1, "year", 2, "full");
    people_rule(model, S("phone"), 4, "full", 0, NULL, 1, "year");
    people_rule(model, S("sex+village"), 2, "full", 5, "full", 1, "year");
    model->trained = true;
    return model;
}
