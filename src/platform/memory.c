#include "platform/memory.h"
#include <fcntl.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CACHE_LINE = 64, HUGE_PAGE = 1 << 21, LARGE = 4 * HUGE_PAGE };

static size_t whole(size_t bytes, size_t part) { return (bytes + part - 1) / part * part; }

void *vp_memory_new(size_t bytes)
{
    if (bytes < LARGE) return aligned_alloc(CACHE_LINE, whole(bytes ? bytes : 1, CACHE_LINE));
    bytes = whole(bytes, HUGE_PAGE);
    void *memory = aligned_alloc(HUGE_PAGE, bytes);
    if (memory) madvise(memory, bytes, MADV_HUGEPAGE);
    return memory;
}

void vp_memory_keep(void)
{
#ifdef __GLIBC__ /* others have no such settings */
    enum { TRIMMED_BEYOND = 1 << 30, MORE_AT_ONCE = 64 << 20 };
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, TRIMMED_BEYOND);
    mallopt(M_TOP_PAD, MORE_AT_ONCE);
#endif
}

void vp_memory_give_back(void *memory, size_t bytes)
{
    if (bytes >= LARGE) madvise(memory, whole(bytes, HUGE_PAGE), MADV_DONTNEED);
}

bool vp_memory_is_left(void)
{
    const size_t more = (size_t)16 << 20;
    void *room = mmap(NULL, more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) return false;
    munmap(room, more);
    return true;
}

/* Pages: proc(5). */
static bool read_pages(size_t *resident, size_t *shared)
{
    char text[128];
    size_t total;
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0) return false;
    text[length] = 0;
    return sscanf(text, "%zu %zu %zu", &total, resident, shared) == 3;
}

static size_t bytes_of(size_t pages)
{
    long page = sysconf(_SC_PAGESIZE);
    return page > 0 ? pages * (size_t)page : 0;
}

size_t vp_memory_of_files(void)
{
    size_t resident, shared;
    return read_pages(&resident, &shared) ? bytes_of(shared) : 0;
}

size_t vp_memory_own(void)
{
    size_t resident, shared;
    return read_pages(&resident, &shared) && resident > shared ? bytes_of(resident - shared) : 0;
}

/* ------------------------------------------------------------ granted */

enum { PATH_BYTES = 4096 };

static size_t granted_by(const char *path)
{
    size_t bytes = 0;
    FILE *file = fopen(path, "re");
    int read = file ? fscanf(file, "%zu", &bytes) : 0; /* "max" is no number */
    if (file) fclose(file);
    return read == 1 && bytes > 0 ? bytes : SIZE_MAX;
}

size_t vp_memory_granted_to(const char *mount, const char *group)
{
    size_t least = SIZE_MAX;
    char path[PATH_BYTES];
    for (size_t length = strlen(group);; length--) {
        while (length && group[length - 1] == '/') length--;
        int written = snprintf(path, sizeof path, "%s%.*s/memory.max", mount, (int)length, group);
        size_t granted = written > 0 && (size_t)written < sizeof path ? granted_by(path) : SIZE_MAX;
        if (granted < least) least = granted;
        while (length && group[length - 1] != '/') length--;
        if (length == 0) return least;
    }
}

/* The line of version 2 is "0::/path". */
size_t vp_memory_granted(void)
{
    char line[PATH_BYTES];
    long pages = sysconf(_SC_PHYS_PAGES);
    size_t granted = pages > 0 ? bytes_of((size_t)pages) : SIZE_MAX;
    FILE *file = fopen("/proc/self/cgroup", "re");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "0::/", 4) == 0) {
            line[strcspn(line, "\n")] = '\0';
            size_t of_group = vp_memory_granted_to("/sys/fs/cgroup", line + 3);
            if (of_group < granted) granted = of_group;
        }
    if (file) fclose(file);
    return granted;
}
