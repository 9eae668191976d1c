#include "platform/system_calls.h"
#include "platform/sanitized.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/fiemap.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define NATIVE AUDIT_ARCH_RISCV64
#else
#error "add the machine's AUDIT_ARCH name: without it the calls of another one could not be told apart"
#endif

#define REFUSE  (SECCOMP_RET_ERRNO | EACCES)
#define UNKNOWN (SECCOMP_RET_ERRNO | ENOSYS) /* for calls that libraries can do without */

enum { STEPS_MOST = 400 };

typedef struct {
    struct sock_filter steps[STEPS_MOST];
    unsigned short count;
} filter;

static void add(filter *f, struct sock_filter step)
{
    if (f->count < STEPS_MOST) f->steps[f->count++] = step;
}

static void load(filter *f, size_t offset)
{
    add(f, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}
static void end(filter *f, uint32_t verdict) { add(f, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, verdict)); }
static void load_number(filter *f) { load(f, offsetof(struct seccomp_data, nr)); }

/* The lower half of an argument, which is all of an int: this machine's bytes stand in little-endian order. */
static void load_argument(filter *f, unsigned i) { load(f, offsetof(struct seccomp_data, args) + 8 * (size_t)i); }

/* Goes on when the value that was loaded fits, else passes over so many steps. */
static void when(filter *f, uint16_t comparison, uint32_t value, uint8_t pass_over)
{
    add(f, (struct sock_filter)BPF_JUMP((uint16_t)(BPF_JMP | BPF_K | comparison), value, 0, pass_over));
}

static void begin(filter *f)
{
    load(f, offsetof(struct seccomp_data, arch));
    add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 1, 0));
    end(f, REFUSE);
    load_number(f);
    when(f, BPF_JGE, 0x40000000u, 1);
    end(f, REFUSE);
}

static void decide(filter *f, uint32_t number, uint32_t verdict)
{
    when(f, BPF_JEQ, number, 1);
    end(f, verdict);
}

/* A call whose argument i is this value; others of its number go on. */
static void decide_equal(filter *f, uint32_t number, unsigned i, uint32_t value, uint32_t verdict)
{
    when(f, BPF_JEQ, number, 4);
    load_argument(f, i);
    when(f, BPF_JEQ, value, 1);
    end(f, verdict);
    load_number(f);
}

/* A call whose argument i has none of these bits; others of its number go on. */
static void decide_without(filter *f, uint32_t number, unsigned i, uint32_t bits, uint32_t verdict)
{
    when(f, BPF_JEQ, number, 4);
    load_argument(f, i);
    add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0));
    end(f, verdict);
    load_number(f);
}

static bool install(const filter *f, unsigned flags)
{
    struct sock_fprog program = {.len = f->count, .filter = (struct sock_filter *)(uintptr_t)f->steps};
    if (f->count == STEPS_MOST) return errno = E2BIG, false;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) == 0;
}

/* ------------------------------------------------------------ who reads and reports */

/* Harmless whatever their arguments: they read what is open, ask, wait, or change this process alone. */
static const uint32_t harmless[] = {
    SYS_read,
    SYS_readv,
    SYS_pread64,
    SYS_preadv,
    SYS_lseek,
    SYS_close,
    SYS_fstat,
    SYS_newfstatat,
    SYS_statx,
    SYS_fstatfs,
    SYS_statfs,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_readlinkat,
    SYS_getcwd,
    SYS_getdents64,
    SYS_fadvise64,
    SYS_mmap,
    SYS_munmap,
    SYS_mprotect,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_mincore,
    SYS_futex,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_exit,
    SYS_exit_group,
    SYS_getpid,
    SYS_gettid,
    SYS_getppid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_gettimeofday,
    SYS_nanosleep,
    SYS_clock_nanosleep,
    SYS_times,
    SYS_getrusage,
    SYS_sysinfo,
    SYS_uname,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_getrandom,
    SYS_restart_syscall,
    SYS_getcpu,
    SYS_set_robust_list,
    SYS_umask,
#ifdef SYS_open /* older machines have calls of their own */
    SYS_stat,
    SYS_lstat,
    SYS_access,
    SYS_readlink,
    SYS_getdents,
    SYS_time,
    SYS_getrlimit,
#endif
#ifdef SYS_rseq
    SYS_rseq,
#endif
};

static void allow_files(filter *f)
{
    const uint32_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
    static const uint32_t controls[] = {F_GETFD, F_SETFD,  F_GETFL,     F_GETLK,
                                        F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_GETLK};
    decide_without(f, SYS_openat, 2, writing, SECCOMP_RET_ALLOW);
#ifdef SYS_open
    decide_without(f, SYS_open, 1, writing, SECCOMP_RET_ALLOW);
#endif
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        decide_equal(f, SYS_fcntl, 1, controls[i], SECCOMP_RET_ALLOW);
    decide_equal(f, SYS_ioctl, 1, TCGETS, SECCOMP_RET_ALLOW);
    decide_equal(f, SYS_ioctl, 1, FS_IOC_FIEMAP, SECCOMP_RET_ALLOW); /* where a file has holes */
}

