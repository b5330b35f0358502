/* A listening socket. See listener.h. */
#include "web/listener.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

static int listen_on(int fd, const struct sockaddr *address, socklen_t n)
{
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	return bind(fd, address, n) == 0 && listen(fd, BACKLOG) == 0 ? 0 : -1;
}

/* Whoever may write to it can speak FastCGI to us: the web server's group, nobody else. */
static int listen_unix(const char *path, int fd, struct error *e)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct stat st;

	if (strlen(path) >= sizeof(address.sun_path))
		return error_set(e, E_CONFIG,
		    "--listen %s: a socket's path has at most %zu characters", path,
		    sizeof(address.sun_path) - 1);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(path);
	if (listen_on(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    chmod(path, 0660) != 0)
		return error_set_errno(e, E_CONFIG, "cannot listen at %s", path);
	return OK;
}

static bool port_is_valid(const char *text)
{
	size_t n = strspn(text, "0123456789");
	return n > 0 && n <= 5 && text[n] == '\0' && strtol(text, NULL, 10) <= 65535;
}

static int listen_tcp(const char *text, int fd, struct error *e)
{
	const struct addrinfo hints = {
	    .ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	const char *colon = strrchr(text, ':');
	struct addrinfo *found;
	char host[256];
	int rc = OK;

	if (!port_is_valid(colon + 1))
		return error_set(
		    e, E_CONFIG, "--listen %s: a port of at most 65535 is expected", text);
	snprintf(host, sizeof(host), "%.*s", (int)(colon - text), text);
	if (getaddrinfo(*host != '\0' ? host : "127.0.0.1", colon + 1, &hints, &found) != 0)
		return error_set(e, E_CONFIG, "--listen %s: there is no such address", text);
	if (listen_on(fd, found->ai_addr, found->ai_addrlen) != 0)
		rc = error_set_errno(e, E_CONFIG, "cannot listen at %s", text);
	freeaddrinfo(found);
	return rc;
}

int listener_open(const char *address, int *fd, struct error *e)
{
	bool is_unix = *address == '/';
	int rc;

	if (!is_unix && strchr(address, ':') == NULL)
		return error_set(e, E_CONFIG,
		    "--listen %s: an absolute path or [HOST]:PORT is expected", address);
	*fd = socket(is_unix ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0)
		return error_set_errno(e, E_SYSTEM, "cannot make a socket");
	rc = is_unix ? listen_unix(address, *fd, e) : listen_tcp(address, *fd, e);
	if (rc != OK)
		close(*fd);
	return rc;
}
