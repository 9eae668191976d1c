/* The catalogue of po/vi.po as msgfmt compiles it: damaged files are refused, and each of its formats is known by a
 * sentence that it makes, so that no phrase takes what is another's. */
#include "platform/catalogue.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/vp_catalogue_XXXXXX";

static void write_file(const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    ck_assert(file && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

/* Two texts, the heading and "no data": magic, revision, count, where the tables are; then the tables and the texts. */
static const struct {
    unsigned head[5], texts[4], translations[4];
    char bytes[40];
} small = {{0x950412deU, 0, 2, 20, 36},
           {0, 52, 7, 53},
           {1, 61, 20, 63},
           "\0no data\0h\0kh\xc3\xb4ng c\xc3\xb3 s\xe1\xbb\x91 li"};

START_TEST(test_small)
{
    vp_catalogue catalogue;
    vp_error err;
    write_file(&small, sizeof small);
    ck_assert_msg(vp_catalogue_read(&catalogue, path, &err), "%s", err.message);
    ck_assert_uint_eq(catalogue.count, 1);
    ck_assert_str_eq(catalogue.phrases[0].english, "no data");
    ck_assert_str_eq(catalogue.phrases[0].translated, "không có số li");
    vp_catalogue_clear(&catalogue);
}
END_TEST

START_TEST(test_damaged)
{
    vp_catalogue catalogue;
    vp_error err;
    for (size_t length = 0; length < sizeof small - 12; length += 4) {
        write_file(&small, length);
        ck_assert(!vp_catalogue_read(&catalogue, path, &err));
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    }
    for (size_t i = 0; i < 13; i++) {
        unsigned char bytes[sizeof small];
        memcpy(bytes, &small, sizeof small);
        memset(bytes + i * 4, 0xff, 4);
        write_file(bytes, sizeof bytes);
        bool taken = vp_catalogue_read(&catalogue, path, &err);
        ck_assert_msg(taken == (i == 1), "word %zu", i); /* the revision alone may be another */
        vp_catalogue_clear(&catalogue);
    }
    ck_assert(!vp_catalogue_read(&catalogue, "/nonexistent/vi.mo", &err));
    ck_assert_ptr_nonnull(strstr(err.message, "/nonexistent/vi.mo: cannot be read: "));
}
END_TEST

/* A per cent sign that stands for itself has no letter behind it. */
static bool is_conversion(const char *c)
{
    const char *letter = c + 1 + strspn(c + 1, "-+#0123456789.*hlz$");
    return *letter && strchr("cdeEfFgGiosuxX", *letter);
}

/* With values of their own: W1x, W2x … for texts, 101, 102 … for numbers, by the place of the conversion. */
static void fill(char *out, size_t size, const char *format)
{
    size_t used = 0, next = 1;
    for (const char *c = format; *c && used + 12 < size;) {
        if (*c != '%' || c[1] == '%' || !is_conversion(c)) {
            c += *c == '%' && c[1] == '%';
            out[used++] = *c++;
            continue;
        }
        char *end;
        unsigned long place = strtoul(c + 1, &end, 10);
        c = *end == '$' ? end + 1 : c + 1;
        size_t n = *end == '$' ? place : next++;
        c += strspn(c, "-+#0123456789.*hlz");
        if (*c == 'c')
            used += (size_t)snprintf(out + used, size - used, "%c", (char)('A' + n));
        else
            used += (size_t)snprintf(out + used, size - used, *c == 's' ? "W%zux" : "10%zu", n);
        c++;
    }
    out[used] = '\0';
}

static size_t letters(const char *format)
{
    size_t count = 0;
    for (const char *c = format; *c; c++) {
        if (*c == '%') c += 1 + strspn(c + 1, "-+#0123456789.*hlz");
        count +=
            *c && strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", *c) && (c == format || c[-1] != '%');
    }
    return count;
}

START_TEST(test_every_phrase)
{
    vp_catalogue catalogue;
    vp_error err;
    if (!vp_catalogue_read(&catalogue, VP_LOCALE_BUILT "/vi/LC_MESSAGES/vungphu.mo", &err)) {
        printf("%s: skipped\n", err.message); /* built without msgfmt */
        return;
    }
    vp_sentences *sentences = vp_sentences_new(catalogue.phrases, catalogue.count, &err);
    size_t tried = 0;
    for (size_t i = 0; i < catalogue.count; i++) {
        char english[4000], expected[4000];
        const vp_phrase *p = &catalogue.phrases[i];
        if (strlen(p->english) > 1500 || letters(p->english) < 6) continue;
        fill(english, sizeof english, p->english);
        fill(expected, sizeof expected, p->translated);
        char *own = vp_sentences_translate(sentences, english);
        ck_assert_msg(own && strcmp(own, expected) == 0, "%s\n is %s\n not %s", english, own ? own : "none", expected);
        free(own);
        tried++;
    }
    ck_assert_uint_gt(tried, 1000);
    vp_sentences_free(sentences);
    vp_catalogue_clear(&catalogue);
}
END_TEST

int main(void)
{
    int file = mkstemp(path);
    if (file < 0) return 1;
    close(file);
    Suite *suite = suite_create("catalogue");
    TCase *all = tcase_create("all");
    tcase_add_test(all, test_small);
    tcase_add_test(all, test_damaged);
    tcase_add_test(all, test_every_phrase);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    unlink(path);
    return failed != 0;
}
