#include "store/files/file_bytes.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void *vp_file_bytes(const char *path, size_t *length, vp_error *err)
{
    struct stat state;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 || fstat(file, &state) != 0 || !S_ISREG(state.st_mode)) {
        vp_fail(err, file < 0 && errno == ENOENT ? VP_NOT_FOUND : VP_IO, "%s: cannot be read: %s", path,
                file < 0 ? strerror(errno) : "it is no plain file");
        if (file >= 0) close(file);
        return NULL;
    }
    size_t size = (size_t)state.st_size, at = 0;
    unsigned char *bytes = malloc(size ? size : 1);
    if (!bytes) vp_fail_memory(err, size);
    for (ssize_t got = 1; bytes && at < size && got > 0; at += (size_t)got) {
        got = read(file, bytes + at, size - at);
        if (got > 0) continue;
        vp_fail(err, VP_IO, "%s: cannot be read to its end: %s", path,
                got < 0 ? strerror(errno) : "it is shorter than it was");
        free(bytes);
        bytes = NULL;
        break;
    }
    close(file);
    *length = size;
    return bytes;
}
