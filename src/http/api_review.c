/* Clerical review: pairs that the engine leaves to a person, side by side and masked; answers; looks for a purpose. */
#include "http/api_reconcile.h"

#include "linkage/model.h"
#include "reconcile/review.h"
#include "store/scope.h"
#include "vn/vn.h"
#include <jansson.h>

enum { PAGE = 50, PAGE_MOST = 500, BODY_MOST = 16 << 10, STEPS = LINK_FIELDS + 2 };

static void put_counts(Json *j, const ReviewCounts *c)
{
    for (int s = 0; s < REVIEW_STATES; s++)
        js_put_int(j, review_state_code[s], c->state[s]);
    js_put_int(j, "yes", c->yes);
    js_put_int(j, "no", c->no);
    js_put_int(j, "by_me", c->by_me);
    js_put_int(j, "unsure", c->unsure);
}

static Err *counts(const Ground *ground, ReviewCounts *ret)
{
    const Request *request = ground->request;
    return review_counts(request->store, request->arena, ground->province, request->who->account.login, ret);
}

static void pair_members(Json *j, const Ground *ground, const ReviewPair *p)
{
    Str unit = p->a.unit.len > 0 ? p->a.unit : p->b.unit;
    js_put_int(j, "id", p->id);
    js_put_text(j, "state", str_from(review_state_code[p->state]));
    js_put_words(j, "state_text", ground->request->lang, review_state_text[p->state]);
    js_put_text(j, "unit", unit);
    js_put_text(j, "unit_name", ground_unit(ground, unit));
    js_put_real(j, "weight", p->weight, 2);
    js_put_real(j, "probability", link_probability(p->weight), 6);
    js_put_text(j, "reason", p->reason);
    js_put_text(j, "label", str_from(review_answer_code[p->label]));
    js_put_int(j, "needed", p->needed);
    js_put_int(j, "yes", p->yes);
    js_put_int(j, "no", p->no);
    js_put_int(j, "unsure", p->unsure);
}

/* Columns that mean the same under another name. */
static Str meaning(Str code)
{
    return str_eq(code, S("owner_name")) || str_eq(code, S("representative")) ? S("full_name") : code;
}

typedef struct Side {
    const RegisterSource *source;
    const Str *cell;
} Side;

static ptrdiff_t column_of(const Side *side, Str code)
{
    for (ptrdiff_t c = 0; side->source && c < side->source->columns; c++)
        if (str_eq(meaning(side->source->column[c].code), code))
            return c;
    return -1;
}

/* A name in capitals is the same name, as it is for the engine. */
static bool is_same(Arena *arena, const RegisterColumn *column, Str left, Str right)
{
    if (column->sort == SORT_NAME)
        return str_eq(vn_fold(arena, left, VN_KEY), vn_fold(arena, right, VN_KEY));
    return str_eq(left, right);
}

/* What both sources have, beside each other; same: null where one is not filled. */
static void put_compared(Json *j, const Ground *ground, const Side *a, const Side *b, Opened opened)
{
    js_key(j, "compared"), js_array(j);
    for (ptrdiff_t c = 0; a->source && c < a->source->columns; c++) {
        const RegisterColumn *column = &a->source->column[c];
        ptrdiff_t d = column_of(b, meaning(column->code));
        if (d < 0)
            continue;
        const RegisterColumn *other = &b->source->column[d];
        Str left = a->cell[c], right = b->cell[d];
        bool masked[2];
        js_object(j);
        js_put_text(j, "code", meaning(column->code));
        Str shown[] = {sight_value(ground, sight_column(a->source, column, left), opened, left, &masked[0]),
                       sight_value(ground, sight_column(b->source, other, right), opened, right, &masked[1])};
        js_put_text(j, "title", column_title(ground->request, column));
        js_put_text(j, "left", masked[0] ? shown[0] : cell_words(ground, column, shown[0]));
        js_put_text(j, "right", masked[1] ? shown[1] : cell_words(ground, other, shown[1]));
        js_put_bool(j, "masked", masked[0] || masked[1]);
        if (left.len > 0 && right.len > 0)
            js_put_bool(j, "same", is_same(ground->request->arena, column, left, right));
        else
            js_put_null(j, "same");
        js_end(j);
    }
    js_end(j);
}

