/* Where the server listens, and under which names it may be called. */
#include "server_impl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BACKLOG = 1024, PORT_MOST = 65535, HOST_BYTES = 64 };

/* "[::1]:8016" and "127.0.0.1:8016" to host and port; a host without brackets holds no colon. */
static bool split_place(Text text, Text *host, int64_t *port)
{
    size_t colon = text.len;
    while (colon > 0 && text.ptr[colon - 1] != ':') {
        colon--;
    }
    if (colon == 0 || !text_to_int(text_slice(text, colon, text.len), port)) {
        return false;
    }
    *host = text_slice(text, 0, colon - 1);
    bool in_brackets = text_starts(*host, TEXT("[")) && text_ends(*host, TEXT("]"));
    if (in_brackets) {
        *host = text_slice(*host, 1, host->len - 1);
    }
    return *port >= 0 && *port <= PORT_MOST && in_brackets == text_contains(*host, TEXT(":"));
}

static bool is_address(int family, Text host, void *address)
{
    char name[HOST_BYTES];
    if (host.len >= sizeof name) {
        return false;
    }
    memcpy(name, host.ptr, host.len);
    name[host.len] = 0;
    return inet_pton(family, name, address) == 1;
}

static bool fill_address(Text host, int port, ListenPlace *place)
{
    struct sockaddr_in *four = (struct sockaddr_in *)&place->address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&place->address;
    *place = (ListenPlace){0};
    if (is_address(AF_INET, host, &four->sin_addr)) {
        four->sin_family = AF_INET;
        four->sin_port = htons((uint16_t)port);
        place->len = sizeof *four;
        return true;
    }
    if (is_address(AF_INET6, host, &six->sin6_addr)) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons((uint16_t)port);
        place->len = sizeof *six;
        return true;
    }
    return false;
}

bool listen_is_loopback(const ListenPlace *place)
{
    if (place->address.ss_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)&place->address;
        return ntohl(four->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&place->address;
    return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

Status listen_parse(const char *text, ListenPlace *place, Error *err)
{
    Text host;
    int64_t port;
    bool is_place =
        split_place(text_from(text), &host, &port) && fill_address(host, (int)port, place);
    return is_place
               ? STATUS_OK
               : error_set(err, STATUS_USAGE, "web.not_a_place", ARGS(arg_cstr("place", text)));
}

static Status refused(int descriptor, Error *err)
{
    int cause = errno;
    if (descriptor >= 0) {
        close(descriptor);
    }
    return error_set(err, cause == EADDRINUSE ? STATUS_BUSY : STATUS_IO, "web.cannot_listen",
                     ARGS(arg_cstr("cause", strerror(cause))));
}

Status listen_open(const ListenPlace *place, int *descriptor, Error *err)
{
    int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, yes = 1;
    int opened = socket(place->address.ss_family, type, 0);
    if (opened < 0) {
        return refused(opened, err);
    }
    setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(opened, (const struct sockaddr *)&place->address, place->len) != 0 ||
        listen(opened, BACKLOG) != 0) {
        return refused(opened, err);
    }
    *descriptor = opened;
    return STATUS_OK;
}

Text listen_address(Arena *arena, int descriptor, bool secure)
{
    struct sockaddr_storage address = {0};
    socklen_t len = sizeof address;
    getsockname(descriptor, (struct sockaddr *)&address, &len);
    char name[INET6_ADDRSTRLEN] = "";
    const char *scheme = secure ? "https" : "http";
    if (address.ss_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)&address;
        inet_ntop(AF_INET, &four->sin_addr, name, sizeof name);
        return text_format(arena, "%s://%s:%d/", scheme, name, ntohs(four->sin_port));
    }
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address;
    inet_ntop(AF_INET6, &six->sin6_addr, name, sizeof name);
    return text_format(arena, "%s://[%s]:%d/", scheme, name, ntohs(six->sin6_port));
}

/* ---- The Host header ---- */

static Text without_port(Text host)
{
    size_t colon;
    if (text_starts(host, TEXT("["))) {
        size_t close = 0;
        return text_find(host, TEXT("]"), &close) ? text_slice(host, 1, close) : TEXT("");
    }
    return text_find(host, TEXT(":"), &colon) ? text_slice(host, 0, colon) : host;
}

bool host_is_ours(Text host, Text hosts)
{
    struct in6_addr address;
    Text name = without_port(host), one;
    if (name.len == 0) {
        return false;
    }
    if (text_equal(name, TEXT("localhost")) || is_address(AF_INET, name, &address) ||
        is_address(AF_INET6, name, &address)) {
        return true;
    }
    while (text_split(&hosts, ',', &one)) {
        if (text_equal(text_trim(one), name)) {
            return true;
        }
    }
    return false;
}
