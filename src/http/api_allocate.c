/* Routes of the allocation workspace: parse, ask plan/allocate_wish.h and plan/variant.h, reply. */
#include "http/change.h"
#include "plan/variant.h"
#include "progress/progress.h"
#include "vn/vn.h"
#include <jansson.h>

enum { ASK_BYTES = 4 << 20, BODY_BYTES = 64 << 10, LAST_YEAR = 2030 };

/* ---- what is known ------------------------------------------------------------------------------- */

static void years_json(Json *j, int first, int years)
{
    js_key(j, "years"), js_array(j);
    for (int t = 0; t < years; t++)
        js_int(j, first + t);
    js_end(j);
}

static int64_t figure(const int64_t *list, ptrdiff_t i)
{
    return list ? list[i] : -1;
}

static void known_units(Json *j, const AllocateKnown *k)
{
    const AllocateFile *f = &k->units;
    js_key(j, "units"), js_array(j);
    for (ptrdiff_t i = 0; i < f->units; i++) {
        js_object(j);
        js_put_text(j, "code", f->code[i]);
        js_put_text(j, "name", f->name[i]);
        js_put_count(j, "current_total", figure(f->current[0], i));
        js_put_count(j, "current_voluntary", figure(f->current[1], i));
        js_put_count(j, "goal_total", figure(f->goal[0], i));
        js_put_count(j, "goal_voluntary", figure(f->goal[1], i));
        js_put_count(j, "labour_force", figure(f->labour_force, i));
        js_put_count(j, "population", figure(f->population, i));
        js_end(j);
    }
    js_end(j);
}

static void known_path(Json *j, const AllocateWish *w, const AllocateKnown *k)
{
    js_key(j, "path"), js_array(j);
    for (int t = 0; t < w->years; t++) {
        int64_t value[2];
        for (int part = 0; part < 2; part++) {
            value[part] = k->path[part][t];
            if (t == w->years - 1 && value[part] < 0)
                value[part] = k->units.declared[part];
        }
        js_object(j);
        js_put_int(j, "year", w->first_year + t);
        js_put_count(j, "total", value[0]);
        js_put_count(j, "voluntary", value[1]);
        js_end(j);
    }
    js_end(j);
}

static void known_methods(Json *j, Lang lang, const AllocateKnown *k)
{
    AllocateRun run = {.file = k->units};
    js_key(j, "methods"), js_array(j);
    for (int n = 0; n < ALLOCATE_NAMES; n++) {
        AllocateName name = (AllocateName)n;
        bool own = name == ALLOCATE_WEIGHT, usable = own || name == ALLOCATE_GROWTH;
        usable = usable || allocate_run_knows(&run, allocate_name_figure(name));
        Text why = own      ? TEXT("cần tự đặt trọng số cho từng đơn vị", "each unit needs a weight")
                   : usable ? TEXT("", "")
                            : TEXT("chưa có số liệu này của các đơn vị", "the units have no such figures yet");
        js_object(j);
        js_put_text(j, "name", str_from(allocate_name_code(name)));
        js_put_words(j, "title", lang, allocate_name_text(name));
        js_put_bool(j, "usable", usable);
        js_put_words(j, "why", lang, why);
        js_end(j);
    }
    js_end(j);
}

static void documents_json(Json *j, Arena *arena, const AllocateKnown *k)
{
    js_key(j, "documents"), js_array(j);
    for (ptrdiff_t d = 0; d < k->documents; d++)
        js_text(j, progress_document_name(arena, &k->document[d]));
    js_end(j);
}

static Err *read_known(Request *request, AllocateWish *w)
{
    int64_t first = clock_today(request->clock).year + 1, years;
    *w = (AllocateWish){.parent = request_query(request, "parent"), .supersedes = request_query(request, "supersedes")};
    TRY(request_province(request, &w->province));
    TRY(request_int(request, "first_year", 2000, 2100, &first));
    years = first < LAST_YEAR && LAST_YEAR - first < FLOW_YEARS ? LAST_YEAR - first + 1 : 1;
    TRY(request_int(request, "years", 1, FLOW_YEARS, &years));
    w->first_year = (int)first, w->years = (int)years;
    return NULL;
}

