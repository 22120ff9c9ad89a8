/* Making and changing accounts: invitations, territories, what nobody may do. */
#include "account_test.h"

static void within(World *w, const char *province, const char *unit, Scope *scope, ScopePlace *place)
{
    *place = (ScopePlace){str_from(province), str_from(unit)};
    *scope = (Scope){.place = place, .places = 1};
    store_set_scope(w->store, scope);
}

TEST(an_invitation_works_once_and_for_72_hours)
{
    EACH_WORLD(w)
    {
        Str id, first, second;
        Account account = account_of(arena, "An.NV", "tax", HY, ""), got;
        assert_ok(account_create(w.store, arena, &account, &id, &first));
        assert_ok(account_invited(w.store, arena, first, &got));
        assert_str(got.login, S("an.nv"));
        assert_true(got.invited);
        /* a new one replaces it */
        assert_ok(account_invite(w.store, arena, id, &second));
        assert_fails(account_invited(w.store, arena, first, &got), NOT_FOUND);
        assert_fails(account_accept(w.store, arena, first, (Str){0}, (Str){0}, S(GOOD), &got), NOT_FOUND);
        world_at(&w, arena, NOON + 72 * 3600 - 1);
        assert_fails(account_accept(w.store, arena, second, (Str){0}, (Str){0}, S("matkhau123456789"), &got),
                     BAD_INPUT);
        /* login and name of somebody else are not taken */
        assert_ok(account_accept(w.store, arena, second, S("khac"), S("Khác"), S(GOOD), &got));
        assert_ok(account_get(w.store, arena, id, &got));
        assert_str(got.login, S("an.nv"));
        assert_false(got.invited);
        assert_fails(account_accept(w.store, arena, second, (Str){0}, (Str){0}, S(OTHER), &got), NOT_FOUND);
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", "203.0.113.5").result, SIGN_IN_OK);
        assert_ok(account_invite(w.store, arena, id, &first));
        world_at(&w, arena, NOON + 2 * 72 * 3600);
        assert_fails(account_invited(w.store, arena, first, &got), NOT_FOUND);
        assert_fails(account_invited(w.store, arena, S("x"), &got), NOT_FOUND);
    }
}

TEST(a_forgotten_password_is_set_anew_and_ends_the_sessions)
{
    EACH_WORLD(w)
    {
        Str invite;
        Account got;
        Identity who;
        Str id = settled(&w, arena, "an.nv", "tax", HY, "");
        Str token = sign_in(&w, arena, "an.nv", GOOD, "", "203.0.113.5").token;
        assert_ok(account_invite(w.store, arena, id, &invite));
        assert_true(identified(&w, arena, token, &who)); /* until it is used nothing changes */
        assert_ok(account_accept(w.store, arena, invite, (Str){0}, (Str){0}, S(OTHER), &got));
        assert_false(identified(&w, arena, token, &who));
        assert_int_equal(sign_in(&w, arena, "an.nv", GOOD, "", "203.0.113.5").result, SIGN_IN_WRONG);
        assert_int_equal(sign_in(&w, arena, "an.nv", OTHER, "", "203.0.113.5").result, SIGN_IN_OK);
    }
}

TEST(the_first_administrator_chooses_a_login_and_there_is_only_one)
{
    EACH_WORLD(w)
    {
        Str old, link, none;
        Account got;
        bool empty;
        assert_ok(account_none(w.store, arena, &empty));
        assert_true(empty);
        assert_ok(account_first(w.store, arena, &old));
        assert_ok(account_first(w.store, arena, &link));
        assert_fails(account_invited(w.store, arena, old, &got), NOT_FOUND);
        assert_ok(account_invited(w.store, arena, link, &got));
        assert_str(got.login, S(""));
        assert_fails(account_accept(w.store, arena, link, S("Quản trị"), S("An"), S(GOOD), &got), BAD_INPUT);
        assert_fails(account_accept(w.store, arena, link, S("quan.tri"), S(" "), S(GOOD), &got), BAD_INPUT);
        assert_fails(account_accept(w.store, arena, link, S("quan.tri"), S("An"), S("quan.tri123456"), &got),
                     BAD_INPUT);
        assert_ok(account_accept(w.store, arena, link, S("quan.tri"), S("An"), S(GOOD), &got));
        assert_fails(account_accept(w.store, arena, link, S("ke.khac"), S("Binh"), S(GOOD), &got), NOT_FOUND);
        assert_ok(account_first(w.store, arena, &none));
        assert_int_equal(none.len, 0);
        SignedIn in = sign_in(&w, arena, "quan.tri", GOOD, "", "203.0.113.5");
        assert_int_equal(in.result, SIGN_IN_OK);
        assert_true(in.who.limited); /* a second factor first */
        assert_false(identity_may(&in.who, PERMISSION_ACCOUNT_MANAGE));
        assert_true(in.who.permissions >> PERMISSION_ACCOUNT_MANAGE & 1);
    }
}

