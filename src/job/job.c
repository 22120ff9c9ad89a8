/* Jobs as rows. */
#include "job/job_internal.h"

#include "audit/audit.h"
#include "base/vec.h"
#include "job_sql.h"
#include <sodium.h>

static const char *const state_codes[] = {"waiting", "running", "done", "failed", "cancelled", "interrupted"};

const char *job_state_code(JobState state)
{
    return state_codes[state];
}

Text job_state_text(JobState state)
{
    static const Text texts[] = {
        TEXT_INIT("đang chờ", "waiting"),  TEXT_INIT("đang chạy", "running"), TEXT_INIT("đã xong", "done"),
        TEXT_INIT("không xong", "failed"), TEXT_INIT("đã hủy", "cancelled"),  TEXT_INIT("bị gián đoạn", "interrupted"),
    };
    return texts[state];
}

static JobState state_of(Str code)
{
    for (int i = 0; i < COUNTOF(state_codes); i++)
        if (str_eq(code, str_from(state_codes[i])))
            return (JobState)i;
    return JOB_INTERRUPTED; /* of a newer program: nothing is running that this one knows of */
}

int64_t job_now_ms(void)
{
    return clock_ms((Clock){0});
}

Str job_token(Arena *arena)
{
    unsigned char bytes[16];
    char *hex = new (arena, char, 2 * sizeof bytes + 1);
    randombytes_buf(bytes, sizeof bytes);
    return str_from(sodium_bin2hex(hex, 2 * sizeof bytes + 1, bytes, sizeof bytes));
}

/* ---- reading ------------------------------------------------------------------------- */

static Job read_job(Rows *rows, Arena *arena)
{
    return (Job){
        .id = rows_text(rows, arena, 0),
        .kind = rows_text(rows, arena, 1),
        .account = rows_text(rows, arena, 2),
        .login = rows_text(rows, arena, 3),
        .province = rows_text(rows, arena, 4),
        .key = rows_text(rows, arena, 5),
        .ask = rows_text(rows, arena, 6),
        .result = rows_text(rows, arena, 7),
        .file = rows_text(rows, arena, 8),
        .state = state_of(rows_text(rows, arena, 9)),
        .step = {rows_text(rows, arena, 10), rows_text(rows, arena, 11)},
        .done = rows_int(rows, 12),
        .total = rows_int(rows, 13),
        .problem = {rows_text(rows, arena, 14), rows_text(rows, arena, 15)},
        .place = {.file = rows_text(rows, arena, 16),
                  .sheet = rows_text(rows, arena, 17),
                  .row = (ptrdiff_t)rows_int(rows, 18),
                  .column = (ptrdiff_t)rows_int(rows, 19),
                  .field = rows_text(rows, arena, 20)},
        .created_at = rows_text(rows, arena, 21),
        .started_at = rows_text(rows, arena, 22),
        .ended_at = rows_text(rows, arena, 23),
        .version = rows_int(rows, 24),
    };
}

static Err *one_job(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Job *ret,
                    bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, query, args, count, &rows));
    TRY(rows_next(&rows, arena, ret_found));
    if (*ret_found)
        *ret = read_job(&rows, arena);
    return NULL;
}

Err *job_get(Store *store, Arena *arena, Str id, Job *ret)
{
    bool found;
    TRY(one_job(store, arena, SQL_JOB_GET, ARGS(V_TEXT(id)), ret, &found));
    if (found)
        return NULL;
    return FAIL(arena, NOT_FOUND, "không có việc “%.*s”; việc đã xong quá %d ngày thì được xóa",
                "there is no job “%.*s”; those that ended %d days ago are removed", STRF(id), JOB_KEPT_DAYS);
}

Str job_before(Arena *arena, const Job *last)
{
    return str_fmt(arena, "%.*s,%.*s", STRF(last->created_at), STRF(last->id));
}

