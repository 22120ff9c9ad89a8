/* Tasks as officers see them: lists, exports, one with its history. */
#include "http/api_work.h"

#include "outreach/campaign.h"
#include "outreach/list.h"
#include "store/scope.h"

enum { PAGE = 100, PAGE_MOST = 5000, EXPORT_MOST = 200000, TEXT_MOST = 200 };

/* ---- what is asked ------------------------------------------------------------------------------ */

static Err *read_pick(Request *request, TaskAsk *ask)
{
    const char *choice[TASK_STATE_COUNT + 3] = {"unassigned", "open"};
    int chosen = -1;
    for (int i = 0; i < TASK_STATE_COUNT; i++)
        choice[2 + i] = task_state_code((TaskState)i);
    TRY(request_choice(request, "state", choice, &chosen));
    ask->pick = chosen < 0 ? PICK_ALL : chosen == 0 ? PICK_UNASSIGNED : chosen == 1 ? PICK_OPEN : PICK_STATE;
    ask->state = chosen > 1 ? (TaskState)(chosen - 2) : TASK_ASSIGNED;
    return NULL;
}

static Err *read_outcome(Request *request, TaskAsk *ask)
{
    const char *choice[CONTACT_OUTCOME_COUNT + 1] = {0};
    int chosen = -1;
    for (int i = 0; i < CONTACT_OUTCOME_COUNT; i++)
        choice[i] = contact_outcome_code((ContactOutcome)i);
    TRY(request_choice(request, "outcome", choice, &chosen));
    ask->by_outcome = chosen >= 0;
    ask->outcome = chosen >= 0 ? (ContactOutcome)chosen : CONTACT_OUTCOME_COUNT;
    return NULL;
}

static Err *read_of(Request *request, TaskAsk *ask)
{
    static const char *const of[] = {"person", "employer", NULL};
    int chosen = -1;
    TRY(request_choice(request, "of", of, &chosen));
    TRY(request_int(request, "subject", 1, INT32_MAX, &ask->subject));
    ask->by_employer = chosen >= 0;
    ask->employer = chosen == 1;
    if (ask->subject > 0 && chosen < 0)
        return err_at(FAIL(request->arena, USAGE, "tham số subject cần đi với of=person hoặc of=employer",
                           "the parameter subject goes with of=person or of=employer"),
                      (Place){.field = S("of")});
    return NULL;
}

static Err *read_ask(Request *request, Str province, TaskAsk *ret)
{
    static const char *const dues[] = {"", "today", "week", "late", NULL};
    static const char *const sorts[] = {"priority", "next_day", "name", NULL};
    int due = DUE_ANY, sort = SORT_BY_PRIORITY;
    *ret = (TaskAsk){.province = province,
                     .unit = request_query(request, "unit"),
                     .village = request_query(request, "village"),
                     .rule = request_query(request, "rule"),
                     .agent = login_folded(request, request_query(request, "agent")),
                     .campaign = request_query(request, "campaign"),
                     .limit = PAGE};
    TRY(read_pick(request, ret));
    TRY(read_outcome(request, ret));
    TRY(read_of(request, ret));
    TRY(request_choice(request, "due", dues, &due));
    TRY(request_choice(request, "sort", sorts, &sort));
    TRY(request_int(request, "after", 0, INT32_MAX, &ret->after));
    TRY(request_int(request, "limit", 1, PAGE_MOST, &ret->limit));
    ret->due = (TaskDue)due;
    ret->sort = (TaskSort)sort;
    return NULL;
}

/* ---- who they are about -------------------------------------------------------------------------- */

