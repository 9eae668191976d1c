#include "support_inject.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ASK(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)

/* Which of the calls that open are for writing, by their third argument; the last step of its filter. */
#define ASK_OPEN_TO_WRITE                                                                                              \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),                                                             \
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),                                    \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_CREAT | O_WRONLY | O_RDWR, 0, 1),                                       \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)

#define LOAD_CALL BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
#define ALLOW     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static struct sock_fprog program_of(fault_calls calls)
{
    static struct sock_filter changes[] = {LOAD_CALL,          ASK(SYS_write),
                                           ASK(SYS_pwrite64),  ASK(SYS_writev),
                                           ASK(SYS_pwritev),   ASK(SYS_fsync),
                                           ASK(SYS_fdatasync), ASK(SYS_ftruncate),
                                           ASK(SYS_renameat),  ASK(SYS_renameat2),
                                           ASK(SYS_symlinkat), ASK(SYS_linkat),
                                           ASK(SYS_mkdirat),
#ifdef SYS_rename
                                           ASK(SYS_rename),    ASK(SYS_symlink),
                                           ASK(SYS_link),      ASK(SYS_mkdir),
#endif
                                           ASK_OPEN_TO_WRITE,  ALLOW};
    static struct sock_filter memory[] = {LOAD_CALL, ASK(SYS_mmap), ASK(SYS_mremap), ALLOW};
    static struct sock_filter descriptors[] = {LOAD_CALL, ASK(SYS_openat), ASK(SYS_pipe2), ASK(SYS_socket), ALLOW};
    static struct sock_filter closes[] = {LOAD_CALL, ASK(SYS_close), ALLOW};
#define PROGRAM(steps)                                                                                                 \
    {                                                                                                                  \
        sizeof(steps) / sizeof *(steps), steps                                                                         \
    }
    static const struct sock_fprog programs[] = {[FAULT_CHANGES] = PROGRAM(changes),
                                                 [FAULT_MEMORY] = PROGRAM(memory),
                                                 [FAULT_DESCRIPTORS] = PROGRAM(descriptors),
                                                 [FAULT_CLOSES] = PROGRAM(closes)};
    return programs[calls];
}

static int install_filter(fault_calls calls)
{
    struct sock_fprog program = program_of(calls);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

/* Also outside of Check, for run_with_fault. */
static void must(bool held, const char *what)
{
    if (held) return;
    perror(what);
    abort();
}

/* A descriptor over a socket; -1 is sent as a message without one. */
static void send_descriptor(int socket, int descriptor)
{
    char byte = 0, room[CMSG_SPACE(sizeof descriptor)] = {0};
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = room;
        message.msg_controllen = sizeof room;
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        *head = (struct cmsghdr){
            .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof descriptor)};
        memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
    }
    if (sendmsg(socket, &message, 0) != 1) _exit(99);
}

static int receive_descriptor(int socket)
{
    char byte, room[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    int descriptor = -1;
    if (recvmsg(socket, &message, 0) != 1) return -1;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (head && head->cmsg_type == SCM_RIGHTS) memcpy(&descriptor, CMSG_DATA(head), sizeof descriptor);
    return descriptor;
}

/* As the system does when it reports a failure: the file is let go all the same, so that nobody waits for it. What the
 * number names then is of no use to anyone. */
static void let_go(int listener, const struct seccomp_notif *call)
{
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    struct seccomp_notif_addfd instead = {.id = call->id,
                                          .flags = SECCOMP_ADDFD_FLAG_SETFD,
                                          .srcfd = (uint32_t)nothing,
                                          .newfd = (uint32_t)call->data.args[0],
                                          .newfd_flags = O_CLOEXEC};
    if (nothing >= 0) ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &instead);
    if (nothing >= 0) close(nothing);
}

/* A write that only wakes another thread: no disk has a part in it. */
static bool is_wake(const struct seccomp_notif *call)
{
    static const char eventfd[] = "anon_inode:[eventfd]";
    char name[64], what[sizeof eventfd] = "";
    if (call->data.nr != SYS_write) return false;
    snprintf(name, sizeof name, "/proc/%u/fd/%u", call->pid, (unsigned)call->data.args[0]);
    return readlink(name, what, sizeof what - 1) == sizeof eventfd - 1 && strcmp(what, eventfd) == 0;
}

/* Answers one call. */
static void answer(int listener, pid_t child, fault what, outcome *out)
{
    struct seccomp_notif call = {0};
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) return;
    struct seccomp_notif_resp reply = {.id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    if (what.calls == FAULT_CHANGES && is_wake(&call)) {
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply);
        return;
    }
    out->calls++;
    if (out->calls == what.at && what.error == 0) {
        out->killed = kill(child, SIGKILL) == 0;
        return;
    }
    if (out->calls == what.at || (what.at && out->calls > what.at && what.calls == FAULT_DESCRIPTORS)) {
        if (what.calls == FAULT_CLOSES) let_go(listener, &call);
        reply.flags = 0;
        reply.error = -what.error;
    }
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply);
}

static void supervise(int listener, pid_t child, fault what, outcome *out)
{
    for (;;) {
        struct pollfd ready = {.fd = listener, .events = POLLIN};
        int count = poll(&ready, 1, 60000);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0 || !(ready.revents & POLLIN)) break; /* the child is gone */
        answer(listener, child, what, out);
    }
}

outcome run_with_fault(fault what, int (*run)(void *context), void *context)
{
    outcome out = {.status = -1};
    int pair[2];
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0, "socketpair");
    pid_t child = fork();
    must(child >= 0, "fork");
    if (child == 0) {
        int listener = install_filter(what.calls);
        send_descriptor(pair[1], listener);
        if (listener < 0) _exit(98);
        if (what.calls != FAULT_CLOSES) close(listener); /* only the parent holds it: it hangs up when this one ends */
        _exit(run(context));
    }
    close(pair[1]);
    int listener = receive_descriptor(pair[0]), status;
    out.possible = listener >= 0;
    if (listener >= 0) supervise(listener, child, what, &out);
    if (listener >= 0) close(listener);
    close(pair[0]);
    must(waitpid(child, &status, 0) == child, "waitpid");
    if (WIFEXITED(status)) out.status = WEXITSTATUS(status);
    return out;
}
