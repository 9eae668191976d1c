#include "cli/arguments/parse.h"
#include "base/name.h"
#include "cli/arguments/language.h"
#include <errno.h>
#include <libintl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MOST = 160, NEAREST_MOST = 3, DISTANCE_MOST = 3 };

typedef struct {
    const struct argp_option *options[OPTIONS_MOST];
    size_t count;
} option_list;

static void collect(const struct argp *argp, option_list *list)
{
    for (const struct argp_option *o = argp->options; o && (o->name || o->key || o->doc || o->group); o++)
        if (list->count < OPTIONS_MOST) list->options[list->count++] = o;
    for (const struct argp_child *child = argp->children; child && child->argp; child++) collect(child->argp, list);
}

static bool takes_next(const struct argp_option *option)
{
    return option->arg && !(option->flags & OPTION_ARG_OPTIONAL);
}

/* By its name or a beginning of it, as getopt takes both. */
static const struct argp_option *find_long(const option_list *list, const char *name, size_t length)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->options[i]->name && strncmp(list->options[i]->name, name, length) == 0) return list->options[i];
    return NULL;
}

/* Whether a group of letters, as -ql, ends with one whose value is the next argument. */
static bool letters_take_next(const option_list *list, const char *letters)
{
    for (const char *c = letters; *c; c++)
        for (size_t i = 0; i < list->count; i++)
            if (list->options[i]->key == *c && takes_next(list->options[i])) return !c[1];
    return false;
}

/* The first long option that there is none of, without its dashes; NULL: all are known. */
static const char *find_unknown(const option_list *list, int count, char **texts)
{
    for (int i = 1; i < count && strcmp(texts[i], "--") != 0; i++) {
        const char *text = texts[i], *name = text + 2;
        if (text[0] != '-' || !text[1]) continue;
        if (text[1] != '-') {
            i += letters_take_next(list, text + 1);
            continue;
        }
        const struct argp_option *option = find_long(list, name, strcspn(name, "="));
        if (!option) return name;
        i += takes_next(option) && !strchr(name, '=');
    }
    return NULL;
}

/* What other programs call the same. */
static const struct {
    const char *elsewhere, *here;
} synonyms[] = {
    {"port", "listen"},  {"host", "listen"},        {"bind", "listen"},    {"address", "listen"},
    {"out", "output"},   {"destination", "output"}, {"force", "anew"},     {"clean", "anew"},
    {"number", "count"}, {"max-distance", "limit"}, {"max-time", "limit"}, {"radius", "limit"},
    {"silent", "quiet"}, {"jobs", "workers"},
};

static size_t print_synonym(const option_list *list, const char *word)
{
    for (size_t s = 0; s < sizeof synonyms / sizeof *synonyms; s++)
        for (size_t i = 0; strcmp(word, synonyms[s].elsewhere) == 0 && i < list->count; i++) {
            const char *name = list->options[i]->name;
            if (!name || strcmp(name, synonyms[s].here) != 0) continue;
            fprintf(stderr, "%s--%s", gettext("; is it "), name);
            return 1;
        }
    return 0;
}

static void print_nearest(const option_list *list, const char *word)
{
    size_t printed = print_synonym(list, word);
    if (printed) {
        fputc('?', stderr);
        return;
    }
    for (size_t distance = 0; distance <= DISTANCE_MOST; distance++)
        for (size_t i = 0; i < list->count && printed < NEAREST_MOST; i++) {
            const char *name = list->options[i]->name;
            if (!name || vp_name_distance(word, name, DISTANCE_MOST) != distance) continue;
            fprintf(stderr, "%s--%s", printed++ ? ", " : gettext("; is it "), name);
        }
    if (printed) fputc('?', stderr);
}

error_t vp_arguments_parse(const struct argp *argp, int count, char **texts, void *input)
{
    static const struct argp_option always[] = {
        {"help", 0, NULL, 0, "", 0}, {"usage", 0, NULL, 0, "", 0}, {"program-name", 0, "NAME", 0, "", 0}, {0}};
    static const struct argp own = {.options = always};
    option_list list = {.count = 0};
    collect(argp, &list);
    collect(&own, &list);
    const char *unknown = find_unknown(&list, count, texts);
    if (!unknown) return argp_parse(argp, count, texts, 0, NULL, input);
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)strcspn(unknown, "="), unknown);
    fprintf(stderr, gettext("%s: there is no option --%s"), texts[0], word);
    print_nearest(&list, word);
    fprintf(stderr, gettext("\n%s --help lists them\n"), texts[0]);
    return EINVAL;
}

void vp_argument_error(const struct argp_state *state, const char *format, ...)
{
    char english[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(english, sizeof english, format, arguments);
    va_end(arguments);
    char *own = vp_language_sentence(english);
    fprintf(stderr, "%s: %s\n", state->name, own ? own : english);
    fprintf(stderr, gettext("%s --help says what it takes\n"), state->name);
    free(own);
    exit(argp_err_exit_status);
}
