/* Tests of net/http: what an outsider cannot make it do, and what it says instead. */
#include "client.h"

#include <arpa/inet.h>
#include <sys/socket.h>

/* hop0 is a document, hop1 leads to it, hop2 to hop1 ... */
static void put_hops(void *ctx, int n)
{
	put(ctx, "hop0", "arrived");
	for (int i = 1; i <= n; i++)
		put(ctx, mem_printf(ctx, "hop%d.meta", i),
		    mem_printf(ctx, "status 302\nheader Location: /hop%d\n", i - 1));
}

static void test_redirects_are_followed_up_to_the_limit(void **state)
{
	struct seen s;

	put_hops(*state, LIMIT_REDIRECTS);
	s = get(*state, mem_printf(*state, "/hop%d", LIMIT_REDIRECTS));
	assert_int_equal(s.status, 200);
	assert_string_equal(s.body, "arrived");
	assert_string_equal(s.final_url, url(*state, "/hop0"));
}

static void test_one_redirect_more_is_a_failure(void **state)
{
	struct seen s;

	put_hops(*state, LIMIT_REDIRECTS + 1);
	s = get(*state, mem_printf(*state, "/hop%d", LIMIT_REDIRECTS + 1));
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "redirects more than 3 times");
	assert_int_equal(s.failure_kind, FAILURE_REDIRECT);
	assert_true(s.is_led_astray);
}

static void test_a_redirect_leaves_http_to_nowhere(void **state)
{
	static const char *const targets[] = {"file:///etc/passwd", "ftp://127.0.0.1/x",
	    "gopher://127.0.0.1:1/x", "dict://127.0.0.1/x"};

	for (size_t i = 0; i < UNIT_COUNT(targets); i++) {
		struct seen s;

		put(*state, "away.meta",
		    mem_printf(*state, "status 302\nheader Location: %s\n", targets[i]));
		s = get(*state, "/away");
		assert_int_equal(s.status, 0);
		assert_int_equal(s.body_size, 0);
		unit_has(s.failure, "is not HTTP, or redirects to what is not");
		assert_int_equal(s.failure_kind, FAILURE_REDIRECT);
		assert_true(s.is_led_astray);
	}
}

static void test_another_protocol_is_refused(void **state)
{
	struct seen s = ask(*state, &(struct http_request){.url = "file:///etc/passwd"});

	assert_int_equal(s.status, 0);
	unit_has(s.failure, "is not HTTP");
	assert_int_equal(s.failure_kind, FAILURE_NO_HTTP);
	assert_false(s.is_led_astray);
	s = ask(*state, &(struct http_request){.url = "http://"});
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "not a valid URL");
	assert_int_equal(s.failure_kind, FAILURE_URL);
}

static void put_zeros(const char *path, off_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, n), 0);
	close(fd);
}

static void test_a_body_at_the_cap_arrives(void **state)
{
	put_zeros(mem_printf(*state, "%s/full.bin", world.folder), LIMIT_DOCUMENT_BYTES);
	assert_int_equal(get(*state, "/full.bin").body_size, LIMIT_DOCUMENT_BYTES);
}

static void test_a_body_over_the_cap_is_a_failure(void **state)
{
	struct seen s;

	put_zeros(mem_printf(*state, "%s/over.bin", world.folder), LIMIT_DOCUMENT_BYTES + 1);
	s = get(*state, "/over.bin");
	assert_int_equal(s.status, 0);
	assert_int_equal(s.body_size, 0);
	unit_has(s.failure, "larger than 8388608 bytes");
	assert_int_equal(s.failure_kind, FAILURE_SIZE);
}

/* Compresses a file with gzip(1), which leaves path.gz; false when that is not there. */
static bool gzip(const char *path)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execlp("gzip", "gzip", "-f", path, (char *)NULL);
		_exit(127);
	}
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static void test_the_cap_counts_decompressed_bytes(void **state)
{
	char *path = mem_printf(*state, "%s/bomb", world.folder);
	struct seen s;

	put_zeros(path, LIMIT_DOCUMENT_BYTES + 1);
	if (!gzip(path))
		skip();
	put(*state, "bomb.gz.meta", "header Content-Encoding: gzip\n");
	s = get(*state, "/bomb.gz");
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "larger than 8388608 bytes");
}

static void test_a_compressed_body_arrives_decompressed(void **state)
{
	const char *path = put(*state, "packed", "some text");

	if (!gzip(path))
		skip();
	put(*state, "packed.gz.meta", "header Content-Encoding: gzip\n");
	assert_string_equal(get(*state, "/packed.gz").body, "some text");
	put(*state, "packed.gz", "this is not gzip");
	unit_has(get(*state, "/packed.gz").failure, "cannot be decompressed");
}

