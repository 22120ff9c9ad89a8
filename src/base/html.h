/* html: text into a page that is HTML and XML at once. */
#pragma once
#include "base/str.h"

/* Appends `text` so that it is nothing but text, in an element and in a quoted attribute alike.  Controls,
 * non-characters, marks that turn the direction of what follows, and bytes that are not UTF-8 become U+FFFD. */
void html_text(Buf *page, Str text);
