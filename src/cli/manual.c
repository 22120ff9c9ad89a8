#include "cli/manual.h"

#include <string.h>

/* Text of a man page: a backslash and a leading dot or quote mean something to roff. */
static void roff(FILE *out, Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++) {
        if ((i == 0 || s.ptr[i - 1] == '\n') && (s.ptr[i] == '.' || s.ptr[i] == '\''))
            fputs("\\&", out);
        if (s.ptr[i] == '\\')
            fputs("\\e", out);
        else if (s.ptr[i] == '-')
            fputs("\\-", out);
        else
            fputc(s.ptr[i], out);
    }
    fputc('\n', out);
}

static void man_options(FILE *out, Lang lang, const Option *option)
{
    for (; option && option->name; option++) {
        fprintf(out, ".TP\n.B \\-\\-%s", option->name);
        if (option->value)
            fprintf(out, " \\fI%s\\fR", option->value);
        fputc('\n', out);
        roff(out, text_in(lang, option->help));
    }
}

static void man_command(FILE *out, Lang lang, const Command *c)
{
    fprintf(out, ".SS \"%s %s\"\n", c->name, c->args);
    roff(out, text_in(lang, c->summary));
    if (c->detail.vi.len > 0) {
        fputs(".PP\n", out);
        roff(out, text_in(lang, c->detail));
    }
    man_options(out, lang, c->options);
    fputs(".PP\n.nf\n", out);
    roff(out, str_from(c->examples));
    fputs(".fi\n", out);
}

void manual_man(FILE *out, Lang lang)
{
    bool vi = lang == LANG_VI;
    fprintf(out, ".TH BAOPHU 1 \"\" \"baophu %s\"\n.SH %s\n", BAOPHU_VERSION, vi ? "TÊN" : "NAME");
    fputs(vi ? "baophu \\- lập, giao và theo dõi chỉ tiêu tham gia bảo hiểm xã hội\n"
             : "baophu \\- plan, allocate and track participation in social insurance\n",
          out);
    fprintf(out, ".SH %s\n.B baophu\n.I %s\n", vi ? "CÁCH DÙNG" : "SYNOPSIS",
            vi ? "LỆNH [THAM SỐ] [--tùy chọn]" : "COMMAND [ARGUMENT] [--option]");
    fprintf(out, ".SH %s\n", vi ? "LỆNH" : "COMMANDS");
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++)
            man_command(out, lang, c);
    fprintf(out, ".SH %s\n", vi ? "TÙY CHỌN CHUNG" : "COMMON OPTIONS");
    man_options(out, lang, cli_common_options);
    fprintf(out, ".SH %s\n", vi ? "TRẠNG THÁI KẾT THÚC" : "EXIT STATUS");
    roff(out,
         vi ? S("0 xong; 1 xong nhưng có lỗi trong dữ liệu được kiểm; 64 dùng lệnh sai; 65 dữ liệu vào không hợp lệ; "
                "66 không tìm thấy; 69 không dùng được cơ sở dữ liệu hay tệp; 70 lỗi của chương trình; 75 xung đột; "
                "77 không được phép.")
            : S("0 done; 1 done, and what was checked has errors; 64 usage; 65 bad input; 66 not found; 69 a database "
                "or "
                "file is unavailable; 70 a defect of the program; 75 conflict; 77 forbidden."));
}

static void bash_options(FILE *out, const Option *option)
{
    for (; option && option->name; option++)
        fprintf(out, " --%s", option->name);
}

/* Words of the second level for each first word; options for each command; files else. */
void manual_bash(FILE *out)
{
    fputs("# bash completion of baophu; made by: baophu help --completion\n"
          "_baophu() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} first=${COMP_WORDS[1]} second=${COMP_WORDS[2]} list=\"\"\n"
          "    case \"$first $second\" in\n",
          out);
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++) {
            fprintf(out, "    \"%s%s) list=\"", c->name, strchr(c->name, ' ') ? "\"" : " \"*");
            bash_options(out, c->options);
            bash_options(out, cli_common_options);
            fputs("\" ;;\n", out);
        }
    fputs("    esac\n    if [[ $COMP_CWORD == 1 ]]; then\n        list=\"", out);
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++) {
            int len = (int)strcspn(c->name, " ");
            if (c == *list || strncmp(c[-1].name, c->name, (size_t)len) != 0)
                fprintf(out, "%.*s ", len, c->name); /* a word may come twice; compgen does not mind */
        }
    fputs("\"\n    elif [[ $COMP_CWORD == 2 ]]; then\n        case $first in\n", out);
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++) {
            const char *space = strchr(c->name, ' ');
            if (space)
                fprintf(out, "        %.*s) list+=\" %s\" ;;&\n", (int)(space - c->name), c->name, space + 1);
        }
    fputs("        esac\n    fi\n"
          "    if [[ $word == -* || $COMP_CWORD -lt 3 ]]; then mapfile -t COMPREPLY < <(compgen -W \"$list\" -- "
          "\"$word\"); fi\n"
          "    if [[ ${#COMPREPLY[@]} == 0 ]]; then mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); fi\n"
          "}\ncomplete -o filenames -F _baophu baophu\n",
          out);
}
