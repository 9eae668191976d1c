/* Every ck_assert that holds calls Check's _mark_point, which writes the place to a file: 5 µs under AddressSanitizer,
 * most of the time of a test that compares grids cell by cell. The linker puts this in its stead (--wrap): a
 * place is written when it is reached for the first time. What Check says of a crash, "after this point", is then
 * the last new place before it. */
#include <stdatomic.h>

enum { PLACES = 4096 };

void __real__mark_point(const char *file, int line);
void __wrap__mark_point(const char *file, int line);

void __wrap__mark_point(const char *file, int line)
{
    static struct {
        _Atomic(const char *) file;
        atomic_int line;
    } seen[PLACES];
    unsigned at = (unsigned)line % PLACES;
    if (atomic_load_explicit(&seen[at].line, memory_order_relaxed) == line &&
        atomic_load_explicit(&seen[at].file, memory_order_relaxed) == file)
        return;
    atomic_store_explicit(&seen[at].line, line, memory_order_relaxed);
    atomic_store_explicit(&seen[at].file, file, memory_order_relaxed);
    __real__mark_point(file, line);
}
