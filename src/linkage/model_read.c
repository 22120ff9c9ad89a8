/* A model back from JSON.  Whoever edited it by hand learns the path of the fault; a key that nobody
 * knows is refused, because it is most often a misspelt one. */
#include "linkage/model.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOGS_MOST = 100000, NOTES_MOST = 10000, TEXT_MOST = 4096 };

typedef struct Read {
    Arena *arena;
    Str file;
    LinkModel *model;
} Read;

/* A value and where it stands; json is NULL where it is absent. */
typedef struct At {
    const json_t *json;
    Str path;
} At;

static void json_close(json_t **json)
{
    json_decref(*json);
}

static Err *fault(Read *r, Str path, Text what)
{
    Err *err = FAIL(r->arena, BAD_INPUT, "mô hình không đọc được", "the model cannot be read");
    Str where = path.len > 0 ? path : S("{}");
    err->text.vi = str_fmt(r->arena, "mô hình, %.*s: %.*s", STRF(where), STRF(what.vi));
    err->text.en = str_fmt(r->arena, "model, %.*s: %.*s", STRF(where), STRF(what.en));
    return err_at(err, (Place){.file = r->file});
}

/* ---- values with their paths -------------------------------------------------- */
static At get(Read *r, At object, const char *key)
{
    Str path = object.path.len > 0 ? str_fmt(r->arena, "%.*s.%s", STRF(object.path), key) : str_from(key);
    return (At){json_object_get(object.json, key), path};
}

static At item(Read *r, At array, ptrdiff_t i)
{
    return (At){json_array_get(array.json, (size_t)i), str_fmt(r->arena, "%.*s[%td]", STRF(array.path), i)};
}

static Err *check_keys(Read *r, At object, const char *known)
{
    if (!json_is_object(object.json))
        return fault(r, object.path, TEXT("cần một đối tượng {…}", "needs an object {…}"));
    for (void *i = json_object_iter((json_t *)object.json); i; i = json_object_iter_next((json_t *)object.json, i)) {
        Str key = str_fmt(r->arena, " %.200s ", json_object_iter_key(i));
        if (str_find(str_from(known), key) < 0 || str_find(str_trim(key), S(" ")) >= 0)
            return fault(r, get(r, object, str_c(r->arena, str_trim(key))).path,
                         TEXT("không có mục tên này", "there is no entry of this name"));
    }
    return NULL;
}

static Err *get_text(Read *r, At object, const char *key, Str *ret)
{
    At at = get(r, object, key);
    if (!json_is_string(at.json) || json_string_length(at.json) > TEXT_MOST)
        return fault(r, at.path, TEXT("cần một chuỗi chữ", "needs a text"));
    *ret = str_copy(r->arena, (Str){json_string_value(at.json), (ptrdiff_t)json_string_length(at.json)});
    return NULL;
}

static Err *get_real(Read *r, At object, const char *key, double low, double high, double *ret)
{
    At at = get(r, object, key);
    double x = json_number_value(at.json);
    if (!json_is_number(at.json) || !(x >= low && x <= high)) {
        Text what = text_fmt(r->arena, "cần một số từ %g đến %g", "needs a number from %g to %g", low, high);
        return fault(r, at.path, what);
    }
    *ret = x;
    return NULL;
}

static Err *get_int(Read *r, At object, const char *key, int low, int high, int *ret)
{
    At at = get(r, object, key);
    json_int_t x = json_integer_value(at.json);
    if (!json_is_integer(at.json) || x < low || x > high) {
        Text what =
            text_fmt(r->arena, "cần một số nguyên từ %d đến %d", "needs a whole number from %d to %d", low, high);
        return fault(r, at.path, what);
    }
    *ret = (int)x;
    return NULL;
}

/* Absent means no. */
static Err *get_bool(Read *r, At object, const char *key, bool *ret)
{
    At at = get(r, object, key);
    if (at.json && !json_is_boolean(at.json))
        return fault(r, at.path, TEXT("cần true hoặc false", "needs true or false"));
    *ret = json_is_true(at.json);
    return NULL;
}

/* Absent means empty, where `least` allows that. */
static Err *get_list(Read *r, At object, const char *key, int least, int most, At *ret, int *ret_count)
{
    At at = get(r, object, key);
    size_t n = json_array_size(at.json);
    if ((at.json && !json_is_array(at.json)) || n < (size_t)least || n > (size_t)most) {
        Text what =
            text_fmt(r->arena, "cần một danh sách từ %d đến %d mục", "needs a list of %d to %d entries", least, most);
        return fault(r, at.path, what);
    }
    *ret = at;
    *ret_count = (int)n;
    return NULL;
}

