/* The server's hand: runs one command for a terminal elsewhere. It stands in a folder of its own,
 * asks the terminal for the files that the command names,
 * and hands over what the command writes. */
#include "passage_impl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <libgen.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

const char HAND_VARIABLE[] = "DUIBIAO_HAND";

enum { PART_BYTES = 1 << 16, OWN_MODE = 0600, FOLDER_MODE = 0700, USUAL_MASK = 022 };

/* ---- What it is told ---- */

char *hand_order_print(Arena *arena, const HandOrder *order)
{
    return text_cstr(arena, text_format(arena, "%s=%ld %ld %.*s %lld %d %s", HAND_VARIABLE,
                                        (long)order->server, (long)order->user,
                                        TEXT_ARGS(order->request), (long long)order->file_bytes,
                                        order->file_seconds, order->workspace));
}

bool hand_order_read(Arena *arena, const char *value, HandOrder *order)
{
    int64_t server, user, seconds;
    Text rest = text_from(value);
    bool is_order = text_to_int(text_take(&rest, ' '), &server) &&
                    text_to_int(text_take(&rest, ' '), &user);
    *order = (HandOrder){.request = text_take(&rest, ' ')};
    is_order = is_order && text_to_int(text_take(&rest, ' '), &order->file_bytes) &&
               text_to_int(text_take(&rest, ' '), &seconds) && rest.len > 0;
    if (is_order) {
        order->server = (pid_t)server;
        order->user = (uid_t)user;
        order->file_seconds = (int)seconds;
        order->workspace = text_cstr(arena, rest);
    }
    return is_order;
}

/* Dies with its server. What it writes for the terminal has the usual mode: whether that is private
 * is the terminal's to see. */
Status hand_open(Cli *cli, Error *err)
{
    const char *value = getenv(HAND_VARIABLE);
    if (value == NULL) {
        return STATUS_OK;
    }
    Hand *hand = ARENA_NEW(cli->arena, Hand);
    bool is_hand = hand_order_read(cli->arena, value, &hand->order) &&
                   prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == hand->order.server &&
                   fcntl(HAND_LINE, F_SETFD, FD_CLOEXEC) == 0;
    if (!is_hand) {
        return error_set(err, STATUS_USAGE, "cli.passage_no_hand",
                         ARGS(arg_cstr("variable", HAND_VARIABLE)));
    }
    umask(USUAL_MASK);
    hand->terminal = fcntl(HAND_TERMINAL, F_SETFD, FD_CLOEXEC) == 0 ? HAND_TERMINAL : -1;
    hand->line = line_new(cli->arena, HAND_LINE);
    hand->bytes_left = hand->order.file_bytes;
    cli->hand = hand;
    return STATUS_OK;
}

/* ---- Who and where ---- */

/* The owner is at the terminal, and this process can open what is theirs: whoever calls the program
 * a hand without being one gains nothing by it. */
void hand_actor(const Cli *cli, const struct stat *workspace, Actor *actor)
{
    const HandOrder *order = &cli->hand->order;
    uid_t self = geteuid();
    actor->who = text_format(cli->arena, "local:%ld", (long)order->user);
    actor->request = order->request;
    actor->is_owner = workspace != NULL && workspace->st_uid == order->user &&
                      (self == order->user || self == 0);
}

const char *hand_workspace(const Cli *cli)
{
    return cli->hand->order.workspace;
}

/* ---- Where files are ---- */

static bool is_plain_name(const char *path)
{
    return *path != '\0' && strchr(path, '/') == NULL && strcmp(path, ".") != 0 &&
           strcmp(path, "..") != 0;
}

/* In this folder where its path is a mere name, otherwise in one beside it, under its last name. */
static const char *place_of(Arena *arena, const char *path, size_t number)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    if (is_plain_name(path)) {
        return path;
    }
    return text_cstr(arena, text_format(arena, "../%zu/%s", number,
                                        is_plain_name(name) ? name : "file"));
}

void hand_begin(Cli *cli)
{
    if (cli->hand == NULL) {
        return;
    }
    cli->hand->files = command_files(cli);
    for (size_t i = 0; i < cli->hand->files.count; i++) {
        CommandFile *file = LIST_AT(&cli->hand->files, CommandFile, i);
        if (!command_file_is_passwords(file)) {
            file->at = place_of(cli->arena, file->path, i);
            command_file_rename(cli, file);
        }
    }
}

