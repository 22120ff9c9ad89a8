#include "table/intake.h"

Intake intake_open(Arena *arena, Form *form, Str rejects_path)
{
    return (Intake){.arena = arena, .form = form, .rejects = rejects_open(arena, form), .rejects_path = rejects_path};
}

static void keep_problem(Intake *intake, Problem problem)
{
    if (intake->problems == intake->cap) {
        ptrdiff_t size = (ptrdiff_t)sizeof problem, wider = intake->cap ? intake->cap * 2 : 8;
        intake->problem =
            arena_grow(intake->arena, intake->problem, intake->cap * size, wider * size, _Alignof(Problem));
        intake->cap = wider;
    }
    intake->problem[intake->problems++] = problem;
}

static void set_aside(Intake *intake, const Record *record)
{
    intake->bad++;
    rejects_add(intake->rejects, record);
    for (ptrdiff_t i = 0; i < record->problem_count; i++)
        keep_problem(intake, record->problem[i]);
}

Err *intake_next(Intake *intake, Record *ret, bool *ret_more)
{
    for (;;) {
        TRY(form_next(intake->form, intake->arena, ret, ret_more));
        if (!*ret_more)
            return NULL;
        if (ret->kind != RECORD_DATA)
            continue;
        intake->rows++;
        if (ret->problem_count == 0)
            return NULL;
        set_aside(intake, ret);
    }
}

void intake_refuse(Intake *intake, Record *record, const Entry *entry, Text expected)
{
    Problem *problem = new (intake->arena, Problem, 1);
    *problem = (Problem){.place = entry->place, .value = entry->text, .expected = expected};
    record->problem = problem;
    record->problem_count = 1;
    set_aside(intake, record);
}

Err *intake_decide(Intake *intake, Lang lang)
{
    if (intake->rows == 0)
        return FAIL(intake->arena, BAD_INPUT, "tệp chỉ có dòng tiêu đề, chưa có dòng nào; hãy điền rồi nạp lại",
                    "the file has headings and no rows; fill it in and take it in again");
    if (intake->bad == 0)
        return NULL;
    if (intake->rejects_path.len > 0)
        return rejects_save(intake->rejects, intake->arena, intake->rejects_path, lang);
    return err_next(
        FAIL(intake->arena, BAD_INPUT, "%td trong %td dòng chưa dùng được; chưa có gì thay đổi; hãy sửa tệp",
             "%td of %td rows cannot be used; nothing has changed; correct the file", intake->bad, intake->rows),
        COMMAND("hoặc thêm --rejects TỆP để nhập các dòng đúng và ghi riêng các dòng sai",
                "or add --rejects FILE to take in the good rows and have the bad ones written apart"),
        PAGE("rồi nạp lại", "and take it in again"));
}
