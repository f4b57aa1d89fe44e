/* Files as evidence: on disk before their row, read by who reads the record, and never lost. */
#include "record_test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char MODEL[] =
    "role chief \"主任\" \"Chief\"\n"
    "role clerk \"科员\" \"Clerk\"\n"
    "role secadmin apart \"安全管理员\" \"Security administrator\"\n"
    "role public \"公众\" \"Public\"\n"
    "record organisation \"单位\" \"Organisation\"\n"
    "  title zh\n"
    "  field zh text 20 required \"名称\" \"Name\"\n"
    "  allow read chief clerk\n"
    "  allow create chief\n"
    "record proof \"佐证\" \"Proof\"\n"
    "  title zh\n"
    "  states draft done\n"
    "    state draft \"拟\" \"Draft\"\n"
    "    state done \"毕\" \"Done\"\n"
    "  move finish draft -> done by clerk:own needs scan \"办结\" \"Finish\"\n"
    "  field zh text 20 required \"名\" \"Name\"\n"
    "  field scan file \"扫描件\" \"Scan\"\n"
    "  field letter file sealed \"来信\" \"Letter\"\n"
    "  field lead ref organisation \"单位\" \"Unit\"\n"
    "  unit lead\n"
    "  allow read chief clerk:own\n"
    "  allow create chief clerk:own\n"
    "  allow change chief\n"
    "  allow delete chief\n"
    "  allow unseal chief\n";

typedef struct Office {
    Fixture *f;
    int64_t ours, theirs;
} Office;

static int field(const Fixture *f, const char *name)
{
    return record_field(type(f, "proof"), text_from(name));
}

static Office office(Fixture *f)
{
    fixture_model(f, MODEL);
    int64_t units[2];
    for (int at = 0; at < 2; at++) {
        Record *unit = record_new(f->arena, type(f, "organisation"));
        *record_value(unit, "zh") = value_text(at == 0 ? TEXT("一局") : TEXT("二局"));
        save(f, unit);
        units[at] = unit->id;
    }
    return (Office){f, units[0], units[1]};
}

static Record *new_proof(const Office *o)
{
    Record *proof = record_new(o->f->arena, type(o->f, "proof"));
    *record_value(proof, "zh") = value_text(TEXT("清单"));
    *record_value(proof, "lead") = value_int(o->ours);
    return proof;
}

static AttachmentSource bytes(const char *name, const char *content)
{
    return (AttachmentSource){.bytes = text_from(content), .name = text_from(name)};
}

static Attachment attach(Fixture *f, const Record *record, const char *name, const char *content)
{
    Attachment made;
    AttachmentSource source = bytes(name, content);
    ok(f, record_attach(f->arena, f->workspace, record, &source, TEXT("test"), &made, &f->err));
    return made;
}

static List files_of(Fixture *f, const Record *record)
{
    List files;
    ok(f, record_attachments(f->arena, f->workspace, record, &files, &f->err));
    return files;
}

static AttachmentTally check(Fixture *f)
{
    AttachmentTally tally;
    ok(f, attachments_check(f->workspace, &tally, &f->err));
    return tally;
}

static void a_file_beside_a_record_is_there_with_who_when_and_what(void **state)
{
    Fixture *f = *state;
    Office o = office(f);
    Record *proof = new_proof(&o);
    save(f, proof);
    Attachment made = attach(f, proof, "C:\\扫描\\会议纪要.pdf", "%PDF-1.4 …");
    assert_true(text_equal(made.name, TEXT("会议纪要.pdf")));
    assert_true(text_equal(made.media, TEXT("application/pdf")));
    attach(f, proof, "会议纪要.pdf", "%PDF-1.4 …"); /* once more: nothing new */
    List files = files_of(f, proof);
    assert_int_equal(files.count, 1);
    const Attachment *one = LIST_AT(&files, Attachment, 0);
    assert_int_equal(one->field, -1);
    assert_true(text_equal(one->who, TEXT("tester")));

    Attachment got;
    const char *path;
    ok(f, attachment_get(f->arena, f->workspace, made.id, &got, &path, &f->err));
    assert_true(text_equal(read_file(f->arena, path), TEXT("%PDF-1.4 …")));

    List changes;
    ok(f, record_history(f->arena, f->workspace, proof->def, proof->id, &changes, &f->err));
    const Change *last = LIST_AT(&changes, Change, changes.count - 1);
    assert_true(text_equal(last->action, TEXT(CHANGE_ATTACH)));
    assert_true(text_ends(last->after, TEXT(" 会议纪要.pdf")));

    ok(f, record_detach(f->arena, f->workspace, made.id, TEXT("错了"), &f->err));
    assert_int_equal(files_of(f, proof).count, 0);
    assert_int_equal(attachment_get(f->arena, f->workspace, made.id, &got, &path, &f->err),
                     STATUS_NOT_FOUND);
    ok(f, attachments_sweep(f->workspace, &f->err));
    assert_int_equal(check(f).files, 1); /* the history still has it */
}

