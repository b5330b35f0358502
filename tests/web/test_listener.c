/* Tests of web/listener: sockets of our own, where they may be, and who may write to them. */
#include "../base/unit.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "web/listener.h"

static bool can_connect(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool yes;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	yes = connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
	close(fd);
	return yes;
}

static const char *socket_path(void *ctx)
{
	return mem_printf(ctx, "%s/s.sock", unit_folder(ctx));
}

static void test_a_unix_socket_is_for_owner_and_group(void **state)
{
	const char *path = socket_path(*state);
	mode_t old = umask(0);
	struct stat st;
	int fd;

	assert_int_equal(listener_open(path, &fd, NULL), OK);
	umask(old);
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0660);
	assert_true(can_connect(path));
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	close(fd);
}

static void test_a_narrow_umask_does_not_shut_the_web_server_out(void **state)
{
	const char *path = socket_path(*state);
	mode_t old = umask(0077);
	struct stat st;
	int fd;

	assert_int_equal(listener_open(path, &fd, NULL), OK);
	umask(old);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
	close(fd);
}

static void test_the_socket_of_a_run_that_is_over_is_replaced(void **state)
{
	const char *path = socket_path(*state);
	int fd;

	assert_int_equal(listener_open(path, &fd, NULL), OK);
	close(fd);
	assert_false(can_connect(path));
	assert_int_equal(listener_open(path, &fd, NULL), OK);
	assert_true(can_connect(path));
	close(fd);
}

static void test_a_file_of_another_kind_is_left_alone(void **state)
{
	const char *folder = unit_folder(*state);
	const char *path = unit_file(*state, folder, "s.sock", "precious");
	struct error e;
	struct stat st;
	int fd;

	assert_int_equal(listener_open(path, &fd, &e), E_CONFIG);
	unit_has(e.text, path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 8);
	assert_int_equal(listener_open(folder, &fd, &e), E_CONFIG);
}

static void test_a_link_to_a_file_is_left_alone(void **state)
{
	const char *folder = unit_folder(*state);
	const char *file = unit_file(*state, folder, "file", "precious");
	const char *path = mem_printf(*state, "%s/s.sock", folder);
	struct stat st;
	int fd;

	assert_int_equal(symlink(file, path), 0);
	assert_int_equal(listener_open(path, &fd, NULL), E_CONFIG);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_size, 8);
}

/* A socket's address has room for 107 characters. */
static void test_a_path_has_at_most_107_characters(void **state)
{
	const char *folder = unit_folder(*state);
	int rest = 107 - (int)strlen(folder) - 1;
	const char *fits = mem_printf(*state, "%s/%0*d", folder, rest, 1);
	const char *too_long = mem_printf(*state, "%s/%0*d", folder, rest + 1, 1);
	struct error e;
	int fd;

	assert_int_equal(listener_open(fits, &fd, NULL), OK);
	assert_true(can_connect(fits));
	close(fd);
	assert_int_equal(listener_open(too_long, &fd, &e), E_CONFIG);
	unit_has(e.text, "107");
}

static in_port_t port_of(int fd, in_addr_t *address)
{
	struct sockaddr_in in;
	socklen_t n = sizeof(in);

	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &n), 0);
	*address = ntohl(in.sin_addr.s_addr);
	return ntohs(in.sin_port);
}

static void test_a_port_alone_is_one_of_the_loopback(void **state)
{
	in_addr_t address;
	int fd;

	(void)state;
	assert_int_equal(listener_open(":0", &fd, NULL), OK);
	assert_true(port_of(fd, &address) > 0);
	assert_int_equal(address, INADDR_LOOPBACK);
	close(fd);
}

static void test_a_host_may_be_given(void **state)
{
	in_addr_t address;
	int fd;

	(void)state;
	assert_int_equal(listener_open("127.0.0.2:0", &fd, NULL), OK);
	port_of(fd, &address);
	assert_int_equal(address, INADDR_LOOPBACK + 1);
	close(fd);
	assert_int_equal(listener_open("localhost:0", &fd, NULL), OK);
	port_of(fd, &address);
	assert_int_equal(address, INADDR_LOOPBACK);
	close(fd);
}

static void test_a_port_in_use_is_told(void **state)
{
	in_addr_t address;
	struct error e;
	int fd, second;

	assert_int_equal(listener_open(":0", &fd, NULL), OK);
	assert_int_equal(
	    listener_open(mem_printf(*state, ":%d", (int)port_of(fd, &address)), &second, &e),
	    E_CONFIG);
	unit_has(e.text, "cannot listen at :");
	close(fd);
}

static void test_what_is_no_address_is_told(void **state)
{
	static const char *const addresses[] = {"", "s.sock", "relative/s.sock", "8000", ":http-x",
	    "256.0.0.1:80", "a.invalid:80", "/nonexistent/folder/s.sock"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(addresses); i++) {
		struct error e = {0};
		int fd = -1;

		if (listener_open(addresses[i], &fd, &e) != E_CONFIG)
			fail_msg("\"%s\" is accepted", addresses[i]);
		unit_has(e.text, addresses[i]);
	}
}

/* getaddrinfo() takes none and too large a number for some port that nobody asked for. */
static void test_a_port_is_a_number_up_to_65535(void **state)
{
	static const char *const addresses[] = {
	    ":", "127.0.0.1:", ":65536", "127.0.0.1:99999999", ":-1", ": 80", ":80x"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(addresses); i++) {
		int fd = -1;

		if (listener_open(addresses[i], &fd, NULL) != E_CONFIG)
			fail_msg("\"%s\" is accepted", addresses[i]);
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_unix_socket_is_for_owner_and_group),
	    UNIT_TEST(test_a_narrow_umask_does_not_shut_the_web_server_out),
	    UNIT_TEST(test_the_socket_of_a_run_that_is_over_is_replaced),
	    UNIT_TEST(test_a_file_of_another_kind_is_left_alone),
	    UNIT_TEST(test_a_link_to_a_file_is_left_alone),
	    UNIT_TEST(test_a_path_has_at_most_107_characters),
	    UNIT_TEST(test_a_port_alone_is_one_of_the_loopback),
	    UNIT_TEST(test_a_host_may_be_given),
	    UNIT_TEST(test_a_port_in_use_is_told),
	    UNIT_TEST(test_what_is_no_address_is_told),
	    UNIT_TEST(test_a_port_is_a_number_up_to_65535),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
