/* The rows of datasets.csv: safe paths, known formats, and the assignments of `fields`. */
#include "base/array.h"
#include "store/files/side_files.h"
#include "store/province/province_internal.h"
#include "store/province/role.h"
#include "store/sandbox/format.h"
#include "store/text/text.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <vungphu/region.h>

/* Why a path of datasets.csv is refused before anything is opened; NULL when it is not. */
static const char *refuse_path(const char *path)
{
    if (strncasecmp(path, "/vsi", 4) == 0 || strstr(path, "/vsi"))
        return "virtual file systems are not read; give a file in the data folder";
    if (strstr(path, "://"))
        return "network addresses are not opened; put it in url and let vungphu fetch bring the file";
    if (strchr(path, ':')) return "names with a colon are not opened; give a file in the data folder";
    if (*path == '/' || *path == '~') return "the path must be relative to the data folder (--data)";
    for (const char *part = path; part; part = strchr(part, '/') ? strchr(part, '/') + 1 : NULL)
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || !part[2]))
            return "the path must not leave the data folder with ..";
    return NULL;
}

static bool stays_inside(const char *folder, const char *path)
{
    char *real = realpath(path, NULL);
    size_t length = strlen(folder);
    bool inside = real && strncmp(real, folder, length) == 0 && (real[length] == '/' || folder[length - 1] == '/');
    free(real);
    return inside;
}

typedef struct {
    vp_province *province;
    vp_place place;
    vp_findings *findings;
} side_check;

static bool check_side_file(void *context, const char *file, const char *suffix, vp_error *err)
{
    const side_check *c = context;
    (void)err;
    if (!stays_inside(c->province->data_folder, file))
        vp_findings_add(c->findings, VP_FINDING_ERROR, c->place,
                        "the file beside it with %s is a link that leads out of "
                        "the data folder",
                        suffix);
    return true;
}

static void check_path(vp_province *province, vp_dataset *d, vp_place place, vp_findings *findings)
{
    const char *refused = refuse_path(d->path);
    struct stat about;
    if (!*d->path) return; /* reported already */
    if (refused)
        vp_findings_add(findings, VP_FINDING_ERROR, place, "%s", refused);
    else if (stat(d->full_path, &about) != 0) {
        d->missing = true;
        vp_findings_add(
            findings, VP_FINDING_ERROR, place, "there is no such file in %s%s", province->data_folder,
            *vp_province_text(province, VP_TABLE_DATASETS, d->row, "url") ? "; vungphu fetch brings it from url" : "");
    } else if (S_ISDIR(about.st_mode) && vp_source_format_of(d->path))
        vp_findings_add(findings, VP_FINDING_ERROR, place, VP_SOURCE_FOLDER);
    else if (!S_ISREG(about.st_mode))
        vp_findings_add(findings, VP_FINDING_ERROR, place, "this is not a regular file");
    else if (!stays_inside(province->data_folder, d->full_path))
        vp_findings_add(findings, VP_FINDING_ERROR, place, "the link leads out of the data folder");
    else {
        side_check check = {province, place, findings};
        vp_side_files_visit(d->full_path, check_side_file, &check, NULL);
        const vp_role *role = vp_role_find(d->role);
        const vp_source_format *format = vp_source_format_of(d->path);
        if (role && role->raster && (!format || format->raster)) return; /* known by its content, when it is read */
        const char *remedy = format ? NULL : vp_source_remedy(d->path);
        if (remedy)
            vp_findings_add(findings, VP_FINDING_ERROR, place, VP_SOURCE_UNREAD, remedy);
        else if (!format)
            vp_findings_add(findings, VP_FINDING_ERROR, place, "no format is known by this extension; known: %s",
                            VP_SOURCE_EXTENSIONS);
        else if (role && role->raster != format->raster && format->drivers[0]) /* not what holds others */
            vp_findings_add(findings, VP_FINDING_ERROR, place, "%s needs a %s source", d->role,
                            role->raster ? "raster" : "vector");
    }
}

/* ------------------------------------------------------------ fields */

static char *trimmed(const char *from, size_t length)
{
    while (length && (*from == ' ' || *from == '\n')) from++, length--;
    while (length && (from[length - 1] == ' ' || from[length - 1] == '\n')) length--;
    return strndup(from, length);
}

