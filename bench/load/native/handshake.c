/*
 * A connection per request over TLS 1.3, as fast as the server goes. (wrk holds on to its session and resumes it with every
 * server that lets it, so its handshakes are neither full nor said to be anything else.)
 *
 *   handshake full|resumed PORT PATH CONNECTIONS SECONDS
 *
 * CONNECTIONS are under way at once, each in turn: connect, handshake, GET with `Connection: close`, read until the server ends it.
 * `full`: no connection has a session to resume. `resumed`: the first is alone and full, and its ticket makes the others' start;
 * from then on each connection presents the ticket that its predecessor was given, once (RFC 8446 §C.4), or the old one again
 * when it was given none.
 *
 * Latency runs from before the connect to the answer. What has begun at the end is waited for. Prints a SLICE line in which
 * `resumed` counts the answered requests whose handshake the server resumed.
 */
#define _GNU_SOURCE
#include "http.h"
#include "latency.h"
#include "tls.h"

#include <fcntl.h>

struct visit {
    int fd;
    SSL *tls;
    SSL_SESSION *ticket; /* what the next connection resumes */
    int64_t began;
    size_t held;
    bool answered;
    struct visit *next_idle;
    char response[RESPONSE_MAX];
};

static int port;
static int epoll;
static bool resumes;
static SSL_CTX *context;
static SSL_SESSION *first_ticket;
static struct visit *idle;
static long under_way, errors, resumed;

static void begin(struct visit *visit)
{
    visit->began = now_ns();
    visit->held = 0;
    visit->answered = false;
    visit->fd = connect_to(port);
    if (visit->fd < 0)
        die("connect");
    fcntl(visit->fd, F_SETFL, O_NONBLOCK);
    visit->tls = tls_on(context, visit->fd);
    SSL_SESSION *ticket = visit->ticket != NULL ? visit->ticket : first_ticket;
    if (ticket != NULL)
        SSL_set_session(visit->tls, ticket);
    watch(epoll, visit->fd, EPOLLIN, visit);
    under_way++;
}

static void end(struct visit *visit)
{
    /* Says nothing on the wire, but a session that was not shut down would not be resumable. */
    SSL_set_shutdown(visit->tls, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(visit->tls);
    close(visit->fd);
    under_way--;
    visit->next_idle = idle;
    idle = visit;
}

static void fail(struct visit *visit)
{
    errors++;
    SSL_SESSION_free(visit->ticket);
    visit->ticket = NULL;
    end(visit);
}

static void keep_ticket(struct visit *visit)
{
    SSL_SESSION *session = SSL_get1_session(visit->tls);
    if (session == NULL || !SSL_SESSION_is_resumable(session)) {
        SSL_SESSION_free(session);
        return;
    }
    SSL_SESSION_free(visit->ticket);
    visit->ticket = session;
    if (first_ticket == NULL && SSL_SESSION_up_ref(session))
        first_ticket = session;
}

/* The answer is complete, and the server has ended the connection. */
static void finish(struct visit *visit)
{
    resumed += SSL_session_reused(visit->tls);
    if (resumes)
        keep_ticket(visit);
    end(visit);
}

/* False when the answer is not a usable one. */
static bool take_answer(struct visit *visit, size_t got)
{
    visit->held += got;
    long whole = visit->answered ? -1 : response_length(visit->response, visit->held);
    if (whole == 0)
        return true;
    if (whole < 0 || (size_t)whole != visit->held)
        return false;
    visit->answered = true;
    complete(visit->began);
    return true;
}

static void advance(struct visit *visit)
{
    int result;
    if (!SSL_is_init_finished(visit->tls)) {
        result = SSL_do_handshake(visit->tls);
        if (result != 1) {
            if (!tls_waits(visit->tls, result))
                fail(visit);
            return;
        }
        if (SSL_write(visit->tls, request, (int)request_length) != (int)request_length) {
            fail(visit);
            return;
        }
    }
    while ((result = SSL_read(visit->tls, visit->response + visit->held, (int)(RESPONSE_MAX - visit->held))) > 0) {
        if (!take_answer(visit, (size_t)result)) {
            fail(visit);
            return;
        }
    }
    if (tls_waits(visit->tls, result))
        return;
    if (visit->answered)
        finish(visit);
    else
        fail(visit);
}

/* Without a ticket to resume with, only one connection at a time goes to fetch one. */
static bool may_begin(void)
{
    return idle != NULL && (!resumes || first_ticket != NULL || under_way == 0);
}

static void run(int connections, double seconds)
{
    epoll = epoll_create1(EPOLL_CLOEXEC);
    struct visit *all = must_have(calloc((size_t)connections, sizeof *all));
    for (int i = 0; i < connections; i++) {
        all[i].next_idle = idle;
        idle = &all[i];
    }

    int64_t start = now_ns(), stop = start + (int64_t)(seconds * 1e9), give_up = stop + INT64_C(2000000000), now;
    struct epoll_event events[256];
    while ((now = now_ns()) < stop || (under_way > 0 && now < give_up)) {
        while (now < stop && may_begin()) {
            struct visit *visit = idle;
            idle = visit->next_idle;
            begin(visit);
            advance(visit);
            now = now_ns();
        }
        int ready = epoll_wait(epoll, events, 256, 100);
        for (int i = 0; i < ready; i++)
            advance(events[i].data.ptr);
    }
    printf("SLICE requests=%ld microseconds=%ld p50=%d p99=%d errors=%ld unfinished=%ld resumed=%ld\n", completed,
        (long)((now_ns() - start) / 1000), percentile(0.50), percentile(0.99), errors, under_way, resumed);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    resumes = argc > 1 && strcmp(argv[1], "resumed") == 0;
    if (argc != 6 || (!resumes && strcmp(argv[1], "full") != 0)) {
        fprintf(stderr, "usage: handshake full|resumed PORT PATH CONNECTIONS SECONDS\n");
        return 2;
    }
    port = atoi(argv[2]);
    prepare_request(TLS_NAME, port, argv[3], "Connection: close\r\n");
    context = tls_context();
    SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
    run(atoi(argv[4]), atof(argv[5]));
    return 0;
}
