/* The words and signs of a typed condition: one reader for the conditions of a province's tables and for CQL2 filters.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *start, *at; /* the whole text, ended by NUL, and what is not read yet; borrowed */
    bool dotted;            /* a word may hold colons, and dots behind its first letter, as a property's path does */
} vp_expression;

bool vp_expression_is_letter(char c); /* of A to Z, a to z, _ and every byte of a letter beyond ASCII */
void vp_expression_skip_gap(vp_expression *text);
/* Bytes of the word that begins at text->at: a letter, then letters and digits; 0 when none does. */
size_t vp_expression_word_length(const vp_expression *text);
/* Passes over blanks, then over the word (in any case of letters) or the sign when it stands next; else
 * false, and only blanks are passed over. A word is taken whole: "and" is not in "android". */
bool vp_expression_take_word(vp_expression *text, const char *word);
bool vp_expression_take_sign(vp_expression *text, const char *sign);
