/* PostgreSQL over libpq: prepared statements, parameters typed and in binary; rows as text but where bytes are among
 * them, which would double as text. */
#include "store/driver.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

enum { OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25, OID_FLOAT8 = 701 }; /* pg_type.dat; fixed for good */
enum { PIPELINE = 400 }; /* statements sent before their answers are read */

static void result_clear(PGresult **result)
{
    PQclear(*result);
}

/* ---- errors ------------------------------------------------------------------- */

static Str trimmed_message(const char *message)
{
    return str_trim(str_cut(str_from(message), '\n').head);
}

static Err *connection_lost(Store *store, Arena *arena)
{
    return FAIL(arena, UNAVAILABLE, "mất kết nối với máy chủ cơ sở dữ liệu %.*s; hãy kiểm tra máy chủ rồi làm lại",
                "the connection to the database server %.*s was lost; check the server and try again",
                STRF(store->address));
}

/* SQLSTATE classes of Appendix A of the manual. */
static Err *postgres_fail(Store *store, Arena *arena, const char *name, const PGresult *result)
{
    Str state = str_from(result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL);
    const char *primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    Str message = trimmed_message(primary ? primary : PQerrorMessage(store->handle));
    if (PQstatus(store->handle) == CONNECTION_BAD || str_starts(state, S("57P")))
        return connection_lost(store, arena);
    if (str_starts(state, S("23")))
        return FAIL(arena, CONFLICT, "dữ liệu không hợp với dữ liệu đã có: %.*s",
                    "the data do not fit what is already there: %.*s", STRF(message));
    if (str_starts(state, S("40")) || str_starts(state, S("55P03")))
        return FAIL(arena, UNAVAILABLE, "cơ sở dữ liệu %.*s đang được ghi bởi việc khác; hãy thử lại sau ít phút",
                    "the database %.*s is being written by something else; try again in a few minutes",
                    STRF(store->address));
    if (str_starts(state, S("53")) || str_starts(state, S("58")))
        return FAIL(arena, UNAVAILABLE, "máy chủ cơ sở dữ liệu hết chỗ hoặc trục trặc: %.*s; hãy báo người quản trị",
                    "the database server is out of room or in trouble: %.*s; tell its administrator", STRF(message));
    if (str_starts(state, S("42501")) || str_starts(state, S("25006")))
        return FAIL(arena, FORBIDDEN, "tài khoản của %.*s không có quyền làm việc này: %.*s",
                    "the account of %.*s may not do this: %.*s", STRF(store->address), STRF(message));
    return FAIL(arena, INTERNAL, "cơ sở dữ liệu báo lỗi %.*s (%s): %.*s", "the database failed with %.*s (%s): %.*s",
                STRF(state), name, STRF(message));
}

