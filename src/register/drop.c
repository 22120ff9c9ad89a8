#include "base/file.h"
#include "base/vec.h"
#include "register/drop_internal.h"
#include "vn/vn.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_A_ROUND = 10000, DAY_LEN = 10 };
static const int64_t FILE_MOST = 8LL << 30;

typedef Vec(DropFile) DropFiles;

typedef struct Round {
    Store *store;
    Arena *arena;
    const DropOptions *options;
    RegisterSources sources;
    DropPlace place;
    Str copy; /* where the file that is dealt with is copied to */
    int lock;
} Round;

/* ---- names ------------------------------------------------------------------------------------ */

typedef struct Named {
    const RegisterSource *source;
    Date as_of;
    Str unit;
} Named;

static bool is_number(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len > 0 && s.len <= 8;
}

/* SOURCE_DAY[_COMMUNE].ext */
static bool read_name(const RegisterSources *sources, Str name, Named *ret)
{
    *ret = (Named){0};
    Str stem = str_cut(name, '.').head;
    for (ptrdiff_t i = 0; i < sources->count; i++) {
        Str code = sources->source[i].code;
        if (!str_starts(stem, code) || stem.len < code.len + 1 + DAY_LEN || stem.ptr[code.len] != '_')
            continue;
        Str day = str_slice(stem, code.len + 1, code.len + 1 + DAY_LEN);
        Str rest = str_slice(stem, code.len + 1 + DAY_LEN, stem.len);
        if (!date_parse_iso(day, &ret->as_of) || !date_is_day(ret->as_of))
            continue;
        ret->source = &sources->source[i];
        ret->unit = rest.len > 1 ? str_slice(rest, 1, rest.len) : (Str){0};
        return rest.len == 0 || (rest.ptr[0] == '_' && is_number(ret->unit));
    }
    return false;
}

/* ---- one file ----------------------------------------------------------------------------------- */

static void now_is(DropFile *f, DropState state, Text why)
{
    f->state = state;
    f->why = why;
}

/* Ours to try again, or theirs to mend. */
static void failed(DropFile *f, const Err *err)
{
    bool ours = err->kind == ERR_INTERNAL || err->kind == ERR_UNAVAILABLE || err->kind == ERR_CONFLICT;
    now_is(f, ours ? DROP_LATER : DROP_REFUSED, err->text);
}

static Err *is_another(const Round *r, const DropKey *key, const Named *named)
{
    Arena *arena = r->arena;
    if (!register_delivers(named->source, key->agency))
        return FAIL(arena, FORBIDDEN, "khóa này của cơ quan “%.*s”, không gửi nguồn %.*s",
                    "the key is of the agency “%.*s”, which does not deliver the source %.*s", STRF(key->agency),
                    STRF(named->source->code));
    if (key->unit.len > 0 && !str_eq(key->unit, named->unit))
        return FAIL(arena, FORBIDDEN, "khóa này chỉ gửi được danh sách của xã %.*s",
                    "the key delivers lists of the commune %.*s alone", STRF(key->unit));
    return NULL;
}

typedef struct Taking {
    const Round *round;
    DropFile *file;
} Taking;

static void tell_taken(void *arg, Store *store, const RegisterReport *report)
{
    Taking *t = arg;
    t->file->report = *report;
    if (t->round->options->taken)
        t->round->options->taken(t->round->options->arg, store, t->file);
}

/* With the right of the key and no more. */
static Err *take_in(const Round *r, DropFile *f, const DropKey *key, const Named *named)
{
    Taking taking = {r, f};
    ScopePlace place = {r->options->province, key->unit};
    Scope scope = {.place = &place, .places = 1};
    RegisterPut put = {.province = r->options->province,
                       .unit = named->unit,
                       .source = named->source->code,
                       .agency = key->agency,
                       .as_of = named->as_of,
                       .path = r->copy,
                       .name = f->name,
                       .by = str_fmt(r->arena, "sftp:%.*s", STRF(key->agency)),
                       .lang = r->options->lang,
                       .take_rest = true,
                       .threads = r->options->threads,
                       .taken = tell_taken,
                       .arg = &taking};
    store_set_scope(r->store, &scope);
    Err *err = register_put(r->store, r->arena, &put, &f->report);
    store_set_scope(r->store, NULL);
    return err;
}