static Err *known(Request *request, Reply *reply)
{
    AllocateWish w;
    AllocateKnown k;
    TRY(read_known(request, &w));
    TRY(allocate_wish_known(request->store, request->arena, &w, (Str){0}, &k));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "parent", k.parent.code);
    js_put_text(&j, "parent_name", k.parent.full_name);
    js_put_text(&j, "base_period", w.base_period);
    years_json(&j, w.first_year, w.years);
    js_put_bool(&j, "simulated", k.simulated);
    js_put_int(&j, "late", k.late);
    js_put_text(&j, "silent", k.silent);
    known_path(&j, &w, &k);
    known_units(&j, &k);
    documents_json(&j, request->arena, &k);
    known_methods(&j, request->lang, &k);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- a table ---------------------------------------------------------------------------------------- */

static void table_rows(Json *j, const AllocateRun *r)
{
    js_key(j, "rows"), js_array(j);
    for (ptrdiff_t i = 0; i < r->file.units && r->result.done; i++) {
        js_object(j);
        js_put_text(j, "code", r->file.code[i]);
        js_put_text(j, "name", r->file.name[i]);
        js_put_count(j, "current_total", r->share[PAIR_TOTAL].had[i]);
        js_put_count(j, "current_voluntary", r->voluntary ? r->share[PAIR_VOLUNTARY].had[i] : -1);
        for (int part = 0; part < PAIR_PARTS; part++) {
            js_key(j, part ? "voluntary" : "total");
            if (part && !r->voluntary) {
                js_null(j);
                continue;
            }
            js_array(j);
            for (int t = 0; t < r->years; t++)
                js_int(j, allocate_run_level(r, part, i, t));
            js_end(j);
        }
        js_end(j);
    }
    js_end(j);
}

static void table_totals(Json *j, const AllocateRun *r)
{
    js_key(j, "totals"), js_array(j);
    for (int t = 0; t < r->years; t++) {
        js_object(j);
        js_put_int(j, "year", r->first + t);
        js_put_int(j, "total", r->share[PAIR_TOTAL].path[t]);
        js_put_count(j, "voluntary", r->voluntary ? r->share[PAIR_VOLUNTARY].path[t] : -1);
        js_end(j);
    }
    js_end(j);
}

static Text conflict_text(Arena *arena, const AllocateRun *r, const AllocateConflict *c)
{
    Text bound = allocate_bound_text(c->bound);
    Str name = c->unit < 0 ? r->known->parent.full_name : r->file.name[c->unit];
    Str year = c->year ? str_fmt(arena, " %d", c->year) : S("");
    return (Text){str_fmt(arena, "%.*s: %.*s%.*s = %.*s", STRF(name), STRF(bound.vi), STRF(year),
                          STRF(vn_int_in(arena, LANG_VI, c->value))),
                  str_fmt(arena, "%.*s: %.*s%.*s = %.*s", STRF(name), STRF(bound.en), STRF(year),
                          STRF(vn_int_in(arena, LANG_EN, c->value)))};
}

static void table_conflicts(Json *j, const Request *request, const AllocateRun *r)
{
    const AllocateResult *refused = &r->result.refused;
    js_key(j, "conflicts"), js_array(j);
    for (ptrdiff_t k = 0; k < refused->conflicts && !r->result.done; k++) {
        const AllocateConflict *c = &refused->conflict[k];
        js_object(j);
        js_put_text(j, "bound", str_from(allocate_bound_code(c->bound)));
        js_put_text(j, "unit", c->unit < 0 ? S("") : r->file.code[c->unit]);
        js_put_count(j, "year", c->year ? c->year : -1);
        js_put_int(j, "value", c->value);
        js_put_words(j, "text", request->lang, conflict_text(request->arena, r, c));
        js_end(j);
    }
    js_end(j);
}