static bool went_well(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

static Err *postgres_script(Store *store, Arena *arena, const char *sql)
{
    AUTO(result_clear) PGresult *result = PQexec(store->handle, sql);
    if (!went_well(result))
        return postgres_fail(store, arena, "-", result);
    if (strcmp(sql, "COMMIT") == 0 && strcmp(PQcmdStatus(result), "ROLLBACK") == 0)
        return FAIL(arena, INTERNAL, "máy chủ đã huỷ giao dịch; chưa có gì thay đổi",
                    "the server gave the transaction up; nothing has changed");
    return NULL;
}

/* ---- opening ------------------------------------------------------------------ */

static void options_free(PQconninfoOption **options)
{
    PQconninfoFree(*options);
}

/* libpq quotes the whole address when it cannot read it, so its words are not passed on. */
static Err *read_address(Arena *arena, Str address, PQconninfoOption **ret)
{
    char *why = NULL;
    *ret = PQconninfoParse(str_c(arena, address), &why);
    PQfreemem(why);
    if (*ret)
        return NULL;
    return FAIL(arena, USAGE,
                "không đọc được địa chỉ máy chủ; hãy viết postgresql://tài_khoản@máy_chủ:5432/tên_cơ_sở_dữ_liệu",
                "the address of the server cannot be read; write postgresql://user@host:5432/database");
}

static Str option_value(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return str_from(options->val);
    return (Str){0};
}

/* What may be shown: user, host and database, nothing else of the address. */
static Str shown_address(Arena *arena, const PQconninfoOption *options)
{
    Str host = option_value(options, "host"), port = option_value(options, "port");
    Str user = option_value(options, "user"), name = option_value(options, "dbname");
    return str_fmt(arena, "postgresql://%.*s%s%.*s%s%.*s/%.*s", STRF(user), user.len > 0 ? "@" : "", STRF(host),
                   port.len > 0 ? ":" : "", STRF(port), STRF(name));
}

static Str without_password(Arena *arena, Str message, Str password)
{
    ptrdiff_t at = password.len > 0 ? str_find(message, password) : -1;
    if (at < 0)
        return message;
    return str_fmt(arena, "%.*s***%.*s", STRF(str_slice(message, 0, at)),
                   STRF(str_slice(message, at + password.len, message.len)));
}

static void no_notice(void *arg, const PGresult *result)
{
    (void)arg, (void)result;
}

static Err *check_encoding(Store *store, Arena *arena)
{
    const char *encoding = PQparameterStatus(store->handle, "server_encoding");
    if (encoding && strcmp(encoding, "UTF8") == 0)
        return NULL;
    return FAIL(arena, BAD_INPUT, "cơ sở dữ liệu %.*s dùng bảng mã %s; hãy tạo lại với ENCODING 'UTF8'",
                "the database %.*s has encoding %s; create it again with ENCODING 'UTF8'", STRF(store->address),
                encoding ? encoding : "?");
}

static Err *connect_server(Store *store, Arena *arena, Str address, Str password)
{
    const char *keywords[] = {"dbname", "client_encoding", "fallback_application_name", "connect_timeout", NULL};
    const char *values[] = {str_c(arena, address), "UTF8", "baophu", "15", NULL};
    PGconn *pg = PQconnectdbParams(keywords, values, 1);
    store->handle = pg;
    if (PQstatus(pg) == CONNECTION_OK)
        return NULL;
    Str message = without_password(arena, trimmed_message(PQerrorMessage(pg)), password);
    return FAIL(arena, UNAVAILABLE,
                "không kết nối được máy chủ cơ sở dữ liệu %.*s; hãy kiểm tra địa chỉ, tài khoản, mật khẩu và máy chủ "
                "có đang chạy không (%.*s)",
                "could not connect to the database server %.*s; check the address, user and password, and that the "
                "server is running (%.*s)",
                STRF(store->address), STRF(message));
}

static Err *postgres_wait(Store *store, Arena *arena, int64_t ms)
{
    return postgres_script(store, arena, str_c(arena, str_fmt(arena, "SET lock_timeout = %lld", (long long)ms)));
}

static Err *postgres_open(Store *store, Arena *arena, Str address)
{
    AUTO(options_free) PQconninfoOption *options = NULL;
    TRY(read_address(arena, address, &options));
    store->address = shown_address(&store->memory, options);
    TRY(connect_server(store, arena, address, option_value(options, "password")));
    TRY(check_encoding(store, arena));
    PQsetNoticeReceiver(store->handle, no_notice, NULL);
    TRY(postgres_script(store, arena,
                        "SET client_min_messages = warning; SET standard_conforming_strings = on;"
                        "SET extra_float_digits = 1; SET default_transaction_isolation = 'read committed'"));
    return postgres_wait(store, arena, STORE_WAIT_MS);
}

static void postgres_close(Store *store)
{
    PQfinish(store->handle);
}

/* ---- statements ---------------------------------------------------------------- */

static bool has_kinds(const uint8_t *kinds, const Value *args, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (kinds[i] != args[i].kind)
            return false;
    return true;
}

/* A NULL leaves its type to the server. */
static void declare_types(const Value *args, ptrdiff_t count, Oid *types)
{
    static const Oid oids[] = {[VALUE_NULL] = 0,
                               [VALUE_INT] = OID_INT8,
                               [VALUE_REAL] = OID_FLOAT8,
                               [VALUE_TEXT] = OID_TEXT,
                               [VALUE_BYTES] = OID_BYTEA};
    for (ptrdiff_t i = 0; i < count; i++)
        types[i] = oids[args[i].kind];
}

/* Rows of these types only, and bytes among them: the readers below know them in binary, too. */
static bool has_bytes(const PGresult *described)
{
    bool bytes = false;
    for (int i = 0; i < PQnfields(described); i++) {
        Oid type = PQftype(described, i);
        bytes |= type == OID_BYTEA;
        if (type != OID_BYTEA && type != OID_TEXT && type != OID_INT8 && type != OID_FLOAT8)
            return false;
    }
    return bytes;
}

static Err *describe(Store *store, Arena *arena, const Query *query, Prepared *p)
{
    AUTO(result_clear) PGresult *result = PQdescribePrepared(store->handle, p->name);
    if (!went_well(result))
        return postgres_fail(store, arena, query->name, result);
    p->binary = has_bytes(result);
    return NULL;
}

static Err *postgres_prepare(Store *store, Arena *arena, const Query *query, const Value *args, ptrdiff_t count,
                             Prepared **ret)
{
    Prepared **bucket = store_bucket(store, query->postgres);
    for (*ret = *bucket; *ret; *ret = (*ret)->next)
        if ((*ret)->sql == query->postgres && has_kinds((*ret)->kinds, args, count))
            return NULL;
    Prepared *p = new (&store->memory, Prepared, 1);
    *p = (Prepared){.next = *bucket, .sql = query->postgres};
    for (ptrdiff_t i = 0; i < count; i++)
        p->kinds[i] = (uint8_t)args[i].kind;
    snprintf(p->name, sizeof p->name, "q%lld", (long long)++store->prepared);
    Oid types[STORE_MAX_ARGS];
    declare_types(args, count, types);
    AUTO(result_clear) PGresult *result = PQprepare(store->handle, p->name, query->postgres, (int)count, types);
    if (!went_well(result))
        return postgres_fail(store, arena, query->name, result);
    TRY(describe(store, arena, query, p));
    *ret = *bucket = p;
    return NULL;
}

typedef struct Wire { /* parameters as the protocol wants them: binary, big-endian */
    const char *value[STORE_MAX_ARGS];
    int length[STORE_MAX_ARGS], format[STORE_MAX_ARGS];
    uint64_t number[STORE_MAX_ARGS];
} Wire;

static void wire_args(Wire *wire, const Value *args, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        uint64_t bits = (uint64_t)args[i].i;
        if (args[i].kind == VALUE_REAL)
            memcpy(&bits, &args[i].r, sizeof bits);
        wire->number[i] = __builtin_bswap64(bits);
        wire->value[i] = (const char *)&wire->number[i];
        wire->length[i] = (int)sizeof bits;
        wire->format[i] = 1;
        if (args[i].kind == VALUE_TEXT || args[i].kind == VALUE_BYTES) {
            wire->value[i] = args[i].s.len > 0 ? args[i].s.ptr : "";
            wire->length[i] = (int)args[i].s.len;
        } else if (args[i].kind == VALUE_NULL) {
            wire->value[i] = NULL;
        }
    }
}

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "wire_args swaps the bytes");

