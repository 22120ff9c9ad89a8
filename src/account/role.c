/* Permissions, and what data/account says of roles and limits. */
#include "account/account_internal.h"

#include "base/file.h"
#include "base/vec.h"
#include "table/sheet.h"
#include <stdlib.h>

static const struct {
    const char *code;
    Text text;
} permissions[PERMISSION_COUNT] = {
#define X(name, code, vi, en) [PERMISSION_##name] = {code, TEXT_INIT(vi, en)},
    PERMISSIONS(X)
#undef X
};

const char *permission_code(Permission permission)
{
    if (permission < PERMISSION_COUNT)
        return permissions[permission].code;
    return permission == PERMISSION_PUBLIC ? "public" : "any";
}

Text permission_text(Permission permission)
{
    if (permission < PERMISSION_COUNT)
        return permissions[permission].text;
    return permission == PERMISSION_PUBLIC ? TEXT("Ai cũng xem được", "Open to all")
                                           : TEXT("Mọi tài khoản", "Every account");
}

bool permission_parse(Str code, Permission *ret)
{
    for (int i = 0; i < PERMISSION_COUNT; i++) {
        *ret = (Permission)i;
        if (str_eq(code, str_from(permissions[i].code)))
            return true;
    }
    return false;
}

/* ---- places ------------------------------------------------------------------------- */

static const char *const levels[] = {"nation", "province", "commune", "village"};

ScopePlace account_place(const Account *account)
{
    ScopePlace place = account->grants > 0 ? account->grant[0].place : (ScopePlace){0};
    for (ptrdiff_t i = 1; i < account->grants; i++) {
        ScopePlace other = account->grant[i].place;
        if (!str_eq(other.province, place.province))
            return (ScopePlace){0};
        if (!str_eq(other.unit, place.unit))
            place.unit = (Str){0};
    }
    return place;
}

Str place_level(ScopePlace place)
{
    if (place.province.len == 0)
        return str_from(levels[0]);
    if (place.unit.len == 0 || str_eq(place.unit, place.province))
        return str_from(levels[1]);
    return str_from(levels[str_find(place.unit, S("-")) < 0 ? 2 : 3]);
}

/* ---- tables ------------------------------------------------------------------------- */

static bool known_level(Str level)
{
    for (ptrdiff_t i = 0; i < COUNTOF(levels); i++)
        if (str_eq(level, str_from(levels[i])))
            return true;
    return false;
}

static Err *read_role(const Sheet *sheet, Role *ret)
{
    *ret = (Role){.code = sheet_cell(sheet, "code"),
                  .name = {sheet_cell(sheet, "name_vi"), sheet_cell(sheet, "name_en")},
                  .agency = {sheet_cell(sheet, "agency_vi"), sheet_cell(sheet, "agency_en")},
                  .level = sheet_cell(sheet, "level"),
                  .totp = sheet_cell(sheet, "second_factor").len > 0};
    if (ret->code.len == 0 || ret->name.vi.len == 0 || ret->name.en.len == 0 || !known_level(ret->level))
        return sheet_bad(sheet, ret->code);
    for (int p = 0; p < PERMISSION_COUNT; p++)
        if (str_eq(sheet_cell(sheet, permissions[p].code), S("x")))
            ret->permissions |= 1ull << p;
    return NULL;
}

/* A heading that is no permission would take a right away by a slip of the pen. */
static Err *check_headings(const Sheet *sheet)
{
    enum { FIRST = 7 };
    Permission known;
    for (ptrdiff_t i = FIRST; i < sheet->header.count; i++)
        if (!permission_parse(sheet->header.cell[i].text, &known))
            return sheet_bad(sheet, sheet->header.cell[i].text);
    return sheet->header.count == FIRST + PERMISSION_COUNT ? NULL : sheet_bad(sheet, S("role.csv"));
}

