/* vungphu reference: what the program's own tables hold, as Markdown: docs/reference.md is made of it. */
#include "base/settings.h"
#include "cli/arguments/command.h"
#include "cli/arguments/parse.h"
#include "cli/commands.h"
#include "server/endpoints/endpoints.h"
#include "store/province/role.h"
#include "tiles/layers.h"
#include <argp.h>
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>

#define N_(text) text

typedef struct {
    const char *part; /* NULL: all */
} arguments;

/* A cell of a table: what would end it is escaped. */
static void cell(const char *text)
{
    fputs("| ", stdout);
    for (; *text; text++) {
        if (*text == '|') putchar('\\');
        putchar(*text == '\n' ? ' ' : *text);
    }
    putchar(' ');
}

static void code(const char *text)
{
    if (!*text) {
        cell("");
        return;
    }
    fputs("| `", stdout);
    for (; *text; text++) {
        if (*text == '|') putchar('\\');
        putchar(*text);
    }
    fputs("` ", stdout);
}

static void heading(const char *title, const char *about, const char *const columns[], size_t count)
{
    printf("\n## %s\n\n%s\n\n", title, about);
    for (size_t i = 0; i < count; i++) cell(gettext(columns[i]));
    puts("|");
    for (size_t i = 0; i < count; i++) fputs("| --- ", stdout);
    puts("|");
}

/* ------------------------------------------------------------ settings */

static void print_settings(void)
{
    static const char *const columns[] = {N_("setting"), N_("default"), N_("range"), N_("meaning")};
    heading(gettext("Settings of the server"),
            gettext("Options of `vungphu serve`, variables `VUNGPHU_NAME` of its environment, lines of its file."),
            columns, 4);
    for (size_t i = 0; i < vp_setting_count; i++) {
        const vp_setting *s = &vp_setting_rows[i];
        char range[80] = "";
        if (s->kind == VP_SETTING_WHOLE)
            snprintf(range, sizeof range, "%llu … %llu", (unsigned long long)s->least, (unsigned long long)s->most);
        code(s->name);
        code(s->fallback);
        cell(range);
        cell(gettext(s->meaning));
        puts("|");
    }
}

/* ------------------------------------------------------------ columns and roles */

static const char *kind_of(const vp_province_column *c)
{
    static const char *const kinds[] = {
        [VP_COLUMN_TEXT] = N_("text"),
        [VP_COLUMN_ID] = N_("id"),
        [VP_COLUMN_NUMBER] = N_("number"),
        [VP_COLUMN_NUMBERS] = N_("ascending numbers, joined by ;"),
        [VP_COLUMN_WHOLE] = N_("whole number"),
        [VP_COLUMN_DATE] = N_("date, 2026-12-31"),
        [VP_COLUMN_FLAG] = N_("yes or no"),
        [VP_COLUMN_CHOICE] = "",
        [VP_COLUMN_IDS] = N_("ids, joined"),
        [VP_COLUMN_MEASURE] = N_("a measure, see below"),
        [VP_COLUMN_MILESTONES] = N_("year=value, joined by |"),
    };
    const char *kind = kinds[c->kind];
    return *kind ? gettext(kind) : "";
}

static void print_column(const vp_province_column *c)
{
    char value[400];
    if (c->kind == VP_COLUMN_CHOICE)
        snprintf(value, sizeof value, "%.390s", c->choices);
    else if ((c->kind == VP_COLUMN_NUMBER || c->kind == VP_COLUMN_WHOLE) && c->most > c->least)
        snprintf(value, sizeof value, "%.200s, %g … %g", kind_of(c), c->least, c->most);
    else
        snprintf(value, sizeof value, "%.390s", kind_of(c));
    code(c->name);
    cell(c->required ? gettext("yes") : "");
    cell(value);
    cell(gettext(c->meaning));
    puts("|");
}

static void print_columns(void)
{
    static const char *const columns[] = {N_("column"), N_("needed"), N_("value"), N_("meaning")};
    for (size_t t = 0; t < VP_TABLE_COUNT; t++) {
        heading(vp_province_files[t],
                t == VP_TABLE_PROVINCE ? gettext("One setting a row, `key,value`.")
                                       : gettext("One row a thing, one column a fact."),
                columns, 4);
        for (size_t i = 0; i < vp_province_column_count; i++)
            if (vp_province_columns[i].table == t) print_column(&vp_province_columns[i]);
    }
}

static void print_role(const vp_role *role)
{
    static const char *const geometries[] = {
        [VP_GEOMETRY_NONE] = N_("none"),
        [VP_GEOMETRY_POINT] = N_("points"),
        [VP_GEOMETRY_LINE] = N_("lines"),
        [VP_GEOMETRY_AREA] = N_("areas"),
        [VP_GEOMETRY_LINE_OR_AREA] = N_("lines or areas"),
    };
    char needed[400] = "", other[400] = "";
    for (size_t i = 0; i < VP_ROLE_FIELDS_MOST && role->fields[i].name; i++) {
        char *list = role->fields[i].required ? needed : other;
        size_t used = strlen(list);
        snprintf(list + used, sizeof needed - used, "%s%s", used ? ", " : "", role->fields[i].name);
    }
    code(role->name);
    cell(role->raster ? gettext("raster") : gettext(geometries[role->geometry]));
    cell(needed);
    cell(other);
    cell(role->other_fields ? gettext("yes") : "");
    puts("|");
}