static int64_t changed_rows(PGresult *result)
{
    return strtoll(PQcmdTuples(result), NULL, 10);
}

static Err *exec_one(Store *store, Arena *arena, const Query *query, const Prepared *p, const Value *args,
                     ptrdiff_t count, PGresult **ret)
{
    Wire wire;
    wire_args(&wire, args, count);
    *ret = PQexecPrepared(store->handle, p->name, (int)count, wire.value, wire.length, wire.format, p->binary);
    return went_well(*ret) ? NULL : postgres_fail(store, arena, query->name, *ret);
}

/* Reads the answers of one batch down to its end, keeping the first that is an error:
 * what follows it in the pipeline is only told to have been aborted. */
static Err *read_answers(Store *store, Arena *arena, const Query *query, int64_t *changed)
{
    Err *err = NULL;
    for (;;) {
        AUTO(result_clear) PGresult *result = PQgetResult(store->handle);
        if (!result) { /* end of one statement's results */
            if (PQstatus(store->handle) == CONNECTION_BAD)
                return connection_lost(store, arena);
            continue;
        }
        if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
            return err;
        if (went_well(result))
            *changed += changed_rows(result);
        else if (!err && PQresultStatus(result) != PGRES_PIPELINE_ABORTED)
            err = postgres_fail(store, arena, query->name, result);
    }
}

static Err *exec_batch(Store *store, Arena *arena, const Query *query, const char *name, const Value *args,
                       ptrdiff_t count, ptrdiff_t rows, int64_t *changed)
{
    Wire wire;
    for (ptrdiff_t i = 0; i < rows; i++) {
        wire_args(&wire, args + i * count, count);
        if (!PQsendQueryPrepared(store->handle, name, (int)count, wire.value, wire.length, wire.format, 0))
            return connection_lost(store, arena);
    }
    if (!PQpipelineSync(store->handle))
        return connection_lost(store, arena);
    return read_answers(store, arena, query, changed);
}

