/* What the abstract tests of the standards ask and expect: included by those of each part. */
#pragma once
#include "server/support_answers.h"
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define BASE         "http://map.example:8080"

typedef struct {
    vp_reply reply;
    json_t *root; /* NULL: no JSON */
} answer;

static inline answer ask(const char *method, const char *path, const char *query, const char *accept, const char *tags)
{
    answer a = {.root = NULL};
    vp_answer(answering,
              &(vp_request){.method = method,
                            .path = path,
                            .query = query,
                            .host = "map.example:8080",
                            .accept = accept,
                            .if_none_match = tags},
              &a.reply);
    if (a.reply.body) a.root = json_loadb(a.reply.body->bytes, a.reply.body->length, 0, NULL);
    return a;
}

static inline void release(answer *a)
{
    json_decref(a->root);
    vp_reply_clear(&a->reply);
}

static inline json_t *get(const char *path, const char *query)
{
    answer a = ask("GET", path, query, NULL, NULL);
    ck_assert_msg(a.reply.status == 200 && a.root, "%s?%s: %u", path, query ? query : "", a.reply.status);
    vp_reply_clear(&a.reply);
    return a.root;
}

static inline const char *text(json_t *object, const char *key)
{
    const char *found = json_string_value(json_object_get(object, key));
    return found ? found : "";
}

/* The link of a relation and a type; NULL: any type. */
static inline json_t *link_of(json_t *object, const char *relation, const char *type)
{
    json_t *link;
    size_t i;
    json_array_foreach(json_object_get(object, "links"), i,
                       link) if (strcmp(text(link, "rel"), relation) == 0 &&
                                 (!type || strcmp(text(link, "type"), type) == 0)) return link;
    return NULL;
}

static inline void expect_link(json_t *object, const char *relation, const char *type)
{
    json_t *link = link_of(object, relation, type);
    ck_assert_msg(link != NULL, "no link %s of %s", relation, type ? type : "any type");
    ck_assert_msg(strncmp(text(link, "href"), BASE, strlen(BASE)) == 0, "%s", text(link, "href"));
}

/* All that a link must have, and what it leads to is there, of the type that it says. */
static inline void expect_links(json_t *object)
{
    json_t *link;
    size_t i;
    json_array_foreach(json_object_get(object, "links"), i, link)
    {
        char path[1000];
        ck_assert(*text(link, "rel") && *text(link, "type") && *text(link, "href"));
        if (json_is_true(json_object_get(link, "templated"))) continue;
        snprintf(path, sizeof path, "%s", text(link, "href") + strlen(BASE));
        char *query = strchr(path, '?');
        if (query) *query++ = '\0';
        if (strncmp(path, "/scenarios", 10) == 0 || strncmp(path, "/jobs", 5) == 0 || strcmp(path, "/") == 0) continue;
        answer a = ask("GET", path, query, text(link, "type"), NULL);
        ck_assert_msg(a.reply.status == 200, "%s: %u", text(link, "href"), a.reply.status);
        ck_assert_msg(strncmp(a.reply.type, text(link, "type"), strcspn(text(link, "type"), ";")) == 0,
                      "%s is %s, not %s", text(link, "href"), a.reply.type, text(link, "type"));
        release(&a);
    }
}

static inline size_t matched(const char *collection, const char *query)
{
    char path[100];
    snprintf(path, sizeof path, "/collections/%s/items", collection);
    json_t *root = get(path, query);
    size_t count = (size_t)number(root, "numberMatched");
    json_decref(root);
    return count;
}

/* 400, with a problem document that says what is wrong. */
static inline void expect_bad(const char *path, const char *query)
{
    answer a = ask("GET", path, query, NULL, NULL);
    ck_assert_msg(a.reply.status == 400, "%s?%s: %u", path, query, a.reply.status);
    ck_assert_str_eq(a.reply.type, "application/problem+json");
    ck_assert_int_eq((int)number(a.root, "status"), 400);
    ck_assert(*text(a.root, "title") && *text(a.root, "detail") && *text(a.root, "type"));
    release(&a);
}

static inline json_t *parameter(const char *path, const char *name)
{
    json_t *api = get("/api", NULL), *found = NULL, *one;
    size_t i;
    json_array_foreach(
        json_object_get(json_object_get(json_object_get(json_object_get(api, "paths"), path), "get"), "parameters"), i,
        one) if (strcmp(text(one, "name"), name) == 0) found = json_incref(one);
    ck_assert_msg(found != NULL, "%s has no parameter %s", path, name);
    json_decref(api);
    return found;
}

static const char items_path[] = "/collections/{collectionId}/items";

/* A parameter of items as the standard defines it; takes nothing. */
static inline json_t *defined(const char *name)
{
    json_t *found = parameter(items_path, name);
    ck_assert_str_eq(text(found, "in"), "query");
    ck_assert(json_is_false(json_object_get(found, "required")) && json_is_false(json_object_get(found, "explode")));
    ck_assert_str_eq(text(found, "style"), "form");
    return found;
}

/* An item of a conformance class, which the output lists. */
typedef struct {
    const char *item;
    void (*check)(void);
} standard_item;

static const standard_item *tried_items;

START_TEST(an_item_of_the_abstract_tests_passes)
{
    tried_items[_i].check();
    printf("%s: pass\n", tried_items[_i].item);
    fflush(stdout);
}
END_TEST

/* Each item as a case of its own; what main returns. */
static inline int try_items(const char *name, const standard_item items[], size_t count)
{
    tried_items = items;
    Suite *suite = suite_create(name);
    TCase *cases = tcase_create(name);
    tcase_add_unchecked_fixture(cases, start_answering, stop_answering);
    tcase_add_loop_test(cases, an_item_of_the_abstract_tests_passes, 0, (int)count);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
