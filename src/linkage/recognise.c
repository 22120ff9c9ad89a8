/* From headings and cells to the fields of a model. */
#include "linkage/recognise_internal.h"

#include "base/vec.h"
#include "linkage/combine.h"
#include "linkage/link_csv.h"
#include "table/heading.h"
#include "vn/vn.h"
#include <string.h>

typedef struct Side {
    LinkSource *source;
    Sample sample;
    ColumnFacts *facts; /* of the sample */
    ptrdiff_t *heading; /* of each column: index in link_headings or -1 */
    bool *used;
    ptrdiff_t made, made_heading, made_of[COMBINE_PARTS]; /* a combined column (-1 = none), what it is, its parts */
} Side;

typedef Vec(Text) Notes;

enum { ENOUGH = 1000, FEW = 2, FEWEST = 4 };

typedef struct Recognition {
    Arena *arena;
    Side side[2];
    bool dedupe;
    LinkModel *model;
    Notes notes;
} Recognition;

static const Text reasons[] = {
    TEXT_INIT("mã của dòng", "id of the row"),
    TEXT_INIT("số thứ tự", "numbers the rows"),
    TEXT_INIT("có vẻ là kết quả liên kết có sẵn", "looks like the result of a linkage"),
    TEXT_INIT("chung cho nhiều người", "shared by several persons"),
    TEXT_INIT("chỉ có một giá trị", "one value only"),
    TEXT_INIT("để trống", "empty"),
    TEXT_INIT("chỉ có ở một bên", "on one side only"),
    TEXT_INIT("đã có cột khác cho cùng nội dung", "another column says the same"),
    TEXT_INIT("không nhận ra; muốn so sánh thì thêm --compare CỘT:LOẠI",
              "not recognised; to compare it add --compare COLUMN:KIND"),
};
enum { IS_ID, IS_NUMBERING, IS_TRUTH, IS_SHARED, IS_CONSTANT, IS_BLANK, IS_ONE_SIDED, IS_DOUBLE, IS_UNKNOWN, REASONS };

/* ---- what a column is ------------------------------------------------------------------------ */

static bool mostly(int64_t some, int64_t all)
{
    return all > 0 && 2 * some > all;
}

static bool named(const LinkHeading *h, const char *field)
{
    return strcmp(h->field, field) == 0;
}

/* What only resembles a known heading has to look like it too, where there is anything to look at. */
static bool plausible(const LinkHeading *heading, const ColumnFacts *f)
{
    const LinkKind *kind = heading->kind;
    if (f->rows == 1 && f->filled == 0)
        return true;
    if (kind == &link_kind_date)
        return mostly(f->dates, f->filled);
    if (kind == &link_kind_personal || kind == &link_kind_social || kind == &link_kind_tax)
        return mostly(f->digits, f->filled);
    if (kind == &link_kind_phone)
        return mostly(f->numbers, f->filled) && !mostly(f->dates, f->filled);
    if (kind == &link_kind_email)
        return mostly(f->emails, f->filled);
    if (kind == &link_kind_name)
        return mostly(f->words, f->filled);
    if (named(heading, "village")) /* "Thôn 5" */
        return mostly(f->lettered, f->filled);
    return kind != &link_kind_word || mostly(f->letters, f->filled);
}

/* Of a column without a known heading, where its cells leave no doubt. */
static ptrdiff_t guess(const ColumnFacts *f)
{
    if (f->filled < FEWEST || f->counts)
        return -1;
    if (mostly(f->emails, f->filled))
        return heading_named("email");
    if (f->length[12] * 10 > f->filled * 8 && f->distinct * 10 > f->filled * 8)
        return heading_named("personal_id");
    if (f->phones * 10 > f->filled * 8 && f->distinct * 10 > f->filled * 5)
        return heading_named("phone");
    if (mostly(f->vietnamese, f->filled) && mostly(f->words, f->filled))
        return heading_named("full_name");
    return -1;
}

static Err *look_at(Recognition *r, Side *side)
{
    LinkSource *s = side->source;
    TRY(sample_read(r->arena, s, &side->sample));
    side->facts = side->sample.facts;
    side->heading = new (r->arena, ptrdiff_t, s->columns);
    side->used = new (r->arena, bool, s->columns);
    for (ptrdiff_t c = 0; c < s->columns; c++) {
        ptrdiff_t h = c == side->made ? side->made_heading : link_heading_find(*r->arena, s->heading[c]);
        if (c != side->made && h >= 0 && !heading_is(*r->arena, h, s->heading[c]) &&
            !plausible(&link_headings[h], &side->facts[c]))
            h = -1;
        side->heading[c] = h;
    }
    return NULL;
}

