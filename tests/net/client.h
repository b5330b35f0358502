/*
 * The fake world as a child process, and what a test of net/http asks it. WORLD_BIN names
 * its program. No test measures time: where one must pass, the injected clock moves.
 */
#ifndef TESTS_NET_CLIENT_H
#define TESTS_NET_CLIENT_H

#include "../base/unit.h"

#include <signal.h>
#include <sys/prctl.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "net/http.h"

/* Longer than any test takes, also on a slow machine. */
#define LONG_MS (5 * 60 * 1000)

static struct {
	const char *folder;
	long port;
	pid_t pid;
} world;

/* What a callback saw of its response. */
struct seen {
	void *ctx;
	int calls;
	int status;
	const char *failure;
	enum failure_kind failure_kind;
	bool is_led_astray;
	const char *body;
	size_t body_size;
	const char *etag;
	const char *last_modified;
	int64_t age_ms;
	int64_t retry_after_ms;
	const char *final_url;
};

static inline const char *copy(void *ctx, const char *s)
{
	return s != NULL ? mem_strdup(ctx, s) : NULL;
}

static inline void see(void *user, const struct http_response *r)
{
	struct seen *seen = user;

	assert_true((r->status == 0) == (r->failure != NULL));
	assert_true((r->status == 0) == (r->failure_kind != FAILURE_NONE));
	assert_int_equal(r->body[r->body_size], '\0');
	*seen = (struct seen){
	    .ctx = seen->ctx,
	    .calls = seen->calls + 1,
	    .status = r->status,
	    .failure = copy(seen->ctx, r->failure),
	    .failure_kind = r->failure_kind,
	    .is_led_astray = r->is_led_astray,
	    .body = mem_memdup(seen->ctx, r->body, r->body_size + 1),
	    .body_size = r->body_size,
	    .etag = copy(seen->ctx, r->etag),
	    .last_modified = copy(seen->ctx, r->last_modified),
	    .age_ms = r->age_ms,
	    .retry_after_ms = r->retry_after_ms,
	    .final_url = copy(seen->ctx, r->final_url),
	};
}

static inline const char *put(void *ctx, const char *name, const char *text)
{
	return unit_file(ctx, world.folder, name, text);
}

static inline const char *url(void *ctx, const char *path)
{
	return mem_printf(ctx, "http://127.0.0.1:%ld%s", world.port, path);
}

static inline void add(struct http *h, const struct http_request *request, struct seen *seen)
{
	http_add(h, request, see, seen);
}

static inline void add_path(struct http *h, const char *path, struct seen *seen)
{
	add(h, &(struct http_request){.url = url(seen->ctx, path), .allow_private = true}, seen);
}

static inline void run(struct http *h)
{
	struct error e;

	assert_int_equal(http_run(h, clock_now() + LONG_MS, &e), OK);
}

/* One request in a set of its own. */
static inline struct seen ask(void *ctx, const struct http_request *request)
{
	struct http *h = http_open(ctx, 2);
	struct seen seen = {.ctx = ctx};

	add(h, request, &seen);
	run(h);
	assert_int_equal(seen.calls, 1);
	talloc_free(h);
	return seen;
}

static inline struct seen get(void *ctx, const char *path)
{
	return ask(ctx, &(struct http_request){.url = url(ctx, path), .allow_private = true});
}

static inline int close_test(void **state)
{
	clock_set(TIME_NONE);
	unsetenv("http_proxy");
	unsetenv("no_proxy");
	return unit_close(state);
}

static inline void become_world(int port_pipe)
{
	const char *program = getenv("WORLD_BIN");

	if (program == NULL)
		program = "./tests/world/world";
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(port_pipe, STDOUT_FILENO);
	execl(program, program, "--for", "600", world.folder, (char *)NULL);
	perror(program);
	_exit(127);
}

static inline int start_world(void **state)
{
	static const char *const proxies[] = {"http_proxy", "https_proxy", "HTTPS_PROXY",
	    "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"};
	char line[16] = "";
	int ends[2];

	for (size_t i = 0; i < UNIT_COUNT(proxies); i++)
		unsetenv(proxies[i]);
	*state = mem_context(NULL);
	world.folder = unit_folder(*state);
	if (pipe(ends) != 0 || (world.pid = fork()) < 0)
		return -1;
	if (world.pid == 0)
		become_world(ends[1]);
	close(ends[1]);
	if (read(ends[0], line, sizeof(line) - 1) > 0)
		world.port = strtol(line, NULL, 10);
	close(ends[0]);
	return world.port > 0 ? 0 : -1;
}

static inline int stop_world(void **state)
{
	int status;

	kill(world.pid, SIGTERM);
	waitpid(world.pid, &status, 0);
	talloc_free(*state);
	return status;
}

#define HTTP_TEST(f) cmocka_unit_test_setup_teardown(f, unit_open, close_test)

#endif
