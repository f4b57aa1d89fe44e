/* bench_violence: what another person notices while the server is ill treated.
 *
 *   bench_violence PORT PROCESS WORKSPACE SECONDS EXPORT
 *
 * Connections that send a byte a second, readers of EXPORT that never read, an upload without end,
 * and an address that asks ten thousand times a second, each from an address of its own; beside
 * them one who writes, and one person who reads pages. Prints each goal beside the figure; fails
 * where one is missed.
 */
#include "base.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

enum {
    SLOW_CONNECTIONS = 900,
    STUCK_READERS = 64,
    FLOOD_PER_SECOND = 10000,
    PERSON_EVERY_MS = 25,
    WRITE_EVERY_MS = 50,
    SAMPLES_MOST = 100000,
    PATIENCE_SECONDS = 20,
};

static const int64_t UPLOAD_BYTES = INT64_C(1) << 30;
static const double P99_MS_MOST = 200, MEMORY_MB_MOST = 300, LOG_MB_MOST = 64;

typedef struct Trial {
    int port;
    int process;
    const char *workspace, *export_path;
    _Atomic bool is_over;
    _Atomic int64_t flood_sent, flood_refused, slow_open, stuck_open, upload_sent, writes;
    _Atomic int64_t person_failed;
    double samples_ms[SAMPLES_MOST];
    int sample_count;
    double memory_mb, log_mb;
} Trial;

/* ---- Connections: each kind of caller comes from an address of its own ---- */

