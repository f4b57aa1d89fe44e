/* measure_command: runs a command and says how long it took and how much memory it held.
 *
 *   measure_command COMMAND [ARGUMENT…]
 *
 * The command's own output goes to standard error; one line goes to standard output: wall seconds,
 * processor seconds, peak memory in MB (of the largest single process).
 */
#include "base.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: measure_command COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    uint64_t started = time_monotonic_ns();
    pid_t child = fork();
    if (child == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    int state;
    struct rusage usage;
    if (child < 0 || wait4(child, &state, 0, &usage) < 0) {
        perror("measure_command");
        return 1;
    }
    double wall = (double)(time_monotonic_ns() - started) / 1e9;
    printf("%.3f %.3f %.1f\n", wall, seconds(usage.ru_utime) + seconds(usage.ru_stime),
           (double)usage.ru_maxrss / 1024);
    return WIFEXITED(state) ? WEXITSTATUS(state) : 1;
}