static Err *read_roles(Arena *arena, Rules *rules)
{
    Vec(Role) list = {0};
    AUTO(sheet_close) Sheet sheet;
    TRY(sheet_open(arena, "account/role.csv", &sheet));
    TRY(check_headings(&sheet));
    for (bool more;;) {
        Role role;
        TRY(table_next(sheet.table, arena, &sheet.row, &more));
        if (!more)
            break;
        TRY(read_role(&sheet, &role));
        vec_push(arena, &list, role);
    }
    rules->role = list.data;
    rules->roles = list.len;
    return NULL;
}

Err *role_list(Store *store, Arena *arena, const Role **ret, ptrdiff_t *ret_count)
{
    const Rules *rules;
    TRY(account_rules(store, arena, &rules));
    *ret = rules->role;
    *ret_count = rules->roles;
    return NULL;
}

const Role *role_find(const Rules *rules, Str code)
{
    for (ptrdiff_t i = 0; i < rules->roles; i++)
        if (str_eq(rules->role[i].code, code))
            return &rules->role[i];
    return NULL;
}

uint64_t grants_permissions(const Rules *rules, const Account *account)
{
    uint64_t held = 0;
    for (ptrdiff_t i = 0; i < account->grants; i++) {
        const Role *role = role_find(rules, account->grant[i].role);
        held |= role ? role->permissions : 0;
    }
    return held;
}

/* ---- limits ---------------------------------------------------------------------------- */

static const struct {
    const char *name;
    ptrdiff_t offset;
} policies[] = {
#define X(name) {#name, offsetof(Rules, name)},
    POLICIES(X)
#undef X
};

static Err *read_policy(const Sheet *sheet, Rules *rules, uint64_t *given)
{
    Str name = sheet_cell(sheet, "name"), value = sheet_cell(sheet, "value");
    int64_t n = 0;
    for (ptrdiff_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9' || n > INT64_MAX / 100)
            return sheet_bad(sheet, value);
        n = n * 10 + (value.ptr[i] - '0');
    }
    for (ptrdiff_t i = 0; i < COUNTOF(policies); i++) {
        if (!str_eq(name, str_from(policies[i].name)))
            continue;
        *(int64_t *)(void *)((char *)rules + policies[i].offset) = n;
        *given |= 1ull << i;
        return value.len > 0 ? NULL : sheet_bad(sheet, name);
    }
    return sheet_bad(sheet, name);
}

static Err *read_policies(Arena *arena, Rules *rules)
{
    uint64_t given = 0;
    AUTO(sheet_close) Sheet sheet;
    TRY(sheet_open(arena, "account/policy.csv", &sheet));
    for (bool more;;) {
        TRY(table_next(sheet.table, arena, &sheet.row, &more));
        if (!more)
            return given == (1ull << COUNTOF(policies)) - 1 ? NULL : sheet_bad(&sheet, S("policy.csv"));
        TRY(read_policy(&sheet, rules, &given));
    }
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static Err *read_common(Arena *arena, Rules *rules)
{
    Str path, text;
    Vec(Str) list = {0};
    TRY(file_shipped(arena, S("account/common-password.txt"), &path));
    TRY(file_read(arena, path, 1 << 20, &text));
    while (text.len > 0) {
        StrCut line = str_cut(text, '\n');
        if (line.head.len > 0)
            vec_push(arena, &list, line.head);
        text = line.tail;
    }
    if (list.len > 0)
        qsort(list.data, (size_t)list.len, sizeof *list.data, by_bytes);
    rules->common = list.data;
    rules->commons = list.len;
    return NULL;
}

Err *account_rules(Store *store, Arena *arena, const Rules **ret)
{
    static const char slot_key;
    void **slot = store_slot(store, &slot_key);
    if (!*slot) {
        Arena *memory = store_memory(store);
        Rules *rules = new (memory, Rules, 1);
        Err *err = read_policies(memory, rules);
        err = err ? err : read_roles(memory, rules);
        err = err ? err : read_common(memory, rules);
        if (err)
            return err_keep(arena, err);
        *slot = rules;
    }
    *ret = *slot;
    return NULL;
}