/* The column of a field: the heading known exactly before one that resembles it before one guessed. */
static ptrdiff_t column_of(const Recognition *r, const Side *side, ptrdiff_t heading)
{
    ptrdiff_t best = -1;
    if (side->made >= 0 && side->made_heading == heading && !side->used[side->made])
        return side->made;
    for (ptrdiff_t c = 0; c < side->source->columns; c++) {
        if (side->heading[c] != heading || side->used[c] || c == side->source->id_column)
            continue;
        if (heading_is(*r->arena, heading, side->source->heading[c]))
            return c;
        best = best < 0 ? c : best;
    }
    for (ptrdiff_t c = 0; c < side->source->columns && best < 0; c++)
        if (side->heading[c] < 0 && !side->used[c] && guess(&side->facts[c]) == heading)
            best = c;
    return best;
}

/* Rows from all over the file that agree say as much as the whole file would; two may well agree. */
static bool says_something(const ColumnFacts *f)
{
    bool enough = f->whole || f->rows >= ENOUGH;
    if (f->rows <= FEW)
        return f->filled > 0;
    return f->distinct > 1 || !enough;
}

/* ---- style ------------------------------------------------------------------------------------ */

static bool is_name_column(const Side *side, ptrdiff_t c, bool known)
{
    static const char *const names[] = {"full_name", "surname", "family_middle"};
    ptrdiff_t h = side->heading[c];
    if (!known) /* any column of several words */
        return mostly(side->facts[c].words, side->facts[c].filled);
    for (int i = 0; h >= 0 && i < COUNTOF(names); i++)
        if (named(&link_headings[h], names[i]))
            return true;
    return false;
}

/* By most of the names; where no column is known as one, by whatever is written in words. */
static LinkStyle style_of(const Recognition *r)
{
    int64_t names = 0, vietnamese = 0;
    for (int known = 1; known >= 0 && names == 0; known--)
        for (int i = 0; i < (r->dedupe ? 1 : 2); i++)
            for (ptrdiff_t c = 0; c < r->side[i].source->columns; c++) {
                bool is_name = is_name_column(&r->side[i], c, known == 1);
                names += is_name ? r->side[i].facts[c].letters : 0;
                vietnamese += is_name ? r->side[i].facts[c].vietnamese : 0;
            }
    return 2 * vietnamese > names ? LINK_VIETNAMESE : LINK_WESTERN;
}

/* ---- fields ------------------------------------------------------------------------------------ */

static void use_column(Side *side, ptrdiff_t column)
{
    side->used[column] = true;
    for (int i = 0; column == side->made && i < COMBINE_PARTS && side->made_of[i] >= 0; i++)
        side->used[side->made_of[i]] = true;
}

static LinkField *add_field(Recognition *r, Str name, const LinkKind *kind, ptrdiff_t left, ptrdiff_t right)
{
    LinkModel *m = r->model;
    if (m->fields == LINK_FIELDS)
        return NULL;
    use_column(&r->side[0], left);
    use_column(&r->side[1], right);
    LinkField *f = &m->field[m->fields++];
    *f = (LinkField){.name = name,
                     .kind = kind,
                     .left = r->side[0].source->heading[left],
                     .right = r->side[1].source->heading[right]};
    default_field(m, m->fields - 1);
    return f;
}

static const LinkKind *kind_in(const LinkModel *model, const LinkHeading *h)
{
    return model->style == LINK_WESTERN ? h->western : h->kind;
}

/* A field that may be found under another heading on the other side. */
static const struct {
    const char *field, *other;
} stand_ins[] = {{"birth_date", "birth_year"},
                 {"commune_name", "commune_code"},
                 {"personal_id", "old_id"},
                 {"personal_id", "tax_code"},
                 {"address", "village"}};

static void add_known(Recognition *r, ptrdiff_t heading)
{
    const LinkHeading *h = &link_headings[heading];
    ptrdiff_t left = column_of(r, &r->side[0], heading), right = column_of(r, &r->side[1], heading);
    for (int i = 0; i < COUNTOF(stand_ins) && (left < 0) != (right < 0); i++) {
        if (!named(h, stand_ins[i].field))
            continue;
        ptrdiff_t other = heading_named(stand_ins[i].other);
        ptrdiff_t *missing = left < 0 ? &left : &right;
        *missing = column_of(r, &r->side[left < 0 ? 0 : 1], other);
    }
    if (left < 0 || right < 0)
        return;
    if (says_something(&r->side[0].facts[left]) && says_something(&r->side[1].facts[right]))
        add_field(r, str_from(h->field), kind_in(r->model, h), left, right);
}

