#include "base/sentences.h"
#include "base/array.h"
#include "base/buffer.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS_LEAST = 3, PIECES_MOST = 64, DEPTH_MOST = 4, STEPS_MOST = 100000 };

typedef enum { LITERAL, TEXT, NUMBER, CHARACTER } piece_kind;

typedef struct {
    piece_kind kind;
    const char *text; /* of a literal; not terminated */
    size_t length;
} piece;

typedef struct {
    piece *pieces;
    size_t count, weight; /* bytes of all literals: the more, the nearer is a sentence that fits */
    const piece *longest;
    const char *translated;
} pattern;

struct vp_sentences {
    pattern *patterns; /* the heaviest first */
    size_t count;
};

typedef struct {
    const char *text;
    size_t length;
} part;

/* ------------------------------------------------------------ formats */

/* What stands at a per cent sign; *place is N of %N$s, else 0. *end is behind it. */
static piece conversion_at(const char *at, size_t *place, const char **end)
{
    const char *c = at + 1;
    if (*c == '%') {
        *end = c + 1;
        return (piece){LITERAL, c, 1};
    }
    char *number;
    unsigned long n = strtoul(c, &number, 10);
    *place = *number == '$' ? (size_t)n : 0;
    if (*number == '$') c = number + 1;
    c += strspn(c, "-+ #0123456789.*hlzjtL");
    if (!*c || !strchr("diouxXeEfgGcsp", *c)) { /* a sign of its own, in what is no format */
        *end = at + 1;
        return (piece){LITERAL, at, 1};
    }
    *end = c + 1;
    return (piece){*c == 's' ? TEXT : *c == 'c' ? CHARACTER : NUMBER, NULL, 0};
}

/* The next piece of a format, whose end *at moves behind. */
static piece next_piece(const char **at, size_t *place)
{
    const char *from = *at;
    if (*from == '%') return conversion_at(from, place, at);
    size_t length = strcspn(from, "%");
    *at = from + length;
    return (piece){LITERAL, from, length};
}

static size_t letters(const piece *p)
{
    size_t count = 0;
    for (size_t i = 0; p->kind == LITERAL && i < p->length; i++) count += isalpha((unsigned char)p->text[i]) != 0;
    return count;
}

/* False: out of memory. A format that no sentence could be known by gets no pieces. */
static bool divide(pattern *p, const vp_phrase *phrase)
{
    piece pieces[PIECES_MOST];
    size_t place, lettered = 0;
    *p = (pattern){.translated = phrase->translated};
    for (const char *at = phrase->english; *at && p->count < PIECES_MOST; p->count++) {
        piece *one = &pieces[p->count];
        *one = next_piece(&at, &place);
        lettered += letters(one);
        p->weight += one->length;
        if (!*at && lettered >= LETTERS_LEAST) p->pieces = malloc((p->count + 1) * sizeof *p->pieces);
        if (!*at && lettered >= LETTERS_LEAST && !p->pieces) return false;
    }
    if (!p->pieces) return p->count = 0, true;
    memcpy(p->pieces, pieces, p->count * sizeof *pieces);
    for (size_t i = 0; i < p->count; i++)
        if (!p->longest || p->pieces[i].length > p->longest->length) p->longest = &p->pieces[i];
    return true;
}

static int compare_weight(const void *left, const void *right)
{
    const pattern *a = left, *b = right;
    if (a->weight != b->weight) return a->weight < b->weight ? 1 : -1;
    return a->count > b->count ? 1 : a->count < b->count ? -1 : 0;
}

vp_sentences *vp_sentences_new(const vp_phrase phrases[], size_t count, vp_error *err)
{
    vp_sentences *s = calloc(1, sizeof *s);
    if (s) s->patterns = calloc(count + 1, sizeof *s->patterns);
    bool ok = s && s->patterns;
    for (size_t i = 0; ok && i < count; i++) {
        pattern *p = &s->patterns[s->count];
        ok = divide(p, &phrases[i]);
        s->count += p->count > 0;
    }
    if (!ok) {
        vp_sentences_free(s);
        vp_fail_memory(err, (count + 1) * sizeof *s->patterns);
        return NULL;
    }
    qsort(s->patterns, s->count, sizeof *s->patterns, compare_weight);
    return s;
}

void vp_sentences_free(vp_sentences *sentences)
{
    if (!sentences) return;
    for (size_t i = 0; sentences->patterns && i < sentences->count; i++) free(sentences->patterns[i].pieces);
    free(sentences->patterns);
    free(sentences);
}

/* ------------------------------------------------------------ a sentence */

typedef struct {
    const pattern *pattern;
    part values[PIECES_MOST]; /* by piece */
    size_t steps;             /* values full of signs that the format has, too, could fit in too many manners */
} fitting;

static size_t longest_value(const piece *p, const char *at)
{
    switch (p->kind) {
    case TEXT: return strlen(at);
    case NUMBER: return strspn(at, "0123456789+-.eEnifxABCDFabcd"); /* nan, inf, hexadecimal ones */
    default: return *at ? 1 : 0;
    }
}

