/* Who may see a person, and the entry that each look leaves. */
#include "person/sight.h"

#include "audit/audit.h"
#include "base/json.h"
#include "base/utf8.h"

enum { PURPOSE_LEAST = 10, PURPOSE_MOST = 500 };

PersonSight person_sight(const Identity *who, Str province, Str unit)
{
    const Permission needed[] = {PERMISSION_PERSON_READ, PERMISSION_PERSON_UNMASK};
    int sight = PERSON_UNSEEN;
    for (int i = 0; i < COUNTOF(needed); i++, sight++)
        if (!identity_may(who, needed[i]) || !scope_sees(&who->scope[needed[i]], province, unit))
            break;
    return (PersonSight)sight;
}

static Err *check_sight(Arena *arena, const Identity *who, const PersonLook *look)
{
    switch (person_sight(who, look->province, look->unit)) {
    case PERSON_MAY_ASK:
        return NULL;
    case PERSON_MASKED:
        return FAIL(
            arena, FORBIDDEN,
            "vai trò của tài khoản này chỉ xem thông tin đã che; hãy nhờ người có quyền xem số định danh đầy đủ",
            "the roles of this account see masked data only; ask somebody who may see full identity numbers");
    case PERSON_UNSEEN:
        break;
    }
    return FAIL(arena, NOT_FOUND, "không tìm thấy người này trong địa bàn được giao",
                "there is no such person in your territory");
}

static bool is_word(Rune rune)
{
    return (rune.code >= 'a' && rune.code <= 'z') || (rune.code >= 'A' && rune.code <= 'Z') || rune.code >= 0xC0;
}

/* Ten letters at least, of four kinds: “xxxxxxxxxx” is no purpose. */
Err *person_check_purpose(Arena *arena, Str purpose)
{
    uint32_t seen[4] = {0};
    int kinds = 0;
    ptrdiff_t letters = 0;
    Rune rune;
    for (ptrdiff_t at = 0; at < purpose.len; at += rune.len) {
        rune = utf8_get(purpose, at);
        bool known = !is_word(rune);
        letters += is_word(rune);
        for (int i = 0; i < kinds; i++)
            known |= seen[i] == rune.code;
        if (!known && kinds < COUNTOF(seen))
            seen[kinds++] = rune.code;
    }
    if (letters >= PURPOSE_LEAST && kinds == COUNTOF(seen) && utf8_count(purpose) <= PURPOSE_MOST)
        return NULL;
    Err *err =
        FAIL(arena, BAD_INPUT, "hãy ghi mục đích xem (%d đến %d chữ): xem để làm việc gì, theo yêu cầu hoặc hồ sơ nào",
             "say what for (%d to %d letters): for what work, by whose request or in which case", PURPOSE_LEAST,
             PURPOSE_MOST);
    err->place.field = S("purpose");
    return err;
}

static Str fields_json(Arena *arena, uint32_t fields)
{
    static const char *const codes[] = {
#define X(name, code) [PERSON_##name] = code,
        PERSON_FIELDS(X)
#undef X
    };
    Json j = js_open(arena);
    js_object(&j);
    js_key(&j, "fields"), js_array(&j);
    for (int i = 0; i < COUNTOF(codes); i++)
        if (fields >> i & 1)
            js_text(&j, str_from(codes[i]));
    js_end(&j);
    js_end(&j);
    return js_str(&j);
}

/* An identity number would stand in the trail for ever. */
static bool is_number(Str person)
{
    bool digits = person.len >= 9 && person.len <= 12;
    for (ptrdiff_t i = 0; i < person.len; i++)
        digits &= person.ptr[i] >= '0' && person.ptr[i] <= '9';
    return digits;
}

static Err *check_asked(Arena *arena, const PersonLook *look)
{
    if (look->person.len > 0 && look->fields != 0 && !is_number(look->person))
        return NULL;
    return FAIL(arena, INTERNAL,
                "yêu cầu xem không chỉ rõ người bằng mã nội bộ hoặc thông tin cần xem; hãy báo người "
                "phát triển",
                "the look does not name the person by our own id, or what is to be seen; tell the developers");
}

Err *person_look(Store *store, Arena *arena, const Identity *who, const PersonLook *look)
{
    Str purpose = str_trim(look->purpose);
    TRY(check_sight(arena, who, look));
    TRY(person_check_purpose(arena, purpose));
    TRY(check_asked(arena, look));
    return audit_add(store, arena,
                     (AuditEntry){.account = who->account.id,
                                  .login = who->account.login,
                                  .action = S("person.unmask"),
                                  .province = look->province,
                                  .unit = look->unit,
                                  .subject = look->person,
                                  .request = look->request,
                                  .after = fields_json(arena, look->fields),
                                  .purpose = person_mask_words(arena, purpose)});
}
