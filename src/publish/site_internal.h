/* What the parts of a site share while it is written. */
#pragma once
#include "publish/site.h"
#include "server/server.h"
#include <jansson.h>

typedef struct {
    const char *name, *value; /* value NULL or "": the term is not sent */
} vp_site_term;

typedef struct {
    const char *folder; /* data/ of the site */
    vp_server *server;
    bool groups;                        /* as vp_site_options */
    uint32_t sheets;                    /* of this snapshot: 0 or a zoom */
    json_t *answers, *tiles, *surfaces; /* names of files, in the order they were written */
    json_t *sums;                       /* of each answer; "" of one that never named its snapshot, or still does */
} vp_site;

enum { VP_SITE_TERMS_MOST = 6, VP_SITE_NAME_MOST = 700, VP_SITE_SUM_MOST = 17 };

/* The name of the file of an answer, below data/; as fileOf of web/source/api/request.js. terms are sorted here. */
bool vp_site_name(const char *path, vp_site_term terms[], size_t count, char name[VP_SITE_NAME_MOST], vp_error *err);
/* Asks the server and keeps what it answers; *answer (may be NULL) is the JSON, to be released. What is not there (404)
 * is left out, with *answer NULL. What was asked already is not asked again. */
bool vp_site_ask(vp_site *site, const char *path, vp_site_term terms[], size_t count, json_t **answer, vp_error *err);
/* Everything that the map asks for. */
bool vp_site_ask_all(vp_site *site, vp_error *err);

/* Folders and files, with the folders above them. */
bool vp_site_make_folders(const char *path, vp_error *err);
bool vp_site_copy_tree(const char *from, const char *to, vp_error *err);
bool vp_site_write_bytes(const char *path, const void *bytes, size_t length, vp_error *err);
