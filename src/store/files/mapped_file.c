#include "store/files/mapped_file.h"
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "mapped files are little-endian and used as they are"
#endif

#define MAGIC "vungmap" /* with its NUL: eight bytes */
enum { VERSION = 1, BORDER = 4096 };

/* The head as it lies in the file; its sum is taken with sum = 0. */
typedef struct {
    char magic[8], kind[16];
    uint32_t version, block_bytes;
    uint64_t length, data_at, sum, unused;
} head;
_Static_assert(sizeof(head) == VP_MAPPED_HEAD, "the head has no gaps");

struct vp_mapped_file {
    char *path;
    int descriptor;
    vp_mapped_head head;
    uint64_t *sums; /* [block] */
    unsigned char *map;
    size_t map_bytes;
    _Atomic unsigned char *good; /* [block] 1: checked */
    atomic_size_t left;          /* blocks not checked yet */
    size_t row_count;            /* SIZE_MAX: not rows */
    const char *table;
};

static uint64_t sum_of(uint32_t begin, const void *bytes, size_t length)
{
    uint64_t crc = libdeflate_crc32(begin, bytes, length);
    return crc | (uint64_t)libdeflate_adler32(begin % 65521, bytes, length) << 32;
}

/* Of all before the data, with the head's own sum as 0. */
static uint64_t front_sum(unsigned char *front, size_t data_at)
{
    memset(front + offsetof(head, sum), 0, sizeof(uint64_t));
    return sum_of(0, front, data_at);
}

static size_t blocks_of(size_t length) { return length / VP_MAPPED_BLOCK + (length % VP_MAPPED_BLOCK != 0); }

static size_t bytes_of_block(size_t length, size_t block)
{
    size_t first = block * VP_MAPPED_BLOCK;
    return length - first < VP_MAPPED_BLOCK ? length - first : VP_MAPPED_BLOCK;
}

static size_t data_place(size_t block_count)
{
    size_t end = sizeof(head) + block_count * sizeof(uint64_t);
    return (end + BORDER - 1) / BORDER * BORDER;
}

/* ------------------------------------------------------------ writing */

static bool write_all(int file, const void *bytes, size_t length)
{
    for (const char *at = bytes; length > 0;) {
        ssize_t put = write(file, at, length);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        at += put;
        length -= (size_t)put;
    }
    return true;
}

/* The head, the sums and the zeros before the data; NULL without memory. Free it. */
static unsigned char *make_front(const char *kind, const void *bytes, size_t length)
{
    size_t count = blocks_of(length), data_at = data_place(count);
    unsigned char *front = calloc(data_at, 1);
    uint64_t *sums = calloc(count + 1, sizeof *sums);
    if (front && sums) {
        head h = {.magic = MAGIC, .version = VERSION, .block_bytes = VP_MAPPED_BLOCK, .length = length};
        h.data_at = data_at;
        memcpy(h.kind, kind, strnlen(kind, sizeof h.kind - 1));
        for (size_t i = 0; i < count; i++)
            sums[i] = sum_of((uint32_t)i, (const char *)bytes + i * VP_MAPPED_BLOCK, bytes_of_block(length, i));
        memcpy(front, &h, sizeof h);
        memcpy(front + sizeof h, sums, count * sizeof *sums);
        h.sum = front_sum(front, data_at);
        memcpy(front, &h, sizeof h);
    } else {
        free(front);
        front = NULL;
    }
    free(sums);
    return front;
}

bool vp_mapped_file_write(const char *path, const char *kind, const void *bytes, size_t length, vp_error *err)
{
    size_t data_at = data_place(blocks_of(length));
    unsigned char *front = make_front(kind, bytes, length);
    if (!front) return vp_fail_memory(err, data_at);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    bool ok = file >= 0 && write_all(file, front, data_at) && write_all(file, bytes, length);
    int reason = errno;
    if (file >= 0 && close(file) != 0 && ok) {
        ok = false;
        reason = errno;
    }
    free(front);
    return ok || vp_fail(err, vp_error_of_system(reason), "%s: cannot be written: %s", path, strerror(reason));
}

