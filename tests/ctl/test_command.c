/* Tests of ctl/command and the commands: found, misspelt, misused, and what each prints. */
#include "desk.h"

#include <arpa/inet.h>
#include <sys/socket.h>

static void test_every_row_is_complete_and_found_by_its_name(void **state)
{
	const struct command *c;
	size_t n = 0;

	(void)state;
	for (; (c = command_at(n)) != NULL; n++) {
		assert_ptr_equal(command_find(c->name), c);
		assert_non_null(c->summary);
		assert_null(strchr(c->summary, '\n'));
		assert_true(c->run != NULL || c->subs != NULL);
		assert_true((c->list != NULL) == (c->columns != NULL));
		assert_true((c->options != NULL) == (c->args_size > 0));
	}
	assert_true(n >= 7);
	assert_null(command_at(n));
	assert_null(command_find("lis"));
	assert_null(command_find("List"));
	assert_null(command_find(""));
}

/* What was wrong, and the nearest word that is right. */
static void test_misuse_is_told_with_what_is_right(void **state)
{
	static const struct {
		const char *const words[4];
		const char *told;
	} rows[] = {
	    {{"staus"}, "there is no command \"staus\"; did you mean \"status\"?"},
	    {{"zzz"}, "there is no command \"zzz\"; \"statusctl help\" lists them"},
	    {{"version", "x"}, "usage: statusctl version"},
	    {{"secret"}, "usage: statusctl secret show"},
	    {{"secret", "shwo"}, "there is no \"secret shwo\"; did you mean \"secret show\"?"},
	    {{"secret", "zzz"}, "there is no \"secret zzz\"; usage: statusctl secret show"},
	    {{"secret", "show", "x"}, "usage: statusctl secret show"},
	    {{"config", "x"}, "usage: statusctl config"},
	    {{"list", "acme"}, "usage: statusctl list [OPTION...]"},
	    {{"list", "--jsno"}, "list has no option \"--jsno\"; did you mean \"--json\"?"},
	    {{"list", "--zzz=1"},
		"list has no option \"--zzz\"; \"statusctl help list\" shows them"},
	    {{"list", "-z"}, "list has no option \"-z\"; \"statusctl help list\" shows them"},
	    {{"list", "--json=1"}, "--json takes nothing"},
	    {{"list", "--output"}, "--output needs COL,..."},
	    {{"list", "--output", "kye"}, "there is no column \"kye\"; did you mean \"key\"?"},
	    {{"list", "-o", "+zzz"}, "there is no column \"zzz\""},
	    {{"list", "--color=alway"}, "\"alway\" is not allowed; did you mean \"always\"?"},
	    {{"status", "amce"}, "there is no provider \"amce\"; did you mean \"acme\"?"},
	    {{"status", "zzz"}, "there is no provider \"zzz\"; \"statusctl list\" shows them"},
	    {{"events", "-n"}, "--lines needs N"},
	    {{"events", "-n", "x"}, "--lines: \"x\" is no number from 0 to 1000000"},
	    {{"events", "-n", "-1"}, "--lines: \"-1\" is no number"},
	    {{"events", "-n", "1x"}, "--lines: \"1x\" is no number"},
	    {{"events", "-n", ""}, "--lines: \"\" is no number"},
	    {{"events", "-n", "99999999999999999999"}, "is no number"},
	    {{"event"}, "usage: statusctl event [OPTION...] ID"},
	    {{"test", "x"}, "usage: statusctl test"},
	    {{"help", "list", "status"}, "usage: statusctl help [COMMAND]"},
	    {{"help", "lst"}, "there is no command \"lst\"; did you mean \"list\"?"},
	    {{"probe", "acme.example"}, "it begins with http:// or https://"},
	};
	struct desk d = desk_open(*state);

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		desk_run(&d, rows[i].words);
		desk_expect(&d, EXIT_USAGE, NULL);
		unit_has(d.out, rows[i].told);
	}
}

static void test_help_names_every_command(void **state)
{
	struct desk d = desk_open(*state);
	const struct command *c;

	DESK_RUN(&d, "help");
	desk_expect(&d, EXIT_DONE, NULL);
	for (size_t i = 0; (c = command_at(i)) != NULL; i++) {
		if (c->hidden)
			continue;
		unit_has(d.out, mem_printf(*state, "\n  %s ", c->name));
		unit_has(d.out, c->summary);
	}
}

