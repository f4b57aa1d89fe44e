/* Looking up files that were compiled in. */
#include "base.h"

#include <string.h>

bool embedded_text(EmbeddedFiles files, const char *name, Text *text)
{
    for (size_t i = 0; i < files.count; i++) {
        if (strcmp(files.items[i].name, name) == 0) {
            *text = (Text){(const char *)files.items[i].bytes, files.items[i].len};
            return true;
        }
    }
    return false;
}
