/* Any bytes in any encoding become NFC UTF-8, the same when converted again, or are refused with a sentence. */
#include "base/name.h"
#include "store/text/text.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_encoding(const char *bytes, size_t length, const char *encoding)
{
    vp_error err = {0};
    char *text = vp_text_from(bytes, length, encoding, &err);
    if (!text) {
        if (!err.message[0]) abort();
        return;
    }
    if (!vp_text_is_utf8(text, strlen(text), NULL)) abort();
    char *twice = NULL, *again = vp_text_from(text, strlen(text), "", &err), *key = vp_text_key(text);
    if (!again || strcmp(again, text) != 0 || !key) abort();
    vp_text_seems_tcvn3(text);
    if (vp_text_seems_twice(text) && !(twice = vp_text_from(text, strlen(text), "UTF-8 twice", &err))) abort();
    free(twice);
    if (vp_name_distance(text, key, 3) > 4) abort();
    free(again);
    free(key);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {"",           "TCVN3",       "VNI", "windows-1258", "windows-1252",
                                            "ISO-8859-1", "UTF-8 twice", "874", "1250",         "Big5",
                                            "GB18030"};
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        try_encoding((const char *)data, size, encodings[i]);
    return 0;
}
