/*
 * The yardstick of the webhook benchmark: the same gate and the same reading of the
 * body, and nothing else. What webhook.fcgi takes longer is what storing costs.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "platform/webhook.h"
#include "web/gate.h"
#include "web/listener.h"

static void handle(void *user, struct request *request, struct reply *reply)
{
	struct report report;
	const char *body;
	size_t n;

	(void)user;
	if (request_read_body(request, &body, &n) != BODY_WHOLE ||
	    webhook_read(request->ctx, body, n, &report, NULL) != OK)
		reply->status = 400;
	buf_str(&reply->body, "{\"received\":true}");
}

int main(int argc, char **argv)
{
	struct error e;
	int fd;

	if (argc != 2) {
		fputs("usage: parse SOCKET\n", stderr);
		return 2;
	}
	if (gate_block_signals(&e) != OK || listener_open(argv[1], &fd, &e) != OK ||
	    gate_serve_fastcgi(fd, handle, NULL, &e) != OK) {
		fprintf(stderr, "parse: %s\n", e.text);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