/* "Total; all" in quotes is a name with a semicolon; a quote inside is written twice. */
static void unquote(char *text)
{
    size_t length = strlen(text), used = 0;
    if (length < 2 || text[0] != '"' || text[length - 1] != '"') return;
    for (size_t i = 1; i + 1 < length; i++) {
        text[used++] = text[i];
        i += text[i] == '"' && text[i + 1] == '"';
    }
    text[used] = '\0';
}

static bool add_field(vp_dataset *d, const char *part, size_t length, vp_place place, vp_findings *findings)
{
    const char *sign = memchr(part, '=', length);
    if (!sign || sign == part) {
        vp_findings_add(findings, VP_FINDING_ERROR, place,
                        "\"%.*s\" is not an assignment such as id=code or level:=commune", (int)length, part);
        return true;
    }
    bool constant = sign[-1] == ':';
    char *name = trimmed(part, (size_t)(sign - part) - constant);
    char *value = trimmed(sign + 1, length - (size_t)(sign + 1 - part));
    if (!name || !value || !vp_array_resize(VP_ARRAY(d->fields), d->field_count + 1, NULL)) {
        free(name);
        free(value);
        return false;
    }
    unquote(value);
    if (vp_dataset_field(d, name)) vp_findings_add(findings, VP_FINDING_ERROR, place, "%s is assigned twice", name);
    if (!*name || !*value)
        vp_findings_add(findings, VP_FINDING_ERROR, place, "an assignment has an empty side: \"%.*s\"", (int)length,
                        part);
    d->fields[d->field_count++] = (vp_field){name, value, constant};
    return true;
}

/* Up to the next semicolon that is not in quotes; quotes begin behind an equals sign. */
static size_t assignment_length(const char *text)
{
    size_t length = strcspn(text, ";"), sign = strcspn(text, "=") + 1;
    if (sign >= length || text[sign] != '"') return length;
    for (const char *at = text + sign + 1; *at; at++) {
        if (*at != '"') continue;
        if (at[1] != '"') return (size_t)(at - text) + strcspn(at, ";");
        at++;
    }
    return length;
}

static bool parse_fields(vp_dataset *d, const char *text, vp_place place, vp_findings *findings)
{
    while (*text) {
        size_t length = assignment_length(text);
        if (strspn(text, " ") < length && !add_field(d, text, length, place, findings)) return false;
        text += length + (text[length] == ';');
    }
    return true;
}

static void list_fields(const vp_role *role, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < VP_ROLE_FIELDS_MOST && role->fields[i].name && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", role->fields[i].name);
}

static void check_constants(const vp_province *p, const vp_dataset *d, vp_place place, vp_findings *findings)
{
    const vp_field *service = vp_dataset_field(d, "service");
    for (const char *at = service && service->constant ? service->value : ""; *at;) {
        char id[80];
        size_t length = strcspn(at, "|");
        snprintf(id, sizeof id, "%.*s", (int)length, at);
        if (vp_province_find(p, VP_TABLE_SERVICES, id) == VP_NONE)
            vp_findings_add(findings, VP_FINDING_ERROR, place, "services.csv has no service %s", id);
        at += length + (at[length] == '|');
    }
}

/* Of a population of one group: the group is a row of groups.csv, and the grid says who belongs to it. */
static void check_group(const vp_province *p, const vp_dataset *d, vp_place place, vp_findings *findings)
{
    const vp_field *group = vp_dataset_field(d, "group");
    if (!group || strncmp(d->role, "population", 10) != 0) return;
    size_t row = group->constant ? vp_province_find(p, VP_TABLE_GROUPS, group->value) : VP_NONE;
    if (!group->constant)
        vp_findings_add(findings, VP_FINDING_ERROR, place, "the people of a source are of one group: group:=%s",
                        group->value);
    else if (row == VP_NONE)
        vp_findings_add(findings, VP_FINDING_ERROR, place, "groups.csv has no group %s: give it a row with its titles",
                        group->value);
    else if (*vp_province_text(p, VP_TABLE_GROUPS, row, "share_field"))
        vp_findings_add(findings, VP_FINDING_ERROR, place,
                        "group %s has a share_field in groups.csv and people of its own here: strike one of the two",
                        group->value);
}

