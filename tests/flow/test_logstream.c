/*
 * Tests of flow/logstream, by projectors that use it: a reader that is slow or away gets each event
 * once, and holds up nobody. What would wait for ever is ended by the alarm.
 */
#include "logbook.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#define PIPE_BYTES (256 * 1024)

struct reader {
	int end;
	char *text;
	size_t n;
};

static struct reader read_slowly(struct ground *g)
{
	struct reader r = {.text = mem_array(g, char, PIPE_BYTES)};

	alarm(60);
	assert_int_equal(mkfifo(logbook_path(g), 0600), 0);
	r.end = open(logbook_path(g), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(r.end >= 0);
	return r;
}

static void take_all(struct reader *r)
{
	for (ssize_t n; (n = read(r->end, r->text + r->n, PIPE_BYTES - 1 - r->n)) > 0;)
		r->n += (size_t)n;
}

/* Until the reader, who takes all each time, has everything. */
static void project_and_take(struct projector *p, struct reader *r)
{
	int rc;

	do {
		rc = project(p, NULL);
		take_all(r);
	} while (rc == E_BUSY);
	assert_int_equal(rc, OK);
}

static void test_a_reader_that_is_slow_is_not_waited_for(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);
	struct reader r = read_slowly(g);
	struct error e;

	for (int i = 0; i < 300; i++)
		logbook_commit(g, NULL, "many");
	assert_int_equal(project(p, &e), E_BUSY);
	unit_has(e.text, logbook_path(g));
	unit_has(e.text, "too slow");
	assert_int_equal(project(p, &e), E_BUSY);
	project_and_take(p, &r);
	assert_string_equal(r.text, logbook_render(g, LOG_PRETTY, 1, 300));
	assert_true(projector_is_ahead(p));
	close(r.end);
}

static void test_a_long_record_goes_on_where_it_broke_off(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);
	struct reader r = read_slowly(g);
	char *title = mem_array(g, char, LIMIT_TEXT + 1);

	memset(title, 'x', LIMIT_TEXT);
	for (int i = 0; i < 5; i++)
		logbook_commit(g, NULL, title);
	assert_int_equal(project(p, NULL), E_BUSY);
	project_and_take(p, &r);
	assert_string_equal(r.text, logbook_render(g, LOG_PRETTY, 1, 5));
	close(r.end);
}

/* --- syslog, in a /dev of our own -------------------------------------------------------- */

static int listen_to_syslog(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		_exit(3);
	return fd;
}

static void log_to_syslog(void *user)
{
	struct ground *g = user;
	struct projector *p;
	struct error e;
	char line[8192];
	int fd, rc;

	alarm(60);
	if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", "/dev", "tmpfs", 0, NULL) != 0)
		_exit(77);
	g->app.settings.log_file = "syslog";
	g->app.settings.log_format = LOG_JSON;
	g->store = shelf_open(NULL, g->app.store_path);
	p = logbook_projector(g, &g->app);
	fprintf(stderr, "%d %s\n", project(p, &e) == E_BUSY, e.text);
	fd = listen_to_syslog();
	do {
		if ((rc = project(p, &e)) == E_BUSY)
			fprintf(stderr, "%s\n", e.text);
		for (ssize_t n; (n = recv(fd, line, sizeof(line), 0)) > 0;)
			fprintf(stderr, "%s\n",
			    memmem(line, (size_t)n, "]: {", 4) != NULL ? "got" : "?");
	} while (rc == E_BUSY);
	fprintf(stderr, "%d\n", rc);
}

static int count(const char *text, const char *word)
{
	int n = 0;

	for (; (text = strstr(text, word)) != NULL; text += strlen(word))
		n++;
	return n;
}

/* A syslog that does not read is full after some hundred lines, by net.unix.max_dgram_qlen. */
static void test_syslog_is_waited_for_when_it_is_away_or_slow(void **state)
{
	const char *place = unit_place(), *said;
	struct ground *g;
	int status;

	setenv("TMPDIR", "/tmp", 1); /* the usual one may be in /dev */
	g = logbook_open(*state);
	setenv("TMPDIR", place, 1);
	for (int i = 0; i < 1000; i++)
		logbook_commit(g, NULL, "many");
	talloc_free(g->store);
	said = unit_run(*state, log_to_syslog, g, &status);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
	unit_has(said, "1 no syslog listens at /dev/log: No such file or directory\n");
	unit_has(said, "whoever reads syslog is too slow\n");
	assert_int_equal(count(said, "got\n"), 1000);
	assert_int_equal(count(said, "?\n"), 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_reader_that_is_slow_is_not_waited_for),
	    GROUND_TEST(test_a_long_record_goes_on_where_it_broke_off),
	    GROUND_TEST(test_syslog_is_waited_for_when_it_is_away_or_slow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
