#include "store/copy.h"

#include "base/vec.h"
#include "store/driver.h"
#include "store_sql.h"
#include <assert.h>

enum { PAGE = 2000 };

/* ---- one state ---------------------------------------------------------------------- */

Err *copy_begin(Store *store, Arena *arena)
{
    assert(!store->writing);
    return store->driver->script(
        store, arena, store_is_postgres(store) ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN");
}

void copy_end(Store *store)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 20);
    Err *err = store->driver->script(store, &scratch, "ROLLBACK");
    (void)err; /* nothing was written */
}

/* ---- statements ------------------------------------------------------------------------- */

/* Made of names that the database gave; kept as long as the store, since statements are known by their address. */
static const char *made(Store *store, Str sql)
{
    return str_c(&store->memory, sql);
}

static void add_names(Buf *sql, const CopyTable *t)
{
    for (ptrdiff_t i = 0; i < t->columns; i++)
        buf_fmt(sql, "%s\"%.*s\"", i > 0 ? ", " : "", STRF(t->column[i].name));
}

static Str insert_sql(Arena *arena, const CopyTable *t)
{
    Buf sql = buf_open(arena);
    buf_fmt(&sql, "INSERT INTO \"%.*s\" (", STRF(t->name));
    add_names(&sql, t);
    buf_add(&sql, S(") VALUES ("));
    for (ptrdiff_t i = 0; i < t->columns; i++)
        buf_fmt(&sql, "%s$%td", i > 0 ? ", " : "", i + 1);
    buf_byte(&sql, ')');
    return buf_str(&sql);
}

/* ---- what there is -------------------------------------------------------------------- */

static bool kind_of(Str type, ValueKind *ret)
{
    static const struct {
        const char *type;
        ValueKind kind;
    } types[] = {{"INTEGER", VALUE_INT}, {"bigint", VALUE_INT}, {"integer", VALUE_INT},
                 {"REAL", VALUE_REAL},   {"TEXT", VALUE_TEXT},  {"double precision", VALUE_REAL},
                 {"text", VALUE_TEXT},   {"BLOB", VALUE_BYTES}, {"bytea", VALUE_BYTES}};
    for (int i = 0; i < COUNTOF(types); i++) {
        if (str_eq(type, str_from(types[i].type))) {
            *ret = types[i].kind;
            return true;
        }
    }
    return false;
}

typedef Vec(CopyColumn) Columns;
typedef Vec(CopyTable) Tables;

/* Columns come table after table. */
static Err *add_column(Arena *arena, Rows *rows, Tables *tables, Columns *columns)
{
    Str name = rows_text(rows, arena, 0), type = rows_text(rows, arena, 2);
    CopyColumn column = {.name = rows_text(rows, arena, 1), .key = rows_int(rows, 3)};
    if (!kind_of(type, &column.kind))
        return FAIL(arena, INTERNAL, "bảng %.*s có cột kiểu %.*s mà bản sao lưu chưa biết",
                    "the table %.*s has a column of type %.*s, which backups do not know", STRF(name), STRF(type));
    if (tables->len == 0 || !str_eq(tables->data[tables->len - 1].name, name)) {
        CopyTable table = {.name = name};
        vec_push(arena, tables, table);
        *columns = (Columns){0};
    }
    vec_push(arena, columns, column);
    tables->data[tables->len - 1].column = columns->data;
    tables->data[tables->len - 1].columns = columns->len;
    return NULL;
}

Err *copy_tables(Store *store, Arena *arena, CopyTable **ret, ptrdiff_t *ret_count)
{
    Tables tables = {0};
    Columns columns = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_COPY_COLUMNS, NO_ARGS, &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        TRY(add_column(arena, &rows, &tables, &columns));
    }
    for (ptrdiff_t i = 0; i < tables.len; i++)
        tables.data[i].insert = made(store, insert_sql(arena, &tables.data[i]));
    *ret = tables.data;
    *ret_count = tables.len;
    return NULL;
}

