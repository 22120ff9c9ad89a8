#include "http/sender.h"

#include "base/vec.h"

Err *sender_open(Store *store, Arena *arena, const Account *account, Sender *ret)
{
    *ret = (Sender){.account = account};
    TRY(role_list(store, arena, &ret->role, &ret->roles));
    return register_sources(arena, &ret->sources);
}

static const Role *role_of(const Sender *s, Str code)
{
    for (ptrdiff_t i = 0; i < s->roles; i++)
        if (str_eq(s->role[i].code, code))
            return &s->role[i];
    return NULL;
}

static bool may(const Role *role, Permission permission)
{
    return role->permissions >> permission & 1;
}

static bool delivers_any(const Sender *s, Str role)
{
    for (ptrdiff_t i = 0; i < s->sources.count; i++)
        if (register_delivers(&s->sources.source[i], role))
            return true;
    return false;
}

static bool gives(const Sender *s, const Role *role, Permission permission, const RegisterSource *source)
{
    if (!role || !may(role, permission))
        return false;
    if (permission == PERMISSION_REGISTER_DECIDE || register_delivers(source, role->code))
        return true;
    return permission == PERMISSION_REGISTER_READ &&
           (may(role, PERMISSION_REGISTER_DECIDE) || !delivers_any(s, role->code));
}

const Scope *sender_scope(const Sender *s, Arena *arena, Permission permission, const RegisterSource *source)
{
    Scope *scope = new (arena, Scope, 1);
    ScopePlace *place = new (arena, ScopePlace, s->account->grants);
    scope->place = place;
    for (ptrdiff_t i = 0; i < s->account->grants; i++) {
        const Grant *grant = &s->account->grant[i];
        if (gives(s, role_of(s, grant->role), permission, source))
            place[scope->places++] = grant->place;
    }
    return scope;
}

static Str as_kept(const RegisterSource *source, Str role)
{
    return str_eq(role, source->agency) ? (Str){0} : role;
}

static bool sees_all(const Sender *s, const Role *role, Permission permission)
{
    return permission == PERMISSION_REGISTER_DECIDE ||
           (permission == PERMISSION_REGISTER_READ &&
            (may(role, PERMISSION_REGISTER_DECIDE) || !delivers_any(s, role->code)));
}

/* The place of one grant holds the territory. */
static bool holds(const Grant *grant, Str province, Str unit)
{
    Scope scope = {.place = &grant->place, .places = 1};
    return scope_sees(&scope, province, unit);
}

bool sender_shows(const Sender *s, Permission permission, const RegisterSource *source, const Delivery *d)
{
    for (ptrdiff_t i = 0; i < s->account->grants; i++) {
        const Grant *grant = &s->account->grant[i];
        const Role *role = role_of(s, grant->role);
        if (gives(s, role, permission, source) && holds(grant, d->province, d->unit) &&
            (sees_all(s, role, permission) || str_eq(as_kept(source, role->code), d->agency)))
            return true;
    }
    return false;
}

/* The one that owes the source, where the account is that too. */
Str sender_agency(const Sender *s, Permission permission, const RegisterSource *source, Str province, Str unit)
{
    Str found = {0};
    for (ptrdiff_t i = 0; i < s->account->grants; i++) {
        const Grant *grant = &s->account->grant[i];
        const Role *role = role_of(s, grant->role);
        if (!gives(s, role, permission, source) || !holds(grant, province, unit))
            continue;
        if (sees_all(s, role, permission) || str_eq(role->code, source->agency))
            return (Str){0};
        found = role->code;
    }
    return found;
}

ptrdiff_t sender_agencies(const Sender *s, Arena *arena, const RegisterSource *source, Str province, Str unit,
                          Str **ret)
{
    StrCut cut;
    Vec(Str) list = {0};
    for (Str all = source->agencies; all.len > 0; all = cut.tail) {
        bool shown = false;
        cut = str_cut(all, '|');
        for (ptrdiff_t i = 0; !shown && i < s->account->grants; i++) {
            const Grant *grant = &s->account->grant[i];
            const Role *role = role_of(s, grant->role);
            shown = gives(s, role, PERMISSION_REGISTER_READ, source) && holds(grant, province, unit) &&
                    (sees_all(s, role, PERMISSION_REGISTER_READ) || str_eq(role->code, cut.head));
        }
        if (shown)
            vec_push(arena, &list, cut.head);
    }
    *ret = list.data;
    return list.len;
}

Err *sender_list(Request *request, const Sender *s, const RegisterSource *source, Str province, Delivery **ret,
                 ptrdiff_t *ret_count)
{
    Delivery *all;
    ptrdiff_t count, kept = 0;
    store_set_scope(request->store, sender_scope(s, request->arena, PERMISSION_REGISTER_READ, source));
    TRY(register_list(request->store, request->arena, province, source->code, &all, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (sender_shows(s, PERMISSION_REGISTER_READ, source, &all[i]))
            all[kept++] = all[i];
    *ret = all;
    *ret_count = kept;
    return NULL;
}

Str sender_unit(const Scope *scope, Str province)
{
    if (scope_sees_province(scope, province))
        return (Str){0};
    for (ptrdiff_t i = 0; i < scope->places; i++)
        if (str_eq(scope->place[i].province, province))
            return scope->place[i].unit;
    return (Str){0};
}

Err *sender_enter(Request *request, const Sender *s, Permission permission, Str source, Str province,
                  const RegisterSource **ret)
{
    TRY(register_source(&s->sources, request->arena, source, ret));
    const Scope *scope = sender_scope(s, request->arena, permission, *ret);
    store_set_scope(request->store, scope);
    if (scope_meets_province(scope, province))
        return NULL;
    Str name = text_in(request->lang, (*ret)->name);
    return FAIL(request->arena, FORBIDDEN,
                "nguồn “%.*s” của cơ quan khác; cơ quan của anh/chị chỉ gửi và xem nguồn của mình",
                "the source “%.*s” is another agency's; yours delivers and sees its own", STRF(name));
}

Err *sender_delivery(Request *request, const Sender *s, Permission permission, Str province, RegisterReport *ret)
{
    const RegisterSource *source;
    Str id = request_param(request, "id");
    Err *err = register_report(request->store, request->arena, province, id, ret);
    if (err)
        return err;
    TRY(register_source(&s->sources, request->arena, ret->delivery.source, &source));
    static const Scope nothing = {0};
    bool shown = sender_shows(s, permission, source, &ret->delivery);
    store_set_scope(request->store, shown ? sender_scope(s, request->arena, permission, source) : &nothing);
    return register_report(request->store, request->arena, province, id, ret); /* as though it were not there */
}
