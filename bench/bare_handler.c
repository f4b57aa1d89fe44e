/* bare_handler: libmicrohttpd with nothing behind it, for comparison. Answers every request with
 * the same bytes, from as many threads as the server has; prints its address and serves until its
 * input ends.
 *
 *   bare_handler FILE MEDIA_TYPE
 */
#include "base.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Bytes {
    char *ptr;
    size_t len;
    const char *type;
} Bytes;

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_len, void **state)
{
    const Bytes *bytes = context;
    (void)url;
    (void)method;
    (void)version;
    (void)upload;
    (void)upload_len;
    static char is_known;
    if (*state != &is_known) { /* answered at the first call, the connection would not be kept */
        *state = &is_known;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(bytes->len, bytes->ptr, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", bytes->type);
    enum MHD_Result queued = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return queued;
}

static bool read_file(const char *path, Bytes *bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        return false;
    }
    fseek(file, 0, SEEK_END);
    bytes->len = (size_t)ftell(file);
    bytes->ptr = malloc(bytes->len + 1);
    rewind(file);
    bool is_whole = bytes->ptr && fread(bytes->ptr, 1, bytes->len, file) == bytes->len;
    fclose(file);
    return is_whole;
}

int main(int argc, char **argv)
{
    Bytes bytes = {.type = argc == 3 ? argv[2] : ""};
    if (argc != 3 || !read_file(argv[1], &bytes)) {
        fputs("usage: bare_handler FILE MEDIA_TYPE\n", stderr);
        return 2;
    }
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, &bytes, MHD_OPTION_SOCK_ADDR, &place,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)(processors > 1 ? processors : 1), MHD_OPTION_END);
    if (!daemon) {
        perror("bare_handler");
        return 1;
    }
    printf("http://127.0.0.1:%u/\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    while (getchar() != EOF) {
    }
    MHD_stop_daemon(daemon);
    free(bytes.ptr);
    return 0;
}
