/* Which column is what, and what follows from it. */
#include "linkage/recognise_internal.h"
#include "test.h"

#include "base/file.h"
#include "base/rng.h"
#include "linkage/combine.h"
#include "linkage/link_csv.h"
#include "linkage/report.h"
#include <string.h>

static LinkSource *open_text(Arena *arena, const char *name, Str text)
{
    LinkSource *source;
    Str path = test_temp(arena, str_from(name));
    assert_ok(file_write(arena, path, text));
    assert_ok(link_csv_open(arena, path, &source));
    return source;
}

/* Whatever rules a model has, people can read what they are called. */
static void rules_have_titles(Arena *arena, const LinkModel *model)
{
    for (int r = 0; r < model->rules; r++) {
        Text title = link_rule_title(arena, model, r);
        bool heading = false;
        for (int f = 0; f < model->fields; f++)
            heading |= str_eq(model->field[f].left, title.vi);
        assert_true(title.vi.len > 0 && title.en.len > 0);
        assert_true(heading || !str_eq(title.vi, model->rule[r].name));
    }
}

static const LinkModel *recognised(Arena *arena, Str left, Str right)
{
    LinkModel *model;
    LinkSource *l = open_text(arena, "left.csv", left),
               *r = right.len > 0 ? open_text(arena, "right.csv", right) : NULL;
    assert_ok(link_recognise(arena, l, r, NULL, 0, (Str){0}, &model));
    link_csv_close(&l);
    link_csv_close(&r);
    rules_have_titles(arena, model);
    return model;
}

static Str fields(Arena *arena, const LinkModel *model)
{
    Buf out = buf_open(arena);
    for (int f = 0; f < model->fields; f++)
        buf_fmt(&out, "%s%.*s:%s", f ? " " : "", STRF(model->field[f].name), model->field[f].kind->name);
    return buf_str(&out);
}

static bool noted(const LinkModel *model, const char *what)
{
    for (ptrdiff_t i = 0; i < model->notes; i++)
        if (str_find(model->note[i].vi, str_from(what)) >= 0)
            return true;
    return false;
}

static bool has_rule(const LinkModel *model, const char *name)
{
    for (int r = 0; r < model->rules; r++)
        if (str_eq(model->rule[r].name, str_from(name)))
            return true;
    return false;
}

TEST(vietnamese_headings_are_known_without_marks_and_blanks)
{
    const LinkModel *m = recognised(
        arena,
        S("STT,HO VA TEN,ngày_sinh,Giới tính,Số CCCD,SĐT,Ghi chú\n1,Nguyễn Văn "
          "An,1/2/1990,Nam,033090000001,0912345678,a\n"
          "2,Trần Thị Bình,3/4/1985,Nữ,033185000002,0912345679,b\n3,Lê Văn Cường,5/6/1979,Nam,033079000003,,c\n"),
        (Str){0});
    assert_int_equal(m->style, LINK_VIETNAMESE);
    assert_str(fields(arena, m), S("birth_date:date sex:sex personal_id:personal phone:phone full_name:name"));
    assert_true(noted(m, "“STT” (số thứ tự)") && noted(m, "“Ghi chú” (không nhận ra"));
    assert_true(has_rule(m, "personal_id") && has_rule(m, "name+year") && has_rule(m, "given+date"));
}

TEST(western_headings_are_known_and_truth_and_ids_are_left_aside)
{
    const LinkModel *m =
        recognised(arena,
                   S("unique_id,first_name,surname,dob,city,email,cluster\n"
                     "a,Robert,Allen,1971-05-24,London,r@x.org,1\nb,Rob,Alen,1971-05-24,London,r@x.org,1\n"
                     "c,Amy,Brown,1980-01-02,Leeds,amy@y.org,2\nd,Jane,Cole,1990-03-04,York,j@z.org,3\n"),
                   (Str){0});
    assert_int_equal(m->style, LINK_WESTERN);
    assert_str(fields(arena, m), S("surname:word given_name:word birth_date:date email:email city:word"));
    assert_true(noted(m, "“cluster” (có vẻ là kết quả liên kết có sẵn)") && noted(m, "“unique_id” (mã của dòng)"));
}

