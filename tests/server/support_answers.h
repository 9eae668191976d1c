/* A server of the whole API on the made-up province, asked without sockets. */
#pragma once
#include "server/server.h"
#include "support_world.h"
#include <check.h>
#include <jansson.h>

extern vp_server *answering; /* between start and stop */
void start_answering(void);
void start_answering_with(const char *web_folder);
void stop_answering(void);

/* GET; clear the reply. */
vp_reply reply_to(const char *path, const char *query);
/* The body of a GET that must have this status. */
json_t *json_of(const char *path, const char *query, unsigned status);
double number(json_t *object, const char *key);

/* A query that is refused with this status and a detail that says so. */
typedef struct {
    const char *query, *says;
    unsigned status;
} refused_query;
void expect_refused(const char *path, refused_query asked);
