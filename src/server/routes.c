#include "server/routes.h"
#include <stdio.h>
#include <string.h>

/* Whether a list of words separated by blanks has the word. Each request asks this a dozen times: letter by letter is
 * faster than calls for such short words. */
static bool has_word(const char *list, const char *word)
{
    for (const char *at = list; *at;) {
        const char *letter = word;
        while (*letter && *at == *letter) at++, letter++;
        if (!*letter && (*at == ' ' || !*at)) return true;
        while (*at && *at != ' ') at++;
        while (*at == ' ') at++;
    }
    return false;
}

static size_t length_to(const char *text, char end)
{
    size_t length = 0;
    while (text[length] && text[length] != end) length++;
    return length;
}

bool vp_routes_has_media(const vp_route *route, vp_media media)
{
    return has_word(route->media, vp_media_rows[media].name);
}

bool vp_routes_names(const vp_route *route, const char *parameter)
{
    return has_word(route->query, parameter) || (strcmp(parameter, "f") == 0 && strchr(route->media, ' ')) ||
           (strcmp(parameter, "decimal") == 0 && vp_routes_has_media(route, VP_MEDIA_CSV));
}

bool vp_routes_speaks(const vp_route *route)
{
    return has_word(route->query, "lang") && !vp_routes_has_media(route, VP_MEDIA_FILE);
}

bool vp_routes_takes(const vp_route *route, const char *parameter)
{
    return vp_routes_names(route, parameter) || has_word(route->query, "*") || strcmp(parameter, "f") == 0;
}

/* One part of a template, length bytes, against one part of a path. */
static bool fits(const char *template, size_t length, const char *segment, vp_target *target)
{
    if (*template != '{') return strncmp(template, segment, length) == 0 && !segment[length];
    size_t size = strlen(segment), name = length_to(template, '}'), suffix = length - name - 1;
    if (size <= suffix || memcmp(segment + size - suffix, template + name + 1, suffix) != 0) return false;
    target->captures[target->capture_count++] = (vp_capture){template + 1, name - 1, segment};
    return true;
}

/* Captures of a template that fits end before its suffix (".json"). */
static void cut_suffixes(vp_target *target)
{
    for (size_t i = 0; i < target->capture_count; i++) {
        vp_capture *capture = &target->captures[i];
        const char *suffix = capture->name + capture->name_length + 1;
        size_t length = length_to(suffix, '/');
        for (size_t s = 0; length > 0 && s < target->segment_count; s++)
            if (target->segments[s] == capture->value) target->segments[s][strlen(capture->value) - length] = '\0';
    }
}

static bool matches(const char *path, vp_target *target)
{
    target->capture_count = 0;
    const char *at = path + 1;
    for (size_t s = 0; s < target->segment_count; s++) {
        size_t length = length_to(at, '/');
        if (strcmp(at, "{*}") == 0) return true;
        if (!*at || !fits(at, length, target->segments[s], target)) return false;
        at += length + (at[length] == '/');
    }
    if (*at) return false;
    cut_suffixes(target);
    return true;
}

size_t vp_routes_match(const vp_route_table *table, vp_target *target)
{
    char first = target->segment_count ? target->segments[0][0] : '\0';
    for (size_t r = 0; r < table->route_count; r++) {
        const char *path = table->routes[r].path;
        if ((path[1] == first || path[1] == '{') && matches(path, target)) return r; /* most differ there */
    }
    return VP_ROUTE_NONE;
}

static const char *method_of(const vp_route *route) { return route->method ? route->method : "GET"; }

bool vp_routes_writes(const vp_route *route) { return route->method != NULL; }

/* Whether row r has the template of row first. */
static bool is_fellow(const vp_route_table *table, size_t first, size_t r)
{
    return r < table->route_count && strcmp(table->routes[r].path, table->routes[first].path) == 0;
}

size_t vp_routes_for_method(const vp_route_table *table, size_t first, const char *method)
{
    if (strcmp(method, "HEAD") == 0) method = "GET";
    for (size_t r = first; is_fellow(table, first, r); r++)
        if (strcmp(method_of(&table->routes[r]), method) == 0) return r;
    return VP_ROUTE_NONE;
}

void vp_routes_allow(const vp_route_table *table, size_t first, char *allow, size_t size)
{
    size_t length = 0;
    allow[0] = '\0';
    for (size_t r = first; is_fellow(table, first, r); r++) {
        const char *method = method_of(&table->routes[r]);
        length += (size_t)snprintf(allow + length, length < size ? size - length : 0, "%s, %s", method,
                                   strcmp(method, "GET") == 0 ? "HEAD, " : "");
        if (length >= size) return;
    }
    snprintf(allow + length, size - length, "OPTIONS");
}

const vp_parameter *vp_routes_parameter(const vp_route_table *table, const vp_route *route, const char *name)
{
    for (size_t i = 0; i < table->parameter_count; i++) {
        const vp_parameter *p = &table->parameters[i];
        if (strcmp(p->name, name) == 0 && (!p->of || strncmp(route->path, p->of, strlen(p->of)) == 0)) return p;
    }
    return NULL;
}

bool vp_always_long(const vp_call *call, const vp_snapshot *snapshot)
{
    (void)call;
    (void)snapshot;
    return true;
}