static int open_from(const Trial *trial, int host, int receive_bytes)
{
    struct sockaddr_in from = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(0x7F000000u + (unsigned)host)};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)trial->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {PATIENCE_SECONDS, 0};
    int line = socket(AF_INET, SOCK_STREAM, 0);
    if (receive_bytes > 0) {
        setsockopt(line, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    }
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(line, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (bind(line, (struct sockaddr *)&from, sizeof from) != 0 ||
        connect(line, (struct sockaddr *)&to, sizeof to) != 0) {
        close(line);
        return -1;
    }
    return line;
}

static bool say(int line, const char *text, size_t len)
{
    return send(line, text, len, MSG_NOSIGNAL) == (ssize_t)len;
}

static bool is_hung_up(int line)
{
    char byte;
    return recv(line, &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
}

/* One answer with its Content-Length; the code, or 0. */
static int hear(int line, char *piece, size_t room)
{
    size_t have = 0;
    char *end = NULL;
    while (!end && have + 1 < room) {
        ssize_t got = recv(line, piece + have, room - 1 - have, 0);
        if (got <= 0) {
            return 0;
        }
        have += (size_t)got;
        piece[have] = 0;
        end = strstr(piece, "\r\n\r\n");
    }
    const char *length = strcasestr(piece, "content-length:");
    if (!end || !length) {
        return 0;
    }
    size_t whole = (size_t)(end + 4 - piece) + (size_t)strtoul(length + 15, NULL, 10);
    int code = atoi(piece + 9);
    while (have < whole) {
        ssize_t got = recv(line, piece, room, 0);
        if (got <= 0) {
            return 0;
        }
        have += (size_t)got;
    }
    return code;
}

/* ---- Those who treat it ill ---- */

/* A byte of a header each second, each from one of a few addresses. */
static void *be_slow(void *argument)
{
    Trial *trial = argument;
    static const char HEAD[] = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
    int lines[SLOW_CONNECTIONS];
    for (int i = 0; i < SLOW_CONNECTIONS; i++) {
        lines[i] = -1;
    }
    while (!trial->is_over) {
        int64_t open = 0;
        for (int i = 0; i < SLOW_CONNECTIONS && !trial->is_over; i++) {
            if (lines[i] < 0 || is_hung_up(lines[i]) || !say(lines[i], "x", 1)) {
                if (lines[i] >= 0) {
                    close(lines[i]);
                }
                lines[i] = open_from(trial, 100 + i % 20, 0);
                if (lines[i] >= 0) {
                    say(lines[i], HEAD, sizeof HEAD - 1);
                }
            }
            open += lines[i] >= 0;
        }
        trial->slow_open = open > trial->slow_open ? open : trial->slow_open;
        usleep(1000 * 1000);
    }
    for (int i = 0; i < SLOW_CONNECTIONS; i++) {
        close(lines[i]);
    }
    return NULL;
}

/* Asks for a large file and reads nothing of it. */
static void *be_stuck(void *argument)
{
    Trial *trial = argument;
    int lines[STUCK_READERS];
    char request[300];
    int len = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n",
                       trial->export_path);
    for (int i = 0; i < STUCK_READERS; i++) {
        lines[i] = open_from(trial, 30 + i, 4096);
        trial->stuck_open += lines[i] >= 0 && say(lines[i], request, (size_t)len);
    }
    while (!trial->is_over) {
        usleep(100 * 1000);
    }
    for (int i = 0; i < STUCK_READERS; i++) {
        close(lines[i]);
    }
    return NULL;
}

/* A gigabyte that nobody announced, piece by piece, until the server has had enough; then again. */
static void *upload(void *argument)
{
    Trial *trial = argument;
    enum { PIECE = 65536 };
    static char piece[PIECE + 16];
    static const char HEAD[] =
        "POST /api/task HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        "multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n";
    int head = snprintf(piece, 16, "%x\r\n", PIECE);
    memset(piece + head, 'x', PIECE);
    memcpy(piece + head + PIECE, "\r\n", 2);
    while (!trial->is_over) {
        int line = open_from(trial, 3, 0);
        int64_t sent = 0;
        bool open = line >= 0 && say(line, HEAD, sizeof HEAD - 1);
        while (open && !trial->is_over && sent < UPLOAD_BYTES) {
            open = say(line, piece, (size_t)head + PIECE + 2);
            sent += open ? PIECE : 0;
        }
        trial->upload_sent += sent;
        close(line);
        usleep(10 * 1000);
    }
    return NULL;
}

/* Counts what came back: answers of one line each begin with the code. */
static void count_refusals(Trial *trial, int line)
{
    char piece[65536];
    ssize_t got;
    while ((got = recv(line, piece, sizeof piece - 1, MSG_DONTWAIT)) > 0) {
        piece[got] = 0;
        for (const char *at = piece; (at = strstr(at, "HTTP/1.1 429")) != NULL; at++) {
            trial->flood_refused++;
        }
    }
}

static void *flood(void *argument)
{
    Trial *trial = argument;
    enum { BURSTS_PER_SECOND = 200, BURST = FLOOD_PER_SECOND / BURSTS_PER_SECOND };
    static const char REQUEST[] = "GET /api/task HTTP/1.1\r\nHost: localhost\r\n\r\n";
    int line = -1;
    while (!trial->is_over) {
        if (line < 0) {
            line = open_from(trial, 4, 0);
        }
        for (int i = 0; i < BURST && line >= 0; i++) {
            if (say(line, REQUEST, sizeof REQUEST - 1)) {
                trial->flood_sent++;
            } else {
                close(line);
                line = -1;
            }
        }
        if (line >= 0) {
            count_refusals(trial, line);
        }
        usleep(1000000 / BURSTS_PER_SECOND);
    }
    close(line);
    return NULL;
}

/* ---- Those who work ---- */

static void *write_on(void *argument)
{
    Trial *trial = argument;
    char request[500], answer[65536];
    for (int at = 0; !trial->is_over; at++) {
        char body[80];
        int len = snprintf(body, sizeof body, "{\"zh\": \"group %d\"}", at);
        int all = snprintf(request, sizeof request,
                           "POST /api/unit_group HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                           "application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
                           len, body);
        int line = open_from(trial, 5, 0);
        if (line >= 0 && say(line, request, (size_t)all) &&
            hear(line, answer, sizeof answer) == 201) {
            trial->writes++;
        }
        close(line);
        usleep(WRITE_EVERY_MS * 1000);
    }
    return NULL;
}

static void *read_pages(void *argument)
{
    Trial *trial = argument;
    static const char *const paths[] = {"/", "/records/task", "/gaps", "/api/task?limit=20"};
    static char answer[1 << 20];
    char request[200];
    int line = -1;
    for (int at = 0; !trial->is_over; at++) {
        int len = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n",
                           paths[at % 4]);
        uint64_t began = time_monotonic_ns();
        if (line < 0) {
            line = open_from(trial, 2, 0);
        }
        bool is_heard = line >= 0 && say(line, request, (size_t)len) &&
                        hear(line, answer, sizeof answer) == 200;
        if (!is_heard) {
            trial->person_failed++;
            close(line);
            line = -1;
        }
        if (trial->sample_count < SAMPLES_MOST) {
            trial->samples_ms[trial->sample_count++] = (double)(time_monotonic_ns() - began) / 1e6;
        }
        usleep(PERSON_EVERY_MS * 1000);
    }
    close(line);
    return NULL;
}

