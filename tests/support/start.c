/* A start of the program: asks the process that has it loaded (loaded.c) to fork one in this folder, with these
 * arguments, variables and files, passes on the signals that it gets, and ends as that one ends. It stands under the
 * program's name where a script starts it a hundred times, and links nothing. */
#include "support/start.h"
#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void give_up(const char *what)
{
    perror(what);
    _exit(126);
}

static void put(char *bytes, size_t *length, const char *text)
{
    size_t size = strlen(text) + 1;
    if (*length + size > START_BYTES_MOST) _exit(126);
    memcpy(bytes + *length, text, size);
    *length += size;
}

static void list_files(start_head *head)
{
    DIR *folder = opendir("/proc/self/fd");
    if (!folder) give_up("/proc/self/fd");
    for (struct dirent *entry; (entry = readdir(folder));) {
        int file = atoi(entry->d_name);
        if (entry->d_name[0] == '.' || file == dirfd(folder) || head->file_count == START_FILES_MOST) continue;
        head->files[head->file_count++] = file;
    }
    closedir(folder);
}

static void describe(start_head *head)
{
    for (int number = 1; number < START_SIGNALS_MOST; number++) {
        struct sigaction now;
        head->is_ignored[number] = sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
    }
    for (int i = 0; i < START_LIMITS; i++) getrlimit((__rlimit_resource_t)i, &head->limits[i]);
    head->mask = umask(0);
    umask(head->mask);
    head->group = getpgrp();
}

/* Folder, arguments and environment in one message, with the files. */
static void ask(int server, const start_head *head, int count, char **arguments)
{
    static char bytes[START_BYTES_MOST];
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof head->files)] = {0};
    size_t length = sizeof *head, file_bytes = sizeof *head->files * (size_t)head->file_count;
    char folder[4096];
    memcpy(bytes, head, length);
    if (!getcwd(folder, sizeof folder)) give_up("getcwd");
    put(bytes, &length, folder);
    for (int i = 0; i < count; i++) put(bytes, &length, arguments[i]);
    for (char **variable = environ; *variable; variable++) put(bytes, &length, *variable);

    struct cmsghdr *files = (struct cmsghdr *)control;
    *files = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(file_bytes)};
    memcpy(CMSG_DATA(files), head->files, file_bytes);
    struct iovec part = {bytes, length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (head->file_count) message.msg_control = control, message.msg_controllen = CMSG_SPACE(file_bytes);
    if (sendmsg(server, &message, 0) < 0) give_up("sendmsg");
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!path || strlen(path) >= sizeof address.sun_path) {
        fputs("no " START_SOCKET ": start the script by the process that has the program loaded\n", stderr);
        _exit(126);
    }
    memcpy(address.sun_path, path, strlen(path));
    int server = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (server < 0 || connect(server, (struct sockaddr *)&address, sizeof address) != 0) give_up(path);
    return server;
}

static _Noreturn void end_as(int status)
{
    if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
    sigset_t none;
    sigemptyset(&none);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    signal(WTERMSIG(status), SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    raise(WTERMSIG(status));
    _exit(126);
}

static _Noreturn void follow(int server, int signals)
{
    struct pollfd ready[2] = {{server, POLLIN, 0}, {signals, POLLIN, 0}};
    for (;;) {
        struct signalfd_siginfo got;
        int status;
        poll(ready, 2, -1);
        if (ready[1].revents && read(signals, &got, sizeof got) == sizeof got)
            send(server, &(int){(int)got.ssi_signo}, sizeof(int), MSG_NOSIGNAL);
        if (!ready[0].revents) continue;
        if (recv(server, &status, sizeof status, 0) != sizeof status) _exit(126); /* it has died, and said why */
        end_as(status);
    }
}

int main(int count, char **arguments)
{
    start_head head = {.argument_count = count};
    sigset_t passed;
    list_files(&head); /* before any is opened here */
    describe(&head);
    for (char **variable = environ; *variable; variable++) head.variable_count++;
    int server = connect_to(getenv(START_SOCKET));
    ask(server, &head, count, arguments);

    sigemptyset(&passed);
    for (size_t i = 0; i < sizeof start_passed / sizeof *start_passed; i++) sigaddset(&passed, start_passed[i]);
    sigprocmask(SIG_BLOCK, &passed, NULL);
    follow(server, signalfd(-1, &passed, SFD_CLOEXEC));
}
