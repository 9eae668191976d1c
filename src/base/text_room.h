/* Texts put one after the other into a room of fixed size, for what each request needs: printf takes ten times as long,
 * and more where a library of the process has taught it letters of its own. */
#pragma once
#include <string.h>

/* As much of text as the room to end (exclusive) has beside a NUL; returns where the NUL stands. at < end. */
static inline char *vp_text_put(char *at, const char *end, const char *text)
{
    size_t room = (size_t)(end - at) - 1, length = strnlen(text, room);
    memcpy(at, text, length);
    at[length] = '\0';
    return at + length;
}
