#include "store/files/checksum.h"
#include <ctype.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

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

/* ------------------------------------------------------------ side files */

enum { SUFFIX_MOST = 16 };

/* Behind the whole name, whatever the format. */
static const char *const behind_name[] = {".aux.xml", ".msk", ".ovr", ".msk.ovr", "-wal", "-journal", NULL};
/* In place of the file's own ending, which stands first: of that format alone; the last row is of all others. */
static const struct {
    const char *ending, *suffixes[8];
} behind_stem[] = {
    {".shp", {".shx", ".dbf", ".prj", ".cpg", ".cst"}},
    {".dbf", {".cpg", ".cst"}},
    {NULL, {".prj", ".tfw", ".tifw", ".tiffw", ".wld", ".tab"}},
};

static const char *ending_of(const char *path)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    return dot && (!slash || dot > slash) ? dot : path + strlen(path);
}

static const char *const *suffixes_of(const char *ending)
{
    size_t row = 0;
    while (behind_stem[row].ending && strcasecmp(behind_stem[row].ending, ending) != 0) row++;
    return behind_stem[row].suffixes;
}

typedef struct {
    const char *path;
    char *name; /* room for any of the names */
    crypto_hash_sha256_state state;
    size_t bytes, files;
} source_sum;

static void add_line(source_sum *s, const char *sum, const char *suffix)
{
    crypto_hash_sha256_update(&s->state, (const unsigned char *)sum, strlen(sum));
    crypto_hash_sha256_update(&s->state, (const unsigned char *)"  ", 2);
    crypto_hash_sha256_update(&s->state, (const unsigned char *)suffix, strlen(suffix));
    crypto_hash_sha256_update(&s->state, (const unsigned char *)"\n", 1);
}

/* The file that has the suffix behind the first stem bytes of the path, in small letters or else in capitals. */
static bool add_side_file(source_sum *s, size_t stem, const char *suffix, vp_error *err)
{
    memcpy(s->name, s->path, stem);
    memcpy(s->name + stem, suffix, strlen(suffix) + 1);
    if (access(s->name, F_OK) != 0)
        for (char *c = s->name + stem; *c; c++) *c = (char)toupper((unsigned char)*c);
    if (access(s->name, F_OK) != 0) return true;
    vp_checksum sum;
    size_t bytes = 0;
    if (!vp_checksum_file(s->name, sum, &bytes, err)) return false;
    add_line(s, sum, suffix);
    s->bytes += bytes, s->files++;
    return true;
}

bool vp_checksum_source(const char *path, vp_checksum out, size_t *bytes, vp_error *err)
{
    source_sum s = {.path = path};
    unsigned char digest[crypto_hash_sha256_BYTES];
    if (!vp_checksum_file(path, out, &s.bytes, err)) return false;
    if (!(s.name = malloc(strlen(path) + SUFFIX_MOST))) return vp_fail_memory(err, strlen(path));
    crypto_hash_sha256_init(&s.state);
    add_line(&s, out, "");
    const char *ending = ending_of(path), *const *instead = suffixes_of(ending);
    bool ok = true;
    for (size_t i = 0; ok && behind_name[i]; i++) ok = add_side_file(&s, strlen(path), behind_name[i], err);
    for (size_t i = 0; ok && instead[i]; i++) ok = add_side_file(&s, (size_t)(ending - path), instead[i], err);
    crypto_hash_sha256_final(&s.state, digest);
    if (ok && s.files) sodium_bin2hex(out, sizeof(vp_checksum), digest, sizeof digest);
    if (bytes) *bytes = s.bytes;
    free(s.name);
    return ok;
}
