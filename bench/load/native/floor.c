/*
 * The floor: what a proxy costs that does nothing but move bytes. One thread, edge-triggered epoll, no parsing, endpoints in turn.
 *
 *   floor MODE LISTEN-PORT ORIGIN-PORT [ORIGIN-PORT …]
 *
 *   copy       every client connection is paired with an upstream connection of its own; recv and send, both ways
 *   splice     the same, but from origin to client bytes go through a pipe and never into user memory
 *   one-shot   a client connection lives for one request that fits one recv and one answer that fits one recv; upstream
 *              connections are pooled, so it does the least that a new client connection per request can cost
 */
#define _GNU_SOURCE
#include "net.h"

#include <fcntl.h>

enum { BUFFER = 256 * 1024, PIPE = 256 * 1024, ORIGINS_MAX = 16 };

enum mode { COPY, SPLICE, ONE_SHOT };

/* One side of a pair. In one-shot mode only upstream ends exist; `peer_fd` is then the client being served, or -1. */
struct end {
    int fd;
    int peer_fd;
    int origin;
    bool gone;
    bool upstream;
    struct end *peer;
    struct end *next_idle;
    char *unsent; /* bytes that this end's socket did not take; its peer is not read until they are gone */
    size_t unsent_offset, unsent_length;
    int pipe[2]; /* bytes on their way from this (upstream) end to its peer */
    size_t piped;
};

static enum mode mode;
static int epoll, origins[ORIGINS_MAX], origin_count, turn;
static struct end *idle[ORIGINS_MAX];
static struct end *dead; /* freed after the batch of events that may still name them */
static char buffer[BUFFER];

static struct end *new_end(int fd, bool upstream)
{
    struct end *end = must_have(calloc(1, sizeof *end));
    end->fd = fd;
    end->peer_fd = -1;
    end->upstream = upstream;
    end->pipe[0] = end->pipe[1] = -1;
    return end;
}

static void drop(struct end *end)
{
    if (end->gone)
        return;
    end->gone = true;
    close(end->fd);
    if (end->pipe[0] >= 0) {
        close(end->pipe[0]);
        close(end->pipe[1]);
    }
    free(end->unsent);
    end->next_idle = dead;
    dead = end;
    if (end->peer != NULL)
        drop(end->peer);
}