static Text taken_words(Arena *arena, const RegisterReport *report)
{
    const Delivery *d = &report->delivery;
    Text state = delivery_state_text(d->state);
    Str vi = str_fmt(arena, "%s: %.*s dòng, %.*s dòng lỗi – %.*s; mã lần gửi %.*s",
                     report->again ? "tệp này đã nhận từ trước" : "đã nhận", STRF(vn_int_in(arena, LANG_VI, d->rows)),
                     STRF(vn_int_in(arena, LANG_VI, d->rejected)), STRF(state.vi), STRF(d->id));
    Str en = str_fmt(arena, "%s: %.*s rows, %.*s bad ones – %.*s; delivery %.*s",
                     report->again ? "the very file was taken in before" : "taken in",
                     STRF(vn_int_in(arena, LANG_EN, d->rows)), STRF(vn_int_in(arena, LANG_EN, d->rejected)),
                     STRF(state.en), STRF(d->id));
    if (d->why.vi.len == 0)
        return (Text){vi, en};
    return (Text){str_fmt(arena, "%.*s\n%.*s", STRF(vi), STRF(d->why.vi)),
                  str_fmt(arena, "%.*s\n%.*s", STRF(en), STRF(d->why.en))};
}

static void read_file(const Round *r, DropFile *f, const Named *named)
{
    bool same;
    const DropKey *key;
    Date today = clock_today(store_clock(r->store));
    Err *err = drop_copy(r->arena, r->place.in, f->name, r->copy, &f->digest, &same);
    if (!err && !same) {
        now_is(f, DROP_WAITS, TEXT("tệp còn đang được ghi", "the file is still being written"));
        return;
    }
    err = err ? err : drop_signer(r->arena, r->place.in, f->name, f->digest, &r->options->keys, today, &key);
    if (!err)
        f->agency = key->agency;
    err = err ? err : is_another(r, key, named);
    if (!err && named->unit.len > 0 && r->options->check_unit)
        err = r->options->check_unit(r->options->arg, r->store, r->arena, named->unit);
    err = err ? err : take_in(r, f, key, named);
    if (err)
        failed(f, err);
    else
        now_is(f, DROP_TAKEN, taken_words(r->arena, &f->report));
}

/* By the time of the last change of its name or bytes, which who sends it cannot set. */
static int64_t age_of(const struct stat *st)
{
    return clock_ms((Clock){0}) / 1000 - st->st_ctim.tv_sec;
}

