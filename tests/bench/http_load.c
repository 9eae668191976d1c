/* Clients that ask a server without a pause: http_load HOST PORT SECONDS {CLIENTS PAUSE_MS PATH}…
 *
 * Each client keeps its connection, asks for its path, reads the whole answer, pauses, and asks again. Prints a line of
 * CSV for each path: clients, answers, those with 503 or 429, other failures, MB, answers a second, and milliseconds
 * until the whole answer was there (half, 99 of 100, the longest) of answers that were neither. A client that is
 * refused waits for 50 ms. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, TIMES_MOST = 1 << 20, PATHS_MOST = 64, REFUSED_PAUSE_MS = 50 };

typedef struct {
    const char *path;
    size_t clients;
    double pause_ms;
    pthread_mutex_t lock; /* of all below */
    float *times;
    size_t time_count, answers, refused, failed;
    double bytes;
} target;

static struct addrinfo *place;
static const char *host;
static double until;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void rest(double ms)
{
    struct timespec t = {(time_t)(ms / 1e3), (long)((ms - 1e3 * (double)(time_t)(ms / 1e3)) * 1e6)};
    nanosleep(&t, NULL);
}

static int open_connection(void)
{
    int one = 1, s = socket(place->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval most = {.tv_sec = 120};
    if (s < 0) return -1;
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    if (connect(s, place->ai_addr, place->ai_addrlen) == 0) return s;
    close(s);
    return -1;
}

/* The status, 0 when the connection broke; *length is that of the whole answer. */
static int ask(int s, const char *path, char *buffer, size_t *length, bool *closes)
{
    int size = snprintf(buffer, BUFFER, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\n\r\n", path, host);
    size_t got = 0;
    char *end = NULL, *field;
    if (send(s, buffer, (size_t)size, MSG_NOSIGNAL) != size) return 0;
    while (!end && got < BUFFER - 1) {
        ssize_t part = recv(s, buffer + got, BUFFER - 1 - got, 0);
        if (part <= 0) return 0;
        buffer[got += (size_t)part] = '\0';
        end = strstr(buffer, "\r\n\r\n");
    }
    if (!end) return 0;
    *end = '\0';
    int status = atoi(buffer + 9);
    *closes = strcasestr(buffer, "\r\nConnection: close") != NULL;
    field = strcasestr(buffer, "\r\nContent-Length:");
    size_t body = field ? strtoull(field + 17, NULL, 10) : 0, head = (size_t)(end - buffer) + 4, whole = head + body;
    while (got < whole) {
        ssize_t part = recv(s, buffer, BUFFER, 0);
        if (part <= 0) return 0;
        got += (size_t)part;
    }
    *length = whole;
    return status;
}

static void note(target *t, int status, size_t length, double seconds)
{
    pthread_mutex_lock(&t->lock);
    t->answers++;
    t->bytes += (double)length;
    bool busy = status == 503 || status == 429;
    t->refused += busy;
    t->failed += !busy && status != 200;
    if (status == 200 && t->time_count < TIMES_MOST) t->times[t->time_count++] = (float)(seconds * 1e3);
    pthread_mutex_unlock(&t->lock);
}

static void *run(void *context)
{
    target *t = context;
    char *buffer = malloc(BUFFER);
    int s = -1;
    while (buffer && now() < until) {
        size_t length = 0;
        bool closes = true;
        double began = now();
        if (s < 0) s = open_connection();
        int status = s >= 0 ? ask(s, t->path, buffer, &length, &closes) : 0;
        note(t, status, length, now() - began);
        if (closes && s >= 0) {
            close(s);
            s = -1;
        }
        rest(status == 200 ? t->pause_ms : REFUSED_PAUSE_MS);
    }
    if (s >= 0) close(s);
    free(buffer);
    return NULL;
}

static int order(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static double quantile(const target *t, double share)
{
    return t->time_count ? (double)t->times[(size_t)(share * (double)(t->time_count - 1))] : 0;
}

int main(int count, char **words)
{
    static target targets[PATHS_MOST];
    static pthread_t threads[4096];
    size_t paths = count > 4 ? (size_t)(count - 4) / 3 : 0, started = 0;
    if (!paths || paths > PATHS_MOST || (count - 4) % 3) return fputs("which paths?\n", stderr), 2;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    if (getaddrinfo(words[1], words[2], &hints, &place) != 0) return 2;
    host = words[1];
    double seconds = atof(words[3]), began = now();
    until = began + seconds;
    for (size_t i = 0; i < paths; i++) {
        target *t = &targets[i];
        *t = (target){
            .clients = (size_t)atol(words[4 + 3 * i]), .pause_ms = atof(words[5 + 3 * i]), .path = words[6 + 3 * i]};
        t->times = malloc(TIMES_MOST * sizeof *t->times);
        pthread_mutex_init(&t->lock, NULL);
        for (size_t c = 0; t->times && c < t->clients && started < 4096; c++)
            started += pthread_create(&threads[started], NULL, run, t) == 0;
    }
    for (size_t i = 0; i < started; i++) pthread_join(threads[i], NULL);
    puts("clients,answers,refused,failed,mb,per_second,p50_ms,p99_ms,most_ms,path");
    for (size_t i = 0; i < paths; i++) {
        target *t = &targets[i];
        qsort(t->times, t->time_count, sizeof *t->times, order);
        printf("%zu,%zu,%zu,%zu,%.1f,%.1f,%.2f,%.2f,%.2f,\"%s\"\n", t->clients, t->answers, t->refused, t->failed,
               t->bytes / 1e6, (double)t->answers / (now() - began), quantile(t, 0.5), quantile(t, 0.99),
               quantile(t, 1), t->path);
    }
    freeaddrinfo(place);
    return 0;
}
