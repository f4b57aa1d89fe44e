/* Where what does not last is kept. */
#include "base.h"

#include <stdlib.h>

const char *scratch_place(void)
{
    const char *place = getenv("TMPDIR");
    return place && *place ? place : "/tmp";
}