/* By row; all empty where nothing may be seen. */
static Err *read_subjects(Request *request, Str province, const TaskRow *row, ptrdiff_t count, GoldenList *ret)
{
    *ret = (GoldenList) new (request->arena, Str, count * GOLDEN_FIELDS);
    for (int employer = 0; employer <= 1; employer++) {
        int64_t *id = new (request->arena, int64_t, count);
        Str(*value)[GOLDEN_FIELDS];
        ptrdiff_t n = 0;
        for (ptrdiff_t i = 0; i < count; i++)
            if (row[i].task.employer == (employer == 1))
                id[n++] = row[i].task.subject;
        if (n == 0)
            continue;
        TRY(subject_values(request->store, request->arena, province, employer == 1, id, n, &value));
        n = 0;
        for (ptrdiff_t i = 0; i < count; i++) {
            if (row[i].task.employer != (employer == 1))
                continue;
            for (int f = 0; f < GOLDEN_FIELDS; f++)
                (*ret)[i][f] = value[n][f];
            n++;
        }
    }
    return NULL;
}

static bool is_seen(const Request *request, Str province, const Task *task)
{
    return task->employer || person_sight(request->who, province, task->unit) != PERSON_UNSEEN;
}

static Str shown_name(const Request *request, const Task *task, const Str *golden)
{
    return task->employer ? golden[GOLDEN_name] : person_mask(request->arena, PERSON_NAME, golden[GOLDEN_name]);
}

static Str shown_year(const Request *request, const Task *task, const Str *golden)
{
    return task->employer ? (Str){0} : person_mask(request->arena, PERSON_BIRTH, golden[GOLDEN_birth]);
}

static Text shown_state(const TaskRow *row)
{
    return row->unassigned ? TEXT("chưa giao", "not assigned") : task_state_text(row->task.state);
}

/* ---- as JSON ----------------------------------------------------------------------------------------- */

static void put_days(Json *j, const Request *request, const Task *task)
{
    put_day(j, request, "next_day", task->next_day);
    put_day(j, request, "assigned_day", task->assigned_day);
    put_day(j, request, "first_day", task->first_day);
    put_day(j, request, "last_day", task->last_day);
    put_day(j, request, "registered_day", task->registered_day);
    put_day(j, request, "quiet_until", task->quiet_until);
}

static void put_year(Json *j, Str year)
{
    int64_t n;
    js_put_count(j, "birth_year", vn_parse_int(year, &n) ? n : -1);
}

static Err *put_members(Json *j, Names *names, const TaskRow *row, Text rule, Str name, Str year)
{
    const Request *request = names->request;
    const Task *task = &row->task;
    Str unit, agent, basis;
    TRY(names_unit(names, task->unit, &unit));
    TRY(names_account(names, row->unassigned ? (Str){0} : task->agent, &agent));
    js_put_int(j, "lead", task->lead);
    js_put_text(j, "rule", task->rule);
    js_put_words(j, "rule_text", request->lang, rule);
    js_put_text(j, "of", task->employer ? S("employer") : S("person"));
    js_put_int(j, "subject", task->subject);
    js_put_text(j, "name", name);
    put_year(j, year);
    js_put_text(j, "unit", task->unit);
    js_put_text(j, "unit_name", unit);
    js_put_text(j, "village", task->village);
    js_put_text(j, "agent", row->unassigned ? (Str){0} : task->agent);
    js_put_text(j, "agent_name", agent);
    js_put_text(j, "state", row->unassigned ? S("unassigned") : str_from(task_state_code(task->state)));
    js_put_words(j, "state_text", request->lang, shown_state(row));
    js_put_text(j, "outcome", str_from(contact_outcome_code(task->outcome)));
    js_put_words(j, "outcome_text", request->lang, contact_outcome_text(task->outcome));
    js_put_text(j, "reason", person_mask_words(request->arena, task->reason));
    js_put_text(j, "next_step", person_mask_words(request->arena, task->next_step));
    put_days(j, request, task);
    js_put_int(j, "contacts", task->contacts);
    js_put_int(j, "version", task->version);
    js_put_real(j, "priority", row->rank, 3);
    js_put_real(j, "gain", row->gain, 3);
    js_put_real(j, "ease", row->ease, 3);
    js_put_text(j, "campaign", task->campaign);
    TRY(task_basis(request->store, request->arena, task, &basis));
    js_put_text(j, "basis", person_mask_words(request->arena, basis));
    return NULL;
}