static void test_a_redirect_with_a_body_over_the_cap_is_a_failure(void **state)
{
	struct seen s;

	put_hops(*state, 0);
	put_zeros(mem_printf(*state, "%s/long.bin", world.folder), LIMIT_DOCUMENT_BYTES + 1);
	put(*state, "long.bin.meta", "status 302\nheader Location: /hop0\n");
	s = get(*state, "/long.bin");
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "larger than 8388608 bytes");
}

/* A gzip file of n empty blocks of the kind that is stored as it is. */
static void put_empty_blocks(const char *path, size_t n)
{
	static const unsigned char head[10] = {0x1f, 0x8b, 8}, block[5] = {0, 0, 0, 0xff, 0xff},
				   last[13] = {1, 0, 0, 0xff, 0xff};
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fwrite(head, sizeof(head), 1, f);
	for (size_t i = 0; i < n; i++)
		fwrite(block, sizeof(block), 1, f);
	fwrite(last, sizeof(last), 1, f);
	assert_int_equal(fclose(f), 0);
}

static void test_the_cap_counts_compressed_bytes_as_well(void **state)
{
	const char *path = mem_printf(*state, "%s/hollow.gz", world.folder);
	struct seen s;

	put(*state, "hollow.gz.meta", "header Content-Encoding: gzip\n");
	put_empty_blocks(path, 2);
	s = get(*state, "/hollow.gz");
	assert_int_equal(s.status, 200);
	assert_string_equal(s.body, "");
	put_empty_blocks(path, LIMIT_DOCUMENT_BYTES / 5);
	s = get(*state, "/hollow.gz");
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "larger than 8388608 bytes");
}

/* What comes out between the two is seen by nobody, and may be a thousand times a thousand times. */
static void test_what_is_packed_more_than_once_is_not_unpacked(void **state)
{
	static const char *const twice[] = {"header Content-Encoding: gzip, gzip\n",
	    "header content-encoding:gzip\nheader Content-Encoding: deflate\n"};

	put(*state, "packed2", "some text");
	for (size_t i = 0; i < UNIT_COUNT(twice); i++) {
		struct seen s;

		put(*state, "packed2.meta", twice[i]);
		s = get(*state, "/packed2");
		assert_int_equal(s.status, 0);
		unit_has(s.failure, "the answer of 127.0.0.1 is compressed more than once");
	}
}

/* Each of the two has its own packing. */
static void test_a_redirect_may_be_packed_as_well(void **state)
{
	const char *path = put(*state, "target", "some text");

	if (!gzip(path))
		skip();
	put(*state, "target.gz.meta", "header Content-Encoding: gzip\n");
	put(*state, "packed3", "");
	put(*state, "packed3.meta",
	    "status 302\nheader Content-Encoding: gzip\nheader Location: /target.gz\n");
	assert_string_equal(get(*state, "/packed3").body, "some text");
}

/* Behind the body libcurl has no bound of its own. */
static void test_headers_are_bounded_behind_the_body_as_well(void **state)
{
	char *line = mem_printf(*state, "X-More: %01000d\r\n", 0), *lines = mem_strdup(*state, "");
	struct seen s;

	put(*state, "chunked.meta", "chunked\n");
	put(*state, "chunked", mem_printf(*state, "2\r\nok\r\n0\r\n%s\r\n", line));
	assert_string_equal(get(*state, "/chunked").body, "ok");
	while (strlen(lines) <= LIMIT_ANSWER_HEADER_BYTES)
		lines = mem_check(talloc_strdup_append_buffer(lines, line));
	put(*state, "chunked", mem_printf(*state, "2\r\nok\r\n0\r\n%s\r\n", lines));
	s = get(*state, "/chunked");
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "has more than 307200 bytes of headers");
}

/* "2;aaaa": what a chunk is said to be is of no use to anybody, and libcurl has no bound for it. */
static void test_what_stands_around_the_chunks_is_bounded_as_well(void **state)
{
	char *filler = mem_array(*state, char, LIMIT_CHUNKED_BYTES + 1);
	struct seen s;

	put(*state, "framed.meta", "chunked\n");
	put(*state, "framed", "2;aaaa\r\nok\r\n0\r\n\r\n");
	assert_string_equal(get(*state, "/framed").body, "ok");
	memset(filler, 'a', LIMIT_CHUNKED_BYTES);
	filler[LIMIT_CHUNKED_BYTES] = '\0';
	put(*state, "framed", mem_printf(*state, "2;%s\r\nok\r\n0\r\n\r\n", filler));
	s = get(*state, "/framed");
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "larger than 8388608 bytes");
}

static void test_a_private_address_is_refused_in_any_spelling(void **state)
{
	static const char *const hosts[] = {
	    "127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"};

	put(*state, "private.json", "{}");
	for (size_t i = 0; i < UNIT_COUNT(hosts); i++) {
		struct http_request request = {
		    .url = mem_printf(*state, "http://%s:%ld/private.json", hosts[i], world.port)};
		struct seen s = ask(*state, &request);

		assert_int_equal(s.status, 0);
		unit_has(s.failure, "private or local address");
		assert_int_equal(s.failure_kind, FAILURE_PRIVATE);
	}
}

