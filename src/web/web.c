/* The table of routes. See web.h. */
#include "web/web.h"

#include <string.h>

#include "web/health.h"
#include "web/receive.h"

struct route {
	const char *path; /* ending in "/": whatever begins so */
	void (*serve)(struct web *web, const char *rest, struct request *request);
};

static const struct route routes[] = {
    {.path = "/webhook/", .serve = receive_serve},
    {.path = "/health", .serve = health_serve},
};

/* What follows the route's path; NULL when it is another one. */
static const char *match(const struct route *route, const char *path)
{
	size_t n = strlen(route->path);

	if (path == NULL || strncmp(path, route->path, n) != 0)
		return NULL;
	return route->path[n - 1] == '/' || path[n] == '\0' ? path + n : NULL;
}

void web_handle(void *user, struct request *request)
{
	for (size_t p = 0; p < sizeof(request->paths) / sizeof(request->paths[0]); p++)
		for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
			const char *rest = match(&routes[i], request->paths[p]);

			if (rest != NULL) {
				routes[i].serve(user, rest, request);
				return;
			}
		}
	reply_error(&request->reply, 404, "not found");
	request_answer(request);
}