static void replace_all(Buf *out, Text sentence, Text old, Text new)
{
    size_t at;
    while (old.len > 0 && text_find(sentence, old, &at)) {
        buf_add(out, text_slice(sentence, 0, at));
        buf_add(out, new);
        sentence = text_slice(sentence, at + old.len, sentence.len);
    }
    buf_add(out, sentence);
}

static Text reworded(Arena *arena, Text sentence, const char *at, const char *path)
{
    if (at == NULL || path == NULL || strcmp(at, path) == 0) {
        return sentence;
    }
    Buf out = buf_new(arena);
    replace_all(&out, sentence, text_from(at), text_from(path));
    return buf_text(&out);
}

Text hand_wording(const Cli *cli, Text sentence)
{
    const Hand *hand = cli->hand;
    if (hand == NULL) {
        return sentence;
    }
    sentence = reworded(cli->arena, sentence, hand->order.workspace, getenv("DUIBIAO_WORKSPACE"));
    for (size_t i = 0; i < hand->files.count; i++) {
        const CommandFile *file = LIST_AT(&hand->files, CommandFile, i);
        sentence = reworded(cli->arena, sentence, file->at, file->path);
    }
    return sentence;
}

int cli_terminal(const Cli *cli)
{
    if (cli->hand == NULL) {
        return open("/dev/tty", O_RDWR | O_CLOEXEC);
    }
    return cli->hand->terminal < 0 ? -1 : fcntl(cli->hand->terminal, F_DUPFD_CLOEXEC, 0);
}

/* ---- Fetching ---- */

static Status take_part(Hand *hand, const CommandFile *file, Text bytes, int to, Error *err)
{
    hand->bytes_left -= (int64_t)bytes.len;
    if (hand->bytes_left < 0) {
        return error_set(err, STATUS_LIMIT, "cli.passage_too_large",
                         ARGS(arg_cstr("file", file->path),
                              arg_int("megabytes", hand->order.file_bytes >> 20)));
    }
    while (bytes.len > 0) {
        ssize_t len = write(to, bytes.ptr, bytes.len);
        if (len < 0) {
            return command_file_error(file, errno, err);
        }
        bytes = text_slice(bytes, (size_t)len, bytes.len);
    }
    return STATUS_OK;
}

