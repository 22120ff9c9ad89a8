/* Saving a database and getting it back. */
#include "backup/backup.h"
#include "base/json.h"
#include "cli/cli.h"
#include "cli/problems.h"
#include "job/job.h"
#include "vn/vn.h"

static void report_json(const Cli *cli, const BackupReport *r)
{
    json_t *tables = json_array(), *keys = json_array();
    for (ptrdiff_t i = 0; i < r->tables; i++)
        json_array_append_new(tables, json_pack("{s:o, s:I, s:o}", "name", json_str(r->table[i].name), "rows",
                                                (json_int_t)r->table[i].rows, "digest", json_str(r->table[i].digest)));
    for (ptrdiff_t i = 0; i < r->keys; i++)
        json_array_append_new(keys, json_str(r->key[i]));
    json_t *top = json_pack("{s:o, s:b, s:I, s:I, s:o, s:o}", "made_at", json_str(r->made_at), "sealed", r->sealed,
                            "rows", (json_int_t)r->rows, "bytes", (json_int_t)r->bytes, "tables", tables, "keys", keys);
    json_dumpf(top, cli->out, JSON_COMPACT);
    fprintf(cli->out, "\n");
    json_decref(top);
}

static void say_report(const Cli *cli, const BackupReport *r, const char *vi, const char *en)
{
    if (cli->json) {
        report_json(cli, r);
        return;
    }
    Text words = text_fmt(cli->arena, "%s: %td bảng, %lld dòng, %lld kB", "%s: %td tables, %lld rows, %lld kB",
                          cli->lang == LANG_VI ? vi : en, r->tables, (long long)r->rows, (long long)r->bytes >> 10);
    fprintf(cli->out, "%.*s\n", STRF(text_in(cli->lang, words)));
}

/* ---- backup ------------------------------------------------------------------------------ */

static Err *new_key(Cli *cli, Str path)
{
    Str public;
    if (cli->args > 0)
        return FAIL(cli->arena, USAGE, "--new-key chỉ tạo khóa; hãy sao lưu bằng một lệnh riêng",
                    "--new-key only makes a key; make the backup with another command");
    TRY(backup_new_key(cli->arena, path, &public));
    fprintf(cli->out, "%.*s\n", STRF(public));
    cli_say(
        cli,
        text_fmt(cli->arena,
                 "Khóa bí mật ở %.*s: giữ ở nơi khác với bản sao lưu, mất khóa là mất bản sao lưu. Dòng trên là khóa "
                 "công khai, dùng với --encrypt-to",
                 "The secret key is in %.*s: keep it apart from the backups; without it they are lost. The line "
                 "above is the public key, for --encrypt-to",
                 STRF(path)));
    return NULL;
}

/* A backup takes everything out of the house.  It is made even where nothing can be written any more: then above all.
 */
static void note_backup(Cli *cli, bool sealed)
{
    AuditEntry entry = cli_entry(cli, "backup", cli->arg[0]);
    entry.after = sealed ? S("{\"sealed\":true}") : S("{\"sealed\":false}");
    Err *err = cli_note_now(cli, entry);
    Str why = err ? err_text(cli->arena, cli->lang, err) : (Str){0};
    if (err)
        cli_say(cli, text_fmt(cli->arena, "Bản sao lưu này không ghi được vào nhật ký kiểm soát: %.*s",
                              "This backup could not be noted in the audit trail: %.*s", STRF(why)));
}

static Err *run_backup(Cli *cli)
{
    Store *store;
    BackupReport report;
    Str key_path, public = {0};
    if (cli_text(cli, "new-key", &key_path))
        return new_key(cli, key_path);
    if (cli->args == 0)
        return FAIL(cli->arena, USAGE, "thiếu tên tệp: baophu backup TỆP", "the file is missing: baophu backup FILE");
    cli_text(cli, "encrypt-to", &public);
    TRY(cli_store_existing(cli, &store));
    note_backup(cli, public.len > 0);
    TRY(backup_make(store, cli->arena, cli->arg[0], public, &report));
    say_report(cli, &report, "Đã sao lưu", "Saved");
    if (!report.sealed)
        cli_say(cli, TEXT("Bản này không mã hóa và không chứa các tệp khóa cạnh cơ sở dữ liệu; muốn có cả hai, dùng "
                          "--encrypt-to",
                          "It is not encrypted and lacks the key files beside the database; for both, use "
                          "--encrypt-to"));
    return NULL;
}