TEST(style_is_seen_in_names_and_not_in_headings)
{
    Str rows = S("1,Nguyen Van An,1990\n2,TRAN THI BINH,1985\n3,An Le,1979\n4,Phạm Quốc Dũng,1971\n");
    assert_int_equal(recognised(arena, str_fmt(arena, "id,full_name,year_of_birth\n%.*s", STRF(rows)), (Str){0})->style,
                     LINK_VIETNAMESE);
    rows = S("1,John Smith,1990\n2,Mary Anne Cooper,1985\n3,Peter Baker,1979\n4,Ann Lee,1970\n");
    assert_int_equal(recognised(arena, str_fmt(arena, "Mã,Họ và tên,Năm sinh\n%.*s", STRF(rows)), (Str){0})->style,
                     LINK_WESTERN);
}

TEST(the_two_sides_may_call_a_column_differently)
{
    const LinkModel *m = recognised(
        arena, S("Mã,Họ tên,Năm sinh,CCCD\nx1,Nguyễn An,1990,033090000001\nx2,Trần Bình,1985,033185000002\n"),
        S("id,full_name,birth_date,scheme,personal_tax_code\n1,Nguyen An,1/2/1990,tn,033090000001\n2,Le C,3/4/1985,bb,"
          "033085000009\n"));
    assert_str(fields(arena, m), S("birth_date:date personal_id:personal full_name:name"));
    assert_str(m->field[0].left, S("Năm sinh"));
    assert_str(m->field[1].right, S("personal_tax_code"));
    assert_true(noted(m, "right.csv") && noted(m, "“scheme”"));
}

TEST(what_only_resembles_a_heading_has_to_look_like_it)
{
    const LinkModel *m =
        recognised(arena,
                   S("patient_first_name,surname,date_of_birth,scheme_name,Ngày cấp CCCD\n"
                     "Anna,Cole,1970-01-02,compulsory,1/2/2020\nBert,Dole,1971-02-03,voluntary,2/3/2021\n"
                     "Carl,Eole,1972-03-04,compulsory,3/4/2021\n"),
                   (Str){0});
    assert_str(fields(arena, m), S("surname:word given_name:word birth_date:date"));
    assert_str(m->field[1].left, S("patient_first_name"));
}

TEST(headings_of_other_hands_are_known_by_what_stands_in_them_too)
{
    const LinkModel *m = recognised(arena,
                                    S("MRN,Last Name,First Name,Date of Birth,Home Phone\n1,Lee,Ann,02/28/1990,(212) "
                                      "555-1234\n2,Ray,Bob,11/30/1971,(212) 555-9876\n"),
                                    S("Patient No,Patient Name,DOB,Telephone\n7,\"LEE, ANN\",1990-02-28,212 555 1234\n"
                                      "8,\"RAY, BOB\",1971-11-30,212 555 9876\n"));
    assert_str(fields(arena, m), S("birth_date:date phone:phone full_name:name"));
    assert_str(m->field[2].left, S("First Name + Last Name"));
    m = recognised(arena, S("Họ và tên người tham gia,Thôn/xóm,Năm sinh\nLê Thị An,Thôn 3,1990\nVũ Ba,Thôn 4,1980\n"),
                   S("Họ lót,Tên,Thôn,Ngày sinh\nLê Thị,An,Thôn 3,1/2/1990\nVũ,Ba,Thôn 4,1/3/1980\n"));
    assert_str(fields(arena, m), S("birth_date:date village:word full_name:name"));
    assert_str(m->field[2].right, S("Họ lót + Tên"));
    m = recognised(arena, S("scheme_name,surname,given_name,dob\nlocal,Lee,Ann,1/2/1990\nold age,Ray,Bob,3/4/1971\n"),
                   S("full_name,dob\nAnn Lee,1/2/1990\nBob Ray,3/4/1971\n"));
    assert_str(fields(arena, m), S("birth_date:date full_name:name"));
    assert_str(m->field[1].left, S("given_name + surname"));
    m = recognised(arena, S("Tên,Phone verified on\nAn,12/03/2020\nBa,14/03/2020\nTư,15/04/2021\n"), (Str){0});
    assert_str(fields(arena, m), S("given_name:word"));
}

