/*
 * Idle connections.
 *
 *   hold PORT PATH COUNT [tls]
 *
 * Opens COUNT connections, one request on each, and leaves them idle. Prints `HELD failed=…`, waits until its standard input
 * ends, prints `RELEASED closed=…` (connections the peer closed meanwhile) and exits.
 */
#define _GNU_SOURCE
#include "http.h"
#include "tls.h"

#include <fcntl.h>
#include <sys/time.h>

enum { BATCH = 64 };

struct line {
    int fd;
    SSL *tls; /* null on a plain connection */
};

static bool ask(struct line *line)
{
    if (line->tls == NULL)
        return send(line->fd, request, request_length, MSG_NOSIGNAL) == (ssize_t)request_length;
    return SSL_do_handshake(line->tls) == 1 && SSL_write(line->tls, request, (int)request_length) == (int)request_length;
}

/* What recv would return, in plain text. */
static ssize_t take(struct line *line, char *bytes, size_t room)
{
    return line->tls == NULL ? recv(line->fd, bytes, room, 0) : SSL_read(line->tls, bytes, (int)room);
}

static bool read_response(struct line *line)
{
    static char bytes[RESPONSE_MAX];
    size_t held = 0;
    for (;;) {
        ssize_t got = take(line, bytes + held, sizeof bytes - held);
        if (got <= 0)
            return false;
        held += (size_t)got;
        long whole = response_length(bytes, held);
        if (whole != 0)
            return whole > 0;
    }
}

/* False when the peer has closed it, or has said something that nobody asked for. */
static bool is_idle(struct line *line)
{
    char byte;
    fcntl(line->fd, F_SETFL, O_NONBLOCK);
    ssize_t got = take(line, &byte, 1);
    return got < 0 && (line->tls == NULL ? errno == EAGAIN : tls_waits(line->tls, (int)got));
}

static struct line open_line(int port, SSL_CTX *context)
{
    struct timeval patience = { .tv_sec = 5 };
    struct line line = { .fd = connect_to(port) };
    if (line.fd < 0)
        die("connect");
    setsockopt(line.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (context != NULL)
        line.tls = tls_on(context, line.fd);
    return line;
}

static void hold(int port, int count, SSL_CTX *context)
{
    struct line *lines = must_have(calloc((size_t)count, sizeof *lines));
    bool *asked = must_have(calloc((size_t)count, sizeof *asked));
    int failed = 0, closed = 0;
    for (int first = 0; first < count; first += BATCH) {
        int last = first + BATCH < count ? first + BATCH : count;
        for (int i = first; i < last; i++) {
            lines[i] = open_line(port, context);
            asked[i] = ask(&lines[i]);
        }
        for (int i = first; i < last; i++)
            failed += !(asked[i] && read_response(&lines[i]));
    }
    printf("HELD failed=%d\n", failed);
    fflush(stdout);
    while (getchar() != EOF) {
    }
    for (int i = 0; i < count; i++)
        closed += !is_idle(&lines[i]);
    printf("RELEASED closed=%d\n", closed);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc < 4 || argc > 5 || (argc == 5 && strcmp(argv[4], "tls") != 0)) {
        fprintf(stderr, "usage: hold PORT PATH COUNT [tls]\n");
        return 2;
    }
    bool tls = argc == 5;
    prepare_request(tls ? TLS_NAME : "127.0.0.1", atoi(argv[1]), argv[2], "");
    hold(atoi(argv[1]), atoi(argv[3]), tls ? tls_context() : NULL);
    return 0;
}
