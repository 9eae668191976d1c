/* A unit's name where there is little room: Phan Đình Phùng → P.Đ.Phùng → P.Đ.P. → PĐP. */
#include "tiles/layers_internal.h"
#include <string.h>

enum { SHORT_LETTERS = 8, TINY_LETTERS = 7 }; /* names of no more stay as they are */

static bool begins_letter(char byte) { return ((unsigned char)byte & 0xC0U) != 0x80; }

static size_t count_letters(const char *words)
{
    size_t count = 0;
    for (; *words; words++) count += begins_letter(*words);
    return count;
}

static size_t letter_length(const char *letter)
{
    size_t length = 1;
    while (letter[length] && !begins_letter(letter[length])) length++;
    return length;
}

/* The first letters of all words before end, each followed by the mark; returns where what was written ends. */
static char *write_letters(char *to, const char *name, const char *end, const char *mark)
{
    for (const char *word = name; word < end; word += strcspn(word, " "), word += strspn(word, " ")) {
        size_t length = letter_length(word);
        memcpy(to, word, length);
        to += length;
        if (*mark) *to++ = *mark;
    }
    *to = '\0';
    return to;
}

void vp_short_name(const char *name, vp_name_form form, char *out)
{
    const char *space = strrchr(name, ' '), *last = space ? space + 1 : name;
    if (!space || !*last || (form == VP_NAME_SHORT && count_letters(name) <= SHORT_LETTERS)) {
        memcpy(out, name, strlen(name) + 1);
        return;
    }
    if (form == VP_NAME_INITIALS) {
        write_letters(out, name, last + 1, "");
        return;
    }
    char *end = write_letters(out, name, last, ".");
    memcpy(end, last, strlen(last) + 1);
    if (form == VP_NAME_TINY && count_letters(out) > TINY_LETTERS) {
        end += letter_length(last);
        memcpy(end, ".", 2);
    }
}
