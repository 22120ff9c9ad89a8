/* Who sees a person, and what a look leaves in the trail. */
#include "person/sight.h"
#include "test.h"

#include "audit/audit.h"
#include <stdlib.h>
#include <sys/stat.h>

static const Clock noon = {.fixed_ms = 1793509200000}; /* 2026-11-01T12:00:00+07:00 */

static Store *fresh(Arena *arena, int which)
{
    Str address;
    Store *store = NULL;
    if (!test_store_address(arena, which, &address))
        return NULL;
    Str folder = test_temp(arena, S("beside"));
    (void)mkdir(str_c(arena, folder), 0700);
    setenv("BAOPHU_FOLDER", str_c(arena, folder), 1);
    assert_ok(store_open(arena, address, noon, &store));
    return store;
}

#define ON_EACH_STORE(store)                             \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Store *store = fresh(arena, which_); store; store_close(&store))

/* Signed in with a real account of the role, as the server finds it by its cookie. */
static Identity signed_in(Store *store, Arena *arena, const char *role, const char *province, const char *unit)
{
    Grant grant = {str_from(role), {str_from(province), str_from(unit)}};
    Str login = str_fmt(arena, "%s.%s.%s", role, province, unit), id, invite;
    Account account = {.login = login,
                       .name = S("An"),
                       .email = str_fmt(arena, "%.*s@example.vn", STRF(login)),
                       .active = true,
                       .grant = &grant,
                       .grants = 1};
    SignedIn in;
    assert_ok(account_create(store, arena, &account, &id, &invite));
    assert_ok(account_sign_in_by(store, arena, S("https://tests.example"), login, account.email,
                                 (SignIn){.address = S("127.0.0.1")}, &in));
    return in.who;
}

static const PersonLook look = {
    .person = {"5f0c1e7a9b3d", 12},
    .province = {"33", 2},
    .unit = {"11980", 5},
    .fields = 1 << PERSON_CITIZEN | 1 << PERSON_PHONE,
    .purpose = {"đối chiếu hồ sơ của 034085001234", sizeof "đối chiếu hồ sơ của 034085001234" - 1},
    .request = {"r-1", 3}};

static ptrdiff_t looks(Store *store, Arena *arena, AuditEntry **ret)
{
    ptrdiff_t count;
    assert_ok(audit_list(store, arena, (AuditFilter){.action = S("person.unmask"), .limit = 100}, ret, &count));
    return count;
}

/* What data/account/role.csv gives; the administrator and the auditor see nothing of a person. */
TEST(each_role_sees_what_its_permissions_say)
{
    static const struct {
        const char *role, *province, *unit;
        PersonSight sight;
    } roles[] = {
        {"administrator", "", "", PERSON_UNSEEN},
        {"auditor", "", "", PERSON_UNSEEN},
        {"province-leader", "33", "", PERSON_UNSEEN},
        {"home-affairs", "33", "", PERSON_MASKED},
        {"finance", "33", "", PERSON_UNSEEN},
        {"front", "33", "", PERSON_UNSEEN},
        {"commune-leader", "33", "11980", PERSON_UNSEEN},
        {"collaborator", "33", "11980-01", PERSON_UNSEEN},
        {"commune-officer", "33", "11980", PERSON_MASKED},
        {"si-province", "33", "", PERSON_MAY_ASK},
        {"si-branch", "33", "11980", PERSON_MASKED},
        {"inspectorate", "33", "", PERSON_MASKED},
        {"si-branch", "33", "11983", PERSON_UNSEEN},
        {"si-province", "31", "", PERSON_UNSEEN},
        {"commune-officer", "33", "11983", PERSON_UNSEEN},
    };
    ON_EACH_STORE(store)
    {
        for (int i = 0; i < COUNTOF(roles); i++) {
            Identity who = signed_in(store, arena, roles[i].role, roles[i].province, roles[i].unit);
            if (person_sight(&who, S("33"), S("11980")) != roles[i].sight)
                fail_msg("%s: %d", roles[i].role, (int)person_sight(&who, S("33"), S("11980")));
        }
    }
}

