/*
 * The yardstick of the webhook benchmark: libfcgi as its manual shows it, a thread a
 * connection, and our reading of the body; nothing else.
 */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "platform/webhook.h"
#include "web/listener.h"

#define THREADS 64

static int listener;

/* Whether the body is whole and JSON. */
static bool read_body(const FCGX_Request *r)
{
	const char *length = FCGX_GetParam("CONTENT_LENGTH", r->envp);
	size_t n = length != NULL ? (size_t)strtoul(length, NULL, 10) : 0;
	TALLOC_CTX *ctx = mem_pool(NULL, 8192);
	char *body = mem_array(ctx, char, n + 1);
	struct report report;
	bool good;

	good = FCGX_GetStr(body, (int)n, r->in) == (int)n &&
	       webhook_read(ctx, body, n, &report, NULL) == OK;
	talloc_free(ctx);
	return good;
}

static void *work(void *user)
{
	FCGX_Request r;

	FCGX_InitRequest(&r, listener, 0);
	while (FCGX_Accept_r(&r) == 0) {
		FCGX_FPrintF(r.out,
		    "Status: %s\r\nContent-Type: application/json\r\n"
		    "Content-Length: 17\r\n\r\n{\"received\":true}",
		    read_body(&r) ? "200 OK" : "400 Bad Request");
		FCGX_Finish_r(&r);
	}
	return user;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	struct error e;

	if (argc != 2) {
		fputs("usage: parse SOCKET\n", stderr);
		return 2;
	}
	if (FCGX_Init() != 0 || listener_open(argv[1], &listener, &e) != OK) {
		fputs("parse: cannot listen\n", stderr);
		return EXIT_FAILURE;
	}
	for (int i = 1; i < THREADS; i++)
		pthread_create(&thread, NULL, work, NULL);
	work(NULL);
}
