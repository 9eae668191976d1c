/* Snapshots taken up under load, long answers, and how a server ends. */
#include "started_server.h"

/* ------------------------------------------------------------ snapshots under load */

typedef struct {
    atomic_bool stop;
    atomic_size_t answers, mixed, failed;
    atomic_size_t connected; /* clients that had an answer */
} load;

/* The snapshot s<n> has 10 + n people a cell: an answer must agree with the snapshot that it names. */
static void check_answer(load *l, const heard *h)
{
    json_t *root = h->whole && h->status == 200 ? json_loadb(h->body, h->body_length, 0, NULL) : NULL;
    const char *id = json_string_value(json_object_get(root, "snapshot"));
    double people = json_number_value(json_object_get(json_object_get(root, "province"), "denominator"));
    if (!id)
        atomic_fetch_add(&l->failed, 1);
    else if (fabs(people - 39 * 40 * (10.0 + strtod(id + 1, NULL))) > 1e-3)
        atomic_fetch_add(&l->mixed, 1);
    else
        atomic_fetch_add(&l->answers, 1);
    json_decref(root);
}

static void *keep_asking(void *context)
{
    load *l = context;
    int fd = dial();
    for (bool first = true; !atomic_load(&l->stop); first = false) {
        say(fd, GET("/indicators/reached"), sizeof GET("/indicators/reached") - 1);
        heard h = listen_to(fd, true);
        check_answer(l, &h);
        free(h.bytes);
        if (first) atomic_fetch_add(&l->connected, 1);
    }
    close(fd);
    return NULL;
}

static size_t open_descriptors(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder)) count++;
    closedir(folder);
    return count;
}

START_TEST(a_hundred_snapshots_are_taken_up_under_load)
{
    load l = {0};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, keep_asking, &l);
    while (atomic_load(&l.connected) < 4) sched_yield(); /* both ends of all four are open then */
    size_t descriptors = open_descriptors();
    for (int i = 1; i <= 100; i++) {
        char id[16];
        snprintf(id, sizeof id, "s%d", i);
        ck_assert(vp_server_publish(server, vp_world_new(id, i), NULL));
        size_t answered = atomic_load(&l.answers);
        while (atomic_load(&l.answers) == answered && !atomic_load(&l.failed) && !atomic_load(&l.mixed)) sched_yield();
    }
    /* Threads of the server close the last sockets in their own time. */
    for (int look = 0; look < 200 && open_descriptors() != descriptors; look++) usleep(25000);
    ck_assert_uint_eq(open_descriptors(), descriptors);
    atomic_store(&l.stop, true);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    ck_assert_uint_eq(atomic_load(&l.failed), 0);
    ck_assert_uint_eq(atomic_load(&l.mixed), 0);
    ck_assert_uint_ge(atomic_load(&l.answers), 100);
}
END_TEST

/* ------------------------------------------------------------ long answers */

/* Files that are written when the test lets them be. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t begun;
    bool open;
    char last[64];
    const atomic_bool *unwanted; /* of the last */
} gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

#define LONG_FILE 1500001 /* bytes of the layer "quality", which does not stand in memory */

static char byte_at(size_t i) { return (char)('a' + i * i % 23); }

static vp_blob *long_file(vp_error *err)
{
    char path[] = "/tmp/vungphu-test-XXXXXX", *bytes = malloc(LONG_FILE);
    int file = mkstemp(path);
    ck_assert(bytes && file >= 0);
    unlink(path);
    for (size_t i = 0; i < LONG_FILE; i++) bytes[i] = byte_at(i);
    ck_assert_int_eq(write(file, bytes, LONG_FILE), LONG_FILE);
    free(bytes);
    return vp_blob_of_file(file, LONG_FILE, err);
}

