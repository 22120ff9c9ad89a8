/* allocate_wish: what a person asks of an allocation in the workspace, and the run that answers it from the store.
 *
 * As JSON it is the schema AllocateAsk of api/openapi.yaml; the same wish on the same figures gives the same table. */
#pragma once
#include "base/json.h"
#include "plan/allocate_run.h"

struct json_t;

typedef enum AllocateName {                     /* of a method, as people choose them */
                            ALLOCATE_GROWTH,    /* all grow at the same rate */
                            ALLOCATE_UNCOVERED, /* by the labour force that does not participate */
                            ALLOCATE_LABOUR,
                            ALLOCATE_POPULATION,
                            ALLOCATE_EQUAL_RATE, /* to the same rate of the labour force */
                            ALLOCATE_WEIGHT,     /* by weights that are given */
                            ALLOCATE_NAMES,
} AllocateName;
const char *allocate_name_code(AllocateName name); /* "growth" … */
Text allocate_name_text(AllocateName name);
AllocateFigure allocate_name_figure(AllocateName name);

typedef struct AllocateCell { /* -1: none */
    Str unit;
    int year;
    bool voluntary;
    int64_t min, max, fixed;
} AllocateCell;

typedef struct AllocateUnitWeight {
    Str unit;
    int64_t weight;
} AllocateUnitWeight;

enum { ALLOCATE_CELLS = 20000, ALLOCATE_WEIGHTS = 4000 };

typedef struct AllocateWish {
    Str province, parent; /* parent: a commune, among its villages; or {0} */
    int first_year, years;
    Str base_period; /* "" the last month with figures */
    Str supersedes;  /* document that the new one will replace, whose targets do not count; or {0} */
    AllocateName method[ALLOCATE_NAMES];
    int64_t blend[ALLOCATE_NAMES];
    int methods; /* 0: growth */
    int64_t round;
    bool free_goals; /* the method shares the last year too, whatever targets the units have */
    bool declared;   /* the parent's own figure of the last year instead of the sum of the units' goals */
    int64_t path[PAIR_PARTS][FLOW_YEARS]; /* -1: as in force */
    AllocateCell *cell;
    ptrdiff_t cells;
    AllocateUnitWeight *weight;
    ptrdiff_t weights;
} AllocateWish;

/* BAD_INPUT naming the member. */
Err *allocate_wish_read(Arena *arena, const struct json_t *object, AllocateWish *ret) MUST_CHECK;
Err *allocate_wish_parse(Arena *arena, Str json, AllocateWish *ret) MUST_CHECK;
void allocate_wish_json(const AllocateWish *wish, Json *json); /* the same wish again, as an object */

/* The month and what the store knows of the units; own_document: id whose targets do not count, or {0}.  Sets
 * wish.base_period. */
Err *allocate_wish_known(Store *store, Arena *arena, AllocateWish *wish, Str own_document,
                         AllocateKnown *ret) MUST_CHECK;
Err *allocate_wish_run(Store *store, Arena *arena, AllocateWish *wish, Str own_document, AllocateRun *ret) MUST_CHECK;

typedef struct AllocateRoom {
    int64_t low, high; /* -1: even without a figure in the cell the rest cannot be met */
} AllocateRoom;
/* What the cell (its unit, year, voluntary) can be while all else stays as wished.  NOT_FOUND: no such cell. */
Err *allocate_wish_room(Store *store, Arena *arena, const AllocateWish *wish, const AllocateCell *cell,
                        AllocateRoom *ret) MUST_CHECK;