static void test_allow_private_leads_nobody_to_the_secrets_of_a_cloud(void **state)
{
	static const char *const hosts[] = {"169.254.7.7", "[::ffff:169.254.7.7]", "[fe80::7]",
	    "100.100.100.200", "192.0.0.192", "[fd00:ec2::254]", "[fd20:ce::254]"};

	for (size_t i = 0; i < UNIT_COUNT(hosts); i++) {
		struct seen s;

		put(*state, "away.meta",
		    mem_printf(*state, "status 302\nheader Location: http://%s/\n", hosts[i]));
		s = get(*state, "/away");
		assert_int_equal(s.status, 0);
		unit_has(s.failure,
		    "has a link-local or metadata address, to which no redirect or link may lead");
		assert_int_equal(s.failure_kind, FAILURE_REDIRECT);
	}
}

static void test_nor_does_a_link(void **state)
{
	struct http_request request = {
	    .url = "http://169.254.7.7/", .led_by = url(*state, "/page"), .allow_private = true};
	struct seen s = ask(*state, &request);

	assert_int_equal(s.status, 0);
	unit_has(s.failure, "has a link-local or metadata address");
	put(*state, "linked.json", "{}");
	request.led_by = "http://status.acme.example:99999/"; /* which libcurl does not take */
	unit_has(ask(*state, &request).failure, "has a link-local or metadata address");
	request.url = mem_printf(*state, "http://localhost:%ld/linked.json", world.port);
	assert_int_equal(ask(*state, &request).status, 200);
}

static void test_a_connection_opened_for_another_is_refused_as_well(void **state)
{
	struct seen allowed = {.ctx = *state}, denied = {.ctx = *state};
	struct http *h = http_open(*state, 1);

	put(*state, "common.json", "{}");
	add_path(h, "/common.json", &allowed);
	add(h, &(struct http_request){.url = url(*state, "/common.json")}, &denied);
	run(h);
	assert_int_equal(allowed.status, 200);
	assert_int_equal(denied.status, 0);
	unit_has(denied.failure, "private or local address");
}

static void test_a_proxy_may_have_a_private_address(void **state)
{
	struct seen s;

	put(*state, "proxied.json", "{\"by\":\"proxy\"}");
	setenv("http_proxy", url(*state, ""), 1);
	s = ask(*state, &(struct http_request){.url = "http://status.example/proxied.json"});
	assert_int_equal(s.status, 200);
	assert_string_equal(s.body, "{\"by\":\"proxy\"}");
}

/* Else each page would seem to refuse. */
static void test_a_proxy_that_is_away_is_named(void **state)
{
	struct seen s;

	setenv("http_proxy", "http://127.0.0.1:1", 1);
	s = ask(*state, &(struct http_request){.url = "http://status.example/proxied.json"});
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "cannot connect to the proxy that leads to status.example: ");
	assert_int_equal(s.failure_kind, FAILURE_PROXY);
}

static void test_what_goes_around_the_proxy_may_not(void **state)
{
	struct seen s;

	put(*state, "inward.meta", "status 302\nheader Location: http://127.0.0.2/secret\n");
	setenv("http_proxy", url(*state, ""), 1);
	setenv("no_proxy", "127.0.0.2", 1);
	s = ask(*state, &(struct http_request){.url = "http://status.example/inward"});
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "127.0.0.2 has a private or local address");
}

static void test_a_failure_names_the_host_and_not_the_url(void **state)
{
	static const char *const troubles[] = {"reset\n", "truncate 1\n",
	    "status 302\nheader Location: file:///s3cret\n",
	    "status 302\nheader Location: http://[/s3cret\n",
	    "status 302\nheader Location: /s3cret-path\n"};

	put(*state, "s3cret-path", "abc");
	for (size_t i = 0; i < UNIT_COUNT(troubles); i++) {
		struct seen s;

		put(*state, "s3cret-path.meta", troubles[i]);
		s = get(*state, "/s3cret-path");
		assert_int_equal(s.status, 0);
		unit_has(s.failure, "127.0.0.1");
		assert_null(strstr(s.failure, "s3cret"));
	}
}

/* Answers one connection with a text, whatever it is asked; its port. */
static int speak(const char *text)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), fd;
	char asked[4096];

	assert_int_equal(bind(listener, (struct sockaddr *)&a, size), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &size), 0);
	if (fork() == 0) {
		fd = accept(listener, NULL, NULL);
		if (read(fd, asked, sizeof(asked)) > 0)
			file_write_all(fd, text, strlen(text));
		_exit(0);
	}
	close(listener);
	return ntohs(a.sin_port);
}

