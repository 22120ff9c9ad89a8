/* read: Hưng Yên behind a server: all units, ten communes with 34 months of participants (2024-01 … 2026-10) and a
 * target for 2030; and short ways to look at what is answered. */
#pragma once
#include "serve.h"

#include "store/store.h"

enum { READ_COMMUNES = 10 };
extern const char *const read_communes[READ_COMMUNES];

Served read_open(Arena *arena, int which); /* pid 0: no such system here */
/* A figure of the month, counted from 2024-01; within a transaction. */
void read_put(Store *store, Arena *arena, const char *unit, const char *indicator, int month, int64_t value);

json_t *get(const Client *client, Arena *arena, const char *path); /* 200, else the test fails; json_decref it */
const char *word(const json_t *object, const char *key);
int64_t number(const json_t *object, const char *key);
size_t length(const json_t *object, const char *key);
