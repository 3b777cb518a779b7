/*
 * The two loads that wrk cannot make. Both speak HTTP/1.1 keep-alive and expect 2xx answers with a Content-Length.
 *
 *   client hold PORT PATH COUNT
 *       Opens COUNT connections, one request on each, and leaves them idle. Prints `HELD failed=…`, waits until its
 *       standard input ends, prints `RELEASED closed=…` (connections the peer closed meanwhile) and exits.
 *
 *   client pace PORT PATH CONNECTIONS RATE SECONDS
 *       Open loop: request k is due at start + k / RATE whether or not earlier ones have been answered, and its latency runs from
 *       the moment it was due. So a stalled proxy is charged for every request it kept waiting.
 */
#define _GNU_SOURCE
#include "net.h"

#include <sys/prctl.h>
#include <sys/time.h>
#include <time.h>

enum { RESPONSE_MAX = 64 * 1024, HOLD_BATCH = 64, BUCKETS = 1000 * 1000 /* one per µs; the last takes all above */ };

static char request[1024];
static size_t request_length;
static struct sockaddr_in target;

static void prepare_request(int port, const char *path)
{
    target = loopback(port);
    request_length = (size_t)snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", path, port);
}

/* The length of the complete response at the start of `bytes`, 0 when more is needed, -1 when it is not a usable 2xx. */
static long response_length(const char *bytes, size_t length)
{
    const char *end = memmem(bytes, length, "\r\n\r\n", 4);
    if (end == NULL)
        return length >= RESPONSE_MAX ? -1 : 0;
    if (length < 12 || memcmp(bytes, "HTTP/1.1 2", 10) != 0)
        return -1;
    for (const char *line = memchr(bytes, '\n', length); line != NULL && line < end; line = memchr(line + 1, '\n', (size_t)(end - line))) {
        if (strncasecmp(line + 1, "content-length:", 15) == 0) {
            long whole = end + 4 - bytes + atol(line + 16);
            return whole > RESPONSE_MAX ? -1 : (size_t)whole <= length ? whole : 0;
        }
    }
    return -1;
}

/* ---- hold ---- */

static bool read_response(int fd)
{
    static char bytes[RESPONSE_MAX];
    size_t held = 0;
    for (;;) {
        ssize_t got = recv(fd, bytes + held, sizeof bytes - held, 0);
        if (got <= 0)
            return false;
        held += (size_t)got;
        long whole = response_length(bytes, held);
        if (whole != 0)
            return whole > 0;
    }
}

static int hold(int port, int count)
{
    int *fds = must_have(calloc((size_t)count, sizeof *fds));
    int failed = 0, closed = 0;
    struct timeval patience = { .tv_sec = 5 };
    for (int first = 0; first < count; first += HOLD_BATCH) {
        int last = first + HOLD_BATCH < count ? first + HOLD_BATCH : count;
        for (int i = first; i < last; i++) {
            fds[i] = connect_to(port);
            if (fds[i] < 0)
                die("connect");
            setsockopt(fds[i], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            send(fds[i], request, request_length, MSG_NOSIGNAL);
        }
        for (int i = first; i < last; i++)
            failed += !read_response(fds[i]);
    }
    printf("HELD failed=%d\n", failed);
    fflush(stdout);
    while (getchar() != EOF) {
    }
    for (int i = 0; i < count; i++) {
        char byte;
        closed += !(recv(fds[i], &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN);
    }
    printf("RELEASED closed=%d\n", closed);
    return 0;
}

/* ---- pace ---- */

struct connection {
    int fd;
    int64_t due;
    size_t held;
    struct connection *next_idle;
    char response[RESPONSE_MAX];
};

static int epoll;
static struct connection *idle;
static uint32_t histogram[BUCKETS];
static long sent, completed, errors;

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void open_connection(struct connection *connection)
{
    connection->fd = connect_to(ntohs(target.sin_port));
    if (connection->fd < 0)
        die("connect");
    connection->held = 0;
    watch(epoll, connection->fd, EPOLLIN, connection);
    connection->next_idle = idle;
    idle = connection;
}

static void fail(struct connection *connection)
{
    errors++;
    close(connection->fd);
    open_connection(connection);
}

static void send_due(struct connection *connection, int64_t due)
{
    connection->due = due;
    sent++;
    if (send(connection->fd, request, request_length, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)request_length)
        fail(connection);
}

static void receive(struct connection *connection)
{
    ssize_t got = recv(connection->fd, connection->response + connection->held, RESPONSE_MAX - connection->held, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        fail(connection);
        return;
    }
    connection->held += (size_t)got;
    long whole = response_length(connection->response, connection->held);
    if (whole == 0)
        return;
    if (whole < 0 || (size_t)whole != connection->held) {
        fail(connection);
        return;
    }
    int64_t microseconds = (now_ns() - connection->due) / 1000;
    histogram[microseconds < BUCKETS ? microseconds : BUCKETS - 1]++;
    completed++;
    connection->held = 0;
    connection->next_idle = idle;
    idle = connection;
}

static int percentile(double fraction)
{
    long wanted = (long)(fraction * (double)completed), seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += histogram[i];
        if (seen > wanted)
            return i;
    }
    return BUCKETS;
}

static int pace(int connections, double rate, double seconds)
{
    prctl(PR_SET_TIMERSLACK, 1UL);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    struct connection *all = must_have(calloc((size_t)connections, sizeof *all));
    for (int i = 0; i < connections; i++)
        open_connection(&all[i]);

    int64_t start = now_ns(), stop = start + (int64_t)(seconds * 1e9), give_up = stop + INT64_C(2000000000), now;
    struct epoll_event events[256];
    long asked = 0;
    while ((now = now_ns()) < stop || (completed + errors < sent && now < give_up)) {
        int64_t due = start + (int64_t)((double)asked * 1e9 / rate);
        while (idle != NULL && due <= now && due < stop) {
            struct connection *connection = idle;
            idle = connection->next_idle;
            send_due(connection, due);
            asked++;
            due = start + (int64_t)((double)asked * 1e9 / rate);
        }
        int64_t wake = idle == NULL || due >= stop ? (now < stop ? stop : give_up) : due;
        int64_t left = wake > now ? wake - now : 0;
        struct timespec patience = { .tv_sec = left / 1000000000, .tv_nsec = left % 1000000000 };
        int ready = epoll_pwait2(epoll, events, 256, &patience, NULL);
        for (int i = 0; i < ready; i++)
            receive(events[i].data.ptr);
    }
    long unsent = (long)(rate * seconds) - asked;
    printf("SLICE requests=%ld microseconds=%ld p50=%d p99=%d errors=%ld unanswered=%ld unsent=%ld\n", completed,
        (long)((now_ns() - start) / 1000), percentile(0.50), percentile(0.99), errors,
        sent - completed - errors, unsent > 0 ? unsent : 0);
    return 0;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc == 5 && strcmp(argv[1], "hold") == 0) {
        prepare_request(atoi(argv[2]), argv[3]);
        return hold(atoi(argv[2]), atoi(argv[4]));
    }
    if (argc == 7 && strcmp(argv[1], "pace") == 0) {
        prepare_request(atoi(argv[2]), argv[3]);
        return pace(atoi(argv[4]), atof(argv[5]), atof(argv[6]));
    }
    fprintf(stderr, "usage: client hold PORT PATH COUNT\n       client pace PORT PATH CONNECTIONS RATE SECONDS\n");
    return 2;
}
