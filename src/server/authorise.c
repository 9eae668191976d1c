/* Who may write: RFC 6750 bearer tokens; without a token, this machine alone. */
#include "server/authorise.h"
#include <sodium.h>
#include <string.h>
#include <strings.h>

/* Texts of any length in the same time: their hashes are compared. */
static bool is_same(const char *a, const char *b)
{
    unsigned char x[crypto_generichash_BYTES], y[crypto_generichash_BYTES];
    crypto_generichash(x, sizeof x, (const unsigned char *)a, strlen(a), NULL, 0);
    crypto_generichash(y, sizeof y, (const unsigned char *)b, strlen(b), NULL, 0);
    return sodium_memcmp(x, y, sizeof x) == 0;
}

static bool check_token(const char *token, const char *header, unsigned *status, vp_error *err)
{
    static const char scheme[] = "Bearer ";
    const char *sent = "";
    if (header && strncasecmp(header, scheme, sizeof scheme - 1) == 0) {
        sent = header + sizeof scheme - 1;
        sent += strspn(sent, " ");
    }
    bool same = is_same(sent, token);
    if (same && *sent) return true;
    *status = 401;
    return vp_fail(err, VP_DENIED,
                   header ? "the token is not the one that this server was given"
                          : "this needs the header Authorization: Bearer and the server's token");
}

/* host, host:port or [address]:port names this machine. */
static bool is_local_name(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if (strncasecmp(host, names[i], length) == 0 && (host[length] == '\0' || host[length] == ':')) return true;
    }
    return false;
}

/* A page of another site can make a browser on this machine send requests here: the names give it away. */
static bool is_same_origin(const char *origin, const char *host)
{
    static const char scheme[] = "http://";
    return strncmp(origin, scheme, sizeof scheme - 1) == 0 && strcasecmp(origin + sizeof scheme - 1, host) == 0;
}

bool vp_authorise(const char *token, const vp_request *request, unsigned *status, vp_error *err)
{
    if (token) return check_token(token, request->authorization, status, err);
    *status = 403;
    if (!request->from_loopback)
        return vp_fail(err, VP_DENIED,
                       "no token is configured, so only this machine may write; set VUNGPHU_TOKEN to let others");
    if (!request->host || !is_local_name(request->host))
        return vp_fail(err, VP_DENIED, "no token is configured, so only requests to localhost may write");
    if (request->origin && !is_same_origin(request->origin, request->host))
        return vp_fail(err, VP_DENIED, "no token is configured, so pages of other sites may not write");
    return true;
}
