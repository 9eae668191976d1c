#include "store/files/checksum.h"
#include "store/files/side_files.h"
#include <errno.h>
#include <nettle/sha2.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

void vp_checksum_bytes(const void *bytes, size_t length, vp_checksum out)
{
    struct sha256_ctx sha;
    unsigned char digest[SHA256_DIGEST_SIZE];
    sha256_init(&sha);
    sha256_update(&sha, length, bytes);
    sha256_digest(&sha, sizeof digest, digest);
    sodium_bin2hex(out, sizeof(vp_checksum), digest, sizeof digest);
}

bool vp_checksum_both(const char *path, vp_checksum sha256, vp_checksum blake2b, size_t *bytes, vp_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file) return vp_fail(err, vp_error_of_system(errno), "%s: cannot be opened: %s", path, strerror(errno));
    struct sha256_ctx sha;
    crypto_generichash_state blake;
    enum { BLAKE_BYTES = 32 };
    unsigned char block[65536], digest[SHA256_DIGEST_SIZE], second[BLAKE_BYTES];
    size_t total = 0;
    sha256_init(&sha);
    crypto_generichash_init(&blake, NULL, 0, sizeof second);
    for (size_t length; (length = fread(block, 1, sizeof block, file)) > 0; total += length) {
        sha256_update(&sha, length, block);
        if (blake2b) crypto_generichash_update(&blake, block, length);
    }
    bool ok = !ferror(file);
    fclose(file);
    if (!ok) return vp_fail(err, VP_IO, "%s: cannot be read to its end", path);
    sha256_digest(&sha, sizeof digest, digest);
    crypto_generichash_final(&blake, second, sizeof second);
    sodium_bin2hex(sha256, sizeof(vp_checksum), digest, sizeof digest);
    if (blake2b) sodium_bin2hex(blake2b, sizeof(vp_checksum), second, sizeof second);
    if (bytes) *bytes = total;
    return true;
}

bool vp_checksum_file(const char *path, vp_checksum out, size_t *bytes, vp_error *err)
{
    return vp_checksum_both(path, out, NULL, bytes, err);
}

/* ------------------------------------------------------------ side files */

typedef struct {
    struct sha256_ctx sha;
    size_t bytes, files;
} source_sum;

static void add_line(source_sum *s, const char *sum, const char *suffix)
{
    sha256_update(&s->sha, strlen(sum), (const uint8_t *)sum);
    sha256_update(&s->sha, 2, (const uint8_t *)"  ");
    sha256_update(&s->sha, strlen(suffix), (const uint8_t *)suffix);
    sha256_update(&s->sha, 1, (const uint8_t *)"\n");
}

static bool add_side_file(void *context, const char *file, const char *suffix, vp_error *err)
{
    source_sum *s = context;
    vp_checksum sum;
    size_t bytes = 0;
    if (!vp_checksum_file(file, sum, &bytes, err)) return false;
    add_line(s, sum, suffix);
    s->bytes += bytes, s->files++;
    return true;
}

bool vp_checksum_source(const char *path, vp_checksum out, size_t *bytes, vp_error *err)
{
    source_sum s = {.files = 0};
    unsigned char digest[SHA256_DIGEST_SIZE];
    if (!vp_checksum_file(path, out, &s.bytes, err)) return false;
    sha256_init(&s.sha);
    add_line(&s, out, "");
    bool ok = vp_side_files_visit(path, add_side_file, &s, err);
    sha256_digest(&s.sha, sizeof digest, digest);
    if (ok && s.files) sodium_bin2hex(out, sizeof(vp_checksum), digest, sizeof digest);
    if (bytes) *bytes = s.bytes;
    return ok;
}
