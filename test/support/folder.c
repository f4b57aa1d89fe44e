/* Folders of tests are called after their process, so that those of one that was killed can be
 * told. */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char PLACE[] = "/tmp";
static const char BEGINNING[] = "duibiao-test-";

enum { OPEN_FOLDERS = 8, HOUR_S = 3600 };

static int remove_entry(const char *path, const struct stat *stat, int type, struct FTW *walk)
{
    (void)stat;
    (void)type;
    (void)walk;
    return remove(path);
}

void folder_remove(const char *path)
{
    nftw(path, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

/* The process may live in another space of numbers, where a test still runs: hence the hour. */
static bool is_left_over(const char *name, const char *path)
{
    struct stat found;
    long process = strtol(name + strlen(BEGINNING), NULL, 10);
    bool is_gone = process > 0 && kill((pid_t)process, 0) != 0 && errno == ESRCH;
    return is_gone && stat(path, &found) == 0 && time(NULL) - found.st_mtime > HOUR_S;
}

static void sweep(void)
{
    DIR *folder = opendir(PLACE);
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        char path[sizeof PLACE + sizeof entry->d_name];
        if (strncmp(entry->d_name, BEGINNING, strlen(BEGINNING)) != 0) {
            continue;
        }
        snprintf(path, sizeof path, "%s/%s", PLACE, entry->d_name);
        if (is_left_over(entry->d_name, path)) {
            folder_remove(path);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
}

bool folder_make(char path[FOLDER_PATH])
{
    static bool has_swept;
    if (!has_swept) {
        sweep();
        has_swept = true;
    }
    snprintf(path, FOLDER_PATH, "%s/%s%ld-XXXXXX", PLACE, BEGINNING, (long)getpid());
    return mkdtemp(path) != NULL;
}
