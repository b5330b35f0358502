/* The proxies that the environment names. See proxy.h. */
#include "net/proxy.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "net/curl.h"

static void proxy_add_addresses(struct proxies *p, const char *host, const char *port)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list, *a;

	if (getaddrinfo(host, port, &hints, &list) != 0)
		return; /* libcurl will say so for each request */
	for (a = list; a != NULL && p->n < PROXIES_MAX; a = a->ai_next)
		if (a->ai_addrlen <= sizeof(union address))
			memcpy(&p->list[p->n++], a->ai_addr, a->ai_addrlen);
	freeaddrinfo(list);
}

static void proxy_add(struct proxies *p, const char *url)
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
		proxy_add_addresses(
		    p, host[0] == '[' ? host + 1 : host, port != NULL ? port : usual_port);
	}
	curl()->free(host);
	curl()->free(port);
	curl()->url_cleanup(u);
}

void proxies_find(struct proxies *p)
{
	static const char *const variables[] = {
	    "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		const char *url = getenv(variables[i]);

		if (url != NULL && *url != '\0')
			proxy_add(p, url);
	}
}

bool proxies_have(const struct proxies *p, const struct sockaddr *address)
{
	for (size_t i = 0; i < p->n; i++)
		if (address_equal(&p->list[i].any, address))
			return true;
	return false;
}
