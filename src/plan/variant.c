#include "plan/variant.h"

#include "plan_sql.h"
#include "store/scope.h"
#include <sodium.h>

static const struct {
    const char *code;
    Text text;
} states[] = {[VARIANT_DRAFT] = {"draft", TEXT_INIT("bản nháp", "draft")},
              [VARIANT_SUBMITTED] = {"submitted", TEXT_INIT("đã trình", "submitted")},
              [VARIANT_APPROVED] = {"approved", TEXT_INIT("đã duyệt", "approved")},
              [VARIANT_RETURNED] = {"returned", TEXT_INIT("trả lại", "sent back")}};

const char *variant_state_code(VariantState state)
{
    return states[state].code;
}

Text variant_state_text(VariantState state)
{
    return states[state].text;
}

bool variant_state_parse(Str code, VariantState *ret)
{
    for (int s = 0; s < COUNTOF(states); s++)
        if (str_eq(code, str_from(states[s].code))) {
            *ret = (VariantState)s;
            return true;
        }
    return false;
}

/* ---- what there is ---------------------------------------------------------------------------------- */

static Str province_of(Str id)
{
    return str_cut(id, '-').head;
}

static Variant take(const Rows *rows, Arena *arena, Str province)
{
    Variant v = {.id = rows_text(rows, arena, 0),
                 .name = rows_text(rows, arena, 1),
                 .province = province,
                 .parent = rows_text(rows, arena, 2),
                 .first_year = (int)rows_int(rows, 3),
                 .years = (int)rows_int(rows, 4),
                 .ask = rows_text(rows, arena, 5),
                 .digest = rows_text(rows, arena, 6),
                 .reason = rows_text(rows, arena, 8),
                 .document = rows_text(rows, arena, 9),
                 .who = rows_text(rows, arena, 10),
                 .changed_at = rows_text(rows, arena, 11),
                 .version = rows_int(rows, 12)};
    variant_state_parse(rows_text(rows, arena, 7), &v.state);
    return v;
}

static Str place_of(const Variant *v)
{
    return v->parent.len > 0 ? v->parent : v->province;
}

