/* Roles against the file that says what they may, and what the file must never say. */
#include "account_test.h"

#include "base/file.h"

TEST(each_x_of_the_file_is_a_permission_of_the_role)
{
    World w;
    const Role *role;
    ptrdiff_t roles, line = 0;
    Str path, header = {0};
    assert_true(world_open(&w, arena, 0));
    assert_ok(role_list(w.store, arena, &role, &roles));
    assert_int_equal(roles, 17);
    assert_ok(file_shipped(arena, S("account/role.csv"), &path));
    for (Str rest = test_read(arena, path); rest.len > 0; line++) {
        StrCut row = str_cut(rest, '\n');
        rest = row.tail;
        if (line == 0) {
            header = row.head;
            continue;
        }
        /* the cells of the permissions hold no quotes */
        Str cells = row.head, heads = header;
        for (int p = PERMISSION_COUNT - 1; p >= 0; p--) {
            ptrdiff_t cut = cells.len, head = heads.len;
            while (cells.ptr[cut - 1] != ',')
                cut--;
            while (heads.ptr[head - 1] != ',')
                head--;
            Permission permission;
            assert_true(permission_parse(str_slice(heads, head, heads.len), &permission));
            bool want = str_eq(str_slice(cells, cut, cells.len), S("x"));
            assert_int_equal(role[line - 1].permissions >> permission & 1, want);
            cells.len = cut - 1;
            heads.len = head - 1;
        }
        assert_true(str_starts(row.head, role[line - 1].code));
    }
    assert_int_equal(line, roles + 1);
    store_close(&w.store);
}

static bool may(const Role *role, Permission permission)
{
    return role->permissions >> permission & 1;
}

TEST(rights_that_must_not_meet_do_not)
{
    World w;
    const Role *role;
    ptrdiff_t roles;
    uint64_t all = 0;
    assert_true(world_open(&w, arena, 0));
    assert_ok(role_list(w.store, arena, &role, &roles));
    for (ptrdiff_t i = 0; i < roles; i++) {
        const Role *r = &role[i];
        bool technical = may(r, PERMISSION_ACCOUNT_MANAGE) || may(r, PERMISSION_AUDIT_READ);
        bool figures = may(r, PERMISSION_OVERVIEW_READ) || may(r, PERMISSION_PLAN_READ) ||
                       may(r, PERMISSION_FACT_READ) || may(r, PERMISSION_FACT_ENTER) || may(r, PERMISSION_IMPORT_RUN);
        bool registers = may(r, PERMISSION_REGISTER_READ) || may(r, PERMISSION_REGISTER_PUT) ||
                         may(r, PERMISSION_REGISTER_DECIDE) || may(r, PERMISSION_RECONCILE_RUN) ||
                         may(r, PERMISSION_RULE_EDIT);
        bool persons = may(r, PERMISSION_PERSON_READ) || may(r, PERMISSION_PERSON_UNMASK) ||
                       may(r, PERMISSION_LEAD_READ) || may(r, PERMISSION_REVIEW_DECIDE) ||
                       may(r, PERMISSION_WORK_READ) || may(r, PERMISSION_WORK_ASSIGN) || may(r, PERMISSION_WORK_DO);
        /* who runs or watches the system sees no figures and no persons; nobody watches himself */
        assert_false(technical && (figures || registers || persons));
        assert_false(may(r, PERMISSION_ACCOUNT_MANAGE) && may(r, PERMISSION_AUDIT_READ));
        /* full numbers, accounts, the trail and decisions on targets, on data and on rules only behind a second factor
         */
        bool grave = technical || may(r, PERMISSION_PERSON_UNMASK) || may(r, PERMISSION_TARGET_DECIDE) ||
                     may(r, PERMISSION_FACT_REVIEW) || may(r, PERMISSION_REGISTER_DECIDE) ||
                     may(r, PERMISSION_RECONCILE_RUN) || may(r, PERMISSION_RULE_EDIT);
        assert_true(!grave || r->totp);
        /* who writes a figure can read it; who unmasks can see */
        assert_true(!may(r, PERMISSION_FACT_ENTER) || may(r, PERMISSION_FACT_READ));
        assert_true(!may(r, PERMISSION_PERSON_UNMASK) || may(r, PERMISSION_PERSON_READ));
        assert_true(!may(r, PERMISSION_REVIEW_DECIDE) || may(r, PERMISSION_PERSON_READ));
        assert_true(!(may(r, PERMISSION_REGISTER_PUT) || may(r, PERMISSION_REGISTER_DECIDE)) ||
                    may(r, PERMISSION_REGISTER_READ));
        /* who gives work to others sees whom it is about, and what came of it */
        assert_true(!may(r, PERMISSION_WORK_ASSIGN) || (may(r, PERMISSION_WORK_READ) && may(r, PERMISSION_PERSON_READ)));
        assert_true(!may(r, PERMISSION_TARGET_PROPOSE) || may(r, PERMISSION_PLAN_READ));
        all |= r->permissions;
    }
    assert_int_equal(all, (1ull << PERMISSION_COUNT) - 1); /* each right is somebody's */
    store_close(&w.store);
}

