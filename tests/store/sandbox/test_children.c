/* A confined child that crashes, spins, has no memory or stops in the middle: the parent knows which, and goes on. */
#include "store/sandbox/sandbox.h"
#include "store/support_province.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const vp_sandbox_limits limits = {.cpu_seconds = 1, .memory_bytes = 1ull << 30, .idle_seconds = 20};

static int crash(void *context, int output)
{
    (void)context, (void)output;
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
    return 0;
}
static int spin(void *context, int output)
{
    (void)output;
    for (volatile unsigned *at = context;;) (*at)++;
    return 0;
}
static int stop_without_memory(void *context, int output)
{
    (void)context, (void)output;
    return ENOMEM;
}

/* As the kernel does when the machine has no more. */
static int be_killed(void *context, int output)
{
    (void)context, (void)output;
    while (true) pause();
    return 0;
}

START_TEST(a_killed_reader_had_no_memory)
{
    vp_sandbox box;
    vp_error err = {0};
    OK(vp_sandbox_start(&box, be_killed, NULL, "test", &limits, &err));
    ck_assert_int_eq(kill(box.pid, SIGKILL), 0);
    ck_assert(!vp_sandbox_finish(&box, &err));
    ck_assert_int_eq(err.kind, VP_NO_MEMORY);
}
END_TEST

START_TEST(what_kept_the_child_from_its_work_is_no_damage)
{
    vp_sandbox box;
    vp_error err = {0};
    OK(vp_sandbox_start(&box, stop_without_memory, NULL, "test", &limits, &err));
    ck_assert(!vp_sandbox_finish(&box, &err));
    ck_assert_int_eq(err.kind, VP_NO_MEMORY);
    ck_assert_str_eq(err.message, "test: not enough memory to read it");
}
END_TEST

static void dies(int (*work)(void *, int), void *context, const char *said)
{
    vp_sandbox box;
    vp_error err = {0};
    OK(vp_sandbox_start(&box, work, context, "test", &limits, &err));
    ck_assert(!vp_sandbox_finish(&box, &err));
    ck_assert_msg(strstr(err.message, said) != NULL, "%s", err.message);
}

static int send_two_bytes(void *context, int output)
{
    (void)context;
    return write(output, "ab", 2) == 2 ? 0 : 1;
}

START_TEST(a_child_that_dies_is_told_apart)
{
    unsigned counter = 0; /* wraps: a fast core counts beyond INT_MAX in its second */
    dies(crash, NULL, "crashed");
    dies(spin, &counter, "more time than allowed");
    vp_sandbox box; /* and the parent goes on */
    vp_error err = {0};
    char bytes[2];
    bool end;
    OK(vp_sandbox_start(&box, send_two_bytes, NULL, "test", &limits, &err));
    OK(vp_sandbox_read(&box, bytes, sizeof bytes, &end, &err));
    ck_assert(!end && memcmp(bytes, "ab", 2) == 0);
    OK(vp_sandbox_finish(&box, &err));
}
END_TEST

START_TEST(a_cut_message_is_an_error)
{
    vp_sandbox box;
    vp_error err = {0};
    char bytes[8];
    bool end;
    OK(vp_sandbox_start(&box, send_two_bytes, NULL, "test", &limits, &err));
    ck_assert(!vp_sandbox_read(&box, bytes, sizeof bytes, &end, &err));
    ck_assert_msg(strstr(err.message, "stopped in the middle") != NULL, "%s", err.message);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("children");
    TCase *tests = tcase_create("children");
    tcase_add_test(tests, a_child_that_dies_is_told_apart);
    tcase_add_test(tests, a_killed_reader_had_no_memory);
    tcase_add_test(tests, what_kept_the_child_from_its_work_is_no_damage);
    tcase_add_test(tests, a_cut_message_is_an_error);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
