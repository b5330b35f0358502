/*
 * That statusctl(1) and the README say what the rows of the commands say: every command with its
 * operands, every option in the entry of its command, every column with its type, in this order.
 */
#include "desk.h"

#include <ctype.h>

#include "base/file.h"
#include "ctl/usage.h"

#define MANUAL_BYTES (1024 * 1024)

static const char *read_source(void *ctx, const char *name)
{
	const char *source = getenv("srcdir");
	char *text;
	struct error e;

	if (file_read(ctx, mem_printf(ctx, "%s/%s", source != NULL ? source : ".", name),
		MANUAL_BYTES, &text, NULL, &e) != OK)
		fail_msg("%s", e.text);
	return text;
}

/* The line that begins so, after that place; "N lacks ..." when there is none. */
static const char *expect_line(const char *text, const char *line, const char *before)
{
	size_t n = strlen(line);

	for (const char *at = text; at != NULL && *at != '\0' && (before == NULL || at < before);
	     at = strchr(at, '\n') != NULL ? strchr(at, '\n') + 1 : NULL)
		if (strncmp(at, line, n) == 0 && (at[n] == '\n' || at[n] == ' '))
			return at;
	fail_msg("statusctl(1) lacks, where it should be: %s", line);
	return NULL;
}

static const char *lower(void *ctx, const char *word)
{
	char *out = mem_strdup(ctx, word);

	for (char *c = out; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return out;
}

/* "Op Ar key ..." */
static const char *operand_mdoc(void *ctx, const struct operand_row *o)
{
	return mem_printf(ctx, " %sAr %s%s", o->optional ? "Op " : "", lower(ctx, o->word),
	    o->many ? " ..." : "");
}

/* ".It Cm events Oo Ar option ... Oc Op Ar key" */
static const char *command_mdoc(void *ctx, const struct command *parent, const struct command *c)
{
	const char *line = mem_printf(ctx, ".It Cm %s", usage_name(ctx, parent, c));
	bool options = c->options != NULL || c->columns != NULL;
	bool more = c->operands != NULL && c->operands->word != NULL;

	if (options)
		line = mem_printf(
		    ctx, "%s %s", line, more ? "Oo Ar option ... Oc" : "Op Ar option ...");
	for (const struct operand_row *o = c->operands; o != NULL && o->word != NULL; o++)
		line = mem_printf(ctx, "%s%s", line, operand_mdoc(ctx, o));
	return line;
}

/* ".It Fl n Ar n , Fl -lines Ar n" */
static const char *option_mdoc(void *ctx, const struct option_row *o)
{
	const char *argument =
	    o->kind != OPTION_FLAG ? mem_printf(ctx, " Ar %s", lower(ctx, o->argument)) : "";

	if (o->letter == '\0')
		return mem_printf(ctx, ".It Fl -%s%s", o->name, argument);
	return mem_printf(ctx, ".It Fl %c%s , Fl -%s%s", o->letter, argument, o->name, argument);
}

static void expect_options(
    void *ctx, const char *from, const struct option_row *rows, const char *before)
{
	for (; rows != NULL && rows->name != NULL; rows++)
		expect_line(from, option_mdoc(ctx, rows), before);
}

static void expect_command(
    void *ctx, const char *manual, const struct command *parent, const struct command *c)
{
	const char *at = expect_line(manual, command_mdoc(ctx, parent, c), NULL);
	const char *next = strstr(at + 1, "\n.It Cm ");

	expect_options(ctx, at, c->options, next);
	for (const struct command *sub = c->subs; sub != NULL && sub->name != NULL; sub++)
		expect_command(ctx, manual, c, sub);
}

static void test_the_manual_has_every_command_and_option(void **state)
{
	const char *manual = read_source(*state, "man/statusctl.1");
	const struct command *c;

	expect_options(*state, manual, common_option_rows, NULL);
	expect_options(*state, manual, table_option_rows, NULL);
	for (size_t i = 0; (c = command_at(i)) != NULL; i++) {
		if (c->hidden)
			continue;
		if (c->run != NULL)
			expect_command(*state, manual, NULL, c);
		for (const struct command *sub = c->subs; sub != NULL && sub->name != NULL; sub++)
			expect_command(*state, manual, c, sub);
	}
}

/* ".Ss The columns of list", and then ".It LAST EVENT Ta time Ta when ..." in their order. */
static void expect_columns(void *ctx, const char *manual, const char *name, const struct command *c)
{
	const char *at, *next;

	at = expect_line(manual, mem_printf(ctx, ".Ss The columns of %s", name), NULL);
	next = strstr(at + 1, "\n.S");
	expect_line(at, mem_printf(ctx, ".Ql %s", c->list), next);
	for (const struct column *column = c->columns; column->name != NULL; column++)
		at = expect_line(at,
		    mem_printf(ctx, ".It %s Ta %s%s Ta %s", column->name,
			cell_kind_word(column->kind), column->extra ? " +" : "", column->help),
		    next);
}

static void test_the_manual_has_every_column(void **state)
{
	const char *manual = read_source(*state, "man/statusctl.1");
	const struct command *c;

	for (size_t i = 0; (c = command_at(i)) != NULL; i++) {
		if (c->columns != NULL)
			expect_columns(*state, manual, c->name, c);
		for (const struct command *sub = c->subs; sub != NULL && sub->name != NULL; sub++)
			if (sub->columns != NULL)
				expect_columns(*state, manual, usage_name(*state, c, sub), sub);
	}
}

/* A command that is gone would still be in the manual. */
static void test_the_manual_has_no_other_command(void **state)
{
	const char *at = read_source(*state, "man/statusctl.1");

	while ((at = strstr(at, "\n.It Cm ")) != NULL) {
		char *line, *name, *sub;
		const struct command *c;

		at += strlen("\n.It Cm ");
		line = mem_strndup(*state, at, strcspn(at, "\n"));
		name = strtok_r(line, " ", &sub);
		c = command_find(name);
		if (c == NULL)
			fail_msg("there is no command %s", name);
		if (c->subs != NULL && islower((unsigned char)*sub) &&
		    command_find_sub(c, strtok_r(NULL, " ", &sub)) == NULL)
			fail_msg("%s has no such sub-command", name);
	}
}

static void test_the_readme_has_the_help_text(void **state)
{
	struct buf text;

	buf_init(&text, *state, MANUAL_BYTES);
	usage_of_all(&text);
	if (strstr(read_source(*state, "README.md"), text.data) == NULL)
		fail_msg("README.md lacks this text:\n%s", text.data);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_manual_has_every_command_and_option),
	    UNIT_TEST(test_the_manual_has_every_column),
	    UNIT_TEST(test_the_manual_has_no_other_command),
	    UNIT_TEST(test_the_readme_has_the_help_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
