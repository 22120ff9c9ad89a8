/* Kept: a digest for each row, how many pairs of sets there are, these, and for each row the number of its pair. */
#include "register/lines.h"

#include <assert.h>

enum { FORM = 1, DIGEST = 8, PAIR = 8, NUMBER = 2, SLOTS = 1 << 16 }; /* FORM grows where a line is taken otherwise */

static uint64_t add_int(uint64_t digest, int64_t number)
{
    return digest_join(digest, (uint64_t)number);
}

static uint64_t add_codes(uint64_t digest, const ValueCodes *codes)
{
    for (ptrdiff_t i = 0; i < codes->writings; i++)
        digest = digest_add(digest_add(digest, codes->written[i]), codes->code[i]);
    return add_int(digest, codes->writings);
}

LineForm line_form(const RegisterSource *source, const RegisterFile *file, int pivot_year)
{
    ptrdiff_t headings = register_file_headings(file);
    LineForm form = {.delimiter = register_file_delimiter(file), .lead = headings};
    uint64_t seed = digest_add(add_int(add_int(digest_start(), FORM), VALUE_FORM), source->code);
    seed = add_int(add_int(add_int(seed, pivot_year), form.delimiter), headings);
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        const RegisterColumn *column = &source->column[c];
        seed = add_int(digest_add(seed, column->code), column->sort * 2 + column->required);
        ptrdiff_t place = register_file_place(file, c);
        seed = add_codes(add_int(seed, place), &column->codes);
        form.lead = place >= 0 && place < form.lead ? place : form.lead;
    }
    for (int k = 0; k < source->keys; k++)
        seed = add_int(seed, source->key[k]);
    form.seed = seed;
    return form;
}

/* Where a cell is quoted its text may hold delimiters: such a line counts whole. */
static Str without_lead(const LineForm *form, Str text)
{
    if (form->lead == 0 || text.len == 0 || memchr(text.ptr, '"', (size_t)text.len))
        return text;
    const char *at = text.ptr, *end = text.ptr + text.len;
    for (ptrdiff_t passed = 0; passed < form->lead; passed++) {
        const char *mark = at < end ? memchr(at, form->delimiter, (size_t)(end - at)) : NULL;
        if (!mark)
            return text;
        at = mark + 1;
    }
    return (Str){at, end - at};
}

uint64_t line_digest(const LineForm *form, Str text)
{
    return digest_add(form->seed, without_lead(form, text));
}

/* ---- kept ----------------------------------------------------------------------------------- */

static uint64_t pair_of(const RowLine *line)
{
    return (uint64_t)line->sound << 32 | line->doubtful;
}

Str lines_pack(Arena *arena, const RowLine *line, ptrdiff_t rows)
{
    assert(rows < SLOTS / 2);
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    uint64_t *pair = new_raw(&scratch, uint64_t, rows + 1);
    uint16_t *number = new_raw(&scratch, uint16_t, rows + 1), *slot = new (&scratch, uint16_t, SLOTS);
    uint32_t pairs = 0;
    for (ptrdiff_t i = 0; i < rows; i++) {
        uint64_t is = pair_of(&line[i]);
        uint16_t at = (uint16_t)digest_fold(is, UINT64_C(0x9E3779B97F4A7C15));
        while (slot[at] && pair[slot[at] - 1] != is)
            at++;
        if (!slot[at]) {
            pair[pairs] = is;
            slot[at] = (uint16_t)++pairs;
        }
        number[i] = (uint16_t)(slot[at] - 1);
    }
    ptrdiff_t bytes = (DIGEST + NUMBER) * rows + (ptrdiff_t)sizeof pairs + PAIR * (ptrdiff_t)pairs;
    char *out = new_raw(arena, char, bytes), *at = out;
    for (ptrdiff_t i = 0; i < rows; i++, at += DIGEST)
        memcpy(at, &line[i].line, DIGEST);
    memcpy(at, &pairs, sizeof pairs), at += sizeof pairs;
    memcpy(at, pair, PAIR * (size_t)pairs), at += PAIR * (size_t)pairs;
    memcpy(at, number, NUMBER * (size_t)rows);
    return (Str){out, bytes};
}

bool lines_unpack(Str packed, ptrdiff_t rows, RowLine *ret)
{
    uint32_t pairs;
    ptrdiff_t fixed = (DIGEST + NUMBER) * rows + (ptrdiff_t)sizeof pairs;
    if (packed.len < fixed)
        return false;
    const char *pair = packed.ptr + DIGEST * rows + sizeof pairs;
    memcpy(&pairs, pair - sizeof pairs, sizeof pairs);
    if (pairs > SLOTS / 2 || packed.len != fixed + PAIR * (ptrdiff_t)pairs)
        return false;
    const char *numbers = pair + PAIR * (ptrdiff_t)pairs;
    for (ptrdiff_t i = 0; i < rows; i++) {
        uint64_t is;
        uint16_t number;
        memcpy(&number, numbers + NUMBER * i, NUMBER);
        if (number >= pairs)
            return false;
        memcpy(&is, pair + PAIR * (ptrdiff_t)number, PAIR);
        memcpy(&ret[i].line, packed.ptr + DIGEST * i, DIGEST);
        ret[i].sound = (uint32_t)(is >> 32);
        ret[i].doubtful = (uint32_t)is;
    }
    return true;
}
