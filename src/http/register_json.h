/* Sources and deliveries as the contract writes them. */
#pragma once
#include "http/sender.h"

void delivery_json(Request *request, const Sender *sender, Json *json, const Delivery *delivery);
void report_json(Request *request, const Sender *sender, Json *json, const RegisterReport *report);
void column_json_members(const Request *request, Json *json, const RegisterSource *source, ptrdiff_t column);
/* Members of an object that is open: "columns", "unknown" … of a report; the columns are those of its source. */
void quality_json_members(const Request *request, Json *json, const RegisterSource *source,
                          const RegisterReport *report);
void problems_json_member(Arena *arena, Lang lang, Json *json, const Problem *problem, ptrdiff_t count);
void why_json_member(Lang lang, Json *json, Text why); /* lines as a list */
Text agency_called(const Sender *sender, Str role);
/* The role behind a Delivery.agency. */
Str agency_role(const RegisterSource *source, Str agency);
/* Of a commune, as it is called today; "" for the whole province. */
Str by_called(const Request *request, const Sender *sender, Str by); /* who delivered */
Str unit_called(Request *request, Str unit);
/* Shares in hundredths of a percent of all cells in columns that the file has; -1 where there is nothing to share. */
int64_t filled_share(const RegisterReport *report);
int64_t sound_share(const RegisterReport *report);
