#include "store/files/archive.h"
#include <assert.h>
#include <errno.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "archives are little-endian and copied as they are"
#endif

#define MAGIC "vungphu" /* with its NUL: eight bytes */
enum { VERSION = 3, COMPRESSION_LEVEL = 3 };
#define LARGEST_ARCHIVE ((uint64_t)4 << 30)

typedef struct {
    char magic[8], kind[16];
    uint64_t version, plain_bytes, packed_bytes; /* the same number: not packed */
    uint64_t sum;                                /* CRC-32 of bytes that are not packed; 0 of others */
} header;

static void fail(vp_archive *a, const char *what)
{
    if (!a->failed) vp_fail(a->err, VP_BAD_INPUT, "%s: is damaged: %s", a->name, what);
    a->failed = true;
}

static void fail_memory(vp_archive *a, size_t bytes)
{
    if (!a->failed) vp_fail_memory(a->err, bytes);
    a->failed = true;
}

void vp_archive_bytes(vp_archive *a, void *bytes, size_t length)
{
    if (a->failed || length == 0) return;
    if (a->writing) {
        if (!vp_buffer_append(&a->out, bytes, length)) fail_memory(a, length);
    } else if (length > a->length - a->at) {
        fail(a, "it ends too early");
    } else {
        memcpy(bytes, a->in + a->at, length);
        a->at += length;
    }
}

void vp_archive_whole(vp_archive *a, size_t *value)
{
    uint64_t bits = a->writing ? *value : 0;
    vp_archive_bytes(a, &bits, sizeof bits);
    if (!a->writing) *value = (size_t)bits;
}

void vp_archive_number(vp_archive *a, double *value) { vp_archive_bytes(a, value, sizeof *value); }

void vp_archive_int(vp_archive *a, int *value)
{
    int32_t bits = a->writing ? *value : 0;
    vp_archive_bytes(a, &bits, sizeof bits);
    if (!a->writing) *value = bits;
}

void vp_archive_flag(vp_archive *a, bool *value)
{
    uint8_t bits = a->writing ? *value : 0;
    vp_archive_bytes(a, &bits, sizeof bits);
    if (bits > 1) fail(a, "a flag is neither 0 nor 1");
    if (!a->writing) *value = bits == 1;
}

void vp_archive_text(vp_archive *a, char **text)
{
    size_t length = a->writing && *text ? strlen(*text) + 1 : 0; /* 0: NULL */
    vp_archive_whole(a, &length);
    if (a->failed) return;
    if (a->writing) {
        if (length) vp_archive_bytes(a, *text, length - 1);
        return;
    }
    if (!length) return;
    if (length - 1 > a->length - a->at) {
        fail(a, "a text is longer than what is left");
        return;
    }
    *text = calloc(length, 1);
    if (!*text) {
        fail_memory(a, length);
        return;
    }
    vp_archive_bytes(a, *text, length - 1);
    if (strlen(*text) != length - 1) fail(a, "a text holds a NUL");
}

void *vp_archive_zeros(vp_archive *a, void *items, size_t count, size_t size)
{
    if (a->writing || a->failed) return items;
    if (count > a->length - a->at) {
        fail(a, "a list is longer than what is left");
        return NULL;
    }
    void *array = calloc(count ? count : 1, size);
    if (!array) fail_memory(a, count * size);
    return array;
}

void *vp_archive_array(vp_archive *a, void *items, size_t *count, size_t size)
{
    size_t found = a->writing ? *count : 0;
    vp_archive_whole(a, &found);
    if (a->writing) return items;
    void *array = a->failed ? NULL : vp_archive_zeros(a, NULL, found, size);
    *count = array ? found : 0;
    return array;
}

void *vp_archive_block(vp_archive *a, void *items, size_t count, size_t size)
{
    if (a->writing) {
        vp_archive_bytes(a, items, count * size);
        return items;
    }
    if (a->failed) return items;
    if (count > (a->length - a->at) / size) {
        fail(a, "a block is longer than what is left");
        return items;
    }
    void *block = items ? items : malloc(count ? count * size : 1);
    if (!block)
        fail_memory(a, count * size);
    else
        vp_archive_bytes(a, block, count * size);
    return block;
}

const void *vp_archive_view(vp_archive *a, const void *items, size_t count, size_t size)
{
    enum { ALIGNMENT = 8 };
    size_t at = a->writing ? a->out.length : a->at;
    vp_archive_bytes(a, (unsigned char[ALIGNMENT]){0}, (ALIGNMENT - at % ALIGNMENT) % ALIGNMENT);
    if (a->failed) return NULL;
    if (a->writing) {
        vp_archive_bytes(a, (void *)(uintptr_t)items, count * size);
        return items;
    }
    assert(a->in_stays);
    if (count > (a->length - a->at) / size) {
        fail(a, "an array is longer than what is left");
        return NULL;
    }
    const void *view = a->in + a->at;
    a->at += count * size;
    return view;
}

void vp_archive_expect(vp_archive *a, size_t value, const char *what)
{
    size_t found = value;
    vp_archive_whole(a, &found);
    if (!a->failed && found != value) fail(a, what);
}

void vp_archive_below(vp_archive *a, size_t value, size_t limit, bool or_none, const char *what)
{
    if (!a->failed && !(value < limit || (or_none && value == SIZE_MAX))) fail(a, what);
}

