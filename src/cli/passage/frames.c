/* Frames: a kind, a length, so many bytes. Whatever comes, and however slowly, it is one frame in
 * time or an error. */
#include "passage_impl.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct FrameHead {
    uint32_t kind, len;
} FrameHead;

Line line_new(Arena *arena, int descriptor)
{
    return (Line){.descriptor = descriptor, .room = arena_alloc(arena, FRAME_BYTES_MOST)};
}

void line_allow(Line *line, int seconds)
{
    line->until_ns =
        seconds > 0 ? time_monotonic_ns() + (uint64_t)seconds * UINT64_C(1000000000) : 0;
}

/* ---- Waiting ---- */

static Status gone(Error *err)
{
    return error_set(err, STATUS_IO, PASSAGE_GONE, NO_ARGS);
}

Status frame_garbled(Error *err)
{
    return error_set(err, STATUS_INVALID, "cli.passage_garbled", NO_ARGS);
}

static int left_ms(const Line *line)
{
    enum { AT_ONCE_MOST_MS = 1 << 20 };
    if (line->until_ns == 0) {
        return -1;
    }
    uint64_t now_ns = time_monotonic_ns();
    uint64_t left = now_ns < line->until_ns ? (line->until_ns - now_ns) / 1000000 + 1 : 0;
    return left < AT_ONCE_MOST_MS ? (int)left : AT_ONCE_MOST_MS;
}

static Status wait_for(const Line *line, short event, Error *err)
{
    struct pollfd one = {.fd = line->descriptor, .events = event};
    int ready = poll(&one, 1, left_ms(line));
    if (ready > 0 || (ready < 0 && errno == EINTR)) {
        return STATUS_OK;
    }
    return ready == 0 ? error_set(err, STATUS_BUSY, "cli.passage_slow", NO_ARGS) : gone(err);
}