static void a_field_is_given_its_file_with_the_save_and_the_move(void **state)
{
    Fixture *f = *state;
    Office o = office(f);
    Record *proof = new_proof(&o);
    AttachmentSource first = bytes("一.txt", "一"), second = bytes("二.txt", "二");
    ok(f, record_give_file(f->arena, f->workspace, proof, field(f, "scan"), &first, &f->err));
    save(f, proof);
    act_as(f, "clerk", o.ours);
    Record *read = NULL;
    ok(f, record_get(f->arena, f->workspace, proof->def, proof->id, &read, &f->err));
    ok(f, record_give_file(f->arena, f->workspace, read, field(f, "scan"), &second, &f->err));
    ok(f,
       record_move(f->arena, f->workspace, read, TEXT("finish"), TEXT(""), f->problems, &f->err));
    List files = files_of(f, read);
    assert_int_equal(files.count, 1);
    assert_true(text_equal(LIST_AT(&files, Attachment, 0)->name, TEXT("二.txt")));
    assert_int_equal(LIST_AT(&files, Attachment, 0)->field, field(f, "scan"));
    assert_int_equal(record_detach(f->arena, f->workspace, LIST_AT(&files, Attachment, 0)->id,
                                   TEXT(""), &f->err),
                     STATUS_UNSUPPORTED);
    ok(f, record_undo(f->arena, f->workspace, read, TEXT(""), f->problems, &f->err));
    files = files_of(f, read);
    assert_int_equal(files.count, 1);
    assert_true(text_equal(LIST_AT(&files, Attachment, 0)->name, TEXT("一.txt")));
    assert_int_equal(check(f).left_over, 0);
}

static void who_reads_the_record_reads_its_files_and_nobody_else(void **state)
{
    Fixture *f = *state;
    Office o = office(f);
    Record *proof = new_proof(&o);
    AttachmentSource letter = bytes("信.txt", "来信");
    ok(f, record_give_file(f->arena, f->workspace, proof, field(f, "letter"), &letter, &f->err));
    save(f, proof);
    Attachment made = attach(f, proof, "清单.txt", "清单"), got;
    List files = files_of(f, proof);
    int64_t sealed = LIST_AT(&files, Attachment, 0)->id;
    const char *path;

    act_as(f, "clerk", o.ours);
    files = files_of(f, proof); /* without what is sealed */
    assert_int_equal(files.count, 1);
    assert_int_equal(attachment_get(f->arena, f->workspace, sealed, &got, &path, &f->err),
                     STATUS_NOT_FOUND);
    ok(f, attachment_get(f->arena, f->workspace, made.id, &got, &path, &f->err));
    attach(f, proof, "补充.txt", "补充"); /* who could create it hands in more */
    assert_int_equal(record_detach(f->arena, f->workspace, made.id, TEXT(""), &f->err),
                     STATUS_DENIED);

    act_as(f, "clerk", o.theirs);
    assert_int_equal(record_attachments(f->arena, f->workspace, proof, &files, &f->err),
                     STATUS_NOT_FOUND);
    assert_int_equal(attachment_get(f->arena, f->workspace, made.id, &got, &path, &f->err),
                     STATUS_NOT_FOUND);
    AttachmentSource more = bytes("甲.txt", "甲");
    assert_int_equal(record_attach(f->arena, f->workspace, proof, &more, TEXT(""), &got, &f->err),
                     STATUS_NOT_FOUND);

    /* Nor does the hash alone lead to the bytes. */
    Record *own = new_proof(&o);
    *record_value(own, "lead") = value_int(o.theirs);
    Buf digits = buf_new(f->arena);
    hash_print(&digits, &made.hash);
    *record_value(own, "scan") = value_text(buf_text(&digits));
    assert_int_equal(record_save(f->arena, f->workspace, own, TEXT(""), f->problems, &f->err),
                     STATUS_INVALID);
    assert_int_equal(problems_count_code(f->problems, "record.no_file"), 1);
    act_as_owner(f);
    assert_int_equal(check(f).left_over, 0);
}