static void table_notes(Json *j, const Request *request, const AllocateRun *r, Text first)
{
    Arena *arena = request->arena;
    const AllocateKnown *k = r->known;
    js_key(j, "notes"), js_array(j);
    if (first.vi.len > 0)
        js_text(j, text_in(request->lang, first));
    for (ptrdiff_t n = 0; n < r->remark.len; n++)
        js_text(j, text_in(request->lang, r->remark.data[n]));
    if (k->late > 0)
        js_text(j, text_in(request->lang,
                           text_fmt(arena, "%td đơn vị chưa báo cáo tháng gốc, dùng số gần nhất",
                                    "%td units have not reported the base month, their last figure is used", k->late)));
    if (k->silent.len > 0)
        js_text(j, text_in(request->lang, text_fmt(arena, "chưa có số liệu nào, tính là 0: %.*s",
                                                   "no figure at all, taken as 0: %.*s", STRF(k->silent))));
    if (k->simulated)
        js_text(j,
                text_in(request->lang, TEXT("hiện trạng là DỮ LIỆU MÔ PHỎNG", "current figures are SIMULATED DATA")));
    js_end(j);
}

static void table_json(Json *j, const Request *request, const AllocateRun *r, int64_t ms, Text note)
{
    bool done = r->result.done;
    js_object(j);
    js_put_bool(j, "possible", done);
    js_put_words(j, "why", request->lang, done ? (Text){0} : allocate_run_why(r));
    js_put_bool(j, "proved", done || r->result.proved);
    years_json(j, r->first, r->years);
    js_put_int(j, "round", r->round);
    js_put_bool(j, "bent", done && (r->result.table[0].bent || (r->voluntary && r->result.table[1].bent)));
    js_put_int(j, "milliseconds", ms);
    js_put_bool(j, "simulated", r->known->simulated);
    table_notes(j, request, r, note);
    table_totals(j, r);
    table_rows(j, r);
    table_conflicts(j, request, r);
    js_end(j);
}

/* The wish is in what the permission of the route covers: allocate_communes asks the scope. */
static Err *compute(Request *request, Reply *reply)
{
    json_t *body;
    AllocateWish w;
    AllocateRun run;
    int64_t begun = clock_tick_ms();
    TRY(request_json(request, &body));
    TRY(allocate_wish_read(request->arena, body, &w));
    TRY(allocate_wish_run(request->store, request->arena, &w, (Str){0}, &run));
    Json j = js_open(request->arena);
    table_json(&j, request, &run, clock_tick_ms() - begun, (Text){0});
    reply_json(reply, &j);
    return NULL;
}

/* What a cell can be, for somebody who asked for what cannot be. */
static Err *room(Request *request, Reply *reply)
{
    json_t *body;
    AllocateWish w;
    AllocateRoom found;
    AllocateCell cell = {.min = -1, .max = -1, .fixed = -1};
    int64_t year = 0;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "ask|unit|year|voluntary"));
    TRY(body_text(request, body, "unit", true, 32, &cell.unit));
    TRY(body_int(request, body, "year", true, 2000, 2100, &year));
    TRY(body_bool(request, body, "voluntary", &cell.voluntary));
    TRY(allocate_wish_read(request->arena, json_object_get(body, "ask"), &w));
    cell.year = (int)year;
    TRY(allocate_wish_room(request->store, request->arena, &w, &cell, &found));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_count(&j, "low", found.low);
    js_put_count(&j, "high", found.high);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- variants --------------------------------------------------------------------------------------- */

static void variant_members(Json *j, Lang lang, const Variant *v)
{
    js_put_text(j, "id", v->id);
    js_put_text(j, "name", v->name);
    js_put_text(j, "province", v->province);
    js_put_text(j, "parent", v->parent);
    js_put_int(j, "first_year", v->first_year);
    js_put_int(j, "years", v->years);
    js_put_text(j, "state", str_from(variant_state_code(v->state)));
    js_put_words(j, "state_text", lang, variant_state_text(v->state));
    js_put_text(j, "reason", v->reason);
    js_put_text(j, "document", v->document);
    js_put_text(j, "by", v->who);
    js_put_text(j, "changed_at", v->changed_at);
    js_put_int(j, "version", v->version);
}

