#include "store/snapshot/manifest.h"
#include "base/array.h"
#include "platform/path.h"
#include "store/files/file_bytes.h"
#include "store/files/published.h"
#include "store/sqlite/rows.h"
#include "json/json.h"
#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void clear_source(vp_source *s)
{
    char *const texts[] = {s->role,        s->path, s->layer,    s->vintage,    s->licence,
                           s->attribution, s->note, s->checksum, s->imported_at};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(texts[i]);
}

void vp_manifest_clear(vp_manifest *m)
{
    free(m->id);
    free(m->made_at);
    free(m->software);
    free(m->dataset.path);
    for (size_t i = 0; i < m->setting_count; i++) {
        free(m->settings[i].key);
        free(m->settings[i].value);
    }
    free(m->settings);
    for (size_t i = 0; i < m->source_count; i++) clear_source(&m->sources[i]);
    free(m->sources);
    for (size_t i = 0; i < m->file_count; i++) free(m->files[i].path);
    free(m->files);
    vp_service_inputs_free(m->inputs, m->input_count);
    *m = (vp_manifest){0};
}

/* ------------------------------------------------------------ from the dataset */

static bool read_setting(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    vp_manifest_setting *s = item;
    return vp_row_text(row, 0, &s->key, err) && vp_row_text(row, 1, &s->value, err);
}

static bool read_source(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    vp_source *s = item;
    return vp_statement_copy(row, 0, &s->role, err) && vp_statement_copy(row, 1, &s->path, err) &&
           vp_statement_copy(row, 2, &s->layer, err) && vp_statement_copy(row, 3, &s->vintage, err) &&
           vp_statement_copy(row, 4, &s->licence, err) && vp_statement_copy(row, 5, &s->attribution, err) &&
           vp_statement_copy(row, 6, &s->note, err) && vp_statement_copy(row, 7, &s->checksum, err) &&
           vp_statement_copy(row, 8, &s->imported_at, err);
}

bool vp_manifest_read_dataset(vp_manifest *m, const char *dataset_path, vp_error *err)
{
    vp_database *database = vp_database_open(dataset_path, err);
    bool ok = database &&
              vp_rows_load(database, "SELECT key, value FROM setting ORDER BY key",
                           VP_ROWS(m->settings, m->setting_count, read_setting, NULL), err) &&
              vp_rows_load(database,
                           "SELECT role, path, layer, vintage, licence, attribution, note, checksum, imported_at"
                           " FROM source ORDER BY id",
                           VP_ROWS(m->sources, m->source_count, read_source, NULL), err);
    vp_database_close(database);
    return ok;
}

/* ------------------------------------------------------------ files */

static void sum_blake2b(const void *bytes, size_t length, vp_checksum sum)
{
    unsigned char digest[32];
    crypto_generichash(digest, sizeof digest, bytes, length, NULL, 0);
    sodium_bin2hex(sum, sizeof(vp_checksum), digest, sizeof digest);
}

/* A file of a snapshot is no link. */
static bool check_plain(const char *path, vp_error *err)
{
    struct stat state;
    if (lstat(path, &state) == 0 && S_ISREG(state.st_mode)) return true;
    bool gone = errno == ENOENT && access(path, F_OK) != 0;
    return vp_fail(err, gone ? VP_NOT_FOUND : VP_IO, "%s: cannot be read: %s", path,
                   gone ? strerror(ENOENT) : "it is no plain file");
}

bool vp_manifest_measure(vp_manifest_file *file, const char *directory, const char *path, vp_error *err)
{
    *file = (vp_manifest_file){.path = strdup(path)};
    if (!file->path) return vp_fail_memory(err, strlen(path));
    char *whole = vp_path_join(err, directory, path, NULL);
    bool ok =
        whole && check_plain(whole, err) && vp_checksum_both(whole, file->sha256, file->blake2b, &file->bytes, err);
    if (ok) vp_path_begin_sync(whole);
    free(whole);
    return ok;
}

