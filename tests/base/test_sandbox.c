/*
 * Tests of base/sandbox: a child gives up what it is told to, tries each thing, and says what
 * came of it. Each thing is tried without a sandbox too, so that its refusal means something.
 */
#include "unit.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "base/file.h"
#include "base/sandbox.h"
#include "base/sandbox_parts.h"

struct room {
	const char *mine; /* the folder that is left */
	const char *other;
	const struct sandbox *sandbox; /* NULL: none */
};

/* What each act answers: 0, or -1 with errno. */

static int act_socket_inet(const struct room *r)
{
	(void)r;
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int act_socket_unix(const struct room *r)
{
	(void)r;
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int act_socket_vsock(const struct room *r)
{
	(void)r;
	return socket(AF_VSOCK, SOCK_STREAM, 0);
}

static int act_bind_tcp(const struct room *r)
{
	const struct sockaddr_in here = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)r;
	return bind(fd, (const struct sockaddr *)&here, sizeof(here));
}

static int act_execute(const struct room *r)
{
	char *const none[] = {NULL};

	(void)r;
	return (int)syscall(SYS_execve, "/there/is/no/such/program", none, none);
}

static void *nothing(void *user)
{
	return user;
}

static int act_thread(const struct room *r)
{
	pthread_t thread;

	(void)r;
	errno = pthread_create(&thread, NULL, nothing, NULL);
	return errno == 0 ? pthread_join(thread, NULL) : -1;
}

static int act_process(const struct room *r)
{
	/* Its end sends no signal: one that came after act_trace would stop this process for ever. */
	pid_t pid = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);

	(void)r;
	if (pid == 0)
		_exit(0);
	return pid < 0 ? pid : waitpid(pid, NULL, __WCLONE);
}

static int act_map_code(const struct room *r)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)r;
	return at == MAP_FAILED ? -1 : 0;
}

static int act_trace(const struct room *r)
{
	(void)r;
	return (int)syscall(SYS_ptrace, 0 /* TRACEME */, 0, NULL, NULL);
}

static int make_in(const char *folder)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/new", folder);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	return fd < 0 || ftruncate(fd, 1) != 0 || close(fd) != 0 || unlink(path) != 0 ? -1 : 0;
}

static int read_in(const char *folder)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/there", folder);
	return open(path, O_RDONLY);
}

static int act_make(const struct room *r)
{
	return make_in(r->mine);
}

static int act_read(const struct room *r)
{
	return read_in(r->mine);
}

static int act_make_other(const struct room *r)
{
	return make_in(r->other);
}

static int act_read_other(const struct room *r)
{
	return read_in(r->other);
}

static const struct act {
	const char *name;
	int (*try)(const struct room *);
} acts[] = {
    {"make", act_make},
    {"read", act_read},
    {"make elsewhere", act_make_other},
    {"read elsewhere", act_read_other},
    {"thread", act_thread},
    {"process", act_process},
    {"execute", act_execute},
    {"map code", act_map_code},
    {"trace", act_trace},
    {"socket inet", act_socket_inet},
    {"socket unix", act_socket_unix},
    {"socket vsock", act_socket_vsock},
    {"bind tcp", act_bind_tcp},
};

static void try_all(void *user)
{
	const struct room *r = user;
	struct sandbox_state state;
	struct error e;

	if (r->sandbox != NULL && sandbox_enter(r->sandbox, &state, &e) != OK)
		dprintf(STDERR_FILENO, "not entered: %s\n", e.text);
	for (size_t i = 0; i < UNIT_COUNT(acts); i++)
		dprintf(STDERR_FILENO, "%s: %s\n", acts[i].name,
		    acts[i].try(r) >= 0 ? "done" : strerrorname_np(errno));
}

/* The room of a child, and all that it could and could not do there. */
static const char *tried(void *ctx, struct sandbox *s)
{
	struct room r = {.mine = unit_folder(ctx), .other = unit_folder(ctx), .sandbox = s};
	const char *said;
	int status;

	unit_file(ctx, r.mine, "there", "x");
	unit_file(ctx, r.other, "there", "x");
	if (s != NULL)
		s->writable[0] = r.mine;
	said = unit_run(ctx, try_all, &r, &status);
	assert_int_equal(status, 0);
	return said;
}

static bool kernel_lacks(const char *what, bool it)
{
	if (it)
		print_message("# NOT TESTED: this kernel has no %s\n", what);
	return it;
}

static void test_all_of_it_can_be_done_outside(void **state)
{
	const char *said = tried(*state, NULL);

	unit_has(said, "make elsewhere: done");
	unit_has(said, "read elsewhere: done");
	unit_has(said, "process: done");
	unit_has(said, "execute: ENOENT"); /* it was looked for */
	unit_has(said, "map code: done");
	unit_has(said, "trace: done");
	unit_has(said, "socket inet: done");
	unit_has(said, "bind tcp: done");
}

static void test_files_elsewhere_are_out_of_reach(void **state)
{
	const char *said;

	if (kernel_lacks("Landlock", sandbox_files_version() == 0))
		skip();
	said = tried(*state, &(struct sandbox){0});
	unit_has(said, "make: done");
	unit_has(said, "read: done");
	unit_has(said, "make elsewhere: EACCES");
	unit_has(said, "read elsewhere: EACCES");
}

