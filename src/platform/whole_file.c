#include "platform/whole_file.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool vp_whole_file_write(const char *path, const vp_buffer *bytes, vp_error *err)
{
    char *draft = NULL;
    if (asprintf(&draft, "%s.%ld.tmp", path, (long)getpid()) < 0) return vp_fail_memory(err, strlen(path));
    FILE *file = fopen(draft, "wb");
    bool ok = file && fwrite(bytes->bytes, 1, bytes->length, file) == bytes->length;
    if (file && fclose(file) != 0) ok = false;
    ok = ok && rename(draft, path) == 0;
    if (!ok) vp_fail(err, VP_IO, "%s: cannot be written: %s", path, strerror(errno));
    if (!ok) unlink(draft);
    free(draft);
    return ok;
}