/* With what was asked and the digest of its table, for the audit trail. */
static Str variant_text(Arena *arena, const Variant *v)
{
    Json j = js_open(arena);
    js_object(&j);
    variant_members(&j, LANG_VI, v);
    js_put_text(&j, "digest", v->digest);
    js_key(&j, "ask"), js_raw(&j, v->ask);
    js_end(&j);
    return js_str(&j);
}

static Err *reply_variant(Request *request, Reply *reply, const Variant *v)
{
    Json j = js_open(request->arena);
    js_object(&j);
    variant_members(&j, request->lang, v);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *variants(Request *request, Reply *reply)
{
    Str province;
    Variant *list;
    ptrdiff_t count;
    TRY(request_province(request, &province));
    TRY(variant_list(request->store, request->arena, province, &list, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(&j);
        variant_members(&j, request->lang, &list[i]);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *export_variant(Request *request, Reply *reply, const VariantDetail *d)
{
    const AllocateKnown *k = d->run.known;
    Str *source = new (request->arena, Str, k->documents);
    for (ptrdiff_t n = 0; n < k->documents; n++)
        source[n] = progress_document_name(request->arena, &k->document[n]);
    if (!d->run.result.done) {
        Err *err = FAIL(request->arena, CONFLICT, "%s", "%s", "");
        err->text = allocate_run_why(&d->run);
        return err;
    }
    Grid grid = allocate_grid(&d->run, request->arena, request->lang, source, false);
    return reply_grid(request, reply, &grid, "phan-bo");
}

static Err *variant_one(Request *request, Reply *reply)
{
    VariantDetail d;
    int64_t begun = clock_tick_ms();
    TRY(variant_compute(request->store, request->arena, request_param(request, "id"), &d));
    if (request_exports(request))
        return export_variant(request, reply, &d);
    Text note = d.changed ? TEXT("Số liệu gốc đã thay đổi từ lần lưu hoặc chuyển gần nhất: bảng này khác bảng khi đó",
                                 "Figures behind it have changed since it was last kept or moved: this table is not "
                                 "the one of that time")
                          : (Text){0};
    Json j = js_open(request->arena);
    js_object(&j);
    variant_members(&j, request->lang, &d.variant);
    js_put_bool(&j, "changed", d.changed);
    js_key(&j, "ask"), allocate_wish_json(&d.wish, &j);
    js_key(&j, "table"), table_json(&j, request, &d.run, clock_tick_ms() - begun, note);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static void compare_years(Json *j, const VariantCompare *c)
{
    js_key(j, "summary"), js_array(j);
    for (int t = 0; t < c->years; t++) {
        const VariantPair *most = c->most[t] < 0 ? NULL : &c->pair[c->most[t]];
        js_object(j);
        js_put_int(j, "year", c->first_year + t);
        js_put_int(j, "differ", c->differ[t]);
        js_put_text(j, "most", most ? most->code : S(""));
        js_put_text(j, "most_name", most ? most->name : S(""));
        js_put_int(j, "most_difference", most ? variant_difference(most, PAIR_TOTAL, t) : 0);
        js_end(j);
    }
    js_end(j);
}

static void compare_rows(Json *j, const VariantCompare *c)
{
    static const char *const keys[2][PAIR_PARTS] = {{"a", "a_voluntary"}, {"b", "b_voluntary"}};
    js_key(j, "rows"), js_array(j);
    for (ptrdiff_t i = 0; i < c->pairs; i++) {
        js_object(j);
        js_put_text(j, "code", c->pair[i].code);
        js_put_text(j, "name", c->pair[i].name);
        for (int side = 0; side < 2; side++)
            for (int part = 0; part < PAIR_PARTS; part++) {
                const int64_t *level = c->pair[i].level[side][part];
                js_key(j, keys[side][part]);
                if (!level) {
                    js_null(j);
                    continue;
                }
                js_array(j);
                for (int t = 0; t < c->years; t++)
                    js_int(j, level[t]);
                js_end(j);
            }
        js_end(j);
    }
    js_end(j);
}

static Err *compare(Request *request, Reply *reply)
{
    VariantCompare c;
    Str with = request_query(request, "with");
    if (with.len == 0)
        return err_at(FAIL(request->arena, USAGE, "thiếu tham số with (phương án để so sánh)",
                           "the parameter with (the other variant) is missing"),
                      (Place){.field = S("with")});
    TRY(variant_compare(request->store, request->arena, request_param(request, "id"), with, &c));
    if (request_exports(request)) {
        Grid grid = variant_compare_grid(request->arena, &c);
        return reply_grid(request, reply, &grid, "so-sanh-phan-bo");
    }
    Json j = js_open(request->arena);
    js_object(&j);
    for (int side = 0; side < 2; side++) {
        js_key(&j, side ? "b" : "a"), js_object(&j);
        variant_members(&j, request->lang, &c.of[side]);
        js_end(&j);
    }
    years_json(&j, c.first_year, c.years);
    compare_years(&j, &c);
    compare_rows(&j, &c);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *history(Request *request, Reply *reply)
{
    Variant v;
    VariantVersion *list;
    ptrdiff_t count;
    TRY(variant_get(request->store, request->arena, request_param(request, "id"), &v));
    TRY(variant_history(request->store, request->arena, &v, &list, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        VariantState state;
        bool known_state = variant_state_parse(list[i].state, &state);
        js_object(&j);
        js_put_int(&j, "version", list[i].version);
        js_put_text(&j, "name", list[i].name);
        js_put_text(&j, "state", list[i].state);
        js_put_words(&j, "state_text", request->lang,
                     known_state ? variant_state_text(state) : TEXT("đã xóa", "deleted"));
        js_put_text(&j, "reason", list[i].reason);
        js_put_text(&j, "document", list[i].document);
        js_put_text(&j, "by", list[i].who);
        js_put_text(&j, "at", list[i].at);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *read_write(Request *request, VariantWrite *ret)
{
    json_t *body;
    ret->wish = new (request->arena, AllocateWish, 1);
    ret->who = request->who->account.login;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "name|ask|version"));
    TRY(body_text(request, body, "name", true, 200, &ret->name));
    TRY(body_int(request, body, "version", false, 0, INT64_MAX, &ret->version));
    return allocate_wish_read(request->arena, json_object_get(body, "ask"), ret->wish);
}

static Err *create(Request *request, Reply *reply)
{
    VariantWrite write = {0};
    Variant v;
    TRY(read_write(request, &write));
    TRY(change_begin(request));
    Err *err = variant_create(request->store, request->arena, write, &v);
    if (!err)
        change_note(request, "allocate.create", v.province, v.parent, v.id, (Str){0}, variant_text(request->arena, &v));
    TRY(change_end(request, err));
    reply->status = 201;
    return reply_variant(request, reply, &v);
}

static Err *change_in(Request *request, VariantWrite write, Variant *ret)
{
    Variant before;
    Str id = request_param(request, "id");
    TRY(variant_get(request->store, request->arena, id, &before));
    TRY(variant_change(request->store, request->arena, id, write, ret));
    change_note(request, "allocate.change", ret->province, ret->parent, id, variant_text(request->arena, &before),
                variant_text(request->arena, ret));
    return NULL;
}

static Err *change(Request *request, Reply *reply)
{
    VariantWrite write = {0};
    Variant v;
    TRY(read_write(request, &write));
    TRY(change_begin(request));
    TRY(change_end(request, change_in(request, write, &v)));
    return reply_variant(request, reply, &v);
}

static Err *delete_in(Request *request)
{
    Variant before;
    Str id = request_param(request, "id");
    TRY(variant_get(request->store, request->arena, id, &before));
    TRY(variant_delete(request->store, request->arena, id, request->who->account.login));
    change_note(request, "allocate.delete", before.province, before.parent, id, variant_text(request->arena, &before),
                (Str){0});
    return NULL;
}

static Err *delete (Request *request, Reply *reply)
{
    TRY(change_begin(request));
    TRY(change_end(request, delete_in(request)));
    reply->status = 204;
    return NULL;
}

static Err *read_move(Request *request, VariantMove *ret)
{
    json_t *body;
    Str to;
    const json_t *document;
    ret->who = request->who->account.login;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "to|reason|document|version"));
    TRY(body_text(request, body, "to", true, 16, &to));
    TRY(body_text(request, body, "reason", false, 2000, &ret->reason));
    TRY(body_int(request, body, "version", true, 1, INT64_MAX, &ret->version));
    if (!variant_state_parse(to, &ret->to) || ret->to == VARIANT_DRAFT)
        return err_at(FAIL(request->arena, BAD_INPUT, "“to” phải là submitted, approved hoặc %s",
                           "“to” is to be submitted, approved or %s", "returned"),
                      (Place){.field = S("to")});
    document = json_object_get(body, "document");
    if (ret->to != VARIANT_APPROVED)
        return NULL;
    TRY(body_only(request, document, "number|date|issuer|title|supersedes"));
    return body_document(request, document, &ret->document);
}

static Err *move_in(Request *request, VariantMove move, Variant *ret)
{
    Variant before;
    AllocateSaved saved;
    Str id = request_param(request, "id");
    TRY(variant_get(request->store, request->arena, id, &before));
    TRY(variant_move(request->store, request->arena, id, move, ret, &saved));
    static const char *const noted[] = {[VARIANT_SUBMITTED] = "allocate.submit",
                                        [VARIANT_RETURNED] = "allocate.return",
                                        [VARIANT_APPROVED] = "allocate.approve"};
    change_note(request, noted[move.to], ret->province, ret->parent, id, variant_text(request->arena, &before),
                variant_text(request->arena, ret));
    return NULL;
}

/* Who drafts submits; who approves approves or sends back. */
static Err *move(Request *request, Reply *reply)
{
    VariantMove move = {0};
    Variant v;
    TRY(read_move(request, &move));
    TRY(change_as(request, move.to == VARIANT_SUBMITTED ? PERMISSION_ALLOCATE_EDIT : PERMISSION_ALLOCATE_APPROVE));
    TRY(change_begin(request));
    TRY(change_end(request, move_in(request, move, &v)));
    return reply_variant(request, reply, &v);
}

const Route allocate_routes[] = {
    {"GET", "/api/allocations/known", PERMISSION_ALLOCATE_EDIT, known, 0, NULL, true},
    {"POST", "/api/allocations/compute", PERMISSION_ALLOCATE_EDIT, compute, ASK_BYTES, NULL, false},
    {"POST", "/api/allocations/room", PERMISSION_ALLOCATE_EDIT, room, ASK_BYTES, NULL, false},
    {"GET", "/api/allocations", PERMISSION_PLAN_READ, variants, 0, NULL, false},
    {"POST", "/api/allocations", PERMISSION_ALLOCATE_EDIT, create, ASK_BYTES, NULL, false},
    {"GET", "/api/allocations/{id}", PERMISSION_PLAN_READ, variant_one, 0, NULL, false},
    {"PUT", "/api/allocations/{id}", PERMISSION_ALLOCATE_EDIT, change, ASK_BYTES, NULL, false},
    {"DELETE", "/api/allocations/{id}", PERMISSION_ALLOCATE_EDIT, delete, 0, NULL, false},
    {"GET", "/api/allocations/{id}/compare", PERMISSION_PLAN_READ, compare, 0, NULL, false},
    {"GET", "/api/allocations/{id}/history", PERMISSION_PLAN_READ, history, 0, NULL, false},
    {"POST", "/api/allocations/{id}/move", PERMISSION_PLAN_READ, move, BODY_BYTES, NULL, false},
    {0},
};
