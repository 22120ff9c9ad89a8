/* drive: many phones that ask and tell over HTTP. */
#pragma once
#include "base/err.h"

typedef struct DriveAsk {
    Str base;    /* http://127.0.0.1:8080 */
    Str phones;  /* file: a line each: token, CSRF token, login; the first is the officer's, the second the large one's
                  */
    Str keys;    /* file to write: login and key of each action that was answered as kept */
    int seconds; /* within which all phones ask twice; 0: as fast as the threads go */
    int threads;
} DriveAsk;
Err *drive(Arena *arena, const DriveAsk *ask) MUST_CHECK;