static bool same_kinds(const Value *a, const Value *b, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (a[i].kind != b[i].kind)
            return false;
    return true;
}

/* A run of rows whose parameters have the same types, at most PIPELINE long. */
static ptrdiff_t run_length(const Value *args, ptrdiff_t count, ptrdiff_t rows)
{
    ptrdiff_t n = 1;
    while (n < rows && n < PIPELINE && same_kinds(args, args + n * count, count))
        n++;
    return n;
}

static Err *exec_run(Store *store, Arena *arena, const Query *query, const Value *args, ptrdiff_t count, ptrdiff_t rows,
                     int64_t *changed)
{
    Prepared *p;
    TRY(postgres_prepare(store, arena, query, args, count, &p));
    if (rows > 1) {
        if (!PQenterPipelineMode(store->handle))
            return connection_lost(store, arena);
        Err *err = exec_batch(store, arena, query, p->name, args, count, rows, changed);
        PQexitPipelineMode(store->handle);
        return err;
    }
    AUTO(result_clear) PGresult *result = NULL;
    TRY(exec_one(store, arena, query, p, args, count, &result));
    *changed += changed_rows(result);
    return NULL;
}

static Err *postgres_exec(Store *store, Arena *arena, const Query *query, const Value *args, ptrdiff_t count,
                          ptrdiff_t rows, int64_t *ret_changed)
{
    for (ptrdiff_t done = 0; done < rows;) {
        ptrdiff_t run = run_length(args + done * count, count, rows - done);
        TRY(exec_run(store, arena, query, args + done * count, count, run, ret_changed));
        done += run;
    }
    return NULL;
}

/* ---- rows in bulk ------------------------------------------------------------------ */

enum { COPY_PIECE = 1 << 20, COPY_HEAD = 19 };

typedef struct Copy { /* a file of PGCOPY, sent piece by piece */
    PGconn *pg;
    char *piece;
    size_t len;
    bool lost;
} Copy;

static void copy_send(Copy *c)
{
    c->lost = c->lost || (c->len > 0 && PQputCopyData(c->pg, c->piece, (int)c->len) != 1);
    c->len = 0;
}

static void copy_bytes(Copy *c, const void *bytes, size_t len)
{
    if (c->len + len > COPY_PIECE)
        copy_send(c);
    if (len > COPY_PIECE) { /* too long for a piece: sent as it is */
        c->lost = c->lost || PQputCopyData(c->pg, bytes, (int)len) != 1;
        return;
    }
    memcpy(c->piece + c->len, bytes, len);
    c->len += len;
}

static void copy_16(Copy *c, uint16_t n)
{
    uint16_t big = __builtin_bswap16(n);
    copy_bytes(c, &big, sizeof big);
}

static void copy_32(Copy *c, uint32_t n)
{
    uint32_t big = __builtin_bswap32(n);
    copy_bytes(c, &big, sizeof big);
}

static void copy_value(Copy *c, const Value *v)
{
    uint64_t bits = (uint64_t)v->i;
    if (v->kind == VALUE_NULL) {
        copy_32(c, UINT32_MAX);
        return;
    }
    if (v->kind == VALUE_TEXT || v->kind == VALUE_BYTES) {
        copy_32(c, (uint32_t)v->s.len);
        copy_bytes(c, v->s.ptr ? v->s.ptr : "", (size_t)v->s.len);
        return;
    }
    if (v->kind == VALUE_REAL)
        memcpy(&bits, &v->r, sizeof bits);
    bits = __builtin_bswap64(bits);
    copy_32(c, sizeof bits);
    copy_bytes(c, &bits, sizeof bits);
}

/* Reads all answers, so that the connection is free again; the first that is an error is the one. */
static Err *copy_answers(Store *store, Arena *arena, const Query *query)
{
    Err *err = NULL;
    for (PGresult *result; (result = PQgetResult(store->handle)); PQclear(result))
        if (!err && !went_well(result))
            err = postgres_fail(store, arena, query->name, result);
    return err;
}