bool vp_manifest_add(vp_manifest *m, vp_manifest_file file, vp_error *err)
{
    bool ok = !vp_manifest_find(m, file.path) ||
              vp_fail(err, VP_BAD_INPUT, "two parts of the snapshot would be named %s", file.path);
    if (!ok || !vp_array_resize(VP_ARRAY(m->files), m->file_count + 1, err)) {
        free(file.path);
        return false;
    }
    m->files[m->file_count++] = file;
    return true;
}

const vp_manifest_file *vp_manifest_find(const vp_manifest *m, const char *path)
{
    for (size_t i = 0; i < m->file_count; i++)
        if (strcmp(m->files[i].path, path) == 0) return &m->files[i];
    return NULL;
}

bool vp_manifest_check_lengths(const vp_manifest *m, const char *directory, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < m->file_count; i++) {
        struct stat state;
        char *path = vp_path_join(err, directory, m->files[i].path, NULL);
        ok = path && (lstat(path, &state) == 0 || vp_fail(err, errno == ENOENT ? VP_NOT_FOUND : VP_IO,
                                                          "%s: cannot be read: %s", path, strerror(errno)));
        if (ok && (!S_ISREG(state.st_mode) || (size_t)state.st_size != m->files[i].bytes))
            ok = vp_fail(err, VP_BAD_INPUT,
                         "%s: is damaged: snapshot.json says that it has %zu bytes; build the snapshot again", path,
                         m->files[i].bytes);
        free(path);
    }
    return ok;
}

void *vp_manifest_bytes(const vp_manifest *m, const char *directory, const char *path, size_t *length, vp_error *err)
{
    const vp_manifest_file *file = vp_manifest_find(m, path);
    if (!file) {
        vp_fail(err, VP_BAD_INPUT, "%s/%s: snapshot.json does not list it; build the snapshot again", directory, path);
        return NULL;
    }
    char *whole = vp_path_join(err, directory, path, NULL);
    void *bytes = whole ? vp_file_bytes(whole, length, err) : NULL;
    vp_checksum sum = "";
    if (bytes && *length == file->bytes) sum_blake2b(bytes, *length, sum);
    if (bytes && strcmp(sum, file->blake2b) != 0) {
        vp_fail(err, VP_BAD_INPUT,
                "%s: is damaged: its checksum is not the one in snapshot.json; build the snapshot again", whole);
        free(bytes);
        bytes = NULL;
    }
    free(whole);
    return bytes;
}

/* ------------------------------------------------------------ JSON */

static json_t *sources_json(const vp_manifest *m)
{
    json_t *all = json_array();
    for (size_t i = 0; i < m->source_count; i++) {
        const vp_source *s = &m->sources[i];
        vp_json_add(&all,
                    json_pack("{s:s? s:s? s:s? s:s? s:s? s:s? s:s? s:s? s:s?}", "role", s->role, "path", s->path,
                              "layer", s->layer, "vintage", s->vintage, "licence", s->licence, "attribution",
                              s->attribution, "note", s->note, "checksum", s->checksum, "imported_at", s->imported_at));
    }
    return all;
}

static json_t *file_json(const vp_manifest_file *file)
{
    return json_pack("{s:s s:I s:s s:s}", "path", file->path, "bytes", (json_int_t)file->bytes, "sha256", file->sha256,
                     "blake2b", file->blake2b);
}

static json_t *inputs_json(const vp_manifest *m)
{
    json_t *all = json_object();
    for (size_t i = 0; i < m->input_count; i++) {
        json_t *sums = json_object();
        for (size_t k = 0; k < VP_INPUT_COUNT; k++)
            vp_json_put(&sums, vp_input_names[k], json_string(m->inputs[i].sums[k]));
        vp_json_put(&all, m->inputs[i].service, sums);
    }
    return all;
}

