/* Passwords and codes: from a file that DUIBIAO_PASSWORD_FILE names, or typed without an echo. They
 * are never arguments, where every user of the machine could read them. */
#include "cli_impl.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { SECRET_BYTES_MAX = 1024 };

/* ---- From a file: one secret a line ---- */

static Status open_secrets(const char *path, FILE **file, Error *err)
{
    struct stat found;
    *file = fopen(path, "re");
    if (!*file) {
        return error_set(err, STATUS_IO, "cli.cannot_read_secret",
                         ARGS(arg_cstr("file", path), arg_cstr("reason", strerror(errno))));
    }
    bool is_private = fstat(fileno(*file), &found) == 0 && (found.st_mode & 077) == 0;
    if (is_private || !S_ISREG(found.st_mode)) return STATUS_OK;
    fclose(*file);
    return error_set(err, STATUS_DENIED, "cli.secret_not_private", ARGS(arg_cstr("file", path)));
}

static Status read_line(Cli *cli, const char *path, int number, Text *secret, Error *err)
{
    char line[SECRET_BYTES_MAX];
    FILE *file;
    Status status = open_secrets(path, &file, err);
    if (status) return status;
    bool found = true;
    for (int at = 0; found && at < number; at++) {
        found = fgets(line, sizeof line, file) != NULL;
    }
    fclose(file);
    if (!found) {
        return error_set(err, STATUS_INVALID, "cli.secret_line",
                         ARGS(arg_cstr("file", path), arg_int("line", number)));
    }
    line[strcspn(line, "\r\n")] = '\0';
    *secret = text_copy(cli->arena, text_from(line));
    explicit_bzero(line, sizeof line);
    return STATUS_OK;
}

/* ---- Typed ---- */

/* Which signal cut the question off. */
static volatile sig_atomic_t cut_off;

static void on_cut_off(int number)
{
    cut_off = number;
}

static const int CUTS[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
enum { CUT_COUNT = sizeof CUTS / sizeof CUTS[0] };

/* A handler of ours lets `read` come back, so that the terminal is never left without its echo. */
static void watch_cuts(struct sigaction before[CUT_COUNT])
{
    const struct sigaction ours = {.sa_handler = on_cut_off};
    cut_off = 0;
    for (size_t i = 0; i < CUT_COUNT; i++) {
        sigaction(CUTS[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN) sigaction(CUTS[i], &ours, NULL);
    }
}

/* What would have happened to the program happens now. */
static void let_cut(const struct sigaction before[CUT_COUNT])
{
    for (size_t i = 0; i < CUT_COUNT; i++) sigaction(CUTS[i], &before[i], NULL);
    if (cut_off) raise(cut_off);
}

/* The echo is off before the question can be seen. */
static bool read_hidden(int terminal, const char *question, char *line, size_t size)
{
    struct termios before, hidden;
    struct sigaction signals[CUT_COUNT];
    if (tcgetattr(terminal, &before) != 0) return false;
    hidden = before;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    watch_cuts(signals);
    ssize_t len = -1;
    if (tcsetattr(terminal, TCSAFLUSH, &hidden) == 0) {
        dprintf(terminal, "%s", question);
        len = read(terminal, line, size - 1);
        tcsetattr(terminal, TCSAFLUSH, &before);
        dprintf(terminal, "\n");
    }
    let_cut(signals);
    line[len > 0 ? len : 0] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    return len > 0;
}

static Status type_secret(Cli *cli, const char *key, Text *secret, Error *err)
{
    char line[SECRET_BYTES_MAX];
    int terminal = cli_terminal(cli);
    if (terminal < 0) return error_set(err, STATUS_USAGE, "cli.no_terminal", NO_ARGS);
    bool is_read = read_hidden(terminal, lang_text(cli->lang, key), line, sizeof line);
    close(terminal);
    if (!is_read) return error_set(err, STATUS_USAGE, "cli.no_terminal", NO_ARGS);
    *secret = text_copy(cli->arena, text_from(line));
    explicit_bzero(line, sizeof line);
    return STATUS_OK;
}

Status cli_secret(Cli *cli, const char *key, int line, Text *secret, Error *err)
{
    const char *path = getenv("DUIBIAO_PASSWORD_FILE");
    if (!path || !*path) return type_secret(cli, key, secret, err);
    Status status = hand_passwords(cli, &path, err);
    return status ? status : read_line(cli, path, line, secret, err);
}

Status cli_new_secret(Cli *cli, int line, Text *secret, Error *err)
{
    Text again = {0};
    Status status = cli_secret(cli, "cli.ask_new_password", line, secret, err);
    if (!status) status = cli_secret(cli, "cli.ask_new_password_again", line, &again, err);
    if (status || text_equal(*secret, again)) return status;
    return error_set(err, STATUS_INVALID, "cli.passwords_differ", NO_ARGS);
}

Status cli_code(Cli *cli, Text *code, Error *err)
{
    const char *given = getenv("DUIBIAO_CODE");
    if (given && *given) {
        *code = text_from(given);
        return STATUS_OK;
    }
    return type_secret(cli, "cli.ask_code", code, err);
}