static void judge(const Round *r, DropFile *f, const struct stat *st)
{
    Named named;
    struct stat sig;
    const DropOptions *o = r->options;
    char *beside = str_c(r->arena, str_fmt(r->arena, "%.*s.sig", STRF(f->name)));
    bool is_signed = fstatat(r->place.in, beside, &sig, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(sig.st_mode);
    if (!is_signed && age_of(st) < o->patience_s)
        now_is(f, DROP_WAITS, text_fmt(r->arena, "chờ chữ ký %s", "waits for its signature %s", beside));
    else if (!is_signed)
        now_is(f, DROP_REFUSED,
               text_fmt(r->arena, "không có chữ ký %s nên tệp không được mở ra",
                        "there is no signature %s, so the file was not opened", beside));
    else if (age_of(st) < o->settle_s || age_of(&sig) < o->settle_s)
        now_is(f, DROP_WAITS, TEXT("tệp vừa được ghi, có thể chưa đủ", "just written, perhaps not all of it"));
    else if (!read_name(&r->sources, f->name, &named))
        now_is(f, DROP_REFUSED,
               TEXT("tên tệp phải là NGUỒN_NGÀY[_MÃ XÃ], ví dụ population_2026-09-30.csv",
                    "a file is called SOURCE_DAY[_COMMUNE], such as population_2026-09-30.csv"));
    else if (st->st_size > FILE_MOST)
        now_is(f, DROP_REFUSED, TEXT("tệp lớn hơn 8 GiB; hãy chia nhỏ", "the file is larger than 8 GiB; divide it"));
    else
        read_file(r, f, &named);
}

/* ---- what became of it ------------------------------------------------------------------------------ */

static Err *put_away(const Round *r, DropFile *f)
{
    Str rejects = {0};
    const Delivery *d = &f->report.delivery;
    Arena *arena = r->arena;
    if (f->state != DROP_TAKEN && f->state != DROP_REFUSED)
        return NULL;
    if (f->state == DROP_TAKEN && d->rejected > 0) {
        Err *none = register_rejects(r->store, arena, d->province, d->id, &rejects);
        if (none)
            rejects = (Str){0};
    }
    Str words =
        str_fmt(arena, "%.*s\n%.*s\nSHA-512: %.*s\n%.*s\n", STRF(f->name), STRF(text_in(r->options->lang, f->why)),
                STRF(f->digest), STRF(clock_stamp(arena, store_clock(r->store))));
    bool told;
    TRY(drop_put_away(arena, &r->place, f->state == DROP_TAKEN, f->name, words, rejects, &told));
    if (!told)
        f->why = (Text){str_fmt(arena, "%.*s (chưa ghi được tệp báo kết quả)", STRF(f->why.vi)),
                        str_fmt(arena, "%.*s (the note beside it could not be written)", STRF(f->why.en))};
    return NULL;
}

static Text kept(Arena *arena, Text text)
{
    return (Text){str_copy(arena, text.vi), str_copy(arena, text.en)};
}

/* What outlives the work on one file. */
static DropFile remembered(Arena *arena, const DropFile *f)
{
    const Delivery *d = &f->report.delivery;
    return (DropFile){.name = str_copy(arena, f->name),
                      .agency = str_copy(arena, f->agency),
                      .digest = str_copy(arena, f->digest),
                      .state = f->state,
                      .why = kept(arena, f->why),
                      .report = {.delivery = {.id = str_copy(arena, d->id),
                                              .as_of = d->as_of,
                                              .rows = d->rows,
                                              .rejected = d->rejected,
                                              .changed = d->changed,
                                              .state = d->state},
                                 .before = f->report.before,
                                 .again = f->report.again}};
}

static void deal_with(const Round *round, Str name, DropFiles *files)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    Round r = *round;
    struct stat st;
    DropFile file = {.name = name};
    r.arena = &once;
    if (fstatat(r.place.in, str_c(&once, name), &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
        return;
    judge(&r, &file, &st);
    unlink(str_c(&once, r.copy));
    Err *err = put_away(&r, &file);
    if (err) /* dealt with, but it lies there still: the next look finds the same */
        now_is(&file, DROP_LATER, err->text);
    DropFile entry = remembered(round->arena, &file);
    vec_push(round->arena, files, entry);
}

/* ---- the folder ---------------------------------------------------------------------------------------- */

static void dir_close(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

/* Names that can be said and written: others are passed over, as are hidden ones and signatures. */
static bool is_ours(Arena *arena, Str name)
{
    return name.ptr[0] != '.' && !str_ends(name, S(".sig")) && str_eq(file_plain_name(arena, name), name);
}

static Err *list_names(const Round *r, Str folder, Str **ret, ptrdiff_t *ret_count)
{
    Vec(Str) names = {0};
    int fd = openat(r->place.in, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO(dir_close) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir)
        return FAIL_BECAUSE(r->arena, UNAVAILABLE, errno, "không đọc được thư mục “%.*s”",
                            "the folder “%.*s” could not be read", STRF(folder));
    for (struct dirent *e; names.len < NAMES_A_ROUND && (e = readdir(dir));) {
        Str name = str_from(e->d_name);
        if (is_ours(r->arena, name)) {
            Str kept = str_copy(r->arena, name);
            vec_push(r->arena, &names, kept);
        }
    }
    if (names.len > 0)
        qsort(names.data, (size_t)names.len, sizeof *names.data, by_name);
    *ret = names.data;
    *ret_count = names.len;
    return NULL;
}

/* A place beside the database where nobody else writes; one watcher at a time. */
static Err *open_own(Round *r)
{
    Str own;
    TRY(store_beside(r->store, r->arena, "drop", &own));
    if (mkdir(str_c(r->arena, own), 0700) != 0 && errno != EEXIST)
        return FAIL_BECAUSE(r->arena, UNAVAILABLE, errno, "không tạo được thư mục “%.*s”",
                            "the folder “%.*s” could not be made", STRF(own));
    r->copy = str_fmt(r->arena, "%.*s/file", STRF(own));
    r->lock = open(str_c(r->arena, own), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (r->lock >= 0 && flock(r->lock, LOCK_EX | LOCK_NB) == 0)
        return NULL;
    return FAIL(r->arena, CONFLICT, "một chương trình khác đang trông các thư mục nhận tệp với cơ sở dữ liệu này%s",
                "another program watches with this database already%s", "");
}

static void round_close(Round *r)
{
    drop_place_close(&r->place);
    if (r->lock >= 0)
        close(r->lock);
}

Err *drop_look(Store *store, Arena *arena, Str folder, const DropOptions *options, DropFile **ret, ptrdiff_t *ret_count)
{
    Str *name;
    ptrdiff_t count;
    DropFiles files = {0};
    AUTO(round_close) Round r = {.store = store, .arena = arena, .options = options, .place = {-1, -1, -1}, .lock = -1};
    TRY(register_sources(arena, &r.sources));
    TRY(open_own(&r));
    TRY(drop_place_open(arena, folder, &r.place));
    TRY(list_names(&r, folder, &name, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        deal_with(&r, name[i], &files);
    *ret = files.data;
    *ret_count = files.len;
    return NULL;
}
