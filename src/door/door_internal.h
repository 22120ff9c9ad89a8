/* What the parts of door share; for this folder only. */
#pragma once
#include "door/door.h"

typedef struct DoorLook {
    DoorFound found;
    ptrdiff_t own; /* headings that are columns of what the door takes */
    bool whole;    /* … and all that it must have are there */
} DoorLook;
Err *door_look(Arena *arena, const DoorFile *file, DoorKind door, const RegisterSource *own, DoorLook *ret) MUST_CHECK;
