/* Finished sentences in another language. Messages of errors and reasons of findings are made in English, and kept,
 * sent and logged so; who shows one to a person translates it. The format that it was made by is looked up among the
 * phrases of a catalogue, the values that it names are taken over, and what of them is a sentence is translated, too.
 */
#pragma once
#include <stddef.h>
#include <vungphu/error.h>

/* Formats of printf; the translation has the same conversions, in another order as %2$s. */
typedef struct {
    const char *english, *translated;
} vp_phrase;

/* A part of a sentence that stands elsewhere than where the sentence is made; po/vi.po has it. */
#define VP_PART(text) text

typedef struct vp_sentences vp_sentences;

/* The texts stay the caller's, and live as long. What has fewer than three letters besides its values is left out. */
vp_sentences *vp_sentences_new(const vp_phrase phrases[], size_t count, vp_error *err);
void vp_sentences_free(vp_sentences *sentences);

/* To be freed; NULL: no phrase is that of the sentence, nor of what follows a colon in it. By any thread. */
char *vp_sentences_translate(const vp_sentences *sentences, const char *sentence);