static void test_help_of_each_command_is_its_row(void **state)
{
	struct desk d = desk_open(*state);
	const struct command *c;

	for (size_t i = 0; (c = command_at(i)) != NULL; i++) {
		DESK_RUN(&d, "help", c->name);
		desk_expect(&d, EXIT_DONE, NULL);
		unit_has(d.out, mem_printf(*state, "usage: statusctl %s", c->name));
		unit_has(d.out, c->summary);
		for (const struct option_row *o = c->options; o != NULL && o->name != NULL; o++)
			unit_has(d.out, mem_printf(*state, "--%s", o->name));
	}
	DESK_RUN(&d, "help", "nonsense");
	desk_expect(&d, EXIT_USAGE, NULL);
}

static void test_version_and_secret(void **state)
{
	struct desk d = desk_open(*state);

	DESK_RUN(&d, "version");
	desk_expect(&d, EXIT_DONE, "statusctl " PACKAGE_VERSION "\n");
	DESK_RUN(&d, "secret", "show");
	desk_expect(&d, EXIT_DONE, SECRET "\n");
}

static void test_config_shows_settings_and_no_secret(void **state)
{
	struct desk d = desk_open(*state);

	DESK_RUN(&d, "config", "--raw");
	desk_expect(&d, EXIT_DONE, NULL);
	unit_has(d.out, "\nwebhook_secret set /");
	unit_has(d.out, "\nwebhook_secret_previous not\\x20set default\n");
	unit_has(d.out, "\nopenai_api_key set /");
	unit_has(d.out, "\nretention_days 36500 /");
	assert_null(strstr(d.out, SECRET));
	assert_null(strstr(d.out, "key-one"));
}

static void test_looking_makes_no_files(void **state)
{
	static const struct {
		const char *const words[3];
		enum exit_status status;
	} rows[] = {
	    {{"list"}, EXIT_DONE},
	    {{"status"}, EXIT_FINDING}, /* its pages are unread */
	    {{"events"}, EXIT_DONE},
	    {{"incidents"}, EXIT_DONE},
	    {{"maintenance"}, EXIT_DONE},
	    {{"uptime"}, EXIT_DONE},
	    {{"lag"}, EXIT_DONE},
	    {{"check"}, EXIT_FINDING},
	    {{"complete", "status"}, EXIT_DONE},
	};
	struct desk d = desk_open(*state);

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		desk_run(&d, rows[i].words);
		desk_expect(&d, rows[i].status, NULL);
	}
	assert_int_not_equal(access(mem_printf(*state, "%s/state", d.folder), F_OK), 0);
}

static void test_list_shows_every_provider(void **state)
{
	struct desk d = desk_open(*state);

	DESK_RUN(&d, "list");
	desk_expect(&d, EXIT_DONE, NULL);
	unit_has(d.out, "KEY");
	unit_has(d.out, "https://status.acme.example");
	unit_has(d.out, "unread");
	unit_has(d.out, "off");
}

static void test_list_as_json(void **state)
{
	struct desk d = desk_open(*state);
	struct json *list, *acme;

	DESK_RECEIVE(&d, "component-update");
	DESK_RUN(&d, "list", "--json");
	desk_expect(&d, EXIT_DONE, NULL);
	list = desk_list(&d, "providers");
	assert_int_equal(json_list_size(list, 99), 3);
	acme = desk_row(&d, list, "key", "acme");
	unit_same("name", json_text(d.ctx, acme, "name", 99), "Acme Cloud");
	unit_same("page", json_text(d.ctx, acme, "page", 99), "https://status.acme.example");
	unit_same("health", json_text(d.ctx, acme, "health", 99), "unread");
	unit_same("last", json_text(d.ctx, acme, "last_event", 99), "2026-03-15T12:00:00.000Z");
	assert_true(json_has(acme, "reason"));
	unit_same("reason", json_text(d.ctx, acme, "reason", 99), NULL);
	unit_same(
	    "hooli", json_text(d.ctx, desk_row(&d, list, "key", "hooli"), "health", 99), "off");
}

static void test_status_shows_what_is_wrong(void **state)
{
	struct desk d = desk_open(*state);
	struct json *list, *row;

	DESK_RECEIVE(&d, "incident-no-updates", "component-update", "maintenance-as-incident");
	DESK_RUN(&d, "status", "-j");
	desk_expect(&d, EXIT_FINDING, NULL);
	list = desk_list(&d, "problems");
	row = desk_row(&d, list, "what", "incident");
	unit_same("title", json_text(d.ctx, row, "title", 99), "Slow queries");
	unit_same("impact", json_text(d.ctx, row, "impact", 99), "major");
	unit_same("provider", json_text(d.ctx, row, "provider", 99), "acme");
	row = desk_row(&d, list, "what", "component");
	unit_same("title", json_text(d.ctx, row, "title", 99), "Dashboard");
	unit_same("status", json_text(d.ctx, row, "status", 99), "degraded_performance");
	assert_null(desk_row(&d, list, "what", "maintenance")); /* it has not begun */
	row = desk_row(&d, list, "what", "page");
	unit_same("status", json_text(d.ctx, row, "status", 99), "unread");
	assert_null(desk_row(&d, list, "provider", "hooli"));
}