Err *job_list(Store *store, Arena *arena, Str account_or_all, Str before, int64_t limit, Job **ret,
              ptrdiff_t *ret_count)
{
    Vec(Job) list = {0};
    StrCut cut = before.len > 0 ? str_cut(before, ',') : (StrCut){.head = S("~")}; /* after any stamp */
    bool all = account_or_all.len == 0;
    const Value args[] = {V_TEXT(cut.head), V_TEXT(cut.tail), V_INT(limit), V_TEXT(account_or_all)};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, all ? SQL_JOB_LIST : SQL_JOB_LIST_OF, args, all ? 3 : 4, &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Job job = read_job(&rows, arena);
        vec_push(arena, &list, job);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

/* ---- asking --------------------------------------------------------------------------- */

static void note(Store *store, const Job *job, const char *action)
{
    audit_note(store, (AuditEntry){.account = job->account,
                                   .login = job->login,
                                   .action = str_from(action),
                                   .province = job->province,
                                   .subject = job->id,
                                   .request = job->id,
                                   .after = job->ask});
}

static Err *write_new(Store *store, Arena *arena, const Job *job, bool *ret_added)
{
    int64_t changed = 0;
    TRY(store_exec(store, arena, SQL_JOB_ADD,
                   ARGS(V_TEXT(job->id), V_TEXT(job->kind), V_TEXT(job->account), V_TEXT(job->login),
                        V_TEXT(job->province), V_TEXT(job->key), V_TEXT(job->ask), V_TEXT(job->file),
                        V_TEXT(clock_stamp(arena, store_clock(store)))),
                   &changed));
    *ret_added = changed > 0;
    if (*ret_added)
        note(store, job, "job.ask");
    return NULL;
}

/* In the caller's transaction where there is one. */
static Err *write_row(Store *store, Arena *arena, const Job *job, bool *ret_added)
{
    if (store_writing(store))
        return write_new(store, arena, job, ret_added);
    TRY(store_begin(store, arena));
    Err *err = write_new(store, arena, job, ret_added);
    if (!err)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

static Err *same_key(Store *store, Arena *arena, const Job *job, Job *ret, bool *ret_found)
{
    *ret_found = false;
    if (job->key.len == 0)
        return NULL;
    TRY(one_job(store, arena, SQL_JOB_BY_KEY, ARGS(V_TEXT(job->account), V_TEXT(job->key)), ret, ret_found));
    if (*ret_found && !str_eq(ret->kind, job->kind))
        return FAIL(arena, CONFLICT, "khóa “%.*s” đã dùng cho một việc khác; hãy dùng khóa mới",
                    "the key “%.*s” was used for another job; use a new one", STRF(job->key));
    return NULL;
}

/* The file is there before the row: a job that can be taken has all that it needs.  Its bytes, or its path, or none. */
static Err *add(Store *store, Arena *arena, const Job *asked, Str file_bytes, Str path, Job *ret)
{
    bool there, added = false;
    TRY(same_key(store, arena, asked, ret, &there));
    if (there)
        return NULL;
    Job job = *asked;
    job.id = job_token(arena);
    job.file = file_bytes.ptr || path.len > 0 ? spool_name(arena, asked->file) : (Str){0};
    Err *err = NULL;
    if (path.len > 0)
        err = spool_link(store, arena, job.id, job.file, path);
    else if (file_bytes.ptr)
        err = spool_put(store, arena, job.id, job.file, file_bytes);
    if (!err)
        err = write_row(store, arena, &job, &added);
    if (err || !added)
        spool_remove(store, arena, job.id);
    TRY(err);
    if (added)
        return job_get(store, arena, job.id, ret);
    TRY(same_key(store, arena, asked, ret, &there)); /* another was faster */
    return there
               ? NULL
               : FAIL(arena, INTERNAL, "không ghi được việc mới; hãy thử lại", "the job could not be kept; try again");
}

Err *job_add(Store *store, Arena *arena, const Job *job, Str file_bytes, Job *ret)
{
    return add(store, arena, job, file_bytes, (Str){0}, ret);
}

Err *job_add_path(Store *store, Arena *arena, const Job *job, Str path, Job *ret)
{
    return add(store, arena, job, (Str){0}, path, ret);
}

typedef Err *Change(Store *store, Arena *arena, const Job *job, int64_t *ret_changed);

static Err *in_transaction(Store *store, Arena *arena, const Job *job, const char *action, Change *change,
                           int64_t *ret_changed)
{
    TRY(store_begin(store, arena));
    Err *err = change(store, arena, job, ret_changed);
    if (!err && *ret_changed > 0)
        note(store, job, action);
    if (!err)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

static Err *cancel_row(Store *store, Arena *arena, const Job *job, int64_t *ret_changed)
{
    Str now = clock_stamp(arena, store_clock(store));
    TRY(store_exec(store, arena, SQL_JOB_CANCEL_WAITING, ARGS(V_TEXT(job->id), V_TEXT(now)), ret_changed));
    if (*ret_changed > 0)
        return NULL;
    return store_exec(store, arena, SQL_JOB_CANCEL_RUNNING, ARGS(V_TEXT(job->id)), ret_changed);
}

Err *job_cancel(Store *store, Arena *arena, Str id)
{
    Job job;
    int64_t changed = 0;
    TRY(job_get(store, arena, id, &job));
    TRY(in_transaction(store, arena, &job, "job.cancel", cancel_row, &changed));
    if (changed > 0)
        return NULL;
    return FAIL(arena, CONFLICT, "việc này đã kết thúc nên không hủy được nữa",
                "this job has ended and cannot be cancelled any more");
}

static Err *repeat_row(Store *store, Arena *arena, const Job *job, int64_t *ret_changed)
{
    return store_exec(store, arena, SQL_JOB_REPEAT, ARGS(V_TEXT(job->id)), ret_changed);
}

Err *job_repeat(Store *store, Arena *arena, Str id, Job *ret)
{
    Job job;
    int64_t changed = 0;
    TRY(job_get(store, arena, id, &job));
    TRY(in_transaction(store, arena, &job, "job.repeat", repeat_row, &changed));
    TRY(job_get(store, arena, id, ret));
    if (changed > 0)
        return NULL;
    return FAIL(arena, CONFLICT, "chỉ chạy lại được việc không xong, đã hủy hoặc bị gián đoạn",
                "only a job that failed, was cancelled or interrupted can be repeated");
}

/* ---- keeping house ----------------------------------------------------------------------- */

static Err *ids_of(Store *store, Arena *arena, Query query, Value value, Str **ret, ptrdiff_t *ret_count)
{
    Vec(Str) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, query, ARGS(value), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Str id = rows_text(&rows, arena, 0);
        vec_push(arena, &list, id);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

/* Looked at first: where nobody is silent, no lock is taken. */
Err *job_reap(Store *store, Arena *arena, Str **ret_ids, ptrdiff_t *ret_count)
{
    Str *id;
    ptrdiff_t count, reaped = 0;
    int64_t since = job_now_ms() - JOB_SILENT_MS;
    TRY(ids_of(store, arena, SQL_JOB_SILENT, V_INT(since), &id, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        int64_t changed = 0;
        TRY(store_exec(store, arena, SQL_JOB_INTERRUPT,
                       ARGS(V_TEXT(id[i]), V_INT(since), V_TEXT(clock_stamp(arena, store_clock(store)))), &changed));
        if (changed > 0)
            id[reaped++] = id[i];
    }
    *ret_ids = id;
    *ret_count = reaped;
    return NULL;
}

Err *job_interrupt_all(Store *store, Arena *arena, int64_t *ret_count)
{
    return store_exec(store, arena, SQL_JOB_INTERRUPT_ALL, ARGS(V_TEXT(clock_stamp(arena, store_clock(store)))),
                      ret_count);
}

Err *job_clean(Store *store, Arena *arena, int64_t *ret_count)
{
    Str *id;
    ptrdiff_t count;
    Clock then = {.fixed_ms = clock_ms(store_clock(store)) - (int64_t)JOB_KEPT_DAYS * 86400000};
    *ret_count = 0;
    TRY(ids_of(store, arena, SQL_JOB_OLD, V_TEXT(clock_stamp(arena, then)), &id, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        int64_t changed = 0;
        TRY(store_exec(store, arena, SQL_JOB_FORGET, ARGS(V_TEXT(id[i])), &changed));
        if (changed > 0)
            spool_remove(store, arena, id[i]);
        *ret_count += changed;
    }
    return spool_sweep(store, arena);
}
