#include "cli/arguments/language.h"
#include "platform/catalogue.h"
#include <libgen.h>
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of po/, besides English, which the texts are written in. */
static const char *const translated[] = {"vi"};

static const char *take_argument(int *count, char **arguments)
{
    static const char option[] = "--language";
    const char *language = NULL;
    for (int i = 1; i < *count && strcmp(arguments[i], "--") != 0; i++) {
        size_t length = strlen(option);
        if (strncmp(arguments[i], option, length) != 0 || (arguments[i][length] && arguments[i][length] != '='))
            continue;
        int taken = arguments[i][length] == '=' || i + 1 == *count ? 1 : 2;
        language = taken == 1 ? arguments[i] + length + (arguments[i][length] == '=') : arguments[i + 1];
        memmove(arguments + i, arguments + i + taken, (size_t)(*count - i - taken + 1) * sizeof *arguments);
        *count -= taken;
        i--;
    }
    return language;
}

static const char *take_environment(void)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return value;
    }
    return "en";
}

/* vi of vi_VN.UTF-8, and of vi:en; NULL: none of ours. */
static const char *translation_of(const char *language)
{
    for (size_t i = 0; i < sizeof translated / sizeof *translated; i++)
        if (strncmp(language, translated[i], strlen(translated[i])) == 0 &&
            !strchr("abcdefghijklmnopqrstuvwxyz", language[2] ? language[2] : '_'))
            return translated[i];
    return NULL;
}

/* Of the reader, else NULL: English. */
static const char *spoken;

/* As installed, seen from the program; else as built. */
static const char *texts_folder(void)
{
    static char place[2 * PATH_MAX];
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    snprintf(place, sizeof place, "%.4000s/" VP_LOCALE_FROM_PROGRAM, dirname(program));
    return access(place, R_OK) == 0 ? place : VP_LOCALE_BUILT;
}

static void find_texts(void)
{
    bindtextdomain("vungphu", texts_folder());
    bind_textdomain_codeset("vungphu", "UTF-8");
    bind_textdomain_codeset("libc", "UTF-8"); /* the system's reasons, where it has them in the language */
    textdomain("vungphu");                    /* argp looks there, too */
}

const vp_sentences *vp_language_vietnamese(void)
{
    static vp_catalogue catalogue; /* whose texts are the sentences' to the end */
    static vp_sentences *sentences;
    static bool tried;
    char path[2 * PATH_MAX];
    vp_error err;
    if (tried) return sentences;
    tried = true;
    snprintf(path, sizeof path, "%.4000s/vi/LC_MESSAGES/vungphu.mo", texts_folder());
    if (vp_catalogue_read(&catalogue, path, &err))
        sentences = vp_sentences_new(catalogue.phrases, catalogue.count, &err);
    return sentences;
}

const char *vp_language_of(const char *vietnamese, const char *english) { return spoken ? vietnamese : english; }

char *vp_language_sentence(const char *english)
{
    char *own = spoken ? vp_sentences_translate(vp_language_vietnamese(), english) : NULL;
    return own ? own : strdup(english);
}

bool vp_language_begin(int *count, char **arguments, const char **unknown)
{
    const char *asked = take_argument(count, arguments), *language = translation_of(asked ? asked : take_environment());
    *unknown = asked;
    if (asked && !language && strcmp(asked, "en") != 0) return false;
    if (!language) return true;
    /* texts alone: numbers are written with a point in all languages. gettext translates in any locale but C itself */
    if (!setlocale(LC_MESSAGES, "C.UTF-8")) setlocale(LC_MESSAGES, "");
    setenv("LANGUAGE", language, 1);
    spoken = language;
    find_texts();
    return true;
}