static Err *put_detail(Json *j, const Ground *ground, const ReviewPair *p, Opened opened)
{
    Request *request = ground->request;
    Str a[REGISTER_COLUMNS] = {0}, b[REGISTER_COLUMNS] = {0};
    ReviewStep step[STEPS];
    int steps = 0;
    const SubjectRow left = {p->a.source, p->a.delivery, p->a.row}, right = {p->b.source, p->b.delivery, p->b.row};
    const Side sides[] = {{ground_source(ground, p->a.source), a}, {ground_source(ground, p->b.source), b}};
    TRY(review_cells(request->store, request->arena, p, a, b));
    TRY(review_steps(request->store, request->arena, p, step, &steps));
    js_object(j);
    pair_members(j, ground, p);
    js_put_int(j, "left_person", p->a.person);
    js_put_int(j, "right_person", p->b.person);
    js_key(j, "left");
    row_json(j, ground, &left, a, opened);
    js_key(j, "right");
    row_json(j, ground, &right, b, opened);
    put_compared(j, ground, &sides[0], &sides[1], opened);
    js_key(j, "steps"), js_array(j);
    for (int i = 0; i < steps; i++) {
        js_object(j);
        js_put_words(j, "what", request->lang, step[i].what);
        js_put_real(j, "weight", step[i].weight, 2);
        js_end(j);
    }
    js_end(j);
    js_end(j);
    return NULL;
}

/* ---- routes ---------------------------------------------------------------------------------- */

static Err *list_pairs(Request *request, Reply *reply)
{
    Ground ground;
    ReviewCounts count;
    ReviewPair *pair;
    ptrdiff_t pairs;
    int state = -1;
    const char *states[REVIEW_STATES + 1] = {0};
    ReviewFilter filter = {.state = -1, .limit = PAGE, .reason = request_query(request, "reason")};
    TRY(ground_of_query(request, &ground));
    TRY(ground_known(&ground));
    for (int s = 0; s < REVIEW_STATES; s++)
        states[s] = review_state_code[s];
    if (request_query(request, "state").len > 0)
        TRY(request_choice(request, "state", states, &state));
    TRY(request_int(request, "after", 0, INT64_MAX, &filter.after));
    TRY(request_int(request, "limit", 1, PAGE_MOST, &filter.limit));
    filter.province = ground.province;
    filter.unit = request_query(request, "unit");
    filter.state = state;
    TRY(counts(&ground, &count));
    TRY(review_list(request->store, request->arena, &filter, &pair, &pairs));
    Json j = js_open(request->arena);
    js_object(&j);
    put_counts(&j, &count);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < pairs; i++) {
        js_object(&j);
        pair_members(&j, &ground, &pair[i]);
        js_end(&j);
    }
    js_end(&j);
    if (pairs > 0 && pairs == filter.limit)
        js_put_text(&j, "next", str_fmt(request->arena, "%lld", (long long)pair[pairs - 1].id));
    else
        js_put_null(&j, "next");
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static bool pair_seen(const Ground *ground, const ReviewPair *p)
{
    const Identity *who = ground->request->who;
    return person_sight(who, ground->province, p->a.unit) != PERSON_UNSEEN &&
           person_sight(who, ground->province, p->b.unit) != PERSON_UNSEEN;
}