static void allow_writing_to(filter *f, uint32_t descriptor)
{
    decide_equal(f, SYS_write, 0, descriptor, SECCOMP_RET_ALLOW);
    decide_equal(f, SYS_writev, 0, descriptor, SECCOMP_RET_ALLOW);
}

/* Who connects, and what comes over a connection. Sockets of other families, such as those to services of this
 * machine, are refused. */
static void allow_connections(filter *f)
{
    static const uint32_t connected[] = {
        SYS_connect, SYS_getsockname, SYS_getpeername, SYS_getsockopt, SYS_setsockopt, SYS_sendto,   SYS_recvfrom,
        SYS_sendmsg, SYS_sendmmsg,    SYS_recvmsg,     SYS_shutdown,   SYS_ppoll,      SYS_pselect6,
#ifdef SYS_poll
        SYS_poll,    SYS_select,
#endif
    };
    decide_equal(f, SYS_socket, 0, AF_INET, SECCOMP_RET_ALLOW);
    decide_equal(f, SYS_socket, 0, AF_INET6, SECCOMP_RET_ALLOW);
    for (size_t i = 0; i < sizeof connected / sizeof *connected; i++) decide(f, connected[i], SECCOMP_RET_ALLOW);
    decide_equal(f, SYS_fcntl, 1, F_SETFL, SECCOMP_RET_ALLOW);
    decide_equal(f, SYS_ioctl, 1, FIONREAD, SECCOMP_RET_ALLOW);
    decide_equal(f, SYS_ioctl, 1, FIONBIO, SECCOMP_RET_ALLOW);
}

static bool confine(int output, bool connects)
{
    filter f = {.count = 0};
    begin(&f);
    if (connects) allow_connections(&f);
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) decide(&f, harmless[i], SECCOMP_RET_ALLOW);
    allow_files(&f);
    allow_writing_to(&f, (uint32_t)output);
    if (VP_SANITIZED) allow_writing_to(&f, STDERR_FILENO);                  /* their reports */
    decide_equal(&f, SYS_tgkill, 0, (uint32_t)getpid(), SECCOMP_RET_ALLOW); /* abort() */
    decide_equal(&f, SYS_prlimit64, 2, 0, SECCOMP_RET_ALLOW); /* asks only: below 4 GiB nothing is mapped */
    decide(&f, SYS_clone3, UNKNOWN);
    decide(&f, SYS_openat2, UNKNOWN);
    end(&f, REFUSE);
    return install(&f, 0);
}

bool vp_system_calls_read_only(int output) { return confine(output, false); }
bool vp_system_calls_fetch(int output) { return confine(output, true); }

/* ------------------------------------------------------------ who serves */

static const uint32_t administrator[] = {
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_setns,
    SYS_unshare,
    SYS_swapon,
    SYS_swapoff,
    SYS_reboot,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_acct,
    SYS_quotactl,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_adjtimex,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_mknodat,
    SYS_io_uring_setup,
    SYS_open_by_handle_at,
    SYS_personality,
    SYS_syslog,
    SYS_vhangup,
    SYS_nfsservctl,
    SYS_lookup_dcookie,
    SYS_name_to_handle_at,
};

/* Not under sanitizers, which look for leaks in a process of their own and name functions by a program. */
static const uint32_t of_processes[] = {
    SYS_execve,     SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_open,
#ifdef SYS_fork
    SYS_fork,       SYS_vfork,
#endif
    SYS_pidfd_getfd};

static void refuse_processes(filter *f)
{
    for (size_t i = 0; i < sizeof of_processes / sizeof *of_processes; i++) decide(f, of_processes[i], REFUSE);
    decide(f, SYS_clone3, UNKNOWN); /* its flags lie in memory; threads are then started by clone */
    decide_without(f, SYS_clone, 0, CLONE_THREAD, REFUSE);
}

bool vp_system_calls_serve(void)
{
    static const uint32_t sending[] = {SYS_kill, SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
                                       SYS_pidfd_send_signal};
    static const uint32_t connecting[] = {SYS_socket, SYS_connect, SYS_bind, SYS_listen};
    filter f = {.count = 0};
    begin(&f);
    for (size_t i = 0; i < sizeof administrator / sizeof *administrator; i++) decide(&f, administrator[i], REFUSE);
    for (size_t i = 0; i < sizeof sending / sizeof *sending; i++) decide(&f, sending[i], REFUSE);
    for (size_t i = 0; i < sizeof connecting / sizeof *connecting; i++) decide(&f, connecting[i], REFUSE);
    decide_equal(&f, SYS_tgkill, 0, (uint32_t)getpid(), SECCOMP_RET_ALLOW);
    decide(&f, SYS_tgkill, REFUSE);
    decide_equal(&f, SYS_fcntl, 1, F_SETOWN, REFUSE); /* a signal to others when a descriptor is ready */
    decide_equal(&f, SYS_fcntl, 1, F_SETOWN_EX, REFUSE);
    if (!VP_SANITIZED) refuse_processes(&f);
    end(&f, SECCOMP_RET_ALLOW);
    return install(&f, SECCOMP_FILTER_FLAG_TSYNC);
}
