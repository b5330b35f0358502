/* Plain or TLS. See wire.h. */
#include "wire.h"

#include <errno.h>
#include <openssl/err.h>
#include <stdio.h>
#include <unistd.h>

SSL_CTX *wire_certificate(const char *certificate, const char *key)
{
	SSL_CTX *c = SSL_CTX_new(TLS_server_method());

	if (c == NULL || SSL_CTX_use_certificate_chain_file(c, certificate) != 1 ||
	    SSL_CTX_use_PrivateKey_file(c, key, SSL_FILETYPE_PEM) != 1) {
		ERR_print_errors_fp(stderr);
		SSL_CTX_free(c);
		return NULL;
	}
	SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	return c;
}

void wire_open(struct wire *w, int fd, SSL_CTX *certificate)
{
	*w = (struct wire){.fd = fd};
	if (certificate == NULL)
		return;
	w->ssl = SSL_new(certificate);
	SSL_set_fd(w->ssl, fd);
	SSL_set_accept_state(w->ssl);
}

static ssize_t outcome(struct wire *w, int n)
{
	int why = n > 0 ? SSL_ERROR_NONE : SSL_get_error(w->ssl, n);

	if (why == SSL_ERROR_NONE || why == SSL_ERROR_ZERO_RETURN)
		return n > 0 ? n : 0;
	errno = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? EAGAIN : EPROTO;
	ERR_clear_error();
	return -1;
}

ssize_t wire_read(struct wire *w, void *bytes, size_t n)
{
	return w->ssl != NULL ? outcome(w, SSL_read(w->ssl, bytes, (int)n)) : read(w->fd, bytes, n);
}

ssize_t wire_write(struct wire *w, const void *bytes, size_t n)
{
	return w->ssl != NULL ? outcome(w, SSL_write(w->ssl, bytes, (int)n))
			      : write(w->fd, bytes, n);
}

void wire_close(struct wire *w)
{
	SSL_free(w->ssl);
	close(w->fd);
}