TEST(columns_without_known_headings_are_guessed_only_where_cells_leave_no_doubt)
{
    const LinkModel *m =
        recognised(arena,
                   S("c1,c2,c3,c4\nNguyễn Văn An,033090000001,a@b.vn,x1\nTrần Thị Bình,033185000002,c@d.vn,y2\n"
                     "Lê Văn Cường,033079000003,e@f.vn,z3\nPhạm Thị Dung,033179000004,g@h.vn,t4\n"),
                   (Str){0});
    assert_str(fields(arena, m), S("personal_id:personal email:email full_name:name"));
    assert_true(noted(m, "“c4” (không nhận ra"));
}

TEST(constant_and_empty_columns_are_not_compared)
{
    const LinkModel *m = recognised(arena,
                                    S("full_name,dob,state,sex,phone\nAn Lee,1970-01-02,vic,f,\nBo "
                                      "Ray,1971-02-03,vic,m,\nCy Fox,1972-03-04,vic,f,\n"),
                                    (Str){0});
    assert_str(fields(arena, m), S("birth_date:date sex:sex full_name:name"));
    assert_true(noted(m, "“state” (chỉ có một giá trị)") && noted(m, "“phone” (để trống)"));
}

TEST(compare_names_columns_and_kinds)
{
    LinkColumn c;
    assert_ok(link_column_parse(arena, S("dob=birth_date:date"), &c));
    assert_str(c.left, S("dob"));
    assert_str(c.right, S("birth_date"));
    assert_ptr_equal(c.kind, &link_kind_date);
    assert_ok(link_column_parse(arena, S("a:b:text"), &c));
    assert_str(c.left, S("a:b"));
    Err *err = link_column_parse(arena, S("dob:dates"), &c);
    assert_fails(err, USAGE);
    assert_true(str_find(err->text.vi, S("date, ")) >= 0); /* the kinds are listed */
    assert_fails(link_column_parse(arena, S("dob"), &c), USAGE);
    assert_fails(link_column_parse(arena, S(":date"), &c), USAGE);
}

static Err *told(Arena *arena, const char *const *columns, LinkModel **ret)
{
    LinkColumn column[20];
    ptrdiff_t n = 0;
    LinkSource *source = open_text(arena, "told.csv", S("rec,Surname,x\n1,Cole,a\n2,Dole,b\n"));
    for (; columns[n]; n++)
        assert_ok(link_column_parse(arena, str_from(columns[n]), &column[n]));
    return link_recognise(arena, source, NULL, column, n, (Str){0}, ret);
}

TEST(columns_told_by_hand_are_used_as_told)
{
    LinkModel *m;
    assert_ok(told(arena, (const char *const[]){"surname:word", "x:id", NULL}, &m));
    assert_str(fields(arena, m), S("surname:word x:id"));
    assert_true(m->rules > 0);
    Err *err = told(arena, (const char *const[]){"surname:word", "y:id", NULL}, &m);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("“y”")) >= 0 && str_find(err->text.vi, S("“Surname”")) >= 0);
    assert_fails(told(arena, (const char *const[]){"surname:word", "surname:word", NULL}, &m), USAGE);
}

TEST(files_without_a_common_column_are_refused_with_their_headings)
{
    LinkModel *m;
    LinkSource *l = open_text(arena, "left.csv", S("phone,a\n0912345678,1\n0912345679,2\n"));
    LinkSource *r = open_text(arena, "right.csv", S("email,b\nx@y.vn,1\nz@y.vn,2\n"));
    Err *err = link_recognise(arena, l, r, NULL, 0, (Str){0}, &m);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("“phone”")) >= 0 && str_find(err->text.vi, S("“email”")) >= 0);
}