static bool is_to_wait(ssize_t moved)
{
    return moved < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

/* ---- Sending ---- */

/* Descriptors go with the first byte. */
static void attach(struct msghdr *message, char *room, const int *descriptors, int count)
{
    size_t len = (size_t)count * sizeof *descriptors;
    message->msg_control = room;
    message->msg_controllen = CMSG_SPACE(len);
    struct cmsghdr *head = CMSG_FIRSTHDR(message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(len);
    memcpy(CMSG_DATA(head), descriptors, len);
}

static Status send_bytes(const Line *line, Text bytes, const int *descriptors, int count,
                         Error *err)
{
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(PASSAGE_DESCRIPTORS * sizeof(int))] = {0};
    while (bytes.len > 0) {
        struct iovec part = {.iov_base = (void *)(uintptr_t)bytes.ptr, .iov_len = bytes.len};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
        if (count > 0) {
            attach(&message, room, descriptors, count);
        }
        ssize_t sent = sendmsg(line->descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) {
            bytes = text_slice(bytes, (size_t)sent, bytes.len);
            count = 0;
            continue;
        }
        Status status = is_to_wait(sent) ? wait_for(line, POLLOUT, err) : gone(err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

Status frame_send_with(const Line *line, FrameKind kind, Text bytes, const int *descriptors,
                       int count, Error *err)
{
    FrameHead head = {.kind = kind, .len = (uint32_t)bytes.len};
    if (bytes.len > FRAME_BYTES_MOST) {
        return error_set(err, STATUS_LIMIT, "cli.passage_too_long",
                         ARGS(arg_int("bytes", FRAME_BYTES_MOST)));
    }
    Status status =
        send_bytes(line, (Text){(const char *)&head, sizeof head}, descriptors, count, err);
    return status == STATUS_OK ? send_bytes(line, bytes, NULL, 0, err) : status;
}

Status frame_send(const Line *line, FrameKind kind, Text bytes, Error *err)
{
    return frame_send_with(line, kind, bytes, NULL, 0, err);
}

/* ---- Receiving ---- */

/* More than were agreed on were closed by the system, and are a mistake. */
static bool detach(struct msghdr *message, int *descriptors, int *count)
{
    bool is_whole = !(message->msg_flags & MSG_CTRUNC);
    for (struct cmsghdr *head = CMSG_FIRSTHDR(message); head != NULL;
         head = CMSG_NXTHDR(message, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        int came = (int)((head->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        for (int i = 0; i < came; i++) {
            int one;
            memcpy(&one, CMSG_DATA(head) + (size_t)i * sizeof one, sizeof one);
            if (*count < PASSAGE_DESCRIPTORS) {
                descriptors[(*count)++] = one;
            } else {
                close(one);
                is_whole = false;
            }
        }
    }
    return is_whole;
}

/* One reading; *got 0: there was nothing yet. Without room for descriptors those that come are
 * closed by the system. */
static Status receive_part(const Line *line, char *into, size_t size, int *descriptors, int *count,
                           size_t *got, Error *err)
{
    _Alignas(struct cmsghdr) char room[CMSG_SPACE(PASSAGE_DESCRIPTORS * sizeof(int))];
    struct iovec part = {.iov_base = into, .iov_len = size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptors != NULL) {
        message.msg_control = room;
        message.msg_controllen = sizeof room;
    }
    *got = 0;
    ssize_t came = recvmsg(line->descriptor, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (came > 0) {
        *got = (size_t)came;
        bool is_whole = descriptors == NULL || detach(&message, descriptors, count);
        return is_whole ? STATUS_OK : frame_garbled(err);
    }
    return is_to_wait(came) ? wait_for(line, POLLIN, err) : gone(err);
}

static Status receive_bytes(const Line *line, char *into, size_t size, int *descriptors, int *count,
                            Error *err)
{
    while (size > 0) {
        size_t got;
        Status status = receive_part(line, into, size, descriptors, count, &got, err);
        if (status != STATUS_OK) {
            return status;
        }
        into += got;
        size -= got;
    }
    return STATUS_OK;
}

Status frame_receive_with(const Line *line, Frame *frame, int *descriptors, int *count, Error *err)
{
    FrameHead head;
    Status status =
        receive_bytes(line, (char *)&head, sizeof head, descriptors, count, err);
    if (status == STATUS_OK && head.len > FRAME_BYTES_MOST) {
        status = frame_garbled(err);
    }
    if (status == STATUS_OK) {
        status = receive_bytes(line, line->room, head.len, NULL, NULL, err);
    }
    if (status == STATUS_OK) {
        *frame = (Frame){.kind = (FrameKind)head.kind, .bytes = {line->room, head.len}};
    }
    return status;
}

Status frame_receive(const Line *line, Frame *frame, Error *err)
{
    return frame_receive_with(line, frame, NULL, NULL, err);
}

bool frame_read(const Frame *frame, void *into, size_t size)
{
    if (frame->bytes.len != size) {
        return false;
    }
    memcpy(into, frame->bytes.ptr, size);
    return true;
}

/* ---- Errors ---- */

/* Status, code, then names and values of arguments: each ended by a zero. */
Status frame_send_error(const Line *line, const Error *refusal, Error *err)
{
    Arena *scratch = arena_new();
    Buf bytes = buf_new(scratch);
    buf_add_format(&bytes, "%d%c%s%c", (int)refusal->status, 0, refusal->code, 0);
    for (size_t i = 0; i < refusal->arg_count; i++) {
        Arg arg = error_arg(refusal, i);
        Text value = arg.kind == ARG_INT
                         ? text_format(scratch, "%lld", (long long)arg.number)
                         : arg.text;
        buf_add_format(&bytes, "%s%c%.*s%c", arg.name, 0, TEXT_ARGS(value), 0);
    }
    Status status = frame_send(line, FRAME_ERROR, buf_text(&bytes), err);
    arena_free(scratch);
    return status;
}

Status frame_error(Arena *arena, const Frame *frame, Error *err)
{
    Arg args[ERROR_ARGS_MAX];
    size_t count = 0;
    int64_t number;
    Text rest = text_copy(arena, frame->bytes), status, code, name, value;
    bool is_error = text_split(&rest, '\0', &status) && text_to_int(status, &number) &&
                    number > STATUS_OK && number < STATUS_COUNT && text_split(&rest, '\0', &code);
    if (!is_error) {
        return frame_garbled(err);
    }
    while (count < ERROR_ARGS_MAX && text_split(&rest, '\0', &name) &&
           text_split(&rest, '\0', &value)) {
        args[count++] = arg_text(text_cstr(arena, name), value);
    }
    return error_set(err, (Status)number, text_cstr(arena, code), args, count);
}
