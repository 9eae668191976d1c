/* How much a heavy random test does: as a rule a part of it, all of it in script/test --thorough (VP_THOROUGH=1). */
#pragma once
#include <stdlib.h>

static inline int vp_thorough(int usual, int whole)
{
    const char *text = getenv("VP_THOROUGH");
    return text && atoi(text) > 0 ? whole : usual;
}
