/* sender: where an account may read or deliver a source of the registers.
 *
 * An agency sees and delivers its own sources; who decides on deliveries, and who reads without delivering anything
 * (leaders, inspectors), sees all.  Each within the places of the role that gives the right: a right over one source
 * is none over another, even where the account has both somewhere.  Where several agencies deliver one source, each
 * sees and delivers its own part. */
#pragma once
#include "http/route.h"
#include "register/register.h"

typedef struct Sender {
    const Role *role;
    ptrdiff_t roles;
    RegisterSources sources;
    const Account *account;
} Sender;

/* account: borrowed. */
Err *sender_open(Store *store, Arena *arena, const Account *account, Sender *ret) MUST_CHECK;
/* REGISTER_READ, REGISTER_PUT or REGISTER_DECIDE; no places where it has no such right over the source. */
const Scope *sender_scope(const Sender *sender, Arena *arena, Permission permission, const RegisterSource *source);
/* Whether a delivery of the source is one that the account may read, send again or decide on. */
bool sender_shows(const Sender *sender, Permission permission, const RegisterSource *source, const Delivery *delivery);
/* As which agency the account delivers for a territory, or whose deliveries it is shown: as Delivery.agency, "" the one
 * that owes the source. */
Str sender_agency(const Sender *sender, Permission permission, const RegisterSource *source, Str province, Str unit);
/* Of the agencies that deliver a source those whose deliveries the account may read, as roles, in the source's order.
 */
ptrdiff_t sender_agencies(const Sender *sender, Arena *arena, const RegisterSource *source, Str province, Str unit,
                          Str **ret);
/* Deliveries of a source that the account may read, newest first; the store's scope is set. */
Err *sender_list(Request *request, const Sender *sender, const RegisterSource *source, Str province, Delivery **ret,
                 ptrdiff_t *ret_count) MUST_CHECK;
/* The commune whose deliveries are meant where none is named: "" for who sees the whole province. */
Str sender_unit(const Scope *scope, Str province);
/* The source of the path or query; from here on the store sees what the account may see of it.  FORBIDDEN where that
 * is nothing in the province. */
Err *sender_enter(Request *request, const Sender *sender, Permission permission, Str source, Str province,
                  const RegisterSource **ret) MUST_CHECK;
/* A delivery by the id of the path and the province, in the sight of the account. */
Err *sender_delivery(Request *request, const Sender *sender, Permission permission, Str province,
                     RegisterReport *ret) MUST_CHECK;