TEST(ids_are_chosen_only_where_no_value_comes_twice)
{
    LinkSource *s = open_text(arena, "ids.csv", S("Mã,rec_id,name\nx,1,a\nx,2,b\n"));
    assert_ok(link_recognise_id(arena, s, NULL, (Str){0}));
    assert_int_equal(s->id_column, 1);
    assert_ok(link_recognise_id(arena, s, NULL, S("ma")));
    assert_int_equal(s->id_column, 0);
    assert_fails(link_recognise_id(arena, s, NULL, S("mã số")), BAD_INPUT);
    LinkSource *none = open_text(arena, "none.csv", S("name,dob\na,1990\na,1990\n"));
    assert_ok(link_recognise_id(arena, s, none, S("rec_id=name")));
    assert_int_equal(none->id_column, 0);
    assert_ok(link_recognise_id(arena, none, NULL, (Str){0}));
    assert_int_equal(none->id_column, -1);
}

TEST(a_model_of_other_columns_is_refused)
{
    const LinkModel *m = recognised(arena, S("full_name,dob\nAn Lee,1970-01-02\nBo Ray,1971-02-03\n"), (Str){0});
    LinkSource *s = open_text(arena, "other.csv", S("full_name,birthday\nAn Lee,1970-01-02\n"));
    Err *err = link_model_fits(arena, m, s, NULL);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("“dob”")) >= 0 && str_find(err->text.vi, S("“birthday”")) >= 0);
    assert_ok(link_model_fits(arena, m, open_text(arena, "same.csv", S("DOB,Full name\n1970,An Lee\n")), NULL));
}

/* ---- columns made of columns ------------------------------------------------------------------------ */

static Str column_text(Arena *arena, LinkSource *source, ptrdiff_t column)
{
    LinkBatch batch;
    Buf out = buf_open(arena);
    assert_ok(source->rewind(source, arena));
    assert_ok(source->read(source, arena, &batch));
    assert_int_equal(batch.columns, source->columns);
    for (ptrdiff_t r = 0; r < batch.rows; r++)
        buf_fmt(&out, "%.*s;", STRF(batch.cell[r * batch.columns + column]));
    return buf_str(&out);
}

TEST(a_column_is_made_of_columns)
{
    ptrdiff_t c;
    LinkSource *s =
        open_text(arena, "made.csv", S("Họ đệm,Tên,CCCD,CMND\nLê Văn,An,,123456789\n,Bình,033090000001,1\nVũ,,,\n"));
    assert_ok(link_source_find(arena, s, S("Họ đệm + Tên"), &c));
    assert_int_equal(c, 4);
    assert_str(column_text(arena, s, 4), S("Lê Văn An;Bình;Vũ;"));
    assert_ok(link_source_find(arena, s, S("CCCD | CMND"), &c));
    assert_int_equal(c, 5);
    assert_str(column_text(arena, s, 5), S("123456789;033090000001;;"));
    assert_str(column_text(arena, s, 1), S("An;Bình;;"));
    assert_ok(link_source_find(arena, s, S("cccd | CMND"), &c)); /* made before: found again */
    assert_int_equal(c, 5);
    assert_fails(link_source_find(arena, s, S("CCCD | xyz"), &c), BAD_INPUT);
    assert_ok(link_source_find(arena, s, S("xyz"), &c));
    assert_int_equal(c, -1);
    link_csv_close(&s);
}

TEST(the_whole_name_is_made_where_the_other_side_has_it_whole)
{
    const LinkModel *m = recognised(arena, S("Họ đệm,Tên,Ngày sinh\nNguyễn Văn,An,1/2/1990\nTrần Thị,Bình,3/4/1985\n"),
                                    S("full_name,birth_date\nNguyen Van An,1/2/1990\nLe C,3/4/1985\n"));
    assert_str(fields(arena, m), S("birth_date:date full_name:name"));
    assert_str(m->field[1].left, S("Họ đệm + Tên"));
    m = recognised(arena, S("name,dob\nAnn Lee,1970-01-02\nBo Ray,1971-02-03\n"),
                   S("first_name,surname,dob\nAnn,Lee,1970-01-02\nBo,Ray,1971-02-03\n"));
    assert_str(m->field[1].right, S("first_name + surname"));
}