/* Parts of a name say more than the whole, and the same. */
static bool is_double(const LinkModel *model, const LinkHeading *h)
{
    bool parts = model_field(model, S("given_name")) >= 0 &&
                 (model_field(model, S("surname")) >= 0 || model_field(model, S("family_middle")) >= 0);
    if (named(h, "full_name"))
        return parts;
    if (named(h, "birth_year"))
        return model_field(model, S("birth_date")) >= 0;
    return false;
}

/* The whole name and the year come last: they are compared where nothing better is there. */
static void add_fields(Recognition *r)
{
    for (int last = 0; last < 2; last++)
        for (ptrdiff_t i = 0; link_headings[i].field; i++) {
            const LinkHeading *h = &link_headings[i];
            bool is_last = named(h, "full_name") || named(h, "birth_year");
            if (h->kind && is_last == (last == 1) && !is_double(r->model, h))
                add_known(r, i);
        }
}

static int why_unused(const Recognition *r, const Side *side, ptrdiff_t c)
{
    const ColumnFacts *f = &side->facts[c];
    ptrdiff_t h = side->heading[c];
    if (c == side->source->id_column)
        return IS_ID;
    if (h >= 0 && named(&link_headings[h], "id"))
        return IS_ID;
    if (h >= 0 && named(&link_headings[h], "truth"))
        return IS_TRUTH;
    if (h >= 0 && named(&link_headings[h], "household_id"))
        return IS_SHARED;
    if (f->counts || (h >= 0 && named(&link_headings[h], "row_number")))
        return IS_NUMBERING;
    if (!says_something(f))
        return f->filled == 0 ? IS_BLANK : IS_CONSTANT;
    h = h < 0 ? guess(f) : h;
    if (h < 0)
        return IS_UNKNOWN;
    bool there = model_field(r->model, str_from(link_headings[h].field)) >= 0 || is_double(r->model, &link_headings[h]);
    return there || r->dedupe ? IS_DOUBLE : IS_ONE_SIDED;
}

/* One note for all columns of a side that are left aside for the same reason. */
static void note_reason(Recognition *r, const Side *side, int why)
{
    Buf list = buf_open(r->arena);
    for (ptrdiff_t c = 0; c < side->source->columns; c++)
        if (!side->used[c] && side->source->heading[c].len > 0 && why_unused(r, side, c) == why)
            buf_fmt(&list, "%s“%.*s”", list.len > 0 ? ", " : "", STRF(side->source->heading[c]));
    if (list.len == 0)
        return;
    Str file = r->dedupe ? (Str){0} : str_fmt(r->arena, "%.*s: ", STRF(side->source->name));
    Text note = {
        str_fmt(r->arena, "%.*sKhông so sánh %.*s (%.*s)", STRF(file), STRF(buf_str(&list)), STRF(reasons[why].vi)),
        str_fmt(r->arena, "%.*sNot compared: %.*s (%.*s)", STRF(file), STRF(buf_str(&list)), STRF(reasons[why].en))};
    vec_push(r->arena, &r->notes, note);
}

static void note_unused(Recognition *r)
{
    for (int i = 0; i < (r->dedupe ? 1 : 2); i++)
        for (int why = 0; why < REASONS; why++)
            note_reason(r, &r->side[i], why);
}

/* Cells that are no value of the kind count as empty, which nobody would see. */
static void warn_unfit(Recognition *r, RuleCost *cost, int field)
{
    const LinkField *f = &r->model->field[field];
    for (int i = 0; i < (r->dedupe ? 1 : 2) && f->kind != &link_kind_place; i++) { /* places need their table */
        int64_t filled, fits;
        Arena *a = r->arena;
        rule_cost_fit(cost, i, field, &filled, &fits);
        if (filled == 0 || 2 * fits >= filled)
            continue;
        Str file = r->side[i].source->name, column = i == 0 ? f->left : f->right;
        Text note =
            text_fmt(a,
                     "%.*s: trong %lld ô xem thử của cột “%.*s” chỉ %lld ô đọc được theo loại %s; các ô khác coi "
                     "như trống. Hãy xem lại cột và loại (--compare CỘT:LOẠI)",
                     "%.*s: of %lld cells looked at in the column “%.*s” only %lld can be read as %s; the others "
                     "count as empty. See whether column and kind are right (--compare COLUMN:KIND)",
                     STRF(file), (long long)filled, STRF(column), (long long)fits, f->kind->name);
        vec_push(a, &r->notes, note);
        r->model->warnings++;
    }
}

