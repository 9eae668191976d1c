#include "store/spatial/program_sum.h"
#include <errno.h>
#include <gdal.h>
#include <geos_c.h>
#include <gnu/libc-version.h>
#include <proj.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { SUM_BYTES = 16 };

static void add_text(crypto_generichash_state *s, const char *text)
{
    size_t length = strlen(text);
    crypto_generichash_update(s, (const unsigned char *)&length, sizeof length);
    crypto_generichash_update(s, (const unsigned char *)text, length);
}

/* The file that runs, also where another one has its name by now. */
static bool add_itself(crypto_generichash_state *s, vp_error *err)
{
    unsigned char bytes[1 << 14];
    FILE *file = fopen("/proc/self/exe", "rb");
    if (!file)
        return vp_fail(err, vp_error_of_system(errno), "the program cannot read itself (/proc/self/exe): %s",
                       strerror(errno));
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;) crypto_generichash_update(s, bytes, got);
    bool ok = !ferror(file) || vp_fail(err, VP_IO, "the program cannot read itself (/proc/self/exe)");
    fclose(file);
    return ok;
}

bool vp_program_sum(vp_program_text sum, vp_error *err)
{
    crypto_generichash_state s;
    unsigned char digest[SUM_BYTES];
    crypto_generichash_init(&s, NULL, 0, SUM_BYTES);
    if (!add_itself(&s, err)) return false;
    add_text(&s, GDALVersionInfo("RELEASE_NAME"));
    add_text(&s, GEOSversion());
    add_text(&s, proj_info().version);
    add_text(&s, gnu_get_libc_version());
    crypto_generichash_final(&s, digest, sizeof digest);
    sodium_bin2hex(sum, sizeof(vp_program_text), digest, sizeof digest);
    return true;
}
