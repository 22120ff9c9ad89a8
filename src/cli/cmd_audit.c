/* Commands on the audit trail. */
#include "audit/audit_grid.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "cli/problems.h"
#include "vn/vn.h"

enum { STATEMENT_MOST = 4096 };

/* ---- audit verify ---------------------------------------------------------------------- */

/* The three lines that audit sign writes. */
typedef struct Signed {
    Str statement, signature, public;
} Signed;

static Err *read_signed(Cli *cli, Str path, Signed *ret)
{
    Str text;
    TRY(file_read(cli->arena, path, STATEMENT_MOST, &text));
    StrCut first = str_cut(text, '\n'), second = str_cut(first.tail, '\n'), third = str_cut(second.tail, '\n');
    *ret = (Signed){str_trim(first.head), str_trim(second.head), str_trim(third.head)};
    return NULL;
}

static Err *check_against(Cli *cli, Store *store, Str path, bool *ret_holds)
{
    Signed s;
    bool genuine;
    TRY(read_signed(cli, path, &s));
    TRY(audit_check_signature(cli->arena, s.statement, s.signature, s.public, &genuine));
    TRY(audit_holds_statement(store, cli->arena, s.statement, ret_holds));
    if (!genuine) {
        *ret_holds = false;
        cli_say(cli, text_fmt(cli->arena, "SAI: chữ ký trong “%.*s” không phải của lời xác nhận này",
                              "WRONG: the signature in “%.*s” is not of this statement", STRF(path)));
    } else if (!*ret_holds) {
        cli_say(cli, text_fmt(cli->arena, "SAI: nhật ký đã bị viết lại sau khi ký “%.*s”",
                              "WRONG: the trail was written anew after “%.*s” was signed", STRF(path)));
    } else {
        cli_say(cli,
                text_fmt(cli->arena, "Khớp với lời xác nhận đã ký; khóa công khai %.*s (hãy so với bản giữ riêng)",
                         "Fits the signed statement; public key %.*s (compare it with your own copy)", STRF(s.public)));
    }
    return NULL;
}

static void proof_json(Cli *cli, const AuditProof *proof, bool fits)
{
    json_t *top =
        json_pack("{s:I, s:b, s:o, s:o, s:o, s:I, s:b}", "entries", (json_int_t)proof->entries, "holds",
                  proof->first_bad == 0, "first_bad", proof->first_bad ? json_integer(proof->first_bad) : json_null(),
                  "what", proof->first_bad ? json_str(text_in(cli->lang, proof->what)) : json_null(), "head",
                  json_str(proof->head), "head_sequence", (json_int_t)proof->head_sequence, "fits", fits);
    json_dumpf(top, cli->out, JSON_COMPACT);
    fprintf(cli->out, "\n");
    json_decref(top);
}

static void proof_words(Cli *cli, const AuditProof *proof)
{
    if (proof->first_bad == 0) {
        fprintf(cli->out,
                cli->lang == LANG_VI ? "ĐÚNG: %lld mục nối liền nhau, không thiếu, không bị sửa\n"
                                     : "RIGHT: %lld entries follow each other, none missing, none altered\n",
                (long long)proof->entries);
        fprintf(cli->out, "%lld %.*s\n", (long long)proof->head_sequence, STRF(proof->head));
        return;
    }
    Str what = text_in(cli->lang, proof->what);
    fprintf(cli->out, cli->lang == LANG_VI ? "SAI từ mục %lld: %.*s\n" : "WRONG from entry %lld: %.*s\n",
            (long long)proof->first_bad, STRF(what));
}

static Err *run_verify(Cli *cli)
{
    Store *store;
    AuditProof proof;
    Str path;
    bool fits = true;
    TRY(cli_store_existing(cli, &store));
    TRY(audit_verify(store, cli->arena, &proof));
    if (cli_text(cli, "against", &path))
        TRY(check_against(cli, store, path, &fits));
    if (cli->json)
        proof_json(cli, &proof, fits);
    else
        proof_words(cli, &proof);
    if (proof.first_bad || !fits)
        cli->exit_status = 65;
    return NULL;
}

static const Option verify_options[] = {
    {"against", "FILE",
     TEXT_INIT("so với lời xác nhận đã ký trước đây (tệp của audit sign)",
               "compare with what was signed before (a file of audit sign)"),
     false},
    {0},
};

/* ---- audit sign ------------------------------------------------------------------------- */

static Err *run_sign(Cli *cli)
{
    Store *store;
    Signed s;
    Str key, out;
    TRY(cli_store_existing(cli, &store));
    if (!cli_text(cli, "key", &key))
        TRY(store_beside(store, cli->arena, "audit-key", &key));
    TRY(audit_sign(store, cli->arena, key, &s.statement, &s.signature, &s.public));
    Str text = str_fmt(cli->arena, "%.*s\n%.*s\n%.*s\n", STRF(s.statement), STRF(s.signature), STRF(s.public));
    if (cli_text(cli, "out", &out)) {
        TRY(file_write(cli->arena, out, text));
        cli_say(cli, text_fmt(cli->arena, "Đã ký và ghi vào %.*s; hãy giữ tệp này ở nơi khác",
                              "Signed and written to %.*s; keep this file somewhere else", STRF(out)));
        return NULL;
    }
    fwrite(text.ptr, 1, (size_t)text.len, cli->out);
    return NULL;
}

