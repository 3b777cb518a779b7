/* What the loads share of HTTP/1.1: one GET, and where the answer to it ends. Answers are 2xx with a Content-Length. */
#ifndef GYRFALCON_LOAD_HTTP_H
#define GYRFALCON_LOAD_HTTP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RESPONSE_MAX = 64 * 1024 };

static char request[1024];
static size_t request_length;

/* `fields` are further header lines, each with its end. */
static inline void prepare_request(const char *host, int port, const char *path, const char *fields)
{
    request_length = (size_t)snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s:%d\r\n%s\r\n", path, host, port, fields);
}

/* The length of the complete response at the start of `bytes`, 0 when more is needed, -1 when it is not a usable 2xx. */
static inline long response_length(const char *bytes, size_t length)
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

#endif