/* ------------------------------------------------------------ opening */

static bool damaged(const char *name, const char *what, vp_error *err)
{
    return vp_fail(err, VP_IO, "%s: is damaged: %s; build the snapshot again", name, what);
}

bool vp_mapped_head_parse(vp_mapped_head *out, const unsigned char bytes[VP_MAPPED_HEAD], size_t file_length,
                          const char *kind, const char *name, vp_error *err)
{
    head h;
    memcpy(&h, bytes, sizeof h);
    char wanted[sizeof h.kind] = {0};
    memcpy(wanted, kind, strnlen(kind, sizeof wanted - 1));
    if (memcmp(h.magic, MAGIC, sizeof h.magic) != 0 || memcmp(h.kind, wanted, sizeof wanted) != 0 ||
        h.block_bytes != VP_MAPPED_BLOCK)
        return damaged(name, "it does not begin as a file of its kind does", err);
    if (h.version != VERSION)
        return vp_fail(err, VP_BAD_INPUT, "%s: is of version %u; this program reads %d: build the snapshot again", name,
                       h.version, VERSION);
    size_t count = h.length <= file_length ? blocks_of(h.length) : 0;
    if (h.length > file_length || h.data_at != data_place(count) || file_length != h.data_at + h.length)
        return damaged(name, "it is not as long as it says", err);
    *out = (vp_mapped_head){h.length, count, h.data_at, h.sum};
    return true;
}

static bool read_at(const vp_mapped_file *f, void *bytes, size_t length, size_t place, vp_error *err)
{
    for (char *at = bytes; length > 0;) {
        ssize_t got = pread(f->descriptor, at, length, (off_t)place);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0)
            return vp_fail(err, VP_IO, "%s: cannot be read: %s", f->path,
                           got < 0 ? strerror(errno) : "it is shorter than it was");
        at += got;
        place += (size_t)got;
        length -= (size_t)got;
    }
    return true;
}

static bool read_sums(vp_mapped_file *f, vp_error *err)
{
    size_t count = f->head.block_count;
    unsigned char *front = malloc(f->head.data_at);
    f->sums = calloc(count + 1, sizeof *f->sums);
    f->good = calloc(count + 1, sizeof *f->good);
    bool ok = (front && f->sums && f->good) || vp_fail_memory(err, f->head.data_at);
    ok = ok && read_at(f, front, f->head.data_at, 0, err);
    if (ok) memcpy(f->sums, front + sizeof(head), count * sizeof *f->sums);
    if (ok && front_sum(front, f->head.data_at) != f->head.sum)
        ok = damaged(f->path, "its sums do not agree with each other", err);
    free(front);
    return ok;
}

static bool read_head(vp_mapped_file *f, const char *kind, size_t length, vp_error *err)
{
    struct stat state;
    unsigned char bytes[VP_MAPPED_HEAD];
    if (f->descriptor < 0 || fstat(f->descriptor, &state) != 0)
        return vp_fail(err, errno == ENOENT ? VP_NOT_FOUND : VP_IO, "%s: cannot be read: %s", f->path, strerror(errno));
    if (!S_ISREG(state.st_mode) || state.st_size < VP_MAPPED_HEAD)
        return damaged(f->path, "it is too short, or no plain file", err);
    if (!read_at(f, bytes, sizeof bytes, 0, err) ||
        !vp_mapped_head_parse(&f->head, bytes, (size_t)state.st_size, kind, f->path, err))
        return false;
    if (length != SIZE_MAX && f->head.length != length)
        return damaged(f->path, "it holds more or fewer numbers than the snapshot has", err);
    f->map_bytes = (size_t)state.st_size;
    return read_sums(f, err);
}

