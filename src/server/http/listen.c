#include "server/http/listen.h"
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool split_address(const char *listen, char *host, size_t size, const char **port, vp_error *err)
{
    const char *colon = strrchr(listen, ':');
    size_t length = colon ? (size_t)(colon - listen) : 0;
    if (!colon || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1) || length >= size ||
        strtol(colon + 1, NULL, 10) > 65535)
        return vp_fail(err, VP_BAD_INPUT, "'%.80s' is not host:port, such as 127.0.0.1:8080", listen);
    bool bracketed = length > 1 && listen[0] == '[' && listen[length - 1] == ']';
    snprintf(host, size, "%.*s", (int)(bracketed ? length - 2 : length), listen + bracketed);
    *port = colon + 1;
    return true;
}

static int open_listener(const struct addrinfo *address)
{
    int one = 1, fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, 4096) == 0) return fd;
    int reason = errno;
    close(fd);
    errno = reason;
    return -1;
}

static bool write_address(int fd, const char *host, char *address, size_t address_size, vp_error *err)
{
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    char port[16];
    if (getsockname(fd, (struct sockaddr *)&bound, &size) != 0 ||
        getnameinfo((struct sockaddr *)&bound, size, NULL, 0, port, sizeof port, NI_NUMERICSERV) != 0)
        return vp_fail(err, vp_error_of_system(errno), "the address listened on is not known: %s", strerror(errno));
    bool v6 = strchr(host, ':') != NULL;
    snprintf(address, address_size, v6 ? "http://[%s]:%s" : "http://%s:%s", *host ? host : "localhost", port);
    return true;
}

int vp_listen_open(const char *text, char *address, size_t address_size, vp_error *err)
{
    char host[200];
    const char *port = NULL;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    if (!split_address(text, host, sizeof host, &port, err)) return -1;
    int problem = getaddrinfo(*host ? host : NULL, port, &hints, &found);
    if (problem) {
        vp_fail(err, VP_BAD_INPUT, "the host of '%.80s' is not known: %s", text, gai_strerror(problem));
        return -1;
    }
    int fd = open_listener(found);
    if (fd < 0 && errno == EADDRINUSE)
        vp_fail(err, VP_BUSY,
                "cannot listen on %.80s: another program does, perhaps another vungphu serve; stop it, or "
                "take another port: --listen %.80s:0 finds a free one",
                text, *host ? host : "127.0.0.1");
    else if (fd < 0)
        vp_fail(err, vp_error_of_system(errno), "cannot listen on %.80s: %s", text, strerror(errno));
    freeaddrinfo(found);
    if (fd >= 0 && !write_address(fd, host, address, address_size, err)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Of one interface; false for those that nobody else reaches. */
static bool write_reachable(const struct ifaddrs *one, bool v6, const char *port, vp_listen_address found)
{
    char host[64];
    if (!one->ifa_addr || !(one->ifa_flags & IFF_UP) || (one->ifa_flags & IFF_LOOPBACK)) return false;
    if (one->ifa_addr->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)one->ifa_addr;
        if (!inet_ntop(AF_INET, &in->sin_addr, host, sizeof host)) return false;
        return snprintf(found, sizeof(vp_listen_address), "http://%s:%s", host, port) > 0;
    }
    if (one->ifa_addr->sa_family != AF_INET6 || !v6) return false;
    const struct sockaddr_in6 *in = (const void *)one->ifa_addr;
    if (IN6_IS_ADDR_LINKLOCAL(&in->sin6_addr) || !inet_ntop(AF_INET6, &in->sin6_addr, host, sizeof host)) return false;
    return snprintf(found, sizeof(vp_listen_address), "http://[%s]:%s", host, port) > 0;
}

size_t vp_listen_reachable(const char *address, vp_listen_address found[], size_t most)
{
    struct ifaddrs *all = NULL;
    size_t count = 0;
    bool v6 = strncmp(address, "http://[::]:", 12) == 0;
    const char *port = strrchr(address, ':');
    if ((!v6 && strncmp(address, "http://0.0.0.0:", 15) != 0) || getifaddrs(&all) != 0) return 0;
    for (const struct ifaddrs *one = all; one && count < most; one = one->ifa_next)
        count += write_reachable(one, v6, port + 1, found[count]);
    freeifaddrs(all);
    return count;
}
