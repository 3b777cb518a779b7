/*
 * The origin: one thread, several ports, prebuilt answers chosen by path.
 *
 *   origin PORT [PORT …]
 *
 *   /14        14 bytes
 *   /10k       10 KiB
 *   /1m        1 MiB
 *   /14-last   14 bytes with `Connection: close`, yet the connection stays open. For the floor, which parses nothing: its
 *              client is told to go away while its own upstream connection lives on, as behind a proxy that pools.
 *   other      404
 *
 * HTTP/1.1 keep-alive; a request with `Connection: close` is answered in kind and its connection closed. Bodies of requests are
 * not understood. No connection is ever closed for being idle.
 */
#define _GNU_SOURCE
#include "net.h"

enum { REQUEST_MAX = 8192 };

struct answer {
    const char *path;
    size_t path_length;
    char *keep, *last; /* `last` is null where `Connection: close` is not obeyed */
    size_t keep_length, last_length;
};

struct connection {
    int fd; /* listening sockets are connections that have `listens` set */
    bool listens;
    bool closing;
    const char *unsent;
    size_t unsent_length;
    size_t held;
    char request[REQUEST_MAX];
};

static struct answer answers[4];
static struct answer not_found;
static int epoll;

static char *build(const char *status, const char *connection, size_t body, size_t *length)
{
    char *text = must_have(malloc(body + 512));
    int head = snprintf(text, 512,
        "HTTP/1.1 %s\r\nServer: origin\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
        "Content-Type: text/plain\r\nContent-Length: %zu\r\n%s\r\n", status, body, connection);
    for (size_t i = 0; i < body; i++)
        text[head + i] = i + 1 == body ? '\n' : (char)('a' + i % 26);
    *length = (size_t)head + body;
    return text;
}

static struct answer prepare(const char *path, const char *status, const char *keep_connection, size_t body)
{
    struct answer answer = { .path = path, .path_length = strlen(path) };
    answer.keep = build(status, keep_connection, body, &answer.keep_length);
    answer.last = build(status, "Connection: close\r\n", body, &answer.last_length);
    return answer;
}

static const struct answer *answer_for(const char *request, size_t length)
{
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        size_t path = answers[i].path_length;
        if (length > 4 + path && memcmp(request + 4, answers[i].path, path) == 0 && request[4 + path] == ' ')
            return &answers[i];
    }
    return &not_found;
}

static bool asks_to_close(const char *head, size_t length)
{
    const char *end = head + length;
    for (const char *line = head; (line = memchr(line, '\n', (size_t)(end - line))) != NULL;) {
        line++;
        if (end - line > 12 && (*line | 0x20) == 'c' && strncasecmp(line, "connection:", 11) == 0) {
            const char *value = line + 11;
            while (*value == ' ')
                value++;
            return strncasecmp(value, "close", 5) == 0;
        }
    }
    return false;
}

static void drop(struct connection *connection)
{
    close(connection->fd);
    free(connection);
}

/* False when the connection is gone. */
static bool flush(struct connection *connection)
{
    while (connection->unsent_length > 0) {
        ssize_t sent = send(connection->fd, connection->unsent, connection->unsent_length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EAGAIN)
                return true;
            drop(connection);
            return false;
        }
        connection->unsent += sent;
        connection->unsent_length -= (size_t)sent;
    }
    if (connection->closing) {
        drop(connection);
        return false;
    }
    return true;
}

/* Answers what is held, one request at a time. False when the connection is gone. */
static bool answer_held(struct connection *connection)
{
    while (connection->unsent_length == 0 && connection->held > 0) {
        const char *end = memmem(connection->request, connection->held, "\r\n\r\n", 4);
        if (end == NULL) {
            if (connection->held < REQUEST_MAX)
                return true;
            drop(connection);
            return false;
        }
        size_t head = (size_t)(end - connection->request) + 4;
        const struct answer *answer = answer_for(connection->request, head);
        connection->closing = answer->last != NULL && asks_to_close(connection->request, head);
        connection->unsent = connection->closing ? answer->last : answer->keep;
        connection->unsent_length = connection->closing ? answer->last_length : answer->keep_length;
        connection->held -= head;
        if (connection->held > 0)
            memmove(connection->request, connection->request + head, connection->held);
        if (!flush(connection))
            return false;
    }
    return true;
}

static void serve(struct connection *connection)
{
    if (!flush(connection) || !answer_held(connection))
        return;
    while (connection->unsent_length == 0) {
        size_t room = REQUEST_MAX - connection->held;
        ssize_t got = recv(connection->fd, connection->request + connection->held, room, MSG_DONTWAIT);
        if (got <= 0) {
            if (got < 0 && errno == EAGAIN)
                return;
            drop(connection);
            return;
        }
        connection->held += (size_t)got;
        if (!answer_held(connection))
            return;
        if ((size_t)got < room)
            return; /* edge-triggered: a short read has emptied the socket */
    }
}

static void accept_all(struct connection *listener)
{
    for (;;) {
        int fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            return;
        struct connection *connection = must_have(malloc(sizeof *connection));
        memset(connection, 0, offsetof(struct connection, request));
        connection->fd = fd;
        watch(epoll, fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, connection);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: origin PORT [PORT …]\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    answers[0] = prepare("/14", "200 OK", "", 14);
    answers[1] = prepare("/10k", "200 OK", "", 10 * 1024);
    answers[2] = prepare("/1m", "200 OK", "", 1024 * 1024);
    answers[3] = prepare("/14-last", "200 OK", "Connection: close\r\n", 14);
    answers[3].last = NULL;
    not_found = prepare("", "404 Not Found", "", 10);

    epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 1; i < argc; i++) {
        struct connection *listener = must_have(calloc(1, sizeof *listener));
        listener->fd = listen_on(atoi(argv[i]), false);
        listener->listens = true;
        watch(epoll, listener->fd, EPOLLIN, listener);
    }
    struct epoll_event events[256];
    for (;;) {
        int ready = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection->listens)
                accept_all(connection);
            else
                serve(connection);
        }
    }
}