TEST(a_first_link_is_void_once_there_is_an_account)
{
    EACH_WORLD(w)
    {
        Str link;
        Account got;
        assert_ok(account_first(w.store, arena, &link));
        settled(&w, arena, "an.nv", "tax", HY, "");
        assert_fails(account_invited(w.store, arena, link, &got), NOT_FOUND);
        assert_fails(account_accept(w.store, arena, link, S("ke.gian"), S("X"), S(GOOD), &got), NOT_FOUND);
    }
}

TEST(what_cannot_be_an_account_is_said_with_its_field)
{
    static const struct {
        const char *login, *role, *province, *unit, *field;
    } bad[] = {
        {"ab", "tax", HY, "", "login"},
        {"nguyễn", "tax", HY, "", "login"},
        {".an.nv", "tax", HY, "", "login"},
        {"an nv", "tax", HY, "", "login"},
        {"an.nv", "boss", HY, "", "grants"},
        {"an.nv", "tax", "", "", "grants"},
        {"an.nv", "collaborator", HY, COMMUNE, "grants"},
        {"an.nv", "commune-officer", HY, "", "grants"},
    };
    World w;
    assert_true(world_open(&w, arena, 0));
    for (ptrdiff_t i = 0; i < COUNTOF(bad); i++) {
        Str id, invite;
        Account account = account_of(arena, bad[i].login, bad[i].role, bad[i].province, bad[i].unit);
        Err *err = account_create(w.store, arena, &account, &id, &invite);
        assert_fails(err, BAD_INPUT);
        assert_str(err->place.field, str_from(bad[i].field));
    }
    Str id, invite;
    Account account = account_of(arena, "an.nv", "tax", HY, "");
    account.email = S("không phải");
    assert_fails(account_create(w.store, arena, &account, &id, &invite), BAD_INPUT);
    account.email = (Str){0};
    assert_ok(account_create(w.store, arena, &account, &id, &invite));
    assert_fails(account_create(w.store, arena, &account, &id, &invite), CONFLICT);
    store_close(&w.store);
}

TEST(a_province_manages_its_own_and_sees_no_other)
{
    EACH_WORLD(w)
    {
        Scope scope;
        ScopePlace place;
        Account got, *list;
        ptrdiff_t count;
        Str id, invite;
        Str nation = settled(&w, arena, "quan.tri", "administrator", "", "");
        Str ours = settled(&w, arena, "an.nv", "commune-officer", HY, COMMUNE);
        Str theirs = settled(&w, arena, "binh.tt", "tax", "31", "");
        within(&w, HY, "", &scope, &place);
        assert_ok(account_list(w.store, arena, (Str){0}, (Str){0}, 100, &list, &count));
        assert_int_equal(count, 1);
        assert_str(list[0].id, ours);
        assert_fails(account_get(w.store, arena, theirs, &got), NOT_FOUND);
        assert_fails(account_invite(w.store, arena, theirs, &invite), NOT_FOUND);
        assert_fails(account_invite(w.store, arena, nation, &invite), NOT_FOUND);
        assert_fails(totp_reset(w.store, arena, nation), NOT_FOUND);
        /* neither someone else's person nor one's own for someone else's place */
        Account take = account_of(arena, "binh.tt", "tax", HY, "");
        take.id = theirs;
        take.version = 1;
        assert_fails(account_change(w.store, arena, &take), NOT_FOUND);
        assert_ok(account_get(w.store, arena, ours, &got));
        got.grant = &(Grant){S("commune-officer"), {S("31"), S("11317")}};
        assert_fails(account_change(w.store, arena, &got), FORBIDDEN);
        Account wide = account_of(arena, "moi.nguoi", "administrator", "", "");
        assert_fails(account_create(w.store, arena, &wide, &id, &invite), FORBIDDEN);
        Account bare = account_of(arena, "moi.nguoi", "tax", HY, "");
        bare.grants = 0;
        assert_fails(account_create(w.store, arena, &bare, &id, &invite), BAD_INPUT);
        Account fits = account_of(arena, "moi.nguoi", "administrator", HY, HY);
        assert_ok(account_create(w.store, arena, &fits, &id, &invite));
        assert_ok(account_get(w.store, arena, id, &got));
        assert_str(got.grant[0].place.unit, S(""));
        /* who works in two provinces is managed by who has both */
        store_set_scope(w.store, NULL);
        assert_ok(account_get(w.store, arena, ours, &got));
        got.grant = (Grant[]){{S("commune-officer"), {S(HY), S(COMMUNE)}}, {S("tax"), {S("31"), {0}}}};
        got.grants = 2;
        assert_ok(account_change(w.store, arena, &got));
        within(&w, HY, "", &scope, &place);
        assert_fails(account_get(w.store, arena, ours, &got), NOT_FOUND);
        store_set_scope(w.store, NULL);
    }
}

