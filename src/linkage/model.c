/* Models as plain data: what is usual for each kind of field, copies and notes. */
#include "linkage/model.h"

#include <math.h>
#include <string.h>

/* How often two records of one person are equal and differ, and how often two of different persons are equal: the
 * order of magnitude seen in registers of persons.  The levels between share the rest in falling steps. */
typedef struct Usual {
    const char *kind;
    double m_equal, m_different, u_equal, u_different;
} Usual;

static const Usual usual[] = {
    {"name", 0.80, 0.04, 1e-4, 0.90},   {"word", 0.85, 0.06, 5e-3, 0.95},       {"date", 0.90, 0.02, 5e-5, 0.90},
    {"sex", 0.98, 0.02, 0.5, 0.5},      {"personal", 0.95, 0.01, 1e-7, 0.9998}, {"social", 0.95, 0.02, 1e-7, 0.9998},
    {"tax", 0.95, 0.02, 1e-7, 0.9998},  {"id", 0.93, 0.04, 1e-5, 0.999},        {"phone", 0.75, 0.20, 1e-5, 0.999},
    {"email", 0.80, 0.15, 1e-5, 0.995}, {"place", 0.75, 0.08, 2e-3, 0.70},      {"text", 0.70, 0.12, 1e-3, 0.90},
    {"category", 0.85, 0.15, 0.2, 0.8},
};
static const Usual usual_else = {NULL, 0.85, 0.05, 1e-2, 0.9};

static const Usual *usual_of(const LinkKind *kind)
{
    for (ptrdiff_t i = 0; i < COUNTOF(usual); i++)
        if (strcmp(usual[i].kind, kind->name) == 0)
            return &usual[i];
    return &usual_else;
}

/* Shares from the first to the last level; those between lie evenly on a logarithmic scale under the rest. */
static void spread(double *share, int levels, double first, double last, double step)
{
    double between = 0, weight = 1;
    share[0] = first;
    share[levels - 1] = last;
    for (int l = levels - 2; l > 0; l--, weight *= step)
        between += share[l] = weight;
    double rest = fmax(1 - first - last, 1e-4 * (levels - 2));
    for (int l = 1; l < levels - 1; l++)
        share[l] *= rest / between;
    double total = 0;
    for (int l = 0; l < levels; l++)
        total += share[l];
    for (int l = 0; l < levels; l++)
        share[l] /= total;
}

void link_field_defaults(LinkField *field)
{
    const Usual *is = usual_of(field->kind);
    int levels = field->kind->level_count;
    if (levels < 1 || levels > LINK_LEVELS)
        return;
    if (!(field->m[0] > 0))
        spread(field->m, levels, is->m_different, is->m_equal, 0.7);
    if (!(field->u[0] > 0))
        spread(field->u, levels, is->u_different, is->u_equal, 2);
    if (!(field->frequency_cap > 0))
        field->frequency_cap = 6;
}

static void *copy(Arena *arena, const void *from, ptrdiff_t size, ptrdiff_t align, ptrdiff_t count)
{
    void *to = arena_alloc(arena, size, align, count > 0 ? count : 1);
    if (count > 0)
        memcpy(to, from, (size_t)(size * count));
    return to;
}

LinkModel *link_model_copy(Arena *arena, const LinkModel *model)
{
    LinkModel *made = new (arena, LinkModel, 1);
    *made = *model;
    for (int f = 0; f < made->fields; f++) {
        LinkField *field = &made->field[f];
        field->name = str_copy(arena, field->name);
        field->left = str_copy(arena, field->left);
        field->right = str_copy(arena, field->right);
    }
    for (int r = 0; r < made->rules; r++)
        made->rule[r].name = str_copy(arena, made->rule[r].name);
    made->log = copy(arena, model->log, sizeof(LinkTraining), _Alignof(LinkTraining), model->logs);
    made->note = copy(arena, model->note, sizeof(Text), _Alignof(Text), model->notes);
    for (ptrdiff_t i = 0; i < made->notes; i++)
        made->note[i] = (Text){str_copy(arena, model->note[i].vi), str_copy(arena, model->note[i].en)};
    return made;
}

void link_model_note(Arena *arena, LinkModel *model, Text note)
{
    ptrdiff_t size = (ptrdiff_t)sizeof(Text);
    model->note = arena_grow(arena, model->note, model->notes * size, (model->notes + 1) * size, _Alignof(Text));
    model->note[model->notes++] = note;
}
