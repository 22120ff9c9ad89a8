/* What the cells of a column look like. */
#include "linkage/recognise_internal.h"

#include "vn/vn.h"
#include <stdlib.h>
#include <string.h>

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
    f->numbers += n.letters == 0 && n.at == 0 && n.digits >= 6 && n.digits > n.others;
    f->lettered += n.letters > 0 && n.at == 0;
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

/* Whole numbers, nearly every one greater by a constant step than the one before: the sample has gaps. */
static bool counts_up(const LinkBatch *batch, ptrdiff_t column)
{
    int64_t before = 0, step = 0, n;
    ptrdiff_t even = 0;
    for (ptrdiff_t r = 0; r < batch->rows; r++) {
        Str s = batch->cell[r * batch->columns + column];
        if (s.len > 15 || !vn_parse_int(s, &n) || (r > 0 && n <= before))
            return false;
        even += r > 1 && n - before <= step + 1 && n - before >= step - 1;
        step = n - before;
        before = n;
    }
    return batch->rows > 2 && even * 10 >= (batch->rows - 2) * 8;
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

/* Evenly thinned out, so that the end of the source has its say. */
static void thin_out(Arena *arena, LinkBatch *rows)
{
    if (rows->rows <= SAMPLE_ROWS)
        return;
    Str *cell = new (arena, Str, SAMPLE_ROWS * rows->columns);
    for (ptrdiff_t r = 0; r < SAMPLE_ROWS; r++)
        memcpy(cell + r * rows->columns, rows->cell + r * rows->rows / SAMPLE_ROWS * rows->columns,
               (size_t)rows->columns * sizeof(Str));
    rows->cell = cell;
    rows->rows = SAMPLE_ROWS;
}

static Err *read_beginning(LinkSource *source, Arena *arena, LinkBatch *ret, int64_t *ret_about)
{
    LinkBatch more;
    TRY(source->rewind(source, arena));
    TRY(source->read(source, arena, ret));
    *ret_about = ret->rows;
    for (more.rows = ret->rows; more.rows > 0; *ret_about += more.rows)
        TRY(source->read(source, arena, &more));
    return NULL;
}

ColumnFacts sample_column(Arena scratch, const Sample *sample, ptrdiff_t column)
{
    ColumnFacts f = facts_of(scratch, &sample->rows, column);
    f.whole = sample->whole;
    return f;
}

Err *sample_take(Arena *arena, LinkSource *source, Sample *ret)
{
    if (source->sample)
        TRY(source->sample(source, arena, &ret->rows, &ret->about));
    else
        TRY(read_beginning(source, arena, &ret->rows, &ret->about));
    if (ret->rows.rows == 0)
        return err_at(FAIL(arena, BAD_INPUT, "tệp không có dòng dữ liệu nào dưới tiêu đề",
                           "the file has no rows of data below its header"),
                      (Place){.file = source->name});
    ret->whole = ret->about == ret->rows.rows && ret->about <= SAMPLE_ROWS;
    thin_out(arena, &ret->rows);
    return source->rewind(source, arena);
}

Err *sample_read(Arena *arena, LinkSource *source, Sample *ret)
{
    TRY(sample_take(arena, source, ret));
    ret->facts = new (arena, ColumnFacts, source->columns);
    for (ptrdiff_t c = 0; c < source->columns; c++)
        ret->facts[c] = sample_column(*arena, ret, c);
    return NULL;
}
