#include "store/files/checksum.h"
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

bool vp_checksum_file(const char *path, vp_checksum out, size_t *bytes, vp_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file) return vp_fail(err, vp_error_of_system(errno), "%s: cannot be opened: %s", path, strerror(errno));
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    unsigned char block[65536], digest[crypto_hash_sha256_BYTES];
    size_t total = 0;
    for (size_t length; (length = fread(block, 1, sizeof block, file)) > 0; total += length)
        crypto_hash_sha256_update(&state, block, length);
    bool ok = !ferror(file);
    fclose(file);
    if (!ok) return vp_fail(err, VP_IO, "%s: cannot be read to its end", path);
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(out, sizeof(vp_checksum), digest, sizeof digest);
    if (bytes) *bytes = total;
    return true;
}
