/*
 * A fixed rate.
 *
 *   pace PORT PATH CONNECTIONS RATE SECONDS
 *
 * Open loop: request k is due at start + k / RATE whether or not earlier ones have been answered, and its latency runs from
 * the moment it was due. So a stalled proxy is charged for every request it kept waiting.
 */
#define _GNU_SOURCE
#include "http.h"
#include "latency.h"
#include "net.h"

#include <sys/prctl.h>

struct connection {
    int fd;
    int64_t due;
    size_t held;
    struct connection *next_idle;
    char response[RESPONSE_MAX];
};

static int port;
static int epoll;
static struct connection *idle;
static long sent, errors;

static void open_connection(struct connection *connection)
{
    connection->fd = connect_to(port);
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
    complete(connection->due);
    connection->held = 0;
    connection->next_idle = idle;
    idle = connection;
}

static void pace(int connections, double rate, double seconds)
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
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc != 6) {
        fprintf(stderr, "usage: pace PORT PATH CONNECTIONS RATE SECONDS\n");
        return 2;
    }
    port = atoi(argv[1]);
    prepare_request("127.0.0.1", port, argv[2], "");
    pace(atoi(argv[3]), atof(argv[4]), atof(argv[5]));
    return 0;
}