static void test_status_of_what_is_over_is_not_shown(void **state)
{
	struct desk d = desk_open(*state);

	DESK_RECEIVE(&d, "incident-resolved", "component-update", "component-update-back",
	    "maintenance-completed-impact-none");
	DESK_RUN(&d, "status", "--json");
	desk_expect(&d, EXIT_FINDING, NULL);
	assert_null(desk_row(&d, desk_list(&d, "problems"), "what", "incident"));
	assert_null(desk_row(&d, desk_list(&d, "problems"), "what", "component"));
	assert_null(desk_row(&d, desk_list(&d, "problems"), "what", "maintenance"));
}

static void test_status_of_some_providers(void **state)
{
	struct desk d = desk_open(*state);

	DESK_RECEIVE(&d, "incident-no-updates");
	DESK_RUN(&d, "status", "--json", "globex");
	assert_int_equal(json_list_size(desk_list(&d, "problems"), 9), 1);
	assert_non_null(desk_row(&d, desk_list(&d, "problems"), "provider", "globex"));
	DESK_RUN(&d, "status", "globex", "acme");
	unit_has(d.out, "Slow queries");
	DESK_RUN(&d, "status", "nobody");
	desk_expect(&d, EXIT_USAGE, NULL);
	unit_has(d.out, "there is no provider \"nobody\"");
}

static void test_status_of_a_page_that_is_off_says_so(void **state)
{
	struct desk d = desk_open(*state);
	struct json *row;

	DESK_RUN(&d, "status", "--json", "hooli");
	desk_expect(&d, EXIT_FINDING, NULL);
	row = desk_row(&d, desk_list(&d, "problems"), "provider", "hooli");
	unit_same("what", json_text(d.ctx, row, "what", 99), "page");
	unit_same("status", json_text(d.ctx, row, "status", 99), "off");
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

static void test_events_are_shown_as_the_log_has_them(void **state)
{
	struct desk d = desk_open(*state);

	DESK_RECEIVE(&d, "incident-2024", "component-update");
	DESK_RUN(&d, "events");
	desk_expect(&d, EXIT_DONE, NULL);
	assert_int_equal(count(d.out, "  Source   : webhook\n"), 2);
	assert_null(strchr(d.out, '\033'));
	DESK_RUN(&d, "events", "--lines=1");
	assert_int_equal(count(d.out, "  Source   : webhook\n"), 1);
	unit_has(d.out, "operational → degraded_performance");
	DESK_RUN(&d, "events", "-n", "0");
	desk_expect(&d, EXIT_DONE, "");
	DESK_RUN(&d, "events", "-n", "1000000", "--json");
	assert_int_equal(count(d.out, "{\"schema\":1,"), 2);
	assert_int_equal(count(d.out, "\n"), 2);
}

/* A port that was free a moment ago, and at which nobody listens. */
static int free_port(void)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (const struct sockaddr *)&in, n), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &n), 0);
	close(fd);
	return ntohs(in.sin_port);
}

static void test_test_names_the_station_where_it_got_stuck(void **state)
{
	struct desk d = desk_open(*state);
	const char *url = mem_printf(*state, "http://127.0.0.1:%d", free_port());

	setenv("WEBHOOK_BASE_URL", url, 1);
	DESK_RUN(&d, "test");
	unsetenv("WEBHOOK_BASE_URL");
	desk_expect(&d, EXIT_FAILED, NULL);
	unit_has(d.out, "stuck web server reached\n");
	assert_null(strstr(d.out, "ok "));
	assert_null(strstr(d.out, SECRET));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_every_row_is_complete_and_found_by_its_name),
	    UNIT_TEST(test_misuse_is_told_with_what_is_right),
	    UNIT_TEST(test_help_names_every_command),
	    UNIT_TEST(test_help_of_each_command_is_its_row),
	    UNIT_TEST(test_version_and_secret),
	    UNIT_TEST(test_config_shows_settings_and_no_secret),
	    UNIT_TEST(test_looking_makes_no_files),
	    UNIT_TEST(test_list_shows_every_provider),
	    UNIT_TEST(test_list_as_json),
	    UNIT_TEST(test_status_shows_what_is_wrong),
	    UNIT_TEST(test_status_of_what_is_over_is_not_shown),
	    UNIT_TEST(test_status_of_some_providers),
	    UNIT_TEST(test_status_of_a_page_that_is_off_says_so),
	    UNIT_TEST(test_events_are_shown_as_the_log_has_them),
	    UNIT_TEST(test_test_names_the_station_where_it_got_stuck),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
