/* option_rows: options that several commands have, in the same words; for cli/cmd_*.c only. */
#pragma once
#include "cli/cli.h"

/* clang-format off */
#define OPT_PROVINCE {"province", "P", TEXT_INIT("tỉnh, thành phố (tên, mã hoặc chữ viết tắt)", "the province (name, code or letters)"), false}
#define OPT_UNIT {"unit", "U", TEXT_INIT("xã, phường (tên hoặc mã)", "the commune (name or code)"), false}
#define OPT_WHO {"who", "NAME", TEXT_INIT("người thực hiện, ghi vào lịch sử; nếu bỏ là tài khoản của máy", "who does it, for the history; else this machine's account"), false}
#define OPT_OUT {"out", "FILE", TEXT_INIT("ghi ra tệp .xlsx, .csv hoặc .json", "write to a file .xlsx, .csv or .json"), false}
/* clang-format on */
