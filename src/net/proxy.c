/* The proxies that the environment names. See proxy.h. */
#include "net/proxy.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "net/curl.h"

static const char *const variables[] = {
    "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

#define VARIABLES (sizeof(variables) / sizeof(variables[0]))

/*
 * The names, all looked up at once and by threads: a name server that does not answer holds up
 * getaddrinfo() for longer than a run of the poller may take.
 */
struct lookup {
	struct gaicb jobs[VARIABLES];
	struct gaicb *list[VARIABLES];
	struct addrinfo hints;
	size_t n;
	int64_t end; /* by clock_steady() */
};

static void addresses_add(struct proxies *p, const struct addrinfo *list)
{
	for (const struct addrinfo *a = list; a != NULL && p->n < PROXIES_MAX; a = a->ai_next)
		if (a->ai_addrlen <= sizeof(union address))
			memcpy(&p->list[p->n++], a->ai_addr, a->ai_addrlen);
}

static void lookup_add(struct lookup *l, const char *url)
{
	/* The port that libcurl assumes for a proxy without one. */
	const char *usual_port = strncasecmp(url, "https:", 6) == 0 ? "443" : "1080";
	const unsigned flags = CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME;
	CURLU *u = mem_check(curl()->url());
	char *host = NULL, *port = NULL;

	if (curl()->url_set(u, CURLUPART_URL, url, flags) == CURLUE_OK &&
	    curl()->url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		curl()->url_get(u, CURLUPART_PORT, &port, 0);
		if (host[0] == '[') /* getaddrinfo() wants an IPv6 address bare */
			host[strcspn(host, "]")] = '\0';
		l->jobs[l->n++] = (struct gaicb){
		    .ar_name = mem_strdup(l, host[0] == '[' ? host + 1 : host),
		    .ar_service = mem_strdup(l, port != NULL ? port : usual_port),
		    .ar_request = &l->hints,
		};
	}
	curl()->free(host);
	curl()->free(port);
	curl()->url_cleanup(u);
}

static struct lookup *lookup_begin(void)
{
	struct lookup *l = mem_new(NULL, struct lookup);

	*l = (struct lookup){
	    .hints = {.ai_socktype = SOCK_STREAM}, .end = clock_steady() + LIMIT_CONNECT_MS};
	for (size_t i = 0; i < VARIABLES; i++) {
		const char *url = getenv(variables[i]);

		if (url != NULL && *url != '\0')
			lookup_add(l, url);
	}
	for (size_t i = 0; i < l->n; i++)
		l->list[i] = &l->jobs[i];
	if (l->n > 0 && getaddrinfo_a(GAI_NOWAIT, l->list, (int)l->n, NULL) != 0)
		l->n = 0;
	return l;
}

/* Whether there is nothing more to wait for. */
static bool lookup_wait(const struct lookup *l, int64_t until)
{
	int64_t left;

	while ((left = (until < l->end ? until : l->end) - clock_steady()) > 0) {
		struct timespec time = {left / 1000, left % 1000 * 1000000};

		if (l->n == 0 || gai_suspend((const struct gaicb *const *)l->list, (int)l->n,
				     &time) == EAI_ALLDONE)
			return true;
	}
	return clock_steady() >= l->end;
}

/* A thread that still waits for its answer keeps what it writes to. */
static void lookup_take(struct lookup *l, struct proxies *p)
{
	bool over = true;

	for (size_t i = 0; i < l->n; i++) {
		if (gai_error(l->list[i]) == 0) {
			addresses_add(p, l->list[i]->ar_result);
			freeaddrinfo(l->list[i]->ar_result);
		} else if (gai_cancel(l->list[i]) == EAI_NOTCANCELED) {
			over = false;
		}
	}
	if (over)
		talloc_free(l);
}

bool proxies_find(struct proxies *p, int64_t until)
{
	if (p->are_known)
		return true;
	if (p->lookup == NULL)
		p->lookup = lookup_begin();
	if (!lookup_wait(p->lookup, until))
		return false;
	lookup_take(p->lookup, p);
	p->lookup = NULL;
	p->are_known = true;
	return true;
}

bool proxies_have(const struct proxies *p, const struct sockaddr *address)
{
	for (size_t i = 0; i < p->n; i++)
		if (address_equal(&p->list[i].any, address))
			return true;
	return false;
}
