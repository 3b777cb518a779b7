/*
 * An origin that can be made ill: one thread, one port, answers from which a crossed or truncated one is told.
 *
 *   origin NUMBER PORT JOURNAL
 *
 * A request for /work/ID is answered with the origin's number, the method, the ID, and then the request's content, or for a GET
 * about 1 KiB of repeated IDs. Its method and ID go into the journal as soon as it is whole, so that one that was done twice is
 * found. Every other path, /healthz among them, gets a plain 200 and no line in the journal.
 *
 * Lines on standard input make it ill; its end ends the origin:
 *
 *   slow MILLISECONDS            every request for work waits that long for its answer
 *   fail STATUS PERCENT [health] that share of the requests for work is answered STATUS; /healthz too if `health` is written
 *   reset [health]               a request is read, and its connection reset
 *   well                         none of these
 */
#define _GNU_SOURCE
#include "../../load/native/net.h"
#include <fcntl.h>
#include <time.h>

enum { REQUEST_MAX = 16384, ANSWER_MAX = REQUEST_MAX + 512, FILLER = 1024 };

struct connection {
    int fd; /* -1 once it is closed while its answer still waits */
    bool waits;
    int64_t due;
    struct connection *next;
    size_t held;
    size_t answer_length;
    char request[REQUEST_MAX];
    char answer[ANSWER_MAX];
};

static struct {
    int slow, status, percent;
    bool reset, health;
} illness;

static int number, journal, epoll;
static uint32_t dice = 2463534242u;
static struct connection *first_waiting, **last_waiting = &first_waiting; /* all wait equally long, so in the order of their time */

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static bool falls_ill(void)
{
    dice ^= dice << 13;
    dice ^= dice >> 17;
    dice ^= dice << 5;
    return (int)(dice % 100) < illness.percent;
}

static void obey(const char *line)
{
    int slow = 0, status = 0, percent = 0;
    sscanf(line, "slow %d", &slow);
    sscanf(line, "fail %d %d", &status, &percent);
    illness.slow = slow;
    illness.status = status;
    illness.percent = percent;
    illness.reset = strncmp(line, "reset", 5) == 0;
    illness.health = strstr(line, "health") != NULL;
}

static void listen_to_orders(void)
{
    static char orders[256];
    static size_t held;
    ssize_t got = read(STDIN_FILENO, orders + held, sizeof orders - held - 1);
    if (got <= 0)
        exit(0);
    held += (size_t)got;
    orders[held] = 0;
    for (char *end; (end = strchr(orders, '\n')) != NULL; held = strlen(orders)) {
        *end = 0;
        obey(orders);
        memmove(orders, end + 1, strlen(end + 1) + 1);
    }
}

static void drop(struct connection *connection, bool abruptly)
{
    struct linger linger = { .l_onoff = 1, .l_linger = 0 };
    if (abruptly)
        setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    close(connection->fd);
    connection->fd = -1;
    if (!connection->waits)
        free(connection);
}

/* Answers are far smaller than a socket's buffer, so the call does not block. False when the connection is gone. */
static bool send_answer(struct connection *connection)
{
    if (send(connection->fd, connection->answer, connection->answer_length, MSG_NOSIGNAL) == (ssize_t)connection->answer_length)
        return true;
    drop(connection, true);
    return false;
}

static size_t content_length(const char *head, const char *end)
{
    for (const char *line = head; (line = memchr(line, '\n', (size_t)(end - line))) != NULL;) {
        line++;
        if (end - line > 15 && strncasecmp(line, "content-length:", 15) == 0)
            return strtoul(line + 15, NULL, 10);
    }
    return 0;
}

static void compose(struct connection *connection, int status, const char *method, const char *id, const char *content, size_t length)
{
    char body[ANSWER_MAX - 256];
    size_t size = (size_t)snprintf(body, 128, "origin %d %s %s %s\n", number, status == 200 ? "answers" : "fails", method, id);
    if (length > 0) {
        memcpy(body + size, content, length);
        size += length;
    } else if (strcmp(method, "GET") == 0 && *id != 0) {
        while (size < FILLER)
            size += (size_t)snprintf(body + size, 32, "%s\n", id);
    }
    int head = snprintf(connection->answer, 256, "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\nX-Origin: %d\r\nX-Id: %s\r\n\r\n",
        status, status == 200 ? "OK" : "Ill", size, number, id);
    memcpy(connection->answer + head, body, size);
    connection->answer_length = (size_t)head + size;
}