static json_t *manifest_json(const vp_manifest *m)
{
    json_t *settings = json_object(), *files = json_array();
    for (size_t i = 0; i < m->setting_count; i++)
        vp_json_put(&settings, m->settings[i].key, json_string(m->settings[i].value));
    for (size_t i = 0; i < m->file_count; i++) vp_json_add(&files, file_json(&m->files[i]));
    json_t *json =
        json_pack("{s:i s:s s:s s:s s:o s:o s:o s:o s:o s:{s:i s:b}}", "format", VP_SNAPSHOT_FORMAT, "id", m->id,
                  "made_at", m->made_at, "software", m->software, "settings", settings, "sources", sources_json(m),
                  "dataset", file_json(&m->dataset), "files", files, "inputs", inputs_json(m), "travel", "neighbours",
                  m->travel.neighbours, "open_corners", m->travel.open_corners);
    if (m->merged) vp_json_put(&json, "merged", json_true());
    return json;
}

static bool write_text(const char *directory, const char *name, const char *text, size_t length, vp_error *err)
{
    char *path = vp_path_join(err, directory, name, NULL);
    if (!path) return false;
    FILE *file = fopen(path, "wbx");
    bool ok = file && fwrite(text, 1, length, file) == length;
    int reason = errno;
    if (file && fclose(file) != 0 && ok) {
        ok = false;
        reason = errno;
    }
    if (!ok) vp_fail(err, VP_IO, "%s: cannot be written: %s", path, strerror(reason));
    free(path);
    return ok;
}

bool vp_manifest_write(const vp_manifest *m, const char *directory, vp_error *err)
{
    json_t *json = manifest_json(m);
    char *text = vp_json_dump(json, JSON_INDENT(1));
    json_decref(json);
    if (!text)
        return vp_fail(err, VP_NO_MEMORY,
                       "snapshot.json cannot be put together: memory is short or a text is no UTF-8");
    char line[128];
    vp_checksum sum;
    vp_checksum_bytes(text, strlen(text), sum);
    int length = snprintf(line, sizeof line, "%s  %s\n", sum, VP_SNAPSHOT_JSON);
    bool ok = write_text(directory, VP_SNAPSHOT_JSON, text, strlen(text), err) &&
              write_text(directory, VP_SNAPSHOT_SUM, line, (size_t)length, err);
    free(text);
    return ok;
}

/* The text of a member, copied; NULL stays NULL. False when memory is short. */
static bool copy_member(const json_t *object, const char *key, char **out)
{
    const char *text = json_string_value(json_object_get(object, key));
    *out = text ? strdup(text) : NULL;
    return *out || !text;
}

static bool parse_sources(vp_manifest *m, const json_t *all)
{
    m->sources = calloc(json_array_size(all) + 1, sizeof *m->sources);
    if (!m->sources) return false;
    for (m->source_count = 0; m->source_count < json_array_size(all);) {
        const json_t *one = json_array_get(all, m->source_count);
        vp_source *s = &m->sources[m->source_count++];
        if (!(copy_member(one, "role", &s->role) && copy_member(one, "path", &s->path) &&
              copy_member(one, "layer", &s->layer) && copy_member(one, "vintage", &s->vintage) &&
              copy_member(one, "licence", &s->licence) && copy_member(one, "attribution", &s->attribution) &&
              copy_member(one, "note", &s->note) && copy_member(one, "checksum", &s->checksum) &&
              copy_member(one, "imported_at", &s->imported_at)))
            return false;
    }
    return true;
}

static bool copy_sum(const json_t *object, const char *key, vp_checksum out)
{
    const char *text = json_string_value(json_object_get(object, key));
    bool ok = text && strlen(text) + 1 == sizeof(vp_checksum);
    if (ok) memcpy(out, text, sizeof(vp_checksum));
    return ok;
}

static bool parse_file(vp_manifest_file *f, const json_t *one)
{
    json_int_t bytes = json_integer_value(json_object_get(one, "bytes"));
    f->bytes = bytes > 0 ? (size_t)bytes : 0;
    return copy_member(one, "path", &f->path) && f->path && bytes >= 0 && copy_sum(one, "sha256", f->sha256) &&
           copy_sum(one, "blake2b", f->blake2b);
}