/* ---- What is taken ---- */

static const char RULES_TEXT[] = "version 1\nquestion_ms 100\ncount_ms 0\ncount_exact "
                                 "0\nattachment_bytes 40\nattachment_kinds pdf text\n"
                                 "request_key_hours 24\ntrace_steps 5\n";
static const EmbeddedFile RULES = {"records.rules", (const unsigned char *)RULES_TEXT,
                                   sizeof RULES_TEXT - 1};

static void sizes_kinds_and_names_are_checked(void **state)
{
    Fixture *f = *state;
    Office o = office(f);
    Record *proof = new_proof(&o);
    save(f, proof);
    f->own->rules = (EmbeddedFiles){&RULES, 1};
    static const struct {
        const char *name, *content, *code;
    } REFUSED[] = {
        {"图.pdf", "\x89PNG\r\n\x1a\n…", "record.file_kind"},
        {"程序.txt",
         "\x7f"
         "ELF\x01\x02",
         "record.file_kind"},
        {"空.txt", "", "record.file_kind"},
        {"长.txt", "一二三四五六七八九十一二三四五六七八九十", "store.file_too_large"},
        {"两\n行.txt", "好", "record.file_name"},
        {"文件夹/", "好", "record.file_name"},
    };
    Attachment made;
    for (size_t at = 0; at < sizeof REFUSED / sizeof REFUSED[0]; at++) {
        AttachmentSource source = bytes(REFUSED[at].name, REFUSED[at].content);
        assert_int_not_equal(
            record_attach(f->arena, f->workspace, proof, &source, TEXT(""), &made, &f->err),
            STATUS_OK);
        assert_string_equal(f->err.code, REFUSED[at].code);
        assert_true(lang_has(f->err.code));
    }
    attach(f, proof, "名称.exe", "其实是文字");
    List files = files_of(f, proof);
    assert_int_equal(files.count, 1);
    assert_true(text_equal(LIST_AT(&files, Attachment, 0)->media, TEXT("text/plain")));
}

/* ---- On disk ---- */

static void what_is_missing_altered_or_left_over_is_told(void **state)
{
    Fixture *f = *state;
    Office o = office(f);
    Record *proof = new_proof(&o);
    save(f, proof);
    attach(f, proof, "好.txt", "好");
    Attachment gone = attach(f, proof, "丢.txt", "丢"), bad = attach(f, proof, "改.txt", "改");
    const char *folder = store_files_folder(f->arena, f->path);
    assert_int_equal(unlink(store_file_path(f->arena, folder, &gone.hash)), 0);
    FILE *file = fopen(store_file_path(f->arena, folder, &bad.hash), "wb");
    assert_non_null(file);
    fputs("别的", file);
    fclose(file);
    StoreFile stray;
    StoreFileSource source = {.bytes = TEXT("无主")};
    ok(f, store_file_take(f->arena, folder, &source, 100, &stray, &f->err));
    ok(f, store_file_keep(folder, &stray, &f->err));

    AttachmentTally tally = check(f);
    assert_int_equal(tally.files, 1);
    assert_int_equal(tally.missing, 1);
    assert_int_equal(tally.altered, 1);
    assert_int_equal(tally.left_over, 1);
    Attachment got;
    const char *path;
    assert_int_equal(attachment_get(f->arena, f->workspace, gone.id, &got, &path, &f->err),
                     STATUS_CORRUPT);
    ok(f, attachments_sweep(f->workspace, &f->err));
    assert_false(store_file_stands(folder, &stray.hash));
    assert_int_equal(check(f).left_over, 0);
}

static const char *beside(const Fixture *f, const char *ending)
{
    return text_cstr(f->arena, text_format(f->arena, "%s/%s", f->folder, ending));
}

/* ---- Erasing ---- */

static Status erase(Fixture *f, int64_t id, int64_t *others)
{
    return attachment_erase(f->arena, f->workspace, id, TEXT("保存期满"), others, &f->err);
}

static bool history_holds(Fixture *f, const Record *record, const char *words)
{
    List changes;
    ok(f, record_history(f->arena, f->workspace, record->def, record->id, &changes, &f->err));
    for (size_t at = 0; at < changes.count; at++) {
        const Change *change = LIST_AT(&changes, Change, at);
        if (text_contains(change->before, text_from(words)) ||
            text_contains(change->after, text_from(words))) {
            return true;
        }
    }
    return false;
}