static void check_fields(const vp_province *p, const vp_dataset *d, vp_place place, vp_findings *findings)
{
    const vp_role *role = vp_role_find(d->role);
    if (!role) return; /* reported already */
    char known[300];
    list_fields(role, known, sizeof known);
    for (size_t i = 0; i < d->field_count; i++)
        if (!role->other_fields && !vp_role_field_find(role, d->fields[i].name))
            vp_findings_add(findings, VP_FINDING_ERROR, place, "%s has no field %s; it has: %s", d->role,
                            d->fields[i].name, known);
    check_constants(p, d, place, findings);
    check_group(p, d, place, findings);
    if (*d->encoding && !vp_text_encoding_known(d->encoding))
        vp_findings_add(findings, VP_FINDING_ERROR,
                        (vp_place){.file = place.file, .row = place.row, .column = "encoding", .value = d->encoding},
                        "not known; known: %s", VP_TEXT_ENCODINGS);
    if (strcmp(d->role, "units") == 0 && !*d->vintage && !vp_dataset_field(d, "vintage"))
        vp_findings_add(findings, VP_FINDING_ERROR,
                        (vp_place){.file = place.file, .row = place.row, .column = "vintage"},
                        "units need their vintage, such as 2025");
}

/* The columns that the source's heading must have. */
static bool list_wanted(vp_dataset *d)
{
    const vp_role *role = vp_role_find(d->role);
    d->wanted = calloc(d->field_count + VP_ROLE_FIELDS_MOST, sizeof *d->wanted);
    if (!d->wanted) return false;
    for (size_t i = 0; i < d->field_count; i++)
        if (!d->fields[i].constant) d->wanted[d->wanted_count++] = d->fields[i].value;
    for (size_t i = 0; role && i < VP_ROLE_FIELDS_MOST && role->fields[i].name; i++)
        if (role->fields[i].required && !vp_dataset_field(d, role->fields[i].name))
            d->wanted[d->wanted_count++] = role->fields[i].name;
    return true;
}

static void check_header_row(const vp_dataset *d, vp_place place, vp_findings *findings)
{
    const vp_source_format *format = vp_source_format_of(d->path);
    const char *driver = format ? format->drivers[0] : NULL;
    if (!d->header_row || !driver || strcmp(driver, "CSV") == 0 || strcmp(driver, "XLSX") == 0) return;
    vp_findings_add(findings, VP_FINDING_ERROR,
                    (vp_place){.file = place.file, .row = place.row, .column = "header_row"},
                    "only CSV and workbooks have a row of headings; empty it");
}

static bool read_dataset(vp_province *p, vp_dataset *d, size_t row, vp_findings *findings)
{
    const vp_province_table t = VP_TABLE_DATASETS;
    *d = (vp_dataset){.role = vp_province_text(p, t, row, "role"),
                      .path = vp_province_text(p, t, row, "path"),
                      .layer = vp_province_text(p, t, row, "layer"),
                      .vintage = vp_province_text(p, t, row, "vintage"),
                      .crs = vp_province_text(p, t, row, "crs"),
                      .encoding = vp_province_text(p, t, row, "encoding"),
                      .decimal = vp_province_text(p, t, row, "decimal"),
                      .filter = vp_province_text(p, t, row, "filter"),
                      .row = row};
    const char *fields = vp_province_text(p, t, row, "fields");
    vp_place place = {.file = vp_province_file(p, t), .row = vp_province_line(p, t, row)};
    vp_place path_place = place, fields_place = place;
    path_place.column = "path", path_place.value = d->path;
    fields_place.column = "fields", fields_place.value = fields;
    if (asprintf(&d->full_path, "%s/%s", p->data_folder, d->path) < 0) return d->full_path = NULL, false;
    double row_stated = vp_province_number(p, t, row, "header_row");
    if (row_stated >= 1 && row_stated <= 1e6) d->header_row = (long)row_stated;
    if (!parse_fields(d, fields, fields_place, findings) || !list_wanted(d)) return false;
    check_header_row(d, place, findings);
    size_t errors = findings->errors;
    check_path(p, d, path_place, findings);
    d->unusable = findings->errors > errors || !*d->path || !vp_role_find(d->role);
    check_fields(p, d, fields_place, findings);
    return true;
}

bool vp_province_read_datasets(vp_province *province, vp_findings *findings, vp_error *err)
{
    size_t count = vp_province_rows(province, VP_TABLE_DATASETS);
    province->datasets = calloc(count ? count : 1, sizeof *province->datasets);
    if (!province->datasets) return vp_fail_memory(err, count * sizeof *province->datasets);
    for (size_t row = 0; row < count; row++) {
        province->dataset_count = row + 1;
        if (!read_dataset(province, &province->datasets[row], row, findings))
            return vp_fail_memory(err, sizeof *province->datasets);
    }
    return true;
}
