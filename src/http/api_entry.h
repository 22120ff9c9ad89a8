/* api_entry: between the files of monthly entry's routes. */
#pragma once
#include "http/change.h"
#include "progress/entry.h"

Err *entry_form_get(Request *request, Reply *reply);
Err *entry_form_put(Request *request, Reply *reply);
/* What stands in a sheet, for the audit trail. */
Err *entry_sheet_text(const Request *request, EntryAsk ask, Str *ret_province, Str *ret) MUST_CHECK;
