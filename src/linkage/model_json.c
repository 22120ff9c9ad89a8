/* A model as JSON that a person can read and edit: one line a level, words beside numbers, keys
 * always in the same order.  Numbers have as many digits as it takes to read the same number back.
 * `what` and `weight` are for reading only; model_read.c leaves them aside. */
#include "base/utf8.h"
#include "linkage/model.h"

#include <stdio.h>
#include <stdlib.h>

/* Bytes that are no UTF-8 become U+FFFD: JSON cannot hold them. */
static void put_escaped(Buf *out, Str s)
{
    for (ptrdiff_t at = 0; at < s.len;) {
        Rune r = utf8_get(s, at);
        at += r.len;
        if (r.code == '"' || r.code == '\\')
            buf_fmt(out, "\\%c", (int)r.code);
        else if (r.code < 0x20 || r.code == 0x7f)
            buf_fmt(out, "\\u%04x", r.code);
        else
            buf_rune(out, r.code);
    }
}

static void put_text(Buf *out, Str s)
{
    buf_byte(out, '"');
    put_escaped(out, s);
    buf_byte(out, '"');
}

static void put_number(Buf *out, double x)
{
    char text[40];
    for (int digits = 6; digits <= 17; digits += digits < 15 ? 3 : 1) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    buf_add(out, str_from(text));
}

static void put_key(Buf *out, const char *key)
{
    buf_fmt(out, "\"%s\": ", key);
}

static void put_bool(Buf *out, const char *key, bool yes)
{
    buf_fmt(out, ", \"%s\": %s", key, yes ? "true" : "false");
}

static void put_real(Buf *out, const char *key, double x)
{
    buf_fmt(out, ", \"%s\": ", key);
    put_number(out, x);
}

static void put_level(Buf *out, const LinkField *field, int level)
{
    buf_fmt(out, "        {\"level\": %d, \"what\": ", level);
    put_text(out, field->kind->level[level - 1].vi);
    put_real(out, "m", field->m[level - 1]);
    put_real(out, "u", field->u[level - 1]);
    buf_fmt(out, ", \"weight\": %.3f", link_weight(field, level) + 0.0);
    put_bool(out, "trained", field->trained[level - 1]);
    buf_byte(out, '}');
}

static void put_field(Buf *out, const LinkField *field)
{
    buf_add(out, S("    {\"name\": "));
    put_text(out, field->name);
    buf_fmt(out, ", \"kind\": \"%s\", \"left\": ", field->kind->name);
    put_text(out, field->left);
    buf_add(out, S(", \"right\": "));
    put_text(out, field->right);
    buf_add(out, S(",\n     "));
    put_key(out, "against");
    put_number(out, field->against);
    put_bool(out, "frequency", field->frequency);
    put_real(out, "frequency_cap", field->frequency_cap);
    buf_fmt(out, ", \"correlated\": %d,\n      \"levels\": [\n", field->correlated);
    for (int l = field->kind->level_count; l > 0; l--) {
        put_level(out, field, l);
        buf_add(out, l > 1 ? S(",\n") : S("\n"));
    }
    buf_add(out, S("      ]}"));
}

static void put_parts(Buf *out, const LinkModel *model, const LinkPart *part, int parts)
{
    buf_byte(out, '[');
    for (int i = 0; i < parts; i++) {
        const LinkField *field = &model->field[part[i].field];
        if (i > 0)
            buf_add(out, S(", "));
        buf_byte(out, '"');
        put_escaped(out, field->name);
        buf_fmt(out, ".%s\"", field->kind->part[part[i].part]);
    }
    buf_byte(out, ']');
}

static void put_rule(Buf *out, const LinkModel *model, const LinkRule *rule)
{
    buf_add(out, S("    {\"name\": "));
    put_text(out, rule->name);
    buf_add(out, S(", \"by\": "));
    put_parts(out, model, rule->part, rule->parts);
    buf_add(out, S(", \"split\": "));
    put_parts(out, model, rule->split, rule->splits);
    put_bool(out, "train", rule->train);
    put_bool(out, "certain", rule->certain);
    buf_byte(out, '}');
}

static void put_log(Buf *out, const LinkTraining *t)
{
    buf_fmt(out, "    {\"rule\": %d, \"iteration\": %d", t->rule, t->iteration);
    put_real(out, "prior", t->prior);
    put_real(out, "change", t->change);
    put_bool(out, "last", t->last);
    put_bool(out, "converged", t->converged);
    buf_byte(out, '}');
}

static void put_note(Buf *out, Text note)
{
    buf_add(out, S("    {\"vi\": "));
    put_text(out, note.vi);
    buf_add(out, S(", \"en\": "));
    put_text(out, note.en);
    buf_byte(out, '}');
}

static void open_list(Buf *out, const char *key)
{
    buf_fmt(out, ",\n  \"%s\": [", key);
}

static void next_item(Buf *out, ptrdiff_t i)
{
    buf_add(out, i > 0 ? S(",\n") : S("\n"));
}

static void close_list(Buf *out, ptrdiff_t count)
{
    buf_add(out, count > 0 ? S("\n  ]") : S("]"));
}

static void put_head(Buf *out, const LinkModel *model)
{
    buf_add(out, S("{\n  \"format\": \"baophu-link-model\",\n  \"version\": 1,\n"));
    buf_fmt(out, "  \"style\": \"%s\",\n", model->style == LINK_WESTERN ? "western" : "vietnamese");
    buf_fmt(out, "  \"seed\": \"%llu\",\n", (unsigned long long)model->seed);
    buf_fmt(out, "  \"trained\": %s,\n  \"prior\": ", model->trained ? "true" : "false");
    put_number(out, model->prior);
}

Str link_model_json(Arena *arena, const LinkModel *model)
{
    Buf out = buf_open(arena);
    put_head(&out, model);
    open_list(&out, "fields");
    for (int f = 0; f < model->fields; f++) {
        next_item(&out, f);
        put_field(&out, &model->field[f]);
    }
    close_list(&out, model->fields);
    open_list(&out, "rules");
    for (int r = 0; r < model->rules; r++) {
        next_item(&out, r);
        put_rule(&out, model, &model->rule[r]);
    }
    close_list(&out, model->rules);
    open_list(&out, "notes");
    for (ptrdiff_t i = 0; i < model->notes; i++) {
        next_item(&out, i);
        put_note(&out, model->note[i]);
    }
    close_list(&out, model->notes);
    open_list(&out, "log");
    for (ptrdiff_t i = 0; i < model->logs; i++) {
        next_item(&out, i);
        put_log(&out, &model->log[i]);
    }
    close_list(&out, model->logs);
    buf_add(&out, S("\n}\n"));
    return buf_str(&out);
}