/* Answers one whole request. False when the connection is gone. */
static bool answer(struct connection *connection, const char *content, size_t length)
{
    char method[8] = "", id[20] = "";
    bool works = sscanf(connection->request, "%7[A-Z] /work/%19[0-9]", method, id) == 2;
    bool ill = works || (illness.health && strstr(connection->request, " /healthz ") != NULL);
    if (works) {
        char line[32];
        int size = snprintf(line, sizeof line, "%s %s\n", method, id);
        if (write(journal, line, (size_t)size) != size)
            die("journal");
    }
    if (ill && illness.reset) {
        drop(connection, true);
        return false;
    }
    compose(connection, ill && illness.status != 0 && falls_ill() ? illness.status : 200, method, id, content, length);
    if (!works || illness.slow == 0)
        return send_answer(connection);
    connection->waits = true;
    connection->due = now() + illness.slow;
    connection->next = NULL;
    *last_waiting = connection;
    last_waiting = &connection->next;
    return true;
}

/* Answers what is held, one request at a time. */
static void answer_held(struct connection *connection)
{
    while (!connection->waits && connection->held > 0) {
        const char *end = memmem(connection->request, connection->held, "\r\n\r\n", 4);
        size_t head = end == NULL ? 0 : (size_t)(end - connection->request) + 4;
        size_t length = end == NULL ? 0 : content_length(connection->request, end);
        if (head + length > REQUEST_MAX || connection->held == REQUEST_MAX) {
            drop(connection, true);
            return;
        }
        if (end == NULL || connection->held < head + length)
            return;
        connection->request[head - 1] = 0; /* what sscanf and strstr read ends with the head */
        if (!answer(connection, connection->request + head, length))
            return;
        connection->held -= head + length;
        memmove(connection->request, connection->request + head + length, connection->held);
    }
}

static void serve(struct connection *connection)
{
    ssize_t got = recv(connection->fd, connection->request + connection->held, REQUEST_MAX - connection->held, MSG_DONTWAIT);
    if (got > 0) {
        connection->held += (size_t)got;
        answer_held(connection);
    } else if (got == 0 || errno != EAGAIN) {
        drop(connection, false);
    }
}

static void answer_those_due(void)
{
    while (first_waiting != NULL && first_waiting->due <= now()) {
        struct connection *connection = first_waiting;
        first_waiting = connection->next;
        if (first_waiting == NULL)
            last_waiting = &first_waiting;
        connection->waits = false;
        if (connection->fd < 0)
            free(connection);
        else if (send_answer(connection))
            answer_held(connection);
    }
}

static void accept_all(int listener)
{
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0;) {
        struct connection *connection = must_have(calloc(1, sizeof *connection));
        connection->fd = fd;
        watch(epoll, fd, EPOLLIN, connection);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: origin NUMBER PORT JOURNAL\n");
        return 2;
    }
    static char orders, arrivals; /* their addresses tell events apart */
    number = atoi(argv[1]);
    dice += (uint32_t)getpid();
    journal = open(argv[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (journal < 0)
        die(argv[3]);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on(atoi(argv[2]), false);
    watch(epoll, listener, EPOLLIN, &arrivals);
    watch(epoll, STDIN_FILENO, EPOLLIN, &orders);
    struct epoll_event events[256];
    for (;;) {
        int64_t patience = first_waiting == NULL ? -1 : first_waiting->due - now();
        int ready = epoll_wait(epoll, events, 256, first_waiting == NULL ? -1 : patience < 0 ? 0 : (int)patience);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr == &orders)
                listen_to_orders();
            else if (events[i].data.ptr == &arrivals)
                accept_all(listener);
            else
                serve(events[i].data.ptr);
        }
        answer_those_due();
    }
}