/* ---- fields ------------------------------------------------------------------- */
static Err *read_level(Read *r, At at, LinkField *field)
{
    int level;
    TRY(check_keys(r, at, " level what m u weight trained "));
    TRY(get_int(r, at, "level", 1, field->kind->level_count, &level));
    if (field->m[level - 1] > 0)
        return fault(r, at.path, TEXT("mức này đã có ở trên", "this level stands above already"));
    TRY(get_real(r, at, "m", 1e-12, 1, &field->m[level - 1]));
    TRY(get_real(r, at, "u", 1e-15, 1, &field->u[level - 1]));
    return get_bool(r, at, "trained", &field->trained[level - 1]);
}

static Err *read_levels(Read *r, At at, LinkField *field)
{
    At levels;
    int count, need = field->kind->level_count;
    TRY(get_list(r, at, "levels", 0, LINK_LEVELS, &levels, &count));
    if (count != 0 && count != need)
        return fault(r, levels.path,
                     text_fmt(r->arena, "loại \"%s\" có %d mức, ở đây có %d", "kind \"%s\" has %d levels, here are %d",
                              field->kind->name, need, count));
    for (int l = 0; l < count; l++)
        TRY(read_level(r, item(r, levels, l), field));
    if (count == 0)
        link_field_defaults(field);
    return NULL;
}

static Err *read_kind(Read *r, At at, LinkField *field)
{
    Str kind;
    TRY(get_text(r, at, "kind", &kind));
    field->kind = link_kind_find(kind);
    if (field->kind)
        return NULL;
    return fault(r, get(r, at, "kind").path,
                 text_fmt(r->arena, "không có loại \"%.*s\"", "there is no kind \"%.*s\"", STRF(kind)));
}

static Err *read_field(Read *r, At at)
{
    LinkModel *model = r->model;
    LinkField *field = &model->field[model->fields];
    TRY(check_keys(r, at, " name kind left right against frequency frequency_cap correlated levels "));
    TRY(get_text(r, at, "name", &field->name));
    for (int f = 0; f < model->fields; f++)
        if (str_eq(model->field[f].name, field->name))
            return fault(r, get(r, at, "name").path, TEXT("tên này đã dùng", "this name is used already"));
    TRY(read_kind(r, at, field));
    TRY(get_text(r, at, "left", &field->left));
    TRY(get_text(r, at, "right", &field->right));
    if (json_object_get(at.json, "against"))
        TRY(get_real(r, at, "against", 0, 100, &field->against));
    TRY(get_bool(r, at, "frequency", &field->frequency));
    if (json_object_get(at.json, "frequency_cap"))
        TRY(get_real(r, at, "frequency_cap", 0, 100, &field->frequency_cap));
    if (json_object_get(at.json, "correlated"))
        TRY(get_int(r, at, "correlated", 0, LINK_FIELDS, &field->correlated));
    TRY(read_levels(r, at, field));
    model->fields++;
    return NULL;
}

/* ---- rules -------------------------------------------------------------------- */
static bool find_part(const LinkModel *model, Str field, Str part, LinkPart *ret)
{
    for (int f = 0; f < model->fields; f++) {
        if (!str_eq(model->field[f].name, field))
            continue;
        const char *const *name = model->field[f].kind->part;
        for (int p = 0; name && name[p]; p++)
            if (str_eq(str_from(name[p]), part)) {
                *ret = (LinkPart){f, p};
                return true;
            }
    }
    return false;
}

/* "name.given": the part follows the last point, as a field's name may hold one. */
static Err *read_part(Read *r, At at, LinkPart *ret)
{
    Str s = {json_string_value(at.json), (ptrdiff_t)json_string_length(at.json)};
    ptrdiff_t point = s.len - 1;
    while (point >= 0 && s.ptr[point] != '.')
        point--;
    if (point > 0 && find_part(r->model, str_slice(s, 0, point), str_slice(s, point + 1, s.len), ret))
        return NULL;
    return fault(r, at.path,
                 TEXT("cần tên trường và phần của nó, như \"name.given\"",
                      "needs a field of the model and a part of it, like \"name.given\""));
}

static Err *read_parts(Read *r, At rule, const char *key, int least, LinkPart *part, int *ret)
{
    At list;
    TRY(get_list(r, rule, key, least, LINK_PARTS, &list, ret));
    for (int i = 0; i < *ret; i++)
        TRY(read_part(r, item(r, list, i), &part[i]));
    return NULL;
}

static Err *read_rule(Read *r, At at)
{
    LinkRule *rule = &r->model->rule[r->model->rules];
    TRY(check_keys(r, at, " name by split train certain "));
    TRY(get_text(r, at, "name", &rule->name));
    TRY(read_parts(r, at, "by", 0, rule->part, &rule->parts));
    TRY(read_parts(r, at, "split", 0, rule->split, &rule->splits));
    TRY(get_bool(r, at, "train", &rule->train));
    TRY(get_bool(r, at, "certain", &rule->certain));
    r->model->rules++;
    return NULL;
}

