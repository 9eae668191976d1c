/* Everything that the map in reading mode asks for: the rows of web/source/state/requests.js, each for all that there
 * is to choose there. Figures of a limit come from the list of all limits of an indicator. */
#include "publish/site_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    vp_site *site;
    json_t *catalogue; /* the answer to /indicators */
} walk;

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static const json_t *service_of(const walk *w, const json_t *indicator)
{
    const char *id = text_of(indicator, "service");
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(w->catalogue, "services"), i,
                       row) if (id && strcmp(text_of(row, "id"), id) == 0) return row;
    return NULL;
}

/* A number as JavaScript writes it; "" where there is none. */
static const char *number_text(const json_t *value, char text[32])
{
    text[0] = '\0';
    if (json_is_number(value)) snprintf(text, 32, "%.15g", json_number_value(value));
    return text;
}

static bool has_limit(const walk *w, const json_t *indicator)
{
    const json_t *service = service_of(w, indicator);
    return service && strcmp(text_of(service, "reach"), "area") != 0 &&
           json_is_true(json_object_get(indicator, "takes_limit"));
}

/* By the units of a level, for one group; group NULL: its own. */
static bool ask_indicator(const walk *w, const json_t *indicator, const json_t *level, const char *group, vp_error *err)
{
    char path[200];
    vp_site_term terms[] = {
        {"level", text_of(level, "level")}, {"vintage", text_of(level, "vintage")}, {"group", group}};
    snprintf(path, sizeof path, "indicators/%.150s", text_of(indicator, "id"));
    return vp_site_ask(w->site, path, terms, 3, NULL, err);
}

/* At every limit. */
static bool ask_limits(const walk *w, const json_t *indicator, const json_t *level, vp_error *err)
{
    char path[200];
    vp_site_term terms[] = {{"level", text_of(level, "level")}, {"vintage", text_of(level, "vintage")}};
    snprintf(path, sizeof path, "indicators/%.150s/limits", text_of(indicator, "id"));
    return !has_limit(w, indicator) || vp_site_ask(w->site, path, terms, 2, NULL, err);
}

static bool ask_groups(const walk *w, const json_t *indicator, const json_t *level, vp_error *err)
{
    const char *own = text_of(indicator, "group");
    size_t i;
    json_t *group;
    json_array_foreach(json_object_get(w->catalogue, "groups"), i, group)
    {
        const char *id = text_of(group, "id");
        bool offered = text_of(indicator, "service") && !(own && strcmp(own, id) == 0);
        if (offered && !ask_indicator(w, indicator, level, id, err)) return false;
    }
    return true;
}

/* Limits and groups multiply: they are asked of the units of today only, and groups where they are wanted. */
static bool ask_indicators(const walk *w, const json_t *level, vp_error *err)
{
    size_t i;
    json_t *indicator;
    bool current = json_is_true(json_object_get(level, "current"));
    json_array_foreach(json_object_get(w->catalogue, "indicators"), i, indicator)
    {
        bool ok = ask_indicator(w, indicator, level, NULL, err) && (!current || ask_limits(w, indicator, level, err)) &&
                  (!current || !w->site->groups || ask_groups(w, indicator, level, err));
        if (!ok) return false;
    }
    return true;
}

/* Whom a service leaves out, with the terms of an indicator of its own; NULL: none of them. */
static bool ask_left_out(const walk *w, const json_t *service, const json_t *indicator, vp_error *err)
{
    char limit[32] = "", path[200];
    const char *id = text_of(service, "id"), *group = indicator ? text_of(indicator, "group") : NULL;
    if (indicator && has_limit(w, indicator)) number_text(json_object_get(indicator, "limit"), limit);
    for (size_t i = 0; i < 2; i++) {
        vp_site_term terms[] = {{"service", id},
                                {"level", i ? "commune" : "place"},
                                {"group", group},
                                {"limit", limit},
                                {"limit_count", "100"}};
        if (!vp_site_ask(w->site, "gaps", terms, 5, NULL, err)) return false;
    }
    vp_site_term terms[] = {{"service", id}, {"group", group}, {"limit", limit}, {"limit_count", "100"}};
    if (!vp_site_ask(w->site, "settlements", terms, 4, NULL, err)) return false;
    snprintf(path, sizeof path, "isochrones/%.150s", id);
    return vp_site_ask(w->site, path, &(vp_site_term){"limit", limit}, 1, NULL, err);
}