static Text rule_words(const Ground *ground, Str code)
{
    const Rule *rule = ground_rule(ground, code);
    return rule ? rule->title : (Text){code, code};
}

static Err *put_rows(Json *j, Names *names, const Ground *ground, const TaskRow *row, ptrdiff_t count)
{
    GoldenList golden;
    TRY(read_subjects(names->request, ground->province, row, count, &golden));
    for (ptrdiff_t i = 0; i < count; i++) {
        const Task *task = &row[i].task;
        if (!is_seen(names->request, ground->province, task))
            continue;
        js_object(j);
        TRY(put_members(j, names, &row[i], rule_words(ground, task->rule), shown_name(names->request, task, golden[i]),
                        shown_year(names->request, task, golden[i])));
        js_end(j);
    }
    return NULL;
}

/* ---- as a table ----------------------------------------------------------------------------------------- */

enum {
    T_LEAD,
    T_RULE,
    T_NAME,
    T_BIRTH,
    T_UNIT,
    T_VILLAGE,
    T_AGENT,
    T_STATE,
    T_OUTCOME,
    T_REASON,
    T_NEXT,
    T_LAST,
    T_PRIORITY,
    T_CONTACTS,
    T_STEP,
    T_ASSIGNED,
    T_REGISTERED,
    T_CAMPAIGN,
    T_BASIS,
    T_COUNT
};