static vp_blob *write_at_gate(const char *layer, const atomic_bool *unwanted, vp_error *err)
{
    vp_buffer out = {0};
    pthread_mutex_lock(&gate.lock);
    gate.begun++;
    gate.unwanted = unwanted;
    snprintf(gate.last, sizeof gate.last, "%s", layer ? layer : "all");
    pthread_cond_broadcast(&gate.changed);
    while (!gate.open) pthread_cond_wait(&gate.changed, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
    if (layer && strcmp(layer, "quality") == 0) return long_file(err);
    vp_buffer_format(&out, "file of %s", layer ? layer : "all");
    return vp_blob_new(&out, err);
}

static vp_blob *write_export(void *context, const vp_exported *what, vp_error *err)
{
    (void)context;
    return write_at_gate(what->layer, what->unwanted, err);
}

static void open_gate(void)
{
    pthread_mutex_lock(&gate.lock);
    gate.open = true;
    pthread_cond_broadcast(&gate.changed);
    pthread_mutex_unlock(&gate.lock);
}

static void wait_until_begun(size_t count)
{
    pthread_mutex_lock(&gate.lock);
    while (gate.begun < count) pthread_cond_wait(&gate.changed, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
}

static void start_with_files(void)
{
    static const vp_exporter exporter = {NULL, write_export};
    vp_error err = {0};
    signal(SIGPIPE, SIG_IGN);
    vp_log_set_level(VP_LOG_WARNING);
    server = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                .publication = vp_publication_new(NULL),
                                                .cache_bytes = 1 << 20,
                                                .exporter = &exporter,
                                                .lane = {1, 8, 4, 60}},
                           &err);
    ck_assert(server && vp_server_publish(server, vp_world_new("s0", 0), &err));
    http = vp_http_start(server, &(vp_http_options){.listen = "127.0.0.1:0", .threads = 2, .quiet = true}, &err);
    ck_assert_msg(http != NULL, "%s", err.message);
    ck_assert_int_eq(sscanf(vp_http_address(http), "http://127.0.0.1:%u", &port), 1);
}

static void stop_with_files(void)
{
    open_gate();
    vp_http_stop(http, 2);
    vp_server_free(server);
}

static void check_file(int fd, const char *text)
{
    heard h = listen_to(fd, true);
    ck_assert_uint_eq(h.status, 200);
    ck_assert_uint_eq(h.body_length, strlen(text));
    ck_assert_int_eq(memcmp(h.body, text, h.body_length), 0);
    free(h.bytes);
    close(fd);
}

START_TEST(long_answers_hold_nobody_up_and_are_computed_once)
{
    enum { CLIENTS = 16 };
    int fds[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        fds[i] = dial();
        say(fds[i], GET("/export/all.xlsx"), sizeof GET("/export/all.xlsx") - 1);
    }
    wait_until_begun(1);
    for (int i = 0; i < 50; i++) /* with two threads, and sixteen who wait */
        ck_assert_uint_eq(status_of(GET("/healthz"), sizeof GET("/healthz") - 1, NULL), 200);
    open_gate();
    for (int i = 0; i < CLIENTS; i++) check_file(fds[i], "file of all");
    ck_assert_uint_eq(gate.begun, 1);
}
END_TEST

START_TEST(who_hangs_up_is_not_computed_for)
{
    int first = dial(), second = dial(), third = dial();
    say(first, GET("/export/targets.csv"), sizeof GET("/export/targets.csv") - 1);
    wait_until_begun(1);
    say(second, GET("/export/units.csv"), sizeof GET("/export/units.csv") - 1);
    heard h;
    do { /* until it waits behind the first */
        int fd = dial();
        say(fd, GET("/metrics"), sizeof GET("/metrics") - 1);
        h = listen_to(fd, true);
        close(fd);
        if (strstr(h.bytes, "long_answers{state=\"waiting\"} 1")) break;
        free(h.bytes);
    } while (true);
    free(h.bytes);
    close(second);
    do { /* until that is seen */
        int fd = dial();
        say(fd, GET("/metrics"), sizeof GET("/metrics") - 1);
        h = listen_to(fd, true);
        close(fd);
        if (strstr(h.bytes, "long_answers{state=\"waiting\"} 0")) break;
        free(h.bytes);
    } while (true);
    free(h.bytes);
    close(first);
    while (!atomic_load(gate.unwanted)) /* what is under way learns of it, too */
        ck_assert_uint_eq(status_of(GET("/healthz"), sizeof GET("/healthz") - 1, NULL), 200);
    say(third, GET("/export/gaps.csv"), sizeof GET("/export/gaps.csv") - 1);
    open_gate();
    check_file(third, "file of gaps");
    ck_assert_uint_eq(gate.begun, 2);
    ck_assert_str_eq(gate.last, "gaps");
}
END_TEST

