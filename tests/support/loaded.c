/* The program, loaded once for a script that starts it a hundred times: with the sanitizers a start takes 80 ms, most
 * of it spent on linking GDAL and all that it brings; a fork takes a few. Linked with the program's own objects:
 *   vungphu_loaded COMMAND…    runs the command (a script), forks the program for each start that start.c asks for
 * while it runs, and ends as it ends A fork has the folder, arguments, environment, files, limits, group, mask and
 * ignored signals of who asked, ends with exit(), where leaks are looked for, and is killed when who asked is. */
#include "support/start.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* The linker's names: main of the program, and of this. */
int __real_main(int count, char **arguments); /* NOLINT(bugprone-reserved-identifier) */
int __wrap_main(int count, char **arguments); /* NOLINT(bugprone-reserved-identifier) */

enum { STARTS_MOST = 128 };
typedef struct {
    int connection;
    pid_t process;
} start;

typedef struct {
    int listener, signals;
    pid_t script;
    start starts[STARTS_MOST];
    size_t count;
} loaded;

static char folder[] = "/tmp/vungphu-loaded.XXXXXX";
static char path[sizeof folder + 8];

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(126);
}

/* ------------------------------------------------------------ a fork */

/* Each above all numbers that are asked for, then where it belongs; nothing else stays open. */
static void take_files(const start_head *head, const int *files)
{
    enum { ABOVE = 512 };
    int moved[START_FILES_MOST];
    for (int i = 0; i < head->file_count; i++) moved[i] = fcntl(files[i], F_DUPFD_CLOEXEC, ABOVE + i);
    close_range(0, ABOVE - 1, 0);
    for (int i = 0; i < head->file_count; i++)
        if (moved[i] < 0 || dup2(moved[i], head->files[i]) < 0) _exit(126);
    close_range(ABOVE, ~0U, 0);
}

static void take_signals(const start_head *head)
{
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < START_SIGNALS_MOST; number++)
        if (number != SIGKILL && number != SIGSTOP) signal(number, head->is_ignored[number] ? SIG_IGN : SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static char **next_texts(char **text, int count)
{
    char **texts = calloc((size_t)count + 1, sizeof *texts);
    for (int i = 0; texts && i < count; i++, *text += strlen(*text) + 1) texts[i] = *text;
    return texts ? texts : (give_up("calloc"), NULL);
}

/* The message's own bytes stay: they are the arguments and the environment. */
static _Noreturn void run(const start_head *head, char *text, const int *files)
{
    take_files(head, files);
    take_signals(head);
    setpgid(0, head->group); /* of another session it cannot be */
    umask(head->mask);
    if (chdir(text) != 0) give_up(text);
    text += strlen(text) + 1;
    static char **arguments; /* no leak */
    arguments = next_texts(&text, head->argument_count);
    environ = next_texts(&text, head->variable_count);
    for (int i = 0; i < START_LIMITS; i++) setrlimit((__rlimit_resource_t)i, &head->limits[i]);
    exit(__real_main(head->argument_count, arguments));
}

/* ------------------------------------------------------------ who asks */

static void begin(loaded *l)
{
    static _Alignas(start_head) char bytes[START_BYTES_MOST + 1];
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * START_FILES_MOST)];
    struct iovec part = {bytes, START_BYTES_MOST};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    start *s = &l->starts[l->count];
    *s = (start){accept4(l->listener, NULL, NULL, SOCK_CLOEXEC), 0};
    if (s->connection < 0) give_up("accept");
    ssize_t length = recvmsg(s->connection, &message, MSG_CMSG_CLOEXEC);
    const start_head *head = (const start_head *)bytes;
    struct cmsghdr *sent = CMSG_FIRSTHDR(&message);
    int *files = sent ? (int *)CMSG_DATA(sent) : NULL;
    if (length < (ssize_t)sizeof *head || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
        close(s->connection); /* who asked sees it, and ends */
        return;
    }
    fflush(NULL);
    s->process = fork();
    if (s->process < 0) give_up("fork");
    if (s->process == 0) run(head, bytes + sizeof *head, files);
    for (int i = 0; i < head->file_count; i++) close(files[i]);
    l->count++;
}

static void drop(loaded *l, size_t i)
{
    close(l->starts[i].connection);
    l->starts[i] = l->starts[--l->count];
}

static void pass_on(loaded *l, size_t i)
{
    int number;
    ssize_t got = recv(l->starts[i].connection, &number, sizeof number, MSG_DONTWAIT);
    if (got == sizeof number) {
        kill(l->starts[i].process, number);
    } else if (got == 0 || errno != EAGAIN) {
        kill(l->starts[i].process, SIGKILL); /* as who asked was */
        drop(l, i);
    }
}

/* True when the script has ended. */
static bool collect(loaded *l, int *script)
{
    struct signalfd_siginfo got;
    bool ended = false;
    while (read(l->signals, &got, sizeof got) == sizeof got) continue;
    for (int status, process; (process = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (process == l->script) *script = status, ended = true;
        for (size_t i = 0; i < l->count; i++) {
            if (l->starts[i].process != process) continue;
            send(l->starts[i].connection, &status, sizeof status, MSG_NOSIGNAL);
            drop(l, i);
            break;
        }
    }
    return ended;
}

static int serve(loaded *l)
{
    int script = 0;
    for (;;) {
        struct pollfd ready[STARTS_MOST + 2] = {{l->signals, POLLIN, 0},
                                                {l->count < STARTS_MOST ? l->listener : -1, POLLIN, 0}};
        size_t count = l->count;
        for (size_t i = 0; i < count; i++) ready[i + 2] = (struct pollfd){l->starts[i].connection, POLLIN, 0};
        if (poll(ready, count + 2, -1) < 0 && errno != EINTR) give_up("poll");
        for (size_t i = count; i-- > 0;)
            if (ready[i + 2].revents) pass_on(l, i);
        if (ready[1].revents) begin(l);
        if (ready[0].revents && collect(l, &script)) return script;
    }
}

/* ------------------------------------------------------------ the script */

static void remove_socket(void)
{
    unlink(path);
    rmdir(folder);
}

static void listen_at(loaded *l)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!mkdtemp(folder)) give_up(folder);
    snprintf(path, sizeof path, "%s/socket", folder);
    memcpy(address.sun_path, path, strlen(path));
    l->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (l->listener < 0 || bind(l->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(l->listener, 64) != 0)
        give_up(path);
    setenv(START_SOCKET, path, 1);
}

static void begin_script(loaded *l, char **arguments)
{
    sigset_t child, before;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &before);
    l->signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    l->script = fork();
    if (l->script < 0) give_up("fork");
    if (l->script > 0) return;
    sigprocmask(SIG_SETMASK, &before, NULL);
    execvp(arguments[0], arguments);
    perror(arguments[0]);
    _exit(126);
}

int __wrap_main(int count, char **arguments)
{
    static loaded l;
    if (count < 2) {
        fputs("vungphu_loaded COMMAND...\n", stderr);
        return 2;
    }
    listen_at(&l);
    begin_script(&l, arguments + 1);
    int status = serve(&l);
    for (size_t i = 0; i < l.count; i++) kill(l.starts[i].process, SIGKILL); /* what it left running */
    remove_socket();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
