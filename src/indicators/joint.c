#include "base/name.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/coverage.h>
#include <vungphu/joint.h>

#define BETWEEN "+,| "

bool vp_joint_next(const char **at, char id[100], double *limit, bool *alternative, vp_error *err)
{
    size_t signs = strspn(*at, BETWEEN);
    const char *text = *at + signs, *bar = memchr(*at, '|', signs);
    size_t length = strcspn(text, "=" BETWEEN), kept = length < 99 ? length : 99;
    if (!*text) return false;
    memcpy(id, text, kept);
    id[kept] = 0;
    *limit = NAN;
    *alternative = bar != NULL;
    *at = text + length;
    if (text[length] != '=') return true;
    char *end;
    const char *number = text + length + 1;
    *limit = strtod(number, &end);
    *at = end;
    if (end != number && !isnan(*limit) && (!*end || strchr(BETWEEN, *end))) return true;
    return vp_fail(err, VP_BAD_INPUT, "the limit of %s is not a number: %.40s", id, number);
}

bool vp_joint_add(const vp_definitions *definitions, size_t service, double limit, bool alternative, vp_joint *joint,
                  vp_error *err)
{
    const vp_service *s = &definitions->services[service];
    size_t i = joint->service_count;
    if (i == VP_JOINT_MOST) return vp_fail(err, VP_BAD_INPUT, "more than %d services", VP_JOINT_MOST);
    for (size_t k = 0; k < i; k++)
        if (joint->services[k] == service) return vp_fail(err, VP_BAD_INPUT, "%s is asked for twice", s->id);
    double used = s->reach == VP_REACH_AREA ? 0 : isnan(limit) ? s->default_limit : limit;
    vp_error why;
    if (!vp_scale_check(vp_scale_of(s->reach), used, &why))
        return vp_fail(err, VP_BAD_INPUT, "%s: %s", s->id, why.message);
    if (!alternative || !i) joint->part_count++;
    joint->limits[i] = used;
    joint->services[i] = service;
    joint->parts[i] = joint->part_count - 1;
    joint->service_count++;
    return true;
}

bool vp_joint_close(vp_joint *joint, size_t at_least, vp_error *err)
{
    if (joint->service_count == 0) return vp_fail(err, VP_BAD_INPUT, "no service is named");
    if (at_least > joint->part_count)
        return vp_fail(err, VP_BAD_INPUT, "at least %zu of %zu services cannot be", at_least, joint->part_count);
    joint->at_least = at_least ? at_least : joint->part_count;
    return true;
}

static const char *service_at(const void *definitions, size_t i)
{
    return ((const vp_definitions *)definitions)->services[i].id;
}

/* The limit at *text, which moves behind its comma, NULL at the end; left as it is where it is empty. */
static bool next_limit(const char **text, double *limit, vp_error *err)
{
    const char *from = *text;
    size_t length = strcspn(from, ",");
    char *end;
    *text = from[length] ? from + length + 1 : NULL;
    if (!length) return true;
    bool plain = strspn(from, "0123456789+-.eE") == length;
    *limit = strtod(from, &end);
    return (plain && end == from + length && isfinite(*limit)) ||
           vp_fail(err, VP_BAD_INPUT, "limits is not a number: '%.*s'", (int)(length < 40 ? length : 40), from);
}

/* One for each service; none at all is right, too. */
static bool limits_are(const char *text, size_t services)
{
    size_t count = 1;
    for (const char *at = text; at && *at; at++) count += *at == ',';
    return !text || count == services;
}

bool vp_joint_add_list(const vp_definitions *definitions, const char *services, const char *limits, vp_joint *joint,
                       vp_error *err)
{
    char id[100];
    double limit;
    bool alternative;
    vp_error bad = {0};
    const char *apart = limits;
    size_t before = joint->service_count;
    while (services && vp_joint_next(&services, id, &limit, &alternative, &bad)) {
        size_t service = vp_region_service(definitions, id);
        if (service == VP_NONE)
            return vp_name_fail(err, VP_BAD_INPUT, "service", id, service_at, definitions, definitions->service_count);
        if (apart && !next_limit(&apart, &limit, err)) return false;
        if (!vp_joint_add(definitions, service, limit, alternative, joint, err)) return false;
    }
    if (*bad.message) return vp_fail(err, bad.kind, "%s", bad.message);
    return limits_are(limits, joint->service_count - before) ||
           vp_fail(err, VP_BAD_INPUT, "limits needs one number a service, between commas; an empty one is its own");
}

bool vp_joint_read(const vp_definitions *definitions, const char *text, size_t at_least, vp_joint *out, vp_error *err)
{
    *out = (vp_joint){0};
    return vp_joint_add_list(definitions, text, NULL, out, err) && vp_joint_close(out, at_least, err);
}

void vp_joint_write(const vp_definitions *definitions, const vp_joint *joint, char text[VP_JOINT_TEXT])
{
    size_t at = 0;
    for (size_t i = 0; i < joint->service_count && at < VP_JOINT_TEXT; i++) {
        const char *sign = !i ? "" : joint->parts[i] == joint->parts[i - 1] ? "|" : "+";
        at += (size_t)snprintf(text + at, VP_JOINT_TEXT - at, "%s%s=%.9g", sign,
                               definitions->services[joint->services[i]].id, joint->limits[i]);
    }
    if (at < VP_JOINT_TEXT) snprintf(text + at, VP_JOINT_TEXT - at, " %zu of %zu", joint->at_least, joint->part_count);
}
