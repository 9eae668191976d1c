#include "store/sandbox/sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define NATIVE AUDIT_ARCH_RISCV64
#else
#error "add the machine's AUDIT_ARCH name: without it the calls of another one could not be told apart"
#endif

/* Never lifts a limit that is lower already, which only root might. */
static bool lower(int resource, uint64_t most)
{
    uint64_t now[2], wanted[2];
    if (syscall(SYS_prlimit64, 0, resource, NULL, now) != 0) return false;
    wanted[0] = wanted[1] = now[1] < most ? now[1] : most;
    return syscall(SYS_prlimit64, 0, resource, wanted, NULL) == 0;
}

/* Sockets, new programs and looking into other processes fail with EACCES. Calls are told apart by
 * number, and numbers differ between machines: calls of another machine (32-bit, x32) fail too. */
static bool refuse_system_calls(void)
{
    static const unsigned refused[] = {
        SYS_socket,           SYS_connect,           SYS_execve,         SYS_execveat, SYS_ptrace,
        SYS_process_vm_readv, SYS_process_vm_writev, SYS_io_uring_setup,
    };
    enum { COUNT = sizeof refused / sizeof *refused, FIRST = 4, ALLOW = FIRST + COUNT, REFUSE };
    struct sock_filter filter[REFUSE + 1] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 0, REFUSE - 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, REFUSE - 4, 0),
    };
    for (unsigned i = 0; i < COUNT; i++)
        filter[FIRST + i] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, refused[i], (uint8_t)(REFUSE - FIRST - i - 1), 0);
    filter[ALLOW] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[REFUSE] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES);
    struct sock_fprog program = {.len = REFUSE + 1, .filter = filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* Bytes of address space that the child has from its parent, and does not use. */
static uint64_t inherited_bytes(void)
{
    char text[64] = "";
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t length = file >= 0 ? read(file, text, sizeof text - 1) : 0;
    if (file >= 0) close(file);
    return length > 0 ? strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static void confine(const vp_sandbox_limits *limits)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    unsetenv("SPATIALITE_SECURITY");
    unsetenv("GDAL_DRIVER_PATH");
    unsetenv("OGR_DRIVER_PATH");
    unsetenv("LD_PRELOAD");
    bool ok = lower(RLIMIT_CPU, limits->cpu_seconds) && lower(RLIMIT_FSIZE, limits->file_bytes) &&
              lower(RLIMIT_CORE, 0) && (SANITIZED || lower(RLIMIT_AS, inherited_bytes() + limits->memory_bytes)) &&
              refuse_system_calls();
    if (!ok) _exit(125); /* rather no work than work without limits */
}

/* Descriptors of the parent that the child has no business with. */
static void close_others(int keep)
{
    for (int fd = 3; fd < 1024; fd++)
        if (fd != keep) close(fd);
}

bool vp_sandbox_start(vp_sandbox *sandbox, int (*work)(void *context, int output), void *context, const char *what,
                      const vp_sandbox_limits *limits, vp_error *err)
{
    int ends[2];
    *sandbox = (vp_sandbox){.idle_seconds = limits->idle_seconds, .what = what};
    if (pipe2(ends, O_CLOEXEC) != 0)
        return vp_fail(err, vp_error_of_system(errno), "%s: no pipe: %s", what, strerror(errno));
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20); /* fewer switches between the two; a refusal does no harm */
    pid_t pid = fork();
    if (pid < 0) {
        close(ends[0]);
        close(ends[1]);
        return vp_fail(err, vp_error_of_system(errno), "%s: no process to read it: %s", what, strerror(errno));
    }
    if (pid == 0) {
        close_others(ends[1]);
        confine(limits);
        _exit(work(context, ends[1]));
    }
    close(ends[1]);
    sandbox->pid = pid;
    sandbox->input = ends[0];
    return true;
}

static bool report_death(const vp_sandbox *sandbox, int status, vp_error *err)
{
    const char *what = sandbox->what;
    if (WIFSIGNALED(status)) {
        int number = WTERMSIG(status);
        if (number == SIGXCPU || number == SIGKILL)
            return vp_fail(err, VP_BAD_INPUT, "%s: reading it took more time or memory than allowed", what);
        if (number == SIGXFSZ)
            return vp_fail(err, VP_BAD_INPUT, "%s: reading it would write a file larger than allowed", what);
        return vp_fail(err, VP_BAD_INPUT, "%s: the reader crashed on it (%s); the file is damaged or hostile", what,
                       strsignal(number));
    }
    if (WEXITSTATUS(status) == 125)
        return vp_fail(err, VP_IO, "%s: the reader could not be confined, so it was not run", what);
    if (WEXITSTATUS(status) == 0)
        return vp_fail(err, VP_BAD_INPUT, "%s: the reader stopped in the middle; the file is damaged or hostile", what);
    return vp_fail(err, vp_error_of_system(WEXITSTATUS(status)), "%s: the reader could not go on: %s", what,
                   strerror(WEXITSTATUS(status)));
}

static int wait_for(vp_sandbox *sandbox)
{
    int status = 0;
    while (waitpid(sandbox->pid, &status, 0) < 0 && errno == EINTR) continue;
    close(sandbox->input);
    sandbox->pid = 0;
    return status;
}

bool vp_sandbox_read(vp_sandbox *sandbox, void *bytes, size_t length, bool *end, vp_error *err)
{
    size_t got = 0;
    *end = false;
    while (got < length) {
        struct pollfd ready = {.fd = sandbox->input, .events = POLLIN};
        int polled = poll(&ready, 1, sandbox->idle_seconds * 1000);
        if (polled < 0 && errno == EINTR) continue;
        if (polled == 0) {
            vp_fail(err, VP_BAD_INPUT, "%s: nothing came for %d seconds", sandbox->what, sandbox->idle_seconds);
            vp_sandbox_kill(sandbox);
            return false;
        }
        ssize_t part = read(sandbox->input, (char *)bytes + got, length - got);
        if (part < 0 && errno == EINTR) continue;
        if (part < 0) return vp_fail(err, vp_error_of_system(errno), "%s: %s", sandbox->what, strerror(errno));
        if (part == 0) {
            *end = got == 0;
            if (*end) return true;
            int status = wait_for(sandbox);
            return report_death(sandbox, status, err);
        }
        got += (size_t)part;
    }
    return true;
}

bool vp_sandbox_finish(vp_sandbox *sandbox, vp_error *err)
{
    if (!sandbox->pid) return vp_fail(err, VP_IO, "%s: the reader is gone", sandbox->what);
    int status = wait_for(sandbox);
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) || report_death(sandbox, status, err);
}

void vp_sandbox_kill(vp_sandbox *sandbox)
{
    if (!sandbox->pid) return;
    kill(sandbox->pid, SIGKILL);
    wait_for(sandbox);
}
