/* What a hostile library would try in the child that reads a source: each attempt is refused, and each succeeds in a
 * process that is not confined, so that none is refused by chance. */
#include "platform/landlock.h"
#include "platform/system_calls.h"
#include "store/sandbox/sandbox.h"
#include "store/support_province.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static char *directory, *source, *other, *fresh;
static pid_t parent;

static void make(void)
{
    directory = temporary_directory();
    write_text(directory, "source.csv", "code\n1\n");
    write_text(directory, "other.csv", "secret\n2\n");
    source = path_in(directory, "source.csv");
    other = path_in(directory, "other.csv");
    fresh = path_in(directory, "fresh");
    parent = getpid();
}

static void drop(void)
{
    remove_directory(directory);
    free(source);
    free(other);
    free(fresh);
}

/* ------------------------------------------------------------ attempts: 0 done, else errno */

static int result(long got) { return got < 0 ? errno : 0; }
static int result_of_file(int file)
{
    if (file < 0) return errno;
    close(file);
    return 0;
}

static int read_other(void) { return result_of_file(open(other, O_RDONLY)); }
static int read_passwords(void) { return result_of_file(open("/etc/passwd", O_RDONLY)); }
static int read_by_link(void)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/%d/environ", (int)parent);
    return result_of_file(open(name, O_RDONLY));
}
static int list_folder(void) { return result_of_file(open(directory, O_RDONLY | O_DIRECTORY)); }
static int open_by_structure(void)
{
    uint64_t how[3] = {O_RDONLY, 0, 0};
    return result_of_file((int)syscall(SYS_openat2, AT_FDCWD, other, how, sizeof how));
}

static int create_file(void) { return result_of_file(open(fresh, O_WRONLY | O_CREAT, 0600)); }
static int create_nameless(void) { return result_of_file(open(directory, O_RDWR | O_TMPFILE, 0600)); }
static int write_source(void) { return result_of_file(open(source, O_WRONLY)); }
static int write_both(void) { return result_of_file(open(source, O_RDWR)); }
static int shorten_source(void) { return result(truncate(source, 1)); }
static int rename_source(void) { return result(rename(source, fresh)); }
static int remove_source(void) { return result(unlink(source)); }
static int make_folder(void) { return result(mkdir(fresh, 0700)); }
static int make_link(void) { return result(symlink("/etc/passwd", fresh)); }
static int make_hard_link(void) { return result(link(other, fresh)); }
static int make_pipe_file(void) { return result(mkfifo(fresh, 0600)); }
static int change_mode(void) { return result(chmod(source, 0777)); }
static int make_memory_file(void) { return result_of_file((int)syscall(SYS_memfd_create, "m", 0)); }

/* Written through the process's memory as a file. */
static int write_memory(void) { return result_of_file(open("/proc/self/mem", O_RDWR)); }

static int write_standard(void) { return result(write(STDOUT_FILENO, "", 0)); }

static int signal_parent(void) { return result(kill(parent, SIGURG)); }
static int signal_thread(void) { return result(syscall(SYS_tgkill, parent, parent, SIGURG)); }
static int queue_signal(void) { return result(sigqueue(parent, SIGURG, (union sigval){0})); }
static int signal_by_descriptor(void) { return result(fcntl(STDIN_FILENO, F_SETOWN, parent)); }

