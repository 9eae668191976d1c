#include "platform/catalogue.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* GNU's format: magic, revision, number of texts, where their table begins, where that of the translations. A row of a
 * table is a length without its NUL, and an offset. */
enum { MAGIC, REVISION, COUNT, TEXTS, TRANSLATIONS, HEAD };
#define MAGIC_NUMBER 0x950412deU
#define BYTES_MOST   ((size_t)16 << 20)

typedef struct {
    const char *bytes;
    size_t length;
} whole;

static uint32_t number_at(const whole *w, size_t offset)
{
    uint32_t number = 0;
    if (offset + sizeof number <= w->length) memcpy(&number, w->bytes + offset, sizeof number);
    return number;
}

/* NULL: it does not lie inside, or has no end. */
static const char *text_at(const whole *w, size_t table, size_t row)
{
    size_t at = table + row * 2 * sizeof(uint32_t);
    if (at + 2 * sizeof(uint32_t) > w->length) return NULL;
    size_t length = number_at(w, at), offset = number_at(w, at + sizeof(uint32_t));
    bool inside = offset < w->length && length < w->length - offset;
    return inside && w->bytes[offset + length] == '\0' ? w->bytes + offset : NULL;
}

static bool take(vp_catalogue *c, const whole *w)
{
    size_t count = number_at(w, COUNT * sizeof(uint32_t));
    if (w->length < HEAD * sizeof(uint32_t) || number_at(w, MAGIC) != MAGIC_NUMBER || count > w->length) return false;
    c->phrases = calloc(count + 1, sizeof *c->phrases);
    for (size_t i = 0; c->phrases && i < count; i++) {
        const char *text = text_at(w, number_at(w, TEXTS * sizeof(uint32_t)), i),
                   *translated = text_at(w, number_at(w, TRANSLATIONS * sizeof(uint32_t)), i);
        if (!text || !translated) return false;
        if (*text && *translated) c->phrases[c->count++] = (vp_phrase){text, translated};
    }
    return c->phrases != NULL;
}

/* The length, or SIZE_MAX. */
static size_t read_all(const char *path, char **bytes)
{
    FILE *file = fopen(path, "rbe");
    size_t length = SIZE_MAX;
    *bytes = file ? malloc(BYTES_MOST) : NULL;
    if (*bytes) length = fread(*bytes, 1, BYTES_MOST, file);
    if (file && (ferror(file) || length == BYTES_MOST)) length = SIZE_MAX;
    if (file) fclose(file);
    return length;
}

bool vp_catalogue_read(vp_catalogue *catalogue, const char *path, vp_error *err)
{
    *catalogue = (vp_catalogue){0};
    errno = 0;
    size_t length = read_all(path, &catalogue->bytes);
    int number = errno;
    if (length != SIZE_MAX && take(catalogue, &(whole){catalogue->bytes, length})) return true;
    vp_catalogue_clear(catalogue);
    return length == SIZE_MAX
               ? vp_fail(err, vp_error_of_system(number), "%s: cannot be read: %s", path, strerror(number))
               : vp_fail(err, VP_BAD_INPUT, "%s: is no catalogue of translations (.mo)", path);
}

void vp_catalogue_clear(vp_catalogue *catalogue)
{
    free(catalogue->bytes);
    free(catalogue->phrases);
    *catalogue = (vp_catalogue){0};
}
