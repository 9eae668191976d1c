/* The version of the library itself. */
#include <vungphu/version.h>

const char *vp_version(void) { return VP_VERSION; }