/* By the primary key; where there is none, by all columns. */
static void add_order(Buf *sql, const CopyTable *t)
{
    int64_t keys = 0;
    for (int64_t place = 1; place <= t->columns; place++)
        for (ptrdiff_t i = 0; i < t->columns; i++)
            if (t->column[i].key == place)
                buf_fmt(sql, "%s\"%.*s\"", keys++ > 0 ? ", " : " ORDER BY ", STRF(t->column[i].name));
    if (keys == 0) {
        buf_add(sql, S(" ORDER BY "));
        add_names(sql, t);
    }
}

static Str select_sql(Arena *arena, const CopyTable *t)
{
    Buf sql = buf_open(arena);
    buf_add(&sql, S("SELECT "));
    add_names(&sql, t);
    buf_fmt(&sql, " FROM \"%.*s\"", STRF(t->name));
    add_order(&sql, t);
    return buf_str(&sql);
}

/* ---- reading ------------------------------------------------------------------------------ */

static Err *read_rows(Store *store, Arena *arena, const CopyTable *t, Query query, CopyRow *row, void *arg,
                      int64_t *ret_rows)
{
    Value value[STORE_MAX_ARGS];
    AUTO(rows_close) Rows rows = {0};
    *ret_rows = 0;
    TRY(store_query(store, arena, query, NO_ARGS, &rows));
    for (;; ++*ret_rows) {
        Arena once = *arena; /* a row's texts are given back with it */
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        for (int c = 0; c < t->columns; c++) {
            if (rows_null(&rows, c))
                value[c] = V_NULL;
            else if (t->column[c].kind == VALUE_TEXT)
                value[c] = V_TEXT(rows_text(&rows, &once, c));
            else if (t->column[c].kind == VALUE_BYTES)
                value[c] = V_BYTES(rows_bytes(&rows, &once, c));
            else if (t->column[c].kind == VALUE_REAL)
                value[c] = V_REAL(rows_real(&rows, c));
            else
                value[c] = V_INT(rows_int(&rows, c));
        }
        TRY(row(arg, value, t->columns));
    }
}

/* A server hands a whole answer over at once, so a cursor cuts it in pieces. */
static Err *read_by_cursor(Store *store, Arena *arena, const CopyTable *t, CopyRow *row, void *arg)
{
    Str declare =
        str_fmt(arena, "DECLARE copy_%.*s NO SCROLL CURSOR FOR %.*s", STRF(t->name), STRF(select_sql(arena, t)));
    const char *fetch = made(store, str_fmt(arena, "FETCH %d FROM copy_%.*s", PAGE, STRF(t->name)));
    TRY(store->driver->script(store, arena, str_c(arena, declare)));
    for (int64_t rows = PAGE; rows == PAGE;)
        TRY(read_rows(store, arena, t, (Query){"copy_fetch", fetch, fetch}, row, arg, &rows));
    return store->driver->script(store, arena, str_c(arena, str_fmt(arena, "CLOSE copy_%.*s", STRF(t->name))));
}

Err *copy_read(Store *store, Arena *arena, const CopyTable *t, CopyRow *row, void *arg)
{
    int64_t rows;
    if (t->columns > STORE_MAX_ARGS)
        return FAIL(arena, INTERNAL, "bảng %.*s có quá nhiều cột", "the table %.*s has too many columns",
                    STRF(t->name));
    if (store_is_postgres(store))
        return read_by_cursor(store, arena, t, row, arg);
    const char *sql = made(store, select_sql(arena, t));
    return read_rows(store, arena, t, (Query){"copy_select", sql, sql}, row, arg, &rows);
}

/* ---- writing -------------------------------------------------------------------------------- */

Err *copy_empty(Store *store, Arena *arena, const CopyTable *t)
{
    return store->driver->script(store, arena, str_c(arena, str_fmt(arena, "DELETE FROM \"%.*s\"", STRF(t->name))));
}

Err *copy_write(Store *store, Arena *arena, const CopyTable *t, const Value *values, ptrdiff_t rows)
{
    return store_exec_many(store, arena, (Query){"copy_insert", t->insert, t->insert}, values, t->columns, rows, NULL);
}