static bool parse_files(vp_manifest *m, const json_t *all)
{
    m->files = calloc(json_array_size(all) + 1, sizeof *m->files);
    if (!m->files) return false;
    for (m->file_count = 0; m->file_count < json_array_size(all); m->file_count++)
        if (!parse_file(&m->files[m->file_count], json_array_get(all, m->file_count))) {
            m->file_count++; /* its path may be there to be freed */
            return false;
        }
    return true;
}

static bool parse_sums(vp_service_inputs *inputs, const char *service, const json_t *sums)
{
    inputs->service = strdup(service);
    for (size_t k = 0; k < VP_INPUT_COUNT; k++) {
        const char *text = json_string_value(json_object_get(sums, vp_input_names[k]));
        if (text && strlen(text) + 1 == sizeof(vp_input_sum)) memcpy(inputs->sums[k], text, sizeof(vp_input_sum));
    }
    return inputs->service != NULL;
}

static bool parse_inputs(vp_manifest *m, json_t *all)
{
    const char *service;
    json_t *sums;
    m->inputs = calloc(json_object_size(all) + 1, sizeof *m->inputs);
    if (!m->inputs) return false;
    json_object_foreach(all, service, sums)
    {
        if (!parse_sums(&m->inputs[m->input_count++], service, sums)) return false;
    }
    return true;
}

static bool parse(vp_manifest *m, const json_t *json, const char *directory, vp_error *err)
{
    json_int_t format = json_integer_value(json_object_get(json, "format"));
    if (format != VP_SNAPSHOT_FORMAT)
        return vp_fail(err, VP_BAD_INPUT, "%s: is of format %lld; this program reads %d: build the snapshot again",
                       directory, (long long)format, VP_SNAPSHOT_FORMAT);
    bool ok = copy_member(json, "id", &m->id) && copy_member(json, "made_at", &m->made_at) &&
              copy_member(json, "software", &m->software) && m->id && m->made_at && m->software &&
              parse_sources(m, json_object_get(json, "sources")) && parse_files(m, json_object_get(json, "files")) &&
              parse_inputs(m, json_object_get(json, "inputs")) &&
              parse_file(&m->dataset, json_object_get(json, "dataset"));
    m->merged = json_is_true(json_object_get(json, "merged"));
    const json_t *travel = json_object_get(json, "travel");
    m->travel = vp_travel_defaults();
    if (travel) m->travel.neighbours = (int)json_integer_value(json_object_get(travel, "neighbours"));
    m->travel.open_corners = json_is_true(json_object_get(travel, "open_corners"));
    ok = ok && (m->travel.neighbours == 8 || m->travel.neighbours == 16 || m->travel.neighbours == 32);
    return ok || vp_fail(err, VP_BAD_INPUT, "%s/%s: lacks what a snapshot must say", directory, VP_SNAPSHOT_JSON);
}

bool vp_manifest_read(vp_manifest *m, const char *directory, vp_error *err)
{
    *m = (vp_manifest){0};
    bool ok = false;
    size_t length = 0, line_length = 0;
    char *path = vp_path_join(err, directory, VP_SNAPSHOT_JSON, NULL),
         *sum_path = vp_path_join(err, directory, VP_SNAPSHOT_SUM, NULL);
    char *text = path && sum_path ? vp_file_bytes(path, &length, err) : NULL;
    char *line = text ? vp_file_bytes(sum_path, &line_length, err) : NULL;
    json_t *json = NULL;
    if (!line) goto done;
    vp_checksum sum;
    vp_checksum_bytes(text, length, sum);
    if (line_length < sizeof sum - 1 || memcmp(line, sum, sizeof sum - 1) != 0) {
        vp_fail(err, VP_BAD_INPUT, "%s: is damaged: its checksum is not the one in %s; build the snapshot again", path,
                VP_SNAPSHOT_SUM);
        goto done;
    }
    json = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    ok = json ? parse(m, json, directory, err) : vp_fail(err, VP_BAD_INPUT, "%s: is no JSON", path);
done:
    json_decref(json);
    free(text);
    free(line);
    free(path);
    free(sum_path);
    return ok;
}
