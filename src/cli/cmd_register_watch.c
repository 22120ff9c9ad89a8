/* Folders into which agencies put their files by SFTP. */
#include "cli/option_rows.h"
#include "cli/register_watch.h"

#include "base/json.h"
#include "register/drop.h"
#include "unit/unit.h"
#include <signal.h>
#include <time.h>

enum { EVERY = 30, SETTLE = 10, PATIENCE_HOURS = 24, HOUR_S = 3600 };

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

/* Without SA_RESTART, so that the pause ends too; a file that is being taken in is taken in. */
static void hear_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

typedef struct Watch {
    Cli *cli;
    Store *store;
    Str keys;
    DropOptions options;
    int64_t every_s;
    bool once;
    Grid grid;
} Watch;

/* ---- the trail ------------------------------------------------------------------------------ */

/* Nothing of what the file holds. */
static AuditEntry entry_of(const Cli *cli, Arena *arena, Str province, const DropFile *f, const char *action)
{
    const Delivery *d = &f->report.delivery;
    AuditEntry entry = cli_entry(cli, action, d->id.len > 0 ? d->id : f->name);
    Json j = js_open(arena);
    js_object(&j);
    js_put_text(&j, "file", f->name);
    js_put_text(&j, "sha512", f->digest);
    if (f->state == DROP_REFUSED)
        js_put_text(&j, "why", f->why.vi);
    if (d->id.len > 0) {
        js_put_int(&j, "rows", d->rows);
        js_put_int(&j, "rejected", d->rejected);
        js_put_text(&j, "state", str_from(delivery_state_code(d->state)));
    }
    js_end(&j);
    entry.login = f->agency.len > 0 ? str_fmt(arena, "sftp:%.*s", STRF(f->agency)) : S("sftp");
    entry.province = province;
    entry.unit = d->unit;
    entry.after = js_str(&j);
    return entry;
}

static void note_taken(void *arg, Store *store, const DropFile *f)
{
    Watch *w = arg;
    audit_note(store, entry_of(w->cli, w->cli->arena, w->options.province, f, "register.put"));
}

static Err *check_unit(void *arg, Store *store, Arena *arena, Str unit)
{
    Watch *w = arg;
    Unit found;
    TRY(unit_get(store, arena, unit, clock_today(w->cli->clock), &found));
    if (found.level == UNIT_COMMUNE && str_eq(found.province, w->options.province))
        return NULL;
    return FAIL(arena, BAD_INPUT, "“%.*s” không phải là mã xã, phường của tỉnh này",
                "“%.*s” is no code of a commune of this province", STRF(unit));
}

/* ---- a look ------------------------------------------------------------------------------------- */

enum { W_FILE, W_AGENCY, W_STATE, W_WHY, W_COUNT };

