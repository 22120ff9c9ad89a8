/* normal: what normal.c shares inside the module. */
#pragma once
#include "base/str.h"

/* All of it is valid and of characters that NFC leaves alone whatever stands beside them. */
bool vn_surely_nfc(Str s);
