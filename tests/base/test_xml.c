/* Tests of base/xml: what a walk shows, and what ends it. */
#include "unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/xml.h"

static void on_begin(void *user, const char *name, const char *const *attributes)
{
	const char *a = xml_attribute(attributes, "a");

	buf_printf(user, "(%s%s%s ", name, a != NULL ? " a=" : "", a != NULL ? a : "");
}

static void on_text(void *user, const char *bytes, size_t n)
{
	buf_add(user, bytes, n);
}

static void on_end(void *user, const char *name)
{
	(void)name;
	buf_char(user, ')');
}

static const struct xml_visitor visitor = {on_begin, on_text, on_end};

/* What was seen; the code in *rc. */
static const char *walk(void *ctx, const char *text, int *rc, struct error *e)
{
	struct buf seen;

	buf_init(&seen, ctx, 1 << 20);
	*rc = xml_walk(text, strlen(text), &visitor, &seen, e);
	return seen.data;
}

static const char *walk_html(void *ctx, const char *text)
{
	struct buf seen;

	buf_init(&seen, ctx, 1 << 20);
	html_walk(text, strlen(text), &visitor, &seen);
	return seen.data;
}

static void test_xml_is_walked_in_order(void **state)
{
	static const char *const rows[][2] = {
	    {"<x/>", "(x )"},
	    {"<x a='1' b='2'>t<y>u</y>v</x>", "(x a=1 t(y u)v)"},
	    {"<x>1 &lt; 2 &amp; &#65;&#x42;<![CDATA[<y>]]></x>", "(x 1 < 2 & AB<y>)"},
	    {"<n:x xmlns:n='u'/>", "(n:x )"},
	    {"<?xml version='1.0' encoding='ISO-8859-1'?><x>\xe4</x>", "(x \xc3\xa4)"},
	    {"\xef\xbb\xbf<x> </x>\n", "(x  )"},
	    {"<X><!-- t --></X>", "(X )"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		int rc;

		assert_string_equal(walk(*state, rows[i][0], &rc, NULL), rows[i][1]);
		assert_int_equal(rc, OK);
	}
}

static void test_what_is_not_well_formed_is_refused(void **state)
{
	static const char *const rows[] = {"", " ", "x", "<x>", "<x></y>", "<x a=1/>", "<x/><y/>",
	    "<x>&nbsp;</x>", "<x>\xff</x>", "<x>\x01</x>", "{\"a\":1}", "<x><![CDATA["};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct error e = {0};
		int rc;

		walk(*state, rows[i], &rc, &e);
		assert_int_equal(rc, E_INPUT);
		unit_has(e.text, "not XML");
	}
}

static void test_a_document_type_ends_the_walk_before_any_entity(void **state)
{
	static const char *const rows[] = {
	    "<!DOCTYPE x><x/>",
	    "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>",
	    "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>",
	    "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>",
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct error e = {0};
		int rc;

		assert_string_equal(walk(*state, rows[i], &rc, &e), "");
		assert_int_equal(rc, E_INPUT);
		unit_has(e.text, "document type");
	}
}

/* depth times "<b>", then a text, and all ends when close. */
static const char *nested(void *ctx, size_t depth, bool close)
{
	struct buf b;

	buf_init(&b, ctx, 1 << 20);
	for (size_t i = 0; i < depth; i++)
		buf_str(&b, "<b>");
	buf_str(&b, "deep");
	for (size_t i = 0; close && i < depth; i++)
		buf_str(&b, "</b>");
	return b.data;
}

static void test_nesting_ends_at_its_ceiling(void **state)
{
	struct error e = {0};
	int rc;

	unit_has(walk(*state, nested(*state, LIMIT_XML_DEPTH, true), &rc, NULL), "deep");
	assert_int_equal(rc, OK);
	walk(*state, nested(*state, LIMIT_XML_DEPTH + 1, true), &rc, &e);
	assert_int_equal(rc, E_LIMIT);
	walk(*state, nested(*state, 100000, false), &rc, &e);
	assert_int_equal(rc, E_LIMIT);
}

static void test_html_is_walked_whatever_it_is(void **state)
{
	static const char *const rows[][2] = {
	    {"", ""},
	    {"<P A=1>t<br>u", "(html (body (p a=1 t(br )u)))"},
	    {"t &amp; &auml; &#65; &nope;", "(html (body (p t & \xc3\xa4 A &nope;)))"},
	    {"<i a>\xc3\xa4</b></i>", "(html (body (i \xc3\xa4)))"},
	    {"<!DOCTYPE html><p>t", "(html (body (p t)))"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		assert_string_equal(walk_html(*state, rows[i][0]), rows[i][1]);
}

static void test_html_that_is_too_deep_is_cut(void **state)
{
	const char *seen = walk_html(*state, nested(*state, 100000, false));

	assert_null(strstr(seen, "deep"));
	unit_has(seen, "(b ");
	assert_true(strlen(seen) < 10 * LIMIT_XML_DEPTH);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_xml_is_walked_in_order),
	    UNIT_TEST(test_what_is_not_well_formed_is_refused),
	    UNIT_TEST(test_a_document_type_ends_the_walk_before_any_entity),
	    UNIT_TEST(test_nesting_ends_at_its_ceiling),
	    UNIT_TEST(test_html_is_walked_whatever_it_is),
	    UNIT_TEST(test_html_that_is_too_deep_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
