/* Models as JSON: what is written is read back the same, and what is wrong is named by its path. */
#include "linkage/model.h"
#include "test.h"

#include <math.h>
#include <string.h>

static LinkModel *sample(Arena *arena)
{
    LinkModel *m = new (arena, LinkModel, 1);
    m->style = LINK_WESTERN;
    m->fields = 3;
    m->field[0] =
        (LinkField){.name = S("name"), .kind = &link_kind_name, .left = S("Họ và tên"), .right = S("full \"name\"")};
    m->field[1] = (LinkField){.name = S("birth.date"), .kind = &link_kind_date, .left = S("dob"), .right = S("dob\t2")};
    m->field[2] = (LinkField){.name = S("pid"), .kind = &link_kind_personal, .left = S("CCCD"), .right = S("\xff\xfe")};
    for (int f = 0; f < m->fields; f++)
        link_field_defaults(&m->field[f]);
    m->field[0].m[0] = 1.0 / 3;
    m->field[0].u[1] = 1e-9;
    m->field[0].frequency = true;
    m->field[0].frequency_cap = 5.5;
    m->field[0].correlated = 2;
    m->field[1].trained[0] = true;
    m->field[2].against = 12;
    m->rules = 2;
    m->rule[0] = (LinkRule){.name = S("pid"), .part = {{2, 0}}, .parts = 1, .certain = true};
    m->rule[1] = (LinkRule){
        .name = S("name+year"), .part = {{0, 0}, {1, 0}}, .parts = 2, .split = {{1, 1}}, .splits = 1, .train = true};
    m->prior = 1.25e-7;
    m->trained = true;
    m->seed = UINT64_MAX;
    m->log = new (arena, LinkTraining, 2);
    m->log[0] = (LinkTraining){.rule = 1, .iteration = 1, .prior = 0.25, .change = 0.1};
    m->log[1] =
        (LinkTraining){.rule = 1, .iteration = 2, .prior = 0.26, .change = 1e-6, .last = true, .converged = true};
    m->logs = 2;
    link_model_note(arena, m, TEXT("ghi chú", "a note"));
    link_model_note(arena, m, TEXT("ghi chú hai", "another \\ note"));
    return m;
}

static LinkModel *read_back(Arena *arena, Str json)
{
    LinkModel *m;
    assert_ok(link_model_read(arena, S("model.json"), json, &m));
    return m;
}

TEST(a_model_is_read_back_as_it_was)
{
    LinkModel *a = sample(arena), *b = read_back(arena, link_model_json(arena, a));
    assert_int_equal(b->style, LINK_WESTERN);
    assert_true(b->trained && b->seed == UINT64_MAX && b->prior == a->prior);
    assert_int_equal(b->fields, 3);
    for (int f = 0; f < 3; f++) {
        const LinkField *x = &a->field[f], *y = &b->field[f];
        assert_str(y->name, x->name);
        assert_ptr_equal(y->kind, x->kind);
        assert_memory_equal(x->m, y->m, sizeof x->m);
        assert_memory_equal(x->u, y->u, sizeof x->u);
        assert_memory_equal(x->trained, y->trained, sizeof x->trained);
        assert_true(x->frequency == y->frequency && x->frequency_cap == y->frequency_cap);
        assert_true(x->against == y->against && x->correlated == y->correlated);
    }
    assert_str(b->field[0].right, S("full \"name\""));
    assert_str(b->field[1].right, S("dob\t2"));
    assert_str(b->field[2].right, S("\uFFFD\uFFFD"));
    assert_int_equal(b->rules, 2);
    assert_memory_equal(a->rule[1].part, b->rule[1].part, sizeof a->rule[1].part);
    assert_memory_equal(a->rule[1].split, b->rule[1].split, sizeof a->rule[1].split);
    assert_true(b->rule[0].certain && !b->rule[0].train && b->rule[1].train && b->rule[1].splits == 1);
    assert_int_equal(b->logs, 2);
    assert_true(b->log[1].last && b->log[1].converged && b->log[1].change == 1e-6 && b->log[1].rule == 1);
    assert_int_equal(b->notes, 2);
    assert_str(b->note[1].en, S("another \\ note"));
}

TEST(writing_what_was_read_gives_the_same_bytes)
{
    LinkModel *m = sample(arena);
    m->field[2].right = S("number");
    Str first = link_model_json(arena, m);
    assert_str(link_model_json(arena, read_back(arena, first)), first);
}

TEST(a_copy_is_its_own)
{
    LinkModel *a = sample(arena), *b = link_model_copy(arena, a);
    assert_str(link_model_json(arena, b), link_model_json(arena, a));
    b->note[0].vi = S("khác");
    link_model_note(arena, b, TEXT("thêm", "more"));
    b->log[0].prior = 0.5;
    assert_str(a->note[0].vi, S("ghi chú"));
    assert_true(a->log[0].prior == 0.25 && a->notes == 2);
}