static int collect(pid_t child)
{
    if (child < 0) return errno;
    if (child == 0) _exit(0);
    return waitpid(child, NULL, 0) == child ? 0 : errno;
}
static int fork_child(void) { return collect(fork()); }
static int fork_by_call(void) { return collect((pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }

static void *idle(void *nothing) { return nothing; }
static int start_thread(void)
{
    pthread_t thread;
    int failed = pthread_create(&thread, NULL, idle, NULL);
    if (!failed) pthread_join(thread, NULL);
    return failed;
}

/* A program that is not there: whoever may run one gets that error. */
static int run_program(void)
{
    char *const words[] = {(char *)(uintptr_t) "none", NULL};
    execve("/nonexistent", words, NULL);
    return errno == ENOENT ? 0 : errno;
}

static int make_socket(void) { return result_of_file(socket(AF_INET, SOCK_STREAM, 0)); }
static int listen_somewhere(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    int file = socket(AF_INET, SOCK_STREAM, 0);
    int got = file < 0 ? errno : result(bind(file, (struct sockaddr *)&any, sizeof any));
    if (file >= 0) close(file);
    return got;
}
static int make_local_socket(void) { return result_of_file(socket(AF_UNIX, SOCK_STREAM, 0)); }
static int make_raw_socket(void) { return result_of_file(socket(AF_NETLINK, SOCK_RAW, 0)); }

static int read_parent(void)
{
    int here = 0;
    struct iovec to = {&here, sizeof here}, from = {&here, sizeof here};
    return result(process_vm_readv(parent, &to, 1, &from, 1, 0));
}
static int trace_parent(void)
{
    long got = ptrace(PTRACE_SEIZE, parent, NULL, NULL);
    int number = errno;
    if (got == 0) ptrace(PTRACE_DETACH, parent, NULL, NULL);
    return got < 0 ? number : 0;
}
static int leave_namespace(void) { return result(unshare(CLONE_FS)); }
static int raise_limit(void)
{
    struct rlimit same;
    return getrlimit(RLIMIT_CORE, &same) == 0 ? result(setrlimit(RLIMIT_CORE, &same)) : errno;
}
static int change_priority(void) { return result(setpriority(PRIO_PROCESS, 0, 1)); }

#if defined(__x86_64__)
/* getpid of the 32-bit machine, whose numbers are others. */
static int call_as_32_bit(void)
{
    long got = 20;
    __asm__ volatile("int $0x80" : "+a"(got)::"memory", "r8", "r9", "r10", "r11");
    return got < 0 ? (int)-got : 0;
}
static int call_as_x32(void) { return result(syscall(0x40000000L + SYS_getpid)); }
#endif

typedef enum {
    ALWAYS,
    OF_FILES,      /* only where the kernel has Landlock */
    OF_NETWORK,    /* refused to who reads, not to who fetches */
    NOT_TRIED_FREE /* what it would do to this machine, or whether it may, depends on who runs the test */
} attempt_kind;

static const struct {
    const char *name;
    int (*try)(void);
    attempt_kind kind;
} attempts[] = {
    {"read another file", read_other, OF_FILES},
    {"read /etc/passwd", read_passwords, OF_FILES},
    {"read the parent's environment", read_by_link, OF_FILES},
    {"list the folder", list_folder, OF_FILES},
    {"open by openat2", open_by_structure, ALWAYS},
    {"create a file", create_file, ALWAYS},
    {"create a nameless file", create_nameless, ALWAYS},
    {"open the source to write", write_source, ALWAYS},
    {"open the source to read and write", write_both, ALWAYS},
    {"shorten the source", shorten_source, ALWAYS},
    {"rename the source", rename_source, ALWAYS},
    {"make a folder", make_folder, ALWAYS},
    {"make a link", make_link, ALWAYS},
    {"make a hard link", make_hard_link, ALWAYS},
    {"make a pipe", make_pipe_file, ALWAYS},
    {"change a mode", change_mode, ALWAYS},
    {"remove the source", remove_source, ALWAYS},
    {"make a file in memory", make_memory_file, ALWAYS},
    {"write its memory as a file", write_memory, ALWAYS},
    {"write to another descriptor", write_standard, ALWAYS},
    {"signal its parent", signal_parent, ALWAYS},
    {"signal a thread of its parent", signal_thread, ALWAYS},
    {"queue a signal", queue_signal, ALWAYS},
    {"signal by a descriptor", signal_by_descriptor, ALWAYS},
    {"fork", fork_child, ALWAYS},
    {"fork by the bare call", fork_by_call, ALWAYS},
    {"start a thread", start_thread, ALWAYS},
    {"run a program", run_program, ALWAYS},
    {"make a socket", make_socket, OF_NETWORK},
    {"listen", listen_somewhere, ALWAYS},
    {"make a local socket", make_local_socket, ALWAYS},
    {"make a netlink socket", make_raw_socket, ALWAYS},
    {"read its parent's memory", read_parent, NOT_TRIED_FREE},
    {"trace its parent", trace_parent, NOT_TRIED_FREE},
    {"leave a namespace", leave_namespace, ALWAYS},
    {"set a limit", raise_limit, ALWAYS},
    {"change its priority", change_priority, ALWAYS},
#if defined(__x86_64__)
    {"call as a 32-bit program", call_as_32_bit, ALWAYS},
    {"call as an x32 program", call_as_x32, NOT_TRIED_FREE},
#endif
};
enum { COUNT = sizeof attempts / sizeof *attempts };

/* What is undone between two attempts that succeed. */
static void restore(void)
{
    unlink(fresh);
    rmdir(fresh);
    write_text(directory, "source.csv", "code\n1\n");
}

static int try_all(void *context, int output)
{
    int got[COUNT];
    (void)context;
    for (size_t i = 0; i < COUNT; i++) got[i] = attempts[i].try();
    return write(output, got, sizeof got) == sizeof got ? 0 : EPIPE;
}

static void check_refused(size_t i, int got)
{
    ck_assert_msg(got == EACCES || got == EPERM || got == ENOSYS || got == EAGAIN, "%s: %s", attempts[i].name,
                  got ? strerror(got) : "done");
}

START_TEST(whatever_a_hostile_library_tries_is_refused)
{
    vp_sandbox box;
    vp_error err = {0};
    bool end;
    int got[COUNT];
    const char *const readable[] = {source, NULL};
    vp_sandbox_limits limits = {.cpu_seconds = 5, .memory_bytes = 1ull << 30, .idle_seconds = 20, .readable = readable};
    OK(vp_sandbox_start(&box, try_all, NULL, "test", &limits, &err));
    OK(vp_sandbox_read(&box, got, sizeof got, &end, &err));
    OK(vp_sandbox_finish(&box, &err));
    for (size_t i = 0; i < COUNT; i++) {
        if (attempts[i].kind == OF_FILES && !vp_landlock_version()) continue;
        check_refused(i, got[i]);
    }
    ck_assert_int_eq(access(source, F_OK), 0);
    ck_assert_int_ne(access(fresh, F_OK), 0);
}
END_TEST

START_TEST(who_fetches_may_connect_and_no_more)
{
    vp_sandbox box;
    vp_error err = {0};
    bool end;
    int got[COUNT];
    vp_sandbox_limits limits = {.cpu_seconds = 5, .memory_bytes = 1ull << 30, .idle_seconds = 20, .connects = true};
    OK(vp_sandbox_start(&box, try_all, NULL, "test", &limits, &err));
    OK(vp_sandbox_read(&box, got, sizeof got, &end, &err));
    OK(vp_sandbox_finish(&box, &err));
    for (size_t i = 0; i < COUNT; i++) {
        if (attempts[i].kind == OF_FILES && !vp_landlock_version()) continue;
        if (attempts[i].kind == OF_NETWORK)
            ck_assert_msg(got[i] == 0, "%s: %s", attempts[i].name, strerror(got[i]));
        else
            check_refused(i, got[i]);
    }
}
END_TEST

/* Where the kernel has no Landlock, the list of calls holds alone. */
START_TEST(the_list_of_calls_alone_refuses_all_but_reading)
{
    int ends[2], got[COUNT];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) _exit(vp_system_calls_read_only(ends[1]) ? try_all(NULL, ends[1]) : 99);
    ck_assert_int_eq(read(ends[0], got, sizeof got), sizeof got);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    for (size_t i = 0; i < COUNT; i++)
        if (attempts[i].kind != OF_FILES) check_refused(i, got[i]);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

START_TEST(unconfined_they_succeed) /* runs once per attempt, row _i */
{
    if (attempts[_i].kind == NOT_TRIED_FREE) return;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) _exit(attempts[_i].try());
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == ENOSYS), "%s: %s",
                  attempts[_i].name, strerror(WEXITSTATUS(status)));
    restore();
}
END_TEST

