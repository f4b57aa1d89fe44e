/* One line an event: 2016-10-13T12:00:00.000Z INFO what name=value … */
#include "text_impl.h"

#include <string.h>
#include <time.h>

static void add_time(Buf *line)
{
    int64_t now_ms = time_now_ms();
    int64_t second_of_day = now_ms / 1000 % 86400;
    date_print(line, (Date)(now_ms / 1000 / 86400));
    buf_add_char(line, 'T');
    buf_add_padded(line, (unsigned)(second_of_day / 3600), 2);
    buf_add_char(line, ':');
    buf_add_padded(line, (unsigned)(second_of_day / 60 % 60), 2);
    buf_add_char(line, ':');
    buf_add_padded(line, (unsigned)(second_of_day % 60), 2);
    buf_add_char(line, '.');
    buf_add_padded(line, (unsigned)(now_ms % 1000), 3);
    buf_add_char(line, 'Z');
}

/* A value stays on its line and cannot pass for another pair. */
static void add_value(Buf *line, Text value)
{
    bool plain = value.len > 0;
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        plain = plain && c > ' ' && c != '"' && c != '=' && c != '\\' && c != 0x7F;
    }
    if (plain) {
        buf_add(line, value);
    } else {
        Json json = json_new(line);
        json_text(&json, value);
    }
}

void log_line(const Log *log, LogLevel level, const char *what, const Arg *args, size_t arg_count)
{
    static const char *const NAMES[] = {"DEBUG", "INFO", "WARNING", "ERROR"};
    if (!log || !log->stream || level < log->least) {
        return;
    }
    Arena *scratch = arena_new();
    Buf line = buf_new(scratch);
    add_time(&line);
    buf_add_char(&line, ' ');
    buf_add_cstr(&line, NAMES[level]);
    buf_add_char(&line, ' ');
    buf_add_cstr(&line, what);
    for (size_t i = 0; i < arg_count; i++) {
        buf_add_char(&line, ' ');
        buf_add_cstr(&line, args[i].name);
        buf_add_char(&line, '=');
        if (args[i].kind == ARG_INT) {
            buf_add_int(&line, args[i].number);
        } else {
            add_value(&line, args[i].text);
        }
    }
    buf_add_char(&line, '\n');
    fwrite(line.ptr, 1, line.len, log->stream);
    fflush(log->stream);
    arena_free(scratch);
}
