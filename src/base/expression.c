#include "base/expression.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

bool vp_expression_is_letter(char c) { return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80; }

void vp_expression_skip_gap(vp_expression *text)
{
    while (isspace((unsigned char)*text->at)) text->at++;
}

static bool goes_on(const vp_expression *text, char c)
{
    return isdigit((unsigned char)c) || (text->dotted && (c == '.' || c == ':'));
}

size_t vp_expression_word_length(const vp_expression *text)
{
    size_t length = 0;
    while (vp_expression_is_letter(text->at[length]) || (text->dotted && text->at[length] == ':') ||
           (length && goes_on(text, text->at[length])))
        length++;
    return length;
}

bool vp_expression_take_word(vp_expression *text, const char *word)
{
    vp_expression_skip_gap(text);
    size_t length = vp_expression_word_length(text);
    if (length != strlen(word) || strncasecmp(text->at, word, length) != 0) return false;
    text->at += length;
    return true;
}

bool vp_expression_take_sign(vp_expression *text, const char *sign)
{
    vp_expression_skip_gap(text);
    if (strncmp(text->at, sign, strlen(sign)) != 0) return false;
    text->at += strlen(sign);
    return true;
}