/* ---- told by --compare --------------------------------------------------------------------------- */

static Err *find_told(Recognition *r, const Side *side, Str heading, ptrdiff_t *ret)
{
    *ret = link_source_column(side->source, heading);
    return *ret < 0 ? no_column(r->arena, side->source, heading) : NULL;
}

/* The field's own name where the heading is known as one of this kind, so that its rules apply. */
static Str told_name(const Recognition *r, const LinkColumn *column)
{
    ptrdiff_t h = link_heading_find(*r->arena, column->left);
    const LinkHeading *known = h >= 0 ? &link_headings[h] : NULL;
    bool same = known && (known->kind == column->kind || known->western == column->kind) && known->kind;
    Str name = same ? str_from(known->field) : vn_fold(r->arena, column->left, VN_KEY);
    char *p = str_c(r->arena, name);
    for (ptrdiff_t i = 0; i < name.len; i++)
        p[i] = p[i] == ' ' ? '_' : p[i];
    return (Str){p, name.len};
}

static Err *add_told(Recognition *r, const LinkColumn *column)
{
    ptrdiff_t left, right;
    TRY(find_told(r, &r->side[0], column->left, &left));
    TRY(find_told(r, &r->side[1], column->right, &right));
    Str name = told_name(r, column);
    if (model_field(r->model, name) >= 0 && !str_eq(name, vn_fold(r->arena, column->left, VN_KEY)))
        name = vn_fold(r->arena, column->left, VN_KEY);
    if (model_field(r->model, name) >= 0)
        return FAIL(r->arena, USAGE, "--compare: cột “%.*s” được nêu hai lần",
                    "--compare: the column “%.*s” is named twice", STRF(column->left));
    if (!add_field(r, name, column->kind, left, right))
        return FAIL(r->arena, USAGE, "--compare: nhiều nhất %d cột", "--compare: at most %d columns", LINK_FIELDS);
    return NULL;
}

Err *link_column_parse(Arena *arena, Str written, LinkColumn *ret)
{
    ptrdiff_t colon = written.len;
    while (colon > 0 && written.ptr[colon - 1] != ':')
        colon--;
    Str kind = str_trim(str_slice(written, colon, written.len));
    StrCut sides = str_cut(str_slice(written, 0, colon > 0 ? colon - 1 : 0), '=');
    ret->left = str_trim(sides.head);
    ret->right = sides.ok ? str_trim(sides.tail) : ret->left;
    ret->kind = colon > 0 ? link_kind_find(kind) : NULL;
    if (ret->kind && ret->left.len > 0 && ret->right.len > 0)
        return NULL;
    Buf all = buf_open(arena);
    for (int i = 0; link_kinds[i]; i++)
        buf_fmt(&all, "%s%s", i ? ", " : "", link_kinds[i]->name);
    return FAIL(arena, USAGE,
                "--compare: “%.*s” không rõ; hãy viết CỘT:LOẠI (hoặc CỘT_TRÁI=CỘT_PHẢI:LOẠI), loại là một trong: %.*s",
                "--compare: “%.*s” is not clear; write COLUMN:KIND (or LEFT=RIGHT:KIND), the kind one of: %.*s",
                STRF(written), STRF(buf_str(&all)));
}

/* ---- columns made of columns ---------------------------------------------------------------------------- */

/* One combined column a side at most: the name before the number. */
static Err *make_column(Recognition *r, Side *side, const LinkSource *other)
{
    Str name = made_name(r->arena, side->source, other);
    Str expression = name.len > 0 ? name : made_number(r->arena, side->source, other);
    if (expression.len == 0)
        return NULL;
    side->made_heading = heading_named(name.len > 0 ? "full_name" : "personal_id");
    TRY(link_combine(r->arena, side->source, expression, side->made_of));
    side->made = side->source->columns - 1;
    return NULL;
}

static Err *make_told(Recognition *r, const LinkColumn *column, ptrdiff_t columns)
{
    ptrdiff_t ignored;
    for (ptrdiff_t i = 0; i < columns; i++) {
        TRY(link_source_find(r->arena, r->side[0].source, column[i].left, &ignored));
        if (!r->dedupe)
            TRY(link_source_find(r->arena, r->side[1].source, column[i].right, &ignored));
    }
    return NULL;
}

static Err *make_columns(Recognition *r, const LinkColumn *column, ptrdiff_t columns)
{
    r->side[0].made = r->side[1].made = -1;
    if (columns > 0)
        return make_told(r, column, columns);
    if (r->dedupe)
        return NULL;
    TRY(make_column(r, &r->side[0], r->side[1].source));
    return make_column(r, &r->side[1], r->side[0].source);
}

