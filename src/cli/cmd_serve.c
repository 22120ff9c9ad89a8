#include "cli/cli.h"
#include "http/http.h"

static Err *read_options(Cli *cli, ServeOptions *ret)
{
    int64_t threads = 0, jobs = 0, connections = 0, per_address = 0, upload_mb = 0;
    *ret = (ServeOptions){.db = cli->db.len > 0 ? cli->db : S("baophu.db"), .clock = cli->clock, .lang = cli->lang};
    cli_text(cli, "listen", &ret->listen);
    cli_text(cli, "certificate", &ret->certificate);
    cli_text(cli, "key", &ret->key);
    cli_text(cli, "public-url", &ret->public_url);
    cli_text(cli, "metrics-from", &ret->metrics_from);
    cli_text(cli, "oidc", &ret->oidc);
    TRY(cli_int(cli, "threads", 1, 256, &threads));
    TRY(cli_int(cli, "job-workers", 1, 64, &jobs));
    TRY(cli_int(cli, "connections", 16, 1000000, &connections));
    TRY(cli_int(cli, "per-address", 1, 1000000, &per_address));
    TRY(cli_int(cli, "upload", 1, 65536, &upload_mb));
    ret->upload_most = upload_mb << 20;
    ret->threads = (int)threads;
    ret->job_workers = (int)jobs;
    ret->connections = (int)connections;
    ret->per_address = (int)per_address;
    ret->behind_proxy = cli_flag(cli, "behind-proxy");
    ret->check = cli_flag(cli, "check");
    return NULL;
}

static Err *run_serve(Cli *cli)
{
    ServeOptions options;
    TRY(read_options(cli, &options));
    return http_serve(cli->arena, &options);
}

static const Option serve_options[] = {
    {"listen", "ADDRESS",
     TEXT_INIT("nơi phục vụ: 127.0.0.1:8080 (mặc định), [::]:443, unix:/run/baophu/socket; cổng 0: cổng trống bất kỳ",
               "where to serve: 127.0.0.1:8080 (default), [::]:443, unix:/run/baophu/socket; port 0: any that is free"),
     false},
    {"certificate", "FILE", TEXT_INIT("chứng thư TLS (PEM, cả chuỗi)", "TLS certificate (PEM, with its chain)"), false},
    {"key", "FILE", TEXT_INIT("khoá của chứng thư (PEM, quyền 600)", "key of the certificate (PEM, mode 600)"), false},
    {"public-url", "URL",
     TEXT_INIT("địa chỉ mà người dùng mở, ví dụ https://baophu.example.vn",
               "the address that people open, such as https://baophu.example.vn"),
     false},
    {"behind-proxy", NULL,
     TEXT_INIT("đứng sau nginx: tin X-Forwarded-For và X-Forwarded-Proto của máy liền trước",
               "behind nginx: believe X-Forwarded-For and X-Forwarded-Proto of the hop before"),
     false},
    {"threads", "N", TEXT_INIT("số luồng xử lý (mặc định: hai mỗi nhân)", "threads that serve (default: two a core)"),
     false},
    {"job-workers", "N", TEXT_INIT("số việc dài chạy cùng lúc", "long jobs that run at once"), false},
    {"connections", "N", TEXT_INIT("số kết nối cùng lúc (mặc định 4096)", "connections at once (default 4096)"), false},
    {"per-address", "N",
     TEXT_INIT("số kết nối cùng lúc từ một địa chỉ (mặc định 1024)",
               "connections at once from one address (default 1024)"),
     false},
    {"upload", "MB",
     TEXT_INIT("tệp dữ liệu lớn nhất nhận qua trang (mặc định 1024)", "largest data file that a page may send (1024)"),
     false},
    {"metrics-from", "ADDRESSES",
     TEXT_INIT("các địa chỉ được đọc /metrics ngoài máy này, cách nhau dấu phẩy",
               "addresses that may read /metrics besides this machine, with commas between"),
     false},
    {"oidc", "FILE",
     TEXT_INIT("đăng nhập một lần (OpenID Connect), tệp JSON", "single sign-on (OpenID Connect), JSON file"), false},
    {"check", NULL,
     TEXT_INIT("mở mọi thứ rồi dừng ngay: để thử các tuỳ chọn", "open everything and end at once: to try the options"),
     false},
    {0},
};

const Command serve_commands[] = {
    {"serve", "", 0, 0, TEXT_INIT("chạy máy chủ: trang web và API", "run the server: web pages and API"),
     TEXT_INIT("Chạy đến khi nhận SIGTERM hoặc Ctrl C; các yêu cầu đang xử lý được làm xong. Xem docs/van-hanh.md.",
               "Runs until SIGTERM or Ctrl C; requests in flight are finished. See docs/van-hanh.md."),
     serve_options, "baophu serve --listen 127.0.0.1:0 --check", run_serve},
    {0},
};
