/* Tests of platform/aws: the list of current events, in both encodings. */
#include "../fixtures/document.h"

#define EVENT "\"date\":\"1772445600\",\"service\":\"paper-xx-west-1\",\"summary\":\"Errors\""

static struct report aws(void *ctx, const char *fields)
{
	return document_of(ctx, &platform_aws, mem_printf(ctx, "[{" EVENT ",%s}]", fields));
}

/* ASCII and a dash as UTF-16 with its mark. */
static char *utf16_of(void *ctx, const char *text, bool big, size_t *n)
{
	char *out = mem_array(ctx, char, 2 * strlen(text) + 4);

	*n = 0;
	for (uint32_t unit = 0xfeff;; text++) {
		out[*n + (big ? 0 : 1)] = (char)(unit >> 8);
		out[*n + (big ? 1 : 0)] = (char)(unit & 0xff);
		*n += 2;
		if (*text == '\0')
			return out;
		unit = (unsigned char)*text;
		if (strncmp(text, "\xe2\x80\x94", 3) == 0) {
			unit = 0x2014;
			text += 2;
		}
	}
}

static void check_events(const struct report *r)
{
	const struct incident *in = &r->incidents[0];

	assert_int_equal(r->n_incidents, 2);
	unit_same("absent", r->absent_means, "resolved");
	unit_same("page", r->page.id, "status.acme.example/status/acme");
	unit_has(in->id, "_C3D4E5F6071");
	unit_same("title", in->title, "Increased Error Rates");
	unit_same("impact", in->impact, "major");
	assert_int_equal(in->n_components, 3);
	unit_same("service", in->components[0], "Amazon Paper (Atlantis)");
	unit_same("hit", in->components[2], "AWS Pen Gateway");
	assert_int_equal(in->n_updates, 2);
	unit_same("first", in->updates[0].status, "informational");
	unit_same("newest", in->updates[1].status, "disruption");
	unit_has(in->updates[1].text, " \xe2\x80\x94 ");
	document_time(in->updates[0].created_at, "2026-03-02T10:00:00Z");
	in++;
	unit_same("id", in->id, "internetconnectivity-xx-south-2_1772430000");
	unit_same("title", in->title, "Internet Connectivity in the XX-SOUTH-2 Region");
	unit_same("status", incident_status(in), "resolved");
	assert_int_equal(in->n_updates, 1);
}

static void test_events_are_read(void **state)
{
	struct report r = document_in(*state, &platform_aws, "api/aws-currentevents.json");

	check_events(&r);
}

static void test_events_in_utf16_are_read(void **state)
{
	const char *text = fixture_read(*state, "api/aws-currentevents.json", NULL);
	struct place place = {.url = DOCUMENT_URL};

	for (int big = 0; big < 2; big++) {
		struct error e = {0};
		struct report r;
		size_t n;
		char *bytes = utf16_of(*state, text, big, &n);
		struct part part = part_read(*state, bytes, n);

		assert_non_null(part.flaw);
		assert_ptr_equal(
		    platform_recognise(*state, platform_aws.parts[0], &part, &e), &platform_aws);
		assert_int_equal(
		    platform_read_document(*state, &platform_aws, &place, &part, &r, &e), OK);
		check_events(&r);
		/* Cut off anywhere it is not read as a shorter list. */
		part = part_read(*state, bytes, n / 2 & ~(size_t)1);
		assert_null(platform_recognise(*state, platform_aws.parts[0], &part, &e));
		assert_int_equal(
		    platform_read_document(*state, &platform_aws, &place, &part, &r, &e), E_INPUT);
	}
}

static void test_an_empty_list_is_aws_that_is_well(void **state)
{
	struct report r = document_of(*state, &platform_aws, "[]");

	assert_int_equal(r.n_incidents, 0);
	unit_same("absent", r.absent_means, "resolved");
}

static void test_numbers_may_be_strings_and_strings_numbers(void **state)
{
	struct report r = aws(*state,
	    "\"status\":2,\"event_log\":[{\"status\":\"2\",\"timestamp\":\"1772445700\","
	    "\"message\":\"slow\"}]");

	unit_same("impact", r.incidents[0].impact, "minor");
	unit_same("status", r.incidents[0].updates[0].status, "degradation");
	document_time(r.incidents[0].updates[0].created_at, "2026-03-02T10:01:40Z");
	r = document_of(*state, &platform_aws,
	    "[{\"date\":1772445600,\"status\":\"1\",\"service\":\"s\",\"summary\":\"x\"}]");
	unit_same("id", r.incidents[0].id, "s_1772445600");
	unit_same("impact", r.incidents[0].impact, "none");
}

static void test_an_end_that_the_log_does_not_tell_is_told(void **state)
{
	static const char *const rows[] = {
	    "\"status\":\"0\",\"event_log\":[{\"status\":2,\"timestamp\":1772445600,"
	    "\"message\":\"slow\"}]",
	    "\"status\":\"2\",\"end_time\":\"1772449200\",\"event_log\":[{\"status\":2,"
	    "\"timestamp\":1772445600,\"message\":\"slow\"}]",
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r = aws(*state, rows[i]);

		assert_int_equal(r.incidents[0].n_updates, 2);
		unit_same(rows[i], r.incidents[0].updates[1].id, "end");
		unit_same(rows[i], incident_status(&r.incidents[0]), "resolved");
	}
}

static void test_fields_may_be_missing_and_words_unknown(void **state)
{
	struct report r = aws(*state,
	    "\"status\":\"7\",\"end_time\":\"soon\",\"event_log\":[{\"status\":\"odd\"},5],"
	    "\"impacted_services\":{\"a\":null,\"b\":{\"max\":9}}");
	const struct incident *in = &r.incidents[0];

	unit_same("status", in->status, "7");
	assert_null(in->impact);
	assert_int_equal(in->n_components, 0);
	assert_int_equal(in->n_updates, 1);
	unit_same("update", in->updates[0].status, "odd");
	assert_true(in->updates[0].created_at == TIME_NONE);
}

static void test_half_a_document_is_refused(void **state)
{
	static const char *const rows[] = {
	    "[{" EVENT ",\"status\":\"1\"},{\"summary\":\"no id\"}]",
	    "[{" EVENT ",\"status\":\"1\"},null]",
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r;

		assert_int_equal(
		    document_parse(*state, &platform_aws, &rows[i], 1, &r, NULL), E_INPUT);
	}
}

static void test_strangers_are_refused(void **state)
{
	document_refuses_strangers(*state, &platform_aws);
	assert_false(document_is_known(*state, &platform_aws, "[{" EVENT "}]"));
	assert_false(document_is_known(*state, &platform_aws,
	    "[{\"date\":\"2026-03-02\",\"service\":\"s\",\"summary\":\"x\",\"status\":\"1\"}]"));
	assert_false(document_is_known(
	    *state, &platform_aws, fixture_read(*state, "api/google-incidents.json", NULL)));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_events_are_read),
	    UNIT_TEST(test_events_in_utf16_are_read),
	    UNIT_TEST(test_an_empty_list_is_aws_that_is_well),
	    UNIT_TEST(test_numbers_may_be_strings_and_strings_numbers),
	    UNIT_TEST(test_an_end_that_the_log_does_not_tell_is_told),
	    UNIT_TEST(test_fields_may_be_missing_and_words_unknown),
	    UNIT_TEST(test_half_a_document_is_refused),
	    UNIT_TEST(test_strangers_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