vp_mapped_file *vp_mapped_file_open(const char *path, const char *kind, size_t length, vp_error *err)
{
    vp_mapped_file *f = calloc(1, sizeof *f);
    if (f) f->path = strdup(path);
    if (!f || !f->path) {
        free(f);
        vp_fail_memory(err, sizeof *f);
        return NULL;
    }
    f->row_count = SIZE_MAX;
    f->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool ok = read_head(f, kind, length, err);
    if (ok) {
        atomic_init(&f->left, f->head.block_count);
        f->map = mmap(NULL, f->map_bytes, PROT_READ, MAP_SHARED, f->descriptor, 0);
        if (f->map == MAP_FAILED) {
            f->map = NULL;
            ok = vp_fail(err, vp_error_of_system(errno), "%s: cannot be mapped: %s", path, strerror(errno));
        }
    }
    if (ok) return f;
    vp_mapped_file_close(f);
    return NULL;
}

void vp_mapped_file_close(vp_mapped_file *file)
{
    if (!file) return;
    if (file->map) munmap(file->map, file->map_bytes);
    if (file->descriptor >= 0) close(file->descriptor);
    free((void *)file->good);
    free(file->sums);
    free(file->path);
    free(file);
}

void vp_mapped_file_holds_rows(vp_mapped_file *file, size_t row_count, const char *table)
{
    file->row_count = row_count;
    file->table = table;
}

/* ------------------------------------------------------------ touching */

const void *vp_mapped_file_bytes(const vp_mapped_file *file) { return file->map + file->head.data_at; }

size_t vp_mapped_file_length(const vp_mapped_file *file) { return file->head.length; }

static bool check_rows(const vp_mapped_file *f, const int32_t rows[], size_t count, vp_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i] < -1 || (rows[i] >= 0 && (size_t)rows[i] >= f->row_count))
            return vp_fail(err, VP_IO, "%s: names %s %d, which is not there; build the snapshot again", f->path,
                           f->table, rows[i]);
    return true;
}

static bool check_block(vp_mapped_file *f, size_t block, vp_error *err)
{
    uint64_t bytes[VP_MAPPED_BLOCK / sizeof(uint64_t)];
    size_t length = bytes_of_block(f->head.length, block);
    if (!read_at(f, bytes, length, f->head.data_at + block * VP_MAPPED_BLOCK, err)) return false;
    if (sum_of((uint32_t)block, bytes, length) != f->sums[block])
        return vp_fail(err, VP_IO, "%s: is damaged: block %zu is not as it was written; build the snapshot again",
                       f->path, block);
    if (f->row_count != SIZE_MAX && !check_rows(f, (const int32_t *)(const void *)bytes, length / sizeof(int32_t), err))
        return false;
    if (!atomic_exchange_explicit(&f->good[block], 1, memory_order_acq_rel))
        atomic_fetch_sub_explicit(&f->left, 1, memory_order_acq_rel);
    return true;
}

bool vp_mapped_file_touch(vp_mapped_file *file, size_t first, size_t length, vp_error *err)
{
    if (length == 0 || atomic_load_explicit(&file->left, memory_order_acquire) == 0) return true;
    for (size_t i = first / VP_MAPPED_BLOCK; i <= (first + length - 1) / VP_MAPPED_BLOCK; i++)
        if (!atomic_load_explicit(&file->good[i], memory_order_acquire) && !check_block(file, i, err)) return false;
    return true;
}

void vp_mapped_file_give_back(const vp_mapped_file *file) { madvise(file->map, file->map_bytes, MADV_DONTNEED); }

bool vp_mapped_file_check(const char *path, size_t file_bytes, vp_error *err)
{
    head h = {0};
    FILE *file = fopen(path, "rb");
    bool whole = file && fread(&h, sizeof h, 1, file) == 1;
    if (file) fclose(file);
    char kind[sizeof h.kind + 1] = {0};
    memcpy(kind, h.kind, sizeof h.kind);
    if (!whole) return damaged(path, "it does not begin as a file of its kind does", err);
    vp_mapped_file *f = vp_mapped_file_open(path, kind, SIZE_MAX, err);
    bool ok = f && (f->map_bytes == file_bytes || damaged(path, "it is not as long as it says", err)) &&
              vp_mapped_file_touch(f, 0, f->head.length, err);
    vp_mapped_file_close(f);
    return ok;
}