static bool write_file(const char *path, const header *head, const void *packed, vp_error *err)
{
    FILE *file = fopen(path, "wbx");
    if (!file) return vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    bool ok =
        fwrite(head, sizeof *head, 1, file) == 1 && fwrite(packed, 1, head->packed_bytes, file) == head->packed_bytes;
    int reason = errno;
    if (fclose(file) != 0 && ok) {
        ok = false;
        reason = errno;
    }
    return ok || vp_fail(err, VP_IO, "%s: cannot be written: %s", path, strerror(reason));
}

bool vp_archive_write(const char *path, const char *kind, vp_archive_walk *walk, void *subject, vp_error *err)
{
    vp_archive archive = {.writing = true, .name = path, .err = err};
    bool ok = walk(&archive, subject) && !archive.failed;
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(COMPRESSION_LEVEL);
    size_t length = archive.out.length, most = length / 2;
    void *packed = malloc(most + 1);
    if (ok && (!compressor || !packed)) ok = vp_fail_memory(err, most);
    if (ok) {
        header head = {.magic = MAGIC, .version = VERSION, .plain_bytes = length, .packed_bytes = length};
        strncpy(head.kind, kind, sizeof head.kind - 1);
        size_t half = length ? libdeflate_zlib_compress(compressor, archive.out.bytes, length, packed, most) : 0;
        if (half)
            head.packed_bytes = half;
        else
            head.sum = libdeflate_crc32(0, archive.out.bytes, length);
        ok = write_file(path, &head, half ? packed : length ? archive.out.bytes : "", err);
    }
    if (compressor) libdeflate_free_compressor(compressor);
    free(packed);
    vp_buffer_clear(&archive.out);
    return ok;
}

static bool read_header(header *head, const char *name, const unsigned char *bytes, size_t length, const char *kind,
                        vp_error *err)
{
    char wanted[sizeof head->kind] = {0};
    strncpy(wanted, kind, sizeof wanted - 1);
    *head = (header){0};
    if (length >= sizeof *head) memcpy(head, bytes, sizeof *head);
    if (memcmp(head->magic, MAGIC, sizeof head->magic) != 0 || memcmp(head->kind, wanted, sizeof wanted) != 0 ||
        head->packed_bytes != length - sizeof *head || head->plain_bytes > LARGEST_ARCHIVE)
        return vp_fail(err, VP_BAD_INPUT, "%s: is damaged, or no file of kind %s", name, kind);
    if (head->version != VERSION)
        return vp_fail(err, VP_BAD_INPUT, "%s: is of version %llu; this program reads %d: build the snapshot again",
                       name, (unsigned long long)head->version, VERSION);
    return true;
}

/* The plain bytes of a packed file in memory; NULL when its stream is damaged. */
static unsigned char *unpack(const char *name, const unsigned char *bytes, header head, vp_error *err)
{
    unsigned char *plain = malloc(head.plain_bytes ? head.plain_bytes : 1);
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    bool ok = plain && decompressor;
    if (!ok) vp_fail_memory(err, head.plain_bytes);
    if (ok && libdeflate_zlib_decompress(decompressor, bytes + sizeof(header), head.packed_bytes, plain,
                                         head.plain_bytes, NULL) != LIBDEFLATE_SUCCESS)
        ok = vp_fail(err, VP_BAD_INPUT, "%s: is damaged: it cannot be unpacked", name);
    if (decompressor) libdeflate_free_decompressor(decompressor);
    if (!ok) {
        free(plain);
        return NULL;
    }
    return plain;
}

static bool walk_all(vp_archive *a, vp_archive_walk *walk, void *subject)
{
    if (!walk(a, subject) || a->failed) return false;
    return a->at == a->length || vp_fail(a->err, VP_BAD_INPUT, "%s: is damaged: bytes are left over", a->name);
}

bool vp_archive_read(const char *name, const void *bytes, size_t length, const char *kind, vp_archive_walk *walk,
                     void *subject, vp_error *err)
{
    header head;
    if (!read_header(&head, name, bytes, length, kind, err)) return false;
    bool is_packed = head.packed_bytes != head.plain_bytes;
    unsigned char *plain = is_packed ? unpack(name, bytes, head, err) : NULL;
    if (is_packed && !plain) return false;
    if (!is_packed && libdeflate_crc32(0, (const unsigned char *)bytes + sizeof head, head.plain_bytes) != head.sum)
        return vp_fail(err, VP_BAD_INPUT, "%s: is damaged: its bytes are not as they were written", name);
    vp_archive archive = {.name = name, .err = err, .length = head.plain_bytes};
    archive.in = is_packed ? plain : (const unsigned char *)bytes + sizeof head;
    bool ok = walk_all(&archive, walk, subject);
    free(plain);
    return ok;
}

bool vp_archive_write_mapped(const char *path, const char *kind, vp_archive_walk *walk, void *subject, vp_error *err)
{
    vp_archive archive = {.writing = true, .name = path, .err = err};
    bool ok = walk(&archive, subject) && !archive.failed &&
              vp_mapped_file_write(path, kind, archive.out.bytes ? archive.out.bytes : "", archive.out.length, err);
    vp_buffer_clear(&archive.out);
    return ok;
}

bool vp_archive_read_mapped(vp_mapped_file *file, const char *name, vp_archive_walk *walk, void *subject, vp_error *err)
{
    size_t length = vp_mapped_file_length(file);
    if (!vp_mapped_file_touch(file, 0, length, err)) return false;
    vp_archive archive = {
        .name = name, .err = err, .in = vp_mapped_file_bytes(file), .in_stays = true, .length = length};
    bool ok = walk_all(&archive, walk, subject);
    vp_mapped_file_give_back(file);
    return ok;
}