static Err *next_pair(Request *request, Reply *reply)
{
    int64_t after = 0;
    Ground ground;
    ReviewCounts count;
    ReviewPair pair;
    TRY(ground_of_query(request, &ground));
    TRY(request_int(request, "after", 0, INT64_MAX, &after));
    TRY(counts(&ground, &count));
    TRY(review_next(request->store, request->arena, ground.province, request->who->account.login, after, &pair));
    Json j = js_open(request->arena);
    js_object(&j);
    put_counts(&j, &count);
    js_key(&j, "review");
    if (pair.id > 0 && pair_seen(&ground, &pair))
        TRY(put_detail(&j, &ground, &pair, 0));
    else
        js_null(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *read_pair(Request *request, const Ground *ground, ReviewPair *ret)
{
    int64_t id;
    TRY(request_number(request, "id", &id));
    TRY(review_get(request->store, request->arena, ground->province, id, ret));
    if (pair_seen(ground, ret))
        return NULL;
    return FAIL(request->arena, NOT_FOUND, "không có cặp số %lld trong địa bàn được giao",
                "there is no pair %lld in your territory", (long long)id);
}

static Err *get_pair(Request *request, Reply *reply)
{
    Ground ground;
    ReviewPair pair;
    TRY(ground_of_query(request, &ground));
    TRY(read_pair(request, &ground, &pair));
    Json j = js_open(request->arena);
    TRY(put_detail(&j, &ground, &pair, 0));
    reply_json(reply, &j);
    return NULL;
}

static Err *answer_pair(Request *request, Reply *reply)
{
    json_t *body;
    Ground ground;
    ReviewPair pair;
    ReviewAnswer answer;
    Str written;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|answer"));
    TRY(ground_of_body(request, body, &ground));
    TRY(body_text(request, body, "answer", true, 16, &written));
    if (!review_answer_parse(written, &answer) || answer == REVIEW_NONE)
        return err_at(
            FAIL(request->arena, BAD_INPUT, "answer: cần yes, no hoặc unsure", "answer: yes, no or unsure is needed"),
            (Place){.field = S("answer")});
    TRY(read_pair(request, &ground, &pair));
    TRY(change_begin(request));
    Err *err = review_answer(request->store, request->arena, ground.province, pair.id, request->who->account.login,
                             answer, &pair);
    change_note(request, "review.answer", ground.province, pair.a.unit,
                str_fmt(request->arena, "%lld", (long long)pair.id), (Str){0},
                str_fmt(request->arena, "{\"answer\":\"%.*s\"}", STRF(written)));
    TRY(change_end(request, err));
    Json j = js_open(request->arena);
    js_object(&j);
    pair_members(&j, &ground, &pair);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* Two persons are looked at, so two looks stand in the trail. */
static Err *look_pair(Request *request, Reply *reply)
{
    json_t *body;
    Ground ground;
    ReviewPair pair;
    Opened opened;
    Str purpose;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|purpose|fields"));
    TRY(ground_of_body(request, body, &ground));
    TRY(body_text(request, body, "purpose", true, 2000, &purpose));
    TRY(body_fields(request, body, &opened));
    TRY(read_pair(request, &ground, &pair));
    for (int side = 0; side < 2; side++) {
        const ReviewRow *row = side == 0 ? &pair.a : &pair.b;
        PersonLook look = {.person = str_fmt(request->arena, "person:%lld", (long long)row->person),
                           .province = ground.province,
                           .unit = row->unit,
                           .fields = opened,
                           .purpose = purpose,
                           .request = request->id};
        TRY(person_look(request->store, request->arena, request->who, &look));
    }
    Json j = js_open(request->arena);
    TRY(put_detail(&j, &ground, &pair, opened));
    reply_json(reply, &j);
    return NULL;
}

#define ASKED(where, needs, function)                                                                 \
    {                                                                                                 \
        .method = "POST", .path = where, .permission = needs, .run = function, .body_most = BODY_MOST \
    }

const Route review_routes[] = {
    {"GET", "/api/reviews", PERMISSION_REVIEW_DECIDE, list_pairs, .keeps = false},
    {"GET", "/api/reviews/next", PERMISSION_REVIEW_DECIDE, next_pair, .keeps = false},
    {"GET", "/api/reviews/{id}", PERMISSION_REVIEW_DECIDE, get_pair, .keeps = false},
    ASKED("/api/reviews/{id}", PERMISSION_REVIEW_DECIDE, answer_pair),
    ASKED("/api/reviews/{id}/look", PERMISSION_PERSON_UNMASK, look_pair),
    {0},
};
