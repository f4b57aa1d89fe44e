/* What a terminal asks for. */
#include "passage_impl.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In which language and time zone the answer is, and where passwords come from. Nothing else of a
 * terminal's environment reaches the server. */
static const char *const VARIABLES[] = {
    "DUIBIAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "TZ", "DUIBIAO_PASSWORD_FILE", "DUIBIAO_CODE",
};
enum { VARIABLE_COUNT = sizeof VARIABLES / sizeof VARIABLES[0] };

/* What messages call the workspace. */
static const char WORKSPACE_VARIABLE[] = "DUIBIAO_WORKSPACE";

/* ---- Sending ---- */

static void add_variable(List *variables, const char *name, const char *value)
{
    *(char **)list_add(variables) =
        text_cstr(variables->arena, text_format(variables->arena, "%s=%s", name, value));
}

List request_variables(Arena *arena, const char *workspace)
{
    List variables = list_new(arena, sizeof(char *));
    for (size_t i = 0; i < VARIABLE_COUNT; i++) {
        const char *value = getenv(VARIABLES[i]);
        if (value != NULL) {
            add_variable(&variables, VARIABLES[i], value);
        }
    }
    add_variable(&variables, WORKSPACE_VARIABLE, workspace);
    return variables;
}

Status request_send(const Line *line, const PassageRequest *request, Error *err)
{
    Status status = frame_send_with(line, FRAME_GREETING, request->version, request->descriptors,
                                    request->descriptor_count, err);
    for (size_t i = 0; status == STATUS_OK && i < request->variables.count; i++) {
        status = frame_send(line, FRAME_VARIABLE,
                            text_from(*LIST_AT(&request->variables, char *, i)), err);
    }
    for (int i = 0; status == STATUS_OK && i < request->argc; i++) {
        status = frame_send(line, FRAME_ARGUMENT, text_from(request->argv[i]), err);
    }
    return status == STATUS_OK ? frame_send(line, FRAME_END, TEXT(""), err) : status;
}

/* ---- Receiving ---- */

/* The C library opens a file for a time zone: only one of its own. */
static bool is_zone(Text value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        bool is_plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!is_plain && strchr("+-_/,.:<>", c) == NULL) {
            return false;
        }
    }
    return !text_starts(value, TEXT("/")) && !text_starts(value, TEXT(":")) &&
           !text_contains(value, TEXT(".."));
}

static bool is_let_through(Text variable)
{
    Text value = variable, name = text_take(&value, '=');
    if (text_equal(name, TEXT("TZ"))) {
        return is_zone(value);
    }
    for (size_t i = 0; i < VARIABLE_COUNT; i++) {
        if (text_equal(name, text_from(VARIABLES[i]))) {
            return true;
        }
    }
    return text_equal(name, text_from(WORKSPACE_VARIABLE));
}

/* A text with a zero inside would be cut. */
static bool is_whole(Text text)
{
    return memchr(text.ptr, '\0', text.len) == NULL;
}

static Status take_frame(Arena *arena, const Frame *frame, List *arguments, PassageRequest *request,
                         Error *err)
{
    bool is_variable = frame->kind == FRAME_VARIABLE;
    if ((!is_variable && frame->kind != FRAME_ARGUMENT) || !is_whole(frame->bytes)) {
        return frame_garbled(err);
    }
    if (!is_variable || is_let_through(frame->bytes)) {
        *(char **)list_add(is_variable ? &request->variables : arguments) =
            text_cstr(arena, frame->bytes);
    }
    return STATUS_OK;
}

static Status greet(const Line *line, const char *version, PassageRequest *request, Error *err)
{
    Frame frame;
    Status status = frame_receive_with(line, &frame, request->descriptors,
                                       &request->descriptor_count, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (frame.kind != FRAME_GREETING || request->descriptor_count < PASSAGE_DESCRIPTORS - 1) {
        return frame_garbled(err);
    }
    return text_equal(frame.bytes, text_from(version))
               ? STATUS_OK
               : error_set(err, STATUS_UNSUPPORTED, "cli.passage_version",
                           ARGS(arg_text("terminal", frame.bytes), arg_cstr("server", version)));
}

static Status receive_words(Arena *arena, const Line *line, size_t bytes_most,
                            PassageRequest *request, Error *err)
{
    enum { FRAME_COST = 16 }; /* that empty ones do not come without end either */
    List arguments = list_new(arena, sizeof(char *));
    size_t bytes = 0;
    Frame frame;
    for (;;) {
        Status status = frame_receive(line, &frame, err);
        if (status != STATUS_OK || frame.kind == FRAME_END) {
            request->argc = (int)arguments.count;
            *(char **)list_add(&arguments) = NULL;
            request->argv = arguments.items;
            return status;
        }
        bytes += frame.bytes.len + FRAME_COST;
        if (bytes > bytes_most) {
            return error_set(err, STATUS_LIMIT, "cli.passage_too_long",
                             ARGS(arg_int("bytes", (int64_t)bytes_most)));
        }
        status = take_frame(arena, &frame, &arguments, request, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

Status request_receive(Arena *arena, const Line *line, const char *version, size_t bytes_most,
                       PassageRequest *request, Error *err)
{
    *request = (PassageRequest){.version = text_from(version),
                                .variables = list_new(arena, sizeof(char *))};
    Status status = greet(line, version, request, err);
    if (status == STATUS_OK) {
        status = receive_words(arena, line, bytes_most, request, err);
    }
    if (status == STATUS_OK && request->argc == 0) {
        status = frame_garbled(err);
    }
    return status;
}

void request_close(PassageRequest *request)
{
    for (int i = 0; i < request->descriptor_count; i++) {
        close(request->descriptors[i]);
    }
    request->descriptor_count = 0;
}
