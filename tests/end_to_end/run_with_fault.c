/* Runs a program that meets a fault: run_with_fault CALLS AT ERROR PROGRAM WORD…
 *
 * CALLS: changes, memory, descriptors or closes, as support_inject.h says; AT: which of them, 0 for none; ERROR: the
 * errno that it fails with, 0 to kill the program there. Prints how many such calls there were, whether it was killed
 * and its exit status. Exit status 77 when this system has no such filters. */
#include "store/support_inject.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int start(void *context)
{
    char **words = context;
    execv(words[0], words);
    return 127;
}

int main(int count, char **words)
{
    static const char *const kinds[] = {[FAULT_CHANGES] = "changes",
                                        [FAULT_MEMORY] = "memory",
                                        [FAULT_DESCRIPTORS] = "descriptors",
                                        [FAULT_CLOSES] = "closes"};
    size_t kind = 0, kind_count = sizeof kinds / sizeof *kinds;
    while (count > 4 && kind < kind_count && strcmp(words[1], kinds[kind]) != 0) kind++;
    if (count < 5 || kind == kind_count) return 2;
    fault what = {.at = atol(words[2]), .error = atoi(words[3]), .calls = (fault_calls)kind};
    outcome out = run_with_fault(what, start, words + 4);
    if (!out.possible) return 77;
    printf("%ld %d %d\n", out.calls, out.killed, out.status);
    return 0;
}