/* ---- the rest ------------------------------------------------------------------ */
static Err *read_notes(Read *r, At root)
{
    At list;
    int count;
    TRY(get_list(r, root, "notes", 0, NOTES_MOST, &list, &count));
    for (int i = 0; i < count; i++) {
        At at = item(r, list, i);
        Text note;
        TRY(check_keys(r, at, " vi en "));
        TRY(get_text(r, at, "vi", &note.vi));
        TRY(get_text(r, at, "en", &note.en));
        link_model_note(r->arena, r->model, note);
    }
    return NULL;
}

static Err *read_logs(Read *r, At root)
{
    At list;
    int count;
    TRY(get_list(r, root, "log", 0, LOGS_MOST, &list, &count));
    r->model->log = new (r->arena, LinkTraining, count + 1);
    for (int i = 0; i < count; i++) {
        At at = item(r, list, i);
        LinkTraining *t = &r->model->log[i];
        TRY(check_keys(r, at, " rule iteration prior change last converged "));
        TRY(get_int(r, at, "rule", -1, LINK_RULES, &t->rule));
        TRY(get_int(r, at, "iteration", 0, LOGS_MOST, &t->iteration));
        TRY(get_real(r, at, "prior", 0, 1, &t->prior));
        TRY(get_real(r, at, "change", 0, 1e300, &t->change));
        TRY(get_bool(r, at, "last", &t->last));
        TRY(get_bool(r, at, "converged", &t->converged));
        r->model->logs++;
    }
    return NULL;
}

static Err *read_seed(Read *r, At root)
{
    Str written;
    if (!json_object_get(root.json, "seed"))
        return NULL;
    TRY(get_text(r, root, "seed", &written));
    uint64_t seed = 0;
    bool good = written.len > 0 && written.len <= 20;
    for (ptrdiff_t i = 0; good && i < written.len; i++) {
        good = written.ptr[i] >= '0' && written.ptr[i] <= '9';
        uint64_t digit = (uint64_t)(written.ptr[i] - '0');
        good = good && seed <= (UINT64_MAX - digit) / 10;
        seed = seed * 10 + digit;
    }
    if (!good)
        return fault(r, S("seed"), TEXT("cần một số nguyên trong dấu nháy", "needs a whole number in quotes"));
    r->model->seed = seed;
    return NULL;
}

static Err *read_head(Read *r, At root)
{
    LinkModel *model = r->model;
    Str style;
    int version;
    const char *format = json_string_value(json_object_get(root.json, "format"));
    if (!format || strcmp(format, "baophu-link-model") != 0)
        return fault(
            r, S("format"),
            TEXT("đây không phải mô hình đối chiếu; hãy chỉ tệp mà --model đã ghi, hoặc một tên mới để lập mô hình",
                 "this is no model of linkage; give the file that --model wrote, or a new name to make one"));
    TRY(check_keys(r, root, " format version style seed trained prior fields rules notes log "));
    TRY(get_int(r, root, "version", 1, 1, &version));
    TRY(get_text(r, root, "style", &style));
    model->style = str_eq(style, S("western")) ? LINK_WESTERN : LINK_VIETNAMESE;
    if (model->style == LINK_VIETNAMESE && !str_eq(style, S("vietnamese")))
        return fault(r, S("style"), TEXT("cần \"vietnamese\" hoặc \"western\"", "needs \"vietnamese\" or \"western\""));
    TRY(read_seed(r, root));
    TRY(get_bool(r, root, "trained", &model->trained));
    return model->trained || json_object_get(root.json, "prior") ? get_real(r, root, "prior", 0, 1, &model->prior)
                                                                 : NULL;
}

static Err *read_model(Read *r, At root)
{
    At list;
    int count;
    TRY(read_head(r, root));
    TRY(get_list(r, root, "fields", 1, LINK_FIELDS, &list, &count));
    for (int i = 0; i < count; i++)
        TRY(read_field(r, item(r, list, i)));
    TRY(get_list(r, root, "rules", 1, LINK_RULES, &list, &count));
    for (int i = 0; i < count; i++)
        TRY(read_rule(r, item(r, list, i)));
    TRY(read_notes(r, root));
    return read_logs(r, root);
}

Err *link_model_read(Arena *arena, Str name, Str json, LinkModel **ret)
{
    json_error_t where;
    AUTO(json_close)
    json_t *root = json_loadb(json.ptr ? json.ptr : "", (size_t)json.len, JSON_REJECT_DUPLICATES, &where);
    if (!root)
        return err_at(FAIL(arena, BAD_INPUT,
                           "đây không phải mô hình đối chiếu (JSON hỏng ở dòng %d, cột %d); hãy chỉ tệp mà --model đã "
                           "ghi, hoặc một tên mới để lập mô hình",
                           "this is no model of linkage (broken JSON at line %d, column %d); give the file that "
                           "--model wrote, or a new name to make one",
                           where.line, where.column),
                      (Place){.file = name});
    Read r = {.arena = arena, .file = name, .model = new (arena, LinkModel, 1)};
    TRY(read_model(&r, (At){root, {0}}));
    *ret = r.model;
    return NULL;
}
