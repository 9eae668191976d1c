/* What the head of a request says, and why one is refused before its body is read. */
#pragma once
#include "server/server.h"
#include <microhttpd.h>
#include <netinet/in.h>

/* The headers that answers depend on, and the client; all lives as long as the connection's request and `client`. */
void vp_head_fill(struct MHD_Connection *mhd, char client[INET6_ADDRSTRLEN], vp_request *request);
/* The peer as text, and whether it is this machine. */
void vp_head_client(struct MHD_Connection *mhd, char client[INET6_ADDRSTRLEN], vp_request *request);
/* The two numbers of a traceparent header (W3C Trace Context, level 1), where it is one; so that the line is found
 * beside those of others who had a part in the request. Else they stay as they are. */
void vp_head_trace(struct MHD_Connection *mhd, char trace_id[33], char parent_id[17]);
/* The status that refuses a request, because it is doubtful or more than is taken, with err; 0 when all is well. */
unsigned vp_head_refusal(const vp_server *server, size_t body_most, struct MHD_Connection *mhd, const char *method,
                         const char *version, vp_error *err);