static const Option sign_options[] = {
    {"key", "FILE",
     TEXT_INIT("tệp khóa ký (mặc định cạnh cơ sở dữ liệu; chưa có thì tạo, chỉ chủ tệp đọc được)",
               "the signing key (default beside the database; made where there is none, readable by its owner only)"),
     false},
    {"out", "FILE", TEXT_INIT("ghi lời xác nhận ra tệp này", "write the statement to this file"), false},
    {0},
};

/* ---- audit list --------------------------------------------------------------------------- */

static Err *read_filter(Cli *cli, AuditFilter *ret)
{
    Date from = {0}, to = {0};
    *ret = (AuditFilter){.limit = 50};
    cli_text(cli, "account", &ret->account);
    cli_text(cli, "action", &ret->action);
    cli_text(cli, "unit", &ret->unit);
    TRY(cli_date(cli, "from", &from));
    TRY(cli_date(cli, "to", &to));
    ret->from = from.year ? date_iso(cli->arena, from) : (Str){0};
    ret->to = to.year ? date_iso(cli->arena, to) : (Str){0};
    return cli_int(cli, "limit", 1, 1000000, &ret->limit);
}

/* So that a slip of the pen is no empty list. */
static Err *known_action(Cli *cli, Str action)
{
    Text text;
    ptrdiff_t count;
    Buf all = buf_open(cli->arena);
    if (action.len == 0 || audit_action_text(action, &text))
        return NULL;
    const AuditAction *known = audit_actions(&count);
    for (ptrdiff_t i = 0; i < count; i++)
        buf_fmt(&all, "%s%s", i > 0 ? ", " : "", known[i].code);
    Str list = buf_str(&all);
    return FAIL(cli->arena, USAGE, "--action: không có việc “%.*s”; một trong: %.*s",
                "--action: there is no action “%.*s”; one of: %.*s", STRF(action), STRF(list));
}

static Err *run_list(Cli *cli)
{
    Store *store;
    AuditFilter filter;
    AuditEntry *entry;
    ptrdiff_t count;
    TRY(read_filter(cli, &filter));
    TRY(known_action(cli, filter.action));
    TRY(cli_store_existing(cli, &store));
    TRY(audit_list(store, cli->arena, filter, &entry, &count));
    Grid grid = audit_grid(cli->arena, cli->lang, entry, count);
    return cli_show(cli, &grid);
}

static const Option list_options[] = {
    {"account", "ID", TEXT_INIT("của tài khoản này (mã)", "of this account (id)"), false},
    {"action", "A", TEXT_INIT("việc này, ví dụ export", "this action, such as export"), false},
    {"unit", "CODE", TEXT_INIT("của đơn vị này (mã)", "of this unit (code)"), false},
    {"from", "DATE", TEXT_INIT("từ ngày này", "from this day on"), false},
    {"to", "DATE", TEXT_INIT("đến hết ngày này", "to the end of this day"), false},
    {"limit", "N", TEXT_INIT("số mục nhiều nhất (mặc định 50)", "at most so many entries (default 50)"), false},
    OPT_OUT,
    {0},
};

const Command audit_commands[] = {
    {"audit verify", "", 0, 0,
     TEXT_INIT("kiểm tra nhật ký kiểm soát có mục nào bị xóa, sửa, đổi thứ tự không",
               "check that no entry of the audit trail was removed, altered or moved"),
     TEXT_INIT("Kết quả khác 0 khi có sai. Xem docs/nhat-ky.md.",
               "The exit status is not 0 when something is wrong. See docs/nhat-ky.md."),
     verify_options, "baophu audit verify", run_verify},
    {"audit list", "", 0, 0,
     TEXT_INIT("liệt kê nhật ký kiểm soát, mới nhất trước", "list the audit trail, newest first"), TEXT_INIT("", ""),
     list_options, "baophu audit list --limit 20", run_list},
    {"audit sign", "", 0, 0,
     TEXT_INIT("ký mục cuối của nhật ký (Ed25519) để sau này đối chiếu",
               "sign the head of the trail (Ed25519), to compare with later"),
     TEXT_INIT(
         "Ba dòng: lời xác nhận, chữ ký, khóa công khai. Giữ ở nơi mà người quản trị máy chủ không sửa được.",
         "Three lines: statement, signature, public key. Keep them where who runs the server cannot change them."),
     sign_options, "baophu audit sign --out xac-nhan.txt\nbaophu audit verify --against xac-nhan.txt", run_sign},
    {0},
};
