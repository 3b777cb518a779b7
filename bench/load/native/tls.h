/* TLS 1.3 of the loads. The server's certificate is not looked at: the harness has done that when the server started. */
#ifndef GYRFALCON_LOAD_TLS_H
#define GYRFALCON_LOAD_TLS_H

#include "net.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

/* What servers are asked for by SNI; a request over TLS must name the same host. */
#define TLS_NAME "localhost"

static inline SSL_CTX *tls_context(void)
{
    SSL_CTX *context = must_have(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context, 1);
    /* Without the cache OpenSSL leaves it to us which session is used, and how often. */
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    return context;
}

/* A client's end of a session on `fd`, before its handshake. */
static inline SSL *tls_on(SSL_CTX *context, int fd)
{
    SSL *tls = must_have(SSL_new(context));
    SSL_set_fd(tls, fd);
    SSL_set_tlsext_host_name(tls, TLS_NAME);
    SSL_set_connect_state(tls);
    return tls;
}

/* Whether the call on `tls` that yielded `result` only needs the peer to go on. */
static inline bool tls_waits(SSL *tls, int result)
{
    int error = SSL_get_error(tls, result);
    ERR_clear_error();
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

#endif