static void print_roles(void)
{
    static const char *const columns[] = {N_("role"), N_("geometry"), N_("fields needed"), N_("other fields"),
                                          N_("any other column")};
    heading(gettext("Roles of sources"), gettext("`role` in datasets.csv, and what `fields` may name."), columns, 5);
    for (size_t i = 0; i < vp_role_count; i++) print_role(&vp_roles[i]);
}

/* ------------------------------------------------------------ measures */

static void print_measures(void)
{
    static const char *const columns[] = {N_("measure"), N_("unit"), N_("needed"), N_("formula")};
    bool vietnamese = strcmp(gettext("formula"), "formula") != 0;
    heading(gettext("Measures"), gettext("`measure` in indicators.csv."), columns, 4);
    for (size_t i = 0; i < vp_measure_count; i++) {
        const vp_measure_row *m = &vp_measures[i];
        code(m->name);
        cell(m->unit);
        cell(m->needs ? m->needs : "");
        cell(vietnamese ? m->formula_vi : m->formula_en);
        puts("|");
    }
}

/* ------------------------------------------------------------ endpoints */

static void print_endpoints(void)
{
    static const char *const routes[] = {N_("address"), N_("answers"), N_("forms"), N_("parameters")},
                             *const parameters[] = {N_("parameter"), N_("values"), N_("meaning")};
    heading(
        gettext("Addresses of the server"),
        gettext("The same as OpenAPI: `/api` of any server. What is said of them stands in English, as the API does."),
        routes, 4);
    for (size_t i = 0; i < vp_endpoints.route_count; i++) {
        const vp_route *r = &vp_endpoints.routes[i];
        char address[300];
        snprintf(address, sizeof address, "%s %.280s", r->method ? r->method : "GET", r->path);
        code(address);
        cell(r->summary);
        cell(r->media);
        cell(r->query);
        puts("|");
    }
    heading(gettext("Parameters of addresses"), gettext("Of queries, and of the parts in braces."), parameters, 3);
    for (size_t i = 0; i < vp_endpoints.parameter_count; i++) {
        const vp_parameter *p = &vp_endpoints.parameters[i];
        code(p->name);
        cell(p->choices ? p->choices : "");
        cell(p->description);
        puts("|");
    }
}

/* ------------------------------------------------------------ tile layers */

static void print_fields(const vp_layer *layer)
{
    bool later = false;
    fputs("| ", stdout);
    for (size_t i = 0; i < VP_LAYER_FIELDS_MOST && layer->fields[i].name; i++, later = true)
        printf("%s`%s`: %s", later ? "; " : "", layer->fields[i].name, layer->fields[i].description);
    if (layer->has_indicators) printf("%s%s", later ? "; " : "", gettext("each indicator, by its id"));
    putchar(' ');
}

static void print_layers(void)
{
    static const char *const columns[] = {N_("layer"), N_("title"), N_("properties")};
    bool vietnamese = strcmp(gettext("formula"), "formula") != 0;
    heading(gettext("Tile layers"),
            gettext("`/tiles/LAYER/{z}/{x}/{y}.mvt`; several at once by commas. What is said of properties stands in "
                    "English, as in TileJSON."),
            columns, 3);
    for (size_t i = 0; i < vp_layer_count; i++) {
        code(vp_layers[i].id);
        cell(vietnamese ? vp_layers[i].title_vi : vp_layers[i].title_en);
        print_fields(&vp_layers[i]);
        puts("|");
    }
}

/* ------------------------------------------------------------ the command */

static const struct {
    const char *name;
    void (*print)(void);
} parts[] = {
    {"columns", print_columns},   {"roles", print_roles},         {"measures", print_measures},
    {"settings", print_settings}, {"endpoints", print_endpoints}, {"layers", print_layers},
};
enum { PARTS = sizeof parts / sizeof *parts };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    if (key != ARGP_KEY_ARG) return ARGP_ERR_UNKNOWN;
    for (size_t i = 0; i < PARTS; i++)
        if (strcmp(parts[i].name, value) == 0) a->part = value;
    if (!a->part || a->part != value)
        vp_argument_error(
            state, "there is no part %s; there are: columns, roles, measures, settings, endpoints, layers", value);
    return 0;
}

int vp_reference_command(int count, char **texts)
{
    static const struct argp argp = {
        NULL,
        parse,
        "[PART]",
        "Prints the reference, made from the program's own tables, as Markdown: columns of a province "
        "folder's tables, roles, measures, settings of the server, endpoints of its API, layers of its tiles.\v"
        "Example: vungphu reference measures",
        NULL,
        NULL,
        NULL};
    arguments a = {0};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    for (size_t i = 0; i < PARTS; i++)
        if (!a.part || strcmp(a.part, parts[i].name) == 0) parts[i].print();
    return ferror(stdout) ? VP_EXIT_FAILED : VP_EXIT_DONE;
}