static int64_t verified(Fixture *f)
{
    AuditResult audit;
    ok(f, audit_verify(f->workspace, &audit, &f->err));
    assert_int_equal(audit.first_bad_seq, 0);
    return audit.rows;
}

/* Its bytes and its name are nowhere, its hash still is; nobody takes it for missing, and it is not
 * in the next copy. */
static void an_erased_file_is_gone_and_the_chain_holds(void **state)
{
    Fixture *f = *state;
    Office o = office(f);
    int64_t others = -1;
    Record *proof = new_proof(&o);
    save(f, proof);
    Attachment kept = attach(f, proof, "清单.txt", "清单"),
               made = attach(f, proof, "王五.txt", "名册");
    Attachment got;
    const char *path;
    ok(f, attachment_get(f->arena, f->workspace, made.id, &got, &path, &f->err));
    assert_true(history_holds(f, proof, "王五"));
    int64_t rows = verified(f);

    assert_int_equal(attachment_erase(f->arena, f->workspace, made.id, TEXT(" "), &others, &f->err),
                     STATUS_INVALID);
    ok(f, erase(f, made.id, &others));
    assert_int_equal(others, 0);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(files_of(f, proof).count, 1);
    assert_false(history_holds(f, proof, "王五"));
    Buf digits = buf_new(f->arena);
    hash_print(&digits, &made.hash);
    assert_true(history_holds(f, proof, text_cstr(f->arena, buf_text(&digits))));
    assert_int_equal(verified(f), rows + 1);
    assert_int_equal(erase(f, made.id, &others), STATUS_NOT_FOUND);

    AttachmentTally tally = check(f);
    assert_int_equal(tally.files, 1);
    assert_int_equal(tally.missing + tally.altered + tally.left_over, 0);
    Text copy = text_format(f->arena, "%s/copy.duibiao", f->folder);
    ok(f, workspace_backup(f->workspace, text_cstr(f->arena, copy), NULL, &tally, &f->err));
    assert_int_equal(tally.files, 1);
    assert_int_equal(tally.missing + tally.altered, 0);
    ok(f, attachment_get(f->arena, f->workspace, kept.id, &got, &path, &f->err));
    attach(f, proof, "又来.txt", "名册"); /* and it may come again */
    assert_int_equal(check(f).files, 2);
}

/* What was taken away is still kept, and can be erased; what others hold stays theirs. */
static void files_that_others_hold_stay_theirs(void **state)
{
    Fixture *f = *state;
    Office o = office(f);
    int64_t others = 0;
    Record *proof = new_proof(&o), *other = new_proof(&o);
    save(f, proof);
    save(f, other);
    Attachment mine = attach(f, proof, "甲.txt", "同样"),
               theirs = attach(f, other, "乙.txt", "同样");
    ok(f, record_detach(f->arena, f->workspace, mine.id, TEXT(""), &f->err));
    ok(f, erase(f, mine.id, &others));
    assert_int_equal(others, 1);
    assert_int_equal(check(f).files, 1);
    ok(f, erase(f, theirs.id, &others));
    assert_int_equal(others, 0);
    AttachmentTally tally = check(f);
    assert_int_equal(tally.files + tally.missing + tally.left_over, 0);
    verified(f);
}

static void files_are_erased_by_those_in_charge(void **state)
{
    Fixture *f = *state;
    Office o = office(f);
    int64_t others = 0;
    Record *proof = new_proof(&o);
    save(f, proof);
    Attachment made = attach(f, proof, "甲.txt", "甲");
    act_as(f, "clerk", o.ours);
    assert_int_equal(erase(f, made.id, &others), STATUS_DENIED);
    act_as(f, "clerk", o.theirs);
    assert_int_equal(erase(f, made.id, &others), STATUS_NOT_FOUND);
    act_as(f, "secadmin", 0); /* who may not read it */
    ok(f, erase(f, made.id, &others));
}

