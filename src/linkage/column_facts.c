/* What the cells of a column look like. */
#include "linkage/recognise_internal.h"

#include "vn/vn.h"
#include <stdlib.h>
#include <string.h>

enum { SAMPLE = 4096 };

/* Family names of nearly all Vietnamese, without marks; how common each is does not matter here. */
static const char families[] = " nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao dinh doan "
                               "trinh truong lam mai luong ha cao chu to ta thai tong quach la luu kieu phung vuong "
                               "trieu bach ton thach diep giang nghiem khuat dam ninh khong ";

static bool is_family(Str word)
{
    char wanted[16] = " ";
    if (word.len < 2 || word.len > 12)
        return false;
    memcpy(wanted + 1, word.ptr, (size_t)word.len);
    memcpy(wanted + 1 + word.len, " ", 2);
    return strstr(families, wanted) != NULL;
}

static bool looks_vietnamese(Arena scratch, Str s, int *ret_words)
{
    Str folded = vn_fold(&scratch, str_slice(s, 0, s.len < 200 ? s.len : 200), VN_KEY), first = {0}, word = {0};
    *ret_words = 0;
    for (StrCut cut = {.tail = folded, .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, ' ');
        if (cut.head.len == 0)
            continue;
        word = cut.head;
        first = *ret_words == 0 ? word : first;
        (*ret_words)++;
    }
    return is_family(first) || is_family(word); /* the family name stands last where given names stand first */
}

typedef struct Letters {
    int digits, letters, others, at;
} Letters;

static Letters count_letters(Str s)
{
    Letters n = {0};
    for (ptrdiff_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool digit = c >= '0' && c <= '9', letter = c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z');
        n.digits += digit;
        n.letters += letter;
        n.at += c == '@';
        n.others += !digit && !letter && c != ' ';
    }
    return n;
}

static void add_look(Arena scratch, ColumnFacts *f, Str s)
{
    Letters n = count_letters(s);
    Date date;
    int words = 0;
    if (n.letters == 0 && n.others == 0 && n.digits == s.len) {
        f->digits++;
        f->length[s.len < 15 ? s.len : 15]++;
        f->phones += s.len == 10 && s.ptr[0] == '0';
    }
    if (n.digits >= 4 && n.letters == 0 && s.len >= 6 && s.len <= 10 &&
        (vn_parse_date(s, 2035, &date) || (s.len == 8 && n.digits == 8)))
        f->dates++;
    f->emails += n.at == 1 && n.letters > 2;
    if (n.letters > 0 && n.digits == 0 && n.at == 0) {
        f->letters++;
        f->vietnamese += looks_vietnamese(scratch, s, &words);
        f->words += words >= 2 && words <= 6;
    }
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int64_t count_distinct(uint64_t *hash, int64_t count)
{
    int64_t distinct = 0;
    qsort(hash, (size_t)count, sizeof *hash, by_hash);
    for (int64_t i = 0; i < count; i++)
        distinct += i == 0 || hash[i] != hash[i - 1];
    return distinct;
}

static bool counts_up(const LinkBatch *batch, ptrdiff_t column)
{
    int64_t before = 0, n;
    for (ptrdiff_t r = 0; r < batch->rows; r++) {
        Str s = batch->cell[r * batch->columns + column];
        if (s.len > 15 || !vn_parse_int(s, &n) || (r > 0 && n != before + 1))
            return false;
        before = n;
    }
    return batch->rows > 1;
}

static ColumnFacts facts_of(Arena scratch, const LinkBatch *batch, ptrdiff_t column)
{
    ColumnFacts f = {.rows = batch->rows, .counts = counts_up(batch, column)};
    uint64_t *hash = new (&scratch, uint64_t, batch->rows);
    for (ptrdiff_t r = 0; r < batch->rows; r++) {
        Str s = batch->cell[r * batch->columns + column];
        if (s.len == 0)
            continue;
        hash[f.filled++] = str_hash(s);
        add_look(scratch, &f, s);
    }
    f.distinct = count_distinct(hash, f.filled);
    return f;
}

Err *column_facts(Arena *arena, LinkSource *source, ColumnFacts **ret)
{
    LinkBatch batch;
    ColumnFacts *facts = new (arena, ColumnFacts, source->columns);
    TRY(source->rewind(source, arena));
    TRY(source->read(source, arena, &batch));
    if (batch.rows == 0)
        return err_at(FAIL(arena, BAD_INPUT, "tệp không có dòng dữ liệu nào dưới tiêu đề",
                           "the file has no rows of data below its header"),
                      (Place){.file = source->name});
    batch.rows = batch.rows < SAMPLE ? batch.rows : SAMPLE;
    for (ptrdiff_t c = 0; c < source->columns; c++)
        facts[c] = facts_of(*arena, &batch, c);
    bool cut = batch.rows == SAMPLE;
    if (!cut)
        TRY(source->read(source, arena, &batch));
    for (ptrdiff_t c = 0; c < source->columns; c++)
        facts[c].whole = !cut && batch.rows == 0;
    *ret = facts;
    return source->rewind(source, arena);
}