/* ---- all together ------------------------------------------------------------------------------------ */

int model_field(const LinkModel *model, Str name)
{
    for (int f = 0; f < model->fields; f++)
        if (str_eq(model->field[f].name, name))
            return f;
    return -1;
}

static bool has_heading(const Side *side, ptrdiff_t heading)
{
    for (ptrdiff_t c = 0; c < side->source->columns; c++)
        if (side->heading[c] == heading)
            return true;
    return false;
}

/* A column that could be compared, were it not the same in all rows. */
static bool is_constant(const Side *side, const Side *other)
{
    for (ptrdiff_t c = 0; c < side->source->columns; c++) {
        ptrdiff_t h = side->heading[c];
        if (h >= 0 && link_headings[h].kind && !says_something(&side->facts[c]) && has_heading(other, h))
            return true;
    }
    return false;
}

static Err *all_alike(Recognition *r, const Side *side)
{
    return err_at(
        FAIL(r->arena, BAD_INPUT,
             "mọi dòng giống nhau ở các cột nhận ra, nên không có gì để phân biệt người này với người kia",
             "all rows are alike in the columns that are recognised, so nothing tells one person from another"),
        (Place){.file = side->source->name});
}

static Err *nothing_common(Recognition *r)
{
    for (int i = 0; i < 2; i++)
        if (is_constant(&r->side[i], &r->side[1 - i]))
            return all_alike(r, &r->side[i]);
    Str left = source_headings(r->arena, r->side[0].source), right = source_headings(r->arena, r->side[1].source);
    if (r->dedupe)
        return err_at(
            FAIL(r->arena, BAD_INPUT,
                 "không nhận ra cột nào để so sánh; các cột: %.*s; hãy chỉ rõ bằng --compare CỘT:LOẠI",
                 "no column to compare is recognised; the columns: %.*s; name them with --compare COLUMN:KIND",
                 STRF(left)),
            (Place){.file = r->side[0].source->name});
    return FAIL(r->arena, BAD_INPUT,
                "hai tệp không có cột chung nào để so sánh; bên trái: %.*s; bên phải: %.*s; hãy chỉ rõ bằng --compare "
                "CỘT_TRÁI=CỘT_PHẢI:LOẠI",
                "the two files have no column in common to compare; left: %.*s; right: %.*s; name them with --compare "
                "LEFT=RIGHT:KIND",
                STRF(left), STRF(right));
}

static Err *fill_model(Recognition *r, const LinkColumn *column, ptrdiff_t columns)
{
    for (ptrdiff_t i = 0; i < columns; i++)
        TRY(add_told(r, &column[i]));
    if (columns == 0)
        add_fields(r);
    if (r->model->fields == 0)
        return nothing_common(r);
    LinkSource *const source[2] = {r->side[0].source, r->side[1].source};
    const Sample sample[2] = {r->side[0].sample, r->side[1].sample};
    RuleCost *cost = rule_cost_open(r->arena, r->model, source, sample, r->dedupe);
    for (int f = 0; f < r->model->fields; f++)
        warn_unfit(r, cost, f);
    if (columns == 0)
        note_unused(r);
    default_rules(r->model, cost);
    r->model->note = r->notes.data;
    r->model->notes = r->notes.len;
    if (r->model->rules > 0)
        return NULL;
    return FAIL(r->arena, BAD_INPUT,
                "các cột nhận ra chưa đủ để tìm cặp (cần họ tên, ngày sinh, số định danh hoặc số điện thoại); hãy thêm "
                "--compare",
                "the columns recognised are not enough to find pairs (a name, a date of birth, a number or a telephone "
                "is needed); add --compare");
}

Err *link_recognise(Arena *arena, LinkSource *left, LinkSource *right, const LinkColumn *column, ptrdiff_t columns,
                    Str id, LinkModel **ret)
{
    Recognition r = {.arena = arena, .dedupe = !right || right == left, .model = new (arena, LinkModel, 1)};
    *ret = NULL;
    TRY(link_recognise_id(arena, left, right, id));
    r.side[0].source = left;
    r.side[1].source = r.dedupe ? left : right;
    TRY(make_columns(&r, column, columns));
    TRY(look_at(&r, &r.side[0]));
    if (r.dedupe)
        r.side[1] = r.side[0];
    else
        TRY(look_at(&r, &r.side[1]));
    r.model->style = style_of(&r);
    TRY(fill_model(&r, column, columns));
    *ret = r.model;
    return NULL;
}
