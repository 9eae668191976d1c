/* No text of a table can become markup. */
#include "report/markup.h"
#include <check.h>
#include <string.h>

static vp_buffer out;
static vp_markup m;

static void set_up(void)
{
    out = (vp_buffer){0};
    m = (vp_markup){.out = &out};
}

static void tear_down(void) { vp_buffer_clear(&out); }

static void expect(const char *wanted)
{
    ck_assert(!out.failed && m.depth == 0);
    ck_assert_str_eq(vp_buffer_terminated(&out), wanted);
}

START_TEST(texts_and_attributes_are_escaped)
{
    vp_markup_begin(&m, "p");
    vp_markup_attribute(&m, "title", "a \"b\" <c> & 'd'");
    vp_markup_text(&m, "</p><script>alert(1)</script> & \"Xã\" 'Hoà'");
    vp_markup_end(&m);
    expect("<p title=\"a &quot;b&quot; &lt;c&gt; &amp; &#39;d&#39;\">&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt; "
           "&amp; "
           "&quot;Xã&quot; &#39;Hoà&#39;</p>");
}
END_TEST

START_TEST(elements_nest_and_close)
{
    vp_markup_begin(&m, "ul");
    vp_markup_element(&m, "li", NULL, "1");
    vp_markup_element(&m, "li", "last", NULL);
    vp_markup_begin(&m, "br");
    vp_markup_void_end(&m);
    vp_markup_end(&m);
    expect("<ul><li>1</li><li class=\"last\"></li><br></ul>");
}
END_TEST

START_TEST(formats_are_escaped_after_they_are_filled)
{
    vp_markup_begin(&m, "i");
    vp_markup_attribute_format(&m, "d", "M%d %s", 3, "\"");
    vp_markup_format(&m, "%s|%.1f", "<b>", 1.25);
    vp_markup_end(&m);
    expect("<i d=\"M3 &quot;\">&lt;b&gt;|1.2</i>");
}
END_TEST

START_TEST(control_characters_are_replaced)
{
    vp_markup_element(&m, "b", NULL,
                      "a\x01"
                      "b\x1b\nc\x7f");
    expect("<b>a\xEF\xBF\xBD"
           "b\xEF\xBF\xBD\nc\xEF\xBF\xBD</b>");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("markup");
    TCase *cases = tcase_create("escaping");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, texts_and_attributes_are_escaped);
    tcase_add_test(cases, elements_nest_and_close);
    tcase_add_test(cases, formats_are_escaped_after_they_are_filled);
    tcase_add_test(cases, control_characters_are_replaced);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
