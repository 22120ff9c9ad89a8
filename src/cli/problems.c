#include "cli/problems.h"

enum { SHOWN = 20 };

void problems_say(const Cli *cli, const Problem *problem, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count && i < SHOWN; i++) {
        Str place = place_text(cli->arena, cli->lang, problem[i].place);
        Str expected = text_in(cli->lang, problem[i].expected);
        cli_say(cli, text_fmt(cli->arena, "  %.*s: “%.*s”; cần %.*s", "  %.*s: “%.*s”; needed: %.*s", STRF(place),
                              STRF(problem[i].value), STRF(expected)));
    }
    if (count > SHOWN)
        cli_say(cli, text_fmt(cli->arena, "  … và %td chỗ nữa", "  … and %td more", count - SHOWN));
}

json_t *json_str(Str s)
{
    json_t *text = json_stringn(s.len > 0 ? s.ptr : "", (size_t)s.len);
    return text ? text : json_string("\xEF\xBF\xBD"); /* not UTF-8 */
}

json_t *problems_json(const Problem *problem, ptrdiff_t count)
{
    json_t *list = json_array();
    for (ptrdiff_t i = 0; i < count; i++) {
        const Place *place = &problem[i].place;
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o}", "file", json_str(place->file), "sheet",
                            json_str(place->sheet), "row", (json_int_t)place->row, "column", (json_int_t)place->column,
                            "field", json_str(place->field), "value", json_str(problem[i].value), "expected_vi",
                            json_str(problem[i].expected.vi), "expected_en", json_str(problem[i].expected.en)));
    }
    return list;
}