TEST(a_look_with_a_purpose_stands_in_the_trail_without_any_number)
{
    ON_EACH_STORE(store)
    {
        AuditEntry *entry;
        Identity who = signed_in(store, arena, "si-province", "33", "");
        assert_ok(person_look(store, arena, &who, &look));
        assert_int_equal(looks(store, arena, &entry), 1);
        assert_str(entry[0].account, who.account.id);
        assert_str(entry[0].login, who.account.login);
        assert_str(entry[0].subject, look.person);
        assert_str(entry[0].unit, S("11980"));
        assert_str(entry[0].request, S("r-1"));
        assert_str(entry[0].after, S("{\"fields\":[\"citizen-id\",\"phone\"]}"));
        assert_str(entry[0].purpose, S("đối chiếu hồ sơ của •••••••••234"));
    }
}

TEST(who_may_not_look_is_refused_and_leaves_no_look)
{
    ON_EACH_STORE(store)
    {
        AuditEntry *entry;
        Identity officer = signed_in(store, arena, "commune-officer", "33", "11980");
        Identity admin = signed_in(store, arena, "administrator", "", "");
        Identity near = signed_in(store, arena, "si-branch", "33", "11983");
        assert_fails(person_look(store, arena, &officer, &look), FORBIDDEN);
        assert_fails(person_look(store, arena, &admin, &look), NOT_FOUND);
        assert_fails(person_look(store, arena, &near, &look), NOT_FOUND);
        Identity limited = signed_in(store, arena, "si-province", "33", "");
        limited.limited = true; /* has no second factor yet */
        assert_fails(person_look(store, arena, &limited, &look), NOT_FOUND);
        assert_int_equal(looks(store, arena, &entry), 0);
    }
}

TEST(a_purpose_that_says_nothing_is_refused)
{
    static const char *const empty[] = {"",
                                        "   ",
                                        "xem",
                                        "..........",
                                        "aaaaaaaaaaaaaaaa",
                                        "1234567890123",
                                        "abababababababab",
                                        "ạ ạ ạ ạ ạ ạ ạ ạ ạ ạ ạ ạ"};
    ON_EACH_STORE(store)
    {
        AuditEntry *entry;
        Identity who = signed_in(store, arena, "si-province", "33", "");
        PersonLook asked = look;
        for (int i = 0; i < COUNTOF(empty); i++) {
            asked.purpose = str_from(empty[i]);
            Err *err = person_look(store, arena, &who, &asked);
            assert_fails(err, BAD_INPUT);
            assert_str(err->place.field, S("purpose"));
        }
        char *large = new (arena, char, 4000);
        for (int i = 0; i < 4000; i++)
            large[i] = (char)('a' + i % 7);
        asked.purpose = (Str){large, 4000};
        assert_fails(person_look(store, arena, &who, &asked), BAD_INPUT);
        assert_int_equal(looks(store, arena, &entry), 0);
    }
}

/* The trail is kept for ever: a person stands in it by our own id alone. */
TEST(a_person_named_by_an_identity_number_is_refused)
{
    ON_EACH_STORE(store)
    {
        AuditEntry *entry;
        Identity who = signed_in(store, arena, "si-province", "33", "");
        PersonLook asked = look;
        static const char *const numbers[] = {"034085001234", "145678901", "3412345678", ""};
        for (int i = 0; i < COUNTOF(numbers); i++) {
            asked.person = str_from(numbers[i]);
            assert_fails(person_look(store, arena, &who, &asked), INTERNAL);
        }
        asked = look;
        asked.fields = 0;
        assert_fails(person_look(store, arena, &who, &asked), INTERNAL);
        assert_int_equal(looks(store, arena, &entry), 0);
    }
}

TEST(what_cannot_be_noted_may_not_be_shown)
{
#define CLOSE "UPDATE audit_head SET sequence = 0"
#define FILL                                                                                                         \
    "INSERT INTO audit_entry (sequence, at, account, login, action, province, unit, subject, request, was, became, " \
    "purpose, previous, hash) VALUES (1, '', '', '', '', '', '', '', '', '', '', '', '', '')"
    static const Query broken[] = {{"close", CLOSE, CLOSE}, {"fill", FILL, FILL}};
    ON_EACH_STORE(store)
    {
        Identity who = signed_in(store, arena, "si-province", "33", "");
        for (int i = 0; i < COUNTOF(broken); i++) /* the next number is taken */
            assert_ok(store_exec(store, arena, broken[i], NO_ARGS, NULL));
        assert_non_null(person_look(store, arena, &who, &look));
    }
}

TEST_MAIN