Err *variant_get(Store *store, Arena *arena, Str id, Variant *ret)
{
    AUTO(rows_close) Rows rows = {0};
    bool found;
    Str province = province_of(id);
    TRY(store_query(store, arena, SQL_VARIANT_ONE, ARGS(V_TEXT(province), V_TEXT(id)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (found)
        *ret = take(&rows, arena, province);
    if (found && scope_sees(store_scope(store), province, place_of(ret)))
        return NULL;
    return FAIL(arena, NOT_FOUND, "không có phương án phân bổ này, hoặc phương án không thuộc địa bàn của anh/chị",
                "there is no such variant, or it is not in your territory");
}

Err *variant_list(Store *store, Arena *arena, Str province, Variant **ret, ptrdiff_t *ret_count)
{
    Vec(Variant) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_VARIANT_ALL, ARGS(V_TEXT(province)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Variant v = take(&rows, arena, province);
        if (scope_sees(store_scope(store), province, place_of(&v)))
            vec_push(arena, &list, v);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

static Err *compute(Store *store, Arena *arena, const Variant *v, VariantDetail *ret)
{
    *ret = (VariantDetail){.variant = *v};
    TRY(allocate_wish_parse(arena, v->ask, &ret->wish));
    TRY(allocate_wish_run(store, arena, &ret->wish, v->document, &ret->run));
    ret->changed = !str_eq(allocate_run_digest(&ret->run, arena), v->digest);
    return NULL;
}

Err *variant_compute(Store *store, Arena *arena, Str id, VariantDetail *ret)
{
    Variant v;
    TRY(variant_get(store, arena, id, &v));
    return compute(store, arena, &v, ret);
}

Err *variant_history(Store *store, Arena *arena, const Variant *v, VariantVersion **ret, ptrdiff_t *ret_count)
{
    Vec(VariantVersion) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(scope_check(store, arena, v->province, place_of(v)));
    TRY(store_query(store, arena, SQL_VARIANT_VERSIONS, ARGS(V_TEXT(v->province), V_TEXT(v->id)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        VariantVersion one = {.version = rows_int(&rows, 0)};
        Str *text[] = {&one.name, &one.digest, &one.state, &one.reason, &one.document, &one.who, &one.at};
        for (int k = 0; k < COUNTOF(text); k++)
            *text[k] = rows_text(&rows, arena, k + 1);
        vec_push(arena, &list, one);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

/* ---- changes ----------------------------------------------------------------------------------------- */

static Err *note_version(Store *store, Arena *arena, const Variant *v, Str state)
{
    return store_exec(store, arena, SQL_VARIANT_VERSION_ADD,
                      ARGS(V_TEXT(v->province), V_TEXT(v->id), V_INT(v->version), V_TEXT(v->name), V_TEXT(v->ask),
                           V_TEXT(v->digest), V_TEXT(state), V_TEXT(v->reason), V_TEXT(v->document), V_TEXT(v->who),
                           V_TEXT(v->changed_at)),
                      NULL);
}

static Err *write_variant(Store *store, Arena *arena, Variant *v, Str who)
{
    v->who = who;
    v->changed_at = clock_stamp(arena, store_clock(store));
    v->version++;
    TRY(store_exec(store, arena, SQL_VARIANT_WRITE,
                   ARGS(V_TEXT(v->province), V_TEXT(v->id), V_TEXT(v->name), V_TEXT(v->parent), V_INT(v->first_year),
                        V_INT(v->years), V_TEXT(v->ask), V_TEXT(v->digest), V_TEXT(str_from(states[v->state].code)),
                        V_TEXT(v->reason), V_TEXT(v->document), V_TEXT(v->who), V_TEXT(v->changed_at)),
                   NULL));
    return note_version(store, arena, v, str_from(states[v->state].code));
}

/* Name and wish, with the digest of the table they give. */
static Err *set_wish(Store *store, Arena *arena, const VariantWrite *write, Variant *v)
{
    AllocateRun run;
    v->name = str_trim(write->name);
    if (v->name.len == 0)
        return err_at(FAIL(arena, BAD_INPUT, "hãy đặt tên cho phương án", "give the variant a name"),
                      (Place){.field = S("name")});
    TRY(allocate_wish_run(store, arena, write->wish, (Str){0}, &run));
    Json json = js_open(arena);
    allocate_wish_json(write->wish, &json);
    v->ask = str_copy(arena, js_str(&json));
    v->digest = allocate_run_digest(&run, arena);
    v->province = write->wish->province;
    v->parent = write->wish->parent;
    v->first_year = write->wish->first_year;
    v->years = write->wish->years;
    return NULL;
}

static Str new_id(Arena *arena, Str province)
{
    uint64_t random;
    randombytes_buf(&random, sizeof random);
    return str_fmt(arena, "%.*s-%016llx", STRF(province), (unsigned long long)random);
}

Err *variant_create(Store *store, Arena *arena, VariantWrite write, Variant *ret)
{
    Variant v = {.who = write.who, .changed_at = clock_stamp(arena, store_clock(store)), .version = 1};
    TRY(set_wish(store, arena, &write, &v));
    v.id = new_id(arena, v.province);
    TRY(store_exec(store, arena, SQL_VARIANT_ADD,
                   ARGS(V_TEXT(v.province), V_TEXT(v.id), V_TEXT(v.name), V_TEXT(v.parent), V_INT(v.first_year),
                        V_INT(v.years), V_TEXT(v.ask), V_TEXT(v.digest), V_TEXT(v.who), V_TEXT(v.changed_at)),
                   NULL));
    *ret = v;
    return note_version(store, arena, &v, S("draft"));
}

/* Locked until the end of the transaction. */
static Err *take_variant(Store *store, Arena *arena, Str id, Variant *ret)
{
    int64_t version;
    bool found;
    TRY(store_one_int(store, arena, SQL_VARIANT_LOCK, ARGS(V_TEXT(province_of(id)), V_TEXT(id)), &version, &found));
    TRY(variant_get(store, arena, id, ret));
    return scope_check(store, arena, ret->province, place_of(ret));
}

static Err *check_version(Arena *arena, const Variant *v, int64_t version)
{
    if (v->version == version)
        return NULL;
    return FAIL(arena, CONFLICT, "phương án “%.*s” vừa được %.*s thay đổi; hãy tải lại rồi xem trước khi sửa",
                "the variant “%.*s” has been changed by %.*s; load it again before you change it", STRF(v->name),
                STRF(v->who));
}

static Err *check_open(Arena *arena, const Variant *v)
{
    if (v->state == VARIANT_DRAFT || v->state == VARIANT_RETURNED)
        return NULL;
    if (v->state == VARIANT_SUBMITTED)
        return FAIL(arena, CONFLICT, "phương án “%.*s” đã trình; muốn sửa, đề nghị người duyệt trả lại",
                    "the variant “%.*s” is submitted; to change it, ask for it to be sent back", STRF(v->name));
    return FAIL(arena, CONFLICT, "phương án “%.*s” đã được duyệt thành văn bản %.*s; hãy lập phương án mới thay thế",
                "the variant “%.*s” is approved as the document %.*s; make a new one that replaces it", STRF(v->name),
                STRF(v->document));
}

Err *variant_change(Store *store, Arena *arena, Str id, VariantWrite write, Variant *ret)
{
    TRY(take_variant(store, arena, id, ret));
    TRY(check_version(arena, ret, write.version));
    TRY(check_open(arena, ret));
    Str province = ret->province;
    TRY(set_wish(store, arena, &write, ret));
    if (!str_eq(province, ret->province))
        return FAIL(arena, BAD_INPUT, "phương án là của tỉnh %.*s; hãy lập phương án mới cho tỉnh khác",
                    "the variant belongs to province %.*s; make a new one for another", STRF(province));
    ret->state = VARIANT_DRAFT;
    return write_variant(store, arena, ret, write.who);
}

Err *variant_delete(Store *store, Arena *arena, Str id, Str who)
{
    Variant v;
    TRY(take_variant(store, arena, id, &v));
    TRY(check_open(arena, &v));
    v.who = who;
    v.changed_at = clock_stamp(arena, store_clock(store));
    v.version++;
    TRY(note_version(store, arena, &v, S("deleted")));
    return store_exec(store, arena, SQL_VARIANT_DELETE, ARGS(V_TEXT(v.province), V_TEXT(v.id)), NULL);
}

/* ---- its way -------------------------------------------------------------------------------------------- */

static Err *check_move(Arena *arena, const Variant *v, const VariantMove *move)
{
    bool ready = move->to == VARIANT_SUBMITTED ? v->state == VARIANT_DRAFT || v->state == VARIANT_RETURNED
                                               : v->state == VARIANT_SUBMITTED;
    Text is = variant_state_text(v->state), to = variant_state_text(move->to);
    if (move->to == VARIANT_DRAFT || !ready) {
        Err *err = FAIL(arena, CONFLICT, "%s", "%s", "");
        err->text = (Text){str_fmt(arena, "phương án “%.*s” %.*s nên không chuyển sang “%.*s” được", STRF(v->name),
                                   STRF(is.vi), STRF(to.vi)),
                           str_fmt(arena, "the variant “%.*s” is %.*s and cannot become “%.*s”", STRF(v->name),
                                   STRF(is.en), STRF(to.en))};
        return err;
    }
    if (move->to == VARIANT_RETURNED && str_trim(move->reason).len == 0)
        return err_at(
            FAIL(arena, BAD_INPUT, "trả lại phương án cần ghi lý do", "sending a variant back needs a reason"),
            (Place){.field = S("reason")});
    return NULL;
}

static Err *check_table(Arena *arena, const VariantDetail *d, const VariantMove *move)
{
    if (!d->run.result.done) {
        Err *err = FAIL(arena, CONFLICT, "%s", "%s", "");
        err->text = allocate_run_why(&d->run);
        return err;
    }
    if (d->changed && move->to == VARIANT_APPROVED)
        return FAIL(arena, CONFLICT,
                    "số liệu gốc của phương án “%.*s” đã thay đổi từ khi trình, bảng không còn như cũ; hãy trả lại để "
                    "người lập xem lại",
                    "figures behind the variant “%.*s” have changed since it was submitted, and so has its table; send "
                    "it back to be looked at again",
                    STRF(d->variant.name));
    return NULL;
}

static Err *check_document(Arena *arena, Store *store, const AllocateWish *wish, Document *doc)
{
    Document old;
    bool found;
    doc->number = str_trim(doc->number);
    if (doc->number.len == 0)
        return err_at(FAIL(arena, BAD_INPUT, "hãy ghi số văn bản, ví dụ %s", "give the number, as %s", "12/QĐ-UBND"),
                      (Place){.field = S("number")});
    if (doc->supersedes.len > 0 && !str_eq(doc->supersedes, wish->supersedes))
        return err_at(FAIL(arena, CONFLICT,
                           "bảng được tính khi chưa bỏ chỉ tiêu của văn bản %.*s; hãy ghi văn bản bị thay thế trong "
                           "phương án rồi trình lại",
                           "the table was computed with the targets of %.*s; say in the variant that it is superseded, "
                           "and submit it again",
                           STRF(doc->supersedes)),
                      (Place){.field = S("supersedes")});
    doc->supersedes = wish->supersedes;
    TRY(document_get(store, arena, allocate_document_id(arena, wish->province, wish->parent, doc->number), &old,
                     &found));
    if (found)
        return err_at(FAIL(arena, CONFLICT, "đã có văn bản số %.*s; hãy ghi số khác",
                           "there is a document %.*s already; give another number", STRF(doc->number)),
                      (Place){.field = S("number")});
    if (doc->date.len == 0)
        doc->date = date_iso(arena, clock_today(store_clock(store)));
    return NULL;
}

static Err *approve(Store *store, Arena *arena, VariantDetail *d, VariantMove *move, AllocateSaved *ret)
{
    const AllocateRun *run = &d->run;
    TRY(check_document(arena, store, &d->wish, &move->document));
    AllocateSave save = allocate_run_save(run, arena);
    save.document = move->document;
    if (save.document.title.len == 0)
        save.document.title = str_fmt(arena, "Phân bổ chỉ tiêu %d–%d%s", run->first, run->first + run->years - 1,
                                      run->known->simulated ? " (hiện trạng: dữ liệu mô phỏng)" : "");
    save.author = (Author){move->who, str_fmt(arena, "phương án %.*s", STRF(d->variant.id))};
    save.clause = S("phân bổ theo năm");
    save.exact = true;
    TRY(allocate_write(store, arena, &save, ret));
    d->variant.document = ret->document;
    return NULL;
}

Err *variant_move(Store *store, Arena *arena, Str id, VariantMove move, Variant *ret, AllocateSaved *ret_saved)
{
    VariantDetail d;
    *ret_saved = (AllocateSaved){0};
    TRY(take_variant(store, arena, id, ret));
    TRY(check_version(arena, ret, move.version));
    TRY(check_move(arena, ret, &move));
    if (move.to != VARIANT_RETURNED) {
        TRY(compute(store, arena, ret, &d));
        TRY(check_table(arena, &d, &move));
        if (move.to == VARIANT_APPROVED)
            TRY(approve(store, arena, &d, &move, ret_saved));
        ret->document = d.variant.document;
        ret->digest = allocate_run_digest(&d.run, arena);
    }
    ret->state = move.to;
    ret->reason = str_trim(move.reason);
    return write_variant(store, arena, ret, move.who);
}
