/* Any text is a condition on records or refused with a sentence; the names it calls lie within it. */
#include "store/province/condition.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    const char *text;
    size_t length;
} whole;

static bool name_is_inside(void *context, const char *name, size_t length)
{
    const whole *all = context;
    if (name < all->text || length == 0 || length > (size_t)(all->text + all->length - name)) abort();
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text) return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    whole all = {text, strlen(text)};
    vp_error err = {0};
    if (!vp_condition_check(text, name_is_inside, &all, &err) && !err.message[0]) abort();
    free(text);
    return 0;
}
