/* scope: whose figures and persons a store may show and change (địa bàn được giao).
 *
 * A Store has a scope; a new one sees everything (command line, the server's own work).  The server sets
 * the scope of the person who asks before it calls the domain; the platform modules that keep what belongs to
 * a unit (cube, later registers) ask scope_sees on every read and write.  So no route, export or
 * job can forget it.  A province in the scope holds all its communes, a commune its villages (codes of villages begin
 * with the commune's and a dash).  Names, boundaries, indicators and law are public. */
#pragma once
#include "store/store.h"

typedef struct ScopePlace {
    Str province, unit; /* codes; unit = province or "": the whole province; province "": the whole country */
} ScopePlace;

typedef struct Scope {
    bool all;
    const ScopePlace *place;
    ptrdiff_t places;
} Scope;

/* unit "" or the province's code: the province's own figures, which only who has the whole province sees. */
bool scope_sees(const Scope *scope, Str province, Str unit);
bool scope_sees_province(const Scope *scope, Str province);  /* the whole of it */
bool scope_meets_province(const Scope *scope, Str province); /* some of it: a page of it can be shown */

void store_set_scope(Store *store, const Scope *scope); /* borrowed until the next call; NULL: everything */
const Scope *store_scope(const Store *store);
/* FORBIDDEN in plain words where the store's scope does not see the unit. */
Err *scope_check(const Store *store, Arena *arena, Str province, Str unit) MUST_CHECK;