static bool ask_services(const walk *w, vp_error *err)
{
    size_t i, k;
    json_t *service, *indicator;
    json_array_foreach(json_object_get(w->catalogue, "services"), i, service)
    {
        char path[200];
        snprintf(path, sizeof path, "tiles/reach_%.150s.json", text_of(service, "id"));
        if (!ask_left_out(w, service, NULL, err) || !vp_site_ask(w->site, path, NULL, 0, NULL, err)) return false;
        json_array_foreach(json_object_get(w->catalogue, "indicators"), k, indicator)
        {
            const char *own = text_of(indicator, "service");
            bool is_own = own && strcmp(own, text_of(service, "id")) == 0;
            if (is_own && !ask_left_out(w, service, indicator, err)) return false;
        }
    }
    return true;
}

/* The score board of each territory, and the profile of each unit. */
static bool ask_territories(const walk *w, vp_error *err)
{
    json_t *answer, *row;
    size_t i;
    if (!vp_site_ask(w->site, "territories", NULL, 0, &answer, err)) return false;
    bool ok = true;
    json_array_foreach(json_object_get(answer, "territories"), i, row)
    {
        char path[300];
        const char *level = text_of(row, "level"), *vintage = text_of(row, "vintage"), *code = text_of(row, "code");
        vp_site_term board[] = {{"level", level}, {"vintage", vintage}, {"code", code}};
        vp_site_term profile[] = {{"level", level}, {"vintage", vintage}};
        snprintf(path, sizeof path, "units/%.250s", code ? code : "");
        ok = ok && vp_site_ask(w->site, "targets", board, 3, NULL, err) &&
             (!code || vp_site_ask(w->site, path, profile, 2, NULL, err));
    }
    json_decref(answer);
    return ok;
}

static bool ask_levels(const walk *w, vp_error *err)
{
    size_t i;
    json_t *level;
    json_array_foreach(json_object_get(w->catalogue, "levels"), i, level)
    {
        vp_site_term terms[] = {
            {"level", text_of(level, "level")}, {"vintage", text_of(level, "vintage")}, {"limit", "10000"}};
        if (!ask_indicators(w, level, err) || !vp_site_ask(w->site, "collections/units/items", terms, 3, NULL, err))
            return false;
    }
    return true;
}

static bool ask_single(const walk *w, vp_error *err)
{
    static const char *const paths[] = {
        "readyz", "targets", "tiles/units.json", "tiles/facilities.json", "tiles/relief.json", "export/report.html"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (!vp_site_ask(w->site, paths[i], NULL, 0, NULL, err)) return false;
    return vp_site_ask(w->site, "collections/quality/items", &(vp_site_term){"limit", "10000"}, 1, NULL, err) &&
           vp_site_ask(w->site, "targets", &(vp_site_term){"history", "1"}, 1, NULL, err) &&
           vp_site_ask(w->site, "export/all.xlsx", &(vp_site_term){"lang", "vi"}, 1, NULL, err) &&
           vp_site_ask(w->site, "export/all.xlsx", &(vp_site_term){"lang", "en"}, 1, NULL, err);
}

bool vp_site_ask_all(vp_site *site, vp_error *err)
{
    walk w = {.site = site};
    if (!vp_site_ask(site, "indicators", NULL, 0, &w.catalogue, err)) return false;
    bool ok = ask_single(&w, err) && ask_territories(&w, err) && ask_levels(&w, err) && ask_services(&w, err);
    json_decref(w.catalogue);
    return ok;
}