static const GridColumn columns[T_COUNT] = {
    [T_LEAD] = {"lead", TEXT_INIT("Số", "Number"), GRID_INT, 0, false},
    [T_RULE] = {"rule", TEXT_INIT("Danh sách", "List"), GRID_TEXT, 0, false},
    [T_NAME] = {"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
    [T_BIRTH] = {"birth_year", TEXT_INIT("Năm sinh", "Born"), GRID_TEXT, 0, false},
    [T_UNIT] = {"unit", TEXT_INIT("Xã, phường", "Commune"), GRID_TEXT, 0, false},
    [T_VILLAGE] = {"village", TEXT_INIT("Thôn, tổ dân phố", "Village"), GRID_TEXT, 0, false},
    [T_AGENT] = {"agent", TEXT_INIT("Người phụ trách", "Agent"), GRID_TEXT, 0, false},
    [T_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
    [T_OUTCOME] = {"outcome", TEXT_INIT("Kết quả", "Outcome"), GRID_TEXT, 0, false},
    [T_REASON] = {"reason", TEXT_INIT("Lý do", "Reason"), GRID_TEXT, 0, false},
    [T_NEXT] = {"next_day", TEXT_INIT("Hẹn tiếp", "Next day"), GRID_DAY, 0, false},
    [T_LAST] = {"last_day", TEXT_INIT("Tiếp xúc gần nhất", "Last contact"), GRID_DAY, 0, false},
    [T_PRIORITY] = {"priority", TEXT_INIT("Ưu tiên", "Priority"), GRID_REAL, 3, false},
    [T_CONTACTS] = {"contacts", TEXT_INIT("Số lần tiếp xúc", "Contacts"), GRID_INT, 0, false},
    [T_STEP] = {"next_step", TEXT_INIT("Bước tiếp theo", "Next step"), GRID_TEXT, 0, false},
    [T_ASSIGNED] = {"assigned_day", TEXT_INIT("Ngày giao", "Assigned"), GRID_DAY, 0, false},
    [T_REGISTERED] = {"registered_day", TEXT_INIT("Ngày đăng ký", "Registered"), GRID_DAY, 0, false},
    [T_CAMPAIGN] = {"campaign", TEXT_INIT("Đợt", "Campaign"), GRID_TEXT, 0, false},
    [T_BASIS] = {"basis", TEXT_INIT("Căn cứ gọi, nhắn", "Basis of the call or message"), GRID_TEXT, 0, false},
};

typedef struct Campaigns {
    Campaign *all;
    ptrdiff_t count;
} Campaigns;

/* Its name; the code of one that is no more. */
static Str campaign_words(const Campaigns *called, Str code)
{
    for (ptrdiff_t i = 0; i < called->count; i++)
        if (str_eq(called->all[i].code, code))
            return called->all[i].name;
    return code;
}

static Err *grid_task(Grid *grid, Names *names, const Ground *ground, const Campaigns *called, const TaskRow *row,
                      const Str *golden)
{
    const Request *request = names->request;
    const Task *task = &row->task;
    GridCell *cell = grid_row(grid, request->arena);
    Str unit, agent, basis;
    TRY(names_unit(names, task->unit, &unit));
    TRY(names_account(names, row->unassigned ? (Str){0} : task->agent, &agent));
    TRY(task_basis(request->store, request->arena, task, &basis));
    cell[T_LEAD] = G_INT(task->lead);
    cell[T_RULE] = G_TEXT(text_in(request->lang, rule_words(ground, task->rule)));
    cell[T_NAME] = G_TEXT(shown_name(request, task, golden));
    cell[T_BIRTH] = G_TEXT(shown_year(request, task, golden));
    cell[T_UNIT] = G_TEXT(unit);
    cell[T_VILLAGE] = G_TEXT(task->village);
    cell[T_AGENT] = G_TEXT(agent);
    cell[T_STATE] = G_TEXT(text_in(request->lang, shown_state(row)));
    cell[T_OUTCOME] = G_TEXT(text_in(request->lang, contact_outcome_text(task->outcome)));
    cell[T_REASON] = G_TEXT(person_mask_words(request->arena, task->reason));
    cell[T_NEXT] = grid_day(task->next_day);
    cell[T_LAST] = grid_day(task->last_day);
    cell[T_PRIORITY] = G_REAL(row->rank);
    cell[T_CONTACTS] = G_INT(task->contacts);
    cell[T_STEP] = G_TEXT(person_mask_words(request->arena, task->next_step));
    cell[T_ASSIGNED] = grid_day(task->assigned_day);
    cell[T_REGISTERED] = grid_day(task->registered_day);
    cell[T_CAMPAIGN] = G_TEXT(campaign_words(called, task->campaign));
    cell[T_BASIS] = G_TEXT(person_mask_words(request->arena, basis));
    return NULL;
}

static Err *export_tasks(Request *request, Reply *reply, const Ground *ground, const TaskRow *row, ptrdiff_t count)
{
    Grid grid = grid_open(TEXT("Việc vận động", "Leads at work"), (Text){0}, columns, T_COUNT);
    Names names = {.request = request};
    GoldenList golden;
    Campaigns called;
    TRY(campaign_list(request->store, request->arena, ground->province, &called.all, &called.count));
    TRY(read_subjects(request, ground->province, row, count, &golden));
    for (ptrdiff_t i = 0; i < count; i++)
        if (is_seen(request, ground->province, &row[i].task))
            TRY(grid_task(&grid, &names, ground, &called, &row[i], golden[i]));
    return reply_grid(request, reply, &grid, "viec-van-dong");
}

/* ---- routes ------------------------------------------------------------------------------------------------ */

static Err *put_ranking(Json *j, const Request *request, const TaskAsk *ask)
{
    TaskOrder order;
    TRY(task_order(request->store, request->arena, ask, &order));
    js_key(j, "ranking"), js_object(j);
    js_put_int(j, "stated", order.stated);
    js_put_int(j, "learned", order.learned);
    js_put_int(j, "outcomes", order.outcomes);
    js_end(j);
    return NULL;
}

static Err *list_tasks(Request *request, Reply *reply)
{
    Ground ground;
    TaskAsk ask;
    TaskRow *row;
    ptrdiff_t count;
    int64_t all;
    Names names = {.request = request};
    bool persons = identity_may(request->who, PERMISSION_PERSON_READ), exports = request_exports(request);
    TRY(ground_of_query(request, &ground));
    TRY(read_ask(request, ground.province, &ask));
    TRY(ground_known(&ground));
    if (exports) {
        ask.after = 0;
        ask.limit = EXPORT_MOST;
    }
    TRY(task_list(request->store, request->arena, &ask, &row, &count, &all));
    count = persons ? count : 0;
    if (exports)
        return export_tasks(request, reply, &ground, row, count);
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    TRY(put_rows(&j, &names, &ground, row, count));
    js_end(&j);
    if (count > 0 && ask.after + count < all)
        js_put_text(&j, "next", str_fmt(request->arena, "%lld", (long long)(ask.after + count)));
    else
        js_put_null(&j, "next");
    js_put_int(&j, "count", all);
    js_put_bool(&j, "counted_only", !persons);
    TRY(put_ranking(&j, request, &ask));
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *missing(const Request *request, int64_t lead)
{
    return FAIL(request->arena, NOT_FOUND, "không có việc số %lld", "there is no task %lld", (long long)lead);
}

/* One's own, as far as one may still work there. */
static Err *own_task(Request *request, Str province, int64_t lead, TaskRow *ret, bool *ret_own)
{
    Cover cover;
    Str login = request->who->account.login;
    *ret_own = false;
    if (!identity_may(request->who, PERMISSION_WORK_DO))
        return NULL;
    Err *err = task_get(request->store, request->arena, province, login, lead, ret);
    if (err && err->kind == ERR_NOT_FOUND)
        return NULL;
    TRY(err);
    TRY(cover_of_account(request->store, request->arena, province, login, &request->who->scope[PERMISSION_WORK_DO],
                         &cover));
    *ret_own = cover_holds(&cover, *request->arena, ret->task.unit, ret->task.village);
    return NULL;
}

static Err *seen_task(Request *request, Str province, int64_t lead, TaskRow *ret, bool *ret_own)
{
    TRY(own_task(request, province, lead, ret, ret_own));
    if (*ret_own)
        return NULL;
    if (!identity_may(request->who, PERMISSION_WORK_READ))
        return missing(request, lead);
    TRY(change_as(request, PERMISSION_WORK_READ));
    TRY(task_get(request->store, request->arena, province, (Str){0}, lead, ret));
    return is_seen(request, province, &ret->task) ? NULL : missing(request, lead);
}

static Err *put_events(Json *j, Names *names, Str province, bool own, const Task *task)
{
    Request *request = names->request;
    Str account = own ? request->who->account.login : (Str){0};
    TaskEvent *event;
    ptrdiff_t count;
    bool conflict = false;
    TRY(task_events(request->store, request->arena, province, account, task->lead, &event, &count));
    js_key(j, "events"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        TRY(task_event_json(j, names, &event[i]));
        conflict = conflict || event[i].conflict;
    }
    js_end(j);
    js_put_bool(j, "conflict", conflict);
    return NULL;
}

static Err *get_task(Request *request, Reply *reply)
{
    Str province;
    int64_t lead;
    TaskRow row;
    PhoneTask *shown;
    bool own;
    Names names = {.request = request};
    TRY(request_province(request, &province));
    TRY(request_number(request, "lead", &lead));
    TRY(seen_task(request, province, lead, &row, &own));
    TRY(package_tasks(request->store, request->arena, province, row.task.agent, &row.task, 1, &shown));
    Str name = own || row.task.employer ? shown->name : person_mask(request->arena, PERSON_NAME, shown->name);
    Str year = shown->birth_year > 0 ? str_fmt(request->arena, "%d", shown->birth_year) : (Str){0};
    Json j = js_open(request->arena);
    js_object(&j);
    TRY(put_members(&j, &names, &row, shown->rule, name, year));
    js_put_bool(&j, "own", own);
    js_put_words(&j, "evidence", request->lang, shown->why);
    js_put_words(&j, "law", request->lang, shown->law);
    TRY(put_events(&j, &names, province, own, &row.task));
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route work_task_routes[] = {
    {"GET", "/api/work/tasks", PERMISSION_WORK_READ, list_tasks, .keeps = false},
    {"GET", "/api/work/tasks/{lead}", PERMISSION_ANY, get_task, .keeps = false},
    {0},
};