static void copies_carry_their_files_and_bring_them_back(void **state)
{
    Fixture *f = *state;
    Office o = office(f);
    Record *proof = new_proof(&o);
    save(f, proof);
    Attachment made = attach(f, proof, "一.txt", "一"), got;
    AttachmentTally tally;
    const char *first = beside(f, "first.backup"), *second = beside(f, "second.backup");
    ok(f, workspace_backup(f->workspace, first, NULL, &tally, &f->err));
    assert_int_equal(tally.files, 1);
    assert_int_not_equal(access(beside(f, "first.backup-wal"), F_OK), 0);
    assert_int_not_equal(access(beside(f, "first.backup-shm"), F_OK), 0);
    attach(f, proof, "二.txt", "二");
    ok(f, workspace_backup(f->workspace, second, first, &tally, &f->err));
    assert_int_equal(tally.files, 2);
    /* What the earlier copy has is not copied again. */
    struct stat one, other;
    const char *kept = store_files_folder(f->arena, first);
    assert_int_equal(stat(store_file_path(f->arena, kept, &made.hash), &one), 0);
    kept = store_files_folder(f->arena, second);
    assert_int_equal(stat(store_file_path(f->arena, kept, &made.hash), &other), 0);
    assert_int_equal(one.st_ino, other.st_ino);

    const char *back = beside(f, "back.duibiao"), *path;
    ok(f, workspace_restore(first, back, false, f->model, &tally, &f->err));
    assert_int_equal(workspace_restore(second, back, false, f->model, &tally, &f->err),
                     STATUS_CONFLICT);
    ok(f, workspace_restore(second, back, true, f->model, &tally, &f->err));
    workspace_close(f->workspace);
    f->path = back;
    Actor owner = {.who = TEXT("owner"), .from = TEXT("test"), .is_owner = true};
    ok(f, workspace_open(back, STORE_READ, f->model, owner, &f->workspace, &f->err));
    assert_int_equal(files_of(f, proof).count, 2);
    ok(f, attachment_get(f->arena, f->workspace, made.id, &got, &path, &f->err));
    tally = check(f);
    assert_int_equal(tally.files, 2);
    assert_int_equal(tally.missing + tally.altered + tally.left_over, 0);
    assert_int_equal(store_files(f->arena, store_files_folder(
                                               f->arena, beside(f, "back.duibiao.before-restore")))
                         .count,
                     1);
}

/* In a process of its own: attaches until it is killed, and tells each that it was told of. */
static void attach_until_killed(Fixture *f, const Record *proof, int told)
{
    fixture_reopen(f, STORE_WRITE);
    for (int at = 0;; at++) {
        char content[32];
        snprintf(content, sizeof content, "number %d", at);
        Attachment made = attach(f, proof, content, content);
        if (write(told, &made.id, sizeof made.id) != sizeof made.id) {
            _exit(1);
        }
    }
}

static void killed_at_any_moment_no_row_is_without_its_file(void **state)
{
    Fixture *f = *state;
    Office o = office(f);
    Record *proof = new_proof(&o);
    save(f, proof);
    for (int round = 0; round < 6; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        workspace_close(f->workspace);
        f->workspace = NULL;
        int child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            attach_until_killed(f, proof, ends[1]);
        }
        close(ends[1]);
        int64_t id = 0, last = 0;
        for (int at = 0; at <= round * 3; at++) {
            if (read(ends[0], &id, sizeof id) == sizeof id) {
                last = id;
            }
        }
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        close(ends[0]);
        fixture_reopen(f, STORE_WRITE);
        Attachment got;
        const char *path;
        ok(f, attachment_get(f->arena, f->workspace, last, &got, &path, &f->err));
        AttachmentTally tally = check(f);
        assert_int_equal(tally.missing + tally.altered, 0);
        ok(f, attachments_sweep(f->workspace, &f->err));
        assert_int_equal(check(f).left_over, 0);
        AuditResult audit;
        ok(f, audit_verify(f->workspace, &audit, &f->err));
        assert_int_equal(audit.first_bad_seq, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        record_test(a_file_beside_a_record_is_there_with_who_when_and_what),
        record_test(a_field_is_given_its_file_with_the_save_and_the_move),
        record_test(who_reads_the_record_reads_its_files_and_nobody_else),
        record_test(sizes_kinds_and_names_are_checked),
        record_test(what_is_missing_altered_or_left_over_is_told),
        record_test(an_erased_file_is_gone_and_the_chain_holds),
        record_test(files_that_others_hold_stay_theirs),
        record_test(files_are_erased_by_those_in_charge),
        record_test(copies_carry_their_files_and_bring_them_back),
        record_test(killed_at_any_moment_no_row_is_without_its_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