static const Option backup_options[] = {
    {"encrypt-to", "KEY",
     TEXT_INIT("mã hóa cho khóa công khai này; chỉ người giữ khóa bí mật mở được",
               "seal to this public key; only who has the secret key can open it"),
     false},
    {"new-key", "FILE",
     TEXT_INIT("tạo cặp khóa: khóa bí mật vào FILE, in ra khóa công khai",
               "make a pair of keys: the secret one into FILE, the public one is printed"),
     false},
    {0},
};

/* ---- restore ------------------------------------------------------------------------------- */

/* Jobs that waited or ran when the backup was made: what they were asked may have been done since, and their files are
 * not in it.  None begins by itself again. */
static Err *settle(Cli *cli, Str to, const BackupReport *report)
{
    int64_t jobs = 0;
    cli->db = to;
    TRY(cli_store_existing(cli, &cli->store));
    AuditEntry entry = cli_entry(cli, "restore", cli->arg[0]);
    Json j = js_open(cli->arena);
    js_object(&j);
    js_put_text(&j, "made_at", report->made_at);
    js_put_int(&j, "rows", report->rows);
    js_end(&j);
    entry.after = js_str(&j);
    TRY(job_interrupt_all(cli->store, cli->arena, &jobs));
    TRY(cli_note_now(cli, entry));
    if (jobs > 0)
        cli_say(cli, text_fmt(cli->arena, "%lld việc dở dang được ghi là bị gián đoạn; ai cần thì chạy lại",
                              "%lld unfinished jobs are marked as interrupted; who needs them repeats them",
                              (long long)jobs));
    return NULL;
}

static Err *run_restore(Cli *cli)
{
    BackupReport report;
    Str key = {0}, to;
    bool write = cli_text(cli, "to", &to);
    cli_text(cli, "key", &key);
    if (write == cli_flag(cli, "check"))
        return FAIL(cli->arena, USAGE, "hãy ghi --to CƠ_SỞ_DỮ_LIỆU_MỚI để khôi phục, hoặc --check để chỉ kiểm tra",
                    "give --to NEW_DATABASE to restore, or --check only to look");
    if (!write) {
        TRY(backup_check(cli->arena, cli->arg[0], key, &report));
        say_report(cli, &report, "Bản sao lưu nguyên vẹn", "The backup is whole");
        return NULL;
    }
    TRY(backup_restore(cli->arena, cli->arg[0], key, to, cli->clock, &report));
    TRY(settle(cli, to, &report));
    say_report(cli, &report, "Đã khôi phục và đối chiếu", "Restored and compared");
    return NULL;
}

static const Option restore_options[] = {
    {"to", "ADDRESS",
     TEXT_INIT("cơ sở dữ liệu mới: tệp chưa có, hoặc postgresql://… còn trống",
               "the new database: a file that is not there, or an empty postgresql://…"),
     false},
    {"key", "FILE", TEXT_INIT("tệp khóa bí mật, khi bản sao lưu được mã hóa", "the secret key, of a sealed backup"),
     false},
    {"check", NULL, TEXT_INIT("chỉ kiểm tra tệp, không ghi gì", "only check the file, write nothing"), false},
    {0},
};

const Command backup_commands[] = {
    {"backup", "[FILE]", 0, 1,
     TEXT_INIT("sao lưu cơ sở dữ liệu ra một tệp nén, ngay cả khi đang có người ghi",
               "save the database to one compressed file, even while others write"),
     TEXT_INIT("Không ghi đè tệp đã có. Xem docs/sao-luu.md.", "Never writes over a file. See docs/sao-luu.md."),
     backup_options, "baophu backup sao-luu.bak\nbaophu backup --new-key khoa-sao-luu", run_backup},
    {"restore", "FILE", 1, 1,
     TEXT_INIT("khôi phục bản sao lưu vào cơ sở dữ liệu mới", "restore a backup into a new database"),
     TEXT_INIT("Đọc và kiểm tra cả tệp trước khi ghi; không ghi đè cơ sở dữ liệu đã có.",
               "Reads and checks all of the file before it writes; never writes over a database."),
     restore_options, "baophu restore sao-luu.bak --check\nbaophu restore sao-luu.bak --to khoi-phuc.db", run_restore},
    {0},
};