TEST(a_model_without_numbers_begins_with_usual_ones)
{
    LinkModel *m = read_back(arena, S("{\"format\": \"baophu-link-model\", \"version\": 1, \"style\": \"vietnamese\", "
                                      "\"fields\": [{\"name\": \"n\","
                                      "\"kind\": \"date\", \"left\": \"a\", \"right\": \"b\"}], \"rules\": [{\"name\": "
                                      "\"r\", \"by\": [\"n.full\"]}]}"));
    LinkField usual = {.kind = &link_kind_date};
    link_field_defaults(&usual);
    assert_memory_equal(m->field[0].m, usual.m, sizeof usual.m);
    assert_true(!m->trained && m->style == LINK_VIETNAMESE && m->field[0].frequency_cap > 0);
}

/* ---- faults ---------------------------------------------------------------------------- */
static Str replaced(Arena *arena, Str s, Str what, Str by)
{
    ptrdiff_t at = str_find(s, what);
    assert_true(at >= 0);
    Buf out = buf_open(arena);
    buf_add(&out, str_slice(s, 0, at));
    buf_add(&out, by);
    buf_add(&out, str_slice(s, at + what.len, s.len));
    return buf_str(&out);
}

static void faulty(Arena *arena, const char *what, const char *by, const char *path)
{
    LinkModel *m;
    Str json = replaced(arena, link_model_json(arena, sample(arena)), str_from(what), str_from(by));
    Err *err = link_model_read(arena, S("m.json"), json, &m);
    assert_fails(err, BAD_INPUT);
    assert_str(err->place.file, S("m.json"));
    if (str_find(err->text.en, str_from(path)) < 0 || str_find(err->text.vi, str_from(path)) < 0)
        fail_msg("%s does not name %s: %.*s", what, path, STRF(err->text.en));
}

TEST(faults_are_named_by_their_path)
{
    faulty(arena, "baophu-link-model", "another", "format");
    faulty(arena, "\"version\": 1", "\"version\": 2", "version");
    faulty(arena, "\"western\"", "\"eastern\"", "style");
    faulty(arena, "\"18446744073709551615\"", "\"18446744073709551616\"", "seed");
    faulty(arena, "\"18446744073709551615\"", "\"-1\"", "seed");
    faulty(arena, "1.25e-07", "1.5", "prior");
    faulty(arena, "\"kind\": \"date\"", "\"kind\": \"dates\"", "fields[1].kind");
    faulty(arena, "\"name\": \"pid\"", "\"name\": \"name\"", "fields[2].name");
    faulty(arena, "\"against\": 12", "\"against\": -1", "fields[2].against");
    faulty(arena, "\"against\": 12", "\"againts\": 12", "fields[2].againts");
    faulty(arena, "\"correlated\": 2", "\"correlated\": 99", "fields[0].correlated");
    faulty(arena, "\"level\": 1,", "\"level\": 0,", "fields[0].levels[");
    faulty(arena, "\"level\": 1,", "\"level\": 2,", "fields[0].levels[");
    faulty(arena, "\"m\": ", "\"m\": -", "fields[0].levels[0].m");
    faulty(arena, "\"u\": 1e-09", "\"u\": \"1e-9\"", "].u");
    faulty(arena, "\"train\": true", "\"train\": 1", "rules[1].train");
    faulty(arena, "\"name.", "\"nome.", "rules[1].by[0]");
    faulty(arena, "\"name.", "\"name", "rules[1].by[0]");
    faulty(arena, "\"iteration\": 2", "\"iteration\": 2.5", "log[1].iteration");
    faulty(arena, "\"en\": \"a note\"", "\"en\": null", "notes[0].en");
    faulty(arena, "\"notes\": [", "\"notes\": 3, \"x\": [", "x");
}

TEST(what_is_no_json_is_named_by_line_and_column)
{
    LinkModel *m;
    Err *err = link_model_read(arena, S("m.json"), S("{\n  \"format\": ,\n}"), &m);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.en, S("line 2")) >= 0);
    assert_fails(link_model_read(arena, S("m.json"), (Str){0}, &m), BAD_INPUT);
    assert_fails(link_model_read(arena, S("m.json"), S("[]"), &m), BAD_INPUT);
    assert_fails(link_model_read(arena, S("m.json"), S("{\"format\": \"a\", \"format\": \"b\"}"), &m), BAD_INPUT);
}

TEST(every_kind_has_usual_values_that_favour_equality)
{
    for (int k = 0; link_kinds[k]; k++) {
        LinkField field = {.kind = link_kinds[k]};
        link_field_defaults(&field);
        double m = 0, u = 0;
        int levels = field.kind->level_count;
        for (int l = 0; l < levels; l++) {
            assert_true(field.m[l] > 0 && field.u[l] > 0);
            m += field.m[l];
            u += field.u[l];
        }
        assert_true(fabs(m - 1) < 1e-9 && fabs(u - 1) < 1e-9);
        for (int l = 1; l < levels; l++)
            assert_true(link_weight(&field, l + 1) >= link_weight(&field, l));
        assert_true(link_weight(&field, 1) < 0 && link_weight(&field, levels) > 0);
    }
}

TEST_MAIN