/* context: the seconds. */
static void *stop_in_time(void *context)
{
    vp_http_stop(http, *(const double *)context);
    http = NULL;
    return NULL;
}

START_TEST(the_end_finishes_what_has_begun_and_refuses_what_waits)
{
    int first = dial(), second = dial();
    pthread_t stopper;
    say(first, GET("/export/targets.csv"), sizeof GET("/export/targets.csv") - 1);
    wait_until_begun(1);
    say(second, GET("/export/units.csv"), sizeof GET("/export/units.csv") - 1);
    double seconds = 8;
    pthread_create(&stopper, NULL, stop_in_time, &seconds);
    heard h = listen_to(second, true);
    ck_assert_uint_eq(h.status, 503);
    ck_assert_ptr_nonnull(strstr(h.bytes, "Retry-After: "));
    free(h.bytes);
    close(second);
    open_gate();
    check_file(first, "file of targets");
    pthread_join(stopper, NULL);
    ck_assert_uint_eq(gate.begun, 1);
}
END_TEST

START_TEST(the_end_comes_in_its_time_whatever_is_under_way)
{
    int fd = dial();
    pthread_t stopper;
    double seconds = 0.1;
    say(fd, GET("/export/targets.csv"), sizeof GET("/export/targets.csv") - 1);
    wait_until_begun(1);
    pthread_create(&stopper, NULL, stop_in_time, &seconds);
    heard h = listen_to(fd, true); /* the gate is closed, so that only the time is up */
    ck_assert_uint_eq(h.status, 503);
    free(h.bytes);
    close(fd);
    pthread_join(stopper, NULL);
    ck_assert(atomic_load(gate.unwanted)); /* what computes learns that it need not end */
    open_gate();
}
END_TEST

static void *ask_for_long_file(void *context)
{
    (void)context;
    int fd = dial();
    say(fd, GET("/export/quality.csv"), sizeof GET("/export/quality.csv") - 1);
    char *bytes = malloc(LONG_FILE + 4096), *body = NULL;
    ssize_t got, length = 0;
    while ((got = recv(fd, bytes + length, (size_t)(LONG_FILE + 4095 - length), 0)) > 0) {
        length += got;
        bytes[length] = '\0';
        if (!body && (body = strstr(bytes, "\r\n\r\n"))) body += 4;
        if (body && length - (body - bytes) >= LONG_FILE) break;
    }
    bool same = body && length - (body - bytes) == LONG_FILE;
    for (size_t i = 0; same && i < LONG_FILE; i++) same = body[i] == byte_at(i);
    free(bytes);
    close(fd);
    return same ? &gate : NULL;
}

START_TEST(a_long_file_is_written_once_and_sent_from_the_disk_to_all)
{
    open_gate();
    size_t descriptors = 0;
    for (int round = 0; round < 2; round++) {
        pthread_t askers[6];
        for (size_t i = 0; i < 6; i++) ck_assert_int_eq(pthread_create(&askers[i], NULL, ask_for_long_file, NULL), 0);
        for (size_t i = 0; i < 6; i++) {
            void *same;
            pthread_join(askers[i], &same);
            ck_assert_ptr_nonnull(same);
        }
        for (int look = 0; round && look < 200 && open_descriptors() != descriptors; look++) usleep(25000);
        if (round == 0) descriptors = open_descriptors(); /* some may still be closed */
        ck_assert(round == 0 || open_descriptors() <= descriptors);
    }
    ck_assert_uint_eq(gate.begun, 1); /* kept, though longer than the cache in memory */
}
END_TEST

/* ------------------------------------------------------------ memory */

