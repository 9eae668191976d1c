/* Names as sources write them: any of a few encodings in, NFC UTF-8 out, and keys under
 * which two ways of writing one Vietnamese name fall together. */
#pragma once
#include <stddef.h>
#include <vungphu/error.h>

/* Encodings that datasets.csv may declare, as one sentence for findings. */
#define VP_TEXT_ENCODINGS                                                                                              \
    "UTF-8, TCVN3, VNI, windows-1258, windows-1252, ISO-8859-1, UTF-8 twice, or any that iconv knows"
bool vp_text_encoding_known(const char *encoding); /* "" is UTF-8; case does not matter */
/* The encoding by which bytes are read whose code page a file states: page itself, or "" when the page is of single
 * bytes and yet the bytes are UTF-8 beyond ASCII: then the file states it wrongly. */
const char *vp_text_page(const char *bytes, size_t length, const char *page);

/* True when the bytes are UTF-8 without overlong forms, surrogates or NUL; else *bad is
 * the offset of the first wrong byte. */
bool vp_text_is_utf8(const char *bytes, size_t length, size_t *bad);

/* The bytes as NFC UTF-8, trimmed of white space at both ends; the caller frees it. TCVN3
 * (ABC fonts) is understood as single bytes and, since files often went through a Latin-1
 * to UTF-8 conversion, as UTF-8 of those bytes; VNI (vni.h) too. VP_BAD_INPUT when the bytes are not of the encoding.
 */
char *vp_text_from(const char *bytes, size_t length, const char *encoding, vp_error *err);

/* UTF-8 text that reads like Vietnamese in a TCVN3 font: "P¸c NÆm" for "Pác Nặm". */
bool vp_text_seems_tcvn3(const char *text);

/* UTF-8 text that reads like Vietnamese in a VNI font, which writes marks behind their letters: "xaõ Phuù Loäc". */
bool vp_text_seems_vni(const char *text);

/* UTF-8 text that was taken for windows-1252 or ISO 8859-1 and converted to UTF-8 again: "HoÃ\xA0 BÃ¬nh" for "Hoà
 * Bình". */
bool vp_text_seems_twice(const char *text);

/* Lower case, white space and hyphens as single spaces, and the tone mark of each syllable
 * at its end, so that Hoà and Hòa, Thuỵ and Thụy have one key. The caller frees it; NULL
 * when memory is short or text is not UTF-8. For hints only: names never join. */
char *vp_text_key(const char *text);

/* Small Latin letters and digits, marks taken off, anything else a single '_', none at the ends: "Bệnh viện (TW)" is
 * benh_vien_tw. For guesses by words. The caller frees it; NULL when memory is short or text is not UTF-8. */
char *vp_text_fold(const char *text);