static Err *postgres_copy(Store *store, Arena *arena, const Query *query, const Value *args, ptrdiff_t count,
                          ptrdiff_t rows)
{
    Arena scratch = *arena;
    PGresult *begun = PQexec(store->handle, query->postgres);
    bool ready = PQresultStatus(begun) == PGRES_COPY_IN;
    Err *err = ready ? NULL : postgres_fail(store, arena, query->name, begun);
    PQclear(begun);
    if (err)
        return err;
    Copy c = {.pg = store->handle, .piece = new_raw(&scratch, char, COPY_PIECE)};
    copy_bytes(&c, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", COPY_HEAD);
    for (ptrdiff_t r = 0; r < rows; r++) {
        copy_16(&c, (uint16_t)count);
        for (ptrdiff_t i = 0; i < count; i++)
            copy_value(&c, &args[r * count + i]);
    }
    copy_16(&c, UINT16_MAX);
    copy_send(&c);
    if (c.lost || PQputCopyEnd(store->handle, NULL) != 1)
        return connection_lost(store, arena);
    return copy_answers(store, arena, query);
}

/* ---- rows ------------------------------------------------------------------------ */

static Err *postgres_query(Store *store, Arena *arena, const Query *query, const Value *args, ptrdiff_t count,
                           Rows *ret)
{
    Prepared *p;
    TRY(postgres_prepare(store, arena, query, args, count, &p));
    PGresult *result = NULL;
    Err *err = exec_one(store, arena, query, p, args, count, &result);
    if (err) {
        PQclear(result);
        return err;
    }
    *ret = (Rows){.store = store, .handle = result, .row = -1};
    return NULL;
}

static Err *postgres_next(Rows *rows, Arena *arena, bool *ret_more)
{
    (void)arena;
    *ret_more = ++rows->row < PQntuples(rows->handle);
    return NULL;
}

static bool postgres_null(const Rows *rows, int column)
{
    return PQgetisnull(rows->handle, (int)rows->row, column);
}

static Str cell_of(const Rows *rows, int column)
{
    return (Str){PQgetvalue(rows->handle, (int)rows->row, column), PQgetlength(rows->handle, (int)rows->row, column)};
}

static bool is_binary(const Rows *rows, int column)
{
    return PQfformat(rows->handle, column) == 1 && !PQgetisnull(rows->handle, (int)rows->row, column);
}

static uint64_t eight_bytes(const Rows *rows, int column)
{
    uint64_t big;
    Str cell = cell_of(rows, column);
    assert(cell.len == (ptrdiff_t)sizeof big);
    memcpy(&big, cell.ptr, sizeof big);
    return __builtin_bswap64(big);
}

static int64_t postgres_integer(const Rows *rows, int column)
{
    if (is_binary(rows, column))
        return (int64_t)eight_bytes(rows, column);
    return strtoll(cell_of(rows, column).ptr, NULL, 10);
}

static double postgres_real(const Rows *rows, int column)
{
    double real;
    if (!is_binary(rows, column))
        return strtod(cell_of(rows, column).ptr, NULL);
    memcpy(&real, &(uint64_t){eight_bytes(rows, column)}, sizeof real);
    return real;
}

static Str postgres_text(const Rows *rows, int column)
{
    assert(!is_binary(rows, column) || PQftype(rows->handle, column) == OID_TEXT);
    return cell_of(rows, column);
}

static Str postgres_bytes(const Rows *rows, Arena *arena, int column)
{
    Str cell = cell_of(rows, column);
    if (PQfformat(rows->handle, column) == 1)
        return str_copy(arena, cell);
    size_t len = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)cell.ptr, &len);
    Str copy = str_copy(arena, (Str){(const char *)bytes, bytes ? (ptrdiff_t)len : 0});
    PQfreemem(bytes);
    return copy;
}

static void postgres_rows_close(Rows *rows)
{
    PQclear(rows->handle);
}

static Err *postgres_check(Store *store, Arena *arena, const Query *query)
{
    AUTO(result_clear) PGresult *result = PQprepare(store->handle, "", query->postgres, 0, NULL);
    return went_well(result) ? NULL : postgres_fail(store, arena, query->name, result);
}

const Driver postgres_driver = {
    .begin = "BEGIN",
    .open = postgres_open,
    .close = postgres_close,
    .wait = postgres_wait,
    .script = postgres_script,
    .exec = postgres_exec,
    .copy = postgres_copy,
    .query = postgres_query,
    .next = postgres_next,
    .null = postgres_null,
    .integer = postgres_integer,
    .real = postgres_real,
    .text = postgres_text,
    .bytes = postgres_bytes,
    .rows_close = postgres_rows_close,
    .check = postgres_check,
};
