/* The bytes of one connection, with TLS or without. */
#ifndef WORLD_WIRE_H
#define WORLD_WIRE_H

#include <openssl/ssl.h>
#include <sys/types.h>

struct wire {
	int fd;
	SSL *ssl; /* NULL: without TLS */
};

/* A certificate with its chain, and its key, both in PEM; NULL, and a message, when it is none. */
SSL_CTX *wire_certificate(const char *certificate, const char *key);

/* Takes over the descriptor; certificate is NULL for a connection without TLS. */
void wire_open(struct wire *w, int fd, SSL_CTX *certificate);

/* As read(2) and write(2) of a descriptor that does not wait. */
ssize_t wire_read(struct wire *w, void *bytes, size_t n);
ssize_t wire_write(struct wire *w, const void *bytes, size_t n);

void wire_close(struct wire *w);

#endif
