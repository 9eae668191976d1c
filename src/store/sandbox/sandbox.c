#include "store/sandbox/sandbox.h"
#include "platform/landlock.h"
#include "platform/sanitized.h"
#include "platform/system_calls.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_CONFINED = 125 }; /* exit status, and errno more */

/* Never lifts a limit that is lower already, which only root might. */
static bool lower_both(int resource, uint64_t most, uint64_t hard)
{
    uint64_t now[2], wanted[2];
    if (syscall(SYS_prlimit64, 0, resource, NULL, now) != 0) return false;
    wanted[0] = now[1] < most ? now[1] : most;
    wanted[1] = now[1] < hard ? now[1] : hard;
    return syscall(SYS_prlimit64, 0, resource, wanted, NULL) == 0;
}

static bool lower(int resource, uint64_t most) { return lower_both(resource, most, most); }

/* Bytes of address space that the child has from its parent, and does not use. */
static uint64_t inherited_bytes(void)
{
    char text[64] = "";
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t length = file >= 0 ? read(file, text, sizeof text - 1) : 0;
    if (file >= 0) close(file);
    return length > 0 ? strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

/* Threads and processes of this user may be more than that already: then none can be added. */
enum { PROCESSES_MOST = 0 };

static bool lower_limits(const vp_sandbox_limits *limits)
{
    /* at the hard one SIGKILL comes, which is a sign of short memory else */
    return lower_both(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 5) && lower(RLIMIT_FSIZE, 0) &&
           lower(RLIMIT_CORE, 0) && lower(RLIMIT_NPROC, PROCESSES_MOST) &&
           (VP_SANITIZED || lower(RLIMIT_AS, inherited_bytes() + limits->memory_bytes));
}

static bool keep_files(const vp_sandbox_limits *limits)
{
    vp_landlock_path paths[VP_SANDBOX_FILES_MOST];
    vp_landlock_rules rules = {.paths = paths, .connects = limits->connects};
    for (; limits->readable && limits->readable[rules.count]; rules.count++) {
        if (rules.count == VP_SANDBOX_FILES_MOST) return false;
        paths[rules.count] = (vp_landlock_path){.path = limits->readable[rules.count]};
    }
    return vp_landlock_enter(&rules, NULL);
}

/* The terminal, or what stands there, is the parent's. */
static bool close_standard_files(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    bool ok = nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(nothing, STDOUT_FILENO) >= 0 &&
              (VP_SANITIZED || dup2(nothing, STDERR_FILENO) >= 0);
    if (nothing > STDERR_FILENO) close(nothing);
    return ok;
}

static void confine(const vp_sandbox_limits *limits, int output)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_DFL);
    unsetenv("SPATIALITE_SECURITY");
    unsetenv("GDAL_DRIVER_PATH");
    unsetenv("OGR_DRIVER_PATH");
    unsetenv("LD_PRELOAD");
    bool ok = close_standard_files() && lower_limits(limits) && keep_files(limits) &&
              (limits->connects ? vp_system_calls_fetch(output) : vp_system_calls_read_only(output));
    if (!ok) _exit(NOT_CONFINED + (errno < 128 ? errno : 0)); /* rather no work than work without limits */
}

/* Descriptors of the parent that the child has no business with. */
static void close_others(int keep)
{
    if (keep > 3) close_range(3, (unsigned)keep - 1, 0);
    close_range((unsigned)keep + 1, UINT_MAX, 0);
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
        confine(limits, ends[1]);
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
        if (number == SIGXCPU) return vp_fail(err, VP_BAD_INPUT, "%s: reading it took more time than allowed", what);
        if (number == SIGKILL)
            return vp_fail(err, VP_NO_MEMORY, "%s: not enough memory to read it: the system ended the reader", what);
        return vp_fail(err, VP_BAD_INPUT, "%s: the reader crashed on it (%s); the file is damaged or hostile", what,
                       strsignal(number));
    }
    if (WEXITSTATUS(status) >= NOT_CONFINED)
        return vp_fail(err, vp_error_of_system(WEXITSTATUS(status) - NOT_CONFINED),
                       "%s: the reader could not be confined, so it was not run: %s", what,
                       strerror(WEXITSTATUS(status) - NOT_CONFINED));
    if (WEXITSTATUS(status) == ENOMEM) return vp_fail(err, VP_NO_MEMORY, "%s: not enough memory to read it", what);
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

const char *vp_sandbox_weakness(void)
{
    if (vp_landlock_version()) return NULL;
    return "this kernel has no Landlock (Linux 5.13; lsm=landlock): a hostile source could read other files of this "
           "user, though it could send them nowhere";
}
