/* folder: a folder of a test's own. */
#ifndef DUIBIAO_TEST_FOLDER_H
#define DUIBIAO_TEST_FOLDER_H

#include <stdbool.h>

enum { FOLDER_PATH = 64 };

/* Makes one that is empty. Takes away first what tests left that were killed: of a process that is
 * gone, and not used for an hour. False: none can be made. */
bool folder_make(char path[FOLDER_PATH]);
void folder_remove(const char *path); /* with all that is in it */

#endif
