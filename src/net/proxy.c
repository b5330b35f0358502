/* The proxies that the environment names. See proxy.h. */
#include "net/proxy.h"

#include <netdb.h>
#include <pthread.h>
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
 * The names are looked up by a thread: a name server that does not answer holds up getaddrinfo()
 * for longer than a run of the poller may take. (glibc's getaddrinfo_a() hangs now and then.)
 * Whoever is the last to need this frees it.
 */
struct lookup {
	char *hosts[VARIABLES], *ports[VARIABLES];
	size_t n;
	int64_t end;	      /* of our patience, by clock_steady() */
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	bool is_over, is_left; /* the thread has ended; nobody waits for it any more */
	union address found[PROXIES_MAX];
	size_t n_found;
};

static int lookup_free(struct lookup *l)
{
	pthread_cond_destroy(&l->changed);
	pthread_mutex_destroy(&l->lock);
	return 0;
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
		l->hosts[l->n] = mem_strdup(l, host[0] == '[' ? host + 1 : host);
		l->ports[l->n++] = mem_strdup(l, port != NULL ? port : usual_port);
	}
	curl()->free(host);
	curl()->free(port);
	curl()->url_cleanup(u);
}

static struct lookup *lookup_new(void)
{
	struct lookup *l = mem_new(NULL, struct lookup);
	pthread_condattr_t by_steady_clock;

	l->end = clock_steady() + LIMIT_CONNECT_MS;
	pthread_condattr_init(&by_steady_clock);
	pthread_condattr_setclock(&by_steady_clock, CLOCK_MONOTONIC);
	pthread_cond_init(&l->changed, &by_steady_clock);
	pthread_condattr_destroy(&by_steady_clock);
	pthread_mutex_init(&l->lock, NULL);
	talloc_set_destructor(l, lookup_free);
	for (size_t i = 0; i < VARIABLES; i++) {
		const char *url = getenv(variables[i]);

		if (url != NULL && *url != '\0')
			lookup_add(l, url);
	}
	return l;
}

static void take_addresses(struct lookup *l, const struct addrinfo *list)
{
	pthread_mutex_lock(&l->lock);
	for (const struct addrinfo *a = list; a != NULL && l->n_found < PROXIES_MAX; a = a->ai_next)
		if (a->ai_addrlen <= sizeof(union address))
			memcpy(&l->found[l->n_found++], a->ai_addr, a->ai_addrlen);
	pthread_mutex_unlock(&l->lock);
}

static void *look_up(void *lookup)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
	struct lookup *l = lookup;
	bool is_left;

	for (size_t i = 0; i < l->n; i++) {
		if (getaddrinfo(l->hosts[i], l->ports[i], &hints, &list) != 0)
			continue; /* libcurl will say so for each request */
		take_addresses(l, list);
		freeaddrinfo(list);
	}
	pthread_mutex_lock(&l->lock);
	l->is_over = true;
	is_left = l->is_left;
	pthread_cond_signal(&l->changed);
	pthread_mutex_unlock(&l->lock);
	if (is_left)
		talloc_free(l);
	return NULL;
}

static struct lookup *lookup_begin(void)
{
	struct lookup *l = lookup_new();
	pthread_attr_t detached;
	pthread_t thread;

	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	if (l->n == 0 || pthread_create(&thread, &detached, look_up, l) != 0)
		l->is_over = true;
	pthread_attr_destroy(&detached);
	return l;
}

/* The thread frees it unless that has ended. */
static void lookup_leave(struct lookup *l)
{
	bool is_over;

	pthread_mutex_lock(&l->lock);
	l->is_left = true;
	is_over = l->is_over;
	pthread_mutex_unlock(&l->lock);
	if (is_over)
		talloc_free(l);
}

/* Until then or its end; whether there is nothing more to wait for. */
static bool lookup_wait(struct lookup *l, int64_t until)
{
	bool is_over;

	until = until < l->end ? until : l->end;
	pthread_mutex_lock(&l->lock);
	while (!l->is_over && clock_steady() < until)
		pthread_cond_timedwait(&l->changed, &l->lock,
		    &(struct timespec){until / 1000, until % 1000 * 1000000});
	is_over = l->is_over || clock_steady() >= l->end;
	pthread_mutex_unlock(&l->lock);
	return is_over;
}

bool proxies_find(struct proxies *p, int64_t until)
{
	if (p->are_known)
		return true;
	if (p->lookup == NULL)
		p->lookup = lookup_begin();
	if (!lookup_wait(p->lookup, until))
		return false;
	pthread_mutex_lock(&p->lookup->lock);
	memcpy(p->list, p->lookup->found, sizeof(p->list));
	p->n = p->lookup->n_found;
	pthread_mutex_unlock(&p->lookup->lock);
	p->are_known = true;
	proxies_forget(p);
	return true;
}

void proxies_forget(struct proxies *p)
{
	if (p->lookup != NULL)
		lookup_leave(p->lookup);
	p->lookup = NULL;
}

bool proxies_have(const struct proxies *p, const struct sockaddr *address)
{
	for (size_t i = 0; i < p->n; i++)
		if (address_equal(&p->list[i].any, address))
			return true;
	return false;
}
