/* Errors and the table of statuses. */
#include "text_impl.h"

#include <string.h>

static const StatusRow STATUS_ROWS[STATUS_COUNT] = {
    [STATUS_OK] = {"ok", 0, 200, "成功", "done"},
    [STATUS_USAGE] = {"usage", 2, 400, "用法有误", "wrong usage"},
    [STATUS_INVALID] = {"invalid", 3, 422, "数据有误", "wrong data"},
    [STATUS_NOT_FOUND] = {"not_found", 4, 404, "未找到", "not found"},
    [STATUS_CONFLICT] = {"conflict", 5, 409, "已变动或已存在",
                         "changed meanwhile, or there already"},
    [STATUS_DENIED] = {"denied", 6, 403, "无权操作", "not permitted"},
    [STATUS_LIMIT] = {"limit", 7, 413, "超出限制", "over a limit"},
    [STATUS_UNSUPPORTED] = {"unsupported", 8, 415, "不支持", "not supported"},
    [STATUS_CORRUPT] = {"corrupt", 9, 500, "文件已损坏或不属于本系统", "damaged, or not our file"},
    [STATUS_BUSY] = {"busy", 10, 503, "正被占用，请稍后再试", "in use; try again"},
    [STATUS_IO] = {"io", 11, 500, "操作系统拒绝", "refused by the operating system"},
    [STATUS_INTERNAL] = {"internal", 70, 500, "程序内部错误", "internal mistake"},
};

const StatusRow *status_row(Status status)
{
    return (unsigned)status < STATUS_COUNT ? &STATUS_ROWS[status] : &STATUS_ROWS[STATUS_INTERNAL];
}

/* As many whole characters of the text as fit. */
static size_t fitting(Text text, size_t room)
{
    if (text.len <= room) {
        return text.len;
    }
    size_t len = room;
    while (len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80) {
        len--;
    }
    return len;
}

/* Appends as much of the text as fits; gives what was kept, as it will stand in the error. */
static Text keep_text(char texts[ERROR_TEXT_BYTES], size_t *len, const Error *err, Text text)
{
    size_t size = fitting(text, ERROR_TEXT_BYTES - *len);
    if (size) {
        memcpy(texts + *len, text.ptr, size);
    }
    Text kept = {err->text + *len, size};
    *len += size;
    return kept;
}

/* An argument's text is found again by its place in `text` (kept in `number`; a label's English
 * stands behind its Chinese), so that an Error may be copied as a whole. The arguments may
 * themselves point into `err`, as they do when one error is turned into another: hence the copy on
 * the side. */
Status error_set(Error *err, Status status, const char *code, const Arg *args, size_t arg_count)
{
    char texts[ERROR_TEXT_BYTES] = {0};
    Arg kept[ERROR_ARGS_MAX] = {{0}};
    size_t len = 0, count = arg_count < ERROR_ARGS_MAX ? arg_count : ERROR_ARGS_MAX;
    for (size_t i = 0; i < count; i++) {
        kept[i] = args[i];
        if (args[i].kind != ARG_INT) {
            kept[i].number = (int64_t)len;
            kept[i].text = keep_text(texts, &len, err, args[i].text);
            kept[i].en = keep_text(texts, &len, err, args[i].en);
        }
    }
    err->status = status;
    err->code = code;
    err->arg_count = count;
    memcpy(err->args, kept, count * sizeof *kept);
    memcpy(err->text, texts, len);
    err->text_len = len;
    return status;
}

/* The texts stand in the error itself, which may have been copied since. */
Arg error_arg(const Error *err, size_t at)
{
    Arg arg = err->args[at];
    if (arg.kind != ARG_INT) {
        arg.text.ptr = err->text + arg.number;
        arg.en.ptr = arg.text.ptr + arg.text.len;
    }
    return arg;
}

void error_print(Buf *out, Lang lang, const Error *err)
{
    if (err->status == STATUS_OK || !err->code) {
        return;
    }
    Arg args[ERROR_ARGS_MAX];
    for (size_t i = 0; i < err->arg_count; i++) {
        args[i] = error_arg(err, i);
    }
    lang_print(out, lang, err->code, args, err->arg_count);
}