static bool would_block(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

/* True when nothing is left over; false when the socket is full or the pair is gone. */
static bool flush(struct end *end)
{
    while (end->unsent_length > 0) {
        ssize_t sent = send(end->fd, end->unsent + end->unsent_offset, end->unsent_length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) {
            if (!would_block())
                drop(end);
            return false;
        }
        end->unsent_offset += (size_t)sent;
        end->unsent_length -= (size_t)sent;
    }
    return true;
}

static void keep_unsent(struct end *end, const char *bytes, size_t length)
{
    if (end->unsent == NULL)
        end->unsent = must_have(malloc(BUFFER));
    memcpy(end->unsent, bytes, length);
    end->unsent_offset = 0;
    end->unsent_length = length;
}

static void copy_from(struct end *from)
{
    struct end *to = from->peer;
    while (!from->gone && flush(to)) {
        ssize_t got = recv(from->fd, buffer, BUFFER, MSG_DONTWAIT);
        if (got <= 0) {
            if (got == 0 || !would_block())
                drop(from);
            return;
        }
        ssize_t sent = send(to->fd, buffer, (size_t)got, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && !would_block()) {
            drop(from);
            return;
        }
        if (sent < got) {
            size_t taken = sent < 0 ? 0 : (size_t)sent;
            keep_unsent(to, buffer + taken, (size_t)got - taken);
            return; /* writability of `to` resumes it */
        }
        if (got < BUFFER)
            return; /* edge-triggered: a short read has emptied the socket */
    }
}

static void splice_from(struct end *from)
{
    struct end *to = from->peer;
    for (;;) {
        while (from->piped > 0) {
            ssize_t sent = splice(from->pipe[0], NULL, to->fd, NULL, from->piped, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
            if (sent <= 0) {
                if (sent == 0 || !would_block())
                    drop(from);
                return;
            }
            from->piped -= (size_t)sent;
        }
        ssize_t got = splice(from->fd, NULL, from->pipe[1], NULL, PIPE, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (got <= 0) {
            if (got == 0 || !would_block())
                drop(from);
            return;
        }
        from->piped = (size_t)got;
    }
}

static void read_from(struct end *from)
{
    if (mode == SPLICE && from->upstream)
        splice_from(from);
    else
        copy_from(from);
}

static struct end *connect_upstream(int origin)
{
    int fd = connect_to(origins[origin]);
    if (fd < 0)
        return NULL;
    struct end *end = new_end(fd, true);
    end->origin = origin;
    return end;
}

static void pair(int client_fd)
{
    struct end *upstream = connect_upstream(turn++ % origin_count);
    if (upstream == NULL) {
        close(client_fd);
        return;
    }
    struct end *client = new_end(client_fd, false);
    client->peer = upstream;
    upstream->peer = client;
    if (mode == SPLICE) {
        if (pipe2(upstream->pipe, O_NONBLOCK | O_CLOEXEC) < 0)
            die("pipe2");
        fcntl(upstream->pipe[0], F_SETPIPE_SZ, PIPE);
        fcntl(upstream->fd, F_SETFL, O_NONBLOCK);
        fcntl(client->fd, F_SETFL, O_NONBLOCK);
    }
    watch(epoll, upstream->fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, upstream);
    watch(epoll, client->fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, client);
}

/* The listener defers accepts until a request is there, so the client's socket never needs to be watched. */
static void begin_one_shot(int client_fd)
{
    int origin = turn++ % origin_count;
    ssize_t got = recv(client_fd, buffer, BUFFER, MSG_DONTWAIT);
    struct end *upstream = idle[origin];
    if (got <= 0) {
        close(client_fd);
        return;
    }
    if (upstream != NULL) {
        idle[origin] = upstream->next_idle;
    } else {
        upstream = connect_upstream(origin);
        if (upstream == NULL) {
            close(client_fd);
            return;
        }
        watch(epoll, upstream->fd, EPOLLIN | EPOLLET, upstream);
    }
    upstream->peer_fd = client_fd;
    if (send(upstream->fd, buffer, (size_t)got, MSG_DONTWAIT | MSG_NOSIGNAL) != got) {
        close(client_fd);
        drop(upstream);
    }
}

static void forget_idle(struct end *upstream)
{
    for (struct end **link = &idle[upstream->origin]; *link != NULL; link = &(*link)->next_idle) {
        if (*link == upstream) {
            *link = upstream->next_idle;
            return;
        }
    }
}

static void end_one_shot(struct end *upstream)
{
    ssize_t got = recv(upstream->fd, buffer, BUFFER, MSG_DONTWAIT);
    if (got < 0 && would_block())
        return;
    if (upstream->peer_fd >= 0) {
        if (got > 0)
            send(upstream->peer_fd, buffer, (size_t)got, MSG_DONTWAIT | MSG_NOSIGNAL);
        close(upstream->peer_fd);
    } else {
        forget_idle(upstream); /* only its end, or bytes nobody asked for, can come on an idle connection */
        got = 0;
    }
    if (got <= 0) {
        drop(upstream);
        return;
    }
    upstream->peer_fd = -1;
    upstream->next_idle = idle[upstream->origin];
    idle[upstream->origin] = upstream;
}

static void accept_all(int listener)
{
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            return;
        if (mode == ONE_SHOT)
            begin_one_shot(fd);
        else
            pair(fd);
    }
}

static void handle(struct end *end, uint32_t events)
{
    if (end->gone)
        return;
    if (mode == ONE_SHOT) {
        end_one_shot(end);
        return;
    }
    bool was_full = end->unsent_length > 0 || end->peer->piped > 0;
    if ((events & EPOLLOUT) && was_full)
        read_from(end->peer);
    if (!end->gone && (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)))
        read_from(end);
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc - 3 > ORIGINS_MAX) {
        fprintf(stderr, "usage: floor copy|splice|one-shot LISTEN-PORT ORIGIN-PORT [ORIGIN-PORT …]\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    mode = strcmp(argv[1], "splice") == 0 ? SPLICE : strcmp(argv[1], "one-shot") == 0 ? ONE_SHOT : COPY;
    for (int i = 3; i < argc; i++)
        origins[origin_count++] = atoi(argv[i]);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on(atoi(argv[2]), mode == ONE_SHOT);
    watch(epoll, listener, EPOLLIN, NULL);

    struct epoll_event events[256];
    for (;;) {
        int ready = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr == NULL)
                accept_all(listener);
            else
                handle(events[i].data.ptr, events[i].events);
        }
        while (dead != NULL) {
            struct end *next = dead->next_idle;
            free(dead);
            dead = next;
        }
    }
}
