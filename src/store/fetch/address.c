#include "store/fetch/address.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool take_part(CURLU *url, CURLUPart part, unsigned flags, char *out, size_t size)
{
    char *text = NULL;
    bool ok = curl_url_get(url, part, &text, flags) == CURLUE_OK && text && strlen(text) < size;
    if (ok) snprintf(out, size, "%s", text);
    curl_free(text);
    return ok;
}

static bool has_user(CURLU *url)
{
    char *user = NULL;
    bool has = curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_OK;
    curl_free(user);
    return has;
}

static void take_off_brackets(char *host)
{
    size_t length = strlen(host);
    if (*host != '[' || length < 2) return;
    memmove(host, host + 1, length - 2);
    host[length - 2] = '\0';
}

bool vp_address_parse(const char *text, vp_address *address, vp_error *err)
{
    *address = (vp_address){0};
    for (const char *at = text; *at; at++)
        if (iscntrl((unsigned char)*at) || *at == ' ')
            return vp_fail(err, VP_BAD_INPUT, "%.300s: an address has no spaces; write %%20", text);
    CURLU *url = curl_url();
    if (!url) return vp_fail_memory(err, sizeof(CURLU *));
    bool parsed = curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
                  take_part(url, CURLUPART_SCHEME, 0, address->scheme, sizeof address->scheme);
    bool web = parsed && (strcmp(address->scheme, "http") == 0 || strcmp(address->scheme, "https") == 0);
    bool user = parsed && has_user(url);
    bool ok = web && !user && take_part(url, CURLUPART_HOST, 0, address->host, sizeof address->host) &&
              take_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT, address->port, sizeof address->port) &&
              take_part(url, CURLUPART_PATH, 0, address->path, sizeof address->path);
    curl_url_cleanup(url);
    take_off_brackets(address->host);
    if (ok) return true;
    if (user) return vp_fail(err, VP_DENIED, "an address with a user or password in it is not fetched");
    if (parsed && !web)
        return vp_fail(err, VP_DENIED, "%.300s: only http and https are fetched, not %s:", text, address->scheme);
    return vp_fail(err, VP_BAD_INPUT, "%.300s: this is no address such as https://example.org/file.tif", text);
}

static vp_address_reach reach_of_4(uint32_t at)
{
    static const struct {
        uint32_t net;
        int bits;
        vp_address_reach reach;
    } nets[] = {
        {0x00000000, 8, VP_REACH_NEVER},  {0xA9FE0000, 16, VP_REACH_NEVER}, {0xE0000000, 3, VP_REACH_NEVER},
        {0x7F000000, 8, VP_REACH_LOCAL},  {0x0A000000, 8, VP_REACH_LOCAL},  {0xAC100000, 12, VP_REACH_LOCAL},
        {0xC0A80000, 16, VP_REACH_LOCAL}, {0x64400000, 10, VP_REACH_LOCAL}, {0xC0000000, 24, VP_REACH_LOCAL},
        {0xC6120000, 15, VP_REACH_LOCAL},
    };
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++)
        if ((at ^ nets[i].net) >> (32 - nets[i].bits) == 0) return nets[i].reach;
    return VP_REACH_PUBLIC;
}

/* An address of IPv4 inside one of IPv6: mapped (::ffff:0:0/96), translated (64:ff9b::/96) or 6to4 (2002::/16). */
static bool holds_4(const uint8_t b[16], uint32_t *at)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF},
                         translated[12] = {0, 0x64, 0xFF, 0x9B};
    const uint8_t *from = memcmp(b, mapped, 12) == 0 || memcmp(b, translated, 12) == 0 ? b + 12
                          : b[0] == 0x20 && b[1] == 0x02                               ? b + 2
                                                                                       : NULL;
    if (from) *at = (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
    return from != NULL;
}

vp_address_reach vp_address_reach_of(const struct sockaddr *at)
{
    uint32_t inside;
    if (at->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, at, sizeof in);
        return reach_of_4(ntohl(in.sin_addr.s_addr));
    }
    if (at->sa_family != AF_INET6) return VP_REACH_NEVER;
    struct sockaddr_in6 in6;
    memcpy(&in6, at, sizeof in6);
    const uint8_t *b = in6.sin6_addr.s6_addr;
    if (holds_4(b, &inside)) return reach_of_4(inside);
    if (IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr) || (b[0] & 0xFE) == 0xFC) return VP_REACH_LOCAL;
    if (IN6_IS_ADDR_UNSPECIFIED(&in6.sin6_addr) || b[0] == 0xFF || (b[0] == 0xFE && (b[1] & 0x80) == 0x80))
        return VP_REACH_NEVER;
    return VP_REACH_PUBLIC;
}

bool vp_address_mirrored(const char *mirror, const char *address, char out[VP_ADDRESS_MOST], vp_error *err)
{
    vp_address parts;
    size_t length = strlen(mirror);
    if (!vp_address_parse(address, &parts, err)) return false;
    while (length && mirror[length - 1] == '/') length--;
    int needed = snprintf(out, VP_ADDRESS_MOST, "%.*s/%s%s", (int)length, mirror, parts.host, parts.path);
    return (needed > 0 && needed < VP_ADDRESS_MOST) ||
           vp_fail(err, VP_BAD_INPUT, "%.300s: too long an address", address);
}

void vp_address_ending(const char *address, char out[16])
{
    size_t length = strcspn(address, "?#"), at = length;
    while (at && address[at - 1] != '.' && address[at - 1] != '/') at--;
    out[0] = '\0';
    if (!at || address[at - 1] != '.' || length - at > 8) return;
    at--;
    if (strncasecmp(address + at, ".pbf", 4) == 0 && at >= 4 && strncasecmp(address + at - 4, ".osm", 4) == 0) at -= 4;
    for (size_t i = 0; at + i < length; i++) out[i] = (char)tolower((unsigned char)address[at + i]), out[i + 1] = '\0';
}
