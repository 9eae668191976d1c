/* What a server gives up, of all its threads, and what it keeps. */
#include "platform/landlock.h"
#include "platform/sanitized.h"
#include "platform/system_calls.h"
#include "platform/thread.h"
#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[] = "/tmp/vungphu-rights-XXXXXX", inside[64], outside[64];
static int listener = -1;
static pid_t parent;
static pthread_barrier_t given_up;

/* ------------------------------------------------------------ attempts: 0 done, else errno */

static int result_of_file(int file)
{
    if (file < 0) return errno;
    close(file);
    return 0;
}

static int read_outside(void) { return result_of_file(open(outside, O_RDONLY)); }
static int write_outside(void) { return result_of_file(open(outside, O_WRONLY | O_CREAT, 0600)); }
static int write_library_folder(void)
{
    return result_of_file(open("/usr/lib/vungphu-test", O_WRONLY | O_CREAT, 0600));
}
static int read_passwords(void) { return result_of_file(open("/etc/shadow", O_RDONLY)); }
static int make_socket(void) { return result_of_file(socket(AF_INET, SOCK_STREAM, 0)); }
static int signal_parent(void) { return kill(parent, SIGURG) == 0 ? 0 : errno; }
static int signal_thread(void) { return tgkill(parent, parent, SIGURG) == 0 ? 0 : errno; }

static int run_program(void)
{
    char *const words[] = {(char *)(uintptr_t) "none", NULL};
    execve("/nonexistent", words, NULL);
    return errno == ENOENT ? 0 : errno;
}

static int fork_child(void)
{
    pid_t child = fork();
    if (child == 0) _exit(0);
    return child < 0 ? errno : waitpid(child, NULL, 0) == child ? 0 : errno;
}

static const struct {
    const char *name;
    int (*try)(void);
    bool of_files, of_processes;
} refused[] = {
    {"read elsewhere", read_outside, true, false},
    {"write elsewhere", write_outside, true, false},
    {"write among the libraries", write_library_folder, true, false},
    {"read /etc/shadow", read_passwords, true, false},
    {"make a socket", make_socket, false, false},
    {"signal its parent", signal_parent, false, false},
    {"signal a thread of its parent", signal_thread, false, false},
    {"run a program", run_program, false, true},
    {"fork", fork_child, false, true},
};
enum { REFUSED = sizeof refused / sizeof *refused };

static bool counts(size_t i)
{
    return !(refused[i].of_files && !vp_landlock_version()) && !(refused[i].of_processes && VP_SANITIZED);
}

static const char *first_not_refused(void)
{
    for (size_t i = 0; i < REFUSED; i++) {
        int got = counts(i) ? refused[i].try() : EACCES;
        if (got != EACCES && got != EPERM) return refused[i].name;
    }
    return NULL;
}

/* ------------------------------------------------------------ what is kept */

static void *read_name(void *context)
{
    pthread_getname_np(pthread_self(), context, VP_THREAD_NAME_MOST + 1);
    return NULL;
}

static const char *first_lost(void)
{
    char text[3] = "", name[VP_THREAD_NAME_MOST + 1] = "";
    pthread_t thread;
    struct sockaddr_in6 client;
    socklen_t size = sizeof client;
    int file = open(inside, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || write(file, "ab", 2) != 2 || pread(file, text, 2, 0) != 2 || close(file) != 0) return "its folder";
    snprintf(outside, sizeof outside, "%.*s2", (int)sizeof outside - 2, inside);
    if (rename(inside, outside) != 0 || unlink(outside) != 0) return "renaming";
    if (!vp_thread_start(&thread, "worker", read_name, name) || pthread_join(thread, NULL) != 0) return "threads";
    if (strcmp(name, "worker") != 0) return "the names of threads";
    if (accept4(listener, (struct sockaddr *)(void *)&client, &size, SOCK_NONBLOCK) >= 0 || errno != EAGAIN)
        return "accepting";
    if (result_of_file(open("/proc/self/statm", O_RDONLY)) != 0) return "its own figures";
    return NULL;
}

static void *try_in_old_thread(void *context)
{
    const char **wrong = context;
    pthread_barrier_wait(&given_up); /* it ran before anything was given up */
    *wrong = first_not_refused();
    return NULL;
}

static int listen_anywhere(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int socket_of = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    bool ok =
        socket_of >= 0 && bind(socket_of, (struct sockaddr *)(void *)&at, sizeof at) == 0 && listen(socket_of, 1) == 0;
    return ok ? socket_of : -1;
}

static void say(const char *what, const char *name)
{
    if (name) fprintf(stderr, "%s: %s\n", what, name);
}

static int give_up_and_try(void)
{
    vp_error err = {0};
    pthread_t old;
    const char *of_old = NULL;
    const vp_landlock_path paths[] = {{directory, true}, {NULL, false}};
    if (!vp_landlock_enter(&(vp_landlock_rules){.paths = paths, .count = 2, .serves = true}, &err)) return 10;
    listener = listen_anywhere();
    pthread_barrier_init(&given_up, NULL, 2);
    if (listener < 0 || pthread_create(&old, NULL, try_in_old_thread, &of_old) != 0) return 11;
    if (!vp_system_calls_serve()) return 12;
    pthread_barrier_wait(&given_up);
    pthread_join(old, NULL);
    const char *of_this = first_not_refused(), *lost = first_lost();
    say("not refused", of_this);
    say("not refused to an older thread", of_old);
    say("lost", lost);
    return of_this || of_old || lost ? 13 : 0;
}

START_TEST(a_server_keeps_what_it_serves_with)
{
    ck_assert_ptr_nonnull(mkdtemp(directory));
    snprintf(inside, sizeof inside, "%s/f", directory);
    snprintf(outside, sizeof outside, "/tmp/vungphu-outside-%d", (int)getpid());
    ck_assert_int_eq(result_of_file(open(outside, O_WRONLY | O_CREAT, 0600)), 0);
    char kept[64];
    snprintf(kept, sizeof kept, "%s", outside);
    parent = getpid();
    for (size_t i = 0; i < REFUSED; i++) /* whoever is not confined may, as root even all of it */
        if (geteuid() == 0) ck_assert_msg(refused[i].try() == 0, "%s: cannot be tried here", refused[i].name);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) _exit(give_up_and_try());
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    unlink(kept);
    unlink("/usr/lib/vungphu-test");
    rmdir(directory);
    ck_assert_int_eq(WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rights");
    TCase *tests = tcase_create("rights");
    tcase_add_test(tests, a_server_keeps_what_it_serves_with);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