TEST(permissions_have_codes_and_words)
{
    for (int i = 0; i < PERMISSION_COUNT; i++) {
        Permission back;
        assert_true(permission_parse(str_from(permission_code((Permission)i)), &back));
        assert_int_equal(back, i);
        Text text = permission_text((Permission)i);
        assert_true(text.vi.len > 0 && text.en.len > 0);
    }
    Permission none;
    assert_false(permission_parse(S("any"), &none));
    assert_false(permission_parse(S(""), &none));
}

TEST(what_identity_may)
{
    Identity who = {.permissions = 1ull << PERMISSION_PLAN_READ};
    assert_true(identity_may(&who, PERMISSION_PLAN_READ) && identity_may(&who, PERMISSION_ANY));
    assert_false(identity_may(&who, PERMISSION_FACT_READ));
    assert_true(identity_may(NULL, PERMISSION_PUBLIC));
    assert_false(identity_may(NULL, PERMISSION_ANY));
    assert_false(identity_may(NULL, PERMISSION_PLAN_READ));
    who.limited = true;
    assert_false(identity_may(&who, PERMISSION_PLAN_READ) || identity_may(&who, PERMISSION_ANY));
    assert_true(identity_may(&who, PERMISSION_PUBLIC));
}

TEST(places_have_levels)
{
    assert_str(place_level((ScopePlace){0}), S("nation"));
    assert_str(place_level((ScopePlace){S(HY), {0}}), S("province"));
    assert_str(place_level((ScopePlace){S(HY), S(HY)}), S("province"));
    assert_str(place_level((ScopePlace){S(HY), S(COMMUNE)}), S("commune"));
    assert_str(place_level((ScopePlace){S(HY), S(COMMUNE "-01")}), S("village"));
}

TEST(a_permission_holds_where_the_role_that_has_it_was_given)
{
    EACH_WORLD(w)
    {
        Str id, invite;
        Account account = account_of(arena, "hai.noi", "commune-officer", HY, COMMUNE), got;
        account.grant = (Grant[]){{S("commune-officer"), {S(HY), S(COMMUNE)}}, {S("statistics"), {S("31"), {0}}}};
        account.grants = 2;
        assert_ok(account_create(w.store, arena, &account, &id, &invite));
        assert_ok(account_accept(w.store, arena, invite, (Str){0}, (Str){0}, S(GOOD), &got));
        Identity who = sign_in(&w, arena, "hai.noi", GOOD, "", "203.0.113.5").who;
        const Scope *enter = &who.scope[PERMISSION_FACT_ENTER], *read = &who.scope[PERMISSION_FACT_READ];
        assert_true(scope_sees(enter, S(HY), S(COMMUNE)));
        assert_false(scope_sees(enter, S("31"), S("11317")));
        assert_true(scope_sees(read, S(HY), S(COMMUNE)) && scope_sees(read, S("31"), S("11317")));
        assert_false(scope_sees(read, S(HY), S("12145")));
    }
}

/* Cells of a row of a table in a document, without blanks. */
static Str cell_of(Str line, int wanted)
{
    StrCut cut = str_cut(line, '|');
    for (int i = 0; i <= wanted; i++)
        cut = str_cut(cut.tail, '|');
    return str_trim(cut.head);
}

TEST(the_matrix_in_the_document_is_that_of_the_data)
{
    const Role *role;
    ptrdiff_t roles;
    int rows = 0;
    ptrdiff_t named = 0;
    World w;
    assert_true(world_open(&w, arena, 0));
    assert_ok(role_list(w.store, arena, &role, &roles));
    Str rest = test_read(arena, test_file(arena, S("../docs/tai-khoan.md")));
    for (StrCut cut; rest.len > 0; rest = cut.tail) {
        cut = str_cut(rest, '\n');
        Permission p;
        if (named < roles && str_starts(cut.head, S("| ")) && str_eq(cell_of(cut.head, 1), role[named].code)) {
            assert_str(cell_of(cut.head, 2), role[named].name.vi);
            assert_int_equal(str_eq(cell_of(cut.head, 4), S("x")), role[named++].totp);
        }
        if (!str_starts(cut.head, S("| `")))
            continue;
        StrCut word = str_cut(str_slice(cut.head, 3, cut.head.len), '`');
        if (!permission_parse(word.head, &p))
            continue;
        assert_str(str_trim(str_cut(word.tail, '|').head), permission_text(p).vi);
        rows++;
        for (ptrdiff_t i = 0; i < roles; i++)
            if (str_eq(cell_of(cut.head, 1 + (int)i), S("x")) != ((role[i].permissions >> p & 1) == 1))
                fail_msg("%s of %.*s", permission_code(p), STRF(role[i].code));
    }
    assert_int_equal(rows, PERMISSION_COUNT);
    assert_int_equal(named, roles); /* the columns in this order */
    store_close(&w.store);
}

TEST_MAIN