TEST(the_last_administrator_stays)
{
    EACH_WORLD(w)
    {
        Account one, two;
        Str invite, waiting;
        Str a = settled(&w, arena, "quan.tri", "administrator", "", "");
        Account invited = account_of(arena, "cho.nhan", "administrator", "", "");
        assert_ok(account_create(w.store, arena, &invited, &waiting, &invite)); /* cannot sign in yet: does not count */
        settled(&w, arena, "tinh.hy", "administrator", HY, "");                 /* a province alone does not either */
        assert_ok(account_get(w.store, arena, a, &one));
        one.active = false;
        assert_fails(account_change(w.store, arena, &one), CONFLICT);
        one.active = true;
        one.grant = &(Grant){S("auditor"), {{0}, {0}}};
        assert_fails(account_change(w.store, arena, &one), CONFLICT);
        one.grant = &(Grant){S("administrator"), {S(HY), {0}}};
        assert_fails(account_change(w.store, arena, &one), CONFLICT);
        Str b = settled(&w, arena, "quan.tri.2", "administrator", "", "");
        assert_ok(account_change(w.store, arena, &one));
        assert_ok(account_get(w.store, arena, b, &two));
        two.active = false;
        assert_fails(account_change(w.store, arena, &two), CONFLICT);
        assert_ok(account_get(w.store, arena, waiting, &two)); /* others can be changed as before */
        two.active = false;
        assert_ok(account_change(w.store, arena, &two));
    }
}

TEST(of_two_who_change_the_same_the_second_is_told)
{
    EACH_WORLD(w)
    {
        Account mine, yours;
        Identity who;
        Str id = settled(&w, arena, "an.nv", "tax", HY, "");
        assert_ok(account_get(w.store, arena, id, &mine));
        yours = mine;
        mine.name = S("Nguyễn Thị An");
        assert_ok(account_change(w.store, arena, &mine));
        yours.agency = S("Thuế cơ sở 3");
        assert_fails(account_change(w.store, arena, &yours), CONFLICT);
        assert_ok(account_get(w.store, arena, id, &yours));
        assert_str(yours.name, S("Nguyễn Thị An"));
        Str token = sign_in(&w, arena, "an.nv", GOOD, "", "203.0.113.5").token;
        yours.active = false;
        assert_ok(account_change(w.store, arena, &yours));
        assert_false(identified(&w, arena, token, &who));
        Str invite;
        assert_fails(account_invite(w.store, arena, id, &invite), CONFLICT);
    }
}

TEST(a_changed_right_holds_at_once)
{
    EACH_WORLD(w)
    {
        Account account;
        Identity who;
        Str id = settled(&w, arena, "an.nv", "commune-officer", HY, COMMUNE);
        Str token = sign_in(&w, arena, "an.nv", GOOD, "", "203.0.113.5").token;
        assert_ok(account_get(w.store, arena, id, &account));
        account.grant = &(Grant){S("front"), {S(HY), {0}}};
        assert_ok(account_change(w.store, arena, &account));
        assert_true(identified(&w, arena, token, &who));
        assert_false(identity_may(&who, PERMISSION_FACT_ENTER));
        assert_true(identity_may(&who, PERMISSION_PLAN_READ));
        assert_false(scope_sees(&who.scope[PERMISSION_FACT_ENTER], S(HY), S(COMMUNE)));
    }
}

TEST(accounts_are_found_without_marks_and_page_by_page)
{
    EACH_WORLD(w)
    {
        Account *list;
        ptrdiff_t count;
        Str id, invite;
        for (int i = 0; i < 25; i++) {
            Account one =
                account_of(arena, str_c(arena, str_fmt(arena, "can.bo.%02d", i)), "commune-officer", HY, COMMUNE);
            one.name = str_fmt(arena, "Đỗ Thị Hương %d", i);
            one.agency = i == 7 ? S("UBND xã Phù Cừ") : S("UBND phường Phố Hiến");
            one.grant = (Grant[]){one.grant[0], {S("collaborator"), {S(HY), S(COMMUNE "-01")}}};
            one.grants = 2;
            assert_ok(account_create(w.store, arena, &one, &id, &invite));
        }
        Str after = {0};
        int seen = 0;
        do {
            assert_ok(account_list(w.store, arena, S("do thi HUONG"), after, 10, &list, &count));
            for (ptrdiff_t i = 0; i < count; i++, seen++) {
                assert_str(list[i].login, str_fmt(arena, "can.bo.%02d", seen));
                assert_int_equal(list[i].grants, 2);
            }
            after = count > 0 ? list[count - 1].login : after;
        } while (count == 10);
        assert_int_equal(seen, 25);
        assert_ok(account_list(w.store, arena, S("phu cu"), (Str){0}, 10, &list, &count));
        assert_int_equal(count, 1);
        assert_ok(account_list(w.store, arena, S("%_%"), (Str){0}, 100, &list, &count));
        assert_int_equal(count, 25); /* signs are no pattern: nothing was asked for */
        assert_ok(account_list(w.store, arena, S("bo 1' OR"), (Str){0}, 100, &list, &count));
        assert_int_equal(count, 0);
    }
}

TEST_MAIN