static void test_what_is_readable_is_not_writable(void **state)
{
	const char *said;

	if (kernel_lacks("Landlock", sandbox_files_version() == 0))
		skip();
	said = tried(*state, &(struct sandbox){.readable = {unit_place()}});
	unit_has(said, "make elsewhere: EACCES");
	unit_has(said, "read elsewhere: done");
}

static void test_without_network_there_is_no_socket(void **state)
{
	const char *said = tried(*state, &(struct sandbox){0});

	unit_has(said, "socket inet: ENOSYS");
	unit_has(said, "socket unix: ENOSYS");
	unit_has(said, "socket vsock: ENOSYS");
}

static void test_no_other_program_and_no_other_code(void **state)
{
	const char *said = tried(*state, &(struct sandbox){0});

	unit_has(said, "thread: done");
	unit_has(said, "execute: ENOSYS");
	if (SANDBOX_SANITIZED)
		return;
	unit_has(said, "process: ENOSYS");
	unit_has(said, "map code: ENOSYS");
	unit_has(said, "trace: ENOSYS");
}

static void test_of_local_sockets_only_unix_ones_are_left(void **state)
{
	const char *said = tried(*state, &(struct sandbox){.local = true});

	unit_has(said, "socket unix: done");
	unit_has(said, "socket inet: ENOSYS");
}

static void test_who_asks_others_is_asked_by_nobody(void **state)
{
	const char *said = tried(*state, &(struct sandbox){.outbound = true});

	unit_has(said, "thread: done");
	unit_has(said, "socket inet: done");
	unit_has(said, "socket vsock: ENOSYS");
	unit_has(said, "execute: ENOSYS");
	if (!kernel_lacks("Landlock for ports", sandbox_files_version() < 4))
		unit_has(said, "bind tcp: EACCES");
}

/* Whether "\nNAME:\tVALUE\n" stands there. */
static bool has_line(const char *text, const char *name, int value)
{
	char line[64];

	snprintf(line, sizeof(line), "\n%s:\t%d\n", name, value);
	return strstr(text, line) != NULL;
}

/* What is in force for us, as /proc shows it; of Landlock that shows nothing. */
static void look(struct sandbox_state *state)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	char *text;

	if (file_read(ctx, "/proc/self/status", 65536, &text, NULL, NULL) == OK)
		*state = (struct sandbox_state){
		    .no_new_privs = has_line(text, "NoNewPrivs", 1),
		    .seccomp = has_line(text, "Seccomp", 2),
		};
	talloc_free(ctx);
}

static void say_state(void *user)
{
	struct sandbox_state state = {0}, seen = {0};
	struct error e;
	bool after = *(bool *)user;

	if (after && sandbox_enter(&(struct sandbox){.readable = {"/proc"}}, &state, &e) != OK)
		dprintf(STDERR_FILENO, "not entered: %s\n", e.text);
	look(&seen);
	dprintf(STDERR_FILENO, "told %d %d, seen %d %d", state.no_new_privs, state.seccomp,
	    seen.no_new_privs, seen.seccomp);
}

static void test_what_is_in_force_can_be_seen(void **state)
{
	int status;

	unit_same(
	    "before", unit_run(*state, say_state, &(bool){false}, &status), "told 0 0, seen 0 0");
	unit_same(
	    "after", unit_run(*state, say_state, &(bool){true}, &status), "told 1 1, seen 1 1");
}

static void test_words(void **state)
{
	struct sandbox_state all = {.no_new_privs = true, .landlock = 3, .seccomp = true};
	struct sandbox_state some = {.no_new_privs = true};
	struct sandbox_state none = {0};

	unit_same(
	    "all", sandbox_words(*state, &all), "no new privileges, Landlock (version 3), seccomp");
	unit_same(
	    "some", sandbox_words(*state, &some), "no new privileges; missing: Landlock, seccomp");
	unit_same("none", sandbox_words(*state, &none),
	    "nothing; missing: no new privileges, Landlock, seccomp");
	assert_false(sandbox_has_gaps(&all));
	assert_true(sandbox_has_gaps(&some));
}

static void test_a_number_keeps_all_of_it(void **state)
{
	for (int bits = 0; bits < 8; bits++) {
		struct sandbox_state one = {
		    .no_new_privs = bits & 1, .seccomp = bits & 2, .landlock = bits & 4 ? 7 : 0};
		struct sandbox_state back = sandbox_of_number(sandbox_number(&one));

		unit_same("again", sandbox_words(*state, &back), sandbox_words(*state, &one));
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_all_of_it_can_be_done_outside),
	    UNIT_TEST(test_files_elsewhere_are_out_of_reach),
	    UNIT_TEST(test_what_is_readable_is_not_writable),
	    UNIT_TEST(test_without_network_there_is_no_socket),
	    UNIT_TEST(test_no_other_program_and_no_other_code),
	    UNIT_TEST(test_of_local_sockets_only_unix_ones_are_left),
	    UNIT_TEST(test_who_asks_others_is_asked_by_nobody),
	    UNIT_TEST(test_what_is_in_force_can_be_seen),
	    UNIT_TEST(test_words),
	    UNIT_TEST(test_a_number_keeps_all_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