/* ------------------------------------------------------------ what it may */

static int use_rights(void *context, int output)
{
    char text[8] = "";
    int file = open(source, O_RDONLY | O_CLOEXEC);
    (void)context;
    if (file < 0 || read(file, text, 5) != 5 || strcmp(text, "code\n") != 0) return errno ? errno : EIO;
    close(file);
    char *much = malloc(64 << 20);
    if (!much) return ENOMEM;
    memset(much, 1, 64 << 20);
    bool sent = write(output, much, 4) == 4;
    free(much);
    return sent ? 0 : EPIPE;
}

START_TEST(its_source_and_its_pipe_are_left_to_it)
{
    vp_sandbox box;
    vp_error err = {0};
    bool end;
    char got[4];
    const char *const readable[] = {source, NULL};
    vp_sandbox_limits limits = {.cpu_seconds = 5, .memory_bytes = 1ull << 30, .idle_seconds = 20, .readable = readable};
    OK(vp_sandbox_start(&box, use_rights, NULL, "test", &limits, &err));
    OK(vp_sandbox_read(&box, got, sizeof got, &end, &err));
    OK(vp_sandbox_finish(&box, &err));
}
END_TEST

START_TEST(what_the_kernel_lacks_is_said)
{
    ck_assert_int_eq(vp_sandbox_weakness() == NULL, vp_landlock_version() > 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("confinement");
    TCase *tests = tcase_create("confinement");
    tcase_add_checked_fixture(tests, make, drop);
    tcase_add_test(tests, whatever_a_hostile_library_tries_is_refused);
    tcase_add_test(tests, who_fetches_may_connect_and_no_more);
    tcase_add_test(tests, the_list_of_calls_alone_refuses_all_but_reading);
    tcase_add_loop_test(tests, unconfined_they_succeed, 0, COUNT);
    tcase_add_test(tests, its_source_and_its_pipe_are_left_to_it);
    tcase_add_test(tests, what_the_kernel_lacks_is_said);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
