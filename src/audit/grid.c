#include "audit/audit_grid.h"

enum {
    A_SEQUENCE,
    A_AT,
    A_LOGIN,
    A_DONE,
    A_PROVINCE,
    A_UNIT,
    A_SUBJECT,
    A_BEFORE,
    A_AFTER,
    A_PURPOSE,
    A_REQUEST,
    A_ACTION,
    A_ACCOUNT,
    A_HASH,
    A_COUNT
};

static const GridColumn columns[A_COUNT] = {
    [A_SEQUENCE] = {"sequence", TEXT_INIT("Số", "No"), GRID_INT, 0, false},
    [A_AT] = {"at", TEXT_INIT("Lúc", "At"), GRID_TEXT, 0, false},
    [A_LOGIN] = {"login", TEXT_INIT("Tài khoản", "Account"), GRID_TEXT, 0, false},
    [A_DONE] = {"action_text", TEXT_INIT("Việc", "Action"), GRID_TEXT, 0, false},
    [A_PROVINCE] = {"province", TEXT_INIT("Tỉnh", "Province"), GRID_TEXT, 0, false},
    [A_UNIT] = {"unit", TEXT_INIT("Đơn vị", "Unit"), GRID_TEXT, 0, false},
    [A_SUBJECT] = {"subject", TEXT_INIT("Đối tượng", "Subject"), GRID_TEXT, 0, false},
    [A_BEFORE] = {"before", TEXT_INIT("Trước", "Before"), GRID_TEXT, 0, false},
    [A_AFTER] = {"after", TEXT_INIT("Sau", "After"), GRID_TEXT, 0, false},
    [A_PURPOSE] = {"purpose", TEXT_INIT("Mục đích", "Purpose"), GRID_TEXT, 0, false},
    [A_REQUEST] = {"request", TEXT_INIT("Yêu cầu", "Request"), GRID_TEXT, 0, false},
    [A_ACTION] = {"action", TEXT_INIT("Mã việc", "Code of the action"), GRID_TEXT, 0, false},
    [A_ACCOUNT] = {"account", TEXT_INIT("Mã tài khoản", "Account id"), GRID_TEXT, 0, false},
    [A_HASH] = {"hash", TEXT_INIT("Mã băm", "Hash"), GRID_TEXT, 0, false},
};

Grid audit_grid(Arena *arena, Lang lang, const AuditEntry *entry, ptrdiff_t count)
{
    Grid grid =
        grid_open(TEXT("Nhật ký kiểm soát", "Audit trail"), TEXT("Mới nhất trước", "Newest first"), columns, A_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        const AuditEntry *e = &entry[i];
        GridCell *cell = grid_row(&grid, arena);
        Text done;
        audit_action_text(e->action, &done);
        cell[A_DONE] = G_TEXT(text_in(lang, done));
        cell[A_SEQUENCE] = G_INT(e->sequence);
        cell[A_AT] = G_TEXT(e->at);
        cell[A_LOGIN] = G_TEXT(e->login);
        cell[A_ACTION] = G_TEXT(e->action);
        cell[A_PROVINCE] = G_TEXT(e->province);
        cell[A_UNIT] = G_TEXT(e->unit);
        cell[A_SUBJECT] = G_TEXT(e->subject);
        cell[A_BEFORE] = G_TEXT(e->before);
        cell[A_AFTER] = G_TEXT(e->after);
        cell[A_PURPOSE] = G_TEXT(e->purpose);
        cell[A_REQUEST] = G_TEXT(e->request);
        cell[A_ACCOUNT] = G_TEXT(e->account);
        cell[A_HASH] = G_TEXT(e->hash);
    }
    return grid;
}