/* From a piece and a byte of the sentence on: texts as short as can be, numbers as long. */
static bool fits(fitting *f, size_t number, const char *at)
{
    if (number == f->pattern->count) return !*at;
    if (f->steps++ > STEPS_MOST) return false;
    const piece *p = &f->pattern->pieces[number];
    if (p->kind == LITERAL) return strncmp(at, p->text, p->length) == 0 && fits(f, number + 1, at + p->length);
    size_t least = p->kind != TEXT, most = longest_value(p, at);
    bool last = number + 1 == f->pattern->count;
    if (last) least = p->kind == TEXT ? most : least;
    for (size_t n = 0; least + n <= most; n++) {
        size_t length = p->kind == NUMBER ? most - n : least + n;
        f->values[number] = (part){at, length};
        if (fits(f, number + 1, at + length)) return true;
    }
    return false;
}

static char *translate(const vp_sentences *s, const char *sentence, int depth);

/* What is put between, before or behind values: it begins with a sign or a space, or ends with a space. */
static bool is_fragment(const pattern *p)
{
    const piece *only = p->pieces;
    return p->count == 1 && (strchr(" ,;", only->text[0]) || only->text[only->length - 1] == ' ');
}

static void put_value(const vp_sentences *s, vp_buffer *out, part value, int depth);

static bool put_around_fragment(const vp_sentences *s, vp_buffer *out, part value, int depth)
{
    for (size_t i = 0; depth < DEPTH_MOST && i < s->count; i++) {
        const pattern *p = &s->patterns[i];
        const char *at = is_fragment(p) ? memmem(value.text, value.length, p->pieces->text, p->weight) : NULL;
        if (!at) continue;
        const char *behind = at + p->weight;
        put_value(s, out, (part){value.text, (size_t)(at - value.text)}, depth + 1);
        vp_buffer_text(out, p->translated);
        put_value(s, out, (part){behind, value.length - (size_t)(behind - value.text)}, depth + 1);
        return true;
    }
    return false;
}

/* A word alone may be a name of the user's. */
static void put_value(const vp_sentences *s, vp_buffer *out, part value, int depth)
{
    char *translated = NULL;
    bool words = memchr(value.text, ' ', value.length) != NULL;
    if (words && depth < DEPTH_MOST) {
        char *text = strndup(value.text, value.length);
        translated = text ? translate(s, text, depth + 1) : NULL;
        free(text);
    }
    if (translated)
        vp_buffer_text(out, translated);
    else if (!words || !put_around_fragment(s, out, value, depth))
        vp_buffer_append(out, value.text, value.length);
    free(translated);
}

/* The value of the n-th conversion, from 1; NULL: there are fewer. */
static const part *value_at(const fitting *f, size_t n)
{
    for (size_t i = 0; i < f->pattern->count; i++)
        if (f->pattern->pieces[i].kind != LITERAL && --n == 0) return &f->values[i];
    return NULL;
}

static char *taken(vp_buffer *out)
{
    bool whole = !out->failed && vp_buffer_terminated(out);
    if (!whole) vp_buffer_clear(out);
    return whole ? out->bytes : NULL;
}

static char *compose(const vp_sentences *s, const fitting *f, int depth)
{
    vp_buffer out = {0};
    size_t place = 0, next = 1;
    for (const char *at = f->pattern->translated; *at;) {
        piece p = next_piece(&at, &place);
        const part *value = p.kind == LITERAL ? NULL : value_at(f, place ? place : next++);
        if (p.kind == LITERAL)
            vp_buffer_append(&out, p.text, p.length);
        else if (value)
            put_value(s, &out, *value, depth);
    }
    return taken(&out);
}

static char *translate_whole(const vp_sentences *s, const char *sentence, int depth)
{
    size_t length = strlen(sentence);
    for (size_t i = 0; i < s->count; i++) {
        const pattern *p = &s->patterns[i];
        if (p->weight > length || !memmem(sentence, length, p->longest->text, p->longest->length)) continue;
        fitting f = {.pattern = p};
        if (fits(&f, 0, sentence)) return compose(s, &f, depth);
    }
    return NULL;
}

/* "FILE: SENTENCE" and "SENTENCE; SENTENCE", where the whole is not known. */
static char *translate_parts(const vp_sentences *s, const char *sentence, int depth)
{
    char *tail = NULL;
    const char *from = sentence;
    for (const char *at = sentence; !tail && (at = strpbrk(at, ":;")); at++) {
        if (at[1] != ' ') continue;
        from = at;
        if (*at == ';') tail = translate_whole(s, at, depth + 1);
        if (!tail) tail = translate_whole(s, from = at + 2, depth + 1);
    }
    if (!tail) return NULL;
    vp_buffer out = {0};
    vp_buffer_append(&out, sentence, (size_t)(from - sentence));
    vp_buffer_text(&out, tail);
    free(tail);
    return taken(&out);
}

static char *translate(const vp_sentences *s, const char *sentence, int depth)
{
    char *whole = translate_whole(s, sentence, depth);
    return whole ? whole : translate_parts(s, sentence, depth);
}

char *vp_sentences_translate(const vp_sentences *sentences, const char *sentence)
{
    return sentences ? translate(sentences, sentence, 0) : NULL;
}