TEST(an_old_number_stands_in_where_the_other_side_has_none)
{
    const LinkModel *m =
        recognised(arena, S("Họ tên,CCCD,CMND\nNguyễn An,033090000001,123456789\nTrần Bình,,123456780\n"),
                   S("Họ tên,CCCD\nNguyễn An,033090000001\nTrần Bình,123456780\n"));
    assert_str(m->field[0].left, S("CCCD | CMND"));
    assert_str(m->field[0].right, S("CCCD"));
}

/* ---- rules --------------------------------------------------------------------------------------- */

/* As many rows as asked for; the fewer names, the looser are rules on them. */
static LinkModel *people(Arena *arena, int rows, int names)
{
    Rng rng = rng_open(3);
    Buf out = buf_open(arena);
    LinkModel *model;
    buf_add(&out, S("id,given_name,surname,date_of_birth\n"));
    for (int i = 0; i < rows; i++)
        buf_fmt(&out, "%d,g%c%c,s%c%c,%d-%02d-%02d\n", i, (int)('a' + rng_below(&rng, names)),
                (int)('a' + rng_below(&rng, names)), (int)('a' + rng_below(&rng, names)),
                (int)('a' + rng_below(&rng, names)), (int)rng_between(&rng, 1930, 2010), (int)rng_between(&rng, 1, 12),
                (int)rng_between(&rng, 1, 28));
    LinkSource *source = open_text(arena, "people.csv", buf_str(&out));
    assert_ok(link_recognise(arena, source, NULL, NULL, 0, (Str){0}, &model));
    link_csv_close(&source);
    return model;
}

TEST(loose_rules_are_for_small_data)
{
    assert_true(has_rule(people(arena, 4000, 4), "surname"));
    LinkModel *large = people(arena, 60000, 1);
    assert_false(has_rule(large, "surname"));
    assert_true(has_rule(large, "date"));
}

TEST(of_very_small_data_all_pairs_are_compared)
{
    assert_true(has_rule(people(arena, 500, 5), "all"));
    assert_false(has_rule(people(arena, 4000, 5), "all"));
}

TEST(a_rule_that_a_looser_one_covers_is_left_out)
{
    LinkModel *small = people(arena, 4000, 5);
    assert_true(has_rule(small, "surname") && !has_rule(small, "surname+day"));
    assert_true(has_rule(small, "given+surname")); /* kept to train on */
}

TEST(every_rule_of_every_known_field_has_parts_that_exist)
{
    for (int style = LINK_VIETNAMESE; style <= LINK_WESTERN; style++)
        for (ptrdiff_t i = 0; link_headings[i].field; i++) {
            const LinkKind *kind = style == LINK_WESTERN ? link_headings[i].western : link_headings[i].kind;
            if (kind)
                assert_true(kind->part && kind->part[0] && strcmp(kind->part[0], "full") == 0);
        }
    LinkModel *small = people(arena, 4000, 5);
    for (int r = 0; r < small->rules; r++) {
        const LinkRule *rule = &small->rule[r];
        assert_in_range(rule->parts, 1, LINK_PARTS);
        for (int p = 0; p < rule->parts; p++)
            assert_in_range(rule->part[p].field, 0, small->fields - 1);
    }
}

TEST(invalid_utf8_is_read_past)
{
    const LinkModel *m = recognised(arena,
                                    S("full_name,dob\nNguy\xE1\xBB n V\xFF n,1990-01-02\nTr\xE1\xBA\xA7n "
                                      "B\xC3\xACnh,1991-01-02\nL\xC3\xAA An,1992-02-02\n"),
                                    (Str){0});
    assert_str(fields(arena, m), S("birth_date:date full_name:name"));
}

TEST_MAIN
