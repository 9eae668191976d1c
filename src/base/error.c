#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <vungphu/error.h>

/* A cut inside a UTF-8 character would make the sentence invalid text: step back to its lead byte. */
static void end_at_a_character(char *text, size_t size)
{
    size_t end = size - 1;
    while (end > 0 && ((unsigned char)text[end] & 0xC0U) == 0x80U) end--;
    text[end] = '\0';
}

bool vp_fail_v(vp_error *err, vp_error_kind kind, const char *format, va_list arguments)
{
    if (!err) return false;
    err->kind = kind;
    char whole[sizeof err->message + 4];
    int length = vsnprintf(whole, sizeof whole, format, arguments);
    if (length >= (int)sizeof err->message) end_at_a_character(whole, sizeof err->message);
    memcpy(err->message, whole, sizeof err->message);
    err->message[sizeof err->message - 1] = '\0';
    return false;
}

bool vp_fail(vp_error *err, vp_error_kind kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vp_fail_v(err, kind, format, arguments);
    va_end(arguments);
    return false;
}

vp_error_kind vp_error_of_system(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return VP_NO_SPACE;
    case EROFS: return VP_READ_ONLY;
    case ENOMEM: return VP_NO_MEMORY;
    case EMFILE:
    case ENFILE: return VP_NO_FILES;
    default: return VP_IO;
    }
}

bool vp_fail_memory(vp_error *err, size_t bytes)
{
    return vp_fail(err, VP_NO_MEMORY, "no memory for %zu bytes", bytes);
}