/* ---- What it costs ---- */

static double resident_mb(int process)
{
    char path[64], row[200];
    double kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%d/status", process);
    FILE *file = fopen(path, "r");
    while (file && fgets(row, sizeof row, file)) {
        if (strncmp(row, "VmRSS:", 6) == 0) {
            kilobytes = strtod(row + 6, NULL);
        }
    }
    if (file) {
        fclose(file);
    }
    return kilobytes / 1024;
}

static double file_mb(const char *path, const char *ending)
{
    char name[4096];
    struct stat stat_of;
    snprintf(name, sizeof name, "%s%s", path, ending);
    return stat(name, &stat_of) == 0 ? (double)stat_of.st_size / (1024 * 1024) : 0;
}

static void watch(Trial *trial, int seconds)
{
    for (int at = 0; at < seconds * 10; at++) {
        double memory = resident_mb(trial->process), log = file_mb(trial->workspace, "-wal");
        trial->memory_mb = memory > trial->memory_mb ? memory : trial->memory_mb;
        trial->log_mb = log > trial->log_mb ? log : trial->log_mb;
        usleep(100 * 1000);
    }
}

/* ---- The figures beside the goals ---- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool told(const char *what, double figure, double most, const char *unit)
{
    printf("  %-58s %8.1f %-4s goal < %.0f%s\n", what, figure, unit, most,
           figure < most ? "" : "   MISSED");
    return figure < most;
}

static bool tell(Trial *trial, int seconds)
{
    int count = trial->sample_count;
    qsort(trial->samples_ms, (size_t)count, sizeof(double), by_size);
    double p99 = count > 0 ? trial->samples_ms[count * 99 / 100] : 1e9;
    printf(
        "  %lld slow connections, %lld stuck exports, %.0f MB uploaded in vain, %lld requests/s of "
        "one address (%lld refused), %lld changes\n",
        (long long)trial->slow_open, (long long)trial->stuck_open,
        (double)trial->upload_sent / (1024 * 1024), (long long)(trial->flood_sent / seconds),
        (long long)trial->flood_refused, (long long)trial->writes);
    bool holds = told("another person's p99", p99, P99_MS_MOST, "ms");
    holds = told("requests of theirs that failed", (double)trial->person_failed, 1, "") && holds;
    holds = told("memory of the server", trial->memory_mb, MEMORY_MB_MOST, "MB") && holds;
    holds = told("its write-ahead log", trial->log_mb, LOG_MB_MOST, "MB") && holds;
    bool is_refused = trial->flood_refused > 0;
    printf("  the address that asks too often gets 429: %s\n", is_refused ? "yes" : "no   MISSED");
    return holds && is_refused && trial->writes > 0 && trial->slow_open == SLOW_CONNECTIONS &&
           trial->stuck_open == STUCK_READERS;
}

int main(int argc, char **argv)
{
    static Trial trial;
    static void *(*const PARTS[])(void *) = {be_slow, be_stuck, upload,
                                             flood,   write_on, read_pages};
    enum { PART_COUNT = sizeof PARTS / sizeof *PARTS };
    pthread_t threads[PART_COUNT];
    struct rlimit files = {4096, 4096};
    if (argc != 6) {
        fputs("usage: bench_violence PORT PROCESS WORKSPACE SECONDS EXPORT\n", stderr);
        return 2;
    }
    int seconds = atoi(argv[4]);
    trial.port = atoi(argv[1]);
    trial.process = atoi(argv[2]);
    trial.workspace = argv[3];
    trial.export_path = argv[5];
    setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 0; i < PART_COUNT; i++) {
        if (pthread_create(&threads[i], NULL, PARTS[i], &trial) != 0) {
            perror("bench_violence");
            return 1;
        }
    }
    watch(&trial, seconds);
    trial.is_over = true;
    for (int i = 0; i < PART_COUNT; i++) {
        pthread_join(threads[i], NULL);
    }
    return tell(&trial, seconds) ? 0 : 1;
}
