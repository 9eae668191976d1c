#include "store/spatial/program_sum.h"
#include <errno.h>
#include <gdal.h>
#include <geos_c.h>
#include <gnu/libc-version.h>
#include <proj.h>
#include <stdio.h>
#include <string.h>

/* The file that runs, also where another one has its name by now. */
static bool add_itself(vp_summing *s, vp_error *err)
{
    unsigned char bytes[1 << 14];
    FILE *file = fopen("/proc/self/exe", "rb");
    if (!file)
        return vp_fail(err, vp_error_of_system(errno), "the program cannot read itself (/proc/self/exe): %s",
                       strerror(errno));
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;) vp_sum_bytes(s, bytes, got);
    bool ok = !ferror(file) || vp_fail(err, VP_IO, "the program cannot read itself (/proc/self/exe)");
    fclose(file);
    return ok;
}

bool vp_program_sum(vp_input_sum sum, vp_error *err)
{
    vp_summing s = vp_sum_begin();
    if (!add_itself(&s, err)) return false;
    vp_sum_text(&s, GDALVersionInfo("RELEASE_NAME"));
    vp_sum_text(&s, GEOSversion());
    vp_sum_text(&s, proj_info().version);
    vp_sum_text(&s, gnu_get_libc_version());
    vp_sum_end(&s, sum);
    return true;
}