static const GridColumn columns[W_COUNT] = {
    [W_FILE] = {"file", TEXT_INIT("Tệp", "File"), GRID_TEXT, 0, false},
    [W_AGENCY] = {"agency", TEXT_INIT("Cơ quan", "Agency"), GRID_TEXT, 0, false},
    [W_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
    [W_WHY] = {"why", TEXT_INIT("Kết quả", "Result"), GRID_TEXT, 0, false},
};

static Text state_words(DropState state)
{
    static const Text words[] = {[DROP_WAITS] = TEXT_INIT("chờ", "waits"),
                                 [DROP_TAKEN] = TEXT_INIT("đã nhận", "taken in"),
                                 [DROP_REFUSED] = TEXT_INIT("không nhận", "refused"),
                                 [DROP_LATER] = TEXT_INIT("sẽ thử lại", "to be tried again")};
    return words[state];
}

static Err *tell(Watch *w, const DropFile *f)
{
    Cli *cli = w->cli;
    Lang lang = cli->lang;
    if (f->state == DROP_REFUSED) {
        TRY(audit_add(w->store, cli->arena,
                      entry_of(cli, cli->arena, w->options.province, f, "register.drop-refused")));
        cli->exit_status = 65;
    }
    if (w->once) {
        GridCell *cell = grid_row(&w->grid, cli->arena);
        cell[W_FILE] = G_TEXT(f->name);
        cell[W_AGENCY] = G_TEXT(f->agency);
        cell[W_STATE] = G_TEXT(text_in(lang, state_words(f->state)));
        cell[W_WHY] = G_TEXT(text_in(lang, f->why));
    } else if (f->state != DROP_WAITS) {
        Str stamp = clock_stamp(cli->arena, cli->clock);
        cli_say(cli, text_fmt(cli->arena, "%.*s %.*s: %.*s", "%.*s %.*s: %.*s", STRF(stamp), STRF(f->name),
                              STRF(text_in(lang, f->why))));
    }
    return NULL;
}

/* The keys are read again each time: one that was taken away counts no more. */
static Err *look(Watch *w)
{
    Cli *cli = w->cli;
    TRY(drop_keys(cli->arena, w->keys, &w->options.keys));
    for (ptrdiff_t i = 0; i < cli->args && !stop; i++) {
        DropFile *file;
        ptrdiff_t count;
        TRY(drop_look(w->store, cli->arena, cli->arg[i], &w->options, &file, &count));
        for (ptrdiff_t k = 0; k < count; k++)
            TRY(tell(w, &file[k]));
    }
    return NULL;
}

static void pause_for(int64_t seconds)
{
    struct timespec pause = {.tv_sec = seconds};
    if (!stop)
        nanosleep(&pause, NULL); /* a signal ends it */
}

static Err *stay(Watch *w)
{
    Arena *arena = w->cli->arena;
    hear_signals();
    cli_say(w->cli, text_fmt(arena, "Đang trông %td thư mục; dừng bằng Ctrl C",
                             "Watching %td folders; stop with Ctrl C", w->cli->args));
    while (!stop) {
        AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
        w->cli->arena = &once;
        Err *err = look(w);
        w->cli->arena = arena;
        TRY(err_keep(arena, err));
        pause_for(w->every_s);
    }
    w->cli->exit_status = 0;
    return NULL;
}

static Err *ask(Cli *cli, Watch *w)
{
    Str province;
    Unit unit;
    int64_t hours = PATIENCE_HOURS, threads = 0;
    *w = (Watch){.cli = cli, .every_s = EVERY, .once = cli_flag(cli, "once")};
    w->options =
        (DropOptions){.settle_s = SETTLE, .lang = cli->lang, .check_unit = check_unit, .taken = note_taken, .arg = w};
    TRY(cli_int(cli, "every", 1, 86400, &w->every_s));
    TRY(cli_int(cli, "settle", 0, 86400, &w->options.settle_s));
    TRY(cli_int(cli, "patience", 0, 8760, &hours));
    TRY(cli_int(cli, "threads", 1, 256, &threads));
    w->options.patience_s = hours * HOUR_S;
    w->options.threads = (int)threads;
    if (!cli_text(cli, "keys", &w->keys))
        return FAIL(cli->arena, USAGE, "thiếu tệp khóa công khai của các cơ quan: thêm --keys",
                    "the file of the agencies' public keys is missing: add --keys");
    if (!cli_text(cli, "province", &province))
        return FAIL(cli->arena, USAGE, "thiếu tỉnh: thêm --province, ví dụ --province HY",
                    "the province is missing: add --province, such as --province HY");
    TRY(cli_store_existing(cli, &w->store));
    TRY(unit_province(w->store, cli->arena, province, clock_today(cli->clock), &unit));
    w->options.province = unit.code;
    return NULL;
}

Err *run_register_watch(Cli *cli)
{
    Watch w;
    TRY(ask(cli, &w));
    if (!w.once)
        return stay(&w);
    w.grid = grid_open(TEXT("Tệp các cơ quan gửi qua SFTP", "Files that agencies sent by SFTP"), (Text){0}, columns,
                       W_COUNT);
    TRY(look(&w));
    return cli_show(cli, &w.grid);
}

const Option register_watch_options[] = {
    OPT_PROVINCE,
    {"keys", "FILE",
     TEXT_INIT("bảng khóa công khai: agency, unit, public_key, from, to, note",
               "table of public keys: agency, unit, public_key, from, to, note"),
     false},
    {"once", NULL, TEXT_INIT("xem một lần rồi dừng", "look once and end"), false},
    {"every", "SECONDS", TEXT_INIT("bao lâu xem một lần (mặc định 30 giây)", "how often to look (default 30 seconds)"),
     false},
    {"settle", "SECONDS",
     TEXT_INIT("tệp vừa ghi chưa được lâu thế này thì chờ thêm (mặc định 10 giây)",
               "a file that was written less than this ago is waited for (default 10 seconds)"),
     false},
    {"patience", "HOURS",
     TEXT_INIT("chờ chữ ký bao lâu (mặc định 24 giờ)", "how long a signature is waited for (default 24 hours)"), false},
    {"threads", "N", TEXT_INIT("số luồng (mặc định: số lõi)", "threads (default: as many as cores)"), false},
    {0},
};
