/* The tags and texts of a workbook's parts, one after another. No entity of a document's own, no other file: what a tag
 * says is taken as it stands. */
#include "store/sandbox/reader_xml.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vp_xml {
    VSILFILE *file;
    size_t used, at, before; /* before: bytes of the blocks that are done */
    vp_xml_token token;
    char bytes[65536];
};

vp_xml *vp_xml_open(const char *path)
{
    VSILFILE *file = VSIFOpenL(path, "rb");
    if (!file) return NULL;
    vp_xml *xml = malloc(sizeof *xml);
    if (xml)
        xml->file = file, xml->used = xml->at = xml->before = 0;
    else
        VSIFCloseL(file);
    return xml;
}

void vp_xml_close(vp_xml *xml)
{
    if (!xml) return;
    VSIFCloseL(xml->file);
    free(xml);
}

/* The byte at hand; -1 at the end. */
static int peek(vp_xml *xml)
{
    if (xml->at == xml->used) {
        xml->before += xml->used;
        xml->used = VSIFReadL(xml->bytes, 1, sizeof xml->bytes, xml->file);
        xml->at = 0;
    }
    return xml->at < xml->used ? (unsigned char)xml->bytes[xml->at] : -1;
}

/* What does not fit is left out: no name or number that matters is so long. */
static void keep(vp_xml_token *token, int c)
{
    if (token->length < sizeof token->text - 1) token->text[token->length++] = (char)c;
}

static bool ends_in(const vp_xml_token *token, const char *end)
{
    size_t length = strlen(end);
    return token->length >= length && memcmp(token->text + token->length - length, end, length) == 0;
}

/* Where the tag at hand ends: a comment and CDATA by their own signs, others outside quotes. */
static bool is_end(const vp_xml_token *token, int quote, int c)
{
    if (c != '>' || quote) return false;
    if (strncmp(token->text, "!--", 3) == 0) return ends_in(token, "--") && token->length >= 5;
    if (strncmp(token->text, "![CDATA[", 8) == 0) return ends_in(token, "]]");
    return true;
}

static bool read_tag(vp_xml *xml)
{
    vp_xml_token *token = &xml->token;
    int c, quote = 0;
    for (xml->at++; (c = peek(xml)) >= 0; xml->at++) {
        token->text[token->length] = '\0';
        if (is_end(token, quote, c)) {
            xml->at++;
            return true;
        }
        bool marked = token->text[0] == '!'; /* quotes mean nothing there */
        if (marked && token->length > 4000)
            token->length -= 2000, memmove(token->text + 8, token->text + 2008, token->length - 8);
        if (!marked && quote && c == quote)
            quote = 0;
        else if (!marked && !quote && (c == '"' || c == '\''))
            quote = c;
        keep(token, c);
    }
    return false;
}

const vp_xml_token *vp_xml_next(vp_xml *xml)
{
    vp_xml_token *token = &xml->token;
    int c = peek(xml);
    if (c < 0) return NULL;
    token->length = 0;
    token->tag = c == '<';
    if (token->tag && !read_tag(xml)) return NULL;
    for (; !token->tag && (c = peek(xml)) >= 0 && c != '<'; xml->at++) keep(token, c);
    token->text[token->length] = '\0';
    return token;
}

size_t vp_xml_at(const vp_xml *xml) { return xml->before + xml->at; }

bool vp_xml_is(const vp_xml_token *token, const char *name)
{
    if (!token->tag) return false;
    const char *at = token->text + (token->text[0] == '/'), *end = at + strcspn(at, " \t\r\n/>");
    const char *colon = memchr(at, ':', (size_t)(end - at));
    if (colon) at = colon + 1;
    return strlen(name) == (size_t)(end - at) && memcmp(at, name, (size_t)(end - at)) == 0;
}

bool vp_xml_closes(const vp_xml_token *token) { return token->tag && token->text[0] == '/'; }

bool vp_xml_is_whole(const vp_xml_token *token)
{
    return token->tag && token->length && token->text[token->length - 1] == '/';
}

void vp_xml_plain(const char *text, size_t length, char *out, size_t size)
{
    char escaped[2000];
    snprintf(escaped, sizeof escaped, "%.*s", (int)(length < sizeof escaped ? length : sizeof escaped - 1), text);
    char *plain = CPLUnescapeString(escaped, NULL, CPLES_XML);
    snprintf(out, size, "%s", plain ? plain : "");
    CPLFree(plain);
}

bool vp_xml_attribute(const vp_xml_token *token, const char *name, char *out, size_t size)
{
    size_t length = strlen(name);
    *out = '\0';
    for (const char *at = token->text; token->tag && (at = strpbrk(at, " \t\r\n\"'"));) {
        if (*at == '"' || *at == '\'') { /* the value of another */
            at = strchr(at + 1, *at);
            if (!at) return false;
            at++;
            continue;
        }
        at += strspn(at, " \t\r\n");
        const char *colon = at + strcspn(at, ":=\"'");
        const char *own = *colon == ':' ? colon + 1 : at;
        if (strncmp(own, name, length) != 0) continue;
        const char *sign = own + length + strspn(own + length, " \t\r\n");
        if (*sign != '=') continue;
        sign += 1 + strspn(sign + 1, " \t\r\n");
        const char *end = *sign == '"' || *sign == '\'' ? strchr(sign + 1, *sign) : NULL;
        if (!end) return false;
        vp_xml_plain(sign + 1, (size_t)(end - sign - 1), out, size);
        return true;
    }
    return false;
}
