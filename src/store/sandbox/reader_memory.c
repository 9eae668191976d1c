/* Want of memory in the confined child. GDAL reports some of it (CPLE_OutOfMemory); C++'s new throws where nobody
 * catches, and other libraries fall over a null pointer: both end by a signal, as a damaged file may end them. */
#include "platform/memory.h"
#include "platform/sanitized.h"
#include "store/sandbox/reader_internal.h"
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>

typedef void new_handler(void);
typedef new_handler *set_new_handler(new_handler *next);

static bool *refused;            /* the reader's */
static set_new_handler *set_new; /* std::set_new_handler */

/* Called when new gets nothing. Without a handler the next try throws, as it would have. */
static void note_refusal(void)
{
    *refused = true;
    set_new(NULL);
}

static void end(int number)
{
    bool none = *refused || !vp_memory_is_left(); /* NOLINT(bugprone-signal-handler): two system calls, no more */
    if (none) _exit(ENOMEM);
    signal(number, SIG_DFL);
    raise(number);
}

void vp_reader_watch_memory(vp_reader *reader)
{
    refused = &reader->no_memory;
    set_new = (set_new_handler *)(uintptr_t)dlsym(RTLD_DEFAULT, "_ZSt15set_new_handlerPFvvE");
    if (set_new) set_new(note_refusal);
    if (VP_SANITIZED) return; /* they have handlers of their own */
    signal(SIGABRT, end);
    signal(SIGSEGV, end);
    signal(SIGBUS, end);
}
