#include "store/text/csv_text.h"
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

const char *vp_csv_two_bytes(const char *head, size_t length)
{
    if (length >= 2 && memcmp(head, "\xFF\xFE", 2) == 0) return "UTF-16LE";
    if (length >= 2 && memcmp(head, "\xFE\xFF", 2) == 0) return "UTF-16BE";
    size_t even = 0, odd = 0, pairs = (length > 512 ? 512 : length) / 2;
    for (size_t i = 0; i < 2 * pairs; i++) *(i % 2 ? &odd : &even) += head[i] == 0;
    if (pairs > 2 && odd * 2 > pairs && !even) return "UTF-16LE";
    if (pairs > 2 && even * 2 > pairs && !odd) return "UTF-16BE";
    return NULL;
}

bool vp_csv_from_two_bytes(const char *encoding, const char *bytes, size_t length, vp_buffer *out, vp_error *err)
{
    static const char mark[] = "\xEF\xBB\xBF";
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) return vp_fail(err, VP_IO, "this system cannot convert from %s", encoding);
    bool more = true;
    size_t left = length, start = out->length;
    for (char *at = (char *)(uintptr_t)bytes; more;) { /* iconv does not write to its input */
        char block[65536], *to = block;
        size_t room = sizeof block;
        more = iconv(converter, &at, &left, &to, &room) == (size_t)-1 && errno == E2BIG;
        more = vp_buffer_append(out, block, sizeof block - room) && more;
    }
    iconv_close(converter);
    if (out->failed) return vp_fail_memory(err, length);
    if (left) return vp_fail(err, VP_BAD_INPUT, "byte %zu is not %s", length - left + 1, encoding);
    if (out->length - start < 3 || memcmp(out->bytes + start, mark, 3) != 0) return true;
    out->length -= 3;
    memmove(out->bytes + start, out->bytes + start + 3, out->length - start);
    return true;
}

void vp_csv_text_of(const char **text, size_t *length)
{
    const char *at = *text;
    if (*length < 3 || at[0] != '=' || at[1] != '"' || at[*length - 1] != '"') return;
    if (memchr(at + 2, '"', *length - 3)) return; /* a formula of more than one text */
    *text = at + 2;
    *length -= 3;
}

static size_t mark_length(const char *text, size_t length)
{
    return length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

size_t vp_csv_separator_line(const char *text, size_t length, char *separator)
{
    size_t at = mark_length(text, length), quoted = at < length && text[at] == '"';
    if (length < at + quoted + 5 || strncasecmp(text + at + quoted, "sep=", 4) != 0) return 0;
    char sign = text[at + quoted + 4];
    at += quoted + 5 + quoted;
    if (at < length && text[at] == '\r') at++;
    if (at >= length || text[at] != '\n') return 0;
    *separator = sign;
    return at + 1;
}

char vp_csv_separator(const char *text, size_t length)
{
    static const char signs[] = ",;\t|";
    size_t counts[4] = {0}, most = 0;
    bool quoted = false;
    for (size_t i = mark_length(text, length); i < length && (quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
        if (text[i] == '"') quoted = !quoted;
        const char *sign = quoted || !text[i] ? NULL : strchr(signs, text[i]);
        if (sign) counts[sign - signs]++;
    }
    for (size_t i = 1; i < 4; i++)
        if (counts[i] > counts[most]) most = i;
    return signs[most];
}