START_TEST(answers_in_memory_are_bounded)
{
    vp_http_stop(http, 2);
    vp_error err = {0};
    http = vp_http_start(
        server, &(vp_http_options){.listen = "127.0.0.1:0", .threads = 2, .quiet = true, .answers_most = 1}, &err);
    ck_assert_int_eq(sscanf(vp_http_address(http), "http://127.0.0.1:%u", &port), 1);
    /* One is always taken; while it is being taken, no other. */
    int slow = dial(), small = 2048;
    setsockopt(slow, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    for (int i = 0; i < 40; i++) say(slow, GET("/api"), sizeof GET("/api") - 1);
    unsigned status = 200;
    for (double from = now(); status == 200 && now() - from < 6;) {
        int fd = dial();
        say(fd, GET("/api"), sizeof GET("/api") - 1);
        heard h = listen_to(fd, true);
        status = h.status;
        if (status == 503) ck_assert_ptr_nonnull(strcasestr(h.bytes, "\r\nRetry-After: 2\r\n"));
        free(h.bytes);
        close(fd);
    }
    ck_assert_uint_eq(status, 503);
    close(slow);
    for (double from = now(); status == 503 && now() - from < 6;)
        status = status_of(GET("/api"), sizeof GET("/api") - 1, NULL);
    ck_assert_uint_eq(status, 200);
}
END_TEST

/* ------------------------------------------------------------ stopping */

static void *stop_http(void *context)
{
    (void)context;
    vp_http_stop(http, 8);
    http = NULL;
    return NULL;
}

START_TEST(requests_under_way_are_answered_before_the_end)
{
    enum { CLIENTS = 200 };
    int fds[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) fds[i] = dial();
    for (int i = 0; i < CLIENTS; i++) say(fds[i], GET("/api"), sizeof GET("/api") - 1);
    pthread_t stopper;
    double from = now();
    pthread_create(&stopper, NULL, stop_http, NULL);
    for (int i = 0; i < CLIENTS; i++) {
        heard h = listen_to(fds[i], true);
        ck_assert_msg(h.whole && h.status == 200, "client %d got %zu bytes, status %u", i, h.length, h.status);
        free(h.bytes);
        close(fds[i]);
    }
    pthread_join(stopper, NULL);
    ck_assert_double_lt(now() - from, 10);
}
END_TEST

START_TEST(an_address_that_cannot_be_is_refused)
{
    static const char *const wrong[] = {"8080",         "127.0.0.1:", "127.0.0.1:x", "no.such.host.invalid:80",
                                        "256.1.1.1:80", ":99999"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        vp_error err = {0};
        ck_assert_ptr_null(vp_http_start(server, &(vp_http_options){.listen = wrong[i]}, &err));
        ck_assert(*err.message);
    }
    char taken[32];
    vp_error err = {0};
    snprintf(taken, sizeof taken, "127.0.0.1:%u", port);
    ck_assert_ptr_null(vp_http_start(server, &(vp_http_options){.listen = taken}, &err));
    ck_assert_int_eq(err.kind, VP_BUSY);
    ck_assert_msg(strstr(err.message, "another program does"), "%s", err.message);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http load");
    TCase *cases = tcase_create("sockets");
    tcase_set_timeout(cases, 120);
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, a_hundred_snapshots_are_taken_up_under_load);
    tcase_add_test(cases, requests_under_way_are_answered_before_the_end);
    tcase_add_test(cases, an_address_that_cannot_be_is_refused);
    TCase *files = tcase_create("long answers");
    tcase_set_timeout(files, 60);
    tcase_add_checked_fixture(files, start_with_files, stop_with_files);
    tcase_add_test(files, long_answers_hold_nobody_up_and_are_computed_once);
    tcase_add_test(files, who_hangs_up_is_not_computed_for);
    tcase_add_test(files, a_long_file_is_written_once_and_sent_from_the_disk_to_all);
    tcase_add_test(files, answers_in_memory_are_bounded);
    tcase_add_test(files, the_end_finishes_what_has_begun_and_refuses_what_waits);
    tcase_add_test(files, the_end_comes_in_its_time_whatever_is_under_way);
    suite_add_tcase(suite, files);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