static Status take_contents(Hand *hand, const CommandFile *file, int to, Error *err)
{
    Frame frame;
    for (;;) {
        line_allow(&hand->line, hand->order.file_seconds);
        Status status = frame_receive(&hand->line, &frame, err);
        if (status != STATUS_OK || frame.kind == FRAME_END) {
            return status;
        }
        status = frame.kind == FRAME_BYTES ? take_part(hand, file, frame.bytes, to, err)
                                           : frame_garbled(err);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

static Status want(Hand *hand, size_t number, FileAnswer *answer, Error *err)
{
    uint32_t wanted = (uint32_t)number;
    Frame frame;
    line_allow(&hand->line, hand->order.file_seconds);
    Status status = frame_send(&hand->line, FRAME_WANTED,
                               (Text){(const char *)&wanted, sizeof wanted}, err);
    if (status == STATUS_OK) {
        status = frame_receive(&hand->line, &frame, err);
    }
    if (status == STATUS_OK &&
        (frame.kind != FRAME_FILE || !frame_read(&frame, answer, sizeof *answer))) {
        status = frame_garbled(err);
    }
    return status;
}

/* A file of its own, readable as it is at the terminal; or, of one to be written that is there, an
 * empty one in its place. */
static Status make_file(Hand *hand, CommandFile *file, uint32_t mode, Error *err)
{
    struct stat made;
    int to = open(file->at, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, OWN_MODE);
    if (to < 0) {
        return command_file_error(file, errno, err);
    }
    Status status = STATUS_OK;
    if (file->use == FILE_READ) {
        status = take_contents(hand, file, to, err);
        fchmod(to, OWN_MODE | (mode & 0777));
    } else if (fstat(to, &made) == 0) {
        file->empty = made.st_ino;
    }
    close(to);
    return status;
}

static Status take_answer(Hand *hand, CommandFile *file, const FileAnswer *answer, Error *err)
{
    switch ((FileState)answer->state) {
    case FILE_HELD: return make_file(hand, file, answer->detail, err);
    case FILE_ABSENT: return STATUS_OK;
    case FILE_FOLDER:
        return mkdir(file->at, FOLDER_MODE) == 0 ? STATUS_OK : command_file_error(file, errno, err);
    case FILE_REFUSED: return command_file_error(file, (int)answer->detail, err);
    }
    return frame_garbled(err);
}

/* A file that is named twice is fetched once. */
static bool is_there_already(const List *files, size_t number)
{
    const CommandFile *file = LIST_AT(files, CommandFile, number);
    for (size_t i = 0; i < number; i++) {
        const char *at = LIST_AT(files, CommandFile, i)->at;
        if (at != NULL && strcmp(at, file->at) == 0) {
            return true;
        }
    }
    return false;
}

static Status fetch(Hand *hand, size_t number, Error *err)
{
    FileAnswer answer;
    CommandFile *file = LIST_AT(&hand->files, CommandFile, number);
    if (!is_plain_name(file->at)) {
        char folder[32];
        snprintf(folder, sizeof folder, "../%zu", number);
        if (mkdir(folder, FOLDER_MODE) != 0) {
            return command_file_error(file, errno, err);
        }
    }
    Status status = want(hand, number, &answer, err);
    return status == STATUS_OK ? take_answer(hand, file, &answer, err) : status;
}

Status hand_fetch(Cli *cli, Error *err)
{
    Hand *hand = cli->hand;
    Status status = STATUS_OK;
    for (size_t i = 0; hand != NULL && status == STATUS_OK && i < hand->files.count; i++) {
        const CommandFile *file = LIST_AT(&hand->files, CommandFile, i);
        if (!command_file_is_passwords(file) && !is_there_already(&hand->files, i)) {
            status = fetch(hand, i, err);
        }
    }
    return status;
}

/* ---- Passwords ---- */

/* Never on the disk: in memory that has a descriptor. */
static Status take_passwords(Cli *cli, CommandFile *file, Error *err)
{
    FileAnswer answer;
    Status status = want(cli->hand, 0, &answer, err);
    if (status != STATUS_OK || answer.state != FILE_HELD) {
        int cause = answer.state == FILE_FOLDER   ? EISDIR
                    : answer.state == FILE_ABSENT ? ENOENT
                                                  : (int)answer.detail;
        return status != STATUS_OK
                   ? status
                   : error_set(err, STATUS_IO, "cli.cannot_read_secret",
                               ARGS(arg_cstr("file", file->path),
                                    arg_cstr("reason", strerror(cause))));
    }
    int to = memfd_create("passwords", MFD_CLOEXEC);
    if (to < 0) {
        return command_file_error(file, errno, err);
    }
    fchmod(to, OWN_MODE | (answer.detail & 0777));
    file->at = text_cstr(cli->arena, text_format(cli->arena, "/proc/self/fd/%d", to));
    return take_contents(cli->hand, file, to, err);
}

Status hand_passwords(Cli *cli, const char **path, Error *err)
{
    if (cli->hand == NULL) {
        return STATUS_OK;
    }
    CommandFile *file = LIST_AT(&cli->hand->files, CommandFile, 0);
    Status status = file->at == NULL ? take_passwords(cli, file, err) : STATUS_OK;
    *path = file->at;
    return status;
}

/* ---- Delivering ---- */

static Status give_contents(Hand *hand, const CommandFile *file, int from, Error *err)
{
    static char part[PART_BYTES];
    for (;;) {
        ssize_t len = read(from, part, sizeof part);
        if (len < 0) {
            return command_file_error(file, errno, err);
        }
        line_allow(&hand->line, hand->order.file_seconds);
        Status status = len == 0 ? frame_send(&hand->line, FRAME_END, TEXT(""), err)
                                 : frame_send(&hand->line, FRAME_BYTES, (Text){part, (size_t)len},
                                              err);
        if (status != STATUS_OK || len == 0) {
            return status;
        }
    }
}

/* `path` begins with that of the file asked for; what it has behind that goes along. */
static Status give(Cli *cli, size_t number, const char *path, Error *err)
{
    struct stat found;
    const CommandFile *file = LIST_AT(&cli->hand->files, CommandFile, number);
    int from = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (from < 0 || fstat(from, &found) != 0) {
        int cause = errno;
        if (from >= 0) {
            close(from);
        }
        return command_file_error(file, cause, err);
    }
    FileGiven head = {.file = (uint32_t)number, .mode = found.st_mode & 0777};
    Buf bytes = buf_new(cli->arena);
    buf_add(&bytes, (Text){(const char *)&head, sizeof head});
    buf_add_cstr(&bytes, path + strlen(file->at));
    line_allow(&cli->hand->line, cli->hand->order.file_seconds);
    Status status = frame_send(&cli->hand->line, FRAME_GIVEN, buf_text(&bytes), err);
    if (status == STATUS_OK) {
        status = give_contents(cli->hand, file, from, err);
    }
    close(from);
    return status;
}

/* Every file of a folder beside that asked for, as "city.backup-files". */
static Status give_tree(Cli *cli, size_t number, char *path, Error *err)
{
    char *const roots[] = {path, NULL};
    Status status = STATUS_OK;
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *entry; walk != NULL && status == STATUS_OK && (entry = fts_read(walk)) != NULL;) {
        if (entry->fts_info == FTS_F) {
            status = give(cli, number, entry->fts_path, err);
        }
    }
    if (walk != NULL) {
        fts_close(walk);
    }
    return status;
}

static Status give_beside(Cli *cli, size_t number, Error *err)
{
    const CommandFile *file = LIST_AT(&cli->hand->files, CommandFile, number);
    const char *slash = strrchr(file->at, '/');
    Text name = text_from(slash != NULL ? slash + 1 : file->at);
    Text begin = text_format(cli->arena, "%.*s-", TEXT_ARGS(name));
    DIR *folder = opendir(dirname(text_cstr(cli->arena, text_from(file->at))));
    Status status = STATUS_OK;
    for (struct dirent *entry;
         folder != NULL && status == STATUS_OK && (entry = readdir(folder)) != NULL;) {
        Text found = text_from(entry->d_name);
        if (text_starts(found, begin)) {
            Text path = text_format(cli->arena, "%s%.*s", file->at,
                                    TEXT_ARGS(text_slice(found, name.len, found.len)));
            status = give_tree(cli, number, text_cstr(cli->arena, path), err);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return status;
}

/* Not what only stands for a file at the terminal. */
static bool was_written(const CommandFile *file)
{
    struct stat found;
    return lstat(file->at, &found) == 0 && S_ISREG(found.st_mode) &&
           (found.st_ino != file->empty || found.st_size > 0);
}

static Status confirm(Hand *hand, Error *err)
{
    Frame frame;
    FileAnswer answer;
    line_allow(&hand->line, hand->order.file_seconds);
    Status status = frame_send(&hand->line, FRAME_ALL, TEXT(""), err);
    if (status == STATUS_OK) {
        status = frame_receive(&hand->line, &frame, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (frame.kind != FRAME_PUT || !frame_read(&frame, &answer, sizeof answer) ||
        answer.file >= hand->files.count) {
        return frame_garbled(err);
    }
    return answer.state == FILE_HELD
               ? STATUS_OK
               : command_file_error(LIST_AT(&hand->files, CommandFile, answer.file),
                                    (int)answer.detail, err);
}

Status hand_deliver(Cli *cli, Error *err)
{
    Hand *hand = cli->hand;
    Status status = STATUS_OK;
    int given = 0;
    for (size_t i = 0; hand != NULL && status == STATUS_OK && i < hand->files.count; i++) {
        const CommandFile *file = LIST_AT(&hand->files, CommandFile, i);
        if (file->use == FILE_WRITTEN && was_written(file)) {
            status = give_beside(cli, i, err);
            status = status == STATUS_OK ? give(cli, i, file->at, err) : status;
            given++;
        }
    }
    return status == STATUS_OK && given > 0 ? confirm(hand, err) : status;
}