static void expect_no_tls(void *ctx, const struct http_request *request, const char *text)
{
	struct seen s = ask(ctx, request);

	unit_has(s.failure, text);
	assert_int_equal(s.failure_kind, FAILURE_NO_TLS);
}

static void test_a_peer_that_does_not_begin_with_tls_is_told_apart(void **state)
{
	struct http_request request = {.url = mem_printf(*state, "https://127.0.0.1:%d/",
					   speak("HTTP/1.1 400 Bad Request\r\n\r\n")),
	    .allow_private = true};

	expect_no_tls(*state, &request, "127.0.0.1 answers there, but does not begin with TLS");
	wait(NULL);
	/* The world waits for a line, which a greeting in TLS does not end. */
	request.url = mem_printf(*state, "https://127.0.0.1:%ld/", world.port);
	request.timeout_ms = 500;
	expect_no_tls(
	    *state, &request, "127.0.0.1 can be connected to, but does not begin with TLS");
}

/* An alert of TLS, to a greeting that is none; an end; and a reset, which looks the same. */
static void test_a_peer_that_does_not_speak_http_is_told_apart(void **state)
{
	static const char *const answers[] = {"\x15\x03\x01\x02\x02F", "hello\r\n", ""};

	for (size_t i = 0; i < UNIT_COUNT(answers); i++) {
		struct seen s = ask(*state,
		    &(struct http_request){
			.url = mem_printf(*state, "http://127.0.0.1:%d/", speak(answers[i])),
			.allow_private = true});

		wait(NULL);
		assert_int_equal(s.failure_kind, FAILURE_NO_HTTP);
	}
	put(*state, "reset.meta", "reset\n");
	assert_int_equal(get(*state, "/reset").failure_kind, FAILURE_NO_HTTP);
}

static void test_where_nobody_is_is_told_apart(void **state)
{
	struct http_request request = {.url = "http://127.0.0.1:1/", .allow_private = true};
	struct seen s = ask(*state, &request);

	assert_int_equal(s.failure_kind, FAILURE_CONNECTION);
	assert_false(s.is_led_astray);
	put(*state, "lost.meta", "status 302\nheader Location: http://127.0.0.1:1/\n");
	s = get(*state, "/lost");
	assert_int_equal(s.failure_kind, FAILURE_CONNECTION);
	assert_true(s.is_led_astray);
	request.url = "http://no..name/"; /* for which no name server is asked */
	assert_int_equal(ask(*state, &request).failure_kind, FAILURE_NAME);
	put(*state, "silent.meta", "stall\n");
	request.url = url(*state, "/silent");
	request.timeout_ms = 100;
	assert_int_equal(ask(*state, &request).failure_kind, FAILURE_TIME);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    HTTP_TEST(test_redirects_are_followed_up_to_the_limit),
	    HTTP_TEST(test_one_redirect_more_is_a_failure),
	    HTTP_TEST(test_a_redirect_leaves_http_to_nowhere),
	    HTTP_TEST(test_another_protocol_is_refused),
	    HTTP_TEST(test_a_body_at_the_cap_arrives),
	    HTTP_TEST(test_a_body_over_the_cap_is_a_failure),
	    HTTP_TEST(test_the_cap_counts_decompressed_bytes),
	    HTTP_TEST(test_the_cap_counts_compressed_bytes_as_well),
	    HTTP_TEST(test_a_redirect_with_a_body_over_the_cap_is_a_failure),
	    HTTP_TEST(test_a_compressed_body_arrives_decompressed),
	    HTTP_TEST(test_what_is_packed_more_than_once_is_not_unpacked),
	    HTTP_TEST(test_a_redirect_may_be_packed_as_well),
	    HTTP_TEST(test_headers_are_bounded_behind_the_body_as_well),
	    HTTP_TEST(test_what_stands_around_the_chunks_is_bounded_as_well),
	    HTTP_TEST(test_a_private_address_is_refused_in_any_spelling),
	    HTTP_TEST(test_allow_private_leads_nobody_to_the_secrets_of_a_cloud),
	    HTTP_TEST(test_nor_does_a_link),
	    HTTP_TEST(test_a_connection_opened_for_another_is_refused_as_well),
	    HTTP_TEST(test_a_proxy_may_have_a_private_address),
	    HTTP_TEST(test_a_proxy_that_is_away_is_named),
	    HTTP_TEST(test_what_goes_around_the_proxy_may_not),
	    HTTP_TEST(test_a_failure_names_the_host_and_not_the_url),
	    HTTP_TEST(test_a_peer_that_does_not_begin_with_tls_is_told_apart),
	    HTTP_TEST(test_a_peer_that_does_not_speak_http_is_told_apart),
	    HTTP_TEST(test_where_nobody_is_is_told_apart),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
