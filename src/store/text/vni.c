#include "store/text/vni.h"
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

enum { HAT = 0x302, BREVE = 0x306, ACUTE = 0x301, GRAVE = 0x300, HOOK = 0x309, TILDE = 0x303, DOT = 0x323 };

/* The small signs behind a letter, and the letters that they stand behind (ô and ö are ơ and ư there). Capitals have
 * capital signs, 20 (hexadecimal) less. Source: the tables VNI-WIN of UniKey and xvnkb, which agree. */
static const struct {
    uint8_t sign;
    uint16_t hat, tone;
    const char *behind;
} marks[] = {
    {0xF9, 0, ACUTE, "aeouy\xF4\xF6"}, {0xF8, 0, GRAVE, "aeouy\xF4\xF6"}, {0xFB, 0, HOOK, "aeouy\xF4\xF6"},
    {0xF5, 0, TILDE, "aeouy\xF4\xF6"}, {0xEF, 0, DOT, "aeouy\xF4\xF6"},   {0xE2, HAT, 0, "aeo"},
    {0xE1, HAT, ACUTE, "aeo"},         {0xE0, HAT, GRAVE, "aeo"},         {0xE5, HAT, HOOK, "aeo"},
    {0xE3, HAT, TILDE, "aeo"},         {0xE4, HAT, DOT, "aeo"},           {0xEA, BREVE, 0, "a"},
    {0xE9, BREVE, ACUTE, "a"},         {0xE8, BREVE, GRAVE, "a"},         {0xFA, BREVE, HOOK, "a"},
    {0xFC, BREVE, TILDE, "a"},         {0xEB, BREVE, DOT, "a"},
};

/* Letters that are one sign, small and capital. */
static const struct {
    uint8_t sign;
    uint16_t small, capital;
} letters[] = {
    {0xF1, 0x111, 0x110},   {0xF4, 0x1A1, 0x1A0}, {0xF6, 0x1B0, 0x1AF},   {0xED, 0xED, 0xCD},     {0xEC, 0xEC, 0xCC},
    {0xE6, 0x1EC9, 0x1EC8}, {0xF3, 0x129, 0x128}, {0xF2, 0x1ECB, 0x1ECA}, {0xEE, 0x1EF5, 0x1EF4},
};

/* Quotes, dashes and the like of windows-1252, from 0x91. */
static const uint16_t signs[] = {0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014};

static bool is_capital(int32_t point) { return (point >= 'A' && point <= 'Z') || (point >= 0xC0 && point <= 0xDE); }
static int32_t small_of(int32_t point) { return is_capital(point) ? point + 32 : point; }

static bool append(vp_buffer *out, int32_t point)
{
    utf8proc_uint8_t bytes[4];
    return vp_buffer_append(out, bytes, (size_t)utf8proc_encode_char(point, bytes));
}

/* A mark behind this letter (0: none may follow). */
static bool append_mark(vp_buffer *out, int32_t letter, int32_t point)
{
    for (size_t i = 0; letter && i < sizeof marks / sizeof *marks; i++) {
        if (marks[i].sign != small_of(point) || !strchr(marks[i].behind, (int)small_of(letter))) continue;
        if (marks[i].hat) append(out, marks[i].hat);
        if (marks[i].tone) append(out, marks[i].tone);
        return true;
    }
    return false;
}

static bool append_letter(vp_buffer *out, int32_t point)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].sign == small_of(point))
            return append(out, is_capital(point) ? letters[i].capital : letters[i].small);
    if (point >= 0x91 && point <= 0x97) return append(out, signs[point - 0x91]);
    bool plain = (point > 0 && point < 0x80) || (point >= 0xA0 && point < 0xC0) || (point >= 0x2010 && point <= 0x2122);
    return plain && append(out, point);
}

static int32_t next(const char *bytes, size_t length, bool wrapped, size_t *at)
{
    if (!wrapped) return (unsigned char)bytes[(*at)++];
    utf8proc_int32_t point;
    utf8proc_ssize_t step =
        utf8proc_iterate((const utf8proc_uint8_t *)bytes + *at, (utf8proc_ssize_t)(length - *at), &point);
    *at += step > 0 ? (size_t)step : 1;
    return step > 0 ? point : 0;
}

bool vp_vni_decode(const char *bytes, size_t length, bool wrapped, vp_buffer *out, vp_error *err)
{
    int32_t letter = 0;
    for (size_t at = 0; at < length;) {
        size_t here = at;
        int32_t point = next(bytes, length, wrapped, &at);
        if (append_mark(out, letter, point)) {
            letter = 0;
            continue;
        }
        if (!append_letter(out, point) && !out->failed)
            return vp_fail(err, VP_BAD_INPUT,
                           "byte %zu (0x%02X) is not a letter of VNI, nor a mark of the one before it", here + 1,
                           (unsigned)(unsigned char)bytes[here]);
        letter = point < 0x100 ? point : 0;
    }
    return !out->failed || vp_fail_memory(err, length);
}
