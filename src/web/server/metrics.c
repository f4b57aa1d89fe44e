/* Counters, in the text form that Prometheus reads. */
#include "server_impl.h"

#include <stdlib.h>
#include <unistd.h>

enum { CODE_CLASSES = 6 };

static const double BOUNDS_MS[] = {0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000};
enum { BOUNDS = sizeof BOUNDS_MS / sizeof *BOUNDS_MS };

struct Metrics {
    _Atomic uint64_t by_class[CODE_CLASSES];
    _Atomic uint64_t by_bound[BOUNDS + 1];
    _Atomic uint64_t ns, bytes;
};

Metrics *metrics_new(Arena *arena)
{
    return ARENA_NEW(arena, Metrics);
}

static void count(_Atomic uint64_t *counter, uint64_t by)
{
    atomic_fetch_add_explicit(counter, by, memory_order_relaxed);
}

void metrics_count(Metrics *metrics, int code, uint64_t ns, uint64_t bytes)
{
    int bound = 0;
    while (bound < BOUNDS && (double)ns > BOUNDS_MS[bound] * 1e6) {
        bound++;
    }
    count(&metrics->by_bound[bound], 1);
    count(&metrics->by_class[code >= 100 && code < 600 ? code / 100 : 0], 1);
    count(&metrics->ns, ns);
    count(&metrics->bytes, bytes);
}

static void print_gauge(Buf *out, const char *name, const char *kind, const char *help,
                        int64_t value)
{
    buf_add_format(out, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, help, name, kind, name,
                   (long long)value);
}

static void print_durations(Buf *out, Metrics *metrics)
{
    const char *name = "duibiao_request_seconds";
    uint64_t sum = 0;
    buf_add_format(out, "# HELP %s From the headers to the last byte.\n# TYPE %s histogram\n", name,
                   name);
    for (int i = 0; i < BOUNDS; i++) {
        sum += atomic_load(&metrics->by_bound[i]);
        buf_add_format(out, "%s_bucket{le=\"%g\"} %llu\n", name, BOUNDS_MS[i] / 1000,
                       (unsigned long long)sum);
    }
    sum += atomic_load(&metrics->by_bound[BOUNDS]);
    buf_add_format(out, "%s_bucket{le=\"+Inf\"} %llu\n%s_sum %.6f\n%s_count %llu\n", name,
                   (unsigned long long)sum, name, (double)atomic_load(&metrics->ns) / 1e9, name,
                   (unsigned long long)sum);
}

/* Pages of memory that the process holds, from /proc. */
static int64_t resident_bytes(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file) {
        if (fscanf(file, "%*s %ld", &pages) != 1) {
            pages = 0;
        }
        fclose(file);
    }
    return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

void metrics_print(Buf *out, const Site *site)
{
    Metrics *metrics = site->metrics;
    int64_t hits, misses, bytes;
    buf_add_cstr(out, "# HELP duibiao_requests_total Answers by class of status.\n"
                      "# TYPE duibiao_requests_total counter\n");
    for (int i = 1; i < CODE_CLASSES; i++) {
        buf_add_format(out, "duibiao_requests_total{class=\"%dxx\"} %llu\n", i,
                       (unsigned long long)atomic_load(&metrics->by_class[i]));
    }
    print_durations(out, metrics);
    page_cache_tally(site->cache, &hits, &misses, &bytes);
    print_gauge(out, "duibiao_sent_bytes_total", "counter", "Bytes of bodies.",
                (int64_t)atomic_load(&metrics->bytes));
    print_gauge(out, "duibiao_page_cache_hits_total", "counter",
                "Pages that were finished already.", hits);
    print_gauge(out, "duibiao_page_cache_misses_total", "counter", "Pages that had to be made.",
                misses);
    print_gauge(out, "duibiao_page_cache_bytes", "gauge", "Finished pages in memory.", bytes);
    print_gauge(out, "duibiao_connections", "gauge", "Connections that are open.",
                callers_count(site->callers));
    print_gauge(out, "duibiao_waiting", "gauge", "Requests that wait for a worker.",
                workers_waiting(site->workers));
    print_gauge(out, "duibiao_resident_bytes", "gauge", "Memory of the process.", resident_bytes());
}
