/* A GeoPackage in write-ahead mode, as QGIS leaves it: what its -wal holds is part of it, but to read that SQLite would
 * write an index beside it. So the two are put together in memory, by
 * https://www.sqlite.org/fileformat2.html#walformat. */
#include "store/sandbox/reader_internal.h"
#include <stdio.h>
#include <string.h>

enum { HEADER = 32, ENTRY_HEADER = 24, WRITE_VERSION = 18, READ_VERSION = 19, BYTES_MOST = 1 << 30 };

typedef struct {
    const GByte *bytes;
    size_t length;
    size_t page; /* bytes of one */
    bool big;    /* order of the words that are summed */
    uint32_t sums[2];
} wal;

static uint32_t big_endian(const GByte *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint32_t word_of(const wal *w, const GByte *b)
{
    return w->big ? big_endian(b) : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static void sum(wal *w, const GByte *bytes, size_t length)
{
    for (size_t i = 0; i + 8 <= length; i += 8) {
        w->sums[0] += word_of(w, bytes + i) + w->sums[1];
        w->sums[1] += word_of(w, bytes + i + 4) + w->sums[0];
    }
}

static bool is_summed(const wal *w, const GByte *at)
{
    return w->sums[0] == big_endian(at) && w->sums[1] == big_endian(at + 4);
}

/* False when it holds nothing that counts. */
static bool begin(wal *w)
{
    if (w->length < HEADER || (big_endian(w->bytes) & ~1u) != 0x377f0682) return false;
    w->big = big_endian(w->bytes) & 1;
    w->page = big_endian(w->bytes + 8);
    if (w->page < 512 || w->page > 65536 || (w->page & (w->page - 1))) return false;
    sum(w, w->bytes, 24);
    return is_summed(w, w->bytes + 24);
}

static const GByte *entry_of(const wal *w, size_t i)
{
    size_t at = HEADER + i * (ENTRY_HEADER + w->page);
    return w->length >= at + ENTRY_HEADER + w->page ? w->bytes + at : NULL;
}

/* Entries up to the last whole transaction, and pages that the database then has. */
static size_t count_entries(wal *w, size_t *pages)
{
    size_t count = 0;
    for (size_t i = 0;; i++) {
        const GByte *entry = entry_of(w, i);
        if (!entry || memcmp(entry + 8, w->bytes + 16, 8) != 0) return count;
        sum(w, entry, 8);
        sum(w, entry + ENTRY_HEADER, w->page);
        if (!is_summed(w, entry + 16)) return count;
        if (big_endian(entry + 4)) count = i + 1, *pages = big_endian(entry + 4);
    }
}

/* Lays the pages of the entries over the database's; NULL when it cannot be. */
static GByte *join(wal *w, GByte *database, size_t *length)
{
    size_t pages = 0, entries = begin(w) ? count_entries(w, &pages) : 0;
    if (!entries) return database;
    size_t whole = pages <= BYTES_MOST / w->page ? pages * w->page : 0;
    GByte *joined = whole ? VSIRealloc(database, whole) : NULL;
    if (!joined) {
        VSIFree(database);
        return NULL;
    }
    if (whole > *length) memset(joined + *length, 0, whole - *length);
    for (size_t i = 0; i < entries; i++) {
        const GByte *entry = entry_of(w, i);
        size_t number = big_endian(entry);
        if (number >= 1 && number <= pages) memcpy(joined + (number - 1) * w->page, entry + ENTRY_HEADER, w->page);
    }
    *length = whole;
    return joined;
}

/* NULL when the file is not there, is empty or cannot be read; *size is its size even so. */
static GByte *read_file(const char *path, size_t *size)
{
    VSIStatBufL about;
    *size = VSIStatL(path, &about) == 0 ? (size_t)about.st_size : 0;
    if (!*size || *size > BYTES_MOST) return NULL;
    GByte *bytes = VSIMalloc(*size);
    VSILFILE *file = bytes ? VSIFOpenL(path, "rb") : NULL;
    bool whole = file && VSIFReadL(bytes, 1, *size, file) == *size;
    if (file) VSIFCloseL(file);
    if (whole) return bytes;
    VSIFree(bytes);
    return NULL;
}

static bool is_write_ahead(const char *path)
{
    GByte head[100] = {0};
    VSILFILE *file = VSIFOpenL(path, "rb");
    if (file && VSIFReadL(head, 1, sizeof head, file) != sizeof head) head[READ_VERSION] = 0;
    if (file) VSIFCloseL(file);
    return head[READ_VERSION] == 2;
}

static bool fail_size(vp_reader *reader, size_t bytes)
{
    return vp_reader_fail(reader,
                          "the database has changes of %.0f MB in its -wal file, which cannot be taken in here; close "
                          "the program that writes it, or run: sqlite3 FILE \"PRAGMA wal_checkpoint(TRUNCATE)\"",
                          (double)bytes / 1e6);
}

bool vp_reader_join_wal(vp_reader *reader)
{
    char beside[sizeof reader->path + 8];
    size_t length, size = 0;
    if (strncmp(reader->path, "/vsi", 4) == 0 || !is_write_ahead(reader->path)) return true;
    snprintf(beside, sizeof beside, "%s-wal", reader->path);
    GByte *entries = read_file(beside, &size);
    reader->immutable = size == 0; /* then nobody is in the middle of writing */
    if (reader->immutable) return true;
    GByte *database = entries ? read_file(reader->path, &length) : NULL;
    wal w = {.bytes = entries, .length = size};
    if (database) database = join(&w, database, &length);
    VSIFree(entries);
    if (!database) return fail_size(reader, size);
    database[WRITE_VERSION] = database[READ_VERSION] = 1;
    snprintf(reader->path, sizeof reader->path, "/vsimem/joined.gpkg");
    VSILFILE *file = VSIFileFromMemBuffer(reader->path, database, length, TRUE);
    if (file) return VSIFCloseL(file) == 0;
    VSIFree(database);
    return vp_reader_fail(reader, "no memory for the database and its -wal file");
}
